// Sensitivity by designs of its own: Sobol's indices and elementary effects, against closed forms and by how often intervals cover.
#include "base/mathx.h"
#include "check.h"
#include "design/design.h"
#include "fit/elementary.h"
#include "fit/indices.h"

enum { MOST = 4096, FACTORS = 6 };
static const double pi = 3.14159265358979323846;

static double values[MOST * (FACTORS + 2)]; // of a design

// ---- Functions with known indices -----------------------------------------------------------------------------------------------

typedef struct model {
  size_t factors;
  double (*at)(const double *u);
  double first[FACTORS], total[FACTORS], variance;
} model;

// Ishigami and Homma 1990 with a = 7, b = .1: x1 and x3 act together, x3 alone does nothing.
static double ishigami(const double *u) {
  const double a = pi * (2 * u[0] - 1), b = pi * (2 * u[1] - 1), c = pi * (2 * u[2] - 1);
  return sin(a) + 7 * sin(b) * sin(b) + 0.1 * c * c * c * c * sin(a);
}
static model ishigami_model(void) {
  const double b4 = 0.1 * pow(pi, 4), one = 0.5 * (1 + b4 / 5) * (1 + b4 / 5), two = 49 / 8.0,
               both = b4 * b4 * (1 / 18.0 - 1 / 50.0);
  const double all = one + two + both;
  return (model){3, ishigami, {one / all, two / all, 0}, {(one + both) / all, two / all, both / all}, all};
}

// Sobol's g-function: a product, so that all interactions are there.
static const double dull[FACTORS] = {0, 0.5, 3, 9, 99, 99};
static double g_function(const double *u) {
  double product = 1;
  for (size_t j = 0; j < FACTORS; j++) product *= (fabs(4 * u[j] - 2) + dull[j]) / (1 + dull[j]);
  return product;
}
static model g_model(void) {
  model m = {.factors = FACTORS, .at = g_function};
  double product = 1, part[FACTORS];
  for (size_t j = 0; j < FACTORS; j++) {
    part[j] = 1 / (3 * (1 + dull[j]) * (1 + dull[j]));
    product *= 1 + part[j];
  }
  m.variance = product - 1;
  for (size_t j = 0; j < FACTORS; j++) {
    m.first[j] = part[j] / m.variance;
    m.total[j] = part[j] * product / (1 + part[j]) / m.variance;
  }
  return m;
}

// The values at the points of the design saltelli, or at the same points of independent base points.
static void evaluate(const model *m, size_t points, uint32_t trial, bool independent) {
  const size_t k = m->factors;
  const fl_key key = {31, 7, trial};
  fl_design d = {.kind = FL_DESIGN_saltelli, .factors = k, .points = points, .key = key};
  if (independent) d = (fl_design){.kind = FL_DESIGN_random, .factors = 2 * k, .points = points, .key = key};
  fl_design_made made = fl_design_make(&d);
  assert_true(made.status == FL_DESIGN_DONE && points * (k + 2) <= sizeof values / sizeof *values);
  for (size_t i = 0; i < points; i++)
    for (size_t row = 0; row < k + 2; row++) {
      const double *ab = made.u + i * 2 * k;
      double u[FACTORS];
      for (size_t j = 0; j < k; j++)
        u[j] = independent ? ab[row == 1 || row == j + 2 ? k + j : j] : made.u[(i * (k + 2) + row) * k + j];
      values[i * (k + 2) + row] = m->at(u);
    }
  fl_design_free(&made);
}

static fl_indices estimate(const model *m, size_t points, uint32_t resamples, fl_index *index) {
  const fl_bootstrap how = {{5, 6, 7}, resamples, 0.95};
  fl_indices out = {.index = index};
  assert_true(fl_indices_estimate(values, points, m->factors, &how, &out));
  return out;
}

static bool holds(const fl_interval *interval, double value) {
  return interval->low <= value && value <= interval->high;
}

// ---- Bootstrap ------------------------------------------------------------------------------------------------------------------

static void a_resample_has_as_many_points_and_each_of_them_once_in_the_mean(void **state) {
  (void)state;
  enum { N = 50, RESAMPLES = 4000 };
  const fl_key key = {1, 2, 3};
  uint32_t times[N], sums[N] = {0}, none = 0;
  for (uint32_t r = 0; r < RESAMPLES; r++) {
    uint32_t all = 0;
    fl_bootstrap_times(&key, r, N, times);
    for (size_t i = 0; i < N; i++) {
      all += times[i];
      sums[i] += times[i];
      none += times[i] == 0;
    }
    assert_int_equal(all, N);
  }
  for (size_t i = 0; i < N; i++) check_near(sums[i] / (double)RESAMPLES, 1, 0.065, 0, (double)i); // deviation .0157
  check_near(none / (double)(N * RESAMPLES), pow(1 - 1.0 / N, N), 0.005, 0, 0);
}

static void a_percentile_interval_holds_the_middle_of_the_resamples(void **state) {
  (void)state;
  double sample[99];
  for (int i = 0; i < 99; i++) sample[i] = (i * 37 % 99) + 1; // 1 to 99, in another order
  const fl_interval whole = fl_bootstrap_interval(7, sample, 99, 0.9);
  assert_true(whole.mean == 7);
  check_near(whole.low, 5, 1e-12, 0, 0);
  check_near(whole.high, 95, 1e-12, 0, 0);
  double holes[5] = {(double)NAN, 2, (double)NAN, 4, 3};
  const fl_interval some = fl_bootstrap_interval(0, holes, 5, 0.99);
  assert_true(some.low == 2 && some.high == 4);
  double few[5] = {1, (double)NAN, (double)NAN, (double)NAN, 2};
  assert_true(isnan(fl_bootstrap_interval(0, few, 5, 0.9).low) && isnan(fl_bootstrap_interval(0, few, 0, 0.9).high));
}

// ---- Sobol's indices ------------------------------------------------------------------------------------------------------------

static void indices_of_three_base_points_are_those_of_the_formulas(void **state) {
  (void)state;
  const double f[3][3] = {{1, 4, 3}, {2, 0, 6}, {5, 6, 5}}; // A, B, AB of the only factor
  const fl_bootstrap how = {{1, 2, 3}, 0, 0.95};
  fl_index index;
  fl_indices out = {.index = &index};
  assert_true(fl_indices_estimate(&f[0][0], 3, 1, &how, &out));
  const double mean = 18 / 6.0, variance = (4 + 1 + 1 + 9 + 4 + 9) / 5.0;
  assert_true(out.points == 3 && out.left_out == 0);
  check_near(out.mean, mean, 1e-15, 0, 0);
  check_near(out.variance, variance, 1e-14, 0, 0);
  check_near(index.first.mean, ((4 - mean) * 2 + (0 - mean) * 4 + 0) / 3 / variance, 1e-14, 0, 0);
  check_near(index.total.mean, (4 + 16 + 0) / 6.0 / variance, 1e-14, 0, 0);
  assert_true(isnan(index.first.low) && isnan(index.total.high) && index.first_unclear && index.total_unclear);
}

static void check_closed_forms(const model *m, size_t points, double near) {
  fl_index index[FACTORS];
  evaluate(m, points, 0, false);
  const fl_indices out = estimate(m, points, 1000, index);
  check_near(out.variance, m->variance, 0, 0.01, 0);
  for (size_t j = 0; j < m->factors; j++) {
    check_near(index[j].first.mean, m->first[j], near, 0, (double)j);
    check_near(index[j].total.mean, m->total[j], near, 0, (double)j);
    assert_true(holds(&index[j].first, m->first[j]) && holds(&index[j].total, m->total[j]));
    assert_true(holds(&index[j].first, index[j].first.mean) && holds(&index[j].total, index[j].total.mean));
    assert_true(index[j].first_unclear == holds(&index[j].first, 0) && index[j].total_unclear == holds(&index[j].total, 0));
  }
}
static void indices_agree_with_their_closed_forms(void **state) {
  (void)state;
  model m = ishigami_model();
  check_closed_forms(&m, 2048, 0.02);
  fl_index index[3];
  estimate(&m, 2048, 500, index);
  assert_true(!index[0].first_unclear && !index[1].first_unclear && index[2].first_unclear && !index[2].total_unclear);
  m = g_model();
  check_closed_forms(&m, 2048, 0.02);
}

// Shares of trials in which the intervals hold the closed forms: over all factors, and of the factor that fares worst.
typedef struct coverage {
  double first, total, worst;
} coverage;
static coverage measure(const model *m, size_t points, bool independent, const char *what) {
  enum { TRIALS = 200 };
  int first[FACTORS] = {0}, total[FACTORS] = {0};
  for (uint32_t trial = 0; trial < TRIALS; trial++) {
    fl_index index[FACTORS];
    evaluate(m, points, trial, independent);
    estimate(m, points, 300, index);
    for (size_t j = 0; j < m->factors; j++) {
      first[j] += holds(&index[j].first, m->first[j]);
      total[j] += holds(&index[j].total, m->total[j]);
    }
  }
  coverage c = {0, 0, 1};
  for (size_t j = 0; j < m->factors; j++) {
    c.first += first[j] / (double)TRIALS / (double)m->factors;
    c.total += total[j] / (double)TRIALS / (double)m->factors;
    c.worst = fmin(c.worst, (first[j] < total[j] ? first[j] : total[j]) / (double)TRIALS);
  }
  print_message("%s, %zu points: nominal 0.95, first %.3f, total %.3f, worst factor %.3f\n", what, points, c.first, c.total,
                c.worst);
  return c;
}

static void intervals_of_independent_points_cover_nearly_as_often_as_they_say(void **state) {
  (void)state;
  const model models[2] = {ishigami_model(), g_model()};
  for (int i = 0; i < 2; i++) {
    const coverage few = measure(&models[i], 64, true, i ? "g-function, independent" : "Ishigami, independent");
    assert_true(few.first > 0.89 && few.first < 0.98 && few.total > 0.88 && few.total < 0.98);
    const coverage many = measure(&models[i], 512, true, i ? "g-function, independent" : "Ishigami, independent");
    assert_true(many.first > 0.92 && many.first < 0.98 && many.total > 0.91 && many.total < 0.98 && many.worst > 0.88);
  }
}

static void intervals_of_even_points_cover_at_least_as_often(void **state) {
  (void)state;
  const model models[2] = {ishigami_model(), g_model()};
  for (int i = 0; i < 2; i++)
    for (size_t points = 64; points <= 512; points *= 8) {
      const coverage c = measure(&models[i], points, false, i ? "g-function, saltelli" : "Ishigami, saltelli");
      assert_true(c.first > 0.94 && c.total > 0.94 && c.worst > 0.85);
    }
}

static void points_without_a_value_are_left_out(void **state) {
  (void)state;
  const model m = ishigami_model();
  static double some[MOST * 5];
  fl_index whole[3], holes[3];
  evaluate(&m, 500, 1, false);
  for (size_t i = 0, row = 0; i < 500; i++) // a fifth missing, now at A, now at B ...
    if (i % 5) memcpy(some + 5 * row++, values + 5 * i, 5 * sizeof *some);
  for (size_t i = 0; i < 500; i += 5) values[5 * i + i / 5 % 5] = i % 2 ? HUGE_VAL : (double)NAN;
  const fl_indices out = estimate(&m, 500, 200, holes);
  assert_true(out.points == 400 && out.left_out == 100);
  memcpy(values, some, sizeof some);
  estimate(&m, 400, 200, whole);
  for (size_t j = 0; j < 3; j++) {
    assert_memory_equal(&whole[j].first, &holes[j].first, sizeof whole[j].first);
    assert_memory_equal(&whole[j].total, &holes[j].total, sizeof whole[j].total);
  }
}

static void a_constant_on_top_changes_no_index(void **state) {
  (void)state;
  const model m = ishigami_model();
  fl_index before[3], after[3];
  evaluate(&m, 256, 2, false);
  estimate(&m, 256, 100, before);
  for (size_t i = 0; i < 256 * 5; i++) values[i] = 1e6 + 1000 * values[i];
  const fl_indices out = estimate(&m, 256, 100, after);
  check_near(out.mean, 1e6 + 3500, 200, 0, 0);
  for (size_t j = 0; j < 3; j++) {
    check_near(after[j].first.mean, before[j].first.mean, 1e-9, 0, (double)j);
    check_near(after[j].first.low, before[j].first.low, 1e-9, 0, (double)j);
    check_near(after[j].total.high, before[j].total.high, 1e-9, 0, (double)j);
  }
}

static double first_alone(const double *u) {
  return 3 * u[0];
}
static double nothing_at_all(const double *u) {
  (void)u;
  return 0.1;
}
static void what_does_nothing_has_no_index_or_an_unclear_one(void **state) {
  (void)state;
  fl_index index[2];
  model m = {2, first_alone, {1, 0}, {1, 0}, 0.75};
  evaluate(&m, 128, 0, false);
  estimate(&m, 128, 200, index);
  check_near(index[0].total.mean, 1, 0.02, 0, 0);
  assert_true(index[1].first.mean == 0 && index[1].total.mean == 0 && index[1].total.high == 0);
  assert_true(index[1].first_unclear && index[1].total_unclear && !index[0].first_unclear && !index[0].total_unclear);
  m.at = nothing_at_all;
  evaluate(&m, 128, 0, false);
  const fl_indices out = estimate(&m, 128, 200, index);
  assert_true(out.variance == 0 && isnan(index[0].first.mean) && isnan(index[0].total.low) && index[0].first_unclear);
  fl_indices one = {.index = index};
  const fl_bootstrap how = {{1, 2, 3}, 10, 0.9};
  assert_false(fl_indices_estimate(values, 1, 2, &how, &one) || fl_indices_estimate(values, 0, 2, &how, &one));
}

// ---- Elementary effects ---------------------------------------------------------------------------------------------------------

static fl_design_made trajectories(size_t factors, size_t count, const model *m) {
  const fl_design d = {.kind = FL_DESIGN_morris, .factors = factors, .points = count, .morris_levels = 4, .key = {8, 8, 8}};
  fl_design_made made = fl_design_make(&d);
  assert_true(made.status == FL_DESIGN_DONE && made.count <= sizeof values / sizeof *values);
  for (size_t i = 0; i < made.count; i++) values[i] = m->at(made.u + i * factors);
  return made;
}

static double straight(const double *u) {
  return 7 + 2 * u[0] - 3 * u[1] + 0 * u[2];
}
static void a_straight_line_has_its_slopes_for_effects(void **state) {
  (void)state;
  const model m = {.factors = 3, .at = straight};
  fl_design_made made = trajectories(3, 10, &m);
  fl_elementary out[3];
  assert_true(fl_elementary_effects(made.u, values, 10, 3, 0.95, out));
  const double slope[3] = {2, -3, 0};
  for (size_t j = 0; j < 3; j++) {
    assert_int_equal(out[j].effects, 10);
    check_near(out[j].mean, slope[j], 1e-12, 0, (double)j);
    check_near(out[j].size.mean, fabs(slope[j]), 1e-12, 0, (double)j);
    check_near(out[j].sd, 0, 1e-12, 0, (double)j);
    check_near(out[j].size.high - out[j].size.low, 0, 1e-11, 0, (double)j);
  }
  fl_design_free(&made);
}

static void effects_are_summed_up_as_morris_says(void **state) {
  (void)state;
  // Two factors, three trajectories; effects of the first 1, -2, 4, of the second 10, 20, 30.
  const double u[3][3][2] = {{{0, 0}, {0.5, 0}, {0.5, 0.5}}, {{1, 1}, {1, 0.5}, {0.5, 0.5}}, {{0, 1}, {0.5, 1}, {0.5, 0}}};
  double f[3][3] = {{0, 0.5, 5.5}, {0, -10, -9}, {0, 2, -28}};
  fl_elementary out[2];
  assert_true(fl_elementary_effects(&u[0][0][0], &f[0][0], 3, 2, 0.9, out));
  check_near(out[0].mean, 1, 1e-14, 0, 0);
  check_near(out[0].size.mean, 7 / 3.0, 1e-14, 0, 0);
  check_near(out[0].sd, 3, 1e-14, 0, 0);
  const double error = sqrt((1 + 4 + 16 - 49 / 3.0) / 2 / 3);
  check_near(out[0].size_error, error, 1e-14, 0, 0);
  check_near(out[0].size.high, 7 / 3.0 + 2.919985580353726 * error, 1e-9, 0, 0); // t of 2 degrees of freedom at .95
  check_near(out[1].mean, 20, 1e-14, 0, 0);
  check_near(out[1].sd, 10, 1e-13, 0, 0);
  f[1][2] = (double)NAN; // the second trajectory then tells nothing of the first factor
  assert_true(fl_elementary_effects(&u[0][0][0], &f[0][0], 3, 2, 0.9, out));
  assert_true(out[0].effects == 2 && out[1].effects == 3);
  check_near(out[0].mean, 2.5, 1e-14, 0, 0);
  f[0][0] = (double)NAN;
  assert_true(fl_elementary_effects(&u[0][0][0], &f[0][0], 3, 2, 0.9, out));
  assert_true(out[0].effects == 1 && out[0].mean == 4 && isnan(out[0].sd) && isnan(out[0].size_error) && isnan(out[0].size.low));
  f[2][0] = (double)NAN;
  assert_true(fl_elementary_effects(&u[0][0][0], &f[0][0], 3, 2, 0.9, out));
  assert_true(out[0].effects == 0 && isnan(out[0].mean) && isnan(out[0].size.mean) && out[1].effects == 3);
}

static void points_that_are_no_trajectories_are_refused(void **state) {
  (void)state;
  const double both[3][2] = {{0, 0}, {0.5, 0.5}, {0.5, 1}}, none[3][2] = {{0, 0}, {0, 0}, {0.5, 0}};
  const double twice[3][2] = {{0, 0}, {0.5, 0}, {1, 0}}, f[3] = {1, 2, 3};
  fl_elementary out[2];
  assert_false(fl_elementary_effects(&both[0][0], f, 1, 2, 0.9, out));
  assert_false(fl_elementary_effects(&none[0][0], f, 1, 2, 0.9, out));
  assert_false(fl_elementary_effects(&twice[0][0], f, 1, 2, 0.9, out));
}

static void effects_rank_factors_by_what_they_do(void **state) {
  (void)state;
  const model g = g_model();
  fl_elementary out[FACTORS];
  fl_design_made made = trajectories(FACTORS, 100, &g);
  assert_true(fl_elementary_effects(made.u, values, 100, FACTORS, 0.95, out));
  for (size_t j = 0; j + 1 < 4; j++) assert_true(out[j].size.mean > 1.2 * out[j + 1].size.mean);
  assert_true(out[3].size.low > out[4].size.high && out[3].size.low > out[5].size.high);
  assert_true(fabs(out[0].mean) < 0.5 * out[0].size.mean && out[0].sd > 0.5 * out[0].size.mean); // no effect is one-sided
  fl_design_free(&made);
  const model m = ishigami_model();
  made = trajectories(3, 200, &m);
  assert_true(fl_elementary_effects(made.u, values, 200, 3, 0.95, out));
  assert_true(out[2].size.low > 0 && out[2].sd > out[2].size.mean / 2); // the third acts by interaction only: seen all the same
  fl_design_free(&made);
}

// The interval of mu* against what 20,000 trajectories give.
static void intervals_of_sizes_cover_as_often_as_they_say(void **state) {
  (void)state;
  enum { TRIALS = 400, EACH = 20, K = 2 };
  static double f[TRIALS * EACH * (K + 1)];
  const fl_design d = {.kind = FL_DESIGN_morris, .factors = K, .points = TRIALS * EACH, .morris_levels = 4, .key = {4, 4, 4}};
  fl_design_made made = fl_design_make(&d);
  for (size_t i = 0; i < made.count; i++) f[i] = exp(2 * made.u[2 * i]) * (1 + made.u[2 * i + 1]);
  fl_elementary all[K], some[K];
  assert_true(fl_elementary_effects(made.u, f, TRIALS * EACH, K, 0.95, all));
  int covered[K] = {0};
  for (size_t t = 0; t < TRIALS; t++) {
    const size_t at = t * EACH * (K + 1);
    assert_true(fl_elementary_effects(made.u + at * K, f + at, EACH, K, 0.95, some));
    for (int j = 0; j < K; j++) covered[j] += holds(&some[j].size, all[j].size.mean);
  }
  check_between(covered[0] / (double)TRIALS, 0.91, 0.98, "mu* of 20 trajectories, nominal 0.95: factor 1");
  check_between(covered[1] / (double)TRIALS, 0.91, 0.98, "mu* of 20 trajectories, nominal 0.95: factor 2");
  fl_design_free(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_resample_has_as_many_points_and_each_of_them_once_in_the_mean),
      cmocka_unit_test(a_percentile_interval_holds_the_middle_of_the_resamples),
      cmocka_unit_test(indices_of_three_base_points_are_those_of_the_formulas),
      cmocka_unit_test(indices_agree_with_their_closed_forms),
      cmocka_unit_test(intervals_of_independent_points_cover_nearly_as_often_as_they_say),
      cmocka_unit_test(intervals_of_even_points_cover_at_least_as_often),
      cmocka_unit_test(points_without_a_value_are_left_out),
      cmocka_unit_test(a_constant_on_top_changes_no_index),
      cmocka_unit_test(what_does_nothing_has_no_index_or_an_unclear_one),
      cmocka_unit_test(a_straight_line_has_its_slopes_for_effects),
      cmocka_unit_test(effects_are_summed_up_as_morris_says),
      cmocka_unit_test(points_that_are_no_trajectories_are_refused),
      cmocka_unit_test(effects_rank_factors_by_what_they_do),
      cmocka_unit_test(intervals_of_sizes_cover_as_often_as_they_say),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
