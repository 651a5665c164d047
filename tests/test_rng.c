// Counter-based random numbers: pure, uniform, and streams that know nothing of one another.
#include "base/rng.h"
#include "check.h"

enum { BINS = 256, DRAWS = 1 << 16 };

static const fl_key key = {12345, 678, 0};

static bool same(fl_block a, fl_block b) {
  return memcmp(&a, &b, sizeof a) == 0;
}

// Chi squared of `counts` against equal shares; 255 degrees of freedom: mean 255, standard deviation 22.6.
static double chi_squared(const uint32_t *counts, double expected) {
  double sum = 0;
  for (int i = 0; i < BINS; i++) sum += (counts[i] - expected) * (counts[i] - expected) / expected;
  return sum;
}

static void a_draw_is_a_pure_function_of_its_place(void **state) {
  (void)state;
  const fl_block first = fl_draw(&key, FL_STREAM_VISIT, 17, 4711, 3);
  for (uint32_t i = 0; i < 1000; i++) fl_draw(&key, FL_STREAM_DAY, i, i, i); // other draws in between move nothing
  assert_true(same(first, fl_draw(&key, FL_STREAM_VISIT, 17, 4711, 3)));
}

static void each_part_of_the_place_gives_other_numbers(void **state) {
  (void)state;
  const fl_block at = fl_draw(&key, FL_STREAM_VISIT, 17, 4711, 3);
  const fl_key seed = {12346, 678, 0}, high = {12345, 679, 0}, run = {12345, 678, 1};
  assert_false(same(at, fl_draw(&key, FL_STREAM_DAY, 17, 4711, 3)));
  assert_false(same(at, fl_draw(&key, FL_STREAM_VISIT, 18, 4711, 3)));
  assert_false(same(at, fl_draw(&key, FL_STREAM_VISIT, 17, 4712, 3)));
  assert_false(same(at, fl_draw(&key, FL_STREAM_VISIT, 17, 4711, 4)));
  assert_false(same(at, fl_draw(&seed, FL_STREAM_VISIT, 17, 4711, 3)));
  assert_false(same(at, fl_draw(&high, FL_STREAM_VISIT, 17, 4711, 3)));
  assert_false(same(at, fl_draw(&run, FL_STREAM_VISIT, 17, 4711, 3)));
}

static void a_large_k_never_reaches_the_next_stream(void **state) {
  (void)state;
  assert_true(same(fl_draw(&key, FL_STREAM_VISIT, 1, 1, 0x1000000u), fl_draw(&key, FL_STREAM_VISIT, 1, 1, 0)));
}

// The numbers of the contract: a generator that changes changes every result.
static void philox_gives_the_numbers_of_its_authors(void **state) {
  (void)state;
  const fl_key zero = {0, 0, 0};
  const fl_block b = fl_draw(&zero, 0, 0, 0, 0); // kat_vectors of Random123: philox4x32 7, all zero
  assert_int_equal(b.u[0], 0x5f6fb709);
  assert_int_equal(b.u[1], 0x0d893f64);
  assert_int_equal(b.u[2], 0x4f121f81);
  assert_int_equal(b.u[3], 0x4f730a48);
}

static void many_at_once_are_the_same_one_by_one(void **state) {
  (void)state;
  enum { MOST = 70 };
  uint32_t agent[MOST];
  uint8_t k[MOST];
  for (uint32_t i = 0; i < MOST; i++) {
    const fl_block b = fl_draw(&key, FL_STREAM_BUILD, 0, i, 0); // any bits will do
    agent[i] = b.u[0];
    k[i] = (uint8_t)b.u[1];
  }
  const fl_key full = {0xffffffffu, 0x80000001u, 0xfffffff0u};
  for (uint32_t n = 0; n <= MOST; n++) {
    fl_block out[MOST + 1];
    memset(out, 0x5a, sizeof out);
    fl_draw_many(&full, FL_STREAM_LIST, 0xfffffff1u, agent, k, n, out);
    for (uint32_t i = 0; i < n; i++) assert_true(same(out[i], fl_draw(&full, FL_STREAM_LIST, 0xfffffff1u, agent[i], k[i])));
    const fl_block beyond = {{0x5a5a5a5au, 0x5a5a5a5au, 0x5a5a5a5au, 0x5a5a5a5au}};
    assert_true(same(out[n], beyond)); // nothing is written past the end
  }
}

static void numbers_in_words_are_drawn_the_same_by_whatever_instructions_there_are(void **state) {
  (void)state;
  enum { MOST = 40 };
  uint32_t agent[MOST], k[MOST];
  for (uint32_t i = 0; i < MOST; i++) {
    const fl_block b = fl_draw(&key, FL_STREAM_BUILD, 0, i, 0);
    agent[i] = b.u[0];
    k[i] = b.u[1] & 0xffffffu;
  }
  for (uint32_t lanes = fl_draw_lanes(); lanes > 0; lanes = lanes == 8 ? 4 : lanes == 4 ? 1 : 0)
    for (uint32_t n = 0; n <= MOST; n++) {
      fl_block out[MOST + 1];
      memset(out, 0x5a, sizeof out);
      fl_draw_by(lanes, &key, FL_STREAM_KNOWN, 3, agent, k, n, out);
      for (uint32_t i = 0; i < n; i++) assert_true(same(out[i], fl_draw(&key, FL_STREAM_KNOWN, 3, agent[i], k[i])));
      const fl_block beyond = {{0x5a5a5a5au, 0x5a5a5a5au, 0x5a5a5a5au, 0x5a5a5a5au}};
      assert_true(same(out[n], beyond));
    }
}

static void each_word_is_uniform_along_fans_and_days(void **state) {
  (void)state;
  for (int word = 0; word < 4; word++)
    for (int shift = 0; shift <= 24; shift += 24) {
      uint32_t by_fan[BINS] = {0}, by_day[BINS] = {0}, by_k[BINS] = {0};
      for (uint32_t i = 0; i < DRAWS; i++) {
        by_fan[fl_draw(&key, FL_STREAM_DAY, 5, i, 0).u[word] >> shift & 255u]++;
        by_day[fl_draw(&key, FL_STREAM_DAY, i, 5, 0).u[word] >> shift & 255u]++;
        by_k[fl_draw(&key, FL_STREAM_DAY, 5, 5, i).u[word] >> shift & 255u]++;
      }
      const double wanted = (double)DRAWS / BINS;
      assert_true(chi_squared(by_fan, wanted) > 160 && chi_squared(by_fan, wanted) < 370);
      assert_true(chi_squared(by_day, wanted) > 160 && chi_squared(by_day, wanted) < 370);
      assert_true(chi_squared(by_k, wanted) > 160 && chi_squared(by_k, wanted) < 370);
    }
}

static void streams_are_independent_of_one_another(void **state) {
  (void)state;
  for (uint32_t a = FL_STREAM_TRAIT; a <= FL_STREAM_LIST; a++)
    for (uint32_t b = a + 1; b <= FL_STREAM_LIST; b++) {
      uint32_t pairs[BINS] = {0}; // joint distribution of the two top nibbles
      double product = 0;
      for (uint32_t i = 0; i < 8192; i++) {
        const uint32_t x = fl_draw(&key, a, 9, i, 0).u[0], y = fl_draw(&key, b, 9, i, 0).u[0];
        pairs[x >> 28 << 4 | y >> 28]++;
        product += (fl_unit(x) - 0.5) * (fl_unit(y) - 0.5);
      }
      assert_true(chi_squared(pairs, 8192.0 / BINS) < 375);
      check_near(product / 8192 * 12, 0, 0.06, 0, a); // correlation: standard deviation .011
    }
}

// No two streams have a number, and the outcomes of no placebo are another stream's.
static void no_stream_has_the_number_of_another(void **state) {
  (void)state;
  bool taken[256] = {false};
  static const uint32_t streams[] = {
#define FL_STREAM(name, number, what) FL_STREAM_##name,
#include "base/streams.def"
#undef FL_STREAM
  };
  for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
    assert_false(taken[streams[i]]);
    taken[streams[i]] = true;
  }
  for (uint32_t placebo = 1; placebo < 16; placebo++) assert_true(FL_OUTCOMES(placebo) < 256 && !taken[FL_OUTCOMES(placebo)]);
}

static void units_lie_strictly_inside(void **state) {
  (void)state;
  assert_true(fl_unit(0) > 0 && fl_unit(UINT32_MAX) < 1);
  assert_true(fl_unitf(0) == 0.0f && fl_unitf(UINT32_MAX) < 1.0f);
}

static void thresholds_clamp_probabilities(void **state) {
  (void)state;
  assert_int_equal(fl_below(-1), 0);
  assert_int_equal(fl_below((double)NAN), 0);
  assert_int_equal(fl_below(0.5), 0x80000000u);
  assert_int_equal(fl_below(2), UINT32_MAX);
  assert_int_equal(fl_below16(0.25), 0x4000);
  assert_int_equal(fl_below16(1), 65536); // always: no 16-bit number is left out
  assert_int_equal(fl_share16(1), UINT16_MAX);
  assert_int_equal(fl_below16((double)NAN), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_draw_is_a_pure_function_of_its_place),
      cmocka_unit_test(each_part_of_the_place_gives_other_numbers),
      cmocka_unit_test(a_large_k_never_reaches_the_next_stream),
      cmocka_unit_test(philox_gives_the_numbers_of_its_authors),
      cmocka_unit_test(many_at_once_are_the_same_one_by_one),
      cmocka_unit_test(numbers_in_words_are_drawn_the_same_by_whatever_instructions_there_are),
      cmocka_unit_test(each_word_is_uniform_along_fans_and_days),
      cmocka_unit_test(streams_are_independent_of_one_another),
      cmocka_unit_test(units_lie_strictly_inside),
      cmocka_unit_test(no_stream_has_the_number_of_another),
      cmocka_unit_test(thresholds_clamp_probabilities),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
