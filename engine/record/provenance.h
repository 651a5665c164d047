// The rows that say where a result came from.
#ifndef FANLOOP_PROVENANCE_H
#define FANLOOP_PROVENANCE_H

#include "record/record.h"

#include <sqlite3.h>

// 32 hex digits and a NUL into `out`, over the bytes of a text.
void fl_provenance_text_digest(const char *text, size_t size, char out[33]);
// A new mark of a result file, random hexadecimal digits.
void fl_provenance_mark(char mark[FL_NAME_MAX]);

// Each returns an SQLite result code; sqlite3_errmsg tells more. They run inside the caller's transaction.
int fl_provenance_begin(sqlite3 *db, const fl_record_options *options, const char *mark, const fl_scenario *scenario);
// Of a file that is there. `done`: it is complete. SQLITE_CORRUPT: rows that every result has are missing.
int fl_provenance_version(sqlite3 *db, int64_t *version);
int fl_provenance_found(sqlite3 *db, const fl_record_options *options, fl_record_found *found, bool *done);
// Marks it 'running' again.
int fl_provenance_resumed(sqlite3 *db, const fl_record_options *options);
int fl_provenance_digests(sqlite3 *db, const fl_digest *digest);
int fl_provenance_timing(sqlite3 *db, const fl_world_stats *stats, double seconds, double record_seconds, double waited_seconds);
// `status`: 'done', 'failed' or 'stopped'. Also sets run_timing.finished_at.
int fl_provenance_status(sqlite3 *db, const char *status, const char *reason);

#endif
