// Writes an experiment – the runs of several variants over several run numbers – into one SQLite file. It is made as a draft and takes its
// place when it is complete, so that it never stands there half-written; what was complete when a comparison was stopped is kept too,
// and says so (experiment.status). Each run comes as a result file of its own, a part, in a folder beside the draft.
#ifndef FANLOOP_EXPERIMENT_H
#define FANLOOP_EXPERIMENT_H

#include "record/record.h"
#include "record/result.h"

enum { FL_EXPERIMENT_RUNS_MAX = 100000 /* run numbers */ };

typedef struct fl_experiment fl_experiment;

// A run of an experiment over points.
typedef struct fl_run_key {
  int64_t point, run;
} fl_run_key;

// Claims the place of the file and makes its draft, and an empty folder for parts; as fl_record_create. FL_FILE_COMPARISON, or FL_FILE_SWEEP:
// then a folder that is there stays as it is, and goes when the file is finished.
fl_status fl_experiment_create(const char *path, fl_file_kind kind, bool force, fl_messages *messages, fl_experiment **out);
// The folder of parts of the file at `path`, there or not; free it with fl_experiment_free. NULL: memory is out.
char *fl_experiment_folder(const char *path);
// Empties it, or removes it, with what fanloop has put there.
void fl_experiment_empty_folder(const char *folder);
void fl_experiment_remove_folder(const char *folder);
// The path of the part of a run of a variant, with an ending ("sqlite"); free it with fl_experiment_free.
char *fl_experiment_part(const fl_experiment *experiment, int64_t variant, int64_t run, const char *ending);
void fl_experiment_free(char *path);

// Adds a row: `types` as in "itr" (int64_t, const char *, double; NaN becomes NULL, as a text that is NULL), one argument for each column of the table, in order.
// As all that follow: FL_ENVIRONMENT when it cannot be written, see fl_experiment_error.
fl_status fl_experiment_row(fl_experiment *experiment, const char *table, const char *types, ...);
// Adds source `number` of scenario file `file`.
fl_status fl_experiment_source(fl_experiment *experiment, int64_t file, int64_t number, const fl_source_text *source);
// Runs a statement with up to 9 integer parameters.
fl_status fl_experiment_run(fl_experiment *experiment, const char *sql, const int64_t *parameters, size_t count);
// Takes the names of key figures and metrics from a part, once, before the first run is added, and nothing else: it need be of no run, but
// have a row of each metric and of each kind in table repurchase.
fl_status fl_experiment_name(fl_experiment *experiment, int64_t variant, int64_t run);
// Takes over the rows of a part: output tables with keys, digests, key figures and metrics; of the first run of a variant, parameters and
// policies too.
fl_status fl_experiment_add(fl_experiment *experiment, int64_t variant, int64_t run, bool first);
// Reads what is there so far.
fl_result *fl_experiment_read(fl_experiment *experiment);

// Of a sweep: takes over the runs of a part or of another file of the same sweep, those that were not there; then, when all are, puts them into their
// tables, in order: those of `asked`, all of them where that is NULL. `done` and `failed` receive how many there are.
fl_status fl_experiment_gather(fl_experiment *experiment, const char *path);
fl_status fl_experiment_settle(fl_experiment *experiment, const fl_run_key *asked, size_t count, int64_t *done, int64_t *failed);
// Of a sweep: takes over what another file of it says of all: what it is, sources, factors, settings. `failed`: runs that are not done.
fl_status fl_experiment_adopt(fl_experiment *experiment, const char *path, int64_t failed);
// Ends the writing and puts the file into its place.
fl_status fl_experiment_finish(fl_experiment *experiment);
// In a process forked off: lets go of the lock of the place, which stays its parent's. Parts may be written, nothing else.
void fl_experiment_disown(fl_experiment *experiment);
// What went wrong last, or "".
const char *fl_experiment_error(const fl_experiment *experiment);
// Removes the parts and, when it was not finished, the draft.
void fl_experiment_close(fl_experiment *experiment);

#endif
