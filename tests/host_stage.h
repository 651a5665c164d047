// Three rooms of own brands in a catchment, with hosts kept: "alone" of one person, "rotated" of five who take turns, and their "rival".
#ifndef TESTS_HOST_STAGE_H
#define TESTS_HOST_STAGE_H

#include "small_world.h"

// `team`: what the room of one says of its team; 0: nothing.
static inline fl_scenario host_stage(int64_t team) {
  fl_scenario s = small_scenario();
  static const char *const ids[] = {"alone", "rotated", "rival"};
  const int64_t teams[] = {team, 5, 1};
  s.setup.fans = 6144;
  s.setup.focus_fans = 4096;
  s.setup.focus_weight = 500;
  s.setup.warmup = 30;
  small_set(&s, "hosts.kept", "on");
  small_set(&s, "hosts.leave_per_year", "0");
  for (int i = 0; i < 3; i++) {
    strcpy(fl_scenario_add_brand(&s)->id, ids[i]);
    fl_room_def *room = fl_scenario_add_room(&s);
    strcpy(room->id, ids[i]);
    strcpy(room->brand, ids[i]);
    room->followers = 200000;
    room->live_prob = 0.95;
    room->team = teams[i];
    room->rotation = 2;
  }
  return s;
}

#endif
