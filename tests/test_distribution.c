// M12 Distribution and stream plan: hosts choose goods as written, owners keep the books and parcels find them, reach comes back as exposure,
// and what every lever moves.
#include "check.h"
#include "mechanisms/distribution.h"
#include "small_world.h"

#include "world/internal.h"

typedef small_setting setting;
enum { SEEDS = 8, HOSTS = 4 };

static fl_scenario with_hosts(void) {
  fl_scenario s = small_scenario();
  s.setup.fans = 4096;
  s.setup.to = s.setup.from + 44;
  small_set(&s, "distribution.share", "0.5");
  small_set(&s, "distribution.brands", "0.5");
  small_set(&s, "distribution.memory_days", "20");
  return s;
}

// A brand with two rooms, and hosts who may sell its goods and nobody else's.
static fl_scenario with_brand(void) {
  fl_scenario s = small_scenario();
  s.setup.fans = 4096;
  s.setup.to = s.setup.from + 59;
  small_set(&s, "distribution.brands", "0");
  strcpy(fl_scenario_add_brand(&s)->id, "own");
  strcpy(fl_scenario_add_brand(&s)->id, "hosts");
  s.brands[0].alliance_commission = 0.3;
  s.brands[0].quality = 0.8;
  for (int i = 0; i < 2 + HOSTS; i++) {
    fl_room_def *room = fl_scenario_add_room(&s);
    snprintf(room->id, sizeof room->id, "room-%d", i);
    strcpy(room->brand, i < 2 ? "own" : "hosts");
    room->followers = i < 2 ? 10000000 : 30000000;
    room->live_prob = 1;
    room->start_minute = 840 + 60 * i;
    room->talent = i >= 2;
  }
  fl_stream_plan *plan = &fl_scenario_add_policy(&s, FL_STREAM_PLAN, "stream")->of.stream_plan;
  plan->from = s.setup.from;
  plan->to = s.setup.to;
  return s;
}

typedef struct sums {
  double gmv, self, commission, refund, listings, reach, won, returned; // of all days
  double changes;                                                       // of slots
  double owners;                                                        // different ones at the end
  double slots, others, same, pay, reputation,
      sales;           // of rooms beyond the tail, over days: slots; others' goods in them, and of these:
                       // of the main category, commission, reputation, log of sales in their own room
  double all, all_pay; // slots of others' goods in all rooms, and their commission
} sums;

static void look_at_slots(const fl_world *w, uint32_t *before, sums *r) {
  const fl_agents *a = &w->agents;
  for (uint32_t o = 0; o < a->offers.count; o++) {
    const uint32_t room = o / FL_OFFERS, origin = a->offers.origin[o];
    r->changes += before[o] != origin && w->day > 1;
    before[o] = origin;
    const bool slot = o % FL_OFFERS >= FL_DEAL_FIRST && o % FL_OFFERS < FL_DEAL_FIRST + FL_DEAL_SLOTS;
    if (!slot || !a->distribution.talent[room]) continue;
    const double pay = a->distribution.commission[fl_owner(a, o)];
    r->all += origin != o;
    r->all_pay += origin != o ? pay : 0;
    if (a->rooms.tier[room] == 0) continue;
    r->slots++;
    if (origin == o) continue;
    r->others++;
    r->pay += pay;
    r->same += a->offers.category[o] == a->rooms.category[room];
    r->reputation += a->rooms.reputation[origin / FL_OFFERS];
    r->sales += log(1e-3 + a->offers.sales[origin] / (double)a->rooms.weight[origin / FL_OFFERS]);
  }
}

static double count_owners(const fl_agents *a) {
  double n = 0;
  for (uint32_t b = 0; b < a->brands.count; b++) {
    bool any = false;
    for (uint32_t o = 0; o < a->offers.count; o++) any |= fl_of_others(&a->offers, o) && fl_owner(a, o) == b;
    n += any;
  }
  return n;
}

static void add_rows(fl_world *w, sums *r) {
  size_t n;
  const fl_row_distribution_day *day = fl_world_rows(w, FL_T_distribution_day, &n);
  for (size_t i = 0; i < n; i++) {
    r->gmv += (double)day[i].distributed_gmv_fen;
    r->self += (double)day[i].self_gmv_fen;
    r->commission += (double)day[i].commission_fen;
    r->refund += (double)day[i].refund_fen;
    r->listings += (double)day[i].listings;
    r->reach += (double)day[i].reach;
    r->won += (double)day[i].followers_won;
  }
}

static sums live(const fl_scenario *plan, int64_t run, const setting *sets) {
  small_live x = small_open_run(plan, run, sets);
  fl_world *w = x.world;
  uint32_t *before = calloc(w->agents.offers.count, sizeof *before);
  sums r = {0};
  const bool own = x.scenario.brand_count > 0;
  while (small_more(&x)) {
    small_step(&x);
    size_t n;
    look_at_slots(w, before, &r);
    if (!own) {
      add_rows(w, &r);
      continue;
    }
    const fl_row_distribution_brand_day *day = fl_world_rows(w, FL_T_distribution_brand_day, &n);
    assert_true(n > 0);
    if (!w->step.in_window) continue;
    r.self += (double)day[0].self_gmv_fen;
    r.gmv += (double)day[0].distributed_gmv_fen;
    r.reach += (double)day[0].reach;
    r.won += (double)day[0].followers_won;
    r.returned += (double)day[0].returned;
  }
  r.owners = count_owners(&w->agents);
  free(before);
  small_close(&x);
  return r;
}

SMALL_SUM(sum_of, live, sums, SEEDS, 1)

static sums usual, usual_brand;

static int run_usual(void **state) {
  (void)state;
  fl_scenario s = with_hosts(), b = with_brand();
  usual = sum_of(&s, NULL);
  usual_brand = sum_of(&b, NULL);
  fl_scenario_free(&s);
  fl_scenario_free(&b);
  return 0;
}

// ---- The levers -----------------------------------------------------------------------------------------------------------------

static double listings(const sums *r) {
  return r->listings;
}
static double owners(const sums *r) {
  return r->owners;
}
static double commission(const sums *r) {
  return r->commission;
}
static double mean_pay(const sums *r) {
  return r->all_pay / r->all;
}
static double same_category(const sums *r) {
  return r->same / r->others;
}
static double others_share(const sums *r) {
  return r->others / r->slots;
}
static double reputation(const sums *r) {
  return r->reputation / r->others;
}
static double sales(const sums *r) {
  return exp(r->sales / r->others);
}
static double changes(const sums *r) {
  return r->changes;
}
static double won(const sums *r) {
  return r->won;
}

// Ranges of the observable over that with the usual value, written down before anything was measured.
static const struct {
  const char *key, *values[2];
  double (*of)(const sums *);
  double range[2][2];
} levers[] = {
    {"distribution.share", {"0.25", "0.75"}, listings, {{0.3, 0.7}, {1.25, 1.75}}},
    {"distribution.slots", {"1", NULL}, listings, {{0.45, 0.55}, {0, 0}}},
    {"distribution.brands", {"0.25", "0.75"}, owners, {{0.35, 0.75}, {1.15, 1.65}}},
    {"distribution.commission", {"0.1", "0.3"}, commission, {{0.4, 0.65}, {1.3, 1.75}}},
    {"distribution.commission_sd", {"0.2", "0.6"}, mean_pay, {{0.85, 0.99}, {1.01, 1.35}}},
    {"distribution.fit", {"1.5", "4.5"}, same_category, {{0.3, 0.75}, {1.1, 1.6}}},
    {"distribution.sales", {"0.35", "1.05"}, sales, {{0.1, 0.95}, {1.05, 10}}},
    {"distribution.automatic", {"50000", "150000"}, listings, {{0.6, 0.999}, {1.0005, 1.3}}},
    {"distribution.looks", {"4", "12"}, others_share, {{0.6, 0.97}, {1.01, 1.4}}},
    {"distribution.pay", {"0.5", "1.5"}, others_share, {{1.01, 1.6}, {0.5, 0.99}}},
    {"distribution.score", {"1", "3"}, reputation, {{0.9, 0.998}, {1.002, 1.1}}},
    {"distribution.review_days", {"7", "21"}, changes, {{1.7, 2.2}, {0.5, 0.85}}},
    {"distribution.memory_days", {"10", "30"}, won, {{0.3, 0.95}, {1.02, 1.8}}},
};

static void every_lever_moves_its_observable_by_as_much_as_was_expected(void **state) {
  (void)state;
  fl_scenario s = with_hosts();
  for (size_t i = 0; i < sizeof levers / sizeof *levers; i++)
    for (int k = 0; k < 2; k++) {
      if (!levers[i].values[k]) continue;
      const setting sets[] = {{levers[i].key, levers[i].values[k]}, {NULL, NULL}};
      const sums moved = sum_of(&s, sets);
      char what[128];
      snprintf(what, sizeof what, "%s = %s", levers[i].key, levers[i].values[k]);
      check_between(levers[i].of(&moved) / levers[i].of(&usual), levers[i].range[k][0], levers[i].range[k][1], what);
    }
  fl_scenario_free(&s);
}

static void a_stream_plan_returns_a_share_of_what_distribution_reaches(void **state) {
  (void)state;
  fl_scenario s = with_brand();
  static const setting half[] = {{"stream.share", "0.05"}, {NULL, NULL}}, more[] = {{"stream.share", "0.15"}, {NULL, NULL}};
  const sums low = sum_of(&s, half), high = sum_of(&s, more);
  check_between(usual_brand.returned / usual_brand.reach, 0.08, 0.101, "exposures returned for each visit reached");
  check_between(low.returned / usual_brand.returned, 0.45, 0.55, "stream.share x .5");
  check_between(high.returned / usual_brand.returned, 1.4, 1.6, "stream.share x 1.5");
  // A pool that is too small is given out, and no more.
  static const setting small[] = {{"stream.exposures", "20000000"}, {NULL, NULL}};
  const sums little = live(&s, 1, small);
  print_message("of a pool of 20 million: %.0f\n", little.returned);
  assert_true(little.returned > 1e7 && little.returned <= 2e7);
  fl_scenario_free(&s);
}

// Self-run sales of a brand with hosts and stream plan, over those without hosts; and the whole.
static void self_run_sales_and_distribution_complement_each_other(void **state) {
  (void)state;
  fl_scenario s = with_brand(), alone = with_brand();
  alone.brands[0].alliance_commission = 0;
  static const setting returns[] = {{"stream.share", "0.3"}, {NULL, NULL}}, none[] = {{"stream.share", "0"}, {NULL, NULL}};
  const sums without = sum_of(&alone, none), hosts = sum_of(&s, none), both = sum_of(&s, returns);
  assert_true(without.gmv == 0 && without.returned == 0);
  check_between(hosts.self / without.self, 0.85, 1.15, "self-run sales with hosts, over those without");
  check_between(both.self / hosts.self, 1.02, 2, "self-run sales with the stream plan, over those with hosts alone");
  check_between((both.self + both.gmv) / without.self, 1.1, 6, "all sales with both, over those of self-run alone");
  print_message("followers won by hosts: %.0f, with the stream plan %.0f\n", hosts.won, both.won);
  assert_true(both.won > hosts.won);
  fl_scenario_free(&s);
  fl_scenario_free(&alone);
}

// ---- Goods and their sellers ----------------------------------------------------------------------------------------------------

static void a_parcel_finds_the_seller_of_its_goods_whatever_stands_there_since(void **state) {
  (void)state;
  fl_scenario s = with_hosts();
  small_set(&s, "distribution.review_days", "7");
  small_live x = small_open(&s, fl_default_world_options());
  fl_world *w = x.world;
  const uint32_t offers = w->agents.offers.count;
  uint32_t(*seen)[FL_MAX_LAG + 1] = calloc(offers, sizeof *seen);
  uint64_t changed = 0;
  while (small_more(&x)) {
    small_step(&x);
    const uint32_t today = w->step.day;
    for (uint32_t o = 0; o < offers; o++) {
      changed += today > 0 && seen[o][(today - 1) % (FL_MAX_LAG + 1)] != w->agents.offers.origin[o];
      seen[o][today % (FL_MAX_LAG + 1)] = w->agents.offers.origin[o];
      for (uint32_t lag = 0; lag <= FL_MAX_LAG && lag <= today; lag++) {
        const uint32_t origin = seen[o][(today - lag) % (FL_MAX_LAG + 1)];
        const fl_goods goods = fl_goods_of(&w->agents, o, today - lag, today);
        assert_int_equal(goods.owner, w->agents.rooms.brand[origin / FL_OFFERS]);
        assert_int_equal(goods.others, origin != o);
      }
      const fl_goods start = fl_goods_of(&w->agents, o, UINT32_MAX, today);
      assert_false(start.others);
    }
  }
  print_message("%llu changes of goods\n", (unsigned long long)changed);
  assert_true(changed > 200);
  free(seen);
  small_close(&x);
  fl_scenario_free(&s);
}

static void owners_post_what_is_sold_and_hosts_earn_the_commission(void **state) {
  (void)state;
  fl_scenario s = with_brand();
  small_live x = small_open(&s, fl_default_world_options());
  fl_world *w = x.world;
  const uint32_t own = (uint32_t)s.setup.rooms, hosts = own + 1;
  double gmv = 0, refund = 0, commission = 0;
  while (small_more(&x)) {
    small_step(&x);
    size_t n;
    const fl_row_distribution_brand_day *day = fl_world_rows(w, FL_T_distribution_brand_day, &n);
    gmv += (double)day[0].distributed_gmv_fen;
    refund += (double)day[0].refund_fen;
    commission += (double)day[0].commission_fen;
  }
  const fl_brands *b = &w->agents.brands;
  print_message("distributed %.0f yuan, refunded %.0f, commission %.0f\n", gmv / 100, refund / 100, commission / 100);
  assert_true(gmv > 0 && refund > 0);
  check_near((double)b->book_distributed[own], gmv, 0, 0, 0);
  check_near((double)b->book_talents[own], commission, 0, 0, 0);
  check_near((double)b->book_earned[hosts], commission, 0, 0, 0);
  check_near(commission, 0.3 * (gmv - refund), 0, 1e-6, 0);
  // The host's brand posts its own goods alone, the owner also what hosts sold.
  double rooms[2] = {0};
  for (uint32_t r = own; r < w->agents.rooms.count; r++)
    rooms[w->agents.rooms.brand[r] - own] += (double)w->agents.rooms.book_sales[r];
  check_near((double)b->book_sales[own], rooms[0] + gmv, 0, 0, 0);
  check_near((double)b->book_sales[hosts], rooms[1], 0, 0, 0);
  small_close(&x);
  fl_scenario_free(&s);
}

static void a_programme_for_kuai_brands_counts_what_hosts_sell(void **state) {
  (void)state;
  fl_scenario s = with_brand();
  fl_kuai_programme *kuai = &fl_scenario_add_policy(&s, FL_KUAI_PROGRAMME, "kuai")->of.kuai_programme;
  kuai->from = s.setup.from;
  kuai->to = s.setup.to;
  small_live x = small_open(&s, fl_default_world_options());
  fl_world *w = x.world;
  int64_t days[2][128] = {{0}};
  for (uint32_t day = 0; small_more(&x); day++) {
    small_step(&x);
    size_t n;
    const fl_row_distribution_brand_day *row = fl_world_rows(w, FL_T_distribution_brand_day, &n);
    days[0][day] = row[0].self_gmv_fen;
    days[1][day] = row[0].distributed_gmv_fen;
  }
  int64_t sum[2] = {0};
  for (uint32_t k = 0; k < (uint32_t)kuai->window_days; k++)
    for (int i = 0; i < 2; i++) sum[i] += days[i][w->step.day - k];
  assert_true(sum[1] > 0);
  assert_true(w->programmes.kuai[1][s.setup.rooms].gmv == sum[0] + sum[1]);
  small_close(&x);
  fl_scenario_free(&s);
}

static void where_nobody_sells_goods_of_others_nothing_of_it_is_there(void **state) {
  (void)state;
  fl_scenario plain = small_scenario(), s = small_scenario();
  for (size_t i = 0; i < sizeof levers / sizeof *levers; i++)
    if (strcmp(levers[i].key, "distribution.share") != 0) small_set(&s, levers[i].key, levers[i].values[0]);
  const small_run a = small_go(&plain), b = small_go(&s);
  small_check_same(&a, &b, FL_TABLES);
  fl_scenario_free(&plain);
  fl_scenario_free(&s);
}

static void results_do_not_hang_on_the_order_of_fans_or_workers(void **state) {
  (void)state;
  fl_scenario s = with_brand();
  small_set(&s, "distribution.share", "0.5");
  small_set(&s, "distribution.brands", "0.5");
  small_check_order(&s);
  fl_scenario_free(&s);
}

static void a_stream_plan_without_distribution_is_refused(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  fl_stream_plan *plan = &fl_scenario_add_policy(&s, FL_STREAM_PLAN, "stream")->of.stream_plan;
  plan->from = s.setup.from;
  plan->to = s.setup.to;
  fl_messages messages = {0};
  fl_model *model = NULL;
  assert_int_equal(fl_model_create(&s, &messages, &model), FL_BAD_SCENARIO);
  fl_messages_free(&messages);
  fl_scenario_free(&s);
}

// Self-run and distributed sales, live and on the shelf: four parts of all sales, and those of the shelf are those that the shelf counts.
static void self_run_distributed_and_shelf_add_up_to_all(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  static const char *const sets[][2] = {
      {"fans", "4096"}, {"distribution.share", "0.6"}, {"shelf.search", "0.3"}, {"shelf.browse", "0.2"}, {"shelf.shop", "0.05"}};
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) small_set(&s, sets[i][0], sets[i][1]);
  small_live x = small_open(&s, fl_default_world_options());
  int64_t self_shelf = 0, distributed_shelf = 0;
  while (small_more(&x)) {
    const fl_row_platform_day *all = small_step(&x);
    size_t n, fields;
    const fl_row_distribution_day *day = fl_world_rows(x.world, FL_T_distribution_day, &n);
    const fl_row_shelf_day *shelf = fl_world_rows(x.world, FL_T_shelf_day, &fields);
    int64_t gmv = 0, orders = 0, on_shelf = 0, shelf_orders = 0;
    for (size_t i = 0; i < n; i++) {
      gmv += day[i].self_gmv_fen + day[i].distributed_gmv_fen;
      orders += day[i].self_orders + day[i].distributed_orders;
      on_shelf += day[i].self_shelf_gmv_fen + day[i].distributed_shelf_gmv_fen;
      shelf_orders += day[i].self_shelf_orders + day[i].distributed_shelf_orders;
      assert_true(day[i].self_shelf_gmv_fen <= day[i].self_gmv_fen);
      assert_true(day[i].distributed_shelf_orders <= day[i].distributed_orders);
      self_shelf += day[i].self_shelf_gmv_fen;
      distributed_shelf += day[i].distributed_shelf_gmv_fen;
    }
    for (size_t f = 0; f < fields; f++) on_shelf -= shelf[f].gmv_fen, shelf_orders -= shelf[f].orders;
    assert_int_equal(gmv, all->gmv_fen);
    assert_int_equal(orders, all->orders);
    assert_int_equal(on_shelf, 0);
    assert_int_equal(shelf_orders, 0);
  }
  assert_true(self_shelf > 0 && distributed_shelf > 0);
  small_close(&x);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(self_run_distributed_and_shelf_add_up_to_all),
      cmocka_unit_test(every_lever_moves_its_observable_by_as_much_as_was_expected),
      cmocka_unit_test(a_stream_plan_returns_a_share_of_what_distribution_reaches),
      cmocka_unit_test(self_run_sales_and_distribution_complement_each_other),
      cmocka_unit_test(a_parcel_finds_the_seller_of_its_goods_whatever_stands_there_since),
      cmocka_unit_test(owners_post_what_is_sold_and_hosts_earn_the_commission),
      cmocka_unit_test(a_programme_for_kuai_brands_counts_what_hosts_sell),
      cmocka_unit_test(where_nobody_sells_goods_of_others_nothing_of_it_is_there),
      cmocka_unit_test(results_do_not_hang_on_the_order_of_fans_or_workers),
      cmocka_unit_test(a_stream_plan_without_distribution_is_refused),
  };
  return cmocka_run_group_tests(tests, run_usual, NULL);
}
