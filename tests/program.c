#include "program.h"

#include "check.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];

int shell(const char *format, ...) {
  char command[4096];
  va_list list;
  va_start(list, format);
  vsnprintf(command, sizeof command, format, list);
  va_end(list);
  const int status = system(command);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

const char *said(void) {
  static char text[8192];
  FILE *in = fopen("said", "rb");
  const size_t size = in ? fread(text, 1, sizeof text - 1, in) : 0;
  if (in) fclose(in);
  text[size] = '\0';
  return text;
}

double number(const char *path, const char *sql) {
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK || sqlite3_step(stmt) != SQLITE_ROW)
    fail_msg("%s: %s", sql, sqlite3_errmsg(db));
  const double value = sqlite3_column_double(stmt, 0);
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return value;
}

void assert_same_bytes(const char *a, const char *b) {
  if (shell("cmp %s %s", a, b) != 0) fail_msg("%s and %s differ", a, b);
}

void write_text(const char *path, const char *text) {
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  fputs(text, out);
  fclose(out);
}

int enter_folder(void **state) {
  (void)state;
  strcpy(folder, "/tmp/fanloop-test-XXXXXX");
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

int leave_folder(void **state) {
  (void)state;
  return chdir("/") == 0 ? shell("rm -rf '%s'", folder) : -1;
}
