#include "fit/response.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
  double *cell;    // [cells], means less the grand mean; then, run by run, what is left of its values
  double *mean;    // [cells], a copy of the means
  double *sums;    // of one pair
  double *effect;  // [effects], main effects level by level, then pairs cell by cell
  double *squares; // of each term: main effects, pairs, higher interactions
  double *apart;   // [runs][effects], of each run less those of all
  size_t effects;
  fl_term **terms; // the lines of these
  double *run;     // [runs], what each adds to all cells
  double values;   // cells x runs
  double total;    // squares of all values about the grand mean
  double noise;    // squares that rounding alone makes
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

// The means of each level less the grand mean, into `effect`; their squares over all cells.
static double main_of(table *t, size_t factor, double *effect) {
  const size_t levels = t->def->levels[factor];
  const double cells = (double)(t->cells / levels);
  double squares = 0;
  for (size_t l = 0; l < levels; l++) effect[l] = 0;
  for (size_t c = 0; c < t->cells; c++) effect[level_of(t->def, c, factor)] += t->cell[c];
  for (size_t l = 0; l < levels; l++) {
    effect[l] /= cells;
    squares += effect[l] * effect[l];
  }
  return squares * cells;
}

// What both levels do together beyond each alone.
static double pair_of(table *t, size_t one, size_t other, const double *of_one, const double *of_other, double *joint) {
  const size_t rows = t->def->levels[one], columns = t->def->levels[other];
  const double cells = (double)(t->cells / rows / columns);
  double squares = 0;
  for (size_t i = 0; i < rows * columns; i++) t->sums[i] = 0;
  for (size_t c = 0; c < t->cells; c++) t->sums[level_of(t->def, c, one) * columns + level_of(t->def, c, other)] += t->cell[c];
  for (size_t i = 0; i < rows * columns; i++) {
    const double beyond = t->sums[i] / cells - of_one[i / columns] - of_other[i % columns];
    squares += beyond * beyond;
    joint[i] = beyond;
  }
  return squares * cells;
}

// Effects, and their squares, of each factor, of each pair, and of what is left of the cells' own: higher interactions.
static void split(table *t) {
  const fl_factorial_def *d = t->def;
  double between = 0, told = 0, *squares = t->squares, *effect = t->effect;
  for (size_t c = 0; c < t->cells; c++) between += t->cell[c] * t->cell[c];
  for (size_t j = 0; j < d->factors; effect += d->levels[j++]) told += *squares++ = main_of(t, j, effect);
  const double *of_one = t->effect;
  for (size_t i = 0; i < d->factors; of_one += d->levels[i++]) {
    const double *of_other = of_one + d->levels[i];
    for (size_t j = i + 1; j < d->factors; of_other += d->levels[j++]) {
      told += *squares++ = pair_of(t, i, j, of_one, of_other, effect);
      effect += d->levels[i] * d->levels[j];
    }
  }
  const double higher = between - told;
  *squares = higher > 64 * DBL_EPSILON * between ? higher : 0;
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
static double left_over(const table *t, const double *y, double mean, size_t c, size_t r) {
  return y[c * t->def->runs + r] - mean - t->mean[c] - t->run[r];
}

static fl_term residual_of(const table *t, const double *y, double mean, size_t of_runs) {
  double squares = 0;
  for (size_t c = 0; c < t->cells; c++)
    for (size_t r = 0; r < t->def->runs; r++) squares += left_over(t, y, mean, c, r) * left_over(t, y, mean, c, r);
  return term_of(t, t->cells * (t->def->runs - 1) - of_runs, squares);
}

// The test of a term whose effects stand from `at` on, `count` of them. By how far they differ together from run to run – a slope that differs moves all
// levels in line – the freedom of both is smaller than their number: Box's epsilon, 1 where each differs for itself, 1 / freedom in line.
static void test_term(const table *t, fl_term *term, size_t at, size_t count) {
  double trace = 0, squares = 0;
  if (term->error <= t->noise) term->error = 0;
  if (term->freedom == 0 || term->error_freedom == 0) return;
  if (!(term->squares > 0) && !(term->error > 0)) return;
  const double over = (double)term->freedom, under = (double)term->error_freedom;
  for (size_t r = 0; t->def->paired && r < t->def->runs; r++)
    for (size_t q = 0; q < t->def->runs; q++) {
      double both = 0;
      for (size_t e = at; e < at + count; e++) both += t->apart[r * t->effects + e] * t->apart[q * t->effects + e];
      squares += both * both;
      if (q == r) trace += both;
    }
  term->epsilon = !t->def->paired ? 1 : squares > 0 ? fmin(1, trace * trace / squares / over) : 1 / over;
  term->f = term->squares / over / (term->error / under);
  term->p = isinf(term->f) ? 0 : gsl_cdf_fdist_Q(term->f, term->epsilon * over, term->epsilon * under);
}

static void test_all(table *t, fl_factorial *out) {
  const fl_factorial_def *d = t->def;
  size_t at = 0, pair = 0;
  for (size_t j = 0; j < d->factors; at += d->levels[j++]) test_term(t, &out->main[j], at, d->levels[j]);
  for (size_t i = 0; i < d->factors; i++)
    for (size_t j = i + 1; j < d->factors; at += d->levels[i] * d->levels[j++])
      test_term(t, &out->pair[pair++], at, d->levels[i] * d->levels[j]);
  test_term(t, &out->higher, at, 0);
}

// What each term does in a run beyond what it does in all: its error. Without pairing, all have the residual.
static void find_errors(table *t, const double *y, fl_term *const *terms, size_t count, const fl_factorial *out) {
  const size_t runs = t->def->runs;
  for (size_t i = 0; i < count; i++) {
    terms[i]->error = t->def->paired ? 0 : out->residual.squares;
    terms[i]->error_freedom = t->def->paired ? terms[i]->freedom * (runs - 1) : out->residual.freedom;
  }
  for (size_t r = 0; t->def->paired && r < runs; r++) {
    for (size_t c = 0; c < t->cells; c++) t->cell[c] = left_over(t, y, out->mean, c, r);
    split(t);
    memcpy(t->apart + r * t->effects, t->effect, t->effects * sizeof *t->effect);
    for (size_t i = 0; i < count; i++) terms[i]->error += t->squares[i];
  }
}

// Paired, a level's effect has one value in each run; else all levels share the residual.
static void bound_effects(const table *t, fl_factorial *out) {
  const size_t runs = t->def->runs;
  size_t at = 0;
  for (size_t j = 0; j < t->def->factors; j++)
    for (size_t l = 0; l < t->def->levels[j]; l++, at++) {
      const double freedom = (double)(t->def->paired ? runs - 1 : out->residual.freedom), levels = (double)t->def->levels[j];
      double squares = 0;
      for (size_t r = 0; t->def->paired && r < runs; r++) squares += t->apart[r * t->effects + at] * t->apart[r * t->effects + at];
      const double variance =
          t->def->paired ? squares / freedom / (double)runs : out->residual.squares / freedom * (levels - 1) / t->values;
      out->effect[at] = fl_student_interval(out->effect[at].mean, freedom > 0 ? sqrt(variance) : 0, freedom, t->def->level);
    }
}

// All lines of the analysis.
static void analyse(table *t, const double *y, fl_factorial *out) {
  const fl_factorial_def *d = t->def;
  const double runs = (double)d->runs;
  size_t freedom = t->cells - 1, count = 0, effects = 0;
  split(t);
  for (size_t j = 0; j < d->factors; j++, count++) {
    out->main[j] = term_of(t, d->levels[j] - 1, t->squares[count] * runs);
    freedom -= out->main[j].freedom;
    t->terms[count] = &out->main[j];
    effects += d->levels[j];
  }
  for (size_t e = 0; e < effects; e++) out->effect[e] = (fl_interval){t->effect[e], (double)NAN, (double)NAN};
  if (out->joint) memcpy(out->joint, t->effect + effects, (t->effects - effects) * sizeof *out->joint);
  for (size_t i = 0, pair = 0; i < d->factors; i++)
    for (size_t j = i + 1; j < d->factors; j++, pair++, count++) {
      out->pair[pair] = term_of(t, (d->levels[i] - 1) * (d->levels[j] - 1), t->squares[count] * runs);
      freedom -= out->pair[pair].freedom;
      t->terms[count] = &out->pair[pair];
    }
  out->higher = term_of(t, freedom, t->squares[count] * runs);
  t->terms[count++] = &out->higher;
  memcpy(t->mean, t->cell, t->cells * sizeof *t->mean);
  out->runs = runs_of(t, y, out->mean);
  out->residual = residual_of(t, y, out->mean, out->runs.freedom);
  find_errors(t, y, t->terms, count, out);
  test_all(t, out);
  bound_effects(t, out);
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

static bool make_table(table *t) {
  const fl_factorial_def *d = t->def;
  const size_t terms = d->factors + d->factors * (d->factors - 1) / 2 + 1;
  for (size_t j = 0; j < d->factors; j++) {
    t->effects += d->levels[j];
    for (size_t i = 0; i < j; i++) t->effects += d->levels[i] * d->levels[j];
  }
  t->cell = calloc(t->cells, sizeof *t->cell);
  t->mean = calloc(t->cells, sizeof *t->mean);
  t->sums = calloc(most_sums(d), sizeof *t->sums);
  t->effect = calloc(t->effects, sizeof *t->effect);
  t->apart = calloc(t->effects * d->runs, sizeof *t->apart);
  t->squares = calloc(terms, sizeof *t->squares);
  t->terms = calloc(terms, sizeof *t->terms);
  t->run = calloc(d->runs, sizeof *t->run);
  return t->cell && t->mean && t->sums && t->effect && t->apart && t->squares && t->terms && t->run;
}

static void free_table(table *t) {
  free(t->cell);
  free(t->mean);
  free(t->sums);
  free(t->effect);
  free(t->apart);
  free(t->squares);
  free(t->terms);
  free(t->run);
}

fl_response_status fl_factorial_fit(const fl_factorial_def *def, const double *y, fl_factorial *out) {
  table t = {.def = def, .cells = 1};
  for (size_t j = 0; j < def->factors; j++) t.cells *= def->levels[j];
  if (def->factors == 0 || t.cells == 0 || def->runs == 0) return FL_RESPONSE_MISSING;
  t.values = (double)t.cells * (double)def->runs;
  fl_response_status status = make_table(&t) ? FL_RESPONSE_DONE : FL_RESPONSE_MEMORY;
  if (status == FL_RESPONSE_DONE) {
    out->mean = fill_cells(&t, y);
    if (isnan(out->mean))
      status = FL_RESPONSE_MISSING;
    else
      analyse(&t, y, out);
  }
  free_table(&t);
  return status;
}
