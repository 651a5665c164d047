// The points of a sweep and the values of a key figure there, in memory. Private to report/analysis*.c.
#ifndef FANLOOP_SWEEP_DATA_H
#define FANLOOP_SWEEP_DATA_H

#include "report/analysis.h"

typedef struct fl_sweep_factor {
  char name[FL_ANALYSIS_NAME];
  size_t levels; // 0: a continuum
  bool ordered;
} fl_sweep_factor;

typedef struct fl_sweep_data {
  char kind[16], design[16];
  size_t points, runs, factor_count;
  int64_t first_run, failed; // failed: runs
  fl_sweep_factor *factors;
  double *place, *number;         // points x factors
  char (*text)[FL_ANALYSIS_NAME]; // the values as they are set
} fl_sweep_data;

// Reads all of a file but values. FL_BAD_SCENARIO with a message: it is none, or damaged. To be freed either way.
fl_status fl_sweep_data_read(fl_result *result, const char *path, fl_messages *messages, fl_sweep_data *out);
void fl_sweep_data_free(fl_sweep_data *data);
// Values of a key figure, points x runs, NaN where there is none; `means` of the points, over their runs: NaN where one is missing. False: the file
// cannot be read.
bool fl_sweep_data_values(fl_result *result, const fl_sweep_data *data, const char *kpi, double *values, double *means);

#endif
