// Distributions of a factor: from places to values and back, moments against closed forms, and what is refused.
#include "base/mathx.h"
#include "check.h"
#include "design/spread.h"

static fl_spread of(fl_spread_kind kind, double a, double b, double c) {
  const double arguments[3] = {a, b, c};
  return fl_spread_of(kind, arguments);
}
static fl_spread cut(fl_spread_kind kind, double a, double b, double low, double high) {
  fl_spread s = of(kind, a, b, 0);
  s.low = low;
  s.high = high;
  return s;
}

// All that is fit to be drawn from, ordinary and odd.
static size_t all_spreads(fl_spread *to) {
  const fl_spread spreads[] = {
      of(FL_SPREAD_uniform, -3, 5, 0),
      of(FL_SPREAD_log_uniform, 1e-6, 1e6, 0),
      of(FL_SPREAD_normal, 100, 15, 0),
      cut(FL_SPREAD_normal, 100, 15, 90, 200),
      cut(FL_SPREAD_normal, 0, 1, -0.01, HUGE_VAL),
      cut(FL_SPREAD_normal, 0, 1, 5, 5.5),        // far above its middle
      cut(FL_SPREAD_normal, 0, 1, -HUGE_VAL, -5), // far below
      of(FL_SPREAD_log_normal, 2, 0.5, 0),
      cut(FL_SPREAD_log_normal, 2, 0.5, 0, 3), // 0 cuts nothing
      cut(FL_SPREAD_log_normal, 2, 0.5, 1.5, 30),
      of(FL_SPREAD_triangular, 1, 2, 5),
      of(FL_SPREAD_triangular, 1, 1, 5),
      of(FL_SPREAD_triangular, 1, 5, 5),
      of(FL_SPREAD_triangular, -1e200, 0, 1e200), // whose squares overflow
  };
  memcpy(to, spreads, sizeof spreads);
  return sizeof spreads / sizeof *spreads;
}

// ---- The normal distribution ----------------------------------------------------------------------------------------------------

static void the_normal_distribution_agrees_with_libm_far_into_its_tails(void **state) {
  (void)state;
  for (double x = -37; x < 9; x += 0.0137) {
    const double wanted = (double)(0.5L * erfcl(-(long double)x / sqrtl(2)));
    check_near(fl_normal_cdf(x), wanted, 0, 1e-13, x);
  }
  assert_true(fl_normal_cdf(0) == 0.5 && fl_normal_cdf(-HUGE_VAL) == 0 && fl_normal_cdf(HUGE_VAL) == 1);
}

static void a_normal_quantile_is_as_exact_as_the_distribution(void **state) {
  (void)state;
  const fl_spread s = of(FL_SPREAD_normal, 0, 1, 0);
  check_near(fl_spread_value(&s, 0.75), 0.67448975019608174, 1e-15, 0, 0.75);
  check_near(fl_spread_value(&s, 0.975), 1.9599639845400545, 0, 1e-14, 0.975);
  check_near(fl_spread_value(&s, 1e-10), -6.3613409024040557, 0, 1e-14, 1e-10);
  assert_true(fl_spread_value(&s, 0) == -38 && fl_spread_value(&s, 1) == 38 && fl_spread_value(&s, 0.5) == 0);
}

// ---- There and back -------------------------------------------------------------------------------------------------------------

static void a_value_leads_back_to_its_place(void **state) {
  (void)state;
  fl_spread spreads[20];
  const size_t count = all_spreads(spreads);
  for (size_t i = 0; i < count; i++) {
    char why[200];
    assert_true(fl_spread_check(&spreads[i], why, sizeof why));
    double before = -HUGE_VAL;
    for (double u = 1e-7; u < 1; u += u < 0.001 ? u : 0.00137) {
      const double value = fl_spread_value(&spreads[i], u);
      check_near(fl_spread_place(&spreads[i], value), u, 2e-12, 0, u);
      assert_true(value > before); // ever larger
      before = value;
    }
  }
}

static void all_values_lie_within_the_bounds(void **state) {
  (void)state;
  fl_spread spreads[20];
  const size_t count = all_spreads(spreads);
  for (size_t i = 0; i < count; i++) {
    const fl_spread *s = &spreads[i];
    const fl_spread_info *info = fl_spread_about(s->kind);
    const double low = info->cut ? s->low : s->a, high = info->cut ? s->high : s->kind == FL_SPREAD_triangular ? s->c : s->b;
    const double places[] = {0, 1e-300, 1e-17, 0.5, 1 - 1e-16, 1};
    for (size_t k = 0; k < 6; k++) assert_true(fl_spread_value(s, places[k]) >= low && fl_spread_value(s, places[k]) <= high);
    assert_true(fl_spread_value(s, -1) == fl_spread_value(s, 0) && fl_spread_value(s, 2) == fl_spread_value(s, 1));
    assert_true(fl_spread_place(s, -1e300) == 0 && fl_spread_place(s, 1e300) == 1);
    if (isfinite(low) && low > 0) check_near(fl_spread_value(s, 0), low, 0, 1e-14, (double)i);
    if (isfinite(high)) check_near(fl_spread_value(s, 1), high, 0, 1e-14, (double)i);
  }
}

static void levels_are_all_alike(void **state) {
  (void)state;
  const fl_spread s = of(FL_SPREAD_levels, 7, 0, 0);
  int seen[7] = {0};
  for (int i = 0; i < 7000; i++) seen[(int)fl_spread_value(&s, (i + 0.5) / 7000)]++;
  for (int level = 0; level < 7; level++) {
    assert_int_equal(seen[level], 1000);
    check_near(fl_spread_place(&s, level), (level + 0.5) / 7, 1e-15, 0, level);
    assert_true(fl_spread_value(&s, fl_spread_place(&s, level)) == level);
  }
  assert_true(fl_spread_value(&s, 1) == 6 && fl_spread_value(&s, (double)NAN) == 0);
  assert_true(fl_spread_place(&s, -5) == 0.5 / 7 && fl_spread_place(&s, 99) == 6.5 / 7);
}

// ---- Moments --------------------------------------------------------------------------------------------------------------------

// Mean and variance of the values in the middles of equal parts.
static void check_moments(const fl_spread *s, double mean, double variance) {
  enum { PARTS = 200000 };
  double sum = 0, squares = 0;
  for (uint32_t i = 0; i < PARTS; i++) {
    const double off = fl_spread_value(s, fl_midpoint(i, PARTS)) - mean;
    sum += off;
    squares += off * off;
  }
  check_near(sum / PARTS, 0, 1e-4 * sqrt(variance), 0, mean);
  check_near(squares / PARTS, variance, 0, 5e-4, mean);
}

static double density(double x) {
  return exp(-x * x / 2) / sqrt(2 * acos(-1));
}

static void moments_are_those_of_the_closed_forms(void **state) {
  (void)state;
  fl_spread s = of(FL_SPREAD_uniform, -3, 5, 0);
  check_moments(&s, 1, 64 / 12.0);
  s = of(FL_SPREAD_log_uniform, 2, 50, 0);
  const double mean = 48 / log(25);
  check_moments(&s, mean, (2500 - 4) / (2 * log(25)) - mean * mean);
  s = of(FL_SPREAD_normal, 100, 15, 0);
  check_moments(&s, 100, 225);
  s = of(FL_SPREAD_log_normal, 2, 0.5, 0);
  check_moments(&s, 2 * exp(0.125), 4 * exp(0.25) * (exp(0.25) - 1));
  s = of(FL_SPREAD_triangular, 1, 2, 6);
  check_moments(&s, 3, (1 + 4 + 36 - 2 - 6 - 12) / 18.0);
}

static void a_normal_distribution_that_is_cut_has_the_moments_of_what_is_left(void **state) {
  (void)state;
  const double bounds[3][2] = {{-1, 0.5}, {1, HUGE_VAL}, {5, 6}};
  for (int i = 0; i < 3; i++) {
    const double low = bounds[i][0], high = bounds[i][1], mass = 0.5 * (erfc(low / sqrt(2)) - erfc(high / sqrt(2)));
    const double at_high = isinf(high) ? 0 : density(high), up = isinf(high) ? 0 : high * at_high;
    const double mean = (density(low) - at_high) / mass, variance = 1 + (low * density(low) - up) / mass - mean * mean;
    const fl_spread s = cut(FL_SPREAD_normal, 40, 3, 40 + 3 * low, 40 + 3 * high);
    check_moments(&s, 40 + 3 * mean, 9 * variance);
  }
}

// ---- What is refused ------------------------------------------------------------------------------------------------------------

static void refuse(fl_spread s, const char *reason) {
  char why[200], little[8];
  assert_false(fl_spread_check(&s, why, sizeof why));
  assert_string_equal(why, reason);
  assert_false(fl_spread_check(&s, little, sizeof little)); // cut off, not overrun
  assert_memory_equal(little, reason, sizeof little - 1);
  assert_false(fl_spread_check(&s, NULL, 0));
}

static void wrong_arguments_are_told_with_what_was_expected(void **state) {
  (void)state;
  const double nan = (double)NAN;
  refuse(of(FL_SPREAD_uniform, 5, 5, 0), "high is 5, expected more than low 5");
  refuse(of(FL_SPREAD_uniform, nan, 5, 0), "low is nan, expected a finite number");
  refuse(of(FL_SPREAD_uniform, 0, HUGE_VAL, 0), "high is inf, expected a finite number");
  refuse(of(FL_SPREAD_uniform, -1.5e308, 1.5e308, 0), "high - low is inf, expected a finite number");
  refuse(of(FL_SPREAD_log_uniform, 0, 5, 0), "low is 0, expected more than 0");
  refuse(of(FL_SPREAD_normal, 0, 0, 0), "sd is 0, expected more than 0");
  refuse(of(FL_SPREAD_normal, 0, -2, 0), "sd is -2, expected more than 0");
  refuse(of(FL_SPREAD_log_normal, -2, 1, 0), "median is -2, expected more than 0");
  refuse(of(FL_SPREAD_triangular, 1, 7, 5), "mode is 7, expected between low 1 and high 5");
  refuse(of(FL_SPREAD_triangular, 5, 5, 5), "high is 5, expected more than low 5");
  refuse(of(FL_SPREAD_levels, 0, 0, 0), "levels is 0, expected 1 to 1000000");
  refuse(of(FL_SPREAD_levels, 2.5, 0, 0), "levels is 0, expected 1 to 1000000");
  refuse(of(FL_SPREAD_levels, 2e6, 0, 0), "levels is 2000000, expected 1 to 1000000");
}

static void bounds_that_hold_nothing_are_refused(void **state) {
  (void)state;
  refuse(cut(FL_SPREAD_normal, 0, 1, 3, 2), "high is 2, expected more than low 3");
  refuse(cut(FL_SPREAD_normal, 0, 1, 0, 0), "high is 0, expected more than low 0"); // a struct that was not filled in
  refuse(cut(FL_SPREAD_normal, 0, 1, (double)NAN, 1), "low is no number, expected a bound or none");
  refuse(cut(FL_SPREAD_normal, 0, 1, 50, 60), "low 50 and high 60 hold 0 of the distribution, expected at least 1e-09");
  refuse(cut(FL_SPREAD_normal, 0, 1, 7, HUGE_VAL), "low 7 and high inf hold 1.3e-12 of the distribution, expected at least 1e-09");
  refuse(cut(FL_SPREAD_log_normal, 2, 1, -5, 0), "low -5 and high 0 hold 0 of the distribution, expected at least 1e-09");
  char why[200];
  const fl_spread far = cut(FL_SPREAD_normal, 0, 1, 5.9, HUGE_VAL); // 1.8e-9
  assert_true(fl_spread_check(&far, why, sizeof why));
  assert_string_equal(why, "");
}

static void the_table_names_every_kind_and_its_arguments(void **state) {
  (void)state;
  for (int kind = 0; kind < FL_SPREADS; kind++) {
    const fl_spread_info *info = fl_spread_about((fl_spread_kind)kind);
    assert_true(*info->name && *info->meaning && info->arguments >= 1 && info->arguments <= 3);
    for (size_t i = 0; i < 3; i++) assert_true((*info->argument[i] != 0) == (i < info->arguments));
  }
  assert_string_equal(fl_spread_about(FL_SPREAD_log_normal)->name, "log_normal");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_normal_distribution_agrees_with_libm_far_into_its_tails),
      cmocka_unit_test(a_normal_quantile_is_as_exact_as_the_distribution),
      cmocka_unit_test(a_value_leads_back_to_its_place),
      cmocka_unit_test(all_values_lie_within_the_bounds),
      cmocka_unit_test(levels_are_all_alike),
      cmocka_unit_test(moments_are_those_of_the_closed_forms),
      cmocka_unit_test(a_normal_distribution_that_is_cut_has_the_moments_of_what_is_left),
      cmocka_unit_test(wrong_arguments_are_told_with_what_was_expected),
      cmocka_unit_test(bounds_that_hold_nothing_are_refused),
      cmocka_unit_test(the_table_names_every_kind_and_its_arguments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
