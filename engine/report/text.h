// Text for a terminal: columns, padding, numbers for people.
#ifndef FANLOOP_TEXT_H
#define FANLOOP_TEXT_H

#include "report/words.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { FL_LINE = 80, FL_NUMBER = 40, FL_SAID = 1024 };

// Columns that UTF-8 text takes on a terminal: Chinese characters take two.
int fl_text_columns(const char *text);
// Prints `text` and spaces up to `columns`, on the left or on the right of it.
void fl_text_left(FILE *out, const char *text, int columns);
void fl_text_right(FILE *out, const char *text, int columns);
// Prints `text` on lines of at most FL_LINE columns, each behind `indent` spaces.
void fl_text_wrap(FILE *out, const char *text, int indent);
// The same behind `label`, which stands in the first `indent` columns of the first line.
void fl_text_wrap_under(FILE *out, const char *label, const char *text, int indent);
// Between two characters of a text that is wrapped: no line ends there. It is not printed.
#define FL_TEXT_HOLD "\x01"
// Chooses in place: "{day|days}" behind a number becomes the first where that number is 1, the second otherwise. Returns `text`.
char *fl_text_plural(char *text);
// Prints a text of the program, its conversions filled in and its plurals chosen, as a line; cut at FL_SAID bytes.
void fl_text_say(FILE *out, fl_word_id id, ...);
// The same on lines of at most FL_LINE columns, each behind `indent` spaces.
void fl_text_say_wrapped(FILE *out, int indent, fl_word_id id, ...);
// Prints a cell of a CSV file (RFC 4180), in quotes where it needs them.
void fl_text_cell(FILE *out, const char *text);
// A heading; bold on a terminal.
void fl_text_heading(FILE *out, const char *text, bool colour);

// Numbers for people in the language of the program, into `out` (FL_NUMBER bytes), which is returned. NaN becomes "–".
const char *fl_text_amount(double value, char *out);                // 12.34 bn, 45.60 m; 123.0亿, 4560万
const char *fl_text_amount_of(double value, int digits, char *out); // of so many significant digits, 2 to 4: 12.3 bn
const char *fl_text_count(int64_t value, char *out);                // 200,000
const char *fl_text_percent(double share, char *out);               // 45.6 %; 45.6%
const char *fl_text_real(double value, int digits, char *out);
const char *fl_text_clock(int64_t minute, char *out); // of the day: 08:30
// Digits behind the point that show three of a number, at most 6; 1 of 0.
int fl_text_digits(double size);
// As an amount, but with three digits of what is small: 0.00196.
const char *fl_text_value(double value, char *out);

#endif
