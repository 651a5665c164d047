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

// A festival from day 31 on (its lead-in from day 24), a subsidy from day 31 on, and the variant of them that `change` makes.
static pair begin_pair(bool without, const char *key, const char *value) {
  pair p = {.trunk = small_scenario()};
  char why[FL_TEXT_MAX * 2];
  small_add_festival(&p.trunk);
  small_add_subsidy(&p.trunk, 2000000000);
  fl_variant *v = fl_scenario_add_variant(&p.trunk, "variant");
  assert_true(fl_variant_add(v, without, key, value));
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

static const struct change {
  bool without;
  const char *key, *value;
  int64_t differs; // days
} changes[] = {
    {true, "sale", "", 24},
    {true, "subsidy", "", 31},
    {false, "subsidy.budget", "3e5", 31},
    {false, "subsidy.share", "0.4", 31},
    {false, "sale.peak_discount", "0.5", 24},
    {false, "sale.heat_days", "12", 19},
    {false, "subsidy.from", "2022-06-10", 31},
    {false, "subsidy.from", "2022-05-20", 18},
    {false, "trust.memory", "60", 0},
    {false, "seed", "5", 0},
    {false, "sale.traffic_lift", "0.12", 45}, // as it is
};

static void variants_differ_from_the_first_day_on_which_a_policy_acts(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    pair p = begin_pair(changes[i].without, changes[i].key, changes[i].value);
    const int64_t there = fl_model_differs(p.models[0], p.models[1]), back = fl_model_differs(p.models[1], p.models[0]);
    if (there != changes[i].differs || back != there)
      fail_msg("%s: %lld and %lld days", changes[i].key, (long long)there, (long long)back);
    end_pair(&p);
  }
}

static void a_branch_has_the_bits_of_a_straight_run(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    pair p = begin_pair(changes[i].without, changes[i].key, changes[i].value);
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
  for (size_t i = 1; i < 5; i++) {
    pair p = begin_pair(changes[i].without, changes[i].key, changes[i].value);
    const small_run straight = live(p.models[1], NULL, -1, &hooks);
    const small_run branch = live(p.models[0], p.models[1], changes[i].differs, &hooks);
    small_check_same(&branch, &straight, FL_TABLES);
    end_pair(&p);
  }
}

static void it_is_too_late_to_turn_once_the_variant_differs(void **state) {
  (void)state;
  pair p = begin_pair(true, "subsidy", "");
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(variants_differ_from_the_first_day_on_which_a_policy_acts),
      cmocka_unit_test(a_branch_has_the_bits_of_a_straight_run),
      cmocka_unit_test(levers_that_hooks_move_stay_moved_in_a_branch),
      cmocka_unit_test(it_is_too_late_to_turn_once_the_variant_differs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
