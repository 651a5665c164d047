// M20 Star sessions: a star in a room brings visits beside those that there would have been, some by fans who would not have come that day
// and by sleepers who wake; hot lists lead a part on to other sellers. Who came for the star alone buys nothing and does not stay.
//
//   visits: as a boost pool (M08), E = (1 - pass_on) R for the room and pass_on R for others by their sales, while all public visits are
//   planned 1 + R / V times as often        odds of activity x o: sum A(o) = sum A(1) + outside R        ln hazard + ln(1 - G (1 - fit))
//
// R reach, V public visits expected, A activity of fans awake, G the part of the day's visits to the room that the star brings.
#ifndef FANLOOP_STAR_H
#define FANLOOP_STAR_H

#include "agents/step.h"
#include "fanloop/scenario.h"

enum { FL_STAR_DAYS = 90 }; // after the first day: how long followers are watched

static inline bool fl_star_runs(const fl_star_session *star, int64_t date) {
  return date >= star->from && date <= star->to;
}
// Factor on the odds of activity by which `fans` more are active, and the probability more by which a sleeper wakes so that `fans` of them
// are active; `lift`: what festivals do to the odds today.
double fl_star_odds(const fl_params *params, const fl_levers *levers, double population, double lift, double fans);
double fl_star_waking(const fl_params *params, double population, double fans);
// Visits that hot lists lead to each other room that is live, of `visits` in all, by its sales: into `exposures` by room. Returns what was
// shared out, 0 where nobody is.
double fl_star_pass_on(const fl_agents *agents, uint32_t room, double visits, double *exposures);
// Factor on the hazard of a purchase where the part `guests` of the visitors came for the star.
double fl_star_buying(const fl_star_session *star, double guests);
// A night: usual private visits of rooms, on days on which they are live and no star is there (`starred` by room).
void fl_star_night(const fl_counts *counts, const uint8_t *starred, fl_agents *agents);

#endif
