// What festivals and subsidies did: the part of the summary that stands only where there are any.
#include "report/summary.h"

#include "base/date.h"
#include "fanloop/scenario.h"
#include "report/headline.h"
#include "report/text.h"

#include <math.h>
#include <string.h>

// Each costs a few queries over all policies: a summary of thousands would take longer than the run and be read by nobody.
enum { MOST_SHOWN = 12 };

// The steps of v_festival, in their order.
static const char phases_sql[] =
    "SELECT instr('before heat   sale   peak   after', part) / 7, days, gmv_yuan_per_day, orders_per_day, active_fans_per_day"
    ", max(part = 'peak') OVER () FROM v_festival WHERE id = ?1 ORDER BY 1";

static fl_status write_phases(FILE *out, fl_result *result, const char *id) {
  static const fl_word_id names[] = {FL_W_s_before, FL_W_s_heat, FL_W_s_sale, FL_W_s_peak, FL_W_s_after};
  static const fl_word_id heads[] = {FL_W_s_days, FL_W_s_gmv_day, FL_W_s_orders_day, FL_W_s_active, FL_W_s_change};
  static const int widths[] = {6, 13, 13, 13, 13};
  fl_query *q = fl_result_query(result, phases_sql, (const char *[]){id, NULL});
  if (!q) return FL_ENVIRONMENT;
  char text[FL_NUMBER];
  double before = (double)NAN;
  fl_text_left(out, "", 22);
  for (int i = 0; i < 5; i++) fl_text_right(out, fl_word(heads[i]), widths[i]);
  fputc('\n', out);
  while (fl_query_next(q)) {
    const int64_t phase = fl_query_int(q, 0);
    const double gmv = fl_query_number(q, 2);
    if (phase == 0) before = gmv;
    fputs("  ", out);
    // The days of the peak have a row of their own.
    const bool rest = names[phase] == FL_W_s_sale && fl_query_int(q, 5);
    fl_text_left(out, fl_word(rest ? FL_W_s_sale_rest : names[phase]), 20);
    fl_text_right(out, fl_text_count(fl_query_int(q, 1), text), widths[0]);
    fl_text_right(out, fl_text_amount(gmv, text), widths[1]);
    for (int i = 2; i < 4; i++) fl_text_right(out, fl_text_amount(round(fl_query_number(q, 1 + i)), text), widths[i]);
    fl_text_right(out, fl_text_percent(phase == 0 ? (double)NAN : gmv / before - 1, text), widths[4]);
    fputc('\n', out);
  }
  fl_query_end(q);
  fl_text_wrap(out, fl_word(FL_W_s_before_note), 2);
  return FL_OK;
}

// Sell-outs of flash offers and the days that they were offered, in real rooms: a simulated one stands for many.
static const char flash_sql[] =
    "WITH m AS (SELECT minutes_to_sell_out AS minutes, weight, sum(weight) OVER () AS rooms,"
    " sum(weight) OVER (ORDER BY minutes_to_sell_out ROWS UNBOUNDED PRECEDING) AS so_far"
    " FROM v_sell_out WHERE policy_id = ?1 AND minutes_to_sell_out NOT NULL),"
    "f AS (SELECT max(number) FILTER (WHERE name = 'flash_rooms') AS rooms, max(value) FILTER (WHERE name = 'peak_from') AS "
    "from_date,"
    " max(value) FILTER (WHERE name = 'peak_to') AS to_date FROM policy_field WHERE id = ?1)"
    "SELECT coalesce(sum(weight), 0), (SELECT coalesce(sum(min(f.rooms, d.rooms_admitted)), 0) FROM policy_day AS d"
    " JOIN policy USING (policy) WHERE id = ?1 AND d.date BETWEEN f.from_date AND f.to_date),"
    " min(minutes) FILTER (WHERE 2 * so_far >= m.rooms), min(minutes), max(minutes) FROM f LEFT JOIN m";

static fl_status write_flash(FILE *out, fl_result *result, const char *id) {
  char line[320], sold[FL_NUMBER], offered[FL_NUMBER];
  fl_query *q = fl_result_query(result, flash_sql, (const char *[]){id, NULL});
  if (!q) return FL_ENVIRONMENT;
  if (fl_query_next(q)) {
    fl_text_count(fl_query_int(q, 0), sold);
    fl_text_count(fl_query_int(q, 1), offered);
    if (fl_query_int(q, 0) > 0) {
      // Minutes are counted from 0: what sells out in the first of them is gone within one.
      snprintf(line, sizeof line, fl_word(FL_W_s_flash), sold, offered, (long long)fl_query_int(q, 2) + 1,
               (long long)fl_query_int(q, 3) + 1, (long long)fl_query_int(q, 4) + 1);
      fl_text_wrap(out, line, 2);
    } else if (fl_query_int(q, 1) > 0) {
      snprintf(line, sizeof line, fl_word(FL_W_s_flash_none), offered);
      fl_text_wrap(out, line, 2);
    }
  }
  fl_query_end(q);
  return FL_OK;
}

static fl_status write_packets(FILE *out, fl_result *result, const char *id) {
  char given[FL_NUMBER], used[FL_NUMBER], paid[FL_NUMBER], line[256];
  fl_query *q = fl_result_query(result, "SELECT packets_granted, packets_used, platform_fen / 100.0 FROM v_subsidy WHERE id = ?1",
                                (const char *[]){id, NULL});
  if (!q) return FL_ENVIRONMENT;
  if (fl_query_next(q) && fl_query_int(q, 0) > 0) {
    snprintf(line, sizeof line, fl_word(FL_W_s_packets), fl_text_amount(fl_query_real(q, 0), given),
             fl_text_amount(fl_query_real(q, 1), used), fl_text_amount(fl_query_real(q, 2), paid));
    fl_text_wrap(out, line, 2);
  }
  fl_query_end(q);
  return FL_OK;
}

static fl_status write_festival(FILE *out, fl_result *result, const char *id, bool colour) {
  char line[128];
  snprintf(line, sizeof line, fl_word(FL_W_s_festival), id);
  fl_text_heading(out, line, colour);
  fl_status status = write_phases(out, result, id);
  if (status == FL_OK) status = write_flash(out, result, id);
  return status == FL_OK ? write_packets(out, result, id) : status;
}

static void money_pair(FILE *out, fl_word_id a, double left, fl_word_id b, double right) {
  char text[FL_NUMBER];
  fputs("  ", out);
  fl_text_left(out, fl_word(a), 25);
  fl_text_right(out, fl_text_amount(left, text), 12);
  fputs("   ", out);
  fl_text_left(out, fl_word(b), 25);
  fl_text_right(out, fl_text_amount(right, text), 12);
  fputc('\n', out);
}

// When money ran out: of a day (first time, and how often), and for good.
static fl_status write_exhaustion(FILE *out, fl_result *result, const char *id) {
  char line[256], time[FL_NUMBER];
  fl_query *q = fl_result_query(result,
                                "WITH gone AS (SELECT e.date, e.minute FROM event AS e JOIN policy USING (policy)"
                                " WHERE id = ?1 AND what = 'budget_gone' ORDER BY e.date LIMIT 1)"
                                "SELECT d.date, exhausted_minute, (SELECT days_exhausted FROM v_subsidy WHERE id = ?1), (SELECT "
                                "date FROM gone), (SELECT minute FROM gone)"
                                " FROM policy_day AS d JOIN policy USING (policy) WHERE id = ?1 AND exhausted_minute >= 0"
                                " ORDER BY d.date LIMIT 1",
                                (const char *[]){id, NULL});
  if (!q) return FL_ENVIRONMENT;
  if (fl_query_next(q)) {
    char first[FL_DATE_TEXT];
    snprintf(first, sizeof first, "%s", fl_query_text(q, 0));
    // The only day was the one that ended it all: the next line says so.
    if (fl_query_int(q, 2) > 1 || strcmp(first, fl_query_text(q, 3)) != 0) {
      snprintf(line, sizeof line, fl_word(FL_W_s_gone), (long long)fl_query_int(q, 2), first,
               fl_text_clock(fl_query_int(q, 1), time));
      fl_text_wrap(out, fl_text_plural(line), 2);
    }
    if (fl_query_text(q, 3)[0]) {
      snprintf(line, sizeof line, fl_word(FL_W_s_gone_all), fl_query_text(q, 3), fl_text_clock(fl_query_int(q, 4), time));
      fl_text_wrap(out, line, 2);
    }
  } else {
    fl_text_wrap(out, fl_word(FL_W_s_gone_never), 2);
  }
  fl_query_end(q);
  return FL_OK;
}

// Own brands that can have the subsidy, and whose first room of a day goes live when the day's money is gone already: those with most such days.
static const char early_sql[] =
    "WITH o AS (SELECT brand, min(start_minute) AS opens FROM room WHERE own GROUP BY brand)"
    "SELECT sum(d.exhausted_minute BETWEEN 0 AND o.opens - 1) AS early, count(*), b.id, o.opens,"
    " max(iif(d.exhausted_minute < o.opens, d.exhausted_minute, -1))"
    " FROM policy_day AS d JOIN policy AS p USING (policy) JOIN policy_field AS f ON f.id = p.id AND f.name = 'brand_kinds'"
    " JOIN o JOIN brand AS b ON b.brand = o.brand WHERE p.id = ?1 AND (f.value = 'all' OR instr(f.value, b.kind) > 0)"
    " GROUP BY b.brand HAVING early > 0 ORDER BY early DESC, b.brand LIMIT 2";

static fl_status write_early(FILE *out, fl_result *result, const char *id) {
  char opens[FL_NUMBER], gone[FL_NUMBER];
  fl_query *q = fl_result_query(result, early_sql, (const char *[]){id, NULL});
  if (!q) return FL_ENVIRONMENT;
  while (fl_query_next(q))
    fl_text_say_wrapped(out, 2, FL_W_s_gone_early, (long long)fl_query_int(q, 0), (long long)fl_query_int(q, 1),
                        fl_text_clock(fl_query_int(q, 4), gone), fl_query_text(q, 2), fl_text_clock(fl_query_int(q, 3), opens));
  fl_query_end(q);
  return FL_OK;
}

static fl_status write_subsidy(FILE *out, fl_result *result, const char *id, bool colour) {
  fl_query *q =
      fl_result_query(result,
                      "SELECT from_date, to_date, budget_fen / 100.0, platform_fen / 100.0, seller_fen / 100.0, left_fen / 100.0,"
                      " orders, gmv_fen / 100.0 FROM v_subsidy WHERE id = ?1",
                      (const char *[]){id, NULL});
  if (!q) return FL_ENVIRONMENT;
  if (!fl_query_next(q)) {
    fl_query_end(q);
    return FL_ENVIRONMENT;
  }
  char line[128];
  snprintf(line, sizeof line, fl_word(FL_W_s_subsidy), id, fl_query_text(q, 0), fl_query_text(q, 1));
  fl_text_heading(out, line, colour);
  money_pair(out, FL_W_s_budget, fl_query_number(q, 2), FL_W_s_sub_orders, fl_query_number(q, 6));
  money_pair(out, FL_W_s_spent, fl_query_number(q, 3), FL_W_s_sub_gmv, fl_query_number(q, 7));
  money_pair(out, FL_W_s_left, fl_query_number(q, 5), FL_W_s_seller, fl_query_number(q, 4));
  const bool nothing = fl_query_number(q, 2) == 0 && fl_query_number(q, 3) == 0;
  fl_query_end(q);
  if (!nothing) {
    const fl_status status = write_exhaustion(out, result, id);
    return status == FL_OK ? write_early(out, result, id) : status;
  }
  fl_text_wrap(out, fl_word(FL_W_s_no_budget), 2);
  return FL_OK;
}

static fl_status write_pool(FILE *out, fl_result *result, const char *id, fl_word_id title, bool colour) {
  fl_query *q =
      fl_result_query(result,
                      "SELECT from_date, to_date, coalesce(sum(granted), 0), coalesce(sum(granted > 0), 0), (SELECT number FROM "
                      "policy_field WHERE policy_field.id = ?1 AND name = 'exposures')"
                      " FROM policy LEFT JOIN pool_day USING (policy) WHERE policy.id = ?1",
                      (const char *[]){id, NULL});
  char line[256], given[FL_NUMBER], all[FL_NUMBER], left[FL_NUMBER];
  if (!q) return FL_ENVIRONMENT;
  if (fl_query_next(q)) {
    snprintf(line, sizeof line, fl_word(title), id, fl_query_text(q, 0), fl_query_text(q, 1));
    fl_text_heading(out, line, colour);
    const double granted = fl_query_real(q, 2), exposures = fl_query_real(q, 4);
    snprintf(line, sizeof line, fl_word(FL_W_s_pool_line), fl_text_amount(granted, given), fl_text_amount(exposures, all),
             (long long)fl_query_int(q, 3), fl_text_amount(exposures - granted, left));
    fl_text_wrap(out, fl_text_plural(line), 2);
  }
  fl_query_end(q);
  return FL_OK;
}

static fl_status write_policy(FILE *out, fl_result *result, fl_query *q, bool colour) {
  const char *id = fl_query_text(q, 0);
  switch (fl_policy_kind_find(fl_query_text(q, 1))) {
  case FL_FESTIVAL: return write_festival(out, result, id, colour);
  case FL_SUBSIDY: return write_subsidy(out, result, id, colour);
  case FL_TRAFFIC_POOL: return write_pool(out, result, id, FL_W_s_pool, colour);
  case FL_KUAI_PROGRAMME: return write_pool(out, result, id, FL_W_s_kuai, colour);
  case FL_COLD_START: return write_pool(out, result, id, FL_W_s_cold, colour);
  case FL_STREAM_PLAN: return write_pool(out, result, id, FL_W_s_stream, colour);
  case FL_RIGHTS_POLICY:
  case FL_RIVAL:
  case FL_DEPARTURE:
  case FL_STAR_SESSION:
  case FL_DEFECT:
  case FL_PROVIDER:
  case FL_POLICY_KINDS: break;
  }
  return fl_summary_policy_rows(out, result, q, colour);
}

fl_status fl_summary_policies(FILE *out, fl_result *result, bool colour) {
  fl_query *q = fl_result_query(result, "SELECT id, kind, from_date, to_date FROM policy ORDER BY policy", (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  fl_status status = FL_OK;
  int64_t more = 0;
  for (int shown = 0; status == FL_OK && fl_query_next(q); shown++) {
    if (shown >= MOST_SHOWN)
      more++;
    else
      status = write_policy(out, result, q, colour);
  }
  fl_query_end(q);
  if (status == FL_OK && more > 0) {
    char line[128];
    snprintf(line, sizeof line, fl_word(FL_W_s_more_policies), (long long)more);
    fputc('\n', out);
    fl_text_wrap(out, fl_text_plural(line), 0);
  }
  return status;
}
