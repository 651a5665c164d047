// fanloop sweep, by the real program: one file whoever makes it and however often it is interrupted, failed runs, plans that differ, designs
// that come and go as CSV.
#define _GNU_SOURCE
#include "check.h"
#include "pause.h"
#include "program.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = FL_SANITIZED ? 6 : 20 };

static const char scenario[] = FL_SOURCE_DIR "/tests/cli/swept.lua";

// ---- The program ----------------------------------------------------------------------------------------------------------------

// Sweeps tests/cli/swept.lua into `file` with more options; what it says goes to "said".
static int sweep(const char *file, const char *options) {
  return shell("'%s' sweep '%s' -q -o %s %s >said 2>&1", FL_PROGRAM, scenario, file, options);
}

static int make_whole(void **state) {
  if (enter_folder(state) != 0) return -1;
  return sweep("whole.sqlite", "-j 2") == 3 ? 0 : -1; // two of its runs fail
}

// ---- The same file --------------------------------------------------------------------------------------------------------------

static void the_file_does_not_hang_on_who_makes_it(void **state) {
  (void)state;
  assert_int_equal(sweep("one.sqlite", "-j 1"), 3);
  assert_same_bytes("one.sqlite", "whole.sqlite");
  assert_int_equal(sweep("three.sqlite", "-j 3 --threads 2"), 3);
  assert_same_bytes("three.sqlite", "whole.sqlite");
  assert_int_equal(access("three.sqlite.fanloop-parts", F_OK), -1);
}

static void five_shards_merge_to_the_whole(void **state) {
  (void)state;
  char file[64], options[64];
  for (int i = 1; i <= 5; i++) {
    snprintf(file, sizeof file, "shard-%d.sqlite", i);
    snprintf(options, sizeof options, "--shard %d/5", i);
    const int code = sweep(file, options);
    assert_true(code == 0 || code == 3);
  }
  assert_int_equal(shell("'%s' merge -q -o four.sqlite shard-[1-4].sqlite >said 2>&1", FL_PROGRAM), 2);
  assert_non_null(strstr(said(), "of 18 runs are missing"));
  assert_int_equal(access("four.sqlite", F_OK), -1);
  assert_int_equal(shell("'%s' merge -q -o merged.sqlite shard-*.sqlite >said 2>&1", FL_PROGRAM), 3);
  assert_same_bytes("merged.sqlite", "whole.sqlite");
}

static pid_t start(const char *file, const char *jobs) {
  const pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid > 0) return pid;
  const int out = open("said", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (out < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0) _exit(99);
  execl(FL_PROGRAM, "fanloop", "sweep", scenario, "-q", "-j", jobs, "-o", file, (char *)NULL);
  _exit(98);
}

// A process that the first one has started; 0 where there is none at the moment.
static pid_t worker_of(pid_t office) {
  char path[64];
  long child = 0;
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)office, (int)office);
  FILE *in = fopen(path, "r");
  if (in && fscanf(in, "%ld", &child) != 1) child = 0;
  if (in) fclose(in);
  return (pid_t)child;
}

// The office, or one of its workers, is killed at some moment; then the same command goes on.
static void check_kills(bool office, const char *jobs) {
  const double begun = now();
  assert_int_equal(sweep("timed.sqlite", jobs[0] == '1' ? "-j 1 --force-new" : "-j 2 --force-new"), 3);
  const double whole = now() - begun;
  for (int i = 0; i < KILLS; i++) {
    char file[32];
    int status;
    snprintf(file, sizeof file, "killed-%d.sqlite", i);
    const pid_t pid = start(file, jobs);
    pause_for(whole * (0.05 + 0.9 * i / KILLS));
    const pid_t victim = office ? pid : worker_of(pid);
    if (victim > 0) kill(victim, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (office) {
      const int code = sweep(file, "");
      if (code != 3) fail_msg("kill %d: exit code %d: %s", i, code, said());
    } else {
      assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    }
    assert_same_bytes(file, "whole.sqlite");
    unlink(file);
  }
}

static void a_sweep_that_is_killed_goes_on(void **state) {
  (void)state;
  check_kills(true, "2");
}
static void a_worker_that_is_killed_is_replaced(void **state) {
  (void)state;
  check_kills(false, "2");
  check_kills(false, "1");
}

static int count_in(const char *path) {
  int count = -1;
  FILE *in = fopen(path, "r");
  if (!in || fscanf(in, "%d", &count) != 1) count = -1;
  if (in) fclose(in);
  return count;
}

// Begins a sweep, and sends it a signal when somebody is at work (nobody may look into the parts then: they are written without locks). Returns how the
// process ended. Where it was through by then, the test is skipped.
static int interrupt(const char *file, int number) {
  int status;
  const pid_t pid = start(file, "2");
  for (int i = 0; i < 600 && shell("ls %s.fanloop-parts/part-*.sqlite >/dev/null 2>&1", file) != 0; i++) pause_for(0.05);
  pause_for(FL_SANITIZED ? 1 : 0.4);
  kill(pid, number);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  if (access(file, F_OK) == 0) skip();
  pause_for(0.2); // until its workers are gone too
  return status;
}

// Runs in the parts beside a file that is not done.
static int kept(const char *file) {
  shell("for f in %s.fanloop-parts/part-*.sqlite; do sqlite3 \"$f\" 'SELECT count(*) FROM run'; done | awk '{ n += $1 } END { "
        "print n + 0 "
        "}' >kept",
        file);
  return count_in("kept");
}
// Of a sweep with --json: what it had to make.
static int made_now(void) {
  shell("sed -n 's/.*\"made_now\": *\\([0-9]*\\).*/\\1/p' said >made");
  return count_in("made");
}

static void a_signal_keeps_what_is_done(void **state) {
  (void)state;
  const int status = interrupt("stopped.sqlite", SIGINT);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
  const int there = kept("stopped.sqlite");
  assert_true(there > 0);
  assert_int_equal(sweep("stopped.sqlite", "--json"), 3);
  assert_int_equal(made_now(), 18 - there);
  assert_same_bytes("stopped.sqlite", "whole.sqlite");
}

// A part that is cut off or scribbled over is made anew; the others stay.
static void a_damaged_part_is_made_anew(void **state) {
  (void)state;
  interrupt("hurt.sqlite", SIGKILL);
  shell("cd hurt.sqlite.fanloop-parts && printf damaged | dd of=\"$(ls part-*.sqlite | head -n 1)\" conv=notrunc bs=1 seek=100 "
        "2>/dev/null");
  const int there = kept("hurt.sqlite"); // the damaged one cannot be read, and counts as none
  assert_int_equal(sweep("hurt.sqlite", "--json"), 3);
  assert_int_equal(made_now(), 18 - there);
  assert_same_bytes("hurt.sqlite", "whole.sqlite");
}

// ---- Failed runs ----------------------------------------------------------------------------------------------------------------

static void a_run_that_fails_is_a_row_with_its_reason_and_command(void **state) {
  (void)state;
  assert_true(number("whole.sqlite", "SELECT count(*) FROM run") == 18);
  assert_true(number("whole.sqlite",
                     "SELECT count(*) FROM v_failed WHERE status = 'failed' AND reason LIKE '%swept.lua:11: too much of a "
                     "good thing%'") == 2);
  assert_true(number("whole.sqlite", "SELECT count(*) FROM sweep WHERE status = 'failed' AND reason LIKE '2 runs%'") == 1);
  assert_int_equal(shell("PATH=\"$(dirname '%s'):$PATH\" sh -c \"$(sqlite3 whole.sqlite 'SELECT command FROM v_failed LIMIT 1') -q "
                         "-o f.sqlite\" >said 2>&1",
                         FL_PROGRAM),
                   1);
  assert_non_null(strstr(said(), "too much of a good thing"));
}

// The command of any run gives that run.
static void the_command_of_a_run_gives_it_again(void **state) {
  (void)state;
  assert_int_equal(shell("PATH=\"$(dirname '%s'):$PATH\" sh -c \"$(sqlite3 whole.sqlite 'SELECT command FROM v_command WHERE point "
                         "= 4 AND run = 1')"
                         " -q -o again.sqlite\" >said 2>&1",
                         FL_PROGRAM),
                   0);
  assert_int_equal(shell("test \"$(sqlite3 whole.sqlite 'SELECT digest FROM run WHERE point = 4 AND run = 1')\" = "
                         "\"$(sqlite3 again.sqlite 'SELECT digest FROM run')\""),
                   0);
  assert_int_equal(
      shell("test \"$(sqlite3 whole.sqlite 'SELECT value FROM kpi_run WHERE point = 4 AND run = 1 AND kpi = \"gmv\"')\" = "
            "\"$(sqlite3 again.sqlite 'SELECT value FROM v_kpi WHERE kpi = \"gmv\"')\""),
      0);
}

static void failed_runs_are_made_again_when_asked(void **state) {
  (void)state;
  assert_int_equal(sweep("retried.sqlite", ""), 3);
  assert_int_equal(sweep("retried.sqlite", ""), 3); // complete: nothing is run
  assert_int_equal(shell("'%s' sweep '%s' -o retried.sqlite --retry-failed --json >json 2>said", FL_PROGRAM, scenario), 3);
  assert_int_equal(shell("grep -q '\"made_now\": 2' json"), 0);
  assert_same_bytes("retried.sqlite", "whole.sqlite");
}

// ---- Plans ----------------------------------------------------------------------------------------------------------------------

static void another_plan_is_refused_and_what_changed_is_named(void **state) {
  (void)state;
  assert_int_equal(shell("cp whole.sqlite mine.sqlite"), 0);
  assert_int_equal(sweep("mine.sqlite", "--runs 3"), 2);
  assert_non_null(strstr(said(), "was: runs 0 to 1"));
  assert_non_null(strstr(said(), "is:  runs 0 to 2"));
  assert_int_equal(sweep("mine.sqlite", "--set cash.budget=2e9"), 2);
  assert_non_null(strstr(said(), "is:  set cash.budget=2e9"));
  assert_same_bytes("mine.sqlite", "whole.sqlite");
  assert_int_equal(sweep("mine.sqlite", "--runs 3 --force-new"), 3);
  assert_true(number("mine.sqlite", "SELECT count(*) FROM run") == 27);
}

// Also while it is not done: the runs of the other plan stay.
static void an_unfinished_sweep_of_another_plan_is_refused(void **state) {
  (void)state;
  interrupt("half.sqlite", SIGINT);
  const int there = kept("half.sqlite");
  assert_int_equal(sweep("half.sqlite", "--runs 3"), 2);
  assert_non_null(strstr(said(), "was begun by another plan"));
  assert_int_equal(sweep("half.sqlite", "--estimate --force-new"), 2);
  assert_int_equal(shell("'%s' sweep '%s' -q --shard 1/1 -o one.sqlite >said 2>&1; '%s' merge one.sqlite -o half.sqlite >said 2>&1",
                         FL_PROGRAM, scenario, FL_PROGRAM),
                   2);
  assert_non_null(strstr(said(), "has its runs there"));
  assert_int_equal(kept("half.sqlite"), there);
}

// A file that was cut, edited or put together of others is not taken for what it was.
static void damaged_files_are_refused(void **state) {
  (void)state;
  shell("head -c $(($(stat -c %%s whole.sqlite) - 2000)) whole.sqlite >cut.sqlite");
  assert_int_equal(sweep("cut.sqlite", ""), 2);
  assert_non_null(strstr(said(), "is damaged"));
  assert_int_equal(shell("'%s' analyse cut.sqlite >said 2>&1", FL_PROGRAM), 2);
  for (int shard = 1; shard <= 2; shard++)
    shell("'%s' sweep '%s' -q --shard %d/2 -o edit-%d.sqlite >said 2>&1", FL_PROGRAM, scenario, shard, shard);
  shell("sqlite3 edit-1.sqlite 'DELETE FROM kpi_run'");
  assert_int_equal(shell("'%s' merge edit-1.sqlite edit-2.sqlite -o edited.sqlite >said 2>&1", FL_PROGRAM), 2);
  assert_non_null(strstr(said(), "have lost their figures"));
}

// Line breaks would part settings; all levels are looked at, not those alone that are tried.
static void levels_that_cannot_be_printed_are_refused(void **state) {
  (void)state;
  shell("sed 's/fl.levels { 30, 60, 90 }/fl.levels { 30, 60, \"9\\\\n1\" }/' '%s' >lines.lua", scenario);
  assert_int_equal(shell("'%s' sweep lines.lua >said 2>&1", FL_PROGRAM), 2);
  assert_non_null(strstr(said(), "value 3 must be a printable text"));
}

static void a_factor_cannot_be_set_for_all(void **state) {
  (void)state;
  assert_int_equal(sweep("set.sqlite", "--set cash.cap=30"), 2);
  assert_non_null(strstr(said(), "cash.cap is a factor"));
}

static void a_wrong_sweep_is_told_before_anything_runs(void **state) {
  (void)state;
  assert_int_equal(sweep("wrong.sqlite", "--shard 6/5"), 2);
  assert_int_equal(sweep("wrong.sqlite", "--runs 0"), 2);
  assert_int_equal(shell("'%s' sweep '%s/scenarios/616.lua' -o wrong.sqlite >said 2>&1", FL_PROGRAM, FL_SOURCE_DIR), 2);
  assert_non_null(strstr(said(), "the scenario has no sweep"));
  assert_int_equal(access("wrong.sqlite.fanloop-parts", F_OK), -1);
}

// ---- Designs --------------------------------------------------------------------------------------------------------------------

// A constraint that fails, gives no truth, or leaves nothing.
static void a_wrong_constraint_is_told_with_its_line(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"return p.depth < 1", "where.lua:15: 'depth' is no factor"},
      {"return 1", "where.lua:15: where must return true or false, got the number 1"},
      {"return false", "where.lua:13: design grid: "},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    shell("sed 's/^    factors = /    where = function(p) %s end,\\n    factors = /' '%s' >where.lua", cases[i][0], scenario);
    for (int command = 0; command < 2; command++) {
      assert_int_equal(shell("'%s' %s where.lua >said 2>&1", FL_PROGRAM, command ? "check" : "sweep"), 2);
      if (!strstr(said(), cases[i][1])) fail_msg("case %zu: not told: %s; but: %s", i, cases[i][1], said());
    }
  }
}

static void a_design_comes_and_goes_as_csv(void **state) {
  (void)state;
  assert_int_equal(sweep("none.sqlite", "--export-design points.csv"), 0);
  assert_int_equal(access("none.sqlite", F_OK), -1);
  assert_int_equal(shell("test \"$(wc -l <points.csv)\" = 10 && head -1 points.csv | grep -q '^cash.cap,cash.share'"), 0);
  assert_int_equal(sweep("none.sqlite", "--design points.csv --export-design back.csv"), 0);
  assert_same_bytes("points.csv", "back.csv");
  assert_int_equal(sweep("listed.sqlite", "--design points.csv"), 3);
  assert_true(number("listed.sqlite", "SELECT design = 'list' FROM sweep") == 1);
  shell("sqlite3 listed.sqlite 'SELECT * FROM kpi_run' >a; sqlite3 whole.sqlite 'SELECT * FROM kpi_run' >b");
  assert_same_bytes("a", "b");
}

static void a_wrong_design_is_told_line_by_line(void **state) {
  (void)state;
  shell("printf 'cash.cap,cash.share\\n30,0.1\\n31,0.1\\n60,0.2,3\\n' >bad.csv");
  assert_int_equal(sweep("none.sqlite", "--design bad.csv"), 2);
  assert_non_null(strstr(said(), "bad.csv:3: "));
  assert_non_null(strstr(said(), "bad.csv:4: "));
  shell("printf 'cash.cap,cash.depth\\n30,0.1\\n' >bad.csv");
  assert_int_equal(sweep("none.sqlite", "--design bad.csv"), 2);
  assert_non_null(strstr(said(), "cash.depth"));
  assert_non_null(strstr(said(), "cash.share"));
  shell("cp whole.sqlite precious.csv");
  assert_int_equal(sweep("none.sqlite", "--export-design precious.csv"), 2);
  assert_same_bytes("precious.csv", "whole.sqlite");
}

// Nothing in the script is what a shell takes for a command; all options that decide the rows are in it.
static void the_script_for_slurm_is_sound(void **state) {
  (void)state;
  shell("sed 's/name = \"swept\"/name = \"a $(touch hit) \\\\\"b\\\\\"\"/' '%s' >'odd name.lua'", scenario);
  assert_int_equal(
      shell("'%s' sweep 'odd name.lua' --sbatch 3 --runs 4 --set 'cash.budget=2e9' --design points.csv -j 7 >job 2>said",
            FL_PROGRAM),
      0);
  assert_int_equal(shell("bash -n job"), 0);
  assert_int_equal(
      shell("grep -q -- \"'odd name.lua' --set cash.budget=2e9 --runs 4 --design points.csv -j\" job && ! grep -q 'touch hit' job"),
      0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_file_does_not_hang_on_who_makes_it),
      cmocka_unit_test(five_shards_merge_to_the_whole),
      cmocka_unit_test(a_sweep_that_is_killed_goes_on),
      cmocka_unit_test(a_worker_that_is_killed_is_replaced),
      cmocka_unit_test(a_signal_keeps_what_is_done),
      cmocka_unit_test(a_damaged_part_is_made_anew),
      cmocka_unit_test(a_run_that_fails_is_a_row_with_its_reason_and_command),
      cmocka_unit_test(the_command_of_a_run_gives_it_again),
      cmocka_unit_test(failed_runs_are_made_again_when_asked),
      cmocka_unit_test(another_plan_is_refused_and_what_changed_is_named),
      cmocka_unit_test(an_unfinished_sweep_of_another_plan_is_refused),
      cmocka_unit_test(damaged_files_are_refused),
      cmocka_unit_test(levels_that_cannot_be_printed_are_refused),
      cmocka_unit_test(a_factor_cannot_be_set_for_all),
      cmocka_unit_test(a_wrong_sweep_is_told_before_anything_runs),
      cmocka_unit_test(a_wrong_constraint_is_told_with_its_line),
      cmocka_unit_test(a_design_comes_and_goes_as_csv),
      cmocka_unit_test(a_wrong_design_is_told_line_by_line),
      cmocka_unit_test(the_script_for_slurm_is_sound),
  };
  return cmocka_run_group_tests(tests, make_whole, leave_folder);
}
