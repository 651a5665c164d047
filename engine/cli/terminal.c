// The terminal and the machine: colours, progress, memory.
#include "cli/session.h"

#include "base/date.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

bool fl_terminal_colour(FILE *out) {
  const char *no_colour = getenv("NO_COLOR");
  return (!no_colour || !no_colour[0]) && isatty(fileno(out));
}

static bool silent;

void fl_tell_nothing(bool nothing) {
  silent = nothing;
}

void fl_tell_list(const char *format, va_list arguments) {
  if (silent) return;
  char brief[512]; // a message that there is no memory needs none
  va_list again;
  va_copy(again, arguments);
  const int length = vsnprintf(brief, sizeof brief, format, again);
  va_end(again);
  char *text = length < (int)sizeof brief ? NULL : malloc((size_t)length + 1);
  if (text) vsnprintf(text, (size_t)length + 1, format, arguments);
  fl_utf8_clean(text ? text : brief, false);
  fprintf(stderr, "%s\n", text ? text : brief);
  free(text);
}

void fl_tell(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fl_tell_list(format, arguments);
  va_end(arguments);
}

int64_t fl_peak_rss_bytes(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (int64_t)usage.ru_maxrss * 1024;
}

fl_progress fl_progress_begin(bool wanted, bool ascii) {
  fl_progress progress = {.on = wanted && isatty(fileno(stderr)), .ascii = ascii, .begun = fl_clock_seconds()};
  if (progress.on) fprintf(stderr, "%s", fl_word(FL_W_building));
  return progress;
}

fl_progress fl_progress_begin_with(bool wanted, bool ascii, const char *text) {
  const double now = fl_clock_seconds();
  fl_progress progress = {
      .on = wanted && isatty(fileno(stderr)), .ascii = ascii, .lines = wanted, .begun = now, .drawn = now, .first = -1};
  progress.lines &= !progress.on;
  if (progress.on) fprintf(stderr, "\n%s\n", text);
  return progress;
}

enum { CELLS = 24, LINE_SECONDS = 60 };

// What time is left, into `out` (32 bytes).
static const char *time_left(const fl_progress *progress, double now, int64_t done, int64_t all, char *out) {
  snprintf(out, 32, "–");
  if (done > progress->first) {
    const double each = (now - progress->begun) / (double)(done - progress->first);
    const int64_t seconds = (int64_t)(each * (double)(all - done) + 0.5);
    snprintf(out, 32, "%lld:%02lld", (long long)(seconds / 60), (long long)(seconds % 60));
  }
  return out;
}

// The bar, and what time is left, into `left` (32 bytes). False where nothing is to be drawn.
static bool draw_bar(fl_progress *progress, int64_t done, int64_t all, char *left) {
  const double now = fl_clock_seconds();
  if (progress->first < 0) progress->first = done; // what was there before took no time
  // Ten times a second is smooth enough, and costs nothing.
  if (now - progress->drawn < (progress->lines ? LINE_SECONDS : 0.1) && (done < all || progress->lines)) return false;
  if (!progress->on && !progress->lines) return false;
  progress->drawn = now;
  time_left(progress, now, done, all, left);
  if (progress->lines) return true;
  const int full = all > 0 ? (int)(CELLS * done / all) : 0;
  fputs("\r\033[K", stderr);
  for (int i = 0; i < CELLS; i++) fputs(i < full ? (progress->ascii ? "#" : "█") : (progress->ascii ? "." : "░"), stderr);
  fputs("  ", stderr);
  return true;
}

void fl_progress_show_runs(fl_progress *progress, int64_t done, int64_t all, int64_t failed) {
  char left[32];
  if (!draw_bar(progress, done, all, left)) return;
  fprintf(stderr, fl_word(FL_W_progress_runs), (long long)done, (long long)all, left);
  if (failed) fprintf(stderr, fl_word(FL_W_progress_failed), (long long)failed);
  if (progress->lines) fputc('\n', stderr);
  fflush(stderr);
}

void fl_progress_show(fl_progress *progress, int64_t day, int64_t days, int64_t date) {
  char text[FL_DATE_TEXT], left[32];
  if (!draw_bar(progress, day, days, left)) return;
  if (date == FL_NO_DATE) // days of many runs
    fprintf(stderr, fl_word(FL_W_progress_days), (long long)day, (long long)days, left);
  else
    fprintf(stderr, fl_word(FL_W_progress), (long long)day, (long long)days, fl_date_text(date, text), left);
  if (progress->lines) fputc('\n', stderr);
  fflush(stderr);
}

void fl_progress_end(fl_progress *progress) {
  if (progress->on) fputs("\r\033[K", stderr);
  progress->on = progress->lines = false;
}
