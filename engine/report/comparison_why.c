// The explained variant: where its difference comes from, what it costs and brings, and what would be said of it without pairs. Parts that
// cannot be told from 0 over the run numbers stand in brackets.
#include "report/comparison_lines.h"

#include "fit/estimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FACTORS = 5, COLUMNS_MOST = 6, CELLS_MOST = 12, LABEL = 18 };

// Values of the run numbers, as they come.
typedef struct values {
  double *at;
  size_t count, capacity;
} values;

static bool add_value(values *v, double value) {
  if (v->count == v->capacity) {
    const size_t capacity = v->capacity ? 2 * v->capacity : 32;
    double *more = realloc(v->at, capacity * sizeof *more);
    if (!more) return false;
    v->at = more;
    v->capacity = capacity;
  }
  v->at[v->count++] = value;
  return true;
}

static fl_interval take_interval(values *v, double level) {
  const fl_interval i = fl_mean_interval(v->at, v->count, level);
  v->count = 0;
  return i;
}

// "+3.40 bn", "(+16.7 m)" where the interval holds 0 or there is none.
static const char *part_text(fl_interval i, char out[FL_NUMBER + 2]) {
  char text[FL_NUMBER];
  if (i.mean == 0) return strcpy(out, "0");
  const bool told = i.low > 0 || i.high < 0;
  snprintf(out, FL_NUMBER + 2, told ? "%s" : "(%s)", fl_compared_amount(i.mean, text));
  return out;
}

// Words of the file in the language of the program.
static const char *word_of(const char *name) {
  static const struct {
    const char *name;
    fl_word_id word;
  } words[] = {{"private", FL_W_s_private},
               {"public", FL_W_s_public},
               {"paid", FL_W_s_paid},
               {"shelf", FL_W_s_shelf},
               {"tail", FL_W_t_tail},
               {"waist", FL_W_t_waist},
               {"1m", FL_W_t_1m},
               {"3m", FL_W_t_3m},
               {"5m", FL_W_t_5m},
               {"head", FL_W_t_head},
               {"passer_by", FL_W_k_passer},
               {"medium", FL_W_k_medium},
               {"heavy", FL_W_k_heavy},
               {"belt", FL_W_k_belt},
               {"kuai", FL_W_k_kuai},
               {"big", FL_W_k_big},
               {"counterfeiter", FL_W_k_counterfeiter},
               {"new", FL_W_k_new},
               {"platform", FL_W_k_platform},
               {"generated", FL_W_k_generated}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i].name, name) == 0) return fl_word(words[i].word);
  return name;
}

// ---- Factors ----------------------------------------------------------------------------------------------------------------------

// A cell of the decomposition: the parts, and behind them their sum.
typedef struct column {
  char name[FL_NAME_MAX];
  fl_interval part[FACTORS + 1];
} column;

static bool read_column(fl_result *result, const fl_compared *c, const char *where, const char *name, column *out) {
  static const char *const parts[FACTORS + 1] = {"visitors_fen",  "minutes_fen", "conversion_fen",
                                                 "frequency_fen", "value_fen",   "gmv_fen - baseline_gmv_fen"};
  values v = {0};
  char sql[512];
  bool there = true;
  snprintf(out->name, sizeof out->name, "%s", name);
  for (size_t k = 0; there && k <= FACTORS; k++) {
    snprintf(sql, sizeof sql, "SELECT (%s) / 100.0 FROM why WHERE variant = CAST(?1 AS INTEGER) AND ?2 = '' AND %s ORDER BY run",
             parts[k], where);
    fl_query *q = fl_compared_ask(result, c, sql, "");
    while (q && fl_query_next(q)) there = add_value(&v, fl_query_real(q, 0)) && there;
    there = there && q && v.count > 0;
    if (q) fl_query_end(q);
    out->part[k] = take_interval(&v, c->level);
  }
  free(v.at);
  return there;
}

static size_t read_columns(fl_result *result, const fl_compared *c, column columns[COLUMNS_MOST]) {
  static const char *const sources[] = {"private", "public", "paid", "shelf"};
  size_t count = 0;
  count += read_column(result, c, "span = 'window' AND split = 'total'", fl_word(FL_W_k_by_day), &columns[count]);
  count += read_column(result, c, "span = 'distinct' AND split = 'total'", fl_word(FL_W_k_all), &columns[count]);
  for (size_t s = 0; s < sizeof sources / sizeof *sources && count < COLUMNS_MOST; s++) {
    char where[96];
    snprintf(where, sizeof where, "span = 'distinct' AND split = 'source' AND cell = '%s'", sources[s]);
    count += read_column(result, c, where, word_of(sources[s]), &columns[count]);
  }
  return count;
}

static void write_factors(FILE *out, fl_result *result, const fl_compared *c) {
  static const fl_word_id names[FACTORS + 1] = {FL_W_k_visitors,  FL_W_k_minutes, FL_W_k_conversion,
                                                FL_W_k_frequency, FL_W_k_value,   FL_W_k_together};
  column columns[COLUMNS_MOST];
  char text[FL_NUMBER + 2];
  const size_t count = read_columns(result, c, columns);
  const int width = count > 4 ? 10 : 14;
  fl_compared_row(out, "", 78 - width * (int)count);
  for (size_t i = 0; i < count; i++) fl_text_right(out, columns[i].name, width);
  fputc('\n', out);
  for (size_t k = 0; k <= FACTORS; k++) {
    fl_compared_row(out, fl_word(names[k]), 78 - width * (int)count);
    for (size_t i = 0; i < count; i++) fl_text_right(out, part_text(columns[i].part[k], text), width);
    fputc('\n', out);
  }
}

// ---- Cells ------------------------------------------------------------------------------------------------------------------------

typedef struct cell {
  char name[FL_NAME_MAX];
  fl_interval change;
} cell;

static int larger_first(const void *a, const void *b) {
  const double x = fabs(((const cell *)a)->change.mean), y = fabs(((const cell *)b)->change.mean);
  return x != y ? (x < y) - (x > y) : strcmp(((const cell *)a)->name, ((const cell *)b)->name);
}

// A pair of name and number does not part at the end of a line.
static void hold_together(char *text) {
  for (char *at = text; (at = strchr(at, ' ')) != NULL;) {
    memmove(at + 2, at + 1, strlen(at + 1) + 1);
    memcpy(at, "\u00a0", 2);
    at += 2;
  }
}

// "tail +0.1 bn, waist (+1.2 m)", of a query that gives name and value, run by run of one name after the other.
static bool write_cells(FILE *out, fl_query *q, fl_word_id label, double level) {
  cell cells[CELLS_MOST];
  values v = {0};
  size_t count = 0, used = 0;
  char line[FL_SAID] = "", name[FL_NAME_MAX] = "";
  bool more = q && fl_query_next(q), good = q != NULL;
  while (more && good && count < CELLS_MOST) {
    snprintf(name, sizeof name, "%s", fl_query_text(q, 0));
    while (more && good && strcmp(name, fl_query_text(q, 0)) == 0) {
      good = add_value(&v, fl_query_real(q, 1));
      more = fl_query_next(q);
    }
    cells[count].change = take_interval(&v, level);
    snprintf(cells[count++].name, sizeof name, "%s", name);
  }
  qsort(cells, count, sizeof *cells, larger_first);
  for (size_t i = 0; i < count; i++) {
    char number[FL_NUMBER + 2], pair[2 * FL_NAME_MAX + 2 * FL_NUMBER];
    snprintf(pair, sizeof pair, "%.*s %s", FL_NAME_MAX - 1, word_of(cells[i].name), part_text(cells[i].change, number));
    hold_together(pair);
    if (used < sizeof line) used += (size_t)snprintf(line + used, sizeof line - used, "%s%s", i ? ", " : "", pair);
  }
  if (count) fl_text_wrap_under(out, fl_word(label), line, LABEL);
  free(v.at);
  if (q) fl_query_end(q);
  return good;
}

static bool write_split(FILE *out, fl_result *result, const fl_compared *c, const char *split, fl_word_id label) {
  return write_cells(
      out,
      fl_compared_ask(result, c,
                      "SELECT cell, sum(gmv_fen - baseline_gmv_fen) / 100.0 FROM why WHERE variant = CAST(?1 AS INTEGER) AND "
                      "span = 'window' AND split = ?2 AND cell <> 'generated' GROUP BY cell, run ORDER BY cell, run",
                      split),
      label, c->level);
}

fl_status fl_compared_why(FILE *out, fl_result *result, const fl_compared *c, bool colour) {
  fl_text_heading(out, fl_word(FL_W_k_why), colour);
  write_factors(out, result, c);
  bool good = write_split(out, result, c, "fan_tier", FL_W_k_by_fan_tier);
  good = write_split(out, result, c, "room_tier", FL_W_k_by_room_tier) && good;
  good = write_split(out, result, c, "brand_kind", FL_W_k_by_kind) && good;
  good = write_split(out, result, c, "brand", FL_W_k_by_brand) && good;
  char line[FL_SAID];
  snprintf(line, sizeof line, fl_word(FL_W_k_why_note), 100 * c->level, (long long)c->days);
  fl_text_wrap(out, line, 2);
  return good ? FL_OK : FL_ENVIRONMENT;
}

// ---- Money ------------------------------------------------------------------------------------------------------------------------

static void write_money_row(FILE *out, fl_query *q, const char *name) {
  char text[2 * FL_NUMBER];
  const double low = fl_query_number(q, 4), high = fl_query_number(q, 5);
  fl_compared_row(out, name, 24);
  for (int k = 0; k < 3; k++) fl_text_right(out, fl_compared_amount(fl_query_number(q, k), text), 10);
  fl_text_right(out, fl_text_real(fl_query_number(q, 3), 2, text), 9);
  if (isfinite(low) && isfinite(high))
    snprintf(text, sizeof text, "%.2f … %.2f", low, high);
  else
    strcpy(text, "–");
  fl_text_right(out, text, 15);
  fputc('\n', out);
}

static fl_status write_moneys(FILE *out, fl_result *result, const fl_compared *c) {
  static const struct {
    const char *span;
    fl_word_id name;
  } spans[] = {// by GLOB
               {"policies", FL_W_k_span_policies},
               {"after_[0-9]*", FL_W_k_span_after},
               {"through_[0-9]*", FL_W_k_span_through},
               {"window", FL_W_k_span_window}};
  char name[FL_SAID];
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
    fl_query *q = fl_compared_ask(
        result, c,
        "SELECT subsidy_yuan, vouchers_yuan, gmv_yuan, gmv_per_yuan, gmv_per_yuan_low, gmv_per_yuan_high, span FROM "
        "money WHERE variant = CAST(?1 AS INTEGER) AND span GLOB ?2 ORDER BY length(span), span",
        spans[i].span);
    if (!q) return FL_ENVIRONMENT;
    while (fl_query_next(q)) write_money_row(out, q, fl_compared_name(spans[i].name, fl_query_text(q, 6), name));
    fl_query_end(q);
  }
  return FL_OK;
}

// What everybody receives more, from the books of the window: a seller's receipts before the cost of goods, the platform's commission less
// what it pays.
static bool write_books(FILE *out, fl_result *result, const fl_compared *c) {
  static const char *const sql = "WITH sums AS (SELECT variant, run, split, cell, paid_fen + platform_fen - refund_fen - "
                                 "commission_fen AS fen FROM books WHERE cell <> "
                                 "'generated' UNION ALL SELECT variant, run, 'platform', 'platform', sum(commission_fen) - "
                                 "sum(platform_fen) FROM books WHERE split = "
                                 "'brand_kind' GROUP BY variant, run) SELECT n.cell, (n.fen - b.fen) / 100.0 FROM sums AS n JOIN "
                                 "experiment AS x JOIN sums AS b ON "
                                 "b.variant = x.baseline AND b.run = n.run AND b.split = n.split AND b.cell = n.cell WHERE "
                                 "n.variant = CAST(?1 AS INTEGER) AND ?2 = '' "
                                 "ORDER BY n.split <> 'platform', n.split, n.cell, n.run";
  return write_cells(out, fl_compared_ask(result, c, sql, ""), FL_W_k_books, c->level);
}

static fl_status write_naive(FILE *out, fl_result *result, const fl_compared *c) {
  static const struct {
    const char *method;
    fl_word_id name;
  } methods[] = {{"before_after", FL_W_k_before_after}, {"others", FL_W_k_others}, {"paid_orders", FL_W_k_paid_orders}};
  char text[FL_NUMBER], line[FL_SAID] = "";
  size_t used = 0;
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
    fl_query *q = fl_compared_ask(result, c, "SELECT avg(gmv_yuan) FROM naive WHERE variant = CAST(?1 AS INTEGER) AND method = ?2",
                                  methods[i].method);
    if (!q) return FL_ENVIRONMENT;
    if (fl_query_next(q) && fl_query_holds(q, 0) == FL_QUERY_REAL && used < sizeof line)
      used += (size_t)snprintf(line + used, sizeof line - used, "%s%s %s", used ? "; " : "", fl_word(methods[i].name),
                               fl_compared_amount(fl_query_real(q, 0), text));
    fl_query_end(q);
  }
  fl_query *q = fl_compared_ask(
      result, c, "SELECT difference, low, high FROM effect WHERE variant = CAST(?1 AS INTEGER) AND kpi = ?2", "gmv.policies");
  if (!q) return FL_ENVIRONMENT;
  if (used && used < sizeof line && fl_query_next(q)) {
    char interval[2 * FL_NUMBER];
    snprintf(line + used, sizeof line - used, fl_word(FL_W_k_paired), fl_compared_amount(fl_query_number(q, 0), text),
             fl_compared_amounts(fl_query_number(q, 1), fl_query_number(q, 2), interval));
    fl_text_wrap_under(out, fl_word(FL_W_k_naive), line, LABEL);
  }
  fl_query_end(q);
  return FL_OK;
}

fl_status fl_compared_money(FILE *out, fl_result *result, const fl_compared *c, bool colour) {
  char line[FL_SAID];
  snprintf(line, sizeof line, fl_word(FL_W_k_money), c->variant_name, c->baseline_name);
  fl_text_heading(out, line, colour);
  fl_compared_row(out, "", 24);
  fl_text_right(out, fl_word(FL_W_k_platform_pays), 10);
  fl_text_right(out, fl_word(FL_W_k_sellers_pay), 10);
  fl_text_right(out, fl_word(FL_W_k_gmv), 10);
  fl_text_right(out, fl_word(FL_W_k_per_yuan), 9);
  snprintf(line, sizeof line, fl_word(FL_W_k_interval), 100 * c->level);
  fl_text_right(out, line, 15);
  fputc('\n', out);
  fl_status status = write_moneys(out, result, c);
  if (status == FL_OK && !write_books(out, result, c)) status = FL_ENVIRONMENT;
  return status == FL_OK ? write_naive(out, result, c) : status;
}
