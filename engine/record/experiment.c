#define _GNU_SOURCE // DT_REG
#include "record/experiment.h"

#include "base/utf8.h"
#include "record/bind.h"
#include "record/figures.h"
#include "record/provenance.h"
#include "record/reader.h"
#include "record/schema.h"
#include "record/target.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fl_experiment {
  sqlite3 *db;
  fl_result *reader;
  fl_target target;
  const fl_schema_file *schema;
  fl_file_kind kind;
  char *parts;            // folder
  sqlite3_stmt **inserts; // of the schema's tables, each made with the table's first row
  bool gathering, finished;
  char error[512];
};

static fl_status checked(fl_experiment *e, int rc) {
  if (rc == SQLITE_OK) return FL_OK;
  if (e->error[0] == '\0')
    sqlite3_snprintf(sizeof e->error, e->error, "%s: %s", e->target.path, e->db ? sqlite3_errmsg(e->db) : sqlite3_errstr(rc));
  return FL_ENVIRONMENT;
}

// ---- The folder of parts --------------------------------------------------------------------------------------------------------

char *fl_experiment_folder(const char *path) {
  char *real = realpath(path, NULL), *folder = sqlite3_mprintf("%s.fanloop-parts", real ? real : path);
  free(real);
  return folder;
}

// "part-0-1.sqlite", "lock-0", "plan", of a comparison "3-1.rows", and what SQLite puts beside them.
static bool is_own(const char *name) {
  static const char *const begins[] = {"part-", "lock-", "plan"};
  for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
    if (strncmp(name, begins[i], strlen(begins[i])) == 0) return true;
  return name[strspn(name, "0123456789")] == '-';
}

// Only what fanloop puts there; behind a link lies another folder.
void fl_experiment_empty_folder(const char *folder) {
  const int file = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *dir = file >= 0 ? fdopendir(file) : NULL;
  if (!dir && file >= 0) close(file);
  for (struct dirent *entry; dir && (entry = readdir(dir));)
    if (entry->d_type != DT_DIR && is_own(entry->d_name)) unlinkat(dirfd(dir), entry->d_name, 0);
  if (dir) closedir(dir);
}

void fl_experiment_remove_folder(const char *folder) {
  fl_experiment_empty_folder(folder);
  rmdir(folder);
}

char *fl_experiment_part(const fl_experiment *e, int64_t variant, int64_t run, const char *ending) {
  return sqlite3_mprintf("%s/%lld-%lld.%s", e->parts, (long long)run, (long long)variant, ending);
}

void fl_experiment_free(char *path) {
  sqlite3_free(path);
}

// ---- Creation -------------------------------------------------------------------------------------------------------------------

// The draft needs no journal: nobody knows its name, and what is left of it when the program is killed goes with the next one.
static int open_draft(fl_experiment *e) {
  char *name = fl_target_name(e->target.draft);
  int rc = name ? sqlite3_open_v2(name, &e->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) : SQLITE_NOMEM;
  sqlite3_free(name);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(e->db,
                      "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;"
                      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY",
                      NULL, NULL, NULL);
  if (rc == SQLITE_OK && e->kind == FL_FILE_SWEEP) rc = sqlite3_exec(e->db, "PRAGMA temp_store = FILE", NULL, NULL, NULL);
  return rc == SQLITE_OK ? fl_schema_create(e->db, e->kind) : rc;
}

fl_status fl_experiment_create(const char *path, fl_file_kind kind, bool force, fl_messages *messages, fl_experiment **out) {
  *out = NULL;
  fl_experiment *e = calloc(1, sizeof *e);
  fl_status status = e ? fl_target_claim(path, force, messages, &e->target) : FL_ENVIRONMENT;
  if (status == FL_OK) {
    const bool stays = kind == FL_FILE_SWEEP;
    e->kind = kind;
    e->schema = &fl_schema_files[kind];
    e->parts = fl_experiment_folder(e->target.path);
    if (e->parts && !stays) fl_experiment_remove_folder(e->parts); // of a comparison that was killed: the lock of the place is ours
    if (!e->parts || (mkdir(e->parts, 0777) != 0 && !(stays && errno == EEXIST))) {
      fl_messages_add(messages, true, "%s.fanloop-parts: cannot be made: %s", path, e->parts ? strerror(errno) : "out of memory");
      status = FL_ENVIRONMENT;
    }
  }
  if (status == FL_OK && (status = checked(e, open_draft(e))) != FL_OK) fl_messages_add(messages, true, "%s", e->error);
  if (status != FL_OK)
    fl_experiment_close(e);
  else
    *out = e;
  return status;
}

// ---- Rows -----------------------------------------------------------------------------------------------------------------------

static int prepare_insert(sqlite3 *db, const char *table, size_t columns, sqlite3_stmt **stmt) {
  sqlite3_str *sql = sqlite3_str_new(db);
  sqlite3_str_appendf(sql, "INSERT INTO %s VALUES (?", table);
  for (size_t i = 1; i < columns; i++) sqlite3_str_appendall(sql, ", ?");
  sqlite3_str_appendchar(sql, 1, ')');
  char *text = sqlite3_str_finish(sql);
  const int rc = text ? sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL) : SQLITE_NOMEM;
  sqlite3_free(text);
  return rc;
}

// The statement that adds a row to a table. Arguments that are not of the types that are told are the programmer's error, which no
// compiler sees: so the types are held against the columns, once.
static int find_insert(fl_experiment *e, const char *table, const char *types, sqlite3_stmt **stmt) {
  size_t t = 0;
  while (t < *e->schema->table_count && strcmp(e->schema->tables[t].name, table) != 0) t++;
  assert(t < *e->schema->table_count);
  if (!e->inserts && !(e->inserts = calloc(*e->schema->table_count, sizeof *e->inserts))) return SQLITE_NOMEM;
  int rc = SQLITE_OK;
  if (!e->inserts[t]) {
    bool fit = true;
    rc = prepare_insert(e->db, table, strlen(types), &e->inserts[t]);
    if (rc == SQLITE_OK) rc = fl_bind_fits(e->db, table, types, &fit);
    assert(fit);
  }
  *stmt = e->inserts[t];
  return rc;
}

static void forget_inserts(fl_experiment *e) {
  for (size_t t = 0; e->inserts && t < *e->schema->table_count; t++) sqlite3_finalize(e->inserts[t]);
  free(e->inserts);
  e->inserts = NULL;
}

// Runs a statement that is kept, unless something went wrong before.
static int step_kept(sqlite3_stmt *stmt, int rc) {
  if (rc == SQLITE_OK) sqlite3_step(stmt);
  const int end = sqlite3_reset(stmt);
  return rc == SQLITE_OK ? end : rc;
}

static int finish(sqlite3_stmt *stmt, int rc) {
  if (rc == SQLITE_OK) sqlite3_step(stmt);
  return fl_bind_end(stmt, rc);
}

fl_status fl_experiment_row(fl_experiment *e, const char *table, const char *types, ...) {
  sqlite3_stmt *stmt = NULL;
  int rc = find_insert(e, table, types, &stmt);
  va_list args;
  va_start(args, types);
  if (rc == SQLITE_OK) rc = fl_bind_list(stmt, types, args);
  va_end(args);
  return checked(e, step_kept(stmt, rc));
}

// A sweep has one scenario.
fl_status fl_experiment_source(fl_experiment *e, int64_t file, int64_t number, const fl_source_text *source) {
  const bool single = e->kind == FL_FILE_SWEEP;
  const char *module = source->module ? source->module : "";
  char digest[33];
  sqlite3_stmt *stmt = NULL;
  int at = 0;
  fl_provenance_text_digest(source->text, source->size, digest);
  int rc = find_insert(e, "source_file", single ? "itttt" : "iitttt", &stmt);
  if (rc == SQLITE_OK && !single) rc = sqlite3_bind_int64(stmt, ++at, file);
  if (rc == SQLITE_OK) rc = sqlite3_bind_int64(stmt, ++at, number);
  if (rc == SQLITE_OK) rc = fl_bind_text(stmt, ++at, source->path);
  if (rc == SQLITE_OK) rc = fl_bind_text(stmt, ++at, module);
  if (rc == SQLITE_OK) rc = sqlite3_bind_text64(stmt, ++at, source->text, source->size, SQLITE_TRANSIENT, SQLITE_UTF8);
  if (rc == SQLITE_OK) rc = fl_bind_text(stmt, ++at, digest);
  return checked(e, step_kept(stmt, rc));
}

fl_status fl_experiment_run(fl_experiment *e, const char *sql, const int64_t *parameters, size_t count) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(e->db, sql, -1, &stmt, NULL);
  for (size_t i = 0; rc == SQLITE_OK && i < count; i++) rc = sqlite3_bind_int64(stmt, (int)i + 1, parameters[i]);
  return checked(e, finish(stmt, rc));
}

// ---- Parts ----------------------------------------------------------------------------------------------------------------------

static fl_status take_figures(fl_experiment *e, bool keyed, const int64_t keys[2]) {
  return checked(e, keyed ? fl_figures_take(e->db, keys[0], keys[1]) : fl_figures_name(e->db));
}

static fl_status take_names(fl_experiment *e, int64_t variant, int64_t run, bool first) {
  (void)variant, (void)run, (void)first;
  return take_figures(e, false, NULL);
}

static fl_status take_part(fl_experiment *e, int64_t variant, int64_t run, bool first) {
  const int64_t keys[] = {variant, run};
  fl_status status = fl_experiment_run(e, "INSERT INTO run SELECT ?1, ?2, status, reason, digest FROM part.run", keys, 2);
  for (size_t i = 0; status == FL_OK && i < fl_experiment_kept_count; i++) {
    char sql[128];
    const char *table = fl_tables[fl_experiment_kept[i]].name;
    sqlite3_snprintf(sizeof sql, sql, "INSERT INTO %s SELECT ?1, ?2, * FROM part.%s", table, table);
    status = fl_experiment_run(e, sql, keys, 2);
  }
  if (status == FL_OK)
    status = fl_experiment_run(e, "INSERT INTO table_digest SELECT ?1, ?2, name, rows, digest FROM part.table_digest", keys, 2);
  if (status == FL_OK) status = take_figures(e, true, keys);
  if (!first || status != FL_OK) return status;
  status = fl_experiment_run(
      e, "INSERT INTO parameter SELECT ?1, name, part, value, number, unit FROM part.parameter WHERE name <> 'run'", keys, 1);
  if (status == FL_OK)
    status = fl_experiment_run(
        e, "INSERT INTO policy_field SELECT ?1, policy, id, kind, name, value, number, unit FROM part.policy_field", keys, 1);
  return status;
}

static fl_status attach(fl_experiment *e, const char *path) {
  char *name = path ? fl_target_name(path) : NULL, *sql = name ? sqlite3_mprintf("ATTACH %Q AS part", name) : NULL;
  const fl_status status = checked(e, sql ? sqlite3_exec(e->db, sql, NULL, NULL, NULL) : SQLITE_NOMEM);
  sqlite3_free(name);
  sqlite3_free(sql);
  return status;
}

// Takes from a part what `take` does, and removes it.
static fl_status with_part(fl_experiment *e, int64_t variant, int64_t run, bool first,
                           fl_status (*take)(fl_experiment *, int64_t, int64_t, bool)) {
  char *path = fl_experiment_part(e, variant, run, "sqlite");
  fl_status status = attach(e, path);
  if (status == FL_OK) {
    status = checked(e, sqlite3_exec(e->db, "BEGIN", NULL, NULL, NULL));
    if (status == FL_OK) status = take(e, variant, run, first);
    if (status == FL_OK) status = checked(e, sqlite3_exec(e->db, "COMMIT", NULL, NULL, NULL));
    sqlite3_exec(e->db, "DETACH part", NULL, NULL, NULL);
    if (status == FL_OK) unlink(path);
  }
  sqlite3_free(path);
  return status;
}

fl_status fl_experiment_add(fl_experiment *e, int64_t variant, int64_t run, bool first) {
  return with_part(e, variant, run, first, take_part);
}

fl_status fl_experiment_name(fl_experiment *e, int64_t variant, int64_t run) {
  return with_part(e, variant, run, false, take_names);
}

// ---- A sweep --------------------------------------------------------------------------------------------------------------------

// Runs that were made twice are alike.
static const char gathered[] =
    "CREATE TEMP TABLE kpi_all (kpi PRIMARY KEY, unit, kind, meaning) WITHOUT ROWID;"
    "CREATE TEMP TABLE run_all (point, run, status, reason, digest, PRIMARY KEY (point, run)) WITHOUT ROWID;"
    "CREATE TEMP TABLE value_all (point, run, kpi, value, PRIMARY KEY (point, run, kpi)) WITHOUT ROWID;";
static const char gather[] = "INSERT OR IGNORE INTO temp.kpi_all SELECT kpi, unit, kind, meaning FROM part.kpi;"
                             "INSERT INTO temp.run_all SELECT point, run, status, reason, digest FROM part.run WHERE true ON "
                             "CONFLICT DO UPDATE SET status = "
                             "excluded.status, reason = excluded.reason, digest = excluded.digest WHERE status <> 'done';"
                             "INSERT OR IGNORE INTO temp.value_all SELECT point, run, kpi, value FROM part.kpi_run;";

fl_status fl_experiment_gather(fl_experiment *e, const char *path) {
  fl_status status = attach(e, path);
  if (status != FL_OK) return status;
  if (!e->gathering) status = checked(e, sqlite3_exec(e->db, gathered, NULL, NULL, NULL));
  e->gathering = true;
  if (status == FL_OK) status = checked(e, sqlite3_exec(e->db, "BEGIN", NULL, NULL, NULL));
  if (status == FL_OK) status = checked(e, sqlite3_exec(e->db, gather, NULL, NULL, NULL));
  if (status == FL_OK) status = checked(e, sqlite3_exec(e->db, "COMMIT", NULL, NULL, NULL));
  sqlite3_exec(e->db, "DETACH part", NULL, NULL, NULL);
  return status;
}

static int64_t count_of(fl_experiment *e, const char *sql) {
  fl_query *query = fl_result_query(fl_experiment_read(e), sql, (const char *const[]){NULL});
  const int64_t count = query && fl_query_next(query) ? fl_query_int(query, 0) : 0;
  fl_query_end(query);
  return count;
}

// Leaves what was asked for alone: a search that went on otherwise than it began has made more.
static int keep_asked(sqlite3 *db, const fl_run_key *asked, size_t count) {
  sqlite3_stmt *stmt = NULL;
  int rc =
      sqlite3_exec(db, "CREATE TEMP TABLE asked (point, run, PRIMARY KEY (point, run)) WITHOUT ROWID; BEGIN", NULL, NULL, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_prepare_v2(db, "INSERT OR IGNORE INTO temp.asked VALUES (?, ?)", -1, &stmt, NULL);
  for (size_t i = 0; rc == SQLITE_OK && i < count; i++) {
    rc = sqlite3_bind_int64(stmt, 1, asked[i].point);
    if (rc == SQLITE_OK) rc = sqlite3_bind_int64(stmt, 2, asked[i].run);
    if (rc == SQLITE_OK) sqlite3_step(stmt);
    const int end = sqlite3_reset(stmt);
    if (rc == SQLITE_OK) rc = end;
  }
  sqlite3_finalize(stmt);
  if (rc != SQLITE_OK) return rc;
  return sqlite3_exec(db,
                      "COMMIT; DELETE FROM temp.run_all WHERE (point, run) NOT IN (SELECT point, run FROM temp.asked);"
                      "DROP TABLE temp.asked",
                      NULL, NULL, NULL);
}

fl_status fl_experiment_settle(fl_experiment *e, const fl_run_key *asked, size_t count, int64_t *done, int64_t *failed) {
  static const char settle[] =
      "BEGIN; INSERT INTO kpi SELECT kpi, unit, kind, meaning FROM temp.kpi_all ORDER BY kpi;"
      "INSERT INTO run SELECT point, run, status, reason, digest FROM temp.run_all ORDER BY point, run;"
      "INSERT INTO kpi_run SELECT point, run, kpi, value FROM temp.value_all JOIN temp.run_all USING (point, run) WHERE status = "
      "'done'"
      " ORDER BY point, run, kpi; COMMIT; DROP TABLE temp.kpi_all; DROP TABLE temp.run_all; DROP TABLE temp.value_all";
  fl_status status = e->gathering ? FL_OK : checked(e, sqlite3_exec(e->db, gathered, NULL, NULL, NULL));
  if (status == FL_OK && asked) status = checked(e, keep_asked(e->db, asked, count));
  if (status == FL_OK) status = checked(e, sqlite3_exec(e->db, settle, NULL, NULL, NULL));
  e->gathering = false;
  *done = count_of(e, "SELECT count(*) FROM run WHERE status = 'done'");
  *failed = count_of(e, "SELECT count(*) FROM run WHERE status <> 'done'");
  return status;
}

static const char adopt[] = "INSERT INTO factor SELECT * FROM part.factor; INSERT INTO setting SELECT * FROM part.setting;"
                            "INSERT INTO sweep SELECT * FROM part.sweep; INSERT INTO source_file SELECT * FROM part.source_file;"
                            "INSERT INTO run_set SELECT * FROM part.run_set;";

fl_status fl_experiment_adopt(fl_experiment *e, const char *path, int64_t failed) {
  static const char whole[] =
      "UPDATE sweep SET status = iif(?1 > 0, 'failed', 'done'), reason = iif(?1 > 0, ?1 || ' runs are not done; "
      "v_failed says why', '')";
  fl_status status = attach(e, path);
  if (status == FL_OK) status = checked(e, sqlite3_exec(e->db, adopt, NULL, NULL, NULL));
  sqlite3_exec(e->db, "DETACH part", NULL, NULL, NULL);
  return status == FL_OK ? fl_experiment_run(e, whole, &failed, 1) : status;
}

fl_result *fl_experiment_read(fl_experiment *e) {
  if (!e->reader) e->reader = fl_result_on(e->db);
  return e->reader;
}

// ---- The end --------------------------------------------------------------------------------------------------------------------

fl_status fl_experiment_finish(fl_experiment *e) {
  forget_inserts(e);
  fl_status status =
      checked(e, sqlite3_exec(e->db, "PRAGMA temp_store = FILE; PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE; VACUUM",
                              NULL, NULL, NULL));
  fl_result_close(e->reader);
  e->reader = NULL;
  if (status == FL_OK) status = checked(e, sqlite3_close(e->db));
  if (status != FL_OK) return status;
  e->db = NULL;
  const int error = fl_target_publish(&e->target);
  e->finished = !error;
  if (!error) return FL_OK;
  const char *why = fl_target_reason(error, &status);
  sqlite3_snprintf(sizeof e->error, e->error, "%s: %s", e->target.path, why);
  return status;
}

void fl_experiment_disown(fl_experiment *e) {
  if (e->target.lock >= 0) close(e->target.lock);
  e->target.lock = -1;
}

const char *fl_experiment_error(const fl_experiment *e) {
  return e->error;
}

void fl_experiment_close(fl_experiment *e) {
  if (!e) return;
  fl_result_close(e->reader);
  forget_inserts(e);
  sqlite3_close(e->db);
  if (e->parts && (e->kind != FL_FILE_SWEEP || e->finished))
    fl_experiment_remove_folder(e->parts);
  else if (e->parts)
    rmdir(e->parts); // where nothing has come of it
  sqlite3_free(e->parts);
  fl_target_free(&e->target);
  free(e);
}
