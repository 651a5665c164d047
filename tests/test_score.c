// The scorecard: rates by hand, the log of CDNOW written as a result, verdicts over several runs.
#include "record_help.h"

#include "cdnow.h"
#include "report/score.h"

static void assert_near(double got, double wanted, double tolerance) {
  if (!(fabs(got - wanted) <= tolerance)) fail_msg("got %.9g, wanted %.9g", got, wanted);
}

static fl_scorecard read_card(const char *path) {
  fl_messages messages = {0};
  fl_result *result = NULL;
  fl_scorecard card;
  assert_int_equal(fl_result_open(path, &messages, &result), FL_OK);
  const fl_status status = fl_scorecard_read(result, path, &messages, &card);
  if (status != FL_OK) fail_msg("%s", messages.items[0].text);
  fl_result_close(result);
  return card;
}

static double value_of(const char *path, fl_score_id id) {
  fl_scorecard card = read_card(path);
  fl_scorecard_free(&card);
  return card.line[id].value;
}

// One order of 30 real fans.
#define ORDER(fan, room, date) "(" #fan ", " #room ", '" date "', 0, 0, 'food', 'private', 30, 100, 100, 0, 0, 0, 0.5)"
#define INTO_LOG                                                                                                                   \
  "INSERT INTO sample_order (fan, room, date, minute, offer, category, source, orders, price_fen, paid_fen, platform_fen, "        \
  "seller_fen, impulse, trust) "

// Rooms 0 and 1 belong to one brand, room 2 to another. Window: April to June 2022.
static void rates_of_rooms_and_brands_are_counted_over_pairs(void **state) {
  (void)state;
  const char *path = in_folder("pairs.sqlite");
  help_record(path, 5);
  sql_run(path,
          "DELETE FROM sample_order; UPDATE run SET from_date = '2022-04-01', to_date = '2022-06-30', days = 151, warmup = 60");
  sql_run(path, INTO_LOG "VALUES " ORDER(1, 0, "2022-03-10") "," ORDER(1, 0, "2022-04-02") "," ORDER(1, 0, "2022-04-02") "," //
          ORDER(1, 0, "2022-04-20") "," ORDER(1, 1, "2022-05-05") "," ORDER(1, 0, "2022-06-30") "," ORDER(
              2, 2, "2022-05-01") "," ORDER(2, 2, "2022-06-01"));
  fl_scorecard card = read_card(path);
  const fl_score *line = card.line;
  // Pairs with rooms: (1,0) on 3 days of the window, (1,1) on 1, (2,2) on 2.
  assert_near(line[FL_SCORE_r1_room].value, 2 / 3.0, 1e-12);
  assert_int_equal(line[FL_SCORE_r1_room].sample, 3);
  // Months: (1,0) April twice, June; (1,1) May; (2,2) May, June.
  assert_near(line[FL_SCORE_r2_room].value, 1 / 5.0, 1e-12);
  assert_near(line[FL_SCORE_r3_room].value, 1 / 3.0, 1e-12); // of April (1,0), May (1,1), May (2,2): the last
  assert_near(line[FL_SCORE_r4_room].value, 3 / 5.0, 1e-12); // (1,0) bought in March; (2,2) June
  // Brands: (1, A) April twice, May, June; (2, B) May, June.
  assert_near(line[FL_SCORE_r1_brand].value, 1, 1e-12);
  assert_near(line[FL_SCORE_r2_brand].value, 1 / 5.0, 1e-12);
  assert_near(line[FL_SCORE_r3_brand].value, 1, 1e-12);
  assert_near(line[FL_SCORE_r4_brand].value, 4 / 5.0, 1e-12);
  fl_scorecard_free(&card);
}

static void what_a_short_run_cannot_tell_is_said_with_the_reason(void **state) {
  (void)state;
  const char *path = in_folder("short.sqlite");
  help_record(path, 8);
  fl_scorecard card = read_card(path);
  const struct {
    fl_score_id id;
    const char *reason;
  } wanted[] = {{FL_SCORE_r2_platform, "no whole calendar month"},
                {FL_SCORE_r3_platform, "no two whole calendar months"},
                {FL_SCORE_r3_excess, "no whole calendar month"},
                {FL_SCORE_v1_shape, "the warm-up has 2"},
                {FL_SCORE_v5_top, "takes a window of 364 days"},
                {FL_SCORE_v5_rise, "takes a window of 91 days"},
                {FL_SCORE_v10_top, "no census"}};
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    assert_true(isnan(card.line[wanted[i].id].value));
    if (!strstr(card.line[wanted[i].id].reason, wanted[i].reason))
      fail_msg("%s: '%s'", fl_score_lines[wanted[i].id].key, card.line[wanted[i].id].reason);
  }
  fl_scorecard_free(&card);
}

static void only_finished_runs_are_scored(void **state) {
  (void)state;
  const char *path = in_folder("stopped.sqlite");
  fl_messages messages = {0};
  fl_result *result = NULL;
  fl_scorecard card;
  help_record(path, 5);
  sql_run(path, "UPDATE run SET status = 'stopped'");
  assert_int_equal(fl_result_open(path, &messages, &result), FL_OK);
  assert_int_equal(fl_scorecard_read(result, path, &messages, &card), FL_BAD_SCENARIO);
  assert_non_null(strstr(messages.items[0].text, "stopped"));
  fl_result_close(result);
  fl_messages_free(&messages);
}

// Every purchase day of the shop as an order of one fan; nobody bought before the first quarter.
static void write_shop(const char *path, const cdnow *shop) {
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(
                       db,
                       INTO_LOG "VALUES (?1, 0, date('1997-01-01', ?2 || ' days'), 0, 0, 'food', 'private', 1, ?3, ?3, 0, 0, 0, 0)",
                       -1, &stmt, NULL),
                   SQLITE_OK);
  for (size_t s = 0; s < shop->histories.count; s++) {
    for (size_t d = shop->histories.start[s]; d < shop->histories.start[s + 1]; d++) {
      const double days = (double)(shop->histories.start[s + 1] - shop->histories.start[s]);
      sqlite3_bind_int64(stmt, 1, (sqlite3_int64)s);
      sqlite3_bind_int(stmt, 2, shop->histories.days[d]);
      sqlite3_bind_int64(stmt, 3, (sqlite3_int64)(100 * shop->value[s] / days));
      assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
      sqlite3_reset(stmt);
    }
  }
  sqlite3_finalize(stmt);
  assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

static void the_music_shop_as_a_result_has_its_published_scorecard(void **state) {
  (void)state;
  const char *path = in_folder("shop.sqlite");
  cdnow shop;
  if (!cdnow_read(&shop)) skip();
  help_record(path, 5);
  sql_run(path,
          "DELETE FROM sample_order; UPDATE run SET from_date = '1997-01-01', to_date = '1998-06-30', days = 636, warmup = 90");
  write_shop(path, &shop);
  fl_scorecard card = read_card(path);
  const fl_score *line = card.line, *shape = &line[FL_SCORE_v1_shape];
  assert_int_equal(shape->sample, 2357);
  assert_near(line[FL_SCORE_v1_zero].value, 1411 / 2357.0, 1e-12);
  const double published[5] = {0.243, 4.414, 0.793, 2.426, -9582.4}, tolerance[5] = {6e-4, 2e-3, 1e-3, 2e-3, 0.05};
  for (int i = 0; i < 5; i++) assert_near(shape->part[i], published[i], tolerance[i]);
  assert_near(line[FL_SCORE_v1_holdout].value, 1, 0.15);
  assert_near(line[FL_SCORE_v1_holdout].part[1], 1882, 0);
  const double ladder[4] = {.483, .646, .716, .717};
  for (int i = 0; i < 4; i++) assert_near(line[FL_SCORE_v2_rise].part[i], ladder[i], 6e-4);
  assert_true(line[FL_SCORE_v2_rise].value >= 0);
  const double bins[6] = {.171, .137, .097, .088, .089, .087};
  for (int i = 0; i < 6; i++) assert_near(line[FL_SCORE_v3_decay].part[i], bins[i], 6e-4);
  assert_true(line[FL_SCORE_v3_decay].value > 0.3 && line[FL_SCORE_v3_decay].value < 0.6);
  assert_true(line[FL_SCORE_v5_top].value > 0.6 && line[FL_SCORE_v5_top].value < 0.85);
  assert_near(line[FL_SCORE_r1_room].value, .483, 6e-4);
  fl_scorecard_free(&card);
  cdnow_free(&shop);
}

static void the_top_fifth_of_buyers_is_counted_in_real_fans(void **state) {
  (void)state;
  const char *path = in_folder("weights.sqlite");
  help_record(path, 5);
  sql_run(path,
          "DELETE FROM sample_order; UPDATE run SET from_date = '2022-01-01', to_date = '2022-12-31', days = 365, warmup = 0");
  // 900 fans who stand for one, and one who stands for 100: all pay the same but 100 of the 900, who pay eleven times as much.
  sql_run(path,
          INTO_LOG "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 900),"
                   " d(day) AS (SELECT 0 UNION ALL SELECT day + 7 FROM d WHERE day < 357)"
                   " SELECT i, 0, date('2022-01-01', day || ' days'), 0, 0, 'food', 'private', CASE i WHEN 900 THEN 100 ELSE 1 END,"
                   " 100, CASE WHEN i < 100 THEN 1100 ELSE 100 END, 0, 0, 0, 0 FROM n, d");
  assert_near(value_of(path, FL_SCORE_v5_top), (100 * 11 + 100) / (100 * 11 + 900.0), 1e-9);
  assert_near(value_of(path, FL_SCORE_v5_rise), 0, 1e-9);
}

// The JSON of cards whose line `id` has these values.
static char *json_of(fl_score_id id, const double *value, size_t count) {
  static char text[60000];
  fl_scorecard cards[9] = {{.name = "x"}};
  for (size_t i = 0; i < count; i++) cards[i].line[id] = (fl_score){.value = value[i], .sample = 10, .unit = FL_W_n_rooms};
  FILE *out = fmemopen(text, sizeof text, "w");
  assert_non_null(out);
  fl_score_json(out, cards, count);
  assert_int_equal(fclose(out), 0);
  char *at = strstr(text, fl_score_lines[id].key);
  assert_non_null(at);
  char *end = strstr(at, "\"source\"");
  assert_non_null(end);
  *end = '\0';
  return at;
}

static void assert_verdict(fl_score_id id, const double *value, size_t count, const char *verdict) {
  char wanted[64];
  snprintf(wanted, sizeof wanted, "\"verdict\": \"%s\"", verdict);
  const char *got = json_of(id, value, count);
  if (!strstr(got, wanted)) fail_msg("not %s: %s", verdict, got);
}

static void a_line_passes_only_if_its_whole_interval_lies_in_the_band(void **state) {
  (void)state;
  const double inside[3] = {0.70, 0.71, 0.72}, wide[3] = {0.62, 0.70, 0.85}, below[3] = {0.50, 0.51, 0.52},
               gap[2] = {0.7, (double)NAN};
  assert_verdict(FL_SCORE_v5_top, inside, 1, "pass"); // .60 to .85
  assert_verdict(FL_SCORE_v5_top, inside, 3, "pass");
  assert_verdict(FL_SCORE_v5_top, wide, 3, "flag");
  assert_verdict(FL_SCORE_v5_top, below, 3, "flag");
  assert_verdict(FL_SCORE_v5_top, gap, 2, "not measurable");
  assert_verdict(FL_SCORE_r3_platform, inside, 3, "no band");
  assert_verdict(FL_SCORE_v10_top, below, 3, "by construction: outside");
  assert_non_null(strstr(json_of(FL_SCORE_v5_top, inside, 1), "\"interval_low\": null"));
  // Mean .71, standard error .01 / sqrt 3, t of two degrees of freedom at .95: 2.919986.
  assert_non_null(strstr(json_of(FL_SCORE_v5_top, inside, 3), "\"interval_low\": 0.6931"));
}

static void the_least_rise_is_found_on_the_means_over_the_runs(void **state) {
  (void)state;
  // The ladders rise by .10 and .02 on average; in each run one of the rises is far lower.
  const double ladders[2][3] = {{.50, .70, .62}, {.50, .50, .62}};
  static char text[60000];
  fl_scorecard cards[2] = {{.name = "x"}};
  for (int i = 0; i < 2; i++) {
    cards[i].line[FL_SCORE_v2_rise] =
        (fl_score){.value = -.08 + .08 * i, .parts = 3, .parts_name = FL_W_d_ladder, .least_rise = true};
    memcpy(cards[i].line[FL_SCORE_v2_rise].part, ladders[i], sizeof ladders[i]);
  }
  FILE *out = fmemopen(text, sizeof text, "w");
  assert_non_null(out);
  fl_score_json(out, cards, 2);
  assert_int_equal(fclose(out), 0);
  const char *value = strstr(strstr(text, "v2_rise"), "\"value\": ");
  assert_non_null(value);
  assert_near(strtod(value + strlen("\"value\": "), NULL), .02, 1e-9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rates_of_rooms_and_brands_are_counted_over_pairs),
      cmocka_unit_test(what_a_short_run_cannot_tell_is_said_with_the_reason),
      cmocka_unit_test(only_finished_runs_are_scored),
      cmocka_unit_test(the_music_shop_as_a_result_has_its_published_scorecard),
      cmocka_unit_test(the_top_fifth_of_buyers_is_counted_in_real_fans),
      cmocka_unit_test(the_least_rise_is_found_on_the_means_over_the_runs),
      cmocka_unit_test(a_line_passes_only_if_its_whole_interval_lies_in_the_band),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
