// A local search from one point, which sees values only through the ledger. Private to engine/search.
//
// It is a plain program that is run anew from its start whenever new values are told: it looks up what it needs, and where a value
// is missing it stops and says which points it wants. So it needs no state besides the ledger, and its steps are a pure function of
// what was told.
// Continuous factors: NLopt's BOBYQA (M. Powell, The BOBYQA algorithm for bound constrained optimization without derivatives,
// 2009), or COBYLA where there are constraints or there is one factor only (M. Powell, 1994). Factors with levels: steps that
// halve, and all other categories, one factor at a time. Both in turn while one of them still gains.
#ifndef FANLOOP_LOCAL_H
#define FANLOOP_LOCAL_H

#include "search/merit.h"

enum { FL_LOCAL_WANTED = 64 };

typedef struct fl_local {
  size_t start;      // point of the ledger, told
  double radius;     // of the first steps, in u
  double resolution; // continuous steps get no shorter
  bool finished;
  size_t best;                                 // point that it has come to
  size_t wanted;                               // points to simulate before it can go on
  double u[FL_LOCAL_WANTED * FL_FACTORS_MOST]; // rows of `factors`
} fl_local;

// Runs the search as far as told values lead.
void fl_local_descend(fl_local *local, const fl_ledger *ledger, const fl_merit *merit);

#endif
