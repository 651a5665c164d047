#include "report/comparison_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- Cells ------------------------------------------------------------------------------------------------------------------------

static bool is_chinese(void) {
  return fl_get_lang() == FL_LANG_ZH;
}

static int digits_behind(double size, int digits) {
  const int behind = fl_text_digits(size) - (digits < 3 ? 3 - digits : 0);
  return behind > 0 ? behind : 0;
}

static const char *none(char *out) {
  return strcpy(out, "–");
}

// With its sign; what is 0 has none.
static const char *more(double value, int digits, char *out) {
  char text[FL_NUMBER];
  if (value == 0) return strcpy(out, "0");
  snprintf(out, FL_NUMBER, "%s%.*s", value > 0 ? "+" : "", FL_NUMBER - 2, fl_text_amount_of(value, digits, text));
  return out;
}

static const char *value_of(double value, int digits, char *out) {
  if (!isfinite(value) || value == 0 || fabs(value) >= 9.995) return fl_text_amount_of(value, digits, out);
  snprintf(out, FL_NUMBER, "%.*f", digits_behind(value, digits), value);
  return out;
}

static const char *changed(double value, int digits, char *out) {
  char text[FL_NUMBER];
  snprintf(out, FL_NUMBER, "%s%.*s", value >= 0 ? "+" : "", FL_NUMBER - 2, value_of(value, digits, text));
  return out;
}

static const char *between(const char *(*show)(double, int, char *), const fl_cell *c, int digits, char *out) {
  char low[FL_NUMBER], high[FL_NUMBER];
  if (!isfinite(c->of[0]) || !isfinite(c->of[1])) return none(out);
  snprintf(out, 2 * FL_NUMBER, "%.*s … %s", FL_NUMBER - 6, show(c->of[0], digits, low), show(c->of[1], digits, high));
  return out;
}

static const char *part(const fl_cell *c, int digits, char *out) {
  char text[FL_NUMBER];
  const bool told = c->of[1] > 0 || c->of[2] < 0 || isnan(c->of[0]) || c->of[0] == 0;
  snprintf(out, 2 * FL_NUMBER, told ? "%s" : "(%s)", more(c->of[0], digits, text));
  return out;
}

static const char *percent(const fl_cell *c, int digits, bool points, char *out) {
  const double size = 100 * c->of[0];
  const char *format = points ? fl_word(FL_W_k_points) : is_chinese() ? "%+.*f%%" : "%+.*f %%";
  if (!isfinite(size)) return none(out);
  snprintf(out, 2 * FL_NUMBER, format, digits_behind(size, digits), size);
  return out;
}

static const char *percents(const fl_cell *c, int digits, bool points, char *out) {
  const double low = 100 * c->of[0], high = 100 * c->of[1];
  const int behind = digits_behind(fmax(fabs(low), fabs(high)), digits);
  const char *format = points ? fl_word(FL_W_k_points_between) : is_chinese() ? "%+.*f … %+.*f%%" : "%+.*f … %+.*f %%";
  if (!isfinite(low) || !isfinite(high)) return none(out);
  snprintf(out, 2 * FL_NUMBER, format, behind, low, behind, high);
  return out;
}

static const char *share(double of, int digits, char *out) {
  const double size = 100 * of;
  if (!isfinite(size)) return none(out);
  snprintf(out, 2 * FL_NUMBER, is_chinese() ? "%.*f%%" : "%.*f %%", digits_behind(size, digits), size);
  return out;
}

const char *fl_cell_text(const fl_cell *c, int digits, char out[2 * FL_NUMBER]) {
  switch (c->kind) {
  case FL_CELL_AMOUNT: return fl_text_amount_of(c->of[0], digits, out);
  case FL_CELL_VALUE: return value_of(c->of[0], digits, out);
  case FL_CELL_SHARE: return share(c->of[0], digits, out);
  case FL_CELL_MORE: return more(c->of[0], digits, out);
  case FL_CELL_PART: return part(c, digits, out);
  case FL_CELL_MORE_BETWEEN: return between(more, c, digits, out);
  case FL_CELL_CHANGED: return changed(c->of[0], digits, out);
  case FL_CELL_CHANGED_BETWEEN: return between(changed, c, digits, out);
  case FL_CELL_PERCENT: return percent(c, digits, false, out);
  case FL_CELL_PERCENT_BETWEEN: return percents(c, digits, false, out);
  case FL_CELL_POINTS: return percent(c, digits, true, out);
  case FL_CELL_POINTS_BETWEEN: return percents(c, digits, true, out);
  case FL_CELL_TEXT:
  case FL_CELL_KINDS: break;
  }
  snprintf(out, 2 * FL_NUMBER, "%s", c->text);
  return out;
}

fl_cell fl_cell_words(const char *text) {
  fl_cell cell = {.kind = FL_CELL_TEXT};
  snprintf(cell.text, sizeof cell.text, "%s", text);
  return cell;
}

fl_cell fl_cell_number(fl_cell_kind kind, double value) {
  return (fl_cell){.kind = kind, .of = {value, 0, 0}};
}

fl_cell fl_cell_between(fl_cell_kind kind, double low, double high) {
  return (fl_cell){.kind = kind, .of = {low, high, 0}};
}

// ---- Rows -------------------------------------------------------------------------------------------------------------------------

fl_cell *fl_grid_row_add(fl_grid *grid, const char *name) {
  if (grid->count == grid->capacity && !grid->failed) {
    const size_t capacity = grid->capacity ? 2 * grid->capacity : 16;
    fl_grid_row *rows = realloc(grid->rows, capacity * sizeof *rows);
    grid->failed = !rows;
    if (rows) {
      grid->rows = rows;
      grid->capacity = capacity;
    }
  }
  fl_grid_row *row = grid->failed ? &grid->spare : &grid->rows[grid->count++];
  memset(row, 0, sizeof *row);
  snprintf(row->name, sizeof row->name, "%s", name);
  return row->cells;
}

// ---- Columns ----------------------------------------------------------------------------------------------------------------------

typedef struct layout {
  int digits, gap, name, column[FL_GRID_COLUMNS];
} layout;

static bool is_empty(const fl_grid *grid, const fl_grid_row *row) {
  for (size_t c = 0; c < grid->columns; c++)
    if (row->cells[c].kind != FL_CELL_TEXT || row->cells[c].text[0]) return false;
  return true;
}

// Names of more columns than `most` are not counted: each takes a line of its own, as does one without cells. Returns the columns of the whole.
static int measure(const fl_grid *grid, int most, layout *l) {
  char text[2 * FL_NUMBER];
  int all = 2;
  l->name = 0;
  memset(l->column, 0, sizeof l->column);
  for (size_t r = 0; r < grid->count; r++) {
    const int name = fl_text_columns(grid->rows[r].name);
    if (name <= most && name > l->name && !is_empty(grid, &grid->rows[r])) l->name = name;
    for (size_t c = 0; c < grid->columns; c++) {
      const int columns = fl_text_columns(fl_cell_text(&grid->rows[r].cells[c], l->digits, text));
      if (columns > l->column[c]) l->column[c] = columns;
    }
  }
  for (size_t c = 0; c < grid->columns; c++) all += l->gap + l->column[c];
  return all + l->name;
}

// The first that fits: names as they are, then long ones on lines of their own, then fewer digits.
static layout choose(const fl_grid *grid) {
  enum { NAME = 26 };
  static const struct {
    int digits, gap, name;
  } choices[] = {{FL_GRID_DIGITS, 2, FL_LINE},
                 {FL_GRID_DIGITS, 1, FL_LINE},
                 {FL_GRID_DIGITS, 2, NAME},
                 {FL_GRID_DIGITS, 1, NAME},
                 {3, 1, NAME},
                 {2, 1, NAME}};
  layout l = {0};
  for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
    l.digits = choices[i].digits;
    l.gap = choices[i].gap;
    const int over = measure(grid, choices[i].name, &l) - FL_LINE;
    if (over <= 0) break;
    if (i + 1 == sizeof choices / sizeof *choices) l.name = l.name > over ? l.name - over : 0;
  }
  return l;
}

static void write_row(FILE *out, const fl_grid *grid, const layout *l, const fl_grid_row *row) {
  char text[2 * FL_NUMBER];
  size_t last = grid->columns;
  while (last > 0 && !fl_cell_text(&row->cells[last - 1], l->digits, text)[0]) last--;
  if (last == 0) {
    fl_text_wrap(out, row->name, 2);
    return;
  }
  fputs("  ", out);
  fl_text_left(out, row->name, l->name);
  if (fl_text_columns(row->name) > l->name) {
    fputs("\n  ", out);
    fl_text_left(out, "", l->name);
  }
  for (size_t c = 0; c < last; c++) fl_text_right(out, fl_cell_text(&row->cells[c], l->digits, text), l->gap + l->column[c]);
  fputc('\n', out);
}

bool fl_grid_write(FILE *out, fl_grid *grid) {
  const layout l = choose(grid);
  for (size_t r = 0; r < grid->count && !grid->failed; r++) write_row(out, grid, &l, &grid->rows[r]);
  free(grid->rows);
  grid->rows = NULL;
  grid->count = grid->capacity = 0;
  return !grid->failed;
}
