// Text as users write it: UTF-8, checked where it enters.
#ifndef FANLOOP_UTF8_H
#define FANLOOP_UTF8_H

#include <stdbool.h>
#include <stddef.h>

// The offset of the first byte that is not part of valid UTF-8 (overlong forms, surrogates and code points above U+10FFFF are not
// valid), or `size` when all is well.
size_t fl_utf8_check(const char *text, size_t size);
// Valid UTF-8 without control characters (U+0000-001F, U+007F-009F), line separators, and what is not seen or turns the direction of text
// (U+200B-200F, U+202A-202E, U+2060-2069, U+FEFF).
bool fl_utf8_printable(const char *text, size_t size);
// Copies as much of `text` as fits into `out` (size bytes, NUL included) without cutting a character in two; returns `out`.
const char *fl_utf8_copy(char *out, size_t size, const char *text);
// Replaces in place, byte by byte with '?', what could steer a terminal or is not UTF-8: control characters and the like (line ends and tabs only when
// `one_line`) and bytes that are not part of a character.
void fl_utf8_clean(char *text, bool one_line);

#endif
