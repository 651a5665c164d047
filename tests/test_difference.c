// Comparing two result files: every kind of change is named, with its place, and nothing of a file that was changed is believed.
#include "record_help.h"

#include "record/difference.h"

enum { DAYS = 6 };

static char made[512];

static void copy_file(const char *from, const char *to) {
  char command[1200];
  snprintf(command, sizeof command, "cp '%s' '%s'", from, to);
  assert_int_equal(system(command), 0);
}

// A copy of the run, changed by `sql`.
static const char *changed_copy(const char *sql) {
  const char *path = in_folder("held.sqlite");
  copy_file(made, path);
  sql_run(path, sql);
  return path;
}

static const fl_difference *compare_with(const char *held) {
  static fl_difference difference;
  fl_messages messages = {0};
  fl_file_pair *comparison = NULL;
  fl_status status = fl_file_pair_open(held, made, &messages, &comparison);
  if (status == FL_OK) status = fl_file_pair_compare(comparison, &messages, &difference);
  if (status != FL_OK) fail_msg("%s", messages.count ? messages.items[0].text : "no message");
  fl_file_pair_close(comparison);
  fl_messages_free(&messages);
  return &difference;
}

static const fl_difference *compare(const char *sql) {
  return compare_with(changed_copy(sql));
}

static const fl_table_difference *table_of(const fl_difference *d, const char *name) {
  for (size_t i = 0; i < d->table_count; i++)
    if (strcmp(d->tables[i].name, name) == 0) return &d->tables[i];
  fail_msg("%s was not compared", name);
  return NULL;
}

// The one table that differs after `sql`, with its counts and its first row.
static void assert_change(const char *sql, const char *table, int64_t changed, int64_t missing, int64_t surplus, const char *key) {
  const fl_difference *d = compare(sql);
  const fl_table_difference *t = table_of(d, table);
  if (d->differing != 1 || t->changed != changed || t->missing != missing || t->surplus != surplus || t->redefined || t->damage[0])
    fail_msg("%s: %zu tables differ; %s: %lld changed, %lld missing, %lld surplus; %s", sql, d->differing, table,
             (long long)t->changed, (long long)t->missing, (long long)t->surplus, t->damage);
  assert_string_equal(t->first.key, key);
}

static void assert_value(const char *sql, const char *table, const char *key, const char *column, const char *held,
                         const char *now) {
  assert_change(sql, table, 1, 0, 0, key);
  const fl_row_difference *first = &table_of(compare(sql), table)->first;
  assert_int_equal(first->fate, FL_ROW_CHANGED);
  assert_string_equal(first->column, column);
  assert_string_equal(first->held, held);
  assert_string_equal(first->made, now);
}

static void a_repeated_run_is_the_same_whatever_it_cost(void **state) {
  (void)state;
  const char *again = in_folder("again.sqlite");
  help_record(again, DAYS);
  sql_run(again, "UPDATE run SET build = 'another', command = 'typed otherwise'; UPDATE run_timing SET seconds = 99, threads = 7;"
                 "DELETE FROM run_stage; VACUUM");
  const fl_difference *d = compare_with(again);
  assert_int_equal(d->differing, 0);
  // Every table but the two that say what it cost, and the definitions.
  assert_int_equal(d->table_count,
                   sql_int(made, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'") - 2 + 1);
  char sql[4096] = "SELECT 0";
  for (size_t i = 1; i < d->table_count; i++)
    snprintf(sql + strlen(sql), sizeof sql - strlen(sql), " + (SELECT count(*) FROM %s)", d->tables[i].name);
  assert_int_equal(d->rows, sql_int(made, sql));
}

static void a_changed_value_is_named_with_its_row_and_column(void **state) {
  (void)state;
  assert_value("UPDATE room_day SET uv_public = -1 WHERE date = '2022-05-04' AND room = 3", "room_day", "date 2022-05-04, room 3",
               "uv_public", "-1", sql_text(made, "SELECT uv_public FROM room_day WHERE date = '2022-05-04' AND room = 3"));
  assert_value("UPDATE brand SET quality = 0.25 WHERE brand = 0", "brand", "brand 0", "quality", "0.25", "0.5");
  assert_value("UPDATE brand SET quality = NULL WHERE brand = 0", "brand", "brand 0", "quality", "NULL", "0.5");
  assert_value("UPDATE run SET title = 'won''t'", "run", "id 1", "title", "'won't'", "''");
  assert_value("UPDATE parameter SET value = '2' WHERE name = 'fans'", "parameter", "name fans", "value", "'2'",
               sql_text(made, "SELECT '''' || value || '''' FROM parameter WHERE name = 'fans'"));
  assert_value("UPDATE source_file SET module = 'm'", "source_file", "source 0", "module", "'m'", "''");
  assert_value("UPDATE table_digest SET rows = rows + 1 WHERE name = 'room'", "table_digest", "name room", "rows", "25", "24");
}

static void the_smallest_change_of_a_number_shows(void **state) {
  (void)state;
  const fl_difference *d = compare("UPDATE brand SET quality = 0.5 + 1.2e-16 WHERE brand = 0");
  const fl_row_difference *first = &table_of(d, "brand")->first;
  assert_int_equal(d->differing, 1);
  assert_true(strtod(first->held, NULL) == 0.5 + 1.2e-16 && strtod(first->made, NULL) == 0.5);
}

static void missing_and_surplus_rows_are_counted_and_the_first_is_named(void **state) {
  (void)state;
  assert_change("DELETE FROM room_day WHERE date = '2022-05-03' AND room BETWEEN 5 AND 9", "room_day", 0, 5, 0,
                "date 2022-05-03, room 5");
  assert_change("INSERT INTO metric (date, name, value) VALUES ('2022-05-02', 'aaa', 1), ('2022-05-09', 'zzz', 2)", "metric", 0, 0,
                2, "date 2022-05-02, name aaa");
  assert_change("DELETE FROM platform_day", "platform_day", 0, DAYS, 0, "date 2022-05-02");
  assert_change("UPDATE room_day SET room = 99 WHERE room = 2 AND date = '2022-05-02'", "room_day", 0, 1, 1,
                "date 2022-05-02, room 2");
  assert_change("DELETE FROM event WHERE rowid = 2", "event", 0, 1, 0, "rowid 2"); // a log without a key
  assert_change("INSERT INTO run_set VALUES (0, 'fans=7')", "run_set", 0, 0, 1, "number 0");
}

static void several_tables_are_told_causes_before_effects(void **state) {
  (void)state;
  const fl_difference *d = compare("UPDATE run SET seed = 9; UPDATE room SET weight = 11; UPDATE source_file SET text = 'x';"
                                   "UPDATE table_digest SET digest = '' WHERE name = 'room'; CREATE INDEX mine ON room (tier)");
  static const char *const order[] = {"sqlite_schema", "source_file", "table_digest", "room", "run"};
  size_t next = 0;
  for (size_t i = 0; i < d->table_count; i++)
    if (fl_table_differs(&d->tables[i])) assert_string_equal(d->tables[i].name, order[next++]);
  assert_int_equal(next, sizeof order / sizeof *order);
  assert_int_equal(table_of(d, "room")->changed, HELP_ROOMS);
}

static void definitions_that_were_changed_are_named(void **state) {
  (void)state;
  assert_change("DROP VIEW v_kpi", "sqlite_schema", 0, 1, 0, "type view, name v_kpi");
  assert_change("DROP VIEW v_kpi; CREATE VIEW v_kpi AS SELECT 1 AS value", "sqlite_schema", 1, 0, 0, "type view, name v_kpi");
  assert_change("CREATE TRIGGER t AFTER INSERT ON room BEGIN SELECT 1; END", "sqlite_schema", 0, 0, 1, "type trigger, name t");
  assert_change("CREATE TABLE mine (a)", "sqlite_schema", 0, 0, 1, "type table, name mine");
  assert_change("DROP INDEX sample_order_fan", "sqlite_schema", 0, 1, 0, "type index, name sample_order_fan");
  const fl_difference *d = compare("DROP TABLE room_day");
  assert_true(table_of(d, "room_day")->redefined);
  assert_int_equal(table_of(d, "sqlite_schema")->missing, 1);
}

static void a_table_that_became_a_view_is_not_read(void **state) {
  (void)state;
  const fl_difference *d = compare("DROP TABLE room_day; CREATE VIEW room_day (date, room) AS"
                                   " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'x', i FROM n");
  assert_true(table_of(d, "room_day")->redefined);
  assert_int_equal(table_of(d, "room_day")->rows, 0);
  assert_int_equal(table_of(d, "room")->changed, 0);
}

static void long_values_are_shown_where_they_part(void **state) {
  (void)state;
  const fl_difference *d =
      compare("UPDATE run SET title = printf('%.*c', 300, 'a') || '老铁 here' WHERE id = 1; UPDATE run SET question = title");
  const fl_row_difference *first = &table_of(d, "run")->first;
  assert_string_equal(first->column, "title");
  assert_int_equal(strncmp(first->held, "'aaa", 4), 0);
  assert_non_null(strstr(first->held, "…'"));
  copy_file(in_folder("held.sqlite"), in_folder("other.sqlite"));
  sql_run(in_folder("other.sqlite"), "UPDATE run SET title = title || '!'");
  fl_messages messages = {0};
  fl_file_pair *comparison = NULL;
  static fl_difference out;
  assert_int_equal(fl_file_pair_open(in_folder("other.sqlite"), in_folder("held.sqlite"), &messages, &comparison), FL_OK);
  assert_int_equal(fl_file_pair_compare(comparison, &messages, &out), FL_OK);
  fl_file_pair_close(comparison);
  first = &table_of(&out, "run")->first;
  if (!strstr(first->held, "老铁 here!'")) fail_msg("%s", first->held);
  assert_int_equal(strncmp(first->held, "'…", strlen("'…")), 0);
}

static void what_could_steer_a_terminal_is_not_shown(void **state) {
  (void)state;
  const fl_difference *d = compare("UPDATE run SET title = char(27) || '[2J' || char(10) || CAST(x'ff' AS TEXT)");
  assert_string_equal(table_of(d, "run")->first.held, "'?[2J?"
                                                      "?'");
  d = compare("INSERT INTO metric (date, name, value) VALUES ('2022-05-02', char(27), 1)");
  assert_string_equal(table_of(d, "metric")->first.key, "date 2022-05-02, name ?");
}

// STRICT tables hold what their types say, unless somebody has put them out of force.
static void values_of_a_wrong_type_are_damage(void **state) {
  (void)state;
  const fl_difference *d =
      compare("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT, ', '') WHERE name"
              " = 'room'; PRAGMA writable_schema = OFF");
  assert_true(table_of(d, "room")->redefined);
  const char *path = in_folder("held.sqlite");
  sql_run(path, "UPDATE room SET weight = 'heavy', tier = x'00' WHERE room = 1");
  sql_run(path,
          "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ') WITHOUT', ') STRICT, WITHOUT') WHERE name"
          " = 'room'; PRAGMA writable_schema = OFF");
  d = compare_with(path);
  assert_int_equal(d->differing, 1);
  assert_non_null(strstr(table_of(d, "room")->damage, "room"));
}

static void damaged_pages_are_named_with_their_table(void **state) {
  (void)state;
  const char *path = changed_copy("SELECT 1");
  const int64_t page = sql_int(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'room_day'"),
                size = sql_int(path, "PRAGMA page_size");
  FILE *file = fopen(path, "r+b");
  assert_non_null(file);
  assert_int_equal(fseek(file, (long)((page - 1) * size), SEEK_SET), 0);
  for (int64_t i = 0; i < size; i++) fputc(0x5a, file);
  assert_int_equal(fclose(file), 0);
  const fl_difference *d = compare_with(path);
  assert_int_equal(d->differing, 1);
  assert_true(table_of(d, "room_day")->damage[0] != '\0');
}

// Two tables on one page: their rows would be read twice, or in a circle.
static void a_table_that_points_into_another_is_seen(void **state) {
  (void)state;
  const fl_difference *d =
      compare("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema"
              " WHERE name = 'brand') WHERE name = 'policy'; PRAGMA writable_schema = OFF");
  assert_true(fl_table_differs(table_of(d, "policy")));
}

static void files_that_cannot_be_opened_are_told(void **state) {
  (void)state;
  fl_messages messages = {0};
  fl_file_pair *comparison = NULL;
  assert_int_equal(fl_file_pair_open(in_folder("nowhere"), made, &messages, &comparison), FL_ENVIRONMENT);
  fl_file_pair_close(comparison);
  assert_int_equal(fl_file_pair_open(made, in_folder("nowhere"), &messages, &comparison), FL_ENVIRONMENT);
  fl_file_pair_close(comparison);
  assert_int_equal(messages.errors, 2);
  assert_non_null(strstr(messages.items[1].text, "nowhere"));
  fl_messages_free(&messages);
}

static int begin(void **state) {
  if (make_folder(state) != 0) return -1;
  snprintf(made, sizeof made, "%s/made.sqlite", help_folder);
  help_record(made, DAYS);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_repeated_run_is_the_same_whatever_it_cost),
      cmocka_unit_test(a_changed_value_is_named_with_its_row_and_column),
      cmocka_unit_test(the_smallest_change_of_a_number_shows),
      cmocka_unit_test(missing_and_surplus_rows_are_counted_and_the_first_is_named),
      cmocka_unit_test(several_tables_are_told_causes_before_effects),
      cmocka_unit_test(definitions_that_were_changed_are_named),
      cmocka_unit_test(a_table_that_became_a_view_is_not_read),
      cmocka_unit_test(long_values_are_shown_where_they_part),
      cmocka_unit_test(what_could_steer_a_terminal_is_not_shown),
      cmocka_unit_test(values_of_a_wrong_type_are_damage),
      cmocka_unit_test(damaged_pages_are_named_with_their_table),
      cmocka_unit_test(a_table_that_points_into_another_is_seen),
      cmocka_unit_test(files_that_cannot_be_opened_are_told),
  };
  return cmocka_run_group_tests_name("difference", tests, begin, remove_folder);
}
