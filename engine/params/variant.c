// Variants: the same scenario with a few changes, to be run beside it.
#include "fanloop/scenario.h"

#include "base/utf8.h"
#include "params/suggest.h"

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

bool fl_variant_add(fl_variant *variant, bool without, const char *key, const char *value) {
  fl_change *changes = realloc(variant->changes, (variant->change_count + 1) * sizeof *changes);
  if (!changes) return false;
  variant->changes = changes;
  fl_change *change = &changes[variant->change_count++];
  *change = (fl_change){.without = without};
  fl_utf8_copy(change->key, sizeof change->key, key);
  fl_utf8_copy(change->value, sizeof change->value, value);
  return true;
}

bool fl_scenario_copy(const fl_scenario *from, fl_scenario *out) {
  *out = *from;
  bool ok = copy_array(&out->policies, from->policies, from->policy_count, sizeof *from->policies);
  ok = copy_array(&out->brands, from->brands, from->brand_count, sizeof *from->brands) && ok;
  ok = copy_array(&out->rooms, from->rooms, from->room_count, sizeof *from->rooms) && ok;
  ok = copy_array(&out->variants, from->variants, from->variant_count, sizeof *from->variants) && ok;
  if (!out->variants) out->variant_count = 0;
  for (size_t v = 0; v < out->variant_count; v++)
    ok = copy_array(&out->variants[v].changes, from->variants[v].changes, from->variants[v].change_count, sizeof(fl_change)) && ok;
  return ok;
}

static bool leave_out(fl_scenario *scenario, const char *id, char *why, size_t why_size) {
  for (size_t p = 0; p < scenario->policy_count; p++) {
    if (scenario->policies[p].off || strcmp(scenario->policies[p].id, id) != 0) continue;
    return scenario->policies[p].off = true;
  }
  const fl_policy *near = fl_policy_near(scenario->policies, scenario->policy_count, id);
  if (near)
    snprintf(why, why_size, "there is no policy '%.60s' to leave out; did you mean '%s'?", id, near->id);
  else
    snprintf(why, why_size, "there is no policy '%.60s' to leave out", id);
  return false;
}

bool fl_scenario_change(fl_scenario *scenario, const fl_change *change, char *why, size_t why_size) {
  return change->without ? leave_out(scenario, change->key, why, why_size)
                         : fl_scenario_set(scenario, change->key, change->value, why, why_size);
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
  return true;
}
