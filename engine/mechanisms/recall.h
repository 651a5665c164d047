// M14 Recall and recovery: which orders have the defect and when it shows, what who is called chooses, and what that does to trust.
//
//   P(keep) = logistic((V_keep - V_refund) / T)      V_keep = w + t v_k / p      V_refund = 1 + t v_r / p       v / p at most 1
//   trust: share kappa g of what is missing is gained and (1 - kappa) l of what is there is lost      kappa = r exp(-d / tau)
//
// t trust in the room: how sure a fan is to come back and use a voucher; p price paid, v vouchers, w what the goods are still worth; d days
// from the finding to the answer; g, l gain and loss of trust by a good and a bad order (M03). Formulas: docs/model.md, M14.
#ifndef FANLOOP_RECALL_H
#define FANLOOP_RECALL_H

#include "agents/step.h"
#include "fanloop/scenario.h"

// Day of the run on which buyers are called; UINT32_MAX where the seller says nothing. `first`: the first day of the run.
uint32_t fl_recall_day(const fl_params *params, const fl_defect *defect, int64_t first);
// The last date on which the batch does anything worth counting: vouchers have ended, and of orders that nobody calls back the defect has
// shown in all but one of a hundred.
int64_t fl_defect_last(const fl_params *params, const fl_defect *defect, int64_t first);
// Days until the defect of an order shows; 0: it has none. Two words of a draw.
uint32_t fl_defect_shows(const fl_defect *defect, uint32_t u, uint32_t v);
// Probability that who is called keeps the goods for the larger voucher. `trust` 0..1; `paid` fen.
double fl_recall_keeps(const fl_params *params, const fl_defect *defect, double trust, int64_t paid);
// Part of the harm that the answer makes good.
double fl_recall_recovery(const fl_params *params, const fl_defect *defect);

#endif
