#include "mechanisms/rights.h"

#include "base/mathx.h"

#include <string.h>

// Units of cost as rights.def writes them, by their first letter.
typedef struct right_facts {
  fl_right_trigger trigger;
  char unit;                   // 's' share of price, 'y' yuan
  double fit, described, fake; // parts of the loss made good
} right_facts;
static const right_facts rights[FL_RIGHTS] = {
#define FL_RIGHT(name, what, trigger, payer, eligible, claim, cost, unit, fit, described, fake)                                    \
  {FL_##trigger, (unit)[0], fit, described, fake},
#include "fanloop/rights.def"
#undef FL_RIGHT
};

typedef struct right_params {
  double coverage, claim, cost;
  int64_t payer, eligible;
} right_params;
static void params_of(const fl_params *p, right_params *out) {
#define FL_RIGHT(r, ...) *out++ = (right_params){p->coverage_##r, p->claim_##r, p->cost_##r, p->payer_##r, p->eligible_##r};
#include "fanloop/rights.def"
#undef FL_RIGHT
}

// Used phones are the only goods with that warranty.
static bool has_goods(uint32_t right, uint32_t category) {
  static const char names[] = FL_CATEGORY_CHOICES;
  uint32_t c = 0;
  const char *at = names;
  while (c < category) c += *at++ == '|';
  return right != FL_RIGHT_phone_warranty || strncmp(at, "electronics", sizeof "electronics" - 1) == 0;
}

// `kinds` and `categories`: masks of sellers and goods.
static bool widen(fl_rights_terms *terms, uint32_t right, double coverage, uint8_t who, int64_t kinds, int64_t categories) {
  const uint16_t below = (uint16_t)(coverage * FL_COVER_ALL + 0.5);
  bool any = false;
  for (uint32_t k = 0; below > 0 && k < FL_BRAND_KINDS; k++)
    for (uint32_t c = 0; c < FL_CATEGORIES; c++) {
      if (!(kinds >> k & 1) || !(categories >> c & 1) || below <= terms->below[right][k][c] || !has_goods(right, c)) continue;
      terms->below[right][k][c] = below;
      terms->who[right][k][c] = who;
      any = true;
    }
  return any;
}

// A right that asks rooms for a score covers nothing until they pass. False where it covers nothing at all.
static bool add_gate(fl_rights_terms *terms, uint32_t policy, const fl_rights *x, uint8_t who) {
  fl_gate gate = {.policy = (uint16_t)(policy + 1),
                  .below = (uint16_t)(x->coverage * FL_COVER_ALL + 0.5),
                  .right = (uint8_t)x->right,
                  .kinds = (uint8_t)x->brand_kinds,
                  .who = who};
  for (uint32_t c = 0; c < FL_CATEGORIES; c++)
    gate.categories |= (uint16_t)((uint32_t)(x->categories >> c & 1 && has_goods(gate.right, c)) << c);
  uint32_t g = 0;
  while (g < FL_RIGHT_GATES && terms->gate[g].policy) g++;
  if (g == FL_RIGHT_GATES || gate.below == 0) return false; // more of them in a file are an error (params/check.c)
  terms->gate[g] = gate;
  return true;
}

uint32_t fl_rights_passed(const fl_agents *agents, const fl_policy *policies, const fl_rights_terms *terms, uint32_t room) {
  uint32_t passed = 0;
  for (uint32_t g = 0; g < FL_RIGHT_GATES && terms->gate[g].policy; g++) {
    const fl_rights *x = &policies[terms->gate[g].policy - 1].of.rights;
    const bool passes = fl_score_passes(&agents->scores, room, x->score_by, agents->rooms.reputation[room], x->least_score);
    passed |= (uint32_t)passes << g;
  }
  return passed;
}

bool fl_rights_terms_of(const fl_params *p, const fl_policy *policies, size_t policy_count, int64_t date, fl_rights_terms *terms) {
  right_params usual[FL_RIGHTS];
  bool any = false;
  params_of(p, usual);
  memset(terms, 0, sizeof *terms);
  for (uint32_t r = 0; r < FL_RIGHTS; r++)
    any |= widen(terms, r, usual[r].coverage, (uint8_t)(usual[r].payer | usual[r].eligible * FL_TERMS_CARD), -1, -1);
  for (size_t i = 0; i < policy_count; i++) {
    const fl_rights *x = &policies[i].of.rights;
    if (policies[i].kind != FL_RIGHTS_POLICY || policies[i].off || date < x->from || date > x->to) continue;
    const int64_t payer = x->payer ? x->payer - 1 : usual[x->right].payer;
    const int64_t card = x->eligible ? x->eligible - 1 : usual[x->right].eligible;
    const uint8_t who = (uint8_t)(payer | card * FL_TERMS_CARD);
    if (x->least_score > 0)
      any |= add_gate(terms, (uint32_t)i, x, who);
    else
      any |= widen(terms, (uint32_t)x->right, x->coverage, who, x->brand_kinds, x->categories);
  }
  return any;
}

void fl_rights_today(const fl_params *p, const fl_rights_memory *memory, fl_rights_table *t) {
  right_params usual[FL_RIGHTS];
  params_of(p, usual);
  for (uint32_t r = 0; r < FL_RIGHTS; r++) {
    t->claim[r] = fl_share16(usual[r].claim);
    t->cost[r] = rights[r].unit == 'y' ? 100 * usual[r].cost : usual[r].cost;
    const double fair = memory->insured[r] > 0 ? memory->insurer[r] / memory->insured[r] : 0;
    t->premium_fen[r] = fl_round((1 + p->rights_loading) * fair);
  }
  t->abuse = fl_share16(p->rights_abuse);
  t->detection = fl_share16(p->rights_detection);
  t->bad_faith_below = fl_below(p->rights_bad_faith);
  t->card_below = fl_below(p->rights_card_share);
  t->recovery = (float)p->rights_recovery;
}

// w(p) = p^g / (p^g + (1 - p)^g)^(1/g).
double fl_decision_weight(const fl_params *p, double chance) {
  const double g = p->rights_weighting;
  if (chance <= 0) return 0;
  if (chance >= 1) return 1;
  const double a = fl_pow(chance, g), b = fl_pow(1 - chance, g);
  return a / fl_pow(a + b, 1 / g);
}

double fl_rights_loss(const fl_params *p, uint32_t mask, const fl_doubts *doubts) {
  double bare_fit = 1, bare_described = 1, bare_fake = 1; // parts of each loss that nothing makes good
  for (uint32_t r = 0; r < FL_RIGHTS; r++) {
    if (!(mask >> r & 1)) continue;
    bare_fit *= 1 - rights[r].fit;
    bare_described *= 1 - rights[r].described;
    bare_fake *= 1 - rights[r].fake;
  }
  return p->rights_weight *
         (doubts->fit * p->rights_loss_fit * bare_fit + doubts->described * p->rights_loss_described * bare_described +
          doubts->fake * p->rights_loss_fake * bare_fake);
}

fl_chances fl_rights_chances(const fl_params *p, const fl_rights_memory *m) {
  if (!(m->delivered > 0)) return (fl_chances){p->rights_usual_unhappy, p->rights_usual_fakes};
  return (fl_chances){m->unhappy / m->delivered, m->fakes / m->delivered};
}

void fl_rights_night(const fl_params *p, fl_rights_memory *m, const fl_tally *day, const fl_right_tally *tally) {
  const double keep = fl_exp(-1.0 / p->rights_memory);
  m->delivered = keep * m->delivered + (double)day->delivered;
  m->unhappy = keep * m->unhappy + (double)day->detractors;
  m->fakes = keep * m->fakes + (double)day->fakes_found;
  for (uint32_t r = 0; tally && r < FL_RIGHTS; r++) {
    m->insured[r] = keep * m->insured[r] + (double)tally->right[r].insured;
    m->insurer[r] = keep * m->insurer[r] + (double)tally->right[r].insurer;
  }
}

int64_t fl_right_cost(const fl_rights_table *t, uint32_t right, int64_t paid) {
  return fl_round(fl_right_of_price(right) ? t->cost[right] * (double)paid : t->cost[right]);
}

bool fl_right_by_order(uint32_t right) {
  return rights[right].trigger == FL_CHECK;
}

bool fl_right_of_price(uint32_t right) {
  return rights[right].unit != 'y';
}

// Each right has 16 bits of the draw of its own; the last ones are for abuse.
static uint32_t word(const fl_block *b, uint32_t i) {
  return b->u[i / 2] >> (i % 2 ? 16 : 0) & 0xffffu;
}

fl_claims fl_rights_claims(const fl_rights_table *t, uint32_t mask, const fl_case *c, fl_block b) {
  fl_claims out = {0};
  bool returned = c->returned;
  for (uint32_t r = 0; r < FL_RIGHTS; r++) // before anything is delivered
    if (mask >> r & 1 && rights[r].trigger == FL_CHECK && c->fake && word(&b, r) < t->claim[r])
      return (fl_claims){.made = 1u << r, .stopped = true};
  for (uint32_t r = 0; r < FL_RIGHTS; r++) {
    if (!(mask >> r & 1) || rights[r].trigger != FL_REFUND || c->barred) continue;
    out.abused = !c->unhappy && c->bad_faith && word(&b, FL_RIGHTS) < t->abuse;
    // Whether it is found out hangs on a hash of the word that the honest would have claimed by.
    out.found = out.abused && (word(&b, r) * 0x9e37u >> 4 & 0xffffu) < t->detection;
    out.refunded = out.abused ? !out.found : c->unhappy && word(&b, r) < t->claim[r];
    out.made |= (uint32_t)out.refunded << r;
  }
  for (uint32_t r = 0; r < FL_RIGHTS; r++) {
    if (!(mask >> r & 1)) continue;
    const bool kept = !returned && !out.refunded, draws = word(&b, r) < t->claim[r];
    bool made = false;
    switch (rights[r].trigger) {
    case FL_LENIENT: made = kept && draws; break;
    case FL_FREIGHT: made = !out.refunded && (returned || draws); break;
    case FL_DAMAGES: made = c->fake_found && draws; break;
    case FL_REPAIR: made = kept && draws; break;
    default: break;
    }
    if (made && rights[r].trigger != FL_REPAIR && rights[r].trigger != FL_DAMAGES) {
      out.sent_back |= !returned;
      returned = true;
    }
    out.made |= (uint32_t)made << r;
  }
  // Who sends goods back after all had the way paid, whichever right is listed first.
  for (uint32_t r = 0; r < FL_RIGHTS; r++)
    if (mask >> r & 1 && rights[r].trigger == FL_FREIGHT && returned && !out.refunded) out.made |= 1u << r;
  return out;
}
