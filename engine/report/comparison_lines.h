// What the blocks of a comparison's screen share. Internal to report/comparison*.c.
#ifndef FANLOOP_COMPARISON_LINES_H
#define FANLOOP_COMPARISON_LINES_H

#include "fanloop/field.h"
#include "fit/estimate.h"
#include "report/comparison.h"
#include "report/comparison_grid.h"
#include "report/headline.h"
#include "report/text.h"

// What the file says of itself, and which variant is explained.
typedef struct fl_compared {
  int64_t runs, first_run, seed, days, fans, baseline, variant;
  double level;
  bool same; // every run of that variant is the baseline's, bit for bit
  char name[FL_NAME_MAX], title[FL_TEXT_MAX], baseline_name[FL_NAME_MAX], variant_name[FL_NAME_MAX];
  char from[16], to[16], status[16], reason[160];
} fl_compared;

enum { FL_COMPARED_LABEL = 18 }; // columns of "  Receive more:" and its like

// ---- Reading ----------------------------------------------------------------------------------------------------------------------

// A query with the number of the explained variant as ?1, and `second` as ?2; both are texts.
fl_query *fl_compared_ask(fl_result *result, const fl_compared *c, const char *sql, const char *second);
// Whether the span has the days of after_28, and would say the same again.
bool fl_compared_repeats(fl_result *result, const fl_compared *c, const char *span);

// Values of the run numbers, as they come; empty ones are all zero.
typedef struct fl_compared_values {
  double *at;
  size_t count, capacity;
} fl_compared_values;

// False: out of memory.
bool fl_compared_add(fl_compared_values *values, double value);
// Their mean and its interval. The values are gone, their room is kept.
fl_interval fl_compared_take(fl_compared_values *values, double level);

// ---- Numbers ----------------------------------------------------------------------------------------------------------------------

// Whether 0 is not in the interval, and there is one.
bool fl_compared_told(fl_interval i);
// "+3.40 bn"; "+2.9 bn … +3.9 bn", "–" where there is none.
const char *fl_compared_amount(double value, char out[2 * FL_NUMBER]);
const char *fl_compared_amounts(double low, double high, char out[2 * FL_NUMBER]);
// "+3.40 bn", in brackets where it cannot be told from 0.
fl_cell fl_compared_part(fl_interval i);
const char *fl_compared_part_text(fl_interval i, char out[2 * FL_NUMBER]);

// The cells of a change and its interval: of difference, its bounds, change and its bounds (`of`, as in table effect) those of the change,
// or, where these do not exist, those of the difference itself.
void fl_compared_change(fl_cell cells[2], const double of[6]);

// A text with "%lld days" for a span or a figure of one, as after_90 and gmv.after_90; a text without days is itself.
const char *fl_compared_name(fl_word_id word, const char *of, char out[FL_SAID]);

// comparison_asks.c: whether the interval that was asked for is reached; the days after the policies that were asked for and are not there.
fl_status fl_compared_until(FILE *out, fl_result *result);
fl_status fl_compared_beyond(FILE *out, fl_result *result, const fl_compared *c);
// ---- Lines ------------------------------------------------------------------------------------------------------------------------

// "tail +0.1 bn, waist (+1.2 m)" behind a label, of a query that gives name and value, run by run of one name after the other: the largest
// first, and no more than fit some lines. Nothing where the query has no row. Ends the query, which may be NULL: that is an error.
bool fl_compared_cells(FILE *out, fl_query *q, const char *label, double level);

// ---- Blocks -----------------------------------------------------------------------------------------------------------------------

// comparison_why.c: where the difference of the explained variant comes from.
fl_status fl_compared_why(FILE *out, fl_result *result, const fl_compared *c, bool colour);
// comparison_money.c: what it costs and brings, and what would be said without pairs.
fl_status fl_compared_money(FILE *out, fl_result *result, const fl_compared *c, bool colour);

#endif
