// Calibration finds settings of worlds that it did not make: ten worlds with settings drawn anew, each run once with a run number of its own,
// whose figures become the targets. The truth lies in the 90 % region of the posterior as often as that says.
#include "base/rng.h"
#include "check.h"
#include "design/plan.h"
#include "program.h"
#include "search/posterior.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORLDS = FL_SANITIZED ? 1 : 10, LEAST = FL_SANITIZED ? 0 : 8, FACTORS = 3, FIGURES = 4, MEMBERS_MOST = 5000 };

// Levers, and the ranges that they are drawn from.
static const struct lever {
  const char *name;
  double low, high;
} levers[FACTORS] = {
    {"fan.need_per_day", 0.15, 0.75}, {"choice.buy_per_minute", 0.05, 0.5}, {"follow.notification_reach", 0.3, 0.95}};
// Figures of a run, and the part of each that tells as little as chance: about the spread of runs that differ in their number alone.
static const struct figure {
  const char *name;
  double error;
} figures[FIGURES] = {
    {"orders_per_dau_day", 0.02}, {"order_value", 0.03}, {"private_orders_share", 0.03}, {"repurchase_R1", 0.015}};

static sqlite3 *open_file(const char *path) {
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  return db;
}

static double number_in(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK || sqlite3_step(stmt) != SQLITE_ROW)
    fail_msg("%s: %s", sql, sqlite3_errmsg(db));
  const double value = sqlite3_column_double(stmt, 0);
  sqlite3_finalize(stmt);
  return value;
}

// The world and what is asked of it; `targets` NULL: none yet.
static void write_scenario(const char *path, const double *targets) {
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  fprintf(out, "local fl = require \"fanloop\"\nreturn fl.scenario {\n  world = fl.world(\"kuaishou-2022-core\", { fans = 1000, "
               "rooms = 60 }),\n"
               "  calendar = { warmup = 10, from = \"2022-04-01\", to = \"2022-04-30\" },\n");
  if (targets) {
    fprintf(out, "  calibrate = { budget = 400, factors = {\n");
    for (int f = 0; f < FACTORS; f++)
      fprintf(out, "    [\"%s\"] = fl.uniform(%g, %g),\n", levers[f].name, levers[f].low, levers[f].high);
    fprintf(out, "  }, targets = {\n");
    for (int k = 0; k < FIGURES; k++)
      fprintf(out, "    %s = { value = %.9g, tolerance = %.3g },\n", figures[k].name, targets[k], figures[k].error * targets[k]);
    fprintf(out, "  } },\n");
  }
  fprintf(out, "}\n");
  fclose(out);
}

// The truth of a world in 0..1, and the figures of a run of it that no search makes.
static void make_truth(uint32_t world, double *u, double *targets) {
  const fl_key key = {97, 0, 0};
  const fl_block block = fl_draw(&key, 1, 0, world, 0);
  char command[1024];
  size_t used = 0;
  write_scenario("truth.lua", NULL);
  for (int f = 0; f < FACTORS; f++) {
    u[f] = 0.1 + 0.8 * fl_unit(block.u[f]);
    used += (size_t)snprintf(command + used, sizeof command - used, " --set %s=%.9g", levers[f].name,
                             levers[f].low + u[f] * (levers[f].high - levers[f].low));
  }
  assert_int_equal(
      shell("'%s' run truth.lua -q --force -o truth.sqlite --set run=%u%s >said 2>&1", FL_PROGRAM, 1000000 + world, command), 0);
  sqlite3 *db = open_file("truth.sqlite");
  for (int k = 0; k < FIGURES; k++) {
    char sql[256];
    snprintf(sql, sizeof sql,
             strncmp(figures[k].name, "repurchase", 10) == 0
                 ? "SELECT avg(share) FROM v_repurchase WHERE rate = 'R1' AND whole AND phase = 'window'"
                 : "SELECT value FROM v_kpi WHERE kpi = '%s'",
             figures[k].name);
    targets[k] = number_in(db, sql);
  }
  sqlite3_close(db);
}

static void read_posterior(const char *path, fl_posterior *post) {
  static double u[MEMBERS_MOST * FACTORS], weight[MEMBERS_MOST];
  size_t count = 0;
  sqlite3 *db = open_file(path);
  sqlite3_stmt *stmt = NULL;
  assert_int_equal(
      sqlite3_prepare_v2(db, "SELECT member, weight, place, name FROM sample JOIN factor USING (factor) ORDER BY member, factor",
                         -1, &stmt, NULL),
      SQLITE_OK);
  while (sqlite3_step(stmt) == SQLITE_ROW) {
    const size_t member = (size_t)sqlite3_column_int64(stmt, 0) - 1;
    assert_true(member < MEMBERS_MOST);
    weight[member] = sqlite3_column_double(stmt, 1);
    for (int f = 0; f < FACTORS; f++)
      if (strcmp((const char *)sqlite3_column_text(stmt, 3), levers[f].name) == 0)
        u[member * FACTORS + (size_t)f] = sqlite3_column_double(stmt, 2);
    count = member + 1;
  }
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  const fl_cube cube = {.factors = FACTORS};
  assert_true(fl_posterior_make(post, &cube, u, weight, count));
}

static void known_settings_lie_in_the_ninety_per_cent_region(void **state) {
  (void)state;
  int held = 0;
  double width[FACTORS] = {0};
  for (uint32_t world = 0; world < WORLDS; world++) {
    double truth[FACTORS], targets[FIGURES];
    fl_posterior post;
    make_truth(world, truth, targets);
    write_scenario("fit.lua", targets);
    if (shell("'%s' calibrate fit.lua -q --force-new -o fit.sqlite --set seed=%u >said 2>&1", FL_PROGRAM, 1 + world) != 0)
      fail_msg("the calibration of world %u failed", world);
    read_posterior("fit.sqlite", &post);
    const bool holds = fl_posterior_holds(&post, truth, 0.9);
    held += holds;
    for (size_t f = 0; f < FACTORS; f++) width[f] += fl_posterior_marginal(&post, f).width / WORLDS;
    print_message("world %u: %s, sample worth %.0f\n", world, holds ? "held" : "not held", post.size);
    fl_posterior_free(&post);
  }
  print_message("%d of %d held; mean width of the 90 %% intervals: %.2f, %.2f, %.2f of the prior's\n", held, WORLDS, width[0],
                width[1], width[2]);
  assert_true(held >= LEAST);
  for (int f = 0; f < FACTORS; f++)
    assert_true(FL_SANITIZED || width[f] < 0.9); // a region that holds all would hold the truth as well
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(known_settings_lie_in_the_ninety_per_cent_region)};
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
