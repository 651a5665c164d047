// Small vectors and what the fan kernel does with eight slots at once, against the same one at a time.
#include "base/lanes.h"

#include "base/mathx.h"
#include "check.h"
#include "mechanisms/fan_life.h"
#include "mechanisms/private_domain.h"
#include "mechanisms/trust.h"

static void high_halves_are_those_of_the_products(void **state) {
  (void)state;
  uint64_t random = 1;
  for (int round = 0; round < 20000; round++) {
    fl_u16x8 a, b;
    for (int i = 0; i < 8; i++) a[i] = (uint16_t)check_random(&random), b[i] = (uint16_t)check_random(&random);
    const fl_u16x8 high = fl_mul_high(a, b);
    for (int i = 0; i < 8; i++) assert_int_equal(high[i], (uint32_t)a[i] * b[i] >> 16);
  }
}

static void a_mask_of_bytes_becomes_its_bits_and_back(void **state) {
  (void)state;
  fl_byte_tables t;
  fl_byte_tables_fill(&t);
  for (uint32_t bits = 0; bits < 256; bits++) {
    fl_i8x8 mask;
    uint32_t set = 0;
    for (uint32_t i = 0; i < 8; i++) {
      mask[i] = bits >> i & 1u ? -1 : 0;
      assert_int_equal(t.spread[bits] >> (8 * i) & 255u, bits >> i & 1u);
      if (bits >> i & 1u) assert_int_equal(t.places[bits] >> (8 * set++) & 255u, i);
    }
    assert_int_equal(fl_mask_bits(mask), bits);
    assert_int_equal(t.count[bits], set);
  }
}

static void four_exponentials_are_the_same_one_by_one(void **state) {
  (void)state;
  uint64_t random = 2;
  for (int round = 0; round < 200000; round++) {
    fl_f32x4 x;
    for (int i = 0; i < 4; i++) x[i] = (float)(check_unit(&random) * 200 - 100);
    const fl_f32x4 y = fl_expf4(x);
    for (int i = 0; i < 4; i++) {
      const float one = fl_expf(x[i]), many = y[i];
      assert_memory_equal(&one, &many, sizeof one);
    }
  }
}

static fl_fan random_fan(uint64_t *random) {
  fl_fan fan;
  for (size_t i = 0; i < sizeof fan / 8; i++) {
    const uint64_t word = check_random(random);
    memcpy((char *)&fan + 8 * i, &word, 8);
  }
  for (int s = 0; s < FL_SLOTS; s++)
    if (check_random(random) % 4 == 0) fl_slot_clear(&fan, s);
  return fan;
}

static fl_levers *some_levers(void) {
  static fl_levers levers;
  fl_scenario s = fl_default_scenario();
  fl_trust_levers(&s.params, &levers);
  fl_private_domain_levers(&s.params, &levers);
  fl_fan_life_levers(&s.params, &levers);
  fl_scenario_free(&s);
  return &levers;
}

static void trust_of_eight_slots_is_that_of_each(void **state) {
  (void)state;
  fl_levers *levers = some_levers();
  uint64_t random = 3;
  for (int round = 0; round < 40000; round++) {
    levers->trust_learns = round % 4 != 0;
    const fl_fan fan = random_fan(&random);
    for (int group = 0; group < FL_SLOTS / 8; group++) {
      const fl_slot_group g = fl_slots_read(&fan, group);
      const fl_u16x8 trust = fl_trust_now8(levers, &g);
      for (int s = 0; s < 8; s++) assert_int_equal(trust[s], fl_trust_now(levers, &fan, 8 * group + s));
    }
  }
  levers->trust_learns = true;
}

static void slots_come_and_grow_stale_one_by_one_as_well(void **state) {
  (void)state;
  const fl_levers *levers = some_levers();
  uint64_t random = 4;
  for (int round = 0; round < 40000; round++) {
    const fl_fan fan = random_fan(&random);
    const fl_slot_group g = fl_slots_read(&fan, 0);
    fl_block draw;
    for (int i = 0; i < 4; i++) draw.u[i] = (uint32_t)check_random(&random);
    uint32_t stale, expected_stale = 0, expected = 0;
    const uint32_t comes = fl_slots_coming(levers, &g, fl_trust_now8(levers, &g), &draw, &stale);
    for (int s = 0; s < 8; s++) {
      const bool old = fan.age[s] > levers->dormant_after, empty = fl_slot_room(&fan, s) == FL_ROOM_NONE;
      const uint32_t u = draw.u[s / 2] >> (16 * (s & 1)) & 0xffffu;
      const bool draws = u < levers->visit_below[fl_trust_now(levers, &fan, s) >> 4];
      expected_stale |= (uint32_t)(old && !empty) << s;
      expected |= (uint32_t)(draws && !old && (fan.room_high[s] & FL_FOLLOWED)) << s;
    }
    assert_int_equal(stale, expected_stale);
    assert_int_equal(comes, expected);
  }
}

static void needs_are_counted_and_taken_one_by_one_as_well(void **state) {
  (void)state;
  uint64_t random = 5;
  for (int round = 0; round < 40000; round++) {
    const uint64_t needs = check_random(&random) & 0xffffffffffffu;
    uint32_t standing = 0;
    for (uint32_t c = 0; c < FL_CATEGORIES; c++) standing += fl_need_level(needs, c);
    assert_int_equal(fl_needs_standing(needs), standing);
    if (standing == 0) continue;
    uint32_t at = check_below(&random, standing), c = 0;
    const uint64_t less = fl_needs_less(needs, at);
    for (; at >= fl_need_level(needs, c); c++) at -= fl_need_level(needs, c); // the category that quantum stands in
    assert_true(less == needs - ((uint64_t)1 << (4 * c)));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(high_halves_are_those_of_the_products),
      cmocka_unit_test(a_mask_of_bytes_becomes_its_bits_and_back),
      cmocka_unit_test(four_exponentials_are_the_same_one_by_one),
      cmocka_unit_test(trust_of_eight_slots_is_that_of_each),
      cmocka_unit_test(slots_come_and_grow_stale_one_by_one_as_well),
      cmocka_unit_test(needs_are_counted_and_taken_one_by_one_as_well),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
