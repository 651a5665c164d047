// Structs made of words of 8 bytes, as those of fields are: no padding to compare.
#ifndef FANLOOP_SAME_H
#define FANLOOP_SAME_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline bool fl_same_words(const void *a, const void *b, size_t size) {
  return size == 0 || memcmp(a, b, size) == 0; // arrays without elements are NULL
}

#endif
