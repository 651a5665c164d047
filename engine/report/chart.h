// Charts for a terminal.
#ifndef FANLOOP_CHART_H
#define FANLOOP_CHART_H

#include "record/result.h"

#include <stdio.h>

typedef struct fl_chart {
  const char *title;
  const double *values; // NaN leaves a gap
  size_t count;
  bool percent;             // values are shares
  const char *first, *last; // labels of the horizontal axis
  bool colour, ascii;
} fl_chart;

// A line over time, drawn from `low` (at the lowest value) up; more values than columns are averaged.
void fl_chart_draw(FILE *out, const fl_chart *chart);
// Private share and GMV of the whole run, warm-up included, by week.
fl_status fl_chart_weeks(FILE *out, fl_result *result, bool colour, bool ascii);

#endif
