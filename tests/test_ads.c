// M11: prices against auctions that are played one by one, budgets, pacing, and the limits of the market.
#include "base/mathx.h"
#include "small_world.h"
#include "watch.h"

#include <math.h>

// ---- Prices: the closed form against played auctions ---------------------------------------------------------------------------------

static const fl_key dice = {20220616, 0, 11};

// Gumbel-distributed relevance of bidder `i` to slot `n`.
static double relevance(uint32_t n, uint32_t i) {
  return -fl_log(-fl_log(fl_unit(fl_draw(&dice, FL_STREAM_ROOM, n, i, 7).u[0])));
}

typedef struct sums {
  double wins, price, square; // price over bid of the slots won
} sums;

// Plays auctions among `count` bidders of equal quality whose bids are exp(v).
static void play(const double *v, uint32_t count, double scale, uint32_t slots, sums *of) {
  memset(of, 0, count * sizeof *of);
  for (uint32_t n = 0; n < slots; n++) {
    double first = -1e300, second = -1e300;
    uint32_t winner = 0;
    for (uint32_t i = 0; i < count; i++) {
      const double x = v[i] + scale * relevance(n, i);
      second = x > first ? first : x > second ? x : second;
      winner = x > first ? i : winner;
      first = x > first ? x : first;
    }
    const double price = exp(second - first);
    of[winner].wins++;
    of[winner].price += price;
    of[winner].square += price * price;
  }
}

static void the_mean_price_is_that_of_auctions_played_one_by_one(void **state) {
  (void)state;
  enum { BIDDERS = 4, SLOTS = 100000 };
  static const double v[BIDDERS] = {0, 0.4, -0.8, 1.1}, scales[] = {0.05, 0.2, 0.5, 1, 3};
  for (size_t k = 0; k < sizeof scales / sizeof *scales; k++) {
    sums of[BIDDERS];
    play(v, BIDDERS, scales[k], SLOTS, of);
    double total = 0;
    for (int i = 0; i < BIDDERS; i++) total += exp(v[i] / scales[k]);
    for (int i = 0; i < BIDDERS; i++) {
      const double share = exp(v[i] / scales[k]) / total, wins = of[i].wins;
      assert_true(fabs(wins / SLOTS - share) < 5 * sqrt(share * (1 - share) / SLOTS) + 1e-9);
      if (wins < 100) continue;
      const double mean = of[i].price / wins, error = sqrt((of[i].square / wins - mean * mean) / wins);
      const double told = fl_ads_price_over_bid(scales[k], share);
      if (!(fabs(told - mean) < 5 * error + 1e-3))
        fail_msg("scale %g, share %.4f: %.4f, played %.4f ± %.4f", scales[k], share, told, mean, error);
    }
  }
}

static void who_is_alone_pays_nothing_and_who_is_one_of_many_a_fixed_part_of_the_bid(void **state) {
  (void)state;
  for (double s = 0.01; s <= 5; s *= 1.7) {
    assert_true(fl_ads_price_over_bid(s, 1) == 0);
    assert_true(fabs(fl_ads_price_over_bid(s, 0) - 1 / (1 + s)) < 1e-12);
    double last = 1;
    for (double share = 0; share <= 1; share += 0.02) {
      const double price = fl_ads_price_over_bid(s, share);
      assert_true(price >= 0 && price <= last);
      last = price;
    }
  }
}

// ---- A morning -----------------------------------------------------------------------------------------------------------------------

// A world of the platform with paid traffic, lived for a few days; its mornings can then be held without nights between them.
static watched *market(const char *load, const char *relevance_scale, const char *budget) {
  watched *x = watch(WATCH_PLAN("fans", "4096", "rooms", "100", "warmup", "0", "days", "40", "ads.load", load, "ads.reserve",
                                "0.01", "ads.relevance", relevance_scale, "ads.budget_share", budget));
  for (int day = 0; day < 5; day++) watch_day(x);
  return x;
}

static void morning(fl_world *w) {
  fl_ads_today(&w->params, &w->step, &w->agents, &w->ads, w->allocation.paid, &w->levers);
}

static uint32_t minutes_in(const fl_rooms *rooms, uint32_t r, uint32_t part) {
  uint32_t n = 0;
  for (uint32_t minute = part * FL_DAYPART; minute < (part + 1) * FL_DAYPART; minute++)
    n += minute >= rooms->open[r] && minute < rooms->close[r];
  return n;
}

// Visits that agent `r` is led to on this day by the tables of the morning, if fans lose none beyond what the market expects.
static double led_to(const fl_world *w, uint32_t r) {
  const fl_rooms *rooms = &w->agents.rooms;
  double visits = 0;
  for (uint32_t part = 0; part < FL_DAYPARTS; part++) {
    double all = 0, planned = 0;
    for (int i = 0; i < 256; i++) planned += w->step.daypart[i] == part ? 1.0 / 256 : 0;
    planned *= (double)w->levers.visits_per_minute[1] * w->ads.content_minutes * w->ads.kept * w->ads.found[part];
    for (uint32_t q = 0; q < rooms->count; q++) all += w->allocation.paid[q] * minutes_in(rooms, q, part);
    if (all > 0) visits += planned * w->allocation.paid[r] * minutes_in(rooms, r, part) / all;
  }
  return visits;
}

// Budgets without end: everybody bids in full, so that a slot is a draw among those who bid, and the price that of the runner-up.
static void a_morning_without_budgets_gives_out_slots_as_played_auctions_do(void **state) {
  (void)state;
  enum { SLOTS = 40000 };
  watched *x = market("1", "0.5", "10");
  fl_world *w = x->world;
  fl_rooms *rooms = &w->agents.rooms;
  uint32_t bidders = 0;
  double v[8];
  for (uint32_t r = 0; r < rooms->count; r++) {
    const bool takes_part = rooms->advertises[r] && rooms->value[r] > 0 && bidders < 8;
    rooms->weight[r] = 1;
    rooms->open[r] = 0;
    rooms->close[r] = takes_part ? 1440 : 0;
    rooms->ad_budget[r] = takes_part ? 1e13 : 0;
    rooms->ad_roi[r] = 1 + 0.2 * bidders; // bids differ
    rooms->content_seen[r] = 1;
    rooms->ad_pace[r] = 0;
    rooms->ad_gmv[r] = 0;
    rooms->ad_uv[r] = 0; // no record: all expect the same
    if (takes_part) v[bidders++] = fl_log(w->ads.visit_value / rooms->ad_roi[r]);
  }
  assert_int_equal(bidders, 8);
  morning(w);
  sums of[8];
  play(v, bidders, 0.5, SLOTS, of);
  double all = 0;
  for (uint32_t r = 0; r < rooms->count; r++) all += led_to(w, r);
  const double slots = w->params.ads_load / 60 * w->ads.content_minutes * w->ads.kept;
  assert_true(fabs(all / slots - 1) < 1e-6 && fabs(w->ads.sold - 1) < 1e-9);
  for (uint32_t r = 0, i = 0; r < rooms->count; r++) {
    if (rooms->ad_money[r] == 0) continue;
    const double share = of[i].wins / SLOTS, price = exp(v[i]) * of[i].price / of[i].wins;
    const double error = exp(v[i]) * sqrt((of[i].square / of[i].wins - pow(of[i].price / of[i].wins, 2)) / of[i].wins);
    assert_true(fabs(led_to(w, r) / all - share) < 5 * sqrt(share / SLOTS));
    assert_true(fabs(rooms->ad_price[r] - price) < 5 * error + 0.5); // of a fen
    i++;
  }
  watch_close(x);
}

// ---- Budgets and pacing ----------------------------------------------------------------------------------------------------------------

// Largest distance of what a room is led to spend from its budget, among those whose budget binds, over the budget.
static double farthest(const fl_world *w, uint32_t *bound) {
  const fl_rooms *rooms = &w->agents.rooms;
  double worst = 0;
  *bound = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const double money = (double)rooms->ad_money[r];
    const bool least = rooms->ad_price[r] <= 100 * w->params.ads_reserve; // can go no lower: it goes by chance
    if (money <= 0 || rooms->ad_pace[r] > -1e-9 || least) continue;
    const double gap = fabs(led_to(w, r) * rooms->ad_price[r] / money - 1) - 0.5 / rooms->ad_price[r]; // prices are whole fen
    worst = gap > worst ? gap : worst;
    ++*bound;
  }
  return worst;
}

static void pacing_meets_the_budgets_within_a_few_mornings(void **state) {
  (void)state;
  static const char *const scales[] = {"0.05", "0.2", "0.5", "1", "3"};
  for (size_t k = 0; k < sizeof scales / sizeof *scales; k++) {
    watched *x = market("0.3", scales[k], "0.02");
    fl_world *w = x->world;
    for (uint32_t r = 0; r < w->agents.rooms.count; r++) w->agents.rooms.ad_pace[r] = 0; // as if nobody had ever paced
    uint32_t bound;
    for (int day = 0; day < 7; day++) morning(w);
    const double worst = farthest(w, &bound);
    print_message("relevance %s: %u budgets bind, farthest %.4f\n", scales[k], bound, worst);
    assert_true(bound >= 10);
    assert_true(worst < 0.05);
    watch_close(x);
  }
}

// Over many days, with the chance of visits in them.
static void budgets_are_never_overspent_and_nearly_spent(void **state) {
  (void)state;
  watched *x = watch(WATCH_PLAN("fans", "8192", "rooms", "100", "warmup", "0", "days", "80", "ads.load", "0.3", "ads.reserve",
                                "0.01", "ads.budget_share", "0.02"));
  const fl_rooms *rooms = &x->world->agents.rooms;
  double *money = calloc(rooms->count, sizeof *money), *spent = calloc(rooms->count, sizeof *spent), all = 0, out = 0;
  assert_true(money && spent);
  while (watch_more(x)) {
    int64_t before[128], income = 0;
    assert_true(rooms->count <= 128);
    memcpy(before, rooms->ad_saved, rooms->count * sizeof *before);
    watch_day(x);
    for (uint32_t r = 0; r < rooms->count; r++) {
      const int64_t uv = x->world->counts.rooms[r].uv[FL_PAID];
      assert_in_range(rooms->ad_spend[r], 0, rooms->ad_money[r] + before[r]);
      assert_true(rooms->ad_spend[r] <= uv * rooms->ad_price[r]);
      money[r] += (double)rooms->ad_money[r];
      spent[r] += (double)rooms->ad_spend[r];
      assert_true(spent[r] <= money[r]);
      income += rooms->ad_spend[r];
      if (x->day < 20 || rooms->ad_pace[r] > -1e-9) continue;
      all += (double)rooms->ad_money[r];
      out += (double)rooms->ad_spend[r];
    }
    size_t n;
    const fl_row_platform_day *row = fl_world_rows(x->world, FL_T_platform_day, &n);
    assert_int_equal(row->ads_fen, income);
    const fl_row_ads_day *kinds = fl_world_rows(x->world, FL_T_ads_day, &n);
    for (size_t i = 0; i < n; i++) income -= kinds[i].spend_fen;
    assert_int_equal(income, 0);
  }
  print_message("of the budgets that bind %.3f is spent\n", out / all);
  assert_true(out / all > 0.85 && out / all < 1.02);
  free(money);
  free(spent);
  watch_close(x);
}

typedef struct market_sums {
  double spend, gmv, money_of[128], spend_of[128]; // all; by room
} market_sums;

static market_sums lived_with(const char *budget) {
  watched *x = watch(WATCH_PLAN("fans", "8192", "rooms", "100", "warmup", "0", "days", "60", "ads.load", "0.1", "ads.reserve",
                                "0.01", "ads.budget_share", budget));
  const fl_rooms *rooms = &x->world->agents.rooms;
  market_sums sum = {0};
  while (watch_more(x)) {
    watch_day(x);
    for (uint32_t r = 0; r < rooms->count && x->day >= 20; r++) {
      sum.money_of[r] += (double)rooms->ad_money[r];
      sum.spend_of[r] += (double)rooms->ad_spend[r];
      sum.spend += (double)rooms->ad_spend[r];
      sum.gmv += (double)x->world->counts.rooms[r].gmv[FL_PAID];
    }
  }
  watch_close(x);
  return sum;
}

static bool binds(const market_sums *m, int room) {
  return m->spend_of[room] > 0.9 * m->money_of[room];
}

// Of rooms whose budgets bind at each of the three sizes. What they are a share of, the sales of a room, moves a little with traffic.
static void money_spent_goes_with_the_budget_while_it_binds_and_each_yuan_brings_less(void **state) {
  (void)state;
  const market_sums half = lived_with("0.005"), base = lived_with("0.01"), more = lived_with("0.015");
  double of_half = 0, of_base = 0, of_more = 0;
  int bound = 0;
  for (int r = 0; r < 100; r++) {
    if (base.money_of[r] <= 0 || !binds(&half, r) || !binds(&base, r) || !binds(&more, r)) continue;
    of_half += half.spend_of[r];
    of_base += base.spend_of[r];
    of_more += more.spend_of[r];
    bound++;
  }
  print_message("%d rooms, spent: %.3f, %.3f; return: %.2f, %.2f, %.2f\n", bound, of_half / of_base, of_more / of_base,
                half.gmv / half.spend, base.gmv / base.spend, more.gmv / more.spend);
  assert_true(bound >= 15);
  assert_true(of_half / of_base > 0.45 && of_half / of_base < 0.55);
  assert_true(of_more / of_base > 1.4 && of_more / of_base < 1.6);
  assert_true(half.gmv / half.spend > base.gmv / base.spend && base.gmv / base.spend > more.gmv / more.spend);
}

// ---- Limits ----------------------------------------------------------------------------------------------------------------------------

static void without_load_nothing_of_it_moves_a_bit(void **state) {
  (void)state;
  static const char *const others[][2] = {{"ads.displacement", "1"}, {"ads.budget_share", "1"}, {"ads.target_roi", "0.5"},
                                          {"ads.quality", "3"},      {"ads.relevance", "2"},    {"ads.reserve", "9"},
                                          {"ads.memory", "2"}};
  const fl_scenario s = small_scenario();
  const small_run off = small_go(&s);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    const small_run moved = small_go_set(&s, others[i][0], others[i][1]);
    small_check_same(&off, &moved, FL_TABLES);
  }
  assert_int_equal(off.digest.rows[FL_T_ads_day], 0);
}

// Nobody buys: the market is open, and nothing of the rest of the platform is another one.
static void where_nobody_bids_the_platform_is_as_without_a_market(void **state) {
  (void)state;
  static const char *const silent[][2] = {{"ads.budget_share", "0"}, {"ads.participation", "0"}, {"ads.reserve", "1000"}};
  fl_scenario s = small_scenario();
  const small_run off = small_go(&s);
  small_set(&s, "ads.load", "1");
  for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
    const small_run open = small_go_set(&s, silent[i][0], silent[i][1]);
    assert_true(open.digest.rows[FL_T_ads_day] > 0);
    assert_memory_equal(open.digest.table[FL_T_platform_day], off.digest.table[FL_T_platform_day],
                        sizeof off.digest.table[FL_T_platform_day]);
  }
}

static void a_single_advertiser_pays_the_reserve(void **state) {
  (void)state;
  fl_scenario s = WATCH_PLAN("fans", "4096", "rooms", "50", "warmup", "0", "days", "20", "ads.load", "1", "ads.participation", "0",
                             "ads.reserve", "0.07");
  strcpy(fl_scenario_add_brand(&s)->id, "own");
  fl_room_def *room = fl_scenario_add_room(&s);
  strcpy(room->id, "room");
  strcpy(room->brand, "own");
  room->followers = 10000000;
  room->ads_budget = 1e9;
  watched *x = watch(s);
  const fl_rooms *rooms = &x->world->agents.rooms;
  int64_t visits = 0;
  while (watch_more(x)) {
    watch_day(x);
    if (rooms->ad_money[50] == 0) continue;
    assert_int_equal(rooms->ad_price[50], 7);
    assert_int_equal(rooms->ad_spend[50], 7 * x->world->counts.rooms[50].uv[FL_PAID]);
    visits += x->world->counts.rooms[50].uv[FL_PAID];
  }
  assert_true(visits > 0);
  watch_close(x);
}

// Ends of ranges, worlds in which something is missing, more load than fans can live: every run keeps its books (the invariants are
// walked), and what it counts stays within what there is.
static void at_the_ends_of_all_ranges_the_books_balance(void **state) {
  (void)state;
  static const char *const ends[][2] = {{"ads.load", "3"},
                                        {"ads.load", "1e-9"},
                                        {"ads.displacement", "1"},
                                        {"ads.participation", "1"},
                                        {"ads.budget_share", "10"},
                                        {"ads.target_roi", "0.01"},
                                        {"ads.target_roi", "1000"},
                                        {"ads.quality", "10"},
                                        {"ads.relevance", "0.01"},
                                        {"ads.relevance", "5"},
                                        {"ads.reserve", "0.01"},
                                        {"ads.memory", "1"},
                                        {"ads.memory", "1000"},
                                        {"room.live_prob", "0"},
                                        {"fan.minutes", "0"},
                                        {"fan.activity", "0"},
                                        {"choice.public_visits", "0"},
                                        {"choice.buy_per_minute", "0"},
                                        {"follow.capacity", "0"},
                                        {"fan.evening_share", "1"},
                                        {"fans", "1"},
                                        {"rooms", "1"},
                                        {"start.orders_per_fan_day", "0"}};
  fl_scenario s = small_scenario();
  s.setup.fans = 2000;
  s.setup.rooms = 50;
  small_set(&s, "ads.load", "2");
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    fl_scenario changed = s;
    small_set(&changed, ends[i][0], ends[i][1]);
    const small_run run = small_go(&changed);
    assert_int_equal(run.gmv_fen, run.paid_fen + run.platform_fen + run.seller_fen);
    assert_true(run.digest.rows[FL_T_ads_day] > 0);
  }
}

static void a_market_is_the_same_for_any_number_of_threads(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  small_set(&s, "ads.load", "0.5");
  small_check_order(&s);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_mean_price_is_that_of_auctions_played_one_by_one),
      cmocka_unit_test(who_is_alone_pays_nothing_and_who_is_one_of_many_a_fixed_part_of_the_bid),
      cmocka_unit_test(a_morning_without_budgets_gives_out_slots_as_played_auctions_do),
      cmocka_unit_test(pacing_meets_the_budgets_within_a_few_mornings),
      cmocka_unit_test(budgets_are_never_overspent_and_nearly_spent),
      cmocka_unit_test(money_spent_goes_with_the_budget_while_it_binds_and_each_yuan_brings_less),
      cmocka_unit_test(without_load_nothing_of_it_moves_a_bit),
      cmocka_unit_test(where_nobody_bids_the_platform_is_as_without_a_market),
      cmocka_unit_test(a_single_advertiser_pays_the_reserve),
      cmocka_unit_test(at_the_ends_of_all_ranges_the_books_balance),
      cmocka_unit_test(a_market_is_the_same_for_any_number_of_threads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
