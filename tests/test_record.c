// Writing result files, and everything that can go wrong with it.
#include "record_help.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

// ---- A run that ends well ---------------------------------------------------------------------------------------------------

static void a_finished_file_is_done_sound_and_alone(void **state) {
  (void)state;
  const char *path = in_folder("done.sqlite");
  help_record(path, 40);
  assert_string_equal(sql_text(path, "SELECT status || reason FROM run"), "done");
  assert_whole_days(path);
  assert_int_equal(sql_int(path, "SELECT count(*) FROM platform_day"), 40);
  assert_string_equal(sql_text(path, "PRAGMA journal_mode"), "delete");
  char side[600];
  snprintf(side, sizeof side, "%s-journal", path);
  assert_int_not_equal(access(side, F_OK), 0);
  assert_int_equal(sql_int(path, "SELECT fan_days FROM run_timing"), 40000);
  assert_int_equal(sql_int(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'sample_order_fan'"), 1);
}

static void every_row_arrives_and_is_counted_in_the_digests(void **state) {
  (void)state;
  const char *path = in_folder("rows.sqlite");
  help_record(path, 10);
  for (int t = 0; t < FL_TABLES; t++) {
    char sql[256];
    snprintf(sql, sizeof sql, "SELECT (SELECT count(*) FROM %s) = rows AND length(digest) = 32 FROM table_digest WHERE name = '%s'",
             fl_tables[t].name, fl_tables[t].name);
    assert_int_equal(sql_int(path, sql), 1);
  }
  assert_int_equal(sql_int(path, "SELECT length(digest) FROM run"), 32);
}

static void texts_and_absent_values_are_stored_as_they_are_meant(void **state) {
  (void)state;
  const char *path = in_folder("text 'with' \"quotes\" 🙂.sqlite");
  help_record(path, 5);
  assert_string_equal(sql_text(path, "SELECT name FROM run"), "it's \"quoted\"; DROP TABLE run; 🙂");
  assert_string_equal(sql_text(path, "SELECT id FROM brand WHERE brand = 0"), "O'Neill \"老铁\" 🙂; --");
  assert_string_equal(sql_text(path, "SELECT text FROM source_file"), "return fl.scenario { name = 'x' } -- 老铁\n");
  assert_string_equal(sql_text(path, "SELECT path FROM source_file"), "scenarios/it's.lua");
  assert_string_equal(sql_text(path, "SELECT typeof(value) FROM metric WHERE name = 'nothing'"), "null"); // NaN
  assert_int_equal(sql_int(path, "SELECT count(*) FROM event WHERE what = 'phase' AND room IS NULL AND offer = -1"), 5);
  assert_string_equal(sql_text(path, "SELECT min(date) || max(date) FROM room_day"), "2022-05-022022-05-06");
  assert_string_equal(sql_text(path, "SELECT from_date || to_date FROM run"), "2022-05-042022-05-06");
  assert_int_equal(sql_int(path, "SELECT days FROM run"), 5);
  assert_int_equal(sql_int(path, "SELECT number FROM policy_field WHERE id = '616' AND name = 'flash_minute'"), 1200);
  assert_int_equal(sql_int(path, "SELECT count(*) FROM parameter WHERE name = 'trust.gain_per_hour' AND number = 0.7"), 1);
}

static void the_same_run_twice_gives_the_same_tables(void **state) {
  (void)state;
  const char *a = in_folder("a.sqlite"), *b = in_folder("b.sqlite");
  help_record(a, 30);
  help_record(b, 30);
  char sql[1024];
  for (int t = 0; t < FL_TABLES; t++) {
    snprintf(sql, sizeof sql, "ATTACH '%s' AS b", b);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(a, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    const char *n = fl_tables[t].name;
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM (SELECT * FROM main.%s EXCEPT SELECT * FROM b.%s UNION ALL SELECT * FROM (SELECT * FROM b.%s "
             "EXCEPT SELECT * FROM main.%s))",
             n, n, n, n);
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(stmt, 0), 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
  }
  char digest[64];
  snprintf(digest, sizeof digest, "%.63s", sql_text(a, "SELECT digest FROM run"));
  assert_string_equal(digest, sql_text(b, "SELECT digest FROM run"));
}

// ---- Where the file goes ------------------------------------------------------------------------------------------------------

// Creating at `path` is refused with `status` and a message that holds `why`; nothing is left beside it.
static void assert_refused(const char *path, bool force, fl_status status, const char *why) {
  fl_messages messages = {0};
  fl_record *record = NULL;
  assert_int_equal(help_create(path, force, 5, &messages, &record), status);
  assert_null(record);
  assert_int_equal(messages.errors, 1);
  if (!strstr(messages.items[0].text, why)) fail_msg("'%s' does not say '%s'", messages.items[0].text, why);
  fl_messages_free(&messages);
}

static int files_in_folder(void) {
  char command[128], line[16] = "";
  snprintf(command, sizeof command, "ls -A '%s' | wc -l", help_folder);
  FILE *pipe = popen(command, "r");
  assert_non_null(pipe);
  assert_non_null(fgets(line, sizeof line, pipe));
  pclose(pipe);
  return atoi(line);
}

static void wrong_paths_are_refused_with_the_reason(void **state) {
  (void)state;
  write_file(in_folder("file"), "x", 1);
  int before = files_in_folder();
  assert_refused("", false, FL_BAD_SCENARIO, "empty");
  assert_refused(help_folder, false, FL_BAD_SCENARIO, "is a folder");
  assert_refused(help_folder, true, FL_BAD_SCENARIO, "is a folder");
  assert_refused(in_folder("missing/x.sqlite"), false, FL_BAD_SCENARIO, "folder does not exist");
  assert_refused(in_folder("file/x.sqlite"), false, FL_BAD_SCENARIO, "expected a folder");
  assert_refused("/dev/null", true, FL_BAD_SCENARIO, "not a plain file");
  assert_refused("/proc/fanloop.sqlite", false, FL_BAD_SCENARIO, "");
  char longest[400];
  memset(longest, 'n', sizeof longest - 1);
  longest[sizeof longest - 1] = '\0';
  assert_refused(in_folder(longest), false, FL_BAD_SCENARIO, "too long");
  assert_int_equal(files_in_folder(), before);
}

static void an_existing_file_is_replaced_only_by_force(void **state) {
  (void)state;
  const char *path = in_folder("twice.sqlite");
  help_record(path, 6);
  assert_refused(path, false, FL_BAD_SCENARIO, "--force");
  assert_int_equal(sql_int(path, "SELECT count(*) FROM platform_day"), 6);
  help_drop(path, true, 1);
  assert_string_equal(sql_text(path, "SELECT status FROM run"), "failed");
  assert_int_equal(sql_int(path, "SELECT count(*) FROM platform_day"), 1);
  assert_refused(path, false, FL_BAD_SCENARIO, "--force"); // an unfinished file is not replaced silently either
}

static void a_run_without_a_first_day_leaves_everything_as_it_was(void **state) {
  (void)state;
  const char *path = in_folder("kept.sqlite"), *none = in_folder("nothing.sqlite");
  help_record(path, 6);
  const int before = files_in_folder();
  help_drop(path, true, 0);
  assert_string_equal(sql_text(path, "SELECT status FROM run"), "done");
  assert_int_equal(sql_int(path, "SELECT count(*) FROM platform_day"), 6);
  help_drop(none, false, 0);
  assert_int_equal(files_in_folder(), before);
}

static void what_a_killed_run_left_of_its_draft_goes_with_the_next_one(void **state) {
  (void)state;
  const char *path = in_folder("again.sqlite");
  const int before = files_in_folder();
  write_file(in_folder("again.sqlite.fanloop-draft"), "half a draft", 12);
  write_file(in_folder("again.sqlite.fanloop-draft-journal"), "and its journal", 15);
  help_record(path, 3);
  assert_whole_days(path);
  assert_int_equal(files_in_folder(), before + 1);
}

static void behind_a_link_the_file_is_replaced_and_the_link_stays(void **state) {
  (void)state;
  const char *path = in_folder("target.sqlite"), *link_path = in_folder("latest.sqlite");
  help_record(path, 6);
  assert_int_equal(symlink("target.sqlite", link_path), 0);
  help_drop(link_path, true, 1);
  assert_string_equal(sql_text(path, "SELECT status FROM run"), "failed");
  struct stat info;
  assert_int_equal(lstat(link_path, &info), 0);
  assert_true(S_ISLNK(info.st_mode));
}

static void force_never_replaces_what_is_not_a_result(void **state) {
  (void)state;
  const char *text = in_folder("notes.txt"), *other = in_folder("other.sqlite");
  write_file(text, "precious", 8);
  assert_refused(text, true, FL_BAD_SCENARIO, "not a fanloop result");
  sql_run(other, "CREATE TABLE mine (a); INSERT INTO mine VALUES (1)");
  assert_refused(other, true, FL_BAD_SCENARIO, "not a fanloop result");
  assert_int_equal(sql_int(other, "SELECT a FROM mine"), 1);
}

static void a_result_in_use_is_not_replaced(void **state) {
  (void)state;
  const char *path = in_folder("used.sqlite");
  fake_run run;
  fl_digest digest;
  fl_record *record = help_begin(path, &run, &digest, 5);
  assert_refused(path, true, FL_ENVIRONMENT, "in use"); // before the file is there
  assert_int_equal(help_days(record, &run, &digest, 0, 1), FL_OK);
  assert_refused(path, true, FL_ENVIRONMENT, "in use"); // and behind
  fl_messages messages = {0};
  fl_result *result = NULL;
  assert_int_equal(fl_result_open(path, &messages, &result), FL_ENVIRONMENT); // nor read, as long as it is written
  assert_non_null(strstr(messages.items[0].text, "being written"));
  fl_messages_free(&messages);
  fl_record_close(record);
  fake_end(&run);
}

static void a_result_that_is_read_is_not_replaced(void **state) {
  (void)state;
  const char *path = in_folder("read.sqlite");
  sqlite3 *db = NULL;
  help_record(path, 6);
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "BEGIN; SELECT status FROM run", NULL, NULL, NULL), SQLITE_OK);
  assert_refused(path, true, FL_ENVIRONMENT, "in use");
  sqlite3_close(db);
  help_drop(path, true, 1);
  assert_string_equal(sql_text(path, "SELECT status FROM run"), "failed");
}

static void a_file_that_appears_before_the_first_day_is_not_replaced(void **state) {
  (void)state;
  const char *path = in_folder("late.sqlite");
  fake_run run;
  fl_digest digest;
  fl_record *record = help_begin(path, &run, &digest, 5);
  write_file(path, "precious", 8);
  assert_int_equal(help_days(record, &run, &digest, 0, 1), FL_BAD_SCENARIO);
  assert_non_null(strstr(fl_record_error(record), "exists already"));
  fl_record_close(record);
  fake_end(&run);
  struct stat info;
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_size, 8);
}

static void a_journal_left_by_a_lost_file_is_not_rolled_into_the_new_one(void **state) {
  (void)state;
  const char *path = in_folder("stale.sqlite");
  char journal[600], bytes[4096];
  snprintf(journal, sizeof journal, "%s-journal", path);
  memset(bytes, 7, sizeof bytes);
  memcpy(bytes, "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8); // how a journal begins
  write_file(journal, bytes, sizeof bytes);
  help_record(path, 5);
  assert_whole_days(path);
  assert_string_equal(sql_text(path, "SELECT status FROM run"), "done");
}

static void names_that_mean_something_to_sqlite_are_plain_names(void **state) {
  (void)state;
  char before[4096];
  assert_non_null(getcwd(before, sizeof before));
  assert_int_equal(chdir(help_folder), 0);
  help_record(":memory:", 5);
  help_record("file:x.sqlite?mode=memory", 5);
  assert_int_equal(access("./:memory:", F_OK), 0);
  assert_int_equal(access("./file:x.sqlite?mode=memory", F_OK), 0);
  assert_string_equal(sql_text("./:memory:", "SELECT status FROM run"), "done");
  assert_int_equal(chdir(before), 0);
}

// ---- A run that does not end well ---------------------------------------------------------------------------------------------

static void a_failed_run_keeps_whole_days_and_the_reason(void **state) {
  (void)state;
  const char *path = in_folder("failed.sqlite");
  fake_run run;
  fl_digest digest;
  fl_record *record = help_begin(path, &run, &digest, 20);
  assert_int_equal(help_days(record, &run, &digest, 0, 7), FL_OK);
  assert_int_equal(fake_step(&run, 7, fl_record_sink(record), &digest), FL_OK); // this day never ends
  fl_record_fail(record, FL_BROKEN, "2022-05-09: negative stock of room 'x'");
  fl_record_close(record);
  assert_string_equal(sql_text(path, "SELECT status || ': ' || reason FROM run"), "failed: 2022-05-09: negative stock of room 'x'");
  assert_int_equal(sql_int(path, "SELECT count(*) FROM platform_day"), 7);
  assert_whole_days(path);
  fake_end(&run);
}

static void a_stopped_run_says_so_and_one_that_is_dropped_has_failed(void **state) {
  (void)state;
  const char *stopped = in_folder("stopped.sqlite"), *dropped = in_folder("dropped.sqlite");
  fake_run run;
  fl_digest digest;
  fl_record *record = help_begin(stopped, &run, &digest, 5);
  assert_int_equal(help_days(record, &run, &digest, 0, 1), FL_OK);
  fl_record_fail(record, FL_STOPPED, "interrupted");
  fl_record_fail(record, FL_BROKEN, "again"); // only the first counts
  fl_record_close(record);
  fake_end(&run);
  assert_string_equal(sql_text(stopped, "SELECT status || ' ' || reason FROM run"), "stopped interrupted");
  help_drop(dropped, false, 1);
  assert_string_equal(sql_text(dropped, "SELECT status FROM run"), "failed");
}

static void rows_that_contradict_each_other_break_the_run(void **state) {
  (void)state;
  const char *path = in_folder("broken.sqlite");
  fake_run run;
  fl_digest digest;
  fl_record *record = help_begin(path, &run, &digest, 5);
  assert_int_equal(help_days(record, &run, &digest, 0, 2), FL_OK);
  fl_row_fan_tier_day twice[2] = {{.date = 1, .fan_tier = 0}, {.date = 1, .fan_tier = 0}};
  assert_int_equal(fl_record_sink(record).rows(record, FL_T_fan_tier_day, twice, 2), FL_OK);
  fl_record_day(record, 1);
  assert_int_equal(fl_record_day(record, 2), FL_BROKEN);
  assert_non_null(strstr(fl_record_error(record), "fan_tier_day"));
  fl_record_close(record);
  fake_end(&run);
  assert_non_null(strstr(sql_text(path, "SELECT reason FROM run"), "fan_tier_day"));

  const char *wrong = in_folder("choice.sqlite");
  record = help_begin(wrong, &run, &digest, 5);
  fl_row_fan_tier_day row = {.date = 1, .fan_tier = 3}; // there are three
  fl_record_sink(record).rows(record, FL_T_fan_tier_day, &row, 1);
  fl_record_day(record, 1);
  assert_int_equal(fl_record_day(record, 2), FL_BROKEN);
  fl_record_close(record);
  fake_end(&run);
}

// More orders than are kept in memory.
static fl_status large_day(fl_record *record, int64_t date, int64_t orders) {
  fl_row_sample_order rows[1000] = {0};
  fl_status status = FL_OK;
  for (int64_t i = 0; i < 1000; i++) rows[i] = (fl_row_sample_order){.date = date, .fan = i, .room = 1, .orders = 1};
  for (int64_t i = 0; i < orders && status == FL_OK; i += 1000)
    status = fl_record_sink(record).rows(record, FL_T_sample_order, rows, 1000);
  return status;
}

static void a_day_larger_than_memory_is_whole_or_absent(void **state) {
  (void)state;
  const char *path = in_folder("large.sqlite");
  fake_run run;
  fl_digest digest;
  fl_record *record = help_begin(path, &run, &digest, 20);
  assert_int_equal(help_days(record, &run, &digest, 0, 3), FL_OK);
  assert_int_equal(large_day(record, 1, 400000), FL_OK);
  assert_int_equal(fl_record_day(record, 1), FL_OK);
  assert_int_equal(large_day(record, 2, 400000), FL_OK);
  fl_record_fail(record, FL_STOPPED, "");
  fl_record_close(record);
  fake_end(&run);
  assert_int_equal(sql_int(path, "SELECT count(*) FROM platform_day"), 3);
  assert_int_equal(sql_int(path, "SELECT count(*) FROM sample_order WHERE date = '1970-01-02'"), 400000);
  assert_int_equal(sql_int(path, "SELECT count(*) FROM sample_order WHERE date = '1970-01-03'"), 0);
}

// Sends a byte when the file has begun, and one after each day; or stays where the file has begun.
static void write_until_killed(const char *path, int pipe_end, bool stay) {
  fake_run run;
  fl_digest digest;
  fl_record *record = help_begin(path, &run, &digest, 100000);
  if (stay && write(pipe_end, "d", 1) == 1) pause();
  for (int64_t day = 0; write(pipe_end, "d", 1) == 1; day++) help_days(record, &run, &digest, day, day + 1);
  _exit(1);
}

static void a_killed_run_leaves_a_readable_file_that_says_running(void **state) {
  (void)state;
  for (int i = 0; i < 4; i++) {
    char name[32];
    snprintf(name, sizeof name, "killed-%d.sqlite", i);
    const char *path = in_folder(name);
    const int days[] = {0, 1, 37, 500};
    int ends[2], passed = -1; // days
    char byte;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) write_until_killed(path, ends[1], days[i] == 0);
    close(ends[1]);
    while (passed < days[i] && read(ends[0], &byte, 1) == 1) passed++;
    assert_int_equal(passed, days[i]);
    assert_int_equal(kill(child, SIGKILL), 0);
    close(ends[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    if (days[i] == 0) { // nor a file: the first day is not in it
      assert_int_not_equal(access(path, F_OK), 0);
      continue;
    }
    fl_messages messages = {0};
    fl_result *result = NULL;
    assert_int_equal(fl_result_open(path, &messages, &result), FL_OK);
    fl_query *query = fl_result_query(result, "SELECT status FROM run", NULL);
    assert_true(fl_query_next(query));
    assert_string_equal(fl_query_text(query, 0), "running");
    fl_query_end(query);
    fl_result_close(result);
    assert_whole_days(path);
    if (i == 3) assert_true(sql_int(path, "SELECT count(*) FROM platform_day") > 0);
  }
}

// Runs in a child whose files may not grow beyond `limit` bytes; returns the child's verdict.
static int run_with_little_space(const char *path, rlim_t limit, int64_t days) {
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){.rlim_cur = limit, .rlim_max = limit});
    fl_messages messages = {0};
    fl_record *record = NULL;
    fl_status status = help_create(path, false, days, &messages, &record);
    if (status != FL_OK) _exit(10 + (int)status);
    fake_run run = fake_begin(HELP_ROOMS, HELP_FIRST_DAY, 2, days);
    fl_digest digest;
    fl_digest_begin(&digest);
    fl_world_stats stats = {0};
    fake_dimensions(&run, fl_record_sink(record), &digest);
    status = help_days(record, &run, &digest, 0, days);
    if (status == FL_OK) status = fl_record_finish(record, &digest, &stats, 1);
    bool said = fl_record_error(record)[0] != '\0';
    fl_record_close(record);
    _exit(said ? (int)status : 99);
  }
  int verdict = 0;
  assert_int_equal(waitpid(child, &verdict, 0), child);
  assert_true(WIFEXITED(verdict));
  return WEXITSTATUS(verdict);
}

static void a_full_disk_fails_the_run_and_leaves_a_readable_file(void **state) {
  (void)state;
  const char *path = in_folder("full.sqlite");
  assert_int_equal(run_with_little_space(path, 2 << 20, 3000), FL_ENVIRONMENT);
  assert_string_equal(sql_text(path, "SELECT status FROM run"), "failed");
  assert_true(strlen(sql_text(path, "SELECT reason FROM run")) > 0);
  assert_whole_days(path);
}

static void a_disk_too_full_to_begin_leaves_nothing(void **state) {
  (void)state;
  int before = files_in_folder();
  const char *path = in_folder("none.sqlite");
  assert_int_equal(run_with_little_space(path, 100000, 5), 10 + FL_ENVIRONMENT);
  assert_int_equal(files_in_folder(), before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_finished_file_is_done_sound_and_alone),
      cmocka_unit_test(every_row_arrives_and_is_counted_in_the_digests),
      cmocka_unit_test(texts_and_absent_values_are_stored_as_they_are_meant),
      cmocka_unit_test(the_same_run_twice_gives_the_same_tables),
      cmocka_unit_test(wrong_paths_are_refused_with_the_reason),
      cmocka_unit_test(an_existing_file_is_replaced_only_by_force),
      cmocka_unit_test(a_run_without_a_first_day_leaves_everything_as_it_was),
      cmocka_unit_test(what_a_killed_run_left_of_its_draft_goes_with_the_next_one),
      cmocka_unit_test(behind_a_link_the_file_is_replaced_and_the_link_stays),
      cmocka_unit_test(force_never_replaces_what_is_not_a_result),
      cmocka_unit_test(a_result_in_use_is_not_replaced),
      cmocka_unit_test(a_result_that_is_read_is_not_replaced),
      cmocka_unit_test(a_file_that_appears_before_the_first_day_is_not_replaced),
      cmocka_unit_test(a_journal_left_by_a_lost_file_is_not_rolled_into_the_new_one),
      cmocka_unit_test(names_that_mean_something_to_sqlite_are_plain_names),
      cmocka_unit_test(a_failed_run_keeps_whole_days_and_the_reason),
      cmocka_unit_test(a_stopped_run_says_so_and_one_that_is_dropped_has_failed),
      cmocka_unit_test(rows_that_contradict_each_other_break_the_run),
      cmocka_unit_test(a_day_larger_than_memory_is_whole_or_absent),
      cmocka_unit_test(a_killed_run_leaves_a_readable_file_that_says_running),
      cmocka_unit_test(a_full_disk_fails_the_run_and_leaves_a_readable_file),
      cmocka_unit_test(a_disk_too_full_to_begin_leaves_nothing),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
