// sweep, calibrate and optimise of a scenario: which levers move, how, and for what.
#include "lua/host.h"

#include "base/nearname.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fl_lua_plan_keys[] = {"sweep", "calibrate", "optimise", NULL};

// What is read, and where it goes.
typedef struct reading {
  fl_plan *plan;
  fl_plan_kind kind;
  bool runs, levels; // have been given
  bool wrong_factor; // one that was named and is not there: told when it was made
} reading;

static void *grow(lua_State *L, void *items, size_t count, size_t size) {
  fl_lua_hold(L, size);
  void *more = realloc(items, (count + 1) * size);
  if (!more) fl_lua_out_of_memory(L);
  return more;
}

// ---- Factors --------------------------------------------------------------------------------------------------------------------

enum { TRIED_MOST = 64 /* values of a factor */, COMPARED_MOST = 2000 /* levels */ };

// Whether the lever takes the value; a scenario is tried on.
static bool takes(const fl_lua *lua, const char *key, const char *value, char *why, size_t size) {
  static const fl_variant unchanged;
  fl_scenario trial;
  bool good;
  if (strcmp(key, "variant") == 0) {
    good = fl_scenario_copy(&lua->scenario, &trial);
    if (good) good = fl_scenario_become(&trial, value, why, size);
  } else {
    good = fl_scenario_vary(&lua->scenario, &unchanged, &trial, why, size);
    if (good) good = fl_scenario_set(&trial, key, value, why, size);
  }
  fl_scenario_free(&trial);
  return good;
}

// Both ends of a range where it has ends, all levels.
static void try_values(lua_State *L, const fl_lua_scope *scope, const fl_factor *factor) {
  char value[FL_TEXT_MAX], why[FL_LUA_WHY];
  const size_t count = factor->level ? factor->spread.levels : 3;
  fl_lua_charge(L, (count < TRIED_MOST ? count : TRIED_MOST) * (scope->lua->scenario.policy_count + 1) * 32);
  const size_t step = count / TRIED_MOST + 1; // of very many some are tried; the others when they are drawn
  for (size_t i = 0; i < count; i += i + step < count || i + 1 == count ? step : count - 1 - i) {
    static const double places[] = {0, 1, 0.5};
    const double u = factor->level ? ((double)i + 0.5) / (double)count : places[i];
    if (!factor->level && !isfinite(fl_spread_value(&factor->spread, u))) continue;
    if (!factor->level && i < 2 && fl_spread_about(factor->spread.kind)->cut &&
        !isfinite(i ? factor->spread.high : factor->spread.low))
      continue; // without an end: what is beyond the lever's range is told when it is drawn
    if (takes(scope->lua, factor->key, fl_factor_text(factor, u, value), why, sizeof why)) continue;
    fl_lua_complain_at(scope, "%s", why);
    return;
  }
}

static fl_rounding rounding_of(const fl_lua *lua, const char *key) {
  const void *base;
  const fl_field *field = fl_scenario_lever(&lua->scenario, key, &base);
  if (!field) return strcmp(key, "days") == 0 ? FL_ROUND_WHOLE : FL_ROUND_NONE;
  return field->kind == FL_KIND_INT ? FL_ROUND_WHOLE : field->kind == FL_KIND_MONEY ? FL_ROUND_FEN : FL_ROUND_NONE;
}

// The values of levels, from the list of the object at the top.
static void read_levels(lua_State *L, fl_factor *factor) {
  const size_t count = factor->spread.levels;
  double before = -HUGE_VAL;
  fl_lua_hold(L, count * FL_TEXT_MAX);
  factor->level = calloc(count + 1, FL_TEXT_MAX);
  if (!factor->level) fl_lua_out_of_memory(L);
  factor->ordered = true;
  lua_getiuservalue(L, -1, 1);
  for (size_t i = 0; i < count; i++) {
    char *end;
    lua_rawgeti(L, -1, (lua_Integer)i + 1);
    snprintf(factor->level[i], FL_TEXT_MAX, "%s", lua_tostring(L, -1));
    lua_pop(L, 1);
    const double value = strtod(factor->level[i], &end);
    factor->ordered &= end != factor->level[i] && !*end && value > before;
    before = value;
  }
  lua_pop(L, 1);
}

// Equal levels would be points that are the same, and count twice.
static void find_twice(const fl_lua_scope *scope, const fl_factor *factor) {
  char *end, *other;
  for (size_t i = 1; i < factor->spread.levels && i < COMPARED_MOST && !factor->ordered; i++)
    for (size_t j = 0; j < i; j++) {
      const double a = strtod(factor->level[i], &end), b = strtod(factor->level[j], &other);
      const bool numbers = end != factor->level[i] && !*end && other != factor->level[j] && !*other;
      if (strcmp(factor->level[i], factor->level[j]) != 0 && !(numbers && fabs(a - b) <= 1e-9 * fabs(a))) continue;
      fl_lua_complain_at(scope, "%s: the level %.60s stands there twice", factor->key, factor->level[i]);
      return;
    }
}

// Whole numbers of a range are levels, all alike: rounded, those at its ends would be half as likely.
static void count_whole(lua_State *L, const fl_lua_scope *scope, fl_factor *factor) {
  enum { MOST = 1000 };
  const double low = ceil(factor->spread.a), high = floor(factor->spread.b);
  if (!(low < high)) fl_lua_complain_at(scope, "%s takes whole numbers, and the range holds fewer than two", factor->key);
  if (!(high > low && high - low < MOST)) return;
  const size_t count = (size_t)(high - low) + 1;
  fl_lua_hold(L, count * FL_TEXT_MAX);
  factor->level = calloc(count + 1, FL_TEXT_MAX);
  if (!factor->level) fl_lua_out_of_memory(L);
  for (size_t i = 0; i < count; i++) snprintf(factor->level[i], FL_TEXT_MAX, "%.0f", low + (double)i);
  factor->ordered = true;
  factor->spread = (fl_spread){.kind = FL_SPREAD_levels, .a = (double)count, .low = -HUGE_VAL, .high = HUGE_VAL, .levels = count};
}

static bool visit_factor(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  reading *r = ctx;
  fl_plan *plan = r->plan;
  const fl_lua_object *object = fl_lua_to_object(L, -1);
  (void)position;
  if (!key) return false;
  r->wrong_factor |= object && object->place.wrong;
  if (!object || object->thing != FL_THING_SPREAD) {
    fl_lua_complain_at(scope, "%.64s must be a spread, as fl.uniform(0.1, 0.3) or fl.levels { … }, got %s", key,
                       fl_lua_show(L, -1));
  } else if (strlen(key) >= 2 * FL_NAME_MAX) {
    fl_lua_complain_at(scope, "'%.40s' is too long", key);
  } else if (strcmp(key, "run") == 0 || strcmp(key, "seed") == 0) {
    fl_lua_complain_at(scope, "%s is no lever: all points have the same random numbers; runs = 8 makes eight run numbers of each",
                       key);
  } else if (!object->place.wrong) {
    plan->factors = grow(L, plan->factors, plan->factor_count, sizeof *plan->factors);
    fl_factor *factor = &plan->factors[plan->factor_count++];
    *factor = (fl_factor){.spread = object->of.spread, .rounding = rounding_of(scope->lua, key)};
    strcpy(factor->key, key);
    fl_lua_written(scope, factor->at);
    if (factor->spread.kind == FL_SPREAD_levels) read_levels(L, factor);
    if (factor->level) find_twice(scope, factor);
    if (factor->rounding == FL_ROUND_WHOLE && factor->spread.kind == FL_SPREAD_uniform) count_whole(L, scope, factor);
    try_values(L, scope, factor);
  }
  return true;
}

static void read_factors(lua_State *L, const fl_lua_scope *scope, reading *r) {
  if (!fl_lua_expect_table(L, scope, "factors")) return;
  fl_lua_visit(L, scope, visit_factor, r, NULL, NULL);
  const size_t most = r->kind == FL_PLAN_sweep ? FL_SWEEP_FACTORS_MOST : FL_SEARCH_FACTORS_MOST;
  if (r->plan->factor_count > most)
    fl_lua_complain_at(scope, "there are %zu factors; %zu is the most", r->plan->factor_count, most);
}

// ---- A list of points -----------------------------------------------------------------------------------------------------------

static bool visit_place(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  (void)L, (void)scope, (void)position;
  const fl_plan *plan = ctx;
  for (size_t f = 0; key && f < plan->factor_count; f++)
    if (strcmp(plan->factors[f].key, key) == 0) return true;
  return false;
}

static bool visit_point(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  fl_plan *plan = ((const reading *)ctx)->plan;
  const size_t width = plan->factor_count;
  if (key || position == 0) return false;
  if (!fl_lua_expect_table(L, scope, "a point of the list")) return true;
  fl_lua_visit(L, scope, visit_place, plan, NULL, NULL);
  plan->list = grow(L, plan->list, plan->list_count, width * sizeof *plan->list);
  for (size_t f = 0; f < width; f++) {
    const fl_factor *factor = &plan->factors[f];
    lua_getfield(L, -1, factor->key);
    if (lua_isboolean(L, -1)) {
      const char *text = lua_toboolean(L, -1) ? "true" : "false";
      lua_pop(L, 1);
      lua_pushstring(L, text);
    }
    const char *text = lua_isnil(L, -1) || lua_istable(L, -1) ? NULL : lua_tostring(L, -1);
    if (!text || !fl_factor_find(factor, text, &plan->list[plan->list_count * width + f]))
      fl_lua_complain_at(scope, text ? "%s is '%.60s', which is not in the range of its spread" : "%s has no value here",
                         factor->key, text ? text : "");
    lua_pop(L, 1);
  }
  plan->list_count++;
  return true;
}

static void read_list(lua_State *L, const fl_lua_scope *scope, reading *r) {
  if (fl_lua_expect_table(L, scope, "list") && r->plan->factor_count) fl_lua_visit(L, scope, visit_point, r, NULL, NULL);
}

// ---- Figures --------------------------------------------------------------------------------------------------------------------

static bool read_kpi(const fl_lua_scope *scope, const char *key, char out[2 * FL_NAME_MAX]) {
  if (key && *key && strlen(key) < 2 * FL_NAME_MAX && fl_utf8_printable(key, strlen(key))) {
    strcpy(out, key);
    return true;
  }
  fl_lua_complain_at(scope, "the name of a key figure or metric must be a printable text");
  return false;
}

// The number `key` of the table at the top; false after a complaint, and where it is not there if it need not be.
static bool number_of(lua_State *L, const fl_lua_scope *scope, const char *key, bool needed, double *out) {
  const int top = lua_gettop(L);
  lua_getfield(L, -1, key);
  const bool missing = lua_isnil(L, -1), good = lua_type(L, -1) == LUA_TNUMBER && isfinite(lua_tonumber(L, -1));
  if (good) *out = lua_tonumber(L, -1);
  const char *of = scope->step_count ? scope->steps[scope->step_count - 1].key : NULL;
  if (!good && (needed || !missing))
    fl_lua_complain_at(scope, "%s%s%s must be a finite number, got %s", of ? of : "", of ? ": " : "", key, fl_lua_show(L, -1));
  lua_settop(L, top); // what is shown may stay on the stack
  return good;
}

static bool visit_known(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  (void)L, (void)scope, (void)position;
  for (const char *const *at = ctx; key && *at; at++)
    if (strcmp(*at, key) == 0) return true;
  return false;
}

// gmv = { value = 6.8e11, tolerance = 3e10 }
static bool visit_target(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  static const char *known[] = {"value", "tolerance", NULL};
  fl_plan *plan = ((const reading *)ctx)->plan;
  fl_target target = {0};
  (void)position;
  if (!key) return false;
  if (!read_kpi(scope, key, target.kpi)) return true;
  if (!lua_istable(L, -1)) {
    fl_lua_complain_at(scope, "%s must be a target, as { value = 6.8e11, tolerance = 3e10 }, got %s", key, fl_lua_show(L, -1));
    return true;
  }
  fl_lua_visit(L, scope, visit_known, known, known, NULL);
  number_of(L, scope, "value", true, &target.value);
  const bool wide = number_of(L, scope, "tolerance", true, &target.tolerance);
  if (wide && target.tolerance <= 0)
    fl_lua_complain_at(scope, "%s: tolerance must be above 0: the standard error of the target", key);
  fl_lua_written(scope, target.at);
  plan->targets = grow(L, plan->targets, plan->target_count, sizeof *plan->targets);
  plan->targets[plan->target_count++] = target;
  return true;
}

// spent = { at_most = 2e9 }
static bool visit_limit(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  static const char *known[] = {"at_most", "at_least", NULL};
  fl_plan *plan = ((const reading *)ctx)->plan;
  char kpi[2 * FL_NAME_MAX];
  (void)position;
  if (!key) return false;
  if (!read_kpi(scope, key, kpi)) return true;
  if (!lua_istable(L, -1)) {
    fl_lua_complain_at(scope, "%s must be a limit, as { at_most = 2e9 }, got %s", key, fl_lua_show(L, -1));
    return true;
  }
  fl_lua_visit(L, scope, visit_known, known, known, NULL);
  bool any = false;
  double bound[2];
  for (int end = 0; end < 2; end++) {
    fl_limit limit = {.most = end == 0};
    lua_getfield(L, -1, known[end]);
    any |= !lua_isnil(L, -1);
    lua_pop(L, 1);
    bound[end] = (double)NAN;
    if (!number_of(L, scope, known[end], false, &limit.bound)) continue;
    bound[end] = limit.bound;
    strcpy(limit.kpi, kpi);
    fl_lua_written(scope, limit.at);
    plan->limits = grow(L, plan->limits, plan->limit_count, sizeof *plan->limits);
    plan->limits[plan->limit_count++] = limit;
  }
  if (!any) fl_lua_complain_at(scope, "%s needs at_most = … or at_least = …", key);
  if (bound[0] < bound[1])
    fl_lua_complain_at(scope, "%s is to be at least %.9g and at most %.9g: nothing is", key, bound[1], bound[0]);
  return true;
}

static void read_figures(lua_State *L, const fl_lua_scope *scope, const char *key, fl_lua_visitor visit, reading *r) {
  if (!fl_lua_expect_table(L, scope, key)) return;
  fl_lua_visit(L, scope, visit, r, NULL, NULL);
  const size_t count = r->kind == FL_PLAN_calibrate ? r->plan->target_count : r->plan->limit_count;
  const size_t most = r->kind == FL_PLAN_calibrate ? FL_TARGETS_MOST : FL_LIMITS_MOST;
  if (count > most) fl_lua_complain_at(scope, "there are %zu %s; %zu is the most", count, key, most);
}

static void read_goal(lua_State *L, const fl_lua_scope *scope, bool maximise, reading *r) {
  if (r->plan->goal[0]) fl_lua_complain_at(scope, "maximise or minimise: one of them");
  if (lua_type(L, -1) != LUA_TSTRING)
    fl_lua_complain_at(scope, "%s must be the name of a key figure or metric, got %s", maximise ? "maximise" : "minimise",
                       fl_lua_show(L, -1));
  else if (read_kpi(scope, lua_tostring(L, -1), r->plan->goal))
    r->plan->maximise = maximise;
  fl_lua_written(scope, r->plan->goal_at);
}

// ---- The tables -----------------------------------------------------------------------------------------------------------------

static void read_where(lua_State *L, const fl_lua_scope *scope, reading *r) {
  if (!lua_isfunction(L, -1)) {
    fl_lua_complain_at(scope,
                       "where must be a function that is given a point, as function(p) return p[\"a.b\"] < p[\"c.d\"] end, got %s",
                       fl_lua_show(L, -1));
    return;
  }
  lua_pushvalue(L, -1);
  scope->lua->where_ref = luaL_ref(L, LUA_REGISTRYINDEX);
  r->plan->where = true;
}

// What has a reader of its own; the rest are fields of fl_plan_fields.
static const char *const parts[FL_PLAN_KINDS][6] = {
    {"factors", "list", "where", NULL}, {"factors", "targets", NULL}, {"factors", "maximise", "minimise", "limits", NULL}};

static bool visit_plan(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  reading *r = ctx;
  (void)position;
  const fl_field *field = key ? fl_field_find(&fl_plan_fields[r->kind], key) : NULL;
  if (field) {
    fl_lua_set_field(L, scope, field, r->plan);
    if (strcmp(key, "budget") == 0) fl_lua_written(scope, r->plan->budget_at);
    r->runs |= strcmp(key, "runs") == 0;
    r->levels |= strcmp(key, "levels") == 0;
    return true;
  }
  for (const char *const *at = parts[r->kind]; key && *at; at++) {
    if (strcmp(*at, key) != 0) continue;
    if (strcmp(key, "factors") == 0) read_factors(L, scope, r);
    if (strcmp(key, "list") == 0) read_list(L, scope, r); // behind factors in the order of names
    if (strcmp(key, "where") == 0) read_where(L, scope, r);
    if (strcmp(key, "targets") == 0) read_figures(L, scope, key, visit_target, r);
    if (strcmp(key, "limits") == 0) read_figures(L, scope, key, visit_limit, r);
    if (strcmp(key, "maximise") == 0) read_goal(L, scope, true, r);
    if (strcmp(key, "minimise") == 0) read_goal(L, scope, false, r);
    return true;
  }
  return false;
}

// A distribution without ends reaches 38 standard deviations: a design or a search that goes to the ends of ranges goes there.
static void check_ends(const fl_lua_scope *scope, const fl_plan *plan, const char *what) {
  for (size_t f = 0; f < plan->factor_count; f++) {
    const fl_spread *s = &plan->factors[f].spread;
    if (plan->factors[f].level || !fl_spread_about(s->kind)->cut || (isfinite(s->low) && isfinite(s->high))) continue;
    fl_lua_complain_at(scope, "%s: %s goes to the ends of ranges, and this one has none: fl.%s(…, …, low, high) cuts it",
                       plan->factors[f].key, what, fl_spread_about(s->kind)->name);
  }
}

static void check_sweep(const fl_lua_scope *scope, const reading *r) {
  const fl_plan *plan = r->plan;
  const bool listed = plan->design == FL_PLAN_LISTED, grid = plan->design == FL_DESIGN_grid;
  const char *name = fl_plan_design(plan, FL_PLAN_sweep);
  if (listed && !plan->list_count)
    fl_lua_complain_at(scope, "design is \"list\": list = { { [\"a.b\"] = 1, … }, … } gives the points");
  if (!listed && plan->list_count)
    fl_lua_complain_at(scope, "list gives points, and design is \"%s\": write design = \"list\"", name);
  if ((listed || grid) && plan->points != 0) fl_lua_complain_at(scope, "points: a %s has as many as it has", name);
  if (plan->design != FL_DESIGN_morris && r->levels)
    fl_lua_complain_at(scope, "levels is of design \"morris\"; fl.grid(low, high, step) and fl.levels { … } are those of a factor");
  if (!listed && !grid && plan->points == 0)
    fl_lua_complain_at(scope, "design \"%s\" needs points = …, the number of %s", name,
                       fl_design_about((fl_design_kind)plan->design)->points);
  for (size_t f = 0; grid && f < plan->factor_count; f++)
    if (!plan->factors[f].level)
      fl_lua_complain_at(
          scope,
          "%s has no levels: a grid needs fl.grid(low, high, step) or fl.levels { … }; for ranges choose a design, as "
          "design = \"lhs\", points = 100",
          plan->factors[f].key);
  if (plan->where && !listed && fl_design_about((fl_design_kind)plan->design)->keeping == FL_KEEP_NONE)
    fl_lua_complain_at(scope, "design \"%s\" takes no where: its points belong together", name);
  if (plan->design == FL_DESIGN_morris) check_ends(scope, plan, "design \"morris\"");
  for (size_t f = 0; plan->design == FL_DESIGN_morris && f < plan->factor_count; f++)
    if (plan->factors[f].level && !plan->factors[f].ordered && plan->factors[f].spread.levels > 2)
      fl_lua_complain_at(scope, "design \"morris\" steps along a range: %s has %zu values without an order; two are the most",
                         plan->factors[f].key, plan->factors[f].spread.levels);
  if (plan->design == FL_DESIGN_morris && plan->levels % 2)
    fl_lua_complain_at(scope, "levels is %lld, expected an even number", (long long)plan->levels);
  const size_t most = listed ? 0 : fl_design_about((fl_design_kind)plan->design)->most_factors;
  if (most && plan->factor_count > most)
    fl_lua_complain_at(scope, "design \"%s\" takes %zu factors at most; there are %zu. halton and lhs take more", name, most,
                       plan->factor_count);
}

static void read_plan(lua_State *L, const fl_lua_scope *scope, fl_plan_kind kind) {
  fl_plan *plan = &scope->lua->plans[kind];
  reading r = {.plan = plan, .kind = kind};
  if (!fl_lua_expect_table(L, scope, fl_plan_names[kind])) return;
  fl_fields_defaults(&fl_plan_fields[kind], plan);
  plan->given = true;
  fl_lua_written(scope, plan->at);
  strcpy(plan->budget_at, plan->at);
  const size_t before = scope->lua->complaint_count + scope->lua->complaints_left_out;
  fl_lua_visit(L, scope, visit_plan, &r, parts[kind], &fl_plan_fields[kind]);
  if (scope->lua->complaint_count + scope->lua->complaints_left_out != before) return;
  if (!plan->factor_count && !r.wrong_factor)
    fl_lua_complain_at(scope,
                       "factors is missing: which levers move, as factors = { [\"ten-billion.share\"] = fl.uniform(0.05, 0.3) }");
  if (r.wrong_factor) return; // of what is left nothing can be told
  if (kind == FL_PLAN_sweep) check_sweep(scope, &r);
  if (kind == FL_PLAN_calibrate && !plan->target_count)
    fl_lua_complain_at(scope, "targets is missing: as targets = { gmv = { value = 6.8e11, tolerance = 3e10 } }");
  if (kind == FL_PLAN_calibrate && plan->method == FL_METHOD_posterior && r.runs)
    fl_lua_complain_at(scope, "runs is of method \"nearest\": each run of a posterior sample is another point");
  if (kind == FL_PLAN_optimise || (kind == FL_PLAN_calibrate && plan->method == FL_METHOD_nearest))
    check_ends(scope, plan, "a search for the best");
  if (kind == FL_PLAN_optimise && !plan->goal[0])
    fl_lua_complain_at(scope, "maximise = \"…\" or minimise = \"…\" is missing: the figure in question");
}

void fl_lua_read_plans(lua_State *L, const fl_lua_scope *scope, int table) {
  for (int kind = 0; kind < FL_PLAN_KINDS; kind++) {
    const fl_lua_scope below = fl_lua_below(scope, fl_plan_names[kind], 0);
    lua_pushstring(L, fl_plan_names[kind]);
    if (lua_rawget(L, table) != LUA_TNIL) read_plan(L, &below, (fl_plan_kind)kind);
    lua_pop(L, 1);
  }
}

// ---- The constraint -------------------------------------------------------------------------------------------------------------

typedef struct asking {
  const fl_plan *plan;
  const double *u;
  bool keep;
} asking;

// A name that is no factor; upvalue: the plan.
static int no_factor(lua_State *L) {
  const fl_plan *plan = lua_touserdata(L, lua_upvalueindex(1));
  const char *key = luaL_tolstring(L, 2, NULL);
  fl_near near = fl_near_start(key);
  for (size_t f = 0; f < plan->factor_count; f++) fl_near_offer(&near, plan->factors[f].key);
  if (near.best) return luaL_error(L, "'%s' is no factor; did you mean '%s'?", key, near.best);
  return luaL_error(L, "'%s' is no factor", key);
}

static int ask_where(lua_State *L) {
  asking *a = lua_touserdata(L, 1);
  char text[FL_TEXT_MAX], *end;
  lua_Debug about;
  lua_rawgeti(L, LUA_REGISTRYINDEX, fl_lua_of(L)->where_ref);
  lua_pushvalue(L, -1);
  lua_getinfo(L, ">S", &about);
  lua_newtable(L);
  for (size_t f = 0; f < a->plan->factor_count; f++) {
    const double value = strtod(fl_factor_text(&a->plan->factors[f], a->u[f], text), &end);
    if (*end)
      lua_pushstring(L, text);
    else
      lua_pushnumber(L, value);
    lua_setfield(L, -2, a->plan->factors[f].key);
  }
  lua_createtable(L, 0, 1);
  lua_pushlightuserdata(L, (void *)(uintptr_t)a->plan);
  lua_pushcclosure(L, no_factor, 1);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
  lua_call(L, 1, 1);
  if (!lua_isboolean(L, -1))
    return luaL_error(L, "%s:%d: where must return true or false, got %s",
                      about.source[0] == '@' ? about.source + 1 : about.short_src, about.linedefined, fl_lua_show(L, -1));
  a->keep = lua_toboolean(L, -1);
  return 0;
}

fl_status fl_lua_keeps(fl_lua *lua, const double *u, bool *keep, fl_messages *messages) {
  asking a = {&lua->plans[FL_PLAN_sweep], u, false};
  const bool ran = fl_lua_protected(lua, ask_where, &a, "where", lua->options.hook_instructions);
  *keep = ran && a.keep;
  if (ran) return FL_OK;
  fl_messages_add(messages, true, "%s", lua->failure ? lua->failure : "out of memory");
  return lua->no_memory ? FL_ENVIRONMENT : FL_BAD_SCENARIO;
}
