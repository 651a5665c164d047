// The field tables, expanded from the .def files.
#include "fanloop/scenario.h"
#include "fanloop/seller.h"

#include <string.h>

#define FL_FIELD(kind, member, name, unit, lo, hi, dflt, choices, meaning, source)                                                 \
  {name, FL_KIND_##kind, unit, (double)(lo), (double)(hi), (double)(dflt), choices, meaning, source, offsetof(FL_STRUCT, member),  \
   false},
#define FL_FIXED(kind, member, name, unit, lo, hi, dflt, choices, meaning, source)                                                 \
  {name, FL_KIND_##kind, unit, (double)(lo), (double)(hi), (double)(dflt), choices, meaning, source, offsetof(FL_STRUCT, member),  \
   true},

#define FL_STRUCT fl_params
static const fl_field param_rows[] = {
#include "fanloop/params.def"
};
#undef FL_STRUCT
#define FL_POLICY_FIELDS(name) static const fl_field name##_rows[] = {
#define FL_POLICY_END(name)                                                                                                        \
  }                                                                                                                                \
  ;
#include "fanloop/policy_fields.def"
#undef FL_POLICY_END
#undef FL_POLICY_FIELDS
#define FL_STRUCT fl_brand_def
static const fl_field brand_rows[] = {
#include "fanloop/brand.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_room_def
static const fl_field room_rows[] = {
#include "fanloop/room.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_host_def
static const fl_field host_rows[] = {
#include "fanloop/host.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_setup
static const fl_field setup_rows[] = {
#include "fanloop/setup.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_decision
static const fl_field decision_rows[] = {
#include "fanloop/decision.def"
};
#undef FL_STRUCT
#undef FL_FIXED
#undef FL_FIELD

#define FL_FACT(kind, member, unit, choices, doc)                                                                                  \
  {#member, FL_KIND_##kind, unit, 0, 0, 0, choices, doc, "", offsetof(fl_seller_view, member), false},
static const fl_field fact_rows[] = {
#include "fanloop/seller_view.def"
};
#undef FL_FACT

#define FL_ROWS(rows) rows, sizeof(rows) / sizeof(rows)[0]
const fl_fields fl_param_fields = {"parameter", FL_ROWS(param_rows), sizeof(fl_params)};
#define FL_POLICY(kind, name, ...) const fl_fields fl_##name##_fields = {#name, FL_ROWS(name##_rows), sizeof(fl_##name)};
#include "fanloop/policies.def"
const fl_fields fl_brand_fields = {"brand", FL_ROWS(brand_rows), sizeof(fl_brand_def)};
const fl_fields fl_room_fields = {"room", FL_ROWS(room_rows), sizeof(fl_room_def)};
const fl_fields fl_host_fields = {"host", FL_ROWS(host_rows), sizeof(fl_host_def)};
const fl_fields fl_setup_fields = {"set-up", FL_ROWS(setup_rows), sizeof(fl_setup)};
const fl_fields fl_decision_fields = {"decision", FL_ROWS(decision_rows), sizeof(fl_decision)};
const fl_fields fl_seller_facts = {"fact", FL_ROWS(fact_rows), sizeof(fl_seller_view)};

const char fl_policy_names[] = ""
#define FL_POLICY(kind, name, ...) "|" #name
#include "fanloop/policies.def"
    ;

const fl_fields *fl_policy_fields(fl_policy_kind kind) {
  static const fl_fields *const fields[FL_POLICY_KINDS] = {
#define FL_POLICY(kind, name, ...) [kind] = &fl_##name##_fields,
#include "fanloop/policies.def"
  };
  return fields[kind];
}

const char *fl_policy_title(fl_policy_kind kind) {
  static const char *const titles[FL_POLICY_KINDS] = {
#define FL_POLICY(kind, name, title, ...) [kind] = title,
#include "fanloop/policies.def"
  };
  return titles[kind];
}

const char *fl_policy_kind_name(fl_policy_kind kind) {
  return fl_policy_fields(kind)->what;
}

fl_policy_kind fl_policy_kind_find(const char *name) {
  int kind = 0;
  while (kind < FL_POLICY_KINDS && strcmp(fl_policy_kind_name((fl_policy_kind)kind), name) != 0) kind++;
  return (fl_policy_kind)kind;
}

void fl_policy_dates(const fl_policy *policy, int64_t *first, int64_t *last) {
  switch (policy->kind) {
#define FL_POLICY(kind, name, ...)                                                                                                 \
  case kind:                                                                                                                       \
    *first = policy->of.name.from, *last = policy->of.name.to;                                                                     \
    break;
#include "fanloop/policies.def"
  case FL_POLICY_KINDS: break;
  }
}

const int64_t *fl_policy_budget(const fl_policy *policy) {
  static const size_t at[FL_POLICY_KINDS] = {
#define FL_POLICY(...)
#define FL_BUDGET(kind, name, ...) [kind] = offsetof(fl_policy, of.name.budget),
#include "fanloop/policies.def"
  };
  return at[policy->kind] ? (const int64_t *)((const char *)policy + at[policy->kind]) : NULL;
}

const int64_t *fl_policy_exposures(const fl_policy *policy) {
  static const size_t at[FL_POLICY_KINDS] = {
#define FL_POLICY(...)
#define FL_POOL(kind, name, ...) [kind] = offsetof(fl_policy, of.name.exposures),
#include "fanloop/policies.def"
  };
  return at[policy->kind] ? (const int64_t *)((const char *)policy + at[policy->kind]) : NULL;
}
