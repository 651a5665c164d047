// A merge of two sorted streams of rows a table, each from a connection of its own: nothing of one file can reach the other.
#include "record/difference.h"

#include "base/utf8.h"
#include "fanloop/rows.h"
#include "record/result.h"
#include "record/target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// Beside the output tables a file has those of its origin, some twenty.
static_assert(FL_TABLES + 40 <= FL_DIFFERENCE_TABLES, "all tables of a result can be told of");

struct fl_file_pair {
  sqlite3 *held, *made;
  const char *held_path, *made_path;
};

// ---- What is compared -------------------------------------------------------------------------------------------------------

// Values that differ whenever a run or a comparison of several is repeated. `column` NULL: the whole table.
static const struct {
  const char *table, *column;
} left_out[] = {{"run_timing", NULL},        {"run_stage", NULL},     {"run", "build"},         {"run", "command"},
                {"experiment_timing", NULL}, {"experiment", "build"}, {"experiment", "command"}};

static bool is_left_out(const char *table, const char *column) {
  for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
    if (strcmp(left_out[i].table, table) != 0) continue;
    if (!left_out[i].column || (column && strcmp(left_out[i].column, column) == 0)) return true;
  }
  return false;
}

// How the rows of a table are read: its key first, in order of the key, then the other columns.
typedef struct reading {
  char *sql;
  int keys, columns; // `columns`: keys included
} reading;

// A log without a key is compared in order of writing.
static const char columns_sql[] = "SELECT name, pk FROM pragma_table_info(?1) ORDER BY pk = 0, pk, cid";

static reading read_columns(sqlite3_stmt *stmt, const char *table) {
  reading out = {0};
  sqlite3_str *list = sqlite3_str_new(NULL);
  while (sqlite3_step(stmt) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(stmt, 0);
    const bool key = sqlite3_column_int(stmt, 1) > 0;
    if (!name || is_left_out(table, name)) continue;
    if (out.columns == 0 && !key) {
      sqlite3_str_appendall(list, "rowid");
      out.keys = out.columns = 1;
    }
    sqlite3_str_appendf(list, "%s\"%w\"", out.columns ? ", " : "", name);
    out.keys += key;
    out.columns++;
  }
  char *names = sqlite3_str_finish(list);
  sqlite3_str *sql = sqlite3_str_new(NULL);
  // Not by an index: what is compared is what the table holds.
  sqlite3_str_appendf(sql, "SELECT %s FROM \"%w\" NOT INDEXED ORDER BY ", names ? names : "", table);
  for (int i = 1; i <= out.keys; i++) sqlite3_str_appendf(sql, i > 1 ? ", %d" : "%d", i);
  out.sql = sqlite3_str_finish(sql);
  if (!names || out.columns == 0) {
    sqlite3_free(out.sql);
    out.sql = NULL;
  }
  sqlite3_free(names);
  return out;
}

// The schema of the file that was made can be trusted. `sql` NULL when memory is out.
static reading plan_reading(sqlite3 *made, const char *table) {
  if (strcmp(table, "sqlite_schema") == 0)
    return (reading){sqlite3_mprintf("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2"), 2, 4};
  sqlite3_stmt *stmt = NULL;
  reading out = {0};
  if (sqlite3_prepare_v2(made, columns_sql, -1, &stmt, NULL) == SQLITE_OK &&
      sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC) == SQLITE_OK)
    out = read_columns(stmt, table);
  sqlite3_finalize(stmt);
  return out;
}

// ---- Values -----------------------------------------------------------------------------------------------------------------

// The order of SQLite, but numbers with and without a point do not meet: in a column there is one kind of them.
static int rank(int type) {
  switch (type) {
  case SQLITE_NULL: return 0;
  case SQLITE_INTEGER: return 1;
  case SQLITE_FLOAT: return 2;
  case SQLITE_TEXT: return 3;
  default: return 4;
  }
}

static int compare_bytes(sqlite3_stmt *a, sqlite3_stmt *b, int column) {
  const void *x = sqlite3_column_blob(a, column), *y = sqlite3_column_blob(b, column);
  const int n = sqlite3_column_bytes(a, column), m = sqlite3_column_bytes(b, column);
  const int least = n < m ? n : m, order = least > 0 && x && y ? memcmp(x, y, (size_t)least) : 0;
  return order ? order : (n > m) - (n < m);
}

static int compare_values(sqlite3_stmt *a, sqlite3_stmt *b, int column) {
  const int type = sqlite3_column_type(a, column), other = sqlite3_column_type(b, column);
  if (type != other) return rank(type) < rank(other) ? -1 : 1;
  switch (type) {
  case SQLITE_NULL: return 0;
  case SQLITE_INTEGER: {
    const int64_t x = sqlite3_column_int64(a, column), y = sqlite3_column_int64(b, column);
    return (x > y) - (x < y);
  }
  case SQLITE_FLOAT: {
    const double x = sqlite3_column_double(a, column), y = sqlite3_column_double(b, column);
    return (x > y) - (x < y); // SQLite keeps no NaN, and no sign of a zero
  }
  default: return compare_bytes(a, b, column);
  }
}

// The first column of `from`..`to` - 1 whose values differ, with their order; `to` when there is none.
static int first_unequal(sqlite3_stmt *a, sqlite3_stmt *b, int from, int to, int *order) {
  *order = 0;
  for (int c = from; c < to; c++)
    if ((*order = compare_values(a, b, c)) != 0) return c;
  return to;
}

// ---- What is told -----------------------------------------------------------------------------------------------------------

// `size` bytes at most, cut between characters, printable.
static void put_clean(char *out, size_t size, const char *text) {
  fl_utf8_copy(out, size, text);
  fl_utf8_clean(out, true);
}

// Where two texts part, a little before: long ones are shown from there.
static int parting(sqlite3_stmt *a, sqlite3_stmt *b, int column) {
  enum { BEFORE = 24 };
  if (sqlite3_column_type(a, column) != SQLITE_TEXT || sqlite3_column_type(b, column) != SQLITE_TEXT) return 0;
  const char *x = (const char *)sqlite3_column_text(a, column), *y = (const char *)sqlite3_column_text(b, column);
  int at = 0;
  while (x && y && x[at] && x[at] == y[at]) at++;
  if (at < FL_DIFFERENCE_VALUE / 2) return 0;
  for (at -= BEFORE; at > 0 && ((unsigned char)x[at] & 0xc0) == 0x80;) at--;
  return at;
}

static void put_value(char out[FL_DIFFERENCE_VALUE], sqlite3_stmt *stmt, int column, int from) {
  char text[FL_DIFFERENCE_VALUE];
  switch (sqlite3_column_type(stmt, column)) {
  case SQLITE_NULL: strcpy(out, "NULL"); break;
  case SQLITE_INTEGER: sqlite3_snprintf(FL_DIFFERENCE_VALUE, out, "%lld", sqlite3_column_int64(stmt, column)); break;
  case SQLITE_FLOAT: sqlite3_snprintf(FL_DIFFERENCE_VALUE, out, "%!.17g", sqlite3_column_double(stmt, column)); break;
  case SQLITE_BLOB: sqlite3_snprintf(FL_DIFFERENCE_VALUE, out, "x'' (%d bytes)", sqlite3_column_bytes(stmt, column)); break;
  default: {
    const char *value = (const char *)sqlite3_column_text(stmt, column);
    const size_t room = sizeof text - sizeof "'……'";
    value = value ? value + from : "";
    put_clean(text, room, value);
    sqlite3_snprintf(FL_DIFFERENCE_VALUE, out, "'%s%s%s'", from ? "…" : "", text, strlen(value) >= room ? "…" : "");
  }
  }
}

static void put_key(char out[FL_DIFFERENCE_KEY], sqlite3_stmt *stmt, int keys) {
  char text[FL_DIFFERENCE_KEY];
  size_t used = 0;
  out[0] = '\0';
  for (int c = 0; c < keys && used + 2 < FL_DIFFERENCE_KEY; c++) {
    const char *value = (const char *)sqlite3_column_text(stmt, c);
    put_clean(text, FL_DIFFERENCE_NAME, value ? value : "NULL");
    sqlite3_snprintf((int)(FL_DIFFERENCE_KEY - used), out + used, "%s%s %s", c ? ", " : "", sqlite3_column_name(stmt, c), text);
    used += strlen(out + used);
  }
  put_clean(text, sizeof text, out); // a character may have been cut
  strcpy(out, text);
}

static void note(fl_table_difference *t, fl_row_fate fate, sqlite3_stmt *keyed, int keys) {
  int64_t *const counts[] = {&t->changed, &t->missing, &t->surplus};
  if (t->changed + t->missing + t->surplus == 0) {
    t->first.fate = fate;
    put_key(t->first.key, keyed, keys);
  }
  ++*counts[fate];
}

static void note_change(fl_table_difference *t, sqlite3_stmt *held, sqlite3_stmt *made, int keys, int column) {
  if (t->changed + t->missing + t->surplus == 0) {
    const int from = parting(held, made, column);
    put_clean(t->first.column, sizeof t->first.column, sqlite3_column_name(made, column));
    put_value(t->first.held, held, column, from);
    put_value(t->first.made, made, column, from);
  }
  note(t, FL_ROW_CHANGED, made, keys);
}

// ---- One table --------------------------------------------------------------------------------------------------------------

// The last step of each stream: SQLITE_ROW while there is a row.
typedef struct streams {
  sqlite3_stmt *held, *made;
  int held_rc, made_rc;
} streams;

static void merge(streams *s, const reading *plan, fl_table_difference *t) {
  s->held_rc = sqlite3_step(s->held);
  s->made_rc = sqlite3_step(s->made);
  while (s->held_rc == SQLITE_ROW || s->made_rc == SQLITE_ROW) {
    // A stream that broke off says nothing of what it did not give.
    if ((s->held_rc != SQLITE_ROW && s->held_rc != SQLITE_DONE) || (s->made_rc != SQLITE_ROW && s->made_rc != SQLITE_DONE)) return;
    int order = s->held_rc != SQLITE_ROW ? 1 : -1, column = plan->columns, change = 0;
    if (s->held_rc == SQLITE_ROW && s->made_rc == SQLITE_ROW) first_unequal(s->held, s->made, 0, plan->keys, &order);
    if (order == 0) column = first_unequal(s->held, s->made, plan->keys, plan->columns, &change);
    if (change != 0)
      note_change(t, s->held, s->made, plan->keys, column);
    else if (order != 0)
      note(t, order < 0 ? FL_ROW_SURPLUS : FL_ROW_MISSING, order < 0 ? s->held : s->made, plan->keys);
    t->rows += order >= 0;
    if (order <= 0) s->held_rc = sqlite3_step(s->held);
    if (order >= 0) s->made_rc = sqlite3_step(s->made);
  }
}

static fl_status tell(const char *path, const char *why, fl_messages *messages) {
  fl_messages_add(messages, true, "%s: %s", path, why);
  return FL_ENVIRONMENT;
}

static bool is_memory(int rc) {
  return (rc & 0xff) == SQLITE_NOMEM;
}

static fl_status compare_rows(fl_file_pair *c, const reading *plan, fl_messages *messages, fl_table_difference *t) {
  streams s = {0};
  s.made_rc = sqlite3_prepare_v2(c->made, plan->sql, -1, &s.made, NULL);
  s.held_rc = s.made_rc == SQLITE_OK ? sqlite3_prepare_v2(c->held, plan->sql, -1, &s.held, NULL) : SQLITE_DONE;
  if (s.made_rc == SQLITE_OK && s.held_rc == SQLITE_OK) merge(&s, plan, t);
  fl_status status = FL_OK;
  if (s.made_rc != SQLITE_DONE && s.made_rc != SQLITE_ROW && s.made_rc != SQLITE_OK)
    status = tell(c->made_path, sqlite3_errmsg(c->made), messages);
  else if (is_memory(s.held_rc))
    status = tell(c->held_path, "out of memory", messages);
  else if (s.held_rc != SQLITE_DONE)
    put_clean(t->damage, sizeof t->damage, sqlite3_errmsg(c->held));
  sqlite3_finalize(s.held);
  sqlite3_finalize(s.made);
  return status;
}

// One text of a statement with one parameter; `rc` is SQLITE_ROW when there is one.
static char *ask(sqlite3 *db, const char *sql, const char *parameter, int *rc) {
  sqlite3_stmt *stmt = NULL;
  char *text = NULL;
  *rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
  if (*rc == SQLITE_OK && parameter) *rc = sqlite3_bind_text(stmt, 1, parameter, -1, SQLITE_STATIC);
  if (*rc == SQLITE_OK) *rc = sqlite3_step(stmt);
  if (*rc == SQLITE_ROW) text = sqlite3_mprintf("%s", sqlite3_column_text(stmt, 0));
  if (*rc == SQLITE_ROW && !text) *rc = SQLITE_NOMEM;
  sqlite3_finalize(stmt);
  return text;
}

// Whether both files define the table in the same words.
static bool defines_alike(fl_file_pair *c, const char *table, int *rc) {
  static const char sql[] = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1";
  int made_rc;
  char *held = ask(c->held, sql, table, rc), *made = ask(c->made, sql, table, &made_rc);
  const bool alike = held && made && strcmp(held, made) == 0;
  if (is_memory(made_rc)) *rc = made_rc;
  sqlite3_free(held);
  sqlite3_free(made);
  return alike;
}

// Pages to which several places lead would be read without an end: the check reads each once.
static int check_pages(fl_file_pair *c, fl_table_difference *t) {
  char sql[FL_DIFFERENCE_NAME + 32];
  int rc;
  sqlite3_snprintf(sizeof sql, sql, "PRAGMA integrity_check('%q')", t->name);
  char *found = ask(c->held, sql, NULL, &rc);
  // SQLite tells as damage what it had no memory to look at.
  char short_of[32];
  sqlite3_snprintf(sizeof short_of, short_of, "error code=%d", SQLITE_NOMEM);
  if (found && strstr(found, short_of))
    rc = SQLITE_NOMEM;
  else if (!found || strcmp(found, "ok") != 0)
    put_clean(t->damage, sizeof t->damage, found ? found : sqlite3_errmsg(c->held));
  sqlite3_free(found);
  return rc;
}

static fl_status compare_table(fl_file_pair *c, fl_messages *messages, fl_table_difference *t) {
  int rc = SQLITE_OK;
  const bool schema = strcmp(t->name, "sqlite_schema") == 0;
  t->redefined = !schema && !defines_alike(c, t->name, &rc);
  if (!is_memory(rc) && !t->redefined) rc = check_pages(c, t);
  if (is_memory(rc)) return tell(c->held_path, "out of memory", messages);
  if (t->redefined || t->damage[0]) return FL_OK;
  reading plan = plan_reading(c->made, t->name);
  const fl_status status = plan.sql ? compare_rows(c, &plan, messages, t) : tell(c->made_path, "out of memory", messages);
  sqlite3_free(plan.sql);
  return status;
}

// ---- All tables -------------------------------------------------------------------------------------------------------------

bool fl_table_differs(const fl_table_difference *t) {
  return t->redefined || t->damage[0] || t->changed + t->missing + t->surplus > 0;
}

static void add_table(fl_difference *out, const char *name) {
  assert(out->table_count < FL_DIFFERENCE_TABLES && strlen(name) < FL_DIFFERENCE_NAME);
  strcpy(out->tables[out->table_count++].name, name);
}

// In the order in which they were made, which is that of the docs; the run or the experiment, which sums them up, at the end.
static fl_status list_tables(fl_file_pair *c, fl_messages *messages, fl_difference *out) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(c->made,
                              "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name = "
                              "'experiment', name = 'run', rowid",
                              -1, &stmt, NULL);
  add_table(out, "sqlite_schema");
  while (rc == SQLITE_OK || rc == SQLITE_ROW) {
    rc = sqlite3_step(stmt);
    const char *name = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
    if (name && !is_left_out(name, NULL)) add_table(out, name);
  }
  const fl_status status = rc == SQLITE_DONE ? FL_OK : tell(c->made_path, sqlite3_errmsg(c->made), messages);
  sqlite3_finalize(stmt);
  return status;
}

fl_status fl_file_pair_compare_table(fl_file_pair *c, const char *table, fl_messages *messages, fl_table_difference *out) {
  assert(strlen(table) < FL_DIFFERENCE_NAME);
  memset(out, 0, sizeof *out);
  strcpy(out->name, table);
  return compare_table(c, messages, out);
}

fl_status fl_file_pair_compare(fl_file_pair *c, fl_messages *messages, fl_difference *out) {
  memset(out, 0, sizeof *out);
  fl_status status = list_tables(c, messages, out);
  for (size_t i = 0; status == FL_OK && i < out->table_count; i++) {
    status = compare_table(c, messages, &out->tables[i]);
    out->differing += fl_table_differs(&out->tables[i]);
    if (i > 0) out->rows += out->tables[i].rows;
  }
  return status;
}

// ---- Files ------------------------------------------------------------------------------------------------------------------

// Reads the schema, so that the file is open when this is over.
static int open_file(const char *path, sqlite3 **db) {
  char *name = fl_target_name(path);
  int rc = name ? sqlite3_open_v2(name, db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) : SQLITE_NOMEM;
  sqlite3_free(name);
  if (rc != SQLITE_OK) return rc;
  sqlite3_limit(*db, SQLITE_LIMIT_LENGTH, FL_RESULT_VALUE_MAX);
  sqlite3_db_config(*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return sqlite3_exec(*db, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
}

fl_status fl_file_pair_open(const char *held, const char *made, fl_messages *messages, fl_file_pair **out) {
  fl_file_pair *c = calloc(1, sizeof *c);
  *out = c;
  if (!c) return tell(held, "out of memory", messages);
  c->held_path = held;
  c->made_path = made;
  if (open_file(held, &c->held) != SQLITE_OK) return tell(held, c->held ? sqlite3_errmsg(c->held) : "out of memory", messages);
  if (open_file(made, &c->made) != SQLITE_OK) return tell(made, c->made ? sqlite3_errmsg(c->made) : "out of memory", messages);
  return FL_OK;
}

void fl_file_pair_close(fl_file_pair *c) {
  if (!c) return;
  sqlite3_close(c->held);
  sqlite3_close(c->made);
  free(c);
}
