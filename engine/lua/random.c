// math.random: a pure function of seed, run, day, hook and the number of calls before it on that day.
#include "lua/host.h"

// splitmix64 (Steele, Lea, Flood 2014): a bijective mix of 64 bits.
static uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// The hook is part of the key: a metric that draws does not move what on_day draws.
static uint64_t draw(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  if (!lua->world) luaL_error(L, "math.random works in hooks only: a scenario must say the same each time it is loaded");
  const int64_t day = fl_world_day(lua->world);
  if (day != lua->draw_day || lua->phase != lua->draw_phase) lua->draws = 0;
  lua->draw_day = day;
  lua->draw_phase = lua->phase;
  const fl_setup *setup = &fl_model_scenario(fl_world_model(lua->world))->setup;
  uint64_t key = mix((uint64_t)setup->seed);
  key = mix(key ^ (uint64_t)setup->run);
  key = mix(key ^ ((uint64_t)day << 3 | (uint64_t)lua->phase));
  return mix(key ^ mix(lua->draws++));
}

// A whole number in 0..last, every one equally likely: draws beyond the last full multiple are thrown away.
static uint64_t draw_below(lua_State *L, uint64_t last) {
  if (last == UINT64_MAX) return draw(L);
  const uint64_t size = last + 1, surplus = (UINT64_MAX % size + 1) % size;
  uint64_t value;
  do value = draw(L);
  while (value > UINT64_MAX - surplus);
  return value % size;
}

int fl_lua_random(lua_State *L) {
  lua_Integer low = 1, high;
  switch (lua_gettop(L)) {
  case 0: lua_pushnumber(L, (lua_Number)(draw(L) >> 11) * 0x1p-53); return 1;
  case 1:
    high = luaL_checkinteger(L, 1);
    if (high == 0) {
      lua_pushinteger(L, (lua_Integer)draw(L));
      return 1;
    }
    break;
  case 2:
    low = luaL_checkinteger(L, 1);
    high = luaL_checkinteger(L, 2);
    break;
  default: return luaL_error(L, "wrong number of arguments");
  }
  luaL_argcheck(L, low <= high, lua_gettop(L), "interval is empty");
  lua_pushinteger(L, (lua_Integer)((uint64_t)low + draw_below(L, (uint64_t)high - (uint64_t)low)));
  return 1;
}
