#include "search/weighted.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b) {
  const fl_ranked *x = a, *y = b;
  if (x->value < y->value || x->value > y->value) return x->value < y->value ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

void fl_rank(fl_ranked *ranked, size_t count) {
  if (count > 1) qsort(ranked, count, sizeof *ranked, ascending);
}

double fl_effective_size(const double *weight, size_t count) {
  double sum = 0, squares = 0;
  for (size_t i = 0; i < count; i++) {
    sum += weight[i];
    squares += weight[i] * weight[i];
  }
  return squares > 0 ? sum * sum / squares : 0;
}

double fl_weighted_quantile(const fl_ranked *ranked, const double *weight, size_t count, double size, double p) {
  double total = 0, below = 0, last_at = 0;
  for (size_t i = 0; i < count; i++) total += weight[ranked[i].index];
  if (!(total > 0)) return (double)NAN;
  for (size_t i = 0; i < count; i++) {
    const double own = weight[ranked[i].index] / total;
    const double at = 0.5 + (below + own / 2 - 0.5) * size / (size + 1);
    if (at >= p) {
      if (i == 0 || !(ranked[i].value > ranked[i - 1].value)) return ranked[i].value; // both may be infinite
      const double share = p > last_at ? (p - last_at) / (at - last_at) : 0;
      return share > 0 ? ranked[i - 1].value + share * (ranked[i].value - ranked[i - 1].value) : ranked[i - 1].value;
    }
    below += own;
    last_at = at;
  }
  return ranked[count - 1].value;
}

bool fl_cholesky(double *matrix, size_t n) {
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j <= i; j++) {
      double sum = matrix[i * n + j];
      for (size_t k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k];
      if (i == j && !(sum > 0)) return false;
      matrix[i * n + j] = i == j ? sqrt(sum) : sum / matrix[j * n + j];
    }
    for (size_t j = i + 1; j < n; j++) matrix[i * n + j] = 0;
  }
  return true;
}

void fl_forward(const double *root, size_t n, double *x) {
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < i; k++) x[i] -= root[i * n + k] * x[k];
    x[i] /= root[i * n + i];
  }
}

void fl_backward(const double *root, size_t n, double *x) {
  for (size_t i = n; i-- > 0;) {
    for (size_t k = i + 1; k < n; k++) x[i] -= root[k * n + i] * x[k];
    x[i] /= root[i * n + i];
  }
}
