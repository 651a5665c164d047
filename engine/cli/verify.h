// What a comparison of a result with its rerun found, for people and for machines.
#ifndef FANLOOP_VERIFY_H
#define FANLOOP_VERIFY_H

#include "record/difference.h"
#include "report/json.h"

#include <stdio.h>

// `path`: of the result, as it may be shown; `digest`: of its run, or NULL for an experiment.
void fl_verify_print(FILE *out, const char *path, const char *digest, const fl_difference *difference, bool colour);
// What is wrong with a table: its first row that differs, or why it was not read.
void fl_verify_print_first(FILE *out, const fl_table_difference *table);
// An element of the present array.
void fl_verify_json_table(fl_json *json, const fl_table_difference *table);
// Members of the present object: "same", "tables", "rows" and "differences".
void fl_verify_json(fl_json *json, const fl_difference *difference);

#endif
