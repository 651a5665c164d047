// Alias tables: sampling from a discrete distribution in constant time (Walker 1977, Vose 1991).
#ifndef FANLOOP_ALIAS_H
#define FANLOOP_ALIAS_H

#include <stdint.h>

typedef struct fl_alias { // one column
  uint32_t keep_below, own, other;
} fl_alias;

// Builds n columns from n weights (>= 0). `members` names the outcomes (NULL: 0..n-1). `weight` is overwritten; `stack` holds 2 n
// elements of scratch. Returns n, or 0 when no weight is positive.
uint32_t fl_alias_build(uint32_t n, double *weight, const uint32_t *members, uint32_t *stack, fl_alias *out);

// The outcome for a uniform 32-bit number.
static inline uint32_t fl_alias_pick(const fl_alias *table, uint32_t n, uint32_t u) {
  const uint64_t scaled = (uint64_t)u * n;
  const fl_alias *column = &table[scaled >> 32];
  const uint32_t own = 0u - ((uint32_t)scaled < column->keep_below); // no branch: it could not be foretold
  return column->other ^ ((column->own ^ column->other) & own);
}

#endif
