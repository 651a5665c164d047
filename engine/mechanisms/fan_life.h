// M01 Fan life: heterogeneous activity and minutes, renewal of needs by category, a monthly budget, tenure.
//
// A fan's need in a category is a level of 0..15 quanta. Quanta arrive at a gamma-mixed rate; an order uses two of them, or the one
// that stands, so that a purchase brought forward leaves less need behind it (the dip after a promotion). A single quantum is bought
// nearly as readily as a due need: intervals are not those of an Erlang-2 renewal. What stands is met outside the platform in time.
// Formulas: docs/model.md, M01.
#ifndef FANLOOP_FAN_LIFE_H
#define FANLOOP_FAN_LIFE_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// Fills M01's part of the tables from the parameters.
void fl_fan_life_levers(const fl_params *params, fl_levers *levers);
// Fills what changes daily: thresholds of activity (odds times `lift`), category mix for this date, utility of waiting.
// `date` in days since 1970-01-01; `flat`: no weekday and season.
void fl_fan_life_today(const fl_params *params, int64_t date, bool flat, double lift, double anticipation, fl_levers *levers);

static inline bool fl_is_shopper(const fl_levers *levers, const fl_traits *traits) {
  return traits->shopper < levers->shopper_below;
}

// Turn of the month and of the window: period flags start anew.
static inline void fl_fan_new_month(fl_fan *fan) {
  fan->repeat = (uint8_t)((fan->repeat & ~(FL_MONTH_DAYS | FL_LAST_MONTH)) | (fan->repeat & FL_MONTH_DAYS ? FL_LAST_MONTH : 0));
  fan->seen &= 0xff00;
}
static inline void fl_fan_new_window(fl_fan *fan) {
  fan->repeat = (uint8_t)(fan->repeat & ~FL_WINDOW_DAYS);
  fan->seen &= 0x00ff;
}

// Standing quanta over all categories, 180 at most: nibbles are added pairwise, then bytes.
static inline uint32_t fl_needs_standing(uint64_t needs) {
  const uint64_t pairs = (needs & 0x0f0f0f0f0f0f0f0fu) + (needs >> 4 & 0x0f0f0f0f0f0f0f0fu);
  return (uint32_t)(pairs * 0x0101010101010101u >> 56);
}

// Takes standing quantum number `at` away. Which category it lies in is a coin toss, so there is no branch on it: sums of levels
// up to each byte, and how many of them do not reach it.
static inline uint64_t fl_needs_less(uint64_t needs, uint32_t at) {
  const uint64_t sums = ((needs & 0x0f0f0f0f0f0f0f0fu) + (needs >> 4 & 0x0f0f0f0f0f0f0f0fu)) * 0x0101010101010101u;
  const uint32_t byte = fl_bytes_below(sums, at + 1), before = (uint32_t)((sums << 8) >> (8 * byte)) & 255u;
  const uint32_t odd = at - before >= ((uint32_t)(needs >> (8 * byte)) & 15u);
  return needs - ((uint64_t)1 << (8 * byte + 4 * odd));
}

// Arrivals of one gap that are drawn one by one, more than all levels hold; k of the draws of lapses.
enum { FL_NEED_GAP = 192, FL_NEED_LAPSE = 64 };

// Standing quanta that are met elsewhere, each with the chance `lapse` (levers.need_lapse of the days gone); rounded at random by 8 bits.
static inline uint32_t fl_needs_lapsing(uint64_t needs, float lapse, uint32_t rounding) {
  const float expected = (float)fl_needs_standing(needs) * lapse;
  return fl_round_at_random(expected, (float)rounding * 0x1p-8f);
}

// Takes n standing quanta away, drawn without repetition; returns the new word. `first` holds the draws of the first four.
static inline uint64_t fl_needs_lapse(const fl_step *step, uint32_t id, uint32_t n, fl_block first, uint64_t needs) {
  uint32_t standing = fl_needs_standing(needs);
  fl_block b = first;
  for (uint32_t i = 0; i < n; i++) {
    if (i % 4 == 0 && i > 0) b = fl_draw(&step->key, FL_STREAM_NEED, step->day, id, FL_NEED_LAPSE + i / 4);
    needs = fl_needs_less(needs, (uint32_t)((uint64_t)b.u[i % 4] * standing-- >> 32));
  }
  return needs;
}

// Quanta of need that arose and still stand, `days` of arrivals (levers.need_days of the days gone), rounded at random by 16 bits; none in fans who are no shoppers.
static inline uint32_t fl_needs_arising(const fl_levers *levers, const fl_traits *traits, uint32_t segment, float days,
                                        uint32_t rounding) {
  const float expected = levers->need_rate[traits->need] * levers->season_total[segment] * days;
  return fl_round_at_random(expected, (float)rounding * 0x1p-16f) & (0u - fl_is_shopper(levers, traits));
}

// Lets `all` quanta arrive, each in a category of its own draw; returns the new word. What finds its level full, or comes on top of
// FL_NEED_GAP, counts as met elsewhere. `first` holds the draws of the first four.
static inline uint64_t fl_needs_arrive(const fl_step *step, uint32_t id, uint32_t segment, uint32_t all, fl_block first,
                                       uint64_t needs, uint32_t *leaked) {
  const fl_levers *levers = step->levers;
  const uint32_t n = all < FL_NEED_GAP ? all : FL_NEED_GAP;
  fl_block b = first;
  for (uint32_t i = 0; i < n; i++) {
    if (i % 4 == 0 && i > 0) b = fl_draw(&step->key, FL_STREAM_NEED, step->day, id, i / 4);
    const uint32_t u = b.u[i % 4], scaled = (u & 0xffffu) * FL_CATEGORIES;
    const fl_alias16 *column = &levers->need_category[segment][scaled >> 16];
    const uint32_t own = 0u - ((scaled & 0xffffu) < column->keep_below);
    const uint32_t category = column->other ^ (((uint32_t)column->own ^ column->other) & own);
    const bool full = fl_need_level(needs, category) == FL_NEED_MAX;
    needs += (uint64_t)!full << (4 * category);
    *leaked += full;
  }
  *leaked += all - n;
  return needs;
}

#endif
