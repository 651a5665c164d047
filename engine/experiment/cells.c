#include "experiment/cells.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fl_span_names[FL_SPAN_COUNT] = {
#define FL_CELL_SPAN(name) #name,
    FL_CELL_SPANS
#undef FL_CELL_SPAN
};

const char *const fl_account_names[FL_ACCOUNT_COUNT] = {
#define FL_ACCOUNT(name, sign) #name,
    FL_ACCOUNTS
#undef FL_ACCOUNT
};

const fl_split_facts fl_splits[FL_SPLIT_COUNT] = {
#define FL_SPLIT(name, cells, sources, table, column, distinct, doc)                                                               \
  {#name, cells, sources, offsetof(fl_cells, name), table, column, distinct},
    FL_SPLITS
#undef FL_SPLIT
};

enum { DAY_SPANS = FL_SPAN_distinct, BEFORE_DAYS = 28 };

void fl_cells_begin(fl_cells *c, const fl_scenario *scenario, const int64_t (*spans)[2], size_t span_count) {
  const fl_setup *setup = &scenario->setup;
  memset(c, 0, sizeof *c);
  c->window[0] = setup->from;
  c->window[1] = setup->to;
  c->last_28[0] = setup->to - setup->from >= 27 ? setup->to - 27 : setup->from;
  c->last_28[1] = setup->to;
  c->spans = spans;
  c->span_count = span_count;
}

void fl_cells_end(fl_cells *c) {
  free(c->kind);
  free(c->id);
  free(c->brand);
  free(c->brand_cells);
  free(c->sums);
  free(c->purses);
  free(c->trials);
  memset(c, 0, sizeof *c);
}

static bool within(int64_t date, const int64_t span[2]) {
  return date >= span[0] && date <= span[1];
}

static void add(fl_identity *cell, int64_t visitors, int64_t seconds, int64_t buyers, int64_t orders, int64_t fen) {
  cell->count[0] += visitors;
  cell->count[1] += seconds;
  cell->count[2] += buyers;
  cell->count[3] += orders;
  cell->count[4] += fen;
}

static fl_identity *brand_cell(const fl_cells *c, size_t span, int64_t brand, size_t source) {
  return &c->brand_cells[((int64_t)span * c->brands + brand) * FL_CELL_SOURCES + (int64_t)source];
}

// ---- Dimensions -----------------------------------------------------------------------------------------------------------------

static fl_status take_brands(fl_cells *c, const fl_row_brand *rows, size_t count) {
  c->brands = (int64_t)count;
  c->kind = calloc(count + 1, sizeof *c->kind);
  c->id = calloc(count + 1, sizeof *c->id);
  c->sums = calloc(count + 1, sizeof *c->sums);
  c->purses = calloc(count + 1, sizeof *c->purses);
  c->brand_cells = calloc(count * DAY_SPANS * FL_CELL_SOURCES + 1, sizeof *c->brand_cells);
  if (!c->kind || !c->id || !c->sums || !c->purses || !c->brand_cells) return FL_ENVIRONMENT;
  for (size_t i = 0; i < count; i++) {
    c->kind[rows[i].brand] = rows[i].kind;
    memcpy(c->id[rows[i].brand], rows[i].id, FL_NAME_MAX);
  }
  return FL_OK;
}

static fl_status take_rooms(fl_cells *c, const fl_row_room *rows, size_t count) {
  c->rooms = (int64_t)count;
  c->brand = calloc(count + 1, sizeof *c->brand);
  c->trials = calloc(count * c->span_count + 1, sizeof *c->trials);
  if (!c->brand || !c->trials) return FL_ENVIRONMENT;
  for (size_t i = 0; i < count; i++) c->brand[rows[i].room] = rows[i].brand;
  return FL_OK;
}

// ---- Days -------------------------------------------------------------------------------------------------------------------------

static void take_room_day(fl_cells *c, const fl_row_room_day *r) {
  const int64_t brand = c->brand[r->room], gmv = FL_OVER_SOURCES(r->gmv, _fen);
  const bool in[DAY_SPANS] = {within(r->date, c->window), within(r->date, c->last_28)};
  for (size_t k = 0; k < c->span_count; k++) {
    fl_room_trial *trial = &c->trials[(int64_t)k * c->rooms + r->room];
    if (r->date < c->spans[k][0] && r->date >= c->spans[k][0] - BEFORE_DAYS) trial->before_fen += gmv;
    if (!within(r->date, c->spans[k])) continue;
    trial->during_fen += gmv;
    trial->platform_fen += r->platform_fen;
  }
  for (size_t s = 0; s < DAY_SPANS; s++) {
    if (!in[s]) continue;
#define FL_SOURCE(name, number)                                                                                                    \
  add(brand_cell(c, s, brand, number), r->uv_##name, r->live_seconds_##name, r->buyers_##name, r->orders_##name,                   \
      r->gmv_##name##_fen);
    FL_EACH_SOURCE
#undef FL_SOURCE
  }
  if (!in[FL_SPAN_window]) return;
  fl_brand_sums *sums = &c->sums[brand];
  sums->orders += FL_OVER_SOURCES(r->orders, );
  sums->gmv_fen += gmv;
  sums->paid_fen += r->paid_fen;
  sums->platform_fen += r->platform_fen;
  sums->ads_fen += r->ads_fen;
  sums->seller_fen += r->seller_fen;
  sums->returns += r->returns;
  sums->refund_fen += r->refund_fen;
}

// Books are closed with the warm-up, so that a row is of the window or before it.
static void take_brand_month(fl_cells *c, const fl_row_brand_month *r) {
  if (r->from_date < c->window[0]) return;
  fl_purse *purse = &c->purses[r->brand];
#define FL_ACCOUNT(name, sign) purse->fen[FL_ACCOUNT_##name] += (sign)*r->name##_fen;
  FL_ACCOUNTS
#undef FL_ACCOUNT
}

// Fans of two rooms of one brand are one visitor of the brand.
static void take_overlap(fl_cells *c, const fl_row_brand_overlap_day *r) {
  for (size_t s = 0; s < DAY_SPANS; s++) {
    if (!within(r->date, s == FL_SPAN_window ? c->window : c->last_28)) continue;
#define FL_SOURCE(name, number) add(brand_cell(c, s, r->brand, number), -r->uv_##name, 0, -r->buyers_##name, 0, 0);
    FL_EACH_SOURCE
#undef FL_SOURCE
  }
}

// Calls add for the day's spans with the identity columns of `row`.
#define ADD_DAY(c, row, cell)                                                                                                      \
  do {                                                                                                                             \
    if (within((row)->date, (c)->window))                                                                                          \
      add(&(c)->cell(FL_SPAN_window), (row)->uv, (row)->live_seconds, (row)->buyers, (row)->orders, (row)->gmv_fen);               \
    if (within((row)->date, (c)->last_28))                                                                                         \
      add(&(c)->cell(FL_SPAN_last_28), (row)->uv, (row)->live_seconds, (row)->buyers, (row)->orders, (row)->gmv_fen);              \
  } while (0)
#define OF_TOTAL(span)     total[span][0][0]
#define OF_SOURCE(span)    source[span][r->source][0]
#define OF_FAN_TIER(span)  fan_tier[span][r->fan_tier][0]
#define OF_ROOM_TIER(span) room_tier[span][r->tier][r->source]

static void take_platform_day(fl_cells *c, const fl_row_platform_day *r) {
  ADD_DAY(c, r, OF_TOTAL);
}
static void take_source_day(fl_cells *c, const fl_row_source_day *r) {
  ADD_DAY(c, r, OF_SOURCE);
}
static void take_fan_tier_day(fl_cells *c, const fl_row_fan_tier_day *r) {
  ADD_DAY(c, r, OF_FAN_TIER);
}
static void take_tier_day(fl_cells *c, const fl_row_tier_day *r) {
  ADD_DAY(c, r, OF_ROOM_TIER);
}

// ---- Distinct fans of the window --------------------------------------------------------------------------------------------------

enum { PERIOD_WINDOW = 1 };

static void take_period(fl_cells *c, const fl_row_period *r) {
  if (r->period == PERIOD_WINDOW)
    add(&c->source[FL_SPAN_distinct][r->source][0], r->uv, r->live_seconds, r->buyers, r->orders, r->gmv_fen);
}

// Of the total, fans who were active are the visitors; seconds and money are those of the days, all of which are over by then.
static void take_repurchase(fl_cells *c, const fl_row_repurchase *r) {
  const fl_identity *days = &c->total[FL_SPAN_window][0][0];
  if (r->period == PERIOD_WINDOW)
    add(&c->total[FL_SPAN_distinct][0][0], r->active_fans, days->count[1], r->buyers, days->count[3], days->count[4]);
}

fl_status fl_cells_rows(fl_cells *c, fl_table_id table, const void *rows, size_t count) {
#define EACH(name)                                                                                                                 \
  for (size_t i = 0; i < count; i++) take_##name(c, (const fl_row_##name *)rows + i);                                              \
  break
  switch (table) {
  case FL_T_brand: return take_brands(c, rows, count);
  case FL_T_room: return take_rooms(c, rows, count);
  case FL_T_platform_day: EACH(platform_day);
  case FL_T_source_day: EACH(source_day);
  case FL_T_fan_tier_day: EACH(fan_tier_day);
  case FL_T_tier_day: EACH(tier_day);
  case FL_T_room_day: EACH(room_day);
  case FL_T_brand_month: EACH(brand_month);
  case FL_T_brand_overlap_day:
    for (size_t i = 0; i < count; i++) take_overlap(c, (const fl_row_brand_overlap_day *)rows + i);
    break;
  case FL_T_period: EACH(period);
  case FL_T_repurchase: EACH(repurchase);
  default: break;
  }
#undef EACH
  return FL_OK;
}

// ---- Reading ----------------------------------------------------------------------------------------------------------------------

const fl_identity *fl_cells_get(const fl_cells *c, fl_span span, fl_split split, size_t number, size_t source) {
  const fl_split_facts *facts = &fl_splits[split];
  if (span == FL_SPAN_distinct && !facts->distinct) return NULL;
  const fl_identity *first = (const fl_identity *)(const void *)((const char *)c + facts->offset);
  return &first[((size_t)span * facts->cells + number) * facts->sources + source];
}

const fl_identity *fl_cells_brand(const fl_cells *c, fl_span span, size_t brand, size_t source) {
  return brand_cell(c, span, (int64_t)brand, source);
}

// ---- Files ------------------------------------------------------------------------------------------------------------------------

typedef struct part {
  void *bytes;
  size_t size;
} part;
enum { PARTS = 7 };

static void list_parts(const fl_cells *c, part parts[PARTS]) {
  const size_t brands = (size_t)c->brands, rooms = (size_t)c->rooms;
  const part list[PARTS] = {
      {c->kind, brands * sizeof *c->kind},    {c->id, brands * sizeof *c->id},
      {c->brand, rooms * sizeof *c->brand},   {c->brand_cells, brands * DAY_SPANS * FL_CELL_SOURCES * sizeof *c->brand_cells},
      {c->sums, brands * sizeof *c->sums},    {c->trials, rooms * c->span_count * sizeof *c->trials},
      {c->purses, brands * sizeof *c->purses}};
  memcpy(parts, list, sizeof list);
}

bool fl_cells_save(const fl_cells *c, const char *path) {
  part parts[PARTS];
  FILE *file = fopen(path, "wb");
  if (!file) return false;
  list_parts(c, parts);
  bool good = fwrite(c, sizeof *c, 1, file) == 1;
  for (size_t i = 0; i < PARTS && good; i++) good = parts[i].size == 0 || fwrite(parts[i].bytes, parts[i].size, 1, file) == 1;
  return (fclose(file) == 0) && good;
}

// The file is this program's own, written a moment ago.
bool fl_cells_load(fl_cells *c, const char *path) {
  part parts[PARTS];
  FILE *file = fopen(path, "rb");
  memset(c, 0, sizeof *c);
  if (!file) return false;
  bool good = fread(c, sizeof *c, 1, file) == 1;
  c->kind = c->brand = NULL;
  c->id = NULL;
  c->brand_cells = NULL;
  c->sums = NULL;
  c->purses = NULL;
  c->trials = NULL;
  c->spans = NULL;
  if (good) {
    const size_t brands = (size_t)c->brands, rooms = (size_t)c->rooms;
    c->kind = calloc(brands + 1, sizeof *c->kind);
    c->id = calloc(brands + 1, sizeof *c->id);
    c->brand = calloc(rooms + 1, sizeof *c->brand);
    c->brand_cells = calloc(brands * DAY_SPANS * FL_CELL_SOURCES + 1, sizeof *c->brand_cells);
    c->sums = calloc(brands + 1, sizeof *c->sums);
    c->purses = calloc(brands + 1, sizeof *c->purses);
    c->trials = calloc(rooms * c->span_count + 1, sizeof *c->trials);
    good = c->kind && c->id && c->brand && c->brand_cells && c->sums && c->purses && c->trials;
  }
  list_parts(c, parts);
  for (size_t i = 0; i < PARTS && good; i++) good = parts[i].size == 0 || fread(parts[i].bytes, parts[i].size, 1, file) == 1;
  fclose(file);
  return good;
}
