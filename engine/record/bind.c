#include "record/bind.h"

#include "base/utf8.h"

#include <stdint.h>

int fl_bind_text(sqlite3_stmt *stmt, int at, const char *text) {
  if (!text) return sqlite3_bind_null(stmt, at);
  char *copy = sqlite3_mprintf("%s", text);
  if (!copy) return SQLITE_NOMEM;
  fl_utf8_clean(copy, false);
  return sqlite3_bind_text(stmt, at, copy, -1, sqlite3_free);
}

int fl_bind_list(sqlite3_stmt *stmt, const char *types, va_list args) {
  int rc = SQLITE_OK;
  for (int i = 0; rc == SQLITE_OK && types[i]; i++) {
    if (types[i] == 'i')
      rc = sqlite3_bind_int64(stmt, i + 1, va_arg(args, int64_t));
    else if (types[i] == 'r')
      rc = sqlite3_bind_double(stmt, i + 1, va_arg(args, double));
    else
      rc = fl_bind_text(stmt, i + 1, va_arg(args, const char *));
  }
  return rc;
}
