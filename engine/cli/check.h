// What `fanloop check` finds out about a scenario.
#ifndef FANLOOP_CHECK_COMMAND_H
#define FANLOOP_CHECK_COMMAND_H

#include "cli/pilot.h"
#include "cli/session.h"
#include "fanloop/world.h"
#include "params/switches.h"
#include "report/json.h"
#include "report/scale.h"

typedef struct fl_check {
  const fl_scenario *scenario;
  fl_lua *lua;          // that it was loaded into
  double weight;        // real fans of one simulated fan outside the catchment
  double price_yuan;    // usual price of an order
  fl_row_room rooms[3]; // largest, middle and smallest generated room
  size_t seen;          // rooms
  double middle_weight; // real rooms of the middle one
  bool hooks;           // the scenario has hooks or metrics
  bool on[FL_SWITCHES]; // mechanisms that are on, or may be
  bool looked;          // `on` is known
  bool piloted;
  fl_pilot pilot;
} fl_check;

enum { FL_CHECK_LABEL = 14 /* columns */ };

// check_terms.c: parameters away from the world's and rights on all days; variants, baseline and metrics. All of them in JSON.
void fl_check_print_terms(const fl_check *check);
void fl_check_print_study(const fl_check *check);
void fl_check_json_terms(fl_json *json, const fl_check *check);
fl_scale fl_check_scale(const fl_scenario *scenario);
// Fills in the generated rooms, from a world of very few fans.
fl_status fl_check_rooms(fl_check *check, fl_messages *messages);
// A scenario that has been loaded, with nothing looked at yet.
fl_check fl_check_of(fl_lua *lua);
// Fills in which mechanisms are on, in the scenario, a variant of it, or when a hook says so.
fl_status fl_check_switches(fl_check *check);
// Warns of levers that were moved and do nothing, since their mechanism is off.
void fl_check_idle(const fl_check *check, fl_messages *messages);
// The same of what strategies have read and decided, as far as they have run; fl_check_idle has it too.
void fl_check_unread(const fl_check *check, fl_messages *messages);
// Fills in the rest and warns of stocks, budgets and own rooms that are small beside a simulated fan, of a catchment that is small beside
// an own room, and of idle levers. Looks for the rooms only where a warning needs them. The scenario has been checked.
fl_status fl_check_grain(fl_check *check, fl_messages *messages);
// The same of each of the scenario's variants, once fl_check_grain is through: warns of what it has not warned of, with the variant's name.
fl_status fl_check_variants(fl_check *check, fl_messages *messages);

#endif
