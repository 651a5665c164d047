// M24 Sellers: organisation and its strain, prices, quality and hours by rule, and their life by cash.
#ifndef FANLOOP_SELLER_H
#define FANLOOP_SELLER_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// Sellers of one night, real ones.
typedef struct fl_seller_turn {
  int64_t entered, left;
} fl_seller_turn;

// The first night of the window, before the books: everybody in business begins with a cash of usual outlays, or its own.
void fl_seller_open(const fl_params *params, const fl_step *step, fl_brands *brands);
// A night, after the books: what sellers have learnt of the day, and what they decide for the next. Before the window organisations fit
// their orders and nobody decides, enters or leaves. Returns who entered (for tomorrow) and left (tonight).
fl_seller_turn fl_seller_night(const fl_params *params, const fl_step *step, const fl_counts *counts, fl_agents *agents);

// Log of orders over capacity, 0 where they fit.
double fl_seller_strain(const fl_brands *brands, uint32_t brand);
// Factor of the best price over unit cost at own-price elasticity `elasticity`, above 1 (Lerner's rule).
double fl_seller_markup(double elasticity);

#endif
