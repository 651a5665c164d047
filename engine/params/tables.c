// The field tables, expanded from the .def files.
#include "fanloop/scenario.h"
#include "fanloop/seller.h"

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
#define FL_STRUCT fl_festival
static const fl_field festival_rows[] = {
#include "fanloop/festival.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_subsidy
static const fl_field subsidy_rows[] = {
#include "fanloop/subsidy.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_traffic_pool
static const fl_field traffic_pool_rows[] = {
#include "fanloop/pool.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_rights
static const fl_field rights_rows[] = {
#include "fanloop/rights_policy.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_rival_festival
static const fl_field rival_festival_rows[] = {
#include "fanloop/rival.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_kuai_programme
static const fl_field kuai_programme_rows[] = {
#include "fanloop/kuai.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_cold_start
static const fl_field cold_start_rows[] = {
#include "fanloop/cold_start.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_departure
static const fl_field departure_rows[] = {
#include "fanloop/departure.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_star_session
static const fl_field star_session_rows[] = {
#include "fanloop/star_session.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_defect
static const fl_field defect_rows[] = {
#include "fanloop/defect.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_stream_plan
static const fl_field stream_plan_rows[] = {
#include "fanloop/stream_plan.def"
};
#undef FL_STRUCT
#define FL_STRUCT fl_service_provider
static const fl_field service_provider_rows[] = {
#include "fanloop/provider.def"
};
#undef FL_STRUCT
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
#define FL_POLICY(kind, name) const fl_fields fl_##name##_fields = {#name, FL_ROWS(name##_rows), sizeof(fl_##name)};
#include "fanloop/policies.def"
#undef FL_POLICY
const fl_fields fl_brand_fields = {"brand", FL_ROWS(brand_rows), sizeof(fl_brand_def)};
const fl_fields fl_room_fields = {"room", FL_ROWS(room_rows), sizeof(fl_room_def)};
const fl_fields fl_setup_fields = {"set-up", FL_ROWS(setup_rows), sizeof(fl_setup)};
const fl_fields fl_decision_fields = {"decision", FL_ROWS(decision_rows), sizeof(fl_decision)};
const fl_fields fl_seller_facts = {"fact", FL_ROWS(fact_rows), sizeof(fl_seller_view)};

const fl_fields *fl_policy_fields(fl_policy_kind kind) {
  static const fl_fields *const fields[FL_POLICY_KINDS] = {
#define FL_POLICY(kind, name) [kind] = &fl_##name##_fields,
#include "fanloop/policies.def"
#undef FL_POLICY
  };
  return fields[kind];
}

void fl_policy_dates(const fl_policy *policy, int64_t *first, int64_t *last) {
  switch (policy->kind) {
#define FL_POLICY(kind, name)                                                                                                      \
  case kind:                                                                                                                       \
    *first = policy->of.name.from, *last = policy->of.name.to;                                                                     \
    break;
#include "fanloop/policies.def"
#undef FL_POLICY
  case FL_POLICY_KINDS: break;
  }
}

const char *fl_policy_kind_name(fl_policy_kind kind) {
  return fl_policy_fields(kind)->what;
}
