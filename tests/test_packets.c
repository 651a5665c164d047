// Kinds of red packet and voucher (M14, M17): none that is good is given out anew, nobody's old one comes to life again, who finds none free
// gives nothing out and the run says so, and fans are looked through only when kinds run out.
#include "small_world.h"
#include "world/internal.h"

enum { EXPIRY = 6 };

// A festival with red packets on all days, a recall, and, where `calls`, hundreds of sellers who call followers back every day.
static fl_scenario crowd(bool calls) {
  fl_scenario s = small_scenario();
  s.setup.rooms = 300;
  s.setup.warmup = 10;
  s.setup.to = s.setup.from + 24;
  small_set(&s, "winback.lapsed_days", "3");
  small_set(&s, "winback.expiry", "6");
  small_set(&s, "seller.review_days", "4");
  small_set(&s, "winback.rule_share", calls ? "0.2" : "0");
  fl_festival *f = small_add_festival(&s);
  f->from = s.setup.from;
  f->to = s.setup.to;
  f->packets_per_day = 4000000;
  f->packet_days = EXPIRY;
  strcpy(fl_scenario_add_brand(&s)->id, "shoes");
  fl_room_def *room = fl_scenario_add_room(&s);
  strcpy(room->id, "shoes");
  strcpy(room->brand, "shoes");
  room->followers = 50000000;
  room->live_prob = 1;
  fl_defect *d = &fl_scenario_add_policy(&s, FL_DEFECT, "batch")->of.defect;
  d->from = s.setup.from;
  d->to = s.setup.from + 6;
  d->found_after = 9;
  d->response = 1;
  d->expiry = EXPIRY;
  strcpy(d->brand, "shoes");
  return s;
}

static uint8_t *wallets_of(const fl_world *w) {
  uint8_t *held = malloc(w->agents.fan_count);
  for (uint32_t i = 0; i < w->agents.fan_count; i++) held[i] = w->agents.fans[i].voucher;
  return held;
}

// A kind that is good stays what it is until its last day is over.
static void check_kept(const fl_world *w, const fl_packet before[256], uint32_t day) {
  for (int kind = 1; kind < 256; kind++)
    if (before[kind].last_day >= (int32_t)day) assert_memory_equal(&w->packets[kind], &before[kind], sizeof before[kind]);
}

static void a_kind_in_use_is_not_given_out_anew(void **state) {
  (void)state;
  fl_scenario s = crowd(true);
  small_live x = small_open_run(&s, 0, NULL); // the invariants are walked: no kind is in more wallets than it came into
  fl_world *w = x.world;
  uint32_t most = 0;
  while (small_more(&x)) {
    fl_packet before[256];
    memcpy(before, w->packets, sizeof before);
    uint8_t *held = wallets_of(w);
    small_step(&x);
    check_kept(w, before, w->step.day);
    uint32_t good = 0;
    for (int kind = 1; kind < 256; kind++) good += w->packets[kind].last_day >= (int32_t)w->step.day;
    most = good > most ? good : most;
    // What had ended yesterday and is good today is another one: it came into the wallet today.
    int64_t alive[256] = {0};
    for (uint32_t i = 0; i < w->agents.fan_count; i++) {
      const uint8_t kind = held[i];
      const bool ended = kind && before[kind].last_day < (int32_t)w->step.day;
      alive[kind] += ended && w->agents.fans[i].voucher == kind && w->packets[kind].last_day >= (int32_t)w->step.day
                         ? fl_weight_of(&w->agents, i / FL_BLOCK_FANS)
                         : 0;
    }
    for (int kind = 1; kind < 256; kind++) assert_true(alive[kind] <= w->counts.wallets[kind].granted);
    free(held);
  }
  print_message("kinds good at a time: %u; given out none: %lld times\n", most, (long long)fl_world_kinds_refused(w));
  assert_int_equal(most, 255);
  assert_true(fl_world_kinds_refused(w) > 0);
  small_close(&x);
  fl_scenario_free(&s);
}

static uint32_t runs; // of the parallel loop, this morning
static void count_runs(uint32_t workers, uint32_t tasks, void (*body)(void *arg, uint32_t task, uint32_t worker), void *arg) {
  runs++;
  fl_parallel_serial().run(workers, tasks, body, arg);
}

// A festival and a recall need a few kinds a day: fans are looked through on the one day on which 255 have been given out.
static void fans_are_looked_through_when_kinds_run_out(void **state) {
  (void)state;
  fl_scenario s = crowd(false);
  fl_world_options options = fl_default_world_options();
  options.check = true;
  small_live x = small_open(&s, options);
  fl_world *w = x.world;
  int swept = 0;
  const uint32_t given = w->packet_kinds;
  for (uint32_t day = 1; day <= 600; day++) { // mornings of a long run with one red packet a day
    w->step.day = day;
    w->options.parallel.run = count_runs;
    runs = 0;
    assert_true(fl_give_out(w, (fl_packet){300, 0, (int32_t)day + EXPIRY, FL_NO_POLICY, 0}) > 0);
    swept += runs > 0;
  }
  assert_true(given == 0 && swept == 2);
  assert_int_equal(fl_world_kinds_refused(w), 0);
  small_close(&x);
  fl_scenario_free(&s);
}

static void kinds_do_not_hang_on_threads_or_on_the_order_in_memory(void **state) {
  (void)state;
  fl_scenario s = crowd(true);
  const small_run run = small_check_order(&s);
  assert_true(run.packets_granted > 0);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_kind_in_use_is_not_given_out_anew),
      cmocka_unit_test(fans_are_looked_through_when_kinds_run_out),
      cmocka_unit_test(kinds_do_not_hang_on_threads_or_on_the_order_in_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
