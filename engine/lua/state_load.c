// What a script remembered, put back into a freshly loaded scenario. The bytes may hold anything: every number is looked at before it is
// believed, and what they make is only what a script could have made.
#include "lua/state.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { ARGUMENT = 1, GROUND_OBJECTS, OBJECTS, CELLS, TOP = CELLS };

enum { DATE_MOST = 4000000 }; // days: the year 10000 and more

typedef struct reader {
  fl_lua *lua;
  const char *at, *end;
  uint64_t count;                           // objects
  enum { CLEARING, BINDING, FILLING } pass; // over the records: old contents go; metatables are set; contents come
} reader;

static void damaged(lua_State *L) {
  luaL_error(L, "what the hooks remembered is damaged in the checkpoint");
}

// Bytes ------------------------------------------------------------------------------------------------------------------------

static const char *take(lua_State *L, reader *r, uint64_t size) {
  const char *at = r->at;
  if (size > (uint64_t)(r->end - r->at)) damaged(L);
  r->at += size;
  return at;
}

static int take_tag(lua_State *L, reader *r) {
  return (unsigned char)*take(L, r, 1);
}

static uint64_t take_word(lua_State *L, reader *r) {
  uint64_t word;
  memcpy(&word, take(L, r, sizeof word), sizeof word);
  return word;
}

// Objects that hooks made ------------------------------------------------------------------------------------------------------

// Whether the bytes are a row as the engine makes them: texts end, dates are dates.
static bool is_row(const fl_table *table, const char *row) {
  for (size_t i = 0; i < table->column_count; i++) {
    const fl_column *column = &table->columns[i];
    const size_t size = column->kind == FL_KIND_TEXT ? FL_NAME_MAX : column->kind == FL_KIND_LINE ? FL_TEXT_MAX : 0;
    if (size && !memchr(row + column->offset, 0, size)) return false;
    if (column->kind != FL_KIND_DATE) continue;
    const int64_t date = fl_lua_column_int(column, row);
    if (date != FL_NO_DATE && (date < -DATE_MOST || date > DATE_MOST)) return false;
  }
  return true;
}

static void make_row(lua_State *L, reader *r) {
  const uint64_t first = take_word(L, r), second = take_word(L, r);
  if (first >= FL_TABLES || second > FL_TABLES) damaged(L);
  const fl_table *table = &fl_tables[first], *more_table = second < FL_TABLES ? &fl_tables[second] : NULL;
  const char *row = take(L, r, table->row_size), *more = more_table ? take(L, r, more_table->row_size) : NULL;
  if (!is_row(table, row) || (more && !is_row(more_table, more))) damaged(L);
  fl_lua_push_row(L, table, row, more_table, more);
}

static void make_object(lua_State *L, reader *r) {
  const int kind = take_tag(L, r);
  if (kind == FL_MADE_ROW) {
    make_row(L, r);
  } else if (kind == FL_MADE_TABLE || kind == FL_MADE_VIEW) {
    lua_newtable(L);
    if (kind == FL_MADE_TABLE) return;
    const uint64_t size = take_word(L, r);
    lua_pushlstring(L, take(L, r, size), (size_t)size);
    lua_insert(L, -2);
    fl_lua_protect(L, lua_tostring(L, -2));
    lua_remove(L, -2);
  } else {
    damaged(L);
  }
}

static void push_object(lua_State *L, const reader *r, uint64_t number) {
  const uint64_t ground = (uint64_t)r->lua->ground.count;
  if (number == 0 || number > r->count) damaged(L);
  if (number <= ground)
    lua_rawgeti(L, GROUND_OBJECTS, (lua_Integer)number);
  else
    lua_rawgeti(L, OBJECTS, (lua_Integer)(number - ground));
}

// Records ----------------------------------------------------------------------------------------------------------------------

static void push_value(lua_State *L, reader *r) {
  const int tag = take_tag(L, r);
  if (tag == FL_KEPT_NIL) {
    lua_pushnil(L);
  } else if (tag == FL_KEPT_FALSE || tag == FL_KEPT_TRUE) {
    lua_pushboolean(L, tag == FL_KEPT_TRUE);
  } else if (tag == FL_KEPT_INTEGER) {
    lua_pushinteger(L, (lua_Integer)take_word(L, r));
  } else if (tag == FL_KEPT_REAL) {
    lua_Number real;
    memcpy(&real, take(L, r, sizeof real), sizeof real);
    lua_pushnumber(L, real);
  } else if (tag == FL_KEPT_TEXT) {
    const uint64_t size = take_word(L, r);
    const char *text = take(L, r, size);
    lua_pushlstring(L, text, r->pass == FILLING ? (size_t)size : 0); // before, only its kind counts
  } else if (tag == FL_KEPT_OBJECT) {
    push_object(L, r, take_word(L, r));
  } else {
    damaged(L);
  }
}

static bool is_key(lua_State *L, int index) {
  const int type = lua_type(L, index);
  if (type == LUA_TNUMBER) return !isnan(lua_tonumber(L, index));
  return type == LUA_TSTRING || type == LUA_TBOOLEAN;
}

static void take_entries(lua_State *L, reader *r, int table) {
  for (uint64_t left = take_word(L, r); left > 0; left--) {
    push_value(L, r);
    push_value(L, r);
    if (!is_key(L, -2)) damaged(L);
    if (r->pass == FILLING)
      lua_rawset(L, table);
    else
      lua_pop(L, 2);
  }
}

static void clear(lua_State *L, int table) {
  for (lua_pushnil(L); lua_next(L, table);) {
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushnil(L);
    lua_rawset(L, table); // of a key that is there: the walk goes on
  }
}

// Sets the metatable at the top of the stack, which is popped. It is set before anything that hooks put into it comes, as finalisers run
// outside every limit: what is in it now was there when setmetatable let it pass, or is damage.
static void bind(lua_State *L, int table) {
  bool same = !lua_istable(L, -1);
  if (lua_getmetatable(L, table)) {
    same = lua_rawequal(L, -1, -2);
    lua_pop(L, 1);
  }
  if (!same) {
    lua_pushliteral(L, "__gc");
    if (lua_istable(L, -2) && lua_rawget(L, -2) != LUA_TNIL) damaged(L);
    lua_pop(L, 1);
    if (lua_istable(L, -1)) fl_lua_note_metatable(L, -1);
    lua_pushvalue(L, -1);
    lua_setmetatable(L, table);
  }
  lua_pop(L, 1);
}

static void take_table(lua_State *L, reader *r, int table) {
  if (r->pass == CLEARING) clear(L, table);
  push_value(L, r);
  if (lua_type(L, -1) != LUA_TTABLE && lua_type(L, -1) != LUA_TNIL) damaged(L);
  if (r->pass == BINDING)
    bind(L, table);
  else
    lua_pop(L, 1);
  take_entries(L, r, table);
}

static void take_function(lua_State *L, reader *r, int function) {
  for (int i = 1; lua_getupvalue(L, function, i); i++) {
    lua_pop(L, 1);
    if (!fl_lua_new_cell(L, CELLS, function, i)) continue;
    push_value(L, r);
    if (r->pass == FILLING)
      lua_setupvalue(L, function, i);
    else
      lua_pop(L, 1);
  }
}

// Variables that functions share are counted as they were when they were written, changed or not.
static void pass_function(lua_State *L, int function) {
  for (int i = 1; lua_getupvalue(L, function, i); i++) {
    lua_pop(L, 1);
    fl_lua_new_cell(L, CELLS, function, i);
  }
}

static void take_record(lua_State *L, reader *r, uint64_t number) {
  lua_settop(L, TOP);
  luaL_checkstack(L, 20, NULL);
  if (r->lua->bytes >= r->lua->collect_at) fl_lua_collect(L);
  push_object(L, r, number);
  const int object = lua_gettop(L), type = lua_type(L, object);
  const bool ground = number <= (uint64_t)r->lua->ground.count;
  const int tag = ground ? take_tag(L, r) : FL_CHANGED;
  if (tag != FL_AS_LOADED && tag != FL_CHANGED) damaged(L);
  if (tag == FL_AS_LOADED) {
    if (type == LUA_TFUNCTION) pass_function(L, object);
  } else if (type == LUA_TTABLE) {
    take_table(L, r, object);
  } else if (type == LUA_TFUNCTION) {
    take_function(L, r, object);
  } else if (!ground && fl_lua_view(L, object)) {
    take_entries(L, r, lua_gettop(L));
  }
}

static int restore(lua_State *L) {
  reader *r = lua_touserdata(L, ARGUMENT);
  const uint64_t house = take_word(L, r), ground = take_word(L, r);
  r->count = take_word(L, r);
  if (house != (uint64_t)r->lua->ground.house || ground != (uint64_t)r->lua->ground.count)
    luaL_error(L, "what the hooks remembered is of another scenario, or of another build of fanloop");
  if (r->count < ground || r->count - ground > (uint64_t)(r->end - r->at)) damaged(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, r->lua->ground.objects);
  lua_newtable(L);
  for (uint64_t i = 1; i <= r->count - ground; i++) {
    make_object(L, r);
    lua_rawseti(L, OBJECTS, (lua_Integer)i);
  }
  const char *records = r->at;
  for (r->pass = CLEARING; r->pass <= FILLING; r->pass++) {
    r->at = records;
    lua_settop(L, OBJECTS);
    lua_newtable(L);
    for (uint64_t number = house + 1; number <= r->count; number++) take_record(L, r, number);
  }
  if (r->at != r->end) damaged(L);
  return 0;
}

fl_status fl_lua_restore(fl_lua *lua, const void *bytes, size_t size, fl_messages *messages) {
  assert(lua->ground.taken && "fl_lua_watch comes first");
  reader r = {.lua = lua, .at = bytes, .end = (const char *)bytes + size};
  lua->listed = NULL; // selves are others now
  return fl_lua_run_state(lua, restore, &r, messages);
}
