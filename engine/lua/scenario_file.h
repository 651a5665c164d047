// Loads a scenario file: runs the Lua text in its sandbox, checks the table it returns, and compiles it to an fl_scenario.
#ifndef FANLOOP_SCENARIO_FILE_H
#define FANLOOP_SCENARIO_FILE_H

#include "fanloop/world.h"

typedef struct fl_lua fl_lua;

typedef struct fl_lua_options {
  const char *library;     // folder of the shipped Lua library (scripts/)
  const char *const *sets; // "key=value" of --set, in order; set_count of them. --fans, --seed and --days come in this way too
  size_t set_count;
  size_t memory_bytes;       // most that the scenario's Lua may allocate; 0: 256 MiB
  int64_t load_instructions; // VM instructions for loading; 0: 200 million
  int64_t hook_instructions; // for one call of a hook; 0: 20 million
} fl_lua_options;

typedef struct fl_lua_source {
  const char *path, *text;
  size_t size; // bytes
} fl_lua_source;

// Every error of the file is one message "file:line: what, what was expected, did you mean"; all of them at once. On FL_OK `*out`
// holds a scenario that fl_scenario_check accepts.
fl_status fl_lua_load(const fl_lua_options *options, const char *path, fl_messages *messages, fl_lua **out);
// As fl_lua_load, from text; `name` stands in messages.
fl_status fl_lua_load_text(const fl_lua_options *options, const char *name, const char *text, size_t size, fl_messages *messages,
                           fl_lua **out);
const fl_scenario *fl_lua_scenario(const fl_lua *lua);
// Whether there are any hooks or metrics: loading does not try them.
bool fl_lua_has_hooks(const fl_lua *lua);
// The scenario's hooks and metrics. An error in one fails the world with the traceback (fl_world_fail).
fl_hooks fl_lua_hooks(fl_lua *lua);
// Whether hooks have looked at what a policy says, have set it, or have asked for one that is not there, so far: what they did since may
// differ where policies do.
bool fl_lua_saw_policies(const fl_lua *lua);
// The scenario and every module that it required, in order of loading.
size_t fl_lua_sources(const fl_lua *lua, const fl_lua_source **out);
void fl_lua_close(fl_lua *lua);

#endif
