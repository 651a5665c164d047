#include "params/switches.h"

#include "fanloop/seller.h"

#include <string.h>

const fl_switch fl_switches[FL_SWITCHES] = {
#define FL_SWITCH(id, levers, shown, off, on, condition) {levers, shown, off, on},
#include "fanloop/switches.def"
#undef FL_SWITCH
};

typedef struct group {
  fl_switch_id id;
  const fl_fields *fields;
  const char *names;
} group;

static const group groups[] = {
#define FL_SWITCHED(id, table, names) {FL_SWITCH_##id, &fl_##table##_fields, names},
#define FL_UNREAD(id, table, names)   {FL_SWITCH_##id, &fl_##table, names},
#include "fanloop/switches.def"
#undef FL_UNREAD
#undef FL_SWITCHED
};

// Whether `name` is the `length` bytes of `pattern`, in which one * stands for any text.
static bool fits(const char *pattern, size_t length, const char *name) {
  const char *star = memchr(pattern, '*', length);
  const size_t size = strlen(name), before = star ? (size_t)(star - pattern) : length, after = star ? length - before - 1 : 0;
  if (!star) return size == length && memcmp(name, pattern, length) == 0;
  return size >= before + after && memcmp(name, pattern, before) == 0 && memcmp(name + size - after, star + 1, after) == 0;
}

static bool listed(const char *names, const char *name) {
  for (size_t length; *names; names += length + (names[length] == ' ')) {
    length = strcspn(names, " ");
    if (fits(names, length, name)) return true;
  }
  return false;
}

fl_switch_id fl_switch_of(const fl_fields *fields, const fl_field *field) {
  for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
    if (groups[g].fields == fields && listed(groups[g].names, field->name) &&
        !listed(fl_switches[groups[g].id].levers, field->name))
      return groups[g].id;
  return FL_SWITCHES;
}

static bool has_policy(const fl_scenario *s, fl_policy_kind kind) {
  for (size_t i = 0; i < s->policy_count; i++)
    if (!s->policies[i].off && s->policies[i].kind == kind) return true;
  return false;
}

static bool has_talents(const fl_scenario *s) {
  bool any = s->params.distribution_share > 0;
  for (size_t i = 0; i < s->room_count; i++) any |= s->rooms[i].talent != 0;
  return any;
}

// Doubts about goods weigh as rights do, whether any covers them or not, where they follow what is delivered.
static bool has_rights(const fl_scenario *s) {
  double covered = (double)(s->params.governance_form + s->params.rights_doubts);
#define FL_RIGHT(r, what, trigger, payer, eligible, claim, cost, unit, fit, described, fake) covered += s->params.coverage_##r;
#include "fanloop/rights.def"
#undef FL_RIGHT
  return covered > 0 || has_policy(s, FL_RIGHTS_POLICY);
}

bool fl_switch_is_on(fl_switch_id id, const fl_scenario *s) {
  const fl_params *p = &s->params;
  switch (id) {
#define FL_SWITCH(id, levers, shown, off, on, condition)                                                                           \
  case FL_SWITCH_##id:                                                                                                             \
    return condition;
#include "fanloop/switches.def"
#undef FL_SWITCH
  case FL_SWITCHES: break;
  }
  return true;
}

bool fl_switch_moves(fl_switch_id id) {
  for (size_t i = 0; i < fl_param_fields.count; i++)
    if (!fl_param_fields.rows[i].fixed && listed(fl_switches[id].levers, fl_param_fields.rows[i].name)) return true;
  return false;
}
