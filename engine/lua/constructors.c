// The fanloop module: constructors for policies, brands, rooms, hosts and worlds, and small helpers for numbers and dates.
#include "lua/host.h"

#include "base/date.h"
#include "base/nearname.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define OBJECT "fanloop object"

// Objects ----------------------------------------------------------------------------------------------------------------------

static size_t object_size(fl_lua_thing thing) {
  static const size_t sizes[] = {
      [FL_THING_POLICY] = sizeof(fl_policy), [FL_THING_BRAND] = sizeof(fl_brand_def), [FL_THING_ROOM] = sizeof(fl_room_def),
      [FL_THING_HOST] = sizeof(fl_host_def), [FL_THING_WORLD] = sizeof(fl_lua_world), [FL_THING_SCENARIO] = 0,
      [FL_THING_ROWS] = sizeof(fl_lua_rows), [FL_THING_SPREAD] = sizeof(fl_spread)};
  return offsetof(fl_lua_object, of) + sizes[thing];
}

fl_lua_object *fl_lua_new_object(lua_State *L, fl_lua_thing thing, fl_lua_place place) {
  // With room for the strategy of a seller, for the list of a world's policies, for the values of levels.
  const bool more = thing == FL_THING_BRAND || thing == FL_THING_ROOM || thing == FL_THING_WORLD || thing == FL_THING_SPREAD;
  fl_lua_object *object = lua_newuserdatauv(L, object_size(thing), more);
  memset(object, 0, object_size(thing));
  object->thing = thing;
  object->place = place;
  luaL_setmetatable(L, OBJECT);
  return object;
}

fl_lua_object *fl_lua_to_object(lua_State *L, int index) {
  return luaL_testudata(L, index, OBJECT);
}

const char *fl_lua_object_kind(const fl_lua_object *object) {
  static const char *const names[] = {"", "brand", "room", "host", "world", "scenario", "list of rows", "spread"};
  return object->thing == FL_THING_POLICY ? fl_policy_kind_name(object->of.policy.kind) : names[object->thing];
}

static bool may_have_strategy(const fl_lua_object *object) {
  return object->thing == FL_THING_BRAND || object->thing == FL_THING_ROOM;
}

// The field table of an object and the struct that it describes; NULL where there is none.
static const fl_fields *object_fields(fl_lua_object *object, void **base) {
  switch (object->thing) {
  case FL_THING_POLICY: *base = &object->of.policy.of; return fl_policy_fields(object->of.policy.kind);
  case FL_THING_BRAND: *base = &object->of.brand; return &fl_brand_fields;
  case FL_THING_ROOM: *base = &object->of.room; return &fl_room_fields;
  case FL_THING_HOST: *base = &object->of.host; return &fl_host_fields;
  case FL_THING_WORLD: *base = &object->of.world.params; return &fl_param_fields;
  case FL_THING_SCENARIO:
  case FL_THING_SPREAD:
  case FL_THING_ROWS: break;
  }
  *base = NULL;
  return NULL;
}

const char *fl_lua_policy_makers(char out[FL_LUA_MAKERS]) {
  size_t used = 0;
  for (int kind = 0; kind < FL_POLICY_KINDS; kind++)
    used += (size_t)snprintf(out + used, FL_LUA_MAKERS - used, "%sfl.%s",
                             kind == 0                    ? ""
                             : kind + 1 < FL_POLICY_KINDS ? ", "
                                                          : " or ",
                             fl_policy_kind_name((fl_policy_kind)kind)); // a dozen names
  return out;
}

static int object_index(lua_State *L) {
  fl_lua_object *object = luaL_checkudata(L, 1, OBJECT);
  const char *key = luaL_checkstring(L, 2);
  void *base;
  const fl_fields *fields = object_fields(object, &base);
  if (object->thing == FL_THING_POLICY && strcmp(key, "id") == 0) {
    lua_pushstring(L, object->of.policy.id);
    return 1;
  }
  if (may_have_strategy(object) && strcmp(key, "strategy") == 0) {
    lua_getiuservalue(L, 1, 1);
    return 1;
  }
  const fl_field *field = fields ? fl_field_find(fields, key) : NULL;
  if (field) {
    fl_lua_push_field(L, field, base);
    return 1;
  }
  const char *near = fields ? fl_field_near(fields, key) : NULL;
  if (near) return luaL_error(L, "a %s has no field '%s'; did you mean '%s'?", fl_lua_object_kind(object), key, near);
  return luaL_error(L, "a %s has no field '%s'", fl_lua_object_kind(object), key);
}

static int object_newindex(lua_State *L) {
  const fl_lua_object *object = luaL_checkudata(L, 1, OBJECT);
  return luaL_error(L, "a %s cannot be changed once it is made; give all values to its constructor", fl_lua_object_kind(object));
}

static int object_tostring(lua_State *L) {
  lua_pushstring(L, fl_lua_object_kind(luaL_checkudata(L, 1, OBJECT)));
  return 1;
}

static void open_objects(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"__index", object_index}, {"__newindex", object_newindex}, {"__tostring", object_tostring}, {NULL, NULL}};
  luaL_newmetatable(L, OBJECT);
  luaL_setfuncs(L, methods, 0);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
}

// Policies, brands, rooms, hosts ------------------------------------------------------------------------------------------------------

// peak = { "2022-06-16", "2022-06-19" }
static void read_peak(lua_State *L, const fl_lua_scope *scope, fl_festival *festival) {
  if (!lua_istable(L, -1) || lua_rawlen(L, -1) != 2) {
    fl_lua_complain_at(scope, "peak must be a list of two dates, as { \"2022-06-16\", \"2022-06-19\" }, got %s",
                       fl_lua_show(L, -1));
    return;
  }
  static const char *const names[] = {"peak_from", "peak_to"};
  for (int i = 0; i < 2; i++) {
    lua_rawgeti(L, -1, i + 1);
    fl_lua_set_field(L, scope, fl_field_find(&fl_festival_fields, names[i]), festival);
    lua_pop(L, 1);
  }
}

static void read_policy_id(lua_State *L, const fl_lua_scope *scope, fl_policy *policy) {
  static const fl_field id = {.name = "id",
                              .kind = FL_KIND_TEXT,
                              .unit = "",
                              .choices = "",
                              .meaning = "",
                              .source = "",
                              .offset = offsetof(fl_policy, id)};
  fl_lua_set_field(L, scope, &id, policy);
}

static bool visit_field(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  (void)position;
  fl_lua_object *object = ctx;
  void *base;
  const fl_fields *fields = object_fields(object, &base);
  const fl_field *field = key ? fl_field_find(fields, key) : NULL;
  if (field)
    fl_lua_set_field(L, scope, field, base);
  else if (key && object->thing == FL_THING_POLICY && strcmp(key, "id") == 0)
    read_policy_id(L, scope, &object->of.policy);
  else if (key && may_have_strategy(object) && strcmp(key, "strategy") == 0)
    fl_lua_read_strategy(L, scope, 2);
  else if (key && fields == &fl_festival_fields && strcmp(key, "peak") == 0)
    read_peak(L, scope, base);
  else
    return false;
  return true;
}

// `subsidy "ten-billion": `, or `subsidy: ` while it has no sound id.
static const char *make_label(lua_State *L, const char *kind, char *out, size_t size) {
  lua_getfield(L, -1, "id");
  const char *id = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
  if (*id && strlen(id) < FL_NAME_MAX && fl_utf8_printable(id, strlen(id)))
    snprintf(out, size, "%s \"%s\": ", kind, id);
  else
    snprintf(out, size, "%s: ", kind);
  lua_pop(L, 1);
  return out;
}

// Upvalue 1: the thing; upvalue 2: the kind of policy.
static int construct(lua_State *L) {
  const fl_lua_thing thing = (fl_lua_thing)lua_tointeger(L, lua_upvalueindex(1));
  const fl_policy_kind policy_kind = (fl_policy_kind)lua_tointeger(L, lua_upvalueindex(2));
  lua_settop(L, 1);
  fl_lua_place place = fl_lua_caller(L, "");
  fl_lua_object *object = fl_lua_new_object(L, thing, place);
  if (thing == FL_THING_POLICY) object->of.policy.kind = policy_kind;
  const char *kind = fl_lua_object_kind(object);
  if (strcmp(place.word, FL_LUA_ANY_WORD) != 0) object->place.word = kind;
  void *base;
  const fl_fields *fields = object_fields(object, &base);
  fl_fields_defaults(fields, base);
  char label[FL_NAME_MAX * 2];
  fl_lua_scope scope = {.lua = fl_lua_of(L), .place = &object->place, .label = ""};
  lua_pushvalue(L, 1);
  if (!lua_istable(L, -1)) {
    fl_lua_complain_at(&scope, "fl.%s needs a table, as fl.%s { id = \"…\", … }, got %s", kind, kind, fl_lua_show(L, -1));
  } else {
    scope.label = make_label(L, kind, label, sizeof label);
    static const char *const more[] = {"id", NULL}, *const festival_more[] = {"id", "peak", NULL},
                             *const seller_more[] = {"strategy", NULL};
    const char *const *known = fields == &fl_festival_fields ? festival_more : may_have_strategy(object) ? seller_more : more;
    fl_lua_visit(L, &scope, visit_field, object, known, fields);
  }
  lua_settop(L, 2);
  return 1;
}

// Worlds -----------------------------------------------------------------------------------------------------------------------

static const char *const world_keys[] = {"fans", "rooms", "focus_fans", "focus_weight", "empty_start", "params", "without", NULL};

// A world in the making: the object, the stack index of the list of its policies.
typedef struct making {
  fl_lua_world *world;
  int policies, depth; // of lists in lists
} making;

static bool in_list(const char *const *list, const char *key) {
  for (; *list; list++)
    if (strcmp(*list, key) == 0) return true;
  return false;
}

// The id of policy `i` of the world, which stays valid; NULL behind the last.
static const char *policy_of_world(lua_State *L, const making *of, lua_Integer i) {
  lua_rawgeti(L, of->policies, i);
  const fl_lua_object *object = fl_lua_to_object(L, -1);
  lua_pop(L, 1);
  return object ? object->of.policy.id : NULL;
}

static void leave_out(lua_State *L, const fl_lua_scope *scope, const making *of, const char *id) {
  fl_near near = fl_near_start(id);
  lua_Integer at = 1;
  const char *name;
  while ((name = policy_of_world(L, of, at)) && strcmp(name, id) != 0) {
    fl_near_offer(&near, name);
    at++;
  }
  if (!name && near.best)
    fl_lua_complain_at(scope, "the world has no policy '%.60s' to leave out; did you mean '%s'?", id, near.best);
  else if (!name)
    fl_lua_complain_at(scope, "the world has no policy '%.60s' to leave out", id);
  for (; name && (name = policy_of_world(L, of, at)); at++) {
    lua_rawgeti(L, of->policies, at + 1);
    lua_rawseti(L, of->policies, at);
  }
}

static bool visit_left_out(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  if (key || position == 0 || lua_type(L, -1) != LUA_TSTRING)
    fl_lua_complain_at(scope, "without must be the id of a policy of the world or a list of ids, got %s", fl_lua_show(L, -1));
  else
    leave_out(L, scope, ctx, lua_tostring(L, -1));
  return true;
}

static bool visit_world(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  (void)position;
  const making *of = ctx;
  if (!key || !in_list(world_keys, key)) return false;
  if (strcmp(key, "params") == 0)
    fl_lua_read_params(L, scope, &of->world->params);
  else if (strcmp(key, "without") != 0)
    fl_lua_set_field(L, scope, fl_field_find(&fl_setup_fields, key), &of->world->setup);
  else if (lua_type(L, -1) == LUA_TSTRING)
    leave_out(L, scope, of, lua_tostring(L, -1));
  else if (fl_lua_expect_table(L, scope, "without"))
    fl_lua_visit(L, scope, visit_left_out, ctx, NULL, NULL);
  return true;
}

static bool visit_standing(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  const making *of = ctx;
  const fl_lua_object *object = fl_lua_to_object(L, -1);
  making inner = *of;
  if (key || position == 0)
    fl_lua_complain_at(scope, "policies is a list: its entries have no keys");
  else if (fl_lua_is_list(L, -1) && ++inner.depth > FL_LUA_LISTS)
    fl_lua_complain_at(scope, "policies: lists are nested too deeply");
  else if (fl_lua_is_list(L, -1))
    fl_lua_visit(L, scope, visit_standing, &inner, NULL, NULL);
  else if (!object || object->thing != FL_THING_POLICY)
    fl_lua_complain_at(scope, "policies: entry %d must be a policy, got %s%s", position, object ? "a " : fl_lua_show(L, -1),
                       object ? fl_lua_object_kind(object) : "");
  else
    lua_rawseti(L, of->policies, (lua_Integer)lua_rawlen(L, of->policies) + 1);
  return true;
}

// A preset is a table of parameters, with the policies that stand in its world.
static bool visit_preset(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  (void)position;
  const making *of = ctx;
  const fl_field *field = key ? fl_field_find(&fl_param_fields, key) : NULL;
  if (field)
    fl_lua_set_field(L, scope, field, &of->world->params);
  else if (!key || strcmp(key, "policies") != 0)
    return false;
  else if (fl_lua_expect_table(L, scope, "policies"))
    fl_lua_visit(L, scope, visit_standing, ctx, NULL, NULL);
  return true;
}

// The parameters of a preset: a shipped one by name, or a table of the user's own.
static void read_preset(lua_State *L, fl_lua_object *object, making *of) {
  fl_lua *lua = fl_lua_of(L);
  fl_lua_world *world = &object->of.world;
  fl_lua_scope scope = {.lua = lua, .place = &object->place, .label = "world: "};
  lua_pushvalue(L, 1);
  if (lua_type(L, 1) == LUA_TSTRING) {
    char why[FL_LUA_WHY];
    fl_utf8_copy(world->name, sizeof world->name, lua_tostring(L, 1));
    if (!fl_lua_require_world(L, lua_tostring(L, 1), why, sizeof why)) {
      scope.label = ""; // the message names the world
      fl_lua_complain_at(&scope, "%s", why);
      return;
    }
  } else if (lua_istable(L, 1)) {
    strcpy(world->name, "custom");
  } else {
    fl_lua_complain_at(&scope, "fl.world needs the name of a preset or a table of parameters, got %s", fl_lua_show(L, 1));
    return;
  }
  fl_lua_place file = {fl_lua_source_of(L, -1), 1, "return", false};
  if (file.source != SIZE_MAX) scope.place = &file;
  static const char *const more[] = {"policies", NULL};
  if (fl_lua_expect_table(L, &scope, "a world")) fl_lua_visit(L, &scope, visit_preset, of, more, &fl_param_fields);
  object->place.wrong |= file.wrong;
}

static int make_world(lua_State *L) {
  lua_settop(L, 2);
  fl_lua_object *object = fl_lua_new_object(L, FL_THING_WORLD, fl_lua_caller(L, "world"));
  fl_fields_defaults(&fl_setup_fields, &object->of.world.setup);
  fl_fields_defaults(&fl_param_fields, &object->of.world.params);
  lua_newtable(L);
  making of = {&object->of.world, 4, 0};
  lua_pushvalue(L, 4);
  lua_setiuservalue(L, 3, 1);
  read_preset(L, object, &of);
  object->of.world.preset = object->of.world.params;
  lua_settop(L, 4);
  const fl_lua_scope scope = {.lua = fl_lua_of(L), .place = &object->place, .label = "world: "};
  lua_pushvalue(L, 2);
  if (!lua_isnil(L, -1) && fl_lua_expect_table(L, &scope, "the second argument of fl.world"))
    fl_lua_visit(L, &scope, visit_world, &of, world_keys, NULL);
  lua_settop(L, 3);
  return 1;
}

// Helpers ----------------------------------------------------------------------------------------------------------------------

// Upvalue 1: the factor. fl.yi(10) is 1e9 yuan, fl.wan(3) is 3e4.
static int scaled(lua_State *L) {
  const lua_Number value = luaL_checknumber(L, 1);
  lua_pushnumber(L, value * lua_tonumber(L, lua_upvalueindex(1)));
  return 1;
}

static int64_t check_date(lua_State *L, int index) {
  int64_t date;
  char meant[FL_DATE_TEXT];
  const char *text = luaL_checkstring(L, index);
  if (fl_date_parse(text, &date)) return date;
  if (fl_date_guess(text, meant)) luaL_error(L, "'%s' is not a date as \"YYYY-MM-DD\": write %s", text, meant);
  luaL_error(L, "'%s' is not a date that exists, as \"YYYY-MM-DD\"", text);
  return 0;
}

static void push_date(lua_State *L, int64_t date) {
  char text[FL_DATE_TEXT];
  lua_pushstring(L, fl_date_text(date, text));
}

// fl.add_days("2022-06-18", 3) -> "2022-06-21"
static int add_days(lua_State *L) {
  const int64_t date = check_date(L, 1);
  const lua_Integer days = luaL_checkinteger(L, 2);
  luaL_argcheck(L, days > -1000000 && days < 1000000, 2, "too many days");
  const int64_t sum = date + days, first = fl_date_from_civil((fl_civil){0, 1, 1}),
                last = fl_date_from_civil((fl_civil){9999, 12, 31});
  luaL_argcheck(L, sum >= first && sum <= last, 2, "the date is beyond the year 9999");
  push_date(L, sum);
  return 1;
}

// fl.days_between("2022-06-01", "2022-06-18") -> 17
static int days_between(lua_State *L) {
  const int64_t from = check_date(L, 1);
  lua_pushinteger(L, check_date(L, 2) - from);
  return 1;
}

// fl.weekday("2022-06-18") -> 6 (1 = Monday)
static int weekday(lua_State *L) {
  lua_pushinteger(L, fl_date_weekday(check_date(L, 1)) + 1);
  return 1;
}

static void add_constructor(lua_State *L, const char *name, fl_lua_thing thing, fl_policy_kind kind) {
  lua_pushinteger(L, (lua_Integer)thing);
  lua_pushinteger(L, (lua_Integer)kind);
  lua_pushcclosure(L, construct, 2);
  lua_setfield(L, -2, name);
}

static void add_scale(lua_State *L, const char *name, double factor) {
  lua_pushnumber(L, factor);
  lua_pushcclosure(L, scaled, 1);
  lua_setfield(L, -2, name);
}

void fl_lua_open_fanloop(lua_State *L) {
  static const luaL_Reg functions[] = {{"scenario", fl_lua_make_scenario},
                                       {"csv", fl_lua_read_csv},
                                       {"sqlite", fl_lua_read_sqlite},
                                       {"world", make_world},
                                       {"add_days", add_days},
                                       {"days_between", days_between},
                                       {"weekday", weekday},
                                       {"options", fl_lua_read_options},
                                       {NULL, NULL}};
  open_objects(L);
  lua_newtable(L);
  luaL_setfuncs(L, functions, 0);
  for (int kind = 0; kind < FL_POLICY_KINDS; kind++)
    add_constructor(L, fl_policy_kind_name((fl_policy_kind)kind), FL_THING_POLICY, (fl_policy_kind)kind);
  add_constructor(L, "brand", FL_THING_BRAND, FL_FESTIVAL);
  add_constructor(L, "room", FL_THING_ROOM, FL_FESTIVAL);
  add_constructor(L, "host", FL_THING_HOST, FL_FESTIVAL);
  add_scale(L, "yi", 1e8);
  add_scale(L, "wan", 1e4);
  fl_lua_open_spreads(L);
  fl_lua_protect(L, "fl");
}
