// Rows of the output tables as hooks see them: read-only copies whose columns are found by name.
#include "lua/host.h"

#include "base/date.h"
#include "base/nearname.h"
#include "params/choices.h"

#include <string.h>

#define ROW "fanloop row"

// A copy, so that a script may keep yesterday's row. The bytes of both rows follow.
typedef struct row_object {
  const fl_table *table, *more_table;
} row_object;

static const void *row_bytes(const row_object *object) {
  return object + 1;
}

static const void *more_bytes(const row_object *object) {
  return (const char *)(object + 1) + object->table->row_size;
}

const fl_column *fl_lua_find_column(const fl_table *table, const char *name) {
  for (size_t i = 0; i < table->column_count; i++)
    if (strcmp(table->columns[i].name, name) == 0) return &table->columns[i];
  return NULL;
}

int64_t fl_lua_column_int(const fl_column *column, const void *row) {
  int64_t value;
  memcpy(&value, (const char *)row + column->offset, sizeof value);
  return value;
}

static void push_set(lua_State *L, const char *choices, int64_t mask) {
  char name[FL_NAME_MAX];
  lua_newtable(L);
  for (int64_t i = 0, count = 0; i < 63 && fl_choice_name(choices, i, name); i++) {
    if (!(mask >> i & 1)) continue;
    lua_pushstring(L, name);
    lua_rawseti(L, -2, ++count);
  }
}

// Pushes the value at `bytes` as users write it.
static void push_value(lua_State *L, fl_kind kind, const char *choices, const char *bytes) {
  char text[FL_NAME_MAX];
  double real = 0;
  int64_t whole = 0;
  if (kind == FL_KIND_TEXT || kind == FL_KIND_LINE) {
    lua_pushstring(L, bytes);
    return;
  }
  memcpy(kind == FL_KIND_REAL ? (void *)&real : (void *)&whole, bytes, sizeof whole);
  if (kind == FL_KIND_REAL)
    lua_pushnumber(L, real);
  else if (whole == FL_NO_DATE)
    lua_pushnil(L);
  else if (kind == FL_KIND_INT)
    lua_pushinteger(L, whole);
  else if (kind == FL_KIND_MONEY)
    lua_pushnumber(L, (double)whole / 100);
  else if (kind == FL_KIND_DATE)
    lua_pushstring(L, fl_date_text(whole, text));
  else if (kind == FL_KIND_BOOL)
    lua_pushboolean(L, whole != 0);
  else if (kind == FL_KIND_SET)
    push_set(L, choices, whole);
  else if (fl_choice_name(choices, whole, text))
    lua_pushstring(L, text);
  else
    lua_pushnil(L);
}

void fl_lua_push_field(lua_State *L, const fl_field *field, const void *base) {
  push_value(L, field->kind, field->choices, (const char *)base + field->offset);
}

static void offer_columns(fl_near *near, const fl_table *table) {
  for (size_t i = 0; table && i < table->column_count; i++) fl_near_offer(near, table->columns[i].name);
}

static int row_index(lua_State *L) {
  const row_object *object = luaL_checkudata(L, 1, ROW);
  if (lua_type(L, 2) != LUA_TSTRING) return luaL_error(L, "a row of %s has columns by name only", object->table->name);
  const char *name = lua_tostring(L, 2);
  const void *bytes = row_bytes(object);
  const fl_column *column = fl_lua_find_column(object->table, name);
  if (!column && object->more_table) {
    bytes = more_bytes(object);
    column = fl_lua_find_column(object->more_table, name);
  }
  if (column) {
    push_value(L, column->kind, column->choices, (const char *)bytes + column->offset);
    return 1;
  }
  fl_near near = fl_near_start(name);
  offer_columns(&near, object->table);
  offer_columns(&near, object->more_table);
  if (near.best) return luaL_error(L, "%s has no column '%s'; did you mean '%s'?", object->table->name, name, near.best);
  return luaL_error(L, "%s has no column '%s'", object->table->name, name);
}

static int row_newindex(lua_State *L) {
  const row_object *object = luaL_checkudata(L, 1, ROW);
  return luaL_error(L, "rows of %s are read-only: the books are kept by the engine", object->table->name);
}

// Upvalue 1: number of the column reached. Columns come in the order of the table.
static int row_step(lua_State *L) {
  const row_object *object = luaL_checkudata(L, 1, ROW);
  const size_t i = (size_t)lua_tointeger(L, lua_upvalueindex(1)), first = object->table->column_count;
  const size_t all = first + (object->more_table ? object->more_table->column_count : 0);
  if (i >= all) return 0;
  const fl_column *column = i < first ? &object->table->columns[i] : &object->more_table->columns[i - first];
  lua_pushinteger(L, (lua_Integer)i + 1);
  lua_replace(L, lua_upvalueindex(1));
  lua_pushstring(L, column->name);
  lua_pushvalue(L, -1);
  lua_gettable(L, 1);
  return 2;
}

static int row_pairs(lua_State *L) {
  luaL_checkudata(L, 1, ROW);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, row_step, 1);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

static int row_tostring(lua_State *L) {
  const row_object *object = luaL_checkudata(L, 1, ROW);
  lua_pushfstring(L, "row of %s", object->table->name);
  return 1;
}

void fl_lua_push_row(lua_State *L, const fl_table *table, const void *row, const fl_table *more_table, const void *more) {
  const size_t more_size = more_table ? more_table->row_size : 0;
  row_object *object = lua_newuserdatauv(L, sizeof *object + table->row_size + more_size, 0);
  object->table = table;
  object->more_table = more_table;
  memcpy(object + 1, row, table->row_size);
  if (more_table) memcpy((char *)(object + 1) + table->row_size, more, more_size);
  luaL_setmetatable(L, ROW);
}

bool fl_lua_to_row(lua_State *L, int index, fl_lua_row *out) {
  const row_object *object = luaL_testudata(L, index, ROW);
  if (!object) return false;
  *out = (fl_lua_row){object->table, object->more_table, row_bytes(object), more_bytes(object)};
  return true;
}

void fl_lua_open_rows(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"__index", row_index}, {"__newindex", row_newindex}, {"__pairs", row_pairs}, {"__tostring", row_tostring}, {NULL, NULL}};
  luaL_newmetatable(L, ROW);
  luaL_setfuncs(L, methods, 0);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
}
