#include "search/cube.h"

#include "base/mathx.h"

#include <math.h>

uint32_t fl_cube_level(const fl_cube *cube, size_t factor, double u) {
  const uint32_t levels = cube->levels[factor];
  const double at = fl_clip(u, 0, 1) * (double)levels;
  return at >= (double)levels ? levels - 1 : (uint32_t)at;
}

void fl_cube_snap(const fl_cube *cube, double *u) {
  for (size_t k = 0; k < cube->factors; k++) {
    assert(!isnan(u[k]));
    u[k] = cube->levels[k] ? fl_midpoint(fl_cube_level(cube, k, u[k]), cube->levels[k]) : fl_clip(u[k], 0, 1);
    if (!cube->levels[k] && cube->round) u[k] = fl_clip(cube->round(cube->ctx, k, u[k]), 0, 1);
  }
}

bool fl_cube_apart(const fl_cube *cube, const double *a, const double *b, double apart) {
  for (size_t k = 0; k < cube->factors; k++)
    if (fabs(a[k] - b[k]) >= (cube->levels[k] ? FL_CUBE_SAME : apart)) return true;
  return false;
}

double fl_cube_draw(const fl_key *key, uint32_t stream, uint32_t day, uint32_t agent, uint32_t k) {
  return fl_unit(fl_draw(key, stream, day, agent, k / 4).u[k % 4]);
}

void fl_cube_uniform(const fl_cube *cube, const fl_key *key, uint32_t stream, uint32_t day, uint32_t agent, double *u) {
  for (size_t k = 0; k < cube->factors; k++) u[k] = fl_cube_draw(key, stream, day, agent, (uint32_t)k);
  fl_cube_snap(cube, u);
}
