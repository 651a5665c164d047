// Choice, outcome, hosts: sizes and signs of tests/effects.def, over eight run numbers with common random numbers.
#include "effect_worlds.h"
#include "effects.h"
#include "small_world.h"

static void m04_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M04");
}

static void m05_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M05");
}

static void m20_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M20");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(m04_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(m05_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(m20_levers_move_what_they_should_by_the_size_written_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
