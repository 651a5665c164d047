// Philox4x32-7 for many counters at a time: rng_lanes.h, once for each set of instructions.
#include "base/rng.h"

#include <stdbool.h>
#include <string.h>

typedef struct counters {
  uint32_t stream, day;
  const uint32_t *agent;
  const uint8_t *k;
  const uint32_t *wide_k; // in place of k where it is not NULL
} counters;

// Counters [at, at + count), one by one.
static void draw_plain(const fl_key *key, const counters *c, uint32_t at, uint32_t count, fl_block *out) {
  for (uint32_t i = at; i < at + count; i++)
    out[i] = fl_draw(key, c->stream, c->day, c->agent[i], c->wide_k ? c->wide_k[i] : c->k[i]);
}

#ifdef __x86_64__
#include <immintrin.h>

enum { ROUNDS = 7 };
#define MULTIPLY_0 0xD2511F53u
#define MULTIPLY_1 0xCD9E8D57u
#define WEYL_0     0x9E3779B9u
#define WEYL_1     0xBB67AE85u

// ---- AVX2: four at a time -------------------------------------------------------------------------------------------------------

__attribute__((target("avx2"))) static inline __m256i words_4(const uint32_t *word) {
  return _mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i *)(const void *)word));
}
__attribute__((target("avx2"))) static inline __m256i bytes_4(const uint8_t *byte) {
  int32_t four;
  memcpy(&four, byte, sizeof four);
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

static void left_of_4(const fl_key *key, const counters *c, uint32_t at, uint32_t count, fl_block *out);

#define NAME           draw_4
#define TARGET         "avx2"
#define LANES          4
#define GROUPS         2
#define VECTOR         __m256i
#define SET(x)         _mm256_set1_epi64x(x)
#define OR             _mm256_or_si256
#define MULTIPLY       _mm256_mul_epu32
#define HIGH(x)        _mm256_srli_epi64(x, 32)
#define XOR_3(a, b, c) _mm256_xor_si256(_mm256_xor_si256(a, b), c)
#define AGENTS         words_4
#define BYTES          bytes_4
#define STORE          store_4
#define LEFT           left_of_4
#include "base/rng_lanes.h"

// Fewer than four: a vector that is filled up.
static void left_of_4(const fl_key *key, const counters *c, uint32_t at, uint32_t count, fl_block *out) {
  uint32_t agent[4] = {0}, k[4] = {0};
  fl_block four[4];
  for (uint32_t i = 0; i < count; i++) {
    agent[i] = c->agent[at + i];
    k[i] = c->wide_k ? c->wide_k[at + i] : c->k[at + i];
  }
  draw_4(key, &(counters){.stream = c->stream, .day = c->day, .agent = agent, .wide_k = k}, 0, 4, four);
  memcpy(out + at, four, count * sizeof *out);
}

// ---- AVX-512: eight at a time ---------------------------------------------------------------------------------------------------

__attribute__((target("avx512f"))) static inline __m512i words_8(const uint32_t *word) {
  return _mm512_cvtepu32_epi64(_mm256_loadu_si256((const __m256i *)(const void *)word));
}
__attribute__((target("avx512f"))) static inline __m512i bytes_8(const uint8_t *byte) {
  int64_t eight;
  memcpy(&eight, byte, sizeof eight);
  return _mm512_cvtepu8_epi64(_mm_cvtsi64_si128(eight));
}
__attribute__((target("avx512f"))) static inline void store_8(const __m512i w[4], fl_block *out) {
  const __m512i low = _mm512_mask_blend_epi32(0xaaaa, w[0], _mm512_slli_epi64(w[1], 32));
  const __m512i high = _mm512_mask_blend_epi32(0xaaaa, w[2], _mm512_slli_epi64(w[3], 32));
  const __m512i first = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), second = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
  _mm512_storeu_si512((void *)out, _mm512_permutex2var_epi64(low, first, high));
  _mm512_storeu_si512((void *)(out + 4), _mm512_permutex2var_epi64(low, second, high));
}

#define NAME           draw_8
#define TARGET         "avx512f"
#define LANES          8
#define GROUPS         2
#define VECTOR         __m512i
#define SET(x)         _mm512_set1_epi64(x)
#define OR             _mm512_or_si512
#define MULTIPLY       _mm512_mul_epu32
#define HIGH(x)        _mm512_srli_epi64(x, 32)
#define XOR_3(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0x96)
#define AGENTS         words_8
#define BYTES          bytes_8
#define STORE          store_8
#define LEFT           draw_4
#include "base/rng_lanes.h"

uint32_t fl_draw_lanes(void) {
  return __builtin_cpu_supports("avx512f") ? 8 : __builtin_cpu_supports("avx2") ? 4 : 1;
}

static void draw(uint32_t lanes, const fl_key *key, const counters *c, uint32_t n, fl_block *out) {
  if (lanes == 8)
    draw_8(key, c, 0, n, out);
  else if (lanes == 4)
    draw_4(key, c, 0, n, out);
  else
    draw_plain(key, c, 0, n, out);
}

#else

uint32_t fl_draw_lanes(void) {
  return 1;
}
static void draw(uint32_t lanes, const fl_key *key, const counters *c, uint32_t n, fl_block *out) {
  (void)lanes;
  draw_plain(key, c, 0, n, out);
}

#endif

void fl_draw_by(uint32_t lanes, const fl_key *key, uint32_t stream, uint32_t day, const uint32_t *agent, const uint32_t *k,
                uint32_t n, fl_block *out) {
  const counters c = {.stream = stream, .day = day, .agent = agent, .wide_k = k};
  draw(lanes, key, &c, n, out);
}

void fl_draw_each(const fl_key *key, uint32_t stream, uint32_t day, const uint32_t *agent, const uint32_t *k, uint32_t n,
                  fl_block *out) {
  fl_draw_by(fl_draw_lanes(), key, stream, day, agent, k, n, out);
}

void fl_draw_many(const fl_key *key, uint32_t stream, uint32_t day, const uint32_t *agent, const uint8_t *k, uint32_t n,
                  fl_block *out) {
  const counters c = {.stream = stream, .day = day, .agent = agent, .k = k};
  draw(fl_draw_lanes(), key, &c, n, out);
}
