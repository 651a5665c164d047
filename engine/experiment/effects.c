// What the runs of a comparison say together: paired effects, money lines, and how many more runs an interval takes.
#include "experiment/figures.h"
#include "experiment/study.h"

#include "base/nearname.h"
#include "fit/paired.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Pairs ------------------------------------------------------------------------------------------------------------------------

// Run numbers in which baseline and variant have a figure; both arrays in order of run numbers.
typedef struct pairs {
  double *base, *variant, *difference, *carried; // carried: room for another value a pair
  size_t count, capacity;
} pairs;

static bool make_pairs(pairs *p, size_t capacity) {
  *p = (pairs){.base = calloc(4 * (capacity + 1), sizeof *p->base), .capacity = capacity};
  if (!p->base) return false;
  p->variant = p->base + capacity + 1;
  p->difference = p->variant + capacity + 1;
  p->carried = p->difference + capacity + 1;
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
  fl_query *q =
      ask(s,
          "SELECT b.value, v.value, b.run FROM kpi_run AS b JOIN kpi_run AS v ON v.run = b.run AND v.kpi = b.kpi WHERE b.variant = "
          "CAST(?1 AS INTEGER) AND v.variant = CAST(?2 AS INTEGER) AND b.kpi = ?3 AND b.value IS NOT NULL AND v.value IS NOT NULL "
          "UNION ALL SELECT baseline_value, value, run FROM span_pair WHERE variant = CAST(?2 AS INTEGER) AND kpi = ?3 ORDER BY 3",
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

// Of a figure below zero, more is up all the same.
static fl_interval upward(fl_interval relative, double base_mean) {
  if (!(base_mean < 0)) return relative;
  return (fl_interval){-relative.mean, -relative.high, -relative.low};
}

static fl_status write_effect(fl_study *s, size_t variant, const char *kpi, pairs *p) {
  const fl_status status = read_pairs(s, variant, kpi, p);
  if (status != FL_OK || p->count == 0) return status;
  const fl_paired c = compare(s, p);
  const fl_interval relative = upward(c.relative, c.base_mean);
  return fl_experiment_row(s->file, "effect", "itirrrrrrrrr", (int64_t)variant, kpi, (int64_t)c.pairs, or_null(c.base_mean),
                           or_null(c.variant_mean), or_null(c.difference.mean), or_null(c.difference.low),
                           or_null(c.difference.high), or_null(relative.mean), or_null(relative.low), or_null(relative.high),
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

// Reads a sum over a span as a figure of pairs; of the window they go by their name alone.
static fl_status read_span(fl_study *s, size_t variant, fl_figure figure, const char *span, pairs *p) {
  const char *name = fl_figure_name(figure);
  char kpi[FL_TEXT_MAX];
  const bool window = strcmp(span, "window") == 0;
  snprintf(kpi, sizeof kpi, "%s%s%s", name, window ? "" : ".", window ? "" : span);
  const fl_status status = read_pairs(s, variant, kpi, p);
  for (size_t i = 0; status == FL_OK && i < p->count; i++) p->difference[i] = p->variant[i] - p->base[i];
  return status;
}

// Whether what the two pay differently is paid by policies: of two files nothing else is known than what they pay.
static bool has_return(const fl_study *s, size_t variant) {
  return s->pairings[variant].by_policies || s->plan->arm_file[variant] != s->plan->arm_file[s->plan->baseline];
}

// GMV for each yuan paid is a ratio of two means of differences: with the cost c and the gain g of the pairs, the relative change from c to
// c + g is g over c, and its interval Fieller's. A cost that cannot be told from 0 has none, nor have days on which the policies do not run:
// what is paid more or less by then is an echo, and no cost of what is sold.
static fl_interval gmv_per_yuan(fl_study *s, size_t variant, const char *span, const pairs *gmv, pairs *cost) {
  const fl_interval none = {(double)NAN, (double)NAN, (double)NAN};
  const bool runs = strcmp(span, "window") == 0 || strcmp(span, "policies") == 0 || strncmp(span, "through_", 8) == 0;
  if (!runs || !has_return(s, variant)) return none;
  for (size_t i = 0; i < gmv->count; i++) {
    cost->base[i] = cost->difference[i];
    cost->variant[i] = cost->difference[i] + gmv->difference[i];
  }
  const fl_paired ratio = compare(s, cost);
  const bool bounded = isfinite(ratio.relative.low) && isfinite(ratio.relative.high);
  if (ratio.base_mean == 0 || (cost->count > 1 && !bounded)) return none;
  return (fl_interval){ratio.relative.mean, bounded ? ratio.relative.low : (double)NAN,
                       bounded ? ratio.relative.high : (double)NAN};
}

// More of a sum over a span, mean over the pairs; 0 where there is none.
static fl_status more_of(fl_study *s, size_t variant, fl_figure figure, const char *span, pairs *room, double *out) {
  const fl_status status = read_span(s, variant, figure, span, room);
  *out = status == FL_OK && room->count > 0 ? mean(room->difference, room->count) : 0;
  return status;
}

static fl_status write_money(fl_study *s, size_t variant, const char *span, pairs *gmv, pairs *cost) {
  const double now = s->plan->arms[variant].scenario->params.commission_share,
               then = s->plan->arms[s->plan->baseline].scenario->params.commission_share;
  // The last one's pairs are carried on.
  static const fl_figure paid[] = {FL_FIGURE_subsidy, FL_FIGURE_vouchers, FL_FIGURE_ads, FL_FIGURE_platform_pays};
  double more[FL_FIGURE_COUNT] = {0}, commission = 0, sellers = 0;
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < sizeof paid / sizeof *paid; i++)
    status = more_of(s, variant, paid[i], span, gmv, &more[paid[i]]);
  for (size_t i = 0; status == FL_OK && i < gmv->count; i++) cost->carried[i] = gmv->difference[i];
  if (status == FL_OK) status = read_span(s, variant, FL_FIGURE_gmv, span, gmv);
  if (status == FL_OK) status = read_span(s, variant, FL_FIGURE_sellers_pay, span, cost);
  const size_t n = gmv->count;
  if (status != FL_OK || n == 0 || n != cost->count) return status;
  sellers = mean(cost->difference, n);
  for (size_t i = 0; i < n; i++) {
    commission += (now * gmv->variant[i] - then * gmv->base[i]) / (double)n;
    cost->difference[i] += cost->carried[i]; // both together
  }
  const fl_interval ratio = gmv_per_yuan(s, variant, span, gmv, cost);
  const double platform = more[FL_FIGURE_platform_pays];
  return fl_experiment_row(s->file, "money", "itirrrrrrrrrrr", (int64_t)variant, span, (int64_t)n, platform, sellers,
                           more[FL_FIGURE_subsidy], more[FL_FIGURE_vouchers], mean(gmv->difference, n), commission,
                           more[FL_FIGURE_ads], or_null(ratio.mean), or_null(ratio.low), or_null(ratio.high),
                           isfinite(ratio.mean) && platform != 0 ? commission / platform : (double)NAN);
}

static fl_status write_moneys(fl_study *s, size_t variant, pairs *gmv, pairs *paid) {
  fl_query *q = ask(s, "SELECT span FROM span WHERE ?1 = ?1 AND variant = CAST(?2 AS INTEGER) AND span <> ?3 ORDER BY span",
                    variant, "before_28");
  if (!q) return failed_query(s);
  fl_status status = FL_OK;
  char span[64];
  while (status == FL_OK && fl_query_next(q)) {
    snprintf(span, sizeof span, "%s", fl_query_text(q, 0));
    status = write_money(s, variant, span, gmv, paid);
  }
  fl_query_end(q);
  return status;
}

fl_status fl_study_effects(fl_study *s) {
  pairs one, other;
  fl_status status = make_pairs(&one, (size_t)s->runs) ? FL_OK : FL_ENVIRONMENT;
  if (!make_pairs(&other, (size_t)s->runs)) status = FL_ENVIRONMENT;
  for (size_t a = 0; status == FL_OK && a < s->plan->arm_count; a++) {
    if (a == s->plan->baseline) continue;
    status = write_effects(s, a, &one);
    if (status == FL_OK) status = write_moneys(s, a, &one, &other);
  }
  if (status == FL_OK) status = fl_study_interplay(s);
  free(one.base);
  free(other.base);
  return status;
}

// ---- How many more ----------------------------------------------------------------------------------------------------------------

// Looks a key figure up. `*sure`: it has a value in every run.
static fl_status find_figure(fl_study *s, const char *kpi, bool *there, bool *sure) {
  fl_query *q =
      fl_result_query(fl_experiment_read(s->file), "SELECT kind IN ('span', 'room') OR kpi = 'gmv' FROM kpi WHERE kpi = ?1",
                      (const char *[]){kpi, NULL});
  if (!q) return failed_query(s);
  *there = fl_query_next(q);
  *sure = *there && fl_query_int(q, 0) == 1;
  fl_query_end(q);
  return FL_OK;
}

static fl_status no_such_figure(fl_study *s, const char *kpi) {
  fl_near near = fl_near_start(kpi);
  char best[FL_TEXT_MAX] = "";
  fl_query *q = fl_result_query(fl_experiment_read(s->file), "SELECT kpi FROM kpi ORDER BY kpi", (const char *[]){NULL});
  if (!q) return failed_query(s);
  while (fl_query_next(q)) {
    const char *candidate = fl_query_text(q, 0);
    fl_near_offer(&near, candidate);
    if (near.best != candidate) continue;
    snprintf(best, sizeof best, "%s", candidate); // it does not outlive its row
    near.best = best;
  }
  fl_query_end(q);
  if (best[0])
    fl_messages_add(s->messages, true, "there is no key figure '%s' in this comparison; did you mean '%s'?", kpi, best);
  else
    fl_messages_add(s->messages, true,
                    "there is no key figure '%s' in this comparison; they are those of v_kpi, spans as gmv.policies, "
                    "repurchase_R1, and the scenario's metrics",
                    kpi);
  return FL_BAD_SCENARIO;
}

static fl_status no_value(fl_study *s, const char *kpi) {
  fl_messages_add(s->messages, true,
                  "the key figure '%s' has no value in the runs so far: rates by the month take whole months in the window, and a "
                  "metric that returns nil on every day of it has no mean",
                  kpi);
  return FL_BAD_SCENARIO;
}

static fl_status most_needed(fl_study *s, const char *kpi, pairs *p, int64_t *further) {
  fl_status status = FL_OK;
  bool any = false;
  for (size_t a = 0; status == FL_OK && a < s->plan->arm_count; a++) {
    size_t needed;
    if (a == s->plan->baseline) continue;
    status = read_pairs(s, a, kpi, p);
    if (status != FL_OK || p->count == 0) continue;
    any = true;
    const fl_paired c = compare(s, p);
    if (!fl_paired_further(&c, s->plan->until_ci, true, &needed)) needed = p->count; // nothing to plan from: as many again
    if ((int64_t)needed > *further) *further = (int64_t)needed;
  }
  return status == FL_OK && !any ? no_value(s, kpi) : status;
}

bool fl_study_is_open(const fl_study *s) {
  return s->plan->until_ci > 0 && !s->plan->runs_known;
}

// Calls `look` with each key figure that the interval is asked of.
static fl_status each_asked(fl_study *s, fl_status (*look)(fl_study *, const char *, void *), void *ctx) {
  char *list = strdup(s->plan->until_kpis), *rest = NULL;
  fl_status status = list ? FL_OK : FL_ENVIRONMENT;
  for (char *kpi = list ? strtok_r(list, ",", &rest) : NULL; status == FL_OK && kpi; kpi = strtok_r(NULL, ",", &rest))
    status = look(s, kpi + strspn(kpi, " "), ctx);
  free(list);
  return status;
}

static fl_status check_figure(fl_study *s, const char *kpi, void *ctx) {
  bool *all_sure = ctx, there, sure;
  const fl_status status = find_figure(s, kpi, &there, &sure);
  if (status != FL_OK) return status;
  *all_sure = *all_sure && sure;
  return there ? FL_OK : no_such_figure(s, kpi);
}

fl_status fl_study_check_asked(fl_study *s, bool *sure) {
  *sure = true;
  return fl_study_is_open(s) ? each_asked(s, check_figure, sure) : FL_OK;
}

typedef struct need {
  pairs pairs;
  int64_t *further;
} need;

static fl_status add_need(fl_study *s, const char *kpi, void *ctx) {
  need *n = ctx;
  return most_needed(s, kpi, &n->pairs, n->further);
}

fl_status fl_study_further(fl_study *s, int64_t *further) {
  need n = {.further = further};
  const bool open = fl_study_is_open(s);
  const bool hopeless = s->failed == s->runs * (int64_t)s->plan->arm_count; // nothing came to its end
  *further = open ? 0 : s->plan->runs - s->runs;
  if (!open || hopeless) return FL_OK;
  fl_status status = make_pairs(&n.pairs, (size_t)s->runs) ? FL_OK : FL_ENVIRONMENT;
  if (status == FL_OK) status = each_asked(s, add_need, &n);
  free(n.pairs.base);
  // No more than as many again: variances of few runs are not to be believed.
  if (*further > s->runs) *further = s->runs;
  return status;
}
