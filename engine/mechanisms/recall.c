#include "mechanisms/recall.h"

#include "base/mathx.h"

static double days_to_answer(const fl_params *p, const fl_defect *d) {
  return d->response_days + (d->front_line ? 0 : p->recall_escalation);
}

uint32_t fl_recall_day(const fl_params *p, const fl_defect *d, int64_t first) {
  if (d->response == 0) return UINT32_MAX;
  const int64_t day = d->from - first + d->found_after + fl_round(days_to_answer(p, d));
  return day > 0 ? (uint32_t)day : 0;
}

int64_t fl_defect_last(const fl_params *p, const fl_defect *d, int64_t first) {
  static const double unseen = 0.01; // part of the batch that is left out of account: its tail has no end
  const uint32_t call = fl_recall_day(p, d, first);
  const double silent = call == UINT32_MAX ? 1 : 1 - d->reached;
  const double days = p->delivery_days + (silent > unseen ? d->fails_after * fl_log(silent / unseen) : 0);
  const int64_t shown = d->to + fl_round(days), used = call == UINT32_MAX ? d->to : first + call + d->expiry;
  return shown > used ? shown : used;
}

uint32_t fl_defect_shows(const fl_defect *d, uint32_t u, uint32_t v) {
  if (!(fl_unit(u) < d->rate)) return 0;
  const double days = -d->fails_after * fl_log(fl_unit(v));
  return 1 + (uint32_t)(days < 1000 ? days : 1000);
}

static double worth(int64_t voucher, int64_t paid) {
  return voucher < paid ? (double)voucher / (double)paid : 1;
}

double fl_recall_keeps(const fl_params *p, const fl_defect *d, double trust, int64_t paid) {
  const double keep = p->recall_value_left + trust * worth(d->voucher_keep, paid);
  const double refund = 1 + trust * worth(d->voucher_refund, paid);
  return 1 / (1 + fl_exp((refund - keep) / p->recall_temperature));
}

double fl_recall_recovery(const fl_params *p, const fl_defect *d) {
  return p->recall_recovery * fl_exp(-days_to_answer(p, d) / p->recall_patience);
}
