// A 128-bit digest of a stream of 64-bit words.
//
// Two lanes of 64 bits take in every word: xor (or add after a rotation) the word, multiply by an odd constant, fold the high
// half onto the low one. Each step is a bijection of the lane for a given word and of the word for a given lane, so a change of
// one word always changes both lanes. The multipliers are the golden ratio of Weyl sequences and a prime without structure;
// a read-out ends with the avalanche of a 64-bit finaliser. It finds differences and damage; it is not cryptographic: whoever
// forges a file can forge its digest.
#ifndef FANLOOP_BASE_DIGEST_H
#define FANLOOP_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define FL_LANE_A UINT64_C(0x9E3779B97F4A7C15)
#define FL_LANE_B UINT64_C(0xD1B54A32D192ED03)

static inline void fl_absorb_begin(uint64_t lanes[2]) {
  lanes[0] = FL_LANE_B;
  lanes[1] = FL_LANE_A;
}

static inline void fl_absorb(uint64_t lanes[2], uint64_t word) {
  const uint64_t a = (lanes[0] ^ word) * FL_LANE_A;
  const uint64_t b = (((lanes[1] << 27) | (lanes[1] >> 37)) + word) * FL_LANE_B;
  lanes[0] = a ^ (a >> 32);
  lanes[1] = b ^ (b >> 29);
}

// Its length in bytes and then the bytes, eight to a word, little endian, the last word filled up with zeros.
static inline void fl_absorb_text(uint64_t lanes[2], const char *text, size_t size) {
  fl_absorb(lanes, size);
  for (size_t from = 0; from < size; from += 8) {
    uint64_t word = 0;
    for (size_t i = from; i < size && i < from + 8; i++) word |= (uint64_t)(unsigned char)text[i] << (8 * (i - from));
    fl_absorb(lanes, word);
  }
}

static inline uint64_t fl_avalanche(uint64_t x) {
  x = (x ^ (x >> 31)) * UINT64_C(0x7FB5D329728EA185);
  x = (x ^ (x >> 27)) * UINT64_C(0x81DADEF4BC2DD44D);
  return x ^ (x >> 33);
}

#endif
