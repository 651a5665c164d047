// M04 on its own: what is bought in one visit, and what is left of it when the subsidy is refused or the offer sold out.
#include "check.h"
#include "mechanisms/choice.h"

static fl_levers levers;
static fl_hot room;
static fl_packet packet;

static int lay_out(void **state) {
  (void)state;
  levers = (fl_levers){.need_due = 2, .price_weight = 1};
  room = (fl_hot){0};
  for (int j = 0; j < FL_OFFERS; j++) {
    room.base[j] = -2.0f;
    room.price_fen[j] = 10000;
    room.category[j] = (uint8_t)j;
  }
  return 0;
}

static fl_chooser fan(void) {
  return (fl_chooser){.needs = 0x1111, .sensitivity = 2.4f, .budget_fen = 1e6f, .pressure = 1};
}

typedef struct shares {
  double bought, keeps, next;
} shares;
static shares draw(const fl_chooser *c) {
  enum { N = 200000 };
  shares s = {0};
  for (int i = 0; i < N; i++) {
    const fl_choice choice = fl_choose(&levers, &room, c, 1.0f, 0, ((float)i + 0.5f) / N, (float)(i * 7919 % 256) / 256);
    s.bought += choice.offer >= 0;
    s.keeps += choice.offer >= 0 && choice.keeps;
    s.next += choice.offer >= 0 && choice.next >= 0;
  }
  s.keeps /= s.bought;
  s.next /= s.bought;
  s.bought /= N;
  return s;
}

static void a_packet_is_worth_the_log_of_what_it_leaves(void **state) {
  (void)state;
  assert_true(fabs((double)fl_packet_worth(10000, 9000) - log(10)) < 1e-5);
  assert_true(fabs((double)fl_packet_worth(10000, 100) + log(0.99)) < 1e-5);
  assert_true(fabs((double)fl_packet_worth(100, 100) - log(100)) < 1e-5); // one fen is paid
  assert_true(fl_packet_worth(10000, 0) == 0);
}

// Only the first offer is there. The hazard at the full price is exp(-2.4 x .5) of the subsidised one; the order survives with
// probability (1 - exp(-full)) / (1 - exp(-subsidised)).
static void a_refused_subsidy_is_judged_by_the_same_draw_at_the_full_price(void **state) {
  (void)state;
  for (int j = 1; j < FL_OFFERS; j++) room.base[j] = -60;
  room.sub_mask[0] = 1;
  room.sub_share[0] = 25788; // 39.35 % of 65536
  room.subsidised = 1;
  room.sub_ratio[0] = -0.5f;
  fl_chooser c = fan();
  const shares s = draw(&c);
  const double aided = exp(-2 + 1.2), full = exp(-2);
  assert_true(fabs(s.bought - (1 - exp(-aided))) < 0.002);
  assert_true(fabs(s.keeps - (1 - exp(-full)) / (1 - exp(-aided))) < 0.002);
  assert_true(s.next == 0);
  // A packet that stays makes keeping likelier: half of the price off, at either price.
  packet = (fl_packet){.value_fen = 3000, .last_day = 9};
  c.packet = &packet;
  const double packet_aided = exp(-2 + 1.2 + 2.4 * log(6065.0 / 3065)), packet_full = exp(-2 + 2.4 * log(1 / 0.7));
  const shares p = draw(&c);
  assert_true(fabs(p.bought - (1 - exp(-packet_aided))) < 0.002);
  assert_true(fabs(p.keeps - (1 - exp(-packet_full)) / (1 - exp(-packet_aided))) < 0.003);
  // The price itself weighs half as much again: so does what the packet takes off it.
  levers.price_weight = 1.5f;
  const double heavier = exp(-2 + 1.2 + 1.5 * 2.4 * log(6065.0 / 3065));
  assert_true(fabs(draw(&c).bought - (1 - exp(-heavier))) < 0.002);
}

// The others' subsidies and the packet are not offered again, and so they do not make the next best likelier.
static void the_next_best_is_taken_at_the_price_that_is_charged(void **state) {
  (void)state;
  fl_chooser c = fan();
  const double others = 3 * exp(-2), all = 4 * exp(-2);
  const double plain = draw(&c).next;
  assert_true(fabs(plain - (1 - exp(-others)) / (1 - exp(-all))) < 0.003);
  for (int j = 0; j < FL_OFFERS; j++) {
    room.sub_mask[j] = 1;
    room.sub_share[j] = 25788;
    room.subsidised |= (uint8_t)(1 << j);
    room.sub_ratio[j] = -0.5f;
  }
  const double aided = draw(&c).next;
  assert_true(fabs(aided - (1 - exp(-others)) / (1 - exp(-all * exp(1.2)))) < 0.003);
}

// The same utilities as odds against buying nothing: first whether, then what is left of a refused subsidy, then the next best.
static void a_logit_takes_the_hazards_as_odds(void **state) {
  (void)state;
  levers.choice_logit = true;
  fl_chooser c = fan();
  const double all = 4 * exp(-2), others = 3 * exp(-2);
  shares s = draw(&c);
  assert_true(fabs(s.bought - all / (1 + all)) < 0.002);
  assert_true(fabs(s.next - others / (1 + others) / (all / (1 + all))) < 0.003);
  for (int j = 0; j < FL_OFFERS; j++) room.base[j] = j == 0 ? 3 : -60;
  assert_true(fabs(draw(&c).bought - exp(3) / (1 + exp(3))) < 0.002); // .953; as a hazard 1.000
  room.base[0] = -2;
  room.sub_mask[0] = 1;
  room.sub_share[0] = 25788; // 39.35 % of 65536
  room.subsidised = 1;
  room.sub_ratio[0] = -0.5f;
  s = draw(&c);
  const double aided = exp(-2 + 1.2), full = exp(-2);
  assert_true(fabs(s.bought - aided / (1 + aided)) < 0.002);
  assert_true(fabs(s.keeps - full / (1 + full) / (aided / (1 + aided))) < 0.002);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(a_packet_is_worth_the_log_of_what_it_leaves, lay_out),
      cmocka_unit_test_setup(a_refused_subsidy_is_judged_by_the_same_draw_at_the_full_price, lay_out),
      cmocka_unit_test_setup(the_next_best_is_taken_at_the_price_that_is_charged, lay_out),
      cmocka_unit_test_setup(a_logit_takes_the_hazards_as_odds, lay_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
