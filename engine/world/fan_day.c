// Pass 1 of a day: every fan lives the day against the day's tables and leaves claims. Parallel over blocks of fans; reads the
// step's tables, writes fans, the block's queue and the worker's counts. kernel.c runs it.
#include "world/fan_day.h"

#include "mechanisms/fan_life.h"
#include "mechanisms/outside.h"
#include "mechanisms/private_domain.h"
#include "mechanisms/seeding.h"
#include "mechanisms/trust.h"
#include "mechanisms/winback.h"
#include "world/fan_shelf.h"

// What the stages of one batch hand on to one another.
typedef struct batch_work {
  fl_fan *fans; // of the batch
  uint32_t count, first, block;
  uint32_t id[FL_BATCH];
  uint8_t generation[FL_BATCH]; // of newcomers in one place
  fl_block today[FL_BATCH], person[FL_BATCH];
  uint8_t active[FL_BATCH + 8];  // number in the batch of each visitor
  uint8_t segment[FL_BATCH];     // of each visitor: city tier x 16 + age and taste
  uint8_t needs[2 * FL_BATCH];   // visitors in whom needs lapse, or arise
  uint16_t quanta[2 * FL_BATCH]; // how many; k of the draw says which of the two
  uint32_t needy;
  uint8_t gap[FL_BATCH], price_class[FL_BATCH]; // of each visitor: days since the last activity; fl_outside_class
  // Draws to come, and the draws: of visitors, or of visits planned, whose place in the day is their k.
  uint32_t agent[FL_PADDED];
  uint8_t visitor[FL_PADDED], k[FL_PADDED];
  fl_block draw[FL_PADDED];
} batch_work;

// Draws one block of the stream for each of the first n entries of agent and k.
static void draw_all(batch_work *b, const fl_step *step, uint32_t stream, uint32_t n) {
  fl_draw_many(&step->key, stream, step->day, b->agent, b->k, n, b->draw);
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

// Joining, falling dormant, waking: rare. Returns whether the fan may be active today.
static bool change_life(fl_fan *fan, const fl_step *step, uint32_t life, int64_t weight, fl_counts *counts) {
  if (fan->repeat & FL_DORMANT) {
    fan->repeat = (uint8_t)(fan->repeat & ~FL_DORMANT);
    return true;
  }
  if (life < step->levers->churn_below)
    replace(fan, step, weight, counts);
  else
    fan->repeat |= FL_DORMANT;
  return false;
}

// A newcomer has bought from none of the scenario's own brands.
static void forget_purchases(const fl_word_day *word, size_t fan) {
  for (uint32_t b = 0; b < word->own_count; b++) word->bought[b * word->bought_bytes + fan / 8] &= (uint8_t) ~(1u << fan % 8);
}

// Nor does it want what its predecessor wanted.
static void forget_seeds(const fl_seed_day *seeds, size_t fan, int64_t weight, fl_counts *counts) {
  for (int i = 0; i < FL_SEEDS; i++) counts->seeds->forgotten += seeds->fans[fan].seed[i].what & FL_SEED_HELD ? weight : 0;
  seeds->fans[fan] = (fl_wishes){0};
}

// Who is active today.
static void wake(batch_work *b, fl_fan_batch *batch) {
  static const uint8_t zeros[FL_BATCH] = {0};
  const fl_step *step = batch->step;
  const fl_levers *levers = step->levers;
  const uint32_t n = b->count;
  for (uint32_t i = 0; i < n; i++) {
    __builtin_prefetch(&b->fans[i + FL_BATCH], 1);
    if (step->month_starts) fl_fan_new_month(&b->fans[i]);
    if (step->window_starts) fl_fan_new_window(&b->fans[i]);
    b->generation[i] = b->fans[i].repeat / FL_GENERATION & 1u;
  }
  fl_draw_many(&step->key, FL_STREAM_DAY, step->day, b->id, zeros, n, b->today);
  fl_draw_many(&step->key, FL_STREAM_TRAIT, 0, b->id, b->generation, n, b->person);
  uint32_t active = 0;
  for (uint32_t i = 0; i < n; i++) {
    const fl_traits t = fl_traits_from(b->person[i]);
    const uint32_t life = b->today[i].u[3] >> 16;
    bool sleeps = b->fans[i].repeat & FL_DORMANT;
    if (life < levers->turn_below[sleeps]) {
      sleeps = !change_life(&b->fans[i], step, life, batch->weight, batch->counts);
      const bool new = FL_MORE && (b->fans[i].repeat / FL_GENERATION & 1u) != b->generation[i];
      const size_t place = (size_t)b->block * FL_BLOCK_FANS + b->first + i;
      if (FL_MORE && new && step->word) forget_purchases(step->word, place);
      if (FL_MORE && new && step->seeds) forget_seeds(step->seeds, place, batch->weight, batch->counts);
    }
    b->active[active] = (uint8_t)i;
    active += !sleeps & (b->today[i].u[0] < levers->active_below[fl_is_shopper(levers, &t)][t.activity]);
  }
  batch->visitors = active;
}

static void age_slots(fl_fan *fan, uint32_t gap) {
  const uint8_t days = (uint8_t)(gap < 255 ? gap : 255);
  for (int group = 0; group < FL_SLOTS / 8; group++) {
    fl_u8x8 age = fl_slots_read(fan, group).age;
    const fl_u8x8 sum = age + days;
    age = sum | (fl_u8x8)(sum < days); // 255 where the sum ran over
    memcpy(fan->age + 8 * group, &age, sizeof age);
  }
}

// A hunter's place among hunters.
static inline uint32_t draw_margin(const fl_levers *levers, const fl_traits *traits) {
  return (uint32_t)traits->hunter * FL_MARGINS / (levers->hunter_below + 1u) % FL_MARGINS;
}

static void fill_chooser(const fl_step *step, const fl_traits *traits, const fl_block *draw, uint32_t gap, fl_visitor *v) {
  const fl_levers *levers = step->levers;
  fl_fan *fan = v->fan;
  fl_chooser *c = &v->chooser;
  const float keeps = levers->wallet_keeps[gap < 255 ? gap : 255];
  fan->wallet = (uint8_t)fl_round_at_random((float)fan->wallet * keeps, (float)(draw->u[3] & 255u) * 0x1p-8f);
  c->needs = fl_needs(fan);
  c->sensitivity = levers->price_sensitivity[traits->price];
  c->pressure = 1.0f - (float)fan->wallet * (1.0f / 255.0f);
  c->budget_fen = levers->budget_fen[v->city][traits->budget] * c->pressure;
  c->resale_floor_fen = levers->budget_fen[v->city][traits->budget] * levers->resale_floor;
  const bool capital = c->budget_fen > c->resale_floor_fen;
  c->hunter = capital & fl_is_shopper(levers, traits) & (traits->hunter < levers->hunter_below);
  c->resale_margin = levers->resale_margin[draw_margin(levers, traits)];
  c->aware = (levers->anticipation > 0.0f) & (traits->aware < levers->aware_below);
  c->packet = NULL;
  if (fan->voucher == 0) return;
  if (step->packets[fan->voucher].last_day < (int32_t)step->day)
    fan->voucher = 0;
  else
    c->packet = &step->packets[fan->voucher];
}

// Draws the credit of all visitors (fl_credit_of).
static __attribute__((noinline)) void draw_credit(batch_work *b, const fl_fan_batch *batch) {
  for (uint32_t a = 0; a < batch->visitors; a++) {
    b->agent[a] = b->id[b->active[a]];
    b->k[a] = (uint8_t)(1 + b->generation[b->active[a]]);
  }
  fl_draw_many(&batch->step->key, FL_STREAM_RIGHTS, FL_LASTING, b->agent, b->k, batch->visitors, b->draw);
}

// Whether the fan holds the trust card: of good credit, and no abuse found out so far.
static inline bool holds_card(const fl_step *step, const fl_block *credit, uint32_t index, uint32_t generation) {
  const uint32_t bit = 2 * index + generation;
  const bool barred = step->barred[bit / 32] >> (bit % 32) & 1u;
  return !barred && credit->u[0] < step->card_below;
}

// M23: with a rival about, what lapses and arises hangs on the fan's sensitivity to prices.
static __attribute__((noinline)) void look_outside(batch_work *b, const fl_outside_day *outside, uint32_t a,
                                                   const fl_traits *traits, uint32_t gap, float *lapse, float *arise) {
  b->gap[a] = (uint8_t)(gap < 255 ? gap : 255);
  b->price_class[a] = (uint8_t)fl_outside_class(traits);
  *lapse = outside->lapse[b->price_class[a]][b->gap[a]];
  *arise = outside->arise[b->price_class[a]][b->gap[a]];
}

static inline void note_needs(batch_work *b, uint32_t visitor, uint32_t quanta, uint32_t k) {
  b->needs[b->needy] = (uint8_t)visitor;
  b->quanta[b->needy] = (uint16_t)(quanta < UINT16_MAX ? quanta : UINT16_MAX);
  b->k[b->needy] = (uint8_t)k;
  b->needy += quanta > 0;
}

static inline uint8_t visits_of(const fl_levers *levers, uint32_t flow, float minutes, uint32_t u) {
  const uint32_t n = fl_round_at_random(minutes * levers->visits_per_minute[flow], (float)u * 0x1p-16f);
  return (uint8_t)(n < FL_PUBLIC_MOST ? n : FL_PUBLIC_MOST);
}

// The day of every active fan apart from needs and visits.
static void begin_days(batch_work *b, fl_fan_batch *batch) {
  const fl_step *step = batch->step;
  const fl_levers *levers = step->levers;
  fl_block_counts *sums = &batch->sums;
  b->needy = 0;
  if (FL_MORE && step->barred) draw_credit(b, batch);
  for (uint32_t a = 0; a < batch->visitors; a++) {
    const uint32_t i = b->active[a];
    const fl_block *draw = &b->today[i];
    fl_fan *fan = &b->fans[i];
    fl_visitor *v = &batch->visitor[a];
    const fl_traits traits = fl_traits_from(b->person[i]);
    const uint32_t gap = (uint16_t)(step->day + 1 - fan->last_active);
    sums->month_active += fan->last_active <= step->month_first_day;
    sums->window_active += step->in_window & (fan->last_active <= step->window_first_day);
    fan->last_active = (uint16_t)(step->day + 1);
    age_slots(fan, gap);
    fl_trust_return(levers, fan, gap, draw->u[0] & 0xffffu); // of those who are active the low half is as good as new
    float minutes = levers->minutes_fan[traits.minutes] * levers->minutes_day[draw->u[1] & (FL_QUANTILES - 1)];
    minutes = minutes < 1440.0f ? minutes : 1440.0f;
    sums->content_seconds += (int64_t)(minutes * 60.0f);
    v->fan = fan;
    v->index = b->first + i;
    // Fetched ahead: read when needs are, and when visits are made.
    if (FL_MORE && step->seeds && fl_is_shopper(levers, &traits))
      __builtin_prefetch(&step->seeds->fans[(size_t)batch->block * FL_BLOCK_FANS + v->index], 1);
    if (FL_MORE && step->met) __builtin_prefetch(&step->met[(size_t)batch->block * FL_BLOCK_FANS + v->index]);
    v->id = b->id[i];
    v->city = fl_city_tier(levers, traits.city);
    v->minutes_left = minutes * levers->live_share;
    v->note = (uint32_t)(traits.sample < levers->sample_below) << FL_NOTE_SAMPLE | v->city << FL_NOTE_CITY |
              (uint32_t)traits.budget << FL_NOTE_BUDGET;
    if (FL_MORE && step->barred && holds_card(step, &b->draw[a], batch->block * FL_BLOCK_FANS + v->index, b->generation[i]))
      v->note |= 1u << FL_NOTE_CARD;
    v->rooms_seen = 0;
    v->tiers_seen = 0;
    v->visits = v->claimed = 0;
    v->packet = (uint16_t)draw->u[3];
    fill_chooser(step, &traits, draw, gap, v);
    // Quanta of need that lapsed and arose since the fan was last here, and public visits of today, all rounded at random.
    float lapse = levers->need_lapse[gap < 255 ? gap : 255], arise = levers->need_days[gap < 255 ? gap : 255];
    if (FL_MORE && step->outside) look_outside(b, step->outside, a, &traits, gap, &lapse, &arise);
    note_needs(b, a, fl_needs_lapsing(v->chooser.needs, lapse, draw->u[1] >> 8 & 255u), FL_NEED_LAPSE);
    b->segment[a] = v->segment = (uint8_t)(v->city * 16 + traits.age_taste);
    v->browse = minutes * levers->shelf_browse;
    note_needs(b, a, fl_needs_arising(levers, &traits, b->segment[a], arise, draw->u[2] & 0xffffu), 0);
    v->planned[0] = visits_of(levers, 0, minutes, draw->u[1] >> 16);
    if (step->flows > 1) v->planned[1] = visits_of(levers, 1, minutes, draw->u[2] >> 16);
    memset(v->end, 0, sizeof v->end);
  }
  sums->active += batch->visitors;
}

// M23: quanta that were met on other platforms. Those that a rival drew cost money that is then missing here, and the fan may stay.
static __attribute__((noinline)) void meet_outside(const batch_work *b, fl_fan_batch *batch, uint32_t a, uint32_t n, uint64_t met) {
  const fl_step *step = batch->step;
  const fl_outside_day *outside = step->outside;
  fl_visitor *v = &batch->visitor[a];
  fl_block_counts *sums = &batch->sums;
  const fl_block draw = fl_draw(&step->key, FL_STREAM_OUTSIDE, step->day, v->id, 0);
  float fen = 0;
  for (uint32_t c = 0; c < FL_CATEGORIES; c++) {
    const uint32_t quanta = fl_need_level(met, c);
    sums->outside_quanta[c] += quanta;
    fen += (float)quanta * outside->quantum_fen[c];
  }
  const float part = outside->drawn[b->price_class[a]][b->gap[a]];
  const uint32_t drawn = fl_round_at_random((float)n * part, fl_unitf(draw.u[0]));
  if (drawn == 0) return;
  fen *= (float)drawn / (float)n;
  sums->outside_drawn += drawn;
  sums->outside_fen += (int64_t)fen;
  const float budget = step->levers->budget_fen[v->city][v->note >> FL_NOTE_BUDGET & 255u];
  const uint32_t spent = fl_round_at_random(255.0f * outside->budget * fen / budget, fl_unitf(draw.u[1]));
  v->fan->wallet = (uint8_t)(v->fan->wallet + spent < 255 ? v->fan->wallet + spent : 255);
  v->chooser.pressure = 1.0f - (float)v->fan->wallet * (1.0f / 255.0f);
  v->chooser.budget_fen = budget * v->chooser.pressure;
  // From tomorrow on: today the fan is here.
  if (fl_unitf(draw.u[2]) < 1.0f - fl_expf((float)drawn * fl_logf(1.0f - outside->stays))) {
    v->fan->repeat |= FL_DORMANT;
    sums->outside_stay++;
  }
}

// M21: of what arose, the part that was bought before is not needed now.
static __attribute__((noinline)) void repay(fl_fan_batch *batch, uint32_t a, uint64_t before) {
  fl_visitor *v = &batch->visitor[a];
  fl_wishes *wishes = &batch->step->seeds->fans[(size_t)batch->block * FL_BLOCK_FANS + v->index];
  batch->counts->seeds->repaid += fl_seeding_repay(wishes, before, &v->chooser.needs) * batch->weight;
}

// What a visitor wants today because of what it has seen: wishes end, or are ripe. Those that any seller may harvest stand beside the
// needs for the day, and are not put into the fan's record.
static void tend(fl_fan_batch *batch, fl_visitor *v) {
  const fl_step *step = batch->step;
  fl_seed_count *sums = batch->counts->seeds;
  fl_wishes *wishes = &step->seeds->fans[(size_t)batch->block * FL_BLOCK_FANS + v->index];
  const uint16_t year = (uint16_t)(step->day / 365);
  if (wishes->year != year) memset(wishes->raised, 0, sizeof wishes->raised);
  wishes->year = year;
  for (int i = 0; i < FL_SEEDS; i++) {
    fl_seed *seed = &wishes->seed[i];
    if (!(seed->what & FL_SEED_HELD)) continue;
    const uint32_t category = fl_seed_category(seed);
    if ((uint16_t)(step->day - seed->planted) >= seed->ends) {
      *(seed->what & FL_SEED_MET ? &sums->met : &sums->forgotten) += batch->weight;
      if (seed->what & FL_SEED_MET) fl_seeding_met(wishes, seed);
      *seed = (fl_seed){0};
    } else if (fl_seed_ripe(seed, step->day)) {
      const bool open = seed->what & FL_SEED_OPEN, room_left = fl_need_level(v->chooser.needs, category) < FL_NEED_MAX;
      v->bound |= (uint8_t)(!open << i);
      v->chooser.needs += (uint64_t)(open && room_left) << (4 * category);
      v->searched |= (uint16_t)((seed->what & FL_SEED_SEARCHED ? 1u : 0u) << category);
    }
  }
}

// Only shoppers have wishes: the records of the others are not even looked at.
static __attribute__((noinline)) void tend_all(batch_work *b, fl_fan_batch *batch) {
  const fl_levers *levers = batch->step->levers;
  fl_visitor *shopper[FL_BATCH];
  uint32_t shoppers = 0;
  for (uint32_t a = 0; a < batch->visitors; a++) {
    const fl_traits traits = fl_traits_from(b->person[b->active[a]]);
    fl_visitor *v = &batch->visitor[a];
    v->need_rate = fl_is_shopper(levers, &traits) ? levers->need_rate[traits.need] : 0.0f;
    v->generation = b->fans[b->active[a]].repeat / FL_GENERATION & 1u;
    v->until = FL_SEEDING_NEVER;
    v->bound = 0;
    v->searched = 0;
    b->agent[shoppers] = b->id[b->active[a]];
    b->k[shoppers] = 0;
    shopper[shoppers] = v;
    shoppers += v->need_rate > 0.0f;
  }
  draw_all(b, batch->step, FL_STREAM_SEED, shoppers);
  for (uint32_t i = 0; i < shoppers; i++) {
    shopper[i]->until = fl_seeding_wait(batch->step->seeds, b->draw[i].u[0]);
    tend(batch, shopper[i]);
  }
}

// The categories in which needs lapse and arise: one block of the stream holds four quanta.
static void change_needs(batch_work *b, fl_fan_batch *batch) {
  const fl_step *step = batch->step;
  fl_block_counts *sums = &batch->sums;
  for (uint32_t i = 0; i < b->needy; i++) b->agent[i] = b->id[b->active[b->needs[i]]];
  draw_all(b, step, FL_STREAM_NEED, b->needy);
  for (uint32_t i = 0; i < b->needy; i++) {
    const uint32_t a = b->needs[i], n = b->quanta[i];
    fl_visitor *v = &batch->visitor[a];
    uint64_t *needs = &v->chooser.needs;
    uint32_t leaked = n;
    if (b->k[i] == FL_NEED_LAPSE) {
      const uint64_t before = *needs;
      *needs = fl_needs_lapse(step, b->agent[i], n, b->draw[i], before);
      if (FL_MORE && step->outside) meet_outside(b, batch, a, n, before - *needs);
    } else {
      leaked = 0;
      const uint64_t before = *needs;
      *needs = fl_needs_arrive(step, b->agent[i], b->segment[a], n, b->draw[i], before, &leaked);
      if (FL_MORE && step->seeds) repay(batch, a, before);
      sums->needs_arrived += n;
    }
    sums->needs_leaked += leaked;
    fl_put_needs(v->fan, *needs);
  }
}

// Relations that were not visited for long are put away: a follower becomes dormant.
static void retire(fl_fan *fan, uint32_t stale, int64_t weight, fl_counts *counts) {
  for (; stale; stale &= stale - 1) fl_slot_retire(fan, __builtin_ctz(stale), weight, counts);
}

// Followers come when a room goes live: convex in trust. Slots take turns to be first, because minutes are short.
static uint32_t plan_private(batch_work *b, fl_fan_batch *batch) {
  const fl_step *step = batch->step;
  for (uint32_t a = 0; a < batch->visitors; a++)
    for (uint32_t group = 0; group < FL_SLOTS / 8; group++) {
      b->agent[a * (FL_SLOTS / 8) + group] = b->id[b->active[a]];
      b->k[a * (FL_SLOTS / 8) + group] = (uint8_t)(1 + group);
    }
  draw_all(b, step, FL_STREAM_DAY, batch->visitors * (FL_SLOTS / 8));
  uint32_t n = 0;
  for (uint32_t a = 0; a < batch->visitors; a++) {
    fl_fan *fan = batch->visitor[a].fan;
    const uint32_t turn = b->today[b->active[a]].u[2] >> 16;
    for (uint32_t g = 0; g < FL_SLOTS / 8; g++) {
      const uint32_t group = (g + turn / 8) % (FL_SLOTS / 8), from = turn % 8;
      const fl_slot_group eight = fl_slots_read(fan, (int)group);
      const fl_block *draw = &b->draw[a * (FL_SLOTS / 8) + group];
      const fl_u16x8 trust = fl_trust_now8(step->levers, &eight);
      uint32_t stale, comes = fl_slots_coming(step->levers, &eight, trust, draw, &stale);
      if (FL_MORE && step->calls)
        comes |= fl_winback_coming(step, fan, group, trust, b->id[b->active[a]], comes, batch->weight, batch->counts);
      if (stale) retire(fan, stale << (8 * group), batch->weight, batch->counts);
      // The set bits from `from` on, then those before it, as bytes.
      const uint32_t turned = (comes >> from | comes << (8 - from)) & 255u;
      const uint64_t ones = 0x0101010101010101u;
      const uint64_t slots = ((step->bytes->places[turned] + from * ones) & 7 * ones) + 8 * group * ones, visitor = a * ones;
      memcpy(&b->k[n], &slots, sizeof slots);
      memcpy(&b->visitor[n], &visitor, sizeof visitor);
      n += step->bytes->count[turned];
    }
  }
  return n;
}

// Which of the rooms to visit are live; the others leave the plan.
static uint32_t keep_live(batch_work *b, fl_fan_batch *batch, uint32_t planned) {
  fl_visit *items = batch->list[FL_PRIVATE].items;
  uint32_t n = 0;
  for (uint32_t k = 0; k < planned; k++) {
    const uint32_t a = b->visitor[k], slot = b->k[k];
    const uint32_t room = fl_slot_room(batch->visitor[a].fan, (int)slot);
    items[n].room = room;
    items[n].field = 0;
    items[n].visitor = b->visitor[n] = (uint8_t)a;
    items[n].at = b->k[n] = (uint8_t)slot;
    n += batch->step->live[room];
    batch->visitor[a].end[FL_PRIVATE] = (uint16_t)n;
  }
  return n;
}

// Visits of a flow stand behind those planned before in the list of draws.
static uint32_t plan_flow(batch_work *b, const fl_fan_batch *batch, uint32_t flow, uint32_t from) {
  uint32_t n = from;
  for (uint32_t a = 0; a < batch->visitors; a++) {
    const uint64_t ones = 0x0101010101010101u, visitor = a * ones;
    const uint64_t numbers = 0x0706050403020100u + (FL_SLOTS + FL_PUBLIC_MOST * flow) * ones;
    memcpy(&b->k[n], &numbers, sizeof numbers);
    memcpy(&b->visitor[n], &visitor, sizeof visitor);
    n += batch->visitor[a].planned[flow];
  }
  return n;
}

// The room's table and counts are far away; they arrive while the rest is planned.
static inline void fetch_room(const fl_fan_batch *batch, uint32_t room) {
  const char *hot = (const char *)&batch->step->hot[room];
  __builtin_prefetch(hot);
  __builtin_prefetch(hot + 64);
  __builtin_prefetch(&batch->counts->rooms[room], 1);
}

// Pages of the shelf that the visitors open, behind all other visits in the list of draws.
static uint32_t plan_shelf(batch_work *b, fl_fan_batch *batch, uint32_t from) {
  const fl_levers *levers = batch->step->levers;
  uint32_t n = from;
  for (uint32_t a = 0; a < batch->visitors; a++) {
    fl_visitor *v = &batch->visitor[a];
    v->due = (uint16_t)due_needs(v->chooser.needs, levers->need_due);
    if (FL_MORE && batch->step->seeds) v->due |= v->searched;
    v->due_count = (uint8_t)(batch->step->bytes->count[v->due & 255u] + batch->step->bytes->count[v->due >> 8]);
    v->pages = levers->shelf_search * (float)v->due_count + levers->shelf_shop * FL_SLOTS + v->browse;
    const uint32_t most = fl_round_at_random(v->pages, (float)(b->today[b->active[a]].u[3] & 0xffffu) * 0x1p-16f);
    const uint32_t ones = 0x01010101u, visitor = a * ones, numbers = 0x03020100u + (FL_SLOTS + FL_FLOWS * FL_PUBLIC_MOST) * ones;
    memcpy(&b->k[n], &numbers, sizeof numbers);
    memcpy(&b->visitor[n], &visitor, sizeof visitor);
    n += most < FL_SHELF_MOST ? most : FL_SHELF_MOST;
  }
  return n;
}

static void meet_shelf(const batch_work *b, fl_fan_batch *batch, uint32_t from, uint32_t to) {
  const fl_step *step = batch->step;
  fl_visit_list *list = &batch->list[FL_SHELF];
  uint32_t n = 0;
  for (uint32_t k = from; k < to; k++) {
    fl_visit *p = &list->items[n];
    *p = (fl_visit){.draw = b->draw[k], .visitor = b->visitor[k], .at = step->daypart[b->draw[k].u[0] >> 24]};
    if (!open_page(batch, &batch->visitor[p->visitor], b->segment[p->visitor], p)) continue;
    if (p->field == FL_FIELD_SHOP) {
      fetch_room(batch, p->room);
      __builtin_prefetch(&batch->counts->rooms[p->room].shelf_views, 1);
    } else
      for (size_t line = 0; line < sizeof(fl_page); line += 64)
        __builtin_prefetch((const char *)&step->pages[batch->stratum][p->room] + line);
    n++;
  }
  list->count = n;
}

static void meet_followed(const batch_work *b, fl_fan_batch *batch, uint32_t count) {
  fl_visit_list *list = &batch->list[FL_PRIVATE];
  for (uint32_t k = 0; k < count; k++) list->items[k].draw = b->draw[k];
  for (uint32_t k = 0; k < count; k++) fetch_room(batch, list->items[k].room);
  list->count = count;
}

// Who was told of a brand goes and looks, in place of a visit from the feed and while the room is live.
static __attribute__((noinline)) void go_and_look(const fl_fan_batch *batch, uint32_t segment, const fl_block *draw, fl_visit *p) {
  const fl_step *step = batch->step;
  const fl_word_day *word = step->word;
  const uint32_t stratum = batch->stratum;
  p->room = fl_alias_pick(word->rooms[stratum][segment], word->room_count[stratum][segment], draw->u[1]);
  const fl_hot *hot = &step->hot[p->room];
  const uint32_t minute = hot->open + (uint32_t)((uint64_t)draw->u[2] * (uint32_t)(hot->close - hot->open) >> 32);
  p->at = (uint8_t)(minute / FL_DAYPART);
  p->field = FL_REFERRED;
}

// A room that is shown to a part of the public is met by those who are: others are given another one, or stay in the feed.
static __attribute__((noinline)) uint32_t accepted(const batch_work *b, fl_fan_batch *batch, uint32_t k, uint32_t part,
                                                   uint32_t room) {
  const fl_step *step = batch->step;
  const uint32_t segment = b->segment[b->visitor[k]];
  for (uint32_t try = 0; room != FL_ROOM_NONE && step->aim->slot[room] && try < FL_AIM_TRIES; try++) {
    const uint32_t place = step->aim->slot[room] - 1u;
    const fl_block draw = fl_draw(&step->key, FL_STREAM_AIM, step->day, b->agent[k], b->k[k] * FL_AIM_TRIES + try);
    if ((draw.u[0] >> 16) < step->aim->accept[place][segment]) {
      batch->counts->aimed[place][segment].visits += batch->weight;
      return room;
    }
    room = fl_allocate(step, 0, batch->stratum, part, draw.u[1]);
  }
  return room != FL_ROOM_NONE && step->aim->slot[room] ? FL_ROOM_NONE : room;
}

enum { TOLD_AHEAD = 64 }; // draws of fans who may have been told, at a time
// The rooms that the visits [from, to) of the list of draws meet.
static void meet_flow(const batch_work *b, fl_fan_batch *batch, uint32_t flow, uint32_t from, uint32_t to) {
  const fl_step *step = batch->step;
  fl_visit_list *list = &batch->list[FL_FIRST_FLOW + flow];
  const bool told = FL_MORE && step->word && flow == 0, aimed = FL_MORE && step->aim && flow == 0;
  fl_block looks[TOLD_AHEAD];
  uint32_t n = 0;
  for (uint32_t k = from; k < to; k++) {
    const fl_block draw = b->draw[k];
    const uint32_t ahead = (k - from) % TOLD_AHEAD, rest = to - k < TOLD_AHEAD ? to - k : TOLD_AHEAD;
    if (told && ahead == 0) fl_draw_many(&step->key, FL_STREAM_WORD, step->day, b->agent + k, b->k + k, rest, looks);
    const uint32_t part = step->daypart[draw.u[0] >> 24];
    uint32_t room = fl_allocate(step, flow, batch->stratum, part, draw.u[3]);
    list->items[n] = (fl_visit){.draw = draw, .room = room, .visitor = b->visitor[k], .at = (uint8_t)part};
    if (told && looks[ahead].u[0] < step->word->referred_below[batch->stratum][b->segment[b->visitor[k]]]) {
      go_and_look(batch, b->segment[b->visitor[k]], &looks[ahead], &list->items[n]);
      room = list->items[n].room;
    }
    if (aimed && list->items[n].field != FL_REFERRED) room = list->items[n].room = accepted(b, batch, k, part, room);
    fetch_room(batch, room & (0u - (room != FL_ROOM_NONE)));
    n += room != FL_ROOM_NONE; // at night nobody may be live
    batch->visitor[b->visitor[k]].end[FL_FIRST_FLOW + flow] = (uint16_t)n;
  }
  list->count = n;
}

static void plan_visits(batch_work *b, fl_fan_batch *batch) {
  const uint32_t private = keep_live(b, batch, plan_private(b, batch));
  const uint32_t flows = batch->step->flows;
  uint32_t until[1 + FL_FLOWS] = {private};
  for (uint32_t f = 0; f < flows; f++) until[1 + f] = plan_flow(b, batch, f, until[f]);
  const bool shelf = batch->step->pages[batch->stratum] != NULL;
  const uint32_t all = shelf ? plan_shelf(b, batch, until[flows]) : until[flows];
  for (uint32_t k = 0; k < all; k++) b->agent[k] = b->id[b->active[b->visitor[k]]];
  draw_all(b, batch->step, FL_STREAM_VISIT, all);
  meet_followed(b, batch, private);
  for (uint32_t f = 0; f < flows; f++) meet_flow(b, batch, f, until[f], until[1 + f]);
  if (shelf) meet_shelf(b, batch, until[flows], all);
}

void FL_KERNEL(fl_fan_block)(void *arg, uint32_t block, uint32_t worker_index) {
  fl_world *world = arg;
  fl_worker *worker = &world->workers[worker_index];
  fl_agents *agents = &world->agents;
  fl_queue *queue = &agents->queues[block];
  const uint32_t n = fl_block_size(agents, block);
  batch_work work;
  fl_fan_batch batch;
  batch.step = &world->step;
  batch.counts = &worker->counts;
  batch.sums = (fl_block_counts){0};
  batch.weight = fl_weight_of(agents, block);
  batch.stratum = block < agents->focus_blocks ? 0 : 1;
  batch.block = block;
  batch.claims = worker->claims;
  batch.claim_count = 0;
  for (uint32_t start = 0; start < n; start += FL_BATCH) {
    work.count = n - start < FL_BATCH ? n - start : FL_BATCH;
    work.first = start;
    work.block = block;
    work.fans = &agents->fans[(size_t)block * FL_BLOCK_FANS + start];
    for (uint32_t i = 0; i < work.count; i++) work.id[i] = fl_fan_id(agents, block, start + i);
    wake(&work, &batch);
    begin_days(&work, &batch);
    change_needs(&work, &batch);
    if (FL_MORE && batch.step->seeds) tend_all(&work, &batch);
    plan_visits(&work, &batch);
    FL_KERNEL(fl_visits)(&batch);
  }
  fl_post_block(&batch.sums, batch.weight, batch.counts->fixed);
  queue->parcels = queue->count;
  if (!fl_queue_reserve(queue, batch.claim_count)) {
    worker->out_of_memory = true;
    return;
  }
  memcpy(&queue->posts[queue->count], worker->claims, batch.claim_count * sizeof(fl_post));
  queue->count += batch.claim_count;
}
