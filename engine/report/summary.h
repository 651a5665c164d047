// The summary of a run for a terminal: read from the finished result, at most FL_LINE columns wide.
#ifndef FANLOOP_SUMMARY_H
#define FANLOOP_SUMMARY_H

#include "record/result.h"
#include "report/json.h"

#include <stdio.h>

// Simulated orders below which the sales of a room are told to be a draw: their error is one in thirty at best, and what is drawn once
// for a room (its prices, its rivals) comes on top.
enum { FL_FEW_ORDERS = 1000 };

typedef struct fl_summary_options {
  const char *path;            // of the result
  const fl_messages *warnings; // of the run
  double seconds, fan_days_per_second;
  int64_t threads, peak_rss_bytes;
  bool colour, chart, ascii;
} fl_summary_options;

fl_status fl_summary_write(FILE *out, fl_result *result, const fl_summary_options *options);

// Parts of it, each behind its heading. They print nothing where the result has nothing to say.
fl_status fl_summary_identity(FILE *out, fl_result *result, bool colour);
fl_status fl_summary_policies(FILE *out, fl_result *result, bool colour);
// Of a policy of the other kinds, whose id, kind, first and last day `policy` has at its row: rights, departures, stars, defects, providers,
// festivals of rivals. Nothing, and no heading, where it did nothing.
fl_status fl_summary_policy_rows(FILE *out, fl_result *result, fl_query *policy, bool colour);
fl_status fl_summary_levers(FILE *out, fl_result *result, bool colour); // the first few changes that hooks made
fl_status fl_summary_rooms(FILE *out, fl_result *result, bool colour);
fl_status fl_summary_scores(FILE *out, fl_result *result, bool colour); // of the scenario's own rooms, where scores were kept
// The scenario's own rooms as the array `rooms`, in the order of their GMV.
fl_status fl_summary_rooms_json(fl_json *json, fl_result *result);
// Every change of a lever by hooks as the array `lever_changes`, by date and key.
fl_status fl_summary_levers_json(fl_json *json, fl_result *result);

#endif
