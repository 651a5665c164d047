// Lines that the tables of the whole platform hold: R1-R4 beside an NBD null, penetration, churn, rooms by followers.
#include "report/score.h"

#include "fanloop/field.h"
#include "fit/estimate.h"
#include "fit/repeat.h"
#include "report/headline.h"

#include <stdlib.h>
#include <string.h>

static const double tail_cut = FL_LEAST_waist; // followers of one real room

static void put_rates(fl_scorecard *card, const fl_headline *h) {
  static const fl_score_id rates[4] = {FL_SCORE_r1_platform, FL_SCORE_r2_platform, FL_SCORE_r3_platform, FL_SCORE_r4_platform};
  for (int i = 0; i < 4; i++) {
    if (h->months[i] == 0)
      fl_score_fail(card, rates[i], i == 2 ? FL_W_q_two_months : FL_W_q_month);
    else
      fl_score_put(card, rates[i], h->repurchase[i], llround(h->of_fans[i] / (double)h->weight), FL_W_n_buyers);
  }
  card->line[FL_SCORE_churn] = card->line[FL_SCORE_r3_platform];
  card->line[FL_SCORE_churn].value = 1 - h->repurchase[2];
}

// The four figures that say whether this is the platform of its year at all.
static void put_size(fl_scorecard *card, const fl_headline *h) {
  const struct {
    fl_score_id line;
    double value;
  } figures[3] = {{FL_SCORE_gmv_per_day, h->gmv_yuan_per_dau_day},
                  {FL_SCORE_orders_per_fan_day, h->orders_per_dau_day},
                  {FL_SCORE_order_value, h->order_value_yuan}};
  for (int i = 0; i < 3; i++) {
    if (isfinite(figures[i].value))
      fl_score_put(card, figures[i].line, figures[i].value, h->days - h->warmup, FL_W_n_days);
    else
      fl_score_fail(card, figures[i].line, FL_W_q_orders);
  }
}

static bool put_habits(fl_result *result, fl_scorecard *card, double *days_per_buyer) {
  fl_query *q = fl_query_first(result,
                               "SELECT max(value) FILTER (WHERE kpi = 'buyers_per_mau'),"
                               " max(value) FILTER (WHERE kpi = 'orders_per_buying_day'),"
                               " max(value) FILTER (WHERE kpi = 'buying_days_per_buyer') FROM v_kpi",
                               NULL);
  if (!q) return false;
  const fl_score_id lines[2] = {FL_SCORE_penetration, FL_SCORE_orders_per_day};
  const fl_score *month = &card->line[FL_SCORE_r2_platform];
  for (int i = 0; i < 2; i++) {
    const double value = fl_query_number(q, i);
    if (isfinite(value))
      fl_score_put(card, lines[i], value, month->sample, FL_W_n_buyers);
    else
      fl_score_fail(card, lines[i], FL_W_q_month);
  }
  *days_per_buyer = fl_query_number(q, 2);
  fl_query_end(q);
  return true;
}

// The NBD through the mean month: its penetration of the active fans and its buying days per active fan.
static void put_null(fl_scorecard *card, double days_per_buyer) {
  static const fl_score_id lines[3] = {FL_SCORE_r2_null, FL_SCORE_r3_null, FL_SCORE_r3_excess};
  const fl_score *reach = &card->line[FL_SCORE_penetration], *again = &card->line[FL_SCORE_r3_platform];
  fl_nbd_rates null;
  const bool months = isfinite(reach->value),
             exists = months && fl_nbd_rates_of(reach->value, reach->value * days_per_buyer, &null);
  for (int i = 0; i < 3; i++) {
    if (exists && (i < 2 || isfinite(again->value))) {
      const double value = i == 0 ? null.repeated : i == 1 ? null.kept : again->value - null.kept;
      fl_score_put(card, lines[i], value, reach->sample, FL_W_n_buyers);
      card->line[lines[i]].part[0] = null.shape;
      card->line[lines[i]].parts = i < 2 ? 1 : 0;
      card->line[lines[i]].parts_name = FL_W_d_null;
    } else {
      fl_score_fail(card, lines[i], exists ? FL_W_q_two_months : months ? FL_W_q_nbd : FL_W_q_month);
    }
  }
}

static bool put_top_rooms(fl_result *result, fl_scorecard *card) {
  fl_query *q = fl_result_query(
      result, "SELECT top20_followers_share, (SELECT count(*) FROM room) FROM census ORDER BY date DESC LIMIT 1", NULL);
  const bool good = q != NULL;
  if (good && fl_query_next(q))
    fl_score_put(card, FL_SCORE_v10_top, fl_query_number(q, 0), fl_query_int(q, 1), FL_W_n_rooms);
  else
    fl_score_fail(card, FL_SCORE_v10_top, FL_W_q_census);
  fl_query_end(q);
  return good;
}

// Followers of one real room in the evening of its last day with a row; of a room that was never seen, those of the first day.
static fl_query *query_rooms(fl_result *result) {
  return fl_result_query(result,
                         "SELECT r.weight, coalesce(1.0 * (d.active_followers + d.dormant_followers) / r.weight, r.followers)"
                         " FROM room AS r LEFT JOIN (SELECT room, active_followers, dormant_followers, max(date) FROM room_day"
                         " GROUP BY room) AS d USING (room)",
                         NULL);
}

static bool put_tail(fl_result *result, fl_scorecard *card) {
  const int64_t rooms = card->line[FL_SCORE_v10_top].sample;
  double *followers = calloc((size_t)rooms + 1, sizeof *followers);
  int64_t *weight = calloc((size_t)rooms + 1, sizeof *weight);
  fl_query *q = followers && weight ? query_rooms(result) : NULL;
  size_t n = 0, tail;
  for (; q && n < (size_t)rooms && fl_query_next(q); n++) {
    weight[n] = fl_query_int(q, 0);
    followers[n] = fl_query_real(q, 1);
  }
  const double exponent = q ? fl_tail_exponent(followers, weight, n, tail_cut, &tail) : (double)NAN;
  if (isfinite(exponent))
    fl_score_put(card, FL_SCORE_v10_tail, exponent, (int64_t)tail, FL_W_n_rooms);
  else
    fl_score_fail(card, FL_SCORE_v10_tail, FL_W_q_tail);
  const bool good = q != NULL;
  fl_query_end(q);
  free(followers);
  free(weight);
  return good;
}

bool fl_score_tables(fl_result *result, fl_scorecard *card) {
  fl_headline h;
  double days_per_buyer;
  if (fl_headline_read(result, &h) != FL_OK) return false;
  put_size(card, &h);
  put_rates(card, &h);
  if (!put_habits(result, card, &days_per_buyer)) return false;
  put_null(card, days_per_buyer);
  return put_top_rooms(result, card) && put_tail(result, card);
}
