// Levers that hooks move: what is recorded of it, and what is refused.
#include "small_world.h"

#include "base/date.h"

enum { MOST = 16 };

// One lever set on one morning; day -1 is on_start. `refused`: part of the reason, or NULL where it must work.
typedef struct move {
  int64_t day;
  const char *key;
  fl_value value;
  const char *refused;
} move;
#define NUMBER(x)                                                                                                                  \
  { .type = FL_VALUE_NUMBER, .number = (x) }
#define TEXT(x)                                                                                                                    \
  { .type = FL_VALUE_TEXT, .text = (x) }

typedef struct script {
  const move *moves;
  size_t count;
  fl_row_lever_change rows[MOST];
  size_t row_count, latest; // rows in all; rows that a hook saw in the evening
  char failure[512];
} script;

static void set_for(const script *s, fl_world *world, int64_t day) {
  for (size_t i = 0; i < s->count; i++) {
    const move *m = &s->moves[i];
    char why[512] = "";
    if (m->day != day) continue;
    const bool done = fl_world_set(world, m->key, &m->value, why, sizeof why);
    if (done == (m->refused != NULL) || (m->refused && !strstr(why, m->refused)))
      fail_msg("%s on day %lld: '%s' instead of '%s'", m->key, (long long)day, why, m->refused ? m->refused : "");
  }
}
static fl_status on_start(void *ctx, fl_world *world) {
  set_for(ctx, world, -1);
  return FL_OK;
}
static fl_status on_day(void *ctx, fl_world *world) {
  set_for(ctx, world, fl_world_day(world));
  return FL_OK;
}
static fl_status on_night(void *ctx, fl_world *world) {
  script *s = ctx;
  size_t n;
  fl_world_rows(world, FL_T_lever_change, &n);
  s->latest += n;
  return FL_OK;
}
static fl_status take(void *ctx, fl_table_id table, const void *rows, size_t count) {
  script *s = ctx;
  if (table != FL_T_lever_change) return FL_OK;
  assert_true(s->row_count + count <= MOST);
  memcpy(&s->rows[s->row_count], rows, count * sizeof *s->rows);
  s->row_count += count;
  return FL_OK;
}

// A world of twelve days with a festival and a subsidy: heat from day 2, both from day 5, peak on days 7 and 8, end after day 9.
static fl_scenario scenario_of_twelve_days(void) {
  fl_scenario s = small_scenario();
  s.setup.fans = 500;
  s.setup.rooms = 20;
  s.setup.warmup = 2;
  s.setup.to = s.setup.from + 9;
  s.params.trust_memory = 120;
  s.params.minutes = 100;
  const int64_t first = s.setup.from - s.setup.warmup;
  fl_festival *f = &fl_scenario_add_policy(&s, FL_FESTIVAL, "sale")->of.festival;
  f->from = first + 5;
  f->to = first + 9;
  f->heat_days = 3;
  f->peak_from = first + 7;
  f->peak_to = first + 8;
  fl_subsidy *cash = &fl_scenario_add_policy(&s, FL_SUBSIDY, "cash")->of.subsidy;
  cash->from = first + 5;
  cash->to = first + 9;
  cash->budget = 100000000;
  cash->share = 0.15;
  cash->cap = 5000;
  return s;
}

static script play(const move *moves, size_t count) {
  script s = {.moves = moves, .count = count};
  fl_scenario scenario = scenario_of_twelve_days();
  fl_messages messages = {0};
  fl_model *model = NULL;
  fl_world *world = NULL;
  fl_world_options options = fl_default_world_options();
  options.hooks = (fl_hooks){.ctx = &s, .on_start = on_start, .on_day = on_day, .on_night = on_night};
  options.sink = (fl_sink){&s, take};
  options.check = true;
  assert_int_equal(fl_model_create(&scenario, &messages, &model), FL_OK);
  assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_OK);
  fl_status status = fl_world_begin(world);
  while (status == FL_OK && fl_world_day(world) < fl_world_days(world)) status = fl_world_step(world);
  assert_true(status == FL_OK || status == FL_BROKEN);
  assert_int_equal(status == FL_BROKEN, fl_world_failure(world)[0] != 0);
  snprintf(s.failure, sizeof s.failure, "%s", fl_world_failure(world));
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_messages_free(&messages);
  fl_scenario_free(&scenario);
  return s;
}
#define PLAY(moves) play(moves, sizeof(moves) / sizeof *(moves))

static void assert_row(const script *s, size_t i, const char *date, const char *key, const char *before, const char *after) {
  char text[FL_DATE_TEXT];
  assert_true(i < s->row_count);
  assert_string_equal(fl_date_text(s->rows[i].date, text), date);
  assert_string_equal(s->rows[i].key, key);
  assert_string_equal(s->rows[i].before, before);
  assert_string_equal(s->rows[i].after, after);
}

// The first day is 2022-05-15. Rows of a day come in the order of the catalogue.
static void what_a_hook_moves_is_recorded_once_a_lever_and_day(void **state) {
  (void)state;
  static const move moves[] = {{-1, "trust.memory", NUMBER(60), NULL}, {0, "trust.memory", NUMBER(70), NULL},
                               {4, "cash.share", NUMBER(0.2), NULL},   {4, "fan.minutes", NUMBER(90), NULL},
                               {4, "cash.share", NUMBER(0.3), NULL},   {6, "sale.peak_to", TEXT("2022-05-24"), NULL}};
  const script s = PLAY(moves);
  assert_string_equal(s.failure, "");
  assert_int_equal(s.row_count, 4);
  assert_int_equal(s.latest, 4);
  assert_row(&s, 0, "2022-05-15", "trust.memory", "120", "70");
  assert_row(&s, 1, "2022-05-19", "fan.minutes", "100", "90");
  assert_row(&s, 2, "2022-05-19", "cash.share", "0.15", "0.3");
  assert_row(&s, 3, "2022-05-21", "sale.peak_to", "2022-05-23", "2022-05-24");
}

static void a_lever_that_ends_where_it_was_leaves_no_row(void **state) {
  (void)state;
  static const move moves[] = {{3, "cash.share", NUMBER(0.15), NULL},
                               {4, "cash.cap", NUMBER(10), NULL},
                               {4, "cash.cap", NUMBER(50), NULL},
                               {5, "cash.share", NUMBER(7), "subsidy \"cash\": share must be between 0 and 1"}};
  const script s = PLAY(moves);
  assert_string_equal(s.failure, "");
  assert_int_equal(s.row_count, 0);
}

static void an_unknown_lever_is_refused_with_the_one_that_may_be_meant(void **state) {
  (void)state;
  static const move moves[] = {
      {-1, "cash.shar", NUMBER(1), "there is no lever 'cash.shar'; did you mean 'cash.share'?"},
      {1, "festival.to", NUMBER(1), "there is no lever 'festival.to'; did you mean 'sale.to'?"},
      {1, "zebra", NUMBER(1), "there is no lever 'zebra'; it must be a parameter or \"<policy id>.<field>\""}};
  const script s = PLAY(moves);
  assert_string_equal(s.failure, "");
  assert_int_equal(s.row_count, 0);
}

static void a_long_list_is_recorded_whole(void **state) {
  (void)state;
  static const char all_but_books[] = "women_apparel,men_apparel,shoes_bags,beauty,food,fresh,home,mother_baby,jewelry,electronics,"
                                      "sports_auto";
  static const move moves[] = {{1, "cash.categories", TEXT(all_but_books), NULL}};
  const script s = PLAY(moves);
  assert_int_equal(s.row_count, 1);
  assert_row(&s, 0, "2022-05-16", "cash.categories", "all", all_but_books);
}

static void dates_that_have_come_stay_and_none_is_set_in_the_past(void **state) {
  (void)state;
  static const move moves[] = {
      {-1, "cash.from", TEXT("2022-05-14"), "from must not lie in the past: got 2022-05-14, today is 2022-05-15"},
      {2, "sale.from", TEXT("2022-05-21"), NULL}, // its heat begins today, and a later date puts it off
      {4, "sale.from", TEXT("2022-05-22"), "from cannot be moved any more: it began on 2022-05-18"},
      {5, "cash.from", TEXT("2022-05-21"), NULL},
      {6, "cash.from", TEXT("2022-05-20"), "from must not lie in the past"},
      {7, "cash.from", TEXT("2022-05-21"), NULL}, // as it is
      {7, "cash.from", TEXT("2022-05-23"), "subsidy \"cash\": from cannot be moved any more: it began on 2022-05-21"},
      {8, "sale.peak_from", TEXT("2022-05-23"), "peak_from cannot be moved any more: the peak began on 2022-05-22"},
      {8, "sale.peak_to", TEXT("2022-05-22"), "peak_to must not lie in the past: got 2022-05-22, today is 2022-05-23"},
      {8, "cash.to", TEXT("2022-05-23"), NULL}};
  const script s = PLAY(moves);
  assert_string_equal(s.failure, "");
  assert_int_equal(s.row_count, 3);
  assert_row(&s, 0, "2022-05-17", "sale.from", "2022-05-20", "2022-05-21");
  assert_row(&s, 1, "2022-05-20", "cash.from", "2022-05-20", "2022-05-21");
  assert_row(&s, 2, "2022-05-23", "cash.to", "2022-05-24", "2022-05-23");
}

static void levers_may_disagree_within_a_morning_only(void **state) {
  (void)state;
  static const move apart[] = {{3, "cash.to", TEXT("2022-05-19"), NULL}};
  static const move together[] = {{3, "cash.to", TEXT("2022-05-19"), NULL}, {3, "cash.from", TEXT("2022-05-18"), NULL}};
  static const move beyond[] = {{3, "cash.to", TEXT("2022-06-19"), NULL}};
  const script s = PLAY(apart), t = PLAY(together), u = PLAY(beyond);
  assert_string_equal(s.failure,
                      "the levers as hooks set them on 2022-05-18 do not fit together: subsidy \"cash\": to (2022-05-19) is "
                      "before from (2022-05-20)");
  assert_int_equal(s.row_count, 0);
  assert_string_equal(t.failure, "");
  assert_int_equal(t.row_count, 2);
  assert_non_null(strstr(u.failure, "to 2022-06-19 is outside the calendar (2022-05-15 to 2022-05-26, warm-up included)"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_hook_moves_is_recorded_once_a_lever_and_day),
      cmocka_unit_test(a_lever_that_ends_where_it_was_leaves_no_row),
      cmocka_unit_test(an_unknown_lever_is_refused_with_the_one_that_may_be_meant),
      cmocka_unit_test(a_long_list_is_recorded_whole),
      cmocka_unit_test(dates_that_have_come_stay_and_none_is_set_in_the_past),
      cmocka_unit_test(levers_may_disagree_within_a_morning_only),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
