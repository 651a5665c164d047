// Selection among the best settings, and what fresh runs say of the winner. Private to engine/search.
#ifndef FANLOOP_CONFIRM_H
#define FANLOOP_CONFIRM_H

#include "search/merit.h"
#include "search/optimise.h"

// Writes point 0 and up to `finalists` of the ranked points that have not failed; returns how many were written. The present setting keeps nobody
// away: what lies beside it may be better.
// Without constraints they are the best that lie apart from one another. With them, all points share the luck of their run numbers, and the search
// went to where the constraints just hold with it: by more runs, all that are best may break them together. So they are the best of those
// whose constraints hold by 0, by 1, by 2 standard errors and so on; where there are none, the best that lie apart.
size_t fl_select_finalists(const fl_ledger *ledger, const fl_merit *merit, const fl_placed *order, size_t count, size_t finalists,
                           double apart, size_t *out);
// The best of `count` finalists by all their runs below `to`; the first, if the others are no better.
size_t fl_select_best(const fl_ledger *ledger, const fl_merit *merit, const size_t *finalists, size_t count, size_t to);
// Compares `best` with point 0 by runs from..to-1. False: memory is out.
bool fl_confirm(const fl_ledger *ledger, size_t best, size_t from, size_t to, double level, fl_optimum *out);

#endif
