// What the tests of recording share: a folder of their own, a recorded run, SQL in one line.
#ifndef RECORD_HELP_H
#define RECORD_HELP_H

#include "record/record.h"
#include "record/result.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "fake_run.h"

enum { HELP_ROOMS = 24, HELP_FIRST_DAY = 19114 }; // 2022-05-02

static char help_folder[64];
static char help_name[8][512];
static int help_names;

// A path in the test's folder; the last eight stay valid.
static inline const char *in_folder(const char *name) {
  char *out = help_name[help_names++ % 8];
  snprintf(out, sizeof help_name[0], "%s/%s", help_folder, name);
  return out;
}

static inline int make_folder(void **state) {
  (void)state;
  snprintf(help_folder, sizeof help_folder, "/tmp/fanloop-test-XXXXXX");
  return mkdtemp(help_folder) ? 0 : -1;
}

static inline int remove_folder(void **state) {
  (void)state;
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'", help_folder);
  return system(command);
}

static inline void write_file(const char *path, const char *text, size_t size) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, size, file), size);
  assert_int_equal(fclose(file), 0);
}

static inline fl_scenario help_scenario(int64_t days) {
  fl_scenario s = fl_default_scenario();
  snprintf(s.name, sizeof s.name, "it's \"quoted\"; DROP TABLE run; 🙂");
  s.setup.warmup = 2;
  s.setup.rooms = HELP_ROOMS - 1; // the last one is the scenario's own
  s.setup.from = HELP_FIRST_DAY + 2;
  s.setup.to = HELP_FIRST_DAY + days - 1;
  fl_policy *festival = fl_scenario_add_policy(&s, FL_FESTIVAL, "616");
  festival->of.festival.flash_minute = 1200;
  festival->of.festival.flash_stock = 100;
  fl_scenario_add_policy(&s, FL_SUBSIDY, "subsidy");
  return s;
}

static inline fl_status help_create(const char *path, bool force, int64_t days, fl_messages *messages, fl_record **out) {
  static const char text[] = "return fl.scenario { name = 'x' } -- 老铁\n";
  fl_source_text source = {.path = "scenarios/it's.lua", .text = text, .size = sizeof text - 1};
  fl_record_options options = {.path = path,
                               .force = force,
                               .engine_version = "0",
                               .build = "test",
                               .command = "fanloop run",
                               .sources = &source,
                               .source_count = 1,
                               .threads = 2};
  fl_scenario s = help_scenario(days);
  fl_status status = fl_record_create(&options, &s, messages, out);
  fl_scenario_free(&s);
  return status;
}

// Days `from` to `to` (excluded) of the made-up run; stops at the first failure.
static inline fl_status help_days(fl_record *record, fake_run *run, fl_digest *digest, int64_t from, int64_t to) {
  fl_status status = FL_OK;
  for (int64_t day = from; day < to && status == FL_OK; day++) {
    status = fake_step(run, day, fl_record_sink(record), digest);
    if (status == FL_OK) status = fl_record_day(record, run->first_day + day);
  }
  return status;
}

static inline fl_record *help_begin_with(const char *path, bool force, fake_run *run, fl_digest *digest, int64_t days) {
  fl_messages messages = {0};
  fl_record *record = NULL;
  fl_status status = help_create(path, force, days, &messages, &record);
  if (status != FL_OK) print_error("%s\n", messages.count ? messages.items[0].text : "no message");
  assert_int_equal(status, FL_OK);
  fl_digest_begin(digest);
  *run = fake_begin(HELP_ROOMS, HELP_FIRST_DAY, 2, days);
  assert_int_equal(fake_dimensions(run, fl_record_sink(record), digest), FL_OK);
  return record;
}

static inline fl_record *help_begin(const char *path, fake_run *run, fl_digest *digest, int64_t days) {
  return help_begin_with(path, false, run, digest, days);
}

// A run that is dropped after some days.
static inline void help_drop(const char *path, bool force, int64_t days) {
  fake_run run;
  fl_digest digest;
  fl_record *record = help_begin_with(path, force, &run, &digest, 5);
  assert_int_equal(help_days(record, &run, &digest, 0, days), FL_OK);
  assert_int_equal(fl_record_published(record), days > 0);
  fl_record_close(record);
  fake_end(&run);
}

// A finished file.
static inline void help_record(const char *path, int64_t days) {
  fake_run run;
  fl_digest digest;
  fl_world_stats stats = {.fans = 1000, .fan_days = 1000 * days};
  fl_record *record = help_begin(path, &run, &digest, days);
  assert_int_equal(help_days(record, &run, &digest, 0, days), FL_OK);
  assert_int_equal(fake_periods(&run, fl_record_sink(record), &digest), FL_OK);
  assert_int_equal(fl_record_finish(record, &digest, &stats, 1.5), FL_OK);
  assert_string_equal(fl_record_error(record), "");
  fl_record_close(record);
  fake_end(&run);
}

// The first column of the first row, by plain SQLite; "" when there is none.
static inline const char *sql_text(const char *path, const char *sql) {
  static char out[1024];
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  out[0] = '\0';
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK) fail_msg("%s: %s", sql, sqlite3_errmsg(db));
  if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0))
    snprintf(out, sizeof out, "%s", (const char *)sqlite3_column_text(stmt, 0));
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return out;
}

static inline int64_t sql_int(const char *path, const char *sql) {
  return strtoll(sql_text(path, sql), NULL, 10);
}

static inline void sql_run(const char *path, const char *sql) {
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s: %s", sql, sqlite3_errmsg(db));
  sqlite3_close(db);
}

// Sound, with no dangling reference, and holding nothing but whole days.
static inline void assert_whole_days(const char *path) {
  assert_string_equal(sql_text(path, "PRAGMA integrity_check"), "ok");
  assert_string_equal(sql_text(path, "SELECT \"table\" FROM pragma_foreign_key_check"), "");
  assert_int_equal(sql_int(path, "SELECT count(*) FROM (SELECT date FROM room_day GROUP BY date HAVING count(*) <> 24)"), 0);
  assert_int_equal(sql_int(path, "SELECT count(*) FROM v_books WHERE NOT balanced"), 0);
  assert_int_equal(sql_int(path, "SELECT (SELECT count(*) FROM platform_day) - (SELECT count(DISTINCT date) FROM event)"), 0);
}

#endif
