// A scenario in C: what a Lua file is compiled to, and what a model is built from.
#ifndef FANLOOP_SCENARIO_H
#define FANLOOP_SCENARIO_H

#include "fanloop/field.h"
#include "fanloop/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FL_FIELD(kind, member, name, unit, lo, hi, dflt, choices, meaning, source) FL_CTYPE_##kind(member);
#define FL_FIXED                                                                   FL_FIELD
// Every number of the model that a user may change.
typedef struct fl_params {
#include "fanloop/params.def"
} fl_params;

// A struct for each kind of policy, fl_<name> of policies.def.
#define FL_POLICY_FIELDS(name) typedef struct fl_##name {
#define FL_POLICY_END(name)                                                                                                        \
  }                                                                                                                                \
  fl_##name;
#include "fanloop/policy_fields.def"
#undef FL_POLICY_END
#undef FL_POLICY_FIELDS

// A brand (seller) that the user adds to the generated world.
typedef struct fl_brand_def {
#include "fanloop/brand.def"
} fl_brand_def;

// A live room that the user adds to the generated world.
typedef struct fl_room_def {
#include "fanloop/room.def"
} fl_room_def;

// A host of a room that the user adds.
typedef struct fl_host_def {
#include "fanloop/host.def"
} fl_host_def;

enum { FL_RUN_DAYS_MAX = 7670 }; // 21 years, warm-up included: cohorts count months in eight bits

// Dates, scale and seed of one run.
typedef struct fl_setup {
#include "fanloop/setup.def"
} fl_setup;
#undef FL_FIXED
#undef FL_FIELD

extern const fl_fields fl_param_fields, fl_brand_fields, fl_room_fields, fl_host_fields, fl_setup_fields;

// Kinds of policy.
typedef enum fl_policy_kind {
#define FL_POLICY(kind, ...) kind,
#include "fanloop/policies.def"
  FL_POLICY_KINDS
} fl_policy_kind;
#define FL_POLICY(kind, name, ...) extern const fl_fields fl_##name##_fields;
#include "fanloop/policies.def"

typedef struct fl_policy {
  char id[FL_NAME_MAX];
  fl_policy_kind kind;
  bool off;    // does not run: it keeps its place, so that policies have the same number in every variant
  bool extra;  // of variants only: off in the scenario itself, which knows nothing of it
  bool world;  // of the world's preset
  bool absent; // one of these whose days are not those of the run: off
  union {
#define FL_POLICY(kind, name, ...) fl_##name name;
#include "fanloop/policies.def"
  } of;
} fl_policy;

// The first and the last day of a policy, lead-in excluded.
void fl_policy_dates(const fl_policy *policy, int64_t *first, int64_t *last);
// What a policy spends in all (fen), and what it hands out in all (public visits): its field, or NULL where its kind has none.
const int64_t *fl_policy_budget(const fl_policy *policy);
const int64_t *fl_policy_exposures(const fl_policy *policy);
// The field table of a policy kind, its name in Lua, and its heading in the reference.
const fl_fields *fl_policy_fields(fl_policy_kind kind);
const char *fl_policy_kind_name(fl_policy_kind kind);
const char *fl_policy_title(fl_policy_kind kind);
// The kind of this name; FL_POLICY_KINDS where there is none.
fl_policy_kind fl_policy_kind_find(const char *name);

// What a variant changes: a lever as by `--set`, a policy that is left out, a policy of its own that runs.
typedef enum fl_change_kind { FL_CHANGE_SET, FL_CHANGE_WITHOUT, FL_CHANGE_WITH } fl_change_kind;

// One change. Two policies of which one takes the place of the other are two of them, which name each other.
typedef struct fl_change {
  fl_change_kind kind;
  char key[2 * FL_NAME_MAX]; // set: "trust.memory", "ten-billion.share", ...; else the id of the policy
  char value[FL_TEXT_MAX];   // set: as written on a command line; else the id of the other policy, or ""
  size_t policy;             // with: its number among the scenario's policies
} fl_change;

// The same scenario with changes, to be run beside it with the same random numbers.
typedef struct fl_variant {
  char name[FL_NAME_MAX];
  fl_change *changes;
  size_t change_count;
} fl_variant;

// Festivals that can give out red packets on the same day.
enum { FL_PACKET_FESTIVALS = 4 };
// So many rights may ask for a score on one day.
enum { FL_RIGHT_GATES = 16 };

// The whole scenario. Arrays belong to it: fl_scenario_free.
typedef struct fl_scenario {
  int cookie; // set by fl_default_scenario; a struct without it is refused
  char name[FL_NAME_MAX];
  char title[FL_TEXT_MAX], title_zh[FL_TEXT_MAX];
  char question[FL_TEXT_MAX], question_zh[FL_TEXT_MAX]; // to guess before the run; "" where there is none
  char world[FL_NAME_MAX];                              // preset the parameters came from
  fl_setup setup;
  fl_params params;
  fl_policy *policies;
  size_t policy_count;
  fl_brand_def *brands;
  size_t brand_count;
  fl_room_def *rooms;
  size_t room_count;
  fl_host_def *hosts;
  size_t host_count;
  fl_variant *variants;
  size_t variant_count;
  char baseline[FL_NAME_MAX]; // variant that comparisons take as such; "": the scenario itself
  char explain[FL_NAME_MAX];  // variant whose difference they explain; "": the first
} fl_scenario;

fl_scenario fl_default_scenario(void);
void fl_scenario_free(fl_scenario *scenario);
// Appends with defaults filled in and returns the new element (valid until the next append), or NULL when memory is out.
fl_policy *fl_scenario_add_policy(fl_scenario *scenario, fl_policy_kind kind, const char *id);
// The same for one that only variants run. It may have the id of another, as long as nobody runs both: an id means the one that runs.
fl_policy *fl_scenario_add_extra(fl_scenario *scenario, fl_policy_kind kind, const char *id);
fl_brand_def *fl_scenario_add_brand(fl_scenario *scenario);
fl_room_def *fl_scenario_add_room(fl_scenario *scenario);
fl_host_def *fl_scenario_add_host(fl_scenario *scenario);
fl_variant *fl_scenario_add_variant(fl_scenario *scenario, const char *name);
// Appends a change that sets a lever or leaves out a policy; changes are made in this order. False when memory is out.
bool fl_variant_add(fl_variant *variant, fl_change_kind kind, const char *key, const char *value);
// Appends that policy `number` of the scenario, an extra one, runs; in the place of the policy `instead`, which an earlier change leaves
// out, or "". False when memory is out.
bool fl_variant_add_policy(fl_variant *variant, const fl_scenario *scenario, size_t number, const char *instead);
// Deep copy; false when memory is out. `out` is to be freed either way.
// Fans of the catchment of a world of `fans` fans, of whom `focus_fans` are asked for: they fill whole blocks of FL_FOCUS_BLOCK, rounded up,
// or down where the world has no more fans.
enum { FL_FOCUS_BLOCK = 4096 };
int64_t fl_focus_fans(int64_t focus_fans, int64_t fans);

bool fl_scenario_copy(const fl_scenario *from, fl_scenario *out);
// Makes one change. False with the reason when it does not fit: no such policy, its id taken, no such lever, a value out of range.
bool fl_scenario_change(fl_scenario *scenario, const fl_change *change, char *why, size_t why_size);
// The scenario as this variant has it, without variants of its own: a copy to be freed. False with the reason when a change does not
// fit or memory is out.
bool fl_scenario_vary(const fl_scenario *scenario, const fl_variant *variant, fl_scenario *out, char *why, size_t why_size);
// Makes the scenario what its variant `name` is, without other variants; its own name, or "": nothing changes but that. False with the reason.
bool fl_scenario_become(fl_scenario *scenario, const char *name, char *why, size_t why_size);
// Whether two scenarios have the same set-up, parameters, and brands, rooms and hosts of their own; what is told of them (titles, variants)
// and policies aside.
bool fl_scenario_same_but_policies(const fl_scenario *a, const fl_scenario *b);
// The policy of this id that runs, or NULL. `length` bytes of `id` count.
fl_policy *fl_scenario_policy(const fl_scenario *scenario, const char *id, size_t length);
// The number of the scenario's own brand, room or host of this id; SIZE_MAX where there is none.
size_t fl_scenario_brand(const fl_scenario *scenario, const char *id);
size_t fl_scenario_room(const fl_scenario *scenario, const char *id);
size_t fl_scenario_host(const fl_scenario *scenario, const char *id);
// `--set key=value`: a parameter ("trust.gain_per_hour"), a field of the set-up ("fans"), or "<id>.<field>" of a policy that runs or of a
// brand, room or host of the scenario's own.
bool fl_scenario_set(fl_scenario *scenario, const char *key, const char *text, char *why, size_t why_size);
// The row of what `key` sets, and the struct that it lives in; NULL where it is unknown, and of "days".
const fl_field *fl_scenario_lever(const fl_scenario *scenario, const char *key, const void **base);
// Makes the policies of the world's preset those of the run: each stands from its own first day on, or from the run's; a total (budget,
// exposures) was that of 365 days and becomes that of the days left. Once, when the calendar is known; those of later years are off, and so are
// events (kinds that need their days) that do not wholly lie in the run.
void fl_scenario_fit_world(fl_scenario *scenario);
// Gives policies that need no first or last day, and say none, those of the run.
void fl_scenario_date_policies(fl_scenario *scenario);
// Checks across fields: dates inside the calendar, duplicate ids, shares that must sum to one. Policies that do not run are not looked
// at. Each error becomes one message, which names the thing ("policy 616-sale: from ..."): callers that know file and line put them in
// front.
void fl_scenario_check(const fl_scenario *scenario, fl_messages *messages);

#ifdef __cplusplus
}
#endif
#endif
