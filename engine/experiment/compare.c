#include "experiment/study.h"

#include "base/date.h"
#include "fanloop/field.h"
#include "record/clock.h"
#include "record/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_RUNS = 10 };

fl_fate *fl_study_fate(const fl_study *s, size_t arm, int64_t run) {
  return &s->fates[(size_t)(run - s->plan->first_run) * s->plan->arm_count + arm];
}

// ---- Parts ----------------------------------------------------------------------------------------------------------------------

// In the process of an arm: leaves a result file and the cells.
static fl_status keep(void *ctx, const fl_arm_end *end, fl_messages *messages) {
  const fl_study *s = ctx;
  char *path = fl_experiment_part(s->file, (int64_t)end->arm, end->run, "sqlite"),
       *cells = fl_experiment_part(s->file, (int64_t)end->arm, end->run, "cells");
  fl_record *record = NULL;
  fl_status status = path && cells ? FL_OK : FL_ENVIRONMENT;
  const fl_record_options options = {.path = path, .part = true, .engine_version = s->plan->engine_version};
  if (status == FL_OK) status = fl_record_create(&options, end->scenario, messages, &record);
  if (status == FL_OK) status = fl_spool_replay(end->rows, fl_record_sink(record));
  if (status == FL_OK) {
    fl_digest digest;
    fl_world_digest(end->world, &digest);
    status = fl_record_finish(record, &digest, NULL, 0);
  }
  if (status != FL_OK && record) fl_messages_add(messages, true, "%s", fl_record_error(record));
  fl_record_close(record);
  if (status == FL_OK && !fl_cells_save(end->cells, cells)) {
    fl_messages_add(messages, true, "%s: cannot be written", cells);
    status = FL_ENVIRONMENT;
  }
  fl_experiment_free(path);
  fl_experiment_free(cells);
  return status;
}

static void decide(fl_study *s, size_t arm, int64_t run, fl_fate fate) {
  *fl_study_fate(s, arm, run) = fate;
  s->open[run - s->plan->first_run]--;
}

static fl_status add_run(fl_study *s, int64_t run) {
  fl_status status = FL_OK;
  for (size_t a = 0; status == FL_OK && a < s->plan->arm_count; a++) {
    if (*fl_study_fate(s, a, run) != FL_FATE_DONE) continue;
    status = fl_experiment_add(s->file, (int64_t)a, run, !s->seen[a]);
    s->seen[a] = true;
  }
  return status == FL_OK ? fl_study_why(s, run) : status;
}

// In order of run numbers and arms, whichever ended first, while others are at work.
static void add_ready(fl_study *s) {
  while (s->status == FL_OK && s->runs < s->plan->runs && s->open[s->runs] == 0) {
    s->status = add_run(s, s->plan->first_run + s->runs);
    s->runs++;
  }
}

static void tell_done(void *ctx, int64_t run, size_t arm, int64_t branched) {
  fl_study *s = ctx;
  (void)branched;
  decide(s, arm, run, FL_FATE_DONE);
  add_ready(s);
}

static void tell_failed(void *ctx, int64_t run, size_t arm, fl_status status, const char *why) {
  fl_study *s = ctx;
  const bool lost = status == FL_ENVIRONMENT; // it says nothing of the run itself
  decide(s, arm, run, FL_FATE_FAILED);
  s->failed++;
  s->lost += lost;
  if (s->plan->failed) s->plan->failed(s->plan->ctx, run, arm, why);
  const fl_status told = fl_experiment_row(s->file, "run", "iittt", (int64_t)arm, run, lost ? "lost" : "failed", why, "");
  if (s->status == FL_OK) s->status = told;
  add_ready(s);
}

// A process that outlives a killed office for a moment must not keep the place of the file.
static void let_go(void *ctx) {
  const fl_study *s = ctx;
  fl_experiment_disown(s->file);
}

static void tell_progress(void *ctx, int64_t done, int64_t days) {
  const fl_study *s = ctx;
  if (s->plan->progress) s->plan->progress(s->plan->ctx, done, days);
}

// ---- What is compared -------------------------------------------------------------------------------------------------------------

static fl_status write_variants(fl_study *s) {
  const fl_compare *plan = s->plan;
  char date[FL_DATE_TEXT];
  fl_status status = FL_OK;
  for (size_t a = 0; status == FL_OK && a < plan->arm_count; a++)
    status = fl_experiment_row(s->file, "variant", "ititt", (int64_t)a, plan->arms[a].name, (int64_t)plan->arm_file[a],
                               plan->arm_changes[a], a ? fl_date_text(s->pairings[a].differs, date) : NULL);
  for (size_t f = 0; status == FL_OK && f < plan->file_count; f++)
    for (size_t i = 0; status == FL_OK && i < plan->files[f].source_count; i++)
      status = fl_experiment_source(s->file, (int64_t)f, (int64_t)i, &plan->files[f].sources[i]);
  for (size_t i = 0; status == FL_OK && i < plan->set_count; i++)
    status = fl_experiment_row(s->file, "run_set", "it", (int64_t)i, plan->sets[i]);
  return status;
}

// ---- Rounds -----------------------------------------------------------------------------------------------------------------------

static void plan_rows(fl_branches *branches) {
  for (size_t i = 0; i < fl_experiment_kept_count; i++) branches->plan.wanted[fl_experiment_kept[i]] = true;
  branches->plan.only_own = true;
}

static fl_status run_round(fl_study *s, int64_t runs, const volatile int *stop, fl_branches_cost *cost) {
  const fl_compare *plan = s->plan;
  fl_branches_cost round;
  fl_branches branches = {.arms = plan->arms,
                          .models = s->models,
                          .arm_count = plan->arm_count,
                          .straight = plan->straight,
                          .spans = (const int64_t(*)[2])s->spans,
                          .span_count = s->span_count,
                          .first_run = plan->first_run + s->runs,
                          .runs = runs,
                          .jobs = plan->jobs,
                          .parallel = fl_parallel_threads(plan->threads),
                          .ctx = s,
                          .begin = let_go,
                          .keep = keep,
                          .progress = tell_progress,
                          .done = tell_done,
                          .failed = tell_failed};
  plan_rows(&branches);
  const fl_status status = fl_branches_run(&branches, stop, &round);
  cost->days_lived += round.days_lived;
  cost->days_of_arms += round.days_of_arms;
  cost->branched += round.branched;
  if (round.bytes_peak > cost->bytes_peak) cost->bytes_peak = round.bytes_peak;
  return status;
}

// Rounds until the runs are made or, where an interval is asked for, it is narrow enough. Whether a figure has values can turn out in a run
// alone: then the first is one, so that it does not take ten to say that there are none.
static fl_status run_rounds(fl_study *s, bool sure, const volatile int *stop, fl_branches_cost *cost) {
  const fl_compare *plan = s->plan;
  fl_status status = FL_OK;
  int64_t further = !fl_study_is_open(s) ? plan->runs : sure ? FIRST_RUNS : 1;
  while (status == FL_OK && further > 0 && s->runs < plan->runs) {
    if (further > plan->runs - s->runs) further = plan->runs - s->runs;
    const int64_t first = plan->first_run + s->runs;
    status = run_round(s, further, stop, cost);
    if ((status == FL_OK || status == FL_STOPPED) && s->status == FL_OK) s->status = fl_study_figures(s, first);
    if (s->status != FL_OK) status = s->status;
    if (status == FL_OK && (s->runs > 1 || !s->failed)) status = fl_study_further(s, &further);
    if (fl_study_is_open(s) && s->runs < FIRST_RUNS) further = FIRST_RUNS - s->runs;
  }
  return status;
}

// ---- The file ---------------------------------------------------------------------------------------------------------------------

static fl_status write_experiment(fl_study *s, bool stopped) {
  const fl_compare *p = s->plan;
  const fl_scenario *x = p->arms[0].scenario;
  char reason[96] = "";
  if (stopped)
    snprintf(reason, sizeof reason, "stopped by a signal; %lld run numbers are complete", (long long)s->runs);
  else if (s->failed)
    snprintf(reason, sizeof reason, "%lld runs are not done; table run says why", (long long)s->failed);
  char after[FL_AFTER_TEXT];
  return fl_experiment_row(s->file, "experiment", "iittttttttiiiiirirtttt", (int64_t)1, (int64_t)FL_SCHEMA_VERSION,
                           p->engine_version, p->build, p->command, x->name, x->title, x->title_zh, x->question, x->question_zh,
                           x->setup.seed, (int64_t)FL_SLOTS, p->first_run, s->runs, (int64_t)p->baseline, p->level,
                           (int64_t)p->detail, p->until_ci > 0 ? p->until_ci : (double)__builtin_nan(""),
                           p->until_ci > 0 ? p->until_kpis : "", fl_after_text(&p->after, after),
                           stopped     ? "stopped"
                           : s->failed ? "failed"
                                       : "done",
                           reason);
}

static fl_status write_timing(fl_study *s, time_t started, const fl_compare_outcome *o) {
  char from[FL_UTC_TEXT], to[FL_UTC_TEXT];
  return fl_experiment_row(s->file, "experiment_timing", "ittriiiiii", (int64_t)1, fl_clock_utc(started, from),
                           fl_clock_utc(time(NULL), to), o->seconds, (int64_t)s->plan->jobs, (int64_t)s->plan->threads,
                           o->cost.branched, o->cost.days_lived, o->cost.days_of_arms, o->cost.bytes_peak);
}

static bool any_done(const fl_study *s) {
  for (size_t i = 0; i < (size_t)s->runs * s->plan->arm_count; i++)
    if (s->fates[i] == FL_FATE_DONE) return true;
  return false;
}

static fl_status make(fl_study *s, const volatile int *stop, fl_compare_outcome *outcome) {
  const double begun = fl_clock_seconds();
  const time_t started = time(NULL);
  bool sure = true;
  fl_status status = fl_study_pair(s);
  if (status == FL_OK) status = fl_experiment_create(s->plan->path, FL_FILE_COMPARISON, s->plan->force, s->messages, &s->file);
  if (status != FL_OK) return status;
  status = write_variants(s);
  if (status == FL_OK) status = fl_study_write_spans(s);
  if (status == FL_OK) status = fl_study_name_figures(s);
  if (status == FL_OK) status = fl_study_check_asked(s, &sure);
  if (status == FL_OK) status = run_rounds(s, sure, stop, &outcome->cost);
  // A wish to stop that came when all was done has nothing to stop.
  if (status == FL_STOPPED && !fl_study_is_open(s) && s->runs == s->plan->runs) status = FL_OK;
  const bool stopped = status == FL_STOPPED, some = any_done(s);
  outcome->runs = some ? s->runs : 0;
  outcome->failed = s->failed;
  outcome->lost = s->lost;
  if (stopped && !some) return status;
  if (status == FL_OK && !some) return s->lost == s->failed ? FL_ENVIRONMENT : FL_BROKEN; // an empty file would say nothing
  if (status == FL_OK || stopped) status = fl_study_effects(s);
  if (status == FL_OK) status = write_experiment(s, stopped);
  outcome->seconds = fl_clock_seconds() - begun;
  if (status == FL_OK) status = write_timing(s, started, outcome);
  if (status == FL_OK) status = fl_experiment_finish(s->file);
  if (status != FL_OK && fl_experiment_error(s->file)[0]) fl_messages_add(s->messages, true, "%s", fl_experiment_error(s->file));
  return status == FL_OK && stopped ? FL_STOPPED : status;
}

fl_status fl_compare_run(const fl_compare *plan, const volatile int *stop, fl_messages *messages, fl_compare_outcome *outcome) {
  fl_study s = {.plan = plan, .messages = messages};
  memset(outcome, 0, sizeof *outcome);
  s.fates = calloc((size_t)plan->runs * plan->arm_count + 1, sizeof *s.fates);
  s.open = calloc((size_t)plan->runs + 1, sizeof *s.open);
  s.seen = calloc(plan->arm_count + 1, sizeof *s.seen);
  for (int64_t r = 0; s.open && r < plan->runs; r++) s.open[r] = plan->arm_count;
  const fl_status status = s.fates && s.open && s.seen ? make(&s, stop, outcome) : FL_ENVIRONMENT;
  fl_experiment_close(s.file);
  for (size_t a = 0; s.models && a < plan->arm_count; a++) fl_model_destroy(s.models[a]);
  free(s.models);
  free(s.fates);
  free(s.open);
  free(s.seen);
  free(s.pairings);
  free(s.spans);
  return status;
}
