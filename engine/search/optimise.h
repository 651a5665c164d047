// Which point of the cube is best? Minimises the mean of a noisy objective, where asked under constraints: means of noisy values
// that must not exceed 0.
//
// All points are simulated with the same run numbers, so that they differ by what they are and not by luck. Phases:
//   screening     the present setting (point 0) and a Latin hypercube, with runs first_run ... + runs - 1
//   local search  from the best of them, several at a time, later only the one that leads (search/local.h); the same runs
//   selection     the best distinct settings and the present one get `further` run numbers; under constraints, the best that hold them by none,
//                 one, two … standard errors
//   confirmation  the winner and the present setting get `confirm` numbers that nobody has used: the winner was chosen among many
//                 also for its luck with the numbers before, so only these tell what it gains
//
//   fl_optimise *o = fl_optimise_begin(&plan);
//   while ((count = fl_optimise_ask(o, u, &first_run, &runs)) > 0) { simulate; fl_optimise_tell(o, values); }
//   fl_optimise_result(o, &optimum);
//
// No run of a setting is asked for twice. The same plan and the same told values lead to the same questions: an interrupted search
// is replayed from stored results. (NLopt computes with the machine's doubles: on another machine a later question may differ in
// its last digits, and finds no stored result.)
#ifndef FANLOOP_OPTIMISE_H
#define FANLOOP_OPTIMISE_H

#include "fit/paired.h"
#include "search/cube.h"

typedef struct fl_optimise_plan {
  fl_cube cube;
  const double *start; // the present setting, of `factors`; snapped
  size_t constraints;  // 0..FL_CONSTRAINTS_MOST
  size_t budget;       // simulations in all, fl_optimise_least(plan) or more
  size_t runs;         // of every point, 1 or more
  size_t screen;     // points of the screening besides the present setting; 0: a quarter of those that can be had, or 3 per factor
  size_t finalists;  // settings that are selected from, besides the present one; 0: 3
  size_t further;    // runs of the selection; 0: twice `runs`
  size_t confirm;    // runs of the confirmation; 0: 4 times `runs`, 10 at least
  double radius;     // of the first local steps, in u; 0: .15
  double resolution; // local steps get no shorter; 0: .002
  double apart;      // finalists differ in a level or by this in u; 0: .05
  double level;      // of the intervals, 0..1; 0: .95
  int64_t first_run;
  fl_key key;
} fl_optimise_plan;

typedef enum fl_phase { FL_PHASE_SCREEN, FL_PHASE_LOCAL, FL_PHASE_SELECT, FL_PHASE_CONFIRM, FL_PHASE_DONE } fl_phase;

typedef struct fl_optimise fl_optimise;

// The least budget that the plan can do with: two points per factor and two more, selection and confirmation.
size_t fl_optimise_least(const fl_optimise_plan *plan);
// NULL: memory is out.
fl_optimise *fl_optimise_begin(const fl_optimise_plan *plan);
void fl_optimise_end(fl_optimise *o);
// The most points, and the most values (points x runs x (1 + constraints)), that are asked at a time.
size_t fl_optimise_most(const fl_optimise *o);
size_t fl_optimise_most_values(const fl_optimise *o);
// Writes the points to simulate (rows of `factors`), each with run numbers *first_run ... + *runs - 1, and returns how many; 0: the
// search has ended. Asked again before it was told, it repeats itself.
size_t fl_optimise_ask(const fl_optimise *o, double *u, int64_t *first_run, int64_t *runs);
// Takes the values of all that was last asked: values[point][run][0] is the objective, the rest the constraints. A run with a value
// that is not finite has failed; its point is not chosen (in the confirmation it is too late: see `failed`).
void fl_optimise_tell(fl_optimise *o, const double *values);
fl_phase fl_optimise_phase(const fl_optimise *o);

// One row for each point of each question that was told, in order.
typedef struct fl_trace {
  fl_phase phase;
  size_t point;     // number of the setting; 0 is the present one
  size_t runs;      // told now
  size_t failed;    // of these
  double objective; // mean over these runs; NaN if one failed
  size_t violated;  // constraints whose mean over these runs lies above 0; all if a run failed
} fl_trace;
size_t fl_optimise_trace(const fl_optimise *o, const fl_trace **rows);
// A setting by its number (of `factors`).
const double *fl_optimise_point(const fl_optimise *o, size_t point);
size_t fl_optimise_points(const fl_optimise *o);
size_t fl_optimise_simulations(const fl_optimise *o); // told

typedef struct fl_optimum {
  size_t best; // number of the setting; 0: nothing better than the present setting was found
  // Objective of the present setting (base) and of the best (variant), in the runs of the confirmation that failed in neither. The
  // interval of the difference is NaN if these are fewer than two, and of no width where the best is the present setting.
  fl_paired objective;
  bool improves;                               // that interval lies below 0. Who comes from where constraints break may pay for it
  fl_interval constraint[FL_CONSTRAINTS_MOST]; // means of the best in its runs of the confirmation
  bool holds;                                  // these intervals lie at 0 or below, and no run failed
  size_t failed;                               // runs of the best in the confirmation
} fl_optimum;
// False: the search goes on, or memory is out.
bool fl_optimise_result(const fl_optimise *o, fl_optimum *out);

#endif
