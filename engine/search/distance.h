// How far simulated statistics lie from their targets.
#ifndef FANLOOP_DISTANCE_H
#define FANLOOP_DISTANCE_H

#include <stddef.h>

// sqrt(mean(((statistic[j] - target[j]) / tolerance[j])^2)), j < count: 1 where a target is missed by its tolerance on average.
// INFINITY where a statistic is not finite: the simulation failed.
double fl_distance(const double *statistic, const double *target, const double *tolerance, size_t count);

// The nearest point minimises the distance between the targets and the statistics' means over runs, which is no mean over runs. Its
// square can be written as one: out[r], r < runs, are its jackknife pseudo-values, whose mean is an estimate of
//   mean_j ((E statistic[j] - target[j]) / tolerance[j])^2
// without bias (the squared distance of the means less what their errors add), and whose variance tells its error. So the
// optimiser's objective of a point in run r is out[r]. Of one run it is the squared distance. All are NaN where a run failed.
// statistic: runs x count.
void fl_distance_runs(const double *statistic, size_t runs, const double *target, const double *tolerance, size_t count,
                      double *out);

#endif
