// Weighted samples: quantiles, summaries, the joint region; the kernels' density against their draws.
#include "base/mathx.h"
#include "check.h"
#include "search/kernel.h"
#include "search/posterior.h"

enum { MOST = 4000 };

static double u[MOST * 4], weight[MOST];

static double normal(uint32_t trial, uint32_t i, uint32_t k) {
  const fl_key key = {4, 5, trial};
  return fl_normal_quantile(fl_cube_draw(&key, 100, 0, i, k));
}

// ---- Quantiles ------------------------------------------------------------------------------------------------------------------

static double quantile_of(const double *value, const double *w, size_t count, double p) {
  fl_ranked ranked[8];
  for (size_t i = 0; i < count; i++) ranked[i] = (fl_ranked){value[i], i};
  fl_rank(ranked, count);
  return fl_weighted_quantile(ranked, w, count, fl_effective_size(w, count), p);
}

static void quantiles_stand_where_weibull_puts_them(void **state) {
  (void)state;
  const double value[4] = {40, 10, 30, 20}, even[4] = {2, 2, 2, 2}, heavy[4] = {1, 3, 1, 1}, none[4] = {0};
  check_near(quantile_of(value, even, 4, 0.2), 10, 1e-12, 0, 0); // the first of four: 1 / 5
  check_near(quantile_of(value, even, 4, 0.5), 25, 1e-12, 0, 0);
  check_near(quantile_of(value, even, 4, 0.7), 35, 1e-12, 0, 0);
  assert_true(quantile_of(value, even, 4, 0.01) == 10 && quantile_of(value, even, 4, 0.99) == 40);
  check_near(fl_effective_size(heavy, 4), 3, 1e-12, 0, 0);
  // 10 in the middle of its half at 1/4, drawn in about 1/2 by 3/4: 5/16; 20 at 7/12, drawn in: 9/16.
  check_near(quantile_of(value, heavy, 4, 5 / 16.0), 10, 1e-12, 0, 0);
  check_near(quantile_of(value, heavy, 4, 7 / 16.0), 15, 1e-12, 0, 0);
  assert_true(isnan(quantile_of(value, none, 4, 0.5)) && isnan(quantile_of(value, even, 0, 0.5)));
}

static void the_root_of_a_matrix_solves_it(void **state) {
  (void)state;
  double matrix[9] = {4, 0, 0, 2, 5, 0, -2, 1, 6}, x[3] = {1, 2, 3}, flat[4] = {1, 0, 1, 1};
  assert_true(fl_cholesky(matrix, 3));
  fl_forward(matrix, 3, x);
  fl_backward(matrix, 3, x);
  check_near(4 * x[0] + 2 * x[1] - 2 * x[2], 1, 1e-12, 0, 0);
  check_near(2 * x[0] + 5 * x[1] + x[2], 2, 1e-12, 0, 1);
  check_near(-2 * x[0] + x[1] + 6 * x[2], 3, 1e-12, 0, 2);
  assert_false(fl_cholesky(flat, 2));
}

// ---- Summaries ------------------------------------------------------------------------------------------------------------------

static void a_sample_of_the_prior_has_learnt_nothing(void **state) {
  (void)state;
  const fl_cube cube = {.factors = 4, .levels = {0, 20, 3, 1}, .ordered = {false, true, false, true}};
  const fl_key key = {1, 1, 1};
  for (uint32_t i = 0; i < MOST; i++) {
    fl_cube_uniform(&cube, &key, 100, 0, i, &u[4 * i]);
    weight[i] = 7;
  }
  fl_posterior post;
  assert_true(fl_posterior_make(&post, &cube, u, weight, MOST));
  check_near(post.size, MOST, 1e-6, 0, 0);
  const fl_marginal free = fl_posterior_marginal(&post, 0), steps = fl_posterior_marginal(&post, 1);
  check_near(free.q05, 0.05, 0.015, 0, 0);
  check_near(free.q25, 0.25, 0.03, 0, 0);
  check_near(free.q50, 0.5, 0.03, 0, 0);
  check_near(free.q75, 0.75, 0.03, 0, 0);
  check_near(free.mean, 0.5, 0.02, 0, 0);
  check_near(free.sd, sqrt(1 / 12.0), 0.01, 0, 0);
  check_near(free.width, 1, 0.02, 0, 0);
  check_near(steps.width, 1, 0.06, 0, 0); // a step more or less
  assert_true(steps.q50 == fl_midpoint(9, 20) || steps.q50 == fl_midpoint(10, 20));
  assert_true(fl_posterior_marginal(&post, 2).width == 1 && fl_posterior_marginal(&post, 3).width == 1);
  for (size_t k = 0; k < 4; k++) assert_false(fl_posterior_marginal(&post, k).learnt);
  assert_true(isnan(fl_posterior_marginal(&post, 2).mean) && isnan(fl_posterior_marginal(&post, 2).q05));
  fl_posterior_free(&post);
}

static void weights_count_and_points_without_are_left_out(void **state) {
  (void)state;
  const fl_cube cube = {.factors = 2, .levels = {0, 4}, .ordered = {false, false}};
  const double points[8] = {0.1, 0.1, 0.2, 0.3, 0.3, 0.3, 0.9, 0.9}, w[4] = {1, 2, 1, 0};
  fl_posterior post;
  assert_true(fl_posterior_make(&post, &cube, points, w, 4));
  assert_true(post.count == 3 && post.u[1] == 0.125);
  check_near(post.weight[1], 0.5, 1e-15, 0, 0);
  const fl_marginal free = fl_posterior_marginal(&post, 0), category = fl_posterior_marginal(&post, 1);
  check_near(free.mean, 0.2, 1e-12, 0, 0);
  check_near(free.sd, sqrt(0.005), 1e-12, 0, 0);
  assert_true(fl_posterior_share(&post, 1, 0) == 0.25 && fl_posterior_share(&post, 1, 1) == 0.75);
  assert_true(fl_posterior_share(&post, 1, 3) == 0);
  assert_true(category.width == 0.5 && category.learnt); // two of four levels
  fl_posterior_free(&post);
  assert_true(fl_posterior_make(&post, &cube, points, w, 0));
  assert_true(post.count == 0 && isnan(fl_posterior_marginal(&post, 0).mean) && !fl_posterior_holds(&post, points, 0.9));
  assert_false(fl_posterior_marginal(&post, 0).learnt);
  fl_posterior_free(&post);
}

static void factors_that_go_together_correlate(void **state) {
  (void)state;
  const fl_cube cube = {.factors = 4, .levels = {0, 0, 3, 0}};
  double r[16];
  for (uint32_t i = 0; i < MOST; i++) {
    const double x = normal(1, i, 0), y = 0.8 * x + 0.6 * normal(1, i, 1);
    double *at = &u[4 * i];
    at[0] = 0.5 + 0.1 * x, at[1] = 0.5 - 0.1 * y, at[2] = 0.5, at[3] = 0.25;
    weight[i] = 1;
  }
  fl_posterior post;
  assert_true(fl_posterior_make(&post, &cube, u, weight, MOST));
  fl_posterior_correlations(&post, r);
  check_near(r[1], -0.8, 0.02, 0, 0);
  assert_true(r[1] == r[4]);
  check_near(r[0], 1, 1e-9, 0, 0);
  assert_true(isnan(r[2]) && isnan(r[3]) && isnan(r[10]) && isnan(r[15]));
  fl_posterior_free(&post);
}

// ---- Joint region ---------------------------------------------------------------------------------------------------------------

// Of a bent distribution: two factors that go together, one against a wall, one category that hangs on the first.
static void bent(uint32_t trial, uint32_t i, double *at) {
  const double x = normal(trial, i, 0), y = 0.9 * x + 0.4 * normal(trial, i, 1);
  at[0] = fl_logistic(x - 1);
  at[1] = fl_logistic(2 * y);
  at[2] = fmin(0.05 * fabs(normal(trial, i, 2)), 1);
  at[3] = x > 1 ? 0.9 : normal(trial, i, 3) > 0 ? 0.1 : 0.5;
}

static void a_new_point_is_held_as_often_as_the_region_says(void **state) {
  (void)state;
  enum { TRIALS = 600, SAMPLE = 60 };
  const fl_cube cube = {.factors = 4, .levels = {0, 0, 0, 3}};
  const double levels[3] = {0.5, 0.8, 0.9};
  double held[3] = {0};
  for (uint32_t trial = 0; trial < TRIALS; trial++) {
    for (uint32_t i = 0; i < SAMPLE + 10; i++) {
      bent(trial, i, &u[4 * i]);
      fl_cube_snap(&cube, &u[4 * i]);
      weight[i] = 1;
    }
    fl_posterior post;
    assert_true(fl_posterior_make(&post, &cube, u, weight, SAMPLE));
    for (int l = 0; l < 3; l++)
      for (uint32_t i = SAMPLE; i < SAMPLE + 10; i++) held[l] += fl_posterior_holds(&post, &u[4 * i], levels[l]) / 10.0 / TRIALS;
    fl_posterior_free(&post);
  }
  print_message("of 60 points: %.3f at .5, %.3f at .8, %.3f at .9\n", held[0], held[1], held[2]);
  for (int l = 0; l < 3; l++) check_near(held[l], levels[l], 0.015, 0, levels[l]);
}

static void the_region_is_no_box(void **state) {
  (void)state;
  const fl_cube cube = {.factors = 2};
  for (uint32_t i = 0; i < MOST; i++) {
    const double x = normal(2, i, 0);
    u[2 * i] = fl_logistic(x);
    u[2 * i + 1] = fl_logistic(x + 0.1 * normal(2, i, 1));
    weight[i] = 1;
  }
  fl_posterior post;
  assert_true(fl_posterior_make(&post, &cube, u, weight, MOST));
  const double along[2] = {fl_logistic(1.2), fl_logistic(1.2)}, across[2] = {fl_logistic(0.5), fl_logistic(-0.5)};
  assert_true(fl_posterior_holds(&post, along, 0.9) && !fl_posterior_holds(&post, across, 0.99));
  const double corner[2] = {0, 1};
  assert_false(fl_posterior_holds(&post, corner, 0.99));
  fl_posterior_free(&post);
}

static void too_few_points_exclude_nothing(void **state) {
  (void)state;
  const fl_cube cube = {.factors = 4, .levels = {0, 0, 0, 3}};
  for (uint32_t i = 0; i < 3; i++) {
    bent(9, i, &u[4 * i]);
    weight[i] = 1;
  }
  fl_posterior post;
  const double anywhere[4] = {0.9, 0.1, 0.7, 0.5};
  assert_true(fl_posterior_make(&post, &cube, u, weight, 3));
  assert_true(fl_posterior_holds(&post, anywhere, 0.9));
  fl_posterior_free(&post);
}

// ---- Kernels --------------------------------------------------------------------------------------------------------------------

static void kernels_have_the_density_that_they_are_drawn_with(void **state) {
  (void)state;
  enum { ACCEPTED = 40, DRAWS = 100000 };
  const fl_cube cube = {.factors = 4, .levels = {0, 0, 6, 3}, .ordered = {false, false, true, false}};
  const fl_key key = {8, 9, 10};
  fl_ranked accepted[ACCEPTED];
  for (uint32_t i = 0; i < ACCEPTED; i++) { // near walls, correlated, unevenly weighted
    const double x = normal(3, i, 0);
    double *at = &u[4 * i];
    at[0] = 0.1 + 0.05 * x, at[1] = 0.85 + 0.2 * x + 0.03 * normal(3, i, 1);
    at[2] = 0.3 + 0.2 * normal(3, i, 2), at[3] = i % 3 ? 0.2 : 0.9;
    fl_cube_snap(&cube, at);
    weight[i] = 1 + i % 5;
    accepted[i] = (fl_ranked){0, i};
  }
  fl_kernel kernel;
  assert_true(fl_kernel_make(&kernel, &cube));
  const double anywhere[4] = {0.7, 0.2, 0.25, 0.5};
  assert_true(fl_kernel_density(&kernel, anywhere) == 1); // nothing accepted yet
  fl_kernel_fit(&kernel, u, weight, accepted, ACCEPTED);
  double whole = 0, by_density[4] = {0}, by_draws[4] = {0}, squares = 0;
  for (uint32_t i = 0; i < DRAWS; i++) {
    double at[4], drawn[4];
    fl_cube_uniform(&cube, &key, 100, 0, i, at);
    const double density = fl_kernel_density(&kernel, at);
    fl_kernel_draw(&kernel, &key, 1, i, drawn);
    whole += density / DRAWS;
    squares += density * density / DRAWS;
    for (int k = 0; k < 4; k++) {
      assert_true(drawn[k] >= 0 && drawn[k] <= 1);
      by_density[k] += density * at[k] / DRAWS;
      by_draws[k] += drawn[k] / DRAWS;
    }
    assert_true(drawn[2] == fl_midpoint(fl_cube_level(&cube, 2, drawn[2]), 6));
  }
  const double error = sqrt((squares - whole * whole) / DRAWS);
  print_message("mass %.4f, standard error %.4f\n", whole, error);
  assert_true(error < 0.025);
  check_near(whole, 1, 3 * error, 0, 0);
  for (int k = 0; k < 4; k++) check_near(by_draws[k], by_density[k], 3 * error, 0, k);
  fl_kernel_free(&kernel);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quantiles_stand_where_weibull_puts_them),
      cmocka_unit_test(the_root_of_a_matrix_solves_it),
      cmocka_unit_test(a_sample_of_the_prior_has_learnt_nothing),
      cmocka_unit_test(weights_count_and_points_without_are_left_out),
      cmocka_unit_test(factors_that_go_together_correlate),
      cmocka_unit_test(a_new_point_is_held_as_often_as_the_region_says),
      cmocka_unit_test(the_region_is_no_box),
      cmocka_unit_test(too_few_points_exclude_nothing),
      cmocka_unit_test(kernels_have_the_density_that_they_are_drawn_with),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
