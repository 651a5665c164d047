// M20 Star sessions: a star brings visits on top of the public flow, wakes fans, costs a fee, and leaves behind those whom it suits.
#include "check.h"
#include "small_world.h"

#include "world/internal.h"

typedef small_setting setting;
enum { SEEDS = 8 };

static fl_scenario with_star(int64_t reach) {
  fl_scenario s = small_scenario();
  small_set(&s, "follow.per_minute", "0.06"); // several times the usual: a day's followers are many simulated fans
  s.setup.to = s.setup.from + 59;
  strcpy(fl_scenario_add_brand(&s)->id, "own");
  fl_room_def *room = fl_scenario_add_room(&s);
  strcpy(room->id, "stage");
  strcpy(room->brand, "own");
  room->followers = 20000000;
  room->live_prob = 0.9;
  if (reach < 0) return s;
  fl_star_session *star = &fl_scenario_add_policy(&s, FL_STAR_SESSION, "star")->of.star_session;
  star->from = star->to = s.setup.from + 10;
  star->reach = reach;
  star->fee = 10000000000;
  strcpy(star->room, "stage");
  return s;
}

typedef struct star_run {
  double guests, passed_on, let_down, paid, broadcasting;
  double active, visits, orders;   // of the platform, on the day
  double room_visits, room_orders; // of the room, on the day
  double follows;                  // of the room, on the day
  double kept[3];                  // displayed followers of the room 1, 7 and 30 days later
} star_run;

static star_run live(const fl_scenario *plan, int64_t run, const setting *sets) {
  small_live x = small_open_run(plan, run, sets);
  fl_world *w = x.world;
  const uint32_t stage = (uint32_t)x.scenario.setup.rooms;
  star_run r = {0};
  while (small_more(&x)) {
    small_step(&x);
    const int64_t days = w->step.date - (x.scenario.setup.from + 10);
    size_t n;
    const fl_row_star_day *star = fl_world_rows(w, FL_T_star_day, &n);
    assert_int_equal(n, x.scenario.policy_count > 0 && days >= 0);
    if (n) {
      r.guests += (double)star->guests;
      r.passed_on += (double)star->passed_on;
      r.let_down += (double)star->disappointed;
      r.paid = (double)star->paid_fen;
    }
    static const int64_t marks[] = {1, 7, 30};
    for (int i = 0; i < 3; i++)
      if (days == marks[i]) r.kept[i] = (double)(w->agents.rooms.active[stage] + w->agents.rooms.dormant[stage]);
    if (days != 0) continue;
    const fl_row_platform_day *p = fl_world_rows(w, FL_T_platform_day, &n);
    const fl_room_tally *t = &w->counts.rooms[stage];
    r.active = (double)p->active_fans;
    r.visits = (double)p->visits;
    r.orders = (double)p->orders;
    r.room_visits = (double)t->uv[FL_PUBLIC];
    r.room_orders = (double)fl_room_sum(t->orders);
    r.follows = (double)t->follows;
  }
  r.broadcasting = (double)w->agents.rooms.book_broadcasting[stage];
  small_close(&x);
  return r;
}

SMALL_SUM(mean_of, live, star_run, SEEDS, 1.0 / SEEDS)

static star_run nobody, usual;
static const int64_t reach = 100000000;

static int run_usual(void **state) {
  (void)state;
  fl_scenario none = with_star(-1), s = with_star(reach);
  nobody = mean_of(&none, NULL);
  usual = mean_of(&s, NULL);
  fl_scenario_free(&none);
  fl_scenario_free(&s);
  return 0;
}

// The guests come to the room and, by hot lists, to others; the star is paid.
static void a_star_brings_the_visits_that_it_reaches(void **state) {
  (void)state;
  check_between(usual.guests / (0.8 * (double)reach), 0.85, 1.10, "visits to the room over those reached");
  check_between(usual.passed_on / (0.2 * (double)reach), 0.75, 1.15, "visits led on to other rooms over those reached");
  check_between((usual.room_visits - nobody.room_visits) / (0.8 * (double)reach), 0.8, 1.15, "public visits more in the room");
  // Those who come to the app for the star, two in five, live a day of three or four visits.
  check_between((usual.visits - nobody.visits) / (double)reach, 1.5, 3, "visits more on the platform");
  assert_true(usual.paid == 1e10);
  check_between((usual.broadcasting - nobody.broadcasting) / usual.paid, 0.98, 1.1, "more for hosts and studio over the fee");
}

static void half_and_one_and_a_half_of_the_reach_are_in_proportion(void **state) {
  (void)state;
  fl_scenario s = with_star(reach);
  static const setting half[] = {{"star.reach", "50000000"}, {NULL, NULL}}, more[] = {{"star.reach", "150000000"}, {NULL, NULL}};
  const star_run less = mean_of(&s, half), all = mean_of(&s, more);
  check_between(less.guests / usual.guests, 0.44, 0.56, "guests at half the reach");
  check_between(all.guests / usual.guests, 1.40, 1.58, "at one and a half");
  check_between((less.follows - nobody.follows) / (usual.follows - nobody.follows), 0.3, 0.75, "followers won at half the reach");
  check_between((all.follows - nobody.follows) / (usual.follows - nobody.follows), 1.2, 1.9, "at one and a half");
  fl_scenario_free(&s);
}

// Who came for the star alone buys nothing, and does not stay.
static void fit_decides_who_buys_and_who_stays(void **state) {
  (void)state;
  fl_scenario s = with_star(reach);
  static const setting poor[] = {{"star.fit", "0.25"}, {NULL, NULL}}, good[] = {{"star.fit", "0.75"}, {NULL, NULL}};
  static const setting full[] = {{"star.fit", "1"}, {NULL, NULL}};
  const star_run less = mean_of(&s, poor), all = mean_of(&s, good), whole = mean_of(&s, full);
  check_between(less.let_down / usual.let_down, 1.25, 1.75, "who leaves the next day at half the fit");
  check_between(all.let_down / usual.let_down, 0.25, 0.75, "at one and a half");
  assert_true(whole.let_down == 0);
  check_between(less.room_orders / usual.room_orders, 0.45, 0.92, "orders of the day in the room at half the fit");
  check_between(all.room_orders / usual.room_orders, 1.05, 1.7, "at one and a half");
  check_between((less.kept[1] - nobody.kept[1]) / (usual.kept[1] - nobody.kept[1]), 0.30, 0.85, "followers kept a week later");
  check_between((all.kept[1] - nobody.kept[1]) / (usual.kept[1] - nobody.kept[1]), 1.10, 1.9, "at one and a half");
  fl_scenario_free(&s);
}

static void outside_and_dormant_fans_come(void **state) {
  (void)state;
  fl_scenario s = with_star(reach);
  static const setting none[] = {{"star.outside", "0"}, {"star.dormant", "0"}, {NULL, NULL}};
  static const setting some[] = {{"star.outside", "1"}, {"star.dormant", "0"}, {NULL, NULL}};
  static const setting sleepers[] = {{"star.outside", "0"}, {"star.dormant", "0.2"}, {NULL, NULL}};
  const star_run here = mean_of(&s, none), outside = mean_of(&s, some), woken = mean_of(&s, sleepers);
  check_between((outside.active - here.active) / (double)reach, 0.8, 1.15, "active fans more, over outside guests");
  check_between((woken.active - here.active) / (0.2 * (double)reach), 0.7, 1.3, "over sleepers who wake");
  check_near(here.active, nobody.active, 0, 0.001, 0);
  fl_scenario_free(&s);
}

static void hot_lists_lead_on(void **state) {
  (void)state;
  fl_scenario s = with_star(reach);
  static const setting half[] = {{"star.pass_on", "0.1"}, {NULL, NULL}}, more[] = {{"star.pass_on", "0.3"}, {NULL, NULL}};
  const star_run less = mean_of(&s, half), all = mean_of(&s, more);
  check_between(less.passed_on / usual.passed_on, 0.42, 0.58, "visits led on at half the share");
  check_between(all.passed_on / usual.passed_on, 1.40, 1.60, "at one and a half");
  fl_scenario_free(&s);
}

// Less and less was expected to be left. More is: what a star sells and the followers who stay raise the room's public exposure.
static void followers_are_left_for_the_fee(void **state) {
  (void)state;
  const double yuan = usual.paid / 100;
  double kept[3];
  for (int i = 0; i < 3; i++) kept[i] = (usual.kept[i] - nobody.kept[i]) / yuan;
  print_message("followers for each yuan after 1, 7 and 30 days: %.4f, %.4f, %.4f\n", kept[0], kept[1], kept[2]);
  assert_true(kept[0] > 0 && kept[1] > 0.5 * kept[0] && kept[2] > 0.5 * kept[0]);
}

static void a_star_who_reaches_nobody_is_none(void **state) {
  (void)state;
  fl_scenario s = with_star(0), none = with_star(-1);
  s.rooms[0].live_prob = none.rooms[0].live_prob = 1; // with a star the room is live in any case
  s.policies[0].of.star_session.fee = 0;
  const small_run silent = small_go(&s), plain = small_go(&none);
  bool same = true;
  for (int t = 0; t < FL_TABLES; t++)
    if (t != FL_T_policy && t != FL_T_star_day)
      same = same && memcmp(silent.digest.table[t], plain.digest.table[t], sizeof silent.digest.table[t]) == 0;
  assert_true(same);
  fl_scenario_free(&s);
  fl_scenario_free(&none);
}

static void stars_do_not_hang_on_threads_or_on_the_order_in_memory(void **state) {
  (void)state;
  fl_scenario s = with_star(reach);
  s.setup.fans = 10000; // not a whole number of blocks
  small_check_order(&s);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_star_brings_the_visits_that_it_reaches),
      cmocka_unit_test(half_and_one_and_a_half_of_the_reach_are_in_proportion),
      cmocka_unit_test(fit_decides_who_buys_and_who_stays),
      cmocka_unit_test(outside_and_dormant_fans_come),
      cmocka_unit_test(hot_lists_lead_on),
      cmocka_unit_test(followers_are_left_for_the_fee),
      cmocka_unit_test(a_star_who_reaches_nobody_is_none),
      cmocka_unit_test(stars_do_not_hang_on_threads_or_on_the_order_in_memory),
  };
  return cmocka_run_group_tests(tests, run_usual, NULL);
}
