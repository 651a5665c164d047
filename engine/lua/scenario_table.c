// fl.scenario: the table of a scenario becomes an fl_scenario; its functions are kept for the hooks.
#include "lua/host.h"

#include "base/nearname.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const scenario_keys[] = {
    "name",     "title",    "title_zh", "question", "question_zh", "world",    "seed",   "calendar", "params",
    "policies", "brands",   "rooms",    "hosts",    "on_start",    "on_day",   "on_end", "metrics",  "strategies",
    "variants", "baseline", "explain",  "sweep",    "calibrate",   "optimise", NULL};
static const char *const calendar_keys[] = {"warmup", "from", "to", "flat", NULL};

static void read_text(lua_State *L, const fl_lua_scope *scope, const char *key, char *out, size_t size) {
  size_t length = 0;
  const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &length) : NULL;
  if (!text)
    fl_lua_complain_at(scope, "%s must be a text, got %s", key, fl_lua_show(L, -1));
  else if (!length || length >= size)
    fl_lua_complain_at(scope, "%s must have between 1 and %d bytes, got %d", key, (int)size - 1, (int)length);
  else if (!fl_utf8_printable(text, length))
    fl_lua_complain_at(scope, "%s must be printable text on one line", key);
  else
    memcpy(out, text, length + 1);
}

// The texts of FL_TEXT_MAX bytes; NULL where `key` is none of them.
static char *text_at(fl_scenario *scenario, const char *key) {
  const struct {
    const char *key;
    char *text;
  } texts[] = {{"title", scenario->title},
               {"title_zh", scenario->title_zh},
               {"question", scenario->question},
               {"question_zh", scenario->question_zh}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (strcmp(texts[i].key, key) == 0) return texts[i].text;
  return NULL;
}

// The name becomes part of file names.
static void read_name(lua_State *L, const fl_lua_scope *scope, char *out) {
  read_text(L, scope, "name", out, FL_NAME_MAX);
  if (out[0] == '.' || out[0] == '-' || strpbrk(out, "/\\"))
    fl_lua_complain_at(scope, "name must not begin with '.' or '-' nor contain slashes: files are named after it");
}

static bool visit_calendar(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  (void)position;
  bool known = false;
  for (const char *const *at = calendar_keys; key && *at; at++) known |= strcmp(*at, key) == 0;
  if (!known) return false;
  fl_lua_set_field(L, scope, fl_field_find(&fl_setup_fields, strcmp(key, "flat") == 0 ? "flat_calendar" : key), ctx);
  return true;
}

// Lists of constructed things --------------------------------------------------------------------------------------------------

typedef struct list {
  fl_lua_thing thing;
  const char *key, *how; // "policies", what makes them
  int outer;             // position of the list in it that is being read; 0: it is the list itself
  int depth;
} list;

// "3", or "3.1" in a list within the list.
static const char *entry_text(const list *of, int position, char out[FL_NAME_MAX]) {
  if (of->outer)
    snprintf(out, FL_NAME_MAX, "%d.%d", of->outer, position);
  else
    snprintf(out, FL_NAME_MAX, "%d", position);
  return out;
}

// Bytes that an entry takes outside the interpreter: arrays double as they grow.
static size_t entry_size(fl_lua_thing thing) {
  static const size_t sizes[] = {sizeof(fl_policy), sizeof(fl_brand_def), sizeof(fl_room_def), sizeof(fl_host_def)};
  return 2 * (sizes[thing] + sizeof(fl_lua_place));
}

// Copies the object into the scenario; false when memory is out.
static bool add_object(fl_scenario *scenario, const fl_lua_object *object) {
  if (object->thing == FL_THING_POLICY) {
    const bool extra = object->entry == FL_LUA_OF_VARIANT;
    fl_policy *policy =
        (extra ? fl_scenario_add_extra : fl_scenario_add_policy)(scenario, object->of.policy.kind, object->of.policy.id);
    if (policy) policy->of = object->of.policy.of;
    return policy != NULL;
  }
  if (object->thing == FL_THING_BRAND) {
    fl_brand_def *brand = fl_scenario_add_brand(scenario);
    if (brand) *brand = object->of.brand;
    return brand != NULL;
  }
  if (object->thing == FL_THING_HOST) {
    fl_host_def *host = fl_scenario_add_host(scenario);
    if (host) *host = object->of.host;
    return host != NULL;
  }
  fl_room_def *room = fl_scenario_add_room(scenario);
  if (room) *room = object->of.room;
  return room != NULL;
}

void fl_lua_keep(lua_State *L, const fl_lua_object *object) {
  fl_lua *lua = fl_lua_of(L);
  fl_scenario *scenario = &lua->scenario;
  fl_lua_place **const lists[] = {&lua->policy_places, &lua->brand_places, &lua->room_places, &lua->host_places};
  const size_t counts[] = {scenario->policy_count, scenario->brand_count, scenario->room_count, scenario->host_count};
  fl_lua_place **places = lists[object->thing];
  const size_t count = counts[object->thing];
  fl_lua_hold(L, entry_size(object->thing));
  if ((count & (count - 1)) == 0) {
    fl_lua_place *grown = realloc(*places, (count ? count * 2 : 1) * sizeof *grown);
    if (!grown) fl_lua_out_of_memory(L);
    *places = grown;
  }
  if (!add_object(scenario, object)) fl_lua_out_of_memory(L);
  (*places)[count] = object->place;
}

// A policy of the scenario with the id of one of the world's runs in its place.
static void replace_standing(fl_scenario *scenario, const char *id) {
  for (size_t i = 0; i < scenario->policy_count && scenario->policies[i].world; i++)
    if (strcmp(scenario->policies[i].id, id) == 0) scenario->policies[i].off = true;
}

static bool visit_entry(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  const list *to = ctx;
  if (key || position == 0) {
    fl_lua_complain_at(scope, "%s is a list: its entries have no keys", to->key);
    return true;
  }
  if (lua_isboolean(L, -1) && !lua_toboolean(L, -1)) return true; // with_subsidy and fl.subsidy { … }
  fl_lua_object *object = fl_lua_to_object(L, -1);
  if (object && object->thing == FL_THING_ROWS && to->thing != FL_THING_POLICY) {
    fl_lua_keep_rows(L, object, to->thing);
    return true;
  }
  if (fl_lua_is_list(L, -1)) {
    list inner = *to;
    inner.outer = to->outer ? to->outer : position;
    if (++inner.depth > FL_LUA_LISTS)
      fl_lua_complain_at(scope, "%s: lists are nested too deeply", to->key);
    else
      fl_lua_visit(L, scope, visit_entry, &inner, NULL, NULL);
    return true;
  }
  char entry[FL_NAME_MAX], what[2 * FL_NAME_MAX];
  snprintf(what, sizeof what, "%s: entry %s", to->key, entry_text(to, position, entry));
  if (fl_lua_refuse_factory(L, scope, what)) return true;
  if (!object || object->thing != to->thing) {
    fl_lua_complain_at(scope, "%s: entry %s must be made with %s, got %s%s", to->key, entry, to->how,
                       object ? "a " : fl_lua_show(L, -1), object ? fl_lua_object_kind(object) : "");
    return true;
  }
  if (object->entry) {
    fl_lua_complain_at(scope, "%s: entry %s is the %s of entry %d again; each entry needs a call of its own", to->key, entry,
                       fl_lua_object_kind(object), object->entry);
    return true;
  }
  object->entry = to->outer ? to->outer : position;
  if (to->thing == FL_THING_POLICY) replace_standing(&scope->lua->scenario, object->of.policy.id);
  fl_lua_keep(L, object);
  fl_lua_keep_strategy(L, -1, object);
  return true;
}

static void read_list(lua_State *L, const fl_lua_scope *scope, fl_lua_thing thing, const char *key) {
  char makers[FL_LUA_MAKERS];
  const char *const how[] = {fl_lua_policy_makers(makers), "fl.brand, fl.csv or fl.sqlite", "fl.room, fl.csv or fl.sqlite",
                             "fl.host, fl.csv or fl.sqlite"};
  list to = {.thing = thing, .key = key, .how = how[thing]};
  const fl_lua_object *rows = fl_lua_to_object(L, -1);
  if (rows && rows->thing == FL_THING_ROWS && thing != FL_THING_POLICY) {
    fl_lua_keep_rows(L, rows, thing);
    return;
  }
  if (fl_lua_expect_table(L, scope, key)) fl_lua_visit(L, scope, visit_entry, &to, NULL, NULL);
}

// Functions --------------------------------------------------------------------------------------------------------------------

static void read_hook(lua_State *L, const fl_lua_scope *scope, const char *key, fl_lua_phase phase) {
  if (!lua_isfunction(L, -1)) {
    fl_lua_complain_at(scope, "%s must be a function, as function(sim) … end, got %s", key, fl_lua_show(L, -1));
    return;
  }
  if (fl_lua_refuse_factory(L, scope, key)) return;
  lua_pushvalue(L, -1);
  scope->lua->hook_refs[phase] = luaL_ref(L, LUA_REGISTRYINDEX);
}

// ctx: stack index of the table of metrics in the making.
static bool visit_metric(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  const int metrics = *(const int *)ctx;
  (void)position;
  if (!key || !*key || strlen(key) >= FL_NAME_MAX || !fl_utf8_printable(key, strlen(key))) {
    fl_lua_complain_at(scope, "the name of a metric must be a text of at most 63 printable bytes");
  } else if (strncmp(key, "metric ", 7) == 0) {
    fl_lua_complain_at(scope, "'%s': what begins with 'metric ' is a metric that is named like a key figure; choose another name",
                       key);
  } else if (!lua_isfunction(L, -1)) {
    fl_lua_complain_at(scope, "metric '%s' must be a function that returns a number, got %s", key, fl_lua_show(L, -1));
  } else {
    char what[2 * FL_NAME_MAX];
    snprintf(what, sizeof what, "metric '%s'", key);
    if (fl_lua_refuse_factory(L, scope, what)) return true;
    lua_pushvalue(L, -1);
    lua_setfield(L, metrics, key);
    lua_pushstring(L, key);
    lua_rawseti(L, metrics, (lua_Integer)lua_rawlen(L, metrics) + 1);
  }
  return true;
}

// Visits come in the order of names, so the list of names is sorted.
static void read_metrics(lua_State *L, const fl_lua_scope *scope) {
  if (!fl_lua_expect_table(L, scope, "metrics")) return;
  lua_newtable(L);
  int metrics = lua_gettop(L);
  lua_pushvalue(L, -2);
  fl_lua_visit(L, scope, visit_metric, &metrics, NULL, NULL);
  lua_pop(L, 1);
  scope->lua->metrics_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

// The scenario -----------------------------------------------------------------------------------------------------------------

// The policies that stand in the world come before the scenario's. The list of them lies at the top of the stack.
static void take_standing(lua_State *L) {
  fl_scenario *scenario = &fl_lua_of(L)->scenario;
  for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
    fl_lua_keep(L, fl_lua_to_object(L, -1));
    scenario->policies[scenario->policy_count - 1].world = true;
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

// Fields of the set-up that belong to the world are taken from it.
static void take_world(lua_State *L, const fl_lua_object *object) {
  fl_lua *lua = fl_lua_of(L);
  static const char *const fields[] = {"fans", "rooms", "focus_fans", "focus_weight", "empty_start"};
  lua->world_place = object->place;
  strcpy(lua->scenario.world, object->of.world.name);
  lua->preset = object->of.world.preset;
  lua->scenario.params = object->of.world.params;
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    const fl_field *field = fl_field_find(&fl_setup_fields, fields[i]);
    fl_field_put_int(field, &lua->scenario.setup, fl_field_int(field, &object->of.world.setup));
  }
  lua_getiuservalue(L, -1, 1);
  take_standing(L);
  lua_pop(L, 1);
}

static void read_world(lua_State *L, const fl_lua_scope *scope) {
  const fl_lua_object *object = fl_lua_to_object(L, -1);
  if (object && object->thing == FL_THING_WORLD)
    take_world(L, object);
  else
    fl_lua_complain_at(scope, "world must be made with fl.world, as fl.world(\"kuaishou-2022\"), got %s", fl_lua_show(L, -1));
}

// Read when all else stands: they move its levers.
static bool is_plan(const char *key) {
  for (const char *const *at = fl_lua_plan_keys; *at; at++)
    if (strcmp(*at, key) == 0) return true;
  return false;
}

static bool visit_scenario(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  (void)position;
  (void)ctx;
  fl_lua *lua = scope->lua;
  fl_scenario *scenario = &lua->scenario;
  if (!key) return false;
  if (strcmp(key, "name") == 0)
    read_name(L, scope, scenario->name);
  else if (text_at(scenario, key))
    read_text(L, scope, key, text_at(scenario, key), FL_TEXT_MAX);
  else if (strcmp(key, "world") == 0)
    return true; // read before the rest: params override it
  else if (strcmp(key, "seed") == 0)
    fl_lua_set_field(L, scope, fl_field_find(&fl_setup_fields, "seed"), &scenario->setup);
  else if (strcmp(key, "calendar") == 0 && fl_lua_expect_table(L, scope, "calendar"))
    fl_lua_visit(L, scope, visit_calendar, &scenario->setup, calendar_keys, NULL);
  else if (strcmp(key, "params") == 0)
    fl_lua_read_params(L, scope, &scenario->params);
  else if (strcmp(key, "policies") == 0)
    read_list(L, scope, FL_THING_POLICY, "policies");
  else if (strcmp(key, "brands") == 0)
    read_list(L, scope, FL_THING_BRAND, "brands");
  else if (strcmp(key, "rooms") == 0)
    read_list(L, scope, FL_THING_ROOM, "rooms");
  else if (strcmp(key, "hosts") == 0)
    read_list(L, scope, FL_THING_HOST, "hosts");
  else if (strcmp(key, "on_start") == 0)
    read_hook(L, scope, key, FL_LUA_START);
  else if (strcmp(key, "on_day") == 0)
    read_hook(L, scope, key, FL_LUA_DAY);
  else if (strcmp(key, "on_end") == 0)
    read_hook(L, scope, key, FL_LUA_END);
  else if (strcmp(key, "metrics") == 0)
    read_metrics(L, scope);
  else if (strcmp(key, "strategies") == 0)
    fl_lua_read_strategies(L, scope);
  else if (strcmp(key, "baseline") == 0)
    read_text(L, scope, key, scenario->baseline, FL_NAME_MAX);
  else if (strcmp(key, "explain") == 0)
    read_text(L, scope, key, scenario->explain, FL_NAME_MAX);
  else if (strcmp(key, "variants") == 0)
    fl_lua_read_variants(L, scope); // last in the order of names: policies and parameters stand
  else
    return strcmp(key, "calendar") == 0 || is_plan(key);
  return true;
}

// It names a variant. `left_out`: what holds where it names none.
static void check_variant(const fl_lua_scope *scope, const char *key, const char *name, const char *left_out) {
  const fl_scenario *scenario = &scope->lua->scenario;
  fl_near near = fl_near_start(name);
  for (size_t v = 0; v < scenario->variant_count; v++) {
    if (strcmp(scenario->variants[v].name, name) == 0) return;
    fl_near_offer(&near, scenario->variants[v].name);
  }
  if (!name[0]) return;
  if (near.best)
    fl_lua_complain_at(scope, "there is no variant '%s'; did you mean '%s'?", name, near.best);
  else
    fl_lua_complain_at(scope, "there is no variant '%s'; %s names one, or is left out: then %s is it", name, key, left_out);
}

static void check_variants_named(const fl_lua_scope *scope) {
  const fl_scenario *scenario = &scope->lua->scenario;
  const fl_lua_scope baseline = fl_lua_below(scope, "baseline", 0), explain = fl_lua_below(scope, "explain", 0);
  check_variant(&baseline, "baseline", scenario->baseline, "the scenario itself");
  // The scenario itself may be what is explained, where a variant is the baseline.
  if (scenario->explain[0] && strcmp(scenario->explain, scenario->baseline) == 0)
    fl_lua_complain_at(&explain, "explain is '%s', which is the baseline: it does not differ from itself", scenario->explain);
  else
    check_variant(&explain, "explain", scenario->explain, "the first in the order of names");
}

int fl_lua_make_scenario(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  lua_settop(L, 1);
  fl_lua_place place = fl_lua_caller(L, "scenario");
  if (lua->phase != FL_LUA_LOADING) return luaL_error(L, "fl.scenario cannot be called in a hook");
  if (lua->made) return luaL_error(L, "fl.scenario is called a second time: a file describes one scenario");
  lua->made = true;
  lua->place = place;
  fl_lua_new_object(L, FL_THING_SCENARIO, place);
  fl_lua_scope scope = {.lua = lua, .place = &lua->place, .label = ""};
  lua_pushvalue(L, 1);
  if (fl_lua_expect_table(L, &scope, "the argument of fl.scenario")) {
    const fl_lua_scope world = fl_lua_below(&scope, "world", 0);
    lua_pushliteral(L, "world");
    if (lua_rawget(L, 1) == LUA_TNIL)
      fl_lua_complain_at(&scope, "world is missing; write world = fl.world(\"kuaishou-2022\", { fans = 2e5 })");
    else
      read_world(L, &world);
    lua_pop(L, 1);
    fl_lua_visit(L, &scope, visit_scenario, NULL, scenario_keys, NULL);
    check_variants_named(&scope);
    fl_lua_read_plans(L, &scope, 1);
  }
  lua_settop(L, 2);
  return 1;
}
