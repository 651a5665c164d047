// Statistics of paired runs: run i of a variant shares its random numbers with run i of the base.
#ifndef FANLOOP_PAIRED_H
#define FANLOOP_PAIRED_H

#include "fit/estimate.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct fl_paired {
  size_t pairs;
  double level; // of both intervals, 0..1
  double base_mean, variant_mean;
  fl_interval difference; // variant - base: mean, Student's interval
  fl_interval relative;   // mean difference / mean of the base, Fieller's interval
  double sd;              // of the differences
  // (var(base) + var(variant)) / var(difference): runs needed for the same error without pairing, over those needed with it.
  // INFINITY where all differences are equal.
  double reduction;
  // Variances and covariance of h = base / mean base - 1 and e = (difference - r base) / mean base, where r is the relative change.
  double var_h, var_e, cov_eh;
} fl_paired;

// Compares base[i] with variant[i], i < pairs, in any one unit; `difference` (of `pairs` elements) receives variant[i] - base[i].
// Of one pair only the means are known, of none nothing: the rest is NaN.
//
// The relative change is a ratio of two means of the same runs. Its interval holds every r for which Student's interval of
// variant - (1 + r) base holds 0 (Fieller's theorem), with q = t^2 / pairs:
//   r + (-q cov_eh -+ sqrt(q (var_e (1 - q var_h) + q cov_eh^2))) / (1 - q var_h)
// For normal pairs it covers exactly, however few they are, and where it is bounded it holds 0 if and only if the interval of the
// difference does. The delta method, r -+ t sqrt(var_e / pairs), to which it tends with many pairs, promises neither. It is
// unbounded, -INFINITY to INFINITY, where the mean of the base cannot be told from 0 (q var_h >= 1); `relative` is NaN where that
// mean is 0.
// Source: E. C. Fieller, Some problems in interval estimation, Journal of the Royal Statistical Society B 16 (1954) 175-185.
fl_paired fl_paired_compare(const double *base, const double *variant, size_t pairs, double level, double *difference);

// Further pairs needed for an interval no wider than `target` to either side: half its width, of the difference in its unit or, if
// `relative`, of the relative change (0.01: one per cent). Takes variances as they are in `now`, and Student's t of the number that
// is sought; more pairs will correct the variances, so plan again then. False: an interval that is NaN (fewer than two pairs, a
// base of mean 0), a target that is not positive, or more than FL_PAIRS_MOST pairs.
enum { FL_PAIRS_MOST = 1000000000 };
bool fl_paired_further(const fl_paired *now, double target, bool relative, size_t *further);

#endif
