// fanloop calibrate and fanloop optimise.
#include "cli/from.h"
#include "cli/lab.h"
#include "cli/module.h"
#include "cli/ranks.h"
#include "cli/signals.h"
#include "experiment/quest.h"
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

// The place of each factor as the scenario has it.
static int find_start(searching *s) {
  fl_bench *b = &s->bench;
  const fl_scenario *scenario = fl_lua_scenario(b->lua);
  int code = FL_EXIT_DONE;
  s->start = calloc(b->plan.factor_count + 1, sizeof *s->start);
  if (!s->start) return fl_session_refuse(&b->messages, FL_ENVIRONMENT);
  for (size_t f = 0; f < b->plan.factor_count; f++) {
    const fl_factor *factor = &b->plan.factors[f];
    const void *base = NULL;
    char value[FL_TEXT_MAX];
    const fl_field *field = fl_scenario_lever(scenario, factor->key, &base);
    if (field)
      fl_field_print(field, base, value, sizeof value);
    else if (strcmp(factor->key, "days") == 0)
      snprintf(value, sizeof value, "%lld", (long long)(scenario->setup.to - scenario->setup.from + 1));
    else
      snprintf(value, sizeof value, "%s", strcmp(factor->key, "variant") == 0 ? scenario->name : "?");
    if (fl_factor_find(factor, value, &s->start[f])) continue;
    fl_tell(fl_word(FL_W_start_outside), b->args->operands[0], factor->key, value);
    code = FL_EXIT_WRONG;
  }
  return code;
}

static bool needs_start(const fl_bench *b) {
  return b->kind == FL_PLAN_optimise || b->plan.method == FL_METHOD_nearest;
}

static int check_budget(const fl_bench *b) {
  const int64_t least = fl_quest_least(&b->plan, b->kind);
  if (b->plan.budget >= least) return FL_EXIT_DONE;
  fl_tell(fl_word(FL_W_small_budget), (long long)b->plan.budget, b->plan.factor_count, (long long)least);
  return FL_EXIT_WRONG;
}

// ---- Running --------------------------------------------------------------------------------------------------------------------

static void note_round(void *ctx, const char *phase, int64_t done, int64_t all) {
  searching *s = ctx;
  (void)phase;
  s->done = done;
  s->all = all;
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
    if (!b->quiet) fl_text_say(stdout, FL_W_sweep_complete, b->path);
    return end(s);
  }
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
                          .round = note_round};
  const fl_status status = fl_quest_run(&quest);
  return status == FL_OK ? end(s) : fl_bench_refuse(b, status);
}

static int prepare(searching *s, const fl_args *args, fl_plan_kind kind) {
  fl_bench *b = &s->bench;
  int code = fl_bench_prepare(b, args, kind);
  if (code == FL_EXIT_DONE && needs_start(b)) code = find_start(s);
  if (code == FL_EXIT_DONE) code = check_budget(b);
  if (code == FL_EXIT_DONE && s->start) code = fl_bench_try(b, s->start, 1);
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
  int code = fl_ranks_agree(prepare(&s, args, kind));
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
