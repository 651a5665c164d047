// What was asked of a comparison beside its question: an interval (--until-ci), and days after the policies (--after).
#include "report/comparison_lines.h"

#include <stdlib.h>
#include <string.h>

// The interval that was asked for, and the widest of those that it was asked of; one without bounds is wider than any.
fl_status fl_compared_until(FILE *out, fl_result *result) {
  fl_query *q = fl_result_query(
      result,
      "SELECT x.until_ci, x.runs, x.until_kpi, e.kpi, v.name, (e.change_high - e.change_low) / 2 AS half, (e.change_high - "
      "e.change_low) / 2 > x.until_ci FROM experiment AS x JOIN effect AS e ON instr(',' || replace(x.until_kpi, ', ', ',') || "
      "',', "
      "',' || e.kpi || ',') JOIN variant AS v USING (variant) WHERE x.until_ci NOT NULL ORDER BY half IS NOT NULL, half DESC, "
      "v.variant, e.kpi LIMIT 1",
      (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  if (fl_query_next(q)) {
    char asked[FL_TEXT_MAX], kpi[FL_TEXT_MAX], name[FL_NAME_MAX];
    snprintf(asked, sizeof asked, "%s", fl_query_text(q, 2));
    snprintf(kpi, sizeof kpi, "%s", fl_query_text(q, 3));
    snprintf(name, sizeof name, "%s", fl_query_text(q, 4));
    const double share = 100 * fl_query_real(q, 0);
    const long long runs = (long long)fl_query_int(q, 1);
    if (fl_query_holds(q, 5) == FL_QUERY_NULL)
      fl_text_say_wrapped(out, 2, FL_W_k_no_bounds, share, asked, runs, kpi, name);
    else
      fl_text_say_wrapped(out, 2, fl_query_int(q, 6) ? FL_W_k_not_reached : FL_W_k_reached, share, asked, runs,
                          100 * fl_query_real(q, 5), kpi, name);
  }
  fl_query_end(q);
  return FL_OK;
}

// Of days that are not there the window does not hold all, or there are no policies to count them from.
fl_status fl_compared_beyond(FILE *out, fl_result *result, const fl_compared *c) {
  fl_query *q = fl_compared_ask(
      result, c,
      "WITH RECURSIVE asked (days, rest) AS (SELECT NULL, after_days || ',' FROM experiment UNION ALL SELECT substr(rest, 1, "
      "instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1) FROM asked WHERE rest <> '')\n"
      "SELECT group_concat(a.days, ', '), p.to_date IS NULL, CAST(max(julianday(p.to_date, a.days || ' days')) - "
      "julianday(w.from_date) "
      "+ 1 AS INTEGER), (SELECT after_days FROM experiment) = ?2, p.to_date = w.to_date AND EXISTS (SELECT 1 FROM policy WHERE "
      "kind = 'departure') FROM (SELECT days FROM asked WHERE days NOT NULL ORDER BY "
      "CAST(days "
      "AS INTEGER)) AS a JOIN span AS w ON w.variant = CAST(?1 AS INTEGER) AND w.span = 'window' LEFT JOIN span AS p ON p.variant "
      "= "
      "w.variant AND p.span = 'policies' WHERE NOT EXISTS (SELECT 1 FROM span AS s WHERE s.variant = w.variant AND s.span = "
      "'after_' "
      "|| a.days) HAVING count(*) > 0",
      "28");
  if (!q) return FL_ENVIRONMENT;
  // The usual days are asked by nobody.
  const bool asked = fl_query_next(q) && fl_query_int(q, 3) == 0;
  if (fl_query_holds(q, 0) == FL_QUERY_TEXT && fl_query_int(q, 4) == 1) {
    if (asked) fl_text_say_wrapped(out, 2, FL_W_k_no_end);
  } else if (fl_query_holds(q, 0) == FL_QUERY_TEXT && fl_query_int(q, 1) == 0)
    fl_text_say_wrapped(out, 2, FL_W_k_beyond, fl_query_text(q, 0), (long long)fl_query_int(q, 2));
  else if (asked)
    fl_text_say_wrapped(out, 2, FL_W_k_no_policies, c->variant_name, c->baseline_name);
  fl_query_end(q);
  return FL_OK;
}

const char *fl_compared_name(fl_word_id word, const char *of, char out[FL_SAID]) {
  const char *days = strrchr(of, '_');
  snprintf(out, FL_SAID, fl_word(word), days ? strtoll(days + 1, NULL, 10) : 0);
  return fl_text_plural(out);
}
