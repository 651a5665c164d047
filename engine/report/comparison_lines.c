// What the blocks of a comparison's screen share: numbers with their signs, intervals over the run numbers, columns, lists of cells.
#include "report/comparison_lines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_MOST = 12 };

// ---- Reading ----------------------------------------------------------------------------------------------------------------------

fl_query *fl_compared_ask(fl_result *result, const fl_compared *c, const char *sql, const char *second) {
  char variant[32];
  snprintf(variant, sizeof variant, "%lld", (long long)c->variant);
  return fl_result_query(result, sql, (const char *[]){variant, second, NULL});
}

bool fl_compared_repeats(fl_result *result, const fl_compared *c, const char *span) {
  fl_query *q = fl_compared_ask(result, c,
                                "SELECT 1 FROM span AS s JOIN span AS a USING (variant, from_date, to_date) WHERE variant = "
                                "CAST(?1 AS INTEGER) AND s.span = ?2 AND a.span GLOB 'after_[0-9]*'",
                                span);
  const bool repeats = q && fl_query_next(q);
  if (q) fl_query_end(q);
  return repeats;
}

bool fl_compared_add(fl_compared_values *v, double value) {
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

fl_interval fl_compared_take(fl_compared_values *v, double level) {
  const fl_interval i = fl_mean_interval(v->at, v->count, level);
  v->count = 0;
  return i;
}

// ---- Numbers ----------------------------------------------------------------------------------------------------------------------

bool fl_compared_told(fl_interval i) {
  return i.low > 0 || i.high < 0;
}

const char *fl_compared_amount(double value, char *out) {
  const bool plus = value >= 0; // not of NaN
  char text[FL_NUMBER];
  snprintf(out, FL_NUMBER, "%s%.*s", plus ? "+" : "", FL_NUMBER - 2, fl_text_amount(value, text));
  return out;
}

const char *fl_compared_amounts(double low, double high, char *out) {
  char a[FL_NUMBER], b[FL_NUMBER];
  if (isfinite(low) && isfinite(high))
    snprintf(out, 2 * FL_NUMBER, "%.*s … %s", FL_NUMBER - 6, fl_compared_amount(low, a), fl_compared_amount(high, b));
  else
    strcpy(out, "–");
  return out;
}

const char *fl_compared_part(fl_interval i, char *out) {
  char text[FL_NUMBER];
  if (i.mean == 0) return strcpy(out, "0");
  snprintf(out, FL_NUMBER + 2, fl_compared_told(i) || isnan(i.mean) ? "%s" : "(%s)", fl_compared_amount(i.mean, text));
  return out;
}

const char *fl_compared_percent(double share, char *out) {
  if (isfinite(share))
    snprintf(out, FL_NUMBER, fl_get_lang() == FL_LANG_ZH ? "%+.*f%%" : "%+.*f %%", fl_text_digits(100 * share), 100 * share);
  else
    strcpy(out, "–");
  return out;
}

const char *fl_compared_percents(double low, double high, char *out) {
  const int digits = fl_text_digits(100 * fmax(fabs(low), fabs(high)));
  if (isfinite(low) && isfinite(high))
    snprintf(out, 2 * FL_NUMBER, fl_get_lang() == FL_LANG_ZH ? "%+.*f … %+.*f%%" : "%+.*f … %+.*f %%", digits, 100 * low, digits,
             100 * high);
  else
    strcpy(out, "–");
  return out;
}

// A number with its sign, three digits of it.
static const char *signed_value(double value, char *out) {
  char text[FL_NUMBER];
  snprintf(out, FL_NUMBER, "%s%.*s", value >= 0 ? "+" : "", FL_NUMBER - 2, fl_text_value(value, text));
  return out;
}

void fl_compared_change(FILE *out, const double of[6], int columns, int interval) {
  char text[2 * FL_NUMBER], low[FL_NUMBER], high[FL_NUMBER];
  const bool bounded = isfinite(of[4]) && isfinite(of[5]), known = isfinite(of[1]) && isfinite(of[2]);
  if (bounded || (!known && isfinite(of[3]))) {
    fl_compared_cell(out, fl_compared_percent(of[3], text), columns);
    fl_compared_cell(out, fl_compared_percents(of[4], of[5], text), interval);
    return;
  }
  fl_compared_cell(out, signed_value(of[0], text), columns);
  snprintf(text, sizeof text, known ? "%.*s … %s" : "–", FL_NUMBER - 6, signed_value(of[1], low), signed_value(of[2], high));
  fl_compared_cell(out, text, interval);
}

// ---- Lines ------------------------------------------------------------------------------------------------------------------------

void fl_compared_row(FILE *out, const char *name, int columns) {
  fputs("  ", out);
  fl_text_left(out, name, columns);
  if (fl_text_columns(name) <= columns) return;
  fputs("\n  ", out);
  fl_text_left(out, "", columns);
}

void fl_compared_cell(FILE *out, const char *text, int columns) {
  fputc(' ', out);
  fl_text_right(out, text, columns - 1);
}

// ---- Cells ------------------------------------------------------------------------------------------------------------------------

typedef struct cell {
  char name[FL_NAME_MAX];
  fl_interval change;
} cell;

typedef struct cells {
  cell *at;
  size_t count, capacity;
} cells;

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
               {"platform", FL_W_k_platform}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i].name, name) == 0) return fl_word(words[i].word);
  return name;
}

static int larger_first(const void *a, const void *b) {
  const double x = fabs(((const cell *)a)->change.mean), y = fabs(((const cell *)b)->change.mean);
  return x != y ? (x < y) - (x > y) : strcmp(((const cell *)a)->name, ((const cell *)b)->name);
}

static bool add_cell(cells *c, const char *name, fl_interval change) {
  if (c->count == c->capacity) {
    const size_t capacity = c->capacity ? 2 * c->capacity : 32;
    cell *more = realloc(c->at, capacity * sizeof *more);
    if (!more) return false;
    c->at = more;
    c->capacity = capacity;
  }
  snprintf(c->at[c->count].name, sizeof c->at->name, "%s", name);
  c->at[c->count++].change = change;
  return true;
}

static bool read_cells(fl_query *q, double level, cells *c) {
  fl_compared_values v = {0};
  char name[FL_NAME_MAX];
  bool more = fl_query_next(q), good = true;
  while (more && good) {
    snprintf(name, sizeof name, "%s", fl_query_text(q, 0));
    do {
      good = fl_compared_add(&v, fl_query_real(q, 1));
      more = fl_query_next(q);
    } while (more && good && strcmp(name, fl_query_text(q, 0)) == 0);
    good = good && add_cell(c, name, fl_compared_take(&v, level));
  }
  free(v.at);
  return good;
}

// A pair of name and number does not part at the end of a line.
static void hold_together(char *text) {
  for (char *at = text; (at = strchr(at, ' ')) != NULL;) {
    memmove(at + 2, at + 1, strlen(at + 1) + 1);
    memcpy(at, "\u00a0", 2);
    at += 2;
  }
}

static void write_cells(FILE *out, const cells *c, const char *label) {
  char line[2 * FL_SAID] = "", text[FL_NUMBER];
  size_t used = 0;
  for (size_t i = 0; i < c->count && i < CELLS_MOST && used < sizeof line; i++) {
    char number[FL_NUMBER + 2], pair[2 * FL_NAME_MAX + 2 * FL_NUMBER];
    snprintf(pair, sizeof pair, "%.*s %s", FL_NAME_MAX - 1, word_of(c->at[i].name), fl_compared_part(c->at[i].change, number));
    hold_together(pair);
    used += (size_t)snprintf(line + used, sizeof line - used, "%s%s", i ? ", " : "", pair);
  }
  if (c->count > CELLS_MOST && used < sizeof line)
    snprintf(line + used, sizeof line - used, fl_word(FL_W_k_largest), CELLS_MOST, fl_text_count((int64_t)c->count, text));
  if (c->count) fl_text_wrap_under(out, label, line, FL_COMPARED_LABEL);
}

bool fl_compared_cells(FILE *out, fl_query *q, const char *label, double level) {
  cells c = {0};
  if (!q) return false;
  const bool good = read_cells(q, level, &c);
  fl_query_end(q);
  if (c.count) qsort(c.at, c.count, sizeof *c.at, larger_first);
  if (good) write_cells(out, &c, label);
  free(c.at);
  return good;
}
