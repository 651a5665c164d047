#include "mechanisms/seeding.h"

void fl_seeding_today(const fl_params *p, const fl_levers *levers, fl_seed_day *out) {
  double share[FL_CATEGORIES];
  int c = 0;
#define FL_CATEGORY(name, what, need, price, amplitude, peak, fit) share[c++] = p->need_share_##name;
#include "fanloop/categories.def"
#undef FL_CATEGORY
  for (uint32_t s = 0; s < FL_SEGMENTS; s++) {
    double all = 0;
    for (uint32_t k = 0; k < FL_CATEGORIES; k++) all += share[k] * levers->taste[s][k];
    for (uint32_t k = 0; k < FL_CATEGORIES; k++) out->share[s][k] = (float)(all > 0 ? share[k] * levers->taste[s][k] / all : 0);
  }
  out->per_minute = (float)p->seeding_per_minute;
  out->ripens = (float)p->seeding_lag;
  out->forgets = (float)p->seeding_memory;
  out->met = (float)p->need_patience;
  out->open_below = fl_below(p->seeding_elsewhere);
  out->search_below = fl_below(p->seeding_search);
  out->forward_below = fl_below(p->seeding_forward);
  out->raised_days = (float)(365 * p->seeding_raised);
  out->forward_days = (float)p->seeding_forward_days;
}

uint32_t fl_seeding_band(uint32_t lag) {
  static const uint32_t last[FL_HARVEST_LAGS - 1] = {3, 7, 14, 30};
  uint32_t band = 0;
  while (band < FL_HARVEST_LAGS - 1 && lag > last[band]) band++;
  return band;
}
