// Festivals and subsidies: sizes and signs of tests/effects.def, over eight run numbers with common random numbers.
#include "effects.h"
#include "small_world.h"

static void m17_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M17");
}

static void m18_levers_move_what_they_should_by_the_size_written_down(void **state) {
  (void)state;
  effects_check("M18");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(m17_levers_move_what_they_should_by_the_size_written_down),
      cmocka_unit_test(m18_levers_move_what_they_should_by_the_size_written_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
