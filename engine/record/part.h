// The runs of one process of an experiment over many points, in a small database of its own. What was committed survives a killed process; a
// file that is damaged, or of another plan, is made anew; one that cannot be read now is an error. Nobody else may have it open: it is read and written without locks, so that it may
// lie on a network file system.
#ifndef FANLOOP_PART_H
#define FANLOOP_PART_H

#include "fanloop/field.h"
#include "fanloop/status.h"

#include <stddef.h>
#include <stdint.h>

typedef struct fl_part fl_part;

// A run as it ended. `status` is one of run.status of the experiment's file.
typedef struct fl_part_run {
  int64_t point, run;
  const char *settings; // all that sets the point apart, for comparison
  const char *status, *reason, *digest;
} fl_part_run;

// Makes the file of `plan` (any text that tells plans apart), or goes on with it. Its pages are looked through, which takes as long as it is large, unless
// it is `trusted`: it was, since somebody could damage it. As all that follow: FL_ENVIRONMENT when it cannot be
// written, see fl_part_error.
fl_status fl_part_open(const char *path, const char *plan, bool trusted, fl_messages *messages, fl_part **out);
// Adds a run, in the place of one with its numbers, for good; with the key figures of its result file at `result` (fl_record_create with `part`), unless
// NULL.
fl_status fl_part_add(fl_part *part, const fl_part_run *run, const char *result);
// Takes a run out again.
fl_status fl_part_forget(fl_part *part, int64_t point, int64_t run);
const char *fl_part_error(const fl_part *part);
void fl_part_close(fl_part *part);

// Takes over the runs of an experiment's file that are done, so that it can go on.
fl_status fl_part_import(fl_part *part, const char *path);

// Calls `see` with every run; no longer once that returns false.
fl_status fl_part_each(fl_part *part, bool (*see)(void *ctx, const fl_part_run *run), void *ctx);
// Key figures `kpis` of the runs of points `first` and beyond that are done: `see` is called once for each run, with NaN for what is undefined. A figure
// that is not known at all is NaN too.
fl_status fl_part_values(fl_part *part, int64_t first, const char *const *kpis, size_t count,
                         bool (*see)(void *ctx, int64_t point, int64_t run, const double *values), void *ctx);
// Whether there is a key figure of that name; `near` receives the one that is nearest, or "".
bool fl_part_knows(fl_part *part, const char *kpi, char near[2 * FL_NAME_MAX]);
// How many key figures a run has.
int64_t fl_part_figures(fl_part *part);

#endif
