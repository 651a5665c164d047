// Checks across the fields of a scenario, with the place of each finding: callers that know file and line put them in front.
#ifndef FANLOOP_CHECK_H
#define FANLOOP_CHECK_H

#include "fanloop/scenario.h"

typedef enum fl_part {
  FL_PART_SCENARIO,
  FL_PART_SETUP,
  FL_PART_PARAM,
  FL_PART_POLICY,
  FL_PART_BRAND,
  FL_PART_ROOM,
  FL_PART_HOST
} fl_part;

typedef struct fl_finding {
  bool missing; // a required field has no value
  fl_part part;
  size_t index;      // of the policy, brand, room or host
  const char *field; // name of the field that is wrong, or "" for the whole
  const char *text;  // names the thing; valid during the call only
  fl_part lacks;     // it says that one of these is not there: FL_PART_BRAND, ROOM or HOST; FL_PART_SCENARIO: of something else
  fl_part other;     // it is at odds with another one, likewise, of the index `other_index`
  size_t other_index;
} fl_finding;

// Calls `tell` for every finding, in the order of the scenario. Policies that do not run are not looked at.
void fl_scenario_examine(const fl_scenario *scenario, void (*tell)(void *ctx, const fl_finding *finding), void *ctx);
// The same for what one policy says, whether it runs or not, without a look at the others.
void fl_policy_examine(const fl_scenario *scenario, size_t index, void (*tell)(void *ctx, const fl_finding *finding), void *ctx);
// Real fans that the catchment of a focus world should hold for this room, lest its sales come out too low; 0 where it does, or where
// there is none. One that cannot hold the room's followers is an error.
double fl_catchment_wanted(const fl_setup *setup, const fl_room_def *room);
// Whether `id` can name a policy; if not, `why` says what is wrong with it.
bool fl_id_check(const char *id, char *why, size_t why_size);
// The same for a brand, room or host, which may not look like a number: hooks find these by id or by index.
bool fl_agent_id_check(const char *id, char *why, size_t why_size);

#endif
