// M04 Experience-price ratio: a random-coefficient logit utility per offer, turned into a hazard per content minute; offers on air
// compete (complementary log-log with competing hazards).
//
//   U = base + need + (relation ? trust : stranger) - sensitivity * ratio      lambda = exp U      P = 1 - exp(-sum lambda * minutes)
//
// With choice.form = logit the same sum is the odds against buying nothing: P = sum lambda * minutes / (1 + sum lambda * minutes).
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
  float sensitivity;      // of log price
  fl_f32x4 bond;          // utility of the relation, or of a stranger's view, by offer
  float budget_fen;       // left this month
  float pressure;         // 0..1: 1 - share of the budget spent
  uint32_t who;           // 4 x fan tier + city tier, for targets of subsidies
  uint16_t resale_margin; // subsidy over price from which resale pays this fan, 1/65536; hunters only
  float resale_floor_fen; // resells while more than that is left
  bool hunter, aware;
  const fl_packet *packet; // NULL: none
} fl_chooser;

typedef struct fl_choice {
  int offer; // -1: no purchase
  int next;  // next best offer that would be taken instead, or -1
  bool subsidised, keeps, impulse, packet;
  bool resale;    // for resale: a hunter's, where no need stands
  float cost_fen; // to the fan, when subsidy and packet are granted
} fl_choice;

// What a red packet is worth in log price to who pays `fen` without it; one fen is paid at least.
static inline float fl_packet_worth(float fen, float value) {
  const float rest = fen - value;
  return fl_logf(fen) - fl_logf(rest > 1.0f ? rest : 1.0f);
}

// Whether the subsidy on offer j makes resale pay the fan.
static inline bool fl_resells(const fl_hot *room, const fl_chooser *c, int j) {
  return c->hunter && room->sub_share[j] >= c->resale_margin;
}

// The utility of each offer, without and with what the platform pays. Returns the mask of offers whose subsidy the fan gets.
static inline uint32_t fl_utilities(const fl_levers *levers, const fl_hot *room, const fl_chooser *c, fl_f32x4 *plain,
                                    fl_f32x4 *paid) {
  fl_f32x4 base, ratio, need;
  memcpy(&base, room->base, sizeof base);
  memcpy(&ratio, room->ratio, sizeof ratio);
  for (int j = 0; j < FL_OFFERS; j++) {
    const uint32_t level = fl_need_level(c->needs, room->category[j]);
    // A flash offer is bought for the price, by fans without a need as well.
    need[j] = levers->need_utility[level + ((level == 0) & (room->flash >> j & 1u))];
  }
  const float wait = c->aware ? levers->anticipation : 0.0f;
  const fl_f32x4 start = base + c->bond - wait;
  *paid = *plain = start + need - c->sensitivity * ratio;
  uint32_t eligible = 0;
  for (int j = 0; room->subsidised && j < FL_OFFERS; j++) {
    if (!(room->sub_mask[j] >> c->who & 1u)) continue;
    eligible |= 1u << j;
    const float urge = fl_resells(room, c, j) && levers->hunter_utility > need[j] ? levers->hunter_utility : need[j];
    (*paid)[j] = start[j] + urge - c->sensitivity * room->sub_ratio[j];
  }
  return eligible;
}

// A red packet makes the offers cheaper on which it can be used; returns their mask. `full` is the utility without the subsidy.
static inline uint32_t fl_use_packet(const fl_levers *levers, const fl_hot *room, const fl_chooser *c, uint32_t subsidised,
                                     fl_f32x4 *full, fl_f32x4 *paid) {
  uint32_t mask = 0;
  const float value = (float)c->packet->value_fen, weight = c->sensitivity * levers->price_weight;
  for (int j = 0; j < FL_OFFERS; j++) {
    const uint32_t price = (uint32_t)room->price_fen[j];
    if (price < c->packet->min_spend_fen || price <= c->packet->value_fen) continue;
    const float share = subsidised >> j & 1u ? (float)room->sub_share[j] * 0x1p-16f : 0.0f;
    (*paid)[j] += weight * fl_packet_worth((float)price * (1.0f - share), value);
    (*full)[j] += weight * fl_packet_worth((float)price, value);
    mask |= 1u << j;
  }
  return mask;
}

// What the fan would pay for offer j when subsidy and packet are granted, fen.
static inline float fl_cost_to_fan(const fl_hot *room, const fl_chooser *c, int j, uint32_t subsidised, uint32_t with_packet) {
  float cost = (float)room->price_fen[j];
  if (subsidised >> j & 1u) cost *= 1.0f - (float)room->sub_share[j] * 0x1p-16f;
  return with_packet >> j & 1u ? cost - (float)c->packet->value_fen : cost;
}

static inline float fl_sum4(fl_f32x4 x) {
  return x[0] + x[1] + x[2] + x[3];
}

// Whether a visit whose hazards add up to `total` ends in a purchase; u uniform on [0, 1).
static inline bool fl_buys(const fl_levers *levers, float total, float u) {
  return u < (levers->choice_logit ? total / (1.0f + total) : 1.0f - fl_expf(-total));
}

// One visit's choice. `minutes` of dwell; u decides whether, v which; both uniform on [0, 1).
static inline fl_choice fl_choose(const fl_levers *levers, const fl_hot *room, const fl_chooser *c, float minutes, uint32_t closed,
                                  float u, float v) {
  fl_f32x4 plain, paid;
  const uint32_t subsidised = fl_utilities(levers, room, c, &plain, &paid);
  fl_f32x4 full = plain; // without the subsidy, with the packet
  const uint32_t with_packet = c->packet ? fl_use_packet(levers, room, c, subsidised, &full, &paid) : 0;
  fl_i32x4 price;
  memcpy(&price, room->price_fen, sizeof price);
  const fl_f32x4 full_cost = __builtin_convertvector(price, fl_f32x4);
  fl_f32x4 cost = full_cost; // what the budget has to hold
  for (int j = 0; (subsidised | with_packet) && j < FL_OFFERS; j++) cost[j] = fl_cost_to_fan(room, c, j, subsidised, with_packet);
  fl_i32x4 on_offer = cost <= c->budget_fen, at_hand = full_cost <= c->budget_fen;
  for (int j = 0; closed && j < FL_OFFERS; j++) {
    on_offer[j] &= -(int32_t)(~closed >> j & 1u);
    at_hand[j] &= on_offer[j];
  }
  const float scale = minutes * c->pressure;
  const fl_f32x4 lambda = (fl_f32x4)((fl_i32x4)(fl_expf4(paid) * scale) & on_offer);
  const float total = fl_sum4(lambda);
  fl_choice out = {.offer = -1, .next = -1};
  // 1 - exp(-x) < x and x / (1 + x) < x, so that most visits end here; the margin is that of fl_expf.
  if (u > total + 1e-5f) return out;
  if (!fl_buys(levers, total, u)) return out;
  // Which: the competing hazards share the order out.
  float at = v * total;
  int chosen = 0;
  while (chosen < FL_OFFERS - 1 && at >= lambda[chosen]) at -= lambda[chosen++];
  while (lambda[chosen] <= 0.0f && chosen > 0) chosen--;
  out.offer = chosen;
  out.cost_fen = cost[chosen];
  out.subsidised = subsidised >> chosen & 1u;
  out.packet = with_packet >> chosen & 1u;
  out.resale = out.subsidised && fl_resells(room, c, chosen) && fl_need_level(c->needs, room->category[chosen]) == 0;
  out.impulse = fl_need_level(c->needs, room->category[chosen]) < levers->need_due;
  // The next best is had at the full price, without subsidy and packet: it is taken where the same draw would have bought one of the
  // others at that.
  fl_f32x4 at_full = (fl_f32x4)((fl_i32x4)(fl_expf4(plain) * scale) & at_hand);
  at_full[chosen] = 0.0f;
  float most = 0;
  for (int j = 0; j < FL_OFFERS; j++) {
    if (at_full[j] > most) out.next = j;
    most = at_full[j] > most ? at_full[j] : most;
  }
  if (!fl_buys(levers, fl_sum4(at_full), u)) out.next = -1;
  // The offer's own clock, slowed down to the hazard at the full price (packet kept): does it still ring within the visit?
  if (out.subsidised && at_hand[chosen]) out.keeps = fl_buys(levers, total * fl_expf(full[chosen] - paid[chosen]), u);
  return out;
}

#endif
