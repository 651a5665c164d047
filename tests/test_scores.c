// M09 Three scores: counted by offer, reckoned against peers, and off where they are not kept. What they do: test_scores_effects.c.
#include "mechanisms/scores.h"
#include "small_world.h"
#include "watch.h"

#include <stdlib.h>

// ---- Counts and reckoning against slow oracles ----------------------------------------------------------------------------------------

enum { ROOMS_MOST = 200 };

typedef struct oracle {
  double sum[ROOMS_MOST][FL_SCORE_PARTS][2];
} oracle;

static fl_scenario eventful(void) {
  fl_scenario s = watch_eventful();
  small_set(&s, "scores.kept", "on");
  small_set(&s, "scores.shop_window", "12");
  small_set(&s, "scores.goods_window", "20");
  return s;
}

// Late parcels of the day by room, from the post; the rest must add up to what the room counted anyway.
static void check_counts(const watched *x) {
  const fl_world *w = x->world;
  int64_t late[ROOMS_MOST] = {0}, complaints = 0;
  for (size_t i = 0; i < x->due.count; i++)
    if (x->due.items[i].post.what & FL_PARCEL_LATE) late[post_room(&x->due.items[i].post)] += x->due.items[i].post.count;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    int64_t of[FL_TROUBLES] = {0};
    for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++)
      for (int k = 0; k < FL_TROUBLES; k++) of[k] += w->counts.trouble[o][k];
    assert_int_equal(of[FL_TROUBLE_LATE], late[r]);
    assert_int_equal(of[FL_TROUBLE_QUALITY], w->counts.rooms[r].quality_returns);
    assert_int_equal(of[FL_TROUBLE_DETRACTOR], w->counts.rooms[r].detractors);
    complaints += of[FL_TROUBLE_COMPLAINT];
  }
  assert_int_equal(complaints, w->counts.fixed->complaints);
}

static void fade(oracle *a, uint32_t r, fl_score_part part, double days, double bad, double all) {
  a->sum[r][part][0] = a->sum[r][part][0] * exp(-1 / days) + bad;
  a->sum[r][part][1] = a->sum[r][part][1] * exp(-1 / days) + all;
}

// The day by room; prices are those of the morning, and references those before the night.
static void follow(oracle *a, const watched *x, const double reference[FL_CATEGORIES]) {
  const fl_world *w = x->world;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    const fl_room_tally *t = &w->counts.rooms[r];
    double of[FL_TROUBLES] = {0}, beyond = 0, asked = 0, dear = 0, sold = 0;
    for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
      const fl_offers *f = &w->agents.offers;
      for (int k = 0; k < FL_TROUBLES; k++) of[k] += (double)w->counts.trouble[o][k];
      if (f->flash[o]) continue;
      beyond += fmax(0, (double)(w->counts.demand[o] - f->stock[o]));
      asked += (double)w->counts.demand[o];
      sold += (double)w->counts.sold[o];
      dear += (double)w->counts.sold[o] *
              (log(f->price_fen[o] / (100 * w->category_price[f->category[o]])) - reference[f->category[o]]);
    }
    const double n = (double)t->delivered;
    fade(a, r, FL_PART_goods, 12, of[FL_TROUBLE_QUALITY], n);
    fade(a, r, FL_PART_logistics, 12, of[FL_TROUBLE_LATE], n);
    fade(a, r, FL_PART_after_sales, 12, of[FL_TROUBLE_COMPLAINT], n);
    fade(a, r, FL_PART_stability, 12, beyond, asked);
    fade(a, r, FL_PART_host_content, 30, (double)t->seconds[FL_PUBLIC] / 60, (double)t->uv[FL_PUBLIC]);
    fade(a, r, FL_PART_host_goods, 30, of[FL_TROUBLE_DETRACTOR], n);
    fade(a, r, FL_PART_quality, 20, n - (double)t->promoters, n);
    fade(a, r, FL_PART_price, 20, dear, sold);
    fade(a, r, FL_PART_service, 20, (double)(t->returns - t->quality_returns), n);
  }
}

// Score of a room by the formulas of docs/model.md, from the oracle's sums: one part of one room at a time.
static double part_of(const oracle *a, const fl_world *w, uint32_t r, fl_score_part part, fl_score_part delivered) {
  const fl_rooms *rooms = &w->agents.rooms;
  double bad = 0, all = 0, orders = 0, square = 0;
  for (uint32_t q = 0; q < rooms->count; q++) {
    if (rooms->category[q] != rooms->category[r]) continue;
    bad += a->sum[q][part][0];
    all += a->sum[q][part][1];
    orders += a->sum[q][delivered][1];
  }
  if (all <= 0) return 0.5;
  const double mean = bad / all, unit = orders > 0 ? all / orders : 1;
  double own = mean;
  for (uint32_t q = 0; q < rooms->count; q++) {
    if (rooms->category[q] != rooms->category[r]) continue;
    const double fan = (double)(rooms->focus[q] ? w->agents.focus_weight : w->agents.weight), real = (double)rooms->weight[q];
    const double prior = 30 * fmax(fan, real) * unit;
    const double level = (a->sum[q][part][0] + prior * mean) / (a->sum[q][part][1] + prior);
    square += a->sum[q][part][1] * (level - mean) * (level - mean);
    own = q == r ? level : own;
  }
  const double spread = sqrt(square / all);
  if (spread < 1e-9) return 0.5;
  const double z = (part == FL_PART_host_content ? own - mean : mean - own) / spread;
  return 1 / (1 + exp(-1.702 * fmin(4, fmax(-4, z))));
}

static void check_scores(const oracle *a, const fl_world *w, uint32_t r) {
  double p[FL_SCORE_PARTS];
  for (int k = 0; k < FL_SCORE_PARTS; k++) {
    const fl_score_part delivered = k <= FL_PART_stability    ? FL_PART_goods
                                    : k <= FL_PART_host_goods ? FL_PART_host_goods
                                                              : FL_PART_quality;
    p[k] = part_of(a, w, r, (fl_score_part)k, delivered);
    check_near(w->agents.scores.part[r][k], p[k], 1e-6, 0, r);
  }
  const double shop = (4 * p[0] + 3 * p[1] + 2 * p[2] + p[3]) / 10, host = (p[4] + p[5]) / 2,
               goods = (4 * p[6] + 4 * p[7] + 2 * p[8]) / 10;
  check_near(w->agents.scores.score[r][FL_SCORE_SHOP], shop, 1e-6, 0, r);
  check_near(w->agents.scores.score[r][FL_SCORE_HOST], host, 1e-6, 0, r);
  check_near(w->agents.scores.score[r][FL_SCORE_GOODS], goods, 1e-6, 0, r);
  check_near(w->agents.scores.score[r][FL_SCORE_ALL], (shop + host + goods) / 3, 1e-6, 0, r);
}

static void scores_are_what_a_slow_reckoning_of_the_same_days_gives(void **state) {
  (void)state;
  watched *x = watch(eventful());
  oracle *a = calloc(1, sizeof *a);
  assert_non_null(a);
  assert_true(x->world->agents.rooms.count <= ROOMS_MOST);
  int late = 0;
  while (watch_more(x)) {
    double reference[FL_CATEGORIES];
    memcpy(reference, x->world->category_reference, sizeof reference);
    watch_day(x);
    check_counts(x);
    follow(a, x, reference);
    if (x->day % 8 != 7) continue;
    for (uint32_t r = 0; r < x->world->agents.rooms.count; r++) {
      check_scores(a, x->world, r);
      late += a->sum[r][FL_PART_logistics][0] > 0;
    }
  }
  assert_true(late > 0);
  free(a);
  watch_close(x);
}

// What fewer bad orders would do, done: the level comes down to the best quarter's.
static void a_diagnosis_says_what_reaches_the_best_quarter(void **state) {
  (void)state;
  watched *x = watch(eventful());
  while (watch_more(x)) watch_day(x);
  const fl_world *w = x->world;
  const fl_agents *agents = &w->agents;
  int gaps = 0;
  for (uint32_t r = 0; r < agents->rooms.count; r++)
    for (int k = 0; k < FL_SCORE_PARTS; k++) {
      const fl_score_gap gap = fl_score_diagnose(&w->params, agents, r, (fl_score_part)k);
      const double fan = (double)(agents->rooms.focus[r] ? agents->focus_weight : agents->weight),
                   real = (double)agents->rooms.weight[r];
      const double prior =
          w->params.scores_prior * fmax(fan, real) * agents->scores.peers[agents->rooms.category[r]][k].prior / real;
      const double sign = k == FL_PART_host_content ? -1 : 1;
      assert_true(gap.points >= 0 && gap.points <= gap.weight * 0.76 && gap.weight > 0 && gap.weight <= 1);
      assert_true((gap.points > 0) == (gap.fewer > 1e-12) || agents->scores.peers[agents->rooms.category[r]][k].spread < 1e-9 ||
                  gap.points < 1e-6);
      if (gap.points < 1e-6) continue;
      const double level = (gap.bad - sign * gap.fewer + prior * gap.mean) / (gap.all + prior);
      check_near(level, gap.best, 1e-6, 0, r);
      gaps++;
    }
  assert_true(gaps > 50);
  watch_close(x);
}

// ---- Off, and limits ------------------------------------------------------------------------------------------------------------------

static void scores_that_are_not_kept_are_no_scores(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  small_add_festival(&s);
  const small_run off = small_go(&s), other = small_go_set(&s, "scores.traffic", "0.3");
  small_check_same(&off, &other, FL_TABLES);
  fl_scenario_free(&s);
}

static void scores_that_nobody_asks_for_change_nothing_but_their_own_tables(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  small_add_festival(&s);
  small_add_subsidy(&s, 2000000000);
  const small_run off = small_go(&s);
  small_set(&s, "scores.kept", "on");
  small_set(&s, "scores.traffic", "0");
  small_set(&s, "scores.utility", "0");
  const small_run kept = small_go(&s);
  for (int t = 0; t < FL_TABLES; t++) {
    const bool own = t == FL_T_score_day || t == FL_T_score_gap;
    assert_true(own == (memcmp(off.digest.table[t], kept.digest.table[t], sizeof off.digest.table[t]) != 0));
  }
  fl_scenario_free(&s);
}

static void a_room_without_a_record_and_without_peers_stands_in_the_middle(void **state) {
  (void)state;
  static const char *const limits[][2] = {{"scores.prior", "1e6"}, {"scores.shop_window", "1"}};
  fl_scenario s = small_scenario();
  small_set(&s, "scores.kept", "on");
  small_set(&s, "rooms", "1"); // no peers
  for (int i = 0; i < 2; i++) {
    small_set(&s, limits[i][0], limits[i][1]);
    fl_model *model = NULL;
    fl_world *world = NULL;
    fl_messages messages = {0};
    const fl_world_options options = fl_default_world_options();
    assert_int_equal(fl_model_create(&s, &messages, &model), FL_OK);
    assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_OK);
    assert_int_equal(fl_world_begin(world), FL_OK);
    for (int day = 0; day < 20; day++) assert_int_equal(fl_world_step(world), FL_OK);
    for (int k = 0; k < FL_SCORES; k++) check_near(world->agents.scores.score[0][k], 0.5, 1e-9, 0, k);
    fl_world_destroy(world);
    fl_model_destroy(model);
    fl_messages_free(&messages);
  }
  fl_scenario_free(&s);
}

static void threads_and_the_order_in_memory_do_not_matter(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  small_set(&s, "scores.kept", "on");
  small_check_order(&s);
  fl_scenario_free(&s);
}

static void a_gate_for_a_score_that_is_not_kept_is_refused(void **state) {
  (void)state;
  fl_scenario s = small_scenario();
  small_add_festival(&s)->admission_by = FL_SCORE_SHOP + 1;
  fl_messages messages = {0};
  fl_model *model = NULL;
  assert_int_equal(fl_model_create(&s, &messages, &model), FL_BAD_SCENARIO);
  assert_non_null(strstr(messages.items[0].text, "scores.kept"));
  fl_messages_free(&messages);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(scores_are_what_a_slow_reckoning_of_the_same_days_gives),
      cmocka_unit_test(a_diagnosis_says_what_reaches_the_best_quarter),
      cmocka_unit_test(scores_that_are_not_kept_are_no_scores),
      cmocka_unit_test(scores_that_nobody_asks_for_change_nothing_but_their_own_tables),
      cmocka_unit_test(a_room_without_a_record_and_without_peers_stands_in_the_middle),
      cmocka_unit_test(threads_and_the_order_in_memory_do_not_matter),
      cmocka_unit_test(a_gate_for_a_score_that_is_not_kept_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
