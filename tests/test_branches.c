// Runs of a scenario and its variants in processes that branch: what each arm comes to is what a run of its own comes to.
#define _GNU_SOURCE // MAP_ANONYMOUS
#include "small_world.h"

#include "experiment/branches.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARMS = 5, RUNS = 3 };

// Written by the processes of the arms, read by the test. Shared memory.
typedef struct board {
  char digest[RUNS][ARMS][33];
  int64_t branched[RUNS][ARMS];
  int64_t days[RUNS][ARMS]; // rows of platform_day kept
} board;

typedef struct study {
  fl_scenario scenarios[ARMS];
  fl_arm arms[ARMS];
  fl_model *models[ARMS];
  fl_branches plan;
  board *board;
  bool done[RUNS][ARMS];
  char failed[RUNS][ARMS][256];
  int64_t progress;
} study;

static fl_status keep(void *ctx, const fl_arm_end *end, fl_messages *messages) {
  const study *s = ctx;
  fl_digest digest;
  (void)messages;
  fl_world_digest(end->world, &digest);
  fl_digest_text(&digest, FL_TABLES, s->board->digest[end->run - 1][end->arm]);
  s->board->branched[end->run - 1][end->arm] = end->branched;
  s->board->days[end->run - 1][end->arm] = (int64_t)end->rows->of[FL_T_platform_day].count;
  return FL_OK;
}

static void tell_done(void *ctx, int64_t run, size_t arm, int64_t branched) {
  study *s = ctx;
  assert_false(s->done[run - 1][arm]);
  assert_int_equal(branched, s->board->branched[run - 1][arm]);
  s->done[run - 1][arm] = true;
}

static void tell_failed(void *ctx, int64_t run, size_t arm, fl_status status, const char *why) {
  study *s = ctx;
  assert_int_not_equal(status, FL_OK);
  assert_string_equal(s->failed[run - 1][arm], "");
  snprintf(s->failed[run - 1][arm], sizeof s->failed[0][0], "%s", why);
}

static void tell_progress(void *ctx, int64_t done, int64_t days) {
  study *s = ctx;
  assert_true(done >= s->progress && done <= days);
  s->progress = done;
}

static fl_scenario vary(const fl_scenario *scenario, const fl_change *change) {
  char why[FL_TEXT_MAX * 2];
  fl_scenario varied;
  fl_variant variant = {.changes = (fl_change[]){*change}, .change_count = 1};
  if (!fl_scenario_vary(scenario, &variant, &varied, why, sizeof why)) fail_msg("%s", why);
  return varied;
}

// The scenario, two variants that branch on different days, one that differs from the first day on, and one with a policy of its own.
static study *begin(const fl_hooks *hooks) {
  static const char *const names[ARMS] = {"scenario", "no sale", "larger", "forgetful", "boosted"};
  static const fl_change changes[ARMS] = {{.kind = FL_CHANGE_SET},
                                          {.kind = FL_CHANGE_WITHOUT, .key = "sale"},
                                          {.key = "subsidy.share", .value = "0.4"},
                                          {.key = "trust.memory", .value = "60"},
                                          {.kind = FL_CHANGE_WITH, .key = "boost", .policy = 2}};
  fl_messages messages = {0};
  study *s = calloc(1, sizeof *s);
  assert_non_null(s);
  s->scenarios[0] = small_scenario();
  s->scenarios[0].setup.fans = 4096;
  small_add_festival(&s->scenarios[0]);
  const fl_subsidy own = *small_add_subsidy(&s->scenarios[0], 2000000000);
  fl_subsidy *boost = &fl_scenario_add_extra(&s->scenarios[0], FL_SUBSIDY, "boost")->of.subsidy;
  *boost = own;
  boost->from += 2;
  boost->share = 2 * own.share;
  for (size_t a = 1; a < ARMS; a++) s->scenarios[a] = vary(&s->scenarios[0], &changes[a]);
  for (size_t a = 0; a < ARMS; a++) s->arms[a] = (fl_arm){.name = names[a], .scenario = &s->scenarios[a]};
  for (size_t a = 0; hooks && a < ARMS; a++) s->arms[a].hooks = *hooks;
  for (size_t a = 0; a < ARMS; a++) assert_int_equal(fl_model_create(&s->scenarios[a], &messages, &s->models[a]), FL_OK);
  fl_messages_free(&messages);
  s->plan = (fl_branches){.arms = s->arms,
                          .models = s->models,
                          .arm_count = ARMS,
                          .first_run = 1,
                          .runs = RUNS,
                          .jobs = 2,
                          .parallel = fl_parallel_serial(),
                          .ctx = s,
                          .keep = keep,
                          .progress = tell_progress,
                          .done = tell_done,
                          .failed = tell_failed};
  s->plan.plan.wanted[FL_T_platform_day] = true;
  s->board = mmap(NULL, sizeof *s->board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_true(s->board != MAP_FAILED);
  return s;
}

static void end(study *s) {
  for (size_t a = 0; a < ARMS; a++) {
    fl_model_destroy(s->models[a]);
    fl_scenario_free(&s->scenarios[a]);
  }
  munmap(s->board, sizeof *s->board);
  free(s);
}

static void run_alone(const study *s, size_t arm, int64_t run, const fl_hooks *hooks, char digest[33]) {
  fl_scenario scenario = s->scenarios[arm];
  scenario.setup.run = run;
  fl_world_options options = fl_default_world_options();
  if (hooks) options.hooks = *hooks;
  const small_run alone = small_go_with(&scenario, options);
  strcpy(digest, alone.text);
}

static void check_all_as_alone(const study *s, const fl_hooks *hooks) {
  char alone[33];
  for (int64_t run = 1; run <= RUNS; run++)
    for (size_t a = 0; a < ARMS; a++) {
      run_alone(s, a, run, hooks, alone);
      if (strcmp(s->board->digest[run - 1][a], alone) != 0 || !s->done[run - 1][a])
        fail_msg("run %d, %s: %s", (int)run, s->arms[a].name, s->failed[run - 1][a]);
      assert_int_equal(s->board->days[run - 1][a], 45);
    }
}

static void every_arm_has_the_bits_of_a_run_of_its_own(void **state) {
  (void)state;
  static const struct {
    uint32_t jobs, threads;
    bool straight;
  } ways[] = {{1, 1, false}, {2, 1, false}, {5, 1, false}, {1, 3, false}, {2, 1, true}};
  for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
    study *s = begin(NULL);
    fl_branches_cost cost;
    s->plan.jobs = ways[w].jobs;
    s->plan.parallel = fl_parallel_threads(ways[w].threads);
    s->plan.straight = ways[w].straight;
    assert_int_equal(fl_branches_run(&s->plan, NULL, &cost), FL_OK);
    check_all_as_alone(s, NULL);
    static const int64_t leaves[ARMS] = {0, 24, 31, 0, 33};
    for (size_t a = 0; a < ARMS; a++) assert_int_equal(s->board->branched[0][a], ways[w].straight ? 0 : leaves[a]);
    assert_int_equal(cost.days_of_arms, RUNS * ARMS * 45);
    assert_int_equal(cost.days_lived, RUNS * (ARMS * 45 - (ways[w].straight ? 0 : 24 + 31 + 33)));
    assert_int_equal(cost.branched, ways[w].straight ? 0 : RUNS * 3);
    assert_int_equal(s->progress, RUNS * ARMS * 45);
    end(s);
  }
}

// ---- Hooks ------------------------------------------------------------------------------------------------------------------------

static int64_t reads_on = 20; // day on which the hook looks at a policy
static bool has_read;

static fl_status read_policy(void *ctx, fl_world *world) {
  (void)ctx;
  const void *base;
  char why[256];
  const fl_field *share = fl_world_lever(world, "subsidy.share", &base);
  if (fl_world_day(world) != reads_on) return FL_OK;
  has_read = true;
  const double value = 0.2 + fl_field_real(share, base) / 10;
  return fl_world_set(world, "sale.traffic_lift", &(fl_value){.number = value}, why, sizeof why) ? FL_OK : FL_BROKEN;
}

static bool was_read(void *ctx) {
  (void)ctx;
  return has_read;
}

static void arms_whose_hooks_have_looked_at_a_policy_are_runs_of_their_own(void **state) {
  (void)state;
  const fl_hooks hooks = {.on_day = read_policy};
  static const int64_t days[] = {20, 26, 32, 35}, branches[] = {0, 1, 2, 3};
  for (size_t i = 0; i < 4; i++) {
    study *s = begin(&hooks);
    fl_branches_cost cost;
    reads_on = days[i];
    has_read = false;
    for (size_t a = 0; a < ARMS; a++) s->arms[a].bound = was_read;
    assert_int_equal(fl_branches_run(&s->plan, NULL, &cost), FL_OK);
    assert_int_equal(cost.branched, RUNS * branches[i]);
    check_all_as_alone(s, &hooks);
    end(s);
  }
}

// ---- Failures ---------------------------------------------------------------------------------------------------------------------

static int64_t breaks_on;
static int breaks_by;

// In run 2, while the festival is left out.
static fl_status break_down(void *ctx, fl_world *world) {
  (void)ctx;
  const fl_scenario *scenario = fl_model_scenario(fl_world_model(world));
  if (scenario->setup.run != 2 || fl_world_day(world) != breaks_on || !scenario->policies[0].off) return FL_OK;
  if (breaks_by) raise(breaks_by);
  fl_world_fail(world, "the hook would not go on");
  return FL_BROKEN;
}

static void an_arm_that_fails_takes_no_other_with_it(void **state) {
  (void)state;
  const fl_hooks hooks = {.on_day = break_down};
  static const int signals[] = {0, SIGKILL};
  for (size_t i = 0; i < 2; i++) {
    for (uint32_t jobs = 1; jobs <= 3; jobs += 2) {
      study *s = begin(&hooks);
      fl_branches_cost cost;
      breaks_on = 30;
      breaks_by = signals[i];
      s->plan.jobs = jobs;
      assert_int_equal(fl_branches_run(&s->plan, NULL, &cost), FL_OK);
      for (int run = 0; run < RUNS; run++)
        for (int a = 0; a < ARMS; a++) {
          const bool broken = run == 1 && a == 1;
          assert_int_equal(s->done[run][a], !broken);
          if (!broken) assert_string_equal(s->failed[run][a], "");
        }
      if (strcmp(s->failed[1][1], breaks_by ? "its process was ended by signal 9" : "the hook would not go on") != 0)
        fail_msg("%s", s->failed[1][1]);
      end(s);
    }
  }
}

static fl_status break_trunk(void *ctx, fl_world *world) {
  (void)ctx;
  if (fl_model_scenario(fl_world_model(world))->setup.run != 2 || fl_world_day(world) != breaks_on) return FL_OK;
  if (breaks_by) raise(breaks_by);
  fl_world_fail(world, "the hook would not go on");
  return FL_BROKEN;
}

static void arms_that_never_left_a_broken_trunk_have_failed(void **state) {
  (void)state;
  const fl_hooks hooks = {.on_day = break_trunk};
  static const int signals[] = {0, SIGKILL};
  for (size_t i = 0; i < 2; i++) {
    study *s = begin(&hooks);
    fl_branches_cost cost;
    breaks_on = 10;
    breaks_by = signals[i];
    assert_int_equal(fl_branches_run(&s->plan, NULL, &cost), FL_OK);
    for (int a = 0; a < ARMS; a++) {
      assert_true(s->done[0][a] && s->done[2][a]);
      assert_false(s->done[1][a]);
      assert_string_not_equal(s->failed[1][a], "");
    }
    end(s);
  }
}

static volatile int stop;

static void stop_early(void *ctx, int64_t run, size_t arm, int64_t branched) {
  tell_done(ctx, run, arm, branched);
  stop = 1;
}

static void what_is_stopped_ends_at_once_and_leaves_nobody(void **state) {
  (void)state;
  study *s = begin(NULL);
  fl_branches_cost cost;
  stop = 0;
  s->plan.done = stop_early;
  assert_int_equal(fl_branches_run(&s->plan, &stop, &cost), FL_STOPPED);
  int done = 0;
  for (int i = 0; i < RUNS * ARMS; i++) done += s->done[i / ARMS][i % ARMS];
  assert_in_range(done, 1, RUNS * ARMS - 1);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  end(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_arm_has_the_bits_of_a_run_of_its_own),
      cmocka_unit_test(arms_whose_hooks_have_looked_at_a_policy_are_runs_of_their_own),
      cmocka_unit_test(an_arm_that_fails_takes_no_other_with_it),
      cmocka_unit_test(arms_that_never_left_a_broken_trunk_have_failed),
      cmocka_unit_test(what_is_stopped_ends_at_once_and_leaves_nobody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
