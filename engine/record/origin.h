// What a result or an experiment file holds to make it again: the sources of its scenarios, and what was said beside them.
//
// The file may come from anywhere and have been changed: nothing of it is believed but what this engine could have written, and nothing
// is run here.
#ifndef FANLOOP_ORIGIN_H
#define FANLOOP_ORIGIN_H

#include "record/experiment.h"

enum {
  FL_ORIGIN_FILES_MAX = 100,       // scenario files, as many as a command line of `compare` may name
  FL_ORIGIN_SOURCES_MAX = 1000,    // as many as a scenario may have
  FL_ORIGIN_SETS_MAX = 100000,     // more than a command line holds
  FL_ORIGIN_BYTES_MAX = 256 << 20, // of all these texts together
  FL_ORIGIN_PATH_MAX = 4096        // bytes of the path of a source
};

// A scenario file.
typedef struct fl_origin_file {
  fl_source_text *sources; // the scenario, then its modules
  size_t source_count;
} fl_origin_file;

typedef struct fl_origin {
  fl_origin_file *files; // one of a run; of an experiment one or several
  size_t file_count;
  char **sets; // "key=value", in order
  size_t set_count;
  // Of a run
  bool all_orders;
  char digest[33]; // as the file says
  // Of an experiment
  int64_t runs;     // run numbers, 1 to FL_EXPERIMENT_RUNS_MAX
  size_t baseline;  // number of a variant; whether there is such a one, its scenarios say
  double level;     // of the intervals, above 0 and below 1
  bool all_brands;  // each brand by itself, too
  double until_ci;  // 0: none
  char *until_kpis; // key figures with commas
  char *after_days; // days after the policies with commas
} fl_origin;

// Reads it from an open result; `path` is for messages, and the file's engine must have been `engine_version`.
// FL_BAD_SCENARIO: the run is not complete, was made by another version or by a build with another number of slots, or one of the
// tables is not as fanloop makes it. FL_ENVIRONMENT: the file is damaged, or memory is out. A message says which, and what to do.
// `out` is to be freed either way.
fl_status fl_origin_read(fl_result *result, const char *path, const char *engine_version, fl_messages *messages, fl_origin *out);
// The same of an open experiment, in which runs may have failed. FL_BAD_SCENARIO also when not all of its run numbers were made, or a number
// cannot be what a comparison was made with.
fl_status fl_origin_read_experiment(fl_result *result, const char *path, const char *engine_version, fl_messages *messages,
                                    fl_origin *out);
void fl_origin_free(fl_origin *origin);

#endif
