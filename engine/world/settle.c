// Pass 2 of a day: claims are settled against the cuts, money is posted, parcels of earlier days arrive. Parallel over blocks;
// reads cuts, offers and the outcome table, writes fans, queues and the worker's counts. Every fen is posted once, in post_order.
#include "mechanisms/fan_life.h"
#include "mechanisms/outcome.h"
#include "mechanisms/private_domain.h"
#include "mechanisms/seeding.h"
#include "mechanisms/trust.h"
#include "world/settling.h"

#include <stdlib.h>

enum { FATE = 1 << 20 }; // bit of k beside the room, in the stream of settling

// One settled order: prices of one real order, and how many.
typedef struct settled {
  const fl_post *claim;
  uint32_t fan, room, offer, source, category, tier, day;
  const fl_packet *in_hand; // the agent's red packet, or NULL
  const fl_wishes *wishes;  // M21: the fan's, as they were before the claim; NULL where seeding is off
  int64_t orders;
  int64_t price, platform_subsidy, seller, packet, voucher, paid; // fen; voucher: of the seller
} settled;

static void add_money(fl_cell *cell, const settled *s) {
  cell->orders += s->orders;
  cell->gmv += s->orders * s->price;
  cell->paid += s->orders * s->paid;
  cell->platform += s->orders * (s->platform_subsidy + s->packet);
  cell->seller += s->orders * (s->seller + s->voucher);
}

// Of the scenario's own brands each has a ledger of its own.
static void post_brand_ledger(fl_settling *x, const settled *s, uint32_t owner) {
  const fl_scenario *scenario = &x->world->model->scenario;
  const size_t own = owner - (uint32_t)scenario->setup.rooms;
  if (own >= scenario->brand_count) return;
  int64_t *ledger = x->counts->ledgers[x->world->agents.offers.subsidy[s->offer] * scenario->brand_count + own][s->tier];
  ledger[0] += s->orders;
  ledger[1] += s->orders * s->price;
  ledger[2] += s->orders * s->platform_subsidy;
  ledger[3] += s->orders * s->seller;
}

// Each policy counts what it paid for: an order with a subsidy and a red packet is an order of both.
static void post_policy(fl_settling *x, const settled *s) {
  const fl_offers *offers = &x->world->agents.offers;
  const uint32_t owner = fl_owner(&x->world->agents, s->offer), kind = x->world->agents.brands.kind[owner];
  if (s->platform_subsidy + s->seller > 0) {
    fl_policy_tally *p = &x->counts->policies[offers->subsidy[s->offer]];
    p->platform_fen += s->orders * s->platform_subsidy;
    p->seller_fen += s->orders * s->seller;
    p->orders += s->orders;
    p->gmv += s->orders * s->price;
    if (s->claim->what >> FL_POST_RESALE & 1u) {
      p->resale_orders += s->orders;
      p->resale_gmv += s->orders * s->price;
      p->resale_fen += s->orders * (s->platform_subsidy + s->seller);
    }
    x->counts->aided[s->offer] += s->orders;
    int64_t *ledger = p->ledger[kind][s->tier];
    ledger[0] += s->orders;
    ledger[1] += s->orders * s->platform_subsidy;
    ledger[2] += s->orders * s->seller;
    if (x->counts->ledgers) post_brand_ledger(x, s, owner);
    if (!offers->fake[s->offer]) x->counts->fixed->subsidised_genuine += s->orders * (s->platform_subsidy + s->seller);
  }
  if (s->voucher > 0 && s->in_hand->policy == FL_NO_POLICY) {
    fl_call_tally *c = x->counts->calls ? &x->counts->calls[s->in_hand->brand - 1] : NULL;
    if (c) c->redeemed += s->orders;
    if (c) c->redeemed_fen += s->orders * s->voucher;
  } else if (s->voucher > 0) {
    x->counts->recalls[s->in_hand->policy].redeemed += s->orders;
    x->counts->recalls[s->in_hand->policy].redeemed_fen += s->orders * s->voucher;
  }
  if (s->packet > 0) {
    fl_policy_tally *p = &x->counts->policies[s->in_hand->policy];
    p->platform_fen += s->orders * s->packet;
    p->packets_used += s->orders;
    p->orders += s->orders;
    p->gmv += s->orders * s->price;
  }
}

// The one place where the money of an order enters the books.
static void post_order(fl_settling *x, const settled *s) {
  fl_tally *t = x->counts->fixed;
  fl_room_tally *r = &x->counts->rooms[s->room];
  const uint32_t room_tier = x->world->hot[s->room].tier;
  add_money(&t->source[s->source], s);
  add_money(&t->tier[room_tier][s->source], s);
  add_money(&t->fan_tier[s->tier], s);
  if (s->source == FL_SHELF) {
    int64_t *field = t->shelf[s->claim->note >> FL_NOTE_FIELD & 3u];
    field[2] += s->orders;
    field[3] += s->orders * s->price;
    if (x->counts->deals) fl_note_shelf_deal(x->world, x->counts, s->offer, s->orders, s->orders * s->price);
  }
  r->orders[s->source] += s->orders;
  r->gmv[s->source] += s->orders * s->price;
  r->paid += s->orders * s->paid;
  r->platform += s->orders * (s->platform_subsidy + s->packet);
  r->seller += s->orders * (s->seller + s->voucher);
  if (s->source != FL_PAID && s->claim->note >> FL_NOTE_BY_AD & 1u) r->gmv_bought += s->orders * s->price;
  if (s->claim->note >> FL_NOTE_BOUGHT & 1u) r->returning += s->orders;
  if (s->claim->note >> FL_NOTE_IMPULSE & 1u) t->impulse_orders += s->orders;
  t->category[s->category][0] += s->orders;
  t->category[s->category][1] += s->orders * s->price;
  const uint32_t trust = s->claim->note & FL_NOTE_TRUST, known = s->claim->note >> FL_NOTE_KNOWN & 1u;
  t->trust_band[known ? 1 + trust * 20 / (FL_TRUST_ONE + 1) : 0][1] += s->orders;
  x->counts->sold[s->offer] += s->orders;
  post_policy(x, s);
  if (x->world->rights_open) fl_post_rights(x->world, x->counts, s->offer, s->claim->note, s->orders, s->price, s->paid);
  if (x->counts->govern && x->world->agents.offers.fake[s->offer]) x->counts->govern[s->room].bought += s->orders;
  if (x->world->step.aim && s->source == FL_PUBLIC)
    fl_post_aimed(x->world, x->counts, s->room, fl_fan_id(&x->world->agents, x->block, s->fan),
                  x->world->agents.fans[(size_t)x->block * FL_BLOCK_FANS + s->fan].repeat & FL_GENERATION ? 1 : 0, s->orders);
}

static void log_order(fl_settling *x, const settled *s) {
  fl_world *w = x->world;
  fl_worker *worker = x->worker;
  const uint32_t id = fl_fan_id(&w->agents, x->block, s->fan);
  if (!w->step.all_orders && !(s->claim->note >> FL_NOTE_SAMPLE & 1u)) return;
  if (worker->order_count == worker->order_capacity) {
    const size_t capacity = worker->order_capacity ? worker->order_capacity * 2 : 256;
    fl_order_row *rows = realloc(worker->orders, capacity * sizeof *rows);
    if (!rows) {
      worker->out_of_memory = true;
      return;
    }
    worker->orders = rows;
    worker->order_capacity = capacity;
  }
  fl_row_sample_order row = {.date = w->step.date,
                             .minute = s->claim->when,
                             .fan = id,
                             .room = s->room,
                             .offer = s->offer % FL_OFFERS,
                             .category = s->category,
                             .source = s->source,
                             .orders = s->orders,
                             .price_fen = s->price,
                             .paid_fen = s->paid,
                             .platform_fen = s->platform_subsidy + s->packet,
                             .seller_fen = s->seller + s->voucher,
                             .impulse = s->claim->note >> FL_NOTE_IMPULSE & 1u,
                             .trust = (double)(s->claim->note & FL_NOTE_TRUST) / FL_TRUST_ONE};
  worker->orders[worker->order_count] = (fl_order_row){(uint64_t)id << 32 | (uint32_t)worker->order_count, row};
  worker->order_count++;
}

// The month of the first order; of a fan who has none yet, this one: the part of an order that the agent does not stand for may be the
// first one of the real fans who made it.
static uint32_t cohort_of(const fl_settling *x, const fl_fan *fan) {
  const uint32_t now = x->world->step.month + 1;
  return fan->repeat & FL_HAS_BOUGHT ? fan->cohort : now < 254 ? now : 254;
}

// Who buys, by city tier and time since the first order.
static int64_t *segment_of(const fl_settling *x, const fl_fan *fan, const settled *s) {
  const uint32_t city = s->claim->note >> FL_NOTE_CITY & 3u;
  return x->counts->fixed->segment[city][fl_tenure_of(x->world->step.month, cohort_of(x, fan))];
}

// `orders` real fans more who buy today.
static void count_buying_day(fl_settling *x, const fl_fan *fan, const settled *s, int64_t orders) {
  fl_tally *t = x->counts->fixed;
  t->buyers += orders;
  t->month_buying_days += orders;
  const uint32_t month_days = x->repeat & FL_MONTH_DAYS, window_days = x->repeat & FL_WINDOW_DAYS;
  const bool first_ever = !(x->repeat & FL_HAS_BOUGHT);
  t->new_buyers += first_ever ? orders : 0;
  if (month_days == 0) {
    t->month_buyers += orders;
    t->month_kept += x->repeat & FL_LAST_MONTH ? orders : 0;
    t->month_former += first_ever ? 0 : orders;
    t->cohort[cohort_of(x, fan)][0] += orders;
    segment_of(x, fan, s)[0] += orders;
  } else if (month_days == 1) {
    t->month_repeat += orders;
  }
  if (!x->world->step.in_window) return;
  t->window_buying_days += orders;
  t->window_buyers += window_days == 0 ? orders : 0;
  t->window_former += window_days == 0 && !first_ever ? orders : 0;
  t->window_repeat += window_days == FL_WINDOW_STEP ? orders : 0;
}

// The agent itself is among the buyers: its flags of the month and the window move, once a day.
static void mark_buyer(const fl_settling *x, fl_fan *fan, uint32_t source) {
  const uint32_t month_days = x->repeat & FL_MONTH_DAYS, window_days = x->repeat & FL_WINDOW_DAYS;
  const uint32_t step = (month_days < 2) + (x->world->step.in_window && window_days < 2 * FL_WINDOW_STEP ? FL_WINDOW_STEP : 0u);
  if (!(fan->repeat & FL_HAS_BOUGHT)) fan->cohort = (uint8_t)cohort_of(x, fan);
  fan->repeat = (uint8_t)((x->repeat + step) | FL_HAS_BOUGHT);
  fan->seen = (uint16_t)(fan->seen | 1u << (FL_SEEN_MONTH_BUY + source) | 1u << (FL_SEEN_WINDOW_BUY + source));
}

// How many of `orders` go beyond those counted so far.
static int64_t beyond(int64_t *counted, int64_t orders) {
  const int64_t more = orders > *counted ? orders - *counted : 0;
  *counted += more;
  return more;
}

// The count of the brand whose room the fan buys from, or of the room on the shelf.
static int64_t *bought_of(fl_settling *x, uint32_t key) {
  uint32_t i = 0;
  while (i < x->brands && x->bought_brand[i].key != key) i++;
  if (i == x->brands) {
    x->bought_brand[i].key = key;
    x->bought_brand[x->brands++].bought = 0;
  }
  return &x->bought_brand[i].bought;
}

// Distinct buyers of the day, the month and the window. `own`: the agent is among them.
static void count_buyer(fl_settling *x, fl_fan *fan, const settled *s, int64_t orders, bool own) {
  fl_tally *t = x->counts->fixed;
  const fl_hot *hot = &x->world->hot[s->room];
  if (x->last_fan != s->fan) {
    x->last_fan = s->fan;
    x->repeat = fan->repeat;
    x->seen = fan->seen;
    x->brands = 0;
    x->bought = 0;
    memset(x->bought_source, 0, sizeof x->bought_source);
    memset(x->bought_tier, 0, sizeof x->bought_tier);
    memset(x->bought_fan_tier, 0, sizeof x->bought_fan_tier);
  }
  // A room is met once a day but on the shelf.
  const int64_t of_room = s->source == FL_SHELF ? beyond(bought_of(x, FL_ROOM_KEY | s->room), orders) : orders;
  x->counts->rooms[s->room].buyers[s->source] += of_room;
  if (hot->brand_has_more)
    x->counts->overlap[hot->brand][FL_SOURCES + s->source] += of_room - beyond(bought_of(x, hot->brand << 2 | s->source), of_room);
  count_buying_day(x, fan, s, beyond(&x->bought, orders));
  t->tier[hot->tier][s->source].buyers += beyond(&x->bought_tier[s->source][hot->tier], orders);
  t->fan_tier[s->tier].buyers += beyond(&x->bought_fan_tier[s->tier], orders);
  const int64_t more = beyond(&x->bought_source[s->source], orders);
  t->source[s->source].buyers += more;
  t->month_source_buyers[s->source] += x->seen >> (FL_SEEN_MONTH_BUY + s->source) & 1u ? 0 : more;
  t->window_source_buyers[s->source] += x->seen >> (FL_SEEN_WINDOW_BUY + s->source) & 1u ? 0 : more;
  if (own) mark_buyer(x, fan, s->source);
}

static void count_cohort(fl_settling *x, const fl_fan *fan, const settled *s, int64_t orders) {
  int64_t *cohort = x->counts->fixed->cohort[cohort_of(x, fan)], *segment = segment_of(x, fan, s);
  cohort[1] += orders;
  cohort[2] += orders * x->world->agents.offers.price_fen[s->offer];
  segment[1] += orders;
  segment[2] += orders * s->price;
  segment[3] += orders * s->paid;
}

// M21: the wish that an order uses, or -1.
static int harvested(const settled *s) {
  if (!s->wishes) return -1;
  return fl_seeding_find(s->wishes, s->day, s->category, s->room);
}

// Quanta of need that one order in this category takes from what there is.
static uint32_t need_used(const fl_fan *fan, const settled *s) {
  const uint32_t level = fl_need_level(fl_needs(fan), s->category);
  const uint32_t most = FL_PER_ORDER - (harvested(s) >= 0); // a wish is used first
  return level < most ? level : most;
}

// What comes back with the goods: a wish that was used stands again as a quantum of need.
static uint32_t quanta_used(const fl_fan *fan, const settled *s) {
  return need_used(fan, s) + (harvested(s) >= 0);
}

// What an order does to the fan: need, budget, relation.
static void change_fan(fl_settling *x, fl_fan *fan, const settled *s, const fl_block *b) {
  const fl_levers *levers = &x->world->levers;
  const float budget = levers->budget_fen[s->claim->note >> FL_NOTE_CITY & 3u][s->claim->note >> FL_NOTE_BUDGET & 255u];
  fl_put_needs(fan, fl_needs(fan) - ((uint64_t)need_used(fan, s) << (4 * s->category)));
  const uint32_t spent = fl_round_at_random(255.0f * (float)s->paid / budget, fl_unitf(b->u[2]));
  fan->wallet = (uint8_t)(fan->wallet + spent < 255 ? fan->wallet + spent : 255);
  int slot = fl_slot_find(fan, s->room);
  const bool known = slot >= 0 && (fan->room_high[slot] & FL_FOLLOWED);
  const bool follows = !known && (b->u[3] & 0xffffu) < levers->follow_after_order[s->source];
  if (slot < 0) slot = fl_slot_open(levers, fan, s->room, follows ? FL_FOLLOWED : 0, b->u[3] >> 24, x->weight, x->counts);
  if (x->counts->deals) fl_note_deal(x->world, x->block, s->fan, s->offer, fan);
  if (slot < 0) return;
  fan->room_high[slot] |= FL_BOUGHT;
  if (fl_slot_orders(fan, slot) < 15) fan->bond[slot]++;
  if (!follows) return;
  fl_follow(fan, slot, s->source, x->weight, x->counts);
  if (x->counts->deals) fl_note_won(x->world, x->counts, x->block, s->fan, fan, s->room, x->weight);
}

static void send_parcel(fl_settling *x, const settled *s, const fl_fan *fan, bool own, const fl_block *b) {
  const fl_world *w = x->world;
  const uint32_t brand = fl_owner(&w->agents, s->offer);
  const double service = fl_service_today(w, brand);
  const bool chain = w->growth.help && w->growth.help[brand].days > 0;
  const double mean_days = chain ? w->growth.help[brand].days : w->params.delivery_days;
  const bool late = fl_unit(b->u[0]) < w->params.late_share * 2 * (1 - service);
  // The low bits round the span, the high ones draw the day.
  const uint32_t span = fl_round_at_random((float)(2 * mean_days - 1), (float)(b->u[1] & 0xffffu) * 0x1p-16f);
  const uint32_t days = 1 + (uint32_t)((uint64_t)b->u[1] * (span ? span : 1) >> 32) + (late ? (uint32_t)w->params.late_days : 0);
  const uint32_t lag = days < FL_MAX_LAG ? days : FL_MAX_LAG;
  uint32_t what = s->room | (s->offer % FL_OFFERS) << FL_POST_OFFER | (late ? FL_PARCEL_LATE : 0u) |
                  (s->platform_subsidy > 0 ? FL_PARCEL_SUBSIDISED : 0u) | lag << FL_PARCEL_LAG;
  const uint32_t field = (s->claim->note >> FL_NOTE_FIELD & 3u) << FL_PARCEL_FIELD;
  uint32_t note = (uint32_t)s->paid | (s->source == FL_SHELF ? FL_PARCEL_SHELF | field : 0);
  if (x->counts->rights)
    note |= (s->claim->note >> FL_NOTE_CARD & 1u) << FL_PARCEL_CARD | (~s->claim->note >> FL_NOTE_BOUGHT & 1u) << FL_PARCEL_FIRST;
  if (own) what |= FL_PARCEL_OWN | quanta_used(fan, s) << FL_PARCEL_USED;
  const fl_post parcel = {(uint16_t)s->fan, (uint16_t)(w->step.day + lag), what, note, (uint32_t)s->orders};
  if (x->counts->presale && fl_presale_order(x, s->claim, s->offer, s->price, &parcel)) return;
  x->queue->posts[x->queue->count++] = parcel;
}

// An agent's order that is not served as a whole: `fate` is one of its real fans, drawn evenly; the agent goes the way of that one, so
// that need, budget and relation change by the right amount in the mean.
typedef struct fate {
  int64_t drawn, passed; // 0 .. weight - 1; real fans dealt with so far
} fate;
static bool falls_on(fate *f, int64_t fans) {
  f->passed += fans;
  return f->drawn >= f->passed - fans && f->drawn < f->passed;
}

// The agent's own wish has been bought.
static void end_wish(fl_settling *x, const settled *s, int wish) {
  fl_wishes *wishes = &x->world->wishes[(size_t)x->block * FL_BLOCK_FANS + s->fan];
  fl_seeding_met(wishes, &wishes->seed[wish]);
  wishes->seed[wish] = (fl_seed){0};
  x->counts->seeds->bought += x->weight;
}

// Settles `orders` of a claim on one offer, with or without the subsidy.
// Returns whether the agent itself used a red packet.
static bool settle_part(fl_settling *x, settled s, int64_t orders, bool subsidised, bool packet, fate *f, const fl_block *b) {
  const fl_offers *offers = &x->world->agents.offers;
  fl_fan *fan = &x->world->agents.fans[(size_t)x->block * FL_BLOCK_FANS + s.fan];
  s.orders = orders;
  s.price = offers->price_fen[s.offer];
  s.platform_subsidy = subsidised ? offers->platform_fen[s.offer] : 0;
  s.seller = subsidised ? offers->seller_fen[s.offer] : 0;
  const int64_t rest = s.price - s.platform_subsidy - s.seller;
  const int64_t value = packet && s.in_hand ? s.in_hand->value_fen : 0;
  s.packet = value < rest - 1 ? value : rest - 1; // at least one fen is paid
  s.paid = rest - s.packet;
  s.voucher = s.in_hand && s.in_hand->brand > 0 ? s.packet : 0; // the seller's own
  s.packet -= s.voucher;
  post_order(x, &s);
  log_order(x, &s);
  const bool own = falls_on(f, orders);
  if (x->counts->word) {
    const uint32_t segment = fl_segment_of(x->world, fl_fan_id(&x->world->agents, x->block, s.fan), fan);
    fl_word_of_order(x->world, x->counts, s.claim, fl_owner(&x->world->agents, s.offer), x->block, segment, orders, own);
  }
  const int wish = harvested(&s);
  if (wish >= 0)
    fl_post_harvest(x->world, x->counts, &s.wishes->seed[wish], s.room, s.source == FL_SHELF, orders, orders * s.price);
  send_parcel(x, &s, fan, own, b);
  count_cohort(x, fan, &s, orders);
  if (!own) return false;
  change_fan(x, fan, &s, b);
  if (wish >= 0) end_wish(x, &s, wish);
  return packet;
}

static void disappoint(fl_settling *x, fl_fan *fan, uint32_t room, uint32_t u) {
  const int slot = fl_slot_find(fan, room);
  if (slot < 0) return;
  const uint32_t trust = fl_slot_trust(fan, slot);
  fl_slot_put_trust(fan, slot, fl_trust_move(&x->world->levers, trust, -x->world->levers.trust_loss_stock, fl_unitf(u)));
}

// How a claim is served, in real orders.
typedef struct service {
  int64_t subsidised, full_price, switched; // bought
  int64_t priced_out, stocked_out;          // not bought: no money, no stock
} service;

// fl_served; the key of the claim is drawn only where there is a cut, which is rare.
static inline int64_t served_at(const fl_world *w, int32_t cut, uint32_t fan, uint32_t thing, const fl_post *claim,
                                int64_t orders) {
  return cut < 0 ? orders : fl_served(&w->cuts, cut, fl_claim_key(&w->step, fan, thing, claim), orders);
}

static service serve(const fl_settling *x, const fl_post *claim, const settled *s, uint32_t next) {
  const fl_world *w = x->world;
  const uint32_t id = fl_fan_id(&w->agents, x->block, s->fan);
  service out = {0};
  // Stock, then the platform's money, then the next best offer.
  const int64_t served = served_at(w, w->offer_cut[s->offer], id, s->offer, claim, x->weight);
  if (claim->what & FL_POST_SUBSIDISED) {
    const uint32_t policy = w->agents.offers.subsidy[s->offer];
    out.subsidised = served_at(w, w->money_cut[policy], id, fl_money_thing(w, policy), claim, served);
  }
  const bool takes_full = !(claim->what & FL_POST_SUBSIDISED) || claim->what & FL_POST_KEEP;
  out.full_price = takes_full ? served - out.subsidised : 0;
  const int64_t rest = x->weight - out.subsidised - out.full_price;
  if (rest > 0 && claim->what & FL_POST_HAS_NEXT && w->offer_cut[next] < 0)
    out.switched = served_at(w, w->next_cut[next], id, next, claim, rest);
  out.stocked_out = x->weight - served < rest - out.switched ? x->weight - served : rest - out.switched;
  out.priced_out = rest - out.switched - out.stocked_out;
  return out;
}

static void settle_claim(fl_settling *x, const fl_post *claim) {
  fl_world *w = x->world;
  fl_tally *t = x->counts->fixed;
  const uint32_t room = claim->what & FL_POST_ROOM, id = fl_fan_id(&w->agents, x->block, claim->fan);
  fl_fan *fan = &w->agents.fans[(size_t)x->block * FL_BLOCK_FANS + claim->fan];
  settled s = {.claim = claim,
               .fan = claim->fan,
               .room = room,
               .source = claim->what >> FL_POST_SOURCE & 3u,
               .tier = claim->note >> FL_NOTE_TIER & 3u,
               .day = w->step.day,
               .in_hand = fan->voucher ? &w->packets[fan->voucher] : NULL};
  fl_wishes wishes;
  if (w->wishes) {
    wishes = w->wishes[(size_t)x->block * FL_BLOCK_FANS + claim->fan];
    s.wishes = &wishes;
  }
  s.offer = room * FL_OFFERS + (claim->what >> FL_POST_OFFER & 3u);
  s.category = w->agents.offers.category[s.offer];
  settled n = s;
  n.offer = room * FL_OFFERS + (claim->what >> FL_POST_NEXT & 3u);
  n.category = w->agents.offers.category[n.offer];
  const fl_block b = fl_draw(&w->step.key, FL_STREAM_SETTLE, w->step.day, id, room);
  const service as = serve(x, claim, &s, n.offer);
  const int64_t bought = as.subsidised + as.full_price + as.switched;
  fate f = {0};
  const bool split = as.subsidised < x->weight && as.full_price < x->weight && as.switched < x->weight &&
                     as.stocked_out < x->weight && as.priced_out < x->weight;
  if (split)
    f.drawn = (int64_t)((double)x->weight * fl_unit(fl_draw(&w->step.key, FL_STREAM_SETTLE, w->step.day, id, room | FATE).u[0]));
  const bool packet = claim->what & FL_POST_VOUCHER, subsidised = claim->what & FL_POST_SUBSIDISED;
  if (bought > 0) count_buyer(x, fan, &s, bought, f.drawn < bought);
  bool used = false;
  if (as.subsidised > 0) used |= settle_part(x, s, as.subsidised, true, packet, &f, &b);
  if (as.full_price > 0) used |= settle_part(x, s, as.full_price, false, packet, &f, &b);
  if (as.switched > 0) settle_part(x, n, as.switched, false, false, &f, &b);
  if (used) {
    x->counts->wallets[fan->voucher].used += x->weight;
    fan->voucher = 0;
  }
  if (subsidised) {
    x->counts->policies[w->agents.offers.subsidy[s.offer]].refused += as.full_price + as.priced_out;
    t->unsubsidised += as.full_price;
  }
  t->switched += as.switched;
  t->priced_out += as.priced_out;
  t->stocked_out += as.stocked_out;
  x->counts->rooms[room].stocked_out += as.stocked_out;
  if (falls_on(&f, as.stocked_out)) disappoint(x, fan, room, b.u[3]);
}

static void settle_packet(fl_settling *x, const fl_post *claim) {
  fl_world *w = x->world;
  const uint32_t policy = claim->what & FL_POST_ROOM, id = fl_fan_id(&w->agents, x->block, claim->fan);
  const uint64_t key = fl_claim_key(&w->step, id, fl_packet_thing(w, policy), claim);
  // A packet is not split between the real fans of one agent: the agent at the cut goes without.
  if (fl_served(&w->cuts, w->packet_cut[policy], key, x->weight) < x->weight) return;
  w->agents.fans[(size_t)x->block * FL_BLOCK_FANS + claim->fan].voucher = (uint8_t)claim->note;
  x->counts->wallets[(uint8_t)claim->note].granted += x->weight;
  x->counts->policies[policy].packets_granted += x->weight;
}

static void settle_block(void *arg, uint32_t block, uint32_t worker_index) {
  fl_world *w = arg;
  fl_worker *worker = &w->workers[worker_index];
  fl_queue *queue = &w->agents.queues[block];
  const uint32_t claims = queue->count - queue->parcels, parcels = queue->parcels;
  fl_settling x = {.world = w,
                   .worker = worker,
                   .counts = &worker->counts,
                   .queue = queue,
                   .weight = fl_weight_of(&w->agents, block),
                   .block = block,
                   .last_fan = UINT32_MAX};
  memcpy(worker->claims, &queue->posts[parcels], claims * sizeof(fl_post));
  fl_deliver_due(&x, parcels);
  if (w->agents.supply.waits) fl_presale_due(&x);
  // A claim at a cut may become up to three parcels.
  const uint32_t split = w->cuts.count < claims ? w->cuts.count : claims;
  if (!fl_queue_reserve(queue, claims + 2 * split)) {
    worker->out_of_memory = true;
    return;
  }
  for (uint32_t i = 0; i < claims; i++) {
    const fl_post *soon = &worker->claims[i + FL_AHEAD < claims ? i + FL_AHEAD : claims - 1];
    if (!(soon->what & FL_POST_PACKET)) fl_fetch_post(&x, soon);
    if (w->wishes) __builtin_prefetch(&w->wishes[(size_t)block * FL_BLOCK_FANS + soon->fan], 1);
    if (worker->claims[i].what & FL_POST_PACKET)
      settle_packet(&x, &worker->claims[i]);
    else
      settle_claim(&x, &worker->claims[i]);
  }
  queue->parcels = queue->count;
}

void fl_stage_settle(fl_world *w) {
  w->options.parallel.run(w->options.parallel.workers, w->agents.block_count, settle_block, w);
}
