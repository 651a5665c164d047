// M21 Seeding: what content makes fans want is bought days later, here and elsewhere; it moves timing and latent need, and never more than
// a part of what the fan needs anyway.
#include "check.h"
#include "mechanisms/seeding.h"
#include "small_world.h"
#include "watch.h"

#include "world/internal.h"

typedef small_setting setting;
enum { SEEDS = 8 };

static fl_scenario with_seeding(bool on) {
  fl_scenario s = small_scenario();
  s.setup.to = s.setup.from + 59;
  static const setting usual[] = {{"shelf.search", "0.5"}, {"shelf.browse", "0.3"}, {"shelf.shop", "0.05"}};
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) small_set(&s, usual[i][0], usual[i][1]);
  if (on) small_set(&s, "seeding.form", "on");
  strcpy(fl_scenario_add_brand(&s)->id, "own");
  for (int i = 0; i < 2; i++) {
    fl_room_def *room = fl_scenario_add_room(&s);
    snprintf(room->id, sizeof room->id, "own-%d", i);
    strcpy(room->brand, "own");
    room->followers = 5000000;
    room->live_prob = 1;
  }
  return s;
}

typedef struct seed_run {
  double planted, capped, crowded, bought, forgotten, met, orders, gmv, forward, lag, repaid, all_orders, all_gmv;
  double place[FL_HARVESTS], band[FL_HARVEST_LAGS];
  double here, away, others; // orders of the rooms of the scenario
} seed_run;

static int64_t recount(const fl_world *w) {
  int64_t standing = 0;
  for (uint32_t f = 0; f < w->agents.fan_count; f++)
    for (int i = 0; i < FL_SEEDS; i++)
      standing += w->wishes[f].seed[i].what & FL_SEED_HELD ? fl_weight_of(&w->agents, f / FL_BLOCK_FANS) : 0;
  return standing;
}

static void add_day(fl_world *w, seed_run *r) {
  size_t n;
  const fl_row_platform_day *all = fl_world_rows(w, FL_T_platform_day, &n);
  r->all_orders += (double)all->orders;
  r->all_gmv += (double)all->gmv_fen;
  const fl_row_seeding_day *day = fl_world_rows(w, FL_T_seeding_day, &n);
  if (!w->wishes) {
    assert_int_equal(n, 0);
    return;
  }
  assert_int_equal(n, 1);
  assert_int_equal(day->standing, w->seeds_standing);
  r->planted += (double)day->planted;
  r->capped += (double)day->capped;
  r->crowded += (double)day->crowded;
  r->bought += (double)day->bought;
  r->forgotten += (double)day->forgotten;
  r->met += (double)day->met_outside;
  r->orders += (double)day->orders;
  r->gmv += (double)day->gmv_fen;
  r->forward += (double)day->forward_orders;
  r->lag += day->lag_days * (double)day->orders;
  r->repaid += (double)day->repaid;
  int64_t orders = 0, gmv = 0;
  const fl_row_seeding_harvest *harvest = fl_world_rows(w, FL_T_seeding_harvest, &n);
  for (size_t i = 0; i < n; i++) {
    r->place[harvest[i].place] += (double)harvest[i].orders;
    r->band[harvest[i].lag] += (double)harvest[i].orders;
    orders += harvest[i].orders;
    gmv += harvest[i].gmv_fen;
  }
  assert_true(orders == day->orders && gmv == day->gmv_fen && orders <= all->orders && gmv <= all->gmv_fen);
  const fl_row_seeding_room *own = fl_world_rows(w, FL_T_seeding_room, &n);
  assert_int_equal(n, 2);
  for (size_t i = 0; i < n; i++) {
    r->here += (double)own[i].orders_here;
    r->away += (double)own[i].orders_elsewhere;
    r->others += (double)own[i].orders_of_others;
  }
}

static seed_run live(const fl_scenario *plan, int64_t run, const setting *sets) {
  small_live x = small_open_run(plan, run, sets);
  seed_run r = {0};
  while (small_more(&x)) {
    small_step(&x);
    if (x.world->step.in_window) add_day(x.world, &r);
    if (x.world->wishes && x.world->step.day % 10 == 0) assert_int_equal(recount(x.world), x.world->seeds_standing);
  }
  small_close(&x);
  return r;
}

static seed_run sum_of(bool on, const setting *sets) {
  fl_scenario s = with_seeding(on);
  seed_run sum = {0};
  for (int64_t run = 0; run < SEEDS; run++) {
    const seed_run one = live(&s, run, sets);
    small_add(&sum, &one, sizeof sum, 1);
  }
  fl_scenario_free(&s);
  return sum;
}

static seed_run without, usual;

static int run_usual(void **state) {
  (void)state;
  without = sum_of(false, NULL);
  usual = sum_of(true, NULL);
  return 0;
}

// ---- Forms ------------------------------------------------------------------------------------------------------------------------------

static void a_wish_ripens_and_ends_as_its_hazards_say(void **state) {
  (void)state;
  const fl_seed_day day = {.ripens = 4, .forgets = 21, .met = 30};
  enum { MANY = 200000 };
  uint64_t random = 5;
  double ripens = 0, ripe = 0, met = 0;
  for (int i = 0; i < MANY; i++) {
    fl_block b;
    for (int k = 0; k < 4; k++) b.u[k] = (uint32_t)check_random(&random);
    const fl_seed seed = fl_seeding_life(&day, FL_SEED_HELD | FL_SEED_OPEN | 3u << FL_SEED_CATEGORY | 77u, 65530, b);
    assert_true(seed.ripens >= 1 && seed.ends >= 1 && fl_seed_room(&seed) == 77 && fl_seed_category(&seed) == 3);
    assert_false(fl_seed_ripe(&seed, 65530)); // not on the day itself; days run over 16 bits
    assert_true(fl_seed_ripe(&seed, 65530 + seed.ripens) == (seed.ends > seed.ripens));
    assert_false(fl_seed_ripe(&seed, 65530 + seed.ends));
    ripens += seed.ripens;
    ripe += seed.ends > seed.ripens;
    met += (seed.what & FL_SEED_MET) != 0;
  }
  // 1 + floor(Exp(m)) has the mean 1 + 1 / (e^(1/m) - 1).
  check_near(ripens / MANY, 1 + 1 / (exp(1 / 4.0) - 1), 0, 0.01, 0);
  // Competing hazards of whole days: floor(Exp(21)) > floor(Exp(4)).
  const double a = exp(-1 / 4.0), b = exp(-1 / 21.0);
  check_near(ripe / MANY, b * (1 - a) / (1 - a * b), 0, 0.01, 0);
  // Of the wishes that memory lets ripen, and stay a day longer than that: Exp(30) before Exp(21).
  const double c = exp(-1 / 30.0);
  check_near(met / MANY, ripe / MANY * b * (1 - c) / (1 - b * c), 0, 0.02, 0);
}

static void what_is_moved_is_a_part_of_what_the_fan_needs(void **state) {
  (void)state;
  fl_seed_day day = {0};
  day.share[5][2] = 0.25f;
  uint64_t random = 9;
  double sum = 0;
  for (int i = 0; i < 100000; i++) sum += fl_seeding_quota(&day, 0.04f, 5, 2, 73, (uint32_t)check_random(&random));
  check_near(sum / 100000, 0.04 * 0.25 * 73, 0, 0.02, 0); // 20 % of a year's
  assert_int_equal(fl_seeding_quota(&day, 40, 5, 2, 73, 0), 15);
  assert_int_equal(fl_seeding_quota(&day, 0, 5, 2, 73, UINT32_MAX), 0);
  // Met: the one kind is owed, the other counts against the year; what is owed is taken from what arises next, and no more than that.
  fl_wishes w = {0};
  const fl_seed forward = {.what = FL_SEED_HELD | FL_SEED_FORWARD | 2u << FL_SEED_CATEGORY},
                raised = {.what = FL_SEED_HELD | 3u << FL_SEED_CATEGORY};
  for (int i = 0; i < 3; i++) fl_seeding_met(&w, &forward);
  for (int i = 0; i < 20; i++) fl_seeding_met(&w, &raised);
  assert_true(fl_nibble(w.debt, 2) == 3 && fl_nibble(w.debt, 3) == 0 && fl_nibble(w.raised, 3) == 15 &&
              fl_nibble(w.raised, 2) == 0);
  uint64_t after = 0x4521; // levels 1, 2, 5, 4
  assert_int_equal(fl_seeding_repay(&w, 0x4321, &after), 2);
  assert_true(after == 0x4321 && fl_nibble(w.debt, 2) == 1);
  after = 0xf921;
  assert_int_equal(fl_seeding_repay(&w, 0x4321, &after), 1);
  assert_true(after == 0xf821 && fl_nibble(w.debt, 2) == 0 && fl_seeding_repay(&w, 0, &after) == 0);
}

static void days_fall_into_their_bands(void **state) {
  (void)state;
  static const uint32_t lag[] = {1, 3, 4, 7, 8, 14, 15, 30, 31, 400}, band[] = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4};
  for (int i = 0; i < 10; i++) assert_int_equal(fl_seeding_band(lag[i]), band[i]);
}

// ---- The world --------------------------------------------------------------------------------------------------------------------------

// What must emerge: GMV attributed to seeding, with a lag, in all places; and far less of it is new than is attributed.
static void what_was_seeded_is_bought_days_later_and_elsewhere_too(void **state) {
  (void)state;
  const double share = usual.gmv / usual.all_gmv, lag = usual.lag / usual.orders, new = usual.all_gmv - without.all_gmv;
  print_message("%.0f planted, %.0f capped, %.0f crowded, %.0f bought, %.0f forgotten, %.0f met; lag %.2f days\n", usual.planted,
                usual.capped, usual.crowded, usual.bought, usual.forgotten, usual.met, lag);
  print_message("of orders %.3f same room, %.3f other, %.3f shelf; bands %.3f %.3f %.3f %.3f %.3f\n", usual.place[0] / usual.orders,
                usual.place[1] / usual.orders, usual.place[2] / usual.orders, usual.band[0] / usual.orders,
                usual.band[1] / usual.orders, usual.band[2] / usual.orders, usual.band[3] / usual.orders,
                usual.band[4] / usual.orders);
  check_between(share, 0.005, 0.25, "GMV attributed to seeding, of all");
  check_between(lag, 5, 20, "days from seed to order");
  for (int i = 0; i < FL_HARVESTS; i++) assert_true(usual.place[i] > 0.02 * usual.orders);
  assert_true(usual.here > 0 && usual.away > 0 && usual.others > 0);
  check_between(new / usual.gmv, 0.05, 0.9, "GMV that is new, of what is attributed");
  assert_true(usual.repaid > 0.2 * usual.forward && usual.repaid < 1.5 * usual.forward);
}

// ---- Goods that come back -----------------------------------------------------------------------------------------------------------------

static const uint32_t cancelled_bit = 1u << 31; // of fl_post.count

typedef struct back_run {
  watched *x;
  uint8_t (*due)[FL_CATEGORIES]; // quanta of the orders that are cancelled today, by fan
  bool *busy;                    // fans who order today, or get a parcel
  double cancelled, wish_alone, wishes, bought, orders, nothing;
} back_run;

// Orders that wait and are cancelled on the day that comes.
static void note_cancelled(back_run *r) {
  const fl_world *w = r->x->world;
  memset(r->due, 0, r->x->fans * sizeof *r->due);
  for (uint32_t b = 0; b < w->agents.block_count; b++)
    for (uint32_t i = 0; i < w->agents.supply.waits[b].count; i++) {
      const fl_post *p = &w->agents.supply.waits[b].posts[i];
      if (p->when != fl_world_day(w) || !(p->count & cancelled_bit) || !(p->what & FL_PARCEL_OWN)) continue;
      r->due[b * FL_BLOCK_FANS + p->fan][w->agents.offers.category[post_offer(p)]] += p->what >> FL_PARCEL_USED & 3u;
    }
}

static void note_busy(back_run *r) {
  const watched *x = r->x;
  memset(r->busy, 0, x->fans);
  for (size_t i = 0; i < x->claims.count; i++) r->busy[x->claims.items[i].fan] = true;
  for (size_t i = 0; i < x->due.count; i++) r->busy[x->due.items[i].fan] = true;
}

// Whoever cancels, and does nothing else today, needs again what the order had used.
static void check_cancelled(back_run *r) {
  const watched *x = r->x;
  for (uint32_t i = 0; i < x->fans; i++)
    for (uint32_t c = 0; c < FL_CATEGORIES && !r->busy[i]; c++) {
      const uint32_t lived = fl_need_level(fl_needs(&x->lived[i]), c), room = FL_NEED_MAX - lived, due = r->due[i][c];
      const bool same = x->lived[i].repeat & FL_HAS_BOUGHT; // who has left cancels for nobody
      assert_int_equal(fl_need_level(fl_needs(&x->settled[i]), c) - lived, same ? due < room ? due : room : 0);
      r->cancelled += same && due > 0;
    }
}

// Of fans who get no parcel: what their orders used less what their needs fell by are wishes. Hardly anybody buys without a need or a wish.
static void count_wishes(back_run *r) {
  const watched *x = r->x;
  const uint32_t today = (uint16_t)x->day;
  int *used = calloc(x->fans, sizeof *used);
  assert_non_null(used);
  for (size_t i = 0; i < x->sent.count; i++) {
    const watched_post *p = &x->sent.items[i];
    const uint32_t lag = p->post.what >> FL_PARCEL_LAG, quanta = p->post.what >> FL_PARCEL_USED & 3u;
    if (!(p->post.what & FL_PARCEL_OWN) || (uint16_t)(p->post.when - lag) != today) continue;
    assert_in_range(quanta, 0, FL_PER_ORDER);
    r->orders++;
    r->nothing += quanta == 0; // two of a day were asked for with the same need
    used[p->fan] += (int)quanta;
    const bool none = fl_need_level(fl_needs(&x->lived[p->fan]), x->world->agents.offers.category[post_offer(&p->post)]) == 0;
    r->wish_alone += none && quanta == 1 ? (double)watch_weight(x, p->fan) : 0;
  }
  for (size_t i = 0; i < x->due.count; i++) used[x->due.items[i].fan] = 0;
  for (uint32_t i = 0; i < x->fans; i++) {
    for (uint32_t c = 0; used[i] > 0 && c < FL_CATEGORIES; c++)
      used[i] -= (int)fl_need_level(fl_needs(&x->lived[i]), c) - (int)fl_need_level(fl_needs(&x->settled[i]), c);
    assert_true(used[i] >= 0);
    r->wishes += (double)(used[i] * watch_weight(x, i));
  }
  free(used);
  r->bought += (double)x->world->counts.seeds->bought;
}

static void what_a_wish_paid_for_is_needed_still_when_it_does_not_come(void **state) {
  (void)state;
  for (int presale = 0; presale < 2; presale++) {
    fl_scenario s = with_seeding(true);
    static const setting made[] = {{"supply.form", "chain"},         {"supply.presale_share", "1"}, {"supply.style_share", "1"},
                                   {"supply.cancel_per_day", "0.5"}, {"supply.new_days", "7"},      {"supply.daily_days", "7"}};
    for (size_t i = 0; presale && i < sizeof made / sizeof *made; i++) small_set(&s, made[i][0], made[i][1]);
    back_run r = {.x = watch(s)};
    r.due = calloc(r.x->fans, sizeof *r.due);
    r.busy = calloc(r.x->fans, sizeof *r.busy);
    assert_true(r.due && r.busy);
    while (watch_more(r.x)) {
      if (presale) note_cancelled(&r);
      watch_day(r.x);
      if (presale) note_busy(&r), check_cancelled(&r);
      if (!presale) count_wishes(&r);
    }
    print_message("%.0f orders cancelled; of %.0f orders %.0f used no need\n", r.cancelled, r.orders, r.nothing);
    if (presale)
      assert_true(r.cancelled > 100);
    else
      check_between(r.wishes / r.bought, 0.4, 1, "wishes used by those who get no parcel, of all");
    assert_true(presale || (r.wish_alone > 0 && r.nothing < 0.02 * r.orders));
    free(r.due);
    free(r.busy);
    watch_close(r.x);
  }
}

static double change(double a, double b) {
  return a / b - 1;
}

// Ranges were written down from the formulas before anything was measured.
static void levers_move_seeding_by_the_size_that_formulas_say(void **state) {
  (void)state;
  typedef struct expected {
    const char *key, *half, *more;
    size_t figure;
    const char *what;
    double low[2], high[2];
  } expected;
#define OF(member) offsetof(seed_run, member) / sizeof(double)
  static const expected all[] = {
      {"seeding.per_minute", "0.005", "0.015", OF(planted), "seeds at the rate of planting", {-0.50, -0.25}, {0.12, 0.50}},
      {"seeding.per_minute", "0.005", "0.015", OF(orders), "orders at the rate of planting", {-0.50, -0.20}, {0.08, 0.48}},
      {"seeding.lag_days", "2", "6", OF(lag), "lag (sum over orders) at the time of ripening", {-0.35, -0.02}, {0.01, 0.30}},
      {"seeding.memory", "10.5", "31.5", OF(orders), "orders at memory", {-0.45, -0.10}, {0.03, 0.30}},
      {"seeding.elsewhere",
       "0.3",
       "0.9",
       OF(place[FL_HARVEST_OTHER]),
       "harvest in other rooms at seeds for any",
       {-0.62, -0.35},
       {0.25, 0.65}},
      {"seeding.search",
       "0.15",
       "0.45",
       OF(place[FL_HARVEST_SHELF]),
       "harvest on the shelf at seeds looked for",
       {-0.45, -0.04},
       {0.03, 0.45}},
      {"seeding.forward", "0.25", "0.75", OF(forward), "forward orders at their share", {-0.60, -0.30}, {0.12, 0.60}},
      {"seeding.forward_days", "30", "90", OF(forward), "forward orders at how far", {-0.50, -0.03}, {0.01, 0.40}},
      {"seeding.raised_share", "0.1", "0.3", OF(orders), "orders at what may be raised", {-0.35, -0.03}, {0.01, 0.30}},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    const expected *e = &all[i];
    for (int k = 0; k < 2; k++) {
      const setting sets[] = {{e->key, k == 0 ? e->half : e->more}, {NULL, NULL}};
      const seed_run moved = sum_of(true, sets);
      const double value = change(((const double *)&moved)[e->figure], ((const double *)&usual)[e->figure]);
      print_message("%s = %s: ", e->key, sets[0][1]);
      check_between(value, k == 0 ? e->low[0] : e->high[0], k == 0 ? e->low[1] : e->high[1], e->what);
    }
  }
}

// Content that makes nobody want anything is the world without seeding, but for the tables of seeding itself.
static void where_nothing_is_planted_nothing_moves(void **state) {
  (void)state;
  fl_scenario off = with_seeding(false), on = with_seeding(true);
  const small_run a = small_go(&off), b = small_go_set(&on, "seeding.per_minute", "0");
  for (int t = 0; t < FL_TABLES; t++) {
    if (t == FL_T_seeding_day || t == FL_T_seeding_harvest || t == FL_T_seeding_room) continue;
    assert_memory_equal(a.digest.table[t], b.digest.table[t], sizeof a.digest.table[t]);
  }
  fl_scenario_free(&off);
  fl_scenario_free(&on);
}

// What a world says that it takes counts the wishes of its fans.
static void wishes_are_counted_among_the_bytes_of_a_world(void **state) {
  (void)state;
  int64_t bytes[2];
  for (int on = 0; on < 2; on++) {
    fl_scenario s = with_seeding(on);
    s.setup.warmup = 0;
    s.setup.to = s.setup.from;
    small_set(&s, "seeding.per_minute", "0"); // so that the same is in the post
    small_live x = small_open(&s, fl_default_world_options());
    small_step(&x);
    fl_world_stats stats;
    fl_world_get_stats(x.world, &stats);
    bytes[on] = stats.total_bytes_peak;
    if (on) assert_int_equal(bytes[1] - bytes[0], 48 * (int64_t)x.world->agents.fan_count);
    small_close(&x);
    fl_scenario_free(&s);
  }
}

// The wait for a wish goes on from visit to visit, and begins anew behind one: each visit plants with a probability of its own length alone.
static void a_visit_plants_by_its_minutes_whatever_came_before(void **state) {
  (void)state;
  enum { LENGTHS = 3, FANS = 200000, VISITS = 6 };
  static const float minutes[LENGTHS] = {0.5f, 4.0f, 20.0f};
  const fl_seed_day seeds = {.per_minute = 0.05f};
  const fl_key key = {1, 2, 3};
  double visits[LENGTHS][2] = {{0}}, planted[LENGTHS][2] = {{0}}; // by length, and by whether the visit before has planted
  for (uint32_t f = 0; f < FANS; f++) {
    float until = fl_seeding_wait(&seeds, fl_draw(&key, FL_STREAM_SEED, 5, f, 0).u[0]);
    bool before = false;
    for (uint32_t k = 1; k <= VISITS; k++) {
      const uint32_t of = (f + k * k) % LENGTHS;
      until -= minutes[of];
      visits[of][before]++;
      planted[of][before] += until < 0.0f;
      before = until < 0.0f;
      if (before) until = fl_seeding_wait(&seeds, fl_draw(&key, FL_STREAM_SEED, 5, f, k).u[0]);
    }
  }
  for (int of = 0; of < LENGTHS; of++)
    for (int before = 0; before < 2; before++) {
      const double p = 1 - fl_exp(-(double)seeds.per_minute * (double)minutes[of]), n = visits[of][before];
      assert_true(n > 1000);
      check_near(planted[of][before] / n, p, 4 * fl_sqrt(p * (1 - p) / n), 0, 2 * of + before);
    }
  assert_true(fl_seeding_wait(&(fl_seed_day){0}, 5) > 1e20f);
}

static void neither_workers_nor_the_order_of_fans_matter(void **state) {
  (void)state;
  fl_scenario s = with_seeding(true);
  s.setup.to = s.setup.from + 9;
  small_check_order(&s);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_visit_plants_by_its_minutes_whatever_came_before),
      cmocka_unit_test(a_wish_ripens_and_ends_as_its_hazards_say),
      cmocka_unit_test(what_is_moved_is_a_part_of_what_the_fan_needs),
      cmocka_unit_test(days_fall_into_their_bands),
      cmocka_unit_test(what_was_seeded_is_bought_days_later_and_elsewhere_too),
      cmocka_unit_test(levers_move_seeding_by_the_size_that_formulas_say),
      cmocka_unit_test(what_a_wish_paid_for_is_needed_still_when_it_does_not_come),
      cmocka_unit_test(where_nothing_is_planted_nothing_moves),
      cmocka_unit_test(wishes_are_counted_among_the_bytes_of_a_world),
      cmocka_unit_test(neither_workers_nor_the_order_of_fans_matter),
  };
  return cmocka_run_group_tests(tests, run_usual, NULL);
}
