// What a calibration has learnt: a weighted sample of points of the cube, its summaries, and a joint region.
#ifndef FANLOOP_POSTERIOR_H
#define FANLOOP_POSTERIOR_H

#include "search/cube.h"
#include "search/weighted.h"

typedef struct fl_posterior {
  fl_cube cube;
  size_t count;
  double *u;      // count x factors, snapped
  double *weight; // count, sum 1
  double size;    // effective size of the sample
  // Private: each factor's values in order (factors x count); for the joint region mean and root of the covariance of the logits,
  // and the sample's own scores in order.
  fl_ranked *order, *score;
  double *mean, *root;
} fl_posterior;

// Copies a sample of `count` points with weights of any scale; those without weight are left out. False: memory is out (nothing is
// kept). A sample of nothing is told by count = 0; its figures are NaN and it holds nothing.
bool fl_posterior_make(fl_posterior *out, const fl_cube *cube, const double *u, const double *weight, size_t count);
void fl_posterior_free(fl_posterior *post);

typedef struct fl_marginal {
  double mean, sd, q05, q25, q50, q75, q95; // in u; quantiles of steps are steps. NaN for categories
  // Of the 90 % interval, over that of the prior: 1 where the data say nothing. Of a category: how many of its likeliest levels
  // make up 90 %, over how many the prior takes.
  double width;
  bool learnt; // width <= .9
} fl_marginal;
fl_marginal fl_posterior_marginal(const fl_posterior *post, size_t factor);
// Probability of a level of a factor with levels.
double fl_posterior_share(const fl_posterior *post, size_t factor, uint32_t level);
// Correlations of u, factors x factors. NaN for categories and for factors that do not vary.
void fl_posterior_correlations(const fl_posterior *post, double *r);

// Is the point in the smallest region that holds `level` (0..1) of the posterior? The region is { score <= c }: the score is
// Mahalanobis' squared distance of the logits of u plus, for each category, -2 log of its level's share; c is the quantile of
// the scores of the sample, each point left out of the mean, covariance and shares that it is scored by. Thus a new point
// of the same distribution is held as often as `level` says, whatever its shape. A sample of no more points than factors holds all.
bool fl_posterior_holds(const fl_posterior *post, const double *u, double level);

#endif
