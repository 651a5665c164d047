// The process that the program finds itself in: what could make a run fail or come out differently is put right before anything else.
#include "cli/command.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;

enum { LEAST_STACK = 1 << 20 /* bytes: nested calls of a script, and threads that take their size from the same limit */ };

// Variables of the OpenMP runtime: it reads them before main begins, and some of them end the program (OMP_STACKSIZE).
static bool is_runtimes(const char *variable) {
  static const char *const prefixes[] = {"OMP_", "GOMP_", "KMP_"};
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
    if (strncmp(variable, prefixes[i], strlen(prefixes[i])) == 0) return true;
  return false;
}

// How often a thread of GNU's runtime looks for the others before it sleeps: some microseconds. By itself it looks for milliseconds, and where
// other programs are at work, that is time which the thread that it waits for could have had: a small world took three times as long.
static char patience[] = "GOMP_SPINCOUNT=2000";

// Takes them out but for `patience`, and says whether nothing was to be done: whether it was there, and no other.
static bool clear_runtimes(void) {
  char **kept = environ;
  bool others = false, patient = false;
  for (char **at = environ; at && *at; at++) {
    if (strcmp(*at, patience) == 0) patient = true;
    if (is_runtimes(*at) && strcmp(*at, patience) != 0)
      others = true;
    else
      *kept++ = *at;
  }
  if (kept) *kept = NULL;
  return patient && !others;
}

void fl_start_anew(char **argv) {
  char program[4096];
  if (clear_runtimes() || putenv(patience) != 0) return;
  const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length <= 0) return; // without a way to begin again the runtime keeps what it has read: it may still do
  program[length] = '\0';
  execv(program, argv);
}

bool fl_start_stack(void) {
  struct rlimit stack;
  if (getrlimit(RLIMIT_STACK, &stack) != 0 || stack.rlim_cur >= LEAST_STACK) return true;
  fl_tell(fl_word(FL_W_small_stack), (unsigned long long)(stack.rlim_cur >> 10), LEAST_STACK >> 10);
  return false;
}
