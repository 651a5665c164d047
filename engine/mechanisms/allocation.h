// M08 Public allocation: which room a public visit meets. A contest success function of score, content and competitiveness with a
// concentration exponent, plus exploration regardless of record; sampled from alias tables, one per part of the day.
#ifndef FANLOOP_ALLOCATION_H
#define FANLOOP_ALLOCATION_H

#include "agents/reserve.h"
#include "agents/step.h"
#include "fanloop/scenario.h"

// Memory for the tables: `weight`, `paid`, `scaled` and `members` hold rooms.count + 1 elements, `stack` twice, every table once as many.
typedef struct fl_allocation {
  double *weight; // share of exposures by room, before hours
  double *paid;   // the same in the paid flow
  double *scaled;
  uint32_t *stack, *members;
  fl_reserve *reserve; // exposures kept for rooms today; NULL: none
  const double *widen; // by room: factor on public visits that it is drawn for, since not all accept it (agents/aim.h); NULL: none
  fl_alias *alias[FL_FLOWS][FL_STRATA][FL_DAYPARTS];
} fl_allocation;

// Builds today's tables. `boost` by room multiplies the contest's weight (1 where nothing is on).
void fl_allocation_today(const fl_params *params, const fl_agents *agents, const double *boost, fl_allocation *allocation,
                         fl_step *step);
// The tables of the paid flow, from `paid`; after the public ones. `found` by part of the day: share of its visits that meet a room.
void fl_allocation_paid(const fl_params *params, const fl_agents *agents, const double found[FL_DAYPARTS],
                        fl_allocation *allocation, fl_step *step);
// A night: content and competitiveness as the allocation sees them.
void fl_allocation_night(const fl_params *params, fl_agents *agents, const fl_counts *counts);

// The room that a visit of the flow meets in this part of the day, or FL_ROOM_NONE when nobody is live. u uniform, 32 bits.
static inline uint32_t fl_allocate(const fl_step *step, uint32_t flow, uint32_t stratum, uint32_t daypart, uint32_t u) {
  return fl_alias_pick(step->alias[flow][stratum][daypart], step->alias_count[flow][stratum][daypart], u);
}

#endif
