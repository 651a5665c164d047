#include "cli/signals.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>

static volatile int stop_wanted;  // written by the handler only, read as a whole
static struct timespec stop_time; // of the first signal
static bool caught;
static bool hangup_caught; // not when nohup had it ignored before the program began

// Programs that send a signal to the process and to its group, as timeout does, mean a single one.
static void on_signal(int number) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (!stop_wanted) {
    stop_time = now;
    stop_wanted = 1;
  } else if (now.tv_sec - stop_time.tv_sec > 1) {
    signal(number, SIG_DFL);
    raise(number);
  }
}

void fl_signals_catch(void) {
  if (caught) return; // a wish of before still counts
  caught = true;
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  stop_wanted = 0;
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  // A terminal that was closed is a wish to stop, unless somebody said beforehand that it is none.
  struct sigaction hangup;
  hangup_caught = sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN;
  if (hangup_caught) sigaction(SIGHUP, &action, NULL);
  // A reader of the messages who goes away does not end a run; elsewhere it ends the program, as `fanloop params | head` should.
  signal(SIGPIPE, SIG_IGN);
}

void fl_signals_release(void) {
  caught = false;
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  if (hangup_caught) signal(SIGHUP, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
}

const volatile int *fl_signals_stop(void) {
  return &stop_wanted;
}
