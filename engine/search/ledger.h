// What was simulated: the distinct points of a search and what they were told, so that nothing is simulated twice.
// Private to engine/search.
//
// A run of a point tells `width` values: the objective, then the constraints. Runs count from 0. Every point may have the first
// `runs`; a few, the finalists, may have `further` ones.
#ifndef FANLOOP_LEDGER_H
#define FANLOOP_LEDGER_H

#include "search/cube.h"

enum { FL_WIDTH_MOST = FL_CONSTRAINTS_MOST + 1 };
#define FL_NOWHERE SIZE_MAX

typedef struct fl_ledger {
  fl_cube cube;
  size_t width, runs, further, most, finals_most;
  size_t points, finals;
  double *u;     // most x factors
  double *value; // most x runs x width
  double *mean;  // most x width, over the first runs; NaN before they are told and where one failed
  double *more;  // finals_most x further x width
  bool *told;    // most: the first runs are told
  size_t *place; // most: row of `more`, or FL_NOWHERE
} fl_ledger;

// False: memory is out; fl_ledger_free is due all the same.
bool fl_ledger_make(fl_ledger *ledger, const fl_cube *cube, size_t width, size_t runs, size_t further, size_t most,
                    size_t finals_most);
void fl_ledger_free(fl_ledger *ledger);
const double *fl_ledger_point(const fl_ledger *ledger, size_t point);
// The number of a snapped point; FL_NOWHERE: it is not known. Looked for from number `from` on (any; it matters to the time alone).
size_t fl_ledger_find(const fl_ledger *ledger, const double *u, size_t from);
// Enters a point, snapped, unless it is known, and returns its number; FL_NOWHERE: the ledger is full.
size_t fl_ledger_enter(fl_ledger *ledger, const double *u);
// Takes the values (count x width) of runs from..from+count-1: either the first `runs`, or some of the further ones. A point that
// is told further runs is a finalist from then on.
void fl_ledger_tell(fl_ledger *ledger, size_t point, size_t from, size_t count, const double *values);
// Values of one run (of `width`) that was told.
const double *fl_ledger_values(const fl_ledger *ledger, size_t point, size_t run);
// Means over runs from..to-1, which were told. False: a run failed (a value is not finite); the means are NaN.
bool fl_ledger_means(const fl_ledger *ledger, size_t point, size_t from, size_t to, double *mean);

#endif
