// Writes a run into one SQLite file, table by table as described by output.def.
//
// A result file is complete or says that it is not: it appears under its name when the first day is in it, with run.status =
// 'running', and ends as 'done', 'failed' or 'stopped'. All rows of a day are in one transaction, so a file that was cut off is readable
// up to a day. A run that ends before its first day leaves no file, and one that it was to replace as it was.
#ifndef FANLOOP_RECORD_H
#define FANLOOP_RECORD_H

#include "fanloop/world.h"

typedef struct fl_record fl_record;

// One file that went into a run: the scenario or a module it required.
typedef struct fl_source_text {
  const char *path;
  const char *text;
  size_t size;        // bytes
  const char *module; // the name that `require` was given; "" or NULL for the scenario itself
} fl_source_text;

typedef struct fl_record_options {
  const char *path;
  bool force; // replace an existing file
  bool part;  // of something else that is not there yet: not worth waiting for the disk
  // Provenance
  const char *engine_version, *build;
  const char *command; // the command line that made the file
  const fl_source_text *sources;
  size_t source_count;
  const char *const *sets; // "key=value" of --set and of the options that are short for one, in order
  size_t set_count;
  bool all_orders; // of fl_world_options
  int64_t threads;
  int64_t checkpoint_days; // from one checkpoint to the next (record/checkpoint.h); 0: none are written
} fl_record_options;

// Claims the place of the file, and makes its draft with schema and provenance. FL_BAD_SCENARIO: the path is wrong (exists without
// `force`, is a folder, its folder is missing or read-only); FL_ENVIRONMENT: the disk is, or a run or a reader has the file open.
// `messages` says why.
fl_status fl_record_create(const fl_record_options *options, const fl_scenario *scenario, fl_messages *messages, fl_record **out);
// An unfinished result that was found.
typedef struct fl_record_found {
  char mark[FL_NAME_MAX]; // made up when the file was: ties its checkpoint to it
  bool checkpoints;       // whether the run was to write any
  bool passed;            // it has days behind the first of them
  bool same_sources;      // whether it holds the texts of `options`
  bool complete;          // it is the whole result of such a run: there is nothing to go on with
} fl_record_found;
// Claims the unfinished result at options->path to go on with it; nothing is changed yet. `*out` is NULL when there is no file, or it is
// complete and what `options` would make. Next comes
// fl_record_rewind, or fl_record_close, which leaves the file as it was. FL_BAD_SCENARIO: it is no result, of another schema, complete and of another run
// (a checkpoint that was left beside it is removed), or damaged; FL_ENVIRONMENT: somebody has it open. `messages` says why.
fl_status fl_record_reopen(const fl_record_options *options, fl_messages *messages, fl_record_found *found, fl_record **out);
// Takes the file back to the end of day `date`, when its rows were those of `digest`, and marks it 'running'; all in one transaction.
// FL_BAD_SCENARIO: it does not hold these rows, and stays as it was.
fl_status fl_record_rewind(fl_record *record, const fl_record_options *options, int64_t date, const fl_digest *digest,
                           fl_messages *messages);
// Whether a file stands at `path` that only `force` replaces: a result or an experiment, or one of no bytes.
bool fl_record_taken(const char *path);
// Where the file is, behind links.
const char *fl_record_path(const fl_record *record);
// As fl_record_found.mark.
const char *fl_record_mark(const fl_record *record);

// Rows go in through this sink; a failed write makes the sink return FL_ENVIRONMENT and the file is marked failed if possible.
fl_sink fl_record_sink(fl_record *record);
// Ends a day: commits its rows. The first one puts the file in its place.
fl_status fl_record_day(fl_record *record, int64_t date);
// Commits all complete days and waits until they are on the disk.
fl_status fl_record_commit(fl_record *record);
// The file in the making, before it stands under its name.
const char *fl_record_draft(const fl_record *record);
// Whether the file stands under its name.
bool fl_record_published(const fl_record *record);
// Builds indices and views, marks the file 'done' and removes its checkpoint. `seconds` is wall-clock and kept apart from the deterministic tables.
fl_status fl_record_finish(fl_record *record, const fl_digest *digest, const fl_world_stats *stats, double seconds);
// Marks the file 'failed' (or 'stopped' for FL_STOPPED) with the reason; what was committed stays readable. Before the first day
// nothing is left.
void fl_record_fail(fl_record *record, fl_status status, const char *reason);
// What went wrong last, or "".
const char *fl_record_error(const fl_record *record);
// Closes and frees; a record that was neither finished nor failed is marked failed.
void fl_record_close(fl_record *record);

#endif
