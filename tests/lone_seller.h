// One room, one brand, and a platform of which it is a part, without fans: what rules make of a seller's nights.
#ifndef TESTS_LONE_SELLER_H
#define TESTS_LONE_SELLER_H

#include "check.h"
#include "world/internal.h"

typedef struct lone {
  fl_params p;
  fl_step step;
  fl_agents a;
  fl_tally fixed;
  fl_counts counts;
} lone;

// To be freed by leave.
static inline lone *lone_seller(void) {
  lone *x = calloc(1, sizeof *x);
  assert_non_null(x);
  fl_fields_defaults(&fl_param_fields, &x->p);
  assert_true(fl_agents_alloc(&x->a, 1, 1, 1));
  x->counts = (fl_counts){.fixed = &x->fixed, .rooms = calloc(1, sizeof(fl_room_tally))};
  x->step.in_window = true;
  x->a.rooms.weight[0] = x->a.brands.weight[0] = 1;
  x->a.brands.rooms[0] = 1;
  x->a.brands.cost_share[0] = 0.5;
  return x;
}

static inline void leave(lone *x) {
  free(x->counts.rooms);
  fl_agents_free(&x->a);
  free(x);
}

#endif
