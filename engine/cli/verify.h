// What a comparison of a result with its rerun found, for people and for machines.
#ifndef FANLOOP_VERIFY_H
#define FANLOOP_VERIFY_H

#include "record/difference.h"
#include "report/json.h"

#include <stdio.h>

// `path`: of the result, as it may be shown; `digest`: of its run.
void fl_verify_print(FILE *out, const char *path, const char *digest, const fl_difference *difference, bool colour);
// Members of the present object: "same", "tables", "rows" and "differences".
void fl_verify_json(fl_json *json, const fl_difference *difference);

#endif
