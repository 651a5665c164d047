#include "report/chart.h"

#include "report/headline.h"
#include "report/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HEIGHT = 6, LABEL = 10, WIDTH = FL_LINE - LABEL - 3, STEPS = 8 };

// Values squeezed into at most WIDTH columns, each the mean of its share of them.
static size_t squeeze(const fl_chart *chart, double out[WIDTH]) {
  const size_t columns = chart->count < WIDTH ? chart->count : WIDTH;
  for (size_t c = 0; c < columns; c++) {
    const size_t from = c * chart->count / columns, to = (c + 1) * chart->count / columns;
    double sum = 0;
    for (size_t i = from; i < to; i++) sum += chart->values[i];
    out[c] = sum / (double)(to - from);
  }
  return columns;
}

static const char *label(const fl_chart *chart, double value, char *out) {
  return chart->percent ? fl_text_percent(value, out) : fl_text_amount(value, out);
}

// One cell: how much of row `row` (0 at the bottom) the value fills, in eighths.
static const char *cell(const fl_chart *chart, double level, int row) {
  static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (!isfinite(level)) return " ";
  const double filled = level - (double)row * STEPS;
  const int eighths = filled <= 0 ? 0 : filled >= STEPS ? STEPS : (int)filled;
  if (chart->ascii) return eighths == 0 ? " " : eighths == STEPS ? "#" : eighths > STEPS / 2 ? ":" : ".";
  return blocks[eighths];
}

void fl_chart_draw(FILE *out, const fl_chart *chart) {
  double values[WIDTH], low = HUGE_VAL, high = -HUGE_VAL;
  char text[FL_NUMBER];
  const size_t columns = squeeze(chart, values), broad = columns * 3 <= WIDTH ? 3 : columns * 2 <= WIDTH ? 2 : 1;
  for (size_t c = 0; c < columns; c++) {
    low = fmin(low, values[c]);
    high = fmax(high, values[c]);
  }
  if (!isfinite(low)) return;
  // An axis that begins at zero shows the size of a change; where all values lie close together it would show a flat line.
  if (low > 0 && high - low > 0.2 * high) low = 0;
  const double span = high > low ? high - low : 1;
  fl_text_heading(out, chart->title, chart->colour);
  for (int row = HEIGHT - 1; row >= 0; row--) {
    fl_text_right(out, row == HEIGHT - 1 ? label(chart, high, text) : row == 0 ? label(chart, low, text) : "", LABEL);
    fputs(chart->ascii ? " |" : " ┤", out);
    for (size_t c = 0; c < columns * broad; c++)
      fputs(cell(chart, 1 + (values[c / broad] - low) / span * (HEIGHT * STEPS - 1), row), out);
    fputc('\n', out);
  }
  fl_text_right(out, "", LABEL + 2);
  fputs(chart->first, out);
  const int gap = (int)(columns * broad) - fl_text_columns(chart->first);
  fl_text_right(out, chart->last, gap > fl_text_columns(chart->last) ? gap : fl_text_columns(chart->last) + 2);
  fputc('\n', out);
  fl_text_right(out, "", LABEL + 2);
  fprintf(out, fl_word(FL_W_chart_last), label(chart, chart->values[chart->count - 1], text));
  fputc('\n', out);
}

fl_status fl_chart_weeks(FILE *out, fl_result *result, bool colour, bool ascii) {
  // Weeks count back from the last day, so that every point is a sum over seven days.
  fl_query *q = fl_result_query(
      result,
      "WITH last AS (SELECT max(date) AS day FROM source_day),"
      "w AS (SELECT CAST((julianday(last.day) - julianday(date)) / 7 AS INTEGER) AS week, s.* FROM source_day AS s, last)"
      "SELECT 1.0 * sum(gmv_fen) FILTER (WHERE source = 'private') / nullif(sum(gmv_fen), 0),"
      " sum(gmv_fen) / 100.0, min(date), max(date) FROM w GROUP BY week HAVING count(DISTINCT date) = 7"
      " ORDER BY week DESC",
      (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  enum { MOST = 4096 };
  double *values = malloc(2 * MOST * sizeof *values);
  char first[16] = "", last[16] = "";
  size_t count = 0;
  while (values && fl_query_next(q) && count < MOST) {
    values[count] = fl_query_number(q, 0);
    values[MOST + count++] = fl_query_number(q, 1);
    if (!first[0]) snprintf(first, sizeof first, "%s", fl_query_text(q, 2));
    snprintf(last, sizeof last, "%s", fl_query_text(q, 3));
  }
  fl_query_end(q);
  fl_chart chart = {fl_word(FL_W_chart_private), values, count, true, first, last, colour, ascii};
  if (count > 0) fl_chart_draw(out, &chart);
  chart = (fl_chart){fl_word(FL_W_chart_gmv), values + MOST, count, false, first, last, colour, ascii};
  if (count > 0) fl_chart_draw(out, &chart);
  free(values);
  return FL_OK;
}
