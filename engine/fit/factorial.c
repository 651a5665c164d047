#include "fit/response.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

const char *fl_response_text(fl_response_status status) {
  static const char *const texts[] = {
#define FL_RESPONSE(name, text) text,
      FL_RESPONSE_TABLE(FL_RESPONSE)
#undef FL_RESPONSE
  };
  return texts[status];
}

// ---- Full factorials ------------------------------------------------------------------------------------------------------------

typedef struct table {
  const fl_factorial_def *def;
  size_t cells;
  double *cell;  // [cells], means less the grand mean
  double *sums;  // of one factor, or of one pair
  double *run;   // [runs], what each adds to all cells
  double values; // cells x runs
  double total;  // squares of all values about the grand mean
  double noise;  // squares that rounding alone makes
} table;

static size_t stride_of(const fl_factorial_def *d, size_t factor) {
  size_t stride = 1;
  for (size_t j = d->factors - 1; j > factor; j--) stride *= d->levels[j];
  return stride;
}
static size_t level_of(const fl_factorial_def *d, size_t cell, size_t factor) {
  return cell / stride_of(d, factor) % d->levels[factor];
}

// Means of the cells about the grand mean, which it returns, and the squares of all values. NaN: a value is missing.
static double fill_cells(table *t, const double *y) {
  const size_t runs = t->def->runs, count = t->cells * runs;
  double sum = 0, largest = 0;
  for (size_t i = 0; i < count; i++) {
    if (!isfinite(y[i])) return (double)NAN;
    sum += y[i] - y[0];
    largest = fmax(largest, fabs(y[i]));
  }
  const double mean = y[0] + sum / t->values, rounding = 4 * DBL_EPSILON * largest;
  t->noise = t->values * rounding * rounding;
  for (size_t c = 0; c < t->cells; c++) {
    double in_cell = 0;
    for (size_t r = 0; r < runs; r++) {
      const double off = y[c * runs + r] - mean;
      in_cell += off;
      t->total += off * off;
    }
    t->cell[c] = in_cell / (double)runs;
  }
  return mean;
}

static fl_term term_of(const table *t, size_t freedom, double squares) {
  const double nan = (double)NAN, kept = freedom > 0 && squares > t->noise ? squares : 0;
  return (fl_term){.freedom = freedom, .squares = kept, .share = t->total > t->noise ? kept / t->total : nan, .f = nan, .p = nan};
}

// The means of each level less the grand mean, and the line of the factor.
static fl_term main_of(table *t, size_t factor, fl_interval *effect) {
  const size_t levels = t->def->levels[factor];
  const double cells = (double)(t->cells / levels);
  double squares = 0;
  for (size_t l = 0; l < levels; l++) t->sums[l] = 0;
  for (size_t c = 0; c < t->cells; c++) t->sums[level_of(t->def, c, factor)] += t->cell[c];
  for (size_t l = 0; l < levels; l++) {
    effect[l] = (fl_interval){t->sums[l] / cells, (double)NAN, (double)NAN};
    squares += effect[l].mean * effect[l].mean;
  }
  return term_of(t, levels - 1, squares * cells * (double)t->def->runs);
}

// What both levels do together beyond each alone.
static fl_term pair_of(table *t, size_t one, size_t other, const fl_interval *of_one, const fl_interval *of_other, double *joint) {
  const size_t rows = t->def->levels[one], columns = t->def->levels[other];
  const double cells = (double)(t->cells / rows / columns);
  double squares = 0;
  for (size_t i = 0; i < rows * columns; i++) t->sums[i] = 0;
  for (size_t c = 0; c < t->cells; c++) t->sums[level_of(t->def, c, one) * columns + level_of(t->def, c, other)] += t->cell[c];
  for (size_t i = 0; i < rows * columns; i++) {
    const double beyond = t->sums[i] / cells - of_one[i / columns].mean - of_other[i % columns].mean;
    squares += beyond * beyond;
    if (joint) joint[i] = beyond;
  }
  return term_of(t, (rows - 1) * (columns - 1), squares * cells * (double)t->def->runs);
}

// What each run adds to all cells; without pairing, nothing.
static fl_term runs_of(table *t, const double *y, double mean) {
  const size_t runs = t->def->runs;
  double squares = 0;
  for (size_t r = 0; r < runs; r++) {
    t->run[r] = 0;
    for (size_t c = 0; t->def->paired && c < t->cells; c++) t->run[r] += (y[c * runs + r] - mean) / (double)t->cells;
    squares += t->run[r] * t->run[r];
  }
  return term_of(t, t->def->paired ? runs - 1 : 0, squares * (double)t->cells);
}

// What neither cells nor runs account for, value by value: the difference of squares would be rounded.
static fl_term residual_of(const table *t, const double *y, double mean, size_t of_runs) {
  const size_t runs = t->def->runs;
  double squares = 0;
  for (size_t c = 0; c < t->cells; c++)
    for (size_t r = 0; r < runs; r++) {
      const double off = y[c * runs + r] - mean - t->cell[c] - t->run[r];
      squares += off * off;
    }
  return term_of(t, t->cells * (runs - 1) - of_runs, squares);
}

static void test_term(fl_term *term, const fl_term *residual) {
  if (term->freedom == 0 || residual->freedom == 0) return;
  if (!(term->squares > 0) && !(residual->squares > 0)) return;
  const double over = (double)term->freedom, under = (double)residual->freedom;
  term->f = term->squares / over / (residual->squares / under);
  term->p = isinf(term->f) ? 0 : gsl_cdf_fdist_Q(term->f, over, under);
}

static void test_all(const table *t, size_t pairs, fl_factorial *out) {
  const fl_term *residual = &out->residual;
  for (size_t j = 0; j < t->def->factors; j++) test_term(&out->main[j], residual);
  for (size_t p = 0; p < pairs; p++) test_term(&out->pair[p], residual);
  test_term(&out->higher, residual);
  test_term(&out->runs, residual);
  if (residual->freedom == 0) return;
  const double freedom = (double)residual->freedom, student = gsl_cdf_tdist_Pinv(0.5 + 0.5 * t->def->level, freedom);
  fl_interval *effect = out->effect;
  for (size_t j = 0; j < t->def->factors; j++) {
    const double levels = (double)t->def->levels[j];
    const double half = student * sqrt(residual->squares / freedom * (levels - 1) / t->values);
    for (size_t l = 0; l < t->def->levels[j]; l++, effect++) {
      effect->low = effect->mean - half;
      effect->high = effect->mean + half;
    }
  }
}

// All lines of the analysis; what is left of the cells' squares belongs to higher interactions.
static void analyse(table *t, const double *y, fl_factorial *out) {
  const fl_factorial_def *d = t->def;
  double between = 0, told = 0;
  size_t freedom = t->cells - 1, pairs = 0;
  for (size_t c = 0; c < t->cells; c++) between += t->cell[c] * t->cell[c] * (double)d->runs;
  fl_interval *effect = out->effect;
  for (size_t j = 0; j < d->factors; effect += d->levels[j++]) {
    out->main[j] = main_of(t, j, effect);
    told += out->main[j].squares;
    freedom -= out->main[j].freedom;
  }
  double *joint = out->joint;
  const fl_interval *of_one = out->effect;
  for (size_t i = 0; i < d->factors; of_one += d->levels[i++]) {
    const fl_interval *of_other = of_one + d->levels[i];
    for (size_t j = i + 1; j < d->factors; of_other += d->levels[j++], pairs++) {
      out->pair[pairs] = pair_of(t, i, j, of_one, of_other, joint);
      if (joint) joint += d->levels[i] * d->levels[j];
      told += out->pair[pairs].squares;
      freedom -= out->pair[pairs].freedom;
    }
  }
  const double higher = between - told;
  out->higher = term_of(t, freedom, higher > 64 * DBL_EPSILON * between ? higher : 0);
  out->runs = runs_of(t, y, out->mean);
  out->residual = residual_of(t, y, out->mean, out->runs.freedom);
  test_all(t, pairs, out);
}

// Room for the sums of the largest pair.
static size_t most_sums(const fl_factorial_def *d) {
  size_t most = 1, second = 1;
  for (size_t j = 0; j < d->factors; j++) {
    const size_t levels = d->levels[j];
    if (levels > most) {
      second = most;
      most = levels;
    } else if (levels > second)
      second = levels;
  }
  return most * second;
}

fl_response_status fl_factorial_fit(const fl_factorial_def *def, const double *y, fl_factorial *out) {
  table t = {.def = def, .cells = 1};
  for (size_t j = 0; j < def->factors; j++) t.cells *= def->levels[j];
  if (def->factors == 0 || t.cells == 0 || def->runs == 0) return FL_RESPONSE_MISSING;
  t.values = (double)t.cells * (double)def->runs;
  t.cell = malloc(t.cells * sizeof *t.cell);
  t.sums = malloc(most_sums(def) * sizeof *t.sums);
  t.run = malloc(def->runs * sizeof *t.run);
  fl_response_status status = t.cell && t.sums && t.run ? FL_RESPONSE_DONE : FL_RESPONSE_MEMORY;
  if (status == FL_RESPONSE_DONE) {
    out->mean = fill_cells(&t, y);
    if (isnan(out->mean))
      status = FL_RESPONSE_MISSING;
    else
      analyse(&t, y, out);
  }
  free(t.cell);
  free(t.sums);
  free(t.run);
  return status;
}
