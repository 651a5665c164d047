// Reading the tables that users write: every key is known or complained about, every value goes through its field.
#include "lua/host.h"

#include "base/nearname.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

fl_lua_scope fl_lua_below(const fl_lua_scope *scope, const char *key, int position) {
  fl_lua_scope below = *scope;
  if (below.step_count < FL_LUA_STEPS) {
    const fl_lua_step step = {key, position};
    below.steps[below.step_count++] = step;
  }
  return below;
}

void fl_lua_complain_at(const fl_lua_scope *scope, const char *format, ...) {
  char text[FL_LUA_WHY];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  scope->place->wrong = true;
  fl_lua_complain(scope->lua, scope->place, scope->steps, scope->step_count, "%s%s", scope->label, text);
}

void fl_lua_written(const fl_lua_scope *scope, fl_written out) {
  const fl_lua *lua = scope->lua;
  out[0] = '\0';
  if (scope->place->source >= lua->source_count) return;
  snprintf(out, FL_WRITTEN_MAX, "%.200s:%d: ", lua->sources[scope->place->source].path,
           fl_lua_key_line(lua, scope->place, scope->steps, scope->step_count));
}

bool fl_lua_expect_table(lua_State *L, const fl_lua_scope *scope, const char *what) {
  if (lua_istable(L, -1)) return true;
  fl_lua_complain_at(scope, "%s must be a table, got %s", what, fl_lua_show(L, -1));
  return false;
}

bool fl_lua_is_list(lua_State *L, int index) {
  index = lua_absindex(L, index);
  if (!lua_istable(L, index)) return false;
  if (lua_rawlen(L, index)) return true;
  lua_pushnil(L);
  const bool any = lua_next(L, index);
  if (any) lua_pop(L, 2);
  return !any;
}

static void complain_unknown(const fl_lua_scope *scope, const char *key, const char *const *known, const fl_fields *fields) {
  fl_near near = fl_near_start(key);
  for (; known && *known; known++) fl_near_offer(&near, *known);
  for (size_t i = 0; fields && i < fields->count; i++) fl_near_offer(&near, fields->rows[i].name);
  const char *best = near.best || !fields ? near.best : fl_field_near(fields, key);
  // The table that it stands in, where that has a name; that of a variant has been told.
  const size_t steps = scope->step_count;
  const char *above = steps > 2 ? scope->steps[steps - 3].key : NULL;
  const bool told = above && strcmp(above, "variants") == 0;
  const char *table = steps > 1 && !told ? scope->steps[steps - 2].key : NULL;
  const char *in = table ? " in " : "";
  if (best)
    fl_lua_complain_at(scope, "unknown key '%.64s'%s%s; did you mean '%s'?", key, in, table ? table : "", best);
  else
    fl_lua_complain_at(scope, "unknown key '%.64s'%s%s", key, in, table ? table : "");
}

// A value without a key where only keys are known. Most come from a decimal comma, which Lua reads as "0" and "3".
static void complain_position(lua_State *L, const fl_lua_scope *scope) {
  if (lua_type(L, -1) == LUA_TNUMBER) {
    lua_pushvalue(L, -1);
    fl_lua_complain_at(scope, "the value %s has no key; use a decimal point: a comma ends the number (0.3, not 0,3)",
                       lua_tostring(L, -1));
    lua_pop(L, 1);
  } else {
    fl_lua_complain_at(scope, "%s has no key; write key = value", fl_lua_show(L, -1));
  }
}

void fl_lua_visit(lua_State *L, const fl_lua_scope *scope, fl_lua_visitor visit, void *ctx, const char *const *known,
                  const fl_fields *fields) {
  luaL_checkstack(L, 20, "tables are nested too deeply");
  const int table = lua_gettop(L);
  size_t entries = 0;
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) entries++;
  fl_lua_sorted_keys(L, table, true);
  if (lua_rawlen(L, -1) != entries)
    fl_lua_complain_at(scope, "keys must be texts, as key = value; other kinds of key are not known");
  for (lua_Integer i = 1; lua_rawgeti(L, table + 1, i) != LUA_TNIL; i++) {
    const bool named = lua_type(L, -1) == LUA_TSTRING;
    const char *key = named ? lua_tostring(L, -1) : NULL;
    const lua_Integer position = named || !lua_isinteger(L, -1) ? 0 : lua_tointeger(L, -1);
    const fl_lua_scope below = fl_lua_below(scope, key, position > 0 && position < INT32_MAX ? (int)position : 0);
    lua_pushvalue(L, -1);
    lua_rawget(L, table);
    if (!visit(L, &below, key, below.steps[below.step_count - 1].position, ctx)) {
      if (named)
        complain_unknown(&below, key, known, fields);
      else
        complain_position(L, &below);
    }
    lua_settop(L, table + 1);
  }
  lua_settop(L, table);
}

// Values -----------------------------------------------------------------------------------------------------------------------

static bool to_list(lua_State *L, int index, fl_value *value, char *why, size_t why_size) {
  const size_t count = lua_rawlen(L, index);
  value->type = FL_VALUE_LIST;
  value->item_count = count;
  const char **items = lua_newuserdatauv(L, (count + 1) * sizeof *items, 0);
  value->items = items;
  size_t entries = 0;
  for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) entries++;
  bool texts = entries == count;
  for (size_t i = 0; texts && i < count; i++) {
    texts = lua_rawgeti(L, index, (lua_Integer)i + 1) == LUA_TSTRING;
    items[i] = texts ? lua_tostring(L, -1) : NULL; // the list keeps it alive
    lua_pop(L, 1);
  }
  if (!texts) snprintf(why, why_size, "must be a single value or a list of texts, got another kind of table");
  return texts;
}

bool fl_lua_to_value(lua_State *L, int index, fl_value *value, char *why, size_t why_size) {
  index = lua_absindex(L, index);
  memset(value, 0, sizeof *value);
  const int type = lua_type(L, index);
  if (type == LUA_TTABLE) return to_list(L, index, value, why, why_size);
  lua_pushnil(L);
  switch (type) {
  case LUA_TNUMBER:
    value->type = FL_VALUE_NUMBER;
    value->number = lua_tonumber(L, index);
    return true;
  case LUA_TBOOLEAN:
    value->type = FL_VALUE_BOOL;
    value->truth = lua_toboolean(L, index);
    return true;
  case LUA_TSTRING:
    value->type = FL_VALUE_TEXT;
    value->text = lua_tostring(L, index);
    if (strlen(value->text) == lua_rawlen(L, index)) return true;
    snprintf(why, why_size, "must not contain zero bytes");
    return false;
  default: snprintf(why, why_size, "cannot be %s", fl_lua_show(L, index)); return false;
  }
}

void fl_lua_set_field(lua_State *L, const fl_lua_scope *scope, const fl_field *field, void *base) {
  fl_value value;
  char why[FL_LUA_WHY];
  if (!fl_lua_to_value(L, -1, &value, why, sizeof why))
    fl_lua_complain_at(scope, "%s %s", field->name, why);
  else if (!fl_field_set(field, base, &value, why, sizeof why))
    fl_lua_complain_at(scope, "%s", why);
  lua_pop(L, 1);
}

static bool visit_param(lua_State *L, const fl_lua_scope *scope, const char *key, int position, void *ctx) {
  (void)position;
  const fl_field *field = key ? fl_field_find(&fl_param_fields, key) : NULL;
  if (field) fl_lua_set_field(L, scope, field, ctx);
  return field != NULL;
}

void fl_lua_read_params(lua_State *L, const fl_lua_scope *scope, fl_params *params) {
  if (fl_lua_expect_table(L, scope, "params")) fl_lua_visit(L, scope, visit_param, params, NULL, &fl_param_fields);
}
