// What factors do to a result, by the points of a grid (factorial) or by random points (regression, bins).
#ifndef FANLOOP_RESPONSE_H
#define FANLOOP_RESPONSE_H

#include "fit/bootstrap.h"

#include <stdbool.h>
#include <stddef.h>

// What became of an analysis: FL_RESPONSE(name, text).
#define FL_RESPONSE_TABLE(FL_RESPONSE)                                                                                             \
  FL_RESPONSE(DONE, "done")                                                                                                        \
  FL_RESPONSE(MEMORY, "too little memory")                                                                                         \
  FL_RESPONSE(MISSING, "values are missing: effects can be told apart only where every combination has all of its runs")           \
  FL_RESPONSE(FEW, "too few points: a regression takes two more than it has factors, bins take two each")                          \
  FL_RESPONSE(CONSTANT, "a factor or the result does not vary")                                                                    \
  FL_RESPONSE(COLLINEAR, "a factor follows from the others")

typedef enum fl_response_status {
#define FL_RESPONSE(name, text) FL_RESPONSE_##name,
  FL_RESPONSE_TABLE(FL_RESPONSE)
#undef FL_RESPONSE
} fl_response_status;
const char *fl_response_text(fl_response_status status);

// ---- Full factorials ------------------------------------------------------------------------------------------------------------

typedef struct fl_factorial_def {
  size_t factors;
  const size_t *levels; // [factors], 1 or more each
  size_t runs;          // of each combination (cell)
  // Run i of all cells shares its random numbers: what it adds to all of them is no noise, and is taken out of the residual. A term is tested
  // against what it does otherwise from run to run: run numbers are a sample, and what is told is to hold for others.
  bool paired;
  double level; // of the intervals, 0..1
} fl_factorial_def;

// A line of the analysis of variance. share: squares over those of all values about their mean; the lines of all terms and the rest
// sum to 1. f and p (of F's distribution, against the term's error) are NaN where there is no freedom, or no error.
typedef struct fl_term {
  size_t freedom;
  double squares, share, f, p;
  // Squares of the term's error and their freedom: paired, of its interaction with the runs; else of the residual.
  double error;
  size_t error_freedom;
  double epsilon; // by which both freedoms are multiplied for p: effects of levels that differ between runs differ together
} fl_term;

typedef struct fl_factorial {
  double mean;
  fl_term *main;       // [factors], the caller's
  fl_interval *effect; // [sum of levels], factor by factor: mean of a level less the grand mean, Student's interval
  fl_term *pair;       // [factors (factors - 1) / 2]: (0, 1), (0, 2) .. (1, 2) ..: interactions of two
  double *joint;       // pair by pair [levels of one][levels of other]: mean of both less the grand mean and their effects; or NULL
  fl_term higher;      // interactions of three and more
  fl_term runs;        // what a run adds to all cells, if paired; it has no test
  fl_term residual;    // paired: the interactions of all terms with the runs
} fl_factorial;

// Of the values y[cells][runs], cells in the order of the design grid (the first factor varies slowest). With one run a cell there
// is no residual: squares and shares are known, intervals and p are not. A value that is not finite: FL_RESPONSE_MISSING.
// Source: D. Montgomery, Design and Analysis of Experiments, ch. 5 (two-factor and general factorial; blocks) and 13 (mixed models: a
// fixed factor is tested against its interaction with the random one); G. Box, Annals of Mathematical Statistics 25 (1954) 484-498, and S. Geisser, S.
// Greenhouse, ibid. 29 (1958) 885-891, for epsilon. Higher interactions have its lower bound. Intervals of levels, paired: Student's over the runs.
fl_response_status fl_factorial_fit(const fl_factorial_def *def, const double *y, fl_factorial *out);

// ---- Regression -----------------------------------------------------------------------------------------------------------------

typedef struct fl_coefficient {
  fl_interval standard; // change of the result, in its standard deviations, per standard deviation of the factor
  double error;         // of that
  double slope;         // in units of the result per unit of the factor
} fl_coefficient;

typedef struct fl_regression {
  size_t points, left_out;
  double r_squared, adjusted; // share of the variance that straight lines explain; the same, less what chance would
  fl_coefficient *factor;     // [factors], the caller's
} fl_regression;

// Standardised regression by least squares of y[points] on x[points][factors]. Rows with a value that is not finite are left out.
// Errors are those of the coefficients of the population that independent points are drawn from: by their influence functions (the
// delta method), they hold where the lines do not fit, and count that the standard deviations are estimated as well, which the
// usual errors of least squares do not (of a model without noise these are 0, and never cover). What a point leaves over counts by
// 1 / (1 - leverage), as in HC3. The interval is Student's, points - factors - 1 degrees of freedom: of nominally 0.95, 0.92 to
// 0.97 with 20 points and 3 factors. Points of lhs, sobol and halton err less.
// Sources: K.-H. Yuan, W. Chan, Biases and standard errors of standardized regression coefficients, Psychometrika 76 (2011)
// 670-690; J. MacKinnon, H. White, Some heteroskedasticity-consistent covariance matrix estimators, Journal of Econometrics 29
// (1985) 305-325.
fl_response_status fl_regression_fit(const double *x, const double *y, size_t points, size_t factors, double level,
                                     fl_regression *out);

// ---- Bins -----------------------------------------------------------------------------------------------------------------------

typedef struct fl_binned {
  size_t points, left_out, bins;
  fl_interval first; // share of the variance of y that x explains by itself
  bool unclear;      // the interval holds 0, or there is none
} fl_binned;

// First-order index of one factor from random points x[points], y[points]: variance between the means of bins of about equally many
// points, along x, over the variance. The variance of the bins' means by noise is taken off (epsilon squared of Kelley 1935: 1 -
// mean square within bins / mean square of all), so that it may fall below 0. What y does within a bin is lost: of a sine of w
// waves over the range of x about 3.3 (w / bins)^2. Values of x that are equal stay in one bin: levels are bins of their own if
// there are as many bins. bins 0: 2 points^(1/3), at least five points each. Points that are not finite are left out.
fl_response_status fl_binned_index(const double *x, const double *y, size_t points, size_t bins, const fl_bootstrap *bootstrap,
                                   fl_binned *out);

#endif
