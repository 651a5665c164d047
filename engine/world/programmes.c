// Programmes for sellers in the world (M15, M16): their memory, what their pools mean, and rows. Serial; reads rooms, brands and counts, writes
// what programmes remember of them, and coupons.
#include "base/date.h"
#include "base/mathx.h"
#include "world/internal.h"

#include <stdlib.h>

static bool alloc_kuai(fl_world *w, size_t p) {
  const uint32_t brands = w->agents.brands.count;
  w->programmes.kuai[p] = calloc(brands + 1, sizeof **w->programmes.kuai);
  for (uint32_t b = 0; w->programmes.kuai[p] && b < brands; b++)
    w->programmes.kuai[p][b].since = w->programmes.kuai[p][b].twin = -1;
  return w->programmes.kuai[p] != NULL;
}

static bool any(const fl_world *w, fl_policy_kind kind) {
  for (size_t p = 0; p < w->policy_count; p++)
    if (w->policies[p].kind == kind) return true;
  return false;
}

size_t fl_aimed_most(const fl_world *w) {
  const size_t rooms = w->agents.rooms.count;
  return !any(w, FL_COLD_START) ? 0 : rooms < FL_AIMED_MOST ? rooms : FL_AIMED_MOST;
}

static bool alloc_cold(fl_world *w) {
  fl_programmes *all = &w->programmes;
  const size_t rooms = (size_t)w->agents.rooms.count + 1, most = fl_aimed_most(w);
  bool ok = (all->cold = calloc(w->policy_count, sizeof *all->cold)) != NULL;
  ok = (all->known.room = calloc(rooms, sizeof *all->known.room)) && ok;
  ok = (all->known.category = calloc(FL_CATEGORIES, sizeof *all->known.category)) && ok;
  ok = (all->aim.slot = calloc(rooms, sizeof *all->aim.slot)) && ok;
  ok = (all->aim.accept = calloc(most + 1, sizeof *all->aim.accept)) && ok;
  ok = (all->widen = calloc(rooms, sizeof *all->widen)) && ok;
  ok = (all->aimed = calloc(most + 1, sizeof *all->aimed)) && ok;
  for (size_t p = 0; ok && p < w->policy_count; p++)
    if (w->policies[p].kind == FL_COLD_START) ok = (all->cold[p] = calloc(rooms, sizeof **all->cold)) != NULL;
  return ok;
}

bool fl_alloc_programmes(fl_world *w) {
  fl_programmes *all = &w->programmes;
  const size_t rooms = (size_t)w->agents.rooms.count + 1;
  bool ok = !any(w, FL_COLD_START) || alloc_cold(w);
  if (!ok || !any(w, FL_KUAI_PROGRAMME)) return ok;
  ok = (all->kuai = calloc(w->policy_count, sizeof *all->kuai)) != NULL;
  ok = (all->sales.all = calloc(rooms, sizeof *all->sales.all)) && ok;
  ok = (all->sales.own = calloc(rooms, sizeof *all->sales.own)) && ok;
  if (fl_distributed(&w->agents.distribution))
    ok = (all->sales.elsewhere = calloc((size_t)w->agents.brands.count + 1, sizeof *all->sales.elsewhere)) && ok;
  for (size_t p = 0; ok && p < w->policy_count; p++)
    if (w->policies[p].kind == FL_KUAI_PROGRAMME) ok = alloc_kuai(w, p);
  return ok;
}

void fl_free_programmes(fl_world *w) {
  fl_programmes *all = &w->programmes;
  for (size_t p = 0; all->kuai && p < w->policy_count; p++) free(all->kuai[p]);
  for (size_t p = 0; all->cold && p < w->policy_count; p++) free(all->cold[p]);
  void *const owned[] = {all->kuai,       all->cold,           all->sales.all, all->sales.own,  all->sales.elsewhere,
                         all->known.room, all->known.category, all->aim.slot,  all->aim.accept, all->widen,
                         all->aimed};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) free(owned[i]);
}

static bool runs(const fl_world *w, size_t p) {
  int64_t first, last;
  fl_policy_dates(&w->policies[p], &first, &last);
  return !w->policies[p].off && w->step.date >= first && w->step.date <= last;
}

double fl_cold_start_wants(const fl_world *w, size_t p, uint32_t r) {
  return fl_cold_wants(&w->policies[p].of.cold_start, &w->agents, &w->programmes.cold[p][r], r, w->step.day);
}

double fl_kuai_programme_weight(const fl_world *w, size_t p, uint32_t r, bool first_part) {
  const fl_kuai_brand *brand = &w->programmes.kuai[p][w->agents.rooms.brand[r]];
  return fl_kuai_weight(&w->policies[p].of.kuai_programme, &w->agents, brand, r, w->step.day, first_part);
}

double fl_programme_badge(const fl_world *w, uint32_t b) {
  double utility = 0;
  for (size_t p = 0; p < w->policy_count; p++)
    if (w->programmes.kuai[p] && runs(w, p) && fl_kuai_badge(&w->programmes.kuai[p][b]))
      utility += w->policies[p].of.kuai_programme.badge;
  return utility;
}

// What a room got of the pool, by its visits; the pool's ledger has the sum, rounded down once.
static int64_t granted_to(const fl_world *w, size_t p, uint32_t r) {
  const fl_pool *pool = &w->pools[p];
  return pool->planned > 0 ? fl_pool_granted_to(&w->counts, pool->exposures, &w->reserve, r) : 0;
}

// ---- Who is shown rooms in a cold-start plan --------------------------------------------------------------------------------------

static void segment_shares(const fl_params *p, double share[FL_SEGMENTS]) {
  const double city[FL_CITY_TIERS] = {p->city_first, p->city_second, p->city_third,
                                      1 - p->city_first - p->city_second - p->city_third};
  for (int s = 0; s < FL_SEGMENTS; s++) share[s] = city[s / 16] / 16;
}

// The first plan that runs and holds the room; policy_count none.
static size_t plan_of(const fl_world *w, uint32_t r) {
  size_t p = 0;
  while (p < w->policy_count && !(w->programmes.cold[p] && runs(w, p) && fl_cold_in_plan(&w->programmes.cold[p][r]))) p++;
  return p;
}

void fl_aim_rooms(fl_world *w) {
  fl_programmes *all = &w->programmes;
  const fl_rooms *rooms = &w->agents.rooms;
  double share[FL_SEGMENTS];
  w->step.aim = NULL;
  w->allocation.widen = NULL;
  all->aimed_count = 0;
  if (!all->cold) return;
  segment_shares(&w->params, share);
  memset(all->aim.slot, 0, rooms->count * sizeof *all->aim.slot);
  for (uint32_t r = 0; r < rooms->count; r++) {
    const size_t p = rooms->close[r] > rooms->open[r] && all->aimed_count < FL_AIMED_MOST ? plan_of(w, r) : w->policy_count;
    all->widen[r] = 1;
    if (p == w->policy_count || w->policies[p].of.cold_start.narrow >= 1) continue;
    const size_t place = all->aimed_count++;
    const double shown = fl_cold_aim(&w->policies[p].of.cold_start, &w->step.key, w->step.day, r, rooms->category[r], &all->known,
                                     share, all->aim.accept[place]);
    all->widen[r] = 1 / shown;
    all->aimed[place] = r;
    all->aim.slot[r] = (uint16_t)(place + 1);
  }
  if (all->aimed_count == 0) return;
  w->step.aim = &all->aim;
  w->allocation.widen = all->widen;
}

void fl_post_aimed(const fl_world *w, fl_counts *counts, uint32_t room, uint32_t fan, uint32_t generation, int64_t orders) {
  const uint32_t slot = w->programmes.aim.slot[room];
  if (slot == 0) return;
  const fl_traits traits = fl_traits_of(&w->step.key, fan, generation);
  counts->aimed[slot - 1][fl_city_tier(&w->levers, traits.city) * 16 + traits.age_taste].orders += orders;
}

static void cold_night(fl_world *w) {
  fl_programmes *all = &w->programmes;
  const fl_rooms *rooms = &w->agents.rooms;
  for (size_t i = 0; i < all->aimed_count; i++) {
    const uint32_t r = all->aimed[i];
    const double fans = (double)(rooms->focus[r] ? w->agents.focus_weight : w->agents.weight);
    fl_cold_learn(w->counts.aimed[i], fans, r, rooms->category[r], &all->known);
  }
  for (size_t p = 0; p < w->policy_count; p++) {
    if (!all->cold[p] || !runs(w, p)) continue;
    for (uint32_t r = 0; r < rooms->count; r++) all->cold[p][r].granted += granted_to(w, p, r);
    fl_cold_night(&w->policies[p].of.cold_start, &w->step.key, w->step.day, w->step.date, &w->agents, &w->counts, all->cold[p]);
  }
}

// Sales are noted whether a programme runs or not, so that a branch in which it does knows of the days before.
void fl_programmes_night(fl_world *w) {
  const fl_rooms *rooms = &w->agents.rooms;
  if (w->programmes.cold) cold_night(w);
  if (!w->programmes.kuai) return;
  fl_kuai_sales(&w->agents, &w->counts, w->step.day, &w->programmes.sales);
  for (size_t p = 0; p < w->policy_count; p++) {
    if (!w->programmes.kuai[p] || !runs(w, p)) continue;
    for (uint32_t r = 0; r < rooms->count; r++) w->programmes.kuai[p][rooms->brand[r]].granted += granted_to(w, p, r);
    fl_kuai_night(&w->policies[p].of.kuai_programme, &w->agents, &w->programmes.sales, w->step.day, w->step.date,
                  w->programmes.kuai[p]);
  }
}

static fl_row_kuai_month row_of(fl_world *w, size_t p, uint32_t b) {
  fl_kuai_brand *brand = &w->programmes.kuai[p][b];
  const fl_row_kuai_month row = {.date = w->step.date,
                                 .policy = (int64_t)p,
                                 .brand = b,
                                 .status = brand->status,
                                 .young = (brand->passed & FL_KUAI_AGE) != 0,
                                 .own = (brand->passed & FL_KUAI_OWN) != 0,
                                 .large = (brand->passed & FL_KUAI_GMV) != 0,
                                 .main = (brand->passed & FL_KUAI_MAIN) != 0,
                                 .sellers = w->agents.brands.weight[b],
                                 .month_gmv_fen = brand->month_gmv,
                                 .own_share = brand->own,
                                 .main_share = brand->main,
                                 .granted = brand->granted,
                                 .reward_fen = brand->reward,
                                 .days = brand->since < 0 ? -1 : w->step.day - brand->since,
                                 .twin = brand->twin,
                                 .distributed_gmv_fen = brand->distributed,
                                 .distribution_reward_fen = brand->reach_reward};
  brand->granted = brand->reward = brand->reach_reward = 0;
  return row;
}

static fl_status emit_cold(fl_world *w, size_t p) {
  const fl_rooms *rooms = &w->agents.rooms;
  fl_row_cold_month *rows = calloc(rooms->count + 1, sizeof *rows);
  double share[FL_SEGMENTS];
  size_t n = 0;
  if (!rows) return FL_ENVIRONMENT;
  segment_shares(&w->params, share);
  for (uint32_t r = 0; r < rooms->count; r++) {
    fl_cold_room *room = &w->programmes.cold[p][r];
    if (room->phase == FL_COLD_NONE) continue;
    const double lift = fl_cold_lift(&w->policies[p].of.cold_start, r, rooms->category[r], &w->programmes.known, share);
    rows[n++] = (fl_row_cold_month){.date = w->step.date,
                                    .policy = (int64_t)p,
                                    .room = r,
                                    .brand = rooms->brand[r],
                                    .phase = room->phase,
                                    .open = !rooms->closed[r],
                                    .sellers = rooms->weight[r],
                                    .days = w->step.day + 1 - room->entered,
                                    .stage = room->stage,
                                    .gmv_fen = room->total,
                                    .followers = (rooms->active[r] + rooms->dormant[r]) / rooms->weight[r],
                                    .granted = room->granted,
                                    .coupons_fen = room->coupons,
                                    .lift = room->phase == FL_COLD_DECLINED ? 1 : lift};
    room->granted = room->coupons = 0;
  }
  const fl_status status = fl_emit(w, FL_T_cold_month, rows, n);
  free(rows);
  return status;
}

// Whether it has run on a day of this month.
static bool ran(const fl_world *w, size_t p) {
  int64_t first, last;
  fl_policy_dates(&w->policies[p], &first, &last);
  return !w->policies[p].off && w->step.date >= first && w->step.date - fl_date_civil(w->step.date).day + 1 <= last;
}

fl_status fl_emit_programmes(fl_world *w) {
  fl_status status = FL_OK;
  w->rows[FL_T_cold_month].count = 0;
  for (size_t p = 0; w->programmes.cold && status == FL_OK && p < w->policy_count; p++)
    if (w->programmes.cold[p] && ran(w, p)) status = emit_cold(w, p);
  w->rows[FL_T_kuai_month].count = 0;
  for (size_t p = 0; w->programmes.kuai && status == FL_OK && p < w->policy_count; p++) {
    if (!w->programmes.kuai[p] || !ran(w, p)) continue;
    fl_row_kuai_month *rows = calloc(w->agents.brands.count + 1, sizeof *rows);
    if (!rows) return FL_ENVIRONMENT;
    for (uint32_t b = 0; b < w->agents.brands.count; b++) rows[b] = row_of(w, p, b);
    status = fl_emit(w, FL_T_kuai_month, rows, w->agents.brands.count);
    free(rows);
  }
  return status;
}
