// How a factor is distributed: from a place in the unit interval to a value, and back. Only base/mathx.h computes here: values are
// the same on every compiler and machine.
#ifndef FANLOOP_SPREAD_H
#define FANLOOP_SPREAD_H

#include <stdbool.h>
#include <stddef.h>

typedef enum fl_spread_kind {
#define FL_SPREAD(name, ...) FL_SPREAD_##name,
#include "design/spreads.def"
#undef FL_SPREAD
  FL_SPREADS
} fl_spread_kind;

enum { FL_LEVELS_MOST = 1000000 }; // of a factor

typedef struct fl_spread {
  fl_spread_kind kind;
  double a, b, c;   // arguments of spreads.def in their order; of levels none
  double low, high; // what it is cut to, where it may be; -HUGE_VAL and HUGE_VAL: not cut
  size_t levels;    // of levels
} fl_spread;

// What spreads.def says of a kind.
typedef struct fl_spread_info {
  const char *name, *argument[3], *meaning;
  size_t arguments;
  bool cut;
} fl_spread_info;
const fl_spread_info *fl_spread_about(fl_spread_kind kind);

// The spread of these arguments (as many as the kind has), not cut, not checked. A number of levels that is no whole number becomes
// 0.
fl_spread fl_spread_of(fl_spread_kind kind, const double *arguments);

// Can it be drawn from? If not, `why` (of `size` characters) receives which argument is wrong, and what was expected: arguments
// that are not finite, low >= high, sd <= 0, the logarithm of something that is not positive, a mode outside, bounds that hold less
// than 1e-9 of the distribution, 0 levels or more than FL_LEVELS_MOST.
bool fl_spread_check(const fl_spread *spread, char *why, size_t size);

// The quantile at u, 0..1 (clipped to that), of a spread that was checked. Without bounds, a normal distribution ends 38 standard
// deviations from its mean: that is what u = 0 and u = 1 give. Designs that reach them (morris) want it cut.
double fl_spread_value(const fl_spread *spread, double u);
// The share of the distribution below `value`, 0..1: fl_spread_value gives the value back. Of a level, the middle of its part.
double fl_spread_place(const fl_spread *spread, double value);

// Standard normal distribution function. Relative error below 1e-13 down to x = -37; 0 below -38.
// Sources: the series of G. Marsaglia, Evaluating the normal distribution, Journal of Statistical Software 11 (2004) no. 4, in the
// middle; the continued fraction of Laplace (Abramowitz & Stegun 26.2.14) in the tails.
double fl_normal_cdf(double x);

#endif
