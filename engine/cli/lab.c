#include "cli/lab.h"

#include "cli/arms.h"
#include "cli/check.h"
#include "cli/memory.h"
#include "cli/plans.h"
#include "cli/points.h"
#include "cli/ranks.h"
#include "cli/run.h"
#include "cli/signals.h"
#include "report/text.h"

#include <stdlib.h>
#include <string.h>

// ---- Preparing ------------------------------------------------------------------------------------------------------------------

static bool read_whole(fl_bench *b, fl_option_id option, const char *field, int64_t *out) {
  const fl_field *row = fl_field_find(&fl_plan_fields[b->kind], field);
  return !row || fl_session_whole(b->args, option, (int64_t)row->min, (int64_t)row->max, out);
}

// "2/5"
static bool read_shard(fl_bench *b) {
  const char *text = b->args->given[FL_OPTION_shard];
  long long shard, shards;
  int end = 0;
  b->lab_plan.shard = 0;
  b->lab_plan.shards = 1;
  if (!text) return true;
  if (sscanf(text, "%lld/%lld%n", &shard, &shards, &end) == 2 && !text[end] && shard >= 1 && shard <= shards && shards <= 100000) {
    b->lab_plan.shard = shard - 1;
    b->lab_plan.shards = shards;
    return true;
  }
  fl_wrong_use(fl_commands[b->args->command].name, fl_word(FL_W_bad_shard), text);
  return false;
}

static bool read_workers(fl_bench *b) {
  fl_compare workers = {0};
  if (!fl_arms_workers(b->args, &workers)) return false;
  b->lab_plan.jobs = workers.jobs;
  b->lab_plan.threads = workers.threads;
  return true;
}

static bool note_sources(fl_bench *b) {
  const fl_lua_source *sources;
  const size_t count = fl_lua_sources(b->lua, &sources);
  b->texts = calloc(count + 1, sizeof *b->texts);
  for (size_t i = 0; b->texts && i < count; i++)
    b->texts[i] = (fl_source_text){sources[i].path, sources[i].text, sources[i].size, sources[i].module};
  b->lab_plan.sources = b->texts;
  b->lab_plan.source_count = count;
  return b->texts != NULL;
}

// The scenario, its plan with what options change, and its texts.
static int load(fl_bench *b) {
  const int code = fl_session_load(b->args, &b->messages, &b->lua);
  if (code != FL_EXIT_DONE) return code;
  b->plan = *fl_lua_plan(b->lua, b->kind);
  if (!b->plan.given) {
    fl_tell(fl_word(FL_W_no_plan), b->args->operands[0], fl_plan_names[b->kind], fl_plan_names[b->kind]);
    return FL_EXIT_WRONG;
  }
  if (!read_whole(b, FL_OPTION_runs, "runs", &b->plan.runs) || !read_whole(b, FL_OPTION_points, "points", &b->plan.points) ||
      !read_whole(b, FL_OPTION_budget, "budget", &b->plan.budget))
    return FL_EXIT_WRONG;
  if (!fl_session_sets(b->args, &b->sets) || !note_sources(b)) return fl_session_refuse(&b->messages, FL_ENVIRONMENT);
  return FL_EXIT_DONE;
}

int fl_bench_prepare(fl_bench *b, const fl_args *args, fl_plan_kind kind) {
  *b = (fl_bench){.args = args, .kind = kind, .quiet = args->given[FL_OPTION_quiet] != NULL};
  b->lab_plan.ranks = 1;
  // A shard is made by one process, whoever started it: srun may start one for each.
  if (!args->given[FL_OPTION_shard] && !fl_ranks_begin(&b->lab_plan.rank, &b->lab_plan.ranks)) return FL_EXIT_WRONG;
  fl_tell_nothing(b->lab_plan.rank > 0); // until all are ready: they read the same
  b->quiet |= b->lab_plan.rank > 0;
  if (!read_shard(b) || !read_workers(b)) return FL_EXIT_WRONG;
  if (args->given[FL_OPTION_estimate] && (b->lab_plan.ranks > 1 || args->given[FL_OPTION_force_new])) {
    const fl_word_id why = b->lab_plan.ranks > 1 ? FL_W_estimate_alone : FL_W_estimate_keeps;
    return fl_wrong_use(fl_commands[args->command].name, "%s", fl_word(why));
  }
  return load(b);
}

void fl_bench_free(fl_bench *b, int code) {
  fl_lab_close(&b->lab);
  if (b->lua) fl_lua_close(b->lua);
  fl_sets_free(&b->sets);
  fl_messages_free(&b->messages);
  free(b->texts);
  free(b->path);
  free(b->command);
  fl_ranks_end(b->stopped ? FL_EXIT_DONE : code); // all have stopped: nobody waits for this one
}

int fl_bench_agree(const fl_bench *b, int code) {
  fl_tell_nothing(false);
  const bool alone = fl_ranks_meet(b->lab_plan.rank > 0 || code == FL_EXIT_DONE) && code != FL_EXIT_DONE;
  if (alone) fl_tell(fl_word(FL_W_rank_alone), (long long)b->lab_plan.rank);
  return fl_ranks_agree(code);
}

int fl_bench_warn(fl_bench *b) {
  fl_check check = fl_check_of(b->lua);
  if (b->quiet) return FL_EXIT_DONE;
  const fl_status status = fl_check_grain(&check, &b->messages);
  return status == FL_OK ? FL_EXIT_DONE : fl_session_refuse(&b->messages, status);
}

// ---- Runs -----------------------------------------------------------------------------------------------------------------------

// The scenario from its texts, with the settings of a point behind those of the command line.
static fl_status open_trial(void *ctx, const char *const *sets, size_t count, fl_messages *messages, fl_trial *out) {
  const fl_bench *b = ctx;
  fl_sets all = {.items = calloc(b->sets.count + count + 1, sizeof *all.items)};
  fl_lua *lua = NULL;
  if (!all.items) return FL_ENVIRONMENT;
  for (size_t i = 0; i < b->sets.count; i++) all.items[all.count++] = b->sets.items[i];
  for (size_t i = 0; i < count; i++) all.items[all.count++] = (char *)(uintptr_t)sets[i];
  const fl_status status = fl_session_load_texts(b->texts, b->lab_plan.source_count, &all, messages, &lua);
  free(all.items);
  if (status == FL_OK) *out = (fl_trial){fl_lua_scenario(lua), fl_lua_hooks(lua), lua};
  return status;
}

static void close_trial(void *ctx, fl_trial *trial) {
  (void)ctx;
  fl_lua_close(trial->handle);
}

static void show_progress(void *ctx, int64_t done, int64_t all, int64_t failed) {
  fl_bench *b = ctx;
  b->failed = failed;
  fl_progress_show_runs(&b->progress, done, all, failed);
}

static bool meet(void *ctx, bool good) {
  (void)ctx;
  return fl_ranks_meet(good);
}

// What is wrong with points: each mistake once, with the first point that has it.
enum { MISTAKES = 20, TRIED_MOST = 1000, SECONDS_TRIED = 2 };
typedef struct mistakes {
  char *text[MISTAKES];
  size_t more[MISTAKES], count;
} mistakes;

static void note_mistake(mistakes *m, const char *at, size_t point, const char *settings, const char *why) {
  static const char from[] = "command line: "; // settings of a point go the way of --set
  if (strncmp(why, from, sizeof from - 1) == 0) why += sizeof from - 1;
  for (size_t i = 0; i < m->count; i++)
    if (strcmp(m->text[i], why) == 0) {
      m->more[i]++;
      return;
    }
  if (m->count == MISTAKES || !(m->text[m->count] = strdup(why))) return;
  m->count++;
  fl_tell(fl_word(FL_W_point_refused), at, point, settings, why);
}

static int end_mistakes(mistakes *m) {
  size_t more = 0;
  for (size_t i = 0; i < m->count; i++) {
    more = m->more[i] > more ? m->more[i] : more;
    free(m->text[i]);
  }
  if (more) fl_tell(fl_word(FL_W_point_same), more);
  return m->count ? FL_EXIT_WRONG : FL_EXIT_DONE;
}

int fl_bench_try(fl_bench *b, const double *u, size_t count) {
  const size_t width = b->plan.factor_count;
  mistakes wrong = {0};
  const double begun = fl_clock_seconds();
  for (size_t p = 0; p < count && p < TRIED_MOST && wrong.count < MISTAKES && fl_clock_seconds() - begun < SECONDS_TRIED; p++) {
    fl_messages messages = {0};
    fl_trial trial = {0};
    char *text = fl_crew_settings(b->plan.factors, width, u + p * width), *copy = text ? strdup(text) : NULL;
    const char **sets = calloc(width + 1, sizeof *sets);
    size_t used = 0;
    for (char *at = copy && sets ? strtok(copy, "\n") : NULL; at; at = strtok(NULL, "\n")) sets[used++] = at;
    const fl_status status = copy && sets ? open_trial(b, sets, used, &messages, &trial) : FL_ENVIRONMENT;
    if (status == FL_OK) close_trial(b, &trial);
    for (char *at = text; at && *at; at++) *at = *at == '\n' ? ' ' : *at;
    for (size_t i = 0; status == FL_BAD_SCENARIO && i < messages.count; i++)
      if (messages.items[i].error) note_mistake(&wrong, b->plan.at, p + 1, text, messages.items[i].text);
    free(text);
    free(copy);
    free(sets);
    fl_messages_free(&messages);
    if (status == FL_ENVIRONMENT) return end_mistakes(&wrong), fl_session_refuse(&b->messages, status);
  }
  return end_mistakes(&wrong);
}

int fl_bench_check(const fl_args *args, fl_plan_kind kind, fl_messages *messages) {
  fl_bench b = {.args = args, .kind = kind};
  fl_design_made points = {0};
  int code = load(&b);
  double *start = calloc(b.plan.factor_count + 1, sizeof *start);
  const bool sweeps = kind == FL_PLAN_sweep;
  fl_status status = start ? FL_OK : FL_ENVIRONMENT;
  if (status == FL_OK && code == FL_EXIT_DONE)
    status = sweeps ? fl_plans_points(b.lua, &b.plan, &points, messages)
                    : fl_plans_search(fl_lua_scenario(b.lua), &b.plan, kind, start, messages);
  if (status != FL_OK)
    code = fl_session_exit(status);
  else if (code == FL_EXIT_DONE && (sweeps || fl_plans_begins(&b.plan, kind)))
    code = fl_bench_try(&b, sweeps ? points.u : start, sweeps ? points.count : 1);
  free(start);
  fl_design_free(&points);
  fl_bench_free(&b, code);
  return code;
}

// ---- The place ------------------------------------------------------------------------------------------------------------------

// What would be overruled by every point; a search that begins with the scenario as it is begins there.
static int check_sets(const fl_bench *b) {
  int code = FL_EXIT_DONE;
  for (size_t i = 0; i < b->sets.count && !fl_plans_begins(&b->plan, b->kind); i++)
    for (size_t f = 0; f < b->plan.factor_count; f++) {
      const char *key = b->plan.factors[f].key;
      const size_t length = strlen(key);
      if (strncmp(b->sets.items[i], key, length) != 0 || b->sets.items[i][length] != '=') continue;
      fl_tell(fl_word(FL_W_set_factor), b->sets.items[i], key);
      code = FL_EXIT_WRONG;
    }
  const fl_setup *setup = &fl_lua_scenario(b->lua)->setup;
  const int64_t last = setup->run + (b->kind == FL_PLAN_sweep ? b->plan.runs : b->plan.budget + 2 * b->plan.confirm) - 1;
  const double most = fl_field_find(&fl_setup_fields, "run")->max;
  if ((double)last > most) {
    fl_tell(fl_word(FL_W_runs_beyond), (long long)setup->run, (long long)last, most);
    code = FL_EXIT_WRONG;
  }
  if (b->kind == FL_PLAN_calibrate && b->plan.method == FL_METHOD_posterior && b->args->given[FL_OPTION_runs]) {
    fl_tell("%s", fl_word(FL_W_runs_idle));
    code = FL_EXIT_WRONG;
  }
  return code;
}

// What decides the rows, and nothing of where they go or who makes them: the same file whoever does.
static char *plain_command(const fl_bench *b) {
  static const fl_option_id kept[] = {FL_OPTION_seed,   FL_OPTION_fans,   FL_OPTION_days,  FL_OPTION_runs,
                                      FL_OPTION_points, FL_OPTION_budget, FL_OPTION_design};
  const fl_args *args = b->args;
  const char *const words[] = {fl_commands[args->command].name, args->operands[0]};
  char *text = fl_session_words(words, 2, args->sets, args->set_count);
  for (size_t i = 0; text && i < sizeof kept / sizeof *kept; i++) {
    const char *value = args->given[kept[i]];
    if (!value) continue;
    char *more = fl_session_option(text, fl_options[kept[i]].name, value);
    free(text);
    text = more;
  }
  return text;
}

int fl_bench_place(fl_bench *b, const char *ending) {
  const fl_scenario *s = fl_lua_scenario(b->lua);
  fl_lab_plan *p = &b->lab_plan;
  char shard[96];
  if (check_sets(b) != FL_EXIT_DONE) return FL_EXIT_WRONG;
  snprintf(shard, sizeof shard, p->shards > 1 ? "%s.shard-%lld-of-%lld" : "%s", ending, (long long)p->shard + 1,
           (long long)p->shards);
  const int code = fl_run_path(b->args, s->name, shard, &b->path);
  if (code != FL_EXIT_DONE) return code;
  b->command = plain_command(b);
  if (!b->command) return fl_session_refuse(&b->messages, FL_ENVIRONMENT);
  fl_arms_share(s, p->ranks > 1 && !p->jobs ? 1 : p->jobs, p->threads, &p->jobs, &p->threads);
  if (!fl_memory_fits(s, p->jobs)) return FL_EXIT_WRONG;
  p->path = b->path;
  p->force_new = b->args->given[FL_OPTION_force_new] != NULL;
  p->retry = b->args->given[FL_OPTION_retry_failed] != NULL;
  p->plan = &b->plan;
  p->kind = b->kind;
  p->design = fl_plan_design(&b->plan, b->kind);
  p->engine_version = FL_VERSION;
  p->build = fl_session_build(b->build);
  p->command = b->command;
  p->sets = (const char *const *)b->sets.items;
  p->set_count = b->sets.count;
  p->scenario = s;
  p->asked = "";
  p->ctx = b;
  p->open = open_trial;
  p->close = close_trial;
  p->progress = show_progress;
  p->meet = p->ranks > 1 ? meet : NULL;
  return FL_EXIT_DONE;
}

int fl_bench_refuse(fl_bench *b, fl_status status) {
  fl_bench_end(b);
  if (status == FL_STOPPED) {
    if (!b->quiet) fl_tell(fl_word(FL_W_lab_stopped), b->path);
    b->stopped = true;
    return FL_EXIT_FAILED;
  }
  if (status == FL_BAD_SCENARIO && b->lab_plan.rank > 0) return FL_EXIT_WRONG; // the first process says it
  return fl_session_refuse(&b->messages, status);
}

int fl_bench_open(fl_bench *b) {
  fl_signals_catch();
  const fl_status status = fl_lab_open(&b->lab_plan, &b->messages, &b->lab);
  return fl_ranks_agree(status == FL_OK ? FL_EXIT_DONE : fl_bench_refuse(b, status));
}

void fl_bench_begin(fl_bench *b, const char *heading) {
  char text[FL_SAID];
  snprintf(text, sizeof text, "%s", heading);
  b->begun = fl_clock_seconds();
  b->progress = fl_progress_begin_with(!b->quiet, b->args->given[FL_OPTION_ascii] != NULL, fl_text_plural(text));
}

void fl_bench_end(fl_bench *b) {
  fl_progress_end(&b->progress);
}
