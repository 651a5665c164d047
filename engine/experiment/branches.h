// One run number of a scenario and its variants, in processes that branch: the scenario itself is the trunk, and each variant leaves it on
// the morning of the first day on which it can differ. A branch is a copy of the trunk's process (fork), so that memory is copied where it
// is written only; a variant that differs from the first day on is a run of its own. Every process works on one thread: OpenMP's
// threads do not survive a fork, and runs side by side need none.
#ifndef FANLOOP_BRANCHES_H
#define FANLOOP_BRANCHES_H

#include "experiment/spool.h"
#include "fanloop/world.h"

// Arm 0 is the scenario, arm i its variant i - 1.
typedef struct fl_arm_end {
  int64_t run;
  size_t arm;
  int64_t branched; // day of the branch; 0: a run of its own
  const fl_scenario *scenario;
  fl_world *world; // after its last day
  const fl_spool *rows;
} fl_arm_end;

typedef struct fl_branches {
  const fl_scenario *scenario; // with its variants
  fl_hooks hooks;
  bool wanted[FL_TABLES]; // tables whose rows are kept
  bool straight;          // no branches: every arm is a run of its own
  int64_t first_run, runs;
  uint32_t jobs; // processes at work at a time, at least 1
  void *ctx;
  // Called in the process of an arm when it has lived its last day; what it leaves on disk is all that is left.
  fl_status (*keep)(void *ctx, const fl_arm_end *end, fl_messages *messages);
  // Called in the process that started all, now and then: days lived by all arms so far, of how many. May be NULL.
  void (*progress)(void *ctx, int64_t done, int64_t days);
} fl_branches;

// Runs all arms of all run numbers. FL_OK when every one has ended well; else the failures are in `messages`, one each, and the others have
// ended all the same. FL_STOPPED when `*stop` was set: what is under way is ended.
fl_status fl_branches_run(const fl_branches *plan, const volatile int *stop, fl_messages *messages);

#endif
