// Boost pools of policies in the world: the morning's share-out, the evening's ledger, and its rows. Serial; reads policies and rooms,
// writes the reserve of public allocation and what pools have left.
#include "mechanisms/pool.h"

#include "base/mathx.h"
#include "world/internal.h"

#include <stdlib.h>

static bool is_pool(const fl_policy *policy) {
  return fl_policy_exposures(policy) != NULL;
}

bool fl_alloc_pools(fl_world *w) {
  const size_t rooms = (size_t)w->agents.rooms.count + 1;
  w->pool_count = 0;
  for (size_t p = 0; p < w->policy_count; p++) w->pool_count += is_pool(&w->policies[p]);
  if (w->pool_count + w->star_count == 0) return true;
  bool ok = (w->pools = calloc(w->policy_count, sizeof *w->pools)) != NULL;
  ok = (w->pool_part = calloc(rooms, sizeof(double))) && ok;
  ok = (w->pool_exposures = calloc(w->pool_count * rooms + 1, sizeof(double))) && ok;
  ok = (w->reserve.exposures = calloc(rooms, sizeof(double))) && ok;
  ok = (w->reserve.rate = calloc(rooms, sizeof(double))) && ok;
  ok = (w->reserve.pooled = calloc(rooms, sizeof(double))) && ok;
  ok = (w->reserve.all = calloc(rooms, sizeof(double))) && ok;
  double *at = w->pool_exposures;
  for (size_t p = 0; ok && p < w->policy_count; p++) {
    if (!is_pool(&w->policies[p])) continue;
    w->pools[p] = (fl_pool){.left = *fl_policy_exposures(&w->policies[p]), .exposures = at};
    at += rooms;
  }
  w->pool_kept = FL_POOL_KEPT_PERCENT / 100.0;
  return ok;
}

void fl_free_reserve(fl_world *w) {
  void *const owned[] = {w->reserve.exposures, w->reserve.rate, w->reserve.pooled, w->reserve.all};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) free(owned[i]);
}

// What a pool has in common with others: dates, size, and the most that it takes.
static fl_traffic_pool rule_of(const fl_policy *policy) {
  switch (policy->kind) {
#define FL_POLICY(...)
#define FL_POOL(kind, name, ...)                                                                                                   \
  case kind:                                                                                                                       \
    return (fl_traffic_pool){.from = policy->of.name.from,                                                                         \
                             .to = policy->of.name.to,                                                                             \
                             .exposures = policy->of.name.exposures,                                                               \
                             .per_day = kind == FL_TRAFFIC_POOL ? policy->of.traffic_pool.per_day : 0,                             \
                             .most_share = policy->of.name.most_share};
#include "fanloop/policies.def"
  default: return (fl_traffic_pool){0}; // no pool
  }
}

// Of a programme's pool, at most so many exposures a real room go to either part.
static void share_part(fl_world *w, size_t p, double size, int64_t per_room, bool first) {
  const fl_rooms *rooms = &w->agents.rooms;
  double *part = w->pool_part, most = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    part[r] = rooms->close[r] > rooms->open[r] ? fl_kuai_programme_weight(w, p, r, first) : 0;
    most += part[r] > 0 ? (double)rooms->weight[r] * (double)per_room : 0;
  }
  w->pools[p].planned += fl_pool_share(&w->agents, size < most ? size : most, part, &w->reserve);
  for (uint32_t r = 0; r < rooms->count; r++) w->pools[p].exposures[r] += part[r];
}

// Rooms that ask for a number of exposures get them, or all the same part of it.
static void share_wanted(fl_world *w, size_t p, double size, double (*wants)(const fl_world *w, size_t p, uint32_t r)) {
  const fl_rooms *rooms = &w->agents.rooms;
  double *wanted = w->pool_part, all = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    wanted[r] = rooms->close[r] > rooms->open[r] ? wants(w, p, r) : 0;
    all += wanted[r];
  }
  w->pools[p].planned += fl_pool_share(&w->agents, size < all ? size : all, wanted, &w->reserve);
  for (uint32_t r = 0; r < rooms->count; r++) w->pools[p].exposures[r] += wanted[r];
}

// Each kind of pool: `size` exposures to the rooms that it is for.
static void share_kuai_programme(fl_world *w, size_t p, double size) {
  const fl_kuai_programme *of = &w->policies[p].of.kuai_programme;
  share_part(w, p, of->cold_share * size, of->per_room, true);
  share_part(w, p, (1 - of->cold_share) * size, of->per_room, false);
}

static void share_cold_start(fl_world *w, size_t p, double size) {
  share_wanted(w, p, size, fl_cold_start_wants);
}

static void share_stream_plan(fl_world *w, size_t p, double size) {
  share_wanted(w, p, size, fl_stream_wants);
}

static void share_traffic_pool(fl_world *w, size_t p, double size) {
  const fl_traffic_pool *of = &w->policies[p].of.traffic_pool;
  fl_pool *pool = &w->pools[p];
  const uint32_t brand = fl_own_brand(&w->model->scenario, of->brand), room = fl_own_room(&w->model->scenario, of->room);
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) pool->exposures[r] = fl_pool_weight(of, &w->agents, r, brand, room);
  pool->planned = fl_pool_share(&w->agents, size, pool->exposures, &w->reserve);
}

static void share_out(fl_world *w, size_t p) {
  static void (*const share[FL_POLICY_KINDS])(fl_world * w, size_t p, double size) = {
#define FL_POLICY(...)
#define FL_POOL(kind, name, ...) [kind] = share_##name,
#include "fanloop/policies.def"
  };
  const fl_traffic_pool rule = rule_of(&w->policies[p]);
  const double size = fl_pool_size(&rule, &w->agents, w->step.date, w->pools[p].left, w->reserve.visits);
  memset(w->pools[p].exposures, 0, w->agents.rooms.count * sizeof(double));
  if (size > 0) share[w->policies[p].kind](w, p, size);
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
    w->pools[p].rooms = 0;
    if (w->policies[p].off) continue;
    share_out(w, p);
    for (uint32_t r = 0; r < w->agents.rooms.count; r++)
      w->pools[p].rooms += w->pools[p].exposures[r] > 0 ? w->agents.rooms.weight[r] : 0;
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
    const fl_pool *pool = &w->pools[p];
    if (!is_pool(&w->policies[p]) || w->policies[p].off) continue;
    const fl_traffic_pool of = rule_of(&w->policies[p]);
    if (w->step.date < of.from || w->step.date > of.to) continue;
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
