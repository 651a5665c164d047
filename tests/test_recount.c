// An eventful world, recounted day by day: what the tables say is worked out a second time, in slow and plain code, from what is in the
// fans' records, in the post and in the log of orders. Identities are exact. Nothing here is a golden value.
#include "base/date.h"
#include "small_world.h"
#include "watch.h"

// What the recount itself remembers of a fan.
typedef struct diary {
  bool month_active, window_active, ever, last_month;
  int month_days, window_days;      // on which it bought
  uint32_t month_from, window_from; // sources it bought from: bits
  uint32_t cohort;                  // month of the run of the first order, 0 before the run
} diary;

// What a period's tables should say so far.
typedef struct book {
  int64_t active, buyers, buying_days, repeat, kept, former, source_buyers[FL_LIVE_SOURCES];
} book;

// What one claim came to.
typedef struct purchase {
  uint32_t fan, room, source;
  int64_t bought;
  bool own; // the agent itself goes the way of those who bought
  const fl_post *claim;
} purchase;

typedef struct recount {
  watched *x;
  diary *fans;
  book month, window;
  int64_t cohort[FL_COHORTS][3];
  uint32_t months; // begun
  purchase *purchases;
  size_t purchase_count;
  int64_t *shown, *joined; // by room: displayed followers before the window; in it, follows less unfollows
  // That the run had what is to be recounted
  int64_t tiered[FL_FAN_TIERS], both_tiers; // buyers by tier of relation; those counted in more than one
  int64_t newcomers, cuts, late, packets, subsidised, twice_paid, switched, repeat, overlap, dormant_lost, paid, bought;
} recount;

// ---- The day as purchases -------------------------------------------------------------------------------------------------------

// A fan visits a room once a day, so that fan and room name the claim.
static const fl_post *claim_of(const watched *x, uint32_t fan, uint32_t room) {
  const fl_post *found = NULL;
  for (size_t i = 0; i < x->claims.count; i++) {
    const watched_post *c = &x->claims.items[i];
    if (c->fan != fan || c->post.what & FL_POST_PACKET || post_room(&c->post) != room) continue;
    if (found) fail_msg("day %u: fan %u claims twice in room %u", x->day, fan, room);
    found = &c->post;
  }
  assert_non_null(found);
  return found;
}

static uint32_t claim_tier(const fl_post *claim) {
  return claim->note >> FL_NOTE_TIER & 3u;
}

static void gather_purchases(recount *r) {
  const watched *x = r->x;
  assert_int_equal(x->order_count, x->sent.count);
  r->purchases = realloc(r->purchases, (x->sent.count + 1) * sizeof *r->purchases);
  assert_non_null(r->purchases);
  r->purchase_count = 0;
  for (size_t i = 0; i < x->sent.count; i++) {
    const fl_row_sample_order *order = &x->orders[i];
    const bool own = x->sent.items[i].post.what & FL_PARCEL_OWN;
    purchase *last = r->purchase_count ? &r->purchases[r->purchase_count - 1] : NULL;
    if (last && last->fan == order->fan && last->room == order->room) {
      last->bought += order->orders;
      assert_false(last->own && own);
      last->own |= own;
      continue;
    }
    const fl_post *claim = claim_of(x, (uint32_t)order->fan, (uint32_t)order->room);
    r->purchases[r->purchase_count++] =
        (purchase){(uint32_t)order->fan, (uint32_t)order->room, claim_source(claim), order->orders, own, claim};
  }
}

// ---- Orders, parcels and money --------------------------------------------------------------------------------------------------

static void check_parcel(recount *r, const watched_post *sent, const fl_row_sample_order *order, const fl_post *claim) {
  const fl_world *w = r->x->world;
  const fl_post *parcel = &sent->post;
  const uint32_t lag = parcel->what >> FL_PARCEL_LAG, late_days = (uint32_t)w->params.late_days;
  const bool late = parcel->what & FL_PARCEL_LATE;
  assert_int_equal(sent->fan, order->fan);
  assert_int_equal(post_room(parcel), order->room);
  assert_int_equal(post_offer(parcel), order->room * FL_OFFERS + order->offer);
  assert_int_equal(parcel->note, order->paid_fen);
  assert_int_equal(parcel->count, order->orders);
  // One to twice the mean less one, and the days of being late on top.
  assert_int_equal(parcel->when, r->x->day + lag);
  assert_in_range(lag, 1 + (late ? late_days : 0), 2 * (uint32_t)w->params.delivery_days - 1 + (late ? late_days : 0));
  r->late += late;
  assert_int_equal(order->price_fen, order->paid_fen + order->platform_fen + order->seller_fen);
  assert_int_equal(order->minute, claim->when);
  assert_int_equal(order->source, claim_source(claim));
  assert_int_equal(order->impulse, claim->note >> FL_NOTE_IMPULSE & 1u);
}

typedef struct sums {
  fl_cell all, source[FL_SOURCES], tier[FL_ROOM_TIERS][FL_SOURCES], fan_tier[FL_FAN_TIERS];
  int64_t impulse, unsubsidised, switched, category[FL_CATEGORIES], band[FL_TRUST_BANDS];
} sums;

static void add_order(fl_cell *cell, const fl_row_sample_order *o) {
  cell->orders += o->orders;
  cell->gmv += o->orders * o->price_fen;
  cell->paid += o->orders * o->paid_fen;
  cell->platform += o->orders * o->platform_fen;
  cell->seller += o->orders * o->seller_fen;
}
static void check_cell(const fl_cell *got, const fl_cell *wanted) {
  assert_int_equal(got->orders, wanted->orders);
  assert_int_equal(got->gmv, wanted->gmv);
  assert_int_equal(got->paid, wanted->paid);
  assert_int_equal(got->platform, wanted->platform);
  assert_int_equal(got->seller, wanted->seller);
}

// What a red packet paid of one order; a fen is left to pay, and an offer taken instead of the one claimed has none.
static int64_t packet_of(const watched *x, const fl_row_sample_order *o, const fl_post *claim) {
  if (!(claim->what & FL_POST_VOUCHER) || o->offer != (claim->what >> FL_POST_OFFER & 3u)) return 0;
  const int64_t value = x->world->packets[x->lived[o->fan].voucher].value_fen;
  return o->paid_fen == 1 && o->platform_fen < value ? o->platform_fen : value;
}
static int64_t subsidy_of(const watched *x, const fl_row_sample_order *o, const fl_post *claim) {
  return o->platform_fen - packet_of(x, o, claim) + o->seller_fen;
}

// The fan came as a follower whom paid traffic had won on an earlier day. The relation to the very room counts: a follower of another
// real room of the agent is a stranger to it.
static bool claim_by_ad(const watched *x, const fl_post *claim, const fl_row_sample_order *o) {
  const fl_fan *fan = &x->before[o->fan];
  bool won = false;
  for (int s = 0; s < FL_SLOTS; s++)
    won |= fl_slot_room(fan, s) == (uint32_t)o->room && fan->room_high[s] & FL_BY_AD && fan->room_high[s] & FL_FOLLOWED;
  return won && claim->note >> FL_NOTE_KNOWN & 1u;
}

static void add_up(const watched *x, const fl_row_sample_order *o, const fl_post *claim, fl_room_tally *rooms, int64_t *sold,
                   sums *s) {
  const uint32_t offer = (uint32_t)(o->room * FL_OFFERS + o->offer), trust = claim->note & FL_NOTE_TRUST;
  add_order(&s->all, o);
  add_order(&s->source[o->source], o);
  add_order(&s->tier[x->world->hot[o->room].tier][o->source], o);
  add_order(&s->fan_tier[claim_tier(claim)], o);
  s->impulse += o->impulse ? o->orders : 0;
  s->category[x->world->agents.offers.category[offer]] += o->orders;
  s->band[claim->note >> FL_NOTE_KNOWN & 1u ? 1 + trust * 20 / 4096 : 0] += o->orders;
  const bool switched = offer != post_offer(claim);
  s->switched += switched ? o->orders : 0;
  if (claim->what & FL_POST_SUBSIDISED && !switched && subsidy_of(x, o, claim) == 0) s->unsubsidised += o->orders;
  fl_room_tally *room = &rooms[o->room];
  room->orders[o->source] += o->orders;
  room->gmv[o->source] += o->orders * o->price_fen;
  room->paid += o->orders * o->paid_fen;
  room->platform += o->orders * o->platform_fen;
  room->seller += o->orders * o->seller_fen;
  room->gmv_bought += claim_by_ad(x, claim, o) && o->source != FL_PAID ? o->orders * o->price_fen : 0;
  room->returning += claim->note >> FL_NOTE_BOUGHT & 1u ? o->orders : 0;
  sold[offer] += o->orders;
}

static void check_sums(const watched *x, const sums *s, const fl_room_tally *rooms, const int64_t *sold) {
  const fl_world *w = x->world;
  const fl_tally *t = w->counts.fixed;
  for (int k = 0; k < FL_SOURCES; k++) {
    check_cell(&t->source[k], &s->source[k]);
    for (int tier = 0; tier < FL_ROOM_TIERS; tier++) check_cell(&t->tier[tier][k], &s->tier[tier][k]);
  }
  assert_int_equal(t->impulse_orders, s->impulse);
  assert_int_equal(t->switched, s->switched);
  for (int c = 0; c < FL_CATEGORIES; c++) assert_int_equal(t->category[c][0], s->category[c]);
  for (int k = 0; k < FL_FAN_TIERS; k++) check_cell(&t->fan_tier[k], &s->fan_tier[k]);
  for (int b = 0; b < FL_TRUST_BANDS; b++) assert_int_equal(t->trust_band[b][1], s->band[b]);
  assert_int_equal(t->unsubsidised, s->unsubsidised);
  for (uint32_t i = 0; i < w->agents.rooms.count; i++) {
    const fl_room_tally *got = &w->counts.rooms[i], *wanted = &rooms[i];
    assert_memory_equal(got->orders, wanted->orders, sizeof got->orders);
    assert_memory_equal(got->gmv, wanted->gmv, sizeof got->gmv);
    assert_int_equal(got->paid, wanted->paid);
    assert_int_equal(got->platform, wanted->platform);
    assert_int_equal(got->seller, wanted->seller);
    assert_int_equal(got->returning, wanted->returning);
    assert_int_equal(got->gmv_bought, wanted->gmv_bought);
  }
  assert_memory_equal(w->counts.sold, sold, w->agents.offers.count * sizeof *sold);
}

static void check_orders(recount *r) {
  const watched *x = r->x;
  sums s = {0};
  fl_room_tally *rooms = calloc(x->world->agents.rooms.count, sizeof *rooms);
  int64_t *sold = calloc(x->world->agents.offers.count, sizeof *sold);
  assert_true(rooms && sold);
  for (size_t i = 0; i < x->order_count; i++) {
    const fl_post *claim = claim_of(x, (uint32_t)x->orders[i].fan, (uint32_t)x->orders[i].room);
    check_parcel(r, &x->sent.items[i], &x->orders[i], claim);
    add_up(x, &x->orders[i], claim, rooms, sold, &s);
  }
  check_sums(x, &s, rooms, sold);
  r->switched += s.switched;
  r->paid += s.source[FL_PAID].orders;
  for (uint32_t i = 0; i < x->world->agents.rooms.count; i++) r->bought += rooms[i].gmv_bought;
  r->cuts += x->world->cuts.count;
  free(rooms);
  free(sold);
}

// Returns whether two policies paid for the order.
static bool add_policies(const watched *x, const fl_row_sample_order *o, fl_policy_tally *of) {
  const fl_world *w = x->world;
  const fl_post *claim = claim_of(x, (uint32_t)o->fan, (uint32_t)o->room);
  const int64_t packet = packet_of(x, o, claim), subsidy = subsidy_of(x, o, claim);
  if (subsidy > 0) {
    fl_policy_tally *p = &of[w->agents.offers.subsidy[o->room * FL_OFFERS + o->offer]];
    int64_t *line = p->ledger[w->agents.brands.kind[w->agents.rooms.brand[o->room]]][claim_tier(claim)];
    p->orders += o->orders;
    p->gmv += o->orders * o->price_fen;
    p->platform_fen += o->orders * (o->platform_fen - packet);
    p->seller_fen += o->orders * o->seller_fen;
    if (claim->what >> FL_POST_RESALE & 1u) {
      p->resale_orders += o->orders;
      p->resale_gmv += o->orders * o->price_fen;
      p->resale_fen += o->orders * subsidy;
    }
    line[0] += o->orders;
    line[1] += o->orders * (o->platform_fen - packet);
    line[2] += o->orders * o->seller_fen;
  }
  if (packet == 0) return false;
  fl_policy_tally *p = &of[w->packets[x->lived[o->fan].voucher].policy];
  p->platform_fen += o->orders * packet;
  p->packets_used += o->orders;
  p->orders += o->orders;
  p->gmv += o->orders * o->price_fen;
  return subsidy > 0;
}

static void check_policies(recount *r) {
  const watched *x = r->x;
  fl_policy_tally *of = calloc(x->world->policy_count, sizeof *of);
  assert_non_null(of);
  for (size_t i = 0; i < x->order_count; i++) r->twice_paid += add_policies(x, &x->orders[i], of);
  for (size_t p = 0; p < x->world->policy_count; p++) {
    const fl_policy_tally *got = &x->world->counts.policies[p], *wanted = &of[p];
    assert_int_equal(got->platform_fen, wanted->platform_fen);
    assert_int_equal(got->seller_fen, wanted->seller_fen);
    assert_int_equal(got->orders, wanted->orders);
    assert_int_equal(got->gmv, wanted->gmv);
    assert_int_equal(got->packets_used, wanted->packets_used);
    assert_int_equal(got->resale_orders, wanted->resale_orders);
    assert_int_equal(got->resale_gmv, wanted->resale_gmv);
    assert_int_equal(got->resale_fen, wanted->resale_fen);
    assert_memory_equal(got->ledger, wanted->ledger, sizeof got->ledger);
  }
  free(of);
}

// Every claim ends: bought, no money or no stock.
static void check_claims(recount *r) {
  const watched *x = r->x;
  const fl_tally *t = x->world->counts.fixed;
  int64_t claims = 0, packet_claims = 0, stocked_out = 0, claimed = 0, used = 0, granted = 0;
  for (size_t i = 0; i < x->claims.count; i++) {
    const watched_post *c = &x->claims.items[i];
    if (c->post.what & FL_POST_PACKET)
      packet_claims += watch_weight(x, c->fan);
    else
      claims += watch_weight(x, c->fan);
  }
  for (uint32_t i = 0; i < x->world->agents.rooms.count; i++) stocked_out += x->world->counts.rooms[i].stocked_out;
  for (size_t p = 0; p < x->world->policy_count; p++) {
    claimed += x->world->counts.policies[p].packet_claims;
    granted += x->world->counts.policies[p].packets_granted;
    used += x->world->counts.policies[p].packets_used;
    r->subsidised += x->world->counts.policies[p].ledger[0][0][0];
  }
  assert_int_equal(t->claims, claims);
  assert_int_equal(claimed, packet_claims);
  assert_true(granted <= claimed);
  assert_int_equal(claims, t->source[FL_PRIVATE].orders + t->source[FL_PUBLIC].orders + t->source[FL_PAID].orders + t->priced_out +
                               t->stocked_out);
  assert_int_equal(t->stocked_out, stocked_out);
  r->packets += used;
}

// ---- Distinct fans --------------------------------------------------------------------------------------------------------------

// `n` real fans of the agent who buy on this day; the diary says what was before it.
static void count_buying_day(recount *r, uint32_t fan, int64_t n) {
  const diary *d = &r->fans[fan];
  r->month.buying_days += n;
  if (d->month_days == 0) {
    r->month.buyers += n;
    r->month.kept += d->last_month ? n : 0;
    r->month.former += d->ever ? n : 0;
    r->cohort[d->ever ? d->cohort : r->months][0] += n;
  }
  r->month.repeat += d->month_days == 1 ? n : 0;
  if (!r->x->world->step.in_window) return;
  r->window.buying_days += n;
  r->window.buyers += d->window_days == 0 ? n : 0;
  r->window.former += d->window_days == 0 && d->ever ? n : 0;
  r->window.repeat += d->window_days == 1 ? n : 0;
}

// Purchases that share the cell in which distinct buyers are counted.
typedef bool sharing(const fl_hot *hot, const purchase *a, const purchase *b);
static bool share_day(const fl_hot *hot, const purchase *a, const purchase *b) {
  return hot && a && b;
}
static bool share_source(const fl_hot *hot, const purchase *a, const purchase *b) {
  return hot && a->source == b->source;
}
static bool share_tier(const fl_hot *hot, const purchase *a, const purchase *b) {
  return a->source == b->source && hot[a->room].tier == hot[b->room].tier;
}
static bool share_brand(const fl_hot *hot, const purchase *a, const purchase *b) {
  return a->source == b->source && hot[a->room].brand == hot[b->room].brand;
}
static bool share_fan_tier(const fl_hot *hot, const purchase *a, const purchase *b) {
  return hot && claim_tier(a->claim) == claim_tier(b->claim);
}

// Of purchases that are served in part the same real fans are taken to be served: distinct buyers of a day are those of the largest.
// What purchase `at` adds to those of the fan's purchases before it that share its cell.
static int64_t adds(const recount *r, size_t at, sharing *share) {
  const purchase *p = &r->purchases[at];
  int64_t most = 0;
  for (size_t i = at; i-- > 0 && r->purchases[i].fan == p->fan;) {
    const purchase *q = &r->purchases[i];
    if (share(r->x->world->hot, p, q)) most = q->bought > most ? q->bought : most;
  }
  return p->bought > most ? p->bought - most : 0;
}

// The day is over: whoever bought writes it down.
static void write_down(recount *r) {
  const bool in_window = r->x->world->step.in_window;
  for (size_t i = 0; i < r->purchase_count; i++) {
    const purchase *p = &r->purchases[i];
    diary *d = &r->fans[p->fan];
    bool again = false;
    for (size_t k = 0; k < i; k++) again |= r->purchases[k].fan == p->fan && r->purchases[k].own;
    if (!p->own) continue;
    d->month_from |= 1u << p->source;
    d->window_from |= in_window ? 1u << p->source : 0;
    if (again) continue;
    if (!d->ever) d->cohort = r->months;
    d->ever = true;
    d->month_days++;
    d->window_days += in_window;
  }
}

static void count_buyers(recount *r) {
  const fl_world *w = r->x->world;
  const fl_tally *t = w->counts.fixed;
  int64_t buyers = 0, new_buyers = 0, by_source[FL_LIVE_SOURCES] = {0}, by_tier[FL_ROOM_TIERS][FL_LIVE_SOURCES] = {{0}};
  int64_t by_fan_tier[FL_FAN_TIERS] = {0};
  for (size_t i = 0; i < r->purchase_count; i++) {
    const purchase *p = &r->purchases[i];
    const int source = (int)p->source, tier = w->hot[p->room].tier;
    const diary *d = &r->fans[p->fan];
    const int64_t more = adds(r, i, share_day), from_source = adds(r, i, share_source);
    by_tier[tier][source] += adds(r, i, share_tier);
    by_fan_tier[claim_tier(p->claim)] += adds(r, i, share_fan_tier);
    by_source[source] += from_source;
    buyers += more;
    new_buyers += d->ever ? 0 : more;
    count_buying_day(r, p->fan, more);
    r->month.source_buyers[source] += d->month_from >> source & 1u ? 0 : from_source;
    if (w->step.in_window) r->window.source_buyers[source] += d->window_from >> source & 1u ? 0 : from_source;
  }
  assert_int_equal(t->buyers, buyers);
  assert_int_equal(t->new_buyers, new_buyers);
  for (int k = 0; k < FL_FAN_TIERS; k++) {
    assert_int_equal(t->fan_tier[k].buyers, by_fan_tier[k]);
    r->tiered[k] += by_fan_tier[k];
  }
  r->both_tiers += by_fan_tier[0] + by_fan_tier[1] + by_fan_tier[2] - buyers;
  for (int s = 0; s < FL_LIVE_SOURCES; s++) {
    assert_int_equal(t->source[s].buyers, by_source[s]);
    for (int k = 0; k < FL_ROOM_TIERS; k++) assert_int_equal(t->tier[k][s].buyers, by_tier[k][s]);
  }
}

static void check_room_buyers(recount *r) {
  const fl_world *w = r->x->world;
  for (uint32_t room = 0; room < w->agents.rooms.count; room++) {
    int64_t buyers[FL_LIVE_SOURCES] = {0};
    for (size_t i = 0; i < r->purchase_count; i++)
      if (r->purchases[i].room == room) buyers[r->purchases[i].source] += r->purchases[i].bought;
    assert_memory_equal(w->counts.rooms[room].buyers, buyers, sizeof buyers);
  }
  for (uint32_t brand = 0; brand < w->agents.brands.count; brand++) {
    int64_t twice[FL_LIVE_SOURCES] = {0};
    for (size_t i = 0; i < r->purchase_count; i++) {
      const purchase *p = &r->purchases[i];
      if (w->hot[p->room].brand == brand) twice[p->source] += p->bought - adds(r, i, share_brand);
    }
    for (int s = 0; s < FL_LIVE_SOURCES; s++) {
      assert_int_equal(w->counts.overlap[brand][FL_SOURCES + s], twice[s]);
      r->overlap += twice[s];
    }
  }
}

static void count_cohorts(recount *r) {
  for (size_t i = 0; i < r->x->order_count; i++) {
    const fl_row_sample_order *o = &r->x->orders[i];
    const diary *d = &r->fans[o->fan];
    const uint32_t k = d->ever ? d->cohort : r->months; // who bought in part only stands for some who buy for the first time
    r->cohort[k][1] += o->orders;
    r->cohort[k][2] += o->orders * o->price_fen;
  }
  for (int k = 0; k < FL_COHORTS; k++)
    for (int c = 0; c < 3; c++) assert_int_equal(r->x->world->month.cohort[k][c], r->cohort[k][c]);
}

static void count_active(recount *r) {
  const watched *x = r->x;
  int64_t active = 0;
  for (uint32_t i = 0; i < x->fans; i++) {
    diary *d = &r->fans[i];
    const int64_t n = watch_weight(x, i);
    if (!watch_active(x, i)) continue;
    active += n;
    r->month.active += d->month_active ? 0 : n;
    if (x->world->step.in_window) r->window.active += d->window_active ? 0 : n;
    d->month_active = d->window_active = true; // the window's pages turn when it begins
  }
  assert_int_equal(x->world->counts.fixed->active_fans, active);
  if (!x->world->step.in_window) assert_int_equal(x->world->counts.fixed->window_active, 0);
}

// ---- The run --------------------------------------------------------------------------------------------------------------------

static void turn_pages(recount *r) {
  const watched *x = r->x;
  const int64_t date = x->scenario.setup.from - x->scenario.setup.warmup + x->day;
  const bool month = x->day == 0 || fl_date_civil(date).day == 1, window = x->day == (uint32_t)x->scenario.setup.warmup;
  for (uint32_t i = 0; i < x->fans; i++) {
    diary *d = &r->fans[i];
    if (month) {
      d->last_month = d->month_days > 0;
      d->month_active = false;
      d->month_days = 0;
      d->month_from = 0;
    }
    if (!window) continue;
    d->window_active = false;
    d->window_days = 0;
    d->window_from = 0;
  }
  if (month) {
    r->month = (book){0};
    memset(r->cohort, 0, sizeof r->cohort);
    r->months++;
  }
  if (window) r->window = (book){0};
}

static void check_books(recount *r) {
  const fl_tally *m = &r->x->world->month, *w = &r->x->world->window;
  assert_int_equal(m->month_active, r->month.active);
  assert_int_equal(m->month_buyers, r->month.buyers);
  assert_int_equal(m->month_buying_days, r->month.buying_days);
  assert_int_equal(m->month_repeat, r->month.repeat);
  assert_int_equal(m->month_kept, r->month.kept);
  assert_int_equal(m->month_former, r->month.former);
  assert_int_equal(w->window_active, r->window.active);
  assert_int_equal(w->window_buyers, r->window.buyers);
  assert_int_equal(w->window_buying_days, r->window.buying_days);
  assert_int_equal(w->window_repeat, r->window.repeat);
  assert_int_equal(w->window_former, r->window.former);
  for (int s = 0; s < FL_LIVE_SOURCES; s++) {
    assert_int_equal(m->month_source_buyers[s], r->month.source_buyers[s]);
    assert_int_equal(w->window_source_buyers[s], r->window.source_buyers[s]);
  }
  r->repeat += r->month.repeat + r->window.repeat;
}

// The rows of a period say what the books said on its last day.
static void check_rows(const recount *r) {
  const watched *x = r->x;
  const bool last = !watch_more(x);
  if (!last && fl_date_civil(x->world->step.date + 1).day != 1) return;
  size_t n;
  const fl_row_repurchase *row = fl_world_rows(x->world, FL_T_repurchase, &n);
  const book *b = last ? &r->window : &r->month; // the window's row comes after the month's
  assert_int_equal(n, last ? 2 : 1);
  row += n - 1;
  assert_int_equal(row->period, last);
  assert_int_equal(row->active_fans, b->active);
  assert_int_equal(row->buyers, b->buyers);
  assert_int_equal(row->buying_days, b->buying_days);
  assert_int_equal(row->repeat_buyers, b->repeat);
  assert_int_equal(row->kept_buyers, b->kept * !last);
  assert_int_equal(row->former_buyers, b->former);
}

// A room's row of the window: what it shows changes by who follows, who unfollows, and dormant followers that are lost.
static void check_followers(recount *r) {
  const fl_world *w = r->x->world;
  const fl_rooms *rooms = &w->agents.rooms;
  const bool last = !watch_more(r->x);
  size_t n;
  const fl_row_room_window *row = fl_world_rows(w, FL_T_room_window, &n);
  assert_int_equal(n, last ? rooms->count : 0);
  for (uint32_t i = 0; i < rooms->count; i++) {
    const int64_t shown = rooms->active[i] + rooms->dormant[i];
    if (!w->step.in_window) r->shown[i] = shown;
    if (w->step.in_window) r->joined[i] += w->counts.rooms[i].follows - w->counts.rooms[i].unfollows;
    if (!last) continue;
    assert_int_equal(row[i].room, i);
    assert_int_equal(row[i].followers_before, r->shown[i]);
    assert_int_equal(row[i].followers_after, shown);
    assert_true(shown - r->shown[i] <= r->joined[i]);
    r->dormant_lost += r->joined[i] - (shown - r->shown[i]);
  }
}

static void greet_newcomers(recount *r) {
  for (uint32_t i = 0; i < r->x->fans; i++) {
    if (!watch_newcomer(r->x, i)) continue;
    // The record cannot tell the day of coming from a day of activity: who comes counts as active from the next period on.
    r->fans[i] = (diary){.cohort = 255, .month_active = true, .window_active = true};
    r->newcomers++;
  }
}

static void recount_day(recount *r) {
  watched *x = r->x;
  watch_day(x);
  turn_pages(r);
  greet_newcomers(r);
  gather_purchases(r);
  count_active(r);
  check_claims(r);
  check_orders(r);
  check_policies(r);
  count_buyers(r);
  check_room_buyers(r);
  count_cohorts(r);
  write_down(r);
  check_books(r);
  check_rows(r);
  check_followers(r);
}

static void the_tables_say_what_the_fans_did(void **state) {
  (void)state;
  recount r = {.x = watch(watch_eventful())};
  r.fans = calloc(r.x->fans, sizeof *r.fans);
  r.shown = calloc(r.x->world->agents.rooms.count, sizeof *r.shown);
  r.joined = calloc(r.x->world->agents.rooms.count, sizeof *r.joined);
  assert_true(r.fans && r.shown && r.joined);
  for (uint32_t i = 0; i < r.x->fans; i++) {
    const fl_fan *fan = &r.x->settled[i];
    r.fans[i] = (diary){.ever = fan->repeat & FL_HAS_BOUGHT, .month_days = fan->repeat & FL_MONTH_DAYS, .cohort = fan->cohort};
  }
  while (watch_more(r.x)) recount_day(&r);
  print_message(
      "%lld newcomers, %lld cuts, %lld late parcels, %lld packets used, %lld subsidised, %lld paid by two policies, %lld switched, "
      "%lld repeat, %lld twice, %lld dormant lost\n",
      (long long)r.newcomers, (long long)r.cuts, (long long)r.late, (long long)r.packets, (long long)r.subsidised,
      (long long)r.twice_paid, (long long)r.switched, (long long)r.repeat, (long long)r.overlap, (long long)r.dormant_lost);
  for (int k = 0; k < FL_FAN_TIERS; k++) assert_true(r.tiered[k] > 0);
  assert_true(r.both_tiers > 0);
  assert_true(r.newcomers && r.cuts && r.late && r.packets && r.subsidised && r.twice_paid && r.switched && r.repeat && r.overlap &&
              r.dormant_lost && r.paid && r.bought);
  watch_close(r.x);
  free(r.fans);
  free(r.shown);
  free(r.joined);
  free(r.purchases);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_tables_say_what_the_fans_did)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
