// Databases of users: what a query gives as CSV, and what is refused.
#include "check.h"
#include "record/foreign.h"

#include <sqlite3.h>
#include <unistd.h>

enum { MOST = 1 << 20 };

static char path[] = "/tmp/fanloop-foreign-XXXXXX";

static int make_database(void **state) {
  (void)state;
  sqlite3 *db = NULL;
  const int fd = mkstemp(path);
  if (fd < 0 || close(fd) != 0 || sqlite3_open(path, &db) != SQLITE_OK) return -1;
  const int rc = sqlite3_exec(
      db,
      "CREATE TABLE shops (id TEXT, \"odd name\" TEXT, n INTEGER, x REAL, b);"
      "INSERT INTO shops VALUES ('a', 'say \"hi\", 茶\nnow', 7, .1, NULL), ('b', NULL, -9007199254740993, 1e300, NULL);"
      "CREATE TABLE pictures (id TEXT, image BLOB); INSERT INTO pictures VALUES ('p', x'00ff');"
      "CREATE VIEW few AS SELECT id, n FROM shops WHERE n > 0; CREATE TABLE \"two words\" (id TEXT); CREATE TABLE none (id TEXT, "
      "n);",
      NULL, NULL, NULL);
  sqlite3_close(db);
  return rc == SQLITE_OK ? 0 : -1;
}

static int remove_database(void **state) {
  (void)state;
  return unlink(path);
}

static void assert_gives(const char *query, const char *expected) {
  char why[200] = "", *text;
  size_t size;
  if (!fl_foreign_csv(path, query, MOST, &text, &size, why, sizeof why)) fail_msg("%s: %s", query, why);
  assert_int_equal(size, strlen(expected));
  assert_memory_equal(text, expected, size);
  free(text);
}

static void assert_refused(const char *file, const char *query, const char *says) {
  char why[200] = "", *text;
  size_t size;
  assert_false(fl_foreign_csv(file, query, MOST, &text, &size, why, sizeof why));
  assert_null(text);
  if (!strstr(why, says)) fail_msg("%s: %s", query, why);
}

static void tables_views_and_queries_become_text(void **state) {
  (void)state;
  assert_gives("few", "\"id\",\"n\"\n\"a\",\"7\"\n");
  assert_gives("two words", "\"id\"\n");
  assert_gives("shops", "\"id\",\"odd name\",\"n\",\"x\",\"b\"\n"
                        "\"a\",\"say \"\"hi\"\", 茶\nnow\",\"7\",\"0.1\",\"\"\n"
                        "\"b\",\"\",\"-9007199254740993\",\"1e300\",\"\"\n");
  assert_gives("select n AS followers FROM shops ORDER BY id DESC; ", "\"followers\"\n\"-9007199254740993\"\n\"7\"\n");
  assert_gives("WITH c AS (SELECT upper(id) AS id FROM shops) SELECT id FROM c", "\"id\"\n\"A\"\n\"B\"\n");
}

static void what_would_write_wander_or_say_another_thing_tomorrow_is_refused(void **state) {
  (void)state;
  assert_refused(path, "nobody", "no such table: nobody");
  assert_refused(path, "select 1; select 2", "one SELECT");
  assert_refused(path, "", "one SELECT");
  assert_refused(path, "DELETE FROM shops", "one SELECT");
  assert_refused(path, "PRAGMA user_version", "one SELECT");
  assert_refused(path, "WITH c AS (SELECT 1) DELETE FROM shops", "one SELECT");
  assert_refused(path, "select random() AS id", "not authorized to use function: random");
  assert_refused(path, "select date('now') AS id", "not authorized to use function: date");
  assert_refused(path, "select image FROM pictures", "column image holds a blob");
  assert_refused(path, "with recursive c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c", "more than 1 MiB");
  assert_refused(path, "with recursive c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c WHERE x < 0",
                 "takes too long");
  assert_refused("/tmp", "shops", "folder");
  assert_refused(FL_SOURCE_DIR "/LICENSE", "shops", "cannot be read: file is not a database");
  assert_gives("none", "\"id\",\"n\"\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables_views_and_queries_become_text),
      cmocka_unit_test(what_would_write_wander_or_say_another_thing_tomorrow_is_refused),
  };
  return cmocka_run_group_tests(tests, make_database, remove_database);
}
