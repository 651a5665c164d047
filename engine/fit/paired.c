#include "fit/paired.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

// Sums are of distances from the first value: equal values have variance 0, not a rounding error.
static double mean_of(const double *value, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += value[i] - value[0];
  return count > 0 ? value[0] + sum / (double)count : (double)NAN;
}

static double variance_of(const double *value, size_t count) {
  const double mean = mean_of(value, count);
  double squares = 0;
  for (size_t i = 0; i < count; i++) squares += (value[i] - mean) * (value[i] - mean);
  return count > 1 ? squares / (double)(count - 1) : (double)NAN;
}

// t^2 / pairs of Student's interval.
static double q_of(size_t pairs, double level) {
  const double t = gsl_cdf_tdist_Pinv(0.5 + 0.5 * level, (double)(pairs - 1));
  return t * t / (double)pairs;
}

// Half the width of an interval if variances were as they are and pairs that many.
static double half_width(const fl_paired *p, size_t pairs, bool relative) {
  const double q = q_of(pairs, p->level);
  if (!relative) return sqrt(q) * p->sd;
  const double bounded = 1 - q * p->var_h;
  if (bounded <= 0) return (double)INFINITY;
  return sqrt(q * (p->var_e * bounded + q * p->cov_eh * p->cov_eh)) / bounded;
}

// Moments of h and e. The mean of both is 0.
static void relative_moments(fl_paired *p, const double *base, const double *difference) {
  double hh = 0, ee = 0, eh = 0;
  for (size_t i = 0; i < p->pairs; i++) {
    const double h = (base[i] - p->base_mean) / p->base_mean;
    const double e = (difference[i] - p->difference.mean) / p->base_mean - p->relative.mean * h;
    hh += h * h;
    ee += e * e;
    eh += e * h;
  }
  const double freedom = (double)(p->pairs - 1);
  p->var_h = hh / freedom;
  p->var_e = ee / freedom;
  p->cov_eh = eh / freedom;
}

static void relative_interval(fl_paired *p) {
  const double half = half_width(p, p->pairs, true), q = q_of(p->pairs, p->level);
  const double shift = isinf(half) ? 0 : -q * p->cov_eh / (1 - q * p->var_h);
  p->relative.low = p->relative.mean + shift - half;
  p->relative.high = p->relative.mean + shift + half;
}

fl_paired fl_paired_compare(const double *base, const double *variant, size_t pairs, double level, double *difference) {
  const double nan = (double)NAN;
  fl_paired out = {.pairs = pairs, .level = level, .base_mean = mean_of(base, pairs), .variant_mean = mean_of(variant, pairs)};
  for (size_t i = 0; i < pairs; i++) difference[i] = variant[i] - base[i];
  out.difference = fl_mean_interval(difference, pairs, level);
  out.relative = (fl_interval){nan, nan, nan};
  out.sd = out.reduction = out.var_h = out.var_e = out.cov_eh = nan;
  const bool has_ratio = fabs(out.base_mean) > 0;
  if (has_ratio) out.relative.mean = out.difference.mean / out.base_mean;
  if (pairs < 2) return out;
  const double var = variance_of(difference, pairs);
  out.sd = sqrt(var);
  out.reduction = var > 0 ? (variance_of(base, pairs) + variance_of(variant, pairs)) / var : (double)INFINITY;
  if (!has_ratio) return out;
  relative_moments(&out, base, difference);
  relative_interval(&out);
  return out;
}

bool fl_paired_further(const fl_paired *now, double target, bool relative, size_t *further) {
  const double spread = relative ? now->var_e : now->sd;
  if (isnan(spread) || !(target > 0) || now->pairs > FL_PAIRS_MOST || half_width(now, FL_PAIRS_MOST, relative) > target)
    return false;
  size_t low = now->pairs - 1, high = FL_PAIRS_MOST; // the more pairs, the narrower: too wide at low, narrow enough at high
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    if (half_width(now, middle, relative) > target)
      low = middle;
    else
      high = middle;
  }
  *further = high - now->pairs;
  return true;
}
