// What pass 1 of a day works with: a batch of fans who are handled stage by stage, so that each stage is one flat loop over them or
// over their visits. fan_day.c finds out who is active and plans the visits, visit.c lives them.
#ifndef FANLOOP_FAN_DAY_H
#define FANLOOP_FAN_DAY_H

#include "mechanisms/choice.h"
#include "world/internal.h"

enum {
  FL_BATCH = 64, // fans: their records and all that follows stay in the first-level cache
  FL_LIST_MOST = FL_PUBLIC_MOST > FL_SLOTS ? FL_PUBLIC_MOST : FL_SLOTS, // of one source
  FL_VISITS_MOST = FL_BATCH * (FL_SLOTS + FL_FLOWS * FL_PUBLIC_MOST + FL_SHELF_MOST),
  FL_BANDS_ROOM = 32,            // trust bands, rounded up
  FL_FAN_TIERS_ROOM = 4,         // tiers of the relation, likewise
  FL_PADDED = FL_VISITS_MOST + 8 // lists are written eight at a time
};

// Bits of fl_visitor.tiers_seen: a byte for each set of tiers
enum { FL_SEEN_TIERS = 8, FL_SEEN_FAN_TIERS = FL_SEEN_TIERS * FL_SOURCES };

// An active fan of the batch.
typedef struct fl_visitor {
  fl_chooser chooser;
  fl_fan *fan;
  uint64_t rooms_seen; // two bits a room: what is not set was not met
  float minutes_left;
  uint32_t index, city, id;
  uint32_t note;             // FL_NOTE_* bits of the person, for every claim
  uint16_t end[FL_SOURCES];  // of the fan's visits in the list of each source
  uint8_t planned[FL_FLOWS]; // visits of each flow
  uint8_t due_count;         // how many
  uint16_t due;              // categories in which a need is due, when pages of the shelf are planned
  float browse, pages;       // pages that the fan opens for browsing, and all that are to be expected
  uint64_t tiers_seen;       // bits: tiers of rooms from FL_SEEN_TIERS x source on, of relations from FL_SEEN_FAN_TIERS on
  uint16_t packet;           // minute of claiming a red packet, as a uniform number
  uint8_t visits, claimed;
  uint8_t segment; // city tier x 16 + age and taste
  // M21, on days with seeding only: seeds that are ripe in the room that planted them alone, as a mask; categories that are looked for on
  // the shelf; quanta of need a day, 0 of who is no shopper
  uint8_t bound;
  uint16_t searched;
  uint32_t generation;
  float need_rate;
  float until; // minutes of visits without an order until the next wish; endless of who is no shopper
} fl_visitor;

// Visits of one source, in order of fan and of their place in the day. The words of a visit's random block:
//   0  dwell 10 bits, minute 11, spare 3, part of the day 8     1  choice 8 (which offer; rounding), purchase 24
//   2  follow, or return of a dormant follower, 32              3  public, paid: which room 32; private: flash 16
//   2  shelf: page 16, category 16                              3  shelf: field, and which need or slot, 32
typedef struct fl_visit {
  fl_block draw;
  uint32_t room;
  uint8_t visitor;
  uint8_t at;    // private: slot; public, paid, shelf: part of the day
  uint8_t field; // of the shelf; of a page `room` is its number; public: FL_REFERRED, or 0; private: 0
  uint8_t slot;  // of a shop page
} fl_visit;

enum { FL_REFERRED = 1 }; // the fan was told of the room

typedef struct fl_visit_list {
  uint32_t count;
  fl_visit items[FL_BATCH * FL_LIST_MOST + 8];
} fl_visit_list;

// Counts in agents of one block, which has one weight; they enter the worker's counts when the block is done.
typedef struct fl_block_counts {
  int64_t active;
#define FL_BLOCK_COUNT(member, array) int64_t member array;
#include "world/block_counts.def"
#undef FL_BLOCK_COUNT
  int64_t source_uv[FL_SOURCES], tier_uv[FL_SOURCES][FL_ROOM_TIERS], fan_tier_uv[FL_FAN_TIERS];
  int64_t shelf[FL_SHELF_FIELDS][2];                             // pages, seconds
  int64_t seconds[FL_SOURCES][FL_ROOM_TIERS][FL_FAN_TIERS_ROOM]; // by source, tier of the room and of the relation
  uint32_t bands[FL_FAN_TIERS][FL_BANDS_ROOM];                   // visits by tier of the relation and trust band
} fl_block_counts;

// The counts of a block enter the worker's, times the weight of its fans. In a file of its own, so that what is done once a block does
// not take registers from what is done for every fan.
void fl_post_block(const fl_block_counts *block, int64_t weight, fl_tally *into);

typedef struct fl_fan_batch {
  const fl_step *step;
  fl_counts *counts;
  fl_block_counts sums;
  int64_t weight;
  uint32_t stratum, block;
  fl_post *claims; // of the block
  uint32_t claim_count;
  uint32_t visitors;
  fl_visitor visitor[FL_BATCH];
  fl_visit_list list[FL_SOURCES];
} fl_fan_batch;

// The kernel is compiled four times: for any machine and (fan_day_wide.c) for those with AVX2; and each for ordinary days and
// (fan_day_more.c, fan_day_more_wide.c) for those on which mechanisms are on that few worlds have: word of mouth, rights of buyers, rivals,
// rooms that are aimed, goods met elsewhere, waits for goods, seeding, calls to followers, galas (fl_stage_fans in kernel.c has the list).
// What asks for one of these stands behind FL_MORE, and is not there in the former.
#ifndef FL_KERNEL
#define FL_KERNEL(name) name
#define FL_MORE         0
#endif

// Lives the planned visits of all visitors of the batch, private ones first, and leaves claims in order of fan.
void FL_KERNEL(fl_visits)(fl_fan_batch *batch);
// The day of one block of fans; `world` is an fl_world, as a task of fl_parallel wants it.
void FL_KERNEL(fl_fan_block)(void *world, uint32_t block, uint32_t worker);

#endif
