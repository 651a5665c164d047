// What the scenario's script changed while it ran: a reader of the summary would not guess it.
#include "report/summary.h"

#include "report/text.h"

enum { MOST_SHOWN = 5 };

static const char changes_sql[] = "SELECT date, key, before, after FROM lever_change ORDER BY date, key";

fl_status fl_summary_levers(FILE *out, fl_result *result, bool colour) {
  fl_query *q = fl_result_query(result, changes_sql, (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  char line[1024];
  int64_t seen = 0;
  while (fl_query_next(q)) {
    if (seen == 0) fl_text_heading(out, fl_word(FL_W_l_changed), colour);
    if (seen++ >= MOST_SHOWN) continue;
    snprintf(line, sizeof line, fl_word(FL_W_l_change), fl_query_text(q, 1), fl_query_text(q, 2), fl_query_text(q, 3),
             fl_query_text(q, 0));
    fl_text_wrap(out, line, 2);
  }
  fl_query_end(q);
  if (seen > MOST_SHOWN) {
    snprintf(line, sizeof line, fl_word(FL_W_l_more), (long long)(seen - MOST_SHOWN));
    fl_text_wrap(out, line, 2);
  }
  return FL_OK;
}

fl_status fl_summary_levers_json(fl_json *json, fl_result *result) {
  return fl_json_rows(json, result, "lever_changes", changes_sql);
}
