// The named table of benchmarks. Each warms its world up to a typical day and takes the time from there, day by day: the minimum and
// the median over the days of all repeats. Nothing here is asserted; the figures are for people.
#define _POSIX_C_SOURCE 200809L
#include "fanloop/world.h"
#include "record/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_DAYS = 512, STAGES = 16, FIRST_DAY = 19083 }; // 2022-04-01

typedef struct setting {
  const char *key, *value;
} setting;

typedef struct benchmark {
  const char *name, *what;
  int64_t fans, rooms;
  int warmup, days; // timed: `days`
  uint32_t threads;
  bool subsidy, record, by_name_only;
  setting settings[16];
} benchmark;

// The comparable peer model: fan life, one visit per active fan, purchase and trust; no relations besides one, no policies.
#define PLAIN_SETTINGS                                                                                                             \
  {                                                                                                                                \
    {"follow.capacity", "1"}, {"start.relations", "0.5"}, {"fan.weekend_lift", "0"}, {"fan.activity", "0.4"},                      \
        {"choice.public_visits", "0.5"}, {"follow.notification_reach", "0.1"}, {"follow.feed_share", "0"},                         \
        {"record.sample_share", "0"}, {                                                                                            \
      "flat_calendar", "true"                                                                                                      \
    }                                                                                                                              \
  }

static const benchmark benchmarks[] = {
    {.name = "plain",
     .what = "fan life, about one visit per active fan, purchase and trust; 1 thread",
     .fans = 1000000,
     .rooms = 1000,
     .warmup = 30,
     .days = 20,
     .threads = 1,
     .settings = PLAIN_SETTINGS},
    {.name = "typical",
     .what = "everything on, an ordinary day; 2 threads",
     .fans = 1000000,
     .rooms = 1000,
     .warmup = 40,
     .days = 28,
     .threads = 2},
    {.name = "typical-subsidy",
     .what = "typical with a running subsidy",
     .fans = 1000000,
     .rooms = 1000,
     .warmup = 40,
     .days = 28,
     .threads = 2,
     .subsidy = true},
    {.name = "threads",
     .what = "typical on 1 thread and on 2, and their ratio",
     .fans = 1000000,
     .rooms = 1000,
     .warmup = 30,
     .days = 20,
     .threads = 2},
    {.name = "recording",
     .what = "typical with the SQLite sink at default detail, and its share of wall time",
     .fans = 1000000,
     .rooms = 1000,
     .warmup = 30,
     .days = 60,
     .threads = 2,
     .record = true},
    {.name = "full-platform",
     .what = "300 million fans, 200,000 rooms, 10 days; needs 22 GiB",
     .fans = 300000000,
     .rooms = 200000,
     .warmup = 2,
     .days = 8,
     .threads = 2,
     .by_name_only = true},
};
enum { BENCHMARKS = sizeof benchmarks / sizeof *benchmarks };

// What one repeat measured; passed from the child through a pipe.
typedef struct measured {
  double day[MOST_DAYS]; // seconds of each timed day
  int days;
  double stage[STAGES]; // seconds over the timed days
  double processor;     // seconds of all threads over the timed days
  double build, sink;   // seconds: building the world; inside the sink, over the timed days
  int64_t fan_days, active, visits, fan_bytes, queue_bytes, total_bytes, peak_rss;
  bool ok;
} measured;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double processor_time(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static fl_sink inner; // what the timed sink passes rows on to
static double in_sink;
static fl_status timed_rows(void *ctx, fl_table_id table, const void *rows, size_t count) {
  (void)ctx;
  const double begin = now();
  const fl_status status = inner.rows ? inner.rows(inner.ctx, table, rows, count) : FL_OK;
  in_sink += now() - begin;
  return status;
}

static bool make_scenario(const benchmark *b, fl_scenario *s) {
  char why[512];
  *s = fl_default_scenario();
  strcpy(s->name, b->name);
  s->setup.fans = b->fans;
  s->setup.rooms = b->rooms;
  s->setup.warmup = b->warmup;
  s->setup.from = FIRST_DAY + b->warmup;
  s->setup.to = s->setup.from + b->days - 1;
  for (const setting *x = b->settings; x->key; x++)
    if (!fl_scenario_set(s, x->key, x->value, why, sizeof why)) {
      fprintf(stderr, "%s: %s\n", x->key, why);
      return false;
    }
  if (!b->subsidy) return true;
  fl_policy *policy = fl_scenario_add_policy(s, FL_SUBSIDY, "subsidy");
  if (!policy) return false;
  policy->of.subsidy.from = s->setup.from - b->warmup;
  policy->of.subsidy.to = s->setup.to;
  policy->of.subsidy.budget = INT64_C(10000000000) * (b->warmup + b->days); // fen: a hundred million yuan a day
  return true;
}

static bool go(const benchmark *b, fl_world *world, fl_record *record, measured *m) {
  fl_world_stats before, after;
  if (fl_world_begin(world) != FL_OK) return false;
  for (int d = 0; d < b->warmup; d++)
    if (fl_world_step(world) != FL_OK || (record && fl_record_day(record, FIRST_DAY + d) != FL_OK)) return false;
  fl_world_get_stats(world, &before);
  in_sink = 0;
  const double processor = processor_time();
  for (int d = 0; d < b->days; d++) {
    const double begin = now();
    if (fl_world_step(world) != FL_OK) return false;
    const double middle = now();
    if (record && fl_record_day(record, FIRST_DAY + b->warmup + d) != FL_OK) return false;
    const double end = now();
    in_sink += end - middle;
    m->day[m->days++] = end - begin;
  }
  m->processor = processor_time() - processor;
  fl_world_get_stats(world, &after);
  m->fan_days = after.fan_days - before.fan_days;
  m->active = after.active_fan_days - before.active_fan_days;
  m->visits = after.visits - before.visits;
  m->fan_bytes = after.fan_bytes;
  m->queue_bytes = after.queue_bytes_peak;
  m->total_bytes = after.total_bytes_peak;
  for (int s = 0; s < STAGES; s++) m->stage[s] = after.stage_seconds[s] - before.stage_seconds[s];
  m->sink = in_sink;
  return true;
}

// One world from building to the last day, in this process.
static void measure(const benchmark *b, uint32_t threads, bool with_record, measured *m) {
  fl_scenario scenario;
  fl_messages messages = {0};
  fl_model *model = NULL;
  fl_world *world = NULL;
  fl_record *record = NULL;
  char path[64];
  snprintf(path, sizeof path, "build/bench-%d.sqlite", (int)getpid());
  if (!make_scenario(b, &scenario)) return;
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(threads);
  const double begin = now();
  bool ok = fl_model_create(&scenario, &messages, &model) == FL_OK;
  if (ok && with_record) {
    const fl_record_options how = {
        .path = path, .force = true, .engine_version = "bench", .build = "bench", .command = "bench", .threads = threads};
    ok = fl_record_create(&how, &scenario, &messages, &record) == FL_OK;
    if (ok) inner = fl_record_sink(record);
    options.sink = (fl_sink){NULL, timed_rows};
  }
  ok = ok && fl_world_create(model, &options, &messages, &world) == FL_OK;
  m->build = now() - begin;
  if (ok) {
    fl_world_clock(world, now);
    m->ok = go(b, world, record, m);
    if (!m->ok) fprintf(stderr, "%s: the run stopped: %s\n", b->name, fl_world_failure(world));
  }
  for (size_t i = 0; i < messages.count; i++) fprintf(stderr, "%s: %s\n", b->name, messages.items[i].text);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  m->peak_rss = (int64_t)usage.ru_maxrss * 1024;
  if (record) {
    if (m->ok) {
      fl_digest digest;
      fl_world_stats stats;
      fl_world_digest(world, &digest);
      fl_world_get_stats(world, &stats);
      const double finish = now();
      fl_record_finish(record, &digest, &stats, finish - begin);
      m->sink += now() - finish; // indices and views belong to recording
    }
    fl_record_close(record);
    remove(path);
  }
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_scenario_free(&scenario);
  fl_messages_free(&messages);
}

// In a process of its own: peak memory is that of one world, and no repeat profits from the one before.
static measured measure_apart(const benchmark *b, uint32_t threads, bool with_record) {
  static measured m;
  int ends[2];
  m = (measured){0};
  fflush(stdout);
  if (pipe(ends) != 0) return m;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    measure(b, threads, with_record, &m);
    const char *at = (const char *)&m;
    for (size_t left = sizeof m; left > 0;) {
      const ssize_t n = write(ends[1], at, left);
      if (n <= 0) _exit(1);
      at += n;
      left -= (size_t)n;
    }
    _exit(0);
  }
  close(ends[1]);
  size_t got = 0;
  for (ssize_t n; got < sizeof m && (n = read(ends[0], (char *)&m + got, sizeof m - got)) > 0;) got += (size_t)n;
  close(ends[0]);
  int status = 0;
  if (child > 0) waitpid(child, &status, 0);
  if (got < sizeof m || status != 0) m.ok = false;
  return m;
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

typedef struct timing {
  double least, median; // seconds of a day
  bool ok;
} timing;

// Runs the repeats and prints what they measured.
static timing run_and_print(const benchmark *b, uint32_t threads, bool with_record, int repeats) {
  double *days = calloc((size_t)repeats * MOST_DAYS, sizeof *days);
  size_t count = 0;
  measured m = {0};
  for (int r = 0; r < repeats && days; r++) {
    m = measure_apart(b, threads, with_record);
    if (!m.ok) {
      free(days);
      printf("  failed\n");
      return (timing){0};
    }
    memcpy(days + count, m.day, (size_t)m.days * sizeof *days);
    count += (size_t)m.days;
  }
  if (!days || count == 0) return (timing){0};
  qsort(days, count, sizeof *days, by_size);
  const timing t = {days[0], days[count / 2], true};
  free(days);
  const double fans = (double)b->fans, rest = (double)m.total_bytes - fans * (double)m.fan_bytes - (double)m.queue_bytes;
  printf("  %u thread%s%s, %d days after %d of warm-up, %d repeat%s\n", threads, threads == 1 ? "" : "s",
         with_record ? ", recording" : "", b->days, b->warmup, repeats, repeats == 1 ? "" : "s");
  printf("    ns per fan-day         %8.2f min  %8.2f median\n", 1e9 * t.least / fans, 1e9 * t.median / fans);
  printf("    million fan-days/s     %8.2f max  %8.2f median\n", fans / t.least / 1e6, fans / t.median / 1e6);
  printf("    processor time         %8.2f ns per fan-day, all threads (beside other work, wall time says little)\n",
         1e9 * m.processor / (double)m.fan_days);
  printf("    active share           %8.3f      visits per active fan %.2f\n", (double)m.active / (double)m.fan_days,
         m.active ? (double)m.visits / (double)m.active : 0.0);
  printf("    bytes per fan          %8lld record  %.2f queues (peak)\n", (long long)m.fan_bytes, (double)m.queue_bytes / fans);
  printf("    peak RSS               %8.1f MiB  %.1f bytes a fan; sellers and the rest of the agents %.1f MiB\n",
         (double)m.peak_rss / 0x1p20, (double)m.peak_rss / fans, rest / 0x1p20);
  printf("    building               %8.2f s\n    stages                ", m.build);
  double total = 0;
  for (int s = 0; s < STAGES && fl_world_stage_name(s); s++) total += m.stage[s];
  for (int s = 0; s < STAGES && fl_world_stage_name(s); s++)
    printf(" %s %.1f %%%s", fl_world_stage_name(s), total > 0 ? 100 * m.stage[s] / total : 0,
           fl_world_stage_name(s + 1) ? "," : "\n");
  if (with_record) {
    double wall = 0;
    for (int d = 0; d < m.days; d++) wall += m.day[d];
    printf("    in the sink            %8.2f %% of wall time (indices and views at the end included)\n", 100 * m.sink / wall);
  }
  fflush(stdout);
  return t;
}

static bool run(const benchmark *b, int repeats) {
  printf("%s: %s (%lld fans, %lld rooms)\n", b->name, b->what, (long long)b->fans, (long long)b->rooms);
  if (strcmp(b->name, "threads") == 0) {
    const timing one = run_and_print(b, 1, false, repeats), two = run_and_print(b, 2, false, repeats);
    if (one.ok && two.ok)
      printf("  from 1 to 2 threads: %.2f x (medians), %.2f x (minima)\n", one.median / two.median, one.least / two.least);
    return one.ok && two.ok;
  }
  if (b->record) {
    const timing without = run_and_print(b, b->threads, false, repeats), with = run_and_print(b, b->threads, true, repeats);
    if (without.ok && with.ok)
      printf("  recording costs %.2f %% of wall time (medians)\n", 100 * (with.median - without.median) / with.median);
    return without.ok && with.ok;
  }
  return run_and_print(b, b->threads, false, repeats).ok;
}

static int usage(void) {
  fprintf(stderr, "usage: tools/bench [--list | --only NAME] [--repeats N] [--fans N] [--threads N]\n");
  return 2;
}

int main(int argc, char **argv) {
  const char *only = NULL;
  int repeats = 0;
  int64_t fans = 0; // 0: as in the table
  int threads = 0;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--list") == 0) {
      for (int k = 0; k < BENCHMARKS; k++)
        printf("%-16s %s%s\n", benchmarks[k].name, benchmarks[k].what, benchmarks[k].by_name_only ? " (only by name)" : "");
      return 0;
    }
    if (i + 1 == argc) return usage();
    if (strcmp(argv[i], "--only") == 0)
      only = argv[++i];
    else if (strcmp(argv[i], "--repeats") == 0)
      repeats = atoi(argv[++i]);
    else if (strcmp(argv[i], "--fans") == 0)
      fans = atoll(argv[++i]);
    else if (strcmp(argv[i], "--threads") == 0)
      threads = atoi(argv[++i]);
    else
      return usage();
  }
  if (FL_SANITIZED || strcmp(FL_BUILD_TYPE, "Release") != 0) {
    fprintf(stderr, "this is a %s build%s: times would mean nothing. Use the release or native preset.\n", FL_BUILD_TYPE,
            FL_SANITIZED ? " with sanitizers" : "");
    return 1;
  }
  bool found = false, ok = true;
  for (int k = 0; k < BENCHMARKS; k++) {
    benchmark row = benchmarks[k];
    const benchmark *b = &row;
    if (fans > 0) row.fans = fans;
    if (threads > 0) row.threads = (uint32_t)threads;
    if (only ? strcmp(only, b->name) != 0 : b->by_name_only) continue;
    found = true;
    ok = run(b, repeats > 0 ? repeats : b->by_name_only ? 1 : 3) && ok;
  }
  if (!found) {
    fprintf(stderr, "no benchmark \"%s\"; tools/bench --list\n", only);
    return 2;
  }
  return ok ? 0 : 1;
}
