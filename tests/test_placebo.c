// What chance alone makes of a comparison: a variant that takes other random numbers for delivered quality, and differs in nothing
// else. Paired intervals must hold 0 as often as they say.
//   FL_TRIALS=1000 build/release/tests/test_placebo    the study of docs/model.md
#define _GNU_SOURCE // MAP_ANONYMOUS
#include "small_world.h"

#include "experiment/branches.h"
#include "fit/paired.h"

#include <sys/mman.h>
#include <unistd.h>

enum { PAIRS = 5, TRIALS = 120, MOST = 20000 };

// In shared memory, written by the processes of the arms: GMV of the window in yuan.
typedef struct board {
  double gmv[MOST][2], orders[MOST][2];
  int failed;
} board;

static fl_status keep(void *ctx, const fl_arm_end *end, fl_messages *messages) {
  board *b = ctx;
  const fl_identity *total = fl_cells_get(end->cells, FL_SPAN_window, FL_SPLIT_total, 0, 0);
  (void)messages;
  b->gmv[end->run][end->arm] = (double)total->count[4] / 100;
  b->orders[end->run][end->arm] = (double)total->count[3];
  return FL_OK;
}

static void tell_failed(void *ctx, int64_t run, size_t arm, fl_status status, const char *why) {
  board *b = ctx;
  b->failed++;
  print_error("run %lld, arm %zu (%d): %s\n", (long long)run, arm, (int)status, why);
}

// How many of the trials' intervals hold 0.
static int covered(double figure[MOST][2], int trials, double *pull) {
  int held = 0, alike = 0;
  *pull = 0;
  for (int t = 0; t < trials; t++) {
    double base[PAIRS], variant[PAIRS], difference[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      base[i] = figure[t * PAIRS + i][0];
      variant[i] = figure[t * PAIRS + i][1];
      alike += base[i] == variant[i];
    }
    const fl_paired p = fl_paired_compare(base, variant, PAIRS, 0.95, difference);
    held += p.difference.low <= 0 && p.difference.high >= 0;
    *pull += p.difference.mean / p.base_mean / trials;
    const bool relative = p.relative.low <= 0 && p.relative.high >= 0;
    assert_int_equal(relative, p.difference.low <= 0 && p.difference.high >= 0);
  }
  print_message("%d of %d pairs alike\n", alike, trials * PAIRS);
  assert_true(alike * 20 < trials * PAIRS); // the placebo works
  return held;
}

static void intervals_hold_nothing_as_often_as_they_say(void **state) {
  (void)state;
  const char *wanted = getenv("FL_TRIALS");
  const int trials = wanted ? atoi(wanted) : FL_SANITIZED ? 10 : TRIALS;
  assert_in_range(trials, 10, MOST / PAIRS);
  board *b = mmap(NULL, sizeof *b, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_true(b != MAP_FAILED);
  fl_scenario base = small_scenario();
  base.setup.fans = 1500;
  base.setup.rooms = 80;
  base.setup.warmup = 5;
  fl_scenario placebo = base;
  placebo.setup.placebo = 1;
  fl_messages messages = {0};
  fl_model *models[2] = {NULL};
  assert_int_equal(fl_model_create(&base, &messages, &models[0]), FL_OK);
  assert_int_equal(fl_model_create(&placebo, &messages, &models[1]), FL_OK);
  const fl_arm arms[] = {{.name = "scenario", .scenario = &base}, {.name = "placebo", .scenario = &placebo}};
  const long cores = sysconf(_SC_NPROCESSORS_ONLN);
  const fl_branches plan = {.arms = arms,
                            .models = models,
                            .arm_count = 2,
                            .first_run = 0,
                            .runs = (int64_t)trials * PAIRS,
                            .jobs = cores > 1 ? (uint32_t)cores : 1,
                            .parallel = fl_parallel_serial(),
                            .ctx = b,
                            .keep = keep,
                            .failed = tell_failed};
  fl_branches_cost cost;
  assert_int_equal(fl_branches_run(&plan, NULL, &cost), FL_OK);
  assert_int_equal(b->failed, 0);
  double pull;
  const struct {
    const char *name;
    int held;
  } figures[] = {{"GMV", covered(b->gmv, trials, &pull)}, {"orders", covered(b->orders, trials, &pull)}};
  // Four standard errors of a share of .95 to either side; two of a thousand trials are .936 and .964.
  const double error = 4 * sqrt(0.95 * 0.05 / trials);
  for (int i = 0; i < 2; i++) {
    const double share = (double)figures[i].held / trials;
    print_message("%s: %d of %d intervals of %d pairs hold 0 (%.1f %%)\n", figures[i].name, figures[i].held, trials, PAIRS,
                  100 * share);
    assert_true(share >= 0.95 - error && share <= 0.95 + error);
  }
  print_message("mean of all differences in orders: %+.4f %%\n", 100 * pull);
  munmap(b, sizeof *b);
  for (int a = 0; a < 2; a++) fl_model_destroy(models[a]);
  fl_messages_free(&messages);
  fl_scenario_free(&base);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(intervals_hold_nothing_as_often_as_they_say)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
