// The 2 x 2 of two policies: each alone, both, and what they do to one another. Found among the arms by the policies that are on.
#include "experiment/study.h"

#include "base/same.h"
#include "fit/estimate.h"

#include <math.h>
#include <stdlib.h>

// The four arms of a 2 x 2, by which of the two policies are on: neither, the first, the second, both.
typedef struct square {
  size_t first, second; // policies
  size_t arm[4];
} square;

static bool on(const fl_compare *plan, size_t arm, size_t policy) {
  return !plan->arms[arm].scenario->policies[policy].off;
}

// Whether two arms are alike but for policies `p` and `q` being on or off.
static bool alike(const fl_compare *plan, size_t a, size_t b, size_t p, size_t q) {
  const fl_scenario *x = plan->arms[a].scenario, *y = plan->arms[b].scenario;
  if (plan->arm_file[a] != plan->arm_file[b] || x->policy_count != y->policy_count || !fl_scenario_same_but_policies(x, y))
    return false;
  for (size_t i = 0; i < x->policy_count; i++) {
    const size_t size = fl_policy_fields(x->policies[i].kind)->struct_size;
    if (i != p && i != q && x->policies[i].off != y->policies[i].off) return false;
    if (!fl_same_words(&x->policies[i].of, &y->policies[i].of, size)) return false;
  }
  return true;
}

static bool complete(const fl_compare *plan, square *s) {
  const size_t none = plan->arm_count;
  for (int k = 0; k < 4; k++) s->arm[k] = none;
  for (size_t a = plan->arm_count; a-- > 0;)
    if (alike(plan, 0, a, s->first, s->second)) s->arm[on(plan, a, s->first) + 2 * on(plan, a, s->second)] = a;
  for (int k = 0; k < 4; k++)
    if (s->arm[k] == none) return false;
  return true;
}

static double gmv(fl_study *s, size_t arm, int64_t run, bool *known) {
  fl_query *q =
      fl_result_query(fl_experiment_read(s->file),
                      "SELECT value FROM kpi_run WHERE variant = CAST(?1 AS INTEGER) AND run = CAST(?2 AS INTEGER) AND kpi = 'gmv'"
                      " AND value IS NOT NULL",
                      (const char *[]){fl_study_number(arm, (char[24]){0}), fl_study_number((size_t)run, (char[24]){0}), NULL});
  double value = 0;
  const bool there = q && fl_query_next(q);
  if (there) value = fl_query_real(q, 0);
  if (q) fl_query_end(q);
  *known = *known && there;
  return value;
}

static fl_status write_square(fl_study *s, const square *q) {
  double *values = calloc(4 * (size_t)s->runs + 1, sizeof *values), *of[4];
  size_t pairs = 0;
  if (!values) return FL_ENVIRONMENT;
  for (size_t k = 0; k < 4; k++) of[k] = values + k * (size_t)s->runs;
  for (int64_t run = s->plan->first_run; run < s->plan->first_run + s->runs; run++) {
    bool known = true;
    double g[4];
    for (size_t k = 0; k < 4; k++) g[k] = gmv(s, q->arm[k], run, &known);
    if (!known) continue;
    of[0][pairs] = g[1] - g[0];
    of[1][pairs] = g[2] - g[0];
    of[2][pairs] = g[3] - g[0];
    of[3][pairs++] = g[3] - g[1] - g[2] + g[0];
  }
  static const char *const what[] = {"first", "second", "together", "interplay"};
  const fl_policy *policies = s->plan->arms[0].scenario->policies;
  fl_status status = FL_OK;
  for (size_t k = 0; status == FL_OK && pairs && k < 4; k++) {
    const fl_interval i = fl_mean_interval(of[k], pairs, s->plan->level);
    status = fl_experiment_row(s->file, "interplay", "ttitirrr", policies[q->first].id, policies[q->second].id, (int64_t)q->arm[0],
                               what[k], (int64_t)pairs, i.mean, i.low, i.high);
  }
  free(values);
  return status;
}

fl_status fl_study_interplay(fl_study *s) {
  const size_t policies = s->plan->arms[0].scenario->policy_count;
  fl_status status = FL_OK;
  for (size_t p = 0; p < policies; p++)
    for (size_t q = p + 1; status == FL_OK && q < policies; q++) {
      square found = {.first = p, .second = q};
      if (complete(s->plan, &found)) status = write_square(s, &found);
    }
  return status;
}
