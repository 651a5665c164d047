// Small worlds for tests, straight from the defaults.
#ifndef TESTS_SMALL_WORLD_H
#define TESTS_SMALL_WORLD_H

#include "check.h"
#include "fanloop/world.h"

// What a run came to.
typedef struct small_run {
  fl_digest digest;
  char text[33]; // of all tables
  // Sums over the days of the run
  int64_t active_fans, visits, orders, buyers, gmv_fen, paid_fen, platform_fen, seller_fen, impulse_orders, follows;
  int64_t private_gmv_fen, public_gmv_fen;
  int64_t left_fen;                                                           // of the last policy that has a budget, at the end
  int64_t policy_platform_fen, policy_refused, packets_granted, packets_used; // over all policies and days
  int64_t flash_sold_out, budget_gone;                                        // events
} small_run;

// 8,192 fans, 200 rooms, 15 days of warm-up and 30 of window from 2022-05-17.
fl_scenario small_scenario(void);
int64_t small_date(const char *text);
// A festival over the last two weeks of the window, with a peak, red packets and flash offers.
fl_festival *small_add_festival(fl_scenario *scenario);
// A subsidy over the same days.
fl_subsidy *small_add_subsidy(fl_scenario *scenario, int64_t budget_fen);

// A world that has begun, to be stepped day by day. The scenario stays the caller's.
typedef struct small_live {
  fl_model *model;
  fl_world *world;
  fl_scenario scenario; // of small_open_run: its own
} small_live;
small_live small_open(const fl_scenario *scenario, fl_world_options options);
// A lever and its value, as --set has them; a list of them ends with {NULL, NULL}.
typedef const char *const small_setting[2];
// The same of a copy of the plan with this run number and these settings (NULL: none). The invariants are walked in run 0. small_open_parallel:
// with two workers.
small_live small_open_run(const fl_scenario *plan, int64_t run, const small_setting *sets);
small_live small_open_parallel(const fl_scenario *plan, int64_t run, const small_setting *sets);
// Adds figures, a struct of doubles, to a sum of them, times a weight.
void small_add(void *sum, const void *figures, size_t size, double weight);
// Defines name(plan, sets): what live(plan, run, sets) gives, a `type` of doubles, times `weight` and added up over the first `runs` run numbers.
#define SMALL_SUM(name, live, type, runs, weight)                                                                                  \
  static type name(const fl_scenario *plan, const small_setting *sets) {                                                           \
    type all = {0};                                                                                                                \
    for (int64_t run = 0; run < (runs); run++) {                                                                                   \
      const type one = live(plan, run, sets);                                                                                      \
      small_add(&all, &one, sizeof all, weight);                                                                                   \
    }                                                                                                                              \
    return all;                                                                                                                    \
  }
// Steps a day and returns the platform's row of it; a failure of the run is a failure of the test.
const fl_row_platform_day *small_step(small_live *x);
bool small_more(const small_live *x);
void small_close(small_live *x);
// The same rows in every table with one worker and with three, with fans in reverse in memory, and with the kernel for any machine. Returns the
// run with one worker.
small_run small_check_order(const fl_scenario *scenario);

// Runs a scenario to its end with the invariants on; a failure of the run is a failure of the test.
small_run small_go_with(const fl_scenario *scenario, fl_world_options options);
small_run small_go(const fl_scenario *scenario);
// The same with one lever moved ("choice.price_sensitivity", "3").
small_run small_go_set(const fl_scenario *scenario, const char *key, const char *value);
// Lives the first scenario up to the day on which the second one begins to differ, which has to be `day`, and goes on as that; rows of all days.
small_run small_go_branched(const fl_scenario *from, const fl_scenario *to, uint32_t day);
// A world that takes up the first extra policy of the plan on the day on which it begins, which has to be `day`, has the rows of one that had it
// from its first day on. Returns the former; the plan gets a variant of it.
small_run small_check_branch(fl_scenario *plan, uint32_t day);
void small_set(fl_scenario *scenario, const char *key, const char *value);
// Names the tables in which two runs differ; `except` is left out (FL_TABLES: none).
void small_check_same(const small_run *a, const small_run *b, fl_table_id except);

#endif
