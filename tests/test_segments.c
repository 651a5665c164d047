// Fans by city tier and tenure (M01), the subsidy ledger of own brands (M18) and trust at an end of its range (M03): recounted from the
// fans' records and the log of orders, in slow and plain code.
#include "base/date.h"
#include "small_world.h"
#include "watch.h"

enum { FIELDS = 3, STOCKS = 6 }; // orders, GMV, paid; fans to followed, as the columns of the table

// What an order or a fan counts in.
typedef struct sums {
  int64_t sold[FL_CITY_TIERS][FL_TENURES][FIELDS];
} sums;

// By hand: a first order in month 3 of the run (the cohort is counted from 1), seen in later ones.
static void tenure_is_months_since_the_first_order(void **state) {
  (void)state;
  static const struct {
    uint32_t month;
    fl_tenure tenure;
  } cases[] = {{2, FL_TENURE_MONTH}, {3, FL_TENURE_QUARTER}, {5, FL_TENURE_QUARTER},
               {6, FL_TENURE_YEAR},  {14, FL_TENURE_YEAR},   {15, FL_TENURE_OLDER}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) assert_int_equal(fl_tenure_of(cases[i].month, 3), cases[i].tenure);
  assert_int_equal(fl_tenure_of(7, 0), FL_TENURE_BEFORE);
  assert_int_equal(fl_tenure_of(7, 255), FL_TENURE_NONE);
}

static uint32_t city_of(const watched *x, uint32_t place, const fl_fan *fan) {
  const fl_world *w = x->world;
  const uint32_t id = fl_fan_id(&w->agents, place / FL_BLOCK_FANS, place % FL_BLOCK_FANS);
  return fl_city_tier(&w->levers, fl_traits_of(&w->step.key, id, fan->repeat & FL_GENERATION ? 1 : 0).city);
}

// Today's orders, by what the record of the fan said before they were settled.
static void add_orders(const watched *x, uint32_t month, sums *s) {
  for (size_t i = 0; i < x->order_count; i++) {
    const fl_row_sample_order *o = &x->orders[i];
    const fl_fan *fan = &x->lived[o->fan];
    const uint32_t cohort = fan->repeat & FL_HAS_BOUGHT ? fan->cohort : month + 1;
    int64_t *of = s->sold[city_of(x, (uint32_t)o->fan, fan)][fl_tenure_of(month, cohort)];
    of[0] += o->orders;
    of[1] += o->orders * o->price_fen;
    of[2] += o->orders * o->paid_fen;
  }
}

static void add_stock(const watched *x, uint32_t place, int64_t of[STOCKS]) {
  const fl_fan *fan = &x->settled[place];
  const int64_t weight = watch_weight(x, place);
  const bool active = fan->last_active > x->world->step.month_first_day;
  of[0] += weight;
  of[1] += active * weight;
  of[2] += (active && (fan->seen & 0xf)) * weight;
  of[3] += (active && (fan->seen & 1)) * weight;
  for (int slot = 0; slot < FL_SLOTS; slot++) {
    const bool held = fl_slot_room(fan, slot) != FL_ROOM_NONE;
    of[4] += held * weight;
    of[5] += (held && (fan->room_high[slot] & FL_FOLLOWED)) * weight;
  }
}

// The rows of the month that ends today.
static void check_month(const watched *x, uint32_t month, const sums *s) {
  static int64_t stock[FL_CITY_TIERS][FL_TENURES][STOCKS];
  size_t n, m;
  const fl_row_fan_segment_month *rows = fl_world_rows(x->world, FL_T_fan_segment_month, &n);
  const fl_row_repurchase *all = fl_world_rows(x->world, FL_T_repurchase, &m);
  int64_t buyers = 0, orders = 0, cells = 0;
  memset(stock, 0, sizeof stock);
  for (uint32_t i = 0; i < x->fans; i++)
    add_stock(x, i, stock[city_of(x, i, &x->settled[i])][fl_tenure_of(month, x->settled[i].cohort)]);
  for (int c = 0; c < FL_CITY_TIERS; c++)
    for (int t = 0; t < FL_TENURES; t++) cells += stock[c][t][0] > 0 || s->sold[c][t][0] > 0;
  assert_int_equal(n, cells);
  for (size_t i = 0; i < n; i++) {
    const int64_t *sold = s->sold[rows[i].city_tier][rows[i].tenure], *of = stock[rows[i].city_tier][rows[i].tenure];
    assert_int_equal(rows[i].orders, sold[0]);
    assert_int_equal(rows[i].gmv_fen, sold[1]);
    assert_int_equal(rows[i].paid_fen, sold[2]);
    assert_int_equal(rows[i].fans, of[0]);
    assert_int_equal(rows[i].active_fans, of[1]);
    assert_int_equal(rows[i].visitors, of[2]);
    assert_int_equal(rows[i].private_visitors, of[3]);
    assert_int_equal(rows[i].relations, of[4]);
    assert_int_equal(rows[i].followed, of[5]);
    assert_in_range(rows[i].buyers, 0, rows[i].orders);
    assert_int_equal(rows[i].buyers > 0, rows[i].orders > 0);
    buyers += rows[i].buyers;
    orders += rows[i].orders;
  }
  assert_int_equal(buyers, all[0].buyers); // distinct buyers of the month are those of its segments
  assert_int_equal(orders, all[0].orders);
}

static void segments_say_what_the_fans_of_them_did(void **state) {
  (void)state;
  watched *x = watch(watch_eventful());
  sums s = {0};
  uint32_t month = 0, months = 0;
  while (watch_more(x)) {
    watch_day(x);
    if (x->world->step.month_starts) memset(&s, 0, sizeof s);
    month = x->world->step.month;
    add_orders(x, month, &s);
    if (watch_more(x) && fl_date_civil(x->world->step.date + 1).day != 1) continue;
    check_month(x, month, &s);
    months++;
  }
  assert_int_equal(months, 4); // of April to July
  int64_t seen[FL_TENURES] = {0};
  for (int c = 0; c < FL_CITY_TIERS; c++)
    for (int t = 0; t < FL_TENURES; t++) seen[t] += s.sold[c][t][0];
  assert_true(seen[FL_TENURE_MONTH] && seen[FL_TENURE_QUARTER] && seen[FL_TENURE_BEFORE]);
  assert_int_equal(seen[FL_TENURE_NONE], 0);
  watch_close(x);
}

// All goods are of own brands here, so that their ledger is that of the policy, part by part.
static void the_ledger_of_own_brands_is_that_of_their_orders(void **state) {
  (void)state;
  fl_scenario scenario = watch_eventful();
  for (size_t i = 0; i < scenario.policy_count; i++) {
    scenario.policies[i].off |= scenario.policies[i].kind == FL_FESTIVAL; // no red packets
    if (scenario.policies[i].kind != FL_SUBSIDY) continue;
    scenario.policies[i].of.subsidy.list_share = 1; // enough of both brands, of which one has one room
    scenario.policies[i].of.subsidy.budget *= 20;
  }
  watched *x = watch(scenario);
  const int64_t first = scenario.setup.rooms;
  int64_t of_brand[2] = {0};
  while (watch_more(x)) {
    int64_t wanted[2][2] = {{0}}, got[2][2] = {{0}};
    watch_day(x);
    for (size_t i = 0; i < x->order_count; i++) {
      const fl_row_sample_order *o = &x->orders[i];
      const int64_t own = (int64_t)x->world->agents.rooms.brand[o->room] - first;
      if (own < 0 || o->platform_fen + o->seller_fen == 0) continue;
      wanted[own][0] += o->orders;
      wanted[own][1] += o->orders * o->platform_fen;
    }
    size_t n;
    const fl_row_subsidy_brand_day *rows = fl_world_rows(x->world, FL_T_subsidy_brand_day, &n);
    for (size_t i = 0; i < n && rows[i].date == x->world->step.date; i++) {
      got[rows[i].brand - first][0] += rows[i].orders;
      got[rows[i].brand - first][1] += rows[i].platform_fen;
      assert_true(rows[i].gmv_fen > rows[i].platform_fen + rows[i].seller_fen);
    }
    assert_memory_equal(got, wanted, sizeof got);
    for (int b = 0; b < 2; b++) of_brand[b] += got[b][0];
  }
  assert_true(of_brand[0] > 0 && of_brand[1] > 0);
  watch_close(x);
}

// Puts all relations at one trust, and asks the census.
static void put_trust(watched *x, uint32_t trust) {
  for (uint32_t i = 0; i < x->fans; i++) {
    x->settled[i].last_active = (uint16_t)(x->world->step.day + 1);
    for (int s = 0; s < FL_SLOTS; s++) {
      if (fl_slot_room(&x->settled[i], s) == FL_ROOM_NONE) continue;
      fl_slot_put_trust(&x->settled[i], s, trust);
      x->settled[i].age[s] = 0;
    }
  }
  assert_int_equal(fl_emit_census(x->world), FL_OK);
}

static void the_ends_of_trust_are_told_apart(void **state) {
  (void)state;
  watched *x = watch(WATCH_PLAN("fans", "500", "rooms", "20", "warmup", "5", "days", "5"));
  double low, high;
  watch_day(x);
  assert_false(fl_world_saturates(x->world, false, &low)); // nobody has looked yet
  put_trust(x, FL_TRUST_ONE);
  assert_true(fl_world_saturates(x->world, true, &high) && high == 1);
  assert_false(fl_world_saturates(x->world, false, &low) || low != 0);
  put_trust(x, 0);
  assert_true(fl_world_saturates(x->world, false, &low) && low == 1);
  assert_false(fl_world_saturates(x->world, true, &high) || high != 0);
  put_trust(x, FL_TRUST_ONE / 2);
  assert_false(fl_world_saturates(x->world, true, &high) || fl_world_saturates(x->world, false, &low));
  size_t n;
  const fl_row_census *row = fl_world_rows(x->world, FL_T_census, &n);
  assert_true(row[n - 1].saturated_share == 0);
  watch_close(x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tenure_is_months_since_the_first_order),
      cmocka_unit_test(segments_say_what_the_fans_of_them_did),
      cmocka_unit_test(the_ledger_of_own_brands_is_that_of_their_orders),
      cmocka_unit_test(the_ends_of_trust_are_told_apart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
