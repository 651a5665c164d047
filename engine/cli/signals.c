#include "cli/signals.h"

#include "cli/command.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST = 4608 /* bytes of a path and what stands behind it */ };

static volatile int stop_wanted;          // written by the handler only, read as a whole
static volatile sig_atomic_t nothing_yet; // there is nothing to keep: the files below go
static struct timespec stop_time;         // of the first signal
static bool caught;
static bool hangup_caught; // not when nohup had it ignored before the program began
static char files[3][LONGEST], folder[LONGEST], message[2 * LONGEST];

// What a handler may call.
static void end_without_trace(void) {
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) unlink(files[i]);
  if (folder[0]) rmdir(folder);
  if (write(STDERR_FILENO, message, strlen(message)) < 0) _exit(FL_EXIT_FAILED); // nobody reads it
  _exit(FL_EXIT_FAILED);
}

static double seconds_since(const struct timespec *then, const struct timespec *now) {
  return (double)(now->tv_sec - then->tv_sec) + 1e-9 * (double)(now->tv_nsec - then->tv_nsec);
}

// Programs that send a signal to the process and to its group, as timeout does, mean a single one.
static void on_signal(int number) {
  struct timespec now;
  if (nothing_yet) end_without_trace();
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (!stop_wanted) {
    stop_time = now;
    stop_wanted = 1;
  } else if (seconds_since(&stop_time, &now) >= 1) {
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
  nothing_yet = 0;
  caught = false;
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  if (hangup_caught) signal(SIGHUP, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
}

void fl_signals_folder(const char *path) {
  snprintf(folder, sizeof folder, "%s", path);
}

void fl_signals_nothing_yet(const char *draft, const char *text) {
  static const char *const endings[] = {"", "-journal", "-wal"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    if (snprintf(files[i], sizeof files[i], "%s%s", draft, endings[i]) >= (int)sizeof files[i]) return; // a wish, as ever
  if (snprintf(message, sizeof message, "%s\n", text) >= (int)sizeof message) return;
  nothing_yet = 1;
  if (stop_wanted) end_without_trace();
}

void fl_signals_something(void) {
  nothing_yet = 0;
}

const volatile int *fl_signals_stop(void) {
  return &stop_wanted;
}
