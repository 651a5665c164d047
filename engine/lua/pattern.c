#include "lua/pattern.h"

#include "lua/host.h"

#include <string.h>

enum { CHARGE_EVERY = 1 << 14, STEPS_PER_CHARGE = 4 };

// Compiling --------------------------------------------------------------------------------------------------------------------

typedef struct reader {
  lua_State *L;
  const unsigned char *at, *end;
} reader;

static bool in_set(const uint32_t *set, unsigned char c) {
  return set[c >> 5] >> (c & 31) & 1;
}

static void add(uint32_t *set, unsigned first, unsigned last) {
  for (unsigned c = first; c <= last; c++) set[c >> 5] |= 1u << (c & 31);
}

// The bytes of class %a, %d …; false when `letter` (lower case) names none.
static bool add_named(uint32_t *set, unsigned char letter) {
  switch (letter) {
  case 'a': add(set, 'A', 'Z'), add(set, 'a', 'z'); return true;
  case 'c': add(set, 0, 31), add(set, 127, 127); return true;
  case 'd': add(set, '0', '9'); return true;
  case 'g': add(set, 33, 126); return true;
  case 'l': add(set, 'a', 'z'); return true;
  case 'p': add(set, 33, 47), add(set, 58, 64), add(set, 91, 96), add(set, 123, 126); return true;
  case 's': add(set, 9, 13), add(set, ' ', ' '); return true;
  case 'u': add(set, 'A', 'Z'); return true;
  case 'w': add(set, '0', '9'), add(set, 'A', 'Z'), add(set, 'a', 'z'); return true;
  case 'x': add(set, '0', '9'), add(set, 'A', 'F'), add(set, 'a', 'f'); return true;
  default: return false;
  }
}

// What stands after a %: a class, its complement in upper case, or the byte itself.
static void add_escaped(uint32_t *set, unsigned char c) {
  uint32_t named[8] = {0};
  const bool upper = c >= 'A' && c <= 'Z';
  if (!add_named(named, upper ? (unsigned char)(c - 'A' + 'a') : c)) {
    add(set, c, c);
    return;
  }
  for (int i = 0; i < 8; i++) set[i] |= upper ? ~named[i] : named[i];
}

// Reads a set up to its closing bracket; `in` stands behind the opening one.
static void read_set(reader *in, uint32_t *set) {
  const bool complement = in->at < in->end && *in->at == '^';
  in->at += complement;
  for (bool first = true;; first = false) {
    if (in->at >= in->end) luaL_error(in->L, "malformed pattern (missing ']')");
    const unsigned char c = *in->at++;
    if (c == ']' && !first) break;
    if (c == '%') {
      if (in->at >= in->end) luaL_error(in->L, "malformed pattern (missing ']')");
      add_escaped(set, *in->at++);
    } else if (in->end - in->at >= 2 && in->at[0] == '-' && in->at[1] != ']') {
      add(set, c, in->at[1]); // empty when the range runs backwards
      in->at += 2;
    } else {
      add(set, c, c);
    }
  }
  for (int i = 0; complement && i < 8; i++) set[i] = ~set[i];
}

static void read_single(reader *in, fl_item *item) {
  const unsigned char c = *in->at++;
  item->kind = FL_ITEM_SINGLE;
  if (c == '[') {
    read_set(in, item->set);
  } else if (c == '.') {
    memset(item->set, 0xff, sizeof item->set);
  } else if (c == '%') {
    if (in->at >= in->end) luaL_error(in->L, "malformed pattern (ends with '%%')");
    add_escaped(item->set, *in->at++);
  } else {
    add(item->set, c, c);
  }
  if (in->at < in->end && *in->at && strchr("?*+-", *in->at)) item->repeat = (char)*in->at++;
}

// The items that begin with % and are not classes; false when there is none.
static bool read_special(reader *in, fl_item *item) {
  if (in->end - in->at < 2 || in->at[0] != '%') return false;
  const unsigned char c = in->at[1];
  if (c == 'b') {
    if (in->end - in->at < 4) luaL_error(in->L, "malformed pattern (missing arguments to '%%b')");
    item->kind = FL_ITEM_BALANCE;
    item->a = in->at[2];
    item->b = in->at[3];
    in->at += 4;
  } else if (c == 'f') {
    in->at += 2;
    if (in->at >= in->end || *in->at != '[') luaL_error(in->L, "missing '[' after '%%f' in pattern");
    in->at++;
    item->kind = FL_ITEM_FRONTIER;
    read_set(in, item->set);
  } else if (c >= '0' && c <= '9') {
    item->kind = FL_ITEM_BACK;
    item->a = (unsigned char)(c - '1'); // %0 wraps to 255: refused when matched
    in->at += 2;
  } else {
    return false;
  }
  return true;
}

static void read_item(reader *in, fl_item *item) {
  const unsigned char c = *in->at;
  if (c == '(') {
    const bool position = in->end - in->at >= 2 && in->at[1] == ')';
    item->kind = position ? FL_ITEM_POSITION : FL_ITEM_OPEN;
    in->at += 1 + position;
  } else if (c == ')') {
    item->kind = FL_ITEM_CLOSE;
    in->at++;
  } else if (c == '$' && in->at + 1 == in->end) {
    item->kind = FL_ITEM_END;
    in->at++;
  } else if (!read_special(in, item)) {
    read_single(in, item);
  }
}

const fl_pattern *fl_pattern_compile(lua_State *L, const char *text, size_t size, bool anchors) {
  if (size > FL_PATTERN_BYTES) luaL_error(L, "pattern is longer than %d bytes", FL_PATTERN_BYTES);
  fl_pattern *pattern = lua_newuserdatauv(L, sizeof *pattern + (size + 1) * sizeof(fl_item), 0);
  reader in = {L, (const unsigned char *)text, (const unsigned char *)text + size};
  pattern->anchored = anchors && size > 0 && text[0] == '^';
  in.at += pattern->anchored;
  fl_item *item = pattern->items;
  for (; in.at < in.end; item++) {
    memset(item, 0, sizeof *item);
    read_item(&in, item);
  }
  item->kind = FL_ITEM_DONE;
  return pattern;
}

// Matching ---------------------------------------------------------------------------------------------------------------------

static void step(fl_matcher *m) {
  if (++m->steps % CHARGE_EVERY == 0) fl_lua_charge(m->L, CHARGE_EVERY / STEPS_PER_CHARGE);
}

static const char *match_from(fl_matcher *m, const char *at, const fl_item *item);

static bool single(const fl_matcher *m, const fl_item *item, const char *at) {
  return at < m->end && in_set(item->set, (unsigned char)*at);
}

static const char *match_longest(fl_matcher *m, const char *at, const fl_item *item, size_t most) {
  size_t count = 0;
  while (count < most && single(m, item, at + count)) {
    count++;
    step(m);
  }
  for (const size_t least = item->repeat == '+'; count + 1 > least; count--) {
    const char *end = match_from(m, at + count, item + 1);
    if (end) return end;
    if (count == 0) break;
  }
  return NULL;
}

static const char *match_shortest(fl_matcher *m, const char *at, const fl_item *item) {
  for (;;) {
    const char *end = match_from(m, at, item + 1);
    if (end || !single(m, item, at)) return end;
    at++;
  }
}

static const char *match_open(fl_matcher *m, const char *at, const fl_item *item) {
  if (m->captures >= FL_PATTERN_CAPTURES) luaL_error(m->L, "too many captures");
  m->capture[m->captures].at = at;
  m->capture[m->captures].length = item->kind == FL_ITEM_OPEN ? FL_CAPTURE_OPEN : FL_CAPTURE_POSITION;
  m->captures++;
  const char *end = match_from(m, at, item + 1);
  if (!end) m->captures--;
  return end;
}

static const char *match_close(fl_matcher *m, const char *at, const fl_item *item) {
  int open = m->captures - 1;
  while (open >= 0 && m->capture[open].length != FL_CAPTURE_OPEN) open--;
  if (open < 0) luaL_error(m->L, "invalid pattern capture");
  m->capture[open].length = at - m->capture[open].at;
  const char *end = match_from(m, at, item + 1);
  if (!end) m->capture[open].length = FL_CAPTURE_OPEN;
  return end;
}

static const char *skip_back(fl_matcher *m, const char *at, const fl_item *item) {
  const int index = item->a;
  if (index >= m->captures || m->capture[index].length < 0) luaL_error(m->L, "invalid capture index in pattern");
  const size_t length = (size_t)m->capture[index].length;
  m->steps += length / 64;
  if (length > (size_t)(m->end - at) || memcmp(m->capture[index].at, at, length) != 0) return NULL;
  return at + length;
}

static const char *skip_balance(fl_matcher *m, const char *at, const fl_item *item) {
  if (at >= m->end || (unsigned char)*at != item->a) return NULL;
  size_t open = 1;
  while (++at < m->end) {
    step(m);
    const unsigned char c = (unsigned char)*at;
    if (c == item->b) {
      if (--open == 0) return at + 1;
    } else if (c == item->a) {
      open++;
    }
  }
  return NULL;
}

static bool at_frontier(const fl_matcher *m, const char *at, const fl_item *item) {
  const unsigned char before = at == m->begin ? 0 : (unsigned char)at[-1];
  const unsigned char after = at < m->end ? (unsigned char)*at : 0;
  return !in_set(item->set, before) && in_set(item->set, after);
}

// Items that consume without a choice are walked in a loop; only choices recurse.
static const char *match_items(fl_matcher *m, const char *at, const fl_item *item) {
  for (;; item++) {
    step(m);
    switch (item->kind) {
    case FL_ITEM_DONE: return at;
    case FL_ITEM_END: return at == m->end ? at : NULL;
    case FL_ITEM_OPEN:
    case FL_ITEM_POSITION: return match_open(m, at, item);
    case FL_ITEM_CLOSE: return match_close(m, at, item);
    case FL_ITEM_FRONTIER:
      if (!at_frontier(m, at, item)) return NULL;
      break;
    case FL_ITEM_BACK:
      at = skip_back(m, at, item);
      if (!at) return NULL;
      break;
    case FL_ITEM_BALANCE:
      at = skip_balance(m, at, item);
      if (!at) return NULL;
      break;
    case FL_ITEM_SINGLE:
      if (item->repeat == '-') return match_shortest(m, at, item);
      if (item->repeat) return match_longest(m, at, item, item->repeat == '?' ? 1 : SIZE_MAX);
      if (!single(m, item, at)) return NULL;
      at++;
      break;
    }
  }
}

static const char *match_from(fl_matcher *m, const char *at, const fl_item *item) {
  if (m->depth >= FL_PATTERN_DEPTH) luaL_error(m->L, "pattern too complex");
  m->depth++;
  const char *end = match_items(m, at, item);
  m->depth--;
  return end;
}

const char *fl_pattern_match(fl_matcher *matcher, const fl_pattern *pattern, const char *at) {
  matcher->depth = 0;
  matcher->captures = 0;
  return match_from(matcher, at, pattern->items);
}
