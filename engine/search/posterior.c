#include "search/posterior.h"

#include "base/mathx.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double edge = 1e-6; // logits are of u this far from the walls

// ---- Joint region ---------------------------------------------------------------------------------------------------------------

// The logits of a point less their mean; 0 for categories.
static void logits(const fl_posterior *post, const double *u, double *out) {
  for (size_t k = 0; k < post->cube.factors; k++) {
    const double inside = fl_clip(u[k], edge, 1 - edge);
    out[k] = fl_cube_is_category(&post->cube, k) ? 0 : fl_log(inside / (1 - inside)) - post->mean[k];
  }
}

static bool fit_region(fl_posterior *post) {
  const size_t n = post->cube.factors;
  double x[FL_FACTORS_MOST], mean[FL_FACTORS_MOST] = {0};
  for (size_t i = 0; i < post->count; i++) {
    logits(post, &post->u[i * n], x);
    for (size_t k = 0; k < n; k++) mean[k] += post->weight[i] * x[k];
  }
  memcpy(post->mean, mean, n * sizeof *mean);
  for (size_t i = 0; i < post->count; i++) {
    logits(post, &post->u[i * n], x);
    for (size_t k = 0; k < n; k++)
      for (size_t l = 0; l <= k; l++) post->root[k * n + l] += post->weight[i] * x[k] * x[l];
  }
  // Factors that do not vary, or vary as one, leave a matrix that has no root.
  for (size_t k = 0; k < n; k++) post->root[k * n + k] = post->root[k * n + k] * (1 + 1e-9) + 1e-12;
  return fl_cholesky(post->root, n);
}

static double mahalanobis(const fl_posterior *post, const double *u) {
  const size_t n = post->cube.factors;
  double x[FL_FACTORS_MOST], sum = 0;
  logits(post, u, x);
  fl_forward(post->root, n, x);
  for (size_t k = 0; k < n; k++) sum += x[k] * x[k];
  return sum;
}

// Score of a point, `own` of whose weight is left out of what it is scored by: Sherman and Morrison's formula for the distance.
static double score_of(const fl_posterior *post, const double *u, double own) {
  const double squared = mahalanobis(post, u), rest = 1 - own;
  const double kept = rest - own * squared;
  if (!(kept > 1e-6)) return (double)INFINITY; // without the point, nothing is known of where it lies
  double score = squared / kept;
  for (size_t k = 0; k < post->cube.factors; k++) {
    if (!fl_cube_is_category(&post->cube, k)) continue;
    const double share = (fl_posterior_share(post, k, fl_cube_level(&post->cube, k, u[k])) - own) / rest;
    score += share > 1e-12 ? -2 * fl_log(share) : (double)INFINITY;
  }
  return score;
}

bool fl_posterior_holds(const fl_posterior *post, const double *u, double level) {
  if (post->count == 0) return false;
  const double limit = fl_weighted_quantile(post->score, post->weight, post->count, post->size, level);
  return score_of(post, u, 0) <= limit;
}

// ---- Making ---------------------------------------------------------------------------------------------------------------------

void fl_posterior_free(fl_posterior *post) {
  free(post->u);
  free(post->weight);
  free(post->order);
  free(post->score);
  free(post->mean);
  free(post->root);
  *post = (fl_posterior){0};
}

static bool reserve(fl_posterior *post, size_t count) {
  const size_t n = post->cube.factors, rows = count > 0 ? count : 1;
  post->u = calloc(rows * n, sizeof(double));
  post->weight = calloc(rows, sizeof(double));
  post->order = calloc(rows * n, sizeof(fl_ranked));
  post->score = calloc(rows, sizeof(fl_ranked));
  post->mean = calloc(n, sizeof(double));
  post->root = calloc(n * n, sizeof(double));
  return post->u && post->weight && post->order && post->score && post->mean && post->root;
}

bool fl_posterior_make(fl_posterior *out, const fl_cube *cube, const double *u, const double *weight, size_t count) {
  const size_t n = cube->factors;
  *out = (fl_posterior){.cube = *cube};
  if (!reserve(out, count)) {
    fl_posterior_free(out);
    return false;
  }
  double total = 0;
  for (size_t i = 0; i < count; i++) total += weight[i];
  for (size_t i = 0; i < count; i++) {
    if (!(weight[i] > 0)) continue;
    memcpy(&out->u[out->count * n], &u[i * n], n * sizeof *u);
    fl_cube_snap(cube, &out->u[out->count * n]);
    out->weight[out->count++] = weight[i] / total;
  }
  out->size = fl_effective_size(out->weight, out->count);
  for (size_t k = 0; k < n; k++) {
    fl_ranked *order = &out->order[k * out->count];
    for (size_t i = 0; i < out->count; i++) order[i] = (fl_ranked){out->u[i * n + k], i};
    fl_rank(order, out->count);
  }
  if (out->count > 0) {
    const bool definite = fit_region(out);
    assert(definite);
    (void)definite;
  }
  for (size_t i = 0; i < out->count; i++) out->score[i] = (fl_ranked){score_of(out, &out->u[i * n], out->weight[i]), i};
  fl_rank(out->score, out->count);
  return true;
}

// ---- Summaries ------------------------------------------------------------------------------------------------------------------

double fl_posterior_share(const fl_posterior *post, size_t factor, uint32_t level) {
  double sum = 0;
  for (size_t i = 0; i < post->count; i++)
    if (fl_cube_level(&post->cube, factor, post->u[i * post->cube.factors + factor]) == level) sum += post->weight[i];
  return sum;
}

// How many of the likeliest levels make up 90 %.
static uint32_t levels_needed(const fl_posterior *post, size_t factor) {
  const uint32_t levels = post->cube.levels[factor];
  double reached = 0, last = (double)INFINITY;
  for (uint32_t needed = 0; needed < levels;) { // in falling order of their shares, equal ones at once
    double share = -1;
    for (uint32_t level = 0; level < levels; level++) {
      const double own = fl_posterior_share(post, factor, level);
      if (own < last && own > share) share = own;
    }
    for (uint32_t level = 0; level < levels; level++) {
      if (fabs(fl_posterior_share(post, factor, level) - share) > 0) continue;
      needed++;
      reached += share;
      if (reached >= 0.9 - 1e-9) return needed;
    }
    last = share;
  }
  return levels;
}

static double prior_width(const fl_cube *cube, size_t factor) {
  const double levels = (double)cube->levels[factor];
  if (cube->levels[factor] == 0) return 0.9;
  if (!cube->ordered[factor]) return ceil(0.9 * levels - 1e-9);
  return (ceil(0.95 * levels - 1e-9) - ceil(0.05 * levels - 1e-9)) / levels;
}

static double quantile(const fl_posterior *post, size_t factor, double p) {
  const double at = fl_weighted_quantile(&post->order[factor * post->count], post->weight, post->count, post->size, p);
  const uint32_t levels = post->cube.levels[factor];
  return levels > 0 ? fl_midpoint(fl_cube_level(&post->cube, factor, at), levels) : at;
}

fl_marginal fl_posterior_marginal(const fl_posterior *post, size_t factor) {
  const double nan = (double)NAN, prior = prior_width(&post->cube, factor);
  const size_t n = post->cube.factors;
  fl_marginal out = {nan, nan, nan, nan, nan, nan, nan, nan, false};
  if (post->count == 0) return out;
  if (fl_cube_is_category(&post->cube, factor)) {
    out.width = (double)levels_needed(post, factor) / prior;
  } else {
    double squares = 0;
    out.mean = 0;
    for (size_t i = 0; i < post->count; i++) out.mean += post->weight[i] * post->u[i * n + factor];
    for (size_t i = 0; i < post->count; i++) {
      const double off = post->u[i * n + factor] - out.mean;
      squares += post->weight[i] * off * off;
    }
    out.sd = sqrt(squares);
    out.q05 = quantile(post, factor, 0.05);
    out.q25 = quantile(post, factor, 0.25);
    out.q50 = quantile(post, factor, 0.5);
    out.q75 = quantile(post, factor, 0.75);
    out.q95 = quantile(post, factor, 0.95);
    out.width = prior > 0 ? (out.q95 - out.q05) / prior : 1; // of a single level there is nothing to learn
  }
  out.learnt = out.width <= 0.9;
  return out;
}

void fl_posterior_correlations(const fl_posterior *post, double *r) {
  const size_t n = post->cube.factors;
  for (size_t k = 0; k < n; k++) {
    const fl_marginal a = fl_posterior_marginal(post, k);
    for (size_t l = 0; l < n; l++) {
      const fl_marginal b = fl_posterior_marginal(post, l);
      double sum = 0;
      for (size_t i = 0; i < post->count; i++)
        sum += post->weight[i] * (post->u[i * n + k] - a.mean) * (post->u[i * n + l] - b.mean);
      r[k * n + l] = a.sd > 1e-12 && b.sd > 1e-12 ? sum / (a.sd * b.sd) : (double)NAN;
    }
  }
}
