// M24 The books of sellers: what goods cost, and what each day took in and cost, in exact fen, posted once a night.
#ifndef FANLOOP_BOOKS_H
#define FANLOOP_BOOKS_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// What a piece of goods at this price (log over the usual one) costs its seller today, fen.
uint32_t fl_unit_cost(const fl_params *params, double usual_yuan, const fl_brands *brands, uint32_t brand, double log_price);
// What its seller saves on a piece that is a fake, fen: governance.gain of the list price. The goods of counterfeiters were bought as such.
uint32_t fl_fake_saves(const fl_params *params, double usual_yuan, const fl_brands *brands, uint32_t brand, double log_price);
// A morning: what a piece of each offer costs its seller, fen. Better goods than the seller was built with cost more, by
// seller.cost_quality. `usual_yuan` by category.
void fl_books_morning(const fl_params *params, const double *usual_yuan, fl_agents *agents);

// What was posted on a day, over all sellers.
typedef struct fl_books_day {
  int64_t sales_fen, commission_fen;
} fl_books_day;
// The night of day `today`: the day of every room and seller is posted, and the rates that sellers go by move. Paid traffic counts where
// `ads` says that there is any.
fl_books_day fl_books_night(const fl_params *params, uint32_t today, const fl_counts *counts, bool ads, fl_agents *agents);

#endif
