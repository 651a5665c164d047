// Everything that acts: fans in blocks, rooms, offers and brands as struct of arrays, and what is in the post.
#ifndef FANLOOP_AGENTS_H
#define FANLOOP_AGENTS_H

#include "agents/distribution.h"
#include "agents/fan.h"
#include "agents/hosts.h"
#include "agents/scores.h"
#include "agents/supply.h"

#include <stdbool.h>

enum {
  FL_BLOCK_FANS = 4096, // fans of one task: 256 KiB, half of a level-2 cache
  FL_NO_POLICY = 0xffff
};

typedef struct fl_rooms {
  uint32_t count;
#define FL_ROOM(type, name, doc) type *name;
#include "agents/rooms.def"
#undef FL_ROOM
} fl_rooms;

typedef struct fl_offers {
  uint32_t count; // rooms x FL_OFFERS
#define FL_OFFER(type, name, doc) type *name;
#include "agents/offers.def"
#undef FL_OFFER
} fl_offers;

// fl_brands.state: who waits has not entered yet
typedef enum fl_seller_state { FL_IN_BUSINESS, FL_WAITS, FL_LEFT } fl_seller_state;

typedef struct fl_brands {
  uint32_t count;
#define FL_BRAND(type, name, doc) type *name;
#include "agents/brands.def"
#undef FL_BRAND
} fl_brands;

// A claim of today or a parcel of an earlier day: 16 bytes.
typedef struct fl_post {
  uint16_t fan;   // within the block
  uint16_t when;  // claim: minute of day; parcel: day it is due
  uint32_t what;  // FL_POST_* bits
  uint32_t note;  // claim: FL_NOTE_* bits; parcel: FL_PARCEL_PAID and what follows
  uint32_t count; // parcel: real orders; claim: its number among those of the fan and day
} fl_post;
static_assert(sizeof(fl_post) == 16, "four to a cache line");

enum {
  FL_POST_ROOM = 0xfffff, // room
  FL_POST_OFFER = 20,     // 2 bits: offer of the room
  FL_POST_SOURCE = 22,    // 2 bits
  FL_POST_SUBSIDISED = 1 << 24,
  FL_POST_KEEP = 1 << 25,     // would buy without the subsidy as well
  FL_POST_HAS_NEXT = 1 << 26, // would take the next best offer
  FL_POST_NEXT = 27,          // 2 bits: that offer
  FL_POST_VOUCHER = 1 << 29,  // uses the fan's red packet
  FL_POST_PACKET = 1 << 30,   // claim of a red packet, not an order; room holds the policy
  FL_POST_RESALE = 31         // 1 bit: bought with the subsidy for resale, without need
};

// A parcel's `what`: room and offer as in a claim, then
enum {
  FL_PARCEL_SUBSIDISED = 1 << 22,
  FL_PARCEL_LATE = 1 << 23,
  FL_PARCEL_OWN = 1 << 24, // the part of a split order that changed the agent: its outcome changes the agent too
  FL_PARCEL_USED = 25,     // 2 bits: quanta of need that the order used, a wish (seeds.h) among them
  FL_PARCEL_LAG = 27       // 5 bits: days from the order to the delivery
};
enum { FL_MAX_LAG = 31 };
// Of an order that was delivered with a defect, and waits with a lag of 0 until that shows: its buyer is called on that day; its buyer was
// counted as a detractor when it was delivered.
enum { FL_PARCEL_CALLED = FL_PARCEL_LATE, FL_PARCEL_DETRACTOR = FL_PARCEL_SUBSIDISED };
// A parcel's `note`
enum {
  FL_PARCEL_PAID = 0x7ffffff, // fen that the fan paid for one real order
  FL_PARCEL_SHELF = 1 << 27,  // bought on the shelf
  FL_PARCEL_FIELD = 28,       // 2 bits: in which field
  FL_PARCEL_CARD = 30,        // the fan held the trust card
  FL_PARCEL_FIRST = 31        // and had not bought there: both where rights cover goods
};

enum {
  FL_NOTE_TRUST = 0xfff, // trust of the relation at the visit, 12 bits
  FL_NOTE_TIER = 12,     // 2 bits: tier of the relation
  FL_NOTE_BOUGHT = 14,   // had bought in the room before
  FL_NOTE_IMPULSE = 15,  // without a due need
  FL_NOTE_KNOWN = 16,    // the fan has a relation to the room
  FL_NOTE_SAMPLE = 17,   // the fan's orders are logged one by one
  FL_NOTE_CITY = 18,     // 2 bits: city tier
  FL_NOTE_BUDGET = 20,   // 8 bits: quantile of the fan's budget
  FL_NOTE_FIELD = 29,    // 2 bits: field of the shelf
  FL_NOTE_CARD = 31,     // the fan holds the trust card
  FL_NOTE_BY_AD = 28     // the relation was won by paid traffic on an earlier day
};

// The posts of one block, in order of fan. Parcels come first, today's claims behind them.
typedef struct fl_queue {
  fl_post *posts;
  uint32_t parcels, count, capacity;
} fl_queue;

typedef struct fl_agents {
  uint32_t fan_count, block_count;
  uint32_t focus_blocks; // the first blocks, all of focus weight
  int64_t weight, focus_weight;
  double population, catchment; // real fans: of the world, of the focus blocks
  fl_fan *fans;
  fl_queue *queues; // one a block
  fl_rooms rooms;
  fl_offers offers;
  fl_brands brands;
  fl_scores scores;             // empty where scores.kept is off
  fl_hosts hosts;               // empty where hosts.kept is off
  fl_distribution distribution; // empty where nobody sells goods of others
  fl_supply supply;             // empty where supply.form is none
  bool reversed;                // for the test that results do not hang on the order in memory: fan i is number count - 1 - i
} fl_agents;

static inline int64_t fl_weight_of(const fl_agents *agents, uint32_t block) {
  return block < agents->focus_blocks ? agents->focus_weight : agents->weight;
}

// A focus world holds the public and the followers of the focus rooms in the catchment. Factors on the weights of focus rooms and of
// all others, by which things are drawn inside (`catchment`) or outside of it, when focus rooms have `share` of the whole: the sum of
// weights stays, and so do the real numbers of every room. A catchment too small for them (share x population > catchment) is filled.
typedef struct fl_concentrated {
  double focus, others;
} fl_concentrated;
static inline fl_concentrated fl_concentrate(const fl_agents *agents, double share, bool catchment) {
  if (agents->focus_blocks == 0) return (fl_concentrated){1, 1};
  if (!catchment) return (fl_concentrated){0, share < 1 ? 1 / (1 - share) : 0};
  const double times = agents->population / agents->catchment, most = share * times < 1 ? times : 1 / share;
  return (fl_concentrated){most, share < 1 ? (1 - share * most) / (1 - share) : 0};
}

// Tier of a room by displayed followers of one real room (facts 4).
uint32_t fl_room_tier(int64_t followers);

// Allocates the columns for these counts, zeroed. False when memory is out; fl_agents_free either way.
bool fl_agents_alloc(fl_agents *agents, uint32_t fans, uint32_t rooms, uint32_t brands);
// Allocates the columns of the three scores, zeroed, for rooms that have been allocated. False when memory is out.
bool fl_scores_alloc(fl_agents *agents);
// The same for the columns of hosts, and of distribution.
bool fl_hosts_alloc(fl_agents *agents);
bool fl_distribution_alloc(fl_agents *agents);
// And for those of supply.
bool fl_supply_alloc(fl_agents *agents);
void fl_agents_free(fl_agents *agents);
// Bytes held by the columns, the fans and the queues.
int64_t fl_agents_bytes(const fl_agents *agents);
int64_t fl_queue_bytes(const fl_agents *agents);
// Makes room for `more` posts behind what the queue holds. False when memory is out.
bool fl_queue_reserve(fl_queue *queue, uint32_t more);

#endif
