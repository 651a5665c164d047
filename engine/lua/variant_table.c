// The variants of a scenario: each key becomes changes. Policies of their own join the scenario's list as extra ones, which do not run
// there, so that policies have the same number in every variant.
#include "lua/host.h"

#include "base/utf8.h"
#include "params/number.h"

#include <stdio.h>
#include <string.h>

// Changes ----------------------------------------------------------------------------------------------------------------------

// Bytes that a change takes: arrays double as they grow.
enum { CHANGE_SIZE = 2 * sizeof(fl_change) };

// False after a complaint.
static bool add_change(lua_State *L, const fl_lua_scope *scope, fl_variant *variant, fl_change_kind kind, const char *key,
                       const char *value) {
  if (strlen(key) >= 2 * FL_NAME_MAX || strlen(value) >= FL_TEXT_MAX) {
    fl_lua_complain_at(scope, "'%.40s' is too long", key);
    return false;
  }
  fl_lua_hold(L, CHANGE_SIZE);
  if (!fl_variant_add(variant, kind, key, value)) fl_lua_out_of_memory(L);
  return true;
}

// without = "616" or { "616", "ten-billion" }
static bool visit_without(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  if (key || position == 0 || lua_type(L, -1) != LUA_TSTRING)
    fl_lua_complain_at(scope, "without must be the id of a policy or a list of ids, got %s", fl_lua_show(L, -1));
  else
    add_change(L, scope, ctx, FL_CHANGE_WITHOUT, lua_tostring(L, -1), "");
  return true;
}

static void read_without(lua_State *L, const fl_lua_scope *scope, fl_variant *variant) {
  if (lua_type(L, -1) == LUA_TSTRING)
    add_change(L, scope, variant, FL_CHANGE_WITHOUT, lua_tostring(L, -1), "");
  else if (fl_lua_expect_table(L, scope, "without"))
    fl_lua_visit(L, scope, visit_without, variant, NULL, NULL);
}

// set = { ["trust.memory"] = 60, ["ten-billion.share"] = 0.3 }
static bool visit_set(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  char text[FL_NUMBER_TEXT];
  (void)position;
  if (!key) return false;
  if (lua_type(L, -1) == LUA_TSTRING) {
    add_change(L, scope, ctx, FL_CHANGE_SET, key, lua_tostring(L, -1));
  } else if (lua_isboolean(L, -1)) {
    add_change(L, scope, ctx, FL_CHANGE_SET, key, lua_toboolean(L, -1) ? "true" : "false");
  } else if (lua_isnumber(L, -1)) {
    add_change(L, scope, ctx, FL_CHANGE_SET, key, fl_number_text(lua_tonumber(L, -1), text));
  } else {
    fl_lua_complain_at(scope, "%s must be a number, a text or a boolean, got %s", key, fl_lua_show(L, -1));
  }
  return true;
}

static void read_set(lua_State *L, const fl_lua_scope *scope, fl_variant *variant) {
  if (fl_lua_expect_table(L, scope, "set")) fl_lua_visit(L, scope, visit_set, variant, NULL, NULL);
}

// Policies ---------------------------------------------------------------------------------------------------------------------

// The policy at the top of the stack, when it stands nowhere else; NULL after a complaint about `what` ("add: entry 2"), which `or` may
// be as well.
static fl_lua_object *expect_policy(lua_State *L, const fl_lua_scope *scope, const char *what, const char * or) {
  fl_lua_object *object = fl_lua_to_object(L, -1);
  char makers[FL_LUA_MAKERS];
  if (fl_lua_refuse_factory(L, scope, what)) return NULL;
  if (!object || object->thing != FL_THING_POLICY)
    fl_lua_complain_at(scope, "%s must be made with %s%s, got %s%s", what, fl_lua_policy_makers(makers), or,
                       object ? "a " : fl_lua_show(L, -1), object ? fl_lua_object_kind(object) : "");
  else if (object->entry)
    fl_lua_complain_at(scope, "%s is a %s that stands elsewhere in the scenario; each place needs a call of its own", what,
                       fl_lua_object_kind(object));
  else
    return object;
  return NULL;
}

static void keep_extra(lua_State *L, fl_lua_object *object) {
  object->entry = FL_LUA_OF_VARIANT;
  fl_lua_keep(L, object);
}

static void switch_on(lua_State *L, fl_variant *variant, size_t number, const char *instead) {
  fl_lua_hold(L, CHANGE_SIZE);
  if (!fl_variant_add_policy(variant, &fl_lua_of(L)->scenario, number, instead)) fl_lua_out_of_memory(L);
}

static void read_added(lua_State *L, const fl_lua_scope *scope, fl_variant *variant, int depth);

static void add_policy(lua_State *L, const fl_lua_scope *scope, fl_variant *variant, const char *what, const char * or, int depth) {
  if (lua_isboolean(L, -1) && !lua_toboolean(L, -1)) return; // deep and fl.subsidy { … }
  if (depth < 0 ? lua_istable(L, -1) : fl_lua_is_list(L, -1)) {
    read_added(L, scope, variant, depth + 1);
    return;
  }
  fl_lua_object *object = expect_policy(L, scope, what, or);
  if (!object) return;
  keep_extra(L, object);
  switch_on(L, variant, scope->lua->scenario.policy_count - 1, "");
}

typedef struct adding {
  fl_variant *variant;
  int depth; // of lists in lists
} adding;

// add = fl.subsidy { … } or { fl.subsidy { … }, fl.festival { … }, rights.trust_buy { … } }
static bool visit_add(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  const adding *to = ctx;
  char what[64];
  snprintf(what, sizeof what, "add: entry %d", position);
  if (key || position == 0)
    fl_lua_complain_at(scope, "add is a list: its entries have no keys");
  else
    add_policy(L, scope, to->variant, what, "", to->depth);
  return true;
}

static void read_added(lua_State *L, const fl_lua_scope *scope, fl_variant *variant, int depth) {
  adding to = {variant, depth};
  if (depth > FL_LUA_LISTS)
    fl_lua_complain_at(scope, "add: lists are nested too deeply");
  else
    fl_lua_visit(L, scope, visit_add, &to, NULL, NULL);
}

static void read_add(lua_State *L, const fl_lua_scope *scope, fl_variant *variant) {
  add_policy(L, scope, variant, "add", ", or be a list of such", -1);
}

// replace = { ["ten-billion"] = fl.subsidy { … } }
static bool visit_replace(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  char what[2 * FL_NAME_MAX];
  (void)position;
  if (!key) {
    fl_lua_complain_at(scope, "replace has ids of policies as keys, as replace = { [\"616\"] = fl.festival { … } }");
    return true;
  }
  snprintf(what, sizeof what, "replace: %.64s", key);
  fl_lua_object *object = expect_policy(L, scope, what, "");
  if (object && add_change(L, scope, ctx, FL_CHANGE_WITHOUT, key, object->of.policy.id)) keep_extra(L, object);
  return true;
}

// All are left out before the first one runs: ids may change places.
static void read_replace(lua_State *L, const fl_lua_scope *scope, fl_variant *variant) {
  const size_t first = variant->change_count, number = scope->lua->scenario.policy_count;
  char instead[2 * FL_NAME_MAX];
  if (!fl_lua_expect_table(L, scope, "replace")) return;
  fl_lua_visit(L, scope, visit_replace, variant, NULL, NULL);
  const size_t count = variant->change_count - first;
  for (size_t i = 0; i < count; i++) {
    strcpy(instead, variant->changes[first + i].key);
    switch_on(L, variant, number + i, instead);
  }
}

// Variants ---------------------------------------------------------------------------------------------------------------------

// In the order in which they are made: levers of a policy that was added can be set.
static const struct {
  const char *key;
  void (*read)(lua_State *L, const fl_lua_scope *scope, fl_variant *variant);
} parts[] = {{"without", read_without}, {"replace", read_replace}, {"add", read_add}, {"set", read_set}};
enum { PARTS = sizeof parts / sizeof *parts };

static bool visit_known(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  (void)L;
  (void)scope;
  (void)position;
  (void)ctx;
  for (size_t i = 0; key && i < PARTS; i++)
    if (strcmp(key, parts[i].key) == 0) return true;
  return false;
}

static void read_parts(lua_State *L, const fl_lua_scope *scope, fl_variant *variant) {
  const char *known[PARTS + 1] = {NULL};
  const int table = lua_gettop(L);
  for (size_t i = 0; i < PARTS; i++) known[i] = parts[i].key;
  fl_lua_visit(L, scope, visit_known, NULL, known, NULL);
  for (size_t i = 0; i < PARTS; i++) {
    const fl_lua_scope below = fl_lua_below(scope, parts[i].key, 0);
    lua_pushstring(L, parts[i].key);
    if (lua_rawget(L, table) != LUA_TNIL) parts[i].read(L, &below, variant);
    lua_settop(L, table);
  }
}

// Where a change is written: a policy whose id is taken may stand in a module.
static fl_lua_scope change_scope(const fl_lua_scope *scope, const fl_change *change) {
  fl_lua_scope at = *scope;
  switch (change->kind) {
  case FL_CHANGE_SET: at = fl_lua_below(scope, "set", 0); return fl_lua_below(&at, change->key, 0);
  case FL_CHANGE_WITHOUT:
    at = fl_lua_below(scope, change->value[0] ? "replace" : "without", 0);
    return change->value[0] ? fl_lua_below(&at, change->key, 0) : at;
  case FL_CHANGE_WITH:
    at.place = &scope->lua->policy_places[change->policy];
    at.step_count = 0;
    return fl_lua_below(&at, "id", 0);
  }
  return at;
}

// Complains about every change that does not fit, one upon the other. A trial copies the scenario's policies and looks through them for
// each change; for one that does not fit the nearest name is sought among them.
static void try_changes(lua_State *L, const fl_lua_scope *scope, const fl_variant *variant) {
  enum { NEAR_STEPS = 32 };
  static const fl_variant unchanged;
  const size_t policies = scope->lua->scenario.policy_count;
  char why[FL_LUA_WHY];
  fl_scenario varied;
  size_t wrong = 0;
  fl_lua_charge(L, policies * sizeof(fl_policy) / FL_LUA_BYTES_PER_STEP);
  fl_lua_charge(L, policies * variant->change_count);
  const bool copied = fl_scenario_vary(&scope->lua->scenario, &unchanged, &varied, why, sizeof why);
  for (size_t c = 0; copied && c < variant->change_count; c++) {
    if (fl_scenario_change(&varied, &variant->changes[c], why, sizeof why)) continue;
    if (variant->changes[c].kind == FL_CHANGE_SET && fl_lua_of_unread(scope->lua, variant->changes[c].key)) continue;
    const fl_lua_scope at = change_scope(scope, &variant->changes[c]);
    fl_lua_complain_at(&at, "%s", why);
    wrong++;
  }
  fl_scenario_free(&varied);
  if (!copied) fl_lua_out_of_memory(L);
  fl_lua_charge(L, policies * wrong * NEAR_STEPS);
}

static bool visit_variant(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  fl_lua *lua = scope->lua;
  char label[FL_NAME_MAX * 2];
  (void)position;
  (void)ctx;
  if (!key || !*key || strlen(key) >= FL_NAME_MAX || !fl_utf8_printable(key, strlen(key))) {
    fl_lua_complain_at(scope, "the name of a variant must be a text of at most 63 printable bytes");
    return true;
  }
  fl_lua_scope inner = *scope;
  inner.label = label;
  snprintf(label, sizeof label, "variant \"%s\": ", key);
  if (!fl_lua_expect_table(L, &inner, "it")) return true;
  fl_variant *variant = fl_scenario_add_variant(&lua->scenario, key);
  if (!variant) fl_lua_out_of_memory(L);
  const size_t before = lua->complaint_count + lua->complaints_left_out;
  read_parts(L, &inner, variant);
  if (!variant->change_count && lua->complaint_count + lua->complaints_left_out == before)
    fl_lua_complain_at(&inner, "it changes nothing; write without = \"<policy id>\", replace = { … }, add = fl.subsidy { … } or "
                               "set = { … }");
  try_changes(L, &inner, variant);
  return true;
}

void fl_lua_read_variants(lua_State *L, const fl_lua_scope *scope) {
  size_t count = 0;
  if (!fl_lua_expect_table(L, scope, "variants")) return;
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) count++;
  if (count > FL_LUA_VARIANTS_MAX)
    fl_lua_complain_at(scope, "there are %zu variants; a scenario may have %d", count, FL_LUA_VARIANTS_MAX);
  else
    fl_lua_visit(L, scope, visit_variant, NULL, NULL, NULL);
}
