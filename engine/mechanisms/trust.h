// M03 Trust: one stock a relation, bounded and asymmetric; it grows with time spent and good outcomes, falls faster on bad ones,
// most on a breach of integrity, and is forgotten without contact. Platform trust is a second stock of the fan.
//
// The relation's stock is trust in room and host together; the room holds the part that is bound to the host (rooms.host_share).
// Formulas and the fixed-point map: docs/model.md, M03.
#ifndef FANLOOP_TRUST_H
#define FANLOOP_TRUST_H

#include "agents/step.h"
#include "fanloop/scenario.h"

void fl_trust_levers(const fl_params *params, fl_levers *levers);
// A brand of which nothing is known but what it has from outside and `own`, what is held of its goods here.
void fl_brand_trust_begin(fl_brands *brands, uint32_t brand, double own);
// A night for rooms and brands: host share drifts to the mix of gains, brand trust to the mean outcome.
void fl_trust_night(const fl_params *params, fl_agents *agents, const fl_counts *counts);

// Trust in a brand that is trusted `outside` and has earned `own` here: each makes up for a part of what the other leaves missing.
static inline double fl_brand_trust(double outside, double own) {
  return 1.0 - (1.0 - own) * (1.0 - outside);
}

// Trust that was `trust` so many days ago, without a visit since. Of more than 255 days the first 255 count.
static inline uint32_t fl_trust_after(const fl_levers *levers, uint32_t trust, uint32_t days) {
  return (trust * levers->forget[days < 255 ? days : 255] + 0x8000u) >> 16;
}

// Trust of a slot as of today, forgetting applied: 12 bits.
static inline uint32_t fl_trust_now(const fl_levers *levers, const fl_fan *fan, int slot) {
  return levers->trust_learns ? fl_trust_after(levers, fl_slot_trust(fan, slot), fan->age[slot]) : fl_slot_trust(fan, slot);
}

// The same for eight slots at once. The product of 16 x trust and the factor has the digit to round by in its high half.
static inline fl_u16x8 fl_trust_now8(const fl_levers *levers, const fl_slot_group *g) {
  if (!levers->trust_learns) return g->bond >> 4;
  const fl_u16x8 factor = fl_lookup8(levers->forget, __builtin_convertvector(g->age, fl_u16x8));
  return (fl_mul_high(g->bond & 0xfff0, factor) + 8) >> 4;
}

// Trust after a share of what is missing is gained (share > 0) or of what is there is lost (share < 0); u on [0, 1).
static inline uint32_t fl_trust_move(const fl_levers *levers, uint32_t trust, float share, float u) {
  if (!levers->trust_learns) return trust;
  const float t = (float)trust;
  const float moved = share > 0 ? t + share * ((float)FL_TRUST_ONE - t) : t + share * t;
  const uint32_t next = fl_round_at_random(moved > 0 ? moved : 0, u);
  return next < FL_TRUST_ONE ? next : FL_TRUST_ONE;
}

// Platform trust returns to its anchor with the memory of trust: `gap` days of it. `u` on 0..65535 rounds what is left of the distance, which
// is a few units of the 65,536 for most fans.
static inline void fl_trust_return(const fl_levers *levers, fl_fan *fan, uint32_t gap, uint32_t u) {
  if (!levers->trust_learns) return;
  const int32_t anchor = (int32_t)levers->platform_anchor, off = (int32_t)fan->platform_trust - anchor;
  fan->platform_trust = (uint16_t)(anchor + (int32_t)(((int64_t)off * levers->forget[gap < 255 ? gap : 255] + (int64_t)u) >> 16));
}

// Part of a change of room trust (a share, as in fl_trust_move) that reaches the platform's stock; called on outcomes.
static inline void fl_trust_spill(const fl_levers *levers, fl_fan *fan, float share, float u) {
  if (!levers->trust_learns) return;
  const float t = (float)fan->platform_trust, spill = levers->platform_spill * share;
  const float moved = spill > 0 ? t + spill * (65535.0f - t) : t + spill * t;
  const uint32_t next = fl_round_at_random(moved > 0 ? moved : 0, u);
  fan->platform_trust = (uint16_t)(next < 65535 ? next : 65535);
}

#endif
