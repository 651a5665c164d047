// M02, M11: the same money for paid traffic sells more over a year where those it brings are kept as followers.
#include "small_world.h"

#include <math.h>

enum { RUNS = 8, ARMS = 3 };

// One seller in a catchment of three million fans who asks for little and so spends its budget, against itself without it. `kept`: part of the
// usual chance to follow that its paid visitors have; NULL: it buys none.
static fl_scenario plan_of(const char *kept) {
  fl_scenario s = fl_default_scenario();
  s.setup.fans = 16384;
  s.setup.focus_fans = 12288;
  s.setup.focus_weight = 250;
  s.setup.rooms = 200;
  s.setup.warmup = 56;
  s.setup.from = small_date("2022-01-01");
  s.setup.to = small_date("2022-12-31");
  small_set(&s, "ads.load", "0.3");
  if (kept) small_set(&s, "ads.follow", kept);
  strcpy(fl_scenario_add_brand(&s)->id, "own");
  fl_room_def *room = fl_scenario_add_room(&s);
  strcpy(room->id, "shop");
  strcpy(room->brand, "own");
  room->followers = 300000;
  room->live_prob = 1;
  room->ads_budget = kept ? 4000 : 0; // yuan a day
  room->ads_roi = 0.5;
  return s;
}

typedef struct year {
  double gmv, in_visit, spent; // fen
} year;

static year live(int64_t run, const char *kept) {
  fl_scenario s = plan_of(kept);
  s.setup.run = run;
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(2);
  small_live x = small_open(&s, options);
  x.scenario = s;
  year out = {0};
  while (small_more(&x)) {
    const bool counts = fl_world_in_window(x.world);
    small_step(&x);
    size_t n;
    const fl_row_room_day *room = fl_world_rows(x.world, FL_T_room_day, &n);
    for (size_t i = 0; counts && i < n; i++) {
      if (room[i].room != s.setup.rooms) continue;
      out.gmv += (double)(room[i].gmv_private_fen + room[i].gmv_public_fen + room[i].gmv_paid_fen + room[i].gmv_shelf_fen);
      out.in_visit += (double)room[i].gmv_paid_fen;
      out.spent += (double)room[i].ads_fen;
    }
  }
  small_close(&x);
  return out;
}

// Of sums over all runs but one (-1: over all): GMV of a yuan in the visit and over the year, where visitors are kept and where not.
typedef struct returns {
  double visit[2], whole[2], spent[2];
} returns;

static returns without(year of[ARMS][RUNS], int left) {
  year sum[ARMS] = {0};
  for (int arm = 0; arm < ARMS; arm++)
    for (int run = 0; run < RUNS; run++)
      if (run != left) small_add(&sum[arm], &of[arm][run], sizeof sum[arm], 1);
  returns out;
  for (int arm = 0; arm < 2; arm++) {
    out.spent[arm] = sum[arm].spent;
    out.visit[arm] = sum[arm].in_visit / sum[arm].spent;
    out.whole[arm] = (sum[arm].gmv - sum[2].gmv) / sum[arm].spent;
  }
  return out;
}

// Ranges written down before measuring. The money is the same by its budget. A visit brings the same, but for followers who come again by a paid
// one; a year brings more where they are kept. docs/mechanisms.md has 2.5 times the visit where a room of 800,000 followers keeps its
// visitors, and 1.7 where nobody on the platform follows; here only paid visitors are not kept.
static void money_for_visits_sells_more_over_a_year_where_followers_are_kept(void **state) {
  (void)state;
  static year of[ARMS][RUNS];
  static const char *const kept[ARMS] = {"1", "0", NULL};
  for (int arm = 0; arm < ARMS; arm++)
    for (int run = 0; run < RUNS; run++) of[arm][run] = live(run, kept[arm]);
  const returns all = without(of, -1);
  double mean = 0, squares = 0, part[RUNS];
  for (int run = 0; run < RUNS; run++) {
    const returns r = without(of, run);
    mean += (part[run] = r.whole[0] - r.whole[1]) / RUNS;
  }
  for (int run = 0; run < RUNS; run++) squares += (part[run] - mean) * (part[run] - mean);
  const double more = all.whole[0] - all.whole[1], half = 1.895 * sqrt(squares * (RUNS - 1) / RUNS);
  for (int arm = 0; arm < 2; arm++)
    print_message("%s: %.2f m yuan, GMV of a yuan in the visit %.2f, over the year %.2f\n", arm ? "not kept" : "kept",
                  all.spent[arm] / 1e8, all.visit[arm], all.whole[arm]);
  print_message("a yuan sells %.2f +- %.2f more over the year where followers are kept\n", more, half);
  assert_true(of[2][0].spent == 0 && of[2][0].gmv > 0);
  check_between(all.spent[0] / all.spent[1], 0.97, 1.03, "money spent, kept over not");
  check_between(all.visit[0] / all.visit[1], 0.80, 1.25, "GMV in the visit, kept over not");
  check_between(all.whole[0] / all.visit[0], 1.5, 4, "GMV over the year over that in the visit, kept");
  check_between(more / all.visit[0], 0.2, 2, "what a yuan sells more over the year where followers are kept, over the visit");
  assert_true(more > half);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(money_for_visits_sells_more_over_a_year_where_followers_are_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
