// Reading result files; the views and what they notice.
#include "record_help.h"

#include "agents/agents.h"
#include "record/schema.h"

static void assert_unreadable(const char *path, fl_status status, const char *why) {
  fl_messages messages = {0};
  fl_result *result = NULL;
  assert_int_equal(fl_result_open(path, &messages, &result), status);
  assert_null(result);
  if (!strstr(messages.items[0].text, why)) fail_msg("'%s' does not say '%s'", messages.items[0].text, why);
  fl_messages_free(&messages);
}

static void what_is_no_result_is_refused_with_the_reason(void **state) {
  (void)state;
  write_file(in_folder("empty"), "", 0);
  write_file(in_folder("text"), "hello", 5);
  sql_run(in_folder("foreign"), "CREATE TABLE run (a)");
  assert_unreadable(in_folder("missing"), FL_BAD_SCENARIO, "no such file");
  assert_unreadable(help_folder, FL_BAD_SCENARIO, "is a folder");
  assert_unreadable(in_folder("empty"), FL_BAD_SCENARIO, "not a fanloop result");
  assert_unreadable(in_folder("text"), FL_BAD_SCENARIO, "not a fanloop result");
  assert_unreadable(in_folder("foreign"), FL_BAD_SCENARIO, "not a fanloop result");
  assert_unreadable("/dev/null", FL_BAD_SCENARIO, "not a fanloop result");
}

static void results_of_another_schema_version_are_refused_by_number(void **state) {
  (void)state;
  const char *path = in_folder("version.sqlite");
  help_record(path, 5);
  sql_run(path, "PRAGMA user_version = 99");
  assert_unreadable(path, FL_BAD_SCENARIO, "version 99");
  char sql[64];
  snprintf(sql, sizeof sql, "PRAGMA user_version = %d; DROP TABLE run", FL_SCHEMA_VERSION);
  sql_run(path, sql);
  assert_unreadable(path, FL_BAD_SCENARIO, "run");
}

static void a_truncated_result_is_refused_and_not_read(void **state) {
  (void)state;
  const char *path = in_folder("cut.sqlite");
  help_record(path, 5);
  assert_int_equal(truncate(path, 5000), 0);
  assert_unreadable(path, FL_ENVIRONMENT, "");
}

static void queries_take_texts_and_return_values(void **state) {
  (void)state;
  const char *path = in_folder("query.sqlite");
  help_record(path, 5);
  fl_messages messages = {0};
  fl_result *result = NULL;
  assert_int_equal(fl_result_open(path, &messages, &result), FL_OK);
  const char *const parameters[] = {"O'Neill \"老铁\" 🙂; --", "2", NULL};
  fl_query *query = fl_result_query(result, "SELECT brand + ?2, quality, id, NULL FROM brand WHERE id = ?1", parameters);
  assert_true(fl_query_next(query));
  assert_int_equal(fl_query_int(query, 0), 2);
  assert_true(fl_query_real(query, 1) == 0.5);
  assert_string_equal(fl_query_text(query, 2), parameters[0]);
  assert_string_equal(fl_query_text(query, 3), "");
  assert_false(fl_query_next(query));
  assert_string_equal(fl_result_error(result), "");
  fl_query_end(query);
  assert_null(fl_result_query(result, "SELECT a FROM nowhere", NULL));
  assert_string_equal(fl_result_error(result), "no such table: nowhere");
  assert_null(fl_result_query(result, "", NULL));
  query = fl_result_query(result, "DELETE FROM run", NULL); // read-only
  assert_false(query && fl_query_next(query));
  assert_non_null(strstr(fl_result_error(result), "readonly"));
  fl_query_end(query);
  fl_result_close(result);
}

static void every_view_can_be_read_of_a_whole_a_failed_and_an_empty_run(void **state) {
  (void)state;
  const char *whole = in_folder("views.sqlite"), *failed = in_folder("views-failed.sqlite"),
             *empty = in_folder("views-empty.sqlite");
  help_record(whole, 60);
  help_drop(failed, false, 1);
  help_drop(empty, false, 1);
  for (int t = 0; t < FL_TABLES; t++) {
    char sql[128];
    snprintf(sql, sizeof sql, "DELETE FROM %s", fl_tables[t].name);
    sql_run(empty, sql);
  }
  for (size_t i = 0; i < fl_view_count; i++) {
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM (SELECT * FROM %s)", fl_views[i].name);
    int64_t rows = sql_int(whole, sql);
    // The made-up run has no cohorts, no programmes and no paid traffic.
    const bool none = strcmp(fl_views[i].name, "v_cohort") == 0 || strcmp(fl_views[i].name, "v_ads_horizon") == 0 ||
                      strncmp(fl_views[i].name, "v_kuai_", 7) == 0 || strncmp(fl_views[i].name, "v_cold_", 7) == 0;
    if (!none) assert_true(rows > 0);
    sql_int(failed, sql);
    sql_int(empty, sql);
  }
  assert_int_equal(sql_int(whole, "SELECT count(*) FROM v_private_share WHERE gmv_share_28d IS NOT NULL"), 60 - 27);
  assert_int_equal(sql_int(whole, "SELECT minutes_to_sell_out FROM v_sell_out LIMIT 1"), 2);
  // 200 pieces of 100 a real room are two of the rooms that this one stands for.
  assert_int_equal(sql_int(whole, "SELECT weight FROM v_sell_out LIMIT 1"), 2);
  assert_int_equal(sql_int(whole, "SELECT sum(own) FROM v_room_total"), 1);
  assert_int_equal(sql_int(whole, "SELECT count(*) FROM v_room_total AS v JOIN room USING (room) WHERE v.weight <> room.weight"),
                   0);
  assert_int_equal(sql_int(whole, "SELECT followers_gained FROM v_room_total WHERE room = 7"), 1014);
  assert_int_equal(sql_int(whole, "SELECT count(*) FROM v_kpi WHERE kind = 'input'"), 2);
  assert_int_equal(sql_int(whole, "SELECT 100 * share FROM v_repurchase WHERE rate = 'R2'"), 37);
  assert_int_equal(sql_int(whole, "SELECT round(sum(gmv_share), 9) FROM v_tier_share"), 1);
  assert_int_equal(sql_int(whole, "SELECT overspent_fen + gap_ledger_fen FROM v_subsidy WHERE id = 'subsidy'"), 0);
}

// Whoever adds up a view must know whether the warm-up is in it.
static void every_view_says_what_it_covers_and_tells_the_warm_up_apart(void **state) {
  (void)state;
  const char *path = in_folder("covers.sqlite");
  help_record(path, 60);
  int by_day = 0;
  for (size_t i = 0; i < fl_view_count; i++) {
    const fl_view *view = &fl_views[i];
    char sql[512];
    const bool run = strstr(view->doc, "Covers the whole run"), window = strstr(view->doc, "Covers the window"),
               months = strstr(view->doc, "Covers the months of the whole run, and ");
    if (run + window + months != 1) fail_msg("%s does not say what it covers", view->name);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM pragma_table_info('%s') WHERE name = 'date'", view->name);
    if (sql_int(path, sql) == 0) continue;
    assert_true(run);
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM %s JOIN run WHERE phase <> iif(date < run.from_date, 'warmup', 'window') OR phase IS NULL",
             view->name);
    assert_int_equal(sql_int(path, sql), 0);
    snprintf(sql, sizeof sql, "SELECT count(DISTINCT phase) FROM %s", view->name);
    assert_int_equal(sql_int(path, sql), 2);
    by_day++;
  }
  assert_int_equal(by_day, 10);
}

static void rates_of_months_in_the_warm_up_are_told_apart(void **state) {
  (void)state;
  const char *path = in_folder("phases.sqlite");
  help_record(path, 60); // two days of warm-up, from 2022-05-02 on
  sql_run(path,
          "DELETE FROM repurchase; INSERT INTO repurchase (period, from_date, to_date, active_fans, buyers, buying_days, "
          "orders, repeat_buyers, kept_buyers, former_buyers) VALUES ('month', '2022-04-01', '2022-04-30', 9, 8, 8, 8, 2, 2, 2), "
          "('month', '2022-05-01', '2022-05-31', 9, 8, 8, 8, 2, 2, 2), ('month', '2022-06-01', '2022-06-30', 9, 8, 8, 8, 2, 2, 2)");
  assert_string_equal(sql_text(path,
                               "SELECT group_concat(phase, ' ') FROM (SELECT phase FROM v_repurchase WHERE rate = 'R2' ORDER BY "
                               "from_date)"),
                      "warmup both window");
}

// A day on which the money ran out is not the day on which there was none left.
static void the_first_day_without_money_and_the_end_of_the_budget_are_two_dates(void **state) {
  (void)state;
  const char *path = in_folder("gone.sqlite");
  help_record(path, 8);
  sql_run(path, "UPDATE policy_day SET exhausted_minute = iif(date >= '2022-05-04', 700, -1) WHERE policy = 1; INSERT INTO event "
                "VALUES ('2022-05-07', 700, 'budget_gone', 1, NULL, -1, 5)");
  assert_string_equal(sql_text(path, "SELECT first_exhausted_date || ' ' || budget_gone_date FROM v_subsidy WHERE id = 'subsidy'"),
                      "2022-05-04 2022-05-07");
  assert_string_equal(
      sql_text(path, "SELECT first_exhausted_date IS NULL AND budget_gone_date IS NULL FROM v_subsidy WHERE id = '616'"), "1");
}

// After `spoil`, which alters one log by the least amount, `check` counts what the view notices; it was nothing before.
static void assert_noticed(const char *spoil, const char *check) {
  const char *path = in_folder("spoilt.sqlite");
  unlink(path);
  help_record(path, 8);
  assert_int_equal(sql_int(path, check), 0);
  sql_run(path, spoil);
  if (sql_int(path, check) == 0) fail_msg("not noticed: %s", spoil);
}

static void one_unit_in_any_log_spoils_the_identity(void **state) {
  (void)state;
  static const char day[] = "SELECT count(*) FROM v_identity_day WHERE NOT exact";
  static const char period[] = "SELECT count(*) FROM v_identity_period WHERE NOT exact";
  assert_noticed("UPDATE source_day SET orders = orders + 1 WHERE date = '2022-05-05' AND source = 'public'", day);
  assert_noticed("UPDATE source_day SET live_seconds = live_seconds - 1 WHERE date = '2022-05-05' AND source = 'public'", day);
  assert_noticed(
      "UPDATE source_day SET gmv_fen = gmv_fen + 1, paid_fen = paid_fen + 1 WHERE date = '2022-05-05' AND source = 'public'", day);
  assert_noticed("UPDATE source_day SET paid_fen = paid_fen + 1 WHERE date = '2022-05-05' AND source = 'public'", day);
  assert_noticed("UPDATE source_day SET buyers = 0 WHERE date = '2022-05-05' AND source = 'public'", day);
  assert_noticed("UPDATE source_day SET uv = 1000000000 WHERE date = '2022-05-05' AND source = 'public'", day);
  assert_noticed("UPDATE tier_day SET orders = orders + 1 WHERE date = '2022-05-05' AND source = 'private' AND tier = 'head'", day);
  assert_noticed("DELETE FROM tier_day WHERE date = '2022-05-05' AND source = 'private' AND tier = 'head'", day);
  assert_noticed("UPDATE period SET orders = orders + 1 WHERE source = 'public'", period);
  assert_noticed("UPDATE period SET buyers = 0 WHERE source = 'public'", period);
  assert_noticed("UPDATE source_day SET live_seconds = live_seconds + 1 WHERE date = '2022-05-05' AND source = 'public'", period);
}

static const char *const identities[][2] = {
    {"v_identity_tier_period", "tier"}, {"v_identity_room_period", "room"}, {"v_identity_brand_period", "brand"}};
enum { IDENTITIES = sizeof identities / sizeof *identities };

// The window of the made-up run as a month too, and a second month that is its second half.
static const char *record_months(const char *name) {
  const char *path = in_folder(name);
  unlink(path);
  help_record(path, 8);
  sql_run(path,
          "INSERT INTO period SELECT 'month', from_date, to_date, source, uv, live_seconds, buyers, orders, gmv_fen, paid_fen, "
          "platform_fen, seller_fen FROM period");
  sql_run(path,
          "INSERT INTO period SELECT 'month', min(date), max(date), source, max(uv), sum(live_seconds), max(buyers), sum(orders), "
          "sum(gmv_fen), sum(paid_fen), sum(platform_fen), sum(seller_fen) FROM source_day WHERE date >= '2022-05-06' GROUP BY "
          "source");
  return path;
}

static void the_identity_multiplies_out_for_tiers_rooms_and_brands(void **state) {
  (void)state;
  const char *path = record_months("identity.sqlite");
  const int cells[IDENTITIES] = {6, 24, 12};
  char sql[640];
  for (int i = 0; i < IDENTITIES; i++) {
    const char *view = identities[i][0];
    snprintf(
        sql, sizeof sql,
        "SELECT count(*) FROM %s WHERE exact AND gmv_fen > 0 AND abs(100 * visitor_days * minutes_per_visitor_day * "
        "buyer_days_per_minute * orders_per_buyer_day * gmv_yuan_per_order - gmv_fen) < 0.01 AND source IN ('private', 'public')",
        view);
    assert_int_equal(sql_int(path, sql), 3 * 2 * cells[i]); // two months and the window, two sources
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE NOT exact", view);
    assert_int_equal(sql_int(path, sql), 0);
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM period AS p WHERE gmv_fen <> coalesce((SELECT sum(gmv_fen) FROM %s AS v WHERE v.period = "
             "p.period AND "
             "v.from_date = p.from_date AND v.source = p.source), 0)",
             view);
    assert_int_equal(sql_int(path, sql), 0);
  }
}

// Of every log that a view leans on, one unit more or less.
static void one_unit_in_any_log_spoils_the_identity_of_periods(void **state) {
  (void)state;
  static const char *const own[IDENTITIES] = {"tier_day", "room_day", "room_day"}, *const other[] = {"room_day", "period",
                                                                                                     "period"};
  static const char *const room_columns[] = {"orders_public", "live_seconds_public", "gmv_public_fen", "paid_fen"};
  static const char *const columns[] = {"orders", "live_seconds", "gmv_fen"};
  char spoil[256], check[128];
  for (int i = 0; i < IDENTITIES; i++) {
    snprintf(check, sizeof check, "SELECT count(*) FROM %s WHERE NOT exact", identities[i][0]);
    for (int own_log = 0; own_log < 2; own_log++) {
      const char *log = own_log ? own[i] : other[i];
      const bool rooms = strcmp(log, "room_day") == 0;
      for (int c = 0; c < (rooms && own_log ? 4 : 3); c++) {
        const char *column = rooms ? room_columns[c] : columns[c];
        snprintf(spoil, sizeof spoil, "UPDATE %s SET %s = %s + 1 WHERE %s", log, column, column,
                 rooms                        ? "date = '2022-05-05' AND room = 3"
                 : strcmp(log, "period") == 0 ? "source = 'public'"
                                              : "date = '2022-05-05' AND tier = 'head' AND source = 'public'");
        assert_noticed(spoil, check);
      }
    }
  }
  assert_noticed("UPDATE tier_day SET paid_fen = paid_fen + 1 WHERE date = '2022-05-05' AND tier = 'head' AND source = 'public'",
                 "SELECT count(*) FROM v_identity_tier_period WHERE NOT exact");
  assert_noticed("UPDATE tier_day SET uv = 1000000000 WHERE date = '2022-05-05' AND tier = 'head' AND source = 'public'",
                 "SELECT count(*) FROM v_identity_tier_period WHERE NOT exact");
  assert_noticed("UPDATE period SET buyers = 1000000000, uv = 1000000000 WHERE source = 'public'",
                 "SELECT count(*) FROM v_identity_room_period WHERE NOT exact");
  assert_noticed("DELETE FROM room_day WHERE date = '2022-05-05' AND room = 3",
                 "SELECT count(*) FROM v_identity_brand_period WHERE NOT exact");
}

// Fan tiers have no source: a relation is visited from the follow page and met in the feed.
static void the_identity_multiplies_out_for_fan_tiers(void **state) {
  (void)state;
  const char *path = record_months("fan_tiers.sqlite");
  assert_int_equal(
      sql_int(path,
              "SELECT count(*) FROM v_identity_fan_tier_period WHERE exact AND gmv_fen > 0 AND abs(100 * visitor_days * "
              "minutes_per_visitor_day * buyer_days_per_minute * orders_per_buyer_day * gmv_yuan_per_order - gmv_fen) < 0.01"),
      3 * 3); // two months and the window, three tiers
  assert_int_equal(sql_int(path, "SELECT count(*) FROM v_identity_fan_tier_period WHERE NOT exact"), 0);
  assert_int_equal(sql_int(path, "SELECT count(*) FROM (SELECT period, from_date, sum(gmv_fen) AS gmv FROM period GROUP BY 1, 2) "
                                 "AS p JOIN (SELECT period, from_date, sum(gmv_fen) AS gmv FROM v_identity_fan_tier_period GROUP "
                                 "BY 1, 2) AS v USING (period, from_date) WHERE p.gmv <> v.gmv"),
                   0);
}

// A spoilt count of any column of fan_tier_day is seen in its identity and in the books.
static void a_spoilt_count_of_a_fan_tier_is_noticed(void **state) {
  (void)state;
  static const char exact[] = "SELECT count(*) FROM v_identity_fan_tier_period WHERE NOT exact";
  static const char books[] = "SELECT count(*) FROM v_books WHERE NOT balanced";
  static const struct {
    const char *set, *checks[2];
  } spoilt[] = {
      {"visits = visits + 1", {books}},
      {"uv = uv + 1000000000", {exact, books}},
      {"uv = 0", {exact, books}},
      {"live_seconds = live_seconds - 1", {exact, books}},
      {"buyers = buyers + 1000000000", {exact, books}},
      {"buyers = 0", {exact, books}},
      {"orders = orders + 1", {exact, books}},
      {"gmv_fen = gmv_fen + 1, paid_fen = paid_fen + 1", {exact, books}},
      {"paid_fen = paid_fen + 1", {exact, books}},
      {"platform_fen = platform_fen + 1", {exact, books}},
      {"platform_fen = platform_fen + 1, paid_fen = paid_fen - 1", {books}},
      {"seller_fen = seller_fen + 1", {exact, books}},
      {"seller_fen = seller_fen + 1, paid_fen = paid_fen - 1", {books}},
  };
  char spoil[256];
  for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
    snprintf(spoil, sizeof spoil, "UPDATE fan_tier_day SET %s WHERE date = '2022-05-05' AND fan_tier = 'medium'", spoilt[i].set);
    for (size_t k = 0; k < 2 && spoilt[i].checks[k]; k++) assert_noticed(spoil, spoilt[i].checks[k]);
  }
  assert_noticed("DELETE FROM fan_tier_day WHERE date = '2022-05-05' AND fan_tier = 'medium'", exact);
  assert_noticed("DELETE FROM fan_tier_day WHERE date = '2022-05-05'", books);
  assert_noticed("UPDATE source_day SET live_seconds = live_seconds + 1 WHERE date = '2022-05-05' AND source = 'public'", exact);
  assert_noticed("UPDATE source_day SET orders = orders + 1 WHERE date = '2022-05-05' AND source = 'public'", exact);
  assert_noticed("UPDATE source_day SET gmv_fen = gmv_fen + 1 WHERE date = '2022-05-05' AND source = 'public'", exact);
}

static void one_fen_in_any_book_unbalances_it(void **state) {
  (void)state;
  static const char books[] = "SELECT count(*) FROM v_books WHERE NOT balanced";
  assert_noticed("UPDATE platform_day SET paid_fen = paid_fen + 1 WHERE date = '2022-05-05'", books);
  assert_noticed("UPDATE platform_day SET gmv_fen = gmv_fen - 1, seller_fen = seller_fen - 1 WHERE date = '2022-05-05'", books);
  assert_noticed("UPDATE room_day SET gmv_public_fen = gmv_public_fen + 1 WHERE date = '2022-05-05' AND room = 3", books);
  assert_noticed("UPDATE room_day SET ads_fen = ads_fen + 1 WHERE date = '2022-05-05' AND room = 3", books);
  assert_noticed("UPDATE platform_day SET ads_fen = ads_fen + 1 WHERE date = '2022-05-05'", books);
  assert_noticed("DELETE FROM room_day WHERE date = '2022-05-05' AND room = 3", books);
  assert_noticed("UPDATE category_day SET orders = orders + 1 WHERE date = '2022-05-05' AND category = 'food'", books);
  assert_noticed("UPDATE fan_tier_day SET gmv_fen = gmv_fen + 1 WHERE date = '2022-05-05' AND fan_tier = 'heavy'", books);
  assert_noticed("UPDATE policy_day SET platform_fen = platform_fen + 1 WHERE date = '2022-05-05' AND policy = 1", books);
  assert_noticed("INSERT INTO recall_day VALUES ('2022-05-05', 0, 0, 0, 0, 0, 0, 0, 0, 1, 1)", books);
  assert_noticed("INSERT INTO winback_day VALUES ('2022-05-05', 3, 0, 0, 0, 0, 0, 1, 1)", books);
  assert_noticed("UPDATE policy_day SET left_fen = left_fen + 1 WHERE date = '2022-05-09' AND policy = 1",
                 "SELECT count(*) FROM v_subsidy WHERE gap_ledger_fen <> 0");
}

static void brands_are_their_rooms_without_fans_counted_twice(void **state) {
  (void)state;
  const char *path = in_folder("brands.sqlite");
  help_record(path, 5);
  int64_t rooms = sql_int(path, "SELECT sum(uv_private) FROM room_day WHERE date = '2022-05-05' AND room IN (2, 3)");
  assert_int_equal(sql_int(path, "SELECT uv_private FROM v_brand_day WHERE date = '2022-05-05' AND brand = 1"), rooms);
  sql_run(path, "INSERT INTO brand_overlap_day VALUES ('2022-05-05', 1, 7, 0, 0, 0, 0, 0, 0, 0)");
  assert_int_equal(sql_int(path, "SELECT uv_private FROM v_brand_day WHERE date = '2022-05-05' AND brand = 1"), rooms - 7);
}

// Ten real rooms: five that nobody sees and that sell for 20 fen each, three of 10 exposures and 100 fen, two of 35 and 300.
static void the_lorenz_curves_are_those_of_rooms_counted_by_hand(void **state) {
  (void)state;
  static const int64_t exposures[] = {0, 0, 0, 0, 0, 10, 20, 30, 65, 100}, gmv[] = {2, 4, 6, 8, 10, 20, 30, 40, 70, 100};
  const char *path = in_folder("lorenz.sqlite");
  char sql[256];
  help_record(path, 5);
  sql_run(path, "DELETE FROM room_day WHERE room > 2 OR date <> (SELECT from_date FROM run)");
  sql_run(path, "UPDATE room SET weight = CASE room WHEN 0 THEN 5 WHEN 1 THEN 3 ELSE 2 END");
  sql_run(path,
          "UPDATE room_day SET uv_public = CASE room WHEN 0 THEN 0 WHEN 1 THEN 30 ELSE 70 END, gmv_private_fen = 0, gmv_paid_fen "
          "= 0, gmv_shelf_fen = 0, gmv_public_fen = CASE room WHEN 0 THEN 100 WHEN 1 THEN 300 ELSE 600 END");
  for (int tenth = 1; tenth <= 10; tenth++) {
    for (int what = 0; what < 2; what++) {
      snprintf(sql, sizeof sql,
               "SELECT round(100 * share) FROM v_lorenz WHERE what = '%s' AND rooms_share = %d / 10.0 AND rooms = %d",
               what ? "gmv" : "exposures", tenth, tenth);
      assert_int_equal(sql_int(path, sql), what ? gmv[tenth - 1] : exposures[tenth - 1]);
    }
  }
  assert_int_equal(sql_int(path, "SELECT count(*) FROM v_lorenz"), 20);
  assert_int_equal(sql_int(path, "SELECT round(100 * part) FROM v_lorenz WHERE what = 'exposures' AND rooms_share = .9"), 35);
  assert_int_equal(sql_int(path, "SELECT round(1e9 * sum(part)) FROM v_lorenz WHERE what = 'gmv'"), 1000000000);
}

static void growth_by_tier_is_that_of_rooms_counted_by_hand(void **state) {
  (void)state;
  const char *path = in_folder("growth.sqlite");
  help_record(path, 5);
  sql_run(path, "DELETE FROM room_day WHERE room > 2");
  sql_run(path, "DELETE FROM room_window");
  sql_run(path, "UPDATE room SET weight = CASE room WHEN 0 THEN 5 WHEN 1 THEN 3 ELSE 2 END");
  // 50,000 followers each, four million and five: tail, 3m and 5m. The last two sell twice and half as much on the last days.
  sql_run(path, "INSERT INTO room_window VALUES (0, 250000, 300000), (1, 12000000, 15000000), (2, 10000000, 9000000)");
  sql_run(path, "UPDATE room_day SET gmv_private_fen = 0, gmv_paid_fen = 0, gmv_shelf_fen = 0, gmv_public_fen = 1000");
  sql_run(path,
          "UPDATE room_day SET gmv_public_fen = CASE room WHEN 1 THEN 2000 WHEN 2 THEN 500 ELSE 1000 END WHERE date = (SELECT "
          "to_date FROM run)");
  sql_run(path, "UPDATE run SET from_date = date(to_date, '-1 day')");
  static const struct {
    const char *tier;
    int64_t rooms, followers, gmv; // growth in per cent
  } wanted[] = {{"tail", 5, 20, 0}, {"3m", 3, 25, 100}, {"5m", 2, -10, -50}};
  char sql[256];
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    snprintf(sql, sizeof sql,
             "SELECT rooms * 1000000 + round(100 * followers_growth) * 1000 + round(100 * gmv_growth) FROM v_tier_growth WHERE "
             "tier = '%s'",
             wanted[i].tier);
    assert_int_equal(sql_int(path, sql), wanted[i].rooms * 1000000 + wanted[i].followers * 1000 + wanted[i].gmv);
  }
  assert_int_equal(sql_int(path, "SELECT sum(rooms) FROM v_tier_growth"), 10);
  assert_int_equal(sql_int(path, "SELECT 100 * first_gmv_yuan FROM v_tier_growth WHERE tier = '5m'"), 1000);
}

// 100 yuan a month bring 150 and 50 at once; 20 and 180 come later: 1.5, then (150 + 50) / 200 = 1, and (150 + 20 + 50 + 180) / 200 = 2.
static void the_horizon_of_paid_traffic_adds_up_what_comes_later(void **state) {
  (void)state;
  const char *path = in_folder("horizon.sqlite");
  help_record(path, 60);
  sql_run(path, "DELETE FROM ads_day");
  sql_run(path, "UPDATE run SET from_date = '2022-05-20', to_date = '2022-06-30'");
  sql_run(path, "INSERT INTO ads_day VALUES ('2022-05-19', 'big', 1, 0, 7, 7, 7, 7, 7, 7)," // the warm-up
                "('2022-05-20', 'big', 1, 0, 4000, 10, 1, 15000, 3, 0), ('2022-05-31', 'big', 1, 0, 6000, 10, 1, 0, 3, 2000),"
                "('2022-06-30', 'big', 1, 0, 10000, 10, 1, 5000, 3, 18000), ('2022-06-01', 'kuai', 0, 0, 0, 0, 0, 0, 0, 500)");
  assert_int_equal(sql_int(path, "SELECT count(*) FROM v_ads_horizon"), 3);
  assert_int_equal(sql_int(path, "SELECT 100 * roi FROM v_ads_horizon WHERE kind = 'big' AND to_date = '2022-05-31'"), 150);
  assert_int_equal(sql_int(path, "SELECT 100 * roi FROM v_ads_horizon WHERE kind = 'big' AND to_date = '2022-06-30'"), 50);
  assert_int_equal(sql_int(path, "SELECT 100 * roi_so_far FROM v_ads_horizon WHERE kind = 'big' AND to_date = '2022-06-30'"), 100);
  assert_int_equal(
      sql_int(path, "SELECT 100 * roi_so_far_with_followers FROM v_ads_horizon WHERE kind = 'big' AND to_date = '2022-06-30'"),
      200);
  assert_int_equal(sql_int(path, "SELECT count(*) FROM v_ads_horizon WHERE kind = 'kuai' AND roi IS NULL"), 1);
}

// The view has the bounds of the tiers once more.
static void tiers_of_the_view_are_those_of_the_world(void **state) {
  (void)state;
  static const int64_t followers[] = {0, 99999, 100000, 999999, 1000000, 2999999, 3000000, 4999999, 5000000, 9999999, 10000000};
  static const char *const tiers[] = {"tail", "waist", "1m", "3m", "5m", "head"};
  const char *path = in_folder("tiers.sqlite");
  char sql[256];
  help_record(path, 5);
  sql_run(path, "UPDATE room SET weight = 1");
  for (size_t i = 0; i < sizeof followers / sizeof *followers; i++) {
    sql_run(path, "DELETE FROM room_window");
    snprintf(sql, sizeof sql, "INSERT INTO room_window VALUES (0, %lld, 1)", (long long)followers[i]);
    sql_run(path, sql);
    snprintf(sql, sizeof sql, "SELECT rooms FROM v_tier_growth WHERE tier = '%s'", tiers[fl_room_tier(followers[i])]);
    assert_int_equal(sql_int(path, sql), 1);
  }
}

typedef struct csv {
  char text[4096];
  size_t size, limit;
} csv;

static bool take(void *ctx, const char *piece, size_t size) {
  csv *c = ctx;
  if (c->size + size > c->limit) return false;
  memcpy(c->text + c->size, piece, size);
  c->size += size;
  c->text[c->size] = '\0';
  return true;
}

static void views_and_tables_are_exported_as_csv(void **state) {
  (void)state;
  const char *path = in_folder("csv.sqlite");
  help_record(path, 5);
  sql_run(path, "INSERT INTO metric VALUES ('2022-05-05', 'a \"b\", c', 0.1), ('2022-05-06', 'two\nlines', 1e300)");
  fl_messages messages = {0};
  fl_result *result = NULL;
  assert_int_equal(fl_result_open(path, &messages, &result), FL_OK);
  csv out = {.limit = sizeof out.text - 1};
  assert_int_equal(fl_result_csv(result, "metric", take, &out), FL_OK);
  assert_string_equal(out.text, "date,name,value\r\n2022-05-02,nothing,\r\n2022-05-02,\"waist \"\"share\"\"\",0.4\r\n"
                                "2022-05-05,\"a \"\"b\"\", c\",0.1\r\n2022-05-06,\"two\nlines\",1.0e+300\r\n");
  out = (csv){.limit = 10};
  assert_int_equal(fl_result_csv(result, "v_kpi", take, &out), FL_ENVIRONMENT); // the taker stops
  assert_int_equal(fl_result_csv(result, "v_nothing", take, &out), FL_BAD_SCENARIO);
  assert_non_null(strstr(fl_result_error(result), "v_nothing"));
  assert_int_equal(fl_result_csv(result, "run; DROP TABLE run", take, &out), FL_BAD_SCENARIO);
  fl_result_close(result);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_no_result_is_refused_with_the_reason),
      cmocka_unit_test(results_of_another_schema_version_are_refused_by_number),
      cmocka_unit_test(a_truncated_result_is_refused_and_not_read),
      cmocka_unit_test(queries_take_texts_and_return_values),
      cmocka_unit_test(every_view_can_be_read_of_a_whole_a_failed_and_an_empty_run),
      cmocka_unit_test(every_view_says_what_it_covers_and_tells_the_warm_up_apart),
      cmocka_unit_test(rates_of_months_in_the_warm_up_are_told_apart),
      cmocka_unit_test(the_first_day_without_money_and_the_end_of_the_budget_are_two_dates),
      cmocka_unit_test(one_unit_in_any_log_spoils_the_identity),
      cmocka_unit_test(the_identity_multiplies_out_for_tiers_rooms_and_brands),
      cmocka_unit_test(one_unit_in_any_log_spoils_the_identity_of_periods),
      cmocka_unit_test(the_identity_multiplies_out_for_fan_tiers),
      cmocka_unit_test(a_spoilt_count_of_a_fan_tier_is_noticed),
      cmocka_unit_test(one_fen_in_any_book_unbalances_it),
      cmocka_unit_test(brands_are_their_rooms_without_fans_counted_twice),
      cmocka_unit_test(the_lorenz_curves_are_those_of_rooms_counted_by_hand),
      cmocka_unit_test(growth_by_tier_is_that_of_rooms_counted_by_hand),
      cmocka_unit_test(tiers_of_the_view_are_those_of_the_world),
      cmocka_unit_test(the_horizon_of_paid_traffic_adds_up_what_comes_later),
      cmocka_unit_test(views_and_tables_are_exported_as_csv),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
