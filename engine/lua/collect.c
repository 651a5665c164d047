// The collector, run by the host alone: where it runs hangs on how long a path is, so that nothing a script sees may hang on it.
//
// Finalisers are refused when a metatable is set. Weak tables can be made later as well, by an assignment to '__mode' that nobody is
// told of: so Lua's own collector rests, and before each collection the host looks at every metatable. A weak one ends the call, and
// pcall does not hold it. Only when memory is short Lua collects by itself: then the host looks before the next instruction.
#include "lua/host.h"

#include <stdio.h>

static const char metatables_key =
    0; // in the registry: every table that is or was a metatable, as weak keys, and where it became one

void fl_lua_open_collect(lua_State *L) {
  lua_gc(L, LUA_GCSTOP);
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &metatables_key);
}

void fl_lua_note_metatable(lua_State *L, int index) {
  char where[FL_LUA_WHY];
  index = lua_absindex(L, index);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &metatables_key);
  lua_pushvalue(L, index);
  if (lua_rawget(L, -2) == LUA_TNIL) {
    lua_pushvalue(L, index);
    lua_pushstring(L, fl_lua_where(L, 1, where, sizeof where));
    lua_rawset(L, -4);
  }
  lua_pop(L, 2);
}

bool fl_lua_find_weak(lua_State *L, char *where, size_t size) {
  bool weak = false;
  luaL_checkstack(L, 5, NULL);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &metatables_key) == LUA_TTABLE) {
    for (lua_pushnil(L); !weak && lua_next(L, -2);) {
      lua_pushliteral(L, "__mode");
      weak = lua_rawget(L, -3) != LUA_TNIL;
      if (weak) snprintf(where, size, "%s", lua_tostring(L, -2));
      lua_pop(L, weak ? 3 : 2);
    }
  }
  lua_pop(L, 1);
  return weak;
}

void fl_lua_collect(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  lua_gc(L, LUA_GCCOLLECT);
  // When there is as much again as is in use now, or half of what is left. Close to the limit an eighth, so that a heap that is truly full
  // is not walked over and over: the limit is met first, where Lua collects by itself.
  const size_t used = lua->bytes, half_left = (lua->bytes_max - used) / 2;
  const size_t more = used < half_left ? used : half_left;
  lua->collect_at = used + (more > used / 8 ? more : used / 8);
  if (lua->collect_at < FL_LUA_COLLECT_LEAST) lua->collect_at = FL_LUA_COLLECT_LEAST;
}
