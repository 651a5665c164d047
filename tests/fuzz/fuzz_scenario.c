// Fuzz target: any bytes as a scenario file, through the Lua host and validation, up to the model; nothing is run. Budgets are small, so
// that endless loops and memory bombs are ordinary inputs.
#include "fanloop/world.h"
#include "lua/scenario_file.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good) {
  if (!good) abort();
}

static void build(const fl_scenario *scenario) {
  fl_messages messages = {0};
  fl_model *model = NULL;
  // What the host lets through, the model takes.
  check(fl_model_create(scenario, &messages, &model) == FL_OK);
  fl_model_destroy(model);
  fl_messages_free(&messages);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const sets[] = {"fans=1000", "fan.activity=0.5"};
  const fl_lua_options options = {.library = FL_SOURCE_DIR "/scripts",
                                  .sets = sets,
                                  .set_count = sizeof sets / sizeof *sets,
                                  .memory_bytes = 4 << 20,
                                  .load_instructions = 300000,
                                  .hook_instructions = 1000};
  fl_messages messages = {0};
  fl_lua *lua = NULL;
  const fl_status status = fl_lua_load_text(&options, "fuzz.lua", (const char *)data, size, &messages, &lua);
  check((status == FL_OK) == (lua != NULL));
  check(status == FL_OK || status == FL_BAD_SCENARIO);
  check(status == FL_OK || messages.errors > 0);
  if (lua) build(fl_lua_scenario(lua));
  fl_lua_close(lua);
  fl_messages_free(&messages);
  return 0;
}
