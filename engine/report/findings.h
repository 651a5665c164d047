// What an analysis has found, as rows: worked out by analysis.c, told by findings.c. Private to report/.
#ifndef FANLOOP_FINDINGS_H
#define FANLOOP_FINDINGS_H

#include "fit/estimate.h"
#include "report/sweep_data.h"

// How a number is told.
typedef enum fl_finding_unit { FL_UNIT_VALUE, FL_UNIT_SHARE, FL_UNIT_PLAIN } fl_finding_unit;

typedef struct fl_finding {
  char kpi[FL_ANALYSIS_NAME];
  const char *method, *measure;                               // literals: "sobol", "total"
  char factor[FL_ANALYSIS_NAME], other[2 * FL_ANALYSIS_NAME]; // the lever; another one, a level, a range; "" where there is none
  double value, low, high;                                    // NaN where there is no interval
  double nothing;                                             // what it would be of a lever that does nothing
  fl_finding_unit unit;
} fl_finding;

typedef struct fl_findings {
  fl_finding *items;
  size_t count, capacity;
  bool no_memory;
  char kpi[FL_ANALYSIS_NAME]; // of what is added
  const char *method;
} fl_findings;

void fl_findings_add(fl_findings *findings, const char *factor, const char *other, const char *measure, fl_finding_unit unit,
                     fl_interval value);
// The same without an interval.
void fl_findings_number(fl_findings *findings, const char *factor, const char *other, const char *measure, fl_finding_unit unit,
                        double value);
// A sentence, where there is something to be said instead of a number.
void fl_findings_say(fl_findings *findings, const char *text);
void fl_findings_write(FILE *out, const fl_findings *findings, const fl_sweep_data *data, const fl_analysis_options *options);
void fl_findings_free(fl_findings *findings);

#endif
