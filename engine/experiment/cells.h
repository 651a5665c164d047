// Counts of the GMV identity, cell by cell, over the spans of a comparison: what a decomposition is made from. They are gathered while
// the run goes on – rows of rooms are too many to keep – and inherited by branches.
#ifndef FANLOOP_CELLS_H
#define FANLOOP_CELLS_H

#include "fanloop/world.h"

enum { FL_CELL_COUNTS = 5, FL_CELL_SOURCES = 4 };

// Visitors, seconds in rooms, buyers, orders, fen: GMV = visitors x minutes per visitor x buyers per minute x orders per buyer x value.
typedef struct fl_identity {
  int64_t count[FL_CELL_COUNTS];
} fl_identity;

// Ways to split the total, beside brands, which are as many as a world has. Cells of a split are named by a column of an output table,
// or all are the total; those of `distinct` ones are known of the span distinct, too.
//   FL_SPLIT(name, cells, sources that are told apart in each, table, "column", distinct, "doc")
#define FL_SPLITS                                                                                                                  \
  FL_SPLIT(total, 1, 1, FL_TABLES, "", true, "all together")                                                                       \
  FL_SPLIT(source, FL_CELL_SOURCES, 1, FL_T_source_day, "source", true, "private, public, paid, shelf")                            \
  FL_SPLIT(fan_tier, 3, 1, FL_T_fan_tier_day, "fan_tier", false, "tier of the relation: passer_by, medium, heavy")                 \
  FL_SPLIT(room_tier, 6, FL_CELL_SOURCES, FL_T_tier_day, "tier", false, "tier of the room by displayed followers")
typedef enum fl_split {
#define FL_SPLIT(name, cells, sources, table, column, distinct, doc) FL_SPLIT_##name,
  FL_SPLITS
#undef FL_SPLIT
      FL_SPLIT_COUNT
} fl_split;

// What the counts are taken over. In the days' spans visitors and buyers are sums over days of distinct fans a day (visitor-days); in the
// last they are distinct fans of the whole window, which are known of few splits.
#define FL_CELL_SPANS                                                                                                              \
  FL_CELL_SPAN(window)                                                                                                             \
  FL_CELL_SPAN(last_28)                                                                                                            \
  FL_CELL_SPAN(distinct)
typedef enum fl_span {
#define FL_CELL_SPAN(name) FL_SPAN_##name,
  FL_CELL_SPANS
#undef FL_CELL_SPAN
      FL_SPAN_COUNT
} fl_span;
extern const char *const fl_span_names[FL_SPAN_COUNT];

typedef struct fl_split_facts {
  const char *name;
  size_t cells, sources, offset; // offset: of its counts in fl_cells
  fl_table_id table;
  const char *column; // "": none
  bool distinct;
} fl_split_facts;
extern const fl_split_facts fl_splits[FL_SPLIT_COUNT];

// Sums of a brand over the window, for its books.
#define FL_BRAND_SUMS                                                                                                              \
  FL_BRAND_SUM(orders)                                                                                                             \
  FL_BRAND_SUM(gmv_fen)                                                                                                            \
  FL_BRAND_SUM(paid_fen)                                                                                                           \
  FL_BRAND_SUM(platform_fen)                                                                                                       \
  FL_BRAND_SUM(seller_fen)                                                                                                         \
  FL_BRAND_SUM(returns)                                                                                                            \
  FL_BRAND_SUM(refund_fen)                                                                                                         \
  FL_BRAND_SUM(ads_fen)
typedef struct fl_brand_sums {
#define FL_BRAND_SUM(name) int64_t name;
  FL_BRAND_SUMS
#undef FL_BRAND_SUM
} fl_brand_sums;

// What a seller receives (1) and pays (-1), by accounts of brand_month: together its profit, as v_seller_profit has it.
//   FL_ACCOUNT(name, sign)
#define FL_ACCOUNTS                                                                                                                \
  FL_ACCOUNT(sales, 1)                                                                                                             \
  FL_ACCOUNT(vouchers, -1)                                                                                                         \
  FL_ACCOUNT(refunds, -1)                                                                                                          \
  FL_ACCOUNT(goods, -1)                                                                                                            \
  FL_ACCOUNT(stocking, -1)                                                                                                         \
  FL_ACCOUNT(fulfilment, -1)                                                                                                       \
  FL_ACCOUNT(commission, -1)                                                                                                       \
  FL_ACCOUNT(ads, -1)                                                                                                              \
  FL_ACCOUNT(coupons, 1)                                                                                                           \
  FL_ACCOUNT(talents, -1)                                                                                                          \
  FL_ACCOUNT(earned, 1)                                                                                                            \
  FL_ACCOUNT(broadcasting, -1)                                                                                                     \
  FL_ACCOUNT(rights, -1)                                                                                                           \
  FL_ACCOUNT(services, -1)                                                                                                         \
  FL_ACCOUNT(overhead, -1)                                                                                                         \
  FL_ACCOUNT(outside, 1)                                                                                                           \
  FL_ACCOUNT(penalties, -1)
typedef enum fl_account {
#define FL_ACCOUNT(name, sign) FL_ACCOUNT_##name,
  FL_ACCOUNTS
#undef FL_ACCOUNT
      FL_ACCOUNT_COUNT
} fl_account;
extern const char *const fl_account_names[FL_ACCOUNT_COUNT];
typedef struct fl_purse {
  int64_t fen[FL_ACCOUNT_COUNT]; // below 0: paid
} fl_purse;

// What a room sold before and while the policies in question ran, and what the platform paid for it.
typedef struct fl_room_trial {
  int64_t before_fen, during_fen, platform_fen;
} fl_room_trial;

typedef struct fl_cells {
  int64_t window[2], last_28[2]; // dates, first and last day each
  int64_t brands, rooms;
  int64_t *kind; // of brands: index of the kind
  char (*id)[FL_NAME_MAX];
  int64_t *brand;            // of rooms
  fl_identity *brand_cells;  // span by brand by source; FL_SPAN_distinct is not there
  fl_brand_sums *sums;       // of brands
  fl_purse *purses;          // of brands, over the window
  fl_room_trial *trials;     // span by room
  const int64_t (*spans)[2]; // of policies
  size_t span_count;
  // Of splits: span by cell by source.
#define FL_SPLIT(name, cells, sources, table, column, distinct, doc) fl_identity name[FL_SPAN_COUNT][cells][sources];
  FL_SPLITS
#undef FL_SPLIT
} fl_cells;

// For runs of `scenario`'s dates; `spans`: first and last days of policies over which rooms are watched, beside the 28 days before. They must
// outlive the cells.
void fl_cells_begin(fl_cells *cells, const fl_scenario *scenario, const int64_t (*spans)[2], size_t span_count);
void fl_cells_end(fl_cells *cells);
// Takes what it needs of the rows. FL_ENVIRONMENT: out of memory.
fl_status fl_cells_rows(fl_cells *cells, fl_table_id table, const void *rows, size_t count);

// The counts of a cell of a split by number and source; NULL where the span does not have them.
const fl_identity *fl_cells_get(const fl_cells *cells, fl_span span, fl_split split, size_t number, size_t source);
// The counts of a brand; not of FL_SPAN_distinct.
const fl_identity *fl_cells_brand(const fl_cells *cells, fl_span span, size_t brand, size_t source);

// To a file and back, in the bytes of this program: false when the disk is full, or the file is not what was written.
bool fl_cells_save(const fl_cells *cells, const char *path);
bool fl_cells_load(fl_cells *cells, const char *path);

#endif
