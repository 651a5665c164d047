#include "search/local.h"

#include "base/mathx.h"

#include <math.h>
#include <nlopt.h>
#include <string.h>

enum { ROUNDS = 8, EVALUATIONS = 500 }; // rounds of both kinds; evaluations of one of NLopt's searches

typedef struct walk {
  fl_local *local;
  const fl_ledger *ledger;
  const fl_merit *merit;
  size_t at;                    // best point so far
  size_t free[FL_FACTORS_MOST]; // continuous factors
  size_t free_count;
  double u[FL_FACTORS_MOST]; // a trial
  nlopt_opt opt;
  size_t evaluations, opening; // of NLopt; its first ones, whose places do not hang on values
  size_t next;                 // in the ledger, where the next point is likely to be: replays go the same way
} walk;

static bool is_better(const walk *w, size_t a, size_t b) {
  const fl_standing one = fl_merit_of(w->merit, w->ledger, a), other = fl_merit_of(w->merit, w->ledger, b);
  return fl_merit_better(&one, &other);
}

// The point of the trial if its values are known; otherwise it is wanted, and the answer is FL_NOWHERE.
static size_t look_up(walk *w) {
  fl_local *local = w->local;
  const fl_cube *cube = &w->ledger->cube;
  fl_cube_snap(cube, w->u);
  const size_t point = fl_ledger_find(w->ledger, w->u, w->next);
  if (point != FL_NOWHERE && w->ledger->told[point]) {
    w->next = point + 1;
    return point;
  }
  for (size_t i = 0; i < local->wanted; i++)
    if (!fl_cube_apart(cube, &local->u[i * cube->factors], w->u, FL_CUBE_SAME)) return FL_NOWHERE;
  if (local->wanted < FL_LOCAL_WANTED) memcpy(&local->u[local->wanted++ * cube->factors], w->u, cube->factors * sizeof *w->u);
  return FL_NOWHERE;
}

// ---- Levels ---------------------------------------------------------------------------------------------------------------------

static void try_level(walk *w, size_t factor, uint32_t level, size_t *best) {
  memcpy(w->u, fl_ledger_point(w->ledger, w->at), w->ledger->cube.factors * sizeof *w->u);
  w->u[factor] = fl_midpoint(level, w->ledger->cube.levels[factor]);
  const size_t point = look_up(w);
  if (point != FL_NOWHERE && is_better(w, point, *best)) *best = point;
}

static uint32_t step_of(const fl_cube *cube, size_t factor, double radius) {
  const double step = radius * (double)cube->levels[factor];
  return step < 1 ? 1 : (uint32_t)(step + 0.5);
}

// Moves to the best neighbour, if one is better. False: neighbours are wanted.
static bool step_levels(walk *w, double radius, bool *moved) {
  const fl_cube *cube = &w->ledger->cube;
  size_t best = w->at;
  for (size_t k = 0; k < cube->factors; k++) {
    if (cube->levels[k] == 0) continue;
    const uint32_t own = fl_cube_level(cube, k, fl_ledger_point(w->ledger, w->at)[k]), step = step_of(cube, k, radius);
    for (uint32_t level = 0; level < cube->levels[k]; level++) {
      const uint32_t off = level > own ? level - own : own - level;
      if (off > 0 && (off == step || !cube->ordered[k])) try_level(w, k, level, &best);
    }
  }
  *moved = best != w->at;
  if (w->local->wanted > 0) return false;
  w->at = best;
  return true;
}

static bool walk_levels(walk *w, double radius) {
  const fl_cube *cube = &w->ledger->cube;
  for (;; radius /= 2) {
    bool last = true;
    for (bool moved = true; moved;)
      if (!step_levels(w, radius, &moved)) return false;
    for (size_t k = 0; k < cube->factors; k++)
      last = last && (cube->levels[k] == 0 || !cube->ordered[k] || step_of(cube, k, radius) == 1);
    if (last) return true;
  }
}

// ---- Continuous factors ---------------------------------------------------------------------------------------------------------

// NLopt's trial is x, with levels as they were at the start. While the opening lasts, it goes on without a value: its points are
// simulated at the same time.
static size_t try_point(walk *w, const double *x) {
  for (size_t i = 0; i < w->free_count; i++) w->u[w->free[i]] = x[i];
  const size_t point = look_up(w);
  if (point != FL_NOWHERE && is_better(w, point, w->at)) w->at = point;
  return point;
}

static double objective(unsigned n, const double *x, double *gradient, void *ctx) {
  (void)n, (void)gradient;
  walk *w = ctx;
  const size_t point = try_point(w, x);
  if (++w->evaluations >= w->opening && w->local->wanted > 0) nlopt_force_stop(w->opt);
  const double mean = point == FL_NOWHERE ? (double)NAN : w->ledger->mean[point * w->ledger->width];
  return (isnan(mean) ? w->merit->bad : mean) / w->merit->objective_scale;
}

static void constraints(unsigned m, double *result, unsigned n, const double *x, double *gradient, void *ctx) {
  (void)n, (void)gradient;
  walk *w = ctx;
  const size_t point = try_point(w, x);
  for (size_t i = 0; i < m; i++) { // a failed point breaks them all
    const double mean = point == FL_NOWHERE ? (double)NAN : w->ledger->mean[point * w->ledger->width + 1 + i];
    result[i] = isnan(mean) ? 1 : mean / w->merit->scale[i];
  }
}

// False: points are wanted. Where NLopt fails (a function of rounding errors, no memory), the search has ended.
static bool walk_continuous(walk *w, double radius) {
  const bool constrained = w->merit->constraints > 0, cobyla = constrained || w->free_count < 2;
  double x[FL_FACTORS_MOST], least;
  const double *from = fl_ledger_point(w->ledger, w->at);
  memcpy(w->u, from, w->ledger->cube.factors * sizeof *from);
  for (size_t i = 0; i < w->free_count; i++) x[i] = from[w->free[i]];
  w->evaluations = 0;
  w->opening = cobyla ? 1 : 2 * w->free_count + 1;
  w->opt = nlopt_create(cobyla ? NLOPT_LN_COBYLA : NLOPT_LN_BOBYQA, (unsigned)w->free_count);
  if (!w->opt) return true;
  nlopt_set_lower_bounds1(w->opt, 0);
  nlopt_set_upper_bounds1(w->opt, 1);
  nlopt_set_initial_step1(w->opt, radius);
  nlopt_set_xtol_abs1(w->opt, w->local->resolution);
  nlopt_set_maxeval(w->opt, EVALUATIONS);
  nlopt_set_min_objective(w->opt, objective, w);
  if (constrained) nlopt_add_inequality_mconstraint(w->opt, (unsigned)w->merit->constraints, constraints, w, NULL);
  nlopt_optimize(w->opt, x, &least);
  nlopt_destroy(w->opt);
  return w->local->wanted == 0;
}

// ---- Both -----------------------------------------------------------------------------------------------------------------------

// False: points are wanted.
static bool descend(walk *w) {
  const bool has_levels = w->free_count<w->ledger->cube.factors, has_free = w->free_count> 0;
  double radius = w->local->radius;
  for (int round = 0; round < ROUNDS; round++) {
    const size_t before = w->at;
    if (has_levels && !walk_levels(w, round == 0 ? radius : 0)) return false;
    if (has_free && (round == 0 || w->at != before || !has_levels) && !walk_continuous(w, radius)) return false;
    if (!has_levels || !has_free || w->at == before) break;
    radius = fmax(radius / 2, 4 * w->local->resolution);
  }
  return true;
}

void fl_local_descend(fl_local *local, const fl_ledger *ledger, const fl_merit *merit) {
  walk w = {.local = local, .ledger = ledger, .merit = merit, .at = local->start};
  for (size_t k = 0; k < ledger->cube.factors; k++)
    if (ledger->cube.levels[k] == 0) w.free[w.free_count++] = k;
  local->wanted = 0;
  local->finished = descend(&w);
  local->best = w.at;
}
