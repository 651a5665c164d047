#include "search/screen.h"

#include "search/weighted.h"

#include <stdlib.h>

enum { TRIES = 20 }; // to replace a clone

// A Latin hypercube of `count` rows: in each factor, row i takes the part that its random number's rank says.
static void draw_design(const fl_key *key, size_t factors, size_t count, fl_ranked *order, double *u) {
  for (uint32_t k = 0; k < factors; k++) {
    for (size_t i = 0; i < count; i++) order[i] = (fl_ranked){fl_cube_draw(key, FL_SEARCH_SCREEN, k, (uint32_t)i, 0), i};
    fl_rank(order, count);
    for (size_t part = 0; part < count; part++) {
      const size_t i = order[part].index;
      u[i * factors + k] = ((double)part + fl_cube_draw(key, FL_SEARCH_SCREEN, k, (uint32_t)i, 1)) / (double)count;
    }
  }
}

bool fl_screen(fl_ledger *ledger, const fl_key *key, size_t count) {
  const size_t n = ledger->cube.factors;
  double *u = calloc(count * n + 1, sizeof *u);
  fl_ranked *order = calloc(count + 1, sizeof *order);
  const bool fits = u && order;
  if (fits) draw_design(key, n, count, order, u);
  for (size_t i = 0; fits && i < count; i++) {
    const size_t before = ledger->points;
    fl_ledger_enter(ledger, &u[i * n]);
    for (uint32_t again = 0; again < TRIES && ledger->points == before; again++) {
      fl_cube_uniform(&ledger->cube, key, FL_SEARCH_PRIOR, again, (uint32_t)i, &u[i * n]);
      fl_ledger_enter(ledger, &u[i * n]);
    }
  }
  free(u);
  free(order);
  return fits;
}
