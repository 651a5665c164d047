#include "params/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// "1e+07" -> "1e7", "1e-05" -> "1e-5".
static void shorten_exponent(char *text) {
  char *e = strchr(text, 'e');
  if (!e) return;
  char *to = e + 1, *from = e + 1;
  if (*from == '-') *to++ = *from++;
  if (*from == '+') from++;
  while (*from == '0' && from[1]) from++;
  memmove(to, from, strlen(from) + 1);
}

const char *fl_number_text(double value, char *out) {
  if (isnan(value)) return strcpy(out, "nan");
  if (isinf(value)) return strcpy(out, value < 0 ? "-inf" : "inf");
  for (int digits = 1; digits <= 17; digits++) {
    snprintf(out, FL_NUMBER_TEXT, "%.*g", digits, value);
    if (strtod(out, NULL) == value) break;
  }
  // Below ten million plain digits read better than "2e5".
  if (strchr(out, 'e') && fabs(value) >= 1 && fabs(value) < 1e7) snprintf(out, FL_NUMBER_TEXT, "%.0f", value);
  shorten_exponent(out);
  return out;
}

static const char *skip_digits(const char *at, bool *any) {
  while (*at >= '0' && *at <= '9') {
    *any = true;
    at++;
  }
  return at;
}

bool fl_number_parse(const char *text, double *value) {
  bool mantissa = false, exponent = false;
  const char *at = text + (*text == '-' || *text == '+');
  at = skip_digits(at, &mantissa);
  if (*at == '.') at = skip_digits(at + 1, &mantissa);
  if (!mantissa) return false;
  if (*at == 'e' || *at == 'E') {
    at++;
    at = skip_digits(at + (*at == '-' || *at == '+'), &exponent);
    if (!exponent) return false;
  }
  if (*at) return false;
  *value = strtod(text, NULL);
  return true;
}

// Adding a half first would round odd numbers above 2^52 twice.
int64_t fl_whole(double value) {
  if (!(fabs(value) < 0x1p63)) return value < 0 ? INT64_MIN : value > 0 ? INT64_MAX : 0;
  const int64_t towards_zero = (int64_t)value;
  const double rest = value - (double)towards_zero;
  return towards_zero + (rest >= 0.5) - (rest <= -0.5);
}

bool fl_yuan_to_fen(double yuan, int64_t *fen) {
  if (!(fabs(yuan) * 100 <= 0x1p53)) return false; // NaN too
  const double exact = (double)fl_whole(yuan * 100);
  // 0.1 + 0.2 is meant as 0.30: a few units in the last place are the computation's, not the user's.
  if (fabs(yuan - exact / 100) > 8 * DBL_EPSILON * fabs(yuan)) return false;
  *fen = (int64_t)exact;
  return true;
}

const char *fl_fen_text(int64_t fen, char *out) {
  const uint64_t size = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
  const unsigned long long yuan = size / 100;
  const unsigned rest = (unsigned)(size % 100);
  if (rest)
    snprintf(out, FL_NUMBER_TEXT, "%s%llu.%02u", fen < 0 ? "-" : "", yuan, rest);
  else
    snprintf(out, FL_NUMBER_TEXT, "%s%llu", fen < 0 ? "-" : "", yuan);
  return out;
}
