// The machine's clock, as files and progress tell of it: nothing that is simulated hangs on it.
#ifndef FANLOOP_CLOCK_H
#define FANLOOP_CLOCK_H

#include <time.h>

enum { FL_UTC_TEXT = 32 };

// Seconds of a clock that never goes back.
double fl_clock_seconds(void);
// Seconds of processor time of the calling thread.
double fl_clock_thread_seconds(void);
// "2022-06-16T20:00:00Z"; returns `out`.
const char *fl_clock_utc(time_t time, char out[FL_UTC_TEXT]);

#endif
