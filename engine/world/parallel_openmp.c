// The one file that knows threads.
#define _GNU_SOURCE // sched_setaffinity
#include "fanloop/parallel.h"

#include <omp.h>
#include <sched.h>

static _Thread_local int placed_at = -1;

// New threads were seen sharing a core for long: each worker is moved to a core of its own once, and from there on the system may move
// it again, so that several programs do not pile up on one core.
static void spread(uint32_t worker, uint32_t workers) {
  cpu_set_t all, one;
  if (placed_at == (int)worker) return;
  placed_at = (int)worker;
  if (sched_getaffinity(0, sizeof all, &all) != 0 || CPU_COUNT(&all) < (int)workers) return;
  uint32_t seen = 0;
  for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &all) || seen++ != worker) continue;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    if (sched_setaffinity(0, sizeof one, &one) == 0) sched_setaffinity(0, sizeof all, &all);
    return;
  }
}

static void run_openmp(uint32_t workers, uint32_t tasks, void (*body)(void *, uint32_t, uint32_t), void *arg) {
  if (workers > tasks) workers = tasks;
  if (workers < 2) { // no team to wake and to wait for
    for (uint32_t t = 0; t < tasks; t++) body(arg, t, 0);
    return;
  }
#pragma omp parallel num_threads((int)workers)
  {
    const uint32_t worker = (uint32_t)omp_get_thread_num();
    if (worker > 0) spread(worker, workers);
#pragma omp for schedule(dynamic, 1)
    for (uint32_t t = 0; t < tasks; t++) body(arg, t, worker);
  }
}

fl_parallel fl_parallel_openmp(uint32_t threads) {
  const int available = omp_get_num_procs();
  return (fl_parallel){threads ? threads : (uint32_t)(available > 0 ? available : 1), run_openmp};
}
