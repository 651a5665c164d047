#include "search/confirm.h"

#include <math.h>
#include <stdlib.h>

// Variance of one run about the mean of its point, of each constraint, over all points: also the luck that points share is in it.
static void find_variances(const fl_ledger *ledger, double *variance) {
  double freedom = 0;
  for (size_t i = 0; i + 1 < ledger->width; i++) variance[i] = 0;
  for (size_t p = 0; p < ledger->points; p++) {
    const double *mean = &ledger->mean[p * ledger->width];
    if (!ledger->told[p] || isnan(mean[0])) continue;
    freedom += (double)(ledger->runs - 1);
    for (size_t run = 0; run < ledger->runs; run++)
      for (size_t i = 0; i + 1 < ledger->width; i++) {
        const double off = fl_ledger_values(ledger, p, run)[i + 1] - mean[i + 1];
        variance[i] += off * off;
      }
  }
  for (size_t i = 0; i + 1 < ledger->width; i++) variance[i] = freedom > 0 ? variance[i] / freedom : 0;
}

static bool holds_by(const fl_ledger *ledger, size_t point, const double *error, double errors) {
  const double *mean = &ledger->mean[point * ledger->width];
  bool holds = true;
  for (size_t i = 0; i + 1 < ledger->width; i++) holds &= mean[i + 1] + errors * error[i] <= 0;
  return holds;
}

static bool is_among(size_t point, const size_t *chosen, size_t count) {
  bool among = false;
  for (size_t f = 0; f < count; f++) among |= chosen[f] == point;
  return among;
}

size_t fl_select_finalists(const fl_ledger *ledger, const fl_merit *merit, const fl_placed *order, size_t count, size_t finalists,
                           double apart, size_t *out) {
  double error[FL_CONSTRAINTS_MOST];
  size_t chosen = 1;
  out[0] = 0;
  find_variances(ledger, error);
  for (size_t i = 0; i < merit->constraints; i++) error[i] = sqrt(error[i] / (double)ledger->runs);
  for (size_t margin = 0; margin < finalists && merit->constraints; margin++) {
    size_t i = 0; // the order is that of objectives where constraints hold
    while (i < count &&
           (isnan(order[i].standing.objective) || order[i].point == 0 || !holds_by(ledger, order[i].point, error, (double)margin)))
      i++;
    if (i < count && !is_among(order[i].point, out + 1, chosen - 1)) out[chosen++] = order[i].point;
  }
  for (size_t i = 0; i < count && chosen <= finalists; i++) {
    bool fits = order[i].point != 0 && !isnan(order[i].standing.objective);
    for (size_t f = 1; f < chosen && fits; f++)
      fits = fl_cube_apart(&ledger->cube, fl_ledger_point(ledger, order[i].point), fl_ledger_point(ledger, out[f]), apart);
    if (fits) out[chosen++] = order[i].point;
  }
  return chosen;
}

size_t fl_select_best(const fl_ledger *ledger, const fl_merit *merit, const size_t *finalists, size_t count, size_t to) {
  double mean[FL_WIDTH_MOST];
  fl_ledger_means(ledger, finalists[0], 0, to, mean);
  fl_standing best = fl_merit_standing(merit, mean);
  size_t point = finalists[0];
  for (size_t f = 1; f < count; f++) {
    fl_ledger_means(ledger, finalists[f], 0, to, mean);
    const fl_standing own = fl_merit_standing(merit, mean);
    if (!fl_merit_better(&own, &best)) continue;
    best = own;
    point = finalists[f];
  }
  return point;
}

static bool failed(const fl_ledger *ledger, size_t point, size_t run) {
  double mean[FL_WIDTH_MOST];
  return !fl_ledger_means(ledger, point, run, run + 1, mean);
}

bool fl_confirm(const fl_ledger *ledger, size_t best, size_t from, size_t to, double level, fl_optimum *out) {
  const size_t runs = to - from;
  double *scratch = calloc(3 * runs, sizeof *scratch), *base = scratch, *variant = base + runs, *difference = variant + runs;
  if (!scratch) return false;
  size_t pairs = 0, whole = 0;
  *out = (fl_optimum){.best = best};
  for (size_t run = from; run < to; run++) {
    out->failed += failed(ledger, best, run);
    if (failed(ledger, best, run) || failed(ledger, 0, run)) continue;
    base[pairs] = fl_ledger_values(ledger, 0, run)[0];
    variant[pairs++] = fl_ledger_values(ledger, best, run)[0];
  }
  out->objective = fl_paired_compare(base, variant, pairs, level, difference);
  out->improves = out->objective.difference.high < 0;
  out->holds = out->failed == 0;
  for (size_t i = 0; i + 1 < ledger->width; i++) {
    whole = 0;
    for (size_t run = from; run < to; run++)
      if (!failed(ledger, best, run)) base[whole++] = fl_ledger_values(ledger, best, run)[i + 1];
    out->constraint[i] = fl_mean_interval(base, whole, level);
    out->holds = out->holds && out->constraint[i].high <= 0;
  }
  free(scratch);
  return true;
}
