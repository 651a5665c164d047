#include "search/adjust.h"

#include "base/mathx.h"
#include "search/weighted.h"

#include <math.h>
#include <stdlib.h>

static const double edge = 1e-6; // logits are of u this far from the walls

typedef struct regression {
  size_t kept;   // statistics that take part
  size_t *which; // their numbers
  double *weight, total;
  double *mean, *root, *row; // kept; kept x kept: root of their covariance; kept
  // A line fitted to few points lies closer to them than the true one, and its height at the target has an error of its own:
  // residuals are stretched by as much.
  double stretch;
} regression;

static double logit(double u) {
  const double inside = fl_clip(u, edge, 1 - edge);
  return fl_log(inside / (1 - inside));
}

static bool reserve(regression *r, const fl_accepted *sample) {
  const size_t n = sample->statistics;
  r->which = calloc(n, sizeof *r->which);
  r->weight = calloc(sample->count + 1, sizeof(double));
  r->mean = calloc(n, sizeof(double));
  r->root = calloc(n * n, sizeof(double));
  r->row = calloc(n, sizeof(double));
  return r->which && r->weight && r->mean && r->root && r->row;
}

static void release(regression *r) {
  free(r->which);
  free(r->weight);
  free(r->mean);
  free(r->root);
  free(r->row);
}

static fl_misfit misfit_of(const fl_accepted *sample, size_t j) {
  fl_misfit out = {(double)INFINITY, 0, -(double)INFINITY, false};
  double total = 0;
  for (size_t i = 0; i < sample->count; i++) {
    const double miss = sample->misses[i * sample->statistics + j];
    out.low = fmin(out.low, miss);
    out.high = fmax(out.high, miss);
    out.mean += sample->weight[i] * miss;
    total += sample->weight[i];
  }
  out.mean /= total;
  out.outside = out.low > 1 || out.high < -1;
  return out;
}

// Fills `row` with the misses of point i, less their mean; those of the target itself, which are 0, for i = count.
static void centred(regression *r, const fl_accepted *sample, size_t i) {
  for (size_t a = 0; a < r->kept; a++)
    r->row[a] = (i < sample->count ? sample->misses[i * sample->statistics + r->which[a]] : 0) - r->mean[a];
}

static bool fit_covariance(regression *r, const fl_accepted *sample) {
  const size_t n = r->kept;
  for (size_t a = 0; a < n; a++)
    for (size_t i = 0; i < sample->count; i++)
      r->mean[a] += r->weight[i] / r->total * sample->misses[i * sample->statistics + r->which[a]];
  for (size_t i = 0; i < sample->count; i++) {
    centred(r, sample, i);
    for (size_t a = 0; a < n; a++)
      for (size_t b = 0; b <= a; b++) r->root[a * n + b] += r->weight[i] / r->total * r->row[a] * r->row[b];
  }
  for (size_t a = 0; a < n; a++) r->root[a * n + a] *= 1 + 1e-9; // statistics that say the same leave no root
  return fl_cholesky(r->root, n);
}

static double leverage(regression *r, const fl_accepted *sample, size_t i) {
  double sum = 0;
  centred(r, sample, i);
  fl_forward(r->root, r->kept, r->row);
  for (size_t a = 0; a < r->kept; a++) sum += r->row[a] * r->row[a];
  return sum;
}

// Each target for itself may lie among the statistics, and all together still outside: in no simulation do they go together. Then
// the target lies further from the middle than any simulation.
static bool target_is_outside(regression *r, const fl_accepted *sample, double of_target) {
  for (size_t i = 0; i < sample->count; i++)
    if (leverage(r, sample, i) >= of_target) return false;
  return true;
}

// By how much the target that a member meets is off, in tolerances: the same for all factors.
static double error_of(const fl_accepted *sample, size_t i, size_t statistic) {
  return fl_normal_quantile(fl_cube_draw(&sample->key, FL_SEARCH_TARGET, 0, (uint32_t)i, (uint32_t)statistic));
}

static void adjust_factor(regression *r, fl_accepted *sample, size_t k, double *slope) {
  const size_t n = sample->cube->factors;
  double mean = 0;
  for (size_t i = 0; i < sample->count; i++) mean += r->weight[i] / r->total * logit(sample->u[i * n + k]);
  for (size_t a = 0; a < r->kept; a++) slope[a] = 0;
  for (size_t i = 0; i < sample->count; i++) {
    centred(r, sample, i);
    for (size_t a = 0; a < r->kept; a++) slope[a] += r->weight[i] / r->total * r->row[a] * (logit(sample->u[i * n + k]) - mean);
  }
  fl_forward(r->root, r->kept, slope);
  fl_backward(r->root, r->kept, slope);
  double met = mean; // where the line meets the target
  for (size_t a = 0; a < r->kept; a++) met -= slope[a] * r->mean[a];
  for (size_t i = 0; i < sample->count; i++) {
    double residual = logit(sample->u[i * n + k]) - mean;
    centred(r, sample, i);
    for (size_t a = 0; a < r->kept; a++) residual -= slope[a] * r->row[a];
    double own = met;
    for (size_t a = 0; a < r->kept; a++) own += slope[a] * error_of(sample, i, r->which[a]);
    sample->u[i * n + k] = fl_logistic(own + r->stretch * residual);
  }
}

static bool adjustable(const fl_cube *cube, size_t k) {
  return cube->levels[k] == 0 || (cube->ordered[k] && cube->levels[k] >= FL_ADJUST_LEVELS);
}

static fl_adjustment judge(regression *r, const fl_accepted *sample, const fl_misfit *misfit) {
  for (size_t j = 0; j < sample->statistics; j++) {
    if (misfit[j].outside) return FL_ADJUST_OUTSIDE;
    if (misfit[j].low <= 0 && misfit[j].high >= 0 && misfit[j].high - misfit[j].low > 1e-9) r->which[r->kept++] = j;
  }
  if (r->kept == 0) return FL_ADJUST_NOTHING;
  for (size_t i = 0; i < sample->count; i++) {
    const double share = sample->bandwidth > 0 ? sample->distance[i] / sample->bandwidth : 0;
    r->weight[i] = sample->weight[i] * fmax(1 - share * share, 0);
    r->total += r->weight[i];
  }
  const double size = fl_effective_size(r->weight, sample->count), kept = (double)r->kept;
  if (size < 4 * (kept + 1)) return FL_ADJUST_FEW;
  if (!fit_covariance(r, sample)) return FL_ADJUST_NOTHING;
  const double of_target = leverage(r, sample, sample->count);
  r->stretch = sqrt(size / (size - kept) * (1 + of_target / size));
  return target_is_outside(r, sample, of_target) ? FL_ADJUST_OUTSIDE : FL_ADJUSTED;
}

bool fl_adjust(fl_accepted *sample, fl_misfit *misfit, fl_adjustment *how) {
  regression r = {0};
  double *slope = calloc(sample->statistics, sizeof *slope);
  const bool fits = reserve(&r, sample) && slope;
  if (fits) {
    for (size_t j = 0; j < sample->statistics; j++) misfit[j] = misfit_of(sample, j);
    *how = sample->count > 0 && !sample->unasked ? judge(&r, sample, misfit) : FL_ADJUST_FEW;
    if (*how == FL_ADJUSTED) {
      for (size_t k = 0; k < sample->cube->factors; k++)
        if (adjustable(sample->cube, k)) adjust_factor(&r, sample, k, slope);
      for (size_t i = 0; i < sample->count; i++) {
        fl_cube_snap(sample->cube, &sample->u[i * sample->cube->factors]);
        sample->weight[i] = r.weight[i];
      }
    }
  }
  free(slope);
  release(&r);
  return fits;
}
