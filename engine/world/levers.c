// The levers that hooks may move: setting them, and telling what was moved.
#include "base/date.h"
#include "params/check.h"
#include "params/suggest.h"
#include "world/internal.h"

#include <stdio.h>
#include <stdlib.h>

// The policy that runs. Where a variant leaves it out, its levers are still there and move nothing, so that the scenario's hooks run in
// its variants too; of an extra policy of another variant there is nothing to see.
static fl_policy *find_policy(const fl_world *w, const char *key, const char **field) {
  const char *dot = strchr(key, '.');
  fl_policy *found = NULL;
  if (!dot) return NULL;
  for (size_t p = 0; p < w->policy_count && (!found || found->off); p++) {
    fl_policy *policy = &w->policies[p];
    if (strlen(policy->id) != (size_t)(dot - key) || memcmp(policy->id, key, (size_t)(dot - key)) != 0) continue;
    if (!policy->off || !policy->extra) found = policy;
  }
  if (found) *field = dot + 1;
  return found;
}

const fl_field *fl_world_lever(const fl_world *w, const char *key, const void **base) {
  const char *name = key;
  const fl_policy *policy = find_policy(w, key, &name);
  *base = policy ? (const void *)&policy->of : &w->params;
  return fl_field_find(policy ? fl_policy_fields(policy->kind) : &fl_param_fields, name);
}

void fl_world_no_lever(const fl_world *w, const char *key, char *why, size_t why_size) {
  char near[FL_TEXT_MAX];
  if (fl_key_near(w->policies, w->policy_count, false, key, near))
    snprintf(why, why_size, "there is no lever '%.64s'; did you mean '%s'?", key, near);
  else
    snprintf(why, why_size, "there is no lever '%.64s'; it must be a parameter or \"<policy id>.<field>\"", key);
}

// ---- Setting --------------------------------------------------------------------------------------------------------------------

// What was spent stays spent: no budget is less.
static bool move_budget(fl_world *w, const fl_policy *policy, int64_t before, char *why, size_t why_size) {
  int64_t *left = &w->accounts[policy - w->policies].left_fen;
  const int64_t spent = before - *left;
  if (*fl_policy_budget(policy) >= spent) {
    *left = *fl_policy_budget(policy) - spent;
    return true;
  }
  snprintf(why, why_size, "budget must not be less than the %lld.%02lld yuan that are spent; to end a subsidy, set its share to 0",
           (long long)(spent / 100), (long long)(spent % 100));
  return false;
}

static bool move_pool(fl_world *w, fl_policy *policy, int64_t before, char *why, size_t why_size) {
  int64_t *left = &w->pools[policy - w->policies].left;
  const int64_t granted = before - *left;
  if (*fl_policy_exposures(policy) >= granted) {
    *left = *fl_policy_exposures(policy) - granted;
    return true;
  }
  snprintf(why, why_size, "exposures must not be less than the %lld that are given out; to end a pool, move its last day",
           (long long)granted);
  return false;
}

// What has begun keeps its beginning, and nothing is dated back: the days that are over would not know of it. `was`: the policy before.
static bool move_date(const fl_world *w, const fl_field *field, const fl_policy *was, int64_t date, char *why, size_t why_size) {
  const bool from = strcmp(field->name, "from") == 0, peak = strcmp(field->name, "peak_from") == 0;
  const int64_t today = w->step.date, before = fl_field_int(field, &was->of);
  const int64_t lead = from && was->kind == FL_FESTIVAL ? was->of.festival.heat_days : 0; // a festival begins with its heat phase
  char first[FL_DATE_TEXT], second[FL_DATE_TEXT];
  if (date == before) return true;
  const bool begun = before != FL_NO_DATE && before - lead < today && today > w->model->first_date;
  if ((from || peak) && begun) {
    snprintf(why, why_size, "%s cannot be moved any more: %s began on %s", field->name, peak ? "the peak" : "it",
             fl_date_text(before - lead, first));
    return false;
  }
  if (date >= today) return true;
  snprintf(why, why_size, "%s must not lie in the past: got %s, today is %s", field->name, fl_date_text(date, first),
           fl_date_text(today, second));
  return false;
}

static bool move_policy(fl_world *w, fl_policy *policy, const fl_field *field, const fl_value *value, char *why, size_t why_size) {
  fl_policy was = *policy;
  bool good = fl_field_set(field, &policy->of, value, why, why_size);
  if (good && field->kind == FL_KIND_DATE)
    good = move_date(w, field, &was, fl_field_int(field, &policy->of), why, why_size);
  else if (good && fl_policy_budget(policy))
    good = move_budget(w, policy, *fl_policy_budget(&was), why, why_size);
  else if (good && fl_policy_exposures(policy))
    good = move_pool(w, policy, *fl_policy_exposures(&was), why, why_size);
  if (!good) *policy = was;
  return good;
}

bool fl_world_set(fl_world *w, const char *key, const fl_value *value, char *why, size_t why_size) {
  const char *name = key;
  char inner[3 * FL_TEXT_MAX];
  fl_policy *policy = find_policy(w, key, &name);
  const fl_field *field = fl_field_find(policy ? fl_policy_fields(policy->kind) : &fl_param_fields, name);
  if (!w->may_set) {
    snprintf(why, why_size, "levers can be moved in on_start and on_day only");
    return false;
  }
  if (!field) {
    fl_world_no_lever(w, key, why, why_size);
    return false;
  }
  if (field->fixed) {
    snprintf(why, why_size, "%s is read when the world is built: set it in the scenario, with --set or in a variant", field->name);
    return false;
  }
  if (!policy) {
    if (!fl_field_set(field, &w->params, value, why, why_size)) return false;
    w->levers_moved = true;
  } else if (!move_policy(w, policy, field, value, inner, sizeof inner)) {
    snprintf(why, why_size, "%s \"%s\": %s", fl_policy_kind_name(policy->kind), policy->id, inner);
    return false;
  }
  w->levers_set = true;
  return true;
}

// ---- Telling --------------------------------------------------------------------------------------------------------------------

// Where the rows of a morning go; without `rows` they are counted only.
typedef struct changes {
  fl_row_lever_change *rows;
  size_t count;
  int64_t date;
} changes;

static void add_changes(changes *c, const char *id, const fl_fields *fields, const void *before, const void *after) {
  for (size_t i = 0; i < fields->count; i++) {
    const fl_field *field = &fields->rows[i];
    char from[FL_TEXT_MAX], to[FL_TEXT_MAX];
    fl_field_print(field, before, from, sizeof from);
    fl_field_print(field, after, to, sizeof to);
    if (strcmp(from, to) == 0) continue;
    if (c->rows) {
      fl_row_lever_change *row = &c->rows[c->count];
      row->date = c->date;
      snprintf(row->key, sizeof row->key, "%s%s%s", id, id[0] ? "." : "", field->name);
      memcpy(row->before, from, sizeof from);
      memcpy(row->after, to, sizeof to);
    }
    c->count++;
  }
}

static void find_changes(const fl_world *w, changes *c) {
  c->count = 0;
  add_changes(c, "", &fl_param_fields, &w->params_told, &w->params);
  for (size_t p = 0; p < w->policy_count; p++)
    add_changes(c, w->policies[p].id, fl_policy_fields(w->policies[p].kind), &w->policies_told[p].of, &w->policies[p].of);
}

static void fail_for(void *ctx, const fl_finding *finding) {
  char date[FL_DATE_TEXT];
  fl_world *w = ctx;
  fl_world_fail(w, "the levers as hooks set them on %s do not fit together: %s", fl_date_text(w->step.date, date), finding->text);
}

// Hooks set one lever at a time: whether they fit together can be asked when all are set.
static bool levers_fit(fl_world *w) {
  fl_scenario now = w->model->scenario;
  now.params = w->params;
  now.policies = w->policies;
  fl_scenario_examine(&now, fail_for, w);
  return w->failure[0] == 0;
}

fl_status fl_tell_levers(fl_world *w) {
  changes c = {.date = w->step.date};
  w->rows[FL_T_lever_change].count = 0;
  if (!w->levers_set) return FL_OK;
  w->levers_set = false;
  if (!levers_fit(w)) return FL_BROKEN;
  find_changes(w, &c);
  c.rows = calloc(c.count + 1, sizeof *c.rows);
  if (!c.rows) return FL_ENVIRONMENT;
  find_changes(w, &c);
  const fl_status status = fl_emit(w, FL_T_lever_change, c.rows, c.count);
  free(c.rows);
  w->params_told = w->params;
  if (w->policy_count) memcpy(w->policies_told, w->policies, w->policy_count * sizeof *w->policies);
  return status;
}
