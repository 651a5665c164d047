#define _GNU_SOURCE // mkdtemp, asprintf
#include "rerun_help.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

char folder[64];

bool rerun_begin(void) {
  char path[4096];
  const char *slash = strrchr(FL_PROGRAM, '/');
  snprintf(folder, sizeof folder, "/tmp/fanloop-rerun-test-XXXXXX");
  if (!mkdtemp(folder)) return false;
  snprintf(path, sizeof path, "mkdir '%s/empty' '%s/tmp' '%s/kept'", folder, folder, folder);
  if (system(path) != 0) return false;
  snprintf(path, sizeof path, "%.*s:%.3000s", (int)(slash - FL_PROGRAM), FL_PROGRAM, getenv("PATH"));
  setenv("PATH", path, 1);
  snprintf(path, sizeof path, "%s/tmp", folder);
  setenv("TMPDIR", path, 1);
  return true;
}

int rerun_end(void **state) {
  (void)state;
  char line[128];
  snprintf(line, sizeof line, "rm -rf '%s'", folder);
  return system(line);
}

void write_text(const char *name, const char *text) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

int shell(const char *format, ...) {
  char *command, *line;
  va_list arguments;
  va_start(arguments, format);
  assert_true(vasprintf(&command, format, arguments) > 0);
  va_end(arguments);
  assert_true(asprintf(&line, "cd '%s/empty' && { %s; } >../out 2>../err </dev/null", folder, command) > 0);
  const int status = system(line);
  free(command);
  free(line);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

const char *said(const char *name) {
  static char text[65536];
  char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  for (char *at = text; *at; at++)
    if (*at == '\n' && strncmp(at, "\n  ", 3) == 0) memmove(at, at + 2, strlen(at + 2) + 1);
  return text;
}

void assert_verify(int code, const char *text) {
  const int got = shell("fanloop rerun ../x.sqlite --verify");
  if (got == code && (strstr(said("out"), text) || strstr(said("err"), text))) return;
  print_error("%s", said("out"));
  print_error("%s", said("err"));
  fail_msg("exit code %d, expected %d and '%s'", got, code, text);
}

void sql(const char *text) {
  char path[128];
  sqlite3 *db = NULL;
  snprintf(path, sizeof path, "%s/x.sqlite", folder);
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s: %s", text, sqlite3_errmsg(db));
  sqlite3_close(db);
}

void change(const char *text) {
  assert_int_equal(shell("cp ../whole.sqlite ../x.sqlite"), 0);
  sql(text);
}

void assert_nothing_left(void) {
  if (shell("ls -A . ../tmp && test -z \"$(ls -A .)$(ls -A ../tmp)\"") != 0) fail_msg("left behind: %s", said("out"));
}
