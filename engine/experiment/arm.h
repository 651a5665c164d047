// What the process that starts all arms and the processes of the arms know of one another. Internal to experiment/branches.c, arm.c.
#ifndef FANLOOP_ARM_H
#define FANLOOP_ARM_H

#include "experiment/branches.h"

#include <assert.h>
#include <stdatomic.h>
#include <sys/types.h>

enum { LETTER_TEXT = 3000 };

// A process tells the first one: it has begun; days it has lived; how an arm ended; that an arm has to be a run of its own.
typedef enum fl_letter_kind { LETTER_BEGUN, LETTER_DAYS, LETTER_DONE, LETTER_FAILED, LETTER_STRAIGHT } fl_letter_kind;

// Written at once: shorter than PIPE_BUF, so that letters of several processes do not mix.
typedef struct fl_letter {
  fl_letter_kind kind;
  fl_status status;
  pid_t process;
  int64_t run, days;
  int64_t arm, branched;
  char text[LETTER_TEXT]; // why it failed
} fl_letter;
static_assert(sizeof(fl_letter) <= 4096, "letters of several processes do not mix");

// One run number in one process: the trunk with all arms that branch off, or a single arm.
typedef struct fl_job {
  const fl_branches *plan;
  int mail;              // end of the pipe for letters
  atomic_int *free;      // shared: processes that may still begin to work
  const int64_t *leaves; // of the arms: day on which it leaves the trunk; 0: a run of its own
  int64_t run;
} fl_job;

// Lives arm `arm`, 0 the trunk with its branches, and returns the exit code of its process.
int fl_arm_process(const fl_job *job, size_t arm);

static inline bool fl_take_token(atomic_int *free) {
  int left = atomic_load(free);
  while (left > 0)
    if (atomic_compare_exchange_weak(free, &left, left - 1)) return true;
  return false;
}

#endif
