// CSV (RFC 4180) as spreadsheets write it: record by record, with the line on which each begins.
#ifndef FANLOOP_CSV_H
#define FANLOOP_CSV_H

#include <stdbool.h>
#include <stddef.h>

enum { FL_CSV_CELLS_MAX = 200, FL_CSV_WHY = 160 };

typedef enum fl_csv_got { FL_CSV_RECORD, FL_CSV_END, FL_CSV_WRONG } fl_csv_got;

// A text being read. Lines end with LF, CR LF or CR; those without anything in them are passed over. A cell in quotes holds commas, line
// breaks and doubled quotes; of other cells blanks at both ends do not count.
typedef struct fl_csv {
  const char *at, *end;
  int line;    // of `at`, from 1
  char *cells; // room for the unquoted cells of one record, the caller's: bytes of the text, and FL_CSV_CELLS_MAX
  const char *cell[FL_CSV_CELLS_MAX]; // of the record, each ends with a zero byte
  size_t count;                       // cells
  int record_line;                    // where the record begins
  char why[FL_CSV_WHY];               // what is wrong with it
} fl_csv;

// A byte order mark in front is passed over. `cells` must have room for `size` + FL_CSV_CELLS_MAX bytes.
void fl_csv_begin(fl_csv *csv, const char *text, size_t size, char *cells);
// The next record. FL_CSV_WRONG: `why` says what, and `record_line` where; reading can go on behind it, unless a quote was never closed.
fl_csv_got fl_csv_next(fl_csv *csv);

#endif
