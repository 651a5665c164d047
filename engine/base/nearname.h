// "Did you mean": the nearest of several names by edit distance.
#ifndef FANLOOP_NEARNAME_H
#define FANLOOP_NEARNAME_H

#include <stddef.h>

// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`, upper and lower case alike.
// SIZE_MAX when a name is too long to be compared.
size_t fl_edit_distance(const char *a, const char *b);

// A search: start with fl_near_start, offer every candidate, read `best` (NULL when none is close enough).
// Close means at most a third of the length of `name`, and at least one edit is always allowed.
// Where nothing is that close, the shortest candidate that is `name` and further words ("gmv" and "gmv_fen"), or the other way round.
typedef struct fl_near {
  const char *name, *best;
  size_t distance, limit;
} fl_near;

fl_near fl_near_start(const char *name);
void fl_near_offer(fl_near *near, const char *candidate);

#endif
