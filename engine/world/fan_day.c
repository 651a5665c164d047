// Pass 1 of a day: every fan lives the day against the day's tables and leaves claims. Parallel over blocks of fans; reads the
// step's tables, writes fans, the block's queue and the worker's counts.
#include "mechanisms/choice.h"
#include "mechanisms/fan_life.h"
#include "mechanisms/private_domain.h"
#include "mechanisms/trust.h"
#include "world/internal.h"

enum { MAX_VISITS = 16, BATCH = 64 };

// A visit that the fan will make if minutes allow. The words of its random block:
//   0  dwell 10 bits, minute 11, spare 3, part of the day 8     1  choice 8 (which offer; rounding), purchase 24
//   2  follow, or return of a dormant follower, 32              3  public: which room 32; private: flash 16
typedef struct planned {
  fl_block draw;
  uint32_t room;
  int32_t slot;         // that holds the room, or -1
  uint8_t source, part; // part of the day of a public visit
} planned;

typedef struct fan_day {
  const fl_step *step;
  const fl_levers *levers;
  fl_counts *counts;
  fl_fan *fan;
  const fl_traits *traits;
  fl_post *claims;
  uint32_t *claim_count;
  int64_t weight;
  uint32_t id, index, city, stratum;
  fl_chooser chooser;
  float minutes_left, minutes_budget;
  uint32_t plans, visits, claimed, sources_seen;
  uint32_t tiers_seen; // bit source x 6 + tier
  uint64_t rooms_seen; // bit room mod 64
  planned plan[MAX_VISITS];
} fan_day;

// Distinct fans: of the day, the month and the window, by source and by tier. Without branches: most visits are new in some of them.
static inline void count_unique(fan_day *d, uint32_t source, uint32_t tier) {
  fl_tally *t = d->counts->fixed;
  const uint32_t tier_bit = 1u << (source * FL_ROOM_TIERS + tier), source_bit = 1u << source;
  const uint32_t month = 1u << (FL_SEEN_MONTH_UV + source), window = 1u << (FL_SEEN_WINDOW_UV + source), seen = d->fan->seen;
  t->tier[tier][source].uv += d->tiers_seen & tier_bit ? 0 : d->weight;
  t->source[source].uv += d->sources_seen & source_bit ? 0 : d->weight;
  t->month_uv[source] += seen & month ? 0 : d->weight;
  t->window_uv[source] += seen & window ? 0 : d->weight;
  d->tiers_seen |= tier_bit;
  d->sources_seen |= source_bit;
  d->fan->seen = (uint16_t)(seen | month | window);
}

// A room is visited once a day; a second meeting is passed over. Visits of one brand's rooms are counted for brand totals.
static inline bool visited_before(fan_day *d, uint32_t at, const fl_hot *hot) {
  const planned *now = &d->plan[at];
  bool again = false;
  const uint64_t bit = (uint64_t)1 << (now->room & 63u);
  if (d->rooms_seen & bit) // perhaps
    for (uint32_t i = 0; i < at; i++) again |= d->plan[i].room == now->room;
  d->rooms_seen |= bit;
  if (again || !hot->brand_has_more) return again;
  bool same_brand = false;
  for (uint32_t i = 0; i < at; i++)
    same_brand |= d->plan[i].source == now->source && d->step->hot[d->plan[i].room].brand == hot->brand;
  if (same_brand) d->counts->overlap[hot->brand][now->source] += d->weight;
  return false;
}

// The minute at which a visit's order falls, and which offers are closed then.
static inline uint32_t flash_gate(const fl_hot *hot, uint32_t *minute, uint32_t spread) {
  if (!hot->flash) return 0;
  if (*minute >= hot->flash_minute) return 0;
  if (*minute + 30 < hot->flash_minute) return hot->flash;
  *minute = hot->flash_minute + (spread & 3u); // waited in the room for the opening; hands are not equally quick
  return 0;
}

static void claim(fan_day *d, uint32_t room, const fl_hot *hot, const fl_choice *c, uint32_t source, uint32_t minute, int slot,
                  uint32_t trust, uint32_t tier) {
  const uint32_t o = (uint32_t)c->offer, category = hot->category[o];
  const bool bought = slot >= 0 && (d->fan->room_high[slot] & FL_BOUGHT);
  uint32_t what = room | o << FL_POST_OFFER | source << FL_POST_SOURCE;
  what |= c->subsidised ? FL_POST_SUBSIDISED : 0;
  what |= c->keeps ? FL_POST_KEEP : 0;
  what |= c->next >= 0 ? FL_POST_HAS_NEXT | (uint32_t)c->next << FL_POST_NEXT : 0;
  what |= c->packet ? FL_POST_VOUCHER : 0;
  const uint32_t note = trust | tier << FL_NOTE_TIER | (uint32_t)bought << FL_NOTE_BOUGHT |
                        (uint32_t)c->impulse << FL_NOTE_IMPULSE | (uint32_t)(slot >= 0) << FL_NOTE_KNOWN;
  d->claims[(*d->claim_count)++] = (fl_post){(uint16_t)d->index, (uint16_t)minute, what, note, d->claimed++};
  d->counts->demand[room * FL_OFFERS + o] += d->weight;
  d->counts->fixed->claims += d->weight;
  // The rest of the day reckons with the order as if it were settled.
  const uint32_t level = fl_need_level(d->chooser.needs, category), used = level < FL_PER_ORDER ? level : FL_PER_ORDER;
  d->chooser.needs -= (uint64_t)used << (4 * category);
  d->chooser.budget_fen -= (float)hot->price_fen[o];
  d->chooser.packet = c->packet ? NULL : d->chooser.packet;
}

static void after_visit(fan_day *d, uint32_t room, const fl_hot *hot, int slot, bool held, uint32_t trust, float minutes,
                        const fl_block *b) {
  fl_fan *fan = d->fan;
  const float u = (float)(b->u[1] & 255u) * 0x1p-8f;
  const uint32_t v = b->u[2];
  if (slot >= 0) {
    const uint32_t orders = fl_slot_orders(fan, slot);
    const uint32_t kept = fl_round_at_random((float)orders * d->levers->orders_keep[fan->age[slot]], u);
    const uint32_t grown = fl_trust_move(d->levers, trust, 1.0f - fl_expf(-d->levers->trust_gain_minute * minutes), u);
    d->counts->rooms[room].emotional += (int64_t)(grown - trust) * d->weight;
    fan->bond[slot] = (uint16_t)(grown << 4 | kept);
    fan->age[slot] = 0;
    if (!(fan->room_high[slot] & FL_FOLLOWED)) {
      if (fl_unitf(v) < d->levers->follow_per_minute * minutes) fl_follow(fan, slot, d->weight, d->counts);
    } else if (minutes < 0.2f && grown < FL_TRUST_ONE / 8 && v >> 16 < d->levers->unfollow_dull) {
      fl_unfollow(fan, slot, d->weight, d->counts);
    }
    return;
  }
  if (held || d->levers->capacity == 0) return;
  if (v < hot->dormant_below) { // a dormant follower meets the room again
    const int s = fl_slot_open(d->levers, fan, room, FL_FOLLOWED, d->weight, d->counts);
    if (s < 0) return;
    d->counts->rooms[room].active_delta += d->weight;
    d->counts->rooms[room].dormant_delta -= d->weight;
    d->counts->fixed->reactivations += d->weight;
  } else if (fl_unitf(v - hot->dormant_below) < d->levers->follow_per_minute * minutes) {
    const int s = fl_slot_open(d->levers, fan, room, FL_FOLLOWED, d->weight, d->counts);
    if (s >= 0) fl_follow(fan, s, d->weight, d->counts);
  }
}

// The minute of day at which a visit begins.
static inline uint32_t visit_minute(const planned *p, const fl_hot *hot) {
  const uint32_t share = p->draw.u[0] >> 10 & 2047u; // of 2048
  if (p->source == FL_PUBLIC) {
    const uint32_t begin = p->part * FL_DAYPART, from = hot->open > begin ? hot->open : begin;
    const uint32_t to = hot->close < begin + FL_DAYPART ? hot->close : begin + FL_DAYPART;
    return from + (share * (to - from) >> 11);
  }
  // Notified fans come early: the square of a uniform share of the session; or for the flash offer, just before it opens.
  if (hot->flash && (p->draw.u[3] & 0xffffu) < hot->flash_pull) return hot->flash_minute - 1u - share % 29;
  return hot->open + ((uint32_t)(hot->close - hot->open) * share * share >> 22);
}

// Visit `at` of the plan. False when the day's minutes are used up.
static bool visit(fan_day *d, uint32_t at) {
  const planned *p = &d->plan[at];
  const fl_block *b = &p->draw;
  const uint32_t room = p->room, source = p->source;
  const fl_hot *hot = &d->step->hot[room];
  const fl_levers *levers = d->levers;
  if (d->minutes_left <= 0.0f) return false;
  if (visited_before(d, at, hot)) return true;
  d->visits++;
  uint32_t minute = visit_minute(p, hot);
  // A follower who meets the room publicly is known to it only if it is the very real room that the fan follows.
  const int slot = source == FL_PUBLIC && (b->u[2] & 0xffffu) > hot->same_below ? -1 : p->slot;
  const uint32_t trust = slot >= 0 ? fl_trust_now(levers, d->fan, slot) : 0;
  const float t = (float)trust * (1.0f / FL_TRUST_ONE);
  const float median = source == FL_PRIVATE ? levers->dwell_private : levers->dwell_public;
  float minutes = levers->dwell[b->u[0] & (FL_DWELL_TABLE - 1)] * median * hot->content * (1.0f + levers->dwell_trust * t);
  minutes = minutes < d->minutes_left ? minutes : d->minutes_left;
  d->minutes_left -= minutes;
  const uint32_t recent = slot >= 0 ? fl_slot_orders(d->fan, slot) : 0, tier = fl_tier_of(recent, levers->heavy_orders);
  const int64_t seconds = (int64_t)(minutes * 60.0f + 1.0f) * d->weight;

  fl_tally *tally = d->counts->fixed;
  fl_room_tally *rt = &d->counts->rooms[room];
  rt->uv[source] += d->weight;
  rt->seconds[source] += seconds;
  tally->source[source].seconds += seconds;
  tally->tier[hot->tier][source].seconds += seconds;
  tally->fan_tier[tier][0] += d->weight;
  const uint32_t band = slot >= 0 ? 1 + trust * 20 / (FL_TRUST_ONE + 1) : 0;
  tally->trust_band[band][0] += d->weight;
  count_unique(d, source, hot->tier);

  fl_chooser *c = &d->chooser;
  uint32_t wanted = c->hunter || hot->flash;
  for (int j = 0; j < FL_OFFERS; j++) wanted |= fl_need_level(c->needs, hot->category[j]);
  if (wanted && c->budget_fen > 0) {
    const float view = hot->stranger + levers->platform_utility * ((float)d->fan->platform_trust - (float)levers->platform_anchor) *
                                           (1.0f / 65535.0f);
    const bool bought = slot >= 0 && (d->fan->room_high[slot] & FL_BOUGHT);
    c->bond = levers->trust_utility * t + (1.0f - t) * view + (bought ? hot->experience : 0.0f);
    c->who = 4 * tier + d->city;
    const uint32_t closed = flash_gate(hot, &minute, b->u[0] >> 21);
    const float u = fl_unitf(b->u[1]), v = (float)(b->u[1] & 255u) * 0x1p-8f;
    const fl_choice choice = fl_choose(levers, hot, c, minutes, closed, u, v);
    if (choice.offer >= 0) claim(d, room, hot, &choice, source, minute, slot, trust, tier);
  }
  after_visit(d, room, hot, slot, p->slot >= 0, trust, minutes, b);
  return true;
}

static inline void add_plan(fan_day *d, uint32_t room, int slot, uint32_t source, uint32_t part, fl_block draw) {
  planned *p = &d->plan[d->plans++];
  p->draw = draw;
  p->room = room;
  p->slot = slot;
  p->source = (uint8_t)source;
  p->part = (uint8_t)part;
  // The room's table and counts are far away; they arrive while the rest of the day is planned.
  __builtin_prefetch(&d->step->hot[room]);
  __builtin_prefetch(&d->step->hot[room].sub_fen);
  __builtin_prefetch(&d->counts->rooms[room], 1);
}

// Followers come when a room goes live: convex in trust. Slots take turns to be first, because minutes are short.
static void plan_private(fan_day *d, uint32_t turn) {
  const fl_step *step = d->step;
  fl_fan *fan = d->fan;
  const fl_block b = fl_draw(&step->key, FL_STREAM_DAY, step->day, d->id, 1);
  uint32_t comes = 0, stale = 0;
  for (int s = 0; s < FL_SLOTS; s++) {
    const uint32_t room = fl_slot_room(fan, s), u = b.u[s / 2] >> (16 * (s & 1)) & 0xffffu;
    const uint32_t followed = fan->room_high[s] / FL_FOLLOWED & 1u;
    stale |= (uint32_t)(fan->age[s] > d->levers->dormant_after) << s;
    comes |= (step->live[room] & followed & (u < d->levers->visit_below[fl_trust_now(d->levers, fan, s) >> 4])) << s;
  }
  for (comes &= ~stale; stale; stale &= stale - 1)
    if (fl_slot_room(fan, __builtin_ctz(stale)) != FL_ROOM_NONE) fl_slot_retire(fan, __builtin_ctz(stale), d->weight, d->counts);
  turn %= FL_SLOTS;
  for (comes = comes >> turn | comes << (FL_SLOTS - turn); comes & ((1u << FL_SLOTS) - 1); comes &= comes - 1) {
    const int s = (int)(((uint32_t)__builtin_ctz(comes) + turn) % FL_SLOTS);
    add_plan(d, fl_slot_room(fan, s), s, FL_PRIVATE, 0, fl_draw(&step->key, FL_STREAM_VISIT, step->day, d->id, d->plans));
  }
}

static void plan_public(fan_day *d, uint32_t rounding) {
  const fl_step *step = d->step;
  uint32_t n = fl_round_at_random(d->minutes_budget * d->levers->public_visits_per_minute, (float)rounding * 0x1p-16f);
  n = n < MAX_VISITS - FL_SLOTS ? n : MAX_VISITS - FL_SLOTS;
  for (uint32_t i = 0; i < n; i++) {
    const fl_block draw = fl_draw(&step->key, FL_STREAM_VISIT, step->day, d->id, d->plans);
    const uint32_t part = step->daypart[draw.u[0] >> 24];
    const uint32_t room = fl_allocate(step, d->stratum, part, draw.u[3]);
    if (room != FL_ROOM_NONE) add_plan(d, room, fl_slot_find(d->fan, room), FL_PUBLIC, part, draw);
  }
}

// Red packets are claimed at the minute of the day's first look.
static void claim_packet(fan_day *d, uint32_t u) {
  for (int i = 0; i < 4 && d->step->packet_today[i] && d->fan->voucher == 0; i++) {
    const uint32_t policy = d->step->packet_policy[i];
    const uint32_t minute = 480 + (u % 960); // 8 to 24 o'clock
    d->claims[(*d->claim_count)++] =
        (fl_post){(uint16_t)d->index, (uint16_t)minute, policy | FL_POST_PACKET, d->step->packet_today[i], d->claimed++};
    d->counts->policies[policy].packet_claims += d->weight;
    return;
  }
}

static void age_slots(fl_fan *fan, uint32_t gap) {
  for (int s = 0; s < FL_SLOTS; s++) {
    const uint32_t age = fan->age[s] + gap;
    fan->age[s] = (uint8_t)(age < 255 ? age : 255);
  }
}

static void active_day(fan_day *d, const fl_block *b) {
  const fl_step *step = d->step;
  const fl_levers *levers = d->levers;
  fl_fan *fan = d->fan;
  const fl_traits *traits = d->traits;
  fl_tally *tally = d->counts->fixed;
  const uint32_t gap = (uint16_t)(step->day + 1 - fan->last_active);
  d->plans = d->visits = d->claimed = d->sources_seen = d->tiers_seen = 0;
  d->rooms_seen = 0;
  tally->active_fans += d->weight;
  tally->active_agents++;
  tally->month_active += fan->last_active <= step->month_first_day ? d->weight : 0;
  if (step->in_window) tally->window_active += fan->last_active <= step->window_first_day ? d->weight : 0;
  fan->last_active = (uint16_t)(step->day + 1);
  age_slots(fan, gap);
  fl_trust_return(levers, fan, gap);

  d->minutes_budget = levers->minutes_fan[traits->minutes] * levers->minutes_day[b->u[1] & (FL_QUANTILES - 1)];
  d->minutes_budget = d->minutes_budget < 1440.0f ? d->minutes_budget : 1440.0f;
  d->minutes_left = d->minutes_budget * levers->live_share;
  tally->content_seconds += (int64_t)(d->minutes_budget * 60.0f) * d->weight;
  d->city = fl_city_tier(levers, traits->city);

  const bool shopper = fl_is_shopper(levers, traits);
  fl_chooser *c = &d->chooser;
  c->needs = fl_needs(fan);
  if (shopper) {
    uint32_t arrived = 0, leaked = 0;
    c->needs =
        fl_needs_pass(step, traits, d->id, d->city * 16 + traits->age_taste, gap, b->u[2] & 0xffffu, c->needs, &arrived, &leaked);
    fl_put_needs(fan, c->needs);
    tally->needs_arrived += (int64_t)arrived * d->weight;
    tally->needs_leaked += (int64_t)leaked * d->weight;
  }
  const float keeps = levers->wallet_keeps[gap < 255 ? gap : 255];
  fan->wallet = (uint8_t)fl_round_at_random((float)fan->wallet * keeps, (float)(b->u[3] & 255u) * 0x1p-8f);
  c->sensitivity = levers->price_sensitivity[traits->price];
  c->pressure = 1.0f - (float)fan->wallet * (1.0f / 255.0f);
  c->budget_fen = levers->budget_fen[d->city][traits->budget] * c->pressure;
  c->hunter = shopper && traits->hunter < levers->hunter_below;
  c->aware = levers->anticipation > 0.0f && traits->aware < levers->aware_below;
  const fl_packet *packet = fan->voucher ? &step->packets[fan->voucher] : NULL;
  if (packet && packet->last_day < (int32_t)step->day) {
    fan->voucher = 0;
    packet = NULL;
  }
  c->packet = packet;

  plan_private(d, b->u[2] >> 16);
  plan_public(d, b->u[1] >> 16);
  for (uint32_t i = 0; i < d->plans && visit(d, i); i++) continue;
  tally->visits += d->visits * d->weight;
  tally->visits_agents += d->visits;
  tally->uv += d->visits ? d->weight : 0;
  if (step->packet_today[0] && d->visits) claim_packet(d, b->u[3] & 0xffffu);
}

// A newcomer takes the place: another person, no relations, needs or history.
static void replace(fl_fan *fan, const fl_step *step, int64_t weight, fl_counts *counts) {
  for (int s = 0; s < FL_SLOTS; s++) {
    if (fl_slot_room(fan, s) == FL_ROOM_NONE) continue;
    if (fan->room_high[s] & FL_FOLLOWED) counts->rooms[fl_slot_room(fan, s)].active_delta -= weight;
    fl_slot_clear(fan, s);
  }
  const uint8_t generation = (uint8_t)((fan->repeat ^ FL_GENERATION) & FL_GENERATION);
  fl_put_needs(fan, 0);
  fan->platform_trust = (uint16_t)step->levers->platform_anchor;
  fan->seen = 0;
  fan->wallet = 0;
  fan->voucher = 0;
  fan->cohort = 255;
  fan->repeat = generation;
  fan->last_active = (uint16_t)(step->day + 1);
}

// Who is active today: tenure (joining, falling dormant, waking) and the day's draw.
static bool wakes(fl_fan *fan, const fl_step *step, const fl_block *who, const fl_block *b, int64_t weight, fl_counts *counts) {
  const fl_levers *levers = step->levers;
  const uint32_t life = b->u[3] >> 16;
  if (fan->repeat & FL_DORMANT) {
    if (life >= levers->waking_below) return false;
    fan->repeat = (uint8_t)(fan->repeat & ~FL_DORMANT);
  } else if (life < levers->dormancy_below) {
    if (life < levers->churn_below)
      replace(fan, step, weight, counts);
    else
      fan->repeat |= FL_DORMANT;
    return false;
  }
  const fl_traits traits = fl_traits_from(*who); // only two of them are read
  return b->u[0] < levers->active_below[fl_is_shopper(levers, &traits)][traits.activity];
}

static void block_day(fl_world *world, uint32_t block, fl_worker *worker, uint32_t *claim_count) {
  const fl_step *step = &world->step;
  fl_agents *agents = &world->agents;
  const uint32_t n = fl_block_size(agents, block);
  const int64_t weight = fl_weight_of(agents, block);
  const uint32_t stratum = block < agents->focus_blocks ? 0 : 1;
  fl_block traits[BATCH], today[BATCH];
  fl_traits person;
  fan_day d;
  d.traits = &person;
  d.step = step;
  d.levers = step->levers;
  d.counts = &worker->counts;
  d.claims = worker->claims;
  d.claim_count = claim_count;
  d.weight = weight;
  d.stratum = stratum;
  for (uint32_t start = 0; start < n; start += BATCH) {
    const uint32_t count = n - start < BATCH ? n - start : BATCH;
    fl_fan *fans = &agents->fans[(size_t)block * FL_BLOCK_FANS + start];
    for (uint32_t i = 0; i < count; i++) {
      const uint32_t id = fl_fan_id(agents, block, start + i);
      if (step->month_starts) fl_fan_new_month(&fans[i]);
      if (step->window_starts) fl_fan_new_window(&fans[i]);
      today[i] = fl_draw(&step->key, FL_STREAM_DAY, step->day, id, 0);
      traits[i] = fl_draw(&step->key, FL_STREAM_TRAIT, fans[i].repeat & FL_GENERATION ? 1 : 0, id, 0);
    }
    uint32_t active[BATCH], n_active = 0;
    for (uint32_t i = 0; i < count; i++) {
      active[n_active] = i;
      n_active += wakes(&fans[i], step, &traits[i], &today[i], weight, &worker->counts);
    }
    for (uint32_t a = 0; a < n_active; a++) {
      const uint32_t i = active[a];
      d.fan = &fans[i];
      person = fl_traits_from(traits[i]);
      d.id = fl_fan_id(agents, block, start + i);
      d.index = start + i;
      active_day(&d, &today[i]);
    }
  }
}

static void task(void *arg, uint32_t block, uint32_t worker_index) {
  fl_world *world = arg;
  fl_worker *worker = &world->workers[worker_index];
  fl_queue *queue = &world->agents.queues[block];
  uint32_t claims = 0;
  block_day(world, block, worker, &claims);
  queue->parcels = queue->count;
  if (!fl_queue_reserve(queue, claims)) {
    worker->out_of_memory = true;
    return;
  }
  memcpy(&queue->posts[queue->count], worker->claims, claims * sizeof(fl_post));
  queue->count += claims;
}

void fl_stage_fans(fl_world *world) {
  world->options.parallel.run(world->options.parallel.workers, world->agents.block_count, task, world);
}
