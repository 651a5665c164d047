// The sweep, calibration and optimisation of a scenario before anything runs: their points, where a search begins, and what cannot be.
#ifndef FANLOOP_PLANS_H
#define FANLOOP_PLANS_H

#include "cli/session.h"
#include "report/json.h"

// The points of a sweep, by its design and `where`; to be freed with fl_design_free. FL_BAD_SCENARIO with a message: there are none, or too many.
fl_status fl_plans_points(fl_lua *lua, const fl_plan *plan, fl_design_made *out, fl_messages *messages);
// Whether the search begins with the scenario as it is.
bool fl_plans_begins(const fl_plan *plan, fl_plan_kind kind);
// Of a search that begins there, the place of each factor as the scenario has it, into `start` (one for each). FL_BAD_SCENARIO with messages: places
// outside their factor's range, a budget that is too small.
fl_status fl_plans_search(const fl_scenario *scenario, const fl_plan *plan, fl_plan_kind kind, double *start,
                          fl_messages *messages);
// What each of the scenario's plans is, for `fanloop check`.
void fl_plans_print(fl_lua *lua, int columns);
void fl_plans_json(fl_json *json, fl_lua *lua);

#endif
