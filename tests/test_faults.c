// What goes wrong around a run: kill -9 and signals at any moment, a disk that is full or read-only, by the real program. Afterwards the
// result is absent, or readable and honest about its state; never torn, and never in the way of the next run.
#define _GNU_SOURCE // unshare
#include "check.h"
#include "outcome.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DAYS = FL_SANITIZED ? 60 : 300 }; // of a run to disturb: less than a second
enum { ENDLESS = 2000 };                 // days that no small disk holds

static char folder[64], scenario[] = FL_SOURCE_DIR "/tests/cli/long.lua";

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void pause_for(double seconds) {
  const struct timespec t = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
  nanosleep(&t, NULL);
}

static pid_t start(const char *result, int days) {
  char text[16];
  snprintf(text, sizeof text, "%d", days);
  const pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid > 0) return pid;
  const int file = open("messages", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0) _exit(99);
  execl(FL_PROGRAM, "fanloop", "run", scenario, "--days", text, "--threads", "2", "--quiet", "--force", "--output", result,
        (char *)NULL);
  _exit(98);
}

static int finish(pid_t pid) {
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  return status;
}

static int exit_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// What the last run said.
static const char *messages(void) {
  static char text[4096];
  FILE *file = fopen("messages", "rb");
  const size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
  if (file) fclose(file);
  text[size] = 0;
  return text;
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
    assert_string_equal(o->status, "stopped");
    assert_true(access("stopped.sqlite-journal", F_OK) != 0);
  }
}

static void a_signal_at_any_moment_marks_the_file(void **state) {
  (void)state;
  uint64_t random = 2;
  for (int i = 0; i < 10; i++) {
    const int number = i % 2 ? SIGINT : SIGTERM;
    unlink("stopped.sqlite");
    const pid_t pid = start("stopped.sqlite", DAYS);
    pause_for(1.1 * whole_seconds * check_unit(&random));
    kill(pid, number);
    const int status = finish(pid);
    const outcome o = outcome_of("stopped.sqlite");
    check_signalled(status, number, &o);
  }
}

// ---- Disks ------------------------------------------------------------------------------------------------------------------

// A file system in memory at "disk", in a name space that only this process and its children see.
static void mount_disk(int kilobytes) {
  char options[32];
  mkdir("disk", 0700);
  if (geteuid() != 0) {
    print_message("skipped: small disks need root to be mounted\n");
    skip();
  }
  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
    print_message("skipped: this machine gives no name space to mount a small disk in\n");
    skip();
  }
  snprintf(options, sizeof options, "size=%dk", kilobytes);
  if (mount("fanloop-test", "disk", "tmpfs", 0, options) != 0) {
    print_message("skipped: no small disk can be mounted here\n");
    skip();
  }
}

static void a_full_disk_keeps_what_was_committed(void **state) {
  (void)state;
  static const int kilobytes[] = {64, 200, 400, 600, 800, 1100, 1500};
  int kept = 0;
  for (size_t i = 0; i < sizeof kilobytes / sizeof *kilobytes; i++) {
    mount_disk(kilobytes[i]);
    const int code = exit_code(finish(start("disk/full.sqlite", ENDLESS)));
    const outcome o = outcome_of("disk/full.sqlite");
    if (code != 1 || !messages()[0]) fail_msg("%d kB: exit code %d: %s", kilobytes[i], code, messages());
    if (!is(&o, "absent") && !is(&o, "failed")) fail_msg("%d kB: %s", kilobytes[i], o.status);
    if (is(&o, "failed") && o.days == 0 && kilobytes[i] >= 800) fail_msg("%d kB: no day was kept", kilobytes[i]);
    kept += o.days > 0;
    assert_int_equal(umount("disk"), 0);
  }
  assert_true(kept >= 3);
}

static void a_read_only_disk_is_the_users_error(void **state) {
  (void)state;
  mount_disk(1024);
  assert_int_equal(mount("fanloop-test", "disk", NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
  const int code = exit_code(finish(start("disk/x.sqlite", 1)));
  if (code != 2 || !strstr(messages(), "no permission")) fail_msg("exit code %d: %s", code, messages());
  assert_int_equal(umount("disk"), 0);
}

static int remove_folder(void **state) {
  (void)state;
  char command[128];
  umount2("disk", MNT_DETACH); // of a test that failed
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return chdir("/") == 0 ? system(command) : -1;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(kill_at_any_moment_leaves_whole_days),  cmocka_unit_test(the_next_run_takes_the_place_of_a_killed_one),
      cmocka_unit_test(a_signal_at_any_moment_marks_the_file), cmocka_unit_test(a_full_disk_keeps_what_was_committed),
      cmocka_unit_test(a_read_only_disk_is_the_users_error),
  };
  return cmocka_run_group_tests_name("faults", tests, run_once, remove_folder);
}
