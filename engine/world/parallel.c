#include "fanloop/parallel.h"

static void run_serial(uint32_t workers, uint32_t tasks, void (*body)(void *, uint32_t, uint32_t), void *arg) {
  (void)workers;
  for (uint32_t t = 0; t < tasks; t++) body(arg, t, 0);
}

fl_parallel fl_parallel_serial(void) {
  return (fl_parallel){1, run_serial};
}
