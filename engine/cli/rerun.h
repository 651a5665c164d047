// A rerun under way. Internal to cli/rerun.c and cli/rerun_experiment.c.
#ifndef FANLOOP_CLI_RERUN_H
#define FANLOOP_CLI_RERUN_H

#include "cli/arms.h"

#include "record/origin.h"
#include "report/json.h"

typedef struct fl_rerun {
  const fl_args *args;
  const char *file; // the result that is run again
  bool experiment;  // it holds a comparison, not one run
  fl_messages messages;
  fl_origin origin;
  fl_compare plan; // of a run only its threads
  char *path;      // of the new result
  char *folder;    // made for it, to be removed with all that is in it; or NULL
  char *side;      // room for the names of what a run leaves beside `path`: removing needs no memory
  bool passing;    // the new result does not stay
  char *shown, *shown_path;
  // Of a run
  fl_lua *lua;
  char digest[33]; // of the new one
  // Of an experiment
  fl_arms arms;
  fl_compare_outcome outcome;
  fl_failures failures;
} fl_rerun;

// rerun.c: the document of --json up to what both ways to tell have.
fl_json fl_rerun_document(const fl_rerun *rerun);

// rerun_experiment.c. Each returns an exit code.
// The scenarios from the texts of the file, and what else it was made with.
int fl_rerun_load_experiment(fl_rerun *rerun);
// Makes the comparison again, at `path`.
int fl_rerun_experiment(fl_rerun *rerun);
// Tells whether its runs are those of the file: the digests alone.
int fl_rerun_tell_runs(fl_rerun *rerun);
// Says on standard error which runs failed, unless they failed in the file as well, and which of them say nothing about it.
void fl_rerun_tell_failed(fl_rerun *rerun, bool same);

#endif
