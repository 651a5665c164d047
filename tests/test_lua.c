// The Lua host: golden messages for wrong scenarios, the sandbox, order and randomness, and what hooks see.
//
// tests/lua/wrong/*.lua must not load and tests/lua/hooks/*.lua must fail in a hook, each with the messages in the .txt beside it.
// FL_REGENERATE=1 writes these files: read the difference before it is committed.
#include "fake_world.h"
#include "lua/annotations.h"
#include "lua/scenario_file.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#ifndef FL_SOURCE_DIR
#define FL_SOURCE_DIR "."
#endif

#ifndef FL_BINARY_DIR
#define FL_BINARY_DIR "."
#endif
#define WORK FL_BINARY_DIR "/lua-cases"

enum { TEXT = 1 << 18, FILES = 200 };

static const fl_lua_options options = {
    .library = FL_SOURCE_DIR "/scripts", .memory_bytes = 64 << 20, .load_instructions = 20000000, .hook_instructions = 20000000};

// Texts ------------------------------------------------------------------------------------------------------------------------

static void append(void *ctx, const char *text, size_t size) {
  char *out = ctx;
  const size_t used = strlen(out);
  assert_true(used + size < TEXT);
  memcpy(out + used, text, size);
  out[used + size] = 0;
}

static void read_text(const char *path, char *out) {
  FILE *file = fopen(path, "rb");
  size_t size = 0;
  if (file) {
    size = fread(out, 1, TEXT - 1, file);
    fclose(file);
  }
  out[size] = 0;
}

static void write_text(const char *path, const char *text) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
  fclose(file);
}

static int compare_names(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

// The names of the .lua files of a folder, in order, without their ending.
static size_t list_cases(const char *folder, char **names) {
  size_t count = 0;
  DIR *list = opendir(folder);
  assert_non_null(list);
  for (const struct dirent *entry = readdir(list); entry; entry = readdir(list)) {
    const size_t length = strlen(entry->d_name);
    if (length < 5 || strcmp(entry->d_name + length - 4, ".lua") != 0) continue;
    assert_true(count < FILES);
    names[count] = strdup(entry->d_name);
    names[count++][length - 4] = 0;
  }
  closedir(list);
  qsort(names, count, sizeof *names, compare_names);
  return count;
}

// Compares with the golden text, or writes it. True when they agree.
static bool golden(const char *folder, const char *name, const char *text) {
  static char expected[TEXT];
  char path[512];
  snprintf(path, sizeof path, FL_SOURCE_DIR "/tests/lua/%s/%s.txt", folder, name);
  if (getenv("FL_REGENERATE")) write_text(path, text);
  read_text(path, expected);
  if (strcmp(expected, text) == 0) return true;
  print_error("%s/%s.lua says\n%s\ninstead of\n%s\n", folder, name, text, expected);
  return false;
}

static void messages_text(const fl_messages *messages, char *out) {
  out[0] = 0;
  for (size_t i = 0; i < messages->count; i++) {
    append(out, messages->items[i].text, strlen(messages->items[i].text));
    append(out, "\n", 1);
  }
}

// Golden messages --------------------------------------------------------------------------------------------------------------

static void load_wrong(const char *path, const char *text, size_t size, char *out) {
  fl_messages messages = {0};
  fl_lua *lua;
  const fl_status status =
      text ? fl_lua_load_text(&options, path, text, size, &messages, &lua) : fl_lua_load(&options, path, &messages, &lua);
  messages_text(&messages, out);
  fl_messages_free(&messages);
  assert_int_equal(status, FL_BAD_SCENARIO);
  assert_null(lua);
}

static void each_wrong_file_says_all_that_is_wrong(void **state) {
  (void)state;
  static char text[TEXT];
  char *names[FILES], path[512], shown[600];
  const size_t count = list_cases("wrong", names);
  bool right = true;
  for (size_t i = 0; i < count; i++) {
    // The text is loaded under one short name, so that messages do not hang on where the tests stand.
    static char source[TEXT * 20];
    snprintf(path, sizeof path, "wrong/%s.lua", names[i]);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    snprintf(shown, sizeof shown, "case.lua");
    FILE *in = fopen(path, "rb"), *copy = fopen(shown, "wb");
    assert_true(in && copy && (size_t)info.st_size < sizeof source);
    const size_t size = fread(source, 1, sizeof source, in);
    assert_int_equal(fwrite(source, 1, size, copy), size);
    fclose(in);
    fclose(copy);
    const clock_t start = clock();
    load_wrong(shown, NULL, 0, text);
    const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds > 20) fail_msg("%s took %.1f s", path, seconds);
    assert_true(strlen(text) > 0);
    right &= golden("wrong", names[i], text);
    free(names[i]);
  }
  remove("case.lua");
  assert_true(count >= 50 && right);
}

static fl_lua *load_file(const char *path) {
  fl_messages messages = {0};
  fl_lua *lua;
  static char text[TEXT];
  const fl_status status = fl_lua_load(&options, path, &messages, &lua);
  messages_text(&messages, text);
  fl_messages_free(&messages);
  if (status != FL_OK) fail_msg("%s: %s", path, text);
  return lua;
}

// Runs days of a fake world with the hooks; the text of the failure, or "".
static const char *run_days(fl_lua *lua, fl_world *world, int days) {
  const fl_hooks hooks = fl_lua_hooks(lua);
  fl_status status = hooks.on_start(hooks.ctx, world);
  for (int day = 0; status == FL_OK && day < days; day++, world->day++, world->date++) {
    if (hooks.on_day) status = hooks.on_day(hooks.ctx, world);
    if (status == FL_OK && hooks.on_sellers) status = hooks.on_sellers(hooks.ctx, world);
    if (status == FL_OK && hooks.on_night) status = hooks.on_night(hooks.ctx, world);
    if (status != FL_OK) break;
  }
  if (status == FL_OK && hooks.on_end) status = hooks.on_end(hooks.ctx, world);
  assert_int_equal(status != FL_OK, world->failure[0] != 0);
  return world->failure;
}

static fl_row_platform_day platform = {.orders = 12, .gmv_fen = 60000, .active_fans = 100};
static fl_row_room rooms[] = {{.room = 0, .id = "soy-room", .brand = 0, .tier = 1}, {.room = 1, .id = "tyres", .brand = 1}};
static fl_row_room_day room_days[] = {{.room = 1, .tier = 2, .orders_private = 5, .gmv_private_fen = 700}};
static fl_row_brand brands[] = {{.brand = 0, .id = "soy", .kind = 2}, {.brand = 1, .id = "品牌 \"🎉\""}};
static fl_row_policy policies[] = {{.policy = 0, .id = "616", .budget_fen = -1}, {.policy = 1, .id = "ten", .budget_fen = 5000}};
static fl_row_source_day sources[] = {{.source = 0, .orders = 9}, {.source = 1, .orders = 3}};
static fl_row_tier_day tiers[] = {{.tier = 1, .source = 0, .orders = 4}, {.tier = 1, .source = 1, .orders = 2}};

static void begin_world(fl_world *world, const fl_lua *lua) {
  fake_world_begin(world, fl_lua_scenario(lua));
  platform.date = world->date;
  fake_world_rows(world, FL_T_platform_day, &platform, 1);
  fake_world_rows(world, FL_T_room, rooms, 2);
  fake_world_rows(world, FL_T_room_day, room_days, 1);
  fake_world_rows(world, FL_T_brand, brands, 2);
  fake_world_rows(world, FL_T_policy, policies, 2);
  fake_world_rows(world, FL_T_source_day, sources, 2);
  fake_world_rows(world, FL_T_tier_day, tiers, 2);
}

static void each_failing_hook_says_where(void **state) {
  (void)state;
  static fl_world world;
  static char text[TEXT];
  char *names[FILES], path[512];
  const size_t count = list_cases("hooks", names);
  bool right = true;
  for (size_t i = 0; i < count; i++) {
    snprintf(path, sizeof path, "hooks/%s.lua", names[i]);
    char *source = calloc(1, TEXT);
    assert_non_null(source);
    read_text(path, source);
    write_text("case.lua", source);
    free(source);
    fl_lua *lua = load_file("case.lua");
    begin_world(&world, lua);
    snprintf(text, sizeof text, "%s\n", run_days(lua, &world, 3));
    if (strlen(text) < 2) fail_msg("%s ran", path);
    right &= golden("hooks", names[i], text);
    fl_lua_close(lua);
    free(names[i]);
  }
  remove("case.lua");
  assert_true(count >= 14 && right);
}

// Ways that must work ----------------------------------------------------------------------------------------------------------

// Each file checks with assert; its hooks run for three days.
static void each_way_that_must_work_works(void **state) {
  (void)state;
  static fl_world world;
  char *names[FILES], path[512];
  const size_t count = list_cases("ways", names);
  for (size_t i = 0; i < count; i++) {
    snprintf(path, sizeof path, "ways/%s.lua", names[i]);
    fl_lua *lua = load_file(path);
    begin_world(&world, lua);
    const char *failure = run_days(lua, &world, 3);
    if (failure[0]) fail_msg("%s: %s", path, failure);
    fl_lua_close(lua);
    free(names[i]);
  }
  assert_true(count >= 5);
}

#define SCENE                                                                                                                      \
  "local fl = require 'fanloop'\n"                                                                                                 \
  "local world = fl.world('kuaishou-2022-core', { fans = 1000, params = { ['fan.activity'] = 0.4, ['fan.minutes'] = 60 } })\n"     \
  "local calendar = { warmup = 10, from = '2022-05-01', to = '2022-05-31' }\n"

static fl_lua *load_text_with(const fl_lua_options *with, const char *text) {
  fl_messages messages = {0};
  fl_lua *lua;
  static char said[TEXT];
  const fl_status status = fl_lua_load_text(with, "text.lua", text, strlen(text), &messages, &lua);
  messages_text(&messages, said);
  fl_messages_free(&messages);
  if (status != FL_OK) fail_msg("%s", said);
  return lua;
}

static void a_scenario_becomes_what_it_says(void **state) {
  (void)state;
  fl_lua *lua =
      load_text_with(&options, SCENE "return fl.scenario { name = 'all', title = '618 大促', question = 'More?', question_zh = "
                                     "'更多？', world = world, seed = 7,\n"
                                     "calendar = { warmup = 10, from = '2022-05-01', to = '2022-05-31', flat = true },\n"
                                     "params = { ['fan.minutes'] = 90, ['trust.form'] = 'frozen' },\n"
                                     "policies = { false, fl.subsidy { id = 'ten', from = '2022-05-02', to = '2022-05-03',\n"
                                     "budget = fl.yi(10), cap = 0.1 + 0.2, fan_tiers = { 'heavy', 'medium' } },\n"
                                     "fl.festival { id = '616', from = '2022-05-02', to = '2022-05-09',\n"
                                     "peak = { '2022-05-05', '2022-05-06' } } },\n"
                                     "brands = { fl.brand { id = 'soy', kind = 'big' } },\n"
                                     "rooms = { fl.room { id = 'r', brand = 'soy', followers = fl.wan(79) } } }\n");
  const fl_scenario *s = fl_lua_scenario(lua);
  assert_string_equal(s->name, "all");
  assert_string_equal(s->title, "618 大促");
  assert_string_equal(s->title_zh, "");
  assert_string_equal(s->question, "More?");
  assert_string_equal(s->question_zh, "更多？");
  assert_string_equal(s->world, "kuaishou-2022-core");
  assert_true(s->setup.seed == 7 && s->setup.fans == 1000 && s->setup.warmup == 10 && s->setup.flat_calendar == 1);
  assert_true(s->params.activity_mean == 0.4 && s->params.minutes == 90 && s->params.trust_form == 1);
  assert_int_equal(s->policy_count, 2);
  assert_true(s->policies[0].kind == FL_SUBSIDY && s->policies[0].of.subsidy.budget == 100000000000);
  assert_true(s->policies[0].of.subsidy.cap == 30 && s->policies[0].of.subsidy.fan_tiers == 6);
  assert_true(s->policies[1].of.festival.peak_from == s->setup.from + 4);
  assert_true(s->brands[0].kind == 2 && s->rooms[0].followers == 790000);
  const fl_lua_source *sources_of;
  assert_int_equal(fl_lua_sources(lua, &sources_of), 2);
  assert_string_equal(sources_of[0].path, "text.lua");
  assert_non_null(strstr(sources_of[1].path, "fanloop/worlds/kuaishou-2022-core.lua"));
  fl_lua_close(lua);
}

// What makes several things stands anywhere among others, in the order in which it is written.
static void lists_within_lists_are_one_list(void **state) {
  (void)state;
  fl_lua *lua =
      load_text_with(&options, SCENE "local rights, sellers = require 'fanloop.rights', require 'fanloop.sellers'\n"
                                     "local function pool(id) return fl.traffic_pool { id = id, exposures = 1 } end\n"
                                     "return fl.scenario { calendar = calendar,\n"
                                     "world = fl.world({ policies = { { pool 'first', { pool 'second' } } } }, { fans = 1000 }),\n"
                                     "brands = { { fl.brand { id = 'own' } }, {} },\n"
                                     "rooms = { sellers.rooms('own', 3, 60, { start_minute = 600, category = 'food' }),\n"
                                     "fl.room { id = 'late', brand = 'own', category = 'food' } },\n"
                                     "policies = { rights.trust_buy { coverage = 0.5 }, false, pool 'last' },\n"
                                     "variants = { more = { add = { rights.trust_card(), pool 'also' } } } }");
  static const char *const ids[] = {"first",
                                    "second",
                                    "trust-buy-fake-nine",
                                    "trust-buy-refund-only",
                                    "trust-buy-seven-day",
                                    "trust-buy-shipping-cover",
                                    "trust-buy-certificate",
                                    "trust-buy-phone-warranty",
                                    "last",
                                    "trust-card-refund-only",
                                    "trust-card-shipping-cover",
                                    "trust-card-seven-day",
                                    "also"};
  const fl_scenario *s = fl_lua_scenario(lua);
  assert_int_equal(s->policy_count, sizeof ids / sizeof *ids);
  for (size_t i = 0; i < s->policy_count; i++) assert_string_equal(s->policies[i].id, ids[i]);
  for (size_t i = 2; i < 8; i++) assert_true(s->policies[i].of.rights.coverage == 0.5 && !s->policies[i].off);
  assert_true(s->brand_count == 1 && s->room_count == 4 && s->rooms[2].start_minute == 720);
  assert_string_equal(s->rooms[3].id, "late");
  assert_int_equal(s->variants[0].change_count, 4);
  fl_lua_close(lua);
}

static void the_command_line_has_the_last_word(void **state) {
  (void)state;
  static const char *const sets[] = {"fans=50", "fan.minutes=30", "ten.share=0.5", "from=2022-05-02", "days=3", "seed=9"};
  fl_lua_options with = options;
  with.sets = sets;
  with.set_count = sizeof sets / sizeof *sets;
  fl_lua *lua = load_text_with(&with, SCENE "return fl.scenario { world = world, calendar = calendar, policies = {\n"
                                            "fl.subsidy { id = 'ten', from = '2022-05-02', to = '2022-05-03', budget = 1 } } }");
  const fl_scenario *s = fl_lua_scenario(lua);
  assert_true(s->setup.fans == 50 && s->setup.seed == 9 && s->setup.to == s->setup.from + 2 && s->params.minutes == 30);
  assert_true(s->policies[0].of.subsidy.share == 0.5);
  assert_string_equal(s->name, "text");
  fl_lua_close(lua);
  static const char *const wrong[] = {"fans=0", "nonsense", "shar=1", "to=2022-05-01"};
  fl_messages messages = {0};
  static char said[TEXT];
  const char *text = SCENE "return fl.scenario { world = world, calendar = calendar, policies = {\n"
                           "fl.subsidy { id = 'ten', from = '2022-05-02', to = '2022-05-03', budget = 1 } } }";
  with.sets = wrong;
  with.set_count = sizeof wrong / sizeof *wrong;
  assert_int_equal(fl_lua_load_text(&with, "text.lua", text, strlen(text), &messages, &lua), FL_BAD_SCENARIO);
  messages_text(&messages, said);
  assert_string_equal(said, "command line: fans must be a whole number between 1 and 3e8 (simulated fans), got 0\n"
                            "command line: 'nonsense' must be key=value\n"
                            "command line: unknown key 'shar'; did you mean 'ten.share'?\n"
                            "text.lua:5: subsidy \"ten\": from 2022-05-02 is outside the calendar (2022-04-21 to 2022-05-01, "
                            "warm-up included)\n"
                            "text.lua:5: subsidy \"ten\": to 2022-05-03 is outside the calendar (2022-04-21 to 2022-05-01, "
                            "warm-up included)\n");
  fl_messages_free(&messages);
}

// Changes of one key come in the order of names, whatever the order in the file.
static void a_variant_replaces_then_adds_then_sets(void **state) {
  (void)state;
  fl_lua *lua = load_text_with(
      &options,
      SCENE "local function cash(id) return fl.subsidy { id = id, from = '2022-05-02', to = '2022-05-03', budget = 1 } end\n"
            "return fl.scenario { world = world, calendar = calendar, policies = { cash 'a', cash 'b', cash 'c' },\n"
            "baseline = 'mixed', variants = { mixed = { set = { ['d.share'] = 0.3 }, add = { false, cash 'd' },\n"
            "replace = { b = cash 'a', a = cash 'b' }, without = 'c' }, other = { add = cash 'd' } } }");
  static const struct {
    fl_change_kind kind;
    const char *key, *value;
    size_t policy;
  } expected[] = {{FL_CHANGE_WITHOUT, "c", "", 0},     {FL_CHANGE_WITHOUT, "a", "b", 0}, {FL_CHANGE_WITHOUT, "b", "a", 0},
                  {FL_CHANGE_WITH, "b", "a", 3},       {FL_CHANGE_WITH, "a", "b", 4},    {FL_CHANGE_WITH, "d", "", 5},
                  {FL_CHANGE_SET, "d.share", "0.3", 0}};
  const fl_scenario *s = fl_lua_scenario(lua);
  assert_string_equal(s->baseline, "mixed");
  assert_true(s->policy_count == 7 && s->variant_count == 2);
  for (size_t p = 0; p < s->policy_count; p++) assert_true(s->policies[p].off == (p >= 3) && s->policies[p].extra == (p >= 3));
  assert_int_equal(s->variants[0].change_count, sizeof expected / sizeof *expected);
  for (size_t c = 0; c < s->variants[0].change_count; c++) {
    const fl_change *change = &s->variants[0].changes[c];
    assert_true(change->kind == expected[c].kind && change->policy == expected[c].policy);
    assert_string_equal(change->key, expected[c].key);
    assert_string_equal(change->value, expected[c].value);
  }
  assert_int_equal(s->variants[1].changes[0].policy, 6);
  fl_lua_close(lua);
}

// In another variant there may be such a policy: what the hook did since may differ there.
static void a_hook_that_asks_for_a_policy_is_noticed_whether_there_is_one_or_not(void **state) {
  (void)state;
  static const struct {
    const char *hook;
    bool saw;
  } cases[] = {{"sim:get('fan.activity')", false},
               {"sim:set('fan.minutes', 61)", false},
               {"pcall(sim.get, sim, 'boost.share')", true},
               {"pcall(sim.set, sim, 'boost.share', 0.2)", true},
               {"pcall(sim.policy, sim, 'boost')", true}};
  static fl_world world;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[1024];
    snprintf(text, sizeof text, SCENE "return fl.scenario { world = world, calendar = calendar, on_day = function(sim) %s end }",
             cases[i].hook);
    fl_lua *lua = load_text_with(&options, text);
    begin_world(&world, lua);
    assert_string_equal(run_days(lua, &world, 1), "");
    if (fl_lua_saw_policies(lua) != cases[i].saw) fail_msg("%s", cases[i].hook);
    fl_lua_close(lua);
  }
}

// Order and randomness ---------------------------------------------------------------------------------------------------------

static double metric(const fl_world *world, const char *name, int nth) {
  for (int i = 0; i < world->metric_count; i++)
    if (strcmp(world->metric_names[i], name) == 0 && nth-- == 0) return world->metrics[i];
  fail_msg("no metric %s", name);
  return 0;
}

static void random_numbers_hang_on_seed_run_and_day_alone(void **state) {
  (void)state;
  static fl_world worlds[4];
  const char *text = SCENE "local extra = false\n"
                           "return fl.scenario { world = world, calendar = calendar,\n"
                           "on_day = function(sim) first = nil end,\n"
                           "metrics = { u = function() return math.random() end, d = function() return math.random(6) end,\n"
                           "z = function() local s = 0 for i = 1, 1000 do s = s + math.random(0, 9) end return s end } }";
  char *without = strdup(text);
  assert_non_null(without);
  memset(strstr(without, "first = nil"), ' ', strlen("first = nil")); // assigning a global is an error
  for (int i = 0; i < 4; i++) {
    fl_lua *lua = load_text_with(&options, without);
    begin_world(&worlds[i], lua);
    if (i == 2) worlds[i].model.scenario.setup.seed = 2;
    if (i == 3) worlds[i].model.scenario.setup.run = 1;
    assert_string_equal(run_days(lua, &worlds[i], 3), "");
    fl_lua_close(lua);
  }
  free(without);
  assert_true(metric(&worlds[0], "u", 0) == metric(&worlds[1], "u", 0) && metric(&worlds[0], "z", 2) == metric(&worlds[1], "z", 2));
  assert_true(metric(&worlds[0], "u", 0) != metric(&worlds[0], "u", 1));
  assert_true(metric(&worlds[0], "u", 0) != metric(&worlds[2], "u", 0));
  assert_true(metric(&worlds[0], "u", 0) != metric(&worlds[3], "u", 0));
  const double sum = metric(&worlds[0], "z", 0), die = metric(&worlds[0], "d", 0);
  assert_true(sum > 4000 && sum < 5000 && die >= 1 && die <= 6);
}

// The length of a path moves the moments at which the collector runs.
static void weak_tables_are_refused_whatever_the_length_of_the_path(void **state) {
  (void)state;
  static char source[TEXT], said[TEXT];
  char name[300];
  read_text("wrong/weak.lua", source);
  for (int length = 1; length < (int)sizeof name; length += 23) {
    snprintf(name, sizeof name, "%0*d", length, 0);
    load_wrong(name, source, strlen(source), said);
    if (!strstr(said, ":3: the metatable set here has '__mode'")) fail_msg("%s", said);
  }
}

static void metrics_come_in_the_order_of_their_names(void **state) {
  (void)state;
  static fl_world world;
  fl_lua *lua = load_text_with(&options, SCENE "return fl.scenario { world = world, calendar = calendar, metrics = {\n"
                                               "zeta = function() return 1 end, alpha = function() return 2 end,\n"
                                               "mid = function() return nil end, beta = function() return 3 end } }");
  begin_world(&world, lua);
  assert_string_equal(run_days(lua, &world, 1), "");
  assert_int_equal(world.metric_count, 3);
  assert_string_equal(world.metric_names[0], "alpha");
  assert_string_equal(world.metric_names[1], "beta");
  assert_string_equal(world.metric_names[2], "zeta");
  fl_lua_close(lua);
}

// Files ------------------------------------------------------------------------------------------------------------------------

static void what_is_not_a_file_is_refused(void **state) {
  (void)state;
  static char text[TEXT];
  load_wrong("nothing/here.lua", NULL, 0, text);
  assert_string_equal(text, "nothing/here.lua: the file cannot be read: No such file or directory\n");
  load_wrong("wrong", NULL, 0, text);
  assert_string_equal(text, "wrong: the file is a folder, not a file\n");
  load_wrong("/dev/zero", NULL, 0, text);
  assert_string_equal(text, "/dev/zero: the file is not an ordinary file\n");
}

static void links_do_not_lead_out_of_the_folder(void **state) {
  (void)state;
  static char text[TEXT];
  unlink("leak.lua");
  assert_int_equal(symlink(FL_SOURCE_DIR "/LICENSE", "leak.lua"), 0);
  load_wrong("text.lua", "return require 'leak'", 21, text); // a text has no folder
  assert_non_null(strstr(text, "no module 'leak'"));
  write_text("case.lua", "return require 'leak'\n");
  load_wrong("case.lua", NULL, 0, text);
  unlink("leak.lua");
  remove("case.lua");
  assert_non_null(strstr(text, "case.lua:1: module 'leak' is a link to a file outside its folder"));
}

// Every prefix and many corruptions of a sound file: nothing may crash, and failures must say something.
static void broken_texts_never_crash(void **state) {
  (void)state;
  static char source[TEXT], said[TEXT];
  read_text("ways/full.lua", source);
  const size_t size = strlen(source);
  fl_lua_options with = options;
  with.load_instructions = 200000;
  uint64_t seed = 42;
  for (size_t i = 0; i < 1500; i++) {
    fl_messages messages = {0};
    fl_lua *lua = NULL;
    char *text = malloc(size + 1);
    assert_non_null(text);
    memcpy(text, source, size + 1);
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    const size_t length = i % 3 == 0 ? (seed >> 33) % size : size;
    for (size_t k = 0; i % 3 != 0 && k < i % 5 + 1; k++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      text[(seed >> 33) % size] = (char)(seed >> 20);
    }
    const fl_status status = fl_lua_load_text(&with, "fuzz.lua", text, length, &messages, &lua);
    messages_text(&messages, said);
    assert_true(status == FL_OK || said[0]);
    fl_lua_close(lua);
    fl_messages_free(&messages);
    free(text);
  }
}

// The host must stand any cap: an interpreter that cannot even open says so.
static void any_memory_cap_is_survived(void **state) {
  (void)state;
  const char *text = SCENE "return fl.scenario { world = world, calendar = calendar }";
  bool loaded = false;
  for (size_t bytes = 1; bytes < 200000; bytes += bytes / 64 + 61) {
    fl_messages messages = {0};
    fl_lua *lua = NULL;
    fl_lua_options with = options;
    with.memory_bytes = bytes;
    const fl_status status = fl_lua_load_text(&with, "text.lua", text, strlen(text), &messages, &lua);
    loaded |= status == FL_OK;
    assert_true(status == FL_OK || messages.count > 0);
    fl_lua_close(lua);
    fl_messages_free(&messages);
  }
  assert_true(loaded);
}

static void the_annotations_are_those_of_the_tables(void **state) {
  (void)state;
  static char made[TEXT * 2], kept[TEXT];
  made[0] = 0;
  const fl_writer writer = {made, append};
  fl_lua_write_annotations(&writer);
  const char *path = FL_SOURCE_DIR "/scripts/fanloop/annotations.lua";
  if (getenv("FL_REGENERATE")) write_text(path, made);
  read_text(path, kept);
  if (strcmp(made, kept) != 0) fail_msg("scripts/fanloop/annotations.lua is out of date: run this test with FL_REGENERATE=1");
}

static int enter_fixtures(void **state) {
  (void)state;
  // Some cases are written where they are loaded: that happens in a copy, never in the source tree.
  if (system("rm -rf '" WORK "' && cp -R '" FL_SOURCE_DIR "/tests/lua' '" WORK "'") != 0) return -1;
  return chdir(WORK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_wrong_file_says_all_that_is_wrong),
      cmocka_unit_test(each_failing_hook_says_where),
      cmocka_unit_test(each_way_that_must_work_works),
      cmocka_unit_test(a_scenario_becomes_what_it_says),
      cmocka_unit_test(lists_within_lists_are_one_list),
      cmocka_unit_test(the_command_line_has_the_last_word),
      cmocka_unit_test(a_variant_replaces_then_adds_then_sets),
      cmocka_unit_test(a_hook_that_asks_for_a_policy_is_noticed_whether_there_is_one_or_not),
      cmocka_unit_test(random_numbers_hang_on_seed_run_and_day_alone),
      cmocka_unit_test(weak_tables_are_refused_whatever_the_length_of_the_path),
      cmocka_unit_test(metrics_come_in_the_order_of_their_names),
      cmocka_unit_test(what_is_not_a_file_is_refused),
      cmocka_unit_test(links_do_not_lead_out_of_the_folder),
      cmocka_unit_test(broken_texts_never_crash),
      cmocka_unit_test(any_memory_cap_is_survived),
      cmocka_unit_test(the_annotations_are_those_of_the_tables),
  };
  return cmocka_run_group_tests(tests, enter_fixtures, NULL);
}
