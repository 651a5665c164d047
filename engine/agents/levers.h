// Look-up tables compiled from the parameters: what the fan kernel needs, without libm and without branches. Rebuilt when a lever
// moves; each mechanism fills its own part.
#ifndef FANLOOP_LEVERS_H
#define FANLOOP_LEVERS_H

#include "agents/traits.h"

enum {
  FL_CITY_TIERS = 4,
  FL_SEGMENTS = 64, // city tier x age and taste
  FL_DWELL_TABLE = 1024,
  FL_MARGINS = 16,
  FL_TRUST_NEW = 256
};

typedef struct fl_alias16 { // one column of an alias table
  uint16_t keep_below;
  uint8_t own, other;
} fl_alias16;

typedef struct fl_levers {
  // M01: activity and minutes
  float activity_logit[2][FL_QUANTILES];  // [shopper]
  float activity_odds[2][FL_QUANTILES];   // on an ordinary day
  uint32_t active_below[2][FL_QUANTILES]; // today: u < this is active
  float minutes_fan[FL_QUANTILES];        // mean content minutes of an active day
  float minutes_day[FL_QUANTILES];        // factor of one day, mean 1
  float live_share;
  float visits_per_minute[FL_FLOWS];
  uint32_t shopper_below, hunter_below, sample_below, city_below[FL_CITY_TIERS - 1];
  uint32_t aware_below;
  uint32_t churn_below, turn_below[2]; // per day: leaving; leaving or falling dormant, and [1] waking up
  // M01: needs and budget
  float need_rate[FL_QUANTILES];                        // quanta a day
  fl_alias16 need_category[FL_SEGMENTS][FL_CATEGORIES]; // today's season in it
  double taste[FL_SEGMENTS][FL_CATEGORIES];             // factor of a segment on the need of a category
  float season_total[FL_SEGMENTS];                      // factor on need_rate, today
  float need_days[256];  // days of arriving need that stand after so many days, lapses in between taken off
  float need_lapse[256]; // part of the standing needs met elsewhere in so many days
  float need_utility[FL_NEED_MAX + 1];
  uint32_t need_due;
  float budget_fen[FL_CITY_TIERS][FL_FINE];
  float wallet_keeps[256]; // part of what was spent that still counts against the budget, by days gone
  float anticipation;      // utility of waiting, today, for fans who know the calendar
  // M02
  uint16_t visit_below[256]; // by trust >> 4
  float follow_per_minute[FL_SOURCES];
  uint32_t follow_after_order[FL_SOURCES], unfollow_bad, unfollow_dull;
  uint32_t capacity;
  uint8_t dormant_after; // days
  // M03
  bool trust_learns;
  uint32_t trust_initial;           // 12 bits
  uint16_t trust_new[FL_TRUST_NEW]; // trust of a new relation, quantiles: of one kind while trust learns
  float trust_gain_minute, trust_gain_good, trust_loss_bad, trust_loss_fake, trust_loss_stock;
  uint16_t forget[256]; // factor by days without a visit, 16 bits
  float trust_utility, platform_utility, platform_spill;
  uint32_t platform_anchor; // 16 bits
  uint32_t heavy_orders;
  float orders_keep[256]; // part of the recent orders that still counts, by days since the last visit
  // M10: pages a day for each due need, for each slot with a followed room, for each content minute; of the last, to the mall
  float shelf_search, shelf_shop, shelf_browse, shelf_mall;
  float shelf_hazard; // of a purchase a minute, over that in a room
  // M22: utility of a brand that the fan has heard of; of its valence, in 1/127; log minutes of dwell by that utility
  float word_known, word_valence, word_stay;
  // M04
  float price_sensitivity[FL_FINE]; // against the reference price, of log price
  float price_weight;               // of a log price itself, over that: 1 + choice.price_level
  float dwell[FL_DWELL_TABLE];      // minutes, median 1
  float dwell_median[FL_SOURCES], dwell_trust;
  bool choice_logit; // choice.form
  float hunter_utility;
  float resale_floor;                 // share of the budget that has to be left where an arbitrage buyer resells
  uint16_t resale_margin[FL_MARGINS]; // subsidy over price from which resale pays, quantiles over hunters
} fl_levers;

static inline uint32_t fl_city_tier(const fl_levers *levers, uint16_t city) { // 0 first tier .. 3 lower
  return (uint32_t)(city >= levers->city_below[0]) + (city >= levers->city_below[1]) + (city >= levers->city_below[2]);
}

#endif
