// A visit: dwell, choice, claim, and what it leaves in the relation. Visits are lived in two flat loops over the batch, private ones
// first, so that each loop has one kind of visit and no inner loop over a fan's visits.
#include "mechanisms/private_domain.h"
#include "mechanisms/seeding.h"
#include "mechanisms/trust.h"
#include "world/fan_day.h"

enum { OWN_AHEAD = 16 }; // visits whose brands are looked up at a time

// Whether the visitor's planned visits before `end` include the room.
static inline bool among(const fl_visit_list *list, uint32_t end, uint32_t visitor, uint32_t room) {
  bool found = false;
  for (; end > 0 && list->items[end - 1].visitor == visitor; end--) found |= list->items[end - 1].room == room;
  return found;
}

// Visits of two rooms of one brand are counted for brand totals.
static void count_overlap(fl_fan_batch *x, uint32_t end, uint32_t visitor, uint32_t brand, uint32_t source) {
  const fl_visit *items = x->list[source].items;
  for (; end > 0 && items[end - 1].visitor == visitor; end--) {
    if (x->step->hot[items[end - 1].room].brand != brand) continue;
    x->counts->overlap[brand][source] += x->weight;
    return;
  }
}

// A room is visited once a day; a second meeting is passed over. The bits say "not yet" or "perhaps".
static inline bool met_before(fl_fan_batch *x, fl_visitor *v, uint32_t at, const fl_visit *p, const fl_hot *hot, uint32_t source) {
  const uint64_t bits = (uint64_t)1 << (p->room & 63u) | (uint64_t)1 << ((p->room * 0x9e3779b1u) >> 26);
  const bool perhaps = (v->rooms_seen & bits) == bits;
  v->rooms_seen |= bits;
  for (uint32_t s = 0; perhaps && s < source; s++)
    if (among(&x->list[s], v->end[s], p->visitor, p->room)) return true;
  if (perhaps && among(&x->list[source], at, p->visitor, p->room)) return true;
  if (hot->brand_has_more) count_overlap(x, at, p->visitor, hot->brand, source);
  return false;
}

// The minute of day at which a visit begins.
static inline uint32_t visit_minute(const fl_visit *p, const fl_hot *hot, uint32_t source) {
  const uint32_t share = p->draw.u[0] >> 10 & 2047u; // of 2048
  if (source == FL_SHELF) return p->at * FL_DAYPART + (share * FL_DAYPART >> 11);
  if (source != FL_PRIVATE) {
    const uint32_t begin = p->at * FL_DAYPART, from = hot->open > begin ? hot->open : begin;
    const uint32_t to = hot->close < begin + FL_DAYPART ? hot->close : begin + FL_DAYPART;
    return from + (share * (to - from) >> 11);
  }
  // Notified fans come early: the square of a uniform share of the session; or for the flash offer, just before it opens.
  if (hot->flash && (p->draw.u[3] & 0xffffu) < hot->flash_pull) return hot->flash_minute - 1u - share % 29;
  return hot->open + ((uint32_t)(hot->close - hot->open) * share * share >> 22);
}

// The minute at which a visit's order falls, and which offers are closed then.
static inline uint32_t flash_gate(const fl_hot *hot, uint32_t *minute, uint32_t spread) {
  if (!hot->flash || *minute >= hot->flash_minute) return 0;
  if (*minute + 30 < hot->flash_minute) return hot->flash;
  *minute = hot->flash_minute + (spread & 3u); // waited in the room for the opening; hands are not equally quick
  return 0;
}

// What the fan brings to the room.
typedef struct relation {
  int held, slot; // slot that holds the room; the same, or -1 where the real room behind it is another one
  uint32_t trust, tier;
  float exponent; // of the share of missing trust that this visit leaves missing
  float word;     // utility of what a stranger has heard of the brand
} relation;

// `offer` is that of the world; `field` of the shelf, else anything.
static void claim(fl_fan_batch *x, fl_visitor *v, uint32_t offer, uint32_t category, const fl_choice *c, uint32_t source,
                  uint32_t field, uint32_t minute, const relation *r) {
  const uint32_t room = offer / FL_OFFERS, o = offer % FL_OFFERS;
  const uint32_t relation_bits = r->slot >= 0 ? v->fan->room_high[r->slot] : 0;
  const bool bought = relation_bits & FL_BOUGHT;
  uint32_t what = room | o << FL_POST_OFFER | source << FL_POST_SOURCE;
  what |= c->subsidised ? FL_POST_SUBSIDISED : 0;
  what |= c->keeps ? FL_POST_KEEP : 0;
  what |= c->next >= 0 ? FL_POST_HAS_NEXT | (uint32_t)c->next << FL_POST_NEXT : 0;
  what |= c->packet ? FL_POST_VOUCHER : 0;
  what |= (uint32_t)c->resale << FL_POST_RESALE;
  const uint32_t note = v->note | r->trust | r->tier << FL_NOTE_TIER | (uint32_t)bought << FL_NOTE_BOUGHT |
                        (uint32_t)c->impulse << FL_NOTE_IMPULSE | (uint32_t)(r->slot >= 0) << FL_NOTE_KNOWN |
                        (uint32_t)((relation_bits & FL_BY_AD) != 0) << FL_NOTE_BY_AD | (field & 3u) << FL_NOTE_FIELD;
  x->claims[x->claim_count++] = (fl_post){(uint16_t)v->index, (uint16_t)minute, what, note, v->claimed++};
  x->counts->demand[offer] += x->weight;
  x->sums.claims++;
  // The rest of the day reckons with the order as if it were settled.
  const uint32_t level = fl_need_level(v->chooser.needs, category), used = level < FL_PER_ORDER ? level : FL_PER_ORDER;
  v->chooser.needs -= (uint64_t)used << (4 * category);
  v->chooser.budget_fen -= c->cost_fen;
  v->chooser.hunter &= v->chooser.budget_fen > v->chooser.resale_floor_fen;
  v->chooser.packet = c->packet ? NULL : v->chooser.packet;
}

// Utility of what the fan knows of a seller: trust, and for the rest the view of a stranger; of goods and service, who has bought there.
static inline float bond(const fl_levers *levers, const fl_fan *fan, uint32_t trust, bool bought, float stranger,
                         float experience) {
  const float t = (float)trust * (1.0f / FL_TRUST_ONE);
  const float view = stranger + levers->platform_utility * ((float)fan->platform_trust * (1.0f / 65535.0f) - 0.5f);
  return levers->trust_utility * t + (1.0f - t) * view + (bought ? experience : 0.0f);
}

// A seller's voucher is good in the rooms of its brand alone. Returns what the fan has in hand, to be put back after the choice; `brand`
// none: UINT32_MAX.
static inline const fl_packet *put_aside(fl_chooser *c, uint32_t brand) {
  const fl_packet *in_hand = c->packet;
  if (in_hand && in_hand->brand > 0 && in_hand->brand != brand + 1) c->packet = NULL;
  return in_hand;
}

// What goods are less of a risk than usual, or more, for who does not know the seller: `cover` of each offer, in shares of the price.
static __attribute__((noinline)) fl_f32x4 reassure(fl_fan_batch *x, const fl_visitor *v, uint32_t offer, const relation *r,
                                                   uint32_t closed) {
  const bool card = v->note >> FL_NOTE_CARD & 1u, first = r->slot < 0 || !(v->fan->room_high[r->slot] & FL_BOUGHT);
  const float doubt = 1.0f - (float)r->trust * (1.0f / FL_TRUST_ONE);
  fl_f32x4 cover;
  memcpy(&cover, x->step->cover[2 * card + first] + offer, sizeof cover);
  const uint8_t *covered = x->step->covered;
  for (uint32_t j = 0; covered && j < FL_OFFERS; j++)
    if (!(closed >> j & 1u)) x->counts->rights->choice[r->slot >= 0][covered[offer + j] >> (2 * card + first) & 1u][0] += x->weight;
  return cover * (doubt * v->chooser.sensitivity * x->step->levers->price_weight);
}

// The same of one offer on a page of the shelf.
static __attribute__((noinline)) float reassure_one(fl_fan_batch *x, const fl_visitor *v, uint32_t offer, const relation *r) {
  const uint32_t place = offer % FL_OFFERS;
  return reassure(x, v, offer - place, r, ~(1u << place))[place];
}

// M12: whether the visitor has bought goods of the brand in a room of another seller, and knows them so.
static inline bool met_goods(const fl_fan_batch *x, const fl_visitor *v, uint32_t brand) {
  const fl_step *step = x->step;
  const fl_met_goods *met = &step->met[(size_t)x->block * FL_BLOCK_FANS + v->index];
  return fl_met_brand(met, v->fan, brand, step->day, step->met_days);
}

// What the wait for goods that are made to order takes off them: the less, the more the fan trusts the room.
static __attribute__((noinline)) fl_f32x4 impatience(const fl_step *step, uint32_t offer, uint32_t trust) {
  fl_f32x4 wait;
  memcpy(&wait, step->wait + offer, sizeof wait);
  return wait * (1.0f - step->wait_trust * (float)trust * (1.0f / FL_TRUST_ONE));
}

static inline void choose(fl_fan_batch *x, fl_visitor *v, const fl_visit *p, const fl_hot *hot, const relation *r, float minutes,
                          uint32_t source) {
  const fl_levers *levers = x->step->levers;
  fl_chooser *c = &v->chooser;
  bool bought = r->slot >= 0 && (v->fan->room_high[r->slot] & FL_BOUGHT);
  if (FL_MORE && x->step->met) bought |= met_goods(x, v, hot->brand);
  c->bond = bond(levers, v->fan, r->trust, bought, hot->stranger + (FL_MORE ? r->word : 0.0f), hot->experience) - (fl_f32x4){0};
  c->who = 4 * r->tier + v->city;
  uint32_t minute = visit_minute(p, hot, source);
  const uint32_t closed = flash_gate(hot, &minute, p->draw.u[0] >> 21) | hot->closed;
  if (FL_MORE && x->step->cover) c->bond += reassure(x, v, p->room * FL_OFFERS, r, closed);
  if (FL_MORE && x->step->wait) c->bond -= impatience(x->step, p->room * FL_OFFERS, r->trust);
  const float u = fl_unitf(p->draw.u[1]), which = (float)(p->draw.u[1] & 255u) * 0x1p-8f;
  const fl_packet *in_hand = put_aside(c, hot->brand);
  const fl_choice choice = fl_choose(levers, hot, c, minutes, closed, u, which);
  c->packet = in_hand;
  if (choice.offer < 0) return;
  claim(x, v, p->room * FL_OFFERS + (uint32_t)choice.offer, hot->category[choice.offer], &choice, source, p->field, minute, r);
}

// After a visit to a room that the fan has a relation to. `gain` is the share of missing trust that the time spent makes up for.
static inline void leave_known(fl_fan_batch *x, fl_fan *fan, uint32_t room, int slot, uint32_t trust, float gain, float minutes,
                               uint32_t source, const fl_block *b) {
  const fl_levers *levers = x->step->levers;
  const float u = (float)(b->u[1] & 255u) * 0x1p-8f;
  const uint32_t kept = fl_round_at_random((float)fl_slot_orders(fan, slot) * levers->orders_keep[fan->age[slot]], u);
  const uint32_t grown = fl_trust_move(levers, trust, gain, u);
  x->counts->rooms[room].emotional += (int64_t)(grown - trust) * x->weight;
  fan->bond[slot] = (uint16_t)(grown << 4 | kept);
  fan->age[slot] = 0;
  if (!(fan->room_high[slot] & FL_FOLLOWED)) {
    if (fl_comes_to_follow(levers, source, minutes, fl_unitf(b->u[2]))) fl_follow(fan, slot, source, x->weight, x->counts);
  } else if (fl_is_dull(levers, minutes, grown, b->u[2] >> 16)) {
    fl_unfollow(fan, slot, x->weight, x->counts);
  }
}

// After a visit to a room that the fan does not know: it may be followed, or a dormant follower meets it again.
static inline __attribute__((always_inline)) void leave_unknown(fl_fan_batch *x, fl_fan *fan, uint32_t room, const fl_hot *hot,
                                                                float minutes, uint32_t source, uint32_t v) {
  const fl_levers *levers = x->step->levers;
  if (levers->capacity == 0) return;
  if (v < hot->dormant_below) {
    const int s = fl_slot_open(levers, fan, room, FL_FOLLOWED, v & 255u, x->weight, x->counts);
    if (s < 0) return;
    x->counts->rooms[room].active_delta += x->weight;
    x->counts->rooms[room].dormant_delta -= x->weight;
    x->counts->fixed->reactivations += x->weight;
  } else if (fl_comes_to_follow(levers, source, minutes, fl_unitf(v - hot->dormant_below))) {
    const int s = fl_slot_open(levers, fan, room, FL_FOLLOWED, v & 255u, x->weight, x->counts);
    if (s >= 0) fl_follow(fan, s, source, x->weight, x->counts);
  }
}

// A follower who meets the room in the public or the paid flow, or its goods on a page, is known to it only if it is the very real room that
// the fan knows. Private visits cannot have lost their slot: only those of a flow open relations, and they come later.
static inline relation relation_to(const fl_fan_batch *x, const fl_fan *fan, const fl_visit *p, const fl_hot *hot,
                                   uint32_t source) {
  const fl_levers *levers = x->step->levers;
  relation r = {.held = source == FL_PRIVATE ? p->at : fl_slot_find(fan, p->room)};
  r.slot = source != FL_PRIVATE && (p->draw.u[2] & 0xffffu) > hot->same_below ? -1 : r.held;
  if (r.slot < 0) return r;
  r.trust = fl_trust_now(levers, fan, r.slot);
  r.tier = fl_tier_of(fl_slot_orders(fan, r.slot), levers->heavy_orders);
  return r;
}

// M22: whether a fan, by its own number for the brand (16 bits, drawn once for ever), has heard of it.
static inline bool aware(const fl_fan_batch *x, const fl_visitor *v, uint32_t brand, uint32_t own) {
  return own < x->step->word->known[brand].of[v->segment].aware_below;
}

// What a fan has heard of a brand of which it knows no room, as utility.
static inline float heard(const fl_fan_batch *x, const fl_visitor *v, uint32_t brand) {
  const fl_levers *levers = x->step->levers;
  return levers->word_known + levers->word_valence * (float)x->step->word->known[brand].of[v->segment].valence;
}

// The same of a visit to a room, which is counted where the fan is a stranger or was told of it. Returns the factor on dwell.
static inline float listen(const fl_fan_batch *x, const fl_visitor *v, const fl_visit *p, const fl_hot *hot, uint32_t own,
                           relation *r) {
  fl_word_tally *t = &x->counts->word[hot->brand];
  const bool told = p->field == FL_REFERRED;
  if (told) t->of[v->segment].referred += x->weight;
  if (r->slot >= 0) return 1.0f;
  t->of[v->segment].strangers += x->weight;
  if (!told && !aware(x, v, hot->brand, own)) return 1.0f;
  r->word = heard(x, v, hot->brand);
  return x->step->word->stay[x->step->word->known[hot->brand].of[v->segment].valence + FL_WORD_MOST];
}

// M21: wishes for the goods of this very room stand beside the needs while the fan is in it. Returns what was added.
static __attribute__((noinline)) uint64_t add_bound(const fl_fan_batch *x, fl_visitor *v, uint32_t room) {
  const fl_wishes *wishes = &x->step->seeds->fans[(size_t)x->block * FL_BLOCK_FANS + v->index];
  uint64_t added = 0;
  for (uint32_t bits = v->bound; bits; bits &= bits - 1) {
    const fl_seed *seed = &wishes->seed[__builtin_ctz(bits)];
    if (fl_seed_room(seed) == room && fl_need_level(v->chooser.needs, fl_seed_category(seed)) < FL_NEED_MAX)
      added |= (uint64_t)1 << (4 * fl_seed_category(seed));
  }
  v->chooser.needs += added;
  return added;
}

// And are gone with it but where the visit ended in a claim of the category, which uses them first: then they are not there for another.
static __attribute__((noinline)) void less_bound(const fl_fan_batch *x, fl_visitor *v, uint64_t added, uint64_t before) {
  const fl_wishes *wishes = &x->step->seeds->fans[(size_t)x->block * FL_BLOCK_FANS + v->index];
  for (uint32_t bits = v->bound; bits; bits &= bits - 1) {
    const uint32_t i = (uint32_t)__builtin_ctz(bits), c = fl_seed_category(&wishes->seed[i]);
    if (!(added >> (4 * c) & 1u)) continue;
    if (fl_need_level(v->chooser.needs, c) == fl_need_level(before, c))
      v->chooser.needs -= (uint64_t)1 << (4 * c);
    else
      v->bound &= (uint8_t) ~(1u << i);
  }
}

// Whether a wish of this kind may still be planted: what is brought forward arises within a time, what is raised is a part of the year's.
static bool within_quota(const fl_fan_batch *x, const fl_visitor *v, const fl_wishes *wishes, uint32_t category, bool forward) {
  const fl_seed_day *seeds = x->step->seeds;
  const uint32_t day = forward ? FL_LASTING : wishes->year, k = 128 + 16 * v->generation + category;
  const float days = forward ? seeds->forward_days : seeds->raised_days;
  const uint32_t u = fl_draw(&x->step->key, FL_STREAM_SEED, day, v->id, k).u[0];
  return fl_nibble(forward ? wishes->debt : wishes->raised, category) <
         fl_seeding_quota(seeds, v->need_rate, v->segment, category, days, u);
}

// What a visit that ended without an order has made the fan want. One at most; the wait for the next begins with the next visit.
static __attribute__((noinline)) void plant(fl_fan_batch *x, fl_visitor *v, const fl_hot *hot, uint32_t room) {
  const fl_seed_day *seeds = x->step->seeds;
  const fl_block b = fl_draw(&x->step->key, FL_STREAM_SEED, x->step->day, v->id, v->visits);
  v->until = fl_seeding_wait(seeds, b.u[0]);
  fl_wishes *wishes = &seeds->fans[(size_t)x->block * FL_BLOCK_FANS + v->index];
  const uint32_t j = b.u[1] & (FL_OFFERS - 1), category = hot->category[j];
  const bool open = b.u[2] < seeds->open_below, forward = b.u[3] < seeds->forward_below;
  int place = -1;
  for (int i = FL_SEEDS - 1; i >= 0; i--) {
    const fl_seed *seed = &wishes->seed[i];
    if (!(seed->what & FL_SEED_HELD)) place = i;
    if (seed->what & FL_SEED_HELD && fl_seed_category(seed) == category) place = -1 - FL_SEEDS;
    if (place < -1) break;
  }
  if (place < 0) {
    x->counts->seeds->crowded += x->weight;
    return;
  }
  if (!within_quota(x, v, wishes, category, forward)) {
    x->counts->seeds->capped += x->weight;
    return;
  }
  const fl_block life = fl_draw(&x->step->key, FL_STREAM_SEED, x->step->day, v->id, 64u + v->visits);
  const uint32_t what = room | category << FL_SEED_CATEGORY | FL_SEED_HELD | (open ? FL_SEED_OPEN : 0u) |
                        (open && life.u[3] < seeds->search_below ? FL_SEED_SEARCHED : 0u) | (forward ? FL_SEED_FORWARD : 0u);
  wishes->seed[place] = fl_seeding_life(seeds, what, x->step->day, life);
  x->counts->seeds->planted += x->weight;
  x->counts->seed_rooms[room].planted += x->weight;
  if (!x->counts->named) return;
  const uint32_t brand = seeds->owner ? seeds->owner[room * FL_OFFERS + j] : hot->brand;
  x->counts->named[brand].planted[v->segment] += x->weight;
}

// Dwell, counts and choice of one visit; `own`: the fan's own number for the brand, where there is word of mouth. Returns the minutes,
// or -1 for a visit that was not made.
static inline __attribute__((always_inline)) float dwell(fl_fan_batch *x, uint32_t at, uint32_t source, uint32_t own,
                                                         relation *known) {
  const fl_visit *p = &x->list[source].items[at];
  fl_visitor *v = &x->visitor[p->visitor];
  const fl_levers *levers = x->step->levers;
  const fl_hot *hot = &x->step->hot[p->room];
  if (v->minutes_left <= 0.0f || met_before(x, v, at, p, hot, source)) return -1.0f;
  v->visits++;
  relation r = relation_to(x, v->fan, p, hot, source);
  v->tiers_seen |= (uint64_t)1 << (FL_SEEN_TIERS * source + hot->tier) | (uint64_t)1 << (FL_SEEN_FAN_TIERS + r.tier);
  const float t = (float)r.trust * (1.0f / FL_TRUST_ONE), usual = levers->dwell[p->draw.u[0] & (FL_DWELL_TABLE - 1)];
  float minutes = usual * levers->dwell_median[source] * hot->content * (1.0f + levers->dwell_trust * t);
  if (FL_MORE && x->step->word && source != FL_PRIVATE) {
    minutes *= listen(x, v, p, hot, own, &r);
  }
  minutes = minutes < v->minutes_left ? minutes : v->minutes_left;
  v->minutes_left -= minutes;
  *known = r;
  known->exponent = -levers->trust_gain_minute * minutes;
  const int32_t seconds = (int32_t)(minutes * 60.0f + 1.0f);
  fl_room_tally *tally = &x->counts->rooms[p->room];
  tally->uv[source] += x->weight;
  tally->seconds[source] += seconds * x->weight;
  x->sums.seconds[source][hot->tier][r.tier] += seconds;
  x->sums.bands[r.tier][r.slot >= 0 ? 1 + r.trust * 20 / (FL_TRUST_ONE + 1) : 0]++;
  const uint64_t before = v->chooser.needs, bound = FL_MORE && x->step->seeds && v->bound ? add_bound(x, v, p->room) : 0;
  const uint32_t claims = x->claim_count;
  const bool wanted = (v->chooser.needs & hot->need_mask) || v->chooser.hunter || hot->flash;
  if (wanted && v->chooser.budget_fen > 0) choose(x, v, p, hot, &r, minutes, source);
  if (FL_MORE && bound) less_bound(x, v, bound, before + bound);
  if (FL_MORE && x->step->seeds && x->claim_count == claims) {
    v->until -= minutes;
    if (v->until < 0.0f) plant(x, v, hot, p->room);
  }
  return minutes;
}

// All private visits; what the time spent does to trust is worked out four visits at a time.
static void private_visits(fl_fan_batch *x) {
  const fl_visit_list *list = &x->list[FL_PRIVATE];
  float minutes[FL_BATCH * FL_LIST_MOST], gain[FL_BATCH * FL_LIST_MOST + 3];
  uint16_t trust[FL_BATCH * FL_LIST_MOST];
  for (uint32_t i = 0; i < list->count; i++) {
    relation r = {0};
    minutes[i] = dwell(x, i, FL_PRIVATE, 0, &r);
    trust[i] = (uint16_t)r.trust;
    gain[i] = r.exponent;
  }
  for (uint32_t i = 0; i < 3; i++) gain[list->count + i] = 0;
  for (uint32_t i = 0; i < list->count; i += 4) {
    fl_f32x4 four;
    memcpy(&four, gain + i, sizeof four);
    four = 1.0f - fl_expf4(four);
    memcpy(gain + i, &four, sizeof four);
  }
  for (uint32_t i = 0; i < list->count; i++) {
    const fl_visit *p = &list->items[i];
    if (minutes[i] >= 0.0f)
      leave_known(x, x->visitor[p->visitor].fan, p->room, p->at, trust[i], gain[i], minutes[i], FL_PRIVATE, &p->draw);
  }
}

// M12: a visitor has just followed a room whose goods it met elsewhere.
static __attribute__((noinline)) void note_won(const fl_fan_batch *x, const fl_visit *p) {
  const uint32_t brand = x->step->hot[p->room].brand;
  if (met_goods(x, &x->visitor[p->visitor], brand)) x->counts->deals[brand].won += x->weight;
}

// The numbers of the fans for the brands of some visits from `from` on. What is counted and known of these brands is far away; it arrives
// until it is read.
static __attribute__((noinline)) void meet_brands(const fl_fan_batch *x, const fl_visit_list *list, uint32_t from,
                                                  fl_block own[OWN_AHEAD]) {
  uint32_t agent[OWN_AHEAD], brand[OWN_AHEAD], n = 0;
  for (; n < OWN_AHEAD && from + n < list->count; n++) {
    const fl_visit *p = &list->items[from + n];
    agent[n] = x->visitor[p->visitor].id;
    brand[n] = x->step->hot[p->room].brand;
    __builtin_prefetch(&x->counts->word[brand[n]].of[x->visitor[p->visitor].segment], 1);
    __builtin_prefetch(&x->step->word->known[brand[n]].of[x->visitor[p->visitor].segment]);
  }
  fl_draw_each(&x->step->key, FL_STREAM_KNOWN, 0, agent, brand, n, own);
}

static inline __attribute__((always_inline)) void flow_visits(fl_fan_batch *x, uint32_t source) {
  const fl_visit_list *list = &x->list[source];
  fl_block own[OWN_AHEAD];
  for (uint32_t i = 0; i < list->count; i++) {
    const fl_visit *p = &list->items[i];
    const fl_hot *hot = &x->step->hot[p->room];
    const bool listens = FL_MORE && x->step->word;
    if (listens && i % OWN_AHEAD == 0) meet_brands(x, list, i, own);
    fl_fan *fan = x->visitor[p->visitor].fan;
    relation r;
    const float minutes = dwell(x, i, source, listens ? own[i % OWN_AHEAD].u[0] >> 16 : 0, &r);
    if (minutes < 0.0f) continue;
    const int64_t before = FL_MORE && x->step->met ? x->counts->rooms[p->room].follows : 0;
    if (r.slot >= 0) {
      leave_known(x, fan, p->room, r.slot, r.trust, 1.0f - fl_expf(r.exponent), minutes, source, &p->draw);
    } else if (r.held < 0) {
      leave_unknown(x, fan, p->room, hot, minutes, source, p->draw.u[2]);
    }
    if (FL_MORE && x->step->met && x->counts->rooms[p->room].follows > before) note_won(x, p);
  }
}

// ---- The shelf ------------------------------------------------------------------------------------------------------------------

static inline float minutes_on_page(const fl_levers *levers, const fl_visit *p) {
  const float minutes = levers->dwell[p->draw.u[0] & (FL_DWELL_TABLE - 1)] * levers->dwell_median[FL_SHELF];
  return minutes < 60.0f ? minutes : 60.0f;
}

static inline void count_page(fl_fan_batch *x, const fl_visit *p, int32_t seconds) {
  x->sums.shelf[p->field][0]++;
  x->sums.shelf[p->field][1] += seconds;
}

// A followed room's own page: it is known and trusted, and what it sells is there without the host.
static void visit_shop(fl_fan_batch *x, const fl_visit *p) {
  const fl_levers *levers = x->step->levers;
  const fl_hot *hot = &x->step->hot[p->room];
  fl_visitor *v = &x->visitor[p->visitor];
  if (fl_slot_room(v->fan, p->slot) != p->room) return; // it gave way to another today
  relation r = {.held = p->slot, .slot = p->slot, .trust = fl_trust_now(levers, v->fan, p->slot)};
  r.tier = fl_tier_of(fl_slot_orders(v->fan, r.slot), levers->heavy_orders);
  const float minutes = minutes_on_page(levers, p);
  const int32_t seconds = (int32_t)(minutes * 60.0f + 1.0f);
  v->visits++;
  v->tiers_seen |= (uint64_t)1 << (FL_SEEN_TIERS * FL_SHELF + hot->tier) | (uint64_t)1 << (FL_SEEN_FAN_TIERS + r.tier);
  fl_room_tally *tally = &x->counts->rooms[p->room];
  tally->shelf_views += x->weight;
  tally->shelf_seconds += seconds * x->weight;
  x->sums.seconds[FL_SHELF][hot->tier][r.tier] += seconds;
  x->sums.bands[r.tier][1 + r.trust * 20 / (FL_TRUST_ONE + 1)]++;
  count_page(x, p, seconds);
  const uint64_t before = v->chooser.needs, bound = FL_MORE && x->step->seeds && v->bound ? add_bound(x, v, p->room) : 0;
  if ((v->chooser.needs & hot->need_mask) && v->chooser.budget_fen > 0)
    choose(x, v, p, hot, &r, minutes * levers->shelf_hazard, FL_SHELF);
  if (FL_MORE && bound) less_bound(x, v, bound, before + bound);
}

// Goods of several sellers. Whom the fan trusts is trusted here, too; but who comes by a page comes as a passer-by.
static void visit_page(fl_fan_batch *x, const fl_visit *p) {
  const fl_levers *levers = x->step->levers;
  const fl_page *page = &x->step->pages[x->stratum][p->room];
  fl_visitor *v = &x->visitor[p->visitor];
  fl_chooser *c = &v->chooser;
  if (page->offer[0] == FL_NO_OFFER) return; // nothing is listed in the category
  const float minutes = minutes_on_page(levers, p);
  const int32_t seconds = (int32_t)(minutes * 60.0f + 1.0f);
  v->visits++;
  v->tiers_seen |= (uint64_t)page->tiers << (FL_SEEN_TIERS * FL_SHELF) | (uint64_t)1 << FL_SEEN_FAN_TIERS;
  x->counts->pages[x->stratum * x->step->page_count + p->room][0] += x->weight;
  x->counts->pages[x->stratum * x->step->page_count + p->room][1] += seconds * x->weight;
  for (int j = 0; j < FL_OFFERS; j++) x->sums.seconds[FL_SHELF][page->tier[j]][0] += fl_page_part(seconds, j);
  x->sums.bands[0][0]++;
  count_page(x, p, seconds);
  if (!((c->needs & page->hot.need_mask) || c->hunter) || c->budget_fen <= 0) return;
  relation r[FL_OFFERS] = {{0}};
  uint32_t brand[FL_OFFERS];
  fl_block own[FL_OFFERS];
  for (int j = 0; FL_MORE && j < FL_OFFERS; j++) {
    brand[j] = x->step->hot[page->offer[j] / FL_OFFERS].brand;
    if (x->step->word) __builtin_prefetch(&x->step->word->known[brand[j]].of[v->segment]);
  }
  if (FL_MORE && x->step->word)
    fl_draw_each(&x->step->key, FL_STREAM_KNOWN, 0, (uint32_t[FL_OFFERS]){v->id, v->id, v->id, v->id}, brand, FL_OFFERS, own);
  for (int j = 0; j < FL_OFFERS; j++) {
    const uint32_t room = page->offer[j] / FL_OFFERS, turn = p->draw.u[0] * 0x9e3779b9u >> 16; // as in relation_to
    r[j].slot = turn > x->step->hot[room].same_below ? -1 : fl_slot_find(v->fan, room);
    if (r[j].slot >= 0) r[j].trust = fl_trust_now(levers, v->fan, r[j].slot);
    const bool bought =
        (r[j].slot >= 0 && (v->fan->room_high[r[j].slot] & FL_BOUGHT)) || (FL_MORE && x->step->met && met_goods(x, v, brand[j]));
    const bool knows = FL_MORE && x->step->word && r[j].slot < 0 && aware(x, v, brand[j], own[j].u[0] >> 16);
    const float stranger = page->stranger[j] + (knows ? heard(x, v, brand[j]) : 0.0f);
    c->bond[j] = bond(levers, v->fan, r[j].trust, bought, stranger, page->experience[j]);
    if (FL_MORE && x->step->cover) c->bond[j] += reassure_one(x, v, page->offer[j], &r[j]);
    if (FL_MORE && x->step->wait) c->bond[j] -= impatience(x->step, FL_OFFERS * room, r[j].trust)[page->offer[j] % FL_OFFERS];
  }
  c->who = v->city;
  const float u = fl_unitf(p->draw.u[1]), which = (float)(p->draw.u[1] & 255u) * 0x1p-8f;
  const fl_packet *in_hand = put_aside(c, UINT32_MAX - 1);
  fl_choice choice = fl_choose(levers, &page->hot, c, minutes, 0, u, which);
  c->packet = in_hand;
  if (choice.offer < 0) return;
  choice.next = -1; // of another seller: a claim has one room
  claim(x, v, page->offer[choice.offer], page->hot.category[choice.offer], &choice, FL_SHELF, p->field,
        visit_minute(p, &page->hot, FL_SHELF), &r[choice.offer]);
}

static void shelf_visits(fl_fan_batch *x) {
  const fl_visit_list *list = &x->list[FL_SHELF];
  for (uint32_t i = 0; i < list->count; i++)
    if (list->items[i].field == FL_FIELD_SHOP)
      visit_shop(x, &list->items[i]);
    else
      visit_page(x, &list->items[i]);
}

// Red packets are claimed at the minute of the day's first look: one a fan and day, of any of the day's festivals alike.
static void claim_packet(fl_fan_batch *x, fl_visitor *v) {
  if (v->fan->voucher || !v->visits) return;
  const uint32_t which = v->packet / 960u % x->step->packet_kinds, policy = x->step->packet_policy[which];
  const uint32_t minute = 480 + (v->packet % 960u); // 8 to 24 o'clock
  x->claims[x->claim_count++] =
      (fl_post){(uint16_t)v->index, (uint16_t)minute, policy | FL_POST_PACKET, x->step->packet_today[which], v->claimed++};
  x->counts->policies[policy].packet_claims += x->weight;
}

// At a gala: for one of the hosts that the fan follows, a logit draw by trust.
static void cast_vote(fl_fan_batch *x, const fl_visitor *v) {
  const fl_step *step = x->step;
  const fl_block b = fl_draw(&step->key, FL_STREAM_VOTE, step->day, v->id, 0);
  float weight[FL_SLOTS], all = 0;
  if (fl_unitf(b.u[0]) >= step->votes) return;
  for (int s = 0; s < FL_SLOTS; s++) {
    const float trust = (float)fl_trust_now(step->levers, v->fan, s) * (1.0f / FL_TRUST_ONE);
    weight[s] = v->fan->room_high[s] & FL_FOLLOWED ? fl_expf(step->vote_trust * trust) : 0.0f;
    all += weight[s];
  }
  if (all <= 0.0f) return;
  float at = fl_unitf(b.u[1]) * all;
  int choice = -1;
  for (int s = 0; s < FL_SLOTS && (choice < 0 || at >= 0.0f); s++) {
    choice = weight[s] > 0.0f ? s : choice;
    at -= weight[s];
  }
  x->counts->votes[fl_slot_room(v->fan, choice)] += x->weight;
}

static inline int64_t byte_of(uint64_t bytes, int i) {
  return (int64_t)(bytes >> (8 * i) & 255u);
}

// Distinct fans: of the day, the month and the window, by source and by tiers. Flags are spread to bytes and added up.
static inline __attribute__((always_inline)) void count_unique(fl_fan_batch *x, int sources) {
  const uint64_t *spread = x->step->bytes->spread;
  fl_block_counts *sums = &x->sums;
  uint64_t tiers[FL_SOURCES] = {0}, fan_tiers = 0, flags = 0, windows = 0;
  for (uint32_t a = 0; a < x->visitors; a++) {
    const fl_visitor *v = &x->visitor[a];
    const uint32_t seen = v->fan->seen;
    uint32_t source = 0;
    for (int s = 0; s < sources; s++) {
      const uint32_t of = v->tiers_seen >> (FL_SEEN_TIERS * s) & 255u;
      source |= (uint32_t)(of != 0) << s;
      tiers[s] += spread[of];
    }
    const uint32_t month = source & ~(seen >> FL_SEEN_MONTH_UV), window = source & ~(seen >> FL_SEEN_WINDOW_UV);
    fan_tiers += spread[v->tiers_seen >> FL_SEEN_FAN_TIERS];
    flags += spread[source | (month & 15u) << 4];
    windows += spread[(window & 15u) | (uint32_t)(source != 0) << 4];
    sums->visits += v->visits;
    v->fan->seen = (uint16_t)(seen | source << FL_SEEN_MONTH_UV | source << FL_SEEN_WINDOW_UV);
  }
  for (int s = 0; s < sources; s++) {
    for (int tier = 0; tier < FL_ROOM_TIERS; tier++) sums->tier_uv[s][tier] += byte_of(tiers[s], tier);
    sums->source_uv[s] += byte_of(flags, s);
    sums->month_uv[s] += byte_of(flags, 4 + s);
    sums->window_uv[s] += byte_of(windows, s);
  }
  for (int tier = 0; tier < FL_FAN_TIERS; tier++) sums->fan_tier_uv[tier] += byte_of(fan_tiers, tier);
  sums->uv += byte_of(windows, 4);
}

// Claims of the batch in order of fan; the claims of one fan keep theirs. There are few, and they are nearly in order.
static void sort_claims(fl_post *claims, uint32_t count) {
  for (uint32_t i = 1; i < count; i++) {
    const fl_post one = claims[i];
    uint32_t at = i;
    for (; at > 0 && claims[at - 1].fan > one.fan; at--) claims[at] = claims[at - 1];
    claims[at] = one;
  }
}

static_assert(FL_BATCH < 256 && FL_SOURCES <= 4 && FL_ROOM_TIERS <= 8 && FL_FAN_TIERS <= 4,
              "distinct fans of a batch are counted in bytes");

void FL_KERNEL(fl_visits)(fl_fan_batch *x) {
  const uint32_t first_claim = x->claim_count;
  private_visits(x);
  flow_visits(x, FL_PUBLIC);
  if (x->step->flows > 1) flow_visits(x, FL_PAID);
  const bool shelf = x->step->pages[x->stratum] != NULL;
  if (shelf) shelf_visits(x);
  if (x->step->packet_kinds > 0)
    for (uint32_t a = 0; a < x->visitors; a++) claim_packet(x, &x->visitor[a]);
  if (FL_MORE && x->step->votes > 0.0f)
    for (uint32_t a = 0; a < x->visitors; a++) cast_vote(x, &x->visitor[a]);
  sort_claims(x->claims + first_claim, x->claim_count - first_claim);
  count_unique(x, shelf || x->step->flows > 1 ? FL_SOURCES : FL_PUBLIC + 1);
}
