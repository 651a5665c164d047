#include "design/design.h"

#include "base/mathx.h"

#include <stdlib.h>
#include <string.h>

enum { TRIES = 1000 }; // for each point that a constraint may keep

static const fl_design_info infos[] = {
#define FL_DESIGN(name, points, keeping, most_factors, meaning) {#name, points, meaning, keeping, most_factors},
#define FL_DESIGN_STATUS(...)
#include "design/designs.def"
#undef FL_DESIGN
#undef FL_DESIGN_STATUS
};
static const char *const texts[] = {
#define FL_DESIGN(...)
#define FL_DESIGN_STATUS(name, text) text,
#include "design/designs.def"
#undef FL_DESIGN
#undef FL_DESIGN_STATUS
};

const fl_design_info *fl_design_about(fl_design_kind kind) {
  return &infos[kind];
}
const char *fl_design_status_text(fl_design_status status) {
  return texts[status];
}

// ---- Sizes ----------------------------------------------------------------------------------------------------------------------

// 0 where a product is too large, and from there on.
static size_t times(size_t a, size_t b) {
  return a == 0 || b > FL_POINTS_MOST / a ? 0 : a * b;
}

size_t fl_design_count(const fl_design *d) {
  if (d->factors == 0 || d->factors >= FL_POINTS_MOST) return 0;
  if (d->kind == FL_DESIGN_morris) return times(d->points, d->factors + 1);
  if (d->kind == FL_DESIGN_saltelli) return times(d->points, d->factors + 2);
  if (d->kind != FL_DESIGN_grid) return times(d->points, 1);
  size_t count = d->levels ? 1 : 0;
  for (size_t j = 0; j < d->factors; j++) count = times(count, d->levels ? d->levels[j] : 0);
  return count;
}

static size_t levels_of(const fl_design *d, size_t factor) {
  return d->levels ? d->levels[factor] : 0;
}

static bool levels_fit(const fl_design *d) {
  if (d->kind == FL_DESIGN_morris && (d->morris_levels < 2 || d->morris_levels % 2 != 0 || d->morris_levels > FL_POINTS_MOST))
    return false;
  for (size_t j = 0; j < d->factors; j++) {
    if (d->kind == FL_DESIGN_grid && levels_of(d, j) == 0) return false;
    if (d->kind == FL_DESIGN_morris && (levels_of(d, j) == 1 || levels_of(d, j) > FL_POINTS_MOST)) return false;
  }
  return true;
}

static fl_design_status examine(const fl_design *d) {
  const fl_design_info *info = &infos[d->kind];
  if (d->factors == 0 || (d->kind != FL_DESIGN_grid && d->points == 0)) return FL_DESIGN_EMPTY;
  if (info->most_factors > 0 && d->factors > info->most_factors) return FL_DESIGN_DIMENSIONS;
  if (!levels_fit(d)) return FL_DESIGN_LEVELS;
  if (d->keep && info->keeping == FL_KEEP_NONE) return FL_DESIGN_KEEP;
  return fl_design_count(d) > 0 ? FL_DESIGN_DONE : FL_DESIGN_MANY;
}

// ---- Draws ----------------------------------------------------------------------------------------------------------------------

static fl_block draw(const fl_design *d, size_t day, size_t agent, uint32_t k) {
  return fl_draw(&d->key, FL_STREAM_DESIGN, (uint32_t)day, (uint32_t)agent, k);
}
// One of 0 .. n - 1, n > 0, by 32 random bits.
static size_t one_of(uint32_t u, size_t n) {
  return (size_t)((uint64_t)u * n >> 32);
}
static void swap(size_t *a, size_t *b) {
  const size_t kept = *a;
  *a = *b;
  *b = kept;
}

// ---- Grid, random, LHS ----------------------------------------------------------------------------------------------------------

static void grid(const fl_design *d, fl_design_made *made, size_t count) {
  for (size_t i = 0; i < count; i++) {
    double *u = made->u + made->count * d->factors;
    size_t rest = i;
    for (size_t j = d->factors; j-- > 0; rest /= d->levels[j])
      u[j] = fl_midpoint((uint32_t)(rest % d->levels[j]), (uint32_t)d->levels[j]);
    made->count += !d->keep || d->keep(d->ctx, u);
  }
}

static void random_point(const fl_design *d, size_t point, double *u) {
  for (size_t j = 0; j < d->factors; j += 4) {
    const fl_block drawn = draw(d, j / 4, point, FL_DESIGN_K_RANDOM);
    for (size_t k = j; k < d->factors && k < j + 4; k++) u[k] = fl_unit(drawn.u[k - j]);
  }
}

// One factor of a Latin hypercube of n points. Within its part a point has 20 random bits: a billion parts still keep them apart.
static void hypercube_factor(const fl_design *d, size_t factor, size_t *part, double *u) {
  const size_t n = d->points;
  for (size_t i = 0; i < n; i++) part[i] = i;
  for (size_t i = n; i-- > 0;) {
    const fl_block drawn = draw(d, factor, i, FL_DESIGN_K_LHS);
    swap(&part[i], &part[one_of(drawn.u[0], i + 1)]);
    u[i * d->factors + factor] = ((double)part[i] + ((double)(drawn.u[1] >> 12) + 0.5) * 0x1p-20) / (double)n;
  }
}

static fl_design_status hypercube(const fl_design *d, fl_design_made *made) {
  size_t *part = malloc(d->points * sizeof *part);
  if (!part) return FL_DESIGN_MEMORY;
  for (size_t j = 0; j < d->factors; j++) hypercube_factor(d, j, part, made->u);
  free(part);
  for (size_t i = 0; i < d->points; i++) {
    const double *u = made->u + i * d->factors;
    if (d->keep && !d->keep(d->ctx, u)) continue;
    memmove(made->u + made->count++ * d->factors, u, d->factors * sizeof *u);
  }
  return FL_DESIGN_DONE;
}

// ---- Points one by one ----------------------------------------------------------------------------------------------------------

static fl_sequence *sequence_of(const fl_design *d, size_t dimensions) {
  return d->kind == FL_DESIGN_sobol ? fl_sequence_sobol(dimensions, &d->key) : fl_sequence_halton(dimensions, &d->key);
}

// Of random points, or of the points of a sequence, the first so many that are kept.
static fl_design_status one_by_one(const fl_design *d, fl_design_made *made) {
  fl_sequence *sequence = d->kind == FL_DESIGN_random ? NULL : sequence_of(d, d->factors);
  if (!sequence && d->kind != FL_DESIGN_random) return FL_DESIGN_MEMORY;
  const size_t all = d->points > FL_SEQUENCE_MOST / TRIES ? FL_SEQUENCE_MOST : d->points * TRIES;
  for (size_t i = 0; made->count < d->points && i < all; i++) {
    double *u = made->u + made->count * d->factors;
    if (sequence)
      fl_sequence_next(sequence, u);
    else
      random_point(d, i, u);
    made->count += !d->keep || d->keep(d->ctx, u);
  }
  fl_sequence_close(sequence);
  return made->count == d->points ? FL_DESIGN_DONE : FL_DESIGN_FEW;
}

// ---- Morris ---------------------------------------------------------------------------------------------------------------------

static double place_of(const fl_design *d, size_t factor, size_t at) {
  const size_t p = d->morris_levels, levels = levels_of(d, factor);
  if (levels == 0) return (double)at / (double)(p - 1);
  return fl_midpoint((uint32_t)((2 * at + 1) * levels / (2 * p)), (uint32_t)levels);
}

// One trajectory: `order` is room for the factors in the order in which they move, `to` for where they go.
static void trajectory(const fl_design *d, size_t number, size_t *order, double *to, double *u) {
  const size_t half = d->morris_levels / 2, k = d->factors;
  for (size_t j = 0; j < k; j++) {
    const fl_block drawn = draw(d, j, number, FL_DESIGN_K_MORRIS);
    const size_t low = one_of(drawn.u[0], half);
    const bool up = drawn.u[1] >> 31;
    u[j] = place_of(d, j, up ? low : low + half);
    to[j] = place_of(d, j, up ? low + half : low);
    order[j] = j; // and changes places with one in front of it
    swap(&order[j], &order[one_of(drawn.u[2], j + 1)]);
  }
  for (size_t step = 0; step < k; step++, u += k) {
    memcpy(u + k, u, k * sizeof *u);
    u[k + order[step]] = to[order[step]];
  }
}

static fl_design_status trajectories(const fl_design *d, fl_design_made *made) {
  size_t *order = malloc(d->factors * sizeof *order);
  double *to = malloc(d->factors * sizeof *to);
  const bool room = order && to;
  for (size_t i = 0; room && i < d->points; i++, made->count += d->factors + 1)
    trajectory(d, i, order, to, made->u + made->count * d->factors);
  free(order);
  free(to);
  return room ? FL_DESIGN_DONE : FL_DESIGN_MEMORY;
}

// ---- Saltelli -------------------------------------------------------------------------------------------------------------------

static fl_design_status base_points(const fl_design *d, fl_design_made *made) {
  const size_t k = d->factors;
  fl_sequence *sequence = sequence_of(d, 2 * k);
  if (!sequence) return FL_DESIGN_MEMORY;
  for (size_t i = 0; i < d->points; i++) {
    double *a = made->u + made->count * k, *b = a + k;
    fl_sequence_next(sequence, a); // fills both
    for (size_t j = 0; j < k; j++) {
      double *mixed = b + (j + 1) * k;
      memcpy(mixed, a, k * sizeof *a);
      mixed[j] = b[j];
    }
    made->count += k + 2;
  }
  fl_sequence_close(sequence);
  return FL_DESIGN_DONE;
}

// ---- All ------------------------------------------------------------------------------------------------------------------------

static fl_design_status fill(const fl_design *d, fl_design_made *made, size_t count) {
  switch (d->kind) {
  case FL_DESIGN_grid: grid(d, made, count); return FL_DESIGN_DONE;
  case FL_DESIGN_lhs: return hypercube(d, made);
  case FL_DESIGN_morris: return trajectories(d, made);
  case FL_DESIGN_saltelli: return base_points(d, made);
  case FL_DESIGN_random:
  case FL_DESIGN_sobol:
  case FL_DESIGN_halton: return one_by_one(d, made);
  case FL_DESIGNS: break;
  }
  return FL_DESIGN_EMPTY;
}

fl_design_made fl_design_make(const fl_design *d) {
  fl_design_made made = {.status = examine(d)};
  if (made.status != FL_DESIGN_DONE) return made;
  const size_t count = fl_design_count(d);
  if (d->factors <= SIZE_MAX / sizeof *made.u / count) made.u = malloc(count * d->factors * sizeof *made.u);
  made.status = made.u ? fill(d, &made, count) : FL_DESIGN_MEMORY;
  if (made.status == FL_DESIGN_DONE && made.count == 0) made.status = FL_DESIGN_FEW; // all were dropped
  if (made.count == 0) fl_design_free(&made);
  return made;
}

void fl_design_free(fl_design_made *made) {
  free(made->u);
  made->u = NULL;
  made->count = 0;
}
