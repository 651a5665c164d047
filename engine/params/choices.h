// Choices of a field: "a|b|c".
#ifndef FANLOOP_CHOICES_H
#define FANLOOP_CHOICES_H

#include "fanloop/field.h"

// Copies choice `index` into `out` (FL_NAME_MAX bytes); false past the last.
bool fl_choice_name(const char *choices, int64_t index, char *out);
// The index of `name`, or -1.
int64_t fl_choice_find(const char *choices, const char *name);
// The choice nearest to `name`, copied into `out` (FL_NAME_MAX bytes); false when none is close.
bool fl_choice_near(const char *choices, const char *name, char *out);
// "a, b, c or d" into `out`, shortened with "…" where it does not fit; returns `out`.
const char *fl_choice_list(const char *choices, char *out, size_t out_size);

#endif
