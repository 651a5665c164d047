// Ids of a scenario: lists of those of its own brands, rooms and hosts, and whether each id means one thing.
#ifndef FANLOOP_OWN_IDS_H
#define FANLOOP_OWN_IDS_H

#include "params/check.h"

typedef struct fl_own_ids {
  const char *what;  // "brand", "room", "host"
  const char *first; // the id of the first one; the others stand `stride` bytes apart
  size_t count, stride;
} fl_own_ids;

// Of FL_PART_BRAND, FL_PART_ROOM or FL_PART_HOST.
fl_own_ids fl_scenario_own_ids(const fl_scenario *scenario, fl_part part);
// Calls `tell` for every id that is used twice, and for every policy that has the id of a brand, room or host.
void fl_ids_examine(const fl_scenario *scenario, void (*tell)(void *ctx, const fl_finding *finding), void *ctx);

#endif
