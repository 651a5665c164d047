// M04 Experience-price ratio: a random-coefficient logit utility per offer, turned into a hazard per content minute; offers on air
// compete (complementary log-log with competing hazards).
//
//   U = base + need + (relation ? trust : stranger) - sensitivity * ratio      lambda = exp U      P = 1 - exp(-sum lambda * minutes)
//
// `base` and `ratio` are the room's, made once a day (world/supply.c); the rest is the fan's.
#ifndef FANLOOP_CHOICE_H
#define FANLOOP_CHOICE_H

#include "agents/step.h"
#include "base/mathx.h"
#include "fanloop/scenario.h"

void fl_choice_levers(const fl_params *params, fl_levers *levers);

// What the fan brings to a choice.
typedef struct fl_chooser {
  uint64_t needs;
  float sensitivity; // of log price
  float bond;        // utility of the relation, or of a stranger's view
  float budget_fen;  // left this month
  float pressure;    // 0..1: 1 - share of the budget spent
  uint32_t who;      // 4 x fan tier + city tier, for targets of subsidies
  bool hunter, aware;
  const fl_packet *packet; // NULL: none
} fl_chooser;

typedef struct fl_choice {
  int offer; // -1: no purchase
  int next;  // next best offer that would be taken instead, or -1
  bool subsidised, keeps, impulse, packet;
} fl_choice;

// What a red packet is worth in log price to who pays `fen` without it; one fen is paid at least.
static inline float fl_packet_worth(float fen, float value) {
  const float rest = fen - value;
  return fl_logf(fen) - fl_logf(rest > 1.0f ? rest : 1.0f);
}

// The utility of each offer, without and with what the platform pays.
static inline void fl_utilities(const fl_levers *levers, const fl_hot *room, const fl_chooser *c, float plain[FL_OFFERS],
                                float paid[FL_OFFERS], uint32_t *subsidised) {
  const float wait = c->aware ? levers->anticipation : 0.0f;
  uint32_t mask = 0;
  for (int j = 0; j < FL_OFFERS; j++) {
    const uint32_t level = fl_need_level(c->needs, room->category[j]);
    // A flash offer is bought for the price, by fans without a need as well.
    const float need = levers->need_utility[level + (level == 0 && (room->flash >> j & 1))];
    const uint32_t eligible = room->sub_mask[j] >> c->who & 1u;
    mask |= eligible << j;
    const float start = room->base[j] + c->bond - wait;
    plain[j] = start + need - c->sensitivity * room->ratio[j];
    const float urge = c->hunter && eligible && (room->sub_mask[j] & FL_RESALE) ? levers->hunter_utility : need;
    paid[j] = eligible ? start + urge - c->sensitivity * room->sub_ratio[j] : plain[j];
  }
  *subsidised = mask;
}

// One visit's choice. `minutes` of dwell; u decides whether, v which; both uniform on [0, 1).
static inline fl_choice fl_choose(const fl_levers *levers, const fl_hot *room, const fl_chooser *c, float minutes, uint32_t closed,
                                  float u, float v) {
  float plain[FL_OFFERS], full[FL_OFFERS], paid[FL_OFFERS], lambda[FL_OFFERS];
  uint32_t subsidised;
  fl_choice none = {.offer = -1, .next = -1};
  fl_utilities(levers, room, c, plain, paid, &subsidised);
  uint32_t affordable = 0, with_packet = 0;
  for (int j = 0; j < FL_OFFERS; j++) {
    const uint32_t price = room->price_fen[j];
    const bool packet = c->packet && price >= c->packet->min_spend_fen && price > c->packet->value_fen;
    full[j] = plain[j];
    if (packet) {
      const uint32_t subsidy = subsidised >> j & 1u ? room->sub_fen[j] : 0;
      paid[j] += c->sensitivity * fl_packet_worth((float)(price - subsidy), (float)c->packet->value_fen);
      full[j] += c->sensitivity * fl_packet_worth((float)price, (float)c->packet->value_fen);
    }
    with_packet |= (uint32_t)packet << j;
    affordable |= (uint32_t)((float)price <= c->budget_fen) << j;
  }
  affordable &= ~closed;
  const float scale = minutes * c->pressure;
  float total = 0;
  for (int j = 0; j < FL_OFFERS; j++) lambda[j] = fl_expf(paid[j]);
  for (int j = 0; j < FL_OFFERS; j++) {
    lambda[j] = affordable >> j & 1u ? lambda[j] * scale : 0.0f;
    total += lambda[j];
  }
  if (!(u < 1.0f - fl_expf(-total))) return none;
  // Which: the competing hazards share the order out.
  float at = v * total;
  int chosen = 0;
  while (chosen < FL_OFFERS - 1 && at >= lambda[chosen]) at -= lambda[chosen++];
  while (lambda[chosen] <= 0.0f && chosen > 0) chosen--;
  fl_choice out = {.offer = chosen, .next = -1};
  out.subsidised = subsidised >> chosen & 1u;
  out.packet = with_packet >> chosen & 1u;
  out.impulse = fl_need_level(c->needs, room->category[chosen]) < levers->need_due;
  // The next best is had at the full price, without subsidy and packet: it is taken where the same draw would have bought one of the
  // others at that.
  float others = 0, most = 0;
  for (int j = 0; j < FL_OFFERS; j++) {
    if (j == chosen || !(affordable >> j & 1u)) continue;
    const float at_full = fl_expf(plain[j]) * scale;
    others += at_full;
    if (at_full > most) out.next = j;
    most = at_full > most ? at_full : most;
  }
  if (!(u < 1.0f - fl_expf(-others))) out.next = -1;
  // The offer's own clock, slowed down to the hazard at the full price (packet kept): does it still ring within the visit?
  if (out.subsidised) out.keeps = u < 1.0f - fl_expf(-total * fl_expf(full[chosen] - paid[chosen]));
  return out;
}

#endif
