// Memory that runs out at every place in turn: the n-th allocation fails, once or with all that follow. Whatever n is, the program ends
// with a message and a documented exit code, nothing leaks (under the address sanitizer), and the result is complete, marked, or absent.
//
// Each n is a process of its own, so that a crash or an endless loop is told with its n. FL_ALLOC=n in the environment tries one n only.
#include "check.h"
#include "fail_alloc.h"
#include "outcome.h"

#include "cli/command.h"
#include "fanloop/world.h"
#include "record/result.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  LEAK = 77,       // exit code of the sanitizers
  DENSE = 40,      // the first n are all tried, the others evenly spread
  PATIENCE = 60,   // seconds after which a child hangs
  TOLD = 70000000, // bytes of a child's output: more is a loop of messages
};

const char *__asan_default_options(void);
const char *__asan_default_options(void) {
  return "detect_leaks=1:exitcode=77:allocator_may_return_null=1";
}

static char folder[64];
static const char small[] = FL_SOURCE_DIR "/tests/cli/small.lua", remembers[] = FL_SOURCE_DIR "/tests/cli/remembers.lua";

// What is done with too little memory: returns an exit code.
typedef struct work {
  int (*go)(void);
  int wrong;          // exit code when memory suffices
  int points;         // how many n are tried
  const char *result; // file that it writes, or NULL
  bool resumes;       // it goes on with "half.sqlite", as the result
} work;

static int fanloop(int count, const char **words) {
  return fl_cli_main(count, (char **)(uintptr_t)words);
}

static int check_small(void) {
  return fanloop(3, (const char *[]){"fanloop", "check", small, NULL});
}

static int check_wrong(void) {
  static const char file[] = FL_SOURCE_DIR "/tests/cli/wrong_values.lua";
  return fanloop(5, (const char *[]){"fanloop", "check", file, "--set", "no.such=1", NULL});
}

// Variants with policies of their own: what is wrong in them is looked for in copies.
static int check_varied(void) {
  static const char file[] = FL_SOURCE_DIR "/tests/cli/wrong_policies.lua";
  return fanloop(3, (const char *[]){"fanloop", "check", file, NULL});
}

static int run_small(void) {
  return fanloop(8,
                 (const char *[]){"fanloop", "run", small, "--fans", "500", "--output=r.sqlite", "--threads=2", "--chart", NULL});
}

// A result made again and compared with its file: whatever is short, it is never said to differ.
static int verify_whole(void) {
  return fanloop(5, (const char *[]){"fanloop", "rerun", "whole.sqlite", "--verify", "--threads=2", NULL});
}

static int run_remembers(const char *how, const char *days) {
  return fanloop(9, (const char *[]){"fanloop", "run", remembers, "--fans=300", "--output=r.sqlite", "--threads=2", "--quiet", how,
                                     days, NULL});
}

static int run_with_checkpoints(void) {
  return run_remembers("--checkpoint-every", "8");
}

static int resume(void) {
  return run_remembers("--resume", "--days=32"); // as many as it has
}

static bool put(void *ctx, const char *text, size_t size) {
  (void)text;
  *(size_t *)ctx += size;
  return true;
}

// The reader alone, on a file that is whole.
static int read_whole(void) {
  fl_messages messages = {0};
  fl_result *result = NULL;
  size_t size = 0;
  fl_status status = fl_result_open("whole.sqlite", &messages, &result);
  if (status == FL_OK) status = fl_result_csv(result, "v_kpi", put, &size);
  if (status == FL_OK) status = fl_result_csv(result, "v_subsidy", put, &size);
  if (status != FL_OK)
    fprintf(stderr, "%s\n", result ? fl_result_error(result) : messages.count ? messages.items[0].text : "no memory");
  fl_result_close(result);
  fl_messages_free(&messages);
  return status == FL_OK ? FL_EXIT_DONE : FL_EXIT_FAILED;
}

// A snapshot in memory.
typedef struct bytes {
  char *items;
  size_t size, at;
} bytes;

static bool save_bytes(void *ctx, const void *from, size_t size) {
  bytes *b = ctx;
  char *items = realloc(b->items, b->size + size);
  if (!items) return false;
  b->items = items;
  memcpy(b->items + b->size, from, size);
  b->size += size;
  return true;
}

static bool load_bytes(void *ctx, void *to, size_t size) {
  bytes *b = ctx;
  if (size > b->size - b->at) return false;
  memcpy(to, b->items + b->at, size);
  b->at += size;
  return true;
}

static fl_status break_and_go_on(const fl_model *model, fl_messages *messages, bytes *b, fl_world **world) {
  const fl_world_options options = fl_default_world_options();
  fl_status status = fl_world_create(model, &options, messages, world);
  if (status == FL_OK) status = fl_world_begin(*world);
  if (status == FL_OK) status = fl_world_step(*world);
  if (status == FL_OK) status = fl_world_save(*world, (fl_bytes_out){b, save_bytes});
  fl_world_destroy(*world);
  *world = NULL;
  if (status == FL_OK) status = fl_world_load(model, &options, (fl_bytes_in){b, load_bytes}, messages, world);
  return status == FL_OK ? fl_world_step(*world) : status;
}

// A world that is saved and loaded.
static int go_on(void) {
  fl_scenario scenario = fl_default_scenario();
  fl_messages messages = {0};
  fl_model *model = NULL;
  fl_world *world = NULL;
  bytes b = {0};
  scenario.setup.fans = 300;
  scenario.setup.rooms = 10;
  scenario.setup.warmup = 0;
  scenario.setup.from = scenario.setup.to = 19000;
  scenario.setup.to++;
  fl_status status = fl_model_create(&scenario, &messages, &model);
  if (status == FL_OK) status = break_and_go_on(model, &messages, &b, &world);
  // What is short of memory is never told to be a snapshot of something else.
  const bool right = status == FL_OK || status == FL_ENVIRONMENT;
  if (status != FL_OK) fprintf(stderr, "%s\n", messages.count ? messages.items[0].text : "no memory");
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_messages_free(&messages);
  free(b.items);
  return status == FL_OK ? FL_EXIT_DONE : right ? FL_EXIT_FAILED : FL_EXIT_WRONG;
}

static void redirect(int fd, const char *path) {
  const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || dup2(file, fd) < 0) _exit(99);
  close(file);
}

// Leaves the number of allocations in the file "count".
static void child(const work *w, int64_t n, bool for_good) {
  redirect(STDOUT_FILENO, "stdout");
  redirect(STDERR_FILENO, "stderr");
  alarm(PATIENCE);
  FILE *count = fopen("count", "wb");
  fail_alloc_at(n, for_good);
  const int code = w->go();
  const int64_t asked = fail_alloc_count();
  fail_alloc_at(0, false);
  fprintf(count, "%lld", (long long)asked);
  fclose(count);
  exit(code); // the sanitizer looks for leaks now
}

static int64_t size_of(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 ? (int64_t)info.st_size : -1;
}

static void show(const char *path) {
  char text[4096];
  FILE *file = fopen(path, "rb");
  const size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
  text[size] = 0;
  if (file) fclose(file);
  print_error("%s: %s\n", path, text);
}

static int64_t told_count(void) {
  long long count = 0;
  FILE *file = fopen("count", "rb");
  if (file && fscanf(file, "%lld", &count) != 1) count = 0;
  if (file) fclose(file);
  return count;
}

// Runs the work in a child; returns its exit code.
static int spawn(const work *w, int64_t n, bool for_good) {
  int status;
  fflush(NULL);
  if (w->result) unlink(w->result);
  if (w->resumes)
    assert_int_equal(system("cp half.sqlite r.sqlite && cp half.sqlite.fanloop-checkpoint r.sqlite.fanloop-checkpoint"), 0);
  const pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) child(w, n, for_good);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  if (!WIFEXITED(status)) {
    show("stderr");
    fail_msg("allocation %lld%s: ended by signal %d", (long long)n, for_good ? " and later" : "", WTERMSIG(status));
  }
  return WEXITSTATUS(status);
}

static bool good_outcome(const work *w, int code, const char *digest) {
  if (code == w->wrong) {
    if (!w->result) return true;
    const outcome o = outcome_of(w->result);
    return strcmp(o.status, "done") == 0 && strcmp(o.digest, digest) == 0; // with less memory nothing may come out differently
  }
  if (code != FL_EXIT_FAILED || size_of("stderr") <= 0) return false;
  if (w->result) outcome_of(w->result); // readable and whole days, whatever its status
  return true;
}

static void try_at(const work *w, int64_t n, bool for_good, const char *digest) {
  const int code = spawn(w, n, for_good);
  if (good_outcome(w, code, digest) && size_of("stderr") < TOLD) return;
  show("stdout");
  show("stderr");
  fail_msg("allocation %lld%s: exit code %d", (long long)n, for_good ? " and later" : "", code);
}

static void run_out_everywhere(const work *w) {
  outcome whole = {0};
  const int code = spawn(w, 0, false);
  if (code != w->wrong) show("stderr");
  assert_int_equal(code, w->wrong);
  if (w->result) whole = outcome_of(w->result);
  const int64_t all = told_count();
  assert_true(all > 0);
  if (getenv("FL_ALLOC")) {
    const int64_t n = atoll(getenv("FL_ALLOC"));
    try_at(w, n < 0 ? -n : n, n < 0, whole.digest);
    return;
  }
  for (int64_t i = 1; i <= DENSE && i <= all; i++) try_at(w, i, i % 2, whole.digest);
  for (int64_t i = 0; i < w->points; i++) {
    // Evenly spread, but not on a grid: places that come round regularly must not fall between.
    uint64_t state = (uint64_t)i;
    const int64_t step = (all - DENSE) / w->points;
    const int64_t n = DENSE + i * step + (step > 0 ? (int64_t)(check_random(&state) % (uint64_t)step) : 0);
    try_at(w, n, i % 2, whole.digest);
  }
}

static void a_check_survives_memory_that_runs_out(void **state) {
  (void)state;
  run_out_everywhere(&(work){check_small, FL_EXIT_DONE, FL_SANITIZED ? 40 : 150, NULL, false});
}

static void a_wrong_scenario_is_still_refused(void **state) {
  (void)state;
  run_out_everywhere(&(work){check_wrong, FL_EXIT_WRONG, FL_SANITIZED ? 30 : 100, NULL, false});
  run_out_everywhere(&(work){check_varied, FL_EXIT_WRONG, FL_SANITIZED ? 10 : 60, NULL, false});
}

static void a_run_leaves_a_whole_file_or_one_that_says_it_is_not(void **state) {
  (void)state;
  run_out_everywhere(&(work){run_small, FL_EXIT_DONE, FL_SANITIZED ? 60 : 200, "r.sqlite", false});
}

static void a_reader_says_that_memory_ran_out(void **state) {
  (void)state;
  assert_int_equal(spawn(&(work){run_small, FL_EXIT_DONE, 0, "r.sqlite", false}, 0, false), FL_EXIT_DONE);
  assert_int_equal(rename("r.sqlite", "whole.sqlite"), 0);
  run_out_everywhere(&(work){read_whole, FL_EXIT_DONE, FL_SANITIZED ? 20 : 100, NULL, false});
}

static void a_verification_ends_with_its_word_or_says_that_memory_ran_out(void **state) {
  (void)state;
  assert_true(mkdir("passing", 0700) == 0 && setenv("TMPDIR", "passing", 1) == 0);
  run_out_everywhere(&(work){verify_whole, FL_EXIT_DONE, FL_SANITIZED ? 10 : 50, NULL, false});
  assert_int_equal(rmdir("passing"), 0); // nothing was left in it
}

static void a_snapshot_is_loaded_or_memory_was_short(void **state) {
  (void)state;
  run_out_everywhere(&(work){go_on, FL_EXIT_DONE, FL_SANITIZED ? 60 : 200, NULL, false});
}

static void a_run_with_checkpoints_goes_on_without_one(void **state) {
  (void)state;
  run_out_everywhere(&(work){run_with_checkpoints, FL_EXIT_DONE, FL_SANITIZED ? 20 : 60, "r.sqlite", false});
}

// On a disk that is full after most of the days.
static int run_half(void) {
  const rlim_t most = (rlim_t)size_of("whole.sqlite") * 9 / 10;
  setrlimit(RLIMIT_FSIZE, &(struct rlimit){most, most});
  return run_with_checkpoints();
}

static void a_resumed_run_is_complete_or_can_be_resumed_again(void **state) {
  (void)state;
  assert_int_equal(spawn(&(work){run_with_checkpoints, FL_EXIT_DONE, 0, "r.sqlite", false}, 0, false), FL_EXIT_DONE);
  assert_int_equal(rename("r.sqlite", "whole.sqlite"), 0);
  assert_int_equal(spawn(&(work){run_half, FL_EXIT_FAILED, 0, "r.sqlite", false}, 0, false), FL_EXIT_FAILED);
  assert_int_equal(rename("r.sqlite", "half.sqlite"), 0);
  assert_int_equal(rename("r.sqlite.fanloop-checkpoint", "half.sqlite.fanloop-checkpoint"), 0);
  const work w = {resume, FL_EXIT_DONE, FL_SANITIZED ? 30 : 100, "r.sqlite", true};
  run_out_everywhere(&w);
}

static int enter_folder(void **state) {
  (void)state;
  snprintf(folder, sizeof folder, "/tmp/fanloop-memory-XXXXXX");
  return fail_alloc_in_sqlite() && mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state) {
  (void)state;
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return chdir("/") == 0 ? system(command) : -1;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_check_survives_memory_that_runs_out),
      cmocka_unit_test(a_wrong_scenario_is_still_refused),
      cmocka_unit_test(a_run_leaves_a_whole_file_or_one_that_says_it_is_not),
      cmocka_unit_test(a_reader_says_that_memory_ran_out),
      cmocka_unit_test(a_verification_ends_with_its_word_or_says_that_memory_ran_out),
      cmocka_unit_test(a_snapshot_is_loaded_or_memory_was_short),
      cmocka_unit_test(a_run_with_checkpoints_goes_on_without_one),
      cmocka_unit_test(a_resumed_run_is_complete_or_can_be_resumed_again),
  };
  return cmocka_run_group_tests_name("memory", tests, enter_folder, remove_folder);
}
