// Public allocation, shelf and paid traffic: sizes and signs of tests/effects.def, over eight run numbers with common random numbers.
#include "effect_worlds.h"
#include "effects.h"
#include "small_world.h"

static void m08_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M08");
}

static void m10_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M10");
}

static void m11_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M11");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(m08_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(m10_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(m11_levers_move_what_they_should_by_the_size_written_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
