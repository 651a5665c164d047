// Approximate Bayesian computation: which points of the cube lead to statistics like the targets?
//
// Sequential, by population Monte Carlo. The first generation is drawn from the prior (uniform in u; levels equally likely), each
// further one from kernels about the points accepted so far, with a tolerance that falls as the sample allows. Every simulation
// stays in the sample: a point's weight is the prior over the mixture of all generations' densities, so that none is wasted
// and none weighs more than the first generation alone would give it.
// Each point has a run number of its own. With common run numbers the noise of the simulator is taken for a property of the points,
// and intervals come out far too narrow.
//
//   fl_abc *abc = fl_abc_begin(&plan);
//   while ((count = fl_abc_ask(abc, u, run)) > 0) { simulate each u[i] with run[i]; fl_abc_tell(abc, statistics); }
//   fl_abc_posterior(abc, &posterior, misfit, &adjustment);
//
// The same plan and the same told statistics lead to the same points: an interrupted search is replayed from stored results.
// Sources: M. Beaumont, J.-M. Cornuet, J.-M. Marin, C. Robert, Adaptive approximate Bayesian computation, Biometrika 96
//          (2009) 983-990;
//          P. Del Moral, A. Doucet, A. Jasra, An adaptive sequential Monte Carlo method for approximate Bayesian computation,
//          Statistics and Computing 22 (2012) 1009-1020, for tolerances that halve the accepted;
//          J.-M. Cornuet, J.-M. Marin, A. Mira, C. Robert, Adaptive multiple importance sampling, Scandinavian Journal of
//          Statistics 39 (2012) 798-812, for the weights.
#ifndef FANLOOP_ABC_H
#define FANLOOP_ABC_H

#include "search/adjust.h"
#include "search/posterior.h"

typedef struct fl_abc_plan {
  fl_cube cube;
  size_t statistics;       // 1 or more
  const double *target;    // of each statistic, in its own unit
  const double *tolerance; // of each statistic: the error of its target, > 0
  size_t budget;           // simulations in all
  // Simulations per generation; 0: a tenth of the budget, 50 at least. Never less than a fortieth of the budget.
  size_t generation;
  // Least effective size of the accepted: the tolerance falls no further. 0: 100, or 10 for each statistic and one more if
  // that is more, but no more than a quarter of the budget.
  double sample;
  double least_acceptance; // of a generation, 0..1: where less lies within the tolerance, the search ends; 0: .03
  int64_t first_run;       // run numbers count up from here, one per simulation
  fl_key key;
} fl_abc_plan;

typedef enum fl_abc_state {
  FL_ABC_RUNNING,
  FL_ABC_MATCHED, // half of the accepted, and enough for a sample, match within the tolerances: their distance is 1 or less
  FL_ABC_STALLED, // too few of a generation were accepted
  FL_ABC_SPENT,   // the budget is spent
} fl_abc_state;

typedef struct fl_abc_progress {
  fl_abc_state state;
  size_t generations, simulations, failed; // told so far; those whose statistics are not all finite
  size_t accepted;                         // simulations within `distance`
  double distance;                         // now asked of the accepted (fl_distance); INFINITY before the first generation
  double nearest;                          // least distance of any simulation
  double acceptance;                       // share of the last generation within what was asked of it
} fl_abc_progress;

typedef struct fl_abc fl_abc;

// NULL: memory is out.
fl_abc *fl_abc_begin(const fl_abc_plan *plan);
void fl_abc_end(fl_abc *abc);
// The most points that are asked at a time.
size_t fl_abc_most(const fl_abc *abc);
// Writes the points to simulate (rows of `factors`) and their run numbers, and returns how many; 0: the search has ended. Asked
// again before it was told, it repeats itself.
size_t fl_abc_ask(fl_abc *abc, double *u, int64_t *run);
// Takes the statistics (rows of `statistics`) of all points last asked. A row that is not all finite is a failed simulation; its
// point is rejected.
void fl_abc_tell(fl_abc *abc, const double *statistics);
bool fl_abc_done(const fl_abc *abc);
fl_abc_progress fl_abc_now(const fl_abc *abc);

// The sample so far, adjusted by regression to the targets where that can be trusted (`how` tells; see search/adjust.h), and what
// the accepted say of each statistic. False: memory is out.
bool fl_abc_posterior(const fl_abc *abc, fl_posterior *out, fl_misfit *misfit, fl_adjustment *how);

#endif
