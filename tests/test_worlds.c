// Worlds that bring policies of their own: days and totals of the run, what replaces them and what leaves them out; and that the presets
// of the years have what their year had.
#include "base/date.h"
#include "lua/scenario_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#ifndef FL_SOURCE_DIR
#define FL_SOURCE_DIR "."
#endif

enum { TEXT = 4096 };

static fl_lua *load(const char *const *sets, size_t count, const char *text) {
  const fl_lua_options options = {.library = FL_SOURCE_DIR "/scripts", .sets = sets, .set_count = count};
  fl_messages messages = {0};
  fl_lua *lua = NULL;
  const fl_status status = fl_lua_load_text(&options, "text.lua", text, strlen(text), &messages, &lua);
  for (size_t i = 0; i < messages.count; i++) print_error("%s\n", messages.items[i].text);
  fl_messages_free(&messages);
  assert_int_equal(status, FL_OK);
  return lua;
}

// A scenario of `days` days of 2022 from 11 January on, after ten of warm-up. `world` and `more` are Lua.
static fl_lua *scene(const char *const *sets, size_t count, const char *world, const char *to, const char *more) {
  static char text[TEXT];
  snprintf(text, sizeof text,
           "local fl = require 'fanloop'\n"
           "local mine = { ['fan.minutes'] = 60, policies = {\n"
           "  fl.subsidy { id = 'ten', budget = 36500 }, fl.rights { id = 'card', from = '2022-01-21' },\n"
           "  fl.festival { id = 'early', from = '2021-12-30', to = '2022-01-03' },\n"
           "  fl.festival { id = 'whole', from = '2022-01-12', to = '2022-01-14' },\n"
           "  fl.kuai_programme { id = 'kuai', to = '2022-01-20', exposures = 365 } } }\n"
           "return fl.scenario { world = %s,\n"
           "  calendar = { warmup = 10, from = '2022-01-11', to = '%s' }, %s }",
           world, to, more);
  return load(sets, count, text);
}

static const fl_policy *policy_of(fl_lua *lua, const char *id) {
  return fl_scenario_policy(fl_lua_scenario(lua), id, strlen(id));
}

static int64_t january(int64_t day) {
  return fl_date_from_civil((fl_civil){2022, 1, 1}) + day - 1;
}

static void a_policy_of_the_world_stands_from_its_first_day_with_a_part_of_its_year(void **state) {
  (void)state;
  fl_lua *lua = scene(NULL, 0, "fl.world(mine)", "2022-01-30", "");
  const fl_subsidy *ten = &policy_of(lua, "ten")->of.subsidy;
  assert_true(ten->from == january(1) && ten->to == january(30));
  assert_int_equal(ten->budget, 30 * 100 * 100); // 100 yuan a day, in fen
  const fl_rights *card = &policy_of(lua, "card")->of.rights;
  assert_true(card->from == january(21) && card->to == january(30));
  const fl_kuai_programme *kuai = &policy_of(lua, "kuai")->of.kuai_programme;
  assert_true(kuai->from == january(1) && kuai->to == january(20));
  assert_int_equal(kuai->exposures, 20);
  fl_lua_close(lua);
}

static void a_policy_of_days_behind_the_run_is_off(void **state) {
  (void)state;
  fl_lua *lua = scene(NULL, 0, "fl.world(mine)", "2022-01-20", "");
  assert_null(policy_of(lua, "card"));
  assert_null(policy_of(lua, "early"));
  assert_non_null(policy_of(lua, "whole"));
  assert_non_null(policy_of(lua, "ten"));
  fl_lua_close(lua);
}

static void the_command_line_sees_the_total_of_the_run_and_may_move_its_days(void **state) {
  (void)state;
  static const char *const sets[] = {"kuai.exposures=7", "days=10"};
  fl_lua *lua = scene(sets, 2, "fl.world(mine)", "2022-01-30", "");
  assert_int_equal(policy_of(lua, "kuai")->of.kuai_programme.exposures, 7);
  assert_int_equal(policy_of(lua, "ten")->of.subsidy.budget, 20 * 100 * 100);
  assert_null(policy_of(lua, "card"));
  fl_lua_close(lua);
}

static void one_of_the_scenario_with_the_same_id_replaces_it(void **state) {
  (void)state;
  fl_lua *lua = scene(NULL, 0, "fl.world(mine)", "2022-01-30",
                      "policies = { fl.subsidy { id = 'ten', from = '2022-01-12', budget = 5 } },\n"
                      "variants = { none = { without = 'ten' }, no_card = { without = 'card' } }");
  const fl_policy *ten = policy_of(lua, "ten");
  assert_true(!ten->world && ten->of.subsidy.budget == 500 && ten->of.subsidy.from == january(12));
  fl_scenario varied;
  char why[256];
  assert_true(fl_scenario_vary(fl_lua_scenario(lua), &fl_lua_scenario(lua)->variants[1], &varied, why, sizeof why));
  assert_null(fl_scenario_policy(&varied, "ten", 3)); // nor is the world's back
  fl_scenario_free(&varied);
  fl_lua_close(lua);
}

static void a_world_can_be_taken_without_them(void **state) {
  (void)state;
  fl_lua *lua = scene(NULL, 0, "fl.world(mine, { without = { 'kuai', 'ten' } })", "2022-01-30", "");
  assert_int_equal(fl_lua_scenario(lua)->policy_count, 3);
  assert_non_null(policy_of(lua, "card"));
  fl_lua_close(lua);
  lua = scene(NULL, 0, "fl.world(mine, { without = 'card' })", "2022-01-30", "");
  assert_int_equal(fl_lua_scenario(lua)->policy_count, 4);
  assert_null(policy_of(lua, "card"));
  fl_lua_close(lua);
}

static void a_variant_may_name_one_of_other_days(void **state) {
  (void)state;
  fl_lua *lua = scene(NULL, 0, "fl.world(mine)", "2022-01-20",
                      "variants = { none = { without = 'card' }, other = { replace = { card = fl.rights { id = 'new' } } } }");
  fl_scenario varied;
  char why[256];
  assert_true(fl_scenario_vary(fl_lua_scenario(lua), &fl_lua_scenario(lua)->variants[0], &varied, why, sizeof why));
  fl_scenario_free(&varied);
  assert_true(fl_scenario_vary(fl_lua_scenario(lua), &fl_lua_scenario(lua)->variants[1], &varied, why, sizeof why));
  assert_non_null(fl_scenario_policy(&varied, "new", 3));
  fl_scenario_free(&varied);
  fl_lua_close(lua);
}

static void days_from_the_command_line_decide_the_part_of_the_year(void **state) {
  (void)state;
  static const char *const sets[] = {"ten.from=2022-01-21"};
  fl_lua *lua = scene(sets, 1, "fl.world(mine)", "2022-01-30", "");
  assert_int_equal(policy_of(lua, "ten")->of.subsidy.budget, 10 * 100 * 100);
  fl_lua_close(lua);
}

static void little_is_not_lost_and_much_stays_in_range(void **state) {
  (void)state;
  fl_lua *lua =
      scene(NULL, 0, "fl.world({ policies = { fl.subsidy { id = 'a', budget = 0.01 }, fl.subsidy { id = 'b', budget = 1e13 } } })",
            "2029-01-30", "");
  assert_int_equal(policy_of(lua, "b")->of.subsidy.budget, 1000000000000000);
  fl_lua_close(lua);
  lua = scene(NULL, 0, "fl.world({ policies = { fl.subsidy { id = 'a', budget = 0.01 } } })", "2022-01-30", "");
  assert_int_equal(policy_of(lua, "a")->of.subsidy.budget, 1);
  fl_lua_close(lua);
}

// What began in a year is in it and after it, and not before.
static void the_years_have_what_the_platform_had(void **state) {
  (void)state;
  for (int64_t year = 2019; year <= 2022; year++) {
    char text[TEXT];
    snprintf(
        text, sizeof text,
        "local fl = require 'fanloop'\n"
        "return fl.scenario { world = fl.world('kuaishou-%d'), calendar = { from = '%d-01-01', to = '%d-12-31', warmup = 0 } }",
        (int)year, (int)year, (int)year);
    fl_lua *lua = load(NULL, 0, text);
    const fl_params *p = &fl_lua_scenario(lua)->params;
    assert_true(p->governance_form && p->word_form && p->hosts_kept && p->seeding_form && p->shelf_search > 0);
    assert_true((p->distribution_share > 0) == (year >= 2020) && (p->ads_load > 0) == (year >= 2020));
    assert_true((policy_of(lua, "ten-billion") != NULL) == (year >= 2020));
    assert_true((p->coverage_first_order > 0) == (year >= 2020));
    assert_true((p->coverage_seven_day > 0) == (year >= 2021) && (p->growth_form != 0) == (year >= 2021));
    const fl_policy *card = policy_of(lua, "trust-card");
    assert_true((card != NULL) == (year == 2021));
    assert_true(!card || card->of.rights.from == fl_date_from_civil((fl_civil){2021, 6, 1}));
    assert_true((policy_of(lua, "kuai-brands") != NULL) == (year >= 2022));
    assert_true(!p->scores_kept && !policy_of(lua, "stream"));
    fl_lua_close(lua);
  }
  fl_lua *next =
      load(NULL, 0,
           "local fl = require 'fanloop'\n"
           "local own = { { ['fan.minutes'] = 60 }, { ['fan.minutes'] = 70, policies = { fl.rights { id = 'mine' } } } }\n"
           "return fl.scenario { world = fl.world(require 'fanloop.platform'(2023, own[1], own[2])),\n"
           "  calendar = { from = '2023-01-01', to = '2023-12-31', warmup = 0 } }");
  assert_true(fl_lua_scenario(next)->params.scores_kept && policy_of(next, "stream") && policy_of(next, "mine"));
  assert_true(fl_lua_scenario(next)->params.minutes == 70);
  fl_lua_close(next);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_policy_of_the_world_stands_from_its_first_day_with_a_part_of_its_year),
      cmocka_unit_test(a_policy_of_days_behind_the_run_is_off),
      cmocka_unit_test(the_command_line_sees_the_total_of_the_run_and_may_move_its_days),
      cmocka_unit_test(one_of_the_scenario_with_the_same_id_replaces_it),
      cmocka_unit_test(a_world_can_be_taken_without_them),
      cmocka_unit_test(a_variant_may_name_one_of_other_days),
      cmocka_unit_test(days_from_the_command_line_decide_the_part_of_the_year),
      cmocka_unit_test(little_is_not_lost_and_much_stays_in_range),
      cmocka_unit_test(the_years_have_what_the_platform_had),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
