#include "cli/failures.h"

#include <stdlib.h>
#include <string.h>

typedef struct failure {
  const char *why;
  long long run;
  size_t arm, runs; // runs that failed for the same reason; arm: that of no arm for a message that tells of no run
} failure;

static const char *behind(const char *text, const char *beginning) {
  const size_t length = strlen(beginning);
  return text && strncmp(text, beginning, length) == 0 ? text + length : NULL;
}

// "run 3 of boosted failed: why", as fl_compare_run says it. A name may hold anything: the longest that fits is meant.
static failure read_failure(const fl_arms *arms, const char *message) {
  failure out = {.why = message, .arm = arms->count, .runs = 1};
  const char *number = behind(message, "run ");
  char *end = NULL;
  const long long run = number ? strtoll(number, &end, 10) : 0;
  const char *name = behind(end, " of ");
  size_t longest = 0;
  for (size_t a = 0; name && a < arms->count; a++) {
    const char *why = behind(behind(name, arms->arms[a].name), " failed: ");
    const size_t length = strlen(arms->arms[a].name);
    if (!why || length < longest) continue;
    out = (failure){.why = why, .run = run, .arm = a, .runs = 1};
    longest = length;
  }
  return out;
}

static int by_run(const void *a, const void *b) {
  const failure *x = a, *y = b;
  if (x->run != y->run) return x->run < y->run ? -1 : 1;
  if (x->arm != y->arm) return x->arm < y->arm ? -1 : 1;
  return strcmp(x->why, y->why);
}

static int by_reason(const void *a, const void *b) {
  const failure *x = a, *y = b;
  const int order = strcmp(x->why, y->why);
  return order ? order : by_run(a, b);
}

// One of each reason, the first run of it.
static size_t gather(failure *list, size_t count) {
  size_t kept = 0;
  qsort(list, count, sizeof *list, by_reason);
  for (size_t i = 0; i < count; i++)
    if (kept && strcmp(list[kept - 1].why, list[i].why) == 0)
      list[kept - 1].runs++;
    else
      list[kept++] = list[i];
  qsort(list, kept, sizeof *list, by_run);
  return kept;
}

bool fl_failures_tell(const fl_arms *arms, const fl_messages *messages, size_t from) {
  if (from >= messages->count) return true;
  const size_t count = messages->count - from;
  failure *list = calloc(count, sizeof *list);
  if (!list) return false;
  for (size_t i = 0; i < count; i++) list[i] = read_failure(arms, messages->items[from + i].text);
  const size_t kept = gather(list, count);
  for (size_t i = 0; i < kept; i++) {
    const failure *f = &list[i];
    if (f->arm == arms->count)
      fl_tell("%s", f->why);
    else if (f->runs == 1)
      fl_tell(fl_word(FL_W_compare_run_failed), f->run, arms->arms[f->arm].name, f->why);
    else
      fl_tell(fl_word(FL_W_compare_runs_failed), f->runs, f->run, arms->arms[f->arm].name, f->why);
  }
  free(list);
  return true;
}
