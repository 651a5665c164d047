#include "base/nearname.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { LONGEST = 64 }; // bytes; longer names get no suggestion

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

// Optimal string alignment: three rows of the distance matrix suffice, the oldest for swaps of neighbours.
size_t fl_edit_distance(const char *a, const char *b) {
  const size_t rows = strlen(a), columns = strlen(b);
  if (rows > LONGEST || columns > LONGEST) return SIZE_MAX;
  size_t store[3][LONGEST + 1];
  size_t *before = store[0], *last = store[1], *now = store[2];
  for (size_t j = 0; j <= columns; j++) last[j] = before[j] = j;
  for (size_t i = 1; i <= rows; i++) {
    now[0] = i;
    for (size_t j = 1; j <= columns; j++) {
      const char x = lower(a[i - 1]), y = lower(b[j - 1]);
      size_t best = smaller(smaller(last[j], now[j - 1]) + 1, last[j - 1] + (x != y));
      if (i > 1 && j > 1 && x == lower(b[j - 2]) && lower(a[i - 2]) == y) best = smaller(best, before[j - 2] + 1);
      now[j] = best;
    }
    size_t *spare = before;
    before = last;
    last = now;
    now = spare;
  }
  return last[columns];
}

fl_near fl_near_start(const char *name) {
  const size_t third = strlen(name) / 3;
  const fl_near out = {name, NULL, SIZE_MAX, third > 1 ? third : 1};
  return out;
}

// Whether `longer` is `shorter`, '_' and more.
static bool is_first_word(const char *shorter, const char *longer) {
  const size_t length = strlen(shorter);
  return length > 2 && strncmp(shorter, longer, length) == 0 && longer[length] == '_';
}

// Whether `many` is the plural in -ies of `one`: policy, policies.
static bool is_plural(const char *one, const char *many) {
  const size_t length = strlen(one);
  return length > 2 && one[length - 1] == 'y' && strncmp(one, many, length - 1) == 0 && strcmp(many + length - 1, "ies") == 0;
}

static void offer_words(fl_near *near, const char *candidate) {
  const char *name = near->name;
  if (!is_first_word(name, candidate) && !is_first_word(candidate, name) && !is_plural(name, candidate) &&
      !is_plural(candidate, name))
    return;
  if (near->distance != SIZE_MAX) return;
  const size_t length = strlen(candidate), best = near->best ? strlen(near->best) : SIZE_MAX;
  // The order in which candidates come must not matter.
  if (length < best || (length == best && strcmp(candidate, near->best) < 0)) near->best = candidate;
}

void fl_near_offer(fl_near *near, const char *candidate) {
  const size_t distance = fl_edit_distance(near->name, candidate);
  // A one-letter name is one edit away from every other: something must be in common.
  if (distance > near->limit || distance >= strlen(near->name) + (distance == 0)) {
    offer_words(near, candidate);
    return;
  }
  if (distance >= near->distance) return;
  near->best = candidate;
  near->distance = distance;
}
