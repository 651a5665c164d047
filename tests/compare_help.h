// What the tests of `fanloop compare` share: the real program in a folder of their own, a scenario, and the reader of its file.
#ifndef TESTS_COMPARE_HELP_H
#define TESTS_COMPARE_HELP_H

#include "check.h"
#include "record/result.h"

enum { PATH = 512, LINE = 2048, TEXT = 1 << 16 };

extern char folder[PATH];

// Make the folder, and take it away again: setup and teardown of a group.
int compare_begin(void **state);
int compare_end(void **state);
// Runs one command in the folder; returns its exit code, 128 and the signal where one ended it.
int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
// Writes NAME.lua: a festival, a subsidy, an own brand with one room, four variants, and what `rest` adds to the scenario's table.
void write_scenario(const char *name, const char *rest);
// Opens an experiment of the folder, to be closed by fl_result_close.
fl_result *open_file(const char *name);
// The first column of the first row, NaN for NULL.
double number(fl_result *result, const char *sql);
// The same must be 0.
void check_zero(fl_result *result, const char *sql);
// Two experiments of the folder have the same content, times aside.
void check_same_files(const char *one, const char *other);

#endif
