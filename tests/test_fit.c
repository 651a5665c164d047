// Estimates against closed forms, and the repeat-buying models against the published fit of CDNOW.
#include "check.h"

#include "cdnow.h"
#include "fit/estimate.h"
#include "fit/repeat.h"
#include "fit/simplex.h"

static double bowl(const double *p, void *ctx) {
  const double *wanted = ctx;
  double sum = 0;
  for (int i = 0; i < 3; i++) sum += (i + 1) * (log(p[i]) - log(wanted[i])) * (log(p[i]) - log(wanted[i]));
  return 7 + sum;
}

static void the_simplex_finds_the_bottom_of_a_bowl(void **state) {
  (void)state;
  double wanted[3] = {0.02, 3, 4000}, at[3] = {1, 1, 1}, least;
  assert_true(fl_simplex_minimise(bowl, wanted, 3, at, &least));
  for (int i = 0; i < 3; i++) check_near(at[i], wanted[i], 0, 1e-5, i);
  check_near(least, 7, 1e-9, 0, 0);
}

static double slope(const double *p, void *ctx) {
  (void)ctx;
  return -log(p[0]);
}

static void the_simplex_stays_within_its_walls(void **state) {
  (void)state;
  double at[1] = {1}, least;
  assert_true(fl_simplex_minimise(slope, NULL, 1, at, &least));
  check_near(log(at[0]), 12, 1e-3, 0, 0);
}

static void the_interval_of_a_mean_is_student_s(void **state) {
  (void)state;
  const double value[3] = {1, 2, 3};
  const fl_interval three = fl_mean_interval(value, 3, 0.9), one = fl_mean_interval(value, 1, 0.9);
  check_near(three.mean, 2, 1e-15, 0, 0);
  check_near(three.high - 2, 2.919986 / sqrt(3.0), 1e-6, 0, 0); // t of 2 degrees of freedom at .95
  check_near(2 - three.low, three.high - 2, 1e-12, 0, 0);
  assert_true(one.mean == 1 && isnan(one.low) && isnan(one.high));
  assert_true(isnan(fl_mean_interval(value, 0, 0.9).mean));
}

static void the_exponent_of_a_tail_is_that_of_the_density(void **state) {
  (void)state;
  enum { N = 20000 };
  static double value[N];
  static int64_t weight[N];
  size_t tail;
  for (int i = 0; i < N; i++) { // quantiles of a density x^-2.3 from 100 up, every second one twice as heavy as its like
    value[i] = 100 * pow((i + 0.5) / N, -1 / 1.3);
    weight[i] = 3;
  }
  check_near(fl_tail_exponent(value, weight, N, 100, &tail), 2.3, 2e-4, 0, 0);
  assert_int_equal(tail, N);
  check_near(fl_tail_exponent(value, weight, N, 1000, &tail), 2.3, 5e-3, 0, 0); // a tail of a power law is one
  check_near((double)tail / N, pow(10, -1.3), 1e-4, 0, 0);
  const double two[2] = {exp(1), exp(3)};
  const int64_t heavy[2] = {3, 1};
  check_near(fl_tail_exponent(two, heavy, 2, 1, &tail), 1 + 4 / 6.0, 1e-12, 0, 0);
  assert_true(isnan(fl_tail_exponent(two, heavy, 2, 100, &tail)) && tail == 0);
}

static void an_nbd_of_shape_one_is_geometric(void **state) {
  (void)state;
  fl_nbd_rates rates;
  for (double mean = 0.1; mean < 20; mean *= 2) { // P(n) = p^n (1 - p), p = m / (1 + m)
    const double p = mean / (1 + mean);
    assert_true(fl_nbd_rates_of(p, mean, &rates));
    check_near(rates.shape, 1, 1e-9, 0, mean);
    check_near(rates.repeated, p, 1e-9, 0, mean);
    check_near(rates.kept, (1 - 2 / (1 + mean) + 1 / (1 + 2 * mean)) / p, 1e-9, 0, mean);
  }
}

static void an_nbd_needs_a_mean_above_that_of_a_poisson_process(void **state) {
  (void)state;
  fl_nbd_rates rates;
  assert_false(fl_nbd_rates_of(0.5, 0.69, &rates)); // log 2
  assert_true(fl_nbd_rates_of(0.5, 0.7, &rates));
  assert_true(rates.shape > 10);
  check_near(rates.kept, 0.5, 0.02, 0, 0); // nearly Poisson: last month tells nothing
  assert_false(fl_nbd_rates_of(0, 1, &rates));
  assert_false(fl_nbd_rates_of(1, 1, &rates));
}

static void a_fitted_nbd_keeps_the_mean(void **state) {
  (void)state;
  fl_subject subjects[100];
  double sum = 0;
  for (int i = 0; i < 100; i++) {
    subjects[i] = (fl_subject){.repeats = i < 60 ? 0 : (i - 58) / 2, .age = 10};
    sum += subjects[i].repeats;
  }
  fl_nbd nbd;
  assert_true(fl_nbd_fit(subjects, 100, &nbd));
  check_near(nbd.r / nbd.alpha * 10, sum / 100, 0, 1e-5, 0); // the likelihood equation of the mean, where all are of one age
  fl_bgnbd none;
  assert_false(fl_nbd_fit(subjects, 60, &nbd)); // no repeat at all
  assert_false(fl_bgnbd_fit(subjects, 60, &none));
  assert_false(fl_bgnbd_fit(subjects, 0, &none));
}

static void who_cannot_drop_out_goes_on_at_the_rate_of_the_past(void **state) {
  (void)state;
  const fl_bgnbd m = {.r = 0.7, .alpha = 5, .a = 1e-9, .b = 3};
  for (double x = 0; x < 400; x = 3 * x + 1) {
    const fl_subject s = {x, x > 0 ? 29 : 0, 30};
    check_near(fl_bgnbd_expected(&m, &s, 26), (m.r + x) / (m.alpha + 30) * 26, 0, 1e-6, x);
  }
}

static void who_just_began_is_expected_to_follow_equation_nine(void **state) {
  (void)state;
  // a = 2: F(r, b; b + 1; z) of an integer b is elementary. Here b = 1, r = 1: F(1, 1; 2; z) = -log(1 - z) / z.
  const fl_bgnbd m = {.r = 1, .alpha = 4, .a = 2, .b = 1};
  const fl_subject fresh = {0, 0, 0};
  const double t = 6, z = t / (m.alpha + t), f = -log(1 - z) / z;
  check_near(fl_bgnbd_expected(&m, &fresh, t), 2 / 1.0 * (1 - m.alpha / (m.alpha + t) * f), 0, 1e-10, 0);
}

static size_t subjects_of(const cdnow *shop, fl_subject *out) {
  const int32_t end = 273; // weeks 1 to 39; the published fit counts in weeks up to the evening of the 38th's last day
  for (size_t s = 0; s < shop->histories.count; s++) {
    const int32_t *own = &shop->histories.days[shop->histories.start[s]];
    const size_t n = fl_events_before(&shop->histories, s, end);
    out[s] = (fl_subject){(double)(n - 1), (own[n - 1] - own[0]) / 7.0, (end - 1 - own[0]) / 7.0};
  }
  return shop->histories.count;
}

static void the_music_shop_has_its_published_bg_nbd(void **state) {
  (void)state;
  static fl_subject subjects[2357];
  cdnow shop;
  fl_bgnbd m;
  if (!cdnow_read(&shop)) skip();
  const size_t n = subjects_of(&shop, subjects);
  assert_true(fl_bgnbd_fit(subjects, n, &m));
  print_message("BG/NBD of CDNOW: r %.4f alpha %.4f a %.4f b %.4f LL %.2f\n", m.r, m.alpha, m.a, m.b, m.log_likelihood);
  check_near(m.r, 0.243, 6e-4, 0, 0);
  check_near(m.alpha, 4.414, 2e-3, 0, 0);
  check_near(m.a, 0.793, 1e-3, 0, 0);
  check_near(m.b, 2.426, 2e-3, 0, 0);
  check_near(m.log_likelihood, -9582.4, 0.05, 0, 0);
  check_near(fl_expected_zeros(m.r, m.alpha, subjects, n), 1411 / 2357.0, 0.01, 0, 0);
  double expected = 0, bought = 0;
  for (size_t s = 0; s < n; s++) {
    expected += fl_bgnbd_expected(&m, &subjects[s], 39);
    bought += (double)(shop.histories.start[s + 1] - shop.histories.start[s] - fl_events_before(&shop.histories, s, 273));
  }
  print_message("weeks 40 to 78: %.0f purchase days expected, %.0f made\n", expected, bought);
  assert_true(bought == 1882);
  check_near(expected / bought, 1, 0.15, 0, 0);
  fl_nbd nbd;
  assert_true(fl_nbd_fit(subjects, n, &nbd));
  assert_true(nbd.log_likelihood < m.log_likelihood);
  cdnow_free(&shop);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_simplex_finds_the_bottom_of_a_bowl),
      cmocka_unit_test(the_simplex_stays_within_its_walls),
      cmocka_unit_test(the_interval_of_a_mean_is_student_s),
      cmocka_unit_test(the_exponent_of_a_tail_is_that_of_the_density),
      cmocka_unit_test(an_nbd_of_shape_one_is_geometric),
      cmocka_unit_test(an_nbd_needs_a_mean_above_that_of_a_poisson_process),
      cmocka_unit_test(a_fitted_nbd_keeps_the_mean),
      cmocka_unit_test(who_cannot_drop_out_goes_on_at_the_rate_of_the_past),
      cmocka_unit_test(who_just_began_is_expected_to_follow_equation_nine),
      cmocka_unit_test(the_music_shop_has_its_published_bg_nbd),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
