#include "report/comparison_lines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void copy(char *out, size_t size, const char *text) {
  snprintf(out, size, "%s", text);
}

// Two digits of a factor: more are not known of variances, and of few pairs nothing.
static const char *times(double factor, int64_t pairs, char *out) {
  enum { PAIRS_LEAST = 5, MOST = 9900 };
  double unit = 1;
  while (factor / unit >= 99.5 && factor <= MOST) unit *= 10;
  if (!isfinite(factor) || pairs < PAIRS_LEAST)
    strcpy(out, "–");
  else if (factor > MOST)
    snprintf(out, FL_NUMBER, ">%s×", fl_text_count(MOST, (char[FL_NUMBER]){""}));
  else if (factor < 9.95)
    snprintf(out, FL_NUMBER, "%.1f×", factor);
  else
    snprintf(out, FL_NUMBER, "%s×", fl_text_count((int64_t)(round(factor / unit) * unit), (char[FL_NUMBER]){""}));
  return out;
}

// ---- Reading ----------------------------------------------------------------------------------------------------------------------

// Whether every run of variant v has the digest of the baseline's; x: the experiment.
#define SAME                                                                                                                       \
  "NOT EXISTS (SELECT 1 FROM run AS n LEFT JOIN run AS b ON b.variant = x.baseline AND b.run = n.run AND b.digest = n.digest AND " \
  "b.digest <> '' WHERE n.variant = v.variant AND b.run IS NULL)"

static fl_status read_about(fl_result *result, const char *explain, fl_compared *a) {
  memset(a, 0, sizeof *a);
  fl_query *q = fl_result_query(
      result,
      "SELECT x.name, iif(?1 = 'zh' AND x.title_zh <> '', x.title_zh, x.title), x.seed, x.first_run, x.runs, x.level, x.status, "
      "x.reason,"
      " x.baseline, b.name, v.variant, v.name, s.from_date, s.to_date, julianday(s.to_date) - julianday(s.from_date) + 1,"
      " (SELECT number FROM parameter WHERE variant = 0 AND parameter.name = 'fans'), " SAME " AS same"
      " FROM experiment AS x JOIN variant AS b ON b.variant = x.baseline JOIN variant AS v ON v.variant <> x.baseline"
      " JOIN span AS s ON s.variant = v.variant AND s.span = 'window' WHERE ?2 = '' OR v.name = ?2 ORDER BY same, v.variant "
      "LIMIT 1",
      (const char *[]){fl_get_lang() == FL_LANG_ZH ? "zh" : "en", explain ? explain : "", NULL});
  if (!q) return FL_ENVIRONMENT;
  const bool there = fl_query_next(q);
  if (there) {
    copy(a->name, sizeof a->name, fl_query_text(q, 0));
    copy(a->title, sizeof a->title, fl_query_text(q, 1));
    a->seed = fl_query_int(q, 2);
    a->first_run = fl_query_int(q, 3);
    a->runs = fl_query_int(q, 4);
    a->level = fl_query_real(q, 5);
    copy(a->status, sizeof a->status, fl_query_text(q, 6));
    copy(a->reason, sizeof a->reason, fl_query_text(q, 7));
    a->baseline = fl_query_int(q, 8);
    copy(a->baseline_name, sizeof a->baseline_name, fl_query_text(q, 9));
    a->variant = fl_query_int(q, 10);
    copy(a->variant_name, sizeof a->variant_name, fl_query_text(q, 11));
    copy(a->from, sizeof a->from, fl_query_text(q, 12));
    copy(a->to, sizeof a->to, fl_query_text(q, 13));
    a->days = fl_query_int(q, 14);
    a->fans = fl_query_int(q, 15);
    a->same = fl_query_int(q, 16);
  }
  fl_query_end(q);
  return there ? FL_OK : FL_ENVIRONMENT;
}

// ---- Blocks -----------------------------------------------------------------------------------------------------------------------

static void write_title(FILE *out, const fl_compared *a, bool colour) {
  char line[FL_SAID], fans[FL_NUMBER];
  const bool titled = a->title[0] && strcmp(a->title, a->name) != 0;
  snprintf(line, sizeof line, titled ? "%s: %s" : "%s", a->name, a->title);
  fprintf(out, colour ? "\033[1m%s\033[0m\n" : "%s\n", line);
  snprintf(line, sizeof line, fl_word(FL_W_k_runs), (long long)a->runs, (long long)a->seed, (long long)a->first_run,
           (long long)(a->first_run + a->runs - 1), fl_text_count(a->fans, fans), a->from, a->to, (long long)a->days);
  fl_text_wrap(out, fl_text_plural(line), 2);
  if (strcmp(a->status, "done") == 0) return;
  snprintf(line, sizeof line, fl_word(FL_W_k_not_done), a->status, a->reason);
  fl_text_wrap(out, line, 2);
}

// GMV, change, its interval, subsidy and pairing; of the baseline GMV and subsidy.
static void fill_variant(fl_cell cells[5], fl_query *q) {
  char text[FL_NUMBER];
  double of[6];
  cells[0] = fl_cell_number(FL_CELL_AMOUNT, fl_query_number(q, 1));
  cells[3] = fl_cell_number(FL_CELL_AMOUNT, fl_query_number(q, 6));
  if (fl_query_int(q, 7)) return;
  for (int i = 0; i < 6; i++) of[i] = fl_query_number(q, i < 3 ? 9 + i : i - 1);
  fl_compared_change(&cells[1], of);
  cells[4] = fl_cell_words(times(fl_query_number(q, 5), fl_query_int(q, 8), text));
}

static fl_status write_variants(FILE *out, fl_result *result, const fl_compared *a, bool colour) {
  char line[FL_SAID];
  fl_grid grid = {.columns = 5};
  fl_query *q =
      fl_result_query(result,
                      "SELECT v.name, coalesce(e.variant_mean, (SELECT avg(value) FROM kpi_run AS k WHERE k.variant = v.variant "
                      "AND k.kpi = 'gmv')), e.change, e.change_low, e.change_high, e.reduction, (SELECT avg(value) FROM kpi_run AS "
                      "k WHERE k.variant = v.variant AND k.kpi = 'subsidy'), v.variant = x.baseline, e.pairs, e.difference, e.low, "
                      "e.high FROM variant AS v JOIN "
                      "experiment AS x LEFT JOIN effect AS e ON e.variant = v.variant AND e.kpi = 'gmv' ORDER BY v.variant <> "
                      "x.baseline, v.variant",
                      (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  snprintf(line, sizeof line, fl_word(FL_W_k_variants), a->baseline_name);
  fl_text_heading(out, line, colour);
  snprintf(line, sizeof line, fl_word(FL_W_k_interval), 100 * a->level);
  const char *const heads[] = {fl_word(FL_W_variant_gmv), fl_word(FL_W_k_change), line, fl_word(FL_W_k_pays),
                               fl_word(FL_W_k_pairing)};
  fl_cell *head = fl_grid_row_add(&grid, fl_word(FL_W_variant_name));
  for (int i = 0; i < 5; i++) head[i] = fl_cell_words(heads[i]);
  while (fl_query_next(q)) fill_variant(fl_grid_row_add(&grid, fl_query_text(q, 0)), q);
  fl_query_end(q);
  if (!fl_grid_write(out, &grid)) return FL_ENVIRONMENT;
  fl_text_wrap(out, fl_word(FL_W_k_pairing_note), 2);
  return FL_OK;
}

static fl_status write_same(FILE *out, fl_result *result, const fl_compared *a) {
  fl_query *q = fl_result_query(
      result, "SELECT v.name FROM variant AS v JOIN experiment AS x WHERE v.variant <> x.baseline AND " SAME " ORDER BY v.variant",
      (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  while (fl_query_next(q)) fl_text_say_wrapped(out, 2, FL_W_k_same, fl_query_text(q, 0), a->baseline_name);
  fl_query_end(q);
  return FL_OK;
}

// The key figures that are shown, in this order, by GLOB; metrics follow.
static const struct {
  const char *kpi;
  fl_word_id name;
} shown[] = {
    {"gmv", FL_W_k_gmv},
    {"gmv.policies", FL_W_k_gmv_policies},
    {"gmv.after_[0-9]*", FL_W_k_gmv_after},
    {"gmv.rest", FL_W_k_gmv_rest},
    {"gmv.last_28", FL_W_k_gmv_last},
    {"orders", FL_W_s_orders},
    {"order_value", FL_W_s_aov},
    {"buyers", FL_W_s_buyers},
    {"repurchase_R1", FL_W_k_r1},
    {"repurchase_R3", FL_W_k_r3},
    {"private_gmv_share", FL_W_k_private},
};

// Baseline, variant, change and its interval; the change of a share is told in points.
static void fill_figure(fl_cell cells[4], fl_query *q) {
  double of[6]; // difference, low, high, change, low, high
  const bool share = strcmp(fl_query_text(q, 0), "share") == 0;
  for (int i = 0; i < 6; i++) of[i] = fl_query_number(q, 3 + i);
  for (int i = 0; i < 2; i++) cells[i] = fl_cell_number(share ? FL_CELL_SHARE : FL_CELL_VALUE, fl_query_number(q, 1 + i));
  if (share) {
    cells[2] = fl_cell_number(FL_CELL_POINTS, of[0]);
    cells[3] = fl_cell_between(FL_CELL_POINTS_BETWEEN, of[1], of[2]);
  } else {
    fl_compared_change(&cells[2], of);
  }
}

static void add_figure_heads(fl_grid *grid, const fl_compared *a, const char *name) {
  char interval[FL_SAID];
  snprintf(interval, sizeof interval, fl_word(FL_W_k_interval), 100 * a->level);
  const char *const heads[] = {fl_word(FL_W_k_baseline), fl_word(FL_W_variant_name), fl_word(FL_W_k_change), interval};
  fl_cell *head = fl_grid_row_add(grid, name);
  for (int i = 0; i < 4; i++) head[i] = fl_cell_words(heads[i]);
}

// The days that the variant is judged by, where it differs in policies alone. The last 28 of the window say what is left only behind them.
static fl_status write_dates(FILE *out, fl_result *result, const fl_compared *a, bool *left) {
  char line[FL_SAID];
  fl_query *q = fl_compared_ask(
      result, a,
      "SELECT p.from_date, p.to_date, p.to_date < l.from_date, julianday(w.from_date) - julianday(p.from_date) FROM span AS p JOIN "
      "span AS w ON w.variant = p.variant AND w.span = 'window' LEFT JOIN span AS l ON l.variant = p.variant AND l.span = "
      "'last_28' "
      "WHERE p.variant = CAST(?1 AS INTEGER) AND p.span = ?2",
      "policies");
  if (!q) return FL_ENVIRONMENT;
  *left = true;
  if (fl_query_next(q)) {
    *left = fl_query_int(q, 2) == 1;
    snprintf(line, sizeof line, fl_word(FL_W_k_dates), fl_query_text(q, 0), fl_query_text(q, 1));
    fl_text_wrap(out, line, 2);
    if (fl_query_int(q, 3) > 0) fl_text_say_wrapped(out, 2, FL_W_k_dates_before, (long long)fl_query_int(q, 3));
  }
  fl_query_end(q);
  return FL_OK;
}

// Whether the row of a key figure is another's again, or tells of days of which it is not known what they tell.
static bool is_told(fl_result *result, const fl_compared *a, const char *kpi, bool left) {
  if (strcmp(kpi, "gmv.rest") == 0) return !fl_compared_repeats(result, a, "rest");
  if (strcmp(kpi, "gmv.last_28") == 0) return left && !fl_compared_repeats(result, a, "last_28");
  return true;
}

// Each ends its query, which may be NULL: that is an error.
static bool add_figures(fl_grid *grid, fl_query *q, fl_word_id name) {
  char text[FL_SAID];
  if (!q) return false;
  while (fl_query_next(q)) fill_figure(fl_grid_row_add(grid, fl_compared_name(name, fl_query_text(q, 9), text)), q);
  fl_query_end(q);
  return true;
}

// What a metric is in a line above them: they have no unit of their own.
static bool add_metrics(fl_grid *grid, fl_query *q) {
  char name[FL_GRID_NAME];
  if (!q) return false;
  for (bool any = false; fl_query_next(q); any = true) {
    if (!any) fl_grid_row_add(grid, fl_word(FL_W_s_metrics));
    snprintf(name, sizeof name, "  %s", fl_query_text(q, 9));
    fill_figure(fl_grid_row_add(grid, name), q);
  }
  fl_query_end(q);
  return true;
}

static fl_status write_figures(FILE *out, fl_result *result, const fl_compared *a, bool colour) {
  static const char *const columns =
      "SELECT unit, baseline_mean, variant_mean, difference, low, high, change, change_low, change_high, kpi "
      "FROM effect JOIN kpi USING (kpi) WHERE variant = CAST(?1 AS INTEGER) AND ";
  char line[FL_SAID], sql[512];
  snprintf(line, sizeof line, fl_word(FL_W_k_figures), a->variant_name, a->baseline_name);
  fl_text_heading(out, line, colour);
  bool left;
  if (write_dates(out, result, a, &left) != FL_OK || fl_compared_beyond(out, result, a) != FL_OK) return FL_ENVIRONMENT;
  fl_grid grid = {.columns = 4};
  bool good = true;
  add_figure_heads(&grid, a, "");
  snprintf(sql, sizeof sql, "%skpi GLOB ?2 AND kind <> 'metric' ORDER BY length(kpi), kpi", columns);
  for (size_t i = 0; good && i < sizeof shown / sizeof *shown; i++)
    if (is_told(result, a, shown[i].kpi, left))
      good = add_figures(&grid, fl_compared_ask(result, a, sql, shown[i].kpi), shown[i].name);
  snprintf(sql, sizeof sql, "%skind = ?2 ORDER BY kpi", columns);
  good = good && add_metrics(&grid, fl_compared_ask(result, a, sql, "metric"));
  return fl_grid_write(out, &grid) && good ? FL_OK : FL_ENVIRONMENT;
}

// ---- Two policies, own rooms --------------------------------------------------------------------------------------------------------

static void fill_amount(fl_cell cells[2], fl_query *q, int first) {
  cells[0] = fl_cell_number(FL_CELL_MORE, fl_query_number(q, first));
  cells[1] = fl_cell_between(FL_CELL_MORE_BETWEEN, fl_query_number(q, first + 1), fl_query_number(q, first + 2));
}

static fl_status write_interplay(FILE *out, fl_result *result, bool colour) {
  char line[FL_SAID], name[FL_NAME_MAX + 64];
  fl_grid grid = {.columns = 2};
  bool good = true;
  fl_query *q = fl_result_query(
      result,
      "SELECT first, second, name, what, gmv_yuan, low, high FROM interplay JOIN variant ON variant = neither ORDER "
      "BY first, second, instr('first second together interplay', what)",
      (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  while (fl_query_next(q)) {
    const char *what = fl_query_text(q, 3);
    const bool first = strcmp(what, "first") == 0, second = strcmp(what, "second") == 0;
    if (first) {
      good = fl_grid_write(out, &grid) && good;
      snprintf(line, sizeof line, fl_word(FL_W_two_by_two), fl_query_text(q, 2));
      fl_text_heading(out, line, colour);
    }
    if (first || second)
      snprintf(name, sizeof name, fl_word(FL_W_alone), fl_query_text(q, first ? 0 : 1));
    else
      copy(name, sizeof name, fl_word(strcmp(what, "together") == 0 ? FL_W_together : FL_W_interplay));
    fill_amount(fl_grid_row_add(&grid, name), q, 4);
  }
  fl_query_end(q);
  return fl_grid_write(out, &grid) && good ? FL_OK : FL_ENVIRONMENT;
}

static fl_status write_rooms(FILE *out, fl_result *result, const fl_compared *a, bool colour) {
  fl_grid grid = {.columns = 4};
  fl_query *q = fl_compared_ask(result, a,
                                "SELECT substr(kpi, 13), baseline_mean, variant_mean, difference, low, high, change, change_low, "
                                "change_high FROM effect WHERE variant = CAST(?1 "
                                "AS INTEGER) AND kpi LIKE ?2 ORDER BY -baseline_mean, kpi LIMIT 6",
                                "gmv of room %");
  if (!q) return FL_ENVIRONMENT;
  while (fl_query_next(q)) {
    if (grid.count == 0) {
      fl_text_heading(out, fl_word(FL_W_k_rooms), colour);
      add_figure_heads(&grid, a, "");
    }
    fl_cell *cells = fl_grid_row_add(&grid, fl_query_text(q, 0));
    double of[6];
    for (int i = 0; i < 6; i++) of[i] = fl_query_number(q, 3 + i);
    for (int i = 0; i < 2; i++) cells[i] = fl_cell_number(FL_CELL_AMOUNT, fl_query_number(q, 1 + i));
    fl_compared_change(&cells[2], of);
  }
  fl_query_end(q);
  return fl_grid_write(out, &grid) ? FL_OK : FL_ENVIRONMENT;
}

// Which variant was explained, and the names of others that could be.
static fl_status write_others(FILE *out, fl_result *result, const fl_compared *a) {
  char line[FL_SAID] = "";
  size_t used = 0;
  fl_query *q = fl_compared_ask(result, a,
                                "SELECT v.name FROM variant AS v JOIN experiment AS x WHERE v.variant NOT IN (x.baseline, CAST(?1 "
                                "AS INTEGER)) AND ?2 = '' AND NOT " SAME " ORDER BY v.variant",
                                "");
  if (!q) return FL_ENVIRONMENT;
  while (fl_query_next(q) && used < sizeof line - FL_NAME_MAX)
    used += (size_t)snprintf(line + used, sizeof line - used, "%s%s", used ? fl_word(FL_W_comma) : "", fl_query_text(q, 0));
  fl_query_end(q);
  if (used) {
    fputc('\n', out);
    fl_text_say_wrapped(out, 0, FL_W_k_others_explained, a->variant_name, line);
  }
  return FL_OK;
}

static fl_status write_end(FILE *out, fl_result *result, const fl_comparison_options *o) {
  char a[FL_NUMBER], b[FL_NUMBER], c[FL_NUMBER];
  fl_query *q = fl_result_query(
      result, "SELECT seconds, jobs, threads, days_lived, days_of_runs, bytes_peak FROM experiment_timing", (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  fputc('\n', out);
  if (fl_query_next(q)) {
    fl_text_say(out, FL_W_k_cost, fl_text_real(fl_query_number(q, 0), 1, a), (long long)fl_query_int(q, 1),
                (double)fl_query_int(q, 5) / 1e6);
    if (fl_query_int(q, 3) < fl_query_int(q, 4))
      fl_text_say(out, FL_W_k_shared, fl_text_count(fl_query_int(q, 3), b), fl_text_count(fl_query_int(q, 4), c));
  }
  fl_query_end(q);
  fprintf(out, fl_word(FL_W_k_file), o->path);
  fputc('\n', out);
  return FL_OK;
}

static fl_status write_explained(FILE *out, fl_result *result, const fl_compared *a, bool colour) {
  fl_status status = write_figures(out, result, a, colour);
  if (status == FL_OK) status = write_rooms(out, result, a, colour);
  if (status == FL_OK) status = fl_compared_why(out, result, a, colour);
  return status == FL_OK ? fl_compared_money(out, result, a, colour) : status;
}

fl_status fl_comparison_write(FILE *out, fl_result *result, const fl_comparison_options *options) {
  fl_compared a;
  fl_status status = read_about(result, options->explain, &a);
  if (status != FL_OK) return status;
  write_title(out, &a, options->colour);
  status = fl_compared_until(out, result);
  if (status != FL_OK) return status;
  status = write_variants(out, result, &a, options->colour);
  if (status == FL_OK) status = write_same(out, result, &a);
  if (status == FL_OK && !a.same) status = write_explained(out, result, &a, options->colour);
  if (status == FL_OK) status = write_interplay(out, result, options->colour);
  if (status == FL_OK) status = write_others(out, result, &a);
  return status == FL_OK ? write_end(out, result, options) : status;
}
