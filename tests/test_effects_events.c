// Festivals and subsidies: sizes and signs of tests/effects.def, over eight run numbers with common random numbers.
#include "effect_worlds.h"
#include "effects.h"
#include "small_world.h"

static void m17_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M17");
}

static void m18_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M18");
}

// What a subsidy of four weeks comes to at a budget in yuan: sums over eight run numbers.
typedef struct bought {
  double paid, gmv; // yuan
} bought;

static bought buy(double budget) {
  bought sum = {0};
  for (int64_t run = 0; run < 8; run++) {
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
      sum.paid += counts ? (double)day->platform_fen / 100 : 0;
      sum.gmv += counts ? (double)day->gmv_fen / 100 : 0;
    }
    small_close(&x);
  }
  sum.paid /= 8;
  sum.gmv /= 8;
  return sum;
}

// Written down before measuring: what is paid is the budget while it binds, and no more than all that is asked for from there on; a yuan
// brings .4 to 3 of GMV, and the last one that binds no more than 1.3 times what the first ones bring.
static void a_budget_buys_until_it_does_not_bind(void **state) {
  (void)state;
  static const double billions[] = {0.25, 0.5, 1, 2, 4};
  enum { BUDGETS = sizeof billions / sizeof *billions };
  const bought none = buy(0), all = buy(1e12);
  double gained[BUDGETS], paid[BUDGETS];
  assert_true(none.paid == 0 && all.paid > 1e9);
  for (int i = 0; i < BUDGETS; i++) {
    const bought b = buy(1e9 * billions[i]);
    paid[i] = b.paid;
    gained[i] = b.gmv - none.gmv;
    print_message("budget %.2f bn yuan: %.3f paid, GMV %+.3f, %.2f a yuan\n", billions[i], b.paid / 1e9, gained[i] / 1e9,
                  gained[i] / b.paid);
    const double asked = 1e9 * billions[i] < all.paid ? 1e9 * billions[i] : all.paid;
    check_between(b.paid / asked, 0.9, 1.0001, "paid over the budget, or over all that is asked for");
    check_between(gained[i] / b.paid, 0.4, 3, "GMV gained by a yuan");
  }
  print_message("without end: %.3f paid, GMV %+.3f\n", all.paid / 1e9, (all.gmv - none.gmv) / 1e9);
  for (int i = 1; i < BUDGETS; i++) {
    if (paid[i] < 1.5 * paid[i - 1]) continue; // no longer binds
    const double more = (gained[i] - gained[i - 1]) / (paid[i] - paid[i - 1]);
    check_between(more, 0.3, 1.3 * gained[0] / paid[0], "GMV gained by a yuan of the second half");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(m17_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(m18_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(a_budget_buys_until_it_does_not_bind),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
