// M16 Cold start (0粉开播) and staged targets (斗金计划) of sellers without followers.
//
// Audience: a bandit with the 64 segments as arms, played each morning by Thompson sampling (Thompson 1933; Chapelle and Li 2011). Of a
// room, a segment's response is orders over visits, with a Beta posterior around that of its category, which is drawn towards the mean:
//   p_cs = (S_cs + n p_c) / (V_cs + n)     m_rs = (S_rs + n p_cs) / (V_rs + n)     theta = m + sqrt(m (1 - m) / (V_rs + n + 1)) N(0,1)
// The segments of highest theta are shown the room, until they are `narrow` of the public. Counts in visits of simulated fans; normal
// for the Beta. Targets: GMV of one real room within stage_days, stage_growth times as much from stage to stage, and so the reward.
#ifndef FANLOOP_COLD_START_H
#define FANLOOP_COLD_START_H

#include "agents/aim.h"
#include "agents/step.h"
#include "fanloop/scenario.h"

typedef enum fl_cold_phase {
  FL_COLD_NONE,
  FL_COLD_DECLINED,
  FL_COLD_EXPLORES,
  FL_COLD_TARGETS,
  FL_COLD_LEFT,
  FL_COLD_DONE
} fl_cold_phase;

// A room in one plan; 8 bytes a member, so that a snapshot keeps it as it is.
typedef struct fl_cold_room {
  int64_t phase, since;     // fl_cold_phase; day of the run on which it, or the stage, began
  int64_t stage, gmv;       // targets met; GMV of all its real rooms since then, fen
  int64_t until;            // day on which the exposures of the last reward end
  int64_t entered, total;   // day of the run; GMV since, fen
  int64_t granted, coupons; // public visits and fen since the last rows
  double rate;              // exposures a day of one real room until then
} fl_cold_room;

// What the bandits know, in visits and orders of simulated fans: by room, and by category over all rooms of plans.
typedef struct fl_audience {
  double (*room)[FL_SEGMENTS][2];
  double (*category)[FL_SEGMENTS][2]; // FL_CATEGORIES
} fl_audience;

// Whether a seller of this quality applies, by a lasting draw u.
bool fl_cold_applies(const fl_cold_start *of, double quality, double u);
// A night while the plan runs: entry, phases, targets, rewards.
void fl_cold_night(const fl_cold_start *of, const fl_key *key, uint32_t day, int64_t date, fl_agents *agents,
                   const fl_counts *counts, fl_cold_room *rooms);
// Exposures that a room is to get today, over all its real rooms.
double fl_cold_wants(const fl_cold_start *of, const fl_agents *agents, const fl_cold_room *room, uint32_t r, uint32_t day);
static inline bool fl_cold_in_plan(const fl_cold_room *room) {
  return room->phase == FL_COLD_EXPLORES || room->phase == FL_COLD_TARGETS;
}
// A morning's draw: who is shown the room. `share`: of segments in the public. Returns the part of the public that is.
double fl_cold_aim(const fl_cold_start *of, const fl_key *key, uint32_t day, uint32_t r, uint32_t category,
                   const fl_audience *known, const double share[FL_SEGMENTS], uint16_t accept[FL_SEGMENTS]);
// Orders over visits of those who are shown the room, by what is known, over that of everybody.
double fl_cold_lift(const fl_cold_start *of, uint32_t r, uint32_t category, const fl_audience *known,
                    const double share[FL_SEGMENTS]);
// An evening: what was seen of a room enters what is known; `fans`: real ones of a simulated one.
void fl_cold_learn(const fl_aim_tally seen[FL_SEGMENTS], double fans, uint32_t r, uint32_t category, fl_audience *known);

#endif
