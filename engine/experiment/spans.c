// How each arm differs from the baseline: on which days, and whether one of the two has policies that the other lacks.
#include "experiment/study.h"

#include "base/date.h"
#include "base/same.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SPAN_DAYS = 28, SPANS_MOST = 64 };

static bool differs(const fl_policy *a, const fl_policy *b) {
  return a->off != b->off || (!a->off && !fl_same_words(&a->of, &b->of, fl_policy_fields(a->kind)->struct_size));
}

// Sorts the policies of two arms that have the same ones.
static void sort_policies(const fl_scenario *base, const fl_scenario *arm, fl_pairing *p) {
  size_t only_base = 0, only_arm = 0, changed = 0, others = 0;
  for (size_t i = 0; i < base->policy_count; i++) {
    const fl_policy *a = &base->policies[i], *b = &arm->policies[i];
    if (!differs(a, b)) {
      others += !a->off;
      continue;
    }
    p->differing++;
    only_base += b->off;
    only_arm += a->off;
    changed += !a->off && !b->off;
  }
  p->side = changed || (only_base && only_arm) ? FL_SIDE_BOTH : only_arm ? FL_SIDE_VARIANT : FL_SIDE_BASELINE;
  p->alone = others == 0;
}

// The number of a span among those over which rooms are watched; the last where there are too many.
static size_t number_span(fl_study *s, const int64_t policies[2]) {
  for (size_t i = 0; i < s->span_count; i++)
    if (fl_same_words(s->spans[i], policies, sizeof s->spans[i])) return i;
  if (s->span_count == SPANS_MOST) return SPANS_MOST;
  memcpy(s->spans[s->span_count], policies, sizeof s->spans[0]);
  return s->span_count++;
}

static void pair_arm(fl_study *s, size_t arm) {
  const fl_compare *plan = s->plan;
  const fl_setup *setup = &plan->arms[0].scenario->setup;
  const fl_model *model = s->models[arm], *baseline = s->models[plan->baseline];
  fl_pairing *p = &s->pairings[arm];
  const bool same_file = plan->arm_file[arm] == plan->arm_file[plan->baseline];
  p->differs = setup->from - setup->warmup;
  if (plan->arm_file[arm] == plan->arm_file[0]) p->differs += fl_model_differs(s->models[0], model);
  p->by_policies = arm != plan->baseline && same_file && fl_model_policy_span(baseline, model, &p->policies[0], &p->policies[1]);
  if (!p->by_policies) return;
  sort_policies(plan->arms[plan->baseline].scenario, plan->arms[arm].scenario, p);
  p->span = number_span(s, p->policies);
}

fl_status fl_study_pair(fl_study *s) {
  const fl_compare *plan = s->plan;
  s->models = calloc(plan->arm_count, sizeof *s->models);
  s->pairings = calloc(plan->arm_count, sizeof *s->pairings);
  s->spans = calloc(SPANS_MOST, sizeof *s->spans);
  fl_status status = s->models && s->pairings && s->spans ? FL_OK : FL_ENVIRONMENT;
  for (size_t a = 0; status == FL_OK && a < plan->arm_count; a++)
    status = fl_model_create(plan->arms[a].scenario, s->messages, &s->models[a]);
  for (size_t a = 0; status == FL_OK && a < plan->arm_count; a++) pair_arm(s, a);
  return status;
}

bool fl_study_watched(const fl_study *s, const fl_pairing *p) {
  return p->by_policies && p->span < s->span_count;
}

// ---- In the file ------------------------------------------------------------------------------------------------------------------

static fl_status write_span(fl_study *s, size_t arm, const char *name, int64_t from, int64_t to) {
  char first[FL_DATE_TEXT], last[FL_DATE_TEXT];
  return fl_experiment_row(s->file, "span", "ittt", (int64_t)arm, name, fl_date_text(from, first), fl_date_text(to, last));
}

// The days after the policies, and all days from the policies' first to the last of these.
static fl_status write_spans_after(fl_study *s, size_t arm, int64_t days) {
  const int64_t *policies = s->pairings[arm].policies;
  char name[32];
  snprintf(name, sizeof name, "after_%" PRId64, days);
  fl_status status = write_span(s, arm, name, policies[1] + 1, policies[1] + days);
  snprintf(name, sizeof name, "through_%" PRId64, days);
  if (status == FL_OK) status = write_span(s, arm, name, policies[0], policies[1] + days);
  return status;
}

// Spans of so many days are there when all their days are: others would not compare. What is behind the policies, as far as the window
// goes, is the rest, so that the sums tell what comes back.
static fl_status write_spans_of(fl_study *s, size_t arm) {
  const fl_setup *setup = &s->plan->arms[0].scenario->setup;
  const fl_pairing *p = &s->pairings[arm];
  fl_status status = write_span(s, arm, "window", setup->from, setup->to);
  if (status == FL_OK && setup->to - setup->from >= SPAN_DAYS)
    status = write_span(s, arm, "last_28", setup->to - SPAN_DAYS + 1, setup->to);
  if (status != FL_OK || !p->by_policies) return status;
  status = write_span(s, arm, "policies", p->policies[0], p->policies[1]);
  if (status == FL_OK && p->policies[0] - SPAN_DAYS >= setup->from - setup->warmup)
    status = write_span(s, arm, "before_28", p->policies[0] - SPAN_DAYS, p->policies[0] - 1);
  for (size_t i = 0; status == FL_OK && i < s->plan->after.count; i++)
    if (p->policies[1] + s->plan->after.days[i] <= setup->to) status = write_spans_after(s, arm, s->plan->after.days[i]);
  if (status == FL_OK && p->policies[1] >= setup->from && p->policies[1] < setup->to)
    status = write_span(s, arm, "rest", p->policies[1] + 1, setup->to);
  return status;
}

fl_status fl_study_write_spans(fl_study *s) {
  fl_status status = FL_OK;
  for (size_t a = 0; status == FL_OK && a < s->plan->arm_count; a++)
    if (a != s->plan->baseline) status = write_spans_of(s, a);
  return status;
}
