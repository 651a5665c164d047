// Where the scenario's hosts stand in the teams of its rooms on the first day.
#ifndef FANLOOP_SEATS_H
#define FANLOOP_SEATS_H

#include "fanloop/scenario.h"

enum { FL_SEATS_MOST = 8 }; // places of a room

typedef enum fl_seating {
  FL_SEATED,
  FL_SEAT_NO_ROOM, // the scenario has no such room
  FL_SEAT_TAKEN,   // by `other`
  FL_SEAT_BEYOND,  // the team is smaller: `team`
  FL_SEAT_NONE     // the team is full
} fl_seating;

typedef struct fl_seat {
  fl_seating seating;
  size_t room;    // number of the own room; SIZE_MAX where there is none
  uint32_t place; // from 0 on, where seated
  uint32_t team;  // people who belong to the room: its `team`, or as many as its hosts
  size_t other;   // number of the host who has the place
} fl_seat;

// Seats the scenario's hosts, `host_count` of them: first those who say their place, then the others on the free ones, in order. False when
// memory is out.
bool fl_scenario_seat(const fl_scenario *scenario, fl_seat *seats);

#endif
