// The unit cube that a search moves in: one factor per dimension, each u in 0..1.
//
// A factor with levels has L equal parts, and a point lies in the middle of one: equal settings are equal numbers. What a u means
// (a price, a share, a name) is the caller's.
#ifndef FANLOOP_CUBE_H
#define FANLOOP_CUBE_H

#include "base/rng.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FL_FACTORS_MOST = 64, FL_CONSTRAINTS_MOST = 16 };

// Streams of the searches' random numbers. They are drawn with a key of the search's own, so the model's streams do not matter.
enum { FL_SEARCH_PRIOR = 1, FL_SEARCH_KERNEL, FL_SEARCH_SCREEN, FL_SEARCH_TARGET };

typedef struct fl_cube {
  size_t factors;                   // 1..FL_FACTORS_MOST
  uint32_t levels[FL_FACTORS_MOST]; // 0: the factor is continuous
  bool ordered[FL_FACTORS_MOST];    // levels are steps of a scale, otherwise categories
  // Where a continuous factor takes only some values (whole numbers, fen): the place of the value that u becomes; NULL: all u are as good.
  double (*round)(const void *ctx, size_t factor, double u);
  const void *ctx;
} fl_cube;

static inline bool fl_cube_is_category(const fl_cube *cube, size_t factor) {
  return cube->levels[factor] > 0 && !cube->ordered[factor];
}

// The level, 0..L-1, that u of a factor with levels lies in.
uint32_t fl_cube_level(const fl_cube *cube, size_t factor, double u);
// Brings a point (of `factors` elements, none NaN) into the cube, and factors with levels to the middle of their part.
void fl_cube_snap(const fl_cube *cube, double *u);
// Does a level differ, or a continuous factor by `apart` or more? Both points are snapped.
bool fl_cube_apart(const fl_cube *cube, const double *a, const double *b, double apart);
// Below this distance in every factor two points are one.
#define FL_CUBE_SAME 1e-9

// Number k of draw (stream, day, agent): uniform on (0, 1).
double fl_cube_draw(const fl_key *key, uint32_t stream, uint32_t day, uint32_t agent, uint32_t k);
// A point of the uniform distribution, snapped; it takes the numbers 0..factors-1 of the draw.
void fl_cube_uniform(const fl_cube *cube, const fl_key *key, uint32_t stream, uint32_t day, uint32_t agent, double *u);

#endif
