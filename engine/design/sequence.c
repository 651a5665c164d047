#include "design/sequence.h"

#include <gsl/gsl_qrng.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 32, TOGETHER = 7 }; // a draw of 128 bits holds the 127 flips of a tree of seven digits

// How one dimension of Halton's sequence counts.
typedef struct wheel {
  uint32_t base, digits; // as many digits as 32 bits take
  double whole;          // base^digits, below 2^44: exact
  uint16_t *permuted;    // [digits][base], the last digit of the counter first
} wheel;

struct fl_sequence {
  size_t dimensions;
  uint32_t index; // of the next point
  fl_key key;
  wheel *wheels; // [dimensions]; NULL: Sobol
  uint16_t *permutations;
  gsl_qrng *sobol; // the points behind the origin, not scrambled
};

static fl_sequence *open_sequence(size_t dimensions, const fl_key *key, size_t most) {
  if (dimensions == 0 || dimensions > most) return NULL;
  fl_sequence *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->dimensions = dimensions;
  s->key = *key;
  return s;
}

void fl_sequence_close(fl_sequence *s) {
  if (!s) return;
  if (s->sobol) gsl_qrng_free(s->sobol);
  free(s->wheels);
  free(s->permutations);
  free(s);
}

// ---- Sobol ----------------------------------------------------------------------------------------------------------------------

fl_sequence *fl_sequence_sobol(size_t dimensions, const fl_key *key) {
  fl_sequence *s = open_sequence(dimensions, key, FL_SOBOL_MOST);
  if (s && (s->sobol = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)dimensions))) return s;
  fl_sequence_close(s);
  return NULL;
}

// Flips the binary digits of x, the first first: each by a random bit of its own for every beginning x can have before it. The bits
// of seven digits in a row are a tree in heap order, node 1 their first.
static uint32_t scramble(const fl_key *key, uint32_t dimension, uint32_t x) {
  uint32_t out = 0;
  for (uint32_t depth = 0; depth < BITS; depth += TOGETHER) {
    const uint32_t beginning = depth > 0 ? x >> (BITS - depth) : 0;
    const fl_block flips = fl_draw(key, FL_STREAM_DESIGN, dimension, beginning, FL_DESIGN_K_SOBOL + depth);
    uint32_t node = 1;
    for (uint32_t at = depth; at < depth + TOGETHER && at < BITS; at++) {
      const uint32_t bit = x >> (BITS - 1 - at) & 1, flip = flips.u[node / 32] >> (node % 32) & 1;
      out |= (bit ^ flip) << (BITS - 1 - at);
      node = 2 * node + bit;
    }
  }
  return out;
}

// GSL leaves the origin out, without which the points are no net.
static void next_sobol(fl_sequence *s, double *u) {
  if (s->index == 0)
    memset(u, 0, s->dimensions * sizeof *u);
  else
    gsl_qrng_get(s->sobol, u);
  for (uint32_t j = 0; j < s->dimensions; j++) u[j] = fl_unit(scramble(&s->key, j, (uint32_t)(u[j] * 0x1p32)));
}

// ---- Halton ---------------------------------------------------------------------------------------------------------------------

static uint32_t prime_after(uint32_t n) {
  for (n++;; n++) {
    uint32_t divisor = 2;
    while (divisor * divisor <= n && n % divisor != 0) divisor++;
    if (divisor * divisor > n) return n;
  }
}

static wheel wheel_of(uint32_t base) {
  wheel w = {.base = base, .whole = 1};
  for (; w.whole < 0x1p32; w.whole *= base) w.digits++;
  return w;
}

static void permute(const fl_key *key, uint32_t dimension, uint32_t digit, uint32_t base, uint16_t *to) {
  for (uint32_t i = 0; i < base; i++) to[i] = (uint16_t)i;
  for (uint32_t i = base - 1; i > 0; i--) {
    const uint32_t drawn = fl_draw(key, FL_STREAM_DESIGN, dimension, digit << 16 | i, FL_DESIGN_K_HALTON).u[0];
    const uint32_t with = (uint32_t)((uint64_t)drawn * (i + 1) >> 32);
    const uint16_t kept = to[i];
    to[i] = to[with];
    to[with] = kept;
  }
}

fl_sequence *fl_sequence_halton(size_t dimensions, const fl_key *key) {
  fl_sequence *s = open_sequence(dimensions, key, FL_HALTON_MOST);
  if (!s) return NULL;
  s->index = 1;
  s->wheels = malloc(dimensions * sizeof *s->wheels);
  size_t places = 0;
  uint32_t base = 1;
  for (size_t j = 0; s->wheels && j < dimensions; j++) {
    base = prime_after(base);
    s->wheels[j] = wheel_of(base);
    places += (size_t)base * s->wheels[j].digits;
  }
  s->permutations = malloc(places * sizeof *s->permutations);
  if (!s->wheels || !s->permutations) {
    fl_sequence_close(s);
    return NULL;
  }
  uint16_t *at = s->permutations;
  for (uint32_t j = 0; j < dimensions; j++) {
    wheel *w = &s->wheels[j];
    w->permuted = at;
    for (uint32_t digit = 0; digit < w->digits; digit++, at += w->base) permute(key, j, digit, w->base, at);
  }
  return s;
}

// The digits of the index, permuted and mirrored behind the point; then the middle of the part that they leave.
static double mirrored(const wheel *w, uint32_t index) {
  uint64_t value = 0;
  for (uint32_t digit = 0; digit < w->digits; digit++, index /= w->base)
    value = value * w->base + w->permuted[digit * w->base + index % w->base];
  return ((double)value + 0.5) / w->whole;
}

void fl_sequence_next(fl_sequence *s, double *u) {
  if (s->wheels)
    for (size_t j = 0; j < s->dimensions; j++) u[j] = mirrored(&s->wheels[j], s->index);
  else
    next_sobol(s, u);
  s->index++;
}
