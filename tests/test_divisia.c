// The decomposition by the logarithmic mean Divisia index against its formula in extended precision, and what it promises of whole
// units, swapped states and zeros.
#include "check.h"
#include "stats/divisia.h"

#include <float.h>
#include <inttypes.h>

enum { FACTORS = 5, ROUNDS = 20000 };

typedef struct cell {
  int64_t base[FACTORS], variant[FACTORS], out[FACTORS];
} cell;

static void decompose(cell *c) {
  fl_divisia(c->base, c->variant, 1, FACTORS, c->out);
}

static int64_t sum_of(const int64_t *out) {
  int64_t sum = 0;
  for (int k = 0; k < FACTORS; k++) sum += out[k];
  return sum;
}

static int64_t change_of(const cell *c) {
  return c->variant[FACTORS - 1] - c->base[FACTORS - 1];
}

static void check_out(const cell *c, const int64_t *wanted, int line) {
  for (int k = 0; k < FACTORS; k++) {
    if (c->out[k] == wanted[k]) continue;
    print_error("factor %d: got %" PRId64 ", wanted %" PRId64 "\n", k, c->out[k], wanted[k]);
    _fail(__FILE__, line);
  }
}

// A cell of these counts has these contributions, and the opposite ones with its states swapped.
static void check_cell_at(cell c, const int64_t *wanted, int line) {
  int64_t negated[FACTORS];
  cell swapped = c;
  memcpy(swapped.base, c.variant, sizeof c.base);
  memcpy(swapped.variant, c.base, sizeof c.base);
  for (int k = 0; k < FACTORS; k++) negated[k] = -wanted[k];
  decompose(&c);
  check_out(&c, wanted, line);
  decompose(&swapped);
  check_out(&swapped, negated, line);
}
#define check_cell(c, ...) check_cell_at((c), (const int64_t[FACTORS]){__VA_ARGS__}, __LINE__)

// ---- Random cells ---------------------------------------------------------------------------------------------------------------

// From 1 to most, each order of magnitude as likely.
static int64_t any_count(uint64_t *random, double most) {
  return (int64_t)exp(check_unit(random) * log(most));
}

// Counts up to 1e12 and values up to 1e18; every second cell changes by a few units or per cent only.
static cell any_cell(uint64_t *random, double most_count, double most_value) {
  cell c = {0};
  const bool close = check_below(random, 2), units = check_below(random, 2);
  for (int k = 0; k < FACTORS; k++) {
    const double most = k == FACTORS - 1 ? most_value : most_count;
    c.base[k] = any_count(random, most);
    c.variant[k] = any_count(random, most);
    if (!close) continue;
    const double by = units ? (double)check_below(random, 5) - 2 : 0.05 * (check_unit(random) - 0.5) * (double)c.base[k];
    c.variant[k] = c.base[k] + (int64_t)by < 1 ? 1 : c.base[k] + (int64_t)by;
  }
  return c;
}

// Some of the counts are 0, often those at the end of the chain.
static void punch(cell *c, uint64_t *random) {
  for (int state = 0; state < 2; state++) {
    int64_t *counts = state ? c->variant : c->base;
    if (check_below(random, 3) == 0) counts[check_below(random, FACTORS)] = 0;
    if (check_below(random, 3) == 0)
      for (uint32_t k = check_below(random, FACTORS); k < FACTORS; k++) counts[k] = 0;
  }
}

static long double log_ratio(long double a, long double b) {
  return a > 2 * b || b > 2 * a ? logl(a / b) : log1pl((a - b) / b);
}

static long double log_mean(long double a, long double b) {
  const long double log = log_ratio(a, b);
  return log == 0 ? a : (a - b) / log;
}

// The contributions by their formula; returns the sum of their sizes.
static long double formula(const long double *base, const long double *variant, long double *d) {
  const long double mean = log_mean(variant[FACTORS - 1], base[FACTORS - 1]);
  long double sum = 0;
  for (int k = 0; k < FACTORS; k++) {
    d[k] = mean * (log_ratio(variant[k], base[k]) - (k ? log_ratio(variant[k - 1], base[k - 1]) : 0));
    sum += fabsl(d[k]);
  }
  return sum;
}

static long double formula_of(const cell *c, long double *d) {
  long double base[FACTORS], variant[FACTORS];
  for (int k = 0; k < FACTORS; k++) {
    base[k] = (long double)c->base[k];
    variant[k] = (long double)c->variant[k];
  }
  return formula(base, variant, d);
}

static void contributions_add_up_to_the_change_of_every_cell(void **state) {
  (void)state;
  uint64_t random = 1;
  for (int round = 0; round < ROUNDS; round++) {
    cell c = any_cell(&random, 1e12, round % 2 ? 1e18 : 1e4);
    if (round % 3 == 0) punch(&c, &random);
    decompose(&c);
    assert_true(sum_of(c.out) == change_of(&c));
  }
}

static void contributions_are_those_of_the_formula(void **state) {
  (void)state;
  uint64_t random = 2;
  if (LDBL_MANT_DIG < 64) skip();
  int compared = 0;
  for (int round = 0; round < ROUNDS; round++) {
    cell c = any_cell(&random, 1e12, round % 2 ? 1e18 : 1e14);
    long double d[FACTORS];
    const long double sum = formula_of(&c, d);
    if (sum > 0x1p62L) continue; // does not fit
    decompose(&c);
    compared++;
    for (int k = 0; k < FACTORS; k++) {
      const long double off = fabsl((long double)c.out[k] - d[k]);
      if (off > 1 + 2e-15L * sum) print_error("factor %d: %" PRId64 " is off by %.3Lg of %.3Lg\n", k, c.out[k], off, sum);
      assert_true(off <= 1 + 2e-15L * sum);
    }
  }
  assert_true(compared > ROUNDS * 9 / 10);
}

static void swapped_states_negate_every_contribution(void **state) {
  (void)state;
  uint64_t random = 3;
  for (int round = 0; round < ROUNDS; round++) {
    cell c = any_cell(&random, 1e12, round % 2 ? 1e18 : 1e3), swapped;
    if (round % 3 == 0) punch(&c, &random);
    memcpy(swapped.base, c.variant, sizeof c.base);
    memcpy(swapped.variant, c.base, sizeof c.base);
    decompose(&c);
    decompose(&swapped);
    for (int k = 0; k < FACTORS; k++) assert_true(swapped.out[k] == -c.out[k]);
  }
}

static void nothing_changed_is_nothing_contributed(void **state) {
  (void)state;
  uint64_t random = 4;
  for (int round = 0; round < ROUNDS; round++) {
    cell c = any_cell(&random, 1e12, 1e18);
    if (round % 3 == 0) punch(&c, &random);
    memcpy(c.variant, c.base, sizeof c.base);
    decompose(&c);
    check_out(&c, (const int64_t[FACTORS]){0}, __LINE__);
  }
}

// Factor k times m / n: counts before it stay, the others take the ratio. All are multiples of n, so that the ratio is exact.
static void a_factor_that_changes_alone_has_the_whole_change(void **state) {
  (void)state;
  uint64_t random = 5;
  for (int round = 0; round < ROUNDS; round++) {
    cell c = {0};
    int64_t wanted[FACTORS] = {0};
    const int alone = (int)check_below(&random, FACTORS);
    const int64_t n = 1 + check_below(&random, 1000), m = round % 2 ? n + 1 : 1 + check_below(&random, 1000);
    for (int k = 0; k < FACTORS; k++) {
      const int64_t unit = any_count(&random, k == FACTORS - 1 ? 1e15 : 1e9);
      c.base[k] = unit * n;
      c.variant[k] = unit * (k < alone ? n : m);
    }
    wanted[alone] = change_of(&c);
    decompose(&c);
    check_out(&c, wanted, __LINE__);
  }
}

static void a_cell_m_times_as_large_has_contributions_m_times_as_large(void **state) {
  (void)state;
  uint64_t random = 6;
  for (int round = 0; round < ROUNDS; round++) {
    cell c = any_cell(&random, 1e6, 1e11), large = c;
    const int64_t m = 1 + check_below(&random, 10000);
    for (int k = 0; k < FACTORS; k++) {
      large.base[k] *= m;
      large.variant[k] *= m;
    }
    decompose(&c);
    decompose(&large);
    for (int k = 0; k < FACTORS; k++) assert_true(llabs(large.out[k] - m * c.out[k]) <= m + 1); // each to the unit
  }
}

static void contributions_of_many_cells_add_up_to_the_change_of_the_total(void **state) {
  (void)state;
  enum { CELLS = 300 };
  static int64_t base[CELLS][FACTORS], variant[CELLS][FACTORS], out[CELLS][FACTORS];
  uint64_t random = 7;
  int64_t change = 0, sum = 0;
  for (int i = 0; i < CELLS; i++) {
    cell c = any_cell(&random, 1e12, 1e15);
    punch(&c, &random);
    memcpy(base[i], c.base, sizeof c.base);
    memcpy(variant[i], c.variant, sizeof c.variant);
    change += change_of(&c);
  }
  fl_divisia(base[0], variant[0], CELLS, FACTORS, out[0]);
  for (int i = 0; i < CELLS; i++) {
    cell alone = {0};
    memcpy(alone.base, base[i], sizeof base[i]);
    memcpy(alone.variant, variant[i], sizeof variant[i]);
    decompose(&alone);
    assert_memory_equal(alone.out, out[i], sizeof out[i]); // a cell hangs on no other
    sum += sum_of(out[i]);
  }
  assert_true(sum == change);
  fl_divisia(base[0], variant[0], 0, FACTORS, out[0]); // no cell at all
}

// ---- Whole units ----------------------------------------------------------------------------------------------------------------

static void the_unit_left_over_goes_to_the_largest_remainder(void **state) {
  (void)state;
  check_cell(((cell){{1, 1, 1, 1, 1}, {2, 4, 4, 4, 4}, {0}}), 2, 1, 0, 0, 0);      // 1.5 and 1.5: the first one
  check_cell(((cell){{1, 1, 1, 1, 1}, {1, 2, 2, 4, 4}, {0}}), 0, 2, 0, 1, 0);      // factors that stand still take no part
  check_cell(((cell){{1, 1, 1, 1, 1}, {3, 6, 6, 6, 6}, {0}}), 3, 2, 0, 0, 0);      // 3.07 and 1.93
  check_cell(((cell){{4, 4, 4, 4, 4}, {8, 2, 2, 2, 8}, {0}}), 4, -8, 0, 0, 8);     // L = 5.77: 4.00, -8.00, 8.00
  check_cell(((cell){{1, 1, 1, 1, 1}, {2, 3, 3, 3, 1}, {0}}), 1, 0, 0, 0, -1);     // 0.69, 0.41, -1.10
  check_cell(((cell){{9, 9, 9, 9, 9}, {10, 11, 12, 13, 14}, {0}}), 1, 1, 1, 1, 1); // 1.19, 1.08, .98, .91, .84
}

static void a_chain_may_be_of_any_length(void **state) {
  (void)state;
  const int64_t one[2] = {70, 100}, two[2][2] = {{10, 20}, {10, 60}};
  int64_t out[FL_DIVISIA_MOST];
  fl_divisia(&one[0], &one[1], 1, 1, out);
  assert_true(out[0] == 30);
  fl_divisia(two[0], two[1], 1, 2, out);
  assert_true(out[0] == 0 && out[1] == 40);
  int64_t base[FL_DIVISIA_MOST], variant[FL_DIVISIA_MOST];
  for (int k = 0; k < FL_DIVISIA_MOST; k++) {
    base[k] = 1;
    variant[k] = (int64_t)1 << (k + 1); // each factor doubles
  }
  fl_divisia(base, variant, 1, FL_DIVISIA_MOST, out);
  for (int k = 0; k < FL_DIVISIA_MOST; k++) assert_true(out[k] == (k < 7 ? 32 : 31)); // 255 / 8 = 31.875
}

static void contributions_too_large_for_the_type_still_add_up(void **state) {
  (void)state;
  const int64_t most = 1000000000000, value = 1000000000000000000;
  cell c = {{1, most, 1, most, value - 7}, {most, 1, most, 1, value}, {0}};
  decompose(&c);
  assert_true(sum_of(c.out) == 7);
  for (int k = 0; k < FACTORS; k++) assert_true(k % 2 ? c.out[k] < -value / 10 : c.out[k] > value / 10);
}

// ---- Zeros ----------------------------------------------------------------------------------------------------------------------

static void a_cell_that_appears_has_its_change_in_the_first_factor(void **state) {
  (void)state;
  check_cell(((cell){{0}, {1000, 60000, 30, 40, 99999}, {0}}), 99999, 0, 0, 0, 0);
}

static void the_change_goes_to_the_factor_that_vanishes(void **state) {
  (void)state;
  check_cell(((cell){{900, 0, 0, 0, 0}, {1000, 60000, 30, 40, 99999}, {0}}), 0, 99999, 0, 0, 0);
  check_cell(((cell){{900, 7000, 0, 0, 0}, {1000, 60000, 30, 40, 99999}, {0}}), 0, 0, 99999, 0, 0); // visits, no buyers
  check_cell(((cell){{900, 7000, 5, 0, 0}, {1000, 60000, 30, 40, 99999}, {0}}), 0, 0, 0, 99999, 0);
  check_cell(((cell){{900, 7000, 5, 6, 0}, {1000, 60000, 30, 40, 99999}, {0}}), 0, 0, 0, 0, 99999); // given away
}

static void a_cell_without_value_in_both_states_contributes_nothing(void **state) {
  (void)state;
  check_cell(((cell){{900, 7000, 0, 0, 0}, {1000, 60000, 0, 0, 0}, {0}}), 0, 0, 0, 0, 0);
  check_cell(((cell){{0}, {1000, 60000, 30, 0, 0}, {0}}), 0, 0, 0, 0, 0);
}

static void a_count_missing_from_the_chain_is_left_out_in_both_states(void **state) {
  (void)state;
  // Nobody stayed, and yet some bought: buyers per second is read as buyers per visitor.
  check_cell(((cell){{10, 0, 2, 2, 400}, {10, 0, 3, 3, 600}, {0}}), 0, 0, 200, 0, 0);
  check_cell(((cell){{10, 0, 2, 2, 400}, {10, 70, 3, 3, 600}, {0}}), 0, 0, 200, 0, 0);
  check_cell(((cell){{0, 0, 0, 0, 400}, {10, 70, 3, 3, 600}, {0}}), 0, 0, 0, 0, 200);
  check_cell(((cell){{10, 70, 0, 0, 0}, {10, 0, 3, 3, 600}, {0}}), 0, 0, 600, 0, 0);
  check_cell(((cell){{10, 0, 0, 0, 0}, {10, 0, 3, 3, 600}, {0}}), 0, 0, 600, 0, 0);
  check_cell(((cell){{0}, {0, 0, 3, 3, 600}, {0}}), 0, 0, 600, 0, 0);
}

// The limit is slow (as 1 / log of the small number), so it takes the range of long double to see it.
static void zeros_are_the_limit_of_small_numbers(void **state) {
  (void)state;
  if (LDBL_MAX_EXP < 16384) skip();
  for (int first = 0; first < FACTORS; first++) { // of the counts that are 0
    const long double variant[FACTORS] = {1000, 60000, 30, 40, 99999};
    long double before = 0;
    for (int digits = 1000; digits <= 4000; digits *= 2) {
      long double base[FACTORS] = {900, 7000, 5, 6, 800}, d[FACTORS], off = 0;
      for (int k = first; k < FACTORS; k++) base[k] = powl(10, (long double)-digits);
      formula(base, variant, d);
      for (int k = 0; k < FACTORS; k++) off += fabsl(d[k] - (k == first ? variant[4] : 0));
      if (digits > 1000) check_near((double)(off / before), 0.5, 0.01, 0, digits); // twice the digits, half as far
      before = off;
    }
    assert_true(before < 0.01L * variant[4]);
    cell c = {{900, 7000, 5, 6, 800}, {1000, 60000, 30, 40, 99999}, {0}};
    for (int k = first; k < FACTORS; k++) c.base[k] = 0;
    decompose(&c);
    assert_true(c.out[first] == 99999);
  }
}

// ---- The logarithmic mean -------------------------------------------------------------------------------------------------------

static void the_logarithmic_mean_is_that_of_its_formula(void **state) {
  (void)state;
  uint64_t random = 8;
  for (int round = 0; round < ROUNDS; round++) {
    const double a = exp(check_unit(&random) * 41),
                 b = round % 2 ? a * (1 + pow(10, -17 * check_unit(&random))) : exp(check_unit(&random) * 41);
    const double wanted = (double)log_mean((long double)a, (long double)b);
    check_near(fl_log_mean(a, b), wanted, 0, 1e-15, b / a);
    assert_true(fl_log_mean(a, b) == fl_log_mean(b, a));
  }
}

static void the_logarithmic_mean_has_its_edges(void **state) {
  (void)state;
  assert_true(fl_log_mean(7, 7) == 7 && fl_log_mean(1e18, 1e18) == 1e18);
  assert_true(fl_log_mean(0, 5) == 0 && fl_log_mean(5, 0) == 0 && fl_log_mean(0, 0) == 0 && fl_log_mean(-1, 5) == 0);
  double before = fl_log_mean(1, 1);
  for (double b = 1; b < 3; b += 1e-4) { // no step where the series ends
    const double mean = fl_log_mean(1, b);
    assert_true(mean >= before && mean - before < 0.6e-4 && mean <= (1 + b) / 2 && mean >= sqrt(b) * (1 - 1e-15));
    before = mean;
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(contributions_add_up_to_the_change_of_every_cell),
      cmocka_unit_test(contributions_are_those_of_the_formula),
      cmocka_unit_test(swapped_states_negate_every_contribution),
      cmocka_unit_test(nothing_changed_is_nothing_contributed),
      cmocka_unit_test(a_factor_that_changes_alone_has_the_whole_change),
      cmocka_unit_test(a_cell_m_times_as_large_has_contributions_m_times_as_large),
      cmocka_unit_test(contributions_of_many_cells_add_up_to_the_change_of_the_total),
      cmocka_unit_test(the_unit_left_over_goes_to_the_largest_remainder),
      cmocka_unit_test(a_chain_may_be_of_any_length),
      cmocka_unit_test(contributions_too_large_for_the_type_still_add_up),
      cmocka_unit_test(a_cell_that_appears_has_its_change_in_the_first_factor),
      cmocka_unit_test(the_change_goes_to_the_factor_that_vanishes),
      cmocka_unit_test(a_cell_without_value_in_both_states_contributes_nothing),
      cmocka_unit_test(a_count_missing_from_the_chain_is_left_out_in_both_states),
      cmocka_unit_test(zeros_are_the_limit_of_small_numbers),
      cmocka_unit_test(the_logarithmic_mean_is_that_of_its_formula),
      cmocka_unit_test(the_logarithmic_mean_has_its_edges),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
