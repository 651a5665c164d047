#include "experiment/after.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// A number at `*text`, which moves behind it and behind the comma and the spaces that follow; 0 where there is none.
static int64_t take_days(const char **text) {
  const char *at = *text;
  int64_t days = 0;
  while (*at >= '0' && *at <= '9' && days <= FL_AFTER_DAYS_MAX) days = 10 * days + (*at++ - '0');
  if (days < 1 || days > FL_AFTER_DAYS_MAX || (*at && *at != ',')) return 0;
  if (*at == ',') {
    at += 1 + strspn(at + 1, " ");
    if (!*at) return 0;
  }
  *text = at;
  return days;
}

bool fl_after_read(const char *text, fl_after *out) {
  *out = (fl_after){0};
  do {
    const int64_t days = take_days(&text);
    size_t at = 0;
    while (at < out->count && out->days[at] < days) at++;
    if (days == 0) return false;
    if (at < out->count && out->days[at] == days) continue;
    if (out->count == FL_AFTER_MOST) return false;
    memmove(out->days + at + 1, out->days + at, (out->count++ - at) * sizeof *out->days);
    out->days[at] = days;
  } while (*text);
  return true;
}

const char *fl_after_text(const fl_after *after, char *out) {
  size_t used = 0;
  out[0] = '\0';
  for (size_t i = 0; i < after->count; i++)
    used += (size_t)snprintf(out + used, FL_AFTER_TEXT - used, i ? ",%" PRId64 : "%" PRId64, after->days[i]);
  return out;
}
