// Lua patterns, compiled to items and matched with every step counted. Internal to engine/lua.
//
// The patterns are those of the Lua 5.4 manual, section 6.4.1. The stock matcher backtracks inside one C call, where no
// instruction is counted: one string.find can run for hours. This one counts its steps and gives up with the budget. Character
// classes are those of ASCII, whatever the locale.
#ifndef FANLOOP_LUA_PATTERN_H
#define FANLOOP_LUA_PATTERN_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FL_PATTERN_CAPTURES = 32, FL_PATTERN_BYTES = 1 << 16, FL_PATTERN_DEPTH = 180 };

typedef enum fl_item_kind {
  FL_ITEM_SINGLE, // one byte of `set`, repeated as `repeat` says
  FL_ITEM_OPEN,
  FL_ITEM_POSITION, // "()"
  FL_ITEM_CLOSE,
  FL_ITEM_BACK,     // %1
  FL_ITEM_BALANCE,  // %bxy
  FL_ITEM_FRONTIER, // %f[set]
  FL_ITEM_END,      // $ at the end
  FL_ITEM_DONE
} fl_item_kind;

typedef struct fl_item {
  fl_item_kind kind;
  char repeat;        // 0, '?', '*', '+' or '-'
  unsigned char a, b; // BACK: capture; BALANCE: the two bytes
  uint32_t set[8];    // bit map of bytes
} fl_item;

typedef struct fl_pattern {
  bool anchored;
  fl_item items[]; // up to FL_ITEM_DONE
} fl_pattern;

typedef struct fl_matcher {
  lua_State *L;
  const char *begin, *end; // the subject
  int depth, captures;
  size_t steps;
  struct {
    const char *at;
    ptrdiff_t length; // or one of the marks below
  } capture[FL_PATTERN_CAPTURES];
} fl_matcher;
enum { FL_CAPTURE_OPEN = -1, FL_CAPTURE_POSITION = -2 };

// Compiles the pattern and pushes it as a userdata; raises errors for malformed ones. With `anchors`, a leading ^ binds to
// the start.
const fl_pattern *fl_pattern_compile(lua_State *L, const char *text, size_t size, bool anchors);
// The end of the match that begins at `at`, or NULL.
const char *fl_pattern_match(fl_matcher *matcher, const fl_pattern *pattern, const char *at);

#endif
