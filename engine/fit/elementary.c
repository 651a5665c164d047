#include "fit/elementary.h"

#include <math.h>
#include <stdlib.h>

// The only factor in which two neighbours differ; `factors` where there is none, or several.
static size_t factor_moved(const double *from, const double *to, size_t factors) {
  size_t moved = factors;
  for (size_t j = 0; j < factors; j++) {
    if (!(fabs(to[j] - from[j]) > 0)) continue;
    if (moved < factors) return factors;
    moved = j;
  }
  return moved;
}

// The effects of each factor into effect[factors][trajectories], infinite so far. NaN: not known. False: some step is none, or
// twice.
static bool gather(const double *u, const double *f, size_t trajectories, size_t factors, double *effect) {
  for (size_t t = 0; t < trajectories; t++, u += factors, f++)
    for (size_t step = 0; step < factors; step++, u += factors, f++) {
      const size_t j = factor_moved(u, u + factors, factors);
      double *at = effect + j * trajectories + t;
      if (j == factors || !isinf(*at)) return false;
      const double found = (f[1] - f[0]) / (u[factors + j] - u[j]);
      *at = isfinite(found) ? found : (double)NAN;
    }
  return true;
}

static size_t keep_known(double *effect, size_t count) {
  size_t known = 0;
  for (size_t i = 0; i < count; i++)
    if (!isnan(effect[i])) effect[known++] = effect[i];
  return known;
}

// Mean and standard error of `count` effects; then they are replaced by their sizes.
static void summarise(double *effect, size_t count, double level, fl_elementary *out) {
  const fl_interval plain = fl_mean_interval(effect, count, level);
  double squares = 0, size_squares = 0;
  for (size_t i = 0; i < count; i++) {
    squares += (effect[i] - plain.mean) * (effect[i] - plain.mean);
    effect[i] = fabs(effect[i]);
  }
  out->mean = plain.mean;
  out->size = fl_mean_interval(effect, count, level);
  for (size_t i = 0; i < count; i++) size_squares += (effect[i] - out->size.mean) * (effect[i] - out->size.mean);
  const double freedom = (double)count - 1;
  out->sd = count > 1 ? sqrt(squares / freedom) : (double)NAN;
  out->size_error = count > 1 ? sqrt(size_squares / freedom / (double)count) : (double)NAN;
}

bool fl_elementary_effects(const double *u, const double *f, size_t trajectories, size_t factors, double level,
                           fl_elementary *out) {
  double *effect = malloc((trajectories * factors + 1) * sizeof *effect); // + 1: none is no failure
  if (!effect) return false;
  for (size_t i = 0; i < trajectories * factors; i++) effect[i] = HUGE_VAL;
  const bool good = gather(u, f, trajectories, factors, effect);
  for (size_t j = 0; good && j < factors; j++) {
    double *own = effect + j * trajectories;
    out[j].effects = keep_known(own, trajectories);
    summarise(own, out[j].effects, level, &out[j]);
  }
  free(effect);
  return good;
}
