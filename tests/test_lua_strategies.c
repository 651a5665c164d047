// Strategies in the Lua host: who is asked, in which order, what of their decisions reaches the world. Messages: tests/lua/hooks/strategy_*.
#include "check.h"
#include "fake_world.h"
#include "lua/scenario_file.h"

#define SCENE                                                                                                                      \
  "local fl = require 'fanloop'\n"                                                                                                 \
  "local world = fl.world('kuaishou-2022-core', { fans = 1000, rooms = 0 })\n"                                                     \
  "local calendar = { warmup = 0, from = '2022-05-01', to = '2022-05-31' }\n"

static fl_lua *load(const char *const *sets, size_t set_count, const char *text) {
  const fl_lua_options options = {.library = FL_SOURCE_DIR "/scripts", .sets = sets, .set_count = set_count};
  fl_messages messages = {0};
  fl_lua *lua = NULL;
  if (fl_lua_load_text(&options, "case.lua", text, strlen(text), &messages, &lua) != FL_OK)
    fail_msg("%s", messages.count ? messages.items[0].text : "no message");
  fl_messages_free(&messages);
  return lua;
}

// Two brands with a room each.
static void begin(fl_world *world, const fl_lua *lua) {
  static const fl_row_room rooms[] = {{.room = 0, .id = "a", .brand = 0}, {.room = 1, .id = "b", .brand = 1}};
  static const fl_row_brand brands[] = {{.brand = 0, .id = "soy", .kind = 2}, {.brand = 1, .id = "tea", .kind = 0}};
  fake_world_begin(world, fl_lua_scenario(lua));
  fake_world_rows(world, FL_T_room, rooms, 2);
  fake_world_rows(world, FL_T_brand, brands, 2);
}

// One morning; the text of the failure, or "".
static const char *morning(fl_world *world, fl_lua *lua) {
  const fl_hooks hooks = fl_lua_hooks(lua);
  assert_non_null(hooks.on_sellers);
  const fl_status status = hooks.on_sellers(hooks.ctx, world);
  assert_int_equal(status != FL_OK, world->failure[0] != 0);
  world->day++;
  world->date++;
  return world->failure;
}

static void what_strategies_decide_reaches_the_world(void **state) {
  (void)state;
  static fl_world world;
  fl_lua *lua =
      load(NULL, 0,
           SCENE "return fl.scenario { world = world, calendar = calendar,\n"
                 "brands = { fl.brand { id = 'soy', kind = 'big' }, fl.brand { id = 'tea', kind = 'belt' } },\n"
                 "rooms = { fl.room { id = 'a', brand = 'soy', strategy = function() return { stock_days = 2 } end },\n"
                 "fl.room { id = 'b', brand = 'tea' } },\n"
                 "strategies = { big = function(_, view) return { price = 0.9, offers = { 'second' } } end,\n"
                 "belt = function(_, view) if view.cash > 8 then return { invest_share = -1, start_minute = 7 } end end,\n"
                 "new = function() error('nobody is new') end } }");
  begin(&world, lua);
  world.cash = 7.5; // of tea 8.5
  assert_string_equal(morning(&world, lua), "");
  assert_int_equal(world.decided_count, 3);
  const fl_decision *soy = &world.decided[0].decision, *room = &world.decided[1].decision, *tea = &world.decided[2].decision;
  assert_true(world.decided[0].brand == 0 && world.decided[0].room == -1);
  assert_int_equal(soy->given, 1u << FL_DECIDES_price | 1u << FL_DECIDES_offers);
  assert_true(soy->price == 0.9 && soy->offers == 2);
  assert_true(world.decided[1].brand == 0 && world.decided[1].room == 0); // behind its brand
  assert_true(room->given == 1u << FL_DECIDES_stock_days && room->stock_days == 2);
  assert_true(world.decided[2].brand == 1 && world.decided[2].room == -1);
  assert_int_equal(tea->given, 1u << FL_DECIDES_invest_share | 1u << FL_DECIDES_start_minute);
  assert_true(tea->invest_share == -1 && tea->start_minute == 7);
  // Who is not in business is not asked, and who decides nothing decides nothing.
  world.decided_count = 0;
  world.away = 0;
  world.cash = 0;
  assert_string_equal(morning(&world, lua), "");
  assert_int_equal(world.decided_count, 1); // by the room alone: the fake world lets it go on, and tea's cash is too small
  fl_lua_close(lua);
}

// They cost a look at all fans: who reads them has them counted, once a morning and seller, and nobody else has.
static void lapsed_followers_are_counted_for_who_reads_them(void **state) {
  (void)state;
  static fl_world world;
  fl_lua *lua = load(NULL, 0,
                     SCENE "return fl.scenario { world = world, calendar = calendar,\n"
                           "brands = { fl.brand { id = 'soy', kind = 'big' }, fl.brand { id = 'tea', kind = 'belt' } },\n"
                           "rooms = { fl.room { id = 'a', brand = 'soy' }, fl.room { id = 'b', brand = 'tea' } },\n"
                           "strategies = { big = function(_, view) return { price = view.price } end,\n"
                           "belt = function(_, view) return { recall = view.lapsed + view.lapsed } end } }");
  begin(&world, lua);
  for (int day = 1; day <= 3; day++) {
    world.decided_count = 0;
    assert_string_equal(morning(&world, lua), "");
    assert_int_equal(world.lapsed_asked, day);
    assert_true(world.decided[1].brand == 1 && world.decided[1].decision.recall == 2 * 101);
  }
  fl_lua_close(lua);
}

static void strategies_that_are_switched_off_are_not_asked(void **state) {
  (void)state;
  static fl_world world;
  static const char *const sets[] = {"soy.scripted=false", "a.scripted=false", "seller.scripted=kuai,big"};
  fl_lua *lua =
      load(sets, 3,
           SCENE "local function f() error('asked') end\n"
                 "return fl.scenario { world = world, calendar = calendar,\n"
                 "brands = { fl.brand { id = 'soy', kind = 'big', strategy = f }, fl.brand { id = 'tea', kind = 'belt' } },\n"
                 "rooms = { fl.room { id = 'a', brand = 'soy', strategy = f }, fl.room { id = 'b', brand = 'tea' } },\n"
                 "strategies = { big = f, belt = f } }");
  begin(&world, lua);
  assert_string_equal(morning(&world, lua), "");
  assert_int_equal(world.decided_count, 0);
  fl_lua_close(lua);
}

static void what_one_seller_draws_moves_no_other(void **state) {
  (void)state;
  static fl_world world;
  double first[2];
  for (int i = 0; i < 2; i++) {
    char text[1024];
    snprintf(text, sizeof text,
             SCENE "return fl.scenario { world = world, calendar = calendar,\n"
                   "brands = { fl.brand { id = 'soy', strategy = function() for i = 1, %d do math.random() end end },\n"
                   "fl.brand { id = 'tea', strategy = function() return { price = 1 + math.random() } end } } }",
             i * 7);
    fl_lua *lua = load(NULL, 0, text);
    begin(&world, lua);
    assert_string_equal(morning(&world, lua), "");
    first[i] = world.decided[0].decision.price;
    assert_string_equal(morning(&world, lua), "");
    assert_true(world.decided[1].decision.price != first[i]); // another day
    fl_lua_close(lua);
  }
  assert_true(first[0] == first[1] && first[0] > 1);
}

static void counted_name(void *ctx, const char *name) {
  strcat(strcat(ctx, name), "; ");
}

static void strategies_are_told_in_order(void **state) {
  (void)state;
  char told[256] = "";
  fl_lua *lua = load(NULL, 0,
                     SCENE "local function f() end\n"
                           "return fl.scenario { world = world, calendar = calendar, strategies = { new = f, big = f },\n"
                           "rooms = { fl.room { id = 'z', brand = 'tea', strategy = f } },\n"
                           "brands = { fl.brand { id = 'tea', strategy = f }, fl.brand { id = 'soy' } } }");
  assert_int_equal(fl_lua_strategies(lua, counted_name, told), 4);
  assert_string_equal(told, "brand tea; kind big; kind new; room z; ");
  assert_true(fl_lua_has_hooks(lua));
  fl_lua_close(lua);
  lua = load(NULL, 0, SCENE "return fl.scenario { world = world, calendar = calendar }");
  assert_int_equal(fl_lua_strategies(lua, counted_name, told), 0);
  assert_null(fl_lua_hooks(lua).on_sellers);
  fl_lua_close(lua);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_strategies_decide_reaches_the_world),
      cmocka_unit_test(lapsed_followers_are_counted_for_who_reads_them),
      cmocka_unit_test(strategies_that_are_switched_off_are_not_asked),
      cmocka_unit_test(what_one_seller_draws_moves_no_other),
      cmocka_unit_test(strategies_are_told_in_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
