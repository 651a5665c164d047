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

const char *fl_compared_amount(double value, char out[2 * FL_NUMBER]) {
  const fl_cell cell = fl_cell_number(FL_CELL_MORE, value);
  return fl_cell_text(&cell, FL_GRID_DIGITS, out);
}

const char *fl_compared_amounts(double low, double high, char out[2 * FL_NUMBER]) {
  const fl_cell cell = fl_cell_between(FL_CELL_MORE_BETWEEN, low, high);
  return fl_cell_text(&cell, FL_GRID_DIGITS, out);
}

fl_cell fl_compared_part(fl_interval i) {
  return (fl_cell){.kind = FL_CELL_PART, .of = {i.mean, i.low, i.high}};
}

const char *fl_compared_part_text(fl_interval i, char out[2 * FL_NUMBER]) {
  const fl_cell cell = fl_compared_part(i);
  return fl_cell_text(&cell, FL_GRID_DIGITS, out);
}

void fl_compared_change(fl_cell cells[2], const double of[6]) {
  const bool bounded = isfinite(of[4]) && isfinite(of[5]), known = isfinite(of[1]) && isfinite(of[2]);
  const bool change = bounded || (!known && isfinite(of[3]));
  cells[0] = fl_cell_number(change ? FL_CELL_PERCENT : FL_CELL_CHANGED, change ? of[3] : of[0]);
  cells[1] =
      fl_cell_between(change ? FL_CELL_PERCENT_BETWEEN : FL_CELL_CHANGED_BETWEEN, change ? of[4] : of[1], change ? of[5] : of[2]);
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
#define FL_ROOM_TIER(name, least) {#name, FL_W_t_##name},
#include "fanloop/room_tiers.def"
#undef FL_ROOM_TIER
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

// A pair of name and number does not part at the end of a line, neither at a space nor between two Chinese characters.
static void hold_together(const char *text, char *out, size_t size) {
  size_t used = 0;
  for (; *text && used + 8 < size; text++) {
    const bool begins = (*text & 0xc0) != 0x80;
    if (*text == ' ') {
      memcpy(out + used, "\u00a0", 2);
      used += 2;
      continue;
    }
    if (begins && used > 0 && (*text & 0x80)) out[used++] = FL_TEXT_HOLD[0];
    out[used++] = *text;
  }
  out[used] = '\0';
}

static void write_cells(FILE *out, const cells *c, const char *label) {
  char line[4 * FL_SAID] = "", text[FL_NUMBER];
  size_t used = 0;
  for (size_t i = 0; i < c->count && i < CELLS_MOST && used < sizeof line; i++) {
    char number[2 * FL_NUMBER], pair[FL_NAME_MAX + 2 * FL_NUMBER], held[2 * sizeof pair];
    snprintf(pair, sizeof pair, "%.*s %s", FL_NAME_MAX - 1, word_of(c->at[i].name), fl_compared_part_text(c->at[i].change, number));
    hold_together(pair, held, sizeof held);
    used += (size_t)snprintf(line + used, sizeof line - used, "%s%s", i ? fl_word(FL_W_comma) : "", held);
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
