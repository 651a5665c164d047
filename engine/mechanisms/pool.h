// M08 Boost pools of programmes: so many exposures of the public flow are kept for some rooms, and end when they are used up. The slots
// are the public flow's: other rooms get that much less, fans make no visit more. An exposure is a public visit that was made; of a room's
// public visits those are the pool's that came from the slots kept for it, in proportion, so that no draw is needed to tell them apart.
//
//   E = min(per_day or left / days left, most_share V, left - 3 sqrt(left w))        room: E_r = E a_r / sum a
//   granted_r = floor(visits_r x pooled_r / all_r)                                   left <- left - sum of granted, never below 0
//
// V: public visits expected today; w: real fans of one simulated visit; a: the weight of the room in the pool. The last term keeps three
// standard deviations away from what is left, so that chance does not give out what is not there.
//
// Programmes use it in three steps: fl_pool_size what may be given out today, fl_pool_share weights to rooms, fl_pool_granted at night.
#ifndef FANLOOP_POOL_H
#define FANLOOP_POOL_H

#include "agents/reserve.h"
#include "agents/step.h"
#include "fanloop/scenario.h"

// Public visits that fans plan on an ordinary minute of content, over all of them, today; `levers` of today. What fans then have time for
// is learnt: fl_pool_learn moves `kept` (0..1) towards visits over plan.
double fl_pool_planned_visits(const fl_params *params, const fl_agents *agents, const fl_levers *levers);
double fl_pool_learn(double kept, double planned, int64_t visits);
enum { FL_POOL_KEPT_PERCENT = 80 }; // what is expected on the first day (assumed)

// Exposures that a pool of the policy's kind gives out today; 0 outside its dates. `left`: what it still holds; `visits` expected today.
double fl_pool_size(const fl_traffic_pool *pool, const fl_agents *agents, int64_t date, int64_t left, double visits);
// Weight of a room in the pool of a policy: its real rooms where it is among those meant, else 0. `brand` and `room`: indices that are
// meant, UINT32_MAX all.
double fl_pool_weight(const fl_traffic_pool *pool, const fl_agents *agents, uint32_t r, uint32_t brand, uint32_t room);
// Shares out `exposures` among rooms that are live by `weight` (rooms.count, replaced by each room's exposures) and adds them to the
// reserve. Returns what was shared out: 0 where none is live.
double fl_pool_share(const fl_agents *agents, double exposures, double *weight, fl_reserve *reserve);
// At night: exposures of one pool, by its `exposures` of fl_pool_share, that fans made; `left` at most.
int64_t fl_pool_granted(const fl_agents *agents, const fl_counts *counts, const double *exposures, const fl_reserve *reserve,
                        int64_t left);
// The same of one room.
int64_t fl_pool_granted_to(const fl_counts *counts, const double *exposures, const fl_reserve *reserve, uint32_t room);

#endif
