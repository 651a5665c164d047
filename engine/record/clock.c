#include "record/clock.h"

static double seconds_of(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double fl_clock_seconds(void) {
  return seconds_of(CLOCK_MONOTONIC);
}

double fl_clock_thread_seconds(void) {
  return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

const char *fl_clock_utc(time_t time, char out[FL_UTC_TEXT]) {
  struct tm parts;
  gmtime_r(&time, &parts);
  strftime(out, FL_UTC_TEXT, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return out;
}
