// The explained variant: what it costs and brings, and what would be said of it without pairs. Differences that cannot be told from 0 over
// the run numbers stand in brackets.
#include "report/comparison_lines.h"

#include <math.h>
#include <string.h>

// ---- Who pays, and what comes of it -------------------------------------------------------------------------------------------------

enum { NAME = 20, AMOUNTS = 3, RATIO = 10, BOUNDS = 15 };

// Key figures that are added up over spans; the head of each has two lines.
static const struct {
  const char *kpi;
  fl_word_id head;
  int columns;
} amounts[AMOUNTS] = {{"subsidy", FL_W_k_platform_pays, 11}, {"vouchers", FL_W_k_sellers_pay, 10}, {"gmv", FL_W_k_more_gmv, 12}};

// The line of a head of two lines, "platform|pays".
static const char *line_of(fl_word_id head, int line, char out[FL_SAID]) {
  const char *word = fl_word(head);
  const int first = (int)strcspn(word, "|");
  if (line == 0)
    snprintf(out, FL_SAID, "%.*s", first, word);
  else
    snprintf(out, FL_SAID, "%s", word + first + (word[first] == '|'));
  return out;
}

static void write_heads(FILE *out, const fl_compared *c) {
  char text[FL_SAID];
  for (int line = 0; line < 2; line++) {
    fl_compared_row(out, "", NAME);
    for (int k = 0; k < AMOUNTS; k++) fl_compared_cell(out, line_of(amounts[k].head, line, text), amounts[k].columns);
    fl_compared_cell(out, line_of(FL_W_k_per_yuan, line, text), RATIO);
    snprintf(text, sizeof text, fl_word(FL_W_k_interval), 100 * c->level);
    if (line == 1) fl_compared_cell(out, text, BOUNDS);
    fputc('\n', out);
  }
}

static fl_status write_amounts(FILE *out, fl_result *result, const fl_compared *c, const char *span) {
  const bool window = strcmp(span, "window") == 0; // its sums go by their name alone
  for (int k = 0; k < AMOUNTS; k++) {
    char kpi[FL_TEXT_MAX], text[FL_NUMBER + 2];
    fl_interval i = {(double)NAN, (double)NAN, (double)NAN};
    snprintf(kpi, sizeof kpi, "%s%s%s", amounts[k].kpi, window ? "" : ".", window ? "" : span);
    fl_query *q = fl_compared_ask(result, c,
                                  "SELECT difference, low, high FROM effect WHERE variant = CAST(?1 AS INTEGER) AND kpi = ?2", kpi);
    if (!q) return FL_ENVIRONMENT;
    if (fl_query_next(q)) i = (fl_interval){fl_query_number(q, 0), fl_query_number(q, 1), fl_query_number(q, 2)};
    fl_query_end(q);
    fl_compared_cell(out, fl_compared_part(i, text), amounts[k].columns);
  }
  return FL_OK;
}

// Three digits of a ratio's bounds are enough: of wide ones there is no room for more.
static int digits_of(double size) {
  return size < 10 ? 2 : size < 100 ? 1 : 0;
}

static fl_status write_ratio(FILE *out, fl_result *result, const fl_compared *c, const char *span) {
  char text[2 * FL_NUMBER];
  fl_interval i = {(double)NAN, (double)NAN, (double)NAN};
  fl_query *q = fl_compared_ask(result, c,
                                "SELECT gmv_per_yuan, gmv_per_yuan_low, gmv_per_yuan_high FROM money WHERE variant = CAST(?1 AS "
                                "INTEGER) AND span = ?2",
                                span);
  if (!q) return FL_ENVIRONMENT;
  if (fl_query_next(q)) i = (fl_interval){fl_query_number(q, 0), fl_query_number(q, 1), fl_query_number(q, 2)};
  fl_query_end(q);
  fl_compared_cell(out, fl_text_real(i.mean, digits_of(fabs(i.mean)), text), RATIO);
  const int digits = digits_of(fmax(fabs(i.low), fabs(i.high)));
  if (isfinite(i.low) && isfinite(i.high))
    snprintf(text, sizeof text, "%.*f … %.*f", digits, i.low, digits, i.high);
  else
    strcpy(text, "–");
  fl_compared_cell(out, text, BOUNDS);
  fputc('\n', out);
  return FL_OK;
}

static fl_status write_spans(FILE *out, fl_result *result, const fl_compared *c) {
  static const struct {
    const char *span;
    fl_word_id name;
  } spans[] = {// by GLOB
               {"policies", FL_W_k_span_policies},
               {"after_[0-9]*", FL_W_k_span_after},
               {"through_[0-9]*", FL_W_k_span_through},
               {"rest", FL_W_k_span_rest},
               {"window", FL_W_k_span_window}};
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < sizeof spans / sizeof *spans; i++) {
    fl_query *q = fl_compared_ask(
        result, c, "SELECT span FROM span WHERE variant = CAST(?1 AS INTEGER) AND span GLOB ?2 ORDER BY length(span), span",
        spans[i].span);
    if (!q) return FL_ENVIRONMENT;
    while (status == FL_OK && fl_query_next(q)) {
      char span[FL_NAME_MAX], name[FL_SAID];
      snprintf(span, sizeof span, "%s", fl_query_text(q, 0));
      if (strcmp(span, "rest") == 0 && fl_compared_repeats(result, c, span)) continue;
      fl_compared_row(out, fl_compared_name(spans[i].name, span, name), NAME);
      status = write_amounts(out, result, c, span);
      if (status == FL_OK) status = write_ratio(out, result, c, span);
    }
    fl_query_end(q);
  }
  return status;
}

// The platform's income from paid traffic over the window, where an arm has any.
static fl_status write_ads(FILE *out, fl_result *result, const fl_compared *c) {
  char amount[FL_NUMBER], interval[2 * FL_NUMBER], line[FL_SAID], was[FL_NUMBER], is[FL_NUMBER];
  fl_query *q = fl_compared_ask(result, c,
                                "SELECT difference, low, high, baseline_mean, variant_mean FROM effect WHERE variant = CAST(?1 AS "
                                "INTEGER) AND kpi = ?2 AND baseline_mean + variant_mean > 0",
                                "ads");
  if (!q) return FL_ENVIRONMENT;
  if (fl_query_next(q)) {
    snprintf(line, sizeof line, fl_word(FL_W_k_ads_line), fl_compared_amount(fl_query_number(q, 0), amount),
             fl_compared_amounts(fl_query_number(q, 1), fl_query_number(q, 2), interval),
             fl_text_amount(fl_query_number(q, 3), was), fl_text_amount(fl_query_number(q, 4), is));
    fl_text_wrap_under(out, fl_word(FL_W_k_ads), line, FL_COMPARED_LABEL);
  }
  fl_query_end(q);
  return FL_OK;
}

// What everybody receives more, from the books of the window: a seller's receipts before the cost of goods, the platform's commission
// and income from paid traffic less what it pays. Generated brands are in their kinds.
static bool write_books(FILE *out, fl_result *result, const fl_compared *c) {
  static const char *const sql =
      "WITH sums AS (SELECT variant, run, split, cell, paid_fen + platform_fen - refund_fen - commission_fen - ads_fen AS fen FROM "
      "books "
      "WHERE "
      "split = 'brand_kind' OR cell IN (SELECT id FROM brand) UNION ALL SELECT variant, run, 'platform', 'platform', "
      "sum(commission_fen) + sum(ads_fen) - sum(platform_fen) FROM books WHERE split = 'brand_kind' GROUP BY variant, run) SELECT "
      "n.cell, (n.fen "
      "- "
      "b.fen) / 100.0 FROM sums AS n JOIN experiment AS x JOIN sums AS b ON b.variant = x.baseline AND b.run = n.run AND b.split = "
      "n.split AND b.cell = n.cell WHERE n.variant = CAST(?1 AS INTEGER) AND ?2 = '' ORDER BY n.split <> 'platform', n.split, "
      "n.cell, "
      "n.run";
  return fl_compared_cells(out, fl_compared_ask(result, c, sql, ""), fl_word(FL_W_k_books), c->level);
}

// ---- Without pairs ------------------------------------------------------------------------------------------------------------------

// Mean of the estimates of a method; NaN where there are none.
static fl_status read_naive(fl_result *result, const fl_compared *c, const char *method, double *yuan) {
  fl_query *q =
      fl_compared_ask(result, c, "SELECT avg(gmv_yuan) FROM naive WHERE variant = CAST(?1 AS INTEGER) AND method = ?2", method);
  *yuan = (double)NAN;
  if (!q) return FL_ENVIRONMENT;
  if (fl_query_next(q)) *yuan = fl_query_number(q, 0);
  fl_query_end(q);
  return FL_OK;
}

// The estimates, each behind its name, into `line`. What a policy that pays for nothing paid for is no estimate.
static fl_status add_naives(fl_result *result, const fl_compared *c, char line[FL_SAID]) {
  static const struct {
    const char *method;
    fl_word_id name;
  } methods[] = {{"before_after", FL_W_k_before_after}, {"others", FL_W_k_others}, {"paid_orders", FL_W_k_paid_orders}};
  fl_status status = FL_OK;
  size_t used = 0;
  for (size_t i = 0; status == FL_OK && i < sizeof methods / sizeof *methods; i++) {
    char text[FL_NUMBER];
    double yuan, without = (double)NAN;
    status = read_naive(result, c, methods[i].method, &yuan);
    if (status != FL_OK || isnan(yuan) || yuan == 0 || used >= FL_SAID) continue;
    used += (size_t)snprintf(line + used, FL_SAID - used, "%s%s %s", used ? "; " : "", fl_word(methods[i].name),
                             fl_compared_amount(yuan, text));
    if (i == 0) status = read_naive(result, c, "before_after_without", &without);
    if (isfinite(without) && used < FL_SAID)
      used += (size_t)snprintf(line + used, FL_SAID - used, fl_word(FL_W_k_without), fl_compared_amount(without, text));
  }
  return status;
}

static fl_status write_naive(FILE *out, fl_result *result, const fl_compared *c) {
  char line[FL_SAID] = "", paired[FL_SAID] = "", text[FL_NUMBER], interval[2 * FL_NUMBER];
  const fl_status status = add_naives(result, c, line);
  if (status != FL_OK || !line[0]) return status;
  fl_query *q = fl_compared_ask(
      result, c, "SELECT difference, low, high FROM effect WHERE variant = CAST(?1 AS INTEGER) AND kpi = ?2", "gmv.policies");
  if (!q) return FL_ENVIRONMENT;
  if (fl_query_next(q))
    snprintf(paired, sizeof paired, fl_word(FL_W_k_paired), fl_compared_amount(fl_query_number(q, 0), text),
             fl_compared_amounts(fl_query_number(q, 1), fl_query_number(q, 2), interval));
  fl_query_end(q);
  strncat(line, paired, sizeof line - strlen(line) - 1);
  fl_text_wrap_under(out, fl_word(FL_W_k_naive), line, FL_COMPARED_LABEL);
  return FL_OK;
}

fl_status fl_compared_money(FILE *out, fl_result *result, const fl_compared *c, bool colour) {
  char line[FL_SAID];
  snprintf(line, sizeof line, fl_word(FL_W_k_money), c->variant_name, c->baseline_name);
  fl_text_heading(out, line, colour);
  write_heads(out, c);
  fl_status status = write_spans(out, result, c);
  if (status == FL_OK) status = write_ads(out, result, c);
  if (status == FL_OK && !write_books(out, result, c)) status = FL_ENVIRONMENT;
  if (status == FL_OK) status = write_naive(out, result, c);
  if (status == FL_OK) fl_text_wrap(out, fl_word(FL_W_k_money_note), 2);
  return status;
}
