// What is said of the runs of a comparison that failed.
#include "check.h"

#include "cli/failures.h"

#include <unistd.h>

static const fl_arm arms[] = {{.name = "base"}, {.name = "of base failed: x"}};

// What telling writes to standard error.
static void tell(fl_failures *failures, char *out, size_t size) {
  FILE *file = tmpfile();
  assert_non_null(file);
  const int before = dup(STDERR_FILENO);
  fflush(stderr);
  dup2(fileno(file), STDERR_FILENO);
  fl_failures_tell(failures, arms);
  fflush(stderr);
  dup2(before, STDERR_FILENO);
  close(before);
  rewind(file);
  out[fread(out, 1, size - 1, file)] = '\0';
  fclose(file);
}

static void each_reason_is_said_once_with_the_first_run_that_it_hit(void **state) {
  (void)state;
  fl_failures f = {0};
  char said[512];
  fl_failures_add(&f, 3, 0, "a hook");
  fl_failures_add(&f, 2, 1, "a hook");
  fl_failures_add(&f, 2, 0, "no disk");
  fl_failures_add(&f, 2, 0, "a hook");
  tell(&f, said, sizeof said);
  assert_string_equal(said, "3 runs failed, first run 2 of base: a hook\nrun 2 of base failed: no disk\n");
  fl_failures_free(&f);
}

static void names_and_reasons_may_hold_anything(void **state) {
  (void)state;
  fl_failures f = {0};
  char said[512];
  fl_failures_add(&f, 1, 1, "run 2 of base failed: y");
  tell(&f, said, sizeof said);
  assert_string_equal(said, "run 1 of of base failed: x failed: run 2 of base failed: y\n");
  fl_failures_free(&f);
}

static void nothing_is_said_of_no_failure(void **state) {
  (void)state;
  fl_failures f = {0};
  char said[64];
  tell(&f, said, sizeof said);
  assert_string_equal(said, "");
  fl_failures_free(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_reason_is_said_once_with_the_first_run_that_it_hit),
      cmocka_unit_test(names_and_reasons_may_hold_anything),
      cmocka_unit_test(nothing_is_said_of_no_failure),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
