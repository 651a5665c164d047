// M14 Calling lapsed followers back: a seller sends some of them a message with a voucher. Who is active that day and opens it comes to the
// room, if it is live, the likelier the more the room is trusted and the voucher is worth.
//
//   P(comes) = o (1 - exp(-(t + v / p) / s))
//
// o winback.opened, t trust in the room, v worth of the voucher, p mean price of the brand's orders, s winback.pull_scale. Formulas:
// docs/model.md, M14.
#ifndef FANLOOP_WINBACK_H
#define FANLOOP_WINBACK_H

#include "agents/step.h"
#include "base/lanes.h"
#include "base/mathx.h"
#include "fanloop/scenario.h"

// Days since the last visit of a relation, of a fan who was last active on the day before `last_active`.
static inline uint32_t fl_winback_days(const fl_fan *fan, int slot, uint32_t day) {
  return fan->age[slot] + (uint32_t)(uint16_t)(day + 1 - fan->last_active);
}
// Whether a relation has lapsed and is not given up yet: fans who are dormant read no messages.
static inline bool fl_winback_lapsed(const fl_params *p, const fl_fan *fan, int slot, uint32_t day) {
  const uint32_t days = fl_winback_days(fan, slot, day);
  return fan->room_high[slot] & FL_FOLLOWED && days >= (uint32_t)p->winback_lapsed && days <= (uint32_t)p->dormant_after;
}

// Probability that who is called comes. `trust` 0..1; `worth`: the voucher over the mean price.
static inline float fl_winback_comes(const fl_call_day *calls, float trust, float worth) {
  return calls->opened * (1.0f - fl_expf(-(trust + worth) / calls->scale));
}

// Of eight slots with their present trust, those whose rooms the fan visits because it was called today, as bits beside those that it
// visits anyhow (`comes`).
static __attribute__((noinline, unused)) uint32_t fl_winback_coming(const fl_step *step, const fl_fan *fan, uint32_t group,
                                                                    fl_u16x8 trust, uint32_t id, uint32_t comes, int64_t weight,
                                                                    fl_counts *counts) {
  const fl_call_day *calls = step->calls;
  const float worth = calls->worth[fan->voucher];
  uint32_t more = 0;
  int64_t came = 0;
  if (worth <= 0.0f) return 0;
  const uint32_t brand = step->packets[fan->voucher].brand - 1;
  const fl_block draw = fl_draw(&step->key, FL_STREAM_WINBACK, step->day, id, 64 + group);
  for (int i = 0; i < 8; i++) {
    const int slot = (int)(8 * group) + i;
    const uint32_t room = fl_slot_room(fan, slot), u = draw.u[i / 2] >> (i % 2 ? 16 : 0) & 0xffffu;
    if (!(fan->room_high[slot] & FL_FOLLOWED) || !step->live[room] || step->hot[room].brand != brand) continue;
    if ((float)u * 0x1p-16f >= fl_winback_comes(calls, (float)trust[i] * (1.0f / FL_TRUST_ONE), worth)) continue;
    more |= 1u << i;
    came += comes >> i & 1u ? 0 : weight;
  }
  counts->calls[brand].came += came;
  return more;
}

#endif
