// The worlds of tests/effects.def: small ones, in which an effect shows within eight weeks.
#ifndef TESTS_EFFECT_WORLDS_H
#define TESTS_EFFECT_WORLDS_H

#include "fanloop/scenario.h"

// Generated rooms, behind which those of the first own brand come and then those of the second, so many each.
enum { EFFECT_ROOMS = 200, EFFECT_TWINS = 2 };

typedef enum effect_world_id {
#define FL_WORLD(id, ...) EFFECT_WORLD_##id,
#include "effects.def"
  EFFECT_WORLDS
} effect_world_id;

// To be freed by the caller.
fl_scenario effect_world(effect_world_id world);

#endif
