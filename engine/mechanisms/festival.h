// M17 Festival: a dated event in phases (heat, sale, peak, return) with traffic and content lift, admission by reputation, the
// sellers' own discount, red packets, flash offers, and fans who know the calendar and wait.
#ifndef FANLOOP_FESTIVAL_H
#define FANLOOP_FESTIVAL_H

#include "agents/step.h"
#include "fanloop/scenario.h"

typedef enum fl_phase { FL_PHASE_NONE, FL_PHASE_HEAT, FL_PHASE_SALE, FL_PHASE_PEAK, FL_PHASE_RETURN } fl_phase;

// What all festivals together do to a day. Lifts multiply as odds; discounts do not add up, the deepest counts.
typedef struct fl_festival_day {
  double traffic_lift; // of the odds of being active
  double anticipation; // utility of waiting for fans who know the calendar
} fl_festival_day;

fl_phase fl_festival_phase(const fl_festival *festival, int64_t date);
// First and last day on which a festival touches anything (lead-in and fading included).
void fl_festival_span(const fl_festival *festival, int64_t *first, int64_t *last);
// Adds one festival's part to the day.
void fl_festival_add_day(const fl_festival *festival, int64_t date, fl_festival_day *day);
// The gala: what the votes of the day (by room, real fans) make of each room (rooms.votes, of one real room over the winner of most);
// the day after it and so on, winners' exposure is multiplied. Nothing on other days.
void fl_festival_count_votes(const fl_festival *festival, const int64_t *votes, fl_rooms *rooms);
void fl_festival_lift_winners(const fl_festival *festival, int64_t date, const fl_rooms *rooms, double *boost);
// Marks the rooms that take part today and multiplies their exposure boost and content factor, deepens their discount and opens
// flash offers (offers.flash, flash_policy, price_fen). `index` is the policy's. Returns the real rooms admitted. `rank` (rooms.count elements) is scratch.
int64_t fl_festival_apply(const fl_festival *festival, uint16_t index, int64_t date, fl_agents *agents, double *boost,
                          double *content, double *discount, uint32_t *rank);

#endif
