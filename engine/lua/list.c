// Lists: table.insert, remove, move, concat and unpack of the table itself.
//
// The stock ones ask '__len', '__index' and '__newindex' how far they have to go, and then go there in one instruction: 2^53 steps if a
// script says so. These go by the table alone, as pairs and table.sort do: no loop is longer than the list or its bounds, and every step is
// charged.
#include "lua/host.h"

#include <limits.h>
#include <string.h>

enum { ENTRIES_PER_STEP = 4 }; // entries copied that cost as much as one instruction

static lua_Integer length_of(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  return (lua_Integer)lua_rawlen(L, 1);
}

static void charge_entries(lua_State *L, lua_Integer count) {
  fl_lua_charge(L, (size_t)count / ENTRIES_PER_STEP);
}

static int insert(lua_State *L) {
  const lua_Integer next = length_of(L) + 1;
  lua_Integer at = next;
  if (lua_gettop(L) == 3) {
    at = luaL_checkinteger(L, 2);
    luaL_argcheck(L, at >= 1 && at <= next, 2, "position out of bounds");
    charge_entries(L, next - at);
    for (lua_Integer i = next; i > at; i--) {
      lua_rawgeti(L, 1, i - 1);
      lua_rawseti(L, 1, i);
    }
  } else if (lua_gettop(L) != 2) {
    return luaL_error(L, "wrong number of arguments to 'insert'");
  }
  lua_rawseti(L, 1, at);
  return 0;
}

static int take_out(lua_State *L) {
  const lua_Integer length = length_of(L);
  lua_Integer at = luaL_optinteger(L, 2, length);
  // As with the stock one, the end of an empty list (0) and the place behind the end may be named.
  if (at != length) luaL_argcheck(L, at >= 1 && at <= length + 1, 2, "position out of bounds");
  if (length > at) charge_entries(L, length - at);
  lua_rawgeti(L, 1, at);
  for (; at < length; at++) {
    lua_rawgeti(L, 1, at + 1);
    lua_rawseti(L, 1, at);
  }
  lua_pushnil(L);
  lua_rawseti(L, 1, at);
  return 1;
}

static int move(lua_State *L) {
  const lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3), to = luaL_checkinteger(L, 4);
  const int into = lua_isnoneornil(L, 5) ? 1 : 5;
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checktype(L, into, LUA_TTABLE);
  if (last >= first) {
    luaL_argcheck(L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
    const lua_Integer count = last - first + 1;
    luaL_argcheck(L, to <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
    fl_lua_charge(L, (size_t)count);
    const bool upwards = to > last || to <= first || !lua_rawequal(L, 1, into); // never over what is still to be copied
    for (lua_Integer i = 0; i < count; i++) {
      const lua_Integer k = upwards ? i : count - 1 - i;
      lua_rawgeti(L, 1, first + k);
      lua_rawseti(L, into, to + k);
    }
  }
  lua_pushvalue(L, into);
  return 1;
}

static int concat(lua_State *L) {
  luaL_Buffer text;
  size_t size;
  const lua_Integer length = length_of(L);
  const char *separator = luaL_optlstring(L, 2, "", &size);
  const lua_Integer first = luaL_optinteger(L, 3, 1), last = luaL_optinteger(L, 4, length);
  luaL_buffinit(L, &text);
  for (lua_Integer i = first; i <= last; i++) {
    if (lua_rawgeti(L, 1, i), !lua_isstring(L, -1))
      return luaL_error(L, "invalid value (at index %I) in table for 'concat'", (LUAI_UACINT)i);
    if (i % ENTRIES_PER_STEP == 0) fl_lua_charge(L, 1); // a gap ends the walk long before `last`
    luaL_addvalue(&text);
    if (i == last) break; // the largest integer has no next
    luaL_addlstring(&text, separator, size);
  }
  luaL_pushresult(&text);
  return 1;
}

static int unpack(lua_State *L) {
  const lua_Integer length = length_of(L), first = luaL_optinteger(L, 2, 1), last = luaL_optinteger(L, 3, length);
  if (first > last) return 0;
  const lua_Unsigned more = (lua_Unsigned)last - (lua_Unsigned)first; // one less than are asked for
  if (more >= INT_MAX || !lua_checkstack(L, (int)more + 1)) return luaL_error(L, "too many results to unpack");
  charge_entries(L, (lua_Integer)more);
  for (lua_Unsigned i = 0; i <= more; i++) lua_rawgeti(L, 1, first + (lua_Integer)i);
  return (int)more + 1;
}

void fl_lua_open_list(lua_State *L) {
  static const luaL_Reg functions[] = {{"insert", insert}, {"remove", take_out}, {"move", move},
                                       {"concat", concat}, {"unpack", unpack},   {NULL, NULL}};
  luaL_setfuncs(L, functions, 0);
}
