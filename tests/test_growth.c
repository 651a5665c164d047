// M19 Service providers and growth levels: who signs and why, what is learnt, fees and rebates to the fen, a supply chain that is plugged in;
// levels by sales and score; belt sellers become live-worthy sooner.
#include "check.h"
#include "mechanisms/growth.h"
#include "mechanisms/provider.h"
#include "small_world.h"

#include "world/internal.h"

typedef small_setting setting;
enum { SEEDS = 8 };

static fl_scenario with_provider(bool helped) {
  fl_scenario s = small_scenario();
  s.setup.warmup = 35;
  s.setup.to = s.setup.from + 75;
  small_set(&s, "growth.form", "on");
  if (!helped) return s;
  fl_service_provider *of = &fl_scenario_add_policy(&s, FL_PROVIDER, "help")->of.service_provider;
  of->from = s.setup.from;
  of->to = s.setup.to;
  return s;
}

typedef struct growth_run {
  double clients, fees, rebates, skill; // client-days of real sellers; fen; mean over them
  double belt_gmv, worthy, reached;     // of the last 45 days; belt seller-days of level 2 and above; belt sellers who rose to it
  double fit, delivered;                // returns that did not fit, of the last 45 days
  double endorsed;                      // public GMV of rooms of endorsed sellers
  double lane, lane_rooms;              // public visits of rooms in the fast lane; real room-days
  double under_way;                     // orders less arrivals since the start, summed over the evenings of the last 45 days
} growth_run;

static void add_rooms(const fl_world *w, growth_run *r) {
  const fl_rooms *rooms = &w->agents.rooms;
  for (uint32_t i = 0; i < rooms->count; i++) {
    const uint32_t b = rooms->brand[i];
    const fl_growing *g = &w->growth.growing[b];
    if (w->agents.brands.kind[b] == FL_KIND_BELT) r->belt_gmv += (double)fl_room_sum(w->counts.rooms[i].gmv);
    if (g->level >= FL_GROWTH_ENDORSED) r->endorsed += (double)w->counts.rooms[i].gmv[FL_PUBLIC];
    if (g->risen < 0 || (int64_t)w->step.day - g->risen > w->params.growth_fast_days || g->risen == (int64_t)w->step.day) continue;
    if (rooms->close[i] <= rooms->open[i]) continue;
    r->lane += (double)w->counts.rooms[i].uv[FL_PUBLIC];
    r->lane_rooms += (double)rooms->weight[i];
  }
}

static void add_sellers(const fl_world *w, growth_run *r) {
  const fl_brands *brands = &w->agents.brands;
  for (uint32_t b = 0; b < brands->count; b++) {
    if (brands->kind[b] == FL_KIND_BELT && w->growth.growing[b].level >= FL_GROWTH_WORTHY) r->worthy += (double)brands->weight[b];
    if (!w->growth.clients || w->growth.clients[0][b].since < 0) continue;
    r->clients += (double)brands->weight[b];
    r->skill += w->growth.clients[0][b].skill * (double)brands->weight[b];
  }
}

static void add_months(const fl_world *w, growth_run *r) {
  size_t n;
  const fl_row_provider_month *help = fl_world_rows(w, FL_T_provider_month, &n);
  for (size_t i = 0; i < n && help[i].date == w->step.date; i++) {
    r->fees += (double)help[i].fees_fen;
    r->rebates += (double)help[i].rebates_fen;
  }
  const fl_row_growth_month *level = fl_world_rows(w, FL_T_growth_month, &n);
  for (size_t i = 0; i < n && level[i].date == w->step.date; i++)
    if (level[i].kind == FL_KIND_BELT && level[i].level == FL_GROWTH_WORTHY) r->reached += (double)level[i].reached;
}

// The column counts what the rooms had day by day.
static void the_visits_of_the_fast_lane_are_those_of_its_rooms(void **state) {
  (void)state;
  fl_scenario s = with_provider(false);
  small_live x = small_open_run(&s, 0, NULL);
  int64_t seen = 0, told = 0;
  while (small_more(&x)) {
    const fl_rooms *rooms = &x.world->agents.rooms;
    int64_t risen[256];
    assert_true(x.world->agents.brands.count <= 256);
    for (uint32_t b = 0; b < x.world->agents.brands.count; b++) risen[b] = x.world->growth.growing[b].risen;
    small_step(&x);
    for (uint32_t r = 0; r < rooms->count; r++) {
      const int64_t since = risen[rooms->brand[r]];
      const bool fast = since >= 0 && (int64_t)x.world->step.day - since <= x.world->params.growth_fast_days;
      seen += fast ? x.world->counts.rooms[r].uv[FL_PUBLIC] : 0;
    }
    size_t n;
    const fl_row_growth_month *row = fl_world_rows(x.world, FL_T_growth_month, &n);
    for (size_t i = 0; i < n && row[i].date == x.world->step.date; i++) told += row[i].lane_uv;
  }
  small_close(&x);
  fl_scenario_free(&s);
  assert_true(told > 0);
  assert_int_equal(told, seen);
}

static growth_run live(const fl_scenario *plan, int64_t run, const setting *sets) {
  small_live x = small_open_run(plan, run, sets);
  growth_run r = {0};
  double under_way = 0;
  while (small_more(&x)) {
    const fl_row_platform_day *day = small_step(&x);
    under_way += (double)(day->orders - day->delivered);
    if (!x.world->step.in_window) continue;
    if (x.world->step.date > x.scenario.setup.to - 45) {
      r.under_way += under_way;
      add_rooms(x.world, &r);
      r.fit += (double)x.world->counts.fixed->returns_fit;
      r.delivered += (double)x.world->counts.fixed->delivered;
    }
    add_sellers(x.world, &r);
    add_months(x.world, &r);
  }
  small_close(&x);
  return r;
}

static growth_run sum_of(bool helped, const setting *sets) {
  fl_scenario s = with_provider(helped);
  growth_run sum = {0};
  for (int64_t run = 0; run < SEEDS; run++) {
    const growth_run one = live(&s, run, sets);
    small_add(&sum, &one, sizeof sum, 1);
  }
  fl_scenario_free(&s);
  return sum;
}

static growth_run alone, helped;

static int run_usual(void **state) {
  (void)state;
  alone = sum_of(false, NULL);
  helped = sum_of(true, NULL);
  return 0;
}

// ---- Forms ------------------------------------------------------------------------------------------------------------------------------

static void a_seller_signs_where_the_gain_pays_the_fee(void **state) {
  (void)state;
  fl_scenario s = with_provider(true);
  fl_service_provider of = s.policies[0].of.service_provider;
  const fl_params *p = &s.params;
  check_near(fl_provider_gap(p, 1e5), 0.5, 1e-9, 0, 0);
  check_near(fl_provider_gap(p, 4e5), 1 / 3.0, 1e-9, 0, 0);
  check_near(fl_provider_gap(p, 0), 1, 1e-9, 0, 0);
  check_near(fl_provider_fee(&of), 0.05 - 0.5 * 0.02, 1e-12, 0, 0);
  const double keeps = 1 - 0.6 - p->commission_share - p->seller_host_pay, more = exp(0.4 * 0.8) - 1;
  const double value = (keeps * more - 0.04 * (1 + more) - 2000 / 1e5) / p->providers_temperature;
  check_near(fl_provider_signs(p, &of, 0.6, 0.8, 1e5), 1 / (1 + exp(-value)), 1e-6, 0, 0);
  // Less to learn, a higher fee, a smaller seller, a dearer chain: less likely. A rebate that is passed on: more.
  const double usual = fl_provider_signs(p, &of, 0.6, 0.8, 1e5);
  assert_true(fl_provider_signs(p, &of, 0.6, 0.4, 1e5) < usual && fl_provider_signs(p, &of, 0.6, 0.8, 5e4) < usual);
  of.rebate = 0.04;
  assert_true(fl_provider_signs(p, &of, 0.6, 0.8, 1e5) > usual);
  of.rebate = 0.02, of.chain = 1;
  assert_true(fl_provider_signs(p, &of, 0.6, 0.8, 1e5) < usual);
  of.rebate = 1;
  assert_true(fl_provider_fee(&of) == 0); // it never pays its clients
  fl_scenario_free(&s);
}

static void what_it_does_grows_with_skill_and_with_what_there_is_to_learn(void **state) {
  (void)state;
  fl_scenario s = with_provider(true);
  fl_service_provider of = s.policies[0].of.service_provider;
  fl_help help = {.fit = 1, .price = 1, .cost = 1, .service = -1, .days = -1, .lane = 1};
  fl_client client = {.since = 3, .skill = 0.5};
  fl_provider_help(&of, &client, 0.8, 1.5, 0.5, &help);
  check_near(help.content, 0.25 * 0.6, 1e-12, 0, 0);
  check_near(help.sells, 0.15 * 0.6, 1e-12, 0, 0);
  check_near(help.fit, 1 - 0.2 * 0.6, 1e-12, 0, 0);
  assert_true(help.price == 1 && help.cost == 1 && help.service < 0 && help.days < 0);
  // A chain delivers for its clients alone, and takes no service away.
  of.chain = 1;
  fl_provider_help(&of, &client, 0, 1, 0.5, &help);
  assert_true(help.service == 0.75 && help.days == 2 && help.cost == of.chain_cost);
  fl_provider_help(&of, &client, 0, 1, 0.9, &help);
  assert_true(help.service == 0.9);
  help.days = -1, client.since = -1;
  fl_provider_help(&of, &client, 0, 1, 0.5, &help);
  assert_true(help.days < 0);
  fl_client left = {.since = -1, .skill = 1};
  for (int d = 0; d < 90; d++) fl_provider_rest(&s.params, 1, &left);
  check_near(left.skill, exp(-1), 0.01, 0, 0);
  fl_scenario_free(&s);
}

static void levels_go_by_sales_and_from_the_third_on_by_score(void **state) {
  (void)state;
  fl_scenario s = with_provider(false);
  const fl_params *p = &s.params;
  const double month[] = {9999, 10001, 49999, 50001, 249999, 250001, 1250001, 6250001, 1e12};
  const int64_t level[] = {0, 1, 1, 2, 2, 3, 4, 5, 5};
  for (int i = 0; i < 9; i++) {
    assert_int_equal(fl_growth_level(p, 100 * month[i] / 30, 0.6), level[i]);
    assert_int_equal(fl_growth_level(p, 100 * month[i] / 30, 0.39), level[i] < 2 ? level[i] : 2);
  }
  // Help by level: training for the lower ones, endorsement for the upper ones, the fast lane for some days after a rise.
  fl_growing g = {.level = 3, .best = 3, .risen = 50, .trained = 0.5};
  fl_help help = {.lane = 1};
  fl_growth_help(p, 64, 0.8, &g, &help);
  check_near(help.content, 0.1 * 0.5 * 0.8, 1e-12, 0, 0);
  assert_true(help.endorsed == p->growth_endorsement && help.lane == 1.5);
  g.level = 2;
  help = (fl_help){.lane = 1};
  fl_growth_help(p, 65, 0.8, &g, &help);
  assert_true(help.endorsed == 0 && help.lane == 1);
  fl_scenario_free(&s);
}

static void who_falls_below_its_level_has_time_and_rises_at_once(void **state) {
  (void)state;
  fl_scenario s = with_provider(false);
  uint8_t open = FL_IN_BUSINESS;
  double sales = 0, score = 1;
  int64_t weight = 10;
  const fl_brands brands = {.count = 1, .state = &open, .turnover_rate = &sales, .weight = &weight};
  fl_growing g = {.best = -1, .risen = -1};
  const double month = 10.0 * 100 / 30; // yuan a month of one real seller
  for (uint32_t day = 0; day < 34; day++) {
    sales = 60000 * month;
    fl_growth_night(&s.params, day, &score, &brands, &g);
    assert_int_equal(g.best, day < 27 ? -1 : 2);
  }
  assert_true(g.level == 2 && g.risen == -1 && g.trained > 0); // the first review is no rise
  sales = 300000 * month;
  fl_growth_night(&s.params, 34, &score, &brands, &g);
  assert_true(g.level == 3 && g.risen == 34 && g.reached[3] == 1 && g.reached[2] == 0);
  sales = 1000 * month;
  uint32_t day = 35;
  for (; g.level == 3; day++) fl_growth_night(&s.params, day, &score, &brands, &g);
  assert_int_equal(day - 1, 34 + 35); // five weeks: more than 28 days
  assert_true(g.level == 2 && g.best == 3);
  fl_scenario_free(&s);
}

// ---- The world --------------------------------------------------------------------------------------------------------------------------

// What must emerge: belt sellers become live-worthy sooner.
static void belt_sellers_become_live_worthy_sooner(void **state) {
  (void)state;
  print_message("belt sellers who rose to level 2: %.0f alone, %.0f helped; seller-days at it %.0f, %.0f\n", alone.reached,
                helped.reached, alone.worthy, helped.worthy);
  check_between(helped.reached / alone.reached, 1.05, 4, "belt sellers who rose to level 2, over those without a provider");
  check_between(helped.worthy / alone.worthy, 1.0, 1.5, "belt seller-days at level 2 and above, likewise");
  check_between(helped.belt_gmv / alone.belt_gmv, 1.02, 1.35, "GMV of belt sellers, likewise");
  check_between(helped.fit / helped.delivered / (alone.fit / alone.delivered), 0.93, 0.999, "returns that do not fit, likewise");
}

static double change(double a, double b) {
  return a / b - 1;
}

// Ranges were written down from the formulas before anything was measured. Of GMV it is what the provider adds that answers.
static void levers_move_sellers_by_the_size_that_formulas_say(void **state) {
  (void)state;
  typedef struct expected {
    const char *key, *half, *more;
    size_t figure;
    double low[2], high[2];
  } expected;
#define OF(member) offsetof(growth_run, member) / sizeof(double)
  static const expected all[] = {
      {"help.fee", "0.025", "0.075", OF(clients), {0.03, 0.60}, {-0.60, -0.05}},
      {"help.fixed_fee", "10", "30", OF(clients), {0.01, 0.40}, {-0.30, -0.005}},
      {"help.rebate", "0.01", "0.03", OF(clients), {-0.25, -0.01}, {0.005, 0.25}},
      {"help.rebate", "0.01", "0.03", OF(rebates), {-0.65, -0.45}, {0.42, 0.80}},
      {"help.learn_days", "15", "45", OF(skill), {0.08, 0.45}, {-0.30, -0.05}},
      {"providers.skill_followers", "50000", "150000", OF(clients), {-0.40, -0.01}, {0.005, 0.25}},
      {"growth.first_gmv", "5000", "15000", OF(worthy), {0.15, 1.50}, {-0.50, -0.08}},
      {"growth.training", "0.05", "0.15", OF(belt_gmv), {-0.06, -0.001}, {0.001, 0.06}},
      {"growth.endorsement", "0.05", "0.15", OF(endorsed), {-0.08, -0.002}, {0.002, 0.08}},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    for (int k = 0; k < 2; k++) {
      const expected *e = &all[i];
      const setting sets[] = {{e->key, k == 0 ? e->half : e->more}, {NULL, NULL}};
      const growth_run moved = sum_of(true, sets);
      const double value = change(((const double *)&moved)[e->figure], ((const double *)&helped)[e->figure]);
      check_between(value, k == 0 ? e->low[0] : e->high[0], k == 0 ? e->low[1] : e->high[1], e->key);
    }
  static const char *const adds[][3] = {{"help.content", "0.125", "0.375"}, {"help.conversion", "0.075", "0.225"}};
  static const double low[][2] = {{-0.80, -0.15}, {-0.65, -0.03}}, high[][2] = {{0.10, 1.20}, {0.03, 0.80}};
  for (int i = 0; i < 2; i++)
    for (int k = 0; k < 2; k++) {
      const setting sets[] = {{adds[i][0], adds[i][1 + k]}, {NULL, NULL}};
      const double value = change(sum_of(true, sets).belt_gmv - alone.belt_gmv, helped.belt_gmv - alone.belt_gmv);
      check_between(value, k == 0 ? low[i][0] : high[i][0], k == 0 ? low[i][1] : high[i][1], adds[i][0]);
    }
  // Returns, and the fast lane, by what they are a factor of.
  for (int k = 0; k < 2; k++) {
    const setting returns[] = {{"help.returns", k == 0 ? "0.1" : "0.3"}, {NULL, NULL}};
    const setting lane[] = {{"growth.fast_lane", k == 0 ? "0.25" : "0.75"}, {NULL, NULL}};
    const growth_run r = sum_of(true, returns), l = sum_of(true, lane);
    check_between(change(r.fit / r.delivered, helped.fit / helped.delivered), k == 0 ? 0.001 : -0.04, k == 0 ? 0.04 : -0.001,
                  "returns that do not fit");
    check_between(change(l.lane / l.lane_rooms, helped.lane / helped.lane_rooms), k == 0 ? -0.45 : 0.005, k == 0 ? -0.05 : 0.30,
                  "public visits of a room in the fast lane");
  }
}

// Every fen of fees and rebates, against a slow reckoning.
static void fees_and_rebates_are_posted_to_the_fen(void **state) {
  (void)state;
  fl_scenario s = with_provider(true);
  s.setup.to = s.setup.from + 30;
  s.policies[0].of.service_provider.to = s.setup.to - 5;
  s.policies[0].of.service_provider.chain = 1;
  fl_world_options options = fl_default_world_options();
  options.check = true;
  small_live x = small_open(&s, options);
  fl_world *w = x.world;
  const fl_brands *brands = &w->agents.brands;
  uint8_t *was = calloc(brands->count, 1);
  int64_t *before = calloc(brands->count, sizeof *before), fees = 0, rebates = 0, told[2] = {0};
  assert_true(was && before);
  bool chains = false;
  while (small_more(&x)) {
    for (uint32_t b = 0; b < brands->count; b++) was[b] = w->growth.clients[0][b].since >= 0, before[b] = brands->book_services[b];
    small_step(&x);
    const bool there = w->step.date >= s.setup.from && w->step.date <= s.setup.to - 5;
    for (uint32_t b = 0; b < brands->count; b++) {
      int64_t gmv = 0;
      for (uint32_t r = 0; r < w->agents.rooms.count; r++)
        if (w->agents.rooms.brand[r] == b) gmv += fl_room_sum(w->counts.rooms[r].gmv);
      const int64_t fee = was[b] && there ? (int64_t)floor(0.04 * (double)gmv + 0.5) + brands->weight[b] * 2000 : 0;
      assert_int_equal(brands->book_services[b] - before[b], fee);
      fees += fee;
      rebates += was[b] && there ? (int64_t)floor(0.02 * (double)gmv + 0.5) : 0;
      // The plugged-in chain: dearer goods, for clients alone.
      if (was[b] && w->growth.help[b].days > 0) chains = true;
      assert_true((w->growth.help[b].cost == 1.03) == (w->growth.help[b].days == 2));
    }
    size_t n;
    const fl_row_provider_month *rows = fl_world_rows(w, FL_T_provider_month, &n);
    for (size_t i = 0; i < n && rows[i].date == w->step.date; i++) {
      told[0] += rows[i].fees_fen;
      told[1] += rows[i].rebates_fen;
    }
  }
  assert_true(chains && fees > 0 && rebates > 0 && told[0] == fees && told[1] == rebates);
  for (uint32_t b = 0; b < brands->count; b++) assert_true(w->growth.clients[0][b].since < 0);
  free(was);
  free(before);
  small_close(&x);
  fl_scenario_free(&s);
}

// A plugged-in chain delivers sooner and with better service.
static void a_chain_delivers_sooner(void **state) {
  (void)state;
  fl_scenario s = with_provider(true);
  const small_run own = small_go(&s);
  static const setting with[] = {{"help.chain", "true"}, {"help.chain_cost", "1"}, {NULL, NULL}};
  const growth_run chain = sum_of(true, with);
  // By Little's law; what was on its way at the start cancels.
  check_between((helped.under_way - chain.under_way) / helped.delivered, 0.03, 0.8, "days by which the mean order arrives sooner");
  const small_run other = small_go_set(&s, "help.chain", "true");
  assert_memory_not_equal(own.digest.table[FL_T_platform_day], other.digest.table[FL_T_platform_day], sizeof own.digest.table[0]);
  fl_scenario_free(&s);
}

// Where nobody is helped, the world is the one without, but for the tables of the mechanism itself.
static void where_nobody_is_helped_nothing_moves(void **state) {
  (void)state;
  fl_scenario off = with_provider(true), on = with_provider(true);
  small_set(&off, "growth.form", "off");
  off.policies[0].off = on.policies[0].off = true;
  static const setting nothing[] = {{"growth.training", "0"}, {"growth.endorsement", "0"}, {"growth.fast_lane", "0"}};
  for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) small_set(&on, nothing[i][0], nothing[i][1]);
  const small_run a = small_go(&off), b = small_go(&on);
  small_check_same(&a, &b, FL_T_growth_month);
  fl_scenario plain = with_provider(false);
  small_set(&plain, "growth.form", "off");
  const small_run c = small_go(&plain);
  small_check_same(&a, &c, FL_T_policy);
  fl_scenario_free(&off);
  fl_scenario_free(&on);
  fl_scenario_free(&plain);
}

static void neither_workers_nor_the_order_of_fans_matter(void **state) {
  (void)state;
  fl_scenario s = with_provider(true);
  s.setup.to = s.setup.from + 9;
  s.policies[0].of.service_provider.to = s.setup.to;
  small_check_order(&s);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_visits_of_the_fast_lane_are_those_of_its_rooms),
      cmocka_unit_test(a_seller_signs_where_the_gain_pays_the_fee),
      cmocka_unit_test(what_it_does_grows_with_skill_and_with_what_there_is_to_learn),
      cmocka_unit_test(levels_go_by_sales_and_from_the_third_on_by_score),
      cmocka_unit_test(who_falls_below_its_level_has_time_and_rises_at_once),
      cmocka_unit_test(belt_sellers_become_live_worthy_sooner),
      cmocka_unit_test(levers_move_sellers_by_the_size_that_formulas_say),
      cmocka_unit_test(fees_and_rebates_are_posted_to_the_fen),
      cmocka_unit_test(a_chain_delivers_sooner),
      cmocka_unit_test(where_nobody_is_helped_nothing_moves),
      cmocka_unit_test(neither_workers_nor_the_order_of_fans_matter),
  };
  return cmocka_run_group_tests(tests, run_usual, NULL);
}
