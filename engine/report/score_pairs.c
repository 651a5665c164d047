// R1-R4 of rooms and brands, counted over pairs of a fan and a room (or brand) in the order log. Rates of months are pooled over the
// whole calendar months of the window.
#include "report/score.h"

#include "report/headline.h"

#include <stdio.h>

typedef struct level {
  const char *unit; // column that names the room or brand of an order
  fl_score_id rate[4];
} level;

static const level levels[] = {
    {"o.room", {FL_SCORE_r1_room, FL_SCORE_r2_room, FL_SCORE_r3_room, FL_SCORE_r4_room}},
    {"r.brand", {FL_SCORE_r1_brand, FL_SCORE_r2_brand, FL_SCORE_r3_brand, FL_SCORE_r4_brand}},
};

// Days are those since the first of the window; months are counted through, so that the next one is the next number.
typedef struct pairs {
  int64_t last_day, first_whole, last_whole; // of the window; its whole calendar months
  int64_t with[4], of[4];                    // numerators and denominators of R1 to R4
  // The pair at hand.
  int64_t fan, unit, first_month, month, day, month_days, window_days;
} pairs;

static void close_month(pairs *p, int64_t next) {
  if (p->month_days == 0 || p->month < p->first_whole || p->month > p->last_whole) return;
  p->of[1]++;
  p->with[1] += p->month_days >= 2;
  p->of[2] += p->month < p->last_whole;
  p->with[2] += p->month < p->last_whole && next == p->month + 1;
  p->of[3]++;
  p->with[3] += p->first_month < p->month;
}

static void close_pair(pairs *p) {
  close_month(p, -1);
  p->of[0] += p->window_days >= 1;
  p->with[0] += p->window_days >= 2;
}

static void take_order(pairs *p, int64_t fan, int64_t unit, int64_t day, int64_t month) {
  const bool fresh = fan != p->fan || unit != p->unit;
  if (!fresh && day == p->day) return;
  if (fresh) {
    close_pair(p);
    p->first_month = month;
    p->window_days = 0;
  } else if (month != p->month) {
    close_month(p, month);
  }
  if (fresh || month != p->month) p->month_days = 0;
  p->fan = fan;
  p->unit = unit;
  p->day = day;
  p->month = month;
  p->month_days++;
  p->window_days += day >= 0 && day <= p->last_day;
}

static bool read_bounds(fl_result *result, pairs *p) {
  *p = (pairs){.fan = -1};
  fl_query *q = fl_query_first(result,
                               "WITH b AS (SELECT julianday(to_date) - julianday(from_date) AS last,"
                               " date(from_date, '-1 day', 'start of month', '+1 month') AS low,"
                               " date(to_date, '+1 day', 'start of month', '-1 month') AS high FROM run)"
                               " SELECT CAST(last AS INTEGER), 12 * substr(low, 1, 4) + substr(low, 6, 2),"
                               " 12 * substr(high, 1, 4) + substr(high, 6, 2) FROM b",
                               NULL);
  if (!q) return false;
  p->last_day = fl_query_int(q, 0);
  p->first_whole = fl_query_int(q, 1);
  p->last_whole = fl_query_int(q, 2);
  fl_query_end(q);
  return true;
}

// The index of the log by fan gives the first part of the order.
static bool count_pairs(fl_result *result, const char *unit, pairs *p) {
  char sql[512];
  snprintf(sql, sizeof sql,
           "SELECT o.fan, %s AS unit, CAST(julianday(o.date) - julianday(run.from_date) AS INTEGER),"
           " 12 * substr(o.date, 1, 4) + substr(o.date, 6, 2)"
           " FROM sample_order AS o CROSS JOIN run CROSS JOIN room AS r USING (room) ORDER BY o.fan, unit, o.date",
           unit);
  fl_query *q = fl_result_query(result, sql, NULL);
  if (!q) return false;
  while (fl_query_next(q)) take_order(p, fl_query_int(q, 0), fl_query_int(q, 1), fl_query_int(q, 2), fl_query_int(q, 3));
  close_pair(p);
  fl_query_end(q);
  return fl_result_error(result)[0] == '\0';
}

static bool read_level(fl_result *result, fl_scorecard *card, const level *l) {
  pairs p;
  if (!read_bounds(result, &p) || !count_pairs(result, l->unit, &p)) return false;
  for (int i = 0; i < 4; i++) {
    if (p.of[i] > 0)
      fl_score_put(card, l->rate[i], (double)p.with[i] / (double)p.of[i], p.of[i], FL_W_n_pairs);
    else
      fl_score_fail(card, l->rate[i], i == 0 ? FL_W_q_no_orders : i == 2 ? FL_W_q_two_months : FL_W_q_month);
  }
  return true;
}

bool fl_score_pairs(fl_result *result, fl_scorecard *card) {
  bool good = true;
  for (size_t i = 0; good && i < sizeof levels / sizeof *levels; i++) good = read_level(result, card, &levels[i]);
  return good;
}
