// What the blocks of a comparison's screen share. Internal to report/comparison*.c.
#ifndef FANLOOP_COMPARISON_LINES_H
#define FANLOOP_COMPARISON_LINES_H

#include "fanloop/field.h"
#include "report/comparison.h"
#include "report/headline.h"
#include "report/text.h"

// What the file says of itself, and which variant is explained.
typedef struct fl_compared {
  int64_t runs, first_run, seed, days, fans, baseline, variant;
  double level;
  char name[FL_NAME_MAX], title[FL_TEXT_MAX], baseline_name[FL_NAME_MAX], variant_name[FL_NAME_MAX];
  char from[16], to[16], status[16], reason[160];
} fl_compared;

// A query with the number of the explained variant as ?1, and `second` as ?2; both are texts.
fl_query *fl_compared_ask(fl_result *result, const fl_compared *c, const char *sql, const char *second);
// Begins a line with a name of so many columns.
void fl_compared_row(FILE *out, const char *name, int columns);
// "+3.40 bn"; `out` takes FL_NUMBER bytes.
const char *fl_compared_amount(double value, char *out);
// "+2.9 bn … +3.9 bn", "–" where there is none; 2 * FL_NUMBER bytes.
const char *fl_compared_amounts(double low, double high, char *out);

// A text with "%lld days" for a span or a figure of one, as after_90 and gmv.after_90; a text without days is itself.
const char *fl_compared_name(fl_word_id word, const char *of, char out[FL_SAID]);

// comparison_asks.c: whether the interval that was asked for is reached; the days after the policies that were asked for and are not there.
fl_status fl_compared_until(FILE *out, fl_result *result);
fl_status fl_compared_beyond(FILE *out, fl_result *result, const fl_compared *c);
// comparison_why.c: where the difference of the explained variant comes from; what it costs and brings, and what would be said without pairs.
fl_status fl_compared_why(FILE *out, fl_result *result, const fl_compared *c, bool colour);
fl_status fl_compared_money(FILE *out, fl_result *result, const fl_compared *c, bool colour);

#endif
