// fanloop compare: variants beside their baseline, over several run numbers.
#include "cli/arms.h"
#include "cli/check.h"
#include "cli/run.h"

#include "base/nearname.h"
#include "params/number.h"
#include "report/comparison.h"
#include "report/text.h"

#include <stdlib.h>
#include <string.h>

enum { RUNS_USUAL = 5, RUNS_UNTIL = 100 };

typedef struct command {
  const fl_args *args;
  fl_messages messages;
  fl_arms arms;
  fl_compare plan;
  fl_sets sets;
  fl_failures failures;
  const char *explain; // name of an arm; NULL: the first that differs
  char *path;
} command;

// ---- Options ----------------------------------------------------------------------------------------------------------------------

// A number, and whether it stands before a per cent sign.
static bool read_number(const char *text, double *out, bool *percent) {
  char copy[32];
  const size_t length = strlen(text);
  *percent = length > 0 && text[length - 1] == '%';
  if (length >= sizeof copy) return false;
  memcpy(copy, text, length + 1);
  if (*percent) copy[length - 1] = '\0';
  return fl_number_parse(copy, out);
}

// "1%" or "0.01". Nobody asks for a half and means it: who writes 0.5 thinks of per cent.
static bool read_share(const fl_args *args, fl_option_id option, double *out) {
  static const double PLAIN_MOST = 0.5, SHARE_MOST = 100;
  const char *text = args->given[option], *name = fl_commands[args->command].name;
  double number;
  bool percent;
  if (!text) return true;
  const bool good = read_number(text, &number, &percent) && number > 0 && number <= SHARE_MOST;
  if (good && (percent || number < PLAIN_MOST)) {
    *out = percent ? number / 100 : number;
    return true;
  }
  if (good)
    fl_wrong_use(name, fl_word(FL_W_share_or_percent), fl_options[option].name, text, 100 * number, text);
  else
    fl_wrong_use(name, fl_word(FL_W_bad_share), fl_options[option].name, text);
  return false;
}

static bool read_after(const fl_args *args, fl_after *out) {
  const char *text = args->given[FL_OPTION_after];
  *out = (fl_after){.days = {FL_AFTER_USUAL}, .count = 1};
  if (!text || fl_after_read(text, out)) return true;
  fl_wrong_use(fl_commands[args->command].name, fl_word(FL_W_bad_after), fl_options[FL_OPTION_after].name, (int)FL_AFTER_MOST,
               (int)FL_AFTER_DAYS_MAX, text);
  return false;
}

static bool read_options(command *c) {
  fl_compare *plan = &c->plan;
  if (!fl_session_whole(c->args, FL_OPTION_runs, 1, FL_EXPERIMENT_RUNS_MAX, &plan->runs) || !fl_arms_workers(c->args, plan) ||
      !read_share(c->args, FL_OPTION_until_ci, &plan->until_ci) || !read_after(c->args, &plan->after))
    return false;
  if (c->args->given[FL_OPTION_kpi] && plan->until_ci == 0) {
    fl_wrong_use(fl_commands[c->args->command].name, "%s", fl_word(FL_W_kpi_alone));
    return false;
  }
  if (plan->runs == 0) plan->runs = plan->until_ci > 0 ? RUNS_UNTIL : RUNS_USUAL;
  plan->level = 0.95;
  plan->until_kpis = c->args->given[FL_OPTION_kpi] ? c->args->given[FL_OPTION_kpi] : "gmv";
  plan->straight = c->args->given[FL_OPTION_straight] != NULL;
  plan->force = c->args->given[FL_OPTION_force] != NULL;
  plan->detail = c->args->given[FL_OPTION_detail] != NULL;
  return true;
}

// The number of the arm called `name`; arm_count after a message.
static size_t find_arm(const fl_arms *arms, fl_option_id option, const char *name) {
  char list[FL_SAID] = "";
  fl_near near = fl_near_start(name);
  for (size_t a = 0; a < arms->count; a++) {
    if (strcmp(arms->arms[a].name, name) == 0) return a;
    fl_near_offer(&near, arms->arms[a].name);
  }
  for (size_t a = 0, used = 0; a < arms->count && used < sizeof list; a++)
    used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", a ? fl_word(FL_W_comma) : "", arms->arms[a].name);
  if (near.best)
    fl_tell(fl_word(FL_W_no_such_arm_near), fl_options[option].name, name, list, near.best);
  else
    fl_tell(fl_word(FL_W_no_such_arm), fl_options[option].name, name, list);
  return arms->count;
}

static int choose_baseline(command *c) {
  const char *given = c->args->given[FL_OPTION_baseline], *own = fl_lua_scenario(c->arms.lua[0])->baseline;
  const char *name = given ? given : c->arms.file_count == 1 && own[0] ? own : c->arms.arms[0].name;
  const char *explain = c->args->given[FL_OPTION_explain], *usual = fl_lua_scenario(c->arms.lua[0])->explain;
  c->plan.baseline = find_arm(&c->arms, FL_OPTION_baseline, name);
  if (c->plan.baseline == c->arms.count) return FL_EXIT_WRONG;
  c->explain = explain;
  // What the scenario would explain may be the baseline that was asked for.
  if (!explain && c->arms.file_count == 1 && usual[0] && strcmp(usual, name) != 0) c->explain = usual;
  if (!explain) return FL_EXIT_DONE;
  const size_t arm = find_arm(&c->arms, FL_OPTION_explain, explain);
  if (arm == c->plan.baseline) fl_tell(fl_word(FL_W_explains_nothing), explain);
  return arm == c->arms.count || arm == c->plan.baseline ? FL_EXIT_WRONG : FL_EXIT_DONE;
}

// ---- Before it begins --------------------------------------------------------------------------------------------------------------

// Scenarios beside one another often have the same to be warned of.
static void add_new(const fl_messages *from, fl_messages *to) {
  for (size_t i = 0; i < from->count; i++)
    if (fl_messages_find(to, from->items[i].text) == to->count)
      fl_messages_add(to, from->items[i].error, "%s", from->items[i].text);
}

// Of several files the scenarios alone are compared.
static void warn_of_variants(command *c) {
  bool some = false;
  for (size_t f = 0; f < c->arms.file_count; f++) {
    const fl_scenario *s = fl_lua_scenario(c->arms.lua[f]);
    some |= s->variant_count > 0 || s->baseline[0] || s->explain[0];
  }
  if (some && c->arms.file_count > 1) fl_messages_add(&c->messages, false, "%s", fl_word(FL_W_several_files));
}

// What `check` warns of.
static int warn(command *c) {
  fl_status status = FL_OK;
  if (c->args->given[FL_OPTION_quiet]) return FL_EXIT_DONE;
  warn_of_variants(c);
  for (size_t f = 0; status == FL_OK && f < c->arms.file_count; f++) {
    fl_check check = fl_check_of(c->arms.lua[f]);
    fl_messages own = {0};
    status = fl_check_grain(&check, &own);
    if (status == FL_OK && c->arms.file_count == 1) status = fl_check_variants(&check, &own);
    add_new(&own, &c->messages);
    fl_messages_free(&own);
  }
  return status == FL_OK ? FL_EXIT_DONE : fl_session_refuse(&c->messages, status);
}

// ---- Running ----------------------------------------------------------------------------------------------------------------------

static int show(const command *c) {
  fl_messages messages = {0};
  fl_result *result = NULL;
  const fl_comparison_options options = {.path = c->path, .explain = c->explain, .colour = fl_terminal_colour(stdout)};
  fl_status status = fl_result_open_kind(c->path, FL_FILE_COMPARISON, &messages, &result);
  if (status == FL_OK && c->args->given[FL_OPTION_json])
    status = fl_comparison_json(stdout, result, &options);
  else if (status == FL_OK && !c->args->given[FL_OPTION_quiet])
    status = fl_comparison_write(stdout, result, &options);
  if (status != FL_OK && !result) fl_session_print(&messages, false);
  if (status != FL_OK && result)
    fl_tell("%s: %s", c->path, fl_result_error(result)[0] ? fl_result_error(result) : fl_word(FL_W_no_memory));
  fl_result_close(result);
  fl_messages_free(&messages);
  return status == FL_OK ? FL_EXIT_DONE : FL_EXIT_FAILED;
}

static int compare(command *c) {
  fl_compare_outcome outcome;
  if (!fl_session_sets(c->args, &c->sets)) return fl_session_refuse(&c->messages, FL_ENVIRONMENT);
  c->plan.path = c->path;
  const fl_status status = fl_arms_run(c->args, &c->arms, &c->sets, &c->plan, &c->messages, &c->failures, &outcome);
  if (outcome.runs == 0 || (status != FL_OK && status != FL_STOPPED)) return fl_session_exit(status);
  fl_failures_tell(&c->failures, c->arms.arms);
  const int shown = show(c);
  if (status == FL_STOPPED) fl_tell(fl_word(FL_W_compare_stopped), (long long)outcome.runs, c->path);
  if (shown != FL_EXIT_DONE || status == FL_STOPPED) return FL_EXIT_FAILED;
  return outcome.failed ? FL_EXIT_PARTLY : FL_EXIT_DONE;
}

int fl_command_compare(const fl_args *args) {
  command c = {.args = args};
  int code = read_options(&c) ? fl_arms_load(args, &c.messages, &c.arms) : FL_EXIT_WRONG;
  if (code == FL_EXIT_DONE) code = choose_baseline(&c);
  if (code == FL_EXIT_DONE) code = fl_run_path(args, c.arms.scenarios[0].name, "-compared", &c.path);
  if (code == FL_EXIT_DONE) code = fl_run_place(args, c.path);
  if (code == FL_EXIT_DONE) code = warn(&c);
  if (code == FL_EXIT_DONE) {
    fl_session_print(&c.messages, true);
    code = compare(&c);
  }
  fl_arms_free(&c.arms);
  fl_sets_free(&c.sets);
  fl_failures_free(&c.failures);
  fl_messages_free(&c.messages);
  free(c.path);
  return code;
}
