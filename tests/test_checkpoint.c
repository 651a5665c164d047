// Checkpoints, without the program around them: a result that is taken back to any day and goes on is as never interrupted, whichever of
// its rows were there already; a checkpoint that is damaged, or of something else, is refused and changes nothing.
#include "check.h"
#include "record/checkpoint.h"
#include "record/schema.h"
#include "small_world.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static fl_scenario scenario;
static fl_model *model;
static const fl_source_text sources[] = {{"a.lua", "return 1", 8, ""}, {"b.lua", "return 2", 8, "b"}};

static fl_record_options options_of(const char *path) {
  return (fl_record_options){.path = path,
                             .force = true,
                             .engine_version = "0",
                             .build = "test",
                             .command = "fanloop run",
                             .sources = sources,
                             .source_count = 2,
                             .threads = 1,
                             .checkpoint_days = 1};
}

// A run and its file.
typedef struct pair {
  fl_record *record;
  fl_world *world;
} pair;

static void expect(fl_status status, const fl_messages *messages) {
  if (status != FL_OK) fail_msg("%s", messages->count ? messages->items[0].text : "no message");
}

static pair begin(const char *path) {
  const fl_record_options options = options_of(path);
  fl_messages messages = {0};
  pair p;
  expect(fl_record_create(&options, &scenario, &messages, &p.record), &messages);
  fl_world_options world_options = fl_default_world_options();
  world_options.sink = fl_record_sink(p.record);
  expect(fl_world_create(model, &world_options, &messages, &p.world), &messages);
  assert_int_equal(fl_world_begin(p.world), FL_OK);
  return p;
}

static void go_until(pair *p, int64_t day) {
  while (fl_world_day(p->world) < day) {
    const int64_t date = fl_world_date(p->world);
    assert_int_equal(fl_world_step(p->world), FL_OK);
    assert_int_equal(fl_record_day(p->record, date), FL_OK);
  }
}

static void end(pair *p) {
  fl_digest digest;
  fl_world_stats stats;
  go_until(p, fl_world_days(p->world));
  assert_int_equal(fl_world_finish(p->world), FL_OK);
  fl_world_digest(p->world, &digest);
  fl_world_get_stats(p->world, &stats);
  assert_int_equal(fl_record_finish(p->record, &digest, &stats, 1), FL_OK);
  fl_record_close(p->record);
  fl_world_destroy(p->world);
}

static void leave(pair *p) {
  fl_record_close(p->record);
  fl_world_destroy(p->world);
}

static void save(const pair *p) {
  const fl_record_options options = options_of("");
  fl_checkpoint_head head = fl_checkpoint_of(&options, false);
  char why[256] = "";
  assert_int_equal(fl_record_commit(p->record), FL_OK);
  snprintf(head.mark, sizeof head.mark, "%s", fl_record_mark(p->record));
  head.day = fl_world_day(p->world);
  head.date = fl_world_date(p->world) - 1;
  head.script = 5;
  if (fl_checkpoint_save(fl_record_path(p->record), &head, "hooks", p->world, why, sizeof why) != FL_OK) fail_msg("%s", why);
}

// Goes on with the result at `path`. `p` holds nothing when that is refused.
static fl_status resume(const char *path, fl_record_options options, fl_messages *messages, pair *p) {
  fl_record_found found;
  fl_checkpoint *checkpoint = NULL;
  fl_digest digest;
  const fl_checkpoint_head here = fl_checkpoint_of(&options, false);
  *p = (pair){NULL, NULL};
  fl_status status = fl_record_reopen(&options, messages, &found, &p->record);
  if (status == FL_OK) status = fl_checkpoint_open(path, path, &here, found.mark, messages, &checkpoint);
  if (status == FL_OK) {
    assert_non_null(checkpoint);
    assert_memory_equal(fl_checkpoint_script(checkpoint), "hooks", 5);
    fl_world_options world_options = fl_default_world_options();
    world_options.sink = fl_record_sink(p->record);
    status = fl_checkpoint_world(checkpoint, model, &world_options, messages, &p->world);
  }
  if (status == FL_OK) {
    fl_world_digest(p->world, &digest);
    status = fl_record_rewind(p->record, &options, fl_checkpoint_read_head(checkpoint)->date, &digest, messages);
  }
  fl_checkpoint_close(checkpoint);
  if (status == FL_OK) return FL_OK;
  fl_record_close(p->record);
  fl_world_destroy(p->world);
  return status;
}

static int64_t sql(const char *path, const char *text) {
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "ATTACH 'whole.sqlite' AS whole", NULL, NULL, NULL), SQLITE_OK);
  if (sqlite3_prepare_v2(db, text, -1, &stmt, NULL) != SQLITE_OK) fail_msg("%s: %s", text, sqlite3_errmsg(db));
  const int rc = sqlite3_step(stmt);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE) fail_msg("%s: %s", text, sqlite3_errmsg(db));
  const int64_t number = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return number;
}

static void assert_whole(const char *path, int64_t day) {
  for (int t = 0; t < FL_TABLES; t++) {
    const char *name = fl_tables[t].name, *columns = fl_tables[t].key[0] ? "*" : "rowid, *";
    char text[512];
    snprintf(text, sizeof text,
             "SELECT (SELECT count(*) FROM (SELECT %s FROM main.%s EXCEPT SELECT %s FROM whole.%s)) +"
             "(SELECT count(*) FROM (SELECT %s FROM whole.%s EXCEPT SELECT %s FROM main.%s))",
             columns, name, columns, name, columns, name, columns, name);
    if (sql(path, text)) fail_msg("resumed after day %d, table %s differs", (int)day, name);
  }
  assert_int_equal(sql(path, "SELECT count(*) FROM run JOIN whole.run AS w USING (digest) WHERE run.status = 'done'"), 1);
}

static int run_once(void **state) {
  (void)state;
  snprintf(folder, sizeof folder, "/tmp/fanloop-checkpoint-XXXXXX");
  if (!mkdtemp(folder) || chdir(folder) != 0) return -1;
  scenario = small_scenario();
  scenario.setup.fans = 400;
  scenario.setup.rooms = 20;
  scenario.setup.to = scenario.setup.from + 49; // ends of months, censuses, and a festival
  small_set(&scenario, "record.sample_share", "0.2");
  small_add_festival(&scenario);
  small_add_subsidy(&scenario, 2000000000);
  fl_messages messages = {0};
  if (fl_model_create(&scenario, &messages, &model) != FL_OK) return -1;
  pair p = begin("whole.sqlite");
  end(&p);
  return 0;
}

// ---- Any day ----------------------------------------------------------------------------------------------------------------------

// Days on which something begins or ends, and those around them: the warm-up, censuses, months, the festival, the run.
static const int64_t cuts[] = {1, 2, 14, 15, 16, 27, 28, 29, 30, 31, 50, 51, 52, 55, 56, 57, 59, 60, 61, 63, 64};

static void from_any_day_it_goes_on_whatever_rows_came_after(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i += FL_SANITIZED ? 3 : 1) {
    fl_messages messages = {0};
    pair p = begin("x.sqlite");
    const int64_t day = cuts[i], days = fl_world_days(p.world), after = day + (int64_t)(i % 4) * 12;
    assert_true(day < days);
    go_until(&p, day);
    save(&p);
    go_until(&p, after < days ? after : days); // none, some or all of the rows that are to come
    if (after >= days) assert_int_equal(fl_world_finish(p.world), FL_OK);
    leave(&p);
    expect(resume("x.sqlite", options_of("x.sqlite"), &messages, &p), &messages);
    assert_int_equal(fl_world_day(p.world), day);
    end(&p);
    assert_whole("x.sqlite", day);
    assert_int_equal(sql("x.sqlite", "SELECT resumed FROM run_timing"), 1);
    assert_false(fl_checkpoint_there("x.sqlite"));
  }
}

static void it_may_be_resumed_as_often_as_it_ends(void **state) {
  (void)state;
  fl_messages messages = {0};
  pair p = begin("x.sqlite");
  const int64_t days = fl_world_days(p.world);
  for (int64_t day = 6; day < days; day += 6) {
    go_until(&p, day - 2);
    save(&p);
    go_until(&p, day);
    leave(&p);
    expect(resume("x.sqlite", options_of("x.sqlite"), &messages, &p), &messages);
  }
  end(&p);
  assert_whole("x.sqlite", 0);
  assert_int_equal(sql("x.sqlite", "SELECT resumed FROM run_timing"), (days - 1) / 6);
}

// ---- Refusals ---------------------------------------------------------------------------------------------------------------------

static void prepare(void) {
  pair p = begin("x.sqlite");
  go_until(&p, 30);
  save(&p);
  go_until(&p, 33);
  leave(&p);
}

// Refused with `expected`, and the result is as it was: failed, with the rows of 33 days.
static void assert_refused(fl_record_options options, const char *expected) {
  fl_messages messages = {0};
  pair p;
  const int64_t rows = sql("x.sqlite", "SELECT count(*) FROM room_day");
  assert_int_equal(resume("x.sqlite", options, &messages, &p), FL_BAD_SCENARIO);
  if (messages.count != 1 || !strstr(messages.items[0].text, expected))
    fail_msg("expected '%s', got '%s'", expected, messages.count ? messages.items[0].text : "nothing");
  fl_messages_free(&messages);
  assert_int_equal(sql("x.sqlite", "SELECT count(*) FROM room_day"), rows);
  assert_int_equal(sql("x.sqlite", "SELECT count(*) FROM run JOIN run_timing WHERE status = 'failed' AND resumed = 0"), 1);
}

static void what_is_of_another_run_is_refused(void **state) {
  (void)state;
  const fl_source_text other[] = {{"a.lua", "return 1", 8, ""}, {"b.lua", "return 3", 8, "b"}};
  prepare();
  fl_record_options options = options_of("x.sqlite");
  options.engine_version = "1";
  assert_refused(options, "written by fanloop 0, expected fanloop 1");
  options = options_of("x.sqlite");
  options.sources = other;
  assert_refused(options, "another scenario");
  options = options_of("x.sqlite");
  options.source_count = 1;
  assert_refused(options, "another scenario");
  pair p = begin("y.sqlite");
  go_until(&p, 30);
  save(&p);
  leave(&p);
  assert_int_equal(rename("y.sqlite.fanloop-checkpoint", "x.sqlite.fanloop-checkpoint"), 0);
  assert_refused(options_of("x.sqlite"), "belongs to another result");
}

static void files_do_not_hang_on_where_they_are(void **state) {
  (void)state;
  const fl_source_text moved[] = {{"elsewhere/a.lua", "return 1", 8, ""}, {"/lib/b.lua", "return 2", 8, "b"}};
  fl_messages messages = {0};
  pair p;
  prepare();
  assert_int_equal(rename("x.sqlite", "z.sqlite"), 0);
  assert_int_equal(rename("x.sqlite.fanloop-checkpoint", "z.sqlite.fanloop-checkpoint"), 0);
  fl_record_options options = options_of("z.sqlite");
  options.sources = moved;
  expect(resume("z.sqlite", options, &messages, &p), &messages);
  end(&p);
  assert_whole("z.sqlite", 30);
}

static void another_scenario_behind_the_same_text_is_refused(void **state) {
  (void)state;
  prepare();
  fl_model *const own = model;
  fl_scenario other = scenario;
  fl_messages messages = {0};
  other.setup.seed++; // as --set would
  expect(fl_model_create(&other, &messages, &model), &messages);
  assert_refused(options_of("x.sqlite"), "has seed");
  fl_model_destroy(model);
  model = own;
}

static void a_result_without_the_rows_of_its_checkpoint_is_refused(void **state) {
  (void)state;
  static const char *const losses[] = {
      "DELETE FROM room_day WHERE date = (SELECT min(date) FROM room_day)",
      "DELETE FROM sample_order WHERE rowid = 1",
      "DELETE FROM brand WHERE brand = 0",
  };
  for (size_t i = 0; i < sizeof losses / sizeof *losses; i++) {
    prepare();
    sql("x.sqlite", losses[i]);
    assert_refused(options_of("x.sqlite"), "does not belong to its checkpoint");
  }
}

static void another_schema_is_refused(void **state) {
  (void)state;
  prepare();
  sql("x.sqlite", "PRAGMA user_version = 1");
  assert_refused(options_of("x.sqlite"), "schema version 1");
}

static void a_complete_result_stays_and_loses_the_checkpoint_that_was_left(void **state) {
  (void)state;
  fl_messages messages = {0};
  fl_record_options options = options_of("whole.sqlite");
  fl_record_found found;
  fl_record *record = NULL;
  FILE *left = fopen("whole.sqlite.fanloop-checkpoint", "wb");
  assert_non_null(left);
  fclose(left);
  assert_int_equal(fl_record_reopen(&options, &messages, &found, &record), FL_OK);
  assert_true(!record && found.complete);
  options.all_orders = !options.all_orders; // what this run would make is something else
  assert_int_equal(fl_record_reopen(&options, &messages, &found, &record), FL_BAD_SCENARIO);
  assert_null(record);
  assert_non_null(strstr(messages.items[0].text, "is the complete result of another scenario"));
  fl_messages_free(&messages);
  assert_false(fl_checkpoint_there("whole.sqlite"));
}

// ---- Damage -----------------------------------------------------------------------------------------------------------------------

static unsigned char *read_checkpoint(size_t *size) {
  FILE *file = fopen("x.sqlite.fanloop-checkpoint", "rb");
  struct stat info;
  assert_non_null(file);
  assert_int_equal(fstat(fileno(file), &info), 0);
  unsigned char *bytes = malloc((size_t)info.st_size + 1);
  *size = fread(bytes, 1, (size_t)info.st_size, file);
  assert_int_equal(*size, info.st_size);
  fclose(file);
  return bytes;
}

static void write_checkpoint(const unsigned char *bytes, size_t size) {
  FILE *file = fopen("x.sqlite.fanloop-checkpoint", "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, size, file), size);
  assert_int_equal(fclose(file), 0);
}

static void one_wrong_byte_anywhere_is_refused(void **state) {
  (void)state;
  uint64_t random = 5;
  size_t size;
  prepare();
  unsigned char *bytes = read_checkpoint(&size);
  for (int i = 0; i < (FL_SANITIZED ? 40 : 200); i++) {
    // The head takes its share of tries.
    const size_t at = i % 3 ? check_below(&random, (uint32_t)size) : check_below(&random, 512);
    const unsigned char was = bytes[at];
    bytes[at] ^= (unsigned char)(1 + check_below(&random, 255));
    write_checkpoint(bytes, size);
    assert_refused(options_of("x.sqlite"), "");
    bytes[at] = was;
  }
  free(bytes);
}

static void a_checkpoint_cut_short_or_too_long_is_refused(void **state) {
  (void)state;
  size_t size;
  prepare();
  unsigned char *bytes = read_checkpoint(&size);
  for (size_t cut = 0; cut < size; cut += 1 + cut / (FL_SANITIZED ? 2 : 6)) {
    write_checkpoint(bytes, cut);
    assert_refused(options_of("x.sqlite"), "");
  }
  bytes[size] = 0;
  write_checkpoint(bytes, size + 1);
  assert_refused(options_of("x.sqlite"), "damaged at its end");
  write_checkpoint(bytes, size);
  fl_messages messages = {0};
  pair p;
  expect(resume("x.sqlite", options_of("x.sqlite"), &messages, &p), &messages); // as it was it is good
  leave(&p);
  free(bytes);
}

static int remove_folder(void **state) {
  (void)state;
  char command[128];
  fl_model_destroy(model);
  fl_scenario_free(&scenario);
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return chdir("/") == 0 ? system(command) : -1;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(from_any_day_it_goes_on_whatever_rows_came_after),
      cmocka_unit_test(it_may_be_resumed_as_often_as_it_ends),
      cmocka_unit_test(what_is_of_another_run_is_refused),
      cmocka_unit_test(files_do_not_hang_on_where_they_are),
      cmocka_unit_test(another_scenario_behind_the_same_text_is_refused),
      cmocka_unit_test(a_result_without_the_rows_of_its_checkpoint_is_refused),
      cmocka_unit_test(another_schema_is_refused),
      cmocka_unit_test(a_complete_result_stays_and_loses_the_checkpoint_that_was_left),
      cmocka_unit_test(one_wrong_byte_anywhere_is_refused),
      cmocka_unit_test(a_checkpoint_cut_short_or_too_long_is_refused),
  };
  return cmocka_run_group_tests_name("checkpoint", tests, run_once, remove_folder);
}
