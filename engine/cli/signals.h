// A wish to stop: an interrupt, SIGTERM, a terminal that was closed.
#ifndef FANLOOP_SIGNALS_H
#define FANLOOP_SIGNALS_H

#include <stdbool.h>

// From now on the first signal is a wish; one that comes a second or more later ends the program at once.
void fl_signals_catch(void);
// From now on signals end the program: once the result is complete nothing can be lost.
void fl_signals_release(void);
// Not 0 once there was a signal.
const volatile int *fl_signals_stop(void);

#endif
