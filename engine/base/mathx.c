#include "base/mathx.h"

static double from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

double fl_exp(double x) {
  if (x < -745.0) return 0.0;
  if (x > 709.0) x = 709.0;
  const double scaled = x * 1.4426950408889634;
  const int64_t k = (int64_t)(scaled + (scaled < 0 ? -0.5 : 0.5));
  const double r = (x - (double)k * 0x1.62e42feep-1) - (double)k * 0x1.a39ef35793c76p-33; // ln 2 in two parts
  static const double inverse[15] = {0,       1.0,     1.0 / 2,  1.0 / 3,  1.0 / 4,  1.0 / 5,  1.0 / 6, 1.0 / 7,
                                     1.0 / 8, 1.0 / 9, 1.0 / 10, 1.0 / 11, 1.0 / 12, 1.0 / 13, 1.0 / 14};
  double p = 1.0;
  for (int n = 14; n > 0; n--) p = 1.0 + p * (r * inverse[n]);
  if (k < -1000) return p * from_bits((uint64_t)(k + 1023 + 200) << 52) * 0x1p-200; // subnormal results
  return p * from_bits((uint64_t)(k + 1023) << 52);
}

double fl_log(double x) {
  if (!(x > 0)) return -745.0;
  int64_t exponent = 0;
  if (x < 0x1p-1000) {
    x *= 0x1p200;
    exponent -= 200;
  }
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  exponent += (int64_t)(bits >> 52) - 1023;
  double m = from_bits((bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent += 1;
  }
  const double s = (m - 1.0) / (m + 1.0), s2 = s * s; // log m = 2 atanh s, |s| < .172
  double sum = 0.0;
  for (int n = 21; n > 0; n -= 2) sum = sum * s2 + 1.0 / n;
  return (double)exponent * 0x1.62e42fefa39efp-1 + 2.0 * s * sum;
}

double fl_pow(double x, double y) {
  if (y == 0) return 1.0;
  if (!(x > 0)) return 0.0;
  return fl_exp(y * fl_log(x));
}

double fl_sqrt(double x) {
  return x > 0 ? __builtin_sqrt(x) : 0.0; // IEEE 754: correctly rounded everywhere
}

double fl_cos(double x) {
  const double turns = x * 0.15915494309189535;
  double t = turns - (double)(int64_t)turns; // -1 .. 1
  t = t < 0 ? -t : t;
  t = t > 0.5 ? 1.0 - t : t; // 0 .. .5
  const double sign = t > 0.25 ? -1.0 : 1.0;
  const double a = (t > 0.25 ? 0.5 - t : t) * 6.283185307179586, a2 = a * a;
  double p = 1.0;
  for (int n = 18; n > 0; n -= 2) p = 1.0 - p * a2 / ((double)n * (n - 1));
  return sign * p;
}

double fl_logistic(double x) {
  return x >= 0 ? 1.0 / (1.0 + fl_exp(-x)) : fl_exp(x) / (1.0 + fl_exp(x));
}

static double tail_quantile(double q) { // lower tail of Acklam's approximation, q = sqrt(-2 log p)
  return (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734) * q +
           4.374664141464968) *
              q +
          2.938163982698783) /
         ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1.0);
}

double fl_normal_quantile(double p) {
  if (p <= 0) return -38.0;
  if (p >= 1) return 38.0;
  if (p < 0.02425) return tail_quantile(fl_sqrt(-2.0 * fl_log(p)));
  if (p > 0.97575) return -tail_quantile(fl_sqrt(-2.0 * fl_log(1.0 - p)));
  const double q = p - 0.5, r = q * q;
  return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r + 1.383577518672690e+02) * r -
           3.066479806614716e+01) *
              r +
          2.506628277459239) *
         q /
         (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r + 6.680131188771972e+01) * r -
           1.328068155288572e+01) *
              r +
          1.0);
}

// log Gamma(a), Lanczos with g = 7, relative error below 1e-13 for a > 0.
static double log_gamma(double a) {
  static const double c[9] = {0.99999999999980993,  676.5203681218851,     -1259.1392167224028,
                              771.32342877765313,   -176.61502916214059,   12.507343278686905,
                              -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7};
  if (a < 0.5) return log_gamma(a + 1.0) - fl_log(a);
  const double x = a - 1.0, t = x + 7.5;
  double sum = c[0];
  for (int i = 1; i < 9; i++) sum += c[i] / (x + i);
  return 0.9189385332046727 + (x + 0.5) * fl_log(t) - t + fl_log(sum);
}

// Regularised lower incomplete gamma function P(a, x): series below a + 1, continued fraction (Lentz) above.
static double gamma_p(double a, double x) {
  if (x <= 0) return 0.0;
  const double front = fl_exp(a * fl_log(x) - x - log_gamma(a));
  if (x < a + 1.0) {
    double term = 1.0 / a, sum = term;
    for (int n = 1; n < 500 && term > sum * 1e-16; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return front * sum;
  }
  double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, h = d;
  for (int i = 1; i < 500; i++) {
    const double an = -i * (i - a);
    b += 2.0;
    d = 1.0 / (an * d + b);
    c = b + an / c;
    const double step = d * c;
    h *= step;
    if (step > 1.0 - 1e-15 && step < 1.0 + 1e-15) break;
  }
  return 1.0 - front * h;
}

double fl_gamma_quantile(double p, double shape) {
  double low = 0.0, high = 1.0;
  while (gamma_p(shape, high) < p && high < 1e6) high *= 2.0;
  for (int i = 0; i < 60; i++) {
    const double mid = 0.5 * (low + high);
    if (gamma_p(shape, mid) < p)
      low = mid;
    else
      high = mid;
  }
  return 0.5 * (low + high) / shape;
}
