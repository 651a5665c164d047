// Numbers and lines for people, in both languages.
#include "params/switches.h"
#include "report/scale.h"
#include "report/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void assert_amount(fl_lang lang, double value, const char *expected) {
  char text[FL_NUMBER];
  fl_set_lang(lang);
  assert_string_equal(fl_text_amount(value, text), expected);
  fl_set_lang(FL_LANG_EN);
}

static void an_amount_takes_the_unit_that_rounding_leaves_it_in(void **state) {
  (void)state;
  assert_amount(FL_LANG_EN, 999999999, "1.00 bn");
  assert_amount(FL_LANG_EN, 999949999, "999.9 m");
  assert_amount(FL_LANG_EN, 999999.6, "1.00 m");
  assert_amount(FL_LANG_EN, 999999.4, "999,999");
  assert_amount(FL_LANG_EN, -999999999, "-1.00 bn");
  assert_amount(FL_LANG_EN, 1.5e12, "1500 bn");
  assert_amount(FL_LANG_ZH, 99999999, "1.00亿");
  assert_amount(FL_LANG_ZH, 99994999, "9999万");
  assert_amount(FL_LANG_ZH, 9999.6, "1.00万");
  assert_amount(FL_LANG_ZH, 9999.4, "9,999");
}

static void an_amount_shows_four_digits_as_rounded(void **state) {
  (void)state;
  assert_amount(FL_LANG_EN, 99.996, "100.0");
  assert_amount(FL_LANG_EN, 999.96, "1,000");
  assert_amount(FL_LANG_EN, 12.346, "12.35");
  assert_amount(FL_LANG_EN, 99996000, "100.0 m");
  assert_amount(FL_LANG_EN, 0, "0");
  assert_amount(FL_LANG_EN, 7, "7");
  assert_amount(FL_LANG_EN, __builtin_nan(""), "–");
  assert_amount(FL_LANG_ZH, 310000000, "3.10亿");
}

static void percents_are_spaced_as_the_language_has_it(void **state) {
  char text[FL_NUMBER];
  (void)state;
  assert_string_equal(fl_text_percent(0.456, text), "45.6 %");
  fl_set_lang(FL_LANG_ZH);
  assert_string_equal(fl_text_percent(0.456, text), "45.6%");
  fl_set_lang(FL_LANG_EN);
}

static void assert_wrapped(const char *text, const char *expected) {
  char got[1024] = "";
  FILE *out = fmemopen(got, sizeof got, "w");
  assert_non_null(out);
  fl_text_wrap(out, text, 60); // lines of 20 columns
  fclose(out);
  char *to = got;
  for (const char *at = got; *at; at++)
    if (*at != ' ') *to++ = *at;
  *to = '\0';
  assert_string_equal(got, expected);
}

static void no_chinese_line_begins_with_a_stop_or_tears_an_amount_from_its_unit(void **state) {
  (void)state;
  assert_wrapped("一二三四五六七八九十，甲乙", "一二三四五六七八九\n十，甲乙\n");
  assert_wrapped("一二三四五六七八九（甲）乙", "一二三四五六七八九\n（甲）乙\n");
  assert_wrapped("一二三四五六10.03亿元，甲", "一二三四五六\n10.03亿元，甲\n");
  assert_wrapped("一二三四五六七八九十甲乙", "一二三四五六七八九十\n甲乙\n");
}

static void assert_plural(const char *text, const char *expected) {
  char line[128];
  strcpy(line, text);
  assert_string_equal(fl_text_plural(line), expected);
}

static void a_noun_behind_a_number_that_is_one_is_in_the_singular(void **state) {
  (void)state;
  assert_plural("on 1 {day|days}", "on 1 day");
  assert_plural("on 2 {day|days}", "on 2 days");
  assert_plural("1 {room|rooms}, 21 {piece|pieces}", "1 room, 21 pieces");
  assert_plural("0 {day|days}, 0.1 {yuan|yuan more}, 1,001 {fan|fans}", "0 days, 0.1 yuan more, 1,001 fans");
  assert_plural("1 more {day|days}, 2 more {day|days}", "1 more day, 2 more days");
  assert_plural("no {choice} and {half|", "no {choice} and {half|");
  assert_plural("{|s}1{|s}", "s1");
}

static void a_label_stands_beside_the_first_line_only(void **state) {
  char got[256] = "";
  (void)state;
  FILE *out = fmemopen(got, sizeof got, "w");
  assert_non_null(out);
  fl_text_wrap_under(out, "Label", "one two three four", 70);
  fclose(out);
  assert_non_null(strstr(got, "Label     "));
  assert_int_equal(strcspn(got, "\n"), 70 + strlen("one two"));
  assert_memory_equal(got + 78, "          ", 10);
}

// Spaces are left out of what is expected.
static void no_line_begins_with_the_unit_of_a_number(void **state) {
  (void)state;
  assert_wrapped("of the GMV it is 12.3 %, so", "oftheGMVitis\n12.3%,so\n");
  assert_wrapped("all of it sums to 4 bn", "allofitsumsto\n4bn\n");
  assert_wrapped("all of it sums to  4 m", "allofitsumsto\n4m\n");
  assert_wrapped("it is a walk over 4 miles", "itisawalkover4\nmiles\n");
}

static void three_digits_are_told_of_what_is_small(void **state) {
  (void)state;
  static const struct {
    double value;
    const char *text;
  } cases[] = {{0.00196, "0.00196"}, {0.16, "0.160"},  {-0.0499, "-0.0499"}, {0.9999, "1.00"}, {5.1234, "5.12"},
               {9.9949, "9.99"},     {9.996, "10.00"}, {12.345, "12.35"},    {0, "0"},         {1e-9, "0.000000"}};
  char text[FL_NUMBER];
  fl_set_lang(FL_LANG_EN);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) assert_string_equal(fl_text_value(cases[i].value, text), cases[i].text);
  assert_int_equal(fl_text_digits(123.4), 0);
  assert_int_equal(fl_text_digits(12.3), 1);
  assert_int_equal(fl_text_digits(9.999), 1);
  assert_int_equal(fl_text_digits(0.0743), 4);
}

static void a_text_is_not_parted_where_it_is_held_together(void **state) {
  (void)state;
  assert_wrapped("百万粉三百万粉五百万粉头部", "百万粉三百万粉五百万\n粉头部\n");
  assert_wrapped("百万粉三百万粉、五" FL_TEXT_HOLD "百" FL_TEXT_HOLD "万" FL_TEXT_HOLD "粉", "百万粉三百万粉、\n五百万粉\n");
}

static void assert_scale(fl_scale scale, const char *english, const char *chinese) {
  char text[FL_SAID];
  assert_string_equal(fl_scale_text(&scale, text), english);
  fl_set_lang(FL_LANG_ZH);
  assert_string_equal(fl_scale_text(&scale, text), chinese);
  fl_set_lang(FL_LANG_EN);
}

static void fans_of_a_catchment_and_others_are_told_apart(void **state) {
  (void)state;
  assert_scale((fl_scale){2000, 0, 400, 645e6}, "2,000 simulated fans, each for 322,500 real ones",
               "2,000个模拟用户，每个代表322,500名真实用户");
  assert_scale((fl_scale){12288, 8192, 1000, 645e6},
               "12,288 simulated fans: 8,192 each for 1,000 real ones (the catchment), 4,096 each for 155,471",
               "12,288个模拟用户：8,192个各代表1,000名真实用户（重点人群），其余4,096个各代表155,471名");
  assert_scale((fl_scale){4096, 4096, 1000, 4.096e6}, "4,096 simulated fans, each for 1,000 real ones",
               "4,096个模拟用户，每个代表1,000名真实用户");
}

// Agents are 模拟用户, and 粉丝 those who follow; a percent sign stands behind its number.
static void chinese_texts_have_one_word_and_one_form_of_a_thing(void **state) {
  (void)state;
  fl_set_lang(FL_LANG_ZH);
  for (int id = 0; id < FL_WORDS; id++) {
    static const char *const wrong[] = {"模拟粉丝", "活跃粉丝", "违约金", "f %%", "g %%"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
      if (strstr(fl_word((fl_word_id)id), wrong[i])) fail_msg("'%s' in: %s", wrong[i], fl_word((fl_word_id)id));
  }
  fl_set_lang(FL_LANG_EN);
}

static void what_switches_say_in_words_is_there_in_chinese(void **state) {
  (void)state;
  static const char *const words[] = {"one of ", "every ", " or "};
  int spoken = 0;
  fl_set_lang(FL_LANG_ZH);
  for (int i = 0; i < FL_SWITCHES; i++)
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
      const char *const texts[] = {fl_switches[i].shown, fl_switches[i].on};
      for (int k = 0; k < 2; k++) {
        if (!strstr(texts[k], words[w])) continue;
        spoken++;
        if (strcmp(fl_spoken(texts[k]), texts[k]) == 0) fail_msg("no Chinese for: %s", texts[k]);
      }
    }
  fl_set_lang(FL_LANG_EN);
  assert_true(spoken >= 4);
  assert_string_equal(fl_spoken("governance.form"), "governance.form");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_amount_takes_the_unit_that_rounding_leaves_it_in),
      cmocka_unit_test(an_amount_shows_four_digits_as_rounded),
      cmocka_unit_test(percents_are_spaced_as_the_language_has_it),
      cmocka_unit_test(a_noun_behind_a_number_that_is_one_is_in_the_singular),
      cmocka_unit_test(a_label_stands_beside_the_first_line_only),
      cmocka_unit_test(no_chinese_line_begins_with_a_stop_or_tears_an_amount_from_its_unit),
      cmocka_unit_test(three_digits_are_told_of_what_is_small),
      cmocka_unit_test(no_line_begins_with_the_unit_of_a_number),
      cmocka_unit_test(a_text_is_not_parted_where_it_is_held_together),
      cmocka_unit_test(fans_of_a_catchment_and_others_are_told_apart),
      cmocka_unit_test(chinese_texts_have_one_word_and_one_form_of_a_thing),
      cmocka_unit_test(what_switches_say_in_words_is_there_in_chinese),
  };
  return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
