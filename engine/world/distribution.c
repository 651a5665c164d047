// Distribution in the world (M12): the morning's choices of hosts, what orders and parcels of others' goods leave behind, what stream plans
// owe and give, and rows. Serial but for what is posted of orders and parcels, which goes into the worker's counts and the block's fans.
#include "base/mathx.h"
#include "world/internal.h"

#include <stdlib.h>

static_assert(FL_DEAL_PAST * FL_DEAL_LEAST_DAYS > FL_MAX_LAG, "a parcel finds the seller of what was bought");

static bool any_stream(const fl_world *w) {
  bool any = false;
  for (size_t p = 0; p < w->policy_count; p++) any |= w->policies[p].kind == FL_STREAM_PLAN;
  return any;
}

bool fl_alloc_distribution(fl_world *w) {
  const size_t offers = (size_t)w->agents.offers.count + 1, brands = (size_t)w->agents.brands.count + 1;
  if (!fl_distributes(&w->model->scenario)) return true;
  bool ok = fl_distribution_alloc(&w->agents);
  ok = (w->goods_pool.offer = calloc(offers, sizeof *w->goods_pool.offer)) && ok;
  ok = (w->goods_pool.upto = calloc(offers, sizeof *w->goods_pool.upto)) && ok;
  ok = (w->goods_pool.sales = calloc(offers, sizeof *w->goods_pool.sales)) && ok;
  ok = (w->deal_days = calloc(brands, sizeof *w->deal_days)) && ok;
  if (any_stream(w)) ok = (w->owed = calloc(w->policy_count * brands, sizeof *w->owed)) && ok;
  return ok;
}

void fl_free_goods_pool(fl_world *w) {
  free(w->goods_pool.offer);
  free(w->goods_pool.upto);
  free(w->goods_pool.sales);
}

void fl_distribution_morning(fl_world *w) {
  w->step.met = w->agents.distribution.met;
  w->step.met_days = (uint32_t)w->params.distribution_memory;
  if (!fl_distributed(&w->agents.distribution)) return;
  fl_distribution_today(&w->params, &w->step, w->category_price, w->governance.on != 0, &w->agents, &w->goods_pool);
}

// ---- The day --------------------------------------------------------------------------------------------------------------------

void fl_note_deal(fl_world *w, uint32_t block, uint32_t index, uint32_t offer, const fl_fan *fan) {
  if (!fl_of_others(&w->agents.offers, offer)) return;
  fl_meet_brand(&w->agents.distribution.met[(size_t)block * FL_BLOCK_FANS + index], fan, fl_owner(&w->agents, offer), w->step.day);
}

void fl_note_shelf_deal(const fl_world *w, fl_counts *counts, uint32_t offer, int64_t orders, int64_t gmv) {
  int64_t *shelf = counts->deals[fl_owner(&w->agents, offer)].shelf[fl_of_others(&w->agents.offers, offer)];
  shelf[0] += orders;
  shelf[1] += gmv;
}

void fl_note_won(const fl_world *w, fl_counts *counts, uint32_t block, uint32_t index, const fl_fan *fan, uint32_t room,
                 int64_t weight) {
  const fl_met_goods *met = &w->agents.distribution.met[(size_t)block * FL_BLOCK_FANS + index];
  const uint32_t brand = w->agents.rooms.brand[room];
  if (fl_met_brand(met, fan, brand, w->step.day, w->step.met_days)) counts->deals[brand].won += weight;
}

void fl_goods_back(const fl_world *w, fl_counts *counts, uint32_t offer, const fl_goods *goods, const fl_post *parcel) {
  const int64_t n = parcel->count, fen = n * (int64_t)(parcel->note & FL_PARCEL_PAID);
  const bool moved = fl_of_others(&w->agents.offers, offer);
  if (!goods->others && !moved) {
    counts->returned[offer] += n;
    return;
  }
  const uint32_t room = offer / FL_OFFERS;
  const int64_t cost =
      fl_unit_cost(&w->params, w->category_price[goods->category], &w->agents.brands, goods->owner, (double)goods->log_price);
  const int64_t salvage = n * fl_round(w->params.seller_salvage * (double)cost);
  if (!goods->others) {
    counts->talents[room].own_salvage += salvage;
    return;
  }
  const int64_t back = fl_deal_commission(&w->agents.distribution, goods->owner, fen);
  fl_deal_tally *const both[] = {&counts->deals[goods->owner], &counts->talents[room]};
  for (int i = 0; i < 2; i++) {
    both[i]->refund += fen;
    both[i]->back += back;
    both[i]->salvage += salvage;
  }
}

// ---- Stream plans ---------------------------------------------------------------------------------------------------------------

static int64_t *owed_by(const fl_world *w, size_t p) {
  return w->owed + p * w->agents.brands.count;
}

static bool runs(const fl_world *w, size_t p) {
  const fl_stream_plan *plan = &w->policies[p].of.stream_plan;
  return w->owed && w->policies[p].kind == FL_STREAM_PLAN && !w->policies[p].off && w->step.date >= plan->from &&
         w->step.date <= plan->to;
}

double fl_stream_wants(const fl_world *w, size_t p, uint32_t r) {
  const uint32_t b = w->agents.rooms.brand[r];
  const int64_t owed = runs(w, p) ? owed_by(w, p)[b] : 0;
  return owed > 0 ? (double)owed / (double)w->agents.brands.rooms[b] : 0;
}

// What was given today is no longer owed; what distribution reached today is owed from tonight on. Chance may give more than was owed: the
// account then stands below 0, and nothing is wanted until it is above.
static void settle_stream(fl_world *w, size_t p) {
  const fl_pool *pool = &w->pools[p];
  int64_t *owed = owed_by(w, p);
  for (uint32_t r = 0; pool->planned > 0 && r < w->agents.rooms.count; r++) {
    const uint32_t b = w->agents.rooms.brand[r];
    const int64_t granted = fl_pool_granted_to(&w->counts, pool->exposures, &w->reserve, r);
    w->deal_days[b].returned += granted;
    owed[b] -= granted;
  }
  for (uint32_t b = 0; b < w->agents.brands.count; b++)
    owed[b] += (int64_t)(w->policies[p].of.stream_plan.share * (double)w->deal_days[b].reach);
}

void fl_distribution_evening(fl_world *w) {
  if (!fl_distributed(&w->agents.distribution)) return;
  fl_distribution_night(&w->agents, &w->counts, w->deal_days);
  for (size_t p = 0; w->owed && p < w->policy_count; p++) {
    if (runs(w, p))
      settle_stream(w, p);
    else
      memset(owed_by(w, p), 0, w->agents.brands.count * sizeof *w->owed);
  }
}

// ---- Rows -----------------------------------------------------------------------------------------------------------------------

static fl_status emit_kinds(fl_world *w) {
  fl_row_distribution_day rows[FL_BRAND_KINDS] = {{0}};
  for (int k = 0; k < FL_BRAND_KINDS; k++) rows[k].date = w->step.date, rows[k].kind = k;
  for (uint32_t b = 0; b < w->agents.brands.count; b++) {
    fl_row_distribution_day *row = &rows[w->agents.brands.kind[b]];
    const fl_deal_day *day = &w->deal_days[b];
    row->self_gmv_fen += day->self_gmv;
    row->distributed_gmv_fen += day->gmv;
    row->self_orders += day->self_orders;
    row->distributed_orders += day->orders;
    row->refund_fen += day->refund;
    row->commission_fen += day->commission;
    row->listings += day->listings;
    row->reach += day->reach;
    row->followers_won += day->won;
    row->self_shelf_orders += day->shelf[0][0];
    row->self_shelf_gmv_fen += day->shelf[0][1];
    row->distributed_shelf_orders += day->shelf[1][0];
    row->distributed_shelf_gmv_fen += day->shelf[1][1];
  }
  return fl_emit(w, FL_T_distribution_day, rows, FL_BRAND_KINDS);
}

fl_status fl_emit_distribution(fl_world *w) {
  w->rows[FL_T_distribution_day].count = w->rows[FL_T_distribution_brand_day].count = 0;
  if (!fl_distributed(&w->agents.distribution)) return FL_OK;
  fl_status status = emit_kinds(w);
  const size_t own = w->model->scenario.brand_count;
  fl_row_distribution_brand_day *rows = calloc(own + 1, sizeof *rows);
  if (!rows) return FL_ENVIRONMENT;
  for (size_t i = 0; i < own; i++) {
    const uint32_t b = (uint32_t)w->model->scenario.setup.rooms + (uint32_t)i;
    const fl_deal_day *day = &w->deal_days[b];
    int64_t owed = 0;
    for (size_t p = 0; w->owed && p < w->policy_count; p++) owed += owed_by(w, p)[b];
    rows[i] = (fl_row_distribution_brand_day){.date = w->step.date,
                                              .brand = b,
                                              .self_gmv_fen = day->self_gmv,
                                              .distributed_gmv_fen = day->gmv,
                                              .self_orders = day->self_orders,
                                              .distributed_orders = day->orders,
                                              .refund_fen = day->refund,
                                              .commission_fen = day->commission,
                                              .listings = day->listings,
                                              .reach = day->reach,
                                              .followers_won = day->won,
                                              .owed = owed,
                                              .returned = day->returned,
                                              .self_shelf_orders = day->shelf[0][0],
                                              .self_shelf_gmv_fen = day->shelf[0][1],
                                              .distributed_shelf_orders = day->shelf[1][0],
                                              .distributed_shelf_gmv_fen = day->shelf[1][1]};
  }
  if (status == FL_OK && own > 0) status = fl_emit(w, FL_T_distribution_brand_day, rows, own);
  free(rows);
  return status;
}
