// fanloop rerun of a comparison: all its runs made again from what its file holds.
#include "cli/rerun.h"
#include "cli/verify.h"

#include "report/text.h"

#include <stdlib.h>
#include <string.h>

static int take_numbers(fl_rerun *r) {
  const fl_origin *o = &r->origin;
  if (o->baseline >= r->arms.count) {
    fl_messages_add(&r->messages, true, "%s: its baseline is variant %zu, and its scenarios have variants 0 to %zu", r->file,
                    o->baseline, r->arms.count - 1);
    return fl_session_refuse(&r->messages, FL_BAD_SCENARIO);
  }
  if (!fl_after_read(o->after_days, &r->plan.after)) {
    fl_messages_add(&r->messages, true, "%s: its after_days are no days that can be asked for", r->file);
    return fl_session_refuse(&r->messages, FL_BAD_SCENARIO);
  }
  r->plan.runs = o->runs;
  r->plan.runs_known = true;
  r->plan.baseline = o->baseline;
  r->plan.level = o->level;
  r->plan.detail = o->all_brands;
  r->plan.until_ci = o->until_ci;
  r->plan.until_kpis = o->until_kpis;
  r->plan.force = r->args->given[FL_OPTION_force] != NULL;
  return FL_EXIT_DONE;
}

int fl_rerun_load_experiment(fl_rerun *r) {
  const fl_origin *o = &r->origin;
  const fl_sets sets = {o->sets, o->set_count};
  fl_compare_file *files = calloc(o->file_count, sizeof *files);
  if (!files) return fl_session_refuse(&r->messages, FL_ENVIRONMENT);
  for (size_t f = 0; f < o->file_count; f++) files[f] = (fl_compare_file){o->files[f].sources, o->files[f].source_count};
  const int code = fl_arms_load_texts(files, o->file_count, &sets, &r->messages, &r->arms);
  free(files);
  return code == FL_EXIT_DONE ? take_numbers(r) : code;
}

int fl_rerun_experiment(fl_rerun *r) {
  const fl_sets sets = {r->origin.sets, r->origin.set_count};
  r->plan.path = r->path;
  const fl_status status = fl_arms_run(r->args, &r->arms, &sets, &r->plan, &r->messages, &r->failures, &r->outcome);
  if (status == FL_STOPPED && r->outcome.runs > 0 && !r->passing)
    fl_tell(fl_word(FL_W_compare_stopped), (long long)r->outcome.runs, r->path);
  return fl_session_exit(status);
}

void fl_rerun_tell_failed(fl_rerun *r, bool same) {
  if (!same) fl_failures_tell(&r->failures, r->arms.arms);
  if (r->outcome.lost == 0) return;
  char text[FL_SAID];
  snprintf(text, sizeof text, fl_word(FL_W_r_lost), (long long)r->outcome.lost);
  fl_tell("%s", fl_text_plural(text));
}

static void show_runs(const fl_rerun *r, const fl_table_difference *t) {
  char runs[FL_NUMBER], differing[FL_NUMBER];
  fl_text_count(t->rows, runs);
  fl_text_count(t->changed + t->missing + t->surplus, differing);
  if (!fl_table_differs(t)) {
    fl_text_say_wrapped(stdout, 0, FL_W_r_runs_written, r->shown_path, runs, r->shown);
    return;
  }
  fl_text_say_wrapped(stdout, 0, FL_W_r_runs_written_other, r->shown_path, differing, runs, r->shown);
  fl_verify_print_first(stdout, t);
}

static void show_runs_json(const fl_rerun *r, const fl_table_difference *t) {
  fl_json json = fl_rerun_document(r);
  fl_json_bool(&json, "same", !fl_table_differs(t));
  fl_json_open(&json, "differences", '[');
  if (fl_table_differs(t)) fl_verify_json_table(&json, t);
  fl_json_close(&json, ']');
  fl_json_close(&json, '}');
}

int fl_rerun_tell_runs(fl_rerun *r) {
  fl_file_pair *pair = NULL;
  fl_table_difference runs;
  fl_status status = fl_file_pair_open(r->file, r->path, &r->messages, &pair);
  if (status == FL_OK) status = fl_file_pair_compare_table(pair, "run", &r->messages, &runs);
  fl_file_pair_close(pair);
  if (status != FL_OK) return fl_session_refuse(&r->messages, status);
  const bool same = !fl_table_differs(&runs);
  if (r->args->given[FL_OPTION_json])
    show_runs_json(r, &runs);
  else if (!r->args->given[FL_OPTION_quiet])
    show_runs(r, &runs);
  fl_rerun_tell_failed(r, same);
  return same ? FL_EXIT_DONE : FL_EXIT_FAILED;
}
