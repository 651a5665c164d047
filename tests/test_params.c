// The params room and the ground floor below it: dates, near names, field tables, scenario checks.
#include "base/date.h"
#include "base/nearname.h"
#include "base/utf8.h"
#include "fanloop/scenario.h"
#include "params/check.h"
#include "params/choices.h"
#include "params/number.h"
#include "params/reference.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifndef FL_SOURCE_DIR
#define FL_SOURCE_DIR "."
#endif

static void dates_walk_through_every_day_of_eight_centuries(void **state) {
  (void)state;
  int64_t date = fl_date_from_civil((fl_civil){1600, 1, 1});
  int weekday = fl_date_weekday(date);
  for (int64_t year = 1600; year < 2400; year++)
    for (int month = 1; month <= 12; month++)
      for (int day = 1; day <= fl_date_month_days(year, month); day++, date++) {
        const fl_civil civil = fl_date_civil(date);
        assert_true(civil.year == year && civil.month == month && civil.day == day);
        assert_true(fl_date_from_civil(civil) == date);
        assert_int_equal(fl_date_weekday(date), weekday);
        weekday = (weekday + 1) % 7;
      }
  assert_true(fl_date_from_civil((fl_civil){1970, 1, 1}) == 0);
  assert_int_equal(fl_date_weekday(0), 3);
  assert_int_equal(fl_date_year_day(fl_date_from_civil((fl_civil){2024, 12, 31})), 366);
}

static void dates_are_read_only_in_one_form(void **state) {
  (void)state;
  int64_t date;
  char text[FL_DATE_TEXT];
  assert_true(fl_date_parse("2024-02-29", &date));
  assert_string_equal(fl_date_text(date, text), "2024-02-29");
  const char *const wrong[] = {"2023-02-29", "2022-13-01",  "2022-00-10", "2022-04-31", "22-04-01",   "2022-4-1",
                               "2022/04/01", "2022-04-01 ", "",           "2022-04",    "+022-04-01", "2100-02-29"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) assert_false(fl_date_parse(wrong[i], &date));
}

// What the catchment really holds, which is what the model takes and what check and summary print.
static void fans_of_a_catchment_come_in_whole_blocks(void **state) {
  (void)state;
  assert_int_equal(fl_focus_fans(0, 20000), 0);
  assert_int_equal(fl_focus_fans(1, 20000), 4096);
  assert_int_equal(fl_focus_fans(4096, 20000), 4096);
  assert_int_equal(fl_focus_fans(5000, 20000), 8192);
  assert_int_equal(fl_focus_fans(5000, 6000), 4096); // no more fans for a second block
  assert_int_equal(fl_focus_fans(300, 4000), 0);
}

static void near_names_need_little_to_be_right(void **state) {
  (void)state;
  assert_int_equal(fl_edit_distance("share", "shrae"), 1);
  assert_int_equal(fl_edit_distance("budget", "bugdet"), 1);
  assert_int_equal(fl_edit_distance("", "abc"), 3);
  assert_int_equal(fl_edit_distance("Cap", "cap"), 0);
  assert_string_equal(fl_field_near(&fl_subsidy_fields, "shar"), "share");
  assert_string_equal(fl_field_near(&fl_subsidy_fields, "Budget"), "budget");
  assert_string_equal(fl_field_near(&fl_param_fields, "gain_per_hour"), "trust.gain_per_hour");
  fl_near plural = fl_near_start("policy");
  fl_near_offer(&plural, "policies");
  assert_string_equal(plural.best, "policies");
  plural = fl_near_start("party");
  fl_near_offer(&plural, "policies");
  assert_null(plural.best);
  assert_null(fl_field_near(&fl_subsidy_fields, "zebra_crossing"));
  assert_null(fl_field_near(&fl_subsidy_fields, ""));
}

static void utf8_is_checked_strictly(void **state) {
  (void)state;
  assert_true(fl_utf8_printable("快品牌 ☂ é", strlen("快品牌 ☂ é")));
  assert_false(fl_utf8_printable("a\nb", 3));
  assert_false(fl_utf8_printable("\xc0\xaf", 2));         // overlong
  assert_false(fl_utf8_printable("\xed\xa0\x80", 3));     // surrogate
  assert_false(fl_utf8_printable("\xf4\x90\x80\x80", 4)); // above U+10FFFF
  assert_false(fl_utf8_printable("\xc2\x9b", 2));         // a C1 control
  assert_int_equal(fl_utf8_check("ab\xe5\xbf", 4), 2);
  char out[6];
  assert_string_equal(fl_utf8_copy(out, sizeof out, "快品牌"), "快");
}

static void numbers_print_as_they_are_read(void **state) {
  (void)state;
  char text[FL_NUMBER_TEXT];
  assert_string_equal(fl_number_text(0.1, text), "0.1");
  assert_string_equal(fl_number_text(200000, text), "200000");
  assert_string_equal(fl_number_text(613e6, text), "6.13e8");
  assert_string_equal(fl_number_text(1e13, text), "1e13");
  assert_string_equal(fl_number_text(1e-7, text), "1e-7");
  double value;
  assert_false(fl_number_parse("0x10", &value));
  assert_false(fl_number_parse("nan", &value));
  assert_false(fl_number_parse("1e", &value));
  assert_false(fl_number_parse(" 1", &value));
  assert_false(fl_number_parse("0,3", &value));
  assert_true(fl_number_parse("-1.5e-3", &value) && value == -1.5e-3);
}

static void money_is_exact_to_the_fen(void **state) {
  (void)state;
  int64_t fen;
  assert_true(fl_yuan_to_fen(0.1 + 0.2, &fen) && fen == 30);
  assert_true(fl_yuan_to_fen(1e13, &fen) && fen == 1000000000000000);
  assert_true(fl_yuan_to_fen(-0.01, &fen) && fen == -1);
  assert_false(fl_yuan_to_fen(0.305, &fen));
  assert_false(fl_yuan_to_fen(1e300, &fen));
  assert_false(fl_yuan_to_fen((double)NAN, &fen));
  for (int64_t i = 0; i < 100000; i++) {
    char text[FL_NUMBER_TEXT];
    assert_true(fl_number_parse(fl_fen_text(i * 7919, text), &(double){0}));
    assert_true(fl_yuan_to_fen(strtod(text, NULL), &fen) && fen == i * 7919);
  }
}

static const fl_fields *const all_tables[] = {&fl_param_fields,
#define FL_POLICY(kind, name, ...) &fl_##name##_fields,
#include "fanloop/policies.def"
                                              &fl_brand_fields, &fl_room_fields, &fl_host_fields, &fl_setup_fields};

// What is said of a kind in policies.def is what there is: its name, its place among the choices of the table `policy`, what it spends or hands
// out.
static void kinds_of_policy_are_what_their_rows_say(void **state) {
  (void)state;
  for (int k = 0; k < FL_POLICY_KINDS; k++) {
    fl_policy policy = {.kind = (fl_policy_kind)k};
    const fl_fields *fields = fl_policy_fields(policy.kind);
    fl_fields_defaults(fields, &policy.of);
    assert_int_equal(fl_policy_kind_find(fields->what), k);
    assert_int_equal(fl_choice_find(FL_POLICY_CHOICES, fields->what), k);
    assert_true(strlen(fl_policy_title(policy.kind)) > 0);
    const int64_t *budget = fl_policy_budget(&policy), *exposures = fl_policy_exposures(&policy);
    const fl_field *field[] = {fl_field_find(fields, "budget"), fl_field_find(fields, "exposures")};
    if (!field[0] != !budget || !field[1] != !exposures) fail_msg("%s: budget or exposures", fields->what);
    if (budget) assert_true((const char *)budget == (const char *)&policy.of + field[0]->offset);
    if (exposures) assert_true((const char *)exposures == (const char *)&policy.of + field[1]->offset);
  }
  assert_int_equal(fl_policy_kind_find("fest"), FL_POLICY_KINDS);
}

static void tables_are_sound(void **state) {
  (void)state;
  for (size_t t = 0; t < sizeof all_tables / sizeof *all_tables; t++) {
    const fl_fields *fields = all_tables[t];
    for (size_t i = 0; i < fields->count; i++) {
      const fl_field *field = &fields->rows[i];
      assert_ptr_equal(fl_field_find(fields, field->name), field); // no name twice
      assert_true(field->min <= field->max);
      assert_true(field->meaning[0] != 0);
      assert_int_equal(t == 0, strchr(field->name, '.') != NULL); // what --set relies on
      const bool open = isnan(field->dflt) || field->dflt == (double)FL_NO_DATE || field->kind == FL_KIND_TEXT;
      if (!open && (field->dflt < field->min || field->dflt > field->max)) fail_msg("%s: default out of range", field->name);
    }
  }
}

// Numbers from a small generator of its own: property tests must be repeatable.
static uint64_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return *state >> 11;
}

static void random_value(const fl_field *field, void *base, uint64_t *seed) {
  const double unit = (double)next_random(seed) * 0x1p-53;
  const double value = field->min + unit * (field->max - field->min);
  if (field->kind == FL_KIND_REAL)
    fl_field_put_real(field, base, value);
  else if (field->kind == FL_KIND_MONEY)
    fl_field_put_int(field, base, (int64_t)(value * 100));
  else if (field->kind == FL_KIND_TEXT)
    fl_field_put_text(field, base, "名字-a");
  else if (field->kind == FL_KIND_SET)
    fl_field_put_int(field, base, 1 + (int64_t)(unit * field->max));
  else
    fl_field_put_int(field, base, (int64_t)floor(value));
}

static void every_field_reads_back_what_it_prints(void **state) {
  (void)state;
  uint64_t seed = 1;
  char text[512], why[512];
  union {
    fl_scenario room_for_all;
    unsigned char bytes[sizeof(fl_scenario)];
  } a, b;
  for (size_t t = 0; t < sizeof all_tables / sizeof *all_tables; t++)
    for (size_t i = 0; i < all_tables[t]->count; i++)
      for (int repeat = 0; repeat < 200; repeat++) {
        const fl_field *field = &all_tables[t]->rows[i];
        fl_fields_defaults(all_tables[t], a.bytes);
        fl_fields_defaults(all_tables[t], b.bytes);
        random_value(field, a.bytes, &seed);
        fl_field_print(field, a.bytes, text, sizeof text);
        if (!fl_field_parse(field, b.bytes, text, why, sizeof why)) fail_msg("%s: %s", text, why);
        assert_memory_equal(a.bytes, b.bytes, all_tables[t]->struct_size);
      }
}

typedef struct wrong_value {
  const char *key, *text, *why;
} wrong_value;

static void wrong_values_say_what_was_expected(void **state) {
  (void)state;
  static const wrong_value cases[] = {
      {"ten.share", "1.5", "subsidy \"ten\": share must be between 0 and 1 (share of price), got 1.5"},
      {"ten.share", "15", "subsidy \"ten\": share must be between 0 and 1 (share of price), got 15; did you mean 0.15?"},
      {"ten.cap", "50元",
       "subsidy \"ten\": cap must be a number between 0 and 1000000 (yuan per order), got the text \"50元\"; write 50"},
      {"ten.share", "nan", "subsidy \"ten\": share must be a number between 0 and 1 (share of price), got the text \"nan\""},
      {"ten.budget", "-5", "subsidy \"ten\": budget must be between 0 and 1e13 (yuan), got -5"},
      {"ten.budget", "0.005", "subsidy \"ten\": budget must be an amount in yuan with at most two decimals, got 0.005"},
      {"ten.pacing", "evn", "subsidy \"ten\": pacing must be even or none, got the text \"evn\"; did you mean \"even\"?"},
      {"ten.fan_tiers", "heavy,medum",
       "subsidy \"ten\": fan_tiers must be a list of passer_by, medium or heavy, got the text \"medum\"; did you mean \"medium\"?"},
      {"ten.fan_tiers", "", "subsidy \"ten\": fan_tiers must name at least one of passer_by, medium or heavy"},
      {"ten.from", "2022-02-30",
       "subsidy \"ten\": from must be a date that exists, as \"YYYY-MM-DD\", got the text \"2022-02-30\""},
      {"ten.from", "1999-12-31",
       "subsidy \"ten\": from must be a date between 2000-01-01 and 2029-12-31, got the text \"1999-12-31\""},
      {"ten.genuine", "yes", "subsidy \"ten\": genuine must be true or false, got the text \"yes\""},
      {"ten.shar", "1", "subsidy \"ten\": unknown key 'shar'; did you mean 'share'?"},
      {"tne.share", "1", "unknown key 'tne.share'; did you mean 'ten.share'?"},
      {"fans", "0", "fans must be a whole number between 1 and 3e8 (simulated fans), got 0"},
      {"fans", "1.5", "fans must be a whole number between 1 and 3e8 (simulated fans), got 1.5"},
      {"fan.activty", "1", "unknown key 'fan.activty'; did you mean 'fan.activity'?"},
      {"zebra", "1", "unknown key 'zebra'"},
      {"subsidy.share", "1", "unknown key 'subsidy.share'; did you mean 'ten.share'?"},
      {"festival.traffic_lift", "1", "unknown key 'festival.traffic_lift'"}, // there is no festival
      {"list_share", "1", "unknown key 'list_share'; did you mean 'ten.list_share'?"},
      {"tenn.shar", "1", "unknown key 'tenn.shar'; did you mean 'ten.share'?"},
      {"calendar.to", "2022-05-01", "unknown key 'calendar.to'; did you mean 'to'?"},
      {"calendar.flat", "true", "unknown key 'calendar.flat'; did you mean 'flat_calendar'?"},
      {"world.fans", "1", "unknown key 'world.fans'; did you mean 'fans'?"},
      {"params.trust.memory", "1", "unknown key 'params.trust.memory'; did you mean 'trust.memory'?"},
      {"days", "0", "days must be a whole number between 1 and 7670, got \"0\""},
  };
  fl_scenario scenario = fl_default_scenario();
  fl_scenario_add_policy(&scenario, FL_SUBSIDY, "ten");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char why[512] = "";
    assert_false(fl_scenario_set(&scenario, cases[i].key, cases[i].text, why, sizeof why));
    assert_string_equal(why, cases[i].why);
  }
  fl_scenario_free(&scenario);
}

static fl_scenario sound_scenario(void) {
  fl_scenario scenario = fl_default_scenario();
  char why[512];
  assert_true(fl_scenario_set(&scenario, "from", "2022-05-01", why, sizeof why));
  assert_true(fl_scenario_set(&scenario, "days", "31", why, sizeof why));
  return scenario;
}

static void choices_are_found_by_their_chinese_names(void **state) {
  (void)state;
  static const struct {
    const char *choices, *name, *choice;
  } cases[] = {{"belt|kuai|big|counterfeiter|new", "快品牌", "kuai"},
               {"belt|kuai|big|counterfeiter|new", "产业带", "belt"},
               {FL_CATEGORY_CHOICES, "女装", "women_apparel"},
               {FL_RIGHT_CHOICES, "7天无理由退货", "seven_day"},
               {FL_PAYER_CHOICES, "快品牌", NULL},
               {FL_CATEGORY_CHOICES, "火箭", NULL}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char out[FL_NAME_MAX] = "";
    assert_int_equal(fl_choice_near(cases[i].choices, cases[i].name, out), cases[i].choice != NULL);
    if (cases[i].choice) assert_string_equal(out, cases[i].choice);
  }
}

static void not_a_number_is_never_in_range(void **state) {
  (void)state;
  fl_params params;
  char why[512];
  const fl_field *field = fl_field_find(&fl_param_fields, "fan.activity");
  const double wrong[] = {(double)NAN, HUGE_VAL, -HUGE_VAL, -0.001, 1.001};
  fl_fields_defaults(&fl_param_fields, &params);
  const double before = params.activity_mean;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    const fl_value value = {.type = FL_VALUE_NUMBER, .number = wrong[i]};
    assert_false(fl_field_set(field, &params, &value, why, sizeof why));
    assert_true(params.activity_mean == before);
  }
}

static void all_errors_of_a_scenario_come_at_once(void **state) {
  (void)state;
  fl_scenario scenario = sound_scenario();
  fl_messages messages = {0};
  fl_scenario_check(&scenario, &messages);
  assert_int_equal(messages.count, 0);
  char why[512];
  fl_subsidy *early = &fl_scenario_add_policy(&scenario, FL_SUBSIDY, "ten")->of.subsidy;
  early->from = scenario.setup.from - scenario.setup.warmup - 1;
  early->to = early->from - 1;
  fl_scenario_add_policy(&scenario, FL_FESTIVAL, "ten");
  assert_true(fl_scenario_set(&scenario, "focus_fans", "300000", why, sizeof why));
  fl_room_def *room = fl_scenario_add_room(&scenario);
  strcpy(room->id, "7");
  strcpy(room->brand, "nobody");
  fl_scenario_check(&scenario, &messages);
  static const char *const expected[] = {
      "focus_fans must be fewer than fans (200000), got 300000",
      "subsidy \"ten\": budget is missing (Total that the platform may spend)",
      "subsidy \"ten\": to (2021-10-31) is before from (2021-11-01)",
      "subsidy \"ten\": from 2021-11-01 is outside the calendar (2021-11-02 to 2022-05-31, warm-up included)",
      "subsidy \"ten\": to 2021-10-31 is outside the calendar (2021-11-02 to 2022-05-31, warm-up included)",
      "festival \"ten\": from is missing (First day of the sale phase)",
      "festival \"ten\": to is missing (Last day of the sale phase)",
      "room \"7\": id is a number: add a letter, ids and indices must not be mixed up",
      "room \"7\": brand \"nobody\" is not among the scenario's brands: add fl.brand { id = \"nobody\" }",
      "policy \"ten\": the id is used twice: ids must be unique",
  };
  assert_int_equal(messages.count, sizeof expected / sizeof *expected);
  for (size_t i = 0; i < messages.count; i++) assert_string_equal(messages.items[i].text, expected[i]);
  fl_messages_free(&messages);
  fl_scenario_free(&scenario);
}

static void a_catchment_holds_ten_times_the_followers_of_a_room(void **state) {
  (void)state;
  fl_scenario scenario = sound_scenario();
  fl_messages messages = {0};
  strcpy(fl_scenario_add_brand(&scenario)->id, "soy");
  fl_room_def *room = fl_scenario_add_room(&scenario);
  strcpy(room->id, "soy-room");
  strcpy(room->brand, "soy");
  scenario.setup.focus_fans = 10000;
  scenario.setup.focus_weight = 20;
  room->followers = 20000;
  assert_true(fl_catchment_wanted(&scenario.setup, room) == 0);
  room->followers = 20001;
  assert_true(fl_catchment_wanted(&scenario.setup, room) == 200010);
  room->followers = 200000;
  fl_scenario_check(&scenario, &messages);
  assert_int_equal(messages.count, 0);
  room->followers = 200001;
  fl_scenario_check(&scenario, &messages);
  assert_int_equal(messages.errors, 1);
  assert_string_equal(messages.items[0].text,
                      "room \"soy-room\": followers (200001) are more than the real fans of the catchment (focus_fans × "
                      "focus_weight = 200000): raise focus_fans or focus_weight, to 2000010 in all");
  scenario.setup.focus_fans = 0;
  fl_messages_free(&messages);
  assert_true(fl_catchment_wanted(&scenario.setup, room) == 0);
  fl_scenario_check(&scenario, &messages);
  assert_int_equal(messages.count, 0);
  fl_messages_free(&messages);
  fl_scenario_free(&scenario);
}

static void peaks_lie_inside_their_festival(void **state) {
  (void)state;
  fl_scenario scenario = sound_scenario();
  fl_messages messages = {0};
  fl_festival *festival = &fl_scenario_add_policy(&scenario, FL_FESTIVAL, "616")->of.festival;
  festival->from = scenario.setup.from;
  festival->to = festival->from + 9;
  festival->peak_from = festival->to;
  festival->peak_to = festival->to + 1;
  fl_scenario_check(&scenario, &messages);
  assert_int_equal(messages.errors, 1);
  festival->peak_to = festival->to;
  fl_messages_free(&messages);
  fl_scenario_check(&scenario, &messages);
  assert_int_equal(messages.errors, 0);
  festival->peak_to = FL_NO_DATE;
  fl_scenario_check(&scenario, &messages);
  assert_string_equal(messages.items[0].text, "festival \"616\": peak needs both days: peak_to is missing");
  fl_messages_free(&messages);
  fl_scenario_free(&scenario);
}

static void more_packets_than_a_day_knows_are_refused(void **state) {
  (void)state;
  fl_scenario scenario = sound_scenario();
  fl_messages messages = {0};
  for (int i = 0; i <= FL_PACKET_FESTIVALS; i++) {
    char id[16];
    snprintf(id, sizeof id, "f%d", i);
    fl_festival *festival = &fl_scenario_add_policy(&scenario, FL_FESTIVAL, id)->of.festival;
    festival->from = scenario.setup.from + (i == 2); // one begins later than the others, and is the one too many
    festival->to = festival->from + 3;
    festival->packets_per_day = 1000;
  }
  fl_scenario_check(&scenario, &messages);
  assert_int_equal(messages.errors, 1);
  if (!strstr(messages.items[0].text, "festival \"f2\": more than 4 festivals")) fail_msg("%s", messages.items[0].text);
  fl_messages_free(&messages);
  scenario.policies[scenario.policy_count - 1].of.festival.packets_per_day = 0;
  fl_scenario_check(&scenario, &messages);
  assert_int_equal(messages.errors, 0);
  fl_messages_free(&messages);
  fl_scenario_free(&scenario);
}

static void many_policies_are_checked_in_time(void **state) {
  (void)state;
  fl_scenario scenario = sound_scenario();
  fl_messages messages = {0};
  for (int i = 0; i < 200000; i++) {
    char id[FL_NAME_MAX];
    snprintf(id, sizeof id, "p%d", i / 2); // every id twice
    fl_policy *policy = fl_scenario_add_policy(&scenario, FL_SUBSIDY, id);
    policy->of.subsidy.from = policy->of.subsidy.to = scenario.setup.from;
    policy->of.subsidy.budget = 1;
  }
  fl_scenario_check(&scenario, &messages);
  assert_int_equal(messages.errors, 100000);
  assert_true(messages.count <= 1000); // counted, not kept
  fl_messages_free(&messages);
  fl_scenario_free(&scenario);
}

typedef struct text_buffer {
  char *text;
  size_t size, capacity;
} text_buffer;

static void append(void *ctx, const char *text, size_t size) {
  text_buffer *buffer = ctx;
  if (buffer->size + size + 1 > buffer->capacity) {
    buffer->capacity = (buffer->size + size + 1) * 2;
    buffer->text = realloc(buffer->text, buffer->capacity);
    assert_non_null(buffer->text);
  }
  memcpy(buffer->text + buffer->size, text, size);
  buffer->size += size;
  buffer->text[buffer->size] = 0;
}

static void the_reference_in_docs_is_the_one_of_the_tables(void **state) {
  (void)state;
  text_buffer made = {0};
  const fl_writer writer = {&made, append};
  fl_params_write_reference(&writer);
  static const char *const kinds[] = {
#define FL_POLICY(kind, name, ...) "(`fl." #name "`)",
#include "fanloop/policies.def"
#undef FL_POLICY
  };
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
    if (!strstr(made.text, kinds[k])) fail_msg("docs/parameters.md has no section for %s", kinds[k]);
  const char *path = FL_SOURCE_DIR "/docs/parameters.md";
  if (getenv("FL_REGENERATE")) {
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(made.text, 1, made.size, out), made.size);
    fclose(out);
  }
  FILE *file = fopen(path, "rb");
  if (!file) fail_msg("docs/parameters.md is missing: run this test with FL_REGENERATE=1");
  char *text = calloc(1, made.size + 2);
  assert_non_null(text);
  const size_t size = fread(text, 1, made.size + 1, file);
  fclose(file);
  if (size != made.size || memcmp(text, made.text, size) != 0)
    fail_msg("docs/parameters.md is out of date: run this test with FL_REGENERATE=1");
  free(text);
  free(made.text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(dates_walk_through_every_day_of_eight_centuries),
      cmocka_unit_test(dates_are_read_only_in_one_form),
      cmocka_unit_test(fans_of_a_catchment_come_in_whole_blocks),
      cmocka_unit_test(near_names_need_little_to_be_right),
      cmocka_unit_test(utf8_is_checked_strictly),
      cmocka_unit_test(numbers_print_as_they_are_read),
      cmocka_unit_test(money_is_exact_to_the_fen),
      cmocka_unit_test(tables_are_sound),
      cmocka_unit_test(kinds_of_policy_are_what_their_rows_say),
      cmocka_unit_test(every_field_reads_back_what_it_prints),
      cmocka_unit_test(wrong_values_say_what_was_expected),
      cmocka_unit_test(choices_are_found_by_their_chinese_names),
      cmocka_unit_test(not_a_number_is_never_in_range),
      cmocka_unit_test(all_errors_of_a_scenario_come_at_once),
      cmocka_unit_test(a_catchment_holds_ten_times_the_followers_of_a_room),
      cmocka_unit_test(peaks_lie_inside_their_festival),
      cmocka_unit_test(more_packets_than_a_day_knows_are_refused),
      cmocka_unit_test(many_policies_are_checked_in_time),
      cmocka_unit_test(the_reference_in_docs_is_the_one_of_the_tables),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
