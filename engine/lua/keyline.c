// The line of a key: constructors get a table without its lines, so the text of the call is read once more when something is wrong.
#include "lua/host.h"

#include "base/utf8.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_TEXT = 1 << 20, COMPLAINTS_MAX = 100 /* nobody reads more at once */ };

// Tokens -----------------------------------------------------------------------------------------------------------------------

typedef enum token_kind { T_END, T_NAME, T_TEXT, T_OTHER } token_kind;

typedef struct lexer {
  const char *at, *end;
  int line;
  token_kind kind;
  int token_line;
  char mark;         // T_OTHER: the character; 'o' for operators of two characters
  const char *begin; // T_NAME, T_TEXT: without quotes
  size_t size;
} lexer;

static void advance(lexer *in, size_t count) {
  for (; count && in->at < in->end; count--, in->at++) in->line += *in->at == '\n';
}

// Level of a long bracket "[==[" at `at`, or -1.
static int long_bracket(const char *at, const char *end) {
  int level = 0;
  if (at >= end || *at != '[') return -1;
  for (at++; at < end && *at == '='; at++) level++;
  return at < end && *at == '[' ? level : -1;
}

static void skip_long(lexer *in, int level) {
  advance(in, (size_t)level + 2);
  in->begin = in->at;
  for (; in->at < in->end; advance(in, 1)) {
    if (*in->at != ']') continue;
    const char *close = in->at + 1;
    while (close < in->end && *close == '=') close++;
    if (close < in->end && *close == ']' && close - in->at - 1 == level) {
      in->size = (size_t)(in->at - in->begin);
      advance(in, (size_t)level + 2);
      return;
    }
  }
  in->size = 0;
}

static void skip_quoted(lexer *in) {
  const char quote = *in->at;
  advance(in, 1);
  in->begin = in->at;
  while (in->at < in->end && *in->at != quote && *in->at != '\n') advance(in, *in->at == '\\' ? 2 : 1);
  in->size = (size_t)(in->at - in->begin);
  advance(in, 1);
}

static bool name_char(char c) {
  return isalnum((unsigned char)c) || c == '_';
}

// Passes over white space and comments.
static void skip_blank(lexer *in) {
  while (in->at < in->end) {
    if (isspace((unsigned char)*in->at)) {
      advance(in, 1);
    } else if (in->end - in->at >= 2 && in->at[0] == '-' && in->at[1] == '-') {
      const int level = long_bracket(in->at + 2, in->end);
      advance(in, 2);
      if (level >= 0)
        skip_long(in, level);
      else
        while (in->at < in->end && *in->at != '\n') advance(in, 1);
    } else {
      return;
    }
  }
}

static void next_token(lexer *in) {
  skip_blank(in);
  in->token_line = in->line;
  in->begin = in->at;
  in->size = 0;
  if (in->at >= in->end) {
    in->kind = T_END;
    return;
  }
  const char c = *in->at;
  const int level = long_bracket(in->at, in->end);
  if (c == '"' || c == '\'' || level >= 0) {
    in->kind = T_TEXT;
    if (level >= 0)
      skip_long(in, level);
    else
      skip_quoted(in);
    return;
  }
  const bool number = isdigit((unsigned char)c);
  if (name_char(c)) {
    while (in->at < in->end && (name_char(*in->at) || (number && *in->at == '.'))) in->at++;
    in->size = (size_t)(in->at - in->begin);
    in->kind = number ? T_OTHER : T_NAME;
    in->mark = '0';
    return;
  }
  const bool twice = in->end - in->at >= 2 && in->at[1] == '=' && strchr("=~<>", c);
  in->kind = T_OTHER;
  in->mark = twice ? 'o' : c;
  advance(in, twice ? 2 : 1);
}

static bool is_mark(const lexer *in, char mark) {
  return in->kind == T_OTHER && in->mark == mark;
}

static bool is_word(const lexer *in, const char *word) {
  return in->kind == T_NAME && strlen(word) == in->size && memcmp(in->begin, word, in->size) == 0;
}

// Tables -----------------------------------------------------------------------------------------------------------------------

// How the current token changes the depth of brackets and blocks.
static int depth_change(const lexer *in) {
  if (in->kind == T_OTHER) return strchr("({[", in->mark) ? 1 : strchr(")}]", in->mark) ? -1 : 0;
  if (is_word(in, "function") || is_word(in, "if") || is_word(in, "do") || is_word(in, "repeat")) return 1;
  return is_word(in, "end") || is_word(in, "until") ? -1 : 0;
}

// Moves to the ',' or ';' behind a value, or to the bracket that closes the table.
static void skip_value(lexer *in) {
  for (int depth = 0; in->kind != T_END; next_token(in)) {
    if (depth == 0 && (is_mark(in, ',') || is_mark(in, ';') || is_mark(in, '}'))) return;
    depth += depth_change(in);
    if (depth < 0) return;
  }
}

// Reads "key =" or "["key"] =" where the token stands; leaves the token behind it, or where it stood.
static bool read_key(lexer *in, const char **key, size_t *size) {
  const lexer start = *in;
  const bool bracket = is_mark(in, '[');
  if (bracket) next_token(in);
  if (in->kind == T_NAME || (bracket && in->kind == T_TEXT)) {
    *key = in->begin;
    *size = in->size;
    next_token(in);
    const bool closed = !bracket || is_mark(in, ']');
    if (bracket && closed) next_token(in);
    if (closed && is_mark(in, '=')) {
      next_token(in);
      return true;
    }
  }
  *in = start;
  return false;
}

// Walks down `steps` from the token '{'. The line of the deepest key that was found, or 0.
static int walk_table(lexer *in, const fl_lua_step *steps, size_t count) {
  int position = 0;
  next_token(in);
  while (in->kind != T_END && !is_mark(in, '}')) {
    const char *key = NULL;
    size_t size = 0;
    const int line = in->token_line;
    const bool named = read_key(in, &key, &size);
    if (!named) position++;
    const bool here = steps->key ? named && strlen(steps->key) == size && memcmp(key, steps->key, size) == 0
                                 : !named && position == steps->position;
    if (here) {
      const int below = count > 1 && is_mark(in, '{') ? walk_table(in, steps + 1, count - 1) : 0;
      return below ? below : line;
    }
    skip_value(in);
    if (is_mark(in, ',') || is_mark(in, ';'))
      next_token(in);
    else
      break;
  }
  return 0;
}

// From behind the constructor's name to the '{' of its table: directly, or as an argument in parentheses.
static bool enter_table(lexer *in) {
  if (is_mark(in, '{')) return true;
  if (!is_mark(in, '(')) return false;
  next_token(in);
  for (int depth = 0; in->kind != T_END && depth >= 0; next_token(in)) {
    if (depth == 0 && is_mark(in, '{')) return true;
    depth += depth_change(in);
  }
  return false;
}

int fl_lua_key_line(const fl_lua *lua, const fl_lua_place *place, const fl_lua_step *steps, size_t step_count) {
  if (place->source == SIZE_MAX || !step_count || lua->sources[place->source].size > LONGEST_TEXT) return place->line;
  const fl_lua_source *source = &lua->sources[place->source];
  const bool module = strcmp(place->word, "return") == 0; // its line is not known
  const bool any = strcmp(place->word, FL_LUA_ANY_WORD) == 0;
  lexer in = {.at = source->text, .end = source->text + source->size, .line = 1};
  for (next_token(&in); in.kind != T_END && (module || in.token_line <= place->line);) {
    const bool called = any ? in.kind == T_NAME : is_word(&in, place->word);
    const bool start = (module || in.token_line == place->line) && called;
    next_token(&in);
    if (!start) continue;
    lexer table = in;
    const int line = enter_table(&table) ? walk_table(&table, steps, step_count) : 0;
    if (line) return line;
  }
  return place->line;
}

// Complaints -------------------------------------------------------------------------------------------------------------------

// What is said behind the name of the thing, as in `rights "trust-buy-fake-nine": `.
static const char *bare(const char *text) {
  const char *end = strstr(text, "\": ");
  return end ? end + 3 : text;
}

// One call into the shipped library makes several things: what is wrong with all of them is one mistake.
static bool told_of_call(const fl_lua *lua, const fl_lua_complaint *complaint) {
  for (size_t i = 0; complaint->call_line && i < lua->complaint_count; i++) {
    const fl_lua_complaint *other = &lua->complaints[i];
    if (other->source == complaint->source && other->call_line == complaint->call_line &&
        strcmp(bare(other->text), bare(complaint->text)) == 0)
      return true;
  }
  return false;
}

void fl_lua_complain(fl_lua *lua, const fl_lua_place *place, const fl_lua_step *steps, size_t step_count, const char *format, ...) {
  char text[FL_LUA_WHY];
  if (lua->complaint_count >= COMPLAINTS_MAX) {
    lua->complaints_left_out++;
    return;
  }
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  fl_utf8_clean(text, true);
  if (!lua->complaints) lua->complaints = calloc(COMPLAINTS_MAX, sizeof *lua->complaints);
  char *copy = lua->complaints ? malloc(strlen(text) + 1) : NULL;
  if (!copy) {
    lua->no_memory = true;
    return;
  }
  strcpy(copy, text);
  fl_lua_complaint complaint = {.source = place->source,
                                .line = fl_lua_key_line(lua, place, steps, step_count),
                                .number = lua->complaint_count,
                                .text = copy,
                                .call_line = strcmp(place->word, FL_LUA_ANY_WORD) == 0 ? place->line : 0};
  complaint.again = told_of_call(lua, &complaint);
  lua->complaints[lua->complaint_count++] = complaint;
}

static int compare_complaints(const void *x, const void *y) {
  const fl_lua_complaint *a = x, *b = y;
  if (a->file != b->file) return a->file ? -1 : 1;
  if (a->source != b->source) return a->source < b->source ? -1 : 1;
  if (a->line != b->line) return a->line < b->line ? -1 : 1;
  return a->number < b->number ? -1 : 1;
}

void fl_lua_flush(fl_lua *lua) {
  if (lua->complaint_count) qsort(lua->complaints, lua->complaint_count, sizeof *lua->complaints, compare_complaints);
  for (size_t i = 0; i < lua->complaint_count; i++) {
    const fl_lua_complaint *complaint = &lua->complaints[i];
    if (complaint->again) {
      free(complaint->text);
      continue;
    }
    if (complaint->source < lua->source_count)
      fl_messages_add(lua->messages, true, "%s:%d: %s", lua->sources[complaint->source].path, complaint->line, complaint->text);
    else
      fl_messages_add(lua->messages, true, "%s", complaint->text);
    free(complaint->text);
  }
  if (lua->complaints_left_out) fl_messages_add(lua->messages, true, "and %zu more errors", lua->complaints_left_out);
  lua->complaints_left_out = 0;
  free(lua->complaints);
  lua->complaints = NULL;
  lua->complaint_count = 0;
}
