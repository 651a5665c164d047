// Fuzz target: a damaged result or experiment file. A small run is recorded once, and an experiment file with rows of a comparison; the input
// says where the bytes of one of them are changed and where it is cut (see damage). Opening, the summary, exports, reading what it was made of
// and comparing it with the sound file must end with a status, whatever is in the file.
#define _GNU_SOURCE // mkdtemp
#include "fanloop/world.h"
#include "lua/scenario_file.h"
#include "record/difference.h"
#include "record/experiment.h"
#include "record/origin.h"
#include "record/record.h"
#include "record/result.h"
#include "record/schema.h"
#include "report/comparison.h"
#include "report/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A file as it was made.
typedef struct specimen {
  char sound[96]; // where it stays
  uint8_t *whole;
  size_t size;
} specimen;

static char folder[64], path[96];
static specimen run, experiment;
static uint8_t *damaged; // room for either

static void check(bool good) {
  if (!good) abort();
}

static void remove_folder(void) {
  unlink(path);
  unlink(run.sound);
  unlink(experiment.sound);
  rmdir(folder);
}

static void record(const fl_scenario *scenario, fl_hooks hooks, const fl_source_text *source) {
  fl_messages messages = {0};
  fl_model *model = NULL;
  fl_world *world = NULL;
  fl_record *file = NULL;
  fl_digest digest;
  fl_world_stats stats;
  const fl_record_options record_options = {
      .path = path, .engine_version = "fuzz", .build = "fuzz", .command = "fuzz", .sources = source, .source_count = 1};
  check(fl_model_create(scenario, &messages, &model) == FL_OK);
  check(fl_record_create(&record_options, scenario, &messages, &file) == FL_OK);
  fl_world_options options = fl_default_world_options();
  options.hooks = hooks;
  options.sink = fl_record_sink(file);
  check(fl_world_create(model, &options, &messages, &world) == FL_OK);
  check(fl_world_begin(world) == FL_OK);
  while (fl_world_day(world) < fl_world_days(world)) {
    const int64_t date = fl_world_date(world);
    check(fl_world_step(world) == FL_OK && fl_record_day(file, date) == FL_OK);
  }
  check(fl_world_finish(world) == FL_OK);
  fl_world_digest(world, &digest);
  fl_world_get_stats(world, &stats);
  check(fl_record_finish(file, &digest, &stats, 1) == FL_OK);
  fl_record_close(file);
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_messages_free(&messages);
}

// An experiment of two runs, of which one failed: what is read of it stands in these tables.
static void record_experiment(const fl_source_text *source) {
  fl_messages messages = {0};
  fl_experiment *file = NULL;
  check(fl_experiment_create(path, FL_FILE_COMPARISON, true, &messages, &file) == FL_OK);
  check(fl_experiment_row(file, "experiment", "iittttttttiiiiirirtttt", INT64_C(1), (int64_t)FL_SCHEMA_VERSION, "fuzz", "fuzz",
                          "fuzz", "small", "", "", "", "", INT64_C(1), (int64_t)FL_SLOTS, INT64_C(0), INT64_C(1), INT64_C(0), 0.95,
                          INT64_C(0), 0.01, "gmv,orders", "28", "failed", "1 runs are not done; table run says why") == FL_OK);
  for (int64_t v = 0; v < 2; v++) {
    check(fl_experiment_row(file, "variant", "ititt", v, v ? "none" : "small", INT64_C(0), "", "2022-06-07") == FL_OK);
    check(fl_experiment_row(file, "run", "iittt", v, INT64_C(0), v ? "failed" : "done", "", "0123") == FL_OK);
    check(fl_experiment_row(file, "run_set", "it", v, "fans=40") == FL_OK);
    check(fl_experiment_source(file, v, 0, source) == FL_OK);
  }
  check(fl_experiment_row(file, "span", "ittt", INT64_C(1), "window", "2022-06-07", "2022-06-08") == FL_OK);
  check(fl_experiment_row(file, "kpi", "tttt", "gmv", "yuan", "result", "GMV before returns") == FL_OK);
  check(fl_experiment_row(file, "effect", "itirrrrrrrrr", INT64_C(1), "gmv", INT64_C(1), 1.0, 2.0, 1.0, 0.5, 1.5, 1.0, 0.5, 1.5,
                          2.0) == FL_OK);
  check(fl_experiment_finish(file) == FL_OK);
  fl_experiment_close(file);
  fl_messages_free(&messages);
}

// What lies at `path` becomes a specimen.
static void take(specimen *s, const char *name) {
  FILE *file = fopen(path, "rb");
  check(file && fseek(file, 0, SEEK_END) == 0);
  s->size = (size_t)ftell(file);
  rewind(file);
  s->whole = malloc(s->size);
  check(s->whole && fread(s->whole, 1, s->size, file) == s->size);
  fclose(file);
  snprintf(s->sound, sizeof s->sound, "%s/%s.sqlite", folder, name);
  check(rename(path, s->sound) == 0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  static const char *const sets[] = {"fans=40",
                                     "rooms=5",
                                     "warmup=0",
                                     "from=2022-06-07",
                                     "to=2022-06-08",
                                     "june.from=2022-06-07",
                                     "cashback.from=2022-06-07",
                                     "june.to=2022-06-08",
                                     "cashback.to=2022-06-08"};
  const fl_lua_options options = {.library = FL_SOURCE_DIR "/scripts", .sets = sets, .set_count = sizeof sets / sizeof *sets};
  fl_messages messages = {0};
  fl_lua *lua = NULL;
  snprintf(folder, sizeof folder, "/tmp/fanloop-fuzz-XXXXXX");
  check(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/r.sqlite", folder);
  atexit(remove_folder);
  check(fl_lua_load(&options, FL_SOURCE_DIR "/tests/cli/small.lua", &messages, &lua) == FL_OK);
  const fl_lua_source *sources;
  check(fl_lua_sources(lua, &sources) > 0);
  const fl_source_text source = {"small.lua", sources[0].text, sources[0].size, ""};
  record(fl_lua_scenario(lua), fl_lua_hooks(lua), &source);
  take(&run, "run");
  record_experiment(&source);
  take(&experiment, "experiment");
  damaged = malloc(run.size > experiment.size ? run.size : experiment.size);
  check(damaged);
  fl_lua_close(lua);
  fl_messages_free(&messages);
  return 0;
}

// Changes of 4 bytes each: a place as a fraction of the file (2 bytes), a shift within 256 bytes, a value. A place of 0xffff cuts the file
// at `shift` 256ths instead. Returns the size of the damaged file.
static size_t damage(const specimen *s, const uint8_t *data, size_t size) {
  size_t end = s->size;
  memcpy(damaged, s->whole, s->size);
  for (; size >= 4; data += 4, size -= 4) {
    const size_t place = (size_t)data[0] << 8 | data[1];
    if (place == 0xffff)
      end = s->size * data[2] / 256;
    else
      damaged[(place * s->size / 0xffff + data[2]) % s->size] = data[3];
  }
  return end;
}

static bool put(void *ctx, const char *text, size_t size) {
  (void)text;
  *(size_t *)ctx += size;
  return *(size_t *)ctx < 10000000;
}

// What the file says of its origin is either taken or told to be wrong; a comparison tells differences, not failures.
static void compare(const specimen *s, fl_result *result, fl_messages *messages) {
  fl_origin origin;
  fl_file_pair *comparison = NULL;
  fl_difference *difference = malloc(sizeof *difference);
  const size_t errors = messages->errors;
  const fl_status read = s == &run ? fl_origin_read(result, path, "fuzz", messages, &origin)
                                   : fl_origin_read_experiment(result, path, "fuzz", messages, &origin);
  check(read == FL_OK ? origin.file_count > 0 && origin.files[0].source_count > 0 : messages->errors > errors);
  if (read == FL_OK && s == &experiment) check(origin.runs == 1 || origin.runs == 2);
  fl_origin_free(&origin);
  fl_status status = fl_file_pair_open(path, s->sound, messages, &comparison);
  if (status == FL_OK) check(difference && fl_file_pair_compare(comparison, messages, difference) == FL_OK);
  fl_file_pair_close(comparison);
  free(difference);
}

static void show(const specimen *s, fl_result *result, FILE *out) {
  static const char *const views[] = {"v_kpi",        "v_subsidy", "source_file", "sample_order",
                                      "v_room_total", "v_effect",  "v_why_exact"};
  if (s == &run) {
    const fl_summary_options options = {.path = path, .chart = true};
    fl_summary_write(out, result, &options);
  } else {
    const fl_comparison_options options = {.path = path};
    fl_comparison_write(out, result, &options);
    fl_comparison_json(out, result, &options);
  }
  for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
    size_t written = 0;
    fl_result_csv(result, views[i], put, &written);
  }
}

// A byte more than whole changes need means the experiment.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fl_messages messages = {0};
  fl_result *result = NULL;
  const specimen *s = size % 4 == 1 ? &experiment : &run;
  const size_t end = damage(s, data, size);
  FILE *file = fopen(path, "wb"), *out = fopen("/dev/null", "w");
  check(file && out && fwrite(damaged, 1, end, file) == end);
  fclose(file);
  const fl_status status = fl_result_open_kind(path, s == &run ? FL_FILE_RUN : FL_FILE_COMPARISON, &messages, &result);
  check((status == FL_OK) == (result != NULL));
  check(status == FL_OK || messages.errors > 0);
  if (result) {
    show(s, result, out);
    compare(s, result, &messages);
  }
  fl_result_close(result);
  fl_messages_free(&messages);
  fclose(out);
  return 0;
}
