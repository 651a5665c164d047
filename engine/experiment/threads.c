// Threads for runs in processes that fork.
#include "experiment/branches.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS_MOST = 1024 };

// One piece of work: whoever is free takes the next task.
typedef struct piece {
  void (*body)(void *arg, uint32_t task, uint32_t worker);
  void *arg;
  uint32_t tasks;
  atomic_uint next;
} piece;

typedef struct worker {
  piece *piece;
  uint32_t number;
  pthread_t thread;
} worker;

static void *work(void *ctx) {
  const worker *w = ctx;
  for (uint32_t task; (task = atomic_fetch_add(&w->piece->next, 1)) < w->piece->tasks;)
    w->piece->body(w->piece->arg, task, w->number);
  return NULL;
}

// Fewer threads where the system gives no more: results do not hang on it.
static void run(uint32_t workers, uint32_t tasks, void (*body)(void *arg, uint32_t task, uint32_t worker), void *arg) {
  piece p = {body, arg, tasks, 0};
  worker team[THREADS_MOST];
  uint32_t hired = 1;
  for (; hired < workers && hired < tasks; hired++) {
    team[hired] = (worker){.piece = &p, .number = hired};
    if (pthread_create(&team[hired].thread, NULL, work, &team[hired]) != 0) break;
  }
  team[0] = (worker){.piece = &p};
  work(&team[0]);
  for (uint32_t i = 1; i < hired; i++) pthread_join(team[i].thread, NULL);
}

fl_parallel fl_parallel_threads(uint32_t threads) {
  return (fl_parallel){threads < 1 ? 1 : threads > THREADS_MOST ? THREADS_MOST : threads, run};
}
