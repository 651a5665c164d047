// What a scenario says of experiments with it: factors, which are levers that move, and what is done with them. Made by engine/lua from
// `sweep`, `calibrate` and `optimise`.
#ifndef FANLOOP_PLAN_H
#define FANLOOP_PLAN_H

#include "design/design.h"
#include "design/spread.h"
#include "fanloop/field.h"

enum {
  FL_SWEEP_FACTORS_MOST = 200,
  FL_SEARCH_FACTORS_MOST = 64,
  FL_TARGETS_MOST = 64,
  FL_LIMITS_MOST = 16,
  FL_RUNS_MOST = 10000000 // of an experiment, all points together
};

// Where something stands in the scenario, "file:line: ", for messages; "" where that is not known.
enum { FL_WRITTEN_MAX = 256 };
typedef char fl_written[FL_WRITTEN_MAX];

// How a number becomes the value of a lever.
typedef enum fl_rounding { FL_ROUND_NONE, FL_ROUND_WHOLE, FL_ROUND_FEN } fl_rounding;

typedef struct fl_factor {
  char key[2 * FL_NAME_MAX]; // as --set takes it
  fl_spread spread;
  fl_rounding rounding;
  char (*level)[FL_TEXT_MAX]; // of a spread of levels: the values as --set takes them; NULL otherwise
  bool ordered;               // the levels are numbers that rise
  fl_written at;
} fl_factor;

// What an experiment does.
typedef enum fl_plan_kind { FL_PLAN_sweep, FL_PLAN_calibrate, FL_PLAN_optimise, FL_PLAN_KINDS } fl_plan_kind;
extern const char *const fl_plan_names[FL_PLAN_KINDS];

// A key figure of a run or a metric, and what it should be.
typedef struct fl_target {
  char kpi[2 * FL_NAME_MAX];
  double value,
      tolerance; // tolerance: standard error of the target, in the figure's unit: of its source, and of what the model is not asked to meet
  fl_written at;
} fl_target;
typedef struct fl_limit {
  char kpi[2 * FL_NAME_MAX];
  bool most; // at most `bound`; else at least
  double bound;
  fl_written at;
} fl_limit;

// How a calibration ends: with a posterior sample, or with the point that is nearest to the targets.
typedef enum fl_method { FL_METHOD_posterior, FL_METHOD_nearest } fl_method;
enum { FL_PLAN_LISTED = FL_DESIGNS }; // in the place of a design: points are listed

// Numbers are int64_t, as fields take them (fl_plan_fields).
typedef struct fl_plan {
  bool given; // the scenario has it
  fl_written at, budget_at, goal_at;
  fl_factor *factors;
  size_t factor_count;
  int64_t runs; // run numbers of each point
  // A sweep
  int64_t design; // fl_design_kind, or FL_PLAN_LISTED
  int64_t points; // as fl_design.points; 0: not said
  int64_t levels; // of a Morris design
  double *list;   // list_count x factor_count, in 0..1
  size_t list_count;
  bool where; // it has a constraint between factors
  // A calibration
  fl_target *targets;
  size_t target_count;
  int64_t method; // fl_method
  // An optimisation
  char goal[2 * FL_NAME_MAX];
  bool maximise;
  fl_limit *limits;
  size_t limit_count;
  // Both
  int64_t budget;  // runs, the confirmation apart
  int64_t confirm; // fresh run numbers for the confirmation
} fl_plan;

// What is a single value in sweep, calibrate or optimise, with ranges, defaults and meanings.
extern const fl_fields fl_plan_fields[FL_PLAN_KINDS];
// "lhs", or "list"; of searches "posterior", "nearest", "optimise".
const char *fl_plan_design(const fl_plan *plan, fl_plan_kind kind);

void fl_plan_free(fl_plan *plan);

// The value of a factor at place `u` (0..1) as --set takes it; returns `out`.
const char *fl_factor_text(const fl_factor *factor, double u, char out[FL_TEXT_MAX]);
// The same as a number: of levels that are no numbers their index.
double fl_factor_number(const fl_factor *factor, double u);
// The place whose value is `text`; false where it has none: no level of that name, no number, beyond the range.
bool fl_factor_find(const fl_factor *factor, const char *text, double *u);
// The place of the value that `u` becomes: the same for all places of the same value.
double fl_factor_snap(const fl_factor *factor, double u);
// "uniform 0.05 0.3" or "levels a, b, c" into `out` (cut at its end): what decides the values.
const char *fl_factor_words(const fl_factor *factor, char *out, size_t size);
// Number of distinct values; 0 where they are a continuum.
size_t fl_factor_levels(const fl_factor *factor);

// The points of a sweep, as fl_design_make: free them with fl_design_free. `seed`: of the design's random numbers. `keep` as in fl_design.
fl_design_made fl_plan_points(const fl_plan *plan, uint64_t seed, bool (*keep)(void *ctx, const double *u), void *ctx);

#endif
