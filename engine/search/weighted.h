// Weighted samples and small matrices, for the searches.
#ifndef FANLOOP_WEIGHTED_H
#define FANLOOP_WEIGHTED_H

#include <stdbool.h>
#include <stddef.h>

typedef struct fl_ranked {
  double value;
  size_t index; // into the arrays that the value came from
} fl_ranked;

// Ascending by value, equal ones by index: the same on every machine.
void fl_rank(fl_ranked *ranked, size_t count);
// Effective size of a weighted sample, (sum w)^2 / sum w^2 (Kish); 0 where no weight is positive.
double fl_effective_size(const double *weight, size_t count);
// Quantile p of ranked values with weight[index], whose effective size is `size`. A value stands at Weibull's position, which for
// equal weights is i / (n + 1), and quantiles between two are interpolated: of a further value of the same distribution, p lie
// below the quantile on average, also in small samples. NaN of nothing.
double fl_weighted_quantile(const fl_ranked *ranked, const double *weight, size_t count, double size, double p);

// The lower root of a positive definite matrix (n x n, by rows; the lower half is read) takes its place, with zeros above the
// diagonal. False: the matrix is not positive definite.
bool fl_cholesky(double *matrix, size_t n);
// Solves root y = x in place.
void fl_forward(const double *root, size_t n, double *x);
// Solves root^T y = x in place.
void fl_backward(const double *root, size_t n, double *x);

#endif
