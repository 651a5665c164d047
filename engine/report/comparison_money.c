// The explained variant: what it costs and brings, and what would be said of it without pairs. Differences that cannot be told from 0 over
// the run numbers stand in brackets.
#include "report/comparison_lines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- Who pays, and what comes of it -------------------------------------------------------------------------------------------------

enum { AMOUNTS = 3, RATIO = AMOUNTS, BOUNDS };

// Key figures that are added up over spans; the head of each has two lines.
static const struct {
  const char *kpi;
  fl_word_id head;
} amounts[AMOUNTS] = {{"platform_pays", FL_W_k_platform_pays}, {"sellers_pay", FL_W_k_sellers_pay}, {"gmv", FL_W_k_more_gmv}};

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

static void add_heads(fl_grid *grid, const fl_compared *c) {
  char text[FL_SAID];
  for (int line = 0; line < 2; line++) {
    fl_cell *cells = fl_grid_row_add(grid, "");
    for (int k = 0; k < AMOUNTS; k++) cells[k] = fl_cell_words(line_of(amounts[k].head, line, text));
    cells[RATIO] = fl_cell_words(line_of(FL_W_k_per_yuan, line, text));
    snprintf(text, sizeof text, fl_word(FL_W_k_interval), 100 * c->level);
    if (line == 1) cells[BOUNDS] = fl_cell_words(text);
  }
}

static fl_status fill_amounts(fl_cell *cells, fl_result *result, const fl_compared *c, const char *span) {
  const bool window = strcmp(span, "window") == 0; // its sums go by their name alone
  for (int k = 0; k < AMOUNTS; k++) {
    char kpi[FL_TEXT_MAX];
    fl_interval i = {(double)NAN, (double)NAN, (double)NAN};
    snprintf(kpi, sizeof kpi, "%s%s%s", amounts[k].kpi, window ? "" : ".", window ? "" : span);
    fl_query *q = fl_compared_ask(result, c,
                                  "SELECT difference, low, high FROM effect WHERE variant = CAST(?1 AS INTEGER) AND kpi = ?2", kpi);
    if (!q) return FL_ENVIRONMENT;
    if (fl_query_next(q)) i = (fl_interval){fl_query_number(q, 0), fl_query_number(q, 1), fl_query_number(q, 2)};
    fl_query_end(q);
    cells[k] = fl_compared_part(i);
  }
  return FL_OK;
}

// Three digits of a ratio's bounds are enough: of wide ones there is no room for more.
static int digits_of(double size) {
  return size < 10 ? 2 : size < 100 ? 1 : 0;
}

static fl_status fill_ratio(fl_cell *cells, fl_result *result, const fl_compared *c, const char *span) {
  char text[2 * FL_NUMBER];
  fl_interval i = {(double)NAN, (double)NAN, (double)NAN};
  fl_query *q = fl_compared_ask(result, c,
                                "SELECT gmv_per_yuan, gmv_per_yuan_low, gmv_per_yuan_high FROM money WHERE variant = CAST(?1 AS "
                                "INTEGER) AND span = ?2",
                                span);
  if (!q) return FL_ENVIRONMENT;
  if (fl_query_next(q)) i = (fl_interval){fl_query_number(q, 0), fl_query_number(q, 1), fl_query_number(q, 2)};
  fl_query_end(q);
  cells[RATIO] = fl_cell_words(fl_text_real(i.mean, digits_of(fabs(i.mean)), text));
  const int digits = digits_of(fmax(fabs(i.low), fabs(i.high)));
  if (isfinite(i.low) && isfinite(i.high))
    snprintf(text, sizeof text, "%.*f … %.*f", digits, i.low, digits, i.high);
  else
    strcpy(text, "–");
  cells[BOUNDS] = fl_cell_words(text);
  return FL_OK;
}

static fl_status add_spans(fl_grid *grid, fl_result *result, const fl_compared *c) {
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
      fl_cell *cells = fl_grid_row_add(grid, fl_compared_name(spans[i].name, span, name));
      status = fill_amounts(cells, result, c, span);
      if (status == FL_OK) status = fill_ratio(cells, result, c, span);
    }
    fl_query_end(q);
  }
  return status;
}

// ---- By kind ------------------------------------------------------------------------------------------------------------------------

// "holder.kind" of table purse, in this order; a holder with a dot alone is all of its kinds.
static const struct {
  const char *kind;
  fl_word_id name;
} kinds[] = {{"platform.commission", FL_W_u_commission},
             {"platform.ads", FL_W_u_ads},
             {"platform.subsidies", FL_W_u_subsidies},
             {"platform.packets", FL_W_u_packets},
             {"platform.rights", FL_W_u_rights},
             {"platform.coupons", FL_W_u_coupons},
             {"platform.rebates", FL_W_u_rebates},
             {"platform.governance", FL_W_u_governance},
             {"platform.penalties", FL_W_u_penalties},
             {"platform.", FL_W_u_platform},
             {"sellers.sales", FL_W_u_sales},
             {"sellers.discounts", FL_W_u_discounts},
             {"sellers.vouchers", FL_W_u_vouchers},
             {"sellers.refunds", FL_W_u_refunds},
             {"sellers.goods", FL_W_u_goods},
             {"sellers.stocking", FL_W_u_stocking},
             {"sellers.fulfilment", FL_W_u_fulfilment},
             {"sellers.commission", FL_W_u_commission},
             {"sellers.ads", FL_W_u_ads},
             {"sellers.coupons", FL_W_u_coupons},
             {"sellers.talents", FL_W_u_talents},
             {"sellers.earned", FL_W_u_earned},
             {"sellers.broadcasting", FL_W_u_broadcasting},
             {"sellers.rights", FL_W_u_rights},
             {"sellers.services", FL_W_u_services},
             {"sellers.overhead", FL_W_u_overhead},
             {"sellers.outside", FL_W_u_outside},
             {"sellers.penalties", FL_W_u_penalties},
             {"sellers.", FL_W_u_sellers}};

// The run numbers that are done in both arms.
#define BOTH                                                                                                                       \
  "runs AS (SELECT n.run, x.baseline FROM run AS n JOIN experiment AS x JOIN run AS b ON b.variant = x.baseline AND b.run = "      \
  "n.run "                                                                                                                         \
  "WHERE n.variant = CAST(?1 AS INTEGER) AND n.status = 'done' AND b.status = 'done')"

// Both arms and the difference of a kind; nothing where neither has it.
static bool add_kind(fl_grid *grid, fl_query *q, const char *name, double level) {
  fl_compared_values base = {0}, variant = {0}, more = {0};
  bool good = q != NULL, any = false;
  while (good && fl_query_next(q)) {
    const double before = fl_query_real(q, 0), after = fl_query_real(q, 1);
    any = any || before != 0 || after != 0;
    good = fl_compared_add(&base, before) && fl_compared_add(&variant, after) && fl_compared_add(&more, after - before);
  }
  if (q) fl_query_end(q);
  if (good && any) {
    const fl_interval change = fl_compared_take(&more, level);
    fl_cell *cells = fl_grid_row_add(grid, name);
    cells[0] = fl_cell_number(FL_CELL_MORE, fl_compared_take(&base, level).mean);
    cells[1] = fl_cell_number(FL_CELL_MORE, fl_compared_take(&variant, level).mean);
    cells[2] = fl_compared_part(change);
    cells[3] = fl_cell_between(FL_CELL_MORE_BETWEEN, change.low, change.high);
  }
  free(base.at);
  free(variant.at);
  free(more.at);
  return good;
}

// What everybody receives and pays over the window, by kind: the sums are those of the books.
static bool write_kinds(FILE *out, fl_result *result, const fl_compared *c) {
  static const char *const sql =
      "WITH " BOTH ", sums AS (SELECT variant, run, sum(fen) / 100.0 AS yuan FROM (SELECT variant, run, iif(split = 'platform', "
      "'platform.', 'sellers.') AS holder, kind, fen FROM purse WHERE split <> 'brand') WHERE holder || kind = ?2 OR holder = ?2 "
      "GROUP BY variant, run) SELECT coalesce(b.yuan, 0), coalesce(v.yuan, 0) FROM runs AS r LEFT JOIN sums AS b ON b.variant = "
      "r.baseline AND b.run = r.run LEFT JOIN sums AS v ON v.variant = CAST(?1 AS INTEGER) AND v.run = r.run ORDER BY r.run";
  char text[FL_SAID];
  fl_grid grid = {.columns = 4};
  bool good = true;
  snprintf(text, sizeof text, fl_word(FL_W_k_interval), 100 * c->level);
  const char *const heads[] = {fl_word(FL_W_k_baseline), fl_word(FL_W_variant_name), fl_word(FL_W_u_change), text};
  fl_cell *head = fl_grid_row_add(&grid, fl_word(FL_W_u_head));
  for (int i = 0; i < 4; i++) head[i] = fl_cell_words(heads[i]);
  for (size_t i = 0; good && i < sizeof kinds / sizeof *kinds; i++) {
    const bool total = kinds[i].kind[strlen(kinds[i].kind) - 1] == '.';
    snprintf(text, sizeof text, total ? "%s" : "  %s", fl_word(kinds[i].name));
    good = add_kind(&grid, fl_compared_ask(result, c, sql, kinds[i].kind), text, c->level);
  }
  return fl_grid_write(out, &grid) && good;
}

// The profit of sellers by kind, and of own brands. Generated brands are in their kinds.
static bool write_profits(FILE *out, fl_result *result, const fl_compared *c) {
  static const char *const sql =
      "WITH " BOTH ", sums AS (SELECT variant, run, split, cell, sum(fen) / 100.0 AS yuan FROM purse WHERE split = 'brand_kind' OR "
      "(split = 'brand' AND cell IN (SELECT id FROM brand)) GROUP BY 1, 2, 3, 4) SELECT s.cell, coalesce(v.yuan, 0) - "
      "coalesce(b.yuan, 0) FROM (SELECT DISTINCT split, cell FROM sums) AS s JOIN runs AS r LEFT JOIN sums AS b ON b.variant = "
      "r.baseline AND b.run = r.run AND b.split = s.split AND b.cell = s.cell LEFT JOIN sums AS v ON v.variant = CAST(?1 AS "
      "INTEGER) AND v.run = r.run AND v.split = s.split AND v.cell = s.cell WHERE ?2 = '' ORDER BY s.split, s.cell, r.run";
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
    char text[2 * FL_NUMBER];
    double yuan, without = (double)NAN;
    status = read_naive(result, c, methods[i].method, &yuan);
    if (status != FL_OK || isnan(yuan) || yuan == 0 || used >= FL_SAID) continue;
    used += (size_t)snprintf(line + used, FL_SAID - used, "%s%s %s", used ? fl_word(FL_W_semicolon) : "", fl_word(methods[i].name),
                             fl_compared_amount(yuan, text));
    if (i == 0) status = read_naive(result, c, "before_after_without", &without);
    if (isfinite(without) && used < FL_SAID)
      used += (size_t)snprintf(line + used, FL_SAID - used, fl_word(FL_W_k_without), fl_compared_amount(without, text));
  }
  return status;
}

static fl_status write_naive(FILE *out, fl_result *result, const fl_compared *c) {
  char line[FL_SAID] = "", paired[FL_SAID] = "", text[2 * FL_NUMBER], interval[2 * FL_NUMBER];
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
  fl_grid grid = {.columns = BOUNDS + 1};
  add_heads(&grid, c);
  fl_status status = add_spans(&grid, result, c);
  if (!fl_grid_write(out, &grid)) status = FL_ENVIRONMENT;
  if (status == FL_OK && !(write_kinds(out, result, c) && write_profits(out, result, c))) status = FL_ENVIRONMENT;
  if (status == FL_OK) status = write_naive(out, result, c);
  if (status == FL_OK) fl_text_wrap(out, fl_word(FL_W_k_money_note), 2);
  return status;
}
