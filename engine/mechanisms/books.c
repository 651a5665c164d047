#include "mechanisms/books.h"

#include "agents/books.h"
#include "base/mathx.h"

void fl_books_morning(const fl_params *p, const double *usual_yuan, fl_agents *agents) {
  fl_offers *offers = &agents->offers;
  const fl_brands *brands = &agents->brands;
  for (uint32_t o = 0; o < offers->count; o++) {
    const uint32_t b = agents->rooms.brand[o / FL_OFFERS];
    const double better = p->seller_cost_quality * (brands->aim_quality[b] - brands->built_quality[b]);
    const double fen =
        100 * usual_yuan[offers->category[o]] * brands->cost_share[b] * fl_exp((double)offers->log_price[o] + better);
    offers->cost_fen[o] = (uint32_t)fl_round(fen < 1 ? 1 : fen < 1e8 ? fen : 1e8);
  }
}

static int64_t share_of(double share, int64_t fen) {
  return fl_round(share * (double)fen);
}

static int64_t fulfilment_fen(const fl_params *p, const fl_brands *brands, uint32_t b) {
  return fl_round(100 * p->seller_fulfilment * fl_service_cost(brands, b, p->seller_cost_service));
}

// Goods that come back are worth a part of what they cost today.
static fl_room_books day_of(const fl_params *p, const fl_agents *agents, const fl_counts *counts, bool ads, uint32_t r) {
  const fl_room_tally *t = &counts->rooms[r];
  const fl_rooms *rooms = &agents->rooms;
  const double hours = (double)(rooms->close[r] - rooms->open[r]) / 60;
  int64_t goods = 0;
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
    const int64_t cost = agents->offers.cost_fen[o];
    goods += counts->sold[o] * cost - counts->returned[o] * share_of(p->seller_salvage, cost);
  }
  const int64_t sales = fl_room_sum(t->gmv);
  return (fl_room_books){.sales = sales,
                         .vouchers = t->seller,
                         .refunds = t->refund,
                         .goods = goods,
                         .fulfilment = fl_room_sum(t->orders) * fulfilment_fen(p, &agents->brands, rooms->brand[r]),
                         .commission = share_of(p->commission_share, sales),
                         .ads = ads ? rooms->ad_spend[r] : 0,
                         .coupons = ads ? rooms->ad_by_coupon[r] : 0,
                         .broadcasting =
                             rooms->weight[r] * fl_round(100 * hours * p->seller_hour_cost) + share_of(p->seller_host_pay, sales) + rooms->stage_fen[r]};
}

// Weight of today in a brand's smoothed rates: a mean of all days until the memory is full.
static double weight_of_today(const fl_params *p, uint32_t today, uint32_t enters) {
  const double days = 1.0 + (double)(today >= enters ? today - enters : 0);
  return 1 / (days < p->seller_rate_memory ? days : p->seller_rate_memory);
}

// What rights cost, and the organisation of those in business; with it, the day's outlays are complete.
static void post_brands(const fl_params *p, uint32_t today, const fl_counts *counts, fl_brands *brands) {
  for (uint32_t b = 0; b < brands->count; b++) {
    const bool open = brands->state[b] == FL_IN_BUSINESS;
    const int64_t overhead = open ? brands->weight[b] * fl_round(100 * p->seller_overhead * brands->capacity[b]) : 0;
    const int64_t rights = counts->rights ? counts->right_payers[b][0] : 0;
    fl_book_overhead(brands, b, overhead);
    fl_book_rights(brands, b, rights);
    fl_book_services(brands, b, brands->services_fen[b]);
    const int64_t all = overhead + rights + brands->services_fen[b];
    brands->day_profit[b] -= all;
    brands->cost_rate[b] += weight_of_today(p, today, brands->enters[b]) * (double)all;
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
    brands->day_profit[b] = 0;
  }
  for (uint32_t r = 0; r < agents->rooms.count; r++) {
    const uint32_t b = agents->rooms.brand[r];
    const fl_room_books day = day_of(p, agents, counts, ads, r);
    const double weight = weight_of_today(p, today, brands->enters[b]);
    fl_post_room(agents, r, &day);
    brands->sales_rate[b] += weight * (double)fl_room_sum(counts->rooms[r].orders) / (double)brands->weight[b];
    brands->turnover_rate[b] += weight * (double)day.sales;
    brands->cost_rate[b] += weight * (double)fl_outlays(&day);
    agents->rooms.day_profit[r] = day.sales - fl_outlays(&day);
    brands->day_profit[b] += agents->rooms.day_profit[r];
    sum.sales_fen += day.sales;
    sum.commission_fen += day.commission;
  }
  post_brands(p, today, counts, brands);
  return sum;
}
