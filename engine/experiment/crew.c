// The first process of a crew: what is to be done, who is at work, and what they tell.
#define _GNU_SOURCE // MAP_ANONYMOUS, F_OFD_SETLK
#include "experiment/crew_worker.h"

#include "base/digest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PART "part-"
enum { WAIT_MILLISECONDS = 100, LOCK_TRIES = 500, LOCK_MILLISECONDS = 20, KILLS_MOST = 10 };

// A run that is kept.
typedef struct kept {
  int64_t point, run;
  uint64_t settings; // digest of its settings
  fl_run_end end;
} kept;

struct fl_crew {
  const fl_crew_plan *plan;
  int lock;     // of this crew's place in the folder; its processes hold it too, so that it is free when the last one is gone
  char **parts; // paths of all that there are, of this crew and of others
  size_t part_count;
  kept *runs;
  size_t run_count, run_capacity;
  fl_crew_cost cost;
};

static fl_status refuse(fl_messages *messages, const char *what, const char *why) {
  fl_messages_add(messages, true, "%s: %s", what, why);
  return FL_ENVIRONMENT;
}

// ---- What is kept ---------------------------------------------------------------------------------------------------------------

static uint64_t digest_of(const char *text) {
  uint64_t lanes[2];
  fl_absorb_begin(lanes);
  fl_absorb_text(lanes, text, strlen(text));
  return lanes[0] ^ lanes[1];
}

static int by_numbers(const void *a, const void *b) {
  const kept *x = a, *y = b;
  if (x->point != y->point) return x->point < y->point ? -1 : 1;
  return x->run != y->run ? (x->run < y->run ? -1 : 1) : 0;
}

static bool note_kept(fl_crew *c, const kept *run) {
  if (c->run_count == c->run_capacity) {
    const size_t capacity = 2 * c->run_capacity + 64;
    kept *more = realloc(c->runs, capacity * sizeof *more);
    if (!more) return false;
    c->runs = more;
    c->run_capacity = capacity;
  }
  c->runs[c->run_count++] = *run;
  return true;
}

static bool see_run(void *ctx, const fl_part_run *run) {
  const fl_run_end end = strcmp(run->status, "done") == 0   ? FL_RUN_DONE
                         : strcmp(run->status, "lost") == 0 ? FL_RUN_LOST
                                                            : FL_RUN_FAILED;
  return note_kept(ctx, &(kept){run->point, run->run, digest_of(run->settings), end});
}

// Opens one part after the other, as fl_part_open, for `read`, which says whether it went well.
static fl_status for_parts(fl_crew *c, bool trusted, fl_status (*read)(void *ctx, fl_part *part), void *ctx,
                           fl_messages *messages) {
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < c->part_count; i++) {
    fl_part *part = NULL;
    status = fl_part_open(c->parts[i], c->plan->plan, trusted, messages, &part);
    if (status == FL_OK && (status = read(ctx, part)) != FL_OK) refuse(messages, c->parts[i], fl_part_error(part));
    fl_part_close(part);
  }
  return status;
}

static fl_status read_runs(void *ctx, fl_part *part) {
  return fl_part_each(part, see_run, ctx);
}

static bool list_parts(fl_crew *c);

// Reads all parts again. One run may have been made twice: with the same end.
static fl_status look(fl_crew *c, bool trusted, fl_messages *messages) {
  c->run_count = 0;
  if (!list_parts(c)) return refuse(messages, c->plan->folder, "cannot be read");
  const fl_status status = for_parts(c, trusted, read_runs, c, messages);
  if (c->run_count) qsort(c->runs, c->run_count, sizeof *c->runs, by_numbers);
  return status;
}

static char *settings_of(const fl_crew *c, const double *u, int64_t point) {
  const size_t width = c->plan->factor_count;
  return fl_crew_settings(c->plan->factors, width, u + (size_t)(point - 1) * width);
}

static fl_run_end end_of(const fl_crew *c, const double *u, fl_task task) {
  const kept key = {.point = task.point, .run = task.run};
  const kept *found = c->run_count ? bsearch(&key, c->runs, c->run_count, sizeof *c->runs, by_numbers) : NULL;
  if (!found) return FL_RUN_MISSING;
  char *settings = settings_of(c, u, task.point);
  const bool same = settings && digest_of(settings) == found->settings;
  free(settings);
  return same ? found->end : FL_RUN_MISSING;
}

fl_run_end fl_crew_end(const fl_crew *c, const double *u, fl_task task) {
  return end_of(c, u, task);
}

// ---- The folder -----------------------------------------------------------------------------------------------------------------

static char *path_in(const fl_crew *c, const char *format, long long rank, long long number) {
  char name[64];
  snprintf(name, sizeof name, format, rank, number);
  const size_t size = strlen(c->plan->folder) + strlen(name) + 2;
  char *path = malloc(size);
  if (path) snprintf(path, size, "%s/%s", c->plan->folder, name);
  return path;
}

static char *desk_part(const fl_crew *c, long long desk) {
  return path_in(c, PART "%lld-%lld.sqlite", (long long)c->plan->rank, desk);
}

static void forget_parts(fl_crew *c) {
  for (size_t i = 0; i < c->part_count; i++) free(c->parts[i]);
  c->part_count = 0;
}

static bool add_part(fl_crew *c, const char *name) {
  char **more = realloc(c->parts, (c->part_count + 1) * sizeof *more);
  const size_t size = strlen(c->plan->folder) + strlen(name) + 2;
  char *path = more ? malloc(size) : NULL;
  if (more) c->parts = more;
  if (!path) return false;
  snprintf(path, size, "%s/%s", c->plan->folder, name);
  c->parts[c->part_count++] = path;
  return true;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool list_parts(fl_crew *c) {
  static const char ending[] = ".sqlite";
  DIR *folder = opendir(c->plan->folder);
  bool good = folder != NULL;
  forget_parts(c);
  for (struct dirent *entry; good && (entry = readdir(folder));) {
    const size_t length = strlen(entry->d_name);
    if (strncmp(entry->d_name, PART, sizeof PART - 1) == 0 && length > sizeof ending &&
        strcmp(entry->d_name + length + 1 - sizeof ending, ending) == 0)
      good = add_part(c, entry->d_name);
  }
  if (folder) closedir(folder);
  if (c->part_count) qsort(c->parts, c->part_count, sizeof *c->parts, by_name);
  return good;
}

// Whoever worked here before may take a moment to be gone: its processes end with it.
static fl_status lock_place(fl_crew *c, fl_messages *messages) {
  struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  const struct timespec pause = {0, LOCK_MILLISECONDS * 1000000L};
  char *path = path_in(c, "lock-%lld", (long long)c->plan->rank, 0);
  c->lock = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
  const int error = c->lock < 0 ? errno : 0;
  free(path);
  if (error) return refuse(messages, c->plan->folder, strerror(error));
  for (int tries = 0; fcntl(c->lock, F_OFD_SETLK, &all) != 0; tries++) {
    if (errno != EAGAIN && errno != EACCES && errno != EINTR) return refuse(messages, c->plan->folder, strerror(errno));
    if (tries == LOCK_TRIES) return refuse(messages, c->plan->folder, "is in use by another program");
    nanosleep(&pause, NULL);
  }
  return FL_OK;
}

fl_status fl_crew_open(const fl_crew_plan *plan, fl_messages *messages, fl_crew **out) {
  fl_crew *c = *out = calloc(1, sizeof *c);
  if (!c) return refuse(messages, plan->folder, "out of memory");
  c->plan = plan;
  c->lock = -1;
  fl_status status = lock_place(c, messages);
  if (status == FL_OK) status = look(c, false, messages); // what the last one here left may be damaged
  if (status == FL_OK) return FL_OK;
  fl_crew_close(c);
  *out = NULL;
  return status;
}

void fl_crew_close(fl_crew *c) {
  if (!c) return;
  if (c->lock >= 0) close(c->lock);
  forget_parts(c);
  free(c->parts);
  free(c->runs);
  free(c);
}

const char *const *fl_crew_parts(const fl_crew *crew, size_t *count) {
  *count = crew->part_count;
  return (const char *const *)crew->parts;
}

const fl_crew_cost *fl_crew_cost_of(const fl_crew *crew) {
  return &crew->cost;
}

fl_status fl_crew_import(fl_crew *c, const char *path, fl_messages *messages) {
  fl_part *part = NULL;
  char *own = desk_part(c, FL_CREW_MOST);
  fl_status status = own ? fl_part_open(own, c->plan->plan, true, messages, &part) : FL_ENVIRONMENT;
  if (status == FL_OK && (status = fl_part_import(part, path)) != FL_OK)
    fl_messages_add(messages, true, "%s: %s", path, fl_part_error(part));
  fl_part_close(part);
  free(own);
  return status == FL_OK ? look(c, true, messages) : status;
}

// ---- Values ---------------------------------------------------------------------------------------------------------------------

typedef struct question {
  int64_t first;
  const char *const *kpis;
  size_t count;
  bool (*see)(void *ctx, int64_t point, int64_t run, const double *values);
  void *ctx;
} question;

static fl_status read_values(void *ctx, fl_part *part) {
  const question *q = ctx;
  return fl_part_values(part, q->first, q->kpis, q->count, q->see, q->ctx);
}

fl_status fl_crew_values(fl_crew *c, int64_t first, const char *const *kpis, size_t count,
                         bool (*see)(void *ctx, int64_t point, int64_t run, const double *values), void *ctx,
                         fl_messages *messages) {
  question q = {first, kpis, count, see, ctx};
  return for_parts(c, true, read_values, &q, messages);
}

typedef struct naming {
  const char *kpi;
  char *near;
  bool known;
} naming;

static fl_status read_name(void *ctx, fl_part *part) {
  naming *n = ctx;
  char near[2 * FL_NAME_MAX];
  n->known = n->known || fl_part_knows(part, n->kpi, near);
  if (!n->known && near[0]) memcpy(n->near, near, sizeof near);
  return FL_OK;
}

bool fl_crew_knows(fl_crew *c, const char *kpi, char near[2 * FL_NAME_MAX]) {
  naming n = {kpi, near, false};
  fl_messages messages = {0};
  near[0] = '\0';
  for_parts(c, true, read_name, &n, &messages);
  fl_messages_free(&messages);
  return n.known;
}

typedef struct reason {
  char *text;
  size_t size;
} reason;

static bool see_reason(void *ctx, const fl_part_run *run) {
  const reason *why = ctx;
  if (strcmp(run->status, "done") != 0 && !why->text[0]) snprintf(why->text, why->size, "%s", run->reason);
  return !why->text[0];
}

static fl_status read_reason(void *ctx, fl_part *part) {
  return fl_part_each(part, see_reason, ctx);
}

void fl_crew_failure(fl_crew *c, char *out, size_t size) {
  reason why = {out, size};
  fl_messages messages = {0};
  out[0] = '\0';
  for_parts(c, true, read_reason, &why, &messages);
  fl_messages_free(&messages);
}

static fl_status read_figures(void *ctx, fl_part *part) {
  int64_t *most = ctx;
  const int64_t count = fl_part_figures(part);
  if (count > *most) *most = count;
  return FL_OK;
}

int64_t fl_crew_figures(fl_crew *c) {
  int64_t most = 0;
  fl_messages messages = {0};
  for_parts(c, true, read_figures, &most, &messages);
  fl_messages_free(&messages);
  return most;
}

// ---- Work -----------------------------------------------------------------------------------------------------------------------

// A round: the tasks that are open, and the processes at them.
typedef struct round {
  fl_crew *crew;
  const double *u;
  fl_task *tasks;
  fl_board *board;
  pid_t desk[FL_CREW_MOST]; // 0: nobody
  char **paths;             // of the parts of its processes
  size_t at_work;
  int mail[2];
  int64_t done, all, failed;
  size_t ended; // processes that were killed
  fl_status status;
  fl_messages *messages;
} round;

static void tell_progress(const round *r) {
  const fl_crew_plan *plan = r->crew->plan;
  if (plan->progress) plan->progress(plan->ctx, r->done, r->all, r->failed);
}

// A process that is about to end is waited for: that takes no time. Somebody else may be at its desk already.
static void leave(round *r, int desk, pid_t process) {
  if (r->desk[desk] != process) return;
  while (waitpid(process, NULL, 0) < 0 && errno == EINTR) continue;
  r->at_work--;
  r->desk[desk] = 0;
}

static void read_note(round *r, const fl_note *note) {
  fl_crew_cost *cost = &r->crew->cost;
  if (note->bytes > cost->bytes_peak) cost->bytes_peak = note->bytes;
  cost->seconds += note->seconds;
  cost->world += note->world;
  if (!note->over) {
    r->done++, r->failed += note->failed;
    cost->runs++, cost->failed += note->failed;
    tell_progress(r);
    return;
  }
  leave(r, note->desk, note->process);
  if (note->status == FL_OK || note->status == FL_STOPPED) return;
  if (r->status == FL_OK) refuse(r->messages, "a run", note->text);
  r->status = FL_ENVIRONMENT;
}

static void read_notes(round *r, int milliseconds) {
  struct pollfd p = {.fd = r->mail[0], .events = POLLIN};
  fl_note note;
  while (poll(&p, 1, milliseconds) == 1) {
    const ssize_t n = read(p.fd, &note, sizeof note);
    if (n == sizeof note) read_note(r, &note);
    if (n == 0 || (n < 0 && errno != EINTR)) return;
    milliseconds = 0;
  }
}

static void become_worker(const round *r, int desk, pid_t parent) {
  const fl_crew_plan *plan = r->crew->plan;
  const fl_worker worker = {plan, r->paths[desk], r->board, r->u, r->tasks, desk, r->mail[1]};
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  close(r->mail[0]);
  if (plan->begin) plan->begin(plan->ctx);
  signal(SIGINT, SIG_IGN); // of a whole terminal: the first process decides
  signal(SIGTERM, SIG_DFL);
  signal(SIGHUP, SIG_IGN);
  signal(SIGPIPE, SIG_DFL);
  _exit(fl_worker_process(&worker));
}

// Puts a process at each free desk, as many as there are open tasks.
static void hire(round *r) {
  size_t open = 0;
  if (r->at_work == r->crew->plan->jobs) return;
  for (size_t i = 0; i < r->board->count && open < r->crew->plan->jobs; i++)
    open += atomic_load(&r->board->task[i].state) == FL_TASK_OPEN;
  for (uint32_t d = 0; d < r->crew->plan->jobs && open > 0; d++) {
    if (r->desk[d]) continue;
    if (!r->paths[d] && !(r->paths[d] = desk_part(r->crew, d))) return;
    const pid_t parent = getpid(), child = fork();
    if (child == 0) become_worker(r, (int)d, parent);
    if (child < 0 && r->at_work == 0) r->status = refuse(r->messages, "no process can be made", strerror(errno));
    if (child < 0) return;
    r->desk[d] = child;
    r->at_work++;
    open--;
  }
}

// A task at which process after process was killed.
static void give_up(round *r, size_t task) {
  const fl_crew *c = r->crew;
  fl_part *part = NULL;
  char *path = desk_part(c, FL_CREW_MOST), *settings = settings_of(c, r->u, r->tasks[task].point);
  const fl_part_run row = {r->tasks[task].point, r->tasks[task].run, settings, "lost", "its process was ended again and again", ""};
  fl_status status = path && settings ? fl_part_open(path, c->plan->plan, true, r->messages, &part) : FL_ENVIRONMENT;
  if (status == FL_OK) status = fl_part_add(part, &row, NULL);
  if (status != FL_OK) r->status = status;
  fl_part_close(part);
  free(path);
  free(settings);
  atomic_store(&r->board->task[task].state, FL_TASK_TOLD);
  r->done++, r->failed++, r->crew->cost.failed++;
  tell_progress(r);
}

// What a process that was killed was at is open again.
static void reopen(round *r, int desk) {
  for (size_t i = 0; i < r->board->count; i++) {
    if (atomic_load(&r->board->task[i].state) != FL_TASK_AT + desk) continue;
    if (atomic_fetch_add(&r->board->task[i].kills, 1) + 1 >= KILLS_MOST)
      give_up(r, i);
    else
      atomic_store(&r->board->task[i].state, FL_TASK_OPEN);
  }
}

static void reap(round *r) {
  int status;
  for (uint32_t d = 0; d < r->crew->plan->jobs; d++) {
    if (!r->desk[d] || waitpid(r->desk[d], &status, WNOHANG) != r->desk[d]) continue;
    r->desk[d] = 0;
    r->at_work--;
    reopen(r, (int)d);
    // One that comes to nothing before it takes a task is no task's fault; a machine on which none comes to work is given up.
    if (WIFSIGNALED(status) && ++r->ended > KILLS_MOST * (r->board->count + 1) && r->status == FL_OK)
      r->status = refuse(r->messages, "processes", "are ended again and again before they come to work");
  }
}

static void work(round *r, const volatile int *stop) {
  tell_progress(r);
  hire(r);
  while (r->at_work > 0) {
    if ((stop && *stop) || r->status != FL_OK) atomic_store(&r->board->stop, 1);
    read_notes(r, WAIT_MILLISECONDS);
    reap(r);
    if (!atomic_load(&r->board->stop) && r->status == FL_OK) hire(r);
  }
  read_notes(r, 0);
  if (r->status == FL_OK && stop && *stop) r->status = FL_STOPPED;
}

// Tasks of this crew that are not made yet.
static bool choose(round *r, const fl_task *tasks, size_t count) {
  const fl_crew_plan *plan = r->crew->plan;
  size_t open = 0;
  r->tasks = calloc(count + 1, sizeof *r->tasks);
  for (size_t i = 0; r->tasks && i < count; i++) {
    if ((int64_t)i % plan->ranks != plan->rank) continue;
    const fl_run_end end = end_of(r->crew, r->u, tasks[i]);
    r->all++;
    r->done += end != FL_RUN_MISSING;
    r->failed += end == FL_RUN_FAILED || end == FL_RUN_LOST;
    if (end == FL_RUN_MISSING) r->tasks[open++] = tasks[i];
  }
  const size_t size = sizeof *r->board + (open + 1) * sizeof r->board->task[0];
  r->board = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (!r->tasks || r->board == MAP_FAILED) return false;
  r->board->count = open;
  return true;
}

// Runs that were made with other settings go from all parts: a search that asks for other points than before, by a digit even, makes them again,
// and of two rows under one number nobody could tell which one counts.
typedef struct stale {
  fl_task *tasks;
  size_t count;
} stale;

static fl_status forget_stale(void *ctx, fl_part *part) {
  const stale *s = ctx;
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < s->count; i++) status = fl_part_forget(part, s->tasks[i].point, s->tasks[i].run);
  return status;
}

static fl_status purge(fl_crew *c, const double *u, const fl_task *tasks, size_t count, fl_messages *messages) {
  stale s = {calloc(count + 1, sizeof *s.tasks), 0};
  if (!s.tasks) return refuse(messages, "a run", "out of memory");
  for (size_t i = 0; i < count; i++) {
    const kept key = {.point = tasks[i].point, .run = tasks[i].run};
    if (end_of(c, u, tasks[i]) == FL_RUN_MISSING && c->run_count && bsearch(&key, c->runs, c->run_count, sizeof key, by_numbers))
      s.tasks[s.count++] = tasks[i];
  }
  fl_status status = s.count ? for_parts(c, true, forget_stale, &s, messages) : FL_OK;
  if (status == FL_OK && s.count) status = look(c, true, messages);
  free(s.tasks);
  return status;
}

static bool meet(const fl_crew *c, bool good) {
  return c->plan->meet ? c->plan->meet(c->plan->ctx, good) : good;
}

// How a step has ended for all crews: one that was stopped stops the others, one that failed is no stop.
static fl_status agree(const fl_crew *c, fl_status status, fl_messages *messages) {
  if (meet(c, status == FL_OK) || !c->plan->meet) return status;
  const bool stopped = meet(c, status == FL_OK || status == FL_STOPPED);
  if (status != FL_OK) return status;
  return stopped ? FL_STOPPED : refuse(messages, "another process", "has failed");
}

// What was asked for is there; else somebody has touched the folder.
static fl_status check_all(const fl_crew *c, const double *u, const fl_task *tasks, size_t count, fl_messages *messages) {
  for (size_t i = 0; i < count; i++)
    if (end_of(c, u, tasks[i]) == FL_RUN_MISSING)
      return refuse(messages, c->plan->folder, "runs that were made are not there any more; the same command goes on");
  return FL_OK;
}

size_t fl_crew_known(const fl_crew *c, int64_t points) {
  size_t known = 0;
  for (size_t i = 0; i < c->run_count; i++)
    known += c->runs[i].point <= points && (i == 0 || by_numbers(&c->runs[i - 1], &c->runs[i]) != 0);
  return known;
}

// Parts are open without locks: nobody reads when somebody may write. All crews begin a round together, and look at its end when all are done.
fl_status fl_crew_run(fl_crew *c, const double *u, const fl_task *tasks, size_t count, const volatile int *stop,
                      fl_messages *messages) {
  fl_status status = agree(c, FL_OK, messages); // all have read what they had to of the round before
  if (status == FL_OK) status = agree(c, c->plan->rank == 0 ? purge(c, u, tasks, count, messages) : FL_OK, messages);
  if (status != FL_OK) return status;
  round *r = calloc(1, sizeof *r);
  if (!r) return agree(c, refuse(messages, "a run", "out of memory"), messages);
  *r = (round){.crew = c, .u = u, .board = MAP_FAILED, .mail = {-1, -1}, .messages = messages};
  r->paths = calloc(c->plan->jobs, sizeof *r->paths);
  if (!r->paths || !choose(r, tasks, count) || pipe(r->mail) != 0)
    r->status = refuse(messages, "a run", "out of memory");
  else if (r->board->count > 0) {
    fflush(NULL); // what is in buffers is written once, here
    work(r, stop);
  }
  status = r->status;
  if (r->mail[0] >= 0) close(r->mail[0]);
  if (r->mail[1] >= 0) close(r->mail[1]);
  if (r->board != MAP_FAILED) munmap(r->board, sizeof *r->board + (r->board->count + 1) * sizeof r->board->task[0]);
  for (uint32_t d = 0; r->paths && d < c->plan->jobs; d++) free(r->paths[d]);
  free(r->paths);
  free(r->tasks);
  free(r);
  status = agree(c, status, messages);
  if (status == FL_OK) status = look(c, true, messages);
  return status == FL_OK ? check_all(c, u, tasks, count, messages) : status;
}
