// The order log by buyer, in memory, and the cohort of new buyers in it.
#ifndef FANLOOP_SCORE_BUYERS_H
#define FANLOOP_SCORE_BUYERS_H

#include "report/score.h"
#include "stats/cohort.h"

// One entry a buyer and buying day. Day 0 is the first of the window; the warm-up lies before it.
typedef struct fl_buyers {
  fl_histories histories;
  double *paid;    // fen a real fan, one for each buying day
  int64_t *weight; // real fans a buyer stands for
  int32_t *days;   // behind histories.days
  size_t *start;   // behind histories.start
  size_t days_room, buyers_room;
} fl_buyers;

bool fl_buyers_read(fl_result *result, fl_buyers *out);
void fl_buyers_free(fl_buyers *buyers);

// Buyers without an order before the window whose first order lies in its first `entry` days. Free with fl_cohort_free.
bool fl_cohort_select(const fl_buyers *buyers, int32_t entry, fl_histories *out);
void fl_cohort_free(fl_histories *cohort);

#endif
