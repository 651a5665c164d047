// M05 Outcome and satisfaction: delivery, expectation disconfirmation, NPS, complaints, returns, and what they do to the relation.
#ifndef FANLOOP_OUTCOME_H
#define FANLOOP_OUTCOME_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// How a delivery turned out, before anyone reacts.
typedef enum fl_return { FL_KEPT, FL_RETURN_FIT, FL_RETURN_DESCRIBED, FL_RETURN_FAKE, FL_RETURN_LATE } fl_return;
typedef struct fl_outcome {
  float satisfaction; // -1..1
  bool fake_found, complaint;
  fl_return returned;
} fl_outcome;

// What a day's deliveries need to know of the parameters and sellers, in single precision.
typedef struct fl_outcome_table {
  float *expected;                    // by offer: expectation less quality, in units of satisfaction_scale (positive disappoints)
  float *fit;                         // by offer: share that does not fit
  double category_fit[FL_CATEGORIES]; // the same without guidance, by category
  float shelf_fit;                    // factor on it for goods bought on the shelf
  float noise;                        // spread of delivered quality in units of satisfaction_scale
  float normal[FL_FINE];              // quantiles of the standard normal
  float lateness_cost, promoter_from, detractor_below;
  uint32_t fake_found, complaint, return_described, return_late;
} fl_outcome_table;

// Fills the table for today. `expected` and `fit` hold offers.count elements.
void fl_outcome_today(const fl_params *params, const fl_agents *agents, fl_outcome_table *table);
// Quality of goods of a brand: what fakes are like, where sellers turn to them, no seller makes better.
double fl_goods_quality(const fl_params *params, const fl_brands *brands, uint32_t brand, bool fake);
// Expectation of goods of `owner` at this price (log over the usual one) in a room less their quality, as in the table.
float fl_outcome_expected(const fl_params *params, const fl_agents *agents, uint32_t room, uint32_t owner, bool fake,
                          double log_price);
// The reputation with which a room begins, by the quality of its goods, and the past that it has: that of so many orders a day of one real
// room, 0: none.
void fl_outcome_begin(const fl_params *params, fl_agents *agents, uint32_t room, double orders_per_day);
// A night: reputation of rooms follows promoters less detractors and the share of returning customers.
void fl_outcome_night(const fl_params *params, fl_agents *agents, const fl_counts *counts);

// What the outcome of an order hangs on: as in the table, of the goods that were bought.
typedef struct fl_outcome_case {
  float expected, fit;
  bool fake, late, shelf; // shelf: bought there, not from a host on air
} fl_outcome_case;

static inline fl_outcome fl_outcome_draw(const fl_outcome_table *table, const fl_outcome_case *order, fl_block b) {
  fl_outcome out = {.returned = FL_KEPT};
  const bool late = order->late;
  float s = table->noise * table->normal[b.u[0] & 255u] - order->expected - (late ? table->lateness_cost : 0.0f);
  out.fake_found = order->fake && (b.u[0] >> 16) < table->fake_found;
  if (out.fake_found) s = -1.0f;
  s = s > 1.0f ? 1.0f : s;
  out.satisfaction = s < -1.0f ? -1.0f : s;
  const bool unhappy = out.satisfaction < table->detractor_below;
  out.complaint = unhappy && (b.u[1] & 0xffffu) < table->complaint;
  if (out.fake_found)
    out.returned = FL_RETURN_FAKE;
  else if ((float)(b.u[1] >> 16) < order->fit * (order->shelf ? table->shelf_fit : 1.0f) * 65536.0f)
    out.returned = FL_RETURN_FIT;
  else if (unhappy && (b.u[2] & 0xffffu) < table->return_described)
    out.returned = FL_RETURN_DESCRIBED;
  else if (late && (b.u[2] >> 16) < table->return_late)
    out.returned = FL_RETURN_LATE;
  return out;
}

#endif
