// string.find, match, gmatch and gsub over the counted matcher.
#include "lua/host.h"
#include "lua/pattern.h"

#include <string.h>

static fl_matcher matcher_of(lua_State *L, const char *text, size_t size) {
  fl_matcher m;
  memset(&m, 0, sizeof m);
  m.L = L;
  m.begin = text;
  m.end = text + size;
  return m;
}

// Pushes capture `index`; without captures, 0 is the whole match from `at` to `end`.
static void push_capture(fl_matcher *m, int index, const char *at, const char *end) {
  if (index >= m->captures) {
    if (index != 0) luaL_error(m->L, "invalid capture index %%%d", index + 1);
    lua_pushlstring(m->L, at, (size_t)(end - at));
  } else if (m->capture[index].length == FL_CAPTURE_POSITION) {
    lua_pushinteger(m->L, m->capture[index].at - m->begin + 1);
  } else if (m->capture[index].length == FL_CAPTURE_OPEN) {
    luaL_error(m->L, "unfinished capture");
  } else {
    lua_pushlstring(m->L, m->capture[index].at, (size_t)m->capture[index].length);
  }
}

// Pushes all captures, or the whole match where there are none and `at` is given.
static int push_captures(fl_matcher *m, const char *at, const char *end) {
  const int count = m->captures == 0 && at ? 1 : m->captures;
  luaL_checkstack(m->L, count, "too many captures");
  for (int i = 0; i < count; i++) push_capture(m, i, at, end);
  return count;
}

// The offset where a search begins, from the 1-based argument 3; false when it lies behind the text.
static bool start_offset(lua_State *L, size_t size, size_t *offset) {
  const lua_Integer start = luaL_optinteger(L, 3, 1);
  if (start > 0)
    *offset = (size_t)start - 1;
  else if (start == 0 || start < -(lua_Integer)size)
    *offset = 0;
  else
    *offset = size - (size_t)-start;
  return *offset <= size;
}

static int find_plain(lua_State *L, const char *text, size_t size, size_t offset, const char *wanted, size_t wanted_size) {
  for (; size - offset >= wanted_size; offset++) {
    const char *first = wanted_size ? memchr(text + offset, wanted[0], size - offset - wanted_size + 1) : text + offset;
    if (!first) break;
    offset = (size_t)(first - text);
    fl_lua_charge(L, 1 + wanted_size / FL_LUA_BYTES_PER_STEP);
    if (wanted_size && memcmp(first, wanted, wanted_size) != 0) continue;
    lua_pushinteger(L, (lua_Integer)offset + 1);
    lua_pushinteger(L, (lua_Integer)(offset + wanted_size));
    return 2;
  }
  luaL_pushfail(L);
  return 1;
}

static bool has_specials(const char *text, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (text[i] && strchr("^$*+?.([%-", text[i])) return true;
  return false;
}

static int search(lua_State *L, bool find) {
  size_t size, pattern_size, offset;
  const char *text = luaL_checklstring(L, 1, &size), *wanted = luaL_checklstring(L, 2, &pattern_size);
  if (!start_offset(L, size, &offset)) {
    luaL_pushfail(L);
    return 1;
  }
  fl_lua_charge(L, size / FL_LUA_BYTES_PER_STEP);
  if (find && (lua_toboolean(L, 4) || !has_specials(wanted, pattern_size)))
    return find_plain(L, text, size, offset, wanted, pattern_size);
  const fl_pattern *pattern = fl_pattern_compile(L, wanted, pattern_size, true);
  fl_matcher m = matcher_of(L, text, size);
  for (const char *at = text + offset; at <= m.end; at++) {
    const char *end = fl_pattern_match(&m, pattern, at);
    if (end && !find) return push_captures(&m, at, end);
    if (end) {
      lua_pushinteger(L, at - text + 1);
      lua_pushinteger(L, end - text);
      return 2 + push_captures(&m, NULL, NULL);
    }
    if (pattern->anchored) break;
  }
  luaL_pushfail(L);
  return 1;
}

int fl_lua_find(lua_State *L) {
  return search(L, true);
}

int fl_lua_match(lua_State *L) {
  return search(L, false);
}

// Upvalues: text, pattern, next offset, offset where the last match ended (-1: none yet).
static int gmatch_next(lua_State *L) {
  size_t size;
  const char *text = lua_tolstring(L, lua_upvalueindex(1), &size);
  const fl_pattern *pattern = lua_touserdata(L, lua_upvalueindex(2));
  const lua_Integer start = lua_tointeger(L, lua_upvalueindex(3)), last = lua_tointeger(L, lua_upvalueindex(4));
  fl_matcher m = matcher_of(L, text, size);
  for (const char *at = text + start; at <= m.end; at++) {
    const char *end = fl_pattern_match(&m, pattern, at);
    if (!end || end - text == last) continue;
    lua_pushinteger(L, end - text);
    lua_pushvalue(L, -1);
    lua_replace(L, lua_upvalueindex(3));
    lua_replace(L, lua_upvalueindex(4));
    return push_captures(&m, at, end);
  }
  return 0;
}

int fl_lua_gmatch(lua_State *L) {
  size_t size, pattern_size, offset;
  const char *wanted = luaL_checklstring(L, 2, &pattern_size);
  luaL_checklstring(L, 1, &size);
  if (!start_offset(L, size, &offset)) offset = size + 1;
  lua_pushvalue(L, 1);
  fl_pattern_compile(L, wanted, pattern_size, false);
  lua_pushinteger(L, (lua_Integer)offset);
  lua_pushinteger(L, -1);
  lua_pushcclosure(L, gmatch_next, 4);
  return 1;
}

// Pushes the replacement text of one match: "%1" and the like filled in.
static void push_filled(fl_matcher *m, const char *at, const char *end) {
  lua_State *L = m->L;
  size_t size;
  const char *text = lua_tolstring(L, 3, &size);
  luaL_Buffer out;
  luaL_buffinit(L, &out);
  for (size_t i = 0; i < size; i++) {
    if (text[i] != '%') {
      luaL_addchar(&out, text[i]);
      continue;
    }
    const char c = ++i < size ? text[i] : 0;
    if (c == '%') {
      luaL_addchar(&out, '%');
    } else if (c == '0') {
      luaL_addlstring(&out, at, (size_t)(end - at));
    } else if (c >= '1' && c <= '9') {
      push_capture(m, c - '1', at, end);
      luaL_tolstring(L, -1, NULL); // a position is a number
      lua_remove(L, -2);
      luaL_addvalue(&out);
    } else {
      luaL_error(L, "invalid use of '%%' in replacement string");
    }
  }
  luaL_pushresult(&out);
}

// Pushes what replaces the match from `at` to `end`.
static void push_replacement(fl_matcher *m, int kind, const char *at, const char *end) {
  lua_State *L = m->L;
  if (kind == LUA_TFUNCTION) {
    lua_pushvalue(L, 3);
    lua_call(L, push_captures(m, at, end), 1);
  } else if (kind == LUA_TTABLE) {
    push_capture(m, 0, at, end);
    lua_gettable(L, 3);
  } else {
    push_filled(m, at, end);
    return;
  }
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    lua_pushlstring(L, at, (size_t)(end - at));
  } else if (!lua_isstring(L, -1)) {
    luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
  }
}

int fl_lua_gsub(lua_State *L) {
  size_t size, pattern_size;
  const char *text = luaL_checklstring(L, 1, &size), *wanted = luaL_checklstring(L, 2, &pattern_size);
  const int kind = lua_type(L, 3);
  luaL_argexpected(L, kind == LUA_TNUMBER || kind == LUA_TSTRING || kind == LUA_TFUNCTION || kind == LUA_TTABLE, 3,
                   "string/function/table");
  lua_Integer left = luaL_optinteger(L, 4, (lua_Integer)size + 1), count = 0;
  const fl_pattern *pattern = fl_pattern_compile(L, wanted, pattern_size, true);
  fl_matcher m = matcher_of(L, text, size);
  const char *at = text, *last = NULL;
  luaL_Buffer out;
  luaL_buffinit(L, &out);
  while (left > 0) {
    const char *end = fl_pattern_match(&m, pattern, at);
    if (end && end != last) {
      left--;
      count++;
      push_replacement(&m, kind, at, end);
      luaL_addvalue(&out);
      at = last = end;
    } else if (at < m.end) {
      luaL_addchar(&out, *at++);
    } else {
      break;
    }
    if (pattern->anchored) break;
  }
  luaL_addlstring(&out, at, (size_t)(m.end - at));
  luaL_pushresult(&out);
  lua_pushinteger(L, count);
  return 2;
}
