// The night: counts of all workers are added up, accounts are charged, and sellers' slow stocks follow the day.
#include "base/mathx.h"
#include "mechanisms/private_domain.h"
#include "mechanisms/subsidy.h"
#include "mechanisms/trust.h"
#include "world/internal.h"

// Reference prices follow what was offered (adaptation level), stock what was asked for.
static void learn_prices(fl_world *w) {
  fl_offers *offers = &w->agents.offers;
  const double rate = 1.0 - fl_exp(-1.0 / w->params.reference_memory), sales_rate = 1.0 / 14;
  for (uint32_t o = 0; o < offers->count; o++) {
    const uint32_t r = o / FL_OFFERS;
    if (!w->agents.rooms.live[r] || offers->flash[o]) continue;
    const double fen = (double)(offers->price_fen[o] - offers->platform_fen[o] - offers->seller_fen[o]);
    const double seen = fl_log(fen / (100.0 * w->category_price[offers->category[o]]));
    offers->reference[o] = (float)((double)offers->reference[o] + rate * (seen - (double)offers->reference[o]));
    offers->sales[o] += sales_rate * ((double)w->counts.demand[o] - offers->sales[o]);
  }
  for (int c = 0; c < FL_CATEGORIES; c++) {
    const int64_t *t = w->counts.fixed->category[c];
    if (t[0] <= 0) continue;
    const double mean = (double)t[1] / (double)t[0] / (100.0 * w->category_price[c]);
    w->category_reference[c] += rate * (fl_log(mean) - w->category_reference[c]);
  }
}

static void charge_accounts(fl_world *w) {
  for (size_t p = 0; p < w->policy_count; p++)
    if (w->policies[p].kind == FL_SUBSIDY) w->accounts[p].left_fen -= w->counts.policies[p].platform_fen;
}

void fl_add_up(fl_world *w) {
  fl_counts_zero(&w->counts);
  for (uint32_t k = 0; k < w->options.parallel.workers; k++) fl_counts_add(&w->counts, &w->workers[k].counts);
}

void fl_stage_night(fl_world *w) {
  charge_accounts(w);
  fl_allocation_night(&w->params, &w->agents, &w->counts);
  fl_outcome_night(&w->params, &w->agents, &w->counts);
  fl_trust_night(&w->params, &w->agents, &w->counts);
  fl_private_domain_night(&w->params, &w->step.key, w->step.day, &w->agents, &w->counts);
  learn_prices(w);
  w->price_image = fl_price_image_night(&w->params, w->price_image, w->counts.fixed);
}
