#include "search/kernel.h"

#include "base/mathx.h"

#include <math.h>
#include <stdlib.h>

// Twice the variance of the accepted: Beaumont, Cornuet, Marin, Robert, Adaptive approximate Bayesian computation, Biometrika 96
// (2009) 983-990.
static const double widen = 2;
static const double stay = 0.8;
// Correlations are drawn in by this, so that factors which move as one still have a width of their own.
static const double loosen = 0.95;
// Least deviation of a continuous factor; of steps it is half a step, so that a neighbour is always in reach.
static const double least = 1e-4;
// Contributions below this do not show beside the first generation's uniform density.
static const double negligible = 1e-12;
// The standard logistic distribution has the deviation pi / sqrt 3.
static const double scale_of_deviation = 0.55132889542179204;

bool fl_kernel_make(fl_kernel *kernel, const fl_cube *cube) {
  *kernel = (fl_kernel){.cube = cube};
  kernel->points = calloc(FL_KERNEL_MOST * cube->factors, sizeof(double));
  kernel->root = calloc(cube->factors * cube->factors, sizeof(double));
  return kernel->points && kernel->root;
}

void fl_kernel_free(fl_kernel *kernel) {
  free(kernel->points);
  free(kernel->root);
}

static void fit_root(fl_kernel *kernel, const double *u, const double *weight, const fl_ranked *accepted, size_t count) {
  const fl_cube *cube = kernel->cube;
  const size_t n = cube->factors;
  double mean[FL_FACTORS_MOST] = {0}, total = 0;
  for (size_t i = 0; i < count; i++) total += weight[accepted[i].index];
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < n; k++) mean[k] += weight[accepted[i].index] / total * u[accepted[i].index * n + k];
  for (size_t k = 0; k < n; k++) {
    for (size_t l = 0; l <= k; l++) {
      double sum = 0;
      for (size_t i = 0; i < count; i++) {
        const double *at = &u[accepted[i].index * n];
        sum += weight[accepted[i].index] / total * (at[k] - mean[k]) * (at[l] - mean[l]);
      }
      const bool apart = fl_cube_is_category(cube, k) || fl_cube_is_category(cube, l);
      kernel->root[k * n + l] = l == k ? widen * sum : apart ? 0 : loosen * widen * sum;
    }
    const double floor = fl_cube_is_category(cube, k) ? 1 : cube->levels[k] ? 0.5 / (double)cube->levels[k] : least;
    kernel->root[k * n + k] = fmax(kernel->root[k * n + k], floor * floor);
  }
  const bool definite = fl_cholesky(kernel->root, n);
  assert(definite); // a covariance with a raised diagonal
  (void)definite;
}

void fl_kernel_fit(fl_kernel *kernel, const double *u, const double *weight, const fl_ranked *accepted, size_t count) {
  const size_t n = kernel->cube->factors;
  kernel->count = 0;
  if (count < 2) return;
  fit_root(kernel, u, weight, accepted, count);
  kernel->count = count < FL_KERNEL_MOST ? count : FL_KERNEL_MOST;
  double total = 0, passed = 0;
  for (size_t i = 0; i < count; i++) total += weight[accepted[i].index];
  for (size_t i = 0, from = 0; i < kernel->count; i++) { // systematic resampling: as many copies as the weight says
    const double at = total * fl_midpoint((uint32_t)i, (uint32_t)kernel->count);
    while (from + 1 < count && passed + weight[accepted[from].index] < at) passed += weight[accepted[from++].index];
    for (size_t k = 0; k < n; k++) kernel->points[i * n + k] = u[accepted[from].index * n + k];
  }
}

// The standard logistic distribution function, by one exponential.
static double below(double x) {
  const double e = fl_exp(-fabs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

// Mass of that distribution between a and b, a <= b; small ones keep their digits in both tails.
static double mass(double a, double b) {
  return a > 0 ? below(-a) - below(-b) : below(b) - below(a);
}

// The point below which the share v of that mass lies.
static double cut_off(double a, double b, double v) {
  const bool mirrored = a > 0;
  const double low = mirrored ? -b : a, high = mirrored ? -a : b;
  const double p = below(low) + (mirrored ? 1 - v : v) * mass(low, high);
  const double x = fl_clip(fl_log(p) - fl_log(1 - p), low, high);
  return mirrored ? -x : x;
}

static double centre_of(const fl_kernel *kernel, const double *particle, size_t k, const double *z) {
  double centre = particle[k];
  for (size_t l = 0; l < k; l++) centre += kernel->root[k * kernel->cube->factors + l] * z[l];
  return centre;
}

void fl_kernel_draw(const fl_kernel *kernel, const fl_key *key, uint32_t generation, uint32_t number, double *u) {
  const fl_cube *cube = kernel->cube;
  const size_t n = cube->factors;
  if (kernel->count == 0) {
    fl_cube_uniform(cube, key, FL_SEARCH_PRIOR, generation, number, u);
    return;
  }
  double z[FL_FACTORS_MOST] = {0};
  const double pick = fl_cube_draw(key, FL_SEARCH_KERNEL, generation, number, 0);
  const double *particle = &kernel->points[(size_t)(pick * (double)kernel->count) * n];
  for (size_t k = 0; k < n; k++) {
    const double v = fl_cube_draw(key, FL_SEARCH_KERNEL, generation, number, (uint32_t)(2 * k + 1));
    if (fl_cube_is_category(cube, k)) {
      u[k] = v < stay ? particle[k] : fl_cube_draw(key, FL_SEARCH_KERNEL, generation, number, (uint32_t)(2 * k + 2));
      continue;
    }
    const double deviation = kernel->root[k * n + k], scale = deviation * scale_of_deviation;
    const double centre = centre_of(kernel, particle, k, z);
    u[k] = centre + scale * cut_off(-centre / scale, (1 - centre) / scale, v);
    if (cube->levels[k]) u[k] = fl_midpoint(fl_cube_level(cube, k, u[k]), cube->levels[k]);
    z[k] = (u[k] - centre) / deviation;
  }
  fl_cube_snap(cube, u);
}

// Density of factor k, whose conditional distribution has this centre and scale.
static double density_of(const fl_cube *cube, size_t k, double u, double centre, double scale) {
  const double whole = mass(-centre / scale, (1 - centre) / scale);
  if (!(whole > 0)) return 0;
  if (cube->levels[k]) {
    const double levels = (double)cube->levels[k], half = 0.5 / levels;
    return levels * mass((u - half - centre) / scale, (u + half - centre) / scale) / whole;
  }
  const double e = fl_exp(-fabs(u - centre) / scale);
  return e / ((1 + e) * (1 + e) * scale * whole);
}

static double density_about(const fl_kernel *kernel, const double *particle, const double *u) {
  const fl_cube *cube = kernel->cube;
  const size_t n = cube->factors;
  double z[FL_FACTORS_MOST] = {0}, density = 1;
  for (size_t k = 0; k < n && density > negligible; k++) {
    if (fl_cube_is_category(cube, k)) {
      const bool same = fabs(u[k] - particle[k]) < FL_CUBE_SAME;
      density *= (same ? stay * (double)cube->levels[k] : 0) + 1 - stay;
      continue;
    }
    const double deviation = kernel->root[k * n + k], centre = centre_of(kernel, particle, k, z);
    density *= density_of(cube, k, u[k], centre, deviation * scale_of_deviation);
    z[k] = (u[k] - centre) / deviation;
  }
  return density > negligible ? density : 0;
}

double fl_kernel_density(const fl_kernel *kernel, const double *u) {
  if (kernel->count == 0) return 1;
  double sum = 0;
  for (size_t i = 0; i < kernel->count; i++) sum += density_about(kernel, &kernel->points[i * kernel->cube->factors], u);
  return sum / (double)kernel->count;
}
