// The file that a result is written to: what may stand in its place, and how it appears there.
#ifndef FANLOOP_TARGET_H
#define FANLOOP_TARGET_H

#include "fanloop/status.h"

#include <sqlite3.h>

// `path` as SQLite shall take it: never as a URI nor as ":memory:". Free with sqlite3_free; NULL when memory is out.
char *fl_target_name(const char *path);

typedef enum fl_target_kind {
  FL_TARGET_MISSING,
  FL_TARGET_RESULT, // of any schema version, complete or not
  FL_TARGET_EMPTY,  // a file of no bytes
  FL_TARGET_FOREIGN,
  FL_TARGET_FOLDER,
  FL_TARGET_SPECIAL, // device, pipe, socket
  FL_TARGET_UNREADABLE
} fl_target_kind;
// What stands at `path`, told by the first bytes of the file; errno is set for FL_TARGET_UNREADABLE.
fl_target_kind fl_target_look(const char *path);

// Whether a new result may be put at `path`. FL_BAD_SCENARIO: the path is wrong, or taken and not `force`; FL_ENVIRONMENT: the
// result there is in use. A message says why.
fl_status fl_target_check(const char *path, bool force, fl_messages *messages);

// Says what the errno `error` of an attempt to create `path` means; returns FL_BAD_SCENARIO or FL_ENVIRONMENT.
fl_status fl_target_refuse(fl_messages *messages, const char *path, int error);

// The folder-mate of `path` under which a file is made ready. Free with sqlite3_free; NULL when memory is out.
char *fl_target_draft(const char *path);
// Puts the ready `draft` in place, in one step: nobody ever sees half a file, and without `force` nothing is replaced even if it
// appeared a moment ago. The side files of what it replaces are removed first. On failure the draft is still there.
fl_status fl_target_publish(const char *draft, const char *path, bool force, fl_messages *messages);

#endif
