// What orders and deliveries do to fans, in worlds where every delivery turns out alike: all good, all bad, all fake, all sent back,
// or nothing in stock. Settling alone lies between the two looks at a fan, so that what moved was moved by it.
#include "small_world.h"
#include "watch.h"

static void no_returns(fl_scenario *s, const char *fit) {
#define FL_CATEGORY(c, what, need, price, amplitude, peak, fit_return) small_set(s, "category." #c ".fit_return", fit);
#include "fanloop/categories.def"
#undef FL_CATEGORY
  small_set(s, "outcome.return_described", "0");
  small_set(s, "outcome.return_late", "0");
}

// Six rooms, so that no relation is pushed out; stock for all; quality as expected of `base` or not.
static fl_scenario alike(const char *base, const char *fit) {
  fl_scenario s =
      WATCH_PLAN("fans", "4096", "platform.population", "12288", "platform.rooms", "12", "rooms", "6", "warmup", "0", "days", "12",
                 "outcome.quality_noise", "0", "outcome.expectation_base", base, "outcome.expectation_reputation", "0",
                 "outcome.expectation_claims", "0", "outcome.expectation_price", "0", "outcome.satisfaction_scale", "0.01",
                 "outcome.lateness_cost", "0", "brand.fake_found", "0", "room.stock_least", "1000", "follow.after_order", "1",
                 "start.orders_per_fan_day", "0.3", "start.relations", "3", "fan.need_per_day", "4", "follow.unfollow_bad", "0");
  no_returns(&s, fit);
  return s;
}

// Parcels of the agent's own that reached it today: of a room, or of all. A fan who has left is reached by none.
static int reached(const watched *x, uint32_t fan, uint32_t room) {
  int n = 0;
  if (!(x->lived[fan].repeat & FL_HAS_BOUGHT)) return 0;
  for (size_t i = 0; i < x->due.count; i++) {
    const watched_post *p = &x->due.items[i];
    n += p->fan == fan && p->post.what & FL_PARCEL_OWN && (room == UINT32_MAX || post_room(&p->post) == room);
  }
  return n;
}
static int ordered(const watched *x, uint32_t fan, uint32_t room) {
  int n = 0;
  for (size_t i = 0; i < x->sent.count; i++) {
    const watched_post *p = &x->sent.items[i];
    n += p->fan == fan && p->post.what & FL_PARCEL_OWN && (room == UINT32_MAX || post_room(&p->post) == room);
  }
  return n;
}

// Trust in a room after settling, or -1 where there was no relation to it.
static int trust_after(const watched *x, uint32_t fan, int s) {
  const uint32_t room = fl_slot_room(&x->lived[fan], s);
  if (room == FL_ROOM_NONE) return -1;
  assert_int_equal(fl_slot_room(&x->settled[fan], s), room);
  return (int)fl_slot_trust(&x->settled[fan], s);
}

// Each parcel moves trust in its room by the share, rounded up or down; without one it stays. Returns how many relations moved.
// `share` > 0: of what is missing; < 0: of what there is.
static int check_trust(const watched *x, double share, int64_t *gain) {
  int moved = 0;
  for (uint32_t i = 0; i < x->fans; i++)
    for (int s = 0; s < FL_SLOTS; s++) {
      const int after = trust_after(x, i, s);
      if (after < 0) continue;
      const uint32_t room = fl_slot_room(&x->lived[i], s);
      const double before = fl_slot_trust(&x->lived[i], s);
      const int parcels = reached(x, i, room);
      double wanted = before;
      for (int k = 0; k < parcels; k++) wanted += share * (share > 0 ? 4095 - wanted : wanted);
      check_near(after, wanted, parcels ? parcels + 0.01 : 0, 0, i);
      if (after > before) gain[room] += (int64_t)(after - before) * watch_weight(x, i);
      moved += parcels > 0;
    }
  return moved;
}

// Trust in the platform follows by a part of the share.
static void check_platform(const watched *x, double share) {
  for (uint32_t i = 0; i < x->fans; i++) {
    const int parcels = reached(x, i, UINT32_MAX);
    double wanted = x->lived[i].platform_trust;
    for (int k = 0; k < parcels; k++) wanted += 0.06 * share * (share > 0 ? 65535 - wanted : wanted);
    check_near(x->settled[i].platform_trust, wanted, parcels ? parcels + 0.05 : 0, 0, i);
  }
}

static void check_share(fl_scenario scenario, double share, bool fakes) {
  watched *x = watch(scenario);
  fl_offers *offers = &x->world->agents.offers;
  for (uint32_t o = 0; fakes && o < offers->count; o++) offers->fake[o] = 1;
  int moved = 0;
  while (watch_more(x)) {
    int64_t gain[6] = {0};
    const fl_tally *t = watch_day(x);
    moved += check_trust(x, share, gain);
    check_platform(x, share);
    assert_int_equal(share > 0 ? t->detractors : t->promoters, 0);
    assert_int_equal(share > 0 ? t->promoters : t->detractors, t->delivered);
    assert_int_equal(t->fakes_found, fakes ? t->delivered : 0);
    assert_int_equal(t->returns_fake, fakes ? t->delivered : 0);
    for (int room = 0; room < 6; room++) assert_int_equal(x->world->counts.rooms[room].rational, gain[room]);
  }
  assert_true(moved > 500);
  watch_close(x);
}

static void a_good_delivery_wins_trust(void **state) {
  (void)state;
  check_share(alike("0", "0"), 0.16, false);
}
static void a_bad_delivery_loses_trust(void **state) {
  (void)state;
  check_share(alike("1", "0"), -0.35, false);
}
static void a_fake_that_is_found_out_loses_most(void **state) {
  (void)state;
  fl_scenario s = alike("0", "0");
  small_set(&s, "brand.fake_found", "1");
  check_share(s, -0.75, true);
}

// All who follow and get a bad parcel go, and nobody else does.
static void who_is_disappointed_unfollows(void **state) {
  (void)state;
  fl_scenario s = alike("1", "0");
  small_set(&s, "follow.unfollow_bad", "1");
  small_set(&s, "follow.after_order", "0");
  small_set(&s, "follow.unfollow_dull", "0");
  watched *x = watch(s);
  int64_t all = 0;
  while (watch_more(x)) {
    const fl_tally *t = watch_day(x);
    int64_t gone = 0;
    for (uint32_t i = 0; i < x->fans; i++)
      for (int k = 0; k < FL_SLOTS; k++) {
        if (trust_after(x, i, k) < 0 || !(x->lived[i].room_high[k] & FL_FOLLOWED)) continue;
        const bool stays = x->settled[i].room_high[k] & FL_FOLLOWED;
        assert_int_equal(stays, reached(x, i, fl_slot_room(&x->lived[i], k)) == 0);
        gone += stays ? 0 : watch_weight(x, i);
      }
    assert_int_equal(t->unfollows, gone);
    all += gone;
  }
  assert_true(all > 0);
  watch_close(x);
}

// ---- Orders ---------------------------------------------------------------------------------------------------------------------

static void an_order_makes_a_follower_and_counts_as_recent(void **state) {
  (void)state;
  watched *x = watch(alike("0", "0"));
  int64_t made = 0;
  while (watch_more(x)) {
    watch_day(x);
    for (size_t k = 0; k < x->sent.count; k++) {
      const watched_post *p = &x->sent.items[k];
      const uint32_t room = post_room(&p->post);
      if (!(p->post.what & FL_PARCEL_OWN)) continue;
      const int before = fl_slot_find(&x->lived[p->fan], room), after = fl_slot_find(&x->settled[p->fan], room);
      assert_true(after >= 0);
      assert_int_equal(x->settled[p->fan].room_high[after] & (FL_FOLLOWED | FL_BOUGHT), FL_FOLLOWED | FL_BOUGHT);
      const int recent = (before >= 0 ? (int)fl_slot_orders(&x->lived[p->fan], before) : 0) + ordered(x, p->fan, room);
      assert_int_equal(fl_slot_orders(&x->settled[p->fan], after), recent < 15 ? recent : 15);
      made += before < 0 || !(x->lived[p->fan].room_high[before] & FL_FOLLOWED);
    }
  }
  assert_true(made > 0);
  watch_close(x);
}

// What an order paid for stands against the budget at once, rounded up or down.
static void an_order_is_paid_from_the_budget(void **state) {
  (void)state;
  watched *x = watch(alike("0", "0"));
  while (watch_more(x)) {
    watch_day(x);
    double *paid = calloc(x->fans, sizeof *paid);
    int *orders = calloc(x->fans, sizeof *orders);
    assert_true(paid && orders);
    for (size_t k = 0; k < x->sent.count; k++) {
      if (!(x->sent.items[k].post.what & FL_PARCEL_OWN)) continue;
      paid[x->sent.items[k].fan] += x->sent.items[k].post.note;
      orders[x->sent.items[k].fan]++;
    }
    for (uint32_t i = 0; i < x->fans; i++) {
      fl_fan_view view;
      assert_true(fl_world_fan(x->world, i, &view));
      const double wanted = x->lived[i].wallet + 255 * paid[i] / (100 * view.budget_yuan_per_month);
      check_near(x->settled[i].wallet, wanted < 255 ? wanted : 255, orders[i] ? orders[i] + 0.01 : 0, 0, i);
    }
    free(paid);
    free(orders);
  }
  watch_close(x);
}

// ---- What is sent back ----------------------------------------------------------------------------------------------------------

// Need and money of one parcel that went back come back to who did not order today.
static void check_back(const watched *x, const fl_post *p, uint32_t i) {
  const uint32_t c = x->world->agents.offers.category[post_offer(p)], used = p->what >> FL_PARCEL_USED & 3u;
  const uint32_t before = fl_need_level(fl_needs(&x->lived[i]), c), after = fl_need_level(fl_needs(&x->settled[i]), c);
  assert_int_equal(after, before + used < 15 ? before + used : 15);
  fl_fan_view view;
  assert_true(fl_world_fan(x->world, i, &view));
  // The wallet has faded from the order to the last active day.
  const double days = x->lived[i].last_active - 1.0 - (x->day - (p->what >> FL_PARCEL_LAG));
  const double wanted = x->lived[i].wallet - 255 * p->note / (100 * view.budget_yuan_per_month) * exp(-days / 30);
  check_near(x->settled[i].wallet, wanted > 0 ? wanted : 0, 1.01, 0, i);
}

static void what_is_sent_back_gives_need_and_money_back(void **state) {
  (void)state;
  watched *x = watch(alike("0", "1"));
  int checked = 0;
  int64_t refund = 0;
  for (uint32_t b = 0; b < x->world->agents.brands.count; b++) x->world->agents.brands.size_guidance[b] = 0;
  while (watch_more(x)) {
    const fl_tally *t = watch_day(x);
    int64_t due = 0;
    for (size_t k = 0; k < x->due.count; k++) {
      const watched_post *p = &x->due.items[k];
      due += (int64_t)p->post.note * p->post.count;
      // A parcel of the start stands for an order that the wallet does not know of.
      const bool own = x->day > 8 && reached(x, p->fan, UINT32_MAX) == 1 && ordered(x, p->fan, UINT32_MAX) == 0;
      if (own && p->post.what & FL_PARCEL_OWN) check_back(x, &p->post, p->fan);
      checked += own;
    }
    assert_int_equal(t->returns_fit, t->delivered);
    assert_int_equal(t->refund, due);
    refund += t->refund;
  }
  assert_true(checked > 100 && refund > 0);
  watch_close(x);
}

// ---- Sold out -------------------------------------------------------------------------------------------------------------------

// Whoever claims what is sold out trusts the room less.
static void a_claim_that_is_not_served_costs_trust(void **state) {
  (void)state;
  fl_scenario s = alike("0", "0");
  small_set(&s, "room.stock_days", "0");
  small_set(&s, "room.stock_least", "0");
  small_set(&s, "trust.loss_stock_out", "0.5");
  watched *x = watch(s);
  int lost = 0;
  for (int day = 0; day < 5; day++) {
    const fl_tally *t = watch_day(x);
    assert_int_equal(t->stocked_out, t->claims);
    assert_int_equal(x->order_count, 0);
    for (size_t k = 0; k < x->claims.count; k++) {
      const watched_post *c = &x->claims.items[k];
      const int slot = fl_slot_find(&x->lived[c->fan], post_room(&c->post));
      if (slot < 0 || reached(x, c->fan, UINT32_MAX)) continue;
      check_near(trust_after(x, c->fan, slot), 0.5 * fl_slot_trust(&x->lived[c->fan], slot), 1, 0, c->fan);
      lost++;
    }
  }
  assert_true(lost > 100);
  watch_close(x);
}

// Each of several festivals gives out its packets; a fan holds one of them at most, and each is paid by the festival it came from.
static void every_festival_of_a_day_gives_out_its_red_packets(void **state) {
  (void)state;
  fl_scenario s = watch_eventful();
  const fl_festival first = s.policies[0].of.festival;
  fl_festival *second = &fl_scenario_add_policy(&s, FL_FESTIVAL, "second")->of.festival;
  *second = first;
  second->packet_value = 700;
  watched *x = watch(s);
  int64_t granted[2] = {0}, used[2] = {0}, paid[2] = {0};
  while (watch_more(x)) {
    watch_day(x);
    for (int i = 0; i < 2; i++) {
      const fl_policy_tally *t = &x->world->counts.policies[i == 0 ? 0 : 2];
      granted[i] += t->packets_granted;
      used[i] += t->packets_used;
      paid[i] += t->platform_fen;
    }
  }
  for (int i = 0; i < 2; i++) {
    assert_true(granted[i] > 0 && used[i] > 0 && used[i] <= granted[i]);
    assert_int_equal(paid[i], used[i] * (i ? 700 : first.packet_value));
  }
  watch_close(x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_festival_of_a_day_gives_out_its_red_packets),
      cmocka_unit_test(a_good_delivery_wins_trust),
      cmocka_unit_test(a_bad_delivery_loses_trust),
      cmocka_unit_test(a_fake_that_is_found_out_loses_most),
      cmocka_unit_test(who_is_disappointed_unfollows),
      cmocka_unit_test(an_order_makes_a_follower_and_counts_as_recent),
      cmocka_unit_test(an_order_is_paid_from_the_budget),
      cmocka_unit_test(what_is_sent_back_gives_need_and_money_back),
      cmocka_unit_test(a_claim_that_is_not_served_costs_trust),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
