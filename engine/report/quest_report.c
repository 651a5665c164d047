#include "report/quest_report.h"

#include "report/json.h"
#include "report/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 30, COLUMN = 16 };

static const char *text_at(fl_query *q, int column, char text[FL_NUMBER]) {
  return fl_query_holds(q, column) == FL_QUERY_NULL ? "–" : fl_text_value(fl_query_real(q, column), text);
}

static void number(FILE *out, fl_query *q, int column, int width) {
  char text[FL_NUMBER];
  fl_text_right(out, text_at(q, column, text), width);
}

static void name(FILE *out, const char *text) {
  char label[256];
  snprintf(label, sizeof label, "  %s", text);
  if (fl_text_columns(label) >= NAME)
    fprintf(out, "%s\n%*s", label, NAME, "");
  else
    fl_text_left(out, label, NAME);
}

static void head(FILE *out, const char *const *titles, size_t count) {
  fl_text_left(out, "", NAME);
  for (size_t i = 0; i < count; i++) fl_text_right(out, titles[i], COLUMN);
  fputc('\n', out);
}

static void outcome(fl_result *result, const char *key, char *out, size_t size) {
  fl_query *q = fl_result_query(result, "SELECT value FROM outcome WHERE name = ?1", (const char *const[]){key, NULL});
  snprintf(out, size, "%s", q && fl_query_next(q) ? fl_query_text(q, 0) : "");
  fl_query_end(q);
}

// ---- A calibration --------------------------------------------------------------------------------------------------------------

static void write_marginals(FILE *out, fl_result *result) {
  static const char *const titles[] = {"q05", "q50", "q95"};
  fl_query *q =
      fl_result_query(result,
                      "SELECT f.name, b.q05, b.q50, b.q95, b.width, b.best FROM found AS b JOIN factor AS f USING (factor) "
                      "ORDER BY b.factor",
                      (const char *const[]){NULL});
  fl_text_say_wrapped(out, 2, FL_W_q_marginals);
  head(out, titles, 3);
  while (q && fl_query_next(q)) {
    name(out, fl_query_text(q, 0));
    if (fl_query_holds(q, 2) == FL_QUERY_NULL)
      fl_text_right(out, fl_query_text(q, 5), 3 * COLUMN);
    else
      for (int c = 1; c <= 3; c++) number(out, q, c, COLUMN);
    if (fl_query_real(q, 4) > 0.9) fprintf(out, "\n%*s%s", NAME, "", fl_word(FL_W_q_nothing_learnt));
    fputc('\n', out);
  }
  fl_query_end(q);
}

static void write_fit(FILE *out, fl_result *result) {
  static const char *const titles[] = {"least", "mean", "greatest"};
  fl_query *q = fl_result_query(result, "SELECT kpi, low, mean, high, outside FROM fit ORDER BY kpi", (const char *const[]){NULL});
  fl_text_say_wrapped(out, 2, FL_W_q_missed);
  head(out, titles, 3);
  while (q && fl_query_next(q)) {
    name(out, fl_query_text(q, 0));
    for (int c = 1; c <= 3; c++) number(out, q, c, COLUMN);
    if (fl_query_int(q, 4)) fprintf(out, "\n%*s%s", NAME, "", fl_word(FL_W_q_outside));
    fputc('\n', out);
  }
  fl_query_end(q);
}

// "sample a – b, medians c – d", of the runs that have a value.
static void write_ranges(FILE *out, fl_query *q) {
  char text[8 * FL_NUMBER] = "", low[FL_NUMBER], high[FL_NUMBER];
  for (int i = 0; i < 2; i++) {
    const size_t used = strlen(text);
    if (fl_query_holds(q, 4 + 2 * i) == FL_QUERY_NULL) continue;
    snprintf(text + used, sizeof text - used, "%s%s %s – %s", used ? fl_word(FL_W_comma) : "",
             fl_word(i ? FL_W_q_median : FL_W_q_sample), fl_text_value(fl_query_real(q, 4 + 2 * i), low),
             fl_text_value(fl_query_real(q, 5 + 2 * i), high));
  }
  fl_text_right(out, text, NAME + 3 * COLUMN);
}

// What there is to say of a target beside its numbers: NULL: nothing.
static const char *verdict_of(fl_query *q, int64_t wanted) {
  const bool sample = fl_query_int(q, 8), best = fl_query_int(q, 9);
  if (sample || best) return fl_word(sample && best ? FL_W_q_both_off : sample ? FL_W_q_sample_off : FL_W_q_median_off);
  return fl_query_int(q, 10) < wanted || fl_query_int(q, 11) < wanted ? fl_word(FL_W_q_few_values) : NULL;
}

static void write_predicted(FILE *out, fl_result *result) {
  const char *const titles[] = {fl_word(FL_W_q_target), fl_word(FL_W_q_sample), fl_word(FL_W_q_median)};
  fl_query *q = fl_result_query(
      result,
      "SELECT s.kpi, w.value, s.mean, b.mean, s.q05, s.q95, b.q05, b.q95, s.verdict = 'off', b.verdict = 'off', s.runs, b.runs "
      "FROM predicted AS s JOIN predicted AS b USING (kpi) JOIN wanted AS w USING (kpi) WHERE s.of = 'sample' AND "
      "b.of = 'best' ORDER BY s.kpi",
      (const char *const[]){NULL});
  char confirm[64];
  outcome(result, "confirm", confirm, sizeof confirm);
  const int64_t wanted = strtoll(confirm, NULL, 10);
  bool first = true;
  while (q && fl_query_next(q)) {
    if (first) {
      fl_text_say_wrapped(out, 2, FL_W_q_predicted, (long long)wanted);
      head(out, titles, 3);
      first = false;
    }
    name(out, fl_query_text(q, 0));
    for (int c = 1; c <= 3; c++) number(out, q, c, COLUMN);
    fputc('\n', out);
    write_ranges(out, q);
    const char *verdict = verdict_of(q, wanted);
    if (verdict) fprintf(out, "\n%*s%s", NAME, "", verdict);
    fputc('\n', out);
  }
  fl_query_end(q);
}

// The outcome of that name as a number for people.
static const char *outcome_number(fl_result *result, const char *key, char out[FL_NUMBER]) {
  char text[64];
  outcome(result, key, text, sizeof text);
  return fl_text_value(strtod(text, NULL), out);
}

static void write_posterior(FILE *out, fl_result *result) {
  char end[64], size[FL_NUMBER], distance[FL_NUMBER], adjusted[128], undefined[64];
  outcome(result, "end", end, sizeof end);
  outcome_number(result, "size", size);
  outcome_number(result, "distance", distance);
  outcome(result, "adjusted", adjusted, sizeof adjusted);
  outcome(result, "undefined", undefined, sizeof undefined);
  fl_query *q = fl_result_query(result, "SELECT 1 FROM fit WHERE outside", (const char *const[]){NULL});
  const bool outside = q && fl_query_next(q); // of which no budget makes anything
  fl_query_end(q);
  if (strcmp(distance, "–") == 0)
    fl_text_say_wrapped(out, 2, FL_W_q_no_distance);
  else
    fl_text_say_wrapped(out, 2,
                        strcmp(end, "matched") == 0              ? FL_W_q_matched
                        : outside || strcmp(end, "stalled") == 0 ? FL_W_q_stalled
                                                                 : FL_W_q_spent,
                        distance);
  if (undefined[0] != '0') fl_text_say_wrapped(out, 2, FL_W_q_undefined, undefined);
  fl_text_say_wrapped(out, 2, FL_W_q_size, size, adjusted);
  fputc('\n', out);
  write_marginals(out, result);
  fputc('\n', out);
  write_fit(out, result);
  fputc('\n', out);
  write_predicted(out, result);
}

// ---- The best setting -----------------------------------------------------------------------------------------------------------

static void write_settings(FILE *out, fl_result *result) {
  const char *const titles[] = {fl_word(FL_W_q_present), fl_word(FL_W_q_best)};
  fl_query *q =
      fl_result_query(result, "SELECT f.name, b.start, b.best FROM found AS b JOIN factor AS f USING (factor) ORDER BY b.factor",
                      (const char *const[]){NULL});
  head(out, titles, 2);
  while (q && fl_query_next(q)) {
    name(out, fl_query_text(q, 0));
    fl_text_right(out, fl_query_text(q, 1), COLUMN);
    fl_text_right(out, fl_query_text(q, 2), COLUMN);
    fputc('\n', out);
  }
  fl_query_end(q);
}

static void write_confirmed(FILE *out, fl_result *result) {
  fl_query *q = fl_result_query(
      result,
      "SELECT c.kpi, c.start_mean, c.best_mean, c.difference, c.low, c.high, c.pairs, w.role, w.value, c.best_low, c.best_high "
      "FROM confirmed AS c LEFT JOIN wanted AS w USING (kpi) ORDER BY w.role NOT IN ('maximise', 'minimise'), c.kpi",
      (const char *const[]){NULL});
  const char *const titles[] = {fl_word(FL_W_q_present), fl_word(FL_W_q_best), fl_word(FL_W_q_difference)};
  bool first = true;
  while (q && fl_query_next(q)) {
    char low[FL_NUMBER], high[FL_NUMBER], bound[FL_NUMBER];
    const char *role = fl_query_text(q, 7);
    if (first) {
      fl_text_say_wrapped(out, 2, FL_W_q_confirmed, (long long)fl_query_int(q, 6));
      head(out, titles, 3);
      first = false;
    }
    name(out, fl_query_text(q, 0));
    for (int c = 1; c <= 3; c++) number(out, q, c, COLUMN);
    fprintf(out, "\n%*s(%s – %s)", NAME + 2 * COLUMN, "", text_at(q, 4, low), text_at(q, 5, high));
    if (strcmp(role, "target") == 0 || strncmp(role, "at_", 3) == 0)
      fprintf(out, "\n%*s%s %s: %s – %s", NAME, "", role, text_at(q, 8, bound), text_at(q, 9, low), text_at(q, 10, high));
    fputc('\n', out);
  }
  fl_query_end(q);
}

// Whether the goal moved the wrong way beyond its interval.
static bool is_worse(fl_result *result) {
  fl_query *q = fl_result_query(result,
                                "SELECT 1 FROM confirmed JOIN wanted USING (kpi) WHERE (role = 'maximise' AND high < 0) OR "
                                "(role = 'minimise' AND low > 0)",
                                (const char *const[]){NULL});
  const bool worse = q && fl_query_next(q);
  fl_query_end(q);
  return worse;
}

static void write_verdict(FILE *out, fl_result *result) {
  char end[64], improves[8], present[16], best[16];
  outcome(result, "end", end, sizeof end);
  outcome(result, "improves", improves, sizeof improves);
  outcome(result, "present_limits", present, sizeof present);
  outcome(result, "best_limits", best, sizeof best);
  const bool from_broken = strcmp(present, "broken") == 0, unsure = strcmp(best, "undecided") == 0;
  fl_query *q = fl_result_query(result, "SELECT 1 FROM confirmed WHERE pairs = 0", (const char *const[]){NULL});
  const bool nothing = q && fl_query_next(q);
  fl_query_end(q);
  if (nothing) {
    fl_text_say_wrapped(out, 2, FL_W_q_nothing_done);
  } else if (strcmp(end, "another setting") != 0) {
    fl_text_say_wrapped(out, 2, FL_W_q_stays);
    if (from_broken) fl_text_say_wrapped(out, 2, FL_W_q_stays_broken);
  } else if (strcmp(best, "broken") == 0) {
    fl_text_say_wrapped(out, 2, FL_W_q_none_keeps);
  } else if (from_broken) {
    fl_text_say_wrapped(out, 2, unsure ? FL_W_q_price_unsure : FL_W_q_price);
  } else {
    fl_text_say_wrapped(out, 2, improves[0] == 'y' ? FL_W_q_improves : is_worse(result) ? FL_W_q_worse : FL_W_q_unsure);
    if (strcmp(present, "undecided") == 0) fl_text_say_wrapped(out, 2, FL_W_q_present_unsure);
    if (unsure) fl_text_say_wrapped(out, 2, FL_W_q_limit_unsure);
  }
}

static void write_best(FILE *out, fl_result *result) {
  write_verdict(out, result);
  fputc('\n', out);
  write_settings(out, result);
  fputc('\n', out);
  write_confirmed(out, result);
}

fl_status fl_quest_write(FILE *out, fl_result *result, const char *path, bool colour) {
  fl_query *q = fl_result_query(
      result,
      "SELECT kind, design, title, points, (SELECT count(*) FROM run), (SELECT count(*) FROM run WHERE status <> 'done') "
      "FROM sweep",
      (const char *const[]){NULL});
  if (!q || !fl_query_next(q)) return FL_ENVIRONMENT;
  const bool posterior = strcmp(fl_query_text(q, 1), "posterior") == 0;
  fl_text_heading(out, fl_query_text(q, 2), colour);
  fl_text_say_wrapped(out, 2, FL_W_q_head, path, fl_query_text(q, 0), fl_query_text(q, 1), (long long)fl_query_int(q, 4),
                      (long long)fl_query_int(q, 3));
  if (fl_query_int(q, 5)) fl_text_say_wrapped(out, 2, FL_W_q_failed, (long long)fl_query_int(q, 5));
  fl_query_end(q);
  if (posterior)
    write_posterior(out, result);
  else
    write_best(out, result);
  return fl_result_error(result)[0] ? FL_ENVIRONMENT : FL_OK;
}

fl_status fl_quest_json(FILE *out, fl_result *result, const char *path) {
  static const struct {
    const char *key, *sql;
  } lists[] = {
      {"wanted", "SELECT * FROM wanted ORDER BY kpi, role"},
      {"found",
       "SELECT f.name AS factor, b.best, b.start, b.mean, b.sd, b.q05, b.q25, b.q50, b.q75, b.q95, b.width FROM found AS b JOIN "
       "factor AS f USING (factor) ORDER BY b.factor"},
      {"confirmed", "SELECT * FROM confirmed ORDER BY kpi"},
      {"fit", "SELECT * FROM fit ORDER BY kpi"},
      {"predicted", "SELECT * FROM predicted ORDER BY kpi, of"},
      {"outcome", "SELECT * FROM outcome ORDER BY name"}};
  fl_json json = {.out = out};
  fl_json_open(&json, NULL, '{');
  fl_json_text(&json, "file", path);
  fl_status status =
      fl_json_rows(&json, result, NULL,
                   "SELECT kind, design, points, (SELECT count(*) FROM run WHERE status = 'done') AS done, (SELECT count(*) FROM "
                   "run WHERE status <> 'done') AS failed FROM sweep");
  for (size_t i = 0; status == FL_OK && i < sizeof lists / sizeof *lists; i++)
    status = fl_json_rows(&json, result, lists[i].key, lists[i].sql);
  fl_json_close(&json, '}');
  return status;
}
