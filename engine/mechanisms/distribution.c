#include "mechanisms/distribution.h"

#include "base/mathx.h"

#include <string.h>

enum { TALENT = 0, LISTED = 1, OWN_LOOK = 0xffff }; // k of draws: lasting ones, and the look at a room's own goods
static const double most_commission = 0.9;

bool fl_distributes(const fl_scenario *s) {
  bool any = s->params.distribution_share > 0;
  for (size_t i = 0; i < s->room_count; i++) any |= s->rooms[i].talent != 0;
  return any;
}

void fl_distribution_start(const fl_params *p, const fl_key *key, fl_agents *agents, const fl_room_def *own, uint32_t generated,
                           uint32_t own_count) {
  for (uint32_t r = 0; r < agents->rooms.count; r++) {
    const bool drawn = fl_unit(fl_draw(key, FL_STREAM_DEAL, FL_LASTING, r, TALENT).u[0]) < p->distribution_share;
    const bool mine = r >= generated && r < generated + own_count;
    agents->distribution.talent[r] = mine ? own[r - generated].talent != 0 : drawn;
  }
}

// ---- The pool -------------------------------------------------------------------------------------------------------------------

static void fill_commissions(const fl_params *p, const fl_key *key, fl_agents *agents) {
  const fl_brands *brands = &agents->brands;
  for (uint32_t b = 0; b < brands->count; b++) {
    const fl_block d = fl_draw(key, FL_STREAM_DEAL, FL_LASTING, b, LISTED);
    const double usual = p->distribution_commission * fl_exp(p->distribution_commission_sd * fl_normal_quantile(fl_unit(d.u[1])));
    const double drawn = fl_unit(d.u[0]) < p->distribution_brands ? usual : 0;
    const double share = brands->alliance_commission[b] < 0 ? drawn : brands->alliance_commission[b];
    const bool open = brands->state[b] == FL_IN_BUSINESS;
    agents->distribution.commission[b] = !open ? 0 : share < most_commission ? share : most_commission;
  }
}

// Offers in which goods of others may stand are in nobody's pool: what makes way could not be sold elsewhere.
static bool is_slot(const fl_params *p, const fl_agents *agents, uint32_t o) {
  const uint32_t j = o % FL_OFFERS, end = FL_DEAL_FIRST + (uint32_t)p->distribution_slots;
  return agents->distribution.talent[o / FL_OFFERS] && j >= FL_DEAL_FIRST && j < end;
}

static bool in_pool(const fl_params *p, const fl_agents *agents, uint32_t o) {
  const uint32_t r = o / FL_OFFERS;
  return agents->distribution.commission[agents->rooms.brand[r]] > 0 && !is_slot(p, agents, o) && agents->offers.open[o] &&
         !agents->rooms.closed[r] && !fl_presold(&agents->supply, o);
}

// What one real seller sells of the goods in its own room a day, at list price.
static double sales_of(const fl_agents *agents, const double *usual, uint32_t o) {
  const fl_offers *offers = &agents->offers;
  return offers->sales[o] * usual[offers->category[o]] * fl_exp((double)offers->log_price[o]) /
         (double)agents->rooms.weight[o / FL_OFFERS];
}

static void fill_pool(const fl_params *p, const double *usual, const fl_agents *agents, fl_goods_pool *pool) {
  const uint32_t offers = agents->offers.count;
  const uint8_t *category = agents->offers.category;
  uint32_t at[FL_CATEGORIES + 1] = {0};
  double sales = 0, real = 0, sum = 0;
  for (uint32_t o = 0; o < offers; o++) {
    pool->sales[o] = -1;
    if (!in_pool(p, agents, o)) continue;
    const double weight = (double)agents->rooms.weight[o / FL_OFFERS];
    pool->sales[o] = sales_of(agents, usual, o);
    sales += weight * pool->sales[o];
    real += weight;
    at[category[o] + 1]++;
  }
  const double mean = sales > 0 ? sales / real : 1;
  for (uint32_t c = 0; c < FL_CATEGORIES; c++) at[c + 1] += at[c];
  pool->count = at[FL_CATEGORIES];
  for (uint32_t o = 0; o < offers; o++)
    if (pool->sales[o] >= 0) pool->offer[at[category[o]]++] = o; // from here on the end of each category
  for (uint32_t c = 0, i = 0; c < FL_CATEGORIES; c++) {
    pool->begin[c] = sum;
    for (; i < at[c]; i++) {
      const uint32_t o = pool->offer[i];
      const double sells = p->distribution_sales * fl_log(p->shelf_sales_floor + pool->sales[o] / mean);
      sum += (double)agents->rooms.weight[o / FL_OFFERS] * fl_exp(sells);
      pool->upto[i] = sum;
    }
  }
  pool->begin[FL_CATEGORIES] = sum;
}

// The offer at a place of the line.
static uint32_t offer_at(const fl_goods_pool *pool, double at) {
  uint32_t low = 0, high = pool->count - 1;
  while (low < high) {
    const uint32_t mid = low + (high - low) / 2;
    if (pool->upto[mid] > at)
      high = mid;
    else
      low = mid + 1;
  }
  return pool->offer[low];
}

// Goods that a host of the category looks at: those of its own category exp(fit) times as often.
static uint32_t look_at(const fl_goods_pool *pool, uint32_t category, double fit, const fl_block *d) {
  const double begin = pool->begin[category], own = pool->begin[category + 1] - begin, all = pool->begin[FL_CATEGORIES];
  const double odds = fl_exp(fit) * own, others = all - own;
  double at = fl_unit(d->u[1]);
  if (fl_unit(d->u[0]) * (odds + others) < odds) return offer_at(pool, begin + at * own);
  at *= others;
  return offer_at(pool, at < begin ? at : at + own);
}

// ---- Hosts' choices -------------------------------------------------------------------------------------------------------------

static double utility(const fl_params *p, const fl_agents *agents, double earned, uint32_t room, uint32_t u) {
  const double score = fl_score_standing(&agents->scores, room, FL_SCORE_GOODS, agents->rooms.reputation[room], 1);
  return p->distribution_pay * fl_log(earned > 0.001 ? earned : 0.001) +
         p->distribution_score * fl_log(p->allocation_score_floor + score) - fl_log(-fl_log(fl_unit(u)));
}

static uint32_t choose(const fl_params *p, const fl_step *step, const fl_agents *agents, const fl_goods_pool *pool, uint32_t o) {
  const fl_rooms *rooms = &agents->rooms;
  const uint32_t r = o / FL_OFFERS, b = rooms->brand[r];
  const bool automatic = (rooms->active[r] + rooms->dormant[r]) / rooms->weight[r] < p->distribution_automatic;
  const fl_block mine = fl_draw(&step->key, FL_STREAM_DEAL, step->day, o, OWN_LOOK);
  uint32_t best = o;
  double most = utility(p, agents, 1 - agents->brands.cost_share[b], r, mine.u[2]);
  for (uint32_t i = 0; i < (uint32_t)p->distribution_looks; i++) {
    const fl_block d = fl_draw(&step->key, FL_STREAM_DEAL, step->day, o, i);
    const uint32_t g = look_at(pool, rooms->category[r], p->distribution_fit, &d), owner = rooms->brand[g / FL_OFFERS];
    if (owner == b) continue;
    if (automatic) return g;
    const double u = utility(p, agents, agents->distribution.commission[owner], g / FL_OFFERS, d.u[2]);
    if (!(u > most)) continue;
    most = u;
    best = g;
  }
  return best;
}

// Puts goods into a slot; what was there is remembered for what is in the post.
static void place(fl_agents *agents, uint32_t day, uint32_t o, uint32_t origin) {
  fl_offers *offers = &agents->offers;
  fl_own_goods *own = &agents->distribution.own[o];
  fl_past_goods *past = agents->distribution.past[o];
  if (offers->origin[o] == origin) return;
  if (!fl_of_others(offers, o))
    *own = (fl_own_goods){offers->log_price[o], offers->reference[o], offers->category[o], offers->fake[o]};
  if (day > 0) {
    memmove(past + 1, past, (FL_DEAL_PAST - 1) * sizeof *past);
    past[0] = (fl_past_goods){offers->origin[o], day};
  }
  offers->origin[o] = origin;
  offers->reference[o] = origin == o ? own->reference : offers->reference[origin];
  if (origin != o) return;
  offers->log_price[o] = own->log_price;
  offers->category[o] = (uint8_t)own->category;
  offers->fake[o] = (uint8_t)own->fake;
}

static bool reviews(const fl_params *p, const fl_step *step, const fl_agents *agents, uint32_t o) {
  const uint32_t last = agents->distribution.past[o][0].until;
  if (step->day == 0) return true;
  return (step->day + o) % (uint32_t)p->distribution_review == 0 && step->day >= last + FL_DEAL_LEAST_DAYS;
}

// What its seller offers today, where it is not taken down.
static void show(fl_agents *agents, uint32_t o) {
  fl_offers *offers = &agents->offers;
  const uint32_t g = offers->origin[o];
  offers->category[o] = offers->category[g];
  offers->log_price[o] = offers->log_price[g];
  offers->fake[o] = offers->fake[g];
  offers->open[o] = !offers->withheld[o] && offers->open[g] && !fl_presold(&agents->supply, g) &&
                    !agents->rooms.banned[o / FL_OFFERS] && agents->distribution.commission[fl_owner(agents, o)] > 0;
}

void fl_distribution_today(const fl_params *p, const fl_step *step, const double *usual, bool listed_anew, fl_agents *agents,
                           fl_goods_pool *pool) {
  fl_offers *offers = &agents->offers;
  fill_commissions(p, &step->key, agents);
  fill_pool(p, usual, agents, pool);
  for (uint32_t o = 0; o < offers->count; o++) {
    if (!is_slot(p, agents, o)) continue;
    if (listed_anew && fl_of_others(offers, o)) agents->distribution.own[o].fake = offers->fake[o];
    if (pool->count > 0 && reviews(p, step, agents, o)) place(agents, step->day, o, choose(p, step, agents, pool, o));
  }
  for (uint32_t o = 0; o < offers->count; o++)
    if (fl_of_others(offers, o)) show(agents, o);
}

// ---- The night ------------------------------------------------------------------------------------------------------------------

void fl_distribution_night(const fl_agents *agents, const fl_counts *counts, fl_deal_day *days) {
  const fl_rooms *rooms = &agents->rooms;
  memset(days, 0, agents->brands.count * sizeof *days);
  for (uint32_t o = 0; o < agents->offers.count; o++) {
    const uint32_t r = o / FL_OFFERS, b = fl_owner(agents, o);
    const int64_t sold = counts->sold[o], gmv = sold * agents->offers.price_fen[o];
    fl_deal_day *day = &days[b];
    if (!fl_of_others(&agents->offers, o)) {
      day->self_orders += sold;
      day->self_gmv += gmv;
      continue;
    }
    int64_t visits = 0;
    for (int s = 0; s < FL_LIVE_SOURCES; s++) visits += counts->rooms[r].uv[s];
    day->orders += sold;
    day->gmv += gmv;
    day->commission += fl_deal_commission(&agents->distribution, b, gmv);
    day->listings += rooms->weight[r];
    day->reach += visits / FL_OFFERS;
  }
  for (uint32_t b = 0; b < agents->brands.count; b++) {
    days[b].commission -= counts->deals[b].back;
    days[b].refund = counts->deals[b].refund;
    days[b].won = counts->deals[b].won;
    memcpy(days[b].shelf, counts->deals[b].shelf, sizeof days[b].shelf);
  }
}
