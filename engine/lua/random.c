// math.random: a pure function of seed, run, day, hook and the number of calls before it on that day.
#include "base/rng.h"
#include "lua/host.h"

// Numbers beyond 2^24 blocks of a day go on in the next agents of the stream: no budget reaches them, but no two may be the same.
enum { DRAWS_PER_BLOCK = 2, BLOCK_BITS = 24, PHASE_BITS = 3 };

// The hook is part of the counter: a metric that draws does not move what on_day draws.
static uint64_t draw(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  if (!lua->world) luaL_error(L, "math.random works in hooks only: a scenario must say the same each time it is loaded");
  const int64_t day = fl_world_day(lua->world);
  if (day != lua->draw_day || lua->phase != lua->draw_phase) lua->draws = 0;
  lua->draw_day = day;
  lua->draw_phase = lua->phase;
  const fl_setup *setup = &fl_model_scenario(fl_world_model(lua->world))->setup;
  const uint64_t seed = (uint64_t)setup->seed, block = lua->draws / DRAWS_PER_BLOCK;
  const fl_key key = {(uint32_t)seed, (uint32_t)(seed >> 32), (uint32_t)setup->run};
  const uint32_t agent = (uint32_t)(block >> BLOCK_BITS) << PHASE_BITS | (uint32_t)lua->phase;
  const fl_block drawn = fl_draw(&key, FL_STREAM_SCRIPT, (uint32_t)day, agent, (uint32_t)block);
  const uint32_t *half = drawn.u + 2 * (lua->draws++ % DRAWS_PER_BLOCK);
  return (uint64_t)half[1] << 32 | half[0];
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
