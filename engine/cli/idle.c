// Levers that were moved and do nothing, since their mechanism is off: told before a run, and beside its summary.
#include "cli/check.h"

#include "fanloop/seller.h"

#include <stdio.h>
#include <string.h>

enum { LEVER = 4 * FL_NAME_MAX, TRIED_MOST = 16 /* levels of a factor */ };

// What the factors of a sweep or search switch on, at their ends or levels.
static void switch_by_factors(fl_check *check, const fl_plan *plan) {
  static const fl_variant unchanged;
  char why[FL_TEXT_MAX * 2], value[FL_TEXT_MAX];
  for (size_t f = 0; f < plan->factor_count; f++) {
    const size_t levels = fl_factor_levels(&plan->factors[f]), places = levels && levels < TRIED_MOST ? levels : 2;
    for (size_t i = 0; i < places; i++) {
      const double u = places == levels ? ((double)i + 0.5) / (double)levels : (double)i;
      fl_scenario trial;
      if (fl_scenario_vary(check->scenario, &unchanged, &trial, why, sizeof why) &&
          fl_scenario_set(&trial, plan->factors[f].key, fl_factor_text(&plan->factors[f], u, value), why, sizeof why))
        for (int id = 0; id < FL_SWITCHES; id++) check->on[id] = check->on[id] || fl_switch_is_on((fl_switch_id)id, &trial);
      fl_scenario_free(&trial);
    }
  }
}

// What is on anywhere: in the scenario, in one of its variants, in a sweep or search, or when a hook says so.
fl_status fl_check_switches(fl_check *check) {
  const fl_scenario *s = check->scenario;
  char why[FL_TEXT_MAX * 2];
  bool all = true;
  for (int id = 0; id < FL_SWITCHES; id++) {
    check->on[id] = fl_switch_is_on((fl_switch_id)id, s) || (fl_lua_may_set(check->lua) && fl_switch_moves((fl_switch_id)id));
    all = all && check->on[id];
  }
  for (int kind = 0; kind < FL_PLAN_KINDS && !all; kind++) switch_by_factors(check, fl_lua_plan(check->lua, (fl_plan_kind)kind));
  for (size_t v = 0; v < s->variant_count && !all; v++) {
    fl_scenario varied;
    const bool good = fl_scenario_vary(s, &s->variants[v], &varied, why, sizeof why);
    for (int id = 0; good && id < FL_SWITCHES; id++) check->on[id] = check->on[id] || fl_switch_is_on((fl_switch_id)id, &varied);
    fl_scenario_free(&varied);
    if (!good) return FL_ENVIRONMENT;
  }
  return FL_OK;
}

// Whether the field at `base` and at `usual` are not the same.
static bool moved(const fl_field *field, const void *base, const void *usual) {
  char a[LEVER], b[LEVER];
  return strcmp(fl_field_print(field, base, a, sizeof a), fl_field_print(field, usual, b, sizeof b)) != 0;
}

static void tell(fl_switch_id id, const char *lever, fl_messages *messages) {
  const fl_switch *of = &fl_switches[id];
  if (of->off[0])
    fl_messages_add(messages, false, fl_word(FL_W_c_idle), lever, fl_spoken(of->shown), of->off, fl_spoken(of->on));
  else
    fl_messages_add(messages, false, fl_word(FL_W_c_idle_policy), lever, fl_spoken(of->shown), fl_spoken(of->on));
}

static void idle_params(const fl_check *check, const fl_params *usual, fl_messages *messages) {
  for (size_t i = 0; i < fl_param_fields.count; i++) {
    const fl_field *field = &fl_param_fields.rows[i];
    const fl_switch_id id = fl_switch_of(&fl_param_fields, field);
    if (id < FL_SWITCHES && !check->on[id] && moved(field, &check->scenario->params, usual)) tell(id, field->name, messages);
  }
}

// Factors of sweeps and searches: their points would all be the same.
static void idle_factors(const fl_check *check, const fl_plan *plan, fl_messages *messages) {
  char lever[LEVER];
  for (size_t f = 0; f < plan->factor_count; f++) {
    const void *base;
    const fl_field *field = fl_scenario_lever(check->scenario, plan->factors[f].key, &base);
    if (!field || field < fl_param_fields.rows || field >= fl_param_fields.rows + fl_param_fields.count) continue;
    const fl_switch_id id = fl_switch_of(&fl_param_fields, field);
    if (id == FL_SWITCHES || check->on[id]) continue;
    snprintf(lever, sizeof lever, fl_word(FL_W_c_idle_factor), plan->factors[f].at, field->name);
    tell(id, lever, messages);
  }
}

// Brands or rooms of the scenario's own, one message a field: a table of thousands has the same to be said of all.
static void idle_own(const fl_check *check, const fl_fields *fields, const void *first, size_t count, const void *usual,
                     fl_word_id one, fl_word_id several, fl_messages *messages) {
  char lever[LEVER];
  for (size_t i = 0; i < fields->count; i++) {
    const fl_field *field = &fields->rows[i];
    const fl_switch_id id = fl_switch_of(fields, field);
    const char *name = NULL;
    size_t more = 0;
    if (id == FL_SWITCHES || check->on[id]) continue;
    for (size_t n = 0; n < count; n++) {
      const char *own = (const char *)first + n * fields->struct_size;
      if (!moved(field, own, usual)) continue;
      more += name != NULL;
      if (!name) name = fl_field_text(fl_field_find(fields, "id"), own);
    }
    if (!name) continue;
    snprintf(lever, sizeof lever, fl_word(more ? several : one), field->name, name, more);
    tell(id, lever, messages);
  }
}

// What strategies have read, and decided, in vain: known when they have run.
static void idle_strategies(const fl_check *check, const fl_fields *fields, fl_word_id word, fl_messages *messages) {
  char lever[LEVER];
  for (size_t i = 0; i < fields->count; i++) {
    const fl_switch_id id = fl_switch_of(fields, &fields->rows[i]);
    if (id == FL_SWITCHES || check->on[id] || !fl_lua_used(check->lua, fields, i)) continue;
    snprintf(lever, sizeof lever, fl_word(word), fields->rows[i].name);
    tell(id, lever, messages);
  }
}

// Sellers without followers come by entering, or are the scenario's own.
static void idle_cold_starts(const fl_check *check, fl_messages *messages) {
  const fl_scenario *s = check->scenario;
  for (size_t i = 0; i < s->policy_count && !check->on[FL_SWITCH_entry]; i++) {
    const fl_policy *policy = &s->policies[i];
    if (policy->off || policy->kind != FL_COLD_START) continue;
    const double followers = (double)policy->of.cold_start.followers;
    bool any = s->params.followers_min < followers;
    for (size_t r = 0; r < s->room_count; r++) any |= (double)s->rooms[r].followers < followers;
    if (!any) fl_messages_add(messages, false, fl_word(FL_W_c_idle_cold), policy->id, fl_switches[FL_SWITCH_entry].on);
  }
}

void fl_check_unread(const fl_check *check, fl_messages *messages) {
  idle_strategies(check, &fl_seller_facts, FL_W_c_idle_fact, messages);
  idle_strategies(check, &fl_decision_fields, FL_W_c_idle_decision, messages);
}

void fl_check_idle(const fl_check *check, fl_messages *messages) {
  const fl_scenario *s = check->scenario;
  fl_brand_def brand;
  fl_room_def room;
  fl_fields_defaults(&fl_brand_fields, &brand);
  fl_fields_defaults(&fl_room_fields, &room);
  idle_params(check, fl_lua_preset(check->lua), messages);
  idle_own(check, &fl_brand_fields, s->brands, s->brand_count, &brand, FL_W_c_idle_brand, FL_W_c_idle_brands, messages);
  idle_own(check, &fl_room_fields, s->rooms, s->room_count, &room, FL_W_c_idle_room, FL_W_c_idle_rooms, messages);
  idle_cold_starts(check, messages);
  for (int kind = 0; kind < FL_PLAN_KINDS; kind++) idle_factors(check, fl_lua_plan(check->lua, (fl_plan_kind)kind), messages);
  fl_check_unread(check, messages);
}
