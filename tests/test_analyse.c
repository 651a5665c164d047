// fanloop analyse, by the real program: of metrics whose effects are known in closed form, design by design; what it says of runs that failed, of
// parts of sweeps, of levers that go together; and what calibrate --from makes of a CSV.
#include "check.h"
#include "program.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

// A sweep of share (0 to .5 as x in 0..1) and cap (0 to 200 as y) with the metric `z`, and its analysis as CSV at "out.csv".
static void analyse(const char *sweep, const char *metric, const char *options) {
  char text[4096];
  snprintf(
      text, sizeof text,
      "local fl = require 'fanloop'\n"
      "local function at(sim) return sim:get('cash.share') / 0.5, sim:get('cash.cap') / 200 end\n"
      "return fl.scenario { name = 'known', world = fl.world('kuaishou-2022-core', { fans = 256, rooms = 10 }),\n"
      "calendar = { warmup = 1, from = '2022-06-02', to = '2022-06-03' },\n"
      "policies = { fl.subsidy { id = 'cash', from = '2022-06-02', to = '2022-06-03', budget = 1e6, share = 0.1, cap = 50 } },\n"
      "metrics = { z = function(sim) local x, y = at(sim) %s end }, sweep = { %s } }\n",
      metric, sweep);
  write_text("known.lua", text);
  const int made = shell("'%s' sweep known.lua -q --force-new -o known.sqlite >said 2>&1", FL_PROGRAM);
  if (made != 0 && made != 3) fail_msg("sweep ended with %d", made);
  assert_int_equal(shell("'%s' analyse known.sqlite --kpi z %s --csv >out.csv 2>said", FL_PROGRAM, options), 0);
}

// A number of "out.csv": its value (0), low (1) or high (2).
static double found(const char *method, const char *measure, const char *factor, const char *other, int which) {
  char line[1024], begin[512], *cell;
  double numbers[3] = {0};
  bool seen = false;
  snprintf(begin, sizeof begin, "z,%s,%s,%s,%s,", method, measure, factor, other);
  FILE *in = fopen("out.csv", "rb");
  assert_non_null(in);
  while (!seen && fgets(line, sizeof line, in))
    if ((seen = strncmp(line, begin, strlen(begin)) == 0)) {
      cell = line + strlen(begin);
      for (int i = 0; i < 3; i++) {
        char *end;
        numbers[i] = strtod(cell, &end);
        cell = end + (*end == ',');
      }
    }
  fclose(in);
  if (!seen) fail_msg("there is no '%s'", begin);
  return numbers[which];
}

static const char range[] = "factors = { ['cash.share'] = fl.uniform(0, 0.5), ['cash.cap'] = fl.uniform(1e-9, 200) }";

static void straight_lines_and_their_shares_are_found(void **state) {
  (void)state;
  char sweep[512];
  snprintf(sweep, sizeof sweep, "design = 'lhs', points = 64, %s", range);
  analyse(sweep, "return 3 * x + y", "");
  check_near(found("regression", "slope", "cash.share", "", 0), 6, 1e-6, 0, 0); // per unit of the lever: 3 / .5
  check_near(found("regression", "src", "cash.share", "", 0), 3 / sqrt(10), 0.03, 0, 0);
  check_near(found("regression", "src", "", "R2", 0), 1, 1e-6, 0, 0);
  check_near(found("bins", "first", "cash.share", "", 0), 0.9, 0.1, 0, 0);
  assert_true(found("bins", "first", "cash.share", "", 1) <= 0.9 && found("bins", "first", "cash.share", "", 2) >= 0.88);
  check_near(found("summary", "mean", "", "", 0), 2, 0.05, 0, 0);
}

// A step over the whole range is worth what the ends differ by, whatever the number of levels.
static void elementary_effects_are_of_the_whole_range_also_of_levels(void **state) {
  (void)state;
  analyse(
      "design = 'morris', points = 8, factors = { ['cash.share'] = fl.levels { 0.1, 0.3 }, ['cash.cap'] = fl.uniform(1e-9, 200) }",
      "return 10 * x + y", "");
  check_near(found("morris", "mu*", "cash.share", "", 0), 4, 1e-6, 0, 0); // 10 * (.3 - .1) / .5
  check_near(found("morris", "mu*", "cash.cap", "", 0), 1, 1e-3, 0, 0);
  check_near(found("morris", "sigma", "cash.cap", "", 0), 0, 1e-3, 0, 0);
}

// x y with both uniform: V(x) / V = V(y) / V = 3/7, what is left is their interaction.
static void shares_of_the_variance_are_those_of_the_closed_form(void **state) {
  (void)state;
  char sweep[512];
  snprintf(sweep, sizeof sweep, "design = 'saltelli', points = 128, %s", range);
  analyse(sweep, "return x * y", "");
  check_near(found("sobol", "first", "cash.share", "", 0), 3.0 / 7, 0.05, 0, 0);
  check_near(found("sobol", "total", "cash.cap", "", 0), 4.0 / 7, 0.05, 0, 0);
  assert_true(found("sobol", "first", "cash.cap", "", 1) <= 3.0 / 7 && found("sobol", "first", "cash.cap", "", 2) >= 3.0 / 7);
}

// Two levels of x, three of y, z = x + 2 y without interaction; cells and points differ from the mean by what they are made of.
static void a_grid_tells_effects_of_levels_cells_and_points(void **state) {
  (void)state;
  analyse("design = 'grid', runs = 3, factors = { ['cash.share'] = fl.levels { 0.1, 0.3 }, ['cash.cap'] = fl.grid(50, 150, 50) }",
          "return x + 2 * y + 1e-13 * sim.platform.orders", "--table cash.share,cash.cap --every-point");
  check_near(found("levels", "effect", "cash.share", "0.1", 0), -0.2, 1e-3, 0, 0);
  check_near(found("levels", "effect", "cash.cap", "150", 0), 0.5, 1e-3, 0, 0);
  check_near(found("factorial", "share", "cash.cap", "x cash.share", 0), 0, 1e-3, 0, 0);
  check_near(found("factorial", "share", "cash.share", "", 0), 0.04 / (0.04 + 1 / 6.0), 1e-3, 0, 0);
  check_near(found("cells", "difference", "", "cash.share=0.3 cash.cap=150", 0), 0.7, 1e-3, 0, 0);
  check_near(found("points", "difference", "", "1: cash.cap=50 cash.share=0.1", 0), -0.7, 1e-3, 0, 0);
  const double low = found("points", "difference", "", "1: cash.cap=50 cash.share=0.1", 1);
  assert_true(low > -0.71 && low < -0.69); // what a run number does to all points is in none of them
}

static void runs_that_failed_are_told_and_left_out(void **state) {
  (void)state;
  char sweep[512];
  snprintf(sweep, sizeof sweep, "design = 'random', points = 20, %s", range);
  analyse(sweep, "if x > 0.8 then error('too deep') end return x", "");
  assert_int_equal(shell("'%s' analyse known.sqlite --kpi z | grep -q 'runs* failed'", FL_PROGRAM), 0);
  assert_true(found("summary", "points", "", "", 0) < 20);
}

static void levers_that_go_together_are_told(void **state) {
  (void)state;
  char sweep[512];
  snprintf(sweep, sizeof sweep,
           "design = 'random', points = 40, where = function(p) return p['cash.share'] / 0.5 + p['cash.cap'] / 200 < 1 end, %s",
           range);
  analyse(sweep, "return x", "");
  assert_int_equal(shell("grep -q 'go together' out.csv"), 0);
}

static void a_shard_is_not_analysed(void **state) {
  (void)state;
  assert_int_equal(shell("'%s' sweep known.lua -q --shard 1/2 -o part.sqlite >said 2>&1", FL_PROGRAM), 0);
  assert_int_equal(shell("'%s' analyse part.sqlite >said 2>&1", FL_PROGRAM), 2);
  assert_int_equal(shell("grep -q 'fanloop merge' said"), 0);
}

// ---- calibrate --from -----------------------------------------------------------------------------------------------------------

static int from(const char *csv) {
  write_text("daily.csv", csv);
  return shell("rm -f daily-fit.lua; '%s' calibrate --from daily.csv -q --budget 40 --force-new >said 2>&1", FL_PROGRAM);
}

static void daily_figures_become_a_scenario(void **state) {
  (void)state;
  static const char days[] = "date,gmv,orders\n2022-06-01,1e9,2e7\n2022-06-02,1e9,2e7\n2022-06-03,3e9,2e7\n2022-06-04,1e9,2e7\n"
                             "2022-06-05,1e9,2e7\n2022-06-06,1e9,2e7\n2022-06-07,1e9,2e7\n";
  from(days); // a budget of forty finds what it finds
  assert_int_equal(shell("grep -q 'daily_gmv = { value = 1.28571e+09, tolerance = 6.43e+07 }' daily-fit.lua"), 0);
  assert_int_equal(shell("'%s' check daily-fit.lua >said 2>&1", FL_PROGRAM), 0);
}

// A file that nobody has edited follows its CSV; one that somebody has stays.
static void what_was_made_of_daily_figures_is_made_anew_until_it_is_edited(void **state) {
  (void)state;
  static const char first[] = "date,gmv\n2022-06-01,1e9\n2022-06-02,1e9\n2022-06-03,3e9\n2022-06-04,1e9\n2022-06-05,1e9\n"
                              "2022-06-06,1e9\n2022-06-07,1e9\n";
  char second[sizeof first];
  memcpy(second, first, sizeof first);
  memcpy(strstr(second, "3e9"), "8e9", 3);
  from(first);
  write_text("daily.csv", second);
  shell("'%s' calibrate --from daily.csv -q --budget 40 --force-new >said 2>&1", FL_PROGRAM);
  assert_int_equal(shell("grep -q 'value = 2e+09' daily-fit.lua"), 0);
  assert_int_equal(shell("sed -i 's/budget = 1000/budget = 900/' daily-fit.lua && cp daily-fit.lua edited.lua"), 0);
  write_text("daily.csv", first);
  assert_int_equal(shell("'%s' calibrate --from daily.csv -q --budget 40 --force-new >said 2>&1", FL_PROGRAM), 2);
  assert_int_equal(shell("cmp daily-fit.lua edited.lua && grep -q 'has been edited' said"), 0);
}

static void what_is_wrong_with_daily_figures_is_told_with_its_line(void **state) {
  (void)state;
  static const struct {
    const char *csv, *said;
  } cases[] = {
      {"date,gmv,orders\n2022-06-01,1,234,567\n", "daily.csv:2: another number of cells"},
      {"date,gmv,gmv\n", "daily.csv:1: a column that stands there twice: gmv"},
      {"date,gmv\n2022-06-01,2bn\n", "daily.csv:2: gmv is '2bn', expected a number, 0 or more"},
      {"date,gmv\n2022-06-01,1\n2022-06-03,1\n", "daily.csv:3: not the day after"},
      {"date,gvm\n2022-06-01,1\n", "did you mean gmv"},
      {"date,gmv,followers\n2022-06-01,1,\n", "daily.csv:2: followers is ''"},
      {"date,gmv\n2022-06-01,1e308\n2022-06-02,1e308\n2022-06-03,1e308\n2022-06-04,1e308\n2022-06-05,1\n2022-06-06,1\n2022-06-07,"
       "1\n",
       "do not add up"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(from(cases[i].csv), 2);
    if (shell("grep -qF \"%s\" said", cases[i].said) != 0) fail_msg("case %zu: not told: %s", i, cases[i].said);
    assert_int_equal(access("daily-fit.lua", F_OK), -1);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(straight_lines_and_their_shares_are_found),
      cmocka_unit_test(elementary_effects_are_of_the_whole_range_also_of_levels),
      cmocka_unit_test(shares_of_the_variance_are_those_of_the_closed_form),
      cmocka_unit_test(a_grid_tells_effects_of_levels_cells_and_points),
      cmocka_unit_test(runs_that_failed_are_told_and_left_out),
      cmocka_unit_test(levers_that_go_together_are_told),
      cmocka_unit_test(a_shard_is_not_analysed),
      cmocka_unit_test(daily_figures_become_a_scenario),
      cmocka_unit_test(what_was_made_of_daily_figures_is_made_anew_until_it_is_edited),
      cmocka_unit_test(what_is_wrong_with_daily_figures_is_told_with_its_line),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
