// CREATE TABLE texts, expanded from fl_tables.
#include "record/schema.h"

#include <sqlite3.h>
#include <string.h>

fl_table_id fl_schema_reference(fl_table_id table, size_t column) {
  const char *name = fl_tables[table].columns[column].name;
  for (int t = 0; t < FL_TABLES; t++) {
    if ((fl_table_id)t != table && strcmp(fl_tables[t].key, name) == 0 && strcmp(fl_tables[t].name, name) == 0)
      return (fl_table_id)t;
  }
  return FL_TABLES;
}

const char *fl_schema_type(fl_kind kind) {
  switch (kind) {
  case FL_KIND_REAL: return "REAL";
  case FL_KIND_DATE:
  case FL_KIND_CHOICE:
  case FL_KIND_TEXT:
  case FL_KIND_LINE: return "TEXT";
  case FL_KIND_INT:
  case FL_KIND_MONEY:
  case FL_KIND_BOOL:
  case FL_KIND_SET: break;
  }
  return "INTEGER";
}

// REAL may be NULL: a mean over nothing. A reference of an append-only log may be NULL: it has none.
bool fl_schema_nullable(fl_table_id table, size_t column) {
  if (fl_tables[table].columns[column].kind == FL_KIND_REAL) return true;
  return fl_tables[table].key[0] == '\0' && fl_schema_reference(table, column) != FL_TABLES;
}

// "a|b|c" as "a, b, c".
static void append_choices(sqlite3_str *out, const char *choices) {
  for (const char *at = choices; *at; at++) {
    if (*at == '|')
      sqlite3_str_appendall(out, ", ");
    else
      sqlite3_str_appendchar(out, 1, *at);
  }
}

char *fl_schema_table_sql(fl_table_id table, bool runs) {
  const fl_table *t = &fl_tables[table];
  sqlite3_str *out = sqlite3_str_new(NULL);
  sqlite3_str_appendf(out, "CREATE TABLE %s ( -- %s\n", t->name, t->doc);
  bool keyed = t->key[0] != '\0';
  if (runs)
    sqlite3_str_appendall(out, "  variant INTEGER NOT NULL, -- number of the variant\n  run INTEGER NOT NULL, -- run number\n");
  for (size_t c = 0; c < t->column_count; c++) {
    const fl_column *column = &t->columns[c];
    fl_table_id target = fl_schema_reference(table, c);
    sqlite3_str_appendf(out, "  %s %s", column->name, fl_schema_type(column->kind));
    if (!fl_schema_nullable(table, c)) sqlite3_str_appendall(out, " NOT NULL");
    if (target != FL_TABLES && !runs) sqlite3_str_appendf(out, " REFERENCES %s", fl_tables[target].name);
    if (keyed || c + 1 < t->column_count) sqlite3_str_appendchar(out, 1, ',');
    sqlite3_str_appendf(out, " -- %s", column->doc);
    if (column->kind == FL_KIND_CHOICE) {
      sqlite3_str_appendall(out, ": ");
      append_choices(out, column->choices);
    }
    sqlite3_str_appendchar(out, 1, '\n');
  }
  // The key clusters the rows by day, which is how they arrive and how they are read; a second index would cost as much again.
  if (keyed)
    sqlite3_str_appendf(out, "  PRIMARY KEY (%s%s)\n) STRICT, WITHOUT ROWID", runs ? "variant, run, " : "", t->key);
  else
    sqlite3_str_appendall(out, ") STRICT");
  return sqlite3_str_finish(out);
}

void fl_schema_free(char *sql) {
  sqlite3_free(sql);
}

const char *const fl_schema_indices = "CREATE INDEX sample_order_fan ON sample_order (fan, date);";

const fl_provenance_table fl_provenance_tables[] = {
    {"run", "What was run, in one row",
     FL_SCHEMA_DESCRIPTION("run shows") //
     "  world TEXT NOT NULL, -- preset that the parameters came from\n"
     "  seed INTEGER NOT NULL, -- key of every random number\n"
     "  run INTEGER NOT NULL, -- run number: replication of the seed\n"
     "  fans INTEGER NOT NULL, -- simulated fans\n"
     "  fan_weight INTEGER NOT NULL, -- real fans that a simulated one stands for: the mean over all fans, rounded; with "
     "focus_fans those of the catchment stand for fewer\n"
     "  days INTEGER NOT NULL, -- days of the run, warm-up included\n"
     "  warmup INTEGER NOT NULL, -- days of warm-up before from_date\n"
     "  from_date TEXT NOT NULL, -- first day of the window\n"
     "  to_date TEXT NOT NULL, -- last day of the window\n"
     "  all_orders INTEGER NOT NULL, -- 1 when every fan's orders were recorded (--detail), 0 for those of a sample\n"
     "  slots INTEGER NOT NULL, -- active relations of a fan in this build (FL_SLOTS): another number is another model\n"
     "  status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'stopped')), -- only 'done' is a complete result\n"
     "  reason TEXT NOT NULL, -- why it failed or was stopped; '' otherwise\n"
     "  digest TEXT NOT NULL -- digest over all tables of table_digest; '' until done\n"},
    {"source_file", "The scenario and every module it required, word for word, in order of loading",
     "  source INTEGER PRIMARY KEY, -- order of loading, from 0: the scenario itself\n"
     "  path TEXT NOT NULL, -- as it was named\n"
     "  module TEXT NOT NULL, -- name that `require` was given; '' for the scenario\n"
     "  text TEXT NOT NULL, -- contents\n"
     "  digest TEXT NOT NULL -- 128 bits in hexadecimal, over the bytes of the text\n"},
    {"run_set", "What --set, --seed, --fans and --days changed, in order",
     "  number INTEGER PRIMARY KEY, -- order, from 0: a later one has the last word\n"
     "  key_value TEXT NOT NULL -- as written: key=value\n"},
    {"parameter", "The set-up and every parameter as resolved",
     "  name TEXT PRIMARY KEY, -- as in `fanloop params` and --set\n"
     "  part TEXT NOT NULL, -- setup, parameter\n" FL_SCHEMA_VALUE("money in yuan") //
     "  dflt TEXT NOT NULL, -- value when nothing is said; '' where it has to be said\n"
     "  meaning TEXT NOT NULL, -- what it does\n"
     "  source TEXT NOT NULL -- where the default comes from\n"},
    {"policy_field", "The policies of the scenario, field by field, as resolved",
     "  policy INTEGER NOT NULL, -- index of the policy, as in table policy\n" FL_SCHEMA_POLICY_FIELD //
     "  PRIMARY KEY (policy, name)\n"},
    {"added_field", "Brands, rooms and hosts that the scenario adds to the world, field by field",
     "  what TEXT NOT NULL, -- brand, room, host\n"
     "  item INTEGER NOT NULL, -- order in the scenario, from 0\n"
     "  id TEXT NOT NULL, -- its name\n"
     "  name TEXT NOT NULL, -- name of the field\n" FL_SCHEMA_VALUE("money in yuan") //
     "  PRIMARY KEY (what, item, name)\n"},
    {"table_digest", "Digest of each output table: the same run gives the same digests on every machine",
     "  name TEXT PRIMARY KEY, -- name of the table\n"
     "  rows INTEGER NOT NULL, -- rows of the table\n"
     "  digest TEXT NOT NULL -- 128 bits in hexadecimal, over the rows in order of arrival\n"},
    {"run_timing",
     "What the run cost, in one row: with run.build and run.command the only values that differ when a run is repeated",
     "  id INTEGER PRIMARY KEY CHECK (id = 1), -- always 1\n"
     "  started_at TEXT NOT NULL, -- UTC\n"
     "  finished_at TEXT, -- UTC; NULL while running\n"
     "  threads INTEGER NOT NULL, -- worker threads, of the last part when it was resumed\n"
     "  mark TEXT NOT NULL, -- random: tells this file from others of the same run, and ties its checkpoint to it\n"
     "  checkpoint_days INTEGER, -- days from one checkpoint to the next; NULL where none were written\n"
     "  resumed INTEGER NOT NULL, -- how often the run went on from a checkpoint\n"
     "  seconds REAL, -- wall clock of the simulation, as told by the program\n"
     "  record_seconds REAL, -- processor time of recording, on its own thread\n"
     "  record_wait_seconds REAL, -- in which the simulation waited for recording\n"
     "  peak_rss_bytes INTEGER, -- most memory of the process\n"
     "  world_bytes_peak INTEGER, -- of fans, sellers, queues and wishes: without counts, tables of a day and rows\n"
     "  fan_bytes INTEGER, -- of the fans' records\n"
     "  queue_bytes_peak INTEGER, -- of delivery and voucher queues\n"
     "  fan_days INTEGER, -- simulated fans times days\n"
     "  active_fan_days INTEGER, -- of these, active\n"
     "  visits INTEGER -- simulated room visits\n"},
    {"run_stage", "Wall clock of each stage of the day loop",
     "  stage TEXT PRIMARY KEY, -- name of the stage\n"
     "  seconds REAL NOT NULL -- over the whole run\n"},
};
const size_t fl_provenance_table_count = sizeof fl_provenance_tables / sizeof fl_provenance_tables[0];

// A table whose key stands behind its columns is kept in the order of the key, whatever the order in which its rows came.
char *fl_schema_provenance_sql(const fl_provenance_table *t) {
  const bool keyed = strstr(t->columns, "  PRIMARY KEY (") != NULL;
  return sqlite3_mprintf("CREATE TABLE %s ( -- %s\n%s) STRICT%s", t->name, t->doc, t->columns, keyed ? ", WITHOUT ROWID" : "");
}

static int exec_owned(sqlite3 *db, char *sql) {
  int rc = sql ? sqlite3_exec(db, sql, NULL, NULL, NULL) : SQLITE_NOMEM;
  sqlite3_free(sql);
  return rc;
}

static char *view_sql(const fl_view *view) {
  return sqlite3_mprintf("CREATE VIEW %s AS -- %s\n%s", view->name, view->doc, view->sql);
}

static int create_views(sqlite3 *db, const fl_view *views, size_t count) {
  int rc = SQLITE_OK;
  for (size_t i = 0; rc == SQLITE_OK && i < count; i++) rc = exec_owned(db, view_sql(&views[i]));
  return rc;
}

static const size_t all_output = FL_TABLES, none = 0;

const fl_schema_file fl_schema_files[FL_FILE_KINDS] = {
    [FL_FILE_RUN] = {0x666e6c70, "the result of one run", fl_provenance_tables, &fl_provenance_table_count, NULL, &all_output,
                     fl_views, &fl_view_count, NULL},
    [FL_FILE_COMPARISON] = {0x666e6c78, "a comparison of several runs", fl_experiment_tables, &fl_experiment_table_count,
                            fl_experiment_kept, &fl_experiment_kept_count, fl_experiment_views, &fl_experiment_view_count,
                            "CREATE INDEX kpi_run_kpi ON kpi_run (kpi, variant, run)"},
    [FL_FILE_SWEEP] = {0x666e6c73, "an experiment over many points", fl_sweep_tables, &fl_sweep_table_count, NULL, &none,
                       fl_sweep_views, &fl_sweep_view_count, "CREATE INDEX kpi_run_kpi ON kpi_run (kpi, point, run)"},
};

// The output table of that number among those that the file keeps, and whether it has the keys of a run in front.
static fl_table_id kept_table(const fl_schema_file *file, size_t number) {
  return file->kept ? file->kept[number] : (fl_table_id)number;
}

int fl_schema_create(sqlite3 *db, fl_file_kind kind) {
  const fl_schema_file *file = &fl_schema_files[kind];
  int rc = exec_owned(
      db, sqlite3_mprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", (int)file->application_id, FL_SCHEMA_VERSION));
  for (size_t i = 0; rc == SQLITE_OK && i < *file->table_count; i++)
    rc = exec_owned(db, fl_schema_provenance_sql(&file->tables[i]));
  for (size_t i = 0; rc == SQLITE_OK && i < *file->kept_count; i++)
    rc = exec_owned(db, fl_schema_table_sql(kept_table(file, i), file->kept != NULL));
  if (rc == SQLITE_OK && file->index) rc = sqlite3_exec(db, file->index, NULL, NULL, NULL);
  return rc == SQLITE_OK ? create_views(db, file->views, *file->view_count) : rc;
}

// ---- Whether a file has it --------------------------------------------------------------------------------------------------

// Whether the file defines the table or view in these words; frees `sql`.
static int is_defined(sqlite3_stmt *stmt, const char *type, const char *name, char *sql, bool *same) {
  int rc = sql ? sqlite3_bind_text(stmt, 1, type, -1, SQLITE_STATIC) : SQLITE_NOMEM;
  if (rc == SQLITE_OK) rc = sqlite3_bind_text(stmt, 2, name, -1, SQLITE_STATIC);
  if (rc == SQLITE_OK) rc = sqlite3_bind_text(stmt, 3, sql, -1, SQLITE_STATIC);
  if (rc == SQLITE_OK) rc = sqlite3_step(stmt);
  *same = rc == SQLITE_ROW;
  sqlite3_reset(stmt);
  sqlite3_clear_bindings(stmt);
  sqlite3_free(sql);
  return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int fl_schema_compare(sqlite3 *db, fl_file_kind kind, const char **other) {
  const fl_schema_file *file = &fl_schema_files[kind];
  sqlite3_stmt *stmt = NULL;
  bool same = true;
  int rc = sqlite3_exec(db,
                        "CREATE TEMP TABLE fanloop_schema (type, name PRIMARY KEY, sql) WITHOUT ROWID; INSERT INTO fanloop_schema"
                        " SELECT type, name, sql FROM main.sqlite_schema WHERE type IN ('table', 'view')",
                        NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_prepare_v2(db, "SELECT 1 FROM temp.fanloop_schema WHERE type = ?1 AND name = ?2 AND sql = ?3", -1, &stmt, NULL);
  *other = NULL;
  for (size_t i = 0; rc == SQLITE_OK && same && i < *file->table_count; i++)
    rc = is_defined(stmt, "table", *other = file->tables[i].name, fl_schema_provenance_sql(&file->tables[i]), &same);
  for (size_t i = 0; rc == SQLITE_OK && same && i < *file->kept_count; i++) {
    const fl_table_id t = kept_table(file, i);
    rc = is_defined(stmt, "table", *other = fl_tables[t].name, fl_schema_table_sql(t, file->kept != NULL), &same);
  }
  for (size_t i = 0; rc == SQLITE_OK && same && i < *file->view_count; i++)
    rc = is_defined(stmt, "view", *other = file->views[i].name, view_sql(&file->views[i]), &same);
  if (same) *other = NULL;
  sqlite3_finalize(stmt);
  if (rc == SQLITE_OK) rc = sqlite3_exec(db, "DROP TABLE temp.fanloop_schema", NULL, NULL, NULL);
  return rc;
}
