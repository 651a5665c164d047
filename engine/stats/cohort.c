#include "stats/cohort.h"

#include <stdbool.h>

size_t fl_events_before(const fl_histories *h, size_t s, int32_t end) {
  size_t n = 0;
  while (h->start[s] + n < h->start[s + 1] && h->days[h->start[s] + n] < end) n++;
  return n;
}

size_t fl_with_events(const fl_histories *h, size_t events) {
  size_t n = 0;
  for (size_t s = 0; s < h->count; s++) n += h->start[s + 1] - h->start[s] >= events;
  return n;
}

// An event from `low` up and before `high` days behind the first one?
static bool active_in(const fl_histories *h, size_t s, int32_t low, int32_t high) {
  const int32_t first = h->days[h->start[s]];
  for (size_t i = h->start[s] + 1; i < h->start[s + 1]; i++)
    if (h->days[i] - first >= low && h->days[i] - first < high) return true;
  return false;
}

fl_bin_count fl_count_bin(const fl_histories *h, int32_t bin, int32_t length, int32_t watched, int32_t end) {
  fl_bin_count out = {0};
  const int32_t low = bin * length, middle = low + length, high = middle + length;
  for (size_t s = 0; s < h->count; s++) {
    if (h->days[h->start[s]] + watched > end) continue;
    const bool active = active_in(h, s, low, middle);
    out.subjects++;
    out.active += active;
    out.kept += active && active_in(h, s, middle, high);
  }
  return out;
}
