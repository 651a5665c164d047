// Days after the policies: the horizons for which a comparison is asked what is left.
#ifndef FANLOOP_AFTER_H
#define FANLOOP_AFTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FL_AFTER_MOST = 8, FL_AFTER_DAYS_MAX = 3650, FL_AFTER_USUAL = 28, FL_AFTER_TEXT = 64 /* bytes */ };

typedef struct fl_after {
  int64_t days[FL_AFTER_MOST]; // behind the last day of the policies, each once, the fewest first
  size_t count;
} fl_after;

// Reads "28,90,180": up to FL_AFTER_MOST whole numbers from 1 to FL_AFTER_DAYS_MAX, in any order. False for anything else.
bool fl_after_read(const char *text, fl_after *out);
// The same as text that fl_after_read reads; returns `out` (FL_AFTER_TEXT bytes).
const char *fl_after_text(const fl_after *after, char *out);

#endif
