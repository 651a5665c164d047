// The shipped library as scenarios see it: its modules are closed, so that a misspelt name is an error; its functions read their options
// against their defaults; and a function that stands where what it makes is meant is told from others.
#include "lua/host.h"

#include "base/nearname.h"

#include <stdio.h>
#include <string.h>

#define PREFIX "fanloop."
#define WORLDS PREFIX "worlds." // presets are plain tables of parameters
#define MAKER  "fl."

static const char given_key = 0; // in the registry: "file:line" by function

bool fl_lua_shipped(const fl_lua_source *source) {
  return strncmp(source->module, PREFIX, strlen(PREFIX)) == 0;
}

static bool is_closed(const char *name) {
  return strncmp(name, PREFIX, strlen(PREFIX)) == 0 && strncmp(name, WORLDS, strlen(WORLDS)) != 0;
}

void fl_lua_close_module(lua_State *L, const char *name) {
  if (is_closed(name) && lua_istable(L, -1)) fl_lua_protect(L, name + strlen(PREFIX));
}

// Pushes the name of the field of `table` that holds the value at `index`; false, and nothing is pushed, where none does.
static bool push_field_of(lua_State *L, int table, int index) {
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
    if (!lua_rawequal(L, -1, index) || lua_type(L, -2) != LUA_TSTRING) continue;
    lua_pop(L, 1);
    return true;
  }
  return false;
}

// "strategies.cost_plus" where the value at `index` is a function of the shipped library itself, instead of what it makes; NULL where it is
// not. Lives until the stack is popped below where it was: one value is pushed in either case.
static const char *factory_at(lua_State *L, int index) {
  index = lua_absindex(L, index);
  fl_lua_push_modules(L);
  const int modules = lua_gettop(L), name = modules + 1;
  if (!lua_isfunction(L, index)) return NULL;
  for (lua_pushnil(L); lua_next(L, modules); lua_settop(L, name)) {
    const bool closed = lua_type(L, name) == LUA_TSTRING && is_closed(lua_tostring(L, name));
    const char *owner = closed ? fl_lua_view(L, -1) : NULL;
    if (!owner || !push_field_of(L, lua_gettop(L), index)) continue;
    const char *full = lua_pushfstring(L, "%s.%s", owner, lua_tostring(L, -1));
    lua_replace(L, modules);
    lua_settop(L, modules);
    return full;
  }
  return NULL;
}

bool fl_lua_refuse_factory(lua_State *L, const fl_lua_scope *scope, const char *what) {
  const char *factory = factory_at(L, -1);
  if (factory) fl_lua_complain_at(scope, "%s is %s itself: is it missing (…)?", what, factory);
  lua_pop(L, 1);
  return factory != NULL;
}

// Where functions were given -----------------------------------------------------------------------------------------------------

void fl_lua_note_given(lua_State *L, int index, const fl_lua_scope *scope) {
  const fl_lua *lua = scope->lua;
  const fl_lua_place *place = scope->place;
  index = lua_absindex(L, index);
  if (place->source >= lua->source_count) return;
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &given_key) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &given_key);
  }
  lua_pushvalue(L, index);
  lua_pushfstring(L, "%s:%d", lua->sources[place->source].path, fl_lua_key_line(lua, place, scope->steps, scope->step_count));
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

bool fl_lua_push_given(lua_State *L, int index) {
  index = lua_absindex(L, index);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &given_key) == LUA_TTABLE) {
    lua_pushvalue(L, index);
    if (lua_rawget(L, -2) == LUA_TSTRING) {
      lua_remove(L, -2);
      return true;
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return false;
}

// Options ------------------------------------------------------------------------------------------------------------------------

enum { NAME = 1, GIVEN, DEFAULTS, OUT, KNOWN }; // places on the stack; KNOWN: what may be said, "!" where it must be

// What is said of options is told at the call, beside whatever else is wrong; in hooks it ends the run.
static void complain(lua_State *L, const char *key, const char *text) {
  fl_lua *lua = fl_lua_of(L);
  if (lua->phase != FL_LUA_LOADING) luaL_error(L, "%s: %s", lua_tostring(L, NAME), text);
  char label[2 * FL_NAME_MAX];
  snprintf(label, sizeof label, "%.100s: ", lua_tostring(L, NAME));
  fl_lua_place place = fl_lua_caller(L, FL_LUA_ANY_WORD);
  fl_lua_scope scope = {.lua = lua, .place = &place, .label = label};
  if (key) scope = fl_lua_below(&scope, key, 0);
  fl_lua_complain_at(&scope, "%s", text);
}

static void add_known(lua_State *L, const char *name, size_t length, bool required) {
  lua_pushlstring(L, name, length);
  lua_pushboolean(L, required);
  lua_rawset(L, KNOWN);
}

// All that fl.<maker> takes.
static void add_maker(lua_State *L, const char *maker) {
  const fl_fields *fields = strcmp(maker, "brand") == 0  ? &fl_brand_fields
                            : strcmp(maker, "room") == 0 ? &fl_room_fields
                            : strcmp(maker, "host") == 0 ? &fl_host_fields
                                                         : NULL;
  for (int kind = 0; !fields && kind < FL_POLICY_KINDS; kind++)
    if (strcmp(fl_policy_kind_name((fl_policy_kind)kind), maker) == 0) fields = fl_policy_fields((fl_policy_kind)kind);
  if (!fields) luaL_error(L, "fl.options: there is no fl.%s", maker);
  for (size_t i = 0; i < fields->count; i++) add_known(L, fields->rows[i].name, strlen(fields->rows[i].name), false);
  add_known(L, "id", 2, false);
  if (fields == &fl_brand_fields || fields == &fl_room_fields) add_known(L, "strategy", strlen("strategy"), false);
  if (fields == &fl_festival_fields) add_known(L, "peak", strlen("peak"), false);
}

// One entry without a default: "name", "name!" where it must be said, "fl.room" for all that fl.room takes, "-name" for what of that is not
// taken.
static void read_bare(lua_State *L, const char *entry) {
  const size_t length = strcspn(entry, "!");
  if (strncmp(entry, MAKER, strlen(MAKER)) == 0) {
    add_maker(L, entry + strlen(MAKER));
  } else if (entry[0] == '-') {
    lua_pushnil(L);
    lua_setfield(L, KNOWN, entry + 1);
  } else {
    add_known(L, entry, length, entry[length] == '!');
  }
}

static void read_defaults(lua_State *L) {
  for (lua_Integer i = 1; lua_rawgeti(L, DEFAULTS, i) == LUA_TSTRING; i++, lua_pop(L, 1)) read_bare(L, lua_tostring(L, -1));
  lua_pop(L, 1);
  for (lua_pushnil(L); lua_next(L, DEFAULTS); lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) continue;
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, OUT);
    add_known(L, lua_tostring(L, -2), lua_rawlen(L, -2), false);
  }
}

static void refuse_unknown(lua_State *L, const char *key) {
  enum { LISTED = 12 }; // names that a message may hold
  char text[FL_LUA_WHY];
  size_t used = 0;
  fl_lua_sorted_keys(L, KNOWN, true);
  const int names = lua_gettop(L);
  const size_t count = lua_rawlen(L, names);
  fl_near near = fl_near_start(key);
  for (size_t i = 1; i <= count; i++, lua_settop(L, names)) {
    lua_rawgeti(L, names, (lua_Integer)i);
    fl_near_offer(&near, lua_tostring(L, -1)); // the table keeps the text alive
  }
  used = (size_t)snprintf(text, sizeof text, near.best ? "unknown option '%.64s'; did you mean '%.64s'?" : "unknown option '%.64s'",
                          key, near.best);
  for (size_t i = 1; !near.best && count <= LISTED && i <= count && used < sizeof text; i++, lua_settop(L, names)) {
    lua_rawgeti(L, names, (lua_Integer)i);
    used += (size_t)snprintf(text + used, sizeof text - used, "%s%.64s", i == 1 ? "; it takes " : ", ", lua_tostring(L, -1));
  }
  complain(L, key, text);
}

// The entry whose key and value are the two at the top of the stack.
static void take_option(lua_State *L) {
  const int value = lua_gettop(L), key = value - 1;
  char text[FL_LUA_WHY];
  if (lua_type(L, key) != LUA_TSTRING) {
    snprintf(text, sizeof text, "%s has no name; write name = value", fl_lua_show(L, value));
    complain(L, NULL, text);
    return;
  }
  const char *name = lua_tostring(L, key);
  lua_pushvalue(L, key);
  if (lua_rawget(L, KNOWN) == LUA_TNIL) {
    refuse_unknown(L, name);
    return;
  }
  lua_pushvalue(L, key);
  const int usual = lua_rawget(L, DEFAULTS), got = lua_type(L, value);
  if (usual != LUA_TNIL && usual != LUA_TTABLE && usual != got) { // a set may be said as one text
    snprintf(text, sizeof text, "%.64s must be a %s, got %s", name, usual == LUA_TSTRING ? "text" : lua_typename(L, usual),
             fl_lua_show(L, value));
    complain(L, name, text);
    return;
  }
  lua_pushvalue(L, key);
  lua_pushvalue(L, value);
  lua_rawset(L, OUT);
}

static void check_required(lua_State *L) {
  fl_lua_sorted_keys(L, KNOWN, true);
  const int names = lua_gettop(L);
  for (lua_Integer i = 1; lua_rawgeti(L, names, i) == LUA_TSTRING; i++, lua_settop(L, names)) {
    lua_pushvalue(L, -1);
    lua_rawget(L, KNOWN);
    lua_pushvalue(L, -2);
    const bool said = lua_rawget(L, OUT) != LUA_TNIL;
    if (lua_toboolean(L, -2) && !said) luaL_error(L, "%s: %s is missing", lua_tostring(L, NAME), lua_tostring(L, -3));
  }
}

// fl.options("sellers.rooms", options, { every = 120, "voucher", "from!", "fl.room", "-id" }) -> a new table of the options, with the default
// where one is not said. Entries that must be said come behind constructors that have such a field.
int fl_lua_read_options(lua_State *L) {
  luaL_checkstring(L, NAME);
  lua_settop(L, DEFAULTS);
  luaL_checktype(L, DEFAULTS, LUA_TTABLE);
  lua_newtable(L);
  lua_newtable(L);
  luaL_checkstack(L, 20, NULL);
  if (!lua_isnil(L, GIVEN) && !lua_istable(L, GIVEN))
    return luaL_error(L, "%s takes a table of options, as %s { … }, got %s", lua_tostring(L, NAME), lua_tostring(L, NAME),
                      fl_lua_show(L, GIVEN));
  read_defaults(L);
  if (lua_istable(L, GIVEN)) {
    fl_lua_sorted_keys(L, GIVEN, true);
    const int keys = lua_gettop(L);
    for (lua_Integer i = 1; lua_rawgeti(L, keys, i) != LUA_TNIL; i++, lua_settop(L, keys)) {
      lua_pushvalue(L, -1);
      lua_rawget(L, GIVEN);
      take_option(L);
    }
  }
  check_required(L);
  lua_settop(L, OUT);
  return 1;
}
