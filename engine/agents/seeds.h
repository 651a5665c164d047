// M21: what content has made a fan want. Beside the fans, 48 bytes each, and only where seeding is on.
#ifndef FANLOOP_SEEDS_H
#define FANLOOP_SEEDS_H

#include "agents/fan.h"
#include "agents/levers.h"

enum { FL_SEEDS = 4 }; // that a fan carries at a time, one a category

// Bits of fl_seed.what, above the 20 of the room and the 4 of the category
enum {
  FL_SEED_CATEGORY = 20, // shift
  FL_SEED_HELD = 1 << 24,
  FL_SEED_OPEN = 1 << 25,     // any seller may harvest it; else the room that planted it
  FL_SEED_SEARCHED = 1 << 26, // the fan looks for it on the shelf
  FL_SEED_FORWARD = 1 << 27,  // a need that would have arisen later; else one that would not
  FL_SEED_MET = 1 << 28       // when it ends it has been met on other platforms; else it is forgotten
};

// Ripe on the days planted + ripens .. planted + ends - 1 of the run.
typedef struct fl_seed {
  uint32_t what;
  uint16_t planted;
  uint8_t ripens, ends; // days
} fl_seed;

typedef struct fl_wishes {
  fl_seed seed[FL_SEEDS];
  uint8_t debt[FL_CATEGORIES / 2];   // needs met before they arose, two categories a byte
  uint8_t raised[FL_CATEGORIES / 2]; // needs met this year that would not have arisen
  uint16_t year;                     // of the run
  uint16_t spare;
} fl_wishes;
static_assert(sizeof(fl_wishes) == 48, "no padding: a snapshot keeps its bytes");

// Where a seed was harvested.
enum { FL_HARVEST_ROOM, FL_HARVEST_OTHER, FL_HARVEST_SHELF, FL_HARVESTS };
enum { FL_HARVEST_LAGS = 5 };

// Counts of a day, real fans and orders.
typedef struct fl_seed_count {
  int64_t planted, capped, crowded;       // minutes that made a fan want; that could not, by the cap; or had no place
  int64_t bought, forgotten, met, repaid; // seeds that ended so; needs that did not arise because they had been met before
  int64_t forward_orders, lag_days;       // orders of needs brought forward; days since planting, summed over orders
  int64_t harvest[FL_HARVESTS][FL_HARVEST_LAGS][2]; // orders, GMV
} fl_seed_count;
typedef struct fl_named_tally { // of one brand: fans in whom its goods planted a wish
  int64_t planted[FL_SEGMENTS];
} fl_named_tally;
typedef struct fl_seed_tally { // of one room: orders and GMV of its seeds in it, of its seeds elsewhere, in it of seeds of others
  int64_t planted, here[2], away[2], others[2];
} fl_seed_tally;

// Tables of a day. Chances are thresholds of 32 bits, times means in days.
typedef struct fl_seed_day {
  fl_wishes *fans;
  const uint32_t *owner; // by offer: the brand of the goods that are there; NULL: the room's own everywhere
  float per_minute, ripens, forgets, met;
  uint32_t open_below, search_below, forward_below;
  float raised_days, forward_days;         // of a fan's own need, that may be raised in a year; be met before it arises
  float share[FL_SEGMENTS][FL_CATEGORIES]; // of a segment's needs, over the year
} fl_seed_day;

static inline uint32_t fl_seed_category(const fl_seed *seed) {
  return seed->what >> FL_SEED_CATEGORY & 15u;
}
static inline uint32_t fl_seed_room(const fl_seed *seed) {
  return seed->what & FL_ROOM_NONE;
}
static inline bool fl_seed_ripe(const fl_seed *seed, uint32_t day) {
  const uint32_t age = (uint16_t)(day - seed->planted);
  return (seed->what & FL_SEED_HELD) && age >= seed->ripens && age < seed->ends;
}
static inline uint32_t fl_nibble(const uint8_t *nibbles, uint32_t i) {
  return (uint32_t)nibbles[i / 2] >> (4 * (i & 1u)) & 15u;
}
// Adds one, up to 15.
static inline void fl_nibble_add(uint8_t *nibbles, uint32_t i) {
  if (fl_nibble(nibbles, i) < 15) nibbles[i / 2] = (uint8_t)((uint32_t)nibbles[i / 2] + (1u << (4 * (i & 1u))));
}

#endif
