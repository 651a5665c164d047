// What a comparison runs: the scenarios of several files as they are, or one scenario and its variants.
#ifndef FANLOOP_CLI_ARMS_H
#define FANLOOP_CLI_ARMS_H

#include "cli/failures.h"
#include "cli/session.h"

#include "experiment/compare.h"

typedef struct fl_arms {
  // By scenario file
  fl_lua **lua;
  fl_compare_file *files; // the texts that it was loaded from
  size_t file_count;
  const char **metrics; // of all files; one that several have stands there once
  size_t metric_count;
  // By arm
  fl_scenario *scenarios;
  fl_arm *arms;
  size_t *arm_file;
  char **changes; // in words
  size_t count;
} fl_arms;

// Loads the scenario files that the operands name, with what the arguments change. Messages are printed; the exit code is FL_EXIT_DONE when
// there are two arms at least that can be compared. Warnings stay in `messages`. `out` is to be freed either way.
int fl_arms_load(const fl_args *args, fl_messages *messages, fl_arms *out);
// The same from texts alone, as fl_lua_load_sources: of each file the scenario, then its modules. No folder is looked at.
int fl_arms_load_texts(const fl_compare_file *files, size_t file_count, const fl_sets *sets, fl_messages *messages, fl_arms *out);
void fl_arms_free(fl_arms *arms);
// "without 616, boost in place of cashback, ten-billion.share = 0.2"; `spoken`: in the language of the program, otherwise as it is kept in
// files. To be freed; NULL when memory is out.
char *fl_arms_changes(const fl_variant *variant, bool spoken);

// Processes and threads of each, from --jobs and --threads; what is not given is 0. False after a message.
bool fl_arms_workers(const fl_args *args, fl_compare *plan);
// Shares out the machine where processes or threads are 0, that is, not said: processes first, as far as worlds of the scenario fit the
// memory.
void fl_arms_share(const fl_scenario *scenario, uint32_t jobs, uint32_t threads, uint32_t *jobs_out, uint32_t *threads_out);
// Runs the plan, of which the caller fills in `path`, `force`, runs, baseline, level and interval, and what fl_arms_workers has read; of
// `args` come --quiet, --ascii, and the command line that is recorded. Nothing is shown but progress, and what went wrong when there is no
// file. FL_OK and FL_STOPPED as fl_compare_run; with a file, runs that failed are left in `failures` for the caller to tell. It is to be
// freed either way.
fl_status fl_arms_run(const fl_args *args, const fl_arms *arms, const fl_sets *sets, fl_compare *plan, fl_messages *messages,
                      fl_failures *failures, fl_compare_outcome *outcome);

#endif
