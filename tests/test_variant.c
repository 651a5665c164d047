// Variants: a copy of the scenario with a few changes.
#include "small_world.h"

static void a_variant_leaves_out_and_sets_and_the_scenario_stays(void **state) {
  (void)state;
  fl_scenario s = small_scenario(), out;
  small_add_festival(&s);
  small_add_subsidy(&s, 1000000);
  fl_variant *v = fl_scenario_add_variant(&s, "changed");
  assert_true(fl_variant_add(v, true, "sale", "") && fl_variant_add(v, false, "trust.memory", "60"));
  assert_true(fl_variant_add(v, false, "subsidy.share", "0.3"));
  char why[256];
  assert_true(fl_scenario_vary(&s, v, &out, why, sizeof why));
  assert_int_equal(out.policy_count, 2); // each keeps its number
  assert_true(out.policies[0].off && !out.policies[1].off && !s.policies[0].off);
  assert_string_equal(out.policies[1].id, "subsidy");
  assert_true(out.policies[1].of.subsidy.share == 0.3 && out.params.trust_memory == 60);
  assert_int_equal(out.variant_count, 0);
  assert_int_equal(s.policy_count, 2);
  assert_true(s.policies[1].of.subsidy.share != 0.3 && s.params.trust_memory != 60);
  fl_scenario_free(&out);
  fl_scenario_free(&s);
}

static void a_change_that_does_not_fit_is_refused_with_its_reason(void **state) {
  (void)state;
  const char *const wrong[][3] = {{"yes", "nobody", ""}, {"", "trust.memry", "60"}, {"", "trust.memory", "many"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    fl_scenario s = small_scenario(), out;
    fl_variant *v = fl_scenario_add_variant(&s, "wrong");
    char why[256] = "";
    assert_true(fl_variant_add(v, wrong[i][0][0] != 0, wrong[i][1], wrong[i][2]));
    assert_false(fl_scenario_vary(&s, v, &out, why, sizeof why));
    assert_true(why[0] != 0);
    fl_scenario_free(&out);
    fl_scenario_free(&s);
  }
}

static void a_policy_that_is_not_there_is_guessed(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  const fl_change change = {.without = true, .key = "subsidi"}, far = {.without = true, .key = "zebra"};
  char why[256];
  small_add_festival(&s);
  small_add_subsidy(&s, 1000000);
  assert_false(fl_scenario_change(&s, &change, why, sizeof why));
  assert_string_equal(why, "there is no policy 'subsidi' to leave out; did you mean 'subsidy'?");
  assert_false(fl_scenario_change(&s, &far, why, sizeof why));
  assert_string_equal(why, "there is no policy 'zebra' to leave out");
  assert_int_equal(s.policy_count, 2);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_variant_leaves_out_and_sets_and_the_scenario_stays),
      cmocka_unit_test(a_change_that_does_not_fit_is_refused_with_its_reason),
      cmocka_unit_test(a_policy_that_is_not_there_is_guessed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
