// What a result file holds to make it again: the sources of its scenario, and what was said beside them.
//
// The file may come from anywhere and have been changed: nothing of it is believed but what this engine could have written, and nothing
// is run here.
#ifndef FANLOOP_ORIGIN_H
#define FANLOOP_ORIGIN_H

#include "record/record.h"
#include "record/result.h"

enum {
  FL_ORIGIN_SOURCES_MAX = 1000,    // as many as a scenario may have
  FL_ORIGIN_SETS_MAX = 100000,     // more than a command line holds
  FL_ORIGIN_BYTES_MAX = 256 << 20, // of all these texts together
  FL_ORIGIN_PATH_MAX = 4096        // bytes of the path of a source
};

typedef struct fl_origin {
  fl_source_text *sources; // the scenario, then its modules
  size_t source_count;
  char **sets; // "key=value", in order
  size_t set_count;
  bool all_orders;
  char digest[33]; // of the run, as the file says
} fl_origin;

// Reads it from an open result; `path` is for messages, and the file's engine must have been `engine_version`.
// FL_BAD_SCENARIO: the run is not complete, was made by another version or by a build with another number of slots, or one of the
// tables is not as fanloop makes it. FL_ENVIRONMENT: the file is damaged, or memory is out. A message says which, and what to do.
// `out` is to be freed either way.
fl_status fl_origin_read(fl_result *result, const char *path, const char *engine_version, fl_messages *messages, fl_origin *out);
void fl_origin_free(fl_origin *origin);

#endif
