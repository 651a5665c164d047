// M19 Service providers (fu wu shang): operating skill that a seller buys for a fee, and a supply chain that is plugged in.
//
//   gap_b = 1 / (1 + sqrt(F_b / F0))      what there is to learn, by displayed followers F of its largest real room
//   G = exp((content + conversion) gap) - 1      P(signs) = logistic((m G - f (1 + G) - fixed / S) / T)      f = max(fee - pass_on rebate, 0)
//
// m is what a yuan more of sales leaves (goods, commission and hosts paid), S the seller's sales a day, T a temperature; every
// providers.review_days a seller compares again with the same taste. Skill s grows by (1 - s) / learn_days a day, and fades afterwards.
#ifndef FANLOOP_PROVIDER_H
#define FANLOOP_PROVIDER_H

#include "agents/help.h"
#include "agents/step.h"
#include "fanloop/scenario.h"

// A seller at one provider; 8 bytes a member, so that a snapshot keeps it as it is.
typedef struct fl_client {
  int64_t since; // day of the run on which it signed; -1: no client
  double skill;  // 0..1, of what the provider can do for it
} fl_client;

// Posted since the last rows, by kind of seller: fen.
typedef struct fl_provider_books {
  int64_t fees[FL_BRAND_KINDS], rebates[FL_BRAND_KINDS], sales[FL_BRAND_KINDS];
} fl_provider_books;

double fl_provider_gap(const fl_params *params, double followers);
// Part of sales that the seller pays.
double fl_provider_fee(const fl_service_provider *of);
// Probability that the seller signs, or stays; `gap` as above. `sales`: fen a day of one real seller.
double fl_provider_signs(const fl_params *params, const fl_service_provider *of, double cost_share, double gap, double sales);
// What the provider is worth to a seller over the mean: lasting, 0 at least.
double fl_provider_match(const fl_service_provider *of, const fl_key *key, uint32_t brand, uint32_t salt);

// A night while the provider is there: who signs, who leaves, what is learnt; and fees and rebates of today. `followers` by brand; `may`
// by brand: no other provider has it. `sales` by brand: fen today. Fees are added to brands.services_fen.
void fl_provider_night(const fl_params *params, const fl_service_provider *of, const fl_key *key, uint32_t salt, uint32_t day,
                       const double *followers, const uint8_t *may, const int64_t *sales, fl_agents *agents, fl_client *clients,
                       fl_provider_books *books);
// A night on which it is not there: clients leave, and skill fades.
void fl_provider_rest(const fl_params *params, uint32_t brands, fl_client *clients);
// Adds what the provider does for a seller.
void fl_provider_help(const fl_service_provider *of, const fl_client *client, double gap, double match, double service,
                      fl_help *help);

#endif
