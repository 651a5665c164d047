// The fan: one 64-byte record, one cache line. Everything that never changes about a fan is not here but derived from the
// random stream (traits.h).
#ifndef FANLOOP_FAN_H
#define FANLOOP_FAN_H

#include "base/lanes.h"
#include "fanloop/field.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

enum {
  FL_ROOM_NONE = 0xfffff, // 20 bits: an empty slot
  FL_TRUST_ONE = 4095,    // 12 bits: trust 1
  FL_NEED_MAX = 15,       // 4 bits a category
  FL_PER_ORDER = 2        // quanta of need that one order uses
};

// Where a visit comes from.
typedef enum fl_source { FL_PRIVATE, FL_PUBLIC, FL_PAID, FL_SHELF, FL_SOURCES } fl_source;
enum {
  FL_LIVE_SOURCES = FL_SHELF, // the sources that lead into a room
  FL_FLOWS = 2,               // of these, the ones that the platform leads there: public and paid
  FL_FIRST_FLOW = FL_PUBLIC
};

// Bits of fl_fan.room_high, above the four high bits of the room
enum { FL_FOLLOWED = 0x10, FL_BOUGHT = 0x20, FL_BY_AD = 0x40 }; // the last: followed on a paid visit
// Bits of fl_fan.repeat
enum {
  FL_MONTH_DAYS = 0x03,  // buying days in this month: 0, 1, 2 or more
  FL_LAST_MONTH = 0x04,  // bought last month
  FL_WINDOW_DAYS = 0x18, // buying days in the window: 0, 1, 2 or more
  FL_WINDOW_STEP = 0x08,
  FL_DORMANT = 0x20,
  FL_GENERATION = 0x40, // flips when a newcomer takes the place: the traits are drawn anew
  FL_HAS_BOUGHT = 0x80
};
// fl_fan.seen: bits 0-3 visited this month from source 0-3, 4-7 bought this month, 8-11 visited in the window, 12-15 bought in it
enum { FL_SEEN_MONTH_UV = 0, FL_SEEN_MONTH_BUY = 4, FL_SEEN_WINDOW_UV = 8, FL_SEEN_WINDOW_BUY = 12 };

typedef struct fl_fan {
  uint16_t room_low[FL_SLOTS];
  uint16_t bond[FL_SLOTS];         // trust 12 bits << 4 | recent orders 4 bits
  uint8_t room_high[FL_SLOTS];     // room bits 16-19, FL_FOLLOWED, FL_BOUGHT
  uint8_t age[FL_SLOTS];           // days since the last visit as of last_active, saturating
  uint8_t need[FL_CATEGORIES / 2]; // two categories a byte
  uint16_t last_active;            // day of the run
  uint16_t platform_trust;         // 16 bits: trust 1 = 65535
  uint16_t seen;
  uint8_t wallet; // spending of the last month (fading, e-fold 30 days) over the month's budget, in 1/255
  uint8_t repeat;
  uint8_t cohort;  // month of the run of the first order; 0 = before the run, 255 = none yet
  uint8_t voucher; // 0 none, else a kind of red packet (see festival.h)
} fl_fan;

static_assert(FL_SLOTS != 8 || sizeof(fl_fan) == 64, "a fan is one cache line");
static_assert(FL_SLOTS == 8 || FL_SLOTS == 16, "slots are handled eight at a time; the number of a claim has 5 bits");
static_assert(FL_CATEGORIES == 12, "needs are nibbles of six bytes");

static inline uint32_t fl_slot_room(const fl_fan *fan, int slot) {
  return fan->room_low[slot] | (uint32_t)(fan->room_high[slot] & 0x0f) << 16;
}
// Whether `by_room`, FL_ROOM_NONE + 1 bytes, holds anything for a room of the fan: no branch hangs on which slots are taken.
static inline bool fl_any_room(const fl_fan *fan, const uint8_t *by_room) {
  uint32_t any = 0;
  for (int s = 0; s < FL_SLOTS; s++) any |= by_room[fl_slot_room(fan, s)];
  return any != 0;
}
static inline void fl_slot_clear(fl_fan *fan, int slot) {
  fan->room_low[slot] = 0xffff;
  fan->room_high[slot] = 0x0f;
  fan->bond[slot] = 0;
  fan->age[slot] = 0;
}
static inline uint32_t fl_slot_trust(const fl_fan *fan, int slot) {
  return fan->bond[slot] >> 4;
}
static inline void fl_slot_put_trust(fl_fan *fan, int slot, uint32_t trust) {
  fan->bond[slot] = (uint16_t)(trust << 4 | (fan->bond[slot] & 15u));
}
static inline uint32_t fl_slot_orders(const fl_fan *fan, int slot) {
  return fan->bond[slot] & 15u;
}
// Slots are handled eight at a time: these are the eight from slot 8 `group` on.
typedef struct fl_slot_group {
  fl_u16x8 low, bond;
  fl_u8x8 high, age;
} fl_slot_group;
static inline fl_slot_group fl_slots_read(const fl_fan *fan, int group) {
  fl_slot_group g;
  memcpy(&g.low, fan->room_low + 8 * group, sizeof g.low);
  memcpy(&g.bond, fan->bond + 8 * group, sizeof g.bond);
  memcpy(&g.high, fan->room_high + 8 * group, sizeof g.high);
  memcpy(&g.age, fan->age + 8 * group, sizeof g.age);
  return g;
}

// The slot that holds `room`, or -1.
static inline int fl_slot_find(const fl_fan *fan, uint32_t room) {
  uint32_t bits = 0;
  for (int group = 0; group < FL_SLOTS / 8; group++) {
    const fl_slot_group g = fl_slots_read(fan, group);
    const fl_i8x8 low = __builtin_convertvector((fl_i16x8)(g.low == (uint16_t)room), fl_i8x8);
    bits |= fl_mask_bits(low & (fl_i8x8)((g.high & 0x0f) == (uint8_t)(room >> 16))) << (8 * group);
  }
  return bits ? __builtin_ctz(bits) : -1;
}

// All needs as one word, category c in bits 4c..4c+3.
static inline uint64_t fl_needs(const fl_fan *fan) {
  uint32_t low;
  uint16_t high;
  memcpy(&low, fan->need, sizeof low);
  memcpy(&high, fan->need + 4, sizeof high);
  return low | (uint64_t)high << 32;
}
static inline void fl_put_needs(fl_fan *fan, uint64_t word) {
  const uint32_t low = (uint32_t)word;
  const uint16_t high = (uint16_t)(word >> 32);
  memcpy(fan->need, &low, sizeof low);
  memcpy(fan->need + 4, &high, sizeof high);
}
static inline uint32_t fl_need_level(uint64_t needs, uint32_t category) {
  return (uint32_t)(needs >> (4 * category)) & 15u;
}

// Time since the first order, in months of the run: fl_fan.cohort, read in month `month` of it.
typedef enum fl_tenure {
  FL_TENURE_NONE,    // no order yet
  FL_TENURE_MONTH,   // this month
  FL_TENURE_QUARTER, // 1 to 3 months ago
  FL_TENURE_YEAR,    // 4 to 12
  FL_TENURE_OLDER,   // more
  FL_TENURE_BEFORE,  // before the run
  FL_TENURES
} fl_tenure;
static inline fl_tenure fl_tenure_of(uint32_t month, uint32_t cohort) {
  if (cohort == 255) return FL_TENURE_NONE;
  if (cohort == 0) return FL_TENURE_BEFORE;
  const uint32_t ago = month + 1 > cohort ? month + 1 - cohort : 0;
  return ago == 0 ? FL_TENURE_MONTH : ago <= 3 ? FL_TENURE_QUARTER : ago <= 12 ? FL_TENURE_YEAR : FL_TENURE_OLDER;
}

// A relation's tier, read off behaviour: 0 passer-by, 1 medium, 2 heavy.
static inline uint32_t fl_tier_of(uint32_t recent_orders, uint32_t heavy_from) {
  return (uint32_t)(recent_orders >= heavy_from) + (recent_orders > 0); // heavy_from >= 1
}

// x rounded to a whole number at random, so that the mean is kept: u is uniform on [0, 1).
static inline uint32_t fl_round_at_random(float x, float u) {
  return (uint32_t)(x + u);
}

#endif
