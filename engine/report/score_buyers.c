// Lines that only buyers one by one can tell: V1 to V4 of a cohort of new buyers, V5 of everybody's spending.
#include "report/score_buyers.h"

#include "fit/repeat.h"
#include "report/headline.h"
#include "stats/concentration.h"

#include <stdlib.h>
#include <string.h>

enum {
  RUN_IN = 90,       // days without an order that make a buyer new
  LEAST_WINDOW = 90, // days of the window from which a cohort is followed at all
  LEAST_COHORT = 100,
  LEAST_BUYERS = 200, // in a window of V5: of fewer the share comes out too small
  BIN = 30,           // days
  DECAY_BINS = 12,
  RETENTION_AGES = 4,
  LADDER = 4,
  WEEK = 7
};

// ---- The cohort -----------------------------------------------------------------------------------------------------------------

// The proportions of the CD shop, where customers came in during a quarter, and were fitted on the first half of 18 months.
static int32_t entry_days(const fl_scorecard *card) {
  return (int32_t)(card->window / 6);
}
static int32_t fitted_days(const fl_scorecard *card) {
  return (int32_t)(card->window / 2);
}

static const fl_score_id cohort_lines[] = {FL_SCORE_v1_zero, FL_SCORE_v1_shape, FL_SCORE_v1_holdout,
                                           FL_SCORE_v2_rise, FL_SCORE_v3_decay, FL_SCORE_v4_rise};
enum { COHORT_LINES = sizeof cohort_lines / sizeof *cohort_lines };

static bool refuse_cohort(fl_scorecard *card, int64_t found) {
  for (int i = 0; i < COHORT_LINES; i++) {
    if (card->warmup < RUN_IN)
      fl_score_fail(card, cohort_lines[i], FL_W_q_run_in, (int64_t)RUN_IN, card->warmup);
    else if (card->window < LEAST_WINDOW)
      fl_score_fail(card, cohort_lines[i], FL_W_q_window, (int64_t)LEAST_WINDOW, card->window);
    else if (found < LEAST_COHORT)
      fl_score_fail(card, cohort_lines[i], FL_W_q_cohort, (int64_t)LEAST_COHORT, found);
    else
      return false;
  }
  return true;
}

// Weeks, as the published fits count them: up to the evening of the last day fitted.
static fl_subject *subjects_of(const fl_histories *cohort, int32_t fitted) {
  fl_subject *subjects = calloc(cohort->count + 1, sizeof *subjects);
  for (size_t s = 0; subjects && s < cohort->count; s++) {
    const int32_t *days = &cohort->days[cohort->start[s]];
    const size_t n = fl_events_before(cohort, s, fitted);
    subjects[s] = (fl_subject){(double)(n - 1), (double)(days[n - 1] - days[0]) / WEEK, (double)(fitted - 1 - days[0]) / WEEK};
  }
  return subjects;
}

static void put_zero(fl_scorecard *card, const fl_histories *cohort, const fl_subject *subjects, const fl_bgnbd *model,
                     double new_buyers) {
  size_t zeros = 0;
  for (size_t s = 0; s < cohort->count; s++) zeros += subjects[s].repeats <= 0;
  fl_score_put(card, FL_SCORE_v1_zero, (double)zeros / (double)cohort->count, (int64_t)cohort->count, FL_W_n_new);
  fl_score *line = &card->line[FL_SCORE_v1_zero];
  line->parts_name = FL_W_d_zero;
  line->part[line->parts++] = new_buyers;
  line->part[line->parts++] = model ? fl_expected_zeros(model->r, model->alpha, subjects, cohort->count) : (double)NAN;
}

static void put_shape(fl_scorecard *card, const fl_histories *cohort, const fl_subject *subjects, const fl_bgnbd *m) {
  fl_score *line = &card->line[FL_SCORE_v1_shape];
  fl_nbd nbd = {(double)NAN, (double)NAN, (double)NAN};
  fl_nbd_fit(subjects, cohort->count, &nbd);
  const double parts[] = {m->r, m->alpha, m->a, m->b, m->log_likelihood, nbd.r, nbd.alpha, nbd.log_likelihood};
  fl_score_put(card, FL_SCORE_v1_shape, m->r, (int64_t)cohort->count, FL_W_n_new);
  line->parts_name = FL_W_d_shape;
  line->parts = sizeof parts / sizeof *parts;
  memcpy(line->part, parts, sizeof parts);
}

static void put_holdout(fl_scorecard *card, const fl_histories *cohort, const fl_subject *subjects, const fl_bgnbd *m) {
  const int32_t fitted = fitted_days(card);
  const double weeks = (double)(card->window - fitted) / WEEK;
  double expected = 0, bought = 0;
  for (size_t s = 0; s < cohort->count; s++) {
    expected += fl_bgnbd_expected(m, &subjects[s], weeks);
    bought += (double)(cohort->start[s + 1] - cohort->start[s] - fl_events_before(cohort, s, fitted));
  }
  if (!(bought > 0) || !isfinite(expected)) {
    fl_score_fail(card, FL_SCORE_v1_holdout, FL_W_q_fit);
    return;
  }
  fl_score_put(card, FL_SCORE_v1_holdout, expected / bought, (int64_t)cohort->count, FL_W_n_new);
  fl_score *line = &card->line[FL_SCORE_v1_holdout];
  line->parts_name = FL_W_d_holdout;
  line->part[line->parts++] = expected;
  line->part[line->parts++] = bought;
}

static bool put_repeats(fl_scorecard *card, const fl_histories *cohort, double new_buyers) {
  fl_subject *subjects = subjects_of(cohort, fitted_days(card));
  if (!subjects) return false;
  fl_bgnbd model;
  const bool fits = fl_bgnbd_fit(subjects, cohort->count, &model);
  put_zero(card, cohort, subjects, fits ? &model : NULL, new_buyers);
  if (fits) {
    put_shape(card, cohort, subjects, &model);
    put_holdout(card, cohort, subjects, &model);
  } else {
    fl_score_fail(card, FL_SCORE_v1_shape, FL_W_q_fit);
    fl_score_fail(card, FL_SCORE_v1_holdout, FL_W_q_fit);
  }
  free(subjects);
  return true;
}

// The least difference between neighbours among the line's parts becomes its value.
static void put_least_rise(fl_scorecard *card, fl_score_id id, int64_t sample, fl_word_id unit, fl_word_id parts_name) {
  fl_score *line = &card->line[id];
  double least = (double)INFINITY;
  for (int i = 1; i < line->parts; i++) {
    const double rise = line->part[i] - line->part[i - 1];
    if (isnan(rise) || rise < least) least = rise;
    if (isnan(rise)) break;
  }
  line->parts_name = parts_name;
  line->least_rise = true;
  fl_score_put(card, id, least, sample, unit);
}

static void put_ladder(fl_scorecard *card, const fl_histories *cohort) {
  fl_score *line = &card->line[FL_SCORE_v2_rise];
  for (size_t k = 1; k <= LADDER; k++) {
    const size_t here = fl_with_events(cohort, k);
    if (here == 0) {
      fl_score_fail(card, FL_SCORE_v2_rise, FL_W_q_ladder, (int64_t)k);
      return;
    }
    line->part[line->parts++] = (double)fl_with_events(cohort, k + 1) / (double)here;
  }
  put_least_rise(card, FL_SCORE_v2_rise, (int64_t)cohort->count, FL_W_n_new, FL_W_d_ladder);
}

static void put_decay(fl_scorecard *card, const fl_histories *cohort) {
  fl_score *line = &card->line[FL_SCORE_v3_decay];
  const int64_t needed = (int64_t)DECAY_BINS * BIN + entry_days(card);
  fl_bin_count bin = {0};
  if (card->window < needed) {
    fl_score_fail(card, FL_SCORE_v3_decay, FL_W_q_window, (int64_t)DECAY_BINS * BIN * 6 / 5, card->window);
    return;
  }
  for (int32_t i = 0; i < DECAY_BINS; i++) {
    bin = fl_count_bin(cohort, i, BIN, DECAY_BINS * BIN, (int32_t)card->window);
    line->part[line->parts++] = (double)bin.active / (double)bin.subjects;
  }
  line->parts_name = FL_W_d_bins;
  if (line->part[0] > 0)
    fl_score_put(card, FL_SCORE_v3_decay, line->part[DECAY_BINS - 1] / line->part[0], (int64_t)bin.subjects, FL_W_n_new);
  else
    fl_score_fail(card, FL_SCORE_v3_decay, FL_W_q_ladder, (int64_t)1);
}

static void put_retention(fl_scorecard *card, const fl_histories *cohort) {
  fl_score *line = &card->line[FL_SCORE_v4_rise];
  const int64_t watched = (int64_t)(RETENTION_AGES + 1) * BIN;
  fl_bin_count bin = {0};
  if (card->window < watched + entry_days(card)) {
    fl_score_fail(card, FL_SCORE_v4_rise, FL_W_q_window, watched * 6 / 5, card->window);
    return;
  }
  for (int32_t age = 0; age < RETENTION_AGES; age++) {
    bin = fl_count_bin(cohort, age, BIN, (int32_t)watched, (int32_t)card->window);
    if (bin.active == 0) {
      fl_score_fail(card, FL_SCORE_v4_rise, FL_W_q_ladder, (int64_t)1);
      return;
    }
    line->part[line->parts++] = (double)bin.kept / (double)bin.active;
  }
  put_least_rise(card, FL_SCORE_v4_rise, (int64_t)bin.subjects, FL_W_n_new, FL_W_d_ages);
}

// What the platform counted itself in the days of entry, in simulated fans of the log.
static double counted_new_buyers(fl_result *result, const fl_scorecard *card) {
  char days[32];
  snprintf(days, sizeof days, "+%d days", (int)entry_days(card));
  fl_query *q = fl_query_first(
      result, "SELECT sum(new_buyers) FROM platform_day, run WHERE date >= from_date AND date < date(from_date, ?1)", days);
  const double counted = q ? fl_query_real(q, 0) : (double)NAN;
  fl_query_end(q);
  return counted / (double)card->weight * card->log_share;
}

static bool put_cohort(fl_result *result, fl_scorecard *card, const fl_buyers *buyers) {
  fl_histories cohort;
  if (!fl_cohort_select(buyers, entry_days(card), &cohort)) return false;
  bool good = true;
  if (!refuse_cohort(card, (int64_t)cohort.count)) {
    good = put_repeats(card, &cohort, counted_new_buyers(result, card));
    put_ladder(card, &cohort);
    put_decay(card, &cohort);
    put_retention(card, &cohort);
  }
  fl_cohort_free(&cohort);
  return good;
}

// ---- Spending -------------------------------------------------------------------------------------------------------------------

typedef struct spending { // of the buyers of one window; room for all of the log
  double *fen;
  int64_t *weight;
  uint32_t *order;
} spending;

// Share of the money of days `from` to `to` (excluded) that its top fifth of buyers paid; NaN when there are too few.
static double top_share(const fl_buyers *b, int32_t from, int32_t to, spending *s, uint32_t *count) {
  *count = 0;
  for (size_t i = 0; i < b->histories.count; i++) {
    double fen = 0;
    for (size_t d = b->start[i]; d < b->start[i + 1]; d++) fen += b->days[d] >= from && b->days[d] < to ? b->paid[d] : 0;
    if (fen <= 0) continue;
    s->fen[*count] = fen;
    s->weight[(*count)++] = b->weight[i];
  }
  if (*count < LEAST_BUYERS) return (double)NAN;
  fl_order_by_value(s->fen, *count, s->order);
  return fl_top_share(s->fen, s->weight, s->order, *count, 0.2);
}

// Mean over the windows of `length` days that lie side by side in the run's window.
static double mean_top_share(const fl_buyers *b, int32_t length, int32_t window, spending *s, uint32_t *count) {
  double sum = 0;
  int windows = 0;
  for (int32_t from = 0; from + length <= window; from += length, windows++) sum += top_share(b, from, from + length, s, count);
  return windows ? sum / windows : (double)NAN;
}

static void put_spending(fl_scorecard *card, const fl_buyers *b, spending *s) {
  static const int32_t lengths[] = {7, 28, 91, 182, 364};
  enum { LENGTHS = sizeof lengths / sizeof *lengths, YEAR = LENGTHS - 1 };
  fl_score *rise = &card->line[FL_SCORE_v5_rise];
  uint32_t buyers = 0;
  for (int i = 0; i < LENGTHS && lengths[i] <= card->window; i++)
    rise->part[rise->parts++] = mean_top_share(b, lengths[i], (int32_t)card->window, s, &buyers);
  if (rise->parts <= YEAR)
    fl_score_fail(card, FL_SCORE_v5_top, FL_W_q_window, (int64_t)lengths[YEAR], card->window);
  else if (isfinite(rise->part[YEAR]))
    fl_score_put(card, FL_SCORE_v5_top, rise->part[YEAR], buyers, FL_W_n_log_buyers);
  else
    fl_score_fail(card, FL_SCORE_v5_top, FL_W_q_buyers, (int64_t)LEAST_BUYERS);
  put_least_rise(card, FL_SCORE_v5_rise, buyers, FL_W_n_log_buyers, FL_W_d_lengths);
  if (rise->parts < 3)
    fl_score_fail(card, FL_SCORE_v5_rise, FL_W_q_window, (int64_t)lengths[2], card->window);
  else if (!isfinite(rise->value))
    fl_score_fail(card, FL_SCORE_v5_rise, FL_W_q_buyers, (int64_t)LEAST_BUYERS);
}

static bool put_money(fl_scorecard *card, const fl_buyers *b) {
  const size_t n = b->histories.count + 1;
  spending s = {calloc(n, sizeof *s.fen), calloc(n, sizeof *s.weight), calloc(n, sizeof *s.order)};
  const bool good = s.fen && s.weight && s.order;
  if (good) put_spending(card, b, &s);
  free(s.fen);
  free(s.weight);
  free(s.order);
  return good;
}

bool fl_score_buyers(fl_result *result, fl_scorecard *card) {
  fl_buyers buyers;
  if (!fl_buyers_read(result, &buyers)) return false;
  const bool good = put_cohort(result, card, &buyers) && put_money(card, &buyers);
  fl_buyers_free(&buyers);
  return good;
}
