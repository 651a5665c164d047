#include "cli/verify.h"

#include "report/text.h"

#include <string.h>

enum { NAME_COLUMNS = 32, COUNT_COLUMNS = 11 };

static void print_counts(FILE *out, const char *name, const char *const *counts) {
  fl_text_left(out, name, NAME_COLUMNS);
  for (int i = 0; i < 4; i++) fl_text_right(out, counts[i], COUNT_COLUMNS);
  fputc('\n', out);
}

static void print_table(FILE *out, const fl_table_difference *t) {
  const int64_t values[] = {t->rows, t->changed, t->missing, t->surplus};
  char text[4][FL_NUMBER];
  const char *counts[4];
  const bool read = !t->redefined && !t->damage[0];
  for (int i = 0; i < 4; i++) counts[i] = read ? fl_text_count(values[i], text[i]) : "–";
  print_counts(out, t->name, counts);
  fl_verify_print_first(out, t);
}

void fl_verify_print_first(FILE *out, const fl_table_difference *t) {
  enum { INDENT = 2 };
  if (t->redefined) fl_text_say_wrapped(out, INDENT, FL_W_r_redefined);
  if (t->damage[0]) fl_text_say_wrapped(out, INDENT, FL_W_r_damaged, t->damage);
  if (t->changed + t->missing + t->surplus == 0) return;
  const fl_row_difference *first = &t->first;
  switch (first->fate) {
  case FL_ROW_CHANGED:
    fl_text_say_wrapped(out, INDENT, FL_W_r_row_changed, first->key, first->column, first->held, first->made);
    break;
  case FL_ROW_MISSING: fl_text_say_wrapped(out, INDENT, FL_W_r_row_missing, first->key); break;
  case FL_ROW_SURPLUS: fl_text_say_wrapped(out, INDENT, FL_W_r_row_surplus, first->key); break;
  }
}

// What stands for its digests: one of a run; of an experiment its runs, each with a digest of its own.
static void print_held(FILE *out, const char *tables, const char *rows, const char *digest, const fl_difference *d) {
  char runs[FL_NUMBER] = "0";
  for (size_t i = 0; i < d->table_count; i++)
    if (strcmp(d->tables[i].name, "run") == 0) fl_text_count(d->tables[i].rows, runs);
  if (digest)
    fl_text_say_wrapped(out, 0, FL_W_r_counts, tables, rows, digest);
  else
    fl_text_say_wrapped(out, 0, FL_W_r_counts_runs, tables, rows, runs);
}

void fl_verify_print(FILE *out, const char *path, const char *digest, const fl_difference *d, bool colour) {
  char differing[FL_NUMBER], tables[FL_NUMBER], rows[FL_NUMBER];
  fl_text_count((int64_t)d->differing, differing);
  fl_text_count((int64_t)d->table_count, tables);
  fl_text_count(d->rows, rows);
  if (d->differing == 0) {
    fl_text_say_wrapped(out, 0, FL_W_r_same, path);
    print_held(out, tables, rows, digest, d);
    fl_text_say_wrapped(out, 0, digest ? FL_W_r_not_compared : FL_W_r_not_compared_runs);
    return;
  }
  fl_text_say_wrapped(out, 0, FL_W_r_differs, path, differing, tables);
  fputs(colour ? "\n\033[1m" : "\n", out);
  print_counts(out, fl_word(FL_W_r_table),
               (const char *[]){fl_word(FL_W_r_rows), fl_word(FL_W_r_changed), fl_word(FL_W_r_missing), fl_word(FL_W_r_surplus)});
  if (colour) fputs("\033[0m", out);
  for (size_t i = 0; i < d->table_count; i++)
    if (fl_table_differs(&d->tables[i])) print_table(out, &d->tables[i]);
}

static void json_first(fl_json *json, const fl_row_difference *first) {
  static const char *const fates[] = {"changed", "missing", "surplus"};
  fl_json_open(json, "first", '{');
  fl_json_text(json, "row", first->key);
  fl_json_text(json, "fate", fates[first->fate]);
  if (first->fate == FL_ROW_CHANGED) {
    fl_json_text(json, "column", first->column);
    fl_json_text(json, "file", first->held);
    fl_json_text(json, "rerun", first->made);
  }
  fl_json_close(json, '}');
}

void fl_verify_json_table(fl_json *json, const fl_table_difference *t) {
  fl_json_open(json, NULL, '{');
  fl_json_text(json, "table", t->name);
  fl_json_int(json, "rows", t->rows);
  fl_json_int(json, "changed", t->changed);
  fl_json_int(json, "missing", t->missing);
  fl_json_int(json, "surplus", t->surplus);
  fl_json_bool(json, "redefined", t->redefined);
  if (t->damage[0]) fl_json_text(json, "damage", t->damage);
  if (t->changed + t->missing + t->surplus > 0) json_first(json, &t->first);
  fl_json_close(json, '}');
}

void fl_verify_json(fl_json *json, const fl_difference *d) {
  fl_json_bool(json, "same", d->differing == 0);
  fl_json_int(json, "tables", (int64_t)d->table_count);
  fl_json_int(json, "rows", d->rows);
  fl_json_open(json, "differences", '[');
  for (size_t i = 0; i < d->table_count; i++)
    if (fl_table_differs(&d->tables[i])) fl_verify_json_table(json, &d->tables[i]);
  fl_json_close(json, ']');
}
