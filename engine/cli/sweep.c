// fanloop sweep: a design times run numbers, into one file.
#include "cli/lab.h"
#include "cli/plans.h"
#include "cli/points.h"
#include "cli/ranks.h"
#include "cli/sbatch.h"
#include "cli/signals.h"
#include "report/json.h"
#include "report/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct sweep {
  fl_bench bench;
  fl_design_made points;
  fl_task *tasks; // by point, then by run number
  size_t task_count;
  double *list; // of a file of points
} sweep;

// ---- Points ---------------------------------------------------------------------------------------------------------------------

static int make_points(sweep *s) {
  fl_bench *b = &s->bench;
  fl_plan *plan = &b->plan;
  if (b->args->given[FL_OPTION_points] &&
      (b->args->given[FL_OPTION_design] || plan->design == FL_DESIGN_grid || plan->design == FL_PLAN_LISTED)) {
    fl_tell("%s", fl_word(FL_W_points_idle));
    return FL_EXIT_WRONG;
  }
  if (b->args->given[FL_OPTION_design]) {
    const int code = fl_points_import(b->args->given[FL_OPTION_design], plan);
    s->list = plan->list;
    if (code != FL_EXIT_DONE) return code;
  }
  const fl_status status = fl_plans_points(b->lua, plan, &s->points, &b->messages);
  return status == FL_OK ? FL_EXIT_DONE : fl_session_refuse_scenario(&b->messages, status);
}

// All points of the first run number, then of the second: what an interruption leaves is of the whole design.
static bool make_tasks(sweep *s) {
  const size_t runs = (size_t)s->bench.plan.runs, points = s->points.count;
  const int64_t first = fl_lua_scenario(s->bench.lua)->setup.run;
  s->tasks = calloc(runs * points + 1, sizeof *s->tasks);
  for (size_t r = 0; s->tasks && r < runs; r++)
    for (size_t p = 0; p < points; p++) s->tasks[s->task_count++] = (fl_task){(int64_t)p + 1, first + (int64_t)r};
  return s->tasks != NULL;
}

// ---- The estimate ---------------------------------------------------------------------------------------------------------------

static void tell_estimate(sweep *s, double seconds, size_t own, size_t left) {
  fl_bench *b = &s->bench;
  const bool asked = b->args->given[FL_OPTION_estimate] != NULL;
  const int64_t figures = fl_crew_figures(b->lab.crew);
  const double rows = (double)figures * (double)own,
               bytes = 32 * rows + 64 * (double)(s->points.count * (b->plan.factor_count + 1)),
               all = seconds * (double)left / (double)b->lab_plan.jobs;
  char runs[FL_NUMBER], open[FL_NUMBER], each[FL_NUMBER], text[FL_SAID];
  if (figures == 0 && !b->quiet) fl_tell("%s", fl_word(FL_W_sweep_pilot_failed));
  if (figures == 0) return;
  if (asked && b->args->given[FL_OPTION_json]) {
    fl_json json = {.out = stdout};
    fl_json_open(&json, NULL, '{');
    fl_json_int(&json, "runs", (int64_t)own);
    fl_json_int(&json, "left", (int64_t)left);
    fl_json_real(&json, "seconds_a_run", seconds);
    fl_json_real(&json, "seconds", all);
    fl_json_real(&json, "bytes", bytes);
    fl_json_close(&json, '}');
    return;
  }
  snprintf(text, sizeof text, fl_word(FL_W_sweep_estimate), fl_text_count((int64_t)own, runs), fl_text_count((int64_t)left, open),
           fl_text_real(seconds, seconds < 10 ? 1 : 0, each), (long long)(all / 60), (long long)fmod(all, 60), b->lab_plan.jobs,
           (long long)figures, rows, bytes / 1e6);
  if (asked)
    fprintf(stdout, "%s\n", fl_text_plural(text));
  else if (!b->quiet)
    fl_tell("%s", fl_text_plural(text));
}

// The first run tells what the rest will take; it is kept like all others where they follow.
static fl_status run_pilot(sweep *s) {
  fl_bench *b = &s->bench;
  const bool asked = b->args->given[FL_OPTION_estimate] != NULL;
  size_t open = 0, own = 0, first = s->task_count;
  for (size_t i = 0; i < s->task_count; i++) {
    if ((int64_t)i % b->lab_plan.shards != b->lab_plan.shard) continue;
    const bool missing = fl_crew_end(b->lab.crew, s->points.u, s->tasks[i]) == FL_RUN_MISSING;
    if (missing && first == s->task_count) first = i;
    open += missing;
    own++;
  }
  if (open < (asked ? 1 : 2) || b->lab_plan.ranks > 1) return FL_OK;
  const double begun = fl_clock_seconds();
  const fl_status status = fl_crew_run(b->lab.crew, s->points.u, &s->tasks[first], 1, fl_signals_stop(), &b->messages);
  if (status == FL_OK) tell_estimate(s, fl_clock_seconds() - begun, own, open - 1);
  return status;
}

// ---- The end --------------------------------------------------------------------------------------------------------------------

static void show_json(const sweep *s) {
  const fl_bench *b = &s->bench;
  const fl_crew_cost *cost = b->lab.crew ? fl_crew_cost_of(b->lab.crew) : NULL;
  fl_json json = {.out = stdout};
  fl_json_open(&json, NULL, '{');
  fl_json_text(&json, "file", b->path);
  fl_json_text(&json, "design", fl_plan_design(&b->plan, FL_PLAN_sweep));
  fl_json_int(&json, "points", (int64_t)s->points.count);
  fl_json_int(&json, "runs_per_point", b->plan.runs);
  fl_json_int(&json, "done", b->lab.done);
  fl_json_int(&json, "failed", b->lab.failed);
  fl_json_int(&json, "made_now", cost ? cost->runs : 0);
  fl_json_real(&json, "seconds", b->begun > 0 ? fl_clock_seconds() - b->begun : 0);
  fl_json_real(&json, "share_of_time_in_worlds", cost && cost->seconds > 0 ? cost->world / cost->seconds : (double)NAN);
  fl_json_int(&json, "bytes_peak_of_a_process", cost ? cost->bytes_peak : 0);
  fl_json_close(&json, '}');
}

static void show(const sweep *s) {
  const fl_bench *b = &s->bench;
  const fl_crew_cost *cost = b->lab.crew ? fl_crew_cost_of(b->lab.crew) : NULL;
  const double seconds = fl_clock_seconds() - b->begun;
  char runs[FL_NUMBER], points[FL_NUMBER];
  if (b->args->given[FL_OPTION_json] && b->lab_plan.rank == 0) show_json(s);
  if (b->quiet || b->args->given[FL_OPTION_json]) return;
  if (b->lab.found == FL_LAB_COMPLETE) fl_text_say(stdout, FL_W_sweep_complete, b->path);
  fl_text_say(stdout, FL_W_sweep_done, b->path, fl_text_count(b->lab.done + b->lab.failed, runs),
              fl_text_count((int64_t)s->points.count, points), (long long)b->plan.runs);
  if (cost && cost->runs > 0 && cost->seconds > 0 && b->lab_plan.ranks == 1) // of several the others' cost is not known here
    fl_text_say(stdout, FL_W_sweep_cost, (long long)cost->runs, (long long)(seconds / 60), (long long)fmod(seconds, 60),
                100 * cost->world / cost->seconds, (double)cost->bytes_peak / 1e6);
  if (b->lab.failed) fl_text_say(stdout, FL_W_sweep_failed, (long long)b->lab.failed, b->path);
  fl_text_say(stdout, b->lab_plan.shards > 1 ? FL_W_sweep_next_merge : FL_W_sweep_next, b->path);
}

static int finish(sweep *s, fl_status status) {
  fl_bench *b = &s->bench;
  if (status == FL_OK) status = fl_lab_finish(&b->lab, s->points.u, s->points.count, &b->messages);
  fl_bench_end(b);
  if (status != FL_OK) return fl_bench_refuse(b, status);
  fl_signals_release();
  show(s);
  return b->lab.failed ? FL_EXIT_PARTLY : FL_EXIT_DONE;
}

static int run(sweep *s) {
  fl_bench *b = &s->bench;
  char heading[FL_SAID];
  b->lab_plan.first_run = fl_lua_scenario(b->lua)->setup.run;
  b->lab_plan.runs = b->plan.runs;
  b->lab_plan.u = s->points.u;
  b->lab_plan.points = s->points.count;
  int code = fl_bench_open(b);
  if (code != FL_EXIT_DONE) return code;
  if (b->lab.found == FL_LAB_COMPLETE) {
    fl_signals_release();
    show(s);
    return b->lab.failed ? FL_EXIT_PARTLY : FL_EXIT_DONE;
  }
  if (b->lab.found == FL_LAB_GOES_ON && !b->quiet) fl_tell(fl_word(FL_W_sweep_goes_on), b->path);
  b->begun = fl_clock_seconds();
  fl_status status = run_pilot(s);
  if (b->args->given[FL_OPTION_estimate] || status != FL_OK) {
    fl_signals_release();
    if (status == FL_OK && b->lab.found == FL_LAB_NEW && b->lab_plan.rank == 0)
      fl_lab_forget(&b->lab); // only an estimate was asked for
    return status == FL_OK ? FL_EXIT_DONE : fl_bench_refuse(b, status);
  }
  snprintf(heading, sizeof heading, fl_word(FL_W_sweeping), (long long)s->task_count, (long long)s->points.count, b->lab_plan.jobs);
  fl_bench_begin(b, heading);
  return finish(s, fl_lab_run(&b->lab, s->points.u, s->tasks, s->task_count, fl_signals_stop(), &b->messages));
}

// ---- The command ----------------------------------------------------------------------------------------------------------------

// What only looks at the design, or writes it down.
static int look(sweep *s, bool *looks) {
  const fl_args *args = s->bench.args;
  *looks = args->given[FL_OPTION_export_design] || args->given[FL_OPTION_sbatch];
  if (args->given[FL_OPTION_export_design] && s->bench.lab_plan.rank == 0)
    return fl_points_export(args->given[FL_OPTION_export_design], &s->bench.plan, s->points.u, s->points.count,
                            args->given[FL_OPTION_quiet] != NULL);
  if (args->given[FL_OPTION_sbatch] && s->bench.lab_plan.rank == 0)
    return fl_sbatch_print(args, fl_lua_scenario(s->bench.lua)->name);
  return FL_EXIT_DONE;
}

static int sweep_all(sweep *s, const fl_args *args) {
  fl_bench *b = &s->bench;
  bool looks = false;
  int code = fl_bench_prepare(b, args, FL_PLAN_sweep);
  if (code == FL_EXIT_DONE) code = make_points(s);
  if (code == FL_EXIT_DONE) code = fl_bench_try(b, s->points.u, s->points.count);
  if (code == FL_EXIT_DONE) code = look(s, &looks);
  if (code == FL_EXIT_DONE && !looks) code = fl_bench_warn(b);
  if (code == FL_EXIT_DONE && !looks) code = fl_bench_place(b, "-sweep");
  if (code == FL_EXIT_DONE && !looks && !make_tasks(s)) code = fl_session_refuse(&b->messages, FL_ENVIRONMENT);
  code = fl_bench_agree(b, code);
  if (code != FL_EXIT_DONE || looks) return code;
  if (!b->quiet) fl_session_print(&b->messages, true);
  return run(s);
}

int fl_command_sweep(const fl_args *args) {
  sweep s = {0};
  const int code = sweep_all(&s, args);
  fl_bench_free(&s.bench, code);
  fl_design_free(&s.points);
  free(s.tasks);
  free(s.list);
  return code;
}
