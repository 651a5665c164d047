#include "search/ledger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool fl_ledger_make(fl_ledger *ledger, const fl_cube *cube, size_t width, size_t runs, size_t further, size_t most,
                    size_t finals_most) {
  *ledger = (fl_ledger){.cube = *cube, .width = width, .runs = runs, .further = further, .most = most, .finals_most = finals_most};
  ledger->u = calloc(most * cube->factors, sizeof(double));
  ledger->value = calloc(most * runs * width, sizeof(double));
  ledger->mean = calloc(most * width, sizeof(double));
  ledger->more = calloc(finals_most * further * width, sizeof(double));
  ledger->told = calloc(most, sizeof *ledger->told);
  ledger->place = calloc(most, sizeof *ledger->place);
  return ledger->u && ledger->value && ledger->mean && ledger->more && ledger->told && ledger->place;
}

void fl_ledger_free(fl_ledger *ledger) {
  free(ledger->u);
  free(ledger->value);
  free(ledger->mean);
  free(ledger->more);
  free(ledger->told);
  free(ledger->place);
}

const double *fl_ledger_point(const fl_ledger *ledger, size_t point) {
  assert(point < ledger->points);
  return &ledger->u[point * ledger->cube.factors];
}

size_t fl_ledger_find(const fl_ledger *ledger, const double *u, size_t from) {
  for (size_t i = 0; i < ledger->points; i++) {
    const size_t p = from + i < ledger->points ? from + i : (from + i) % ledger->points;
    if (!fl_cube_apart(&ledger->cube, &ledger->u[p * ledger->cube.factors], u, FL_CUBE_SAME)) return p;
  }
  return FL_NOWHERE;
}

size_t fl_ledger_enter(fl_ledger *ledger, const double *u) {
  double snapped[FL_FACTORS_MOST];
  memcpy(snapped, u, ledger->cube.factors * sizeof *u);
  fl_cube_snap(&ledger->cube, snapped);
  const size_t known = fl_ledger_find(ledger, snapped, 0), point = ledger->points;
  if (known != FL_NOWHERE || point == ledger->most) return known;
  memcpy(&ledger->u[point * ledger->cube.factors], snapped, ledger->cube.factors * sizeof *u);
  for (size_t i = 0; i < ledger->width; i++) ledger->mean[point * ledger->width + i] = (double)NAN;
  ledger->place[point] = FL_NOWHERE;
  ledger->points++;
  return point;
}

static double *row_of(const fl_ledger *ledger, size_t point, size_t run) {
  if (run < ledger->runs) return &ledger->value[(point * ledger->runs + run) * ledger->width];
  assert(run < ledger->runs + ledger->further && ledger->place[point] != FL_NOWHERE);
  return &ledger->more[(ledger->place[point] * ledger->further + run - ledger->runs) * ledger->width];
}

void fl_ledger_tell(fl_ledger *ledger, size_t point, size_t from, size_t count, const double *values) {
  assert(point < ledger->points && count > 0);
  if (from > 0 && ledger->place[point] == FL_NOWHERE) {
    assert(ledger->finals < ledger->finals_most);
    ledger->place[point] = ledger->finals++;
  }
  memcpy(row_of(ledger, point, from), values, count * ledger->width * sizeof *values);
  if (from > 0) return;
  assert(count == ledger->runs && !ledger->told[point]);
  ledger->told[point] = true;
  fl_ledger_means(ledger, point, 0, count, &ledger->mean[point * ledger->width]);
}

const double *fl_ledger_values(const fl_ledger *ledger, size_t point, size_t run) {
  return row_of(ledger, point, run);
}

bool fl_ledger_means(const fl_ledger *ledger, size_t point, size_t from, size_t to, double *mean) {
  bool whole = true;
  for (size_t i = 0; i < ledger->width; i++) {
    double sum = 0;
    for (size_t run = from; run < to; run++) sum += row_of(ledger, point, run)[i];
    mean[i] = sum / (double)(to - from);
    whole = whole && isfinite(mean[i]);
  }
  for (size_t i = 0; i < ledger->width && !whole; i++) mean[i] = (double)NAN;
  return whole;
}
