// Goods of other sellers in a room (M12): columns that exist only where goods are distributed. mechanisms/distribution.c chooses them;
// whoever asks whose goods an order or a parcel is of asks agents/goods.h.
#ifndef FANLOOP_DISTRIBUTION_OF_AGENTS_H
#define FANLOOP_DISTRIBUTION_OF_AGENTS_H

#include "base/mathx.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  FL_DEAL_FIRST =
      1, // the offers of a room that may make way: not the first, which is on promotion, nor the last, a flash offer's place
  FL_DEAL_SLOTS = 2,     // of them, at most
  FL_DEAL_PAST = 6,      // goods of a slot that are remembered, so that parcels find their seller
  FL_DEAL_LEAST_DAYS = 6 // between two changes of a slot; the past reaches as far back as a parcel can be on its way
};

// What the room itself sells in a slot, while goods of another seller are there.
typedef struct fl_own_goods {
  float log_price, reference;
  uint32_t category, fake;
} fl_own_goods;

// Goods that were in a slot on the days before `until`.
typedef struct fl_past_goods {
  uint32_t origin, until;
} fl_past_goods;

// What a fan last bought of another seller than the room's.
typedef struct fl_met_goods {
  uint32_t brand; // 1 + brand, 0 nothing; the highest bit: generation of the fan
  uint32_t day;
} fl_met_goods;

typedef struct fl_distribution {
  uint8_t *talent;                     // by room: its host sells goods of others
  fl_own_goods *own;                   // by offer
  fl_past_goods (*past)[FL_DEAL_PAST]; // by offer, the latest first
  fl_met_goods *met;                   // by fan, as they lie in memory
  // Made anew each morning:
  double *commission; // by brand: part of the price that goes to hosts; 0: not in the pool
} fl_distribution;

static inline bool fl_distributed(const fl_distribution *distribution) {
  return distribution->talent != NULL;
}
// Commission of a host on `fen` of goods of the brand.
static inline int64_t fl_deal_commission(const fl_distribution *distribution, uint32_t brand, int64_t fen) {
  return fl_round(distribution->commission[brand] * (double)fen);
}

#endif
