// Fans by city tier and time since their first order (M01), by month: orders are counted where they are settled, the rest is what a walk
// over all fans finds on the last evening of the month. Visits are not counted by who makes them: the kernel would pay for it.
#include "world/internal.h"

typedef struct segment { // of one worker; weights in real fans
  int64_t fans, active, visitors, private_visitors, relations, followed;
} segment;
typedef segment segments[FL_CITY_TIERS][FL_TENURES];
static_assert(sizeof(segments) <= FL_CENSUS_WORDS * 8, "a worker's segments fit");

static void count_fan(const fl_world *w, const fl_fan *fan, uint32_t city, int64_t weight, segments *of) {
  segment *s = &(*of)[city][fl_tenure_of(w->step.month, fan->cohort)];
  s->fans += weight;
  for (int slot = 0; slot < FL_SLOTS; slot++) {
    if (fl_slot_room(fan, slot) == FL_ROOM_NONE) continue;
    s->relations += weight;
    s->followed += fan->room_high[slot] & FL_FOLLOWED ? weight : 0;
  }
  if (fan->last_active <= w->step.month_first_day) return;
  s->active += weight;
  s->visitors += fan->seen >> FL_SEEN_MONTH_UV & 15u ? weight : 0;
  s->private_visitors += fan->seen >> (FL_SEEN_MONTH_UV + FL_PRIVATE) & 1u ? weight : 0;
}

static void count_block(void *arg, uint32_t block, uint32_t worker) {
  fl_world *w = arg;
  segments *of = (segments *)w->workers[worker].census;
  for (uint32_t i = 0; i < fl_block_size(&w->agents, block); i++) {
    const fl_fan *fan = &w->agents.fans[(size_t)block * FL_BLOCK_FANS + i];
    const fl_traits t = fl_traits_of(&w->step.key, fl_fan_id(&w->agents, block, i), fan->repeat & FL_GENERATION ? 1 : 0);
    count_fan(w, fan, fl_city_tier(&w->levers, t.city), fl_weight_of(&w->agents, block), of);
  }
}

// Segments that have no fans and sold nothing have no row.
fl_status fl_emit_segments(fl_world *w, int64_t from) {
  fl_row_fan_segment_month rows[FL_CITY_TIERS * FL_TENURES];
  size_t n = 0;
  segments sum = {0};
  for (uint32_t k = 0; k < w->options.parallel.workers; k++) memset(w->workers[k].census, 0, sizeof(segments));
  w->options.parallel.run(w->options.parallel.workers, w->agents.block_count, count_block, w);
  for (uint32_t k = 0; k < w->options.parallel.workers; k++)
    for (size_t i = 0; i < sizeof sum / 8; i++) ((int64_t *)&sum)[i] += w->workers[k].census[i];
  for (int c = 0; c < FL_CITY_TIERS; c++)
    for (int t = 0; t < FL_TENURES; t++) {
      const segment *s = &sum[c][t];
      const int64_t *sold = w->month.segment[c][t];
      if (s->fans == 0 && sold[1] == 0) continue;
      rows[n++] = (fl_row_fan_segment_month){.from_date = from,
                                             .to_date = w->step.date,
                                             .city_tier = c,
                                             .tenure = t,
                                             .fans = s->fans,
                                             .active_fans = s->active,
                                             .visitors = s->visitors,
                                             .private_visitors = s->private_visitors,
                                             .relations = s->relations,
                                             .followed = s->followed,
                                             .buyers = sold[0],
                                             .orders = sold[1],
                                             .gmv_fen = sold[2],
                                             .paid_fen = sold[3]};
    }
  return fl_emit(w, FL_T_fan_segment_month, rows, n);
}
