// fanloop run: a scenario, day by day, into one result file.
#include "cli/run.h"

#include "cli/check.h"
#include "cli/checkpoint.h"
#include "cli/memory.h"
#include "cli/signals.h"

#include "base/date.h"
#include "base/utf8.h"
#include "record/record.h"
#include "report/chart.h"
#include "report/headline.h"
#include "report/json.h"
#include "report/summary.h"
#include "report/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct run {
  const fl_args *args;
  fl_messages messages;
  fl_lua *lua;
  fl_model *model;
  fl_world *world;
  fl_record *record;
  char *path, *command, build[256];
  const char *const *sets;
  size_t set_count;
  bool detail, force;
  uint32_t threads;
  fl_checkpoints checkpoints;
  fl_progress progress;
  double seconds;
  fl_world_stats stats;
} run;

// Whether somebody wants the run to stop: the day under way is finished first.
static bool stop_wanted(void) {
  return *fl_signals_stop() != 0;
}

static int refuse(run *r, fl_status status) {
  fl_progress_end(&r->progress);
  return fl_session_refuse(&r->messages, status);
}

int fl_run_path(const fl_args *args, const char *name, const char *suffix, char **out) {
  const char *given = args->given[FL_OPTION_output];
  *out = given ? strdup(given) : fl_session_default_path(name, suffix);
  if (!*out) {
    fl_tell("%s", fl_word(FL_W_no_memory));
    return FL_EXIT_FAILED;
  }
  if (!given && mkdir("results", 0777) != 0 && errno != EEXIST) {
    fl_tell(fl_word(FL_W_no_folder), "results", strerror(errno));
    return FL_EXIT_WRONG;
  }
  return FL_EXIT_DONE;
}

int fl_run_place(const fl_args *args, const char *path) {
  if (args->given[FL_OPTION_force] || args->given[FL_OPTION_resume] || !fl_record_taken(path)) return FL_EXIT_DONE;
  fl_tell(fl_word(FL_W_exists), path);
  if (args->command == FL_COMMAND_run) fl_checkpoints_hint(args, path);
  return FL_EXIT_WRONG;
}

// The record of the run that is gone on with, where there is one, or a new one. `*texts`, to which the options point, is to be freed.
static fl_status create_record(run *r, fl_record_options *options, fl_source_text **texts) {
  const fl_lua_source *sources;
  const size_t count = fl_lua_sources(r->lua, &sources);
  *texts = calloc(count + 1, sizeof **texts);
  if (!*texts) return FL_ENVIRONMENT;
  for (size_t i = 0; i < count; i++)
    (*texts)[i] = (fl_source_text){sources[i].path, sources[i].text, sources[i].size, sources[i].module};
  *options = (fl_record_options){.path = r->path,
                                 .force = r->force,
                                 .engine_version = FL_VERSION,
                                 .build = fl_session_build(r->build),
                                 .command = r->command,
                                 .sources = *texts,
                                 .source_count = count,
                                 .sets = r->sets,
                                 .set_count = r->set_count,
                                 .all_orders = r->detail,
                                 .threads = r->threads,
                                 .checkpoint_days = r->checkpoints.every};
  fl_status status = fl_checkpoints_find(&r->checkpoints, options, r->detail, r->lua, &r->messages, &r->record);
  if (status == FL_OK && !r->record && !r->checkpoints.complete)
    status = fl_record_create(options, fl_model_scenario(r->model), &r->messages, &r->record);
  return status;
}

// Until the first day is over there is nothing to keep. A run that goes on has its file already.
static void end_at_once(const run *r) {
  char text[FL_SAID];
  if (r->checkpoints.from) return;
  snprintf(text, sizeof text, fl_word(FL_W_stopped_before), r->path);
  fl_utf8_clean(text, true);
  fl_signals_nothing_yet(fl_record_draft(r->record), text);
}

static fl_status create_world(run *r, const fl_record_options *record_options, fl_parallel parallel) {
  fl_world_options options = fl_default_world_options();
  options.parallel = parallel;
  options.hooks = fl_lua_hooks(r->lua);
  options.sink = fl_record_sink(r->record);
  options.check = r->args->given[FL_OPTION_check] != NULL;
  options.all_orders = r->detail;
  if (r->checkpoints.from)
    return fl_checkpoints_world(&r->checkpoints, r->model, &options, record_options, r->record, &r->messages, &r->world);
  return fl_world_create(r->model, &options, &r->messages, &r->world);
}

static run *under_way; // the run whose file is open

// The runtime of the threads ends the program when it gets no thread: even then no file shall be left that says 'running'.
static void end_in_order(void) {
  if (!under_way) return;
  const bool published = fl_record_published(under_way->record);
  fl_record_fail(under_way->record, FL_ENVIRONMENT, "the program was ended from inside: it got no thread");
  if (!published) fl_tell(fl_word(FL_W_failed_before), under_way->path);
}

static void watch_exit(run *r) {
  static bool registered;
  if (!registered) registered = atexit(end_in_order) == 0;
  under_way = r;
}

static fl_status simulate(run *r) {
  if (stop_wanted()) return FL_STOPPED;
  fl_status status = r->checkpoints.from ? FL_OK : fl_world_begin(r->world);
  if (status == FL_OK) status = fl_checkpoints_begin(&r->checkpoints, r->lua, r->world);
  const int64_t days = fl_world_days(r->world);
  for (int64_t day = fl_world_day(r->world); status == FL_OK && day < days; day++) {
    if (stop_wanted()) return FL_STOPPED;
    const int64_t date = fl_world_date(r->world);
    status = fl_world_step(r->world);
    fl_signals_something();
    if (status == FL_OK) status = fl_record_day(r->record, date);
    if (status == FL_OK) status = fl_checkpoints_day(&r->checkpoints, r->lua, r->world, r->record);
    if (status == FL_OK) fl_progress_show(&r->progress, day + 1, days, date);
  }
  return status == FL_OK ? fl_world_finish(r->world) : status;
}

static fl_status finish(run *r) {
  fl_digest digest;
  fl_world_digest(r->world, &digest);
  fl_world_get_stats(r->world, &r->stats);
  fl_checkpoints_stats(&r->checkpoints, &r->stats);
  return fl_record_finish(r->record, &digest, &r->stats, r->seconds);
}

static int tell_stopped(run *r, int64_t done, int64_t days) {
  char reason[160], date[FL_DATE_TEXT];
  const bool published = fl_record_published(r->record);
  snprintf(reason, sizeof reason, "stopped by a signal after day %lld of %lld", (long long)done, (long long)days);
  fl_record_fail(r->record, FL_STOPPED, reason);
  const fl_setup *setup = &fl_model_scenario(r->model)->setup;
  if (published)
    fl_tell(fl_word(FL_W_run_stopped), (long long)done, (long long)days, fl_date_text(setup->from - setup->warmup + done - 1, date),
            r->path);
  else
    fl_tell(fl_word(FL_W_stopped_before), r->path);
  if (published && r->checkpoints.every) fl_checkpoints_hint(r->args, r->path);
  return FL_EXIT_FAILED;
}

// Says why the run failed, in the file and on standard error.
static int tell_failure(run *r, fl_status status) {
  const int64_t day = fl_world_day(r->world), days = fl_world_days(r->world);
  fl_progress_end(&r->progress);
  if (status == FL_STOPPED && stop_wanted()) return tell_stopped(r, day, days);
  const char *world = fl_world_failure(r->world), *record = fl_record_error(r->record);
  const char *why = status == FL_ENVIRONMENT && record[0] ? record
                    : world[0]                            ? world
                    : record[0]                           ? record
                                                          : fl_word(FL_W_no_memory);
  const bool published = fl_record_published(r->record);
  char date[FL_DATE_TEXT], *reason = strdup(why);
  fl_tell("%s", why);
  fl_record_fail(r->record, status, reason ? reason : "");
  free(reason);
  if (published)
    fl_tell(fl_word(status == FL_ENVIRONMENT ? FL_W_write_failed : FL_W_run_failed), (long long)day + 1,
            fl_date_text(fl_world_date(r->world), date), r->path);
  else
    fl_tell(fl_word(FL_W_failed_before), r->path);
  if (published && r->checkpoints.every && status == FL_ENVIRONMENT) fl_checkpoints_hint(r->args, r->path);
  // Without the walk after every stage a world breaks by the scenario's script alone, which says where; rows that the file refuses may
  // come from an invariant that broke before.
  if (status == FL_BROKEN && !world[0] && !r->args->given[FL_OPTION_check]) fl_tell(fl_word(FL_W_reproduce), r->command);
  return status == FL_BAD_SCENARIO ? FL_EXIT_FAILED : fl_session_exit(status);
}

static double fan_days_per_second(const run *r) {
  return r->seconds > 0 ? (double)r->stats.fan_days / r->seconds : (double)NAN;
}

static void json_repurchase(fl_json *json, fl_result *result) {
  fl_query *q =
      fl_result_query(result,
                      "SELECT rate, v.from_date, v.to_date, level, whole, share FROM v_repurchase AS v JOIN run ON v.from_date >="
                      " run.from_date AND v.to_date <= run.to_date ORDER BY rate, v.from_date",
                      (const char *[]){NULL});
  fl_json_open(json, "repurchase", '[');
  while (q && fl_query_next(q)) {
    fl_json_open(json, NULL, '{');
    fl_json_text(json, "rate", fl_query_text(q, 0));
    fl_json_text(json, "from", fl_query_text(q, 1));
    fl_json_text(json, "to", fl_query_text(q, 2));
    fl_json_text(json, "level", fl_query_text(q, 3));
    fl_json_bool(json, "whole_months", fl_query_int(q, 4) == 1);
    fl_json_real(json, "share", fl_query_number(q, 5));
    fl_json_close(json, '}');
  }
  if (q) fl_query_end(q);
  fl_json_close(json, ']');
}

static void json_warnings(fl_json *json, const fl_messages *messages) {
  fl_json_open(json, "warnings", '[');
  for (size_t i = 0; i < messages->count; i++)
    if (!messages->items[i].error) fl_json_text(json, NULL, messages->items[i].text);
  fl_json_close(json, ']');
}

static fl_status print_json(const run *r, fl_result *result) {
  fl_headline h;
  const fl_status status = fl_headline_read(result, &h);
  if (status != FL_OK) return status;
  fl_json json = {.out = stdout};
  fl_json_open(&json, NULL, '{');
  fl_json_text(&json, "result", r->path);
  fl_json_text(&json, "name", h.name);
  fl_json_text(&json, "digest", h.digest);
  fl_json_int(&json, "seed", h.seed);
  fl_scale_json(&json, &h.scale);
  fl_json_int(&json, "days", h.days);
  fl_json_int(&json, "warmup", h.warmup);
  fl_json_text(&json, "from", h.from);
  fl_json_text(&json, "to", h.to);
  fl_json_int(&json, "threads", r->threads);
  fl_json_real(&json, "seconds", r->seconds);
  fl_json_real(&json, "fan_days_per_second", fan_days_per_second(r));
  fl_json_int(&json, "peak_rss_bytes", fl_peak_rss_bytes());
  fl_json_real(&json, "gmv_yuan", (double)h.gmv_fen / 100);
  fl_json_int(&json, "orders", h.orders);
  fl_json_int(&json, "buyers", h.buyers);
  fl_json_real(&json, "gmv_yuan_per_active_fan_day", h.gmv_yuan_per_dau_day);
  fl_json_real(&json, "orders_per_active_fan_day", h.orders_per_dau_day);
  fl_json_real(&json, "private_gmv_share", h.private_gmv);
  json_repurchase(&json, result);
  const fl_status rooms = fl_summary_rooms_json(&json, result), levers = fl_summary_levers_json(&json, result);
  json_warnings(&json, &r->messages);
  fl_json_close(&json, '}');
  return rooms == FL_OK ? levers : rooms;
}

// What is shown is read from the file, so that it is what the file holds.
static int show_result(const run *r) {
  fl_messages messages = {0};
  fl_result *result = NULL;
  char *shown = fl_session_shown(r->path);
  fl_status status = fl_result_open(r->path, &messages, &result);
  if (status == FL_OK && r->args->given[FL_OPTION_json]) {
    status = print_json(r, result);
  } else if (status == FL_OK && r->args->given[FL_OPTION_quiet]) {
    status = fl_chart_weeks(stdout, result, fl_terminal_colour(stdout), r->args->given[FL_OPTION_ascii] != NULL);
  } else if (status == FL_OK) {
    const fl_summary_options options = {.path = shown ? shown : "",
                                        .warnings = &r->messages,
                                        .seconds = r->seconds,
                                        .fan_days_per_second = fan_days_per_second(r),
                                        .threads = r->threads,
                                        .peak_rss_bytes = fl_peak_rss_bytes(),
                                        .colour = fl_terminal_colour(stdout),
                                        .chart = r->args->given[FL_OPTION_chart] != NULL,
                                        .ascii = r->args->given[FL_OPTION_ascii] != NULL};
    status = fl_summary_write(stdout, result, &options);
  }
  const char *why = !result                      ? fl_word(FL_W_unreadable)
                    : fl_result_error(result)[0] ? fl_result_error(result)
                                                 : fl_word(FL_W_no_memory);
  if (status != FL_OK) fl_tell("%s: %s", r->path, why);
  free(shown);
  fl_messages_free(&messages);
  fl_result_close(result);
  return status == FL_OK ? FL_EXIT_DONE : FL_EXIT_FAILED;
}

// What `check` would have warned of belongs beside the result; a run that came to nothing has other worries.
static fl_status keep_warnings(run *r) {
  fl_check check = fl_check_of(r->lua);
  const fl_status status = fl_check_grain(&check, &r->messages);
  static const fl_word_id stocks[FL_DRIFTS] = {FL_W_d_followers, FL_W_d_trust, FL_W_d_private};
  double change, catchment, crowd;
  char a[FL_NUMBER], b[FL_NUMBER];
  if (fl_world_crowded(r->world, &catchment, &crowd))
    fl_messages_add(&r->messages, false, fl_word(FL_W_crowded), fl_text_count(llround(catchment), a),
                    fl_text_count(llround(crowd), b));
  for (int i = 0; i < FL_DRIFTS; i++)
    if (fl_world_drifts(r->world, (fl_drift)i, &change))
      fl_messages_add(&r->messages, false, fl_word(FL_W_drift), fl_word(stocks[i]), 100 * change);
  fl_tell_saturation(r->world, &r->messages);
  const int64_t refused = fl_world_kinds_refused(r->world);
  if (refused > 0) fl_messages_add(&r->messages, false, fl_word(FL_W_kinds_refused), (long long)refused);
  return status;
}

// What is to be guessed stands before the run, so that nobody reads the answer first.
static void ask(const fl_scenario *s) {
  char line[FL_TEXT_MAX + 64];
  const char *question = fl_get_lang() == FL_LANG_ZH && s->question_zh[0] ? s->question_zh : s->question;
  if (!question[0]) return;
  snprintf(line, sizeof line, fl_word(FL_W_s_question), question);
  fl_text_wrap(stdout, line, 0);
  putchar('\n');
  fflush(stdout);
}

// Its variants are not run here: another command compares them.
static int show(const run *r) {
  const size_t variants = fl_lua_scenario(r->lua)->variant_count;
  const int code = show_result(r);
  if (code == FL_EXIT_DONE && variants && !r->args->given[FL_OPTION_json] && !r->args->given[FL_OPTION_quiet])
    fl_text_say(stdout, FL_W_s_variants, variants, r->args->operands[0]);
  return code;
}

// The record comes first: what is wrong with its place should show before the world has been built.
static int build_run(run *r, bool question) {
  fl_source_text *sources = NULL;
  fl_record_options options;
  const bool quiet = r->args->given[FL_OPTION_quiet] != NULL;
  const fl_parallel parallel = fl_parallel_openmp(r->threads);
  r->threads = parallel.workers;
  fl_status status = create_record(r, &options, &sources);
  const bool recorded = status == FL_OK && !r->checkpoints.complete;
  const bool asked = question && !quiet && !r->args->given[FL_OPTION_json];
  if (recorded) {
    watch_exit(r);
    end_at_once(r);
    if (asked && !r->checkpoints.from) ask(fl_model_scenario(r->model));
    r->progress = fl_progress_begin(!quiet, r->args->given[FL_OPTION_ascii] != NULL);
    status = create_world(r, &options, parallel);
    if (asked && r->checkpoints.from && status == FL_OK) ask(fl_model_scenario(r->model)); // not before it is known to go on
  }
  free(sources);
  if (status == FL_OK) return FL_EXIT_DONE;
  fl_signals_something();                               // what is there is taken away below
  const bool begins = recorded && !r->checkpoints.from; // what was to be resumed stays as it is
  if (begins) fl_record_fail(r->record, status, "");
  const int code = refuse(r, status);
  if (begins) fl_tell(fl_word(FL_W_failed_before), r->path);
  return code;
}

// Up to the complete result. `question`: it stands before the run.
static int run_days(run *r, bool question) {
  fl_signals_catch();
  const int code = build_run(r, question);
  if (code != FL_EXIT_DONE || r->checkpoints.complete) return code;
  fl_world_clock(r->world, fl_clock_seconds);
  const double before = r->checkpoints.from ? fl_checkpoint_read_head(r->checkpoints.from)->seconds : 0;
  r->checkpoints.begun = r->progress.begun = fl_clock_seconds() - before;
  fl_status status = simulate(r);
  r->seconds = fl_clock_seconds() - r->checkpoints.begun;
  if (status == FL_OK) status = finish(r);
  if (status != FL_OK) return tell_failure(r, status);
  fl_progress_end(&r->progress);
  fl_signals_release();
  return FL_EXIT_DONE;
}

static int run_and_show(run *r) {
  const int code = run_days(r, true);
  const bool quiet = r->args->given[FL_OPTION_quiet], json = r->args->given[FL_OPTION_json];
  if (code != FL_EXIT_DONE || r->checkpoints.complete || (quiet && !json && !r->args->given[FL_OPTION_chart])) return code;
  const fl_status status = keep_warnings(r);
  return status == FL_OK ? show(r) : refuse(r, status);
}

static void clean_up(run *r) {
  under_way = NULL;
  fl_checkpoints_close(&r->checkpoints);
  if (r->record) fl_record_close(r->record);
  if (r->world) fl_world_destroy(r->world);
  if (r->model) fl_model_destroy(r->model);
  if (r->lua) fl_lua_close(r->lua);
  fl_messages_free(&r->messages);
  free(r->path);
  free(r->command);
}

static int make_model(run *r) {
  if (!fl_memory_fits(fl_lua_scenario(r->lua), 1)) return FL_EXIT_WRONG;
  fl_status status = fl_checkpoints_watch(&r->checkpoints, r->lua, &r->messages);
  if (status == FL_OK) status = fl_model_create(fl_lua_scenario(r->lua), &r->messages, &r->model);
  return status == FL_OK ? FL_EXIT_DONE : refuse(r, status);
}

int fl_run_again(const fl_args *args, const fl_run_plan *plan) {
  run r = {.args = args,
           .lua = plan->lua,
           .sets = plan->sets,
           .set_count = plan->set_count,
           .detail = plan->detail,
           .force = plan->force,
           .threads = plan->threads};
  int code = make_model(&r);
  if (code == FL_EXIT_DONE) {
    r.path = strdup(plan->path);
    r.command = fl_session_command(args);
    code = r.path && r.command ? run_days(&r, false) : refuse(&r, FL_ENVIRONMENT);
  }
  r.lua = NULL; // the caller's
  clean_up(&r);
  return code;
}

int fl_command_run(const fl_args *args) {
  run r = {.args = args, .detail = args->given[FL_OPTION_detail] != NULL, .force = args->given[FL_OPTION_force] != NULL};
  fl_sets sets = {0};
  if (!fl_session_threads(args, &r.threads) || !fl_checkpoints_read(args, &r.checkpoints)) return FL_EXIT_WRONG;
  int code = fl_session_load(args, &r.messages, &r.lua);
  if (code == FL_EXIT_DONE) code = make_model(&r);
  if (code == FL_EXIT_DONE) code = fl_run_path(args, fl_lua_scenario(r.lua)->name, "", &r.path);
  if (code == FL_EXIT_DONE) code = fl_run_place(args, r.path);
  if (code == FL_EXIT_DONE) {
    r.command = fl_session_command(args);
    const bool fits = r.command && fl_session_sets(args, &sets);
    r.sets = (const char *const *)sets.items;
    r.set_count = sets.count;
    code = fits ? run_and_show(&r) : refuse(&r, FL_ENVIRONMENT);
  }
  clean_up(&r);
  fl_sets_free(&sets);
  return code;
}
