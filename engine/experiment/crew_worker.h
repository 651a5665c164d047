// What the first process of a crew and the processes that work know of one another. Internal to experiment/crew.c, crew_worker.c.
#ifndef FANLOOP_CREW_WORKER_H
#define FANLOOP_CREW_WORKER_H

#include "experiment/crew.h"

#include <limits.h>
#include <stdatomic.h>
#include <sys/types.h>

enum { FL_CREW_TEXT = 3000, FL_CREW_MOST = 1024 /* processes */ };

enum { FL_TASK_OPEN, FL_TASK_TOLD, FL_TASK_AT /* and the number of the desk: somebody is at it */ };

// Shared by all processes of a crew.
typedef struct fl_board {
  atomic_int stop;
  size_t count;
  struct {
    atomic_ushort state, kills;
  } task[];
} fl_board;

// After each task, and at the end.
typedef struct fl_note {
  bool failed, over; // over: the process ends in order
  int desk;
  pid_t process;
  fl_status status; // of its end
  int64_t bytes;
  double seconds, world;
  char text[FL_CREW_TEXT]; // what went wrong around it
} fl_note;
static_assert(sizeof(fl_note) <= PIPE_BUF, "notes are written at once");

typedef struct fl_worker {
  const fl_crew_plan *plan;
  const char *part; // path
  fl_board *board;
  const double *u;
  const fl_task *tasks; // as many as board->count
  int desk, mail;
} fl_worker;

// Works until no task is open, and returns the exit code of the process.
int fl_worker_process(const fl_worker *worker);

#endif
