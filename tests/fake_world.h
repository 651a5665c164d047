// A stand-in for the world: as much of fanloop/world.h as engine/lua calls, with rows and levers that a test sets. Defines these
// functions: for one file of a program.
#ifndef FANLOOP_FAKE_WORLD_H
#define FANLOOP_FAKE_WORLD_H

#include "fanloop/world.h"
#include "params/suggest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct fl_model {
  fl_scenario scenario; // a shallow copy
};

struct fl_world {
  fl_model model;
  int64_t date, day, days;
  char failure[8192];
  const void *rows[FL_TABLES];
  size_t counts[FL_TABLES];
  char metric_names[64][FL_NAME_MAX];
  double metrics[64];
  int metric_count;
  double cash;  // of every seller who is asked
  int64_t away; // brand that is not in business
  struct {
    int64_t brand, room;
    fl_decision decision;
  } decided[64]; // what sellers have decided so far
  int decided_count;
  int lapsed_asked; // how often a seller's lapsed followers were counted
};

// A world on the first day of the scenario's warm-up.
static void fake_world_begin(fl_world *world, const fl_scenario *scenario) {
  memset(world, 0, sizeof *world);
  world->model.scenario = *scenario;
  world->date = scenario->setup.from - scenario->setup.warmup;
  world->days = scenario->setup.to - world->date + 1;
  world->away = -1;
}

static void fake_world_rows(fl_world *world, fl_table_id table, const void *rows, size_t count) {
  world->rows[table] = rows;
  world->counts[table] = count;
}

int64_t fl_world_date(const fl_world *world) {
  return world->date;
}
int64_t fl_world_day(const fl_world *world) {
  return world->day;
}
int64_t fl_world_days(const fl_world *world) {
  return world->days;
}
int64_t fl_world_fans(const fl_world *world) {
  return world->model.scenario.setup.fans;
}
bool fl_world_in_window(const fl_world *world) {
  return world->date >= world->model.scenario.setup.from;
}
const fl_model *fl_world_model(const fl_world *world) {
  return &world->model;
}
const fl_scenario *fl_model_scenario(const fl_model *model) {
  return &model->scenario;
}
const char *fl_world_failure(const fl_world *world) {
  return world->failure;
}

void fl_world_fail(fl_world *world, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(world->failure, sizeof world->failure, format, arguments);
  va_end(arguments);
}

const void *fl_world_rows(const fl_world *world, fl_table_id table, size_t *count) {
  *count = world->counts[table];
  return world->rows[table];
}

fl_status fl_world_metric(fl_world *world, const char *name, double value) {
  if (world->metric_count >= 64) return FL_ENVIRONMENT;
  snprintf(world->metric_names[world->metric_count], FL_NAME_MAX, "%s", name);
  world->metrics[world->metric_count++] = value;
  return FL_OK;
}

void fl_world_no_lever(const fl_world *world, const char *key, char *why, size_t why_size) {
  const fl_scenario *s = &world->model.scenario;
  char near[FL_TEXT_MAX];
  const bool any = fl_key_near(s->policies, s->policy_count, false, key, near);
  snprintf(why, why_size, any ? "there is no lever '%s'; did you mean '%s'?" : "there is no lever '%s'", key, near);
}

// Parameters only.
bool fl_world_set(fl_world *world, const char *key, const fl_value *value, char *why, size_t why_size) {
  const fl_field *field = fl_field_find(&fl_param_fields, key);
  if (field) return fl_field_set(field, &world->model.scenario.params, value, why, why_size);
  fl_world_no_lever(world, key, why, why_size);
  return false;
}

const fl_field *fl_world_lever(const fl_world *world, const char *key, const void **base) {
  *base = &world->model.scenario.params;
  return fl_field_find(&fl_param_fields, key);
}

bool fl_world_seller(fl_world *world, int64_t brand, int64_t room, fl_seller_view *out) {
  const fl_row_brand *rows = world->rows[FL_T_brand];
  if (brand == world->away && room < 0) return false;
  memset(out, 0, sizeof *out);
  out->date = world->date;
  out->day = world->day + 1;
  out->kind = rows[brand].kind;
  out->weight = 1;
  out->rooms = room < 0 ? 2 : 1;
  out->price = 1;
  out->cash = world->cash + (double)brand;
  return true;
}

void fl_world_see_lapsed(fl_world *world, int64_t brand, fl_seller_view *view) {
  world->lapsed_asked++;
  view->lapsed = 100 + (double)brand;
}

void fl_world_decide(fl_world *world, int64_t brand, int64_t room, const fl_decision *decision) {
  const int i = world->decided_count++ % 64;
  world->decided[i].brand = brand;
  world->decided[i].room = room;
  world->decided[i].decision = *decision;
}

bool fl_world_fan(const fl_world *world, int64_t id, fl_fan_view *out) {
  if (id < 0 || id >= fl_world_fans(world)) return false;
  memset(out, 0, sizeof *out);
  out->id = id;
  out->weight = 3000;
  out->budget_yuan_per_month = 1500;
  for (int i = 0; i < FL_SLOTS; i++) out->relations[i].room = -1;
  out->relations[2].room = 7;
  out->relations[2].trust = 0.5;
  out->relations[2].tier = 2;
  return true;
}

#endif
