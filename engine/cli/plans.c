#include "cli/plans.h"

#include "experiment/quest.h"
#include "report/text.h"

#include <stdlib.h>
#include <string.h>

// ---- Points ---------------------------------------------------------------------------------------------------------------------

typedef struct asking {
  fl_lua *lua;
  fl_messages *messages;
  fl_status status;
} asking;

static bool keeps(void *ctx, const double *u) {
  asking *a = ctx;
  bool keep = false;
  if (a->status == FL_OK) a->status = fl_lua_keeps(a->lua, u, &keep, a->messages);
  return keep || a->status != FL_OK; // after a failure nothing is to be sought any more
}

fl_status fl_plans_points(fl_lua *lua, const fl_plan *plan, fl_design_made *out, fl_messages *messages) {
  asking a = {lua, messages, FL_OK};
  char many[96];
  *out = fl_plan_points(plan, (uint64_t)fl_lua_scenario(lua)->setup.seed, plan->where ? keeps : NULL, &a);
  if (a.status != FL_OK) return a.status;
  if (out->status == FL_DESIGN_MEMORY) return FL_ENVIRONMENT;
  if (out->status == FL_DESIGN_DONE && (double)out->count * (double)plan->runs <= FL_RUNS_MOST) return FL_OK;
  snprintf(many, sizeof many, "more than %d runs", FL_RUNS_MOST);
  fl_messages_add(messages, true, fl_word(FL_W_bad_design), plan->at, fl_plan_design(plan, FL_PLAN_sweep),
                  out->status == FL_DESIGN_DONE ? many : fl_design_status_text(out->status));
  return FL_BAD_SCENARIO;
}

// ---- Where a search begins ------------------------------------------------------------------------------------------------------

bool fl_plans_begins(const fl_plan *plan, fl_plan_kind kind) {
  return kind == FL_PLAN_optimise || (kind == FL_PLAN_calibrate && plan->method == FL_METHOD_nearest);
}

static fl_status find_start(const fl_scenario *scenario, const fl_plan *plan, double *start, fl_messages *messages) {
  fl_status status = FL_OK;
  for (size_t f = 0; f < plan->factor_count; f++) {
    const fl_factor *factor = &plan->factors[f];
    const void *base = NULL;
    char value[FL_TEXT_MAX], words[256];
    const fl_field *field = fl_scenario_lever(scenario, factor->key, &base);
    if (field)
      fl_field_print(field, base, value, sizeof value);
    else if (strcmp(factor->key, "days") == 0)
      snprintf(value, sizeof value, "%lld", (long long)(scenario->setup.to - scenario->setup.from + 1));
    else
      snprintf(value, sizeof value, "%s", strcmp(factor->key, "variant") == 0 ? scenario->name : "?");
    if (fl_factor_find(factor, value, &start[f])) continue;
    fl_messages_add(messages, true, fl_word(FL_W_start_outside), factor->at, factor->key, value,
                    fl_factor_words(factor, words, sizeof words));
    status = FL_BAD_SCENARIO;
  }
  return status;
}

static fl_status check_budget(const fl_plan *plan, fl_plan_kind kind, fl_messages *messages) {
  const int64_t least = fl_quest_least(plan, kind);
  if (plan->budget >= least) return FL_OK;
  fl_messages_add(messages, true, fl_word(FL_W_small_budget), plan->budget_at, (long long)plan->budget, plan->factor_count,
                  (long long)least);
  return FL_BAD_SCENARIO;
}

fl_status fl_plans_search(const fl_scenario *scenario, const fl_plan *plan, fl_plan_kind kind, double *start,
                          fl_messages *messages) {
  const fl_status found = fl_plans_begins(plan, kind) ? find_start(scenario, plan, start, messages) : FL_OK;
  const fl_status budget = check_budget(plan, kind, messages);
  return found != FL_OK ? found : budget;
}

// ---- For `fanloop check` --------------------------------------------------------------------------------------------------------

static int64_t count_points(fl_lua *lua, const fl_plan *plan) {
  fl_messages messages = {0};
  fl_design_made points = {0};
  const int64_t count = fl_plans_points(lua, plan, &points, &messages) == FL_OK ? (int64_t)points.count : 0;
  fl_design_free(&points);
  fl_messages_free(&messages);
  return count;
}

static void say_wanted(const fl_plan *plan, fl_plan_kind kind, char *out, size_t size) {
  char value[FL_NUMBER], tolerance[FL_NUMBER];
  size_t used = 0;
  if (kind == FL_PLAN_optimise)
    used = (size_t)snprintf(out, size, fl_word(plan->maximise ? FL_W_c_maximise : FL_W_c_minimise), plan->goal);
  for (size_t i = 0; kind == FL_PLAN_optimise && i < plan->limit_count && used < size; i++)
    used += (size_t)snprintf(out + used, size - used, fl_word(plan->limits[i].most ? FL_W_c_at_most : FL_W_c_at_least),
                             plan->limits[i].kpi, fl_text_value(plan->limits[i].bound, value));
  for (size_t i = 0; kind == FL_PLAN_calibrate && i < plan->target_count && used < size; i++)
    used += (size_t)snprintf(out + used, size - used, "%s%s = %s ± %s", i ? fl_word(FL_W_comma) : "", plan->targets[i].kpi,
                             fl_text_value(plan->targets[i].value, value), fl_text_value(plan->targets[i].tolerance, tolerance));
}

void fl_plans_print(fl_lua *lua, int columns) {
  static const fl_word_id labels[] = {FL_W_c_sweep, FL_W_c_calibrate, FL_W_c_optimise};
  for (int kind = 0; kind < FL_PLAN_KINDS; kind++) {
    const fl_plan *plan = fl_lua_plan(lua, (fl_plan_kind)kind);
    char line[FL_SAID], wanted[FL_SAID] = "", words[256];
    if (!plan->given) continue;
    if (kind == FL_PLAN_sweep) {
      const int64_t points = count_points(lua, plan);
      snprintf(line, sizeof line, fl_word(FL_W_c_sweep_text), fl_plan_design(plan, FL_PLAN_sweep), (long long)points,
               (long long)plan->runs, (long long)(points * plan->runs));
    } else {
      say_wanted(plan, (fl_plan_kind)kind, wanted, sizeof wanted);
      snprintf(line, sizeof line, fl_word(FL_W_c_search_text), (int)sizeof line / 2, wanted, (long long)plan->budget,
               (long long)(2 * plan->confirm));
    }
    fl_text_wrap_under(stdout, fl_word(labels[kind]), fl_text_plural(line), columns);
    for (size_t f = 0; f < plan->factor_count; f++) {
      snprintf(line, sizeof line, "%s: %s", plan->factors[f].key, fl_factor_words(&plan->factors[f], words, sizeof words));
      fl_text_wrap_under(stdout, "", line, columns + 4);
    }
  }
}

void fl_plans_json(fl_json *json, fl_lua *lua) {
  for (int kind = 0; kind < FL_PLAN_KINDS; kind++) {
    const fl_plan *plan = fl_lua_plan(lua, (fl_plan_kind)kind);
    char text[FL_TEXT_MAX];
    if (!plan->given) continue;
    fl_json_open(json, fl_plan_names[kind], '{');
    fl_json_text(json, "design", fl_plan_design(plan, (fl_plan_kind)kind));
    if (kind == FL_PLAN_sweep) fl_json_int(json, "points", count_points(lua, plan));
    if (kind != FL_PLAN_sweep) fl_json_int(json, "budget", plan->budget);
    fl_json_int(json, "runs", plan->runs);
    fl_json_open(json, "factors", '[');
    for (size_t f = 0; f < plan->factor_count; f++) {
      fl_json_open(json, NULL, '{');
      fl_json_text(json, "name", plan->factors[f].key);
      fl_json_text(json, "spread", fl_factor_words(&plan->factors[f], text, sizeof text));
      fl_json_close(json, '}');
    }
    fl_json_close(json, ']');
    fl_json_close(json, '}');
  }
}
