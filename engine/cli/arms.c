#include "cli/arms.h"

#include "cli/memory.h"
#include "cli/signals.h"
#include "report/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { JOBS_MOST = 1024 };

// ---- Scenario files ---------------------------------------------------------------------------------------------------------

static bool make_files(fl_arms *a, size_t count) {
  a->lua = calloc(count, sizeof *a->lua);
  a->files = calloc(count, sizeof *a->files);
  if (!a->lua || !a->files) return false;
  a->file_count = count;
  return true;
}

// The texts that file `f` was loaded from. They stay the interpreter's.
static bool note_sources(fl_arms *a, size_t f) {
  const fl_lua_source *sources;
  const size_t count = fl_lua_sources(a->lua[f], &sources);
  fl_source_text *texts = calloc(count + 1, sizeof *texts);
  if (!texts) return false;
  for (size_t i = 0; i < count; i++)
    texts[i] = (fl_source_text){sources[i].path, sources[i].text, sources[i].size, sources[i].module};
  a->files[f] = (fl_compare_file){texts, count};
  return true;
}

static bool has_metric(const fl_arms *a, const char *name) {
  for (size_t i = 0; i < a->metric_count; i++)
    if (strcmp(a->metrics[i], name) == 0) return true;
  return false;
}

// The names are the interpreters'.
static bool note_metrics(fl_arms *a) {
  size_t most = 0;
  for (size_t f = 0; f < a->file_count; f++)
    for (size_t i = 0; fl_lua_metric(a->lua[f], i); i++) most++;
  a->metrics = calloc(most + 1, sizeof *a->metrics);
  if (!a->metrics) return false;
  for (size_t f = 0; f < a->file_count; f++) {
    const char *name;
    for (size_t i = 0; (name = fl_lua_metric(a->lua[f], i)) != NULL; i++)
      if (!has_metric(a, name)) a->metrics[a->metric_count++] = name;
  }
  return true;
}

// ---- Arms -------------------------------------------------------------------------------------------------------------------

typedef enum form { SET, WITHOUT, WITH, INSTEAD, ANOTHER, TOLD, FORMS } form;

// TOLD: by another change, the policy that stands in the place of one that is left out.
static form form_of(const fl_change *change) {
  switch (change->kind) {
  case FL_CHANGE_SET: return SET;
  case FL_CHANGE_WITHOUT: return change->value[0] ? TOLD : WITHOUT;
  case FL_CHANGE_WITH:
    // Under the same id
    return !change->value[0] ? WITH : strcmp(change->key, change->value) ? INSTEAD : ANOTHER;
  }
  return TOLD;
}

char *fl_arms_changes(const fl_variant *variant, bool spoken) {
  static const char *const kept[FORMS] = {"%s%s = %s", "%swithout %s", "%swith %s", "%s%s in place of %s", "%sanother %s", ""};
  static const fl_word_id words[FORMS] = {FL_W_change_set,     FL_W_change_without, FL_W_change_with,
                                          FL_W_change_instead, FL_W_change_another, FL_W_c_nothing};
  size_t size = 1, used = 0;
  for (size_t i = 0; i < variant->change_count; i++)
    size += strlen(variant->changes[i].key) + strlen(variant->changes[i].value) + 32;
  char *text = calloc(1, size);
  for (size_t i = 0; text && i < variant->change_count; i++) {
    const fl_change *change = &variant->changes[i];
    const form f = form_of(change);
    used += (size_t)snprintf(text + used, size - used, spoken ? fl_word(words[f]) : kept[f],
                             !used    ? ""
                             : spoken ? fl_word(FL_W_comma)
                                      : ", ",
                             change->key, change->value);
  }
  return text;
}

static bool bound(void *lua) {
  return fl_lua_saw_policies(lua);
}

static bool add_arm(fl_arms *out, size_t f, const fl_variant *variant) {
  static const fl_variant unchanged;
  const fl_scenario *scenario = fl_lua_scenario(out->lua[f]);
  const size_t a = out->count;
  char why[FL_TEXT_MAX * 2];
  out->changes[a] = fl_arms_changes(variant ? variant : &unchanged, false);
  const bool good =
      out->changes[a] && fl_scenario_vary(scenario, variant ? variant : &unchanged, &out->scenarios[a], why, sizeof why);
  if (!out->changes[a]) snprintf(why, sizeof why, "%s", fl_word(FL_W_no_memory));
  out->count++;
  out->arm_file[a] = f;
  out->arms[a] = (fl_arm){
      .name = variant ? variant->name : scenario->name, .scenario = &out->scenarios[a], .hooks = fl_lua_hooks(out->lua[f])};
  out->arms[a].bound = bound;
  if (!good) fl_tell("%s", why);
  return good;
}

// Of several files the scenarios as they are, of one its variants too.
static int make_arms(const fl_messages *messages, fl_arms *out) {
  const fl_scenario *first = fl_lua_scenario(out->lua[0]);
  const bool several = out->file_count > 1;
  const size_t most = several ? out->file_count : first->variant_count + 1;
  out->scenarios = calloc(most, sizeof *out->scenarios);
  out->arms = calloc(most, sizeof *out->arms);
  out->arm_file = calloc(most, sizeof *out->arm_file);
  out->changes = calloc(most, sizeof *out->changes);
  if (!out->scenarios || !out->arms || !out->arm_file || !out->changes) return fl_session_refuse(messages, FL_ENVIRONMENT);
  for (size_t f = 0; f < out->file_count; f++)
    if (!add_arm(out, f, NULL)) return FL_EXIT_WRONG;
  for (size_t v = 0; !several && v < first->variant_count; v++)
    if (!add_arm(out, 0, &first->variants[v])) return FL_EXIT_WRONG;
  if (out->count > 1) return FL_EXIT_DONE;
  fl_tell(fl_word(FL_W_nothing_to_compare), out->files[0].sources[0].path);
  return FL_EXIT_WRONG;
}

// Several scenarios can be compared day by day only if they live the same days with the same random numbers.
static int check_arms(const fl_arms *arms) {
  const fl_setup *a = &arms->scenarios[0].setup;
  for (size_t i = 1; i < arms->count; i++) {
    const fl_setup *b = &arms->scenarios[i].setup;
    const char *what = a->from != b->from || a->to != b->to || a->warmup != b->warmup ? "calendar"
                       : a->fans != b->fans                                           ? "fans"
                       : a->seed != b->seed                                           ? "seed"
                       : a->run != b->run                                             ? "run"
                                                                                      : NULL;
    if (what) {
      fl_tell(fl_word(FL_W_arms_differ), arms->arms[0].name, arms->arms[i].name, what);
      return FL_EXIT_WRONG;
    }
    for (size_t j = 0; j < i; j++)
      if (strcmp(arms->arms[i].name, arms->arms[j].name) == 0) {
        fl_tell(fl_word(FL_W_arms_alike), arms->arms[i].name);
        return FL_EXIT_WRONG;
      }
  }
  return FL_EXIT_DONE;
}

static int finish_load(const fl_messages *messages, fl_arms *out) {
  for (size_t f = 0; f < out->file_count; f++)
    if (!note_sources(out, f)) return fl_session_refuse(messages, FL_ENVIRONMENT);
  if (!note_metrics(out)) return fl_session_refuse(messages, FL_ENVIRONMENT);
  const int code = make_arms(messages, out);
  return code == FL_EXIT_DONE ? check_arms(out) : code;
}

int fl_arms_load(const fl_args *args, fl_messages *messages, fl_arms *out) {
  *out = (fl_arms){0};
  if (!make_files(out, args->operand_count)) return fl_session_refuse(messages, FL_ENVIRONMENT);
  for (size_t f = 0; f < out->file_count; f++) {
    const int code = fl_session_load_file(args, f, messages, &out->lua[f]);
    if (code != FL_EXIT_DONE) return code;
  }
  return finish_load(messages, out);
}

int fl_arms_load_texts(const fl_compare_file *files, size_t file_count, const fl_sets *sets, fl_messages *messages, fl_arms *out) {
  *out = (fl_arms){0};
  if (!make_files(out, file_count)) return fl_session_refuse(messages, FL_ENVIRONMENT);
  for (size_t f = 0; f < file_count; f++) {
    const fl_status status = fl_session_load_texts(files[f].sources, files[f].source_count, sets, messages, &out->lua[f]);
    if (status != FL_OK) return fl_session_refuse_scenario(messages, status);
  }
  return finish_load(messages, out);
}

void fl_arms_free(fl_arms *arms) {
  for (size_t a = 0; a < arms->count; a++) {
    fl_scenario_free(&arms->scenarios[a]);
    free(arms->changes[a]);
  }
  for (size_t f = 0; f < arms->file_count; f++) {
    free((void *)(uintptr_t)arms->files[f].sources);
    if (arms->lua[f]) fl_lua_close(arms->lua[f]);
  }
  free(arms->lua);
  free(arms->metrics);
  free(arms->files);
  free(arms->scenarios);
  free(arms->arms);
  free(arms->arm_file);
  free(arms->changes);
  *arms = (fl_arms){0};
}

// ---- Running ----------------------------------------------------------------------------------------------------------------

static int64_t cores(void) {
  const long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0 ? n : 1;
}

bool fl_arms_workers(const fl_args *args, fl_compare *plan) {
  int64_t jobs = 0;
  if (!fl_session_whole(args, FL_OPTION_jobs, 1, JOBS_MOST, &jobs) || !fl_session_threads(args, &plan->threads)) return false;
  plan->jobs = (uint32_t)jobs;
  return true;
}

// Processes are faster than threads; threads serve where there are fewer processes than cores. Two worlds for each process (a trunk and a
// branch) must fit the memory; where they do not, fewer processes have more threads each.
void fl_arms_share(const fl_scenario *scenario, uint32_t jobs, uint32_t threads, uint32_t *jobs_out, uint32_t *threads_out) {
  enum { FANS_FOR_THREADS = 1 << 18 }; // below, making threads for every piece of work costs more than it gives
  const double world = (double)fl_memory_of(scenario).all, machine = 0.8 * (double)fl_memory_machine();
  if (jobs == 0) {
    jobs = (uint32_t)(threads ? (cores() + threads - 1) / threads : cores());
    while (jobs > 1 && 2 * jobs * world > machine) jobs--;
  }
  const bool large = scenario->setup.fans >= FANS_FOR_THREADS;
  if (threads == 0) threads = large && cores() > jobs ? (uint32_t)(cores() / jobs) : 1;
  *jobs_out = jobs;
  *threads_out = threads;
}

// What is heard of a comparison while it runs.
typedef struct hearing {
  fl_progress progress;
  fl_failures *failures;
} hearing;

static void show_progress(void *ctx, int64_t done, int64_t days) {
  hearing *h = ctx;
  fl_progress_show(&h->progress, done, days, FL_NO_DATE);
}

static void note_failure(void *ctx, int64_t run, size_t arm, const char *why) {
  const hearing *h = ctx;
  fl_failures_add(h->failures, run, arm, why);
}

static fl_progress begin_progress(const fl_args *args, const fl_compare *plan) {
  char text[256];
  snprintf(text, sizeof text, fl_word(plan->until_ci > 0 && !plan->runs_known ? FL_W_comparing_until : FL_W_comparing),
           (long long)plan->runs, plan->arm_count, plan->jobs);
  return fl_progress_begin_with(!args->given[FL_OPTION_quiet], args->given[FL_OPTION_ascii] != NULL, fl_text_plural(text));
}

static void take_arms(const fl_arms *arms, const fl_sets *sets, fl_compare *plan) {
  plan->files = arms->files;
  plan->file_count = arms->file_count;
  plan->sets = (const char *const *)sets->items;
  plan->set_count = sets->count;
  plan->arms = arms->arms;
  plan->arm_file = arms->arm_file;
  plan->arm_changes = (const char *const *)arms->changes;
  plan->arm_count = arms->count;
  plan->metrics = arms->metrics;
  plan->metric_count = arms->metric_count;
  plan->first_run = arms->scenarios[0].setup.run;
}

fl_status fl_arms_run(const fl_args *args, const fl_arms *arms, const fl_sets *sets, fl_compare *plan, fl_messages *messages,
                      fl_failures *failures, fl_compare_outcome *outcome) {
  char build[256], *line = fl_session_command(args);
  const size_t told = messages->count;
  *outcome = (fl_compare_outcome){0};
  if (!line) {
    fl_tell("%s", fl_word(FL_W_no_memory));
    return FL_ENVIRONMENT;
  }
  take_arms(arms, sets, plan);
  fl_arms_share(&arms->scenarios[0], plan->jobs, plan->threads, &plan->jobs, &plan->threads);
  for (size_t a = 0; a < arms->count; a++)
    if (!fl_memory_fits(&arms->scenarios[a], plan->jobs)) {
      free(line);
      return FL_BAD_SCENARIO;
    }
  plan->engine_version = FL_VERSION;
  plan->build = fl_session_build(build);
  plan->command = line;
  fl_signals_catch();
  hearing heard = {.progress = begin_progress(args, plan), .failures = failures};
  plan->ctx = &heard;
  plan->progress = show_progress;
  plan->failed = note_failure;
  const fl_status status = fl_compare_run(plan, fl_signals_stop(), messages, outcome);
  fl_progress_end(&heard.progress);
  fl_signals_release();
  free(line);
  plan->build = plan->command = NULL; // theirs is the time of the run
  plan->ctx = NULL;
  if (status == FL_OK || (status == FL_STOPPED && outcome->runs > 0)) return status;
  for (size_t i = told; i < messages->count; i++) fl_tell("%s", messages->items[i].text);
  fl_failures_tell(failures, arms->arms);
  // A step that failed and has nothing to say had no memory to say it.
  const bool silent = told == messages->count && failures->count == 0 && !failures->forgetful;
  if (status != FL_STOPPED && silent) fl_tell("%s", fl_word(FL_W_no_memory));
  if (status == FL_STOPPED)
    fl_tell(fl_word(FL_W_compare_stopped_before), plan->path);
  else if (outcome->failed && outcome->runs == 0)
    fl_tell(fl_word(FL_W_compare_no_run), plan->path);
  return status;
}
