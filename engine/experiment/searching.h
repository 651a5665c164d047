// A search under way. Internal to experiment/quest.c, posterior.c, predict.c, best.c.
#ifndef FANLOOP_SEARCHING_H
#define FANLOOP_SEARCHING_H

#include "experiment/quest.h"
#include "search/cube.h"
#include "search/posterior.h"

typedef struct fl_searching {
  const fl_quest *quest;
  const char **figures, **written; // that are asked for: of targets; or the goal, then limits. Where they stand in the scenario
  size_t figure_count;
  bool checked; // there are such figures
  double *u;    // of all points asked for, by number
  size_t points, capacity;
  size_t *last;      // numbers of the points of the last round; room for as many as a round has
  int64_t done, all; // runs
  int64_t trials;
} fl_searching;

fl_cube fl_quest_cube(const fl_plan *plan);
// Makes a round: `points` rows of u, each with `runs` run numbers from `first_run` on, or with the one of run_of. `values`: points x runs x figures,
// NaN where a run failed or has none.
fl_status fl_quest_round(fl_searching *searching, const char *phase, const double *u, size_t points, int64_t first_run,
                         int64_t runs, const int64_t *run_of, double *values);
// Adds a row to the tables trial and outcome.
fl_status fl_quest_trial(fl_searching *searching, const char *phase, size_t point, int64_t runs, double objective,
                         double violation);
// Distance of a run's figures to the targets of a calibration, in tolerances; NaN where one is missing.
double fl_quest_distance(const fl_searching *searching, const double *values);
fl_status fl_quest_outcome(fl_searching *searching, const char *name, const char *value);

// Runs `confirm` members of the sample, and point `best` as often, with fresh run numbers from `first_run` on; writes rows of predicted.
fl_status fl_quest_predict(fl_searching *searching, const fl_posterior *sample, const double *best, int64_t first_run);

// The two kinds of search: a posterior sample; the best point, or the nearest.
fl_status fl_quest_posterior(fl_searching *searching);
fl_status fl_quest_best(fl_searching *searching);

#endif
