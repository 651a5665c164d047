#include "design/spread.h"

#include "base/mathx.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

static const double least_mass = 1e-9; // that bounds must hold: less can only be a mistake
static const double root_two_pi = 2.5066282746310002;

static const fl_spread_info infos[] = {
#define FL_SPREAD(name, arguments, first, second, third, cut, meaning) {#name, {first, second, third}, meaning, arguments, cut},
#include "design/spreads.def"
#undef FL_SPREAD
};

const fl_spread_info *fl_spread_about(fl_spread_kind kind) {
  return &infos[kind];
}

fl_spread fl_spread_of(fl_spread_kind kind, const double *arguments) {
  fl_spread out = {.kind = kind, .low = -HUGE_VAL, .high = HUGE_VAL};
  if (kind == FL_SPREAD_levels) {
    const int64_t levels = fl_round(arguments[0]);
    if (levels > 0 && (double)levels - arguments[0] == 0) out.levels = (size_t)levels;
    return out;
  }
  double *const to[3] = {&out.a, &out.b, &out.c};
  for (size_t i = 0; i < infos[kind].arguments; i++) *to[i] = arguments[i];
  return out;
}

// ---- The normal distribution ----------------------------------------------------------------------------------------------------

double fl_normal_cdf(double x) {
  if (x < -38) return 0;
  if (x > 38) return 1;
  const double density = fl_exp(-0.5 * x * x) / root_two_pi, size = x < 0 ? -x : x;
  if (size < 2.5) {
    double term = x, sum = x;
    for (int n = 3; n < 100; n += 2) sum += term *= x * x / n;
    return 0.5 + density * sum;
  }
  double under = size;
  for (int n = 60; n > 0; n--) under = size + n / under;
  return x < 0 ? density / under : 1 - density / under;
}

// Quantile with the accuracy of the distribution function: one step of Halley's method from that of base/mathx.h.
static double fine_quantile(double p) {
  const double x = fl_normal_quantile(p);
  if (p <= 0 || p >= 1) return x;
  const double step = (fl_normal_cdf(x) - p) * root_two_pi * fl_exp(0.5 * x * x);
  return x - step / (1 + 0.5 * x * step);
}

// Quantile of the standard normal distribution cut to low..high. Above its middle all is mirrored, lest small shares of the upper
// tail be lost beside 1.
static double cut_quantile(double low, double high, double u) {
  if (u <= 0 || u >= 1) return fl_clip(u <= 0 ? low : high, -38, 38); // the bounds themselves
  if (low > 0) return -cut_quantile(-high, -low, 1 - u);
  const double below = fl_normal_cdf(low), up_to = fl_normal_cdf(high);
  return fl_clip(fine_quantile(below + u * (up_to - below)), low, high);
}
static double cut_place(double low, double high, double x) {
  if (low > 0) return 1 - cut_place(-high, -low, -x);
  const double below = fl_normal_cdf(low);
  return (fl_normal_cdf(x) - below) / (fl_normal_cdf(high) - below);
}
static double cut_mass(double low, double high) {
  return low > 0 ? cut_mass(-high, -low) : fl_normal_cdf(high) - fl_normal_cdf(low);
}

// A value in standard deviations from the middle; of log_normal, whatever is not positive lies infinitely far below.
static double standard(const fl_spread *s, double value) {
  if (isinf(value)) return value;
  if (s->kind == FL_SPREAD_normal) return (value - s->a) / s->b;
  return value > 0 ? (fl_log(value) - fl_log(s->a)) / s->b : -HUGE_VAL;
}

// ---- From places to values and back ---------------------------------------------------------------------------------------------

// In parts of the width, whose squares do not overflow; `peak` is the share below the mode.
static double triangular_value(const fl_spread *s, double u) {
  const double width = s->c - s->a, peak = (s->b - s->a) / width;
  return u < peak ? s->a + width * fl_sqrt(u * peak) : s->c - width * fl_sqrt((1 - u) * (1 - peak));
}
static double triangular_place(const fl_spread *s, double value) {
  const double width = s->c - s->a, peak = (s->b - s->a) / width, x = fl_clip((value - s->a) / width, 0, 1);
  if (x < peak) return x * x / peak;
  return x < 1 ? 1 - (1 - x) * (1 - x) / (1 - peak) : 1;
}

double fl_spread_value(const fl_spread *s, double u) {
  u = u > 0 ? fl_clip(u, 0, 1) : 0;
  switch (s->kind) {
  case FL_SPREAD_uniform: return fl_clip(s->a + u * (s->b - s->a), s->a, s->b);
  case FL_SPREAD_log_uniform: {
    const double low = fl_log(s->a), high = fl_log(s->b);
    return fl_clip(fl_exp(low + u * (high - low)), s->a, s->b);
  }
  case FL_SPREAD_normal: return fl_clip(s->a + s->b * cut_quantile(standard(s, s->low), standard(s, s->high), u), s->low, s->high);
  case FL_SPREAD_log_normal: {
    const double x = cut_quantile(standard(s, s->low), standard(s, s->high), u);
    return fl_clip(s->a * fl_exp(s->b * x), s->low, s->high);
  }
  case FL_SPREAD_triangular: return fl_clip(triangular_value(s, u), s->a, s->c);
  case FL_SPREAD_levels: {
    const size_t level = (size_t)(u * (double)s->levels);
    return (double)(level < s->levels ? level : s->levels - 1);
  }
  case FL_SPREADS: break;
  }
  return (double)NAN;
}

static double place_of(const fl_spread *s, double value) {
  switch (s->kind) {
  case FL_SPREAD_uniform: return (value - s->a) / (s->b - s->a);
  case FL_SPREAD_log_uniform: return value > s->a ? (fl_log(value) - fl_log(s->a)) / (fl_log(s->b) - fl_log(s->a)) : 0;
  case FL_SPREAD_normal:
  case FL_SPREAD_log_normal: return cut_place(standard(s, s->low), standard(s, s->high), standard(s, value));
  case FL_SPREAD_triangular: return triangular_place(s, value);
  case FL_SPREAD_levels: {
    const double last = (double)(s->levels - 1);
    return ((double)fl_round(fl_clip(value, 0, last)) + 0.5) / (last + 1);
  }
  case FL_SPREADS: break;
  }
  return (double)NAN;
}

double fl_spread_place(const fl_spread *s, double value) {
  return fl_clip(place_of(s, value), 0, 1);
}

// ---- Checks ---------------------------------------------------------------------------------------------------------------------

// Where a reason goes.
typedef struct reason {
  char *why;
  size_t size;
} reason;

static bool is_finite(const char *name, double value, const reason *r) {
  if (isfinite(value)) return true;
  snprintf(r->why, r->size, "%s is %g, expected a finite number", name, value);
  return false;
}
static bool is_above(const char *name, double value, double limit, const char *which, const reason *r) {
  if (value > limit) return true;
  snprintf(r->why, r->size, "%s is %.9g, expected more than %s%s%.9g", name, value, which, *which ? " " : "", limit);
  return false;
}

static bool check_bounds(const fl_spread *s, const reason *r) {
  if (isnan(s->low) || isnan(s->high)) {
    snprintf(r->why, r->size, "%s is no number, expected a bound or none", isnan(s->low) ? "low" : "high");
    return false;
  }
  if (!is_above("high", s->high, s->low, "low", r)) return false;
  const double mass = cut_mass(standard(s, s->low), standard(s, s->high));
  if (mass >= least_mass) return true;
  snprintf(r->why, r->size, "low %.9g and high %.9g hold %.2g of the distribution, expected at least %g", s->low, s->high, mass,
           least_mass);
  return false;
}

static bool check_triangle(const fl_spread *s, const reason *r) {
  if (!is_above("high", s->c, s->a, "low", r)) return false;
  if (s->b >= s->a && s->b <= s->c) return true;
  snprintf(r->why, r->size, "mode is %.9g, expected between low %.9g and high %.9g", s->b, s->a, s->c);
  return false;
}

bool fl_spread_check(const fl_spread *s, char *why, size_t size) {
  const reason r = {why, size};
  const fl_spread_info *info = &infos[s->kind];
  if (size > 0) *why = 0;
  if (s->kind == FL_SPREAD_levels) {
    if (s->levels >= 1 && s->levels <= FL_LEVELS_MOST) return true;
    snprintf(why, size, "levels is %zu, expected 1 to %d", s->levels, FL_LEVELS_MOST);
    return false;
  }
  const double argument[3] = {s->a, s->b, s->c};
  for (size_t i = 0; i < info->arguments; i++)
    if (!is_finite(info->argument[i], argument[i], &r)) return false;
  const bool logs = s->kind == FL_SPREAD_log_uniform || s->kind == FL_SPREAD_log_normal;
  if (logs && !is_above(info->argument[0], s->a, 0, "", &r)) return false;
  if (info->cut) return is_above(info->argument[1], s->b, 0, "", &r) && check_bounds(s, &r);
  if (s->kind == FL_SPREAD_triangular) return check_triangle(s, &r) && is_finite("high - low", s->c - s->a, &r);
  return is_above("high", s->b, s->a, "low", &r) && is_finite("high - low", s->b - s->a, &r);
}
