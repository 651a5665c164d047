#include "mechanisms/trust.h"

#include "base/evidence.h"
#include "base/mathx.h"

void fl_trust_levers(const fl_params *p, fl_levers *l) {
  l->trust_learns = true; // until it is held: world/freeze.c
  l->trust_initial = (uint32_t)(p->trust_initial * FL_TRUST_ONE + 0.5);
  l->trust_gain_minute = (float)(p->trust_gain_hour / 60.0);
  l->trust_gain_good = (float)p->trust_gain_good;
  l->trust_loss_bad = (float)p->trust_loss_bad;
  l->trust_loss_fake = (float)p->trust_loss_fake;
  l->trust_loss_stock = (float)p->trust_loss_stock;
  for (int age = 0; age < 256; age++) l->forget[age] = fl_share16(fl_exp(-age / p->trust_memory));
  l->trust_utility = (float)p->trust_utility;
  l->platform_utility = (float)p->platform_utility;
  l->platform_spill = (float)p->platform_spill;
  l->platform_anchor = (uint32_t)(p->platform_anchor * 65535.0 + 0.5);
  l->heavy_orders = (uint32_t)p->heavy_orders;
  for (int age = 0; age < 256; age++) l->orders_keep[age] = (float)fl_exp(-age / p->orders_memory);
}

void fl_brand_trust_begin(fl_brands *brands, uint32_t b, double own) {
  brands->trust_own[b] = brands->trust_first[b] = own;
  brands->trust_seen[b] = 0;
  brands->trust[b] = fl_brand_trust(brands->outside[b], own);
}

// What a brand has earned here follows the satisfaction (-1..1, mapped to 0..1) of deliveries of its goods, in all its rooms and in those of
// others, by one real seller.
static void move_brand(const fl_params *p, fl_brands *brands, uint32_t b, double keeps) {
  const double delivered = (double)brands->day_delivered[b], satisfaction = (double)brands->day_satisfaction[b] / 1024;
  const double sellers = (double)brands->weight[b];
  const fl_evidence today = {delivered / sellers, 0.5 * (delivered + satisfaction) / sellers};
  brands->trust_own[b] =
      fl_evidence_add(brands->trust_own[b], brands->trust_first[b], &brands->trust_seen[b], p->brand_prior, keeps, today);
  brands->trust[b] = fl_brand_trust(brands->outside[b], brands->trust_own[b]);
}

static void add_deliveries(fl_brands *brands, uint32_t b, int64_t delivered, int64_t satisfaction) {
  brands->day_delivered[b] += delivered;
  brands->day_satisfaction[b] += satisfaction;
}

void fl_trust_night(const fl_params *p, fl_agents *agents, const fl_counts *counts) {
  fl_rooms *rooms = &agents->rooms;
  fl_brands *brands = &agents->brands;
  const double keeps = fl_exp(-1.0 / p->brand_memory);
  for (uint32_t b = 0; b < brands->count; b++) brands->day_delivered[b] = brands->day_satisfaction[b] = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const fl_room_tally *t = &counts->rooms[r];
    const double gains = (double)(t->emotional + t->rational);
    const double bound = fl_store_broadcast(&agents->hosts, r) ? p->hosts_store_bind : 1; // of what time builds
    if (gains > 0) rooms->host_share[r] += p->host_drift * (bound * ((double)t->emotional / gains) - rooms->host_share[r]);
    const fl_deal_tally others = counts->talents ? counts->talents[r] : (fl_deal_tally){0};
    add_deliveries(brands, rooms->brand[r], t->delivered - others.delivered, t->satisfaction - others.satisfaction);
  }
  for (uint32_t b = 0; b < brands->count; b++) {
    if (counts->deals) add_deliveries(brands, b, counts->deals[b].delivered, counts->deals[b].satisfaction);
    move_brand(p, brands, b, keeps);
  }
}
