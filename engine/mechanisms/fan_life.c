#include "mechanisms/fan_life.h"

#include "base/alias.h"
#include "base/date.h"
#include "base/mathx.h"

static void fill_activity(const fl_params *p, fl_levers *l) {
  // Logit-normal over fans; the location is found so that the mean over the population, dormant fans included, is `fan.activity`.
  const double awake = p->dormancy_per_year > 0 ? p->waking_per_year / (p->waking_per_year + p->dormancy_per_year) : 1.0;
  const double wanted = awake > p->activity_mean ? p->activity_mean / awake : 1.0;
  double low = -40, high = 40; // wide enough that a mean activity of 0 or 1 is meant
  for (int step = 0; step < 50; step++) {
    const double mid = 0.5 * (low + high);
    double sum = 0;
    for (uint32_t i = 0; i < FL_QUANTILES; i++) {
      const double z = p->activity_sd * fl_normal_quantile(fl_midpoint(i, FL_QUANTILES));
      sum += (1 - p->shopper_share) * fl_logistic(mid + z) + p->shopper_share * fl_logistic(mid + z + p->shopper_activity);
    }
    if (sum / FL_QUANTILES < wanted)
      low = mid;
    else
      high = mid;
  }
  for (uint32_t i = 0; i < FL_QUANTILES; i++) {
    const double z = p->activity_sd * fl_normal_quantile(fl_midpoint(i, FL_QUANTILES));
    l->activity_logit[0][i] = (float)(0.5 * (low + high) + z);
    l->activity_logit[1][i] = (float)(0.5 * (low + high) + z + p->shopper_activity);
    for (int shopper = 0; shopper < 2; shopper++)
      l->activity_odds[shopper][i] = (float)fl_exp((double)l->activity_logit[shopper][i]);
  }
}

// Log-normal quantiles with mean `mean`: exp(mu + sd z), scaled so that the table's own mean is exact.
static void fill_lognormal(float *table, uint32_t n, double mean, double sd) {
  double sum = 0;
  for (uint32_t i = 0; i < n; i++) sum += fl_exp(sd * fl_normal_quantile(fl_midpoint(i, n)));
  for (uint32_t i = 0; i < n; i++) table[i] = (float)(mean * n / sum * fl_exp(sd * fl_normal_quantile(fl_midpoint(i, n))));
}

static void fill_needs(const fl_params *p, fl_levers *l) {
  double sum = 0; // of the table, so that its own mean is exact
  for (uint32_t i = 0; i < FL_QUANTILES; i++) sum += fl_gamma_quantile(fl_midpoint(i, FL_QUANTILES), p->need_shape);
  for (uint32_t i = 0; i < FL_QUANTILES; i++)
    l->need_rate[i] =
        (float)(p->need_per_day * FL_QUANTILES / sum * fl_gamma_quantile(fl_midpoint(i, FL_QUANTILES), p->need_shape));
  for (int level = 0; level <= FL_NEED_MAX; level++) {
    // Level 0: enough at home, nothing is bought.
    l->need_utility[level] = level == 0 ? -60.0f : (float)(p->need_utility * (level - p->need_due));
  }
  for (int gap = 0; gap < 256; gap++) l->need_lapse[gap] = (float)(1.0 - fl_exp(-gap / p->need_patience));
  // Needs arise and lapse all through the gap: of a day's arrivals d days ago exp(-d / patience) still stand.
  for (int gap = 0; gap < 256; gap++) l->need_days[gap] = (float)(p->need_patience * (1.0 - fl_exp(-gap / p->need_patience)));
  for (int gap = 0; gap < 256; gap++) l->wallet_keeps[gap] = (float)fl_exp(-gap / p->budget_days);
  l->need_due = (uint32_t)p->need_due;
  for (uint32_t city = 0; city < FL_CITY_TIERS; city++)
    for (uint32_t i = 0; i < FL_FINE; i++) {
      const double log_budget = p->budget_sd * fl_normal_quantile(fl_midpoint(i, FL_FINE)) + p->city_income_slope * (2.0 - city);
      const double fen = 100.0 * p->budget_yuan * fl_exp(log_budget);
      l->budget_fen[city][i] = (float)(fen < 4e9 ? fen : 4e9);
    }
}

// The taste of a segment for a category: a fixed log-normal factor. The taste table belongs to the model, not to a seed.
static void fill_taste(const fl_params *p, fl_levers *l) {
  const fl_key key = {0};
  for (uint32_t s = 0; s < FL_SEGMENTS; s++)
    for (uint32_t c = 0; c < FL_CATEGORIES; c++)
      l->taste[s][c] = fl_exp(p->taste_spread * fl_normal_quantile(fl_unit(fl_draw(&key, FL_STREAM_BUILD, 0, s, c).u[0])));
}

void fl_fan_life_levers(const fl_params *p, fl_levers *l) {
  fill_activity(p, l);
  fill_lognormal(l->minutes_fan, FL_QUANTILES, p->minutes, p->minutes_sd_fan);
  fill_lognormal(l->minutes_day, FL_QUANTILES, 1.0, p->minutes_sd_day);
  fill_needs(p, l);
  fill_taste(p, l);
  l->live_share = (float)p->live_share;
  l->visits_per_minute[0] = (float)(p->public_visits / 60.0);
  l->shopper_below = fl_below16(p->shopper_share);
  l->hunter_below = fl_below16(p->hunters);
  l->sample_below = fl_below16(p->sample_share);
  l->aware_below = (uint32_t)(p->calendar_aware * 256.0);
  l->city_below[0] = fl_below16(p->city_first);
  l->city_below[1] = fl_below16(p->city_first + p->city_second);
  l->city_below[2] = fl_below16(p->city_first + p->city_second + p->city_third);
  l->churn_below = fl_below16(p->churn_per_year / 365.0);
  l->turn_below[false] = fl_below16((p->churn_per_year + p->dormancy_per_year) / 365.0);
  l->turn_below[true] = fl_below16(p->waking_per_year / 365.0);
}

static void fill_mix(double *weight, fl_alias16 *out) {
  fl_alias table[FL_CATEGORIES];
  uint32_t stack[2 * FL_CATEGORIES];
  if (fl_alias_build(FL_CATEGORIES, weight, NULL, stack, table) == 0) memset(table, 0, sizeof table);
  for (int c = 0; c < FL_CATEGORIES; c++)
    out[c] = (fl_alias16){(uint16_t)(table[c].keep_below >> 16), (uint8_t)table[c].own, (uint8_t)table[c].other};
}

void fl_fan_life_today(const fl_params *p, int64_t date, bool flat, double lift, double anticipation, fl_levers *l) {
  double share[FL_CATEGORIES], now[FL_CATEGORIES];
  const int day_of_year = fl_date_year_day(date);
  int c = 0;
#define FL_CATEGORY(name, what, need, price, amplitude, peak, fit)                                                                 \
  share[c] = p->need_share_##name;                                                                                                 \
  now[c++] = flat ? 1.0 : 1.0 + p->season_##name * fl_cos(6.283185307179586 / 365.25 * (day_of_year - p->season_peak_##name));
#include "fanloop/categories.def"
#undef FL_CATEGORY
  for (uint32_t s = 0; s < FL_SEGMENTS; s++) {
    double weight[FL_CATEGORIES], plain = 0, today = 0;
    for (uint32_t k = 0; k < FL_CATEGORIES; k++) {
      const double taste = share[k] * l->taste[s][k];
      plain += taste;
      weight[k] = taste * now[k];
      today += weight[k];
    }
    l->season_total[s] = (float)(plain > 0 ? today / plain : 0);
    fill_mix(weight, l->need_category[s]);
  }
  double odds = 1.0 + lift;
  if (!flat) {
    odds *= 1.0 + (fl_date_weekday(date) >= 5 ? p->weekend_lift : 0.0);
    odds *= 1.0 + p->season_lift * fl_cos(6.283185307179586 / 365.25 * (day_of_year - 40));
  }
  for (int shopper = 0; shopper < 2; shopper++)
    for (uint32_t i = 0; i < FL_QUANTILES; i++) {
      const double today_odds = odds * (double)l->activity_odds[shopper][i];
      l->active_below[shopper][i] = fl_below(today_odds / (1.0 + today_odds));
    }
  l->anticipation = (float)anticipation;
}
