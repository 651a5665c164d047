// Small vectors of fixed width, in the notation that GCC and Clang share, and byte masks. Each operation here is exact: the same bits
// whatever instructions the compiler picks.
#ifndef FANLOOP_LANES_H
#define FANLOOP_LANES_H

#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef uint8_t fl_u8x8 __attribute__((vector_size(8)));
typedef int8_t fl_i8x8 __attribute__((vector_size(8)));
typedef uint16_t fl_u16x8 __attribute__((vector_size(16)));
typedef int16_t fl_i16x8 __attribute__((vector_size(16)));
typedef float fl_f32x4 __attribute__((vector_size(16)));
typedef int32_t fl_i32x4 __attribute__((vector_size(16)));

// High halves of the eight 32-bit products.
static inline fl_u16x8 fl_mul_high(fl_u16x8 a, fl_u16x8 b) {
#ifdef __SSE2__
  return (fl_u16x8)_mm_mulhi_epu16((__m128i)a, (__m128i)b);
#else
  fl_u16x8 out;
  for (int i = 0; i < 8; i++) out[i] = (uint16_t)((uint32_t)a[i] * b[i] >> 16);
  return out;
#endif
}

// table[index[i]] for each lane, one by one: the gather of AVX2, slowed down on many processors since 2023 to keep secrets, takes a tenth
// of a fan-day more.
static inline fl_u16x8 fl_lookup8(const uint16_t *table, fl_u16x8 index) {
  fl_u16x8 out;
  for (int i = 0; i < 8; i++) out[i] = table[index[i]];
  return out;
}

// Bit i is set where byte i of a mask (0 or -1 each) is.
static inline uint32_t fl_mask_bits(fl_i8x8 mask) {
  uint64_t bytes;
  memcpy(&bytes, &mask, sizeof bytes);
  return (uint32_t)((bytes & 0x8040201008040201u) * 0x0101010101010101u >> 56);
}

// How many of the eight bytes are below `limit`, 1..255.
static inline uint32_t fl_bytes_below(uint64_t bytes, uint32_t limit) {
  fl_u8x8 lanes;
  memcpy(&lanes, &bytes, sizeof lanes);
  const fl_i8x8 below = (fl_i8x8)(lanes < (uint8_t)limit);
  uint64_t mask;
  memcpy(&mask, &below, sizeof mask);
  return (uint32_t)((mask & 0x0101010101010101u) * 0x0101010101010101u >> 56);
}

// Lane by lane: where mask is -1 yes, where it is 0 no.
static inline fl_f32x4 fl_pick4(fl_i32x4 mask, fl_f32x4 yes, fl_f32x4 no) {
  return (fl_f32x4)((mask & (fl_i32x4)yes) | (~mask & (fl_i32x4)no));
}

// Tables over all bytes: what would be a loop over set bits becomes one load.
typedef struct fl_byte_tables {
  uint64_t places[256]; // the set bits' numbers in rising order, one a byte
  uint64_t spread[256]; // byte i is bit i
  uint8_t count[256];   // set bits
} fl_byte_tables;

static inline void fl_byte_tables_fill(fl_byte_tables *t) {
  memset(t, 0, sizeof *t);
  for (uint32_t byte = 0; byte < 256; byte++)
    for (uint32_t i = 0; i < 8; i++) {
      if (!(byte >> i & 1u)) continue;
      t->places[byte] |= (uint64_t)i << (8 * t->count[byte]++);
      t->spread[byte] |= (uint64_t)1 << (8 * i);
    }
}

#endif
