#include "fail_alloc.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_int_fast64_t count, at;
static atomic_bool lasting;

void fail_alloc_at(int64_t n, bool for_good) {
  atomic_store(&count, 0);
  atomic_store(&lasting, for_good);
  atomic_store(&at, n);
}

int64_t fail_alloc_count(void) {
  return atomic_load(&count);
}

static bool fails(void) {
  const int64_t now = atomic_fetch_add(&count, 1) + 1, n = atomic_load(&at);
  return n > 0 && (now == n || (now > n && atomic_load(&lasting)));
}

// The linker sends every call of malloc in the program to __wrap_malloc, and __real_malloc to libc or the sanitizer.
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t items, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
char *__wrap_strdup(const char *text);
char *__real_realpath(const char *path, char *out);
char *__wrap_realpath(const char *path, char *out);

void *__wrap_malloc(size_t size) {
  return fails() ? NULL : __real_malloc(size);
}
void *__wrap_calloc(size_t items, size_t size) {
  return fails() ? NULL : __real_calloc(items, size);
}
void *__wrap_realloc(void *old, size_t size) {
  return fails() ? NULL : __real_realloc(old, size);
}
void *__wrap_aligned_alloc(size_t alignment, size_t size) {
  return fails() ? NULL : __real_aligned_alloc(alignment, size);
}
char *__wrap_strdup(const char *text) {
  const size_t size = strlen(text) + 1;
  char *copy = fails() ? NULL : __real_malloc(size);
  return copy ? memcpy(copy, text, size) : NULL;
}
char *__wrap_realpath(const char *path, char *out) {
  if (out || !fails()) return __real_realpath(path, out);
  errno = ENOMEM;
  return NULL;
}

// SQLite wants to know the size of a block: it stands in front of it.
enum { HEAD = 16 };

static void *sqlite_malloc(int size) {
  char *block = fails() ? NULL : __real_malloc((size_t)size + HEAD);
  if (!block) return NULL;
  memcpy(block, &size, sizeof size);
  return block + HEAD;
}
static void sqlite_free(void *block) {
  if (block) free((char *)block - HEAD);
}
static int sqlite_size(void *block) {
  int size = 0;
  if (block) memcpy(&size, (char *)block - HEAD, sizeof size);
  return size;
}
static void *sqlite_realloc(void *old, int size) {
  char *block = fails() ? NULL : __real_realloc((char *)old - HEAD, (size_t)size + HEAD);
  if (!block) return NULL;
  memcpy(block, &size, sizeof size);
  return block + HEAD;
}
static int sqlite_round_up(int size) {
  return (size + 7) & ~7;
}
static int sqlite_begin(void *context) {
  (void)context;
  return SQLITE_OK;
}
static void sqlite_end(void *context) {
  (void)context;
}

bool fail_alloc_in_sqlite(void) {
  static const sqlite3_mem_methods methods = {sqlite_malloc,   sqlite_free,  sqlite_realloc, sqlite_size,
                                              sqlite_round_up, sqlite_begin, sqlite_end,     NULL};
  return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK;
}
