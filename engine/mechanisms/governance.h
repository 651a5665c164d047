// M06 Governance (平台治理): sellers who could gain by a fake answer to how likely it is found (inspection game, logit response), the
// platform intercepts listings, hears fans' reports, bans, blocks those who come back, and settles disputes.
// Formulas: docs/model.md, M06.
#ifndef FANLOOP_GOVERNANCE_H
#define FANLOOP_GOVERNANCE_H

#include "agents/step.h"
#include "fanloop/scenario.h"

typedef struct fl_governance_state { // no padding: a snapshot keeps its bytes
  // What sellers of a kind remember, real ones: fakes sold, in orders, and bans of who sold them.
  double sold[FL_BRAND_KINDS], bans[FL_BRAND_KINDS];
  int64_t on; // the game has begun: what is fake and on air is decided each morning
} fl_governance_state;

// Counts: listings, bans and attempts of accounts (fl_governance_accounts); real rooms that were banned tonight, and that are today.
typedef struct fl_governance_day {
  double interception, refund_days;
  int64_t listed, intercepted, bans, rooms, banned, attempts, blocked, cost_fen;
  int64_t reviewed, kept_out, review_fen, penalties_fen; // listings of real rooms; fen, the former a part of cost_fen
} fl_governance_day;

// Probability that the listing of a fake is intercepted, and days to a refund in dispute: each with diminishing returns of the people at work.
double fl_interception(const fl_params *params);
double fl_refund_days(const fl_params *params);
// Factor on the loss of trust by a bad order that is refunded after so many days.
double fl_refund_relief(const fl_params *params, double days);
// Spent a day, fen.
int64_t fl_governance_cost(const fl_params *params);
// Accounts of hosts and shops that an agent stands for, in which goods are listed, banned and opened anew: who sells fakes has others beside
// the rooms that sell, in which hardly anybody buys.
int64_t fl_governance_accounts(const fl_params *params, const fl_agents *agents, uint32_t room);
// Part of the goods in an event that is reviewed before, of those that interception leaves: so that event_review of all fakes stay out.
double fl_event_review(const fl_params *params);
// A morning: which goods are fakes (offers.fake), which are found to be (offers.caught), and which of what sellers offer (offers.open) stays
// on air. `day` takes listed, intercepted, banned, and what was reviewed at which cost.
void fl_governance_list(const fl_params *params, const fl_step *step, const fl_agents *agents, fl_governance_day *day);
// Whether the room's seller could gain by fakes without being a counterfeiter.
bool fl_may_turn(const fl_agents *agents, uint32_t room);
// The part that cheats of all who could gain by it (mean of rooms.cheating over real ones).
double fl_cheating_mean(const fl_agents *agents);
// A night: upheld reports of the rooms; gone[room] says which are banned tonight and which come back, else 0.
void fl_governance_judge(const fl_params *params, const fl_step *step, fl_agents *agents, const fl_counts *counts, uint8_t *gone,
                         fl_governance_day *day);
enum { FL_ROOM_BANNED = 1, FL_ROOM_BACK = 2 };
// A night of what sellers remember of fakes and bans, once `gone` says who is banned.
void fl_governance_remember(const fl_params *params, const fl_agents *agents, const fl_counts *counts, const uint8_t *gone,
                            fl_governance_state *state);
// What a fake that is sold is to be expected to cost the room in bans, share of price: chance of a ban x days off the air x margin of a day.
double fl_ban_loss(const fl_params *params, const fl_agents *agents, const fl_governance_state *state, uint32_t room);
// An evening: what sellers forfeit for fakes found on offer, by order missed (brands.penalties_fen). Returns the sum, fen.
int64_t fl_governance_penalties(const fl_params *params, const fl_agents *agents);
// What cheating comes to. `liability`: what each fake sold is to be expected to cost afterwards, share of price.
double fl_cheating_night(const fl_params *params, double cheating, double liability);
// Whether an offer is a counterfeiter's fake, as the world was built.
bool fl_given_fake(const fl_params *params, const fl_key *key, const fl_agents *agents, uint32_t offer);

#endif
