// Writes one JSON document, indented by two spaces. Numbers that are not finite become null.
#ifndef FANLOOP_JSON_H
#define FANLOOP_JSON_H

#include "record/result.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct fl_json {
  FILE *out;
  int depth;
  bool started; // something stands in the present object or array
} fl_json;

// `key` NULL: an element of an array, or the document itself.
void fl_json_open(fl_json *json, const char *key, char bracket); // '{' or '['
void fl_json_close(fl_json *json, char bracket);                 // '}' or ']'
void fl_json_text(fl_json *json, const char *key, const char *value);
void fl_json_int(fl_json *json, const char *key, int64_t value);
void fl_json_real(fl_json *json, const char *key, double value); // reads back as the same double
void fl_json_bool(fl_json *json, const char *key, bool value);
void fl_json_null(fl_json *json, const char *key);
// What a query gives: under `key` an array of objects, one a row, by the names of its columns; without a key the columns of its only row in the
// present object. FL_ENVIRONMENT when it failed: see fl_result_error.
fl_status fl_json_rows(fl_json *json, fl_result *result, const char *key, const char *sql);

#endif
