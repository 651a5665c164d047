// Key figures that are sums of the runs' days, and what would be said without a counterfactual. In SQL: the days are in the file.
#include "experiment/figures.h"
#include "experiment/study.h"

#include "base/date.h"

#include <stdio.h>
#include <string.h>

// The rows of FL_FIGURES in SQL: their names as a table `f`, what sums them up, and the value of `f` out of the sums `s`.
#define NAMED(name, unit, sum, meaning)  " UNION ALL SELECT '" #name "', '" unit "', '" meaning "'"
#define SUMMED(name, unit, sum, meaning) ", " sum " AS " #name
#define CHOSEN(name, unit, sum, meaning) " WHEN '" #name "' THEN s." #name
#define FROM_NAMES                       "(SELECT '' AS name, '' AS unit, '' AS meaning WHERE 0" FL_FIGURES(NAMED) ") AS f"
#define SUMS                             FL_FIGURES(SUMMED)
#define VALUE                            "CASE f.name" FL_FIGURES(CHOSEN) " END"

// What is told of each of the scenario's own rooms: ROOM_FIGURE(name, unit, column, suffix, per, meaning)
#define ROOM_FIGURES(ROOM_FIGURE)                                                                                                  \
  ROOM_FIGURE("gmv", "yuan", "gmv", "_fen", " / 100.0", "GMV before returns")                                                      \
  ROOM_FIGURE("orders", "orders", "orders", "", "", "orders")

const char *fl_figure_name(fl_figure figure) {
#define FIGURE(name, unit, sum, meaning) #name,
  static const char *const names[] = {FL_FIGURES(FIGURE)};
#undef FIGURE
  return names[figure];
}

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
#define ROOM_FIGURE(name, unit, column, suffix, per, meaning) {name, unit, meaning},
  static const struct { const char *name, *unit, *meaning; } of_room[] = {ROOM_FIGURES(ROOM_FIGURE)};
#undef ROOM_FIGURE
  const fl_scenario *scenario = s->plan->arms[0].scenario;
  char kpi[FL_TEXT_MAX], meaning[2 * FL_TEXT_MAX];
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < sizeof names / sizeof *names; i++)
    status = fl_experiment_run(s->file, names[i], NULL, 0);
  for (size_t r = 0; status == FL_OK && r < scenario->room_count; r++)
    for (size_t i = 0; status == FL_OK && i < sizeof of_room / sizeof *of_room; i++) {
      const char *id = scenario->rooms[r].id;
      snprintf(kpi, sizeof kpi, "%s of room %s", of_room[i].name, id);
      snprintf(meaning, sizeof meaning, "%s of the room %s, window", of_room[i].meaning, id);
      status = fl_experiment_row(s->file, "kpi", "tttt", kpi, of_room[i].unit, "room", meaning);
    }
  return status == FL_OK ? name_figures_of_runs(s) : status;
}

// Each of run numbers from ?1 on, against the baseline ?2.
static const char *const figures[] = {
    "INSERT INTO kpi_run WITH sums AS MATERIALIZED (SELECT variant, run" SUMS " FROM " DAYS
    " WHERE phase = 'window' GROUP BY 1, 2) SELECT s.variant, s.run, f.name, " VALUE " FROM sums AS s, " FROM_NAMES
    " WHERE f.name <> 'gmv'",
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
#define ROOM_FIGURE(name, unit, column, suffix, per, meaning)                                                                      \
  "INSERT INTO kpi_run SELECT r.variant, r.run, '" name " of room ' || r.id, "                                                     \
  "sum(coalesce(" FL_SQL_ALL_SOURCES(                                                                                              \
      "d.", column, suffix) ", 0))" per " FROM room AS r "                                                                         \
                            "LEFT JOIN room_day AS d ON d.variant = r.variant AND d.run = r.run AND d.room = r.room "              \
                            "AND d.date >= (SELECT min(from_date) FROM span WHERE span = 'window') WHERE r.run >= ?1 GROUP BY "    \
                            "r.variant, r.run, r.room",
    ROOM_FIGURES(ROOM_FIGURE)
#undef ROOM_FIGURE
        "WITH days AS MATERIALIZED " DAYS ",\n"
        "sums AS (SELECT s.variant, s.span, d.variant AS arm, d.run" SUMS " FROM span AS s JOIN days AS d ON d.variant IN "
        "(s.variant, ?2) AND d.run >= ?1 AND d.date BETWEEN s.from_date AND s.to_date WHERE s.span NOT IN ('window', 'before_28') "
        "GROUP BY s.variant, s.span, d.variant, d.run),\n"
        "figures AS (SELECT s.variant, s.span, s.arm, s.run, f.name, " VALUE " AS value FROM sums AS s, " FROM_NAMES ")\n"
        "INSERT INTO span_pair SELECT t.variant, t.run, t.name || '.' || t.span, b.value, t.value FROM figures AS t JOIN figures "
        "AS b "
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
