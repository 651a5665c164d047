// One process of a crew: takes tasks, runs them, keeps what comes of them.
#include "experiment/crew_worker.h"

#include "experiment/branches.h"
#include "experiment/spool.h"
#include "record/clock.h"
#include "record/experiment.h"
#include "record/schema.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

char *fl_crew_settings(const fl_factor *factors, size_t count, const double *u) {
  size_t size = 1, used = 0;
  for (size_t f = 0; f < count; f++) size += strlen(factors[f].key) + FL_TEXT_MAX + 2;
  char *text = calloc(1, size), value[FL_TEXT_MAX];
  for (size_t f = 0; text && f < count; f++)
    used += (size_t)snprintf(text + used, size - used, "%s%s=%s", f ? "\n" : "", factors[f].key,
                             fl_factor_text(&factors[f], u[f], value));
  return text;
}

typedef struct working {
  const fl_worker *of;
  fl_part *part;
  char *result; // path of the result file of the run under way
  double world; // seconds in worlds, of the task
  char why[FL_CREW_TEXT];
} working;

static void post(const working *w, fl_note *note) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  note->desk = w->of->desk;
  note->process = getpid();
  note->bytes = (int64_t)usage.ru_maxrss * 1024;
  while (write(w->of->mail, note, sizeof *note) < 0 && errno == EINTR) continue;
}

static void explain(working *w, const char *text) {
  snprintf(w->why, sizeof w->why, "%s", text);
}

static void explain_first(working *w, const fl_messages *messages) {
  for (size_t i = 0; i < messages->count; i++)
    if (messages->items[i].error) {
      explain(w, messages->items[i].text);
      return;
    }
  explain(w, "out of memory");
}

// ---- A run ----------------------------------------------------------------------------------------------------------------------

// Only what key figures are made from: the tables of a comparison, and of rooms and brands the scenario's own.
static fl_spool_plan rows_wanted(void) {
  fl_spool_plan plan = {.only_own = true};
  for (size_t i = 0; i < fl_experiment_kept_count; i++) plan.wanted[fl_experiment_kept[i]] = true;
  return plan;
}

static fl_status live(working *w, fl_world *world) {
  const double begun = fl_clock_seconds();
  fl_status status = fl_world_begin(world);
  while (status == FL_OK && fl_world_day(world) < fl_world_days(world)) {
    if (atomic_load(&w->of->board->stop)) return FL_STOPPED;
    status = fl_world_step(world);
  }
  if (status == FL_OK) status = fl_world_finish(world);
  w->world += fl_clock_seconds() - begun;
  if (status != FL_OK) explain(w, fl_world_failure(world));
  return status;
}

static fl_status keep(working *w, const fl_scenario *scenario, const fl_spool *rows, const fl_digest *digest,
                      fl_messages *messages) {
  fl_record *record = NULL;
  const fl_record_options options = {.path = w->result, .force = true, .part = true, .engine_version = ""};
  fl_status status = fl_record_create(&options, scenario, messages, &record);
  if (status == FL_OK) status = fl_spool_replay(rows, fl_record_sink(record));
  if (status == FL_OK) status = fl_record_finish(record, digest, NULL, 0);
  if (status != FL_OK && record) fl_messages_add(messages, true, "%s", fl_record_error(record));
  if (status != FL_OK) explain_first(w, messages);
  fl_record_close(record);
  return status == FL_OK ? FL_OK : FL_ENVIRONMENT;
}

// Runs the scenario of a trial. FL_BAD_SCENARIO and FL_BROKEN: it fails whenever it is run, `why` says how.
static fl_status simulate(working *w, const fl_trial *trial, fl_messages *messages, fl_digest *digest) {
  const double begun = fl_clock_seconds();
  fl_model *model = NULL;
  fl_world *world = NULL;
  fl_spool rows = {.plan = rows_wanted()};
  fl_world_options options = fl_default_world_options();
  options.hooks = trial->hooks;
  options.parallel = fl_parallel_threads(w->of->plan->threads);
  options.sink = fl_spool_sink(&rows);
  fl_status status = fl_model_create(trial->scenario, messages, &model);
  if (status == FL_OK) status = fl_world_create(model, &options, messages, &world);
  if (status != FL_OK) explain_first(w, messages);
  w->world += fl_clock_seconds() - begun;
  if (status == FL_OK) status = live(w, world);
  if (status == FL_OK) fl_world_digest(world, digest);
  if (status == FL_OK) status = keep(w, trial->scenario, &rows, digest, messages);
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_spool_free(&rows);
  return status;
}

// The settings as texts "key=value", the run number behind them.
static fl_status open_trial(working *w, char *settings, int64_t run, fl_messages *messages, fl_trial *trial) {
  const fl_crew_plan *plan = w->of->plan;
  const char **sets = calloc(plan->factor_count + 2, sizeof *sets);
  char number[40];
  size_t count = 0;
  if (!sets) return FL_ENVIRONMENT;
  for (char *at = strtok(settings, "\n"); at; at = strtok(NULL, "\n")) sets[count++] = at;
  snprintf(number, sizeof number, "run=%lld", (long long)run);
  sets[count++] = number;
  const fl_status status = plan->open(plan->ctx, sets, count, messages, trial);
  if (status != FL_OK) explain_first(w, messages);
  free(sets);
  return status;
}

// The run of a task, and a row of it. FL_BAD_SCENARIO: it failed, and the row says why.
static fl_status work_at(working *w, const fl_task *task) {
  const fl_crew_plan *plan = w->of->plan;
  const double *u = w->of->u + (size_t)(task->point - 1) * plan->factor_count;
  char *settings = fl_crew_settings(plan->factors, plan->factor_count, u), *split = settings ? strdup(settings) : NULL,
       hex[33] = "";
  fl_messages messages = {0};
  fl_trial trial = {0};
  fl_digest digest;
  w->why[0] = '\0';
  fl_status status = split ? open_trial(w, split, task->run, &messages, &trial) : FL_ENVIRONMENT;
  const bool opened = status == FL_OK;
  if (opened) status = simulate(w, &trial, &messages, &digest);
  if (opened) plan->close(plan->ctx, &trial);
  const bool fails = status == FL_BAD_SCENARIO || status == FL_BROKEN;
  if (status == FL_OK) fl_digest_text(&digest, FL_TABLES, hex);
  const fl_part_run row = {task->point, task->run, settings, fails ? "failed" : "done", fails ? w->why : "", hex};
  if (status == FL_OK || fails) {
    const fl_status kept = fl_part_add(w->part, &row, fails ? NULL : w->result);
    if (kept != FL_OK) explain(w, fl_part_error(w->part));
    status = kept != FL_OK ? kept : fails ? FL_BAD_SCENARIO : FL_OK;
  }
  unlink(w->result);
  fl_messages_free(&messages);
  free(settings);
  free(split);
  return status;
}

// ---- The process ----------------------------------------------------------------------------------------------------------------

static bool take(fl_board *board, int desk, size_t *at) {
  for (; *at < board->count; (*at)++) {
    unsigned short open = FL_TASK_OPEN;
    if (atomic_compare_exchange_strong(&board->task[*at].state, &open, (unsigned short)(FL_TASK_AT + desk))) return true;
  }
  return false;
}

static fl_status work(working *w) {
  fl_board *board = w->of->board;
  fl_status status = FL_OK;
  for (size_t at = 0; status == FL_OK && !atomic_load(&board->stop) && take(board, w->of->desk, &at);) {
    const double begun = fl_clock_seconds();
    w->world = 0;
    status = work_at(w, &w->of->tasks[at]);
    const bool told = status == FL_OK || status == FL_BAD_SCENARIO;
    fl_note note = {.failed = status == FL_BAD_SCENARIO, .seconds = fl_clock_seconds() - begun, .world = w->world};
    if (told) atomic_store(&board->task[at].state, FL_TASK_TOLD);
    if (told) post(w, &note), status = FL_OK;
  }
  return status;
}

int fl_worker_process(const fl_worker *worker) {
  working w = {.of = worker};
  fl_messages messages = {0};
  const size_t size = strlen(worker->part) + 16;
  w.result = malloc(size);
  fl_status status = w.result ? fl_part_open(worker->part, worker->plan->plan, true, &messages, &w.part) : FL_ENVIRONMENT;
  if (w.result) snprintf(w.result, size, "%s.run", worker->part);
  if (status != FL_OK) explain_first(&w, &messages);
  if (status == FL_OK) status = work(&w);
  fl_part_close(w.part);
  fl_note end = {.over = true, .status = status};
  if (status != FL_OK) snprintf(end.text, sizeof end.text, "%s", w.why[0] ? w.why : "out of memory");
  post(&w, &end);
  return status == FL_OK || status == FL_STOPPED ? 0 : 1;
}
