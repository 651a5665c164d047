// Values of statements: the types by which rows are told are those of the table, which no compiler sees.
#include "check.h"

#include "record/bind.h"
#include "record/schema.h"

static void types_fit_a_table_when_each_is_that_of_its_column(void **state) {
  (void)state;
  static const struct {
    const char *table, *types;
    bool fit;
  } cases[] = {{"kpi", "tttt", true},    {"kpi", "ttti", false},           {"kpi", "ttt", false},
               {"kpi", "ttttt", false},  {"naive", "iitr", true},          {"naive", "iiti", false},
               {"naive", "irtr", false}, {"effect", "itirrrrrrrrr", true}, {"effect", "", false}};
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
  assert_int_equal(fl_schema_create(db, FL_FILE_COMPARISON), SQLITE_OK);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bool fit = !cases[i].fit;
    assert_int_equal(fl_bind_fits(db, cases[i].table, cases[i].types, &fit), SQLITE_OK);
    if (fit != cases[i].fit) fail_msg("%s of %s", cases[i].types, cases[i].table);
  }
  sqlite3_close(db);
}

static void a_table_that_is_not_there_is_an_error(void **state) {
  (void)state;
  sqlite3 *db = NULL;
  bool fit;
  assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
  assert_int_equal(fl_bind_fits(db, "kpi", "tttt", &fit), SQLITE_ERROR);
  sqlite3_close(db);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(types_fit_a_table_when_each_is_that_of_its_column),
      cmocka_unit_test(a_table_that_is_not_there_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
