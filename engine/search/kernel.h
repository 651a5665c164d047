// Proposals of a generation: a mixture of kernels about accepted points, with its exact density. Private to engine/search.
//
// A kernel takes the factors in turn. Given those before it, a factor on a scale is logistic about a centre, cut off at the walls
// of the cube, with the conditional means and deviations of a normal distribution whose covariance is `widen` times that of the
// accepted points. Its distribution function is elementary, so that the density is exact at the walls and over levels too, and its
// tails are heavier than normal ones, so that no accepted point gets an outsized weight. A category stays with probability `stay`,
// or is drawn afresh.
#ifndef FANLOOP_KERNEL_H
#define FANLOOP_KERNEL_H

#include "search/cube.h"
#include "search/weighted.h"

enum { FL_KERNEL_MOST = 256 }; // particles

typedef struct fl_kernel {
  const fl_cube *cube;
  size_t count;   // particles, equally likely; 0: the uniform distribution
  double *points; // FL_KERNEL_MOST x factors
  double *root;   // factors x factors, lower: of the kernels' covariance
} fl_kernel;

// Memory for the kernels about `cube`, which must stay. False: memory is out; fl_kernel_free is due all the same.
bool fl_kernel_make(fl_kernel *kernel, const fl_cube *cube);
void fl_kernel_free(fl_kernel *kernel);
// Kernels about points u[index] (rows of `factors`) of weight[index], for the `count` indices of `accepted`. Fewer than two points
// give the uniform distribution.
void fl_kernel_fit(fl_kernel *kernel, const double *u, const double *weight, const fl_ranked *accepted, size_t count);
// Proposal `number` of `generation`, snapped.
void fl_kernel_draw(const fl_kernel *kernel, const fl_key *key, uint32_t generation, uint32_t number, double *u);
// Density at a snapped point, relative to the uniform distribution (over levels: relative to equal probabilities).
double fl_kernel_density(const fl_kernel *kernel, const double *u);

#endif
