// Whether what a calibration found leads to the targets, in runs that it was not chosen by; and the rows of that.
#include "experiment/searching.h"
#include "fit/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double apart = 2; // standard deviations of a run with a target's error, from which on the target is missed

// As many members as there are runs, by their weights: equal steps through the sum of weights, so that none is drawn by luck.
static void draw(const fl_posterior *post, size_t count, double *u) {
  const size_t width = post->cube.factors;
  size_t member = 0;
  double below = post->weight[0];
  for (size_t i = 0; i < count; i++) {
    const double at = ((double)i + 0.5) / (double)count;
    while (below < at && member + 1 < post->count) below += post->weight[++member];
    memcpy(u + i * width, post->u + member * width, width * sizeof *u);
  }
}

static fl_status write_rows(const fl_searching *s, const char *of, const double *values, size_t runs, double *room) {
  const fl_plan *plan = s->quest->plan;
  fl_status status = FL_OK;
  for (size_t t = 0; status == FL_OK && s->quest->lab->file && t < plan->target_count; t++) {
    const fl_target *target = &plan->targets[t];
    size_t known = 0;
    double sum = 0, squares = 0;
    for (size_t r = 0; r < runs; r++)
      if (isfinite(values[r * s->figure_count + t])) room[known++] = values[r * s->figure_count + t];
    for (size_t r = 0; r < known; r++) sum += room[r];
    const double mean = known ? sum / (double)known : (double)NAN;
    for (size_t r = 0; r < known; r++) squares += (room[r] - mean) * (room[r] - mean);
    const fl_interval most = fl_bootstrap_interval(mean, room, known, 0.9);
    const double missed = (mean - target->value) / target->tolerance,
                 spread = known > 1 ? sqrt(squares / (double)(known - 1)) / target->tolerance : (double)NAN;
    const char *verdict = known < 2 ? "untold" : fabs(missed) > apart * sqrt(1 + spread * spread) ? "off" : "held";
    status = fl_experiment_row(s->quest->lab->file, "predicted", "ttirrrrrt", target->kpi, of, (int64_t)known, most.low, mean,
                               most.high, missed, spread, verdict);
  }
  return status;
}

static fl_status predict(fl_searching *s, const char *of, const double *u, size_t points, int64_t first, double *values,
                         double *room) {
  const size_t runs = (size_t)s->quest->plan->confirm;
  int64_t *own = calloc(runs, sizeof *own); // of a sample each run is another point
  fl_status status = own ? FL_OK : FL_ENVIRONMENT;
  for (size_t i = 0; own && i < runs; i++) own[i] = first + (int64_t)i;
  const int64_t each = points > 1 ? 1 : (int64_t)runs;
  if (status == FL_OK) status = fl_quest_round(s, "confirmation", u, points, first, each, points > 1 ? own : NULL, values);
  for (size_t i = 0; status == FL_OK && i < points; i++) {
    double distance = 0;
    for (int64_t r = 0; r < each; r++)
      distance += fl_quest_distance(s, values + (i * (size_t)each + (size_t)r) * s->figure_count) / (double)each;
    status = fl_quest_trial(s, "confirmation", s->last[i], each, distance, 0);
  }
  free(own);
  return status == FL_OK ? write_rows(s, of, values, runs, room) : status;
}

fl_status fl_quest_predict(fl_searching *s, const fl_posterior *post, const double *best, int64_t first_run) {
  const size_t runs = (size_t)s->quest->plan->confirm, width = post->cube.factors;
  double *u = calloc(runs * width, sizeof *u), *values = calloc(runs * s->figure_count, sizeof *values),
         *room = calloc(runs, sizeof *room);
  size_t *last = realloc(s->last, runs * sizeof *last);
  fl_status status = u && values && room && last ? FL_OK : FL_ENVIRONMENT;
  if (last) s->last = last;
  if (status == FL_OK) {
    draw(post, runs, u);
    status = predict(s, "sample", u, runs, first_run, values, room);
  }
  if (status == FL_OK) status = predict(s, "best", best, 1, first_run, values, room);
  free(u), free(values), free(room);
  return status;
}
