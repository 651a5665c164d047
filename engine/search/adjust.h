// Regression adjustment of an accepted sample: where its points would lie had they met the targets. Private to engine/search.
#ifndef FANLOOP_ADJUST_H
#define FANLOOP_ADJUST_H

#include "search/cube.h"

typedef enum fl_adjustment {
  FL_ADJUSTED,
  FL_ADJUST_FEW,     // not adjusted: too few points for so many statistics
  FL_ADJUST_OUTSIDE, // not adjusted: the targets lie outside what was simulated; a line drawn out to them would lead anywhere
  FL_ADJUST_NOTHING, // not adjusted: no statistic both varies and meets its target
} fl_adjustment;

// What the accepted simulations say of a statistic, in tolerances from its target: the least, the mean and the greatest. `outside`:
// the target lies beyond all of them by more than its tolerance.
typedef struct fl_misfit {
  double low, mean, high;
  bool outside;
} fl_misfit;

// An accepted sample: u (count x factors, snapped), weight (count), misses (count x statistics: (statistic - target) / tolerance)
// and distance (count, at most `bandwidth`).
typedef struct fl_accepted {
  const fl_cube *cube;
  size_t count, statistics;
  double bandwidth;
  double *u, *weight, *misses, *distance;
  fl_key key;   // of the errors of the targets
  bool unasked; // no distance has been asked of them: they are all that there is, and are not moved
} fl_accepted;

// Moves u to where the targets are, each member to targets of its own that are off by a normal error of one tolerance (R. Wilkinson, Statistical
// Applications in Genetics and Molecular Biology 12 (2013) 129: a tolerance is the error of the target and of the model), by a local-linear regression of logit u (which keeps it in the cube) on the misses, and
// multiplies weights by Epanechnikov's 1 - (distance / bandwidth)^2. Factors of fewer than FL_ADJUST_LEVELS levels and categories
// stay, others are snapped again. If the regression is not to be trusted, nothing is touched and `how` says why. A statistic whose
// target lies beyond all that was simulated by no more than the tolerance is left out: it is met as well as was asked.
// `misfit` (of `statistics`) is told in any case. False: memory is out.
// Source: M. Beaumont, W. Zhang, D. Balding, Approximate Bayesian computation in population genetics, Genetics 162 (2002)
// 2025-2035.
enum { FL_ADJUST_LEVELS = 8 };
bool fl_adjust(fl_accepted *sample, fl_misfit *misfit, fl_adjustment *how);

#endif
