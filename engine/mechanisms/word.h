// M22 Word of mouth (口碑): segments of fans know brands and think well or badly of them. Of each brand and segment:
//
//   aware      A: share of the segment that has heard of one real brand
//   valence    V: what those who have think of it, -1..1
//   talk       buyers who still talk, promoters and detractors apart; they fall silent with e-fold word.talk_days
//
// Each night (Bass 1969 in discrete time, one per brand and segment; external and internal influence):
//
//   A <- A + (1 - A) min(1, e + h)     e = (word.external x strangers' visits + named) / fans       h = told / fans
//
// told is what promoters, and detractors word.negativity times as often, tell to word.contacts fans a day, in their own segment and in
// neighbouring ones (word.neighbours). Who is told takes up what is said: V is the mean over all who are aware. A fan is aware of a
// brand where a number of its own, drawn once for ever, lies below A: who knows a brand goes on knowing it while A grows.
#ifndef FANLOOP_WORD_H
#define FANLOOP_WORD_H

#include "agents/step.h"
#include "fanloop/scenario.h"

void fl_word_levers(const fl_params *params, fl_levers *levers);

// Share of all fans who live in each segment: FL_SEGMENTS elements that sum to 1.
void fl_word_segments(const fl_params *params, double *share);
// What one brand's fans are told today by `talk` (of promoters or of detractors), by segment: word.contacts a talker, spread.
void fl_word_told(const fl_params *params, const fl_word_brand *brand, bool detractors, double told[FL_SEGMENTS]);
// A night of one brand of `fans` real fans by segment who may meet it and `real` real brands that it stands for. `good`: what its
// promoters told today, as fl_word_told has it. `named`: by segment, fans who met its name elsewhere than in its rooms (M21, M12).
void fl_word_night(const fl_params *params, const fl_word_tally *tally, const double *good, const double *named, const double *fans,
                   double real, fl_word_brand *brand);
// What the kernel reads of a brand.
void fl_word_fill(const fl_word_brand *brand, fl_word_known *known);
// How much longer a stranger stays for what it has heard, by valence in 1/FL_WORD_MOST from -1 on.
void fl_word_stay(const fl_levers *levers, float stay[2 * FL_WORD_MOST + 1]);
// The chance that a public visit of the day is one to a room that the fan was told of, when each fan of the segment would make
// `wanted` such visits a day.
double fl_word_referred(const fl_params *params, double wanted);

#endif
