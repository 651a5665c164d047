// Branching: one world that has lived the days which several variants share, and goes on as one of them. A branch has the bits of a run
// that was the variant from its first day on (tests/test_branch.c).
#include "base/same.h"
#include "mechanisms/festival.h"
#include "mechanisms/recall.h"
#include "world/internal.h"

static void span_festival(const fl_model *m, const fl_festival *festival, int64_t *first, int64_t *last) {
  (void)m;
  fl_festival_span(festival, first, last);
}

static void span_rival_festival(const fl_model *m, const fl_rival_festival *rival, int64_t *first, int64_t *last) {
  (void)m;
  (void)last;
  *first -= rival->anticipation_days;
}

// Goods that were sold until `to` fail, are called back and bring vouchers afterwards.
static void span_defect(const fl_model *m, const fl_defect *defect, int64_t *first, int64_t *last) {
  (void)first;
  *last = fl_defect_last(&m->scenario.params, defect, m->first_date);
}

// The days on which a policy does something.
static void span_of(const fl_model *m, const fl_policy *policy, int64_t *first, int64_t *last) {
  fl_policy_dates(policy, first, last);
  switch (policy->kind) {
#define SPAN_DATES(name)
#define SPAN_AROUND(name) span_##name(m, &policy->of.name, first, last);
#define FL_POLICY(kind, name, title, rules, days)                                                                                  \
  case kind:                                                                                                                       \
    SPAN_##days(name);                                                                                                             \
    break;
#include "fanloop/policies.def"
#undef SPAN_AROUND
#undef SPAN_DATES
  case FL_POLICY_KINDS: break;
  }
}

static int64_t first_day_of(const fl_model *m, const fl_policy *policy) {
  int64_t first, last;
  span_of(m, policy, &first, &last);
  return first;
}

// The first date on which one policy makes two variants of `m` differ; `never` where it does not.
static int64_t policy_differs(const fl_model *m, const fl_policy *a, const fl_policy *b, int64_t never) {
  const size_t size = fl_policy_fields(a->kind)->struct_size;
  if ((a->off && b->off) || (a->off == b->off && fl_same_words(&a->of, &b->of, size))) return never;
  const int64_t first_a = a->off ? never : first_day_of(m, a), first_b = b->off ? never : first_day_of(m, b);
  return first_a < first_b ? first_a : first_b;
}

int64_t fl_model_differs(const fl_model *a, const fl_model *b) {
  const fl_scenario *x = &a->scenario, *y = &b->scenario;
  int64_t first = a->first_date + a->days;
  if (!fl_scenario_same_but_policies(x, y) || x->policy_count != y->policy_count) return 0;
  for (size_t p = 0; p < x->policy_count; p++) {
    if (x->policies[p].kind != y->policies[p].kind || strcmp(x->policies[p].id, y->policies[p].id) != 0) return 0;
    const int64_t date = policy_differs(a, &x->policies[p], &y->policies[p], a->first_date + a->days);
    if (date < first) first = date;
  }
  return first > a->first_date ? first - a->first_date : 0;
}

bool fl_model_policy_span(const fl_model *a, const fl_model *b, int64_t *first, int64_t *last) {
  const fl_scenario *x = &a->scenario, *y = &b->scenario;
  const int64_t end = a->first_date + a->days - 1;
  if (fl_model_differs(a, b) == 0) return false;
  *first = end + 1;
  *last = a->first_date;
  for (size_t p = 0; p < x->policy_count; p++) {
    if (policy_differs(a, &x->policies[p], &y->policies[p], end + 1) > end) continue;
    const fl_policy *both[] = {&x->policies[p], &y->policies[p]};
    for (int i = 0; i < 2; i++) {
      int64_t from, to;
      if (both[i]->off) continue;
      span_of(a, both[i], &from, &to);
      if (both[i]->kind == FL_DEPARTURE) to = end; // the host is gone for good, however soon all fans know it
      if (from < *first) *first = from;
      if (to > *last) *last = to;
    }
  }
  if (*first < a->first_date) *first = a->first_date;
  if (*last > end) *last = end;
  return *first <= *last;
}

// Levers that a hook has moved stay where it moved them, as they would have been moved in a run of the variant alone.
static void take_fields(void *now, const void *from, const void *to, size_t size) {
  for (size_t at = 0; at < size; at += 8)
    if (fl_same_words((const char *)now + at, (const char *)from + at, 8)) memcpy((char *)now + at, (const char *)to + at, 8);
}

fl_status fl_world_turn(fl_world *w, const fl_model *model) {
  const fl_model *before = w->model;
  if (w->day > fl_model_differs(before, model)) {
    fl_world_fail(w, "the variant differs from day %lld on, before the day of the branch",
                  (long long)fl_model_differs(before, model));
    return FL_BROKEN;
  }
  for (size_t p = 0; p < w->policy_count; p++) {
    const fl_policy *from = &before->scenario.policies[p], *to = &model->scenario.policies[p];
    fl_policy *now = &w->policies[p];
    const int64_t spent = fl_policy_budget(now) ? *fl_policy_budget(now) - w->accounts[p].left_fen : 0;
    const int64_t granted = fl_policy_exposures(now) ? *fl_policy_exposures(now) - w->pools[p].left : 0;
    const size_t size = fl_policy_fields(to->kind)->struct_size;
    now->off = w->policies_told[p].off = to->off;
    take_fields(&now->of, &from->of, &to->of, size);
    take_fields(&w->policies_told[p].of, &from->of, &to->of, size);
    if (fl_policy_budget(now)) w->accounts[p].left_fen = *fl_policy_budget(now) - spent;
    if (fl_policy_exposures(now)) w->pools[p].left = *fl_policy_exposures(now) - granted;
  }
  w->model = model;
  fl_digest_forget(&w->digest, FL_T_policy);
  return fl_emit_policies(w);
}
