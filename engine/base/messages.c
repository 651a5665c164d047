#include "fanloop/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT = 1000 }; // a scenario with a million mistakes must not fill the memory with messages: the rest is counted only

static char *format_text(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

static char *format_text(const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  const int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  char *text = length < 0 ? NULL : malloc((size_t)length + 1);
  if (text) vsnprintf(text, (size_t)length + 1, format, arguments);
  return text;
}

void fl_messages_add(fl_messages *messages, bool error, const char *format, ...) {
  if (error) messages->errors++;
  if (messages->count >= KEPT) return;
  if (messages->count == messages->capacity) {
    const size_t capacity = messages->capacity ? messages->capacity * 2 : 8;
    fl_message *items = realloc(messages->items, capacity * sizeof *items);
    if (!items) return; // still counted: the caller fails, with less to say
    messages->items = items;
    messages->capacity = capacity;
  }
  va_list arguments;
  va_start(arguments, format);
  char *text = format_text(format, arguments);
  va_end(arguments);
  if (!text) return;
  messages->items[messages->count].error = error;
  messages->items[messages->count++].text = text;
}

size_t fl_messages_find(const fl_messages *messages, const char *text) {
  size_t at = 0;
  while (at < messages->count && strcmp(messages->items[at].text, text) != 0) at++;
  return at;
}

void fl_messages_free(fl_messages *messages) {
  for (size_t i = 0; i < messages->count; i++) free(messages->items[i].text);
  free(messages->items);
  const fl_messages empty = {0};
  *messages = empty;
}
