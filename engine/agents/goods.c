#include "agents/goods.h"

static uint32_t origin_on(const fl_agents *agents, uint32_t offer, uint32_t ordered, uint32_t today) {
  const fl_past_goods *past = agents->distribution.past[offer];
  if (ordered > today) return offer; // before the first day
  for (int k = FL_DEAL_PAST; k-- > 0;)
    if (past[k].until > ordered) return past[k].origin;
  return agents->offers.origin[offer];
}

fl_goods fl_goods_of(const fl_agents *agents, uint32_t offer, uint32_t ordered, uint32_t today) {
  const fl_offers *offers = &agents->offers;
  uint32_t origin = offer;
  if (fl_distributed(&agents->distribution)) {
    origin = origin_on(agents, offer, ordered, today);
    if (origin == offer && fl_of_others(offers, offer)) { // its own, which have made way since
      const fl_own_goods *own = &agents->distribution.own[offer];
      return (fl_goods){agents->rooms.brand[offer / FL_OFFERS], own->category, own->log_price, own->fake != 0, false, offer};
    }
  }
  return (fl_goods){.owner = agents->rooms.brand[origin / FL_OFFERS],
                    .category = offers->category[origin],
                    .log_price = offers->log_price[origin],
                    .fake = offers->fake[origin] != 0,
                    .others = origin != offer,
                    .origin = origin};
}
