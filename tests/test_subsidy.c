// The subsidy's money by the day, and the offers on its list.
#include "check.h"
#include "mechanisms/subsidy.h"

enum { ROOMS = 2000, SALT = 77, INDEX = 3 };

static const fl_key key = {1, 2, 3};
static fl_params params;

static fl_subsidy fair(void) {
  return (fl_subsidy){.from = 100,
                      .to = 109,
                      .budget = 1000,
                      .share = 0.2,
                      .cap = 1000000,
                      .platform_part = 1,
                      .list_share = 1,
                      .categories = 4095,
                      .brand_kinds = 31,
                      .room_tiers = 63,
                      .fan_tiers = 7,
                      .city_tiers = 15};
}

static void money_is_never_more_than_what_is_left(void **state) {
  (void)state;
  uint64_t random = 1;
  for (int round = 0; round < 20000; round++) {
    fl_subsidy s = fair();
    s.pacing = round % 2;
    const int64_t date = 90 + check_below(&random, 30), left = (int64_t)(check_random(&random) >> (10 + check_below(&random, 50)));
    const int64_t today = fl_subsidy_money_today(&s, date, left);
    assert_true(today >= 0 && today <= left);
    if (date < 100 || date > 109) assert_int_equal(today, 0);
  }
}

static void even_pacing_divides_what_is_left_and_ends_with_all_of_it(void **state) {
  (void)state;
  const fl_subsidy s = fair();
  int64_t left = 1003;
  for (int64_t date = 100; date <= 109; date++) {
    const int64_t today = fl_subsidy_money_today(&s, date, left);
    assert_in_range(today, 100, 103);
    left -= today;
  }
  assert_int_equal(left, 0);
}

static void without_pacing_everything_may_go_on_the_first_day(void **state) {
  (void)state;
  fl_subsidy s = fair();
  s.pacing = 1;
  assert_int_equal(fl_subsidy_money_today(&s, 100, 1000), 1000);
  assert_int_equal(fl_subsidy_money_today(&s, 99, 1000), 0);
  assert_int_equal(fl_subsidy_money_today(&s, 110, 1000), 0);
  assert_int_equal(fl_subsidy_money_today(&s, 100, 0), 0);
  assert_int_equal(fl_subsidy_money_today(&s, 100, -5), 0);
}

// Rooms of all kinds and tiers with prices from one fen up.
static void open_market(fl_agents *a) {
  assert_true(fl_agents_alloc(a, 1, ROOMS, ROOMS));
  uint64_t random = 9;
  for (uint32_t r = 0; r < ROOMS; r++) {
    a->rooms.brand[r] = r;
    a->rooms.tier[r] = (uint8_t)(r % FL_ROOM_TIERS);
    a->brands.kind[r] = (uint8_t)(r / FL_ROOM_TIERS % FL_BRAND_KINDS);
    for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
      a->offers.open[o] = 1;
      a->offers.category[o] = (uint8_t)(o % FL_CATEGORIES);
      a->offers.subsidy[o] = FL_NO_POLICY;
      a->offers.price_fen[o] = o % 7 == 0 ? 1 + o % 3 : 1 + check_below(&random, 50000);
    }
  }
}

static void amounts_keep_to_share_cap_and_the_last_fen(void **state) {
  (void)state;
  const double shares[] = {0, 0.15, 0.5, 1}, parts[] = {0, 0.3, 1};
  for (int i = 0; i < 12; i++) {
    fl_agents a;
    open_market(&a);
    fl_subsidy s = fair();
    s.share = shares[i % 4];
    s.platform_part = parts[i / 4];
    s.cap = i % 2 ? 3000 : 1000000;
    fl_subsidy_list(&params, &s, INDEX, SALT, &key, &a);
    for (uint32_t o = 0; o < a.offers.count; o++) {
      const int64_t price = a.offers.price_fen[o], fen = (int64_t)a.offers.platform_fen[o] + a.offers.seller_fen[o];
      int64_t wanted = llround(s.share * (double)price);
      if (wanted > s.cap) wanted = s.cap;
      if (wanted >= price) wanted = price - 1; // somebody pays at least one fen
      assert_int_equal(fen, wanted);
      assert_int_equal(a.offers.subsidy[o], wanted > 0 ? INDEX : FL_NO_POLICY);
      if (s.platform_part >= 1) assert_int_equal(a.offers.seller_fen[o], 0);
      if (s.platform_part <= 0) assert_int_equal(a.offers.platform_fen[o], 0);
      check_near(a.offers.seller_fen[o], (1 - s.platform_part) * (double)fen, 0.5000001, 0, o);
    }
    fl_agents_free(&a);
  }
}

static void only_targeted_offers_are_listed(void **state) {
  (void)state;
  fl_agents a;
  open_market(&a);
  fl_subsidy s = fair();
  s.categories = 4095 - (1 << 5);
  s.brand_kinds = 1 << 1 | 1 << 4;
  s.room_tiers = 1 << 2;
  s.min_price = 1000;
  for (uint32_t o = 0; o < a.offers.count; o += 5) a.offers.open[o] = 0;
  for (uint32_t o = 3; o < a.offers.count; o += 9) a.offers.flash[o] = 1;
  fl_subsidy_list(&params, &s, INDEX, SALT, &key, &a);
  uint32_t listed = 0;
  for (uint32_t o = 0; o < a.offers.count; o++) {
    const uint32_t r = o / FL_OFFERS, kind = a.brands.kind[r];
    const bool wanted = (kind == 1 || kind == 4) && a.rooms.tier[r] == 2 && a.offers.price_fen[o] >= 1000 && a.offers.open[o] &&
                        !a.offers.flash[o] && a.offers.category[o] != 5;
    assert_int_equal(a.offers.subsidy[o] == INDEX, wanted);
    listed += wanted;
  }
  assert_true(listed > 100);
  fl_agents_free(&a);
}

static void the_list_has_its_share_and_stays_the_same(void **state) {
  (void)state;
  fl_agents a, b;
  open_market(&a);
  open_market(&b);
  fl_subsidy s = fair();
  s.list_share = 0.3;
  uint32_t listed = 0, other = 0;
  fl_subsidy_list(&params, &s, INDEX, SALT, &key, &a);
  fl_subsidy_list(&params, &s, INDEX + 1, SALT, &key, &b); // its place among the policies does not matter
  for (uint32_t o = 0; o < a.offers.count; o++) {
    assert_int_equal(a.offers.subsidy[o] == INDEX, b.offers.subsidy[o] == INDEX + 1);
    listed += a.offers.subsidy[o] == INDEX;
  }
  fl_agents_free(&b);
  open_market(&b);
  fl_subsidy_list(&params, &s, INDEX, SALT + 1, &key, &b); // its name does
  for (uint32_t o = 0; o < a.offers.count; o++) other += a.offers.subsidy[o] != b.offers.subsidy[o];
  check_near(listed, 0.3 * 0.93 * a.offers.count, 0.02 * a.offers.count, 0, 0); // one in ten of the tiny prices rounds to nothing
  assert_true(other > a.offers.count / 4);
  fl_agents_free(&a);
  fl_agents_free(&b);
}

static void certified_lists_keep_fakes_out(void **state) {
  (void)state;
  for (int slips = 0; slips < 2; slips++) {
    fl_agents a;
    open_market(&a);
    for (uint32_t o = 0; o < a.offers.count; o += 2) a.offers.fake[o] = 1;
    fl_subsidy s = fair();
    fl_params p = params;
    s.genuine = 1;
    p.fake_certified_share = slips ? 0.1 : 0;
    fl_subsidy_list(&p, &s, INDEX, SALT, &key, &a);
    uint32_t fakes = 0;
    for (uint32_t o = 0; o < a.offers.count; o += 2) fakes += a.offers.subsidy[o] == INDEX;
    if (slips)
      check_near(fakes, 0.1 * a.offers.count / 2, 0.025 * a.offers.count, 0, 0);
    else
      assert_int_equal(fakes, 0);
    fl_agents_free(&a);
  }
}

static void the_larger_of_two_subsidies_counts(void **state) {
  (void)state;
  fl_agents a;
  open_market(&a);
  fl_subsidy s = fair();
  fl_subsidy_list(&params, &s, 0, SALT, &key, &a);
  s.share = 0.1;
  fl_subsidy_list(&params, &s, 1, SALT, &key, &a);
  for (uint32_t o = 0; o < a.offers.count; o++) assert_int_not_equal(a.offers.subsidy[o], 1);
  s.share = 0.4;
  fl_subsidy_list(&params, &s, 2, SALT, &key, &a);
  for (uint32_t o = 0; o < a.offers.count; o++)
    if (a.offers.price_fen[o] > 100) assert_int_equal(a.offers.subsidy[o], 2);
  fl_agents_free(&a);
}

static void the_mask_names_fan_and_city_tiers(void **state) {
  (void)state;
  fl_subsidy s = fair();
  assert_int_equal(fl_subsidy_mask(&s), 0xfff);
  s.fan_tiers = 1 << 2;
  s.city_tiers = 1 << 3;
  assert_int_equal(fl_subsidy_mask(&s), 1 << (4 * 2 + 3));
  s.fan_tiers = 0;
  assert_int_equal(fl_subsidy_mask(&s), 0);
}

static void the_price_image_stays_inside_and_answers_to_fakes(void **state) {
  (void)state;
  static fl_tally tally;
  static fl_tally shallow_tally;
  double good = 0.5, bad = 0.5, idle = 0.5, shallow = 0.5;
  for (int day = 0; day < 1000; day++) {
    tally = (fl_tally){.active_fans = 1000, .source[FL_PUBLIC].gmv = 100000};
    idle = fl_price_image_night(&params, idle, &tally);
    tally.subsidised_genuine = 5000;
    good = fl_price_image_night(&params, good, &tally);
    shallow_tally = tally;
    shallow_tally.subsidised_genuine = 100; // a thousandth of GMV
    shallow = fl_price_image_night(&params, shallow, &shallow_tally);
    tally.subsidised_fake_found = 100000;
    bad = fl_price_image_night(&params, bad, &tally);
    assert_true(good >= 0 && good <= 1 && bad >= 0 && bad <= 1);
  }
  assert_true(idle < 0.01 && good > 0.2 && bad < good);
  assert_true(shallow < 0.05); // no image from a subsidy that nobody feels
  tally = (fl_tally){0};
  assert_true(fl_price_image_night(&params, 0.4, &tally) == 0.4); // nobody was there to see
}

int main(void) {
  fl_scenario scenario = fl_default_scenario();
  params = scenario.params;
  fl_scenario_free(&scenario);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(money_is_never_more_than_what_is_left),
      cmocka_unit_test(even_pacing_divides_what_is_left_and_ends_with_all_of_it),
      cmocka_unit_test(without_pacing_everything_may_go_on_the_first_day),
      cmocka_unit_test(amounts_keep_to_share_cap_and_the_last_fen),
      cmocka_unit_test(only_targeted_offers_are_listed),
      cmocka_unit_test(the_list_has_its_share_and_stays_the_same),
      cmocka_unit_test(certified_lists_keep_fakes_out),
      cmocka_unit_test(the_larger_of_two_subsidies_counts),
      cmocka_unit_test(the_mask_names_fan_and_city_tiers),
      cmocka_unit_test(the_price_image_stays_inside_and_answers_to_fakes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
