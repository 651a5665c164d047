// The tables and views of the file of an experiment over many points: a sweep, a calibration, an optimisation. Nothing in it hangs on how many
// processes made it, or how often they were interrupted.
#include "record/schema.h"

#define RUN_KEY                                                                                                                    \
  "  PRIMARY KEY (point, run, kpi),\n"                                                                                             \
  "  FOREIGN KEY (point, run) REFERENCES run\n"

const fl_provenance_table fl_sweep_tables[] = {
    {"sweep", "What was done, in one row",
     FL_SCHEMA_DESCRIPTION("runs show") //
     "  kind TEXT NOT NULL CHECK (kind IN ('sweep', 'calibrate', 'optimise')), -- what the points are for\n"
     "  design TEXT NOT NULL, -- design of a sweep: grid, list, random, lhs, sobol, halton, morris, saltelli; method of a search\n"
     "  seed INTEGER NOT NULL, -- key of every random number\n"
     "  slots INTEGER NOT NULL, -- active relations of a fan in this build (FL_SLOTS): another number is another model\n"
     "  points INTEGER NOT NULL, -- points that were simulated\n"
     "  first_run INTEGER NOT NULL, -- first run number\n"
     "  runs INTEGER NOT NULL, -- run numbers of each point of a sweep\n"
     "  plan TEXT NOT NULL, -- all that decides the rows, line by line: what is compared before it goes on\n"
     "  status TEXT NOT NULL CHECK (status IN ('done', 'failed', 'shard')), -- failed: some runs are not done; the others are "
     "here; shard: "
     "a part of the runs alone\n"
     "  reason TEXT NOT NULL -- why it is not done; '' otherwise\n"},
    {"source_file", "The scenario and every module it required, word for word, in order of loading",
     "  source INTEGER PRIMARY KEY, -- order of loading, from 0: the scenario itself\n"
     "  path TEXT NOT NULL, -- as it was named\n"
     "  module TEXT NOT NULL, -- name that `require` was given; '' for the scenario\n"
     "  text TEXT NOT NULL, -- contents\n"
     "  digest TEXT NOT NULL -- 128 bits in hexadecimal, over the bytes of the text\n"},
    {"run_set", "What --set, --seed, --fans and --days changed at all points, in order",
     "  number INTEGER PRIMARY KEY, -- order, from 0\n"
     "  key_value TEXT NOT NULL -- as written: key=value\n"},
    {"factor", "The levers that move from point to point",
     "  factor INTEGER PRIMARY KEY, -- number, from 1\n"
     "  name TEXT NOT NULL UNIQUE, -- as --set takes it\n"
     "  spread TEXT NOT NULL, -- its distribution\n"
     "  levels INTEGER NOT NULL, -- number of its values; 0 where they are a continuum\n"
     "  ordered INTEGER NOT NULL -- 1: its values are numbers\n"},
    {"setting", "What each lever is at each point",
     "  point INTEGER NOT NULL, -- number of the point, from 1\n"
     "  factor INTEGER NOT NULL REFERENCES factor, -- number of the lever\n"
     "  value TEXT NOT NULL, -- as --set takes it\n"
     "  number REAL NOT NULL, -- the same as a number; of words the index of the level, from 0\n"
     "  place REAL NOT NULL, -- where it is in its distribution, 0..1\n"
     "  PRIMARY KEY (point, factor)\n"},
    {"kpi", "The key figures: those of v_kpi of a result, and the scenario's own metrics",
     "  kpi TEXT PRIMARY KEY, -- its name; of a metric, that in the scenario\n"
     "  unit TEXT NOT NULL, -- unit; '' for metrics\n"
     "  kind TEXT NOT NULL, -- as in v_kpi; metric: mean of the window's days that have a value\n"
     "  meaning TEXT NOT NULL -- what it is\n"},
    {"run", "Every run of every point",
     "  point INTEGER NOT NULL, -- number of the point\n"
     "  run INTEGER NOT NULL, -- run number: replication of the seed, the same at all points of a sweep\n"
     "  status TEXT NOT NULL CHECK (status IN ('done', 'failed', 'lost')), -- only 'done' has key figures; failed: it does so "
     "whenever it is run; lost: its process was ended again and again\n"
     "  reason TEXT NOT NULL, -- why it is not done, with file and line where a scenario is at fault; '' otherwise\n"
     "  digest TEXT NOT NULL, -- digest over all tables of the run; '' where it is not done\n"
     "  PRIMARY KEY (point, run)\n"},
    {"kpi_run", "Every key figure of every run",
     "  point INTEGER NOT NULL, -- number of the point\n"
     "  run INTEGER NOT NULL, -- run number\n"
     "  kpi TEXT NOT NULL REFERENCES kpi, -- its name\n"
     "  value REAL, -- NULL where it is undefined\n" RUN_KEY},
    {"wanted", "What a search was asked for",
     "  kpi TEXT NOT NULL, -- key figure\n"
     "  role TEXT NOT NULL CHECK (role IN ('target', 'maximise', 'minimise', 'at_most', 'at_least')), -- what it is to do\n"
     "  value REAL, -- the target or the bound; NULL of a figure that is to be as high or low as can be\n"
     "  tolerance REAL, -- of a target: standard error of its value: of its source, and of what the model is not asked to meet\n"
     "  PRIMARY KEY (kpi, role)\n"},
    {"trial", "The points of a search in the order in which they were asked for",
     "  trial INTEGER PRIMARY KEY, -- order, from 1\n"
     "  phase TEXT NOT NULL, -- what it was for\n"
     "  point INTEGER NOT NULL, -- number of the point\n"
     "  runs INTEGER NOT NULL, -- runs that were made for it\n"
     "  objective REAL, -- of a calibration the distance to the targets in tolerances, of an optimisation the mean of the figure; "
     "NULL "
     "where it failed\n"
     "  violation REAL NOT NULL -- by how much limits are broken, the sum over limits; 0: none\n"},
    {"outcome", "How a search ended",
     "  name TEXT PRIMARY KEY, -- end: why; of a calibration size: effective size of the sample, distance: of the accepted runs at "
     "most, in tolerances (inf: of too few all targets have a value), undefined: runs in which a target has no value, adjusted: "
     "whether it was moved to where the targets are, confirm: fresh run numbers; of an optimisation improves, present_limits and "
     "best_limits (kept, undecided, broken)\n"
     "  value TEXT NOT NULL -- its value\n"},
    {"fit", "What the accepted runs of a calibration say of each target, in tolerances from it",
     "  kpi TEXT PRIMARY KEY, -- key figure\n"
     "  low REAL NOT NULL, -- the least\n"
     "  mean REAL NOT NULL, -- the mean\n"
     "  high REAL NOT NULL, -- the greatest\n"
     "  outside INTEGER NOT NULL -- 1: the target lies beyond all that was simulated by more than its tolerance\n"},
    {"predicted", "What a calibration found, in runs with fresh numbers that it was not chosen by: does it lead to the targets?",
     "  kpi TEXT NOT NULL, -- key figure\n"
     "  of TEXT NOT NULL CHECK (of IN ('sample', 'best')), -- sample: a member a run, drawn by weight; best: found.best in all\n"
     "  runs INTEGER NOT NULL, -- runs that have a value\n"
     "  q05 REAL, -- quantile of 5 % of the runs\n"
     "  mean REAL, -- their mean\n"
     "  q95 REAL, -- quantile of 95 %\n"
     "  missed REAL, -- the mean less the target, in tolerances\n"
     "  spread REAL, -- standard deviation of the runs, in tolerances\n"
     "  verdict TEXT NOT NULL CHECK (verdict IN ('held', 'off', 'untold')), -- off: missed by more than two standard deviations of "
     "a run with "
     "the target's error; untold: of fewer than two runs\n"
     "  PRIMARY KEY (kpi, of)\n"},
    {"sample", "The posterior sample of a calibration, adjusted to the targets where that could be done",
     "  member INTEGER NOT NULL, -- number, from 1\n"
     "  factor INTEGER NOT NULL REFERENCES factor, -- number of the lever\n"
     "  weight REAL NOT NULL, -- of the member; they add up to 1\n"
     "  value TEXT NOT NULL, -- as --set takes it\n"
     "  number REAL NOT NULL, -- the same as a number\n"
     "  place REAL NOT NULL, -- where it is in its distribution, 0..1\n"
     "  PRIMARY KEY (member, factor)\n"},
    {"found", "What a search found, lever by lever",
     "  factor INTEGER PRIMARY KEY REFERENCES factor, -- number of the lever\n"
     "  best TEXT NOT NULL, -- its value at the best point, as --set takes it; of a sample the median\n"
     "  start TEXT NOT NULL, -- its value in the scenario as it is; '' of a sample\n"
     "  mean REAL, -- of the sample; NULL where there is none, as all that follow\n"
     "  sd REAL, -- standard deviation\n"
     "  q05 REAL, -- quantile of 5 %\n"
     "  q25 REAL, -- of 25 %\n"
     "  q50 REAL, -- the median\n"
     "  q75 REAL, -- of 75 %\n"
     "  q95 REAL, -- of 95 %\n"
     "  width REAL -- of the 90 % interval, over that before anything was seen: near 1, nothing was learnt\n"},
    {"confirmed", "The best setting beside the scenario as it is, in runs with fresh numbers that chose nothing",
     "  kpi TEXT PRIMARY KEY, -- key figure that was asked for\n"
     "  pairs INTEGER NOT NULL, -- run numbers\n"
     "  start_mean REAL, -- of the scenario as it is\n"
     "  best_mean REAL, -- of the best setting\n"
     "  difference REAL, -- mean of best - start\n"
     "  low REAL, -- Student's 95 % interval of it\n"
     "  high REAL, -- its upper end\n"
     "  best_low REAL, -- Student's 95 % interval of the mean of the best setting\n"
     "  best_high REAL -- its upper end\n"},
};
const size_t fl_sweep_table_count = sizeof fl_sweep_tables / sizeof fl_sweep_tables[0];

const fl_view fl_sweep_views[] = {
    {"v_point", "Key figures of every point: mean over its runs, and their standard deviation",
     "SELECT point, kpi, count(value) AS runs, avg(value) AS mean,\n"
     "       sqrt(max(0, avg(value * value) - avg(value) * avg(value)) * count(value) / nullif(count(value) - 1, 0)) AS sd\n"
     "FROM kpi_run GROUP BY point, kpi"},
    {"v_setting", "What each lever is at each point, with its name",
     "SELECT point, name, value, number FROM setting JOIN factor USING (factor)"},
    {"v_command", "The command that repeats a run, for a shell",
     "SELECT r.point, r.run, r.status, r.reason,\n"
     "       'fanloop run ' || '''' || (SELECT iif(path LIKE '-%', './', '') || replace(path, '''', '''\\''''') FROM source_file "
     "WHERE "
     "source = 0) || '''' ||\n"
     "       coalesce((SELECT group_concat(' --set ''' || replace(key_value, '''', '''\\''''') || '''', '') FROM (SELECT "
     "key_value FROM "
     "run_set ORDER BY number)), '') ||\n"
     "       coalesce((SELECT group_concat(' --set ''' || replace(name || '=' || value, '''', '''\\''''') || '''', '') FROM "
     "(SELECT f.name, "
     "s.value\n"
     "                 FROM setting AS s JOIN factor AS f USING (factor) WHERE s.point = r.point ORDER BY s.factor)), '') ||\n"
     "       ' --set run=' || r.run AS command\n"
     "FROM run AS r"},
    {"v_failed", "Runs that are not done, why, and the command that repeats them",
     "SELECT point, run, status, reason, command FROM v_command WHERE status <> 'done'"},
};
const size_t fl_sweep_view_count = sizeof fl_sweep_views / sizeof fl_sweep_views[0];
