// The explained variant: where its difference comes from. Parts that cannot be told from 0 over the run numbers stand in brackets.
#include "report/comparison_lines.h"

#include <stdlib.h>
#include <string.h>

enum { FACTORS = 5, COLUMNS_MOST = 6 };

// ---- Factors ----------------------------------------------------------------------------------------------------------------------

// A cell of the decomposition: the parts, and behind them their sum.
typedef struct column {
  char name[FL_NAME_MAX];
  fl_interval part[FACTORS + 1];
} column;

static bool read_column(fl_result *result, const fl_compared *c, const char *where, const char *name, column *out) {
  static const char *const parts[FACTORS + 1] = {"visitors_fen",  "minutes_fen", "conversion_fen",
                                                 "frequency_fen", "value_fen",   "gmv_fen - baseline_gmv_fen"};
  fl_compared_values v = {0};
  char sql[512];
  bool there = true;
  snprintf(out->name, sizeof out->name, "%s", name);
  for (size_t k = 0; there && k <= FACTORS; k++) {
    snprintf(sql, sizeof sql, "SELECT (%s) / 100.0 FROM why WHERE variant = CAST(?1 AS INTEGER) AND ?2 = '' AND %s ORDER BY run",
             parts[k], where);
    fl_query *q = fl_compared_ask(result, c, sql, "");
    while (q && fl_query_next(q)) there = fl_compared_add(&v, fl_query_real(q, 0)) && there;
    there = there && q && v.count > 0;
    if (q) fl_query_end(q);
    out->part[k] = fl_compared_take(&v, c->level);
  }
  free(v.at);
  return there;
}

static size_t read_columns(fl_result *result, const fl_compared *c, column columns[COLUMNS_MOST]) {
  static const struct {
    const char *name;
    fl_word_id word;
  } sources[] = {{"private", FL_W_s_private}, {"public", FL_W_s_public}, {"paid", FL_W_s_paid}, {"shelf", FL_W_s_shelf}};
  size_t count = 0;
  count += read_column(result, c, "span = 'window' AND split = 'total'", fl_word(FL_W_k_by_day), &columns[count]);
  count += read_column(result, c, "span = 'distinct' AND split = 'total'", fl_word(FL_W_k_all), &columns[count]);
  for (size_t s = 0; s < sizeof sources / sizeof *sources && count < COLUMNS_MOST; s++) {
    char where[96];
    snprintf(where, sizeof where, "span = 'distinct' AND split = 'source' AND cell = '%s'", sources[s].name);
    count += read_column(result, c, where, fl_word(sources[s].word), &columns[count]);
  }
  return count;
}

static bool write_factors(FILE *out, fl_result *result, const fl_compared *c) {
  static const fl_word_id names[FACTORS + 1] = {FL_W_k_visitors,  FL_W_k_minutes, FL_W_k_conversion,
                                                FL_W_k_frequency, FL_W_k_value,   FL_W_k_together};
  column columns[COLUMNS_MOST];
  const size_t count = read_columns(result, c, columns);
  fl_grid grid = {.columns = count};
  fl_cell *cells = fl_grid_row_add(&grid, "");
  for (size_t i = 0; i < count; i++) cells[i] = fl_cell_words(columns[i].name);
  for (size_t k = 0; k <= FACTORS; k++) {
    cells = fl_grid_row_add(&grid, fl_word(names[k]));
    for (size_t i = 0; i < count; i++) cells[i] = fl_compared_part(columns[i].part[k]);
  }
  return fl_grid_write(out, &grid);
}

// ---- Cells ------------------------------------------------------------------------------------------------------------------------

// Brands of the scenario have rows in the table brand; generated ones, which are in the file with --detail, have none.
#define OWN "SELECT id FROM brand"

static bool write_splits(FILE *out, fl_result *result, const fl_compared *c) {
  static const struct {
    const char *where;
    fl_word_id label;
  } splits[] = {{"split = 'fan_tier'", FL_W_k_by_fan_tier},
                {"split = 'room_tier'", FL_W_k_by_room_tier},
                {"split = 'brand_kind'", FL_W_k_by_kind},
                {"split = 'brand' AND cell IN (" OWN ")", FL_W_k_by_brand},
                {"split = 'brand' AND cell <> 'generated' AND cell NOT IN (" OWN ")", FL_W_k_by_other_brand}};
  bool good = true;
  for (size_t i = 0; good && i < sizeof splits / sizeof *splits; i++) {
    char sql[512];
    snprintf(
        sql, sizeof sql,
        "SELECT cell, sum(gmv_fen - baseline_gmv_fen) / 100.0 FROM why WHERE variant = CAST(?1 AS INTEGER) AND span = ?2 AND %s "
        "GROUP BY cell, run ORDER BY cell, run",
        splits[i].where);
    good = fl_compared_cells(out, fl_compared_ask(result, c, sql, "window"), fl_word(splits[i].label), c->level);
  }
  return good;
}

// ---- Buyers -----------------------------------------------------------------------------------------------------------------------

// Of the window, variant less baseline: buyers, those of one buying day, those of more, orders per buyer, orders; then what the baseline
// has of orders per buyer.
enum { BUYERS, ONE_DAY, MORE_DAYS, FREQUENCY, ORDERS, BASE_FREQUENCY, BUYER_FIGURES };

static bool read_buyers(fl_result *result, const fl_compared *c, fl_interval out[BUYER_FIGURES]) {
  fl_compared_values v[BUYER_FIGURES] = {0};
  fl_query *q = fl_compared_ask(
      result, c,
      "SELECT n.buyers - b.buyers, n.buyers - n.repeat_buyers - b.buyers + b.repeat_buyers, n.repeat_buyers - b.repeat_buyers, "
      "1.0 * n.orders / n.buyers - 1.0 * b.orders / b.buyers, n.orders - b.orders, 1.0 * b.orders / b.buyers FROM repurchase AS n "
      "JOIN "
      "experiment AS x JOIN repurchase AS b ON b.variant = x.baseline AND b.run = n.run AND b.period = n.period WHERE n.variant = "
      "CAST(?1 AS INTEGER) AND n.period = ?2 AND n.buyers > 0 AND b.buyers > 0 ORDER BY n.run",
      "window");
  bool good = q != NULL;
  while (good && fl_query_next(q))
    for (int i = 0; i < BUYER_FIGURES; i++) good = fl_compared_add(&v[i], fl_query_real(q, i)) && good;
  if (q) fl_query_end(q);
  for (int i = 0; i < BUYER_FIGURES; i++) {
    out[i] = fl_compared_take(&v[i], c->level);
    free(v[i].at);
  }
  return good;
}

// Who was won and who buys otherwise is not known, net numbers are. Where buyers rise and each has fewer orders, the orders that come with a
// buyer more say why: they are fewer than the others have.
static bool write_buyers(FILE *out, fl_result *result, const fl_compared *c) {
  char line[FL_SAID], more[FL_SAID] = "", a[2 * FL_NUMBER], b[2 * FL_NUMBER], d[2 * FL_NUMBER], e[FL_NUMBER], f[FL_NUMBER];
  fl_interval i[BUYER_FIGURES];
  if (!read_buyers(result, c, i)) return false;
  if (!(i[BUYERS].mean != 0 || i[ONE_DAY].mean != 0)) return true;
  snprintf(line, sizeof line, fl_word(FL_W_k_buyers_are), fl_compared_part_text(i[BUYERS], a), fl_compared_part_text(i[ONE_DAY], b),
           fl_compared_part_text(i[MORE_DAYS], d));
  if (i[BUYERS].low > 0 && i[FREQUENCY].high < 0)
    snprintf(more, sizeof more, fl_word(FL_W_k_buyers_fewer), fl_text_real(i[ORDERS].mean / i[BUYERS].mean, 1, e),
             fl_text_real(i[BASE_FREQUENCY].mean, 1, f));
  strncat(line, more, sizeof line - strlen(line) - 1);
  fl_text_wrap_under(out, fl_word(FL_W_k_buyers), line, FL_COMPARED_LABEL);
  return true;
}

fl_status fl_compared_why(FILE *out, fl_result *result, const fl_compared *c, bool colour) {
  fl_text_heading(out, fl_word(FL_W_k_why), colour);
  if (!write_factors(out, result, c) || !write_splits(out, result, c) || !write_buyers(out, result, c)) return FL_ENVIRONMENT;
  char line[FL_SAID];
  snprintf(line, sizeof line, fl_word(FL_W_k_why_note), 100 * c->level, (long long)c->days);
  fl_text_wrap(out, line, 2);
  return FL_OK;
}
