// The named table of benchmarks. Each warms its world up to a typical day and takes the time from there, day by day: the minimum and
// the median over the days of all repeats. Nothing here is asserted; the figures are for people.
#define _POSIX_C_SOURCE 200809L
#include "bare_loop.h"
#include "fanloop/world.h"
#include "record/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_DAYS = 512, STAGES = 16, ARMS = 2, FIRST_DAY = 19083 }; // 2022-04-01

typedef struct setting {
  const char *key, *value;
} setting;

typedef struct benchmark {
  const char *name, *what;
  int64_t fans, rooms;
  int warmup, days; // timed: `days`
  uint32_t threads;
  bool subsidy, by_name_only, bare; // bare: beside a bare loop
  bool record, ladder;              // two arms: without and with the SQLite sink; on 1 thread and on `threads`
  setting settings[32];
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

// What the platform had in 2022, mechanism by mechanism.
// clang-format off
#define YEAR_2022_SETTINGS                                                                                                         \
  {                                                                                                                                \
    {"governance.form", "game"}, {"governance.staff", "3000"}, {"governance.money", "960000"}, {"governance.event_review", "1"},   \
    {"rights.seven_day.coverage", "0.44"}, {"rights.shipping_cover.coverage", "0.44"}, {"rights.refund_only.coverage", "0.44"},    \
    {"rights.fake_nine.coverage", "0.44"}, {"rights.certificate.coverage", "0.44"}, {"rights.first_order.coverage", "0.44"},       \
    {"rights.phone_warranty.coverage", "0.44"}, {"shelf.search", "0.15"}, {"shelf.browse", "0.06"}, {"shelf.shop", "0.04"},        \
    {"ads.load", "0.3"}, {"word.form", "segments"}, {"hosts.kept", "on"}, {"seller.strain_quality", "0.3"},                        \
    {"seller.strain_service", "0.3"}, {"seller.price_learning", "0.05"}, {"seller.entry_per_year", "0.2"},       \
    {"seeding.form", "on"}, {"distribution.share", "0.4"}, {"growth.form", "on"}                                                   \
  }
// clang-format on

static const benchmark benchmarks[] = {
    {.name = "plain",
     .what = "fan life, about one visit per active fan, purchase and trust; 1 thread",
     .fans = 1000000,
     .rooms = 1000,
     .warmup = 30,
     .days = 20,
     .threads = 1,
     .bare = true,
     .settings = PLAIN_SETTINGS},
    {.name = "typical",
     .what = "everything of 2022 on, an ordinary day; 2 threads",
     .fans = 1000000,
     .rooms = 1000,
     .warmup = 40,
     .days = 28,
     .threads = 2,
     .settings = YEAR_2022_SETTINGS},
    {.name = "core",
     .what = "fans, hosts, trust and choice alone, an ordinary day; 2 threads",
     .fans = 1000000,
     .rooms = 1000,
     .warmup = 40,
     .days = 28,
     .threads = 2},
    {.name = "core-subsidy",
     .what = "core with a running subsidy",
     .fans = 1000000,
     .rooms = 1000,
     .warmup = 40,
     .days = 28,
     .threads = 2,
     .subsidy = true},
    {.name = "threads",
     .what = "core on 1 thread and on 2, and their ratio",
     .fans = 1000000,
     .rooms = 1000,
     .warmup = 30,
     .days = 20,
     .threads = 2,
     .ladder = true},
    {.name = "recording",
     .what = "core with the SQLite sink at default detail, and its share of wall time",
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

// One way to run a benchmark. Two arms are run day by day in turns, so that a machine whose speed changes does not decide between them.
typedef struct arm {
  uint32_t threads;
  bool record;
} arm;

typedef struct run {
  fl_scenario scenario;
  fl_messages messages;
  fl_model *model;
  fl_world *world;
  fl_record *record;
  fl_sink inner; // what the timed sink passes rows on to
  double in_sink, processor;
  char path[64];
} run;

static fl_status timed_rows(void *ctx, fl_table_id table, const void *rows, size_t count) {
  run *r = ctx;
  const double begin = now();
  const fl_status status = r->inner.rows ? r->inner.rows(r->inner.ctx, table, rows, count) : FL_OK;
  r->in_sink += now() - begin;
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

static bool build(const benchmark *b, const arm *how, int number, run *r) {
  snprintf(r->path, sizeof r->path, "build/bench-%d-%d.sqlite", (int)getpid(), number);
  if (!make_scenario(b, &r->scenario)) return false;
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(how->threads);
  if (fl_model_create(&r->scenario, &r->messages, &r->model) != FL_OK) return false;
  if (how->record) {
    const fl_record_options file = {
        .path = r->path, .force = true, .engine_version = "bench", .build = "bench", .command = "bench", .threads = how->threads};
    if (fl_record_create(&file, &r->scenario, &r->messages, &r->record) != FL_OK) return false;
    r->inner = fl_record_sink(r->record);
    options.sink = (fl_sink){r, timed_rows};
  }
  if (fl_world_create(r->model, &options, &r->messages, &r->world) != FL_OK) return false;
  fl_world_clock(r->world, now);
  return fl_world_begin(r->world) == FL_OK;
}

// One day, in seconds of wall time; negative when the run stopped.
static double one_day(run *r, int day) {
  const double processor = processor_time(), begin = now();
  if (fl_world_step(r->world) != FL_OK) return -1;
  const double middle = now();
  if (r->record && fl_record_day(r->record, FIRST_DAY + day) != FL_OK) return -1;
  const double end = now();
  r->in_sink += end - middle;
  r->processor += processor_time() - processor;
  return end - begin;
}

// Indices and views belong to recording.
static void finish(run *r, measured *m) {
  fl_digest digest;
  fl_world_stats stats;
  fl_world_digest(r->world, &digest);
  fl_world_get_stats(r->world, &stats);
  const double begin = now();
  fl_record_finish(r->record, &digest, &stats, 0);
  m->sink += now() - begin;
}

static void demolish(run *r) {
  fl_record_close(r->record);
  remove(r->path);
  fl_world_destroy(r->world);
  fl_model_destroy(r->model);
  fl_scenario_free(&r->scenario);
  fl_messages_free(&r->messages);
}

static void take_stats(run *r, int sign, measured *m) {
  fl_world_stats stats;
  fl_world_get_stats(r->world, &stats);
  m->fan_days += sign * stats.fan_days;
  m->active += sign * stats.active_fan_days;
  m->visits += sign * stats.visits;
  for (int s = 0; s < STAGES; s++) m->stage[s] += sign * stats.stage_seconds[s];
  m->sink += sign * r->in_sink;
  m->processor += sign * r->processor;
  m->fan_bytes = stats.fan_bytes;
  m->queue_bytes = stats.queue_bytes_peak;
  m->total_bytes = stats.total_bytes_peak;
}

// The worlds of all arms from building to the last day, in this process.
static bool measure(const benchmark *b, const arm *arms, int count, measured *m) {
  run runs[ARMS] = {0};
  bool ok = true;
  for (int i = 0; i < count && ok; i++) {
    const double begin = now();
    ok = build(b, &arms[i], i, &runs[i]);
    m[i].build = now() - begin;
  }
  for (int d = 0; d < b->warmup + b->days && ok; d++)
    for (int turn = 0; turn < count && ok; turn++) {
      const int i = (turn + d) % count;
      if (d == b->warmup) take_stats(&runs[i], -1, &m[i]);
      const double seconds = one_day(&runs[i], d);
      ok = seconds >= 0;
      if (d >= b->warmup) m[i].day[m[i].days++] = seconds;
    }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  for (int i = 0; i < count; i++) {
    m[i].ok = ok;
    m[i].peak_rss = (int64_t)usage.ru_maxrss * 1024;
    if (ok) take_stats(&runs[i], 1, &m[i]);
    if (ok && runs[i].record) finish(&runs[i], &m[i]);
    for (size_t k = 0; k < runs[i].messages.count; k++) fprintf(stderr, "%s: %s\n", b->name, runs[i].messages.items[k].text);
    if (!ok && runs[i].world) fprintf(stderr, "%s: the run stopped: %s\n", b->name, fl_world_failure(runs[i].world));
    demolish(&runs[i]);
  }
  return ok;
}

// In a process of its own: peak memory is that of these worlds, and no repeat profits from the one before.
static bool measure_apart(const benchmark *b, const arm *arms, int count, measured *m) {
  const size_t size = (size_t)count * sizeof *m;
  int ends[2];
  memset(m, 0, size);
  fflush(stdout);
  if (pipe(ends) != 0) return false;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    measure(b, arms, count, m);
    const char *at = (const char *)m;
    for (size_t left = size; left > 0;) {
      const ssize_t n = write(ends[1], at, left);
      if (n <= 0) _exit(1);
      at += n;
      left -= (size_t)n;
    }
    _exit(0);
  }
  close(ends[1]);
  size_t got = 0;
  for (ssize_t n; got < size && (n = read(ends[0], (char *)m + got, size - got)) > 0;) got += (size_t)n;
  close(ends[0]);
  int status = 0;
  if (child > 0) waitpid(child, &status, 0);
  return got == size && status == 0 && m[0].ok;
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *x, size_t n) {
  qsort(x, n, sizeof *x, by_size);
  return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

// Prints what one arm measured: `days` are the seconds of all its days, `m` its last repeat.
static void print_arm(const benchmark *b, const arm *a, double *days, size_t count, const measured *m, int arms) {
  const double middle = median(days, count), least = days[0], fans = (double)b->fans;
  const double rest = (double)m->total_bytes - fans * (double)m->fan_bytes - (double)m->queue_bytes;
  printf("  %u thread%s%s, %d days after %d of warm-up, %d repeat%s\n", a->threads, a->threads == 1 ? "" : "s",
         a->record ? ", recording" : "", b->days, b->warmup, (int)count / b->days, (int)count == b->days ? "" : "s");
  printf("    ns per fan-day         %8.2f min  %8.2f median\n", 1e9 * least / fans, 1e9 * middle / fans);
  printf("    million fan-days/s     %8.2f max  %8.2f median\n", fans / least / 1e6, fans / middle / 1e6);
  printf("    processor time         %8.2f ns per fan-day, all threads (beside other work, wall time says little)\n",
         1e9 * m->processor / (double)m->fan_days);
  printf("    active share           %8.3f      visits per active fan %.2f\n", (double)m->active / (double)m->fan_days,
         m->active ? (double)m->visits / (double)m->active : 0.0);
  printf("    bytes per fan          %8lld record  %.2f queues (peak)\n", (long long)m->fan_bytes, (double)m->queue_bytes / fans);
  if (arms == 1)
    printf("    peak RSS               %8.1f MiB  %.1f bytes a fan; sellers and the rest of the agents %.1f MiB\n",
           (double)m->peak_rss / 0x1p20, (double)m->peak_rss / fans, rest / 0x1p20);
  printf("    building               %8.2f s\n    stages                ", m->build);
  double total = 0;
  for (int s = 0; s < STAGES && fl_world_stage_name(s); s++) total += m->stage[s];
  for (int s = 0; s < STAGES && fl_world_stage_name(s); s++)
    printf(" %s %.1f %%%s", fl_world_stage_name(s), total > 0 ? 100 * m->stage[s] / total : 0,
           fl_world_stage_name(s + 1) ? "," : "\n");
  if (a->record) {
    double wall = 0;
    for (int d = 0; d < m->days; d++) wall += m->day[d];
    printf("    in the sink            %8.2f %% of wall time (indices and views at the end included)\n", 100 * m->sink / wall);
  }
}

// Two arms: the median over days of the ratio of two neighbouring days.
static void print_ratio(const benchmark *b, const double *first, const double *second, size_t count) {
  double *ratio = malloc(count * sizeof *ratio);
  if (!ratio) return;
  for (size_t i = 0; i < count; i++) ratio[i] = b->record ? second[i] / first[i] : first[i] / second[i];
  const double middle = median(ratio, count);
  if (b->record)
    printf("  recording costs %.2f %% of wall time (median of %zu pairs of days)\n", 100 * (middle - 1), count);
  else
    printf("  from 1 to 2 threads: %.2f x (median of %zu pairs of days; quartiles %.2f, %.2f)\n", middle, count, ratio[count / 4],
           ratio[3 * count / 4]);
  free(ratio);
}

// How fast the machine is: a loop without an engine, a repeat beside each of the benchmark's.
static void print_bare(const benchmark *b, double *days, size_t count, double least) {
  const double middle = median(days, count), fans = (double)b->fans;
  printf("  a bare loop of the same kind, without an engine: %.2f ns per fan-day min, %.2f median; the engine takes %.2f times "
         "that (minima)\n",
         1e9 * days[0] / fans, 1e9 * middle / fans, least / days[0]);
}

static bool run_benchmark(const benchmark *b, int repeats) {
  static measured m[ARMS];
  const int count = b->record || b->ladder ? 2 : 1;
  const arm arms[ARMS] = {{b->ladder ? 1 : b->threads, false}, {b->threads, b->record}};
  const size_t days = (size_t)(repeats * b->days);
  double *all = calloc(ARMS * days, sizeof *all); // days of both arms; or of one, and of the bare loop
  bool ok = all != NULL;
  printf("%s: %s (%lld fans, %lld rooms)\n", b->name, b->what, (long long)b->fans, (long long)b->rooms);
  for (int r = 0; r < repeats && ok; r++) {
    ok = measure_apart(b, arms, count, m);
    if (b->bare) ok = bare_loop((uint32_t)b->fans, b->days, now, all + days + (size_t)(r * b->days)) && ok;
    for (int i = 0; i < count && ok; i++)
      memcpy(all + (size_t)i * days + (size_t)(r * b->days), m[i].day, (size_t)b->days * sizeof *all);
  }
  if (ok && count == 2) print_ratio(b, all, all + days, days);
  for (int i = 0; i < count && ok; i++) print_arm(b, &arms[i], all + (size_t)i * days, days, &m[i], count);
  if (ok && b->bare) print_bare(b, all + days, days, all[0]);
  if (!ok) printf("  failed\n");
  fflush(stdout);
  free(all);
  return ok;
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
    ok = run_benchmark(b, repeats > 0 ? repeats : b->by_name_only ? 1 : 3) && ok;
  }
  if (!found) {
    fprintf(stderr, "no benchmark \"%s\"; tools/bench --list\n", only);
    return 2;
  }
  return ok ? 0 : 1;
}
