#include "mechanisms/kuai.h"

#include "agents/goods.h"
#include "base/mathx.h"

static const double days_a_year = 365.25, month = 30;

double fl_kuai_own_part(double own_share, uint32_t j) {
  const double part = FL_OFFERS * own_share - j;
  return part < 0 ? 0 : part > 1 ? 1 : part;
}

void fl_kuai_sales(const fl_agents *agents, const fl_counts *counts, uint32_t day, fl_sales_days *sales) {
  const fl_rooms *rooms = &agents->rooms;
  for (uint32_t r = 0; r < rooms->count; r++) {
    double own = 0;
    for (uint32_t j = 0; j < FL_OFFERS; j++) {
      const uint32_t o = r * FL_OFFERS + j;
      const double part = fl_of_others(&agents->offers, o) ? 0 : fl_kuai_own_part(agents->brands.own_share[rooms->brand[r]], j);
      own += part * (double)counts->sold[o] * agents->offers.price_fen[o];
    }
    sales->all[r][day % FL_SALES_DAYS] = fl_room_sum(counts->rooms[r].gmv);
    sales->own[r][day % FL_SALES_DAYS] = fl_round(own);
  }
  if (!sales->elsewhere) return;
  for (uint32_t b = 0; b < agents->brands.count; b++) sales->elsewhere[b][day % FL_SALES_DAYS] = 0;
  for (uint32_t o = 0; o < agents->offers.count; o++)
    if (fl_of_others(&agents->offers, o))
      sales->elsewhere[fl_owner(agents, o)][day % FL_SALES_DAYS] += counts->sold[o] * agents->offers.price_fen[o];
}

static int64_t sum_of(const int64_t ring[FL_SALES_DAYS], uint32_t day, int64_t days) {
  int64_t sum = 0;
  uint32_t at = day % FL_SALES_DAYS;
  for (int64_t k = 0; k < days; k++) {
    sum += ring[at];
    at = at > 0 ? at - 1 : FL_SALES_DAYS - 1;
  }
  return sum;
}

// What was sold in the window: by brand, and by its best room.
static void measure(const fl_kuai_programme *of, const fl_agents *agents, const fl_sales_days *sales, uint32_t day,
                    fl_kuai_brand *brands) {
  const fl_rooms *rooms = &agents->rooms;
  for (uint32_t b = 0; b < agents->brands.count; b++) brands[b].gmv = brands[b].month_gmv = 0, brands[b].own = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    fl_kuai_brand *brand = &brands[rooms->brand[r]];
    const int64_t gmv = sum_of(sales->all[r], day, of->window_days);
    const int64_t best = fl_round((double)gmv * month / (double)of->window_days / (double)rooms->weight[r]);
    brand->gmv += gmv;
    brand->own += (double)sum_of(sales->own[r], day, of->window_days);
    if (best > brand->month_gmv) brand->month_gmv = best;
  }
  for (uint32_t b = 0; sales->elsewhere && b < agents->brands.count; b++) {
    const int64_t gmv = sum_of(sales->elsewhere[b], day, of->window_days);
    brands[b].gmv += gmv;
    brands[b].own += (double)gmv * agents->brands.own_share[b];
    brands[b].distributed = fl_round((double)gmv * month / (double)of->window_days / (double)agents->brands.weight[b]);
  }
}

static int64_t tests_of(const fl_kuai_programme *of, const fl_brands *traits, uint32_t b, int64_t date, fl_kuai_brand *brand) {
  const double gmv = (double)brand->gmv, seller = gmv / (double)traits->weight[b];
  const double all = seller + (double)of->window_days * traits->other_fen[b];
  brand->own = gmv > 0 ? brand->own / gmv : 0;
  brand->main = all > 0 ? seller / all : 0;
  return ((double)date - traits->founded[b] <= of->founded_within * days_a_year ? FL_KUAI_AGE : 0) |
         (brand->own > of->own_share ? FL_KUAI_OWN : 0) | (brand->month_gmv > of->month_gmv ? FL_KUAI_GMV : 0) |
         (brand->main > of->main_share ? FL_KUAI_MAIN : 0);
}

// The naive comparison: the brand of most similar GMV that fails a test tonight and was never admitted.
static int64_t twin_of(const fl_agents *agents, const fl_kuai_brand *brands, uint32_t b) {
  const fl_brands *traits = &agents->brands;
  const double own = fl_log((double)brands[b].gmv / (double)traits->weight[b] + 1);
  int64_t twin = -1;
  double least = 0;
  for (uint32_t i = 0; i < traits->count; i++) {
    if (brands[i].since >= 0 || brands[i].passed == FL_KUAI_ALL || traits->state[i] != FL_IN_BUSINESS) continue;
    const double other = fl_log((double)brands[i].gmv / (double)traits->weight[i] + 1),
                 gap = own > other ? own - other : other - own;
    if (twin >= 0 && gap >= least) continue;
    twin = i;
    least = gap;
  }
  return twin;
}

static void move(const fl_kuai_programme *of, uint32_t day, fl_kuai_brand *brand) {
  brand->failing = (brand->passed & FL_KUAI_KEEP) == FL_KUAI_KEEP ? 0 : brand->failing + 1;
  if (fl_kuai_badge(brand) && brand->failing > of->grace_days) {
    brand->status = FL_KUAI_LOST;
  } else if (brand->status == FL_KUAI_SUPPORTED && day - brand->since >= of->support_days && brand->failing == 0) {
    brand->status = FL_KUAI_GRADUATED;
  }
}

static void admit(uint32_t day, fl_kuai_brand *brand) {
  brand->status = FL_KUAI_SUPPORTED;
  brand->since = brand->rewarded = day;
  brand->first_gmv = brand->gmv;
}

static bool may_enter(const fl_kuai_brand *brand) {
  return brand->status == FL_KUAI_NONE && brand->passed == FL_KUAI_ALL;
}

// Places go to who sells most in its best real room. An agent enters with all the real sellers that it stands for, or not at all.
static void admit_by_sales(int64_t places, const fl_brands *traits, uint32_t day, fl_kuai_brand *brands) {
  int64_t left = places;
  for (uint32_t b = 0; b < traits->count; b++) left -= fl_kuai_badge(&brands[b]) ? traits->weight[b] : 0;
  for (uint32_t best = 0; best < traits->count;) {
    best = traits->count;
    for (uint32_t b = 0; b < traits->count; b++) {
      if (!may_enter(&brands[b]) || traits->weight[b] > left) continue;
      if (best == traits->count || brands[b].month_gmv > brands[best].month_gmv) best = b;
    }
    if (best == traits->count) return;
    admit(day, &brands[best]);
    left -= traits->weight[best];
  }
}

// Coupons of a brand whose goods others sell, in equal parts over its rooms, down to whole fen.
static int64_t distribution_reward(const fl_kuai_programme *of, const fl_agents *agents, const fl_sales_days *sales, uint32_t day,
                                   const fl_kuai_brand *brand, uint32_t b) {
  if (!sales->elsewhere || brand->distributed < of->distribution_target || agents->brands.rooms[b] == 0) return 0;
  const int64_t gmv = sum_of(sales->elsewhere[b], day, of->window_days);
  return fl_round(of->distribution_reward * (double)gmv) / (int64_t)agents->brands.rooms[b];
}

// Coupons of whole fen for the rooms of supported brands that have grown, by sales of the window.
static void reward(const fl_kuai_programme *of, fl_agents *agents, const fl_sales_days *sales, uint32_t day,
                   fl_kuai_brand *brands) {
  fl_rooms *rooms = &agents->rooms;
  for (uint32_t r = 0; r < rooms->count; r++) {
    fl_kuai_brand *brand = &brands[rooms->brand[r]];
    if (brand->status != FL_KUAI_SUPPORTED || day - brand->rewarded < (int64_t)month) continue;
    const int64_t reach = distribution_reward(of, agents, sales, day, brand, rooms->brand[r]);
    rooms->ad_coupon[r] += reach;
    brand->reward += reach;
    brand->reach_reward += reach;
    if ((double)brand->gmv < of->reward_growth * (double)brand->first_gmv) continue;
    const int64_t fen = fl_round(of->reward * (double)sum_of(sales->all[r], day, of->window_days));
    rooms->ad_coupon[r] += fen;
    brand->reward += fen;
  }
  for (uint32_t b = 0; b < agents->brands.count; b++)
    if (brands[b].status == FL_KUAI_SUPPORTED && day - brands[b].rewarded >= (int64_t)month) brands[b].rewarded = day;
}

void fl_kuai_night(const fl_kuai_programme *of, fl_agents *agents, const fl_sales_days *sales, uint32_t day, int64_t date,
                   fl_kuai_brand *brands) {
  const fl_brands *traits = &agents->brands;
  if (date < of->from || date > of->to || day + 1 < of->window_days) return;
  measure(of, agents, sales, day, brands);
  for (uint32_t b = 0; b < traits->count; b++)
    brands[b].passed = traits->state[b] == FL_IN_BUSINESS ? tests_of(of, traits, b, date, &brands[b]) : 0;
  for (uint32_t b = 0; b < traits->count; b++) {
    move(of, day, &brands[b]);
    if (of->places == 0 && may_enter(&brands[b])) admit(day, &brands[b]);
  }
  if (of->places > 0) admit_by_sales(of->places, traits, day, brands);
  for (uint32_t b = 0; b < traits->count; b++)
    if (brands[b].since == day) brands[b].twin = twin_of(agents, brands, b);
  reward(of, agents, sales, day, brands);
}

double fl_kuai_weight(const fl_kuai_programme *of, const fl_agents *agents, const fl_kuai_brand *brand, uint32_t r, uint32_t day,
                      bool first_days) {
  const double real = (double)agents->rooms.weight[r];
  if (brand->status != FL_KUAI_SUPPORTED) return 0;
  if (first_days) return day - brand->since <= of->cold_days ? real : 0;
  return real * (agents->rooms.admitted[r] ? 1 + of->event_lift : 1);
}
