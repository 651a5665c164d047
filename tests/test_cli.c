// Golden transcripts of the command line: tests/cli/*.txt.
//
// A transcript begins with a line that says what it shows. Each command stands behind "$ " and is run by /bin/sh in one fresh
// folder that holds copies of tests/cli/*.lua and *.sed; behind it stand what it printed ("| " standard output, "! " standard error) and
// "[exit N]". FL_REGENERATE=1 in the environment writes the transcripts anew: read the difference before committing it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct text {
  char *bytes;
  size_t size, capacity;
} text;

static void put(text *t, const char *bytes, size_t size) {
  if (t->size + size + 1 > t->capacity) {
    t->capacity = 2 * (t->size + size + 1);
    t->bytes = realloc(t->bytes, t->capacity);
    assert_non_null(t->bytes);
  }
  memcpy(t->bytes + t->size, bytes, size);
  t->size += size;
  t->bytes[t->size] = '\0';
}

static text read_file(const char *path) {
  text t = {0};
  char block[4096];
  FILE *in = fopen(path, "rb");
  if (!in) fail_msg("%s cannot be read", path);
  put(&t, "", 0);
  for (size_t got; (got = fread(block, 1, sizeof block, in)) > 0;) put(&t, block, got);
  fclose(in);
  return t;
}

static void write_file(const char *path, const char *bytes, size_t size) {
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  assert_int_equal(fwrite(bytes, 1, size, out), size);
  assert_int_equal(fclose(out), 0);
}

static int shell(const char *command) {
  const int status = system(command);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// The lines of a file behind a mark.
static void put_marked(text *out, const char *mark, const char *path) {
  text t = read_file(path);
  for (const char *at = t.bytes; *at;) {
    const size_t length = strcspn(at, "\n");
    put(out, mark, length ? strlen(mark) : 1);
    put(out, at, length);
    put(out, "\n", 1);
    at += length + (at[length] == '\n');
  }
  free(t.bytes);
}

// Runs one command in `folder`/work and appends its part of the transcript.
static void run_command(text *out, const char *folder, const char *command, size_t length) {
  char path[512], line[2048], end[32];
  snprintf(path, sizeof path, "%s/command", folder);
  write_file(path, command, length);
  // Nothing of the caller's environment reaches the program but what it needs to be found, and what tools/verify_files says.
  snprintf(line, sizeof line,
           "cd '%s/work' && env -i PATH=\"%s/bin:$PATH\" FL_SOURCE_DIR='%s' ASAN_OPTIONS=\"$ASAN_OPTIONS\" "
           "${FL_KEEP_FILES:+FL_KEEP_FILES=\"$FL_KEEP_FILES\" LD_PRELOAD=\"$LD_PRELOAD\"} /bin/sh ../command "
           ">../stdout 2>../stderr </dev/null",
           folder, folder, FL_SOURCE_DIR);
  const int code = shell(line);
  put(out, "$ ", 2);
  put(out, command, length);
  put(out, "\n", 1);
  snprintf(path, sizeof path, "%s/stdout", folder);
  put_marked(out, "| ", path);
  snprintf(path, sizeof path, "%s/stderr", folder);
  put_marked(out, "! ", path);
  put(out, end, (size_t)snprintf(end, sizeof end, "[exit %d]\n", code));
}

static void make_folder(char *folder) {
  char line[2048];
  assert_non_null(mkdtemp(folder));
  snprintf(line, sizeof line,
           "mkdir '%s/work' '%s/bin' && ln -s '%s' '%s/bin/fanloop' && cp '%s'/tests/cli/*.lua '%s'/tests/cli/*.sed '%s/work'",
           folder, folder, FL_PROGRAM, folder, FL_SOURCE_DIR, FL_SOURCE_DIR, folder);
  assert_int_equal(shell(line), 0);
}

// The first line that differs, for a message that can be read.
static void tell_difference(const char *path, const char *expected, const char *got) {
  int line = 1;
  while (*expected && *got && strcspn(expected, "\n") == strcspn(got, "\n") && strncmp(expected, got, strcspn(got, "\n")) == 0) {
    const size_t length = strcspn(got, "\n");
    expected += length + (expected[length] == '\n');
    got += length + (got[length] == '\n');
    line++;
  }
  fail_msg("%s:%d\n expected: %.*s\n got:      %.*s\n(FL_REGENERATE=1 writes the transcripts anew)", path, line,
           (int)strcspn(expected, "\n"), expected, (int)strcspn(got, "\n"), got);
}

static void a_transcript_reads_as_before(void **state) {
  const char *path = *state;
  char folder[] = "/tmp/fanloop-cli-XXXXXX", line[256];
  make_folder(folder);
  text expected = read_file(path), got = {0};
  for (const char *at = expected.bytes; *at;) {
    const size_t length = strcspn(at, "\n");
    if (strncmp(at, "$ ", 2) == 0)
      run_command(&got, folder, at + 2, length - 2);
    else if (strchr("|![", *at) == NULL)
      put(&got, at, length + 1);
    at += length + (at[length] == '\n');
  }
  snprintf(line, sizeof line, "rm -rf '%s'", folder);
  shell(line);
  if (getenv("FL_REGENERATE"))
    write_file(path, got.bytes, got.size);
  else if (strcmp(expected.bytes, got.bytes) != 0)
    tell_difference(path, expected.bytes, got.bytes);
  free(expected.bytes);
  free(got.bytes);
}

int main(void) {
  glob_t found;
  if (glob(FL_SOURCE_DIR "/tests/cli/*.txt", 0, NULL, &found) != 0) return 1;
  struct CMUnitTest *tests = calloc(found.gl_pathc, sizeof *tests);
  if (!tests) return 1;
  for (size_t i = 0; i < found.gl_pathc; i++)
    tests[i] =
        (struct CMUnitTest){strrchr(found.gl_pathv[i], '/') + 1, a_transcript_reads_as_before, NULL, NULL, found.gl_pathv[i]};
  const char *only = getenv("FL_ONLY"); // FL_ONLY=<file or pattern> reads some of them
  if (only) cmocka_set_test_filter(only);
  // The macro would take the size of the pointer for that of the array.
  const int failed = _cmocka_run_group_tests("command line", tests, found.gl_pathc, NULL, NULL);
  free(tests);
  globfree(&found);
  return failed;
}
