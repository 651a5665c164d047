// The file that a result is written to: what may stand in its place, and how it appears there.
//
// A result is made ready as a draft beside its place, "x.sqlite.fanloop-draft", and changes places with what stands there in one
// step. One lock is held from the first look to the end of the run: that of the draft's file, which is the result's own file once it
// is in place. Two runs can never work for one place, and what a killed run leaves behind is locked by nobody: the next run for the
// same place takes it away.
#ifndef FANLOOP_TARGET_H
#define FANLOOP_TARGET_H

#include "record/result.h"

#include <sqlite3.h>

// `path` as SQLite shall take it: never as a URI nor as ":memory:". Free with sqlite3_free; NULL when memory is out.
char *fl_target_name(const char *path);

typedef enum fl_target_kind {
  FL_TARGET_MISSING,
  FL_TARGET_OURS,  // a file of fanloop, of any kind and schema version, complete or not
  FL_TARGET_EMPTY, // a file of no bytes
  FL_TARGET_FOREIGN,
  FL_TARGET_FOLDER,
  FL_TARGET_SPECIAL, // device, pipe, socket
  FL_TARGET_UNREADABLE
} fl_target_kind;
// What stands at `path`, told by the first bytes of the file; errno is set for FL_TARGET_UNREADABLE. `holds` receives what a file of
// fanloop holds; NULL: it is not asked.
fl_target_kind fl_target_look(const char *path, fl_file_kind *holds);

// A place that a run has claimed.
typedef struct fl_target {
  char *path, *draft; // the place, behind links; the file to be made ready, which is there, empty and locked
  bool force;         // a result at the place is to be replaced
  bool published;     // the draft has taken its place
  int lock;           // descriptor that holds the lock; -1: none
  sqlite3 *old;       // the result to be replaced, kept from readers and writers until it is; NULL
} fl_target;

// Claims `path`. FL_BAD_SCENARIO: the path is wrong, or taken and not `force`; FL_ENVIRONMENT: a run or a reader has it, or memory is
// out. A message says why. `out` is to be freed either way.
fl_status fl_target_claim(const char *path, bool force, fl_messages *messages, fl_target *out);
// Claims the result at `path` to go on with it: `published` is true, and the lock is held on the result itself. When there is no file the
// place is claimed as by fl_target_claim, and `published` is false. Statuses as there; a file that is no result is FL_BAD_SCENARIO.
fl_status fl_target_reclaim(const char *path, fl_messages *messages, fl_target *out);
// Puts the ready draft, which nobody may have open, in its place in one step: nobody ever sees half a file, and without `force` nothing
// is replaced even if it appeared a moment ago. The side files of what it replaces are removed, its own come along. 0, or the errno of
// what went wrong: then the draft is still there, and the place as it was.
int fl_target_publish(fl_target *target);
// Lets go of the place; a draft that has not been published is removed. The paths stay readable.
void fl_target_release(fl_target *target);
void fl_target_free(fl_target *target);

// What the errno `error` of an attempt to make a file means, for people. `status`: FL_BAD_SCENARIO or FL_ENVIRONMENT.
const char *fl_target_reason(int error, fl_status *status);

#endif
