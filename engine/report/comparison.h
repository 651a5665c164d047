// What a comparison says, read from its experiment file: for people in 80 columns, and for machines.
#ifndef FANLOOP_COMPARISON_H
#define FANLOOP_COMPARISON_H

#include "record/result.h"

#include <stdbool.h>
#include <stdio.h>

typedef struct fl_comparison_options {
  const char *path;    // of the file, as it may be shown
  const char *explain; // name of the variant that is explained in detail; NULL: the first that differs from the baseline
  bool colour;
} fl_comparison_options;

// FL_ENVIRONMENT when the file cannot be read; fl_result_error tells why.
fl_status fl_comparison_write(FILE *out, fl_result *result, const fl_comparison_options *options);
fl_status fl_comparison_json(FILE *out, fl_result *result, const fl_comparison_options *options);

#endif
