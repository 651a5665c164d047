// Fan life, private domain and trust: sizes and signs of tests/effects.def, over eight run numbers with common random numbers.
#include "effect_worlds.h"
#include "effects.h"
#include "small_world.h"

static void m01_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M01");
}

static void m02_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M02");
}

static void m03_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M03");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(m01_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(m02_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(m03_levers_move_what_they_should_by_the_size_written_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
