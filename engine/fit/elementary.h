// Elementary effects (Morris): what a step of one factor does to a result, at places all over its range.
#ifndef FANLOOP_ELEMENTARY_H
#define FANLOOP_ELEMENTARY_H

#include "fit/estimate.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct fl_elementary {
  size_t effects;    // trajectories that tell one
  double mean;       // mu: of the effects, which may cancel
  fl_interval size;  // mu*: mean of their sizes, Student's interval over trajectories
  double size_error; // standard error of mu*
  double sd;         // sigma, of the effects: curvature or interaction where it is large beside mu*
} fl_elementary;

// Of trajectories as the design morris makes them (design/design.h): the places u[trajectories][factors + 1][factors] and the
// values f[trajectories][factors + 1] there. An effect is the difference in f over the difference in u of the factor that moved: in
// units of f per whole range of the factor. Effects that are not finite, next to a value that is missing, are left out.
// out[factors]. Of one effect there is no spread and no interval, of none no mean: NaN.
// False: a step moves no factor, several, or one that the trajectory has moved, or memory is out.
// Sources: M. Morris, Technometrics 33 (1991) 161-174; F. Campolongo, J. Cariboni, A. Saltelli, An effective screening design for
// sensitivity analysis of large models, Environmental Modelling & Software 22 (2007) 1509-1518, for mu*.
bool fl_elementary_effects(const double *u, const double *f, size_t trajectories, size_t factors, double level, fl_elementary *out);

#endif
