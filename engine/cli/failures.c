#include "cli/failures.h"

#include "cli/session.h"

#include <stdlib.h>
#include <string.h>

static bool make_room(fl_failures *f) {
  if (f->count < f->capacity) return true;
  const size_t capacity = 2 * f->capacity + 16;
  fl_failure *more = realloc(f->items, capacity * sizeof *more);
  if (!more) return false;
  f->items = more;
  f->capacity = capacity;
  return true;
}

void fl_failures_add(fl_failures *f, int64_t run, size_t arm, const char *why) {
  char *copy = make_room(f) ? strdup(why) : NULL;
  if (copy)
    f->items[f->count++] = (fl_failure){.why = copy, .run = run, .arm = arm};
  else
    f->forgetful = true;
}

static int by_run(const void *a, const void *b) {
  const fl_failure *x = a, *y = b;
  if (x->run != y->run) return x->run < y->run ? -1 : 1;
  return (x->arm > y->arm) - (x->arm < y->arm);
}

static int by_reason(const void *a, const void *b) {
  const fl_failure *x = a, *y = b;
  const int order = strcmp(x->why, y->why);
  return order ? order : by_run(a, b);
}

// Counts the runs of each reason in the first of them.
static void gather(fl_failures *f) {
  fl_failure *first = NULL;
  if (f->count) qsort(f->items, f->count, sizeof *f->items, by_reason);
  for (size_t i = 0; i < f->count; i++) {
    fl_failure *x = &f->items[i];
    x->runs = 0;
    if (!first || strcmp(first->why, x->why) != 0) first = x;
    first->runs++;
  }
  if (f->count) qsort(f->items, f->count, sizeof *f->items, by_run);
}

void fl_failures_tell(fl_failures *f, const fl_arm *arms) {
  gather(f);
  for (size_t i = 0; i < f->count; i++) {
    const fl_failure *x = &f->items[i];
    const long long run = x->run;
    if (x->runs == 1)
      fl_tell(fl_word(FL_W_compare_run_failed), run, arms[x->arm].name, x->why);
    else if (x->runs > 1)
      fl_tell(fl_word(FL_W_compare_runs_failed), x->runs, run, arms[x->arm].name, x->why);
  }
  if (f->forgetful) fl_tell("%s", fl_word(FL_W_no_memory));
}

void fl_failures_free(fl_failures *f) {
  for (size_t i = 0; i < f->count; i++) free(f->items[i].why);
  free(f->items);
  *f = (fl_failures){0};
}
