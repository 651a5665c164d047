// The block of the summary that runs a scenario's variants beside it, in memory.
#ifndef FANLOOP_VARIANTS_H
#define FANLOOP_VARIANTS_H

#include "cli/session.h"

// Runs the scenario and each of its variants at one scale (FL_VARIANT_FANS at most) and prints their sums side by side; where two
// policies are left out singly and together, also what each does alone. Nothing is printed for a scenario without variants.
// Returns an exit code.
int fl_variants_show(const fl_args *args, const fl_lua *lua, uint32_t threads);

enum { FL_VARIANT_FANS = 50000 };

#endif
