// The tables and views of an experiment file. Output tables are those of a run, with the keys variant and run in front.
#include "record/schema.h"

const fl_provenance_table fl_experiment_tables[] = {
    {"experiment", "What was compared, in one row",
     FL_SCHEMA_DESCRIPTION("runs show") //
     "  seed INTEGER NOT NULL, -- key of every random number\n"
     "  slots INTEGER NOT NULL, -- active relations of a fan in this build (FL_SLOTS): another number is another model\n"
     "  first_run INTEGER NOT NULL, -- first run number\n"
     "  runs INTEGER NOT NULL, -- run numbers tried\n"
     "  baseline INTEGER NOT NULL, -- variant that the others are compared with\n"
     "  level REAL NOT NULL, -- of all intervals, 0..1\n"
     "  all_brands INTEGER NOT NULL, -- 1: with cells and books of every brand (--detail)\n"
     "  until_ci REAL, -- half-width of the relative change that was asked for, as a share; NULL where none was\n"
     "  until_kpi TEXT NOT NULL, -- key figures that it was asked of, with commas\n"
     "  after_days TEXT NOT NULL, -- days after the policies that were asked for, with commas (--after)\n"
     "  status TEXT NOT NULL CHECK (status IN ('done', 'failed', 'stopped')), -- failed: some runs are not done; stopped: not all "
     "were "
     "made\n"
     "  reason TEXT NOT NULL -- why it is not done; '' otherwise\n"},
    {"variant", "The variants that were run",
     "  variant INTEGER PRIMARY KEY, -- number; 0 is the scenario itself\n"
     "  name TEXT NOT NULL UNIQUE, -- its name\n"
     "  file INTEGER NOT NULL, -- scenario file that it comes from, from 0\n"
     "  changes TEXT NOT NULL, -- what it changes; '' for a scenario as it is\n"
     "  differs_date TEXT -- first day on which it can differ from the scenario; NULL where it is the scenario\n"},
    {"span", "Days over which a variant is compared with the baseline",
     "  variant INTEGER NOT NULL REFERENCES variant, -- number of the variant\n"
     "  span TEXT NOT NULL, -- window; last_28: its last 28 days. Where the two differ in policies alone: policies: from the first "
     "to the "
     "last day on which those policies do anything, a festival's heat and return days included; before_28: the 28 days before; "
     "after_28: the 28 days after, and so many as were asked for (experiment.after_days); through_28: from the first day of the "
     "policies to the last of these. Each where all of its days are within the run. "
     "rest: the days of the window behind the policies, where it has such\n"
     "  from_date TEXT NOT NULL, -- first day\n"
     "  to_date TEXT NOT NULL, -- last day\n"
     "  PRIMARY KEY (variant, span)\n"},
    {"run", "Every run of every variant",
     "  variant INTEGER NOT NULL REFERENCES variant, -- number of the variant\n"
     "  run INTEGER NOT NULL, -- run number: replication of the seed\n"
     "  status TEXT NOT NULL CHECK (status IN ('done', 'failed', 'lost')), -- only 'done' has rows in other tables; failed: it "
     "does "
     "so whenever it is run; lost: its process was ended, or memory or disk were out\n"
     "  reason TEXT NOT NULL, -- why it is not done; '' otherwise\n"
     "  digest TEXT NOT NULL, -- digest over all tables of the run, those included that are not kept here; '' where it is not "
     "done\n"
     "  PRIMARY KEY (variant, run)\n"},
    {"source_file", "The scenarios and every module they required, word for word, in order of loading",
     "  file INTEGER NOT NULL, -- scenario file, from 0\n"
     "  source INTEGER NOT NULL, -- order of loading, from 0: the scenario itself\n"
     "  path TEXT NOT NULL, -- as it was named\n"
     "  module TEXT NOT NULL, -- name that `require` was given; '' for the scenario\n"
     "  text TEXT NOT NULL, -- contents\n"
     "  digest TEXT NOT NULL, -- 128 bits in hexadecimal, over the bytes of the text\n"
     "  PRIMARY KEY (file, source)\n"},
    {"run_set", "What --set, --seed, --fans and --days changed in all variants, in order",
     "  number INTEGER PRIMARY KEY, -- order, from 0\n"
     "  key_value TEXT NOT NULL -- as written: key=value\n"},
    {"parameter", "The set-up and every parameter of every variant, as resolved; the run number left out",
     "  variant INTEGER NOT NULL REFERENCES variant, -- number of the variant\n"
     "  name TEXT NOT NULL, -- as in `fanloop params` and --set\n"
     "  part TEXT NOT NULL, -- setup, parameter\n" FL_SCHEMA_VALUE("money in yuan") //
     "  PRIMARY KEY (variant, name)\n"},
    {"policy_field", "The policies of every variant, field by field, as resolved",
     "  variant INTEGER NOT NULL REFERENCES variant, -- number of the variant\n"
     "  policy INTEGER NOT NULL, -- index of the policy, the same in all variants\n" FL_SCHEMA_POLICY_FIELD //
     "  PRIMARY KEY (variant, policy, name)\n"},
    {"table_digest", "Digest of each output table of each run, those included that are not kept here",
     "  variant INTEGER NOT NULL, -- number of the variant\n"
     "  run INTEGER NOT NULL, -- run number\n"
     "  name TEXT NOT NULL, -- name of the table\n"
     "  rows INTEGER NOT NULL, -- rows of the table in the run\n"
     "  digest TEXT NOT NULL, -- 128 bits in hexadecimal, over the rows in order of arrival\n"
     "  PRIMARY KEY (variant, run, name),\n"
     "  FOREIGN KEY (variant, run) REFERENCES run\n"},
    {"kpi", "The key figures: those of v_kpi, sums over spans, and the scenario's own metrics",
     "  kpi TEXT PRIMARY KEY, -- its name; of a metric, that in the scenario\n"
     "  unit TEXT NOT NULL, -- unit; '' for metrics\n"
     "  kind TEXT NOT NULL, -- as in v_kpi; span: a sum over a span; room: of an own room; metric: mean of the window's days that "
     "have a value\n"
     "  meaning TEXT NOT NULL -- what it is\n"},
    {"kpi_run", "Every key figure of every run",
     "  variant INTEGER NOT NULL, -- number of the variant\n"
     "  run INTEGER NOT NULL, -- run number\n"
     "  kpi TEXT NOT NULL REFERENCES kpi, -- its name\n"
     "  value REAL, -- NULL where it is undefined\n"
     "  PRIMARY KEY (variant, run, kpi),\n"
     "  FOREIGN KEY (variant, run) REFERENCES run\n"},
    {"span_pair", "Sums over the spans of a variant, in its run and in the baseline's run of the same number",
     "  variant INTEGER NOT NULL, -- number of the variant\n"
     "  run INTEGER NOT NULL, -- run number\n"
     "  kpi TEXT NOT NULL REFERENCES kpi, -- gmv, orders, subsidy, vouchers, ads, platform_pays, sellers_pay, a dot and the span\n"
     "  baseline_value REAL NOT NULL, -- in the baseline\n"
     "  value REAL NOT NULL, -- in the variant\n"
     "  PRIMARY KEY (variant, run, kpi),\n"
     "  FOREIGN KEY (variant, run) REFERENCES run\n"},
    {"effect", "Each variant against the baseline, over the run numbers in which both have the figure",
     "  variant INTEGER NOT NULL REFERENCES variant, -- number of the variant\n"
     "  kpi TEXT NOT NULL REFERENCES kpi, -- name of the key figure\n"
     "  pairs INTEGER NOT NULL, -- run numbers compared\n"
     "  baseline_mean REAL, -- mean of the baseline over them\n"
     "  variant_mean REAL, -- mean of the variant\n"
     "  difference REAL, -- mean of variant - baseline\n"
     "  low REAL, -- Student's interval of it; NULL for one pair\n"
     "  high REAL, -- its upper end\n"
     "  change REAL, -- difference over the mean of the baseline, as a share\n"
     "  change_low REAL, -- Fieller's interval of it; NULL for one pair and where it has no bounds\n"
     "  change_high REAL, -- its upper end\n"
     "  reduction REAL, -- (var(baseline) + var(variant)) / var(difference): runs needed without common random numbers over those "
     "needed with them; NULL for one pair and where all differences are equal\n"
     "  PRIMARY KEY (variant, kpi)\n"},
    {"cell",
     "Counts of the GMV identity of every run, cell by cell: GMV = visitors x seconds per visitor x buyers per second x orders "
     "per buyer x GMV per order",
     "  variant INTEGER NOT NULL, -- number of the variant\n"
     "  run INTEGER NOT NULL, -- run number\n"
     "  span TEXT NOT NULL, -- window, last_28; distinct: the window with distinct fans instead of sums over days of distinct fans "
     "a day\n"
     "  split TEXT NOT NULL, -- total, source, fan_tier, room_tier, brand_kind, brand\n"
     "  cell TEXT NOT NULL, -- which of them\n"
     "  source TEXT NOT NULL, -- private, public, paid, shelf; '' where sources are not told apart\n"
     "  visitors INTEGER NOT NULL, -- fans who visited; of the distinct total, fans who were active\n"
     "  live_seconds INTEGER NOT NULL, -- seconds in rooms\n"
     "  buyers INTEGER NOT NULL, -- fans who bought\n"
     "  orders INTEGER NOT NULL, -- orders\n"
     "  gmv_fen INTEGER NOT NULL, -- GMV before returns\n"
     "  PRIMARY KEY (variant, run, span, split, cell, source),\n"
     "  FOREIGN KEY (variant, run) REFERENCES run\n"},
    {"why",
     "Where the difference of a variant to the baseline comes from, in fen: the factors of the GMV identity add up to the "
     "change of each cell, and the changes of the cells of a split to that of the total. One factor's parts do not add up over "
     "cells to "
     "that factor of the total. Each brand is explained by itself: parts of kinds, and of brand 'generated', are sums over their "
     "brands, "
     "and cannot be worked out from their rows of table cell",
     "  variant INTEGER NOT NULL, -- number of the variant\n"
     "  run INTEGER NOT NULL, -- run number\n"
     "  span TEXT NOT NULL, -- as in table cell\n"
     "  split TEXT NOT NULL, -- as in table cell\n"
     "  cell TEXT NOT NULL, -- as in table cell\n"
     "  source TEXT NOT NULL, -- as in table cell\n"
     "  baseline_gmv_fen INTEGER NOT NULL, -- GMV of the cell in the baseline\n"
     "  gmv_fen INTEGER NOT NULL, -- in the variant\n"
     "  visitors_fen INTEGER NOT NULL, -- part that more or fewer visitors made\n"
     "  minutes_fen INTEGER NOT NULL, -- minutes per visitor\n"
     "  conversion_fen INTEGER NOT NULL, -- buyers per minute\n"
     "  frequency_fen INTEGER NOT NULL, -- orders per buyer: of the distinct span the repurchase frequency of the window, of the "
     "others that "
     "of a day\n"
     "  value_fen INTEGER NOT NULL, -- GMV per order\n"
     "  PRIMARY KEY (variant, run, span, split, cell, source),\n"
     "  FOREIGN KEY (variant, run) REFERENCES run\n"},
    {"books", "Sales of kinds of sellers and of the scenario's own brands over the window",
     "  variant INTEGER NOT NULL, -- number of the variant\n"
     "  run INTEGER NOT NULL, -- run number\n"
     "  split TEXT NOT NULL, -- brand_kind, brand\n"
     "  cell TEXT NOT NULL, -- kind, or id of the brand\n"
     "  orders INTEGER NOT NULL, -- orders\n"
     "  gmv_fen INTEGER NOT NULL, -- GMV before returns\n"
     "  paid_fen INTEGER NOT NULL, -- paid by fans\n"
     "  platform_fen INTEGER NOT NULL, -- paid by the platform: subsidies and red packets\n"
     "  seller_fen INTEGER NOT NULL, -- seller vouchers\n"
     "  returns INTEGER NOT NULL, -- orders returned in the window\n"
     "  refund_fen INTEGER NOT NULL, -- refunded to fans in the window\n"
     "  commission_fen INTEGER NOT NULL, -- commission of the platform\n"
     "  ads_fen INTEGER NOT NULL, -- paid to the platform for traffic\n"
     "  PRIMARY KEY (variant, run, split, cell),\n"
     "  FOREIGN KEY (variant, run) REFERENCES run\n"},
    {"purse",
     "What the platform and sellers receive and pay over the window, by kind, in every run: sums over kinds are the contribution "
     "of "
     "v_platform_profit and the profit of v_seller_profit, to the fen. Kinds that are 0 have no row",
     "  variant INTEGER NOT NULL, -- number of the variant\n"
     "  run INTEGER NOT NULL, -- run number\n"
     "  split TEXT NOT NULL, -- platform; brand_kind: sellers; brand: those of the scenario's own; sellers: all of them, what is "
     "known "
     "of all together alone: sales (what discounts took off them) and discounts, which cancel out\n"
     "  cell TEXT NOT NULL, -- platform, kind, id of the brand, or sellers\n"
     "  kind TEXT NOT NULL, -- of the platform: commission, ads, penalties, subsidies, packets, rights, governance, coupons (those "
     "of "
     "programmes "
     "for Kuai brands and new sellers), rebates; of sellers: the accounts of brand_month, and discounts\n"
     "  fen INTEGER NOT NULL, -- received; below 0: paid\n"
     "  PRIMARY KEY (variant, run, split, cell, kind),\n"
     "  FOREIGN KEY (variant, run) REFERENCES run\n"},
    {"money",
     "What the platform and sellers put in and what came of it in each variant, against the baseline: means over the run numbers",
     "  variant INTEGER NOT NULL REFERENCES variant, -- number of the variant\n"
     "  span TEXT NOT NULL, -- days over which it is summed\n"
     "  pairs INTEGER NOT NULL, -- run numbers compared\n"
     "  platform_yuan REAL, -- more paid by the platform: subsidies, red packets, rights of buyers, coupons and rewards of "
     "programmes, "
     "governance, rebates to service providers (on the last day of their month)\n"
     "  sellers_yuan REAL, -- more paid by sellers for buyers: what festivals take off their prices, their part of subsidies, "
     "vouchers of recalls and win-backs, rights\n"
     "  subsidy_yuan REAL, -- of what the platform pays: subsidies and red packets\n"
     "  vouchers_yuan REAL, -- of what sellers pay: their part of subsidies, vouchers of recalls and win-backs\n"
     "  gmv_yuan REAL, -- more GMV\n"
     "  commission_yuan REAL, -- more commission\n"
     "  ads_yuan REAL, -- more income of the platform from paid traffic\n"
     "  gmv_per_yuan REAL, -- GMV for each yuan more that both pay (platform_yuan + sellers_yuan): where both have the policy, the "
     "marginal yuan's. NULL where the two are of one scenario and differ in parameters, where what they pay cannot be told apart, "
     "and "
     "over days on which the policies do not run\n"
     "  gmv_per_yuan_low REAL, -- Fieller's interval of it; NULL for one pair\n"
     "  gmv_per_yuan_high REAL, -- its upper end\n"
     "  commission_per_yuan REAL, -- commission for each yuan that the platform pays, where gmv_per_yuan is there\n"
     "  PRIMARY KEY (variant, span),\n"
     "  FOREIGN KEY (variant, span) REFERENCES span\n"},
    {"interplay", "Two policies of which neither, each and both were run: what they add alone and together",
     "  first TEXT NOT NULL, -- id of one policy\n"
     "  second TEXT NOT NULL, -- id of the other\n"
     "  neither INTEGER NOT NULL REFERENCES variant, -- variant that has neither\n"
     "  what TEXT NOT NULL, -- first, second, together: GMV of the window over that of neither; interplay: together less the sum "
     "of both\n"
     "  pairs INTEGER NOT NULL, -- run numbers compared\n"
     "  gmv_yuan REAL, -- mean\n"
     "  low REAL, -- Student's interval of it; NULL for one pair\n"
     "  high REAL, -- its upper end\n"
     "  PRIMARY KEY (first, second, what)\n"},
    {"naive",
     "What would be said of a variant's difference without a paired run; compare with the effect on gmv.policies. Only where one "
     "of "
     "variant and baseline has policies that the other lacks: read from the runs of that one, with the sign of variant - baseline",
     "  variant INTEGER NOT NULL, -- number of the variant\n"
     "  run INTEGER NOT NULL, -- run number\n"
     "  method TEXT NOT NULL, -- before_after: GMV of the span policies over that of so many mean days of before_28; "
     "before_after_without: the same days in the runs of the side that lacks the policies, where other policies and what the days "
     "bring "
     "are at work alone; others: GMV that rooms for which the platform paid have beyond what they had, had they changed since "
     "before_28 "
     "like the rooms for which it did not (where there are no other policies); paid_orders: GMV of the orders that the policy paid "
     "for "
     "(where it is one)\n"
     "  gmv_yuan REAL NOT NULL, -- estimate of the effect on GMV over the span policies\n"
     "  PRIMARY KEY (variant, run, method),\n"
     "  FOREIGN KEY (variant, run) REFERENCES run\n"},
    {"experiment_timing",
     "What the comparison cost, in one row: with experiment.build and experiment.command the only values that differ "
     "when it is repeated",
     "  id INTEGER PRIMARY KEY CHECK (id = 1), -- always 1\n"
     "  started_at TEXT NOT NULL, -- UTC\n"
     "  finished_at TEXT NOT NULL, -- UTC\n"
     "  seconds REAL NOT NULL, -- wall clock\n"
     "  jobs INTEGER NOT NULL, -- processes at work at a time\n"
     "  threads INTEGER NOT NULL, -- threads of each\n"
     "  branched INTEGER NOT NULL, -- runs that branched off another\n"
     "  days_lived INTEGER NOT NULL, -- days simulated\n"
     "  days_of_runs INTEGER NOT NULL, -- days that all runs count together: the difference was lived once for several\n"
     "  bytes_peak INTEGER NOT NULL -- memory of all processes together\n"},
};
const size_t fl_experiment_table_count = sizeof fl_experiment_tables / sizeof fl_experiment_tables[0];

// The output tables that are kept of every run. Those by room and brand hold the scenario's own only.
const fl_table_id fl_experiment_kept[] = {
    FL_T_brand,       FL_T_room,         FL_T_policy,    FL_T_platform_day,   FL_T_source_day, FL_T_fan_tier_day,  FL_T_room_day,
    FL_T_room_window, FL_T_policy_day,   FL_T_period,    FL_T_repurchase,     FL_T_cohort,     FL_T_trust_census,  FL_T_census,
    FL_T_metric,      FL_T_lever_change, FL_T_right_day, FL_T_governance_day, FL_T_giving_day, FL_T_provider_month};
const size_t fl_experiment_kept_count = sizeof fl_experiment_kept / sizeof fl_experiment_kept[0];

// Tables have the number of a variant; who asks a view for it finds nothing, silently.
#define BY_NAME ". `variant` is its name, not its number"

const fl_view fl_experiment_views[] = {
    {"v_effect", "Each variant against the baseline, with names and meanings" BY_NAME,
     "SELECT v.name AS variant, b.name AS baseline, e.kpi, k.unit, e.pairs, e.baseline_mean, e.variant_mean, e.difference, e.low, "
     "e.high,\n"
     "       e.change, e.change_low, e.change_high, e.reduction, k.kind, k.meaning\n"
     "FROM effect AS e JOIN variant AS v USING (variant) JOIN kpi AS k USING (kpi) JOIN experiment AS x\n"
     "     JOIN variant AS b ON b.variant = x.baseline"},
    {"v_pair", "Key figures of every run beside those of the baseline's run with the same number" BY_NAME,
     "SELECT v.name AS variant, t.run, t.kpi, b.value AS baseline_value, t.value, t.value - b.value AS difference\n"
     "FROM kpi_run AS t JOIN variant AS v USING (variant) JOIN experiment AS x\n"
     "     JOIN kpi_run AS b ON b.variant = x.baseline AND b.run = t.run AND b.kpi = t.kpi\n"
     "WHERE t.variant <> x.baseline\n"
     "UNION ALL\n"
     "SELECT v.name, p.run, p.kpi, p.baseline_value, p.value, p.value - p.baseline_value FROM span_pair AS p JOIN variant AS v "
     "USING "
     "(variant)"},
    {"v_naive", "Estimates without a counterfactual, mean over the run numbers, beside the paired effect" BY_NAME,
     "SELECT v.name AS variant, n.method, count(*) AS runs, avg(n.gmv_yuan) AS gmv_yuan, e.difference AS paired_yuan\n"
     "FROM naive AS n JOIN variant AS v USING (variant) LEFT JOIN effect AS e ON e.variant = n.variant AND e.kpi = 'gmv.policies'\n"
     "GROUP BY n.variant, n.method"},
    {"v_why",
     "Where the difference comes from, mean over the run numbers in yuan, and as a share of the split's change; what adds up is "
     "told with table why" BY_NAME,
     "WITH means AS (\n"
     "  SELECT variant, span, split, cell, source, avg(baseline_gmv_fen) / 100 AS baseline_gmv_yuan, avg(gmv_fen) / 100 AS "
     "gmv_yuan,\n"
     "         avg(gmv_fen - baseline_gmv_fen) / 100 AS change_yuan, avg(visitors_fen) / 100 AS visitors_yuan,\n"
     "         avg(minutes_fen) / 100 AS minutes_yuan, avg(conversion_fen) / 100 AS conversion_yuan,\n"
     "         avg(frequency_fen) / 100 AS frequency_yuan, avg(value_fen) / 100 AS value_yuan\n"
     "  FROM why GROUP BY variant, span, split, cell, source)\n"
     "SELECT v.name AS variant, m.span, m.split, m.cell, m.source, m.baseline_gmv_yuan, m.gmv_yuan, m.change_yuan, "
     "m.visitors_yuan,\n"
     "       m.minutes_yuan, m.conversion_yuan, m.frequency_yuan, m.value_yuan,\n"
     "       m.change_yuan / nullif(sum(m.change_yuan) OVER (PARTITION BY m.variant, m.span, m.split), 0) AS change_share\n"
     "FROM means AS m JOIN variant AS v USING (variant)"},
    {"v_why_exact",
     "Whether every decomposition adds up, in fen: both gaps are 0. gap_factors_fen: factors against the change of their "
     "cells, gap_cells_fen: cells of a split against the change of GMV by the platform's daily log" BY_NAME,
     "WITH days AS (\n"
     "  SELECT d.variant, d.run, s.span, sum(d.gmv_fen) AS gmv_fen\n"
     "  FROM platform_day AS d JOIN (SELECT DISTINCT span, from_date, to_date FROM span WHERE span IN ('window', 'last_28')) AS s\n"
     "       ON d.date BETWEEN s.from_date AND s.to_date GROUP BY d.variant, d.run, s.span),\n"
     "sums AS (\n"
     "  SELECT variant, run, span, split, sum(abs(gmv_fen - baseline_gmv_fen - visitors_fen - minutes_fen - conversion_fen - "
     "frequency_fen - value_fen)) AS gap_factors_fen,\n"
     "         sum(gmv_fen - baseline_gmv_fen) AS change_fen\n"
     "  FROM why GROUP BY variant, run, span, split)\n"
     "SELECT v.name AS variant, s.run, s.span, s.split, s.change_fen, s.gap_factors_fen,\n"
     "       s.change_fen - (d.gmv_fen - b.gmv_fen) AS gap_cells_fen\n"
     "FROM sums AS s JOIN variant AS v USING (variant) JOIN experiment AS x\n"
     "     JOIN days AS d ON d.variant = s.variant AND d.run = s.run AND d.span = iif(s.span = 'distinct', 'window', s.span)\n"
     "     JOIN days AS b ON b.variant = x.baseline AND b.run = s.run AND b.span = d.span"},
    {"v_books",
     "Profit and loss before the cost of goods, mean over the run numbers in yuan: of the platform, of kinds of sellers and of the "
     "scenario's own brands. A seller receives what fans and platform pay, less refunds, and pays commission and paid "
     "traffic; the platform receives both and pays subsidies and red packets" BY_NAME,
     "WITH sums AS (\n"
     "  SELECT variant, run, split, cell, orders, gmv_fen, platform_fen, seller_fen, refund_fen, commission_fen, ads_fen,\n"
     "         paid_fen + platform_fen - refund_fen - commission_fen - ads_fen AS contribution_fen FROM books\n"
     "  UNION ALL SELECT variant, run, 'platform', 'platform', sum(orders), sum(gmv_fen), sum(platform_fen), sum(seller_fen), "
     "sum(refund_fen),\n"
     "         sum(commission_fen), sum(ads_fen), sum(commission_fen) + sum(ads_fen) - sum(platform_fen) FROM books WHERE split = "
     "'brand_kind' GROUP BY "
     "variant, run)\n"
     "SELECT v.name AS variant, s.split, s.cell, avg(s.orders) AS orders, avg(s.gmv_fen) / 100 AS gmv_yuan,\n"
     "       avg(s.platform_fen) / 100 AS platform_paid_yuan, avg(s.seller_fen) / 100 AS seller_vouchers_yuan,\n"
     "       avg(s.refund_fen) / 100 AS refund_yuan, avg(s.commission_fen) / 100 AS commission_yuan,\n"
     "       avg(s.ads_fen) / 100 AS ads_yuan,\n"
     "       avg(s.contribution_fen) / 100 AS contribution_yuan\n"
     "FROM sums AS s JOIN variant AS v USING (variant) GROUP BY s.variant, s.split, s.cell"},
};
const size_t fl_experiment_view_count = sizeof fl_experiment_views / sizeof fl_experiment_views[0];
