// Fixed traits of a fan, derived from one block of the random stream instead of stored. They are quantile numbers: what they mean
// is looked up in the tables of levers.h, so that a lever can move while the fan stays the same person.
#ifndef FANLOOP_TRAITS_H
#define FANLOOP_TRAITS_H

#include "agents/fan.h"
#include "base/rng.h"

enum { FL_QUANTILES = 256, FL_FINE = 256 };

typedef struct fl_traits {
  uint16_t activity, minutes, need; // quantiles 0..255
  uint16_t shopper;                 // below levers->shopper_below: has needs
  uint8_t price, budget;            // quantiles 0..255
  uint16_t city;                    // position on the city tier scale, 16 bits
  uint8_t age_taste;                // 0..15: age group and taste
  uint8_t aware;                    // below levers->aware_below: knows the calendar
  uint16_t hunter;                  // below levers->hunter_below: arbitrage buyer
  uint16_t sample;                  // below levers->sample_below: recorded order by order
} fl_traits;

static inline fl_traits fl_traits_from(fl_block b) {
  fl_traits t;
  t.activity = (uint16_t)(b.u[0] & (FL_QUANTILES - 1));
  t.minutes = (uint16_t)(b.u[0] >> 10 & (FL_QUANTILES - 1));
  t.need = (uint16_t)(b.u[0] >> 20 & (FL_QUANTILES - 1));
  t.shopper = (uint16_t)b.u[1];
  t.price = (uint8_t)(b.u[1] >> 16);
  t.budget = (uint8_t)(b.u[1] >> 24);
  t.city = (uint16_t)b.u[2];
  t.age_taste = (uint8_t)(b.u[2] >> 16 & 15u);
  t.aware = (uint8_t)(b.u[2] >> 24);
  t.hunter = (uint16_t)b.u[3];
  t.sample = (uint16_t)(b.u[3] >> 16);
  return t;
}

// Generation 1 is another person in the same place.
static inline fl_traits fl_traits_of(const fl_key *key, uint32_t fan, uint32_t generation) {
  return fl_traits_from(fl_draw(key, FL_STREAM_TRAIT, 0, fan, generation));
}

#endif
