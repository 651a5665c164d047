// M13 Supply: what a chain costs, what sellers order and when, what styles go through, and who waits for goods that are made to order.
//
//   cost of goods x prod over stages left out (1 - m_k)
//   order-up-to level S = F T exp(s (z + xi)), s = error sqrt(T / 30), z = Phi^-1(Cu / (Cu + Co)), T = lead + review, at least a batch
//   new -> hit (F / usual >= ratio) or daily -> clearance -> the next style; hazard x air of the stage, exp(appeal - fade age)
//   a wait of W days: utility - w W (1 - rho t); hazard of cancelling h exp(-kappa D) (1 - rho_c t) a day
//
// Formulas: docs/model.md, M13.
#ifndef FANLOOP_SUPPLY_H
#define FANLOOP_SUPPLY_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// Log of what goods cost over a chain of these stages, over the whole chain: 0 or less.
double fl_chain_saves(const fl_params *params, uint32_t chain);
// Newsvendor order-up-to level, pieces: `daily` pieces a day over `days`, the seller's own error `xi` in standard deviations, what a piece too few
// and one too many costs.
double fl_order_up_to(const fl_params *params, double daily, double days, double xi, double under, double over);
// Hazard a day that an order is cancelled by a fan whose trust in the room is `trust`; day after the order on which it is, by a uniform
// number, UINT32_MAX where later than can be.
double fl_cancels(const fl_params *params, double trust);
uint32_t fl_cancel_day(double hazard, double u);

// Chains and styles on the first day, when goods and sellers have been built. `defs` are those of the `own` brands from `first_own` on.
void fl_supply_start(const fl_params *params, const fl_key *key, fl_agents *agents, const fl_brand_def *defs, uint32_t first_own,
                     uint32_t own);
// A morning, before prices are made: chains, what is delivered to sellers, the stages of styles.
void fl_supply_open(const fl_params *params, const fl_step *step, fl_agents *agents);
// Later, when prices and the cost of new goods are known: what is on sale. Flash offers have no more stock than there is.
void fl_supply_stock(const fl_params *params, const fl_step *step, fl_agents *agents);
// A night, before the books: stock goes down, forecasts learn, batches are ordered.
void fl_supply_night(const fl_params *params, const fl_step *step, const fl_counts *counts, fl_agents *agents);
// What making new styles of the brand to order is worth to it, a yuan of their price: what the newsvendor's mismatch of stock and demand
// would cost, less the margin of those whom the wait repels or who cancel, by their trust in the brand, less what is cheaper.
double fl_presale_gains(const fl_params *params, const fl_agents *agents, uint32_t brand);
// Days that a fan waits for goods of the brand that are made to order.
double fl_presale_days(const fl_params *params, const fl_supply *supply, uint32_t brand);

#endif
