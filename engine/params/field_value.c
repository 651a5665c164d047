// Field tables: checking a user's value against its row, and printing members.
#include "fanloop/field.h"

#include "base/date.h"
#include "base/utf8.h"
#include "params/choices.h"
#include "params/number.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Where a check says what is wrong.
typedef struct reason {
  const fl_field *field;
  char *text;
  size_t size;
} reason;

enum { SHOWN = 48 }; // bytes of a user's value that a message repeats

// The value as a message repeats it, shortened.
static const char *shown(const fl_value *value, char out[FL_TEXT_MAX]) {
  char piece[SHOWN];
  switch (value->type) {
  case FL_VALUE_NUMBER: return fl_number_text(value->number, out);
  case FL_VALUE_BOOL: return strcpy(out, value->truth ? "true" : "false");
  case FL_VALUE_LIST: return strcpy(out, "a list");
  case FL_VALUE_TEXT: break;
  }
  // What could steer a terminal or break a line is not repeated.
  if (!fl_utf8_printable(value->text, strlen(value->text))) return strcpy(out, "a text with unprintable characters");
  fl_utf8_copy(piece, sizeof piece, value->text);
  snprintf(out, FL_TEXT_MAX, "the text \"%s%s\"", piece, strlen(value->text) >= SHOWN ? "…" : "");
  return out;
}

static bool refuse(const reason *why, const char *expected, const fl_value *got) {
  char text[FL_TEXT_MAX];
  snprintf(why->text, why->size, "%s must be %s, got %s", why->field->name, expected, shown(got, text));
  return false;
}

// "between 0 and 1 (share of price)"
static const char *range_text(const fl_field *field, const char *what, char out[FL_TEXT_MAX]) {
  char lo[FL_NUMBER_TEXT], hi[FL_NUMBER_TEXT];
  if (field->kind == FL_KIND_DATE) {
    fl_date_text((int64_t)field->min, lo);
    fl_date_text((int64_t)field->max, hi);
  } else {
    fl_number_text(field->min, lo);
    fl_number_text(field->max, hi);
  }
  const bool unit = field->unit[0] && field->kind != FL_KIND_DATE;
  snprintf(out, FL_TEXT_MAX, "%sbetween %s and %s%s%s%s", what, lo, hi, unit ? " (" : "", unit ? field->unit : "", unit ? ")" : "");
  return out;
}

static bool in_range(const fl_field *field, double value) {
  return value >= field->min && value <= field->max; // false for NaN
}

// Goes on with what has been said.
static void add(const reason *why, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(const reason *why, const char *format, ...) {
  const size_t used = strlen(why->text);
  va_list arguments;
  va_start(arguments, format);
  if (used < why->size) vsnprintf(why->text + used, why->size - used, format, arguments);
  va_end(arguments);
}

// What is meant by a number that stands in a text: "15%", "1亿", "50".
static void hint_text(const reason *why, const char *text) {
  static const struct {
    const char *ending, *maker;
    double factor;
  } endings[] = {{"%", "", 0.01},       {"％", "", 0.01},     {"万元", "fl.wan", 1e4}, {"亿元", "fl.yi", 1e8},
                 {"万", "fl.wan", 1e4}, {"亿", "fl.yi", 1e8}, {"元", "", 1},           {"", "", 1}};
  char plain[SHOWN], number[FL_NUMBER_TEXT];
  double value;
  const size_t length = strlen(text);
  if (length >= sizeof plain) return;
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    const size_t end = strlen(endings[i].ending);
    if (length <= end || strcmp(text + length - end, endings[i].ending) != 0) continue;
    snprintf(plain, sizeof plain, "%.*s", (int)(length - end), text);
    if (!fl_number_parse(plain, &value) || !in_range(why->field, value * endings[i].factor)) return;
    const bool quotes = !end;
    add(why, "; write %s%s", fl_number_text(value * endings[i].factor, number), quotes ? " without quotes" : "");
    if (endings[i].maker[0]) add(why, ", or %s(%s) in a scenario", endings[i].maker, plain);
    return;
  }
}

enum { LEAST_PERCENT = 5 }; // 1.5 may be anything

// A share that is written as a percentage.
static void hint_share(const reason *why, double value) {
  char number[FL_NUMBER_TEXT];
  const fl_field *field = why->field;
  const bool share = field->kind == FL_KIND_REAL && (field->max == 1 || strncmp(field->unit, "share", 5) == 0);
  if (share && value >= LEAST_PERCENT && value <= 100 && in_range(field, value / 100))
    add(why, "; did you mean %s?", fl_number_text(value / 100, number));
}

static bool refuse_number(const reason *why, const char *expected, const fl_value *value) {
  refuse(why, expected, value);
  if (value->type == FL_VALUE_TEXT) hint_text(why, value->text);
  if (value->type == FL_VALUE_NUMBER) hint_share(why, value->number);
  return false;
}

static bool set_number(const reason *why, void *base, const fl_value *value) {
  const fl_field *field = why->field;
  char range[FL_TEXT_MAX];
  const char *what = field->kind == FL_KIND_INT ? "a whole number " : value->type == FL_VALUE_NUMBER ? "" : "a number ";
  range_text(field, what, range);
  if (value->type != FL_VALUE_NUMBER || !in_range(field, value->number)) return refuse_number(why, range, value);
  if (field->kind == FL_KIND_REAL) {
    fl_field_put_real(field, base, value->number);
    return true;
  }
  if (field->kind == FL_KIND_INT) {
    if (value->number != (double)fl_whole(value->number)) return refuse(why, range, value);
    fl_field_put_int(field, base, (int64_t)value->number);
    return true;
  }
  int64_t fen;
  if (!fl_yuan_to_fen(value->number, &fen)) return refuse(why, "an amount in yuan with at most two decimals", value);
  fl_field_put_int(field, base, fen);
  return true;
}

static bool refuse_date(const reason *why, const fl_value *got) {
  char meant[FL_DATE_TEXT], text[FL_TEXT_MAX];
  if (got->type != FL_VALUE_TEXT || !fl_date_guess(got->text, meant))
    return refuse(why, "a date that exists, as \"YYYY-MM-DD\"", got);
  snprintf(why->text, why->size, "%s must be a date as \"YYYY-MM-DD\", got %s: write %s", why->field->name, shown(got, text),
           meant);
  return false;
}

static bool set_date(const reason *why, void *base, const fl_value *value) {
  int64_t date;
  char range[FL_TEXT_MAX];
  if (value->type != FL_VALUE_TEXT || !fl_date_parse(value->text, &date)) return refuse_date(why, value);
  if (!in_range(why->field, (double)date)) return refuse(why, range_text(why->field, "a date ", range), value);
  fl_field_put_int(why->field, base, date);
  return true;
}

// "pacing must be even or none, got the text "evn"; did you mean "even"?"
static bool refuse_choice(const reason *why, const char *article, const fl_value *got) {
  char list[FL_TEXT_MAX], near[FL_NAME_MAX], text[FL_TEXT_MAX];
  const bool close = got->type == FL_VALUE_TEXT && fl_choice_near(why->field->choices, got->text, near);
  const int length = snprintf(why->text, why->size, "%s must be %s%s, got %s", why->field->name, article,
                              fl_choice_list(why->field->choices, list, sizeof list), shown(got, text));
  if (close && length > 0 && (size_t)length < why->size)
    snprintf(why->text + length, why->size - (size_t)length, "; did you mean \"%s\"?", near);
  return false;
}

static bool set_choice(const reason *why, void *base, const fl_value *value) {
  const int64_t index = value->type == FL_VALUE_TEXT ? fl_choice_find(why->field->choices, value->text) : -1;
  if (index < 0) return refuse_choice(why, "", value);
  fl_field_put_int(why->field, base, index);
  return true;
}

static bool add_choice(const reason *why, const char *name, int64_t *mask) {
  const fl_value value = {.type = FL_VALUE_TEXT, .text = name};
  const int64_t index = fl_choice_find(why->field->choices, name);
  if (index < 0) return refuse_choice(why, "a list of ", &value);
  *mask |= (int64_t)1 << index;
  return true;
}

// Splits "a, b" at its commas; spaces around names do not count.
static bool add_choices(const reason *why, const char *text, int64_t *mask) {
  while (*text) {
    char name[FL_TEXT_MAX];
    text += strspn(text, " ");
    const size_t length = strcspn(text, ",");
    size_t kept = length < sizeof name - 1 ? length : sizeof name - 1;
    memcpy(name, text, kept);
    while (kept > 0 && name[kept - 1] == ' ') kept--;
    name[kept] = 0;
    if (!add_choice(why, name, mask)) return false;
    text += length + (text[length] == ',');
  }
  return true;
}

static bool set_set(const reason *why, void *base, const fl_value *value) {
  int64_t mask = 0;
  if (value->type == FL_VALUE_TEXT && strcmp(value->text, "all") == 0) {
    mask = (int64_t)why->field->max;
  } else if (value->type == FL_VALUE_TEXT) {
    if (!add_choices(why, value->text, &mask)) return false;
  } else if (value->type == FL_VALUE_LIST) {
    for (size_t i = 0; i < value->item_count; i++)
      if (!add_choice(why, value->items[i], &mask)) return false;
  } else {
    return refuse_choice(why, "a list of ", value);
  }
  if (!mask) {
    char list[FL_TEXT_MAX];
    snprintf(why->text, why->size, "%s must name at least one of %s", why->field->name,
             fl_choice_list(why->field->choices, list, sizeof list));
    return false;
  }
  fl_field_put_int(why->field, base, mask);
  return true;
}

// A name, or a whole number of the row's range: names of what may stand there are no numbers (fl_agent_id_check).
static bool set_numbered(const reason *why, void *base, const fl_value *value, bool *done) {
  char range[FL_TEXT_MAX], text[FL_NUMBER_TEXT];
  double number = value->number;
  *done = value->type == FL_VALUE_NUMBER || (value->type == FL_VALUE_TEXT && fl_number_parse(value->text, &number));
  if (!*done) return false;
  if (!in_range(why->field, number) || number != (double)fl_whole(number))
    return refuse(why, range_text(why->field, "a name or a whole number ", range), value);
  fl_field_put_text(why->field, base, fl_number_text(number, text));
  return true;
}

static bool set_text(const reason *why, void *base, const fl_value *value) {
  bool done = false;
  const bool set = why->field->max > 0 && set_numbered(why, base, value, &done);
  if (done) return set;
  if (value->type != FL_VALUE_TEXT) return refuse(why, why->field->max > 0 ? "a name or a whole number" : "a text", value);
  if (strlen(value->text) >= FL_NAME_MAX) return refuse(why, "a text of at most 63 bytes", value);
  if (!fl_utf8_printable(value->text, strlen(value->text))) {
    // The text itself is not repeated: it could steer the terminal.
    snprintf(why->text, why->size, "%s must be printable UTF-8 text without control characters", why->field->name);
    return false;
  }
  fl_field_put_text(why->field, base, value->text);
  return true;
}

bool fl_field_set(const fl_field *field, void *base, const fl_value *value, char *why, size_t why_size) {
  const reason at = {field, why, why_size};
  if (why_size) why[0] = 0;
  switch (field->kind) {
  case FL_KIND_REAL:
  case FL_KIND_INT:
  case FL_KIND_MONEY: return set_number(&at, base, value);
  case FL_KIND_DATE: return set_date(&at, base, value);
  case FL_KIND_BOOL:
    if (value->type != FL_VALUE_BOOL) return refuse(&at, "true or false", value);
    fl_field_put_int(field, base, value->truth);
    return true;
  case FL_KIND_CHOICE: return set_choice(&at, base, value);
  case FL_KIND_SET: return set_set(&at, base, value);
  case FL_KIND_TEXT: return set_text(&at, base, value);
  case FL_KIND_LINE: break; // of rows only
  }
  return false;
}

bool fl_field_parse(const fl_field *field, void *base, const char *text, char *why, size_t why_size) {
  fl_value value = {.type = FL_VALUE_TEXT, .text = text};
  switch (field->kind) {
  case FL_KIND_REAL:
  case FL_KIND_INT:
  case FL_KIND_MONEY:
    if (fl_number_parse(text, &value.number)) value.type = FL_VALUE_NUMBER;
    break;
  case FL_KIND_BOOL:
    value.truth = strcmp(text, "true") == 0;
    if (value.truth || strcmp(text, "false") == 0) value.type = FL_VALUE_BOOL;
    break;
  case FL_KIND_DATE:
  case FL_KIND_CHOICE:
  case FL_KIND_SET:
  case FL_KIND_TEXT:
  case FL_KIND_LINE: break;
  }
  return fl_field_set(field, base, &value, why, why_size);
}

static const char *print_set(const fl_field *field, int64_t mask, char *out, size_t out_size) {
  size_t used = 0;
  char name[FL_NAME_MAX];
  out[0] = 0;
  if (mask == (int64_t)field->max) {
    snprintf(out, out_size, "all");
    return out;
  }
  for (int64_t i = 0; i < 63 && fl_choice_name(field->choices, i, name); i++) {
    if (!(mask >> i & 1)) continue;
    const int length = snprintf(out + used, out_size - used, "%s%s", used ? "," : "", name);
    if (length < 0 || (size_t)length >= out_size - used) break;
    used += (size_t)length;
  }
  return out;
}

static const char *print_int(const fl_field *field, int64_t value, char *out, size_t out_size) {
  char text[FL_NUMBER_TEXT], name[FL_NAME_MAX];
  const char *from = text;
  if (value == FL_NO_DATE)
    from = "";
  else if (field->kind == FL_KIND_DATE)
    fl_date_text(value, text);
  else if (field->kind == FL_KIND_MONEY)
    fl_fen_text(value, text);
  else if (field->kind == FL_KIND_BOOL)
    from = value ? "true" : "false";
  else if (field->kind == FL_KIND_CHOICE)
    from = fl_choice_name(field->choices, value, name) ? name : "";
  else
    snprintf(text, sizeof text, "%lld", (long long)value);
  snprintf(out, out_size, "%s", from);
  return out;
}

const char *fl_field_print(const fl_field *field, const void *base, char *out, size_t out_size) {
  char text[FL_NUMBER_TEXT];
  if (!out_size) return out;
  switch (field->kind) {
  case FL_KIND_REAL: snprintf(out, out_size, "%s", fl_number_text(fl_field_real(field, base), text)); return out;
  case FL_KIND_TEXT: snprintf(out, out_size, "%s", fl_field_text(field, base)); return out;
  case FL_KIND_SET: return print_set(field, fl_field_int(field, base), out, out_size);
  case FL_KIND_INT:
  case FL_KIND_MONEY:
  case FL_KIND_DATE:
  case FL_KIND_BOOL:
  case FL_KIND_CHOICE:
  case FL_KIND_LINE: break;
  }
  return print_int(field, fl_field_int(field, base), out, out_size);
}
