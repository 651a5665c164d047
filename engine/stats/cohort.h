// Counts over subjects who are followed from their first event on: each event day is a whole number, and days of one subject rise.
#ifndef FANLOOP_COHORT_H
#define FANLOOP_COHORT_H

#include <stddef.h>
#include <stdint.h>

// Event days of all subjects, one subject behind the other: subject s has days[start[s]] to days[start[s + 1] - 1], at least one.
typedef struct fl_histories {
  const int32_t *days;
  const size_t *start; // count + 1
  size_t count;
} fl_histories;

// Event days of subject s before day `end`.
size_t fl_events_before(const fl_histories *h, size_t s, int32_t end);
// Subjects with `events` event days or more.
size_t fl_with_events(const fl_histories *h, size_t events);
// Of the subjects whose first event lies `watched` days or more before `end`: those with an event in bin `bin` (from 0) of `length`
// days behind the first event, and those of them with one in the next bin as well.
typedef struct fl_bin_count {
  size_t subjects, active, kept;
} fl_bin_count;
fl_bin_count fl_count_bin(const fl_histories *h, int32_t bin, int32_t length, int32_t watched, int32_t end);

#endif
