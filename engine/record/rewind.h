// Takes a result file back to the end of an earlier day.
#ifndef FANLOOP_REWIND_H
#define FANLOOP_REWIND_H

#include "fanloop/rows.h"

#include <sqlite3.h>

// Removes the rows of the days behind `date` and compares what is left, table by table, with the numbers of rows in `digest`. Within the
// caller's transaction. Returns an SQLite result code; SQLITE_MISMATCH: rows are missing or too many, and `table` is the first such.
int fl_rewind(sqlite3 *db, int64_t date, const fl_digest *digest, const char **table);

#endif
