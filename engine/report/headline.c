#include "report/headline.h"

#include "base/utf8.h"
#include "fanloop/scenario.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

double fl_query_number(fl_query *query, int column) {
  return fl_query_text(query, column)[0] ? fl_query_real(query, column) : (double)NAN;
}

fl_query *fl_query_first(fl_result *result, const char *sql, const char *parameter) {
  const char *parameters[] = {parameter, NULL};
  fl_query *query = fl_result_query(result, sql, parameters);
  if (query && fl_query_next(query)) return query;
  if (query) fl_query_end(query);
  return NULL;
}

static bool read_run(fl_result *result, fl_headline *h) {
  fl_query *q = fl_query_first(
      result,
      "SELECT name, iif(?1 AND title_zh <> '', title_zh, title), digest, from_date, to_date, days, warmup, seed, fans, fan_weight,"
      " (SELECT CAST(number AS INTEGER) FROM parameter WHERE name = 'focus_fans'),"
      " (SELECT CAST(number AS INTEGER) FROM parameter WHERE name = 'focus_weight'),"
      " (SELECT number FROM parameter WHERE name = 'platform.population') FROM run",
      fl_get_lang() == FL_LANG_ZH ? "1" : "0");
  if (!q) return false;
  fl_utf8_copy(h->name, sizeof h->name, fl_query_text(q, 0));
  fl_utf8_copy(h->title, sizeof h->title, fl_query_text(q, 1));
  fl_utf8_copy(h->digest, sizeof h->digest, fl_query_text(q, 2));
  fl_utf8_copy(h->from, sizeof h->from, fl_query_text(q, 3));
  fl_utf8_copy(h->to, sizeof h->to, fl_query_text(q, 4));
  int64_t *const numbers[] = {&h->days, &h->warmup, &h->seed, &h->fans, &h->weight, &h->scale.focus_fans, &h->scale.focus_weight};
  for (int i = 0; i < 7; i++) *numbers[i] = fl_query_int(q, 5 + i);
  h->scale.fans = h->fans;
  h->scale.focus_fans = fl_focus_fans(h->scale.focus_fans, h->fans);
  h->scale.population = fl_query_real(q, 12);
  fl_query_end(q);
  return true;
}

static bool read_window(fl_result *result, fl_headline *h) {
  fl_query *q = fl_query_first(result,
                               "SELECT coalesce(sum(gmv_fen), 0), coalesce(sum(orders), 0),"
                               " coalesce((SELECT buyers FROM repurchase WHERE period = 'window'), 0)"
                               " FROM platform_day JOIN run ON date BETWEEN from_date AND to_date",
                               NULL);
  if (!q) return false;
  h->gmv_fen = fl_query_int(q, 0);
  h->orders = fl_query_int(q, 1);
  h->buyers = fl_query_int(q, 2);
  fl_query_end(q);
  return true;
}

static bool read_kpis(fl_result *result, fl_headline *h) {
  const struct {
    const char *kpi;
    double *value;
  } wanted[] = {{"order_value", &h->order_value_yuan},
                {"gmv_per_dau_day", &h->gmv_yuan_per_dau_day},
                {"orders_per_dau_day", &h->orders_per_dau_day},
                {"nps", &h->nps},
                {"return_share", &h->return_share}};
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) *wanted[i].value = (double)NAN;
  fl_query *q = fl_result_query(result, "SELECT kpi, value FROM v_kpi", (const char *[]){NULL});
  if (!q) return false;
  while (fl_query_next(q))
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
      if (strcmp(fl_query_text(q, 0), wanted[i].kpi) == 0) *wanted[i].value = fl_query_number(q, 1);
  fl_query_end(q);
  return true;
}

static bool read_private(fl_result *result, fl_headline *h) {
  fl_query *q =
      fl_query_first(result,
                     "WITH s AS (SELECT sum(uv) AS uv, sum(live_seconds) AS seconds, sum(orders) AS orders, sum(gmv_fen) AS gmv,"
                     " sum(uv) FILTER (WHERE source = 'private') AS p_uv,"
                     " sum(live_seconds) FILTER (WHERE source = 'private') AS p_seconds,"
                     " sum(orders) FILTER (WHERE source = 'private') AS p_orders,"
                     " sum(gmv_fen) FILTER (WHERE source = 'private') AS p_gmv"
                     " FROM source_day JOIN run ON date BETWEEN from_date AND to_date)"
                     "SELECT 1.0 * p_uv / nullif(uv, 0), 1.0 * p_seconds / nullif(seconds, 0), 1.0 * p_orders / nullif(orders, 0),"
                     " 1.0 * p_gmv / nullif(gmv, 0) FROM s",
                     NULL);
  if (!q) return false;
  h->private_uv = fl_query_number(q, 0);
  h->private_minutes = fl_query_number(q, 1);
  h->private_orders = fl_query_number(q, 2);
  h->private_gmv = fl_query_number(q, 3);
  fl_query_end(q);
  return true;
}

// Where a run begins empty its window is a climb, and the mean over it is no place on the way.
static bool read_last_week(fl_result *result, fl_headline *h) {
  fl_query *q = fl_query_first(result,
                               "SELECT (SELECT 1.0 * sum(gmv_fen) FILTER (WHERE source = 'private') / nullif(sum(gmv_fen), 0)"
                               " FROM source_day JOIN run ON date BETWEEN max(from_date, date(to_date, '-6 days')) AND to_date"
                               " WHERE (SELECT number FROM parameter WHERE name = 'empty_start') HAVING count(DISTINCT date) = 7)",
                               NULL);
  if (!q) return false;
  h->last_week_private_gmv = fl_query_number(q, 0);
  fl_query_end(q);
  return true;
}

static bool read_repurchase(fl_result *result, fl_headline *h) {
  static const char *const rates[] = {"R1", "R2", "R3", "R4"};
  for (int i = 0; i < 4; i++) {
    // Parts of months would not compare: only whole ones count, and only those of the window.
    fl_query *q =
        fl_query_first(result,
                       "SELECT avg(share), count(share), avg(of_fans) FROM v_repurchase AS v JOIN run"
                       " ON v.from_date >= run.from_date AND v.to_date <= run.to_date WHERE rate = ?1 AND (whole OR rate = 'R1')",
                       rates[i]);
    if (!q) return false;
    h->repurchase[i] = fl_query_number(q, 0);
    h->months[i] = fl_query_int(q, 1);
    h->of_fans[i] = fl_query_number(q, 2);
    fl_query_end(q);
  }
  return true;
}

fl_status fl_headline_read(fl_result *result, fl_headline *out) {
  memset(out, 0, sizeof *out);
  const bool good = read_run(result, out) && read_window(result, out) && read_kpis(result, out) && read_private(result, out) &&
                    read_last_week(result, out) && read_repurchase(result, out);
  return good ? FL_OK : FL_ENVIRONMENT;
}
