// A scenario's life: defaults, growth, `--set`, and the plain form of its checks.
#include "fanloop/scenario.h"

#include "base/date.h"
#include "base/same.h"
#include "base/utf8.h"
#include "params/check.h"
#include "params/number.h"
#include "params/suggest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COOKIE = 0x666c7363 /* "flsc" */ };

fl_scenario fl_default_scenario(void) {
  fl_scenario scenario;
  memset(&scenario, 0, sizeof scenario);
  scenario.cookie = COOKIE;
  fl_fields_defaults(&fl_setup_fields, &scenario.setup);
  fl_fields_defaults(&fl_param_fields, &scenario.params);
  return scenario;
}

int64_t fl_focus_fans(int64_t focus_fans, int64_t fans) {
  const int64_t blocks = (focus_fans + FL_FOCUS_BLOCK - 1) / FL_FOCUS_BLOCK, most = fans / FL_FOCUS_BLOCK;
  return focus_fans <= 0 ? 0 : (blocks * FL_FOCUS_BLOCK > fans ? most : blocks) * FL_FOCUS_BLOCK;
}

void fl_scenario_free(fl_scenario *scenario) {
  free(scenario->policies);
  free(scenario->brands);
  free(scenario->rooms);
  free(scenario->hosts);
  for (size_t v = 0; v < scenario->variant_count; v++) free(scenario->variants[v].changes);
  free(scenario->variants);
  memset(scenario, 0, sizeof *scenario);
}

// Room for one more element of `size` bytes: arrays double when their count is a power of two.
static void *grow(void *items, size_t count, size_t size) {
  if (count & (count - 1)) return items;
  return realloc(items, (count ? count * 2 : 1) * size);
}

bool fl_scenario_same_but_policies(const fl_scenario *a, const fl_scenario *b) {
  return a->brand_count == b->brand_count && a->room_count == b->room_count && a->host_count == b->host_count &&
         fl_same_words(&a->setup, &b->setup, sizeof a->setup) && fl_same_words(&a->params, &b->params, sizeof a->params) &&
         fl_same_words(a->brands, b->brands, a->brand_count * sizeof *a->brands) &&
         fl_same_words(a->rooms, b->rooms, a->room_count * sizeof *a->rooms) &&
         fl_same_words(a->hosts, b->hosts, a->host_count * sizeof *a->hosts);
}

fl_policy *fl_scenario_add_policy(fl_scenario *scenario, fl_policy_kind kind, const char *id) {
  fl_policy *policies = grow(scenario->policies, scenario->policy_count, sizeof *policies);
  if (!policies) return NULL;
  scenario->policies = policies;
  fl_policy *policy = &policies[scenario->policy_count++];
  memset(policy, 0, sizeof *policy);
  policy->kind = kind;
  fl_utf8_copy(policy->id, sizeof policy->id, id);
  fl_fields_defaults(fl_policy_fields(kind), &policy->of);
  return policy;
}

fl_policy *fl_scenario_add_extra(fl_scenario *scenario, fl_policy_kind kind, const char *id) {
  fl_policy *policy = fl_scenario_add_policy(scenario, kind, id);
  if (policy) policy->off = policy->extra = true;
  return policy;
}

fl_brand_def *fl_scenario_add_brand(fl_scenario *scenario) {
  fl_brand_def *brands = grow(scenario->brands, scenario->brand_count, sizeof *brands);
  if (!brands) return NULL;
  scenario->brands = brands;
  fl_brand_def *brand = &brands[scenario->brand_count++];
  fl_fields_defaults(&fl_brand_fields, brand);
  return brand;
}

fl_room_def *fl_scenario_add_room(fl_scenario *scenario) {
  fl_room_def *rooms = grow(scenario->rooms, scenario->room_count, sizeof *rooms);
  if (!rooms) return NULL;
  scenario->rooms = rooms;
  fl_room_def *room = &rooms[scenario->room_count++];
  fl_fields_defaults(&fl_room_fields, room);
  return room;
}

fl_host_def *fl_scenario_add_host(fl_scenario *scenario) {
  fl_host_def *hosts = grow(scenario->hosts, scenario->host_count, sizeof *hosts);
  if (!hosts) return NULL;
  scenario->hosts = hosts;
  fl_host_def *host = &hosts[scenario->host_count++];
  fl_fields_defaults(&fl_host_fields, host);
  return host;
}

// The field of a policy that is a total over its days; NULL: it has none.
static const fl_field *total_of(const fl_fields *fields) {
  const fl_field *budget = fl_field_find(fields, "budget");
  return budget ? budget : fl_field_find(fields, "exposures");
}

// What is little is not lost, and what is much stays what the field can hold.
static int64_t part_of_year(int64_t year, int64_t days, const fl_field *total) {
  enum { YEAR = 365 };
  const int64_t part = year / YEAR * days + year % YEAR * days / YEAR;
  const double most = total->max * (total->kind == FL_KIND_MONEY ? 100 : 1);
  return part < 1 && year > 0 ? 1 : (double)part > most ? (int64_t)most : part;
}

void fl_scenario_fit_world(fl_scenario *scenario) {
  const fl_setup *setup = &scenario->setup;
  if (setup->from == FL_NO_DATE || setup->to == FL_NO_DATE || setup->from > setup->to) return;
  for (size_t i = 0; i < scenario->policy_count; i++) {
    fl_policy *policy = &scenario->policies[i];
    if (!policy->world) continue;
    const fl_fields *fields = fl_policy_fields(policy->kind);
    const fl_field *from = fl_field_find(fields, "from"), *to = fl_field_find(fields, "to"), *total = total_of(fields);
    const int64_t start = setup->from - setup->warmup, since = fl_field_int(from, &policy->of),
                  until = fl_field_int(to, &policy->of);
    const int64_t first = since == FL_NO_DATE || since < start ? start : since,
                  last = until == FL_NO_DATE || until > setup->to ? setup->to : until, days = last - first + 1;
    const bool whole = since >= start && until <= setup->to; // an event, as a festival: not half of it
    if (days < 1 || (fl_field_required(from) && !whole)) {
      policy->off = policy->absent = true;
      continue;
    }
    fl_field_put_int(from, &policy->of, first);
    fl_field_put_int(to, &policy->of, last);
    if (!total) continue;
    fl_field_put_int(total, &policy->of, part_of_year(fl_field_int(total, &policy->of), days, total));
  }
}

void fl_scenario_date_policies(fl_scenario *scenario) {
  const fl_setup *setup = &scenario->setup;
  if (setup->from == FL_NO_DATE || setup->to == FL_NO_DATE) return;
  for (size_t i = 0; i < scenario->policy_count; i++) {
    if (scenario->policies[i].absent) continue;
    const fl_fields *fields = fl_policy_fields(scenario->policies[i].kind);
    void *base = &scenario->policies[i].of;
    const fl_field *from = fl_field_find(fields, "from"), *to = fl_field_find(fields, "to");
    if (!fl_field_required(from) && fl_field_int(from, base) == FL_NO_DATE)
      fl_field_put_int(from, base, setup->from - setup->warmup);
    if (!fl_field_required(to) && fl_field_int(to, base) == FL_NO_DATE) fl_field_put_int(to, base, setup->to);
  }
}

// `days` counts the window from `from`: a shorthand for `to`.
static bool set_days(fl_scenario *scenario, const char *text, char *why, size_t why_size) {
  double days;
  if (!fl_number_parse(text, &days) || days < 1 || days > FL_RUN_DAYS_MAX || days != (double)fl_whole(days)) {
    snprintf(why, why_size, "days must be a whole number between 1 and %d, got \"%.32s\"", FL_RUN_DAYS_MAX, text);
    return false;
  }
  if (scenario->setup.from == FL_NO_DATE) {
    snprintf(why, why_size, "days needs the first day of the window: from is missing");
    return false;
  }
  scenario->setup.to = scenario->setup.from + (int64_t)days - 1;
  return true;
}

fl_policy *fl_scenario_policy(const fl_scenario *scenario, const char *id, size_t length) {
  for (size_t i = 0; i < scenario->policy_count; i++) {
    fl_policy *policy = &scenario->policies[i];
    if (!policy->off && strlen(policy->id) == length && strncmp(policy->id, id, length) == 0) return policy;
  }
  return NULL;
}

// The number of the thing of this id among `count`, whose ids stand `stride` bytes apart.
static size_t find_id(const char *first_id, size_t count, size_t stride, const char *id) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(first_id + i * stride, id) == 0) return i;
  return SIZE_MAX;
}

size_t fl_scenario_brand(const fl_scenario *s, const char *id) {
  return s->brand_count ? find_id(s->brands->id, s->brand_count, sizeof *s->brands, id) : SIZE_MAX;
}

size_t fl_scenario_room(const fl_scenario *s, const char *id) {
  return s->room_count ? find_id(s->rooms->id, s->room_count, sizeof *s->rooms, id) : SIZE_MAX;
}

size_t fl_scenario_host(const fl_scenario *s, const char *id) {
  return s->host_count ? find_id(s->hosts->id, s->host_count, sizeof *s->hosts, id) : SIZE_MAX;
}

static void unknown_key(const char *what, const char *key, const char *near, char *why, size_t why_size) {
  char shown[FL_NAME_MAX];
  fl_utf8_copy(shown, sizeof shown, key);
  if (near)
    snprintf(why, why_size, "%sunknown key '%s'; did you mean '%s'?", what, shown, near);
  else
    snprintf(why, why_size, "%sunknown key '%s'", what, shown);
}

// Sets field `key` of the thing `id` at `base`.
static bool set_field_of(const fl_fields *fields, const char *id, void *base, const char *key, const char *text, char *why,
                         size_t why_size) {
  const fl_field *field = fl_field_find(fields, key);
  char what[2 * FL_NAME_MAX], inner[FL_TEXT_MAX * 2];
  snprintf(what, sizeof what, "%s \"%s\": ", fields->what, id);
  if (!field) {
    unknown_key(what, key, fl_field_near(fields, key), why, why_size);
    return false;
  }
  if (fl_field_parse(field, base, text, inner, sizeof inner)) return true;
  snprintf(why, why_size, "%s%s", what, inner);
  return false;
}

// What follows "<id>." in `key`, or NULL. Ids may hold points.
static const char *after_id(const char *id, const char *key) {
  const size_t length = strlen(id);
  return length && strncmp(key, id, length) == 0 && key[length] == '.' ? key + length + 1 : NULL;
}

// A brand, room or host of the scenario's own, and a field of it.
typedef struct owned {
  const fl_fields *fields;
  const char *id, *field; // the field's name, which may be unknown
  char *item;             // NULL: there is none
} owned;

// By "<id>.<field>". They may share an id: the field tells which is meant, and where none has it, the last of them stands for all.
static owned find_own(const fl_scenario *s, const char *key) {
  const struct {
    const fl_fields *fields;
    void *items;
    size_t count;
  } lists[] = {{&fl_brand_fields, s->brands, s->brand_count},
               {&fl_room_fields, s->rooms, s->room_count},
               {&fl_host_fields, s->hosts, s->host_count}};
  owned found = {0};
  for (size_t l = 0; l < sizeof lists / sizeof *lists && !(found.item && fl_field_find(found.fields, found.field)); l++) {
    const fl_field *name = fl_field_find(lists[l].fields, "id");
    for (size_t i = 0; i < lists[l].count; i++) {
      char *item = (char *)lists[l].items + i * lists[l].fields->struct_size;
      const char *id = fl_field_text(name, item), *field = after_id(id, key);
      if (!field) continue;
      found = (owned){lists[l].fields, id, field, item};
      break;
    }
  }
  return found;
}

// Names stay.
static bool set_own(fl_scenario *s, const char *key, const char *text, bool *found, char *why, size_t why_size) {
  const owned own = find_own(s, key);
  *found = own.item != NULL;
  if (!*found) return false;
  if (strcmp(own.field, "id") != 0) return set_field_of(own.fields, own.id, own.item, own.field, text, why, why_size);
  snprintf(why, why_size, "%s \"%s\": its id cannot be changed", own.fields->what, own.id);
  return false;
}

const fl_field *fl_scenario_lever(const fl_scenario *scenario, const char *key, const void **base) {
  const fl_field *field = fl_field_find(&fl_param_fields, key);
  *base = &scenario->params;
  if (field) return field;
  *base = &scenario->setup;
  if ((field = fl_field_find(&fl_setup_fields, key))) return field;
  const char *dot = strchr(key, '.');
  const fl_policy *policy = dot ? fl_scenario_policy(scenario, key, (size_t)(dot - key)) : NULL;
  if (policy) {
    *base = &policy->of;
    return fl_field_find(fl_policy_fields(policy->kind), dot + 1);
  }
  const owned own = find_own(scenario, key);
  *base = own.item;
  return own.item ? fl_field_find(own.fields, own.field) : NULL;
}

bool fl_scenario_set(fl_scenario *scenario, const char *key, const char *text, char *why, size_t why_size) {
  const fl_field *field = fl_field_find(&fl_param_fields, key);
  if (field) return fl_field_parse(field, &scenario->params, text, why, why_size);
  field = fl_field_find(&fl_setup_fields, key);
  if (field) return fl_field_parse(field, &scenario->setup, text, why, why_size);
  if (strcmp(key, "days") == 0) return set_days(scenario, text, why, why_size);
  const char *dot = strchr(key, '.');
  fl_policy *policy = dot ? fl_scenario_policy(scenario, key, (size_t)(dot - key)) : NULL;
  if (policy) return set_field_of(fl_policy_fields(policy->kind), policy->id, &policy->of, dot + 1, text, why, why_size);
  bool found;
  const bool done = set_own(scenario, key, text, &found, why, why_size);
  if (found) return done;
  char near[FL_TEXT_MAX];
  const bool any = fl_key_near(scenario->policies, scenario->policy_count, true, key, near);
  unknown_key("", key, any ? near : NULL, why, why_size);
  return false;
}

static void add_message(void *messages, const fl_finding *finding) {
  fl_messages_add(messages, true, "%s", finding->text);
}

void fl_scenario_check(const fl_scenario *scenario, fl_messages *messages) {
  if (scenario->cookie != COOKIE) {
    fl_messages_add(messages, true, "the scenario was not made by fl_default_scenario");
    return;
  }
  fl_scenario_examine(scenario, add_message, messages);
}
