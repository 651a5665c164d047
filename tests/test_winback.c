// M14 lapsed followers who are called back: who is called and comes against a slow reckoning, vouchers and messages in the books, off, and
// what levers do. As a decision of strategies: test_strategies.c.
#include "mechanisms/winback.h"

#include "small_world.h"
#include "watch.h"

static void who_comes_hangs_on_trust_and_the_voucher(void **state) {
  (void)state;
  const fl_call_day d = {.opened = 0.3f, .scale = 0.5f};
  for (int i = 0; i <= 10; i++)
    for (int j = 0; j <= 10; j++) {
      const double trust = i / 10.0, worth = j / 5.0;
      check_near((double)fl_winback_comes(&d, (float)trust, (float)worth), 0.3 * (1 - exp(-(trust + worth) / 0.5)), 1e-6, 0, trust);
    }
  assert_true(fl_winback_comes(&d, 0, 0) == 0.0f);
}

// ---- In worlds -----------------------------------------------------------------------------------------------------------------------

static fl_scenario calling(void) {
  fl_scenario s = watch_eventful();
  small_set(&s, "winback.rule_share", "0.3");
  small_set(&s, "seller.review_days", "5");
  return s;
}

static bool is_lapsed(const fl_world *w, const fl_fan *fan, int slot) {
  const int64_t days = fan->age[slot] + ((int64_t)w->step.day + 1 - fan->last_active);
  return fan->room_high[slot] & FL_FOLLOWED && days >= w->params.winback_lapsed && days <= (int64_t)w->params.dormant_after;
}

// Followers who may be called as the records of the morning say, and those who have a new voucher after it.
static void who_is_called_is_who_has_lapsed(void **state) {
  (void)state;
  watched *x = watch(calling());
  const fl_world *w = x->world;
  int64_t called = 0, redeemed = 0, came = 0, messages = 0, services = 0, expected = 0;
  const int64_t before_window = w->model->warmup;
  while (watch_more(x)) {
    watch_day(x);
    if (x->day < before_window) continue;
    int64_t *lapsed = calloc(w->agents.brands.count, sizeof *lapsed);
    for (uint32_t f = 0; f < x->fans; f++) {
      const fl_fan *fan = &x->before[f];
      if (fan->repeat & FL_DORMANT || (fan->voucher && w->packets[fan->voucher].last_day < (int32_t)x->day)) continue;
      for (int s = 0; s < FL_SLOTS && fan->voucher == 0; s++)
        if (is_lapsed(w, fan, s)) lapsed[w->agents.rooms.brand[fl_slot_room(fan, s)]] += watch_weight(x, f);
    }
    size_t n;
    const fl_row_winback_day *rows = fl_world_rows(w, FL_T_winback_day, &n);
    for (size_t i = 0; i < n; i++) {
      const fl_row_winback_day *r = &rows[i];
      const bool reviews = (x->day + (uint64_t)r->brand) % 5 == 0;
      // Vouchers that ended yesterday are in the wallet still, and count for nothing.
      assert_true(r->lapsed >= lapsed[r->brand]);
      assert_true(r->called <= r->lapsed && r->came <= r->called && (r->called == 0 || reviews));
      assert_int_equal(r->voucher_fen, 1000);
      called += r->called;
      came += r->came;
      redeemed += r->redeemed;
      messages += r->message_fen;
      assert_true(r->redeemed_fen == 1000 * r->redeemed);
    }
    for (uint32_t b = 0; b < w->agents.brands.count; b++)
      if ((x->day + b) % 5 == 0 && w->agents.brands.sales_rate[b] > 0) expected += (int64_t)(0.3 * (double)w->lapsed[b]);
    free(lapsed);
  }
  for (uint32_t b = 0; b < w->agents.brands.count; b++) services += w->agents.brands.book_services[b];
  assert_int_equal(messages, services);
  assert_true(called > 0 && came > 0 && redeemed > 0);
  check_between((double)called / (double)expected, 0.9, 1.05, "called over what the rule says");
  watch_close(x);
}

static void a_voucher_in_the_wallet_is_of_who_called(void **state) {
  (void)state;
  watched *x = watch(calling());
  const fl_world *w = x->world;
  int64_t given = 0, called = 0;
  while (watch_more(x)) {
    watch_day(x);
    for (uint32_t f = 0; w->step.calls && f < x->fans; f++) {
      const fl_fan *fan = &x->lived[f];
      if (fan->voucher == 0 || !(w->calls.worth[fan->voucher] > 0)) continue;
      given += watch_weight(x, f);
      const uint32_t brand = w->packets[fan->voucher].brand - 1;
      bool knows = false;
      for (int s = 0; s < FL_SLOTS; s++)
        knows |= fl_slot_room(fan, s) != FL_ROOM_NONE && w->agents.rooms.brand[fl_slot_room(fan, s)] == brand;
      assert_true(knows || watch_active(x, f)); // who is here may have made room for another
    }
    for (uint32_t b = 0; b < w->agents.brands.count; b++) called += w->counts.calls[b].called;
  }
  assert_true(called > 0);
  // A few are replaced by newcomers on the same day.
  check_between((double)given / (double)called, 0.97, 1, "vouchers in wallets over followers called");
  watch_close(x);
}

static void messages_are_paid_to_the_fen(void **state) {
  (void)state;
  int64_t fen[2];
  for (int k = 0; k < 2; k++) {
    fl_scenario s = calling();
    small_set(&s, "winback.message_cost", k ? "0.5" : "0.25");
    small_set(&s, "winback.opened", "0");
    small_live x = small_open(&s, fl_default_world_options());
    while (small_more(&x)) small_step(&x);
    fen[k] = 0;
    for (uint32_t b = 0; b < x.world->agents.brands.count; b++) fen[k] += x.world->agents.brands.book_services[b];
    small_close(&x);
    fl_scenario_free(&s);
  }
  assert_true(fen[0] > 0);
  assert_int_equal(fen[1], 2 * fen[0]);
}

// ---- Who counts them ------------------------------------------------------------------------------------------------------------------

typedef struct asking {
  bool asks, calls;
  int64_t brand;
  int compared, counted; // mornings on which it asked; after which somebody had counted
} asking;

// Real followers of one real seller who have lapsed this morning, the slow way.
static double lapsed_of(const fl_world *w, int64_t brand) {
  int64_t sum = 0;
  for (uint32_t f = 0; f < w->agents.fan_count; f++) {
    const fl_fan *fan = &w->agents.fans[f];
    if (fan->repeat & FL_DORMANT || (fan->voucher && w->packets[fan->voucher].last_day >= (int32_t)w->step.day)) continue;
    for (int s = 0; s < FL_SLOTS; s++)
      if (is_lapsed(w, fan, s) && w->agents.rooms.brand[fl_slot_room(fan, s)] == brand)
        sum += fl_weight_of(&w->agents, f / FL_BLOCK_FANS);
  }
  return (double)sum / (double)w->agents.brands.weight[brand];
}

static fl_status ask(void *ctx, fl_world *w) {
  asking *a = ctx;
  fl_seller_view view;
  if (!fl_world_seller(w, a->brand, -1, &view)) return FL_OK;
  assert_true(view.lapsed != view.lapsed); // nobody has asked
  if (a->asks) {
    fl_world_see_lapsed(w, a->brand, &view);
    assert_true(view.lapsed == lapsed_of(w, a->brand));
    a->compared += view.lapsed > 0;
  }
  const fl_decision d = {.recall = 1e12, .given = (uint64_t)1 << FL_DECIDES_recall};
  if (a->calls && w->day % 9 == 0) fl_world_decide(w, a->brand, -1, &d);
  a->counted += w->lapsed_day == w->day + 1;
  return FL_OK;
}

static small_run asked(asking *a) {
  fl_scenario s = watch_eventful();
  small_set(&s, "winback.expiry", "5");
  a->brand = s.setup.rooms + 1;
  fl_world_options options = fl_default_world_options();
  options.hooks = (fl_hooks){.ctx = a, .on_sellers = ask};
  const small_run run = small_go_with(&s, options);
  fl_scenario_free(&s);
  return run;
}

// All fans are looked through on mornings on which a strategy reads how many have lapsed, calls them, or vouchers of such a call are good.
// What they come to does not hang on it.
static void lapsed_followers_are_counted_when_somebody_asks(void **state) {
  (void)state;
  asking never = {0}, reads = {.asks = true}, calls = {.calls = true}, both = {.asks = true, .calls = true};
  const small_run silent = asked(&never), read = asked(&reads), called = asked(&calls), all = asked(&both);
  assert_true(never.counted == 0 && reads.counted == 45 && reads.compared > 30);
  // On days 27, 36, 45, 54 and 63 of 65: that day and the five on which its vouchers are good.
  assert_int_equal(calls.counted, 4 * 6 + 2);
  assert_true(both.counted == 45 && called.digest.rows[FL_T_winback_day] > 5);
  small_check_same(&silent, &read, FL_TABLES);
  small_check_same(&called, &all, FL_TABLES);
}

static void nobody_is_called_where_nobody_calls(void **state) {
  (void)state;
  fl_scenario s = watch_eventful();
  const small_run off = small_go(&s);
  static const char *const levers[] = {"winback.lapsed_days", "winback.opened", "winback.voucher", "winback.expiry",
                                       "winback.message_cost"};
  for (size_t i = 0; i < sizeof levers / sizeof *levers; i++) {
    const small_run on = small_go_set(&s, levers[i], "1");
    small_check_same(&off, &on, FL_TABLES);
  }
  fl_scenario_free(&s);
}

static void workers_and_order_move_nothing(void **state) {
  (void)state;
  fl_scenario s = small_scenario(); // of one weight: a fan's weight goes with its place
  s.setup.fans = 10000;             // not a whole number of blocks
  small_set(&s, "winback.rule_share", "0.3");
  small_add_festival(&s);
  const small_run run = small_check_order(&s);
  const small_run off = small_go_set(&s, "winback.rule_share", "0");
  assert_true(strcmp(run.text, off.text) != 0);
  fl_scenario_free(&s);
}

// ---- Size ----------------------------------------------------------------------------------------------------------------------------

typedef struct figures {
  double lapsed, called, came, redeemed, orders;
} figures;

static figures figures_of(const char *lever, const char *value) {
  enum { RUNS = 8 };
  static const small_setting rules[] = {{"winback.rule_share", "0.2"}, {"seller.review_days", "7"}, {NULL, NULL}};
  figures sum = {0};
  for (int64_t run = 0; run < RUNS; run++) {
    fl_scenario s = WATCH_PLAN("fans", "4096", "rooms", "120", "warmup", "30", "days", "60");
    for (size_t i = 0; rules[i][0]; i++) small_set(&s, rules[i][0], rules[i][1]);
    if (lever) small_set(&s, lever, value);
    small_live x = small_open_run(&s, run, NULL);
    while (small_more(&x)) {
      sum.orders += (double)small_step(&x)->orders;
      size_t n;
      const fl_row_winback_day *rows = fl_world_rows(x.world, FL_T_winback_day, &n);
      for (size_t i = 0; i < n; i++) {
        sum.lapsed += rows[i].called > 0 ? (double)rows[i].lapsed : 0;
        sum.called += (double)rows[i].called;
        sum.came += (double)rows[i].came;
        sum.redeemed += (double)rows[i].redeemed;
      }
    }
    small_close(&x);
    fl_scenario_free(&s);
  }
  return sum;
}

// Written down before measuring, for a trust of .15 and a mean price of 60 yuan among those called.
static void levers_move_calls_by_the_size_that_formulas_say(void **state) {
  (void)state;
  const figures base = figures_of(NULL, NULL), off = figures_of("winback.rule_share", "0");
  assert_true(off.called == 0 && off.redeemed == 0);
  check_between(base.orders / off.orders, 1.0005, 1.1, "orders where a fifth of the lapsed is called each week");
  static const struct {
    const char *lever, *half, *more;
    int what; // of whom: called; came of them; redeemed of those who came; lapsed
    double half_low, half_high, more_low, more_high;
  } cases[] = {
      {"winback.rule_share", "0.1", "0.3", 0, 0.5, 0.75, 1.2, 1.5}, {"winback.opened", "0.15", "0.45", 1, 0.44, 0.56, 1.4, 1.6},
      {"winback.voucher", "5", "15", 1, 0.65, 0.95, 1.03, 1.35},    {"winback.pull_scale", "0.25", "0.75", 1, 1.25, 1.8, 0.6, 0.88},
      {"winback.lapsed_days", "10", "31", 3, 1.1, 2.2, 0.4, 0.9},   {"winback.expiry", "7", "21", 2, 0.5, 0.98, 1.02, 1.4}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (int more = 0; more < 2; more++) {
      const figures f = figures_of(cases[i].lever, more ? cases[i].more : cases[i].half);
      const double of[] = {f.called / base.called, f.came / f.called / (base.came / base.called),
                           f.redeemed / f.called / (base.redeemed / base.called), f.lapsed / base.lapsed};
      check_between(of[cases[i].what], more ? cases[i].more_low : cases[i].half_low, more ? cases[i].more_high : cases[i].half_high,
                    cases[i].lever);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_comes_hangs_on_trust_and_the_voucher),
      cmocka_unit_test(who_is_called_is_who_has_lapsed),
      cmocka_unit_test(a_voucher_in_the_wallet_is_of_who_called),
      cmocka_unit_test(messages_are_paid_to_the_fen),
      cmocka_unit_test(lapsed_followers_are_counted_when_somebody_asks),
      cmocka_unit_test(nobody_is_called_where_nobody_calls),
      cmocka_unit_test(workers_and_order_move_nothing),
      cmocka_unit_test(levers_move_calls_by_the_size_that_formulas_say),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
