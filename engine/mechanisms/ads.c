#include "mechanisms/ads.h"

#include "base/mathx.h"

enum { ROUNDS = 3 };        // of pacing each morning; it starts from the pace of the day before
enum { SAVED_VISITS = 30 }; // simulated visits for which a budget is saved up: chance makes them fewer or more than it pays for
static const double record_visits = 500; // visits after which a room's own record weighs as much as the mean of all (assumed)
static const double no_bid = -1e300;
static const double coupon_days = 10; // days over which a coupon is spent, if visits are to be had (assumed)

void fl_ads_start(const fl_params *p, const fl_key *key, fl_agents *agents, fl_ad_market *market) {
  fl_rooms *rooms = &agents->rooms;
  for (uint32_t r = 0; r < rooms->count; r++)
    rooms->advertises[r] = fl_unit(fl_draw(key, FL_STREAM_BUILD, 1, r, 13).u[0]) < p->ads_participation;
  *market = (fl_ad_market){.content_minutes = agents->population * p->activity_mean * p->minutes, .kept = 1};
}

// Real fans behind one simulated visit.
static double fans_of(const fl_agents *agents, uint32_t r) {
  return (double)(agents->rooms.focus[r] ? agents->focus_weight : agents->weight);
}

// What a room is ready to pay for a visit, fen: the GMV it expects of one over the return it asks for. Records are counted in what was
// observed: where a simulated visit stands for many real ones, a lucky order must not look like a thousand.
static double bid_of(const fl_params *p, const fl_agents *agents, uint32_t r, const fl_ad_market *market) {
  const fl_rooms *rooms = &agents->rooms;
  const double fans = fans_of(agents, r), real = (double)rooms->weight[r], prior = record_visits * (fans > real ? fans : real);
  const double value = (rooms->ad_gmv[r] + prior * market->visit_value) / (rooms->ad_uv[r] + prior);
  return value / (rooms->ad_roi[r] > 0 ? rooms->ad_roi[r] : p->ads_target_roi);
}

// Fen that one real room may spend today: what its owner has set, else a share of its sales.
static double budget_of(const fl_params *p, const fl_agents *agents, uint32_t r) {
  const fl_rooms *rooms = &agents->rooms;
  const double share = agents->brands.ad_share[rooms->brand[r]];
  if (rooms->ad_budget[r] >= 0) return rooms->ad_budget[r];
  return rooms->advertises[r] ? (share < 0 ? p->ads_budget_share : share) * rooms->value[r] : 0;
}

typedef struct auction {
  const fl_params *p;
  fl_agents *agents;
  const fl_ad_market *market;
  double *score;             // by room: V at full pace; no_bid for those who do not bid
  double slots[FL_DAYPARTS]; // by part of the day
  double total[FL_DAYPARTS]; // strengths times minutes live
  double top;                // highest V, which the strengths are measured from
} auction;

static uint32_t minutes_in(const fl_rooms *rooms, uint32_t r, uint32_t part) {
  const uint32_t from = part * FL_DAYPART, to = from + FL_DAYPART;
  const uint32_t open = rooms->open[r] > from ? rooms->open[r] : from, close = rooms->close[r] < to ? rooms->close[r] : to;
  return close > open ? close - open : 0;
}

static void enter(auction *a) {
  const fl_params *p = a->p;
  fl_rooms *rooms = &a->agents->rooms;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const double coupon = (double)rooms->ad_coupon[r] / (coupon_days * (double)rooms->weight[r]);
    const double budget = budget_of(p, a->agents, r) + coupon, bid = bid_of(p, a->agents, r, a->market);
    a->score[r] = no_bid;
    rooms->ad_money[r] = 0;
    rooms->ad_price[r] = 0;
    if (rooms->close[r] <= rooms->open[r] || budget < 1 || bid < p->ads_reserve * 100) continue;
    rooms->ad_money[r] = (int64_t)fl_clip(budget * (double)rooms->weight[r], 0, 1e15);
    a->score[r] = fl_log(bid) + p->ads_quality * fl_log(fl_clip(rooms->content_seen[r], 0.01, 100));
  }
}

// exp(V / s) of one real room over that of the strongest.
static double strength(const auction *a, uint32_t r) {
  return a->score[r] > no_bid ? fl_exp((a->score[r] + a->agents->rooms.ad_pace[r] - a->top) / a->p->ads_relevance) : 0;
}

static void add_up(auction *a) {
  const fl_rooms *rooms = &a->agents->rooms;
  a->top = no_bid;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const double v = a->score[r] + rooms->ad_pace[r];
    if (a->score[r] > no_bid && v > a->top) a->top = v;
  }
  for (uint32_t part = 0; part < FL_DAYPARTS; part++) a->total[part] = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const double x = strength(a, r) * (double)rooms->weight[r];
    for (uint32_t part = 0; x > 0 && part < FL_DAYPARTS; part++) a->total[part] += x * minutes_in(rooms, r, part);
  }
}

// Slots that one real room of strength x is expected to win today, and its mean probability of winning over them.
static double wins_of(const auction *a, uint32_t r, double x, double *share) {
  double slots = 0, sum = 0;
  for (uint32_t part = 0; x > 0 && part < FL_DAYPARTS; part++) {
    const uint32_t minutes = minutes_in(&a->agents->rooms, r, part);
    if (minutes == 0 || a->total[part] <= 0) continue;
    const double wins = x * minutes / a->total[part];
    slots += a->slots[part] * wins;
    sum += a->slots[part] * wins * wins;
  }
  *share = slots > 0 ? sum / slots : 0;
  return slots;
}

// The integral is 2F1(1, 1; s + 2; P) / (s + 1), whose series has positive terms and converges like P to the power of their number.
static double series(double s, double p) {
  double term = 1 / (s + 1), sum = term;
  for (int k = 1; term > 1e-12; k++) {
    term *= p * k / (s + k + 1);
    sum += term;
  }
  return sum;
}

// The same for who wins nearly all slots, by Simpson's rule in -ln u: 1 up to ln 1/(1 - P), then falling fast.
static double quadrature(double s, double p) {
  enum { PANELS = 1000 };
  const double step = (30 - fl_log(1 - p)) / PANELS;
  double sum = 0;
  for (int i = 0; i <= PANELS; i++) {
    const double u = fl_exp(-step * i), f = fl_exp(-s * step * i) * u / (1 - p + p * u);
    sum += i == 0 || i == PANELS ? f : i % 2 ? 4 * f : 2 * f;
  }
  return sum * step / 3;
}

double fl_ads_price_over_bid(double scale, double share) {
  if (share >= 1) return 0; // nobody is to be outbid
  return fl_clip(1 - scale * (share < 0.9 ? series(scale, fl_clip(share, 0, 1)) : quadrature(scale, share)), 0, 1);
}

// Fen a visit, the reserve at least. (That single slots fall below the reserve is not counted: bids are several times as high.)
static double price_of(const auction *a, uint32_t r, double share) {
  const double bid = bid_of(a->p, a->agents, r, a->market) * fl_exp(a->agents->rooms.ad_pace[r]);
  const double price = bid * fl_ads_price_over_bid(a->p->ads_relevance, share), least = a->p->ads_reserve * 100;
  return price > least ? price : least;
}

// One round: who would spend more than the budget bids less, who spends less bids more, up to the full bid. A Newton step in logs, for
// small shares: spending goes with the power 1 + 1/s of one's own pace, and with the power -1/s of that of all others.
static void pace(auction *a) {
  fl_rooms *rooms = &a->agents->rooms;
  const double s = a->p->ads_relevance;
  double all = 0, bound = 0, sum = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (a->score[r] <= no_bid) continue;
    double share;
    const double slots = wins_of(a, r, strength(a, r), &share) * (double)rooms->weight[r], spend = slots * price_of(a, r, share);
    const double missing = fl_log(fl_clip(spend > 0 ? (double)rooms->ad_money[r] / spend : 1e6, 1e-6, 1e6));
    rooms->ad_pace[r] += s / (1 + s) * missing;
    all += slots;
    bound += rooms->ad_pace[r] < 0 ? slots : 0;
    sum += rooms->ad_pace[r] < 0 ? slots * missing : 0;
  }
  const double part = all > 0 ? bound / all : 0;
  const double common = all > 0 ? sum / all * s / ((1 + s) * (s + 1 - part)) : 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (a->score[r] <= no_bid) continue;
    const double least = fl_log(a->p->ads_reserve * 100 / bid_of(a->p, a->agents, r, a->market));
    rooms->ad_pace[r] = fl_clip(rooms->ad_pace[r] + (rooms->ad_pace[r] < 0 ? common : 0), least, 0);
  }
}

// Slots become visits as far as budgets reach; what is left stays the feed's. `sold`: share of each part's slots.
static void sell(auction *a, double *sold) {
  fl_rooms *rooms = &a->agents->rooms;
  for (uint32_t r = 0; r < rooms->count; r++) {
    double share, x = strength(a, r);
    const double slots = wins_of(a, r, x, &share) * (double)rooms->weight[r];
    if (a->score[r] > no_bid) {
      rooms->ad_price[r] = (uint32_t)fl_round(fl_clip(price_of(a, r, share), 1, 1e8));
      const double visits = (double)rooms->ad_money[r] / rooms->ad_price[r];
      x *= slots > visits ? visits / slots : 1;
    }
    a->score[r] = x * (double)rooms->weight[r];
    for (uint32_t part = 0; x > 0 && part < FL_DAYPARTS; part++)
      if (a->total[part] > 0) sold[part] += a->score[r] * minutes_in(rooms, r, part) / a->total[part];
  }
}

void fl_ads_today(const fl_params *p, const fl_step *step, fl_agents *agents, fl_ad_market *market, double *weight,
                  fl_levers *levers) {
  auction a = {.p = p, .agents = agents, .market = market, .score = weight};
  const double slots = p->ads_load / 60 * market->content_minutes * market->kept;
  for (int i = 0; i < 256; i++) a.slots[step->daypart[i]] += slots / 256;
  enter(&a);
  add_up(&a);
  for (int round = 0; round < ROUNDS; round++) {
    pace(&a);
    add_up(&a);
  }
  double sold[FL_DAYPARTS] = {0}, most = 0, all = 0;
  sell(&a, sold);
  for (int part = 0; part < FL_DAYPARTS; part++) {
    most = sold[part] > most ? sold[part] : most;
    all += a.slots[part] * sold[part];
  }
  for (int part = 0; part < FL_DAYPARTS; part++) market->found[part] = most > 0 ? sold[part] / most : 0;
  market->sold = slots > 0 ? all / slots : 0;
  levers->visits_per_minute[1] = (float)(p->ads_load / 60 * most);
  const double left = p->public_visits - p->ads_displacement * p->ads_load * market->sold;
  levers->visits_per_minute[0] = (float)((left > 0 ? left : 0) / 60);
}

// What the day was worth, from which the morning bids and reckons.
static void learn(const fl_params *p, double rate, const fl_tally *t, fl_ad_market *market) {
  const fl_cell *open = &t->source[FL_PUBLIC], *paid = &t->source[FL_PAID];
  const double minutes = (double)t->content_seconds / 60, planned = p->ads_load / 60 * minutes * market->sold;
  market->content_minutes += rate * (minutes - market->content_minutes);
  if (planned > 0) market->kept += rate * (fl_clip((double)paid->uv / planned, 0.01, 1) - market->kept);
  if (open->uv + paid->uv == 0) return;
  const double value = (double)(open->gmv + paid->gmv) / (double)(open->uv + paid->uv);
  market->visit_value += (market->visit_value > 0 ? rate : 1) * (value - market->visit_value);
}

// What is left of the budget is saved, but for no more visits than chance may bring in one day; so that a budget smaller than the price
// of one simulated visit buys as many as it pays for in the long run, and not one a day at a part of the price.
static void charge(fl_agents *agents, uint32_t r, int64_t visits) {
  fl_rooms *rooms = &agents->rooms;
  const int64_t money = rooms->ad_money[r] + rooms->ad_saved[r], cost = visits * rooms->ad_price[r];
  rooms->ad_spend[r] = cost < money ? cost : money;
  rooms->ad_by_coupon[r] = rooms->ad_spend[r] < rooms->ad_coupon[r] ? rooms->ad_spend[r] : rooms->ad_coupon[r];
  rooms->ad_coupon[r] -= rooms->ad_by_coupon[r];
  if (rooms->ad_price[r] == 0) return; // no bid today
  const int64_t most = (int64_t)(SAVED_VISITS * fans_of(agents, r)) * rooms->ad_price[r], left = money - rooms->ad_spend[r];
  rooms->ad_saved[r] = left < most ? left : most;
}

void fl_ads_night(const fl_params *p, fl_agents *agents, const fl_counts *counts, fl_ad_market *market) {
  fl_rooms *rooms = &agents->rooms;
  const double keep = fl_exp(-1.0 / p->ads_memory);
  learn(p, 1 - keep, counts->fixed, market);
  for (uint32_t r = 0; r < rooms->count; r++) {
    const fl_room_tally *t = &counts->rooms[r];
    charge(agents, r, t->uv[FL_PAID]);
    rooms->ad_uv[r] = keep * rooms->ad_uv[r] + (double)(t->uv[FL_PUBLIC] + t->uv[FL_PAID]);
    rooms->ad_gmv[r] = keep * rooms->ad_gmv[r] + (double)(t->gmv[FL_PUBLIC] + t->gmv[FL_PAID]);
  }
}
