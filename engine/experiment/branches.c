// The process that starts all others: what is to be run, who is at work, and what they tell.
#define _GNU_SOURCE // MAP_ANONYMOUS, prctl
#include "experiment/arm.h"

#include <errno.h>
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

enum { WAIT_MILLISECONDS = 200 };

typedef enum state { WAITING, AT_WORK, TOLD } state;

// One arm of one run number.
typedef struct task {
  state state;
  bool alone; // a process of its own; else it leaves the trunk
  pid_t job;  // that it began in: of a branch, the trunk's
  pid_t live; // the process at work on it now
} task;

// A process of the office that is not yet gone.
typedef struct desk {
  pid_t process;
  size_t task; // that it began with
} desk;

// Nothing that is done for a letter or a process walks over all tasks: they may be a million.
typedef struct office {
  const fl_branches *plan;
  task *tasks;    // run by run, arm by arm
  size_t untried; // no task before it waits for the first time
  size_t *again;  // tasks that could not leave their trunk, in the order in which they told
  size_t again_first, again_count;
  desk *desks;
  size_t desk_count, desk_capacity;
  int64_t *leaves; // as in fl_job
  int mail[2];
  atomic_int *free;
  int64_t done_days, days;
  time_t looked;
  fl_branches_cost cost;
  fl_status status;
} office;

static task *task_of(const office *o, int64_t run, int64_t arm) {
  return &o->tasks[(run - o->plan->first_run) * (int64_t)o->plan->arm_count + arm];
}

static size_t task_count(const office *o) {
  return (size_t)o->plan->runs * o->plan->arm_count;
}

// ---- Desks ------------------------------------------------------------------------------------------------------------------------

// Behind the last task that a process may have at work: a trunk's are those of its run number.
static size_t end_of(const office *o, const desk *d) {
  const size_t arm = d->task % o->plan->arm_count;
  return arm ? d->task + 1 : d->task + o->plan->arm_count;
}

// Room for one more, before its process is there.
static bool room_for_desk(office *o) {
  if (o->desk_count < o->desk_capacity) return true;
  const size_t capacity = 2 * o->desk_capacity + 8;
  desk *more = realloc(o->desks, capacity * sizeof *more);
  if (!more) return false;
  o->desks = more;
  o->desk_capacity = capacity;
  return true;
}

// There are few: about as many as processes may work at a time. False where the process is none of the office's.
static bool clear_desk(office *o, pid_t process, desk *gone) {
  size_t d = 0;
  while (d < o->desk_count && o->desks[d].process != process) d++;
  if (d == o->desk_count) return false;
  *gone = o->desks[d];
  o->desks[d] = o->desks[--o->desk_count];
  return true;
}

// ---- Telling ----------------------------------------------------------------------------------------------------------------------

static void tell_done(office *o, const fl_letter *l) {
  task_of(o, l->run, l->arm)->state = TOLD;
  o->cost.branched += l->branched > 0;
  if (o->plan->done) o->plan->done(o->plan->ctx, l->run, (size_t)l->arm, l->branched);
}

static void tell_failed(office *o, int64_t run, int64_t arm, fl_status status, const char *why) {
  task *t = task_of(o, run, arm);
  if (t->state == TOLD) return;
  t->state = TOLD;
  if (o->plan->failed) o->plan->failed(o->plan->ctx, run, (size_t)arm, status, why);
}

// ---- Memory -----------------------------------------------------------------------------------------------------------------------

// Its own memory and its part of what it shares; 0 when it has gone.
static int64_t memory_of(pid_t process) {
  char path[64], line[256];
  long long kilobytes = 0;
  snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)process);
  FILE *file = fopen(path, "r");
  while (file && fgets(line, sizeof line, file))
    if (sscanf(line, "Pss: %lld", &kilobytes) == 1) break;
  if (file) fclose(file);
  return kilobytes * 1024;
}

static void look_at_memory(office *o) {
  const time_t now = time(NULL);
  int64_t bytes = 0;
  if (now == o->looked) return;
  o->looked = now;
  for (size_t d = 0; d < o->desk_count; d++)
    for (size_t i = o->desks[d].task; i < end_of(o, &o->desks[d]); i++)
      if (o->tasks[i].state == AT_WORK && o->tasks[i].job == o->desks[d].process && o->tasks[i].live)
        bytes += memory_of(o->tasks[i].live);
  if (bytes > o->cost.bytes_peak) o->cost.bytes_peak = bytes;
}

// ---- Letters ----------------------------------------------------------------------------------------------------------------------

static void read_letter(office *o, const fl_letter *l) {
  task *t = task_of(o, l->run, l->arm);
  o->cost.days_lived += l->days;
  o->done_days += l->days;
  switch (l->kind) {
  case LETTER_BEGUN:
    if (t->state != TOLD) t->state = AT_WORK;
    t->live = l->process;
    o->done_days += l->branched; // lived by the trunk
    break;
  case LETTER_DAYS: break;
  case LETTER_DONE: tell_done(o, l); break;
  case LETTER_FAILED: tell_failed(o, l->run, l->arm, l->status, l->text); break;
  case LETTER_STRAIGHT:
    t->state = WAITING;
    t->alone = true;
    o->again[o->again_count++] = (size_t)(t - o->tasks);
    break;
  }
  if (o->plan->progress) o->plan->progress(o->plan->ctx, o->done_days, o->days);
}

static void read_letters(office *o, int milliseconds) {
  struct pollfd p = {.fd = o->mail[0], .events = POLLIN};
  fl_letter l;
  while (poll(&p, 1, milliseconds) == 1) {
    const ssize_t n = read(p.fd, &l, sizeof l);
    if (n == sizeof l) read_letter(o, &l);
    if (n == 0 || (n < 0 && errno != EINTR)) return;
    milliseconds = 0;
  }
}

// What a process that is gone had not told of any more.
static void reap(office *o) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    char why[64] = "its process ended early";
    desk gone;
    read_letters(o, 0); // it wrote before it ended
    if (!clear_desk(o, pid, &gone)) continue;
    if (WIFSIGNALED(status)) {
      snprintf(why, sizeof why, "its process was ended by signal %d", WTERMSIG(status));
      atomic_fetch_add(o->free, 1);
    }
    for (size_t i = gone.task; i < end_of(o, &gone); i++) {
      const int64_t run = o->plan->first_run + (int64_t)(i / o->plan->arm_count);
      if (o->tasks[i].job == pid && o->tasks[i].state == AT_WORK)
        tell_failed(o, run, (int64_t)(i % o->plan->arm_count), FL_ENVIRONMENT, why);
    }
  }
}

// ---- Work -------------------------------------------------------------------------------------------------------------------------

// Arms that leave the trunk, and those that cannot.
static void sort_arms(office *o) {
  const fl_branches *plan = o->plan;
  for (size_t a = 1; !plan->straight && a < plan->arm_count; a++) {
    const fl_hooks *x = &plan->arms[0].hooks, *y = &plan->arms[a].hooks;
    const bool same_hooks = x->ctx == y->ctx && x->on_start == y->on_start && x->on_day == y->on_day &&
                            x->on_sellers == y->on_sellers && x->on_night == y->on_night && x->on_end == y->on_end;
    if (same_hooks) o->leaves[a] = fl_model_differs(plan->models[0], plan->models[a]);
  }
  for (size_t i = 0; i < task_count(o); i++) o->tasks[i].alone = o->leaves[i % plan->arm_count] == 0;
}

static void become_job(const office *o, int64_t run, size_t arm, pid_t parent) {
  const fl_job job = {o->plan, o->mail[1], o->free, o->leaves, run};
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  close(o->mail[0]);
  if (o->plan->begin) o->plan->begin(o->plan->ctx);
  signal(SIGINT, SIG_IGN); // of a whole terminal: the first process decides
  signal(SIGTERM, SIG_DFL);
  signal(SIGHUP, SIG_IGN);
  signal(SIGPIPE, SIG_DFL);
  _exit(fl_arm_process(&job, arm));
}

// A process for an arm; with the trunk, for all that leave it.
static void start_job(office *o, size_t index) {
  const size_t arms = o->plan->arm_count, arm = index % arms;
  const int64_t run = o->plan->first_run + (int64_t)(index / arms);
  const pid_t parent = getpid(), child = room_for_desk(o) ? fork() : -1;
  if (child == 0) become_job(o, run, arm, parent);
  if (child < 0) atomic_fetch_add(o->free, 1);
  const desk begun = {child, index};
  if (child > 0) o->desks[o->desk_count++] = begun;
  for (size_t i = index; i < end_of(o, &begun); i++) {
    task *t = &o->tasks[i];
    if (i != index && t->alone) continue;
    t->state = AT_WORK;
    t->job = child;
    if (child < 0) tell_failed(o, run, (int64_t)(i % arms), FL_ENVIRONMENT, strerror(errno));
  }
}

// Runs one after the other, so that those that are begun are complete when all is stopped. task_count: none is waiting.
static size_t next_waiting(office *o) {
  while (o->again_first < o->again_count && o->tasks[o->again[o->again_first]].state != WAITING) o->again_first++;
  if (o->again_first < o->again_count) return o->again[o->again_first];
  while (o->untried < task_count(o) && (o->tasks[o->untried].state != WAITING || !o->tasks[o->untried].alone)) o->untried++;
  return o->untried;
}

static void stop_all(office *o) {
  for (size_t d = 0; d < o->desk_count; d++) kill(o->desks[d].process, SIGKILL); // its branches go with it
  while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) continue;
  o->status = FL_STOPPED;
}

static void work(office *o, const volatile int *stop) {
  for (;;) {
    const size_t next = next_waiting(o);
    if (next == task_count(o) && o->desk_count == 0) return;
    if (stop && *stop) {
      stop_all(o);
      return;
    }
    if (o->desk_count == 0) atomic_store(o->free, (int)o->plan->jobs); // whatever those that were killed held
    if (next < task_count(o) && fl_take_token(o->free)) {
      start_job(o, next);
      continue;
    }
    read_letters(o, WAIT_MILLISECONDS);
    look_at_memory(o);
    reap(o);
  }
}

fl_status fl_branches_run(const fl_branches *plan, const volatile int *stop, fl_branches_cost *cost) {
  const fl_setup *setup = &plan->arms[0].scenario->setup;
  office o = {.plan = plan, .mail = {-1, -1}, .free = MAP_FAILED};
  o.tasks = calloc(task_count(&o) + 1, sizeof *o.tasks);
  o.again = calloc(task_count(&o) + 1, sizeof *o.again);
  o.leaves = calloc(plan->arm_count, sizeof *o.leaves);
  o.free = mmap(NULL, sizeof *o.free, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  o.days = (setup->warmup + setup->to - setup->from + 1) * (int64_t)task_count(&o);
  o.cost.days_of_arms = o.days;
  o.status = o.tasks && o.again && o.leaves && o.free != MAP_FAILED && pipe(o.mail) == 0 ? FL_OK : FL_ENVIRONMENT;
  if (o.status == FL_OK) {
    sort_arms(&o);
    fflush(NULL); // what is in buffers is written once, here
    work(&o, stop);
  }
  if (o.mail[0] >= 0) close(o.mail[0]);
  if (o.mail[1] >= 0) close(o.mail[1]);
  if (o.free != MAP_FAILED) munmap(o.free, sizeof *o.free);
  free(o.tasks);
  free(o.again);
  free(o.desks);
  free(o.leaves);
  *cost = o.cost;
  return o.status;
}
