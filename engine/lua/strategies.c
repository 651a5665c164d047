// Strategies: functions that the scenario gives to brands, rooms and kinds of seller, and the mornings on which they are called.
//
// One table holds the functions by name ("brand soy", "kind belt"), another one the selves of sellers by name; both are roots of what a
// script remembers (state.c). The list of who is asked is made anew for each world and kept nowhere.
#include "lua/host.h"

#include "base/date.h"
#include "params/choices.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VIEW "fanloop seller"
#define LIST "fanloop sellers"

enum { SELLER_STEPS = 20, STEPS_PER_SELLER = 20000 /* added to the budget of a morning for each seller who is asked */ };

static const char list_key = 0, view_key = 0, fields_key = 0;

typedef struct view {
  fl_seller_view facts;
  int64_t brand;
  bool open;   // while a strategy runs
  bool lapsed; // the fact has been asked for: it costs a look at all fans
} view;

typedef struct seller {
  int64_t brand, room; // room -1: the whole brand
} seller;

// Who is asked. Its Lua value is a table: [2 i + 1] function and [2 i + 2] self of seller i.
typedef struct list {
  size_t count;
  seller sellers[];
} list;

// What the scenario says --------------------------------------------------------------------------------------------------------

// Keeps the function at the top of the stack under its name ("brand" and "soy"); pops it.
static void keep(lua_State *L, const char *what, const char *id) {
  fl_lua *lua = fl_lua_of(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, lua->strategies_ref);
  lua_pushfstring(L, "%s %s", what, id);
  lua_pushvalue(L, -3);
  lua_rawset(L, -3);
  lua_pop(L, 2);
  lua->strategy_count++;
}

void fl_lua_keep_strategy(lua_State *L, int index, const fl_lua_object *object) {
  const bool brand = object->thing == FL_THING_BRAND;
  if (!brand && object->thing != FL_THING_ROOM) return;
  if (lua_getiuservalue(L, index, 1) == LUA_TFUNCTION)
    keep(L, brand ? "brand" : "room", brand ? object->of.brand.id : object->of.room.id);
  else
    lua_pop(L, 1);
}

bool fl_lua_read_strategy(lua_State *L, const fl_lua_scope *scope, int object) {
  if (!lua_isfunction(L, -1)) {
    fl_lua_complain_at(scope, "strategy must be a function, as function(self, view) … end, got %s", fl_lua_show(L, -1));
    return false;
  }
  if (fl_lua_refuse_factory(L, scope, "strategy")) return false;
  fl_lua_note_given(L, -1, scope);
  lua_pushvalue(L, -1);
  lua_setiuservalue(L, object, 1);
  return true;
}

static const char *kinds_of_seller(void) {
  return fl_field_find(&fl_brand_fields, "kind")->choices;
}

static bool visit_kind(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  (void)position;
  (void)ctx;
  if (!key || fl_choice_find(kinds_of_seller(), key) < 0) return false;
  if (!lua_isfunction(L, -1)) {
    fl_lua_complain_at(scope, "strategies: %s must be a function, as function(self, view) … end, got %s", key, fl_lua_show(L, -1));
    return true;
  }
  char what[2 * FL_NAME_MAX];
  snprintf(what, sizeof what, "strategies: %s", key);
  if (fl_lua_refuse_factory(L, scope, what)) return true;
  fl_lua_note_given(L, -1, scope);
  lua_pushvalue(L, -1);
  keep(L, "kind", key);
  return true;
}

void fl_lua_read_strategies(lua_State *L, const fl_lua_scope *scope) {
  char names[FL_BRAND_KINDS][FL_NAME_MAX];
  const char *known[FL_BRAND_KINDS + 1] = {NULL};
  for (int64_t k = 0; k < FL_BRAND_KINDS && fl_choice_name(kinds_of_seller(), k, names[k]); k++) known[k] = names[k];
  if (fl_lua_expect_table(L, scope, "strategies")) fl_lua_visit(L, scope, visit_kind, NULL, known, NULL);
}

typedef struct telling {
  void (*tell)(void *ctx, const char *name);
  void *ctx;
  size_t count;
} telling;

static int tell_names(lua_State *L) {
  telling *t = lua_touserdata(L, 1);
  lua_settop(L, 0);
  lua_rawgeti(L, LUA_REGISTRYINDEX, fl_lua_of(L)->strategies_ref);
  fl_lua_sorted_keys(L, 1, true);
  for (; lua_rawgeti(L, 2, (lua_Integer)t->count + 1) == LUA_TSTRING; lua_settop(L, 2), t->count++)
    t->tell(t->ctx, lua_tostring(L, 3));
  return 0;
}

size_t fl_lua_strategies(fl_lua *lua, void (*tell)(void *ctx, const char *name), void *ctx) {
  telling t = {tell, ctx, 0};
  if (lua->strategy_count) fl_lua_protected(lua, tell_names, &t, "the list of strategies", lua->options.load_instructions);
  return t.count;
}

// The view ----------------------------------------------------------------------------------------------------------------------

// Upvalue 1: by name, the number of a fact. One object serves all calls: nothing is allocated for them.
static int view_index(lua_State *L) {
  view *v = luaL_checkudata(L, 1, VIEW);
  if (!v->open) return luaL_error(L, "view can be used while its strategy runs only; keep what you need of it in self");
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TNUMBER) {
    const size_t number = (size_t)lua_tointeger(L, -1);
    fl_lua_of(L)->facts_read |= (uint64_t)1 << number;
    if (!v->lapsed && fl_seller_facts.rows[number].offset == offsetof(fl_seller_view, lapsed)) {
      fl_world_see_lapsed(fl_lua_of(L)->world, v->brand, &v->facts);
      v->lapsed = true;
    }
    fl_lua_push_field(L, &fl_seller_facts.rows[number], &v->facts);
    return 1;
  }
  const char *name = luaL_checkstring(L, 2), *near = fl_field_near(&fl_seller_facts, name);
  if (near) return luaL_error(L, "unknown name 'view.%s'; did you mean 'view.%s'?", name, near);
  return luaL_error(L, "unknown name 'view.%s'", name);
}

static int view_newindex(lua_State *L) {
  return luaL_error(L, "view is read-only; what a seller changes is what its strategy returns, as return { price = 0.95 }");
}

static int view_tostring(lua_State *L) {
  lua_pushliteral(L, "view of a seller");
  return 1;
}

// Pushes a table of the numbers of fields by name.
static void push_numbers(lua_State *L, const fl_fields *fields) {
  lua_createtable(L, 0, (int)fields->count);
  for (size_t i = 0; i < fields->count; i++) {
    lua_pushinteger(L, (lua_Integer)i);
    lua_setfield(L, -2, fields->rows[i].name);
  }
}

void fl_lua_open_strategies(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  lua_newtable(L);
  lua->strategies_ref = luaL_ref(L, LUA_REGISTRYINDEX);
  lua_newtable(L);
  lua->selves_ref = luaL_ref(L, LUA_REGISTRYINDEX);
  push_numbers(L, &fl_decision_fields);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &fields_key);
  view *v = lua_newuserdatauv(L, sizeof *v, 0);
  memset(v, 0, sizeof *v);
  luaL_newmetatable(L, VIEW);
  push_numbers(L, &fl_seller_facts);
  lua_pushcclosure(L, view_index, 1);
  lua_setfield(L, -2, "__index");
  static const luaL_Reg methods[] = {{"__newindex", view_newindex}, {"__tostring", view_tostring}, {NULL, NULL}};
  luaL_setfuncs(L, methods, 0);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &view_key);
}

void fl_lua_push_seller_view(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &view_key);
}

// Decisions ---------------------------------------------------------------------------------------------------------------------

static const char *name_of(const seller *s) {
  return s->room < 0 ? "brand" : "room";
}

// Raises an error at the first line of the strategy at `function`: it has returned. Of one that the shipped library made, where it was given.
static void refuse(lua_State *L, int function, const char *what) {
  lua_Debug at;
  if (fl_lua_is_shipped(L, function) && fl_lua_push_given(L, function))
    luaL_error(L, "%s: the strategy's decision: %s", lua_tostring(L, -1), what);
  lua_pushvalue(L, function);
  lua_getinfo(L, ">S", &at);
  const char *source = at.source[0] == '@' ? at.source + 1 : at.short_src;
  luaL_error(L, "%s:%d: the strategy's decision: %s", source, at.linedefined, what);
}

// Mistakes of one decision, told together.
typedef struct mistakes {
  char text[4 * FL_LUA_WHY];
  size_t used, count;
} mistakes;

static void add_mistake(mistakes *m, const char *what) {
  if (m->used >= sizeof m->text) return;
  const int length = snprintf(m->text + m->used, sizeof m->text - m->used, "%s%s", m->count ? "; " : "", what);
  m->used += length > 0 ? (size_t)length : 0;
  m->count++;
}

// What is wrong with the entry whose value is at the top of the stack; NULL when it is taken.
static const char *take(lua_State *L, const seller *s, const char *key, fl_decision *d, char *why, size_t size) {
  const fl_field *field = fl_field_find(&fl_decision_fields, key);
  fl_value value;
  if (!field) {
    const char *near = fl_field_near(&fl_decision_fields, key);
    snprintf(why, size, near ? "unknown key '%.64s'; did you mean '%s'?" : "unknown key '%.64s'", key, near);
    return why;
  }
  if (field->fixed && s->room >= 0) {
    snprintf(why, size, "%s is the brand's as a whole: a room's strategy cannot decide it", field->name);
    return why;
  }
  char inner[FL_LUA_WHY / 2];
  const bool read = fl_lua_to_value(L, -1, &value, inner, sizeof inner);
  const bool set = read && fl_field_set(field, d, &value, inner, sizeof inner);
  lua_pop(L, 1);
  d->given |= (uint64_t)1 << (field - fl_decision_fields.rows);
  if (set) return NULL;
  snprintf(why, size, "%s%s%s", read ? "" : field->name, read ? "" : " ", inner);
  return why;
}

// In the order of keys, so that the mistakes are always told in the same one.
static void read_slowly(lua_State *L, const seller *s, int function, int table, fl_decision *d) {
  char why[FL_LUA_WHY];
  mistakes wrong = {.used = 0};
  size_t entries = 0;
  bool keyless = false;
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) entries++;
  fl_lua_sorted_keys(L, table, true);
  const int keys = lua_gettop(L);
  if (lua_rawlen(L, keys) != entries) add_mistake(&wrong, "keys must be texts, as price = 0.95");
  for (lua_Integer i = 1; lua_rawgeti(L, keys, i) != LUA_TNIL; i++, lua_settop(L, keys)) {
    if (lua_type(L, -1) != LUA_TSTRING) {
      if (!keyless) add_mistake(&wrong, "a value has no key; write price = 0.95");
      keyless = true;
      continue;
    }
    lua_pushvalue(L, -1);
    lua_rawget(L, table);
    if (take(L, s, lua_tostring(L, -2), d, why, sizeof why)) add_mistake(&wrong, why);
  }
  if (wrong.count) refuse(L, function, wrong.text);
}

// Numbers within their ranges, which most decisions are; false: something else is there.
static bool read_fast(lua_State *L, const seller *s, int fields, int table, fl_decision *d) {
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
    lua_pushvalue(L, -2);
    const bool known = lua_rawget(L, fields) == LUA_TNUMBER;
    const size_t number = known ? (size_t)lua_tointeger(L, -1) : 0;
    lua_pop(L, 1);
    const fl_field *field = &fl_decision_fields.rows[number];
    const bool plain = known && field->kind == FL_KIND_REAL && lua_type(L, -1) == LUA_TNUMBER && !(field->fixed && s->room >= 0);
    const double value = plain ? lua_tonumber(L, -1) : 0;
    if (!plain || !(value >= field->min && value <= field->max)) return false;
    fl_field_put_real(field, d, value);
    d->given |= (uint64_t)1 << number;
  }
  return true;
}

// What the strategy at `function` has returned, at the top of the stack.
static void read_decision(lua_State *L, const seller *s, int function, int fields, fl_decision *d) {
  const int table = lua_gettop(L);
  d->given = 0;
  if (!lua_istable(L, table))
    refuse(L, function, lua_pushfstring(L, "it must be a table, as { price = 0.95 }, or nothing; got %s", fl_lua_show(L, table)));
  if (!read_fast(L, s, fields, table, d)) {
    lua_settop(L, table);
    d->given = 0;
    read_slowly(L, s, function, table, d);
  }
  fl_lua_of(L)->decided |= d->given;
}

// Who is asked ------------------------------------------------------------------------------------------------------------------

// In the order of brands; rooms behind their brand, which they may overrule.
static int compare_sellers(const void *x, const void *y) {
  const seller *a = x, *b = y;
  if (a->brand != b->brand) return a->brand < b->brand ? -1 : 1;
  return (a->room > b->room) - (a->room < b->room);
}

// Pushes the strategy of this name: true, or pushes nothing.
static bool push_strategy(lua_State *L, const char *what, const char *id) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, fl_lua_of(L)->strategies_ref);
  lua_pushfstring(L, "%s %s", what, id);
  const bool there = lua_rawget(L, -2) == LUA_TFUNCTION;
  lua_remove(L, -2);
  if (!there) lua_pop(L, 1);
  return there;
}

// A brand's own strategy before that of its kind. `own`: as the scenario has the brand, or NULL.
static bool push_of_brand(lua_State *L, const fl_scenario *s, const fl_row_brand *row, const fl_brand_def *own) {
  char kind[FL_NAME_MAX];
  if (own && !own->scripted) return false;
  if (own && push_strategy(L, "brand", own->id)) return true;
  if (!(s->params.seller_scripted >> row->kind & 1) || !fl_choice_name(kinds_of_seller(), row->kind, kind)) return false;
  return push_strategy(L, "kind", kind);
}

// Pushes the self of this name, made if it is not there.
static void push_self(lua_State *L, const char *what, const char *id, int64_t kind) {
  char name[FL_NAME_MAX];
  lua_rawgeti(L, LUA_REGISTRYINDEX, fl_lua_of(L)->selves_ref);
  lua_pushfstring(L, "%s %s", what, id);
  lua_pushvalue(L, -1);
  if (lua_rawget(L, -3) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 4);
    lua_pushstring(L, id);
    lua_setfield(L, -2, "id");
    lua_pushstring(L, fl_choice_name(kinds_of_seller(), kind, name) ? name : "");
    lua_setfield(L, -2, "kind");
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, -5);
  }
  lua_replace(L, -3);
  lua_pop(L, 1);
}

typedef struct rows {
  const fl_row_brand *brands;
  const fl_row_room *rooms;
  size_t brand_count, room_count;
} rows;

// Adds all who have a strategy to `into`; NULL: they are counted only.
static size_t find_sellers(lua_State *L, const fl_scenario *s, const rows *from, list *into) {
  const size_t generated = (size_t)s->setup.rooms;
  size_t count = 0;
  for (size_t b = 0; b < from->brand_count; b++) {
    const fl_brand_def *own = b >= generated && b - generated < s->brand_count ? &s->brands[b - generated] : NULL;
    if (!push_of_brand(L, s, &from->brands[b], own)) continue;
    lua_pop(L, 1);
    if (into) into->sellers[count] = (seller){(int64_t)b, -1};
    count++;
  }
  for (size_t r = generated; r < from->room_count && r - generated < s->room_count; r++) {
    const fl_room_def *own = &s->rooms[r - generated];
    if (!own->scripted || !push_strategy(L, "room", own->id)) continue;
    lua_pop(L, 1);
    if (into) into->sellers[count] = (seller){from->rooms[r].brand, (int64_t)r};
    count++;
  }
  return count;
}

static void fill_in(lua_State *L, const fl_scenario *s, const rows *from, const seller *who, lua_Integer number, int table) {
  const size_t generated = (size_t)s->setup.rooms, b = (size_t)who->brand;
  const bool own = b >= generated && b - generated < s->brand_count;
  const fl_row_brand *brand = &from->brands[b];
  if (who->room < 0)
    push_of_brand(L, s, brand, own ? &s->brands[b - generated] : NULL);
  else
    push_strategy(L, "room", from->rooms[who->room].id);
  lua_rawseti(L, table, 2 * number + 1);
  push_self(L, name_of(who), who->room < 0 ? brand->id : from->rooms[who->room].id, brand->kind);
  lua_rawseti(L, table, 2 * number + 2);
}

// Leaves the list of this world in the registry.
static int make_list(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  const fl_scenario *s = fl_model_scenario(fl_world_model(lua->world));
  rows from;
  from.brands = fl_world_rows(lua->world, FL_T_brand, &from.brand_count);
  from.rooms = fl_world_rows(lua->world, FL_T_room, &from.room_count);
  lua_settop(L, 0);
  fl_lua_charge(L, from.brand_count + from.room_count);
  const size_t count = find_sellers(L, s, &from, NULL);
  list *sellers = lua_newuserdatauv(L, sizeof *sellers + (count + 1) * sizeof *sellers->sellers, 1);
  sellers->count = find_sellers(L, s, &from, sellers);
  if (count) qsort(sellers->sellers, count, sizeof *sellers->sellers, compare_sellers);
  lua_createtable(L, count < INT32_MAX / 2 ? (int)(2 * count) : 0, 0);
  for (size_t i = 0; i < count; i++) fill_in(L, s, &from, &sellers->sellers[i], (lua_Integer)i, 2);
  lua_setiuservalue(L, 1, 1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &list_key);
  lua->asked = count;
  lua->listed = lua->world;
  return 0;
}

// A morning ---------------------------------------------------------------------------------------------------------------------

enum { SELLERS = 1, CALLS, VIEW_AT, FIELDS, FUNCTION, RESULT };

// Each seller has random numbers of its own, whatever the others draw.
static void begin_draws(fl_lua *lua, const seller *s) {
  const uint64_t number = 2 * (uint64_t)(s->room < 0 ? s->brand : s->room) + (s->room >= 0);
  lua->draw_day = fl_world_day(lua->world);
  lua->draw_phase = FL_LUA_SELLERS;
  lua->draws = number << 25;
}

static int call_sellers(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  fl_decision decision;
  lua_settop(L, 0);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &list_key);
  const list *sellers = lua_touserdata(L, SELLERS);
  lua_getiuservalue(L, SELLERS, 1);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &view_key);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &fields_key);
  view *v = lua_touserdata(L, VIEW_AT);
  for (size_t i = 0; i < sellers->count; i++) {
    const seller *s = &sellers->sellers[i];
    if (!fl_world_seller(lua->world, s->brand, s->room, &v->facts)) continue;
    fl_lua_charge(L, SELLER_STEPS);
    lua->now = i;
    begin_draws(lua, s);
    lua_rawgeti(L, CALLS, 2 * (lua_Integer)i + 1);
    lua_pushvalue(L, FUNCTION);
    lua_rawgeti(L, CALLS, 2 * (lua_Integer)i + 2);
    lua_pushvalue(L, VIEW_AT);
    v->brand = s->brand;
    v->lapsed = false;
    v->open = true;
    lua_call(L, 2, 1);
    v->open = false;
    if (!lua_isnil(L, RESULT)) {
      read_decision(L, s, FUNCTION, FIELDS, &decision);
      fl_world_decide(lua->world, s->brand, s->room, &decision);
    }
    lua_settop(L, FIELDS);
  }
  return 0;
}

// "brand soy", or what stands in the list of sellers.
static const char *who_failed(fl_lua *lua, char out[FL_LUA_WHY]) {
  lua_State *L = lua->L;
  size_t count = 0;
  snprintf(out, FL_LUA_WHY, "the strategies");
  if (lua->now == SIZE_MAX || lua->listed != lua->world) return out;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &list_key);
  const list *sellers = lua_touserdata(L, -1);
  const seller s = sellers->sellers[lua->now];
  lua_pop(L, 1);
  const bool brand = s.room < 0;
  const size_t at = (size_t)(brand ? s.brand : s.room);
  const char *items = fl_world_rows(lua->world, brand ? FL_T_brand : FL_T_room, &count);
  if (at >= count) return out;
  const char *id = brand ? ((const fl_row_brand *)(const void *)items)[at].id : ((const fl_row_room *)(const void *)items)[at].id;
  snprintf(out, FL_LUA_WHY, "the strategy of %s '%s'", name_of(&s), id);
  return out;
}

fl_status fl_lua_on_sellers(void *ctx, fl_world *world) {
  fl_lua *lua = ctx;
  char date[FL_DATE_TEXT], who[FL_LUA_WHY];
  lua->world = world;
  lua->phase = FL_LUA_SELLERS;
  lua->now = SIZE_MAX;
  bool ran = lua->listed == world || fl_lua_protected(lua, make_list, NULL, "the strategies", lua->options.load_instructions);
  const int64_t budget = lua->options.hook_instructions + STEPS_PER_SELLER * (int64_t)lua->asked;
  if (ran) ran = fl_lua_protected(lua, call_sellers, NULL, "a strategy", budget);
  who_failed(lua, who);
  lua->world = NULL;
  if (ran) return FL_OK;
  fl_world_fail(world, "%s\n  on %s, in %s", lua->failure ? lua->failure : "out of memory",
                fl_date_text(fl_world_date(world), date), who);
  return lua->no_memory ? FL_ENVIRONMENT : FL_BROKEN;
}
