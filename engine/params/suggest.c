#include "params/suggest.h"

#include "base/nearname.h"

#include <stdio.h>
#include <string.h>

enum { MOST_OFFERED = 1000 }; // policies: comparing with a million names is slow

typedef struct search {
  const fl_policy *policies;
  size_t count;
  bool setup;
  char *out;
} search;

static bool found(const search *s, const char *id, const char *field) {
  return snprintf(s->out, FL_TEXT_MAX, "%s%s%s", id, id[0] ? "." : "", field) < FL_TEXT_MAX;
}

static bool is_setup(const char *name) {
  return fl_field_find(&fl_setup_fields, name) || strcmp(name, "days") == 0;
}

// "calendar.to", "world.fans", "params.trust.memory": where it stands in a scenario file is no part of the key.
static bool without_table(const search *s, const char *key) {
  static const char *const tables[] = {"calendar.", "world.", "params.", "setup."};
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    const size_t length = strlen(tables[i]);
    if (strncmp(key, tables[i], length) != 0) continue;
    const char *rest = strcmp(key + length, "flat") == 0 ? "flat_calendar" : key + length;
    if ((s->setup && is_setup(rest)) || fl_field_find(&fl_param_fields, rest)) return found(s, "", rest);
  }
  return false;
}

// The field of a policy that is called `name`, or nearly so.
static const char *field_of(const fl_policy *policy, const char *name, bool exactly) {
  const fl_fields *fields = fl_policy_fields(policy->kind);
  const fl_field *field = fl_field_find(fields, name);
  return field ? field->name : exactly ? NULL : fl_field_near(fields, name);
}

static bool named(const fl_policy *policy, const char *id, size_t length) {
  return strlen(policy->id) == length && memcmp(policy->id, id, length) == 0;
}

// "cashback.shar", and "festival.peak_discount", where the kind stands for the id.
static bool of_policy(const search *s, const char *key, const char *dot) {
  const size_t length = (size_t)(dot - key);
  for (int by_kind = 0; by_kind < 2; by_kind++)
    for (size_t i = 0; i < s->count; i++) {
      const fl_policy *policy = &s->policies[i];
      const char *kind = fl_policy_kind_name(policy->kind);
      if (policy->off) continue;
      const bool meant = by_kind ? strlen(kind) == length && memcmp(kind, key, length) == 0 : named(policy, key, length);
      const char *field = meant ? field_of(policy, dot + 1, false) : NULL;
      if (field) return found(s, policy->id, field);
    }
  return false;
}

// "peak_discount" alone: the first policy that has such a field.
static bool of_any_policy(const search *s, const char *key, bool exactly) {
  for (size_t i = 0; i < s->count; i++) {
    const char *field = s->policies[i].off ? NULL : field_of(&s->policies[i], key, exactly);
    if (field) return found(s, s->policies[i].id, field);
  }
  return false;
}

// Misspelt somewhere: what takes the fewest edits.
static bool misspelt(const search *s, const char *key, const char *dot) {
  char text[FL_TEXT_MAX];
  fl_near near = fl_near_start(key);
  for (size_t i = 0; i < fl_param_fields.count; i++) fl_near_offer(&near, fl_param_fields.rows[i].name);
  for (size_t i = 0; s->setup && i < fl_setup_fields.count; i++) fl_near_offer(&near, fl_setup_fields.rows[i].name);
  if (s->setup) fl_near_offer(&near, "days");
  if (near.best) found(s, "", near.best);
  for (size_t i = 0; dot && i < s->count; i++) {
    const size_t before = near.distance;
    if (s->policies[i].off) continue;
    snprintf(text, sizeof text, "%s%s", s->policies[i].id, dot);
    near.best = NULL;
    fl_near_offer(&near, text);
    const char *field = near.best && near.distance < before ? field_of(&s->policies[i], dot + 1, false) : NULL;
    if (field) found(s, s->policies[i].id, field);
  }
  return s->out[0] != 0;
}

bool fl_key_near(const fl_policy *policies, size_t policy_count, bool setup, const char *key, char *out) {
  const search s = {policies, policy_count < MOST_OFFERED ? policy_count : MOST_OFFERED, setup, out};
  const char *dot = strchr(key, '.');
  out[0] = 0;
  if (without_table(&s, key) || (dot && of_policy(&s, key, dot)) || (!dot && of_any_policy(&s, key, true))) return true;
  if (misspelt(&s, key, dot)) return true;
  const char *grouped = fl_field_near(&fl_param_fields, key); // "gain_per_hour"
  if (grouped) return found(&s, "", grouped);
  return !dot && of_any_policy(&s, key, false);
}

const fl_policy *fl_policy_near(const fl_policy *policies, size_t policy_count, const char *id) {
  fl_near near = fl_near_start(id);
  const fl_policy *best = NULL;
  for (size_t i = 0; i < policy_count && i < MOST_OFFERED; i++) {
    if (policies[i].off) continue;
    near.best = NULL;
    fl_near_offer(&near, policies[i].id);
    if (near.best) best = &policies[i];
  }
  return best;
}
