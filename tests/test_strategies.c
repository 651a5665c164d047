// M24 strategies in real worlds: what a seller sees is what the tables say, what it decides is carried out, who decides for itself has no
// rules, and what decisions do to orders and costs. Who is asked, and messages: test_lua_strategies.c.
#include "base/mathx.h"
#include "small_world.h"
#include "watch.h"
#include "world/internal.h"

#include <math.h>

enum { BRAND = 21, ROOM = 21 /* of the brand "two", which has 19 rooms from this one on */, RUNS = 8 };

typedef struct plan {
  fl_decision decision; // of each morning
  int64_t room;         // -1: of the brand
  bool quiet;           // it is asked and decides nothing
  fl_seller_view last;
  double profit, first_cash; // yuan
  int mornings, wait;        // mornings so far, and those before it first decides
} plan;

static fl_status decide(void *ctx, fl_world *world) {
  plan *p = ctx;
  assert_true(fl_world_seller(world, BRAND, p->room, &p->last));
  if (p->mornings == 0)
    p->first_cash = p->last.cash;
  else
    p->profit += p->last.profit;
  if (!p->quiet && p->mornings >= p->wait) fl_world_decide(world, BRAND, p->room, &p->decision);
  p->mornings++;
  return FL_OK;
}

static fl_world_options asking(plan *p) {
  fl_world_options options = fl_default_world_options();
  options.hooks = (fl_hooks){.ctx = p, .on_sellers = decide};
  return options;
}

static fl_decision set(fl_decides what, double value) {
  fl_decision d = {.given = (uint64_t)1 << what};
  const fl_field *field = &fl_decision_fields.rows[what];
  if (field->kind == FL_KIND_REAL)
    fl_field_put_real(field, &d, value);
  else
    fl_field_put_int(field, &d, (int64_t)value);
  return d;
}

// ---- What a seller sees ---------------------------------------------------------------------------------------------------------

typedef struct seen {
  plan plan;
  int64_t orders, visits, gmv, ads; // of the brand's rooms yesterday, as the table says
  int compared;
} seen;

static fl_status add_rows(void *ctx, fl_table_id table, const void *rows, size_t count) {
  seen *s = ctx;
  if (table != FL_T_room_day) return FL_OK;
  s->orders = s->visits = s->gmv = s->ads = 0;
  for (size_t i = 0; i < count; i++) {
    const fl_row_room_day *r = (const fl_row_room_day *)rows + i;
    if (r->room < ROOM || r->room >= ROOM + 19) continue;
    s->orders += r->orders_private + r->orders_public + r->orders_paid + r->orders_shelf;
    s->visits += r->uv_private + r->uv_public + r->uv_paid + r->uv_shelf;
    s->gmv += r->gmv_private_fen + r->gmv_public_fen + r->gmv_paid_fen + r->gmv_shelf_fen;
    s->ads += r->ads_fen;
  }
  return FL_OK;
}

static fl_status compare(void *ctx, fl_world *world) {
  seen *s = ctx;
  fl_seller_view *v = &s->plan.last;
  const double before = v->cash;
  assert_int_equal(decide(&s->plan, world), FL_OK);
  const fl_brands *brands = &world->agents.brands;
  assert_int_equal(v->rooms, 19);
  assert_int_equal(v->weight, 1);
  assert_int_equal(v->date, fl_world_date(world));
  assert_int_equal(v->day, s->plan.mornings);
  assert_int_equal(v->days, 45);
  assert_true(v->orders == (double)s->orders && v->visits == (double)s->visits);
  assert_true(fabs(v->sales - (double)s->gmv / 100) < 0.005 && fabs(v->ads_spent - (double)s->ads / 100) < 0.005);
  int64_t followers = 0;
  for (uint32_t r = ROOM; r < ROOM + 19; r++) followers += world->agents.rooms.active[r] + world->agents.rooms.dormant[r];
  assert_true(v->followers == (double)followers);
  assert_true(v->price == fl_exp(brands->price_move[BRAND]) && v->sales_rate == brands->sales_rate[BRAND]);
  // Nothing is invested and nobody puts anything in: cash moves by profit.
  if (s->plan.mornings > 1) assert_true(fabs(v->cash - before - v->profit) < 0.005);
  s->compared++;
  return FL_OK;
}

static void what_a_seller_sees_is_what_the_tables_say(void **state) {
  (void)state;
  fl_scenario s = watch_eventful();
  fl_messages messages = {0};
  fl_model *model = NULL;
  fl_world *world = NULL;
  seen x = {.plan = {.room = -1, .quiet = true}};
  fl_world_options options = fl_default_world_options();
  options.hooks = (fl_hooks){.ctx = &x, .on_sellers = compare};
  options.sink = (fl_sink){&x, add_rows};
  options.check = true;
  assert_int_equal(fl_model_create(&s, &messages, &model), FL_OK);
  assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_OK);
  assert_int_equal(fl_world_begin(world), FL_OK);
  int64_t orders = 0, ads = 0;
  while (fl_world_day(world) < fl_world_days(world)) {
    if (fl_world_step(world) != FL_OK) fail_msg("%s", fl_world_failure(world));
    orders += x.orders;
    ads += x.ads;
  }
  assert_int_equal(x.compared, 45); // every morning of the window, and none before
  assert_true(orders > 1000 && ads > 0);
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_messages_free(&messages);
  fl_scenario_free(&s);
}

// ---- What it decides ------------------------------------------------------------------------------------------------------------

// A morning later the seller sees each number that it has decided.
static void every_decision_is_seen_the_next_morning(void **state) {
  (void)state;
  static const struct {
    fl_decides what;
    double value;
    const char *fact;
    double seen;
  } cases[] = {{FL_DECIDES_price, 1.25, "price", 1.25},           {FL_DECIDES_quality, 0.9, "quality_aim", 0.9},
               {FL_DECIDES_service, 0.2, "service", 0.2},         {FL_DECIDES_invest_share, 0.7, "invest_share", 0.7},
               {FL_DECIDES_presale, 0.6, "presale", 0.6},         {FL_DECIDES_live_prob, 0.35, "live_prob", 0.35},
               {FL_DECIDES_live_hours, 2.5, "live_hours", 2.5},   {FL_DECIDES_start_minute, 700, "start_minute", 700},
               {FL_DECIDES_ads_budget, 4321, "ads_budget", 4321}, {FL_DECIDES_ads_roi, 3.5, "ads_roi", 3.5},
               {FL_DECIDES_stock_days, 9, "stock_days", 9},       {FL_DECIDES_offers, 5, "offers", 2},
               {FL_DECIDES_recall, 1e12, "called", -1},           {FL_DECIDES_recall_voucher, 7.5, "recall_voucher", 7.5},
               {FL_DECIDES_ads_share, 0.3, "ads_share", 0.3},     {FL_DECIDES_effort, 0.5, "effort", 0.5}};
  static_assert(sizeof cases / sizeof *cases == FL_DECISIONS, "each decision is tried");
  fl_scenario s = watch_eventful();
  small_set(&s, "seller.hour_cost", "0"); // so that there is a profit to invest
  small_set(&s, "seller.overhead", "0");
  small_set(&s, "seller.rate_memory", "2"); // and a gap
  // Stock is laid in by the day, or lasts and is ordered: where it lasts, styles may be made to order.
  fl_scenario chain = s; // the arrays are shared
  small_set(&chain, "supply.form", "chain");
  small_set(&chain, "supply.daily_days", "20");
  plan none = {.room = -1, .quiet = true};
  const small_run as_it_is = small_go_with(&s, asking(&none)), as_chain = small_go_with(&chain, asking(&none));
  for (size_t i = 0; i < FL_DECISIONS; i++) {
    plan p = {.room = -1, .decision = set(cases[i].what, cases[i].value)};
    const fl_decision all = set(FL_DECIDES_recall, 1e12); // without a call no voucher
    if (cases[i].what == FL_DECIDES_recall_voucher) p.decision.recall = all.recall, p.decision.given |= all.given;
    const bool lasts = cases[i].what == FL_DECIDES_presale;
    const small_run run = small_go_with(lasts ? &chain : &s, asking(&p));
    const fl_field *fact = fl_field_find(&fl_seller_facts, cases[i].fact);
    const double found = fact->kind == FL_KIND_REAL ? fl_field_real(fact, &p.last) : (double)fl_field_int(fact, &p.last);
    if (cases[i].seen < 0 ? !(found > 0) : !(fabs(found - cases[i].seen) < 1e-9))
      fail_msg("%s: %g, expected %g", cases[i].fact, found, cases[i].seen);
    if (strcmp(run.text, lasts ? as_chain.text : as_it_is.text) == 0) fail_msg("%s moves nothing", fl_decision_fields.rows[i].name);
  }
  fl_scenario_free(&s);
}

static fl_scenario with_rules(void) {
  fl_scenario s = watch_eventful();
  static const char *const more[][2] = {{"seller.price_learning", "0.3"},
                                        {"seller.review_days", "7"},
                                        {"seller.quality_response", "0.5"},
                                        {"seller.hours_response", "0.3"},
                                        {"seller.ads_response", "0.3"}};
  for (size_t i = 0; i < sizeof more / sizeof *more; i++) small_set(&s, more[i][0], more[i][1]);
  return s;
}

// ---- The table of decisions -----------------------------------------------------------------------------------------------------

typedef struct listing {
  plan plan;
  int rows, of[FL_DECISIONS], wrong;
  double price;
} listing;

// Prices are decided anew every third morning.
static fl_status decide_now_and_then(void *ctx, fl_world *world) {
  listing *t = ctx;
  t->plan.decision.price = 1 + 0.1 * (t->plan.mornings / 3 % 2);
  return decide(&t->plan, world);
}

static fl_status add_decisions(void *ctx, fl_table_id table, const void *rows, size_t count) {
  listing *t = ctx;
  for (size_t i = 0; table == FL_T_decision_day && i < count; i++) {
    const fl_row_decision_day *r = (const fl_row_decision_day *)rows + i;
    if (r->brand != BRAND || r->room != -1 || r->by != 0) continue;
    t->rows++;
    t->of[r->decision]++;
    t->wrong += r->before == r->after;
    if (r->decision == FL_DECIDES_price) t->wrong += !(fabs(r->before - t->price) < 1e-12);
    if (r->decision == FL_DECIDES_price) t->price = r->after;
  }
  return FL_OK;
}

static void the_table_has_a_row_for_each_change_and_none_for_what_stays(void **state) {
  (void)state;
  fl_scenario s = watch_eventful();
  listing t = {.plan = {.room = -1, .decision = set(FL_DECIDES_price, 1)}, .price = 1};
  t.plan.decision.live_hours = 2.5;
  t.plan.decision.given |= 1u << FL_DECIDES_live_hours;
  fl_world_options options = fl_default_world_options();
  options.hooks = (fl_hooks){.ctx = &t, .on_sellers = decide_now_and_then};
  options.sink = (fl_sink){&t, add_decisions};
  small_live x = small_open(&s, options);
  while (small_more(&x)) small_step(&x);
  small_close(&x);
  assert_int_equal(t.wrong, 0);
  assert_int_equal(t.of[FL_DECIDES_price], 14); // 45 mornings: the third and each third behind it
  assert_int_equal(t.of[FL_DECIDES_live_hours], 1);
  assert_int_equal(t.rows, 15);
  fl_scenario_free(&s);
}

// What rules have told so far, and the last value of each room's hours and each brand's part of sales for traffic.
typedef struct rule_rows {
  int by[FL_DECISIONS], gaps;
  double hours[BRAND + 20], ads[BRAND + 1];
} rule_rows;

static void follow(rule_rows *t, double *last, const fl_row_decision_day *r) {
  t->gaps += *last != 0 && *last != r->before;
  *last = r->after;
}

static fl_status add_rules(void *ctx, fl_table_id table, const void *rows, size_t count) {
  rule_rows *t = ctx;
  for (size_t i = 0; table == FL_T_decision_day && i < count; i++) {
    const fl_row_decision_day *r = (const fl_row_decision_day *)rows + i;
    assert_true(r->brand >= BRAND - 1 && r->by == 1); // own ones alone
    assert_true((r->decision == FL_DECIDES_live_prob) == (r->room >= 0) && r->room < BRAND + 19);
    if (r->decision == FL_DECIDES_live_prob) follow(t, &t->hours[r->room], r);
    if (r->decision == FL_DECIDES_ads_share) follow(t, &t->ads[r->brand], r);
    t->by[r->decision]++;
  }
  return FL_OK;
}

static void what_rules_do_to_own_brands_is_told_too(void **state) {
  (void)state;
  fl_scenario s = with_rules();
  rule_rows t = {.gaps = 0};
  const int *by = t.by;
  fl_world_options options = fl_default_world_options();
  options.sink = (fl_sink){&t, add_rules};
  small_live x = small_open(&s, options);
  while (small_more(&x)) small_step(&x);
  const fl_agents *agents = &x.world->agents;
  assert_true(by[FL_DECIDES_price] > 0 && by[FL_DECIDES_price] <= 7 * 2 && by[FL_DECIDES_quality] > 0);
  assert_int_equal(by[FL_DECIDES_presale], 0);
  // At each review, of each room that is neither always nor never live and of each brand; each row goes on where the last one ended.
  assert_true(by[FL_DECIDES_live_prob] > 7 && by[FL_DECIDES_live_prob] <= 7 * 20);
  assert_true(by[FL_DECIDES_ads_share] > 2 && by[FL_DECIDES_ads_share] <= 7 * 2);
  assert_int_equal(t.gaps, 0);
  for (uint32_t r = BRAND - 1; r < BRAND + 19; r++) assert_true(t.hours[r] == 0 || t.hours[r] == agents->rooms.live_prob[r]);
  for (uint32_t b = BRAND - 1; b <= BRAND; b++) assert_true(t.ads[b] == agents->brands.ad_share[b]);
  small_close(&x);
  fl_scenario_free(&s);
}

static void the_table_names_decisions_as_strategies_do(void **state) {
  (void)state;
  const fl_column *columns = fl_tables[FL_T_decision_day].columns;
  for (size_t c = 0; c < fl_tables[FL_T_decision_day].column_count; c++) {
    if (strcmp(columns[c].name, "decision") != 0) continue;
    char names[512] = "";
    for (size_t i = 0; i < fl_decision_fields.count; i++) {
      strcat(names, i ? "|" : "");
      strcat(names, fl_decision_fields.rows[i].name);
    }
    assert_string_equal(columns[c].choices, names);
    return;
  }
  fail_msg("no column");
}

static fl_status watch_sales(void *ctx, fl_world *world) {
  int64_t *sold = ctx;
  for (uint32_t o = ROOM * FL_OFFERS; fl_world_in_window(world) && o < (ROOM + 19) * FL_OFFERS; o++)
    sold[o % FL_OFFERS] += world->counts.sold[o] * !world->agents.offers.flash[o];
  return FL_OK;
}

typedef struct sales {
  plan plan;
  int64_t sold[FL_OFFERS];
} sales;
static fl_status decide_sales(void *ctx, fl_world *world) {
  return decide(&((sales *)ctx)->plan, world);
}
static fl_status watch_offers(void *ctx, fl_world *world) {
  return watch_sales(((sales *)ctx)->sold, world);
}

static void offers_that_are_not_on_air_are_not_sold(void **state) {
  (void)state;
  fl_scenario s = watch_eventful();
  sales x = {.plan = {.room = -1, .decision = set(FL_DECIDES_offers, 1 | 4)}};
  fl_world_options options = fl_default_world_options();
  options.hooks = (fl_hooks){.ctx = &x, .on_sellers = decide_sales, .on_night = watch_offers};
  small_go_with(&s, options);
  assert_true(x.sold[0] > 0 && x.sold[2] > 0);
  assert_true(x.sold[1] == 0 && x.sold[3] == 0);
  fl_scenario_free(&s);
}

static void who_decides_for_itself_has_no_rules(void **state) {
  (void)state;
  fl_scenario s = with_rules();
  plan quiet = {.room = -1, .quiet = true};
  small_go_with(&s, asking(&quiet));
  assert_true(quiet.last.price == 1 && quiet.last.quality_aim == 0.6 && fabs(quiet.last.live_prob - 0.8) < 1e-12);
  // Of a room the hours rest alone: its brand goes by the rules.
  plan room = {.room = ROOM + 3, .quiet = true};
  small_go_with(&s, asking(&room));
  assert_true(room.last.price != 1 && room.last.quality_aim != 0.6 && fabs(room.last.live_prob - 0.8) < 1e-12);
  fl_scenario_free(&s);
}

static void a_strategy_that_changes_nothing_changes_nothing(void **state) {
  (void)state;
  fl_scenario s = watch_eventful();
  const small_run without = small_go(&s);
  plan p = {.room = -1, .decision = set(FL_DECIDES_price, 1)};
  p.decision.quality = p.decision.service = 0.6;
  p.decision.given |= 1u << FL_DECIDES_quality | 1u << FL_DECIDES_service;
  const small_run with = small_go_with(&s, asking(&p));
  small_check_same(&without, &with, FL_TABLES);
  fl_scenario_free(&s);
}

static void a_dated_price_is_that_decision_on_its_morning(void **state) {
  (void)state;
  enum { WAIT = 20 };
  fl_scenario s = watch_eventful();
  plan p = {.room = -1, .wait = WAIT, .decision = set(FL_DECIDES_price, 0.8)}, none = {.room = -1, .quiet = true};
  const small_run decided = small_go_with(&s, asking(&p)), before = small_go_with(&s, asking(&none));
  assert_true(before.orders != decided.orders);
  fl_brand_def *brand = &s.brands[BRAND - s.setup.rooms];
  brand->change_from = s.setup.from + WAIT; // it is asked from the first day of the window on
  brand->change_price = 0.8;
  plan quiet = {.room = -1, .quiet = true};
  const small_run dated = small_go_with(&s, asking(&quiet));
  small_check_same(&decided, &dated, FL_T_decision_day);
  fl_scenario_free(&s);
}

static void threads_move_no_decision(void **state) {
  (void)state;
  fl_scenario s = with_rules();
  plan p = {.room = -1, .decision = set(FL_DECIDES_price, 0.9)};
  const small_run one = small_go_with(&s, asking(&p));
  for (uint32_t threads = 2; threads <= 3; threads++) {
    plan again = {.room = -1, .decision = p.decision};
    fl_world_options options = asking(&again);
    options.parallel = fl_parallel_openmp(threads);
    const small_run run = small_go_with(&s, options);
    small_check_same(&one, &run, FL_TABLES);
    assert_memory_equal(&again.last, &p.last, sizeof p.last);
  }
  fl_scenario_free(&s);
}

// ---- Sign and size --------------------------------------------------------------------------------------------------------------

// Orders of the brand's rooms over the window, and what their fulfilment and goods cost, over run numbers.
typedef struct outcome {
  int64_t orders, fulfilment, goods, sales;
} outcome;

static fl_status add_books(void *ctx, fl_table_id table, const void *rows, size_t count) {
  outcome *o = ctx;
  for (size_t i = 0; table == FL_T_room_day && i < count; i++) {
    const fl_row_room_day *r = (const fl_row_room_day *)rows + i;
    if (r->room < ROOM || r->room >= ROOM + 19 || r->date < small_date("2022-05-20")) continue;
    o->orders += r->orders_private + r->orders_public + r->orders_paid + r->orders_shelf;
  }
  for (size_t i = 0; table == FL_T_brand_month && i < count; i++) {
    const fl_row_brand_month *r = (const fl_row_brand_month *)rows + i;
    if (r->brand != BRAND || r->to_date < small_date("2022-06-01")) continue; // the rows of June are of the window alone
    o->fulfilment += r->fulfilment_fen;
    o->goods += r->goods_fen;
    o->sales += r->sales_fen;
  }
  return FL_OK;
}

static outcome outcome_of(const fl_scenario *scenario, const fl_decision *decision, int64_t run) {
  outcome o = {0};
  fl_messages messages = {0};
  fl_model *model = NULL;
  fl_world *world = NULL;
  plan p = {.room = -1, .quiet = !decision};
  if (decision) p.decision = *decision;
  fl_world_options options = asking(&p);
  options.sink = (fl_sink){&o, add_books};
  assert_int_equal(fl_model_create(scenario, &messages, &model), FL_OK);
  fl_model_number(model, run);
  assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_OK);
  assert_int_equal(fl_world_begin(world), FL_OK);
  while (fl_world_day(world) < fl_world_days(world)) assert_int_equal(fl_world_step(world), FL_OK);
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_messages_free(&messages);
  return o;
}

// Ranges were written down before anything was measured: elasticity of a room's orders -.5 to -3.5 (docs/model.md, 8); half the days on
// air; quality for those who have bought; all who have lapsed called with 10 yuan as soon as their wallet is empty, a seventh of them coming.
// Of ads_share .2 an increase of 1 to 60 % had been expected, and none was found: at the rule's .08 budgets do not bind. .01 took its place.
static void decisions_move_orders_with_the_right_sign_and_size(void **state) {
  (void)state;
  static const struct {
    fl_decides what;
    double value, low, high; // of orders over those without a decision
  } cases[] = {
      {FL_DECIDES_price, 0.8, 1.12, 2.18},    {FL_DECIDES_price, 1.2, 0.55, 0.92},  {FL_DECIDES_live_prob, 0.4, 0.4, 0.8},
      {FL_DECIDES_live_prob, 1.0, 1.02, 1.4}, {FL_DECIDES_quality, 0.9, 1.02, 1.8}, {FL_DECIDES_quality, 0.3, 0.4, 0.97},
      {FL_DECIDES_ads_budget, 0, 0.4, 0.98},  {FL_DECIDES_offers, 1, 0.2, 0.8},     {FL_DECIDES_recall, 1e12, 1.01, 1.4},
      {FL_DECIDES_effort, 0.5, 0.4, 0.97},    {FL_DECIDES_ads_share, 0, 0.4, 0.98}, {FL_DECIDES_ads_share, 0.01, 0.81, 0.995}};
  fl_scenario s = watch_eventful();
  s.policy_count = 0;
  double orders[RUNS];
  for (int64_t run = 0; run < RUNS; run++) orders[run] = (double)outcome_of(&s, NULL, run).orders;
  bool all = true;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const fl_decision d = set(cases[i].what, cases[i].value);
    double mean = 0;
    for (int64_t run = 0; run < RUNS; run++) mean += (double)outcome_of(&s, &d, run).orders / orders[run] / RUNS;
    const bool good = mean > cases[i].low && mean < cases[i].high;
    print_message("%s %g: orders x %.3f%s\n", fl_decision_fields.rows[cases[i].what].name, cases[i].value, mean,
                  good ? "" : ", out of range");
    all &= good;
  }
  assert_true(all);
  fl_scenario_free(&s);
}

static void better_goods_and_service_cost_what_the_parameters_say(void **state) {
  (void)state;
  static const char *const rates[] = {"0.5", "1", "1.5"};
  const fl_decision service = set(FL_DECIDES_service, 0.9), quality = set(FL_DECIDES_quality, 0.9);
  for (size_t i = 0; i < 3; i++) {
    fl_scenario s = watch_eventful();
    s.policy_count = 0;
    small_set(&s, "seller.salvage", "0"); // better goods come back less often
    small_set(&s, "seller.cost_service", rates[i]);
    small_set(&s, "seller.cost_quality", rates[i]);
    const double told = exp(0.3 * strtod(rates[i], NULL));
    const outcome plain = outcome_of(&s, NULL, 0), served = outcome_of(&s, &service, 0), better = outcome_of(&s, &quality, 0);
    const double a = (double)plain.fulfilment / (double)plain.sales, b = (double)served.fulfilment / (double)served.sales;
    // A fen of rounding in 320; and who buys moves the mean price a little.
    if (!(fabs(b / a / told - 1) < 0.05)) fail_msg("cost of service: x %.3f, told %.3f", b / a, told);
    const double c = (double)plain.goods / (double)plain.sales, d = (double)better.goods / (double)better.sales;
    if (!(fabs(d / c / told - 1) < 0.05)) fail_msg("cost of quality: x %.3f, told %.3f", d / c, told);
    fl_scenario_free(&s);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_seller_sees_is_what_the_tables_say),
      cmocka_unit_test(every_decision_is_seen_the_next_morning),
      cmocka_unit_test(the_table_has_a_row_for_each_change_and_none_for_what_stays),
      cmocka_unit_test(what_rules_do_to_own_brands_is_told_too),
      cmocka_unit_test(the_table_names_decisions_as_strategies_do),
      cmocka_unit_test(offers_that_are_not_on_air_are_not_sold),
      cmocka_unit_test(who_decides_for_itself_has_no_rules),
      cmocka_unit_test(a_strategy_that_changes_nothing_changes_nothing),
      cmocka_unit_test(a_dated_price_is_that_decision_on_its_morning),
      cmocka_unit_test(threads_move_no_decision),
      cmocka_unit_test(decisions_move_orders_with_the_right_sign_and_size),
      cmocka_unit_test(better_goods_and_service_cost_what_the_parameters_say),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
