// Loads a scenario file: runs the Lua text in its sandbox, checks the table it returns, and compiles it to an fl_scenario.
#ifndef FANLOOP_SCENARIO_FILE_H
#define FANLOOP_SCENARIO_FILE_H

#include "design/plan.h"
#include "fanloop/world.h"

typedef struct fl_lua fl_lua;

// Reads a table of a database: the rows of `query` as CSV, names of columns first, at most `most` bytes. `*text` is to be freed. False with
// the reason. fl_foreign_csv of engine/record is one.
typedef bool fl_lua_table_reader(const char *path, const char *query, size_t most, char **text, size_t *size, char *why,
                                 size_t why_size);

typedef struct fl_lua_options {
  const char *library;     // folder of the shipped Lua library (scripts/)
  const char *const *sets; // "key=value" of --set, in order; set_count of them. --fans, --seed and --days come in this way too
  size_t set_count;
  size_t memory_bytes;             // most that the scenario's Lua may allocate; 0: 256 MiB
  int64_t load_instructions;       // VM instructions for loading; 0: 200 million
  int64_t hook_instructions;       // for one call of a hook; 0: 20 million
  fl_lua_table_reader *read_table; // for fl.sqlite; NULL: databases cannot be read
} fl_lua_options;

typedef struct fl_lua_source {
  const char *path, *text;
  size_t size;        // bytes
  const char *module; // the name that `require` was given; "" for the scenario itself; "csv FILE" and "sqlite FILE QUERY" for rows
} fl_lua_source;

// Every error of the file is one message "file:line: what, what was expected, did you mean"; all of them at once. On FL_OK `*out`
// holds a scenario that fl_scenario_check accepts.
fl_status fl_lua_load(const fl_lua_options *options, const char *path, fl_messages *messages, fl_lua **out);
// As fl_lua_load, from text; `name` stands in messages.
fl_status fl_lua_load_text(const fl_lua_options *options, const char *name, const char *text, size_t size, fl_messages *messages,
                           fl_lua **out);
// As fl_lua_load, from `sources` as fl_lua_sources gave them: the scenario first, then its modules. No folder is looked at, `library`
// neither: a module that is not among them is an error that names it. FL_BAD_SCENARIO also when there is none, or too many, or too large.
fl_status fl_lua_load_sources(const fl_lua_options *options, const fl_lua_source *sources, size_t count, fl_messages *messages,
                              fl_lua **out);
const fl_scenario *fl_lua_scenario(const fl_lua *lua);
// What it says of an experiment; `given` false: nothing.
const fl_plan *fl_lua_plan(const fl_lua *lua, fl_plan_kind kind);
// Asks the constraint of a sweep (`where`) about a point in 0..1. FL_BAD_SCENARIO with a message when it fails or gives no truth.
fl_status fl_lua_keeps(fl_lua *lua, const double *u, bool *keep, fl_messages *messages);
// The parameters as the preset of its world has them, before anything that the scenario says.
const fl_params *fl_lua_preset(const fl_lua *lua);
// Whether a strategy has looked at fact `number` of fl_seller_facts, or decided field `number` of fl_decision_fields, so far.
bool fl_lua_used(const fl_lua *lua, const fl_fields *fields, size_t number);
// Calls `tell` with the name of each strategy ("brand soy", "kind belt", "room soy-day"), in alphabetical order; returns how many
// were told: all, unless memory is out.
size_t fl_lua_strategies(fl_lua *lua, void (*tell)(void *ctx, const char *name), void *ctx);
// Whether there are any hooks, metrics or strategies: loading does not try them.
bool fl_lua_has_hooks(const fl_lua *lua);
// Whether there are hooks that could move levers while the world runs.
bool fl_lua_may_set(const fl_lua *lua);
// The name of its metric `number`, in alphabetical order from 0; NULL where there are no more.
const char *fl_lua_metric(const fl_lua *lua, size_t number);
// The scenario's hooks and metrics. An error in one fails the world with the traceback (fl_world_fail).
fl_hooks fl_lua_hooks(fl_lua *lua);
// Whether hooks have looked at what a policy says, have set it, or have asked for one that is not there, so far: what they did since may
// differ where policies do.
bool fl_lua_saw_policies(const fl_lua *lua);
// What hooks remember from day to day is in the interpreter: in the variables of the scenario and its modules, and in the tables these
// hold. fl_lua_watch is called once, before a world begins or fl_lua_restore; then what a script remembers can be saved between two
// days, and put back into another fl_lua that was loaded from the same texts. Kept are nil, truths, numbers bit for bit, texts, tables
// with their metatables, whatever refers to them how often and in whatever circle, rows and fans that a hook has looked at, and every
// function and object that was made while loading. The order and the layout of tables are not: a table with holes in its list, of which
// '#' would hang on the layout, is refused unless it is as it was loaded.
// Each: FL_BAD_SCENARIO with a message "file:line: …" when a variable holds what cannot be kept (a function made while a hook ran, an
// iterator, a key that is neither number, text nor truth); FL_ENVIRONMENT with a message: memory, or more than FL_LUA_STATE_MAX bytes.
fl_status fl_lua_watch(fl_lua *lua, fl_messages *messages);
enum { FL_LUA_STATE_MAX = 1 << 30 };
// `*bytes` is to be freed. Equal states give equal bytes.
fl_status fl_lua_save(fl_lua *lua, fl_messages *messages, void **bytes, size_t *size);
// FL_BAD_SCENARIO also when the bytes are not a state of this scenario; they may hold anything. After a failure `lua` is good for
// fl_lua_close only.
fl_status fl_lua_restore(fl_lua *lua, const void *bytes, size_t size, fl_messages *messages);
// The scenario and every module that it required, in order of loading.
size_t fl_lua_sources(const fl_lua *lua, const fl_lua_source **out);
void fl_lua_close(fl_lua *lua);

#endif
