// What sweep, calibrate and optimise share on the command line: the scenario, its plan, who works, and progress.
#ifndef FANLOOP_CLI_LAB_H
#define FANLOOP_CLI_LAB_H

#include "cli/session.h"
#include "experiment/lab.h"

typedef struct fl_bench {
  const fl_args *args;
  fl_plan_kind kind;
  fl_messages messages;
  fl_lua *lua;
  fl_plan plan; // as the scenario says, with what options change; its arrays are the interpreter's
  fl_source_text *texts;
  fl_sets sets;
  char *path, *command, build[256];
  fl_lab_plan lab_plan;
  fl_lab lab;
  fl_progress progress;
  int64_t failed; // runs
  double begun;   // seconds
  bool quiet;     // --quiet, or not the first of several crews
  bool stopped;   // by a signal
} fl_bench;

// Reads options, loads the scenario and takes the plan of `kind`. FL_EXIT_DONE, or the exit code after messages. To be freed either way.
int fl_bench_prepare(fl_bench *bench, const fl_args *args, fl_plan_kind kind);
// The end of preparing: the worst exit code of all processes of an mpirun. Of what all would say the first has spoken.
int fl_bench_agree(const fl_bench *bench, int code);
// Warns as `check` does.
int fl_bench_warn(fl_bench *bench);
// The place of the result, and all of the lab's plan but points and run numbers, which are the caller's.
int fl_bench_place(fl_bench *bench, const char *ending);
// Tries the first of `count` points of `u`, as many as a moment allows: FL_EXIT_WRONG after messages when the scenario refuses one.
int fl_bench_try(fl_bench *bench, const double *u, size_t count);
// For `fanloop check`: looks at the scenario's plan of `kind`, and tries its points, or where its search begins. FL_EXIT_DONE, or the exit code: some of
// what is wrong has been told, the rest is in `messages`.
int fl_bench_check(const fl_args *args, fl_plan_kind kind, fl_messages *messages);
// Opens the lab. FL_EXIT_DONE also when the file is complete (lab.found).
int fl_bench_open(fl_bench *bench);
// Progress: a heading, which counts {run|runs} as fl_text_plural, and then a bar.
void fl_bench_begin(fl_bench *bench, const char *heading);
void fl_bench_end(fl_bench *bench);
// The exit code of a status, with what there is to say.
int fl_bench_refuse(fl_bench *bench, fl_status status);
// `code`: how the command ends.
void fl_bench_free(fl_bench *bench, int code);

#endif
