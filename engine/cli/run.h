// What `fanloop run` lends to commands that run a scenario otherwise than the command line says.
#ifndef FANLOOP_CLI_RUN_H
#define FANLOOP_CLI_RUN_H

#include "cli/session.h"

// A run into one result file. What is pointed to stays the caller's.
typedef struct fl_run_plan {
  fl_lua *lua; // the scenario, loaded with `sets`
  const char *const *sets;
  size_t set_count;
  bool detail; // as --detail
  const char *path;
  bool force;
  uint32_t threads; // 0: one per core
} fl_run_plan;

// Runs the plan up to the complete result; of `args` come --check, --quiet, --json, --ascii and the command line that is recorded.
// Nothing is shown but progress and what went wrong. Returns the exit code.
int fl_run_again(const fl_args *args, const fl_run_plan *plan);
// The path of --output, or results/<name><suffix>.sqlite, whose folder is then made. Free it. FL_EXIT_DONE, or the exit code after a
// message.
int fl_run_path(const fl_args *args, const char *name, const char *suffix, char **out);
// Whether a file may be made at `path`: FL_EXIT_WRONG after a message when a result stands there, without --force or --resume. The file is
// not claimed yet: fl_record_create looks again.
int fl_run_place(const fl_args *args, const char *path);

#endif
