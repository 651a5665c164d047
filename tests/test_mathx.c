// The engine's own mathematics against libm.
#include "base/mathx.h"
#include "check.h"

static void exp_agrees_with_libm(void **state) {
  (void)state;
  for (double x = -700; x <= 709; x += 0.0137) check_near(fl_exp(x), exp(x), 0, 1e-15, x);
  for (double x = -744; x < -700; x += 0.1) check_near(fl_exp(x), exp(x), 1e-320, 1e-15, x); // subnormal results: a few last places
  assert_true(fl_exp(0) == 1 && fl_exp(-746) == 0 && fl_exp(1e300) == fl_exp(709) && fl_exp(-1e300) == 0);
}

static void log_agrees_with_libm(void **state) {
  (void)state;
  for (double x = 1e-307; x < 1e308; x *= 1.0137) check_near(fl_log(x), log(x), 0, 1e-15, x);
  for (double x = 0.5; x < 2; x += 0.00137) check_near(fl_log(x), log(x), 1e-17, 1e-15, x);
  check_near(fl_log(5e-324), log(5e-324), 0, 1e-15, 5e-324);
  assert_true(fl_log(1) == 0 && fl_log(0) == -745 && fl_log(-1) == -745);
}

static void pow_agrees_with_libm(void **state) {
  (void)state;
  for (double x = 0.01; x < 1e6; x *= 1.7)
    for (double y = -4; y <= 4; y += 0.3) check_near(fl_pow(x, y), pow(x, y), 0, 2e-14, x);
  assert_true(fl_pow(0, 0) == 1 && fl_pow(0, 2) == 0 && fl_pow(-3, 2) == 0 && fl_pow(7, 0) == 1);
}

static void sqrt_is_exact(void **state) {
  (void)state;
  for (double x = 1e-300; x < 1e300; x *= 1.37) assert_true(fl_sqrt(x) == sqrt(x));
  assert_true(fl_sqrt(0) == 0 && fl_sqrt(-1) == 0);
}

static void cos_agrees_with_libm(void **state) {
  (void)state;
  for (double x = -9999; x < 9999; x += 0.0517) check_near(fl_cos(x), cos(x), 2e-12, 0, x);
  assert_true(fl_cos(0) == 1);
}

static void logistic_is_symmetric_and_stays_inside(void **state) {
  (void)state;
  for (double x = -40; x <= 40; x += 0.01) {
    check_near(fl_logistic(x), 1 / (1 + exp(-x)), 0, 2e-15, x);
    check_near(fl_logistic(x) + fl_logistic(-x), 1, 4.5e-16, 0, x);
  }
  assert_true(fl_logistic(-1e9) >= 0 && fl_logistic(1e9) == 1);
}

static void normal_quantile_inverts_the_distribution(void **state) {
  (void)state;
  for (double p = 1e-9; p < 1; p = p < 0.01 ? p * 1.3 : p + 0.0007) {
    const double x = fl_normal_quantile(p);
    check_near(0.5 * erfc(-x / sqrt(2)), p, 1e-15, 1e-7, p); // 1.2e-9 of x, steeper in the tail
    check_near(fl_normal_quantile(1 - p), -x, 1e-8, 1e-7, p);
  }
}

static void gamma_quantile_inverts_closed_forms(void **state) {
  (void)state;
  for (double p = 0.001; p < 1; p += 0.001) {
    check_near(fl_gamma_quantile(p, 1), -log(1 - p), 1e-9, 1e-9, p); // exponential
    const double x = fl_gamma_quantile(p, 2) * 2;                    // Erlang-2
    check_near(1 - exp(-x) * (1 + x), p, 1e-10, 1e-9, p);
    const double z = fl_gamma_quantile(p, 0.5) * 0.5; // half a squared normal
    check_near(erf(sqrt(z)), p, 1e-9, 1e-9, p);
  }
}

static void gamma_quantiles_have_mean_one(void **state) {
  (void)state;
  const double shapes[] = {0.3, 0.4, 1, 3, 20};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    double sum = 0;
    for (int k = 0; k < 4000; k++) sum += fl_gamma_quantile((k + 0.5) / 4000, shapes[i]);
    check_near(sum / 4000, 1, 0.01, 0, shapes[i]);
  }
}

static void expf_is_close_enough_for_the_kernel(void **state) {
  (void)state;
  for (float x = -80; x <= 80; x += 0.003f) check_near((double)fl_expf(x), exp((double)x), 0, 7e-6, (double)x);
  assert_true(fl_expf(-1e9f) == fl_expf(-80) && fl_expf(1e9f) == fl_expf(80));
}

static void round_takes_halves_away_from_zero(void **state) {
  (void)state;
  assert_true(fl_round(2.5) == 3 && fl_round(-2.5) == -3 && fl_round(2.4) == 2 && fl_round(-2.4) == -2 && fl_round(0) == 0);
  assert_true(fl_round(1e300) == (int64_t)1 << 62 && fl_round(-1e300) == -((int64_t)1 << 62) && fl_round((double)NAN) == 0);
  for (double x = -1e6; x < 1e6; x += 977.77) assert_true(fl_round(x) == llround(x));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(exp_agrees_with_libm),
      cmocka_unit_test(log_agrees_with_libm),
      cmocka_unit_test(pow_agrees_with_libm),
      cmocka_unit_test(sqrt_is_exact),
      cmocka_unit_test(cos_agrees_with_libm),
      cmocka_unit_test(logistic_is_symmetric_and_stays_inside),
      cmocka_unit_test(normal_quantile_inverts_the_distribution),
      cmocka_unit_test(gamma_quantile_inverts_closed_forms),
      cmocka_unit_test(gamma_quantiles_have_mean_one),
      cmocka_unit_test(expf_is_close_enough_for_the_kernel),
      cmocka_unit_test(round_takes_halves_away_from_zero),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
