#include "stats/divisia.h"

#include "base/mathx.h"

#include <assert.h>

__extension__ typedef unsigned __int128 product; // of two counts, exact

static const double near = 0.17; // (a - b) / (a + b) of numbers that are close: the series serves

// artanh(s) / s for |s| <= near, to the last place: log(a / b) = 2 artanh s, where s = (a - b) / (a + b).
static double artanh_over(double s) {
  double sum = 0;
  for (int n = 21; n > 0; n -= 2) sum = sum * (s * s) + 1.0 / n;
  return sum;
}

double fl_log_mean(double a, double b) {
  if (!(a > 0 && b > 0)) return 0;
  if (a < b) return fl_log_mean(b, a);
  const double s = (a - b) / (a + b);
  return s < near ? 0.5 * (a + b) / artanh_over(s) : (a - b) / fl_log(a / b);
}

static double real(product x) {
  return (double)(uint64_t)(x >> 64) * 0x1p64 + (double)(uint64_t)x;
}

// log(a / b), 0 only if they are equal. The difference is taken before anything is rounded: ratios near 1 lose no digits.
static double log_ratio(product a, product b) {
  if (a < b) return -log_ratio(b, a);
  const double s = real(a - b) / real(a + b);
  return s < near ? 2 * s * artanh_over(s) : fl_log(real(a) / real(b));
}

static double size(double x) {
  return x < 0 ? -x : x;
}

// Of a cell whose value is 0 in the state `gone`: the factor that vanishes with it. Counts missing in the other state are left out.
static size_t vanishing(const int64_t *gone, const int64_t *other, size_t factors) {
  size_t k = factors - 1;
  for (size_t i = factors - 1; i-- > 0 && gone[i] == 0;)
    if (other[i] > 0) k = i;
  return k;
}

// The D[k] of a cell whose value is positive in both states, so that a count of 0 is one that is missing.
static void contributions(const int64_t *base, const int64_t *variant, size_t factors, double *d) {
  const double mean = fl_log_mean((double)variant[factors - 1], (double)base[factors - 1]);
  uint64_t below0 = 1, below1 = 1;
  for (size_t k = 0; k < factors; k++) {
    d[k] = 0;
    if (base[k] == 0 || variant[k] == 0) continue;
    const uint64_t above0 = (uint64_t)base[k], above1 = (uint64_t)variant[k];
    d[k] = mean * log_ratio((product)above1 * below0, (product)above0 * below1);
    below0 = above0;
    below1 = above1;
  }
}

// What rounding alone cannot have left: errors of the D[k] themselves, of values of 1e15 and more. It goes where it comes from.
static int64_t spread(const double *d, double sum, size_t factors, int64_t left, int64_t *out) {
  int64_t still = left;
  for (size_t k = 0; k < factors; k++) {
    const int64_t share = fl_round((double)left * (size(d[k]) / sum));
    out[k] += share;
    still -= share;
  }
  return still;
}

// Whole numbers that add up to `change`. Some d[k] is not 0, unless `change` is 0.
static void round_to(int64_t change, const double *d, size_t factors, int64_t *out) {
  double sum = 0;
  for (size_t k = 0; k < factors; k++) sum += size(d[k]);
  const double fit = sum > 0x1p62 ? 0x1p62 / sum : 1;
  double cut[FL_DIVISIA_MOST];
  int64_t left = change;
  for (size_t k = 0; k < factors; k++) {
    out[k] = (int64_t)(d[k] * fit);
    cut[k] = d[k] * fit - (double)out[k];
    left -= out[k];
  }
  const int64_t most = (int64_t)factors;
  if (left >= most || left <= -most) left = spread(d, sum, factors, left, out);
  while (left != 0) {
    const int64_t unit = left > 0 ? 1 : -1;
    size_t to = factors;
    for (size_t k = 0; k < factors; k++)
      if (size(d[k]) > 0 && (to == factors || cut[k] * (double)unit > cut[to] * (double)unit)) to = k;
    assert(to < factors);
    out[to] += unit;
    cut[to] -= (double)unit;
    left -= unit;
  }
}

static void decompose(const int64_t *base, const int64_t *variant, size_t factors, int64_t *out) {
  const int64_t value0 = base[factors - 1], value1 = variant[factors - 1];
  for (size_t k = 0; k < factors; k++) {
    assert(base[k] >= 0 && variant[k] >= 0);
    out[k] = 0;
  }
  if (value0 == 0 || value1 == 0) {
    const size_t k = value0 == 0 ? vanishing(base, variant, factors) : vanishing(variant, base, factors);
    out[k] = value1 - value0;
    return;
  }
  double d[FL_DIVISIA_MOST];
  contributions(base, variant, factors, d);
  round_to(value1 - value0, d, factors, out);
}

void fl_divisia(const int64_t *base, const int64_t *variant, size_t cells, size_t factors, int64_t *out) {
  assert(factors > 0 && factors <= FL_DIVISIA_MOST);
  for (size_t at = 0; at < cells * factors; at += factors) decompose(base + at, variant + at, factors, out + at);
}
