#include "mechanisms/pool.h"

#include "base/mathx.h"

static const double kept_memory = 7; // days: of the part of planned public visits that are made
static const double margin = 3;      // standard deviations of a day's visits kept back from what is left

double fl_pool_planned_visits(const fl_params *p, const fl_agents *agents, const fl_levers *levers) {
  double active[2] = {0};
  for (int shopper = 0; shopper < 2; shopper++)
    for (int i = 0; i < FL_QUANTILES; i++) active[shopper] += levers->active_below[shopper][i] * 0x1p-32 / FL_QUANTILES;
  const double mean = p->shopper_share * active[1] + (1 - p->shopper_share) * active[0];
  return agents->population * mean * p->minutes * p->public_visits / 60;
}

double fl_pool_learn(double kept, double planned, int64_t visits) {
  if (planned <= 0) return kept;
  const double seen = (double)visits / planned;
  return kept + (1 - fl_exp(-1 / kept_memory)) * ((seen < 1 ? seen : 1) - kept);
}

double fl_pool_size(const fl_traffic_pool *pool, const fl_agents *agents, int64_t date, int64_t left, double visits) {
  if (date < pool->from || date > pool->to || left <= 0) return 0;
  const double rest = (double)left, days = (double)(pool->to - date + 1), most = pool->most_share * visits;
  const double visit =
      (double)(agents->focus_blocks == 0 || agents->weight > agents->focus_weight ? agents->weight : agents->focus_weight);
  const double safe = rest - margin * fl_sqrt(rest * visit);
  double size = pool->per_day > 0 ? (double)pool->per_day : rest / days;
  size = size < most ? size : most;
  size = size < safe ? size : safe;
  return size > 0 ? size : 0;
}

double fl_pool_weight(const fl_traffic_pool *pool, const fl_agents *agents, uint32_t r, uint32_t brand, uint32_t room) {
  const fl_rooms *rooms = &agents->rooms;
  const uint32_t b = rooms->brand[r];
  if ((brand != UINT32_MAX && b != brand) || (room != UINT32_MAX && r != room)) return 0;
  if (!(pool->categories >> rooms->category[r] & 1) || !(pool->brand_kinds >> agents->brands.kind[b] & 1)) return 0;
  if (!(pool->room_tiers >> rooms->tier[r] & 1)) return 0;
  if (!fl_score_passes(&agents->scores, r, pool->score_by, rooms->reputation[r], pool->least_score)) return 0;
  return (double)rooms->weight[r];
}

double fl_pool_share(const fl_agents *agents, double exposures, double *weight, fl_reserve *reserve) {
  const fl_rooms *rooms = &agents->rooms;
  double total = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (rooms->close[r] <= rooms->open[r]) weight[r] = 0;
    total += weight[r];
  }
  for (uint32_t r = 0; r < rooms->count; r++) {
    weight[r] = total > 0 ? exposures * weight[r] / total : 0;
    reserve->exposures[r] += weight[r];
  }
  return total > 0 ? exposures : 0;
}

int64_t fl_pool_granted_to(const fl_counts *counts, const double *exposures, const fl_reserve *reserve, uint32_t r) {
  if (!(exposures[r] > 0) || !(reserve->all[r] > 0)) return 0;
  const double share = reserve->pooled[r] / reserve->all[r] * exposures[r] / reserve->exposures[r];
  return (int64_t)((double)counts->rooms[r].uv[FL_PUBLIC] * (share < 1 ? share : 1));
}

int64_t fl_pool_granted(const fl_agents *agents, const fl_counts *counts, const double *exposures, const fl_reserve *reserve,
                        int64_t left) {
  int64_t granted = 0;
  for (uint32_t r = 0; r < agents->rooms.count; r++) granted += fl_pool_granted_to(counts, exposures, reserve, r);
  return granted < left ? granted : left;
}
