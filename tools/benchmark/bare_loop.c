// The model that peers are measured with, as a bare loop without an engine around it: N fans, 1,000 rooms, 8 followed each, 40 % active a
// day, one visit an active fan, logistic purchase, trust update. What it takes on a machine says how fast the machine is just now.
#include "bare_loop.h"

#include "base/mathx.h"
#include "base/rng.h"

#include <stdlib.h>

enum { ROOMS = 1000, FOLLOWED = 8 };

typedef struct fan {
  uint16_t room[FOLLOWED], trust[FOLLOWED]; // trust of 65535
  float taste;
  uint32_t last_active, orders, spent_yuan;
} fan;

static void start(const fl_key *key, fan *fans, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    fans[i] = (fan){.taste = fl_unitf(fl_draw(key, FL_STREAM_TRAIT, 0, i, 0).u[0])};
    for (uint32_t s = 0; s < FOLLOWED; s++) {
      const fl_block b = fl_draw(key, FL_STREAM_START, 0, i, s);
      fans[i].room[s] = (uint16_t)((uint64_t)b.u[0] * ROOMS >> 32);
      fans[i].trust[s] = (uint16_t)(b.u[1] >> 16);
    }
  }
}

static void one_day(const fl_key *key, fan *fans, uint32_t n, uint32_t day, int64_t visits[ROOMS], int64_t orders[ROOMS]) {
  const uint32_t active_below = fl_below(0.4);
  for (uint32_t i = 0; i < n; i++) {
    const fl_block b = fl_draw(key, FL_STREAM_DAY, day, i, 0);
    if (b.u[0] >= active_below) continue;
    fan *f = &fans[i];
    const uint32_t s = b.u[1] % FOLLOWED, room = f->room[s], trust = f->trust[s];
    const float p = 1.0f / (1.0f + fl_expf(3.0f - f->taste - (float)trust * 2.0f / 65535.0f));
    const bool buys = fl_unitf(b.u[2]) < p;
    visits[room]++;
    orders[room] += buys;
    f->trust[s] = (uint16_t)(buys ? trust + (65535 - trust) / 16 : trust - trust / 128);
    f->orders += buys;
    f->spent_yuan += buys ? 50 : 0;
    f->last_active = day;
  }
}

bool bare_loop(uint32_t fans, int days, double (*clock)(void), double *seconds) {
  const fl_key key = {1, 2, 3};
  static int64_t visits[ROOMS], orders[ROOMS];
  fan *all = malloc(fans * sizeof *all);
  if (!all) return false;
  start(&key, all, fans);
  for (int d = 0; d < days; d++) {
    const double begin = clock();
    one_day(&key, all, fans, (uint32_t)d, visits, orders);
    seconds[d] = clock() - begin;
  }
  int64_t bought = 0, made = 0;
  for (int r = 0; r < ROOMS; r++) {
    bought += orders[r];
    made += visits[r];
  }
  free(all);
  return bought > 0 && bought < made; // and the compiler cannot leave the loop out
}
