// A calibration's posterior sample (search/abc.h), and its rows.
#include "experiment/searching.h"
#include "search/abc.h"
#include "search/distance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char *end_of(fl_abc_state state) {
  switch (state) {
  case FL_ABC_MATCHED: return "matched";
  case FL_ABC_STALLED: return "stalled";
  case FL_ABC_SPENT: return "spent";
  case FL_ABC_RUNNING: break;
  }
  return "running";
}

static const char *adjustment_of(fl_adjustment how) {
  switch (how) {
  case FL_ADJUSTED: return "yes";
  case FL_ADJUST_FEW: return "no, too few runs were accepted";
  case FL_ADJUST_OUTSIDE: return "no, targets lie outside what was simulated";
  case FL_ADJUST_NOTHING: return "no, no target is both met and moved by a factor";
  }
  return "";
}

static fl_status write_sample(const fl_searching *s, const fl_posterior *post) {
  const fl_plan *plan = s->quest->plan;
  char value[FL_TEXT_MAX];
  fl_status status = FL_OK;
  for (size_t m = 0; m < post->count; m++)
    for (size_t f = 0; status == FL_OK && f < plan->factor_count; f++) {
      const double u = post->u[m * plan->factor_count + f];
      status = fl_experiment_row(s->quest->lab->file, "sample", "iirtrr", (int64_t)m + 1, (int64_t)f + 1, post->weight[m],
                                 fl_factor_text(&plan->factors[f], u, value), fl_factor_number(&plan->factors[f], u), u);
    }
  return status;
}

static bool has_scale(const fl_factor *factor) {
  return !factor->level || factor->ordered;
}

// Medians, factor by factor; of categories the likeliest level.
static void find_best(const fl_searching *s, const fl_posterior *post, double *best) {
  const fl_plan *plan = s->quest->plan;
  for (size_t f = 0; f < plan->factor_count; f++) {
    const fl_factor *factor = &plan->factors[f];
    double likeliest = -1;
    best[f] = fl_posterior_marginal(post, f).q50;
    for (size_t l = 0; !has_scale(factor) && l < factor->spread.levels; l++) {
      const double share = fl_posterior_share(post, f, (uint32_t)l);
      if (share > likeliest) likeliest = share, best[f] = ((double)l + 0.5) / (double)factor->spread.levels;
    }
    best[f] = post->cube.round(post->cube.ctx, f, best[f]);
  }
}

// Quantiles are taken where the places are and told as values; mean and deviation are of the values.
static fl_status write_found(const fl_searching *s, const fl_posterior *post, const double *best) {
  const fl_plan *plan = s->quest->plan;
  char text[FL_TEXT_MAX];
  fl_status status = FL_OK;
  for (size_t f = 0; status == FL_OK && f < plan->factor_count; f++) {
    const fl_factor *factor = &plan->factors[f];
    const fl_marginal m = fl_posterior_marginal(post, f);
    const bool scale = has_scale(factor);
    double mean = 0, squares = 0, quantile[5] = {m.q05, m.q25, m.q50, m.q75, m.q95};
    for (size_t i = 0; i < post->count; i++)
      mean += post->weight[i] * fl_factor_number(factor, post->u[i * plan->factor_count + f]);
    for (size_t i = 0; i < post->count; i++) {
      const double apart = fl_factor_number(factor, post->u[i * plan->factor_count + f]) - mean;
      squares += post->weight[i] * apart * apart;
    }
    for (int k = 0; k < 5; k++) quantile[k] = scale ? fl_factor_number(factor, quantile[k]) : (double)NAN;
    status = fl_experiment_row(s->quest->lab->file, "found", "ittrrrrrrrr", (int64_t)f + 1, fl_factor_text(factor, best[f], text),
                               "", scale ? mean : (double)NAN, scale ? sqrt(squares) : (double)NAN, quantile[0], quantile[1],
                               quantile[2], quantile[3], quantile[4], m.width);
  }
  return status;
}

static fl_status write_end(fl_searching *s, const fl_abc *abc, const fl_posterior *post, const double *best,
                           const fl_misfit *misfit, fl_adjustment how) {
  const fl_plan *plan = s->quest->plan;
  const fl_abc_progress now = fl_abc_now(abc);
  char number[40];
  fl_status status = fl_quest_outcome(s, "end", end_of(now.state));
  snprintf(number, sizeof number, "%.6g", post->size);
  if (status == FL_OK) status = fl_quest_outcome(s, "size", number);
  snprintf(number, sizeof number, "%.6g", now.distance);
  if (status == FL_OK) status = fl_quest_outcome(s, "distance", number);
  if (status == FL_OK) status = fl_quest_outcome(s, "adjusted", adjustment_of(how));
  snprintf(number, sizeof number, "%zu", now.failed);
  if (status == FL_OK) status = fl_quest_outcome(s, "undefined", number);
  snprintf(number, sizeof number, "%lld", (long long)plan->confirm);
  if (status == FL_OK) status = fl_quest_outcome(s, "confirm", number);
  for (size_t t = 0; s->quest->lab->file && status == FL_OK && t < plan->target_count; t++)
    status = fl_experiment_row(s->quest->lab->file, "fit", "trrri", plan->targets[t].kpi, misfit[t].low, misfit[t].mean,
                               misfit[t].high, (int64_t)misfit[t].outside);
  if (s->quest->lab->file && status == FL_OK) status = write_sample(s, post);
  if (s->quest->lab->file && status == FL_OK) status = write_found(s, post, best);
  return status;
}

static fl_status finish(fl_searching *s, const fl_abc *abc) {
  const fl_quest *q = s->quest;
  fl_posterior post = {0};
  double best[FL_SEARCH_FACTORS_MOST];
  fl_misfit *misfit = calloc(s->figure_count + 1, sizeof *misfit);
  fl_adjustment how = FL_ADJUST_FEW;
  fl_status status = misfit && fl_abc_posterior(abc, &post, misfit, &how) ? FL_OK : FL_ENVIRONMENT;
  if (status == FL_OK && post.count == 0) {
    char why[512];
    fl_crew_failure(q->lab->crew, why, sizeof why);
    fl_messages_add(q->messages, true,
                    why[0] ? "there is no sample: of no run all targets have a value; the first that failed: %s"
                           : "there is no sample: of no run all targets have a value%s",
                    why);
    status = FL_BAD_SCENARIO;
  }
  if (status == FL_OK) {
    find_best(s, &post, best);
    status = write_end(s, abc, &post, best, misfit, how);
  }
  // Run numbers behind all that the search may have had.
  if (status == FL_OK) status = fl_quest_predict(s, &post, best, q->first_run + q->plan->budget);
  fl_posterior_free(&post);
  free(misfit);
  return status;
}

double fl_quest_distance(const fl_searching *s, const double *values) {
  const fl_plan *plan = s->quest->plan;
  double target[FL_TARGETS_MOST], tolerance[FL_TARGETS_MOST];
  for (size_t t = 0; t < plan->target_count; t++) target[t] = plan->targets[t].value, tolerance[t] = plan->targets[t].tolerance;
  return fl_distance(values, target, tolerance, plan->target_count);
}

static fl_status search(fl_searching *s, fl_abc *abc, double *u, int64_t *run, double *values) {
  char phase[32];
  fl_status status = FL_OK;
  for (size_t count; status == FL_OK && (count = fl_abc_ask(abc, u, run)) > 0;) {
    snprintf(phase, sizeof phase, "generation %zu", fl_abc_now(abc).generations + 1);
    status = fl_quest_round(s, phase, u, count, 0, 1, run, values);
    for (size_t i = 0; status == FL_OK && i < count; i++)
      status = fl_quest_trial(s, phase, s->last[i], 1, fl_quest_distance(s, values + i * s->figure_count), 0);
    if (status == FL_OK) fl_abc_tell(abc, values);
  }
  return status == FL_OK ? finish(s, abc) : status;
}

fl_status fl_quest_posterior(fl_searching *s) {
  const fl_quest *q = s->quest;
  const size_t width = q->plan->factor_count;
  double *target = calloc(s->figure_count, sizeof *target), *tolerance = calloc(s->figure_count, sizeof *tolerance);
  fl_abc *abc = NULL;
  for (size_t t = 0; target && tolerance && t < s->figure_count; t++) {
    target[t] = q->plan->targets[t].value;
    tolerance[t] = q->plan->targets[t].tolerance;
  }
  const fl_abc_plan plan = {.cube = fl_quest_cube(q->plan),
                            .statistics = s->figure_count,
                            .target = target,
                            .tolerance = tolerance,
                            .budget = (size_t)q->plan->budget,
                            .first_run = q->first_run,
                            .key = {(uint32_t)q->seed, (uint32_t)(q->seed >> 32), 0}};
  if (target && tolerance) abc = fl_abc_begin(&plan);
  const size_t most = abc ? fl_abc_most(abc) : 0;
  double *u = calloc(most * width + 1, sizeof *u), *values = calloc(most * s->figure_count + 1, sizeof *values);
  int64_t *run = calloc(most + 1, sizeof *run);
  s->last = calloc(most + 1, sizeof *s->last);
  const fl_status status = abc && u && values && run && s->last ? search(s, abc, u, run, values) : FL_ENVIRONMENT;
  fl_abc_end(abc);
  free(target), free(tolerance), free(u), free(values), free(run);
  return status;
}
