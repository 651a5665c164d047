// Columns and numbers of a comparison's screen: they keep apart, in 80 columns and both languages.
#include "check.h"

#include "report/comparison_lines.h"

static void assert_line(const char *name, int columns, const char *text, int width, const char *expected) {
  char got[256] = "";
  FILE *out = fmemopen(got, sizeof got, "w");
  assert_non_null(out);
  fl_compared_row(out, name, columns);
  fl_compared_cell(out, text, width);
  assert_int_equal(fclose(out), 0);
  assert_string_equal(got, expected);
}

static void a_cell_stands_behind_a_space_however_wide_its_text(void **state) {
  (void)state;
  assert_line("name", 6, "12.3 %", 9, "  name     12.3 %");
  assert_line("name", 4, "12.3 %", 6, "  name 12.3 %");
  assert_line("一二", 4, "12.3%", 2, "  一二 12.3%");
}

static void a_name_that_is_too_long_takes_a_line_of_its_own(void **state) {
  (void)state;
  assert_line("four", 4, "1", 3, "  four  1");
  assert_line("fives", 4, "1", 3, "  fives\n        1");
}

static void an_interval_of_a_change_fits_its_column(void **state) {
  (void)state;
  static const double ends[] = {-250, -9.999, -9.99, -1, 0, 0.001, 0.9999, 1.144, 9.994, 9.9996, 12.34, 777};
  for (int lang = 0; lang < 2; lang++) {
    fl_set_lang(lang ? FL_LANG_ZH : FL_LANG_EN);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
      for (size_t k = i; k < sizeof ends / sizeof *ends; k++) {
        char text[2 * FL_NUMBER];
        assert_in_range(fl_text_columns(fl_compared_percents(ends[i], ends[k], text)), 1, 18);
        assert_in_range(fl_text_columns(fl_compared_percent(ends[k], text)), 1, 9);
      }
  }
  fl_set_lang(FL_LANG_EN);
}

static void what_cannot_be_told_from_0_stands_in_brackets(void **state) {
  (void)state;
  char text[FL_NUMBER + 2];
  assert_string_equal(fl_compared_part((fl_interval){2e9, 1e9, 3e9}, text), "+2.00 bn");
  assert_string_equal(fl_compared_part((fl_interval){-2e9, -3e9, -1e9}, text), "-2.00 bn");
  assert_string_equal(fl_compared_part((fl_interval){2e9, -1e9, 5e9}, text), "(+2.00 bn)");
  assert_string_equal(fl_compared_part((fl_interval){2e9, (double)NAN, (double)NAN}, text), "(+2.00 bn)");
  assert_string_equal(fl_compared_part((fl_interval){0, 0, 0}, text), "0");
  assert_string_equal(fl_compared_part((fl_interval){(double)NAN, (double)NAN, (double)NAN}, text), "–");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_cell_stands_behind_a_space_however_wide_its_text),
      cmocka_unit_test(a_name_that_is_too_long_takes_a_line_of_its_own),
      cmocka_unit_test(an_interval_of_a_change_fits_its_column),
      cmocka_unit_test(what_cannot_be_told_from_0_stands_in_brackets),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
