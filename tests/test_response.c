// What factors do: analyses of variance against a textbook's table, regressions and bins against closed forms, and coverage.
#include "base/mathx.h"
#include "base/rng.h"
#include "check.h"
#include "design/design.h"
#include "fit/response.h"

enum { TRIALS = 400 };

static double normal(uint32_t trial, uint32_t i) {
  const fl_key key = {11, 12, 13};
  return fl_normal_quantile(fl_unit(fl_draw(&key, FL_STREAM_SCRIPT, trial, i, 0).u[0]));
}
static bool holds(const fl_interval *interval, double value) {
  return interval->low <= value && value <= interval->high;
}

// ---- Factorials -----------------------------------------------------------------------------------------------------------------

enum { MOST_FACTORS = 4, MOST_PAIRS = 6, MOST_LEVELS = 20, MOST_JOINT = 60 };
typedef struct analysis {
  fl_term main[MOST_FACTORS], pair[MOST_PAIRS];
  fl_interval effect[MOST_LEVELS];
  double joint[MOST_JOINT];
  fl_factorial out;
} analysis;

static fl_response_status analyse(const fl_factorial_def *def, const double *y, analysis *to) {
  to->out = (fl_factorial){.main = to->main, .effect = to->effect, .pair = to->pair, .joint = to->joint};
  return fl_factorial_fit(def, y, &to->out);
}

// Life of batteries in hours by material and temperature: D. Montgomery, Design and Analysis of Experiments, tables 5.1 and 5.5.
static const double batteries[9][4] = {{130, 155, 74, 180},  {34, 40, 80, 75},     {20, 70, 82, 58},
                                       {150, 188, 159, 126}, {136, 122, 106, 115}, {25, 70, 58, 45},
                                       {138, 110, 168, 160}, {174, 120, 150, 139}, {96, 104, 82, 60}};

static void a_textbook_table_comes_out_as_printed(void **state) {
  (void)state;
  const size_t levels[2] = {3, 3};
  const fl_factorial_def def = {.factors = 2, .levels = levels, .runs = 4, .level = 0.95};
  analysis a;
  assert_int_equal(analyse(&def, &batteries[0][0], &a), FL_RESPONSE_DONE);
  check_near(a.out.mean, 105.53, 0.005, 0, 0);
  const fl_term *line[3] = {&a.main[0], &a.main[1], &a.pair[0]};
  const double squares[3] = {10683.72, 39118.72, 9613.78}, f[3] = {7.91, 28.97, 3.56}, p[3] = {0.0020, 0.0001, 0.0186};
  const size_t freedom[3] = {2, 2, 4};
  for (int i = 0; i < 3; i++) {
    assert_int_equal(line[i]->freedom, freedom[i]);
    check_near(line[i]->squares, squares[i], 0.005, 0, i);
    check_near(line[i]->f, f[i], 0.005, 0, i);
    check_near(line[i]->p, i == 1 ? 0 : p[i], 0.0001, 0, i);
    check_near(line[i]->share, squares[i] / 77646.97, 1e-6, 0, i);
  }
  assert_true(a.out.residual.freedom == 27 && isnan(a.out.residual.f) && a.out.higher.freedom == 0 && a.out.higher.squares == 0);
  check_near(a.out.residual.squares, 18230.75, 0.005, 0, 0);
  check_near(a.effect[0].mean, 83.17 - 105.53, 0.01, 0, 0);
  check_near(a.effect[3].mean, 144.83 - 105.53, 0.01, 0, 0);
  const double half = 2.0518305 * sqrt(18230.75 / 27 * (1 / 12.0 - 1 / 36.0)); // t of 27 degrees of freedom
  check_near(a.effect[3].high - a.effect[3].mean, half, 1e-4, 0, 0);
  check_near(a.joint[0], 134.75 - 83.17 - 144.83 + 105.53, 0.02, 0, 0);
}

// Effects that are written into a table are those that come out of it: 3 factors, numbers without rounding.
static void effects_put_in_come_out(void **state) {
  (void)state;
  const size_t levels[3] = {2, 4, 3};
  const double one[2] = {-1.5, 1.5}, two[4] = {3, -1, -1, -1}, three[3] = {0, 0, 0}, both[4] = {0.5, -0.5, 0.25, -0.25},
               all[3] = {1, -1, 0};
  double y[24][2];
  for (size_t c = 0; c < 24; c++) {
    const size_t i = c / 12, j = c / 3 % 4, k = c % 3;
    const double sign = i ? 1 : -1, cell = 50 + one[i] + two[j] + three[k] + sign * both[j] +
                                           0.125 * sign * (j < 2 ? 2.0 * (double)j - 1 : 0) * all[k];
    y[c][0] = cell - 0.25;
    y[c][1] = cell + 0.25;
  }
  const fl_factorial_def def = {.factors = 3, .levels = levels, .runs = 2, .level = 0.95};
  analysis a;
  assert_int_equal(analyse(&def, &y[0][0], &a), FL_RESPONSE_DONE);
  check_near(a.out.mean, 50, 1e-13, 0, 0);
  for (size_t i = 0; i < 2; i++) check_near(a.effect[i].mean, one[i], 1e-13, 0, (double)i);
  for (size_t j = 0; j < 4; j++) check_near(a.effect[2 + j].mean, two[j], 1e-13, 0, (double)j);
  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < 4; j++) check_near(a.joint[i * 4 + j], (i ? 1 : -1) * both[j], 1e-13, 0, (double)j);
  check_near(a.main[0].squares, 48 * 2.25, 1e-11, 0, 0);
  check_near(a.main[1].squares, 12 * (9 + 1 + 1 + 1), 1e-11, 0, 0);
  check_near(a.pair[0].squares, 6 * 2 * (0.25 + 0.25 + 0.0625 + 0.0625), 1e-11, 0, 0);
  check_near(a.out.higher.squares, 2 * 8 / 64.0, 1e-11, 0, 0);
  check_near(a.out.residual.squares, 48 / 16.0, 1e-11, 0, 0);
  assert_true(a.main[2].squares == 0 && a.pair[1].squares == 0 && a.pair[2].squares == 0); // not what rounding leaves
  assert_true(a.out.higher.freedom == 6 && a.out.residual.freedom == 24 && a.main[2].p == 1);
  double shares = a.out.higher.share + a.out.residual.share + a.out.runs.share;
  for (int i = 0; i < 3; i++) shares += a.main[i].share + a.pair[i].share;
  check_near(shares, 1, 1e-13, 0, 0);
}

// Two factors of which the second does nothing, under noise; run i adds `shared` times a number of its own to all cells, and what a level does
// differs from run to run by `differs`: each level for itself, or along a slope.
static void draw_table(uint32_t trial, double shared, double effect, double differs, bool slope, double y[6][5]) {
  for (uint32_t c = 0; c < 6; c++)
    for (uint32_t r = 0; r < 5; r++)
      y[c][r] = (c < 3 ? -effect : effect) + shared * normal(trial, 100 + r) + normal(trial, c * 5 + r) +
                differs * (slope ? ((double)(c % 3) - 1) * normal(trial, 400 + r)
                                 : normal(trial, 200 + c / 3 * 5 + r) + normal(trial, 300 + c % 3 * 5 + r));
}

static void what_runs_share_is_no_noise_if_they_are_paired(void **state) {
  (void)state;
  const size_t levels[2] = {2, 3};
  fl_factorial_def def = {.factors = 2, .levels = levels, .runs = 5, .paired = true, .level = 0.95};
  double y[6][5];
  int found[2] = {0}, false_alarms[2] = {0}, covered[2] = {0};
  for (uint32_t trial = 0; trial < TRIALS; trial++) {
    draw_table(trial, 3, 0.6, 0, false, y);
    for (int paired = 0; paired < 2; paired++) {
      analysis a;
      def.paired = paired;
      assert_int_equal(analyse(&def, &y[0][0], &a), FL_RESPONSE_DONE);
      assert_true(a.out.residual.freedom == (paired ? 20u : 24u) && a.out.runs.freedom == (paired ? 4u : 0u));
      found[paired] += a.main[0].p < 0.05;
      false_alarms[paired] += a.main[1].p < 0.05;
      covered[paired] += holds(&a.effect[1], 0.6);
    }
  }
  check_between(false_alarms[1] / (double)TRIALS, 0.01, 0.07, "paired: p < 0.05 of a factor that does nothing");
  check_between(covered[1] / (double)TRIALS, 0.92, 0.98, "paired: coverage of an effect, nominal 0.95");
  check_between(found[1] / (double)TRIALS, 0.62, 0.78, "paired: effects found, of nominally 0.69 (t of 4 degrees of freedom)");
  check_between(found[0] / (double)TRIALS, 0, 0.3, "not paired: effects found");
  assert_true(false_alarms[0] < false_alarms[1]); // a residual too large hides, it does not invent
}

// Tests and intervals hold for other run numbers too, though these are few, and what a factor does differs between them.
static void an_effect_that_differs_from_run_to_run_is_no_surer_than_its_runs(void **state) {
  (void)state;
  const size_t levels[2] = {2, 3};
  const fl_factorial_def def = {.factors = 2, .levels = levels, .runs = 5, .paired = true, .level = 0.95};
  double y[6][5];
  for (int slope = 0; slope < 2; slope++) {
    int false_alarms = 0, covered = 0, covered_end = 0, covered_middle = 0;
    for (uint32_t trial = 0; trial < 4 * TRIALS; trial++) {
      analysis a;
      draw_table(trial, 1, 0.6, 1.5, slope, y);
      assert_int_equal(analyse(&def, &y[0][0], &a), FL_RESPONSE_DONE);
      assert_true(a.main[0].error_freedom == 4 && a.main[1].error_freedom == 8 && a.pair[0].error_freedom == 8);
      assert_true(fabs(a.main[0].epsilon - 1) < 1e-12 && a.main[1].epsilon > 0.5 - 1e-12 && a.main[1].epsilon <= 1);
      false_alarms += a.main[1].p < 0.05;
      covered += holds(&a.effect[1], 0.6);
      covered_end += holds(&a.effect[2], 0);
      covered_middle += holds(&a.effect[3], 0);
    }
    const double all = 4 * TRIALS;
    check_between(false_alarms / all, 0.01, 0.07,
                  slope ? "slopes differ: p < 0.05 of no effect" : "levels differ: p < 0.05 of no effect");
    check_between(covered / all, 0.935, 0.965, "coverage of an effect of two levels, nominal 0.95");
    check_between(covered_end / all, 0.935, 0.965, "coverage at an end of three levels, nominal 0.95");
    check_between(covered_middle / all, 0.935, 0.965, "coverage in the middle of three levels, nominal 0.95");
  }
}

// Of one factor with two levels the test is that of the differences, run by run.
static void of_one_factor_the_test_is_that_of_pairs(void **state) {
  (void)state;
  const size_t levels[1] = {2};
  const fl_factorial_def def = {.factors = 1, .levels = levels, .runs = 5, .paired = true, .level = 0.95};
  const double y[2][5] = {{10, 12, 9, 15, 11}, {11, 15, 10, 17, 11}};
  analysis a;
  assert_int_equal(analyse(&def, &y[0][0], &a), FL_RESPONSE_DONE);
  // Differences 1, 3, 1, 2, 0: mean 1.4, standard error sqrt(1.3 / 5); t of 4 degrees of freedom at .975: 2.776445.
  check_near(a.main[0].f, 1.4 * 1.4 / (1.3 / 5), 1e-12, 0, 0);
  check_near(a.effect[1].high - a.effect[1].mean, 2.776445 * sqrt(1.3 / 5) / 2, 1e-6, 0, 0);
  check_near(a.main[0].error, a.out.residual.squares, 1e-12, 0, 0);
}

static void one_run_a_cell_has_shares_and_no_tests(void **state) {
  (void)state;
  const size_t levels[2] = {2, 2};
  const fl_factorial_def def = {.factors = 2, .levels = levels, .runs = 1, .paired = true, .level = 0.95};
  const double y[4] = {0, 0, 0, 4};
  analysis a;
  assert_int_equal(analyse(&def, y, &a), FL_RESPONSE_DONE);
  for (int i = 0; i < 2; i++) check_near(a.main[i].share, 1 / 3.0, 1e-15, 0, i);
  check_near(a.pair[0].share, 1 / 3.0, 1e-15, 0, 0);
  assert_true(isnan(a.main[0].p) && isnan(a.effect[0].low) && a.effect[3].mean == 1 && a.out.residual.freedom == 0);
}

static void results_without_noise_are_certain_and_those_without_variance_nothing(void **state) {
  (void)state;
  const size_t levels[2] = {2, 1};
  const fl_factorial_def def = {.factors = 2, .levels = levels, .runs = 3, .level = 0.95};
  double y[6] = {0.1, 0.1, 0.1, 0.7, 0.7, 0.7};
  analysis a;
  assert_int_equal(analyse(&def, y, &a), FL_RESPONSE_DONE);
  assert_true(a.main[0].p == 0 && isinf(a.main[0].f) && fabs(a.main[0].share - 1) < 1e-15 && a.out.residual.squares == 0);
  assert_true(a.main[1].freedom == 0 && isnan(a.main[1].p) && fabs(a.effect[2].mean) < 1e-15);
  for (int i = 0; i < 6; i++) y[i] = 0.1;
  assert_int_equal(analyse(&def, y, &a), FL_RESPONSE_DONE);
  assert_true(a.main[0].squares == 0 && isnan(a.main[0].share) && isnan(a.main[0].p));
}

static void missing_cells_cannot_be_analysed(void **state) {
  (void)state;
  const size_t levels[2] = {3, 3}, none[2] = {3, 0};
  fl_factorial_def def = {.factors = 2, .levels = levels, .runs = 4, .level = 0.95};
  double y[9][4];
  memcpy(y, batteries, sizeof y);
  y[4][2] = (double)NAN;
  analysis a;
  assert_int_equal(analyse(&def, &y[0][0], &a), FL_RESPONSE_MISSING);
  def.levels = none;
  assert_int_equal(analyse(&def, &y[0][0], &a), FL_RESPONSE_MISSING);
  assert_true(strlen(fl_response_text(FL_RESPONSE_MISSING)) > 10 && strlen(fl_response_text(FL_RESPONSE_COLLINEAR)) > 10);
}

// ---- Regression -----------------------------------------------------------------------------------------------------------------

static double points[4000 * 6], result[4000];

static double sd_of(const double *at, size_t count, size_t stride) {
  double sum = 0, squares = 0;
  for (size_t i = 0; i < count; i++) sum += at[i * stride];
  for (size_t i = 0; i < count; i++) squares += (at[i * stride] - sum / (double)count) * (at[i * stride] - sum / (double)count);
  return sqrt(squares / (double)(count - 1));
}

static void draw_points(fl_design_kind kind, size_t factors, size_t count, uint32_t trial) {
  const fl_design d = {.kind = kind, .factors = factors, .points = count, .key = {21, 22, trial}};
  fl_design_made made = fl_design_make(&d);
  assert_true(made.status == FL_DESIGN_DONE && count * factors <= sizeof points / sizeof *points);
  memcpy(points, made.u, count * factors * sizeof *points);
  fl_design_free(&made);
}

static void a_straight_line_is_found_exactly(void **state) {
  (void)state;
  enum { N = 60 };
  const double slope[4] = {3, -2, 0, 1e-4};
  draw_points(FL_DESIGN_lhs, 4, N, 0);
  for (size_t i = 0; i < N; i++) {
    double *x = points + 4 * i;
    x[3] = 1e6 + 500 * x[3]; // in another unit, far from 0
    x[1] += 0.8 * x[0];      // and not independent
    result[i] = 1000 + 3 * x[0] - 2 * x[1] + 1e-4 * x[3];
  }
  fl_coefficient factor[4];
  fl_regression out = {.factor = factor};
  assert_int_equal(fl_regression_fit(points, result, N, 4, 0.95, &out), FL_RESPONSE_DONE);
  assert_true(out.points == N && out.left_out == 0);
  check_near(out.r_squared, 1, 1e-13, 0, 0);
  check_near(out.adjusted, 1, 1e-13, 0, 0);
  for (size_t j = 0; j < 4; j++) {
    check_near(factor[j].slope, slope[j], 1e-9, 0, (double)j);
    check_near(factor[j].standard.mean, slope[j] * sd_of(points + j, N, 4) / sd_of(result, N, 1), 1e-9, 0, (double)j);
    assert_true(holds(&factor[j].standard, factor[j].standard.mean));
  }
}

static void two_factors_that_correlate_have_the_coefficients_of_their_correlations(void **state) {
  (void)state;
  enum { N = 50 };
  draw_points(FL_DESIGN_random, 2, N, 1);
  for (uint32_t i = 0; i < N; i++) {
    points[2 * i + 1] += points[2 * i];
    result[i] = points[2 * i] * points[2 * i + 1] + 0.2 * normal(1, i);
  }
  double mean[3] = {0}, sum[3][3] = {{0}};
  for (size_t i = 0; i < N; i++) {
    const double row[3] = {points[2 * i], points[2 * i + 1], result[i]};
    for (int a = 0; a < 3; a++) mean[a] += row[a] / N;
  }
  for (size_t i = 0; i < N; i++) {
    const double row[3] = {points[2 * i], points[2 * i + 1], result[i]};
    for (int a = 0; a < 3; a++)
      for (int b = 0; b < 3; b++) sum[a][b] += (row[a] - mean[a]) * (row[b] - mean[b]);
  }
  const double r12 = sum[0][1] / sqrt(sum[0][0] * sum[1][1]), r1 = sum[0][2] / sqrt(sum[0][0] * sum[2][2]);
  const double r2 = sum[1][2] / sqrt(sum[1][1] * sum[2][2]), one = (r1 - r12 * r2) / (1 - r12 * r12),
               two = (r2 - r12 * r1) / (1 - r12 * r12);
  fl_coefficient factor[2];
  fl_regression out = {.factor = factor};
  assert_int_equal(fl_regression_fit(points, result, N, 2, 0.95, &out), FL_RESPONSE_DONE);
  check_near(factor[0].standard.mean, one, 1e-12, 0, 0);
  check_near(factor[1].standard.mean, two, 1e-12, 0, 0);
  check_near(out.r_squared, one * r1 + two * r2, 1e-12, 0, 0);
  check_near(out.adjusted, 1 - (1 - out.r_squared) * 49 / 47, 1e-12, 0, 0);
  check_near(factor[0].standard.high - factor[0].standard.mean, 2.0117405 * factor[0].error, 1e-7, 0, 0); // t of 47
}

// Of one factor, the coefficient is the correlation: for normal pairs its error is (1 - rho^2) / sqrt n.
static void of_one_factor_the_error_is_that_of_a_correlation(void **state) {
  (void)state;
  enum { N = 4000 };
  for (double rho = 0; rho < 0.95; rho += 0.3) {
    for (uint32_t i = 0; i < N; i++) {
      points[i] = normal(2, 2 * i);
      result[i] = rho * points[i] + sqrt(1 - rho * rho) * normal(2, 2 * i + 1);
    }
    fl_coefficient factor;
    fl_regression out = {.factor = &factor};
    assert_int_equal(fl_regression_fit(points, result, N, 1, 0.95, &out), FL_RESPONSE_DONE);
    check_near(factor.error * sqrt(N), 1 - rho * rho, 0, 0.07, rho);
  }
}

static double curved(const double *u) {
  return exp(2 * u[0]) + 3 * u[1] * u[2];
}
static double linear(const double *u) {
  return 2 * u[0] + u[1] + 0.3 * u[2];
}
static void check_coverage(double (*model)(const double *u), double noise, uint32_t count, const char *what) {
  double wanted[3];
  fl_coefficient factor[3];
  fl_regression out = {.factor = factor};
  // Of the population: slopes of the best lines, the factors independent.
  double mean = 0, variance = 0, along[3] = {0};
  const uint32_t many = 40;
  for (uint32_t c = 0; c < many * many * many; c++) {
    const double u[3] = {fl_midpoint(c / many / many, many), fl_midpoint(c / many % many, many), fl_midpoint(c % many, many)},
                 y = model(u);
    mean += y;
    variance += y * y;
    for (int j = 0; j < 3; j++) along[j] += y * (u[j] - 0.5);
  }
  const double cells = many * many * many;
  variance = variance / cells - mean / cells * mean / cells + noise * noise;
  for (int j = 0; j < 3; j++) wanted[j] = along[j] / cells / sqrt(1 / 12.0) / sqrt(variance);
  int covered = 0;
  for (uint32_t trial = 0; trial < TRIALS; trial++) {
    draw_points(FL_DESIGN_random, 3, count, trial);
    for (uint32_t i = 0; i < count; i++) result[i] = model(points + 3 * i) + noise * normal(trial, i);
    assert_int_equal(fl_regression_fit(points, result, count, 3, 0.95, &out), FL_RESPONSE_DONE);
    for (int j = 0; j < 3; j++) covered += holds(&factor[j].standard, wanted[j]);
  }
  check_between(covered / 3.0 / TRIALS, 0.91, 0.98, what);
}
static void coefficients_cover_whether_lines_fit_or_not(void **state) {
  (void)state;
  check_coverage(linear, 0, 30, "SRC, 30 points, nominal 0.95: lines, no noise");
  check_coverage(linear, 0.5, 30, "SRC, 30 points, nominal 0.95: lines and noise");
  check_coverage(curved, 0, 30, "SRC, 30 points, nominal 0.95: curves, no noise");
  check_coverage(curved, 2, 30, "SRC, 30 points, nominal 0.95: curves and noise");
  check_coverage(curved, 0.5, 300, "SRC, 300 points, nominal 0.95: curves and noise");
}

static void regressions_that_cannot_be_say_why(void **state) {
  (void)state;
  enum { N = 20 };
  fl_coefficient factor[6];
  fl_regression out = {.factor = factor};
  draw_points(FL_DESIGN_random, 3, N, 3);
  for (size_t i = 0; i < N; i++) result[i] = points[3 * i];
  assert_int_equal(fl_regression_fit(points, result, 4, 3, 0.95, &out), FL_RESPONSE_FEW);
  assert_int_equal(fl_regression_fit(points, result, 0, 3, 0.95, &out), FL_RESPONSE_FEW);
  assert_int_equal(fl_regression_fit(points, result, 5, 3, 0.95, &out), FL_RESPONSE_DONE);
  points[0] = (double)NAN;
  result[3] = HUGE_VAL;
  assert_int_equal(fl_regression_fit(points, result, N, 3, 0.95, &out), FL_RESPONSE_DONE);
  assert_true(out.points == N - 2 && out.left_out == 2);
  check_near(factor[0].standard.mean, 1, 1e-12, 0, 0);
  for (size_t i = 0; i < N; i++) points[3 * i + 2] = 0.7 - points[3 * i] + 2 * points[3 * i + 1];
  assert_int_equal(fl_regression_fit(points, result, N, 3, 0.95, &out), FL_RESPONSE_COLLINEAR);
  for (size_t i = 0; i < N; i++) points[3 * i + 2] = 0.1;
  assert_int_equal(fl_regression_fit(points, result, N, 3, 0.95, &out), FL_RESPONSE_CONSTANT);
  for (size_t i = 0; i < N; i++) result[i] = 0.1;
  assert_int_equal(fl_regression_fit(points, result, N, 2, 0.95, &out), FL_RESPONSE_CONSTANT);
}

// ---- Bins -----------------------------------------------------------------------------------------------------------------------

static double one[4000];
static fl_binned binned(size_t factors, size_t factor, size_t count, size_t bins, uint32_t resamples) {
  const fl_bootstrap how = {{3, 2, 1}, resamples, 0.95};
  fl_binned out;
  for (size_t i = 0; i < count; i++) one[i] = points[i * factors + factor];
  assert_int_equal(fl_binned_index(one, result, count, bins, &how, &out), FL_RESPONSE_DONE);
  return out;
}

static void a_small_table_has_the_epsilon_squared_of_its_formula(void **state) {
  (void)state;
  const double x[6] = {3, 1, 2, 1, 3, 2}, y[6] = {9, 1, 4, 3, 7, 6}; // means 2, 5, 8; within 2, 2, 2; all about 5: 42
  const fl_bootstrap how = {{1, 2, 3}, 0, 0.95};
  fl_binned out;
  assert_int_equal(fl_binned_index(x, y, 6, 3, &how, &out), FL_RESPONSE_DONE);
  assert_true(out.bins == 3 && out.points == 6 && out.left_out == 0 && out.unclear && isnan(out.first.low));
  check_near(out.first.mean, 1 - (6 / 3.0) / (42 / 5.0), 1e-14, 0, 0);
}

static double ishigami(const double *u) {
  const double pi = acos(-1), a = pi * (2 * u[0] - 1), b = pi * (2 * u[1] - 1), c = pi * (2 * u[2] - 1);
  return sin(a) + 7 * sin(b) * sin(b) + 0.1 * c * c * c * c * sin(a);
}
static const double ishigami_first[3] = {0.31390519, 0.44241114, 0};

static void bins_find_first_order_indices(void **state) {
  (void)state;
  draw_points(FL_DESIGN_lhs, 3, 4000, 5);
  for (size_t i = 0; i < 4000; i++) result[i] = ishigami(points + 3 * i);
  for (size_t j = 0; j < 3; j++) {
    const fl_binned out = binned(3, j, 4000, 0, 300);
    assert_int_equal(out.bins, 31);
    check_near(out.first.mean, ishigami_first[j], 0.02, 0, (double)j);
    assert_true(holds(&out.first, ishigami_first[j]) && out.unclear == (j == 2));
  }
}

static void noise_is_taken_off(void **state) {
  (void)state;
  double plain = 0;
  for (uint32_t trial = 0; trial < 200; trial++) {
    draw_points(FL_DESIGN_random, 1, 60, trial);
    for (uint32_t i = 0; i < 60; i++) result[i] = normal(trial, i);
    plain += binned(1, 0, 60, 10, 0).first.mean / 200;
  }
  check_near(plain, 0, 0.02, 0, 0); // eta squared would be 9 / 59 = .15
}

static void levels_are_bins_of_their_own(void **state) {
  (void)state;
  enum { N = 600 };
  for (uint32_t i = 0; i < N; i++) {
    points[i] = i % 3;
    result[i] = (i % 3 == 1 ? 2.0 : 0.0) + normal(7, i);
  }
  const fl_binned out = binned(1, 0, N, 0, 300);
  assert_int_equal(out.bins, 3);
  check_near(out.first.mean, (8 / 9.0) / (8 / 9.0 + 1), 0.06, 0, 0);
  assert_true(holds(&out.first, (8 / 9.0) / (8 / 9.0 + 1)) && !out.unclear);
  for (uint32_t i = 0; i < N / 2; i++) points[i] = 0.5; // half of them alike: one bin, the others as before
  for (uint32_t i = N / 2; i < N; i++) points[i] = 1 + i;
  assert_int_equal(binned(1, 0, N, 10, 0).bins, 6);
}

static void bins_cover_nearly_as_often_as_they_say(void **state) {
  (void)state;
  int covered[2] = {0};
  for (uint32_t trial = 0; trial < 200; trial++) {
    draw_points(FL_DESIGN_random, 3, 1000, trial);
    for (size_t i = 0; i < 1000; i++) result[i] = ishigami(points + 3 * i);
    for (size_t j = 0; j < 2; j++) {
      const fl_binned out = binned(3, j, 1000, 0, 200);
      covered[j] += holds(&out.first, ishigami_first[j]);
    }
  }
  check_between(covered[0] / 200.0, 0.91, 0.99, "bins, 1,000 points, nominal 0.95: Ishigami's first factor");
  check_between(covered[1] / 200.0, 0.87, 0.99, "bins, 1,000 points, nominal 0.95: Ishigami's second factor");
}

static void bins_that_cannot_be_say_why(void **state) {
  (void)state;
  const fl_bootstrap how = {{1, 2, 3}, 10, 0.95};
  double x[12], y[12];
  fl_binned out;
  for (int i = 0; i < 12; i++) {
    x[i] = i;
    y[i] = i % 5;
  }
  assert_int_equal(fl_binned_index(x, y, 0, 0, &how, &out), FL_RESPONSE_FEW);
  assert_int_equal(fl_binned_index(x, y, 4, 0, &how, &out), FL_RESPONSE_FEW);
  assert_int_equal(fl_binned_index(x, y, 12, 7, &how, &out), FL_RESPONSE_FEW);
  assert_int_equal(fl_binned_index(x, y, 12, 6, &how, &out), FL_RESPONSE_DONE);
  y[0] = x[1] = (double)NAN;
  assert_int_equal(fl_binned_index(x, y, 12, 5, &how, &out), FL_RESPONSE_DONE);
  assert_true(out.points == 10 && out.left_out == 2);
  for (int i = 0; i < 12; i++) y[i] = 0.1;
  assert_int_equal(fl_binned_index(x, y, 12, 2, &how, &out), FL_RESPONSE_CONSTANT);
  for (int i = 0; i < 12; i++) x[i] = 3;
  assert_int_equal(fl_binned_index(x, x, 12, 2, &how, &out), FL_RESPONSE_CONSTANT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_textbook_table_comes_out_as_printed),
      cmocka_unit_test(effects_put_in_come_out),
      cmocka_unit_test(what_runs_share_is_no_noise_if_they_are_paired),
      cmocka_unit_test(an_effect_that_differs_from_run_to_run_is_no_surer_than_its_runs),
      cmocka_unit_test(of_one_factor_the_test_is_that_of_pairs),
      cmocka_unit_test(one_run_a_cell_has_shares_and_no_tests),
      cmocka_unit_test(results_without_noise_are_certain_and_those_without_variance_nothing),
      cmocka_unit_test(missing_cells_cannot_be_analysed),
      cmocka_unit_test(a_straight_line_is_found_exactly),
      cmocka_unit_test(two_factors_that_correlate_have_the_coefficients_of_their_correlations),
      cmocka_unit_test(of_one_factor_the_error_is_that_of_a_correlation),
      cmocka_unit_test(coefficients_cover_whether_lines_fit_or_not),
      cmocka_unit_test(regressions_that_cannot_be_say_why),
      cmocka_unit_test(a_small_table_has_the_epsilon_squared_of_its_formula),
      cmocka_unit_test(bins_find_first_order_indices),
      cmocka_unit_test(noise_is_taken_off),
      cmocka_unit_test(levels_are_bins_of_their_own),
      cmocka_unit_test(bins_cover_nearly_as_often_as_they_say),
      cmocka_unit_test(bins_that_cannot_be_say_why),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
