// fanloop analyse: which levers of a sweep matter.
#include "cli/session.h"
#include "record/result.h"
#include "report/analysis.h"
#include "report/quest_report.h"

#include <string.h>

enum { RESAMPLES = 1000 };

// A search chooses its points by what it has seen: it says what it has found, and effects are not told from it.
static bool is_search(fl_result *result) {
  fl_query *query = fl_result_query(result, "SELECT kind <> 'sweep' FROM sweep", (const char *const[]){NULL});
  const bool is = query && fl_query_next(query) && fl_query_int(query, 0);
  fl_query_end(query);
  return is;
}

// Options that only a sweep can answer.
static bool asks_of_a_sweep(const fl_args *args, const char *path) {
  static const fl_option_id of_sweeps[] = {FL_OPTION_csv, FL_OPTION_kpi, FL_OPTION_table, FL_OPTION_every_point};
  for (size_t i = 0; i < sizeof of_sweeps / sizeof *of_sweeps; i++) {
    if (!args->given[of_sweeps[i]]) continue;
    fl_tell(fl_word(FL_W_a_search), path, fl_options[of_sweeps[i]].name);
    return true;
  }
  return false;
}

int fl_command_analyse(const fl_args *args) {
  fl_messages messages = {0};
  fl_result *result = NULL;
  const char *path = args->operands[0];
  if (args->given[FL_OPTION_json] && args->given[FL_OPTION_csv])
    return fl_wrong_use(fl_commands[args->command].name, "%s", fl_word(FL_W_a_two_forms));
  const fl_analysis_options options = {.path = path,
                                       .kpis = args->given[FL_OPTION_kpi],
                                       .table = args->given[FL_OPTION_table],
                                       .points = args->given[FL_OPTION_every_point] != NULL,
                                       .level = 0.95,
                                       .resamples = RESAMPLES,
                                       .form = args->given[FL_OPTION_json]  ? FL_ANALYSIS_JSON
                                               : args->given[FL_OPTION_csv] ? FL_ANALYSIS_CSV
                                                                            : FL_ANALYSIS_TEXT,
                                       .colour = fl_terminal_colour(stdout)};
  fl_status status = fl_result_open_kind(path, FL_FILE_SWEEP, &messages, &result);
  if (status == FL_OK) status = fl_result_sound(result, path, &messages);
  if (status == FL_OK) status = fl_result_schema(result, path, FL_FILE_SWEEP, &messages);
  const bool search = status == FL_OK && is_search(result);
  if (search && asks_of_a_sweep(args, path)) {
    fl_result_close(result);
    fl_messages_free(&messages);
    return FL_EXIT_WRONG;
  }
  if (search)
    status = options.form == FL_ANALYSIS_JSON ? fl_quest_json(stdout, result, path)
                                              : fl_quest_write(stdout, result, path, options.colour);
  else if (status == FL_OK)
    status = fl_analysis_write(stdout, result, &options, &messages);
  if (status == FL_ENVIRONMENT && result && fl_result_error(result)[0])
    fl_messages_add(&messages, true, "%s: %s", path, fl_result_error(result));
  const int code = status == FL_OK ? FL_EXIT_DONE : fl_session_refuse(&messages, status);
  fl_result_close(result);
  fl_messages_free(&messages);
  return code;
}
