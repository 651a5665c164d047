#include "record/foreign.h"

#include "params/number.h"
#include "record/target.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MOST = 500000000, STEPS_BETWEEN = 100000 /* virtual machine instructions between two looks at the count */ };

typedef struct reading {
  char *text;
  size_t size, capacity, most;
  bool full, no_memory, slow;
  int64_t steps;
} reading;

static void put(reading *r, const char *bytes, size_t size) {
  if (r->full || r->no_memory) return;
  if (size > r->most - r->size) {
    r->full = true;
    return;
  }
  if (r->size + size + 1 > r->capacity) {
    const size_t capacity = 2 * (r->size + size + 1);
    char *text = realloc(r->text, capacity);
    r->no_memory = !text;
    if (!text) return;
    r->text = text;
    r->capacity = capacity;
  }
  if (size) memcpy(r->text + r->size, bytes, size);
  r->size += size;
}

// All texts in quotes, quotes doubled: what is in them does not matter then.
static void put_cell(reading *r, const char *bytes, size_t size, bool first) {
  put(r, first ? "\"" : ",\"", first ? 1 : 2);
  for (size_t i = 0; i < size; i++) put(r, bytes[i] == '"' ? "\"\"" : &bytes[i], bytes[i] == '"' ? 2 : 1);
  put(r, "\"", 1);
}

static int count_steps(void *ctx) {
  reading *r = ctx;
  r->steps += STEPS_BETWEEN;
  r->slow = r->steps > STEPS_MOST;
  return r->slow;
}

// Reading of tables, and functions of what is read.
static int allow(void *ctx, int action, const char *a, const char *b, const char *c, const char *d) {
  static const char *const refused[] = {"random",         "randomblob",        "date",
                                        "time",           "datetime",          "julianday",
                                        "strftime",       "unixepoch",         "current_date",
                                        "current_time",   "current_timestamp", "timediff",
                                        "changes",        "total_changes",     "last_insert_rowid",
                                        "load_extension", "sqlite_version",    "sqlite_source_id"};
  (void)ctx, (void)a, (void)c, (void)d;
  if (action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE) return SQLITE_OK;
  if (action != SQLITE_FUNCTION) return SQLITE_DENY;
  for (size_t i = 0; b && i < sizeof refused / sizeof *refused; i++)
    if (sqlite3_stricmp(b, refused[i]) == 0) return SQLITE_DENY;
  return SQLITE_OK;
}

static int open_database(const char *path, reading *r, sqlite3 **db) {
  char *name = fl_target_name(path);
  int rc = name ? sqlite3_open_v2(name, db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) : SQLITE_NOMEM;
  sqlite3_free(name);
  if (rc != SQLITE_OK) return rc;
  sqlite3_limit(*db, SQLITE_LIMIT_LENGTH, (int)(r->most < INT32_MAX ? r->most : INT32_MAX));
  sqlite3_limit(*db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config(*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  rc = sqlite3_exec(*db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
  sqlite3_set_authorizer(*db, allow, NULL);
  sqlite3_progress_handler(*db, STEPS_BETWEEN, count_steps, r);
  return rc;
}

// What is no name of a table that anybody meant: nothing, or other words of SQL.
static bool is_statement(const char *query) {
  static const char *const words[] = {"alter",   "analyze",  "attach",    "begin",  "commit", "create",  "delete",
                                      "detach",  "drop",     "explain",   "insert", "pragma", "reindex", "release",
                                      "replace", "rollback", "savepoint", "update", "vacuum", "values"};
  size_t length = 0;
  while (isalpha((unsigned char)query[length])) length++;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strlen(words[i]) == length && sqlite3_strnicmp(query, words[i], (int)length) == 0) return true;
  return query[0] == '\0';
}

// "SELECT …" and "WITH …" as they are, anything else as the name of a table.
static sqlite3_stmt *prepare(sqlite3 *db, const char *query, char *why, size_t size) {
  const char *tail = NULL;
  sqlite3_stmt *stmt = NULL;
  while (isspace((unsigned char)*query)) query++;
  const bool select = sqlite3_strnicmp(query, "select", 6) == 0 || sqlite3_strnicmp(query, "with", 4) == 0;
  char *sql = sqlite3_mprintf(select && strpbrk(query, " \t\r\n") ? "%s" : "SELECT * FROM \"%w\"", query);
  const int rc = sql ? sqlite3_prepare_v2(db, sql, -1, &stmt, &tail) : SQLITE_NOMEM;
  const bool other = rc == SQLITE_AUTH || (rc == SQLITE_ERROR && !select && is_statement(query));
  if (rc != SQLITE_OK && !other) {
    sqlite3_snprintf((int)size, why, "%s", sql ? sqlite3_errmsg(db) : "not enough memory");
  } else if (!stmt || tail[strspn(tail, " \t\r\n;")]) {
    sqlite3_snprintf((int)size, why, "the query must be one SELECT, or the name of a table");
    sqlite3_finalize(stmt);
    stmt = NULL;
  }
  sqlite3_free(sql);
  return stmt;
}

// False with the reason for a value that no cell can hold.
static bool put_value(reading *r, sqlite3_stmt *stmt, int column, char *why, size_t size) {
  char number[64];
  switch (sqlite3_column_type(stmt, column)) {
  case SQLITE_NULL: put_cell(r, "", 0, column == 0); return true;
  case SQLITE_INTEGER: sqlite3_snprintf(sizeof number, number, "%lld", sqlite3_column_int64(stmt, column)); break;
  case SQLITE_FLOAT: fl_number_text(sqlite3_column_double(stmt, column), number); break;
  case SQLITE_TEXT: {
    const char *text = (const char *)sqlite3_column_text(stmt, column);
    put_cell(r, text ? text : "", (size_t)sqlite3_column_bytes(stmt, column), column == 0);
    return true;
  }
  default: sqlite3_snprintf((int)size, why, "column %s holds a blob", sqlite3_column_name(stmt, column)); return false;
  }
  put_cell(r, number, strlen(number), column == 0);
  return true;
}

static bool read_rows(reading *r, sqlite3 *db, sqlite3_stmt *stmt, char *why, size_t size) {
  const int columns = sqlite3_column_count(stmt);
  for (int c = 0; c < columns; c++) {
    const char *name = sqlite3_column_name(stmt, c);
    put_cell(r, name ? name : "", name ? strlen(name) : 0, c == 0);
  }
  put(r, "\n", 1);
  int rc;
  while (!r->full && !r->no_memory && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
    for (int c = 0; c < columns; c++)
      if (!put_value(r, stmt, c, why, size)) return false;
    put(r, "\n", 1);
  }
  if (r->full)
    sqlite3_snprintf((int)size, why, "holds more than %d MiB, the most that can be read", (int)(r->most >> 20));
  else if (r->no_memory)
    sqlite3_snprintf((int)size, why, "does not fit in memory");
  else if (r->slow)
    sqlite3_snprintf((int)size, why, "the query takes too long");
  else if (rc != SQLITE_DONE)
    sqlite3_snprintf((int)size, why, "%s", sqlite3_errmsg(db));
  else
    return true;
  return false;
}

bool fl_foreign_csv(const char *path, const char *query, size_t most, char **text, size_t *size, char *why, size_t why_size) {
  reading r = {.most = most};
  sqlite3 *db = NULL;
  bool good = false;
  *text = NULL;
  *size = 0;
  const fl_target_kind kind = fl_target_look(path, NULL);
  if (kind == FL_TARGET_FOLDER || kind == FL_TARGET_SPECIAL) { // a pipe could block without an end
    sqlite3_snprintf((int)why_size, why, kind == FL_TARGET_FOLDER ? "is a folder, not a file" : "is not an ordinary file");
    return false;
  }
  const int rc = open_database(path, &r, &db);
  if (rc == SQLITE_OK) {
    sqlite3_stmt *stmt = prepare(db, query, why, why_size);
    good = stmt && read_rows(&r, db, stmt, why, why_size);
    sqlite3_finalize(stmt);
  } else {
    sqlite3_snprintf((int)why_size, why, "cannot be read: %s", db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
  }
  sqlite3_close(db);
  if (!good) free(r.text);
  if (!good) return false;
  *text = r.text;
  *size = r.size;
  return true;
}
