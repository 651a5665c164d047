// Models of repeat events, by maximum likelihood: NBD (gamma mixture of Poisson processes) and BG/NBD (the same with a beta mixture of
// dropping out behind each event). A subject is seen from its first event on; time is in any one unit.
//   r, alpha   gamma distribution of rates over subjects: shape, and rate parameter in units of time
//   a, b       beta distribution of the probability to drop out behind an event
// Sources: P. Fader, B. Hardie, K. L. Lee, "Counting your customers" the easy way, Marketing Science 24 (2005) 275-284;
//          A. Ehrenberg, Repeat-Buying (1988), for the NBD and its conditional rates.
#ifndef FANLOOP_REPEAT_H
#define FANLOOP_REPEAT_H

#include <stdbool.h>
#include <stddef.h>

// What is known of a subject: events behind the first one, time from the first to the last, time from the first to the end.
typedef struct fl_subject {
  double repeats, recency, age;
} fl_subject;

typedef struct fl_nbd {
  double r, alpha, log_likelihood;
} fl_nbd;

typedef struct fl_bgnbd {
  double r, alpha, a, b, log_likelihood;
} fl_bgnbd;

// Log-likelihoods are those of the event times (not of the counts alone), so that the two models compare.
// False: no maximum was found (no subject, no repeat, too little memory).
bool fl_nbd_fit(const fl_subject *subjects, size_t count, fl_nbd *out);
bool fl_bgnbd_fit(const fl_subject *subjects, size_t count, fl_bgnbd *out);
double fl_bgnbd_log_likelihood(const fl_bgnbd *model, const fl_subject *subjects, size_t count);
// Share of the subjects for which the model expects no repeat (the same in both models).
double fl_expected_zeros(double r, double alpha, const fl_subject *subjects, size_t count);
// Events that the model expects of a subject within `time` behind its age, given what is known of it. NaN where the function cannot
// be computed.
double fl_bgnbd_expected(const fl_bgnbd *model, const fl_subject *subject, double time);

// The NBD of two figures of a period, per head: share who had an event (`penetration`, 0..1), and mean number of events. False: the
// mean is too small for the penetration (an NBD has more than -log(1 - penetration)).
typedef struct fl_nbd_rates {
  double shape;    // k of the NBD
  double repeated; // of those with an event in the period, those with two or more
  double kept;     // of those with an event in the period, those with one in the next period of equal length
} fl_nbd_rates;
bool fl_nbd_rates_of(double penetration, double mean, fl_nbd_rates *out);

#endif
