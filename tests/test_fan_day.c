// The fan's day in worlds reduced to one thing at a time: only followers' visits, only visits from the feed, one visit that takes all
// the minutes. What is left of the model is simple enough to be worked out from the fans' records visit by visit.
#include "mechanisms/private_domain.h"
#include "small_world.h"
#include "watch.h"

static fl_scenario followers_only(void) {
  fl_scenario s =
      WATCH_PLAN("fans", "4096", "platform.population", "40960", "platform.rooms", "60", "rooms", "30", "warmup", "0", "days", "35",
                 "choice.public_visits", "0", "fan.activity", "0.4", "trust.memory", "20", "trust.orders_memory", "4",
                 "start.platform_trust", "0.9", "start.orders_per_fan_day", "0.3", "fan.need_per_day", "4");
  strcpy(fl_scenario_add_brand(&s)->id, "chain");
  for (int i = 0; i < 6; i++) {
    fl_room_def *room = fl_scenario_add_room(&s);
    snprintf(room->id, sizeof room->id, "branch %d", i);
    strcpy(room->brand, "chain");
    room->followers = 5000;
  }
  return s;
}

static fl_scenario feed_only(const char *real_rooms) {
  return WATCH_PLAN("fans", "4096", "platform.population", "40960", "platform.rooms", real_rooms, "rooms", "3", "warmup", "0",
                    "days", "6", "follow.notification_reach", "0", "follow.feed_share", "0", "choice.public_visits", "60",
                    "fan.live_share", "1", "room.live_prob", "1", "choice.buy_per_minute", "0.5");
}

// ---- Only followers' visits -----------------------------------------------------------------------------------------------------

// Days since the slot's last visit, when today's begins.
static uint32_t days_away(const watched *x, uint32_t i, int s) {
  const uint32_t days = x->before[i].age[s] + (x->day + 1u - x->before[i].last_active);
  return days < 255 ? days : 255;
}
static bool visited(const watched *x, uint32_t i, int s) {
  return watch_active(x, i) && fl_slot_room(&x->lived[i], s) != FL_ROOM_NONE && x->lived[i].age[s] == 0;
}

typedef struct lived_day {
  int64_t room[64], gain[64], tier[FL_FAN_TIERS], band[FL_TRUST_BANDS], fans, visits, chain, tier_uv[FL_ROOM_TIERS];
  int64_t fan_tier_uv[FL_FAN_TIERS];
} lived_day;

// The tier of the relation when the fan came.
static int fan_tier(const watched *x, uint32_t i, int s) {
  const uint32_t orders = fl_slot_orders(&x->before[i], s);
  return orders == 0 ? 0 : orders < 3 ? 1 : 2;
}

static void add_visit(const watched *x, uint32_t i, int s, lived_day *d) {
  const fl_levers *levers = &x->world->levers;
  const fl_fan *then = &x->before[i], *now = &x->lived[i];
  const uint32_t room = fl_slot_room(now, s), days = days_away(x, i, s), orders = fl_slot_orders(then, s);
  const int64_t n = watch_weight(x, i);
  const uint32_t trust = (fl_slot_trust(then, s) * levers->forget[days] + 0x8000u) >> 16;
  check_near(trust, fl_slot_trust(then, s) * exp(-(double)days / 20), 1, 0, days);
  d->room[room] += n;
  d->visits += n;
  assert_true(fl_slot_trust(now, s) >= trust);
  d->gain[room] += ((int64_t)fl_slot_trust(now, s) - trust) * n;
  d->tier[fan_tier(x, i, s)] += n;
  d->band[1 + trust * 20 / 4096] += n;
  // Recent orders fade, rounded up or down.
  const double left = orders * exp(-(double)days / 4);
  assert_in_range(fl_slot_orders(now, s), (uint32_t)(left + 1e-4 < 1 ? 0 : left - 1e-4), (uint32_t)(left + 1e-4) + 1);
}

static void live_day(const watched *x, lived_day *d) {
  for (uint32_t i = 0; i < x->fans; i++) {
    uint32_t tiers = 0, fan_tiers = 0, chain = 0;
    for (int s = 0; s < FL_SLOTS; s++) {
      if (!visited(x, i, s)) continue;
      const uint32_t room = fl_slot_room(&x->lived[i], s);
      add_visit(x, i, s, d);
      tiers |= 1u << x->world->hot[room].tier;
      fan_tiers |= 1u << fan_tier(x, i, s);
      chain += room >= 30;
    }
    d->fans += tiers ? watch_weight(x, i) : 0;
    d->chain += chain > 1 ? (chain - 1) * watch_weight(x, i) : 0;
    for (int k = 0; k < FL_ROOM_TIERS; k++) d->tier_uv[k] += tiers >> k & 1u ? watch_weight(x, i) : 0;
    for (int k = 0; k < FL_FAN_TIERS; k++) d->fan_tier_uv[k] += fan_tiers >> k & 1u ? watch_weight(x, i) : 0;
  }
}

static void check_day(const watched *x, const lived_day *d) {
  const fl_tally *t = x->world->counts.fixed;
  for (uint32_t room = 0; room < x->world->agents.rooms.count; room++) {
    const fl_room_tally *r = &x->world->counts.rooms[room];
    assert_int_equal(r->uv[FL_PRIVATE], d->room[room]);
    assert_int_equal(r->uv[FL_PUBLIC], 0);
    assert_int_equal(r->emotional, d->gain[room]);
  }
  assert_int_equal(t->visits, d->visits);
  assert_int_equal(t->uv, d->fans);
  assert_int_equal(t->source[FL_PRIVATE].uv, d->fans);
  for (int k = 0; k < FL_ROOM_TIERS; k++) assert_int_equal(t->tier[k][FL_PRIVATE].uv, d->tier_uv[k]);
  for (int k = 0; k < FL_FAN_TIERS; k++) {
    assert_int_equal(t->fan_tier_visits[k], d->tier[k]);
    assert_int_equal(t->fan_tier[k].uv, d->fan_tier_uv[k]);
  }
  for (int b = 0; b < FL_TRUST_BANDS; b++) assert_int_equal(t->trust_band[b][0], d->band[b]);
  assert_int_equal(x->world->counts.overlap[30][FL_PRIVATE], d->chain);
}

// A claim says what the relation was when the fan came.
static void check_notes(const watched *x) {
  for (size_t i = 0; i < x->claims.count; i++) {
    const fl_post *c = &x->claims.items[i].post;
    const uint32_t fan = x->claims.items[i].fan;
    const int s = fl_slot_find(&x->before[fan], post_room(c));
    assert_true(s >= 0);
    const uint32_t days = days_away(x, fan, s);
    const uint32_t trust = (fl_slot_trust(&x->before[fan], s) * x->world->levers.forget[days] + 0x8000u) >> 16;
    assert_int_equal(claim_source(c), FL_PRIVATE);
    assert_int_equal(c->note & FL_NOTE_TRUST, trust);
    assert_int_equal(c->note >> FL_NOTE_TIER & 3u, fan_tier(x, fan, s));
    assert_int_equal(c->note >> FL_NOTE_KNOWN & 1u, 1);
    assert_int_equal(c->note >> FL_NOTE_BOUGHT & 1u, (x->before[fan].room_high[s] & FL_BOUGHT) != 0);
  }
}

static void visits_of_followers_are_counted_as_the_slots_show_them(void **state) {
  (void)state;
  watched *x = watch(followers_only());
  int64_t chain = 0, heavy = 0;
  while (watch_more(x)) {
    watch_day(x);
    lived_day d = {0};
    live_day(x, &d);
    check_day(x, &d);
    check_notes(x);
    chain += d.chain;
    heavy += d.tier[2];
  }
  assert_true(chain > 0 && heavy > 0);
  watch_close(x);
}

// Where all visits are equally long, seconds are divided among the tiers of relations as visits are.
static void seconds_are_those_of_the_tier_that_came(void **state) {
  (void)state;
  fl_scenario s = followers_only();
  static const char *const even[][2] = {
      {"choice.dwell_sd", "0"}, {"choice.dwell_trust", "0"},     {"room.content_sd", "0"},
      {"fan.minutes_sd", "0"},  {"fan.minutes_sd_day", "0"},     {"fan.minutes", "1440"},
      {"fan.live_share", "1"},  {"room.content_followers", "0"}, {"choice.dwell_private", "5.01"}};
  for (size_t i = 0; i < sizeof even / sizeof *even; i++) small_set(&s, even[i][0], even[i][1]);
  watched *x = watch(s);
  int64_t visits[FL_FAN_TIERS] = {0};
  while (watch_more(x)) {
    const fl_tally *t = watch_day(x);
    const int64_t each = t->source[FL_PRIVATE].seconds / t->visits;
    assert_int_equal(t->source[FL_PRIVATE].seconds, t->visits * each);
    for (int k = 0; k < FL_FAN_TIERS; k++) {
      assert_int_equal(t->fan_tier[k].seconds, t->fan_tier_visits[k] * each);
      visits[k] += t->fan_tier_visits[k];
    }
  }
  for (int k = 0; k < FL_FAN_TIERS; k++) assert_true(visits[k] > 0);
  watch_close(x);
}

// What is not renewed goes back: trust in the platform to its anchor, spending of the last month to nothing.
static void platform_trust_and_spending_fade_between_active_days(void **state) {
  (void)state;
  watched *x = watch(followers_only());
  for (int day = 0; day < 10; day++) {
    watch_day(x);
    for (uint32_t i = 0; i < x->fans; i++) {
      const fl_fan *then = &x->before[i], *now = &x->lived[i];
      if (!watch_active(x, i)) continue;
      const double gap = x->day + 1u - then->last_active, anchor = x->world->levers.platform_anchor;
      check_near(now->platform_trust, anchor + (then->platform_trust - anchor) * exp(-gap / 20), 2, 0, gap);
      check_near(now->wallet, then->wallet * exp(-gap / 30), 1, 0, gap);
    }
  }
  watch_close(x);
}

static void a_minute_is_dull_by_the_trust_that_is_missing(void **state) {
  (void)state;
  fl_levers levers = {.unfollow_dull = 65536}; // always
  assert_true(fl_is_dull(&levers, 0.999f, 0, 0));
  assert_false(fl_is_dull(&levers, 1.0f, 0, 0));
  assert_true(fl_is_dull(&levers, 0.0f, 0, 65535));
  assert_false(fl_is_dull(&levers, 0.0f, FL_TRUST_ONE, 0));
  levers.unfollow_dull = 32768; // every other time, and at the trust of a third every third
  assert_true(fl_is_dull(&levers, 0.0f, 0, 32767) && !fl_is_dull(&levers, 0.0f, 0, 32768));
  assert_true(fl_is_dull(&levers, 0.0f, FL_TRUST_ONE / 3, 21845) && !fl_is_dull(&levers, 0.0f, FL_TRUST_ONE / 3, 21846));
  levers.unfollow_dull = 0;
  assert_false(fl_is_dull(&levers, 0.0f, 0, 0));
}

// Followers who came, followed and left again, and as many as were to be expected with their variance.
typedef struct dull_days {
  double ended, expected, variance;
} dull_days;

// By how long visits are; of fans of little trust, below `TRUSTED`, and of more.
enum { TRUSTED = FL_TRUST_ONE / 4 };
static void days_of_visits(const char *minutes, dull_days sum[2]) {
  fl_scenario s = followers_only();
  small_set(&s, "choice.dwell_private", minutes);
  small_set(&s, "choice.dwell_sd", "0");
  small_set(&s, "fan.minutes", "1000"); // no visit is short because the day ends
  small_set(&s, "follow.unfollow_dull", "0.6");
  watched *x = watch(s);
  for (int day = 0; day < 3; day++) {
    watch_day(x);
    for (uint32_t i = 0; i < x->fans; i++)
      for (int k = 0; k < FL_SLOTS; k++) {
        if (!visited(x, i, k) || !(x->before[i].room_high[k] & FL_FOLLOWED)) continue;
        const uint32_t trust = fl_slot_trust(&x->lived[i], k);
        const double ends = 0.6 * (1 - trust / (double)FL_TRUST_ONE);
        dull_days *of = &sum[trust >= TRUSTED];
        of->ended += !(x->lived[i].room_high[k] & FL_FOLLOWED);
        of->expected += ends;
        of->variance += ends * (1 - ends);
      }
  }
  watch_close(x);
}

// A visit of seconds ends the following as often as trust is missing; one of minutes never does.
static void dull_visits_end_the_following(void **state) {
  (void)state;
  dull_days seconds[2] = {{0}}, minutes[2] = {{0}};
  days_of_visits("0.001", seconds);
  days_of_visits("5", minutes);
  for (int more = 0; more < 2; more++) {
    print_message("%s trust: %g ended, %g expected\n", more ? "more" : "little", seconds[more].ended, seconds[more].expected);
    assert_true(seconds[more].expected > 100 && minutes[more].expected > 100);
    check_near(seconds[more].ended, seconds[more].expected, 4 * sqrt(seconds[more].variance), 0, 0);
    assert_true(minutes[more].ended == 0);
  }
}

// ---- Minutes --------------------------------------------------------------------------------------------------------------------

// Every visit takes all the minutes, so that a fan makes one; all eight rooms call. Each slot must be the first as often as any other.
static void slots_take_turns_when_minutes_are_short(void **state) {
  (void)state;
  watched *x =
      watch(WATCH_PLAN("fans", "8192", "platform.population", "24576", "rooms", "300", "warmup", "0", "days", "4",
                       "choice.public_visits", "0", "fan.minutes", "120", "fan.minutes_sd", "0", "fan.minutes_sd_day", "0",
                       "fan.live_share", "0.5", "choice.dwell_private", "1440", "choice.dwell_sd", "0", "room.content_sd", "0",
                       "follow.feed_share", "1", "room.live_prob", "1", "start.relations", "8", "choice.buy_per_minute", "0"));
  int64_t slot[FL_SLOTS] = {0}, all = 0;
  while (watch_more(x)) {
    const fl_tally *t = watch_day(x);
    for (uint32_t i = 0; i < x->fans; i++) {
      int visits = 0, full = 1;
      for (int s = 0; s < FL_SLOTS; s++) full &= (x->before[i].room_high[s] & FL_FOLLOWED) != 0;
      for (int s = 0; s < FL_SLOTS; s++) {
        visits += visited(x, i, s);
        slot[s] += full && visited(x, i, s);
      }
      assert_true(visits <= 1);
      all += full ? visits : 0;
    }
    assert_int_equal(t->content_seconds, t->active_fans * 7200);
    assert_int_equal(t->source[FL_PRIVATE].seconds, t->visits * 3601);
  }
  const double mean = (double)all / FL_SLOTS;
  for (int s = 0; s < FL_SLOTS; s++) check_near((double)slot[s], mean, 5 * sqrt(mean), 0, s);
  watch_close(x);
}

// ---- Only visits from the feed --------------------------------------------------------------------------------------------------

static void a_room_is_visited_once_a_day(void **state) {
  (void)state;
  const char *const reach[] = {"0", "1"};
  for (int k = 0; k < 2; k++) {
    fl_scenario s = feed_only("3");
    small_set(&s, "follow.feed_share", reach[k]);
    watched *x = watch(s);
    while (watch_more(x)) {
      const fl_tally *t = watch_day(x);
      for (int room = 0; room < 3; room++) {
        const fl_room_tally *r = &x->world->counts.rooms[room];
        assert_true(r->uv[FL_PUBLIC] > 0);
        assert_true(r->uv[FL_PRIVATE] + r->uv[FL_PUBLIC] <= t->active_fans);
      }
    }
    watch_close(x);
  }
}

// A room that stands for itself is the very one that is followed; one of millions that a simulated room stands for is another.
static void who_meets_a_followed_room_in_the_feed_knows_it_if_it_is_the_same(void **state) {
  (void)state;
  watched *x = watch(feed_only("3"));
  while (watch_more(x)) {
    const fl_tally *t = watch_day(x);
    int64_t known = 0, held = 0;
    for (int b = 1; b < FL_TRUST_BANDS; b++) known += t->trust_band[b][0];
    for (uint32_t i = 0; i < x->fans; i++)
      for (int s = 0; s < FL_SLOTS; s++) {
        const uint32_t room = fl_slot_room(&x->lived[i], s);
        const int then = fl_slot_find(&x->before[i], room);
        held += visited(x, i, s) && then >= 0 && days_away(x, i, then) <= x->world->levers.dormant_after;
      }
    assert_true(held > 0);
    assert_int_equal(known, held * 10);
  }
  watch_close(x);
  watched *y = watch(feed_only("90000000"));
  while (watch_more(y)) {
    const fl_tally *t = watch_day(y);
    assert_int_equal(t->trust_band[0][0], t->visits);
    assert_int_equal(t->fan_tier_visits[0], t->visits);
    assert_int_equal(t->fan_tier[0].uv, t->uv);
  }
  watch_close(y);
}

// ---- Minutes of visits ----------------------------------------------------------------------------------------------------------

typedef struct mean {
  double sum;
  int n;
} mean;

// Where in its part of the session the visit behind a claim began: followers in the whole session, the feed in a part of the day.
static void add_place(const watched *x, const fl_post *claim, mean *places) {
  const fl_hot *hot = &x->world->hot[post_room(claim)];
  const uint32_t source = claim_source(claim), part = claim->when / FL_DAYPART * FL_DAYPART;
  double from = hot->open, to = hot->close;
  assert_in_range(claim->when, hot->open, hot->close - 1);
  if (source != FL_PRIVATE) {
    from = from > part ? from : part;
    to = to < part + FL_DAYPART ? to : part + FL_DAYPART;
  }
  if (to - from < 60) return;
  places[source].sum += (claim->when + 0.5 - from) / (to - from);
  places[source].n++;
}

// The square of a uniform share has the mean 1/3.
static void followers_come_early_and_strangers_at_any_time(void **state) {
  (void)state;
  watched *x = watch(WATCH_PLAN("fans", "8192", "platform.population", "81920", "rooms", "60", "warmup", "0", "days", "30",
                                "choice.buy_per_minute", "0.4", "choice.dwell_sd", "0.5"));
  mean places[FL_SOURCES] = {{0}};
  while (watch_more(x)) {
    watch_day(x);
    for (size_t i = 0; i < x->claims.count; i++) add_place(x, &x->claims.items[i].post, places);
  }
  const mean *own = &places[FL_PRIVATE], *open = &places[FL_PUBLIC];
  print_message("mean place of %d followers' visits %.3f, of %d strangers' %.3f\n", own->n, own->sum / own->n, open->n,
                open->sum / open->n);
  assert_true(own->n > 1000 && open->n > 500);
  check_near(own->sum / own->n, 1.0 / 3, 5 * 0.3 / sqrt(own->n), 0, own->n);
  check_near(open->sum / open->n, 0.5, 5 * 0.29 / sqrt(open->n), 0, open->n);
  watch_close(x);
}

// ---- The rest of the day reckons with a claim -----------------------------------------------------------------------------------

// Budget and need of one claim are not there for the next: what a fan claims on a day fits the budget that the morning left, and an
// order for which no due need is left is an impulse.
static void check_claims_of(const watched *x, uint32_t fan, const watched_post *claims, size_t count, int *bound) {
  const fl_levers *levers = &x->world->levers;
  uint64_t needs = fl_needs(&x->lived[fan]);
  double left = 0;
  for (size_t k = 0; k < count; k++) {
    const fl_post *c = &claims[k].post;
    const uint32_t offer = post_offer(c), category = x->world->agents.offers.category[offer];
    const uint32_t level = fl_need_level(needs, category), used = level < 2 ? level : 2;
    if (k == 0)
      left = (double)levers->budget_fen[c->note >> FL_NOTE_CITY & 3u][c->note >> FL_NOTE_BUDGET & 255u] *
             (1 - x->lived[fan].wallet / 255.0);
    assert_int_equal(c->count, k);
    assert_int_equal(c->note >> FL_NOTE_IMPULSE & 1u, level < 2);
    left -= x->world->hot[post_room(c)].price_fen[offer % FL_OFFERS];
    assert_true(left > -1);
    needs -= (uint64_t)used << (4 * category);
  }
  *bound += count > 1;
}

static void a_claim_takes_budget_and_need_for_the_rest_of_the_day(void **state) {
  (void)state;
  watched *x = watch(WATCH_PLAN("fans", "4096", "platform.population", "40960", "rooms", "60", "warmup", "0", "days", "20",
                                "choice.buy_per_minute", "3", "fan.budget", "300", "fan.need_per_day", "1.5"));
  int bound = 0;
  while (watch_more(x)) {
    watch_day(x);
    for (size_t i = 0, n = 0; i < x->claims.count; i += n) {
      const watched_post *from = &x->claims.items[i];
      for (n = 1; i + n < x->claims.count && from[n].fan == from->fan;) n++;
      check_claims_of(x, from->fan, from, n, &bound);
    }
  }
  assert_true(bound > 500);
  watch_close(x);
}

// ---- Trust on hold --------------------------------------------------------------------------------------------------------------

// From the first morning of the window every relation keeps its trust, and new ones are like those that stood that morning.
static void held_trust_stays_and_new_relations_draw_from_it(void **state) {
  (void)state;
  watched *x = watch(WATCH_PLAN("fans", "8192", "platform.population", "24576", "platform.rooms", "200", "rooms", "200", "warmup",
                                "28", "days", "28", "trust.form", "frozen", "start.relations", "1", "follow.per_minute", "0.003",
                                "follow.dormant_after", "250"));
  double stood = 0, squares = 0, relations = 0, drawn = 0, opened = 0;
  while (watch_more(x)) {
    watch_day(x);
    for (uint32_t i = 0; i < x->fans && x->day >= 28; i++) {
      const fl_fan *from = x->day == 28 ? &x->lived[i] : &x->before[i];
      // Where all slots are taken, or after 250 days, a relation may go and begin anew on the same day.
      const bool room_left = fl_slot_find(&x->settled[i], FL_ROOM_NONE) >= 0;
      for (int s = 0; s < FL_SLOTS; s++) {
        const uint32_t room = fl_slot_room(&x->settled[i], s), trust = fl_slot_trust(&x->settled[i], s);
        if (room == FL_ROOM_NONE) continue;
        const int was = watch_newcomer(x, i) ? -1 : fl_slot_find(from, room);
        if (was >= 0 && room_left && from->age[was] < 200) assert_int_equal(fl_slot_trust(from, was), trust);
        drawn += was < 0 && room_left ? trust : 0;
        opened += was < 0 && room_left;
        stood += x->day == 28 ? trust : 0;
        squares += x->day == 28 ? (double)trust * trust : 0;
        relations += x->day == 28;
      }
    }
  }
  stood /= relations;
  const double error = sqrt((squares / relations - stood * stood) / opened);
  print_message("trust that stood %.0f, of %.0f new relations %.0f\n", stood, opened, drawn / opened);
  assert_true(opened > 1000);
  check_near(drawn / opened, stood, 4 * error + 8, 0, 0); // a quantile is 16 wide
  watch_close(x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(visits_of_followers_are_counted_as_the_slots_show_them),
      cmocka_unit_test(seconds_are_those_of_the_tier_that_came),
      cmocka_unit_test(platform_trust_and_spending_fade_between_active_days),
      cmocka_unit_test(a_minute_is_dull_by_the_trust_that_is_missing),
      cmocka_unit_test(dull_visits_end_the_following),
      cmocka_unit_test(slots_take_turns_when_minutes_are_short),
      cmocka_unit_test(a_room_is_visited_once_a_day),
      cmocka_unit_test(who_meets_a_followed_room_in_the_feed_knows_it_if_it_is_the_same),
      cmocka_unit_test(followers_come_early_and_strangers_at_any_time),
      cmocka_unit_test(a_claim_takes_budget_and_need_for_the_rest_of_the_day),
      cmocka_unit_test(held_trust_stays_and_new_relations_draw_from_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
