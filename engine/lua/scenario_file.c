// Loading a scenario file, and running its hooks.
#include "lua/scenario_file.h"

#include "base/date.h"
#include "base/utf8.h"
#include "fanloop/seller.h"
#include "lua/host.h"
#include "params/check.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_LINE "command line: " // in front of what --set has wrong

static const char sim_key = 0;

void fl_lua_push_sim(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &sim_key);
}

static fl_lua_options with_defaults(const fl_lua_options *options) {
  fl_lua_options out = *options;
  if (!out.memory_bytes) out.memory_bytes = (size_t)256 << 20;
  if (!out.load_instructions) out.load_instructions = 200000000;
  if (!out.hook_instructions) out.hook_instructions = 20000000;
  return out;
}

// The script -------------------------------------------------------------------------------------------------------------------

static int run_file(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  lua_settop(L, 0);
  fl_lua_open_sandbox(L);
  fl_lua_open_rows(L);
  fl_lua_open_strategies(L);
  fl_lua_open_fanloop(L);
  fl_lua_preload(L, "fanloop");
  fl_lua_open_sim(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &sim_key);
  if (!fl_lua_compile(lua, 0)) return lua_error(L);
  lua_call(L, 0, 1);
  const fl_lua_object *object = fl_lua_to_object(L, -1);
  lua->returned = object && object->thing == FL_THING_SCENARIO;
  if (!lua->returned) {
    const fl_lua_place place = {0, 1, "", false};
    fl_lua_complain(lua, &place, NULL, 0, "the file must return a scenario: return fl.scenario { … }, got %s",
                    object ? fl_lua_object_kind(object) : fl_lua_show(L, -1));
  }
  return 0;
}

// Checks across fields, at their places ----------------------------------------------------------------------------------------

// Whether --set gave the value that a finding is about.
static bool from_command_line(const fl_lua *lua, const fl_finding *finding) {
  const fl_scenario *scenario = &lua->scenario;
  if (finding->part == FL_PART_POLICY && scenario->policies[finding->index].extra) return false;
  for (size_t i = 0; i < lua->options.set_count; i++) {
    const char *set = lua->options.sets[i];
    char key[FL_NAME_MAX * 2];
    if (finding->part == FL_PART_POLICY)
      snprintf(key, sizeof key, "%s.%s", scenario->policies[finding->index].id, finding->field);
    else
      snprintf(key, sizeof key, "%s", finding->field);
    const size_t length = strlen(key);
    if (finding->field[0] && strncmp(set, key, length) == 0 && set[length] == '=') return true;
    if (finding->part == FL_PART_SETUP && strcmp(finding->field, "to") == 0 && strncmp(set, "days=", 5) == 0) return true;
  }
  return false;
}

static bool of_world(const char *field) {
  static const char *const fields[] = {"fans", "rooms", "focus_fans", "focus_weight", "empty_start"};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (strcmp(fields[i], field) == 0) return true;
  return false;
}

// Where a finding of the set-up is written: in calendar, in fl.world, or in the scenario itself.
static fl_lua_place setup_place(const fl_lua *lua, const char *field, fl_lua_step *steps, size_t *count) {
  *count = 0;
  const bool world = of_world(field), calendar = !world && strcmp(field, "seed") != 0 && strcmp(field, "run") != 0;
  if (calendar) steps[(*count)++].key = "calendar";
  steps[(*count)++].key = field;
  return world ? lua->world_place : lua->place;
}

// The call and the key in it that a finding is about; `steps` has room for two.
static fl_lua_place finding_place(const fl_lua *lua, const fl_finding *finding, fl_lua_step *steps, size_t *count) {
  steps[0] = (fl_lua_step){finding->field, 0};
  *count = finding->field[0] ? 1 : 0;
  switch (finding->part) {
  case FL_PART_POLICY:
    if (strncmp(finding->field, "peak_", 5) == 0) steps[0].key = "peak";
    return lua->policy_places[finding->index];
  case FL_PART_BRAND: return lua->brand_places[finding->index];
  case FL_PART_ROOM: return lua->room_places[finding->index];
  case FL_PART_HOST: return lua->host_places[finding->index];
  case FL_PART_SETUP: return setup_place(lua, finding->field, steps, count);
  case FL_PART_PARAM:
    steps[0].key = "params";
    steps[1] = (fl_lua_step){finding->field, 0};
    *count = 2;
    break;
  case FL_PART_SCENARIO: break;
  }
  return lua->place;
}

// Where the other one stands that a finding names: " (the brand: 616.lua:12)".
static const char *other_text(const fl_lua *lua, const fl_finding *finding, char *out, size_t size) {
  static const char *const names[] = {[FL_PART_BRAND] = "brand", [FL_PART_ROOM] = "room", [FL_PART_HOST] = "host"};
  fl_lua_step steps[2];
  size_t count;
  out[0] = 0;
  if (finding->other == FL_PART_SCENARIO) return out;
  const fl_finding other = {.part = finding->other, .index = finding->other_index, .field = finding->field};
  const fl_lua_place place = finding_place(lua, &other, steps, &count);
  if (place.source < lua->source_count)
    snprintf(out, size, " (the %s: %s:%d)", names[finding->other], lua->sources[place.source].path,
             fl_lua_key_line(lua, &place, steps, count));
  return out;
}

static void complain_finding(void *ctx, const fl_finding *finding) {
  fl_lua *lua = ctx;
  char other[FL_LUA_WHY / 2];
  if (lua->unread >> finding->lacks & 1) return; // of a file that was complained about
  fl_lua_step steps[2] = {0};
  size_t count;
  if (from_command_line(lua, finding)) {
    fl_messages_add(lua->messages, true, COMMAND_LINE "%s", finding->text);
    return;
  }
  const fl_lua_place place = finding_place(lua, finding, steps, &count);
  // A field that could not be read was complained about: that it is missing now is not news.
  if (finding->missing && place.wrong) return;
  fl_lua_complain(lua, &place, steps, count, "%s%s", finding->text, other_text(lua, finding, other, sizeof other));
}

// Extra policies run in variants only, but what they say is asked of all at once.
static void examine_extras(fl_lua *lua) {
  for (size_t p = 0; p < lua->scenario.policy_count; p++)
    if (lua->scenario.policies[p].extra) fl_policy_examine(&lua->scenario, p, complain_finding, lua);
}

typedef struct variant_check {
  fl_lua *lua;
  const char *name;
} variant_check;

// Whether the scenario itself was complained about in these words.
static bool was_told(const fl_lua *lua, const char *what) {
  const size_t mark = strlen(COMMAND_LINE);
  char text[FL_LUA_WHY];
  snprintf(text, sizeof text, "%s", what);
  fl_utf8_clean(text, true);
  for (size_t i = 0; i < lua->complaint_count; i++)
    if (strncmp(lua->complaints[i].text, text, strlen(text)) == 0) return true; // behind it, where the other one stands
  for (size_t i = 0; i < lua->messages->count; i++) {
    const char *said = lua->messages->items[i].text;
    if (strncmp(said, COMMAND_LINE, mark) == 0 && strcmp(said + mark, what) == 0) return true;
  }
  return false;
}

static void complain_variant(void *ctx, const fl_finding *finding) {
  const variant_check *check = ctx;
  fl_lua_step steps[2] = {0};
  size_t count;
  if (check->lua->unread >> finding->lacks & 1) return;
  if (finding->missing && finding_place(check->lua, finding, steps, &count).wrong) return;
  if (was_told(check->lua, finding->text)) return;
  steps[0] = (fl_lua_step){"variants", 0};
  steps[1] = (fl_lua_step){check->name, 0};
  fl_lua_complain(check->lua, &check->lua->place, steps, 2, "variant \"%s\": %s", check->name, finding->text);
}

// Each change of a variant was checked for itself when it was read; here it is whether all fit together. What is wrong in the scenario
// is not said once more. Where more is wrong than is told, nothing is left to say.
static void examine_variants(fl_lua *lua) {
  char why[FL_LUA_WHY];
  for (size_t i = 0; i < lua->scenario.variant_count && !lua->complaints_left_out; i++) {
    variant_check check = {lua, lua->scenario.variants[i].name};
    fl_scenario varied;
    if (fl_scenario_vary(&lua->scenario, &lua->scenario.variants[i], &varied, why, sizeof why))
      fl_scenario_examine(&varied, complain_variant, &check);
    fl_scenario_free(&varied);
  }
}

// "days", the fields of the set-up, and days of policies: they decide what part of a year a policy of the world gets.
static bool of_calendar(const char *key) {
  const char *dot = strrchr(key, '.');
  return strcmp(key, "days") == 0 || fl_field_find(&fl_setup_fields, key) ||
         (dot && (strcmp(dot, ".from") == 0 || strcmp(dot, ".to") == 0));
}

// Those of the set-up, or all others.
static void apply_sets(fl_lua *lua, bool calendar) {
  for (size_t i = 0; i < lua->options.set_count; i++) {
    const char *set = lua->options.sets[i], *equals = strchr(set, '=');
    char key[FL_NAME_MAX * 2 + 2], why[FL_LUA_WHY];
    const size_t length = equals ? (size_t)(equals - set) : 0;
    if (!equals || !length || length >= sizeof key) {
      if (!calendar) continue;
      fl_messages_add(lua->messages, true, COMMAND_LINE "'%.100s' must be key=value", set);
      continue;
    }
    memcpy(key, set, length);
    key[length] = 0;
    if (of_calendar(key) != calendar || strcmp(key, "variant") == 0) continue;
    if (!fl_scenario_set(&lua->scenario, key, equals + 1, why, sizeof why) && !fl_lua_of_unread(lua, key))
      fl_messages_add(lua->messages, true, COMMAND_LINE "%s", why);
  }
}

// --set variant=none: what it changes stands before what the others set. The last one counts.
static void become_variant(fl_lua *lua) {
  static const char key[] = "variant=";
  char why[FL_LUA_WHY];
  const char *name = NULL;
  for (size_t i = 0; i < lua->options.set_count; i++)
    if (strncmp(lua->options.sets[i], key, strlen(key)) == 0) name = lua->options.sets[i] + strlen(key);
  if (name && !fl_scenario_become(&lua->scenario, name, why, sizeof why))
    fl_messages_add(lua->messages, true, COMMAND_LINE "%s", why);
}

// "scenarios/616.lua" -> "616"
static void name_after_file(fl_lua *lua) {
  char name[FL_NAME_MAX];
  const char *path = lua->sources[0].path, *slash = strrchr(path, '/');
  fl_utf8_copy(name, sizeof name, slash ? slash + 1 : path);
  fl_utf8_clean(name, true);
  char *dot = strrchr(name, '.');
  if (dot && dot != name) *dot = 0;
  for (char *at = name; *at; at++)
    if (*at == '\\') *at = '_';
  strcpy(lua->scenario.name, name[0] ? name : "scenario");
}

static void finish_scenario(fl_lua *lua) {
  if (!lua->scenario.name[0]) name_after_file(lua);
  if (!lua->scenario.title[0]) strcpy(lua->scenario.title, lua->scenario.name);
  become_variant(lua);
  apply_sets(lua, true);
  fl_scenario_fit_world(&lua->scenario);
  apply_sets(lua, false);
  fl_scenario_examine(&lua->scenario, complain_finding, lua);
  fl_scenario_date_policies(&lua->scenario);
  examine_extras(lua);
  examine_variants(lua);
}

// Loading ----------------------------------------------------------------------------------------------------------------------

static fl_lua *new_host(const fl_lua_options *options, fl_messages *messages) {
  fl_lua *lua = calloc(1, sizeof *lua);
  if (!lua) return NULL;
  lua->options = with_defaults(options);
  lua->messages = messages;
  lua->scenario = fl_default_scenario();
  lua->preset = lua->scenario.params;
  lua->metrics_ref = lua->where_ref = LUA_NOREF;
  for (int i = 0; i <= FL_LUA_END; i++) lua->hook_refs[i] = LUA_NOREF;
  if (options->library) lua->library = realpath(options->library, NULL);
  if (options->library && !lua->library && errno == ENOMEM) lua->no_memory = true;
  return lua;
}

static fl_status run_load(fl_lua *lua) {
  fl_messages *messages = lua->messages;
  const size_t before = messages->errors;
  if (!fl_lua_new_state(lua)) {
    fl_messages_add(messages, true, "out of memory");
    return FL_ENVIRONMENT;
  }
  lua->phase = FL_LUA_LOADING;
  const bool ran = fl_lua_protected(lua, run_file, NULL, "the scenario file", lua->options.load_instructions);
  if (ran && lua->returned) finish_scenario(lua);
  fl_lua_flush(lua);
  if (!ran) fl_messages_add(messages, true, "%s", lua->failure ? lua->failure : "out of memory");
  lua->messages = NULL;
  lua->options.sets = NULL; // the caller's, for the time of loading only
  lua->options.set_count = 0;
  lua->held_count = 0;
  if (lua->no_memory && messages->errors == before) fl_messages_add(messages, true, "out of memory");
  if (lua->no_memory) return FL_ENVIRONMENT;
  return messages->errors > before ? FL_BAD_SCENARIO : FL_OK;
}

static fl_status finish_load(fl_lua *lua, fl_status status, fl_lua **out) {
  *out = status == FL_OK ? lua : NULL;
  if (status != FL_OK) fl_lua_close(lua);
  return status;
}

fl_status fl_lua_load(const fl_lua_options *options, const char *path, fl_messages *messages, fl_lua **out) {
  char why[FL_LUA_WHY];
  *out = NULL;
  fl_lua *lua = new_host(options, messages);
  if (!lua) return FL_ENVIRONMENT;
  if (!fl_lua_read_source(lua, path, path, "", why, sizeof why)) {
    fl_messages_add(messages, true, "%s: the file %s", path, why);
    return finish_load(lua, lua->no_memory ? FL_ENVIRONMENT : FL_BAD_SCENARIO, out);
  }
  if (!fl_lua_set_folder(lua, path)) {
    fl_messages_add(messages, true, "%s: its folder cannot be opened: %s", path, strerror(errno));
    return finish_load(lua, FL_ENVIRONMENT, out);
  }
  return finish_load(lua, run_load(lua), out);
}

fl_status fl_lua_load_text(const fl_lua_options *options, const char *name, const char *text, size_t size, fl_messages *messages,
                           fl_lua **out) {
  *out = NULL;
  fl_lua *lua = new_host(options, messages);
  if (!lua) return FL_ENVIRONMENT;
  if (size > FL_LUA_FILE_MAX) {
    fl_messages_add(messages, true, "%s: the text is larger than %d MiB", name, FL_LUA_FILE_MAX >> 20);
    return finish_load(lua, FL_BAD_SCENARIO, out);
  }
  if (!fl_lua_add_source(lua, &(fl_lua_source){name, text, size, ""})) return finish_load(lua, FL_ENVIRONMENT, out);
  return finish_load(lua, run_load(lua), out);
}

// What folders would have refused.
static bool check_sources(const fl_lua_source *sources, size_t count, fl_messages *messages) {
  if (count == 0) {
    fl_messages_add(messages, true, "there is no scenario among the sources");
    return false;
  }
  if (count > FL_LUA_SOURCES_MAX) {
    fl_messages_add(messages, true, "there are %zu sources; a scenario may have %d", count, FL_LUA_SOURCES_MAX);
    return false;
  }
  const size_t before = messages->errors;
  for (size_t i = 0; i < count; i++)
    if (sources[i].size > FL_LUA_FILE_MAX)
      fl_messages_add(messages, true, "%s: the text is larger than %d MiB", sources[i].path, FL_LUA_FILE_MAX >> 20);
  return messages->errors == before;
}

fl_status fl_lua_load_sources(const fl_lua_options *options, const fl_lua_source *sources, size_t count, fl_messages *messages,
                              fl_lua **out) {
  fl_lua_options alone = *options;
  alone.library = NULL;
  *out = NULL;
  if (!check_sources(sources, count, messages)) return FL_BAD_SCENARIO;
  fl_lua *lua = new_host(&alone, messages);
  if (!lua) return FL_ENVIRONMENT;
  lua->held = sources;
  lua->held_count = count;
  if (!fl_lua_add_source(lua, &(fl_lua_source){sources[0].path, sources[0].text, sources[0].size, ""}))
    return finish_load(lua, FL_ENVIRONMENT, out);
  return finish_load(lua, run_load(lua), out);
}

const fl_scenario *fl_lua_scenario(const fl_lua *lua) {
  return &lua->scenario;
}

const fl_plan *fl_lua_plan(const fl_lua *lua, fl_plan_kind kind) {
  return &lua->plans[kind];
}

const fl_params *fl_lua_preset(const fl_lua *lua) {
  return &lua->preset;
}

bool fl_lua_used(const fl_lua *lua, const fl_fields *fields, size_t number) {
  return (fields == &fl_seller_facts ? lua->facts_read : lua->decided) >> number & 1;
}

size_t fl_lua_sources(const fl_lua *lua, const fl_lua_source **out) {
  *out = lua->sources;
  return lua->source_count;
}

void fl_lua_close(fl_lua *lua) {
  if (!lua) return;
  if (lua->L) lua_close(lua->L);
  for (size_t i = 0; i < lua->source_count; i++) {
    free((char *)(uintptr_t)lua->sources[i].path);
    free((char *)(uintptr_t)lua->sources[i].text);
    free((char *)(uintptr_t)lua->sources[i].module);
  }
  for (size_t i = 0; i < lua->complaint_count; i++) free(lua->complaints[i].text);
  free(lua->complaints);
  free(lua->sources);
  free(lua->folder);
  free(lua->folder_shown);
  free(lua->library);
  free(lua->failure);
  fl_lua_free_ground(lua);
  free(lua->policy_places);
  free(lua->brand_places);
  free(lua->room_places);
  free(lua->host_places);
  fl_scenario_free(&lua->scenario);
  for (int kind = 0; kind < FL_PLAN_KINDS; kind++) fl_plan_free(&lua->plans[kind]);
  free(lua);
}

// Hooks ------------------------------------------------------------------------------------------------------------------------

static int call_hook(lua_State *L) {
  const fl_lua *lua = fl_lua_of(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, lua->hook_refs[lua->phase]);
  fl_lua_push_sim(L);
  lua_call(L, 1, 0);
  return 0;
}

// Raises an error at the first line of the metric whose function is at `index`: it has returned.
static const double METRIC_MOST = 1e150; // means, and squares for variances, stay numbers

static void refuse_metric(lua_State *L, int index, const char *name, const char *what) {
  lua_Debug at;
  lua_pushvalue(L, index);
  lua_getinfo(L, ">S", &at);
  const char *source = at.source[0] == '@' ? at.source + 1 : at.short_src;
  luaL_error(L, "%s:%d: metric '%s' returned %s; a metric must return a finite number, or nil on days without a value", source,
             at.linedefined, name, what);
}

// Metrics in the order of their names. nil means that there is no value today.
static int call_metrics(lua_State *L) {
  fl_lua *lua = fl_lua_of(L);
  lua_settop(L, 0);
  lua_rawgeti(L, LUA_REGISTRYINDEX, lua->metrics_ref);
  for (lua_Integer i = 1; lua->metric_status == FL_OK && lua_rawgeti(L, 1, i) == LUA_TSTRING; i++) {
    const char *name = lua_tostring(L, 2);
    snprintf(lua->entry_text, sizeof lua->entry_text, "metric '%s'", name);
    lua_getfield(L, 1, name);
    lua_pushvalue(L, 3);
    fl_lua_push_sim(L);
    lua_call(L, 1, 1);
    if (!lua_isnil(L, 4)) {
      if (lua_type(L, 4) != LUA_TNUMBER) refuse_metric(L, 3, name, fl_lua_show(L, 4));
      const double value = lua_tonumber(L, 4);
      if (!isfinite(value)) refuse_metric(L, 3, name, isnan(value) ? "no number (0 / 0)" : "an infinite number");
      if (fabs(value) > METRIC_MOST) refuse_metric(L, 3, name, "a number beyond 1e150, of which no variance is one");
      lua->metric_status = fl_world_metric(lua->world, name, value);
    }
    lua_settop(L, 1);
  }
  return 0;
}

static fl_status run_hook(fl_lua *lua, fl_world *world, fl_lua_phase phase, lua_CFunction function) {
  static const char *const names[] = {"", "on_start", "on_day", "metrics", "on_end"};
  char date[FL_DATE_TEXT];
  snprintf(lua->entry_text, sizeof lua->entry_text, "%s", names[phase]);
  lua->world = world;
  lua->phase = phase;
  const bool ran = fl_lua_protected(lua, function, NULL, lua->entry_text, lua->options.hook_instructions);
  lua->world = NULL;
  if (ran) return FL_OK;
  fl_world_fail(world, "%s\n  on %s, in %s", lua->failure ? lua->failure : "out of memory",
                fl_date_text(fl_world_date(world), date), names[phase]);
  return lua->no_memory ? FL_ENVIRONMENT : FL_BROKEN;
}

static fl_status on_start(void *ctx, fl_world *world) {
  fl_lua *lua = ctx;
  lua->indexed = lua->listed = NULL; // a new world may stand where an old one stood
  lua->draw_day = -1;
  return lua->hook_refs[FL_LUA_START] == LUA_NOREF ? FL_OK : run_hook(lua, world, FL_LUA_START, call_hook);
}

static fl_status on_day(void *ctx, fl_world *world) {
  return run_hook(ctx, world, FL_LUA_DAY, call_hook);
}

static fl_status on_night(void *ctx, fl_world *world) {
  fl_lua *lua = ctx;
  lua->metric_status = FL_OK;
  const fl_status status = run_hook(lua, world, FL_LUA_NIGHT, call_metrics);
  return status == FL_OK ? lua->metric_status : status;
}

static fl_status on_end(void *ctx, fl_world *world) {
  return run_hook(ctx, world, FL_LUA_END, call_hook);
}

bool fl_lua_has_hooks(const fl_lua *lua) {
  bool any = lua->metrics_ref != LUA_NOREF || lua->strategy_count > 0;
  for (int phase = 0; phase <= FL_LUA_END; phase++) any |= lua->hook_refs[phase] != LUA_NOREF;
  return any;
}

bool fl_lua_may_set(const fl_lua *lua) {
  return lua->hook_refs[FL_LUA_START] != LUA_NOREF || lua->hook_refs[FL_LUA_DAY] != LUA_NOREF;
}

const char *fl_lua_metric(const fl_lua *lua, size_t number) {
  if (lua->metrics_ref == LUA_NOREF) return NULL;
  lua_rawgeti(lua->L, LUA_REGISTRYINDEX, lua->metrics_ref);
  const bool there = lua_rawgeti(lua->L, -1, (lua_Integer)number + 1) == LUA_TSTRING;
  const char *name = there ? lua_tostring(lua->L, -1) : NULL; // the list keeps it
  lua_pop(lua->L, 2);
  return name;
}

bool fl_lua_saw_policies(const fl_lua *lua) {
  return lua->saw_policies;
}

fl_hooks fl_lua_hooks(fl_lua *lua) {
  const fl_hooks hooks = {
      .ctx = lua,
      .on_start = on_start,
      .on_day = lua->hook_refs[FL_LUA_DAY] == LUA_NOREF ? NULL : on_day,
      .on_sellers = lua->strategy_count ? fl_lua_on_sellers : NULL,
      .on_night = lua->metrics_ref == LUA_NOREF ? NULL : on_night,
      .on_end = lua->hook_refs[FL_LUA_END] == LUA_NOREF ? NULL : on_end,
  };
  return hooks;
}
