// M21 Seeding (zhong cao): content on air makes a fan want goods of a category; the wish ripens, and is then a quantum of need that can be
// bought in the room that planted it, elsewhere or on the shelf, until it is forgotten or met on other platforms.
//
//   planted in a visit with probability 1 - exp(-rho minutes);  ripe after 1 + Exp(mean lag) days
//   ends after the shorter of 1 + Exp(mean memory) days, and 1 + Exp(mean need_patience) days from ripening on (met elsewhere)
//
// It moves timing or latent need, never money: a seed brings a need forward that would have arisen (one of the category then does not
// arise), or raises one that would not have, at most a share of the fan's own yearly need in the category. Formulas: docs/model.md, M21.
#ifndef FANLOOP_SEEDING_H
#define FANLOOP_SEEDING_H

#include "agents/seeds.h"
#include "agents/step.h"
#include "base/mathx.h"
#include "fanloop/scenario.h"

// Fills the day's table from the parameters and the tastes in `levers`; `fans` stays.
void fl_seeding_today(const fl_params *params, const fl_levers *levers, fl_seed_day *out);
// Band of a lag in days: 1-3, 4-7, 8-14, 15-30, more.
uint32_t fl_seeding_band(uint32_t lag);

// How often a fan's need may be moved: `days` of its own need in the category, rounded at random, at most 15.
static inline uint32_t fl_seeding_quota(const fl_seed_day *seeds, float rate, uint32_t segment, uint32_t category, float days,
                                        uint32_t u) {
  const float quota = rate * seeds->share[segment][category] * days;
  return quota < 15.0f ? fl_round_at_random(quota, fl_unitf(u)) : 15u;
}

// Minutes of visits that end without an order until content makes a fan want something, by a uniform number. Wishes arise at a constant
// rate, so that the wait goes on from visit to visit: a visit of t minutes plants with probability 1 - exp(-rho t), whatever came before.
#define FL_SEEDING_NEVER 1e30f
static inline float fl_seeding_wait(const fl_seed_day *seeds, uint32_t u) {
  return seeds->per_minute > 0.0f ? -fl_logf(1.0f - fl_unitf(u)) / seeds->per_minute : FL_SEEDING_NEVER;
}

// The life of a seed planted today, by three uniform numbers.
static inline fl_seed fl_seeding_life(const fl_seed_day *seeds, uint32_t what, uint32_t day, fl_block b) {
  const float most = 250.0f, lag = -fl_logf(1.0f - fl_unitf(b.u[0])) * seeds->ripens;
  const float memory = -fl_logf(1.0f - fl_unitf(b.u[1])) * seeds->forgets, other = -fl_logf(1.0f - fl_unitf(b.u[2])) * seeds->met;
  const uint32_t ripens = 1 + (uint32_t)(lag < most ? lag : most), ends = 1 + (uint32_t)(memory < most ? memory : most);
  const uint32_t met = ripens + 1 + (uint32_t)(other < most ? other : most);
  const uint32_t first = met < ends ? met : ends;
  return (fl_seed){what | (met < ends ? FL_SEED_MET : 0u), (uint16_t)day, (uint8_t)ripens, (uint8_t)(first < 255 ? first : 255)};
}

// The need that a seed stood for is met: one that would have arisen is owed, another is one of this year's.
static inline void fl_seeding_met(fl_wishes *wishes, const fl_seed *seed) {
  fl_nibble_add(seed->what & FL_SEED_FORWARD ? wishes->debt : wishes->raised, fl_seed_category(seed));
}

// Of the quanta that arose (`before` -> `after`), those that were met before they did are taken away. Returns how many, and the new word.
static inline uint32_t fl_seeding_repay(fl_wishes *wishes, uint64_t before, uint64_t *after) {
  uint32_t repaid = 0;
  for (uint32_t c = 0; c < FL_CATEGORIES; c++) {
    const uint32_t owed = fl_nibble(wishes->debt, c);
    if (owed == 0) continue;
    const uint32_t arose = fl_need_level(*after, c) - fl_need_level(before, c), less = arose < owed ? arose : owed;
    *after -= (uint64_t)less << (4 * c);
    wishes->debt[c / 2] = (uint8_t)((uint32_t)wishes->debt[c / 2] - (less << (4 * (c & 1u))));
    repaid += less;
  }
  return repaid;
}

// The seed of the category that can be harvested in the room today, or -1.
static inline int fl_seeding_find(const fl_wishes *wishes, uint32_t day, uint32_t category, uint32_t room) {
  for (int i = 0; i < FL_SEEDS; i++) {
    const fl_seed *seed = &wishes->seed[i];
    if (!fl_seed_ripe(seed, day) || fl_seed_category(seed) != category) continue;
    if (seed->what & FL_SEED_OPEN || fl_seed_room(seed) == room) return i; // there is one a category
  }
  return -1;
}

#endif
