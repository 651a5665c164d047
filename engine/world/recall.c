// Defects and recalls in the world (M14): the morning's brands and vouchers; what becomes of an order that was delivered with a defect, which
// waits among the parcels until it shows or its buyer is called; rows.
#include "mechanisms/recall.h"

#include "base/mathx.h"
#include "mechanisms/private_domain.h"
#include "mechanisms/trust.h"
#include "world/settling.h"

#include <stdlib.h>

enum { SHOWS = 0, CALLED = 1 << 23 }; // bit of k beside the room and offer: the order's defect; the buyer's answer

bool fl_alloc_recalls(fl_world *w) {
  w->defect_count = 0;
  for (size_t p = 0; p < w->policy_count; p++) w->defect_count += w->policies[p].kind == FL_DEFECT;
  if (w->defect_count == 0) return true;
  bool ok = (w->defect_of = calloc((size_t)w->agents.brands.count + 1, sizeof *w->defect_of)) != NULL;
  ok = (w->recalls = calloc(w->policy_count, sizeof *w->recalls)) && ok;
  return ok;
}

static uint32_t give_out(fl_world *w, int64_t value, uint32_t last, uint32_t policy, uint32_t brand) {
  if (value <= 0) return 0;
  return fl_give_out(w, (fl_packet){(uint32_t)value, 0, (int32_t)last, policy, 1 + brand});
}

// The day on which buyers are called. Levers move it as long as it has not come: what is in the newspapers stays said.
static uint32_t day_of(const fl_world *w, uint32_t policy) {
  const uint32_t begun = w->recalls[policy].begun;
  return begun > 0 ? begun - 1 : fl_recall_day(&w->params, &w->policies[policy].of.defect, w->model->first_date);
}

void fl_recalls_morning(fl_world *w) {
  const fl_scenario *s = &w->model->scenario;
  if (w->defect_count == 0) return;
  memset(w->defect_of, 0, ((size_t)w->agents.brands.count + 1) * sizeof *w->defect_of);
  for (size_t p = 0; p < w->policy_count; p++) {
    const fl_defect *d = &w->policies[p].of.defect;
    if (w->policies[p].kind != FL_DEFECT || w->policies[p].off || w->step.date < d->from) continue;
    const uint32_t brand = fl_own_brand(s, d->brand);
    if (brand == UINT32_MAX) continue;
    w->defect_of[brand] = (uint32_t)p + 1;
    if (w->recalls[p].begun > 0 || w->step.day < day_of(w, (uint32_t)p)) continue;
    w->recalls[p].begun = w->step.day + 1;
    const uint32_t last = w->step.day + (uint32_t)d->expiry;
    w->recalls[p].refund = give_out(w, d->voucher_refund, last, (uint32_t)p, brand);
    w->recalls[p].keep = give_out(w, d->voucher_keep, last, (uint32_t)p, brand);
  }
}

static const fl_defect *defect_at(const fl_world *w, uint32_t room, uint32_t *policy) {
  if (w->defect_count == 0) return NULL;
  const uint32_t number = w->defect_of[w->agents.rooms.brand[room]];
  *policy = number - 1;
  return number > 0 ? &w->policies[number - 1].of.defect : NULL;
}

static fl_block draw_of(const fl_world *w, uint32_t block, const fl_post *post, uint32_t day, uint32_t what) {
  return fl_draw(&w->step.key, FL_STREAM_RECALL, day, fl_fan_id(&w->agents, block, post->fan), what | (post->what & 0x3fffffu));
}

bool fl_defect_waits(const fl_world *w, fl_counts *counts, uint32_t block, uint32_t ordered, bool detractor, const fl_post *parcel,
                     fl_post *out) {
  uint32_t policy;
  const fl_defect *d = defect_at(w, parcel->what & FL_POST_ROOM, &policy);
  const int64_t date = w->model->first_date + ordered;
  if (!d || date < d->from || date > d->to) return false;
  const uint32_t offer = (parcel->what & FL_POST_ROOM) * FL_OFFERS + (parcel->what >> FL_POST_OFFER & 3u);
  if (fl_goods_of(&w->agents, offer, ordered, w->step.day).others) return false;
  const fl_block b = draw_of(w, block, parcel, ordered, SHOWS);
  const uint32_t shows = fl_defect_shows(d, b.u[0], b.u[1]);
  if (shows == 0) return false;
  const uint32_t call = day_of(w, policy), today = w->step.day;
  uint32_t due = today + shows;
  // Who has the goods when the call goes out is called; whose parcel comes later, on the day after.
  const bool called = call != UINT32_MAX && call < due && fl_unit(b.u[2]) < d->reached;
  if (called) due = call > today ? call : today + 1;
  counts->recalls[policy].sold += parcel->count;
  *out = *parcel;
  out->when = (uint16_t)due;
  out->what &= ~((uint32_t)FL_MAX_LAG << FL_PARCEL_LAG); // no lag: it has been delivered
  out->what &= ~(uint32_t)(FL_PARCEL_CALLED | FL_PARCEL_DETRACTOR);
  out->what |= (called ? FL_PARCEL_CALLED : 0u) | (detractor ? FL_PARCEL_DETRACTOR : 0u);
  return true;
}

static void refund(const fl_world *w, fl_counts *counts, const fl_post *post, uint32_t room, uint32_t offer) {
  const int64_t n = post->count, fen = n * (int64_t)(post->note & FL_PARCEL_PAID);
  counts->fixed->returns_described += n;
  counts->fixed->refund += fen;
  counts->rooms[room].returns += n;
  counts->rooms[room].quality_returns += n;
  counts->rooms[room].refund += fen;
  // Goods of the room's own: others' have no recalls. They may have made way since.
  const fl_goods goods = fl_goods_of(&w->agents, offer, UINT32_MAX, w->step.day);
  fl_goods_back(w, counts, offer, &goods, post);
}

static void move_trust(fl_world *w, fl_counts *counts, fl_fan *fan, uint32_t room, double gain, double loss, bool unhappy,
                       int64_t weight, const fl_block *b) {
  const float net = (float)(gain - loss);
  fl_trust_spill(&w->levers, fan, net, fl_unitf(b->u[2]));
  const int slot = fl_slot_find(fan, room);
  if (slot < 0) return;
  const uint32_t trust = fl_slot_trust(fan, slot);
  uint32_t moved = loss > 0 ? fl_trust_move(&w->levers, trust, -(float)loss, fl_unitf(b->u[3])) : trust;
  moved = gain > 0 ? fl_trust_move(&w->levers, moved, (float)gain, fl_unitf(b->u[3])) : moved;
  fl_slot_put_trust(fan, slot, moved);
  if (unhappy && fan->room_high[slot] & FL_FOLLOWED && (b->u[2] & 0xffffu) < w->levers.unfollow_bad)
    fl_unfollow(fan, slot, weight, counts);
}

// A buyer who is called: the refund or the voucher.
static void answer(fl_world *w, fl_counts *counts, uint32_t policy, const fl_post *post, double trust, fl_fan *fan, int64_t weight,
                   const fl_block *b) {
  const fl_defect *d = &w->policies[policy].of.defect;
  fl_recall_tally *t = &counts->recalls[policy];
  const uint32_t room = post->what & FL_POST_ROOM, offer = room * FL_OFFERS + (post->what >> FL_POST_OFFER & 3u);
  const bool keeps = fl_unit(b->u[0]) < fl_recall_keeps(&w->params, d, trust, post->note & FL_PARCEL_PAID);
  const int band = trust < 0.25 ? 0 : trust < 0.5 ? 1 : trust < 0.75 ? 2 : 3;
  t->choice[band][keeps] += post->count;
  if (!keeps) {
    t->refund += post->count * (int64_t)(post->note & FL_PARCEL_PAID);
    refund(w, counts, post, room, offer);
  }
  const uint32_t kind = keeps ? w->recalls[policy].keep : w->recalls[policy].refund;
  // A wallet holds one. Of a split order the agent is called for all its real fans, or not at all.
  if (!fan || kind == 0 || !fl_wallet_empty(w, fan)) return;
  fan->voucher = (uint8_t)kind;
  counts->wallets[kind].granted += weight;
  t->granted += weight;
}

// What a bad order is to all who keep count of outcomes: scores, reputation, brand trust, word of mouth. Who was a detractor when it was
// delivered is none a second time.
static void disappoint(const fl_world *w, fl_counts *counts, uint32_t block, const fl_post *post, const fl_outcome *seen) {
  const uint32_t room = post->what & FL_POST_ROOM, offer = room * FL_OFFERS + (post->what >> FL_POST_OFFER & 3u);
  const int64_t n = post->count, detractors = post->what & FL_PARCEL_DETRACTOR ? 0 : n;
  counts->fixed->detractors += detractors;
  counts->fixed->complaints += seen->complaint ? n : 0;
  counts->rooms[room].detractors += detractors;
  counts->rooms[room].satisfaction += (int64_t)(seen->satisfaction * 1024.0f) * n;
  if (counts->trouble) fl_count_trouble(counts->trouble[offer], seen, false, detractors > 0, n);
  if (!counts->word) return;
  const fl_fan *fan = &w->agents.fans[(size_t)block * FL_BLOCK_FANS + post->fan];
  const uint32_t segment = fl_segment_of(w, fl_fan_id(&w->agents, block, post->fan), fan);
  fl_word_of_delivery(w, counts, w->agents.rooms.brand[room], segment, 0, detractors);
}

void fl_defect_due(fl_world *w, fl_counts *counts, uint32_t block, const fl_post *post) {
  const uint32_t room = post->what & FL_POST_ROOM, offer = room * FL_OFFERS + (post->what >> FL_POST_OFFER & 3u);
  uint32_t policy;
  const fl_defect *d = defect_at(w, room, &policy);
  if (!d) return;
  fl_fan *fan = &w->agents.fans[(size_t)block * FL_BLOCK_FANS + post->fan];
  const bool own = post->what & FL_PARCEL_OWN && fan->repeat & FL_HAS_BOUGHT;
  const int slot = fl_slot_find(fan, room);
  const double trust = slot >= 0 ? (double)fl_trust_now(&w->levers, fan, slot) / FL_TRUST_ONE : 0;
  const fl_block b = draw_of(w, block, post, w->step.day, CALLED);
  const bool called = post->what & FL_PARCEL_CALLED;
  const int64_t weight = fl_weight_of(&w->agents, block), n = post->count;
  double gain = 0, loss = (double)w->levers.trust_loss_bad;
  if (called) {
    const double kappa = fl_recall_recovery(&w->params, d);
    answer(w, counts, policy, post, trust, own ? fan : NULL, weight, &b);
    gain = kappa * (double)w->levers.trust_gain_good;
    loss *= 1 - kappa;
  } else {
    const fl_outcome seen = {.satisfaction = -1,
                             .returned = b.u[1] >> 16 < w->outcome.return_described ? FL_RETURN_DESCRIBED : FL_KEPT,
                             .complaint = (b.u[1] & 0xffffu) < w->outcome.complaint};
    counts->recalls[policy].shown += n;
    disappoint(w, counts, block, post, &seen);
    if (seen.returned != FL_KEPT) refund(w, counts, post, room, offer);
  }
  if (own) move_trust(w, counts, fan, room, gain, loss, !called, weight, &b);
}

fl_status fl_emit_recalls(fl_world *w) {
  w->rows[FL_T_recall_day].count = w->rows[FL_T_recall_choice].count = 0;
  if (w->defect_count == 0) return FL_OK;
  fl_status status = FL_OK;
  for (size_t p = 0; status == FL_OK && p < w->policy_count; p++) {
    const fl_recall_tally *t = &w->counts.recalls[p];
    if (w->policies[p].kind != FL_DEFECT || w->policies[p].off || w->step.date < w->policies[p].of.defect.from) continue;
    int64_t refunded = 0, kept = 0;
    for (int band = 0; band < 4; band++) refunded += t->choice[band][0], kept += t->choice[band][1];
    const fl_row_recall_day row = {.date = w->step.date,
                                   .policy = (int64_t)p,
                                   .defective = t->sold,
                                   .shown = t->shown,
                                   .called = refunded + kept,
                                   .refunded = refunded,
                                   .kept = kept,
                                   .refund_fen = t->refund,
                                   .vouchers = t->granted,
                                   .redeemed = t->redeemed,
                                   .redeemed_fen = t->redeemed_fen};
    status = fl_emit(w, FL_T_recall_day, &row, 1);
    fl_row_recall_choice rows[4];
    size_t n = 0;
    for (int band = 0; band < 4; band++)
      if (t->choice[band][0] + t->choice[band][1] > 0)
        rows[n++] = (fl_row_recall_choice){w->step.date, (int64_t)p, band, t->choice[band][0], t->choice[band][1]};
    if (status == FL_OK) status = fl_emit(w, FL_T_recall_choice, rows, n);
  }
  return status;
}
