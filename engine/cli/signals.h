// A wish to stop: an interrupt, SIGTERM, a terminal that was closed.
#ifndef FANLOOP_SIGNALS_H
#define FANLOOP_SIGNALS_H

#include <stdbool.h>

// From now on the first signal is a wish; one that comes a second or more later ends the program at once.
void fl_signals_catch(void);
// From now on, until something is there to be kept, a signal ends the program at once with `text` and FL_EXIT_FAILED; `draft` and what SQLite
// puts beside it are removed, and then the folder. One that came before does it now.
void fl_signals_nothing_yet(const char *draft, const char *text);
// A folder of the program's own that is to go with the draft.
void fl_signals_folder(const char *path);
// From now on a signal is a wish again.
void fl_signals_something(void);
// From now on signals end the program: once the result is complete nothing can be lost.
void fl_signals_release(void);
// Not 0 once there was a signal.
const volatile int *fl_signals_stop(void);

#endif
