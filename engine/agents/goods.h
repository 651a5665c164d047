// Whose goods an offer sells (M12): the room's own, or those of an offer in another seller's room.
#ifndef FANLOOP_GOODS_H
#define FANLOOP_GOODS_H

#include "agents/agents.h"

// Brand of the goods that are on offer today: prices, costs, quality, service and rights are the owner's; hours, content, claims and the
// relation are the room's.
static inline uint32_t fl_owner(const fl_agents *agents, uint32_t offer) {
  return agents->rooms.brand[agents->offers.origin[offer] / FL_OFFERS];
}
static inline bool fl_of_others(const fl_offers *offers, uint32_t offer) {
  return offers->origin[offer] != offer;
}

// Whether an offer has the stock of its seller's chain behind it (M13). What stands in a host's places, its own goods and others', is laid
// in day by day.
static inline bool fl_stocked(const fl_agents *agents, uint32_t offer) {
  const uint32_t j = offer % FL_OFFERS;
  const bool may_make_way = j >= FL_DEAL_FIRST && j < FL_DEAL_FIRST + FL_DEAL_SLOTS;
  return fl_supply_kept(&agents->supply) &&
         !(fl_distributed(&agents->distribution) && agents->distribution.talent[offer / FL_OFFERS] && may_make_way);
}

// Whether the fan bought goods of the brand from another seller within `days`, and is still the same person.
static inline bool fl_met_brand(const fl_met_goods *met, const fl_fan *fan, uint32_t brand, uint32_t today, uint32_t days) {
  const uint32_t generation = fan->repeat & FL_GENERATION ? 1u << 31 : 0;
  return met->brand == (generation | (brand + 1)) && today - met->day <= days;
}
static inline void fl_meet_brand(fl_met_goods *met, const fl_fan *fan, uint32_t brand, uint32_t today) {
  *met = (fl_met_goods){(fan->repeat & FL_GENERATION ? 1u << 31 : 0) | (brand + 1), today};
}

// Goods as an order bought them.
typedef struct fl_goods {
  uint32_t owner, category;
  float log_price;
  bool fake, others; // others: not of the seller whose room it is
  uint32_t origin;   // the offer whose goods these are
} fl_goods;

// What was on offer on day `ordered`, 31 days ago at most; a day before the run counts as one on which rooms sold their own.
fl_goods fl_goods_of(const fl_agents *agents, uint32_t offer, uint32_t ordered, uint32_t today);

#endif
