// A data race on purpose: tools/check makes sure that the thread sanitizer would have seen one in the engine.
#include "fanloop/parallel.h"

static int64_t shared;
static uint32_t workers_seen; // bit mask; relaxed, so that it orders nothing

// One worker could do all the tasks before another wakes: the first ones wait (for a while) until there are two.
static void wait_for_company(uint32_t worker) {
  __atomic_fetch_or(&workers_seen, 1u << worker, __ATOMIC_RELAXED);
  for (long spins = 0; spins < 200000000; spins++) {
    const uint32_t seen = __atomic_load_n(&workers_seen, __ATOMIC_RELAXED);
    if (seen & (seen - 1)) return;
  }
}

static void body(void *arg, uint32_t task, uint32_t worker) {
  (void)arg;
  wait_for_company(worker);
  for (uint32_t i = 0; i < 1000; i++) shared += task;
}

int main(void) {
  const fl_parallel parallel = fl_parallel_openmp(4);
  parallel.run(parallel.workers, 400, body, 0);
  return shared < 0;
}
