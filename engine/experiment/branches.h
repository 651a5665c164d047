// Runs of several arms – a scenario and its variants – over several run numbers, in processes that branch. The first arm is the trunk.
// An arm that can differ from it only later leaves it on the morning of that day: a branch is a copy of the trunk's process (fork), so
// that the days before are lived once and memory is copied where it is written only. An arm that differs from the first day on is a
// run of its own. A branch has the bits of a run of its own (tests/test_branches.c).
//
// Nothing of an arm comes back but what its `keep` leaves on disk. A process that fails takes no other with it.
#ifndef FANLOOP_BRANCHES_H
#define FANLOOP_BRANCHES_H

#include "experiment/cells.h"
#include "experiment/spool.h"
#include "fanloop/world.h"

typedef struct fl_arm {
  const char *name;
  const fl_scenario *scenario; // as this arm has it
  fl_hooks hooks;              // the state behind them must not have been used: every process starts from it
  // Whether hooks have looked at what a policy says. Then they may have acted upon what another arm has not, and arms that have not left
  // the trunk by then are runs of their own. NULL: they never do. Called with hooks.ctx.
  bool (*bound)(void *ctx);
} fl_arm;

// An arm of one run number that has lived its last day.
typedef struct fl_arm_end {
  int64_t run;
  size_t arm;
  int64_t branched; // day on which it left the trunk; 0: a run of its own
  const fl_scenario *scenario;
  fl_world *world;
  const fl_spool *rows;
  const fl_cells *cells;
} fl_arm_end;

// What it took.
typedef struct fl_branches_cost {
  int64_t days_lived, days_of_arms; // simulated, and what the arms count together: the difference was shared
  int64_t branched;                 // arms that left a trunk
  int64_t bytes_peak;               // memory of all processes together, pages that they share counted once; looked at once a second
} fl_branches_cost;

typedef struct fl_branches {
  const fl_arm *arms;
  fl_model *const *models; // of their scenarios; each process has its copy, and puts the run number in
  size_t arm_count;
  fl_spool_plan plan;        // which rows are kept
  const int64_t (*spans)[2]; // for fl_cells_begin
  size_t span_count;
  bool straight; // no branches: every arm is a run of its own
  int64_t first_run, runs;
  uint32_t jobs;        // processes at work at a time, at least 1
  fl_parallel parallel; // within each: one that survives a fork, as fl_parallel_threads
  void *ctx;
  // Called first in each process that the first one starts: it lets go of what is that one's. May be NULL.
  void (*begin)(void *ctx);
  // Called in the process of an arm when it has ended.
  fl_status (*keep)(void *ctx, const fl_arm_end *end, fl_messages *messages);
  // The others are called in the process that started all. Days lived by all arms so far, of how many; may be NULL.
  void (*progress)(void *ctx, int64_t done, int64_t days);
  void (*done)(void *ctx, int64_t run, size_t arm, int64_t branched);
  void (*failed)(void *ctx, int64_t run, size_t arm, fl_status status, const char *why);
} fl_branches;

// Runs all arms of all run numbers: `done` or `failed` is called once for each. FL_OK: all were tried. FL_STOPPED: `*stop` was set, and
// what was under way is ended without a call. FL_ENVIRONMENT: no process could be made, or no memory. `stop` may be NULL.
fl_status fl_branches_run(const fl_branches *plan, const volatile int *stop, fl_branches_cost *cost);

// Threads made for each piece of work and gone after it: they cost more than OpenMP's, which do not survive a fork.
fl_parallel fl_parallel_threads(uint32_t threads);

#endif
