// Tables and numbers of a comparison's screen: they keep apart, in 80 columns and both languages.
#include "check.h"

#include "report/comparison_lines.h"

#include <math.h>

enum { SCREEN = 8192 };

static void print(fl_grid *grid, char got[SCREEN]) {
  FILE *out = fmemopen(got, SCREEN, "w");
  assert_non_null(out);
  assert_true(fl_grid_write(out, grid));
  assert_int_equal(fclose(out), 0);
}

static const char *text_of(fl_cell cell, int digits, char out[2 * FL_NUMBER]) {
  return fl_cell_text(&cell, digits, out);
}

// ---- Columns ----------------------------------------------------------------------------------------------------------------------

static void columns_are_as_wide_as_their_widest_cell(void **state) {
  (void)state;
  char got[SCREEN];
  fl_grid grid = {.columns = 2};
  fl_cell *cells = fl_grid_row_add(&grid, "one");
  cells[0] = fl_cell_number(FL_CELL_AMOUNT, 2);
  cells[1] = fl_cell_words("基准");
  cells = fl_grid_row_add(&grid, "three");
  cells[0] = fl_cell_number(FL_CELL_AMOUNT, 1234);
  cells[1] = fl_cell_words("x");
  print(&grid, got);
  assert_string_equal(got, "  one        2  基准\n  three  1,234     x\n");
}

static void a_row_ends_behind_its_last_cell(void **state) {
  (void)state;
  char got[SCREEN];
  fl_grid grid = {.columns = 2};
  fl_grid_row_add(&grid, "a line of its own, which widens no column");
  fl_grid_row_add(&grid, "a")[0] = fl_cell_words("1");
  fl_grid_row_add(&grid, "b")[1] = fl_cell_words("2");
  print(&grid, got);
  assert_string_equal(got, "  a line of its own, which widens no column\n  a  1\n  b     2\n");
}

static void a_name_that_is_too_long_takes_a_line_of_its_own(void **state) {
  (void)state;
  char got[SCREEN];
  fl_grid grid = {.columns = 1};
  fl_grid_row_add(&grid, "a-variant-of-forty-columns-and-a-few-more")[0] =
      fl_cell_words("a cell of forty columns, which none of the");
  fl_grid_row_add(&grid, "short")[0] = fl_cell_words("1");
  print(&grid, got);
  assert_string_equal(got, "  a-variant-of-forty-columns-and-a-few-more\n         a cell of forty columns, which none of the\n"
                           "  short                                           1\n");
}

// What a table of the screen may come to: a name and six columns of `size`, told and not.
static void fill(fl_grid *grid, double size) {
  fl_cell *head = fl_grid_row_add(grid, "");
  for (size_t c = 0; c < grid->columns; c++) head[c] = fl_cell_words(fl_word(c ? FL_W_s_private : FL_W_k_by_day));
  for (int r = 0; r < 2; r++) {
    fl_cell *cells = fl_grid_row_add(grid, fl_word(FL_W_k_frequency));
    for (size_t c = 0; c < grid->columns; c++)
      cells[c] = fl_compared_part((fl_interval){-size * pow(1.7, (double)c), r ? -2 * size : -size, r ? size : -size / 2});
  }
}

static void assert_fits(const char *screen) {
  char line[SCREEN];
  for (const char *at = screen; *at;) {
    const size_t length = strcspn(at, "\n");
    snprintf(line, sizeof line, "%.*s", (int)length, at);
    if (fl_text_columns(line) > FL_LINE) fail_msg("%d columns: %s", fl_text_columns(line), line);
    at += length + (at[length] == '\n');
  }
}

static void six_columns_fit_a_line_in_both_languages(void **state) {
  (void)state;
  char got[SCREEN];
  for (int lang = 0; lang < 2; lang++) {
    fl_set_lang(lang ? FL_LANG_ZH : FL_LANG_EN);
    for (int power = 0; power < 12; power++) {
      fl_grid grid = {.columns = FL_GRID_COLUMNS};
      fill(&grid, 1.2345678 * pow(10, power));
      print(&grid, got);
      assert_fits(got);
    }
  }
  fl_set_lang(FL_LANG_EN);
}

static void numbers_have_fewer_digits_where_a_line_is_full_and_no_others(void **state) {
  (void)state;
  char got[SCREEN];
  for (size_t columns = 2; columns <= FL_GRID_COLUMNS; columns += 4) {
    fl_grid grid = {.columns = columns};
    fill(&grid, 1.2345678e8);
    print(&grid, got);
    assert_non_null(strstr(got, columns == 2 ? "(-123.5 m)" : "(-123 m)"));
  }
}

// ---- Numbers ----------------------------------------------------------------------------------------------------------------------

static void an_interval_of_a_change_is_short(void **state) {
  (void)state;
  static const double ends[] = {-250, -9.999, -9.99, -1, 0, 0.001, 0.9999, 1.144, 9.994, 9.9996, 12.34, 777};
  char text[2 * FL_NUMBER];
  for (int lang = 0; lang < 2; lang++) {
    fl_set_lang(lang ? FL_LANG_ZH : FL_LANG_EN);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
      for (size_t k = i; k < sizeof ends / sizeof *ends; k++) {
        assert_in_range(fl_text_columns(text_of(fl_cell_between(FL_CELL_PERCENT_BETWEEN, ends[i], ends[k]), 4, text)), 1, 18);
        assert_in_range(fl_text_columns(text_of(fl_cell_number(FL_CELL_PERCENT, ends[k]), 4, text)), 1, 9);
      }
  }
  fl_set_lang(FL_LANG_EN);
}

static void what_cannot_be_told_from_0_stands_in_brackets(void **state) {
  (void)state;
  char text[2 * FL_NUMBER];
  assert_string_equal(fl_compared_part_text((fl_interval){2e9, 1e9, 3e9}, text), "+2.00 bn");
  assert_string_equal(fl_compared_part_text((fl_interval){-2e9, -3e9, -1e9}, text), "-2.00 bn");
  assert_string_equal(fl_compared_part_text((fl_interval){2e9, -1e9, 5e9}, text), "(+2.00 bn)");
  assert_string_equal(fl_compared_part_text((fl_interval){2e9, (double)NAN, (double)NAN}, text), "(+2.00 bn)");
  assert_string_equal(fl_compared_part_text((fl_interval){0, 0, 0}, text), "0");
  assert_string_equal(fl_compared_part_text((fl_interval){(double)NAN, (double)NAN, (double)NAN}, text), "–");
}

static void what_is_the_same_in_all_runs_has_an_interval_of_0(void **state) {
  (void)state;
  char text[2 * FL_NUMBER];
  assert_string_equal(fl_compared_amounts(0, 0, text), "0 … 0");
  assert_string_equal(fl_compared_amounts(-1e6, 2e9, text), "-1.00 m … +2.00 bn");
  assert_string_equal(fl_compared_amounts((double)NAN, (double)NAN, text), "–");
}

static void digits_are_left_out_behind_the_point_alone(void **state) {
  (void)state;
  static const struct {
    fl_cell_kind kind;
    double value;
    const char *text[3]; // of 4, 3 and 2 digits
  } cases[] = {{FL_CELL_AMOUNT, 12.345e9, {"12.35 bn", "12.3 bn", "12 bn"}},
               {FL_CELL_AMOUNT, 999.96e6, {"1.00 bn", "1.00 bn", "1.0 bn"}},
               {FL_CELL_AMOUNT, 123.45e6, {"123.5 m", "123 m", "123 m"}},
               {FL_CELL_AMOUNT, 123456, {"123,456", "123,456", "123,456"}},
               {FL_CELL_SHARE, 0.12345, {"12.3 %", "12.3 %", "12 %"}},
               {FL_CELL_PERCENT, 0.0012345, {"+0.123 %", "+0.123 %", "+0.12 %"}}};
  char text[2 * FL_NUMBER];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (int d = 0; d < 3; d++)
      assert_string_equal(text_of(fl_cell_number(cases[i].kind, cases[i].value), 4 - d, text), cases[i].text[d]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(columns_are_as_wide_as_their_widest_cell),
      cmocka_unit_test(a_row_ends_behind_its_last_cell),
      cmocka_unit_test(a_name_that_is_too_long_takes_a_line_of_its_own),
      cmocka_unit_test(six_columns_fit_a_line_in_both_languages),
      cmocka_unit_test(numbers_have_fewer_digits_where_a_line_is_full_and_no_others),
      cmocka_unit_test(an_interval_of_a_change_is_short),
      cmocka_unit_test(what_cannot_be_told_from_0_stands_in_brackets),
      cmocka_unit_test(what_is_the_same_in_all_runs_has_an_interval_of_0),
      cmocka_unit_test(digits_are_left_out_behind_the_point_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
