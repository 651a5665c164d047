// Order: pairs, next and table.sort whose results are the same in every process.
//
// Stock pairs walks a table in the order of its hash, which is seeded from addresses; stock table.sort picks pivots by the clock.
#include "lua/host.h"

#include <stdlib.h>
#include <string.h>

typedef struct sort_key {
  bool is_text, is_integer;
  lua_Integer integer;
  lua_Number number;
  const char *text;
  size_t size;
} sort_key;

static int compare_numbers(const sort_key *a, const sort_key *b) {
  if (a->is_integer && b->is_integer) return (a->integer > b->integer) - (a->integer < b->integer);
  if (a->number != b->number) return a->number < b->number ? -1 : 1;
  return (int)b->is_integer - (int)a->is_integer;
}

static int compare_keys(const void *x, const void *y) {
  const sort_key *a = x, *b = y;
  if (a->is_text != b->is_text) return a->is_text ? 1 : -1;
  if (!a->is_text) return compare_numbers(a, b);
  const size_t shorter = a->size < b->size ? a->size : b->size;
  const int order = memcmp(a->text, b->text, shorter);
  return order ? order : (a->size > b->size) - (a->size < b->size);
}

// Reads the key at the top of the stack; false for keys without an order of their own.
static bool read_key(lua_State *L, sort_key *key) {
  memset(key, 0, sizeof *key);
  const int type = lua_type(L, -1);
  if (type == LUA_TSTRING) {
    key->is_text = true;
    key->text = lua_tolstring(L, -1, &key->size); // stays alive: the table holds it
    return true;
  }
  if (type != LUA_TNUMBER) return false;
  key->is_integer = lua_isinteger(L, -1);
  key->integer = key->is_integer ? lua_tointeger(L, -1) : 0;
  key->number = lua_tonumber(L, -1);
  return true;
}

void fl_lua_sorted_keys(lua_State *L, int index, bool lenient) {
  index = lua_absindex(L, index);
  size_t count = 0, kept = 0;
  for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) count++;
  fl_lua_charge(L, count * 2);
  sort_key *keys = lua_newuserdatauv(L, count * sizeof *keys + 1, 0);
  bool ordered = true;
  for (lua_pushnil(L); lua_next(L, index);) {
    lua_pop(L, 1);
    if (!read_key(L, &keys[kept])) {
      if (!lenient)
        luaL_error(L, "the keys of this table have no order: a %s is a key; use numbers or texts", luaL_typename(L, -1));
      continue;
    }
    if (kept && compare_keys(&keys[kept - 1], &keys[kept]) > 0) ordered = false;
    kept++;
  }
  if (!ordered) qsort(keys, kept, sizeof *keys, compare_keys);
  lua_createtable(L, kept < INT32_MAX ? (int)kept : 0, 0);
  for (size_t i = 0; i < kept; i++) {
    if (keys[i].is_text)
      lua_pushlstring(L, keys[i].text, keys[i].size);
    else if (keys[i].is_integer)
      lua_pushinteger(L, keys[i].integer);
    else
      lua_pushnumber(L, keys[i].number);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_remove(L, -2);
}

// Upvalues: keys, index of the last one. Keys that have gone from the table meanwhile are passed over.
static int pairs_step(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_Integer i = lua_tointeger(L, lua_upvalueindex(2));
  for (;;) {
    lua_settop(L, 1);
    if (lua_rawgeti(L, lua_upvalueindex(1), ++i) == LUA_TNIL) return 1;
    lua_pushvalue(L, -1);
    if (lua_rawget(L, 1) != LUA_TNIL) break;
  }
  lua_pushinteger(L, i);
  lua_replace(L, lua_upvalueindex(2));
  return 2;
}

// Puts a copy in place of a read-only view: what walks over it is handed the table.
static void copy_view(lua_State *L) {
  if (!fl_lua_view(L, 1)) return;
  lua_newtable(L);
  for (lua_pushnil(L); lua_next(L, -3);) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, -4);
  }
  lua_replace(L, 1);
  lua_settop(L, 1);
}

static int sorted_pairs(lua_State *L) {
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  copy_view(L);
  if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
    lua_pushvalue(L, 1);
    lua_call(L, 1, 3);
    return 3;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  fl_lua_sorted_keys(L, 1, false);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, pairs_step, 2);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

static int sorted_next(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  fl_lua_sorted_keys(L, 1, false);
  lua_Integer i = 1;
  if (!lua_isnil(L, 2)) {
    for (;; i++) {
      if (lua_rawgeti(L, 3, i) == LUA_TNIL) return luaL_error(L, "invalid key to 'next'");
      const bool here = lua_rawequal(L, -1, 2);
      lua_pop(L, 1);
      if (here) break;
    }
    i++;
  }
  if (lua_rawgeti(L, 3, i) == LUA_TNIL) return 1;
  lua_pushvalue(L, -1);
  lua_rawget(L, 1);
  return 2;
}

// Whether value `a` must come before `b`; both on the stack. Argument 2 is the comparison, or nil.
static bool comes_before(lua_State *L, int a, int b) {
  if (lua_isnil(L, 2)) return lua_compare(L, a, b, LUA_OPLT);
  a = lua_absindex(L, a);
  b = lua_absindex(L, b);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, a);
  lua_pushvalue(L, b);
  lua_call(L, 2, 1);
  const bool before = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return before;
}

// Merges the runs [first, middle) and [middle, end) of table 3 into table 4; positions count from 1.
static void merge(lua_State *L, int from, int to, lua_Integer first, lua_Integer middle, lua_Integer end) {
  lua_Integer left = first, right = middle;
  for (lua_Integer out = first; out < end; out++) {
    bool take_right = left >= middle;
    if (!take_right && right < end) {
      lua_rawgeti(L, from, right);
      lua_rawgeti(L, from, left);
      take_right = comes_before(L, -2, -1); // equal values keep their order
      lua_pop(L, 2);
    }
    lua_rawgeti(L, from, take_right ? right++ : left++);
    lua_rawseti(L, to, out);
  }
}

static lua_Integer smaller(lua_Integer a, lua_Integer b) {
  return a < b ? a : b;
}

static int stable_sort(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  const lua_Unsigned size = lua_rawlen(L, 1);
  luaL_argcheck(L, size < INT32_MAX / 2, 1, "array too big");
  const lua_Integer count = (lua_Integer)size;
  lua_createtable(L, (int)count, 0);
  lua_createtable(L, (int)count, 0);
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(L, 1, i);
    lua_rawseti(L, 3, i);
  }
  int from = 3, to = 4;
  for (lua_Integer run = 1; run < count; run *= 2) {
    for (lua_Integer first = 1; first <= count; first += 2 * run) {
      fl_lua_charge(L, (size_t)smaller(2 * run, count));
      merge(L, from, to, first, smaller(first + run, count + 1), smaller(first + 2 * run, count + 1));
    }
    from = 7 - from;
    to = 7 - to;
  }
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(L, from, i);
    lua_rawseti(L, 1, i);
  }
  return 0;
}

void fl_lua_open_order(lua_State *L) {
  lua_pushcfunction(L, stable_sort);
  lua_setfield(L, -2, "sort");
  lua_pushcfunction(L, sorted_pairs);
  lua_setfield(L, -3, "pairs");
  lua_pushcfunction(L, sorted_next);
  lua_setfield(L, -3, "next");
}
