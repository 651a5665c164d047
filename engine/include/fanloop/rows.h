// The output tables: row structs and their description, both expanded from output.def.
#ifndef FANLOOP_ROWS_H
#define FANLOOP_ROWS_H

#include "fanloop/field.h"
#include "fanloop/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FL_TABLE(table, key, doc)                    typedef struct fl_row_##table {
#define FL_COLUMN(table, kind, member, choices, doc) FL_CTYPE_##kind(member);
#define FL_TABLE_END(table)                                                                                                        \
  }                                                                                                                                \
  fl_row_##table;
#include "fanloop/output.def"
#undef FL_TABLE
#undef FL_COLUMN
#undef FL_TABLE_END

// Sources whose columns stand side by side in one row (room_day), and sums over them, in C and in SQL.
#define FL_EACH_SOURCE                FL_SOURCE(private, 0) FL_SOURCE(public, 1) FL_SOURCE(paid, 2) FL_SOURCE(shelf, 3)
#define FL_OVER_SOURCES(member, unit) (member##_private##unit + member##_public##unit + member##_paid##unit + member##_shelf##unit)
#define FL_SQL_ALL_SOURCES(table, member, unit)                                                                                    \
  table member "_private" unit " + " table member "_public" unit " + " table member "_paid" unit " + " table member "_shelf" unit

typedef enum fl_table_id {
#define FL_TABLE(table, key, doc) FL_T_##table,
#define FL_COLUMN(table, kind, member, choices, doc)
#define FL_TABLE_END(table)
#include "fanloop/output.def"
#undef FL_TABLE
#undef FL_COLUMN
#undef FL_TABLE_END
  FL_TABLES
} fl_table_id;

typedef struct fl_column {
  const char *name; // unit in the name: gmv_fen, live_seconds, share
  fl_kind kind;
  const char *choices;
  const char *doc;
  size_t offset; // bytes into the row struct
} fl_column;

typedef struct fl_table {
  const char *name;
  const char *key; // primary key, comma-separated column names; "" where rows are an append-only log
  const char *doc;
  const fl_column *columns;
  size_t column_count;
  size_t row_size; // bytes
} fl_table;

extern const fl_table fl_tables[FL_TABLES];

// Where rows go. `rows` is an array of `count` structs of table `table`; the sink copies what it keeps.
// Called by one thread, in a deterministic order.
typedef struct fl_sink {
  void *ctx;
  fl_status (*rows)(void *ctx, fl_table_id table, const void *rows, size_t count);
} fl_sink;

// 128-bit digest of rows, per table and over all tables. The same for any thread count, compiler and optimisation.
typedef struct fl_digest {
  uint64_t table[FL_TABLES][2];
  uint64_t rows[FL_TABLES];
} fl_digest;

void fl_digest_begin(fl_digest *digest);
void fl_digest_forget(fl_digest *digest, fl_table_id table); // as if no row of the table had come
void fl_digest_rows(fl_digest *digest, fl_table_id table, const void *rows, size_t count);
// 32 hex digits and a NUL into `out`: of one table, or of all when `table` is FL_TABLES.
void fl_digest_text(const fl_digest *digest, fl_table_id table, char out[33]);

#ifdef __cplusplus
}
#endif
#endif
