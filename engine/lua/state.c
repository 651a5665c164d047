// What a script remembers, written down: a walk from the hooks, metrics and modules through variables and tables, breadth first and in the
// order of keys, so that the same state gives the same numbers. fl_lua_watch walks over the freshly loaded scenario and keeps the numbers:
// these name functions, which cannot be written down. fl_lua_save walks over what has become of it.
#include "lua/state.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct bytes {
  char *at;
  size_t size, capacity;
} bytes;

// Places on the stack. While the ground is made, its tables stand where later those of new objects do.
enum { ARGUMENT = 1, GROUND_OBJECTS, GROUND_NUMBERS, GROUND_PARENTS, OBJECTS, NUMBERS, PARENTS, CELLS, TOP = CELLS };

typedef struct walk {
  fl_lua *lua;
  bytes body, kinds;
  lua_Integer base;  // objects that had their numbers before; 0 while the ground is made
  lua_Integer count; // objects so far
  lua_Integer at;    // the object that is being written
  bool holes;        // it is a table with holes
} walk;

static const char advice[] = "a checkpoint keeps plain data, and functions made while the file was loaded";

// Bytes ------------------------------------------------------------------------------------------------------------------------

static void put(lua_State *L, bytes *to, const void *from, size_t size) {
  if (size > FL_LUA_STATE_MAX - to->size)
    luaL_error(L, "what the hooks remember takes more than %d MiB, the most that a checkpoint keeps", FL_LUA_STATE_MAX >> 20);
  if (to->size + size > to->capacity) {
    const size_t capacity = 2 * (to->size + size);
    char *at = realloc(to->at, capacity);
    if (!at) fl_lua_out_of_memory(L);
    to->at = at;
    to->capacity = capacity;
  }
  if (size) memcpy(to->at + to->size, from, size);
  to->size += size;
}

static void put_tag(lua_State *L, bytes *to, int tag) {
  put(L, to, &(char){(char)tag}, 1);
}

static void put_word(lua_State *L, bytes *to, uint64_t word) {
  put(L, to, &word, sizeof word);
}

static void put_text(lua_State *L, bytes *to, const char *text, size_t size) {
  put_word(L, to, size);
  put(L, to, text, size);
}

// Objects ----------------------------------------------------------------------------------------------------------------------

static lua_Integer number_of(lua_State *L, int index) {
  static const int tables[] = {GROUND_NUMBERS, NUMBERS};
  lua_Integer number = 0;
  index = lua_absindex(L, index);
  for (int i = 0; i < 2 && !number; i++) {
    lua_pushvalue(L, index);
    lua_rawget(L, tables[i]);
    number = lua_tointeger(L, -1); // 0 for nil
    lua_pop(L, 1);
  }
  return number;
}

static void push_at(lua_State *L, const walk *w, int ground_table, int table, lua_Integer number) {
  if (number <= w->base)
    lua_rawgeti(L, ground_table, number);
  else
    lua_rawgeti(L, table, number - w->base);
}

static void push_object(lua_State *L, const walk *w, lua_Integer number) {
  push_at(L, w, GROUND_OBJECTS, OBJECTS, number);
}

// Gives the object at `index` the next number. What it was found in is at the top of the stack: a number, or the name of a root; popped.
static lua_Integer add(lua_State *L, walk *w, int index) {
  index = lua_absindex(L, index);
  const lua_Integer number = ++w->count;
  lua_rawseti(L, PARENTS, number - w->base);
  lua_pushvalue(L, index);
  lua_rawseti(L, OBJECTS, number - w->base);
  lua_pushvalue(L, index);
  lua_pushinteger(L, number);
  lua_rawset(L, NUMBERS);
  return number;
}

// Where things are -------------------------------------------------------------------------------------------------------------

typedef struct place {
  char path[FL_LUA_WHY / 2], where[FL_LUA_WHY / 2], function[FL_LUA_WHY / 2];
} place;

static void prepend(char *path, size_t size, const char *text) {
  const size_t length = strlen(text), old = strlen(path);
  if (length + old + 1 > size) return; // deep down the outer names are left out
  memmove(path + length, path, old + 1);
  memcpy(path, text, length);
}

static void function_place(lua_State *L, int index, char *out, size_t size) {
  lua_Debug at;
  lua_pushvalue(L, index);
  lua_getinfo(L, ">S", &at);
  snprintf(out, size, "%s:%d", at.source[0] == '@' ? at.source + 1 : at.short_src, at.linedefined);
}

static bool is_word(const char *text) {
  if (*text >= '0' && *text <= '9') return false;
  return *text && text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] == 0;
}

// How the table at `parent` names the value at `child`.
static void table_step(lua_State *L, int parent, int child, char *out, size_t size) {
  snprintf(out, size, ".?");
  if (lua_getmetatable(L, parent)) {
    if (lua_rawequal(L, -1, child)) snprintf(out, size, " (metatable)");
    lua_pop(L, 1);
  }
  for (lua_pushnil(L); lua_next(L, parent); lua_pop(L, 1)) {
    if (!lua_rawequal(L, -1, child)) continue;
    if (lua_type(L, -2) == LUA_TSTRING)
      snprintf(out, size, is_word(lua_tostring(L, -2)) ? ".%.60s" : "[\"%.60s\"]", lua_tostring(L, -2));
    else if (lua_isinteger(L, -2))
      snprintf(out, size, "[%lld]", (long long)lua_tointeger(L, -2));
    else if (lua_type(L, -2) == LUA_TNUMBER)
      snprintf(out, size, "[%.14g]", lua_tonumber(L, -2));
    else
      snprintf(out, size, "[%s]", lua_toboolean(L, -2) ? "true" : "false");
    lua_pop(L, 2);
    return;
  }
}

static void function_step(lua_State *L, int parent, int child, char *out, size_t size) {
  snprintf(out, size, "?");
  for (int i = 1; lua_getupvalue(L, parent, i); i++) {
    if (lua_rawequal(L, -1, child)) snprintf(out, size, "%.60s", lua_getupvalue(L, parent, i));
    lua_settop(L, child);
  }
}

// Where the value at the top of the stack is, which was found in object `parent`: the path from the innermost function to it, where that
// function is, and from which root it was reached.
static void find_place(lua_State *L, walk *w, lua_Integer parent, place *out) {
  char step[100];
  memset(out, 0, sizeof *out);
  luaL_checkstack(L, 8, NULL);
  while (parent > 0) {
    const int child = lua_gettop(L) + 1;
    push_object(L, w, parent);
    lua_insert(L, -2); // below the child
    step[0] = 0;
    if (lua_type(L, child - 1) == LUA_TTABLE && !out->function[0]) table_step(L, child - 1, child, step, sizeof step);
    if (lua_type(L, child - 1) == LUA_TFUNCTION && !out->function[0]) {
      function_step(L, child - 1, child, step, sizeof step);
      function_place(L, child - 1, out->function, sizeof out->function);
    }
    prepend(out->path, sizeof out->path, step);
    lua_settop(L, child - 1);
    push_at(L, w, GROUND_PARENTS, PARENTS, parent);
    if (lua_type(L, -1) == LUA_TSTRING) snprintf(out->where, sizeof out->where, "%s", lua_tostring(L, -1));
    parent = lua_type(L, -1) == LUA_TNUMBER ? lua_tointeger(L, -1) : 0;
    lua_pop(L, 1);
  }
}

// Raises the error about the value at the top of the stack, which was found in object `parent`.
static void refuse(lua_State *L, walk *w, lua_Integer parent, const char *what, const char *why) {
  place at;
  find_place(L, w, parent, &at);
  luaL_error(L, "%s%s%s: '%s' %s; %s", at.function, at.function[0] ? ": " : "", at.where, at.path, what, why);
}

static void refuse_itself(lua_State *L, walk *w, const char *what, const char *why) {
  push_object(L, w, w->at);
  push_at(L, w, GROUND_PARENTS, PARENTS, w->at);
  if (lua_type(L, -1) == LUA_TSTRING) luaL_error(L, "%s %s; %s", lua_tostring(L, -1), what, why);
  const lua_Integer parent = lua_tointeger(L, -1);
  lua_pop(L, 1);
  refuse(L, w, parent, what, why);
}

// What cannot be kept ----------------------------------------------------------------------------------------------------------

// What the new object at `index` is, when it cannot be kept; NULL when it can.
static const char *not_kept(lua_State *L, const walk *w, int index) {
  char where[FL_LUA_WHY];
  fl_lua_row row;
  switch (lua_type(L, index)) {
  case LUA_TTABLE: return NULL;
  case LUA_TFUNCTION:
    if (lua_iscfunction(L, index)) return "an iterator, as pairs, ipairs and string.gmatch make them";
    if (!w->base) return NULL;
    function_place(L, lua_absindex(L, index), where, sizeof where);
    return lua_pushfstring(L, "a function made while a hook ran (%s)", where);
  case LUA_TUSERDATA:
    if (!w->base) return fl_lua_to_object(L, index) ? NULL : "an object";
    if (fl_lua_to_row(L, index, &row)) return NULL;
    if (!fl_lua_view(L, index)) return "an object made while a hook ran";
    lua_pop(L, 1);
    return NULL;
  default: return "a value of a kind that scenarios do not have";
  }
}

static void put_kind(lua_State *L, walk *w, int index) {
  fl_lua_row row;
  if (fl_lua_to_row(L, index, &row)) {
    put_tag(L, &w->kinds, FL_MADE_ROW);
    put_word(L, &w->kinds, (uint64_t)(row.table - fl_tables));
    put_word(L, &w->kinds, row.more_table ? (uint64_t)(row.more_table - fl_tables) : FL_TABLES);
    put(L, &w->kinds, row.row, row.table->row_size);
    if (row.more_table) put(L, &w->kinds, row.more, row.more_table->row_size);
    return;
  }
  const char *name = fl_lua_view(L, index);
  put_tag(L, &w->kinds, name ? FL_MADE_VIEW : FL_MADE_TABLE);
  if (!name) return;
  put_text(L, &w->kinds, name, strlen(name));
  lua_pop(L, 1);
}

// Records ----------------------------------------------------------------------------------------------------------------------

// The value at the top of the stack, which is popped.
static void put_value(lua_State *L, walk *w) {
  const int type = lua_type(L, -1);
  size_t size;
  if (type == LUA_TNIL) {
    put_tag(L, &w->body, FL_KEPT_NIL);
  } else if (type == LUA_TBOOLEAN) {
    put_tag(L, &w->body, lua_toboolean(L, -1) ? FL_KEPT_TRUE : FL_KEPT_FALSE);
  } else if (type == LUA_TNUMBER) {
    const lua_Integer integer = lua_tointeger(L, -1);
    const lua_Number real = lua_tonumber(L, -1);
    put_tag(L, &w->body, lua_isinteger(L, -1) ? FL_KEPT_INTEGER : FL_KEPT_REAL);
    put(L, &w->body, lua_isinteger(L, -1) ? (const void *)&integer : (const void *)&real, sizeof integer);
  } else if (type == LUA_TSTRING) {
    const char *text = lua_tolstring(L, -1, &size);
    put_tag(L, &w->body, FL_KEPT_TEXT);
    put_text(L, &w->body, text, size);
  } else {
    lua_Integer number = number_of(L, -1);
    if (!number) {
      const int value = lua_gettop(L);
      const char *what = not_kept(L, w, value);
      if (what) {
        what = lua_pushfstring(L, "holds %s", what);
        lua_pushvalue(L, value);
        refuse(L, w, w->at, what, advice);
      }
      lua_pushinteger(L, w->at);
      number = add(L, w, value);
      if (w->base) put_kind(L, w, value);
    }
    put_tag(L, &w->body, FL_KEPT_OBJECT);
    put_word(L, &w->body, (uint64_t)number);
  }
  lua_pop(L, 1);
}

// Looks at the keys of the table at `table`; returns how many there are.
static size_t look_at_keys(lua_State *L, walk *w, int table) {
  size_t count = 0;
  lua_Integer positive = 0, last = 0;
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1), count++) {
    const int type = lua_type(L, -2);
    if (lua_isinteger(L, -2) && lua_tointeger(L, -2) > 0) {
      positive++;
      if (lua_tointeger(L, -2) > last) last = lua_tointeger(L, -2);
    }
    if (type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TBOOLEAN) continue;
    refuse_itself(L, w, lua_pushfstring(L, "has a %s as a key", luaL_typename(L, -2)),
                  "a checkpoint keeps keys that are numbers, texts or truths");
  }
  w->holes = last != positive;
  return count;
}

// Of the key at the top of the stack, which is popped.
static void put_entry(lua_State *L, walk *w, int table) {
  lua_pushvalue(L, -1);
  put_value(L, w);
  lua_rawget(L, table);
  put_value(L, w);
}

static void put_entries(lua_State *L, walk *w, int table) {
  put_word(L, &w->body, look_at_keys(L, w, table));
  for (int truth = 0; truth < 2; truth++) {
    lua_pushboolean(L, truth);
    lua_pushboolean(L, truth);
    const bool there = lua_rawget(L, table) != LUA_TNIL;
    lua_pop(L, 1);
    if (there)
      put_entry(L, w, table);
    else
      lua_pop(L, 1);
  }
  fl_lua_sorted_keys(L, table, true);
  const int keys = lua_gettop(L);
  const lua_Integer count = (lua_Integer)lua_rawlen(L, keys);
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(L, keys, i);
    put_entry(L, w, table);
  }
}

bool fl_lua_new_cell(lua_State *L, int cells, int function, int number) {
  void *cell = lua_upvalueid(L, function, number);
  const bool first = lua_rawgetp(L, cells, cell) == LUA_TNIL;
  lua_pop(L, 1);
  lua_pushboolean(L, 1);
  lua_rawsetp(L, cells, cell);
  return first;
}

static void put_record(lua_State *L, walk *w, lua_Integer number) {
  w->at = number;
  w->holes = false;
  lua_settop(L, TOP);
  luaL_checkstack(L, 20, NULL);
  if (w->lua->bytes >= w->lua->collect_at) fl_lua_collect(L);
  push_object(L, w, number);
  const int object = lua_gettop(L);
  if (lua_type(L, object) == LUA_TTABLE) {
    if (!lua_getmetatable(L, object)) lua_pushnil(L);
    put_value(L, w);
    put_entries(L, w, object);
  } else if (lua_type(L, object) == LUA_TFUNCTION) {
    for (int i = 1; lua_getupvalue(L, object, i); i++) {
      if (fl_lua_new_cell(L, CELLS, object, i))
        put_value(L, w);
      else
        lua_pop(L, 1);
    }
  } else if (w->base && fl_lua_view(L, object)) {
    put_entries(L, w, lua_gettop(L));
  }
}

// The ground -------------------------------------------------------------------------------------------------------------------

// What scripts see of the host: the function or view at the top of the stack, and what is in it. Popped.
static void add_house(lua_State *L, walk *w) {
  const int value = lua_gettop(L), type = lua_type(L, value);
  luaL_checkstack(L, 20, NULL);
  if ((type == LUA_TFUNCTION || type == LUA_TUSERDATA) && !number_of(L, value)) {
    lua_pushliteral(L, "fanloop");
    add(L, w, value);
    if (fl_lua_view(L, value)) {
      const int inner = lua_gettop(L);
      lua_pushliteral(L, "fanloop");
      add(L, w, inner); // functions of a module reach it from inside
      fl_lua_sorted_keys(L, inner, true);
      const lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
      for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, inner + 1, i);
        lua_rawget(L, inner);
        add_house(L, w);
      }
    }
  }
  lua_settop(L, value - 1);
}

static void add_whole_house(lua_State *L, walk *w) {
  fl_lua_push_globals(L);
  add_house(L, w);
  fl_lua_push_modules(L);
  const int modules = lua_gettop(L);
  fl_lua_sorted_keys(L, modules, true);
  for (lua_Integer i = 1; lua_rawgeti(L, modules + 1, i) == LUA_TSTRING; i++, lua_settop(L, modules + 1)) {
    lua_rawget(L, modules);
    const bool closed = fl_lua_view(L, -1) != NULL; // fanloop, and what is shipped
    lua_settop(L, modules + 2);
    if (closed) add_house(L, w);
  }
  fl_lua_push_sim(L);
  add_house(L, w);
  fl_lua_push_seller_view(L);
  add_house(L, w);
  fl_lua_push_sim_methods(L);
  const int methods = lua_gettop(L);
  fl_lua_sorted_keys(L, methods, true);
  for (lua_Integer i = 1; lua_rawgeti(L, methods + 1, i) == LUA_TSTRING; i++) {
    lua_rawget(L, methods);
    add_house(L, w);
  }
  w->lua->ground.house = w->count;
  lua_settop(L, TOP);
}

// The value below the name at the top of the stack; both are popped.
static void add_root(lua_State *L, walk *w) {
  const int value = lua_gettop(L) - 1, type = lua_type(L, value);
  if ((type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA) && !number_of(L, value)) {
    const char *what = not_kept(L, w, value);
    if (what) luaL_error(L, "%s is %s; %s", lua_tostring(L, value + 1), what, advice);
    lua_pushvalue(L, value + 1);
    add(L, w, value);
  }
  lua_settop(L, value - 1);
}

// Adds the values of the table at the top of the stack in the order of their names; pops it.
static void add_named(lua_State *L, walk *w, const char *kind) {
  const int table = lua_gettop(L);
  fl_lua_sorted_keys(L, table, true);
  const lua_Integer count = (lua_Integer)lua_rawlen(L, table + 1);
  for (lua_Integer i = 1; i <= count; i++) {
    if (lua_rawgeti(L, table + 1, i) == LUA_TSTRING) {
      lua_pushvalue(L, -1);
      lua_rawget(L, table);
      lua_pushfstring(L, "%s '%s'", kind, lua_tostring(L, -2));
      add_root(L, w);
    }
    lua_settop(L, table + 1);
  }
  lua_settop(L, table - 1);
}

static void add_roots(lua_State *L, walk *w) {
  static const char *const hooks[FL_LUA_END + 1] = {[FL_LUA_START] = "on_start", [FL_LUA_DAY] = "on_day", [FL_LUA_END] = "on_end"};
  for (int phase = 0; phase <= FL_LUA_END; phase++) {
    if (!hooks[phase] || w->lua->hook_refs[phase] == LUA_NOREF) continue;
    lua_rawgeti(L, LUA_REGISTRYINDEX, w->lua->hook_refs[phase]);
    lua_pushstring(L, hooks[phase]);
    add_root(L, w);
  }
  if (w->lua->metrics_ref != LUA_NOREF) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, w->lua->metrics_ref);
    add_named(L, w, "metric");
  }
  fl_lua_push_modules(L);
  add_named(L, w, "module");
  if (!w->lua->strategy_count) return;
  lua_rawgeti(L, LUA_REGISTRYINDEX, w->lua->strategies_ref);
  add_named(L, w, "strategy");
  lua_rawgeti(L, LUA_REGISTRYINDEX, w->lua->selves_ref);
  lua_pushliteral(L, "selves of sellers");
  add_root(L, w);
}

static int take_ground(lua_State *L) {
  walk *w = lua_touserdata(L, ARGUMENT);
  fl_lua_ground *g = &w->lua->ground;
  for (int i = ARGUMENT + 1; i <= TOP; i++) lua_newtable(L);
  add_whole_house(L, w);
  add_roots(L, w);
  for (lua_Integer number = g->house + 1; number <= w->count; number++) {
    put_record(L, w, number);
    const size_t at = (size_t)(number - g->house - 1);
    if ((at & (at + 1)) == 0) { // a power of two less one: room for as many again
      size_t *ends = realloc(g->ends, 2 * (at + 1) * sizeof *ends);
      if (!ends) fl_lua_out_of_memory(L);
      g->ends = ends;
    }
    g->ends[at] = w->body.size;
  }
  g->count = w->count;
  lua_settop(L, TOP - 1);
  g->parents = luaL_ref(L, LUA_REGISTRYINDEX);
  g->numbers = luaL_ref(L, LUA_REGISTRYINDEX);
  g->objects = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

fl_status fl_lua_run_state(fl_lua *lua, lua_CFunction function, void *argument, fl_messages *messages) {
  static const int64_t instructions = 4000000000; // the watchdog bites before
  const size_t most = lua->bytes_max;
  lua->bytes_max = 2 * most;
  const bool ran = fl_lua_protected(lua, function, argument, "the checkpoint", instructions);
  lua_gc(lua->L, LUA_GCCOLLECT);
  // What stays is little: the numbers of objects, and lists that have grown otherwise.
  lua->bytes_max = lua->bytes > most ? lua->bytes : most;
  fl_lua_collect(lua->L); // says when to collect next, by the old limit
  if (ran) return FL_OK;
  fl_messages_add(messages, true, "%s", lua->failure ? lua->failure : "out of memory");
  return lua->no_memory || lua->memory_out ? FL_ENVIRONMENT : FL_BAD_SCENARIO;
}

fl_status fl_lua_watch(fl_lua *lua, fl_messages *messages) {
  walk w = {.lua = lua};
  const fl_status status = fl_lua_run_state(lua, take_ground, &w, messages);
  free(w.kinds.at);
  lua->ground.records = w.body.at;
  lua->ground.taken = status == FL_OK;
  return status;
}

void fl_lua_free_ground(fl_lua *lua) {
  free(lua->ground.records);
  free(lua->ground.ends);
}

// Saving -----------------------------------------------------------------------------------------------------------------------

static void put_ground(lua_State *L, walk *w) {
  const fl_lua_ground *g = &w->lua->ground;
  size_t before = 0;
  for (lua_Integer number = g->house + 1; number <= g->count; number++) {
    const size_t begin = w->body.size, end = g->ends[number - g->house - 1], loaded = end - before;
    put_tag(L, &w->body, FL_CHANGED);
    put_record(L, w, number);
    const size_t size = w->body.size - begin - 1;
    if (size == loaded && (size == 0 || memcmp(w->body.at + begin + 1, g->records + before, size) == 0)) {
      w->body.size = begin;
      put_tag(L, &w->body, FL_AS_LOADED);
    } else if (w->holes) {
      refuse_itself(L, w, "is a list with holes", "its '#' hangs on its past: use texts as keys, or fill the holes with false");
    }
    before = end;
  }
}

static int save(lua_State *L) {
  walk *w = lua_touserdata(L, ARGUMENT);
  const fl_lua_ground *g = &w->lua->ground;
  lua_rawgeti(L, LUA_REGISTRYINDEX, g->objects);
  lua_rawgeti(L, LUA_REGISTRYINDEX, g->numbers);
  lua_rawgeti(L, LUA_REGISTRYINDEX, g->parents);
  while (lua_gettop(L) < TOP) lua_newtable(L);
  put_ground(L, w);
  for (lua_Integer number = g->count + 1; number <= w->count; number++) {
    put_record(L, w, number);
    if (w->holes)
      refuse_itself(L, w, "is a list with holes", "its '#' hangs on its past: use texts as keys, or fill the holes with false");
  }
  return 0;
}

fl_status fl_lua_save(fl_lua *lua, fl_messages *messages, void **out, size_t *size) {
  const fl_lua_ground *g = &lua->ground;
  assert(g->taken && "fl_lua_watch comes first");
  walk w = {.lua = lua, .base = g->count, .count = g->count};
  *out = NULL;
  *size = 0;
  fl_status status = fl_lua_run_state(lua, save, &w, messages);
  const uint64_t head[] = {(uint64_t)g->house, (uint64_t)g->count, (uint64_t)w.count};
  const size_t all = sizeof head + w.kinds.size + w.body.size;
  char *at = status == FL_OK ? malloc(all) : NULL;
  if (at) {
    memcpy(at, head, sizeof head);
    if (w.kinds.size) memcpy(at + sizeof head, w.kinds.at, w.kinds.size);
    if (w.body.size) memcpy(at + sizeof head + w.kinds.size, w.body.at, w.body.size);
    *out = at;
    *size = all;
  } else if (status == FL_OK) {
    fl_messages_add(messages, true, "out of memory");
    status = FL_ENVIRONMENT;
  }
  free(w.body.at);
  free(w.kinds.at);
  return status;
}
