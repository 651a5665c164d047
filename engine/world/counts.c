#include "world/internal.h"

#include <stdlib.h>

bool fl_counts_alloc(fl_counts *counts, const fl_agents *agents, size_t policies, bool overlap) {
  const size_t fixed = (sizeof(fl_tally) + 63) / 64 * 8, rooms = agents->rooms.count * sizeof(fl_room_tally) / 8,
               offers = agents->offers.count, policy = policies * sizeof(fl_policy_tally) / 8,
               brands = overlap ? (size_t)agents->brands.count * 4 : 0;
  // The fixed part is rounded up to whole cache lines, so that each room begins one.
  counts->words = fixed + rooms + 3 * offers + policy + brands;
  int64_t *words = aligned_alloc(64, (counts->words * 8 + 63) / 64 * 64);
  *counts = (fl_counts){.fixed = (void *)words, .words = counts->words};
  if (!words) return false;
  words += fixed;
  counts->rooms = (void *)words;
  words += rooms;
  counts->demand = words;
  words += offers;
  counts->sold = words;
  words += offers;
  counts->aided = words;
  words += offers;
  counts->policies = (void *)words;
  words += policy;
  counts->overlap = overlap ? (void *)words : NULL;
  fl_counts_zero(counts);
  return true;
}

void fl_counts_free(fl_counts *counts) {
  free(counts->fixed);
  *counts = (fl_counts){0};
}

void fl_counts_zero(fl_counts *counts) {
  memset(counts->fixed, 0, counts->words * 8);
}

void fl_counts_add(fl_counts *into, const fl_counts *from) {
  int64_t *a = (int64_t *)into->fixed;
  const int64_t *b = (const int64_t *)from->fixed;
  for (size_t i = 0; i < into->words; i++) a[i] += b[i];
}
