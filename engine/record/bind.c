#include "record/bind.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

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

int fl_bind_end(sqlite3_stmt *stmt, int rc) {
  const int end = sqlite3_finalize(stmt);
  return rc == SQLITE_OK ? end : rc;
}

static char type_of(const char *declared) {
  if (!declared) return '?';
  return strcmp(declared, "INTEGER") == 0 ? 'i' : strcmp(declared, "REAL") == 0 ? 'r' : strcmp(declared, "TEXT") == 0 ? 't' : '?';
}

int fl_bind_fits(sqlite3 *db, const char *table, const char *types, bool *fit) {
  sqlite3_stmt *stmt = NULL;
  char *sql = sqlite3_mprintf("SELECT * FROM %s", table);
  const int rc = sql ? sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) : SQLITE_NOMEM;
  sqlite3_free(sql);
  const int columns = sqlite3_column_count(stmt);
  *fit = rc != SQLITE_OK || strlen(types) == (size_t)columns;
  for (int i = 0; *fit && i < columns; i++) *fit = type_of(sqlite3_column_decltype(stmt, i)) == types[i];
  sqlite3_finalize(stmt);
  return rc;
}
