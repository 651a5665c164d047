// fanloop compare: one experiment file whatever the processes, decompositions that add up, effects that are right, failures that are
// told. The file is made by the program and read by its reader.
#define _GNU_SOURCE
#include "compare_help.h"

#include "report/comparison.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- One file ---------------------------------------------------------------------------------------------------------------------

static void a_comparison_is_the_same_for_any_number_of_processes(void **state) {
  (void)state;
  // A metric that is called like a key figure keeps apart from it.
  write_scenario("same", "metrics = { day = function(sim) return sim.day end, orders = function(sim) return 1 end,\n"
                         "  ['gmv.last_28'] = function(sim) return 2 end,\n"
                         "  days = require('fanloop.measures').total(function() return 1 end),\n"
                         "  mean_day = require('fanloop.measures').so_far(function(sim) return sim.day, 1 end),\n"
                         "  end_day = require('fanloop.measures').at_end(function(sim) return sim.day end) },\n");
  assert_int_equal(run("%s compare same.lua --runs 3 -q -j 1 -o one.sqlite", FL_PROGRAM), 0);
  assert_int_equal(run("%s compare same.lua --runs 3 -q -j 2 -o two.sqlite", FL_PROGRAM), 0);
  assert_int_equal(run("%s compare same.lua --runs 3 -q -j 7 --threads 2 -o seven.sqlite", FL_PROGRAM), 0);
  assert_int_equal(run("%s compare same.lua --runs 3 -q --straight -o straight.sqlite", FL_PROGRAM), 0);
  check_same_files("one.sqlite", "two.sqlite");
  check_same_files("one.sqlite", "seven.sqlite");
  check_same_files("one.sqlite", "straight.sqlite");
  fl_result *branched = open_file("one.sqlite"), *straight = open_file("straight.sqlite");
  assert_true(number(branched, "SELECT days_lived FROM experiment_timing") <
              number(straight, "SELECT days_lived FROM experiment_timing"));
  assert_true(number(branched, "SELECT branched FROM experiment_timing") == 9); // all but the one that sets a parameter
  check_zero(straight, "SELECT branched FROM experiment_timing");
  fl_result_close(branched);
  fl_result_close(straight);
}

static void a_run_of_a_comparison_is_the_run_of_that_number(void **state) {
  (void)state;
  fl_result *result = open_file("one.sqlite");
  assert_int_equal(run("%s run same.lua -q --set run=2 -o alone.sqlite", FL_PROGRAM), 0);
  assert_int_equal(run("%s run same.lua -q --set run=1 --set trust.memory=90 -o patient.sqlite", FL_PROGRAM), 0);
  static const struct {
    const char *file;
    int variant, run;
  } alone[] = {{"alone.sqlite", 0, 2}, {"patient.sqlite", 4, 1}};
  for (size_t i = 0; i < 2; i++) {
    char path[2 * PATH], sql[256], digest[64];
    fl_messages messages = {0};
    fl_result *single = NULL;
    snprintf(path, sizeof path, "%s/%s", folder, alone[i].file);
    assert_int_equal(fl_result_open(path, &messages, &single), FL_OK);
    fl_query *q = fl_result_query(single, "SELECT digest FROM run", (const char *[]){NULL});
    assert_true(fl_query_next(q));
    snprintf(digest, sizeof digest, "%s", fl_query_text(q, 0));
    fl_query_end(q);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM run WHERE variant = %d AND run = %d AND digest = '%s'", alone[i].variant,
             alone[i].run, digest);
    assert_true(number(result, sql) == 1);
    fl_result_close(single);
    fl_messages_free(&messages);
  }
  fl_result_close(result);
}

// ---- What it says -----------------------------------------------------------------------------------------------------------------

static void effects_are_those_of_the_pairs(void **state) {
  (void)state;
  fl_result *r = open_file("one.sqlite");
  // The baseline is the scenario: four variants, each with every figure of every run.
  check_zero(r, "SELECT count(*) FROM effect WHERE variant = 0");
  assert_true(number(r, "SELECT count(DISTINCT variant) FROM effect") == 4);
  check_zero(
      r,
      "SELECT count(*) FROM (SELECT e.variant, e.kpi FROM effect AS e JOIN variant AS v USING (variant) JOIN v_pair AS p ON "
      "p.variant = v.name AND p.kpi = e.kpi WHERE p.difference NOT NULL GROUP BY e.variant, e.kpi HAVING count(*) <> min(pairs) OR "
      "abs(avg(p.difference) - min(e.difference)) > 1e-9 * (1 + abs(avg(p.value))))");
  // Student's interval of three pairs: mean -+ 4.302653 standard errors (t tables, 2 degrees of freedom).
  check_zero(
      r,
      "SELECT count(*) FROM (SELECT e.high - e.difference AS half, sqrt((avg(p.difference * p.difference) - avg(p.difference) * "
      "avg(p.difference)) * 3 / 2 / 3) AS error FROM effect AS e JOIN variant AS v USING (variant) JOIN v_pair AS p ON p.variant = "
      "v.name AND p.kpi = e.kpi WHERE e.kpi IN ('orders', 'buyers') GROUP BY e.variant, e.kpi) WHERE abs(half - 4.302653 * error) "
      "> "
      "1e-4 * half");
  // The mean of a metric that tells the day of the run: 10 to 49.
  assert_true(number(r, "SELECT baseline_mean FROM effect WHERE kpi = 'day' AND variant = 1") == 29.5);
  check_zero(r, "SELECT sum(abs(difference)) FROM effect WHERE kpi = 'day'");
  // What runs up over the days is told of the whole window, not of the mean of its way.
  assert_true(number(r, "SELECT baseline_mean FROM effect WHERE kpi = 'days' AND variant = 1") == 40);
  assert_true(number(r, "SELECT baseline_mean FROM effect WHERE kpi = 'mean_day' AND variant = 1") == 29.5);
  assert_true(number(r, "SELECT baseline_mean FROM effect WHERE kpi = 'end_day' AND variant = 1") == 49);
  assert_true(number(r, "SELECT baseline_mean FROM effect WHERE kpi = 'metric orders' AND variant = 1") == 1);
  assert_true(number(r, "SELECT baseline_mean FROM effect WHERE kpi = 'metric gmv.last_28' AND variant = 1") == 2);
  assert_true(number(r, "SELECT baseline_mean FROM effect WHERE kpi = 'orders' AND variant = 1") > 1000);
  assert_true(number(r, "SELECT count(*) FROM kpi_run WHERE kpi = 'gmv of room soy-1'") == 15);
  assert_true(number(r, "SELECT sum(value) FROM kpi_run WHERE kpi = 'gmv of room soy-1'") > 0);
  fl_result_close(r);
}

static void policies_span_the_days_on_which_they_act(void **state) {
  (void)state;
  write_scenario("span", "");
  assert_int_equal(run("sed -i 's/, no_june/, moved = { set = { [\"cash.from\"] = \"2022-06-10\" } }, no_june/' span.lua; %s "
                       "compare span.lua --runs 2 -q "
                       "-o span.sqlite",
                       FL_PROGRAM),
                   0);
  fl_result *r = open_file("span.sqlite");
  // Each variant by its own: the subsidy alone, and the festival, whose heat phase begins seven days before its sale, in the warm-up.
  check_zero(
      r, "SELECT count(*) - 1 FROM span JOIN variant USING (variant) WHERE name = 'no_cash' AND span = 'policies' AND from_date = "
         "'2022-06-08' AND to_date = '2022-06-14'");
  check_zero(
      r,
      "SELECT count(*) - 2 FROM span JOIN variant USING (variant) WHERE name IN ('no_june', 'neither') AND span = 'policies' AND "
      "from_date = '2022-05-29'");
  check_zero(
      r, "SELECT count(*) - 1 FROM span JOIN variant USING (variant) WHERE name = 'moved' AND span = 'policies' AND from_date = "
         "'2022-06-08'");
  // One that sets a parameter has no such days, and the others have theirs all the same. There are no 28 days before any, nor behind.
  check_zero(r,
             "SELECT count(*) FROM span JOIN variant USING (variant) WHERE name = 'patient' AND span NOT IN ('window', 'last_28')");
  check_zero(r, "SELECT count(*) FROM span WHERE span IN ('before_28', 'after_28')");
  // The window is its part of these days and the rest, for each who lacks the subsidy, which begins within the window.
  check_zero(r,
             "SELECT count(*) - 1 FROM span JOIN variant USING (variant) WHERE name = 'no_cash' AND span = 'rest' AND from_date = "
             "'2022-06-15' AND to_date = '2022-07-10'");
  check_near(number(r, "SELECT sum(difference) FROM v_effect WHERE variant = 'no_cash' AND kpi IN ('gmv.policies', 'gmv.rest')"),
             number(r, "SELECT difference FROM v_effect WHERE variant = 'no_cash' AND kpi = 'gmv'"), 0.01, 1e-9, 0);
  // Before the first of these days both are one world.
  check_zero(r, "SELECT count(*) FROM span AS s JOIN platform_day AS a ON a.variant = s.variant AND a.date < s.from_date JOIN "
                "platform_day AS "
                "b ON b.variant = 0 AND b.run = a.run AND b.date = a.date WHERE s.span = 'policies' AND a.gmv_fen <> b.gmv_fen");
  // Sums over a span, by another way.
  check_zero(r, "SELECT count(*) FROM span_pair AS p JOIN span AS s ON s.variant = p.variant AND p.kpi = 'gmv.' || s.span WHERE "
                "abs(p.value - "
                "(SELECT sum(gmv_fen) / 100.0 FROM platform_day AS d WHERE d.variant = p.variant AND d.run = p.run AND d.date >= "
                "s.from_date AND "
                "d.date <= s.to_date)) > 1e-6 * p.value");
  fl_result_close(r);
}

static void what_is_left_is_told_for_the_days_that_are_asked_for(void **state) {
  (void)state;
  write_scenario("after", "");
  assert_int_equal(
      run("%s compare after.lua --runs 3 --after 26,7,27,7 --explain no_cash -o after.sqlite >shown 2>errors", FL_PROGRAM), 0);
  fl_result *r = open_file("after.sqlite");
  // The subsidy ends on 14 June; the window on 10 July, 26 days after it.
  check_zero(r, "SELECT after_days <> '7,26,27' FROM experiment");
  check_zero(
      r, "SELECT count(*) - 4 FROM span JOIN variant USING (variant) WHERE name = 'no_cash' AND span || ' ' || from_date || ' ' "
         "|| to_date IN ('after_7 2022-06-15 2022-06-21', 'through_7 2022-06-08 2022-06-21', 'after_26 2022-06-15 2022-07-10', "
         "'through_26 2022-06-08 2022-07-10')");
  check_zero(r, "SELECT count(*) FROM span WHERE span IN ('after_27', 'through_27', 'after_28')");
  assert_int_equal(
      run("grep -q '^    7 days after them' shown && grep -q '^    26 days after them' shown && grep -q '^  Up to 26 days "
          "after  ' shown && grep -q '^  27 days after the policies end behind the window.*--days 41$' shown"),
      0);
  // By hand, from the days of all runs.
  check_near(number(r, "SELECT difference FROM v_effect WHERE variant = 'no_cash' AND kpi = 'gmv.after_7'"),
             number(r,
                    "SELECT sum(iif(v.name = 'no_cash', gmv_fen, -gmv_fen)) / 100.0 / 3 FROM platform_day JOIN variant AS v USING "
                    "(variant) WHERE v.name IN ('no_cash', 'after') AND date BETWEEN '2022-06-15' AND '2022-06-21'"),
             1, 1e-9, 0);
  static const char *const ratio =
      "WITH pairs AS (SELECT run, sum(iif(v.name = 'after', -1, 1) * gmv_fen) AS gain, sum(iif(v.name = 'after', -1, 1) * "
      "(platform_fen + seller_fen + coalesce((SELECT cut_fen FROM giving_day AS g WHERE g.variant = d.variant AND g.run = d.run "
      "AND "
      "g.date = d.date), 0))) AS cost FROM platform_day AS d JOIN variant AS v USING (variant) WHERE v.name IN ('no_cash', "
      "'after') AND date "
      "BETWEEN "
      "'2022-06-08' AND '2022-07-10' GROUP BY run), line AS (SELECT m.* FROM money AS m JOIN variant USING (variant) WHERE name = "
      "'no_cash' AND span = 'through_26'), rest AS (SELECT gain - (SELECT %s FROM line) * cost AS x FROM pairs) SELECT %s FROM "
      "rest";
  char sql[1024];
  // What is gained beyond so much for each yuan is nothing on the whole; at the ends of the interval it is just told from nothing, by
  // Student's interval of three pairs.
  snprintf(sql, sizeof sql, ratio, "gmv_per_yuan", "abs(sum(x)) > 1e-6 * sum(abs(x))");
  check_zero(r, sql);
  static const char *const ends[] = {"gmv_per_yuan_low", "gmv_per_yuan_high"};
  for (int i = 0; i < 2; i++) {
    snprintf(sql, sizeof sql, ratio, ends[i], "abs(avg(x)) / sqrt((avg(x * x) - avg(x) * avg(x)) / 2)");
    check_near(number(r, sql), 4.302653, 1, 1e-4, 0);
  }
  fl_result_close(r);
  // Who asks for nothing is told of 28 days, here of policies alone that have them.
  assert_int_equal(run("%s compare after.lua --runs 1 -q -o usual.sqlite", FL_PROGRAM), 0);
  r = open_file("usual.sqlite");
  check_zero(r, "SELECT after_days <> '28' FROM experiment");
  fl_result_close(r);
}

static void naive_estimates_are_read_from_the_side_that_has_the_policy(void **state) {
  (void)state;
  assert_int_equal(
      run("sed 's/warmup = 10/warmup = 40/' span.lua >naive.lua; %s compare naive.lua --runs 2 -q -o naive.sqlite", FL_PROGRAM), 0);
  fl_result *r = open_file("naive.sqlite");
  // The baseline has the subsidy: what it sold more than before is what the variant without it is said to sell less.
  check_near(
      number(
          r,
          "SELECT gmv_yuan FROM naive JOIN variant USING (variant) WHERE name = 'no_cash' AND method = 'before_after' AND run = 1"),
      number(r, "SELECT 7 * (SELECT avg(gmv_fen) FROM platform_day WHERE variant = 0 AND run = 1 AND date BETWEEN '2022-05-11' AND "
                "'2022-06-07') / 100 - sum(gmv_fen) / 100.0 FROM platform_day WHERE variant = 0 AND run = 1 AND date BETWEEN "
                "'2022-06-08' "
                "AND '2022-06-14'"),
      1, 1e-9, 0);
  check_near(
      number(
          r,
          "SELECT gmv_yuan FROM naive JOIN variant USING (variant) WHERE name = 'no_cash' AND method = 'paid_orders' AND run = 1"),
      number(r, "SELECT -sum(d.gmv_fen) / 100.0 FROM policy_day AS d JOIN policy AS p USING (variant, run, policy) WHERE variant = "
                "0 AND run "
                "= 1 AND p.id = 'cash'"),
      1, 1e-9, 0);
  // The runs without it show what the days bring: with less without is the paired effect, the days before being the same.
  check_near(number(r, "SELECT sum(CASE method WHEN 'before_after' THEN gmv_yuan ELSE -gmv_yuan END) FROM v_naive WHERE variant = "
                       "'no_cash' AND method LIKE 'before_after%'"),
             number(r, "SELECT difference FROM v_effect WHERE variant = 'no_cash' AND kpi = 'gmv.policies'"), 0.01, 1e-9, 0);
  assert_true(number(r, "SELECT abs(gmv_yuan) FROM v_naive WHERE variant = 'no_cash' AND method = 'before_after_without'") > 0);
  // Where both have it, and where there are other policies, nothing is said.
  check_zero(r, "SELECT count(*) FROM naive JOIN variant USING (variant) WHERE name IN ('moved', 'patient') OR (name = 'no_cash' "
                "AND method = "
                "'others') OR (name = 'neither' AND method = 'paid_orders')");
  assert_true(number(r, "SELECT count(*) FROM naive JOIN variant USING (variant) WHERE name = 'neither' AND method = 'others'") ==
              2);
  // What a parameter changes is paid by nobody.
  check_zero(r, "SELECT count(*) FROM money JOIN variant USING (variant) WHERE name = 'patient' AND gmv_per_yuan NOT NULL");
  fl_result_close(r);
}

static void the_two_by_two_adds_up(void **state) {
  (void)state;
  fl_result *r = open_file("one.sqlite");
  assert_true(number(r, "SELECT count(*) FROM interplay WHERE first = 'june' AND second = 'cash'") == 4);
  const double gap = number(r, "SELECT sum(CASE what WHEN 'together' THEN gmv_yuan ELSE -gmv_yuan END) FROM interplay");
  assert_true(fabs(gap) < 1e-3);
  const double cash = number(r, "SELECT gmv_yuan FROM interplay WHERE what = 'second'"),
               paired = number(
                   r, "SELECT avg(a.value - b.value) FROM kpi_run AS a JOIN kpi_run AS b USING (run, kpi) JOIN variant AS v ON "
                      "v.variant = a.variant JOIN variant AS w ON w.variant = b.variant WHERE kpi = 'gmv' AND v.name = 'no_june' "
                      "AND w.name = 'neither'");
  assert_true(fabs(cash - paired) < 1e-6 * fabs(paired));
  fl_result_close(r);
}

// Of two variants that leave out the same policy, one that has another brand, room or host besides is none of the four arms.
static void the_two_by_two_is_of_the_same_sellers(void **state) {
  (void)state;
  static const char *const others[] = {"soy.price_level=0.5", "soy-1.followers=1e6"};
  write_scenario("square", "");
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    const int lever = (int)(strchr(others[i], '=') - others[i]);
    assert_int_equal(run("sed 's/no_cash = /another = { without = \"june\", set = { [\"%.*s\"] = %s } }, no_cash = /' square.lua "
                         ">squared.lua && %s compare squared.lua --runs 1 -q --force -o square.sqlite",
                         lever, others[i], others[i] + lever + 1, FL_PROGRAM),
                     0);
    fl_result *r = open_file("square.sqlite");
    assert_true(number(r, "SELECT variant FROM variant WHERE name = 'another'") <
                number(r, "SELECT variant FROM variant WHERE name = 'no_june'"));
    const double cash = number(r, "SELECT gmv_yuan FROM interplay WHERE what = 'second'");
    static const char gmv[] = "SELECT value FROM kpi_run JOIN variant USING (variant) WHERE kpi = 'gmv' AND name = '%s'";
    char sql[3][256];
    const char *const arms[] = {"no_june", "another", "neither"};
    for (int a = 0; a < 3; a++) snprintf(sql[a], sizeof sql[a], gmv, arms[a]);
    const double plain = number(r, sql[0]) - number(r, sql[2]), with_another = number(r, sql[1]) - number(r, sql[2]);
    assert_true(plain != with_another);
    check_near(cash, plain, 0.01, 1e-9, (double)i);
    fl_result_close(r);
  }
}

static void money_lines_are_those_of_the_ledger(void **state) {
  (void)state;
  fl_result *r = open_file("one.sqlite");
  // The subsidy's own ledger is what the variant without it does not spend.
  const double
      ledger =
          number(r, "SELECT -sum(d.platform_fen) / 100.0 / 3 FROM policy_day AS d JOIN policy AS p USING (variant, run, policy)"
                    " WHERE variant = 0 AND p.id = 'cash'"),
      packets = number(
          r, "SELECT sum(CASE variant WHEN 0 THEN -d.platform_fen ELSE d.platform_fen END) / 100.0 / 3 FROM policy_day AS "
             "d JOIN policy AS p USING (variant, run, policy) JOIN variant AS v USING (variant) WHERE p.id = 'june' AND (v.name "
             "= 'no_cash' OR variant = 0)"),
      money =
          number(r, "SELECT m.subsidy_yuan FROM money AS m JOIN variant AS v USING (variant) WHERE v.name = 'no_cash' AND span = "
                    "'window'");
  check_near(money, ledger + packets, 0.01, 1e-9, 0);
  check_zero(r, "SELECT count(*) FROM money WHERE abs(commission_yuan - gmv_yuan * (SELECT number FROM parameter WHERE variant = 0 "
                "AND name = "
                "'platform.commission_share')) > 1e-6 * abs(gmv_yuan) + 1e-6");
  check_zero(r, "SELECT count(*) FROM money WHERE gmv_per_yuan NOT NULL AND abs(gmv_per_yuan - gmv_yuan / (platform_yuan + "
                "sellers_yuan)) > 1e-9 * "
                "abs(gmv_per_yuan)");
  // Books: kinds together are the platform's days; own and generated brands too.
  check_zero(r,
             "SELECT count(*) FROM (SELECT b.variant, b.run, b.split, sum(b.gmv_fen) AS gmv, sum(b.platform_fen) AS paid, (SELECT "
             "sum(d.gmv_fen) FROM platform_day AS d WHERE d.variant = b.variant AND d.run = b.run AND d.phase = 'window') AS "
             "day_gmv, (SELECT "
             "sum(d.platform_fen) FROM platform_day AS d WHERE d.variant = b.variant AND d.run = b.run AND d.phase = 'window') AS "
             "day_paid FROM "
             "books AS b GROUP BY b.variant, b.run, b.split) WHERE gmv <> day_gmv OR paid <> day_paid");
  fl_result_close(r);
}

// ---- On the screen ----------------------------------------------------------------------------------------------------------------

static void a_variant_of_which_nothing_differs_is_told_in_one_line(void **state) {
  (void)state;
  write_scenario("still", "");
  assert_int_equal(
      run("sed -i 's/variants = {/variants = { idle = { set = { [\"cash.budget\"] = fl.yi(1) } },/' still.lua; %s compare "
          "still.lua --runs 2 -o still.sqlite --explain idle >idle 2>errors",
          FL_PROGRAM),
      0);
  assert_int_equal(run("test $(grep -c 'bit for bit' idle) = 1 && grep -q '^  idle: every run is that of still' idle && ! grep -q "
                       "'^Why' idle && ! grep -q '^Money' idle"),
                   0);
  // Where nothing is asked for, one that differs is explained.
  assert_int_equal(run("%s compare still.lua --runs 2 -o still.sqlite --force >other 2>errors; grep -q '^Why' other && grep -q "
                       "'^neither against' other",
                       FL_PROGRAM),
                   0);
}

static void the_scenario_says_which_variant_is_explained(void **state) {
  (void)state;
  write_scenario("named", "explain = 'no_june',\n");
  assert_int_equal(
      run("%s compare named.lua --runs 1 -o named.sqlite >shown 2>errors; grep -q '^no_june against' shown && grep -q "
          "'^Explained: no_june. To have another explained: --explain NAME' shown && ! grep -q '^neither against' shown",
          FL_PROGRAM),
      0);
  // Who asks for another has it; the baseline cannot be explained, whatever the scenario says.
  assert_int_equal(run("%s compare named.lua --runs 1 -o named.sqlite --force --explain no_cash 2>errors | grep -q '^no_cash "
                       "against'",
                       FL_PROGRAM),
                   0);
  assert_int_equal(run("%s compare named.lua --runs 1 -o named.sqlite --force --baseline no_june 2>errors | grep -q '^named "
                       "against no_june'",
                       FL_PROGRAM),
                   0);
}

// The screen of one.sqlite, with the buyers of variant 1 so many more than the baseline's in each run, and so many orders and buyers of
// several days.
static void show_with_buyers(int buyers, int repeat_buyers, int orders, char out[TEXT]) {
  assert_int_equal(
      run("cp one.sqlite edited.sqlite; sqlite3 edited.sqlite \"UPDATE repurchase SET (buyers, repeat_buyers, orders) = "
          "(SELECT b.buyers + %d * (9 + b.run), b.repeat_buyers + %d * (9 + b.run), b.orders + %d * (9 + b.run) FROM "
          "repurchase AS b WHERE b.variant = 0 AND b.run = repurchase.run AND b.period = 'window') WHERE variant = 1 AND "
          "period = 'window'\"",
          buyers, repeat_buyers, orders),
      0);
  fl_result *r = open_file("edited.sqlite");
  FILE *screen = fmemopen(out, TEXT, "w");
  const fl_comparison_options options = {.path = "edited.sqlite", .explain = "neither"};
  assert_non_null(screen);
  assert_int_equal(fl_comparison_write(screen, r, &options), FL_OK);
  assert_int_equal(fclose(screen), 0);
  fl_result_close(r);
}

static void fewer_orders_per_buyer_are_explained_only_where_buyers_rise(void **state) {
  (void)state;
  static char screen[TEXT];
  show_with_buyers(1000, 0, 1000, screen);
  assert_non_null(strstr(screen, "1.0 more orders for each"));
  show_with_buyers(1000, 1000, 900000, screen); // more orders each
  assert_non_null(strstr(screen, "  Buyers:"));
  assert_null(strstr(screen, "more orders for each"));
  show_with_buyers(-1000, 0, -900000, screen); // fewer of both
  assert_null(strstr(screen, "more orders for each"));
  show_with_buyers(0, 0, 0, screen);
  assert_null(strstr(screen, "  Buyers:"));
}

// ---- Decompositions ---------------------------------------------------------------------------------------------------------------

static void check_decompositions(const char *file) {
  fl_result *r = open_file(file);
  check_zero(r, "SELECT sum(abs(gap_factors_fen) + abs(gap_cells_fen)) FROM v_why_exact");
  // Every variant, run, span and split is there, and something has changed. Another number of rooms has other sellers.
  assert_true(number(r, "SELECT count(*) FROM v_why_exact WHERE change_fen <> 0") > 0);
  check_zero(
      r,
      "SELECT count(*) FROM variant AS v JOIN experiment AS x ON v.variant <> x.baseline JOIN run AS r ON r.variant = v.variant "
      "JOIN (SELECT 'total' AS split UNION ALL SELECT 'source' UNION ALL SELECT 'fan_tier' UNION ALL SELECT 'room_tier' UNION ALL "
      "SELECT 'brand_kind') AS s WHERE NOT (s.split = 'brand_kind' AND v.changes LIKE 'rooms = %') AND NOT EXISTS (SELECT 1 FROM "
      "v_why_exact AS w WHERE w.variant = v.name AND w.run = r.run AND "
      "w.split = s.split AND w.span = 'window')");
  // Cells add up to the platform's days, too, count by count where sources do not share fans.
  check_zero(
      r,
      "SELECT count(*) FROM (SELECT 1 FROM (SELECT variant, run, span, split, sum(orders) AS orders, sum(live_seconds) AS seconds "
      "FROM cell WHERE span <> 'distinct' AND split <> 'brand' AND split <> 'fan_tier' GROUP BY 1, 2, 3, 4) GROUP BY variant, run, "
      "span "
      "HAVING min(orders) <> max(orders) OR min(seconds) <> max(seconds))");
  fl_result_close(r);
}

static void decompositions_add_up_to_the_fen(void **state) {
  (void)state;
  check_decompositions("one.sqlite");
  check_decompositions("span.sqlite");
}

static void every_brand_is_told_where_it_is_asked_for(void **state) {
  (void)state;
  if (FL_SANITIZED) skip(); // the same code as above, for minutes
  assert_int_equal(run("%s compare span.lua --runs 1 --detail -o brands.sqlite >brands 2>errors", FL_PROGRAM), 0);
  // Own brands by their name and nobody else, generated ones apart and not among those who receive; kinds are kept.
  assert_int_equal(run("grep -q '^  Own brands:  *soy[^,]*$' brands && grep -q '^  Other brands:  *brand-' brands"), 0);
  assert_int_equal(run("tr -s '\\n ' ' ' <brands | grep -q 'the 12 largest of'"), 0);
  assert_int_equal(
      run("sed -n '/More profit/,/Not paired\\|GMV per/p' brands >received; grep -q soy received && grep -q kuai received && "
          "! grep -q brand- received"),
      0);
  check_decompositions("brands.sqlite");
  fl_result *r = open_file("brands.sqlite"), *few = open_file("span.sqlite");
  assert_true(number(r, "SELECT count(DISTINCT cell) FROM books WHERE split = 'brand'") > 100);
  assert_true(number(few, "SELECT count(DISTINCT cell) FROM books WHERE split = 'brand'") == 2);
  // Brand by brand as by kind, and an own brand as without.
  check_zero(r, "SELECT sum(CASE split WHEN 'brand' THEN gmv_fen ELSE -gmv_fen END) FROM books WHERE run = 0");
  assert_true(number(r, "SELECT sum(visitors_fen) FROM why WHERE run = 0 AND cell = 'soy'") ==
              number(few, "SELECT sum(visitors_fen) FROM why WHERE run = 0 AND cell = 'soy'"));
  fl_result_close(r);
  fl_result_close(few);
}

static void decompositions_of_every_scenario_add_up(void **state) {
  (void)state;
  if (FL_SANITIZED) skip(); // the same code as above, for minutes
  static const char *const folders[] = {"scenarios", "scenarios/lessons", "scenarios/limits"};
  int compared = 0;
  for (size_t f = 0; f < sizeof folders / sizeof *folders; f++) {
    char path[PATH];
    snprintf(path, sizeof path, "%s/%s", FL_SOURCE_DIR, folders[f]);
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
      if (!strstr(e->d_name, ".lua")) continue;
      const int code =
          run("%s compare '%s/%s' $(grep -q focus_fans '%s/%s' && echo --fans 6000 --set focus_fans=4096 || echo --fans 2000) "
              "--days %d --set warmup=20 --runs 2 -q -o scenario.sqlite --force 2>errors",
              FL_PROGRAM, path, e->d_name, path, e->d_name,
              strcmp(e->d_name, "billion_yuan_crisis.lua") == 0 ? 450 : 60);   // its founder steps back in the second year
      if (code == 2 && run("grep -q 'has no variants' errors") == 0) continue; // one for sweep, calibrate or optimise
      if (code != 0) {
        run("cat errors >&2");
        fail_msg("%s ends with %d", e->d_name, code);
      }
      check_decompositions("scenario.sqlite");
      compared++;
    }
    closedir(dir);
  }
  assert_true(compared >= 8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_comparison_is_the_same_for_any_number_of_processes),
      cmocka_unit_test(a_run_of_a_comparison_is_the_run_of_that_number),
      cmocka_unit_test(effects_are_those_of_the_pairs),
      cmocka_unit_test(policies_span_the_days_on_which_they_act),
      cmocka_unit_test(what_is_left_is_told_for_the_days_that_are_asked_for),
      cmocka_unit_test(naive_estimates_are_read_from_the_side_that_has_the_policy),
      cmocka_unit_test(the_two_by_two_adds_up),
      cmocka_unit_test(the_two_by_two_is_of_the_same_sellers),
      cmocka_unit_test(money_lines_are_those_of_the_ledger),
      cmocka_unit_test(a_variant_of_which_nothing_differs_is_told_in_one_line),
      cmocka_unit_test(the_scenario_says_which_variant_is_explained),
      cmocka_unit_test(fewer_orders_per_buyer_are_explained_only_where_buyers_rise),
      cmocka_unit_test(decompositions_add_up_to_the_fen),
      cmocka_unit_test(every_brand_is_told_where_it_is_asked_for),
      cmocka_unit_test(decompositions_of_every_scenario_add_up),
  };
  const char *only = getenv("FL_ONLY"); // FL_ONLY=<name or pattern> runs some of them
  if (only) cmocka_set_test_filter(only);
  return cmocka_run_group_tests(tests, compare_begin, compare_end);
}
