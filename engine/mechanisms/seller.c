#include "mechanisms/seller.h"

#include "agents/books.h"
#include "agents/goods.h"
#include "base/mathx.h"

static const double learning_kept = 0.97; // of what was learnt about demand, from review to review (assumed): markets change
static const double least_elasticity = 1.1;
static const double most_levies = 0.9; // of the price
static const double least_cost = 0.1;  // of what goods cost, after what came back

double fl_seller_strain(const fl_brands *brands, uint32_t b) {
  const double orders = brands->sales_rate[b], capacity = brands->capacity[b];
  return capacity > 0 && orders > capacity ? fl_log(orders / capacity) : 0;
}

double fl_seller_markup(double elasticity) {
  return elasticity / (elasticity - 1);
}

typedef struct night {
  const fl_params *p;
  const fl_step *step;
  double all_orders; // of the platform today
} night;

// Reviews are spread over the days.
static bool reviews(const night *n, uint32_t b) {
  return (n->step->day + b) % (uint32_t)n->p->seller_review_days == 0;
}

// Organisation ---------------------------------------------------------------------------------------------------------------------

static double share_invested(const fl_params *p, const fl_brands *brands, uint32_t b) {
  return brands->invest_share[b] < 0 ? p->seller_invest_share : brands->invest_share[b];
}

// Capacity follows headroom x orders with a lag of organisation_days; what profit buys comes on top, and closes a gap invest_speed times
// as fast at most. Growth at a rate g holds capacity at headroom / (1 + g x organisation_days) of orders, so that they fit up to
// g = (headroom - 1) / organisation_days; with all that can be bought, at up to 1 + invest_speed times that rate.
static void organise(const fl_params *p, fl_brands *brands, uint32_t b, bool in_window) {
  const double wanted = p->seller_headroom * brands->sales_rate[b], least = p->seller_capacity_least;
  double gap = wanted - brands->capacity[b];
  if (!in_window) {
    brands->capacity[b] = wanted > least ? wanted : least;
    return;
  }
  const double profit = (brands->turnover_rate[b] - brands->cost_rate[b]) / (double)brands->weight[b];
  if (gap > 0 && profit > 0) {
    const double price = 100 * p->seller_capacity_cost, paid = share_invested(p, brands, b) * profit / price;
    const double speed = p->seller_invest_speed / p->seller_organisation_days, most = gap * (speed < 1 ? speed : 1);
    const double bought = paid < most ? paid : most;
    fl_book_investment(brands, b, fl_times_fen(brands, b, brands->weight[b], fl_round(price * bought)));
    brands->capacity[b] += bought;
    gap -= bought;
  }
  brands->capacity[b] += gap / p->seller_organisation_days;
  if (brands->capacity[b] < least) brands->capacity[b] = least;
}

void fl_seller_deliver(const fl_params *p, fl_brands *brands, uint32_t b) {
  const double beyond = fl_seller_strain(brands, b);
  brands->quality[b] = fl_clip(brands->aim_quality[b] - p->seller_strain_quality * beyond, 0, 1);
  brands->service[b] = fl_clip(brands->aim_service[b] - p->seller_strain_service * beyond, 0, 1);
}

// Quality --------------------------------------------------------------------------------------------------------------------------

// Margins above the goal are spent on better goods and service, which cost more; below it, they are saved on.
static void set_quality(const fl_params *p, fl_brands *brands, uint32_t b) {
  if (p->seller_quality_response == 0 || brands->scripted[b] || brands->turnover_rate[b] <= 0) return;
  const double margin = 1 - brands->cost_rate[b] / brands->turnover_rate[b], goal = p->seller_margin_goal;
  const double step = p->seller_quality_response / 365 * fl_clip((margin - goal) / goal, -1, 1);
  brands->aim_quality[b] = fl_clip(brands->aim_quality[b] + step, 0, 1);
  brands->aim_service[b] = fl_clip(brands->aim_service[b] + step, 0, 1);
}

// Price ----------------------------------------------------------------------------------------------------------------------------

// The seller compares its share of all orders under two prices, which takes out season and festivals, and believes in the mean of the
// slopes that it has seen and of the prior one, weighted by squared price changes (least squares with a prior).
static void learn_slope(fl_brands *brands, uint32_t b) {
  const bool sold = brands->review_share[b] > 0;
  const double share = sold ? fl_log(brands->review_share[b]) : 0;
  if (sold && brands->review_last[b] != 0) {
    const double moved = brands->price_move[b] - brands->review_last_price[b];
    brands->learn_weight[b] = learning_kept * brands->learn_weight[b] + moved * moved;
    brands->learn_slope[b] = learning_kept * brands->learn_slope[b] + moved * (share - brands->review_last[b]);
  }
  brands->review_last[b] = share;
  brands->review_last_price[b] = brands->price_move[b];
}

double fl_seller_elasticity(const fl_params *p, const fl_brands *brands, uint32_t b) {
  const double prior = p->seller_price_prior_weight;
  const double slope = (brands->learn_slope[b] - prior * p->seller_price_prior) / (brands->learn_weight[b] + prior);
  return -slope > least_elasticity ? -slope : least_elasticity;
}

double fl_seller_levies(const fl_params *p, const fl_brands *brands, uint32_t b) {
  const double learnt = brands->turnover_rate[b] > 0 ? brands->levy_rate[b] / brands->turnover_rate[b] : 0;
  return fl_clip(p->commission_share + p->seller_host_pay + learnt, 0, most_levies);
}

// Cost of a yuan of list price that goes with the piece, over what levies leave of the price. What came back today was sold on other days:
// where sales have fallen, it may be worth more than all that is sold.
double fl_seller_unit_cost(const fl_params *p, const fl_brands *brands, uint32_t b) {
  const double orders = brands->sales_rate[b] * (double)brands->weight[b];
  const double list = orders > 0 ? brands->turnover_rate[b] / orders / fl_exp(brands->price_move[b]) : 0;
  const double goods = brands->cost_share[b] * fl_quality_cost(brands, b, p->seller_cost_quality);
  const double carriage = 100 * p->seller_fulfilment * fl_service_cost(brands, b, p->seller_cost_service);
  double piece = goods;
  if (list > 0) piece += (carriage + brands->piece_rate[b] / orders) / list;
  return (piece > least_cost * goods ? piece : least_cost * goods) / (1 - fl_seller_levies(p, brands, b));
}

static void review_price(const night *n, fl_brands *brands, uint32_t b) {
  const fl_params *p = n->p;
  learn_slope(brands, b);
  if (p->seller_price_learning == 0 || brands->scripted[b] || brands->sales_rate[b] <= 0 || brands->turnover_rate[b] <= 0) return;
  const double best = fl_log(fl_seller_unit_cost(p, brands, b) * fl_seller_markup(fl_seller_elasticity(p, brands, b)));
  const double try = 2 * fl_unit(fl_draw(&n->step->key, FL_STREAM_SELLER, n->step->day, b, 0).u[0]) - 1;
  const double bound = p->seller_price_bound;
  const double now = brands->price_move[b] + p->seller_price_learning * (fl_clip(best, -bound, bound) - brands->price_move[b]);
  brands->price_move[b] = fl_clip(now + 1.7320508 * p->seller_price_try * try, -bound, bound); // of that standard deviation
}

// Of a yuan sold more: what levies and the whole cost of the piece leave.
static double margin_of(const fl_params *p, const fl_brands *brands, uint32_t b) {
  return fl_clip(1 - fl_seller_unit_cost(p, brands, b) / fl_exp(brands->price_move[b]), 0, 1) *
         (1 - fl_seller_levies(p, brands, b));
}

// Paid traffic ----------------------------------------------------------------------------------------------------------------------

double fl_seller_best_ads(const fl_params *p, const fl_brands *brands, uint32_t b) {
  return p->seller_ads_elasticity * margin_of(p, brands, b);
}

static void review_ads(const fl_params *p, fl_brands *brands, uint32_t b) {
  if (p->seller_ads_response == 0 || brands->scripted[b] || brands->sales_rate[b] <= 0 || brands->turnover_rate[b] <= 0) return;
  const double now = brands->ad_share[b] < 0 ? p->ads_budget_share : brands->ad_share[b];
  brands->ad_share[b] = now + p->seller_ads_response * (fl_seller_best_ads(p, brands, b) - now);
}

// Hours ----------------------------------------------------------------------------------------------------------------------------

// Of what an hour more on air brings: the rule moves how often a room is live, and followers and the public come to each day on air alike.
// What needs that are met take back from other days a seller cannot know.
static void review_hours(const night *n, fl_agents *agents) {
  const fl_params *p = n->p;
  fl_rooms *rooms = &agents->rooms;
  const fl_brands *brands = &agents->brands;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const uint32_t b = rooms->brand[r];
    if (!reviews(n, b) || brands->state[b] != FL_IN_BUSINESS || rooms->scripted[r] || rooms->live_prob[r] <= 0 ||
        rooms->live_prob[r] >= 1)
      continue;
    const double hours = rooms->live_prob[r] * rooms->usual_minutes[r] / 60, orders = brands->sales_rate[b];
    if (orders <= 0 || brands->turnover_rate[b] <= 0 || hours <= 0) continue;
    const double price = brands->turnover_rate[b] / (orders * (double)brands->weight[b]);
    const double earns = margin_of(p, brands, b) * price * orders / brands->rooms[b] / hours, costs = 100 * p->seller_hour_cost;
    const double way = fl_clip((earns - costs) / (earns + costs > 0 ? earns + costs : 1), -1, 1);
    const double odds = rooms->live_prob[r] / (1 - rooms->live_prob[r]) * fl_exp(p->seller_hours_response * way);
    rooms->live_prob[r] = fl_clip(odds / (1 + odds), 0.02, 0.98);
  }
}

// Life -----------------------------------------------------------------------------------------------------------------------------

static void open_books(const fl_params *p, fl_brands *brands, uint32_t b, bool enters) {
  const double usual = enters ? 100 * p->seller_entry_cash * (double)brands->weight[b] : p->seller_cash_days * brands->cost_rate[b];
  const int64_t cash = brands->opening_cash[b] >= 0 ? brands->opening_cash[b] : fl_round(fl_clip(usual, 0, 1e17));
  brands->opening_cash[b] = cash - fl_balance(brands, b);
  brands->cash[b] = cash;
  brands->opened[b] = 1;
}

// An owner who is ready to lose money puts in what is missing.
static bool gives_up(const fl_params *p, fl_brands *brands, uint32_t b) {
  if (brands->cash[b] < 0 && brands->owner_funding[b] > 0) {
    const int64_t missing = -brands->cash[b], fen = missing < brands->owner_funding[b] ? missing : brands->owner_funding[b];
    brands->owner_funding[b] -= fen;
    fl_book_funding(brands, b, fen);
  }
  brands->loss_days[b] = brands->cash[b] < 0 ? brands->loss_days[b] + 1 : 0;
  const int64_t horizon = brands->loss_horizon[b] < 0 ? p->seller_loss_horizon : brands->loss_horizon[b];
  return horizon > 0 && brands->loss_days[b] >= horizon;
}

static void live_on(const night *n, fl_brands *brands, uint32_t b, fl_seller_turn *turn) {
  const fl_step *step = n->step;
  if (brands->state[b] == FL_WAITS && step->day + 1 >= brands->enters[b]) {
    brands->state[b] = FL_IN_BUSINESS;
    if (brands->capacity[b] < n->p->seller_capacity_least) brands->capacity[b] = n->p->seller_capacity_least;
    open_books(n->p, brands, b, true);
    turn->entered += brands->weight[b];
  } else if (brands->state[b] == FL_IN_BUSINESS && step->in_window && gives_up(n->p, brands, b)) {
    brands->state[b] = FL_LEFT;
    turn->left += brands->weight[b];
  }
}

void fl_seller_open(const fl_params *p, const fl_step *step, fl_brands *brands) {
  for (uint32_t b = 0; step->window_starts && b < brands->count; b++)
    if (brands->state[b] == FL_IN_BUSINESS) open_books(p, brands, b, false);
}

fl_seller_turn fl_seller_night(const fl_params *p, const fl_step *step, const fl_counts *counts, fl_agents *agents) {
  fl_brands *brands = &agents->brands;
  fl_rooms *rooms = &agents->rooms;
  fl_seller_turn turn = {0};
  night n = {p, step, 0};
  for (int s = 0; s < FL_SOURCES; s++) n.all_orders += (double)counts->fixed->source[s].orders;
  for (uint32_t r = 0; n.all_orders > 0 && r < rooms->count; r++)
    brands->review_share[rooms->brand[r]] += (double)fl_room_sum(counts->rooms[r].orders) / n.all_orders;
  for (uint32_t o = 0; counts->deals && n.all_orders > 0 && o < agents->offers.count; o++) {
    if (!fl_of_others(&agents->offers, o)) continue;
    brands->review_share[rooms->brand[o / FL_OFFERS]] -= (double)counts->sold[o] / n.all_orders;
    brands->review_share[fl_owner(agents, o)] += (double)counts->sold[o] / n.all_orders;
  }
  if (step->in_window && p->seller_hours_response > 0) review_hours(&n, agents);
  for (uint32_t b = 0; b < brands->count; b++) {
    if (brands->state[b] == FL_IN_BUSINESS) {
      organise(p, brands, b, step->in_window);
      if (step->in_window) set_quality(p, brands, b);
      fl_seller_deliver(p, brands, b);
      if (reviews(&n, b)) {
        if (step->in_window) review_price(&n, brands, b);
        if (step->in_window) review_ads(p, brands, b);
        brands->review_share[b] = 0;
      }
    }
    live_on(&n, brands, b, &turn);
  }
  for (uint32_t r = 0; r < rooms->count; r++) rooms->closed[r] = brands->state[rooms->brand[r]] != FL_IN_BUSINESS;
  return turn;
}
