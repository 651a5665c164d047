// Reads a result file. Everything that shows results (summary, report, comparisons) reads them through here and nowhere else.
#ifndef FANLOOP_RESULT_H
#define FANLOOP_RESULT_H

#include "fanloop/status.h"

#include <stdint.h>

// What a file of fanloop holds: one run, a comparison of variants, or an experiment over many points.
typedef enum fl_file_kind { FL_FILE_RUN, FL_FILE_COMPARISON, FL_FILE_SWEEP, FL_FILE_KINDS } fl_file_kind;

typedef struct fl_result fl_result;
typedef struct fl_query fl_query;

enum { FL_RESULT_VALUE_MAX = 64 << 20 /* bytes of one value that is read: files may come from anywhere */ };

// Opens read-only. FL_BAD_SCENARIO with a message: not a fanloop result, or of another schema version.
fl_status fl_result_open(const char *path, fl_messages *messages, fl_result **out);
// The same of a file that holds something else.
fl_status fl_result_open_kind(const char *path, fl_file_kind kind, fl_messages *messages, fl_result **out);
// FL_BAD_SCENARIO with a message when a table or view of the open file is not defined in this version's own words: it could be without an
// end, or mean something else.
fl_status fl_result_schema(fl_result *result, const char *path, fl_file_kind kind, fl_messages *messages);
// FL_BAD_SCENARIO with a message when pages of the open file are damaged or missing. Takes as long as the file is large.
fl_status fl_result_sound(fl_result *result, const char *path, fl_messages *messages);
// What the file at the place holds, by its first bytes alone; FL_FILE_KINDS: it is none of fanloop.
fl_file_kind fl_result_kind(const char *path);
void fl_result_close(fl_result *result);

// Prepares a statement with up to 9 text parameters (?1 ...), NULL-terminated. NULL and a message in fl_result_error on failure.
fl_query *fl_result_query(fl_result *result, const char *sql, const char *const *parameters);
bool fl_query_next(fl_query *query); // false at the end or on error
int64_t fl_query_int(fl_query *query, int column);
double fl_query_real(fl_query *query, int column);
const char *fl_query_text(fl_query *query, int column); // "" for NULL; valid until the next row
size_t fl_query_bytes(fl_query *query, int column);     // of that text, which may hold zeros
// The columns of a query: how many, their names, and what the present row holds there.
typedef enum fl_query_type { FL_QUERY_NULL, FL_QUERY_INT, FL_QUERY_REAL, FL_QUERY_TEXT } fl_query_type;
int fl_query_columns(fl_query *query);
const char *fl_query_column(fl_query *query, int column);
fl_query_type fl_query_holds(fl_query *query, int column);
void fl_query_end(fl_query *query);

// Writes a table or view as CSV (RFC 4180: a header, CRLF, quotes where needed, numbers that read back exactly, NULL as nothing) in
// pieces to `put`. FL_BAD_SCENARIO: no such table or view; FL_ENVIRONMENT: `put` returned false, or the file could not be read.
fl_status fl_result_csv(fl_result *result, const char *view, bool (*put)(void *ctx, const char *text, size_t size), void *ctx);

// What went wrong last, or "".
const char *fl_result_error(const fl_result *result);

#endif
