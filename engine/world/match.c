#include "world/match.h"

#include "base/digest.h"
#include "world/internal.h"

#include <stdio.h>

// ---- Layout ---------------------------------------------------------------------------------------------------------------------

static void absorb_size(uint64_t lanes[2], const char *name, size_t size) {
  fl_absorb_text(lanes, name, strlen(name));
  fl_absorb(lanes, size);
}

// A named value: where it stands, and what its numbers mean.
static void absorb_value(uint64_t lanes[2], const char *name, size_t offset, fl_kind kind, const char *choices) {
  absorb_size(lanes, name, offset);
  fl_absorb(lanes, (uint64_t)kind);
  fl_absorb_text(lanes, choices, strlen(choices));
}

// Members whose place in the record counts, because records are kept as they are.
#define FAN_MEMBERS(X)                                                                                                             \
  X(fl_fan, room_low)                                                                                                              \
  X(fl_fan, bond)                                                                                                                  \
  X(fl_fan, room_high)                                                                                                             \
  X(fl_fan, age)                                                                                                                   \
  X(fl_fan, need)                                                                                                                  \
  X(fl_fan, last_active)                                                                                                           \
  X(fl_fan, platform_trust)                                                                                                        \
  X(fl_fan, seen)                                                                                                                  \
  X(fl_fan, wallet)                                                                                                                \
  X(fl_fan, repeat)                                                                                                                \
  X(fl_fan, cohort)                                                                                                                \
  X(fl_fan, voucher)
#define POST_MEMBERS(X)                                                                                                            \
  X(fl_post, fan)                                                                                                                  \
  X(fl_post, when)                                                                                                                 \
  X(fl_post, what)                                                                                                                 \
  X(fl_post, note)                                                                                                                 \
  X(fl_post, count)
#define PLUS_SIZE(type, member)    +sizeof(((type *)0)->member)
#define ABSORB_PLACE(type, member) absorb_size(lanes, #type "." #member, offsetof(type, member));
static_assert(FAN_MEMBERS(PLUS_SIZE) == sizeof(fl_fan), "a new member of a fan stands in FAN_MEMBERS too");
static_assert(POST_MEMBERS(PLUS_SIZE) == sizeof(fl_post), "a new member of a post stands in POST_MEMBERS too");

static void absorb_fields(uint64_t lanes[2], const fl_fields *fields) {
  absorb_size(lanes, fields->what, fields->struct_size);
  for (size_t i = 0; i < fields->count; i++) {
    const fl_field *f = &fields->rows[i];
    absorb_value(lanes, f->name, f->offset, f->kind, f->choices);
  }
}

static void absorb_tables(uint64_t lanes[2]) {
  for (int t = 0; t < FL_TABLES; t++) {
    absorb_size(lanes, fl_tables[t].name, fl_tables[t].row_size);
    for (size_t c = 0; c < fl_tables[t].column_count; c++) {
      const fl_column *column = &fl_tables[t].columns[c];
      absorb_value(lanes, column->name, column->offset, column->kind, column->choices);
    }
  }
}

// Of every list from which what a snapshot holds is derived: a build in which one of them is another one cannot read it.
static void digest_layout(uint64_t lanes[2]) {
  const int limits[] = {FL_SLOTS,       FL_CATEGORIES, FL_OFFERS,    FL_BRAND_KINDS, FL_ROOM_TIERS, FL_SOURCES,   FL_FAN_TIERS,
                        FL_TRUST_BANDS, FL_COHORTS,    FL_TRUST_NEW, FL_BLOCK_FANS,  FL_MAX_LAG,    FL_TRUST_ONE, FL_NEED_MAX};
  fl_absorb_begin(lanes);
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) fl_absorb(lanes, (uint64_t)limits[i]);
  FAN_MEMBERS(ABSORB_PLACE)
  POST_MEMBERS(ABSORB_PLACE)
#define FL_ROOM(type, name, doc) absorb_size(lanes, "room " #type " " #name, sizeof(type));
#include "agents/rooms.def"
#undef FL_ROOM
#define FL_OFFER(type, name, doc) absorb_size(lanes, "offer " #type " " #name, sizeof(type));
#include "agents/offers.def"
#undef FL_OFFER
#define FL_BRAND(type, name, doc) absorb_size(lanes, "brand " #type " " #name, sizeof(type));
#include "agents/brands.def"
#undef FL_BRAND
#define FL_STATE(type, member, array, doc) absorb_size(lanes, #type " " #member, sizeof(type array));
#define FL_PART(type, member, array, doc)  absorb_size(lanes, #member, 0);
#include "world/world.def"
  absorb_tables(lanes);
  const fl_fields *const fields[] = {&fl_setup_fields, &fl_param_fields,
#define FL_POLICY(kind, name, ...) &fl_##name##_fields,
#include "fanloop/policies.def"
                                     &fl_brand_fields, &fl_room_fields, &fl_host_fields};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) absorb_fields(lanes, fields[i]);
}

// ---- Head -----------------------------------------------------------------------------------------------------------------------

static const char *with(uint64_t option) {
  return option ? "with" : "without";
}

static void compare_heads(fl_transfer *t, const fl_snapshot_head *there, const fl_snapshot_head *here) {
  typedef unsigned long long hex;
  if (memcmp(there->engine, here->engine, sizeof here->engine) != 0)
    fl_refuse(t, FL_BAD_SCENARIO, "the snapshot was written by fanloop %.*s, expected fanloop %s", FL_NAME_MAX - 1, there->engine,
              here->engine);
  if (memcmp(there->layout, here->layout, sizeof here->layout) != 0)
    fl_refuse(t, FL_BAD_SCENARIO,
              "the snapshot was written by another build of fanloop %s: its layout is %016llx%016llx, expected %016llx%016llx",
              here->engine, (hex)there->layout[0], (hex)there->layout[1], (hex)here->layout[0], (hex)here->layout[1]);
  if (there->all_orders != here->all_orders)
    fl_refuse(t, FL_BAD_SCENARIO, "the snapshot is of a run %s the option all_orders, expected one %s it", with(there->all_orders),
              with(here->all_orders));
  if (there->reversed != here->reversed)
    fl_refuse(t, FL_BAD_SCENARIO, "the snapshot is of a run %s the option reversed, expected one %s it", with(there->reversed),
              with(here->reversed));
}

void fl_carry_head(fl_transfer *t, const fl_world_options *options) {
  fl_snapshot_head here = {.version = FL_SNAPSHOT_VERSION, .engine = FL_VERSION};
  const size_t first = offsetof(fl_snapshot_head, engine);
  memcpy(here.magic, FL_SNAPSHOT_MAGIC, sizeof here.magic);
  digest_layout(here.layout);
  here.all_orders = options->all_orders;
  here.reversed = options->reversed;
  fl_snapshot_head there = here;
  t->section = "head";
  t->left = sizeof there + sizeof t->lanes;
  // What follows the version is this version's: before it is read, the version has to be the right one.
  fl_carry(t, &there, first);
  if (t->way == FL_LOADING && memcmp(there.magic, here.magic, sizeof here.magic) != 0)
    fl_refuse(t, FL_BAD_SCENARIO, "this is not a snapshot of a world");
  if (t->way == FL_LOADING && there.version != here.version)
    fl_refuse(t, FL_BAD_SCENARIO, "the snapshot is of format version %llu, expected version %llu",
              (unsigned long long)there.version, (unsigned long long)here.version);
  fl_carry(t, (char *)&there + first, sizeof there - first);
  fl_seal(t);
  if (t->way == FL_LOADING && t->status == FL_OK) compare_heads(t, &there, &here);
}

// ---- Scenario -------------------------------------------------------------------------------------------------------------------

typedef union any_struct {
  fl_setup setup;
  fl_params params;
#define FL_POLICY(kind, name, ...) fl_##name name;
#include "fanloop/policies.def"
  fl_brand_def brand;
  fl_room_def room;
  fl_host_def host;
} any_struct;

typedef struct matching {
  const fl_scenario *scenario;
  // The first difference: what, how it is there and here. It is told once the seal has shown that it is no damage, and a field is
  // printed then, because what is damaged may be no value that can be.
  char what[FL_TEXT_MAX], there[FL_TEXT_MAX], here[FL_TEXT_MAX]; // `what` "": none
  const fl_field *field;
  any_struct field_there, field_here;
} matching;

static bool loaded(const fl_transfer *t) {
  return t->way == FL_LOADING && t->status == FL_OK;
}

static void match_count(fl_transfer *t, matching *m, const char *what, uint64_t here) {
  uint64_t there = here;
  if (m->what[0]) return;
  fl_carry(t, &there, sizeof there);
  if (!loaded(t) || there == here) return;
  snprintf(m->what, sizeof m->what, "%s:", what);
  snprintf(m->there, sizeof m->there, "%llu", (unsigned long long)there);
  snprintf(m->here, sizeof m->here, "%llu", (unsigned long long)here);
}

// A copy in which the same values are the same bytes: nothing stands behind the end of a text.
static void copy_plain(const fl_fields *fields, const void *from, any_struct *out) {
  memcpy(out, from, fields->struct_size);
  for (size_t i = 0; i < fields->count; i++) {
    if (fields->rows[i].kind != FL_KIND_TEXT) continue;
    char *text = (char *)out + fields->rows[i].offset;
    const size_t length = strnlen(text, FL_NAME_MAX - 1);
    memset(text + length, 0, FL_NAME_MAX - length);
  }
}

// `of` stands in front of a field's name.
static void match_fields(fl_transfer *t, matching *m, const char *of, const fl_fields *fields, const void *base) {
  any_struct here, there;
  if (m->what[0]) return;
  copy_plain(fields, base, &here);
  there = here;
  fl_carry(t, &there, fields->struct_size);
  if (!loaded(t)) return;
  for (size_t i = 0; i < fields->count && !m->what[0]; i++) {
    const fl_field *field = &fields->rows[i];
    const size_t size = field->kind == FL_KIND_TEXT ? FL_NAME_MAX : sizeof(int64_t);
    if (memcmp((char *)&there + field->offset, (char *)&here + field->offset, size) == 0) continue;
    snprintf(m->what, sizeof m->what, "%s%s", of, field->name);
    m->field = field;
    copy_plain(fields, &there, &m->field_there);
    m->field_here = here;
  }
}

typedef struct policy_head {
  char id[FL_NAME_MAX];
  uint64_t kind, off;
} policy_head;

static void describe(const policy_head *head, char out[FL_TEXT_MAX]) {
  const char *kind = head->kind < FL_POLICY_KINDS ? fl_policy_kind_name((fl_policy_kind)head->kind) : "policy";
  snprintf(out, FL_TEXT_MAX, "%s \"%.*s\"%s", kind, FL_NAME_MAX - 1, head->id, head->off ? ", left out" : "");
}

static void match_policy(fl_transfer *t, matching *m, size_t number) {
  const fl_policy *policy = &m->scenario->policies[number];
  policy_head here = {.kind = policy->kind, .off = policy->off}, there;
  char of[FL_TEXT_MAX];
  if (m->what[0]) return;
  memcpy(here.id, policy->id, strnlen(policy->id, FL_NAME_MAX - 1));
  there = here;
  fl_carry(t, &there, sizeof there);
  if (loaded(t) && memcmp(&there, &here, sizeof there) != 0) {
    snprintf(m->what, sizeof m->what, "as policy %zu", number + 1);
    describe(&there, m->there);
    describe(&here, m->here);
  }
  snprintf(of, sizeof of, "%s \"%s\": ", fl_policy_kind_name(policy->kind), policy->id);
  match_fields(t, m, of, fl_policy_fields(policy->kind), &policy->of);
}

static void match_scenario(fl_transfer *t, void *what) {
  matching *m = what;
  const fl_scenario *s = m->scenario;
  char of[FL_TEXT_MAX];
  match_count(t, m, "policies", s->policy_count);
  match_count(t, m, "brands", s->brand_count);
  match_count(t, m, "rooms of its own", s->room_count);
  match_count(t, m, "hosts of its own", s->host_count);
  match_fields(t, m, "", &fl_setup_fields, &s->setup);
  match_fields(t, m, "", &fl_param_fields, &s->params);
  for (size_t i = 0; i < s->policy_count; i++) match_policy(t, m, i);
  for (size_t i = 0; i < s->brand_count; i++) {
    snprintf(of, sizeof of, "brand \"%s\": ", s->brands[i].id);
    match_fields(t, m, of, &fl_brand_fields, &s->brands[i]);
  }
  for (size_t i = 0; i < s->room_count; i++) {
    snprintf(of, sizeof of, "room \"%s\": ", s->rooms[i].id);
    match_fields(t, m, of, &fl_room_fields, &s->rooms[i]);
  }
  for (size_t i = 0; i < s->host_count; i++) {
    snprintf(of, sizeof of, "host \"%s\": ", s->hosts[i].id);
    match_fields(t, m, of, &fl_host_fields, &s->hosts[i]);
  }
  if (m->what[0]) fl_skip(t);
}

static void show(const fl_field *field, const any_struct *fields, char out[FL_TEXT_MAX]) {
  if (!*fl_field_print(field, fields, out, FL_TEXT_MAX)) snprintf(out, FL_TEXT_MAX, "not given");
}

void fl_carry_scenario(fl_transfer *t, const fl_scenario *scenario) {
  matching m = {.scenario = scenario};
  fl_section(t, "scenario", match_scenario, &m);
  if (!loaded(t) || !m.what[0]) return;
  if (m.field) {
    show(m.field, &m.field_there, m.there);
    show(m.field, &m.field_here, m.here);
  }
  fl_refuse(t, FL_BAD_SCENARIO, "the checkpoint has %s %s, this command %s", m.what, m.there, m.here);
}
