// M19 Growth levels of sellers (cheng zhang deng ji): by sales and score; training for the lower ones, official endorsement for the upper
// ones, and a fast lane for who has just risen.
//
//   level = 1 + floor(log(30 S / first_gmv) / log(step)), 0 .. 5, S sales a day of one real seller; from level 3 on a score of least_score
//
// Levels are reviewed every week from the fourth week of the run on: a seller rises at once, and falls by one after grace_days of failing.
#ifndef FANLOOP_GROWTH_H
#define FANLOOP_GROWTH_H

#include "agents/help.h"
#include "agents/step.h"
#include "fanloop/scenario.h"

enum {
  FL_GROWTH_LEVELS = 6,
  FL_GROWTH_TRAINED = 2,  // levels up to this one are trained
  FL_GROWTH_WORTHY = 2,   // from this one on a seller counts as live-worthy
  FL_GROWTH_ENDORSED = 3, // from this one on sellers are endorsed, and asked for a score
  FL_GROWTH_WEEK = 7,
  FL_GROWTH_BEGINS = 28 // days, until sales are known
};

// 8 bytes a member, so that a snapshot keeps it as it is.
typedef struct fl_growing {
  int64_t level, best;               // now; the highest so far; -1: not reviewed yet
  int64_t risen;                     // day of the run on which `best` was reached, unless at the first review; -1
  int64_t failing;                   // days below its level in a row
  int64_t reached[FL_GROWTH_LEVELS]; // 1: reached for the first time since the last rows
  double trained;                    // 0..1
  int64_t lane_uv;                   // public visits of its rooms on days in the fast lane, since the last rows
} fl_growing;

// Of a seller who begins.
fl_growing fl_growth_begin(void);
// The level that sales (fen a day of one real seller) and a score reach.
int64_t fl_growth_level(const fl_params *params, double sales, double score);
// A night. `score` by brand, 0..1.
void fl_growth_night(const fl_params *params, uint32_t day, const double *score, const fl_brands *brands, fl_growing *growing);
// Whether a seller is in the fast lane on `day`.
bool fl_growth_in_lane(const fl_params *params, uint32_t day, const fl_growing *growing);
// Adds what a seller's level does for it on `day`; `gap`: what there is to learn.
void fl_growth_help(const fl_params *params, uint32_t day, double gap, const fl_growing *growing, fl_help *help);

#endif
