#include "mechanisms/shelf.h"

#include "agents/goods.h"
#include "base/mathx.h"

enum { OFFERS_A_PAGE = 16, LEAST_BITS = 4, MOST_BITS = 10 };

void fl_shelf_levers(const fl_params *p, fl_levers *l) {
  l->shelf_search = (float)p->shelf_search;
  l->shelf_shop = (float)p->shelf_shop;
  l->shelf_browse = (float)(p->shelf_browse / 60);
  l->shelf_mall = (float)p->shelf_mall_share;
  l->shelf_hazard = (float)(p->buy_per_minute > 0 ? p->shelf_buy / p->buy_per_minute : 0);
  l->dwell_median[FL_SHELF] = (float)p->shelf_dwell;
}

uint32_t fl_shelf_page_bits(uint32_t offers) {
  uint32_t bits = LEAST_BITS;
  while (bits < MOST_BITS && (uint32_t)FL_CATEGORIES * OFFERS_A_PAGE << bits < offers) bits++;
  return bits;
}

void fl_shelf_start(const fl_params *p, const fl_key *key, fl_agents *agents) {
  for (uint32_t o = 0; o < agents->offers.count; o++)
    agents->offers.listed[o] = fl_unit(fl_draw(key, FL_STREAM_BUILD, 2, o, 1).u[0]) < p->shelf_listed;
}

void fl_listing_begin(const fl_agents *agents, fl_listing *listing) {
  double sales = 0, real = 0;
  for (uint32_t o = 0; o < agents->offers.count; o++) {
    if (agents->rooms.closed[o / FL_OFFERS]) continue;
    sales += agents->offers.sales[o] * agents->offers.price_fen[o];
    real += (double)agents->rooms.weight[o / FL_OFFERS];
  }
  listing->mean_sales = sales > 0 ? sales / real : 1;
}

void fl_listing_weigh(const fl_params *p, const fl_agents *agents, uint32_t from, uint32_t to, fl_listing *listing) {
  const fl_rooms *rooms = &agents->rooms;
  const fl_offers *offers = &agents->offers;
  for (uint32_t r = from; r < to; r++) {
    const double real = (double)rooms->weight[r], seen = rooms->content_seen[r];
    const double standing = fl_score_standing(&agents->scores, r, FL_SCORE_GOODS, rooms->reputation[r], p->scores_traffic);
    double v[FL_PAGE_FIELDS];
    v[FL_FIELD_SEARCH] = p->shelf_reputation * fl_log(p->allocation_score_floor + standing);
    v[FL_FIELD_MALL] = v[FL_FIELD_SEARCH];
    v[FL_FIELD_RECOMMENDATION] = p->shelf_content * fl_log(seen > 0.01 ? seen : 0.01);
    for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
      const bool listed = !rooms->closed[r] && offers->listed[o] && offers->open[o] && !offers->flash[o] && offers->stock[o] > 0;
      const double sold =
          p->shelf_sales * fl_log(p->shelf_sales_floor + offers->sales[o] * offers->price_fen[o] / real / listing->mean_sales);
      for (int field = 0; field < FL_PAGE_FIELDS; field++) {
        // The mall favours whose goods they are, talents' rooms or not.
        const double more = field != FL_FIELD_MALL ? 0
                                                   : p->shelf_mall_brand * agents->brands.outside[fl_owner(agents, o)] +
                                                         (offers->platform_fen[o] > 0 ? p->shelf_mall_subsidy : 0);
        listing->weight[field][o] = listed ? real * fl_exp(sold + v[field] + more) : 0;
      }
    }
  }
}

// Offers that stand in any field's listing, by category.
static void sort_listed(const fl_offers *offers, fl_listing *listing) {
  uint32_t at[FL_CATEGORIES + 1] = {0};
  double *const *weight = listing->weight;
  static_assert(FL_PAGE_FIELDS == 3, "all fields are looked at");
  for (uint32_t pass = 0; pass < 2; pass++) {
    for (uint32_t o = 0; o < offers->count; o++) {
      if (!(weight[0][o] > 0 || weight[1][o] > 0 || weight[2][o] > 0)) continue;
      if (pass == 0)
        at[offers->category[o] + 1]++;
      else
        listing->listed[at[offers->category[o]]++] = o;
    }
    for (uint32_t c = 0; pass == 0 && c < FL_CATEGORIES; c++) at[c + 1] += at[c];
    if (pass == 0) memcpy(listing->begin, at, sizeof at);
  }
}

void fl_listing_end(const fl_agents *agents, fl_listing *listing) {
  sort_listed(&agents->offers, listing);
  for (int field = 0; field < FL_PAGE_FIELDS; field++) {
    double own = 0, all = 0;
    for (uint32_t o = 0; o < agents->offers.count; o++) {
      all += listing->weight[field][o];
      own += agents->rooms.focus[o / FL_OFFERS] ? listing->weight[field][o] : 0;
    }
    for (uint32_t stratum = 0; stratum < FL_STRATA; stratum++)
      listing->factor[stratum][field] =
          own > 0 ? fl_concentrate(agents, own / all, stratum == 0) : (fl_concentrated){.focus = 1, .others = 1};
  }
}

void fl_listing_fill(const fl_agents *agents, const fl_listing *listing, uint32_t stratum, fl_shelf_field field, uint32_t category,
                     uint32_t places, fl_block draw, uint32_t *offer) {
  const uint32_t begin = listing->begin[category], end = listing->begin[category + 1];
  const double *weight = listing->weight[field];
  const fl_concentrated factor = listing->factor[stratum][field];
  double total = 0;
  for (uint32_t k = begin; k < end; k++) {
    const uint32_t o = listing->listed[k];
    total += weight[o] * (agents->rooms.focus[o / FL_OFFERS] ? factor.focus : factor.others);
  }
  for (uint32_t i = 0; i < places; i++) offer[i] = FL_NO_OFFER;
  if (!(total > 0)) return;
  // The i-th place falls to the offer whose part of the line holds (i + u) total / places; it is put where a permutation of a power of two
  // has it: an odd factor and an offset.
  const double step = total / places;
  const uint32_t times = draw.u[1] | 1u, offset = draw.u[2];
  double at = fl_unit(draw.u[0]) * step, sum = 0;
  uint32_t i = 0, last = FL_NO_OFFER;
  for (uint32_t k = begin; k < end; k++) {
    const uint32_t o = listing->listed[k];
    if (!(weight[o] > 0)) continue;
    last = o;
    sum += weight[o] * (agents->rooms.focus[o / FL_OFFERS] ? factor.focus : factor.others);
    for (; i < places && at < sum; at += step) offer[(i++ * times + offset) & (places - 1)] = o;
  }
  while (i < places) offer[(i++ * times + offset) & (places - 1)] = last; // what rounding left over
}
