#include "report/comparison.h"

#include "fanloop/field.h"
#include "report/headline.h"
#include "report/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 22, INTERVAL = 19 };

// What the file says of itself.
typedef struct about {
  int64_t runs, first_run, seed, days, fans, baseline, variant;
  double level;
  char name[FL_NAME_MAX], title[FL_TEXT_MAX], baseline_name[FL_NAME_MAX], variant_name[FL_NAME_MAX];
  char from[16], to[16], status[16], reason[160];
} about;

static double number(fl_query *q, int column) {
  return fl_query_number(q, column); // NaN for NULL
}

static void copy(char *out, size_t size, const char *text) {
  snprintf(out, size, "%s", text);
}

// ---- Numbers --------------------------------------------------------------------------------------------------------------------

static const char *with_sign(double value, char *out, const char *(*write)(double, char *)) {
  const bool plus = value >= 0; // not of NaN
  if (plus) out[0] = '+';
  char text[FL_NUMBER];
  copy(out + plus, FL_NUMBER - 1, write(value, text));
  return out;
}

static const char *amount(double value, char *out) {
  return with_sign(value, out, fl_text_amount);
}

static const char *percent(double value, char *out) {
  return with_sign(value, out, fl_text_percent);
}

// "+1.2 … +1.8 %"
static const char *percents(double low, double high, char out[2 * FL_NUMBER]) {
  if (isfinite(low) && isfinite(high))
    snprintf(out, 2 * FL_NUMBER, fl_get_lang() == FL_LANG_ZH ? "%+.1f … %+.1f%%" : "%+.1f … %+.1f %%", 100 * low, 100 * high);
  else
    strcpy(out, "–");
  return out;
}

static const char *amounts(double low, double high, char out[2 * FL_NUMBER]) {
  char a[FL_NUMBER], b[FL_NUMBER];
  if (isfinite(low) && isfinite(high))
    snprintf(out, 2 * FL_NUMBER, "%s … %s", amount(low, a), amount(high, b));
  else
    strcpy(out, "–");
  return out;
}

static const char *times(double factor, char *out) {
  if (isfinite(factor))
    snprintf(out, FL_NUMBER, factor < 10 ? "%.1f×" : "%.0f×", factor);
  else
    strcpy(out, "–");
  return out;
}

// ---- Reading ----------------------------------------------------------------------------------------------------------------------

static fl_status read_about(fl_result *result, const char *explain, about *a) {
  memset(a, 0, sizeof *a);
  fl_query *q = fl_result_query(
      result,
      "SELECT x.name, iif(?1 = 'zh' AND x.title_zh <> '', x.title_zh, x.title), x.seed, x.first_run, x.runs, x.level, x.status, "
      "x.reason,"
      " x.baseline, b.name, v.variant, v.name, s.from_date, s.to_date, julianday(s.to_date) - julianday(s.from_date) + 1,"
      " (SELECT number FROM parameter WHERE variant = 0 AND parameter.name = 'fans')"
      " FROM experiment AS x JOIN variant AS b ON b.variant = x.baseline JOIN span AS s ON s.span = 'window'"
      " JOIN variant AS v ON v.variant <> x.baseline WHERE ?2 = '' OR v.name = ?2 ORDER BY v.variant LIMIT 1",
      (const char *[]){fl_get_lang() == FL_LANG_ZH ? "zh" : "en", explain ? explain : "", NULL});
  if (!q) return FL_ENVIRONMENT;
  const bool there = fl_query_next(q);
  if (there) {
    copy(a->name, sizeof a->name, fl_query_text(q, 0));
    copy(a->title, sizeof a->title, fl_query_text(q, 1));
    a->seed = fl_query_int(q, 2);
    a->first_run = fl_query_int(q, 3);
    a->runs = fl_query_int(q, 4);
    a->level = fl_query_real(q, 5);
    copy(a->status, sizeof a->status, fl_query_text(q, 6));
    copy(a->reason, sizeof a->reason, fl_query_text(q, 7));
    a->baseline = fl_query_int(q, 8);
    copy(a->baseline_name, sizeof a->baseline_name, fl_query_text(q, 9));
    a->variant = fl_query_int(q, 10);
    copy(a->variant_name, sizeof a->variant_name, fl_query_text(q, 11));
    copy(a->from, sizeof a->from, fl_query_text(q, 12));
    copy(a->to, sizeof a->to, fl_query_text(q, 13));
    a->days = fl_query_int(q, 14);
    a->fans = fl_query_int(q, 15);
  }
  fl_query_end(q);
  return there ? FL_OK : FL_ENVIRONMENT;
}

// A query with the number of the explained variant as ?1, and `second` as ?2.
static fl_query *ask(fl_result *result, const about *a, const char *sql, const char *second) {
  char variant[32];
  snprintf(variant, sizeof variant, "%lld", (long long)a->variant);
  return fl_result_query(result, sql, (const char *[]){variant, second, NULL});
}

// ---- Blocks -----------------------------------------------------------------------------------------------------------------------

static void write_title(FILE *out, const about *a, bool colour) {
  char line[FL_SAID], fans[FL_NUMBER];
  const bool titled = a->title[0] && strcmp(a->title, a->name) != 0;
  snprintf(line, sizeof line, titled ? "%s: %s" : "%s", a->name, a->title);
  fprintf(out, colour ? "\033[1m%s\033[0m\n" : "%s\n", line);
  snprintf(line, sizeof line, fl_word(FL_W_k_runs), (long long)a->runs, (long long)a->seed, (long long)a->first_run,
           (long long)(a->first_run + a->runs - 1), fl_text_count(a->fans, fans), a->from, a->to, (long long)a->days);
  fl_text_wrap(out, fl_text_plural(line), 2);
  if (strcmp(a->status, "done") == 0) return;
  snprintf(line, sizeof line, fl_word(FL_W_k_not_done), a->status, a->reason);
  fl_text_wrap(out, line, 2);
}

static void begin_row(FILE *out, const char *name, int columns) {
  fputs("  ", out);
  fl_text_left(out, name, columns);
}

static void write_change(FILE *out, fl_query *q) {
  char text[2 * FL_NUMBER];
  fl_text_right(out, percent(number(q, 2), text), 9);
  fl_text_right(out, percents(number(q, 3), number(q, 4), text), INTERVAL - 1);
  fl_text_right(out, fl_text_amount(number(q, 6), text), 10);
  fl_text_right(out, times(number(q, 5), text), 8);
}

static fl_status write_variants(FILE *out, fl_result *result, const about *a, bool colour) {
  char text[2 * FL_NUMBER], line[FL_SAID];
  fl_query *q =
      fl_result_query(result,
                      "SELECT v.name, coalesce(e.variant_mean, (SELECT avg(value) FROM kpi_run AS k WHERE k.variant = v.variant "
                      "AND k.kpi = 'gmv')), e.change, e.change_low, e.change_high, e.reduction, (SELECT avg(value) FROM kpi_run AS "
                      "k WHERE k.variant = v.variant AND k.kpi = 'subsidy'), v.variant = x.baseline FROM variant AS v JOIN "
                      "experiment AS x LEFT JOIN effect AS e ON e.variant = v.variant AND e.kpi = 'gmv' ORDER BY v.variant <> "
                      "x.baseline, v.variant",
                      (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  snprintf(line, sizeof line, fl_word(FL_W_k_variants), a->baseline_name);
  fl_text_heading(out, line, colour);
  begin_row(out, fl_word(FL_W_variant_name), NAME);
  fl_text_right(out, fl_word(FL_W_variant_gmv), 11);
  fl_text_right(out, fl_word(FL_W_k_change), 9);
  snprintf(line, sizeof line, fl_word(FL_W_k_interval), 100 * a->level);
  fl_text_right(out, line, INTERVAL - 1);
  fl_text_right(out, fl_word(FL_W_k_pays), 10);
  fl_text_right(out, fl_word(FL_W_k_pairing), 8);
  fputc('\n', out);
  while (fl_query_next(q)) {
    const bool baseline = fl_query_int(q, 7);
    begin_row(out, fl_query_text(q, 0), NAME);
    fl_text_right(out, fl_text_amount(number(q, 1), text), 11);
    if (baseline)
      fl_text_right(out, fl_text_amount(number(q, 6), text), 9 + INTERVAL - 1 + 10);
    else
      write_change(out, q);
    fputc('\n', out);
  }
  fl_query_end(q);
  fl_text_wrap(out, fl_word(FL_W_k_pairing_note), 2);
  return FL_OK;
}

// The key figures that are shown, in this order; metrics follow.
static const struct {
  const char *kpi;
  fl_word_id name;
} shown[] = {
    {"gmv", FL_W_k_gmv},
    {"gmv.policies", FL_W_k_gmv_policies},
    {"gmv.after_28", FL_W_k_gmv_after},
    {"gmv.last_28", FL_W_k_gmv_last},
    {"orders", FL_W_s_orders},
    {"order_value", FL_W_s_aov},
    {"buyers", FL_W_s_buyers},
    {"repurchase_R1", FL_W_k_r1},
    {"repurchase_R3", FL_W_k_r3},
    {"private_gmv_share", FL_W_k_private},
};

static void write_figure(FILE *out, const char *name, fl_query *q) {
  char text[2 * FL_NUMBER];
  const bool share = strcmp(fl_query_text(q, 0), "share") == 0;
  const char *(*value)(double, char *) = share ? fl_text_percent : fl_text_amount;
  begin_row(out, name, 30);
  fl_text_right(out, value(number(q, 1), text), 11);
  fl_text_right(out, value(number(q, 2), text), 11);
  // The change of a share is told in points.
  fl_text_right(out, percent(number(q, share ? 3 : 6), text), 10);
  fl_text_right(out, percents(number(q, share ? 4 : 7), number(q, share ? 5 : 8), text), INTERVAL - 3);
  fputc('\n', out);
}

static fl_status write_figures(FILE *out, fl_result *result, const about *a, bool colour) {
  static const char *const columns =
      "SELECT unit, baseline_mean, variant_mean, difference, low, high, change, change_low, change_high, kpi "
      "FROM effect JOIN kpi USING (kpi) WHERE variant = CAST(?1 AS INTEGER) AND ";
  char line[FL_SAID], sql[512];
  snprintf(line, sizeof line, fl_word(FL_W_k_figures), a->variant_name, a->baseline_name);
  fl_text_heading(out, line, colour);
  begin_row(out, "", 30);
  fl_text_right(out, fl_word(FL_W_k_baseline), 11);
  fl_text_right(out, fl_word(FL_W_variant_name), 11);
  fl_text_right(out, fl_word(FL_W_k_change), 10);
  snprintf(line, sizeof line, fl_word(FL_W_k_interval), 100 * a->level);
  fl_text_right(out, line, INTERVAL - 3);
  fputc('\n', out);
  snprintf(sql, sizeof sql, "%skpi = ?2", columns);
  for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
    fl_query *q = ask(result, a, sql, shown[i].kpi);
    if (!q) return FL_ENVIRONMENT;
    if (fl_query_next(q)) write_figure(out, fl_word(shown[i].name), q);
    fl_query_end(q);
  }
  snprintf(sql, sizeof sql, "%skind = ?2 ORDER BY kpi", columns);
  fl_query *q = ask(result, a, sql, "metric");
  if (!q) return FL_ENVIRONMENT;
  while (fl_query_next(q)) write_figure(out, fl_query_text(q, 9), q);
  fl_query_end(q);
  return FL_OK;
}

// ---- Why --------------------------------------------------------------------------------------------------------------------------

enum { COLUMNS_MOST = 6, FACTORS = 5 };

// One column: a cell of the decomposition.
typedef struct column {
  char name[FL_NAME_MAX];
  double change, part[FACTORS];
} column;

static const char *source_word(const char *source) {
  static const struct {
    const char *name;
    fl_word_id word;
  } words[] = {{"private", FL_W_s_private}, {"public", FL_W_s_public}, {"paid", FL_W_s_paid}, {"shelf", FL_W_s_shelf}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i].name, source) == 0) return fl_word(words[i].word);
  return source;
}

static size_t read_columns(fl_result *result, const about *a, column columns[COLUMNS_MOST], bool *good) {
  fl_query *q =
      ask(result, a,
          "SELECT split, cell, change_yuan, visitors_yuan, minutes_yuan, conversion_yuan, frequency_yuan, value_yuan, span FROM "
          "v_why JOIN variant ON variant.name = v_why.variant WHERE variant.variant = CAST(?1 AS INTEGER) AND ?2 = '' AND ((span = "
          "'distinct' AND split IN ('total', 'source')) OR (span = 'last_28' AND split = 'total'))"
          " ORDER BY span, split = 'source', instr('private public paid shelf', cell)",
          "");
  size_t count = 0;
  *good = q != NULL;
  while (q && count < COLUMNS_MOST && fl_query_next(q)) {
    column *c = &columns[count++];
    const bool total = strcmp(fl_query_text(q, 0), "total") == 0, last = strcmp(fl_query_text(q, 8), "last_28") == 0;
    copy(c->name, sizeof c->name, last ? fl_word(FL_W_k_last_28) : total ? fl_word(FL_W_k_all) : source_word(fl_query_text(q, 1)));
    c->change = number(q, 2);
    for (int k = 0; k < FACTORS; k++) c->part[k] = number(q, 3 + k);
  }
  if (q) fl_query_end(q);
  return count;
}

static fl_status write_factors(FILE *out, fl_result *result, const about *a) {
  static const fl_word_id factors[FACTORS] = {FL_W_k_visitors, FL_W_k_minutes, FL_W_k_conversion, FL_W_k_frequency, FL_W_k_value};
  column columns[COLUMNS_MOST];
  char text[FL_NUMBER];
  bool good;
  const size_t count = read_columns(result, a, columns, &good);
  begin_row(out, "", 26);
  for (size_t c = 0; c < count; c++) fl_text_right(out, columns[c].name, 13);
  fputc('\n', out);
  for (int k = 0; k < FACTORS; k++) {
    begin_row(out, fl_word(factors[k]), 26);
    for (size_t c = 0; c < count; c++) fl_text_right(out, amount(columns[c].part[k], text), 13);
    fputc('\n', out);
  }
  begin_row(out, fl_word(FL_W_k_together), 26);
  for (size_t c = 0; c < count; c++) fl_text_right(out, amount(columns[c].change, text), 13);
  fputc('\n', out);
  return good ? FL_OK : FL_ENVIRONMENT;
}

// "By tier of the room: tail +0.1 bn, waist +1.2 bn"
static fl_status write_split(FILE *out, fl_result *result, const about *a, const char *split, fl_word_id label) {
  char line[FL_SAID], text[FL_NUMBER];
  fl_query *q = ask(
      result, a,
      "SELECT cell, sum(change_yuan) FROM v_why JOIN variant ON variant.name = v_why.variant WHERE variant.variant = CAST(?1 AS "
      "INTEGER) AND span = 'window' AND split = ?2 GROUP BY cell ORDER BY -abs(sum(change_yuan)), cell LIMIT 7",
      split);
  if (!q) return FL_ENVIRONMENT;
  size_t used = 0, cells = 0;
  line[0] = '\0';
  for (; fl_query_next(q) && used < sizeof line; cells++)
    used += (size_t)snprintf(line + used, sizeof line - used, "%s%s %s", cells ? ", " : "", fl_query_text(q, 0),
                             amount(number(q, 1), text));
  fl_query_end(q);
  if (cells) fl_text_wrap_under(out, fl_word(label), line, fl_text_columns(fl_word(label)) > 18 ? 22 : 18);
  return FL_OK;
}

static fl_status write_why(FILE *out, fl_result *result, const about *a, bool colour) {
  char line[FL_SAID];
  snprintf(line, sizeof line, fl_word(FL_W_k_why), (long long)a->days);
  fl_text_heading(out, line, colour);
  fl_status status = write_factors(out, result, a);
  if (status == FL_OK) status = write_split(out, result, a, "fan_tier", FL_W_k_by_fan_tier);
  if (status == FL_OK) status = write_split(out, result, a, "room_tier", FL_W_k_by_room_tier);
  if (status == FL_OK) status = write_split(out, result, a, "brand_kind", FL_W_k_by_kind);
  if (status == FL_OK) status = write_split(out, result, a, "brand", FL_W_k_by_brand);
  return status;
}

// ---- Money ------------------------------------------------------------------------------------------------------------------------

static fl_status write_money(FILE *out, fl_result *result, const about *a, bool colour) {
  static const struct {
    const char *span;
    fl_word_id name;
  } spans[] = {{"policies", FL_W_k_span_policies}, {"after_28", FL_W_k_span_after}, {"window", FL_W_k_span_window}};
  char text[2 * FL_NUMBER], line[FL_SAID];
  snprintf(line, sizeof line, fl_word(FL_W_k_money), a->variant_name, a->baseline_name);
  fl_text_heading(out, line, colour);
  begin_row(out, "", 24);
  fl_text_right(out, fl_word(FL_W_k_pays), 10);
  fl_text_right(out, fl_word(FL_W_k_gmv), 10);
  fl_text_right(out, fl_word(FL_W_k_per_yuan), 10);
  snprintf(line, sizeof line, fl_word(FL_W_k_interval), 100 * a->level);
  fl_text_right(out, line, 14);
  fl_text_right(out, fl_word(FL_W_k_commission), 12);
  fputc('\n', out);
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
    fl_query *q = ask(result, a,
                      "SELECT subsidy_yuan, gmv_yuan, gmv_per_yuan, gmv_per_yuan_low, gmv_per_yuan_high, commission_yuan FROM "
                      "money WHERE variant = CAST(?1 AS "
                      "INTEGER) AND span = ?2",
                      spans[i].span);
    if (!q) return FL_ENVIRONMENT;
    if (fl_query_next(q)) {
      begin_row(out, fl_word(spans[i].name), 24);
      fl_text_right(out, amount(number(q, 0), text), 10);
      fl_text_right(out, amount(number(q, 1), text), 10);
      fl_text_right(out, fl_text_real(number(q, 2), 2, text), 10);
      if (isfinite(number(q, 3)) && isfinite(number(q, 4)))
        snprintf(text, sizeof text, "%.2f … %.2f", number(q, 3), number(q, 4));
      else
        strcpy(text, "–");
      fl_text_right(out, text, 14);
      fl_text_right(out, amount(number(q, 5), text), 12);
      fputc('\n', out);
    }
    fl_query_end(q);
  }
  return FL_OK;
}

static fl_status write_books(FILE *out, fl_result *result, const about *a) {
  char text[FL_NUMBER], line[FL_SAID];
  fl_query *q = ask(
      result, a,
      "SELECT n.cell, n.contribution_yuan - b.contribution_yuan FROM v_books AS n JOIN v_books AS b USING (split, cell) JOIN "
      "variant AS v ON v.name = n.variant JOIN experiment AS x JOIN variant AS w ON w.variant = x.baseline AND w.name = b.variant "
      "WHERE v.variant = CAST(?1 AS INTEGER) AND ?2 = '' AND n.cell <> 'generated' ORDER BY split <> 'platform', split, n.cell "
      "LIMIT 9",
      "");
  if (!q) return FL_ENVIRONMENT;
  size_t used = 0;
  line[0] = '\0';
  for (size_t i = 0; fl_query_next(q) && used < sizeof line; i++)
    used += (size_t)snprintf(line + used, sizeof line - used, "%s%s %s", i ? ", " : "", fl_query_text(q, 0),
                             amount(number(q, 1), text));
  fl_query_end(q);
  fl_text_wrap_under(out, fl_word(FL_W_k_books), line, 18);
  return FL_OK;
}

static fl_status write_naive(FILE *out, fl_result *result, const about *a) {
  static const struct {
    const char *method;
    fl_word_id name;
  } methods[] = {{"before_after", FL_W_k_before_after}, {"others", FL_W_k_others}, {"paid_orders", FL_W_k_paid_orders}};
  char text[FL_NUMBER], line[FL_SAID];
  size_t used = 0;
  line[0] = '\0';
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
    fl_query *q =
        ask(result, a, "SELECT gmv_yuan FROM naive WHERE variant = CAST(?1 AS INTEGER) AND method = ?2", methods[i].method);
    if (!q) return FL_ENVIRONMENT;
    if (fl_query_next(q) && used < sizeof line)
      used += (size_t)snprintf(line + used, sizeof line - used, "%s%s %s", used ? "; " : "", fl_word(methods[i].name),
                               amount(number(q, 0), text));
    fl_query_end(q);
  }
  fl_query *q =
      ask(result, a, "SELECT difference, low, high FROM effect WHERE variant = CAST(?1 AS INTEGER) AND kpi = ?2", "gmv.policies");
  if (!q) return FL_ENVIRONMENT;
  if (used && fl_query_next(q)) {
    char interval[2 * FL_NUMBER];
    snprintf(line + used, sizeof line - used, fl_word(FL_W_k_paired), amount(number(q, 0), text),
             amounts(number(q, 1), number(q, 2), interval));
    fl_text_wrap_under(out, fl_word(FL_W_k_naive), line, 18);
  }
  fl_query_end(q);
  return FL_OK;
}

// ---- Two policies, own rooms --------------------------------------------------------------------------------------------------------

static void write_amount_row(FILE *out, const char *name, fl_query *q, int first) {
  char text[2 * FL_NUMBER];
  begin_row(out, name, 40);
  fl_text_right(out, amount(number(q, first), text), 13);
  fl_text_right(out, amounts(number(q, first + 1), number(q, first + 2), text), 25);
  fputc('\n', out);
}

static fl_status write_interplay(FILE *out, fl_result *result, bool colour) {
  char line[FL_SAID], name[FL_NAME_MAX + 64];
  fl_query *q = fl_result_query(
      result,
      "SELECT first, second, name, what, gmv_yuan, low, high FROM interplay JOIN variant ON variant = neither ORDER "
      "BY first, second, instr('first second together interplay', what)",
      (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  while (fl_query_next(q)) {
    const char *what = fl_query_text(q, 3);
    const bool first = strcmp(what, "first") == 0, second = strcmp(what, "second") == 0;
    if (first) {
      snprintf(line, sizeof line, fl_word(FL_W_two_by_two), fl_query_text(q, 2));
      fl_text_heading(out, line, colour);
    }
    if (first || second)
      snprintf(name, sizeof name, fl_word(FL_W_alone), fl_query_text(q, first ? 0 : 1));
    else
      copy(name, sizeof name, fl_word(strcmp(what, "together") == 0 ? FL_W_together : FL_W_interplay));
    write_amount_row(out, name, q, 4);
  }
  fl_query_end(q);
  return FL_OK;
}

static fl_status write_rooms(FILE *out, fl_result *result, const about *a, bool colour) {
  bool any = false;
  char text[2 * FL_NUMBER];
  fl_query *q = ask(
      result, a,
      "SELECT substr(kpi, 13), baseline_mean, variant_mean, change, change_low, change_high FROM effect WHERE variant = CAST(?1 "
      "AS INTEGER) AND kpi LIKE ?2 ORDER BY -baseline_mean, kpi LIMIT 6",
      "gmv of room %");
  if (!q) return FL_ENVIRONMENT;
  for (; fl_query_next(q); any = true) {
    if (!any) fl_text_heading(out, fl_word(FL_W_k_rooms), colour);
    begin_row(out, fl_query_text(q, 0), 30);
    fl_text_right(out, fl_text_amount(number(q, 1), text), 11);
    fl_text_right(out, fl_text_amount(number(q, 2), text), 11);
    fl_text_right(out, percent(number(q, 3), text), 10);
    fl_text_right(out, percents(number(q, 4), number(q, 5), text), INTERVAL - 3);
    fputc('\n', out);
  }
  fl_query_end(q);
  return FL_OK;
}

static fl_status write_end(FILE *out, fl_result *result, const fl_comparison_options *o) {
  char a[FL_NUMBER], b[FL_NUMBER], c[FL_NUMBER];
  fl_query *q = fl_result_query(
      result, "SELECT seconds, jobs, threads, days_lived, days_of_runs, bytes_peak FROM experiment_timing", (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  fputc('\n', out);
  if (fl_query_next(q)) {
    fl_text_say(out, FL_W_k_cost, fl_text_real(number(q, 0), 1, a), (long long)fl_query_int(q, 1),
                (double)fl_query_int(q, 5) / 1e6);
    if (fl_query_int(q, 3) < fl_query_int(q, 4))
      fl_text_say(out, FL_W_k_shared, fl_text_count(fl_query_int(q, 3), b), fl_text_count(fl_query_int(q, 4), c));
  }
  fl_query_end(q);
  fprintf(out, fl_word(FL_W_k_file), o->path);
  fputc('\n', out);
  return FL_OK;
}

fl_status fl_comparison_write(FILE *out, fl_result *result, const fl_comparison_options *options) {
  about a;
  fl_status status = read_about(result, options->explain, &a);
  if (status != FL_OK) return status;
  write_title(out, &a, options->colour);
  status = write_variants(out, result, &a, options->colour);
  if (status == FL_OK) status = write_figures(out, result, &a, options->colour);
  if (status == FL_OK) status = write_rooms(out, result, &a, options->colour);
  if (status == FL_OK) status = write_why(out, result, &a, options->colour);
  if (status == FL_OK) status = write_money(out, result, &a, options->colour);
  if (status == FL_OK) status = write_books(out, result, &a);
  if (status == FL_OK) status = write_naive(out, result, &a);
  if (status == FL_OK) status = write_interplay(out, result, options->colour);
  return status == FL_OK ? write_end(out, result, options) : status;
}
