#include "fit/response.h"

#include <math.h>
#include <stdlib.h>

typedef struct point {
  double x, y;
  size_t number; // equal x stay in the order they came in
} point;

typedef struct work {
  size_t points, bins;
  point *point;         // [points], by x
  size_t *bin;          // [points]: which bin it is in
  double *weight, *sum; // [bins]: points, sum of y
  double *resampled;    // [resamples]
  uint32_t *times;      // [points]
} work;

static int by_x(const void *a, const void *b) {
  const point *p = a, *q = b;
  if (p->x < q->x || p->x > q->x) return p->x < q->x ? -1 : 1;
  return (p->number > q->number) - (p->number < q->number);
}

// The points that are whole, y about their mean, by x.
static void gather(work *w, const double *x, const double *y, size_t points) {
  double sum = 0;
  for (size_t i = 0; i < points; i++)
    if (isfinite(x[i]) && isfinite(y[i])) {
      w->point[w->points] = (point){x[i], y[i], w->points};
      sum += y[i] - w->point[0].y;
      w->points++;
    }
  const double mean = w->points > 0 ? w->point[0].y + sum / (double)w->points : 0;
  for (size_t i = 0; i < w->points; i++) w->point[i].y -= mean;
  qsort(w->point, w->points, sizeof *w->point, by_x);
}

// A bin ends where a part of the points does, or behind that, where x goes on.
static void divide(work *w, size_t wanted) {
  size_t start = 0;
  for (size_t i = 0; i < w->points; i++) {
    const bool beyond = i * wanted / w->points > start * wanted / w->points;
    if (beyond && w->point[i].x > w->point[i - 1].x) {
      start = i;
      w->bins++;
    }
    w->bin[i] = w->bins;
  }
  w->bins++;
}

// Mean squares within bins and of all, each point so many times (NULL: once): epsilon squared. `raw`: eta squared, noise and all.
static double explained(work *w, const uint32_t *times, double *raw) {
  double n = 0, sum = 0, squares = 0, between = 0, filled = 0;
  for (size_t b = 0; b < w->bins; b++) w->weight[b] = w->sum[b] = 0;
  for (size_t i = 0; i < w->points; i++) {
    const double weight = times ? (double)times[w->point[i].number] : 1, y = w->point[i].y;
    w->weight[w->bin[i]] += weight;
    w->sum[w->bin[i]] += weight * y;
    squares += weight * y * y;
  }
  for (size_t b = 0; b < w->bins; b++) {
    if (!(w->weight[b] > 0)) continue;
    n += w->weight[b];
    sum += w->sum[b];
    between += w->sum[b] * w->sum[b] / w->weight[b];
    filled++;
  }
  const double total = squares - sum * sum / n;
  *raw = (between - sum * sum / n) / total;
  return total > 0 ? 1 - (squares - between) / (n - filled) / (total / (n - 1)) : (double)NAN;
}

// A resample of these points estimates their own eta squared: what it lies off that is moved to the estimate.
static void resample(work *w, const fl_bootstrap *how, double estimate, double raw) {
  double unused;
  for (uint32_t r = 0; r < how->resamples; r++) {
    fl_bootstrap_times(&how->key, r, w->points, w->times);
    w->resampled[r] = explained(w, w->times, &unused) - raw + estimate;
  }
}

static fl_response_status examine(work *w, const double *x, const double *y, size_t points, size_t bins, const fl_bootstrap *how,
                                  fl_binned *out) {
  gather(w, x, y, points);
  *out = (fl_binned){.points = w->points, .left_out = points - w->points};
  if (bins == 0) bins = (size_t)fmin(2 * cbrt((double)w->points), (double)w->points / 5);
  if (bins == 0 || w->points < 2 * bins) return FL_RESPONSE_FEW;
  divide(w, bins);
  out->bins = w->bins;
  if (w->bins < 2) return FL_RESPONSE_CONSTANT;
  double raw;
  const double estimate = explained(w, NULL, &raw);
  if (isnan(estimate)) return FL_RESPONSE_CONSTANT;
  resample(w, how, estimate, raw);
  out->first = fl_bootstrap_interval(estimate, w->resampled, how->resamples, how->level);
  out->unclear = !(out->first.low > 0 || out->first.high < 0);
  return FL_RESPONSE_DONE;
}

fl_response_status fl_binned_index(const double *x, const double *y, size_t points, size_t bins, const fl_bootstrap *bootstrap,
                                   fl_binned *out) {
  const size_t room = points + 1;
  work w = {.point = malloc(room * sizeof *w.point), .bin = malloc(room * sizeof *w.bin), .times = malloc(room * sizeof *w.times)};
  w.weight = malloc(room * sizeof *w.weight);
  w.sum = malloc(room * sizeof *w.sum);
  w.resampled = malloc(((size_t)bootstrap->resamples + 1) * sizeof *w.resampled);
  const bool fits = w.point && w.bin && w.times && w.weight && w.sum && w.resampled;
  const fl_response_status status = fits ? examine(&w, x, y, points, bins, bootstrap, out) : FL_RESPONSE_MEMORY;
  free(w.point);
  free(w.bin);
  free(w.times);
  free(w.weight);
  free(w.sum);
  free(w.resampled);
  return status;
}
