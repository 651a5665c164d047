// Branches: a world that turns into a variant after the days that both share has the bits of a run of the variant alone.
#include "small_world.h"

typedef struct pair {
  fl_scenario trunk, variant;
  fl_model *models[2];
} pair;

static fl_model *compile(const fl_scenario *scenario) {
  fl_messages messages = {0};
  fl_model *model = NULL;
  assert_int_equal(fl_model_create(scenario, &messages, &model), FL_OK);
  fl_messages_free(&messages);
  return model;
}

// Numbers of the policies that only variants run.
enum { BOOST = 2, OTHER, LATE };

// A festival from day 31 on (its lead-in from day 24), a subsidy from day 31 on. In extra a subsidy from day 33 on, another one under the
// id of the first, and a festival from day 38 on (its lead-in from day 31).
static fl_scenario trunk_scenario(bool extras) {
  fl_scenario s = small_scenario();
  const fl_festival sale = *small_add_festival(&s);
  const fl_subsidy own = *small_add_subsidy(&s, 2000000000);
  if (!extras) return s;
  fl_subsidy *boost = &fl_scenario_add_extra(&s, FL_SUBSIDY, "boost")->of.subsidy;
  *boost = own;
  boost->from += 2;
  boost->share = 2 * own.share;
  fl_subsidy *other = &fl_scenario_add_extra(&s, FL_SUBSIDY, "subsidy")->of.subsidy;
  *other = own;
  other->budget /= 100;
  fl_festival *late = &fl_scenario_add_extra(&s, FL_FESTIVAL, "late")->of.festival;
  *late = sale;
  late->from += 7;
  return s;
}

static const struct change {
  fl_change change;
  int64_t differs; // days
} changes[] = {
    {{.kind = FL_CHANGE_WITHOUT, .key = "sale"}, 24},
    {{.kind = FL_CHANGE_WITHOUT, .key = "subsidy"}, 31},
    {{.key = "subsidy.budget", .value = "3e5"}, 31},
    {{.key = "subsidy.share", .value = "0.4"}, 31},
    {{.kind = FL_CHANGE_WITH, .key = "boost", .policy = BOOST}, 33},
    {{.kind = FL_CHANGE_WITH, .key = "late", .policy = LATE}, 31},
    {{.kind = FL_CHANGE_WITH, .key = "boost", .policy = BOOST, .value = "subsidy"}, 31},
    {{.kind = FL_CHANGE_WITH, .key = "subsidy", .policy = OTHER, .value = "subsidy"}, 31},
    {{.kind = FL_CHANGE_WITH, .key = "late", .policy = LATE, .value = "sale"}, 24},
    {{.key = "sale.peak_discount", .value = "0.5"}, 24},
    {{.key = "sale.heat_days", .value = "12"}, 19},
    {{.key = "subsidy.from", .value = "2022-06-10"}, 31},
    {{.key = "subsidy.from", .value = "2022-05-20"}, 18},
    {{.key = "trust.memory", .value = "60"}, 0},
    {{.key = "placebo", .value = "5"}, 0},
    {{.key = "sale.traffic_lift", .value = "0.12"}, 45}, // as it is
};
enum {
  POLICY_CHANGES_BEGIN = 1,
  POLICY_CHANGES_END = 9
}; // those of whole policies and their money, from the first of the subsidy on

// The trunk, and the variant of it that `change` makes.
static pair begin_pair(const fl_change *change) {
  pair p = {.trunk = trunk_scenario(true)};
  char why[FL_TEXT_MAX * 2];
  fl_variant *v = fl_scenario_add_variant(&p.trunk, "variant");
  const bool with = change->kind == FL_CHANGE_WITH;
  if (with && change->value[0]) assert_true(fl_variant_add(v, FL_CHANGE_WITHOUT, change->value, change->key));
  assert_true(with ? fl_variant_add_policy(v, &p.trunk, change->policy, change->value)
                   : fl_variant_add(v, change->kind, change->key, change->value));
  if (!fl_scenario_vary(&p.trunk, v, &p.variant, why, sizeof why)) fail_msg("%s", why);
  p.models[0] = compile(&p.trunk);
  p.models[1] = compile(&p.variant);
  return p;
}

static void end_pair(pair *p) {
  for (int i = 0; i < 2; i++) fl_model_destroy(p->models[i]);
  fl_scenario_free(&p->trunk);
  fl_scenario_free(&p->variant);
}

// Lives as `from` until the morning of `day`, then as `to`.
static small_run live(const fl_model *from, const fl_model *to, int64_t day, const fl_hooks *hooks) {
  small_run run = {0};
  fl_world *world = NULL;
  fl_messages messages = {0};
  fl_world_options options = fl_default_world_options();
  options.check = true;
  if (hooks) options.hooks = *hooks;
  assert_int_equal(fl_world_create(from, &options, &messages, &world), FL_OK);
  assert_int_equal(fl_world_begin(world), FL_OK);
  while (fl_world_day(world) < fl_world_days(world)) {
    if (fl_world_day(world) == day) assert_int_equal(fl_world_turn(world, to), FL_OK);
    if (fl_world_step(world) != FL_OK) fail_msg("%s", fl_world_failure(world));
  }
  assert_int_equal(fl_world_finish(world), FL_OK);
  fl_world_digest(world, &run.digest);
  fl_digest_text(&run.digest, FL_TABLES, run.text);
  fl_world_destroy(world);
  fl_messages_free(&messages);
  return run;
}

static void variants_differ_from_the_first_day_on_which_a_policy_acts(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    pair p = begin_pair(&changes[i].change);
    const int64_t there = fl_model_differs(p.models[0], p.models[1]), back = fl_model_differs(p.models[1], p.models[0]);
    if (there != changes[i].differs || back != there)
      fail_msg("%s: %lld and %lld days", changes[i].change.key, (long long)there, (long long)back);
    end_pair(&p);
  }
}

static void a_branch_has_the_bits_of_a_straight_run(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    pair p = begin_pair(&changes[i].change);
    const int64_t day = changes[i].differs;
    const small_run trunk = live(p.models[0], NULL, -1, NULL), straight = live(p.models[1], NULL, -1, NULL);
    if (day > 0 && day < 45) {
      assert_string_not_equal(trunk.text, straight.text);
      for (int64_t at = day; at >= 0; at -= day / 2 + 1) {
        const small_run branch = live(p.models[0], p.models[1], at, NULL);
        small_check_same(&branch, &straight, FL_TABLES);
        assert_string_equal(branch.text, straight.text);
      }
    }
    end_pair(&p);
  }
}

static fl_status late_lever(void *ctx, fl_world *world) {
  (void)ctx;
  char why[256];
  if (fl_world_day(world) == 10)
    assert_true(fl_world_set(world, "sale.seller_discount", &(fl_value){.number = 0.3}, why, sizeof why));
  if (fl_world_day(world) == 33) assert_true(fl_world_set(world, "subsidy.budget", &(fl_value){.number = 4e6}, why, sizeof why));
  return FL_OK;
}

static void levers_that_hooks_move_stay_moved_in_a_branch(void **state) {
  (void)state;
  const fl_hooks hooks = {.on_day = late_lever};
  for (size_t i = POLICY_CHANGES_BEGIN; i < POLICY_CHANGES_END; i++) {
    pair p = begin_pair(&changes[i].change);
    const small_run straight = live(p.models[1], NULL, -1, &hooks);
    const small_run branch = live(p.models[0], p.models[1], changes[i].differs, &hooks);
    small_check_same(&branch, &straight, FL_TABLES);
    end_pair(&p);
  }
}

static void it_is_too_late_to_turn_once_the_variant_differs(void **state) {
  (void)state;
  const fl_change change = {.kind = FL_CHANGE_WITHOUT, .key = "subsidy"};
  pair p = begin_pair(&change);
  fl_world *world = NULL;
  fl_messages messages = {0};
  const fl_world_options options = fl_default_world_options();
  assert_int_equal(fl_world_create(p.models[0], &options, &messages, &world), FL_OK);
  assert_int_equal(fl_world_begin(world), FL_OK);
  while (fl_world_day(world) < 32) assert_int_equal(fl_world_step(world), FL_OK);
  assert_int_equal(fl_world_turn(world, p.models[1]), FL_BROKEN);
  assert_non_null(strstr(fl_world_failure(world), "day 31"));
  fl_world_destroy(world);
  end_pair(&p);
}

// ---- Policies that do not run -----------------------------------------------------------------------------------------------------

static void policies_that_do_not_run_change_no_bit(void **state) {
  (void)state;
  fl_scenario bare = trunk_scenario(false), full = trunk_scenario(true);
  const small_run without = small_go(&bare), with = small_go(&full);
  small_check_same(&without, &with, FL_TABLES);
  assert_string_equal(without.text, with.text);
  fl_scenario_free(&bare);
  fl_scenario_free(&full);
}

static bool tells_of_policies(const fl_table *table) {
  for (size_t c = 0; c < table->column_count; c++)
    if (strcmp(table->columns[c].name, "policy") == 0) return true;
  return false;
}

// Money and packets are scarce, so that it counts who comes first.
static void a_policy_in_the_place_of_its_like_has_its_random_numbers(void **state) {
  (void)state;
  fl_scenario s = small_scenario(), out;
  char why[FL_TEXT_MAX * 2];
  const fl_festival sale = *small_add_festival(&s);
  const fl_subsidy own = *small_add_subsidy(&s, 200000000);
  fl_variant *v = fl_scenario_add_variant(&s, "same");
  fl_scenario_add_extra(&s, FL_SUBSIDY, "subsidy")->of.subsidy = own;
  fl_scenario_add_extra(&s, FL_FESTIVAL, "sale")->of.festival = sale;
  for (size_t p = 2; p < 4; p++)
    assert_true(fl_variant_add(v, FL_CHANGE_WITHOUT, s.policies[p].id, s.policies[p].id) &&
                fl_variant_add_policy(v, &s, p, s.policies[p].id));
  if (!fl_scenario_vary(&s, v, &out, why, sizeof why)) fail_msg("%s", why);
  const small_run before = small_go(&s), after = small_go(&out);
  assert_true(before.policy_refused > 0 && before.packets_granted > 0);
  assert_int_equal(before.policy_refused, after.policy_refused);
  assert_int_equal(before.packets_used, after.packets_used);
  for (int t = 0; t < FL_TABLES; t++)
    if (!tells_of_policies(&fl_tables[t]) &&
        memcmp(before.digest.table[t], after.digest.table[t], sizeof after.digest.table[t]) != 0)
      fail_msg("table %s differs", fl_tables[t].name);
  fl_scenario_free(&s);
  fl_scenario_free(&out);
}

static void check_lever(const fl_world *world, const char *key, const void *of) {
  const void *base;
  const fl_field *field = fl_world_lever(world, key, &base);
  if ((field != NULL) != (of != NULL)) fail_msg("%s", key);
  if (of) assert_memory_equal(base, of, sizeof(fl_subsidy));
}

// The lever of a policy that is left out is still there: the scenario's hooks run in its variants too.
static void hooks_see_the_policy_that_runs_and_none_of_another_variant(void **state) {
  (void)state;
  static const fl_change other = {.kind = FL_CHANGE_WITH, .key = "subsidy", .policy = OTHER, .value = "subsidy"},
                         none = {.kind = FL_CHANGE_WITHOUT, .key = "subsidy"};
  for (int i = 0; i < 2; i++) {
    pair p = begin_pair(i ? &none : &other);
    for (int m = 0; m < 2; m++) {
      fl_world *world = NULL;
      fl_messages messages = {0};
      const fl_world_options options = fl_default_world_options();
      char why[512];
      assert_int_equal(fl_world_create(p.models[m], &options, &messages, &world), FL_OK);
      const fl_policy *policies = fl_model_scenario(p.models[m])->policies;
      check_lever(world, "subsidy.share", &policies[m && !i ? OTHER : 1].of);
      check_lever(world, "boost.share", NULL);
      fl_world_no_lever(world, "bost.share", why, sizeof why);
      if (strstr(why, "boost")) fail_msg("%s", why);
      fl_world_destroy(world);
    }
    end_pair(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(variants_differ_from_the_first_day_on_which_a_policy_acts),
      cmocka_unit_test(a_branch_has_the_bits_of_a_straight_run),
      cmocka_unit_test(levers_that_hooks_move_stay_moved_in_a_branch),
      cmocka_unit_test(it_is_too_late_to_turn_once_the_variant_differs),
      cmocka_unit_test(policies_that_do_not_run_change_no_bit),
      cmocka_unit_test(a_policy_in_the_place_of_its_like_has_its_random_numbers),
      cmocka_unit_test(hooks_see_the_policy_that_runs_and_none_of_another_variant),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
