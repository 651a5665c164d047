#include "experiment/spool.h"

#include <stdlib.h>
#include <string.h>

static fl_status keep(fl_spool *spool, fl_table_id table, const void *rows, size_t count) {
  const size_t size = fl_tables[table].row_size, held = spool->of[table].count;
  if (count == 0) return FL_OK;
  if (held + count > spool->of[table].capacity) {
    const size_t doubled = 2 * spool->of[table].capacity, capacity = doubled > held + count ? doubled : held + count;
    char *more = realloc(spool->of[table].rows, capacity * size);
    if (!more) return FL_ENVIRONMENT;
    spool->of[table].rows = more;
    spool->of[table].capacity = capacity;
  }
  memcpy(spool->of[table].rows + held * size, rows, count * size);
  spool->of[table].count += count;
  return FL_OK;
}

// The column by which rows are of the scenario's own, NULL where there is none; `own`: those that are.
static const fl_column *owner(const fl_spool *spool, fl_table_id table, const int64_t **own) {
  const fl_table *t = &fl_tables[table];
  const fl_column *brand = NULL;
  for (size_t c = 0; c < t->column_count; c++) {
    if (strcmp(t->columns[c].name, "room") == 0) {
      *own = spool->rooms;
      return &t->columns[c];
    }
    if (strcmp(t->columns[c].name, "brand") == 0) brand = &t->columns[c];
  }
  *own = spool->brands;
  return brand;
}

// Own rooms and own brands stand together, behind the generated ones.
static void learn_own(int64_t range[2], bool own, int64_t index) {
  if (!own) return;
  if (range[1] == 0) range[0] = index;
  range[1] = index + 1;
}

static void learn_owners(fl_spool *spool, fl_table_id table, const void *rows, size_t count) {
  const fl_row_room *rooms = rows;
  const fl_row_brand *brands = rows;
  for (size_t i = 0; table == FL_T_room && i < count; i++) learn_own(spool->rooms, rooms[i].own, rooms[i].room);
  for (size_t i = 0; table == FL_T_brand && i < count; i++) learn_own(spool->brands, brands[i].own, brands[i].brand);
}

static fl_status take(void *ctx, fl_table_id table, const void *rows, size_t count) {
  fl_spool *spool = ctx;
  const int64_t *own = NULL;
  int64_t index;
  learn_owners(spool, table, rows, count);
  if (!spool->plan.wanted[table]) return FL_OK;
  const fl_column *column = spool->plan.only_own ? owner(spool, table, &own) : NULL;
  if (!column) return keep(spool, table, rows, count);
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < count; i++) {
    const char *row = (const char *)rows + i * fl_tables[table].row_size;
    memcpy(&index, row + column->offset, sizeof index);
    if (index >= own[0] && index < own[1]) status = keep(spool, table, row, 1);
  }
  return status;
}

fl_sink fl_spool_sink(fl_spool *spool) {
  return (fl_sink){spool, take};
}

void fl_spool_free(fl_spool *spool) {
  for (int t = 0; t < FL_TABLES; t++) free(spool->of[t].rows);
}

void fl_spool_forget(fl_spool *spool, fl_table_id table) {
  spool->of[table].count = 0;
}

fl_status fl_spool_replay(const fl_spool *spool, fl_sink to) {
  fl_status status = FL_OK;
  for (int t = 0; status == FL_OK && t < FL_TABLES; t++)
    if (spool->of[t].count) status = to.rows(to.ctx, (fl_table_id)t, spool->of[t].rows, spool->of[t].count);
  return status;
}
