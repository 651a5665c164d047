// M11 Paid traffic (磁力金牛): rooms bid for visits. Slots are the feed's, at most ads.load an hour; each goes to the advertiser whose bid
// times quality times relevance to the fan is highest, and costs what was needed to win (second price). With relevance Gumbel-distributed
// in logs with scale s (ads.relevance), the winner is a logit draw and the price has a closed form:
//
//   V = ln(pace bid) + w ln(quality)      P = exp(V / s) / sum over real rooms live of exp(V / s)
//   ln(price) = ln(pace bid) + s ln(1 - P) / P      (expected gap of the two highest scores, given who wins)
//
// `pace` keeps what a room is expected to spend within its budget of the day; it follows from morning to morning.
#ifndef FANLOOP_ADS_H
#define FANLOOP_ADS_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// What the market remembers.
typedef struct fl_ad_market {
  double content_minutes; // of all fans on a day, smoothed: what slots are reckoned with
  double visit_value;     // GMV of a public visit over all rooms, fen, smoothed: what an advertiser without a record expects
  double sold;            // share of the slots that found a buyer this morning
} fl_ad_market;

// Which rooms advertise by the rule, and what the market expects on its first day.
void fl_ads_start(const fl_params *params, const fl_key *key, fl_agents *agents, fl_ad_market *market);
// A morning, after it is known who is live: budgets, bids, pacing, prices. Writes rooms.ad_money, ad_price, ad_pace, the weight of each
// room in the paid flow for each minute that it is live (`weight`, rooms.count elements), and the visits a minute of both flows.
void fl_ads_today(const fl_params *params, fl_agents *agents, fl_ad_market *market, double *weight, fl_levers *levers);
// A night: rooms are charged (rooms.ad_spend, never more than ad_money), and bids learn.
void fl_ads_night(const fl_params *params, fl_agents *agents, const fl_counts *counts, fl_ad_market *market);

#endif
