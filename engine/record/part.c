#include "record/part.h"

#include "base/nearname.h"
#include "fanloop/field.h"
#include "record/bind.h"
#include "record/figures.h"
#include "record/schema.h"
#include "record/target.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fl_part {
  sqlite3 *db;
  sqlite3_stmt *insert;
  char error[512];
};

static const char schema[] =
    "CREATE TABLE plan (plan TEXT NOT NULL);"
    "CREATE TABLE kpi (kpi TEXT PRIMARY KEY, unit TEXT, kind TEXT, meaning TEXT) WITHOUT ROWID;"
    "CREATE TABLE run (point INTEGER, run INTEGER, settings TEXT, status TEXT, reason TEXT, digest TEXT, PRIMARY KEY (point, run)) "
    "WITHOUT ROWID;"
    "CREATE TABLE kpi_run (point INTEGER, run INTEGER, kpi TEXT, value REAL, PRIMARY KEY (point, run, kpi)) WITHOUT ROWID;";

static fl_status checked(fl_part *p, int rc) {
  if (rc == SQLITE_OK) return FL_OK;
  if (p->error[0] == '\0') sqlite3_snprintf(sizeof p->error, p->error, "%s", p->db ? sqlite3_errmsg(p->db) : sqlite3_errstr(rc));
  return FL_ENVIRONMENT;
}

static int run_sql(sqlite3 *db, const char *sql) {
  return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

// ---- Opening --------------------------------------------------------------------------------------------------------------------

static int one_text(sqlite3 *db, const char *sql, const char *wanted, bool *same) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_step(stmt);
  const unsigned char *text = rc == SQLITE_ROW ? sqlite3_column_text(stmt, 0) : NULL;
  *same = text && strcmp((const char *)text, wanted) == 0;
  sqlite3_finalize(stmt);
  return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int connect(const char *path, sqlite3 **db) {
  char *name = fl_target_name(path);
  // Without locks: no other process has it.
  int rc = name ? sqlite3_open_v2(name, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, "unix-none")
                : SQLITE_NOMEM;
  sqlite3_free(name);
  // A killed process loses nothing that it has written; the disk is not waited for.
  if (rc == SQLITE_OK) rc = run_sql(*db, "PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096");
  return rc;
}

static bool is_damage(int rc) {
  return (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB;
}

// SQLITE_OK: it can be gone on with, or not at all, as `whole` says. Memory that is out or a disk that does not answer says nothing of the file.
static int look_through(sqlite3 *db, const char *plan, bool trusted, bool *whole) {
  bool sound = trusted, same = false;
  int rc = trusted ? SQLITE_OK : one_text(db, "PRAGMA quick_check(1)", "ok", &sound);
  if (rc == SQLITE_OK && sound) rc = one_text(db, "SELECT plan FROM plan", plan, &same);
  *whole = rc == SQLITE_OK && sound && same;
  return is_damage(rc) || (rc & 0xff) == SQLITE_ERROR ? SQLITE_OK : rc; // ERROR: it has no such table
}

static int make_anew(const char *path, const char *plan, sqlite3 **db) {
  char *journal = sqlite3_mprintf("%s-journal", path);
  sqlite3_close(*db);
  *db = NULL;
  unlink(path);
  if (journal) unlink(journal);
  sqlite3_free(journal);
  int rc = connect(path, db);
  if (rc == SQLITE_OK) rc = run_sql(*db, "BEGIN");
  if (rc == SQLITE_OK) rc = run_sql(*db, schema);
  char *sql = rc == SQLITE_OK ? sqlite3_mprintf("INSERT INTO plan VALUES (%Q); COMMIT", plan) : NULL;
  if (rc == SQLITE_OK) rc = sql ? run_sql(*db, sql) : SQLITE_NOMEM;
  sqlite3_free(sql);
  return rc;
}

fl_status fl_part_open(const char *path, const char *plan, bool trusted, fl_messages *messages, fl_part **out) {
  fl_part *p = *out = calloc(1, sizeof *p);
  if (!p) return FL_ENVIRONMENT;
  int rc = connect(path, &p->db);
  bool whole = false;
  const bool damaged = is_damage(rc);
  if (rc == SQLITE_OK) rc = look_through(p->db, plan, trusted, &whole);
  if (damaged) rc = SQLITE_OK;
  if (rc == SQLITE_OK && !whole) rc = make_anew(path, plan, &p->db);
  if (rc == SQLITE_OK)
    rc = sqlite3_prepare_v3(p->db, "INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?)", -1, SQLITE_PREPARE_PERSISTENT,
                            &p->insert, NULL);
  if (checked(p, rc) == FL_OK) return FL_OK;
  fl_messages_add(messages, true, "%s: %s", path, p->error);
  fl_part_close(p);
  *out = NULL;
  return FL_ENVIRONMENT;
}

const char *fl_part_error(const fl_part *part) {
  return part->error;
}

void fl_part_close(fl_part *p) {
  if (!p) return;
  sqlite3_finalize(p->insert);
  sqlite3_close(p->db);
  free(p);
}

// ---- Runs -----------------------------------------------------------------------------------------------------------------------

static int insert_run(fl_part *p, const fl_part_run *run) {
  const char *const texts[] = {run->settings, run->status, run->reason, run->digest};
  int rc = sqlite3_bind_int64(p->insert, 1, run->point);
  if (rc == SQLITE_OK) rc = sqlite3_bind_int64(p->insert, 2, run->run);
  for (int i = 0; rc == SQLITE_OK && i < 4; i++) rc = fl_bind_text(p->insert, 3 + i, texts[i]);
  if (rc == SQLITE_OK) sqlite3_step(p->insert);
  const int end = sqlite3_reset(p->insert);
  return rc == SQLITE_OK ? end : rc;
}

static int forget_figures(sqlite3 *db, int64_t point, int64_t run) {
  char sql[128];
  sqlite3_snprintf(sizeof sql, sql, "DELETE FROM kpi_run WHERE point = %lld AND run = %lld", (long long)point, (long long)run);
  return run_sql(db, sql);
}

static int attach(sqlite3 *db, const char *path) {
  char *name = fl_target_name(path), *sql = name ? sqlite3_mprintf("ATTACH %Q AS part", name) : NULL;
  const int rc = sql ? run_sql(db, sql) : SQLITE_NOMEM;
  sqlite3_free(name);
  sqlite3_free(sql);
  return rc;
}

// Each run is a transaction of its own: files are attached and let go between transactions alone.
fl_status fl_part_add(fl_part *p, const fl_part_run *run, const char *result) {
  int rc = result ? attach(p->db, result) : SQLITE_OK;
  const bool attached = result && rc == SQLITE_OK;
  if (rc == SQLITE_OK) rc = run_sql(p->db, "BEGIN");
  if (rc == SQLITE_OK) rc = forget_figures(p->db, run->point, run->run);
  if (rc == SQLITE_OK) rc = insert_run(p, run);
  if (rc == SQLITE_OK && result) rc = fl_figures_name(p->db);
  if (rc == SQLITE_OK && result) rc = fl_figures_take(p->db, run->point, run->run);
  if (rc == SQLITE_OK) rc = run_sql(p->db, "COMMIT");
  const fl_status status = checked(p, rc);
  if (status != FL_OK) run_sql(p->db, "ROLLBACK");
  if (attached) run_sql(p->db, "DETACH part");
  return status;
}

fl_status fl_part_forget(fl_part *p, int64_t point, int64_t run) {
  char sql[128];
  sqlite3_snprintf(sizeof sql, sql, "DELETE FROM run WHERE point = %lld AND run = %lld", (long long)point, (long long)run);
  int rc = forget_figures(p->db, point, run);
  if (rc == SQLITE_OK) rc = run_sql(p->db, sql);
  return checked(p, rc);
}

fl_status fl_part_import(fl_part *p, const char *path) {
  int rc = attach(p->db, path);
  if (rc != SQLITE_OK) return checked(p, rc);
  rc = run_sql(
      p->db, "BEGIN; INSERT OR REPLACE INTO kpi SELECT kpi, unit, kind, meaning FROM part.kpi;"
             "INSERT OR REPLACE INTO run SELECT r.point, r.run, coalesce((SELECT group_concat(name || '=' || value, char(10)) FROM "
             "(SELECT name, value FROM part.setting JOIN part.factor USING (factor) WHERE point = r.point ORDER BY factor)), ''), "
             "r.status, r.reason, r.digest FROM part.run AS r WHERE r.status = 'done';"
             "INSERT OR REPLACE INTO kpi_run SELECT point, run, kpi, value FROM part.kpi_run; COMMIT");
  const fl_status status = checked(p, rc);
  run_sql(p->db, "DETACH part");
  return status;
}

// ---- Reading --------------------------------------------------------------------------------------------------------------------

static const char *text_at(sqlite3_stmt *stmt, int column) {
  const unsigned char *text = sqlite3_column_text(stmt, column);
  return text ? (const char *)text : "";
}

fl_status fl_part_each(fl_part *p, bool (*see)(void *ctx, const fl_part_run *run), void *ctx) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(p->db, "SELECT point, run, settings, status, reason, digest FROM run ORDER BY point, run", -1, &stmt,
                              NULL);
  bool more = true;
  while (rc == SQLITE_OK && more && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
    const fl_part_run run = {sqlite3_column_int64(stmt, 0),
                             sqlite3_column_int64(stmt, 1),
                             text_at(stmt, 2),
                             text_at(stmt, 3),
                             text_at(stmt, 4),
                             text_at(stmt, 5)};
    more = see(ctx, &run);
    rc = SQLITE_OK;
  }
  sqlite3_finalize(stmt);
  return checked(p, rc == SQLITE_DONE ? SQLITE_OK : rc);
}

static int read_values(sqlite3_stmt *of_run, sqlite3_stmt *of_figure, const char *const *kpis, size_t count, double *values) {
  int rc = SQLITE_OK;
  for (size_t k = 0; rc == SQLITE_OK && k < count; k++) {
    values[k] = (double)NAN;
    sqlite3_bind_int64(of_figure, 1, sqlite3_column_int64(of_run, 0));
    sqlite3_bind_int64(of_figure, 2, sqlite3_column_int64(of_run, 1));
    rc = sqlite3_bind_text(of_figure, 3, kpis[k], -1, SQLITE_STATIC);
    if (rc == SQLITE_OK && sqlite3_step(of_figure) == SQLITE_ROW && sqlite3_column_type(of_figure, 0) != SQLITE_NULL)
      values[k] = sqlite3_column_double(of_figure, 0);
    const int end = sqlite3_reset(of_figure);
    if (rc == SQLITE_OK) rc = end;
  }
  return rc;
}

fl_status fl_part_values(fl_part *p, int64_t first, const char *const *kpis, size_t count,
                         bool (*see)(void *ctx, int64_t point, int64_t run, const double *values), void *ctx) {
  sqlite3_stmt *of_run = NULL, *of_figure = NULL;
  double *values = calloc(count + 1, sizeof *values);
  int rc = values ? sqlite3_prepare_v2(p->db, "SELECT point, run FROM run WHERE point >= ? AND status = 'done' ORDER BY point, run",
                                       -1, &of_run, NULL)
                  : SQLITE_NOMEM;
  if (rc == SQLITE_OK)
    rc = sqlite3_prepare_v2(p->db, "SELECT value FROM kpi_run WHERE point = ? AND run = ? AND kpi = ?", -1, &of_figure, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_bind_int64(of_run, 1, first);
  bool more = true;
  while (rc == SQLITE_OK && more && (rc = sqlite3_step(of_run)) == SQLITE_ROW) {
    rc = read_values(of_run, of_figure, kpis, count, values);
    more = rc == SQLITE_OK && see(ctx, sqlite3_column_int64(of_run, 0), sqlite3_column_int64(of_run, 1), values);
  }
  sqlite3_finalize(of_run);
  sqlite3_finalize(of_figure);
  free(values);
  return checked(p, rc == SQLITE_DONE ? SQLITE_OK : rc);
}

bool fl_part_knows(fl_part *p, const char *kpi, char near[2 * FL_NAME_MAX]) {
  sqlite3_stmt *stmt = NULL;
  bool found = false;
  fl_near best = fl_near_start(kpi);
  near[0] = '\0';
  int rc = sqlite3_prepare_v2(p->db, "SELECT kpi FROM kpi ORDER BY kpi", -1, &stmt, NULL);
  while (rc == SQLITE_OK && !found && sqlite3_step(stmt) == SQLITE_ROW) {
    const char *name = text_at(stmt, 0);
    found = strcmp(name, kpi) == 0;
    best.best = NULL;
    fl_near_offer(&best, name);
    if (best.best) sqlite3_snprintf(2 * FL_NAME_MAX, near, "%s", name);
  }
  sqlite3_finalize(stmt);
  return found;
}

int64_t fl_part_figures(fl_part *p) {
  sqlite3_stmt *stmt = NULL;
  int64_t count = 0;
  if (sqlite3_prepare_v2(p->db, "SELECT count(*) FROM kpi", -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
    count = sqlite3_column_int64(stmt, 0);
  sqlite3_finalize(stmt);
  return count;
}
