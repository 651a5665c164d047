#include "experiment/spool.h"

#include <stdlib.h>
#include <string.h>

static fl_status keep(void *ctx, fl_table_id table, const void *rows, size_t count) {
  fl_spool *spool = ctx;
  if (!spool->wanted[table]) return FL_OK;
  const size_t size = fl_tables[table].row_size, held = spool->of[table].count;
  if (held + count > spool->of[table].capacity) {
    const size_t capacity = 2 * spool->of[table].capacity > held + count ? 2 * spool->of[table].capacity : held + count;
    char *more = realloc(spool->of[table].rows, capacity * size);
    if (!more) return FL_ENVIRONMENT;
    spool->of[table].rows = more;
    spool->of[table].capacity = capacity;
  }
  if (count) memcpy(spool->of[table].rows + held * size, rows, count * size);
  spool->of[table].count += count;
  return FL_OK;
}

fl_sink fl_spool_sink(fl_spool *spool) {
  return (fl_sink){spool, keep};
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
