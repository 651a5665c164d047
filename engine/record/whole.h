// Whether a result is what its run wrote, as far as that can be told without running it again.
#ifndef FANLOOP_WHOLE_H
#define FANLOOP_WHOLE_H

#include "record/result.h"

// FL_BAD_SCENARIO with a message when a table or view is not as this version defines it, the row of a finished run holds what no run has,
// or a table has another number of rows than were written: each table is counted, no row is read. Values that were changed in their place
// are found by a rerun alone. A file of another engine than `engine_version` is warned of. Runs that are not finished are let pass: whoever reads them looks at their status.
fl_status fl_result_whole(fl_result *result, const char *path, const char *engine_version, fl_messages *messages);

#endif
