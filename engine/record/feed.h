// Row structs as a table that SQLite can read: INSERT INTO room_day SELECT * FROM feed_room_day.
#ifndef FANLOOP_FEED_H
#define FANLOOP_FEED_H

#include "fanloop/rows.h"

#include <sqlite3.h>

typedef struct fl_feed fl_feed;

// Registers the read-only table "feed_<table>" on the connection, which owns the feed. NULL when memory is out.
fl_feed *fl_feed_create(sqlite3 *db, fl_table_id table);
// The rows that the table holds from now on; they must stay where they are while a statement reads them.
void fl_feed_rows(fl_feed *feed, const void *rows, size_t count);

#endif
