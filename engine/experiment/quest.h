// Searches in a lab: a calibration or an optimisation asks for points, the crew makes their runs, what comes of it is told. A search that was
// interrupted asks the same again, and finds what it has made.
#ifndef FANLOOP_QUEST_H
#define FANLOOP_QUEST_H

#include "experiment/lab.h"

typedef struct fl_quest {
  fl_lab *lab; // open
  const fl_plan *plan;
  fl_plan_kind kind;
  const double *start; // of an optimisation and of the nearest point: the place of each factor as the scenario has it
  int64_t first_run;
  uint64_t seed;
  const volatile int *stop;
  fl_messages *messages;
  void *ctx;
  // Called before each round: what it is for (a literal), runs made before it, of how many. May be NULL.
  void (*round)(void *ctx, const char *phase, int64_t done, int64_t all);
  // Called after the first run of all, where it was made now: what it took, and how many are to come at most. False: that was all there is to
  // know, and fl_quest_run returns FL_STOPPED. May be NULL.
  bool (*first)(void *ctx, double seconds, int64_t all);
} fl_quest;

// Lines that tell what is asked, for fl_lab_plan.asked; to be freed. NULL when memory is out.
char *fl_quest_text(const fl_plan *plan, fl_plan_kind kind);
// The fewest runs that the budget has to allow.
int64_t fl_quest_least(const fl_plan *plan, fl_plan_kind kind);
// Searches, writes the rows of the search, and finishes the file. FL_BAD_SCENARIO with a message: runs have no such key figure, or none is
// done. Other statuses as fl_lab_run.
fl_status fl_quest_run(const fl_quest *quest);

#endif
