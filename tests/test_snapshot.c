// Snapshots: a world that was saved and loaded has the bits of one that never was. What is no snapshot of it: test_snapshot_refused.c.
#include "small_world.h"
#include "snapshot_help.h"
#include "world/internal.h"

enum { MOST_DAYS = 100 };

// ---- Hooks that lean on everything they can see ---------------------------------------------------------------------------------

static void move_lever(fl_world *world, const char *key, double number) {
  char why[256];
  if (!fl_world_set(world, key, &(fl_value){.number = number}, why, sizeof why)) fail_msg("%s", why);
}

static fl_status on_start(void *ctx, fl_world *world) {
  (void)ctx;
  move_lever(world, "trust.memory", 50);
  move_lever(world, "fan.budget", 700); // the tables of the first morning are those without it
  return FL_OK;
}

// Measures of what the morning shows: yesterday's rows of every table, a fan, a lever.
static fl_status on_day(void *ctx, fl_world *world) {
  (void)ctx;
  fl_fan_view fan;
  size_t count;
  uint64_t rows = 0;
  for (int t = 0; t < FL_TABLES; t++) {
    fl_digest d;
    fl_digest_begin(&d);
    const void *items = fl_world_rows(world, (fl_table_id)t, &count);
    fl_digest_rows(&d, (fl_table_id)t, items, count);
    rows = rows * 31 + (d.table[t][0] >> 40);
  }
  const void *params;
  const fl_field *memory = fl_world_lever(world, "trust.memory", &params);
  assert_true(fl_world_fan(world, 4242, &fan));
  fl_world_metric(world, "rows", (double)(rows >> 16));
  fl_world_metric(world, "memory", fl_field_real(memory, params));
  fl_world_metric(world, "fan", fan.platform_trust + fan.activity_prob + fan.relations[0].trust + fan.budget_spent_share);
  fl_world_metric(world, "budget", fan.budget_yuan_per_month);
  if (fl_world_day(world) == 10) move_lever(world, "sale.seller_discount", 0.3);
  if (fl_world_day(world) == 20) move_lever(world, "fan.activity", 0.6);
  if (fl_world_day(world) == 33) move_lever(world, "subsidy.budget", 2.5e7);
  return FL_OK;
}

static fl_status on_end(void *ctx, fl_world *world) {
  (void)ctx;
  size_t count;
  const fl_row_census *census = fl_world_rows(world, FL_T_census, &count);
  return fl_world_metric(world, "trust", census->mean_trust);
}

static const fl_hooks busy_hooks = {.on_start = on_start, .on_day = on_day, .on_end = on_end};

// ---- Going on -------------------------------------------------------------------------------------------------------------------

// What a run has come to, day by day and in the end.
typedef struct lived {
  fl_digest days[MOST_DAYS + 1], end;
  fl_world_stats stats;
  double drift[FL_DRIFTS];
  size_t drifts; // worth a warning
  snapshot last; // of the last evening
} lived;

static void finish(fl_world *world, lived *out) {
  out->drifts = 0;
  for (int i = 0; i < FL_DRIFTS; i++) out->drifts += fl_world_drifts(world, (fl_drift)i, &out->drift[i]);
  assert_int_equal(fl_world_finish(world), FL_OK);
  fl_world_digest(world, &out->end);
  fl_world_get_stats(world, &out->stats);
  fl_world_destroy(world);
}

static void live_straight(const fl_model *model, fl_world_options options, lived *out) {
  fl_world *world = busy_begin(model, options);
  assert_true(fl_world_days(world) <= MOST_DAYS);
  for (int64_t day = 0; day <= fl_world_days(world); day++) {
    if (day > 0) busy_step(world);
    fl_world_digest(world, &out->days[day]);
  }
  out->last = snapshot_save(world);
  finish(world, out);
}

static void check_digests(const fl_digest *got, const fl_digest *wanted, int64_t day) {
  for (int t = 0; t < FL_TABLES; t++)
    if (memcmp(got->table[t], wanted->table[t], sizeof got->table[t]) != 0 || got->rows[t] != wanted->rows[t])
      fail_msg("table %s differs on the evening before day %lld", fl_tables[t].name, (long long)day);
}

// The same in relays: each ends with a snapshot, and the next goes on from it with another number of workers.
static void live_in_relays(const fl_model *model, fl_world_options options, int64_t every, const lived *wanted) {
  lived got;
  fl_world *world = busy_begin(model, options);
  const int64_t days = fl_world_days(world);
  for (int64_t day = 0; day <= days; day++) {
    if (day > 0) busy_step(world);
    fl_world_digest(world, &got.days[day]);
    check_digests(&got.days[day], &wanted->days[day], day);
    if (day % every != 0 && day != days) continue;
    snapshot before = snapshot_save(world);
    fl_world_destroy(world);
    options.parallel = options.parallel.workers == 1 ? fl_parallel_openmp(2) : fl_parallel_serial();
    world = snapshot_load(model, options, &before);
    snapshot again = snapshot_save(world);
    assert_true(snapshot_same(&again, &before));
    if (day == days) assert_true(snapshot_same(&before, &wanted->last));
    free(before.bytes);
    free(again.bytes);
  }
  finish(world, &got);
  check_digests(&got.end, &wanted->end, days);
  assert_memory_equal(got.drift, wanted->drift, sizeof got.drift);
  assert_memory_equal(&got.stats, &wanted->stats, sizeof got.stats);
}

// Returns how many stocks drift.
static size_t go_on(const fl_scenario *scenario, fl_world_options options, int64_t every) {
  fl_model *model = busy_model(scenario);
  lived straight;
  live_straight(model, options, &straight);
  live_in_relays(model, options, every, &straight);
  free(straight.last.bytes);
  fl_model_destroy(model);
  return straight.drifts;
}

static void a_loaded_world_goes_on_with_the_same_bits(void **state) {
  (void)state;
  fl_scenario s = busy_scenario();
  go_on(&s, fl_default_world_options(), 7);
  go_on(&s, fl_default_world_options(), 4); // day 40: flash offers
  fl_scenario_free(&s);
}

static void so_it_does_with_hooks_that_move_levers(void **state) {
  (void)state;
  fl_scenario s = busy_scenario();
  fl_world_options options = fl_default_world_options();
  options.hooks = busy_hooks;
  go_on(&s, options, 7);
  fl_scenario_free(&s);
}

static void so_it_does_with_all_orders_and_in_reverse(void **state) {
  (void)state;
  fl_scenario s = busy_scenario();
  fl_world_options options = fl_default_world_options();
  options.all_orders = options.reversed = true;
  go_on(&s, options, 7);
  fl_scenario_free(&s);
}

static void so_it_does_while_trust_is_on_hold(void **state) {
  (void)state;
  fl_scenario s = busy_scenario();
  s.setup.focus_fans = 0;
  small_set(&s, "trust.form", "frozen");
  go_on(&s, fl_default_world_options(), 7);
  fl_scenario_free(&s);
}

// Stocks are compared from census to census, 28 days apart.
static void so_it_does_in_a_long_warm_up_that_drifts(void **state) {
  (void)state;
  fl_scenario s = busy_scenario();
  s.setup.fans = 3000;
  s.setup.focus_fans = 0;
  s.setup.warmup = 60;
  assert_true(go_on(&s, fl_default_world_options(), 7) > 0);
  fl_scenario_free(&s);
}

static void a_world_that_turned_into_a_variant_is_one_of_it(void **state) {
  (void)state;
  enum { TURN = 24, BREAK = 35 };
  fl_scenario trunk = busy_scenario(), variant;
  assert_true(fl_scenario_copy(&trunk, &variant));
  variant.policies[0].off = true;
  fl_model *models[] = {busy_model(&trunk), busy_model(&variant)};
  const fl_world_options options = fl_default_world_options();
  lived straight, got;
  live_straight(models[1], options, &straight);
  fl_world *world = busy_begin(models[0], options);
  busy_until(world, TURN);
  assert_int_equal(fl_world_turn(world, models[1]), FL_OK);
  busy_until(world, BREAK);
  snapshot before = snapshot_save(world);
  fl_world_destroy(world);
  fl_model_destroy(models[0]);
  world = snapshot_load(models[1], options, &before);
  busy_until(world, fl_world_days(world));
  finish(world, &got);
  check_digests(&got.end, &straight.end, BREAK);
  free(before.bytes);
  free(straight.last.bytes);
  fl_model_destroy(models[1]);
  fl_scenario_free(&trunk);
  fl_scenario_free(&variant);
}

// ---- What is kept, and what is not ----------------------------------------------------------------------------------------------

static void spoil_bytes(void *items, size_t size) {
  if (items) memset(items, 0xa5, size);
}
#define SPOIL(items, count) spoil_bytes((items), (size_t)(count) * sizeof *(items))

// Overwrites what no snapshot keeps.
static void spoil(fl_world *w) {
  const size_t rooms = w->agents.rooms.count, offers = w->agents.offers.count, policies = w->policy_count;
  SPOIL(w->hot, rooms);
  SPOIL(w->live, rooms);
  SPOIL(w->boost, rooms);
  SPOIL(w->content, rooms);
  SPOIL(w->discount, rooms);
  SPOIL(w->rank, rooms);
  SPOIL(w->starred, rooms);
  SPOIL(w->defect_of, w->defect_of ? w->agents.brands.count : 0);
  SPOIL(w->leaving, w->leaving ? rooms : 0);
  SPOIL(w->agents.hosts.on_air, fl_hosts_kept(&w->agents.hosts) ? rooms : 0);
  SPOIL(w->agents.hosts.sells, fl_hosts_kept(&w->agents.hosts) ? rooms : 0);
  SPOIL(w->agents.hosts.honesty, fl_hosts_kept(&w->agents.hosts) ? rooms : 0);
  SPOIL(w->agents.distribution.commission, w->agents.brands.count);
  SPOIL(w->goods_pool.offer, offers);
  SPOIL(w->goods_pool.upto, offers);
  SPOIL(w->goods_pool.sales, offers);
  SPOIL(w->listing.listed, offers);
  SPOIL(w->deal_days, w->agents.brands.count);
  SPOIL(w->room_rows, rooms);
  SPOIL(w->outcome.expected, offers);
  SPOIL(w->outcome.fit, offers);
  SPOIL(w->allocation.weight, rooms);
  SPOIL(w->allocation.paid, rooms);
  SPOIL(w->allocation.scaled, rooms);
  SPOIL(w->allocation.members, rooms);
  SPOIL(w->allocation.stack, 2 * rooms);
  for (int s = 0; s < FL_STRATA; s++)
    for (int d = 0; d < FL_DAYPARTS; d++)
      for (int f = 0; f < FL_FLOWS; f++) SPOIL(w->allocation.alias[f][s][d], rooms);
  SPOIL(w->offer_cut, offers);
  SPOIL(w->next_cut, offers);
  SPOIL(w->money_cut, policies);
  SPOIL(w->packet_cut, policies);
  SPOIL(w->admitted, policies);
  SPOIL(w->exhausted_minute, policies);
  SPOIL(w->policy_rows, policies);
  SPOIL(w->cuts.items, w->cuts.capacity);
  SPOIL(w->gather.items, w->gather.capacity);
  SPOIL((int64_t *)w->counts.fixed, w->counts.words);
  for (uint32_t k = 0; k < w->options.parallel.workers; k++) {
    SPOIL((int64_t *)w->workers[k].counts.fixed, w->workers[k].counts.words);
    SPOIL(w->workers[k].census, FL_CENSUS_WORDS);
    SPOIL(w->workers[k].claims, FL_BLOCK_FANS);
  }
  SPOIL(&w->step.alias_count, 1);
  SPOIL(&w->step.daypart, 1);
  SPOIL(&w->step.packet_today, 1);
  SPOIL(&w->step.packet_policy, 1);
}

// The tables of one day alone, which a loaded world does not have before the morning.
static void spoil_today(fl_levers *l) {
  SPOIL(&l->active_below, 1);
  SPOIL(&l->need_category, 1);
  SPOIL(&l->season_total, 1);
  SPOIL(&l->anticipation, 1);
  SPOIL(&l->visits_per_minute, 1); // where traffic is sold, or a star comes
  SPOIL(&l->turn_below[true], 1);  // likewise
}

static void nothing_but_what_is_kept_reaches_the_next_day(void **state) {
  (void)state;
  fl_scenario s = busy_scenario();
  small_set(&s, "subsidy.budget", "1e5"); // so that money is scarce too
  fl_model *model = busy_model(&s);
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(2);
  lived straight, got;
  live_straight(model, options, &straight);
  fl_world *world = busy_begin(model, options);
  for (int64_t day = 0; day < fl_world_days(world); day++) {
    spoil(world);
    spoil_today(&world->levers);
    busy_step(world);
    fl_world_digest(world, &got.days[day + 1]);
    check_digests(&got.days[day + 1], &straight.days[day + 1], day + 1);
  }
  finish(world, &got);
  free(straight.last.bytes);
  fl_model_destroy(model);
  fl_scenario_free(&s);
}

static void levers_of_a_loaded_world_are_those_of_the_saved_one(void **state) {
  (void)state;
  fl_scenario s = busy_scenario();
  small_set(&s, "trust.form", "frozen");
  fl_model *model = busy_model(&s);
  fl_world_options options = fl_default_world_options();
  options.hooks = busy_hooks;
  fl_world *world = busy_begin(model, options);
  for (int64_t day = 0; day < fl_world_days(world); day += 11) {
    busy_until(world, day);
    snapshot before = snapshot_save(world);
    fl_world *again = snapshot_load(model, options, &before);
    fl_levers saved;
    memcpy(&saved, &world->levers, sizeof saved);
    spoil_today(&saved);
    spoil_today(&again->levers);
    assert_memory_equal(&saved, &again->levers, sizeof saved);
    fl_world_destroy(again);
    free(before.bytes);
  }
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_scenario_free(&s);
}

static void equal_worlds_give_equal_bytes(void **state) {
  (void)state;
  fl_scenario s = busy_scenario(), untidy = busy_scenario();
  memset(untidy.brands[0].id + sizeof "other", 'x', FL_NAME_MAX - sizeof "other" - 1); // behind the end of the text
  fl_model *models[] = {busy_model(&s), busy_model(&s), busy_model(&untidy)};
  snapshot first = {0};
  for (int i = 0; i < 3; i++) {
    fl_world_options options = fl_default_world_options();
    options.parallel = i == 1 ? fl_parallel_openmp(2) : fl_parallel_serial();
    fl_world *world = busy_begin(models[i], options);
    busy_until(world, 34);
    snapshot one = snapshot_save(world), other = snapshot_save(world);
    assert_true(snapshot_same(&one, &other));
    if (i == 0)
      first = one;
    else
      assert_true(snapshot_same(&one, &first));
    if (i > 0) free(one.bytes);
    free(other.bytes);
    fl_world_destroy(world);
  }
  free(first.bytes);
  for (int i = 0; i < 3; i++) fl_model_destroy(models[i]);
  fl_scenario_free(&s);
  fl_scenario_free(&untidy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_loaded_world_goes_on_with_the_same_bits),
      cmocka_unit_test(so_it_does_with_hooks_that_move_levers),
      cmocka_unit_test(so_it_does_with_all_orders_and_in_reverse),
      cmocka_unit_test(so_it_does_while_trust_is_on_hold),
      cmocka_unit_test(so_it_does_in_a_long_warm_up_that_drifts),
      cmocka_unit_test(a_world_that_turned_into_a_variant_is_one_of_it),
      cmocka_unit_test(nothing_but_what_is_kept_reaches_the_next_day),
      cmocka_unit_test(levers_of_a_loaded_world_are_those_of_the_saved_one),
      cmocka_unit_test(equal_worlds_give_equal_bytes),
  };
  return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
