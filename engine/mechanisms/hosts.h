// M20 Host team: who is on air, what it does to the session, who tires and recovers, whom fans' trust is bound to, what hosts are paid by,
// and who leaves. Only where hosts are kept.
//
//   dwell x exp(beta (sigma_p z_p + star) - loss f)        hazard of a purchase x exp(beta (sigma_s z_s + entrepreneur))
//   night: f <- f exp(-1/recovery), on air 1 - (1 - f)(1 - phi)^hours            affection a_h <- a_h + drift (1[on air] - a_h)
//   score s_h = (w_a n a_h + w_p pop_h + w_g gmv_h) / sum w, relative to the team; pay_h = s_h / sum s
//   leaves a day with leave/365 ((a_h + .05) / (pay_h + .05))^underpaid
//
// A host of the scenario's own (`own`, fl_hosts.own) has of these what it says: the factors e^(sigma z), the honesty, phi, recovery, its part
// of affection on the first day, its pay_h (the others share what is left), its retainer, leave.
// The part of a relation's trust that is bound to h is H a_h, H the room's host share (M03). Formulas: docs/model.md, M20.
#ifndef FANLOOP_HOSTS_H
#define FANLOOP_HOSTS_H

#include "agents/step.h"
#include "fanloop/scenario.h"

enum { FL_ROTATE_FOUNDER, FL_ROTATE_TURNS, FL_ROTATE_SCORE };

// The first teams. Generated rooms take theirs by size and kind of seller; `defs` are those of the `rooms` own ones from room `first_own` on.
// Places of hosts of the scenario's own hold their number before (fl_hosts.own); `own`, here and below: what it says of them.
void fl_hosts_start(const fl_params *params, const fl_key *key, fl_agents *agents, const fl_room_def *defs, uint32_t first_own,
                    uint32_t rooms, const fl_host_def *own);
// The team under another name, to which nobody is bound: all are liked alike, and nothing is known of what they draw and sell.
void fl_hosts_begin(fl_agents *agents, uint32_t room);
// Whom fans of the room like most, and the first who is there; FL_TEAM_MOST where nobody is.
uint32_t fl_host_most_loved(const fl_agents *agents, uint32_t room);
uint32_t fl_host_first(const fl_agents *agents, uint32_t room);
// Probability that the host leaves the platform today.
double fl_host_hazard(const fl_params *params, const fl_host_def *own, const fl_agents *agents, uint32_t room, uint32_t place);
// The host leaves: somebody new takes the place after a while. What is bound to hosts is less from now on. Returns the part of the trust in
// the room that was bound to the host.
double fl_host_part(const fl_params *params, uint32_t today, fl_agents *agents, uint32_t room, uint32_t place);
// The host who just left place `from` of `room` joins the team of `rival`. Returns the place there; FL_TEAM_MOST where it is full.
uint32_t fl_host_join(fl_agents *agents, uint32_t room, uint32_t from, uint32_t rival);
// Trust of `moved` came to the room along with the host, where fans had `held` before (any unit).
void fl_host_bind(fl_agents *agents, uint32_t room, uint32_t place, double held, double moved);
// A morning: who arrives; who is on air and what that does to the room's content today (factor); a room without any host is off the air
// (`live` by room), and one with a star leaves its team at home (`starred` likewise).
void fl_hosts_morning(const fl_params *params, const fl_host_def *own, const fl_step *step, fl_agents *agents,
                      const uint8_t *starred, uint8_t *live, double *content);
// A night, before the books: fatigue, affection, scores, pay; rooms.stage_fen takes what teams cost beyond one host.
void fl_hosts_night(const fl_params *params, const fl_host_def *own, const fl_counts *counts, fl_agents *agents);

#endif
