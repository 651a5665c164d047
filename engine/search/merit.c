#include "search/merit.h"

#include <math.h>
#include <stdlib.h>

void fl_merit_fit(fl_merit *merit, const fl_ledger *ledger) {
  double low = (double)INFINITY, high = -(double)INFINITY, count = 0;
  *merit = (fl_merit){.constraints = ledger->width - 1};
  for (size_t p = 0; p < ledger->points; p++) {
    const double *mean = &ledger->mean[p * ledger->width];
    if (!isfinite(mean[0])) continue; // failed or not told: NaN in all
    low = fmin(low, mean[0]);
    high = fmax(high, mean[0]);
    for (size_t i = 0; i < merit->constraints; i++) merit->scale[i] += fabs(mean[i + 1]);
    count++;
  }
  for (size_t i = 0; i < merit->constraints; i++) merit->scale[i] = merit->scale[i] > 0 ? merit->scale[i] / count : 1;
  merit->objective_scale = high > low ? high - low : 1;
  merit->bad = count > 0 ? high + merit->objective_scale : 0;
}

fl_standing fl_merit_standing(const fl_merit *merit, const double *mean) {
  fl_standing out = {0, mean[0]};
  if (isnan(mean[0])) out.violation = (double)INFINITY;
  for (size_t i = 0; i < merit->constraints; i++) out.violation += fmax(mean[i + 1], 0) / merit->scale[i];
  return out;
}

fl_standing fl_merit_of(const fl_merit *merit, const fl_ledger *ledger, size_t point) {
  return fl_merit_standing(merit, &ledger->mean[point * ledger->width]);
}

bool fl_merit_better(const fl_standing *a, const fl_standing *b) {
  if (a->violation > 0 || b->violation > 0) return a->violation < b->violation;
  return a->objective < b->objective;
}

static int best_first(const void *a, const void *b) {
  const fl_placed *x = a, *y = b;
  if (fl_merit_better(&x->standing, &y->standing)) return -1;
  if (fl_merit_better(&y->standing, &x->standing)) return 1;
  return (x->point > y->point) - (x->point < y->point);
}

size_t fl_merit_rank(const fl_merit *merit, const fl_ledger *ledger, fl_placed *order) {
  size_t count = 0;
  for (size_t p = 0; p < ledger->points; p++)
    if (ledger->told[p]) order[count++] = (fl_placed){fl_merit_of(merit, ledger, p), p};
  if (count > 1) qsort(order, count, sizeof *order, best_first);
  return count;
}
