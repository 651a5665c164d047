// Key figures that are sums of the runs' days, and what would be said without a counterfactual. In SQL: the days are in the file.
#include "experiment/study.h"

#include "base/date.h"

#include <stdio.h>
#include <string.h>

#define FROM_NAMES                                                                                                                 \
  "(SELECT 'gmv' AS name, 'yuan' AS unit, 'GMV before returns' AS meaning UNION ALL SELECT 'orders', 'orders', 'orders' UNION "    \
  "ALL "                                                                                                                           \
  "SELECT 'subsidy', 'yuan', 'paid by the platform: subsidies and red packets' UNION ALL SELECT 'vouchers', 'yuan', 'paid by "     \
  "sellers: their part of subsidies, vouchers of recalls and win-backs' UNION ALL SELECT 'ads', 'yuan', 'income of the platform "  \
  "from paid traffic' UNION ALL SELECT "                                                                                           \
  "'platform_pays', 'yuan', 'all that the platform pays: subsidies, red packets, rights, coupons, governance, rebates' UNION ALL " \
  "SELECT 'sellers_pay', 'yuan', 'paid by sellers for buyers: festival discounts, their part of subsidies, vouchers of recalls "   \
  "and win-backs, rights') AS f"

// A run's days with all that is paid on them; rebates to service providers are known by the month, and paid on its last day.
#define DAYS                                                                                                                       \
  "(SELECT p.variant, p.run, p.date, p.phase, p.gmv_fen, p.orders, p.commission_fen, p.ads_fen, p.platform_fen, p.seller_fen, "    \
  "coalesce(r.platform_fen, 0) AS rights_fen, coalesce(g.cost_fen, 0) AS governance_fen, coalesce(g.penalties_fen, 0) AS "         \
  "penalties_fen, coalesce(v.coupons_fen, 0) AS "                                                                                  \
  "coupons_fen, coalesce(y.subsidies_fen, 0) AS subsidies_fen, coalesce(m.rebates_fen, 0) AS rebates_fen, coalesce(v.cut_fen, 0) " \
  "AS cut_fen, p.platform_fen + "                                                                                                  \
  "coalesce(r.platform_fen, 0) + coalesce(g.cost_fen, 0) + coalesce(v.coupons_fen, 0) + coalesce(m.rebates_fen, 0) AS "            \
  "platform_pays_fen, p.seller_fen + coalesce(r.seller_fen, 0) + coalesce(v.cut_fen, 0) AS sellers_pay_fen FROM platform_day AS "  \
  "p LEFT JOIN (SELECT variant, run, date, sum(platform_fen) AS platform_fen, sum(seller_fen) AS seller_fen FROM right_day WHERE " \
  "run >= ?1 GROUP BY 1, 2, 3) AS r USING (variant, run, date) LEFT JOIN governance_day AS g USING (variant, run, date) LEFT "     \
  "JOIN giving_day AS v USING (variant, run, date) LEFT JOIN (SELECT variant, run, date, sum(rebates_fen) AS rebates_fen FROM "    \
  "provider_month WHERE run >= ?1 GROUP BY 1, 2, 3) AS m USING (variant, run, date) LEFT JOIN (SELECT variant, run, date, "        \
  "sum(platform_fen) AS subsidies_fen FROM policy_day JOIN policy USING (variant, run, policy) WHERE kind = 'subsidy' AND run >= " \
  "?1 GROUP BY 1, 2, 3) AS y USING (variant, run, date) WHERE p.run >= ?1)"

// Their names are there before the scenario's metrics come, which keep apart from them. GMV of the window is a key figure of v_kpi.
static const char *const names[] = {
    "INSERT INTO kpi SELECT f.name, f.unit, 'span', f.meaning || ', window' FROM " FROM_NAMES " WHERE f.name <> 'gmv'",
    "INSERT INTO kpi SELECT DISTINCT f.name || '.' || s.span, f.unit, 'span', f.meaning || ', span ' || s.span FROM span "
    "AS s, " FROM_NAMES " WHERE s.span NOT IN ('window', 'before_28')",
};

// The other names are those that a run has. So that they are known before the first one, they are taken from a part that is no run: it has
// the rows that names come with, a window and two months that follow one another, and each metric once.
static fl_status write_names(const fl_study *s, fl_sink to) {
  enum { MONTH, WINDOW };
  static const fl_civil days[] = {{2022, 1, 1}, {2022, 1, 31}, {2022, 2, 1}, {2022, 2, 28}};
  int64_t date[4];
  for (int i = 0; i < 4; i++) date[i] = fl_date_from_civil(days[i]);
  const fl_row_repurchase periods[] = {{.period = MONTH, .from_date = date[0], .to_date = date[1]},
                                       {.period = MONTH, .from_date = date[2], .to_date = date[3]},
                                       {.period = WINDOW, .from_date = date[0], .to_date = date[3]}};
  fl_status status = to.rows(to.ctx, FL_T_repurchase, periods, sizeof periods / sizeof *periods);
  for (size_t i = 0; status == FL_OK && i < s->plan->metric_count; i++) {
    fl_row_metric row = {.date = date[0]};
    snprintf(row.name, sizeof row.name, "%s", s->plan->metrics[i]);
    status = to.rows(to.ctx, FL_T_metric, &row, 1);
  }
  return status;
}

static fl_status name_figures_of_runs(fl_study *s) {
  char *path = fl_experiment_part(s->file, 0, s->plan->first_run, "sqlite");
  fl_record *record = NULL;
  fl_digest digest = {0};
  const fl_record_options options = {.path = path, .part = true, .engine_version = s->plan->engine_version};
  fl_status status = path ? fl_record_create(&options, s->plan->arms[0].scenario, s->messages, &record) : FL_ENVIRONMENT;
  if (status == FL_OK) status = write_names(s, fl_record_sink(record));
  if (status == FL_OK) status = fl_record_finish(record, &digest, NULL, 0);
  if (status != FL_OK && record) fl_messages_add(s->messages, true, "%s", fl_record_error(record));
  fl_record_close(record);
  fl_experiment_free(path);
  return status == FL_OK ? fl_experiment_name(s->file, 0, s->plan->first_run) : status;
}

fl_status fl_study_name_figures(fl_study *s) {
  const fl_scenario *scenario = s->plan->arms[0].scenario;
  char kpi[FL_TEXT_MAX], meaning[2 * FL_TEXT_MAX];
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < sizeof names / sizeof *names; i++)
    status = fl_experiment_run(s->file, names[i], NULL, 0);
  for (size_t r = 0; status == FL_OK && r < scenario->room_count; r++)
    for (int orders = 0; status == FL_OK && orders < 2; orders++) {
      const char *id = scenario->rooms[r].id;
      snprintf(kpi, sizeof kpi, "%s of room %s", orders ? "orders" : "gmv", id);
      snprintf(meaning, sizeof meaning, "%s of the room %s, window", orders ? "orders" : "GMV before returns", id);
      status = fl_experiment_row(s->file, "kpi", "tttt", kpi, orders ? "orders" : "yuan", "room", meaning);
    }
  return status == FL_OK ? name_figures_of_runs(s) : status;
}

// Each of run numbers from ?1 on, against the baseline ?2.
static const char *const figures[] = {
    "INSERT INTO kpi_run SELECT variant, run, 'orders', sum(orders) FROM platform_day WHERE phase = 'window' AND run >= ?1 GROUP "
    "BY 1, 2",
    "INSERT INTO kpi_run SELECT variant, run, 'subsidy', sum(platform_fen) / 100.0 FROM platform_day WHERE phase = 'window' AND "
    "run >= ?1 "
    "GROUP BY 1, 2",
    "INSERT INTO kpi_run SELECT variant, run, 'vouchers', sum(seller_fen) / 100.0 FROM platform_day WHERE phase = 'window' AND run "
    ">= ?1 "
    "GROUP BY 1, 2",
    "INSERT INTO kpi_run SELECT variant, run, 'ads', sum(ads_fen) / 100.0 FROM platform_day WHERE phase = 'window' AND run >= ?1 "
    "GROUP BY 1, 2",
    "INSERT INTO kpi_run WITH sums AS MATERIALIZED (SELECT variant, run, sum(platform_pays_fen) / 100.0 AS platform, "
    "sum(sellers_pay_fen) / 100.0 AS sellers FROM " DAYS " WHERE phase = 'window' GROUP BY 1, 2) SELECT variant, run, "
    "'platform_pays', platform FROM sums UNION ALL SELECT variant, run, 'sellers_pay', sellers FROM sums",
    // What the platform receives and pays, and what festivals took off prices. Red packets: what is no subsidy's.
    "WITH sums AS MATERIALIZED (SELECT variant, run, sum(commission_fen) AS commission, sum(ads_fen) AS ads, sum(platform_fen) AS "
    "given, sum(subsidies_fen) AS subsidies, sum(rights_fen) AS rights, sum(governance_fen) AS governance, sum(penalties_fen) AS "
    "penalties, sum(coupons_fen) AS "
    "coupons, sum(rebates_fen) AS rebates, sum(cut_fen) AS cut FROM " DAYS " AS d WHERE phase = 'window' GROUP BY 1, 2),\n"
    "kinds (kind, split) AS (VALUES ('commission', 'platform'), ('ads', 'platform'), ('subsidies', 'platform'), ('packets', "
    "'platform'), ('rights', 'platform'), ('coupons', 'platform'), ('governance', 'platform'), ('penalties', 'platform'), "
    "('rebates', 'platform'), ('sales', "
    "'sellers'), ('discounts', 'sellers')),\n"
    "lines AS (SELECT variant, run, split, kind, CASE kind WHEN 'commission' THEN commission WHEN 'ads' THEN ads WHEN 'subsidies' "
    "THEN -subsidies WHEN 'packets' THEN subsidies - given WHEN 'rights' THEN -rights WHEN 'coupons' THEN -coupons WHEN "
    "'governance' THEN -governance WHEN 'penalties' THEN penalties WHEN 'rebates' THEN -rebates WHEN 'sales' THEN cut ELSE -cut "
    "END AS fen FROM sums, kinds)\n"
    "INSERT INTO purse SELECT variant, run, split, split, kind, fen FROM lines WHERE fen <> 0",
    // The scenario's own rooms; one that sells nothing has no row of a day
    "INSERT INTO kpi_run SELECT r.variant, r.run, 'gmv of room ' || r.id, sum(coalesce(" FL_SQL_ALL_SOURCES(
        "d.", "gmv", "_fen") ", 0)) / "
                             "100.0 "
                             "FROM room AS r LEFT JOIN room_day AS d ON d.variant = r.variant AND d.run = r.run AND d.room = "
                             "r.room AND d.date >= (SELECT "
                             "min(from_date) FROM span WHERE span = 'window') WHERE r.run >= ?1 GROUP BY r.variant, r.run, r.room",
    "INSERT INTO kpi_run SELECT r.variant, r.run, 'orders of room ' || r.id, sum(coalesce(" FL_SQL_ALL_SOURCES(
        "d.", "orders",
        "") ", 0)) "
            "FROM room "
            "AS r LEFT JOIN room_day AS d ON d.variant = r.variant AND d.run = r.run AND d.room = r.room AND d.date >= (SELECT "
            "min(from_date) FROM "
            "span WHERE span = 'window') WHERE r.run >= ?1 GROUP BY r.variant, r.run, r.room",
    "WITH days AS MATERIALIZED " DAYS ",\n"
    "sums AS (SELECT s.variant, s.span, d.variant AS arm, d.run, sum(d.gmv_fen) / 100.0 AS gmv, 1.0 * sum(d.orders) AS "
    "orders, "
    "sum(d.platform_fen) / 100.0 AS subsidy, sum(d.seller_fen) / 100.0 AS vouchers, sum(d.ads_fen) / 100.0 AS ads, "
    "sum(d.platform_pays_fen) / 100.0 AS platform_pays, sum(d.sellers_pay_fen) / 100.0 AS sellers_pay FROM span AS s "
    "JOIN days AS d ON "
    "d.variant IN "
    "(s.variant, ?2) AND d.run >= ?1 AND d.date BETWEEN s.from_date AND s.to_date WHERE s.span NOT IN ('window', 'before_28') "
    "GROUP BY "
    "s.variant, s.span, d.variant, d.run),\n"
    "figures AS (SELECT s.variant, s.span, s.arm, s.run, f.name, CASE f.name WHEN 'gmv' THEN s.gmv WHEN 'orders' THEN s.orders "
    "WHEN "
    "'subsidy' THEN s.subsidy WHEN 'ads' THEN s.ads WHEN 'platform_pays' THEN s.platform_pays WHEN 'sellers_pay' THEN "
    "s.sellers_pay "
    "ELSE s.vouchers END AS value FROM sums AS s, " FROM_NAMES ")\n"
    "INSERT INTO span_pair SELECT t.variant, t.run, t.name || '.' || t.span, b.value, t.value FROM figures AS t JOIN figures AS b "
    "ON "
    "b.variant = t.variant AND b.span = t.span AND b.run = t.run AND b.name = t.name AND b.arm = ?2 WHERE t.arm = t.variant",
};

// Of run numbers from ?1 on: of variant ?2, read from the runs of variant ?3, with the sign ?5. ?4 is 1 where ?3 has the policies, and 0 where
// it is the other, which shows what the days bring without them.
static const char *const before_after =
    "INSERT INTO naive SELECT ?2, d.run, iif(?4, 'before_after', 'before_after_without'), ?5 * (sum(d.gmv_fen) - b.mean * "
    "count(*)) / "
    "100.0 FROM span AS s JOIN platform_day AS d ON d.variant = ?3 AND d.date BETWEEN s.from_date AND s.to_date JOIN (SELECT "
    "e.run, "
    "avg(e.gmv_fen) AS mean FROM span AS q JOIN platform_day AS e ON e.variant = ?3 AND e.date BETWEEN q.from_date AND q.to_date "
    "WHERE q.variant = ?2 AND q.span = 'before_28' GROUP BY e.run) AS b USING (run) WHERE s.variant = ?2 AND s.span = 'policies' "
    "AND "
    "d.run >= ?1 GROUP BY d.run";
// Of variant ?3, whose policies variant ?4 lacks.
static const char *const paid_orders = "INSERT INTO naive SELECT ?2, run, 'paid_orders', ?5 * sum(gmv_fen) / 100.0 FROM policy_day "
                                       "WHERE variant = ?3 AND run >= ?1 AND policy "
                                       "NOT IN (SELECT policy FROM policy_field WHERE variant = ?4) GROUP BY run";

static fl_status write_naive(fl_study *s, size_t variant, int64_t run) {
  const fl_pairing *p = &s->pairings[variant];
  if (!p->by_policies || p->side == FL_SIDE_BOTH) return FL_OK;
  const bool own = p->side == FL_SIDE_VARIANT;
  const int64_t baseline = (int64_t)s->plan->baseline, arm = (int64_t)variant, sign = own ? 1 : -1;
  const int64_t with = own ? arm : baseline, without = own ? baseline : arm;
  fl_status status = fl_experiment_run(s->file, before_after, (const int64_t[]){run, arm, with, 1, sign}, 5);
  if (status == FL_OK) status = fl_experiment_run(s->file, before_after, (const int64_t[]){run, arm, without, 0, sign}, 5);
  if (status == FL_OK && p->differing == 1)
    status = fl_experiment_run(s->file, paid_orders, (const int64_t[]){run, arm, with, without, sign}, 5);
  return status;
}

fl_status fl_study_figures(fl_study *s, int64_t run) {
  const int64_t parameters[] = {run, (int64_t)s->plan->baseline};
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < sizeof figures / sizeof *figures; i++)
    status = fl_experiment_run(s->file, figures[i], parameters, strstr(figures[i], "?2") ? 2 : strstr(figures[i], "?1") ? 1 : 0);
  for (size_t a = 0; status == FL_OK && a < s->plan->arm_count; a++)
    if (a != s->plan->baseline) status = write_naive(s, a, run);
  return status;
}
