// What both halves of pass 2 know of a block: settle.c settles its claims, deliver.c opens its parcels.
#ifndef FANLOOP_SETTLING_H
#define FANLOOP_SETTLING_H

#include "world/internal.h"

enum { FL_AHEAD = 8 }; // posts fetched ahead
enum { FL_ROOM_KEY = 1 << 30 };

typedef struct fl_settling {
  fl_world *world;
  fl_worker *worker;
  fl_counts *counts;
  fl_queue *queue;
  int64_t weight;
  uint32_t block;
  // The last fan who bought today, whose claims stand together: the flags of the morning, and how many of its real fans have bought so
  // far. Of two claims that are served in part the same real fans are taken to be served, so that the larger part counts.
  uint32_t last_fan;
  uint32_t repeat, seen;
  int64_t bought, bought_source[FL_SOURCES], bought_tier[FL_SOURCES][FL_ROOM_TIERS], bought_fan_tier[FL_FAN_TIERS];
  uint32_t brands;
  struct {
    uint32_t key; // brand << 2 | source, or FL_ROOM_KEY | room
    int64_t bought;
  } bought_brand[2 * FL_MAX_DAY_CLAIMS];
} fl_settling;

// City tier, age and taste, as word of mouth groups fans.
static inline uint32_t fl_segment_of(const fl_world *w, uint32_t id, const fl_fan *fan) {
  const fl_traits traits = fl_traits_of(&w->step.key, id, fan->repeat & FL_GENERATION ? 1 : 0);
  return fl_city_tier(&w->levers, traits.city) * 16u + traits.age_taste;
}

// The month's budget of a fan, in fen.
static inline float fl_budget_of(const fl_settling *x, uint32_t index, const fl_fan *fan) {
  const fl_world *w = x->world;
  const uint32_t id = fl_fan_id(&w->agents, x->block, index);
  const fl_traits traits = fl_traits_of(&w->step.key, id, fan->repeat & FL_GENERATION ? 1 : 0);
  return w->levers.budget_fen[fl_city_tier(&w->levers, traits.city)][traits.budget];
}

static inline void fl_fetch_post(const fl_settling *x, const fl_post *post) {
  const fl_world *w = x->world;
  __builtin_prefetch(&w->agents.fans[(size_t)x->block * FL_BLOCK_FANS + post->fan], 1);
  const char *room = (const char *)&x->counts->rooms[post->what & FL_POST_ROOM];
  for (size_t line = 0; line < sizeof(fl_room_tally); line += 64) __builtin_prefetch(room + line, 1);
}

// presale.c: an order, of goods that are made to order, waits as `parcel` until it is shipped or cancelled; false: it is of goods in stock.
// Those whose day has come.
bool fl_presale_order(fl_settling *x, const fl_post *claim, uint32_t offer, int64_t price, const fl_post *parcel);
void fl_presale_due(fl_settling *x);
// What went back, or is not taken, is needed still, and its money is there again.
void fl_take_back(const fl_settling *x, fl_fan *fan, const fl_post *parcel, uint32_t category, uint32_t ordered, bool goods,
                  const fl_block *b);

// What costs scores, by offer.
void fl_count_trouble(int64_t of[FL_TROUBLES], const fl_outcome *outcome, bool late, bool detractor, int64_t orders);
// Parcels due today arrive; the others close up in the queue.
void fl_deliver_due(fl_settling *x, uint32_t parcels);

#endif
