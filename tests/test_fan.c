// The 64 bytes of a fan: what is packed comes out again.
#include "agents/fan.h"
#include "check.h"

static void fill(fl_fan *fan, uint64_t *random) {
  for (size_t i = 0; i < sizeof *fan / 8; i++) {
    const uint64_t word = check_random(random);
    memcpy((char *)fan + 8 * i, &word, 8);
  }
}

static void put_room(fl_fan *fan, int slot, uint32_t room, uint32_t bits) {
  fan->room_low[slot] = (uint16_t)room;
  fan->room_high[slot] = (uint8_t)(room >> 16 | bits);
}

static void rooms_round_trip_beside_their_marks(void **state) {
  (void)state;
  uint64_t random = 1;
  fl_fan fan;
  for (int round = 0; round < 20000; round++) {
    fill(&fan, &random);
    uint32_t rooms[FL_SLOTS];
    for (int s = 0; s < FL_SLOTS; s++) {
      rooms[s] = check_below(&random, FL_ROOM_NONE + 1);
      put_room(&fan, s, rooms[s], check_below(&random, 4) * FL_FOLLOWED);
    }
    for (int s = 0; s < FL_SLOTS; s++) assert_int_equal(fl_slot_room(&fan, s), rooms[s]);
  }
}

static void trust_and_orders_share_a_word_without_touching(void **state) {
  (void)state;
  uint64_t random = 2;
  fl_fan fan;
  fill(&fan, &random);
  for (uint32_t trust = 0; trust <= FL_TRUST_ONE; trust++) {
    const int slot = (int)check_below(&random, FL_SLOTS);
    const uint32_t orders = fl_slot_orders(&fan, slot);
    fl_slot_put_trust(&fan, slot, trust);
    assert_int_equal(fl_slot_trust(&fan, slot), trust);
    assert_int_equal(fl_slot_orders(&fan, slot), orders);
  }
}

static void a_cleared_slot_is_empty_and_alone(void **state) {
  (void)state;
  uint64_t random = 3;
  for (int slot = 0; slot < FL_SLOTS; slot++) {
    fl_fan fan, before;
    fill(&fan, &random);
    before = fan;
    fl_slot_clear(&fan, slot);
    assert_int_equal(fl_slot_room(&fan, slot), FL_ROOM_NONE);
    assert_int_equal(fan.room_high[slot] & (FL_FOLLOWED | FL_BOUGHT), 0);
    assert_int_equal(fl_slot_trust(&fan, slot), 0);
    assert_int_equal(fl_slot_orders(&fan, slot), 0);
    for (int s = 0; s < FL_SLOTS; s++) {
      if (s == slot) continue;
      assert_int_equal(fl_slot_room(&fan, s), fl_slot_room(&before, s));
      assert_int_equal(fan.bond[s], before.bond[s]);
      assert_int_equal(fan.age[s], before.age[s]);
    }
    assert_int_equal(fl_needs(&fan), fl_needs(&before));
  }
}

static int slow_find(const fl_fan *fan, uint32_t room) {
  for (int s = 0; s < FL_SLOTS; s++)
    if (fl_slot_room(fan, s) == room) return s;
  return -1;
}

static void finding_a_room_agrees_with_a_slow_search(void **state) {
  (void)state;
  uint64_t random = 4;
  fl_fan fan;
  for (int round = 0; round < 200000; round++) {
    fill(&fan, &random);
    // Few different low and high halves, so that half matches, neighbours and the empty slot come up often.
    const uint32_t lows[6] = {0, 1, 0x7fff, 0x8000, 0xffff, 0x0100}, highs[3] = {0, 1, 15};
    for (int s = 0; s < FL_SLOTS; s++)
      put_room(&fan, s, highs[check_below(&random, 3)] << 16 | lows[check_below(&random, 6)],
               check_below(&random, 4) * FL_FOLLOWED);
    const uint32_t wanted = highs[check_below(&random, 3)] << 16 | lows[check_below(&random, 6)];
    assert_int_equal(fl_slot_find(&fan, wanted), slow_find(&fan, wanted));
    const uint32_t any = check_below(&random, FL_ROOM_NONE + 1);
    assert_int_equal(fl_slot_find(&fan, any), slow_find(&fan, any));
  }
}

static void needs_round_trip_by_category(void **state) {
  (void)state;
  uint64_t random = 5;
  for (int round = 0; round < 20000; round++) {
    fl_fan fan, before;
    fill(&fan, &random);
    before = fan;
    uint32_t level[FL_CATEGORIES];
    uint64_t word = 0;
    for (uint32_t c = 0; c < FL_CATEGORIES; c++) {
      level[c] = check_below(&random, FL_NEED_MAX + 1);
      word |= (uint64_t)level[c] << (4 * c);
    }
    fl_put_needs(&fan, word);
    assert_true(fl_needs(&fan) == word);
    for (uint32_t c = 0; c < FL_CATEGORIES; c++) assert_int_equal(fl_need_level(fl_needs(&fan), c), level[c]);
    assert_int_equal(fan.last_active, before.last_active); // the neighbour
  }
}

static void tiers_are_read_off_recent_orders(void **state) {
  (void)state;
  assert_int_equal(fl_tier_of(0, 3), 0);
  assert_int_equal(fl_tier_of(1, 3), 1);
  assert_int_equal(fl_tier_of(2, 3), 1);
  assert_int_equal(fl_tier_of(3, 3), 2);
  assert_int_equal(fl_tier_of(15, 3), 2);
  assert_int_equal(fl_tier_of(1, 1), 2);
}

static void random_rounding_keeps_the_mean(void **state) {
  (void)state;
  uint64_t random = 6;
  double sum = 0;
  for (int i = 0; i < 400000; i++) sum += fl_round_at_random(2.3f, (float)check_unit(&random) * 0.99999f);
  check_near(sum / 400000, 2.3, 0.005, 0, 0);
  assert_int_equal(fl_round_at_random(2.0f, 0.0f), 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rooms_round_trip_beside_their_marks), cmocka_unit_test(trust_and_orders_share_a_word_without_touching),
      cmocka_unit_test(a_cleared_slot_is_empty_and_alone),   cmocka_unit_test(finding_a_room_agrees_with_a_slow_search),
      cmocka_unit_test(needs_round_trip_by_category),        cmocka_unit_test(tiers_are_read_off_recent_orders),
      cmocka_unit_test(random_rounding_keeps_the_mean),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
