#include "search/abc.h"

#include "search/distance.h"
#include "search/kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GENERATIONS_MOST = 40 };

struct fl_abc {
  fl_cube cube;
  size_t statistics, budget, generation;
  double sample, least_acceptance;
  int64_t first_run;
  fl_key key;
  double *target, *tolerance;

  // Simulations in the order in which they were asked; the last `asked - told` wait for their statistics.
  size_t asked, told;
  double *u, *statistic, *distance; // rows of factors, rows of statistics, fl_distance
  double *density, *weight;         // sum over generations of size times density; the inverse of that
  fl_ranked *accepted;              // by distance
  size_t accepted_count;

  size_t generations; // told
  size_t size_of[GENERATIONS_MOST + 1];
  fl_kernel kernel[GENERATIONS_MOST + 1];
  size_t kernels; // that have memory
  double asked_distance, acceptance;
  fl_abc_state state;
};

static size_t most(size_t a, size_t b) {
  return a > b ? a : b;
}

static void fill(fl_abc *abc, const fl_abc_plan *plan) {
  abc->cube = plan->cube;
  abc->statistics = plan->statistics;
  abc->budget = plan->budget;
  abc->generation = plan->generation ? plan->generation : most(plan->budget / 10, 50);
  abc->generation = most(abc->generation, (plan->budget + GENERATIONS_MOST - 1) / GENERATIONS_MOST);
  const double wanted = plan->sample > 0 ? plan->sample : (double)most(100, 10 * (plan->statistics + 1));
  abc->sample = plan->sample > 0 ? wanted : fmin(wanted, (double)plan->budget / 4);
  abc->least_acceptance = plan->least_acceptance > 0 ? plan->least_acceptance : 0.03;
  abc->first_run = plan->first_run;
  abc->key = plan->key;
  abc->asked_distance = (double)INFINITY;
  abc->acceptance = 1;
  if (plan->budget == 0) abc->state = FL_ABC_SPENT;
}

static bool reserve(fl_abc *abc) {
  const size_t rows = most(abc->budget, 1);
  abc->target = calloc(abc->statistics, sizeof(double));
  abc->tolerance = calloc(abc->statistics, sizeof(double));
  abc->u = calloc(rows * abc->cube.factors, sizeof(double));
  abc->statistic = calloc(rows * abc->statistics, sizeof(double));
  abc->distance = calloc(rows, sizeof(double));
  abc->density = calloc(rows, sizeof(double));
  abc->weight = calloc(rows, sizeof(double));
  abc->accepted = calloc(rows, sizeof *abc->accepted);
  const size_t kernels = (rows + abc->generation - 1) / abc->generation;
  for (; abc->kernels < kernels; abc->kernels++)
    if (!fl_kernel_make(&abc->kernel[abc->kernels], &abc->cube)) {
      fl_kernel_free(&abc->kernel[abc->kernels]);
      return false;
    }
  return abc->target && abc->tolerance && abc->u && abc->statistic && abc->distance && abc->density && abc->weight && abc->accepted;
}

fl_abc *fl_abc_begin(const fl_abc_plan *plan) {
  assert(plan->cube.factors > 0 && plan->cube.factors <= FL_FACTORS_MOST && plan->statistics > 0);
  fl_abc *abc = calloc(1, sizeof *abc);
  if (!abc) return NULL;
  fill(abc, plan);
  if (!reserve(abc)) {
    fl_abc_end(abc);
    return NULL;
  }
  for (size_t j = 0; j < plan->statistics; j++) {
    assert(isfinite(plan->target[j]) && plan->tolerance[j] > 0);
    abc->target[j] = plan->target[j];
    abc->tolerance[j] = plan->tolerance[j];
  }
  return abc;
}

void fl_abc_end(fl_abc *abc) {
  if (!abc) return;
  for (size_t g = 0; g < abc->kernels; g++) fl_kernel_free(&abc->kernel[g]);
  free(abc->target);
  free(abc->tolerance);
  free(abc->u);
  free(abc->statistic);
  free(abc->distance);
  free(abc->density);
  free(abc->weight);
  free(abc->accepted);
  free(abc);
}

// ---- Ask ------------------------------------------------------------------------------------------------------------------------

size_t fl_abc_most(const fl_abc *abc) {
  return abc->generation;
}

bool fl_abc_done(const fl_abc *abc) {
  return abc->state != FL_ABC_RUNNING;
}

size_t fl_abc_ask(fl_abc *abc, double *u, int64_t *run) {
  const size_t n = abc->cube.factors, left = abc->budget - abc->told;
  if (fl_abc_done(abc)) return 0;
  if (abc->asked == abc->told) {
    const size_t count = left < abc->generation ? left : abc->generation;
    for (size_t i = 0; i < count; i++)
      fl_kernel_draw(&abc->kernel[abc->generations], &abc->key, (uint32_t)abc->generations, (uint32_t)i,
                     &abc->u[(abc->told + i) * n]);
    abc->asked = abc->told + count;
  }
  const size_t count = abc->asked - abc->told;
  memcpy(u, &abc->u[abc->told * n], count * n * sizeof *u);
  for (size_t i = 0; i < count; i++) run[i] = abc->first_run + (int64_t)(abc->told + i);
  return count;
}

// ---- Tell -----------------------------------------------------------------------------------------------------------------------

static bool within(const fl_abc *abc, size_t i, double distance) {
  return isfinite(abc->distance[i]) && abc->distance[i] <= distance;
}

// The weight of a point is prior over proposal; the proposal, the mixture of all generations told, those of the last one included.
// What lies beyond the distance asked will never be accepted again, and needs no weight.
static void weigh(fl_abc *abc, size_t count) {
  const size_t now = abc->generations, n = abc->cube.factors, fresh = abc->told;
  abc->size_of[now] = count;
  for (size_t i = 0; i < fresh + count; i++) {
    if (!within(abc, i, abc->asked_distance)) continue;
    for (size_t g = i < fresh ? now : 0; g <= now; g++)
      abc->density[i] += (double)abc->size_of[g] * fl_kernel_density(&abc->kernel[g], &abc->u[i * n]);
    abc->weight[i] = 1 / abc->density[i];
  }
}

// Ranks the simulations within `distance`.
static void accept(fl_abc *abc, double distance) {
  abc->accepted_count = 0;
  for (size_t i = 0; i < abc->told; i++)
    if (within(abc, i, distance)) abc->accepted[abc->accepted_count++] = (fl_ranked){abc->distance[i], i};
  fl_rank(abc->accepted, abc->accepted_count);
}

// The distance within which half of the accepted lie by weight, or more if these are too few for a sample; never below 1, where
// simulations match as well as was asked.
static double next_distance(const fl_abc *abc) {
  double total = 0, sum = 0, squares = 0;
  for (size_t i = 0; i < abc->accepted_count; i++) total += abc->weight[abc->accepted[i].index];
  for (size_t i = 0; i < abc->accepted_count; i++) {
    const double weight = abc->weight[abc->accepted[i].index];
    sum += weight;
    squares += weight * weight;
    if (sum >= total / 2 && sum * sum >= abc->sample * squares) return fmax(abc->accepted[i].value, fmin(1, abc->asked_distance));
  }
  return abc->asked_distance;
}

void fl_abc_tell(fl_abc *abc, const double *statistics) {
  const size_t count = abc->asked - abc->told, n = abc->statistics;
  assert(count > 0);
  memcpy(&abc->statistic[abc->told * n], statistics, count * n * sizeof *statistics);
  size_t accepted = 0;
  for (size_t i = 0; i < count; i++) {
    abc->distance[abc->told + i] = fl_distance(&statistics[i * n], abc->target, abc->tolerance, n);
    if (within(abc, abc->told + i, abc->asked_distance)) accepted++;
  }
  weigh(abc, count);
  abc->told += count;
  abc->generations++;
  abc->acceptance = (double)accepted / (double)count;
  accept(abc, abc->asked_distance);
  abc->asked_distance = next_distance(abc);
  accept(abc, abc->asked_distance);
  if (abc->asked_distance <= 1)
    abc->state = FL_ABC_MATCHED;
  else if (abc->told == abc->budget)
    abc->state = FL_ABC_SPENT;
  else if (abc->generations > 1 && abc->acceptance < abc->least_acceptance)
    abc->state = FL_ABC_STALLED;
  else
    fl_kernel_fit(&abc->kernel[abc->generations], abc->u, abc->weight, abc->accepted, abc->accepted_count);
}

// ---- Results --------------------------------------------------------------------------------------------------------------------

fl_abc_progress fl_abc_now(const fl_abc *abc) {
  fl_abc_progress out = {.state = abc->state,
                         .generations = abc->generations,
                         .simulations = abc->told,
                         .accepted = abc->accepted_count,
                         .distance = abc->asked_distance,
                         .nearest = (double)INFINITY,
                         .acceptance = abc->acceptance};
  for (size_t i = 0; i < abc->told; i++) {
    if (!isfinite(abc->distance[i])) out.failed++;
    out.nearest = fmin(out.nearest, abc->distance[i]);
  }
  return out;
}

// Copies the accepted: the adjustment moves points, and the search must go on from where they were.
static void gather(const fl_abc *abc, fl_accepted *sample) {
  const size_t n = abc->cube.factors, statistics = abc->statistics;
  for (size_t i = 0; i < sample->count; i++) {
    const size_t from = abc->accepted[i].index;
    memcpy(&sample->u[i * n], &abc->u[from * n], n * sizeof(double));
    sample->weight[i] = abc->weight[from];
    sample->distance[i] = abc->distance[from];
    sample->bandwidth = fmax(sample->bandwidth, abc->distance[from]);
    for (size_t j = 0; j < statistics; j++)
      sample->misses[i * statistics + j] = (abc->statistic[from * statistics + j] - abc->target[j]) / abc->tolerance[j];
  }
}

bool fl_abc_posterior(const fl_abc *abc, fl_posterior *out, fl_misfit *misfit, fl_adjustment *how) {
  const size_t rows = most(abc->accepted_count, 1);
  fl_accepted sample = {.cube = &abc->cube,
                        .count = abc->accepted_count,
                        .statistics = abc->statistics,
                        .key = abc->key,
                        .unasked = !isfinite(abc->asked_distance)};
  sample.u = calloc(rows * abc->cube.factors, sizeof(double));
  sample.weight = calloc(rows, sizeof(double));
  sample.misses = calloc(rows * abc->statistics, sizeof(double));
  sample.distance = calloc(rows, sizeof(double));
  bool made = sample.u && sample.weight && sample.misses && sample.distance;
  if (made) {
    gather(abc, &sample);
    made = fl_adjust(&sample, misfit, how) && fl_posterior_make(out, &abc->cube, sample.u, sample.weight, sample.count);
  }
  free(sample.u);
  free(sample.weight);
  free(sample.misses);
  free(sample.distance);
  return made;
}
