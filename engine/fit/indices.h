// Sobol's indices: the part of a result's variance that is owed to each factor, by itself (first) and with its interactions
// (total).
#ifndef FANLOOP_INDICES_H
#define FANLOOP_INDICES_H

#include "fit/bootstrap.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct fl_index {
  fl_interval first, total;          // shares of the variance; the intervals are NaN without resamples
  bool first_unclear, total_unclear; // the interval holds 0, or there is none
} fl_index;

typedef struct fl_indices {
  size_t points, left_out; // base points that were used, and that were not for want of a value
  double mean, variance;   // of the values at A and B
  fl_index *index;         // [factors], the caller's
} fl_indices;

// Of the values f[points][factors + 2] at the points of the design saltelli (design/design.h): f(A), f(B), f(AB_1) .. f(AB_factors)
// of each base point, where AB_j is A with the factor j of B. Base points with a value that is not finite are left out. The values
// may be means over runs; what is random in them counts as interaction of all factors, unless all points share random numbers.
//   first_j = mean(f(B) (f(AB_j) - f(A))) / variance      f centred, which takes out noise (Sobol 2001)
//   total_j = mean((f(A) - f(AB_j))^2) / 2 / variance
// The intervals are percentiles of resamples of base points, all factors together. They are made for independent base points. Those
// of sobol and halton err less as a rule, so that they cover more often than they say; with a few hundred points or fewer, pairs of
// dimensions that sobol fills unevenly may bring a nominal 0.95 down to 0.87 (tests/test_indices.c). The first index may fall below
// 0 by noise. The total one cannot: its interval holds 0 only if no step of that factor has changed anything.
// False: fewer than two base points are left, or memory is out. Indices of a result without variance are NaN.
// Sources: A. Saltelli et al., Variance based sensitivity analysis of model output, Computer Physics Communications 181 (2010)
// 259-270, table 2 (b) and (f); M. Jansen, Analysis of variance designs for model output, Computer Physics Communications 117
// (1999) 35-43.
bool fl_indices_estimate(const double *f, size_t points, size_t factors, const fl_bootstrap *bootstrap, fl_indices *out);

#endif
