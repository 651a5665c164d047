// Fuzz target: the CSV of users' own brands and rooms. Records end where they say, every cell ends with a zero byte inside its room, lines
// only go on, and what was read comes out the same when it is written in quotes and read again.
#include "base/csv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good) {
  if (!good) abort();
}

// The record in quotes; returns its size.
static size_t write_record(const fl_csv *csv, char *out) {
  size_t used = 0;
  for (size_t c = 0; c < csv->count; c++) {
    if (c) out[used++] = ',';
    out[used++] = '"';
    for (const char *at = csv->cell[c]; *at; at++) {
      if (*at == '"') out[used++] = '"';
      out[used++] = *at;
    }
    out[used++] = '"';
  }
  out[used++] = '\n';
  return used;
}

static void reads_back(const fl_csv *csv, size_t size) {
  char *text = malloc(2 * size + 4 * FL_CSV_CELLS_MAX + 8), *cells = malloc(2 * size + 5 * FL_CSV_CELLS_MAX + 8);
  fl_csv *again = malloc(sizeof *again);
  check(text && cells && again);
  fl_csv_begin(again, text, write_record(csv, text), cells);
  check(fl_csv_next(again) == FL_CSV_RECORD && again->count == csv->count && again->record_line == 1);
  for (size_t c = 0; c < csv->count; c++) check(strcmp(again->cell[c], csv->cell[c]) == 0);
  check(fl_csv_next(again) == FL_CSV_END);
  free(again);
  free(cells);
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1), *cells = malloc(size + FL_CSV_CELLS_MAX);
  fl_csv *csv = malloc(sizeof *csv);
  check(text && cells && csv);
  if (size) memcpy(text, data, size); // the exact size: the sanitizers see a byte too far
  fl_csv_begin(csv, text, size, cells);
  int line = 0;
  for (fl_csv_got got; (got = fl_csv_next(csv)) != FL_CSV_END;) {
    check(csv->record_line > line);
    line = csv->record_line;
    check(got != FL_CSV_WRONG || csv->why[0]);
    check(csv->count <= FL_CSV_CELLS_MAX);
    size_t used = 0;
    for (size_t c = 0; got == FL_CSV_RECORD && c < csv->count; c++) {
      check(csv->cell[c] >= cells && csv->cell[c] < cells + size + FL_CSV_CELLS_MAX);
      used += strlen(csv->cell[c]) + 1;
    }
    check(used <= size + FL_CSV_CELLS_MAX);
    if (got == FL_CSV_RECORD && !memchr(text, 0, size)) reads_back(csv, size);
  }
  check(csv->at == csv->end);
  free(csv);
  free(cells);
  free(text);
  return 0;
}
