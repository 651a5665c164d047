// fl.csv and fl.sqlite: lists of brands, rooms and hosts that lie in a file beside the scenario. The text of the file, or of what a query gave,
// becomes a source of the scenario: it is kept with the result, so that a run can be made again without the file.
#include "base/csv.h"
#include "lua/host.h"

#include "base/nearname.h"
#include "base/utf8.h"
#include "params/check.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_QUERY = 60 /* bytes of a query that messages repeat */, BYTES_PER_STEP = 8 };

// Reading -----------------------------------------------------------------------------------------------------------------------

static fl_lua_object *new_rows(lua_State *L, const char *word, bool numbered) {
  fl_lua_object *object = fl_lua_new_object(L, FL_THING_ROWS, fl_lua_caller(L, word));
  object->of.rows = (fl_lua_rows){.source = SIZE_MAX, .numbered = numbered};
  return object;
}

// What follows from a file that cannot be read is told behind it.
static void complain_first(const fl_lua_scope *scope, const char *text) {
  fl_lua *lua = scope->lua;
  const size_t before = lua->complaint_count;
  fl_lua_complain_at(scope, "%s", text);
  if (lua->complaint_count > before) lua->complaints[before].file = true;
}

// Complains at the call; `name`: of the file.
static void complain(lua_State *L, fl_lua_object *object, const char *name, const char *why) {
  const fl_lua_scope scope = {.lua = fl_lua_of(L), .place = &object->place, .label = ""};
  char shown[FL_NAME_MAX], text[2 * FL_LUA_WHY];
  fl_utf8_copy(shown, sizeof shown, name);
  snprintf(text, sizeof text, "fl.%s: \"%s\" %s", object->place.word, shown, why);
  complain_first(&scope, text);
}

// What cannot be read as text is told; what can is the list's.
static void take_source(lua_State *L, fl_lua_object *object, const char *name, size_t source) {
  const fl_lua_source *text = &fl_lua_of(L)->sources[source];
  char why[FL_LUA_WHY];
  fl_lua_hold(L, text->size);
  if (fl_lua_check_encoding(text->text, text->size, why, sizeof why))
    object->of.rows.source = source;
  else
    complain(L, object, name, why);
}

static void read_csv(lua_State *L, fl_lua_object *object, const char *name, const char *module) {
  fl_lua *lua = fl_lua_of(L);
  char path[PATH_MAX], why[FL_LUA_WHY];
  size_t source = fl_lua_held_source(lua, module);
  if (source == SIZE_MAX && lua->held) {
    complain(L, object, name, "is not among the sources that are held with the scenario");
  } else if (source == SIZE_MAX) {
    const bool found = fl_lua_find_file(lua, name, path, sizeof path, why, sizeof why);
    lua_pushfstring(L, "%s%s", lua->folder_shown ? lua->folder_shown : "", name);
    if (found && fl_lua_read_source(lua, path, lua_tostring(L, -1), module, why, sizeof why))
      source = lua->source_count - 1;
    else if (!lua->no_memory)
      complain(L, object, name, why);
    lua_pop(L, 1);
  }
  if (lua->no_memory) fl_lua_out_of_memory(L);
  if (source != SIZE_MAX) take_source(L, object, name, source);
}

int fl_lua_read_csv(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  if (fl_lua_of(L)->phase != FL_LUA_LOADING) return luaL_error(L, "fl.csv works while loading only");
  lua_settop(L, 1);
  fl_lua_object *object = new_rows(L, "csv", false);
  read_csv(L, object, name, lua_pushfstring(L, "csv %s", name));
  lua_settop(L, 2);
  return 1;
}

// Adds what the query gave as a source; false with the reason.
static bool ask(fl_lua *lua, const char *name, const char *query, const char *module, char *why, size_t size) {
  char path[PATH_MAX], shown[PATH_MAX], *text = NULL;
  size_t text_size;
  if (!lua->options.read_table) {
    snprintf(why, size, "cannot be read: this program reads no databases");
    return false;
  }
  if (!fl_lua_find_file(lua, name, path, sizeof path, why, size)) return false;
  if (!lua->options.read_table(path, query, FL_LUA_FILE_MAX, &text, &text_size, why, size)) return false;
  snprintf(shown, sizeof shown, "%.2000s%.2000s (%.*s%s)", lua->folder_shown, name, SHOWN_QUERY, query,
           strlen(query) > SHOWN_QUERY ? "…" : "");
  fl_utf8_clean(shown, true);
  const bool added = fl_lua_add_source(lua, &(fl_lua_source){shown, text, text_size, module});
  free(text);
  if (added) return true;
  lua->no_memory |= lua->source_count < FL_LUA_SOURCES_MAX;
  snprintf(why, size, "is one file too many: a scenario may have %d", FL_LUA_SOURCES_MAX);
  return false;
}

// One line, so that it can be a name: what lies between words does not matter.
static const char *push_query(lua_State *L, const char *query) {
  luaL_Buffer line;
  luaL_buffinit(L, &line);
  for (; *query; query++) luaL_addchar(&line, (unsigned char)*query < ' ' ? ' ' : *query);
  luaL_pushresult(&line);
  return lua_tostring(L, -1);
}

int fl_lua_read_sqlite(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  size_t size;
  const char *name = luaL_checkstring(L, 1);
  luaL_checklstring(L, 2, &size);
  char why[FL_LUA_WHY];
  if (lua->phase != FL_LUA_LOADING) return luaL_error(L, "fl.sqlite works while loading only");
  luaL_argcheck(L, size < 2000 && fl_utf8_check(lua_tostring(L, 2), size) == size, 2,
                "a query is UTF-8 text of at most 2000 bytes");
  lua_settop(L, 2);
  const char *query = push_query(L, lua_tostring(L, 2));
  const char *module = lua_pushfstring(L, "sqlite %s %s", name, query);
  fl_lua_object *object = new_rows(L, "sqlite", true);
  size_t source = fl_lua_held_source(lua, module);
  if (source == SIZE_MAX && lua->held)
    complain(L, object, name, "is not among the sources that are held with the scenario");
  else if (source == SIZE_MAX && ask(lua, name, query, module, why, sizeof why))
    source = lua->source_count - 1;
  else if (source == SIZE_MAX && !lua->no_memory)
    complain(L, object, name, why);
  if (lua->no_memory) fl_lua_out_of_memory(L);
  if (source != SIZE_MAX) take_source(L, object, name, source);
  lua_settop(L, 5);
  return 1;
}

// Rows --------------------------------------------------------------------------------------------------------------------------

typedef struct header {
  const fl_field *field[FL_CSV_CELLS_MAX]; // NULL: a column that is not known
  size_t count;
  bool wrong; // the ids that its rows lack may stand in a column that was not known
} header;

typedef struct table {
  fl_lua *lua;
  const fl_lua_rows *rows;
  fl_lua_thing thing;
  const fl_fields *fields;
  fl_csv csv;
  header header;
  int number; // of the row, from 1; 0: the header
} table;

static void complain_row(const table *t, fl_lua_place *place, const char *label, const char *text) {
  const fl_lua_scope scope = {.lua = t->lua, .place = place, .label = label};
  fl_lua_complain_at(&scope, "%s", text);
}

static fl_lua_place place_of(const table *t) {
  return (fl_lua_place){t->rows->source, t->rows->numbered ? t->number : t->csv.record_line, "", false};
}

// Nothing is near: what there is, as far as a message goes.
static void list_columns(char *text, size_t size, const char *name, const fl_fields *fields) {
  enum { ROOM = 100 /* bytes for the name of a column and what stands behind them all */ };
  size_t used = (size_t)snprintf(text, size, "unknown column '%.64s'; columns are the fields of fl.%s: ", name, fields->what);
  size_t i = 0;
  for (; i < fields->count && used + ROOM < size; i++)
    used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", fields->rows[i].name);
  if (i < fields->count) snprintf(text + used, size - used, " … (fanloop params fl.%s)", fields->what);
}

static void read_name(table *t, size_t column, fl_lua_place *place) {
  const char *name = t->csv.cell[column];
  char text[FL_LUA_WHY];
  const fl_field *field = fl_field_find(t->fields, name);
  for (size_t c = 0; field && c < column; c++) {
    if (t->header.field[c] != field) continue;
    snprintf(text, sizeof text, "column '%s' is there twice", name);
    complain_row(t, place, "", text);
  }
  t->header.field[column] = field;
  if (field) return;
  const char *near = *name ? fl_field_near(t->fields, name) : NULL;
  if (!*name)
    snprintf(text, sizeof text, "column %zu has no name", column + 1);
  else if (near)
    snprintf(text, sizeof text, "unknown column '%.64s'; did you mean '%s'?", name, near);
  else
    list_columns(text, sizeof text, name, t->fields);
  complain_row(t, place, "", text);
}

// Whether there is no column of what every row has to say.
static bool lacks_name(const table *t) {
  static const char *const names[] = {"id", "brand", "room"};
  bool lacks = false;
  for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
    const fl_field *field = fl_field_find(t->fields, names[n]);
    bool there = !field;
    for (size_t c = 0; c < t->header.count; c++) there |= t->header.field[c] == field;
    lacks |= !there;
  }
  return lacks;
}

// False when there is none that rows could be read by.
static bool read_header(table *t) {
  const fl_csv_got got = fl_csv_next(&t->csv);
  fl_lua_place place = place_of(t);
  if (place.line < 1) place.line = 1;
  const fl_lua_scope scope = {.lua = t->lua, .place = &place, .label = ""};
  if (got != FL_CSV_RECORD) {
    complain_first(&scope, got == FL_CSV_END ? "there is no line with the names of columns" : t->csv.why);
    return false;
  }
  if (t->csv.count == 1 && strpbrk(t->csv.cell[0], ";\t")) {
    complain_first(&scope, "columns must be separated by commas");
    return false;
  }
  t->header.count = t->csv.count;
  for (size_t c = 0; c < t->csv.count; c++) read_name(t, c, &place);
  t->header.wrong = place.wrong && lacks_name(t);
  return true;
}

// Spreadsheets write truths in capitals, databases as numbers.
static const char *plain_cell(const fl_field *field, const char *cell) {
  if (field->kind != FL_KIND_BOOL) return cell;
  if (strcmp(cell, "1") == 0 || strcmp(cell, "TRUE") == 0 || strcmp(cell, "True") == 0) return "true";
  return strcmp(cell, "0") == 0 || strcmp(cell, "FALSE") == 0 || strcmp(cell, "False") == 0 ? "false" : cell;
}

static const char *label_of(const table *t, char *out, size_t size) {
  snprintf(out, size, "%s: ", t->fields->what);
  for (size_t c = 0; c < t->header.count && c < t->csv.count; c++) {
    const char *id = t->csv.cell[c];
    if (!t->header.field[c] || strcmp(t->header.field[c]->name, "id") != 0) continue;
    if (*id && strlen(id) < FL_NAME_MAX && fl_utf8_printable(id, strlen(id)))
      snprintf(out, size, "%s \"%s\": ", t->fields->what, id);
  }
  return out;
}

static void read_row(lua_State *L, table *t) {
  fl_lua_object row = {.thing = t->thing, .place = place_of(t)};
  row.place.wrong = t->header.wrong;
  void *base = t->thing == FL_THING_BRAND  ? (void *)&row.of.brand
               : t->thing == FL_THING_ROOM ? (void *)&row.of.room
                                           : (void *)&row.of.host;
  char label[2 * FL_NAME_MAX], why[FL_LUA_WHY];
  label_of(t, label, sizeof label);
  fl_fields_defaults(t->fields, base);
  if (t->csv.count != t->header.count) {
    snprintf(why, sizeof why, "%zu cell%s, expected %zu, as many as there are columns", t->csv.count, t->csv.count == 1 ? "" : "s",
             t->header.count);
    complain_row(t, &row.place, label, why);
  }
  for (size_t c = 0; c < t->header.count && c < t->csv.count; c++) {
    const fl_field *field = t->header.field[c];
    if (!field || !*t->csv.cell[c]) continue; // an empty cell is the default
    if (!fl_field_parse(field, base, plain_cell(field, t->csv.cell[c]), why, sizeof why)) complain_row(t, &row.place, label, why);
  }
  fl_lua_keep(L, &row);
}

bool fl_lua_of_unread(const fl_lua *lua, const char *key) {
  const char *dot = strrchr(key, '.');
  static const struct {
    fl_part part;
    const fl_fields *fields;
  } lists[] = {{FL_PART_BRAND, &fl_brand_fields}, {FL_PART_ROOM, &fl_room_fields}, {FL_PART_HOST, &fl_host_fields}};
  for (size_t i = 0; dot && i < sizeof lists / sizeof *lists; i++)
    if (lua->unread >> lists[i].part & 1 && fl_field_find(lists[i].fields, dot + 1)) return true;
  return false;
}

void fl_lua_keep_rows(lua_State *L, const fl_lua_object *object, fl_lua_thing thing) {
  fl_lua *lua = fl_lua_of(L);
  const fl_part part = thing == FL_THING_BRAND ? FL_PART_BRAND : thing == FL_THING_ROOM ? FL_PART_ROOM : FL_PART_HOST;
  if (object->of.rows.source == SIZE_MAX) { // told
    lua->unread |= 1U << part;
    return;
  }
  const fl_lua_source *source = &lua->sources[object->of.rows.source];
  table t = {.lua = lua, .rows = &object->of.rows, .thing = thing};
  t.fields = thing == FL_THING_BRAND ? &fl_brand_fields : thing == FL_THING_ROOM ? &fl_room_fields : &fl_host_fields;
  fl_lua_charge(L, source->size / BYTES_PER_STEP);
  fl_csv_begin(&t.csv, source->text, source->size, lua_newuserdatauv(L, source->size + FL_CSV_CELLS_MAX, 0));
  bool go_on = read_header(&t);
  if (!go_on) lua->unread |= 1U << part;
  while (go_on) {
    const fl_csv_got got = fl_csv_next(&t.csv);
    t.number++;
    fl_lua_place place = place_of(&t);
    if (got == FL_CSV_WRONG) complain_row(&t, &place, "", t.csv.why);
    if (got == FL_CSV_WRONG) lua->unread |= 1U << part;
    if (got == FL_CSV_RECORD) read_row(L, &t);
    go_on = got != FL_CSV_END;
  }
  lua_pop(L, 1);
}
