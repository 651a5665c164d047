// Alias tables: outcomes come as often as their weights say.
#include "base/alias.h"
#include "check.h"

enum { MOST = 300 };

static uint32_t scratch[2 * MOST];
static fl_alias table[MOST];

// The exact share of each outcome that a table gives, from its columns.
static void shares_of(uint32_t n, double *share, uint32_t outcomes) {
  for (uint32_t i = 0; i < outcomes; i++) share[i] = 0;
  for (uint32_t i = 0; i < n; i++) {
    const double keep = table[i].own == table[i].other ? 1 : table[i].keep_below * 0x1p-32;
    share[table[i].own] += keep / n;
    share[table[i].other] += (1 - keep) / n;
  }
}

static void shares_equal_weights_for_random_weights(void **state) {
  (void)state;
  uint64_t random = 1;
  for (int round = 0; round < 2000; round++) {
    const uint32_t n = 1 + check_below(&random, MOST);
    double weight[MOST], wanted[MOST], got[MOST], total = 0;
    for (uint32_t i = 0; i < n; i++) {
      weight[i] = check_below(&random, 4) == 0 ? 0 : exp(12 * check_unit(&random) - 6);
      total += weight[i];
    }
    if (total <= 0) weight[0] = total = 1;
    for (uint32_t i = 0; i < n; i++) wanted[i] = weight[i] / total;
    assert_int_equal(fl_alias_build(n, weight, NULL, scratch, table), n);
    shares_of(n, got, n);
    for (uint32_t i = 0; i < n; i++) check_near(got[i], wanted[i], 1e-8, 1e-8, i);
  }
}

static void an_outcome_of_weight_zero_is_never_drawn(void **state) {
  (void)state;
  uint64_t random = 2;
  for (int round = 0; round < 500; round++) {
    const uint32_t n = 2 + check_below(&random, MOST - 2);
    double weight[MOST];
    bool zero[MOST];
    for (uint32_t i = 0; i < n; i++) {
      zero[i] = check_below(&random, 3) == 0;
      weight[i] = zero[i] ? 0 : check_unit(&random) + 1e-9;
    }
    zero[0] = false;
    weight[0] = 1;
    fl_alias_build(n, weight, NULL, scratch, table);
    for (uint32_t k = 0; k < 20000; k++) assert_false(zero[fl_alias_pick(table, n, (uint32_t)check_random(&random))]);
    for (uint64_t u = 0; u <= UINT32_MAX; u += UINT32_MAX / 997) assert_false(zero[fl_alias_pick(table, n, (uint32_t)u)]);
  }
}

static void draws_come_as_often_as_weights_say(void **state) {
  (void)state;
  double weight[5] = {1, 2, 0, 3, 4};
  uint64_t random = 3;
  uint32_t count[5] = {0};
  fl_alias_build(5, weight, NULL, scratch, table);
  for (int i = 0; i < 1000000; i++) count[fl_alias_pick(table, 5, (uint32_t)check_random(&random))]++;
  check_near(count[0], 1e5, 1500, 0, 0);
  check_near(count[1], 2e5, 2000, 0, 1);
  assert_int_equal(count[2], 0);
  check_near(count[3], 3e5, 2300, 0, 3);
  check_near(count[4], 4e5, 2500, 0, 4);
}

static void members_name_the_outcomes(void **state) {
  (void)state;
  double weight[3] = {1, 1, 2};
  const uint32_t members[3] = {70, 80, 90};
  uint64_t random = 4;
  uint32_t of[100] = {0};
  fl_alias_build(3, weight, members, scratch, table);
  for (int i = 0; i < 40000; i++) of[fl_alias_pick(table, 3, (uint32_t)check_random(&random))]++;
  assert_int_equal(of[70] + of[80] + of[90], 40000);
  check_near(of[90], 20000, 500, 0, 90);
}

static void no_weight_at_all_gives_no_table(void **state) {
  (void)state;
  double weight[3] = {0, 0, 0};
  assert_int_equal(fl_alias_build(3, weight, NULL, scratch, table), 0);
  assert_int_equal(fl_alias_build(0, weight, NULL, scratch, table), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shares_equal_weights_for_random_weights), cmocka_unit_test(an_outcome_of_weight_zero_is_never_drawn),
      cmocka_unit_test(draws_come_as_often_as_weights_say),      cmocka_unit_test(members_name_the_outcomes),
      cmocka_unit_test(no_weight_at_all_gives_no_table),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
