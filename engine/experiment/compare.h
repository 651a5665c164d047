// A comparison: variants of a scenario run with the same random numbers, over several run numbers, into one experiment file with key
// figures, effects with intervals, and where they come from.
#ifndef FANLOOP_COMPARE_H
#define FANLOOP_COMPARE_H

#include "experiment/after.h"
#include "experiment/branches.h"
#include "record/experiment.h"

// Where a scenario came from.
typedef struct fl_compare_file {
  const fl_source_text *sources;
  size_t source_count;
} fl_compare_file;

typedef struct fl_compare {
  const char *path; // of the experiment file
  bool force;
  const char *engine_version, *build, *command;
  const fl_compare_file *files;
  size_t file_count;
  const char *const *sets; // "key=value" of the command line
  size_t set_count;
  const fl_arm *arms; // the first is the trunk
  const size_t *arm_file;
  const char *const *arm_changes; // in words
  size_t arm_count, baseline;
  const char *const *metrics; // names of the scenarios' own, which are key figures too
  size_t metric_count;
  int64_t first_run, runs; // run numbers; with `until_ci`, the most that are made
  double level;            // of the intervals, 0..1
  double until_ci;         // half-width of the relative change to be reached, as a share; 0: none
  const char *until_kpis;  // key figures that it is asked of, with commas
  fl_after after;          // days after the policies that are asked for
  bool runs_known;         // all of `runs` are made: `until_ci` has decided about their number before, and is written down only
  uint32_t jobs, threads;  // processes, and threads of each
  bool straight;           // no branches
  bool detail;             // every generated brand by itself, too
  void *ctx;
  void (*progress)(void *ctx, int64_t done, int64_t days);             // may be NULL
  void (*failed)(void *ctx, int64_t run, size_t arm, const char *why); // called once for each run that failed; may be NULL
} fl_compare;

typedef struct fl_compare_outcome {
  int64_t runs, failed; // run numbers made; runs of variants that failed
  int64_t lost;         // of these, by what lay around them: a process that was ended, memory or disk that were out
  fl_branches_cost cost;
  double seconds;
} fl_compare_outcome;

// Runs the comparison and writes its file. FL_OK: the file is there; `failed` says whether all runs are. FL_STOPPED: it holds the run
// numbers that were complete in time, if there were any. Else there is no file, and `messages` says why, unless it is that no run came to
// its end. Why runs failed is told to the plan's `failed` alone.
fl_status fl_compare_run(const fl_compare *plan, const volatile int *stop, fl_messages *messages, fl_compare_outcome *outcome);

#endif
