#include "fit/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void fl_bootstrap_times(const fl_key *key, uint32_t resample, size_t count, uint32_t *times) {
  memset(times, 0, count * sizeof *times);
  for (size_t i = 0; i < count; i += 4) {
    const fl_block drawn = fl_draw(key, FL_STREAM_RESAMPLE, resample, (uint32_t)(i / 4), 0);
    for (size_t k = 0; k < 4 && i + k < count; k++) times[(uint64_t)drawn.u[k] * count >> 32]++;
  }
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double quantile(const double *sorted, size_t count, double q) {
  const double at = fmin(fmax(q * (double)(count + 1) - 1, 0), (double)(count - 1));
  const size_t below = (size_t)at, above = below + 1 < count ? below + 1 : below;
  return sorted[below] + (at - (double)below) * (sorted[above] - sorted[below]);
}

fl_interval fl_bootstrap_interval(double estimate, double *values, size_t count, double level) {
  fl_interval out = {estimate, (double)NAN, (double)NAN};
  size_t finite = 0;
  for (size_t i = 0; i < count; i++)
    if (isfinite(values[i])) values[finite++] = values[i];
  if (finite == 0 || finite < count - count / 2) return out;
  qsort(values, finite, sizeof *values, by_size);
  out.low = quantile(values, finite, 0.5 - 0.5 * level);
  out.high = quantile(values, finite, 0.5 + 0.5 * level);
  return out;
}
