// M10 The shelf: listings give places by weight, it is open without a live room, and it adds less than it sells.
#include "mechanisms/shelf.h"
#include "small_world.h"

#include <stdlib.h>
#include <string.h>

// ---- Listings -------------------------------------------------------------------------------------------------------------------------

enum { ROOMS = 60, PLACES = 256 };

static fl_agents some_agents(uint64_t *random) {
  fl_agents a = {.population = 1e6, .catchment = 1e4, .focus_blocks = 0};
  assert_true(fl_agents_alloc(&a, 1, ROOMS, ROOMS));
  for (uint32_t o = 0; o < a.offers.count; o++) {
    a.offers.category[o] = (uint8_t)check_below(random, FL_CATEGORIES);
    a.rooms.weight[o / FL_OFFERS] = 1;
  }
  return a;
}

static fl_listing some_listing(const fl_agents *a) {
  fl_listing listing = {.listed = calloc(a->offers.count, sizeof(uint32_t))};
  for (int f = 0; f < FL_PAGE_FIELDS; f++) listing.weight[f] = calloc(a->offers.count, sizeof(double));
  return listing;
}

static double *some_weights(fl_listing *listing, const fl_agents *a, uint64_t *random) {
  double *weight = listing->weight[FL_FIELD_SEARCH];
  for (uint32_t o = 0; o < a->offers.count; o++) weight[o] = check_below(random, 4) == 0 ? 0 : exp(4 * check_unit(random));
  fl_listing_end(a, listing);
  return weight;
}

static void drop(fl_listing *listing, fl_agents *a) {
  for (int f = 0; f < FL_PAGE_FIELDS; f++) free(listing->weight[f]);
  free(listing->listed);
  fl_agents_free(a);
}

static fl_block some_block(uint64_t *random) {
  fl_block b;
  for (int i = 0; i < 4; i++) b.u[i] = (uint32_t)(check_random(random) >> 32);
  return b;
}

static void places_are_given_out_by_weight_to_within_one(void **state) {
  (void)state;
  uint64_t random = 5;
  for (int round = 0; round < 200; round++) {
    fl_agents a = some_agents(&random);
    fl_listing listing = some_listing(&a);
    const double *weight = some_weights(&listing, &a, &random);
    const uint32_t category = check_below(&random, FL_CATEGORIES);
    uint32_t places[PLACES], times[ROOMS * FL_OFFERS] = {0};
    fl_listing_fill(&a, &listing, 1, FL_FIELD_SEARCH, category, PLACES, some_block(&random), places);
    double total = 0;
    for (uint32_t o = 0; o < a.offers.count; o++) total += a.offers.category[o] == category ? weight[o] : 0;
    for (int i = 0; i < PLACES; i++)
      if (total > 0)
        times[places[i]]++;
      else
        assert_int_equal(places[i], FL_NO_OFFER);
    for (uint32_t o = 0; o < a.offers.count && total > 0; o++) {
      const double due = a.offers.category[o] == category ? PLACES * weight[o] / total : 0;
      if (fabs(times[o] - due) >= 1.0000001) fail_msg("offer %u has %u places and is due %.4f", o, times[o], due);
    }
    drop(&listing, &a);
  }
}

static void a_category_without_goods_has_empty_pages(void **state) {
  (void)state;
  uint64_t random = 6;
  fl_agents a = some_agents(&random);
  for (uint32_t o = 0; o < a.offers.count; o++) a.offers.category[o] = 3;
  fl_listing listing = some_listing(&a);
  some_weights(&listing, &a, &random);
  uint32_t places[PLACES];
  fl_listing_fill(&a, &listing, 1, FL_FIELD_SEARCH, 2, PLACES, some_block(&random), places);
  for (int i = 0; i < PLACES; i++) assert_int_equal(places[i], FL_NO_OFFER);
  drop(&listing, &a);
}

// Of a focus room and the others: what it has inside the catchment, times the catchment, is its share of the whole.
static void focus_rooms_are_listed_inside_the_catchment_only(void **state) {
  (void)state;
  uint64_t random = 7;
  fl_agents a = some_agents(&random);
  a.focus_blocks = 1;
  a.rooms.focus[0] = 1;
  for (uint32_t o = 0; o < a.offers.count; o++) a.offers.category[o] = 0;
  fl_listing listing = some_listing(&a);
  for (uint32_t o = 0; o < a.offers.count; o++) listing.weight[FL_FIELD_MALL][o] = 1;
  fl_listing_end(&a, &listing);
  uint32_t inside[1 << 14], outside[1 << 14], n = 0;
  fl_listing_fill(&a, &listing, 0, FL_FIELD_MALL, 0, 1 << 14, some_block(&random), inside);
  fl_listing_fill(&a, &listing, 1, FL_FIELD_MALL, 0, 1 << 14, some_block(&random), outside);
  for (int i = 0; i < 1 << 14; i++) {
    n += inside[i] < FL_OFFERS;
    assert_true(outside[i] >= FL_OFFERS);
  }
  const double share = 1.0 / ROOMS, within = share * a.population / a.catchment;
  check_near((double)n / (1 << 14), within < 1 ? within : 1, 0.001, 0, 0);
  drop(&listing, &a);
}

// ---- Worlds ---------------------------------------------------------------------------------------------------------------------------

typedef struct shelf_run {
  double gmv, shelf_gmv, shelf_orders, delivered, returns, shelf_delivered, shelf_returns, pages, active;
  double order_value, shelf_value;
} shelf_run;

static const small_setting open_shelf[] = {{"shelf.search", "0.15"}, {"shelf.browse", "0.06"}, {"shelf.shop", "0.04"}};

// The window of a small world, half a year after the shelf was opened: until then it sells needs that stood unmet. `sets` moves levers,
// ended by NULL. Checks the books of the shelf each day.
static shelf_run live(bool open, int64_t seed, const small_setting *sets) {
  fl_scenario s = small_scenario();
  s.setup.warmup = 180;
  for (int i = 0; open && i < 3; i++) small_set(&s, open_shelf[i][0], open_shelf[i][1]);
  small_live live_world = small_open_parallel(&s, seed, sets);
  fl_world *world = live_world.world;
  shelf_run r = {0};
  double orders = 0;
  while (fl_world_day(world) < fl_world_days(world)) {
    const bool counts = fl_world_in_window(world);
    assert_int_equal(fl_world_step(world), FL_OK);
    size_t n, fields, rooms;
    const fl_row_platform_day *day = fl_world_rows(world, FL_T_platform_day, &n);
    const fl_row_source_day *sources = fl_world_rows(world, FL_T_source_day, &n);
    const fl_row_shelf_day *shelf = fl_world_rows(world, FL_T_shelf_day, &fields);
    const fl_row_room_day *room = fl_world_rows(world, FL_T_room_day, &rooms);
    assert_int_equal(n, open ? 3 : 2);
    assert_int_equal(fields, open ? 4 : 0);
    int64_t seconds = 0, sold = 0, fen = 0, in_rooms[3] = {0};
    for (size_t f = 0; f < fields; f++) {
      seconds += shelf[f].live_seconds;
      sold += shelf[f].orders;
      fen += shelf[f].gmv_fen;
    }
    for (size_t i = 0; i < rooms; i++) {
      in_rooms[0] += room[i].live_seconds_shelf;
      in_rooms[1] += room[i].orders_shelf;
      in_rooms[2] += room[i].gmv_shelf_fen;
    }
    if (open) {
      assert_int_equal(sources[2].source, FL_SHELF);
      assert_int_equal(sources[2].live_seconds, seconds);
      assert_int_equal(sources[2].orders, sold);
      assert_int_equal(sources[2].gmv_fen, fen);
      assert_int_equal(in_rooms[0], seconds);
      assert_int_equal(in_rooms[1], sold);
      assert_int_equal(in_rooms[2], fen);
    }
    if (!counts) continue;
    r.gmv += (double)day->gmv_fen;
    r.shelf_gmv += (double)fen;
    r.shelf_orders += (double)sold;
    orders += (double)day->orders;
    r.active += (double)day->active_fans;
    r.delivered += (double)day->delivered;
    r.returns += (double)(day->returns_fit + day->returns_described + day->returns_fake + day->returns_late);
    for (size_t f = 0; f < fields; f++) {
      r.pages += (double)shelf[f].pages;
      r.shelf_delivered += (double)shelf[f].delivered;
      r.shelf_returns += (double)shelf[f].returns;
    }
  }
  r.order_value = (r.gmv - r.shelf_gmv) / (orders - r.shelf_orders);
  r.shelf_value = r.shelf_gmv / r.shelf_orders;
  small_close(&live_world);
  fl_scenario_free(&s);
  return r;
}

enum { SEEDS = 8 };
static shelf_run with, without; // sums over seeds

static int run_worlds(void **state) {
  (void)state;
  for (int64_t seed = 0; seed < SEEDS; seed++) {
    const shelf_run a = live(true, seed, NULL), b = live(false, seed, NULL);
    const double *from[] = {(const double *)&a, (const double *)&b};
    double *to[] = {(double *)&with, (double *)&without};
    for (int k = 0; k < 2; k++)
      for (size_t i = 0; i < sizeof(shelf_run) / sizeof(double); i++) to[k][i] += from[k][i] / SEEDS;
  }
  return 0;
}

static void the_shelf_adds_a_part_of_what_it_sells(void **state) {
  (void)state;
  const double added = (with.gmv - without.gmv) / with.shelf_gmv;
  print_message("shelf: %.1f %% of GMV, %.2f pages an active fan, adds %.0f %% of what it sells\n", 100 * with.shelf_gmv / with.gmv,
                with.pages / with.active, 100 * added);
  assert_true(added > 0.2 && added < 0.8);
  assert_true(with.pages / with.active > 0.3 && with.pages / with.active < 0.7);
}

static void goods_from_the_shelf_come_back_less_often(void **state) {
  (void)state;
  const double shelf = with.shelf_returns / with.shelf_delivered,
               rooms = (with.returns - with.shelf_returns) / (with.delivered - with.shelf_delivered);
  print_message("returned: %.1f %% from the shelf, %.1f %% from rooms\n", 100 * shelf, 100 * rooms);
  assert_true(shelf > 0 && shelf < 0.9 * rooms);
}

static void goods_beside_goods_sell_cheaper(void **state) {
  (void)state;
  static const small_setting as_in_rooms[] = {{"shelf.price_comparison", "0"}, {NULL, NULL}};
  static const small_setting hard[] = {{"shelf.price_comparison", "3"}, {NULL, NULL}};
  const double blind = live(true, 0, as_in_rooms).shelf_value, keen = live(true, 0, hard).shelf_value;
  print_message("value of an order: %.0f fen where nobody compares prices, %.0f where everybody does\n", blind, keen);
  assert_true(keen < 0.9 * blind);
}

static void it_sells_when_nobody_is_live(void **state) {
  (void)state;
  static const small_setting dark[] = {{"room.live_prob", "0"}, {NULL, NULL}};
  const shelf_run open = live(true, 0, dark), closed = live(false, 0, dark);
  assert_true(closed.gmv == 0);
  assert_true(open.gmv > 0 && open.gmv == open.shelf_gmv);
}

static void a_closed_shelf_is_no_shelf(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  const small_run closed = small_go(&s), none = small_go_set(&s, "shelf.buy_per_minute", "5");
  small_check_same(&closed, &none, FL_TABLES);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(places_are_given_out_by_weight_to_within_one),
      cmocka_unit_test(a_category_without_goods_has_empty_pages),
      cmocka_unit_test(focus_rooms_are_listed_inside_the_catchment_only),
      cmocka_unit_test(the_shelf_adds_a_part_of_what_it_sells),
      cmocka_unit_test(goods_from_the_shelf_come_back_less_often),
      cmocka_unit_test(goods_beside_goods_sell_cheaper),
      cmocka_unit_test(it_sells_when_nobody_is_live),
      cmocka_unit_test(a_closed_shelf_is_no_shelf),
  };
  return cmocka_run_group_tests(tests, run_worlds, NULL);
}
