#include "params/own_ids.h"

#include "params/ids.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 512 };

fl_own_ids fl_scenario_own_ids(const fl_scenario *s, fl_part part) {
  switch (part) {
  case FL_PART_BRAND: return (fl_own_ids){"brand", s->brands ? s->brands->id : NULL, s->brand_count, sizeof *s->brands};
  case FL_PART_ROOM: return (fl_own_ids){"room", s->rooms ? s->rooms->id : NULL, s->room_count, sizeof *s->rooms};
  case FL_PART_HOST: return (fl_own_ids){"host", s->hosts ? s->hosts->id : NULL, s->host_count, sizeof *s->hosts};
  case FL_PART_POLICY: return (fl_own_ids){"policy", s->policies ? s->policies->id : NULL, s->policy_count, sizeof *s->policies};
  case FL_PART_SCENARIO:
  case FL_PART_SETUP:
  case FL_PART_PARAM: break;
  }
  return (fl_own_ids){"", NULL, 0, 0};
}

// Policies that do not run may share their ids.
static bool counts(const fl_scenario *s, fl_part part, size_t index) {
  return part != FL_PART_POLICY || !s->policies[index].off;
}

// Sorted by id, so that a scenario with a million policies is checked in seconds.
static void check_unique(const fl_scenario *s, fl_part part, void (*tell)(void *ctx, const fl_finding *finding), void *ctx) {
  const fl_own_ids own = fl_scenario_own_ids(s, part);
  fl_id_ref *refs = own.count ? fl_ids_sort(own.count, own.stride, own.first) : NULL;
  const char *last = "";
  char text[TEXT];
  for (size_t i = 0; refs && i < own.count; i++) { // out of memory: building the world will say so
    if (!counts(s, part, refs[i].index)) continue;
    const bool twice = refs[i].id[0] && strcmp(refs[i].id, last) == 0;
    last = refs[i].id;
    if (!twice) continue;
    snprintf(text, sizeof text, "%s \"%s\": the id is used twice: ids must be unique", own.what, refs[i].id);
    tell(ctx, &(fl_finding){.part = part, .index = refs[i].index, .field = "id", .text = text});
  }
  free(refs);
}

// "nova.price" of --set and variants would be looked for in the policy alone. Brands, rooms and hosts may share an id: there the field tells
// which is meant.
static void check_clashes(const fl_scenario *s, void (*tell)(void *ctx, const fl_finding *finding), void *ctx) {
  static const fl_part parts[] = {FL_PART_BRAND, FL_PART_ROOM, FL_PART_HOST};
  enum { PARTS = sizeof parts / sizeof *parts };
  fl_own_ids own[PARTS];
  fl_id_ref *refs[PARTS];
  char text[TEXT];
  for (int k = 0; k < PARTS; k++) {
    own[k] = fl_scenario_own_ids(s, parts[k]);
    refs[k] = own[k].count && s->policy_count ? fl_ids_sort(own[k].count, own[k].stride, own[k].first) : NULL;
  }
  for (size_t i = 0; i < s->policy_count; i++) {
    const fl_policy *policy = &s->policies[i];
    size_t other = SIZE_MAX;
    int k = 0;
    if ((policy->off && !policy->extra) || !policy->id[0]) continue;
    while (k < PARTS && (other = fl_ids_find(refs[k], own[k].count, policy->id)) == SIZE_MAX) k++;
    if (k == PARTS) continue;
    snprintf(text, sizeof text, "%s \"%s\": id is that of a %s, so that '%s.<field>' could mean either: choose another",
             fl_policy_kind_name(policy->kind), policy->id, own[k].what, policy->id);
    tell(ctx,
         &(fl_finding){.part = FL_PART_POLICY, .index = i, .field = "id", .text = text, .other = parts[k], .other_index = other});
  }
  for (int k = 0; k < PARTS; k++) free(refs[k]);
}

void fl_ids_examine(const fl_scenario *scenario, void (*tell)(void *ctx, const fl_finding *finding), void *ctx) {
  static const fl_part parts[] = {FL_PART_POLICY, FL_PART_BRAND, FL_PART_ROOM, FL_PART_HOST};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) check_unique(scenario, parts[i], tell, ctx);
  check_clashes(scenario, tell, ctx);
}
