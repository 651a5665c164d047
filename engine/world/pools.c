// Boost pools of policies in the world: the morning's share-out, the evening's ledger, and its rows. Serial; reads policies and rooms,
// writes the reserve of public allocation and what pools have left.
#include "mechanisms/pool.h"

#include "base/mathx.h"
#include "world/internal.h"

#include <stdlib.h>

int64_t *fl_pool_exposures(fl_policy *policy) {
  switch (policy->kind) {
  case FL_TRAFFIC_POOL: return &policy->of.traffic_pool.exposures;
  case FL_KUAI_PROGRAMME: return &policy->of.kuai_programme.exposures;
  case FL_COLD_START: return &policy->of.cold_start.exposures;
  case FL_STREAM_PLAN: return &policy->of.stream_plan.exposures;
  default: return NULL;
  }
}

static bool is_pool(fl_policy *policy) {
  return fl_pool_exposures(policy) != NULL;
}

// What a programme's pool has in common with others: dates, size, and the most that it takes.
static fl_traffic_pool rule_of(const fl_policy *policy) {
  const fl_kuai_programme *kuai = &policy->of.kuai_programme;
  const fl_cold_start *cold = &policy->of.cold_start;
  if (policy->kind == FL_TRAFFIC_POOL) return policy->of.traffic_pool;
  const fl_stream_plan *stream = &policy->of.stream_plan;
  if (policy->kind == FL_STREAM_PLAN)
    return (fl_traffic_pool){
        .from = stream->from, .to = stream->to, .exposures = stream->exposures, .most_share = stream->most_share};
  if (policy->kind == FL_KUAI_PROGRAMME)
    return (fl_traffic_pool){.from = kuai->from, .to = kuai->to, .exposures = kuai->exposures, .most_share = kuai->most_share};
  return (fl_traffic_pool){.from = cold->from, .to = cold->to, .exposures = cold->exposures, .most_share = cold->most_share};
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
    w->pools[p] = (fl_pool){.left = *fl_pool_exposures(&w->policies[p]), .exposures = at};
    at += rooms;
  }
  w->pool_kept = FL_POOL_KEPT_PERCENT / 100.0;
  return ok;
}

void fl_free_pools(fl_world *w) {
  void *const owned[] = {w->pools,        w->pool_part,      w->pool_exposures, w->reserve.exposures,
                         w->reserve.rate, w->reserve.pooled, w->reserve.all};
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

// Of a programme's pool, at most so many exposures a real room go to either part.
static void share_part(fl_world *w, size_t p, double size, int64_t per_room, bool first) {
  const fl_rooms *rooms = &w->agents.rooms;
  double *part = w->pool_part, most = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    part[r] = rooms->close[r] > rooms->open[r] ? fl_programme_weight(w, p, r, first) : 0;
    most += part[r] > 0 ? (double)rooms->weight[r] * (double)per_room : 0;
  }
  w->pools[p].planned += fl_pool_share(&w->agents, size < most ? size : most, part, &w->reserve);
  for (uint32_t r = 0; r < rooms->count; r++) w->pools[p].exposures[r] += part[r];
}

// Rooms that ask for a number of exposures get them, or all the same part of it.
static void share_wanted(fl_world *w, size_t p, double size) {
  const fl_rooms *rooms = &w->agents.rooms;
  double *wanted = w->pool_part, all = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    wanted[r] = rooms->close[r] > rooms->open[r] ? fl_programme_weight(w, p, r, true) : 0;
    all += wanted[r];
  }
  w->pools[p].planned += fl_pool_share(&w->agents, size < all ? size : all, wanted, &w->reserve);
  for (uint32_t r = 0; r < rooms->count; r++) w->pools[p].exposures[r] += wanted[r];
}

static void share_programme(fl_world *w, size_t p) {
  const fl_policy *policy = &w->policies[p];
  const fl_traffic_pool rule = rule_of(policy);
  const double size = fl_pool_size(&rule, &w->agents, w->step.date, w->pools[p].left, w->reserve.visits);
  const bool kuai = policy->kind == FL_KUAI_PROGRAMME;
  memset(w->pools[p].exposures, 0, w->agents.rooms.count * sizeof(double));
  if (size > 0 && !kuai) share_wanted(w, p, size);
  if (size > 0 && kuai) {
    const fl_kuai_programme *of = &policy->of.kuai_programme;
    share_part(w, p, of->cold_share * size, of->per_room, true);
    share_part(w, p, (1 - of->cold_share) * size, of->per_room, false);
  }
}

static void share_out(fl_world *w, size_t p) {
  const fl_traffic_pool *of = &w->policies[p].of.traffic_pool;
  fl_pool *pool = &w->pools[p];
  const fl_rooms *rooms = &w->agents.rooms;
  const double size = fl_pool_size(of, &w->agents, w->step.date, pool->left, w->reserve.visits);
  const uint32_t brand = own_brand(&w->model->scenario, of->brand), room = own_room(&w->model->scenario, of->room);
  for (uint32_t r = 0; r < rooms->count; r++) pool->exposures[r] = size > 0 ? fl_pool_weight(of, &w->agents, r, brand, room) : 0;
  if (size > 0) pool->planned = fl_pool_share(&w->agents, size, pool->exposures, &w->reserve);
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
    if (w->policies[p].kind == FL_TRAFFIC_POOL)
      share_out(w, p);
    else
      share_programme(w, p);
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
