// What the runs of a comparison say together: key figures over spans, paired effects, money lines, naive estimates.
#include "experiment/study.h"

#include "base/date.h"
#include "fit/paired.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Key figures over spans -------------------------------------------------------------------------------------------------------

// Sums of the platform's days, each in every span of the comparison.
// Of the window they go by their name alone; its GMV is a key figure already.
#define SPANNED                                                                                                                    \
  "WITH sums AS (SELECT variant, run, span, sum(gmv_fen) / 100.0 AS gmv, 1.0 * sum(orders) AS orders, sum(platform_fen) / 100.0 "  \
  "AS "                                                                                                                            \
  "subsidy, count(*) AS days FROM platform_day JOIN span ON date BETWEEN from_date AND to_date GROUP BY variant, run, span) "
#define KPI(name) "'" name "' || iif(span = 'window', '', '.' || span)"
static const char *const over_spans[] = {
    "INSERT INTO kpi SELECT f.name || iif(span = 'window', '', '.' || span), f.unit, 'span', f.meaning || ', ' || s.from_date || ' "
    "to ' || "
    "s.to_date FROM span AS s, (SELECT 'gmv' AS name, 'yuan' AS unit, 'GMV before returns' AS meaning UNION ALL SELECT 'orders', "
    "'orders', 'orders' UNION ALL SELECT 'subsidy', 'yuan', 'paid by the platform: subsidies and red packets') AS f"
    " WHERE span <> 'window' OR f.name <> 'gmv'",
    // The scenario's own rooms
    "INSERT INTO kpi SELECT DISTINCT f.name || ' of room ' || r.id, f.unit, 'room', f.meaning || ' of the room ' || r.id || ', "
    "window'"
    " FROM room AS r, (SELECT 'gmv' AS name, 'yuan' AS unit, 'GMV before returns' AS meaning UNION ALL SELECT 'orders', 'orders', "
    "'orders')"
    " AS f",
    "INSERT INTO kpi_run SELECT variant, run, 'gmv of room ' || id, sum(coalesce(gmv_private_fen + gmv_public_fen, 0)) / 100.0 "
    "FROM room"
    " JOIN span ON span = 'window' LEFT JOIN room_day USING (variant, run, room) WHERE date IS NULL OR date BETWEEN from_date AND "
    "to_date"
    " GROUP BY variant, run, room",
    "INSERT INTO kpi_run SELECT variant, run, 'orders of room ' || id, sum(coalesce(orders_private + orders_public, 0)) FROM room"
    " JOIN span ON span = 'window' LEFT JOIN room_day USING (variant, run, room) WHERE date IS NULL OR date BETWEEN from_date AND "
    "to_date"
    " GROUP BY variant, run, room",
    "INSERT INTO kpi VALUES ('naive.before_after', 'yuan', 'naive', 'GMV of the days of the policies over that of as many days "
    "before')",
    SPANNED "INSERT INTO kpi_run SELECT variant, run, " KPI("gmv") ", gmv FROM sums WHERE span <> 'window'",
    SPANNED "INSERT INTO kpi_run SELECT variant, run, " KPI("orders") ", orders FROM sums",
    SPANNED "INSERT INTO kpi_run SELECT variant, run, " KPI("subsidy") ", subsidy FROM sums",
    SPANNED "INSERT INTO kpi_run SELECT d.variant, d.run, 'naive.before_after', d.gmv - b.gmv / b.days * d.days FROM sums AS d "
            "JOIN sums AS "
            "b USING (variant, run) WHERE d.span = 'policies' AND b.span = 'before_28'",
};

static fl_status sum_spans(fl_study *s) {
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < sizeof over_spans / sizeof *over_spans; i++)
    status = fl_experiment_run(s->file, over_spans[i], NULL, 0);
  return status;
}

// ---- Pairs ------------------------------------------------------------------------------------------------------------------------

// Run numbers in which baseline and variant have a figure; both arrays in order of run numbers.
typedef struct pairs {
  double *base, *variant, *difference;
  size_t count, capacity;
} pairs;

static bool make_pairs(pairs *p, size_t capacity) {
  *p = (pairs){.base = calloc(3 * (capacity + 1), sizeof *p->base), .capacity = capacity};
  if (!p->base) return false;
  p->variant = p->base + capacity + 1;
  p->difference = p->variant + capacity + 1;
  return true;
}

const char *fl_study_number(size_t n, char out[24]) {
  snprintf(out, 24, "%zu", n);
  return out;
}

static fl_query *ask(fl_study *s, const char *sql, size_t variant, const char *third) {
  char first[24], second[24];
  return fl_result_query(
      fl_experiment_read(s->file), sql,
      (const char *[]){fl_study_number(s->plan->baseline, first), fl_study_number(variant, second), third, NULL});
}

static fl_status failed_query(fl_study *s) {
  fl_messages_add(s->messages, true, "%s: %s", s->plan->path, fl_result_error(fl_experiment_read(s->file)));
  return FL_ENVIRONMENT;
}

static fl_status read_pairs(fl_study *s, size_t variant, const char *kpi, pairs *p) {
  fl_query *q = ask(s,
                    "SELECT b.value, v.value FROM kpi_run AS b JOIN kpi_run AS v ON v.run = b.run AND v.kpi = b.kpi"
                    " WHERE b.variant = CAST(?1 AS INTEGER) AND v.variant = CAST(?2 AS INTEGER) AND b.kpi = ?3"
                    " AND b.value IS NOT NULL AND v.value IS NOT NULL ORDER BY b.run",
                    variant, kpi);
  p->count = 0;
  while (q && p->count < p->capacity && fl_query_next(q)) {
    p->base[p->count] = fl_query_real(q, 0);
    p->variant[p->count++] = fl_query_real(q, 1);
  }
  if (q) fl_query_end(q);
  return q ? FL_OK : failed_query(s);
}

// NaN and infinity are NULL in the file.
static double or_null(double x) {
  return isfinite(x) ? x : (double)NAN;
}

static fl_paired compare(fl_study *s, pairs *p) {
  return fl_paired_compare(p->base, p->variant, p->count, s->plan->level, p->difference);
}

static fl_status write_effect(fl_study *s, size_t variant, const char *kpi, pairs *p) {
  const fl_status status = read_pairs(s, variant, kpi, p);
  if (status != FL_OK || p->count == 0) return status;
  const fl_paired c = compare(s, p);
  return fl_experiment_row(s->file, "effect", "itirrrrrrrrr", (int64_t)variant, kpi, (int64_t)c.pairs, or_null(c.base_mean),
                           or_null(c.variant_mean), or_null(c.difference.mean), or_null(c.difference.low),
                           or_null(c.difference.high), or_null(c.relative.mean), or_null(c.relative.low), or_null(c.relative.high),
                           or_null(c.reduction));
}

static fl_status write_effects(fl_study *s, size_t variant, pairs *p) {
  fl_query *q = ask(s, "SELECT kpi FROM kpi WHERE ?1 = ?1 AND ?2 = ?2 AND kind <> ?3 ORDER BY kpi", variant, "naive");
  if (!q) return failed_query(s);
  fl_status status = FL_OK;
  char kpi[FL_TEXT_MAX];
  while (status == FL_OK && fl_query_next(q)) {
    snprintf(kpi, sizeof kpi, "%s", fl_query_text(q, 0));
    status = write_effect(s, variant, kpi, p);
  }
  fl_query_end(q);
  return status;
}

// ---- Money ------------------------------------------------------------------------------------------------------------------------

static double mean(const double *x, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += x[i];
  return n ? sum / (double)n : (double)NAN;
}

// GMV for each yuan paid is a ratio of two means of differences: with the cost c and the gain g of the pairs, the relative change from c to
// c + g is g over c, and its interval Fieller's.
static fl_status write_money(fl_study *s, size_t variant, const char *span, pairs *gmv, pairs *paid) {
  char kpi[64];
  const bool window = strcmp(span, "window") == 0;
  snprintf(kpi, sizeof kpi, "gmv%s%s", window ? "" : ".", window ? "" : span);
  fl_status status = read_pairs(s, variant, kpi, gmv);
  snprintf(kpi, sizeof kpi, "subsidy%s%s", window ? "" : ".", window ? "" : span);
  if (status == FL_OK) status = read_pairs(s, variant, kpi, paid);
  if (status != FL_OK || gmv->count == 0 || gmv->count != paid->count) return status;
  const size_t n = gmv->count;
  const double now = s->plan->arms[variant].scenario->params.commission_share,
               then = s->plan->arms[s->plan->baseline].scenario->params.commission_share;
  double *cost = paid->difference, commission = 0;
  for (size_t i = 0; i < n; i++) {
    gmv->difference[i] = gmv->variant[i] - gmv->base[i];
    cost[i] = paid->variant[i] - paid->base[i];
    commission += (now * gmv->variant[i] - then * gmv->base[i]) / (double)n;
    paid->base[i] = cost[i];
    paid->variant[i] = cost[i] + gmv->difference[i];
  }
  const double spent = mean(cost, n), gained = mean(gmv->difference, n);
  const bool pays = spent != 0;
  const fl_paired ratio = compare(s, paid);
  return fl_experiment_row(s->file, "money", "itirrrrrrr", (int64_t)variant, span, (int64_t)n, spent, gained, commission,
                           pays ? or_null(ratio.relative.mean) : (double)NAN, pays ? or_null(ratio.relative.low) : (double)NAN,
                           pays ? or_null(ratio.relative.high) : (double)NAN, pays ? commission / spent : (double)NAN);
}

static fl_status write_moneys(fl_study *s, size_t variant, pairs *gmv, pairs *paid) {
  static const char *const spans[] = {"window", "policies", "after_28", "last_28"};
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < sizeof spans / sizeof *spans; i++)
    status = write_money(s, variant, spans[i], gmv, paid);
  return status;
}

// ---- Without a counterfactual -----------------------------------------------------------------------------------------------------

// The one of baseline and variant for which the platform pays more is said to have the policies; a variant of equal cost has them itself.
static fl_status write_naive(fl_study *s, size_t variant) {
  static const char *const sql =
      "WITH cost AS (SELECT variant, avg(value) AS yuan FROM kpi_run WHERE kpi = 'subsidy.policies' GROUP BY variant),\n"
      "side AS (SELECT iif(v.yuan >= b.yuan, v.variant, b.variant) AS treated, iif(v.yuan >= b.yuan, 1, -1) AS sign FROM cost AS "
      "v, cost AS "
      "b WHERE b.variant = ?1 AND v.variant = ?2),\n"
      "apart AS (SELECT DISTINCT f.policy FROM policy_field AS f WHERE f.variant IN (?1, ?2) AND NOT EXISTS (SELECT 1 FROM "
      "policy_field AS g"
      " WHERE g.variant = ?1 + ?2 - f.variant AND g.policy = f.policy AND g.name = f.name AND g.value = f.value)),\n"
      "paid AS (SELECT d.variant, d.run, sum(d.gmv_fen) / 100.0 AS gmv FROM policy_day AS d JOIN apart USING (policy) JOIN span AS "
      "s ON "
      "s.span = 'window' AND d.date BETWEEN s.from_date AND s.to_date GROUP BY d.variant, d.run)\n"
      "INSERT INTO naive\n"
      "SELECT ?2, 'before_after', treated, sign * avg(value) FROM side JOIN kpi_run ON variant = treated AND kpi = "
      "'naive.before_after' "
      "HAVING count(value) > 0\n"
      "UNION ALL SELECT ?2, 'others', treated, sign * avg(value) FROM side JOIN kpi_run ON variant = treated AND kpi = "
      "'naive.others' "
      "HAVING count(value) > 0\n"
      "UNION ALL SELECT ?2, 'paid_orders', treated, sign * avg(gmv) FROM side JOIN paid ON variant = treated HAVING count(gmv) > 0";
  return fl_experiment_run(s->file, sql, (const int64_t[]){(int64_t)s->plan->baseline, (int64_t)variant}, 2);
}

fl_status fl_study_effects(fl_study *s) {
  pairs one, other;
  fl_status status = make_pairs(&one, (size_t)s->runs) ? FL_OK : FL_ENVIRONMENT;
  if (!make_pairs(&other, (size_t)s->runs)) status = FL_ENVIRONMENT;
  if (status == FL_OK) status = sum_spans(s);
  for (size_t a = 0; status == FL_OK && a < s->plan->arm_count; a++) {
    if (a == s->plan->baseline) continue;
    status = write_effects(s, a, &one);
    if (status == FL_OK) status = write_moneys(s, a, &one, &other);
    if (status == FL_OK) status = write_naive(s, a);
  }
  if (status == FL_OK) status = fl_study_interplay(s);
  free(one.base);
  free(other.base);
  return status;
}

// ---- How many more ----------------------------------------------------------------------------------------------------------------

static fl_status most_needed(fl_study *s, const char *kpi, pairs *p, int64_t *further) {
  fl_status status = FL_OK;
  for (size_t a = 0; status == FL_OK && a < s->plan->arm_count; a++) {
    size_t needed;
    if (a == s->plan->baseline) continue;
    status = read_pairs(s, a, kpi, p);
    if (status != FL_OK || p->count == 0) continue;
    const fl_paired c = compare(s, p);
    if (!fl_paired_further(&c, s->plan->until_ci, true, &needed)) needed = p->count; // nothing to plan from: as many again
    if ((int64_t)needed > *further) *further = (int64_t)needed;
  }
  return status;
}

bool fl_study_is_open(const fl_study *s) {
  return s->plan->until_ci > 0 && !s->plan->runs_known;
}

fl_status fl_study_further(fl_study *s, int64_t *further) {
  pairs p;
  const bool open = fl_study_is_open(s);
  *further = open ? 0 : s->plan->runs - s->runs;
  if (!open) return FL_OK;
  char *list = strdup(s->plan->until_kpis), *rest = NULL;
  fl_status status = list && make_pairs(&p, (size_t)s->runs) ? FL_OK : FL_ENVIRONMENT;
  if (!list) return status;
  for (char *kpi = strtok_r(list, ",", &rest); status == FL_OK && kpi; kpi = strtok_r(NULL, ",", &rest))
    status = most_needed(s, kpi, &p, further);
  if (status == FL_OK) free(p.base);
  free(list);
  // No more than as many again: variances of few runs are not to be believed.
  if (*further > s->runs) *further = s->runs;
  return status;
}
