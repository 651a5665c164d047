// Strategies of sellers: each morning of the window those who decide for themselves see how they stand, and what they decide is put into
// their columns. Serial; reads sellers and yesterday's rows, writes sellers.
#include "base/mathx.h"
#include "world/internal.h"

#include <assert.h>
#include <stdlib.h>

// ---- Rooms by brand -------------------------------------------------------------------------------------------------------------

static bool link_rooms(fl_world *w) {
  const fl_rooms *rooms = &w->agents.rooms;
  if (!w->first_room) w->first_room = malloc((w->agents.brands.count + 1) * sizeof *w->first_room);
  if (!w->next_room) w->next_room = malloc((rooms->count + 1) * sizeof *w->next_room);
  if (!w->first_room || !w->next_room) return false;
  for (uint32_t b = 0; b < w->agents.brands.count; b++) w->first_room[b] = FL_ROOM_NONE;
  for (uint32_t r = rooms->count; r-- > 0;) {
    w->next_room[r] = w->first_room[rooms->brand[r]];
    w->first_room[rooms->brand[r]] = r;
  }
  return true;
}

// The rooms that are meant: one, or all of a brand.
static uint32_t first_of(const fl_world *w, int64_t brand, int64_t room) {
  return room >= 0 ? (uint32_t)room : w->first_room[brand];
}
static uint32_t next_of(const fl_world *w, uint32_t r, int64_t room) {
  return room >= 0 ? FL_ROOM_NONE : w->next_room[r];
}

// ---- What a seller sees ---------------------------------------------------------------------------------------------------------

// Yesterday's row of a room, or NULL: rows stand in the order of rooms.
static const fl_row_room_day *yesterday_of(const fl_world *w, uint32_t r) {
  const fl_row_room_day *rows = w->rows[FL_T_room_day].items;
  size_t low = 0, high = w->rows[FL_T_room_day].count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (rows[middle].room == r) return &rows[middle];
    if (rows[middle].room < r)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

static void add_yesterday(const fl_world *w, uint32_t r, double real, fl_seller_view *v) {
  const fl_row_room_day *day = yesterday_of(w, r);
  if (!day) return;
#define FL_SOURCE(name, comma) +day->uv_##name
  v->visits += (double)(0 FL_EACH_SOURCE) / real;
#undef FL_SOURCE
#define FL_SOURCE(name, comma) +day->orders_##name
  v->orders += (double)(0 FL_EACH_SOURCE) / real;
#undef FL_SOURCE
#define FL_SOURCE(name, comma) +day->gmv_##name##_fen
  v->sales += (double)(0 FL_EACH_SOURCE) / 100 / real;
#undef FL_SOURCE
  v->ads_spent += (double)day->ads_fen / 100 / real;
}

// What there is of prices and offers, over `rooms` rooms.
static void see_offers(const fl_world *w, uint32_t r, double rooms, fl_seller_view *v) {
  const fl_offers *offers = &w->agents.offers;
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
    v->price_level += (double)offers->log_price[o] / FL_OFFERS / rooms;
    v->market_level += w->category_reference[offers->category[o]] / FL_OFFERS / rooms;
    v->offers += offers->withheld[o] == 0;
  }
}

static void see_room(const fl_world *w, uint32_t r, double rooms, double real, fl_seller_view *v) {
  const fl_rooms *all = &w->agents.rooms;
  add_yesterday(w, r, real, v);
  see_offers(w, r, rooms, v);
  v->followers += (double)(all->active[r] + all->dormant[r]) / real;
  v->reputation += all->reputation[r] / rooms;
  v->live_prob += all->live_prob[r] / rooms;
  v->live_hours += all->usual_minutes[r] / 60.0 / rooms;
  v->start_minute += all->start_minute[r] / rooms;
  v->ads_budget += (all->ad_budget[r] < 0 ? -1 : all->ad_budget[r] / 100) / rooms;
  v->ads_roi += all->ad_roi[r] / rooms;
  v->stock_days += all->stock_days[r] / rooms;
}

static void see_rooms(const fl_world *w, int64_t brand, int64_t room, fl_seller_view *v) {
  const fl_brands *brands = &w->agents.brands;
  const double real = (double)brands->weight[brand], move = brands->price_move[brand];
  for (uint32_t r = first_of(w, brand, room); r != FL_ROOM_NONE; r = next_of(w, r, room)) v->rooms++;
  const double rooms = (double)v->rooms;
  for (uint32_t r = first_of(w, brand, room); r != FL_ROOM_NONE; r = next_of(w, r, room)) see_room(w, r, rooms, real, v);
  v->price = fl_exp(move);
  v->price_level = fl_exp(v->price_level + move);
  v->market_level = fl_exp(v->market_level);
  v->offers = v->rooms ? v->offers / v->rooms : 0;
}

static void see_brand(const fl_world *w, uint32_t b, fl_seller_view *v) {
  const fl_params *p = &w->params;
  const fl_brands *brands = &w->agents.brands;
  const double yuan = 100 * (double)brands->weight[b];
  v->kind = brands->kind[b];
  v->state = brands->state[b];
  v->weight = brands->weight[b];
  v->cash = (double)brands->cash[b] / yuan;
  v->owner_funding = (double)brands->owner_funding[b] / yuan;
  v->loss_days = brands->loss_days[b];
  v->loss_horizon = brands->loss_horizon[b] < 0 ? p->seller_loss_horizon : brands->loss_horizon[b];
  v->sales_rate = brands->sales_rate[b];
  v->turnover = brands->turnover_rate[b] / yuan;
  v->costs = brands->cost_rate[b] / yuan;
  v->margin = v->turnover > 0 ? 1 - v->costs / v->turnover : 0;
  v->capacity = brands->capacity[b];
  v->strain = fl_seller_strain(brands, b);
  v->invest_share = brands->invest_share[b] < 0 ? p->seller_invest_share : brands->invest_share[b];
  v->quality = brands->quality[b];
  v->service = brands->service[b];
  v->quality_aim = brands->aim_quality[b];
  v->service_aim = brands->aim_service[b];
  v->unit_cost = fl_seller_unit_cost(p, brands, b);
  v->elasticity = fl_seller_elasticity(p, brands, b);
  v->ads_share = brands->ad_share[b] < 0 ? p->ads_budget_share : brands->ad_share[b];
  v->effort = brands->effort[b];
  v->outside_sales = (double)brands->outside_sales_fen[b] / yuan;
  v->outside_profit = (double)brands->outside_fen[b] / yuan;
}

static void see_supply(const fl_world *w, uint32_t b, fl_seller_view *v) {
  const fl_supply *s = &w->agents.supply;
  const double real = (double)w->agents.brands.weight[b];
  if (!fl_supply_kept(s)) return;
  v->presale = s->own_presale[b] < 0 ? w->params.supply_presale_share : s->own_presale[b];
  for (uint32_t r = w->first_room[b]; r != FL_ROOM_NONE; r = w->next_room[r])
    for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
      v->stock += (double)s->held[o] / real;
      v->stock_value += (double)s->value[o] / 100 / real;
    }
}

static void rules_rest(fl_world *w, int64_t brand, int64_t room) {
  if (room < 0) w->agents.brands.scripted[brand] = 1;
  for (uint32_t r = first_of(w, brand, room); r != FL_ROOM_NONE; r = next_of(w, r, room)) w->agents.rooms.scripted[r] = 1;
}

bool fl_world_seller(fl_world *w, int64_t brand, int64_t room, fl_seller_view *out) {
  const fl_model *m = w->model;
  assert(w->may_decide && brand >= 0 && brand < w->agents.brands.count && room < w->agents.rooms.count);
  const uint32_t b = (uint32_t)brand;
  rules_rest(w, brand, room);
  if (w->agents.brands.state[b] != FL_IN_BUSINESS) return false;
  *out = (fl_seller_view){.date = m->first_date + w->day,
                          .day = (int64_t)w->day - m->warmup + 1,
                          .days = (int64_t)m->days - m->warmup,
                          .lapsed = __builtin_nan("")};
  see_brand(w, b, out);
  see_rooms(w, brand, room, out);
  see_supply(w, b, out);
  fl_see_winback(w, b, out);
  const int64_t profit = room < 0 ? w->agents.brands.day_profit[b] : w->agents.rooms.day_profit[room];
  out->profit = (double)profit / 100 / (double)w->agents.brands.weight[b];
  return true;
}

void fl_world_see_lapsed(fl_world *w, int64_t brand, fl_seller_view *view) {
  assert(w->may_decide && brand >= 0 && brand < w->agents.brands.count);
  fl_count_lapsed(w);
  view->lapsed = w->lapsed ? (double)w->lapsed[brand] / (double)w->agents.brands.weight[brand] : 0;
}

// ---- What it decides ------------------------------------------------------------------------------------------------------------

static bool gives(const fl_decision *d, fl_decides what) {
  return d->given >> what & 1;
}

static void decide_brand(fl_world *w, uint32_t b, const fl_decision *d) {
  fl_brands *brands = &w->agents.brands;
  if (gives(d, FL_DECIDES_price)) brands->price_move[b] = fl_log(d->price);
  if (gives(d, FL_DECIDES_quality)) brands->aim_quality[b] = d->quality;
  if (gives(d, FL_DECIDES_service)) brands->aim_service[b] = d->service;
  if (gives(d, FL_DECIDES_invest_share)) brands->invest_share[b] = d->invest_share;
  if (gives(d, FL_DECIDES_presale) && fl_supply_kept(&w->agents.supply)) w->agents.supply.own_presale[b] = d->presale;
  if (gives(d, FL_DECIDES_recall)) brands->recall_size[b] = d->recall;
  if (brands->recall_size[b] > 0) fl_count_lapsed(w); // who is called is drawn from them
  if (gives(d, FL_DECIDES_recall_voucher)) brands->recall_voucher[b] = d->recall_voucher;
  if (gives(d, FL_DECIDES_ads_share)) brands->ad_share[b] = d->ads_share;
  if (gives(d, FL_DECIDES_effort)) fl_move_effort(w, b, d->effort);
  if (gives(d, FL_DECIDES_quality) || gives(d, FL_DECIDES_service)) fl_seller_deliver(&w->params, brands, b);
}

static void decide_room(fl_world *w, uint32_t r, const fl_decision *d) {
  fl_rooms *rooms = &w->agents.rooms;
  if (gives(d, FL_DECIDES_live_prob)) rooms->live_prob[r] = d->live_prob;
  if (gives(d, FL_DECIDES_live_hours)) {
    rooms->usual_minutes[r] = (uint16_t)(60 * d->live_hours);
    rooms->full_minutes[r] = 60 * d->live_hours / w->agents.brands.effort[rooms->brand[r]];
  }
  if (gives(d, FL_DECIDES_start_minute)) rooms->start_minute[r] = (uint16_t)d->start_minute;
  if (gives(d, FL_DECIDES_ads_budget)) rooms->ad_budget[r] = 100 * d->ads_budget;
  if (gives(d, FL_DECIDES_ads_roi)) rooms->ad_roi[r] = d->ads_roi;
  if (gives(d, FL_DECIDES_stock_days)) rooms->stock_days[r] = d->stock_days;
  for (uint32_t j = 0; gives(d, FL_DECIDES_offers) && j < FL_OFFERS; j++)
    w->agents.offers.withheld[r * FL_OFFERS + j] = !(d->offers >> j & 1);
}

void fl_world_decide(fl_world *w, int64_t brand, int64_t room, const fl_decision *decision) {
  assert(w->may_decide && brand >= 0 && brand < w->agents.brands.count && room < w->agents.rooms.count);
  const uint32_t first = first_of(w, brand, room);
  double before[FL_DECISIONS];
  fl_before_decision(w, (uint32_t)brand, first, before);
  if (room < 0) decide_brand(w, (uint32_t)brand, decision);
  for (uint32_t r = first; r != FL_ROOM_NONE; r = next_of(w, r, room)) decide_room(w, r, decision);
  fl_after_decision(w, (uint32_t)brand, first, room, decision->given, before);
}

// Those in business begin the window with a cash; then who has a strategy decides.
fl_status fl_stage_sellers(fl_world *w) {
  const fl_hooks *hooks = &w->options.hooks;
  w->step.window_starts = w->day == w->model->warmup;
  fl_seller_open(&w->params, &w->step, &w->agents.brands);
  if (w->day < w->model->warmup) return FL_OK;
  fl_winback_morning(w);
  if (hooks->on_sellers) {
    if (!link_rooms(w)) return FL_ENVIRONMENT;
    w->may_decide = true;
    const fl_status status = hooks->on_sellers(hooks->ctx, w);
    w->may_decide = false;
    if (status != FL_OK) return status;
  }
  fl_winback_rule(w);
  return FL_OK;
}
