// How many simulated fans there are and how many real ones each of them stands for: what every command says of it.
#ifndef FANLOOP_SCALE_H
#define FANLOOP_SCALE_H

#include "report/json.h"
#include "report/text.h"

typedef struct fl_scale {
  int64_t fans, focus_fans, focus_weight; // of them in the catchment, real fans of each there
  double population;                      // real fans in all
} fl_scale;

// Real fans of a simulated one outside the catchment; where nobody lives there, of one inside.
double fl_scale_other_weight(const fl_scale *scale);
// "12,288 simulated fans: 8,192 each for 1,000 real ones (the catchment), 4,096 each for 155,471".
const char *fl_scale_text(const fl_scale *scale, char out[FL_SAID]);
// fans, weight (the mean), focus_fans, focus_weight and other_weight in the present object.
void fl_scale_json(fl_json *json, const fl_scale *scale);

#endif
