// Paired runs: intervals against closed forms, against each other and by how often they cover, and the pairs that a target takes.
#include "base/mathx.h"
#include "base/rng.h"
#include "check.h"
#include "fit/paired.h"

enum { MOST = 20000, TRIALS = 2000 };

static double base[MOST], variant[MOST], difference[MOST];

// Normal pairs of the given means; their deviations are `sd` each and correlate by `rho`. A trial has its own numbers.
static void draw_pairs(uint32_t trial, size_t pairs, double base_mean, double variant_mean, double sd, double rho) {
  const fl_key key = {1, 2, (uint32_t)pairs};
  for (size_t i = 0; i < pairs; i++) {
    const fl_block b = fl_draw(&key, FL_STREAM_SCRIPT, 0, trial, (uint32_t)i);
    const double x = fl_normal_quantile(fl_unit(b.u[0])), y = fl_normal_quantile(fl_unit(b.u[1]));
    base[i] = base_mean + sd * x;
    variant[i] = variant_mean + sd * (rho * x + sqrt(1 - rho * rho) * y);
  }
}

static bool holds(const fl_interval *interval, double value) {
  return interval->low <= value && value <= interval->high;
}

// ---- Estimates ------------------------------------------------------------------------------------------------------------------

static void the_interval_of_the_difference_is_student_s(void **state) {
  (void)state;
  const double before[3] = {10, 14, 12}, after[3] = {11, 16, 15};
  const fl_paired p = fl_paired_compare(before, after, 3, 0.9, difference);
  assert_true(p.pairs == 3 && p.level == 0.9 && p.base_mean == 12 && p.variant_mean == 14);
  assert_true(difference[0] == 1 && difference[1] == 2 && difference[2] == 3);
  check_near(p.difference.mean, 2, 1e-15, 0, 0);
  check_near(p.sd, 1, 1e-15, 0, 0);
  check_near(p.difference.high - 2, 2.919986 / sqrt(3.0), 1e-6, 0, 0); // t of 2 degrees of freedom at .95
  check_near(2 - p.difference.low, p.difference.high - 2, 1e-12, 0, 0);
  check_near(p.relative.mean, 2 / 12.0, 1e-15, 0, 0);
  check_near(p.reduction, 4 + 7, 1e-12, 0, 0); // variances 4 and 7, that of the differences 1
}

// What Fieller's theorem says, by the other function: at its bounds Student's interval of variant - (1 + r) base just touches 0.
static void at_the_bounds_of_the_relative_change_nothing_is_left_of_the_difference(void **state) {
  (void)state;
  static double rest[MOST];
  for (uint32_t trial = 0; trial < 500; trial++) {
    const size_t pairs = 3 + trial % 20;
    draw_pairs(trial, pairs, trial % 2 ? 100 : -100, 120, 1 + trial % 25, trial % 10 / 10.0);
    const fl_paired p = fl_paired_compare(base, variant, pairs, 0.95, difference);
    assert_true(holds(&p.relative, p.relative.mean));
    for (size_t i = 0; i < pairs; i++) rest[i] = variant[i] - (1 + p.relative.low) * base[i];
    const fl_interval low = fl_mean_interval(rest, pairs, 0.95);
    for (size_t i = 0; i < pairs; i++) rest[i] = variant[i] - (1 + p.relative.high) * base[i];
    const fl_interval high = fl_mean_interval(rest, pairs, 0.95);
    const double near = 1e-9 * (low.high - low.low + high.high - high.low);
    check_near(p.base_mean > 0 ? low.low : low.high, 0, near, 0, trial);
    check_near(p.base_mean > 0 ? high.high : high.low, 0, near, 0, trial);
  }
}

static void both_intervals_agree_whether_there_is_a_difference(void **state) {
  (void)state;
  int with = 0;
  for (uint32_t trial = 0; trial < TRIALS; trial++) {
    draw_pairs(trial, 6, 100, 108, 15, 0.8);
    const fl_paired p = fl_paired_compare(base, variant, 6, 0.95, difference);
    assert_true(holds(&p.relative, 0) == holds(&p.difference, 0));
    with += holds(&p.difference, 0);
  }
  assert_true(with > TRIALS / 5 && with < TRIALS * 4 / 5); // both answers were given
}

static void with_many_pairs_the_relative_interval_is_that_of_the_delta_method(void **state) {
  (void)state;
  draw_pairs(1, MOST, 100, 110, 10, 0.5);
  const fl_paired p = fl_paired_compare(base, variant, MOST, 0.95, difference);
  // e = (variant - 1.1 base) / 100
  const double sd = 10 * sqrt(1 + 1.1 * 1.1 - 2 * 1.1 * 0.5) / 100, half = 1.959964 * sd / sqrt(MOST);
  check_near(p.relative.high - p.relative.mean, half, 0, 0.02, 0);
  check_near(p.relative.mean - p.relative.low, half, 0, 0.02, 0);
}

static void a_base_that_may_be_nothing_has_no_bounded_relative_change(void **state) {
  (void)state;
  const double before[4] = {-3, 5, -2, 4}, after[4] = {1, 2, 3, 4}, none[4] = {-1, 1, -1, 1};
  const fl_paired p = fl_paired_compare(before, after, 4, 0.95, difference);
  check_near(p.relative.mean, 1.5, 1e-12, 0, 0);
  assert_true(p.relative.low < 0 && isinf(p.relative.low) && p.relative.high > 0 && isinf(p.relative.high));
  const fl_paired q = fl_paired_compare(none, after, 4, 0.95, difference);
  assert_true(q.difference.mean == 2.5 && q.sd > 0);
  assert_true(isnan(q.relative.mean) && isnan(q.relative.low) && isnan(q.relative.high));
}

static void pairing_helps_as_much_as_runs_correlate(void **state) {
  (void)state;
  for (double rho = 0; rho < 0.95; rho += 0.3) { // 2 / (2 - 2 rho)
    draw_pairs(2, MOST, 100, 130, 7, rho);
    check_near(fl_paired_compare(base, variant, MOST, 0.95, difference).reduction, 1 / (1 - rho), 0, 0.04, rho);
  }
}

static void equal_differences_reduce_the_variance_to_nothing(void **state) {
  (void)state;
  double before[7], after[7];
  for (int i = 0; i < 7; i++) {
    before[i] = i * i;
    after[i] = before[i] + 0.25;
  }
  const fl_paired p = fl_paired_compare(before, after, 7, 0.95, difference);
  assert_true(p.sd == 0 && isinf(p.reduction) && p.reduction > 0);
  for (int i = 0; i < 7; i++) { // a mean of seven times 0.1 that is rounded is not 0.1
    before[i] = 0;
    after[i] = 0.1;
  }
  const fl_paired q = fl_paired_compare(before, after, 7, 0.95, difference);
  assert_true(q.sd == 0 && isinf(q.reduction));
}

static void one_pair_has_means_and_no_intervals(void **state) {
  (void)state;
  const double before = 10, after = 12;
  size_t further = 77;
  const fl_paired one = fl_paired_compare(&before, &after, 1, 0.95, difference);
  assert_true(one.base_mean == 10 && one.variant_mean == 12 && one.difference.mean == 2 && one.relative.mean == 0.2);
  assert_true(isnan(one.difference.low) && isnan(one.difference.high) && isnan(one.relative.low) && isnan(one.relative.high));
  assert_true(isnan(one.sd) && isnan(one.reduction));
  assert_false(fl_paired_further(&one, 1, false, &further) || fl_paired_further(&one, 1, true, &further));
  const fl_paired none = fl_paired_compare(NULL, NULL, 0, 0.95, NULL);
  assert_true(none.pairs == 0 && isnan(none.base_mean) && isnan(none.difference.mean) && isnan(none.relative.mean));
  assert_true(isnan(none.sd) && isnan(none.reduction));
  assert_false(fl_paired_further(&none, 1, false, &further) || fl_paired_further(&none, 1, true, &further));
  assert_int_equal(further, 77);
}

// ---- Coverage -------------------------------------------------------------------------------------------------------------------

static const double least_cover = 0.935, most_cover = 0.965; // of 2,000 trials: three standard errors about 0.95

static void placebo_intervals_cover_nothing_as_often_as_they_say(void **state) {
  (void)state;
  for (size_t pairs = 5; pairs <= 20; pairs *= 2) {
    int student = 0, normal = 0;
    for (uint32_t trial = 0; trial < TRIALS; trial++) {
      draw_pairs(trial, pairs, 100, 100, 10, 0.9);
      const fl_paired p = fl_paired_compare(base, variant, pairs, 0.95, difference);
      student += holds(&p.difference, 0) && holds(&p.relative, 0);
      normal += fabs(p.difference.mean) <= fl_normal_quantile(0.975) * p.sd / sqrt((double)pairs);
    }
    print_message("%zu pairs: Student %.4f, normal %.4f\n", pairs, student / (double)TRIALS, normal / (double)TRIALS);
    assert_true(student >= least_cover * TRIALS && student <= most_cover * TRIALS);
    assert_true(pairs > 5 || normal < least_cover * TRIALS); // the count tells a wrong interval from a right one
  }
}

static void intervals_cover_a_true_relative_change_as_often_as_they_say(void **state) {
  (void)state;
  for (size_t pairs = 5; pairs <= 20; pairs *= 2) {
    int covered = 0;
    for (uint32_t trial = 0; trial < TRIALS; trial++) {
      draw_pairs(trial, pairs, 100, 150, 25, 0.9);
      const fl_paired p = fl_paired_compare(base, variant, pairs, 0.95, difference);
      covered += holds(&p.relative, 0.5);
    }
    print_message("%zu pairs: %.4f\n", pairs, covered / (double)TRIALS);
    assert_true(covered >= least_cover * TRIALS && covered <= most_cover * TRIALS);
  }
}

// ---- Planning -------------------------------------------------------------------------------------------------------------------

static void the_plan_follows_student_s_table(void **state) {
  (void)state;
  const double before[3] = {0, 0, 0}, after[3] = {1, 2, 3}; // deviation 1; t / sqrt n of n = 10: .7154, of n = 11: .6718
  const fl_paired p = fl_paired_compare(before, after, 3, 0.95, difference);
  size_t further;
  assert_true(fl_paired_further(&p, 0.7154, false, &further) && further == 7);
  assert_true(fl_paired_further(&p, 0.7153, false, &further) && further == 8);
  assert_true(fl_paired_further(&p, 0.6719, false, &further) && further == 8);
  assert_true(fl_paired_further(&p, 0.01, false, &further)); // (1.959964 / .01)^2 = 38414.6, and (z^2 + 1) / 2 = 2.4 for Student
  assert_true(further + 3 >= 38416 && further + 3 <= 38418);
  assert_true(fl_paired_further(&p, 1e-4, false, &further)); // 384 million
  check_near((double)further, 384145882, 0, 1e-6, 0);
  assert_false(fl_paired_further(&p, 1e-5, false, &further) || fl_paired_further(&p, 0, false, &further));
  assert_false(fl_paired_further(&p, (double)NAN, false, &further));
  assert_false(fl_paired_further(&p, 0.1, true, &further)); // a base of nothing
}

static void an_interval_that_is_narrow_enough_takes_no_further_pairs(void **state) {
  (void)state;
  size_t further;
  for (uint32_t trial = 0; trial < 100; trial++) {
    const size_t pairs = 2 + trial % 30;
    draw_pairs(trial, pairs, 1000, 1100, 60, 0.7);
    const fl_paired p = fl_paired_compare(base, variant, pairs, 0.95, difference);
    for (int relative = 0; relative < 2; relative++) {
      const fl_interval *interval = relative ? &p.relative : &p.difference;
      const double half = (interval->high - interval->low) / 2;
      if (isinf(half)) continue; // two pairs may be too few to tell the base from 0
      assert_true(fl_paired_further(&p, half * 1.000001, relative, &further) && further == 0);
      assert_true(fl_paired_further(&p, half * 0.999999, relative, &further) && further == 1);
    }
  }
}

static void who_follows_the_plan_arrives(void **state) {
  (void)state;
  for (int relative = 0; relative < 2; relative++) {
    const double target = relative ? 0.005 : 5;
    size_t pairs = 10, further = 1;
    int rounds = 0;
    for (; further > 0 && rounds < 20; rounds++) {
      const fl_key key = {1, 2, 3};
      for (size_t i = 0; i < pairs; i++) { // pairs that were there stay
        const fl_block b = fl_draw(&key, FL_STREAM_SCRIPT, 1, 0, (uint32_t)i);
        base[i] = 1000 + 60 * fl_normal_quantile(fl_unit(b.u[0]));
        variant[i] = base[i] + 50 + 40 * fl_normal_quantile(fl_unit(b.u[1]));
      }
      const fl_paired p = fl_paired_compare(base, variant, pairs, 0.95, difference);
      const fl_interval *interval = relative ? &p.relative : &p.difference;
      assert_true(fl_paired_further(&p, target, relative, &further) && pairs + further < MOST);
      assert_true((further == 0) == (interval->high - interval->low <= 2 * target));
      pairs += further;
    }
    print_message("%zu pairs after %d plans\n", pairs, rounds);
    assert_true(further == 0 && rounds > 1);
    check_near((double)pairs, 1.96 * 40 / 5 * 1.96 * 40 / 5, 0, 0.25, relative); // about what the true deviation takes
  }
}

static void equal_differences_take_no_further_pairs(void **state) {
  (void)state;
  const double before[2] = {1, 2}, after[2] = {2, 3};
  size_t further;
  const fl_paired p = fl_paired_compare(before, after, 2, 0.95, difference);
  assert_true(fl_paired_further(&p, 1e-12, false, &further) && further == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_interval_of_the_difference_is_student_s),
      cmocka_unit_test(at_the_bounds_of_the_relative_change_nothing_is_left_of_the_difference),
      cmocka_unit_test(both_intervals_agree_whether_there_is_a_difference),
      cmocka_unit_test(with_many_pairs_the_relative_interval_is_that_of_the_delta_method),
      cmocka_unit_test(a_base_that_may_be_nothing_has_no_bounded_relative_change),
      cmocka_unit_test(pairing_helps_as_much_as_runs_correlate),
      cmocka_unit_test(equal_differences_reduce_the_variance_to_nothing),
      cmocka_unit_test(one_pair_has_means_and_no_intervals),
      cmocka_unit_test(placebo_intervals_cover_nothing_as_often_as_they_say),
      cmocka_unit_test(intervals_cover_a_true_relative_change_as_often_as_they_say),
      cmocka_unit_test(the_plan_follows_student_s_table),
      cmocka_unit_test(an_interval_that_is_narrow_enough_takes_no_further_pairs),
      cmocka_unit_test(who_follows_the_plan_arrives),
      cmocka_unit_test(equal_differences_take_no_further_pairs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
