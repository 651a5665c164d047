// Sequences that fill the unit cube evenly, randomised: every point is uniform, and they stay as even as they were.
#ifndef FANLOOP_SEQUENCE_H
#define FANLOOP_SEQUENCE_H

#include "base/rng.h"

#include <stdbool.h>
#include <stddef.h>

enum {
  FL_SOBOL_MOST = 16,   // dimensions; pairs of later ones are uneven for long
  FL_HALTON_MOST = 500, // bases are the first so many primes
  FL_SEQUENCE_MOST = 1 << 30
};

// What the numbers k of the stream DESIGN are for: every kind draws apart. Sobol takes one k for every seventh bit.
enum { FL_DESIGN_K_RANDOM, FL_DESIGN_K_LHS, FL_DESIGN_K_MORRIS, FL_DESIGN_K_HALTON, FL_DESIGN_K_SOBOL = 64 };

typedef struct fl_sequence fl_sequence;

// Sobol's sequence with the direction numbers of GSL (P. Bratley, B. Fox, Algorithm 659, ACM Transactions on Mathematical Software 14
// (1988) 88-100), its origin first, scrambled: the flip of each binary digit is drawn for the digits in front of it (A. Owen, Randomly
// permuted (t,m,s)-nets and (t,s)-sequences, 1995). Of any 2^m points from a multiple of 2^m on, each of 2^m equal parts of a dimension
// holds one. NULL: no memory, or not so many dimensions.
//
// Some pairs of its dimensions are uneven for long: Sobol's indices of three functions of 3 to 8 factors, from 64 to 1,024 base points of
// it, erred by up to 3.2 times as much as from independent points (root mean square), from those of halton by up to 1.3 times.
fl_sequence *fl_sequence_sobol(size_t dimensions, const fl_key *key);
// Halton's sequence from its first point behind 0, each digit permuted by a permutation drawn for its dimension and position
// (A. Owen, A randomized Halton algorithm in R, 2017). Of any b^m points in a row, each of b^m equal parts of the dimension of base
// b holds one.
fl_sequence *fl_sequence_halton(size_t dimensions, const fl_key *key);
// The next point, strictly inside 0..1, into `u` (`dimensions` long). At most FL_SEQUENCE_MOST of them.
void fl_sequence_next(fl_sequence *sequence, double *u);
void fl_sequence_close(fl_sequence *sequence);

#endif
