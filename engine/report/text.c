#include "report/text.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

// One code point of valid UTF-8; a stray byte counts as itself.
static uint32_t next_point(const char **text) {
  const unsigned char *at = (const unsigned char *)*text;
  const int more = at[0] >= 0xf0 ? 3 : at[0] >= 0xe0 ? 2 : at[0] >= 0xc0 ? 1 : 0;
  uint32_t point = more == 3 ? at[0] & 7u : more == 2 ? at[0] & 15u : more == 1 ? at[0] & 31u : at[0];
  int i = 1;
  for (; i <= more && (at[i] & 0xc0) == 0x80; i++) point = point << 6 | (at[i] & 63u);
  *text += i;
  return point;
}

// East Asian wide and fullwidth characters, and emoji (UAX #11, by blocks).
static int columns_of(uint32_t p) {
  static const uint32_t wide[][2] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},  {0xac00, 0xd7a3},
                                     {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},  {0xffe0, 0xffe6},
                                     {0x1f300, 0x1f64f}, {0x1f680, 0x1faff}, {0x20000, 0x3fffd}};
  if (p < 0x300) return p != (unsigned char)FL_TEXT_HOLD[0];
  if (p <= 0x36f || (p >= 0x200b && p <= 0x200f) || (p >= 0xfe00 && p <= 0xfe0f)) return 0;
  for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
    if (p >= wide[i][0] && p <= wide[i][1]) return 2;
  return 1;
}

int fl_text_columns(const char *text) {
  int columns = 0;
  while (*text) columns += columns_of(next_point(&text));
  return columns;
}

static void spaces(FILE *out, int count) {
  for (int i = 0; i < count; i++) fputc(' ', out);
}

void fl_text_left(FILE *out, const char *text, int columns) {
  fputs(text, out);
  spaces(out, columns - fl_text_columns(text));
}

void fl_text_right(FILE *out, const char *text, int columns) {
  spaces(out, columns - fl_text_columns(text));
  fputs(text, out);
}

// Whether `point` is one of the characters of `set`.
static bool in_set(uint32_t point, const char *set) {
  while (*set)
    if (next_point(&set) == point) return true;
  return false;
}

// Whether a line may end between two characters, the first of them wide: no line begins with a closing mark or ends with an opening
// one, and an amount stays with its unit.
static bool may_part(uint32_t before, uint32_t after) {
  if (after == (unsigned char)FL_TEXT_HOLD[0]) return false;
  if (in_set(after, "，。、；：？！）」』》”’％%)\u00a0")) return false;
  if (in_set(before, "（「『《“‘") || (in_set(before, "分") && in_set(after, "钟"))) return false;
  return !(in_set(before, "万亿") && in_set(after, "元个名间次单"));
}

// Whether the space at `at` stands between a number and its unit: no line begins with one.
static bool before_unit(const char *text, const char *at) {
  if (at == text || at[-1] < '0' || at[-1] > '9') return false;
  const size_t length = at[1] == '%' || at[1] == 'm' ? 1 : strncmp(at + 1, "bn", 2) == 0 ? 2 : 0;
  const char after = length ? at[1 + length] : 'x';
  return !(after >= 'a' && after <= 'z');
}

// Where a line of at most `room` columns ends: behind the last space or wide character that fits, or in the middle of a long word.
static const char *line_end(const char *text, int room) {
  const char *best = NULL, *at = text;
  int used = 0;
  while (*at && *at != '\n') {
    const char *start = at;
    const uint32_t point = next_point(&at);
    const int columns = columns_of(point);
    if (point == ' ' && !before_unit(text, start)) best = start;
    if (used + columns > room) return best ? best : start;
    used += columns;
    const char *next = at;
    if (columns == 2 && *at && may_part(point, next_point(&next))) best = at;
  }
  return at;
}

void fl_text_wrap_under(FILE *out, const char *label, const char *text, int indent) {
  do {
    const char *end = line_end(text, FL_LINE - indent);
    fl_text_left(out, label, indent);
    label = "";
    for (; text < end; text++)
      if (*text != FL_TEXT_HOLD[0]) fputc(*text, out);
    fputc('\n', out);
    while (*text == ' ' || *text == '\n') text++;
  } while (*text);
}

void fl_text_wrap(FILE *out, const char *text, int indent) {
  fl_text_wrap_under(out, "", text, indent);
}

// Whether a number that is 1, and not 21 or 0.1, stands before `at`, spaces apart, or with "more" between: 1 more day.
static bool one_before(const char *text, const char *at) {
  static const char more[] = " more ";
  const ptrdiff_t length = (ptrdiff_t)strlen(more);
  if (at - text > length && strncmp(at - length, more, (size_t)length) == 0) at -= length;
  while (at > text && at[-1] == ' ') at--;
  return at > text && at[-1] == '1' && (at - 1 == text || !strchr("0123456789.,", at[-2]));
}

char *fl_text_plural(char *text) {
  char *to = text;
  for (const char *from = text; *from;) {
    const size_t one = *from == '{' ? strcspn(from + 1, "|{}") : 0;
    const char *many = from + 1 + one, *end = *from == '{' && *many == '|' ? strchr(many, '}') : NULL;
    if (!end) {
      *to++ = *from++;
      continue;
    }
    const bool single = one_before(text, to);
    const char *chosen = single ? from + 1 : many + 1;
    const size_t size = single ? one : (size_t)(end - many - 1);
    memmove(to, chosen, size);
    to += size;
    from = end + 1;
  }
  *to = '\0';
  return text;
}

void fl_text_say(FILE *out, fl_word_id id, ...) {
  char line[FL_SAID];
  va_list arguments;
  va_start(arguments, id);
  vsnprintf(line, sizeof line, fl_word(id), arguments);
  va_end(arguments);
  fprintf(out, "%s\n", fl_text_plural(line));
}

void fl_text_say_wrapped(FILE *out, int indent, fl_word_id id, ...) {
  char line[FL_SAID];
  va_list arguments;
  va_start(arguments, id);
  vsnprintf(line, sizeof line, fl_word(id), arguments);
  va_end(arguments);
  fl_text_wrap(out, fl_text_plural(line), indent);
}

void fl_text_cell(FILE *out, const char *text) {
  if (!strpbrk(text, "\",\r\n")) {
    fputs(text, out);
    return;
  }
  fputc('"', out);
  for (; *text; text++) fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
  fputc('"', out);
}

void fl_text_heading(FILE *out, const char *text, bool colour) {
  fprintf(out, colour ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

const char *fl_text_real(double value, int digits, char *out) {
  if (isfinite(value))
    snprintf(out, FL_NUMBER, "%.*f", digits, value);
  else
    strcpy(out, "–");
  return out;
}

int fl_text_digits(double size) {
  enum { MOST = 6 };
  int digits = 0;
  size = fabs(size);
  if (!isfinite(size) || size == 0) return 1;
  // What rounds up to the next power has a digit fewer behind the point.
  for (double least = 100; digits < MOST && size < least - least / 2000; least /= 10) digits++;
  return digits;
}

const char *fl_text_value(double value, char *out) {
  if (!isfinite(value) || value == 0 || fabs(value) >= 9.995) return fl_text_amount(value, out);
  snprintf(out, FL_NUMBER, "%.*f", fl_text_digits(value), value);
  return out;
}

const char *fl_text_percent(double share, char *out) {
  if (isfinite(share))
    snprintf(out, FL_NUMBER, fl_get_lang() == FL_LANG_ZH ? "%.1f%%" : "%.1f %%", 100 * share);
  else
    strcpy(out, "–");
  return out;
}

const char *fl_text_count(int64_t value, char *out) {
  char digits[24];
  const int length = snprintf(digits, sizeof digits, "%lld", (long long)value);
  size_t used = 0;
  for (int i = 0; i < length; i++) {
    const int left = length - i;
    if (i > 0 && left % 3 == 0 && digits[i - 1] != '-') out[used++] = ',';
    out[used++] = digits[i];
  }
  out[used] = '\0';
  return out;
}

// Digits behind the point that show so many of a number, two at most: of four 1.23, 12.34, 123.4, 1234, as rounding leaves them.
static int digits_behind(double size, int digits) {
  int behind = digits > 2 ? 2 : 1;
  while (behind > 0 && size >= pow(10, digits - behind) - 0.5 * pow(10, -behind)) behind--;
  return behind;
}

static double rounded(double size, int digits) {
  const double scale = (const double[]){1, 10, 100}[digits_behind(size, digits)];
  return round(size * scale) / scale;
}

const char *fl_text_amount(double value, char *out) {
  return fl_text_amount_of(value, 4, out);
}

// A unit that people of the language use. What rounds up to the next unit is written in it.
const char *fl_text_amount_of(double value, int digits, char *out) {
  static const struct {
    double from;
    const char *unit;
  } units[2][3] = {{{1, ""}, {1e6, " m"}, {1e9, " bn"}}, {{1, ""}, {1e4, "万"}, {1e8, "亿"}}};
  if (!isfinite(value)) return strcpy(out, "–");
  const fl_lang lang = fl_get_lang();
  int i = 0;
  while (i < 2 && rounded(fabs(value) / units[lang][i].from, digits) >= units[lang][i + 1].from / units[lang][i].from) i++;
  const double scaled = value / units[lang][i].from, size = fabs(scaled);
  if (i == 0 && rounded(size, digits) >= 1000) return fl_text_count(llround(value), out);
  snprintf(out, FL_NUMBER, "%.*f%s", i == 0 && size == floor(size) ? 0 : digits_behind(size, digits), scaled, units[lang][i].unit);
  return out;
}

const char *fl_text_clock(int64_t minute, char *out) {
  snprintf(out, FL_NUMBER, "%02d:%02d", (int)(minute / 60 % 100), (int)(minute % 60));
  return out;
}
