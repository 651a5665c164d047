// The optimiser: known optima with and without noise, constraints and levels; what fresh runs confirm; replays.
#include "base/mathx.h"
#include "check.h"
#include "search/distance.h"
#include "search/optimise.h"

enum { FACTORS = 4, ASKED_MOST = 40000 };

typedef void simulator(const double *u, int64_t run, uint32_t seed, double *out);

typedef struct problem {
  fl_optimise_plan plan;
  simulator *simulate;
  uint32_t seed; // of the simulator
} problem;

// ---- Simulators -----------------------------------------------------------------------------------------------------------------

// A number of the run, normal; the same for all points where `u` is null.
static double noise(const double *u, size_t factors, int64_t run, uint32_t seed, uint32_t k) {
  uint64_t bits = 0, mixed = 0;
  for (size_t i = 0; u && i < factors; i++) {
    memcpy(&bits, &u[i], sizeof bits);
    mixed ^= bits + i;
    mixed = check_random(&mixed);
  }
  const fl_key key = {seed, (uint32_t)mixed, (uint32_t)run};
  return fl_normal_quantile(fl_cube_draw(&key, 100, (uint32_t)(mixed >> 32), 0, k));
}

static const double bottom[FACTORS] = {0.31, 0.77, 0.12, 0.5};

static double bowl_at(const double *u) {
  double sum = 0;
  for (int k = 0; k < FACTORS; k++) sum += (k + 1) * (u[k] - bottom[k]) * (u[k] - bottom[k]);
  return 3 + sum + (u[0] - bottom[0]) * (u[1] - bottom[1]);
}
static void bowl(const double *u, int64_t run, uint32_t seed, double *out) {
  (void)run, (void)seed;
  out[0] = bowl_at(u);
}
// Luck that all settings share, luck that grows with a factor, and luck of each setting's own.
static void noisy_bowl(const double *u, int64_t run, uint32_t seed, double *out) {
  out[0] = bowl_at(u) + noise(NULL, 0, run, seed, 0) + 0.05 * u[0] * noise(NULL, 0, run, seed, 1) +
           0.1 * noise(u, FACTORS, run, seed, 2);
}

// u0 + u1 as large as a circle allows, u2 at .3: the optimum lies on the boundary at (.5, .5, .3).
static void circle(const double *u, int64_t run, uint32_t seed, double *out) {
  (void)run, (void)seed;
  out[0] = -u[0] - u[1] + (u[2] - 0.3) * (u[2] - 0.3);
  out[1] = u[0] * u[0] + u[1] * u[1] - 0.5;
}
static void circle_in_other_units(const double *u, int64_t run, uint32_t seed, double *out) {
  circle(u, run, seed, out);
  out[0] *= 1024;
  out[1] /= 4096;
}
static void noisy_circle(const double *u, int64_t run, uint32_t seed, double *out) {
  circle(u, run, seed, out);
  out[0] += 0.1 * noise(NULL, 0, run, seed, 0) + 0.02 * noise(u, 3, run, seed, 1);
  out[1] += 0.1 * noise(NULL, 0, run, seed, 2) + 0.02 * noise(u, 3, run, seed, 3);
}

// A continuous factor, twelve steps, four categories; the best place of the first hangs on the category.
static void mixed(const double *u, int64_t run, uint32_t seed, double *out) {
  (void)run, (void)seed;
  const double step = u[1] * 12 - 0.5, toll[4] = {0.3, 0.05, 0, 0.2}, wanted[4] = {0.1, 0.9, 0.62, 0.4};
  const int category = (int)(u[2] * 4);
  out[0] = (u[0] - wanted[category]) * (u[0] - wanted[category]) + 0.01 * (step - 8) * (step - 8) + toll[category];
}
static void flat(const double *u, int64_t run, uint32_t seed, double *out) {
  (void)u, (void)run, (void)seed;
  out[0] = 1;
}
// The bottom lies where every simulation fails.
static void hole(const double *u, int64_t run, uint32_t seed, double *out) {
  bowl(u, run, seed, out);
  if (fabs(u[0] - bottom[0]) < 0.1 && run % 2) out[0] = (double)NAN;
}
static void ruin(const double *u, int64_t run, uint32_t seed, double *out) {
  (void)u, (void)run, (void)seed;
  out[0] = run % 3 ? 1 : (double)INFINITY;
}

// ---- Driver ---------------------------------------------------------------------------------------------------------------------

typedef struct asked {
  double u[FACTORS];
  int64_t run;
  double value[2];
} asked;

static asked store[ASKED_MOST]; // what was simulated, in order
static size_t stored;

static asked *find(const double *u, size_t factors, int64_t run) {
  for (size_t i = 0; i < stored; i++)
    if (store[i].run == run && memcmp(store[i].u, u, factors * sizeof *u) == 0) return &store[i];
  return NULL;
}

// May a run of a setting be in the store already?
typedef enum asking { NEVER_KNOWN, KNOWN_OR_NOT } asking;

// Answers one question, from the store if it `keep`s one.
static bool answer(fl_optimise *o, const problem *p, bool keep, asking how) {
  static double u[2000 * FACTORS], values[80000];
  const size_t n = p->plan.cube.factors, width = 1 + p->plan.constraints;
  int64_t first, runs;
  assert_true(fl_optimise_most(o) <= 2000 && fl_optimise_most_values(o) <= 80000);
  const size_t count = fl_optimise_ask(o, u, &first, &runs);
  for (size_t i = 0; i < count; i++)
    for (int64_t r = 0; r < runs; r++) {
      double *value = &values[(i * (size_t)runs + (size_t)r) * width];
      asked *known = keep ? find(&u[i * n], n, first + r) : NULL;
      if (how == NEVER_KNOWN) assert_null(known);
      if (known) {
        memcpy(value, known->value, width * sizeof *value);
        continue;
      }
      p->simulate(&u[i * n], first + r, p->seed, value);
      if (!keep) continue;
      assert_true(stored < ASKED_MOST);
      store[stored].run = first + r;
      memcpy(store[stored].u, &u[i * n], n * sizeof *u);
      memcpy(store[stored++].value, value, width * sizeof *value);
    }
  if (count > 0) fl_optimise_tell(o, values);
  return count > 0;
}

// Runs a search to its end. Its parts are left for the test to look at.
static fl_optimise *solve(const problem *p, fl_optimum *out, bool keep) {
  fl_optimise *o = fl_optimise_begin(&p->plan);
  assert_non_null(o);
  stored = 0;
  while (answer(o, p, keep, NEVER_KNOWN)) {
  }
  assert_true(fl_optimise_phase(o) == FL_PHASE_DONE && fl_optimise_simulations(o) <= p->plan.budget);
  assert_true(fl_optimise_result(o, out));
  return o;
}

static const double middle[FACTORS] = {0.5, 0.5, 0.5, 0.5};

static problem problem_of(simulator *simulate, size_t factors, size_t constraints, size_t points, size_t runs) {
  problem p = {.simulate = simulate,
               .plan = {.cube = {.factors = factors}, .start = middle, .constraints = constraints, .runs = runs, .first_run = 1}};
  p.plan.key = (fl_key){1, 2, 3};
  p.plan.budget = fl_optimise_least(&p.plan) - (2 * factors + 2) * runs + points * runs;
  return p;
}

// ---- Optima ---------------------------------------------------------------------------------------------------------------------

static void the_bottom_of_a_bowl_is_found_within_two_hundred_points(void **state) {
  (void)state;
  for (uint32_t key = 0; key < 20; key++) {
    problem p = problem_of(bowl, FACTORS, 0, 200, 1);
    p.plan.key.run = key;
    fl_optimum best;
    fl_optimise *o = solve(&p, &best, true);
    assert_true(fl_optimise_points(o) <= 200);
    for (int k = 0; k < FACTORS; k++) check_near(fl_optimise_point(o, best.best)[k], bottom[k], 1e-2, 0, k);
    assert_true(best.improves && best.holds && best.objective.difference.mean < 0);
    fl_optimise_end(o);
  }
}

static void cliff(const double *u, int64_t run, uint32_t seed, double *out) {
  (void)run, (void)seed;
  out[0] = u[0] + u[1] * u[1];
}

static void bottoms_at_the_walls_are_reached(void **state) {
  (void)state;
  problem p = problem_of(cliff, 2, 0, 80, 1);
  fl_optimum best;
  fl_optimise *o = solve(&p, &best, true);
  const double *u = fl_optimise_point(o, best.best);
  assert_true(u[0] == 0);
  check_near(u[1], 0, 1e-2, 0, 0);
  fl_optimise_end(o);
}

static void valley(const double *u, int64_t run, uint32_t seed, double *out) {
  (void)run, (void)seed;
  out[0] = fabs(u[0] - 0.23);
}

static void a_single_factor_is_searched_too(void **state) {
  (void)state;
  problem p = problem_of(valley, 1, 0, 40, 1);
  fl_optimum best;
  fl_optimise *o = solve(&p, &best, true);
  check_near(fl_optimise_point(o, best.best)[0], 0.23, 1e-2, 0, 0);
  fl_optimise_end(o);
}

static void a_constrained_optimum_is_found_on_its_boundary(void **state) {
  (void)state;
  for (uint32_t key = 0; key < 20; key++) {
    problem p = problem_of(circle, 3, 1, 200, 1);
    p.plan.key.run = key;
    fl_optimum best;
    double value[2];
    fl_optimise *o = solve(&p, &best, true);
    const double *u = fl_optimise_point(o, best.best);
    check_near(u[0], 0.5, 2e-2, 0, key); // along the boundary the objective is flat
    check_near(u[1], 0.5, 2e-2, 0, key);
    check_near(u[2], 0.3, 1e-2, 0, key);
    circle(u, 0, 0, value);
    assert_true(value[1] <= 0 && value[1] > -5e-3 && value[0] < -0.999);
    assert_true(best.holds && best.constraint[0].mean == value[1]);
    fl_optimise_end(o);
  }
}

static void units_do_not_matter(void **state) {
  (void)state;
  problem p = problem_of(circle, 3, 1, 150, 1), q = p;
  q.simulate = circle_in_other_units;
  fl_optimum one, other;
  fl_optimise *a = solve(&p, &one, true), *b = solve(&q, &other, true);
  assert_true(fl_optimise_points(a) == fl_optimise_points(b) && one.best == other.best);
  for (size_t i = 0; i < fl_optimise_points(a); i++)
    assert_memory_equal(fl_optimise_point(a, i), fl_optimise_point(b, i), 3 * sizeof(double));
  fl_optimise_end(a);
  fl_optimise_end(b);
}

static void levels_and_categories_are_found_exactly(void **state) {
  (void)state;
  for (uint32_t key = 0; key < 20; key++) {
    problem p = problem_of(mixed, 3, 0, 200, 1);
    p.plan.cube = (fl_cube){.factors = 3, .levels = {0, 12, 4}, .ordered = {false, true, false}};
    p.plan.key.run = key;
    fl_optimum best;
    fl_optimise *o = solve(&p, &best, true);
    const double *u = fl_optimise_point(o, best.best);
    check_near(u[0], 0.62, 1e-2, 0, key);
    assert_true(u[1] == 8.5 / 12 && u[2] == 2.5 / 4);
    for (size_t i = 0; i < fl_optimise_points(o); i++) { // every setting lies in the middle of its parts
      const double *at = fl_optimise_point(o, i);
      assert_true(at[1] == fl_midpoint(fl_cube_level(&p.plan.cube, 1, at[1]), 12));
      assert_true(at[2] == fl_midpoint(fl_cube_level(&p.plan.cube, 2, at[2]), 4));
    }
    fl_optimise_end(o);
  }
}

static void few_settings(const double *u, int64_t run, uint32_t seed, double *out) {
  (void)run, (void)seed;
  out[0] = u[0] < 0.3 && u[1] > 0.5 ? 1 : 2 + u[0];
}

static void where_settings_run_out_each_is_simulated_once(void **state) {
  (void)state;
  problem p = problem_of(few_settings, 2, 0, 100, 3);
  p.plan.cube = (fl_cube){.factors = 2, .levels = {3, 2}, .ordered = {true, false}};
  fl_optimum best;
  fl_optimise *o = solve(&p, &best, true);
  assert_int_equal(fl_optimise_points(o), 6);
  assert_true(fl_optimise_point(o, best.best)[0] == 0.5 / 3 && fl_optimise_point(o, best.best)[1] == 0.75);
  assert_true(fl_optimise_simulations(o) == 6 * 3 + 4 * p.plan.runs * 2 + 2 * 12); // all settings, 4 finalists, 2 confirmed
  fl_optimise_end(o);
}

static void the_nearest_point_to_targets_is_an_optimum(void **state) {
  (void)state;
  const double target[2] = {0.9, -0.2}, tolerance[2] = {0.1, 0.2}; // u = (.35, .55)
  problem p = problem_of(bowl, 2, 0, 120, 4);
  fl_optimise *o = fl_optimise_begin(&p.plan);
  double u[400], value[1600], statistic[32];
  int64_t first, runs;
  for (size_t count; (count = fl_optimise_ask(o, u, &first, &runs)) > 0; fl_optimise_tell(o, value))
    for (size_t i = 0; i < count; i++) {
      for (int64_t r = 0; r < runs; r++) {
        statistic[2 * r] = u[2 * i] + u[2 * i + 1] + 0.05 * noise(NULL, 0, first + r, 1, 0);
        statistic[2 * r + 1] = u[2 * i] - u[2 * i + 1] + 0.05 * noise(NULL, 0, first + r, 1, 1);
      }
      fl_distance_runs(statistic, (size_t)runs, target, tolerance, 2, &value[i * (size_t)runs]);
    }
  fl_optimum best;
  assert_true(fl_optimise_result(o, &best) && best.improves);
  check_near(fl_optimise_point(o, best.best)[0], 0.35, 0.05, 0, 0);
  check_near(fl_optimise_point(o, best.best)[1], 0.55, 0.05, 0, 0);
  fl_optimise_end(o);
}

static void pseudo_values_estimate_the_squared_distance_without_bias(void **state) {
  (void)state;
  enum { RUNS = 5, TRIALS = 20000 };
  const double target[2] = {1, 2}, tolerance[2] = {0.5, 2}; // means 1.2 and 1: misses of .4 and -.5
  double sum = 0, plain = 0;
  for (uint32_t t = 0; t < TRIALS; t++) {
    double statistic[2 * RUNS], out[RUNS], mean[2] = {0};
    for (int r = 0; r < RUNS; r++) {
      statistic[2 * r] = 1.2 + 0.6 * noise(NULL, 0, r, t, 0);
      statistic[2 * r + 1] = 1 + noise(NULL, 0, r, t, 1);
      for (int j = 0; j < 2; j++) mean[j] += statistic[2 * r + j] / RUNS;
    }
    fl_distance_runs(statistic, RUNS, target, tolerance, 2, out);
    for (int r = 0; r < RUNS; r++) sum += out[r] / RUNS / TRIALS;
    plain += pow(fl_distance(mean, target, tolerance, 2), 2) / TRIALS;
  }
  check_near(sum, (0.16 + 0.25) / 2, 0.006, 0, 0);
  assert_true(plain > 0.33); // (.41 + (1.44 + .25) / 5) / 2: what errors add
  const double once[2] = {1.5, 2};
  double out[1];
  fl_distance_runs(once, 1, target, tolerance, 2, out);
  check_near(out[0], 0.5, 1e-12, 0, 0);
  check_near(fl_distance(once, target, tolerance, 2), sqrt(0.5), 1e-12, 0, 0);
  const double failed[4] = {1, 2, (double)NAN, 2};
  double two[2];
  fl_distance_runs(failed, 2, target, tolerance, 2, two);
  assert_true(isnan(two[0]) && isnan(two[1]) && isinf(fl_distance(&failed[2], target, tolerance, 2)));
}

// ---- Rules of the search --------------------------------------------------------------------------------------------------------

static void the_present_setting_comes_first_as_it_is(void **state) {
  (void)state;
  const double present[FACTORS] = {0.1234567890123456, 1, 0.6, 0.3};
  problem p = problem_of(bowl, FACTORS, 0, 60, 1);
  p.plan.start = present;
  p.plan.cube.levels[3] = 4;
  p.plan.cube.ordered[3] = true;
  fl_optimum best;
  fl_optimise *o = solve(&p, &best, true);
  assert_memory_equal(fl_optimise_point(o, 0), present, 3 * sizeof(double));
  assert_true(fl_optimise_point(o, 0)[3] == 0.375);
  fl_optimise_end(o);
}

static void a_question_repeats_itself_until_it_is_told(void **state) {
  (void)state;
  static double u[800], again[800];
  problem p = problem_of(bowl, FACTORS, 0, 80, 2);
  fl_optimise *o = fl_optimise_begin(&p.plan);
  int64_t first, runs, first_again, runs_again;
  stored = 0;
  do {
    const size_t count = fl_optimise_ask(o, u, &first, &runs);
    assert_int_equal(fl_optimise_ask(o, again, &first_again, &runs_again), count);
    assert_true(first == first_again && runs == runs_again);
    assert_memory_equal(u, again, count * FACTORS * sizeof *u);
  } while (answer(o, &p, true, NEVER_KNOWN));
  fl_optimum best;
  assert_true(fl_optimise_result(o, &best));
  fl_optimise_end(o);
}

// The settings and rows of a phase.
static size_t points_of(const fl_optimise *o, fl_phase phase, size_t *out) {
  const fl_trace *rows;
  size_t count = 0;
  for (size_t i = 0, n = fl_optimise_trace(o, &rows); i < n; i++)
    if (rows[i].phase == phase) out[count++] = rows[i].point;
  return count;
}

static void finalists_are_distinct_and_the_present_setting_is_one(void **state) {
  (void)state;
  simulator *const simulators[2] = {bowl, flat};
  for (int s = 0; s < 2; s++) {
    problem p = problem_of(simulators[s], FACTORS, 0, 150, 2);
    p.plan.cube.levels[3] = 3; // categories
    p.plan.finalists = 5;
    p.plan.budget = 500;
    fl_optimum best;
    fl_optimise *o = solve(&p, &best, true);
    size_t finalist[2000];
    const size_t count = points_of(o, FL_PHASE_SELECT, finalist);
    assert_true(count == 6 && finalist[0] == 0);
    for (size_t i = 1; i < count; i++)
      for (size_t j = 1; j < i; j++)
        assert_true(fl_cube_apart(&p.plan.cube, fl_optimise_point(o, finalist[i]), fl_optimise_point(o, finalist[j]), 0.05));
    assert_true(s == 0 || (best.best == 0 && best.objective.difference.mean == 0 && !best.improves)); // nothing beats what is there
    fl_optimise_end(o);
  }
}

static void the_trace_tells_every_simulation(void **state) {
  (void)state;
  problem p = problem_of(noisy_circle, 3, 1, 60, 3);
  fl_optimum best;
  fl_optimise *o = solve(&p, &best, true);
  const fl_trace *rows;
  const size_t n = fl_optimise_trace(o, &rows);
  size_t runs = 0;
  for (size_t i = 0; i < n; i++) {
    double mean[2] = {0};
    for (size_t r = 0; r < rows[i].runs; r++, runs++)
      for (int v = 0; v < 2; v++) mean[v] += store[runs].value[v] / (double)rows[i].runs;
    assert_memory_equal(store[runs - 1].u, fl_optimise_point(o, rows[i].point), 3 * sizeof(double));
    assert_true(rows[i].failed == 0 && rows[i].violated == (mean[1] > 0) && (i == 0 || rows[i].phase >= rows[i - 1].phase));
    check_near(rows[i].objective, mean[0], 1e-12, 0, (double)i);
  }
  assert_true(runs == stored && runs == fl_optimise_simulations(o));
  fl_optimise_end(o);
}

static void the_least_budget_suffices(void **state) {
  (void)state;
  problem p = problem_of(noisy_circle, 3, 1, 8, 3);
  assert_int_equal(p.plan.budget, fl_optimise_least(&p.plan));
  fl_optimum best;
  fl_optimise_end(solve(&p, &best, true));
  p.plan.screen = 1000; // more than can be had
  fl_optimise *o = solve(&p, &best, true);
  assert_int_equal(fl_optimise_points(o), 8);
  fl_optimise_end(o);
}

// ---- Failures -------------------------------------------------------------------------------------------------------------------

static void a_setting_that_fails_is_never_chosen(void **state) {
  (void)state;
  problem p = problem_of(hole, FACTORS, 0, 200, 3);
  fl_optimum best;
  fl_optimise *o = solve(&p, &best, true);
  const double *u = fl_optimise_point(o, best.best);
  check_near(fabs(u[0] - bottom[0]), 0.1, 1e-2, 0, 0); // the edge of the hole
  assert_true(fabs(u[0] - bottom[0]) >= 0.1 && best.failed == 0 && best.improves && best.holds);
  const fl_trace *rows;
  size_t failed = 0;
  for (size_t i = 0, n = fl_optimise_trace(o, &rows); i < n; i++) {
    failed += rows[i].failed;
    assert_true(isnan(rows[i].objective) == (rows[i].failed > 0));
    assert_true(rows[i].failed == 0 || rows[i].phase < FL_PHASE_SELECT);
  }
  assert_true(failed > 10);
  fl_optimise_end(o);
}

static void a_present_setting_that_fails_is_left(void **state) {
  (void)state;
  const double present[FACTORS] = {0.31, 0.5, 0.5, 0.5};
  problem p = problem_of(hole, FACTORS, 0, 150, 3);
  p.plan.start = present;
  fl_optimum best;
  fl_optimise *o = solve(&p, &best, true);
  // Every second run of it fails: the others are compared.
  assert_true(best.best > 0 && best.failed == 0 && best.objective.pairs == 6 && best.improves);
  fl_optimise_end(o);
}

static void where_all_fails_the_present_setting_stays(void **state) {
  (void)state;
  problem p = problem_of(ruin, FACTORS, 0, 50, 3);
  fl_optimum best;
  fl_optimise *o = solve(&p, &best, true);
  assert_true(best.best == 0 && best.failed == 4 && !best.improves && !best.holds && best.objective.pairs == 8);
  assert_true(fl_optimise_points(o) < 50); // there was nothing to begin from
  fl_optimise_end(o);
}

// ---- Noise ----------------------------------------------------------------------------------------------------------------------

static const double least_cover = 0.935, most_cover = 0.965; // of 2,000 searches: three standard errors about .95

static void fresh_runs_tell_the_gain_without_bias(void **state) {
  (void)state;
  enum { SEARCHES = 2000 };
  double bias = 0, squares = 0, luck = 0, far = 0;
  int covered = 0, improved = 0;
  for (uint32_t seed = 0; seed < SEARCHES; seed++) {
    problem p = problem_of(noisy_bowl, FACTORS, 0, 60, 3);
    p.seed = p.plan.key.run = seed;
    fl_optimum best;
    fl_optimise *o = solve(&p, &best, false);
    const double gain = bowl_at(fl_optimise_point(o, best.best)) - bowl_at(middle);
    const double off = best.objective.difference.mean - gain;
    bias += off / SEARCHES;
    squares += off * off;
    covered += best.objective.difference.low <= gain && gain <= best.objective.difference.high;
    improved += best.improves;
    far += fabs(fl_optimise_point(o, best.best)[2] - bottom[2]) / SEARCHES;
    const fl_trace *rows; // what the search itself thought of the winner and the present setting
    fl_optimise_trace(o, &rows);
    size_t winner = 0;
    while (rows[winner].point != best.best) winner++;
    luck += (rows[winner].objective - rows[0].objective - gain) / SEARCHES;
    fl_optimise_end(o);
  }
  const double error = sqrt(squares) / SEARCHES;
  print_message(
      "bias %.4f, standard error %.4f; in the runs of the search %.4f; covered %.4f; improved %.3f; third factor off by %.3f\n",
      bias, error, luck, covered / (double)SEARCHES, improved / (double)SEARCHES, far);
  assert_true(fabs(bias) < 3 * error);
  assert_true(luck < -5 * error); // the numbers that chose the winner flatter it
  assert_true(covered >= least_cover * SEARCHES && covered <= most_cover * SEARCHES);
  assert_true(improved > 0.9 * SEARCHES && far < 0.1);
}

static void fresh_runs_tell_whether_a_constraint_holds(void **state) {
  (void)state;
  enum { SEARCHES = 2000 };
  const double far[3] = {0.1, 0.1, 0.5}; // objective -.16: whoever stays there has found nothing
  int covered = 0, held = 0, wrong = 0, stayed = 0;
  double objective = 0;
  for (uint32_t seed = 0; seed < SEARCHES; seed++) {
    problem p = problem_of(noisy_circle, 3, 1, 60, 4);
    p.plan.start = far;
    p.seed = p.plan.key.run = seed;
    fl_optimum best;
    double value[2];
    fl_optimise *o = solve(&p, &best, false);
    circle(fl_optimise_point(o, best.best), 0, 0, value);
    covered += best.constraint[0].low <= value[1] && value[1] <= best.constraint[0].high;
    held += best.holds;
    wrong += best.holds && value[1] > 0;
    stayed += best.best == 0;
    objective += value[0] / SEARCHES;
    fl_optimise_end(o);
  }
  print_message("covered %.4f; held %d, of which wrong %d; stayed %d; objective %.3f of -1\n", covered / (double)SEARCHES, held,
                wrong, stayed, objective);
  assert_true(covered >= least_cover * SEARCHES && covered <= most_cover * SEARCHES);
  assert_true(held > 0 && wrong <= 0.035 * SEARCHES && stayed <= 0.02 * SEARCHES && objective < -0.85);
}

// ---- Replays --------------------------------------------------------------------------------------------------------------------

// A search that was cut off at any moment goes over the same ground without a simulation, and ends where it would have ended.
static void check_replay(const problem *p) {
  fl_optimum best, again;
  fl_optimise *whole = solve(p, &best, true);
  const fl_trace *rows, *rows_again;
  const size_t n = fl_optimise_trace(whole, &rows), all = stored;
  for (size_t cut = 0; cut <= all; cut++) {
    stored = cut; // what lies behind was not simulated yet
    fl_optimise *second = fl_optimise_begin(&p->plan);
    while (answer(second, p, true, KNOWN_OR_NOT)) {
    }
    assert_true(stored == all && fl_optimise_result(second, &again) && again.best == best.best);
    assert_memory_equal(&again.objective.difference, &best.objective.difference, sizeof best.objective.difference);
    assert_int_equal(fl_optimise_trace(second, &rows_again), n);
    for (size_t i = 0; i < n; i++)
      assert_true(rows[i].point == rows_again[i].point && rows[i].objective == rows_again[i].objective);
    fl_optimise_end(second);
  }
  print_message("%zu simulations\n", all);
  assert_true(all > 50);
  fl_optimise_end(whole);
}

static void a_search_that_was_cut_off_is_replayed(void **state) {
  (void)state;
  problem p = problem_of(noisy_bowl, FACTORS, 0, 70, 2), q = problem_of(noisy_circle, 3, 1, 50, 2),
          r = problem_of(mixed, 3, 0, 70, 1);
  r.plan.cube = (fl_cube){.factors = 3, .levels = {0, 12, 4}, .ordered = {false, true, false}};
  check_replay(&p);
  check_replay(&q);
  check_replay(&r);
}

static void another_key_searches_elsewhere(void **state) {
  (void)state;
  problem p = problem_of(bowl, FACTORS, 0, 60, 1), q = p;
  q.plan.key.seed_low++;
  fl_optimise *a = fl_optimise_begin(&p.plan), *b = fl_optimise_begin(&q.plan);
  assert_memory_equal(fl_optimise_point(a, 0), fl_optimise_point(b, 0), FACTORS * sizeof(double));
  for (size_t i = 1; i < fl_optimise_points(a); i++)
    assert_true(fl_cube_apart(&p.plan.cube, fl_optimise_point(a, i), fl_optimise_point(b, i), 1e-6));
  fl_optimise_end(a);
  fl_optimise_end(b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_bottom_of_a_bowl_is_found_within_two_hundred_points),
      cmocka_unit_test(bottoms_at_the_walls_are_reached),
      cmocka_unit_test(a_single_factor_is_searched_too),
      cmocka_unit_test(a_constrained_optimum_is_found_on_its_boundary),
      cmocka_unit_test(units_do_not_matter),
      cmocka_unit_test(levels_and_categories_are_found_exactly),
      cmocka_unit_test(where_settings_run_out_each_is_simulated_once),
      cmocka_unit_test(the_nearest_point_to_targets_is_an_optimum),
      cmocka_unit_test(pseudo_values_estimate_the_squared_distance_without_bias),
      cmocka_unit_test(the_present_setting_comes_first_as_it_is),
      cmocka_unit_test(a_question_repeats_itself_until_it_is_told),
      cmocka_unit_test(finalists_are_distinct_and_the_present_setting_is_one),
      cmocka_unit_test(the_trace_tells_every_simulation),
      cmocka_unit_test(the_least_budget_suffices),
      cmocka_unit_test(a_setting_that_fails_is_never_chosen),
      cmocka_unit_test(a_present_setting_that_fails_is_left),
      cmocka_unit_test(where_all_fails_the_present_setting_stays),
      cmocka_unit_test(fresh_runs_tell_the_gain_without_bias),
      cmocka_unit_test(fresh_runs_tell_whether_a_constraint_holds),
      cmocka_unit_test(a_search_that_was_cut_off_is_replayed),
      cmocka_unit_test(another_key_searches_elsewhere),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
