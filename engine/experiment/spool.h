// Keeps the rows of a run in memory until it is known what becomes of them: a branch inherits those of the days before it.
#ifndef FANLOOP_SPOOL_H
#define FANLOOP_SPOOL_H

#include "fanloop/rows.h"

#include <stdbool.h>

typedef struct fl_spool_plan {
  bool wanted[FL_TABLES];
  bool only_own; // of tables with a column `room` (or `brand` and no room), only rows of the scenario's own
} fl_spool_plan;

typedef struct fl_spool {
  fl_spool_plan plan;
  int64_t rooms[2], brands[2]; // of the scenario's own: the first, and the one behind the last
  struct {
    char *rows;
    size_t count, capacity;
  } of[FL_TABLES];
} fl_spool;

// Rows that the plan wants are kept in order of arrival; FL_ENVIRONMENT when memory is out.
fl_sink fl_spool_sink(fl_spool *spool);
void fl_spool_free(fl_spool *spool);
void fl_spool_forget(fl_spool *spool, fl_table_id table);
// Hands all rows on, table by table in their order; ends with the first failure.
fl_status fl_spool_replay(const fl_spool *spool, fl_sink to);

#endif
