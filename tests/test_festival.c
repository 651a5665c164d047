// Phases of a festival, what it lifts, and whom it lets in.
#include "mechanisms/festival.h"
#include "small_world.h"
#include "world/internal.h"

static fl_festival sale(void) { // days 100-109, peak 105-106, heat 93-99, return 110-112
  return (fl_festival){.from = 100,
                       .to = 109,
                       .peak_from = 105,
                       .peak_to = 106,
                       .heat_days = 7,
                       .return_days = 3,
                       .traffic_lift = 0.2,
                       .peak_traffic_lift = 0.5,
                       .heat_lift = 0.1,
                       .content_lift = 0.25,
                       .exposure_boost = 2,
                       .admission_score = 0.5,
                       .seller_discount = 0.1,
                       .peak_discount = 0.3,
                       .anticipation_days = 4,
                       .anticipation = 0.8};
}

static void phases_follow_the_calendar(void **state) {
  (void)state;
  const fl_festival f = sale();
  for (int64_t d = 80; d < 130; d++) {
    fl_phase wanted = FL_PHASE_NONE;
    if (d >= 93 && d < 100) wanted = FL_PHASE_HEAT;
    if (d >= 100 && d <= 109) wanted = FL_PHASE_SALE;
    if (d >= 105 && d <= 106) wanted = FL_PHASE_PEAK;
    if (d >= 110 && d <= 112) wanted = FL_PHASE_RETURN;
    assert_int_equal(fl_festival_phase(&f, d), wanted);
  }
}

static void a_festival_without_peak_has_none(void **state) {
  (void)state;
  fl_festival f = sale();
  f.peak_from = f.peak_to = FL_NO_DATE;
  for (int64_t d = 80; d < 130; d++) assert_int_not_equal(fl_festival_phase(&f, d), FL_PHASE_PEAK);
}

static fl_festival_day on(const fl_festival *f, int64_t date) {
  fl_festival_day day = {0};
  fl_festival_add_day(f, date, &day);
  return day;
}

static void lifts_belong_to_their_phase_and_fade_after_the_sale(void **state) {
  (void)state;
  const fl_festival f = sale();
  check_near(on(&f, 92).traffic_lift, 0, 1e-12, 0, 92);
  check_near(on(&f, 95).traffic_lift, 0.1, 1e-12, 0, 95);
  check_near(on(&f, 101).traffic_lift, 0.2, 1e-12, 0, 101);
  check_near(on(&f, 105).traffic_lift, 0.5, 1e-12, 0, 105);
  check_near(on(&f, 110).traffic_lift, 0.15, 1e-12, 0, 110);
  check_near(on(&f, 112).traffic_lift, 0.05, 1e-12, 0, 112);
  check_near(on(&f, 113).traffic_lift, 0, 1e-12, 0, 113);
}

static void waiting_grows_until_the_eve_of_the_peak_or_of_the_sale(void **state) {
  (void)state;
  fl_festival f = sale();
  assert_true(on(&f, 100).anticipation == 0);
  check_near(on(&f, 101).anticipation, 0.2, 1e-12, 0, 101);
  check_near(on(&f, 104).anticipation, 0.8, 1e-12, 0, 104);
  assert_true(on(&f, 105).anticipation == 0);
  f.peak_from = f.peak_to = FL_NO_DATE;
  assert_true(on(&f, 95).anticipation == 0);
  check_near(on(&f, 96).anticipation, 0.2, 1e-12, 0, 96);
  check_near(on(&f, 99).anticipation, 0.8, 1e-12, 0, 99);
  assert_true(on(&f, 100).anticipation == 0);
}

static void nothing_happens_outside_the_span(void **state) {
  (void)state;
  const fl_festival f = sale();
  int64_t first, last;
  fl_festival_span(&f, &first, &last);
  for (int64_t d = 0; d < 300; d++) {
    const fl_festival_day day = on(&f, d);
    if (d >= first && d <= last) continue;
    assert_true(day.traffic_lift == 0 && day.anticipation == 0);
    assert_int_equal(fl_festival_phase(&f, d), FL_PHASE_NONE);
  }
}

static void lifts_of_two_festivals_multiply(void **state) {
  (void)state;
  const fl_festival f = sale();
  fl_festival_day day = {0};
  fl_festival_add_day(&f, 101, &day);
  fl_festival_add_day(&f, 101, &day);
  check_near(day.traffic_lift, 0.44, 1e-12, 0, 101);
}

enum { ROOMS = 8 };
typedef struct stage {
  fl_agents agents;
  double boost[ROOMS], content[ROOMS], discount[ROOMS];
  uint32_t rank[ROOMS];
} stage;

static void open_stage(stage *s) {
  assert_true(fl_agents_alloc(&s->agents, 1, ROOMS, ROOMS));
  for (int r = 0; r < ROOMS; r++) {
    s->boost[r] = s->content[r] = 1;
    s->discount[r] = 0.2;
    s->agents.rooms.reputation[r] = 0.3 + 0.1 * r; // from room 2 on at least .5
    s->agents.rooms.weight[r] = 10;
    s->agents.rooms.active[r] = 1000 * (r + 1);
    s->agents.rooms.live[r] = r != 7;
    s->agents.rooms.open[r] = 600;
    s->agents.rooms.close[r] = 700;
  }
}

static void rooms_are_admitted_by_reputation(void **state) {
  (void)state;
  const fl_festival f = sale();
  stage s;
  open_stage(&s);
  s.agents.rooms.reputation[2] = 0.5;
  assert_int_equal(fl_festival_apply(&f, 0, 101, &s.agents, s.boost, s.content, s.discount, s.rank), 60);
  for (int r = 0; r < ROOMS; r++) {
    const bool in = r >= 2;
    assert_int_equal(s.agents.rooms.admitted[r], in);
    check_near(s.boost[r], in ? 2 : 1, 1e-12, 0, r);
    check_near(s.content[r], in ? 1.25 : 1, 1e-12, 0, r);
    check_near(s.discount[r], 0.2, 1e-12, 0, r); // its own, deeper than the sale's
  }
  fl_agents_free(&s.agents);
}

static void the_deepest_discount_counts(void **state) {
  (void)state;
  const fl_festival f = sale();
  stage s;
  open_stage(&s);
  fl_festival_apply(&f, 0, 105, &s.agents, s.boost, s.content, s.discount, s.rank);
  check_near(s.discount[5], 0.3, 1e-12, 0, 5);
  check_near(s.discount[0], 0.2, 1e-12, 0, 0);
  fl_agents_free(&s.agents);
}

static void heat_and_return_admit_nobody(void **state) {
  (void)state;
  const fl_festival f = sale();
  stage s;
  open_stage(&s);
  assert_int_equal(fl_festival_apply(&f, 0, 95, &s.agents, s.boost, s.content, s.discount, s.rank), 0);
  assert_int_equal(fl_festival_apply(&f, 0, 111, &s.agents, s.boost, s.content, s.discount, s.rank), 0);
  for (int r = 0; r < ROOMS; r++) assert_true(s.boost[r] == 1 && s.agents.rooms.admitted[r] == 0);
  fl_agents_free(&s.agents);
}

static void flash_offers_go_to_the_largest_live_rooms_on_peak_days(void **state) {
  (void)state;
  fl_festival f = sale();
  f.flash_rooms = 25; // real rooms: two simulated ones of ten, and half of a third
  f.flash_price = 100;
  f.flash_stock = 7;
  f.flash_minute = 1200;
  for (int64_t date = 101; date <= 105; date += 4) {
    stage s;
    open_stage(&s);
    fl_festival_apply(&f, 0, date, &s.agents, s.boost, s.content, s.discount, s.rank);
    for (int r = 0; r < ROOMS; r++) {
      const int o = r * FL_OFFERS + FL_OFFERS - 1;
      const bool flash = date == 105 && r >= 4 && r <= 6; // 7 is the largest but is not live
      assert_int_equal(s.agents.offers.flash[o], flash);
      if (!flash) continue;
      assert_int_equal(s.agents.offers.price_fen[o], 100);
      assert_int_equal(s.agents.offers.stock[o], r == 4 ? 35 : 70);
      assert_true(s.agents.rooms.open[r] <= 1170 && s.agents.rooms.close[r] >= 1260);
    }
    fl_agents_free(&s.agents);
  }
}

// Who has no session of its own today is on air around the opening, and not from midnight on.
static void a_room_without_a_session_is_on_air_for_the_flash_offer_alone(void **state) {
  (void)state;
  fl_festival f = sale();
  f.flash_rooms = ROOMS * 10;
  f.flash_minute = 1200;
  stage s;
  open_stage(&s);
  s.agents.rooms.open[4] = s.agents.rooms.close[4] = 0;
  s.agents.rooms.open[5] = s.agents.rooms.close[5] = 1439;
  fl_festival_apply(&f, 0, 105, &s.agents, s.boost, s.content, s.discount, s.rank);
  for (int r = 4; r <= 6; r++) {
    assert_true(s.agents.offers.flash[r * FL_OFFERS + FL_OFFERS - 1]);
    assert_int_equal(s.agents.rooms.open[r], r == 6 ? 600 : 1170);
    assert_int_equal(s.agents.rooms.close[r], 1260);
  }
  fl_agents_free(&s.agents);
}

// A session that is drawn beyond midnight has the last minute of the day, and a festival makes of it no day of broadcasting.
static void rooms_that_begin_late_lose_no_session(void **state) {
  (void)state;
  for (int64_t at = 1400; at < 1440; at += 13) {
    fl_scenario s = small_scenario();
    strcpy(fl_scenario_add_brand(&s)->id, "late");
    fl_room_def *room = fl_scenario_add_room(&s);
    strcpy(room->id, "late");
    strcpy(room->brand, "late");
    room->followers = 30000000;
    room->live_prob = 1;
    room->start_minute = at;
    fl_festival *f = small_add_festival(&s);
    f->admission_score = 0;
    f->flash_rooms = 1000000;
    f->flash_minute = 1200;
    small_live x = small_open(&s, fl_default_world_options());
    const fl_rooms *rooms = &x.world->agents.rooms;
    const uint32_t own = (uint32_t)s.setup.rooms;
    int flash = 0;
    while (small_more(&x)) {
      small_step(&x);
      const bool opened = x.world->agents.offers.flash[own * FL_OFFERS + FL_OFFERS - 1];
      assert_true(rooms->live[own] && x.world->live[own] && rooms->close[own] == 1440 && rooms->open[own] < 1440);
      assert_true(rooms->open[own] == 1170 || (!opened && rooms->open[own] >= at - 30));
      flash += opened;
    }
    assert_true(flash > 0);
    small_close(&x);
    fl_scenario_free(&s);
  }
}

// It is in the list of policies, in its ledger and in the log of phases, and nowhere else.
static void a_festival_with_every_lever_at_rest_moves_nobody(void **state) {
  (void)state;
  fl_scenario with = small_scenario(), without = small_scenario();
  fl_festival *f = small_add_festival(&with);
  f->traffic_lift = f->peak_traffic_lift = f->heat_lift = f->content_lift = f->seller_discount = f->peak_discount =
      f->anticipation = 0;
  f->exposure_boost = 1;
  f->packets_per_day = f->flash_rooms = 0;
  const small_run rest = small_go(&with), none = small_go(&without);
  assert_true(rest.digest.rows[FL_T_policy_day] > 0 && rest.digest.rows[FL_T_giving_day] == 0);
  for (int t = 0; t < FL_TABLES; t++) {
    if (t == FL_T_policy || t == FL_T_policy_day || t == FL_T_event) continue;
    if (memcmp(rest.digest.table[t], none.digest.table[t], sizeof none.digest.table[t]) != 0)
      fail_msg("table %s is another with a festival at rest", fl_tables[t].name);
  }
  f->traffic_lift = 0.12;
  const small_run moved = small_go(&with);
  assert_memory_not_equal(moved.digest.table[FL_T_platform_day], none.digest.table[FL_T_platform_day], sizeof none.digest.table[0]);
  fl_scenario_free(&with);
  fl_scenario_free(&without);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(phases_follow_the_calendar),
      cmocka_unit_test(a_festival_without_peak_has_none),
      cmocka_unit_test(lifts_belong_to_their_phase_and_fade_after_the_sale),
      cmocka_unit_test(waiting_grows_until_the_eve_of_the_peak_or_of_the_sale),
      cmocka_unit_test(nothing_happens_outside_the_span),
      cmocka_unit_test(lifts_of_two_festivals_multiply),
      cmocka_unit_test(rooms_are_admitted_by_reputation),
      cmocka_unit_test(the_deepest_discount_counts),
      cmocka_unit_test(heat_and_return_admit_nobody),
      cmocka_unit_test(flash_offers_go_to_the_largest_live_rooms_on_peak_days),
      cmocka_unit_test(a_room_without_a_session_is_on_air_for_the_flash_offer_alone),
      cmocka_unit_test(rooms_that_begin_late_lose_no_session),
      cmocka_unit_test(a_festival_with_every_lever_at_rest_moves_nobody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
