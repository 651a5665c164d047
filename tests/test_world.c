// Whole worlds: determinism, conservation, and answers of the right sign under common random numbers.
#include "golden_digests.h"
#include "small_world.h"

// ---- Determinism ----------------------------------------------------------------------------------------------------------------

static fl_scenario eventful(void) {
  fl_scenario s = small_scenario();
  small_add_festival(&s);
  small_add_subsidy(&s, 30000000000);
  return s;
}

static void results_do_not_hang_on_the_number_of_threads(void **state) {
  (void)state;
  fl_scenario s = eventful();
  s.setup.fans = 20000; // five blocks
  const small_run serial = small_go(&s);
  const uint32_t threads[] = {1, 2, 3, 8};
  for (size_t i = 0; i < 4; i++) {
    fl_world_options options = fl_default_world_options();
    options.parallel = fl_parallel_openmp(threads[i]);
    const small_run run = small_go_with(&s, options);
    small_check_same(&serial, &run, FL_TABLES);
    assert_string_equal(run.text, serial.text);
  }
  fl_scenario_free(&s);
}

static void results_do_not_hang_on_the_order_of_fans_in_memory(void **state) {
  (void)state;
  fl_scenario s = eventful();
  s.setup.fans = 10000; // not a whole number of blocks
  const small_run forward = small_go(&s);
  fl_world_options options = fl_default_world_options();
  options.reversed = true;
  const small_run backward = small_go_with(&s, options);
  small_check_same(&forward, &backward, FL_T_sample_order); // the log is written in the order of memory
  fl_scenario_free(&s);
}

static void results_do_not_hang_on_the_kernel(void **state) {
  (void)state;
  fl_scenario s = eventful();
  const small_run usual = small_go(&s);
  fl_world_options options = fl_default_world_options();
  options.plain_kernel = true;
  const small_run plain = small_go_with(&s, options);
  small_check_same(&usual, &plain, FL_TABLES);
  assert_string_equal(plain.text, usual.text);
  fl_scenario_free(&s);
}

static void a_run_repeats_itself_and_another_seed_does_not(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  const small_run a = small_go(&s), b = small_go(&s);
  assert_string_equal(a.text, b.text);
  s.setup.seed++;
  const small_run seed = small_go(&s);
  assert_string_not_equal(a.text, seed.text);
  s.setup.seed--;
  s.setup.run = 1;
  const small_run run = small_go(&s);
  assert_string_not_equal(a.text, run.text);
  assert_string_not_equal(seed.text, run.text);
  fl_scenario_free(&s);
}

static void digests_are_the_golden_ones(void **state) {
  (void)state;
  fl_scenario plain = small_scenario(), events = eventful();
  const small_run a = small_go(&plain), b = small_go(&events);
  if (getenv("FL_REGENERATE")) {
    print_message("#define GOLDEN_PLAIN  \"%s\" // no policies\n", a.text);
    print_message("#define GOLDEN_EVENTS \"%s\" // festival with red packets and flash offers, and a subsidy\n", b.text);
  } else {
    assert_string_equal(a.text, GOLDEN_PLAIN);
    assert_string_equal(b.text, GOLDEN_EVENTS);
  }
  fl_scenario_free(&plain);
  fl_scenario_free(&events);
}

// Watching changes nothing: neither the clock, nor the invariant walk, nor recording every order.
static double ticks;
static double tick(void) {
  return ticks += 1;
}
static void observers_leave_no_trace(void **state) {
  (void)state;
  fl_scenario s = eventful();
  const small_run checked = small_go(&s);
  fl_messages messages = {0};
  fl_model *model;
  fl_world *world;
  fl_digest digest;
  char text[33];
  const fl_world_options options = fl_default_world_options(); // no sink, no check
  assert_int_equal(fl_model_create(&s, &messages, &model), FL_OK);
  assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_OK);
  fl_world_clock(world, tick);
  assert_int_equal(fl_world_begin(world), FL_OK);
  while (fl_world_day(world) < fl_world_days(world)) assert_int_equal(fl_world_step(world), FL_OK);
  assert_int_equal(fl_world_finish(world), FL_OK);
  fl_world_digest(world, &digest);
  fl_digest_text(&digest, FL_TABLES, text);
  assert_string_equal(text, checked.text);
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_messages_free(&messages);

  fl_world_options all = fl_default_world_options();
  all.all_orders = true;
  const small_run every = small_go_with(&s, all);
  small_check_same(&checked, &every, FL_T_sample_order);
  assert_true(every.digest.rows[FL_T_sample_order] > checked.digest.rows[FL_T_sample_order]);
  fl_scenario_free(&s);
}

// ---- Policies and their money ---------------------------------------------------------------------------------------------------

static void a_subsidy_without_money_changes_nothing_but_the_list_of_policies(void **state) {
  (void)state;
  fl_scenario without = small_scenario(), with = small_scenario();
  small_add_festival(&without);
  small_add_festival(&with);
  small_add_subsidy(&with, 0);
  const small_run a = small_go(&without), b = small_go(&with);
  small_check_same(&a, &b, FL_T_policy);
  fl_scenario_free(&without);
  fl_scenario_free(&with);
}

static void a_small_budget_is_spent_to_the_last_orders_and_never_beyond(void **state) {
  (void)state;
  for (int pacing = 0; pacing < 2; pacing++) {
    fl_scenario s = small_scenario();
    fl_subsidy *subsidy = small_add_subsidy(&s, 500000000); // five million yuan
    subsidy->pacing = pacing;
    const small_run run = small_go(&s);
    assert_true(run.platform_fen == run.policy_platform_fen);
    assert_true(run.platform_fen + run.left_fen == 500000000);
    assert_in_range(run.left_fen, 0, 500000000 / 1000);
    assert_true(run.policy_refused > 0);
    assert_true(run.budget_gone > 0);
    fl_scenario_free(&s);
  }
}

// Few fans, all rooms on air in the same half hour and everything on the list: now and then the cut falls on a fan who bought twice in
// one minute, and what is left may not be given to both orders.
static fl_scenario busy_half_hour(int64_t seed) {
  static const char *const levers[][2] = {
      {"fan.activity", "0.95"},       {"fan.shopper_share", "1"},   {"fan.need_per_day", "20"},       {"fan.budget", "1000000"},
      {"choice.public_visits", "15"}, {"choice.dwell_public", "5"}, {"choice.buy_per_minute", "0.1"},
  };
  fl_scenario s = small_scenario();
  s.setup.seed = seed;
  s.setup.fans = 40;
  s.setup.rooms = 0;
  s.setup.warmup = 1;
  s.setup.to = s.setup.from;
  strcpy(fl_scenario_add_brand(&s)->id, "seller");
  for (int i = 0; i < 20; i++) {
    fl_room_def *room = fl_scenario_add_room(&s);
    snprintf(room->id, sizeof room->id, "room %d", i);
    strcpy(room->brand, "seller");
    room->category = i % FL_CATEGORIES;
    room->followers = 20000000;
    room->live_prob = 1;
    room->live_hours = 0.5;
    room->start_minute = 1200;
    room->stock_days = 1000;
  }
  for (size_t i = 0; i < sizeof levers / sizeof *levers; i++) small_set(&s, levers[i][0], levers[i][1]);
  fl_subsidy *subsidy = small_add_subsidy(&s, 100000000000);
  subsidy->from = s.setup.from;
  subsidy->to = s.setup.to;
  subsidy->list_share = 1;
  return s;
}

static void two_orders_of_a_fan_in_one_minute_do_not_get_the_last_money_twice(void **state) {
  (void)state;
  for (int64_t seed = 0; seed < 200; seed++) {
    fl_scenario s = busy_half_hour(seed);
    const small_run run = small_go(&s); // stops with "a budget is overspent" otherwise
    assert_true(run.platform_fen + run.left_fen == 100000000000);
    fl_scenario_free(&s);
  }
}

static void a_large_budget_is_not_spent(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  small_add_subsidy(&s, INT64_C(1000000000000000));
  const small_run run = small_go(&s);
  assert_true(run.platform_fen > 0 && run.left_fen > 0);
  assert_true(run.platform_fen + run.left_fen == INT64_C(1000000000000000));
  assert_int_equal(run.policy_refused, 0);
  assert_int_equal(run.budget_gone, 0);
  fl_scenario_free(&s);
}

static void a_seller_pays_the_part_that_the_platform_does_not(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  small_add_subsidy(&s, INT64_C(1000000000000000))->platform_part = 0;
  const small_run run = small_go(&s);
  assert_int_equal(run.platform_fen, 0);
  assert_true(run.seller_fen > 0);
  fl_scenario_free(&s);
}

static void red_packets_are_never_used_more_often_than_given(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  small_add_festival(&s);
  const small_run run = small_go(&s);
  assert_true(run.packets_granted > 0 && run.packets_used > 0 && run.packets_used <= run.packets_granted);
  assert_true(run.packets_granted <= 12 * 3000000LL);
  assert_true(run.platform_fen == run.packets_used * 300);
  fl_scenario_free(&s);
}

// Packets outlive the phases of their festival: its ledger goes on as long as one of them is used.
static void red_packets_are_in_the_ledger_after_their_festival(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  fl_festival *f = small_add_festival(&s);
  const int64_t last = s.setup.from + 9;
  f->from = s.setup.from;
  f->to = last - 1;
  f->peak_from = f->peak_to = last - 1;
  f->return_days = 1;
  f->packet_days = 12;
  small_live x = small_open_run(&s, 0, NULL);
  int64_t used_after = 0;
  while (small_more(&x)) {
    const int64_t platform = small_step(&x)->platform_fen;
    size_t n;
    const fl_row_policy_day *rows = fl_world_rows(x.world, FL_T_policy_day, &n);
    assert_true(platform == (n ? rows[0].platform_fen : 0));
    if (n && rows[0].date > last) used_after += rows[0].packets_used;
  }
  assert_true(used_after > 0);
  small_close(&x);
  fl_scenario_free(&s);
}

// Both are what is usually paid, over the usual price of the category.
static void rooms_and_categories_have_reference_prices_in_one_unit(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  small_live x = small_open_run(&s, 0, NULL);
  double of_rooms = 0, of_categories = 0;
  size_t rooms = 0, categories = 0, n;
  while (small_more(&x)) {
    small_step(&x);
    const fl_row_room_day *room = fl_world_rows(x.world, FL_T_room_day, &n);
    for (size_t i = 0; i < n; i++) of_rooms += room[i].reference_price;
    rooms += n;
    const fl_row_category_day *category = fl_world_rows(x.world, FL_T_category_day, &n);
    for (size_t i = 0; i < n; i++) of_categories += category[i].reference_price;
    for (size_t i = 0; i < n; i++) assert_true(category[i].reference_price > 0);
    categories += n;
  }
  assert_true(rooms > 0 && categories > 0);
  const double apart = of_categories / (double)categories - of_rooms / (double)rooms;
  assert_true(-0.3 < apart && apart < 0.3);
  small_close(&x);
  fl_scenario_free(&s);
}

static void scarce_flash_offers_sell_out(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  small_add_festival(&s)->flash_stock = 1;
  const small_run run = small_go(&s);
  assert_true(run.flash_sold_out > 0);
  fl_scenario_free(&s);
}

static void two_policies_of_each_kind_keep_their_books_apart(void **state) {
  (void)state;
  fl_scenario s = eventful();
  fl_subsidy *second = &fl_scenario_add_policy(&s, FL_SUBSIDY, "second")->of.subsidy;
  second->from = s.setup.to - 20;
  second->to = s.setup.to - 1;
  second->budget = 1000000000;
  second->share = 0.3;
  second->platform_part = 0.5;
  fl_festival *other = &fl_scenario_add_policy(&s, FL_FESTIVAL, "other")->of.festival;
  other->from = s.setup.to - 16;
  other->to = s.setup.to - 4;
  other->packets_per_day = 100000;
  const small_run run = small_go(&s);
  assert_true(run.platform_fen == run.policy_platform_fen);
  fl_scenario_free(&s);
}

// ---- Edges ----------------------------------------------------------------------------------------------------------------------

static void edge(const char *const *set, bool sells) {
  fl_scenario s = eventful();
  s.setup.fans = 2000;
  s.setup.rooms = 50;
  for (; *set; set += 2) small_set(&s, set[0], set[1]);
  const small_run run = small_go(&s);
  if (!sells) assert_int_equal(run.orders, 0);
  fl_scenario_free(&s);
}
#define EDGE(sells, ...) edge((const char *const[]){__VA_ARGS__, NULL}, sells)

static void worlds_at_the_edge_run_and_balance(void **state) {
  (void)state;
  EDGE(true, "fans", "1");
  EDGE(true, "fans", "1", "rooms", "1");
  EDGE(true, "fans", "4095");
  EDGE(true, "fans", "4096");
  EDGE(true, "fans", "4097");
  EDGE(true, "rooms", "1");
  EDGE(false, "rooms", "0");
  EDGE(false, "rooms", "0", "fans", "1");
  EDGE(true, "fans", "1", "platform.population", "1");
  EDGE(true, "fans", "2000", "platform.population", "2000", "platform.rooms", "1");
  EDGE(true, "platform.population", "2000000000", "fans", "1");
  EDGE(true, "warmup", "0", "sale.heat_days", "0");
  EDGE(true, "empty_start", "true");
  EDGE(true, "flat_calendar", "true");
}

static void a_world_of_one_day_runs(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  s.setup.warmup = 0;
  s.setup.to = s.setup.from;
  const small_run run = small_go(&s);
  assert_int_equal(run.digest.rows[FL_T_platform_day], 1);
  fl_scenario_free(&s);
}

static void worlds_without_supply_sell_nothing(void **state) {
  (void)state;
  EDGE(false, "empty_start", "true", "room.stock_days", "0", "sale.flash_stock", "0");
  EDGE(false, "empty_start", "true", "fan.activity", "0");
}

static void worlds_without_visits_sell_nothing(void **state) {
  (void)state;
  EDGE(false, "fan.minutes", "0");
  EDGE(false, "fan.live_share", "0");
  EDGE(false, "choice.buy_per_minute", "0");
}

static void extreme_levers_break_no_invariant(void **state) {
  (void)state;
  EDGE(true, "fan.activity", "1");
  EDGE(true, "fan.churn_per_year", "10", "fan.dormancy_per_year", "50", "fan.waking_per_year", "50");
  EDGE(true, "choice.public_visits", "60", "choice.buy_per_minute", "100");
  EDGE(true, "follow.per_minute", "10", "follow.after_order", "1", "follow.unfollow_bad", "1", "follow.unfollow_dull", "1");
  EDGE(true, "follow.dormant_after", "7", "follow.reactivation", "1", "follow.dormant_loss_per_year", "10");
  EDGE(true, "follow.capacity", "1");
  EDGE(true, "trust.form", "frozen");
  EDGE(true, "trust.initial", "1", "trust.gain_per_hour", "20", "trust.gain_good", "1", "trust.memory", "10000");
  EDGE(true, "trust.loss_bad", "1", "trust.loss_fake", "1", "trust.memory", "1");
  EDGE(true, "brand.fake_share", "1", "subsidy.genuine", "false");
  EDGE(true, "outcome.delivery_days", "1", "outcome.late_share", "1");
  EDGE(true, "outcome.delivery_days", "14", "outcome.quality_noise", "2", "outcome.return_described", "1");
  EDGE(true, "allocation.concentration", "10");
  EDGE(true, "allocation.concentration", "0", "allocation.explore", "1");
  EDGE(true, "subsidy.share", "1", "subsidy.cap", "1000000", "subsidy.list_share", "1");
  EDGE(true, "subsidy.cap", "0");
  EDGE(true, "sale.packet_value", "10000", "sale.packet_min_spend", "0", "sale.packet_days", "60");
  EDGE(true, "sale.flash_price", "0.01", "sale.flash_rooms", "1000", "sale.flash_pull", "1", "sale.admission_score", "0");
  EDGE(true, "sale.seller_discount", "0.9", "sale.peak_discount", "0.9", "sale.traffic_lift", "5", "sale.exposure_boost", "0");
  EDGE(true, "start.relations", "8", "start.orders_per_fan_day", "10", "start.need_days", "15");
  EDGE(true, "fan.budget", "1", "fan.hunters", "1", "fan.shopper_share", "1", "fan.need_per_day", "20");
}

// ---- Signs: monotone under common random numbers --------------------------------------------------------------------------------

static void rises(const fl_scenario *s, const char *key, const char *less, const char *more) {
  const small_run a = small_go_set(s, key, less), b = small_go_set(s, key, more);
  if (b.orders <= a.orders)
    fail_msg("%s from %s to %s: orders went from %lld to %lld", key, less, more, (long long)a.orders, (long long)b.orders);
}

static void more_subsidy_sells_more(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  fl_subsidy *subsidy = small_add_subsidy(&s, INT64_C(1000000000000000));
  subsidy->list_share = 1;
  subsidy->cap = 100000;
  int64_t before = 0;
  for (int i = 0; i <= 4; i++) {
    subsidy->share = 0.1 * i;
    const small_run run = small_go(&s);
    assert_true(run.orders > before);
    before = run.orders;
  }
  fl_scenario_free(&s);
}

static void orders_answer_to_levers_with_the_right_sign(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  rises(&s, "choice.buy_per_minute", "0.006", "0.024");
  rises(&s, "fan.need_per_day", "0.5", "3");
  rises(&s, "fan.budget", "100", "5000");
  rises(&s, "fan.activity", "0.3", "0.8");
  rises(&s, "fan.shopper_share", "0.1", "0.5");
  rises(&s, "choice.public_visits", "0.5", "3");
  rises(&s, "trust.utility", "0", "5");
  rises(&s, "follow.notification_reach", "0.1", "0.9");
  rises(&s, "trust.initial", "0", "0.5");
  rises(&s, "room.stock_days", "0.1", "3");
  fl_scenario_free(&s);
}

static void price_sensitive_fans_answer_more_to_a_discount(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  fl_subsidy *subsidy = small_add_subsidy(&s, INT64_C(1000000000000000));
  subsidy->list_share = 1;
  subsidy->cap = 100000;
  subsidy->share = 0.3;
  double gain[2];
  for (int i = 0; i < 2; i++) {
    s.params.price_sensitivity = i ? 4 : 1;
    subsidy->budget = 0;
    const small_run without = small_go(&s);
    subsidy->budget = INT64_C(1000000000000000);
    const small_run with = small_go(&s);
    gain[i] = (double)with.orders / (double)without.orders;
  }
  assert_true(gain[0] > 1 && gain[1] > gain[0]);
  fl_scenario_free(&s);
}

// Both take the same part of the price off for the fan, and whom that moves does not hang on who pays it.
static void a_cut_and_a_subsidy_of_one_size_sell_alike_on_their_first_day(void **state) {
  (void)state;
  int64_t orders[3];
  for (int i = 0; i < 3; i++) {
    fl_scenario s = small_scenario();
    s.params.hunters = 0;
    s.params.promotion_days = 0;
    if (i == 1) {
      fl_festival *cut = &fl_scenario_add_policy(&s, FL_FESTIVAL, "cut")->of.festival;
      cut->from = cut->to = s.setup.to;
      cut->heat_days = cut->return_days = cut->anticipation_days = 0;
      cut->seller_discount = 0.2;
      cut->traffic_lift = cut->content_lift = cut->admission_score = cut->anticipation = 0;
      cut->exposure_boost = 1;
    }
    if (i == 2) {
      fl_subsidy *subsidy = small_add_subsidy(&s, INT64_C(1000000000000000));
      subsidy->from = subsidy->to = s.setup.to;
      subsidy->share = 0.2;
      subsidy->cap = 100000000;
      subsidy->list_share = 1;
      subsidy->genuine = false;
    }
    orders[i] = small_go(&s).orders;
    fl_scenario_free(&s);
  }
  const double cut = (double)(orders[1] - orders[0]), subsidy = (double)(orders[2] - orders[0]);
  assert_true(cut > 0.001 * (double)orders[0]);
  assert_true(fabs(subsidy / cut - 1) < 0.05);
}

// Long visits with large hazards end in fewer orders; where hazards are small, both forms are the same.
static void a_logit_of_choice_saturates_sooner_than_hazards(void **state) {
  (void)state;
  double part[2];
  for (int i = 0; i < 2; i++) {
    fl_scenario s = small_scenario();
    s.params.buy_per_minute = i ? 5 : 0.00002;
    const small_run hazard = small_go(&s), logit = small_go_set(&s, "choice.form", "logit");
    part[i] = (double)logit.orders / (double)hazard.orders;
    fl_scenario_free(&s);
  }
  assert_true(fabs(part[0] - 1) < 0.02);
  assert_true(part[1] < 0.98 && part[1] > 0.5);
}

static void without_relations_there_is_no_private_domain(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  const small_run with = small_go(&s), without = small_go_set(&s, "follow.capacity", "0");
  assert_true(with.private_gmv_fen > 0);
  assert_int_equal(without.private_gmv_fen, 0);
  assert_int_equal(without.follows, 0);
  assert_true(without.public_gmv_fen > 0);
  fl_scenario_free(&s);
}

static void a_festival_brings_fans_and_orders(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  const small_run without = small_go(&s);
  small_add_festival(&s);
  const small_run with = small_go(&s);
  assert_true(with.active_fans > without.active_fans);
  assert_true(with.orders > without.orders);
  fl_scenario_free(&s);
}

static void hundreds_of_festivals_on_a_day_do_not_close_the_public_flow(void **state) {
  (void)state;
  int64_t public_gmv[2];
  for (int i = 0; i < 2; i++) {
    fl_scenario s = small_scenario();
    for (int n = 0; n < (i ? 400 : 4); n++) { // 20^400 is beyond every double
      char id[16];
      snprintf(id, sizeof id, "f%d", n);
      fl_festival *f = &fl_scenario_add_policy(&s, FL_FESTIVAL, id)->of.festival;
      f->from = s.setup.from;
      f->to = s.setup.to;
      f->exposure_boost = 20;
      f->content_lift = 5;
      f->traffic_lift = 5;
    }
    public_gmv[i] = small_go(&s).public_gmv_fen;
    fl_scenario_free(&s);
  }
  assert_true(public_gmv[1] > public_gmv[0] / 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(results_do_not_hang_on_the_number_of_threads),
      cmocka_unit_test(results_do_not_hang_on_the_order_of_fans_in_memory),
      cmocka_unit_test(results_do_not_hang_on_the_kernel),
      cmocka_unit_test(a_run_repeats_itself_and_another_seed_does_not),
      cmocka_unit_test(digests_are_the_golden_ones),
      cmocka_unit_test(observers_leave_no_trace),
      cmocka_unit_test(a_subsidy_without_money_changes_nothing_but_the_list_of_policies),
      cmocka_unit_test(a_small_budget_is_spent_to_the_last_orders_and_never_beyond),
      cmocka_unit_test(two_orders_of_a_fan_in_one_minute_do_not_get_the_last_money_twice),
      cmocka_unit_test(a_large_budget_is_not_spent),
      cmocka_unit_test(a_seller_pays_the_part_that_the_platform_does_not),
      cmocka_unit_test(red_packets_are_never_used_more_often_than_given),
      cmocka_unit_test(red_packets_are_in_the_ledger_after_their_festival),
      cmocka_unit_test(rooms_and_categories_have_reference_prices_in_one_unit),
      cmocka_unit_test(scarce_flash_offers_sell_out),
      cmocka_unit_test(two_policies_of_each_kind_keep_their_books_apart),
      cmocka_unit_test(worlds_at_the_edge_run_and_balance),
      cmocka_unit_test(a_world_of_one_day_runs),
      cmocka_unit_test(worlds_without_supply_sell_nothing),
      cmocka_unit_test(worlds_without_visits_sell_nothing),
      cmocka_unit_test(extreme_levers_break_no_invariant),
      cmocka_unit_test(more_subsidy_sells_more),
      cmocka_unit_test(orders_answer_to_levers_with_the_right_sign),
      cmocka_unit_test(price_sensitive_fans_answer_more_to_a_discount),
      cmocka_unit_test(a_cut_and_a_subsidy_of_one_size_sell_alike_on_their_first_day),
      cmocka_unit_test(a_logit_of_choice_saturates_sooner_than_hazards),
      cmocka_unit_test(without_relations_there_is_no_private_domain),
      cmocka_unit_test(a_festival_brings_fans_and_orders),
      cmocka_unit_test(hundreds_of_festivals_on_a_day_do_not_close_the_public_flow),
  };
  // FL_ONLY=<name or pattern> runs some of them.
  const char *only = getenv("FL_ONLY");
  if (only) cmocka_set_test_filter(only);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
