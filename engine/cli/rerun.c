// fanloop rerun: a result made again from what its file holds, and compared with it.
#include "cli/rerun.h"
#include "cli/run.h"
#include "cli/signals.h"
#include "cli/verify.h"

#include "report/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SIDE = 32 /* bytes of the longest ending of a name beside a result */ };

// ---- What is run again ------------------------------------------------------------------------------------------------------

static int read_origin(fl_rerun *r) {
  fl_result *result = NULL;
  r->experiment = fl_result_kind(r->file) == FL_FILE_COMPARISON;
  fl_status status = fl_result_open_kind(r->file, r->experiment ? FL_FILE_COMPARISON : FL_FILE_RUN, &r->messages, &result);
  if (status == FL_OK)
    status = r->experiment ? fl_origin_read_experiment(result, r->file, FL_VERSION, &r->messages, &r->origin)
                           : fl_origin_read(result, r->file, FL_VERSION, &r->messages, &r->origin);
  fl_result_close(result);
  if (status != FL_OK) return fl_session_refuse(&r->messages, status);
  fl_session_print(&r->messages, true);
  fl_messages_free(&r->messages);
  return FL_EXIT_DONE;
}

static int load_run(fl_rerun *r) {
  const fl_sets sets = {r->origin.sets, r->origin.set_count};
  const fl_origin_file *file = &r->origin.files[0];
  const fl_status status = fl_session_load_texts(file->sources, file->source_count, &sets, &r->messages, &r->lua);
  return status == FL_OK ? FL_EXIT_DONE : fl_session_refuse_scenario(&r->messages, status);
}

static int load(fl_rerun *r) {
  const int code = r->experiment ? fl_rerun_load_experiment(r) : load_run(r);
  if (code == FL_EXIT_WRONG) fl_tell(fl_word(FL_W_r_held), r->file); // and not what lies about under the same names
  return code;
}

// ---- Where it goes ----------------------------------------------------------------------------------------------------------

// A comparison needs the new result only for a moment: a folder of its own, where large files may lie.
static int choose_passing_place(fl_rerun *r) {
  const char *given = getenv("TMPDIR"), *parent = given && given[0] ? given : "/var/tmp";
  static const char folder[] = "/fanloop-rerun-XXXXXX", name[] = "/rerun.sqlite";
  r->folder = malloc(strlen(parent) + sizeof folder);
  r->path = malloc(strlen(parent) + sizeof folder + sizeof name);
  r->side = malloc(strlen(parent) + sizeof folder + sizeof name + SIDE);
  if (!r->folder || !r->path || !r->side) return fl_session_refuse(&r->messages, FL_ENVIRONMENT);
  sprintf(r->folder, "%s%s", parent, folder);
  fl_signals_catch(); // from here on there is something to take away
  if (!mkdtemp(r->folder)) {
    fl_tell(fl_word(FL_W_r_no_place), parent, strerror(errno));
    return FL_EXIT_FAILED;
  }
  sprintf(r->path, "%s%s", r->folder, name);
  fl_signals_folder(r->folder);
  r->passing = true;
  return FL_EXIT_DONE;
}

static bool is_same_file(const char *a, const char *b) {
  struct stat x, y;
  return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int choose_place(fl_rerun *r) {
  if (r->args->given[FL_OPTION_verify] && !r->args->given[FL_OPTION_output]) return choose_passing_place(r);
  const int code = r->experiment ? fl_run_path(r->args, r->arms.scenarios[0].name, "-compared-rerun", &r->path)
                                 : fl_run_path(r->args, fl_lua_scenario(r->lua)->name, "-rerun", &r->path);
  if (code != FL_EXIT_DONE) return code;
  if (is_same_file(r->file, r->path)) return fl_wrong_use("rerun", fl_word(FL_W_r_itself), r->path);
  return fl_run_place(r->args, r->path);
}

// Whatever state the run left it in.
static void remove_passing_place(fl_rerun *r) {
  static const char *const suffixes[] = {"", "-journal", ".fanloop-draft", ".fanloop-draft-journal"};
  if (!r->passing) return;
  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
    sprintf(r->side, "%s%s", r->path, suffixes[i]);
    unlink(r->side);
  }
  rmdir(r->folder);
}

// ---- The run, and what it shows ---------------------------------------------------------------------------------------------

static int run_again(fl_rerun *r) {
  const fl_run_plan plan = {.lua = r->lua,
                            .sets = (const char *const *)r->origin.sets,
                            .set_count = r->origin.set_count,
                            .detail = r->origin.all_orders,
                            .path = r->path,
                            .force = r->args->given[FL_OPTION_force] != NULL,
                            .threads = r->plan.threads};
  const int code = fl_run_again(r->args, &plan);
  if (code != FL_EXIT_DONE) return code;
  fl_result *result = NULL;
  fl_status status = fl_result_open(r->path, &r->messages, &result);
  fl_query *query = status == FL_OK ? fl_result_query(result, "SELECT digest FROM run", NULL) : NULL;
  if (query && fl_query_next(query))
    snprintf(r->digest, sizeof r->digest, "%s", fl_query_text(query, 0));
  else
    status = FL_ENVIRONMENT;
  fl_query_end(query);
  fl_result_close(result);
  return status == FL_OK ? FL_EXIT_DONE : fl_session_refuse(&r->messages, status);
}

fl_json fl_rerun_document(const fl_rerun *r) {
  fl_json json = {.out = stdout};
  fl_json_open(&json, NULL, '{');
  fl_json_text(&json, "file", r->shown);
  if (r->passing)
    fl_json_null(&json, "rerun");
  else
    fl_json_text(&json, "rerun", r->shown_path);
  if (r->experiment) {
    fl_json_int(&json, "runs", r->outcome.runs * (int64_t)r->arms.count);
    fl_json_int(&json, "lost", r->outcome.lost);
  } else {
    fl_json_text(&json, "digest", r->origin.digest);
    fl_json_text(&json, "rerun_digest", r->digest);
  }
  return json;
}

// The digests alone: nothing of the file's rows is read.
static int tell_digests(const fl_rerun *r) {
  const bool same = strcmp(r->digest, r->origin.digest) == 0;
  if (r->args->given[FL_OPTION_json]) {
    fl_json json = fl_rerun_document(r);
    fl_json_bool(&json, "same", same);
    fl_json_close(&json, '}');
  } else if (!r->args->given[FL_OPTION_quiet]) {
    if (same)
      fl_text_say_wrapped(stdout, 0, FL_W_r_written, r->shown_path, r->shown, r->digest);
    else
      fl_text_say_wrapped(stdout, 0, FL_W_r_written_other, r->shown_path, r->digest, r->shown, r->origin.digest);
  }
  return same ? FL_EXIT_DONE : FL_EXIT_FAILED;
}

static int show_difference(fl_rerun *r, const fl_difference *difference) {
  if (r->args->given[FL_OPTION_json]) {
    fl_json json = fl_rerun_document(r);
    fl_verify_json(&json, difference);
    fl_json_close(&json, '}');
  } else if (!r->args->given[FL_OPTION_quiet]) {
    fl_verify_print(stdout, r->shown, r->experiment ? NULL : r->origin.digest, difference, fl_terminal_colour(stdout));
  }
  if (r->experiment) fl_rerun_tell_failed(r, difference->differing == 0);
  return difference->differing == 0 ? FL_EXIT_DONE : FL_EXIT_FAILED;
}

static int compare(fl_rerun *r) {
  fl_file_pair *comparison = NULL;
  fl_difference *difference = malloc(sizeof *difference);
  fl_status status = difference ? fl_file_pair_open(r->file, r->path, &r->messages, &comparison) : FL_ENVIRONMENT;
  remove_passing_place(r); // it is open: whatever ends the program now leaves nothing behind
  if (status == FL_OK) status = fl_file_pair_compare(comparison, &r->messages, difference);
  const int code = status == FL_OK ? show_difference(r, difference) : fl_session_refuse(&r->messages, status);
  fl_file_pair_close(comparison);
  free(difference);
  return code;
}

static int make_and_tell(fl_rerun *r) {
  r->shown = fl_session_shown(r->file);
  r->shown_path = fl_session_shown(r->path);
  if (!r->shown || !r->shown_path) return fl_session_refuse(&r->messages, FL_ENVIRONMENT);
  const int code = r->experiment ? fl_rerun_experiment(r) : run_again(r);
  if (code != FL_EXIT_DONE && r->passing) fl_tell("%s", fl_word(FL_W_r_not_ended));
  if (code != FL_EXIT_DONE) return code;
  if (r->args->given[FL_OPTION_verify]) return compare(r);
  return r->experiment ? fl_rerun_tell_runs(r) : tell_digests(r);
}

int fl_command_rerun(const fl_args *args) {
  fl_rerun r = {.args = args, .file = args->operands[0]};
  if (!fl_arms_workers(args, &r.plan)) return FL_EXIT_WRONG;
  int code = read_origin(&r);
  if (code == FL_EXIT_DONE) code = load(&r);
  if (code == FL_EXIT_DONE) code = choose_place(&r);
  if (code == FL_EXIT_DONE) code = make_and_tell(&r);
  remove_passing_place(&r);
  if (r.lua) fl_lua_close(r.lua);
  fl_arms_free(&r.arms);
  fl_failures_free(&r.failures);
  fl_origin_free(&r.origin);
  fl_messages_free(&r.messages);
  free(r.path);
  free(r.folder);
  free(r.side);
  free(r.shown);
  free(r.shown_path);
  return code;
}
