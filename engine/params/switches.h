// Which levers do nothing while a mechanism is off, and what switches it on.
#ifndef FANLOOP_SWITCHES_H
#define FANLOOP_SWITCHES_H

#include "fanloop/scenario.h"

typedef enum fl_switch_id {
#define FL_SWITCH(id, levers, shown, off, on, condition) FL_SWITCH_##id,
#include "fanloop/switches.def"
#undef FL_SWITCH
  FL_SWITCHES
} fl_switch_id;

typedef struct fl_switch {
  const char *levers, *shown, *off, *on; // as in switches.def
} fl_switch;

extern const fl_switch fl_switches[FL_SWITCHES];

// The switch without which a parameter, or a field of fl.brand, fl.room, a strategy's view or its decision, does nothing; FL_SWITCHES where
// there is none.
fl_switch_id fl_switch_of(const fl_fields *fields, const fl_field *field);
bool fl_switch_is_on(fl_switch_id id, const fl_scenario *scenario);
// Whether a hook could switch it on while the world runs.
bool fl_switch_moves(fl_switch_id id);

#endif
