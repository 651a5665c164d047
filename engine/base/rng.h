// Counter-based random numbers: a draw is a pure function of (seed, run, stream, day, agent, k).
//
// Philox4x32 with 7 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", table 2: passes BigCrush), from
// Random123. Adding a draw to one mechanism moves no other, because each has its own stream or its own k.
#ifndef FANLOOP_RNG_H
#define FANLOOP_RNG_H

#include <Random123/philox.h>
#include <stdint.h>

// Streams. Append only: a number that moves changes every result.
enum {
  FL_STREAM_TRAIT = 1,    // fixed traits of a fan; k = generation
  FL_STREAM_DAY = 2,      // activity, minutes, life, private visits; k = block
  FL_STREAM_VISIT = 3,    // one block a visit; k = visit of the day
  FL_STREAM_NEED = 4,     // which categories a need arises in; k = block
  FL_STREAM_CLAIM = 5,    // order of claims within a minute; k = room's low bits
  FL_STREAM_SETTLE = 6,   // lag and lateness of an order; k = room's low bits
  FL_STREAM_OUTCOME = 7,  // delivered quality and what follows; k = room's low bits
  FL_STREAM_ROOM = 8,     // a room's day; agent = room
  FL_STREAM_BUILD = 9,    // building the world
  FL_STREAM_START = 10,   // stationary start of a fan; k = block
  FL_STREAM_LIST = 11,    // which offers a subsidy lists; agent = offer
  FL_STREAM_SELLER = 14,  // what a seller tries; agent = brand
  FL_STREAM_SHELF = 13,   // order of goods on the shelf; agent = stratum, field and category
  FL_STREAM_RIGHTS = 20,  // M07: credit of a fan and cover of an offer (day FL_LASTING), claims of an order
  FL_STREAM_GOVERN = 21,  // M06: listings, reports, attempts to come back; who is tempted (day FL_LASTING)
  FL_STREAM_WORD = 25,    // word of mouth: visits to rooms that fans were told of; k = visit of the day
  FL_STREAM_KNOWN = 26,   // how late a fan hears of a brand, once for ever; k = brand
  FL_STREAM_VOTE = 22,    // who votes for which host; one block a fan
  FL_STREAM_OUTSIDE = 24, // needs met on other platforms: because of a rival or not; who stays there
  FL_STREAM_AIM = 40,    // M16: whether a visit is accepted, k = 4 x visit + try; who is shown a room; who applies (day FL_LASTING)
  FL_STREAM_HOST = 27,   // M20: what a host is like, who is on air, who leaves; fans who learn of it, or came for a star
  FL_STREAM_RECALL = 28, // M14: which orders have a defect, when it shows, whom a recall reaches; what they choose
  FL_STREAM_DEAL =
      41, // M12: which goods hosts look at and take (agent = offer); who sells goods of others, which are in the pool (day FL_LASTING)
  FL_STREAM_SUPPLY = 29,   // M13: what a style is like, what sellers get wrong; who cancels
  FL_STREAM_SEED = 44,     // M21: what a visit plants, k = visit of the day, and its life, k + 64; quotas (day FL_LASTING, or year)
  FL_STREAM_PROVIDER = 45, // M19: taste of a seller for a provider, and what it is worth to it (day FL_LASTING)
  FL_STREAM_SCRIPT = 12    // math.random of a scenario; agent = hook, k = block of two draws
};

// In the place of the day: a draw that stays for the whole run.
#define FL_LASTING UINT32_MAX

// The stream of outcomes of placebo 0..15, apart from all streams above.
#define FL_OUTCOMES(placebo) (FL_STREAM_OUTCOME + 16 * (uint32_t)(placebo))

typedef struct fl_key {
  uint32_t seed_low, seed_high, run;
} fl_key;

typedef struct fl_block {
  uint32_t u[4];
} fl_block;

static inline fl_block fl_draw(const fl_key *key, uint32_t stream, uint32_t day, uint32_t agent, uint32_t k) {
  const philox4x32_ctr_t counter = {{agent, day, (stream << 24) | (k & 0xffffffu), key->run}};
  const philox4x32_key_t seed = {{key->seed_low, key->seed_high}};
  const philox4x32_ctr_t r = philox4x32_R(7, counter, seed);
  fl_block out = {{r.v[0], r.v[1], r.v[2], r.v[3]}};
  return out;
}

// out[i] = fl_draw(key, stream, day, agent[i], k[i]) for i < n, several at a time where the machine can. Same bits.
void fl_draw_many(const fl_key *key, uint32_t stream, uint32_t day, const uint32_t *agent, const uint8_t *k, uint32_t n,
                  fl_block *out);

// Uniform on (0, 1), 32 bits.
static inline double fl_unit(uint32_t u) {
  return ((double)u + 0.5) * 0x1p-32;
}
// Uniform on [0, 1), 24 bits: exact in a float.
static inline float fl_unitf(uint32_t u) {
  return (float)(u >> 8) * 0x1p-24f;
}
// The probability p as a threshold: u < fl_below(p) happens with probability p. p is clamped to 0..1.
static inline uint32_t fl_below(double p) {
  if (!(p > 0)) return 0;
  if (p >= 1) return UINT32_MAX;
  return (uint32_t)(p * 0x1p32);
}
// The same in 16 bits, 0..65536: u16 < fl_below16(p); 0 never and 1 always.
static inline uint32_t fl_below16(double p) {
  if (!(p > 0)) return 0;
  if (p >= 1) return 65536;
  return (uint32_t)(p * 65536.0);
}
// A share in 16 bits, 0..65535, for tables.
static inline uint16_t fl_share16(double p) {
  const uint32_t below = fl_below16(p);
  return (uint16_t)(below - (below >> 16));
}

#endif
