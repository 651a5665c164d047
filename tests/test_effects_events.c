// Rights, festivals and subsidies: sizes and signs of tests/effects.def, over eight run numbers with common random numbers.
#include "effect_worlds.h"
#include "effects.h"
#include "small_world.h"

static void m07_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M07");
}

static void m17_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M17");
}

static void m18_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M18");
}

enum { RUNS = 8 };

// What a subsidy of four weeks comes to at a budget in yuan, by run number; resale: GMV of what arbitrage buyers bought with it.
typedef struct bought {
  double paid[RUNS], gmv[RUNS], resale[RUNS]; // yuan
} bought;

static bought buy(double budget) {
  bought out = {0};
  for (int64_t run = 0; run < RUNS; run++) {
    fl_scenario s = small_scenario();
    s.setup.run = run;
    s.setup.warmup = 28;
    s.setup.to = s.setup.from + 27;
    fl_subsidy *of = &fl_scenario_add_policy(&s, FL_SUBSIDY, "subsidy")->of.subsidy;
    of->from = s.setup.from;
    of->to = s.setup.to;
    of->list_share = 0.5;
    of->budget = (int64_t)(100 * budget);
    small_live x = small_open(&s, fl_default_world_options());
    x.scenario = s;
    while (small_more(&x)) {
      const bool counts = fl_world_in_window(x.world);
      const fl_row_platform_day *day = small_step(&x);
      out.paid[run] += counts ? (double)day->platform_fen / 100 : 0;
      out.gmv[run] += counts ? (double)day->gmv_fen / 100 : 0;
      size_t n;
      const fl_row_policy_day *ledger = fl_world_rows(x.world, FL_T_policy_day, &n);
      for (size_t i = 0; i < n; i++) out.resale[run] += (double)ledger[i].resale_gmv_fen / 100;
    }
    small_close(&x);
  }
  return out;
}

typedef struct estimate {
  double mean, half; // over run numbers, and half of its 90 % interval
} estimate;

// GMV gained over money paid, more than with a smaller budget; with what was bought for resale, or without.
static estimate return_of(const bought *more, const bought *less, bool with_resale) {
  double mean = 0, squares = 0;
  for (int run = 0; run < RUNS; run++) {
    const double resold = with_resale ? 0 : more->resale[run] - less->resale[run];
    const double r = (more->gmv[run] - less->gmv[run] - resold) / (more->paid[run] - less->paid[run]);
    mean += r / RUNS;
    squares += r * r / RUNS;
  }
  return (estimate){mean, 1.895 * sqrt((squares - mean * mean) / (RUNS - 1))};
}

static double mean_of(const double values[RUNS]) {
  double sum = 0;
  for (int run = 0; run < RUNS; run++) sum += values[run] / RUNS;
  return sum;
}

static void tell(const char *what, const bought *more, const bought *less) {
  const estimate all = return_of(more, less, true), kept = return_of(more, less, false);
  print_message("  %s: GMV of a yuan %.2f +- %.2f, without resale %.2f +- %.2f\n", what, all.mean, all.half, kept.mean, kept.half);
}

// Written down before measuring: what is paid is the budget while it binds. A yuan brings 1 to 3 of GMV, .4 to 1.8 of which is not for resale;
// of what is paid for resale the part falls with the budget, since arbitrage buyers run out of capital (from .9 … 1.5 yuan of GMV a yuan at
// the smallest budget to at most .8 of that where all that is asked for is paid), and with it what a yuan brings.
static void a_budget_buys_until_it_does_not_bind(void **state) {
  (void)state;
  static const double billions[] = {0.5, 1, 2, 4};
  enum { BUDGETS = sizeof billions / sizeof *billions };
  const bought none = buy(0), all = buy(1e12);
  assert_true(mean_of(none.paid) == 0 && mean_of(all.paid) > 4e9);
  bought before = none;
  double first = 0;
  for (int i = 0; i < BUDGETS; i++) {
    const bought b = buy(1e9 * billions[i]);
    print_message("budget %.2f bn yuan\n", billions[i]);
    tell("all of it", &b, &none);
    tell("its second half", &b, &before);
    check_between(mean_of(b.paid) / (1e9 * billions[i]), 0.97, 1.000001, "paid over a budget that binds");
    check_between(return_of(&b, &none, true).mean, 1, 3, "GMV gained by a yuan");
    check_between(return_of(&b, &none, false).mean, 0.4, 1.8, "of that not for resale");
    const double resold = mean_of(b.resale) / mean_of(b.paid);
    check_between(resold, 0.4, 1.5, "resale bought with a yuan");
    if (i == 0) first = resold;
    before = b;
  }
  print_message("all that is asked for, %.2f bn yuan\n", mean_of(all.paid) / 1e9);
  tell("all of it", &all, &none);
  tell("beyond the last budget", &all, &before);
  check_between(first, 0.9, 1.5, "resale bought with a yuan of the smallest budget");
  check_between(mean_of(all.resale) / mean_of(all.paid) / first, 0.2, 0.8, "of a yuan of all that is asked for, over that");
  const bought twice = buy(2 * mean_of(all.paid));
  assert_true(mean_of(twice.paid) == mean_of(all.paid) && mean_of(twice.gmv) == mean_of(all.gmv));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(m07_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(m17_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(m18_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(a_budget_buys_until_it_does_not_bind),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
