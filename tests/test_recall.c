// M14 Recall and recovery: a defect shows or its buyer is called, trusting fans take the voucher, vouchers are the seller's own money, and a
// recall keeps the fans whom silence loses.
#include "check.h"
#include "mechanisms/recall.h"
#include "small_world.h"

#include "world/internal.h"

typedef small_setting setting;
enum { SEEDS = 8 };

static fl_scenario with_batch(bool batch) {
  fl_scenario s = small_scenario();
  s.setup.to = s.setup.from + 59;
  strcpy(fl_scenario_add_brand(&s)->id, "shoes");
  for (int i = 0; i < 3; i++) {
    fl_room_def *room = fl_scenario_add_room(&s);
    snprintf(room->id, sizeof room->id, "shoes-%d", i);
    strcpy(room->brand, "shoes");
    room->followers = 50000000;
    room->live_prob = 1;
    room->start_minute = 840 + 120 * i;
  }
  if (!batch) return s;
  fl_defect *d = &fl_scenario_add_policy(&s, FL_DEFECT, "batch")->of.defect;
  d->from = s.setup.from;
  d->to = s.setup.from + 6;
  d->rate = 0.6;
  d->found_after = 8;
  d->response = 1;
  strcpy(d->brand, "shoes");
  return s;
}

typedef struct recall_run {
  double defective, shown, called, refunded, kept, vouchers, redeemed, redeemed_fen;
  double choice[4][2];
  double vouchers_posted; // in the seller's books
  double gmv;             // of the brand after the recall
  double trust;           // in its rooms of who had bought there, at the end: sum over relations
} recall_run;

static double trust_of_buyers(const fl_world *w, uint32_t first) {
  double sum = 0;
  for (uint32_t i = 0; i < w->agents.fan_count; i++)
    for (int s = 0; s < FL_SLOTS; s++) {
      const fl_fan *fan = &w->agents.fans[i];
      const uint32_t room = fl_slot_room(fan, s);
      if (room < first || room >= first + 3 || !(fan->room_high[s] & FL_BOUGHT)) continue;
      sum += (double)fl_slot_trust(fan, s) / FL_TRUST_ONE;
    }
  return sum;
}

static recall_run live(const fl_scenario *plan, int64_t run, const setting *sets) {
  small_live x = small_open_run(plan, run, sets);
  fl_world *w = x.world;
  const uint32_t first = (uint32_t)x.scenario.setup.rooms;
  recall_run r = {0};
  while (small_more(&x)) {
    small_step(&x);
    size_t n;
    const fl_row_recall_day *day = fl_world_rows(w, FL_T_recall_day, &n);
    for (size_t i = 0; i < n; i++) {
      r.defective += (double)day[i].defective;
      r.shown += (double)day[i].shown;
      r.called += (double)day[i].called;
      r.refunded += (double)day[i].refunded;
      r.kept += (double)day[i].kept;
      r.vouchers += (double)day[i].vouchers;
      r.redeemed += (double)day[i].redeemed;
      r.redeemed_fen += (double)day[i].redeemed_fen;
    }
    const fl_row_recall_choice *choice = fl_world_rows(w, FL_T_recall_choice, &n);
    for (size_t i = 0; i < n; i++) {
      r.choice[choice[i].trust_band][0] += (double)choice[i].refunded;
      r.choice[choice[i].trust_band][1] += (double)choice[i].kept;
    }
    for (uint32_t i = 0; w->step.date > x.scenario.setup.from + 10 && i < 3; i++)
      r.gmv += (double)fl_room_sum(w->counts.rooms[first + i].gmv);
  }
  for (uint32_t i = 0; i < 3; i++) r.vouchers_posted += (double)w->agents.rooms.book_vouchers[first + i];
  r.trust = trust_of_buyers(w, first);
  small_close(&x);
  return r;
}

SMALL_SUM(sum_of, live, recall_run, SEEDS, 1)

static recall_run none, silent, called;

static int run_usual(void **state) {
  (void)state;
  static const setting silence[] = {{"batch.response", "silence"}, {NULL, NULL}};
  fl_scenario plain = with_batch(false), s = with_batch(true);
  none = sum_of(&plain, NULL);
  silent = sum_of(&s, silence);
  called = sum_of(&s, NULL);
  fl_scenario_free(&plain);
  fl_scenario_free(&s);
  return 0;
}

// ---- The choice -------------------------------------------------------------------------------------------------------------------------

static void who_trusts_takes_the_voucher(void **state) {
  (void)state;
  fl_scenario s = with_batch(true);
  fl_defect d = s.policies[0].of.defect;
  d.voucher_keep = 10000, d.voucher_refund = 1000;
  double last = 0;
  for (int i = 0; i <= 10; i++) {
    const double t = i / 10.0, p = fl_recall_keeps(&s.params, &d, t, 10000);
    check_near(p, 1 / (1 + exp((1 + 0.1 * t - 0.5 - t) / 0.2)), 1e-6, 0, t);
    assert_true(p > last);
    last = p;
  }
  assert_true(fl_recall_keeps(&s.params, &d, 0.1, 10000) < 0.2 && last > 0.8);
  // A voucher is worth no more than the goods cost; the later the answer, the less it makes good.
  check_near(fl_recall_keeps(&s.params, &d, 1, 5000), 1 / (1 + exp((1 + 0.2 - 0.5 - 1) / 0.2)), 1e-6, 0, 0);
  d.response_days = 5;
  check_near(fl_recall_recovery(&s.params, &d), 0.8 * exp(-1), 1e-9, 0, 0);
  d.front_line = 0;
  check_near(fl_recall_recovery(&s.params, &d), 0.8 * exp(-9 / 5.0), 1e-9, 0, 0);
  assert_int_equal(fl_recall_day(&s.params, &d, d.from - 15), 15 + 8 + 9);
  const double low = called.choice[0][1] / (called.choice[0][0] + called.choice[0][1]);
  const double high = (called.choice[2][1] + called.choice[3][1]) /
                      (called.choice[2][0] + called.choice[2][1] + called.choice[3][0] + called.choice[3][1]);
  print_message("keep the goods: %.3f of those who trust below .25, %.3f of those above .5\n", low, high);
  assert_true(high > 1.5 * low && high - low > 0.15);
  fl_scenario_free(&s);
}

// ---- Three groups -----------------------------------------------------------------------------------------------------------------------

// Whom nobody calls finds it out in the end; who was called has the money, or a voucher.
static void every_defect_shows_or_is_called(void **state) {
  (void)state;
  assert_true(silent.called == 0 && silent.defective > 0 && called.defective > 0);
  check_between(silent.shown / silent.defective, 0.80, 1, "defects that show within the window, in silence");
  check_between((called.shown + called.called) / called.defective, 0.95, 1, "with a recall: shown or called");
  check_between(called.called / called.defective, 0.45, 0.9, "called");
  assert_true(called.refunded + called.kept == called.called && called.vouchers <= called.called);
  check_between(called.redeemed / called.vouchers, 0.05, 1, "vouchers that are used");
  assert_true(called.redeemed_fen > 0 && called.vouchers_posted == called.redeemed_fen && none.vouchers_posted == 0);
}

static void a_recall_keeps_trust_that_silence_loses(void **state) {
  (void)state;
  check_between(silent.trust / none.trust, 0.5, 0.97, "trust of buyers after silence, over that without defect");
  check_between(called.trust / none.trust, 0.75, 1.15, "after a recall");
  assert_true(called.trust > silent.trust);
  check_between(silent.gmv / none.gmv, 0.5, 0.98, "GMV after silence");
  check_between(called.gmv / none.gmv, 0.7, 1.2, "after a recall");
}

// ---- Orders that went back before ------------------------------------------------------------------------------------------------------

typedef struct books_of_rooms {
  int64_t paid, refund, back, delivered, detractors; // of the brand's rooms
  int64_t defective, refunded;                       // of the batch
} books_of_rooms;

static books_of_rooms books_with(const char *fit_return, const setting *sets) {
  fl_scenario s = with_batch(true);
  for (size_t i = 0; i < fl_param_fields.count; i++) // of every category
    if (strstr(fl_param_fields.rows[i].name, ".fit_return") && strncmp(fl_param_fields.rows[i].name, "category.", 9) == 0)
      small_set(&s, fl_param_fields.rows[i].name, fit_return);
  s.brands[0].size_guidance = 0;
  small_live x = small_open_run(&s, 0, sets);
  const uint32_t first = (uint32_t)s.setup.rooms;
  books_of_rooms b = {0};
  int64_t paid[3] = {0}, refund[3] = {0};
  for (uint32_t k = 0; k < x.world->agents.block_count; k++) { // what is on its way on the first day is paid for
    const fl_queue *q = &x.world->agents.queues[k];
    for (uint32_t i = 0; i < q->count; i++) {
      const uint32_t room = q->posts[i].what & FL_POST_ROOM;
      if (room >= first && room < first + 3) paid[room - first] += q->posts[i].count * (int64_t)(q->posts[i].note & FL_PARCEL_PAID);
    }
  }
  while (small_more(&x)) {
    small_step(&x);
    for (uint32_t i = 0; i < 3; i++) {
      const fl_room_tally *t = &x.world->counts.rooms[first + i];
      paid[i] += t->paid;
      refund[i] += t->refund;
      assert_true(refund[i] <= paid[i]);
      b.back += t->returns;
      b.delivered += t->delivered;
      b.detractors += t->detractors;
    }
    size_t n;
    const fl_row_recall_day *day = fl_world_rows(x.world, FL_T_recall_day, &n);
    for (size_t i = 0; i < n; i++) {
      b.defective += day[i].defective;
      b.refunded += day[i].refunded;
    }
  }
  for (int i = 0; i < 3; i++) {
    b.paid += paid[i];
    b.refund += refund[i];
  }
  small_close(&x);
  fl_scenario_free(&s);
  return b;
}

static void what_went_back_is_not_refunded_again(void **state) {
  (void)state;
  static const setting silence[] = {{"batch.response", "silence"}, {NULL, NULL}};
  const setting *const answers[] = {NULL, silence};
  for (int i = 0; i < 2; i++) {
    const books_of_rooms all = books_with("1", answers[i]), some = books_with("0.5", answers[i]);
    assert_true(all.delivered > 0 && all.back == all.delivered);
    assert_true(all.defective == 0 && all.refunded == 0);
    assert_true(some.defective > 0 && some.refund < some.paid && some.back < some.delivered);
    assert_true(i > 0 || some.refunded > 0);
  }
}

// All are disappointed by what is delivered and keep it; that the defect shows later makes nobody a detractor once more.
static void a_buyer_is_a_detractor_once(void **state) {
  (void)state;
  static const setting grim[] = {{"batch.response", "silence"},
                                 {"outcome.detractor_below", "1"},
                                 {"outcome.return_described", "0"},
                                 {"outcome.return_late", "0"},
                                 {"outcome.satisfaction_scale", "10"}, // nobody is wholly satisfied
                                 {NULL, NULL}};
  const books_of_rooms b = books_with("0", grim);
  assert_true(b.defective > 0 && b.back == 0);
  assert_int_equal(b.detractors, b.delivered);
}

// ---- Levers -----------------------------------------------------------------------------------------------------------------------------

static void half_and_one_and_a_half(void **state) {
  (void)state;
  fl_scenario s = with_batch(true);
  static const setting sets[][2] = {{{"batch.rate", "0.3"}, {NULL, NULL}},         {{"batch.rate", "0.9"}, {NULL, NULL}},
                                    {{"batch.reached", "0.45"}, {NULL, NULL}},     {{"recall.value_left", "0.25"}, {NULL, NULL}},
                                    {{"recall.value_left", "0.75"}, {NULL, NULL}}, {{"batch.fails_after", "10"}, {NULL, NULL}},
                                    {{"batch.fails_after", "30"}, {NULL, NULL}}};
  recall_run of[7];
  for (int i = 0; i < 7; i++) of[i] = sum_of(&s, sets[i]);
  check_between(of[0].defective / called.defective, 0.42, 0.58, "defects at half the rate");
  check_between(of[1].defective / called.defective, 1.2, 1.62,
                "at one and a half"); // the batch costs the room its name, and it sells less of it
  check_between(of[2].called / called.called, 0.42, 0.58, "called at half the reach");
  check_between(of[3].kept / called.kept, 0.2, 0.75, "who keeps the goods at half of what they are worth");
  check_between(of[4].kept / called.kept, 1.25, 3.5, "at one and a half");
  check_between(of[5].called / called.called, 0.6, 0.98, "called at half the time until it shows");
  check_between(of[6].called / called.called, 1.02, 1.3, "at one and a half");
  fl_scenario_free(&s);
}

// ---- Days ------------------------------------------------------------------------------------------------------------------------------

// What a comparison takes for the days of the batch holds what it does: defects that show, calls, orders with vouchers.
static void the_days_of_a_batch_hold_what_it_does(void **state) {
  (void)state;
  for (int recall = 0; recall < 2; recall++) {
    fl_scenario with = with_batch(true), without = with_batch(false);
    strcpy(fl_scenario_add_policy(&without, FL_DEFECT, "batch")->of.defect.brand, "shoes");
    without.policies[0] = with.policies[0];
    without.policies[0].off = true;
    fl_defect *d = &with.policies[0].of.defect;
    d->fails_after = 6;
    d->expiry = 25;
    d->response = recall;
    small_live x = small_open(&with, fl_default_world_options());
    fl_model *bare = NULL;
    fl_messages messages = {0};
    assert_int_equal(fl_model_create(&without, &messages, &bare), FL_OK);
    int64_t first, last, inside = 0, all = 0;
    assert_true(fl_model_policy_span(bare, x.model, &first, &last));
    // Silence: three days to delivery and 6 ln 100 until it shows. A recall on day 8 + 1, its vouchers 25 days more.
    assert_int_equal(first, d->from);
    assert_int_equal(last, recall ? d->from + 34 : d->to + 31);
    while (small_more(&x)) {
      small_step(&x);
      size_t n;
      const fl_row_recall_day *day = fl_world_rows(x.world, FL_T_recall_day, &n);
      for (size_t i = 0; i < n; i++) {
        const int64_t what = day[i].shown + day[i].called + day[i].redeemed;
        all += what;
        inside += day[i].date <= last ? what : 0;
      }
    }
    check_between((double)inside / (double)all, 0.97, 1, "what the batch does that falls into its days");
    small_close(&x);
    fl_model_destroy(bare);
    fl_messages_free(&messages);
    fl_scenario_free(&with);
    fl_scenario_free(&without);
  }
}

// ---- Off, and in any order --------------------------------------------------------------------------------------------------------------

static void a_batch_without_defects_is_none(void **state) {
  (void)state;
  fl_scenario s = with_batch(true), plain = with_batch(false);
  s.policies[0].of.defect.rate = 0;
  const small_run harmless = small_go(&s), without = small_go(&plain);
  for (int t = 0; t < FL_TABLES; t++)
    if (t != FL_T_policy && t != FL_T_recall_day)
      assert_memory_equal(harmless.digest.table[t], without.digest.table[t], sizeof without.digest.table[t]);
  fl_scenario_free(&s);
  fl_scenario_free(&plain);
}

// Levers that move afterwards neither call buyers a second time nor take back that they were called; before, they move the day, and a day that
// would have been before today is today.
static void a_recall_that_has_begun_is_not_moved(void **state) {
  (void)state;
  for (int early = 0; early < 2; early++) {
    fl_scenario s = with_batch(true);
    small_live x = small_open(&s, fl_default_world_options());
    fl_world *w = x.world;
    fl_defect *d = &w->policies[0].of.defect;
    const uint32_t from = (uint32_t)(d->from - w->model->first_date), usual = fl_recall_day(&w->params, d, w->model->first_date);
    while (w->step.date < d->from + 4) small_step(&x);
    assert_int_equal(w->recalls[0].begun, 0);
    if (early) d->found_after = 0, d->response_days = 0, d->front_line = 1;
    const uint32_t day = early ? from + 5 : usual;
    while (w->step.day < day) small_step(&x);
    const fl_recall begun = w->recalls[0];
    assert_int_equal(begun.begun, day + 1);
    assert_true(begun.refund > 0 && begun.keep > 0);
    d->response_days += 3;
    for (int i = 0; i < 6; i++) small_step(&x);
    assert_memory_equal(&w->recalls[0], &begun, sizeof begun);
    small_close(&x);
    fl_scenario_free(&s);
  }
}

static void recalls_do_not_hang_on_threads_or_on_the_order_in_memory(void **state) {
  (void)state;
  fl_scenario s = with_batch(true);
  s.setup.fans = 10000; // not a whole number of blocks
  const small_run serial = small_check_order(&s);
  assert_true(serial.digest.rows[FL_T_recall_choice] > 0);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_trusts_takes_the_voucher),
      cmocka_unit_test(every_defect_shows_or_is_called),
      cmocka_unit_test(a_recall_keeps_trust_that_silence_loses),
      cmocka_unit_test(what_went_back_is_not_refunded_again),
      cmocka_unit_test(a_buyer_is_a_detractor_once),
      cmocka_unit_test(half_and_one_and_a_half),
      cmocka_unit_test(the_days_of_a_batch_hold_what_it_does),
      cmocka_unit_test(a_batch_without_defects_is_none),
      cmocka_unit_test(a_recall_that_has_begun_is_not_moved),
      cmocka_unit_test(recalls_do_not_hang_on_threads_or_on_the_order_in_memory),
  };
  return cmocka_run_group_tests(tests, run_usual, NULL);
}
