#include "outcome.h"

#include "check.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

// The first column of the first row as text.
static void one_text(sqlite3 *db, const char *path, const char *sql, char *out, size_t size) {
  sqlite3_stmt *stmt = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK || sqlite3_step(stmt) != SQLITE_ROW)
    fail_msg("%s: %s: %s", path, sql, sqlite3_errmsg(db));
  const unsigned char *text = sqlite3_column_text(stmt, 0);
  snprintf(out, size, "%s", text ? (const char *)text : "");
  sqlite3_finalize(stmt);
}

// What a program left that was killed, or ran in a process of the test; the others are kept by keep_files.c.
static void keep_for_verification(const char *path) {
  char command[512];
  if (!getenv("FL_KEEP_FILES")) return;
  snprintf(command, sizeof command, "cp '%s' \"$(mktemp \"$FL_KEEP_FILES/made-seen-XXXXXX.sqlite\")\"", path);
  assert_int_equal(system(command), 0);
}

outcome outcome_of(const char *path) {
  outcome out = {.status = "absent"};
  char text[256];
  sqlite3 *db = NULL;
  if (access(path, F_OK) != 0) return out;
  if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) fail_msg("%s cannot be opened", path);
  one_text(db, path, "PRAGMA integrity_check", text, sizeof text);
  if (strcmp(text, "ok") != 0) fail_msg("%s is torn: %s", path, text);
  one_text(db, path, "SELECT status FROM run", out.status, sizeof out.status);
  one_text(db, path, "SELECT digest FROM run", out.digest, sizeof out.digest);
  one_text(db, path, "SELECT count(*) FROM platform_day", text, sizeof text);
  out.days = atoll(text);
  // Whole days from the first one on: a day in the middle, or a day without its rooms, would be silently wrong.
  one_text(db, path,
           "SELECT count(*) FROM platform_day WHERE julianday(date) - (SELECT min(julianday(date)) FROM platform_day) >= "
           "(SELECT count(*) FROM platform_day)",
           text, sizeof text);
  if (strcmp(text, "0") != 0) fail_msg("%s has holes", path);
  one_text(db, path,
           "SELECT (SELECT count(DISTINCT date) FROM room_day) <= (SELECT count(*) FROM platform_day) AND (SELECT count(*) FROM "
           "platform_day WHERE date NOT IN (SELECT date FROM source_day)) = 0",
           text, sizeof text);
  if (strcmp(text, "1") != 0) fail_msg("%s has half a day", path);
  sqlite3_close(db);
  keep_for_verification(path);
  return out;
}
