// A small world of the same scenario and dates, run in memory, to tell when budgets and stocks run out.
#ifndef FANLOOP_PILOT_H
#define FANLOOP_PILOT_H

#include "fanloop/rows.h"
#include "lua/scenario_file.h"
#include "report/json.h"

enum { FL_PILOT_FANS = 20000 };

// Dates are days since 1970-01-01, minutes of day; FL_NO_DATE: never.
typedef struct fl_pilot_policy {
  int64_t spent_fen, left_fen; // left: -1 where there is no budget
  int64_t days_out, first_out, first_out_minute;
  int64_t gone, gone_minute; // the whole budget
  // Flash offers, in days of real rooms; the minutes are those from opening within which half of the sold-out ones went.
  int64_t flash_offered, flash_sold_out, flash_minutes_median;
} fl_pilot_policy;

// A flash offer that sold out.
typedef struct fl_pilot_flash {
  int64_t policy, minutes, rooms; // minutes from its opening; real rooms
} fl_pilot_flash;

typedef struct fl_pilot {
  fl_pilot_policy *policies; // one for each of the scenario
  size_t policy_count;
  int64_t fans, sold_out; // sold_out: offers of real rooms, flash offers apart
  int64_t *room_weight;   // real rooms that each stands for
  size_t room_count;
  fl_pilot_flash *flash;
  size_t flash_count, flash_capacity;
  const fl_scenario *scenario;
} fl_pilot;

// Warns of trust at an end of its range (M03), once the days are lived.
void fl_tell_saturation(const fl_world *world, fl_messages *messages);
// FL_STOPPED is not possible; a failing hook prints its traceback into `messages`.
fl_status fl_pilot_run(const fl_scenario *scenario, fl_lua *lua, uint32_t threads, bool quiet, fl_messages *messages,
                       fl_pilot *out);
void fl_pilot_print(const fl_pilot *pilot, const fl_scenario *scenario);
// The members of policy `index`, into an open object.
void fl_pilot_json(const fl_pilot *pilot, size_t index, fl_json *json);
void fl_pilot_free(fl_pilot *pilot);

#endif
