// The life of an arm in its own process, and how others leave it.
#define _GNU_SOURCE // prctl
#include "experiment/arm.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static_assert(sizeof(fl_letter) <= PIPE_BUF, "letters are written at once");

enum { DAYS_A_LETTER = 8 };

// An arm as this process may come to live it.
typedef struct life {
  bool gone;    // has left the trunk
  pid_t beside; // its process while it works beside the trunk
} life;

typedef struct process {
  const fl_job *job;
  life *lives; // of the arms
  fl_spool spool;
  fl_cells cells;
  int64_t unsaid; // days lived since the last letter
} process;

// ---- Letters --------------------------------------------------------------------------------------------------------------------

static void post(process *p, fl_letter_kind kind, size_t arm, fl_status status, int64_t branched, const char *text) {
  fl_letter l = {.kind = kind,
                 .status = status,
                 .process = getpid(),
                 .run = p->job->run,
                 .days = p->unsaid,
                 .arm = (int64_t)arm,
                 .branched = branched};
  snprintf(l.text, sizeof l.text, "%s", text);
  p->unsaid = 0;
  while (write(p->job->mail, &l, sizeof l) < 0 && errno == EINTR) continue;
}

static const char *first_error(const fl_messages *messages) {
  for (size_t i = 0; i < messages->count; i++)
    if (messages->items[i].error) return messages->items[i].text;
  return "out of memory";
}

// ---- Living -----------------------------------------------------------------------------------------------------------------------

static void let_leave(process *p, fl_world *world, int64_t day);

// Lives until the end and hands over what there is. From the trunk the other arms leave on the way.
static fl_status live(process *p, size_t arm, fl_world *world, int64_t branched, fl_messages *messages) {
  const fl_branches *plan = p->job->plan;
  fl_status status = FL_OK;
  for (;;) {
    const int64_t day = fl_world_day(world);
    if (arm == 0) let_leave(p, world, day);
    if (day == fl_world_days(world)) break;
    status = fl_world_step(world);
    if (status != FL_OK) return status;
    if (++p->unsaid == DAYS_A_LETTER) post(p, LETTER_DAYS, arm, FL_OK, branched, "");
  }
  status = fl_world_finish(world);
  const fl_arm_end end = {p->job->run, arm, branched, fl_model_scenario(fl_world_model(world)), world, &p->spool, &p->cells};
  return status == FL_OK ? plan->keep(plan->ctx, &end, messages) : status;
}

static void wait_for(process *p, size_t arm, pid_t child, bool own_token, int64_t day) {
  char why[64];
  int status;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status)) return; // it has told the rest
  snprintf(why, sizeof why, "its process was ended by signal %d", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  post(p, LETTER_FAILED, arm, FL_ENVIRONMENT, day, why);
  if (own_token) atomic_fetch_add(p->job->free, 1);
}

// Says how an arm ended. What broke in the trunk before others left would have broken in them.
static int tell_end(process *p, size_t arm, fl_status status, int64_t branched, const fl_world *world,
                    const fl_messages *messages) {
  const char *failure = world ? fl_world_failure(world) : "";
  const char *why = failure[0] ? failure : first_error(messages);
  post(p, status == FL_OK ? LETTER_DONE : LETTER_FAILED, arm, status, branched, status == FL_OK ? "" : why);
  for (size_t a = 1; arm == 0 && a < p->job->plan->arm_count; a++)
    if (p->job->leaves[a] && !p->lives[a].gone) post(p, LETTER_FAILED, a, status, 0, why);
  return status == FL_OK ? 0 : 1;
}

static fl_status take_rows(void *ctx, fl_table_id table, const void *rows, size_t count) {
  process *p = ctx;
  const fl_status status = fl_cells_rows(&p->cells, table, rows, count);
  const fl_sink spool = fl_spool_sink(&p->spool);
  return status == FL_OK ? spool.rows(spool.ctx, table, rows, count) : status;
}

int fl_arm_process(const fl_job *job, size_t arm) {
  process p = {.job = job, .lives = calloc(job->plan->arm_count, sizeof(life)), .spool = {.plan = job->plan->plan}};
  fl_messages messages = {0};
  fl_world *world = NULL;
  fl_world_options options = fl_default_world_options();
  options.hooks = job->plan->arms[arm].hooks;
  options.parallel = job->plan->parallel;
  options.sink = (fl_sink){&p, take_rows};
  if (!p.lives) { // the first process sees that nothing was told
    atomic_fetch_add(job->free, 1);
    return 1;
  }
  post(&p, LETTER_BEGUN, arm, FL_OK, 0, "");
  fl_cells_begin(&p.cells, job->plan->arms[arm].scenario, job->plan->spans, job->plan->span_count);
  fl_model_number(job->plan->models[arm], job->run);
  fl_status status = fl_world_create(job->plan->models[arm], &options, &messages, &world);
  if (status == FL_OK) status = fl_world_begin(world);
  if (status == FL_OK) status = live(&p, arm, world, 0, &messages);
  const int code = tell_end(&p, arm, status, 0, world, &messages);
  atomic_fetch_add(job->free, 1); // from here on it only waits
  for (size_t a = 1; a < job->plan->arm_count; a++)
    if (p.lives[a].beside) wait_for(&p, a, p.lives[a].beside, true, job->leaves[a]);
  return code;
}

// ---- Leaving ----------------------------------------------------------------------------------------------------------------------

static _Noreturn void go_on_as(process *p, size_t arm, fl_world *world, int64_t day, pid_t trunk, bool own_token) {
  fl_messages messages = {0};
  prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody works on for a comparison that is gone
  if (getppid() != trunk) _exit(1);
  post(p, LETTER_BEGUN, arm, FL_OK, day, "");
  fl_spool_forget(&p->spool, FL_T_policy); // policies are told anew
  fl_model_number(p->job->plan->models[arm], p->job->run);
  fl_status status = fl_world_turn(world, p->job->plan->models[arm]);
  if (status == FL_OK) status = live(p, arm, world, day, &messages);
  const int code = tell_end(p, arm, status, day, world, &messages);
  if (own_token) atomic_fetch_add(p->job->free, 1);
  _exit(code);
}

// One arm leaves: to work beside the trunk where one more process may, else in its place.
static void leave(process *p, size_t arm, fl_world *world, int64_t day) {
  const pid_t trunk = getpid();
  const int64_t unsaid = p->unsaid;
  const bool own_token = fl_take_token(p->job->free);
  p->unsaid = 0;
  const pid_t child = fork();
  if (child == 0) go_on_as(p, arm, world, day, trunk, own_token);
  p->unsaid = unsaid;
  if (child < 0) {
    post(p, LETTER_FAILED, arm, FL_ENVIRONMENT, 0, strerror(errno));
    if (own_token) atomic_fetch_add(p->job->free, 1);
    return;
  }
  if (own_token)
    p->lives[arm].beside = child;
  else
    wait_for(p, arm, child, false, day);
}

static void let_leave(process *p, fl_world *world, int64_t day) {
  const fl_arm *trunk = &p->job->plan->arms[0];
  const bool bound = trunk->bound && trunk->bound(trunk->hooks.ctx);
  for (size_t a = 1; a < p->job->plan->arm_count; a++) {
    if (!p->job->leaves[a] || p->lives[a].gone || p->job->leaves[a] != day) continue;
    p->lives[a].gone = true;
    if (bound)
      post(p, LETTER_STRAIGHT, a, FL_OK, 0, "");
    else
      leave(p, a, world, day);
  }
}
