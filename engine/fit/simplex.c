#include "fit/simplex.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <math.h>

enum { STEPS = 5000 };
// Of the logarithms. Finer than that, the rounding errors of a log-likelihood of thousands outweigh its slope.
static const double edge = 12, finest = 1e-5;

typedef struct search {
  double (*cost)(const double *, void *);
  void *ctx;
  size_t count;
} search;

// Beyond the edge a wall rises, so that the search comes back.
static double cost_at(const gsl_vector *logs, void *ctx) {
  const search *s = ctx;
  double parameters[FL_SIMPLEX_MOST], wall = 0;
  for (size_t i = 0; i < s->count; i++) {
    const double x = gsl_vector_get(logs, i), inside = fmin(fmax(x, -edge), edge);
    parameters[i] = exp(inside);
    wall += (x - inside) * (x - inside);
  }
  return s->cost(parameters, s->ctx) + wall;
}

// One descent from the logarithms in `at`.
static bool descend(gsl_multimin_fminimizer *simplex, search *s, gsl_vector *at, gsl_vector *size, double *least) {
  gsl_multimin_function f = {cost_at, s->count, s};
  gsl_vector_set_all(size, 0.5);
  if (gsl_multimin_fminimizer_set(simplex, &f, at, size) != GSL_SUCCESS) return false;
  for (int step = 0; step < STEPS; step++) {
    if (gsl_multimin_fminimizer_iterate(simplex) != GSL_SUCCESS) return false;
    if (gsl_multimin_test_size(gsl_multimin_fminimizer_size(simplex), finest) != GSL_SUCCESS) continue;
    gsl_vector_memcpy(at, simplex->x);
    *least = simplex->fval;
    return true;
  }
  return false;
}

bool fl_simplex_minimise(double (*cost)(const double *parameters, void *ctx), void *ctx, size_t count, double *at, double *least) {
  gsl_error_handler_t *before = gsl_set_error_handler_off();
  gsl_multimin_fminimizer *simplex = gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, count);
  gsl_vector *logs = gsl_vector_alloc(count), *size = gsl_vector_alloc(count);
  search s = {cost, ctx, count};
  bool found = simplex && logs && size;
  for (size_t i = 0; found && i < count; i++) gsl_vector_set(logs, i, log(at[i]));
  // A simplex may collapse on the way; a second one, begun where the first ended, finds out.
  for (int round = 0; found && round < 2; round++) found = descend(simplex, &s, logs, size, least);
  for (size_t i = 0; found && i < count; i++) at[i] = exp(fmin(fmax(gsl_vector_get(logs, i), -edge), edge));
  if (size) gsl_vector_free(size);
  if (logs) gsl_vector_free(logs);
  if (simplex) gsl_multimin_fminimizer_free(simplex);
  gsl_set_error_handler(before);
  return found;
}
