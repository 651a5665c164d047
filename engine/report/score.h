// The scorecard of a result: regularities of repeat buying, spending and attention, each computed from the file, beside its band.
#ifndef FANLOOP_SCORE_H
#define FANLOOP_SCORE_H

#include "record/result.h"
#include "report/scale.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

typedef enum fl_score_id {
#define FL_SCORE(key, ...) FL_SCORE_##key,
#include "report/score.def"
#undef FL_SCORE
  FL_SCORES
} fl_score_id;

enum { FL_SCORE_TEXT = 192, FL_SCORE_PARTS = 12, FL_SCORE_RUNS = 8 /* that an interval over seeds should have at least */ };

typedef struct fl_score_line {
  const char *key, *id, *name[2]; // name by fl_lang
  double low, high;               // the band; NaN: none
  bool by_construction;
  const char *source[2]; // by fl_lang
} fl_score_line;
extern const fl_score_line fl_score_lines[FL_SCORES];

// A line of one result. NaN: not measurable, for the reason given.
typedef struct fl_score {
  double value;
  int64_t sample; // what it was counted on; `unit` says "%s ... of what"
  fl_word_id unit;
  double part[FL_SCORE_PARTS]; // figures behind the value, which `parts_name` names
  int parts;
  fl_word_id parts_name;
  bool least_rise; // the value is the least difference between neighbours among the parts
  char reason[FL_SCORE_TEXT];
} fl_score;

typedef struct fl_scorecard {
  char name[FL_SCORE_TEXT], from[16], to[16], digest[40];
  int64_t seed, fans, weight, window, warmup; // days
  int64_t log_orders, log_fans;               // simulated orders and buyers in the order log
  bool focus;                                 // fans do not all stand for equally many real ones
  fl_scale scale;
  double log_share; // its part of all orders of the run
  char *set_up;     // every parameter and policy field but the seed, to tell whether two runs compare
  fl_score line[FL_SCORES];
} fl_scorecard;

// FL_BAD_SCENARIO with a message: the run is not finished. FL_ENVIRONMENT with a message: the file cannot be read.
fl_status fl_scorecard_read(fl_result *result, const char *path, fl_messages *messages, fl_scorecard *out);
void fl_scorecard_free(fl_scorecard *card);

// The cards of several runs of one set-up, as a table or as JSON. With two or more, a line shows the mean and its 90 % interval and
// passes only if the whole interval lies in the band.
void fl_score_print(FILE *out, const fl_scorecard *cards, size_t count, bool colour);
void fl_score_json(FILE *out, const fl_scorecard *cards, size_t count);

// ---- Between the files of the scorecard -----------------------------------------------------------------------------------------

void fl_score_put(fl_scorecard *card, fl_score_id id, double value, int64_t sample, fl_word_id unit);
void fl_score_fail(fl_scorecard *card, fl_score_id id, fl_word_id reason, ...); // arguments: int64_t as the text says
// Each fills in its lines; false when a query failed.
bool fl_score_tables(fl_result *result, fl_scorecard *card); // platform's tables: R1-R4 and V10
bool fl_score_pairs(fl_result *result, fl_scorecard *card);  // order log: R1-R4 of rooms and brands
bool fl_score_buyers(fl_result *result, fl_scorecard *card); // order log: V1-V5

#endif
