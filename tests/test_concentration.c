// Gini, top shares and the sort below them, against closed forms and the C library.
#include "check.h"
#include "stats/concentration.h"

enum { MOST = 2000 };

static double value[MOST];
static int64_t weight[MOST];
static uint32_t order[MOST], wanted[MOST];

static int by_value(const void *a, const void *b) {
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  if (value[x] < value[y]) return -1;
  if (value[x] > value[y]) return 1;
  return x < y ? -1 : x > y;
}

static void ones(uint32_t n) {
  for (uint32_t i = 0; i < n; i++) weight[i] = 1;
}

static void the_order_is_that_of_qsort(void **state) {
  (void)state;
  uint64_t random = 1;
  for (int round = 0; round < 400; round++) {
    const uint32_t n = check_below(&random, round % 2 ? MOST : 12), ties = 1 + check_below(&random, 50);
    for (uint32_t i = 0; i < n; i++) {
      value[i] = round % 3 ? check_unit(&random) - 0.5 : check_below(&random, ties);
      wanted[i] = i;
    }
    qsort(wanted, n, sizeof *wanted, by_value);
    fl_order_by_value(value, n, order);
    assert_memory_equal(order, wanted, n * sizeof *order);
  }
}

static double gini(uint32_t n) {
  fl_order_by_value(value, n, order);
  return fl_gini(value, weight, order, n);
}

static void equal_values_have_no_concentration(void **state) {
  (void)state;
  ones(100);
  for (uint32_t i = 0; i < 100; i++) value[i] = 7;
  check_near(gini(100), 0, 1e-12, 0, 0);
}

static void one_owner_of_everything_has_gini_one_minus_one_over_n(void **state) {
  (void)state;
  ones(100);
  for (uint32_t i = 0; i < 100; i++) value[i] = i == 37 ? 5 : 0;
  check_near(gini(100), 0.99, 1e-12, 0, 0);
}

static void rising_values_have_the_closed_form(void **state) {
  (void)state;
  ones(MOST);
  for (uint32_t n = 1; n < MOST; n = n * 2 + 1) { // 1, 2, ... n: (n^2 - 1) / 3n / (n + 1)
    for (uint32_t i = 0; i < n; i++) value[i] = n - i;
    check_near(gini(n), (n - 1.0) / (3.0 * n), 1e-12, 0, n);
  }
}

static void a_weight_is_that_many_units(void **state) {
  (void)state;
  uint64_t random = 5;
  for (int round = 0; round < 200; round++) {
    double weighted;
    const uint32_t n = 1 + check_below(&random, 20);
    uint32_t units = 0;
    double copy[20];
    int64_t times[20];
    for (uint32_t i = 0; i < n; i++) {
      copy[i] = value[i] = check_unit(&random) * 10;
      times[i] = weight[i] = 1 + check_below(&random, 9);
    }
    weighted = gini(n);
    fl_order_by_value(value, n, order);
    const double top = fl_top_share(value, weight, order, n, 0.3);
    for (uint32_t i = 0; i < n; i++)
      for (int64_t k = 0; k < times[i]; k++) value[units++] = copy[i];
    ones(units);
    check_near(weighted, gini(units), 1e-12, 0, n);
    check_near(top, fl_top_share(value, weight, order, units, 0.3), 1e-12, 0, n);
  }
}

static void top_shares_have_closed_forms(void **state) {
  (void)state;
  ones(10);
  for (uint32_t i = 0; i < 10; i++) value[i] = i + 1;
  fl_order_by_value(value, 10, order);
  check_near(fl_top_share(value, weight, order, 10, 0.2), 19 / 55.0, 1e-12, 0, 0);
  check_near(fl_top_share(value, weight, order, 10, 0.05), 5 / 55.0, 1e-12, 0, 0); // half a unit
  check_near(fl_top_share(value, weight, order, 10, 1), 1, 1e-12, 0, 0);
  check_near(fl_top_share(value, weight, order, 10, 0), 0, 1e-12, 0, 0);
}

static void nothing_is_not_concentrated(void **state) {
  (void)state;
  ones(3);
  for (uint32_t i = 0; i < 3; i++) value[i] = 0;
  assert_true(gini(3) == 0 && gini(0) == 0);
  assert_true(fl_top_share(value, weight, order, 3, 0.5) == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_order_is_that_of_qsort),
      cmocka_unit_test(equal_values_have_no_concentration),
      cmocka_unit_test(one_owner_of_everything_has_gini_one_minus_one_over_n),
      cmocka_unit_test(rising_values_have_the_closed_form),
      cmocka_unit_test(a_weight_is_that_many_units),
      cmocka_unit_test(top_shares_have_closed_forms),
      cmocka_unit_test(nothing_is_not_concentrated),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
