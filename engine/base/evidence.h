// What is held of a seller, 0..1, by evidence that fades with time: a prior that does not fade, and a mean of what was seen, as in
// reputation (M05) and trust in brands (M03).
//
//   held = (prior x first + sum of good) / (prior + sum of weight)     both sums lose 1 - keeps a day
//
// So memory is time and not a number of days with evidence, and a day with one parcel does not weigh as much as one with a thousand.
#ifndef FANLOOP_EVIDENCE_H
#define FANLOOP_EVIDENCE_H

#include "base/mathx.h"

// A day's evidence: its weight, in units of the prior, and how much of that was good.
typedef struct fl_evidence {
  double weight, good;
} fl_evidence;

// What is held after a day more; `seen` is the sum of weights.
static inline double fl_evidence_add(double held, double first, double *seen, double prior, double keeps, fl_evidence today) {
  const double began = prior * first;
  const double good = keeps * (held * (prior + *seen) - began) + today.good;
  *seen = keeps * *seen + today.weight;
  return fl_clip((began + good) / (prior + *seen), 0, 1);
}

#endif
