// The description of the output tables, and the digest of their rows.
#include "fanloop/rows.h"

#include "base/digest.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// ---- fl_tables: one array of columns per table, then the table of tables --------------------------------------------------

#define FL_TABLE(table, key, doc)                    static const fl_column table##_columns[] = {
#define FL_COLUMN(table, kind, member, choices, doc) {#member, FL_KIND_##kind, choices, doc, offsetof(fl_row_##table, member)},
#define FL_TABLE_END(table)                                                                                                        \
  }                                                                                                                                \
  ;
#include "fanloop/output.def"
#undef FL_TABLE
#undef FL_COLUMN
#undef FL_TABLE_END

#define FL_COUNT(array) (sizeof(array) / sizeof((array)[0]))

const fl_table fl_tables[FL_TABLES] = {
#define FL_TABLE(table, key, doc) {#table, key, doc, table##_columns, FL_COUNT(table##_columns), sizeof(fl_row_##table)},
#define FL_COLUMN(table, kind, member, choices, doc)
#define FL_TABLE_END(table)
#include "fanloop/output.def"
#undef FL_TABLE
#undef FL_COLUMN
#undef FL_TABLE_END
};

// ---- The digest -----------------------------------------------------------------------------------------------------------
//
// Rows are read as a stream of 64-bit words, the same on every machine: an integer of any kind is one word; a double is its bit
// pattern, with -0 as +0 and every NaN as one NaN; a text is its length in bytes and then its bytes, eight to a word, little
// endian, the last word filled up with zeros. Padding between members and bytes after the end of a text are never read.
// A read-out counts the rows. The lanes are those of base/digest.h.

static uint64_t canonical_real(const char *at) {
  double value;
  memcpy(&value, at, sizeof value);
  if (value != value) return UINT64_C(0x7FF8000000000000);
  if (value == 0) return 0;
  uint64_t word;
  memcpy(&word, &value, sizeof word);
  return word;
}

static uint64_t canonical_int(const char *at) {
  uint64_t word; // two's complement: the value modulo 2^64
  memcpy(&word, at, sizeof word);
  return word;
}

void fl_digest_forget(fl_digest *digest, fl_table_id t) {
  // By name, not by number: a table added later leaves the digests of the others as they are.
  fl_absorb_begin(digest->table[t]);
  fl_absorb_text(digest->table[t], fl_tables[t].name, strlen(fl_tables[t].name));
  digest->rows[t] = 0;
}

void fl_digest_begin(fl_digest *digest) {
  for (int t = 0; t < FL_TABLES; t++) fl_digest_forget(digest, (fl_table_id)t);
}

void fl_digest_rows(fl_digest *digest, fl_table_id table, const void *rows, size_t count) {
  assert(table < FL_TABLES);
  const fl_table *t = &fl_tables[table];
  uint64_t lanes[2] = {digest->table[table][0], digest->table[table][1]};
  const char *row = rows;
  for (size_t r = 0; r < count; r++, row += t->row_size) {
    for (size_t c = 0; c < t->column_count; c++) {
      const char *at = row + t->columns[c].offset;
      switch (t->columns[c].kind) {
      case FL_KIND_REAL: fl_absorb(lanes, canonical_real(at)); break;
      case FL_KIND_TEXT: fl_absorb_text(lanes, at, strnlen(at, FL_NAME_MAX)); break;
      case FL_KIND_LINE: fl_absorb_text(lanes, at, strnlen(at, FL_TEXT_MAX)); break;
      case FL_KIND_INT:
      case FL_KIND_MONEY:
      case FL_KIND_DATE:
      case FL_KIND_BOOL:
      case FL_KIND_CHOICE:
      case FL_KIND_SET: fl_absorb(lanes, canonical_int(at)); break;
      }
    }
  }
  digest->table[table][0] = lanes[0];
  digest->table[table][1] = lanes[1];
  digest->rows[table] += count;
}

void fl_digest_text(const fl_digest *digest, fl_table_id table, char out[33]) {
  uint64_t lanes[2];
  if (table < FL_TABLES) {
    lanes[0] = digest->table[table][0];
    lanes[1] = digest->table[table][1];
    fl_absorb(lanes, digest->rows[table]);
  } else {
    fl_absorb_begin(lanes);
    for (int t = 0; t < FL_TABLES; t++) {
      fl_absorb(lanes, digest->table[t][0]);
      fl_absorb(lanes, digest->table[t][1]);
      fl_absorb(lanes, digest->rows[t]);
    }
  }
  // Each half depends on both lanes.
  uint64_t high = fl_avalanche(lanes[0] + lanes[1]);
  uint64_t low = fl_avalanche(lanes[1] ^ high);
  snprintf(out, 33, "%016" PRIx64 "%016" PRIx64, high, low);
}
