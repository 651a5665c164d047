// The invariant walk sees a world that was spoilt, names the stage and stops the run.
#include "small_world.h"
#include "watch.h"

typedef void spoil(fl_world *world);

static void take_stock(fl_world *w) {
  for (uint32_t o = 0; o < w->agents.offers.count; o++)
    if (w->counts.sold[o] > 0) w->agents.offers.stock[o] = w->counts.sold[o] - 1;
}
static void owe_stock(fl_world *w) {
  w->agents.offers.stock[3] = -1;
}
static void give_away(fl_world *w) {
  w->agents.offers.price_fen[1] = 0;
}
static void post_twice(fl_world *w) {
  w->counts.fixed->source[FL_PRIVATE].gmv++;
}
static void post_elsewhere(fl_world *w) {
  w->counts.rooms[0].gmv[0]++;
  w->counts.rooms[0].paid++;
}
static void overspend(fl_world *w) {
  for (size_t p = 0; p < w->policy_count; p++)
    if (w->policies[p].kind == FL_SUBSIDY) w->accounts[p].left_fen = -1;
}
static void forget_a_claim(fl_world *w) {
  w->counts.fixed->claims--;
}
static void find_a_voucher(fl_world *w) {
  w->agents.fans[11].voucher = 250;
}
static void lose_a_follower(fl_world *w) {
  w->agents.rooms.active[2]++;
}
static void know_nobody(fl_world *w) {
  w->agents.fans[7].room_low[0] = 0xfff0;
  w->agents.fans[7].room_high[0] = 0x0f;
}
static void know_twice(fl_world *w) {
  fl_fan *fan = &w->agents.fans[9];
  for (int s = 0; s < 2; s++) {
    fan->room_low[s] = 1;
    fan->room_high[s] = 0;
  }
}
static void advertise_on_credit(fl_world *w) {
  w->agents.rooms.ad_saved[3] = -1;
}
static void charge_for_nothing(fl_world *w) {
  w->agents.rooms.ad_spend[3] = w->counts.rooms[3].uv[FL_PAID] * w->agents.rooms.ad_price[3] + 1;
}
static void no_number(fl_world *w) {
  w->agents.rooms.value[0] = __builtin_nan("");
}
static void no_image(fl_world *w) {
  w->price_image = 1.5;
}

static void score_too_high(fl_world *w) {
  w->agents.scores.score[3][FL_SCORE_HOST] = 1.5;
}
static void forget_what_was_seen(fl_world *w) {
  w->agents.scores.sum[3][FL_PART_price][1] = -1;
}
static void give_out_more(fl_world *w) {
  for (size_t p = 0; p < w->policy_count; p++)
    if (w->policies[p].kind == FL_TRAFFIC_POOL) w->pools[p].left = -1;
}

static const struct {
  const char *stage, *says;
  spoil *how;
} spoilt[] = {
    {"settle", "more sold than in stock", take_stock},
    {"supply", "negative stock", owe_stock},
    {"clearing", "negative stock", owe_stock},
    {"supply", "a price out of bounds", give_away},
    {"settle", "GMV is not what fans, platform and sellers paid", post_twice},
    {"night", "GMV is not what fans, platform and sellers paid", post_twice},
    {"night", "rooms do not add up to the platform", post_elsewhere},
    {"night", "a budget is overspent", overspend},
    {"night", "an advertiser spends more than the budget", advertise_on_credit},
    {"night", "an advertiser pays for visits that did not come", charge_for_nothing},
    {"fans", "demand is not what was claimed", forget_a_claim},
    {"record", "followers counted are not followers held", lose_a_follower},
    {"record", "a fan knows a room that does not exist", know_nobody},
    {"record", "a fan holds a room twice", know_twice},
    {"record", "more vouchers of a kind used or in wallets than came into them", find_a_voucher},
    {"exposure", "no number in rooms.value", no_number},
    {"night", "no number in rooms.value", no_number},
    {"night", "price image outside 0..1", no_image},
    {"night", "a score outside 0..1", score_too_high},
    {"night", "no number in what a score is made of", forget_what_was_seen},
    {"night", "a pool gives out more than it holds", give_out_more},
};

// With scores and a pool.
static fl_scenario plenty(void) {
  fl_scenario s = watch_eventful();
  small_set(&s, "scores.kept", "on");
  fl_traffic_pool *pool = &fl_scenario_add_policy(&s, FL_TRAFFIC_POOL, "pool")->of.traffic_pool;
  pool->from = s.setup.from;
  pool->to = s.setup.to;
  pool->exposures = 1000;
  return s;
}

static void a_spoilt_world_is_seen_after_the_stage_that_spoilt_it(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
    watched *x = watch(plenty());
    while (watch_more(x) && x->world->counts.fixed->source[FL_PRIVATE].orders == 0) watch_day(x);
    assert_true(fl_check_invariants(x->world, spoilt[i].stage));
    spoilt[i].how(x->world);
    assert_false(fl_check_invariants(x->world, spoilt[i].stage));
    const char *text = fl_world_failure(x->world);
    if (!strstr(text, spoilt[i].says) || !strstr(text, spoilt[i].stage) || !strstr(text, "broken invariant on day"))
      fail_msg("%s: %s", spoilt[i].says, text);
    watch_close(x);
  }
}

// A visit, a second, an order or a fen too much, and more fans than came, in any count of the fan tiers.
static void a_spoilt_count_of_a_fan_tier_is_seen(void **state) {
  (void)state;
#define COUNT(member) offsetof(fl_tally, member) / sizeof(int64_t)
  static const struct {
    const char *stage, *says;
    size_t count;
    int64_t by;
  } counts[] = {
      {"fans", "visits of the fan tiers do not add up", COUNT(fan_tier_visits[2]), 1},
      {"fans", "a fan tier has more fans than visited", COUNT(fan_tier[2].uv), (int64_t)1 << 40},
      {"fans", "a visitor is in no fan tier", COUNT(fan_tier[0].uv), -((int64_t)1 << 40)},
      {"fans", "fan tiers do not add up to the sources", COUNT(fan_tier[1].seconds), 1},
      {"settle", "a fan tier has more buyers than bought", COUNT(fan_tier[0].buyers), (int64_t)1 << 40},
      {"settle", "a buyer is in no fan tier", COUNT(fan_tier[0].buyers), -((int64_t)1 << 40)},
      {"settle", "fan tiers do not add up to the sources", COUNT(fan_tier[2].orders), 1},
      {"settle", "fan tiers do not add up to the sources", COUNT(fan_tier[0].gmv), 1},
      {"settle", "a fan tier's money does not balance", COUNT(fan_tier[1].paid), 1},
      {"settle", "fan tiers do not add up to the sources", COUNT(fan_tier[2].platform), 1},
      {"settle", "fan tiers do not add up to the sources", COUNT(fan_tier[0].seller), 1},
  };
#undef COUNT
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    watched *x = watch(watch_eventful());
    watch_day(x);
    assert_true(fl_check_invariants(x->world, counts[i].stage));
    ((int64_t *)x->world->counts.fixed)[counts[i].count] += counts[i].by;
    assert_false(fl_check_invariants(x->world, counts[i].stage));
    if (!strstr(fl_world_failure(x->world), counts[i].says)) fail_msg("%s: %s", counts[i].says, fl_world_failure(x->world));
    watch_close(x);
  }
}

static fl_status spoil_a_day(void *ctx, fl_world *world) {
  (void)ctx;
  if (fl_world_day(world) == 4) world->price_image = -1;
  return FL_OK;
}

static void a_run_with_a_broken_invariant_stops(void **state) {
  (void)state;
  for (int check = 0; check < 2; check++) {
    const fl_scenario s = small_scenario();
    fl_messages messages = {0};
    fl_model *model = NULL;
    fl_world *world = NULL;
    fl_world_options options = fl_default_world_options();
    options.check = check;
    options.hooks.on_day = spoil_a_day;
    assert_int_equal(fl_model_create(&s, &messages, &model), FL_OK);
    assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_OK);
    fl_status status = fl_world_begin(world);
    while (status == FL_OK && fl_world_day(world) < 8) status = fl_world_step(world);
    assert_int_equal(status, check ? FL_BROKEN : FL_OK);
    assert_int_equal(fl_world_day(world), check ? 4 : 8);
    fl_world_destroy(world);
    fl_model_destroy(model);
  }
}

static void options_of_nobody_are_refused(void **state) {
  (void)state;
  const fl_scenario s = small_scenario();
  fl_messages messages = {0};
  fl_model *model = NULL;
  fl_world *world = NULL;
  assert_int_equal(fl_model_create(&s, &messages, &model), FL_OK);
  const fl_world_options options = {.parallel = fl_parallel_serial()};
  assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_BAD_SCENARIO);
  assert_null(world);
  assert_int_equal(messages.errors, 1);
  fl_messages_free(&messages);
  fl_model_destroy(model);
}

static void assert_stops(const fl_scenario *s, const char *what) {
  fl_messages messages = {0};
  fl_model *model = NULL;
  fl_world *world = NULL;
  const fl_world_options options = fl_default_world_options();
  if (fl_model_create(s, &messages, &model) != FL_OK) fail_msg("%s", messages.items[0].text);
  assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_OK);
  fl_status status = fl_world_begin(world);
  while (status == FL_OK && fl_world_day(world) < fl_world_days(world)) status = fl_world_step(world);
  assert_int_equal(status, FL_BROKEN);
  const char *why = fl_world_failure(world);
  if (!strstr(why, "64-bit") || !strstr(why, what)) fail_msg("'%s' is not of %s", why, what);
  print_message("%s\n", why);
  fl_world_destroy(world);
  fl_model_destroy(model);
}

// Money that no 64-bit number holds: the run stops, instead of going on with a wrong one.
static void sums_beyond_64_bits_stop_the_run(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  static const char *const rich[][2] = {{"platform.population", "2e9"},   {"fan.budget", "1e7"},
                                        {"choice.buy_per_minute", "100"}, {"fan.need_per_day", "5"},
                                        {"fan.shopper_share", "1"},       {"choice.price_sensitivity", "0"}};
  for (size_t i = 0; i < sizeof rich / sizeof *rich; i++) small_set(&s, rich[i][0], rich[i][1]);
  char key[64];
#define FL_CATEGORY(name, zh, need, yuan, amplitude, peak, fit)                                                                    \
  snprintf(key, sizeof key, "category.%s.price", #name);                                                                           \
  small_set(&s, key, "1e6");
#include "fanloop/categories.def"
#undef FL_CATEGORY
  s.setup.fans = 500;
  s.setup.to = s.setup.from + 700;
  assert_stops(&s, "the month or the window");
}

// A seller's accounts run over all days: here 1e8 real rooms that ten stand for pay a million yuan an hour.
static void books_beyond_64_bits_stop_the_run(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  small_set(&s, "platform.rooms", "1e8");
  small_set(&s, "seller.hour_cost", "1e6");
  s.setup.rooms = 10;
  s.setup.fans = 500;
  s.setup.to = s.setup.from + 2700;
  assert_stops(&s, "the books of brand ");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_spoilt_world_is_seen_after_the_stage_that_spoilt_it),
      cmocka_unit_test(a_spoilt_count_of_a_fan_tier_is_seen),
      cmocka_unit_test(a_run_with_a_broken_invariant_stops),
      cmocka_unit_test(options_of_nobody_are_refused),
      cmocka_unit_test(sums_beyond_64_bits_stop_the_run),
      cmocka_unit_test(books_beyond_64_bits_stop_the_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
