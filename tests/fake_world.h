// A stand-in for the world: as much of fanloop/world.h as engine/lua calls, with rows and levers that a test sets.
#ifndef FANLOOP_FAKE_WORLD_H
#define FANLOOP_FAKE_WORLD_H

#include "fanloop/world.h"

struct fl_model {
  fl_scenario scenario; // a shallow copy
};

struct fl_world {
  fl_model model;
  int64_t date, day, days;
  char failure[8192];
  const void *rows[FL_TABLES];
  size_t counts[FL_TABLES];
  char metric_names[64][FL_NAME_MAX];
  double metrics[64];
  int metric_count;
};

// A world on the first day of the scenario's warm-up.
void fake_world_begin(fl_world *world, const fl_scenario *scenario);
void fake_world_rows(fl_world *world, fl_table_id table, const void *rows, size_t count);

#endif
