// fanloop calibrate and fanloop optimise.
#include "cli/from.h"
#include "cli/lab.h"
#include "cli/module.h"
#include "cli/plans.h"
#include "cli/ranks.h"
#include "cli/signals.h"
#include "experiment/quest.h"
#include "report/json.h"
#include "report/quest_report.h"
#include "report/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct searching {
  fl_bench bench;
  double *start;
  char *asked;
  int64_t done, all; // runs before the present round, of how many
} searching;

static int find_start(searching *s) {
  fl_bench *b = &s->bench;
  s->start = calloc(b->plan.factor_count + 1, sizeof *s->start);
  const fl_status status =
      s->start ? fl_plans_search(fl_lua_scenario(b->lua), &b->plan, b->kind, s->start, &b->messages) : FL_ENVIRONMENT;
  return status == FL_OK ? FL_EXIT_DONE : fl_session_refuse_scenario(&b->messages, status);
}

// ---- Running --------------------------------------------------------------------------------------------------------------------

static void note_round(void *ctx, const char *phase, int64_t done, int64_t all) {
  searching *s = ctx;
  (void)phase;
  s->done = done;
  s->all = all;
}

// An estimate that was asked for.
static void tell_asked(const fl_bench *b, const char *text, double seconds, double whole, int64_t all) {
  fl_json json = {.out = stdout};
  if (!b->args->given[FL_OPTION_json]) {
    fprintf(stdout, "%s\n", text);
    return;
  }
  fl_json_open(&json, NULL, '{');
  fl_json_int(&json, "runs_at_most", all);
  fl_json_real(&json, "seconds_a_run", seconds);
  fl_json_real(&json, "seconds_at_most", whole);
  fl_json_close(&json, '}');
}

// What the first run says of the others. No more is wanted with --estimate.
static bool tell_first(void *ctx, double seconds, int64_t all) {
  const searching *s = ctx;
  const fl_bench *b = &s->bench;
  char count[FL_NUMBER], each[FL_NUMBER], text[FL_SAID];
  const double whole = seconds * (double)all / (double)b->lab_plan.jobs / (double)b->lab_plan.ranks;
  snprintf(text, sizeof text, fl_word(FL_W_search_estimate), fl_text_count(all, count),
           fl_text_real(seconds, seconds < 10 ? 1 : 0, each), (long long)(whole / 60), (long long)fmod(whole, 60),
           b->lab_plan.jobs);
  if (b->progress.on) fputs("\r\033[K", stderr);
  if (b->args->given[FL_OPTION_estimate])
    tell_asked(b, fl_text_plural(text), seconds, whole, all);
  else if (!b->quiet)
    fl_tell("%s", fl_text_plural(text));
  return !b->args->given[FL_OPTION_estimate];
}

// With --estimate, of a search that has begun: what is there.
static int tell_there(const searching *s) {
  const fl_bench *b = &s->bench;
  char made[FL_NUMBER], all[FL_NUMBER];
  fl_signals_release();
  if (!b->quiet)
    fl_tell(fl_word(FL_W_search_there), b->path, fl_text_count((int64_t)fl_crew_known(b->lab.crew, INT64_MAX), made),
            fl_text_count(b->plan.budget + 2 * b->plan.confirm, all));
  return FL_EXIT_DONE;
}

static void show_progress(void *ctx, int64_t done, int64_t all, int64_t failed) {
  fl_bench *b = ctx;
  searching *s = (searching *)b; // the first member
  (void)all;
  if (s->all > 0) fl_progress_show_runs(&b->progress, s->done + done < s->all ? s->done + done : s->all, s->all, failed);
}

static int show(const searching *s) {
  const fl_bench *b = &s->bench;
  fl_messages messages = {0};
  fl_result *result = NULL;
  if (b->lab_plan.rank > 0) return FL_EXIT_DONE;
  fl_status status = fl_result_open_kind(b->path, FL_FILE_SWEEP, &messages, &result);
  if (status == FL_OK && b->args->given[FL_OPTION_module]) {
    const int code = fl_module_write(b->args->given[FL_OPTION_module], result, b->path);
    if (code != FL_EXIT_DONE) {
      fl_result_close(result);
      return code;
    }
  }
  if (status == FL_OK && b->args->given[FL_OPTION_module] && !b->quiet)
    fl_tell(fl_word(FL_W_q_module), b->args->given[FL_OPTION_module]);
  if (status == FL_OK && b->args->given[FL_OPTION_json])
    status = fl_quest_json(stdout, result, b->path);
  else if (status == FL_OK && !b->quiet)
    status = fl_quest_write(stdout, result, b->path, fl_terminal_colour(stdout));
  if (status != FL_OK) fl_session_print(&messages, false);
  if (status != FL_OK && result) fl_tell("%s: %s", b->path, fl_result_error(result));
  fl_result_close(result);
  fl_messages_free(&messages);
  return status == FL_OK ? FL_EXIT_DONE : FL_EXIT_FAILED;
}

static int end(searching *s) {
  fl_bench *b = &s->bench;
  fl_bench_end(b);
  fl_signals_release();
  const int code = show(s);
  return code != FL_EXIT_DONE ? code : b->lab.failed ? FL_EXIT_PARTLY : FL_EXIT_DONE;
}

static int run(searching *s) {
  fl_bench *b = &s->bench;
  char heading[FL_SAID];
  const int code = fl_bench_open(b);
  if (code != FL_EXIT_DONE) return code;
  if (b->lab.found == FL_LAB_COMPLETE) {
    if (!b->quiet && !b->args->given[FL_OPTION_json]) fl_text_say(stdout, FL_W_sweep_complete, b->path);
    return end(s);
  }
  const bool estimates = b->args->given[FL_OPTION_estimate] != NULL;
  if (estimates && b->lab.found == FL_LAB_GOES_ON) return tell_there(s);
  if (b->lab.found == FL_LAB_GOES_ON && !b->quiet) fl_tell(fl_word(FL_W_sweep_goes_on), b->path);
  snprintf(heading, sizeof heading, fl_word(FL_W_searching), (long long)b->plan.budget, b->plan.factor_count, b->lab_plan.jobs);
  fl_bench_begin(b, heading);
  const fl_scenario *scenario = fl_lua_scenario(b->lua);
  const fl_quest quest = {.lab = &b->lab,
                          .plan = &b->plan,
                          .kind = b->kind,
                          .start = s->start,
                          .first_run = scenario->setup.run,
                          .seed = (uint64_t)scenario->setup.seed,
                          .stop = fl_signals_stop(),
                          .messages = &b->messages,
                          .ctx = s,
                          .round = note_round,
                          .first = tell_first};
  const fl_status status = fl_quest_run(&quest);
  if (estimates && status == FL_STOPPED && !*fl_signals_stop()) {
    fl_bench_end(b);
    fl_signals_release();
    fl_lab_forget(&b->lab); // only an estimate was asked for
    return FL_EXIT_DONE;
  }
  if (status == FL_OK) return end(s);
  // What was made of a scenario that has to be changed is of no use, and would stand in the way of the changed one.
  const int refused = fl_bench_refuse(b, status);
  if (status == FL_BAD_SCENARIO && fl_ranks_meet(true) && b->lab_plan.rank == 0) fl_lab_forget(&b->lab);
  return refused;
}

static int prepare(searching *s, const fl_args *args, fl_plan_kind kind) {
  fl_bench *b = &s->bench;
  int code = fl_bench_prepare(b, args, kind);
  if (code == FL_EXIT_DONE) code = find_start(s);
  if (code == FL_EXIT_DONE && fl_plans_begins(&b->plan, kind)) code = fl_bench_try(b, s->start, 1);
  if (code == FL_EXIT_DONE && args->given[FL_OPTION_module] && b->lab_plan.rank == 0)
    code = fl_module_place(args->given[FL_OPTION_module]);
  if (code == FL_EXIT_DONE) code = fl_bench_warn(b);
  if (code == FL_EXIT_DONE) code = fl_bench_place(b, kind == FL_PLAN_calibrate ? "-calibrated" : "-optimised");
  if (code == FL_EXIT_DONE && !(s->asked = fl_quest_text(&b->plan, kind))) code = fl_session_refuse(&b->messages, FL_ENVIRONMENT);
  b->lab_plan.asked = s->asked;
  b->lab_plan.progress = show_progress;
  return code;
}

static int search(const fl_args *args, fl_plan_kind kind) {
  searching s = {0};
  int code = fl_bench_agree(&s.bench, prepare(&s, args, kind));
  if (code == FL_EXIT_DONE) {
    if (!s.bench.quiet) fl_session_print(&s.bench.messages, true);
    code = run(&s);
  }
  fl_bench_free(&s.bench, code);
  free(s.start);
  free(s.asked);
  return code;
}

int fl_command_calibrate(const fl_args *args) {
  const char *from = args->given[FL_OPTION_from], *name = fl_commands[args->command].name;
  char *made = NULL;
  if (from && args->operand_count) return fl_wrong_use(name, fl_word(FL_W_too_many_operands), args->operands[0]);
  if (!from && !args->operand_count) return fl_wrong_use(name, fl_word(FL_W_operand_missing), "SCENARIO.lua");
  fl_args own = *args;
  int code = from ? fl_from_write(from, &made) : FL_EXIT_DONE;
  const char *const operands[] = {made};
  if (made) own.operands = (const char **)(uintptr_t)operands, own.operand_count = 1;
  if (code == FL_EXIT_DONE) code = search(&own, FL_PLAN_calibrate);
  free(made);
  return code;
}

int fl_command_optimise(const fl_args *args) {
  return search(args, FL_PLAN_optimise);
}
