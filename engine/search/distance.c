#include "search/distance.h"

#include <math.h>

double fl_distance(const double *statistic, const double *target, const double *tolerance, size_t count) {
  double sum = 0;
  for (size_t j = 0; j < count; j++) {
    const double off = (statistic[j] - target[j]) / tolerance[j];
    sum += off * off;
  }
  return isfinite(sum) ? sqrt(sum / (double)count) : (double)INFINITY;
}

void fl_distance_runs(const double *statistic, size_t runs, const double *target, const double *tolerance, size_t count,
                      double *out) {
  const double n = (double)runs;
  for (size_t r = 0; r < runs; r++) out[r] = 0;
  for (size_t j = 0; j < count; j++) {
    double sum = 0; // of misses, in tolerances
    for (size_t r = 0; r < runs; r++) sum += (statistic[r * count + j] - target[j]) / tolerance[j];
    const double mean = sum / n;
    for (size_t r = 0; r < runs; r++) {
      const double without = runs > 1 ? (sum - (statistic[r * count + j] - target[j]) / tolerance[j]) / (n - 1) : 0;
      out[r] += (n * mean * mean - (n - 1) * without * without) / (double)count;
    }
  }
  for (size_t r = 0; r < runs; r++)
    if (!isfinite(out[r])) {
      for (size_t all = 0; all < runs; all++) out[all] = (double)NAN;
      return;
    }
}
