// M07 Rights of buyers (消费权益; 信任购, 信任卡): each right of facts 3.2 covers a share of goods, by kind of seller and category, from one
// date to another. Who does not know a seller doubts all goods, and the more, the more goes wrong on the platform; a right makes good a part
// of that same loss, and it costs somebody whenever a case comes up:
//   LENIENT  goods that would have been kept go back                          FREIGHT  any return is paid the way; more of them
//   REFUND   an unhappy buyer gets the money and keeps the goods              DAMAGES  a fake that was found out
//   CHECK    an inspection of every order, which stops fakes on the way       REPAIR   goods that break within the warranty
// Formulas: docs/model.md, M07.
#ifndef FANLOOP_RIGHTS_H
#define FANLOOP_RIGHTS_H

#include "agents/step.h"
#include "fanloop/scenario.h"

enum {
#define FL_RIGHT(name, ...) FL_RIGHT_##name,
#include "fanloop/rights.def"
#undef FL_RIGHT
  FL_RIGHTS_LISTED
};
static_assert((int)FL_RIGHTS_LISTED == (int)FL_RIGHTS, "FL_RIGHT_CHOICES names them in the same order");
typedef enum fl_right_trigger { FL_LENIENT, FL_FREIGHT, FL_REFUND, FL_DAMAGES, FL_CHECK, FL_REPAIR } fl_right_trigger;
typedef enum fl_payer { FL_SELLER_PAYS, FL_PLATFORM_PAYS, FL_INSURER_PAYS, FL_PAYERS } fl_payer;

enum {
  FL_RIGHTS_DAYS = 32,    // terms that are remembered: a parcel keeps those of the day of its order
  FL_TERMS_PAYER = 3,     // bits of fl_rights_terms.who: the payer
  FL_TERMS_CARD = 4,      // holders of the trust card only
  FL_COVER_ALL = 1 << 15, // fl_rights_terms.below of a coverage of 1
  FL_COVERS = 4           // kinds of fan to whom goods are covered alike: 2 x holds the card + has not bought there
};
static_assert(FL_RIGHTS_DAYS == FL_MAX_LAG + 1 && (FL_RIGHTS_DAYS & (FL_RIGHTS_DAYS - 1)) == 0, "a ring of days");

// A right that only rooms of some score may show. No padding.
typedef struct fl_gate {
  uint16_t policy; // 1 + its index; 0: no more gates
  uint16_t below;  // of FL_COVER_ALL: offers covered in the rooms that pass
  uint16_t categories;
  uint8_t right, kinds, who, none;
} fl_gate;

// What covers which goods on one day. No padding: a snapshot keeps its bytes.
typedef struct fl_rights_terms {
  uint16_t below[FL_RIGHTS][FL_BRAND_KINDS][FL_CATEGORIES]; // of FL_COVER_ALL: offers covered
  uint8_t who[FL_RIGHTS][FL_BRAND_KINDS][FL_CATEGORIES];    // FL_TERMS_*
  fl_gate gate[FL_RIGHT_GATES];                             // where they cover more than that
} fl_rights_terms;

// One right on goods of a kind of seller and a category.
typedef struct fl_cover {
  uint32_t below, who;
} fl_cover;

// What is remembered of deliveries and claims, fading with rights.memory.
typedef struct fl_rights_memory {
  double delivered, unhappy, fakes;              // real orders
  double insured[FL_RIGHTS], insurer[FL_RIGHTS]; // orders covered by insurers; fen that their claims cost
} fl_rights_memory;

typedef struct fl_rights_table { // today, where rights cover anything; `cover` also where doubts follow deliveries
  float *cover[FL_COVERS];       // by offer: part of the price that a stranger expects to lose less than usual, in decision weights
  uint8_t *covered;              // by offer: bit of each kind of fan to whom a right covers it
  uint16_t claim[FL_RIGHTS];     // of 65536 cases
  double cost[FL_RIGHTS];        // of a case: share of what was paid, or fen
  int64_t premium_fen[FL_RIGHTS]; // of an insured order
  uint16_t abuse, detection;      // of 65536
  uint32_t bad_faith_below, card_below;
  float recovery;
} fl_rights_table;

// Terms of `date`: the parameters, and the policies that run (wider coverage wins). False where nothing is covered.
bool fl_rights_terms_of(const fl_params *params, const fl_policy *policies, size_t policy_count, int64_t date,
                        fl_rights_terms *terms);
// Which gates of these terms the room passes now (bits).
uint32_t fl_rights_passed(const fl_agents *agents, const fl_policy *policies, const fl_rights_terms *terms, uint32_t room);
// Whether the gate is about goods of this kind of seller and category.
static inline bool fl_gate_is_for(const fl_gate *gate, uint32_t kind, uint32_t category) {
  return (gate->kinds >> kind & 1) && (gate->categories >> category & 1);
}
// What covers goods in a room that passes these gates: the widest of what covers them everywhere and there.
static inline fl_cover fl_rights_cover(const fl_rights_terms *terms, uint32_t right, uint32_t kind, uint32_t category,
                                       uint32_t passed) {
  fl_cover out = {terms->below[right][kind][category], terms->who[right][kind][category]};
  for (uint32_t g = 0; passed >> g; g++) {
    const fl_gate *gate = &terms->gate[g];
    if (!(passed >> g & 1) || gate->right != right || gate->below <= out.below || !fl_gate_is_for(gate, kind, category)) continue;
    out = (fl_cover){gate->below, gate->who};
  }
  return out;
}
// The numbers of the table that hang on no offer.
void fl_rights_today(const fl_params *params, const fl_rights_memory *memory, fl_rights_table *table);
// Decision weight of a chance (Tversky and Kahneman 1992).
double fl_decision_weight(const fl_params *params, double chance);
// Those of goods that do not suit, that disappoint and that are fakes.
typedef struct fl_doubts {
  double fit, described, fake;
} fl_doubts;
// What who has to go by these doubts expects to lose on goods that `mask` covers, weighed (rights.weight): share of the price.
double fl_rights_loss(const fl_params *params, uint32_t mask, const fl_doubts *doubts);
// Shares of what is delivered that disappoint, and that turn out to be fakes, as they are remembered; the usual ones until there are any.
typedef struct fl_chances {
  double unhappy, fake;
} fl_chances;
fl_chances fl_rights_chances(const fl_params *params, const fl_rights_memory *memory);
// A night of the memory. `delivered` and so on: real orders of the day; insured orders and fen by right are read off `tally`.
void fl_rights_night(const fl_params *params, fl_rights_memory *memory, const fl_tally *day, const fl_right_tally *tally);

// Which rights cover orders of `offer`, in a room that has passed these gates, under these terms (bits): of anybody, and `cards` of them for
// holders of the trust card only.
static inline uint32_t fl_rights_masks(const fl_key *key, const fl_rights_terms *terms, uint32_t offer, uint32_t kind,
                                       uint32_t category, uint32_t passed, uint32_t *cards) {
  const fl_block b = fl_draw(key, FL_STREAM_RIGHTS, FL_LASTING, offer, 0);
  uint32_t all = 0;
  *cards = 0;
  for (uint32_t r = 0; r < FL_RIGHTS; r++) {
    const uint32_t u = b.u[r / 2] >> (r % 2 ? 17 : 1) & (FL_COVER_ALL - 1);
    const fl_cover cover = fl_rights_cover(terms, r, kind, category, passed);
    all |= (uint32_t)(u < cover.below) << r;
    *cards |= (uint32_t)((cover.who & FL_TERMS_CARD) != 0) << r;
  }
  return all;
}
// Those of one fan's order: does it hold the card, is it the fan's first?
static inline uint32_t fl_rights_of(uint32_t all, uint32_t cards, bool holder, bool first) {
  return all & ~(holder ? 0 : cards) & ~(first ? 0 : 1u << FL_RIGHT_first_order);
}
static inline uint32_t fl_rights_mask(const fl_key *key, const fl_rights_terms *terms, uint32_t offer, uint32_t kind,
                                      uint32_t category, uint32_t passed, bool holder, bool first) {
  uint32_t cards;
  const uint32_t all = fl_rights_masks(key, terms, offer, kind, category, passed, &cards);
  return fl_rights_of(all, cards, holder, first);
}

// Credit of a fan: does it hold the trust card at first, and does it act in bad faith?
typedef struct fl_credit {
  bool card, bad_faith;
} fl_credit;
static inline fl_credit fl_credit_of(const fl_rights_table *table, const fl_key *key, uint32_t fan, uint32_t generation) {
  const fl_block b = fl_draw(key, FL_STREAM_RIGHTS, FL_LASTING, fan, 1 + generation);
  return (fl_credit){.card = b.u[0] < table->card_below, .bad_faith = b.u[1] < table->bad_faith_below};
}

// One delivery: what has come of it so far.
typedef struct fl_case {
  bool fake, fake_found, unhappy, returned;
  bool bad_faith, barred; // of the fan
} fl_case;
// What is claimed: `made` by right (bits), and what it changes.
typedef struct fl_claims {
  uint32_t made;
  bool stopped;       // the inspection did not let it through
  bool refunded;      // the money is back and the goods stay
  bool sent_back;     // kept goods are returned
  bool abused, found; // in bad faith; found out
} fl_claims;
fl_claims fl_rights_claims(const fl_rights_table *table, uint32_t mask, const fl_case *order, fl_block draw);
// What a case of the right costs for an order of which `paid` fen were paid.
int64_t fl_right_cost(const fl_rights_table *table, uint32_t right, int64_t paid);
// Whether it costs that for each covered order, not for each claim.
bool fl_right_by_order(uint32_t right);
// Whether it costs a share of the price, not so many yuan.
bool fl_right_of_price(uint32_t right);

#endif
