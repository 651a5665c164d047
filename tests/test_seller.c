// M24: the books of sellers against the tables of the day, organisations under growth, prices that are learnt, entry and exit. Hours:
// test_hours.c.
#include "agents/books.h"
#include "base/mathx.h"
#include "lone_seller.h"
#include "small_world.h"
#include "watch.h"

#include <math.h>

// ---- Rules alone ---------------------------------------------------------------------------------------------------------------------

static lone *alone(void) {
  lone *x = lone_seller();
  x->a.brands.invest_share[0] = -1;
  x->a.brands.loss_horizon[0] = -1;
  x->a.brands.opening_cash[0] = -1;
  x->a.brands.aim_quality[0] = x->a.brands.built_quality[0] = x->a.brands.quality[0] = 0.6;
  x->a.brands.aim_service[0] = x->a.brands.service[0] = 0.6;
  return x;
}

// A night on which the seller has sold `orders` of `all`.
static fl_seller_turn night(lone *x, double orders, double all) {
  x->counts.rooms[0].orders[FL_PUBLIC] = fl_round(orders);
  x->fixed.source[FL_PUBLIC].orders = fl_round(all);
  const fl_seller_turn turn = fl_seller_night(&x->p, &x->step, &x->counts, &x->a);
  x->step.day++;
  return turn;
}

// Growth at a rate g that lasts leaves capacity at headroom / (1 + g T) of orders.
static double strain_of_growth(double per_day, double invest_share) {
  lone *x = alone();
  fl_brands *b = &x->a.brands;
  x->p.seller_strain_quality = 0.5;
  x->p.seller_invest_share = invest_share;
  b->sales_rate[0] = 100;
  b->capacity[0] = 130;
  for (int day = 0; day < 1500; day++) {
    b->sales_rate[0] *= exp(per_day);
    b->turnover_rate[0] = 5000 * b->sales_rate[0];
    b->cost_rate[0] = 0.9 * b->turnover_rate[0];
    night(x, 0, 0);
  }
  const double strain = fl_seller_strain(b, 0);
  assert_true(fabs(b->quality[0] - (0.6 - 0.5 * strain)) < 1e-12);
  leave(x);
  return strain;
}

static void quality_slips_above_a_rate_of_growth_and_not_below(void **state) {
  (void)state;
  const fl_params p = fl_default_scenario().params;
  const double threshold = (p.seller_headroom - 1) / p.seller_organisation_days;
  assert_true(strain_of_growth(0.9 * threshold, 0) == 0);
  for (double times = 1.5; times < 4; times++) {
    const double g = times * threshold, told = log((1 + g * p.seller_organisation_days) / p.seller_headroom);
    const double found = strain_of_growth(g, 0);
    if (!(fabs(found - told) < 0.02)) fail_msg("growth of %.4f a day: strain %.4f, told %.4f", g, found, told);
  }
}

static void who_invests_in_time_keeps_the_quality(void **state) {
  (void)state;
  const fl_params p = fl_default_scenario().params;
  const double g = 2 * (p.seller_headroom - 1) / p.seller_organisation_days;
  // A tenth of sales is profit: 500 fen an order; a share of it buys as much capacity as growth asks for.
  assert_true(strain_of_growth(g, 0) > 0.1);
  assert_true(strain_of_growth(g, 0.3) == 0);
  assert_true(strain_of_growth(g, 0.01) > 0.01 && strain_of_growth(g, 0.01) < strain_of_growth(g, 0));
  // Money closes gaps no faster than invest_speed says.
  const double fast = 2 * (1 + p.seller_invest_speed) * g / 2, lag = p.seller_organisation_days / (1 + p.seller_invest_speed);
  assert_true(fabs(strain_of_growth(fast, 1) - log((1 + fast * lag) / p.seller_headroom)) < 0.02);
}

static void investment_is_posted_to_the_fen(void **state) {
  (void)state;
  lone *x = alone();
  fl_brands *b = &x->a.brands;
  b->weight[0] = 7;
  b->sales_rate[0] = 100;
  b->capacity[0] = 90;
  b->turnover_rate[0] = 7e6;
  b->cost_rate[0] = 6e6;
  b->invest_share[0] = 0.5;
  const double profit = 1e6 / 7, paid = 0.5 * profit / (100 * x->p.seller_capacity_cost);
  const double most = (x->p.seller_headroom * 100 - 90) * x->p.seller_invest_speed / x->p.seller_organisation_days;
  const double bought = paid < most ? paid : most;
  night(x, 0, 0);
  assert_int_equal(b->book_investment[0], 7 * llround(100 * x->p.seller_capacity_cost * bought));
  assert_int_equal(b->cash[0], -b->book_investment[0]);
  const double gap = x->p.seller_headroom * 100 - 90 - bought;
  assert_true(fabs(b->capacity[0] - (90 + bought + gap / x->p.seller_organisation_days)) < 1e-9);
  leave(x);
}

// Demand of a constant elasticity: the price goes to where Lerner's rule has it, whatever was believed before.
static double learnt_price(double elasticity, double cost) {
  lone *x = alone();
  fl_brands *b = &x->a.brands;
  x->p.seller_price_learning = 0.3;
  x->p.seller_price_bound = 2;
  x->p.seller_price_try = 0.1;
  x->p.seller_price_prior_weight = 0.001; // soon outweighed
  x->p.seller_fulfilment = 0;
  x->p.commission_share = x->p.seller_host_pay = 0;
  x->step.key = (fl_key){1, 2, 3};
  b->cost_share[0] = cost;
  double mean = 0;
  for (int day = 0; day < 14 * 400; day++) {
    const double orders = 1e6 * exp(-elasticity * b->price_move[0]);
    b->sales_rate[0] = orders;
    b->turnover_rate[0] = orders * 5000 * exp(b->price_move[0]);
    night(x, orders, 1e9);
    if (day >= 14 * 200) mean += b->price_move[0] / (14 * 200);
  }
  leave(x);
  return mean;
}

static void prices_are_learnt_from_demand(void **state) {
  (void)state;
  static const double elasticities[] = {1.6, 2.6, 4, 8};
  for (size_t i = 0; i < sizeof elasticities / sizeof *elasticities; i++) {
    const double e = elasticities[i], told = log(0.5 * e / (e - 1)), found = learnt_price(e, 0.5);
    if (!(fabs(found - told) < 0.04)) fail_msg("elasticity %g: log price %.3f, told %.3f", e, found, told);
  }
  assert_true(fabs(fl_seller_markup(2) - 2) < 1e-12);
}

// All that goes with a sale is in the price: of the price what goes with it, of the piece what goes with that, goods that come back taken
// off. The seller begins below and above.
static void what_a_sale_costs_is_in_the_price(void **state) {
  (void)state;
  static const struct {
    double levy, piece; // share of the price; of a list price of 50 yuan
  } cases[] = {{0, 0}, {0.2, 0}, {0, 0.1}, {0.2, 0.1}, {0.15, -0.1}, {-0.03, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    lone *x = alone();
    fl_brands *b = &x->a.brands;
    x->p.seller_price_learning = 0.5;
    x->p.seller_price_bound = 2;
    x->p.seller_price_try = 0;
    x->p.seller_price_prior_weight = 100; // demand is what it is believed to be
    b->weight[0] = 3;
    b->built_service[0] = b->aim_service[0];
    for (int day = 0; day < 14 * 60; day++) {
      const double price = 5000 * exp(b->price_move[0]);
      b->sales_rate[0] = 100;
      b->turnover_rate[0] = 3 * 100 * price;
      b->levy_rate[0] = cases[i].levy * b->turnover_rate[0];
      b->piece_rate[0] = cases[i].piece * 3 * 100 * 5000;
      night(x, 100, 1e6);
    }
    const double e = x->p.seller_price_prior, kept = 1 - x->p.commission_share - x->p.seller_host_pay - cases[i].levy;
    const double told = log((0.5 + x->p.seller_fulfilment / 50 + cases[i].piece) / kept * e / (e - 1));
    if (!(fabs(b->price_move[0] - told) < 1e-3)) fail_msg("case %zu: log price %.4f, told %.4f", i, b->price_move[0], told);
    leave(x);
  }
}

static void costs_beyond_all_bounds_leave_a_price(void **state) {
  (void)state;
  lone *x = alone();
  fl_brands *b = &x->a.brands;
  b->sales_rate[0] = 1;
  b->turnover_rate[0] = 5000;
  b->levy_rate[0] = 1e6; // refunds of what was sold when sales were high
  assert_true(fabs(fl_seller_levies(&x->p, b, 0) - 0.9) < 1e-12);
  b->levy_rate[0] = 0;
  b->piece_rate[0] = -1e6; // and goods that came back
  assert_true(fabs(fl_seller_unit_cost(&x->p, b, 0) * (1 - fl_seller_levies(&x->p, b, 0)) - 0.05) < 1e-12);
  leave(x);
}

static void prices_stay_within_the_bound_and_without_learning_where_they_were(void **state) {
  (void)state;
  lone *x = alone();
  fl_brands *b = &x->a.brands;
  b->sales_rate[0] = 100;
  b->turnover_rate[0] = 5e5;
  for (int day = 0; day < 60; day++) night(x, 100, 1e6);
  assert_true(b->price_move[0] == 0);
  x->p.seller_price_learning = 1;
  b->cost_share[0] = 0.9;
  for (int day = 0; day < 600; day++) {
    night(x, 100, 1e6);
    assert_true(b->price_move[0] <= x->p.seller_price_bound && b->price_move[0] >= -x->p.seller_price_bound);
  }
  assert_true(b->price_move[0] > 0.2);
  leave(x);
}

static void margins_above_the_goal_become_quality_and_below_it_are_saved(void **state) {
  (void)state;
  for (int sign = -1; sign <= 1; sign += 2) {
    lone *x = alone();
    fl_brands *b = &x->a.brands;
    x->p.seller_quality_response = 0.1;
    b->turnover_rate[0] = 1e6;
    b->cost_rate[0] = 1e6 * (1 - x->p.seller_margin_goal * (1 + 0.5 * sign));
    for (int day = 0; day < 365; day++) night(x, 0, 0);
    assert_true(fabs(b->quality[0] - (0.6 + 0.05 * sign)) < 1e-9);
    assert_true(fabs(b->service[0] - (0.6 + 0.05 * sign)) < 1e-9);
    leave(x);
  }
}

static void who_has_no_cash_leaves_after_the_horizon_and_an_owner_puts_it_off(void **state) {
  (void)state;
  lone *x = alone();
  fl_brands *b = &x->a.brands;
  b->loss_horizon[0] = 10;
  b->owner_funding[0] = 500;
  int64_t left = 0;
  int days = 0;
  for (; days < 100 && left == 0; days++) {
    fl_book_overhead(b, 0, 100); // a loss of 100 fen a day
    left = night(x, 0, 0).left;
  }
  // Five days are paid by the owner, and ten go by without cash.
  assert_int_equal(days, 15);
  assert_int_equal(left, 1);
  assert_int_equal(b->state[0], FL_LEFT);
  assert_int_equal(x->a.rooms.closed[0], 1);
  assert_int_equal(b->book_funding[0], 500);
  assert_int_equal(b->cash[0], 500 - 100 * 15);
  assert_int_equal(night(x, 0, 0).left, 0);
  leave(x);
}

// ---- In worlds -----------------------------------------------------------------------------------------------------------------------

typedef struct books {
  int64_t sales, vouchers, refunds, commission, ads, entered, left, funding; // of platform_day
  int64_t of_brands[5], of_rooms[5], cash, sellers, before;
} books;

static fl_status add_books(void *ctx, fl_table_id table, const void *rows, size_t count) {
  books *b = ctx;
  if (table == FL_T_platform_day) {
    const fl_row_platform_day *day = rows;
    b->sales += day->gmv_fen;
    b->vouchers += day->seller_fen;
    b->refunds += day->refund_fen;
    b->commission += day->commission_fen;
    b->ads += day->ads_fen;
    b->entered += day->sellers_entered;
    b->left += day->sellers_left;
    if (b->sellers) assert_int_equal(day->sellers, b->sellers + day->sellers_entered - day->sellers_left);
    b->sellers = day->sellers;
  }
  for (size_t i = 0; table == FL_T_brand_month && i < count; i++) {
    const fl_row_brand_month *m = (const fl_row_brand_month *)rows + i;
    const int64_t fen[] = {m->sales_fen, m->vouchers_fen, m->refunds_fen, m->commission_fen, m->ads_fen};
    for (int k = 0; k < 5; k++) b->of_brands[k] += fen[k];
  }
  for (size_t i = 0; table == FL_T_room_month && i < count; i++) {
    const fl_row_room_month *m = (const fl_row_room_month *)rows + i;
    const int64_t fen[] = {m->sales_fen, m->vouchers_fen, m->refunds_fen, m->commission_fen, m->ads_fen};
    for (int k = 0; k < 5; k++) b->of_rooms[k] += fen[k];
  }
  return FL_OK;
}

static books books_of(const fl_scenario *s) {
  books b = {0};
  fl_world_options options = fl_default_world_options();
  options.check = true;
  options.sink = (fl_sink){&b, add_books};
  small_live x = small_open(s, options);
  while (small_more(&x)) small_step(&x);
  small_close(&x);
  return b;
}

static void every_fen_of_the_days_is_in_sellers_books(void **state) {
  (void)state;
  fl_scenario s = watch_eventful();
  small_set(&s, "shelf.search", "0.3");
  s.policies[s.policy_count - 1].of.subsidy.platform_part = 0.6;
  const books b = books_of(&s);
  const int64_t days[] = {b.sales, b.vouchers, b.refunds, b.commission, b.ads};
  for (int k = 0; k < 5; k++) {
    assert_true(days[k] > 0);
    assert_int_equal(b.of_brands[k], days[k]);
    assert_int_equal(b.of_rooms[k], days[k]);
  }
  fl_scenario_free(&s);
}

// What sellers believe that a sale costs is what the books say: over a memory that never fades rates times days are sums.
static void rates_of_costs_are_those_of_the_books(void **state) {
  (void)state;
  fl_scenario s = watch_eventful();
  static const char *const with[][2] = {{"seller.rate_memory", "1000"},
                                        {"distribution.share", "0.5"},
                                        {"distribution.brands", "0.8"},
                                        {"rights.seven_day.coverage", "0.5"},
                                        {"rights.shipping_cover.coverage", "0.5"},
                                        {"seller.salvage", "0"}};
  for (size_t i = 0; i < sizeof with / sizeof *with; i++) small_set(&s, with[i][0], with[i][1]);
  s.policies[s.policy_count - 1].of.subsidy.platform_part = 0.6;
  watched *x = watch(s);
  int64_t of_price = 0;
  while (watch_more(x)) {
    watch_day(x);
    for (uint32_t b = 0; b < x->world->agents.brands.count; b++) of_price += x->world->counts.right_payers[b][2];
  }
  const fl_brands *brands = &x->world->agents.brands;
  double levies = 0, pieces = 0, told_levies = (double)of_price, told_pieces = -(double)of_price;
  int64_t talents = 0, rights = 0;
  for (uint32_t b = 0; b < brands->count; b++) {
    levies += brands->levy_rate[b] * x->world->day;
    pieces += brands->piece_rate[b] * x->world->day;
    told_levies += (double)(brands->book_vouchers[b] + brands->book_refunds[b] + brands->book_talents[b]) -
                   x->world->params.seller_host_pay * (double)brands->book_distributed[b];
    told_pieces += (double)brands->book_rights[b]; // nothing that comes back is worth anything
    talents += brands->book_talents[b];
    rights += brands->book_rights[b];
  }
  assert_true(of_price > 0 && talents > 0 && rights > of_price);
  // Host pay is rounded for each place and day.
  check_near(levies / told_levies, 1, 1e-4, 0, told_levies);
  check_near(pieces / told_pieces, 1, 1e-9, 0, told_pieces);
  watch_close(x);
}

static bool is_of_books(fl_table_id table) {
  return table == FL_T_brand_month || table == FL_T_room_month;
}

// Costs are counted, and change nobody as long as nobody decides by them.
static void costs_move_the_books_alone(void **state) {
  (void)state;
  static const char *const costs[] = {
      "seller.fulfilment", "seller.salvage",      "seller.hour_cost",    "seller.host_pay",          "seller.overhead",
      "seller.headroom",   "seller.cost_quality", "seller.cost_service", "seller.organisation_days", "kind.belt.gross_margin"};
  fl_scenario s = watch_eventful();
  const small_run base = small_go(&s);
  for (size_t i = 0; i < sizeof costs / sizeof *costs; i++) {
    const fl_field *field = fl_field_find(&fl_param_fields, costs[i]);
    fl_scenario other = watch_eventful();
    fl_field_put_real(field, &other.params, field->dflt * 0.7 > field->min ? field->dflt * 0.7 : field->dflt * 1.3);
    const small_run run = small_go(&other);
    bool moved = false;
    for (int t = 0; t < FL_TABLES; t++) {
      const bool same = memcmp(run.digest.table[t], base.digest.table[t], sizeof run.digest.table[t]) == 0;
      moved |= !same && is_of_books((fl_table_id)t);
      if (!same && !is_of_books((fl_table_id)t)) fail_msg("%s moves table %s", costs[i], fl_tables[t].name);
    }
    // Goods and service are as good as at the beginning, so that their cost does not hang on that.
    const bool of_more = strcmp(costs[i], "seller.cost_quality") == 0 || strcmp(costs[i], "seller.cost_service") == 0;
    if (moved == of_more) fail_msg("%s: books move %d", costs[i], moved);
    fl_scenario_free(&other);
  }
  fl_scenario_free(&s);
}

static fl_scenario lively(void) {
  fl_scenario s = small_scenario();
  s.setup.to = s.setup.from + 119;
  small_set(&s, "seller.cash_days", "1");
  small_set(&s, "seller.loss_horizon", "20");
  small_set(&s, "seller.entry_per_year", "0.6");
  return s;
}

static void sellers_enter_and_leave_and_those_who_left_sell_nothing(void **state) {
  (void)state;
  fl_scenario s = lively();
  small_set(&s, "shelf.search", "0.3");
  small_set(&s, "shelf.browse", "0.3");
  const books b = books_of(&s);
  const double real = 0.6 * 120 / 365 * s.params.real_rooms;
  assert_true(b.left > 0);
  assert_true(fabs((double)b.entered / real - 1) < 0.03);
  watched *x = watch(lively());
  uint32_t seen = 0;
  int64_t late = 0;
  while (watch_more(x)) {
    const fl_brands *brands = &x->world->agents.brands;
    uint8_t *closed = malloc(brands->count);
    memcpy(closed, x->world->agents.rooms.closed, x->world->agents.rooms.count);
    watch_day(x);
    for (uint32_t r = 0; r < x->world->agents.rooms.count; r++) {
      const fl_room_tally *t = &x->world->counts.rooms[r];
      if (!closed[r]) continue;
      seen++;
      assert_true(!x->world->agents.rooms.live[r] && fl_room_sum(t->orders) == 0 && t->shelf_views == 0);
      late += t->delivered; // what was on its way arrives
    }
    free(closed);
  }
  assert_true(seen > 0 && late > 0);
  watch_close(x);
  fl_scenario_free(&s);
}

// Generated rooms and brands come first, then the scenario's own, then those who enter.
static fl_status see_owners(void *ctx, fl_table_id table, const void *rows, size_t count) {
  int64_t *seen = ctx;
  for (size_t i = 0; i < count; i++) {
    const fl_row_brand *brand = (const fl_row_brand *)rows + i;
    const fl_row_room *room = (const fl_row_room *)rows + i;
    if (table == FL_T_brand) assert_int_equal(brand->own, strcmp(brand->id, "own") == 0);
    if (table == FL_T_room) assert_int_equal(room->own, strcmp(room->id, "own") == 0);
    if (table == FL_T_brand) seen[0] += strncmp(brand->id, "entrant-", 8) == 0;
    if (table == FL_T_brand && brand->own) seen[1] = brand->brand;
    if (table == FL_T_brand_word_day) assert_int_equal(((const fl_row_brand_word_day *)rows)[i].brand, seen[1]);
    if (table == FL_T_channel_day) assert_int_equal(((const fl_row_channel_day *)rows)[i].brand, seen[1]);
    seen[2] += table == FL_T_brand_word_day || table == FL_T_channel_day;
  }
  return FL_OK;
}

static void who_enters_is_not_taken_for_the_scenarios_own(void **state) {
  (void)state;
  fl_scenario s = lively();
  small_set(&s, "word.form", "segments");
  fl_brand_def *brand = fl_scenario_add_brand(&s);
  strcpy(brand->id, "own");
  brand->effort = 0.5;
  fl_room_def *room = fl_scenario_add_room(&s);
  strcpy(room->id, "own");
  strcpy(room->brand, "own");
  int64_t seen[3] = {0};
  fl_world_options options = fl_default_world_options();
  options.sink = (fl_sink){seen, see_owners};
  small_live x = small_open(&s, options);
  while (small_more(&x)) small_step(&x);
  small_close(&x);
  assert_int_equal(seen[0], (int64_t)(0.6 * 120 / 365 * 200 + 0.5));
  assert_int_equal(seen[1], 200);
  assert_int_equal(seen[2], 2 * (15 + 120)); // a row a day of each table
  fl_scenario_free(&s);
}

static void without_the_switches_sellers_are_as_they_were_built(void **state) {
  (void)state;
  watched *x = watch(small_scenario());
  while (watch_more(x)) watch_day(x);
  const fl_brands *brands = &x->world->agents.brands;
  for (uint32_t b = 0; b < brands->count; b++) {
    assert_int_equal(brands->state[b], FL_IN_BUSINESS);
    assert_true(brands->quality[b] == brands->built_quality[b] && brands->price_move[b] == 0);
    assert_true(brands->capacity[b] > 0);
  }
  watch_close(x);
}

// ---- Size: means over run numbers, with the same random numbers ----------------------------------------------------------------------

typedef struct stand {
  double left, price, moved, lost; // sellers who left; mean |ln price factor|, |quality worked for - built|, quality lost to strain
} stand;

static stand stand_of(const char *lever, double value) {
  enum { RUNS = 8 };
  static const char *const rules[][2] = {{"seller.price_learning", "0.3"}, {"seller.quality_response", "0.2"},
                                         {"seller.strain_quality", "0.5"}, {"seller.cash_days", "2"},
                                         {"seller.loss_horizon", "30"},    {"seller.organisation_days", "240"}};
  stand sum = {0};
  for (int64_t run = 0; run < RUNS; run++) {
    fl_scenario s = WATCH_PLAN("fans", "4096", "rooms", "120", "warmup", "60", "days", "150");
    s.setup.run = run;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) small_set(&s, rules[i][0], rules[i][1]);
    const fl_field *field = lever ? fl_field_find(&fl_param_fields, lever) : NULL;
    if (field && field->kind == FL_KIND_INT) fl_field_put_int(field, &s.params, (int64_t)value);
    if (field && field->kind != FL_KIND_INT) fl_field_put_real(field, &s.params, value);
    watched *x = watch(s);
    while (watch_more(x)) {
      watch_day(x);
      sum.left += (double)x->world->turn.left / RUNS;
      const fl_brands *brands = &x->world->agents.brands;
      for (uint32_t b = 0; x->world->step.in_window && b < brands->count; b++)
        sum.lost +=
            (brands->aim_quality[b] - brands->quality[b]) / brands->count / RUNS / 150; // of the mean day: chunks make it jump
    }
    const fl_brands *brands = &x->world->agents.brands;
    for (uint32_t b = 0; b < brands->count; b++) {
      sum.price += fabs(brands->price_move[b]) / brands->count / RUNS;
      sum.moved += fabs(brands->aim_quality[b] - brands->built_quality[b]) / brands->count / RUNS;
    }
    watch_close(x);
  }
  return sum;
}

// The ranges are those of docs/mechanisms.md, written down before anything was measured.
static void levers_move_sellers_by_the_size_that_formulas_say(void **state) {
  (void)state;
  const stand base = stand_of(NULL, 0);
  print_message("left %.0f, price %.3f, quality moved %.3f, lost %.4f\n", base.left, base.price, base.moved, base.lost);
  assert_true(base.left > 0 && base.price > 0 && base.moved > 0 && base.lost > 0);
  check_between(stand_of("seller.loss_horizon", 15).left / base.left, 1.05, 2.0, "sellers who left at half the horizon");
  check_between(stand_of("seller.loss_horizon", 45).left / base.left, 0.4, 0.97, "at one and a half");
  check_between(stand_of("seller.price_bound", 0.15).price / base.price, 0.45, 0.85, "distance of prices at half the bound");
  check_between(stand_of("seller.price_bound", 0.45).price / base.price, 1.02, 1.5, "at one and a half");
  check_between(stand_of("seller.quality_response", 0.1).moved / base.moved, 0.45, 0.6, "quality moved at half the response");
  check_between(stand_of("seller.quality_response", 0.3).moved / base.moved, 1.3, 1.55, "at one and a half");
  check_between(stand_of("seller.strain_quality", 0.25).lost / base.lost, 0.4, 0.7, "quality lost at half the strain");
  check_between(stand_of("seller.strain_quality", 0.75).lost / base.lost, 1.1, 1.7, "at one and a half");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quality_slips_above_a_rate_of_growth_and_not_below),
      cmocka_unit_test(who_invests_in_time_keeps_the_quality),
      cmocka_unit_test(investment_is_posted_to_the_fen),
      cmocka_unit_test(prices_are_learnt_from_demand),
      cmocka_unit_test(what_a_sale_costs_is_in_the_price),
      cmocka_unit_test(costs_beyond_all_bounds_leave_a_price),
      cmocka_unit_test(prices_stay_within_the_bound_and_without_learning_where_they_were),
      cmocka_unit_test(margins_above_the_goal_become_quality_and_below_it_are_saved),
      cmocka_unit_test(who_has_no_cash_leaves_after_the_horizon_and_an_owner_puts_it_off),
      cmocka_unit_test(every_fen_of_the_days_is_in_sellers_books),
      cmocka_unit_test(rates_of_costs_are_those_of_the_books),
      cmocka_unit_test(costs_move_the_books_alone),
      cmocka_unit_test(sellers_enter_and_leave_and_those_who_left_sell_nothing),
      cmocka_unit_test(who_enters_is_not_taken_for_the_scenarios_own),
      cmocka_unit_test(without_the_switches_sellers_are_as_they_were_built),
      cmocka_unit_test(levers_move_sellers_by_the_size_that_formulas_say),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
