#include "report/analysis.h"

#include "base/nearname.h"
#include "fit/elementary.h"
#include "fit/indices.h"
#include "fit/response.h"
#include "report/findings.h"
#include "report/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846, together = 0.2; // correlation from which on levers do not go apart
enum {
  TOLD = 5 /* pairs of levers that go together */,
  BINS = 4 /* parts of a range, and points of each */,
  SHORT = 40 /* of a lever's name in a cell */
};

typedef struct analysis {
  const fl_analysis_options *options;
  fl_result *result;
  fl_sweep_data data;
  fl_findings findings;
  double *values, *means; // of the figure at hand: points x runs; points
  // Of the figure at hand, over the points that have a value: how many, and their mean; variance of a run of a point apart from what its run number
  // does to all points, and the degrees of freedom of that (0: one run number).
  size_t known;
  double mean, variance, freedom;
  double noise;     // part of the variance over points that is chance; NaN where that is not known
  double *run_mean; // of all points that are known, run by run
} analysis;

static fl_bootstrap bootstrap_of(const analysis *a) {
  return (fl_bootstrap){.key = {1, 0, 0}, .resamples = a->options->resamples, .level = a->options->level};
}

static bool is(const analysis *a, const char *design) {
  return strcmp(a->data.design, design) == 0;
}

// ---- All designs ----------------------------------------------------------------------------------------------------------------

// Mean and spread over points, and which part of that spread is chance: the variance of a point's mean by what its runs do apart from all
// other points. What a run number does to all points alike moves none against another.
static void summarise(analysis *a) {
  const size_t n = a->data.points, runs = a->data.runs;
  double sum = 0, squares = 0, noise = 0, *shift = calloc(runs, sizeof *shift);
  size_t known = 0;
  if (!shift) return;
  for (size_t p = 0; p < n; p++) {
    if (isnan(a->means[p])) continue;
    known++;
    sum += a->means[p];
    for (size_t r = 0; r < runs; r++) shift[r] += a->values[p * runs + r] - a->means[p];
  }
  const double mean = sum / (double)known;
  for (size_t p = 0; p < n; p++) {
    if (isnan(a->means[p])) continue;
    squares += (a->means[p] - mean) * (a->means[p] - mean);
    for (size_t r = 0; r < runs; r++) {
      const double left = a->values[p * runs + r] - a->means[p] - shift[r] / (double)known;
      noise += left * left;
    }
  }
  for (size_t r = 0; r < runs; r++) a->run_mean[r] = mean + (shift[r] / (double)known);
  free(shift);
  a->known = known;
  a->mean = mean;
  a->freedom = known > 1 ? (double)((known - 1) * (runs - 1)) : 0;
  a->variance = a->freedom > 0 ? noise / a->freedom : (double)NAN;
  a->findings.method = "summary";
  fl_findings_number(&a->findings, "", "", "mean", FL_UNIT_VALUE, mean);
  fl_findings_number(&a->findings, "", "", "sd", FL_UNIT_VALUE, known > 1 ? sqrt(squares / (double)(known - 1)) : (double)NAN);
  if (runs == 1) fl_findings_say(&a->findings, fl_word(FL_W_a_one_run));
  a->noise = runs > 1 && squares > 0 ? noise / (double)((runs - 1) * runs) / squares : (double)NAN;
  if (!isnan(a->noise)) fl_findings_number(&a->findings, "", "", "noise", FL_UNIT_SHARE, a->noise);
  fl_findings_number(&a->findings, "", "", "points", FL_UNIT_PLAIN, (double)known);
}

// Difference of points to the mean of all in the same run numbers, from the mean of theirs in each run (changed): run by run, as pairs.
static fl_interval difference(const analysis *a, double *of_run) {
  for (size_t r = 0; r < a->data.runs; r++) of_run[r] -= a->run_mean[r];
  return fl_mean_interval(of_run, a->data.runs, a->options->level);
}

// ---- Designs of their own -------------------------------------------------------------------------------------------------------

static void analyse_sobol(analysis *a) {
  const size_t k = a->data.factor_count;
  const fl_bootstrap how = bootstrap_of(a);
  fl_indices out = {.index = calloc(k, sizeof *out.index)};
  a->findings.method = "sobol";
  if (!out.index || !fl_indices_estimate(a->means, a->data.points / (k + 2), k, &how, &out)) {
    fl_findings_say(&a->findings, fl_word(FL_W_a_too_few));
  } else {
    for (size_t j = 0; j < k; j++) {
      fl_findings_add(&a->findings, a->data.factors[j].name, "", "first", FL_UNIT_SHARE, out.index[j].first);
      fl_findings_add(&a->findings, a->data.factors[j].name, "", "total", FL_UNIT_SHARE, out.index[j].total);
      if (!isnan(a->noise))
        a->findings.items[a->findings.count - 1].nothing = a->noise; // what is random counts as an interaction of all
    }
    if (!isnan(a->noise)) fl_findings_number(&a->findings, "", fl_word(FL_W_a_chance_alone), "total", FL_UNIT_SHARE, a->noise);
  }
  free(out.index);
}

// Places that span the whole range: those of levels lie in the middle of their parts.
static double *spanning(const analysis *a) {
  const size_t k = a->data.factor_count;
  double *u = malloc((a->data.points * k + 1) * sizeof *u);
  for (size_t i = 0; u && i < a->data.points * k; i++) {
    const double levels = (double)a->data.factors[i % k].levels;
    u[i] = levels > 1 ? (a->data.place[i] * levels - 0.5) / (levels - 1) : a->data.place[i];
  }
  return u;
}

// What mu* of lever `f` would be if it did nothing: the mean size of the difference of two means of points, over its shortest step.
static double chance_alone(const analysis *a, const double *u, size_t f) {
  const size_t k = a->data.factor_count;
  double step = 1;
  for (size_t p = 1; p < a->data.points; p++) {
    const double moved = p % (k + 1) ? fabs(u[p * k + f] - u[(p - 1) * k + f]) : 0;
    if (moved > 0 && moved < step) step = moved;
  }
  return sqrt(4 * a->variance / (double)a->data.runs / pi) / step;
}

static void analyse_morris(analysis *a) {
  const size_t k = a->data.factor_count;
  fl_elementary *out = calloc(k, sizeof *out);
  double *u = spanning(a);
  a->findings.method = "morris";
  if (!out || !u || !fl_elementary_effects(u, a->means, a->data.points / (k + 1), k, a->options->level, out)) {
    fl_findings_say(&a->findings, fl_word(FL_W_a_too_few));
  } else {
    for (size_t j = 0; j < k; j++) {
      const char *name = a->data.factors[j].name;
      fl_findings_add(&a->findings, name, "", "mu*", FL_UNIT_VALUE, out[j].size);
      const double chance = a->freedom > 0 ? chance_alone(a, u, j) : (double)NAN;
      if (a->freedom > 0) a->findings.items[a->findings.count - 1].nothing = chance;
      fl_findings_number(&a->findings, name, "", "mu", FL_UNIT_VALUE, out[j].mean);
      fl_findings_number(&a->findings, name, "", "sigma", FL_UNIT_VALUE, out[j].sd);
      if (a->freedom > 0) fl_findings_number(&a->findings, name, "", "chance", FL_UNIT_VALUE, chance);
    }
  }
  free(out);
  free(u);
}

// The text of level `l` of factor `f`, as some point has it.
static const char *level_text(const analysis *a, size_t f, size_t l) {
  const size_t k = a->data.factor_count;
  for (size_t p = 0; p < a->data.points; p++)
    if ((size_t)(a->data.place[p * k + f] * (double)a->data.factors[f].levels) == l) return a->data.text[p * k + f];
  return "?";
}

// The share of a term in the variance, less what chance adds to it on average (Kelley's epsilon squared); it may fall below 0.
static double share_of(const fl_term *term, double between) {
  if (!(term->squares > 0)) return term->share / between; // 0, or not known
  const double by_chance = term->error_freedom ? (double)term->freedom * term->error / (double)term->error_freedom : 0;
  return term->share * (1 - by_chance / term->squares) / between;
}

// What is left: the residual, and what chance added to the terms.
static double chance_of(const fl_factorial_def *def, const fl_factorial *out, double between) {
  double left = 1 - share_of(&out->higher, between);
  for (size_t f = 0; f < def->factors; f++) left -= share_of(&out->main[f], between);
  for (size_t pair = 0; pair < def->factors * (def->factors - 1) / 2; pair++) left -= share_of(&out->pair[pair], between);
  return left;
}

static void tell_factorial(analysis *a, const fl_factorial_def *def, const fl_factorial *out) {
  const size_t k = def->factors;
  const double between = 1 - (def->runs > 1 ? out->runs.share : 0); // what run numbers do to all points alike is left out
  size_t at = 0;
  a->findings.method = "factorial";
  if (def->runs > 1 && def->runs < 4) {
    char text[FL_SAID];
    snprintf(text, sizeof text, fl_word(FL_W_a_few_runs), def->runs);
    fl_findings_say(&a->findings, text);
  }
  for (size_t f = 0; f < k; f++) {
    fl_findings_number(&a->findings, a->data.factors[f].name, "", "share", FL_UNIT_SHARE, share_of(&out->main[f], between));
    fl_findings_number(&a->findings, a->data.factors[f].name, "", "p", FL_UNIT_PLAIN, out->main[f].p);
  }
  for (size_t f = 0, pair = 0; f < k; f++)
    for (size_t g = f + 1; g < k; g++, pair++) {
      char both[2 * FL_ANALYSIS_NAME];
      snprintf(both, sizeof both, "x %s", a->data.factors[g].name);
      fl_findings_number(&a->findings, a->data.factors[f].name, both, "share", FL_UNIT_SHARE, share_of(&out->pair[pair], between));
      fl_findings_number(&a->findings, a->data.factors[f].name, both, "p", FL_UNIT_PLAIN, out->pair[pair].p);
    }
  if (k > 2) fl_findings_number(&a->findings, "", fl_word(FL_W_a_higher), "share", FL_UNIT_SHARE, share_of(&out->higher, between));
  if (def->runs > 1)
    fl_findings_number(&a->findings, "", fl_word(FL_W_a_residual), "share", FL_UNIT_SHARE, chance_of(def, out, between));
  a->findings.method = "levels";
  for (size_t f = 0; f < k; f++)
    for (size_t l = 0; l < def->levels[f]; l++, at++)
      fl_findings_add(&a->findings, a->data.factors[f].name, level_text(a, f, l), "effect", FL_UNIT_VALUE, out->effect[at]);
}

// Whether the grid has every combination of levels: `where` may have dropped some.
static bool is_whole(const analysis *a) {
  size_t cells = 1;
  for (size_t f = 0; f < a->data.factor_count && cells <= a->data.points; f++) cells *= a->data.factors[f].levels;
  return cells == a->data.points;
}

static void analyse_grid(analysis *a) {
  const size_t k = a->data.factor_count;
  size_t *levels = calloc(k, sizeof *levels), sum = 0;
  for (size_t f = 0; levels && f < k; f++) sum += levels[f] = a->data.factors[f].levels;
  fl_factorial out = {.main = calloc(k, sizeof *out.main),
                      .effect = calloc(sum + 1, sizeof *out.effect),
                      .pair = calloc(k * k + 1, sizeof *out.pair)};
  const fl_factorial_def def = {k, levels, a->data.runs, true, a->options->level};
  a->findings.method = "factorial";
  fl_response_status status = FL_RESPONSE_MEMORY;
  if (levels && out.main && out.effect && out.pair) status = fl_factorial_fit(&def, a->values, &out);
  if (status == FL_RESPONSE_DONE)
    tell_factorial(a, &def, &out);
  else
    fl_findings_say(&a->findings, fl_response_text(status));
  free(levels);
  free(out.main);
  free(out.effect);
  free(out.pair);
}

// ---- Points at random, and lists ------------------------------------------------------------------------------------------------

// Straight lines of all factors whose values are numbers.
static void regress(analysis *a) {
  const size_t k = a->data.factor_count, n = a->data.points;
  size_t *column = calloc(k, sizeof *column), columns = 0;
  double *x = malloc(n * k * sizeof *x);
  fl_regression out = {.factor = calloc(k, sizeof *out.factor)};
  for (size_t f = 0; column && f < k; f++)
    if (!a->data.factors[f].levels || a->data.factors[f].ordered) column[columns++] = f;
  for (size_t p = 0; x && column && p < n; p++)
    for (size_t c = 0; c < columns; c++) x[p * columns + c] = a->data.number[p * k + column[c]];
  a->findings.method = "regression";
  const fl_response_status status = !x || !column || !out.factor ? FL_RESPONSE_MEMORY
                                    : columns == 0               ? FL_RESPONSE_FEW
                                                   : fl_regression_fit(x, a->means, n, columns, a->options->level, &out);
  for (size_t c = 0; status == FL_RESPONSE_DONE && c < columns; c++) {
    fl_findings_add(&a->findings, a->data.factors[column[c]].name, "", "src", FL_UNIT_SHARE, out.factor[c].standard);
    fl_findings_number(&a->findings, a->data.factors[column[c]].name, "", "slope", FL_UNIT_VALUE, out.factor[c].slope);
  }
  if (status == FL_RESPONSE_DONE)
    fl_findings_number(&a->findings, "", "R2", "src", FL_UNIT_SHARE, out.adjusted);
  else
    fl_findings_say(&a->findings, fl_response_text(status));
  free(column);
  free(x);
  free(out.factor);
}

// Levers that go together, by a constraint or in a list: what one explains is in part the other's.
static void tell_together(analysis *a) {
  const size_t k = a->data.factor_count, n = a->data.points;
  const double least = fmax(together, 3 / sqrt((double)n)); // what chance alone hardly reaches
  size_t told = 0, more = 0;
  char text[4 * FL_ANALYSIS_NAME];
  for (size_t f = 0; f < k; f++)
    for (size_t g = f + 1; g < k; g++) {
      double mf = 0, mg = 0, ff = 0, gg = 0, fg = 0;
      for (size_t p = 0; p < n; p++) mf += a->data.place[p * k + f] / (double)n, mg += a->data.place[p * k + g] / (double)n;
      for (size_t p = 0; p < n; p++) {
        const double x = a->data.place[p * k + f] - mf, y = a->data.place[p * k + g] - mg;
        ff += x * x, gg += y * y, fg += x * y;
      }
      const double r = ff > 0 && gg > 0 ? fg / sqrt(ff * gg) : 0;
      if (fabs(r) < least) continue;
      more += told == TOLD;
      if (told == TOLD) continue;
      told++;
      snprintf(text, sizeof text, fl_word(FL_W_a_together), a->data.factors[f].name, a->data.factors[g].name, r);
      fl_findings_say(&a->findings, text);
    }
  if (!more) return;
  snprintf(text, sizeof text, fl_word(FL_W_a_together_more), more);
  fl_findings_say(&a->findings, text);
}

static void bin(analysis *a) {
  const size_t k = a->data.factor_count, n = a->data.points;
  const fl_bootstrap how = bootstrap_of(a);
  double *x = malloc(n * sizeof *x);
  a->findings.method = "bins";
  tell_together(a);
  for (size_t f = 0; x && f < k; f++) {
    fl_binned out;
    for (size_t p = 0; p < n; p++) x[p] = a->data.place[p * k + f];
    const fl_response_status status = fl_binned_index(x, a->means, n, 0, &how, &out);
    if (status == FL_RESPONSE_DONE)
      fl_findings_add(&a->findings, a->data.factors[f].name, "", "first", FL_UNIT_SHARE, out.first);
    else if (f == 0)
      fl_findings_say(&a->findings, fl_response_text(status));
  }
  free(x);
}

// ---- Responses ------------------------------------------------------------------------------------------------------------------

// The part of a factor's range that a point lies in: a level, or a quarter of the points.
typedef struct parts {
  size_t count;
  size_t *of; // points
  char (*label)[FL_ANALYSIS_NAME];
} parts;

static int by_value(const void *x, const void *y) {
  const double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

static bool divide(const analysis *a, size_t f, parts *out) {
  const size_t n = a->data.points, k = a->data.factor_count, levels = a->data.factors[f].levels;
  const bool by_level = levels > 0 && levels <= 2 * BINS;
  const size_t bins = n >= BINS * BINS ? BINS : n / BINS ? n / BINS : 1; // at least four points each
  double *sorted = malloc(n * sizeof *sorted);
  out->count = by_level ? levels : bins;
  out->of = calloc(n, sizeof *out->of);
  out->label = calloc(out->count, sizeof *out->label);
  if (!sorted || !out->of || !out->label) {
    free(sorted);
    return false;
  }
  for (size_t p = 0; p < n; p++) sorted[p] = a->data.number[p * k + f];
  qsort(sorted, n, sizeof *sorted, by_value);
  for (size_t b = 0; b < out->count && !by_level; b++) {
    char low[FL_NUMBER], high[FL_NUMBER];
    snprintf(out->label[b], sizeof *out->label, "%s – %s", fl_text_value(sorted[b * n / bins], low),
             fl_text_value(sorted[(b + 1) * n / bins - 1], high));
  }
  for (size_t b = 0; b < out->count && by_level; b++) snprintf(out->label[b], sizeof *out->label, "%s", level_text(a, f, b));
  for (size_t p = 0; p < n; p++) {
    const double value = a->data.number[p * k + f];
    size_t b = 0;
    if (by_level) {
      out->of[p] = (size_t)(a->data.place[p * k + f] * (double)levels);
      continue;
    }
    while (b + 1 < bins && value >= sorted[(b + 1) * n / bins]) b++;
    out->of[p] = b;
  }
  free(sorted);
  return true;
}

static void forget(parts *p) {
  free(p->of);
  free(p->label);
}

// Mean of the points of a part, or of two.
static fl_interval mean_where(const analysis *a, const parts *x, size_t i, const parts *y, size_t j, double *room, size_t *points) {
  size_t count = 0;
  for (size_t p = 0; p < a->data.points; p++)
    if (x->of[p] == i && (!y || y->of[p] == j) && !isnan(a->means[p])) room[count++] = a->means[p];
  *points = count;
  return fl_mean_interval(room, count, a->options->level);
}

static void respond(analysis *a) {
  double *room = malloc(a->data.points * sizeof *room);
  a->findings.method = "response";
  for (size_t f = 0; room && f < a->data.factor_count; f++) {
    parts x = {0};
    size_t count;
    if (divide(a, f, &x))
      for (size_t i = 0; i < x.count; i++) {
        const fl_interval mean = mean_where(a, &x, i, NULL, 0, room, &count);
        if (count) fl_findings_add(&a->findings, a->data.factors[f].name, x.label[i], "mean", FL_UNIT_VALUE, mean);
      }
    forget(&x);
  }
  free(room);
}

static void tabulate(analysis *a, size_t f, size_t g) {
  double *room = malloc((a->data.points + a->data.runs) * sizeof *room), *of_run = room ? room + a->data.points : NULL;
  parts x = {0}, y = {0};
  char both[2 * FL_ANALYSIS_NAME];
  const bool balanced = is(a, "grid") && is_whole(a); // then the other levers are the same in all cells
  a->findings.method = balanced ? "cells" : "table";
  if (room && divide(a, f, &x) && divide(a, g, &y))
    for (size_t i = 0; i < x.count; i++)
      for (size_t j = 0; j < y.count; j++) {
        size_t count;
        const fl_interval mean = mean_where(a, &x, i, &y, j, room, &count);
        snprintf(both, sizeof both, "%.*s=%.80s %.*s=%.80s", SHORT, a->data.factors[f].name, x.label[i], SHORT,
                 a->data.factors[g].name, y.label[j]);
        if (!balanced) {
          fl_findings_add(&a->findings, "", both, "mean", FL_UNIT_VALUE, mean);
          continue;
        }
        fl_findings_number(&a->findings, "", both, "mean", FL_UNIT_VALUE, mean.mean);
        for (size_t r = 0; r < a->data.runs; r++) of_run[r] = 0;
        for (size_t p = 0; p < a->data.points; p++)
          for (size_t r = 0; r < a->data.runs && x.of[p] == i && y.of[p] == j && !isnan(a->means[p]); r++)
            of_run[r] += a->values[p * a->data.runs + r] / (double)count;
        fl_findings_add(&a->findings, "", both, "difference", FL_UNIT_VALUE, difference(a, of_run));
      }
  forget(&x);
  forget(&y);
  free(room);
}

static void tell_points(analysis *a) {
  const size_t k = a->data.factor_count, runs = a->data.runs;
  double *of_run = malloc(runs * sizeof *of_run);
  a->findings.method = "points";
  for (size_t p = 0; of_run && p < a->data.points; p++) {
    char label[2 * FL_ANALYSIS_NAME];
    size_t used = (size_t)snprintf(label, sizeof label, "%zu:", p + 1);
    for (size_t f = 0; f < k && used < sizeof label; f++)
      used += (size_t)snprintf(label + used, sizeof label - used, " %s=%s", a->data.factors[f].name, a->data.text[p * k + f]);
    fl_findings_number(&a->findings, "", label, "mean", FL_UNIT_VALUE, a->means[p]);
    if (isnan(a->means[p])) continue;
    memcpy(of_run, a->values + p * runs, runs * sizeof *of_run);
    fl_findings_add(&a->findings, "", label, "difference", FL_UNIT_VALUE, difference(a, of_run));
  }
  free(of_run);
}

// ---- Figures --------------------------------------------------------------------------------------------------------------------

static size_t find_factor(const fl_sweep_data *data, const char *name, size_t length) {
  size_t f = 0;
  while (f < data->factor_count && !(strlen(data->factors[f].name) == length && strncmp(data->factors[f].name, name, length) == 0))
    f++;
  return f;
}

static fl_status read_table(const analysis *a, fl_messages *messages, size_t pair[2]) {
  const char *text = a->options->table;
  for (int i = 0; i < 2; i++) {
    const size_t length = strcspn(text, ",");
    pair[i] = find_factor(&a->data, text, length);
    const bool ends = i == 0 ? text[length] == ',' : text[length] == '\0';
    if (pair[i] == a->data.factor_count || !ends || (i && pair[0] == pair[1])) {
      char asked[FL_ANALYSIS_NAME];
      snprintf(asked, sizeof asked, "%.*s", (int)(length < FL_ANALYSIS_NAME ? length : FL_ANALYSIS_NAME - 1), text);
      fl_near near = fl_near_start(asked);
      for (size_t f = 0; f < a->data.factor_count; f++) fl_near_offer(&near, a->data.factors[f].name);
      fl_messages_add(messages, true, "--table is '%s', expected two different factors with a comma between them, as %s,%s%s%s%s",
                      a->options->table, a->data.factors[0].name, a->data.factors[a->data.factor_count > 1 ? 1 : 0].name,
                      near.best && strcmp(near.best, asked) != 0 ? "; did you mean " : "",
                      near.best && strcmp(near.best, asked) != 0 ? near.best : "",
                      near.best && strcmp(near.best, asked) != 0 ? "?" : "");
      return FL_BAD_SCENARIO;
    }
    text += length + 1;
  }
  return FL_OK;
}

static fl_status analyse_figure(analysis *a, const char *kpi, const size_t pair[2]) {
  snprintf(a->findings.kpi, sizeof a->findings.kpi, "%.*s", FL_ANALYSIS_NAME - 1, kpi);
  if (!fl_sweep_data_values(a->result, &a->data, kpi, a->values, a->means)) return FL_ENVIRONMENT;
  summarise(a);
  if (a->known < a->data.points) {
    char text[2 * FL_ANALYSIS_NAME];
    snprintf(text, sizeof text, fl_word(FL_W_a_undefined), a->data.points - a->known, a->data.points);
    fl_findings_say(&a->findings, text);
  }
  if (a->known == 0) return a->findings.no_memory ? FL_ENVIRONMENT : FL_OK;
  if (is(a, "saltelli"))
    analyse_sobol(a);
  else if (is(a, "morris"))
    analyse_morris(a);
  else if (is(a, "grid") && is_whole(a))
    analyse_grid(a);
  else {
    if (is(a, "grid")) fl_findings_say(&a->findings, fl_word(FL_W_a_not_whole));
    regress(a), bin(a), respond(a);
  }
  if (a->options->table) tabulate(a, pair[0], pair[1]);
  if (a->options->points) tell_points(a);
  return a->findings.no_memory ? FL_ENVIRONMENT : FL_OK;
}

static bool has_kpi(fl_result *result, const char *name, char near[FL_ANALYSIS_NAME]) {
  fl_query *q = fl_result_query(result, "SELECT kpi FROM kpi ORDER BY kpi", (const char *const[]){NULL});
  fl_near search = fl_near_start(name);
  bool found = false;
  near[0] = '\0';
  while (q && !found && fl_query_next(q)) {
    found = strcmp(fl_query_text(q, 0), name) == 0;
    search.best = NULL;
    fl_near_offer(&search, fl_query_text(q, 0));
    if (search.best) snprintf(near, FL_ANALYSIS_NAME, "%s", search.best);
  }
  fl_query_end(q);
  return found;
}

static fl_status too_many(fl_messages *messages) {
  fl_messages_add(messages, true, "there are more than %d key figures; --kpi NAME,… takes so many at a time", FL_ANALYSIS_KPIS);
  return FL_BAD_SCENARIO;
}

// The figures that were asked for; else gmv and the scenario's metrics.
static fl_status choose(const analysis *a, fl_messages *messages, char kpis[FL_ANALYSIS_KPIS][FL_ANALYSIS_NAME], size_t *count) {
  fl_status status = FL_OK;
  *count = 0;
  if (a->options->kpis) {
    for (const char *at = a->options->kpis; *at;) {
      if (*count == FL_ANALYSIS_KPIS) return too_many(messages);
      const size_t length = strcspn(at, ",");
      char near[FL_ANALYSIS_NAME], *name = kpis[(*count)++];
      snprintf(name, FL_ANALYSIS_NAME, "%.*s", (int)(length < FL_ANALYSIS_NAME ? length : FL_ANALYSIS_NAME - 1), at);
      at += length + (at[length] == ',');
      if (has_kpi(a->result, name, near)) continue;
      fl_messages_add(messages, true, near[0] ? "there is no key figure '%s'; did you mean '%s'?" : "there is no key figure '%s'",
                      name, near);
      status = FL_BAD_SCENARIO;
    }
    if (*count == 0) fl_messages_add(messages, true, "--kpi is empty, expected names with commas between them");
    return *count ? status : FL_BAD_SCENARIO;
  }
  fl_query *q = fl_result_query(a->result, "SELECT kpi FROM kpi WHERE kpi = 'gmv' OR kind = 'metric' ORDER BY kind = 'metric', kpi",
                                (const char *const[]){NULL});
  while (q && status == FL_OK && fl_query_next(q)) {
    if (*count == FL_ANALYSIS_KPIS)
      status = too_many(messages);
    else
      snprintf(kpis[(*count)++], FL_ANALYSIS_NAME, "%s", fl_query_text(q, 0));
  }
  fl_query_end(q);
  return status;
}

fl_status fl_analysis_write(FILE *out, fl_result *result, const fl_analysis_options *options, fl_messages *messages) {
  analysis a = {.options = options, .result = result};
  char kpis[FL_ANALYSIS_KPIS][FL_ANALYSIS_NAME];
  size_t count = 0, pair[2] = {0, 0};
  fl_status status = fl_sweep_data_read(result, options->path, messages, &a.data);
  if (status == FL_OK) status = choose(&a, messages, kpis, &count);
  if (status == FL_OK && options->table) status = read_table(&a, messages, pair);
  a.values = status == FL_OK ? malloc((a.data.points * a.data.runs + 1) * sizeof *a.values) : NULL;
  a.means = status == FL_OK ? malloc((a.data.points + 1) * sizeof *a.means) : NULL;
  a.run_mean = status == FL_OK ? malloc((a.data.runs + 1) * sizeof *a.run_mean) : NULL;
  if (status == FL_OK && (!a.values || !a.means || !a.run_mean)) status = FL_ENVIRONMENT;
  for (size_t i = 0; status == FL_OK && i < count; i++) status = analyse_figure(&a, kpis[i], pair);
  if (status == FL_OK) fl_findings_write(out, &a.findings, &a.data, options);
  fl_findings_free(&a.findings);
  fl_sweep_data_free(&a.data);
  free(a.values);
  free(a.means);
  free(a.run_mean);
  return status;
}
