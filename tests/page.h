// Text that a test computes and a page of docs/ shows, between two marks: checked against the page, or written into it with FL_REGENERATE=1.
#ifndef TESTS_PAGE_H
#define TESTS_PAGE_H

#include "check.h"

#include <sys/file.h>

enum { PAGE_MOST = 1 << 20, TEXT_MOST = 1 << 15 };

typedef struct page_text {
  char data[TEXT_MOST];
  size_t size;
} page_text;

__attribute__((format(printf, 2, 3))) static inline void put(page_text *t, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int n = vsnprintf(t->data + t->size, sizeof t->data - t->size, format, arguments);
  va_end(arguments);
  assert_true(n >= 0 && t->size + (size_t)n < sizeof t->data);
  t->size += (size_t)n;
}

// A number without the 0 before the point, as pages have it; not negative.
static inline void put_number(page_text *t, const char *format, double x) {
  char digits[32];
  snprintf(digits, sizeof digits, format, x);
  put(t, "%s", digits[0] == '0' && digits[1] == '.' ? digits + 1 : digits);
}

// The whole page; it stands until the next one is read.
static inline char *read_page(const char *path) {
  static char page[PAGE_MOST];
  FILE *in = fopen(path, "rb");
  assert_non_null(in);
  const size_t n = fread(page, 1, sizeof page - 1, in);
  assert_true(n < sizeof page - 1);
  page[n] = '\0';
  fclose(in);
  return page;
}

// What stands between the line that begins with `begins` and `ends`. NULL: the page has no such marks.
static inline char *find_block(char *page, const char *begins, const char *ends, char **end) {
  char *at = strstr(page, begins);
  if (at) at = strchr(at, '\n');
  *end = at ? strstr(at, ends) : NULL;
  return *end ? at + 1 : NULL;
}

// Test programs may run at the same time: the page is locked while its block is exchanged.
static inline void write_block(const char *path, const char *begins, const char *ends, const page_text *t) {
  FILE *lock = fopen(path, "rb");
  assert_non_null(lock);
  assert_int_equal(flock(fileno(lock), LOCK_EX), 0);
  char *page = read_page(path), *end, *at = find_block(page, begins, ends, &end);
  assert_non_null(at);
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  fprintf(out, "%.*s%s%s", (int)(at - page), page, t->data, end);
  assert_int_equal(fclose(out), 0);
  fclose(lock);
}

static inline void check_block(const char *path, const char *begins, const char *ends, const page_text *t) {
  char *end, *at = find_block(read_page(path), begins, ends, &end);
  if (!at) fail_msg("%s has no block \"%s\"", path, begins);
  if ((size_t)(end - at) == t->size && memcmp(at, t->data, t->size) == 0) return;
  fail_msg("\"%s\" in %s is out of date: run this test with FL_REGENERATE=1 and read the difference", begins, path);
}

#endif
