// What a script remembers from day to day: saved and put back into a freshly loaded scenario it goes on as if nothing had been; what cannot
// be kept is refused with its name and place; bytes that are no state are refused, whatever they hold.
#include "check.h"
#include "fake_world.h"
#include "lua/scenario_file.h"

enum { DAYS = 6, VALUES = 512 };

#define SCENE                                                                                                                      \
  "local fl = require 'fanloop'\n"                                                                                                 \
  "local world = fl.world('kuaishou-2022-core', { fans = 1000, params = { ['fan.activity'] = 0.4, ['fan.minutes'] = 60 } })\n"     \
  "local calendar = { warmup = 10, from = '2022-05-01', to = '2022-05-31' }\n"

static fl_row_platform_day platform = {.orders = 12, .gmv_fen = 60000, .active_fans = 100};

static fl_lua *load(const char *text) {
  static const fl_lua_options options = {.library = FL_SOURCE_DIR "/scripts", .memory_bytes = 64 << 20};
  fl_messages messages = {0};
  fl_lua *lua = NULL;
  if (fl_lua_load_text(&options, "case.lua", text, strlen(text), &messages, &lua) != FL_OK)
    fail_msg("%s", messages.count ? messages.items[0].text : "no message");
  fl_messages_free(&messages);
  return lua;
}

static fl_lua *load_watched(const char *text) {
  fl_messages messages = {0};
  fl_lua *lua = load(text);
  if (fl_lua_watch(lua, &messages) != FL_OK) fail_msg("%s", messages.items[0].text);
  fl_messages_free(&messages);
  return lua;
}

static void give_sellers(fl_world *world);

static void begin(fl_world *world, fl_lua *lua, bool start) {
  const fl_hooks hooks = fl_lua_hooks(lua);
  fake_world_begin(world, fl_lua_scenario(lua));
  give_sellers(world);
  if (start && hooks.on_start(hooks.ctx, world) != FL_OK) fail_msg("%s", world->failure);
}

// Runs days of a made-up world; what the metrics said goes to `values`.
static void run_days(fl_world *world, fl_lua *lua, int64_t to, double *values, size_t *count) {
  const fl_hooks hooks = fl_lua_hooks(lua);
  for (; world->day < to; world->day++, world->date++) {
    fl_status status = FL_OK;
    platform.date = world->date - 1;
    platform.orders = 10 + 7 * world->day;
    fake_world_rows(world, FL_T_platform_day, &platform, 1);
    if (hooks.on_day) status = hooks.on_day(hooks.ctx, world);
    if (status == FL_OK && hooks.on_sellers) status = hooks.on_sellers(hooks.ctx, world);
    world->metric_count = 0;
    if (status == FL_OK && hooks.on_night) status = hooks.on_night(hooks.ctx, world);
    if (status != FL_OK) fail_msg("day %d: %s", (int)world->day, world->failure);
    for (int i = 0; i < world->metric_count; i++) {
      assert_true(*count < VALUES);
      values[(*count)++] = world->metrics[i];
    }
  }
}

static void *save(fl_lua *lua, size_t *size) {
  fl_messages messages = {0};
  void *bytes = NULL;
  if (fl_lua_save(lua, &messages, &bytes, size) != FL_OK) fail_msg("%s", messages.items[0].text);
  assert_int_equal(messages.count, 0);
  return bytes;
}

// A run of `text` that is saved and loaded anew after day `cut`.
static size_t run_with_a_break(const char *text, int64_t cut, double *values) {
  static fl_world world;
  size_t count = 0, size, again;
  fl_messages messages = {0};
  fl_lua *lua = load_watched(text);
  begin(&world, lua, true);
  run_days(&world, lua, cut, values, &count);
  void *bytes = save(lua, &size);
  fl_lua_close(lua);
  const int64_t date = world.date;
  lua = load_watched(text);
  if (fl_lua_restore(lua, bytes, size, &messages) != FL_OK) fail_msg("%s", messages.items[0].text);
  void *same = save(lua, &again);
  assert_int_equal(again, size);
  assert_memory_equal(same, bytes, size);
  free(same);
  free(bytes);
  begin(&world, lua, false);
  world.day = cut;
  world.date = date;
  run_days(&world, lua, DAYS, values, &count);
  fl_lua_close(lua);
  return count;
}

static uint64_t bits(double value) {
  uint64_t word;
  memcpy(&word, &value, sizeof word);
  return word;
}

// A break after any day, the first and the last included, moves no metric.
static void assert_goes_on(const char *text) {
  static fl_world world;
  double whole[VALUES], broken[VALUES];
  size_t count = 0;
  fl_lua *lua = load(text);
  begin(&world, lua, true);
  run_days(&world, lua, DAYS, whole, &count);
  fl_lua_close(lua);
  assert_true(count > 0);
  bool moves = false; // a script whose metrics stand still shows nothing
  for (size_t i = 1; i < count; i++) moves |= whole[i] != whole[0];
  assert_true(moves);
  for (int64_t cut = 0; cut <= DAYS; cut++) {
    assert_int_equal(run_with_a_break(text, cut, broken), count);
    for (size_t i = 0; i < count; i++)
      if (bits(whole[i]) != bits(broken[i]))
        fail_msg("saved after %d days, value %zu is %.17g, expected %.17g", (int)cut, i, broken[i], whole[i]);
  }
}

// ---- What is kept -----------------------------------------------------------------------------------------------------------------

static void counters_go_on(void **state) {
  (void)state;
  assert_goes_on(SCENE "local days, sum = 0, 0.1\n"
                       "return fl.scenario { world = world, calendar = calendar,\n"
                       "  on_start = function() days = 100 end,\n"
                       "  on_day = function(sim) days = days + 1; sum = sum * 1.1 + sim.platform.orders end,\n"
                       "  metrics = { days = function() return days end, sum = function() return sum end } }\n");
}

static void functions_that_share_a_variable_still_share_it(void **state) {
  (void)state;
  assert_goes_on(SCENE "local function counter()\n"
                       "  local n = 0\n"
                       "  return function(by) n = n + by end, function() return n end\n"
                       "end\n"
                       "local add, get = counter()\n"
                       "local more, other = counter()\n"
                       "return fl.scenario { world = world, calendar = calendar,\n"
                       "  on_day = function(sim) add(2); if sim.day > 2 then more(sim.day) end end,\n"
                       "  metrics = { a = get, b = other, c = function() add(10); return get() + other() end } }\n");
}

static void tables_keep_keys_values_and_what_they_share(void **state) {
  (void)state;
  assert_goes_on(
      SCENE
      "local log, alias, loop = {}, {}, {}\n"
      "loop.self = loop\n"
      "local function walk(t, depth)\n"
      "  local sum = 0\n"
      "  for k, v in pairs(t) do\n"
      "    if type(k) == 'number' then sum = sum + k else sum = sum + #k end\n"
      "    if type(v) == 'table' then if depth < 5 then sum = 2 * sum + walk(v, depth + 1) end\n"
      "    elseif type(v) == 'number' then if v == v then sum = sum + math.max(math.min(v, 1e6), -1e6) end\n"
      "    elseif type(v) == 'string' then sum = sum + #v * 3 end\n"
      "  end\n"
      "  return sum\n"
      "end\n"
      "return fl.scenario { world = world, calendar = calendar,\n"
      "  on_day = function(sim)\n"
      "    local entry = { day = sim.day, text = 'a\\0b' .. sim.date, [-3] = 1.5, [0] = sim.day, [0.5] = -0.0, [1] = 1 / 3 }\n"
      "    log[#log + 1] = entry\n"
      "    alias.last, alias[sim.date] = entry, entry\n"
      "    entry.back, entry.loop = log, loop\n"
      "    entry.nan, entry.huge, entry.least = 0 / 0, math.huge, math.mininteger\n"
      "    alias.flags = { [true] = sim.day, [false] = -1 }\n"
      "    if sim.day == 3 then table.remove(log, 1); alias['2022-04-21'] = nil end\n"
      "    alias.last.day = alias.last.day + 1\n"
      "  end,\n"
      "  metrics = {\n"
      "    a = function() return walk(log, 0) + #log end,\n"
      "    b = function() return log[#log].day + alias.flags[true] + alias.flags[false] end,\n"
      "    c = function() return (alias.last == log[#log] and alias.last.back == log and loop.self == loop) and 1 or 0 end,\n"
      "    d = function() return 1 / log[#log][0.5] < 0 and alias.last.nan ~= alias.last.nan and 1 or 0 end,\n"
      "    e = function() return math.type(log[1].day) == 'integer' and log[1].least == math.mininteger and 1 or 0 end,\n"
      "  } }\n");
}

static void objects_with_metatables_stay_objects(void **state) {
  (void)state;
  assert_goes_on(SCENE
                 "local Account = {}\n"
                 "Account.__index = Account\n"
                 "Account.__add = function(a, b) return a.sum + b.sum end\n"
                 "function Account.new(sum) return setmetatable({ sum = sum }, Account) end\n"
                 "function Account:pay(x) self.sum = self.sum + x; self.last = self end\n"
                 "local one, list = Account.new(1), {}\n"
                 "return fl.scenario { world = world, calendar = calendar,\n"
                 "  on_day = function(sim)\n"
                 "    list[#list + 1] = Account.new(sim.day)\n"
                 "    one:pay(#list)\n"
                 "    list[1]:pay(3)\n"
                 "    if sim.day == 4 then setmetatable(one, { __index = { pay = Account.pay, extra = 5 } }) end\n"
                 "    if sim.day == 2 then Account.fee = function() return 1 end; Account.fee = nil end\n"
                 "  end,\n"
                 "  metrics = { a = function() return list[1] + list[#list] end, b = function() return one.sum end,\n"
                 "    c = function() return one.extra or 0 end,\n"
                 "    d = function() return getmetatable(list[1]) == Account and list[1].last == list[1] and 1 or 0 end } }\n");
}

static void rows_and_fans_that_were_kept_can_still_be_read(void **state) {
  (void)state;
  assert_goes_on(SCENE "local yesterday, first, fan\n"
                       "return fl.scenario { world = world, calendar = calendar,\n"
                       "  on_day = function(sim)\n"
                       "    first = first or sim.platform\n"
                       "    yesterday, fan = sim.platform, fan or sim:fan(3)\n"
                       "  end,\n"
                       "  metrics = { a = function() return first.orders end, b = function() return yesterday.orders end,\n"
                       "    c = function() return #yesterday.date + (pcall(function() return first.nothing end) and 1 or 0) end,\n"
                       "    d = function() return fan.id + fan.relations[1].trust + #fan.relations end,\n"
                       "    e = function() return select(2, pcall(function() return fan.wait end)):find('weight') end,\n"
                       "    f = function() return pcall(function() fan.id = 1 end) and 1 or 0 end } }\n");
}

static void functions_and_objects_of_the_loading_are_kept_by_name(void **state) {
  (void)state;
  assert_goes_on(SCENE "local steps = { function() return 1 end, function() return 20 end, math.abs, fl.weekday }\n"
                       "local policy = fl.subsidy { id = 'ten', from = '2022-05-02', to = '2022-05-03', budget = 1 }\n"
                       "local now, kept, of, lib = steps[1], {}, nil, {}\n"
                       "return fl.scenario { world = world, calendar = calendar, policies = { policy },\n"
                       "  on_day = function(sim)\n"
                       "    now = steps[1 + sim.day % 2]\n"
                       "    kept = { policy = policy, set = sim.set, text = string, find = string.find, sim = sim }\n"
                       "    lib[#lib + 1] = sim.day % 2 == 0 and string.len or string.byte\n"
                       "  end,\n"
                       "  metrics = { a = function() return now() + #lib + lib[#lib]('a') end,\n"
                       "    b = function(sim) return kept.policy == policy and kept.sim == sim and kept.set == sim.set and\n"
                       "      kept.text == string and kept.find('ab', 'b') == 2 and steps[3] == math.abs and 1 or 0 end } }\n");
}

static void numbers_drawn_after_a_break_are_the_same(void **state) {
  (void)state;
  assert_goes_on(SCENE "local sum = 0\n"
                       "return fl.scenario { world = world, calendar = calendar,\n"
                       "  on_day = function() for _ = 1, 3 do sum = sum + math.random() end end,\n"
                       "  metrics = { a = function() return sum + math.random(10) end } }\n");
}

// ---- What is refused --------------------------------------------------------------------------------------------------------------

typedef struct refusal {
  const char *before, *in_hook, *says;
} refusal;

static const refusal refusals[] = {
    {"local f", "f = function() return sim end", "case.lua:7: on_day: 'f' holds a function made while a hook ran (case.lua:7)"},
    {"local t = { deep = { 1, {} } }", "t.deep[2]['x y'] = function() end",
     "case.lua:7: on_day: 't.deep[2][\"x y\"]' holds a function made while a hook ran (case.lua:7)"},
    {"local step", "step = pairs({})", "'step' holds an iterator"},
    {"local step", "step = string.gmatch('a b', '%a')", "'step' holds an iterator"},
    {"local t = {}", "t[{}] = 1", "'t' has a table as a key"},
    {"local t = {}", "t[sim.day + 17] = 1", "'t' is a list with holes"},
    {"local t = { {} }", "t[1][1], t[1][3] = 1, 1", "'t[1]' is a list with holes"},
    {"local t = {}", "setmetatable(t, { __index = function() end })", "'t (metatable).__index' holds a function"},
    {"local made", "made = fl.subsidy { id = 'x', from = '2022-05-02', to = '2022-05-03', budget = 1 }", "'made' holds an object"},
};

static void what_cannot_be_kept_is_named_with_its_place(void **state) {
  (void)state;
  static fl_world world;
  char text[2048];
  double values[VALUES];
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    size_t count = 0, size;
    fl_messages messages = {0};
    void *bytes;
    snprintf(text, sizeof text,
             SCENE "%s\n"
                   "return fl.scenario { world = world, calendar = calendar,\n\n"
                   "  on_day = function(sim) %s end }\n",
             refusals[i].before, refusals[i].in_hook);
    fl_lua *lua = load_watched(text);
    begin(&world, lua, true);
    free(save(lua, &size)); // as long as the hook has not run, all is well
    run_days(&world, lua, 1, values, &count);
    assert_int_equal(fl_lua_save(lua, &messages, &bytes, &size), FL_BAD_SCENARIO);
    assert_null(bytes);
    if (messages.count != 1 || !strstr(messages.items[0].text, refusals[i].says))
      fail_msg("'%s' says '%s', expected '%s'", refusals[i].in_hook, messages.count ? messages.items[0].text : "nothing",
               refusals[i].says);
    fl_messages_free(&messages);
    run_days(&world, lua, 2, values, &count); // the run itself is not hurt
    fl_lua_close(lua);
  }
}

static void what_cannot_be_kept_from_the_start_is_told_before_the_run(void **state) {
  (void)state;
  static const char *const says[][2] = {
      {"local next_word = string.gmatch('a b', '%a')\nlocal function use() return next_word() end\n",
       "case.lua:5: on_day: 'next_word' holds an iterator"},
      {"local set = { [fl] = true }\nlocal function use() return set end\n", "'set' has a userdata as a key"},
  };
  char text[2048];
  for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
    fl_messages messages = {0};
    snprintf(text, sizeof text,
             SCENE "%sreturn fl.scenario { world = world, calendar = calendar, on_day = function() use() end }\n", says[i][0]);
    fl_lua *lua = load(text);
    assert_int_equal(fl_lua_watch(lua, &messages), FL_BAD_SCENARIO);
    if (messages.count != 1 || !strstr(messages.items[0].text, says[i][1])) fail_msg("%s", messages.items[0].text);
    fl_messages_free(&messages);
    fl_lua_close(lua);
  }
}

static void a_list_with_holes_that_nobody_touched_is_as_it_was_loaded(void **state) {
  (void)state;
  assert_goes_on(SCENE "local holes, n = { 1, nil, 3, [17] = 4 }, 0\n"
                       "return fl.scenario { world = world, calendar = calendar,\n"
                       "  on_day = function() n = n + #holes + holes[17] end, metrics = { n = function() return n end } }\n");
}

// A world of two sellers, of the kinds belt and big.
static void give_sellers(fl_world *world) {
  static const fl_row_brand brands[] = {{.brand = 0, .id = "soy", .kind = 0}, {.brand = 1, .id = "tea", .kind = 2}};
  static const fl_row_room rooms[] = {{.room = 0, .id = "r0", .brand = 0}, {.room = 1, .id = "r1", .brand = 1}};
  fake_world_rows(world, FL_T_brand, brands, 2);
  fake_world_rows(world, FL_T_room, rooms, 2);
}

static void sellers_remember_in_their_selves(void **state) {
  (void)state;
  assert_goes_on(SCENE "local seen = {}\n"
                       "local function count(self, view)\n"
                       "  self.n = (self.n or 1) * 1.5 + view.day + math.random()\n"
                       "  self.log = self.log or { self }; self.log[#self.log + 1] = view.date\n"
                       "  seen[self.id], self.view = self, view\n"
                       "  return { price = 1 + self.n / 1000 }\n"
                       "end\n"
                       "return fl.scenario { world = world, calendar = calendar, strategies = { belt = count, big = count },\n"
                       "  metrics = { soy = function() return seen.soy.n end,\n"
                       "    tea = function() return seen.tea.n + #seen.tea.log[1].log end } }\n");
}

static void what_a_seller_cannot_keep_is_named_with_the_seller(void **state) {
  (void)state;
  static fl_world world;
  double values[VALUES];
  size_t count = 0, size;
  void *bytes = NULL;
  fl_messages messages = {0};
  fl_lua *lua = load_watched(SCENE "return fl.scenario { world = world, calendar = calendar, strategies = { big = function(self)\n"
                                   "  self.later = function() end\n"
                                   "end } }\n");
  begin(&world, lua, true);
  run_days(&world, lua, 1, values, &count);
  assert_int_equal(fl_lua_save(lua, &messages, &bytes, &size), FL_BAD_SCENARIO);
  if (!strstr(messages.items[0].text,
              "selves of sellers: '[\"brand tea\"].later' holds a function made while a hook ran (case.lua:5)"))
    fail_msg("%s", messages.items[0].text);
  fl_messages_free(&messages);
  fl_lua_close(lua);
}

// ---- Bytes that are no state --------------------------------------------------------------------------------------------------------

static const char rich[] = SCENE "local t, n, row = { list = {} }, 0, nil\n"
                                 "local mt = { __index = function() return 7 end }\n"
                                 "return fl.scenario { world = world, calendar = calendar,\n"
                                 "  on_day = function(sim)\n"
                                 "    n = n + 1; row = sim.platform; t.list[n] = setmetatable({ sim.date, n / 3, true }, mt)\n"
                                 "    t.self, t.row, t.fn = t, row, string.rep\n"
                                 "  end,\n"
                                 "  metrics = { n = function() return n end } }\n";

// Lets a scenario have the bytes, and run on with what it took from them.
static fl_status take_bytes(const void *bytes, size_t size) {
  static fl_world world;
  fl_messages messages = {0};
  fl_lua *lua = load_watched(rich);
  const fl_status status = fl_lua_restore(lua, bytes, size, &messages);
  assert_int_equal(status == FL_OK, messages.count == 0);
  if (status == FL_OK) {
    const fl_hooks hooks = fl_lua_hooks(lua);
    begin(&world, lua, false);
    if (hooks.on_day(hooks.ctx, &world) == FL_OK) (void)hooks.on_night(hooks.ctx, &world);
  }
  fl_messages_free(&messages);
  fl_lua_close(lua);
  return status;
}

static unsigned char *rich_state(size_t *size) {
  static fl_world world;
  double values[VALUES];
  size_t count = 0;
  fl_lua *lua = load_watched(rich);
  begin(&world, lua, true);
  run_days(&world, lua, 2, values, &count);
  unsigned char *bytes = save(lua, size);
  fl_lua_close(lua);
  return bytes;
}

static void a_state_cut_short_is_refused(void **state) {
  (void)state;
  size_t size;
  unsigned char *bytes = rich_state(&size);
  for (size_t cut = 0; cut < size; cut += 1 + cut / (FL_SANITIZED ? 8 : 32)) {
    void *exact = malloc(cut + 1); // the sanitizers see a byte too far
    memcpy(exact, bytes, cut);
    assert_int_equal(take_bytes(exact, cut), FL_BAD_SCENARIO);
    free(exact);
  }
  free(bytes);
}

// Digests stand before all this; a state whose bytes are wrong all the same must not hurt the interpreter.
static void whatever_the_bytes_hold_the_interpreter_stands(void **state) {
  (void)state;
  size_t size;
  uint64_t random = 11;
  int refused = 0, tries = FL_SANITIZED ? 150 : 1000;
  unsigned char *bytes = rich_state(&size), *wrong = malloc(size);
  for (int i = 0; i < tries; i++) {
    memcpy(wrong, bytes, size);
    for (uint32_t changes = 1 + check_below(&random, 3); changes > 0; changes--)
      wrong[check_below(&random, (uint32_t)size)] =
          (unsigned char)(check_below(&random, 2) ? check_below(&random, 8) : check_random(&random));
    refused += take_bytes(wrong, size) != FL_OK;
  }
  assert_true(refused > tries / 10);
  free(wrong);
  free(bytes);
}

static void a_state_of_another_scenario_is_refused(void **state) {
  (void)state;
  size_t size;
  unsigned char *bytes = rich_state(&size);
  fl_messages messages = {0};
  fl_lua *lua = load_watched(SCENE "return fl.scenario { world = world, calendar = calendar, on_day = function() end }\n");
  assert_int_equal(fl_lua_restore(lua, bytes, size, &messages), FL_BAD_SCENARIO);
  assert_non_null(strstr(messages.items[0].text, "another scenario"));
  fl_messages_free(&messages);
  fl_lua_close(lua);
  free(bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counters_go_on),
      cmocka_unit_test(functions_that_share_a_variable_still_share_it),
      cmocka_unit_test(tables_keep_keys_values_and_what_they_share),
      cmocka_unit_test(objects_with_metatables_stay_objects),
      cmocka_unit_test(rows_and_fans_that_were_kept_can_still_be_read),
      cmocka_unit_test(functions_and_objects_of_the_loading_are_kept_by_name),
      cmocka_unit_test(numbers_drawn_after_a_break_are_the_same),
      cmocka_unit_test(what_cannot_be_kept_is_named_with_its_place),
      cmocka_unit_test(what_cannot_be_kept_from_the_start_is_told_before_the_run),
      cmocka_unit_test(a_list_with_holes_that_nobody_touched_is_as_it_was_loaded),
      cmocka_unit_test(sellers_remember_in_their_selves),
      cmocka_unit_test(what_a_seller_cannot_keep_is_named_with_the_seller),
      cmocka_unit_test(a_state_cut_short_is_refused),
      cmocka_unit_test(whatever_the_bytes_hold_the_interpreter_stands),
      cmocka_unit_test(a_state_of_another_scenario_is_refused),
  };
  return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
