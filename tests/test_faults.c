// What goes wrong around a run: kill -9 and signals at any moment, runs in each other's way, a machine without memory or threads, a disk
// that is full or read-only, by the real program. Afterwards the result is absent, or readable and honest about its state; never torn, and
// never in the way of the next run.
#include "check.h"
#include "outcome.h"
#include "pause.h"
#include "small_disk.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DAYS = FL_SANITIZED ? 60 : 300 }; // of a run to disturb: less than a second
enum { ENDLESS = 2000 };                 // days that no small disk holds

static char folder[64], scenario[] = FL_SOURCE_DIR "/tests/cli/long.lua";

// A run with what is not as usual.
typedef struct run {
  const char *result;
  int days, seed, fans, threads; // 0: as usual
  const char *messages;          // file that takes what it says; NULL: "messages"
  rlim_t bytes;                  // of address space; 0: no limit
  bool no_hangup;                // SIGHUP is ignored before it begins
} run;

static pid_t start_run(const run *r) {
  char text[4][16];
  const int numbers[4] = {r->days, r->seed, r->fans ? r->fans : 2000, r->threads ? r->threads : 2};
  for (int i = 0; i < 4; i++) snprintf(text[i], sizeof text[i], "%d", numbers[i]);
  const pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid > 0) return pid;
  const int file = open(r->messages ? r->messages : "messages", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0) _exit(99);
  if (r->bytes) setrlimit(RLIMIT_AS, &(struct rlimit){r->bytes, r->bytes});
  signal(SIGHUP, r->no_hangup ? SIG_IGN : SIG_DFL);
  execl(FL_PROGRAM, "fanloop", "run", scenario, "--days", text[0], "--seed", text[1], "--fans", text[2], "--threads", text[3],
        "--quiet", "--force", "--output", r->result, (char *)NULL);
  _exit(98);
}

static pid_t start(const char *result, int days) {
  return start_run(&(run){.result = result, .days = days});
}

static int finish(pid_t pid) {
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  return status;
}

static int exit_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// What a run said.
static const char *messages_in(const char *name) {
  static char text[4096];
  FILE *file = fopen(name, "rb");
  const size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
  if (file) fclose(file);
  text[size] = 0;
  return text;
}

static const char *messages(void) {
  return messages_in("messages");
}

static bool is(const outcome *o, const char *status) {
  return strcmp(o->status, status) == 0;
}

static outcome whole;        // of an undisturbed run
static double whole_seconds; // that it took

static int run_once(void **state) {
  (void)state;
  snprintf(folder, sizeof folder, "/tmp/fanloop-faults-XXXXXX");
  if (!mkdtemp(folder) || chdir(folder) != 0) return -1;
  const double begin = now();
  if (exit_code(finish(start("whole.sqlite", DAYS))) != 0) return -1;
  whole_seconds = now() - begin;
  whole = outcome_of("whole.sqlite");
  return is(&whole, "done") ? 0 : -1;
}

// ---- Signals ----------------------------------------------------------------------------------------------------------------

static void check_killed(const outcome *o) {
  if (is(o, "absent")) return;
  if (is(o, "done"))
    assert_string_equal(o->digest, whole.digest);
  else
    assert_string_equal(o->status, "running");
}

static void kill_at_any_moment_leaves_whole_days(void **state) {
  (void)state;
  uint64_t random = 1;
  for (int i = 0; i < 10; i++) {
    unlink("killed.sqlite");
    const pid_t pid = start("killed.sqlite", DAYS);
    pause_for(1.1 * whole_seconds * check_unit(&random));
    kill(pid, SIGKILL);
    finish(pid);
    const outcome o = outcome_of("killed.sqlite");
    check_killed(&o);
  }
}

static void the_next_run_takes_the_place_of_a_killed_one(void **state) {
  (void)state;
  const pid_t pid = start("journal.sqlite", DAYS);
  pause_for(0.6 * whole_seconds);
  kill(pid, SIGKILL);
  finish(pid);
  if (exit_code(finish(start("journal.sqlite", 1))) != 0) fail_msg("no run after a killed one: %s", messages());
  const outcome o = outcome_of("journal.sqlite"); // nothing of the old journal is rolled into it
  assert_string_equal(o.status, "done");
  assert_true(access("journal.sqlite-journal", F_OK) != 0);
  assert_true(access("journal.sqlite.fanloop-draft", F_OK) != 0);
}

static void check_signalled(int status, int number, const outcome *o) {
  const int code = exit_code(status);
  if (code == -number) { // before the file is there, or after it is complete
    assert_true(is(o, "absent") || is(o, "done"));
  } else if (code == 0) {
    assert_string_equal(o->status, "done");
    assert_string_equal(o->digest, whole.digest);
  } else {
    assert_int_equal(code, 1);
    if (strstr(messages(), "before the first day"))
      assert_string_equal(o->status, "absent");
    else
      assert_string_equal(o->status, "stopped");
    assert_true(access("stopped.sqlite-journal", F_OK) != 0);
  }
  assert_true(access("stopped.sqlite.fanloop-draft", F_OK) != 0);
}

static void a_signal_at_any_moment_marks_the_file(void **state) {
  (void)state;
  uint64_t random = 2;
  static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
  for (int i = 0; i < 12; i++) {
    const int number = numbers[i % 3];
    unlink("stopped.sqlite");
    const pid_t pid = start("stopped.sqlite", DAYS);
    pause_for(1.1 * whole_seconds * check_unit(&random));
    kill(pid, number);
    const int status = finish(pid);
    const outcome o = outcome_of("stopped.sqlite");
    check_signalled(status, number, &o);
  }
}

static void a_hangup_that_was_ignored_before_stays_ignored(void **state) {
  (void)state;
  const pid_t pid = start_run(&(run){.result = "nohup.sqlite", .days = DAYS, .no_hangup = true});
  pause_for(0.5 * whole_seconds);
  kill(pid, SIGHUP);
  assert_int_equal(exit_code(finish(pid)), 0);
  const outcome o = outcome_of("nohup.sqlite");
  assert_string_equal(o.digest, whole.digest);
}

// ---- Runs in each other's way -------------------------------------------------------------------------------------------------

enum { RUNS = 5 };

// Runs for one place, all at once. The file is that of a run which ended well; the others say why they did not.
static void race(void) {
  static const char *const said[RUNS] = {"said-0", "said-1", "said-2", "said-3", "said-4"};
  bool done[RUNS];
  pid_t pids[RUNS];
  int good = 0, same = 0;
  for (int i = 0; i < RUNS; i++)
    pids[i] = start_run(&(run){.result = "race.sqlite", .days = 1 + i, .messages = said[i], .threads = 1});
  for (int i = 0; i < RUNS; i++) {
    const int code = exit_code(finish(pids[i]));
    if (code != 0 && (code != 1 || !strstr(messages_in(said[i]), "in use by another program")))
      fail_msg("exit code %d: %s", code, messages_in(said[i]));
    done[i] = code == 0;
    good += done[i];
  }
  const outcome o = outcome_of("race.sqlite");
  assert_string_equal(o.status, "done");
  assert_true(good > 0);
  // The warm-up of three days stands before the window, whose length tells the runs apart.
  for (int i = 0; i < RUNS; i++) same += done[i] && o.days == 3 + 1 + i;
  assert_int_equal(same, 1);
  assert_true(access("race.sqlite.fanloop-draft", F_OK) != 0);
}

static void of_runs_for_one_place_those_that_say_so_are_done(void **state) {
  (void)state;
  for (int i = 0; i < (FL_SANITIZED ? 4 : 12); i++) race();
  unlink("race.sqlite");
  for (int i = 0; i < 3; i++, unlink("race.sqlite")) race(); // without a file to replace
}

// ---- Machines -----------------------------------------------------------------------------------------------------------------

// A run that cannot start leaves what stands in its place.
static void assert_kept(const run *r, const char *why) {
  if (FL_SANITIZED) {
    print_message("skipped: the sanitizers need address space of their own\n");
    skip();
  }
  assert_int_equal(exit_code(finish(start(r->result, 2))), 0);
  const outcome before = outcome_of(r->result);
  if (exit_code(finish(start_run(r))) == 0) fail_msg("it ran");
  if (!strstr(messages(), why)) fail_msg("'%s' does not say '%s'", messages(), why);
  const outcome after = outcome_of(r->result);
  assert_string_equal(after.status, "done");
  assert_string_equal(after.digest, before.digest);
}

static void a_world_too_large_for_the_memory_leaves_the_old_result(void **state) {
  (void)state;
  assert_kept(&(run){.result = "large.sqlite", .days = 2, .fans = 10000000, .bytes = 400 << 20}, "not enough memory");
}

static void a_machine_without_threads_leaves_the_old_result(void **state) {
  (void)state;
  assert_kept(&(run){.result = "threads.sqlite", .days = 2, .fans = 300000, .threads = 64, .bytes = 500 << 20}, "hread");
}

// ---- Disks ------------------------------------------------------------------------------------------------------------------

static void a_full_disk_keeps_what_was_committed(void **state) {
  (void)state;
  static const int kilobytes[] = {64, 200, 400, 800, 1200, 1600, 2400};
  int kept = 0;
  for (size_t i = 0; i < sizeof kilobytes / sizeof *kilobytes; i++) {
    small_disk_mount(kilobytes[i]);
    const int code = exit_code(finish(start("disk/full.sqlite", ENDLESS)));
    const outcome o = outcome_of("disk/full.sqlite");
    if (code != 1 || !messages()[0]) fail_msg("%d kB: exit code %d: %s", kilobytes[i], code, messages());
    if (!is(&o, "absent") && !is(&o, "failed")) fail_msg("%d kB: %s", kilobytes[i], o.status);
    if (is(&o, "failed") && o.days == 0 && kilobytes[i] >= 1200) fail_msg("%d kB: no day was kept", kilobytes[i]);
    kept += o.days > 0;
    small_disk_unmount();
  }
  assert_true(kept >= 3);
}

static void a_read_only_disk_is_the_users_error(void **state) {
  (void)state;
  small_disk_mount(1024);
  small_disk_read_only();
  const int code = exit_code(finish(start("disk/x.sqlite", 1)));
  if (code != 2 || !strstr(messages(), "no permission")) fail_msg("exit code %d: %s", code, messages());
  small_disk_unmount();
}

static int remove_folder(void **state) {
  (void)state;
  return small_disk_remove(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(kill_at_any_moment_leaves_whole_days),
      cmocka_unit_test(the_next_run_takes_the_place_of_a_killed_one),
      cmocka_unit_test(a_signal_at_any_moment_marks_the_file),
      cmocka_unit_test(a_hangup_that_was_ignored_before_stays_ignored),
      cmocka_unit_test(of_runs_for_one_place_those_that_say_so_are_done),
      cmocka_unit_test(a_world_too_large_for_the_memory_leaves_the_old_result),
      cmocka_unit_test(a_machine_without_threads_leaves_the_old_result),
      cmocka_unit_test(a_full_disk_keeps_what_was_committed),
      cmocka_unit_test(a_read_only_disk_is_the_users_error),
  };
  return cmocka_run_group_tests_name("faults", tests, run_once, remove_folder);
}
