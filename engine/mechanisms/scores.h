// M09 Three scores (三个分): shop score (店铺体验分: goods, logistics, after-sales, stability), host score (达人带货口碑分: content, goods)
// and goods score (商品分: quality, price, service). Each part is a rate over an exponential window, drawn towards the mean of the peers
// (rooms of the same category) where little was observed, and placed among them:
//
//   B <- B e^(-1/W) + bad of the day      N <- N e^(-1/W) + all of the day      level = (B + n m) / (N + n)      m = sum B / sum N
//   z = (m - level) / spread              part = 1 / (1 + e^(-1.702 z))         score = sum w part / sum w
//
// The logistic curve is the normal distribution to within .01 (Haley 1952): a part is the share of the category's orders that come from
// worse rooms, if levels are normal. agents/scores.h has the columns and the gates.
#ifndef FANLOOP_MECHANISMS_SCORES_H
#define FANLOOP_MECHANISMS_SCORES_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// The first day: everybody stands at the peers' mean.
void fl_scores_start(fl_agents *agents);
// The same of one room, of which nothing is known any more.
void fl_scores_begin(fl_agents *agents, uint32_t room);
// A night, while prices and the platform's reference (log over the usual price, by category) are those of the day. `price`: usual price
// of each category, yuan.
void fl_scores_night(const fl_params *params, fl_agents *agents, const fl_counts *counts, const double *price,
                     const double *reference);

// What one part costs a room, and what would raise it.
typedef struct fl_score_gap {
  fl_score score;     // that it belongs to
  double weight;      // in it, 0..1
  double level, mean; // of the room, of its peers
  double best;        // level of the best quarter of the peers' orders
  double points;      // of the score, 0..1, lost against that quarter
  double bad, all;    // within the window, of one real room
  double fewer;       // bad ones fewer that would reach the best quarter; of content, minutes more and of price, log less, over all
  int worst;          // offer of the room with most of the bad orders, or -1 where they are not counted by offer
} fl_score_gap;
fl_score_gap fl_score_diagnose(const fl_params *params, const fl_agents *agents, uint32_t room, fl_score_part part);

#endif
