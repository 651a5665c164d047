// M02 Private domain: following after visits and orders, a limited number of active relations, private visits of followers when a
// room goes live, dormancy and return, unfollowing after bad experience.
#ifndef FANLOOP_PRIVATE_DOMAIN_H
#define FANLOOP_PRIVATE_DOMAIN_H

#include "agents/step.h"
#include "base/mathx.h"
#include "fanloop/scenario.h"

void fl_private_domain_levers(const fl_params *params, fl_levers *levers);
// A night: active and dormant stocks of the rooms take up the day's moves, dormant followers are lost, tiers are read again.
// key, day: of the random stream that rounds what is lost.
void fl_private_domain_night(const fl_params *params, const fl_key *key, uint32_t day, fl_agents *agents, const fl_counts *counts);

// Of eight slots with their present trust: whose rooms the fan would visit today if they are live (bits), by 16 random bits each; `stale` are the relations
// that were not visited for so long that they end.
static inline uint32_t fl_slots_coming(const fl_levers *levers, const fl_slot_group *g, fl_u16x8 trust, const fl_block *draw,
                                       uint32_t *stale) {
  fl_u16x8 u;
  memcpy(&u, draw->u, sizeof u);
  const fl_u16x8 below = fl_lookup8(levers->visit_below, trust >> 4);
  const fl_i8x8 comes = __builtin_convertvector((fl_i16x8)(u < below), fl_i8x8);
  const fl_i8x8 old = (fl_i8x8)(g->age > levers->dormant_after);
  const fl_i8x8 empty = __builtin_convertvector((fl_i16x8)(g->low == 0xffff), fl_i8x8) & (fl_i8x8)((g->high & 0x0f) == 0x0f);
  const fl_i8x8 followed = (fl_i8x8)((g->high & FL_FOLLOWED) != 0);
  *stale = fl_mask_bits(old & ~empty);
  return fl_mask_bits(comes & followed & ~old);
}

// The slot that gives way to a new relation: an empty one, else the least trusted. -1 when the capacity is 0.
static inline int fl_slot_weakest(const fl_levers *levers, const fl_fan *fan) {
  int best = -1;
  uint32_t least = UINT32_MAX;
  for (int s = 0; s < (int)levers->capacity; s++) {
    if (fl_slot_room(fan, s) == FL_ROOM_NONE) return s;
    const uint32_t keeps = levers->trust_learns ? levers->forget[fan->age[s]] : UINT16_MAX;
    const uint32_t trust =
        fl_slot_trust(fan, s) * keeps + (fan->room_high[s] & FL_FOLLOWED ? FL_TRUST_ONE * 0x4000u : 0); // a quarter
    if (trust < least) {
      least = trust;
      best = s;
    }
  }
  return best;
}

// Puts a relation away: a follower becomes dormant.
static inline void fl_slot_retire(fl_fan *fan, int slot, int64_t weight, fl_counts *counts) {
  if (fan->room_high[slot] & FL_FOLLOWED) {
    fl_room_tally *t = &counts->rooms[fl_slot_room(fan, slot)];
    t->active_delta -= weight;
    t->dormant_delta += weight;
  }
  fl_slot_clear(fan, slot);
}

// Opens a relation to `room` in the weakest slot and returns the slot, or -1. A follower's flag is set in `flags`, its counts by the
// caller. `u` on 0..255 draws its trust.
static inline int fl_slot_open(const fl_levers *levers, fl_fan *fan, uint32_t room, uint8_t flags, uint32_t u, int64_t weight,
                               fl_counts *counts) {
  const int s = fl_slot_weakest(levers, fan);
  // Who only bought does not push out a room that is followed.
  if (s < 0 || (fan->room_high[s] & FL_FOLLOWED && !(flags & FL_FOLLOWED))) return -1;
  if (fl_slot_room(fan, s) != FL_ROOM_NONE) {
    counts->fixed->evictions += weight;
    fl_slot_retire(fan, s, weight, counts);
  }
  fan->room_low[s] = (uint16_t)room;
  fan->room_high[s] = (uint8_t)(room >> 16 | flags);
  fan->bond[s] = (uint16_t)(levers->trust_new[u] << 4);
  fan->age[s] = 0;
  return s;
}

// Whether who is in a room for so many minutes starts to follow it. 1 - exp(-x) < x, so that nearly all visits end at the first comparison.
static inline bool fl_comes_to_follow(const fl_levers *levers, uint32_t source, float minutes, float u) {
  const float hazard = levers->follow_per_minute[source] * minutes;
  return u < hazard && u < 1.0f - fl_expf(-hazard);
}

// Whether a follower who left after so many minutes finds the room dull enough to end it: a visit below a minute does, with a probability that goes
// with the trust that is missing. `u`: 16 random bits.
static inline bool fl_is_dull(const fl_levers *levers, float minutes, uint32_t trust, uint32_t u) {
  return minutes < 1.0f && u * FL_TRUST_ONE < levers->unfollow_dull * (FL_TRUST_ONE - trust);
}

static inline void fl_follow(fl_fan *fan, int slot, uint32_t source, int64_t weight, fl_counts *counts) {
  fl_room_tally *t = &counts->rooms[fl_slot_room(fan, slot)];
  const bool by_ad = source == FL_PAID;
  fan->room_high[slot] |= by_ad ? FL_FOLLOWED | FL_BY_AD : FL_FOLLOWED;
  t->follows_bought += by_ad ? weight : 0;
  t->follows += weight;
  t->active_delta += weight;
  counts->fixed->follows += weight;
}

static inline void fl_unfollow(fl_fan *fan, int slot, int64_t weight, fl_counts *counts) {
  fl_room_tally *t = &counts->rooms[fl_slot_room(fan, slot)];
  fan->room_high[slot] = (uint8_t)(fan->room_high[slot] & ~(FL_FOLLOWED | FL_BY_AD));
  t->unfollows += weight;
  t->active_delta -= weight;
  counts->fixed->unfollows += weight;
}

#endif
