// Reading: one read-only connection, statements prepared on demand.
#include "record/result.h"

#include "record/reader.h"
#include "record/schema.h"
#include "record/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct fl_result {
  sqlite3 *db;
  bool borrowed; // the connection is another's
  char error[512];
};

struct fl_query {
  fl_result *result;
  sqlite3_stmt *stmt;
};

static fl_status refuse(fl_messages *messages, fl_status status, const char *path, const char *why) {
  fl_messages_add(messages, true, "%s: %s", path, why);
  return status;
}

static fl_status check_kind(const char *path, fl_file_kind wanted, fl_messages *messages) {
  fl_file_kind holds;
  switch (fl_target_look(path, &holds)) {
  case FL_TARGET_OURS:
    if (holds == wanted) return FL_OK;
    fl_messages_add(messages, true, "%s: holds %s, expected %s", path, fl_schema_files[holds].holds, fl_schema_files[wanted].holds);
    return FL_BAD_SCENARIO;
  case FL_TARGET_MISSING: return refuse(messages, FL_BAD_SCENARIO, path, "no such file");
  case FL_TARGET_FOLDER: return refuse(messages, FL_BAD_SCENARIO, path, "is a folder, expected a result file");
  case FL_TARGET_UNREADABLE: return refuse(messages, FL_BAD_SCENARIO, path, strerror(errno));
  case FL_TARGET_EMPTY:
  case FL_TARGET_FOREIGN:
  case FL_TARGET_SPECIAL: break;
  }
  return refuse(messages, FL_BAD_SCENARIO, path, "is not a fanloop result");
}

// A view in the place of the table could be without an end, and so could pages to which several places lead: one row tells enough.
static int check_run(sqlite3 *db) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(db, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'run'", -1, &stmt, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_step(stmt);
  sqlite3_finalize(stmt);
  if (rc == SQLITE_ROW) return sqlite3_exec(db, "SELECT status FROM run LIMIT 1", NULL, NULL, NULL);
  return rc == SQLITE_DONE ? SQLITE_ERROR : rc;
}

static int open_mode(const char *path, int mode, sqlite3 **db) {
  char *name = fl_target_name(path);
  int rc = name ? sqlite3_open_v2(name, db, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) : SQLITE_NOMEM;
  sqlite3_free(name);
  if (rc != SQLITE_OK) return rc;
  sqlite3_limit(*db, SQLITE_LIMIT_LENGTH, FL_RESULT_VALUE_MAX);
  // What the schema of a file from elsewhere holds may not call anything with effects.
  sqlite3_db_config(*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return check_run(*db);
}

// Reads the first page. A run that was killed may have left a journal to roll back, for which the file has to be opened for
// writing once; what is undone is the unfinished transaction.
static int open_read_only(const char *path, sqlite3 **db) {
  int rc = open_mode(path, SQLITE_OPEN_READONLY, db);
  if (rc != SQLITE_READONLY_ROLLBACK && rc != SQLITE_READONLY_RECOVERY && rc != SQLITE_CANTOPEN) return rc;
  sqlite3_close(*db);
  *db = NULL;
  rc = open_mode(path, SQLITE_OPEN_READWRITE, db);
  if (rc != SQLITE_OK) return rc;
  sqlite3_close(*db);
  *db = NULL;
  return open_mode(path, SQLITE_OPEN_READONLY, db);
}

static int user_version(sqlite3 *db, int64_t *version) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &stmt, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_step(stmt);
  *version = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : -1;
  sqlite3_finalize(stmt);
  return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static fl_status check_content(const char *path, sqlite3 *db, int rc, fl_messages *messages) {
  if ((rc & 0xff) == SQLITE_BUSY)
    return refuse(messages, FL_ENVIRONMENT, path, "is being written by a run; it can be read when the run ends");
  if (!db || ((rc & 0xff) != SQLITE_OK && (rc & 0xff) != SQLITE_ERROR))
    return refuse(messages, FL_ENVIRONMENT, path, db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
  int64_t version;
  if (user_version(db, &version) != SQLITE_OK) return refuse(messages, FL_ENVIRONMENT, path, sqlite3_errmsg(db));
  if (version != FL_SCHEMA_VERSION) {
    fl_messages_add(messages, true, "%s: has schema version %lld, this fanloop reads version %d", path, (long long)version,
                    FL_SCHEMA_VERSION);
    return FL_BAD_SCENARIO;
  }
  if (rc != SQLITE_OK) return refuse(messages, FL_BAD_SCENARIO, path, "its table run is missing or damaged");
  return FL_OK;
}

fl_status fl_result_open_kind(const char *path, fl_file_kind kind, fl_messages *messages, fl_result **out) {
  *out = NULL;
  fl_status status = check_kind(path, kind, messages);
  if (status != FL_OK) return status;
  fl_result *result = calloc(1, sizeof *result);
  if (!result) return refuse(messages, FL_ENVIRONMENT, path, "out of memory");
  int rc = open_read_only(path, &result->db);
  status = check_content(path, result->db, rc, messages);
  if (status != FL_OK) {
    fl_result_close(result);
    return status;
  }
  // Reading a log by fan jumps about in the file: 64 MiB of pages instead of 2. Should it fail, reading is slower.
  sqlite3_exec(result->db, "PRAGMA cache_size = -65536", NULL, NULL, NULL);
  *out = result;
  return FL_OK;
}

fl_status fl_result_open(const char *path, fl_messages *messages, fl_result **out) {
  return fl_result_open_kind(path, FL_FILE_RUN, messages, out);
}

fl_status fl_result_schema(fl_result *result, const char *path, fl_file_kind kind, fl_messages *messages) {
  const char *other;
  if (fl_schema_compare(result->db, kind, &other) != SQLITE_OK)
    return refuse(messages, FL_ENVIRONMENT, path, sqlite3_errmsg(result->db));
  if (!other) return FL_OK;
  fl_messages_add(messages, true, "%s: its %s is not as this fanloop makes it: another build made the file, or it was changed",
                  path, other);
  return FL_BAD_SCENARIO;
}

fl_status fl_result_sound(fl_result *result, const char *path, fl_messages *messages) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(result->db, "PRAGMA quick_check(1)", -1, &stmt, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_step(stmt);
  const unsigned char *text = rc == SQLITE_ROW ? sqlite3_column_text(stmt, 0) : NULL;
  const bool sound = text && strcmp((const char *)text, "ok") == 0;
  sqlite3_finalize(stmt);
  return sound ? FL_OK : refuse(messages, FL_BAD_SCENARIO, path, "is damaged: parts of it are missing or not what they were");
}

fl_file_kind fl_result_kind(const char *path) {
  fl_file_kind holds;
  return fl_target_look(path, &holds) == FL_TARGET_OURS ? holds : FL_FILE_KINDS;
}

fl_result *fl_result_on(sqlite3 *db) {
  fl_result *result = calloc(1, sizeof *result);
  if (result) *result = (fl_result){.db = db, .borrowed = true};
  return result;
}

void fl_result_close(fl_result *result) {
  if (!result) return;
  if (!result->borrowed) sqlite3_close(result->db);
  free(result);
}

static void note(fl_result *result, const char *what) {
  sqlite3_snprintf(sizeof result->error, result->error, "%s", what);
}

static bool bind_all(sqlite3_stmt *stmt, const char *const *parameters) {
  for (int i = 0; parameters && parameters[i]; i++) {
    if (sqlite3_bind_text(stmt, i + 1, parameters[i], -1, SQLITE_TRANSIENT) != SQLITE_OK) return false;
  }
  return true;
}

fl_query *fl_result_query(fl_result *result, const char *sql, const char *const *parameters) {
  result->error[0] = '\0';
  fl_query *query = calloc(1, sizeof *query);
  if (!query) {
    note(result, "out of memory");
    return NULL;
  }
  query->result = result;
  if (sqlite3_prepare_v2(result->db, sql, -1, &query->stmt, NULL) == SQLITE_OK && query->stmt && bind_all(query->stmt, parameters))
    return query;
  note(result, query->stmt || sql[0] ? sqlite3_errmsg(result->db) : "empty statement");
  fl_query_end(query);
  return NULL;
}

bool fl_query_next(fl_query *query) {
  int rc = sqlite3_step(query->stmt);
  if (rc == SQLITE_ROW) return true;
  if (rc != SQLITE_DONE) note(query->result, sqlite3_errmsg(query->result->db));
  return false;
}

int64_t fl_query_int(fl_query *query, int column) {
  return sqlite3_column_int64(query->stmt, column);
}

double fl_query_real(fl_query *query, int column) {
  return sqlite3_column_double(query->stmt, column);
}

const char *fl_query_text(fl_query *query, int column) {
  const unsigned char *text = sqlite3_column_text(query->stmt, column);
  return text ? (const char *)text : "";
}

size_t fl_query_bytes(fl_query *query, int column) {
  return sqlite3_column_text(query->stmt, column) ? (size_t)sqlite3_column_bytes(query->stmt, column) : 0;
}

int fl_query_columns(fl_query *query) {
  return sqlite3_column_count(query->stmt);
}

const char *fl_query_column(fl_query *query, int column) {
  const char *name = sqlite3_column_name(query->stmt, column);
  return name ? name : "";
}

fl_query_type fl_query_holds(fl_query *query, int column) {
  switch (sqlite3_column_type(query->stmt, column)) {
  case SQLITE_NULL: return FL_QUERY_NULL;
  case SQLITE_INTEGER: return FL_QUERY_INT;
  case SQLITE_FLOAT: return FL_QUERY_REAL;
  default: return FL_QUERY_TEXT;
  }
}

void fl_query_end(fl_query *query) {
  if (!query) return;
  sqlite3_finalize(query->stmt);
  free(query);
}

const char *fl_result_error(const fl_result *result) {
  return result->error;
}

// ---- CSV --------------------------------------------------------------------------------------------------------------------

typedef struct csv_writer {
  bool (*put)(void *ctx, const char *text, size_t size);
  void *ctx;
} csv_writer;

static bool put_quoted(const csv_writer *out, const char *text) {
  if (!strpbrk(text, "\",\r\n")) return out->put(out->ctx, text, strlen(text));
  if (!out->put(out->ctx, "\"", 1)) return false;
  for (const char *at = text; *at;) {
    size_t size = strcspn(at, "\"");
    if (!out->put(out->ctx, at, size)) return false;
    at += size;
    if (*at == '"' && !out->put(out->ctx, "\"\"", 2)) return false;
    at += *at == '"';
  }
  return out->put(out->ctx, "\"", 1);
}

// The shortest of 15 and 17 digits that reads back as the same number; a decimal point in every locale.
static bool put_real(const csv_writer *out, double value) {
  char text[64];
  sqlite3_snprintf(sizeof text, text, "%!.15g", value);
  if (strtod(text, NULL) != value) sqlite3_snprintf(sizeof text, text, "%!.17g", value);
  return out->put(out->ctx, text, strlen(text));
}

static bool put_value(const csv_writer *out, sqlite3_stmt *stmt, int column) {
  switch (sqlite3_column_type(stmt, column)) {
  case SQLITE_NULL: return true;
  case SQLITE_FLOAT: return put_real(out, sqlite3_column_double(stmt, column));
  default: return put_quoted(out, (const char *)sqlite3_column_text(stmt, column));
  }
}

static bool put_row(const csv_writer *out, sqlite3_stmt *stmt, bool header) {
  int columns = sqlite3_column_count(stmt);
  for (int c = 0; c < columns; c++) {
    if (c > 0 && !out->put(out->ctx, ",", 1)) return false;
    if (!(header ? put_quoted(out, sqlite3_column_name(stmt, c)) : put_value(out, stmt, c))) return false;
  }
  return out->put(out->ctx, "\r\n", 2);
}

fl_status fl_result_csv(fl_result *result, const char *view, bool (*put)(void *ctx, const char *text, size_t size), void *ctx) {
  char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", view); // a name, whatever is in it
  fl_query *query = sql ? fl_result_query(result, sql, NULL) : NULL;
  sqlite3_free(sql);
  if (!query) return FL_BAD_SCENARIO;
  csv_writer out = {put, ctx};
  bool good = put_row(&out, query->stmt, true);
  while (good && fl_query_next(query)) good = put_row(&out, query->stmt, false);
  fl_query_end(query);
  if (!good) note(result, "the export was stopped");
  return good && result->error[0] == '\0' ? FL_OK : FL_ENVIRONMENT;
}
