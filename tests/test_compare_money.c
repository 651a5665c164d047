// The money of a comparison: everything that is in the books of a run, by kind and in whole fen, and what a yuan more returns.
#define _GNU_SOURCE
#include "compare_help.h"

#include "report/comparison.h"

// Every mechanism at once, and a variant without the festival and one with half the subsidy.
static int begin(void **state) {
  if (compare_begin(state) != 0) return -1;
  const int code = run("sed -e 's/^  policies = {/  variants = { quiet = { without = \"616\" }, half = { set = { "
                       "[\"ten-billion.budget\"] = 1e9 } } },\\n&/' -e "
                       "'s/gala_date/packets_per_day = 3e7, gala_date/' -e 's/budget = 2e9/&, platform_part = 0.8/' "
                       "%s/tests/everything.lua >every.lua && "
                       "%s compare every.lua --runs 2 -q -o every.sqlite 2>errors",
                       FL_SOURCE_DIR, FL_PROGRAM);
  if (code != 0) run("cat errors >&2");
  return code;
}

static void what_all_pay_and_receive_is_that_of_the_books(void **state) {
  (void)state;
  assert_int_equal(run("%s run every.lua -q --set run=1 -o alone.sqlite 2>errors", FL_PROGRAM), 0);
  assert_int_equal(
      run("sqlite3 every.sqlite \"ATTACH 'alone.sqlite' AS a; SELECT split || ' ' || kind || ' ' || sum(fen) FROM purse WHERE "
          "variant = 0 AND run = 1 AND split IN ('platform', 'brand_kind') GROUP BY split, kind UNION ALL SELECT 'contribution ' "
          "|| sum(fen) FROM purse WHERE variant = 0 AND run = 1 AND split = 'platform' UNION ALL SELECT 'profit ' || sum(fen) FROM "
          "purse WHERE variant = 0 AND run = 1 AND split IN ('brand_kind', 'sellers') UNION ALL SELECT cell || ' ' || sum(fen) "
          "FROM purse WHERE variant = 0 AND run = 1 AND split = 'brand' GROUP BY cell HAVING cell = 'acme'\" | grep -v "
          "'packets\\|subsidies' | sort >told"),
      0);
  static const char *const platform[][2] = {
      {"commission", "commission_fen"},  {"ads", "ads_fen"},          {"rights", "-rights_fen"},     {"coupons", "-coupons_fen"},
      {"governance", "-governance_fen"}, {"rebates", "-rebates_fen"}, {"penalties", "penalties_fen"}};
  static const char *const sellers[][2] = {{"sales", "sales_fen"},
                                           {"vouchers", "-vouchers_fen"},
                                           {"refunds", "-refunds_fen"},
                                           {"goods", "-goods_fen"},
                                           {"stocking", "-stocking_fen"},
                                           {"fulfilment", "-fulfilment_fen"},
                                           {"commission", "-commission_fen"},
                                           {"ads", "-ads_fen"},
                                           {"coupons", "coupons_fen"},
                                           {"talents", "-talents_fen"},
                                           {"earned", "earned_fen"},
                                           {"broadcasting", "-broadcasting_fen"},
                                           {"rights", "-rights_fen"},
                                           {"services", "-services_fen"},
                                           {"overhead", "-overhead_fen"},
                                           {"outside", "outside_fen"},
                                           {"penalties", "-penalties_fen"}};
  run(": >books");
  // Each kind is there: a row of 0 would have none, and the two lists would differ.
  for (size_t i = 0; i < sizeof platform / sizeof *platform; i++)
    run("sqlite3 alone.sqlite \"SELECT 'platform %s ' || sum(%s) FROM v_platform_profit\" >>books", platform[i][0], platform[i][1]);
  for (size_t i = 0; i < sizeof sellers / sizeof *sellers; i++)
    run("sqlite3 alone.sqlite \"SELECT 'brand_kind %s ' || sum(%s) FROM v_seller_profit\" >>books", sellers[i][0], sellers[i][1]);
  run("sqlite3 alone.sqlite \"SELECT 'contribution ' || sum(contribution_fen) FROM v_platform_profit; SELECT 'profit ' || "
      "sum(profit_fen) FROM v_seller_profit; SELECT 'acme ' || profit_fen FROM v_seller_profit WHERE id = 'acme'\" >>books");
  assert_int_equal(run("sort books | diff told - >&2"), 0);
  // Red packets are the festival's, subsidies the subsidy's, and both are what v_platform_profit has together.
  assert_int_equal(
      run("test $(sqlite3 every.sqlite \"SELECT -sum(fen) FROM purse WHERE variant = 0 AND run = 1 AND kind IN "
          "('packets', 'subsidies')\") = $(sqlite3 alone.sqlite \"SELECT sum(subsidies_fen) FROM v_platform_profit\")"),
      0);
  assert_int_equal(
      run("test $(sqlite3 every.sqlite \"SELECT -fen FROM purse WHERE variant = 0 AND run = 1 AND kind = "
          "'packets'\") = $(sqlite3 alone.sqlite \"SELECT sum(platform_fen) FROM policy_day JOIN policy USING (policy) "
          "WHERE kind = 'festival' AND date >= '2022-05-01'\")"),
      0);
}

static void what_is_paid_over_the_window_is_the_sum_of_its_kinds(void **state) {
  (void)state;
  fl_result *r = open_file("every.sqlite");
  check_zero(r,
             "SELECT count(*) FROM (SELECT variant, run, -sum(fen) / 100.0 AS yuan FROM purse WHERE split = 'platform' AND fen < 0 "
             "GROUP BY variant, run) AS p JOIN kpi_run AS k USING (variant, run) WHERE kpi = 'platform_pays' AND abs(value - "
             "yuan) > 0.006");
  check_zero(r,
             "SELECT count(*) FROM (SELECT variant, run, -sum(fen) / 100.0 AS yuan FROM purse WHERE kind = 'discounts' OR (split = "
             "'brand_kind' AND kind IN ('vouchers', 'rights')) GROUP BY variant, run) AS p JOIN kpi_run AS k USING (variant, run) "
             "WHERE kpi = 'sellers_pay' AND abs(value - yuan) > 0.006");
  // Discounts do not change what sellers are left with beyond their sales.
  check_zero(r, "SELECT sum(fen) FROM purse WHERE split = 'sellers'");
  // Without the festival nobody takes anything off.
  check_zero(r,
             "SELECT count(*) FROM purse JOIN variant USING (variant) WHERE name = 'quiet' AND kind IN ('discounts', 'packets')");
  assert_true(number(r, "SELECT count(*) FROM purse WHERE kind = 'discounts'") == 4);
  fl_result_close(r);
}

// Every room takes a fifth off, and nothing else is cheaper on any day: a quarter of what was sold.
static void a_festival_costs_sellers_what_it_takes_off_their_prices(void **state) {
  (void)state;
  assert_int_equal(
      run("cat >fifth.lua <<'END'\n"
          "local fl = require \"fanloop\"\n"
          "return fl.scenario {\n"
          "  world = fl.world(\"kuaishou-2022-core\", { fans = 2000, rooms = 100, params = { [\"room.promotion_days\"] = 0 } }),\n"
          "  calendar = { warmup = 5, from = \"2022-06-01\", to = \"2022-06-10\" },\n"
          "  policies = { fl.festival { id = \"june\", from = \"2022-06-03\", to = \"2022-06-06\", peak = { \"2022-06-05\", "
          "\"2022-06-06\" },\n"
          "    admission_score = 0, seller_discount = 0.2, peak_discount = 0.2, flash_rooms = 0 } },\n"
          "}\n"
          "END\n"
          "%s run fifth.lua -q -o fifth.sqlite 2>errors",
          FL_PROGRAM),
      0);
  assert_int_equal(
      run("sqlite3 fifth.sqlite \"SELECT count(*) || ' ' || min(date) || ' ' || max(date) FROM giving_day\" >days; grep "
          "-qx '4 2022-06-03 2022-06-06' days"),
      0);
  // Prices are whole fen.
  assert_int_equal(run("test 1 = $(sqlite3 fifth.sqlite \"SELECT min(g.orders = p.orders AND abs(g.cut_fen - 0.25 * p.gmv_fen) <= "
                       "1.25 * p.orders) FROM giving_day AS g JOIN platform_day AS p USING (date)\")"),
                   0);
}

static void a_yuan_more_has_a_return_where_both_pay_some(void **state) {
  (void)state;
  fl_result *r = open_file("every.sqlite");
  assert_true(number(r, "SELECT count(*) FROM money JOIN variant USING (variant) WHERE name = 'half' AND span = 'window'") == 1);
  check_zero(r, "SELECT count(*) FROM money WHERE gmv_per_yuan NOT NULL AND abs(gmv_per_yuan * (platform_yuan + sellers_yuan) - "
                "gmv_yuan) > 1e-9 * abs(gmv_yuan)");
  fl_result_close(r);
  // Of another file, too: half the money against all of it.
  assert_int_equal(
      run("cat >whole.lua <<'END'\n"
          "local fl = require \"fanloop\"\n"
          "return fl.scenario {\n"
          "  world = fl.world(\"kuaishou-2022-core\", { fans = 2000, rooms = 100 }),\n"
          "  calendar = { warmup = 5, from = \"2022-06-01\", to = \"2022-06-10\" },\n"
          "  policies = { fl.subsidy { id = \"cash\", budget = 8e8, share = 0.2, cap = 30 } },\n"
          "}\n"
          "END\n"
          "sed 's/8e8/4e8/' whole.lua >part.lua; %s compare part.lua whole.lua --runs 4 -o files.sqlite >shown 2>errors",
          FL_PROGRAM),
      0);
  r = open_file("files.sqlite");
  assert_true(number(r,
                     "SELECT gmv_per_yuan FROM money WHERE span = 'window' AND gmv_per_yuan_low <= gmv_per_yuan AND gmv_per_yuan "
                     "<= gmv_per_yuan_high") > 0);
  assert_true(number(r, "SELECT platform_yuan FROM money WHERE span = 'window'") > 5e7);
  fl_result_close(r);
}

static void kinds_that_neither_has_are_not_shown(void **state) {
  (void)state;
  assert_int_equal(
      run("sed -n '/^Money/,$p' shown >money; grep -q '^    subsidies ' money && grep -q '^  Sellers. profit ' money && ! "
          "grep -q 'rebates  \\|red packets  \\|governance  \\|service providers  ' money"),
      0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_all_pay_and_receive_is_that_of_the_books),
      cmocka_unit_test(what_is_paid_over_the_window_is_the_sum_of_its_kinds),
      cmocka_unit_test(a_festival_costs_sellers_what_it_takes_off_their_prices),
      cmocka_unit_test(a_yuan_more_has_a_return_where_both_pay_some),
      cmocka_unit_test(kinds_that_neither_has_are_not_shown),
  };
  return cmocka_run_group_tests(tests, begin, compare_end);
}
