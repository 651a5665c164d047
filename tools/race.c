// A data race on purpose: tools/check makes sure that the thread sanitizer would have seen one in the engine.
#include "fanloop/parallel.h"

static int64_t shared;

static void body(void *arg, uint32_t task, uint32_t worker) {
  (void)arg;
  (void)worker;
  for (uint32_t i = 0; i < 1000; i++) shared += task;
}

int main(void) {
  const fl_parallel parallel = fl_parallel_openmp(4);
  parallel.run(parallel.workers, 400, body, 0);
  return shared < 0;
}
