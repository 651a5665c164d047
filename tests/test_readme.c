// The result that README.md shows is what the program prints: the headline of the project is not to go stale. FL_REGENERATE=1 writes the
// blocks anew: read the difference, and the words around them, before committing it. Three figures of the words are held to the blocks.
#include "check.h"

#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 1 << 16, RUNS = 10 };

static const char mark[] = "`fanloop compare scenarios/616.lua --fans 20000 --runs 10`";

static void read_stream(FILE *in, char out[MOST]) {
  assert_non_null(in);
  out[fread(out, 1, MOST - 1, in)] = '\0';
  assert_true(feof(in));
}

static char *line_behind(char *line) {
  line += strcspn(line, "\n");
  return *line ? line + 1 : line;
}

// What the program prints, in one folder of its own.
static void run_main_scenario(char out[MOST]) {
  char folder[] = "/tmp/fanloop-readme-XXXXXX", command[1024];
  assert_non_null(mkdtemp(folder));
  snprintf(command, sizeof command, "cd '%s' && '%s' compare '%s/scenarios/616.lua' --fans 20000 --runs 10", folder, FL_PROGRAM,
           FL_SOURCE_DIR);
  FILE *pipe = popen(command, "r");
  read_stream(pipe, out);
  const int status = pclose(pipe);
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  assert_int_equal(system(command), 0);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}

// The first two words: "Money: 616".
static size_t first_words(const char *line) {
  const size_t first = strcspn(line, " \n");
  return first == 0 || line[first] != ' ' ? 0 : first + 1 + strcspn(line + first + 1, " \n");
}

// Appends the block of `text` whose heading begins with the same two words as `heading`, up to the next blank line, each line behind four
// spaces.
static void append_block(char *out, const char *heading, char *text) {
  const size_t words = first_words(heading);
  char *line = text;
  assert_true(words > 0);
  while (*line && !(first_words(line) == words && strncmp(line, heading, words) == 0)) line = line_behind(line);
  if (!*line) fail_msg("the program prints no block that begins with '%.*s'", (int)words, heading);
  for (; *line && *line != '\n'; line = line_behind(line)) {
    const size_t used = strlen(out);
    assert_true(used + 256 < MOST);
    assert_in_range(snprintf(out + used, 256, "    %.*s\n", (int)strcspn(line, "\n"), line), 6, 255);
  }
}

// The indented region of README behind the mark, from its first line to the line behind its last.
static void find_region(char *readme, char **from, char **to) {
  char *line = strstr(readme, mark);
  if (!line) fail_msg("README.md has no line '%s'", mark);
  while (*line && strncmp(line, "    ", 4) != 0) line = line_behind(line);
  *from = *to = line;
  for (; *line == '\n' || strncmp(line, "    ", 4) == 0; line = line_behind(line))
    if (*line != '\n') *to = line_behind(line);
  assert_true(*to > *from);
}

// The line of `block` that begins with `label`, behind it.
static const char *line_of(const char *block, const char *label) {
  const char *line = strstr(block, label);
  if (!line) fail_msg("README.md: no line '%s'", label);
  return line + strlen(label);
}

static void expect_words(const char *readme, const char *words) {
  if (!strstr(readme, words)) fail_msg("README.md: the words below the blocks do not say '%s'", words);
}

// What the words below the blocks say of the subsidy, its pairing and its yuan, rounded as they round it.
static void check_words(const char *block, const char *words) {
  double change, yuan, times;
  char wanted[128];
  const char *subsidy = line_of(block, "\n      616 ");
  const size_t length = strcspn(subsidy, "\n");
  const char *sign = strstr(subsidy, "×");
  assert_true(sign && sign < subsidy + length);
  const char *digits = sign;
  while (digits[-1] != ' ') digits--;
  assert_int_equal(sscanf(subsidy, "%*s bn %lf %%", &change), 1);
  assert_int_equal(sscanf(digits, "%lf", &times), 1);
  assert_int_equal(sscanf(line_of(block, "Days of the policies "), "%*s %*s %*s %*s %*s %*s %lf", &yuan), 1);
  const int runs = (int)(times * RUNS + 0.5);
  snprintf(wanted, sizeof wanted, "the subsidy adds %.1f %% to the GMV of the window", change);
  expect_words(words, wanted);
  snprintf(wanted, sizeof wanted, "as much as some %d,%03d runs of each variant", runs / 1000, runs % 1000);
  expect_words(words, wanted);
  snprintf(wanted, sizeof wanted, "comes with %.1f yuan of GMV in its own days", yuan);
  expect_words(words, wanted);
}

static void the_result_that_readme_shows_is_the_programs(void **state) {
  (void)state;
  if (FL_SANITIZED) skip(); // minutes, and nothing that the other tests do not run
  static char readme[MOST], printed[MOST], fresh[MOST];
  const char *path = FL_SOURCE_DIR "/README.md";
  FILE *file = fopen(path, "rb");
  read_stream(file, readme);
  fclose(file);
  run_main_scenario(printed);
  char *from, *to;
  int blocks = 0;
  find_region(readme, &from, &to);
  for (char *line = from, *before = NULL; line < to; before = line, line = line_behind(line)) {
    if (*line == '\n' || (before && *before != '\n')) continue;
    if (blocks++) strcat(fresh, "\n");
    append_block(fresh, line + 4, printed);
  }
  assert_true(blocks >= 3);
  if (getenv("FL_REGENERATE")) {
    assert_non_null(file = fopen(path, "wb"));
    fprintf(file, "%.*s%s%s", (int)(from - readme), readme, fresh, to);
    assert_int_equal(fclose(file), 0);
    return;
  }
  static char words[MOST];
  strcpy(words, to);
  *to = '\0';
  assert_string_equal(from, fresh);
  check_words(from, words);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_result_that_readme_shows_is_the_programs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
