// Rights of buyers in the world (M07): the morning's cover, settled orders, claims of what is delivered, and rows. Who pays what stands
// in counts.rights by right and in counts.right_payers by brand; every fen of a claim or premium is posted once.
#include "base/mathx.h"
#include "world/internal.h"

enum { ROOMS_A_TASK = 64 };

// Hooks may switch a right on at any time.
bool fl_rights_possible(const fl_world *w) {
  fl_rights_terms terms;
  const fl_hooks *hooks = &w->options.hooks;
  bool any = fl_rights_terms_of(&w->params, NULL, 0, 0, &terms) || hooks->on_start || hooks->on_day;
  for (size_t p = 0; p < w->policy_count; p++) any |= w->policies[p].kind == FL_RIGHTS_POLICY;
  return any;
}

// By room: which gates it passed on a day; NULL where no right can ask for a score.
static uint16_t *passed_on(const fl_world *w, uint32_t day) {
  return w->rights_passed ? w->rights_passed + (size_t)(day % FL_RIGHTS_DAYS) * w->agents.rooms.count : NULL;
}

static uint32_t passed_by(const fl_world *w, uint32_t day, uint32_t room) {
  const uint16_t *passed = passed_on(w, day);
  return passed ? passed[room] : 0;
}

fl_cover fl_right_cover(const fl_world *w, uint32_t day, uint32_t right, uint32_t room, uint32_t kind, uint32_t category) {
  return fl_rights_cover(&w->rights_terms[day % FL_RIGHTS_DAYS], right, kind, category, passed_by(w, day, room));
}

// `goods`: what `offer` sold on that day.
static uint32_t mask_of(const fl_world *w, uint32_t day, uint32_t offer, const fl_goods *goods, bool holder, bool first) {
  const uint32_t kind = w->agents.brands.kind[goods->owner];
  return fl_rights_mask(&w->step.key, &w->rights_terms[day % FL_RIGHTS_DAYS], offer, kind, goods->category,
                        passed_by(w, day, offer / FL_OFFERS), holder, first);
}

static fl_goods goods_today(const fl_world *w, uint32_t offer) {
  return (fl_goods){.owner = fl_owner(&w->agents, offer), .category = w->agents.offers.category[offer]};
}

// Whether doubts follow what is delivered; else they are the usual ones, for which utility allows.
static bool felt(const fl_world *w) {
  return w->governance.on || w->params.rights_doubts == 1;
}

// One offer, for who holds the card or not and buys there for the first time or not: mostly that makes no difference. `allowed_for`, `bare`:
// the loss that utility allows for, and that of goods without a right.
static void cover_offer(fl_world *w, uint32_t o, const fl_doubts *doubts, double allowed_for, double bare) {
  uint32_t cards = 0, all = 0, last = 0;
  if (w->rights_open) {
    const fl_goods goods = goods_today(w, o);
    all = fl_rights_masks(&w->step.key, &w->rights_terms[w->step.day % FL_RIGHTS_DAYS], o, w->agents.brands.kind[goods.owner],
                          goods.category, passed_by(w, w->step.day, o / FL_OFFERS), &cards);
  }
  w->rights.covered[o] = 0;
  float cover = (float)(allowed_for - bare);
  for (uint32_t who = 0; who < FL_COVERS; who++) {
    const uint32_t mask = fl_rights_of(all, cards, who >> 1, who & 1);
    if (mask != last) cover = (float)(allowed_for - (mask ? fl_rights_loss(&w->params, mask, doubts) : bare));
    last = mask;
    w->rights.covered[o] |= (uint8_t)((mask != 0) << who);
    w->rights.cover[who][o] = cover;
  }
}

static void fill_cover(void *arg, uint32_t task, uint32_t worker) {
  fl_world *w = arg;
  (void)worker;
  const fl_params *p = &w->params;
  const fl_chances usual = fl_rights_chances(p, &(fl_rights_memory){0});
  const fl_chances now = felt(w) ? fl_rights_chances(p, &w->rights_memory) : usual;
  const uint32_t from = task * ROOMS_A_TASK, to = from + ROOMS_A_TASK, count = w->agents.rooms.count;
  fl_doubts doubts = {.fake = fl_decision_weight(p, now.fake)}, always = {.fake = fl_decision_weight(p, usual.fake)};
  double fit = 0; // the share whose weight is at hand: that of a room's goods is mostly one
  for (uint32_t r = from; r < to && r < count; r++) {
    // Strangers know how often goods disappoint on the platform, and by its reputation whether this seller's do so more often.
    const double worse = 2 * (1 - w->agents.rooms.reputation[r]);
    doubts.described = fl_decision_weight(p, now.unhappy * worse);
    always.described = fl_decision_weight(p, usual.unhappy * worse);
    for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
      if ((double)w->outcome.fit[o] != fit) doubts.fit = always.fit = fl_decision_weight(p, fit = (double)w->outcome.fit[o]);
      cover_offer(w, o, &doubts, fl_rights_loss(p, 0, &always), fl_rights_loss(p, 0, &doubts));
    }
  }
}

// Which rooms may show a right that asks for a score, all day long; and how many real rooms show it.
static void open_gates(fl_world *w, const fl_rights_terms *terms) {
  const fl_rooms *rooms = &w->agents.rooms;
  uint16_t *passed = passed_on(w, w->step.day);
  for (uint32_t r = 0; passed && r < rooms->count; r++) {
    passed[r] = (uint16_t)fl_rights_passed(&w->agents, w->policies, terms, r);
    for (uint32_t g = 0; passed[r] >> g; g++)
      if ((passed[r] >> g & 1) && fl_gate_is_for(&terms->gate[g], w->agents.brands.kind[rooms->brand[r]], rooms->category[r]))
        w->admitted[terms->gate[g].policy - 1] += rooms->weight[r];
  }
}

// Terms of today. False where nothing is covered.
static bool fill_terms(fl_world *w) {
  fl_step *step = &w->step;
  fl_rights_terms terms;
  w->rights_open = false;
  if (!w->counts.rights) return false;
  const bool any = fl_rights_terms_of(&w->params, w->policies, w->policy_count, step->date, &terms);
  if (any) w->rights_last = step->day + 1;
  // Until all that was covered is delivered, and forgotten.
  w->rights_open = w->rights_last > 0 && step->day + 1 - w->rights_last <= FL_RIGHTS_DAYS;
  if (!w->rights_open) return false;
  w->rights_terms[step->day % FL_RIGHTS_DAYS] = terms;
  open_gates(w, &terms);
  fl_rights_today(&w->params, &w->rights_memory, &w->rights);
  return any;
}

void fl_fill_rights(fl_world *w) {
  fl_step *step = &w->step;
  const bool any = fill_terms(w);
  step->cover = NULL;
  step->covered = NULL;
  step->barred = NULL;
  if (!any && !felt(w)) return;
  const fl_parallel *parallel = &w->options.parallel;
  parallel->run(parallel->workers, (w->agents.rooms.count + ROOMS_A_TASK - 1) / ROOMS_A_TASK, fill_cover, w);
  step->cover = (const float *const *)w->rights.cover;
  if (!any) return;
  step->covered = w->rights.covered;
  step->barred = w->barred;
  step->card_below = w->rights.card_below;
}

// ---- Orders ---------------------------------------------------------------------------------------------------------------------

static void post_cost(fl_counts *counts, uint32_t right, uint32_t brand, uint32_t who, int64_t fen, int64_t orders) {
  fl_right_count *c = &counts->rights->right[right];
  int64_t *payers = counts->right_payers[brand];
  switch (who & FL_TERMS_PAYER) {
  case FL_SELLER_PAYS:
    c->seller += fen * orders;
    payers[0] += fen * orders;
    payers[2] += fl_right_of_price(right) ? fen * orders : 0;
    break;
  case FL_PLATFORM_PAYS:
    c->platform += fen * orders;
    payers[1] += fen * orders;
    break;
  default: c->insurer += fen * orders; break;
  }
}

static uint32_t terms_of(const fl_world *w, uint32_t day, uint32_t right, uint32_t offer, const fl_goods *goods) {
  return fl_right_cover(w, day, right, offer / FL_OFFERS, w->agents.brands.kind[goods->owner], goods->category).who;
}

// `mask`: the rights that cover the order.
static void post_cover(const fl_world *w, fl_counts *counts, uint32_t offer, const fl_goods *goods, uint32_t mask, int64_t orders,
                       int64_t price, int64_t paid) {
  for (uint32_t r = 0; r < FL_RIGHTS; r++) {
    if (!(mask >> r & 1)) continue;
    fl_right_count *c = &counts->rights->right[r];
    const uint32_t who = terms_of(w, w->step.day, r, offer, goods);
    c->covered += orders;
    c->covered_gmv += orders * price;
    if (fl_right_by_order(r)) post_cost(counts, r, goods->owner, who, fl_right_cost(&w->rights, r, paid), orders);
    if ((who & FL_TERMS_PAYER) != FL_INSURER_PAYS) continue;
    const int64_t premium = w->rights.premium_fen[r] * orders;
    c->insured += orders;
    c->premium += premium;
    c->seller += premium;
    counts->right_payers[goods->owner][0] += premium;
  }
}

void fl_post_rights(const fl_world *w, fl_counts *counts, uint32_t offer, uint32_t note, int64_t orders, int64_t price,
                    int64_t paid) {
  const bool known = note >> FL_NOTE_KNOWN & 1u, holder = note >> FL_NOTE_CARD & 1u, first = !(note >> FL_NOTE_BOUGHT & 1u);
  const fl_goods goods = goods_today(w, offer);
  const uint32_t mask = mask_of(w, w->step.day, offer, &goods, holder, first);
  int64_t *choice = counts->rights->choice[known][mask != 0];
  choice[1] += orders;
  choice[2] += orders * price;
  if (counts->presale && fl_made_to_order(&w->agents.supply, offer)) return; // when they are shipped, if they are
  post_cover(w, counts, offer, &goods, mask, orders, price, paid);
}

void fl_post_cover(const fl_world *w, fl_counts *counts, uint32_t offer, bool holder, bool first, int64_t orders, int64_t price,
                   int64_t paid) {
  const fl_goods goods = goods_today(w, offer);
  post_cover(w, counts, offer, &goods, mask_of(w, w->step.day, offer, &goods, holder, first), orders, price, paid);
}

// ---- Claims ---------------------------------------------------------------------------------------------------------------------

bool fl_barred(const fl_world *w, uint32_t fan, uint32_t generation) {
  const uint32_t bit = 2 * fan + generation;
  return w->barred[bit / 32] >> (bit % 32) & 1u;
}

static void change_outcome(const fl_claims *claims, fl_outcome *o) {
  if (claims->stopped) *o = (fl_outcome){.returned = FL_RETURN_FAKE}; // nothing came; the money is back
  if (claims->refunded) o->returned = FL_KEPT;
  if (claims->sent_back) o->returned = FL_RETURN_FIT;
}

bool fl_claim_rights(fl_world *w, fl_counts *counts, const fl_parcel_case *p, fl_outcome *o, bool *money_back) {
  const bool holder = p->post->note >> FL_PARCEL_CARD & 1u, first = p->post->note >> FL_PARCEL_FIRST & 1u;
  const uint32_t mask = mask_of(w, p->ordered, p->offer, p->goods, holder, first), fan = p->block * FL_BLOCK_FANS + p->index;
  *money_back = false;
  if (!mask) return false;
  const int64_t n = p->post->count, paid = p->post->note & FL_PARCEL_PAID;
  const fl_case order = {.fake = p->goods->fake,
                         .fake_found = o->fake_found,
                         .unhappy = o->satisfaction < w->outcome.detractor_below,
                         .returned = o->returned != FL_KEPT,
                         .bad_faith = fl_credit_of(&w->rights, &w->step.key, p->fan, p->generation).bad_faith,
                         .barred = fl_barred(w, fan, p->generation)};
  const fl_block draw = fl_draw(&w->step.key, FL_STREAM_RIGHTS, p->ordered, p->fan, p->number);
  const fl_claims claims = fl_rights_claims(&w->rights, mask, &order, draw);
  for (uint32_t r = 0; r < FL_RIGHTS; r++) {
    if (!(claims.made >> r & 1)) continue;
    counts->rights->right[r].claims += n;
    if (!fl_right_by_order(r))
      post_cost(counts, r, p->goods->owner, terms_of(w, p->ordered, r, p->offer, p->goods), fl_right_cost(&w->rights, r, paid), n);
  }
  counts->rights->right[FL_RIGHT_refund_only].abuses += claims.abused ? n : 0;
  counts->rights->right[FL_RIGHT_refund_only].found += claims.found ? n : 0;
  // A block of fans has words of its own.
  if (claims.found && p->own) w->barred[(2 * fan + p->generation) / 32] |= 1u << ((2 * fan + p->generation) % 32);
  change_outcome(&claims, o);
  *money_back = claims.refunded;
  return claims.made & (1u << FL_RIGHT_refund_only | 1u << FL_RIGHT_fake_nine | 1u << FL_RIGHT_phone_warranty);
}

// ---- Rows -----------------------------------------------------------------------------------------------------------------------

fl_status fl_emit_rights(fl_world *w) {
  if (!w->rights_open) return FL_OK;
  const fl_right_tally *t = w->counts.rights;
  fl_row_right_day rows[FL_RIGHTS];
  for (int r = 0; r < FL_RIGHTS; r++) {
    const fl_right_count *c = &t->right[r];
    rows[r] = (fl_row_right_day){w->step.date, r,           c->covered, c->covered_gmv, c->claims, c->seller,
                                 c->premium,   c->platform, c->insurer, c->abuses,      c->found};
  }
  const fl_status status = fl_emit(w, FL_T_right_day, rows, FL_RIGHTS);
  fl_row_right_choice_day choice[4];
  for (int i = 0; i < 4; i++) {
    const int64_t *c = t->choice[i >> 1][i & 1];
    choice[i] = (fl_row_right_choice_day){w->step.date, i >> 1, i & 1, c[0], c[1], c[2]};
  }
  return status == FL_OK ? fl_emit(w, FL_T_right_choice_day, choice, 4) : status;
}
