// fanloop compare: as many runs as it takes, what is told before and after them, runs that fail, comparisons that are stopped or killed.
#define _GNU_SOURCE
#include "compare_help.h"
#include "pause.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- As many as it takes, failures, signals ---------------------------------------------------------------------------------------

static void runs_are_made_until_the_interval_is_narrow(void **state) {
  (void)state;
  if (FL_SANITIZED) skip(); // the same code as above, for minutes
  write_scenario("until", "");
  assert_int_equal(run("%s compare until.lua --until-ci 0.6%% -o until.sqlite >shown 2>errors", FL_PROGRAM), 0);
  fl_result *r = open_file("until.sqlite");
  const double runs = number(r, "SELECT runs FROM experiment");
  assert_true(runs > 10 && runs < 100);
  assert_int_equal(run("grep -q '^  Asked for ±0.6 %% of gmv: reached after %d runs, the widest is ±0.[0-9]* %%' shown", (int)runs),
                   0);
  check_zero(r, "SELECT count(*) FROM effect WHERE kpi = 'gmv' AND (change_high - change_low) / 2 > 0.006");
  fl_result_close(r);
  // Few are not begun with when fewer are allowed, and the same run numbers say the same.
  assert_int_equal(run("%s compare until.lua --until-ci 0.6%% --runs 3 -o few.sqlite >shown 2>errors", FL_PROGRAM), 0);
  assert_int_equal(run("grep -q '^  Asked for ±0.6 %% of gmv: not reached after 3 runs, the widest is ±' shown"), 0);
  r = open_file("few.sqlite");
  assert_true(number(r, "SELECT runs FROM experiment") == 3);
  fl_result_close(r);
  assert_int_equal(run("%s compare until.lua --runs %d -q -o fixed.sqlite", FL_PROGRAM, (int)runs), 0);
  check_same_files("until.sqlite", "fixed.sqlite");
}

// `--set variant=NAME`, on the command line of `run` and made again from the file alone, is the run of that variant.
static void a_variant_run_alone_is_the_run_of_the_comparison(void **state) {
  (void)state;
  char sql[256];
  write_scenario("alone", "");
  assert_int_equal(run("%s compare alone.lua --runs 1 -q -o alone-compared.sqlite", FL_PROGRAM), 0);
  fl_result *r = open_file("alone-compared.sqlite");
  fl_query *q = fl_result_query(r, "SELECT name, digest FROM run JOIN variant USING (variant) WHERE variant > 0 LIMIT 1", NULL);
  assert_true(q && fl_query_next(q));
  assert_int_equal(run("%s run alone.lua --set variant='%s' -q -o alone.sqlite", FL_PROGRAM, fl_query_text(q, 0)), 0);
  snprintf(sql, sizeof sql, "SELECT count(*) FROM run WHERE digest = '%s'", fl_query_text(q, 1));
  assert_int_equal(run("test \"$(sqlite3 alone.sqlite \"%s\")\" = 1", sql), 0);
  fl_query_end(q);
  fl_result_close(r);
  assert_int_equal(run("%s rerun alone.sqlite --verify -q >shown 2>errors", FL_PROGRAM), 0);
  assert_int_equal(run("%s run alone.lua --set variant=nobodys -q -o no.sqlite 2>errors", FL_PROGRAM), 2);
}

static void key_figures_that_are_not_there_are_told_before_anything_runs(void **state) {
  (void)state;
  // Whatever is run here fails, with another exit code.
  write_scenario("asked", "on_day = function(sim) error('no more') end, metrics = { waist = function(sim) return nil end },\n");
  static const struct {
    const char *kpi, *meant;
  } wrong[] = {{"gvm", "gmv"},
               {"gmv,order", "orders"},
               {"gmv, waits", "waist"},
               {"repurchase_R5", "repurchase_R"},
               {"gmv of room soy-2", "gmv of room soy-1"},
               {"gmv.after_28", "gmv.after_26"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_int_equal(
        run("%s compare asked.lua --until-ci 1%% --kpi '%s' --after 26 -q -o asked.sqlite 2>errors", FL_PROGRAM, wrong[i].kpi), 2);
    if (run("grep -q \"there is no key figure .*; did you mean '%s\" errors", wrong[i].meant) != 0)
      fail_msg("%s: nothing is said of %s", wrong[i].kpi, wrong[i].meant);
  }
  static const char *const right[] = {"gmv", "buyers, waist", "repurchase_R4", "orders of room soy-1", "subsidy.through_26", "nps"};
  for (size_t i = 0; i < sizeof right / sizeof *right; i++)
    if (run("%s compare asked.lua --until-ci 1%% --kpi '%s' --after 26 --runs 1 -q -o asked.sqlite 2>errors", FL_PROGRAM,
            right[i]) != 1)
      fail_msg("%s is not known", right[i]);
  assert_int_equal(run("test -z \"$(ls -d asked.sqlite* 2>/dev/null)\""), 0);
}

static void a_key_figure_without_a_value_is_told_after_one_run(void **state) {
  (void)state;
  write_scenario("empty", "on_end = function(sim) print('lived') end, metrics = { never = function(sim) return nil end },\n");
  assert_int_equal(run("%s compare empty.lua --until-ci 1%% --kpi gmv,never -q -o empty.sqlite >errors 2>&1", FL_PROGRAM), 2);
  assert_int_equal(run("grep -q \"the key figure 'never' has no value\" errors && test $(grep -c lived errors) = 5"), 0);
  assert_int_equal(run("test -z \"$(ls -d empty.sqlite* 2>/dev/null)\""), 0);
}

static void a_run_that_fails_is_told_and_the_others_stand(void **state) {
  (void)state;
  write_scenario("fails",
                 "on_day = function(sim) if sim.day == 20 and sim:get('trust.memory') == 90 then error('no more') end end,\n");
  assert_int_equal(run("%s compare fails.lua --runs 2 -q -o fails.sqlite 2>errors", FL_PROGRAM), 3);
  // Once for all runs that it hit, and the first of them.
  assert_int_equal(
      run("test $(grep -c 'no more' errors) = 1 && grep -q '^2 runs failed, first run 0 of patient: .*no more' errors"), 0);
  fl_result *r = open_file("fails.sqlite");
  assert_true(number(r, "SELECT count(*) FROM run WHERE status = 'failed'") == 2);
  assert_true(number(r, "SELECT count(*) FROM run WHERE status = 'done'") == 8);
  assert_true(number(r, "SELECT count(*) FROM experiment WHERE status = 'failed'") == 1);
  assert_true(number(r, "SELECT count(DISTINCT variant) FROM effect") == 3);
  fl_result_close(r);
}

static void a_comparison_of_which_every_run_fails_leaves_no_file(void **state) {
  (void)state;
  write_scenario("none", "on_day = function(sim) if sim.day == 3 then error('no more') end end,\n");
  assert_int_equal(run("%s compare none.lua --runs 2 -j 2 -o none.sqlite >shown 2>errors", FL_PROGRAM), 1);
  assert_int_equal(run("test ! -s shown && test $(grep -c 'no more' errors) = 1"), 0);
  assert_int_equal(run("grep -q '^10 runs failed, first run 0 of none: .*no more' errors"), 0);
  assert_int_equal(run("test -z \"$(ls -d none.sqlite* 2>/dev/null)\""), 0);
}

// Sends the signal to a comparison that would take long, when some run numbers of it are complete: each says five times that it lived, and
// the two at work have said it less than ten times.
static void stop_by(int number_of_signal, const char *file) {
  write_scenario("same", "on_end = function(sim) print('lived') end,\n");
  assert_int_equal(run("rm -f stopped"), 0);
  const pid_t child = fork();
  if (child == 0) {
    if (chdir(folder) != 0 || !freopen("stopped", "w", stderr)) _exit(127);
    execl(FL_PROGRAM, FL_PROGRAM, "compare", "same.lua", "--runs", "3000", "-q", "-j", "2", "-o", file, (char *)NULL);
    _exit(127);
  }
  const double begun = now();
  while (run("test \"$(grep -cs lived stopped)\" -ge 20 2>/dev/null") != 0) {
    assert_true(now() < begun + 600);
    pause_for(0.1);
  }
  assert_int_equal(kill(child, number_of_signal), 0);
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  if (number_of_signal == SIGKILL) return;
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 1);
}

static void what_is_complete_when_a_comparison_is_stopped_is_kept(void **state) {
  (void)state;
  stop_by(SIGTERM, "stop.sqlite");
  fl_result *r = open_file("stop.sqlite");
  assert_true(number(r, "SELECT count(*) FROM experiment WHERE status = 'stopped'") == 1);
  assert_true(number(r, "SELECT runs FROM experiment") >= 1);
  check_zero(r, "SELECT count(*) FROM (SELECT run FROM run GROUP BY run HAVING count(*) <> 5)");
  check_zero(r, "SELECT sum(abs(gap_factors_fen) + abs(gap_cells_fen)) FROM v_why_exact");
  fl_result_close(r);
  assert_int_equal(run("test -z \"$(ls -d *fanloop-* 2>/dev/null)\""), 0);
}

static void a_comparison_that_is_killed_leaves_no_file_and_stands_in_nobodys_way(void **state) {
  (void)state;
  stop_by(SIGKILL, "kill.sqlite");
  assert_int_equal(run("test -e kill.sqlite"), 1);
  assert_int_equal(run("%s compare same.lua --runs 3 -q -o kill.sqlite", FL_PROGRAM), 0);
  assert_int_equal(run("%s compare same.lua --runs 3 -q -o undisturbed.sqlite", FL_PROGRAM), 0);
  check_same_files("undisturbed.sqlite", "kill.sqlite");
  assert_int_equal(run("test -z \"$(ls -d kill*fanloop-* 2>/dev/null)\""), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_variant_run_alone_is_the_run_of_the_comparison),
      cmocka_unit_test(runs_are_made_until_the_interval_is_narrow),
      cmocka_unit_test(key_figures_that_are_not_there_are_told_before_anything_runs),
      cmocka_unit_test(a_key_figure_without_a_value_is_told_after_one_run),
      cmocka_unit_test(a_run_that_fails_is_told_and_the_others_stand),
      cmocka_unit_test(a_comparison_of_which_every_run_fails_leaves_no_file),
      cmocka_unit_test(what_is_complete_when_a_comparison_is_stopped_is_kept),
      cmocka_unit_test(a_comparison_that_is_killed_leaves_no_file_and_stands_in_nobodys_way),
  };
  return cmocka_run_group_tests(tests, compare_begin, compare_end);
}
