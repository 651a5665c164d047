#include "report/json.h"

#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// File names may hold any bytes; a JSON document holds UTF-8.
static void put_text(FILE *out, const char *text) {
  const unsigned char *at = (const unsigned char *)text, *end = at + strlen(text);
  const unsigned char *wrong = at + fl_utf8_check(text, strlen(text));
  fputc('"', out);
  for (; at < end; at++) {
    if (at == wrong) {
      fputc('?', out);
      wrong = at + 1 + fl_utf8_check((const char *)at + 1, (size_t)(end - at - 1));
    } else if (*at == '"' || *at == '\\')
      fprintf(out, "\\%c", *at);
    else if (*at == '\n')
      fputs("\\n", out);
    else if (*at < 0x20 || *at == 0x7f)
      fprintf(out, "\\u%04x", *at);
    else
      fputc(*at, out);
  }
  fputc('"', out);
}

static void begin(fl_json *json, const char *key) {
  if (json->started) fputc(',', json->out);
  if (json->depth > 0) fprintf(json->out, "\n%*s", 2 * json->depth, "");
  if (key) {
    put_text(json->out, key);
    fputs(": ", json->out);
  }
  json->started = true;
}

void fl_json_open(fl_json *json, const char *key, char bracket) {
  begin(json, key);
  fputc(bracket, json->out);
  json->depth++;
  json->started = false;
}

void fl_json_close(fl_json *json, char bracket) {
  json->depth--;
  if (json->started) fprintf(json->out, "\n%*s", 2 * json->depth, "");
  fputc(bracket, json->out);
  json->started = true;
  if (json->depth == 0) fputc('\n', json->out);
}

void fl_json_text(fl_json *json, const char *key, const char *value) {
  begin(json, key);
  put_text(json->out, value);
}

void fl_json_int(fl_json *json, const char *key, int64_t value) {
  begin(json, key);
  fprintf(json->out, "%lld", (long long)value);
}

void fl_json_real(fl_json *json, const char *key, double value) {
  char text[40];
  begin(json, key);
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, value);
    if (strtod(text, NULL) == value) break;
  }
  fputs(isfinite(value) ? text : "null", json->out);
}

void fl_json_bool(fl_json *json, const char *key, bool value) {
  begin(json, key);
  fputs(value ? "true" : "false", json->out);
}

void fl_json_null(fl_json *json, const char *key) {
  begin(json, key);
  fputs("null", json->out);
}

static void write_value(fl_json *json, fl_query *q, int column) {
  const char *name = fl_query_column(q, column);
  switch (fl_query_holds(q, column)) {
  case FL_QUERY_NULL: fl_json_null(json, name); break;
  case FL_QUERY_INT: fl_json_int(json, name, fl_query_int(q, column)); break;
  case FL_QUERY_REAL: fl_json_real(json, name, fl_query_real(q, column)); break;
  case FL_QUERY_TEXT: fl_json_text(json, name, fl_query_text(q, column)); break;
  }
}

static void write_row(fl_json *json, fl_query *q) {
  for (int c = 0; c < fl_query_columns(q); c++) write_value(json, q, c);
}

fl_status fl_json_rows(fl_json *json, fl_result *result, const char *key, const char *sql) {
  fl_query *q = fl_result_query(result, sql, (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  if (key) fl_json_open(json, key, '[');
  while (fl_query_next(q)) {
    if (key) fl_json_open(json, NULL, '{');
    write_row(json, q);
    if (key) fl_json_close(json, '}');
  }
  if (key) fl_json_close(json, ']');
  fl_query_end(q);
  return fl_result_error(result)[0] ? FL_ENVIRONMENT : FL_OK;
}
