#include "mechanisms/outside.h"

#include "agents/books.h"
#include "base/mathx.h"

bool fl_rival_add_day(const fl_rival_festival *f, int64_t date, double *utility, double *price, double *traffic_lift,
                      double *anticipation) {
  const int64_t ahead = f->from - date; // 1: it begins tomorrow
  if (ahead >= 1 && ahead <= f->anticipation_days)
    *anticipation += f->anticipation * (double)(f->anticipation_days + 1 - ahead) / (double)f->anticipation_days;
  if (date < f->from || date > f->to) return false;
  const double log_price = fl_log(1 - f->depth);
  *utility += f->pull;
  *price = log_price < *price ? log_price : *price; // the deepest cut counts
  *traffic_lift = (1 + *traffic_lift) * (1 + f->activity) - 1;
  return true;
}

double fl_outside_price_here(const fl_agents *agents, const double *category_price) {
  const fl_offers *offers = &agents->offers;
  double sum = 0, weight = 0;
  for (uint32_t o = 0; o < offers->count; o++) {
    if (!agents->rooms.live[o / FL_OFFERS] || offers->flash[o]) continue;
    const double list = 100.0 * category_price[offers->category[o]] * fl_exp((double)offers->log_price[o]);
    sum += offers->sales[o] * fl_log((double)offers->price_fen[o] / list);
    weight += offers->sales[o];
  }
  return weight > 0 ? sum / weight : 0;
}

// A class with the mean sensitivity of its fans. Needs arise all through a day and are met with its hazard from then on.
static void fill_class(const fl_params *p, const fl_outside_memory *m, uint32_t day, double sensitivity, float *lapse, float *arise,
                       float *drawn) {
  double hazard = 0, stands = 0;
  lapse[0] = arise[0] = drawn[0] = 0;
  for (uint32_t gap = 1; gap < FL_OUTSIDE_DAYS; gap++) {
    const uint32_t at = (day + 1 - gap) % FL_OUTSIDE_DAYS; // a day before the run was as always
    const double today = fl_exp(m->utility[at] + sensitivity * m->price[at]) / p->need_patience, keeps = fl_exp(-hazard);
    stands += keeps * (1 - fl_exp(-today)) / today;
    hazard += today;
    const double usual = gap / p->need_patience;
    lapse[gap] = (float)(1 - fl_exp(-hazard));
    arise[gap] = (float)stands;
    drawn[gap] = (float)(hazard > usual ? 1 - usual / hazard : 0);
  }
}

bool fl_outside_fill(const fl_params *p, const fl_levers *levers, const fl_outside_memory *m, uint32_t day,
                     const double *category_price, bool wanted, fl_outside_day *out) {
  bool any = wanted;
  for (int d = 0; d < FL_OUTSIDE_DAYS; d++) any |= m->utility[d] != 0 || m->price[d] != 0;
  if (!any) return false;
  for (uint32_t k = 0; k < FL_OUTSIDE_CLASSES; k++) {
    double sensitivity = 0;
    const uint32_t each = FL_FINE / FL_OUTSIDE_CLASSES;
    for (uint32_t i = 0; i < each; i++) sensitivity += (double)levers->price_sensitivity[k * each + i] / each;
    sensitivity *= (double)levers->price_weight;
    fill_class(p, m, day, sensitivity, out->lapse[k], out->arise[k], out->drawn[k]);
  }
  for (int c = 0; c < FL_CATEGORIES; c++) out->quantum_fen[c] = (float)(100 * category_price[c] * fl_exp(m->there) / FL_PER_ORDER);
  out->budget = (float)p->outside_budget;
  out->stays = (float)p->outside_migration;
  return true;
}

double fl_outside_sales(const fl_params *p, double effort, double outside_share, double market) {
  return effort < 1 ? market * outside_share * fl_pow(1 - effort, p->outside_effort_sales) : 0;
}

int64_t fl_outside_leaves(const fl_params *p, const fl_brands *brands, uint32_t b, int64_t sales_fen, double hours) {
  const double goods = brands->cost_share[b] * fl_quality_cost(brands, b, p->seller_cost_quality) / fl_exp(brands->price_move[b]);
  const double sales = (double)sales_fen;
  return sales_fen - fl_round(goods * sales) - fl_round(p->outside_levies * sales) - fl_round(100 * hours * p->seller_hour_cost);
}
