#include "mechanisms/books.h"

#include "agents/books.h"
#include "agents/goods.h"
#include "base/mathx.h"

uint32_t fl_unit_cost(const fl_params *p, double usual_yuan, const fl_brands *brands, uint32_t b, double log_price) {
  const double better = p->seller_cost_quality * (brands->aim_quality[b] - brands->built_quality[b]);
  const double fen = 100 * usual_yuan * brands->cost_share[b] * fl_exp(log_price + better);
  return (uint32_t)fl_round(fen < 1 ? 1 : fen < 1e8 ? fen : 1e8);
}

uint32_t fl_fake_saves(const fl_params *p, double usual_yuan, const fl_brands *brands, uint32_t b, double log_price) {
  const double fen = 100 * usual_yuan * p->governance_gain * fl_exp(log_price);
  const int64_t cost = fl_unit_cost(p, usual_yuan, brands, b, log_price), saves = fl_round(fen < 1e8 ? fen : 1e8);
  if (brands->kind[b] == FL_KIND_COUNTERFEITER) return 0;
  return (uint32_t)(saves < cost - 1 ? saves : cost - 1); // a piece costs a fen at least
}

void fl_books_morning(const fl_params *p, const double *usual_yuan, fl_agents *agents) {
  fl_offers *offers = &agents->offers;
  const fl_brands *brands = &agents->brands;
  for (uint32_t o = 0; o < offers->count; o++) {
    const double usual = usual_yuan[offers->category[o]], log_price = (double)offers->log_price[o];
    const uint32_t b = fl_owner(agents, o);
    offers->cost_fen[o] = fl_unit_cost(p, usual, brands, b, log_price);
    if (offers->fake[o]) offers->cost_fen[o] -= fl_fake_saves(p, usual, brands, b, log_price);
  }
}

static int64_t share_of(double share, int64_t fen) {
  return fl_round(share * (double)fen);
}

static int64_t fulfilment_fen(const fl_params *p, const fl_brands *brands, uint32_t b) {
  return fl_round(100 * p->seller_fulfilment * fl_service_cost(brands, b, p->seller_cost_service));
}

// What was sold in a place of goods of another seller, as its books have it; and the host's part.
typedef struct deal {
  fl_room_books day;
  int64_t orders, earned;
} deal;

static deal deal_of(const fl_params *p, const fl_agents *agents, const fl_counts *counts, uint32_t o) {
  const fl_offers *offers = &agents->offers;
  const uint32_t owner = fl_owner(agents, o);
  const int64_t sold = counts->sold[o], sales = sold * offers->price_fen[o];
  return (deal){.day = {.sales = sales,
                        .vouchers = counts->aided[o] * offers->seller_fen[o],
                        .goods = sold * offers->cost_fen[o],
                        .fulfilment = sold * fulfilment_fen(p, &agents->brands, owner),
                        .commission = share_of(p->commission_share, sales)},
                .orders = sold,
                .earned = fl_deal_commission(&agents->distribution, owner, sales)};
}

// What goods of others in a room come to: their owners post it, and the room has the commission.
static deal deals_in(const fl_params *p, const fl_agents *agents, const fl_counts *counts, uint32_t r) {
  deal sum = {0};
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
    if (!fl_of_others(&agents->offers, o)) continue;
    const deal one = deal_of(p, agents, counts, o);
    sum.day.sales += one.day.sales;
    sum.day.vouchers += one.day.vouchers;
    sum.orders += one.orders;
    sum.earned += one.earned;
  }
  return sum;
}

static int64_t goods_fen(const fl_agents *agents, const fl_counts *counts, uint32_t r) {
  int64_t goods = 0;
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++)
    if (!fl_of_others(&agents->offers, o)) goods += counts->sold[o] * agents->offers.cost_fen[o];
  return goods;
}

// Goods that come back are worth a part of what they cost today; of orders that are cancelled, all of it.
static int64_t back_fen(const fl_params *p, const fl_agents *agents, const fl_counts *counts, uint32_t r) {
  int64_t back = counts->talents ? counts->talents[r].own_salvage : 0;
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
    if (fl_of_others(&agents->offers, o)) continue;
    const int64_t cost = agents->offers.cost_fen[o];
    back += counts->returned[o] * share_of(p->seller_salvage, cost);
    if (counts->cancelled) back += counts->cancelled[o] * cost;
  }
  return back;
}

static fl_room_books day_of(const fl_params *p, fl_agents *agents, const fl_counts *counts, bool ads, uint32_t r,
                            const deal *others) {
  const fl_room_tally *t = &counts->rooms[r];
  const fl_rooms *rooms = &agents->rooms;
  const fl_deal_tally came = counts->talents ? counts->talents[r] : (fl_deal_tally){0};
  const double hours = (double)(rooms->close[r] - rooms->open[r]) / 60;
  const int64_t air = fl_times_fen(&agents->brands, rooms->brand[r], rooms->weight[r], fl_round(100 * hours * p->seller_hour_cost));
  const int64_t sales = fl_room_sum(t->gmv) - others->day.sales, orders = fl_room_sum(t->orders) - others->orders;
  return (fl_room_books){.sales = sales,
                         .vouchers = t->seller - others->day.vouchers,
                         .refunds = t->refund - came.refund,
                         .goods = goods_fen(agents, counts, r) - back_fen(p, agents, counts, r),
                         .fulfilment = orders * fulfilment_fen(p, &agents->brands, rooms->brand[r]),
                         .commission = share_of(p->commission_share, sales),
                         .ads = ads ? rooms->ad_spend[r] : 0,
                         .coupons = ads ? rooms->ad_by_coupon[r] : 0,
                         .broadcasting = air + share_of(p->seller_host_pay, sales + others->earned) + rooms->stage_fen[r],
                         .earned = others->earned - came.back};
}

// Weight of today in a brand's smoothed rates: a mean of all days until the memory is full.
static double weight_of_today(const fl_params *p, uint32_t today, uint32_t enters) {
  const double days = 1.0 + (double)(today >= enters ? today - enters : 0);
  return 1 / (days < p->seller_rate_memory ? days : p->seller_rate_memory);
}

// What a sale costs beside goods, carriage, commission and hosts' pay, which are known: from it the seller learns what to add to its price
// (mechanisms/seller.c). Where hosts of others sell, it saves the pay of its own.
static void note_costs(fl_brands *brands, uint32_t b, double weight, int64_t levy, int64_t piece) {
  brands->levy_rate[b] += weight * (double)levy;
  brands->piece_rate[b] += weight * (double)piece;
}

// The owner's part of what was sold in a room of another seller, where it was delivered or has come back.
static void post_deal(const fl_params *p, uint32_t today, const deal *one, fl_brands *brands, uint32_t b, fl_books_day *sum) {
  const double weight = weight_of_today(p, today, brands->enters[b]);
  const int64_t outlays = fl_outlays(&one->day) + one->earned;
  fl_post_brand(brands, b, &one->day);
  fl_book_talents(brands, b, one->earned);
  fl_book_distributed(brands, b, one->day.sales);
  brands->sales_rate[b] += weight * (double)one->orders / (double)brands->weight[b];
  brands->turnover_rate[b] += weight * (double)one->day.sales;
  brands->cost_rate[b] += weight * (double)outlays;
  note_costs(brands, b, weight, one->day.vouchers + one->earned - share_of(p->seller_host_pay, one->day.sales), 0);
  brands->day_profit[b] += one->day.sales - outlays;
  sum->sales_fen += one->day.sales;
  sum->commission_fen += one->day.commission;
}
static void post_returns(const fl_params *p, uint32_t today, const fl_deal_tally *t, fl_brands *brands, uint32_t b) {
  const fl_room_books day = {.refunds = t->refund, .goods = -t->salvage};
  const int64_t outlays = fl_outlays(&day) - t->back;
  const double weight = weight_of_today(p, today, brands->enters[b]);
  fl_post_brand(brands, b, &day);
  fl_book_talents(brands, b, -t->back);
  brands->cost_rate[b] += weight * (double)outlays;
  note_costs(brands, b, weight, t->refund - t->back, -t->salvage);
  brands->day_profit[b] -= outlays;
}

// What rights cost, and the organisation of those in business; with it, the day's outlays are complete.
static void post_brands(const fl_params *p, uint32_t today, const fl_counts *counts, const fl_supply_day *supply,
                        fl_brands *brands) {
  for (uint32_t b = 0; b < brands->count; b++) {
    const bool open = brands->state[b] == FL_IN_BUSINESS;
    const int64_t of_one = fl_round(100 * p->seller_overhead * brands->capacity[b]);
    const int64_t overhead = open ? fl_times_fen(brands, b, brands->weight[b], of_one) : 0;
    const int64_t rights = counts->rights ? counts->right_payers[b][0] : 0;
    const int64_t of_price = counts->rights ? counts->right_payers[b][2] : 0;
    const double weight = weight_of_today(p, today, brands->enters[b]);
    if (counts->deals) post_returns(p, today, &counts->deals[b], brands, b);
    fl_book_overhead(brands, b, overhead);
    fl_book_rights(brands, b, rights);
    if (counts->presale) fl_book_owed(brands, b, counts->presale[b].owed);
    const int64_t stocking = supply ? supply[b].stocking : 0;
    int64_t all = rights + stocking + brands->services_fen[b];
    fl_add_fen(brands, b, &all, overhead);
    fl_book_stocking(brands, b, stocking);
    fl_book_services(brands, b, brands->services_fen[b]);
    fl_book_outside_sales(brands, b, brands->outside_sales_fen[b]);
    fl_book_outside(brands, b, brands->outside_fen[b]);
    fl_book_penalties(brands, b, brands->penalties_fen[b]);
    // What other channels leave, and what is forfeited, is no part of the running business here that the rates are of.
    fl_add_fen(brands, b, &brands->day_profit[b], brands->outside_fen[b] - brands->penalties_fen[b]);
    fl_add_fen(brands, b, &brands->day_profit[b], -all);
    brands->cost_rate[b] += weight * (double)all;
    note_costs(brands, b, weight, of_price + brands->services_levy[b], rights - of_price);
  }
}

fl_books_day fl_books_night(const fl_params *p, uint32_t today, const fl_counts *counts, bool ads, fl_agents *agents) {
  fl_brands *brands = &agents->brands;
  fl_books_day sum = {0};
  for (uint32_t b = 0; b < brands->count; b++) {
    const double keep = 1 - weight_of_today(p, today, brands->enters[b]);
    brands->sales_rate[b] *= keep;
    brands->turnover_rate[b] *= keep;
    brands->cost_rate[b] *= keep;
    brands->levy_rate[b] *= keep;
    brands->piece_rate[b] *= keep;
    brands->day_profit[b] = 0;
  }
  for (uint32_t r = 0; r < agents->rooms.count; r++) {
    const uint32_t b = agents->rooms.brand[r];
    const deal others = deals_in(p, agents, counts, r);
    const fl_room_books day = day_of(p, agents, counts, ads, r, &others);
    const double weight = weight_of_today(p, today, brands->enters[b]);
    fl_post_room(agents, r, &day);
    brands->sales_rate[b] += weight * (double)(fl_room_sum(counts->rooms[r].orders) - others.orders) / (double)brands->weight[b];
    brands->turnover_rate[b] += weight * (double)day.sales;
    brands->cost_rate[b] += weight * (double)fl_outlays(&day);
    note_costs(brands, b, weight, day.vouchers + day.refunds, -back_fen(p, agents, counts, r));
    agents->rooms.day_profit[r] = day.sales - fl_outlays(&day);
    brands->day_profit[b] += agents->rooms.day_profit[r];
    sum.sales_fen += day.sales;
    sum.commission_fen += day.commission;
  }
  for (uint32_t o = 0; counts->deals && o < agents->offers.count; o++) {
    if (!fl_of_others(&agents->offers, o)) continue;
    const deal one = deal_of(p, agents, counts, o);
    post_deal(p, today, &one, brands, fl_owner(agents, o), &sum);
  }
  post_brands(p, today, counts, agents->supply.day, brands);
  return sum;
}
