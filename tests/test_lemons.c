// M06 Lemons: what fakes are like, what they save their sellers, what sellers risk by them, and who answers for them.
#include "base/mathx.h"
#include "mechanisms/governance.h"
#include "small_world.h"
#include "watch.h"

#include <string.h>

static fl_scenario governed(void) {
  fl_scenario s = small_scenario();
  static const char *const sets[][2] = {{"governance.form", "game"}, {"governance.staff", "3000"}, {"governance.start", "0.9"}};
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) small_set(&s, sets[i][0], sets[i][1]);
  return s;
}

static bool counterfeiter(const fl_world *w, uint32_t o) {
  return w->agents.brands.kind[fl_owner(&w->agents, o)] == FL_KIND_COUNTERFEITER;
}

// ---- Goods ------------------------------------------------------------------------------------------------------------------------------

static void a_fake_disappoints_by_what_it_lacks(void **state) {
  (void)state;
  watched *x = watch(governed());
  watch_day(x);
  fl_world *w = x->world;
  const fl_params *p = &w->params;
  uint32_t worse = 0;
  fl_outcome_today(p, &w->agents, &w->outcome); // with the reputation of tonight
  for (uint32_t o = 0; o < w->agents.offers.count; o++) {
    const uint32_t room = o / FL_OFFERS, b = w->agents.rooms.brand[room];
    const double quality = w->agents.brands.quality[b], lacks = quality - p->governance_fake_quality;
    const double log_price = (double)w->agents.offers.log_price[o];
    const double as_fake = (double)fl_outcome_expected(p, &w->agents, room, b, true, log_price);
    const double genuine = (double)fl_outcome_expected(p, &w->agents, room, b, false, log_price);
    check_near(as_fake - genuine, (lacks > 0 ? lacks : 0) / p->satisfaction_scale, 1e-6, 1e-6, 0);
    assert_true((double)w->outcome.expected[o] == (w->agents.offers.fake[o] ? as_fake : genuine));
    worse += w->agents.offers.fake[o] && lacks > 0;
  }
  assert_true(worse > 20);
  w->params.governance_form = 0; // who nobody plays with sells what its kind sells
  assert_true(fl_goods_quality(&w->params, &w->agents.brands, 0, true) == w->agents.brands.quality[0]);
  w->params.governance_form = 1;
  watch_close(x);
}

// To the fen: the list price is what the offer would cost anybody without a discount.
static void what_a_fake_saves_is_in_the_books(void **state) {
  (void)state;
  watched *x = watch(governed());
  uint32_t turned = 0, given = 0;
  while (watch_more(x)) {
    watch_day(x);
    const fl_world *w = x->world;
    const fl_offers *offers = &w->agents.offers;
    for (uint32_t o = 0; o < offers->count; o++) {
      const double usual = w->category_price[offers->category[o]], log_price = (double)offers->log_price[o];
      const uint32_t b = w->agents.rooms.brand[o / FL_OFFERS];
      const int64_t cost = fl_unit_cost(&w->params, usual, &w->agents.brands, b, log_price);
      const int64_t saves = fl_round(0.3 * 100 * usual * fl_exp(log_price)), least = cost - saves > 1 ? cost - saves : 1;
      assert_int_equal(offers->cost_fen[o], offers->fake[o] && !counterfeiter(w, o) ? least : cost);
      turned += offers->fake[o] && !counterfeiter(w, o);
      given += offers->fake[o] && counterfeiter(w, o);
    }
  }
  assert_true(turned > 100 && given > 100);
  watch_close(x);
}

// ---- Sellers ----------------------------------------------------------------------------------------------------------------------------

static void a_ban_costs_who_has_much_to_lose(void **state) {
  (void)state;
  watched *x = watch(governed());
  watch_day(x);
  fl_world *w = x->world;
  const fl_rooms *rooms = &w->agents.rooms;
  fl_governance_state game = {.sold = {[FL_KIND_BELT] = 1000}, .bans = {[FL_KIND_BELT] = 5}};
  for (uint32_t r = 0; r < rooms->count; r++) {
    const uint32_t b = rooms->brand[r];
    for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) w->agents.offers.sales[o] = 0.5 * (double)rooms->weight[r];
    // A ban in 200 fakes, 14 days over a fifth of the attempts, and two orders on each day on air at the seller's margin.
    const double loss = 70.0 / 200 * 2 * rooms->live_prob[r] * (1 - w->agents.brands.cost_share[b]);
    const double found = fl_ban_loss(&w->params, &w->agents, &game, r);
    check_near(found, w->agents.brands.kind[b] == FL_KIND_BELT ? loss : 0, 1e-6, 1e-6, 0);
    for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) w->agents.offers.sales[o] *= 2;
    check_near(fl_ban_loss(&w->params, &w->agents, &game, r), 2 * found, 1e-9, 1e-9, 0);
  }
  w->params.governance_block = 1;
  assert_true(fl_ban_loss(&w->params, &w->agents, &game, 0) < 1e4); // nobody looks farther ahead than a year
  watch_close(x);
}

// Mean part of the tempted rooms of a kind that cheats.
static double cheating_of(const fl_world *w, uint32_t kind) {
  double sum = 0, n = 0;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    if (w->agents.brands.kind[w->agents.rooms.brand[r]] != kind || !fl_may_turn(&w->agents, r)) continue;
    sum += w->agents.rooms.cheating[r];
    n++;
  }
  assert_true(n > 0);
  return sum / n;
}

// Nine times the price is owed by belt sellers alone: they answer, and new ones do not.
static void sellers_answer_to_what_they_are_liable_for(void **state) {
  (void)state;
  double cheating[2][2];
  for (int covered = 0; covered < 2; covered++) {
    fl_scenario s = governed();
    fl_rights *right = &fl_scenario_add_policy(&s, FL_RIGHTS_POLICY, "nine")->of.rights;
    right->right = FL_RIGHT_fake_nine;
    right->from = s.setup.from - s.setup.warmup;
    right->to = s.setup.to;
    right->coverage = covered;
    right->brand_kinds = 1 << FL_KIND_BELT;
    watched *x = watch(s);
    while (watch_more(x)) watch_day(x);
    cheating[covered][0] = cheating_of(x->world, FL_KIND_BELT);
    cheating[covered][1] = cheating_of(x->world, FL_KIND_NEW);
    watch_close(x);
  }
  print_message("belt %.3f and %.3f, new %.3f and %.3f\n", cheating[0][0], cheating[1][0], cheating[0][1], cheating[1][1]);
  assert_true(cheating[1][0] < cheating[0][0] - 0.005);
  check_near(cheating[1][1], cheating[0][1], 0.01, 0, 0); // by what it lost in bans, at most
}

static void reports_reach_the_owner_of_the_goods(void **state) {
  (void)state;
  fl_scenario s = governed();
  small_set(&s, "distribution.share", "0.5");
  small_set(&s, "distribution.brands", "0.5");
  small_set(&s, "governance.staff", "500");
  small_set(&s, "brand.fake_found", "1");
  small_set(&s, "governance.report_rate", "1");
  watched *x = watch(s);
  int64_t own = 0, passed = 0, delivered = 0, deals = 0;
  while (watch_more(x)) {
    watch_day(x);
    const fl_counts *counts = &x->world->counts;
    for (uint32_t r = 0; r < x->world->agents.rooms.count; r++) {
      own += counts->govern[r].reports;
      passed += counts->govern[r].passed_on[1];
      delivered += counts->govern[r].passed_on[0];
      deals += counts->talents[r].delivered;
    }
  }
  print_message("%lld reports, %lld of them of goods of others\n", (long long)own, (long long)passed);
  assert_int_equal(delivered, deals);
  assert_true(passed > 0 && passed < own);
  watch_close(x);
}

// ---- Another name -----------------------------------------------------------------------------------------------------------------------

static void check_unknown(const fl_world *w, uint32_t r) {
  const fl_agents *a = &w->agents;
  const uint32_t b = a->rooms.brand[r];
  for (int s = 0; s < FL_SCORES; s++) assert_true(a->scores.score[r][s] == 0.5);
  for (int part = 0; part < FL_SCORE_PARTS; part++) assert_true(a->scores.sum[r][part][1] == 0);
  for (int s = 0; s < FL_SEGMENTS; s++) {
    // But for what arrived today of the orders under the former name.
    const fl_word_tally *today = &w->counts.word[b];
    const double talk = (double)(w->word.brands[b].talk[0][s] + w->word.brands[b].talk[1][s]);
    assert_true(talk <= (double)(today->of[s].promoters + today->of[s].detractors) * 1.000001);
    assert_true((double)w->word.brands[b].aware[s] <= a->brands.outside[b] + 0.02);
  }
  assert_true(w->growth.growing[b].level == 0 && w->growth.growing[b].trained < 0.05);
  for (uint32_t at = r * FL_TEAM_MOST; at < (r + 1) * FL_TEAM_MOST; at++)
    if (a->hosts.present[at]) assert_true(a->hosts.popularity[at] == 1 && a->hosts.sales[at] == 1);
  assert_true(a->rooms.gmv_28[r] == 0 && a->rooms.active[r] + a->rooms.dormant[r] == 0);
  assert_true(a->brands.founded[b] == (double)w->step.date);
}

static void who_comes_back_begins_with_nothing_of_the_former_name(void **state) {
  (void)state;
  fl_scenario s = governed();
  static const char *const sets[][2] = {
      {"governance.ban_after", "0.05"}, {"governance.return_days", "5"}, {"governance.block", "0"}, {"scores.kept", "on"},
      {"word.form", "segments"},        {"growth.form", "on"},           {"hosts.kept", "on"},      {"distribution.share", "0.3"}};
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) small_set(&s, sets[i][0], sets[i][1]);
  watched *x = watch(s);
  int64_t back = 0;
  while (watch_more(x)) {
    watch_day(x);
    const fl_world *w = x->world;
    for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
      if (w->gone[r] != FL_ROOM_BACK) continue;
      check_unknown(w, r);
      back++;
    }
  }
  print_message("%lld came back\n", (long long)back);
  assert_true(back > 5);
  watch_close(x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_fake_disappoints_by_what_it_lacks),
      cmocka_unit_test(what_a_fake_saves_is_in_the_books),
      cmocka_unit_test(a_ban_costs_who_has_much_to_lose),
      cmocka_unit_test(sellers_answer_to_what_they_are_liable_for),
      cmocka_unit_test(reports_reach_the_owner_of_the_goods),
      cmocka_unit_test(who_comes_back_begins_with_nothing_of_the_former_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
