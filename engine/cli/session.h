// What the commands share: a loaded scenario, messages, the terminal.
#ifndef FANLOOP_SESSION_H
#define FANLOOP_SESSION_H

#include "cli/command.h"
#include "lua/scenario_file.h"
#include "record/clock.h"
#include "record/record.h"

enum { FL_THREADS_MAX = 1024 };

// What --set, --seed, --fans and --days change, as "key=value" in the order in which it counts.
typedef struct fl_sets {
  char **items;
  size_t count;
} fl_sets;
// False when memory is out. Free with fl_sets_free either way.
bool fl_session_sets(const fl_args *args, fl_sets *out);
void fl_sets_free(fl_sets *sets);
// Loads the scenario that the arguments name, with these changes. Messages are printed; the exit code is FL_EXIT_DONE when `*out` is
// there. Warnings stay in `messages`.
int fl_session_load(const fl_args *args, fl_messages *messages, fl_lua **out);
// The same of operand `operand`.
int fl_session_load_file(const fl_args *args, size_t operand, fl_messages *messages, fl_lua **out);
// Loads a scenario from texts alone: itself, then its modules, as fl_lua_load_sources. Nothing is printed.
fl_status fl_session_load_texts(const fl_source_text *texts, size_t count, const fl_sets *sets, fl_messages *messages,
                                fl_lua **out);
// results/<name><ending>.sqlite; a name is free text, a file name is not. Free it; NULL when memory is out.
char *fl_session_default_path(const char *name, const char *ending);
// Compiler and options of the build.
const char *fl_session_build(char out[256]);
// The exit code of a failure.
int fl_session_exit(fl_status status);
// Takes a scenario of more than `fans` fans down to them. The catchment keeps its real fans: fewer of them weigh more.
void fl_session_shrink(fl_scenario *scenario, int64_t fans);
// Prints messages to standard error, errors with their count at the end; warnings only when `warnings`.
void fl_session_print(const fl_messages *messages, bool warnings);
// Prints the messages of a step that failed and returns its exit code.
int fl_session_refuse(const fl_messages *messages, fl_status status);
// The same for a scenario that could not be loaded: the errors are counted.
int fl_session_refuse_scenario(const fl_messages *messages, fl_status status);
// Reads --threads; 0 when not given. False after a message.
bool fl_session_threads(const fl_args *args, uint32_t *threads);
// Reads an option that is a whole number of `least` to `most`; `*out` keeps its value when it is not given. False after a message.
bool fl_session_whole(const fl_args *args, fl_option_id option, int64_t least, int64_t most, int64_t *out);
// The name of a file as it may be shown on a terminal: what could steer one is '?'. Free it; NULL when memory is out.
char *fl_session_shown(const char *path);
// The command line as it could be typed again. Free it.
char *fl_session_command(const fl_args *args);
// "fanloop", `count` words, and --set with each of `sets`; for a shell. Free it; NULL when memory is out.
char *fl_session_words(const char *const *words, size_t count, const char *const *sets, size_t set_count);
// The same with one more option behind `command`, which stays.
char *fl_session_option(const char *command, const char *name, const char *value);

// Whether colours may be used on `out`: a terminal, and NO_COLOR not set.
bool fl_terminal_colour(FILE *out);
int64_t fl_peak_rss_bytes(void);

// A progress bar on standard error, when that is a terminal and `wanted`. Of runs, where it is none – a log –, a line a minute.
typedef struct fl_progress {
  bool on, ascii, lines;
  double begun, drawn; // seconds
  int64_t first;       // of what is counted, there at the beginning; -1: not known yet
} fl_progress;
fl_progress fl_progress_begin(bool wanted, bool ascii);
// The same with a line of its own for what runs; `text` stays above the bar.
fl_progress fl_progress_begin_with(bool wanted, bool ascii, const char *text);
// `date` may be FL_NO_DATE.
void fl_progress_show(fl_progress *progress, int64_t day, int64_t days, int64_t date);
// The same of runs: so many of `all`, `failed` of them failed.
void fl_progress_show_runs(fl_progress *progress, int64_t done, int64_t all, int64_t failed);
void fl_progress_end(fl_progress *progress);

#endif
