#include "fit/indices.h"

#include <math.h>
#include <stdlib.h>

// What is at hand: rows of f(A) and f(B) about their common mean, and f(AB_j) - f(A).
typedef struct work {
  size_t points, factors;
  double *row;           // [points][factors + 2]
  double *first, *total; // [factors], the last estimate
  double *steps;         // [factors], sums
  double *resampled;     // [2 factors][resamples]: first, total of factor 0, of factor 1 ...
  uint32_t *times;       // [points]
  double mean, variance; // of the last estimate, the mean about the common one
} work;

static bool is_whole(const double *row, size_t columns) {
  for (size_t i = 0; i < columns; i++)
    if (!isfinite(row[i])) return false;
  return true;
}

// Copies the rows that are whole; the mean is taken off. Returns that mean.
static double gather(work *w, const double *f, size_t points) {
  const size_t columns = w->factors + 2;
  double sum = 0, shift = 0;
  for (size_t i = 0; i < points; i++, f += columns) {
    if (!is_whole(f, columns)) continue;
    if (w->points == 0) shift = f[0]; // sums of differences: a large mean costs no digits
    double *row = w->row + w->points++ * columns;
    row[0] = f[0] - shift;
    row[1] = f[1] - shift;
    for (size_t j = 0; j < w->factors; j++) row[2 + j] = f[2 + j] - f[0];
    sum += row[0] + row[1];
  }
  const double mean = sum / (2 * (double)w->points);
  for (size_t i = 0; i < w->points; i++) {
    w->row[i * columns] -= mean;
    w->row[i * columns + 1] -= mean;
  }
  return shift + mean;
}

// Indices of the points, each so many times; NULL: once.
static void estimate(work *w, const uint32_t *times) {
  const double n = (double)w->points;
  double sum = 0, squares = 0;
  for (size_t j = 0; j < w->factors; j++) w->first[j] = w->total[j] = w->steps[j] = 0;
  for (size_t i = 0; i < w->points; i++) {
    const double weight = times ? (double)times[i] : 1, *row = w->row + i * (w->factors + 2), *step = row + 2;
    if (!(weight > 0)) continue;
    sum += weight * (row[0] + row[1]);
    squares += weight * (row[0] * row[0] + row[1] * row[1]);
    const double b = weight * row[1];
    for (size_t j = 0; j < w->factors; j++) {
      w->first[j] += b * step[j];
      w->total[j] += weight * step[j] * step[j];
      w->steps[j] += weight * step[j];
    }
  }
  w->mean = sum / (2 * n);
  w->variance = (squares - sum * w->mean) / (2 * n - 1);
  for (size_t j = 0; j < w->factors; j++) {
    const bool varies = w->variance > 0;
    w->first[j] = varies ? (w->first[j] - w->mean * w->steps[j]) / n / w->variance : (double)NAN;
    w->total[j] = varies ? w->total[j] / (2 * n) / w->variance : (double)NAN;
  }
}

static void resample(work *w, const fl_bootstrap *how) {
  for (uint32_t r = 0; r < how->resamples; r++) {
    fl_bootstrap_times(&how->key, r, w->points, w->times);
    estimate(w, w->times);
    for (size_t j = 0; j < w->factors; j++) {
      w->resampled[2 * j * how->resamples + r] = w->first[j];
      w->resampled[(2 * j + 1) * how->resamples + r] = w->total[j];
    }
  }
}

static bool holds_zero(const fl_interval *i) {
  return !(i->low > 0 || i->high < 0);
}

static void finish(work *w, const fl_bootstrap *how, fl_indices *out) {
  estimate(w, NULL);
  out->mean += w->mean;
  out->variance = w->variance;
  for (size_t j = 0; j < w->factors; j++) out->index[j] = (fl_index){.first.mean = w->first[j], .total.mean = w->total[j]};
  resample(w, how);
  for (size_t j = 0; j < w->factors; j++) {
    fl_index *index = &out->index[j];
    double *first = w->resampled + 2 * j * how->resamples, *total = first + how->resamples;
    index->first = fl_bootstrap_interval(index->first.mean, first, how->resamples, how->level);
    index->total = fl_bootstrap_interval(index->total.mean, total, how->resamples, how->level);
    index->first_unclear = holds_zero(&index->first);
    index->total_unclear = holds_zero(&index->total);
  }
}

static double *doubles(size_t rows, size_t columns) {
  return calloc(rows > 0 ? rows : 1, columns * sizeof(double));
}

bool fl_indices_estimate(const double *f, size_t points, size_t factors, const fl_bootstrap *bootstrap, fl_indices *out) {
  work w = {.factors = factors, .row = doubles(points, factors + 2), .first = doubles(factors, 1), .total = doubles(factors, 1)};
  w.steps = doubles(factors, 1);
  w.resampled = doubles(2 * factors, bootstrap->resamples > 0 ? bootstrap->resamples : 1);
  w.times = calloc(points > 0 ? points : 1, sizeof *w.times);
  bool known = w.row && w.first && w.total && w.steps && w.resampled && w.times;
  if (known) {
    out->mean = gather(&w, f, points);
    out->points = w.points;
    out->left_out = points - w.points;
    known = w.points >= 2;
    if (known) finish(&w, bootstrap, out);
  }
  free(w.row);
  free(w.first);
  free(w.total);
  free(w.steps);
  free(w.resampled);
  free(w.times);
  return known;
}
