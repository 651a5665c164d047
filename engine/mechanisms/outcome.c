#include "mechanisms/outcome.h"

#include "agents/goods.h"
#include "base/evidence.h"
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
    for (uint32_t i = 0; i < FL_FINE; i++) t->normal[i] = (float)fl_normal_quantile(fl_midpoint(i, FL_FINE));
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

static double reputation_keeps(const fl_params *p) {
  return fl_exp(-1.0 / p->reputation_memory);
}

void fl_outcome_begin(const fl_params *p, fl_agents *agents, uint32_t r, double orders_per_day) {
  fl_rooms *rooms = &agents->rooms;
  const double quality = agents->brands.quality[rooms->brand[r]] - p->start_quality;
  const double first = p->start_reputation + p->start_reputation_quality * quality;
  rooms->reputation[r] = rooms->reputation_first[r] = fl_clip(first, 0.02, 0.98);
  rooms->reputation_seen[r] = orders_per_day / (1 - reputation_keeps(p));
}

// What a day tells of one real room. A delivery tells promoters less detractors (NPS mapped to 0..1), an order whether a customer returned,
// against the platform's share of these, so that a platform on which nobody can come back has no worse rooms for it.
static fl_evidence told_today(const fl_params *p, const fl_room_tally *t, double usual, double real_rooms) {
  const double by_return = p->reputation_returning, orders = (double)fl_room_sum(t->orders), delivered = (double)t->delivered;
  const double nps = 0.5 * (delivered + (double)(t->promoters - t->detractors));
  const double returning = (0.5 - usual) * orders + (double)t->returning;
  return (fl_evidence){((1 - by_return) * delivered + by_return * orders) / real_rooms,
                       ((1 - by_return) * nps + by_return * returning) / real_rooms};
}

void fl_outcome_night(const fl_params *p, fl_agents *agents, const fl_counts *counts) {
  fl_rooms *rooms = &agents->rooms;
  const double keeps = reputation_keeps(p);
  int64_t orders_all = 0, returning_all = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    orders_all += fl_room_sum(counts->rooms[r].orders);
    returning_all += counts->rooms[r].returning;
  }
  const double usual = orders_all > 0 ? (double)returning_all / (double)orders_all : 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const fl_evidence today = told_today(p, &counts->rooms[r], usual, (double)rooms->weight[r]);
    rooms->reputation[r] = fl_evidence_add(rooms->reputation[r], rooms->reputation_first[r], &rooms->reputation_seen[r],
                                           p->reputation_prior, keeps, today);
  }
}
