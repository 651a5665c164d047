#include "experiment/quest.h"

#include "experiment/searching.h"
#include "record/clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Words ----------------------------------------------------------------------------------------------------------------------

char *fl_quest_text(const fl_plan *plan, fl_plan_kind kind) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  fprintf(out, "budget %lld, runs %lld, confirm %lld\n", (long long)plan->budget, (long long)plan->runs, (long long)plan->confirm);
  for (size_t i = 0; kind == FL_PLAN_calibrate && i < plan->target_count; i++)
    fprintf(out, "target %s %.17g within %.17g\n", plan->targets[i].kpi, plan->targets[i].value, plan->targets[i].tolerance);
  if (kind == FL_PLAN_optimise) fprintf(out, "%s %s\n", plan->maximise ? "maximise" : "minimise", plan->goal);
  for (size_t i = 0; kind == FL_PLAN_optimise && i < plan->limit_count; i++)
    fprintf(out, "limit %s %s %.17g\n", plan->limits[i].kpi, plan->limits[i].most ? "at most" : "at least", plan->limits[i].bound);
  if (fclose(out) == 0) return text;
  free(text);
  return NULL;
}

static double round_of(const void *ctx, size_t factor, double u) {
  const fl_plan *plan = ctx;
  const fl_factor *f = &plan->factors[factor];
  return f->rounding == FL_ROUND_NONE ? u : fl_factor_snap(f, u);
}

fl_cube fl_quest_cube(const fl_plan *plan) {
  fl_cube cube = {.factors = plan->factor_count, .round = round_of, .ctx = plan};
  for (size_t f = 0; f < plan->factor_count; f++) {
    cube.levels[f] = (uint32_t)fl_factor_levels(&plan->factors[f]);
    cube.ordered[f] = plan->factors[f].ordered;
  }
  return cube;
}

// ---- Rounds ---------------------------------------------------------------------------------------------------------------------

static bool make_room(fl_searching *s, size_t points) {
  const size_t width = s->quest->plan->factor_count;
  if (s->points + points <= s->capacity) return true;
  const size_t capacity = 2 * (s->points + points);
  double *more = realloc(s->u, capacity * width * sizeof *more);
  if (more) s->u = more, s->capacity = capacity;
  return more != NULL;
}

// The number of a setting: its own where it was asked for before.
static size_t number_of(fl_searching *s, const double *u) {
  const size_t width = s->quest->plan->factor_count;
  for (size_t p = 0; p < s->points; p++)
    if (memcmp(s->u + p * width, u, width * sizeof *u) == 0) return p;
  memcpy(s->u + s->points * width, u, width * sizeof *u);
  return s->points++;
}

// What runs have told, put where the search wants it.
typedef struct hearing {
  const fl_task *tasks;
  size_t count, figures;
  double *values; // count x figures
} hearing;

static bool hear(void *ctx, int64_t point, int64_t run, const double *values) {
  const hearing *h = ctx;
  for (size_t i = 0; i < h->count; i++)
    if (h->tasks[i].point == point && h->tasks[i].run == run)
      memcpy(h->values + i * h->figures, values, h->figures * sizeof *values);
  return true;
}

static fl_status check_figures(fl_searching *s) {
  const fl_quest *q = s->quest;
  char near[2 * FL_NAME_MAX];
  fl_status status = FL_OK;
  for (size_t k = 0; k < s->figure_count; k++) {
    if (fl_crew_knows(q->lab->crew, s->figures[k], near)) continue;
    fl_messages_add(q->messages, true,
                    near[0] ? "%sthere is no key figure '%s'; did you mean '%s'?" : "%sthere is no key figure '%s'", s->written[k],
                    s->figures[k], near);
    status = FL_BAD_SCENARIO;
  }
  s->checked = true;
  return status;
}

// The first run says which figures there are, and what the others will take, before these are made.
static fl_status run_first(fl_searching *s, fl_task task) {
  const fl_quest *q = s->quest;
  const bool missing = fl_crew_end(q->lab->crew, s->u, task) == FL_RUN_MISSING;
  const double begun = fl_clock_seconds();
  fl_status status = fl_lab_run(q->lab, s->u, &task, 1, q->stop, q->messages);
  const double seconds = fl_clock_seconds() - begun;
  if (status == FL_OK && fl_crew_end(q->lab->crew, s->u, task) == FL_RUN_DONE) status = check_figures(s);
  if (status == FL_OK && missing && q->first && !q->first(q->ctx, seconds, s->all)) status = FL_STOPPED;
  return status;
}

fl_status fl_quest_round(fl_searching *s, const char *phase, const double *u, size_t points, int64_t first_run, int64_t runs,
                         const int64_t *run_of, double *values) {
  const fl_quest *q = s->quest;
  const size_t width = q->plan->factor_count, count = points * (size_t)runs;
  fl_task *tasks = calloc(count + 1, sizeof *tasks);
  size_t least = SIZE_MAX;
  if (!tasks || !make_room(s, points)) {
    free(tasks);
    return FL_ENVIRONMENT;
  }
  for (size_t i = 0; i < points; i++) {
    const size_t point = number_of(s, u + i * width);
    least = point < least ? point : least;
    s->last[i] = point;
    for (int64_t r = 0; r < runs; r++)
      tasks[i * (size_t)runs + (size_t)r] = (fl_task){(int64_t)point + 1, run_of ? run_of[i] : first_run + r};
  }
  if (q->round) q->round(q->ctx, phase, s->done, s->all);
  fl_status status = s->checked ? FL_OK : run_first(s, tasks[0]);
  if (status == FL_OK) status = fl_lab_run(q->lab, s->u, tasks, count, q->stop, q->messages);
  hearing h = {tasks, count, s->figure_count, values};
  for (size_t i = 0; i < count * s->figure_count; i++) values[i] = (double)NAN;
  if (status == FL_OK)
    status = fl_crew_values(q->lab->crew, (int64_t)least + 1, s->figures, s->figure_count, hear, &h, q->messages);
  s->done += (int64_t)count;
  free(tasks);
  return status;
}

fl_status fl_quest_trial(fl_searching *s, const char *phase, size_t point, int64_t runs, double objective, double violation) {
  fl_experiment *file = s->quest->lab->file;
  s->trials++;
  if (!file) return FL_OK;
  return fl_experiment_row(file, "trial", "itiirr", s->trials, phase, (int64_t)point + 1, runs,
                           isfinite(objective) ? objective : (double)NAN, violation);
}

fl_status fl_quest_outcome(fl_searching *s, const char *name, const char *value) {
  fl_experiment *file = s->quest->lab->file;
  return file ? fl_experiment_row(file, "outcome", "tt", name, value) : FL_OK;
}

// ---- The search -----------------------------------------------------------------------------------------------------------------

static fl_status write_wanted(const fl_quest *q) {
  const fl_plan *plan = q->plan;
  const double none = (double)NAN;
  fl_experiment *file = q->lab->file;
  fl_status status = FL_OK;
  if (!file) return FL_OK;
  for (size_t i = 0; q->kind == FL_PLAN_calibrate && status == FL_OK && i < plan->target_count; i++)
    status = fl_experiment_row(file, "wanted", "ttrr", plan->targets[i].kpi, "target", plan->targets[i].value,
                               plan->targets[i].tolerance);
  if (q->kind != FL_PLAN_optimise || status != FL_OK) return status;
  status = fl_experiment_row(file, "wanted", "ttrr", plan->goal, plan->maximise ? "maximise" : "minimise", none, none);
  for (size_t i = 0; status == FL_OK && i < plan->limit_count; i++)
    status = fl_experiment_row(file, "wanted", "ttrr", plan->limits[i].kpi, plan->limits[i].most ? "at_most" : "at_least",
                               plan->limits[i].bound, none);
  return status;
}

static bool name_figures(fl_searching *s) {
  const fl_plan *plan = s->quest->plan;
  const bool calibrates = s->quest->kind == FL_PLAN_calibrate;
  s->figure_count = calibrates ? plan->target_count : 1 + plan->limit_count;
  s->figures = calloc(s->figure_count + 1, sizeof *s->figures);
  s->written = calloc(s->figure_count + 1, sizeof *s->written);
  for (size_t i = 0; s->figures && s->written && i < s->figure_count; i++) {
    s->figures[i] = calibrates ? plan->targets[i].kpi : i ? plan->limits[i - 1].kpi : plan->goal;
    s->written[i] = calibrates ? plan->targets[i].at : i ? plan->limits[i - 1].at : plan->goal_at;
  }
  return s->figures && s->written;
}

fl_status fl_quest_run(const fl_quest *q) {
  fl_searching s = {.quest = q, .all = q->plan->budget + 2 * q->plan->confirm};
  fl_status status = name_figures(&s) ? write_wanted(q) : FL_ENVIRONMENT;
  if (status == FL_OK && q->kind == FL_PLAN_calibrate && q->plan->method == FL_METHOD_posterior)
    status = fl_quest_posterior(&s);
  else if (status == FL_OK)
    status = fl_quest_best(&s);
  if (status == FL_OK) status = fl_lab_finish(q->lab, s.u, s.points, q->messages);
  free(s.u);
  free(s.last);
  free(s.figures);
  free(s.written);
  return status;
}
