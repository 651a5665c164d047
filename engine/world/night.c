// The night: accounts are charged, and sellers' slow stocks follow the day.
#include "base/mathx.h"
#include "mechanisms/private_domain.h"
#include "mechanisms/subsidy.h"
#include "mechanisms/trust.h"
#include "world/internal.h"

// Part of the day's visits to whom a subsidy was on offer: by tier of the relation as the platform's visits were, by city tier as fans
// live, and as long as the day's money lasted.
static double reach_of_subsidy(const fl_world *w, uint32_t policy) {
  const fl_params *p = &w->params;
  const fl_tally *t = w->counts.fixed;
  const double city[FL_CITY_TIERS] = {p->city_first, p->city_second, p->city_third,
                                      1 - p->city_first - p->city_second - p->city_third};
  const uint16_t mask = fl_subsidy_mask(&w->policies[policy].of.subsidy);
  int64_t visits = 0;
  double reached = 0;
  for (int tier = 0; tier < FL_FAN_TIERS; tier++) {
    visits += t->fan_tier_visits[tier];
    for (int c = 0; c < FL_CITY_TIERS; c++)
      if (mask >> (4 * tier + c) & 1) reached += (double)t->fan_tier_visits[tier] * city[c];
  }
  const fl_policy_tally *money = &w->counts.policies[policy];
  const double asked = (double)(money->orders + money->refused), lasted = asked > 0 ? (double)money->orders / asked : 1;
  return visits > 0 ? reached / (double)visits * lasted : 0;
}

// Reference prices follow what was on offer (adaptation level), stock what was asked for.
static void learn_prices(fl_world *w) {
  fl_offers *offers = &w->agents.offers;
  const double rate = 1.0 - fl_exp(-1.0 / w->params.reference_memory), sales_rate = 1.0 - fl_exp(-1.0 / w->params.sales_memory);
  double orders[FL_CATEGORIES] = {0}, paid[FL_CATEGORIES] = {0};
  double *reach = w->allocation.scaled; // scratch of at least one word a policy, see world.c
  for (uint32_t p = 0; p < w->policy_count; p++) reach[p] = w->policies[p].kind == FL_SUBSIDY ? reach_of_subsidy(w, p) : 0;
  for (uint32_t o = 0; o < offers->count; o++) {
    const uint32_t r = o / FL_OFFERS, c = offers->category[o], fen = offers->price_fen[o];
    if (!w->agents.rooms.live[r] || offers->flash[o] || !offers->open[o]) continue; // a price of a few minutes is no level
    const double full = fl_log(fen / (100.0 * w->category_price[c]));
    const uint32_t subsidy = offers->platform_fen[o] + offers->seller_fen[o];
    const double cut = subsidy > 0 ? fl_log((double)(fen - subsidy) / fen) : 0;
    const double seen = full + (subsidy > 0 ? cut * reach[offers->subsidy[o]] : 0);
    offers->reference[o] = (float)((double)offers->reference[o] + rate * (seen - (double)offers->reference[o]));
    offers->sales[o] += sales_rate * ((double)w->counts.demand[o] - offers->sales[o]);
    orders[c] += (double)w->counts.sold[o];
    paid[c] += (double)w->counts.sold[o] * full + (double)w->counts.aided[o] * cut;
  }
  // The platform's level: the mean of the logs of what buyers paid.
  for (int c = 0; c < FL_CATEGORIES; c++)
    if (orders[c] > 0) w->category_reference[c] += rate * (paid[c] / orders[c] - w->category_reference[c]);
}

static void charge_accounts(fl_world *w) {
  for (size_t p = 0; p < w->policy_count; p++)
    if (w->policies[p].kind == FL_SUBSIDY) w->accounts[p].left_fen -= w->counts.policies[p].platform_fen;
}

static void zero_worker(void *arg, uint32_t task, uint32_t worker) {
  fl_world *w = arg;
  (void)worker;
  fl_counts_zero(&w->workers[task].counts);
}

void fl_zero_workers(fl_world *w) {
  w->options.parallel.run(w->options.parallel.workers, w->options.parallel.workers, zero_worker, w);
}

// Counts are two runs of words; each is summed slice by slice, the second behind the first.
enum { SLICE = 8192 }; // words
static uint32_t slices(size_t words) {
  return (uint32_t)((words + SLICE - 1) / SLICE);
}

static void add_slice(void *arg, uint32_t task, uint32_t worker) {
  fl_world *w = arg;
  (void)worker;
  const uint32_t first = slices(w->counts.words);
  const bool more = task >= first;
  const size_t from = (size_t)(more ? task - first : task) * SLICE, rest = (more ? w->counts.more_words : w->counts.words) - from;
  const size_t n = rest < SLICE ? rest : SLICE;
  int64_t *into = (more ? w->counts.more : (int64_t *)w->counts.fixed) + from;
  for (uint32_t k = 0; k < w->options.parallel.workers; k++) {
    const fl_counts *counts = &w->workers[k].counts;
    const int64_t *words = (more ? counts->more : (const int64_t *)counts->fixed) + from;
    if (k == 0) memcpy(into, words, n * sizeof *into);
    for (size_t i = 0; k > 0 && i < n; i++) into[i] += words[i];
  }
}

void fl_add_up_claims(fl_world *w) {
  w->options.parallel.run(w->options.parallel.workers, slices(w->counts.words), add_slice, w);
}
void fl_add_up(fl_world *w) {
  w->options.parallel.run(w->options.parallel.workers, slices(w->counts.words) + slices(w->counts.more_words), add_slice, w);
}

// Books first, then what sellers make of them.
static void close_books(fl_world *w) {
  fl_rules_before(w);
  if (fl_supply_kept(&w->agents.supply)) fl_supply_night(&w->params, &w->step, &w->counts, &w->agents);
  w->books = fl_books_night(&w->params, w->step.day, &w->counts, w->step.flows > 1, &w->agents);
  w->turn = fl_seller_night(&w->params, &w->step, &w->counts, &w->agents);
  fl_rules_after(w);
}

static fl_status hold_books(fl_world *w) {
  for (uint32_t b = 0; b < w->agents.brands.count; b++) {
    if (!w->agents.brands.spoilt[b]) continue;
    fl_world_fail(w, "day %u: a sum in the books of brand %u has left the range of 64-bit numbers (9.2e16 yuan)", w->step.day, b);
    return FL_BROKEN;
  }
  return FL_OK;
}

// The order of the evening, each with what it reads -> writes; counts are those of the day.
fl_status fl_stage_night(fl_world *w) {
  charge_accounts(w);         // money spent -> what budgets have left
  fl_charge_pools(w);         // public visits -> what pools have left; how many planned visits are made
  fl_programmes_night(w);     // orders, exposures granted -> what programmes know of rooms and brands
  fl_distribution_evening(w); // sales of others' goods -> the day by brand; exposures owed
  fl_allocation_night(&w->params, &w->agents, &w->counts); // GMV, dwell -> value and content as the allocation sees them
  // paid visits -> what rooms spent; the market
  if (w->step.flows > 1) fl_ads_night(&w->params, &w->agents, &w->counts, &w->ads);
  fl_outcome_night(&w->params, &w->agents, &w->counts); // deliveries, orders -> reputation
  fl_trust_night(&w->params, &w->agents, &w->counts);   // trust won, satisfaction -> host shares, trust in brands
  // follows, dormancy -> followers, tiers
  fl_private_domain_night(&w->params, &w->step.key, w->step.day, &w->agents, &w->counts);
  fl_keep_scores(w);  // counts, the references that buyers saw: hence before prices are learnt -> the three scores
  fl_govern_night(w); // listings, reports -> penalties, bans (relations end), the game
  fl_rights_night(&w->params, &w->rights_memory, w->counts.fixed, w->counts.rights); // deliveries, claims -> their memory
  learn_prices(w);  // prices seen, orders -> references of offers and categories; usual sales
  fl_night_word(w); // orders, promoters, detractors -> what segments make of brands
  fl_night_vote(w); // votes -> winners
  w->price_image = fl_price_image_night(&w->params, w->price_image, w->counts.fixed); // subsidised orders -> price image
  fl_hosts_evening(w);   // trust won on air, departures -> affection, fatigue, scores; stage_fen
  fl_stars_evening(w);   // private visits, guests -> what is usual without stars; fees: stage_fen
  fl_growth_evening(w);  // sales, followers, scores -> clients; services_fen
  fl_winback_evening(w); // calls -> messages: services_fen
  fl_count_wallets(w);   // wallets of fans -> who holds which kind of voucher
  fl_outside_evening(w); // effort, prices, hours -> own brands' sales and profit elsewhere
  close_books(w);        // all of these and the counts -> accounts, cash; stock; what sellers make of it
  fl_growth_rise(w);     // scores, turnover -> levels of sellers
  return hold_books(w);
}
