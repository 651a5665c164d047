// Minimises a function of a few positive parameters: GSL's simplex of Nelder and Mead, over their logarithms.
#ifndef FANLOOP_SIMPLEX_H
#define FANLOOP_SIMPLEX_H

#include <stdbool.h>
#include <stddef.h>

enum { FL_SIMPLEX_MOST = 4 }; // parameters

// `cost` is called with `count` parameters, each within [e^-12, e^12]. `at` holds the start and receives the minimum, `least` its
// cost. False: no minimum was found in 5,000 steps, or memory is out.
bool fl_simplex_minimise(double (*cost)(const double *parameters, void *ctx), void *ctx, size_t count, double *at, double *least);

#endif
