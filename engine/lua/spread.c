// How a factor of an experiment moves: fl.uniform(low, high) and its kin, fl.levels { … }, fl.grid(low, high, step).
#include "lua/host.h"

#include "base/utf8.h"

#include "params/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GRID_MOST = 10000 };

// Argument `index` as a number; complains and gives 0 where it is none.
static double argument(lua_State *L, const fl_lua_scope *scope, int index, const char *name) {
  if (lua_type(L, index) == LUA_TNUMBER) return lua_tonumber(L, index);
  fl_lua_complain_at(scope, "%s must be a number, got %s", name, fl_lua_show(L, index));
  return 0;
}

// Upvalue 1: the kind.
static int make_spread(lua_State *L) {
  const fl_spread_kind kind = (fl_spread_kind)lua_tointeger(L, lua_upvalueindex(1));
  const fl_spread_info *about = fl_spread_about(kind);
  static const char *const ends[] = {"low", "high"};
  double arguments[3] = {0};
  char label[64], why[FL_LUA_WHY];
  lua_settop(L, 5);
  fl_lua_object *object = fl_lua_new_object(L, FL_THING_SPREAD, fl_lua_caller(L, about->name));
  snprintf(label, sizeof label, "fl.%s: ", about->name);
  const fl_lua_scope scope = {.lua = fl_lua_of(L), .place = &object->place, .label = label};
  for (size_t i = 0; i < about->arguments; i++) arguments[i] = argument(L, &scope, (int)i + 1, about->argument[i]);
  fl_spread *spread = &object->of.spread;
  *spread = fl_spread_of(kind, arguments);
  for (int i = 0; about->cut && i < 2; i++) {
    const int at = (int)about->arguments + i + 1;
    if (!lua_isnil(L, at)) *(i ? &spread->high : &spread->low) = argument(L, &scope, at, ends[i]);
  }
  const int most = (int)about->arguments + (about->cut ? 2 : 0);
  if (most < 5 && !lua_isnil(L, most + 1)) fl_lua_complain_at(&scope, "takes %d numbers", most);
  if (!object->place.wrong && !fl_spread_check(spread, why, sizeof why)) fl_lua_complain_at(&scope, "%s", why);
  return 1;
}

// The object at the top gets levels: the texts of the list below it.
static void set_levels(lua_State *L, fl_lua_object *object, const fl_lua_scope *scope) {
  const size_t count = lua_rawlen(L, -2);
  object->of.spread =
      (fl_spread){.kind = FL_SPREAD_levels, .a = (double)count, .low = -HUGE_VAL, .high = HUGE_VAL, .levels = count};
  if ((count < 2 || count > GRID_MOST) && !object->place.wrong)
    fl_lua_complain_at(scope, "needs 2 to %d values, got %zu", GRID_MOST, count);
  lua_pushvalue(L, -2);
  lua_setiuservalue(L, -2, 1);
}

// fl.levels { 0.1, 0.2 } or { "even", "front" }
static int make_levels(lua_State *L) {
  char text[FL_NUMBER_TEXT];
  lua_settop(L, 1);
  const fl_lua_place place = fl_lua_caller(L, "levels");
  lua_newtable(L);
  fl_lua_object *object = fl_lua_new_object(L, FL_THING_SPREAD, place);
  const fl_lua_scope scope = {.lua = fl_lua_of(L), .place = &object->place, .label = "fl.levels: "};
  if (!fl_lua_is_list(L, 1)) {
    fl_lua_complain_at(&scope, "needs a list of values, as fl.levels { 0.1, 0.2 }, got %s", fl_lua_show(L, 1));
  } else {
    const lua_Integer count = (lua_Integer)lua_rawlen(L, 1);
    for (lua_Integer i = 1; i <= count; i++) {
      lua_rawgeti(L, 1, i);
      if (lua_type(L, -1) == LUA_TSTRING)
        lua_pushvalue(L, -1);
      else if (lua_isboolean(L, -1))
        lua_pushstring(L, lua_toboolean(L, -1) ? "true" : "false");
      else if (lua_isnumber(L, -1) && isfinite(lua_tonumber(L, -1)))
        lua_pushstring(L, fl_number_text(lua_tonumber(L, -1), text));
      else {
        fl_lua_complain_at(&scope, "value %d must be a number, a text or a boolean, got %s", (int)i, fl_lua_show(L, -1));
        lua_pushstring(L, "");
      }
      if (lua_rawlen(L, -1) >= FL_TEXT_MAX) fl_lua_complain_at(&scope, "value %d is too long", (int)i);
      if (!fl_utf8_printable(lua_tostring(L, -1), lua_rawlen(L, -1)))
        fl_lua_complain_at(&scope, "value %d must be a printable text, got %s", (int)i, fl_lua_show(L, -1));
      lua_rawseti(L, 2, i);
      lua_settop(L, 3);
    }
  }
  set_levels(L, object, &scope);
  return 1;
}

// fl.grid(0.05, 0.30, 0.05): values at equal steps, both ends among them.
static int make_grid(lua_State *L) {
  char text[FL_NUMBER_TEXT];
  lua_settop(L, 3);
  const fl_lua_place place = fl_lua_caller(L, "grid");
  lua_newtable(L);
  fl_lua_object *object = fl_lua_new_object(L, FL_THING_SPREAD, place);
  const fl_lua_scope scope = {.lua = fl_lua_of(L), .place = &object->place, .label = "fl.grid: "};
  const double low = argument(L, &scope, 1, "low"), high = argument(L, &scope, 2, "high"), step = argument(L, &scope, 3, "step");
  const double count = floor((high - low) / step + 1e-9) + 1;
  if (!object->place.wrong && !(isfinite(low) && isfinite(high) && step > 0 && high > low && count >= 2 && count <= GRID_MOST))
    fl_lua_complain_at(&scope, "needs low, high and a step, as fl.grid(0.05, 0.3, 0.05), with 2 to %d values", GRID_MOST);
  else if (!object->place.wrong && fabs(low + (count - 1) * step - high) > 1e-6 * step)
    fl_lua_complain_at(&scope, "its steps end at %.9g and not at %.9g", low + (count - 1) * step, high);
  for (int i = 0; !object->place.wrong && i < (int)count; i++) {
    // The tenth step of .1 is 1, and not .9999999999999999.
    snprintf(text, sizeof text, "%.12g", low + i * step);
    lua_pushstring(L, text);
    lua_rawseti(L, 4, i + 1);
  }
  set_levels(L, object, &scope);
  return 1;
}

void fl_lua_open_spreads(lua_State *L) {
  for (int kind = 0; kind < FL_SPREADS; kind++) {
    if (kind == FL_SPREAD_levels) continue;
    lua_pushinteger(L, kind);
    lua_pushcclosure(L, make_spread, 1);
    lua_setfield(L, -2, fl_spread_about((fl_spread_kind)kind)->name);
  }
  lua_pushcfunction(L, make_levels);
  lua_setfield(L, -2, "levels");
  lua_pushcfunction(L, make_grid);
  lua_setfield(L, -2, "grid");
}
