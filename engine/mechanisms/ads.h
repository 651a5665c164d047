// M11 Paid traffic (磁力金牛): rooms bid for visits. Slots are the feed's, at most ads.load an hour; each goes to the advertiser live at
// the time whose bid times quality times relevance to the fan is highest, and costs what was needed to win (second price). With
// relevance Gumbel-distributed in logs with scale s (ads.relevance), the winner is a logit draw and the mean price has a closed form:
//
//   V = ln(pace bid) + w ln(quality)      P = exp(V / s) / sum over real rooms live of exp(V / s)
//   price = pace bid (1 - s integral over u from 0 to 1 of u^s / (1 - P + P u) du)      -> pace bid / (1 + s) for small P
//
// `pace` keeps what a room is expected to spend within its budget of the day; it follows from morning to morning.
#ifndef FANLOOP_ADS_H
#define FANLOOP_ADS_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// What the market remembers, and how much of it was sold this morning.
typedef struct fl_ad_market {
  double content_minutes; // of all fans on a day, smoothed: what slots are reckoned with
  double visit_value;     // GMV of a visit from the feed over all rooms, fen, smoothed: what an advertiser without a record expects
  double kept;            // share of the slots sold that became visits, smoothed: fans run out of time
  double sold;            // share of today's slots that found a buyer
  double found[FL_DAYPARTS]; // the same by part of the day, over the highest of them
} fl_ad_market;

// Which rooms advertise by the rule, and what the market expects on its first day.
void fl_ads_start(const fl_params *params, const fl_key *key, fl_agents *agents, fl_ad_market *market);
// Mean price over the bid of a winner who wins a slot with probability `share` (0..1), all relevances of scale `scale` > 0. In 0..1.
double fl_ads_price_over_bid(double scale, double share);
// A morning, after it is known who is live and when visits fall (step.daypart): budgets, bids, pacing, prices. Writes rooms.ad_money,
// ad_price, ad_pace, the weight of each room in the paid flow for each minute that it is live (`weight`, rooms.count elements), and the
// visits a minute of both flows.
void fl_ads_today(const fl_params *params, const fl_step *step, fl_agents *agents, fl_ad_market *market, double *weight,
                  fl_levers *levers);
// A night: rooms are charged (rooms.ad_spend, never more than ad_money and what was saved), and bids learn.
void fl_ads_night(const fl_params *params, fl_agents *agents, const fl_counts *counts, fl_ad_market *market);

#endif
