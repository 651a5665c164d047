// Runs a world in memory and keeps the sums of its window: what a comparison of variants needs.
#ifndef FANLOOP_SUMS_H
#define FANLOOP_SUMS_H

#include "fanloop/world.h"

// Sums over the window, in real units; money in fen.
typedef struct fl_sums {
  int64_t days, active_fan_days, orders, gmv_fen, paid_fen, platform_fen, seller_fen, private_gmv_fen, follows;
  int64_t last_28_gmv_fen; // GMV of the last 28 days of the window
  int64_t own_weight;      // real fans that a buyer in a room of the scenario's own stands for
} fl_sums;

// The same of one room of the scenario's own.
typedef struct fl_room_sums {
  int64_t orders, gmv_fen;
} fl_room_sums;

// Told every evening how many of the run's days are done and which was the last.
typedef struct fl_sums_watch {
  void *ctx;
  void (*evening)(void *ctx, int64_t done, int64_t days, int64_t date);
} fl_sums_watch;

// Runs `scenario` from its first to its last day. On failure `messages` holds the reason. `watch` may be NULL; so may `rooms`, which
// takes the sums of the scenario's own rooms, scenario->room_count of them.
fl_status fl_sums_run(const fl_scenario *scenario, const fl_hooks *hooks, fl_parallel parallel, const fl_sums_watch *watch,
                      fl_sums *out, fl_room_sums *rooms, fl_messages *messages);

#endif
