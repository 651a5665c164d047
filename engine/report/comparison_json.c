// A comparison for machines: the tables and views of its file, as they are.
#include "report/comparison.h"
#include "report/json.h"

#include <string.h>

fl_status fl_comparison_json(FILE *out, fl_result *result, const fl_comparison_options *options) {
  static const struct {
    const char *key, *sql;
  } parts[] = {
      {NULL, "SELECT x.name, x.title, x.seed, x.first_run, x.runs, b.name AS baseline, x.level, x.until_ci, x.until_kpi, "
             "x.after_days, x.status, "
             "x.reason,"
             " s.from_date AS \"from\", s.to_date AS \"to\" FROM experiment AS x JOIN variant AS b ON b.variant = x.baseline JOIN "
             "span AS s"
             " ON s.span = 'window' LIMIT 1"},
      {"variants", "SELECT name, changes, differs_date FROM variant ORDER BY variant"},
      {"spans", "SELECT v.name AS variant, s.span, s.from_date AS \"from\", s.to_date AS \"to\" FROM span AS s JOIN variant AS v "
                "USING (variant) ORDER BY s.variant, s.span"},
      {"failed",
       "SELECT v.name AS variant, r.run, r.reason FROM run AS r JOIN variant AS v USING (variant) WHERE r.status <> 'done' ORDER "
       "BY r.variant, r.run"},
      {"effects",
       "SELECT variant, kpi, unit, kind, pairs, baseline_mean, variant_mean, difference, low, high, change, change_low, "
       "change_high, reduction FROM v_effect ORDER BY (SELECT variant FROM variant AS v WHERE v.name = v_effect.variant), kpi"},
      {"why",
       "SELECT * FROM v_why ORDER BY (SELECT variant FROM variant AS v WHERE v.name = v_why.variant), span, split, cell, source"},
      {"money",
       "SELECT v.name AS variant, m.span, m.pairs, m.platform_yuan, m.sellers_yuan, m.subsidy_yuan, m.vouchers_yuan, m.gmv_yuan, "
       "m.commission_yuan, m.ads_yuan, "
       "m.gmv_per_yuan, "
       "m.gmv_per_yuan_low, m.gmv_per_yuan_high, m.commission_per_yuan FROM money AS m JOIN variant AS v USING (variant) ORDER BY "
       "m.variant, m.span"},
      {"purse",
       "SELECT v.name AS variant, p.split, p.cell, p.kind, avg(p.fen) / 100 AS yuan FROM (SELECT r.variant, r.run, k.split, "
       "k.cell, "
       "k.kind, coalesce(p.fen, 0) AS fen FROM run AS r JOIN (SELECT DISTINCT variant, split, cell, kind FROM purse) AS k USING "
       "(variant) LEFT JOIN purse AS p USING (variant, run, split, cell, kind) WHERE r.status = 'done') AS p JOIN variant AS v "
       "USING "
       "(variant) GROUP BY p.variant, p.split, p.cell, p.kind ORDER BY p.variant, p.split, p.cell, p.kind"},
      {"naive", "SELECT * FROM v_naive ORDER BY (SELECT variant FROM variant AS v WHERE v.name = v_naive.variant), method"},
      {"interplay",
       "SELECT i.first, i.second, v.name AS neither, i.what, i.pairs, i.gmv_yuan, i.low, i.high FROM interplay AS i JOIN variant "
       "AS v ON v.variant = i.neither ORDER BY i.first, i.second, i.what"},
      {"books", "SELECT * FROM v_books ORDER BY (SELECT variant FROM variant AS v WHERE v.name = v_books.variant), split, cell"},
      {NULL, "SELECT seconds, jobs, threads, branched, days_lived, days_of_runs, bytes_peak FROM experiment_timing"},
  };
  fl_json json = {.out = out};
  fl_status status = FL_OK;
  fl_json_open(&json, NULL, '{');
  fl_json_text(&json, "result", options->path);
  for (size_t i = 0; status == FL_OK && i < sizeof parts / sizeof *parts; i++)
    status = fl_json_rows(&json, result, parts[i].key, parts[i].sql);
  fl_json_close(&json, '}');
  return status;
}
