// M18 Subsidy: a share of the price, capped per order, paid from a budget that is paced over the days; aimed at listed offers,
// kinds of seller, room tiers, fan tiers and city tiers; and what it does to the platform's price image.
#ifndef FANLOOP_SUBSIDY_H
#define FANLOOP_SUBSIDY_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// The platform's money for this policy today, fen: what pacing gives, never more than what is left. 0 outside its dates.
int64_t fl_subsidy_money_today(const fl_subsidy *subsidy, int64_t date, int64_t left_fen);
// Puts the policy on the offers it lists today (offers.subsidy, platform_fen, seller_fen), where it pays more than one already
// there. `index` is the policy's, `salt` a hash of its id (so that its list does not hang on other policies); prices must be final.
void fl_subsidy_list(const fl_params *params, const fl_subsidy *subsidy, uint16_t index, uint32_t salt, const fl_key *key,
                     fl_agents *agents);
// Bit 4 x fan tier + city tier is set for fans who get it.
uint16_t fl_subsidy_mask(const fl_subsidy *subsidy);
// A night of the price image (0..1): raised by subsidised genuine orders, lost on subsidised fakes found, forgotten.
double fl_price_image_night(const fl_params *params, double image, const fl_tally *tally);

#endif
