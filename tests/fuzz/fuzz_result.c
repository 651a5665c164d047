// Fuzz target: a damaged result file. A small run is recorded once; the input says where its bytes are changed and where it is cut (see
// damage). Opening, the summary, exports, reading what it was made of and comparing it with the sound file must end with a status,
// whatever is in the file.
#define _GNU_SOURCE // mkdtemp
#include "fanloop/world.h"
#include "lua/scenario_file.h"
#include "record/difference.h"
#include "record/origin.h"
#include "record/record.h"
#include "record/result.h"
#include "report/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64], path[96], sound[96]; // `sound`: the file as it was recorded
static uint8_t *whole, *damaged;
static size_t whole_size;

static void check(bool good) {
  if (!good) abort();
}

static void remove_folder(void) {
  unlink(path);
  unlink(sound);
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

static void read_whole(void) {
  FILE *file = fopen(path, "rb");
  check(file && fseek(file, 0, SEEK_END) == 0);
  whole_size = (size_t)ftell(file);
  rewind(file);
  whole = malloc(whole_size);
  damaged = malloc(whole_size);
  check(whole && damaged && fread(whole, 1, whole_size, file) == whole_size);
  fclose(file);
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
  record(fl_lua_scenario(lua), fl_lua_hooks(lua), &(fl_source_text){"small.lua", sources[0].text, sources[0].size, ""});
  fl_lua_close(lua);
  fl_messages_free(&messages);
  read_whole();
  snprintf(sound, sizeof sound, "%s/sound.sqlite", folder);
  FILE *file = fopen(sound, "wb");
  check(file && fwrite(whole, 1, whole_size, file) == whole_size && fclose(file) == 0);
  return 0;
}

// Changes of 4 bytes each: a place as a fraction of the file (2 bytes), a shift within 256 bytes, a value. A place of 0xffff cuts the file
// at `shift` 256ths instead. Returns the size of the damaged file.
static size_t damage(const uint8_t *data, size_t size) {
  size_t end = whole_size;
  memcpy(damaged, whole, whole_size);
  for (; size >= 4; data += 4, size -= 4) {
    const size_t place = (size_t)data[0] << 8 | data[1];
    if (place == 0xffff)
      end = whole_size * data[2] / 256;
    else
      damaged[(place * whole_size / 0xffff + data[2]) % whole_size] = data[3];
  }
  return end;
}

static bool put(void *ctx, const char *text, size_t size) {
  (void)text;
  *(size_t *)ctx += size;
  return *(size_t *)ctx < 10000000;
}

// What the file says of its origin is either taken or told to be wrong; a comparison tells differences, not failures.
static void compare(fl_result *result, fl_messages *messages) {
  fl_origin origin;
  fl_file_pair *comparison = NULL;
  fl_difference *difference = malloc(sizeof *difference);
  const size_t errors = messages->errors;
  const fl_status read = fl_origin_read(result, path, "fuzz", messages, &origin);
  check(read == FL_OK ? origin.file_count == 1 && origin.files[0].source_count > 0 : messages->errors > errors);
  fl_origin_free(&origin);
  fl_status status = fl_file_pair_open(path, sound, messages, &comparison);
  if (status == FL_OK) check(difference && fl_file_pair_compare(comparison, messages, difference) == FL_OK);
  fl_file_pair_close(comparison);
  free(difference);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const views[] = {"v_kpi", "v_subsidy", "source_file", "sample_order", "v_room_total"};
  fl_messages messages = {0};
  fl_result *result = NULL;
  const size_t end = damage(data, size);
  FILE *file = fopen(path, "wb"), *out = fopen("/dev/null", "w");
  check(file && out && fwrite(damaged, 1, end, file) == end);
  fclose(file);
  const fl_status status = fl_result_open(path, &messages, &result);
  check((status == FL_OK) == (result != NULL));
  check(status == FL_OK || messages.errors > 0);
  if (result) {
    const fl_summary_options options = {.path = path, .chart = true};
    fl_summary_write(out, result, &options);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
      size_t written = 0;
      fl_result_csv(result, views[i], put, &written);
    }
    compare(result, &messages);
  }
  fl_result_close(result);
  fl_messages_free(&messages);
  fclose(out);
  return 0;
}
