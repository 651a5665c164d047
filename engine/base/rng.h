// Counter-based random numbers: a draw is a pure function of (seed, run, stream, day, agent, k).
//
// Philox4x32 with 7 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", table 2: passes BigCrush), from
// Random123. Adding a draw to one mechanism moves no other, because each has its own stream or its own k.
#ifndef FANLOOP_RNG_H
#define FANLOOP_RNG_H

#include <Random123/philox.h>
#include <assert.h>
#include <stdint.h>

enum {
#define FL_STREAM(name, number, what) FL_STREAM_##name = (number),
#include "base/streams.def"
#undef FL_STREAM
};

// In the place of the day: a draw that stays for the whole run.
#define FL_LASTING UINT32_MAX

// The stream of outcomes of placebo 0..15, apart from all other streams.
#define FL_OUTCOMES(placebo) (FL_STREAM_OUTCOME + 16 * (uint32_t)(placebo))
#define FL_STREAM(name, number, what)                                                                                              \
  static_assert((number) > 0 && (number) < 256, #name ": a stream has eight bits");                                                \
  static_assert((number) % 16 != FL_STREAM_OUTCOME || (number) == FL_STREAM_OUTCOME,                                               \
                #name ": outcomes of a placebo have this number");
#include "base/streams.def"
#undef FL_STREAM

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
// The same with numbers k of 24 bits, in words.
void fl_draw_each(const fl_key *key, uint32_t stream, uint32_t day, const uint32_t *agent, const uint32_t *k, uint32_t n,
                  fl_block *out);
// How many these draw at a time here: 1, 4 or 8. For tests, fl_draw_each with so many or fewer.
uint32_t fl_draw_lanes(void);
void fl_draw_by(uint32_t lanes, const fl_key *key, uint32_t stream, uint32_t day, const uint32_t *agent, const uint32_t *k,
                uint32_t n, fl_block *out);

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
