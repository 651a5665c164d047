// fanloop calibrate and optimise, by the real program: known optima, limits, posteriors, one file whoever makes it and however often it is
// interrupted, and what is told when it cannot be done.
#define _GNU_SOURCE
#include "check.h"
#include "pause.h"
#include "program.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = FL_SANITIZED ? 2 : 6 };

static const char scenario[] = FL_SOURCE_DIR "/tests/cli/searched.lua";

static int search(const char *command, const char *file, const char *options) {
  return shell("'%s' %s '%s' -q -o %s %s >said 2>&1", FL_PROGRAM, command, scenario, file, options);
}

static int make_whole(void **state) {
  if (enter_folder(state) != 0) return -1;
  return search("optimise", "best.sqlite", "-j 2") == 0 && search("calibrate", "fit.sqlite", "-j 2") == 0 ? 0 : -1;
}

static double found(const char *path, const char *factor) {
  char sql[256];
  snprintf(sql, sizeof sql, "SELECT CAST(best AS REAL) FROM found JOIN factor USING (factor) WHERE name = '%s'", factor);
  return number(path, sql);
}

// ---- What is found --------------------------------------------------------------------------------------------------------------

static void the_known_optimum_is_found(void **state) {
  (void)state;
  check_near(found("best.sqlite", "cash.share"), 0.4, 0.01, 0, 0);
  check_near(found("best.sqlite", "cash.cap"), 150, 4, 0, 0);
  assert_true(number("best.sqlite", "SELECT value = 'yes' FROM outcome WHERE name = 'improves'") == 1);
  // -(.3 - .8)^2 - (.25 - .75)^2 as it was, 0 at best.
  check_near(number("best.sqlite", "SELECT difference FROM confirmed WHERE kpi = 'peak'"), 0.5, 0.01, 0, 0);
  assert_true(number("best.sqlite", "SELECT low > 0 FROM confirmed WHERE kpi = 'peak'") == 1);
}

// The best settings lie on the line where the limit binds, nearest to the peak.
static void a_limit_is_kept(void **state) {
  (void)state;
  shell("sed 's/maximise = \"peak\",/maximise = \"peak\", limits = { load = { at_most = 1 } },/' '%s' >limited.lua", scenario);
  assert_int_equal(shell("'%s' optimise limited.lua -q -o limited.sqlite --budget 200 >said 2>&1", FL_PROGRAM), 0);
  const double share = found("limited.sqlite", "cash.share") / 0.5, cap = found("limited.sqlite", "cash.cap") / 200;
  check_near(share + cap, 1, 0.02, 0, 0);
  check_near(share - cap, 0.05, 0.1, 0, 0);
  assert_true(number("limited.sqlite", "SELECT value = 'kept' FROM outcome WHERE name = 'best_limits'") == 1);
}

// Whole numbers and categories: the best of each, and no setting is simulated twice.
static void settings_with_levels_are_found_and_made_once(void **state) {
  (void)state;
  shell("sed 's/\\[\"cash.cap\"\\] = fl.uniform(1, 200) },$/[\"cash.cap\"] = fl.grid(25, 200, 25), [\"cash.pacing\"] = fl.levels { "
        "\"even\", \"none\" } },/' '%s' "
        ">levels.lua",
        scenario);
  assert_int_equal(shell("'%s' optimise levels.lua -q -o levels.sqlite >said 2>&1", FL_PROGRAM), 0);
  assert_true(number("levels.sqlite", "SELECT levels FROM factor WHERE name = 'cash.cap'") == 8);
  check_near(found("levels.sqlite", "cash.cap"), 150, 0, 0, 0);
  assert_true(number("levels.sqlite",
                     "SELECT count(*) FROM (SELECT group_concat(value) AS v FROM (SELECT * FROM setting ORDER BY point, factor) "
                     "GROUP BY point) AS a GROUP BY v ORDER BY count(*) DESC LIMIT 1") == 1);
}

static void a_posterior_lies_about_the_truth_and_says_what_is_unknown(void **state) {
  (void)state;
  check_near(number("fit.sqlite", "SELECT q50 FROM found JOIN factor USING (factor) WHERE name = 'cash.share'"), 0.3, 0.015, 0, 0);
  assert_true(number("fit.sqlite", "SELECT width < 0.3 FROM found JOIN factor USING (factor) WHERE name = 'cash.share'") == 1);
  assert_true(number("fit.sqlite", "SELECT width > 0.6 FROM found JOIN factor USING (factor) WHERE name = 'cash.cap'") == 1);
  check_near(number("fit.sqlite", "SELECT sum(weight) FROM (SELECT DISTINCT member, weight FROM sample)"), 1, 1e-9, 0, 0);
}

// Sample and medians are run with numbers that the search has not had, and what the table says of these runs is what the runs say.
static void what_was_found_is_held_against_the_targets_in_fresh_runs(void **state) {
  (void)state;
  assert_true(number("fit.sqlite", "SELECT count(*) = 2 AND min(runs) = 40 AND max(runs) = 40 AND min(verdict) = 'held' AND "
                                   "max(verdict) = 'held' FROM predicted") == 1);
  // The search has had numbers 0 to 59.
  assert_true(number("fit.sqlite", "SELECT count(*) = 60 FROM run WHERE run < 60") == 1);
  assert_true(number("fit.sqlite", "SELECT count(*) = 80 AND count(DISTINCT run) = 40 FROM run WHERE run >= 60") == 1);
  // The medians are one point with forty runs.
  check_near(number("fit.sqlite", "SELECT mean FROM predicted WHERE of = 'best'"),
             number("fit.sqlite",
                    "SELECT avg(value) FROM kpi_run WHERE kpi = 'depth' AND run >= 60 AND point IN (SELECT point FROM "
                    "run WHERE run >= 60 GROUP BY point HAVING count(*) >= 40)"),
             1e-12, 0, 0);
  check_near(number("fit.sqlite", "SELECT missed FROM predicted WHERE of = 'sample'"),
             number("fit.sqlite", "SELECT (mean - 0.3) / 0.02 FROM predicted WHERE of = 'sample'"), 1e-9, 0, 0);
}

// A target that no setting leads to is told as missed.
static void a_target_beyond_reach_is_missed_in_fresh_runs(void **state) {
  (void)state;
  shell("sed 's/depth = { value = 0.3,/depth = { value = 0.9,/; s/budget = 60,/budget = 60, confirm = 5,/' '%s' >far.lua",
        scenario);
  assert_int_equal(shell("'%s' calibrate far.lua -o far.sqlite >said 2>&1", FL_PROGRAM), 0);
  assert_true(
      number("far.sqlite",
             "SELECT count(*) = 2 AND min(verdict) = 'off' AND max(verdict) = 'off' AND max(missed) < -15 FROM predicted") == 1);
  assert_non_null(strstr(said(), "both miss it: it lies beyond their runs and its tolerance"));
}

static void the_nearest_point_is_found_too(void **state) {
  (void)state;
  shell("sed 's/    budget = 60,/    budget = 60, method = \"nearest\", runs = 2,/' '%s' >nearest.lua", scenario);
  assert_int_equal(shell("'%s' calibrate nearest.lua -q -o nearest.sqlite >said 2>&1", FL_PROGRAM), 0);
  check_near(found("nearest.sqlite", "cash.share"), 0.3, 0.01, 0, 0);
}

// ---- The same file --------------------------------------------------------------------------------------------------------------

static void the_file_does_not_hang_on_who_makes_it(void **state) {
  (void)state;
  assert_int_equal(search("optimise", "best1.sqlite", "-j 1"), 0);
  assert_same_bytes("best1.sqlite", "best.sqlite");
  assert_int_equal(search("calibrate", "fit3.sqlite", "-j 3"), 0);
  assert_same_bytes("fit3.sqlite", "fit.sqlite");
}

static void check_kills(const char *command, const char *whole) {
  const double begun = now();
  assert_int_equal(search(command, "timed.sqlite", "--force-new"), 0);
  const double seconds = now() - begun;
  for (int i = 0; i < KILLS; i++) {
    char file[32];
    int status;
    snprintf(file, sizeof file, "killed-%d.sqlite", i);
    const pid_t pid = fork();
    if (pid == 0) {
      execl(FL_PROGRAM, "fanloop", command, scenario, "-q", "-o", file, (char *)NULL);
      _exit(98);
    }
    pause_for(seconds * (0.05 + 0.9 * i / KILLS));
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (search(command, file, "") != 0) fail_msg("kill %d: %s", i, said());
    assert_same_bytes(file, whole);
    unlink(file);
  }
}

static void a_search_that_is_killed_goes_on(void **state) {
  (void)state;
  check_kills("optimise", "best.sqlite");
  check_kills("calibrate", "fit.sqlite");
}

// ---- What goes wrong ------------------------------------------------------------------------------------------------------------

static void a_figure_that_there_is_not_is_told_after_one_run(void **state) {
  (void)state;
  shell("sed 's/maximise = \"peak\"/maximise = \"paek\"/' '%s' >wrong.lua", scenario);
  assert_int_equal(shell("'%s' optimise wrong.lua -q -o wrong.sqlite >said 2>&1", FL_PROGRAM), 2);
  assert_non_null(strstr(said(), "wrong.lua:26: there is no key figure 'paek'; did you mean 'peak'?"));
  assert_int_equal(access("wrong.sqlite", F_OK), -1);
  assert_int_equal(access("wrong.sqlite.fanloop-parts", F_OK), -1); // nothing stands in the way of the corrected one
}

static void a_start_out_of_range_and_a_small_budget_are_told_at_once(void **state) {
  (void)state;
  assert_int_equal(search("optimise", "none.sqlite", "--set cash.cap=300"), 2);
  assert_non_null(strstr(said(), "cash.cap is 300"));
  assert_int_equal(search("optimise", "none.sqlite", "--budget 10"), 2);
  assert_non_null(strstr(said(), "is the least"));
  // `check` finds both, of all that the scenario would do.
  shell("sed 's/budget = 60/budget = 10/' '%s' >small.lua", scenario);
  assert_int_equal(shell("'%s' check small.lua --set cash.cap=300 >said 2>&1", FL_PROGRAM), 2);
  assert_non_null(strstr(said(), "small.lua:21: budget is 10 runs"));
  assert_non_null(strstr(said(), "small.lua:27: cash.cap is 300"));
  assert_int_equal(access("none.sqlite.fanloop-parts", F_OK), -1);
}

static void an_estimate_makes_one_run_and_leaves_nothing(void **state) {
  (void)state;
  assert_int_equal(shell("'%s' optimise '%s' -o guess.sqlite --estimate >said 2>&1", FL_PROGRAM, scenario), 0);
  assert_non_null(strstr(said(), "up to 118 runs, about "));
  assert_int_equal(shell("ls guess.sqlite* 2>/dev/null | grep -q ."), 1);
}

static void runs_that_fail_are_passed_over_and_counted(void **state) {
  (void)state;
  shell("sed 's/  calibrate = {/  on_day = function(sim) if lever(sim, \"cap\") > 180 then error(\"too high\") end end,\\n  "
        "calibrate = {/' '%s' >fails.lua",
        scenario);
  assert_int_equal(shell("'%s' optimise fails.lua -q -o fails.sqlite >said 2>&1", FL_PROGRAM), 3);
  check_near(found("fails.sqlite", "cash.cap"), 150, 6, 0, 0);
  assert_true(number("fails.sqlite", "SELECT count(*) > 0 FROM v_failed WHERE reason LIKE '%too high%'") == 1);
}

static void where_all_runs_fail_the_reason_is_told(void **state) {
  (void)state;
  shell("sed 's/  calibrate = {/  on_day = function(sim) error(\"never again\") end,\\n  calibrate = {/' '%s' >never.lua",
        scenario);
  assert_int_equal(shell("'%s' calibrate never.lua -q -o never.sqlite >said 2>&1", FL_PROGRAM), 2);
  assert_non_null(strstr(said(), "never again"));
  assert_int_equal(access("never.sqlite.fanloop-parts", F_OK), -1);
}

// Runs that are among the parts and that nobody has asked for stay out of the file.
static void runs_that_nobody_asked_for_are_left_out(void **state) {
  (void)state;
  int status;
  const pid_t pid = fork();
  if (pid == 0) {
    execl(FL_PROGRAM, "fanloop", "optimise", scenario, "-q", "-o", "more.sqlite", (char *)NULL);
    _exit(98);
  }
  for (int i = 0; i < 600 && shell("ls more.sqlite.fanloop-parts/part-*.sqlite >/dev/null 2>&1") != 0; i++) pause_for(0.05);
  pause_for(FL_SANITIZED ? 1.5 : 0.6);
  kill(pid, SIGKILL);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  if (access("more.sqlite", F_OK) == 0) skip();
  pause_for(0.3);
  assert_int_equal(
      shell("sqlite3 \"$(ls more.sqlite.fanloop-parts/part-*.sqlite | head -n 1)\" \"INSERT OR REPLACE INTO run VALUES (2, "
            "9999, 'cash.share=.1', 'done', '', '')\""),
      0);
  assert_int_equal(search("optimise", "more.sqlite", ""), 0);
  assert_same_bytes("more.sqlite", "best.sqlite");
}

static void a_module_can_be_required_and_is_not_written_over_what_is_not_one(void **state) {
  (void)state;
  assert_int_equal(search("optimise", "best.sqlite", "--module found.lua"), 0); // complete: the module alone
  shell("sed 's/share = 0.15, cap = 50/share = require(\"found\").best[\"cash.share\"], cap = 50/' '%s' "
        ">uses.lua",
        scenario);
  assert_int_equal(shell("'%s' check uses.lua >said 2>&1", FL_PROGRAM), 0);
  shell("sed -i 's/\\(\"cash.cap\".*= \\)[0-9.]*/\\1 50/' found.lua"); // edited: it is somebody's own now
  assert_int_equal(search("optimise", "best.sqlite", "--module found.lua"), 2);
  shell("echo 'return 1' >mine.lua");
  assert_int_equal(search("optimise", "best.sqlite", "--module mine.lua"), 2);
  assert_int_equal(shell("test \"$(cat mine.lua)\" = 'return 1'"), 0);
}

static void another_search_is_refused_and_what_changed_is_named(void **state) {
  (void)state;
  assert_int_equal(search("optimise", "best.sqlite", "--budget 200"), 2);
  assert_non_null(strstr(said(), "was: budget 110"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_known_optimum_is_found),
      cmocka_unit_test(a_limit_is_kept),
      cmocka_unit_test(settings_with_levels_are_found_and_made_once),
      cmocka_unit_test(a_posterior_lies_about_the_truth_and_says_what_is_unknown),
      cmocka_unit_test(what_was_found_is_held_against_the_targets_in_fresh_runs),
      cmocka_unit_test(a_target_beyond_reach_is_missed_in_fresh_runs),
      cmocka_unit_test(the_nearest_point_is_found_too),
      cmocka_unit_test(the_file_does_not_hang_on_who_makes_it),
      cmocka_unit_test(a_search_that_is_killed_goes_on),
      cmocka_unit_test(a_figure_that_there_is_not_is_told_after_one_run),
      cmocka_unit_test(a_start_out_of_range_and_a_small_budget_are_told_at_once),
      cmocka_unit_test(an_estimate_makes_one_run_and_leaves_nothing),
      cmocka_unit_test(runs_that_fail_are_passed_over_and_counted),
      cmocka_unit_test(where_all_runs_fail_the_reason_is_told),
      cmocka_unit_test(runs_that_nobody_asked_for_are_left_out),
      cmocka_unit_test(a_module_can_be_required_and_is_not_written_over_what_is_not_one),
      cmocka_unit_test(another_search_is_refused_and_what_changed_is_named),
  };
  return cmocka_run_group_tests(tests, make_whole, leave_folder);
}
