// A checkpoint: the file "x.sqlite.fanloop-checkpoint" beside the unfinished result "x.sqlite", from which its run can go on.
//
// It holds a head that says what run it is of, what the scenario's hooks remember, and the world (fl_world_save), each with a seal behind
// it: the digest of all bytes before (base/digest.h). It is written under another name and takes its place when it is on the disk, so
// that there is the old one or the new one at every moment, and whole.
#ifndef FANLOOP_CHECKPOINT_H
#define FANLOOP_CHECKPOINT_H

#include "record/record.h"

enum { FL_CHECKPOINT_FORMAT = 1 }; // raised when what stands in the file changes

// Whole words without padding: it is written as it is.
typedef struct fl_checkpoint_head {
  char name[24];              // what kind of file this is
  uint64_t format, size;      // of the checkpoint; of the head, bytes
  char engine[FL_NAME_MAX];   // version
  uint64_t schema;            // of the result
  char mark[FL_NAME_MAX];     // of the result: fl_record_found.mark
  uint64_t sources[2], count; // digest and number of the scenario's files; their names do not count
  uint64_t all_orders;        // whether every fan's orders are recorded
  int64_t every;              // days from one checkpoint to the next
  int64_t day, date;          // days done; the last of them, days since 1970-01-01
  uint64_t script;            // bytes of what the hooks remember; 0: there are none
  double seconds, stage[16];  // wall clock so far, and that of each stage
} fl_checkpoint_head;

// The head of all checkpoints of a run; what differs from one to the next is left 0, and so is `mark`.
fl_checkpoint_head fl_checkpoint_of(const fl_record_options *options, bool all_orders);

// Writes the checkpoint of `world` beside the result at `path`, in place of the one before. `script` is head->script bytes. FL_ENVIRONMENT
// with the reason in `why`: then the one before is as it was.
fl_status fl_checkpoint_save(const char *path, const fl_checkpoint_head *head, const void *script, const fl_world *world, char *why,
                             size_t why_size);
// Removes the checkpoint of the result at `path`, if there is one.
void fl_checkpoint_remove(const char *path);

typedef struct fl_checkpoint fl_checkpoint;
// Opens the checkpoint of the result at `path` and reads it up to the world; `*out` is NULL when there is none. FL_BAD_SCENARIO with a
// message that calls the result `shown`: it is none, of another format, damaged, or not of the run that `here` (fl_checkpoint_of) and
// `mark` (of the result) describe.
fl_status fl_checkpoint_open(const char *path, const char *shown, const fl_checkpoint_head *here, const char *mark,
                             fl_messages *messages, fl_checkpoint **out);
bool fl_checkpoint_there(const char *path);
// Days done in the checkpoint of the result at `path`, of whatever run it is; 0: there is none that can be read.
int64_t fl_checkpoint_day(const char *path);
const fl_checkpoint_head *fl_checkpoint_read_head(const fl_checkpoint *checkpoint);
// head->script bytes.
const void *fl_checkpoint_script(const fl_checkpoint *checkpoint);
// As fl_world_load; once for a checkpoint.
fl_status fl_checkpoint_world(fl_checkpoint *checkpoint, const fl_model *model, const fl_world_options *options,
                              fl_messages *messages, fl_world **out);
void fl_checkpoint_close(fl_checkpoint *checkpoint);

#endif
