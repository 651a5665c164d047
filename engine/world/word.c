// Word of mouth in the world: what segments make of brands is filled into tables each morning, follows the day's counts each night, and
// is shown in rows. Parallel over segments and over brands.
#include "base/mathx.h"
#include "world/internal.h"

#include <stdlib.h>

enum { BRANDS_A_TASK = 16 };

bool fl_alloc_word(fl_world *w) {
  if (!w->params.word_form) return true;
  const size_t brands = w->agents.brands.count, own = w->model->scenario.brand_count;
  const size_t columns = (size_t)FL_STRATA * FL_SEGMENTS * w->agents.rooms.count;
  fl_word *x = &w->word;
  x->day.first_own = (uint32_t)w->model->scenario.setup.rooms;
  x->day.own_count = (uint32_t)own;
  x->day.bought_bytes = (w->agents.fan_count + 7u) / 8;
  bool ok = (x->brands = calloc(brands + 1, sizeof *x->brands)) != NULL;
  ok = (x->known = aligned_alloc(64, (brands + 1) * sizeof *x->known)) && ok;
  ok = (x->told = calloc(brands + 1, sizeof *x->told)) && ok;
  ok = (x->sums = calloc(brands + 1, sizeof *x->sums)) && ok;
  ok = (x->tables = calloc(columns + 1, sizeof *x->tables)) && ok;
  ok = (x->weights = calloc(columns + 1, sizeof *x->weights)) && ok;
  ok = (x->stack = calloc(2 * columns + brands + 1, sizeof *x->stack)) && ok; // of the night a word a brand
  if (own) ok = (x->bought = calloc(own, x->day.bought_bytes)) && ok;
  return ok;
}

void fl_free_word(fl_world *w) {
  void *const owned[] = {w->word.brands, w->word.known,   w->word.told,  w->word.sums,
                         w->word.tables, w->word.weights, w->word.stack, w->word.bought};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) free(owned[i]);
}

// A room of the brand: all of them stand for as many real rooms and have the same public. FL_ROOM_NONE: it has none.
static void first_rooms(const fl_world *w, uint32_t *first) {
  const fl_rooms *rooms = &w->agents.rooms;
  for (uint32_t b = 0; b < w->agents.brands.count; b++) first[b] = FL_ROOM_NONE;
  for (uint32_t r = rooms->count; r-- > 0;) first[rooms->brand[r]] = r;
}

// Real fans of each segment who may meet a room.
static double public_of(const fl_world *w, uint32_t room) {
  return w->agents.rooms.focus[room] ? w->agents.catchment : w->agents.population;
}

// A name is known as far as it is from elsewhere; its fans think of it what its brand trust says.
static void start_name(const fl_world *w, uint32_t b) {
  fl_word_brand *name = &w->word.brands[b];
  for (int s = 0; s < FL_SEGMENTS; s++) {
    name->aware[s] = (float)w->agents.brands.outside[b];
    name->valence[s] = (float)(2 * w->agents.brands.trust[b] - 1);
  }
}

void fl_word_begin(fl_world *w, uint32_t b) {
  const fl_word_day *day = &w->word.day;
  memset(w->word.brands[b].talk, 0, sizeof w->word.brands[b].talk);
  start_name(w, b);
  if (b >= day->first_own && b - day->first_own < day->own_count)
    memset(&w->word.bought[(b - day->first_own) * day->bought_bytes], 0, day->bought_bytes);
}

// On the first day a brand is known to its followers, and to those who know it from elsewhere; they think of it what its brand trust
// says.
void fl_start_word(fl_world *w) {
  const fl_brands *brands = &w->agents.brands;
  const fl_rooms *rooms = &w->agents.rooms;
  const uint32_t first = w->word.day.first_own, own = w->word.day.own_count;
  for (uint32_t b = 0; w->word.brands && b < brands->count; b++) {
    const bool is_own = b >= first && b - first < own;
    w->word.brands[b].often = is_own ? (float)w->model->scenario.brands[b - first].talk : 1.0f;
    start_name(w, b);
  }
  for (uint32_t r = 0; w->word.brands && r < rooms->count; r++) {
    const double follow = (double)rooms->first_followers[r] / public_of(w, r);
    float *aware = w->word.brands[rooms->brand[r]].aware;
    for (int s = 0; s < FL_SEGMENTS; s++) aware[s] = (float)(1 - (1 - (double)aware[s]) * (1 - (follow < 1 ? follow : 1)));
  }
}

// ---- The morning ----------------------------------------------------------------------------------------------------------------

static void fill_known(void *arg, uint32_t task, uint32_t worker) {
  fl_world *w = arg;
  (void)worker;
  const uint32_t from = task * BRANDS_A_TASK, to = from + BRANDS_A_TASK, count = w->agents.brands.count;
  for (uint32_t b = from; b < (to < count ? to : count); b++) {
    fl_word_fill(&w->word.brands[b], &w->word.known[b]);
    fl_word_told(&w->params, &w->word.brands[b], false, w->word.told[b]);
  }
}

// Rooms that fans of a segment go to because they were told: live ones, by what promoters say of their brand. A brand's rooms share it.
// Returns the visits that a fan would make.
static double weigh_told(const fl_world *w, uint32_t stratum, uint32_t segment, double share, double *weight) {
  const fl_rooms *rooms = &w->agents.rooms;
  double sum = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const uint32_t b = rooms->brand[r];
    const double told = w->word.told[b][segment];
    const bool here = told > 0 && w->live[r] && share > 0 && !(rooms->focus[r] && stratum == 1);
    weight[r] = here ? w->params.word_visit * told / (share * (public_of(w, r) * (double)w->agents.brands.rooms[b])) : 0;
    sum += weight[r];
  }
  return sum;
}

// Stratum 0 is the catchment; without focus rooms nobody lives there.
static void fill_told(void *arg, uint32_t task, uint32_t worker) {
  fl_world *w = arg;
  (void)worker;
  fl_word *x = &w->word;
  const uint32_t stratum = task / FL_SEGMENTS, s = task % FL_SEGMENTS, count = w->agents.rooms.count;
  const size_t at = (size_t)task * count;
  double share[FL_SEGMENTS];
  if (stratum == 0 && w->agents.focus_blocks == 0) return;
  fl_word_segments(&w->params, share);
  const double wanted = weigh_told(w, stratum, s, share[s], x->weights + at);
  x->day.rooms[stratum][s] = x->tables + at;
  x->day.room_count[stratum][s] = fl_alias_build(count, x->weights + at, NULL, x->stack + 2 * at, x->tables + at);
  const bool any = x->day.room_count[stratum][s] > 0;
  x->day.referred_below[stratum][s] = any ? fl_below(fl_word_referred(&w->params, wanted)) : 0;
}

void fl_fill_word(fl_world *w) {
  const fl_parallel *parallel = &w->options.parallel;
  w->step.word = NULL;
  if (!w->word.brands) return;
  parallel->run(parallel->workers, (w->agents.brands.count + BRANDS_A_TASK - 1) / BRANDS_A_TASK, fill_known, w);
  parallel->run(parallel->workers, FL_STRATA * FL_SEGMENTS, fill_told, w);
  fl_word_stay(&w->levers, w->word.day.stay);
  w->word.day.known = w->word.known;
  w->word.day.bought = w->word.bought;
  w->step.word = &w->word.day;
}

// ---- The day --------------------------------------------------------------------------------------------------------------------

void fl_word_of_delivery(const fl_world *w, fl_counts *counts, uint32_t brand, uint32_t segment, int64_t promoters,
                         int64_t detractors) {
  (void)w;
  counts->word[brand].of[segment].promoters += promoters;
  counts->word[brand].of[segment].detractors += detractors;
}

// A first order is one of a fan who has not bought from the brand before: of the scenario's own brands ever, of others as long as the
// relation lasts.
void fl_word_of_order(const fl_world *w, fl_counts *counts, const fl_post *claim, uint32_t b, uint32_t block, uint32_t segment,
                      int64_t orders, bool own) {
  const uint32_t source = claim->what >> FL_POST_SOURCE & 3u;
  const fl_word_day *day = &w->word.day;
  bool first = !(claim->note >> FL_NOTE_BOUGHT & 1u);
  if (b >= day->first_own && b - day->first_own < day->own_count) {
    const size_t fan = (size_t)block * FL_BLOCK_FANS + claim->fan;
    uint8_t *bits = &day->bought[(b - day->first_own) * day->bought_bytes + fan / 8]; // blocks are whole bytes
    const uint8_t bit = (uint8_t)(1u << fan % 8);
    first = !(*bits & bit);
    if (own) *bits |= bit;
  }
  fl_word_tally *t = &counts->word[b];
  t->of[segment].first_buyers += first ? orders : 0;
  t->of[segment].orders += source == FL_PUBLIC && claim->note >> FL_NOTE_FIELD & 3u ? orders : 0;
}

// ---- The night ------------------------------------------------------------------------------------------------------------------

static int64_t sum_of(const int64_t by_segment[FL_SEGMENTS]) {
  int64_t sum = 0;
  for (int s = 0; s < FL_SEGMENTS; s++) sum += by_segment[s];
  return sum;
}

static fl_word_sums sums_of(const fl_word_brand *b, const fl_word_tally *t, const double share[FL_SEGMENTS]) {
  fl_word_sums out = {0};
  for (int s = 0; s < FL_SEGMENTS; s++) {
    out.strangers += t->of[s].strangers;
    out.referred += t->of[s].referred;
    out.orders += t->of[s].orders;
    out.first_buyers += t->of[s].first_buyers;
    out.aware += share[s] * (double)b->aware[s];
    out.valence += share[s] * (double)b->aware[s] * (double)b->valence[s];
    for (int k = 0; k < 2; k++) out.talk[k] += (double)b->talk[k][s];
  }
  return out;
}

typedef struct night {
  fl_world *world;
  uint32_t *first; // room by brand
  double share[FL_SEGMENTS];
} night;

// Fans who met the name elsewhere than in the brand's rooms: with a wish (M21), and with goods that hosts show (M12), whose visitors are of all
// segments.
static void named_today(const fl_world *w, uint32_t b, const double *share, double *named) {
  const double shown = w->deal_days ? w->params.distribution_named * (double)w->deal_days[b].reach : 0;
  for (int s = 0; s < FL_SEGMENTS; s++) {
    const int64_t planted = w->counts.named ? w->counts.named[b].planted[s] : 0;
    named[s] = w->params.seeding_named * (double)planted + shown * share[s];
  }
}

static void follow_day(void *arg, uint32_t task, uint32_t worker) {
  const night *x = arg;
  fl_world *w = x->world;
  (void)worker;
  const uint32_t from = task * BRANDS_A_TASK, to = from + BRANDS_A_TASK, count = w->agents.brands.count;
  for (uint32_t b = from; b < (to < count ? to : count); b++) {
    const uint32_t room = x->first[b];
    double fans[FL_SEGMENTS], named[FL_SEGMENTS];
    named_today(w, b, x->share, named);
    for (int s = 0; room != FL_ROOM_NONE && s < FL_SEGMENTS; s++) fans[s] = x->share[s] * public_of(w, room);
    if (room != FL_ROOM_NONE)
      fl_word_night(&w->params, &w->counts.word[b], w->word.told[b], named, fans, (double)w->agents.rooms.weight[room],
                    &w->word.brands[b]);
    w->word.sums[b] = sums_of(&w->word.brands[b], &w->counts.word[b], x->share);
  }
}

void fl_night_word(fl_world *w) {
  if (!w->word.brands) return;
  night x = {.world = w, .first = w->word.stack}; // scratch
  first_rooms(w, x.first);
  fl_word_segments(&w->params, x.share);
  w->options.parallel.run(w->options.parallel.workers, (w->agents.brands.count + BRANDS_A_TASK - 1) / BRANDS_A_TASK, follow_day,
                          &x);
}

// ---- Rows -----------------------------------------------------------------------------------------------------------------------

static fl_status emit_kinds(fl_world *w) {
  fl_row_word_day rows[FL_BRAND_KINDS] = {0};
  double real[FL_BRAND_KINDS] = {0}, aware[FL_BRAND_KINDS] = {0}, valence[FL_BRAND_KINDS] = {0}, talk[FL_BRAND_KINDS][2] = {{0}};
  const uint32_t *first = w->word.stack; // as the night left it
  for (uint32_t b = 0; b < w->agents.brands.count; b++) {
    if (first[b] == FL_ROOM_NONE) continue;
    const fl_word_sums *sums = &w->word.sums[b];
    const uint8_t kind = w->agents.brands.kind[b];
    const double n = (double)w->agents.rooms.weight[first[b]];
    fl_row_word_day *row = &rows[kind];
    real[kind] += n;
    aware[kind] += n * sums->aware;
    valence[kind] += n * sums->valence;
    for (int k = 0; k < 2; k++) talk[kind][k] += sums->talk[k];
    row->referred += sums->referred;
    row->referred_orders += sums->orders;
    row->first_buyers += sums->first_buyers;
  }
  for (int64_t k = 0; k < FL_BRAND_KINDS; k++) {
    rows[k].date = w->step.date;
    rows[k].kind = k;
    rows[k].awareness = real[k] > 0 ? aware[k] / real[k] : 0;
    rows[k].valence = aware[k] > 0 ? valence[k] / aware[k] : 0;
    rows[k].promoters = fl_round(talk[k][0]);
    rows[k].detractors = fl_round(talk[k][1]);
  }
  return fl_emit(w, FL_T_word_day, rows, FL_BRAND_KINDS);
}

static fl_status emit_brand(fl_world *w, uint32_t b) {
  const fl_word_brand *brand = &w->word.brands[b];
  const fl_word_sums *sums = &w->word.sums[b];
  fl_row_brand_word_day row = {.date = w->step.date,
                               .brand = b,
                               .awareness = sums->aware,
                               .awareness_least = 1,
                               .valence = sums->aware > 0 ? sums->valence / sums->aware : 0,
                               .promoters = fl_round(sums->talk[0]),
                               .detractors = fl_round(sums->talk[1]),
                               .strangers = sums->strangers,
                               .referred = sums->referred,
                               .referred_orders = sums->orders,
                               .first_buyers = sums->first_buyers,
                               .seeded = w->counts.named ? sum_of(w->counts.named[b].planted) : 0,
                               .shown = w->deal_days ? w->deal_days[b].reach : 0};
  for (int s = 0; s < FL_SEGMENTS; s++) {
    const double aware = (double)brand->aware[s];
    if (aware < row.awareness_least) row.awareness_least = aware;
    if (aware > row.awareness_most) row.awareness_most = aware;
  }
  return fl_emit(w, FL_T_brand_word_day, &row, 1);
}

fl_status fl_emit_word(fl_world *w) {
  if (!w->word.brands) return FL_OK;
  fl_status status = emit_kinds(w);
  for (uint32_t i = 0; status == FL_OK && i < w->word.day.own_count; i++) status = emit_brand(w, w->word.day.first_own + i);
  return status;
}
