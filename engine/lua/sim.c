// The object that hooks are given: dates, measures, agents, and the levers.
#include "lua/host.h"

#include "base/date.h"
#include "base/nearname.h"
#include "params/choices.h"

#include <stdio.h>
#include <string.h>

#define SIM "fanloop sim"

static fl_world *world_of(lua_State *L) {
  fl_world *world = fl_lua_of(L)->world;
  if (!world) luaL_error(L, "sim can be used while a hook runs only");
  return world;
}

// The latest rows of a table; their number is charged, for they are searched.
static const char *rows_of(lua_State *L, fl_table_id table, size_t *count) {
  *count = 0;
  if (table == FL_T_policy) fl_lua_of(L)->saw_policies = true;
  const char *rows = fl_world_rows(world_of(L), table, count);
  if (!rows) *count = 0;
  fl_lua_charge(L, *count / 16);
  return rows;
}

static const fl_column *column_of(fl_table_id table, const char *name) {
  return fl_lua_find_column(&fl_tables[table], name);
}

// The row whose `column` holds `value`, or NULL. Rows keyed by an index mostly stand at their index or in its order.
static const void *find_row(const char *rows, size_t count, fl_table_id table, const char *column_name, int64_t value) {
  const fl_column *column = column_of(table, column_name);
  const size_t size = fl_tables[table].row_size;
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const int64_t here = fl_lua_column_int(column, rows + middle * size);
    if (here == value) return rows + middle * size;
    if (here < value)
      low = middle + 1;
    else
      high = middle;
  }
  for (size_t i = 0; i < count; i++)
    if (fl_lua_column_int(column, rows + i * size) == value) return rows + i * size;
  return NULL;
}

// The row of the latest of a table whose `column` holds `value`, or NULL.
static const void *row_of(lua_State *L, fl_table_id table, const char *column, int64_t value) {
  size_t count;
  const char *rows = rows_of(L, table, &count);
  return find_row(rows, count, table, column, value);
}

// The index of choice `name` of a column, from argument `argument`; unknown names are an error with the nearest.
static int64_t check_choice(lua_State *L, int argument, fl_table_id table, const char *column) {
  const char *choices = column_of(table, column)->choices, *name = luaL_checkstring(L, argument);
  const int64_t index = fl_choice_find(choices, name);
  char list[FL_TEXT_MAX], near[FL_NAME_MAX];
  if (index >= 0) return index;
  if (fl_choice_near(choices, name, near)) luaL_error(L, "unknown %s '%s'; did you mean '%s'?", column, name, near);
  luaL_error(L, "unknown %s '%s'; it must be %s", column, name, fl_choice_list(choices, list, sizeof list));
  return -1;
}

// Rows by choice ---------------------------------------------------------------------------------------------------------------

// sim:source("private"): nil before the first evening.
static int sim_source(lua_State *L) {
  const void *row = row_of(L, FL_T_source_day, "source", check_choice(L, 2, FL_T_source_day, "source"));
  if (row)
    fl_lua_push_row(L, &fl_tables[FL_T_source_day], row, NULL, NULL);
  else
    lua_pushnil(L);
  return 1;
}

// sim:tier("waist", "private")
static int sim_tier(lua_State *L) {
  size_t count;
  const int64_t tier = check_choice(L, 2, FL_T_tier_day, "tier"), source = check_choice(L, 3, FL_T_tier_day, "source");
  const char *rows = rows_of(L, FL_T_tier_day, &count);
  const fl_column *tier_column = column_of(FL_T_tier_day, "tier"), *source_column = column_of(FL_T_tier_day, "source");
  for (size_t i = 0; i < count; i++, rows += sizeof(fl_row_tier_day)) {
    if (fl_lua_column_int(tier_column, rows) != tier || fl_lua_column_int(source_column, rows) != source) continue;
    fl_lua_push_row(L, &fl_tables[FL_T_tier_day], rows, NULL, NULL);
    return 1;
  }
  lua_pushnil(L);
  return 1;
}

// Agents by id or index --------------------------------------------------------------------------------------------------------

static const char caches_key = 0;

// Pushes the table id -> position of a table's rows, made on first use in a world.
static void push_ids(lua_State *L, fl_table_id table) {
  fl_lua *lua = fl_lua_of(L);
  if (lua->indexed != lua->world) {
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &caches_key);
    lua->indexed = lua->world;
  }
  lua_rawgetp(L, LUA_REGISTRYINDEX, &caches_key);
  if (lua_rawgeti(L, -1, (lua_Integer)table) == LUA_TNIL) {
    size_t count;
    lua_pop(L, 1);
    const char *rows = rows_of(L, table, &count);
    lua_newtable(L);
    for (size_t i = 0; i < count; i++) {
      lua_pushstring(L, rows + i * fl_tables[table].row_size + column_of(table, "id")->offset);
      lua_pushinteger(L, (lua_Integer)i);
      lua_rawset(L, -3);
    }
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, (lua_Integer)table);
  }
  lua_remove(L, -2);
}

// The ids that the scenario itself gives, a few of them: "a, b, c, …". `out` has FL_LUA_WHY bytes; "" where there are none.
static const char *own_ids(lua_State *L, fl_table_id table, char *out) {
  enum { SHOWN = 6 };
  const fl_scenario *s = fl_model_scenario(fl_world_model(world_of(L)));
  const size_t count = table == FL_T_room ? s->room_count : table == FL_T_brand ? s->brand_count : s->policy_count;
  size_t used = 0, shown = 0;
  out[0] = 0;
  for (size_t i = 0; i < count && shown <= SHOWN; i++) {
    if (table == FL_T_policy && s->policies[i].off) continue;
    const char *id = table == FL_T_room ? s->rooms[i].id : table == FL_T_brand ? s->brands[i].id : s->policies[i].id;
    if (shown++ == SHOWN) id = "…";
    used += (size_t)snprintf(out + used, FL_LUA_WHY - used, "%s%s", used ? ", " : "", id); // at most 6 x 66 bytes and the dots
  }
  return out;
}

// `first`: the first id that there is, or NULL.
static int unknown_id(lua_State *L, fl_table_id table, const char *id, const char *first) {
  const char *what = fl_tables[table].name;
  char own[FL_LUA_WHY];
  fl_near near = fl_near_start(id);
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    const size_t before = near.distance;
    const char *const best = near.best;
    fl_near_offer(&near, lua_tostring(L, -2));
    // The walk has no order of its own: among equally near ids the first in the alphabet is named.
    if (near.distance == before && best && fl_edit_distance(id, lua_tostring(L, -2)) == before &&
        strcmp(lua_tostring(L, -2), best) < 0)
      near.best = lua_tostring(L, -2);
  }
  if (near.best) return luaL_error(L, "there is no %s '%s'; did you mean '%s'?", what, id, near.best);
  if (own_ids(L, table, own)[0]) return luaL_error(L, "there is no %s '%s'; the scenario's own: %s", what, id, own);
  if (first) return luaL_error(L, "there is no %s '%s'; ids are like '%s'", what, id, first);
  return luaL_error(L, "there is no %s '%s'; the scenario has none", what, id);
}

// The row of a brand, room or policy by id (text) or index (number) in argument 2.
static const void *check_agent(lua_State *L, fl_table_id table) {
  size_t count;
  const char *what = fl_tables[table].name;
  const char *rows = rows_of(L, table, &count);
  // What on_start sets is part of what the rows say, so that they are made behind it.
  if (fl_lua_of(L)->phase == FL_LUA_START) luaL_error(L, "sim:%s has no rows in on_start: they exist from on_day on", what);
  if (lua_type(L, 2) == LUA_TSTRING) {
    push_ids(L, table);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) != LUA_TNUMBER) {
      lua_pop(L, 1);
      unknown_id(L, table, lua_tostring(L, 2), count ? rows + column_of(table, "id")->offset : NULL);
    }
    const size_t position = (size_t)lua_tointeger(L, -1);
    lua_pop(L, 2);
    if (position < count) return rows + position * fl_tables[table].row_size;
    luaL_error(L, "there is no %s '%s'", what, lua_tostring(L, 2));
  }
  const lua_Integer index = luaL_checkinteger(L, 2);
  const void *row = find_row(rows, count, table, what, index);
  if (!row) luaL_error(L, "there is no %s %I", what, index);
  return row;
}

static int sim_brand(lua_State *L) {
  fl_lua_push_row(L, &fl_tables[FL_T_brand], check_agent(L, FL_T_brand), NULL, NULL);
  return 1;
}

// A room that was not live has no row of the day: its counts are zero.
static int sim_room(lua_State *L) {
  const fl_row_room *room = check_agent(L, FL_T_room);
  const void *day = row_of(L, FL_T_room_day, "room", room->room);
  fl_row_room_day idle;
  memset(&idle, 0, sizeof idle);
  idle.date = FL_NO_DATE;
  idle.room = room->room;
  idle.tier = room->tier;
  fl_lua_push_row(L, &fl_tables[FL_T_room_day], day ? day : &idle, &fl_tables[FL_T_room], room);
  return 1;
}

// Pushes the row of a host of the scenario's own, wherever it is now. Where it is nowhere, or no evening has been, its place is empty.
static int sim_host(lua_State *L) {
  const char *id = luaL_checkstring(L, 2);
  const fl_scenario *s = fl_model_scenario(fl_world_model(world_of(L)));
  fl_row_host_day gone = {.date = FL_NO_DATE, .room = -1};
  size_t count;
  const char *rows = rows_of(L, FL_T_host_day, &count);
  if (fl_lua_of(L)->phase == FL_LUA_START) luaL_error(L, "sim:host has no rows in on_start: they exist from on_day on");
  if (fl_scenario_host(s, id) == SIZE_MAX) {
    fl_near near = fl_near_start(id);
    for (size_t i = 0; i < s->host_count; i++) fl_near_offer(&near, s->hosts[i].id);
    fl_lua_charge(L, s->host_count);
    if (near.best) return luaL_error(L, "there is no host '%s'; did you mean '%s'?", id, near.best);
    return luaL_error(L, "there is no host '%s' among the scenario's%s", id, s->host_count ? "" : ": it has none");
  }
  fl_lua_charge(L, count / 4);
  for (size_t i = 0; i < count; i++) {
    const fl_row_host_day *row = (const fl_row_host_day *)(const void *)rows + i;
    if (strcmp(row->id, id) != 0) continue;
    fl_lua_push_row(L, &fl_tables[FL_T_host_day], row, NULL, NULL);
    return 1;
  }
  strcpy(gone.id, id); // as long as one of the scenario's at most
  fl_lua_push_row(L, &fl_tables[FL_T_host_day], &gone, NULL, NULL);
  return 1;
}

// A policy that does not run has spent nothing.
static int sim_policy(lua_State *L) {
  const fl_row_policy *policy = check_agent(L, FL_T_policy);
  const void *day = row_of(L, FL_T_policy_day, "policy", policy->policy);
  fl_row_policy_day idle;
  memset(&idle, 0, sizeof idle);
  idle.date = FL_NO_DATE;
  idle.policy = policy->policy;
  idle.left_fen = policy->budget_fen;
  idle.exhausted_minute = -1;
  fl_lua_push_row(L, &fl_tables[FL_T_policy_day], day ? day : &idle, &fl_tables[FL_T_policy], policy);
  return 1;
}

// Fans -------------------------------------------------------------------------------------------------------------------------

static void set_integer(lua_State *L, const char *key, int64_t value) {
  lua_pushinteger(L, value);
  lua_setfield(L, -2, key);
}

static void set_number(lua_State *L, const char *key, double value) {
  lua_pushnumber(L, value);
  lua_setfield(L, -2, key);
}

static void set_truth(lua_State *L, const char *key, bool value) {
  lua_pushboolean(L, value);
  lua_setfield(L, -2, key);
}

static void set_choice(lua_State *L, const char *key, const char *choices, int64_t index) {
  char name[FL_NAME_MAX];
  if (fl_choice_name(choices, index, name))
    lua_pushstring(L, name);
  else
    lua_pushinteger(L, index);
  lua_setfield(L, -2, key);
}

static void push_relations(lua_State *L, const fl_fan_view *fan) {
  lua_newtable(L);
  for (int i = 0, count = 0; i < FL_SLOTS; i++) {
    if (fan->relations[i].room < 0) continue;
    lua_newtable(L);
    set_integer(L, "room", fan->relations[i].room);
    set_truth(L, "followed", fan->relations[i].followed);
    set_truth(L, "bought", fan->relations[i].bought);
    set_number(L, "trust", fan->relations[i].trust);
    set_integer(L, "orders_recent", fan->relations[i].orders_recent);
    set_integer(L, "days_since_visit", fan->relations[i].days_since_visit);
    set_choice(L, "tier", column_of(FL_T_fan_tier_day, "fan_tier")->choices, fan->relations[i].tier);
    fl_lua_protect(L, "relation");
    lua_rawseti(L, -2, ++count);
  }
}

static int sim_fan(lua_State *L) {
  fl_fan_view fan;
  const lua_Integer id = luaL_checkinteger(L, 2);
  const fl_field *cities = fl_field_find(&fl_subsidy_fields, "city_tiers");
  fl_lua_charge(L, 100);
  if (!fl_world_fan(world_of(L), id, &fan)) return luaL_error(L, "there is no fan %I; ids are 0 to sim.fans - 1", id);
  lua_newtable(L);
  set_integer(L, "id", fan.id);
  set_integer(L, "weight", fan.weight);
  set_choice(L, "city_tier", cities ? cities->choices : "", fan.city_tier);
  set_integer(L, "age_group", fan.age_group);
  set_integer(L, "taste", fan.taste);
  set_truth(L, "shopper", fan.shopper);
  set_truth(L, "dormant", fan.dormant);
  set_number(L, "activity_prob", fan.activity_prob);
  set_number(L, "minutes_per_day", fan.minutes_per_day);
  set_number(L, "price_sensitivity", fan.price_sensitivity);
  set_number(L, "budget_yuan_per_month", fan.budget_yuan_per_month);
  set_number(L, "budget_spent_share", fan.budget_spent_share);
  set_number(L, "platform_trust", fan.platform_trust);
  push_relations(L, &fan);
  lua_setfield(L, -2, "relations");
  fl_lua_protect(L, "fan");
  return 1;
}

// Levers -----------------------------------------------------------------------------------------------------------------------

// What is no parameter is a policy's, or would be in a variant with other policies.
static void note_lever(lua_State *L, const char *key) {
  if (!fl_field_find(&fl_param_fields, key)) fl_lua_of(L)->saw_policies = true;
}

// sim:get("trust.gain_per_hour"), sim:get("ten-billion.share")
static int sim_get(lua_State *L) {
  const char *key = luaL_checkstring(L, 2);
  const void *base = NULL;
  const fl_field *field = fl_world_lever(world_of(L), key, &base);
  note_lever(L, key);
  if (field) {
    fl_lua_push_field(L, field, base);
    return 1;
  }
  char why[FL_LUA_WHY];
  fl_world_no_lever(world_of(L), key, why, sizeof why);
  return luaL_error(L, "%s", why);
}

// sim:set("ten-billion.share", 0.2): from today on.
static int sim_set(lua_State *L) {
  const char *key = luaL_checkstring(L, 2);
  const fl_lua_phase phase = fl_lua_of(L)->phase;
  fl_world *world = world_of(L);
  fl_value value;
  char why[FL_LUA_WHY] = "";
  luaL_checkany(L, 3);
  note_lever(L, key);
  if (phase != FL_LUA_START && phase != FL_LUA_DAY) return luaL_error(L, "sim:set works in on_start and on_day only");
  if (!fl_lua_to_value(L, 3, &value, why, sizeof why)) return luaL_error(L, "%s %s", key, why);
  if (!fl_world_set(world, key, &value, why, sizeof why)) return luaL_error(L, "%s", why);
  return 0;
}

// Any table --------------------------------------------------------------------------------------------------------------------

// sim:rows("room_day"): list of the latest rows.
static int sim_rows(lua_State *L) {
  const char *name = luaL_checkstring(L, 2);
  fl_near near = fl_near_start(name);
  for (int table = 0; table < FL_TABLES; table++) {
    fl_near_offer(&near, fl_tables[table].name);
    if (strcmp(fl_tables[table].name, name) != 0) continue;
    size_t count;
    const char *rows = rows_of(L, (fl_table_id)table, &count);
    lua_createtable(L, count < INT32_MAX ? (int)count : 0, 0);
    fl_lua_charge(L, count * 4);
    for (size_t i = 0; i < count; i++) {
      fl_lua_push_row(L, &fl_tables[table], rows + i * fl_tables[table].row_size, NULL, NULL);
      lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
  }
  if (near.best) return luaL_error(L, "unknown table '%s'; did you mean '%s'?", name, near.best);
  return luaL_error(L, "unknown table '%s'; docs/output.md lists them", name);
}

// Properties -------------------------------------------------------------------------------------------------------------------

static int push_only_row(lua_State *L, fl_table_id table) {
  size_t count;
  const char *rows = rows_of(L, table, &count);
  if (count)
    fl_lua_push_row(L, &fl_tables[table], rows + (count - 1) * fl_tables[table].row_size, NULL, NULL);
  else
    lua_pushnil(L);
  return 1;
}

static int get_date(lua_State *L) {
  char text[FL_DATE_TEXT];
  lua_pushstring(L, fl_date_text(fl_world_date(world_of(L)), text));
  return 1;
}
static int get_day(lua_State *L) {
  lua_pushinteger(L, fl_world_day(world_of(L)));
  return 1;
}
static int get_days(lua_State *L) {
  lua_pushinteger(L, fl_world_days(world_of(L)));
  return 1;
}
static int get_in_window(lua_State *L) {
  lua_pushboolean(L, fl_world_in_window(world_of(L)));
  return 1;
}
static int get_fans(lua_State *L) {
  lua_pushinteger(L, fl_world_fans(world_of(L)));
  return 1;
}
static int get_platform(lua_State *L) {
  return push_only_row(L, FL_T_platform_day);
}
static int get_census(lua_State *L) {
  return push_only_row(L, FL_T_census);
}

static const luaL_Reg properties[] = {{"date", get_date},           {"day", get_day},   {"days", get_days},
                                      {"in_window", get_in_window}, {"fans", get_fans}, {"platform", get_platform},
                                      {"census", get_census},       {NULL, NULL}};

typedef struct method {
  const char *name, *arguments;
  lua_CFunction function;
} method;
static const method methods[] = {
    {"source", "source", sim_source}, {"tier", "tier, source", sim_tier}, {"room", "id", sim_room}, {"brand", "id", sim_brand},
    {"host", "id", sim_host},         {"policy", "id", sim_policy},       {"fan", "id", sim_fan},   {"get", "key", sim_get},
    {"set", "key, value", sim_set},   {"rows", "table", sim_rows}};
enum { METHODS = sizeof methods / sizeof *methods };

// Upvalue 1: which. A dot for the colon leaves the object out, and every argument would stand one place too far in front.
static int call_method(lua_State *L) {
  const method *m = &methods[lua_tointeger(L, lua_upvalueindex(1))];
  if (!luaL_testudata(L, 1, SIM)) return luaL_error(L, "call it as sim:%s(%s), with a colon", m->name, m->arguments);
  return m->function(L);
}

// Upvalues 1 and 2: tables of properties and methods.
static int sim_index(lua_State *L) {
  luaL_checkudata(L, 1, SIM);
  const char *name = luaL_checkstring(L, 2);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TFUNCTION) return lua_tocfunction(L, -1)(L);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) == LUA_TFUNCTION) return 1;
  fl_near near = fl_near_start(name);
  for (const luaL_Reg *at = properties; at->name; at++) fl_near_offer(&near, at->name);
  for (int i = 0; i < METHODS; i++) fl_near_offer(&near, methods[i].name);
  if (near.best) return luaL_error(L, "unknown name 'sim.%s'; did you mean 'sim.%s'?", name, near.best);
  return luaL_error(L, "unknown name 'sim.%s'", name);
}

static int sim_newindex(lua_State *L) {
  return luaL_error(L, "sim is read-only; levers are changed with sim:set(key, value)");
}

void fl_lua_push_sim_methods(lua_State *L) {
  luaL_getmetatable(L, SIM);
  lua_getfield(L, -1, "__index");
  lua_getupvalue(L, -1, 2);
  lua_replace(L, -3);
  lua_pop(L, 1);
}

void fl_lua_open_sim(lua_State *L) {
  lua_newuserdatauv(L, 0, 0);
  luaL_newmetatable(L, SIM);
  lua_newtable(L);
  luaL_setfuncs(L, properties, 0);
  lua_newtable(L);
  for (int i = 0; i < METHODS; i++) {
    lua_pushinteger(L, i);
    lua_pushcclosure(L, call_method, 1);
    lua_setfield(L, -2, methods[i].name);
  }
  lua_pushcclosure(L, sim_index, 2);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, sim_newindex);
  lua_setfield(L, -2, "__newindex");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}
