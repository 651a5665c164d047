// Variants: a copy of the scenario with a few changes.
#include "small_world.h"

#include "params/check.h"

static void a_variant_leaves_out_and_sets_and_the_scenario_stays(void **state) {
  (void)state;
  fl_scenario s = small_scenario(), out;
  small_add_festival(&s);
  small_add_subsidy(&s, 1000000);
  fl_variant *v = fl_scenario_add_variant(&s, "changed");
  assert_true(fl_variant_add(v, FL_CHANGE_WITHOUT, "sale", "") && fl_variant_add(v, FL_CHANGE_SET, "trust.memory", "60"));
  assert_true(fl_variant_add(v, FL_CHANGE_SET, "subsidy.share", "0.3"));
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

// `--set variant=NAME`: the scenario that `compare` would run for it, and no other variants.
static void a_scenario_becomes_its_variant(void **state) {
  (void)state;
  fl_scenario s = small_scenario(), varied;
  small_add_festival(&s);
  small_add_subsidy(&s, 1000000);
  fl_variant *v = fl_scenario_add_variant(&s, "changed");
  assert_true(fl_variant_add(v, FL_CHANGE_WITHOUT, "sale", "") && fl_variant_add(v, FL_CHANGE_SET, "trust.memory", "60"));
  char why[256];
  assert_true(fl_scenario_vary(&s, v, &varied, why, sizeof why));
  assert_false(fl_scenario_become(&s, "chnged", why, sizeof why));
  assert_string_equal(why, "there is no variant 'chnged'; did you mean 'changed'?");
  assert_true(fl_scenario_become(&s, "changed", why, sizeof why));
  assert_int_equal(s.variant_count, 0);
  assert_true(s.policies[0].off && !s.policies[1].off);
  assert_true(fl_scenario_same_but_policies(&s, &varied));
  assert_true(fl_scenario_become(&s, s.name, why, sizeof why)); // itself
  fl_scenario_free(&varied);
  fl_scenario_free(&s);
}

static void a_change_that_does_not_fit_is_refused_with_its_reason(void **state) {
  (void)state;
  static const fl_change wrong[] = {{.kind = FL_CHANGE_WITHOUT, .key = "nobody"},
                                    {.key = "trust.memry", .value = "60"},
                                    {.key = "trust.memory", .value = "many"},
                                    {.kind = FL_CHANGE_WITH, .key = "nobody"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    fl_scenario s = small_scenario(), out;
    fl_variant *v = fl_scenario_add_variant(&s, "wrong");
    char why[256] = "";
    assert_true(fl_variant_add(v, wrong[i].kind, wrong[i].key, wrong[i].value));
    assert_false(fl_scenario_vary(&s, v, &out, why, sizeof why));
    assert_true(why[0] != 0);
    fl_scenario_free(&out);
    fl_scenario_free(&s);
  }
}

static void a_policy_that_is_not_there_is_guessed(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  const fl_change change = {.kind = FL_CHANGE_WITHOUT, .key = "subsidi"}, far = {.kind = FL_CHANGE_WITHOUT, .key = "zebra"};
  const fl_change other = {.kind = FL_CHANGE_WITHOUT, .key = "subsidi", .value = "boost"};
  char why[256];
  small_add_festival(&s);
  small_add_subsidy(&s, 1000000);
  assert_false(fl_scenario_change(&s, &change, why, sizeof why));
  assert_string_equal(why, "there is no policy 'subsidi' to leave out; did you mean 'subsidy'?");
  assert_false(fl_scenario_change(&s, &far, why, sizeof why));
  assert_string_equal(why, "there is no policy 'zebra' to leave out");
  assert_false(fl_scenario_change(&s, &other, why, sizeof why));
  assert_string_equal(why, "there is no policy 'subsidi' to replace; did you mean 'subsidy'?");
  assert_int_equal(s.policy_count, 2);
  fl_scenario_free(&s);
}

// ---- Policies of a variant's own --------------------------------------------------------------------------------------------------

// A sale and a subsidy, and in extra "boost", and another "subsidy" of twice the share.
static fl_scenario scenario_with_extras(void) {
  fl_scenario s = small_scenario();
  small_add_festival(&s);
  const fl_subsidy own = *small_add_subsidy(&s, 1000000);
  fl_scenario_add_extra(&s, FL_SUBSIDY, "boost")->of.subsidy = own;
  fl_policy *twin = fl_scenario_add_extra(&s, FL_SUBSIDY, "subsidy");
  twin->of.subsidy = own;
  twin->of.subsidy.share = 2 * own.share;
  return s;
}

static void a_policy_of_a_variant_runs_there_alone(void **state) {
  (void)state;
  fl_scenario s = scenario_with_extras(), out;
  fl_variant *v = fl_scenario_add_variant(&s, "more");
  char why[256];
  assert_true(fl_variant_add_policy(v, &s, 2, ""));
  assert_true(s.policies[2].off && s.policies[3].off);
  assert_true(fl_scenario_vary(&s, v, &out, why, sizeof why));
  assert_int_equal(out.policy_count, s.policy_count); // each keeps its number
  assert_true(!out.policies[0].off && !out.policies[1].off && !out.policies[2].off && out.policies[3].off);
  fl_scenario_free(&out);
  fl_scenario_free(&s);
}

static void an_id_is_free_once_its_policy_is_left_out(void **state) {
  (void)state;
  fl_scenario s = scenario_with_extras(), out;
  char why[512];
  fl_variant *taken = fl_scenario_add_variant(&s, "taken");
  assert_true(fl_variant_add_policy(taken, &s, 3, ""));
  assert_false(fl_scenario_vary(&s, taken, &out, why, sizeof why));
  assert_string_equal(why, "subsidy \"subsidy\": the id is taken; to run it in the place of the scenario's, write "
                           "replace = { [\"subsidy\"] = fl.subsidy { … } }");
  fl_scenario_free(&out);
  fl_variant *freed = fl_scenario_add_variant(&s, "freed");
  assert_true(fl_variant_add(freed, FL_CHANGE_WITHOUT, "subsidy", "subsidy") && fl_variant_add_policy(freed, &s, 3, "subsidy"));
  assert_true(fl_scenario_vary(&s, freed, &out, why, sizeof why));
  assert_true(out.policies[1].off && !out.policies[3].off);
  const fl_change again = {.kind = FL_CHANGE_WITHOUT, .key = "subsidy"};
  assert_true(fl_scenario_change(&out, &again, why, sizeof why)); // the one that runs now
  assert_false(fl_scenario_change(&out, &again, why, sizeof why));
  assert_string_equal(why, "policy 'subsidy' is left out already");
  fl_scenario_free(&out);
  fl_scenario_free(&s);
}

static void two_of_one_id_cannot_both_run(void **state) {
  (void)state;
  fl_scenario s = scenario_with_extras();
  char why[256];
  fl_scenario_add_extra(&s, FL_FESTIVAL, "boost");
  fl_change change = {.kind = FL_CHANGE_WITH, .key = "boost", .policy = 2};
  assert_true(fl_scenario_change(&s, &change, why, sizeof why));
  change.policy = 4;
  assert_false(fl_scenario_change(&s, &change, why, sizeof why));
  assert_string_equal(why, "festival \"boost\": the id is used twice: ids must be unique");
  fl_scenario_free(&s);
}

static void only_what_is_meant_for_variants_is_switched_on(void **state) {
  (void)state;
  fl_scenario s = scenario_with_extras();
  fl_change change = {.kind = FL_CHANGE_WITH, .key = "sale", .policy = 0};
  char why[256];
  s.policies[0].off = true; // left out, but no extra one
  assert_false(fl_scenario_change(&s, &change, why, sizeof why));
  change = (fl_change){.kind = FL_CHANGE_WITH, .key = "boost", .policy = s.policy_count};
  assert_false(fl_scenario_change(&s, &change, why, sizeof why));
  assert_string_equal(why, "there is no policy 'boost' for variants");
  fl_scenario_free(&s);
}

static void an_id_means_the_policy_that_runs(void **state) {
  (void)state;
  fl_scenario s = scenario_with_extras(), out;
  fl_variant *v = fl_scenario_add_variant(&s, "other");
  char why[256];
  assert_true(fl_variant_add(v, FL_CHANGE_WITHOUT, "subsidy", "subsidy") && fl_variant_add_policy(v, &s, 3, "subsidy"));
  assert_true(fl_variant_add(v, FL_CHANGE_SET, "subsidy.share", "0.45"));
  small_set(&s, "subsidy.share", "0.05");
  assert_true(s.policies[1].of.subsidy.share == 0.05 && s.policies[3].of.subsidy.share != 0.05);
  assert_true(fl_scenario_vary(&s, v, &out, why, sizeof why));
  assert_true(out.policies[1].of.subsidy.share == 0.05 && out.policies[3].of.subsidy.share == 0.45);
  fl_scenario_free(&out);
  fl_scenario_free(&s);
}

static void a_policy_that_does_not_run_is_neither_set_nor_suggested(void **state) {
  (void)state;
  fl_scenario s = scenario_with_extras();
  char why[256];
  assert_false(fl_scenario_set(&s, "boost.share", "0.3", why, sizeof why));
  assert_string_equal(why, "unknown key 'boost.share'");
  const fl_change near = {.kind = FL_CHANGE_WITHOUT, .key = "bost"};
  assert_false(fl_scenario_change(&s, &near, why, sizeof why));
  assert_string_equal(why, "there is no policy 'bost' to leave out");
  s.policies[2].off = false;
  assert_false(fl_scenario_set(&s, "bost.share", "0.3", why, sizeof why));
  assert_string_equal(why, "unknown key 'bost.share'; did you mean 'boost.share'?");
  s.policies[0].off = s.policies[1].off = s.policies[2].off = true;
  assert_false(fl_scenario_set(&s, "peak_discount", "0.3", why, sizeof why)); // by field, by kind, by both misspelt
  assert_string_equal(why, "unknown key 'peak_discount'");
  assert_false(fl_scenario_set(&s, "festival.peak_discount", "0.3", why, sizeof why));
  assert_string_equal(why, "unknown key 'festival.peak_discount'");
  assert_false(fl_scenario_set(&s, "sale.peak_discont", "0.3", why, sizeof why));
  assert_string_equal(why, "unknown key 'sale.peak_discont'");
  fl_scenario_free(&s);
}

static void count_findings(void *ctx, const fl_finding *finding) {
  size_t *count = ctx;
  assert_int_equal(finding->part, FL_PART_POLICY);
  (*count)++;
}

static size_t findings_of(const fl_scenario *s) {
  size_t count = 0;
  fl_scenario_examine(s, count_findings, &count);
  return count;
}

static void only_policies_that_run_have_to_fit(void **state) {
  (void)state;
  fl_scenario s = scenario_with_extras();
  size_t alone = 0;
  assert_int_equal(findings_of(&s), 0); // two of one id
  s.policies[3].off = false;
  assert_int_equal(findings_of(&s), 1);
  s.policies[1].off = true;
  assert_int_equal(findings_of(&s), 0);
  s.policies[1].of.subsidy.from -= 1000;
  assert_int_equal(findings_of(&s), 0);
  fl_policy_examine(&s, 1, count_findings, &alone);
  assert_int_equal(alone, 1);
  fl_policy_examine(&s, 3, count_findings, &alone);
  assert_int_equal(alone, 1);
  fl_scenario_free(&s);
}

static void red_packets_of_festivals_that_do_not_run_are_not_counted(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  const fl_festival *sale = small_add_festival(&s);
  for (int i = 1; i <= FL_PACKET_FESTIVALS; i++) {
    char id[32];
    const fl_festival like = *sale;
    snprintf(id, sizeof id, "sale-%d", i);
    fl_scenario_add_extra(&s, FL_FESTIVAL, id)->of.festival = like;
    sale = &s.policies[0].of.festival;
  }
  for (size_t i = 1; i < FL_PACKET_FESTIVALS; i++) s.policies[i].off = false;
  assert_int_equal(findings_of(&s), 0);
  s.policies[FL_PACKET_FESTIVALS].off = false;
  assert_int_equal(findings_of(&s), FL_PACKET_FESTIVALS + 1);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_variant_leaves_out_and_sets_and_the_scenario_stays),
      cmocka_unit_test(a_scenario_becomes_its_variant),
      cmocka_unit_test(a_change_that_does_not_fit_is_refused_with_its_reason),
      cmocka_unit_test(a_policy_that_is_not_there_is_guessed),
      cmocka_unit_test(a_policy_of_a_variant_runs_there_alone),
      cmocka_unit_test(an_id_is_free_once_its_policy_is_left_out),
      cmocka_unit_test(two_of_one_id_cannot_both_run),
      cmocka_unit_test(only_what_is_meant_for_variants_is_switched_on),
      cmocka_unit_test(an_id_means_the_policy_that_runs),
      cmocka_unit_test(a_policy_that_does_not_run_is_neither_set_nor_suggested),
      cmocka_unit_test(only_policies_that_run_have_to_fit),
      cmocka_unit_test(red_packets_of_festivals_that_do_not_run_are_not_counted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
