#include "mechanisms/choice.h"

void fl_choice_levers(const fl_params *p, fl_levers *l) {
  double sum = 0;
  for (uint32_t i = 0; i < FL_FINE; i++) sum += fl_exp(p->price_sensitivity_sd * fl_normal_quantile(fl_midpoint(i, FL_FINE)));
  for (uint32_t i = 0; i < FL_FINE; i++) {
    const double spread = fl_exp(p->price_sensitivity_sd * fl_normal_quantile(fl_midpoint(i, FL_FINE)));
    l->price_sensitivity[i] = (float)(p->price_sensitivity * FL_FINE / sum * spread);
  }
  for (uint32_t i = 0; i < FL_DWELL_TABLE; i++)
    l->dwell[i] = (float)fl_exp(p->dwell_sd * fl_normal_quantile(fl_midpoint(i, FL_DWELL_TABLE)));
  l->price_weight = (float)(1 + p->price_level);
  l->dwell_median[FL_PRIVATE] = (float)p->dwell_private;
  l->dwell_median[FL_PUBLIC] = l->dwell_median[FL_PAID] = (float)p->dwell_public;
  l->dwell_trust = (float)p->dwell_trust;
  l->choice_logit = p->choice_form != 0;
  for (uint32_t i = 0; i < FL_MARGINS; i++) {
    const double margin = p->resale_margin * fl_exp(p->resale_margin_sd * fl_normal_quantile(fl_midpoint(i, FL_MARGINS)));
    l->resale_margin[i] = fl_share16(margin);
  }
  l->hunter_utility = (float)(p->need_utility * 4.0); // as urgent as a need four quanta over due: resale pays
  l->resale_floor = (float)(1.0 - p->resale_budget);
}
