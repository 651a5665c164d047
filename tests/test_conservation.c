// An eventful world's stocks, day by day: what came in less what went out is what changed, in visits, needs, followers, packets and
// parcels, as the fans' records and the post show it. Identities are exact; test_recount.c does the same for orders and buyers.
#include "small_world.h"
#include "watch.h"

typedef struct conserved {
  watched *x;
  int64_t month_left[FL_LIVE_SOURCES], window_left[FL_LIVE_SOURCES]; // real fans who were visited and left, by source
  int64_t paid, bought;                                              // paid visits and followers that they won, over the run
} conserved;

// ---- Visits ---------------------------------------------------------------------------------------------------------------------

// A fan's flags say from where it was visited in this month and window; who left took flags along.
static void check_unique_visitors(const conserved *c) {
  const watched *x = c->x;
  const fl_tally *t = x->world->counts.fixed;
  for (int s = 0; s < FL_LIVE_SOURCES; s++) {
    int64_t month = c->month_left[s], window = c->window_left[s], today = 0;
    for (uint32_t i = 0; i < x->fans; i++) {
      const uint32_t seen = x->settled[i].seen;
      const int64_t n = watch_weight(x, i);
      month += seen >> (FL_SEEN_MONTH_UV + s) & 1u ? n : 0;
      window += seen >> (FL_SEEN_WINDOW_UV + s) & 1u ? n : 0;
      today += watch_active(x, i) ? n : 0;
    }
    assert_int_equal(x->world->month.month_uv[s], month);
    if (x->world->step.in_window) assert_int_equal(x->world->window.window_uv[s], window);
    if (x->world->step.month_starts) assert_int_equal(t->source[s].uv, month);
    if (x->world->step.window_starts) assert_int_equal(t->source[s].uv, window);
    assert_true(t->source[s].uv <= t->uv && t->uv <= today);
  }
  assert_true(t->uv <= t->source[FL_PRIVATE].uv + t->source[FL_PUBLIC].uv + t->source[FL_PAID].uv);
  for (size_t i = 0; i < x->claims.count; i++) {
    const watched_post *p = &x->claims.items[i];
    const uint32_t seen = x->lived[p->fan].seen;
    if (!(p->post.what & FL_POST_PACKET)) assert_true(seen >> claim_source(&p->post) & 1u);
  }
}

// Visits and seconds are the same by room, source, tier of room, tier of relation and band of trust.
static void check_visits(const watched *x) {
  const fl_tally *t = x->world->counts.fixed;
  int64_t uv[FL_LIVE_SOURCES] = {0}, seconds[FL_LIVE_SOURCES] = {0}, tiers = 0, fan_tier_uv = 0, fan_tier_seconds = 0, bands = 0;
  int64_t visits = 0, all_seconds = 0;
  for (uint32_t i = 0; i < x->world->agents.rooms.count; i++)
    for (int s = 0; s < FL_LIVE_SOURCES; s++) {
      uv[s] += x->world->counts.rooms[i].uv[s];
      seconds[s] += x->world->counts.rooms[i].seconds[s];
    }
  for (int k = 0; k < FL_FAN_TIERS; k++) {
    const fl_cell *c = &t->fan_tier[k];
    tiers += t->fan_tier_visits[k];
    fan_tier_uv += c->uv;
    fan_tier_seconds += c->seconds;
    assert_in_range(c->uv, t->fan_tier_visits[k] > 0, t->uv < t->fan_tier_visits[k] ? t->uv : t->fan_tier_visits[k]);
    // A visit counts a second at least, and is one of so many that a fan makes on a day.
    assert_true(c->seconds >= t->fan_tier_visits[k] && t->fan_tier_visits[k] <= c->uv * (FL_SLOTS + FL_FLOWS * FL_PUBLIC_MOST));
  }
  for (int b = 0; b < FL_TRUST_BANDS; b++) bands += t->trust_band[b][0];
  for (int s = 0; s < FL_LIVE_SOURCES; s++) {
    visits += uv[s];
    all_seconds += seconds[s];
  }
  assert_int_equal(visits, t->visits);
  assert_int_equal(tiers, t->visits);
  assert_in_range(fan_tier_uv, t->uv, t->visits);
  assert_int_equal(fan_tier_seconds, all_seconds);
  assert_int_equal(bands, t->visits);
  for (int s = 0; s < FL_LIVE_SOURCES; s++) {
    int64_t tier_seconds = 0, tier_uv = 0;
    for (int k = 0; k < FL_ROOM_TIERS; k++) {
      tier_seconds += t->tier[k][s].seconds;
      tier_uv += t->tier[k][s].uv;
    }
    assert_int_equal(t->source[s].seconds, seconds[s]);
    assert_int_equal(tier_seconds, seconds[s]);
    assert_true(t->source[s].uv <= tier_uv && tier_uv <= uv[s]);
  }
  // No more than the share of the minutes that is spent in selling rooms; a visit is rounded up by a second at most.
  assert_true((double)all_seconds <=
              x->world->params.live_share * (double)(t->content_seconds + t->active_fans) + (double)t->visits);
}

// ---- Fans: newcomers, needs, followers -----------------------------------------------------------------------------------------

static void check_newcomer(const watched *x, uint32_t i) {
  const fl_fan *fan = &x->lived[i];
  assert_int_equal(fl_needs(fan), 0);
  assert_int_equal(fan->repeat & ~FL_GENERATION, 0);
  assert_int_equal(fan->cohort, 255);
  assert_int_equal(fan->seen | fan->wallet | fan->voucher, 0);
  assert_int_equal(fan->platform_trust, x->world->levers.platform_anchor);
  for (int s = 0; s < FL_SLOTS; s++) assert_int_equal(fl_slot_room(fan, s), FL_ROOM_NONE);
}

static void greet_newcomers(conserved *c) {
  const watched *x = c->x;
  for (uint32_t i = 0; i < x->fans; i++) {
    if (!watch_newcomer(x, i)) continue;
    check_newcomer(x, i);
    const uint32_t seen = x->before[i].seen;
    for (int s = 0; s < FL_LIVE_SOURCES; s++) {
      if (!x->world->step.month_starts && seen >> (FL_SEEN_MONTH_UV + s) & 1u) c->month_left[s] += watch_weight(x, i);
      if (!x->world->step.window_starts && seen >> (FL_SEEN_WINDOW_UV + s) & 1u) c->window_left[s] += watch_weight(x, i);
    }
  }
}

static int64_t standing(const fl_fan *fan) {
  int64_t sum = 0;
  for (uint32_t c = 0; c < FL_CATEGORIES; c++) sum += fl_need_level(fl_needs(fan), c);
  return sum;
}

// Needs arise and lapse in the day; whoever leaves takes needs along.
static void check_needs_of_the_day(const watched *x) {
  int64_t change = 0;
  for (uint32_t i = 0; i < x->fans; i++) {
    if (watch_newcomer(x, i)) continue;
    change += (standing(&x->lived[i]) - standing(&x->before[i])) * watch_weight(x, i);
  }
  assert_int_equal(x->world->counts.fixed->needs_arrived - x->world->counts.fixed->needs_leaked, change);
}

// Orders use up to two quanta of what there is; what comes back with returned parcels is at most what their orders used. Whoever
// neither claimed nor got a parcel is as before.
static void check_needs_of_orders(const watched *x) {
  uint8_t(*used)[FL_CATEGORIES] = calloc(x->fans, sizeof *used), (*back)[FL_CATEGORIES] = calloc(x->fans, sizeof *back);
  bool *touched = calloc(x->fans, sizeof *touched);
  assert_true(used && back && touched);
  for (size_t i = 0; i < x->claims.count; i++) touched[x->claims.items[i].fan] = true;
  for (size_t i = 0; i < x->due.count; i++) {
    const watched_post *p = &x->due.items[i];
    touched[p->fan] = true;
    if (p->post.what & FL_PARCEL_OWN)
      back[p->fan][x->world->agents.offers.category[post_offer(&p->post)]] += p->post.what >> FL_PARCEL_USED & 3u;
  }
  for (size_t i = 0; i < x->sent.count; i++) {
    const watched_post *p = &x->sent.items[i];
    const uint32_t c = x->world->agents.offers.category[post_offer(&p->post)], quanta = p->post.what >> FL_PARCEL_USED & 3u;
    if (!(p->post.what & FL_PARCEL_OWN)) continue;
    const int left = (int)fl_need_level(fl_needs(&x->lived[p->fan]), c) - used[p->fan][c]; // before what came back
    assert_in_range(quanta, left < 0 ? 0 : left < 2 ? left : 2, 2);
    if (back[p->fan][c] == 0) assert_in_range(quanta, 0, left);
    used[p->fan][c] += (uint8_t)quanta;
  }
  for (uint32_t i = 0; i < x->fans; i++) {
    if (!touched[i]) assert_memory_equal(&x->lived[i], &x->settled[i], sizeof(fl_fan));
    for (uint32_t c = 0; touched[i] && c < FL_CATEGORIES; c++) {
      const int lived = (int)fl_need_level(fl_needs(&x->lived[i]), c), settled = (int)fl_need_level(fl_needs(&x->settled[i]), c);
      assert_in_range(settled - lived + used[i][c], 0, back[i][c]);
    }
  }
  free(used);
  free(back);
  free(touched);
}

static int64_t followed(const fl_fan *fan, int64_t *by_room, int64_t n) {
  int64_t sum = 0;
  for (int s = 0; s < FL_SLOTS; s++) {
    if (!(fan->room_high[s] & FL_FOLLOWED) || fl_slot_room(fan, s) == FL_ROOM_NONE) continue;
    by_room[fl_slot_room(fan, s)] += n;
    sum += n;
  }
  return sum;
}

// Followers of today are those of yesterday, and who followed, less who unfollowed, fell dormant (or came back) or left for good.
static void check_followers(const watched *x) {
  const fl_world *w = x->world;
  const fl_tally *t = w->counts.fixed;
  int64_t *change = calloc(w->agents.rooms.count, sizeof *change), follows = 0, unfollows = 0, retired = 0, stale = 0;
  assert_non_null(change);
  for (uint32_t i = 0; i < x->fans; i++) {
    const int64_t n = watch_weight(x, i);
    followed(&x->settled[i], change, n);
    if (!watch_newcomer(x, i)) followed(&x->before[i], change, -n); // with those who left, their follows went
    for (int s = 0; s < FL_SLOTS && watch_active(x, i); s++) {
      const uint32_t gap = x->day + 1u - x->before[i].last_active;
      if (x->before[i].room_high[s] & FL_FOLLOWED && x->before[i].age[s] + gap > w->levers.dormant_after) stale += n;
    }
  }
  for (uint32_t room = 0; room < w->agents.rooms.count; room++) {
    const fl_room_tally *r = &w->counts.rooms[room];
    assert_int_equal(change[room], r->follows - r->unfollows - r->dormant_delta);
    follows += r->follows;
    unfollows += r->unfollows;
    retired += r->dormant_delta;
  }
  assert_int_equal(t->follows, follows);
  assert_int_equal(t->unfollows, unfollows);
  assert_in_range(retired + t->reactivations, stale, stale + t->evictions);
  free(change);
}

static int64_t won_by_ads(const fl_fan *fan, uint32_t room) {
  for (int s = 0; s < FL_SLOTS; s++)
    if (fl_slot_room(fan, s) == room) {
      const uint32_t flags = fan->room_high[s] & (FL_FOLLOWED | FL_BY_AD);
      assert_true(flags != FL_BY_AD); // who does not follow was not won
      return flags == (FL_FOLLOWED | FL_BY_AD);
    }
  return 0;
}

// Followers won by paid traffic are new ones of the day who were on a paid visit, and no more than the room counts.
static void check_bought(conserved *c) {
  const watched *x = c->x;
  const fl_world *w = x->world;
  for (uint32_t room = 0; room < w->agents.rooms.count; room++) {
    const fl_room_tally *r = &w->counts.rooms[room];
    int64_t won = 0;
    for (uint32_t i = 0; i < x->fans; i++)
      if (won_by_ads(&x->settled[i], room) && (watch_newcomer(x, i) || !won_by_ads(&x->before[i], room))) won += watch_weight(x, i);
    assert_in_range(r->follows_bought, won, r->follows);
    if (r->follows_bought > 0) assert_true(r->uv[FL_PAID] > 0);
    c->bought += r->follows_bought;
    if (r->uv[FL_PAID] > 0) assert_true(w->agents.rooms.ad_price[room] > 0 && w->agents.rooms.live[room]);
    c->paid += r->uv[FL_PAID];
  }
}

// ---- Deliveries -----------------------------------------------------------------------------------------------------------------

static void check_deliveries(const watched *x) {
  const fl_world *w = x->world;
  const fl_tally *t = w->counts.fixed;
  fl_room_tally *rooms = calloc(w->agents.rooms.count, sizeof *rooms), sum = {0};
  assert_non_null(rooms);
  int64_t category[FL_CATEGORIES] = {0}, returned = 0;
  for (size_t i = 0; i < x->due.count; i++) {
    const fl_post *p = &x->due.items[i].post;
    rooms[post_room(p)].delivered += p->count;
    rooms[post_room(p)].paid += (int64_t)p->note * p->count;
    category[w->agents.offers.category[post_offer(p)]] += p->count;
  }
  for (uint32_t i = 0; i < w->agents.rooms.count; i++) {
    const fl_room_tally *r = &w->counts.rooms[i];
    assert_int_equal(r->delivered, rooms[i].delivered);
    assert_in_range(r->returns, r->quality_returns, r->delivered);
    if (r->returns == 0) assert_int_equal(r->refund, 0);
    if (r->returns == r->delivered) assert_int_equal(r->refund, rooms[i].paid);
    assert_in_range(r->refund, 0, rooms[i].paid);
    sum.delivered += r->delivered;
    sum.returns += r->returns;
    sum.quality_returns += r->quality_returns;
    sum.refund += r->refund;
    sum.promoters += r->promoters;
    sum.detractors += r->detractors;
  }
  for (int c = 0; c < FL_CATEGORIES; c++) {
    assert_int_equal(t->category[c][2], category[c]);
    returned += t->category[c][3];
  }
  assert_int_equal(t->delivered, sum.delivered);
  assert_int_equal(t->returns_described + t->returns_fake, sum.quality_returns);
  assert_int_equal(t->returns_fit + t->returns_late + sum.quality_returns, sum.returns);
  assert_int_equal(returned, sum.returns);
  assert_int_equal(t->refund, sum.refund);
  assert_int_equal(t->promoters, sum.promoters);
  assert_int_equal(t->detractors, sum.detractors);
  assert_true(t->complaints <= t->detractors);
  free(rooms);
}

// Nothing that was due stays in the post.
static void check_post(const watched *x) {
  for (uint32_t b = 0; b < x->world->agents.block_count; b++)
    for (uint32_t i = 0; i < x->world->agents.queues[b].count; i++) {
      const fl_post *p = &x->world->agents.queues[b].posts[i];
      assert_in_range(p->when, x->day + 1, x->day + FL_MAX_LAG);
    }
}

// ---- Red packets ----------------------------------------------------------------------------------------------------------------

// A red packet is used by who has one that has not expired, once a day.
static void check_packets(const watched *x) {
  const fl_packet *packets = x->world->packets;
  for (uint32_t i = 0; i < x->fans; i++)
    if (watch_active(x, i) && x->lived[i].voucher) assert_true(packets[x->lived[i].voucher].last_day >= (int32_t)x->day);
  for (size_t i = 0, last = SIZE_MAX; i < x->claims.count; i++) {
    const watched_post *c = &x->claims.items[i];
    if (c->post.what & FL_POST_PACKET || !(c->post.what & FL_POST_VOUCHER)) continue;
    assert_true(x->lived[c->fan].voucher);
    if (last != SIZE_MAX && x->claims.items[last].fan == c->fan) fail_msg("day %u: fan %u uses a packet twice", x->day, c->fan);
    last = i;
  }
}

// A packet given out is in a wallet that was empty; one that was used is gone, one that was not is still there.
static void check_wallets(const watched *x) {
  int64_t given = 0, granted = 0;
  bool *used = calloc(x->fans, sizeof *used);
  assert_non_null(used);
  for (size_t i = 0; i < x->sent.count; i++) {
    const watched_post *p = &x->sent.items[i];
    if (!(p->post.what & FL_PARCEL_OWN)) continue;
    for (size_t k = 0; k < x->claims.count; k++) {
      const watched_post *c = &x->claims.items[k];
      const bool same = c->fan == p->fan && !(c->post.what & FL_POST_PACKET) && post_offer(&c->post) == post_offer(&p->post);
      used[p->fan] |= same && c->post.what & FL_POST_VOUCHER;
    }
  }
  for (uint32_t i = 0; i < x->fans; i++) {
    const uint32_t before = x->lived[i].voucher, after = x->settled[i].voucher;
    given += before == 0 && after != 0 ? watch_weight(x, i) : 0;
    if (before) assert_int_equal(after, used[i] ? 0 : before);
  }
  for (size_t p = 0; p < x->world->policy_count; p++) granted += x->world->counts.policies[p].packets_granted;
  assert_int_equal(given, granted);
  free(used);
}

static void conserve_day(conserved *c) {
  const watched *x = c->x;
  watch_day(c->x);
  if (x->world->step.month_starts) memset(c->month_left, 0, sizeof c->month_left);
  if (x->world->step.window_starts) memset(c->window_left, 0, sizeof c->window_left);
  greet_newcomers(c);
  check_unique_visitors(c);
  check_visits(x);
  check_needs_of_the_day(x);
  check_needs_of_orders(x);
  check_followers(x);
  check_bought(c);
  check_deliveries(x);
  check_post(x);
  check_packets(x);
  check_wallets(x);
}

static void what_comes_in_less_what_goes_out_is_what_changes(void **state) {
  (void)state;
  conserved c = {.x = watch(watch_eventful())};
  while (watch_more(c.x)) conserve_day(&c);
  assert_true(c.paid > 0 && c.bought > 0);
  watch_close(c.x);
}

// With fewer rooms than slots nobody is pushed out, so that every follower who comes back shows in the count.
static void dormant_followers_who_come_back_are_counted(void **state) {
  (void)state;
  watched *x = watch(WATCH_PLAN("fans", "4096", "platform.population", "40960", "platform.rooms", "6", "rooms", "6", "warmup", "0",
                                "days", "20", "start.relations", "1", "follow.dormant_after", "30", "fan.churn_per_year", "2"));
  const fl_rooms *rooms = &x->world->agents.rooms;
  int64_t back = 0, shown[6];
  for (int r = 0; r < 6; r++) shown[r] = rooms->active[r] + rooms->dormant[r];
  while (watch_more(x)) {
    const fl_tally *t = watch_day(x);
    assert_int_equal(t->evictions, 0);
    check_followers(x);
    back += t->reactivations;
  }
  assert_true(back > 0);
  // Where the window begins the run, the followers before it are those of the start.
  size_t n;
  const fl_row_room_window *row = fl_world_rows(x->world, FL_T_room_window, &n);
  assert_int_equal(n, 6);
  for (int r = 0; r < 6; r++) assert_int_equal(row[r].followers_before, shown[r]);
  watch_close(x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_comes_in_less_what_goes_out_is_what_changes),
      cmocka_unit_test(dormant_followers_who_come_back_are_counted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
