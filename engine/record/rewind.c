#include "record/rewind.h"

#include "base/date.h"
#include "record/bind.h"

#include <string.h>

static bool has_column(const fl_table *table, const char *name) {
  for (size_t c = 0; c < table->column_count; c++)
    if (strcmp(table->columns[c].name, name) == 0) return true;
  return false;
}

// What is true of rows that were written behind day ?1, of which the table has ?2 up to that day. A log is told by the order of its rows; a
// period is written on its last day, and so are the cohorts of a month and, on the last day of the run, what looks back on all of it.
static const char *later(const fl_table *table) {
  if (table->key[0] == '\0') return "rowid > ?2";
  if (has_column(table, "date")) return "date > ?1";
  if (has_column(table, "to_date")) return "to_date > ?1";
  if (has_column(table, "month_date")) return "date(month_date, 'start of month', '+1 month', '-1 day') > ?1";
  return "?2 = 0";
}

// Runs `sql` with the day and the number of rows; `result` takes the first column, if there is a row.
static int run(sqlite3 *db, char *sql, const char *date, int64_t rows, int64_t *result) {
  sqlite3_stmt *stmt = NULL;
  int rc = sql ? sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) : SQLITE_NOMEM;
  sqlite3_free(sql);
  // Not every statement has both.
  for (int i = 1; rc == SQLITE_OK && i <= sqlite3_bind_parameter_count(stmt); i++)
    rc = i == 1 ? sqlite3_bind_text(stmt, i, date, -1, SQLITE_STATIC) : sqlite3_bind_int64(stmt, i, rows);
  if (rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) *result = sqlite3_column_int64(stmt, 0);
  return fl_bind_end(stmt, rc);
}

static int count_rows(sqlite3 *db, const fl_table *table, int64_t *count) {
  *count = 0;
  return run(db, sqlite3_mprintf("SELECT count(*) FROM %s", table->name), "", 0, count);
}

int fl_rewind(sqlite3 *db, int64_t date, const fl_digest *digest, const char **wrong) {
  char text[FL_DATE_TEXT];
  fl_date_text(date, text);
  for (int t = 0; t < FL_TABLES; t++) {
    const fl_table *table = &fl_tables[t];
    const int64_t wanted = (int64_t)digest->rows[t];
    int64_t count, none;
    int rc = count_rows(db, table, &count);
    if (rc == SQLITE_OK && count > wanted) {
      rc = run(db, sqlite3_mprintf("DELETE FROM %s WHERE %s", table->name, later(table)), text, wanted, &none);
      if (rc == SQLITE_OK) rc = count_rows(db, table, &count);
    }
    *wrong = table->name;
    if (rc != SQLITE_OK) return rc;
    if (count != wanted) return SQLITE_MISMATCH;
  }
  return SQLITE_OK;
}
