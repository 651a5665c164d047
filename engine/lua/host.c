// The interpreter and its limits: memory, instructions, and one protected call with a traceback.
#include "lua/host.h"

#include "base/utf8.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LONGEST_FAILURE = 8192 /* bytes of an error text that are kept */, FIRST_LEVELS = 12, LAST_LEVELS = 6 };

fl_lua *fl_lua_of(lua_State *L) {
  fl_lua *lua;
  memcpy(&lua, lua_getextraspace(L), sizeof lua);
  return lua;
}

// Places -----------------------------------------------------------------------------------------------------------------------

// lua_Debug.short_src is cut at 60 bytes; the full name is in `source`, after an '@'.
static const char *source_name(const lua_Debug *at) {
  return at->source[0] == '@' ? at->source + 1 : at->short_src;
}

static bool lua_function_from(lua_State *L, int level, lua_Debug *at) {
  for (; lua_getstack(L, level, at); level++) {
    lua_getinfo(L, "Sl", at);
    if (at->what[0] != 'C') return true;
  }
  return false;
}

const char *fl_lua_where(lua_State *L, int level, char *out, size_t size) {
  lua_Debug at;
  if (lua_function_from(L, level, &at))
    snprintf(out, size, "%s:%d", source_name(&at), at.currentline);
  else
    out[0] = 0;
  return out;
}

// The source that the function is written in; SIZE_MAX: it is not known.
static size_t source_of(const fl_lua *lua, const lua_Debug *at) {
  size_t source = SIZE_MAX;
  for (size_t i = 0; i < lua->source_count; i++)
    if (strcmp(lua->sources[i].path, source_name(at)) == 0) source = i;
  return source;
}

static bool is_shipped(const fl_lua *lua, const lua_Debug *at) {
  const size_t source = source_of(lua, at);
  return source != SIZE_MAX && fl_lua_shipped(&lua->sources[source]);
}

bool fl_lua_is_shipped(lua_State *L, int index) {
  lua_Debug at;
  lua_pushvalue(L, index);
  lua_getinfo(L, ">S", &at);
  return is_shipped(fl_lua_of(L), &at);
}

// The innermost Lua function at or above `level` that is not one of the shipped library; false where there is none.
static bool guest_function_from(lua_State *L, int level, lua_Debug *at) {
  const fl_lua *lua = fl_lua_of(L);
  for (; lua_getstack(L, level, at); level++) {
    lua_getinfo(L, "Sl", at);
    if (at->what[0] != 'C' && !is_shipped(lua, at)) return true;
  }
  return false;
}

fl_lua_place fl_lua_caller(lua_State *L, const char *word) {
  const fl_lua *lua = fl_lua_of(L);
  fl_lua_place place = {SIZE_MAX, 0, word, false};
  lua_Debug at, outer;
  if (!lua_function_from(L, 1, &at)) return place;
  if (is_shipped(lua, &at) && guest_function_from(L, 1, &outer)) {
    at = outer;
    place.word = FL_LUA_ANY_WORD;
  }
  place.source = source_of(lua, &at);
  place.line = at.currentline;
  return place;
}

static int stack_depth(lua_State *L) {
  lua_Debug at;
  int known = 0, beyond = 1;
  while (lua_getstack(L, beyond, &at)) {
    known = beyond;
    beyond *= 2;
  }
  while (known + 1 < beyond) {
    const int middle = known + (beyond - known) / 2;
    if (lua_getstack(L, middle, &at))
      known = middle;
    else
      beyond = middle;
  }
  return beyond;
}

// One line of a traceback; returns the bytes written. The outermost function is what the engine called. `guests`: those of the shipped
// library are left out.
static size_t trace_level(lua_State *L, int level, bool outermost, bool guests, char *out, size_t size) {
  lua_Debug at;
  if (!lua_getstack(L, level, &at)) return 0;
  lua_getinfo(L, "Sln", &at);
  if (at.what[0] == 'C' || (guests && is_shipped(fl_lua_of(L), &at))) return 0;
  int length;
  if (at.what[0] == 'm')
    length = snprintf(out, size, "\n  %s:%d: in the file itself", source_name(&at), at.currentline);
  else if (at.name)
    length = snprintf(out, size, "\n  %s:%d: in function '%s'", source_name(&at), at.currentline, at.name);
  else if (outermost)
    length = snprintf(out, size, "\n  %s:%d: in %s", source_name(&at), at.currentline, fl_lua_of(L)->entry);
  else
    length = snprintf(out, size, "\n  %s:%d: in the function of line %d", source_name(&at), at.currentline, at.linedefined);
  return length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
}

const char *fl_lua_trace(lua_State *L, char *out, size_t size) {
  lua_Debug at;
  const bool guests = guest_function_from(L, 0, &at);
  const int depth = stack_depth(L);
  size_t used = 0;
  out[0] = 0;
  for (int level = 0; level < depth; level++) {
    if (level == FIRST_LEVELS && depth > FIRST_LEVELS + LAST_LEVELS) {
      const int length = snprintf(out + used, size - used, "\n  … (%d more)", depth - FIRST_LEVELS - LAST_LEVELS);
      used += length > 0 && (size_t)length < size - used ? (size_t)length : 0;
      level = depth - LAST_LEVELS;
    }
    used += trace_level(L, level, level == depth - 2, guests, out + used, size - used); // below it is the engine's own call
  }
  return out;
}

// Limits -----------------------------------------------------------------------------------------------------------------------

static double seconds_of(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

// A single instruction can be slow (arithmetic on a text of many megabytes), so the clock is looked at often. The processor time of
// a thread costs a system call: the cheap clock says when it is worth one.
static bool watchdog_bites(fl_lua *lua) {
  const double now = seconds_of(CLOCK_MONOTONIC);
  if (now - lua->looked < 0.1) return false;
  lua->looked = now;
  return seconds_of(CLOCK_THREAD_CPUTIME_ID) > lua->deadline;
}

// The stack is gone when the failure is told: pcall may stand between. What Lua asks for while it unwinds, without a function left, is no
// news.
static void remember_limit(fl_lua *lua) {
  lua_Debug at;
  if (lua->limit_where[0] && !lua_function_from(lua->L, 0, &at)) return;
  fl_lua_where(lua->L, 0, lua->limit_where, sizeof lua->limit_where);
  fl_lua_trace(lua->L, lua->limit_trace, sizeof lua->limit_trace);
}

static void count_hook(lua_State *L, lua_Debug *at);

// Lua collects and asks once more: the next instruction looks whether anything could be seen of that.
static void *refuse_block(fl_lua *lua, bool over) {
  lua->refused = over;
  lua->unsure = true;
  if (!lua->L) return NULL;
  if (over) remember_limit(lua);
  lua_sethook(lua->L, count_hook, LUA_MASKCOUNT, 1);
  return NULL;
}

// Memory that Lua asks for also costs steps: one concatenation of long texts is a single instruction.
static void *allocate(void *ctx, void *old, size_t old_size, size_t size) {
  fl_lua *lua = ctx;
  const size_t held = old ? old_size : 0; // without a block, old_size is a type
  if (!size) {
    free(old);
    lua->bytes -= held;
    return NULL;
  }
  if (size > held) {
    const size_t more = size - held;
    lua->spent += (int64_t)(more / (more < FL_LUA_LARGE ? FL_LUA_BYTES_PER_STEP : FL_LUA_LARGE_PER_STEP));
    // Nothing can be raised here: the next instruction does it.
    if (lua->spent > lua->budget && lua->L) lua_sethook(lua->L, count_hook, LUA_MASKCOUNT, 1);
    if (more > lua->bytes_max - lua->bytes) return refuse_block(lua, true);
  }
  void *block = realloc(old, size);
  if (!block) return refuse_block(lua, false);
  lua->bytes = lua->bytes - held + size;
  return block;
}

// From now on every further instruction raises again, so that no handler can go on.
static void end_call(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  if (!lua->exhausted) {
    lua->exhausted = true;
    remember_limit(lua);
    lua_sethook(L, count_hook, LUA_MASKCOUNT, 1);
  }
  lua->spent = lua->budget + 1;
  lua_pushboolean(L, 0); // the text is made where the call ends: here memory may be short
  lua_error(L);
}

static void check_budget(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  if (lua->spent <= lua->budget && !watchdog_bites(lua)) return;
  if (!lua->exhausted) lua->watchdog = lua->spent <= lua->budget;
  end_call(L);
}

static void check_weak(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  if (lua->exhausted || !fl_lua_find_weak(L, lua->limit_where, sizeof lua->limit_where)) return;
  lua->weak = lua->exhausted = true;
  lua_sethook(L, count_hook, LUA_MASKCOUNT, 1);
  end_call(L);
}

static void collect_if_due(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  const bool due = lua->bytes >= lua->collect_at;
  if (!due && !lua->unsure) return;
  check_weak(L);
  if (lua->unsure && !lua->exhausted) lua_sethook(L, count_hook, LUA_MASKCOUNT, FL_LUA_STEP);
  lua->unsure = false;
  if (due) fl_lua_collect(L);
}

static bool has_extra(lua_State *L, const lua_Debug *at, int number) {
  const bool there = lua_getlocal(L, at, -number) != NULL;
  if (there) lua_pop(L, 1);
  return there;
}

// How many arguments beyond its parameters the running function has: a single instruction hands on all of them. 0 for few.
static int extra_arguments(lua_State *L, const lua_Debug *at) {
  if (!has_extra(L, at, FL_LUA_ARGUMENTS_FREE)) return 0;
  int known = FL_LUA_ARGUMENTS_FREE;
  while (known < INT_MAX / 2 && has_extra(L, at, 2 * known)) known *= 2;
  for (int step = known / 2; step > 0; step /= 2)
    if (has_extra(L, at, known + step)) known += step;
  return known;
}

static void count_hook(lua_State *L, lua_Debug *at) {
  fl_lua *lua = fl_lua_of(L);
  if (!lua->unsure) {
    lua->spent += FL_LUA_STEP;
    lua->spent += (int64_t)extra_arguments(L, at) * (int64_t)sizeof(lua_Number) * 2 * FL_LUA_STEP / FL_LUA_BYTES_PER_STEP;
  }
  collect_if_due(L);
  check_budget(L);
}

void fl_lua_charge(lua_State *L, size_t steps) {
  fl_lua *lua = fl_lua_of(L);
  lua->spent += steps > INT32_MAX ? INT32_MAX : (int64_t)steps;
  if (lua->spent > lua->budget) check_budget(L);
}

void fl_lua_hold(lua_State *L, size_t bytes) {
  fl_lua *lua = fl_lua_of(L);
  if (bytes > lua->bytes_max - lua->bytes) { // with its rubbish
    check_weak(L);
    fl_lua_collect(L);
  }
  if (bytes <= lua->bytes_max - lua->bytes) {
    lua->bytes += bytes;
    return;
  }
  lua->refused = lua->memory_out = true;
  remember_limit(lua);
  lua_pushboolean(L, 0);
  lua_error(L);
}

int fl_lua_out_of_memory(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  lua->memory_out = lua->no_memory = true;
  lua_pushboolean(L, 0); // needs no memory itself
  return lua_error(L);
}

// What a caught error costs: Lua walks the whole stack below it. Up to twice the depth, and 64 at least.
static size_t catch_steps(lua_State *L) {
  lua_Debug at;
  int level = 64;
  while (lua_getstack(L, level, &at)) level *= 2;
  return (size_t)level;
}

int fl_lua_pcall(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, 1);
  lua_insert(L, 1);
  const int status = lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0);
  if (status == LUA_OK) return lua_gettop(L);
  fl_lua *lua = fl_lua_of(L);
  lua->memory_out |= status == LUA_ERRMEM;
  if (lua->exhausted || lua->memory_out) return lua_error(L);
  fl_lua_charge(L, catch_steps(L));
  lua_pushboolean(L, 0);
  lua_insert(L, -2);
  return 2;
}

// Failures ---------------------------------------------------------------------------------------------------------------------

// What a script raised can be any bytes of any length.
static void keep_failure(fl_lua *lua, const char *text) {
  size_t size = strlen(text);
  if (size > LONGEST_FAILURE) size = LONGEST_FAILURE;
  char *kept = malloc(size + 1);
  free(lua->failure);
  lua->failure = kept;
  if (!kept) return;
  memcpy(kept, text, size);
  kept[size] = 0;
  fl_utf8_clean(kept, false);
}

static void keep_failure_format(fl_lua *lua, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void keep_failure_format(fl_lua *lua, const char *format, ...) {
  char text[LONGEST_FAILURE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  keep_failure(lua, text);
}

// Lua cuts long file names in its messages ("...jects/616.lua:3: "): puts the whole name back. Returns the rest of `text` after
// the name, or NULL when it does not begin with the name of a source.
static const char *after_source_name(const fl_lua *lua, const char *text, const fl_lua_source **source) {
  for (size_t i = 0; i < lua->source_count; i++) {
    char cut[LUA_IDSIZE];
    const char *path = lua->sources[i].path;
    const size_t length = strlen(path);
    if (length < LUA_IDSIZE)
      snprintf(cut, sizeof cut, "%s", path);
    else
      snprintf(cut, sizeof cut, "...%s", path + length - (LUA_IDSIZE - 4));
    const size_t cut_length = strlen(cut);
    if (strncmp(text, cut, cut_length) != 0 || text[cut_length] != ':') continue;
    *source = &lua->sources[i];
    return text + cut_length;
  }
  return NULL;
}

// Pushes "file:line" of the innermost function outside of the shipped library; false, and nothing is pushed, where there is none.
static bool push_guest_place(lua_State *L) {
  lua_Debug at;
  if (!guest_function_from(L, 0, &at)) return false;
  lua_pushfstring(L, "%s:%d", source_name(&at), at.currentline);
  return true;
}

// Message handler: makes a text with place and traceback out of whatever was raised.
static int explain(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  if (lua->exhausted || lua->memory_out) return 1; // told by fl_lua_protected
  char where[FL_LUA_WHY], trace[FL_LUA_TRACE];
  const fl_lua_source *source = NULL;
  const char *text;
  fl_lua_trace(L, trace, sizeof trace);
  if (lua_type(L, 1) == LUA_TSTRING) {
    text = lua_tostring(L, 1);
    const char *rest = after_source_name(lua, text, &source);
    if (rest && fl_lua_shipped(source) && push_guest_place(L))
      rest += 1 + strspn(rest + 1, "0123456789"); // the line in the library
    else if (rest)
      lua_pushstring(L, source->path);
    if (rest) {
      lua_pushfstring(L, "%s%s%s%s", lua_tostring(L, -1), rest, trace[0] ? "\ntraceback:" : "", trace);
      return 1;
    }
  } else {
    text = lua_pushfstring(L, "the error is not a text but %s; raise it with error(\"what is wrong\")", fl_lua_show(L, 1));
  }
  fl_lua_where(L, 0, where, sizeof where);
  lua_pushfstring(L, "%s%s%s%s%s", where, where[0] ? ": " : "", text, trace[0] ? "\ntraceback:" : "", trace);
  return 1;
}

static void tell_limit(fl_lua *lua) {
  char what[FL_LUA_WHY];
  if (lua->weak) {
    keep_failure_format(lua,
                        "%s: the metatable set here has '__mode': there are no weak tables in scenarios, they show when the "
                        "collector ran",
                        lua->limit_where);
    return;
  }
  if (lua->watchdog)
    snprintf(what, sizeof what, "%s took more than %d seconds of processor time", lua->entry, FL_LUA_WATCHDOG_SECONDS);
  else if (lua->exhausted)
    snprintf(what, sizeof what, "%s took more than %lld instructions; is there an endless loop?", lua->entry,
             (long long)lua->budget);
  else
    snprintf(what, sizeof what, "%s needs more than %.3g MiB of memory, the most that a scenario may use", lua->entry,
             (double)lua->bytes_max / (1 << 20));
  keep_failure_format(lua, "%s%s%s%s%s", lua->limit_where, lua->limit_where[0] ? ": " : "", what,
                      lua->limit_trace[0] ? "\ntraceback:" : "", lua->limit_trace);
}

typedef struct guest_call {
  lua_CFunction function;
  void *argument;
} guest_call;

static int run_call(lua_State *L) {
  const guest_call *call = lua_touserdata(L, 1);
  collect_if_due(L);
  lua_settop(L, 0);
  lua_pushlightuserdata(L, call->argument);
  call->function(L);
  check_weak(L);
  return 0;
}

bool fl_lua_protected(fl_lua *lua, lua_CFunction function, void *argument, const char *entry, int64_t instructions) {
  lua_State *L = lua->L;
  lua->entry = entry;
  lua->refused = lua->exhausted = lua->watchdog = lua->weak = lua->memory_out = false;
  lua->limit_where[0] = lua->limit_trace[0] = 0;
  lua->spent = 0;
  lua->budget = instructions;
  lua->looked = 0;
  lua->deadline = seconds_of(CLOCK_THREAD_CPUTIME_ID) + FL_LUA_WATCHDOG_SECONDS;
  guest_call call = {function, argument};
  lua_pushcfunction(L, explain); // light functions need no memory
  lua_pushcfunction(L, run_call);
  lua_pushlightuserdata(L, &call);
  lua_sethook(L, count_hook, LUA_MASKCOUNT, FL_LUA_STEP);
  const int status = lua_pcall(L, 1, 0, -3);
  lua_sethook(L, NULL, 0, 0);
  if (status == LUA_OK && !lua->exhausted) {
    lua_settop(L, 0);
    return true;
  }
  lua->memory_out |= status == LUA_ERRMEM;
  lua->no_memory |= lua->memory_out && !lua->refused && !lua->exhausted;
  if (lua->no_memory)
    keep_failure(lua, "out of memory");
  else if (lua->exhausted || lua->memory_out)
    tell_limit(lua);
  else if (status == LUA_ERRERR || lua_type(L, -1) != LUA_TSTRING)
    keep_failure_format(lua, "%s calls functions too deeply (stack overflow)", entry);
  else
    keep_failure(lua, lua_tostring(L, -1));
  lua_settop(L, 0);
  return false;
}

bool fl_lua_new_state(fl_lua *lua) {
  lua->bytes_max = lua->options.memory_bytes;
  lua->collect_at = FL_LUA_COLLECT_LEAST;
  lua->budget = INT64_MAX;
  lua_State *L = lua_newstate(allocate, lua);
  if (!L) return false;
  memcpy(lua_getextraspace(L), &lua, sizeof lua);
  lua->L = L;
  return true;
}
