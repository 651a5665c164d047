// Values of statements. Internal to engine/record.
#ifndef FANLOOP_BIND_H
#define FANLOOP_BIND_H

#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>

// A text as the files hold it: UTF-8 that steers no terminal, whatever the bytes of a file name or command line are. NULL stays NULL.
int fl_bind_text(sqlite3_stmt *stmt, int at, const char *text);
// Binds by `types` (i: int64_t, r: double, t: text, one argument each). Texts are bound, never pasted: names may hold quotes or anything else.
// NaN becomes NULL.
int fl_bind_list(sqlite3_stmt *stmt, const char *types, va_list args);
// Finalizes a statement (NULL too). Returns `rc`, or, where that is SQLITE_OK, what the statement itself came to.
int fl_bind_end(sqlite3_stmt *stmt, int rc);
// Whether `types` are those of the columns of a table, in order: INTEGER i, REAL r, TEXT t. Returns an SQLite result code.
int fl_bind_fits(sqlite3 *db, const char *table, const char *types, bool *fit);

#endif
