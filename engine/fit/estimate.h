// Single estimates: an interval of a mean, the exponent of a tail.
#ifndef FANLOOP_ESTIMATE_H
#define FANLOOP_ESTIMATE_H

#include <stddef.h>
#include <stdint.h>

typedef struct fl_interval {
  double mean, low, high;
} fl_interval;

// Mean of `count` independent values, and its interval at `level` (0..1) by Student's t with count - 1 degrees of freedom. Of one
// value the bounds are NaN; of none the mean too.
fl_interval fl_mean_interval(const double *value, size_t count, double level);

// An estimate, its standard error and the degrees of freedom of that: Student's interval at `level`. Without freedom the bounds are NaN.
fl_interval fl_student_interval(double estimate, double error, double freedom, double level);

// Exponent of the density x^-exponent of the values from `cut` up (> 0): maximum likelihood (Hill 1975; Clauset, Shalizi, Newman 2009,
// equation 3.1), each value counted `weight` times. The survival function falls with the exponent less one. `tail` receives the
// values in the tail, each counted once. NaN when none lies above the cut.
double fl_tail_exponent(const double *value, const int64_t *weight, size_t count, double cut, size_t *tail);

#endif
