#include "base/csv.h"

#include <stdio.h>
#include <string.h>

void fl_csv_begin(fl_csv *csv, const char *text, size_t size, char *cells) {
  const bool mark = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
  *csv = (fl_csv){.at = text + (mark ? 3 : 0), .end = text + size, .line = 1, .cells = cells};
}

static bool at_break(const fl_csv *csv) {
  return csv->at < csv->end && (*csv->at == '\n' || *csv->at == '\r');
}

static void pass_break(fl_csv *csv) {
  if (csv->at < csv->end && *csv->at == '\r') csv->at++;
  if (csv->at < csv->end && *csv->at == '\n') csv->at++;
  csv->line++;
}

static void pass_blanks(fl_csv *csv) {
  while (csv->at < csv->end && (*csv->at == ' ' || *csv->at == '\t')) csv->at++;
}

static void pass_line(fl_csv *csv) {
  while (csv->at < csv->end && !at_break(csv)) csv->at++;
}

static fl_csv_got wrong(fl_csv *csv, const char *what) {
  snprintf(csv->why, sizeof csv->why, "%s", what);
  pass_line(csv);
  return FL_CSV_WRONG;
}

// Copies what stands between quotes to `out`; returns its end, or NULL when the closing quote is missing.
static char *take_quoted(fl_csv *csv, char *out) {
  csv->at++;
  while (csv->at < csv->end) {
    if (*csv->at == '"') {
      csv->at++;
      if (csv->at == csv->end || *csv->at != '"') return out;
    } else if (at_break(csv)) {
      const char *from = csv->at;
      pass_break(csv);
      while (from < csv->at) *out++ = *from++;
      continue;
    }
    *out++ = *csv->at++;
  }
  return NULL;
}

static char *take_plain(fl_csv *csv, char *out) {
  char *last = out; // behind the last one that is no blank
  while (csv->at < csv->end && *csv->at != ',' && !at_break(csv)) {
    const bool blank = *csv->at == ' ' || *csv->at == '\t';
    *out++ = *csv->at++;
    if (!blank) last = out;
  }
  return last;
}

// The lines without anything in them, then where the next record begins; false: there is none.
static bool find_record(fl_csv *csv) {
  for (;;) {
    const char *start = csv->at;
    pass_blanks(csv);
    if (csv->at == csv->end) return false;
    if (!at_break(csv)) {
      csv->at = start;
      return true;
    }
    pass_break(csv);
  }
}

fl_csv_got fl_csv_next(fl_csv *csv) {
  char *out = csv->cells;
  csv->count = 0;
  csv->why[0] = 0;
  if (!find_record(csv)) return FL_CSV_END;
  csv->record_line = csv->line;
  for (;;) {
    if (csv->count == FL_CSV_CELLS_MAX) {
      char text[FL_CSV_WHY];
      snprintf(text, sizeof text, "there are more than %d cells", FL_CSV_CELLS_MAX);
      return wrong(csv, text);
    }
    csv->cell[csv->count++] = out;
    pass_blanks(csv);
    const bool quoted = csv->at < csv->end && *csv->at == '"';
    out = quoted ? take_quoted(csv, out) : take_plain(csv, out);
    if (!out) return wrong(csv, "a quote is opened and never closed");
    *out++ = 0;
    if (quoted) pass_blanks(csv);
    if (csv->at == csv->end || at_break(csv)) break;
    if (*csv->at != ',') return wrong(csv, "a cell goes on behind its closing quote: a quote inside of a cell is doubled");
    csv->at++;
  }
  if (csv->at < csv->end) pass_break(csv);
  return FL_CSV_RECORD;
}
