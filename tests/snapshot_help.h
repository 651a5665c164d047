// Snapshots in memory, and a small world in which everything happens.
#ifndef TESTS_SNAPSHOT_HELP_H
#define TESTS_SNAPSHOT_HELP_H

#include "small_world.h"

// Bytes in memory. Writing takes no more than `most` of them; `at` is where reading stands.
typedef struct snapshot {
  unsigned char *bytes;
  size_t size, capacity, most, at;
} snapshot;

// A festival with a peak, red packets and flash offers from day 31 to 42 (peak 39 to 41), a subsidy on the same days, a brand with two
// rooms and another with one, and a catchment.
fl_scenario busy_scenario(void);
fl_model *busy_model(const fl_scenario *scenario);
// A world of it before its first day.
fl_world *busy_begin(const fl_model *model, fl_world_options options);
void busy_step(fl_world *world);
void busy_until(fl_world *world, int64_t day);

fl_bytes_out snapshot_out(snapshot *to);
fl_bytes_in snapshot_in(snapshot *from);       // from its beginning
snapshot snapshot_save(const fl_world *world); // `bytes` to be freed
fl_world *snapshot_load(const fl_model *model, fl_world_options options, snapshot *from);
bool snapshot_same(const snapshot *a, const snapshot *b);

#endif
