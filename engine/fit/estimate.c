#include "fit/estimate.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

fl_interval fl_mean_interval(const double *value, size_t count, double level) {
  fl_interval out = {(double)NAN, (double)NAN, (double)NAN};
  if (count == 0) return out;
  double sum = 0, squares = 0;
  for (size_t i = 0; i < count; i++) sum += value[i];
  out.mean = sum / (double)count;
  if (count == 1) return out;
  for (size_t i = 0; i < count; i++) squares += (value[i] - out.mean) * (value[i] - out.mean);
  const double error = sqrt(squares / (double)(count - 1) / (double)count);
  return fl_student_interval(out.mean, error, (double)(count - 1), level);
}

fl_interval fl_student_interval(double estimate, double error, double freedom, double level) {
  if (!(freedom > 0)) return (fl_interval){estimate, (double)NAN, (double)NAN};
  const double half = error * gsl_cdf_tdist_Pinv(0.5 + 0.5 * level, freedom);
  return (fl_interval){estimate, estimate - half, estimate + half};
}

double fl_tail_exponent(const double *value, const int64_t *weight, size_t count, double cut, size_t *tail) {
  double units = 0, logs = 0;
  *tail = 0;
  for (size_t i = 0; i < count; i++) {
    if (value[i] < cut) continue;
    units += (double)weight[i];
    logs += (double)weight[i] * log(value[i] / cut);
    (*tail)++;
  }
  return logs > 0 ? 1 + units / logs : (double)NAN;
}
