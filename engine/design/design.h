// Designs: which points of the unit cube an experiment tries, factor by factor 0..1. A pure function of the design and its key.
#ifndef FANLOOP_DESIGN_H
#define FANLOOP_DESIGN_H

#include "design/sequence.h"

#include <stdbool.h>
#include <stddef.h>

enum { FL_POINTS_MOST = 1000000000 }; // of a design

// What a constraint does to a design.
typedef enum fl_design_keeping {
  FL_KEEP_NONE,  // it is not allowed: the points belong together
  FL_KEEP_DROPS, // the design is made first, then what is not kept is dropped
  FL_KEEP_DRAWS  // points are drawn until so many are kept
} fl_design_keeping;

typedef enum fl_design_kind {
#define FL_DESIGN(name, ...) FL_DESIGN_##name,
#define FL_DESIGN_STATUS(...)
#include "design/designs.def"
#undef FL_DESIGN
#undef FL_DESIGN_STATUS
  FL_DESIGNS
} fl_design_kind;

typedef enum fl_design_status {
#define FL_DESIGN(...)
#define FL_DESIGN_STATUS(name, text) FL_DESIGN_##name,
#include "design/designs.def"
#undef FL_DESIGN
#undef FL_DESIGN_STATUS
  FL_DESIGN_STATUSES
} fl_design_status;

// What designs.def says of a kind and of a status.
typedef struct fl_design_info {
  const char *name, *points, *meaning;
  fl_design_keeping keeping;
  size_t most_factors; // 0: any number
} fl_design_info;
const fl_design_info *fl_design_about(fl_design_kind kind);
const char *fl_design_status_text(fl_design_status status);

// A factor of L levels holds each of them in an L-th part of 0..1: in its middle in grid and morris, anywhere else.
typedef struct fl_design {
  fl_design_kind kind;
  size_t factors;
  const size_t *levels; // [factors]; 0: continuous. NULL: all are
  size_t points;        // what designs.def says; of a grid nothing
  size_t morris_levels; // of the grid of continuous factors, p = 2, 4, 6 ...: a step is p / (2 (p - 1))
  fl_key key;
  bool (*keep)(void *ctx, const double *u); // the constraint, told u[factors]; NULL: all are kept
  void *ctx;
} fl_design;

typedef struct fl_design_made {
  double *u; // [count][factors]; NULL if there are none
  size_t count;
  fl_design_status status;
} fl_design_made;

// Points that the design has at most, nothing dropped; 0 where it cannot be, or would have more than FL_POINTS_MOST.
size_t fl_design_count(const fl_design *design);

// The points. Free them with fl_design_free. With more `points`, random, sobol, halton, morris and saltelli begin as with fewer.
//   morris    trajectory by trajectory, factors + 1 points each: a first one, then one step of one factor more in each. The order
//             of the factors and their directions are drawn. It reaches 0 and 1: see fl_spread_value. Which one of its levels a
//             factor
//             has is decided by the middles of the grid's parts: all of them alike where p is a multiple of their number.
//             Source: M. Morris, Factorial sampling plans for preliminary computational experiments, Technometrics 33 (1991)
//             161-174.
//   saltelli  base point by base point, factors + 2 points each: A, B, then A with the factor j of B, for each j. (A, B) is one
//             point of twice the factors of halton: of the Sobol numbers at hand (GSL), some pairs are too uneven for this.
//             Source: A. Saltelli et al., Variance based sensitivity analysis of model output, Computer Physics Communications 181
//             (2010) 259-270.
//   lhs       what a constraint leaves is no Latin hypercube, but what is left of one.
// Designs that draw until enough is kept give up (FL_DESIGN_FEW, with what they have) after a thousand times as many points.
fl_design_made fl_design_make(const fl_design *design);
void fl_design_free(fl_design_made *made);

#endif
