// Trust on hold (trust.form = frozen): what the world would be if trust no longer moved. The warm-up learns; from the first morning of
// the window each relation keeps the trust of that morning, and new ones draw theirs from its distribution.
#include "mechanisms/trust.h"
#include "world/internal.h"

#include <string.h>

static_assert((int)FL_TRUST_NEW <= (int)FL_CENSUS_WORDS, "a worker's histogram fits");

enum { BIN = (FL_TRUST_ONE + 1) / FL_TRUST_NEW };

// What was forgotten since the last visit is written into the record; relations are counted by trust, in real fans.
static void freeze_block(void *arg, uint32_t block, uint32_t worker) {
  fl_world *w = arg;
  int64_t *bins = w->workers[worker].census;
  const int64_t weight = fl_weight_of(&w->agents, block);
  for (uint32_t i = 0; i < fl_block_size(&w->agents, block); i++) {
    fl_fan *fan = &w->agents.fans[(size_t)block * FL_BLOCK_FANS + i];
    const uint32_t gap = (uint16_t)(w->step.day - fan->last_active);
    for (int s = 0; s < FL_SLOTS; s++) {
      if (fl_slot_room(fan, s) == FL_ROOM_NONE) continue;
      const uint32_t now = fl_trust_after(&w->levers, fl_slot_trust(fan, s), fan->age[s] + gap);
      fl_slot_put_trust(fan, s, now);
      bins[now / BIN] += weight;
    }
  }
}

static void freeze(fl_world *w) {
  fl_levers *l = &w->levers;
  int64_t bins[FL_TRUST_NEW] = {0}, all = 0, passed = 0;
  for (uint32_t k = 0; k < w->options.parallel.workers; k++) memset(w->workers[k].census, 0, sizeof bins);
  w->options.parallel.run(w->options.parallel.workers, w->agents.block_count, freeze_block, w);
  for (uint32_t k = 0; k < w->options.parallel.workers; k++)
    for (int b = 0; b < FL_TRUST_NEW; b++) bins[b] += w->workers[k].census[b];
  for (int b = 0; b < FL_TRUST_NEW; b++) all += bins[b];
  // Quantiles; an empty platform has none, and new relations keep to trust.initial.
  for (int q = 0, b = 0; q < FL_TRUST_NEW && all > 0; q++) {
    while (2 * FL_TRUST_NEW * (passed + bins[b]) <= all * (2 * q + 1)) passed += bins[b++];
    l->trust_new[q] = (uint16_t)(b * BIN + BIN / 2);
  }
}

void fl_hold_trust(fl_world *w) {
  fl_levers *l = &w->levers;
  const bool held = w->params.trust_form != 0 && w->step.in_window;
  for (int q = 0; q < FL_TRUST_NEW && !held; q++) l->trust_new[q] = (uint16_t)l->trust_initial;
  if (held && !w->trust_held) freeze(w);
  l->trust_learns = !held;
  w->trust_held = held;
}
