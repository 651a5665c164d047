// The points of a sweep as CSV: a column a lever, a line a point. What other programs make or check.
#ifndef FANLOOP_POINTS_H
#define FANLOOP_POINTS_H

#include "cli/session.h"

// Writes `count` points of `u`, and says so unless `quiet`. Nothing that stands there is replaced. FL_EXIT_DONE, or the exit code after a message.
int fl_points_export(const char *path, const fl_plan *plan, const double *u, size_t count, bool quiet);
// Reads a file of points into the plan, whose design becomes a list: its columns are the plan's factors. FL_EXIT_DONE, or the exit code after
// messages, each with file and line. The list is to be freed by the caller.
int fl_points_import(const char *path, fl_plan *plan);

#endif
