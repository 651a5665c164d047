// Reading through a connection that is there already. Internal to engine/record.
#ifndef FANLOOP_READER_H
#define FANLOOP_READER_H

#include "record/result.h"

#include <sqlite3.h>

// Reads through `db`, which stays open when the result is closed. NULL when memory is out.
fl_result *fl_result_on(sqlite3 *db);

#endif
