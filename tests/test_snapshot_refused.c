// What is no snapshot of a world is refused with a message that says why: another format, engine, layout, scenario or option, damage
// anywhere, and what could not be written.
#include "base/digest.h"
#include "small_world.h"
#include "snapshot_help.h"
#include "world/internal.h"
#include "world/match.h"

// With the address sanitizer a larger allocation ends the test: no damage may make the loader ask for one.
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
  return "detect_leaks=1:max_allocation_size_mb=16";
}

// A world of few fans on a day on which much is on, and its snapshot.
typedef struct case_of {
  fl_scenario scenario;
  fl_model *model;
  snapshot whole;
} case_of;

static case_of begin_case(void) {
  case_of c = {.scenario = busy_scenario()};
  c.scenario.setup.fans = 500;
  c.scenario.setup.rooms = 20;
  c.scenario.setup.focus_fans = 0;
  c.scenario.setup.warmup = 0;
  c.scenario.setup.from = c.scenario.setup.to - 13; // the peak begins on day 8
  c.scenario.policies[0].of.festival.traffic_lift = 0.25;
  small_set(&c.scenario, "trust.memory", "45");
  c.model = busy_model(&c.scenario);
  fl_world *world = busy_begin(c.model, fl_default_world_options());
  busy_until(world, 9);
  c.whole = snapshot_save(world);
  fl_world_destroy(world);
  return c;
}

static void end_case(case_of *c) {
  free(c->whole.bytes);
  fl_model_destroy(c->model);
  fl_scenario_free(&c->scenario);
}

// The one message of a refusal holds `expected`.
static void check_refused_with(const fl_model *model, fl_world_options options, snapshot *from, const char *expected) {
  fl_messages messages = {0};
  fl_world *world = NULL;
  const fl_status status = fl_world_load(model, &options, snapshot_in(from), &messages, &world);
  if (status != FL_BAD_SCENARIO || messages.count != 1 || messages.errors != 1 || world)
    fail_msg("expected \"%s\", got status %d and %zu messages", expected, (int)status, messages.count);
  if (!strstr(messages.items[0].text, expected)) fail_msg("expected \"%s\", got \"%s\"", expected, messages.items[0].text);
  fl_messages_free(&messages);
}

static void check_refused(const case_of *c, snapshot *from, const char *expected) {
  check_refused_with(c->model, fl_default_world_options(), from, expected);
}

// ---- The head -------------------------------------------------------------------------------------------------------------------

// Writes another head over the one of the snapshot, with a seal that fits.
static void forge_head(const case_of *c, const fl_snapshot_head *head, const char *expected) {
  snapshot forged = c->whole;
  uint64_t lanes[2];
  forged.bytes = malloc(forged.size);
  memcpy(forged.bytes, c->whole.bytes, forged.size);
  fl_absorb_begin(lanes);
  for (size_t at = 0; at < sizeof *head; at += 8) {
    uint64_t word;
    memcpy(&word, (const char *)head + at, sizeof word);
    fl_absorb(lanes, word);
  }
  memcpy(forged.bytes, head, sizeof *head);
  memcpy(forged.bytes + sizeof *head, lanes, sizeof lanes);
  check_refused(c, &forged, expected);
  free(forged.bytes);
}

static void another_format_engine_or_layout_is_refused(void **state) {
  (void)state;
  case_of c = begin_case();
  fl_snapshot_head whole, other;
  char expected[256];
  memcpy(&whole, c.whole.bytes, sizeof whole);
  other = whole;
  memcpy(other.magic, "SQLite f", sizeof other.magic);
  forge_head(&c, &other, "this is not a snapshot of a world");
  other = whole;
  other.version++;
  snprintf(expected, sizeof expected, "the snapshot is of format version %d, expected version %d", FL_SNAPSHOT_VERSION + 1,
           FL_SNAPSHOT_VERSION);
  forge_head(&c, &other, expected);
  other = whole;
  strcpy(other.engine, "0.0.9");
  snprintf(expected, sizeof expected, "the snapshot was written by fanloop 0.0.9, expected fanloop %s", whole.engine);
  forge_head(&c, &other, expected);
  other = whole;
  other.layout[1]++;
  snprintf(expected, sizeof expected,
           "the snapshot was written by another build of fanloop %s: its layout is %016llx%016llx, expected %016llx%016llx",
           whole.engine, (unsigned long long)other.layout[0], (unsigned long long)other.layout[1],
           (unsigned long long)whole.layout[0], (unsigned long long)whole.layout[1]);
  forge_head(&c, &other, expected);
  end_case(&c);
}

static void other_options_are_refused(void **state) {
  (void)state;
  case_of c = begin_case();
  fl_world_options options = fl_default_world_options();
  options.all_orders = true;
  check_refused_with(c.model, options, &c.whole, "of a run without the option all_orders, expected one with it");
  options = fl_default_world_options();
  options.reversed = true;
  check_refused_with(c.model, options, &c.whole, "of a run without the option reversed, expected one with it");
  end_case(&c);
}

// ---- The scenario ---------------------------------------------------------------------------------------------------------------

static void check_other(const case_of *c, const fl_scenario *other, const char *expected) {
  fl_model *model = busy_model(other);
  snapshot whole = c->whole;
  char text[256];
  snprintf(text, sizeof text, "the checkpoint has %s", expected);
  check_refused_with(model, fl_default_world_options(), &whole, text);
  fl_model_destroy(model);
}

static const struct change {
  const char *key, *value, *expected;
} changes[] = {
    {"fans", "600", "fans 500, this command 600"},
    {"seed", "5", "seed 20220616, this command 5"},
    {"warmup", "3", "warmup 0, this command 3"},
    {"to", "2022-06-16", "to 2022-06-15, this command 2022-06-16"},
    {"trust.memory", "61.5", "trust.memory 45, this command 61.5"},
    {"trust.form", "frozen", "trust.form learning, this command frozen"},
    {"category.beauty.price", "123.45", "category.beauty.price "},
    {"sale.traffic_lift", "0.75", "festival \"sale\": traffic_lift 0.25, this command 0.75"},
    {"subsidy.budget", "3e7", "subsidy \"subsidy\": budget 20000000, this command 30000000"},
};

static void another_scenario_is_refused_by_the_first_field_that_differs(void **state) {
  (void)state;
  case_of c = begin_case();
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    fl_scenario other;
    assert_true(fl_scenario_copy(&c.scenario, &other));
    small_set(&other, changes[i].key, changes[i].value);
    check_other(&c, &other, changes[i].expected);
    fl_scenario_free(&other);
  }
  end_case(&c);
}

static void other_policies_brands_rooms_and_hosts_are_refused(void **state) {
  (void)state;
  case_of c = begin_case();
  fl_scenario other;
  assert_true(fl_scenario_copy(&c.scenario, &other));
  other.brands[1].quality = 0.25;
  check_other(&c, &other, "brand \"other\": quality ");
  other.brands[1] = c.scenario.brands[1];
  strcpy(other.rooms[2].id, "corner");
  check_other(&c, &other, "room \"corner\": id room 2, this command corner");
  other.rooms[2] = c.scenario.rooms[2];
  other.hosts[0].skill = 1.5;
  check_other(&c, &other, "host \"Li\": skill 1.2, this command 1.5");
  other.hosts[0] = c.scenario.hosts[0];
  fl_host_def *more = fl_scenario_add_host(&other);
  strcpy(more->id, "Wang");
  strcpy(more->room, "room 2");
  check_other(&c, &other, "hosts of its own: 1, this command 2");
  other.host_count = 1;
  other.policies[1].off = true;
  check_other(&c, &other, "as policy 2 subsidy \"subsidy\", this command subsidy \"subsidy\", left out");
  other.policies[1].off = false;
  strcpy(other.policies[0].id, "fair");
  check_other(&c, &other, "as policy 1 festival \"sale\", this command festival \"fair\"");
  strcpy(other.policies[0].id, "sale");
  other.policies[0].of.festival.peak_from = other.policies[0].of.festival.peak_to = FL_NO_DATE;
  check_other(&c, &other, "festival \"sale\": peak_from 2022-06-10, this command not given");
  other.policies[0] = c.scenario.policies[0];
  other.room_count--;
  check_other(&c, &other, "rooms of its own: 3, this command 2");
  other.room_count++;
  char counts[64];
  snprintf(counts, sizeof counts, "policies: %zu, this command %zu", other.policy_count, other.policy_count - 1);
  other.policy_count--;
  check_other(&c, &other, counts);
  fl_scenario_free(&other);
  end_case(&c);
}

// ---- Damage ---------------------------------------------------------------------------------------------------------------------

// Whatever it says: a message and no world. Sanitizers see leaks, wild reads and large allocations.
static void check_damaged(const case_of *c, const snapshot *damaged, const char *how, size_t at) {
  snapshot from = *damaged;
  fl_messages messages = {0};
  fl_world *world = NULL;
  const fl_world_options options = fl_default_world_options();
  const fl_status status = fl_world_load(c->model, &options, snapshot_in(&from), &messages, &world);
  if (status != FL_BAD_SCENARIO || world || messages.count != 1)
    fail_msg("%s at %zu: status %d, %zu messages", how, at, (int)status, messages.count);
  const char *text = messages.items[0].text;
  if (!strstr(text, "the snapshot is damaged in its section '") && !strstr(text, "the snapshot ends too early, in its section '") &&
      at >= offsetof(fl_snapshot_head, engine))
    fail_msg("%s at %zu: %s", how, at, text);
  fl_messages_free(&messages);
}

static void damage_anywhere_is_found(void **state) {
  (void)state;
  enum { PLACES = 300, HUGE = 60 };
  case_of c = begin_case();
  snapshot damaged = c.whole;
  uint64_t random = 1;
  damaged.bytes = malloc(damaged.size);
  memcpy(damaged.bytes, c.whole.bytes, damaged.size);
  // Every byte of the head and of the beginning of the scenario, and places everywhere.
  const size_t dense = sizeof(fl_snapshot_head) + 64;
  for (size_t i = 0; i < dense + PLACES; i++) {
    const size_t at = i < dense ? i : check_below(&random, (uint32_t)damaged.size);
    damaged.bytes[at] ^= (unsigned char)(1u << check_below(&random, 8));
    check_damaged(&c, &damaged, "a bit", at);
    damaged.bytes[at] = c.whole.bytes[at];
  }
  // Words that become as large as can be: counts and sizes are among them.
  for (size_t i = 0; i < HUGE; i++) {
    const size_t at = dense + 8 * (size_t)check_below(&random, (uint32_t)((damaged.size - dense) / 8));
    if (memcmp(damaged.bytes + at, "\xff\xff\xff\xff\xff\xff\xff\xff", 8) == 0) continue;
    memset(damaged.bytes + at, 0xff, 8);
    check_damaged(&c, &damaged, "a word", at);
    memcpy(damaged.bytes + at, c.whole.bytes + at, 8);
  }
  free(damaged.bytes);
  end_case(&c);
}

// The sections' heads stand where their names are.
static size_t find_section(const snapshot *s, const char *name) {
  for (size_t at = 0; at + FL_SECTION_NAME <= s->size; at += 8)
    if (strncmp((const char *)s->bytes + at, name, FL_SECTION_NAME) == 0) return at;
  fail_msg("no section %s", name);
  return 0;
}

static void sizes_that_are_damaged_are_found(void **state) {
  (void)state;
  static const char *const names[] = {"scenario", "state",    "policies", "agents", "levers",
                                      "step",     "accounts", "rows",     "stats",  "policies_told"};
  case_of c = begin_case();
  snapshot damaged = c.whole;
  damaged.bytes = malloc(damaged.size);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const size_t at = find_section(&c.whole, names[i]) + FL_SECTION_NAME;
    for (int bit = 0; bit < 64; bit += 5) {
      memcpy(damaged.bytes, c.whole.bytes, damaged.size);
      damaged.bytes[at + (size_t)bit / 8] ^= (unsigned char)(1u << bit % 8);
      check_damaged(&c, &damaged, names[i], at);
    }
  }
  free(damaged.bytes);
  end_case(&c);
}

static void what_is_cut_short_is_found(void **state) {
  (void)state;
  enum { PLACES = 200 };
  case_of c = begin_case();
  snapshot cut = c.whole;
  uint64_t random = 2;
  for (size_t i = 0; i < 300 + PLACES; i++) {
    // Near both ends, and everywhere.
    cut.size = i < 200 ? i : i < 300 ? c.whole.size - 1 - (i - 200) : check_below(&random, (uint32_t)c.whole.size);
    // The loader may not read behind the end: here it does not exist.
    snapshot exact = cut;
    exact.bytes = malloc(cut.size + 1);
    memcpy(exact.bytes, c.whole.bytes, cut.size);
    check_damaged(&c, &exact, "an end", cut.size);
    free(exact.bytes);
  }
  end_case(&c);
}

static void sizes_that_cannot_be_are_refused_though_nothing_is_damaged(void **state) {
  (void)state;
  case_of c = begin_case();
  fl_world *world = busy_begin(c.model, fl_default_world_options());
  fl_queue *queue = &world->agents.queues[0];
  const uint32_t capacity = queue->capacity;
  queue->capacity = UINT32_MAX;
  snapshot forged = snapshot_save(world);
  queue->capacity = capacity;
  check_refused(&c, &forged, "more parcels than can be on their way");
  free(forged.bytes);
  fl_rows *rows = &world->rows[FL_T_metric];
  free(rows->items);
  rows->count = rows->capacity = 10000;
  rows->items = calloc(rows->count, sizeof(fl_row_metric));
  forged = snapshot_save(world);
  check_refused(&c, &forged, "more rows of table metric than there can be");
  free(forged.bytes);
  fl_world_destroy(world);
  end_case(&c);
}

// ---- Writing --------------------------------------------------------------------------------------------------------------------

static void a_full_disk_is_told(void **state) {
  (void)state;
  case_of c = begin_case();
  fl_world *world = busy_begin(c.model, fl_default_world_options());
  snapshot whole = snapshot_save(world);
  for (size_t most = 0; most < whole.size; most += 1 + most / 8) {
    snapshot part = {.most = most};
    assert_int_equal(fl_world_save(world, snapshot_out(&part)), FL_ENVIRONMENT);
    assert_memory_equal(part.bytes, whole.bytes, part.size);
    free(part.bytes);
  }
  free(whole.bytes);
  fl_world_destroy(world);
  end_case(&c);
}

static fl_status stop_on_day_two(void *ctx, fl_world *world) {
  (void)ctx;
  return fl_world_day(world) == 2 ? FL_BROKEN : FL_OK;
}

static void a_world_that_failed_is_not_saved(void **state) {
  (void)state;
  case_of c = begin_case();
  fl_world_options options = fl_default_world_options();
  options.hooks.on_day = stop_on_day_two;
  fl_world *world = busy_begin(c.model, options);
  snapshot nothing = {.most = SIZE_MAX};
  while (fl_world_step(world) == FL_OK) continue;
  assert_int_equal(fl_world_save(world, snapshot_out(&nothing)), FL_BROKEN);
  assert_int_equal(nothing.size, 0);
  fl_world_destroy(world);
  end_case(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(another_format_engine_or_layout_is_refused),
      cmocka_unit_test(other_options_are_refused),
      cmocka_unit_test(another_scenario_is_refused_by_the_first_field_that_differs),
      cmocka_unit_test(other_policies_brands_rooms_and_hosts_are_refused),
      cmocka_unit_test(damage_anywhere_is_found),
      cmocka_unit_test(sizes_that_are_damaged_are_found),
      cmocka_unit_test(what_is_cut_short_is_found),
      cmocka_unit_test(sizes_that_cannot_be_are_refused_though_nothing_is_damaged),
      cmocka_unit_test(a_full_disk_is_told),
      cmocka_unit_test(a_world_that_failed_is_not_saved),
  };
  return cmocka_run_group_tests_name("snapshot refused", tests, NULL, NULL);
}
