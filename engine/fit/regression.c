#include "fit/response.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>

static const double least_rest = 1e-7; // of a factor's standard deviation beside the other factors; less is rounding

// Points in standard units: mean 0 and standard deviation 1, of the factors and of the result.
typedef struct work {
  size_t points, factors;
  double *x;         // [points][factors]
  double *y;         // [points]
  double *mean, *sd; // [factors + 1], the result last
  double *inverse;   // [factors][factors], of the correlations of the factors
  double *square;    // [factors], of the influences
  double *own;       // [factors], C^-1 x of one point
  gsl_matrix *q;     // a copy of x, then its QR decomposition
  gsl_vector *tau, *rest, *standard;
} work;

static bool is_whole(const double *x, double y, size_t factors) {
  for (size_t j = 0; j < factors; j++)
    if (!isfinite(x[j])) return false;
  return isfinite(y);
}

static void gather(work *w, const double *x, const double *y, size_t points) {
  for (size_t i = 0; i < points; i++, x += w->factors) {
    if (!is_whole(x, y[i], w->factors)) continue;
    for (size_t j = 0; j < w->factors; j++) w->x[w->points * w->factors + j] = x[j];
    w->y[w->points++] = y[i];
  }
}

// Standardises the numbers at[0], at[stride] ...; false if they do not vary.
static bool standardise(double *at, size_t count, size_t stride, double *mean, double *sd) {
  const double first = at[0];
  double sum = 0, squares = 0;
  for (size_t i = 0; i < count; i++) sum += at[i * stride] - first;
  *mean = first + sum / (double)count;
  for (size_t i = 0; i < count; i++) {
    const double off = at[i * stride] - *mean;
    squares += off * off;
  }
  *sd = sqrt(squares / (double)(count - 1));
  if (!(*sd > 1e-14 * fabs(*mean)) || !isfinite(*sd)) return false;
  for (size_t i = 0; i < count; i++) at[i * stride] = (at[i * stride] - *mean) / *sd;
  return true;
}

static bool standardise_all(work *w) {
  bool varies = standardise(w->y, w->points, 1, &w->mean[w->factors], &w->sd[w->factors]);
  for (size_t j = 0; varies && j < w->factors; j++) varies = standardise(w->x + j, w->points, w->factors, &w->mean[j], &w->sd[j]);
  return varies;
}

// Inverse of the correlation matrix R'R / (points - 1), from the triangle R: R^-1 column by column, then its products.
static void invert(work *w) {
  const size_t k = w->factors;
  double *inverse = w->inverse; // of R first, upper triangle
  for (size_t c = 0; c < k; c++)
    for (size_t r = c + 1; r-- > 0;) {
      double sum = r == c;
      for (size_t i = r + 1; i <= c; i++) sum -= gsl_matrix_get(w->q, r, i) * inverse[i * k + c];
      inverse[r * k + c] = sum / gsl_matrix_get(w->q, r, r);
    }
  // Row r and column c of the product need the columns from the larger of both on: from the top left, nothing is needed twice.
  for (size_t r = 0; r < k; r++)
    for (size_t c = r; c < k; c++) {
      double sum = 0;
      for (size_t i = c; i < k; i++) sum += inverse[r * k + i] * inverse[c * k + i];
      inverse[r * k + c] = sum * (double)(w->points - 1);
    }
  for (size_t r = 0; r < k; r++)
    for (size_t c = 0; c < r; c++) inverse[r * k + c] = inverse[c * k + r];
}

// The coefficients in standard units, and what is left of each point.
static fl_response_status solve(work *w) {
  const size_t n = w->points, k = w->factors;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < k; j++) gsl_matrix_set(w->q, i, j, w->x[i * k + j]);
  if (gsl_linalg_QR_decomp(w->q, w->tau) != GSL_SUCCESS) return FL_RESPONSE_MEMORY;
  for (size_t j = 0; j < k; j++)
    if (!(fabs(gsl_matrix_get(w->q, j, j)) > least_rest * sqrt((double)n))) return FL_RESPONSE_COLLINEAR;
  const gsl_vector_const_view y = gsl_vector_const_view_array(w->y, n);
  if (gsl_linalg_QR_lssolve(w->q, w->tau, &y.vector, w->standard, w->rest) != GSL_SUCCESS) return FL_RESPONSE_MEMORY;
  invert(w);
  return FL_RESPONSE_DONE;
}

// Adds up the squares of what each point does to each coefficient:
//   influence_j = (C^-1 x)_j rest + standard_j (x_j^2 - y^2) / 2      C the correlations of the factors
static void add_influences(work *w) {
  const size_t k = w->factors;
  const double n = (double)w->points;
  for (size_t j = 0; j < k; j++) w->square[j] = 0;
  for (size_t i = 0; i < w->points; i++) {
    const double *x = w->x + i * k, y = w->y[i];
    double leverage = 1 / n;
    for (size_t j = 0; j < k; j++) {
      w->own[j] = 0;
      for (size_t c = 0; c < k; c++) w->own[j] += w->inverse[j * k + c] * x[c];
      leverage += w->own[j] * x[j] / (n - 1);
    }
    const double rest = gsl_vector_get(w->rest, i) / fmax(1 - leverage, 1 / n);
    for (size_t j = 0; j < k; j++) {
      const double influence = w->own[j] * rest + gsl_vector_get(w->standard, j) * (x[j] * x[j] - y * y) / 2;
      w->square[j] += influence * influence;
    }
  }
}

static void finish(work *w, double level, fl_regression *out) {
  const double n = (double)w->points, freedom = n - (double)w->factors - 1;
  const double student = gsl_cdf_tdist_Pinv(0.5 + 0.5 * level, freedom);
  double left = 0;
  for (size_t i = 0; i < w->points; i++) left += gsl_vector_get(w->rest, i) * gsl_vector_get(w->rest, i);
  out->r_squared = 1 - left / (n - 1);
  out->adjusted = 1 - left / freedom;
  add_influences(w);
  for (size_t j = 0; j < w->factors; j++) {
    const double standard = gsl_vector_get(w->standard, j), error = sqrt(w->square[j] / n / (n - 1));
    out->factor[j] = (fl_coefficient){.standard = {standard, standard - student * error, standard + student * error},
                                      .error = error,
                                      .slope = standard * w->sd[w->factors] / w->sd[j]};
  }
}

static double *doubles(size_t rows, size_t columns) {
  return calloc(rows > 0 ? rows : 1, columns * sizeof(double));
}

static bool open_work(work *w, size_t points) {
  const size_t k = w->factors;
  w->x = doubles(points, k);
  w->y = doubles(points, 1);
  w->mean = doubles(k + 1, 1);
  w->sd = doubles(k + 1, 1);
  w->inverse = doubles(k, k);
  w->square = doubles(k, 1);
  w->own = doubles(k, 1);
  return w->x && w->y && w->mean && w->sd && w->inverse && w->square && w->own;
}

static bool open_solver(work *w) {
  w->q = gsl_matrix_alloc(w->points, w->factors);
  w->tau = gsl_vector_alloc(w->factors);
  w->rest = gsl_vector_alloc(w->points);
  w->standard = gsl_vector_alloc(w->factors);
  return w->q && w->tau && w->rest && w->standard;
}

static void close_work(work *w) {
  free(w->x);
  free(w->y);
  free(w->mean);
  free(w->sd);
  free(w->inverse);
  free(w->square);
  free(w->own);
  if (w->q) gsl_matrix_free(w->q);
  if (w->tau) gsl_vector_free(w->tau);
  if (w->rest) gsl_vector_free(w->rest);
  if (w->standard) gsl_vector_free(w->standard);
}

static fl_response_status regress(work *w, const double *x, const double *y, size_t points, double level, fl_regression *out) {
  if (!open_work(w, points)) return FL_RESPONSE_MEMORY;
  gather(w, x, y, points);
  out->points = w->points;
  out->left_out = points - w->points;
  if (w->factors == 0 || w->points < w->factors + 2) return FL_RESPONSE_FEW;
  if (!standardise_all(w)) return FL_RESPONSE_CONSTANT;
  if (!open_solver(w)) return FL_RESPONSE_MEMORY;
  const fl_response_status status = solve(w);
  if (status == FL_RESPONSE_DONE) finish(w, level, out);
  return status;
}

fl_response_status fl_regression_fit(const double *x, const double *y, size_t points, size_t factors, double level,
                                     fl_regression *out) {
  gsl_error_handler_t *before = gsl_set_error_handler_off();
  work w = {.factors = factors};
  const fl_response_status status = regress(&w, x, y, points, level, out);
  close_work(&w);
  gsl_set_error_handler(before);
  return status;
}
