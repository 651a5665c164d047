// A comparison under way. Internal to experiment/compare.c, effects.c, why.c.
#ifndef FANLOOP_STUDY_H
#define FANLOOP_STUDY_H

#include "experiment/compare.h"

// Of an arm and the baseline: who has policies that the other lacks.
typedef enum fl_side { FL_SIDE_VARIANT, FL_SIDE_BASELINE, FL_SIDE_BOTH } fl_side;

typedef struct fl_pairing {
  int64_t differs;     // first date on which the arm can differ from the trunk
  bool by_policies;    // it differs from the baseline in policies alone, and does; else the rest says nothing
  int64_t policies[2]; // first and last day of these
  size_t span;         // number of that span in study->spans
  fl_side side;
  size_t differing; // policies
  bool alone;       // there are no other policies
} fl_pairing;

// What became of a run of an arm.
typedef enum fl_fate { FL_FATE_OPEN, FL_FATE_DONE, FL_FATE_FAILED } fl_fate;

typedef struct fl_study {
  const fl_compare *plan;
  fl_experiment *file;
  fl_messages *messages;
  fl_model **models;    // of arms, made once: processes inherit them
  fl_fate *fates;       // arm by arm, run by run
  size_t *open;         // of runs: arms whose fate is open
  bool *seen;           // of arms: a run of it is in the file
  fl_status status;     // of what is done with runs while others are made
  int64_t runs;         // run numbers that are in the file
  int64_t failed, lost; // runs of arms that failed; of these, those that may well succeed another time
  fl_pairing *pairings; // of arms
  int64_t (*spans)[2];  // of policies in which arms differ from the baseline, each once
  size_t span_count;
} fl_study;

// The fate of a run number of an arm.
fl_fate *fl_study_fate(const fl_study *study, size_t arm, int64_t run);

// spans.c: the models of the arms, and how these differ from the baseline; then the table span.
fl_status fl_study_pair(fl_study *study);
fl_status fl_study_write_spans(fl_study *study);
// Whether what rooms sold over the pairing's span is known: of very many different spans it is not.
bool fl_study_watched(const fl_study *study, const fl_pairing *pairing);
// why.c: the cells of run number `run`, and where each variant's difference comes from. Reads and removes the cells' files of the parts.
fl_status fl_study_why(fl_study *study, int64_t run);
// figures.c: the names of all key figures, once the spans are in the file.
fl_status fl_study_name_figures(fl_study *study);
// figures.c: key figures over spans, and naive estimates, of the run numbers from `run` on.
fl_status fl_study_figures(fl_study *study, int64_t run);
// effects.c: effects with intervals and money lines, of all runs.
fl_status fl_study_effects(fl_study *study);
// interplay.c: the 2 x 2 of every two policies of which neither, each and both are among the arms.
fl_status fl_study_interplay(fl_study *study);
// A number as a parameter of a query.
const char *fl_study_number(size_t number, char out[24]);
// effects.c: whether the intervals decide about the number of runs.
bool fl_study_is_open(const fl_study *study);
// effects.c: whether there are the key figures that the plan asks an interval of, before anything is run. FL_BAD_SCENARIO with a message:
// there is no such one. `*sure`: all of them have values whatever the runs are.
fl_status fl_study_check_asked(fl_study *study, bool *sure);
// effects.c: run numbers that are still needed for the interval that the plan asks for; 0 where it is reached or nothing is asked.
// FL_BAD_SCENARIO with a message: one of the key figures has no value in what was run.
fl_status fl_study_further(fl_study *study, int64_t *further);

#endif
