// M23 Other platforms: a standing need is met elsewhere with a hazard that depends on the day and on the fan (proportional hazards, Cox
// 1972, whose factor is the odds of a random-coefficient logit between there and here):
//
//   h_i(d) = 1 / need_patience x exp(u_d + b_i x_d)     x_d = k_d ln(price here / list) - ln(1 - depth there)
//
// u_d is outside.utility and the pull of rivals' festivals, b_i the fan's price sensitivity, x_d how much cheaper it is there. On a rival's
// days fans compare (k_d = 1), on others by the weight outside.price. A fan who was away for some days had the hazards of these days.
#ifndef FANLOOP_OUTSIDE_H
#define FANLOOP_OUTSIDE_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// The last days, by day of the run modulo FL_OUTSIDE_DAYS.
typedef struct fl_outside_memory {
  double utility[FL_OUTSIDE_DAYS], price[FL_OUTSIDE_DAYS]; // u and x
  double here, there;                                      // logs of the mean cut of today
  bool rival;                                              // today a rival has an event
} fl_outside_memory;

// Adds a rival's festival to a day: its utility, the log of its prices where they are lower than `price`, activity and waiting. Whether it
// is on.
bool fl_rival_add_day(const fl_rival_festival *rival, int64_t date, double *utility, double *price, double *traffic_lift,
                      double *anticipation);
// Log of today's prices over list prices, mean over offers that are live by their usual sales.
double fl_outside_price_here(const fl_agents *agents, const double *category_price);
// The tables of a day. False: no day that counts was another than the usual ones, and nobody asks (`wanted`) what is bought there.
bool fl_outside_fill(const fl_params *params, const fl_levers *levers, const fl_outside_memory *memory, uint32_t day,
                     const double *category_price, bool wanted, fl_outside_day *out);
// What a brand sells elsewhere on a day, fen: of `market` fen a share by its effort there.
double fl_outside_sales(const fl_params *params, double effort, double outside_share, double market);

// What `sales_fen` of a brand elsewhere leave of themselves, fen: less goods and levies, and the pay of `hours` on air there.
int64_t fl_outside_leaves(const fl_params *params, const fl_brands *brands, uint32_t brand, int64_t sales_fen, double hours);

static inline uint32_t fl_outside_class(const fl_traits *traits) {
  return traits->price * FL_OUTSIDE_CLASSES / FL_FINE;
}

#endif
