// An experiment over many points and the file that it leaves: its place, the plan by which it goes on, the crew at work, and what is written
// at the end. Sweeps, calibrations and optimisations are made in it.
#ifndef FANLOOP_LAB_H
#define FANLOOP_LAB_H

#include "experiment/crew.h"
#include "record/experiment.h"

typedef struct fl_lab_plan {
  const char *path; // of the file
  bool force_new;   // begin anew, whatever is there
  bool retry;       // make the runs again that failed
  const fl_plan *plan;
  fl_plan_kind kind;
  const char *design; // name of the design or method
  const char *engine_version, *build, *command;
  const fl_source_text *sources;
  size_t source_count;
  const char *const *sets; // "key=value" of the command line
  size_t set_count;
  const fl_scenario *scenario;
  int64_t first_run, runs; // of a sweep; of a search 0
  const double *u;         // points of a sweep; of a search NULL
  size_t points;
  const char *asked;     // of a search: lines that tell what it is asked for; else ""
  int64_t shard, shards; // a part of the whole alone: the shard-th of so many, from 0; 0 of 1: all
  // As in fl_crew_plan
  uint32_t jobs, threads;
  int64_t rank, ranks;
  void *ctx;
  fl_status (*open)(void *ctx, const char *const *sets, size_t count, fl_messages *messages, fl_trial *out);
  void (*close)(void *ctx, fl_trial *trial);
  void (*progress)(void *ctx, int64_t done, int64_t all, int64_t failed);
  bool (*meet)(void *ctx, bool good);
} fl_lab_plan;

typedef enum fl_lab_found { FL_LAB_NEW, FL_LAB_GOES_ON, FL_LAB_COMPLETE } fl_lab_found;

typedef struct fl_lab {
  const fl_lab_plan *plan;
  char *text; // of the plan: all that decides the rows, line by line
  char *folder;
  fl_crew_plan crew_plan;
  fl_crew *crew;
  fl_experiment *file; // of the first of several crews alone; NULL in the others
  fl_lab_found found;
  fl_run_key *asked; // all runs that were asked for, in any order, some more than once
  size_t asked_count, asked_capacity;
  int64_t done, failed; // runs in the finished file
} fl_lab;

// Claims the place. FL_OK with `found` FL_LAB_COMPLETE: the file is there already, whole, and `done` and `failed` say what it holds; nothing else is
// open then. FL_BAD_SCENARIO with a message: what stands there is of another plan, and what has changed. `lab` is to be closed either way.
fl_status fl_lab_open(const fl_lab_plan *plan, fl_messages *messages, fl_lab *lab);
// Makes `count` tasks, as fl_crew_run; of the plan's shard.
fl_status fl_lab_run(fl_lab *lab, const double *u, const fl_task *tasks, size_t count, const volatile int *stop,
                     fl_messages *messages);
// Writes the file with `points` points: what it is, settings, runs, key figures. Rows of a search's own tables may have been added before.
// Of the first of several crews; others do nothing.
fl_status fl_lab_finish(fl_lab *lab, const double *u, size_t points, fl_messages *messages);
// Leaves nothing of runs that were made: the next one begins anew. Before fl_lab_close.
void fl_lab_forget(fl_lab *lab);
void fl_lab_close(fl_lab *lab);

// merge: puts the files of all shards of a sweep together. FL_BAD_SCENARIO with a message: they are of several sweeps, or runs are missing.
fl_status fl_lab_merge(const char *path, bool force, const char *const *shards, size_t count, fl_messages *messages, int64_t *done,
                       int64_t *failed);

#endif
