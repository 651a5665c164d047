// The schema of a result file: tables from output.def, provenance tables, views; and their documentation.
#ifndef FANLOOP_SCHEMA_H
#define FANLOOP_SCHEMA_H

#include "fanloop/rows.h"
#include "record/result.h"

#include <sqlite3.h>

enum { FL_SCHEMA_VERSION = 3 /* user_version; raised whenever a table or a view changes its meaning */ };

// The table whose key the column refers to, or FL_TABLES: a column named like the whole key of another table. Rows with "none"
// (a negative index) hold NULL there.
fl_table_id fl_schema_reference(fl_table_id table, size_t column);

// The type of a column in SQL, and whether it may be NULL.
const char *fl_schema_type(fl_kind kind);
bool fl_schema_nullable(fl_table_id table, size_t column);

// CREATE TABLE of an output table, comments included, or NULL when memory is out; with `runs`, as it stands in an experiment file, behind
// the keys variant and run. Free with fl_schema_free.
char *fl_schema_table_sql(fl_table_id table, bool runs);
void fl_schema_free(char *sql);

// A provenance table: its CREATE TABLE text, in which every column carries its comment.
typedef struct fl_provenance_table {
  const char *name, *doc, *columns; // `columns`: what stands between the brackets
} fl_provenance_table;
// The first columns of the table that describes a file in one row: what made it, and what the scenario says of itself.
// `shows`: "run shows", or "runs show".
#define FL_SCHEMA_DESCRIPTION(shows)                                                                                               \
  "  id INTEGER PRIMARY KEY CHECK (id = 1), -- always 1\n"                                                                         \
  "  schema_version INTEGER NOT NULL, -- version of this schema, as in PRAGMA user_version\n"                                      \
  "  engine_version TEXT NOT NULL, -- version of fanloop\n"                                                                        \
  "  build TEXT NOT NULL, -- compiler and options of the build\n"                                                                  \
  "  command TEXT NOT NULL, -- command line that made the file\n"                                                                  \
  "  name TEXT NOT NULL, -- name of the scenario\n"                                                                                \
  "  title TEXT NOT NULL, -- what it is about, in one line\n"                                                                      \
  "  title_zh TEXT NOT NULL, -- the same in Chinese; '' where the scenario has none\n"                                             \
  "  question TEXT NOT NULL, -- what to guess before the " shows " it; '' where the scenario has none\n"                           \
  "  question_zh TEXT NOT NULL, -- the same in Chinese; '' where the scenario has none\n"
// The columns of a value as resolved; `number`: how its number stands for it.
#define FL_SCHEMA_VALUE(number)                                                                                                    \
  "  value TEXT NOT NULL, -- as a user writes it\n"                                                                                \
  "  number REAL, -- the same as a number (" number "); NULL for dates and words\n"                                                \
  "  unit TEXT NOT NULL, -- unit of the value\n"
// Those of a field of a policy.
#define FL_SCHEMA_POLICY_FIELD                                                                                                     \
  "  id TEXT NOT NULL, -- name of the policy\n"                                                                                    \
  "  kind TEXT NOT NULL, -- kind of policy\n"                                                                                      \
  "  name TEXT NOT NULL, -- name of the field\n" FL_SCHEMA_VALUE("money in yuan, 1 and 0 for true and false")
extern const fl_provenance_table fl_provenance_tables[];
extern const size_t fl_provenance_table_count;
// CREATE TABLE of a provenance table as the file keeps it, or NULL when memory is out. Free with fl_schema_free.
char *fl_schema_provenance_sql(const fl_provenance_table *table);

typedef struct fl_view {
  const char *name, *doc, *sql; // `sql`: the SELECT
} fl_view;
extern const fl_view fl_views[];
extern const size_t fl_view_count;

// The tables and views of each kind of file.
typedef struct fl_schema_file {
  uint32_t application_id;           // in the header of the file
  const char *holds;                 // "one run"
  const fl_provenance_table *tables; // its own
  const size_t *table_count;
  const fl_table_id *kept; // output tables, with the keys variant and run in front; NULL: those of a run, as they are
  const size_t *kept_count;
  const fl_view *views;
  const size_t *view_count;
  const char *index; // statement that makes one; NULL: none yet
} fl_schema_file;
extern const fl_schema_file fl_schema_files[FL_FILE_KINDS];

extern const fl_provenance_table fl_experiment_tables[], fl_sweep_tables[];
extern const size_t fl_experiment_table_count, fl_sweep_table_count;
extern const fl_table_id fl_experiment_kept[]; // output tables that are kept of every run of a comparison
extern const size_t fl_experiment_kept_count;
extern const fl_view fl_experiment_views[], fl_sweep_views[];
extern const size_t fl_experiment_view_count, fl_sweep_view_count;

// Creates all tables and views and marks the file. Returns an SQLite result code.
int fl_schema_create(sqlite3 *db, fl_file_kind kind);
// Whether the file defines every table and view in the words of this version; `*other` is the first that it does
// not, or NULL. A view in another one's place could be without an end. Returns an SQLite result code.
int fl_schema_compare(sqlite3 *db, fl_file_kind kind, const char **other);

// Indices made once all rows are there.
extern const char *const fl_schema_indices;

// Takes pieces of text as they are made; false stops the maker.
typedef struct fl_text_sink {
  void *ctx;
  bool (*put)(void *ctx, const char *text, size_t size);
} fl_text_sink;

// Writes the reference part of docs/output.md, docs/compare.md or docs/sweep.md: every table and view with its columns. False when the
// sink stopped or memory is out.
bool fl_schema_document(fl_file_kind kind, const fl_text_sink *sink);

#endif
