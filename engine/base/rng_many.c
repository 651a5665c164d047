// Philox4x32-7 for many counters at a time. Each 64-bit lane holds one word of one counter in its low half, so that a product is one
// instruction that leaves the two halves where the next round wants them; what stands in the high halves is never read.
#include "base/rng.h"

#include <stdbool.h>
#include <string.h>

typedef struct counters {
  uint32_t stream, day;
  const uint32_t *agent;
  const uint8_t *k;
} counters;

static void draw_plain(const fl_key *key, const counters *c, uint32_t n, fl_block *out) {
  for (uint32_t i = 0; i < n; i++) out[i] = fl_draw(key, c->stream, c->day, c->agent[i], c->k[i]);
}

#ifdef __x86_64__
#include <immintrin.h>

enum { ROUNDS = 7, MOST_GROUPS = 2 };
#define MULTIPLY_0 0xD2511F53
#define MULTIPLY_1 0xCD9E8D57
#define WEYL_0     0x9E3779B9u
#define WEYL_1     0xBB67AE85u

__attribute__((target("avx2"))) static inline void round_4(__m256i w[4], uint32_t key_0, uint32_t key_1) {
  const __m256i a = _mm256_mul_epu32(w[0], _mm256_set1_epi64x(MULTIPLY_0));
  const __m256i b = _mm256_mul_epu32(w[2], _mm256_set1_epi64x(MULTIPLY_1));
  w[0] = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(b, 32), w[1]), _mm256_set1_epi64x(key_0));
  w[2] = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(a, 32), w[3]), _mm256_set1_epi64x(key_1));
  w[1] = b;
  w[3] = a;
}

// Agent and k of four counters, a word to a lane.
__attribute__((target("avx2"))) static inline __m256i load_agents(const uint32_t *agent) {
  return _mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i *)(const void *)agent));
}
__attribute__((target("avx2"))) static inline __m256i load_k(const uint8_t *k) {
  int32_t four;
  memcpy(&four, k, sizeof four);
  return _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four));
}

// Words of four counters side by side -> four blocks one after the other.
__attribute__((target("avx2"))) static inline void store_4(const __m256i w[4], fl_block *out) {
  const __m256i low = _mm256_blend_epi32(w[0], _mm256_slli_epi64(w[1], 32), 0xaa);
  const __m256i high = _mm256_blend_epi32(w[2], _mm256_slli_epi64(w[3], 32), 0xaa);
  const __m256i even = _mm256_unpacklo_epi64(low, high), odd = _mm256_unpackhi_epi64(low, high);
  __m128i *to = (__m128i *)(void *)out;
  _mm_storeu_si128(to, _mm256_castsi256_si128(even));
  _mm_storeu_si128(to + 1, _mm256_castsi256_si128(odd));
  _mm_storeu_si128(to + 2, _mm256_extracti128_si256(even, 1));
  _mm_storeu_si128(to + 3, _mm256_extracti128_si256(odd, 1));
}

// `groups` times four counters at once: one group alone would wait for its own products.
__attribute__((target("avx2"), always_inline)) static inline void draw_groups(const fl_key *key, const counters *c, uint32_t at,
                                                                              uint32_t groups, fl_block *out) {
  __m256i w[MOST_GROUPS][4];
  for (uint32_t g = 0; g < groups; g++) {
    w[g][0] = load_agents(c->agent + at + 4 * g);
    w[g][1] = _mm256_set1_epi64x(c->day);
    w[g][2] = _mm256_or_si256(_mm256_set1_epi64x(c->stream << 24), load_k(c->k + at + 4 * g));
    w[g][3] = _mm256_set1_epi64x(key->run);
  }
  uint32_t key_0 = key->seed_low, key_1 = key->seed_high;
  for (int r = 0; r < ROUNDS; r++, key_0 += WEYL_0, key_1 += WEYL_1)
    for (uint32_t g = 0; g < groups; g++) round_4(w[g], key_0, key_1);
  for (uint32_t g = 0; g < groups; g++) store_4(w[g], out + at + 4 * g);
}

__attribute__((target("avx2"))) static void draw_avx2(const fl_key *key, const counters *c, uint32_t n, fl_block *out) {
  uint32_t at = 0;
  for (; at + 4 * MOST_GROUPS <= n; at += 4 * MOST_GROUPS) draw_groups(key, c, at, MOST_GROUPS, out);
  for (; at + 4 <= n; at += 4) draw_groups(key, c, at, 1, out);
  if (at == n) return;
  uint32_t agent[4] = {0};
  uint8_t k[4] = {0};
  fl_block four[4];
  memcpy(agent, c->agent + at, (n - at) * sizeof *agent);
  memcpy(k, c->k + at, n - at);
  draw_groups(key, &(counters){c->stream, c->day, agent, k}, 0, 1, four);
  memcpy(out + at, four, (n - at) * sizeof *out);
}

static bool wide(void) {
  return __builtin_cpu_supports("avx2");
}

#else

static bool wide(void) {
  return false;
}
static void draw_avx2(const fl_key *key, const counters *c, uint32_t n, fl_block *out) {
  draw_plain(key, c, n, out);
}

#endif

void fl_draw_many(const fl_key *key, uint32_t stream, uint32_t day, const uint32_t *agent, const uint8_t *k, uint32_t n,
                  fl_block *out) {
  const counters c = {stream, day, agent, k};
  if (wide())
    draw_avx2(key, &c, n, out);
  else
    draw_plain(key, &c, n, out);
}
