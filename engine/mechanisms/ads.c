#include "mechanisms/ads.h"

#include "base/mathx.h"

enum { ROUNDS = 3 };                     // of pacing each morning; it starts from the pace of the day before
static const double record_visits = 500; // paid visits after which a room's own record weighs as much as the mean of all (assumed)

static double clip(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

void fl_ads_start(const fl_params *p, const fl_key *key, fl_agents *agents, fl_ad_market *market) {
  fl_rooms *rooms = &agents->rooms;
  for (uint32_t r = 0; r < rooms->count; r++) {
    rooms->advertises[r] = fl_unit(fl_draw(key, FL_STREAM_BUILD, 1, r, 13).u[0]) < p->ads_participation;
    rooms->ad_pace[r] = 1;
  }
  *market = (fl_ad_market){.content_minutes = agents->population * p->activity_mean * p->minutes};
}

// What a room is ready to pay for a paid visit, fen: the GMV it expects of one over the return it asks for.
static double bid_of(const fl_params *p, const fl_rooms *rooms, uint32_t r, const fl_ad_market *market) {
  const double prior = record_visits * (double)rooms->weight[r];
  const double value = (rooms->ad_gmv[r] + prior * market->visit_value) / (rooms->ad_uv[r] + prior);
  return value / (rooms->ad_roi[r] > 0 ? rooms->ad_roi[r] : p->ads_target_roi);
}

// Fen that one real room may spend today: what its owner has set, else a share of its sales.
static double budget_of(const fl_params *p, const fl_rooms *rooms, uint32_t r) {
  if (rooms->ad_budget[r] >= 0) return rooms->ad_budget[r];
  return rooms->advertises[r] ? p->ads_budget_share * rooms->value[r] : 0;
}

typedef struct auction {
  const fl_params *p;
  fl_rooms *rooms;
  const fl_ad_market *market;
  double *score; // by room: exp(V / s) at pace 1 times the minutes it is live; 0 for those who do not bid
  double slots;
} auction;

static void enter(auction *a) {
  const fl_params *p = a->p;
  fl_rooms *rooms = a->rooms;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const double minutes = rooms->close[r] > rooms->open[r] ? rooms->close[r] - rooms->open[r] : 0;
    const double budget = budget_of(p, rooms, r), bid = bid_of(p, rooms, r, a->market);
    a->score[r] = 0;
    rooms->ad_money[r] = 0;
    rooms->ad_price[r] = 0;
    if (minutes <= 0 || budget < 1 || bid < p->ads_reserve * 100) continue;
    rooms->ad_money[r] = (int64_t)(clip(budget, 0, 1e12) * (double)rooms->weight[r]);
    const double v = fl_log(bid) + p->ads_quality * fl_log(clip(rooms->content_seen[r], 0.01, 100));
    a->score[r] = minutes * fl_exp(clip(v / p->ads_relevance, -300, 300));
  }
}

static double paced_score(const auction *a, uint32_t r) {
  return a->score[r] > 0 ? a->score[r] * fl_exp(fl_log(a->rooms->ad_pace[r]) / a->p->ads_relevance) : 0;
}

static double total_score(const auction *a) {
  double sum = 0;
  for (uint32_t r = 0; r < a->rooms->count; r++) sum += paced_score(a, r) * (double)a->rooms->weight[r];
  return sum;
}

// Fen a visit for a room that wins a slot with probability `share`.
static double price_of(const auction *a, uint32_t r, double share) {
  const double gap = share < 1e-6 ? -1 : share > 0.999999 ? -14 : fl_log(1 - share) / share;
  const double bid = a->rooms->ad_pace[r] * bid_of(a->p, a->rooms, r, a->market);
  const double price = bid * fl_exp(a->p->ads_relevance * gap);
  return price > a->p->ads_reserve * 100 ? price : a->p->ads_reserve * 100;
}

// One round: who would spend more than the budget bids less, who spends less bids more, up to its full bid.
static void pace(auction *a, double total) {
  fl_rooms *rooms = a->rooms;
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (a->score[r] <= 0) continue;
    const double share = paced_score(a, r) / total, spend = a->slots * share * (double)rooms->weight[r] * price_of(a, r, share);
    const double room = spend > 0 ? (double)rooms->ad_money[r] / spend : 1e6;
    const double least = a->p->ads_reserve * 100 / bid_of(a->p, rooms, r, a->market);
    rooms->ad_pace[r] = clip(rooms->ad_pace[r] * fl_exp(a->p->ads_relevance * fl_log(clip(room, 1e-6, 1e6))), least, 1);
  }
}

void fl_ads_today(const fl_params *p, fl_agents *agents, fl_ad_market *market, double *weight, fl_levers *levers) {
  fl_rooms *rooms = &agents->rooms;
  auction a = {p, rooms, market, weight, p->ads_load / 60 * market->content_minutes};
  enter(&a);
  double total = total_score(&a);
  for (int round = 0; round < ROUNDS && total > 0; round++) {
    pace(&a, total);
    total = total_score(&a);
  }
  double sold = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (weight[r] <= 0) continue;
    const double share = paced_score(&a, r) / total, price = price_of(&a, r, share);
    const double won = a.slots * share * (double)rooms->weight[r], paid = (double)rooms->ad_money[r] / price;
    const double visits = won < paid ? won : paid;
    rooms->ad_price[r] = (uint32_t)fl_round(clip(price, 1, 1e8));
    weight[r] = visits / (rooms->close[r] - rooms->open[r]);
    sold += visits;
  }
  market->sold = a.slots > 0 ? sold / a.slots : 0;
  levers->visits_per_minute[1] = (float)(p->ads_load / 60 * market->sold);
  const double left = p->public_visits - p->ads_displacement * p->ads_load * market->sold;
  levers->visits_per_minute[0] = (float)((left > 0 ? left : 0) / 60);
}

void fl_ads_night(const fl_params *p, fl_agents *agents, const fl_counts *counts, fl_ad_market *market) {
  fl_rooms *rooms = &agents->rooms;
  const double keep = fl_exp(-1.0 / p->ads_memory), rate = 1.0 - keep;
  const fl_cell *open = &counts->fixed->source[FL_PUBLIC];
  market->content_minutes += rate * ((double)counts->fixed->content_seconds / 60 - market->content_minutes);
  if (open->uv > 0) {
    const double value = (double)open->gmv / (double)open->uv;
    market->visit_value += (market->visit_value > 0 ? rate : 1) * (value - market->visit_value);
  }
  for (uint32_t r = 0; r < rooms->count; r++) {
    const fl_room_tally *t = &counts->rooms[r];
    const int64_t uv = t->uv[FL_PAID];
    // Visits beyond the budget are the market's loss: nobody pays more than the budget of the day.
    const int64_t most = rooms->ad_price[r] > 0 ? rooms->ad_money[r] / rooms->ad_price[r] : 0;
    rooms->ad_spend[r] = (uv < most ? uv : most) * rooms->ad_price[r];
    rooms->ad_uv[r] = keep * rooms->ad_uv[r] + (double)uv;
    rooms->ad_gmv[r] = keep * rooms->ad_gmv[r] + (double)t->gmv[FL_PAID];
  }
}
