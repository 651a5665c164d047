// Runs that are killed, stopped and starved of disk, and go on from their checkpoint, by the real program: what comes out is what an
// undisturbed run writes, table by table.
#include "check.h"
#include "outcome.h"
#include "pause.h"
#include "small_disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = FL_SANITIZED ? 8 : 50 }; // runs that are killed, each once or more

static char folder[64], scenario[] = FL_SOURCE_DIR "/tests/cli/remembers.lua";

typedef struct run {
  const char *result, *every, *threads; // NULL: no checkpoints; "2"
  bool resume;
  rlim_t file_bytes; // most of a file; 0: no limit
} run;

static pid_t start(const run *r) {
  const pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid > 0) return pid;
  const char *argv[16] = {"fanloop", "run", scenario, "--quiet", "--threads", r->threads ? r->threads : "2", "--output", r->result};
  size_t count = 8;
  if (r->every) {
    argv[count++] = "--checkpoint-every";
    argv[count++] = r->every;
  }
  argv[count++] = r->resume ? "--resume" : "--force";
  const int file = open("messages", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0) _exit(99);
  if (r->file_bytes) setrlimit(RLIMIT_FSIZE, &(struct rlimit){r->file_bytes, r->file_bytes});
  execv(FL_PROGRAM, (char **)(uintptr_t)argv);
  _exit(98);
}

static int finish(pid_t pid) {
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static int go(const run *r) {
  return finish(start(r));
}

static const char *messages(void) {
  static char text[4096];
  FILE *file = fopen("messages", "rb");
  const size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
  if (file) fclose(file);
  text[size] = 0;
  return text;
}

// ---- Results that are the same ----------------------------------------------------------------------------------------------------

static int64_t one_number(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK || sqlite3_step(stmt) != SQLITE_ROW)
    fail_msg("%s: %s", sql, sqlite3_errmsg(db));
  const int64_t number = sqlite3_column_int64(stmt, 0);
  sqlite3_finalize(stmt);
  return number;
}

// Rows of `of` that `in` does not have, with their order in tables that have one.
static int64_t rows_missing(sqlite3 *db, const char *table, const char *columns, const char *of, const char *in) {
  char sql[512];
  snprintf(sql, sizeof sql, "SELECT count(*) FROM (SELECT %s FROM %s.%s EXCEPT SELECT %s FROM %s.%s)", columns, of, table, columns,
           in, table);
  return one_number(db, sql);
}

static void compare_table(sqlite3 *db, const char *table, bool keyed) {
  const char *columns = keyed ? "*" : "rowid, *";
  if (strcmp(table, "run_timing") == 0 || strcmp(table, "run_stage") == 0) return; // what the run cost
  if (strcmp(table, "run") == 0)
    columns =
        "schema_version, engine_version, build, name, world, seed, run, fans, days, from_date, to_date, status, reason, digest";
  if (rows_missing(db, table, columns, "main", "whole") + rows_missing(db, table, columns, "whole", "main") > 0)
    fail_msg("table %s differs from that of the undisturbed run", table);
}

// The file holds what the undisturbed run wrote; returns how often it was resumed.
static int64_t assert_whole(const char *path) {
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  int tables = 0;
  const outcome o = outcome_of(path);
  assert_string_equal(o.status, "done");
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "ATTACH 'whole.sqlite' AS whole", NULL, NULL, NULL), SQLITE_OK);
  assert_int_equal(
      sqlite3_prepare_v2(db, "SELECT name, sql LIKE '%WITHOUT ROWID%' FROM sqlite_schema WHERE type = 'table'", -1, &stmt, NULL),
      SQLITE_OK);
  for (; sqlite3_step(stmt) == SQLITE_ROW; tables++)
    compare_table(db, (const char *)sqlite3_column_text(stmt, 0), sqlite3_column_int(stmt, 1));
  sqlite3_finalize(stmt);
  assert_true(tables > 20);
  assert_int_equal(one_number(db, "SELECT count(*) FROM whole.table_digest AS w JOIN table_digest USING (name, rows, digest)"),
                   one_number(db, "SELECT count(*) FROM whole.table_digest"));
  const int64_t resumed = one_number(db, "SELECT resumed FROM run_timing");
  sqlite3_close(db);
  return resumed;
}

// Nothing but `name` itself is left of what begins like it.
static void assert_alone(const char *name) {
  DIR *dir = opendir(".");
  for (const struct dirent *e; (e = readdir(dir));)
    if (strncmp(e->d_name, name, strlen(name)) == 0 && strcmp(e->d_name, name) != 0) fail_msg("%s is left", e->d_name);
  closedir(dir);
}

static void remove_all(const char *name) {
  char command[256];
  snprintf(command, sizeof command, "rm -f %s*", name);
  assert_int_equal(system(command), 0);
}

// That an undisturbed run with checkpoints takes, while the machine has as much else to do as it had then.
static double whole_seconds;

static int run_once(void **state) {
  (void)state;
  snprintf(folder, sizeof folder, "/tmp/fanloop-resume-XXXXXX");
  if (!mkdtemp(folder) || chdir(folder) != 0) return -1;
  if (go(&(run){.result = "whole.sqlite"}) != 0) return -1;
  const double begin = now();
  if (go(&(run){.result = "timed.sqlite", .every = "1"}) != 0) return -1;
  whole_seconds = now() - begin;
  return 0;
}

static void checkpoints_change_nothing_and_are_gone_at_the_end(void **state) {
  (void)state;
  assert_int_equal(assert_whole("timed.sqlite"), 0);
  assert_alone("timed.sqlite");
}

// ---- Kills ------------------------------------------------------------------------------------------------------------------------

static void file_exists_soon(const char *name) {
  for (int i = 0; i < 5000 && access(name, F_OK) != 0; i++) pause_for(0.002);
  assert_int_equal(access(name, F_OK), 0);
}

// The first attempt and the resumptions are killed, as often as `kills` says, then one is left to end.
static int64_t kill_and_resume(const char *result, uint64_t *random, uint32_t kills) {
  static const char *const every[] = {"1", "2", "7", "30"}, *const threads[] = {"1", "2", "3"};
  const char *days = every[check_below(random, 4)];
  run r = {.result = result, .every = days};
  remove_all(result);
  for (uint32_t i = 0; i < kills; i++) {
    r.resume = i > 0;
    r.threads = threads[check_below(random, 3)];
    const pid_t pid = start(&r);
    // From a tenth of it to four times as much: a machine that is slower by then is still hit before the end, and after the first
    // checkpoint. A resumption has less to do, and its beginning is to be met as well.
    pause_for(whole_seconds * 0.1 * pow(40, check_unit(random)) * (i == 0 ? 1 : check_unit(random)));
    kill(pid, SIGKILL);
    const int code = finish(pid);
    if (code == 0) break; // the kill before came after the end of the result
    if (code != -SIGKILL) fail_msg("exit code %d: %s", code, messages());
    if (check_below(random, 2)) (void)outcome_of(result); // somebody looks at it, and rolls back what was unfinished
  }
  r.resume = true;
  const int code = go(&r);
  if (code != 0) fail_msg("exit code %d: %s", code, messages());
  assert_alone(result);
  return assert_whole(result);
}

static void killed_at_any_moment_and_resumed_it_is_as_never_disturbed(void **state) {
  (void)state;
  const char *given = getenv("FL_SEED");
  uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL), random = seed;
  int64_t resumed = 0;
  print_message("FL_SEED=%llu repeats these moments, as far as the machine does\n", (unsigned long long)seed);
  // Not all of them may have been over, or not begun: where chance, or the machine, has it so, more are killed.
  for (int i = 0; i < KILLS || (resumed <= KILLS / 5 && i < 5 * KILLS); i++)
    resumed += kill_and_resume("killed.sqlite", &random, 1 + check_below(&random, 2));
  assert_true(resumed > KILLS / 5);
}

static void of_a_run_that_goes_on_elsewhere_nothing_is_taken(void **state) {
  (void)state;
  remove_all("busy.sqlite");
  const pid_t pid = start(&(run){.result = "busy.sqlite", .every = "1"});
  file_exists_soon("busy.sqlite.fanloop-checkpoint");
  kill(pid, SIGSTOP);
  const int code = go(&(run){.result = "busy.sqlite", .resume = true});
  if (code != 1 || !strstr(messages(), "in use by another program")) fail_msg("exit code %d: %s", code, messages());
  kill(pid, SIGCONT);
  assert_int_equal(finish(pid), 0);
  assert_int_equal(assert_whole("busy.sqlite"), 0);
}

static void a_stopped_run_keeps_its_checkpoint_and_goes_on(void **state) {
  (void)state;
  remove_all("stopped.sqlite");
  const pid_t pid = start(&(run){.result = "stopped.sqlite", .every = "3"});
  file_exists_soon("stopped.sqlite.fanloop-checkpoint");
  kill(pid, SIGTERM);
  assert_int_equal(finish(pid), 1);
  const outcome o = outcome_of("stopped.sqlite");
  assert_string_equal(o.status, "stopped");
  assert_int_equal(access("stopped.sqlite.fanloop-checkpoint", F_OK), 0);
  assert_int_equal(go(&(run){.result = "stopped.sqlite", .resume = true, .threads = "1"}), 0); // its interval is the checkpoint's
  assert_int_equal(assert_whole("stopped.sqlite"), 1);
  assert_alone("stopped.sqlite");
}

// ---- Disks ------------------------------------------------------------------------------------------------------------------------

static off_t size_of(const char *path) {
  struct stat info;
  assert_int_equal(stat(path, &info), 0);
  return info.st_size;
}

// A disk on which the result fits, and more or less of a checkpoint beside it.
static void a_disk_without_room_for_a_checkpoint_ends_no_run(void **state) {
  (void)state;
  const int kilobytes = (int)(size_of("whole.sqlite") / 1024);
  int warned = 0, done = 0;
  for (int more = 40; more <= 1000; more += 120) {
    small_disk_mount(kilobytes + more);
    const int code = go(&(run){.result = "disk/x.sqlite", .every = "2"});
    const outcome o = outcome_of("disk/x.sqlite");
    if (code != 0 && code != 1) fail_msg("exit code %d: %s", code, messages());
    assert_string_equal(o.status, code == 0 ? "done" : "failed");
    warned += strstr(messages(), "no checkpoint after day") != NULL;
    done += code == 0;
    if (code == 0) assert_whole("disk/x.sqlite");
    assert_int_not_equal(access("disk/x.sqlite.fanloop-checkpoint-draft", F_OK), 0);
    small_disk_unmount();
  }
  assert_true(warned > 0 && done > 0);
}

static void a_run_whose_disk_was_full_goes_on_when_it_is_not(void **state) {
  (void)state;
  remove_all("full.sqlite");
  const rlim_t most = (rlim_t)(size_of("whole.sqlite") * 15 / 16); // its tables fit, the days do not
  const int code = go(&(run){.result = "full.sqlite", .every = "2", .file_bytes = most});
  if (code != 1) fail_msg("exit code %d: %s", code, messages());
  const outcome o = outcome_of("full.sqlite");
  assert_string_equal(o.status, "failed");
  const int again = go(&(run){.result = "full.sqlite", .resume = true});
  if (again != 0) fail_msg("exit code %d: %s", again, messages());
  assert_int_equal(assert_whole("full.sqlite"), 1);
}

static int remove_folder(void **state) {
  (void)state;
  return small_disk_remove(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(checkpoints_change_nothing_and_are_gone_at_the_end),
      cmocka_unit_test(killed_at_any_moment_and_resumed_it_is_as_never_disturbed),
      cmocka_unit_test(of_a_run_that_goes_on_elsewhere_nothing_is_taken),
      cmocka_unit_test(a_stopped_run_keeps_its_checkpoint_and_goes_on),
      cmocka_unit_test(a_disk_without_room_for_a_checkpoint_ends_no_run),
      cmocka_unit_test(a_run_whose_disk_was_full_goes_on_when_it_is_not),
  };
  return cmocka_run_group_tests_name("resume", tests, run_once, remove_folder);
}
