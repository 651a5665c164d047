#include "record/figures.h"

#include <stdbool.h>
#include <stddef.h>

// Key figures as v_kpi has them, repurchase rates over whole months of the window, and the scenario's metrics: their names first. A metric
// that is named like a key figure keeps apart from it.
static const struct figure {
  bool keyed; // a value: takes the keys of the run
  const char *sql;
} figures[] = {
    {false, "INSERT OR IGNORE INTO kpi SELECT kpi, unit, kind, meaning FROM part.v_kpi"},
    {false, "INSERT OR IGNORE INTO kpi VALUES ('buyers', 'fans', 'result', 'distinct buyers of the window')"},
    {false, "INSERT OR IGNORE INTO kpi SELECT DISTINCT 'repurchase_' || rate, 'share', 'result', rate || ': ' || meaning ||"
            " ', platform, mean over whole months of the window' FROM part.v_repurchase WHERE rate <> 'R1'"},
    {false,
     "INSERT OR IGNORE INTO kpi SELECT 'repurchase_' || rate, 'share', 'result', rate || ': ' || meaning || ', platform' FROM "
     "part.v_repurchase WHERE rate = 'R1'"},
    {false,
     "INSERT OR IGNORE INTO kpi SELECT DISTINCT iif(m.name IN (SELECT kpi FROM kpi WHERE kind <> 'metric'), 'metric ' || m.name,"
     " m.name), '', 'metric', 'the scenario''s metric ' || m.name || ', mean of the window''s days that have a value' FROM "
     "part.metric AS m"},
    {true, "INSERT INTO kpi_run SELECT ?1, ?2, kpi, value FROM part.v_kpi"},
    {true, "INSERT INTO kpi_run SELECT ?1, ?2, 'buyers', buyers FROM part.repurchase WHERE period = 'window'"},
    {true, "INSERT INTO kpi_run SELECT ?1, ?2, 'repurchase_' || rate, avg(share) FROM part.v_repurchase WHERE whole AND phase = "
           "'window' GROUP BY rate"},
    {true,
     "INSERT INTO kpi_run SELECT ?1, ?2, k.kpi, avg(m.value) FROM part.metric AS m JOIN part.run AS r ON m.date BETWEEN"
     " r.from_date AND r.to_date JOIN kpi AS k ON k.kind = 'metric' AND k.kpi IN (m.name, 'metric ' || m.name) GROUP BY k.kpi"},
};

static int run(sqlite3 *db, const char *sql, const int64_t keys[2]) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
  for (int i = 0; keys && rc == SQLITE_OK && i < 2; i++) rc = sqlite3_bind_int64(stmt, i + 1, keys[i]);
  if (rc == SQLITE_OK) sqlite3_step(stmt);
  const int end = sqlite3_finalize(stmt);
  return rc == SQLITE_OK ? end : rc;
}

static int run_all(sqlite3 *db, bool keyed, const int64_t keys[2]) {
  int rc = SQLITE_OK;
  for (size_t i = 0; rc == SQLITE_OK && i < sizeof figures / sizeof *figures; i++)
    if (figures[i].keyed == keyed) rc = run(db, figures[i].sql, keys);
  return rc;
}

int fl_figures_name(sqlite3 *db) {
  return run_all(db, false, NULL);
}

int fl_figures_take(sqlite3 *db, int64_t first, int64_t second) {
  return run_all(db, true, (const int64_t[]){first, second});
}
