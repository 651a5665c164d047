// Parcels of earlier days arrive: the outcome is drawn, rights and governance answer it, and what it did to trust, need and budget goes into
// the fan's record. A part of pass 2 (settle.c).
#include "mechanisms/outcome.h"
#include "mechanisms/private_domain.h"
#include "mechanisms/trust.h"
#include "world/settling.h"

// `relief`: factor on what a bad order costs in trust.
static void react(fl_settling *x, fl_fan *fan, uint32_t room, const fl_outcome *o, float relief, const fl_block *b) {
  const fl_levers *levers = &x->world->levers;
  const float s = o->satisfaction, u = fl_unitf(b->u[3]);
  const float bad = o->fake_found ? -levers->trust_loss_fake : levers->trust_loss_bad * s;
  const float share = s > 0 && !o->fake_found ? levers->trust_gain_good * s : bad * relief;
  fl_trust_spill(levers, fan, share, fl_unitf(b->u[2]));
  const int slot = fl_slot_find(fan, room);
  if (slot < 0) return;
  const uint32_t trust = fl_slot_trust(fan, slot), moved = fl_trust_move(levers, trust, share, u);
  fl_slot_put_trust(fan, slot, moved);
  if (moved > trust) x->counts->rooms[room].rational += (int64_t)(moved - trust) * x->weight;
  const bool unhappy = s < x->world->outcome.detractor_below;
  if (unhappy && fan->room_high[slot] & FL_FOLLOWED && (b->u[3] & 0xffffu) < levers->unfollow_bad)
    fl_unfollow(fan, slot, x->weight, x->counts);
}

static void count_return(fl_tally *t, fl_room_tally *r, fl_return why, int64_t orders, int64_t fen) {
  int64_t *const by_reason[] = {NULL, &t->returns_fit, &t->returns_described, &t->returns_fake, &t->returns_late};
  if (why == FL_KEPT) return;
  *by_reason[why] += orders;
  r->returns += orders;
  if (why == FL_RETURN_DESCRIBED || why == FL_RETURN_FAKE) r->quality_returns += orders;
  t->refund += fen;
  r->refund += fen;
}

// What went back is needed still, and its money is there again: the quanta that the order used, and what has not faded yet of the
// part of the budget that it took. Without the goods the money alone is back.
void fl_take_back(const fl_settling *x, fl_fan *fan, const fl_post *parcel, uint32_t category, uint32_t ordered, bool goods,
                  const fl_block *b) {
  const uint64_t needs = fl_needs(fan);
  const uint32_t room_left = FL_NEED_MAX - fl_need_level(needs, category), used = goods ? parcel->what >> FL_PARCEL_USED & 3u : 0;
  fl_put_needs(fan, needs + ((uint64_t)(used < room_left ? used : room_left) << (4 * category)));
  const int since = (int16_t)(uint16_t)(fan->last_active - 1u - ordered); // as of the last active day, which the wallet shows
  const int days = since > 0 ? since : 0;                                 // what was made to order counts from its shipping
  const float spent = 255.0f * (float)(parcel->note & FL_PARCEL_PAID) / fl_budget_of(x, parcel->fan, fan) *
                      x->world->levers.wallet_keeps[days < 255 ? days : 255];
  const uint32_t back = fl_round_at_random(spent, fl_unitf(b->u[2] * 0x9e3779b9u));
  fan->wallet = (uint8_t)(fan->wallet > back ? fan->wallet - back : 0);
}

void fl_count_trouble(int64_t of[FL_TROUBLES], const fl_outcome *o, bool late, bool detractor, int64_t n) {
  of[FL_TROUBLE_QUALITY] += o->returned == FL_RETURN_DESCRIBED || o->returned == FL_RETURN_FAKE ? n : 0;
  of[FL_TROUBLE_LATE] += late ? n : 0;
  of[FL_TROUBLE_COMPLAINT] += o->complaint ? n : 0;
  of[FL_TROUBLE_DETRACTOR] += detractor ? n : 0;
}

// What rights and governance make of an outcome. Returns the factor on the trust that a bad one costs.
static float answer(fl_settling *x, const fl_post *parcel, uint32_t offer, const fl_goods *goods, uint32_t ordered, uint32_t k,
                    fl_outcome *o, bool *money_back) {
  fl_world *w = x->world;
  const fl_fan *fan = &w->agents.fans[(size_t)x->block * FL_BLOCK_FANS + parcel->fan];
  const fl_parcel_case order = {.block = x->block,
                                .index = parcel->fan,
                                .fan = fl_fan_id(&w->agents, x->block, parcel->fan),
                                .generation = fan->repeat & FL_GENERATION ? 1 : 0,
                                .offer = offer,
                                .ordered = ordered,
                                .number = k,
                                .post = parcel,
                                .goods = goods,
                                .own = parcel->what & FL_PARCEL_OWN};
  float relief = 1.0f;
  if (w->rights_open && fl_claim_rights(w, x->counts, &order, o, money_back)) relief = 1.0f - w->rights.recovery;
  if (w->governance.on) {
    fl_report_fakes(w, x->counts, &order, o);
    if (o->returned != FL_KEPT || o->complaint) relief *= w->refund_relief;
  }
  return relief;
}

// The goods that were bought: those on offer today, or where they have made way since, as they would be today.
static fl_outcome_case case_of(const fl_world *w, uint32_t offer, const fl_goods *goods, const fl_post *parcel) {
  const uint32_t room = offer / FL_OFFERS;
  fl_outcome_case out = {.expected = w->outcome.expected[offer],
                         .fit = w->outcome.fit[offer],
                         .fake = goods->fake,
                         .late = parcel->what & FL_PARCEL_LATE,
                         .shelf = parcel->note & FL_PARCEL_SHELF};
  if (!fl_distributed(&w->agents.distribution)) return out;
  out.expected = fl_outcome_expected(&w->params, &w->agents, room, goods->owner, goods->fake, (double)goods->log_price);
  const uint32_t seller = w->agents.rooms.brand[room];
  const double helped = w->growth.help ? w->growth.help[seller].fit : 1;
  out.fit = (float)(w->outcome.category_fit[goods->category] * (1 - w->agents.brands.size_guidance[seller]) * helped);
  return out;
}

// Goods of another seller than the room's: for the owner's name, not for that of the room's brand.
static void count_deal(fl_counts *counts, uint32_t room, uint32_t owner, const fl_outcome *o, int64_t n) {
  fl_deal_tally *const both[] = {&counts->deals[owner], &counts->talents[room]};
  for (int i = 0; i < 2; i++) {
    both[i]->delivered += n;
    both[i]->satisfaction += (int64_t)(o->satisfaction * 1024.0f) * n;
  }
}

// Returns whether the goods went back, or their money: of such an order nothing is left that could be refunded. `detractor`: whether its buyer
// was counted as one.
static bool deliver(fl_settling *x, const fl_post *parcel, bool *detractor) {
  fl_world *w = x->world;
  fl_tally *t = x->counts->fixed;
  const uint32_t room = parcel->what & FL_POST_ROOM, offer = room * FL_OFFERS + (parcel->what >> FL_POST_OFFER & 3u);
  const uint32_t id = fl_fan_id(&w->agents, x->block, parcel->fan);
  // The outcome is the order's, not the day's: two parcels of a fan that come together turn out each for itself.
  const uint32_t ordered = w->step.day - (parcel->what >> FL_PARCEL_LAG);
  const fl_goods goods = fl_goods_of(&w->agents, offer, ordered, w->step.day);
  const bool own = parcel->what & FL_PARCEL_OWN, shelf = parcel->note & FL_PARCEL_SHELF;
  const uint32_t k = (parcel->what & (FL_PARCEL_SUBSIDISED - 1)) | (own ? 0 : FL_PARCEL_SUBSIDISED);
  const fl_block b = fl_draw(&w->step.key, FL_OUTCOMES(w->model->scenario.setup.placebo), ordered, id, k);
  const fl_outcome_case order = case_of(w, offer, &goods, parcel);
  fl_outcome o = fl_outcome_draw(&w->outcome, &order, b);
  const int64_t n = parcel->count;
  fl_room_tally *r = &x->counts->rooms[room];
  fl_fan *fan = &w->agents.fans[(size_t)x->block * FL_BLOCK_FANS + parcel->fan];
  bool money_back = false;
  const float relief = answer(x, parcel, offer, &goods, ordered, k, &o, &money_back);
  t->delivered += n;
  r->delivered += n;
  t->category[goods.category][2] += n;
  r->satisfaction += (int64_t)(o.satisfaction * 1024.0f) * n;
  const bool promoter = o.satisfaction >= w->outcome.promoter_from;
  *detractor = o.satisfaction < w->outcome.detractor_below;
  t->promoters += promoter ? n : 0;
  r->promoters += promoter ? n : 0;
  t->detractors += *detractor ? n : 0;
  r->detractors += *detractor ? n : 0;
  if (x->counts->word)
    fl_word_of_delivery(w, x->counts, goods.owner, fl_segment_of(w, id, fan), promoter ? n : 0, *detractor ? n : 0);
  t->complaints += o.complaint ? n : 0;
  t->fakes_found += o.fake_found ? n : 0;
  if (o.fake_found && parcel->what & FL_PARCEL_SUBSIDISED) t->subsidised_fake_found += n;
  count_return(t, r, o.returned, n, n * (int64_t)(parcel->note & FL_PARCEL_PAID));
  if (x->counts->trouble) fl_count_trouble(x->counts->trouble[offer], &o, parcel->what & FL_PARCEL_LATE, *detractor, n);
  if (shelf) {
    int64_t *field = t->shelf[parcel->note >> FL_PARCEL_FIELD & 3u];
    field[4] += n;
    field[5] += o.returned != FL_KEPT ? n : 0;
  }
  if (o.returned != FL_KEPT) {
    t->category[goods.category][3] += n;
    fl_goods_back(w, x->counts, offer, &goods, parcel);
  }
  if (goods.others) count_deal(x->counts, room, goods.owner, &o, n);
  // The part of a split order that the agent does not stand for, or the order of a fan who has left, changes nobody.
  const bool back = o.returned != FL_KEPT || money_back;
  if (!own || !(fan->repeat & FL_HAS_BOUGHT)) return back;
  if (back) fl_take_back(x, fan, parcel, goods.category, ordered, o.returned != FL_KEPT, &b);
  react(x, fan, room, &o, relief, &b);
  return back;
}

void fl_deliver_due(fl_settling *x, uint32_t parcels) {
  fl_post *posts = x->queue->posts;
  const uint16_t today = (uint16_t)x->world->step.day;
  uint32_t kept = 0, looked = 0,
           fetched = 0; // posts looked through for those due, and how many of these are fetched and not opened
  for (uint32_t i = 0; i < parcels; i++) {
    // Records of fans and counts of rooms are far away; they arrive while the parcels before are opened.
    for (; fetched < FL_AHEAD && looked < parcels; looked++) {
      if (posts[looked].when != today) continue;
      fl_fetch_post(x, &posts[looked]);
      fetched++;
    }
    if (posts[i].when != today) {
      posts[kept++] = posts[i];
      continue;
    }
    fetched--;
    if (posts[i].what >> FL_PARCEL_LAG == 0) { // delivered before, with a defect
      fl_defect_due(x->world, x->counts, x->block, &posts[i]);
    } else {
      const uint32_t ordered = x->world->step.day - (posts[i].what >> FL_PARCEL_LAG);
      bool detractor = false;
      const bool back = deliver(x, &posts[i], &detractor);
      if (!back && fl_defect_waits(x->world, x->counts, x->block, ordered, detractor, &posts[i], &posts[kept])) kept++;
    }
  }
  x->queue->count = kept;
}
