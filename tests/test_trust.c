// M03: the two attractors of trust. docs/model.md, 7.3, gives the fixed-point map and the region in which it has two stable points.
#include "small_world.h"

// Equal fans in equal rooms, no turnover and no purchases: the mean over relations is the map's own. Returns mean trust after 252 days.
static double mean_trust_from(const char *start, const char *power, const char *feed) {
  fl_scenario s = fl_default_scenario();
  const char *const sets[][2] = {{"fans", "8192"},
                                 {"rooms", "100"},
                                 {"warmup", "0"},
                                 {"from", "2022-01-01"},
                                 {"to", "2022-09-09"},
                                 {"flat_calendar", "true"},
                                 {"start.trust", start},
                                 {"follow.visit_power", power},
                                 {"follow.feed_share", feed},
                                 {"trust.gain_per_hour", "1.35"},
                                 {"start.trust_sd", "0.3"},
                                 {"start.trust_quality", "0"},
                                 {"start.trust_content", "0"},
                                 {"start.trust_live", "0"},
                                 {"start.trust_activity", "0"},
                                 {"start.trust_minutes", "0"},
                                 {"fan.activity_sd", "0"},
                                 {"fan.shopper_activity", "0"},
                                 {"fan.shopper_share", "0"},
                                 {"fan.churn_per_year", "0"},
                                 {"fan.dormancy_per_year", "0"},
                                 {"room.content_sd", "0"},
                                 {"follow.per_minute", "0"},
                                 {"follow.after_order", "0"},
                                 {"follow.reactivation", "0"},
                                 {"follow.dormant_after", "250"}};
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) small_set(&s, sets[i][0], sets[i][1]);
  fl_messages messages = {0};
  fl_model *model = NULL;
  fl_world *world = NULL;
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(2);
  assert_int_equal(fl_model_create(&s, &messages, &model), FL_OK);
  assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_OK);
  assert_int_equal(fl_world_begin(world), FL_OK);
  for (int64_t day = 0; day < fl_world_days(world); day++) assert_int_equal(fl_world_step(world), FL_OK);
  size_t n;
  const fl_row_census *census = fl_world_rows(world, FL_T_census, &n);
  assert_int_equal(n, 1);
  const double trust = census->mean_trust;
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_messages_free(&messages);
  fl_scenario_free(&s);
  return trust;
}

static void inside_the_region_trust_climbs_or_collapses_with_its_start(void **state) {
  (void)state;
  const double low = mean_trust_from("0.2", "6", "0.02"), high = mean_trust_from("0.8", "6", "0.02");
  print_message("from .2: %.3f, from .8: %.3f\n", low, high);
  assert_true(low < 0.25);
  assert_true(high > 0.55);
}

static void outside_it_trust_forgets_its_start(void **state) {
  (void)state;
  const double low = mean_trust_from("0.2", "1", "0.07"), high = mean_trust_from("0.8", "1", "0.07");
  print_message("from .2: %.3f, from .8: %.3f\n", low, high);
  assert_true(high - low < 0.08 && low - high < 0.08);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(inside_the_region_trust_climbs_or_collapses_with_its_start),
      cmocka_unit_test(outside_it_trust_forgets_its_start),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
