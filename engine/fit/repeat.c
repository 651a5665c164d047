#include "fit/repeat.h"

#include "fit/simplex.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_hyperg.h>
#include <math.h>

typedef struct sample {
  const fl_subject *subjects;
  size_t count;
} sample;

static double log_beta(double a, double b) {
  return gsl_sf_lngamma(a) + gsl_sf_lngamma(b) - gsl_sf_lngamma(a + b);
}

static bool any_repeat(const fl_subject *subjects, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (subjects[i].repeats > 0) return true;
  return false;
}

// ---- NBD ------------------------------------------------------------------------------------------------------------------------

// Likelihood of the event times, as in equation (6) without dropping out, so that the two models compare.
static double nbd_cost(const double *p, void *ctx) {
  const sample *s = ctx;
  const double r = p[0], alpha = p[1], at_r = gsl_sf_lngamma(r);
  double sum = 0;
  for (size_t i = 0; i < s->count; i++) {
    const double x = s->subjects[i].repeats, t = s->subjects[i].age;
    sum += gsl_sf_lngamma(r + x) - at_r + r * log(alpha) - (r + x) * log(alpha + t);
  }
  return -sum;
}

bool fl_nbd_fit(const fl_subject *subjects, size_t count, fl_nbd *out) {
  sample s = {subjects, count};
  double at[2] = {1, 1}, least;
  for (size_t i = 0; i < count; i++) at[1] += subjects[i].age / (double)count;
  if (!any_repeat(subjects, count) || !fl_simplex_minimise(nbd_cost, &s, 2, at, &least)) return false;
  *out = (fl_nbd){at[0], at[1], -least};
  return true;
}

double fl_expected_zeros(double r, double alpha, const fl_subject *subjects, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += pow(alpha / (alpha + subjects[i].age), r);
  return count ? sum / (double)count : (double)NAN;
}

// log P(0) of an NBD of this shape and mean.
static double log_none(double shape, double mean) {
  return -shape * log1p(mean / shape);
}

bool fl_nbd_rates_of(double penetration, double mean, fl_nbd_rates *out) {
  if (!(penetration > 0 && penetration < 1) || !(mean > -log1p(-penetration))) return false;
  double low = -30, high = 30; // logarithm of the shape: the larger, the fewer without an event
  for (int step = 0; step < 100; step++) {
    const double middle = 0.5 * (low + high);
    if (log_none(exp(middle), mean) > log1p(-penetration))
      low = middle;
    else
      high = middle;
  }
  const double k = exp(0.5 * (low + high)), one = mean * exp(-(k + 1) * log1p(mean / k));
  const double none = exp(log_none(k, mean)), none_in_two = exp(log_none(k, 2 * mean));
  *out = (fl_nbd_rates){.shape = k, .repeated = 1 - one / penetration, .kept = (1 - 2 * none + none_in_two) / penetration};
  return true;
}

// ---- BG/NBD ---------------------------------------------------------------------------------------------------------------------

// Equation (6) of Fader, Hardie and Lee, as log(exp(alive) + exp(gone)) behind what both terms share.
double fl_bgnbd_log_likelihood(const fl_bgnbd *m, const fl_subject *subjects, size_t count) {
  const double shared = m->r * log(m->alpha) - gsl_sf_lngamma(m->r) - log_beta(m->a, m->b);
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    const double x = subjects[i].repeats;
    const double alive = log_beta(m->a, m->b + x) - (m->r + x) * log(m->alpha + subjects[i].age);
    double both = alive;
    if (x > 0) {
      const double gone = log_beta(m->a + 1, m->b + x - 1) - (m->r + x) * log(m->alpha + subjects[i].recency);
      both = fmax(alive, gone) + log1p(exp(-fabs(alive - gone)));
    }
    sum += shared + gsl_sf_lngamma(m->r + x) + both;
  }
  return sum;
}

static double bgnbd_cost(const double *p, void *ctx) {
  const sample *s = ctx;
  const fl_bgnbd model = {.r = p[0], .alpha = p[1], .a = p[2], .b = p[3]};
  return -fl_bgnbd_log_likelihood(&model, s->subjects, s->count);
}

bool fl_bgnbd_fit(const fl_subject *subjects, size_t count, fl_bgnbd *out) {
  sample s = {subjects, count};
  double at[4] = {1, 1, 1, 2}, least;
  for (size_t i = 0; i < count; i++) at[1] += subjects[i].age / (double)count;
  if (!any_repeat(subjects, count) || !fl_simplex_minimise(bgnbd_cost, &s, 4, at, &least)) return false;
  *out = (fl_bgnbd){at[0], at[1], at[2], at[3], -least};
  return true;
}

// Equation (10). By Euler's transformation (1 - z)^(r + x) F(r + x, b + x; c; z) = (1 - z)^(a - 1) F(a + b - 1 - r, a - 1; c; z), with
// c = a + b + x - 1: the right-hand side neither over- nor underflows for many events.
double fl_bgnbd_expected(const fl_bgnbd *m, const fl_subject *subject, double time) {
  const double x = subject->repeats, a = fabs(m->a - 1) < 1e-6 ? 1 + 1e-6 : m->a, c = a + m->b + x - 1;
  const double z = time / (m->alpha + subject->age + time);
  gsl_sf_result f;
  gsl_error_handler_t *before = gsl_set_error_handler_off();
  const int status = gsl_sf_hyperg_2F1_e(a + m->b - 1 - m->r, a - 1, c, z, &f);
  gsl_set_error_handler(before);
  if (status != GSL_SUCCESS) return (double)NAN;
  const double events = c / (a - 1) * (1 - pow(1 - z, a - 1) * f.val);
  if (x <= 0) return events;
  const double odds_gone = a / (m->b + x - 1) * pow((m->alpha + subject->age) / (m->alpha + subject->recency), m->r + x);
  return events / (1 + odds_gone);
}
