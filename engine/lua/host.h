// The Lua host: one interpreter in its sandbox, its limits, and what a scenario file left in it. Internal to engine/lua.
#ifndef FANLOOP_LUA_HOST_H
#define FANLOOP_LUA_HOST_H

#include "design/plan.h"
#include "lua/scenario_file.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdint.h>

enum {
  FL_LUA_STEP = 100,              // VM instructions between two looks at the budget
  FL_LUA_FILE_MAX = 16 << 20,     // bytes of a Lua file
  FL_LUA_SOURCES_MAX = 1000,      // files of one scenario
  FL_LUA_VARIANTS_MAX = 1000,     // variants of one scenario
  FL_LUA_TRACE = 4096,            // bytes of a traceback
  FL_LUA_WHY = 768,               // bytes of a message in the making
  FL_LUA_WATCHDOG_SECONDS = 120,  // of processor time for one call: far above every budget, outside the results
  FL_LUA_COLLECT_LEAST = 4 << 20, // bytes of the interpreter below which nothing is collected
  FL_LUA_BYTES_PER_STEP = 64,     // bytes allocated or copied that cost as much as one instruction
  FL_LUA_LARGE = 64 << 10,        // bytes of a block that no cache holds for long:
  FL_LUA_LARGE_PER_STEP = 16,     // what of it costs as much as one instruction
  FL_LUA_PRINTED_MAX = 1 << 20,   // bytes that a scenario may print: what goes beyond is not read by anybody
  FL_LUA_ARGUMENTS_FREE = 256     // extra arguments of a function that cost nothing when handed on
};

// Which call into Lua is under way; part of the key of math.random.
typedef enum fl_lua_phase { FL_LUA_LOADING, FL_LUA_START, FL_LUA_DAY, FL_LUA_NIGHT, FL_LUA_END, FL_LUA_SELLERS } fl_lua_phase;

#define FL_LUA_ANY_WORD "*" // any function that is called on the line: what the library was called by is not known

// The place of a constructor's call: where its keys are looked up for messages.
typedef struct fl_lua_place {
  size_t source; // index into sources, SIZE_MAX: unknown
  int line;
  const char *word; // name of the constructor, "return" for a module's table, FL_LUA_ANY_WORD where the shipped library called it
  bool wrong;       // a key of it was complained about already
} fl_lua_place;

// A message in waiting: all of a file are sorted by line before they are told.
typedef struct fl_lua_complaint {
  size_t source;
  int line;
  size_t number;
  char *text;
  int call_line; // of the call into the shipped library; 0: of another one
  bool again;    // the same mistake of the same call into the shipped library was told
  bool file;     // a file could not be read: told first
} fl_lua_complaint;

// What there was when the scenario had been loaded, numbered: the names of functions in a saved state (state.c).
typedef struct fl_lua_ground {
  bool taken;
  int objects, numbers, parents; // registry references of tables: object by number, number by object, where each was found first
  lua_Integer house, count;      // objects of the host, which come first; all of them
  char *records;                 // what would be saved of each object of the scenario, as loaded
  size_t *ends;                  // of the record of object house + 1, house + 2, …
} fl_lua_ground;

typedef struct fl_lua_scope fl_lua_scope;

struct fl_lua {
  lua_State *L;
  fl_lua_options options;
  char *folder;       // of the scenario, resolved; NULL when it was loaded from text
  char *folder_shown; // the same as the user wrote it, "" or with a final slash
  char *library;      // resolved; NULL when there is none
  fl_lua_source *sources;
  size_t source_count;
  const fl_lua_source
      *held; // where modules come from instead of folders, the caller's, for the time of loading; NULL: from folders
  size_t held_count;

  size_t bytes, bytes_max;
  bool refused;      // the last allocation that failed went over bytes_max
  bool memory_out;   // this call met an end of memory, that of the sandbox or that of the machine
  bool no_memory;    // something was lost for want of the machine's memory
  size_t collect_at; // bytes at which the host collects
  bool unsure;       // Lua collected by itself since the metatables were looked at

  int64_t budget, spent; // VM instructions, or work that costs as much
  bool exhausted;        // this call has met a limit and comes to its end: that of the budget, unless it is one of the next two
  bool watchdog, weak;
  double deadline, looked;                                 // seconds of processor time; of the clock when it was last looked at
  const char *entry;                                       // what was called: "on_day", "the scenario file"
  char limit_where[FL_LUA_WHY], limit_trace[FL_LUA_TRACE]; // where a limit was met: later the stack is gone
  char *failure;                                           // text of the last failed call

  fl_lua_phase phase;
  fl_messages *messages; // while loading
  fl_lua_complaint *complaints;
  size_t complaint_count, complaints_left_out;
  fl_world *world; // while a hook runs
  size_t printed;  // bytes, by all calls
  uint64_t draws;  // random numbers of this phase and day
  int64_t draw_day;
  fl_lua_phase draw_phase;
  bool saw_policies; // a hook has looked at what a policy says, has set it, or has found none
  fl_world *indexed; // the world that the caches in the registry belong to
  fl_lua_ground ground;

  fl_scenario scenario;
  bool made, returned;           // fl.scenario was called; the file returned its result
  int hook_refs[FL_LUA_END + 1]; // registry references of on_start, on_day, on_end; LUA_NOREF
  int metrics_ref;               // of a table: sorted list of names, and functions by name; LUA_NOREF
  fl_status metric_status;
  int strategies_ref, selves_ref; // of tables: functions by name, selves of sellers by name
  size_t strategy_count;
  fl_world *listed; // the world whose sellers stand in the list of those who are asked
  size_t asked;     // how many these are
  size_t now;       // which one is being asked
  char entry_text[FL_LUA_WHY];
  fl_lua_place place; // of fl.scenario
  fl_lua_place *policy_places, *brand_places, *room_places, *host_places;
  unsigned unread; // bit mask over fl_part: not all rows of these could be read
  fl_lua_place world_place;
  fl_plan plans[FL_PLAN_KINDS]; // what it says of experiments
  int where_ref;                // of the constraint of a sweep; LUA_NOREF
  fl_params preset;             // of its world
  uint64_t facts_read, decided; // by strategies: bit masks over fl_seller_facts and fl_decision_fields
};

fl_lua *fl_lua_of(lua_State *L);

// host.c: the interpreter and its limits ---------------------------------------------------------------------------------------

// A new interpreter without libraries; false when memory is out.
bool fl_lua_new_state(fl_lua *lua);
// Runs `function` with `argument` as a light userdata, within `instructions`. Everything that touches the interpreter goes through
// here: nothing else is protected against its errors. On failure returns false with message and traceback in lua->failure.
bool fl_lua_protected(fl_lua *lua, lua_CFunction function, void *argument, const char *entry, int64_t instructions);
// Takes `steps` from the budget; raises the budget's error when it is spent. For C functions whose work grows with their input.
void fl_lua_charge(lua_State *L, size_t steps);
// Counts `bytes` outside the interpreter, kept until it is closed, as memory of the scenario; raises the error of the limit when they do
// not fit.
void fl_lua_hold(lua_State *L, size_t bytes);
// Raises the error that the machine's memory is at its end.
int fl_lua_out_of_memory(lua_State *L);
// As `pcall`, but lets the errors of budget and memory through.
int fl_lua_pcall(lua_State *L);
// "file:line" of the innermost Lua function at or above `level`; returns `out` (size bytes). "" when there is none.
const char *fl_lua_where(lua_State *L, int level, char *out, size_t size);
// Writes "  file:line: in function 'name'" for the Lua functions of the stack, engine functions left out; returns `out`.
const char *fl_lua_trace(lua_State *L, char *out, size_t size);
// The place of the Lua function that called the running C function. Functions of the shipped library are passed over, where one of the
// scenario's own stands above them: what is wrong is wrong there.
fl_lua_place fl_lua_caller(lua_State *L, const char *word);

// collect.c: the collector -----------------------------------------------------------------------------------------------------

void fl_lua_open_collect(lua_State *L); // from now on only the host collects
void fl_lua_note_metatable(lua_State *L, int index);
// Whether one of the metatables makes tables weak; `where` (size bytes) is then where it was set.
bool fl_lua_find_weak(lua_State *L, char *where, size_t size);
// Collects, and says when to do it again. Only while no table is weak.
void fl_lua_collect(lua_State *L);

// sandbox.c, list.c, order.c, text.c, pattern.c: what a script sees --------------------------------------------------------------------

void fl_lua_open_sandbox(lua_State *L);
// Pushes the read-only view of the table at the top of the stack in its place: reading an unknown key is an error that names it
// ("unknown name 'string.fnid'"), writing is refused. `name` is a literal.
void fl_lua_protect(lua_State *L, const char *name);
// The table behind the read-only view at `index` is pushed, and its name returned, which lives as long; NULL, and nothing is pushed, when
// the value there is no view.
const char *fl_lua_view(lua_State *L, int index);
void fl_lua_push_globals(lua_State *L);
// Sets the globals of the function at the top of the stack.
void fl_lua_set_globals(lua_State *L);
int fl_lua_tostring(lua_State *L); // without addresses
// Pushes the text of the value at `index` without raising errors of its own or showing addresses.
const char *fl_lua_show(lua_State *L, int index);
void fl_lua_open_list(lua_State *L);  // table.insert, remove, move, concat, unpack into the table at the top
void fl_lua_open_order(lua_State *L); // pairs, next, table.sort into the tables at -2 (base) and -1 (table)
// Pushes a list of the keys of the table at `index`, numbers first, then texts, each in order. Other keys are an error, or left
// out when `lenient`.
void fl_lua_sorted_keys(lua_State *L, int index, bool lenient);
int fl_lua_find(lua_State *L);
int fl_lua_match(lua_State *L);
int fl_lua_gmatch(lua_State *L);
int fl_lua_gsub(lua_State *L);
int fl_lua_random(lua_State *L);

// library.c: the shipped library ---------------------------------------------------------------------------------------------------

// Whether the source is a module of the shipped library.
bool fl_lua_shipped(const fl_lua_source *source);
// Whether the Lua function at `index` is written in one.
bool fl_lua_is_shipped(lua_State *L, int index);
// Pushes the module at the top of the stack, which is called `name`, closed: an unknown name in it is an error. Other values stay.
void fl_lua_close_module(lua_State *L, const char *name);
// Whether a function of the shipped library itself is at the top of the stack, instead of what it makes; then a complaint about `what` says
// so.
bool fl_lua_refuse_factory(lua_State *L, const fl_lua_scope *scope, const char *what);
int fl_lua_read_options(lua_State *L); // fl.options
// Keeps where the function at `index` was given, for errors of what the shipped library made.
void fl_lua_note_given(lua_State *L, int index, const fl_lua_scope *scope);
// "file:line" where it was given, pushed; false, and nothing is pushed, where that was not kept.
bool fl_lua_push_given(lua_State *L, int index);

// source.c: files --------------------------------------------------------------------------------------------------------------

// Adds a copy of a source. FL_LUA_SOURCES_MAX at most; false when there is no room.
bool fl_lua_add_source(fl_lua *lua, const fl_lua_source *source);
// Reads the file at `path` into a new source, that of `module`. On failure `why` says so.
bool fl_lua_read_source(fl_lua *lua, const char *path, const char *shown, const char *module, char *why, size_t why_size);
// Whether `text` is UTF-8 that a line can be read from; with the reason if not.
bool fl_lua_check_encoding(const char *text, size_t size, char *why, size_t why_size);
// Where the file `relative` of the scenario's folder lies, in `out`: no link leads out of it. False with the reason.
bool fl_lua_find_file(fl_lua *lua, const char *relative, char *out, size_t size, char *why, size_t why_size);
// The source of `module` that was loaded before, or handed over and is one now; SIZE_MAX: there is none.
size_t fl_lua_held_source(fl_lua *lua, const char *module);
// Compiles source `index` and pushes its function; false with a message on the stack.
bool fl_lua_compile(fl_lua *lua, size_t index);
int fl_lua_require(lua_State *L);
// Makes the value at the top of the stack the module `name`; pops it.
void fl_lua_preload(lua_State *L, const char *name);
void fl_lua_push_modules(lua_State *L); // the table of what require has loaded, by name
// The source whose module returned the table at `index`, or SIZE_MAX.
size_t fl_lua_source_of(lua_State *L, int index);
bool fl_lua_set_folder(fl_lua *lua, const char *path);
// Loads the preset of a world as require does, and pushes its table; raises the errors of its file. False with the reason, and nothing is
// pushed, when there is no such preset.
bool fl_lua_require_world(lua_State *L, const char *name, char *why, size_t why_size);
// The nearest shipped preset to `name`, copied to `out`; false when none is close.
bool fl_lua_near_world(const fl_lua *lua, const char *name, char *out, size_t size);

// keyline.c: the line of a key in a constructor's table ------------------------------------------------------------------------

// One step down into nested tables: a key, or a position when `key` is NULL.
typedef struct fl_lua_step {
  const char *key;
  int position; // 1 = first value without a key
} fl_lua_step;
// The line of the key reached by `steps` from the call at `place`, or place.line when it cannot be told from the text.
int fl_lua_key_line(const fl_lua *lua, const fl_lua_place *place, const fl_lua_step *steps, size_t step_count);
// Adds the message "file:line: text", placed at a key.
void fl_lua_complain(fl_lua *lua, const fl_lua_place *place, const fl_lua_step *steps, size_t step_count, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
// Moves the messages in waiting to lua->messages, in order of file and line.
void fl_lua_flush(fl_lua *lua);

// constructors.c, scenario_table.c, variant_table.c: the fanloop module --------------------------------------------------------

void fl_lua_open_fanloop(lua_State *L); // pushes the module
enum { FL_LUA_MAKERS = 256 };
const char *fl_lua_policy_makers(char out[FL_LUA_MAKERS]); // "fl.festival, fl.subsidy, … or fl.rights"
int fl_lua_make_scenario(lua_State *L);                    // fl.scenario

enum { FL_LUA_OF_VARIANT = -1 };
// A constructed thing: what the constructors return.
typedef enum fl_lua_thing {
  FL_THING_POLICY,
  FL_THING_BRAND,
  FL_THING_ROOM,
  FL_THING_HOST,
  FL_THING_WORLD,
  FL_THING_SCENARIO,
  FL_THING_ROWS,
  FL_THING_SPREAD
} fl_lua_thing;
typedef struct fl_lua_world {
  char name[FL_NAME_MAX]; // of the preset
  fl_setup setup;
  fl_params preset, params; // as the preset has them, and with what fl.world says besides
} fl_lua_world;
typedef struct fl_lua_rows {
  size_t source; // index into sources, of their text; SIZE_MAX: it could not be read, and that was told
  bool numbered; // messages name rows by their number instead of by their line
} fl_lua_rows;
typedef struct fl_lua_object {
  fl_lua_thing thing;
  fl_lua_place place;
  int entry; // position in the scenario's list, from 1; FL_LUA_OF_VARIANT; 0: in none yet
  union {
    fl_policy policy;
    fl_brand_def brand;
    fl_room_def room;
    fl_host_def host;
    fl_lua_world world;
    fl_lua_rows rows;
    fl_spread spread; // of levels, the list of their values is the object's
  } of;               // allocated as far as `thing` needs
} fl_lua_object;
// Pushes a new object of zeros.
fl_lua_object *fl_lua_new_object(lua_State *L, fl_lua_thing thing, fl_lua_place place);
// The object at `index`, or NULL when the value there is something else.
fl_lua_object *fl_lua_to_object(lua_State *L, int index);
// "subsidy", "brand", "room", "host", "world", "scenario", "list of rows"
const char *fl_lua_object_kind(const fl_lua_object *object);
// Copies a policy, brand, room or host to the end of the scenario's list, and its place; its memory is held.
void fl_lua_keep(lua_State *L, const fl_lua_object *object);

// own_rows.c: lists of brands, rooms and hosts from files -------------------------------------------------------------------------------

int fl_lua_read_csv(lua_State *L);    // fl.csv
int fl_lua_read_sqlite(lua_State *L); // fl.sqlite
// Adds the rows of `object` to the scenario's brands, rooms or hosts, or complains at their lines.
void fl_lua_keep_rows(lua_State *L, const fl_lua_object *object, fl_lua_thing thing);

// Whether `key`, as --set takes it, may be that of a row that could not be read.
bool fl_lua_of_unread(const fl_lua *lua, const char *key);

// spread.c, plan_table.c: experiments -------------------------------------------------------------------------------------------

void fl_lua_open_spreads(lua_State *L); // adds fl.uniform, … fl.levels, fl.grid to the table at the top
// Reads sweep, calibrate and optimise of the table of a scenario at stack index `table`, all else of which has been read.
void fl_lua_read_plans(lua_State *L, const fl_lua_scope *scope, int table);
extern const char *const fl_lua_plan_keys[]; // their names; ends with NULL

// table.c: reading the tables that users write ---------------------------------------------------------------------------------

enum { FL_LUA_STEPS = 6 /* depth of nested tables */, FL_LUA_LISTS = 3 /* of lists in lists */ };
// A table being read: where it stands, and what is said in front of messages about it.
struct fl_lua_scope {
  fl_lua *lua;
  fl_lua_place *place; // of the call; `wrong` is set by every message
  fl_lua_step steps[FL_LUA_STEPS];
  size_t step_count;
  const char *label; // "subsidy \"ten-billion\": ", or ""
};
// The scope one step further down; `key` is a literal or lives as long as the scope.
fl_lua_scope fl_lua_below(const fl_lua_scope *scope, const char *key, int position);
// A message about the scope itself.
void fl_lua_complain_at(const fl_lua_scope *scope, const char *format, ...) __attribute__((format(printf, 2, 3)));
// "file:line: " of the scope, for messages that come later; "" where it is not known.
void fl_lua_written(const fl_lua_scope *scope, fl_written out);
// Finds `value` in what stands at the top of the stack; `key` NULL: position `position` of a list. False: such a key is unknown.
typedef bool (*fl_lua_visitor)(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx);
// Visits the entries of the table at the top of the stack, keys in order. Unknown keys are complained about, with the nearest of
// `known` (ends with NULL) or `fields` (may be NULL).
void fl_lua_visit(lua_State *L, const fl_lua_scope *scope, fl_lua_visitor visit, void *ctx, const char *const *known,
                  const fl_fields *fields);
// Whether a table is at the top of the stack; if not, a complaint says that `what` must be one.
bool fl_lua_expect_table(lua_State *L, const fl_lua_scope *scope, const char *what);
// Whether the value at `index` is a table of entries without keys, or an empty one.
bool fl_lua_is_list(lua_State *L, int index);
// Turns the Lua value at `index` into `value`, which lives as long as the Lua value and the one more value that is pushed (always
// one). False with the reason when no field could take such a value.
bool fl_lua_to_value(lua_State *L, int index, fl_value *value, char *why, size_t why_size);
// Stores the value at the top of the stack into a field, or complains at the scope.
void fl_lua_set_field(lua_State *L, const fl_lua_scope *scope, const fl_field *field, void *base);
// Reads the variants at the top of the stack. Policies and parameters of the scenario have been read.
void fl_lua_read_variants(lua_State *L, const fl_lua_scope *scope);
// Reads { ["fan.activity"] = .5, … } at the top of the stack.
void fl_lua_read_params(lua_State *L, const fl_lua_scope *scope, fl_params *params);

// sim.c, rows.c: what hooks see ------------------------------------------------------------------------------------------------

void fl_lua_open_sim(lua_State *L); // pushes the object that hooks are given
void fl_lua_push_sim(lua_State *L); // the same object again
void fl_lua_push_sim_methods(lua_State *L);
void fl_lua_open_rows(lua_State *L);
// Pushes a read-only copy of `row` of `table`. `more_table`, if given, is a second row whose columns are found too; where both
// have a column, that of `row` is meant.
void fl_lua_push_row(lua_State *L, const fl_table *table, const void *row, const fl_table *more_table, const void *more);
// The parts of a row as fl_lua_push_row takes them.
typedef struct fl_lua_row {
  const fl_table *table, *more_table; // `more_table` NULL: none
  const void *row, *more;
} fl_lua_row;
// Reads the row at `index`; false when the value there is none. The bytes live as long as the row.
bool fl_lua_to_row(lua_State *L, int index, fl_lua_row *out);
const fl_column *fl_lua_find_column(const fl_table *table, const char *name);
int64_t fl_lua_column_int(const fl_column *column, const void *row);
// Pushes a field's value as users write it (money in yuan, dates and choices as text, sets as lists).
void fl_lua_push_field(lua_State *L, const fl_field *field, const void *base);

// strategies.c: what sellers decide ----------------------------------------------------------------------------------------------

void fl_lua_open_strategies(lua_State *L);
void fl_lua_push_seller_view(lua_State *L); // the object that strategies are given
// Takes the strategy at the top of the stack for the brand or room that is being made at stack index `object`, or complains.
bool fl_lua_read_strategy(lua_State *L, const fl_lua_scope *scope, int object);
// Keeps the strategy of the brand or room at `index`, if it has one.
void fl_lua_keep_strategy(lua_State *L, int index, const fl_lua_object *object);
// Reads { kuai = function(self, view) … end, … } at the top of the stack.
void fl_lua_read_strategies(lua_State *L, const fl_lua_scope *scope);
fl_status fl_lua_on_sellers(void *lua, fl_world *world);

// state.c: what a script remembers ----------------------------------------------------------------------------------------------

void fl_lua_free_ground(fl_lua *lua);

#endif
