// Scenarios loaded from texts alone, as a result file holds them: the same scenario, and nothing else from the disk.
#define _GNU_SOURCE // chdir
#include "check.h"

#include "lua/scenario_file.h"

#include <unistd.h>

enum { TEXT = 1 << 16 };

static const fl_lua_options options = {
    .library = FL_SOURCE_DIR "/scripts", .memory_bytes = 64 << 20, .load_instructions = 20000000};

static void messages_text(const fl_messages *messages, char *out) {
  size_t used = 0;
  out[0] = '\0';
  for (size_t i = 0; i < messages->count && used < TEXT; i++)
    used += (size_t)snprintf(out + used, TEXT - used, "%s\n", messages->items[i].text);
}

static fl_status load_sources(const fl_lua_source *held, size_t count, char *said, fl_lua **out) {
  fl_messages messages = {0};
  const fl_status status = fl_lua_load_sources(&options, held, count, &messages, out);
  messages_text(&messages, said);
  fl_messages_free(&messages);
  return status;
}

static void a_scenario_can_be_loaded_again_from_the_sources_of_its_first_time(void **state) {
  (void)state;
  static char said[TEXT];
  fl_messages messages = {0};
  fl_lua *first = NULL, *second = NULL;
  assert_int_equal(fl_lua_load(&options, FL_SOURCE_DIR "/tests/lua/ways/library.lua", &messages, &first), FL_OK);
  const fl_lua_source *held, *again;
  const size_t count = fl_lua_sources(first, &held);
  assert_int_equal(count, 2);
  assert_string_equal(held[0].module, "");
  assert_string_equal(held[1].module, "library.world");
  assert_int_equal(chdir("/"), 0); // nothing of it lies here
  const fl_status status = load_sources(held, count, said, &second);
  if (status != FL_OK) fail_msg("%s", said);
  assert_string_equal(fl_lua_scenario(second)->name, "library");
  assert_int_equal(fl_lua_scenario(second)->setup.fans, 500);
  assert_int_equal(fl_lua_sources(second, &again), count);
  for (size_t i = 0; i < count; i++) {
    assert_string_equal(again[i].path, held[i].path);
    assert_string_equal(again[i].module, held[i].module);
    assert_string_equal(again[i].text, held[i].text);
  }
  // The same folder, a module less: what lies on the disk is not taken.
  fl_lua *third = NULL;
  assert_int_equal(load_sources(held, 1, said, &third), FL_BAD_SCENARIO);
  assert_null(third);
  assert_non_null(strstr(said, "library.lua:3: no module 'library.world': it is not among the sources"));
  fl_lua_close(second);
  fl_lua_close(first);
  fl_messages_free(&messages);
}

static void rows_of_files_become_rooms_and_are_sources(void **state) {
  (void)state;
  static char said[TEXT];
  fl_messages messages = {0};
  fl_lua *first = NULL, *second = NULL;
  assert_int_equal(fl_lua_load(&options, FL_SOURCE_DIR "/tests/lua/ways/csv.lua", &messages, &first), FL_OK);
  const fl_lua_source *held;
  const size_t count = fl_lua_sources(first, &held);
  assert_int_equal(count, 3); // its rows before the preset
  assert_string_equal(held[1].module, "csv library/rooms.csv");
  assert_int_equal(chdir("/"), 0);
  const fl_status status = load_sources(held, count, said, &second);
  if (status != FL_OK) fail_msg("%s", said);
  const fl_lua *const loaded[] = {first, second};
  for (size_t i = 0; i < 2; i++) {
    const fl_scenario *s = fl_lua_scenario(loaded[i]);
    static const char *const ids[] = {"first", "a, \"b\"", "茶间", "r3", "last"};
    assert_int_equal(s->room_count, 5);
    for (size_t r = 0; r < 5; r++) assert_string_equal(s->rooms[r].id, ids[r]);
    assert_true(s->rooms[1].category == 4 && s->rooms[1].followers == 0 && s->rooms[1].ads_budget == -1 && s->rooms[1].scripted);
    assert_true(s->rooms[2].category == 3 && s->rooms[2].followers == 5000000 && s->rooms[2].ads_budget == 100);
    assert_true(!s->rooms[2].scripted && s->rooms[3].scripted && s->rooms[3].followers == 7);
    assert_string_equal(s->rooms[3].brand, "tea");
  }
  fl_lua_close(second);
  const fl_lua_source others[] = {held[0], held[2]};
  assert_int_equal(load_sources(others, 2, said, &second), FL_BAD_SCENARIO);
  assert_non_null(strstr(said, "csv.lua:3: fl.csv: \"library/rooms.csv\" is not among the sources that are held"));
  fl_lua_close(first);
  fl_messages_free(&messages);
}

static void sources_that_no_folder_would_have_given_are_refused(void **state) {
  (void)state;
  static char said[TEXT];
  static const char text[] =
      "local fl = require 'fanloop'\n"
      "return fl.scenario { world = fl.world('kuaishou-2022-core', {}), calendar = { from = '2022-05-01', to = '2022-05-02' } }";
  fl_lua *lua = NULL;
  assert_int_equal(load_sources(NULL, 0, said, &lua), FL_BAD_SCENARIO);
  assert_non_null(strstr(said, "no scenario"));
  const fl_lua_source one = {"text.lua", text, sizeof text - 1, ""};
  assert_int_equal(load_sources(&one, 1, said, &lua), FL_BAD_SCENARIO); // the library's preset is not among them
  assert_non_null(
      strstr(said, "text.lua:2: unknown world 'kuaishou-2022-core': its module 'fanloop.worlds.kuaishou-2022-core' is not among"));
  const fl_lua_source large = {"large.lua", text, (16 << 20) + 1, ""};
  assert_int_equal(load_sources(&large, 1, said, &lua), FL_BAD_SCENARIO);
  assert_non_null(strstr(said, "large.lua: the text is larger than 16 MiB"));
  fl_lua_source *many = calloc(1001, sizeof *many);
  for (size_t i = 0; i < 1001; i++) many[i] = one;
  assert_int_equal(load_sources(many, 1001, said, &lua), FL_BAD_SCENARIO);
  assert_non_null(strstr(said, "1001 sources"));
  free(many);
  assert_null(lua);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_scenario_can_be_loaded_again_from_the_sources_of_its_first_time),
      cmocka_unit_test(rows_of_files_become_rooms_and_are_sources),
      cmocka_unit_test(sources_that_no_folder_would_have_given_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
