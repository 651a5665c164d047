// M20 Host team: who is on air, fatigue, affection, pay, who leaves and what fans then do; a rotated room keeps its fans when one host leaves,
// a room of one person does not. Star sessions: test_star.c.
#include "check.h"
#include "host_stage.h"
#include "mechanisms/hosts.h"
#include "small_world.h"

#include "world/internal.h"

typedef small_setting setting;
enum { SEEDS = 8, FIRST_DAYS = 5 };

// ---- Worlds -----------------------------------------------------------------------------------------------------------------------------

static fl_scenario staged(void) {
  return host_stage(1);
}

static fl_departure *add_departure(fl_scenario *s, const char *room, const char *rival) {
  char id[FL_NAME_MAX];
  snprintf(id, sizeof id, "from-%s", room);
  fl_departure *d = &fl_scenario_add_policy(s, FL_DEPARTURE, id)->of.departure;
  d->from = s->setup.from + 3;
  d->to = d->from + FIRST_DAYS - 1;
  strcpy(d->host, "1");
  strcpy(d->room, room);
  strcpy(d->rival, rival);
  return d;
}

typedef struct staged_run {
  double bound[2], learnt[2], followed[2], before[2], after[2]; // of the departures from rooms 0 and 1
  double gmv[3], followers[3];      // of the three rooms, from the tenth day after the departure on; at the end
  double partings, seconds, visits; // of all rooms; of public visits
  double sessions, best;            // of the rotated room; by whom was there most often
  double host_share[3];
} staged_run;

static void take(fl_world *w, const fl_scenario *s, int64_t on_air[FL_TEAM_MOST], staged_run *r) {
  const uint32_t first = (uint32_t)s->setup.rooms;
  size_t n;
  const fl_row_parting_day *parting = fl_world_rows(w, FL_T_parting_day, &n);
  const bool window = fl_world_in_window(w);
  for (size_t i = 0; i < n; i++) {
    r->partings += window;
    if (parting[i].room < first || parting[i].room > first + 1) continue;
    const size_t k = (size_t)(parting[i].room - first);
    r->bound[k] = parting[i].bound_share;
    r->learnt[k] += (double)parting[i].fans;
    r->followed[k] += (double)parting[i].followed;
    r->before[k] += parting[i].fans > 0 ? parting[i].trust_before * (double)parting[i].fans : 0;
    r->after[k] += parting[i].fans > 0 ? parting[i].trust_after * (double)parting[i].fans : 0;
  }
  const fl_row_room_day *room = fl_world_rows(w, FL_T_room_day, &n);
  for (size_t i = 0; window && i < n; i++) {
    r->seconds += (double)room[i].live_seconds_public;
    r->visits += (double)room[i].uv_public;
    if (room[i].room < first || room[i].date < s->setup.from + 13) continue;
    r->gmv[room[i].room - first] += (double)(room[i].gmv_private_fen + room[i].gmv_public_fen) / 100;
  }
  const fl_row_host_day *host = fl_world_rows(w, FL_T_host_day, &n);
  for (size_t i = 0; window && i < n; i++)
    if (host[i].room == first + 1 && host[i].on_air) on_air[host[i].host - 1]++;
}

static staged_run live(const fl_scenario *plan, int64_t run, const setting *sets) {
  small_live x = small_open_run(plan, run, sets);
  fl_world *w = x.world;
  staged_run r = {0};
  int64_t on_air[FL_TEAM_MOST] = {0};
  while (small_more(&x)) {
    small_step(&x);
    take(w, &x.scenario, on_air, &r);
  }
  const uint32_t first = (uint32_t)x.scenario.setup.rooms;
  for (uint32_t i = 0; i < 3; i++) {
    r.followers[i] = (double)w->agents.rooms.active[first + i];
    r.host_share[i] = w->agents.rooms.host_share[first + i];
  }
  for (int i = 0; i < FL_TEAM_MOST; i++) {
    r.sessions += (double)on_air[i];
    r.best = (double)on_air[i] > r.best ? (double)on_air[i] : r.best;
  }
  small_close(&x);
  return r;
}

SMALL_SUM(sum_of, live, staged_run, SEEDS, 1)

// ---- Departures -------------------------------------------------------------------------------------------------------------------------

// What is bound to a host: all that is bound to hosts where there is one, a fifth where five take turns. Of that the room loses trust.
static void a_rotated_room_keeps_its_fans_and_a_room_of_one_does_not(void **state) {
  (void)state;
  fl_scenario s = staged();
  const staged_run stays = sum_of(&s, NULL);
  add_departure(&s, "alone", "");
  add_departure(&s, "rotated", "");
  const staged_run leaves = sum_of(&s, NULL);
  strcpy(s.policies[0].of.departure.rival, "rival");
  strcpy(s.policies[1].of.departure.rival, "rival");
  const staged_run follow = sum_of(&s, NULL);
  check_between(leaves.bound[0] / SEEDS, 0.45, 0.70, "trust bound to the only host");
  check_between(leaves.bound[1] / leaves.bound[0], 0.15, 0.25, "to one of five, over that");
  check_between(leaves.after[0] / leaves.before[0], 1 - 1.05 * leaves.bound[0] / SEEDS, 1 - 0.95 * leaves.bound[0] / SEEDS,
                "trust that the room of one keeps");
  check_between(leaves.gmv[0] / stays.gmv[0], 0.05, 0.75, "GMV of the room of one afterwards, over that with its host");
  check_between(leaves.gmv[1] / stays.gmv[1], 0.80, 1.10, "of the rotated room");
  check_between(follow.gmv[2] / stays.gmv[2], 1.03, 3, "of the rival");
  check_between(follow.followers[2] / stays.followers[2], 1.1, 4, "followers of the rival in fans' slots");
  check_between(follow.host_share[2] / stays.host_share[2], 1.02, 1.6, "part of the rival's trust that is bound to hosts");
  fl_scenario_free(&s);
}

static void half_and_one_and_a_half_of_the_share_that_follows_are_in_proportion(void **state) {
  (void)state;
  fl_scenario s = staged();
  add_departure(&s, "alone", "rival");
  static const setting half[] = {{"from-alone.share", "0.25"}, {NULL, NULL}}, more[] = {{"from-alone.share", "0.75"}, {NULL, NULL}};
  static const setting off[] = {{"from-alone.share", "0"}, {NULL, NULL}};
  const staged_run usual = sum_of(&s, NULL), less = sum_of(&s, half), all = sum_of(&s, more), none = sum_of(&s, off);
  check_between(usual.followed[0] / usual.learnt[0], 0.42, 0.55, "fans who follow, at a share of one half");
  check_between(less.followed[0] / usual.followed[0], 0.43, 0.57, "at half of it");
  check_between(all.followed[0] / usual.followed[0], 1.42, 1.58, "at one and a half");
  check_between(less.followers[2] / usual.followers[2], none.followers[2] / usual.followers[2], 0.98,
                "followers of the rival at half");
  assert_true(none.followed[0] == 0 && usual.after[0] == none.after[0]);
  fl_scenario_free(&s);
}

// Everybody who has a relation to the room learns of it once, on a day of its own.
static void every_fan_learns_once(void **state) {
  (void)state;
  fl_scenario s = staged();
  fl_departure *d = add_departure(&s, "alone", "");
  const staged_run slow = live(&s, 3, NULL);
  d->to = d->from;
  const staged_run once = live(&s, 3, NULL);
  check_between(slow.learnt[0] / once.learnt[0], 0.93, 1.05, "fans who learn within days, over those who learn at once");
  assert_true(once.learnt[0] > 40000 && once.followed[0] == 0);
  fl_scenario_free(&s);
}

static void hosts_leave_by_chance_in_proportion_to_the_hazard(void **state) {
  (void)state;
  fl_scenario s = staged();
  static const setting low[] = {{"hosts.leave_per_year", "2"}, {NULL, NULL}},
                       usual[] = {{"hosts.leave_per_year", "4"}, {NULL, NULL}};
  static const setting high[] = {{"hosts.leave_per_year", "6"}, {NULL, NULL}};
  const double few = sum_of(&s, low).partings, some = sum_of(&s, usual).partings, many = sum_of(&s, high).partings;
  assert_true(some > 500);
  check_between(few / some, 0.43, 0.60, "hosts who leave at half the hazard");
  check_between(many / some, 1.30, 1.55, "at one and a half");
  fl_scenario_free(&s);
}

// ---- On air -----------------------------------------------------------------------------------------------------------------------------

// A lone host who is live four hours on six days of ten has a fatigue of .23 at the defaults: it takes 9 % of dwell. Half the hours' toll: .13;
// half the time to recover: .15.
static void tired_hosts_hold_fans_for_less_time(void **state) {
  (void)state;
  fl_scenario s = staged();
  static const setting sets[][2] = {{{"hosts.fatigue_per_hour", "0.02"}, {NULL, NULL}},
                                    {{"hosts.fatigue_per_hour", "0.06"}, {NULL, NULL}},
                                    {{"hosts.recovery_days", "1.5"}, {NULL, NULL}},
                                    {{"hosts.recovery_days", "4.5"}, {NULL, NULL}}};
  staged_run of[4];
  const staged_run usual = sum_of(&s, NULL);
  for (int i = 0; i < 4; i++) of[i] = sum_of(&s, sets[i]);
  const double dwell = usual.seconds / usual.visits;
  check_between(of[0].seconds / of[0].visits / dwell, 1.015, 1.08, "dwell of public visits at half the fatigue an hour");
  check_between(of[1].seconds / of[1].visits / dwell, 0.93, 0.988, "at one and a half");
  check_between(of[2].seconds / of[2].visits / dwell, 1.01, 1.07, "at half the time to recover");
  check_between(of[3].seconds / of[3].visits / dwell, 0.94, 0.992, "at one and a half");
  fl_scenario_free(&s);
}

// By turns all are there alike; where the founder is on air nobody else is.
static void turns_are_even_and_founders_alone(void **state) {
  (void)state;
  fl_scenario s = staged();
  const staged_run turns = sum_of(&s, NULL);
  s.rooms[1].rotation = 1;
  const staged_run founder = sum_of(&s, NULL);
  check_between(turns.best / turns.sessions, 0.19, 0.23, "sessions of whom is on air most, by turns");
  check_between(founder.best / founder.sessions, 1, 1, "founder alone");
  fl_scenario_free(&s);
}

// A team in a room of its own, in no world.
static fl_agents team_of(const fl_params *p, int64_t n, int64_t rotation) {
  fl_agents agents;
  assert_true(fl_agents_alloc(&agents, 4096, 1, 1) && fl_hosts_alloc(&agents));
  agents.rooms.weight[0] = 1;
  const fl_room_def def = {.team = n, .rotation = rotation};
  fl_hosts_start(p, &(fl_key){0}, &agents, &def, 0, 1, NULL);
  return agents;
}

// Luce's rule: a host of twice the score is on air 2^sigma times as often. Of three with scores 2, 1, 1: .50, .67, .80 at sigma 1, 2, 3.
static void rotation_by_score_goes_by_a_power_of_it(void **state) {
  (void)state;
  enum { DAYS = 4000 };
  fl_scenario s = staged();
  fl_agents agents = team_of(&s.params, 3, 3);
  double content[1];
  uint8_t starred[1] = {0}, live[1] = {1};
  agents.hosts.score[0] = 2;
  for (int sigma = 0; sigma <= 3; sigma++) {
    s.params.hosts_score_response = sigma;
    int first = 0;
    for (uint32_t day = 0; day < DAYS; day++) {
      const fl_step step = {.day = day};
      agents.rooms.live[0] = 1;
      content[0] = 1;
      fl_hosts_morning(&s.params, NULL, &step, &agents, starred, live, content);
      first += agents.hosts.on_air[0] == 0;
    }
    const double times = pow(2, sigma);
    check_near((double)first / DAYS, times / (times + 2), 0.03, 0, sigma);
  }
  // Fatigue counts against the score: where it takes 60 % of the stay at full fatigue, two thirds of that are .4 in the log.
  s.params.hosts_score_response = 1;
  s.params.hosts_fatigue_loss = 0.6;
  agents.hosts.fatigue[0] = 2.0 / 3;
  int first = 0;
  for (uint32_t day = 0; day < DAYS; day++) {
    agents.rooms.live[0] = 1;
    fl_hosts_morning(&s.params, NULL, &(fl_step){.day = day}, &agents, starred, live, content);
    first += agents.hosts.on_air[0] == 0;
  }
  check_near((double)first / DAYS, 2 * exp(-0.4) / (2 * exp(-0.4) + 2), 0.03, 0, 0);
  fl_agents_free(&agents);
  fl_scenario_free(&s);
}

// ---- Pay --------------------------------------------------------------------------------------------------------------------------------

// Two hosts of a room that counts sales alone: the one whom fans like is paid less than that, and is likelier to leave.
static void who_is_liked_more_than_paid_leaves_sooner(void **state) {
  (void)state;
  fl_scenario s = staged();
  s.params.hosts_leave = 0.1;
  fl_agents agents = team_of(&s.params, 2, 2);
  fl_hosts *h = &agents.hosts;
  check_near(fl_host_hazard(&s.params, NULL, &agents, 0, 0), 0.1 / 365, 1e-12, 0, 0);
  h->affection[0] = 0.8, h->affection[1] = 0.2;
  const double liked = fl_host_hazard(&s.params, NULL, &agents, 0, 0), other = fl_host_hazard(&s.params, NULL, &agents, 0, 1);
  check_near(liked, 0.1 / 365 * 0.85 / 0.55, 1e-12, 0, 0);
  check_near(other, 0.1 / 365 * 0.25 / 0.55, 1e-12, 0, 0);
  h->pay[0] = 0.8, h->pay[1] = 0.2; // paid by affection
  check_near(fl_host_hazard(&s.params, NULL, &agents, 0, 0), 0.1 / 365, 1e-12, 0, 0);
  // Bookkeeping of a departure: what is bound to hosts is what remains of it.
  agents.rooms.host_share[0] = 0.5;
  check_near(fl_host_part(&s.params, 10, &agents, 0, 0), 0.4, 1e-12, 0, 0);
  check_near(agents.rooms.host_share[0], 0.1 / 0.6, 1e-12, 0, 0);
  check_near(h->affection[1], 1, 1e-12, 0, 0);
  assert_true(!h->present[0] && h->arrives[0] == 17 && fl_host_first(&agents, 0) == 1 && fl_host_most_loved(&agents, 0) == 1);
  fl_host_bind(&agents, 0, 1, 0, 100);
  check_near(agents.rooms.host_share[0], 1, 1e-12, 0, 0);
  fl_agents_free(&agents);
  fl_scenario_free(&s);
}

// A night: who sold and drew more than the other has the higher score, by the weights.
static void pay_goes_by_the_weights(void **state) {
  (void)state;
  fl_scenario s = staged();
  fl_agents agents = team_of(&s.params, 2, 2);
  fl_hosts *h = &agents.hosts;
  agents.rooms.open[0] = 0, agents.rooms.close[0] = 120;
  fl_room_tally day = {.uv = {100}, .gmv = {100}, .emotional = 1};
  fl_counts counts = {.rooms = &day};
  for (int night = 0; night < 400; night++) {
    h->on_air[0] = (uint8_t)(night % 2);
    day.gmv[0] = night % 2 ? 300 : 100; // the second sells three times as much
    fl_hosts_night(&s.params, NULL, &counts, &agents);
  }
  check_near(h->sales[1] / h->sales[0], 3, 0.15, 0, 0); // what is usual moves meanwhile
  check_near(h->popularity[0], 1, 1e-6, 0, 0);
  check_near(h->pay[1], (0.5 + 0.5 + 0.75) / 3, 0.01, 0, 0);
  assert_int_equal(agents.rooms.stage_fen[0], 100 * 250);
  // Fatigue of who was on air for two hours every other night: f = (f r + g (1 - f r)) with r two nights of rest.
  const double rest = exp(-2.0 / 3), gain = 1 - 0.96 * 0.96;
  check_near(h->fatigue[1] > h->fatigue[0] ? h->fatigue[1] : h->fatigue[0], gain / (1 - rest * (1 - gain)), 1e-9, 0, 0);
  s.params.hosts_pay_affection = s.params.hosts_pay_popularity = 0;
  fl_hosts_night(&s.params, NULL, &counts, &agents);
  check_near(h->pay[1], 0.75, 0.01, 0, 0);
  fl_agents_free(&agents);
  fl_scenario_free(&s);
}

// ---- Off, and in any order --------------------------------------------------------------------------------------------------------------

// One host a room, who is like the room, never tires and never leaves, is a world without hosts but for the rows that tell of them.
static void rooms_of_one_tireless_host_are_rooms_without_hosts(void **state) {
  (void)state;
  fl_scenario s = staged();
  static const setting sets[] = {{"hosts.team", "1"},       {"hosts.fatigue_per_hour", "0"}, {"hosts.entrepreneur", "0"},
                                 {"hosts.store_bind", "1"}, {"hosts.store_brand", "0"},      {"hosts.retainer", "0"}};
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) small_set(&s, sets[i][0], sets[i][1]);
  for (int i = 0; i < 3; i++) s.rooms[i].team = 0;
  const small_run kept = small_go(&s), off = small_go_set(&s, "hosts.kept", "off");
  assert_true(kept.digest.rows[FL_T_host_day] > 0 && off.digest.rows[FL_T_host_day] == 0);
  small_check_same(&kept, &off, FL_T_host_day);
  fl_scenario_free(&s);
}

static void departures_do_not_hang_on_threads_or_on_the_order_in_memory(void **state) {
  (void)state;
  fl_scenario s = staged();
  s.setup.fans = 10000; // not a whole number of blocks
  add_departure(&s, "alone", "rival");
  add_departure(&s, "rotated", "rival");
  small_set(&s, "hosts.leave_per_year", "3");
  const small_run serial = small_go(&s);
  assert_true(serial.digest.rows[FL_T_parting_day] > 2 * FIRST_DAYS);
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(3);
  const small_run parallel = small_go_with(&s, options);
  small_check_same(&serial, &parallel, FL_TABLES);
  options = fl_default_world_options();
  options.reversed = true;
  s.setup.focus_fans = 0; // the catchment are the first fans in memory
  const small_run straight = small_go(&s), reversed = small_go_with(&s, options);
  small_check_same(&straight, &reversed, FL_TABLES);
  fl_scenario_free(&s);
}

// A host goes to a room whose own host leaves in the same days: which of the two policies stands first moves nothing.
static void departures_may_stand_in_any_order(void **state) {
  (void)state;
  small_run runs[2];
  for (int swapped = 0; swapped < 2; swapped++) {
    fl_scenario s = staged();
    for (int i = 0; i < 2; i++) {
      const bool goes_over = i == swapped;
      fl_departure *d = add_departure(&s, goes_over ? "alone" : "rival", goes_over ? "rival" : "");
      if (!goes_over) d->from += 1, d->to += 2;
    }
    runs[swapped] = small_go(&s);
    fl_scenario_free(&s);
  }
  assert_true(runs[0].digest.rows[FL_T_parting_day] >= 2 * FIRST_DAYS);
  for (int t = 0; t < FL_TABLES; t++)
    if (t != FL_T_policy && t != FL_T_policy_day && // which number a policy has
        memcmp(runs[0].digest.table[t], runs[1].digest.table[t], sizeof runs[0].digest.table[t]) != 0)
      fail_msg("table %s hangs on the order of departures", fl_tables[t].name);
}

static void check_refused(fl_scenario *s, const char *text) {
  fl_messages messages = {0};
  fl_scenario_check(s, &messages);
  bool said = false;
  for (size_t i = 0; i < messages.count; i++) said |= strstr(messages.items[i].text, text) != NULL;
  if (!said) fail_msg("nobody said: %s", text);
  fl_messages_free(&messages);
}

// All fans may know it soon; the host does not come back.
static void a_departure_lasts_to_the_end_of_the_run(void **state) {
  (void)state;
  fl_scenario with = host_stage(5);
  const fl_departure *d = add_departure(&with, "alone", "rival");
  const int64_t from = d->from, to = d->to;
  fl_scenario without;
  assert_true(fl_scenario_copy(&with, &without));
  without.policies[0].off = true;
  fl_model *model[2] = {NULL, NULL};
  fl_messages messages = {0};
  assert_int_equal(fl_model_create(&with, &messages, &model[0]), FL_OK);
  assert_int_equal(fl_model_create(&without, &messages, &model[1]), FL_OK);
  int64_t first, last;
  assert_true(fl_model_policy_span(model[1], model[0], &first, &last));
  assert_true(to < with.setup.to);
  assert_int_equal(first, from);
  assert_int_equal(last, with.setup.to);
  fl_model_destroy(model[0]);
  fl_model_destroy(model[1]);
  fl_messages_free(&messages);
  fl_scenario_free(&with);
  fl_scenario_free(&without);
}

static void a_departure_that_cannot_be_is_refused(void **state) {
  (void)state;
  fl_scenario s = staged();
  add_departure(&s, "alone", "alone");
  check_refused(&s, "rival \"alone\" is not among the scenario's other rooms");
  strcpy(fl_scenario_add_policy(&s, FL_DEPARTURE, "again")->of.departure.room, "alone");
  s.policies[1].of.departure.from = s.policies[1].of.departure.to = s.policies[0].of.departure.to;
  check_refused(&s, "two departures at a time");
  strcpy(s.policies[0].of.departure.room, "nowhere");
  check_refused(&s, "room \"nowhere\" is not among the scenario's rooms");
  small_set(&s, "hosts.kept", "off");
  check_refused(&s, "set hosts.kept to on");
  check_refused(&s, "team asks for hosts");
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_rotated_room_keeps_its_fans_and_a_room_of_one_does_not),
      cmocka_unit_test(half_and_one_and_a_half_of_the_share_that_follows_are_in_proportion),
      cmocka_unit_test(every_fan_learns_once),
      cmocka_unit_test(hosts_leave_by_chance_in_proportion_to_the_hazard),
      cmocka_unit_test(tired_hosts_hold_fans_for_less_time),
      cmocka_unit_test(turns_are_even_and_founders_alone),
      cmocka_unit_test(rotation_by_score_goes_by_a_power_of_it),
      cmocka_unit_test(who_is_liked_more_than_paid_leaves_sooner),
      cmocka_unit_test(pay_goes_by_the_weights),
      cmocka_unit_test(rooms_of_one_tireless_host_are_rooms_without_hosts),
      cmocka_unit_test(departures_do_not_hang_on_threads_or_on_the_order_in_memory),
      cmocka_unit_test(departures_may_stand_in_any_order),
      cmocka_unit_test(a_departure_lasts_to_the_end_of_the_run),
      cmocka_unit_test(a_departure_that_cannot_be_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
