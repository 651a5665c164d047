// The moving part of recording: takes rows of a day, and puts whole days into the database from a thread of its own.
#ifndef FANLOOP_WRITER_H
#define FANLOOP_WRITER_H

#include "fanloop/rows.h"

#include <sqlite3.h>

typedef struct fl_writer fl_writer;

// On a connection whose tables exist. The writer owns `db` until fl_writer_close. NULL when memory is out.
fl_writer *fl_writer_open(sqlite3 *db);
// Copies rows of the current day. FL_ENVIRONMENT when an earlier day could not be written.
fl_status fl_writer_rows(fl_writer *writer, fl_table_id table, const void *rows, size_t count);
// The current day is complete: its rows go to the thread, the next day begins.
fl_status fl_writer_day(fl_writer *writer);
// Forgets the rows of a day that never became complete, commits the days that did, and waits. After a failed write the days of
// the last transaction are gone too.
void fl_writer_abandon(fl_writer *writer);
// Waits until all complete days are committed.
fl_status fl_writer_flush(fl_writer *writer);
// What went wrong first, or "".
const char *fl_writer_error(const fl_writer *writer);
// FL_OK, or the status that goes with the error.
fl_status fl_writer_status(const fl_writer *writer);
// Processor seconds spent by the thread, and wall-clock seconds of callers who waited for it. Only after fl_writer_flush or fl_writer_abandon.
void fl_writer_seconds(const fl_writer *writer, double *working, double *waited);
// Ends the thread and frees; the connection stays open.
void fl_writer_close(fl_writer *writer);

#endif
