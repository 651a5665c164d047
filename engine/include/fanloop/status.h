// What can go wrong, and how it is said.
#ifndef FANLOOP_STATUS_H
#define FANLOOP_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// The kinds of failure are never mixed: a programmer's error is an assert and has no status.
typedef enum fl_status {
  FL_OK = 0,
  FL_BAD_SCENARIO, // the user's input is wrong: messages say where; exit code 2
  FL_BROKEN,       // an invariant failed while running: the message names day, mechanism and agent; exit code 1
  FL_ENVIRONMENT,  // disk full, file locked, out of memory; exit code 1
  FL_STOPPED       // interrupted by the user; exit code 1
} fl_status;

// A growing list of messages. Zero-initialise; fl_messages_free when done.
typedef struct fl_message {
  bool error; // false: a warning
  char *text; // "file:line: what is wrong, what was expected"
} fl_message;

typedef struct fl_messages {
  fl_message *items;
  size_t count, capacity, errors;
} fl_messages;

void fl_messages_add(fl_messages *messages, bool error, const char *format, ...) __attribute__((format(printf, 3, 4)));
// The number of the message with this text, or messages->count.
size_t fl_messages_find(const fl_messages *messages, const char *text);
void fl_messages_free(fl_messages *messages);

#ifdef __cplusplus
}
#endif
#endif
