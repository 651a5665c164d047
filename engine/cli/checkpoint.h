// Checkpoints of `fanloop run`: when they are written, and how a run goes on from one.
#ifndef FANLOOP_CLI_CHECKPOINT_H
#define FANLOOP_CLI_CHECKPOINT_H

#include "cli/session.h"
#include "record/checkpoint.h"

typedef struct fl_checkpoints {
  int64_t every; // days from one to the next; 0: none are written
  bool resume;   // goes on where there is something to go on with
  bool scripted; // the scenario has hooks: what they remember is kept too
  bool quiet;
  bool complete;           // there is the whole result already
  fl_checkpoint_head head; // what all checkpoints of the run share
  fl_checkpoint *from;     // what the run goes on from; NULL: it begins
  double begun;            // by fl_clock_seconds, less what the run took before
} fl_checkpoints;

// Reads --checkpoint-every and --resume. False after a message.
bool fl_checkpoints_read(const fl_args *args, fl_checkpoints *out);
// Whether the run needs any of this; without, nothing below does anything.
bool fl_checkpoints_wanted(const fl_checkpoints *checkpoints);
// Has what the hooks remember watched from here on. Called when the scenario is loaded; its statuses are those of fl_lua_watch.
fl_status fl_checkpoints_watch(fl_checkpoints *checkpoints, fl_lua *lua, fl_messages *messages);
// --resume: opens the unfinished result and its checkpoint, and gives the hooks back what they remembered. `*record` is NULL when the run
// has to begin anew; where a result is in its place that may be replaced, options->force is set. FL_BAD_SCENARIO with messages: there is
// something that cannot be gone on with.
fl_status fl_checkpoints_find(fl_checkpoints *checkpoints, fl_record_options *options, bool all_orders, fl_lua *lua,
                              fl_messages *messages, fl_record **record);
// The world of the checkpoint, and the result taken back to its day.
fl_status fl_checkpoints_world(fl_checkpoints *checkpoints, const fl_model *model, const fl_world_options *options,
                               const fl_record_options *record_options, fl_record *record, fl_messages *messages, fl_world **out);
// After fl_world_begin: fails the world when on_start left what no checkpoint can keep.
fl_status fl_checkpoints_begin(const fl_checkpoints *checkpoints, fl_lua *lua, fl_world *world);
// After a day: writes a checkpoint when one is due. Where that fails the run goes on after a warning, and the one before stays; only what
// no checkpoint can keep fails the world, and a result that cannot be committed fails the record.
fl_status fl_checkpoints_day(fl_checkpoints *checkpoints, fl_lua *lua, fl_world *world, fl_record *record);
// Says what the command has to look like to go on, where a checkpoint lies beside the unfinished result at `path`.
void fl_checkpoints_hint(const fl_args *args, const char *path);
// Adds the seconds of the stages before the checkpoint.
void fl_checkpoints_stats(const fl_checkpoints *checkpoints, fl_world_stats *stats);
void fl_checkpoints_close(fl_checkpoints *checkpoints);

#endif
