// The parameter reference as text, from the field tables.
#ifndef FANLOOP_REFERENCE_H
#define FANLOOP_REFERENCE_H

#include "fanloop/scenario.h"

// Takes pieces of a text in order.
typedef struct fl_writer {
  void *ctx;
  void (*write)(void *ctx, const char *text, size_t size);
} fl_writer;

// An end of a field's range, in its unit or as a date; returns `out` (FL_NUMBER_TEXT bytes, params/number.h).
const char *fl_bound_text(const fl_field *field, double value, char *out);
void fl_write_text(const fl_writer *writer, const char *text);
// docs/parameters.md: every parameter, policy, brand, room and set-up field with unit, range, default, meaning and source.
void fl_params_write_reference(const fl_writer *writer);

#endif
