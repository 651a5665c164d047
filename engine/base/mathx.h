// Deterministic mathematics: the same bits on every compiler and machine, because only +, -, *, / and sqrt are used, in a fixed
// order, without contraction. Accuracy is stated; libm is not used by the core.
#ifndef FANLOOP_MATHX_H
#define FANLOOP_MATHX_H

#include "base/lanes.h"

#include <stdint.h>
#include <string.h>

// e^x, relative error below 1e-15; 0 below -745, clamped above 709.
double fl_exp(double x);
// Natural logarithm, relative error below 1e-15; x <= 0 gives -745.
double fl_log(double x);
// x^y for x > 0; 0 for x <= 0 (and 1 when y is 0).
double fl_pow(double x, double y);
double fl_sqrt(double x);
// Cosine, absolute error below 2e-12 for |x| < 1e4.
double fl_cos(double x);
// x, but no less than low and no more than high.
static inline double fl_clip(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}
// The middle of the i-th of n equal parts of 0..1: where a table of quantiles is read.
static inline double fl_midpoint(uint32_t i, uint32_t n) {
  return ((double)i + 0.5) / (double)n;
}
// 1 / (1 + e^-x)
double fl_logistic(double x);
// Quantile of the standard normal distribution, 0 < p < 1 (Acklam's rational form, relative error below 1.2e-9).
double fl_normal_quantile(double p);
// Quantile of the gamma distribution with the given shape and mean 1 (bisection on the regularised incomplete gamma function).
double fl_gamma_quantile(double p, double shape);

// e^x in single precision for the kernel, relative error below 7e-6, x clamped to -80..80. Branch-free.
static inline float fl_expf(float x) {
  x = x < -80.0f ? -80.0f : x;
  x = x > 80.0f ? 80.0f : x;
  const float t = x * 1.44269504f;
  const int32_t i = (int32_t)(t + (t < 0.0f ? -0.5f : 0.5f));
  const float f = (t - (float)i) * 0.693147181f;
  // Taylor on |f| <= .347
  const float p = 1.0f + f * (1.0f + f * (0.5f + f * (0.166666667f + f * (0.0416666667f + f * 0.00833333333f))));
  const uint32_t bits = (uint32_t)(i + 127) << 23;
  float scale;
  memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

// Four at once: the same bits as fl_expf.
static inline fl_f32x4 fl_expf4(fl_f32x4 x) {
  const fl_f32x4 low = {-80.0f, -80.0f, -80.0f, -80.0f}, half = {0.5f, 0.5f, 0.5f, 0.5f};
  x = fl_pick4(x < low, low, x);
  x = fl_pick4(x > -low, -low, x);
  const fl_f32x4 t = x * 1.44269504f;
  const fl_i32x4 i = __builtin_convertvector(t + fl_pick4(t < 0.0f, -half, half), fl_i32x4);
  const fl_f32x4 f = (t - __builtin_convertvector(i, fl_f32x4)) * 0.693147181f;
  const fl_f32x4 p = 1.0f + f * (1.0f + f * (0.5f + f * (0.166666667f + f * (0.0416666667f + f * 0.00833333333f))));
  return p * (fl_f32x4)((i + 127) << 23);
}

// ln x in single precision for the kernel, absolute error below 2e-6 for normal x > 0; smaller x count as 2^-126. Branch-free.
static inline float fl_logf(float x) {
  x = x < 0x1p-126f ? 0x1p-126f : x;
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits -= 0x3f3504f3u; // of sqrt(1/2): the mantissa falls into sqrt(1/2) .. sqrt 2
  const int32_t exponent = (int32_t)bits >> 23;
  bits = (bits & 0x007fffffu) + 0x3f3504f3u;
  float m;
  memcpy(&m, &bits, sizeof m);
  const float s = (m - 1.0f) / (m + 1.0f), s2 = s * s; // ln m = 2 artanh s, |s| <= .172
  return (float)exponent * 0.693147181f + 2.0f * s * (1.0f + s2 * (0.333333333f + s2 * (0.2f + s2 * 0.142857143f)));
}

// The whole number nearest to x, halves away from zero; saturates at 2^62, NaN gives 0.
static inline int64_t fl_round(double x) {
  if (!(x > -0x1p62)) return x < 0 ? -((int64_t)1 << 62) : 0;
  if (x > 0x1p62) return (int64_t)1 << 62;
  if (x >= 0x1p52 || x <= -0x1p52) return (int64_t)x; // whole already
  return (int64_t)(x < 0 ? x - 0.5 : x + 0.5);
}

#endif
