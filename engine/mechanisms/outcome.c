#include "mechanisms/outcome.h"

#include "agents/goods.h"
#include "base/mathx.h"

double fl_goods_quality(const fl_params *p, const fl_brands *brands, uint32_t b, bool fake) {
  const bool worse = fake && p->governance_form != 0 && p->governance_fake_quality < brands->quality[b];
  return worse ? p->governance_fake_quality : brands->quality[b];
}

// An unknown seller at the usual price, moved by reputation, by claims that go beyond the truth, and by price.
float fl_outcome_expected(const fl_params *p, const fl_agents *agents, uint32_t r, uint32_t owner, bool fake, double log_price) {
  const fl_rooms *rooms = &agents->rooms;
  const fl_brands *brands = &agents->brands;
  const double seller = (1 - p->expectation_reputation) * p->expectation_base + p->expectation_reputation * rooms->reputation[r] +
                        p->expectation_claims * (1 - fl_claims_told(&agents->hosts, r, brands->honesty[rooms->brand[r]]));
  const double expected = seller + p->expectation_price * (log_price + brands->price_move[owner]);
  return (float)((expected - fl_goods_quality(p, brands, owner, fake)) / p->satisfaction_scale);
}

void fl_outcome_today(const fl_params *p, const fl_agents *agents, fl_outcome_table *t) {
  const fl_rooms *rooms = &agents->rooms;
  const fl_brands *brands = &agents->brands;
  int c = 0;
#define FL_CATEGORY(name, what, need, price, amplitude, peak, fit_return) t->category_fit[c++] = p->fit_return_##name;
#include "fanloop/categories.def"
#undef FL_CATEGORY
  for (uint32_t r = 0; r < rooms->count; r++) {
    const uint32_t b = rooms->brand[r];
    for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
      t->expected[o] =
          fl_outcome_expected(p, agents, r, fl_owner(agents, o), agents->offers.fake[o], (double)agents->offers.log_price[o]);
      t->fit[o] = (float)(t->category_fit[agents->offers.category[o]] * (1 - brands->size_guidance[b]));
    }
  }
  if (t->normal[0] == 0.0f) // once
    for (int i = 0; i < FL_FINE; i++) t->normal[i] = (float)fl_normal_quantile((i + 0.5) / FL_FINE);
  t->shelf_fit = (float)p->shelf_fit;
  t->noise = (float)(p->quality_noise / p->satisfaction_scale);
  t->lateness_cost = (float)p->lateness_cost;
  t->promoter_from = (float)p->promoter_from;
  t->detractor_below = (float)p->detractor_below;
  t->fake_found = fl_below16(p->fake_found);
  t->complaint = fl_below16(p->complaint_share);
  t->return_described = fl_below16(p->return_described);
  t->return_late = fl_below16(p->return_late);
}

void fl_outcome_night(const fl_params *p, fl_agents *agents, const fl_counts *counts) {
  fl_rooms *rooms = &agents->rooms;
  const double rate = 1.0 - fl_exp(-1.0 / p->reputation_memory);
  int64_t orders_all = 0, returning_all = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    orders_all += fl_room_sum(counts->rooms[r].orders);
    returning_all += counts->rooms[r].returning;
  }
  const double usual = orders_all > 0 ? (double)returning_all / (double)orders_all : 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const fl_room_tally *t = &counts->rooms[r];
    if (t->delivered <= 0) continue;
    // NPS mapped to 0..1, and the returning-customer index: the share of returning customers against the platform's, so that a platform
    // on which nobody can come back has no worse rooms for it.
    const double nps = (double)(t->promoters - t->detractors) / (double)t->delivered;
    const int64_t orders = fl_room_sum(t->orders);
    const double returning = orders > 0 ? 0.5 + (double)t->returning / (double)orders - usual : 0.5;
    const double seen = (1 - p->reputation_returning) * (0.5 + 0.5 * nps) + p->reputation_returning * returning;
    rooms->reputation[r] += rate * ((seen < 0 ? 0 : seen > 1 ? 1 : seen) - rooms->reputation[r]);
  }
}
