// docs/output.md, docs/compare.md and docs/sweep.md say what the schemas are. Run with FL_REGENERATE=1 to write its generated part anew.
#include "record/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct document {
  const char *name, *marker;
  fl_file_kind kind;
} documents[] = {
    {"output.md", "<!-- Generated from output.def and the views: FL_REGENERATE=1 test_output_doc. Do not edit below. -->\n",
     FL_FILE_RUN},
    {"compare.md", "<!-- Generated from the schema: FL_REGENERATE=1 test_output_doc. Do not edit below. -->\n", FL_FILE_COMPARISON},
    {"sweep.md", "<!-- Generated from the schema: FL_REGENERATE=1 test_output_doc. Do not edit below. -->\n", FL_FILE_SWEEP},
};

typedef struct text {
  char *data;
  size_t size;
} text;

static bool put(void *ctx, const char *piece, size_t size) {
  text *t = ctx;
  char *data = realloc(t->data, t->size + size + 1);
  if (!data) return false;
  memcpy(data + t->size, piece, size);
  t->data = data;
  t->size += size;
  t->data[t->size] = '\0';
  return true;
}

static void document_path(const char *name, char *out, size_t size) {
  const char *slash = strrchr(__FILE__, '/');
  snprintf(out, size, "%.*s/../docs/%s", slash ? (int)(slash - __FILE__) : 1, slash ? __FILE__ : ".", name);
}

static text read_all(const char *path) {
  text t = {0};
  FILE *file = fopen(path, "rb");
  char piece[4096];
  for (size_t n; file && (n = fread(piece, 1, sizeof piece, file)) > 0;) put(&t, piece, n);
  if (file) fclose(file);
  return t;
}

static void check_document(const struct document *d) {
  char path[4096];
  document_path(d->name, path, sizeof path);
  text old = read_all(path), fresh = {0};
  if (!old.data) skip();
  char *at = strstr(old.data, d->marker);
  assert_non_null(at);
  assert_true(fl_schema_document(d->kind, &(fl_text_sink){.ctx = &fresh, .put = put}));
  at += strlen(d->marker);
  if (getenv("FL_REGENERATE")) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fprintf(file, "%.*s%s", (int)(at - old.data), old.data, fresh.data);
    assert_int_equal(fclose(file), 0);
  } else {
    assert_string_equal(at, fresh.data);
  }
  free(old.data);
  free(fresh.data);
}

static void the_reference_of_the_schemas_is_up_to_date(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) check_document(&documents[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_reference_of_the_schemas_is_up_to_date)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
