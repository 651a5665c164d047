// M15 Kuai-brand programme: the four tests against a slow oracle, status by the rules, and what traffic, badge and rewards move.
#include "mechanisms/kuai.h"
#include "small_world.h"
#include "watch.h"

enum { MOST_DAYS = 160, RUNS = 8 };

static fl_kuai_programme *add_kuai(fl_scenario *s) {
  fl_kuai_programme *of = &fl_scenario_add_policy(s, FL_KUAI_PROGRAMME, "kuai")->of.kuai_programme;
  of->from = s->setup.from;
  of->to = s->setup.to;
  return of;
}

static fl_scenario kuai_scenario(int64_t run) {
  fl_scenario s = small_scenario();
  s.setup.run = run;
  s.setup.fans = 4096;
  s.setup.warmup = 30;
  s.setup.to = s.setup.from + 44;
  return s;
}

// Sums of what was sold, written down day by day: GMV of each room and of its own goods.
typedef struct history {
  double all[512][MOST_DAYS], own[512][MOST_DAYS];
} history;

static void note(const fl_world *w, history *h, int64_t day) {
  const fl_rooms *rooms = &w->agents.rooms;
  assert_true(rooms->count <= 512 && day < MOST_DAYS);
  for (uint32_t r = 0; r < rooms->count; r++) {
    double own = 0, all = 0;
    for (uint32_t j = 0; j < FL_OFFERS; j++) {
      const double gmv = (double)w->counts.sold[r * FL_OFFERS + j] * w->agents.offers.price_fen[r * FL_OFFERS + j];
      const double share = w->agents.brands.own_share[rooms->brand[r]] * FL_OFFERS - j;
      all += gmv;
      own += gmv * (share < 0 ? 0 : share > 1 ? 1 : share);
    }
    assert_true((double)fl_room_sum(w->counts.rooms[r].gmv) == all); // what is sold is priced as it is booked
    h->all[r][day] = all;
    h->own[r][day] = own;
  }
}

static int64_t passed(const fl_world *w, const history *h, const fl_kuai_programme *of, int64_t day, uint32_t b) {
  double all = 0, own = 0, best = 0;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    double room = 0;
    if (w->agents.rooms.brand[r] != b) continue;
    for (int64_t d = day - of->window_days + 1; d <= day; d++) {
      room += h->all[r][d];
      own += h->own[r][d];
    }
    all += room;
    room *= 30.0 / (double)of->window_days / (double)w->agents.rooms.weight[r];
    best = room > best ? room : best;
  }
  const double seller = all / (double)w->agents.brands.weight[b];
  const double elsewhere = (double)of->window_days * w->agents.brands.other_fen[b];
  const double age = ((double)w->step.date - w->agents.brands.founded[b]) / 365.25;
  return (age <= of->founded_within ? 1 : 0) + (all > 0 && own / all > of->own_share ? 2 : 0) +
         (best > (double)of->month_gmv ? 4 : 0) + (seller > 0 && seller / (seller + elsewhere) > of->main_share ? 8 : 0);
}

static void tests_are_asked_of_real_rooms_over_rolling_windows(void **state) {
  (void)state;
  fl_scenario s = kuai_scenario(0);
  fl_kuai_programme *of = add_kuai(&s);
  of->window_days = 21;
  of->grace_days = 3;
  of->support_days = 20;
  history *h = calloc(1, sizeof *h);
  watched *x = watch(s);
  int64_t seen[4] = {0}, alone[4] = {0};
  int64_t before[512] = {0};
  while (watch_more(x)) {
    watch_day(x);
    const fl_world *w = x->world;
    const int64_t day = fl_world_day(w) - 1;
    note(w, h, day);
    for (uint32_t b = 0; w->step.in_window && b < w->agents.brands.count; b++) {
      const fl_kuai_brand *brand = &w->programmes.kuai[0][b];
      const int64_t told = passed(w, h, of, day, b);
      if (brand->passed != told)
        fail_msg("day %lld, brand %u: passed %lld, told %lld", (long long)day, b, (long long)brand->passed, (long long)told);
      seen[brand->status]++;
      for (int k = 0; k < 4; k++) alone[k] += told == FL_KUAI_ALL - (1 << k);
      // Who is admitted passes all; who graduates has had the support; nobody comes back.
      if (before[b] == FL_KUAI_NONE && brand->status != FL_KUAI_NONE) assert_true(told == FL_KUAI_ALL && brand->since == day);
      if (before[b] == FL_KUAI_NONE && brand->status == FL_KUAI_NONE) assert_true(told != FL_KUAI_ALL);
      if (before[b] == FL_KUAI_SUPPORTED && brand->status == FL_KUAI_GRADUATED) assert_true(day - brand->since >= of->support_days);
      if (brand->status == FL_KUAI_LOST && before[b] != FL_KUAI_LOST) assert_true(brand->failing == of->grace_days + 1);
      assert_true(brand->status >= before[b]);
      before[b] = brand->status;
    }
  }
  print_message("brand-days none %lld, supported %lld, graduated %lld, lost %lld; fail one alone: %lld %lld %lld %lld\n",
                (long long)seen[0], (long long)seen[1], (long long)seen[2], (long long)seen[3], (long long)alone[0],
                (long long)alone[1], (long long)alone[2], (long long)alone[3]);
  for (int k = 0; k < 4; k++) assert_true(seen[k] > 0 && alone[k] > 0); // every status, and every test decides for somebody
  watch_close(x);
  free(h);
}

typedef struct kuai_run {
  double granted, rewards, sellers; // of the window; real sellers ever admitted
  double strangers, known;          // orders of public visits, and of private ones, at brands of the list
  double reach, spent, paid; // rewards on distribution; coupons that paid for visits, yuan; paid visits at brands of the list
} kuai_run;

// Lives the scenario. `list`: the brands whose orders are counted, those supported in it are noted where `fill`.
static kuai_run live(const fl_scenario *s, uint8_t *list, bool fill) {
  fl_messages messages = {0};
  fl_model *model = NULL;
  fl_world *world = NULL;
  fl_world_options options = fl_default_world_options();
  options.check = true;
  kuai_run out = {0};
  assert_int_equal(fl_model_create(s, &messages, &model), FL_OK);
  assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_OK);
  assert_int_equal(fl_world_begin(world), FL_OK);
  while (fl_world_day(world) < fl_world_days(world)) {
    if (fl_world_step(world) != FL_OK) fail_msg("%s", fl_world_failure(world));
    for (uint32_t r = 0; world->step.in_window && r < world->agents.rooms.count; r++) {
      const uint32_t b = world->agents.rooms.brand[r];
      const fl_room_tally *t = &world->counts.rooms[r];
      if (fill && fl_kuai_badge(&world->programmes.kuai[0][b])) list[b] = 1;
      out.strangers += list[b] ? (double)t->orders[FL_PUBLIC] : 0;
      out.known += list[b] ? (double)t->orders[FL_PRIVATE] : 0;
      out.paid += list[b] ? (double)t->uv[FL_PAID] : 0;
      out.spent += (double)world->agents.rooms.ad_by_coupon[r] / 100;
    }
    size_t rows;
    const fl_row_pool_day *pool = fl_world_rows(world, FL_T_pool_day, &rows);
    for (size_t i = 0; world->step.in_window && i < rows; i++) out.granted += (double)pool[i].granted;
    const fl_row_kuai_month *month = fl_world_rows(world, FL_T_kuai_month, &rows);
    for (size_t i = 0; i < rows && month[i].date == world->step.date; i++) {
      out.rewards += (double)month[i].reward_fen;
      out.reach += (double)month[i].distribution_reward_fen / 100;
    }
  }
  for (uint32_t b = 0; b < world->agents.brands.count; b++)
    if (world->programmes.kuai[0][b].since >= 0) out.sellers += (double)world->agents.brands.weight[b];
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_messages_free(&messages);
  return out;
}

// The lever times .5, 1 and 1.5, over all run numbers; `zero` at 0 as well. All runs count the brands that the middle one admits.
static void times(const char *key, double middle, const char *const more[][2], kuai_run out[4]) {
  char text[32];
  static const double factor[4] = {1, 0.5, 1.5, 0};
  memset(out, 0, 4 * sizeof *out);
  for (int64_t run = 0; run < RUNS; run++) {
    uint8_t list[512] = {0};
    for (int k = 0; k < 4; k++) {
      fl_scenario s = kuai_scenario(run);
      add_kuai(&s);
      for (size_t i = 0; more && more[i][0]; i++) small_set(&s, more[i][0], more[i][1]);
      snprintf(text, sizeof text, "%.17g", factor[k] * middle);
      small_set(&s, key, text);
      const kuai_run one = live(&s, list, k == 0);
      small_add(&out[k], &one, sizeof one, 1);
      fl_scenario_free(&s);
    }
  }
  kuai_run *o = out;
  print_message("%s: granted x %.3f %.3f, rewards x %.3f %.3f, sellers x %.3f %.3f, public orders %.4g %.4g %.4g %.4g\n", key,
                o[1].granted / o[0].granted, o[2].granted / o[0].granted, o[1].rewards / o[0].rewards, o[2].rewards / o[0].rewards,
                o[1].sellers / o[0].sellers, o[2].sellers / o[0].sellers, o[3].strangers, o[1].strangers, o[0].strangers,
                o[2].strangers);
}

// Ranges written down before measuring, here and below.
static void traffic_goes_with_what_a_room_may_get(void **state) {
  (void)state;
  kuai_run out[4];
  times("kuai.per_room", 10000, NULL, out);
  assert_true(out[1].granted / out[0].granted > 0.45 && out[1].granted / out[0].granted < 0.6);
  assert_true(out[2].granted / out[0].granted > 1.3 && out[2].granted / out[0].granted < 1.55);
  assert_true(out[3].granted == 0);
}

static void a_lower_threshold_admits_more(void **state) {
  (void)state;
  kuai_run out[4];
  times("kuai.month_gmv", 2e6, NULL, out);
  assert_true(out[1].sellers / out[0].sellers > 1.3 && out[1].sellers / out[0].sellers < 6);
  assert_true(out[2].sellers / out[0].sellers > 0.2 && out[2].sellers / out[0].sellers < 0.9);
}

static void the_badge_sells_to_strangers(void **state) {
  (void)state;
  static const char *const more[][2] = {{"kuai.exposures", "0"}, {"kuai.reward", "0"}, {NULL, NULL}};
  kuai_run out[4];
  times("kuai.badge", 0.4, more, out);
  const double whole = out[0].strangers / out[3].strangers - 1, half = out[1].strangers / out[3].strangers - 1;
  const double more_of_it = out[2].strangers / out[3].strangers - 1;
  print_message("public orders %+.3f at half, %+.3f, %+.3f at one and a half\n", half, whole, more_of_it);
  assert_true(whole > 0.05 && whole < 0.5);
  assert_true(half / whole > 0.25 && half / whole < 0.75);
  assert_true(more_of_it / whole > 1.2 && more_of_it / whole < 2);
}

static void rewards_go_with_their_rate_and_pay_for_visits(void **state) {
  (void)state;
  static const char *const more[][2] = {{"ads.load", "0.3"}, {"kuai.reward_growth", "1"}, {NULL, NULL}};
  kuai_run out[4];
  times("kuai.reward", 0.02, more, out);
  assert_true(out[1].rewards / out[0].rewards > 0.4 && out[1].rewards / out[0].rewards < 0.6);
  assert_true(out[2].rewards / out[0].rewards > 1.35 && out[2].rewards / out[0].rewards < 1.65);
  assert_true(out[0].rewards > 0 && out[3].rewards == 0);
}

// Others sell goods of the brands: hosts with a following, of half of the sellers.
static const char *const hosts[][2] = {
    {"ads.load", "0.3"},  {"distribution.share", "0.5"},       {"distribution.brands", "0.5"},
    {"kuai.reward", "0"}, {"kuai.distribution_target", "1e5"}, {"kuai.distribution_reward", "0.1"},
    {NULL, NULL}};

static void rewards_on_distribution_buy_visits_of_the_brands_own_rooms(void **state) {
  (void)state;
  kuai_run out[4], target[4];
  times("kuai.distribution_reward", 0.1, hosts, out);
  print_message("yuan %.4g, %.4g of them spent; paid visits %.4g, without %.4g\n", out[0].reach, out[0].spent, out[0].paid,
                out[3].paid);
  assert_true(out[0].reach > 0 && out[3].reach == 0 && out[3].spent == 0);
  check_between(out[1].reach / out[0].reach, 0.4, 0.6, "rewards at half the rate");
  check_between(out[2].reach / out[0].reach, 1.35, 1.65, "rewards at one and a half");
  check_between(out[0].spent / out[0].reach, 0.2, 1, "part of the rewards that is spent within the window");
  check_between(out[0].paid / out[3].paid, 1.02, 3, "paid visits of brands with rewards, over those without");
  times("kuai.distribution_target", 1e7, hosts, target);
  check_between(target[1].reach / target[0].reach, 1.02, 3, "rewards at half the target");
  check_between(target[2].reach / target[0].reach, 0.2, 1, "rewards at one and a half");
  assert_true(target[1].reach > target[2].reach);
}

static void places_go_to_who_sells_most(void **state) {
  (void)state;
  kuai_run out[4];
  times("kuai.places", 600, NULL, out);
  check_between(out[1].sellers / out[0].sellers, 0.3, 0.75, "real sellers admitted with half the places");
  check_between(out[2].sellers / out[0].sellers, 1.1, 1.9, "with one and a half");
  assert_true(out[3].sellers > out[2].sellers); // no limit
  fl_scenario s = kuai_scenario(0);
  fl_kuai_programme *of = add_kuai(&s);
  of->places = 600;
  watched *x = watch(s);
  int64_t waits = 0;
  while (watch_more(x)) {
    watch_day(x);
    const fl_world *w = x->world;
    const fl_kuai_brand *brands = w->programmes.kuai[0];
    int64_t left = of->places;
    for (uint32_t b = 0; b < w->agents.brands.count; b++) left -= fl_kuai_badge(&brands[b]) ? w->agents.brands.weight[b] : 0;
    assert_true(left >= 0);
    for (uint32_t b = 0; b < w->agents.brands.count; b++) {
      if (brands[b].status != FL_KUAI_NONE || brands[b].passed != FL_KUAI_ALL) continue;
      assert_true(w->agents.brands.weight[b] > left);
      waits++;
      // Who came in tonight and would have left room for it sells more.
      for (uint32_t i = 0; i < w->agents.brands.count; i++)
        if (brands[i].since == w->step.day && w->agents.brands.weight[i] >= w->agents.brands.weight[b])
          assert_true(brands[i].month_gmv >= brands[b].month_gmv);
    }
  }
  assert_true(waits > 0);
  watch_close(x);
}

static void a_programme_that_gives_nothing_moves_nothing(void **state) {
  (void)state;
  fl_scenario s = kuai_scenario(0);
  const small_run none = small_go(&s);
  fl_kuai_programme *of = add_kuai(&s);
  of->exposures = 0;
  of->badge = of->reward = 0;
  const small_run empty = small_go(&s);
  for (int t = 0; t < FL_TABLES; t++) {
    const bool own = t == FL_T_policy || t == FL_T_pool_day || t == FL_T_kuai_month;
    assert_true(own || memcmp(none.digest.table[t], empty.digest.table[t], sizeof none.digest.table[t]) == 0);
  }
  fl_scenario_free(&s);
}

static void threads_and_the_order_in_memory_do_not_matter(void **state) {
  (void)state;
  fl_scenario s = kuai_scenario(0);
  add_kuai(&s);
  small_check_order(&s);
  fl_scenario_free(&s);
}

// Sales are noted before the programme begins, in worlds without it too.
static void a_branch_with_a_programme_is_a_run_with_it(void **state) {
  (void)state;
  fl_scenario s = kuai_scenario(0);
  fl_kuai_programme *of = &fl_scenario_add_extra(&s, FL_KUAI_PROGRAMME, "kuai")->of.kuai_programme;
  of->from = s.setup.from + 5;
  of->to = s.setup.to;
  const small_run branched = small_check_branch(&s, (uint32_t)s.setup.warmup + 5);
  assert_true(branched.digest.rows[FL_T_kuai_month] > 0);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tests_are_asked_of_real_rooms_over_rolling_windows),
      cmocka_unit_test(traffic_goes_with_what_a_room_may_get),
      cmocka_unit_test(a_lower_threshold_admits_more),
      cmocka_unit_test(the_badge_sells_to_strangers),
      cmocka_unit_test(rewards_go_with_their_rate_and_pay_for_visits),
      cmocka_unit_test(rewards_on_distribution_buy_visits_of_the_brands_own_rooms),
      cmocka_unit_test(places_go_to_who_sells_most),
      cmocka_unit_test(a_programme_that_gives_nothing_moves_nothing),
      cmocka_unit_test(threads_and_the_order_in_memory_do_not_matter),
      cmocka_unit_test(a_branch_with_a_programme_is_a_run_with_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
