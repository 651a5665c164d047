// The census: stocks that only a walk over all fans can tell, every 28 days; and the watch on drift before the window.
#include "mechanisms/trust.h"
#include "stats/concentration.h"
#include "world/internal.h"

enum { CENSUS_BLOCKS = 512 }; // at most: of larger worlds every k-th block is asked

typedef struct counted {           // one worker's part; weights in real fans
  int64_t band[FL_TRUST_BANDS][4]; // relations, followed, medium, heavy
  int64_t fans, needy, relations, trust, saturated[2], platform_trust, need;
} counted;

typedef struct census {
  fl_world *world;
  uint32_t every;
} census;

static void count_fan(const fl_world *w, const fl_fan *fan, bool shopper, int64_t weight, counted *c) {
  c->fans += weight;
  c->platform_trust += fan->platform_trust * weight;
  if (shopper) {
    const uint64_t needs = fl_needs(fan);
    for (uint32_t k = 0; k < FL_CATEGORIES; k++) c->need += fl_need_level(needs, k) * weight;
    c->needy += weight;
  }
  for (int s = 0; s < FL_SLOTS; s++) {
    if (fl_slot_room(fan, s) == FL_ROOM_NONE) continue;
    // The record is as of the last active day; what was forgotten since counts too.
    const uint32_t gap = (uint16_t)(w->step.day + 1 - fan->last_active), age = fan->age[s] + gap;
    const uint32_t trust = fl_slot_trust(fan, s), now = w->levers.trust_learns ? fl_trust_after(&w->levers, trust, age) : trust;
    const uint32_t tier = fl_tier_of(fl_slot_orders(fan, s), w->levers.heavy_orders);
    int64_t *band = c->band[1 + now * 20 / (FL_TRUST_ONE + 1)];
    band[0] += weight;
    band[1] += fan->room_high[s] & FL_FOLLOWED ? weight : 0;
    band[2] += tier == 1 ? weight : 0;
    band[3] += tier == 2 ? weight : 0;
    c->relations += weight;
    c->trust += now * weight;
    c->saturated[0] += now * 20 < FL_TRUST_ONE ? weight : 0;
    c->saturated[1] += now * 20 > 19 * FL_TRUST_ONE ? weight : 0;
  }
}

static void count_block(void *arg, uint32_t task_index, uint32_t worker) {
  const census *x = arg;
  fl_world *w = x->world;
  const uint32_t block = task_index * x->every;
  counted *c = (counted *)w->workers[worker].census;
  for (uint32_t i = 0; i < fl_block_size(&w->agents, block); i++) {
    const fl_fan *fan = &w->agents.fans[(size_t)block * FL_BLOCK_FANS + i];
    const fl_traits t = fl_traits_of(&w->step.key, fl_fan_id(&w->agents, block, i), fan->repeat & FL_GENERATION ? 1 : 0);
    count_fan(w, fan, t.shopper < w->levers.shopper_below, fl_weight_of(&w->agents, block), c);
  }
}

static counted walk(fl_world *w) {
  counted sum = {0};
  census x = {w, 1 + (w->agents.block_count - 1) / CENSUS_BLOCKS};
  for (uint32_t k = 0; k < w->options.parallel.workers; k++) memset(w->workers[k].census, 0, sizeof(counted));
  w->options.parallel.run(w->options.parallel.workers, (w->agents.block_count + x.every - 1) / x.every, count_block, &x);
  for (uint32_t k = 0; k < w->options.parallel.workers; k++) {
    const int64_t *from = w->workers[k].census;
    int64_t *into = (int64_t *)&sum;
    for (size_t i = 0; i < sizeof sum / 8; i++) into[i] += from[i];
  }
  return sum;
}

static_assert(sizeof(counted) <= FL_CENSUS_WORDS * 8, "a worker's census fits");

static double ratio(int64_t a, int64_t b) {
  return b ? (double)a / (double)b : 0;
}

static double gini_of(const fl_world *w, const double *total, double *per_room) {
  const fl_rooms *rooms = &w->agents.rooms;
  for (uint32_t r = 0; r < rooms->count; r++) per_room[r] = total[r] / (double)rooms->weight[r];
  fl_order_by_value(per_room, rooms->count, w->rank);
  return fl_gini(per_room, rooms->weight, w->rank, rooms->count);
}

static void concentration(const fl_world *w, fl_row_census *row) {
  const fl_rooms *rooms = &w->agents.rooms;
  double *value = w->allocation.scaled; // scratch
  row->gini_gmv = gini_of(w, rooms->gmv_28, value);
  row->gini_exposure = gini_of(w, rooms->exposure_28, value);
  for (uint32_t r = 0; r < rooms->count; r++) value[r] = (double)((rooms->active[r] + rooms->dormant[r]) / rooms->weight[r]);
  fl_order_by_value(value, rooms->count, w->rank);
  row->gini_followers = fl_gini(value, rooms->weight, w->rank, rooms->count);
  row->top20_followers_share = fl_top_share(value, rooms->weight, w->rank, rooms->count, 0.2);
}

static double brand_trust(const fl_world *w) {
  double sum = 0, weight = 0;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    sum += w->agents.brands.trust[w->agents.rooms.brand[r]] * w->agents.rooms.gmv_28[r];
    weight += w->agents.rooms.gmv_28[r];
  }
  return weight > 0 ? sum / weight : 0;
}

fl_status fl_emit_census(fl_world *w) {
  const counted c = walk(w);
  fl_row_trust_census bands[FL_TRUST_BANDS - 1];
  for (int b = 1; b < FL_TRUST_BANDS; b++)
    bands[b - 1] = (fl_row_trust_census){w->step.date, b, c.band[b][0], c.band[b][1], c.band[b][2], c.band[b][3]};
  fl_row_census row = {.date = w->step.date,
                       .mean_trust = ratio(c.trust, c.relations) / FL_TRUST_ONE,
                       .saturated_share = ratio(c.saturated[0] + c.saturated[1], c.relations),
                       .saturated_low_share = ratio(c.saturated[0], c.relations),
                       .saturated_high_share = ratio(c.saturated[1], c.relations),
                       .platform_trust = ratio(c.platform_trust, c.fans) / 65535.0,
                       .brand_trust = brand_trust(w),
                       .relations_per_fan = ratio(c.relations, c.fans),
                       .need_level = ratio(c.need, c.needy * FL_CATEGORIES)};
  concentration(w, &row);
  row.private_gmv_share = ratio(w->last_28[1], w->last_28[0]);
  w->last_28[0] = w->last_28[1] = 0;
  const fl_status status = fl_emit(w, FL_T_trust_census, bands, FL_TRUST_BANDS - 1);
  return status == FL_OK ? fl_emit(w, FL_T_census, &row, 1) : status;
}

// Before the window the platform has to stand still: its stocks at the last two censuses of the warm-up are compared.
void fl_watch_drift(fl_world *w) {
  size_t n;
  const fl_row_census *now = fl_world_rows(w, FL_T_census, &n);
  int64_t followers = 0;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) followers += w->agents.rooms.active[r];
  if (n == 0 || w->step.in_window || w->step.day % 28 != 27) return;
  const double value[FL_DRIFTS] = {(double)followers, now->mean_trust, now->private_gmv_share};
  for (int i = 0; i < FL_DRIFTS; i++) {
    const bool last = w->step.day + 28 >= w->model->warmup;
    if (last && w->drift[i] > 0) w->drift_change[i] = value[i] / w->drift[i] - 1;
    w->drift[i] = value[i];
  }
}

bool fl_world_saturates(const fl_world *w, bool high, double *share) {
  size_t n;
  const fl_row_census *row = fl_world_rows(w, FL_T_census, &n);
  *share = n == 0 ? 0 : high ? row[n - 1].saturated_high_share : row[n - 1].saturated_low_share;
  return *share > FL_SATURATION;
}

bool fl_world_drifts(const fl_world *w, fl_drift which, double *change) {
  *change = w->drift_change[which];
  return *change > 0.01 || *change < -0.01;
}
