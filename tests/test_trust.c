// M03: the two attractors of trust. docs/model.md, 7.3, gives the fixed-point map and the region in which it has two stable points.
#include "base/mathx.h"
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
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(2);
  small_live live_world = small_open(&s, options);
  fl_world *world = live_world.world;
  for (int64_t day = 0; day < fl_world_days(world); day++) assert_int_equal(fl_world_step(world), FL_OK);
  size_t n;
  const fl_row_census *census = fl_world_rows(world, FL_T_census, &n);
  assert_int_equal(n, 1);
  const double trust = census->mean_trust;
  small_close(&live_world);
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

// The map of docs/model.md, 7.3, for a relation of loop gain K = a l g tau: minutes of a visit at trust t, cut at the minutes left, are
// averaged over fans and days.
static double mean_minutes(const fl_params *p, double t) {
  enum { N = 60 };
  double sum = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      const double fan = p->minutes_sd_fan * fl_normal_quantile((i + 0.5) / N),
                   day = p->minutes_sd_day * fl_normal_quantile((j + 0.5) / N);
      const double left = p->live_share * p->minutes *
                          exp(fan + day - (p->minutes_sd_fan * p->minutes_sd_fan + p->minutes_sd_day * p->minutes_sd_day) / 2);
      const double median = p->dwell_private * (1 + p->dwell_trust * t), sd = p->dwell_sd, z = log(left / median) / sd;
      sum += median * exp(sd * sd / 2) * 0.5 * erfc(-(z - sd) / sqrt(2)) + left * 0.5 * erfc(z / sqrt(2));
    }
  return sum / (N * N);
}

static int attractors(const fl_params *p, double gain) {
  int found = 0;
  double before = 1;
  for (int i = 0; i <= 1000; i++) {
    const double t = i / 1000.0, hill = pow(t, p->visit_power) / (pow(t, p->visit_power) + pow(p->visit_half, p->visit_power));
    const double comes = 1 - (1 - p->notification_reach * hill) * (1 - p->feed_share);
    const double moves = gain / p->trust_memory / (p->trust_gain_hour / 60) * comes *
                             (1 - exp(-p->trust_gain_hour / 60 * mean_minutes(p, t))) * (1 - t) -
                         (1 - exp(-1 / p->trust_memory)) * t;
    found += before > 0 && moves <= 0;
    before = moves;
  }
  return found;
}

static void the_mean_relation_of_the_default_world_has_two_fates(void **state) {
  (void)state;
  fl_scenario s = fl_default_scenario();
  const fl_params *p = &s.params;
  const double gain = p->activity_mean * p->live_prob * p->trust_gain_hour / 60 * p->trust_memory;
  double low = 0, high = 0;
  for (double k = 0.2; k < 1.5; k += 0.01) {
    if (attractors(p, k) != 2) continue;
    low = low > 0 ? low : k;
    high = k;
  }
  print_message("K = %.3f, window %.2f to %.2f\n", gain, low, high);
  assert_true(low < gain && gain < high);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(inside_the_region_trust_climbs_or_collapses_with_its_start),
      cmocka_unit_test(the_mean_relation_of_the_default_world_has_two_fates),
      cmocka_unit_test(outside_it_trust_forgets_its_start),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
