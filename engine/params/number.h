// Numbers as users read and write them.
#ifndef FANLOOP_NUMBER_H
#define FANLOOP_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FL_NUMBER_TEXT = 32 }; // bytes that every printed number fits in, NUL included

// The shortest text that reads back as the same double ("0.1", "3e8", "-2.5"); "nan", "inf". Returns `out` (FL_NUMBER_TEXT bytes).
const char *fl_number_text(double value, char *out);
// Reads a decimal number that fills the whole text ("-1.5", "2e5"); no hexadecimal, no infinities, no spaces.
bool fl_number_parse(const char *text, double *value);
// The whole number nearest to `value`, halves away from zero; exact up to 2^63, saturating there, 0 for NaN.
int64_t fl_whole(double value);
// Fen of an amount in yuan, exactly. False when the amount has more than two decimals (apart from rounding in its computation) or
// is beyond 2^53 fen.
bool fl_yuan_to_fen(double yuan, int64_t *fen);
// The amount in yuan as text, "0.05" or "1000000"; returns `out` (FL_NUMBER_TEXT bytes).
const char *fl_fen_text(int64_t fen, char *out);

#endif
