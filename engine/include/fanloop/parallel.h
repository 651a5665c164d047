// How the engine is given threads: it never creates one itself.
#ifndef FANLOOP_PARALLEL_H
#define FANLOOP_PARALLEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Runs body(arg, task, worker) once for every task in 0..tasks-1, with worker in 0..workers-1 and never two tasks on one worker at
// a time. Results may not depend on the order of tasks nor on which worker runs one.
typedef struct fl_parallel {
  uint32_t workers;
  void (*run)(uint32_t workers, uint32_t tasks, void (*body)(void *arg, uint32_t task, uint32_t worker), void *arg);
} fl_parallel;

// One worker, the caller's thread.
fl_parallel fl_parallel_serial(void);
// OpenMP. `threads` 0 means all that the process may use; threads are bound to cores when there are enough of them.
fl_parallel fl_parallel_openmp(uint32_t threads);

#ifdef __cplusplus
}
#endif
#endif
