// Runs of a comparison that failed, told by reason: a mistake in a hook fails them all, and is read once.
#ifndef FANLOOP_CLI_FAILURES_H
#define FANLOOP_CLI_FAILURES_H

#include "experiment/branches.h"

typedef struct fl_failure {
  char *why;
  int64_t run;
  size_t arm;
  size_t runs; // that failed for the same reason, in the first of them; 0 in the others
} fl_failure;

typedef struct fl_failures {
  fl_failure *items;
  size_t count, capacity;
  bool forgetful; // memory was out: some are not there
} fl_failures;

void fl_failures_add(fl_failures *failures, int64_t run, size_t arm, const char *why);
// Says each reason once on standard error, with how many runs of `arms` it hit and the first of them; and that memory was out, if it was.
void fl_failures_tell(fl_failures *failures, const fl_arm *arms);
void fl_failures_free(fl_failures *failures);

#endif
