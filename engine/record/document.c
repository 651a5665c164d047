// The reference part of docs/output.md, from the same tables that make the schema.
#include "record/schema.h"

#include <sqlite3.h>
#include <string.h>

typedef struct maker {
  const fl_text_sink *sink;
  bool good;
} maker;

static void put(maker *m, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(maker *m, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *text = sqlite3_vmprintf(format, args);
  va_end(args);
  m->good = m->good && text && m->sink->put(m->sink->ctx, text, strlen(text));
  sqlite3_free(text);
}

// A cell of a Markdown table: '|' would end it.
static void put_cell(maker *m, const char *text, size_t size) {
  for (size_t i = 0; i < size && m->good; i++) {
    if (text[i] == '|')
      put(m, ", ");
    else
      m->good = m->sink->put(m->sink->ctx, text + i, 1);
  }
}

static void put_output_table(maker *m, fl_table_id table) {
  const fl_table *t = &fl_tables[table];
  put(m, "\n### %s\n%s. ", t->name, t->doc);
  if (t->key[0])
    put(m, "Key: %s.\n", t->key);
  else
    put(m, "A log in order of writing, without a key.\n");
  put(m, "\n| column | type | meaning |\n|---|---|---|\n");
  for (size_t c = 0; c < t->column_count; c++) {
    const fl_column *column = &t->columns[c];
    fl_table_id target = fl_schema_reference(table, c);
    put(m, "| `%s` | %s | %s", column->name, fl_schema_type(column->kind), column->doc);
    if (target != FL_TABLES) put(m, " (→ %s)", fl_tables[target].name);
    if (column->kind == FL_KIND_CHOICE) {
      put(m, ": ");
      put_cell(m, column->choices, strlen(column->choices));
    }
    if (column->kind == FL_KIND_REAL) put(m, "; NULL where it is undefined");
    put(m, " |\n");
  }
}

// One line of a provenance table: "  name TYPE constraints, -- meaning".
static void put_provenance_line(maker *m, const char *line, size_t size) {
  const char *end = line + size, *name = line + strspn(line, " "), *name_end = name + strcspn(name, " ");
  const char *type = name_end + strspn(name_end, " "), *type_end = type + strcspn(type, " ,");
  const char *doc = strstr(line, "-- ");
  if (!doc || doc > end) return; // a constraint of the table
  put(m, "| `%.*s` | %.*s | ", (int)(name_end - name), name, (int)(type_end - type), type);
  put_cell(m, doc + 3, (size_t)(end - doc - 3));
  put(m, " |\n");
}

static void put_provenance_table(maker *m, const fl_provenance_table *t) {
  put(m, "\n### %s\n%s.\n\n| column | type | meaning |\n|---|---|---|\n", t->name, t->doc);
  for (const char *line = t->columns; *line && m->good;) {
    size_t size = strcspn(line, "\n");
    put_provenance_line(m, line, size);
    line += size + (line[size] == '\n');
  }
}

// The columns of a view are known to SQLite alone.
static void put_view(maker *m, sqlite3 *db, const fl_view *view) {
  char *sql = sqlite3_mprintf("SELECT * FROM %s", view->name);
  sqlite3_stmt *stmt = NULL;
  m->good = m->good && sql && sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK;
  sqlite3_free(sql);
  if (!m->good) return;
  put(m, "\n### %s\n%s.\n\nColumns: ", view->name, view->doc);
  for (int c = 0; c < sqlite3_column_count(stmt); c++) put(m, "%s`%s`", c ? ", " : "", sqlite3_column_name(stmt, c));
  put(m, ".\n");
  sqlite3_finalize(stmt);
}

// Of a file with runs of its own, what is kept of each is named; that of a single run is told in full.
static void put_kept(maker *m, const fl_schema_file *file) {
  if (!file->kept && *file->kept_count) put(m, "\n## Output tables\n");
  for (size_t t = 0; !file->kept && t < *file->kept_count; t++) put_output_table(m, (fl_table_id)t);
  if (!file->kept) return;
  put(m, "\n### Output tables of every run\nWith `variant` and `run` in front of their keys, as in [output.md](output.md); by "
         "room and brand, the "
         "scenario's own only: ");
  for (size_t i = 0; i < *file->kept_count; i++) put(m, "%s`%s`", i ? ", " : "", fl_tables[file->kept[i]].name);
  put(m, ".\n");
}

bool fl_schema_document(fl_file_kind kind, const fl_text_sink *sink) {
  static const struct {
    const char *tables, *views;
  } headings[FL_FILE_KINDS] = {{"Where a result comes from", "Views"},
                               {"Tables of a comparison", "Views of a comparison"},
                               {"Tables of an experiment", "Views of an experiment"}};
  const fl_schema_file *file = &fl_schema_files[kind];
  maker m = {.sink = sink, .good = true};
  sqlite3 *db = NULL;
  if (sqlite3_open(":memory:", &db) == SQLITE_OK && fl_schema_create(db, kind) == SQLITE_OK) {
    put(&m, "## %s\n", headings[kind].tables);
    for (size_t i = 0; i < *file->table_count; i++) put_provenance_table(&m, &file->tables[i]);
    put_kept(&m, file);
    put(&m, "\n## %s\n", headings[kind].views);
    for (size_t i = 0; i < *file->view_count; i++) put_view(&m, db, &file->views[i]);
  } else {
    m.good = false;
  }
  sqlite3_close(db);
  return m.good;
}
