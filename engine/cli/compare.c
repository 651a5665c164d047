// fanloop compare: variants beside their baseline, over several run numbers.
#include "cli/session.h"
#include "cli/signals.h"

#include "experiment/compare.h"
#include "params/number.h"
#include "report/comparison.h"
#include "report/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RUNS_USUAL = 5, RUNS_UNTIL = 100, RUNS_MOST = 100000, JOBS_MOST = 1024 };

// One scenario file.
typedef struct file {
  fl_lua *lua;
  fl_source_text *sources;
  size_t source_count;
} file;

typedef struct command {
  const fl_args *args;
  fl_messages messages;
  file *files;
  fl_compare_file *shown_files;
  // By arm
  fl_scenario *scenarios;
  fl_arm *arms;
  size_t *arm_file;
  char **changes;
  size_t arm_count;
  fl_compare plan;
  char *path, *line;
  fl_sets sets;
  fl_progress progress;
} command;

// ---- Options ----------------------------------------------------------------------------------------------------------------------

// An option that is a whole number of `least` to `most`; `*out` keeps its value when it is not given.
static bool whole(const fl_args *args, fl_option_id option, int64_t least, int64_t most, int64_t *out) {
  const char *text = args->given[option];
  double number;
  if (!text) return true;
  if (fl_number_parse(text, &number) && number == floor(number) && number >= (double)least && number <= (double)most) {
    *out = (int64_t)number;
    return true;
  }
  fl_wrong_use(fl_commands[args->command].name, fl_word(FL_W_bad_whole), fl_options[option].name, (long long)least, (long long)most,
               text);
  return false;
}

// "1%" or "0.01"
static bool read_share(const fl_args *args, fl_option_id option, double *out) {
  const char *text = args->given[option];
  char copy[32];
  if (!text) return true;
  const size_t length = strlen(text);
  const bool percent = length > 0 && text[length - 1] == '%';
  if (length < sizeof copy) {
    memcpy(copy, text, length + 1);
    if (percent) copy[length - 1] = '\0';
    if (fl_number_parse(copy, out)) {
      if (percent) *out /= 100;
      if (*out > 0 && *out <= 1) return true;
    }
  }
  fl_wrong_use(fl_commands[args->command].name, fl_word(FL_W_bad_share), fl_options[option].name, text);
  return false;
}

static int64_t cores(void) {
  const long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0 ? n : 1;
}

static bool read_options(command *c) {
  int64_t runs = 0, jobs = 0, threads = 0;
  uint32_t given_threads;
  if (!whole(c->args, FL_OPTION_runs, 1, RUNS_MOST, &runs) || !whole(c->args, FL_OPTION_jobs, 1, JOBS_MOST, &jobs) ||
      !read_share(c->args, FL_OPTION_until_ci, &c->plan.until_ci) || !fl_session_threads(c->args, &given_threads))
    return false;
  threads = given_threads;
  if (runs == 0) runs = c->plan.until_ci > 0 ? RUNS_UNTIL : RUNS_USUAL;
  if (jobs == 0) jobs = threads ? (cores() + threads - 1) / threads : cores();
  // Processes are faster than threads; threads serve where there are fewer processes than cores.
  if (threads == 0) threads = cores() / jobs > 1 ? cores() / jobs : 1;
  c->plan.runs = runs;
  c->plan.jobs = (uint32_t)jobs;
  c->plan.threads = (uint32_t)threads;
  c->plan.level = 0.95;
  c->plan.until_kpis = c->args->given[FL_OPTION_kpi] ? c->args->given[FL_OPTION_kpi] : "gmv";
  c->plan.detail = c->args->given[FL_OPTION_detail] != NULL;
  c->plan.straight = c->args->given[FL_OPTION_straight] != NULL;
  return true;
}

// ---- Scenarios --------------------------------------------------------------------------------------------------------------------

static int load(command *c) {
  c->files = calloc(c->args->operand_count, sizeof *c->files);
  c->shown_files = calloc(c->args->operand_count, sizeof *c->shown_files);
  if (!c->files || !c->shown_files) return fl_session_refuse(&c->messages, FL_ENVIRONMENT);
  for (size_t f = 0; f < c->args->operand_count; f++) {
    const int code = fl_session_load_file(c->args, f, &c->messages, &c->files[f].lua);
    if (code != FL_EXIT_DONE) return code;
    const fl_lua_source *sources;
    const size_t count = fl_lua_sources(c->files[f].lua, &sources);
    c->files[f].sources = calloc(count + 1, sizeof *c->files[f].sources);
    if (!c->files[f].sources) return fl_session_refuse(&c->messages, FL_ENVIRONMENT);
    for (size_t i = 0; i < count; i++)
      c->files[f].sources[i] = (fl_source_text){sources[i].path, sources[i].text, sources[i].size, sources[i].module};
    c->files[f].source_count = count;
    c->shown_files[f] = (fl_compare_file){c->files[f].sources, count};
  }
  return FL_EXIT_DONE;
}

// "" for a change that another one tells: the policy that stands in the place of one that is left out.
static const char *form_of(const fl_change *change) {
  switch (change->kind) {
  case FL_CHANGE_SET: return "%s%s = %s";
  case FL_CHANGE_WITHOUT: return change->value[0] ? "" : "%swithout %s";
  case FL_CHANGE_WITH:
    // Under the same id
    return !change->value[0] ? "%swith %s" : strcmp(change->key, change->value) ? "%s%s in place of %s" : "%sanother %s";
  }
  return "";
}

// "without 616, boost in place of cashback, ten-billion.share = 0.2"; NULL when memory is out.
static char *in_words(const fl_variant *variant) {
  size_t size = 1, used = 0;
  for (size_t i = 0; i < variant->change_count; i++)
    size += strlen(variant->changes[i].key) + strlen(variant->changes[i].value) + sizeof ",  in place of ";
  char *text = calloc(1, size);
  for (size_t i = 0; text && i < variant->change_count; i++) {
    const fl_change *change = &variant->changes[i];
    used += (size_t)snprintf(text + used, size - used, form_of(change), used ? ", " : "", change->key, change->value);
  }
  return text;
}

static bool bound(void *lua) {
  return fl_lua_saw_policies(lua);
}

static bool add_arm(command *c, size_t f, const fl_variant *variant) {
  static const fl_variant unchanged;
  const fl_scenario *scenario = fl_lua_scenario(c->files[f].lua);
  const size_t a = c->arm_count;
  char why[FL_TEXT_MAX * 2];
  c->changes[a] = in_words(variant ? variant : &unchanged);
  const bool good = c->changes[a] && fl_scenario_vary(scenario, variant ? variant : &unchanged, &c->scenarios[a], why, sizeof why);
  if (!c->changes[a]) snprintf(why, sizeof why, "%s", fl_word(FL_W_no_memory));
  c->arm_count++;
  c->arm_file[a] = f;
  c->arms[a] = (fl_arm){
      .name = variant ? variant->name : scenario->name, .scenario = &c->scenarios[a], .hooks = fl_lua_hooks(c->files[f].lua)};
  c->arms[a].bound = bound;
  if (!good) fl_tell("%s", why);
  return good;
}

// Of several files the scenarios as they are, of one its variants too.
static int make_arms(command *c) {
  const size_t files = c->args->operand_count;
  const fl_scenario *first = fl_lua_scenario(c->files[0].lua);
  const size_t most = files > 1 ? files : first->variant_count + 1;
  c->scenarios = calloc(most, sizeof *c->scenarios);
  c->arms = calloc(most, sizeof *c->arms);
  c->arm_file = calloc(most, sizeof *c->arm_file);
  c->changes = calloc(most, sizeof *c->changes);
  if (!c->scenarios || !c->arms || !c->arm_file || !c->changes) return fl_session_refuse(&c->messages, FL_ENVIRONMENT);
  for (size_t f = 0; f < files; f++)
    if (!add_arm(c, f, NULL)) return FL_EXIT_WRONG;
  for (size_t v = 0; files == 1 && v < first->variant_count; v++)
    if (!add_arm(c, 0, &first->variants[v])) return FL_EXIT_WRONG;
  if (c->arm_count > 1) return FL_EXIT_DONE;
  fl_tell(fl_word(FL_W_nothing_to_compare), c->args->operands[0]);
  return FL_EXIT_WRONG;
}

// Several scenarios can be compared day by day only if they live the same days with the same random numbers.
static int check_arms(const command *c) {
  const fl_setup *a = &c->scenarios[0].setup;
  for (size_t i = 1; i < c->arm_count; i++) {
    const fl_setup *b = &c->scenarios[i].setup;
    const char *what = a->from != b->from || a->to != b->to || a->warmup != b->warmup ? "calendar"
                       : a->fans != b->fans                                           ? "fans"
                       : a->seed != b->seed                                           ? "seed"
                       : a->run != b->run                                             ? "run"
                                                                                      : NULL;
    if (what) {
      fl_tell(fl_word(FL_W_arms_differ), c->arms[0].name, c->arms[i].name, what);
      return FL_EXIT_WRONG;
    }
    for (size_t j = 0; j < i; j++)
      if (strcmp(c->arms[i].name, c->arms[j].name) == 0) {
        fl_tell(fl_word(FL_W_arms_alike), c->arms[i].name);
        return FL_EXIT_WRONG;
      }
  }
  return FL_EXIT_DONE;
}

// The number of the arm called `name`; arm_count after a message.
static size_t find_arm(const command *c, fl_option_id option, const char *name) {
  char list[FL_SAID] = "";
  for (size_t a = 0; a < c->arm_count; a++)
    if (strcmp(c->arms[a].name, name) == 0) return a;
  for (size_t a = 0, used = 0; a < c->arm_count && used < sizeof list; a++)
    used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", a ? ", " : "", c->arms[a].name);
  fl_tell(fl_word(FL_W_no_such_arm), fl_options[option].name, name, list);
  return c->arm_count;
}

static int choose_baseline(command *c) {
  const char *given = c->args->given[FL_OPTION_baseline], *own = fl_lua_scenario(c->files[0].lua)->baseline;
  const char *name = given ? given : c->args->operand_count == 1 && own[0] ? own : c->arms[0].name;
  c->plan.baseline = find_arm(c, FL_OPTION_baseline, name);
  const char *explain = c->args->given[FL_OPTION_explain];
  if (c->plan.baseline == c->arm_count) return FL_EXIT_WRONG;
  if (!explain) return FL_EXIT_DONE;
  const size_t arm = find_arm(c, FL_OPTION_explain, explain);
  if (arm == c->plan.baseline) fl_tell(fl_word(FL_W_explains_nothing), explain);
  return arm == c->arm_count || arm == c->plan.baseline ? FL_EXIT_WRONG : FL_EXIT_DONE;
}

// ---- Running ----------------------------------------------------------------------------------------------------------------------

// A trunk and a branch for each process must fit the memory; where they do not, fewer processes have more threads.
static void fit_memory(command *c) {
  enum { FAN_BYTES = 90, ROOM_BYTES = 4000 }; // of a world: docs/engine.md
  const fl_setup *setup = &c->scenarios[0].setup;
  const double world = FAN_BYTES * (double)setup->fans + ROOM_BYTES * (double)setup->rooms;
  const double machine = 0.8 * (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
  if (c->args->given[FL_OPTION_jobs]) return;
  while (c->plan.jobs > 1 && 2 * c->plan.jobs * world > machine) c->plan.jobs--;
  const int64_t threads = cores() / c->plan.jobs;
  if (!c->args->given[FL_OPTION_threads] && threads > c->plan.threads) c->plan.threads = (uint32_t)threads;
}

static void show_progress(void *ctx, int64_t done, int64_t days) {
  command *c = ctx;
  fl_progress_show(&c->progress, done, days, FL_NO_DATE);
}

static int choose_path(command *c) {
  const char *given = c->args->given[FL_OPTION_output], *name = c->scenarios[0].name;
  c->path = given ? strdup(given) : fl_session_default_path(name, "-compared");
  if (!c->path) return fl_session_refuse(&c->messages, FL_ENVIRONMENT);
  if (!given && mkdir("results", 0777) != 0 && errno != EEXIST) {
    fl_tell(fl_word(FL_W_no_folder), "results", strerror(errno));
    return FL_EXIT_WRONG;
  }
  return FL_EXIT_DONE;
}

static void begin_progress(command *c) {
  char text[256];
  snprintf(text, sizeof text, fl_word(c->plan.until_ci > 0 ? FL_W_comparing_until : FL_W_comparing), (long long)c->plan.runs,
           c->arm_count, c->plan.jobs);
  c->progress =
      fl_progress_begin_with(!c->args->given[FL_OPTION_quiet], c->args->given[FL_OPTION_ascii] != NULL, fl_text_plural(text));
}

static int show(const command *c) {
  fl_messages messages = {0};
  fl_result *result = NULL;
  const fl_comparison_options options = {
      .path = c->path, .explain = c->args->given[FL_OPTION_explain], .colour = fl_terminal_colour(stdout)};
  fl_status status = fl_result_open_experiment(c->path, &messages, &result);
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
  char build[256];
  const size_t before = c->messages.count;
  c->line = fl_session_command(c->args);
  if (!c->line || !fl_session_sets(c->args, &c->sets)) return fl_session_refuse(&c->messages, FL_ENVIRONMENT);
  c->plan.path = c->path;
  c->plan.force = c->args->given[FL_OPTION_force] != NULL;
  c->plan.engine_version = FL_VERSION;
  c->plan.build = fl_session_build(build);
  c->plan.command = c->line;
  c->plan.files = c->shown_files;
  c->plan.file_count = c->args->operand_count;
  c->plan.sets = (const char *const *)c->sets.items;
  c->plan.set_count = c->sets.count;
  c->plan.arms = c->arms;
  c->plan.arm_file = c->arm_file;
  c->plan.arm_changes = (const char *const *)c->changes;
  c->plan.arm_count = c->arm_count;
  c->plan.first_run = c->scenarios[0].setup.run;
  c->plan.ctx = c;
  c->plan.progress = show_progress;
  fit_memory(c);
  fl_signals_catch();
  begin_progress(c);
  const fl_status status = fl_compare_run(&c->plan, fl_signals_stop(), &c->messages, &outcome);
  fl_progress_end(&c->progress);
  fl_signals_release();
  for (size_t i = before; i < c->messages.count; i++) fl_tell("%s", c->messages.items[i].text);
  if (status == FL_STOPPED && outcome.runs == 0) {
    fl_tell(fl_word(FL_W_stopped_before), c->path);
    return FL_EXIT_FAILED;
  }
  if (status != FL_OK && status != FL_STOPPED) return fl_session_exit(status);
  const int shown = show(c);
  if (status == FL_STOPPED) fl_tell(fl_word(FL_W_compare_stopped), (long long)outcome.runs, c->path);
  if (shown != FL_EXIT_DONE || status == FL_STOPPED) return FL_EXIT_FAILED;
  return outcome.failed ? FL_EXIT_PARTLY : FL_EXIT_DONE;
}

static void end(command *c) {
  for (size_t a = 0; a < c->arm_count; a++) {
    fl_scenario_free(&c->scenarios[a]);
    free(c->changes[a]);
  }
  for (size_t f = 0; c->files && f < c->args->operand_count; f++) {
    free(c->files[f].sources);
    fl_lua_close(c->files[f].lua);
  }
  free(c->files);
  free(c->shown_files);
  free(c->scenarios);
  free(c->arms);
  free(c->arm_file);
  free(c->changes);
  free(c->path);
  free(c->line);
  fl_sets_free(&c->sets);
  fl_messages_free(&c->messages);
}

int fl_command_compare(const fl_args *args) {
  command c = {.args = args};
  int code = read_options(&c) ? load(&c) : FL_EXIT_WRONG;
  if (code == FL_EXIT_DONE) code = make_arms(&c);
  if (code == FL_EXIT_DONE) code = check_arms(&c);
  if (code == FL_EXIT_DONE) code = choose_baseline(&c);
  if (code == FL_EXIT_DONE) code = choose_path(&c);
  if (code == FL_EXIT_DONE) {
    fl_session_print(&c.messages, true);
    code = compare(&c);
  }
  end(&c);
  return code;
}
