// Variants: the same scenario with a few changes, to be run beside it.
#include "fanloop/scenario.h"

#include "base/nearname.h"
#include "base/utf8.h"
#include "params/suggest.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Arrays of a scenario double when their count is a power of two: a copy keeps that, so that it can grow as well.
static bool copy_array(void *out, const void *from, size_t count, size_t size) {
  size_t capacity = 1;
  while (capacity < count) capacity *= 2;
  void *copy = calloc(capacity, size);
  if (copy && count) memcpy(copy, from, count * size);
  memcpy(out, &copy, sizeof copy);
  return copy != NULL;
}

fl_variant *fl_scenario_add_variant(fl_scenario *scenario, const char *name) {
  fl_variant *variants = realloc(scenario->variants, (scenario->variant_count + 1) * sizeof *variants);
  if (!variants) return NULL;
  scenario->variants = variants;
  fl_variant *variant = &variants[scenario->variant_count++];
  memset(variant, 0, sizeof *variant);
  fl_utf8_copy(variant->name, sizeof variant->name, name);
  return variant;
}

static fl_change *add_change(fl_variant *variant, fl_change_kind kind, const char *key, const char *value) {
  const size_t count = variant->change_count;
  if ((count & (count - 1)) == 0) {
    fl_change *grown = realloc(variant->changes, (count ? count * 2 : 1) * sizeof *grown);
    if (!grown) return NULL;
    variant->changes = grown;
  }
  fl_change *change = &variant->changes[variant->change_count++];
  *change = (fl_change){.kind = kind};
  fl_utf8_copy(change->key, sizeof change->key, key);
  fl_utf8_copy(change->value, sizeof change->value, value);
  return change;
}

bool fl_variant_add(fl_variant *variant, fl_change_kind kind, const char *key, const char *value) {
  return add_change(variant, kind, key, value) != NULL;
}

bool fl_variant_add_policy(fl_variant *variant, const fl_scenario *scenario, size_t number, const char *instead) {
  assert(number < scenario->policy_count);
  fl_change *change = add_change(variant, FL_CHANGE_WITH, scenario->policies[number].id, instead);
  if (change) change->policy = number;
  return change != NULL;
}

bool fl_scenario_copy(const fl_scenario *from, fl_scenario *out) {
  *out = *from;
  bool ok = copy_array(&out->policies, from->policies, from->policy_count, sizeof *from->policies);
  ok = copy_array(&out->brands, from->brands, from->brand_count, sizeof *from->brands) && ok;
  ok = copy_array(&out->rooms, from->rooms, from->room_count, sizeof *from->rooms) && ok;
  ok = copy_array(&out->hosts, from->hosts, from->host_count, sizeof *from->hosts) && ok;
  ok = copy_array(&out->variants, from->variants, from->variant_count, sizeof *from->variants) && ok;
  if (!out->variants) out->variant_count = 0;
  for (size_t v = 0; v < out->variant_count; v++)
    ok = copy_array(&out->variants[v].changes, from->variants[v].changes, from->variants[v].change_count, sizeof(fl_change)) && ok;
  return ok;
}

// The scenario has such a policy, and an earlier change left it out.
static bool is_out(const fl_scenario *scenario, const char *id) {
  for (size_t p = 0; p < scenario->policy_count; p++) {
    const fl_policy *policy = &scenario->policies[p];
    if (policy->off && !policy->extra && strcmp(policy->id, id) == 0) return true;
  }
  return false;
}

// A policy of the world whose days are not those of the run.
static bool is_absent(const fl_scenario *scenario, const char *id) {
  for (size_t p = 0; p < scenario->policy_count; p++)
    if (scenario->policies[p].absent && strcmp(scenario->policies[p].id, id) == 0) return true;
  return false;
}

static bool leave_out(fl_scenario *scenario, const fl_change *change, char *why, size_t why_size) {
  const char *id = change->key, *what = change->value[0] ? "replace" : "leave out";
  fl_policy *policy = fl_scenario_policy(scenario, id, strlen(id));
  if (policy) return policy->off = true;
  if (is_absent(scenario, id)) return true; // nothing to leave out in a run of these days
  const fl_policy *near = fl_policy_near(scenario->policies, scenario->policy_count, id);
  if (is_out(scenario, id))
    snprintf(why, why_size, "policy '%.60s' is left out already", id);
  else if (near)
    snprintf(why, why_size, "there is no policy '%.60s' to %s; did you mean '%s'?", id, what, near->id);
  else
    snprintf(why, why_size, "there is no policy '%.60s' to %s", id, what);
  return false;
}

// One without an id has another complaint to come.
static bool switch_on(fl_scenario *scenario, const fl_change *change, char *why, size_t why_size) {
  fl_policy *policy = change->policy < scenario->policy_count ? &scenario->policies[change->policy] : NULL;
  if (!policy || !policy->off || !policy->extra || strcmp(policy->id, change->key) != 0) {
    snprintf(why, why_size, "there is no policy '%.60s' for variants", change->key);
    return false;
  }
  const fl_policy *other = policy->id[0] ? fl_scenario_policy(scenario, policy->id, strlen(policy->id)) : NULL;
  const char *kind = fl_policy_kind_name(policy->kind), *id = policy->id;
  if (!other) {
    policy->off = false;
    return true;
  }
  if (other->extra)
    snprintf(why, why_size, "%s \"%s\": the id is used twice: ids must be unique", kind, id);
  else
    snprintf(why, why_size,
             "%s \"%s\": the id is taken; to run it in the place of the scenario's, write replace = { [\"%s\"] = fl.%s { … } }",
             kind, id, id, kind);
  return false;
}

// Variants are compared day by day, with the same random numbers.
static bool set_lever(fl_scenario *scenario, const fl_change *change, char *why, size_t why_size) {
  static const char *const shared[] = {"from", "to", "warmup", "fans", "seed", "run"};
  for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
    if (strcmp(change->key, shared[i]) == 0) {
      snprintf(why, why_size, "variants have the same days, fans and random numbers: '%s' cannot be one's own", change->key);
      return false;
    }
  return fl_scenario_set(scenario, change->key, change->value, why, why_size);
}

bool fl_scenario_change(fl_scenario *scenario, const fl_change *change, char *why, size_t why_size) {
  switch (change->kind) {
  case FL_CHANGE_SET: return set_lever(scenario, change, why, why_size);
  case FL_CHANGE_WITHOUT: return leave_out(scenario, change, why, why_size);
  case FL_CHANGE_WITH: return switch_on(scenario, change, why, why_size);
  }
  return false;
}

bool fl_scenario_vary(const fl_scenario *scenario, const fl_variant *variant, fl_scenario *out, char *why, size_t why_size) {
  fl_scenario plain = *scenario;
  plain.variants = NULL;
  plain.variant_count = 0;
  if (!fl_scenario_copy(&plain, out)) {
    snprintf(why, why_size, "out of memory");
    return false;
  }
  for (size_t c = 0; c < variant->change_count; c++)
    if (!fl_scenario_change(out, &variant->changes[c], why, why_size)) return false;
  fl_scenario_date_policies(out);
  return true;
}

static const fl_variant *find_variant(const fl_scenario *s, const char *name, char *why, size_t why_size) {
  fl_near near = fl_near_start(name);
  for (size_t v = 0; v < s->variant_count; v++) {
    if (strcmp(s->variants[v].name, name) == 0) return &s->variants[v];
    fl_near_offer(&near, s->variants[v].name);
  }
  fl_near_offer(&near, s->name);
  if (near.best)
    snprintf(why, why_size, "there is no variant '%.60s'; did you mean '%s'?", name, near.best);
  else
    snprintf(why, why_size, "there is no variant '%.60s'; the scenario has %zu, and is itself called '%s'", name, s->variant_count,
             s->name);
  return NULL;
}

bool fl_scenario_become(fl_scenario *s, const char *name, char *why, size_t why_size) {
  if (name[0] && strcmp(name, s->name) != 0) {
    const fl_variant *variant = find_variant(s, name, why, why_size);
    if (!variant) return false;
    for (size_t c = 0; c < variant->change_count; c++)
      if (!fl_scenario_change(s, &variant->changes[c], why, why_size)) return false;
  }
  for (size_t v = 0; v < s->variant_count; v++) free(s->variants[v].changes);
  free(s->variants);
  s->variants = NULL;
  s->variant_count = 0;
  s->baseline[0] = s->explain[0] = '\0';
  return true;
}
