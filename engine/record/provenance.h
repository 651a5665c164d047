// The rows that say where a result came from.
#ifndef FANLOOP_PROVENANCE_H
#define FANLOOP_PROVENANCE_H

#include "record/record.h"

#include <sqlite3.h>

// 32 hex digits and a NUL into `out`, over the bytes of a text.
void fl_provenance_text_digest(const char *text, size_t size, char out[33]);

// Each returns an SQLite result code; sqlite3_errmsg tells more. They run inside the caller's transaction.
int fl_provenance_begin(sqlite3 *db, const fl_record_options *options, const fl_scenario *scenario);
int fl_provenance_digests(sqlite3 *db, const fl_digest *digest);
int fl_provenance_timing(sqlite3 *db, const fl_world_stats *stats, double seconds, double record_seconds, double waited_seconds);
// `status`: 'done', 'failed' or 'stopped'. Also sets run_timing.finished_at.
int fl_provenance_status(sqlite3 *db, const char *status, const char *reason);

#endif
