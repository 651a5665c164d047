// M08 Boost pools: the ledger is exact, the slots are the public flow's, and a pool that holds nothing is no pool.
#include "mechanisms/pool.h"
#include "small_world.h"
#include "watch.h"

typedef struct pool_run {
  double visits, meant;    // public visits of the window: all, of the rooms that are meant
  double granted, planned; // of the pool
  int64_t left, last_day;  // at the end; the last day on which something was given out
  double followers;        // won by the rooms that are meant
} pool_run;

static fl_traffic_pool *add_pool(fl_scenario *s, int64_t exposures) {
  fl_traffic_pool *pool = &fl_scenario_add_policy(s, FL_TRAFFIC_POOL, "pool")->of.traffic_pool;
  pool->from = s->setup.from;
  pool->to = s->setup.to;
  pool->exposures = exposures;
  pool->brand_kinds = 1 << 4; // new sellers
  return pool;
}

static fl_scenario pool_scenario(int64_t run) {
  fl_scenario s = small_scenario();
  s.setup.run = run;
  s.setup.warmup = 28;
  return s;
}

// Lives the scenario; the ledger is held each day.
static pool_run live(const fl_scenario *s) {
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(2);
  options.check = true;
  small_live live_world = small_open(s, options);
  fl_world *world = live_world.world;
  pool_run out = {.last_day = -1};
  const bool pool = s->policy_count > 0;
  int64_t left = pool ? s->policies[0].of.traffic_pool.exposures : 0;
  while (fl_world_day(world) < fl_world_days(world)) {
    const bool counts = fl_world_in_window(world);
    if (fl_world_step(world) != FL_OK) fail_msg("%s", fl_world_failure(world));
    size_t rows;
    const fl_row_pool_day *day = fl_world_rows(world, FL_T_pool_day, &rows);
    assert_int_equal(rows, counts && pool ? 1 : 0);
    if (rows) {
      assert_true(day->granted >= 0 && day->left_visits >= 0);
      assert_int_equal(left - day->granted, day->left_visits);
      left = day->left_visits;
      out.granted += (double)day->granted;
      out.planned += (double)day->planned;
      if (day->granted > 0) out.last_day = fl_world_day(world);
    }
    for (uint32_t r = 0; counts && r < world->agents.rooms.count; r++) {
      const fl_room_tally *t = &world->counts.rooms[r];
      const bool meant = world->agents.brands.kind[world->agents.rooms.brand[r]] == 4;
      out.visits += (double)t->uv[FL_PUBLIC];
      out.meant += meant ? (double)t->uv[FL_PUBLIC] : 0;
      out.followers += meant ? (double)(t->follows - t->unfollows) : 0;
    }
  }
  out.left = left;
  small_close(&live_world);
  return out;
}

static const int64_t billion = INT64_C(1000000000);

static void a_pool_gives_out_what_it_holds_and_ends(void **state) {
  (void)state;
  fl_scenario s = pool_scenario(0);
  fl_traffic_pool *pool = add_pool(&s, 2 * billion);
  pool->per_day = billion / 5; // ten days
  const pool_run run = live(&s);
  print_message("given out %.4g of %.4g, the last on day %lld; planned %.4g\n", run.granted, 2.0 * (double)billion,
                (long long)run.last_day, run.planned);
  assert_true(run.granted <= 2.0 * (double)billion);
  assert_true(run.granted > 0.9 * 2.0 * (double)billion); // but for the margin of a few simulated visits
  assert_true(fabs(run.granted / run.planned - 1) < 0.15);
  fl_scenario_free(&s);
}

static void what_a_pool_gives_is_taken_from_the_public_flow(void **state) {
  (void)state;
  pool_run with = {0}, without = {0};
  for (int64_t run = 0; run < 8; run++) {
    fl_scenario s = pool_scenario(run);
    const pool_run b = live(&s);
    add_pool(&s, 4 * billion);
    const pool_run a = live(&s);
    with.visits += a.visits, with.meant += a.meant, with.granted += a.granted, with.followers += a.followers;
    without.visits += b.visits, without.meant += b.meant, without.followers += b.followers;
    fl_scenario_free(&s);
  }
  const double share = with.granted / with.visits, expected = with.granted + (1 - share) * without.meant;
  print_message("visits x %.4f; rooms meant %.4g -> %.4g, %.4g expected; followers x %.3f\n", with.visits / without.visits,
                without.meant, with.meant, expected, with.followers / without.followers);
  assert_true(fabs(with.visits / without.visits - 1) < 0.02); // fans make no visit more
  assert_true(fabs(with.meant / expected - 1) < 0.1);         // what was won so brings a little more
  assert_true(with.followers > 1.1 * without.followers);
}

// Ranges written down before measuring: in proportion while nothing binds.
static void half_as_much_and_half_as_much_again_are_in_proportion(void **state) {
  (void)state;
  double granted[3] = {0};
  for (int64_t run = 0; run < 8; run++)
    for (int k = 0; k < 3; k++) {
      fl_scenario s = pool_scenario(run);
      add_pool(&s, (k + 1) * billion);
      granted[k] += live(&s).granted;
      fl_scenario_free(&s);
    }
  print_message("x .5: %.3f, x 1.5: %.3f\n", granted[0] / granted[1], granted[2] / granted[1]);
  assert_true(granted[0] / granted[1] > 0.45 && granted[0] / granted[1] < 0.53);
  assert_true(granted[2] / granted[1] > 1.45 && granted[2] / granted[1] < 1.55);
}

static void a_pool_takes_no_more_than_its_share(void **state) {
  (void)state;
  fl_scenario s = pool_scenario(0);
  add_pool(&s, 1000 * billion)->most_share = 0.1;
  const pool_run run = live(&s);
  print_message("share of public visits: %.4f\n", run.granted / run.visits);
  assert_true(run.granted / run.visits > 0.085 && run.granted / run.visits < 0.115);
  fl_scenario_free(&s);
}

static void a_pool_that_holds_nothing_is_no_pool(void **state) {
  (void)state;
  fl_scenario s = pool_scenario(0);
  const small_run none = small_go(&s);
  add_pool(&s, 0);
  const small_run empty = small_go(&s);
  for (int t = 0; t < FL_TABLES; t++) {
    const bool own = t == FL_T_policy || t == FL_T_pool_day;
    assert_true(own || memcmp(none.digest.table[t], empty.digest.table[t], sizeof none.digest.table[t]) == 0);
  }
  fl_scenario_free(&s);
}

static void threads_and_the_order_in_memory_do_not_matter(void **state) {
  (void)state;
  fl_scenario s = pool_scenario(0);
  add_pool(&s, 2 * billion);
  small_check_order(&s);
  fl_scenario_free(&s);
}

static void only_those_who_are_meant_get_something(void **state) {
  (void)state;
  fl_scenario s = watch_eventful();
  fl_traffic_pool *pool = add_pool(&s, 20000);
  strcpy(pool->brand, "two");
  pool->brand_kinds = 31;
  watched *x = watch(s);
  int days = 0;
  while (watch_more(x)) {
    watch_day(x);
    const fl_world *w = x->world;
    for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
      const bool meant = w->agents.rooms.brand[r] == 21; // twenty generated ones, "one", "two"
      assert_true(meant || w->pools[2].exposures[r] == 0);
      if (w->pools[2].planned > 0 && meant && w->live[r]) {
        assert_true(w->reserve.pooled[r] > 0 && w->reserve.pooled[r] < w->reserve.all[r] * 1.0000001);
        days++;
      }
    }
  }
  assert_true(days > 0);
  watch_close(x);
}

static void a_pool_for_nobody_is_refused(void **state) {
  (void)state;
  fl_scenario s = pool_scenario(0);
  strcpy(add_pool(&s, billion)->room, "nowhere");
  fl_messages messages = {0};
  fl_model *model = NULL;
  assert_int_equal(fl_model_create(&s, &messages, &model), FL_BAD_SCENARIO);
  assert_non_null(strstr(messages.items[0].text, "nowhere"));
  fl_messages_free(&messages);
  fl_scenario_free(&s);
}

// A lever of the pool in mid-run: what was given out stays given out.
static fl_status shrink(void *ctx, fl_world *world) {
  char *why = ctx;
  if (fl_world_day(world) != 40) return FL_OK;
  assert_false(fl_world_set(world, "pool.exposures", &(fl_value){.number = 1}, why, FL_TEXT_MAX * 2));
  assert_true(fl_world_set(world, "pool.exposures", &(fl_value){.number = 3e9}, why, FL_TEXT_MAX * 2));
  return FL_OK;
}

static void a_pool_cannot_be_made_smaller_than_what_it_gave(void **state) {
  (void)state;
  char why[FL_TEXT_MAX * 2] = "";
  fl_scenario s = pool_scenario(0);
  add_pool(&s, 2 * billion);
  fl_world_options options = fl_default_world_options();
  options.hooks = (fl_hooks){.ctx = why, .on_day = shrink};
  small_go_with(&s, options);
  assert_non_null(strstr(why, "given out"));
  fl_scenario_free(&s);
}

// A world that branches off when the pool begins has the bits of one that had it from its first day on.
static void a_branch_with_a_pool_is_a_run_with_it(void **state) {
  (void)state;
  fl_scenario s = pool_scenario(0);
  fl_traffic_pool *pool = &fl_scenario_add_extra(&s, FL_TRAFFIC_POOL, "pool")->of.traffic_pool;
  pool->from = s.setup.from + 5;
  pool->to = s.setup.to;
  pool->exposures = billion;
  const small_run branched = small_check_branch(&s, (uint32_t)s.setup.warmup + 5);
  assert_true(branched.digest.rows[FL_T_pool_day] > 0);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_pool_gives_out_what_it_holds_and_ends),
      cmocka_unit_test(what_a_pool_gives_is_taken_from_the_public_flow),
      cmocka_unit_test(half_as_much_and_half_as_much_again_are_in_proportion),
      cmocka_unit_test(a_pool_takes_no_more_than_its_share),
      cmocka_unit_test(a_pool_that_holds_nothing_is_no_pool),
      cmocka_unit_test(threads_and_the_order_in_memory_do_not_matter),
      cmocka_unit_test(only_those_who_are_meant_get_something),
      cmocka_unit_test(a_pool_for_nobody_is_refused),
      cmocka_unit_test(a_pool_cannot_be_made_smaller_than_what_it_gave),
      cmocka_unit_test(a_branch_with_a_pool_is_a_run_with_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
