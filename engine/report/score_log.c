// Reads the order log by buyer.
#include "report/score_buyers.h"

#include <stdlib.h>
#include <string.h>

static bool reserve(fl_buyers *b, size_t days, size_t buyers) {
  if (days > b->days_room) {
    const size_t room = 2 * days + 1024;
    int32_t *grown_days = realloc(b->days, room * sizeof *grown_days);
    if (grown_days) b->days = grown_days;
    double *paid = realloc(b->paid, room * sizeof *paid);
    if (paid) b->paid = paid;
    if (!grown_days || !paid) return false;
    b->days_room = room;
  }
  if (buyers + 1 > b->buyers_room) {
    const size_t room = 2 * buyers + 256;
    size_t *start = realloc(b->start, room * sizeof *start);
    if (start) b->start = start;
    int64_t *weight = realloc(b->weight, room * sizeof *weight);
    if (weight) b->weight = weight;
    if (!start || !weight) return false;
    b->buyers_room = room;
  }
  return true;
}

// A buyer's weight is the number of real orders of his or her largest order: only a stock or a budget that ends in the middle of it
// makes an order smaller. Until the last row of the buyer is read, `paid` holds fen of all real fans together.
static void close_buyer(fl_buyers *b, size_t used) {
  const size_t last = b->histories.count - 1;
  for (size_t i = b->start[last]; i < used; i++) b->paid[i] /= (double)b->weight[last];
  b->start[last + 1] = used;
}

bool fl_buyers_read(fl_result *result, fl_buyers *out) {
  memset(out, 0, sizeof *out);
  fl_query *q =
      fl_result_query(result,
                      "SELECT o.fan, CAST(julianday(o.date) - julianday(run.from_date) AS INTEGER), sum(o.paid_fen * o.orders),"
                      " max(o.orders) FROM sample_order AS o JOIN run GROUP BY o.fan, o.date ORDER BY o.fan, o.date",
                      NULL);
  bool good = q != NULL && reserve(out, 1, 1);
  size_t used = 0, *count = &out->histories.count;
  int64_t last = -1;
  if (good) out->start[0] = 0;
  while (good && fl_query_next(q)) {
    const int64_t fan = fl_query_int(q, 0), orders = fl_query_int(q, 3);
    if (fan != last && *count) close_buyer(out, used);
    good = reserve(out, used + 1, *count + 1);
    if (!good) break;
    if (fan != last) out->weight[(*count)++] = 0;
    if (out->weight[*count - 1] < orders) out->weight[*count - 1] = orders;
    out->days[used] = (int32_t)fl_query_int(q, 1);
    out->paid[used++] = fl_query_real(q, 2);
    last = fan;
  }
  if (good && *count) close_buyer(out, used);
  fl_query_end(q);
  out->histories.days = out->days;
  out->histories.start = out->start;
  if (!good) fl_buyers_free(out);
  return good && fl_result_error(result)[0] == '\0';
}

void fl_buyers_free(fl_buyers *b) {
  free(b->days);
  free(b->start);
  free(b->paid);
  free(b->weight);
  memset(b, 0, sizeof *b);
}

static bool is_new(const fl_histories *h, size_t s, int32_t entry) {
  return h->days[h->start[s]] >= 0 && h->days[h->start[s]] < entry;
}

bool fl_cohort_select(const fl_buyers *buyers, int32_t entry, fl_histories *out) {
  const fl_histories *h = &buyers->histories;
  size_t subjects = 0, days = 0;
  for (size_t s = 0; s < h->count; s++) {
    if (!is_new(h, s, entry)) continue;
    subjects++;
    days += h->start[s + 1] - h->start[s];
  }
  int32_t *own_days = calloc(days + 1, sizeof *own_days);
  size_t *start = calloc(subjects + 1, sizeof *start);
  *out = (fl_histories){own_days, start, 0};
  if (!own_days || !start) {
    fl_cohort_free(out);
    return false;
  }
  for (size_t s = 0; s < h->count; s++) {
    if (!is_new(h, s, entry)) continue;
    const size_t n = h->start[s + 1] - h->start[s], at = start[out->count];
    memcpy(&own_days[at], &h->days[h->start[s]], n * sizeof *own_days);
    start[++out->count] = at + n;
  }
  return true;
}

void fl_cohort_free(fl_histories *cohort) {
  free((void *)cohort->days);
  free((void *)cohort->start);
  *cohort = (fl_histories){0};
}
