// Key figures of a run, taken from its result file into a file of many runs. Internal to engine/record.
#ifndef FANLOOP_RECORD_FIGURES_H
#define FANLOOP_RECORD_FIGURES_H

#include <sqlite3.h>
#include <stdint.h>

// The connection has tables kpi (kpi, unit, kind, meaning) and kpi_run (two keys of a run, kpi, value), and the result is attached as
// `part`. Each returns an SQLite result code. First the names, then the values of a run under its two keys.
int fl_figures_name(sqlite3 *db);
int fl_figures_take(sqlite3 *db, int64_t first, int64_t second);

#endif
