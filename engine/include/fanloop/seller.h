// Strategies of sellers: what one sees of itself and of the market, and what it decides (fl_world_seller, fl_world_decide).
#ifndef FANLOOP_SELLER_VIEW_H
#define FANLOOP_SELLER_VIEW_H

#include "fanloop/field.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FL_FACT(kind, member, unit, choices, doc) FL_CTYPE_##kind(member);
typedef struct fl_seller_view {
#include "fanloop/seller_view.def"
} fl_seller_view;
#undef FL_FACT

// Bits of fl_decision.given, in the order of the table.
typedef enum fl_decides {
#define FL_FIELD(kind, member, name, unit, lo, hi, dflt, choices, meaning, source) FL_DECIDES_##member,
#define FL_FIXED                                                                   FL_FIELD
#include "fanloop/decision.def"
#undef FL_FIXED
#undef FL_FIELD
  FL_DECISIONS
} fl_decides;

typedef struct fl_decision {
#define FL_FIELD(kind, member, name, unit, lo, hi, dflt, choices, meaning, source) FL_CTYPE_##kind(member);
#define FL_FIXED                                                                   FL_FIELD
#include "fanloop/decision.def"
#undef FL_FIXED
#undef FL_FIELD
  uint64_t given; // bit FL_DECIDES_<member>: that member is decided, the others stay as they are
} fl_decision;

// Facts have neither ranges nor defaults. Of decisions, `fixed` says that they are the brand's as a whole.
extern const fl_fields fl_seller_facts, fl_decision_fields;

#ifdef __cplusplus
}
#endif
#endif
