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

// The column by which rows are of the scenario's own, NULL where there is none.
static const fl_column *owner(const fl_spool *spool, fl_table_id table, int64_t *first) {
  const fl_table *t = &fl_tables[table];
  const fl_column *brand = NULL;
  for (size_t c = 0; c < t->column_count; c++) {
    if (strcmp(t->columns[c].name, "room") == 0) {
      *first = spool->first_room;
      return &t->columns[c];
    }
    if (strcmp(t->columns[c].name, "brand") == 0) brand = &t->columns[c];
  }
  *first = spool->first_brand;
  return brand;
}

static fl_status take(void *ctx, fl_table_id table, const void *rows, size_t count) {
  fl_spool *spool = ctx;
  int64_t first = 0, index;
  if (table == FL_T_room) spool->first_room = (int64_t)(count - spool->plan.own_rooms);
  if (table == FL_T_brand) spool->first_brand = (int64_t)(count - spool->plan.own_brands);
  if (!spool->plan.wanted[table]) return FL_OK;
  const fl_column *column = spool->plan.only_own ? owner(spool, table, &first) : NULL;
  if (!column) return keep(spool, table, rows, count);
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < count; i++) {
    const char *row = (const char *)rows + i * fl_tables[table].row_size;
    memcpy(&index, row + column->offset, sizeof index);
    if (index >= first) status = keep(spool, table, row, 1);
  }
  return status;
}

fl_sink fl_spool_sink(fl_spool *spool) {
  return (fl_sink){spool, take};
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

void fl_spool_free(fl_spool *spool) {
  for (int t = 0; t < FL_TABLES; t++) {
    free(spool->of[t].rows);
    spool->of[t].rows = NULL;
    spool->of[t].count = spool->of[t].capacity = 0;
  }
}
