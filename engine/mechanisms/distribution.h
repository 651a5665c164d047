// M12 Distribution by talents (分销) and the alliance's pool of goods (好物联盟): hosts put goods of other sellers on air on commission. Every
// review_days a host looks at n goods of the pool, and takes one of them or its own (a logit choice from a sampled set, McFadden 1978):
//
//   drawn by  L_g = real sellers x (floor + S_g / mean S)^sales x exp(fit x [main category])    k_g = min(.9, commission exp(sd z))
//   chosen by U_g = pay ln k_g + score ln(floor + Q_g) + Gumbel                                 own goods: k = gross margin
//
// S: sales of one real seller's goods at list price; Q: score of the goods. Hosts of small rooms choose automatically: the first goods that
// they are shown. Sales, costs and rights are the owner's, who pays the commission; the room's host keeps the fans.
#ifndef FANLOOP_DISTRIBUTION_H
#define FANLOOP_DISTRIBUTION_H

#include "agents/goods.h"
#include "agents/step.h"
#include "fanloop/scenario.h"

// The pool of a morning: offers by category, and the sum of L without fit up to each.
typedef struct fl_goods_pool {
  uint32_t *offer; // offers.count
  double *upto;    // likewise
  double *sales;   // by offer, scratch
  uint32_t count;
  double begin[FL_CATEGORIES + 1]; // sum of L before each category
} fl_goods_pool;

// Whether anybody sells goods of others in this scenario.
bool fl_distributes(const fl_scenario *scenario);
// Who does: a lasting draw of generated rooms; own rooms, which stand at `generated`, say so.
void fl_distribution_start(const fl_params *params, const fl_key *key, fl_agents *agents, const fl_room_def *own,
                           uint32_t generated, uint32_t own_count);
// A morning, once it is known what is taken down and before prices: commissions, the pool, hosts' choices; slots of others' goods show what
// their seller offers today. `usual_yuan` by category; `listed_anew`: offers.fake has been set for all offers this morning.
void fl_distribution_today(const fl_params *params, const fl_step *step, const double *usual_yuan, bool listed_anew,
                           fl_agents *agents, fl_goods_pool *pool);

// A day of a brand's goods.
typedef struct fl_deal_day {
  int64_t self_gmv, gmv, self_orders, orders, commission, refund; // fen; gmv, orders: in rooms of others
  int64_t listings, reach, won;                                   // places in real rooms; visits
  int64_t returned;                                               // exposures of stream plans
  int64_t shelf[2][2];                                            // on the shelf: orders and GMV, self-run and distributed
} fl_deal_day;
// A night: adds up the day by brand (brands.count elements, overwritten).
void fl_distribution_night(const fl_agents *agents, const fl_counts *counts, fl_deal_day *days);

#endif
