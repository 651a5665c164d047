#include "report/sweep_data.h"

#include "report/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static fl_status damaged(const char *path, const char *what, fl_messages *messages) {
  fl_messages_add(messages, true, "%s: %s", path, what);
  return FL_BAD_SCENARIO;
}

static void copy(char *out, size_t size, const char *text) {
  snprintf(out, size, "%s", text);
}

static bool read_head(fl_result *result, fl_sweep_data *d, bool *shard) {
  fl_query *q =
      fl_result_query(result,
                      "SELECT kind, design, points, first_run, runs, (SELECT count(*) FROM factor), status, (SELECT count(*) FROM "
                      "run WHERE status <> 'done') FROM sweep",
                      (const char *const[]){NULL});
  const bool good = q && fl_query_next(q) && fl_query_int(q, 2) > 0 && fl_query_int(q, 2) <= 1 << 30 && fl_query_int(q, 4) >= 0 &&
                    fl_query_int(q, 4) <= 1 << 20 && fl_query_int(q, 5) > 0 && fl_query_int(q, 5) <= 1000;
  if (good) {
    copy(d->kind, sizeof d->kind, fl_query_text(q, 0));
    copy(d->design, sizeof d->design, fl_query_text(q, 1));
    d->points = (size_t)fl_query_int(q, 2);
    d->first_run = fl_query_int(q, 3);
    d->runs = (size_t)fl_query_int(q, 4);
    d->factor_count = (size_t)fl_query_int(q, 5);
    *shard = strcmp(fl_query_text(q, 6), "shard") == 0;
    d->failed = fl_query_int(q, 7);
  }
  fl_query_end(q);
  return good;
}

static bool read_factors(fl_result *result, fl_sweep_data *d) {
  fl_query *q = fl_result_query(result, "SELECT name, levels, ordered FROM factor ORDER BY factor", (const char *const[]){NULL});
  size_t f = 0;
  for (; q && f < d->factor_count && fl_query_next(q); f++) {
    copy(d->factors[f].name, sizeof d->factors[f].name, fl_query_text(q, 0));
    d->factors[f].levels = (size_t)fl_query_int(q, 1);
    d->factors[f].ordered = fl_query_int(q, 2) != 0;
  }
  fl_query_end(q);
  return f == d->factor_count;
}

static bool read_settings(fl_result *result, fl_sweep_data *d) {
  fl_query *q = fl_result_query(result, "SELECT point, factor, value, number, place FROM setting ORDER BY point, factor",
                                (const char *const[]){NULL});
  size_t i = 0;
  const size_t all = d->points * d->factor_count;
  for (; q && i < all && fl_query_next(q); i++) {
    if (fl_query_int(q, 0) != (int64_t)(i / d->factor_count) + 1 || fl_query_int(q, 1) != (int64_t)(i % d->factor_count) + 1) break;
    copy(d->text[i], sizeof d->text[i], fl_query_text(q, 2));
    d->number[i] = fl_query_real(q, 3);
    d->place[i] = fl_query_real(q, 4);
  }
  fl_query_end(q);
  return i == all;
}

fl_status fl_sweep_data_read(fl_result *result, const char *path, fl_messages *messages, fl_sweep_data *d) {
  *d = (fl_sweep_data){0};
  bool shard = false;
  if (!read_head(result, d, &shard)) return damaged(path, "its table sweep is empty or damaged", messages);
  if (shard) {
    fl_messages_add(messages, true, fl_word(FL_W_a_shard), path);
    return FL_BAD_SCENARIO;
  }
  const size_t all = d->points * d->factor_count;
  d->factors = calloc(d->factor_count, sizeof *d->factors);
  d->place = calloc(all, sizeof *d->place);
  d->number = calloc(all, sizeof *d->number);
  d->text = calloc(all, sizeof *d->text);
  if (!d->factors || !d->place || !d->number || !d->text) {
    fl_messages_add(messages, true, "out of memory");
    return FL_ENVIRONMENT;
  }
  if (!read_factors(result, d) || !read_settings(result, d)) return damaged(path, "its settings are not whole", messages);
  return FL_OK;
}

void fl_sweep_data_free(fl_sweep_data *d) {
  free(d->factors);
  free(d->place);
  free(d->number);
  free(d->text);
}

bool fl_sweep_data_values(fl_result *result, const fl_sweep_data *d, const char *kpi, double *values, double *means) {
  fl_query *q = fl_result_query(result, "SELECT point, run, value FROM kpi_run WHERE kpi = ?1", (const char *const[]){kpi, NULL});
  for (size_t i = 0; i < d->points * d->runs; i++) values[i] = (double)NAN;
  while (q && fl_query_next(q)) {
    const int64_t point = fl_query_int(q, 0) - 1, run = fl_query_int(q, 1) - d->first_run;
    if (point < 0 || run < 0 || (size_t)point >= d->points || (size_t)run >= d->runs) continue;
    if (fl_query_holds(q, 2) != FL_QUERY_NULL) values[(size_t)point * d->runs + (size_t)run] = fl_query_real(q, 2);
  }
  const bool good = q && !fl_result_error(result)[0];
  fl_query_end(q);
  for (size_t p = 0; p < d->points; p++) {
    double sum = 0;
    for (size_t r = 0; r < d->runs; r++) sum += values[p * d->runs + r];
    means[p] = sum / (double)d->runs;
  }
  return good;
}
