// M24 Sellers: organisation and its strain, prices, quality and hours by rule, and their life by cash.
#ifndef FANLOOP_SELLER_H
#define FANLOOP_SELLER_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// Sellers of one night, real ones.
typedef struct fl_seller_turn {
  int64_t entered, left;
} fl_seller_turn;

// The first morning of the window: everybody in business begins with a cash of usual outlays, or its own.
void fl_seller_open(const fl_params *params, const fl_step *step, fl_brands *brands);
// A night, after the books: what sellers have learnt of the day, and what they decide for the next. Before the window organisations fit
// their orders and nobody decides, enters or leaves. Returns who entered (for tomorrow) and left (tonight).
fl_seller_turn fl_seller_night(const fl_params *params, const fl_step *step, const fl_counts *counts, fl_agents *agents);

// What it works for less what strain takes becomes what it delivers.
void fl_seller_deliver(const fl_params *params, fl_brands *brands, uint32_t brand);
// Part of the price that a sale costs in proportion to it: commission of the platform and hosts' pay, and what its books say of refunds, of
// its part of subsidies, commission to hosts of others, fees by sales and rights that are paid by the price.
double fl_seller_levies(const fl_params *params, const fl_brands *brands, uint32_t brand);
// Cost of a yuan of list price that goes with the piece (goods less what comes back, carriage, insurance and other rights), over the part of
// the price that levies leave. Goods alone of it as long as nothing is sold.
double fl_seller_unit_cost(const fl_params *params, const fl_brands *brands, uint32_t brand);
// Own-price elasticity that it believes in, above 1.
double fl_seller_elasticity(const fl_params *params, const fl_brands *brands, uint32_t brand);

// Part of its sales that paid traffic is worth, by what it believes: margin of a sale times the elasticity to advertising (Dorfman and
// Steiner 1954).
double fl_seller_best_ads(const fl_params *params, const fl_brands *brands, uint32_t brand);

// Log of orders over capacity, 0 where they fit.
double fl_seller_strain(const fl_brands *brands, uint32_t brand);
// Factor of the best price over unit cost at own-price elasticity `elasticity`, above 1 (Lerner's rule).
double fl_seller_markup(double elasticity);

#endif
