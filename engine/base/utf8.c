#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

// Bytes of the character at `text` and its code point; 0 when it is not valid.
static size_t character(const unsigned char *text, size_t size, uint32_t *code) {
  const unsigned char lead = text[0];
  if (lead < 0x80) {
    *code = lead;
    return 1;
  }
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || length > size) return 0;
  uint32_t value = lead & (0x7fu >> length);
  for (size_t i = 1; i < length; i++) {
    if ((text[i] & 0xc0) != 0x80) return 0;
    value = value << 6 | (text[i] & 0x3fu);
  }
  static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return 0;
  *code = value;
  return length;
}

// What is not seen, or turns the order of what stands beside it: zero widths, marks and embeddings of direction, invisible operators, the
// byte order mark, line separators, and control characters.
static bool steers(uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2060 && code <= 0x2069) || code == 0xfeff;
}

size_t fl_utf8_check(const char *text, size_t size) {
  size_t at = 0;
  uint32_t code;
  while (at < size) {
    const size_t length = character((const unsigned char *)text + at, size - at, &code);
    if (!length) return at;
    at += length;
  }
  return size;
}

bool fl_utf8_printable(const char *text, size_t size) {
  size_t at = 0;
  uint32_t code;
  while (at < size) {
    const size_t length = character((const unsigned char *)text + at, size - at, &code);
    if (!length || steers(code)) return false;
    at += length;
  }
  return true;
}

const char *fl_utf8_copy(char *out, size_t size, const char *text) {
  size_t length = strlen(text);
  if (length >= size) {
    length = size - 1;
    while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80) length--;
  }
  memcpy(out, text, length);
  out[length] = 0;
  return out;
}

void fl_utf8_clean(char *text, bool one_line) {
  const size_t size = strlen(text);
  for (size_t at = 0; at < size;) {
    uint32_t code = 0;
    const size_t length = character((const unsigned char *)text + at, size - at, &code);
    const bool layout = code == '\n' || code == '\t';
    const bool plain = length && (!steers(code) || (layout && !one_line));
    if (!plain) memset(text + at, '?', length ? length : 1);
    at += length ? length : 1;
  }
}
