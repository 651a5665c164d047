// What an experiment over many points says: which levers matter, for people in 80 columns, for machines, and as CSV.
#ifndef FANLOOP_ANALYSIS_H
#define FANLOOP_ANALYSIS_H

#include "record/result.h"

#include <stdbool.h>
#include <stdio.h>

enum { FL_ANALYSIS_KPIS = 32, FL_ANALYSIS_NAME = 128 /* bytes */ };

typedef enum fl_analysis_form { FL_ANALYSIS_TEXT, FL_ANALYSIS_JSON, FL_ANALYSIS_CSV } fl_analysis_form;

typedef struct fl_analysis_options {
  const char *path;   // of the file, as it may be shown
  const char *kpis;   // names with commas; NULL: gmv and the scenario's metrics
  const char *table;  // two factors with a comma between them, whose joint response is told; NULL: none
  bool points;        // tell every point
  double level;       // of all intervals, 0..1
  uint32_t resamples; // of the bootstrap
  fl_analysis_form form;
  bool colour;
} fl_analysis_options;

// Writes the analysis of a sweep. FL_BAD_SCENARIO with a message: it has no such figure or factor, or is no sweep. FL_ENVIRONMENT: the file cannot be
// read, or memory is out.
fl_status fl_analysis_write(FILE *out, fl_result *result, const fl_analysis_options *options, fl_messages *messages);

#endif
