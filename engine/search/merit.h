// Which of two points is better. Private to engine/search.
#ifndef FANLOOP_MERIT_H
#define FANLOOP_MERIT_H

#include "search/ledger.h"

// Scales of objective and constraints, as the screening found them: units do not matter to the search.
typedef struct fl_merit {
  size_t constraints;
  double objective_scale;            // > 0: range of the objective
  double bad;                        // stands for the objective where a simulation failed: worse than all that were seen
  double scale[FL_CONSTRAINTS_MOST]; // > 0: mean size of a constraint
} fl_merit;

// From all points that the ledger was told.
void fl_merit_fit(fl_merit *merit, const fl_ledger *ledger);

typedef struct fl_standing {
  double violation; // sum of what constraints lie above 0, each in its scale; INFINITY of a failed point
  double objective; // mean, in its own unit; NaN of a failed point
} fl_standing;

// Of the means (objective, constraints), which are NaN where a run failed.
fl_standing fl_merit_standing(const fl_merit *merit, const double *mean);
// Of a point by its first runs.
fl_standing fl_merit_of(const fl_merit *merit, const fl_ledger *ledger, size_t point);
// Less violation is better, and where there is none, a lower objective.
bool fl_merit_better(const fl_standing *a, const fl_standing *b);
typedef struct fl_placed {
  fl_standing standing;
  size_t point;
} fl_placed;
// All points that were told, the best first, equal ones by number; returns how many. `order` has room for all.
size_t fl_merit_rank(const fl_merit *merit, const fl_ledger *ledger, fl_placed *order);

#endif
