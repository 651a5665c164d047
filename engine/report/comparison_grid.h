// Tables of a comparison's screen: columns as wide as their widest cell, in FL_LINE columns. Where they would be wider, numbers have fewer
// digits. Internal to report/comparison*.c.
#ifndef FANLOOP_COMPARISON_GRID_H
#define FANLOOP_COMPARISON_GRID_H

#include "report/text.h"

#include <stdbool.h>
#include <stdio.h>

// What a cell shows; of[0], of[1] and of[2] are what it is made of.
typedef enum fl_cell_kind {
  FL_CELL_TEXT,
  FL_CELL_AMOUNT,          // 12.34 bn
  FL_CELL_VALUE,           // the same, but three digits of what is small
  FL_CELL_SHARE,           // 45.6 %
  FL_CELL_MORE,            // +12.34 bn; 0
  FL_CELL_PART,            // the same of a mean and its bounds, in brackets where these hold 0
  FL_CELL_MORE_BETWEEN,    // +2.90 bn … +3.90 bn, – where there is none
  FL_CELL_CHANGED,         // a difference, three digits of what is small
  FL_CELL_CHANGED_BETWEEN, // its bounds
  FL_CELL_PERCENT,         // +1.20 %
  FL_CELL_PERCENT_BETWEEN, // +1.00 … +1.40 %
  FL_CELL_POINTS,          // +1.20 pt
  FL_CELL_POINTS_BETWEEN,  // +1.00 … +1.40 pt
  FL_CELL_KINDS
} fl_cell_kind;

typedef struct fl_cell {
  fl_cell_kind kind;
  double of[3];
  char text[2 * FL_NUMBER];
} fl_cell;

enum { FL_GRID_COLUMNS = 6, FL_GRID_NAME = 192, FL_GRID_DIGITS = 4 };

typedef struct fl_grid_row {
  char name[FL_GRID_NAME];
  fl_cell cells[FL_GRID_COLUMNS];
} fl_grid_row;

// Begins as {.columns = n}.
typedef struct fl_grid {
  size_t columns, count, capacity;
  fl_grid_row *rows;
  fl_grid_row spare; // where memory is out
  bool failed;
} fl_grid;

// The text of a cell with at most so many significant digits of an amount, three of other numbers.
const char *fl_cell_text(const fl_cell *cell, int digits, char out[2 * FL_NUMBER]);
fl_cell fl_cell_words(const char *text);
fl_cell fl_cell_number(fl_cell_kind kind, double value);
fl_cell fl_cell_between(fl_cell_kind kind, double low, double high);

// The cells of a new row, all empty; valid until the next one.
fl_cell *fl_grid_row_add(fl_grid *grid, const char *name);
// Prints it and frees its rows. False: memory was out.
bool fl_grid_write(FILE *out, fl_grid *grid);

#endif
