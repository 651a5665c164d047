#include "mechanisms/subsidy.h"

#include "agents/goods.h"
#include "base/mathx.h"

int64_t fl_subsidy_money_today(const fl_subsidy *s, int64_t date, int64_t left_fen) {
  if (date < s->from || date > s->to || left_fen <= 0) return 0;
  if (s->pacing != 0) return left_fen;
  const int64_t days = s->to - date + 1;
  return days <= 1 ? left_fen : left_fen / days;
}

// Listed for good: a draw of the policy and the offer, so that the list is the same every day and in every variant.
static bool listed(const fl_params *p, const fl_subsidy *s, uint32_t salt, const fl_key *key, const fl_agents *agents, uint32_t o) {
  const fl_offers *offers = &agents->offers;
  const uint32_t r = o / FL_OFFERS;
  const uint8_t kind = agents->brands.kind[fl_owner(agents, o)];
  if (!offers->open[o] || offers->flash[o] || (int64_t)offers->price_fen[o] < s->min_price) return false;
  if (!(s->categories >> offers->category[o] & 1)) return false;
  if (!(s->brand_kinds >> kind & 1) || !(s->room_tiers >> agents->rooms.tier[r] & 1)) return false;
  if (!fl_score_passes(&agents->scores, r, s->score_by, agents->rooms.reputation[r], s->least_score)) return false;
  const fl_block b = fl_draw(key, FL_STREAM_LIST, salt, o, 0);
  if (s->genuine && offers->fake[o] && fl_unit(b.u[1]) >= p->fake_certified_share) return false;
  return fl_unit(b.u[0]) < s->list_share;
}

void fl_subsidy_list(const fl_params *p, const fl_subsidy *s, uint16_t index, uint32_t salt, const fl_key *key, fl_agents *agents) {
  fl_offers *offers = &agents->offers;
  const double seller_part = 1 - s->platform_part;
  for (uint32_t o = 0; o < offers->count; o++) {
    if (!listed(p, s, salt, key, agents, o)) continue;
    int64_t fen = fl_round(s->share * offers->price_fen[o]);
    if (fen > s->cap) fen = s->cap;
    if (fen >= (int64_t)offers->price_fen[o]) fen = (int64_t)offers->price_fen[o] - 1; // at least one fen is paid
    if (fen <= (int64_t)offers->platform_fen[o] + offers->seller_fen[o]) continue;
    offers->subsidy[o] = index;
    offers->seller_fen[o] = (uint32_t)fl_round(seller_part * (double)fen);
    offers->platform_fen[o] = (uint32_t)fen - offers->seller_fen[o];
  }
}

uint16_t fl_subsidy_mask(const fl_subsidy *s) {
  uint16_t mask = 0;
  for (int tier = 0; tier < FL_FAN_TIERS; tier++)
    if (s->fan_tiers >> tier & 1) mask = (uint16_t)(mask | (s->city_tiers & 15) << (4 * tier));
  return mask;
}

double fl_price_image_night(const fl_params *p, double image, const fl_tally *t) {
  if (t->active_fans <= 0) return image; // nobody was there to see
  int64_t gmv = 0;
  for (int source = 0; source < FL_SOURCES; source++) gmv += t->source[source].gmv;
  // Depth counts, not the label: a subsidy of a thousandth on everything is not noticed.
  const double genuine = gmv > 0 ? p->price_image_gain * (double)t->subsidised_genuine / (double)gmv : 0;
  const double fakes = p->price_image_loss * (double)t->subsidised_fake_found / (double)t->active_fans;
  const double gain = genuine < 1 ? genuine : 1, loss = fakes < 1 ? fakes : 1;
  image *= fl_exp(-1.0 / p->price_image_memory);
  return (image + gain * (1 - image)) * (1 - loss);
}
