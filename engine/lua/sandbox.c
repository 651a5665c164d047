// What a script sees: an allow-list of functions, wrapped where the stock ones leak addresses, order, time or unbounded work.
#include "lua/host.h"

#include "base/nearname.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

// Texts ------------------------------------------------------------------------------------------------------------------------

// Stock tostring prints addresses, which differ from run to run.
int fl_lua_tostring(lua_State *L) {
  luaL_checkany(L, 1);
  const int type = lua_type(L, 1);
  if (luaL_callmeta(L, 1, "__tostring")) {
    if (!lua_isstring(L, -1)) return luaL_error(L, "'__tostring' must return a string");
  } else if (type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA || type == LUA_TLIGHTUSERDATA) {
    lua_pushstring(L, lua_typename(L, type));
  } else {
    luaL_tolstring(L, 1, NULL);
  }
  return 1;
}

const char *fl_lua_show(lua_State *L, int index) {
  switch (lua_type(L, index)) {
  case LUA_TNIL: return "nil";
  case LUA_TBOOLEAN: return lua_toboolean(L, index) ? "the value true" : "the value false";
  case LUA_TNUMBER: return lua_pushfstring(L, "the number %s", (lua_pushvalue(L, index), lua_tostring(L, -1)));
  case LUA_TSTRING: return "a text";
  case LUA_TTABLE: return "a table";
  case LUA_TFUNCTION: return "a function";
  default: {
    const fl_lua_object *object = fl_lua_to_object(L, index);
    return object ? lua_pushfstring(L, "a %s", fl_lua_object_kind(object)) : "an object";
  }
  }
}

// Counts what is to be printed, and says once that no more is.
static bool may_print(fl_lua *lua, size_t bytes) {
  const bool before = lua->printed <= FL_LUA_PRINTED_MAX;
  lua->printed += bytes < FL_LUA_PRINTED_MAX + 1 ? bytes : FL_LUA_PRINTED_MAX + 1;
  if (lua->printed <= FL_LUA_PRINTED_MAX) return true;
  if (before) fprintf(stderr, "\n… the scenario prints more than %d MiB; the rest is not shown\n", FL_LUA_PRINTED_MAX >> 20);
  return false;
}

// The text at the top of the stack on stderr, without what could steer a terminal.
static void print_text(lua_State *L) {
  size_t size;
  const char *text = lua_tolstring(L, -1, &size);
  fl_lua_charge(L, 10 + size);
  char *shown = lua_newuserdatauv(L, size + 1, 0);
  for (size_t i = 0; i < size; i++) shown[i] = text[i] ? text[i] : '?';
  shown[size] = 0;
  fl_utf8_clean(shown, false);
  if (may_print(fl_lua_of(L), size + 1)) fputs(shown, stderr);
  lua_pop(L, 1);
}

// Reports go to stderr: stdout belongs to results.
static int print(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  const int count = lua_gettop(L);
  for (int i = 1; i <= count; i++) {
    lua_pushcfunction(L, fl_lua_tostring);
    lua_pushvalue(L, i);
    lua_call(L, 1, 1);
    if (i > 1 && lua->printed <= FL_LUA_PRINTED_MAX) fputc('\t', stderr);
    print_text(L);
    lua_pop(L, 1);
  }
  if (may_print(lua, 1)) fputc('\n', stderr);
  return 0;
}

// Upvalue 1: stock string.format. Tables and functions are shown without their address; %p is refused.
static int format(lua_State *L) {
  const char *text = luaL_checkstring(L, 1);
  for (const char *at = strchr(text, '%'); at; at = strchr(at, '%')) {
    at += 1 + strspn(at + 1, "-+ #0123456789.");
    if (*at == 'p') return luaL_error(L, "string.format: '%%p' shows addresses, which differ from run to run");
    if (*at) at++;
  }
  const int count = lua_gettop(L);
  for (int i = 2; i <= count; i++) {
    const int type = lua_type(L, i);
    if (type != LUA_TTABLE && type != LUA_TFUNCTION && type != LUA_TUSERDATA) continue;
    lua_pushcfunction(L, fl_lua_tostring);
    lua_pushvalue(L, i);
    lua_call(L, 1, 1);
    lua_replace(L, i);
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, count, 1);
  return 1;
}

// Stock string.rep repeats the empty text 2^63 times without a single instruction.
static int repeat(lua_State *L) {
  size_t size, separator;
  luaL_checklstring(L, 1, &size);
  const lua_Integer count = luaL_checkinteger(L, 2);
  luaL_optlstring(L, 3, "", &separator);
  if (count <= 0 || size + separator == 0) {
    lua_pushliteral(L, "");
    return 1;
  }
  // What goes beyond the memory fails before the first copy.
  if ((size_t)count <= fl_lua_of(L)->bytes_max / (size + separator)) fl_lua_charge(L, (size_t)count / 8);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

// Charges ----------------------------------------------------------------------------------------------------------------------

// Upvalue 1: a stock function whose work grows with the length of its texts.
static int charged_by_text(lua_State *L) {
  const int count = lua_gettop(L);
  size_t steps = 0;
  for (int i = 1; i <= count; i++)
    if (lua_type(L, i) == LUA_TSTRING) steps += lua_rawlen(L, i) / 8;
  fl_lua_charge(L, steps);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, count, LUA_MULTRET);
  return lua_gettop(L);
}

// Metatables -------------------------------------------------------------------------------------------------------------------

static int get_metatable(lua_State *L) {
  luaL_checkany(L, 1);
  if (lua_type(L, 1) != LUA_TTABLE || !lua_getmetatable(L, 1)) {
    lua_pushnil(L); // that of texts is shared by all scripts: it stays out of reach
    return 1;
  }
  luaL_getmetafield(L, 1, "__metatable");
  return 1;
}

// Finalisers run outside every limit, and weak tables show when the collector ran (collect.c watches what is written later).
static int set_metatable(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, lua_type(L, 2) == LUA_TNIL || lua_type(L, 2) == LUA_TTABLE, 2, "nil or table");
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) return luaL_error(L, "cannot change a protected metatable");
  lua_settop(L, 2);
  static const char *const refused[] = {"__gc", "__mode"};
  for (int i = 0; i < 2 && lua_istable(L, 2); i++) {
    lua_pushstring(L, refused[i]);
    if (lua_rawget(L, 2) != LUA_TNIL) return luaL_error(L, "setmetatable: '%s' is not available in scenarios", refused[i]);
    lua_pop(L, 1);
  }
  if (lua_istable(L, 2)) fl_lua_note_metatable(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

// Read-only views --------------------------------------------------------------------------------------------------------------

typedef struct missing_name {
  const char *name, *why;
} missing_name;

// Names that people try, and what to do instead.
static const missing_name missing[] = {
    {"io", "scenarios cannot open files; results are written by the engine"},
    {"os", "scenarios cannot reach the system or the clock; use sim.date and sim.day"},
    {"os.time", "scenarios have no clock; use sim.date and sim.day"},
    {"debug", "scenarios cannot look into the interpreter"},
    {"package", "require finds modules in the scenario's folder and in the shipped library"},
    {"coroutine", "scenarios have no coroutines"},
    {"load", "scenarios cannot compile texts; use functions, and require for files"},
    {"loadstring", "scenarios cannot compile texts; use functions, and require for files"},
    {"loadfile", "use require"},
    {"dofile", "use require"},
    {"xpcall", "use pcall: tracebacks come by themselves"},
    {"rawset", "use an ordinary assignment"},
    {"collectgarbage", "memory is managed by the engine"},
    {"_G", "there is no table of globals; use local variables"},
    {"math.randomseed", "the seed belongs to the scenario (seed = …) or to --seed"},
    {"string.dump", "scenarios have no bytecode"},
    {"string.pack", "scenarios have no binary data"},
    {"string.unpack", "scenarios have no binary data"},
    {"unpack", "use table.unpack"},
    {"table.getn", "use the operator #"},
};

static const char *why_missing(const char *name) {
  for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
    if (strcmp(missing[i].name, name) == 0) return missing[i].why;
  return NULL;
}

// What stands for a constructor that there is not: lists take false for an entry that is left out.
static int make_nothing(lua_State *L) {
  lua_settop(L, 0);
  lua_pushboolean(L, 0);
  return 1;
}

// A constructor that is misspelt, while loading: told beside whatever else is wrong. Pushes what stands for it.
static bool misspelt_constructor(lua_State *L, const char *owner, const char *full, const char *near) {
  fl_lua *lua = fl_lua_of(L);
  char makers[FL_LUA_MAKERS], word[FL_NAME_MAX + 8];
  if (strcmp(owner, "fl") != 0 || !near || lua->phase != FL_LUA_LOADING) return false;
  snprintf(word, sizeof word, "fl.%s", near);
  const char *at = strstr(fl_lua_policy_makers(makers), word);
  const bool maker = strcmp(near, "brand") == 0 || strcmp(near, "room") == 0 || (at && strcspn(at, ", ") == strlen(word));
  if (!maker) return false;
  fl_lua_place place = fl_lua_caller(L, "");
  const fl_lua_scope scope = {.lua = lua, .place = &place, .label = ""};
  fl_lua_complain_at(&scope, "unknown name '%s'; did you mean 'fl.%s'?", full, near);
  lua_pushcfunction(L, make_nothing);
  return true;
}

// Pushes "; there are rooms, variant" of the names in the list at the top of the stack, or "" where they are many.
static const char *few_names(lua_State *L) {
  enum { FEW = 12 };
  const int names = lua_gettop(L);
  const lua_Integer count = (lua_Integer)lua_rawlen(L, names);
  lua_pushstring(L, count > 0 && count <= FEW ? "; there are " : "");
  for (lua_Integer i = 1; count <= FEW && i <= count; i++) {
    lua_rawgeti(L, names, i);
    lua_pushfstring(L, "%s%s%s", lua_tostring(L, -2), i > 1 ? ", " : "", lua_tostring(L, -1));
  }
  return lua_tostring(L, -1);
}

// __index of a protected table: upvalue 1 is its name, "" for the globals. Argument 1 is the table itself.
static int unknown_name(lua_State *L) {
  const char *owner = lua_tostring(L, lua_upvalueindex(1)), *dot = owner[0] ? "." : "";
  if (lua_type(L, 2) != LUA_TSTRING) return luaL_error(L, "'%s' has no entry of that kind: %s", owner, fl_lua_show(L, 2));
  const char *key = lua_tostring(L, 2);
  const char *full = lua_pushfstring(L, "%s%s%s", owner, dot, key);
  const char *why = why_missing(full);
  if (why) return luaL_error(L, "'%s' is not available in scenarios: %s", full, why);
  fl_lua_sorted_keys(L, 1, true);
  fl_near near = fl_near_start(key);
  for (lua_Integer i = 1; lua_rawgeti(L, -1, i) == LUA_TSTRING; i++) {
    fl_near_offer(&near, lua_tostring(L, -1)); // the table keeps the text alive
    lua_pop(L, 1);
  }
  if (misspelt_constructor(L, owner, full, near.best)) return 1;
  lua_pop(L, 1); // the end of the names
  if (near.best) return luaL_error(L, "unknown name '%s'; did you mean '%s%s%s'?", full, owner, dot, near.best);
  if (!owner[0] && strcmp(key, "fl") == 0)
    return luaL_error(L, "unknown name 'fl'; begin the file with: local fl = require \"fanloop\"");
  return luaL_error(L, "unknown name '%s'%s", full, owner[0] ? few_names(L) : "; local names must be declared above");
}

static int refuse_write(lua_State *L) {
  const char *owner = lua_tostring(L, lua_upvalueindex(1));
  const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : fl_lua_show(L, 2);
  if (owner[0]) return luaL_error(L, "'%s' is read-only: cannot set '%s'", owner, key);
  return luaL_error(L, "cannot set the global '%s'; declare it with: local %s", key, key);
}

void fl_lua_protect(lua_State *L, const char *name) {
  const int table = lua_gettop(L);
  lua_createtable(L, 0, 1); // metatable of the table itself, for keys that are not there
  lua_pushstring(L, name);
  lua_pushcclosure(L, unknown_name, 1);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, table);
  lua_newuserdatauv(L, 0, 0); // a userdata: raw access cannot reach behind it
  lua_createtable(L, 0, 4);
  lua_pushvalue(L, table);
  lua_setfield(L, -2, "__index");
  lua_pushstring(L, name);
  lua_pushcclosure(L, refuse_write, 1);
  lua_setfield(L, -2, "__newindex");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_remove(L, table);
}

const char *fl_lua_view(lua_State *L, int index) {
  index = lua_absindex(L, index);
  const int top = lua_gettop(L);
  const char *name = NULL;
  if (lua_type(L, index) == LUA_TUSERDATA && lua_getmetatable(L, index)) {
    lua_pushliteral(L, "__newindex");
    lua_rawget(L, -2);
    if (lua_tocfunction(L, -1) == refuse_write && lua_getupvalue(L, -1, 1)) {
      name = lua_tostring(L, -1); // the view holds it
      lua_pushliteral(L, "__index");
      lua_rawget(L, top + 1);
      lua_replace(L, top + 1);
    }
  }
  lua_settop(L, name ? top + 1 : top);
  return name;
}

// Opening ----------------------------------------------------------------------------------------------------------------------

static const char *const base_names[] = {"assert", "error",    "ipairs", "rawequal", "rawget", "rawlen",
                                         "select", "tonumber", "type",   "_VERSION", NULL};
static const char *const string_names[] = {"byte", "char", "len", "lower", "reverse", "sub", "upper", NULL};
static const char *const math_names[] = {"abs",  "acos", "asin", "atan", "ceil",       "cos",  "deg",        "exp",  "floor",
                                         "fmod", "huge", "log",  "max",  "maxinteger", "min",  "mininteger", "modf", "pi",
                                         "rad",  "sin",  "sqrt", "tan",  "tointeger",  "type", "ult",        NULL};
static const char *const utf8_names[] = {"char", "charpattern", "codes", NULL};

// Copies the fields `names` from the table at `from` to the one at `to`.
static void copy(lua_State *L, int from, int to, const char *const *names) {
  for (; *names; names++) {
    lua_getfield(L, from, *names);
    lua_setfield(L, to, *names);
  }
}

// Sets `to`.name to a closure of `wrapper` over `from`.name.
static void wrap(lua_State *L, int from, int to, const char *name, lua_CFunction wrapper) {
  lua_getfield(L, from, name);
  lua_pushcclosure(L, wrapper, 1);
  lua_setfield(L, to, name);
}

static void set(lua_State *L, int to, const char *name, lua_CFunction function) {
  lua_pushcfunction(L, function);
  lua_setfield(L, to, name);
}

// The libraries' own metatable of texts finds its methods in the stock table: point it to the new one and close it.
static void redirect_texts(lua_State *L, int strings) {
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushvalue(L, strings);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 2);
}

static void open_strings(lua_State *L, int globals) {
  luaL_requiref(L, "string", luaopen_string, 0);
  const int from = lua_gettop(L);
  lua_newtable(L);
  const int to = lua_gettop(L);
  copy(L, from, to, string_names);
  wrap(L, from, to, "format", format);
  wrap(L, from, to, "rep", repeat);
  set(L, to, "find", fl_lua_find);
  set(L, to, "match", fl_lua_match);
  set(L, to, "gmatch", fl_lua_gmatch);
  set(L, to, "gsub", fl_lua_gsub);
  redirect_texts(L, to);
  fl_lua_protect(L, "string");
  lua_setfield(L, globals, "string");
  lua_pop(L, 1);
}

static void open_tables(lua_State *L, int globals) {
  luaL_requiref(L, "table", luaopen_table, 0);
  const int from = lua_gettop(L);
  lua_pushvalue(L, globals);
  lua_newtable(L);
  const int to = lua_gettop(L);
  lua_getfield(L, from, "pack");
  lua_setfield(L, to, "pack");
  fl_lua_open_list(L);
  fl_lua_open_order(L);
  fl_lua_protect(L, "table");
  lua_setfield(L, globals, "table");
  lua_pop(L, 2);
}

static void open_math(lua_State *L, int globals) {
  luaL_requiref(L, "math", luaopen_math, 0);
  const int from = lua_gettop(L);
  lua_newtable(L);
  copy(L, from, from + 1, math_names);
  set(L, from + 1, "random", fl_lua_random);
  fl_lua_protect(L, "math");
  lua_setfield(L, globals, "math");
  lua_pop(L, 1);
}

static void open_utf8(lua_State *L, int globals) {
  luaL_requiref(L, "utf8", luaopen_utf8, 0);
  const int from = lua_gettop(L);
  lua_newtable(L);
  copy(L, from, from + 1, utf8_names);
  wrap(L, from, from + 1, "len", charged_by_text);
  wrap(L, from, from + 1, "offset", charged_by_text);
  wrap(L, from, from + 1, "codepoint", charged_by_text);
  fl_lua_protect(L, "utf8");
  lua_setfield(L, globals, "utf8");
  lua_pop(L, 1);
}

static void open_base(lua_State *L, int globals) {
  luaL_requiref(L, "_G", luaopen_base, 0);
  const int from = lua_gettop(L);
  copy(L, from, globals, base_names);
  wrap(L, from, globals, "tonumber", charged_by_text);
  set(L, globals, "tostring", fl_lua_tostring);
  set(L, globals, "print", print);
  set(L, globals, "pcall", fl_lua_pcall);
  set(L, globals, "getmetatable", get_metatable);
  set(L, globals, "setmetatable", set_metatable);
  set(L, globals, "require", fl_lua_require);
  lua_pop(L, 1);
}

static const char globals_key = 0;

void fl_lua_open_sandbox(lua_State *L) {
  fl_lua_open_collect(L);
  lua_newtable(L);
  const int globals = lua_gettop(L);
  open_base(L, globals);
  open_strings(L, globals);
  open_tables(L, globals);
  open_math(L, globals);
  open_utf8(L, globals);
  fl_lua_protect(L, "");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &globals_key);
}

void fl_lua_push_globals(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &globals_key);
}

void fl_lua_set_globals(lua_State *L) {
  fl_lua_push_globals(L);
  lua_setupvalue(L, -2, 1);
}
