// Other platforms in the world: what they do today, what the kernel knows of it, and the rows that show it.
#include "base/mathx.h"
#include "world/internal.h"

// Prices here are not made yet: what is cheaper where is added when they are.
void fl_open_outside(fl_world *w, double *traffic_lift, double *anticipation) {
  const uint32_t at = w->step.day % FL_OUTSIDE_DAYS;
  double utility = w->params.outside_utility, price = 0;
  for (size_t p = 0; p < w->policy_count; p++)
    if (w->policies[p].kind == FL_RIVAL && !w->policies[p].off)
      fl_rival_add_day(&w->policies[p].of.rival_festival, w->step.date, &utility, &price, traffic_lift, anticipation);
  w->outside_memory.utility[at] = utility;
  w->outside_memory.price[at] = 0;
  w->outside_memory.there = price;
}

static bool anybody_sells_there(const fl_world *w) {
  bool any = false;
  for (size_t b = 0; b < w->model->scenario.brand_count; b++) any |= w->model->scenario.brands[b].effort < 1;
  return any;
}

void fl_fill_outside(fl_world *w) {
  fl_outside_memory *m = &w->outside_memory;
  const uint32_t at = w->step.day % FL_OUTSIDE_DAYS;
  m->here = 0;
  if (m->utility[at] != 0 || m->there != 0) {
    m->here = fl_outside_price_here(&w->agents, w->category_price);
    m->price[at] = m->here - m->there;
  }
  const bool any = fl_outside_fill(&w->params, &w->levers, m, w->step.day, w->category_price, anybody_sells_there(w), &w->outside);
  w->step.outside = any ? &w->outside : NULL;
}

// What is bought elsewhere of a category, fen at usual prices.
static double market_of(const fl_world *w, uint32_t category) {
  return (double)w->counts.fixed->outside_quanta[category] / FL_PER_ORDER * 100 * w->category_price[category];
}

static fl_status emit_channels(fl_world *w) {
  const fl_rooms *rooms = &w->agents.rooms;
  const uint32_t first = (uint32_t)w->model->scenario.setup.rooms, own = (uint32_t)w->model->scenario.brand_count;
  fl_status status = FL_OK;
  for (uint32_t b = first; status == FL_OK && b < first + own; b++) {
    int64_t here = 0;
    uint32_t category = FL_CATEGORIES; // of its first room
    for (uint32_t r = (uint32_t)w->model->scenario.setup.rooms; r < rooms->count; r++) {
      if (rooms->brand[r] != b) continue;
      here += fl_room_sum(w->counts.rooms[r].gmv);
      if (category == FL_CATEGORIES) category = rooms->category[r];
    }
    if (category == FL_CATEGORIES) continue;
    const double effort = w->agents.brands.effort[b];
    const double there = fl_outside_sales(&w->params, effort, w->agents.brands.outside_share[b], market_of(w, category));
    const fl_row_channel_day row = {
        .date = w->step.date, .brand = b, .effort = effort, .gmv_here_fen = here, .gmv_outside_fen = fl_round(there)};
    status = fl_emit(w, FL_T_channel_day, &row, 1);
  }
  return status;
}

fl_status fl_emit_outside(fl_world *w) {
  const fl_tally *t = w->counts.fixed;
  const fl_outside_memory *m = &w->outside_memory;
  if (!w->step.outside) return FL_OK;
  int64_t lapsed = 0;
  for (int c = 0; c < FL_CATEGORIES; c++) lapsed += t->outside_quanta[c];
  const fl_row_outside_day row = {.date = w->step.date,
                                  .utility = m->utility[w->step.day % FL_OUTSIDE_DAYS],
                                  .price_here = fl_exp(m->here),
                                  .price_there = fl_exp(m->there),
                                  .needs_usual = lapsed - t->outside_drawn,
                                  .needs_drawn = t->outside_drawn,
                                  .needs_full = t->needs_leaked - lapsed,
                                  .drawn_fen = t->outside_fen,
                                  .fans_stayed = t->outside_stay};
  const fl_status status = fl_emit(w, FL_T_outside_day, &row, 1);
  return status == FL_OK ? emit_channels(w) : status;
}
