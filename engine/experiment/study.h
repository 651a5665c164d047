// A comparison under way. Internal to experiment/compare.c, effects.c, why.c.
#ifndef FANLOOP_STUDY_H
#define FANLOOP_STUDY_H

#include "experiment/compare.h"

typedef struct fl_study {
  const fl_compare *plan;
  fl_experiment *file;
  fl_messages *messages;
  bool *done;           // arm by arm of the run numbers made so far, run by run
  int64_t runs;         // run numbers made
  int64_t failed, lost; // runs of arms that failed; of these, those that may well succeed another time
  bool by_policies;     // arms differ in policies alone
  int64_t policies[2];  // first and last day of these; else the window
  int64_t *differs;     // of arms: first date on which they can differ from the trunk
  double commission_share;
} fl_study;

// why.c: the cells of run number `run`, and where each variant's difference comes from. Reads and removes the cells' files of the parts.
fl_status fl_study_why(fl_study *study, int64_t run);
// effects.c: key figures over spans, effects with intervals, money lines, naive estimates, of all runs.
fl_status fl_study_effects(fl_study *study);
// interplay.c: the 2 x 2 of every two policies of which neither, each and both are among the arms.
fl_status fl_study_interplay(fl_study *study);
// A number as a parameter of a query.
const char *fl_study_number(size_t number, char out[24]);
// effects.c: whether the intervals decide about the number of runs.
bool fl_study_is_open(const fl_study *study);
// effects.c: run numbers that are still needed for the interval that the plan asks for; 0 where it is reached or nothing is asked.
fl_status fl_study_further(fl_study *study, int64_t *further);

#endif
