// The key figures of a result, read once for the summary and for --json.
#ifndef FANLOOP_HEADLINE_H
#define FANLOOP_HEADLINE_H

#include "record/result.h"
#include "report/scale.h"

#include <stdint.h>

enum { FL_HEADLINE_TEXT = 192 };

// Shares are 0..1; a figure that does not exist (a mean over nothing) is NaN.
typedef struct fl_headline {
  char name[FL_HEADLINE_TEXT], title[FL_HEADLINE_TEXT], digest[40], from[16], to[16];
  int64_t days, warmup, seed, fans, weight; // days: warm-up included; weight: real fans of a simulated one, mean over all
  fl_scale scale;
  int64_t gmv_fen, orders, buyers; // of the window
  double order_value_yuan, gmv_yuan_per_dau_day, orders_per_dau_day, nps, return_share;
  double private_uv, private_minutes, private_orders, private_gmv;
  double last_week_private_gmv; // of a run that begins empty and climbs, seven days at least; NaN otherwise
  double repurchase[4];         // R1 of the window; R2, R3, R4 as means over its whole months
  int64_t months[4];            // months in that mean
  double of_fans[4];            // buyers that the rate is of: of the window, of a mean month
} fl_headline;

// FL_ENVIRONMENT when a query failed: see fl_result_error.
fl_status fl_headline_read(fl_result *result, fl_headline *out);
// A query at its first row, to be ended by fl_query_end; NULL when it failed or has none. `parameter`: its only one, or NULL.
fl_query *fl_query_first(fl_result *result, const char *sql, const char *parameter);
// A number, or NaN for NULL.
double fl_query_number(fl_query *query, int column);

#endif
