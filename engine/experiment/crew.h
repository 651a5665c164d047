// Runs of many points over several processes. Each process works task after task, each with a scenario loaded afresh, and keeps what comes of it
// in a part of its own (record/part.h). A process that is killed is replaced and its task tried again; when all are killed, the same crew goes
// on where they were. Nothing that is kept hangs on who did it.
#ifndef FANLOOP_CREW_H
#define FANLOOP_CREW_H

#include "design/plan.h"
#include "fanloop/world.h"
#include "record/part.h"

// A scenario as one task has it.
typedef struct fl_trial {
  const fl_scenario *scenario;
  fl_hooks hooks;
  void *handle;
} fl_trial;

typedef struct fl_task {
  int64_t point, run; // points count from 1
} fl_task;

// What it took.
typedef struct fl_crew_cost {
  int64_t runs, failed;  // made by this crew now; of these, failed
  int64_t bytes_peak;    // memory of one process at most
  double seconds, world; // of all processes together: at work, and in worlds
} fl_crew_cost;

typedef struct fl_crew_plan {
  const char *folder; // of the parts; it is there
  const char *plan;   // text that tells plans apart
  const fl_factor *factors;
  size_t factor_count;
  uint32_t jobs;    // processes at a time, at least 1
  uint32_t threads; // of each
  int64_t rank,
      ranks; // of several crews, which may be on other machines, with the same folder: this one makes every `ranks`-th task
  void *ctx;
  // Loads the scenario with settings "key=value"; in a process of its own. FL_BAD_SCENARIO: such a run fails.
  fl_status (*open)(void *ctx, const char *const *sets, size_t count, fl_messages *messages, fl_trial *out);
  void (*close)(void *ctx, fl_trial *trial);
  void (*begin)(void *ctx); // called first in each process; may be NULL
  // Called by the first process: runs that are done of all that were asked for, and those that failed. May be NULL.
  void (*progress)(void *ctx, int64_t done, int64_t all, int64_t failed);
  // Waits for the other crews. True: all came. NULL: there are none.
  bool (*meet)(void *ctx, bool good);
} fl_crew_plan;

typedef struct fl_crew fl_crew;

// "key=value" lines of a point; to be freed. NULL when memory is out.
char *fl_crew_settings(const fl_factor *factors, size_t count, const double *u);
// Looks at what is there. FL_ENVIRONMENT with a message: another crew works there, or the folder cannot be used.
fl_status fl_crew_open(const fl_crew_plan *plan, fl_messages *messages, fl_crew **out);
// Makes the tasks that are not made yet. `u`: points x factors, those of the tasks among them. FL_STOPPED: `*stop` was set; what is done is kept.
// FL_ENVIRONMENT with a message.
fl_status fl_crew_run(fl_crew *crew, const double *u, const fl_task *tasks, size_t count, const volatile int *stop,
                      fl_messages *messages);
// Whether the run is kept, and how it ended.
typedef enum fl_run_end { FL_RUN_MISSING, FL_RUN_DONE, FL_RUN_FAILED, FL_RUN_LOST } fl_run_end;
fl_run_end fl_crew_end(const fl_crew *crew, const double *u, fl_task task);
// Key figures of the runs of points from `first` on, as fl_part_values, of all crews; a run that was made twice is told twice, alike.
fl_status fl_crew_values(fl_crew *crew, int64_t first, const char *const *kpis, size_t count,
                         bool (*see)(void *ctx, int64_t point, int64_t run, const double *values), void *ctx,
                         fl_messages *messages);
// Whether runs have a key figure of that name, as fl_part_knows.
bool fl_crew_knows(fl_crew *crew, const char *kpi, char near[2 * FL_NAME_MAX]);
// The reason of the first run that failed, into `out`; "" where none did.
void fl_crew_failure(fl_crew *crew, char *out, size_t size);
// Key figures of a run; 0 before there is one.
int64_t fl_crew_figures(fl_crew *crew);
// Takes over the runs of an experiment's file that are done.
fl_status fl_crew_import(fl_crew *crew, const char *path, fl_messages *messages);
// How many runs of points up to `points` are kept.
size_t fl_crew_known(const fl_crew *crew, int64_t points);
// The parts, for fl_experiment_gather; they stay the crew's.
const char *const *fl_crew_parts(const fl_crew *crew, size_t *count);
const fl_crew_cost *fl_crew_cost_of(const fl_crew *crew);
void fl_crew_close(fl_crew *crew);

#endif
