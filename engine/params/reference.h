// The parameter reference as text, from the field tables.
#ifndef FANLOOP_REFERENCE_H
#define FANLOOP_REFERENCE_H

#include "fanloop/scenario.h"

// Takes pieces of a text in order.
typedef struct fl_writer {
  void *ctx;
  void (*write)(void *ctx, const char *text, size_t size);
} fl_writer;

void fl_write_text(const fl_writer *writer, const char *text);
// docs/parameters.md: every parameter, policy, brand, room and set-up field with unit, range, default, meaning and source.
void fl_params_write_reference(const fl_writer *writer);

#endif
