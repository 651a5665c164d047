#define _GNU_SOURCE // prctl
#include "experiment/branches.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DAYS_A_LETTER = 8, LETTER_TEXT = 3000, POLL_MILLISECONDS = 200 };

// What a process tells the first one. Written at once: shorter than PIPE_BUF.
typedef struct letter {
  int64_t days;           // lived since the last letter
  int status;             // of the arm, when text is not empty
  char text[LETTER_TEXT]; // why it failed
} letter;
static_assert(sizeof(letter) <= 4096, "letters of several processes do not mix");

typedef struct arm {
  fl_scenario scenario;
  fl_model *model;
  int64_t differs; // from the trunk: day
} arm;

// The pipes of the whole, and what one process of it works with.
typedef struct tree {
  const fl_branches *plan;
  int letters[2], tokens[2]; // a token for each process that may work at a time
  int64_t run;
  arm *arms;
  size_t arm_count;
  pid_t *children; // of this process, by arm; 0 none
  bool *has_token; // of the child, one of its own
  fl_spool spool;
  int64_t unsaid; // days lived
} tree;

// ---- Letters and tokens -----------------------------------------------------------------------------------------------------------

static void post(tree *t, fl_status status, const char *text) {
  letter l = {.days = t->unsaid, .status = (int)status};
  snprintf(l.text, sizeof l.text, "%s", text);
  t->unsaid = 0;
  while (write(t->letters[1], &l, sizeof l) < 0 && errno == EINTR) continue;
}

static void give_token(const tree *t) {
  while (write(t->tokens[1], "t", 1) < 0 && errno == EINTR) continue;
}

// Takes a token if there is one now.
static bool take_token(const tree *t) {
  struct pollfd p = {.fd = t->tokens[0], .events = POLLIN};
  char byte;
  return poll(&p, 1, 0) == 1 && read(t->tokens[0], &byte, 1) == 1;
}

// ---- One arm ----------------------------------------------------------------------------------------------------------------------

static void fail(tree *t, size_t a, fl_status status, const fl_messages *messages, const char *failure) {
  char text[LETTER_TEXT];
  const char *why = failure;
  for (size_t i = 0; !why[0] && i < messages->count; i++)
    if (messages->items[i].error) why = messages->items[i].text;
  snprintf(text, sizeof text, "run %lld, %s: %s", (long long)t->run, a ? t->plan->scenario->variants[a - 1].name : "the scenario",
           why[0] ? why : "out of memory");
  post(t, status, text);
}

static void branch_off(tree *t, fl_world *world, int64_t day);

// Lives until the end and hands over what is left. The trunk lets the variants branch off on its way.
static fl_status live(tree *t, size_t a, fl_world *world, int64_t branched, fl_messages *messages) {
  fl_status status = FL_OK;
  while (status == FL_OK) {
    const int64_t day = fl_world_day(world);
    if (a == 0) branch_off(t, world, day);
    if (day == fl_world_days(world)) break;
    status = fl_world_step(world);
    if (++t->unsaid == DAYS_A_LETTER) post(t, FL_OK, "");
  }
  if (status == FL_OK) status = fl_world_finish(world);
  const fl_arm_end end = {t->run, a, branched, &t->arms[a].scenario, world, &t->spool};
  return status == FL_OK ? t->plan->keep(t->plan->ctx, &end, messages) : status;
}

static fl_status live_alone(tree *t, size_t a) {
  fl_messages messages = {0};
  fl_world *world = NULL;
  fl_world_options options = fl_default_world_options();
  options.hooks = t->plan->hooks;
  options.sink = fl_spool_sink(&t->spool);
  fl_status status = fl_world_create(t->arms[a].model, &options, &messages, &world);
  if (status == FL_OK) status = fl_world_begin(world);
  if (status == FL_OK) status = live(t, a, world, 0, &messages);
  if (status != FL_OK) fail(t, a, status, &messages, world ? fl_world_failure(world) : "");
  fl_world_destroy(world);
  fl_messages_free(&messages);
  return status;
}

static fl_status live_on(tree *t, size_t a, fl_world *world, int64_t day) {
  fl_messages messages = {0};
  fl_spool_forget(&t->spool, FL_T_policy); // a variant has policies of its own
  fl_status status = fl_world_turn(world, t->arms[a].model);
  if (status == FL_OK) status = live(t, a, world, day, &messages);
  if (status != FL_OK) fail(t, a, status, &messages, fl_world_failure(world));
  fl_messages_free(&messages);
  return status;
}

// ---- Processes --------------------------------------------------------------------------------------------------------------------

static void begin_child(tree *t, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody works on for a comparison that is gone
  if (getppid() != parent) _exit(1);
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  signal(SIGHUP, SIG_DFL);
  memset(t->children, 0, t->arm_count * sizeof *t->children);
  t->unsaid = 0;
}

_Noreturn static void end_child(tree *t, fl_status status, bool own_token) {
  if (t->unsaid) post(t, FL_OK, "");
  if (own_token) give_token(t);
  _exit(status == FL_OK ? 0 : 1);
}

static void wait_for(tree *t, size_t a) {
  int status = 0;
  if (t->children[a] == 0) return;
  while (waitpid(t->children[a], &status, 0) < 0 && errno == EINTR) continue;
  t->children[a] = 0;
  if (WIFEXITED(status)) return; // it has said what was wrong
  char text[64];
  snprintf(text, sizeof text, "ended by signal %d", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  fail(t, a, FL_ENVIRONMENT, &(fl_messages){0}, text);
  if (t->has_token[a]) give_token(t);
}

// A process for one arm, at work beside this one where a token is left, else in its place. `world` is NULL for a run of its own.
static void start_arm(tree *t, size_t a, fl_world *world, int64_t day) {
  const pid_t parent = getpid();
  t->has_token[a] = take_token(t);
  const bool own_token = t->has_token[a];
  const pid_t child = fork();
  if (child == 0) {
    begin_child(t, parent);
    end_child(t, world ? live_on(t, a, world, day) : live_alone(t, a), own_token);
  }
  if (child < 0) {
    fail(t, a, FL_ENVIRONMENT, &(fl_messages){0}, strerror(errno));
    if (own_token) give_token(t);
    return;
  }
  t->children[a] = child;
  if (!own_token) wait_for(t, a);
}

static void branch_off(tree *t, fl_world *world, int64_t day) {
  for (size_t a = 1; a < t->arm_count; a++)
    if (t->arms[a].differs == day && day > 0) start_arm(t, a, world, day);
}

static fl_status build_arms(tree *t) {
  const fl_scenario *scenario = t->plan->scenario;
  static const fl_variant unchanged;
  fl_messages messages = {0};
  char why[FL_TEXT_MAX * 2] = "";
  size_t a = 0;
  fl_status status = FL_OK;
  for (; status == FL_OK && a < t->arm_count; a++) {
    arm *x = &t->arms[a];
    if (!fl_scenario_vary(scenario, a ? &scenario->variants[a - 1] : &unchanged, &x->scenario, why, sizeof why))
      status = FL_BAD_SCENARIO;
    x->scenario.setup.run = t->run;
    if (status == FL_OK) status = fl_model_create(&x->scenario, &messages, &x->model);
    if (status == FL_OK) x->differs = a && !t->plan->straight ? fl_model_differs(t->arms[0].model, x->model) : 0;
  }
  if (status != FL_OK) fail(t, a - 1, status, &messages, why);
  fl_messages_free(&messages);
  return status;
}

// All arms of one run number. The process ends with it, and its memory.
_Noreturn static void run_number(tree *t, int64_t run) {
  t->run = run;
  t->arm_count = t->plan->scenario->variant_count + 1;
  t->arms = calloc(t->arm_count, sizeof *t->arms);
  t->children = calloc(t->arm_count, sizeof *t->children);
  t->has_token = calloc(t->arm_count, sizeof *t->has_token);
  memcpy(t->spool.wanted, t->plan->wanted, sizeof t->spool.wanted);
  fl_status status = t->arms && t->children && t->has_token ? build_arms(t) : FL_ENVIRONMENT;
  if (status == FL_OK) {
    for (size_t a = 1; a < t->arm_count; a++)
      if (t->arms[a].differs == 0) start_arm(t, a, NULL, 0);
    status = live_alone(t, 0);
    for (size_t a = 1; a < t->arm_count; a++) wait_for(t, a);
  }
  end_child(t, status, true);
}

// ---- The process that starts all ---------------------------------------------------------------------------------------------------

typedef struct office {
  tree *tree;
  pid_t *workers; // by run number; 0 not at work
  int64_t done, days;
  fl_status status;
  fl_messages *messages;
} office;

// Reads what there is, for a while at most. False when nobody is left to write.
static bool read_letters(office *o) {
  struct pollfd p = {.fd = o->tree->letters[0], .events = POLLIN};
  letter l;
  while (poll(&p, 1, POLL_MILLISECONDS) == 1) {
    const ssize_t n = read(p.fd, &l, sizeof l);
    if (n == 0) return false;
    if (n < 0) return errno == EINTR;
    o->done += l.days;
    if (o->tree->plan->progress) o->tree->plan->progress(o->tree->plan->ctx, o->done, o->days);
    if (l.text[0] == '\0') continue;
    if (o->status == FL_OK) o->status = (fl_status)l.status;
    fl_messages_add(o->messages, true, "%s", l.text);
  }
  return true;
}

static void reap(office *o) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    for (int64_t r = 0; r < o->tree->plan->runs; r++)
      if (o->workers[r] == pid) o->workers[r] = 0;
    if (WIFEXITED(status)) continue;
    if (o->status == FL_OK) o->status = FL_ENVIRONMENT;
    fl_messages_add(o->messages, true, "a process was ended by signal %d", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    give_token(o->tree);
  }
}

static void stop_all(office *o) {
  for (int64_t r = 0; r < o->tree->plan->runs; r++)
    if (o->workers[r] > 0) kill(o->workers[r], SIGKILL); // its branches go with it
  o->status = FL_STOPPED;
}

static bool start_worker(office *o, int64_t r) {
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    close(o->tree->letters[0]);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    run_number(o->tree, o->tree->plan->first_run + r);
  }
  o->workers[r] = child > 0 ? child : 0;
  if (child > 0) return true;
  fl_messages_add(o->messages, true, "run %lld: %s", (long long)(o->tree->plan->first_run + r), strerror(errno));
  o->status = FL_ENVIRONMENT;
  give_token(o->tree);
  return false;
}

static void work(office *o, const volatile int *stop) {
  tree *t = o->tree;
  int64_t next = 0;
  bool open = true;
  for (uint32_t j = 0; j < t->plan->jobs; j++) give_token(t);
  while (open && o->status != FL_STOPPED) {
    if (next < t->plan->runs && take_token(t)) {
      start_worker(o, next++);
      if (next == t->plan->runs) close(t->letters[1]); // from now on the pipe ends with the last process
      continue;
    }
    open = read_letters(o);
    reap(o);
    if (stop && *stop) stop_all(o);
  }
}

fl_status fl_branches_run(const fl_branches *plan, const volatile int *stop, fl_messages *messages) {
  tree t = {.plan = plan};
  const int64_t days = plan->scenario->setup.warmup + plan->scenario->setup.to - plan->scenario->setup.from + 1;
  office o = {.tree = &t,
              .days = days * plan->runs * (int64_t)(plan->scenario->variant_count + 1),
              .workers = calloc((size_t)plan->runs + 1, sizeof *o.workers),
              .messages = messages};
  if (!o.workers || plan->runs < 1 || pipe(t.letters) != 0) {
    free(o.workers);
    return FL_ENVIRONMENT;
  }
  if (pipe(t.tokens) != 0) {
    close(t.letters[0]);
    close(t.letters[1]);
    free(o.workers);
    return FL_ENVIRONMENT;
  }
  fflush(NULL); // what is in buffers is written once, here
  work(&o, stop);
  while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) continue;
  close(t.letters[0]);
  close(t.tokens[0]);
  close(t.tokens[1]);
  free(o.workers);
  return o.status;
}
