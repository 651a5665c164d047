// Boost pools of policies in the world: the morning's share-out, the evening's ledger, and its rows. Serial; reads policies and rooms,
// writes the reserve of public allocation and what pools have left.
#include "mechanisms/pool.h"

#include "base/mathx.h"
#include "world/internal.h"

#include <stdlib.h>

static bool is_pool(const fl_policy *policy) {
  return policy->kind == FL_TRAFFIC_POOL;
}

bool fl_alloc_pools(fl_world *w) {
  const size_t rooms = (size_t)w->agents.rooms.count + 1;
  w->pool_count = 0;
  for (size_t p = 0; p < w->policy_count; p++) w->pool_count += is_pool(&w->policies[p]);
  if (w->pool_count + w->star_count == 0) return true;
  bool ok = (w->pools = calloc(w->policy_count, sizeof *w->pools)) != NULL;
  ok = (w->pool_exposures = calloc(w->pool_count * rooms + 1, sizeof(double))) && ok;
  ok = (w->reserve.exposures = calloc(rooms, sizeof(double))) && ok;
  ok = (w->reserve.rate = calloc(rooms, sizeof(double))) && ok;
  ok = (w->reserve.pooled = calloc(rooms, sizeof(double))) && ok;
  ok = (w->reserve.all = calloc(rooms, sizeof(double))) && ok;
  double *at = w->pool_exposures;
  for (size_t p = 0; ok && p < w->policy_count; p++) {
    if (!is_pool(&w->policies[p])) continue;
    w->pools[p] = (fl_pool){.left = w->policies[p].of.traffic_pool.exposures, .exposures = at};
    at += rooms;
  }
  w->pool_kept = FL_POOL_KEPT_PERCENT / 100.0;
  return ok;
}

void fl_free_pools(fl_world *w) {
  void *const owned[] = {w->pools, w->pool_exposures, w->reserve.exposures, w->reserve.rate, w->reserve.pooled, w->reserve.all};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) free(owned[i]);
}

// Index of an own brand or room by id; UINT32_MAX where none is named. Own ones stand behind the generated ones.
static uint32_t own_brand(const fl_scenario *s, const char *id) {
  for (size_t i = 0; i < s->brand_count && id[0]; i++)
    if (strcmp(s->brands[i].id, id) == 0) return (uint32_t)(s->setup.rooms + (int64_t)i);
  return UINT32_MAX;
}
static uint32_t own_room(const fl_scenario *s, const char *id) {
  for (size_t i = 0; i < s->room_count && id[0]; i++)
    if (strcmp(s->rooms[i].id, id) == 0) return (uint32_t)(s->setup.rooms + (int64_t)i);
  return UINT32_MAX;
}

static void share_out(fl_world *w, size_t p) {
  const fl_traffic_pool *of = &w->policies[p].of.traffic_pool;
  fl_pool *pool = &w->pools[p];
  const fl_rooms *rooms = &w->agents.rooms;
  const double size = fl_pool_size(of, &w->agents, w->step.date, pool->left, w->reserve.visits);
  const uint32_t brand = own_brand(&w->model->scenario, of->brand), room = own_room(&w->model->scenario, of->room);
  pool->planned = 0;
  pool->rooms = 0;
  for (uint32_t r = 0; r < rooms->count; r++) pool->exposures[r] = size > 0 ? fl_pool_weight(of, &w->agents, r, brand, room) : 0;
  if (size > 0) pool->planned = fl_pool_share(&w->agents, size, pool->exposures, &w->reserve);
  for (uint32_t r = 0; r < rooms->count; r++) pool->rooms += pool->exposures[r] > 0 ? rooms->weight[r] : 0;
}

void fl_fill_pools(fl_world *w) {
  w->allocation.reserve = NULL;
  w->star_factor = 1;
  if (w->pool_count + w->star_count == 0) return;
  w->pool_visits = fl_pool_planned_visits(&w->params, &w->agents, &w->levers);
  w->reserve.visits = w->pool_kept * w->pool_visits;
  memset(w->reserve.exposures, 0, w->agents.rooms.count * sizeof(double));
  const double guests = fl_stars_reserve(w);
  if (guests > 0 && w->reserve.visits > 0) { // whom stars bring comes on top
    w->star_factor = 1 + guests / w->reserve.visits;
    w->reserve.visits += guests;
    w->pool_visits *= w->star_factor;
    w->allocation.reserve = &w->reserve;
  }
  for (size_t p = 0; p < w->policy_count; p++) {
    if (!is_pool(&w->policies[p])) continue;
    w->pools[p].planned = 0;
    if (w->policies[p].off) continue;
    share_out(w, p);
    if (w->pools[p].planned > 0) w->allocation.reserve = &w->reserve;
  }
}

void fl_charge_pools(fl_world *w) {
  if (w->pool_count + w->star_count == 0) return;
  int64_t visits = 0;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) visits += w->counts.rooms[r].uv[FL_PUBLIC];
  w->pool_kept = fl_pool_learn(w->pool_kept, w->pool_visits, visits);
  for (size_t p = 0; p < w->policy_count; p++) {
    fl_pool *pool = &w->pools[p];
    if (!is_pool(&w->policies[p])) continue;
    pool->granted = pool->planned > 0 ? fl_pool_granted(&w->agents, &w->counts, pool->exposures, &w->reserve, pool->left) : 0;
    pool->left -= pool->granted;
  }
}

fl_status fl_emit_pools(fl_world *w) {
  w->rows[FL_T_pool_day].count = 0;
  if (w->pool_count == 0) return FL_OK;
  fl_row_pool_day *rows = calloc(w->pool_count, sizeof *rows);
  size_t n = 0;
  if (!rows) return FL_ENVIRONMENT;
  for (size_t p = 0; p < w->policy_count; p++) {
    const fl_traffic_pool *of = &w->policies[p].of.traffic_pool;
    const fl_pool *pool = &w->pools[p];
    if (!is_pool(&w->policies[p]) || w->policies[p].off || w->step.date < of->from || w->step.date > of->to) continue;
    rows[n++] = (fl_row_pool_day){.date = w->step.date,
                                  .policy = (int64_t)p,
                                  .rooms = pool->rooms,
                                  .planned = fl_round(pool->planned),
                                  .granted = pool->granted,
                                  .left_visits = pool->left};
  }
  const fl_status status = fl_emit(w, FL_T_pool_day, rows, n);
  free(rows);
  return status;
}
