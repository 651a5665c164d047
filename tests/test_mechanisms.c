// Each mechanism's lever moves its observable, with common random numbers: sign, and a magnitude inside the range that
// docs/mechanisms.md states for a change of the lever by half. One seed: the effects are far larger than their noise.
#include "small_world.h"

typedef struct observed {
  double private_share, nps, gini_exposure, orders, returns_share, order_value, ads_yuan, paid_visits, paid_gmv_yuan;
} observed;

// The last 28 days of 84 in a small world with so much paid traffic, with `key` at `value`.
static observed observe_at(const char *ads_load, const char *key, const char *value) {
  fl_scenario s = fl_default_scenario();
  const char *const sets[][2] = {{"fans", "16384"}, {"rooms", "300"},       {"warmup", "56"}, {"from", "2022-03-01"},
                                 {"days", "28"},    {"ads.load", ads_load}, {key, value}};
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
    if (sets[i][0]) small_set(&s, sets[i][0], sets[i][1]);
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(2);
  small_live live_world = small_open(&s, options);
  fl_world *world = live_world.world;
  double gmv = 0, private_gmv = 0, orders = 0, delivered = 0, promoters = 0, detractors = 0, returns = 0;
  double ads = 0, paid_visits = 0, paid_gmv = 0;
  while (fl_world_day(world) < fl_world_days(world)) {
    const bool counts = fl_world_in_window(world);
    assert_int_equal(fl_world_step(world), FL_OK);
    size_t n;
    const fl_row_platform_day *day = fl_world_rows(world, FL_T_platform_day, &n);
    const fl_row_source_day *sources = fl_world_rows(world, FL_T_source_day, &n);
    const fl_row_ads_day *kinds = fl_world_rows(world, FL_T_ads_day, &n);
    if (!counts) continue;
    for (size_t i = 0; i < n; i++) {
      paid_visits += (double)kinds[i].visits;
      paid_gmv += (double)kinds[i].gmv_fen / 100;
    }
    ads += (double)day->ads_fen / 100;
    gmv += (double)day->gmv_fen;
    private_gmv += (double)sources[0].gmv_fen;
    orders += (double)day->orders;
    delivered += (double)day->delivered;
    promoters += (double)day->promoters;
    detractors += (double)day->detractors;
    returns += (double)(day->returns_fit + day->returns_described + day->returns_fake + day->returns_late);
  }
  size_t n;
  const fl_row_census *census = fl_world_rows(world, FL_T_census, &n);
  const observed out = {private_gmv / gmv,
                        (promoters - detractors) / delivered,
                        census->gini_exposure,
                        orders,
                        returns / delivered,
                        gmv / orders,
                        ads,
                        paid_visits,
                        paid_gmv};
  small_close(&live_world);
  fl_scenario_free(&s);
  return out;
}

static observed observe(const char *key, const char *value) {
  return observe_at("0", key, value);
}

static observed base;

static int run_base(void **state) {
  (void)state;
  base = observe(NULL, NULL);
  return 0;
}

static void m01_fewer_needs_are_fewer_orders(void **state) {
  (void)state;
  check_between(observe("fan.need_per_day", "0.235").orders / base.orders, 0.55, 0.85, "orders at half the needs");
}

static void m02_a_platform_that_hides_what_is_followed_has_less_private_traffic(void **state) {
  (void)state;
  const double reach = observe("follow.notification_reach", "0.31").private_share;
  check_between(base.private_share - reach, 0.08, 0.40, "fall of the private share at half the reach");
}

static void m03_trust_sells(void **state) {
  (void)state;
  check_between(observe("trust.utility", "0.9").orders / base.orders, 0.70, 0.985, "orders at half the utility of trust");
}

static void m04_fans_who_look_at_prices_more_buy_cheaper(void **state) {
  (void)state;
  check_between(observe("choice.price_level", "1.5").order_value / base.order_value, 0.60, 0.97,
                "order value at a weight of the price of 1.5");
}

static void m05_higher_expectations_disappoint(void **state) {
  (void)state;
  const observed high = observe("outcome.expectation_base", "0.6");
  check_between(base.nps - high.nps, 0.15, 1.5, "fall of NPS when one half more is expected");
  check_between(high.returns_share - base.returns_share, 0.005, 0.3, "rise of returns");
}

static void m08_concentration_moves_the_gini(void **state) {
  (void)state;
  const double even = observe("allocation.concentration", "0.5").gini_exposure,
               head = observe("allocation.concentration", "1.5").gini_exposure;
  print_message("Gini %.3f, %.3f, %.3f\n", even, base.gini_exposure, head);
  check_between(base.gini_exposure - even, 0.02, 0.5, "fall of the Gini coefficient of exposures at exponent .5");
  check_between(head - base.gini_exposure, 0.01, 0.5, "rise at exponent 1.5");
}

static void m11_paid_traffic_follows_its_levers_and_a_yuan_brings_less_of_it(void **state) {
  (void)state;
  const observed ads = observe_at("0.3", NULL, NULL), poor = observe_at("0.3", "ads.budget_share", "0.04"),
                 rich = observe_at("0.3", "ads.budget_share", "0.12"), few = observe_at("0.15", NULL, NULL),
                 many = observe_at("0.45", NULL, NULL), modest = observe_at("0.3", "ads.target_roi", "1"),
                 demanding = observe_at("0.3", "ads.target_roi", "3");
  assert_true(base.ads_yuan == 0 && base.paid_visits == 0);
  check_between(poor.ads_yuan / ads.ads_yuan, 0.50, 0.80, "money spent at half the budgets");
  check_between(rich.ads_yuan / ads.ads_yuan, 1.05, 1.50, "money spent at one and a half budgets");
  const double back = ads.paid_gmv_yuan / ads.ads_yuan;
  check_between(poor.paid_gmv_yuan / poor.ads_yuan / back, 1.10, 1.90, "GMV of the visit for each yuan at half the budgets");
  check_between(rich.paid_gmv_yuan / rich.ads_yuan / back, 0.70, 0.98, "GMV of the visit for each yuan at one and a half budgets");
  check_between(few.paid_visits / ads.paid_visits, 0.48, 0.65, "paid visits at half the load");
  check_between(many.paid_visits / ads.paid_visits, 1.20, 1.50, "paid visits at one and a half loads");
  check_between(few.ads_yuan / few.paid_visits / (ads.ads_yuan / ads.paid_visits), 1.05, 1.90, "price of a visit at half the load");
  check_between(many.ads_yuan / many.paid_visits / (ads.ads_yuan / ads.paid_visits), 0.65, 0.97,
                "price of a visit at one and a half loads");
  check_between(modest.ads_yuan / ads.ads_yuan, 1.05, 2.00, "money spent where half the return is asked for");
  check_between(demanding.ads_yuan / ads.ads_yuan, 0.55, 0.95, "money spent where one and a half of it is");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(m01_fewer_needs_are_fewer_orders),
      cmocka_unit_test(m02_a_platform_that_hides_what_is_followed_has_less_private_traffic),
      cmocka_unit_test(m03_trust_sells),
      cmocka_unit_test(m04_fans_who_look_at_prices_more_buy_cheaper),
      cmocka_unit_test(m05_higher_expectations_disappoint),
      cmocka_unit_test(m08_concentration_moves_the_gini),
      cmocka_unit_test(m11_paid_traffic_follows_its_levers_and_a_yuan_brings_less_of_it),
  };
  return cmocka_run_group_tests(tests, run_base, NULL);
}
