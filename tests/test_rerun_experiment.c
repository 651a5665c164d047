// fanloop rerun of comparisons, by the real program: whatever a comparison was made with stands in its file, and a file that was changed is
// found out, table and row.
#include "rerun_help.h"

enum { MANY_ROWS = 300000 };

// Compares from a folder that is gone afterwards; `code` is that of the comparison.
static void compare(int code, const char *words) {
  if (shell("rm -rf ../scene && cp -r ../kept ../scene && fanloop compare %s -q --force -o ../x.sqlite", words) != code)
    fail_msg("%s: %s", words, said("err"));
  assert_int_equal(shell("rm -r ../scene"), 0);
}

// ---- What a comparison is made of -------------------------------------------------------------------------------------------

static void every_comparison_verifies_where_there_is_nothing_else(void **state) {
  (void)state;
  static const char *const comparisons[] = {
      "../scene/main.lua --runs 2",
      "../scene/main.lua --runs 1 --straight --baseline none --set cash.share=0.1 --set trust.memory=40",
      "../scene/main.lua --runs 1 --seed 12345678901 --fans 700 --days 5 --set run=7",
      "../scene/main.lua --runs 1 --after 1,2,90",
      "../scene/main.lua ../scene/other.lua --runs 2 --fans 700",
      "../scene/main.lua ../scene/other.lua ../scene/fails.lua --runs 1 --fans 700 --baseline other --days 5",
      "../scene/other.lua ../scene/main.lua --runs 1 --set run=3",
  };
  for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
    compare(0, comparisons[i]);
    assert_verify(0, "holds what its rerun gives");
    assert_nothing_left();
  }
}

static void run_numbers_that_an_interval_asked_for_are_made_again(void **state) {
  (void)state;
  compare(0, "../scene/main.lua --until-ci 1% --kpi orders,gmv --runs 7");
  assert_verify(0, "holds what its rerun gives");
  // They are those of the file, whatever the interval would ask for.
  compare(0, "../scene/main.lua --until-ci 1% --runs 3");
  assert_verify(0, "holds what its rerun gives");
  compare(0, "../scene/main.lua --until-ci 100%");
  assert_verify(0, "holds what its rerun gives");
}

static void runs_that_failed_fail_again_for_the_same_reason(void **state) {
  (void)state;
  compare(3, "../scene/fails.lua --runs 2");
  assert_verify(0, "holds what its rerun gives");
  assert_string_equal(said("err"), "");
  compare(3, "../scene/fails.lua ../scene/other.lua --runs 1 --straight --set trust.memory=90");
  assert_verify(0, "holds what its rerun gives");
  compare(3, "../scene/fails.lua --runs 2");
  assert_int_equal(shell("sqlite3 ../x.sqlite \"UPDATE run SET reason = replace(reason, 'no more', 'enough') WHERE run = 1\""), 0);
  assert_verify(1, "variant 1, run 1: reason is");
  assert_non_null(strstr(said("err"), "first run 0 of patient: ../scene/fails.lua"));
}

static void the_scenarios_of_the_tests_verify(void **state) {
  (void)state;
  static const char *const files[] = {"varied", "varied_policies", "rooms_varied"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    if (shell("fanloop compare %s/tests/cli/%s.lua --runs 1 -q --force -o ../x.sqlite", FL_SOURCE_DIR, files[i]) != 0)
      fail_msg("%s", said("err"));
    assert_verify(0, "holds what its rerun gives");
  }
}

static void processes_and_threads_make_no_difference(void **state) {
  (void)state;
  static const char *const workers[] = {"-j 1", "-j 2", "--jobs 7 --threads 2", "--threads 3"};
  for (size_t i = 0; i < sizeof workers / sizeof *workers; i++)
    if (shell("fanloop rerun ../whole.sqlite --verify %s", workers[i]) != 0) fail_msg("%s: %s", workers[i], said("out"));
  assert_int_equal(shell("fanloop rerun ../whole.sqlite --verify -j 0"), 2);
  assert_int_equal(shell("fanloop rerun ../whole.sqlite --verify --threads none"), 2);
}

static void a_rerun_is_a_comparison_like_the_first(void **state) {
  (void)state;
  change("SELECT 1");
  assert_int_equal(shell("fanloop rerun ../x.sqlite -o ../again.sqlite"), 0);
  assert_non_null(strstr(said("out"), "have the digests that"));
  assert_int_equal(shell("fanloop rerun ../x.sqlite -o ../again.sqlite"), 2);
  assert_non_null(strstr(said("err"), "--force"));
  assert_int_equal(shell("fanloop rerun ../x.sqlite -o ../x.sqlite --force"), 2);
  assert_non_null(strstr(said("err"), "is the result itself"));
  assert_int_equal(shell("fanloop rerun ../x.sqlite -o ../again.sqlite --force --verify -q && mv ../again.sqlite ../x.sqlite"), 0);
  assert_string_equal(said("out"), "");
  assert_verify(0, "holds what its rerun gives");
  assert_int_equal(
      shell("fanloop rerun ../x.sqlite -q && mv results/everything-compared-rerun.sqlite ../x.sqlite && rmdir results"), 0);
  assert_verify(0, "holds what its rerun gives");
}

static void digests_that_differ_are_told_without_a_verification(void **state) {
  (void)state;
  change("UPDATE run SET digest = 'x' WHERE variant = 1 AND run = 4");
  assert_int_equal(shell("fanloop rerun ../x.sqlite -o ../again.sqlite --force"), 1);
  assert_non_null(strstr(said("out"), "variant 1, run 4: digest is 'x' in the file"));
  assert_int_equal(shell("fanloop rerun ../x.sqlite -o ../again.sqlite --force --json | tr -d ' \\n'"), 0);
  assert_non_null(strstr(said("out"), "\"same\":false,\"differences\":[{\"table\":\"run\",\"rows\":6,\"changed\":1,"));
  // Nothing else of the rows is looked at.
  change("UPDATE effect SET low = 0");
  assert_int_equal(shell("fanloop rerun ../x.sqlite -o ../again.sqlite --force"), 0);
}

// ---- What was changed -------------------------------------------------------------------------------------------------------

static void every_edit_is_named_by_table_and_row(void **state) {
  (void)state;
  static const struct {
    const char *edit, *table, *row;
  } edits[] = {
      {"UPDATE run SET digest = '0' WHERE variant = 2 AND run = 3", "\nrun ", "first: variant 2, run 3: digest is '0'"},
      {"DELETE FROM run WHERE variant = 0 AND run = 4", "\nrun ", "first: variant 0, run 4: missing"},
      {"UPDATE effect SET high = high * 2 WHERE variant = 1 AND kpi = 'gmv'", "\neffect ", "first: variant 1, kpi gmv: high is"},
      {"UPDATE why SET value_fen = value_fen + 1 WHERE variant = 2 AND run = 3 AND span = 'window' AND split = 'total'", "\nwhy ",
       "first: variant 2, run 3, span window, split total"},
      {"UPDATE kpi_run SET value = value + 1 WHERE variant = 0 AND run = 3 AND kpi = 'orders'", "\nkpi_run ",
       "first: variant 0, run 3, kpi orders: value is"},
      {"UPDATE source_file SET text = text || '-- harmless' WHERE module = 'own'", "\nsource_file ", "first: file 0, source 1"},
      {"UPDATE source_file SET digest = '0' WHERE source = 0", "\nsource_file ", "first: file 0, source 0: digest is '0'"},
      {"UPDATE platform_day SET gmv_fen = gmv_fen + 1 WHERE variant = 1 AND run = 3 AND date = '2022-06-02'", "\nplatform_day ",
       "first: variant 1, run 3, date 2022-06-02: gmv_fen is"},
      {"UPDATE variant SET changes = 'nothing' WHERE variant = 1", "\nvariant ", "first: variant 1: changes is 'nothing'"},
      {"UPDATE experiment SET title = 'Another'", "\nexperiment ", "first: id 1: title is 'Another'"},
      {"UPDATE experiment SET first_run = -9000000000000000000", "\nexperiment ",
       "first: id 1: first_run is -9000000000000000000 in the file, 3 in the rerun"},
      {"DROP VIEW v_effect", "\nsqlite_schema ", "first: type view, name v_effect: missing"},
      {"ALTER TABLE naive ADD COLUMN more TEXT", "\nnaive ", "defined otherwise"},
  };
  for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
    change(edits[i].edit);
    assert_verify(1, edits[i].row);
    if (!strstr(said("out"), edits[i].table)) fail_msg("%s: %s", edits[i].edit, said("out"));
  }
  assert_nothing_left();
}

static void what_a_comparison_was_made_with_counts(void **state) {
  (void)state;
  change("UPDATE experiment SET baseline = 1");
  assert_verify(1, "\neffect ");
  change("UPDATE experiment SET level = 0.5");
  assert_verify(1, "\neffect ");
  change("UPDATE experiment SET runs = 1");
  assert_verify(1, "\nrun ");
  assert_non_null(strstr(said("out"), "first: variant 0, run 4: only in the file"));
  // The same days, written otherwise.
  change("UPDATE experiment SET after_days = '028'");
  assert_verify(1, "after_days is '028' in the file, '28' in the rerun");
  change("UPDATE run_set SET key_value = 'fans=600' WHERE key_value LIKE 'fans=%'");
  assert_verify(1, "name fans: value is '700' in the file, '600' in the rerun");
}

static void modules_come_from_the_file_alone(void **state) {
  (void)state;
  assert_int_equal(shell("cp -r ../kept/. ."), 0); // they lie about under their own names
  change("DELETE FROM source_file WHERE module = 'own'");
  assert_verify(2, "no module 'own'");
  assert_non_null(strstr(said("err"), "the scenario and its modules are those that"));
  assert_int_equal(shell("rm *.lua"), 0);
}

// ---- What is refused --------------------------------------------------------------------------------------------------------

static void what_is_no_finished_comparison_of_this_build_is_refused(void **state) {
  (void)state;
  static const char *const refusals[][2] = {
      {"UPDATE experiment SET status = 'stopped', command = char(27) || 'c'",
       "only a finished one can be made again. It was begun with: ?c"},
      {"UPDATE experiment SET engine_version = '9.9'", "was made by fanloop 9.9"},
      {"UPDATE experiment SET slots = slots + 8", "-D FL_SLOTS="},
      {"PRAGMA user_version = 2", "has schema version 2"},
      {"DELETE FROM experiment", "its table experiment is empty"},
      {"DROP TABLE experiment", "its table experiment is missing"},
      {"DROP TABLE source_file", "its table source_file is missing"},
      {"DROP TABLE run_set", "its table run_set is missing"},
      {"DROP TABLE run", "its table run is missing"},
      {"DELETE FROM source_file", "holds no scenario"},
      {"UPDATE experiment SET runs = 1000000000000000000", "not one of a comparison"},
      {"UPDATE experiment SET runs = 0", "not one of a comparison"},
      {"UPDATE experiment SET runs = 100000", "more runs than its table run holds"},
      {"UPDATE experiment SET baseline = 3", "its baseline is variant 3, and its scenarios have variants 0 to 2"},
      {"UPDATE experiment SET baseline = -1", "its baseline is no variant"},
      {"UPDATE experiment SET baseline = 9223372036854775807", "its baseline is variant"},
      {"UPDATE experiment SET level = 1", "level"},
      {"UPDATE experiment SET level = 9e999", "level"},
      {"UPDATE experiment SET until_ci = -1", "until_ci"},
      {"UPDATE experiment SET after_days = '28,'", "after_days"},
      {"UPDATE experiment SET after_days = '0'", "after_days"},
      {"UPDATE experiment SET until_ci = 9e999", "until_ci"},
      {"UPDATE source_file SET file = -1", "not numbered from 0 on"},
      {"UPDATE source_file SET file = 1", "not numbered from 0 on"},
      {"INSERT INTO source_file SELECT 9223372036854775807, source, path, module, text, digest FROM source_file",
       "not numbered from 0 on"},
      {"INSERT INTO source_file SELECT 1, source, path, module, text, digest FROM source_file", "are called 'everything'"},
      {"UPDATE source_file SET text = replace(text, 'variants = {', 'variants = nil and {') WHERE source = 0", "has no variants"},
  };
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    change(refusals[i][0]);
    assert_verify(2, refusals[i][1]);
  }
  assert_int_equal(shell("fanloop rerun ../whole.sqlite --verify --runs 3"), 2);
  assert_nothing_left();
}

static void a_hostile_file_ends_with_a_message(void **state) {
  (void)state;
  static const char *const edits[][2] = {
      {"UPDATE source_file SET text = 'while true do end' WHERE source = 0", "endless loop"},
      {"UPDATE source_file SET text = CAST(x'1b4c7561' AS TEXT) WHERE source = 0", "compiled Lua"},
      {"UPDATE source_file SET path = printf('%.*c', 5000, 'p')", "too long"},
      {"UPDATE run_set SET key_value = ''", "must be key=value"},
      {"DROP TABLE experiment; CREATE VIEW experiment AS WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i "
       "AS "
       "status FROM n WHERE i < 0",
       "its table experiment is missing"},
      {"UPDATE variant SET name = printf('%.*c', 1000000, 'n') WHERE variant = 1; UPDATE source_file SET text = replace(text, "
       "'none = ', "
       "'[(\"n\"):rep(1000000)] = ') WHERE source = 0",
       "at most 63 printable bytes"},
  };
  for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
    change(edits[i][0]);
    assert_verify(2, edits[i][1]);
    assert_nothing_left();
  }
}

static void more_than_a_file_should_hold_is_not_read(void **state) {
  (void)state;
  char text[256];
  snprintf(text, sizeof text,
           "INSERT INTO source_file WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT %d)"
           " SELECT i, 0, 'p', '', 'x', '' FROM n",
           MANY_ROWS);
  change(text);
  assert_verify(2, "holds more than 100 scenario files");
  snprintf(text, sizeof text,
           "INSERT INTO source_file WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n LIMIT %d)"
           " SELECT 0, i, 'p', 'm', 'x', '' FROM n",
           MANY_ROWS);
  change(text);
  assert_verify(2, "holds more than 1000 sources");
  change("UPDATE experiment SET until_ci = 0.5, until_kpi = printf('%.*c', 70000000, 'k')");
  assert_verify(1, "string or blob too big");
}

// ---- What lies around -------------------------------------------------------------------------------------------------------

// A run of the rerun whose process is ended is a difference, and no fault of the file.
static void a_process_that_is_ended_is_told_as_such(void **state) {
  (void)state;
  compare(0, "../scene/main.lua --runs 1 --fans 60000 --days 5");
  const int code = shell("fanloop rerun ../x.sqlite --verify -j 1 & of=$!; child=; "
                         "while test -z \"$child\"; do read -r child rest </proc/$of/task/$of/children; done; "
                         "kill -9 $child; wait $of");
  assert_int_equal(code, 1);
  assert_non_null(strstr(said("out"), "status is 'done' in the file, 'lost' in the rerun"));
  assert_non_null(strstr(said("err"), "its process was ended by signal 9"));
  assert_non_null(strstr(said("err"), "nothing is said of the file"));
  assert_nothing_left();
  // The other way round the file says so.
  change("UPDATE run SET status = 'lost', reason = 'its process was ended by signal 9' WHERE variant = 1 AND run = 3");
  assert_verify(1, "variant 1, run 3: status is 'lost' in the file, 'done' in the rerun");
}

static void a_verification_that_is_stopped_leaves_nothing(void **state) {
  (void)state;
  compare(0, "../scene/main.lua --runs 6 --fans 20000");
  const int code = shell("timeout -s INT 0.4 fanloop rerun ../x.sqlite --verify -j 1");
  if (code != 124 && code != 0 && code != 1) fail_msg("exit code %d", code); // a fast machine is done by then
  assert_nothing_left();
}

// ---- The comparison that is verified ----------------------------------------------------------------------------------------

#define WORLD                                                                                                                      \
  "world = fl.world('kuaishou-2022-core', { fans = 1000, rooms = 60 }),\n"                                                         \
  "calendar = { warmup = 2, from = '2022-06-01', to = '2022-06-06' },\n"

static void write_scenes(void) {
  write_text("kept/main.lua",
             "local fl = require 'fanloop'\n"
             "local own = require 'own'\n"
             "return fl.scenario {\n"
             "  name = 'everything', title = 'All that a scenario may have', " WORLD "  brands = own.brands, rooms = own.rooms,\n"
             "  policies = { fl.festival { id = 'june', from = '2022-06-02', to = '2022-06-05', flash_rooms = 5 },\n"
             "    fl.subsidy { id = 'cash', from = '2022-06-03', to = '2022-06-05', budget = 1e8, share = 0.2, cap = 40 } },\n"
             "  variants = { none = { without = { 'june', 'cash' } }, patient = { set = { ['trust.memory'] = 90 } } },\n"
             "  on_day = function(sim)\n"
             "    if math.random() < 0.5 then sim:set('fan.minutes', own.minutes(math.random())) end\n"
             "  end,\n"
             "  metrics = { luck = function(sim) return math.random() end },\n"
             "}\n");
  write_text("kept/own.lua", "local fl = require 'fanloop'\n"
                             "return { brands = { fl.brand { id = 'soy' } }, -- 酱油\n"
                             "  rooms = { fl.room { id = 'soy-day', brand = 'soy', category = 'food', followers = 400000 } },\n"
                             "  minutes = function(x) return 60 + 20 * x end }\n");
  write_text("kept/other.lua", "local fl = require 'fanloop'\n"
                               "local own = require 'own'\n"
                               "return fl.scenario { name = 'other', brands = own.brands, rooms = own.rooms, " WORLD "}\n");
  write_text("kept/fails.lua",
             "local fl = require 'fanloop'\n"
             "return fl.scenario { name = 'fails', " WORLD "  variants = { patient = { set = { ['trust.memory'] = 90 } } },\n"
             "  on_day = function(sim)\n"
             "    if sim.day == 5 and sim:get('trust.memory') == 90 then error('no more') end\n"
             "  end }\n");
}

static int begin(void **state) {
  (void)state;
  if (!rerun_begin()) return -1;
  write_scenes();
  return shell("fanloop compare ../kept/main.lua -q --runs 2 --set run=3 --set cash.cap=30 --fans 700 -o ../whole.sqlite");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_comparison_verifies_where_there_is_nothing_else),
      cmocka_unit_test(run_numbers_that_an_interval_asked_for_are_made_again),
      cmocka_unit_test(runs_that_failed_fail_again_for_the_same_reason),
      cmocka_unit_test(the_scenarios_of_the_tests_verify),
      cmocka_unit_test(processes_and_threads_make_no_difference),
      cmocka_unit_test(a_rerun_is_a_comparison_like_the_first),
      cmocka_unit_test(digests_that_differ_are_told_without_a_verification),
      cmocka_unit_test(every_edit_is_named_by_table_and_row),
      cmocka_unit_test(what_a_comparison_was_made_with_counts),
      cmocka_unit_test(modules_come_from_the_file_alone),
      cmocka_unit_test(what_is_no_finished_comparison_of_this_build_is_refused),
      cmocka_unit_test(a_hostile_file_ends_with_a_message),
      cmocka_unit_test(more_than_a_file_should_hold_is_not_read),
      cmocka_unit_test(a_process_that_is_ended_is_told_as_such),
      cmocka_unit_test(a_verification_that_is_stopped_leaves_nothing),
  };
  return cmocka_run_group_tests_name("rerun_experiment", tests, begin, rerun_end);
}
