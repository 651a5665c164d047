// Counts over subjects followed from their first event: by hand, and against the published figures of CDNOW.
#include "check.h"

#include "cdnow.h"
#include "stats/concentration.h"

// Three subjects: 0, 10, 40 | 5 | 20, 49, 51, 80.
static const int32_t days[] = {0, 10, 40, 5, 20, 49, 51, 80};
static const size_t start[] = {0, 3, 4, 8};
static const fl_histories hand = {days, start, 3};

static void events_are_counted_before_a_day(void **state) {
  (void)state;
  assert_int_equal(fl_events_before(&hand, 0, 40), 2);
  assert_int_equal(fl_events_before(&hand, 0, 41), 3);
  assert_int_equal(fl_events_before(&hand, 1, 5), 0);
  assert_int_equal(fl_events_before(&hand, 2, 1000), 4);
  assert_int_equal(fl_with_events(&hand, 1), 3);
  assert_int_equal(fl_with_events(&hand, 2), 2);
  assert_int_equal(fl_with_events(&hand, 4), 1);
  assert_int_equal(fl_with_events(&hand, 5), 0);
}

static void bins_begin_behind_the_first_event(void **state) {
  (void)state;
  fl_bin_count bin = fl_count_bin(&hand, 0, 30, 60, 100); // days 1 to 29: subjects 0 and 2; days 30 to 59: both again
  assert_int_equal(bin.subjects, 3);
  assert_int_equal(bin.active, 2);
  assert_int_equal(bin.kept, 2);
  bin = fl_count_bin(&hand, 1, 30, 60, 79); // subject 2 is not watched long enough
  assert_int_equal(bin.subjects, 2);
  assert_int_equal(bin.active, 1);
  assert_int_equal(bin.kept, 0);
  assert_int_equal(fl_count_bin(&hand, 0, 30, 60, 59).subjects, 0);
}

static void the_music_shop_has_its_published_counts(void **state) {
  (void)state;
  cdnow shop;
  if (!cdnow_read(&shop)) skip();
  static const int repeats[8] = {1411, 439, 214, 100, 62, 38, 29, 64}; // weeks 1 to 39; 7 and more
  int got[8] = {0};
  for (size_t s = 0; s < shop.histories.count; s++) {
    const size_t n = fl_events_before(&shop.histories, s, 273) - 1;
    got[n < 7 ? n : 7]++;
  }
  assert_memory_equal(got, repeats, sizeof got);
  static const double ladder[7] = {.483, .646, .716, .717, .749, .788, .713}; // another purchase day, given k so far
  for (size_t k = 1; k <= 7; k++)
    check_near((double)fl_with_events(&shop.histories, k + 1) / (double)fl_with_events(&shop.histories, k), ladder[k - 1], 6e-4, 0,
               (double)k);
  static const double bins[6] = {.171, .137, .097, .088, .089, .087};
  for (int32_t b = 0; b < 6; b++) {
    const fl_bin_count bin = fl_count_bin(&shop.histories, b, 30, 360, 546);
    assert_int_equal(bin.subjects, 2357);
    check_near((double)bin.active / (double)bin.subjects, bins[b], 6e-4, 0, b);
  }
  cdnow_free(&shop);
}

static void a_fifth_of_the_music_shop_s_customers_brings_two_thirds_of_its_money(void **state) {
  (void)state;
  cdnow shop;
  if (!cdnow_read(&shop)) skip();
  int64_t ones[2357];
  uint32_t order[2357];
  for (size_t i = 0; i < 2357; i++) ones[i] = 1;
  fl_order_by_value(shop.value, 2357, order);
  check_near(fl_top_share(shop.value, ones, order, 2357, 0.2), 0.674, 5e-4, 0, 0);
  check_near(fl_top_share(shop.value, ones, order, 2357, 0.1), 0.508, 5e-4, 0, 0);
  check_near(fl_gini(shop.value, ones, order, 2357), 0.631, 5e-4, 0, 0);
  cdnow_free(&shop);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(events_are_counted_before_a_day),
      cmocka_unit_test(bins_begin_behind_the_first_event),
      cmocka_unit_test(the_music_shop_has_its_published_counts),
      cmocka_unit_test(a_fifth_of_the_music_shop_s_customers_brings_two_thirds_of_its_money),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
