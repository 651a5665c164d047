// fanloop rerun, by the real program: whatever a run was made with stands in its file, and a file that was changed is found out.
#include "rerun_help.h"

#include <sqlite3.h>
#include <sys/stat.h>

enum { MANY_ROWS = 1000000, LONG_TEXT = 17 << 20 };

// ---- What a run is made of -------------------------------------------------------------------------------------------------

static void every_result_verifies_where_there_is_nothing_else(void **state) {
  (void)state;
  static const char *const runs[] = {
      "",
      "--set cashback.share=0.1 --set cashback.share=0.3 --set fan.minutes=70 --set cashback.categories=food,beauty",
      "--seed 12345678901 --fans 700 --days 5",
      "--set seed=3 --seed 4 --set run=5",
      "--detail --days 5",
      "--set focus_fans=300 --set focus_weight=2000 --check",
      "--set trust.form=frozen --threads 1",
  };
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
    if (shell("cp -r ../kept ../scene && fanloop run ../scene/main.lua -q --force -o ../x.sqlite %s", runs[i]) != 0)
      fail_msg("%s", said("err"));
    assert_int_equal(shell("rm -r ../scene"), 0);
    assert_verify(0, "holds what its rerun gives");
    assert_nothing_left();
  }
}

static void the_scenarios_of_the_tests_verify(void **state) {
  (void)state;
  static const char *const files[] = {"rooms", "levers", "varied", "drift", "focus", "rooms_varied"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    if (shell("fanloop run %s/tests/cli/%s.lua -q --force -o ../x.sqlite", FL_SOURCE_DIR, files[i]) != 0)
      fail_msg("%s", said("err"));
    assert_verify(0, "holds what its rerun gives");
  }
}

static void a_rerun_is_a_result_like_the_first(void **state) {
  (void)state;
  change("SELECT 1");
  assert_int_equal(shell("fanloop rerun ../x.sqlite -o ../again.sqlite"), 0);
  assert_non_null(strstr(said("out"), "the same digest"));
  assert_int_equal(shell("fanloop rerun ../x.sqlite -o ../again.sqlite"), 2);
  assert_non_null(strstr(said("err"), "--force"));
  assert_int_equal(
      shell("fanloop rerun ../x.sqlite -o ../again.sqlite --force --verify --threads 3 -q && mv ../again.sqlite ../x.sqlite"), 0);
  assert_verify(0, "holds what its rerun gives");
  assert_int_equal(shell("fanloop rerun ../x.sqlite -q && mv results/everything-rerun.sqlite ../x.sqlite && rmdir results"), 0);
  assert_verify(0, "holds what its rerun gives");
}

static void a_result_is_never_its_own_rerun(void **state) {
  (void)state;
  change("SELECT 1");
  assert_int_equal(
      shell("ln -s ../x.sqlite link && fanloop rerun ../x.sqlite --verify --force -o link; code=$?; rm link; exit $code"), 2);
  assert_non_null(strstr(said("err"), "link is the result itself"));
  assert_int_equal(
      shell("mkdir results && mv ../x.sqlite results/everything-rerun.sqlite && fanloop rerun results/everything-rerun.sqlite"), 2);
  assert_non_null(strstr(said("err"), "is the result itself"));
  assert_int_equal(shell("mv results/everything-rerun.sqlite ../x.sqlite && rmdir results"), 0);
  assert_verify(0, "holds what its rerun gives");
}

static void what_was_said_beside_the_scenario_counts(void **state) {
  (void)state;
  change("DELETE FROM run_set WHERE key_value LIKE 'fans=%'");
  assert_verify(1, "name fans: value is '800' in the file, '1000' in the rerun");
  change("UPDATE run_set SET key_value = 'seed=99' WHERE key_value LIKE 'seed=%'");
  assert_verify(1, "name seed: value is '7' in the file, '99' in the rerun");
  change("UPDATE run SET all_orders = 0");
  assert_verify(1, "sample_order");
  change("UPDATE run_set SET key_value = 'no.such=1'");
  assert_verify(2, "no.such");
}

// ---- What was changed -------------------------------------------------------------------------------------------------------

static void an_edited_source_shows_whether_it_does_anything_or_not(void **state) {
  (void)state;
  change("UPDATE source_file SET text = text || '-- harmless' WHERE module = 'sub.shops'");
  assert_verify(1, "first: source 2: digest is");
  assert_non_null(strstr(said("out"), "Tables that differ: 1 of"));
  // That it does nothing is no reason not to tell.
  assert_int_equal(shell("fanloop rerun ../x.sqlite -q -o ../y.sqlite; code=$?; rm ../y.sqlite; exit $code"), 0);
  assert_non_null(strstr(said("err"), "1 of its texts are not those that were run"));
  assert_non_null(strstr(said("err"), "sub/shops.lua"));
  change("UPDATE source_file SET text = replace(text, '0.2', '0.21') WHERE source = 0");
  assert_verify(1, "policy_field");
  // The library's own preset comes out of the file too, not from where the program was built.
  change("UPDATE source_file SET text = replace(text, '128.1', '55') WHERE module LIKE"
         " 'fanloop.worlds.%'");
  assert_verify(1, "name fan.minutes");
}

static void a_row_edited_with_its_digests_left_alone_is_found(void **state) {
  (void)state;
  change("UPDATE platform_day SET orders = orders + 1 WHERE date = '2022-06-02'");
  assert_verify(1, "first: date 2022-06-02: orders is");
  assert_non_null(strstr(said("out"), "Tables that differ: 1 of"));
  change("UPDATE run SET digest = '0'");
  assert_int_equal(shell("fanloop rerun ../x.sqlite --verify --json | tr -d ' \\n' | grep -o '\"digest\":\"0\"'"), 0);
  assert_int_equal(shell("fanloop rerun ../x.sqlite -o ../y.sqlite; code=$?; rm ../y.sqlite; exit $code"), 1);
  change("DROP VIEW v_kpi");
  assert_verify(1, "type view, name v_kpi: missing");
}

static void modules_come_from_the_file_alone(void **state) {
  (void)state;
  assert_int_equal(shell("cp -r ../kept/. ."), 0); // they lie about under their own names
  change("DELETE FROM source_file WHERE module = 'own'");
  assert_verify(2, "no module 'own'");
  change("DELETE FROM source_file WHERE module LIKE 'fanloop.worlds.%'");
  assert_verify(2, "fanloop.worlds.kuaishou-2022-core");
  change("UPDATE source_file SET text = 'require(\"../x\")' || text WHERE source = 0");
  assert_verify(2, "a module name has letters");
  change("INSERT INTO source_file SELECT 9, path, 'never', text, digest FROM source_file WHERE source = 1");
  assert_verify(1, "first: source 9: only in the file");
  assert_int_equal(shell("rm -r main.lua own.lua sub"), 0);
}

// ---- What is refused --------------------------------------------------------------------------------------------------------

static void what_is_no_finished_result_of_this_build_is_refused(void **state) {
  (void)state;
  static const char *const refusals[][2] = {
      {"UPDATE run SET status = 'running'", "under way, or was cut off"},
      {"UPDATE run SET status = 'failed'", "only a finished run can be made again. It was begun with: fanloop run"},
      {"UPDATE run SET status = 'stopped', command = char(27) || 'c'", "begun with: ?c"},
      {"UPDATE run SET engine_version = '9.9'", "was made by fanloop 9.9"},
      {"UPDATE run SET slots = slots + 8", "-D FL_SLOTS="},
      {"PRAGMA user_version = 2", "has schema version 2"},
      {"DELETE FROM run", "its table run is empty"},
      {"DROP TABLE run", "its table run is missing"},
      {"DROP TABLE source_file", "its table source_file is missing"},
      {"DROP TABLE run_set", "its table run_set is missing"},
      {"DELETE FROM source_file", "holds no scenario"},
  };
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    change(refusals[i][0]);
    assert_verify(2, refusals[i][1]);
  }
  assert_int_equal(shell("fanloop rerun ../kept/main.lua --verify"), 2);
  assert_int_equal(shell("fanloop rerun ../nowhere.sqlite"), 2);
  assert_int_equal(shell("fanloop rerun"), 2);
  assert_int_equal(shell("fanloop rerun ../whole.sqlite --verify --set fans=3"), 2);
  assert_nothing_left();
}

static void a_hostile_file_ends_with_a_message(void **state) {
  (void)state;
  static const char *const edits[][2] = {
      {"UPDATE source_file SET text = 'while true do end' WHERE source = 0", "endless loop"},
      {"UPDATE source_file SET text = 'while true do end' WHERE source = 1", "endless loop"},
      {"UPDATE source_file SET text = 'local t = {} for i = 1, 1e9 do t[i] = (\"x\"):rep(1e6) end' WHERE source = 0", "memory"},
      {"UPDATE source_file SET text = CAST(x'6c6f63616cff' AS TEXT) WHERE source = 0", "is not UTF-8"},
      {"UPDATE source_file SET text = 'return' || char(0) || 'x' WHERE source = 0", "zero bytes"},
      {"UPDATE source_file SET text = CAST(x'1b4c7561' AS TEXT) WHERE source = 0", "compiled Lua"},
      {"UPDATE source_file SET text = 'io.open(\"/etc/passwd\")' WHERE source = 0", "io"},
      {"UPDATE source_file SET path = printf('%.*c', 5000, 'p')", "too long"},
      {"UPDATE run_set SET key_value = ''", "must be key=value"},
      {"DROP TABLE source_file; CREATE VIEW source_file AS WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)"
       " SELECT i AS source, 'p' AS path, 'm' AS module, 'x' AS text, '' AS digest FROM n",
       "its table source_file is missing"},
      {"DROP TABLE run; CREATE VIEW run AS WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i AS status "
       "FROM n"
       " WHERE i < 0",
       "its table run is missing"},
  };
  for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
    change(edits[i][0]);
    assert_verify(2, edits[i][1]);
    assert_nothing_left();
  }
}

static void a_hook_that_never_ends_fails_the_run_and_leaves_nothing(void **state) {
  (void)state;
  change("UPDATE source_file SET text = replace(text, 'on_day = function(sim)', 'on_day = function(sim) while true do end') WHERE"
         " source = 0");
  assert_verify(1, "endless loop");
  assert_non_null(strstr(said("err"), "nothing was compared"));
  assert_nothing_left();
}

static void more_than_a_file_should_hold_is_not_read(void **state) {
  (void)state;
  char text[256];
  snprintf(text, sizeof text,
           "INSERT INTO source_file WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n LIMIT %d)"
           " SELECT i, 'p', 'm', 'x', '' FROM n",
           MANY_ROWS);
  change(text);
  assert_verify(2, "holds more than 1000 sources");
  snprintf(text, sizeof text,
           "INSERT INTO run_set WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n LIMIT %d) SELECT i, 'x' FROM n",
           MANY_ROWS);
  change(text);
  assert_verify(2, "more changes than a command line");
  snprintf(text, sizeof text, "UPDATE source_file SET text = printf('%%.*c', %d, ' ') WHERE source = 0", LONG_TEXT);
  change(text);
  assert_verify(2, "larger than 16 MiB");
  change("UPDATE source_file SET text = printf('%.*c', 70000000, ' ') WHERE source = 0");
  assert_verify(1, "string or blob too big");
}

// Whether the page, counted from 0, holds what a run cost: that is not compared.
static bool is_of_cost(int64_t page) {
  char path[128], text[128];
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  snprintf(path, sizeof path, "%s/whole.sqlite", folder);
  snprintf(text, sizeof text, "SELECT 1 FROM sqlite_schema WHERE tbl_name IN ('run_timing', 'run_stage') AND rootpage = %d",
           (int)page + 1);
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(db, text, -1, &stmt, NULL), SQLITE_OK);
  const bool found = sqlite3_step(stmt) == SQLITE_ROW;
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return found;
}

// Pages are filled with what they should not hold: whatever that meets, the program says something and ends.
static void a_damaged_page_never_passes_for_sound(void **state) {
  (void)state;
  enum { PAGE = 8192, MOST = 20 };
  struct stat info;
  char path[128], filler[PAGE];
  snprintf(path, sizeof path, "%s/whole.sqlite", folder);
  assert_int_equal(stat(path, &info), 0);
  const int64_t pages = info.st_size / PAGE, step = pages / MOST + 1;
  for (int64_t page = 0; page < pages; page += step) {
    if (is_of_cost(page)) continue;
    assert_int_equal(shell("cp ../whole.sqlite ../x.sqlite"), 0);
    snprintf(path, sizeof path, "%s/x.sqlite", folder);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    memset(filler, page % 2 ? 0xff : 0x0d, sizeof filler); // 0x0d begins a leaf
    assert_int_equal(fseek(file, (long)(page * PAGE), SEEK_SET), 0);
    assert_int_equal(fwrite(filler, 1, sizeof filler, file), sizeof filler);
    fclose(file);
    const int code = shell("fanloop rerun ../x.sqlite --verify");
    if ((code != 1 && code != 2) || (!said("out")[0] && !said("err")[0])) fail_msg("page %d: exit code %d", (int)page, code);
  }
  assert_nothing_left();
}

static void a_verification_that_is_stopped_leaves_nothing(void **state) {
  (void)state;
  assert_int_equal(shell("fanloop run ../kept/main.lua -q --force -o ../x.sqlite --days 200"), 0);
  const int code = shell("timeout -s INT 0.2 fanloop rerun ../x.sqlite --verify");
  if (code != 124 && code != 0 && code != 1) fail_msg("exit code %d", code); // a fast machine is done by then
  assert_nothing_left();
}

static void a_folder_without_a_place_is_told(void **state) {
  (void)state;
  assert_int_equal(shell("TMPDIR=/nowhere fanloop rerun ../whole.sqlite --verify"), 1);
  assert_non_null(strstr(said("err"), "TMPDIR"));
}

// ---- The run that is verified -----------------------------------------------------------------------------------------------

static void write_scene(void) {
  write_text("kept/main.lua",
             "local fl = require 'fanloop'\n"
             "local own = require 'own'\n"
             "local missing = pcall(require, 'not.there')\n"
             "return fl.scenario {\n"
             "  name = 'everything', title = 'All that a scenario may have',\n"
             "  world = fl.world('kuaishou-2022-core', { fans = 1000, rooms = 60 }),\n"
             "  calendar = { warmup = 2, from = '2022-06-01', to = '2022-06-06' },\n"
             "  brands = own.brands, rooms = own.rooms,\n"
             "  policies = { fl.festival { id = 'june', from = '2022-06-02', to = '2022-06-05', flash_rooms = 5 },\n"
             "    fl.subsidy { id = 'cashback', from = '2022-06-02', to = '2022-06-05', budget = 1e8, share = 0.2, cap = 40 } },\n"
             "  on_start = function(sim) sim:set('fan.minutes', missing and 1 or 90) end,\n"
             "  on_day = function(sim)\n"
             "    if math.random() < 0.5 then sim:set('cashback.share', own.share(math.random())) end\n"
             "  end,\n"
             "  metrics = { luck = function(sim) return math.random() end },\n"
             "  on_end = function(sim) own.ended = true end,\n"
             "}\n");
  write_text("kept/own.lua",
             "local fl = require 'fanloop'\n"
             "local shops = require 'sub.shops'\n"
             "return { brands = { fl.brand { id = shops.brand } },\n"
             "  rooms = { fl.room { id = 'soy-day', brand = shops.brand, category = 'food', followers = 400000 } },\n"
             "  share = function(x) return 0.1 + 0.1 * x end }\n");
  write_text("kept/sub/shops.lua", "return { brand = 'soy' } -- 酱油\n");
}

static int begin(void **state) {
  (void)state;
  if (!rerun_begin() || shell("mkdir ../kept/sub") != 0) return -1;
  write_scene();
  return shell("fanloop run ../kept/main.lua -q --detail --set cashback.cap=30 --seed 7 --fans 800 -o ../whole.sqlite");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_result_verifies_where_there_is_nothing_else),
      cmocka_unit_test(the_scenarios_of_the_tests_verify),
      cmocka_unit_test(a_rerun_is_a_result_like_the_first),
      cmocka_unit_test(a_result_is_never_its_own_rerun),
      cmocka_unit_test(what_was_said_beside_the_scenario_counts),
      cmocka_unit_test(an_edited_source_shows_whether_it_does_anything_or_not),
      cmocka_unit_test(a_row_edited_with_its_digests_left_alone_is_found),
      cmocka_unit_test(modules_come_from_the_file_alone),
      cmocka_unit_test(what_is_no_finished_result_of_this_build_is_refused),
      cmocka_unit_test(a_hostile_file_ends_with_a_message),
      cmocka_unit_test(a_hook_that_never_ends_fails_the_run_and_leaves_nothing),
      cmocka_unit_test(more_than_a_file_should_hold_is_not_read),
      cmocka_unit_test(a_damaged_page_never_passes_for_sound),
      cmocka_unit_test(a_verification_that_is_stopped_leaves_nothing),
      cmocka_unit_test(a_folder_without_a_place_is_told),
  };
  return cmocka_run_group_tests_name("rerun", tests, begin, rerun_end);
}
