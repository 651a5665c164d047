// Compares two result files, or two experiment files, table by table and row by row: one that is held against one that this program has
// just made.
//
// The file that is held may come from anywhere and have been changed. What is read of it, and in which order, is said by the schema of
// the other one; a table whose definition differs is named and its rows are left alone.
#ifndef FANLOOP_DIFFERENCE_H
#define FANLOOP_DIFFERENCE_H

#include "fanloop/status.h"

#include <stdint.h>

enum {
  FL_DIFFERENCE_TABLES = 128, // that can be told of; more are an assert
  FL_DIFFERENCE_NAME = 64,
  FL_DIFFERENCE_KEY = 192,
  FL_DIFFERENCE_VALUE = 96 // bytes of a value as shown: one that is longer is cut to where the two part
};

typedef enum fl_row_fate {
  FL_ROW_CHANGED, // in both files, with another value
  FL_ROW_MISSING, // made, but not in the file that is held
  FL_ROW_SURPLUS  // the other way round
} fl_row_fate;

// The first row of a table that differs, in order of its key. Texts are printable, on one line.
typedef struct fl_row_difference {
  fl_row_fate fate;
  char key[FL_DIFFERENCE_KEY];     // "date 2022-06-01, room 12"
  char column[FL_DIFFERENCE_NAME]; // of the first value that differs; "" where a whole row is missing or surplus
  char held[FL_DIFFERENCE_VALUE];  // that value as the file has it; text in '', NULL, x'' for bytes
  char made[FL_DIFFERENCE_VALUE];  // and as it was made
} fl_row_difference;

typedef struct fl_table_difference {
  char name[FL_DIFFERENCE_NAME];
  int64_t rows; // that were made
  int64_t changed, missing, surplus;
  bool redefined;                 // its definition differs: its rows were not compared
  char damage[FL_DIFFERENCE_KEY]; // why it could not be read in the file that is held; "": it could
  fl_row_difference first;        // when any row differs
} fl_table_difference;

// All tables that were compared, in the order of comparing. The first one, sqlite_schema, holds the definitions of tables, indices and
// views; of its rows the key is their type and name.
typedef struct fl_difference {
  fl_table_difference tables[FL_DIFFERENCE_TABLES];
  size_t table_count;
  size_t differing; // tables
  int64_t rows;     // of all tables, the definitions not counted
} fl_difference;

// Whether anything about the table differs.
bool fl_table_differs(const fl_table_difference *table);

typedef struct fl_file_pair fl_file_pair;

// Opens both files read-only; once they are open, their names are not needed any more. FL_ENVIRONMENT with a message.
fl_status fl_file_pair_open(const char *held, const char *made, fl_messages *messages, fl_file_pair **out);
// Compares all tables but what a run cost (run_timing, run_stage, experiment_timing; build and command of the run or the experiment):
// causes before effects, the digests of the tables before their rows, `run` and `experiment` at the end. FL_ENVIRONMENT with a message when the file that was made cannot be read or memory is out;
// damage of the other one is a difference.
fl_status fl_file_pair_compare(fl_file_pair *comparison, fl_messages *messages, fl_difference *out);
// The same of one table that the file that was made has.
fl_status fl_file_pair_compare_table(fl_file_pair *comparison, const char *table, fl_messages *messages, fl_table_difference *out);
void fl_file_pair_close(fl_file_pair *comparison);

#endif
