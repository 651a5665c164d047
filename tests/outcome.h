// What a run that went wrong left behind: absent, or readable and saying what it is.
#ifndef TESTS_OUTCOME_H
#define TESTS_OUTCOME_H

#include <stdint.h>

typedef struct outcome {
  char status[16]; // 'running', 'done', 'failed', 'stopped'; "absent" when there is no file
  char digest[40];
  int64_t days; // with rows in platform_day
} outcome;

// Looks at the file as a user's `sqlite3` would; a torn or unreadable one fails the test. `days` is checked for holes.
outcome outcome_of(const char *path);

#endif
