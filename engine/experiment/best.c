// The best setting of an optimisation, or the one nearest to the targets of a calibration (search/optimise.h), and its rows.
#include "experiment/searching.h"
#include "search/distance.h"
#include "search/optimise.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static_assert((int)FL_LIMITS_MOST == (int)FL_CONSTRAINTS_MOST && (int)FL_SEARCH_FACTORS_MOST == (int)FL_FACTORS_MOST,
              "a plan is one of a search");

static const char *const phases[] = {"screening", "local search", "selection", "confirmation", "done"};

static fl_optimise_plan plan_of(const fl_plan *plan, fl_plan_kind kind, const double *start) {
  const bool calibrates = kind == FL_PLAN_calibrate;
  return (fl_optimise_plan){.cube = fl_quest_cube(plan),
                            .start = start,
                            .constraints = calibrates ? 0 : plan->limit_count,
                            .budget = (size_t)(plan->budget + 2 * plan->confirm),
                            .runs = (size_t)plan->runs,
                            .confirm = (size_t)plan->confirm,
                            .level = 0.95};
}

int64_t fl_quest_least(const fl_plan *plan, fl_plan_kind kind) {
  double start[FL_FACTORS_MOST] = {0};
  if (kind == FL_PLAN_calibrate && plan->method == FL_METHOD_posterior) return 10 * (int64_t)plan->factor_count;
  for (size_t f = 0; f < plan->factor_count; f++) start[f] = 0.5;
  const fl_optimise_plan p = plan_of(plan, kind, start);
  const int64_t least = (int64_t)fl_optimise_least(&p) - 2 * plan->confirm;
  return least > 1 ? least : 1;
}

// By how much the limit is broken, in parts of its bound: at most 0 where it is kept.
static double excess(const fl_limit *limit, double value) {
  const double size = fabs(limit->bound) > 0 ? fabs(limit->bound) : 1;
  return (limit->most ? value - limit->bound : limit->bound - value) / size;
}

// What the search minimises, from the figures of the runs of a point: runs x (1 + constraints).
static void translate(const fl_searching *s, size_t runs, const double *figures, double *out) {
  const fl_plan *plan = s->quest->plan;
  if (s->quest->kind == FL_PLAN_calibrate) {
    double target[FL_TARGETS_MOST], tolerance[FL_TARGETS_MOST];
    for (size_t t = 0; t < plan->target_count; t++) target[t] = plan->targets[t].value, tolerance[t] = plan->targets[t].tolerance;
    fl_distance_runs(figures, runs, target, tolerance, plan->target_count, out);
    return;
  }
  const size_t width = s->figure_count;
  for (size_t r = 0; r < runs; r++) {
    out[r * width] = (plan->maximise ? -1 : 1) * figures[r * width];
    for (size_t c = 0; c < plan->limit_count; c++) out[r * width + 1 + c] = excess(&plan->limits[c], figures[r * width + 1 + c]);
  }
}

static fl_status note_trials(fl_searching *s, const char *phase, size_t points, size_t runs, size_t width, const double *told) {
  const bool negative = s->quest->kind == FL_PLAN_optimise && s->quest->plan->maximise;
  fl_status status = FL_OK;
  for (size_t p = 0; status == FL_OK && p < points; p++) {
    double objective = 0, violation = 0;
    for (size_t r = 0; r < runs; r++) objective += told[(p * runs + r) * width] / (double)runs;
    for (size_t c = 1; c < width; c++) {
      double mean = 0;
      for (size_t r = 0; r < runs; r++) mean += told[(p * runs + r) * width + c] / (double)runs;
      if (mean > 0) violation += mean;
    }
    if (s->quest->kind == FL_PLAN_calibrate) objective = sqrt(objective > 0 ? objective : 0);
    status = fl_quest_trial(s, phase, s->last[p], (int64_t)runs, negative ? -objective : objective, violation);
  }
  return status;
}

static fl_status write_found(const fl_searching *s, const double *best) {
  const fl_quest *q = s->quest;
  const double none = (double)NAN;
  char value[FL_TEXT_MAX], start[FL_TEXT_MAX];
  fl_status status = FL_OK;
  for (size_t f = 0; q->lab->file && status == FL_OK && f < q->plan->factor_count; f++)
    status = fl_experiment_row(
        q->lab->file, "found", "ittrrrrrrrr", (int64_t)f + 1, fl_factor_text(&q->plan->factors[f], best[f], value),
        fl_factor_text(&q->plan->factors[f], q->start[f], start), none, none, none, none, none, none, none, none);
  return status;
}

// Of each figure, by the fresh runs of the best setting and of the present one.
static fl_status write_confirmed(const fl_searching *s, const double *base, const double *best, size_t runs) {
  const size_t width = s->figure_count;
  double *a = calloc(3 * runs + 1, sizeof *a);
  fl_status status = a ? FL_OK : FL_ENVIRONMENT;
  for (size_t k = 0; status == FL_OK && s->quest->lab->file && k < width; k++) {
    size_t pairs = 0;
    for (size_t r = 0; r < runs; r++) {
      if (!isfinite(base[r * width + k]) || !isfinite(best[r * width + k])) continue;
      a[pairs] = base[r * width + k];
      a[runs + pairs++] = best[r * width + k];
    }
    bool again = false; // a figure with two limits is told once
    for (size_t other = 0; other < k; other++) again |= strcmp(s->figures[other], s->figures[k]) == 0;
    if (again) continue;
    const fl_paired pair = fl_paired_compare(a, a + runs, pairs, 0.95, a + 2 * runs);
    const fl_interval own = fl_mean_interval(a + runs, pairs, 0.95);
    status =
        fl_experiment_row(s->quest->lab->file, "confirmed", "tirrrrrrr", s->figures[k], (int64_t)pairs, pair.base_mean,
                          pair.variant_mean, pair.difference.mean, pair.difference.low, pair.difference.high, own.low, own.high);
  }
  free(a);
  return status;
}

// Of a setting in its fresh runs: "kept", "undecided" where an interval lies on both sides of a bound or a run has no value, "broken" where one lies
// beyond; "" without limits.
static const char *limits_of(const fl_searching *s, const double *figures, size_t runs) {
  const fl_plan *plan = s->quest->plan;
  const size_t width = s->figure_count;
  double *over = calloc(runs + 1, sizeof *over);
  bool broken = false, undecided = !over;
  if (s->quest->kind != FL_PLAN_optimise || plan->limit_count == 0) return free(over), "";
  for (size_t c = 0; over && c < plan->limit_count; c++) {
    for (size_t r = 0; r < runs; r++) over[r] = excess(&plan->limits[c], figures[r * width + 1 + c]);
    const fl_interval mean = fl_mean_interval(over, runs, 0.95);
    broken |= mean.low > 0;
    undecided |= !(mean.high <= 0);
  }
  free(over);
  return broken ? "broken" : undecided ? "undecided" : "kept";
}

static fl_status finish(fl_searching *s, const fl_optimise *o, const double *base, const double *best, size_t runs) {
  fl_optimum optimum;
  if (!fl_optimise_result(o, &optimum)) return FL_ENVIRONMENT;
  fl_status status = write_found(s, fl_optimise_point(o, optimum.best));
  if (status == FL_OK) status = fl_quest_outcome(s, "end", optimum.best ? "another setting" : "the present setting stays");
  if (status == FL_OK) status = fl_quest_outcome(s, "improves", optimum.improves ? "yes" : "no");
  const double *found = optimum.best ? best : base;
  if (status == FL_OK) status = fl_quest_outcome(s, "present_limits", limits_of(s, base, runs));
  if (status == FL_OK) status = fl_quest_outcome(s, "best_limits", limits_of(s, found, runs));
  return status == FL_OK ? write_confirmed(s, base, found, runs) : status;
}

// Figures of the confirmation, which tell more than the objective: of the present setting and of the best.
typedef struct confirmation {
  double *base, *best;
  size_t runs;
} confirmation;

static void remember(const fl_searching *s, confirmation *c, size_t points, size_t runs, const double *figures) {
  const size_t each = runs * s->figure_count;
  free(c->base), free(c->best);
  c->base = calloc(each + 1, sizeof *c->base);
  c->best = calloc(each + 1, sizeof *c->best);
  c->runs = runs;
  if (!c->base || !c->best) return;
  memcpy(c->base, figures, each * sizeof *figures);
  memcpy(c->best, figures + (points > 1 ? each : 0), each * sizeof *figures);
}

static fl_status search(fl_searching *s, fl_optimise *o, double *u, double *figures, double *told) {
  const size_t width = s->quest->kind == FL_PLAN_calibrate ? 1 : s->figure_count;
  confirmation c = {0};
  int64_t first, runs;
  fl_status status = FL_OK;
  for (size_t count; status == FL_OK && (count = fl_optimise_ask(o, u, &first, &runs)) > 0;) {
    const char *phase = phases[fl_optimise_phase(o)];
    status = fl_quest_round(s, phase, u, count, first, runs, NULL, figures);
    if (status != FL_OK) break;
    for (size_t p = 0; p < count; p++)
      translate(s, (size_t)runs, figures + p * (size_t)runs * s->figure_count, told + p * (size_t)runs * width);
    if (fl_optimise_phase(o) == FL_PHASE_CONFIRM) remember(s, &c, count, (size_t)runs, figures);
    status = note_trials(s, phase, count, (size_t)runs, width, told);
    if (status == FL_OK) fl_optimise_tell(o, told);
  }
  if (status == FL_OK) status = c.base && c.best ? finish(s, o, c.base, c.best, c.runs) : FL_ENVIRONMENT;
  free(c.base), free(c.best);
  return status;
}

fl_status fl_quest_best(fl_searching *s) {
  const fl_quest *q = s->quest;
  fl_optimise_plan plan = plan_of(q->plan, q->kind, q->start);
  plan.first_run = q->first_run;
  plan.key = (fl_key){(uint32_t)q->seed, (uint32_t)(q->seed >> 32), 0};
  fl_optimise *o = fl_optimise_begin(&plan);
  const size_t points = o ? fl_optimise_most(o) : 0, values = o ? fl_optimise_most_values(o) : 0;
  double *u = calloc(points * q->plan->factor_count + 1, sizeof *u), *told = calloc(values + 1, sizeof *told);
  double *figures = calloc(values / (1 + plan.constraints) * s->figure_count + 1, sizeof *figures);
  s->last = calloc(points + 1, sizeof *s->last);
  const fl_status status = o && u && told && figures && s->last ? search(s, o, u, figures, told) : FL_ENVIRONMENT;
  fl_optimise_end(o);
  free(u), free(told), free(figures);
  return status;
}
