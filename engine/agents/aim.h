// Public visits to some rooms that are shown to a part of the public only, by segment (M16). A visit that meets such a room is accepted
// with the chance of the fan's segment, else another room is drawn; rooms are drawn the more often in return, so that they get as many
// visits as without.
#ifndef FANLOOP_AIM_H
#define FANLOOP_AIM_H

#include "agents/levers.h"

#include <stdint.h>

enum { FL_AIMED_MOST = 1024, FL_AIM_TRIES = 4 }; // rooms at a time; draws of one visit

// Room r has the place slot[r] - 1; 0: everybody is shown the room.
typedef struct fl_aim {
  uint16_t *slot;                  // by room
  uint16_t (*accept)[FL_SEGMENTS]; // by place: of 65535
} fl_aim;

// What was seen of an aimed room today, by place and segment, in real units.
typedef struct fl_aim_tally {
  int64_t visits, orders;
} fl_aim_tally;

#endif
