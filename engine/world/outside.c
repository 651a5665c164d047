// Other platforms in the world: what they do today, what the kernel knows of it, and the rows that show it.
#include "base/mathx.h"
#include "world/internal.h"

// Prices here are not made yet: what is cheaper where is added when they are.
void fl_open_outside(fl_world *w, double *traffic_lift, double *anticipation) {
  const uint32_t at = w->step.day % FL_OUTSIDE_DAYS;
  double utility = w->params.outside_utility, price = 0;
  bool rival = false;
  for (size_t p = 0; p < w->policy_count; p++)
    if (w->policies[p].kind == FL_RIVAL && !w->policies[p].off)
      rival |= fl_rival_add_day(&w->policies[p].of.rival_festival, w->step.date, &utility, &price, traffic_lift, anticipation);
  w->outside_memory.utility[at] = utility;
  w->outside_memory.price[at] = 0;
  w->outside_memory.there = price;
  w->outside_memory.rival = rival;
}

// ---- Channels ---------------------------------------------------------------------------------------------------------------------

typedef struct own_range {
  uint32_t first, end; // brands of the scenario; its rooms begin at the same index
} own_range;

static own_range own_of(const fl_world *w) {
  const fl_scenario *s = &w->model->scenario;
  return (own_range){(uint32_t)s->setup.rooms, (uint32_t)s->setup.rooms + (uint32_t)s->brand_count};
}

static bool anybody_sells_there(const fl_world *w) {
  const own_range own = own_of(w);
  bool any = false;
  for (uint32_t b = own.first; b < own.end; b++) any |= w->agents.brands.effort[b] < 1;
  return any;
}

void fl_move_effort(fl_world *w, uint32_t b, double effort) {
  fl_rooms *rooms = &w->agents.rooms;
  const double factor = effort / w->agents.brands.effort[b];
  if (factor == 1) return;
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (rooms->brand[r] != b) continue;
    rooms->content[r] *= fl_pow(factor, w->params.outside_effort_content);
    rooms->stock_days[r] *= factor;
    rooms->usual_minutes[r] = (uint16_t)(rooms->full_minutes[r] * effort);
  }
  w->agents.brands.effort[b] = effort;
}

// What is bought elsewhere of a category, fen at usual prices.
static double market_of(const fl_world *w, uint32_t category) {
  return (double)w->counts.fixed->outside_quanta[category] / FL_PER_ORDER * 100 * w->category_price[category];
}

// Own brands' rooms of today in one pass, into w->channels.
static void look_at_rooms(fl_world *w) {
  const fl_rooms *rooms = &w->agents.rooms;
  const own_range own = own_of(w);
  for (uint32_t b = own.first; b < own.end; b++) w->channels[b - own.first] = (fl_channel){.category = FL_CATEGORIES};
  for (uint32_t r = own.first; r < rooms->count; r++) {
    const uint32_t b = rooms->brand[r];
    if (b < own.first || b >= own.end) continue;
    fl_channel *of = &w->channels[b - own.first];
    if (of->category == FL_CATEGORIES) of->category = rooms->category[r];
    of->minutes += rooms->live[r] ? rooms->full_minutes[r] * (1 - w->agents.brands.effort[b]) : 0;
    of->here += fl_room_sum(w->counts.rooms[r].gmv);
  }
}

void fl_outside_evening(fl_world *w) {
  fl_brands *brands = &w->agents.brands;
  const own_range own = own_of(w);
  if (anybody_sells_there(w)) look_at_rooms(w);
  for (uint32_t b = own.first; b < own.end; b++) {
    const fl_channel *of = &w->channels[b - own.first];
    brands->outside_sales_fen[b] = brands->outside_fen[b] = 0;
    if (brands->effort[b] >= 1 || brands->state[b] != FL_IN_BUSINESS || of->category == FL_CATEGORIES) continue;
    const double sales = fl_outside_sales(&w->params, brands->effort[b], brands->outside_share[b], market_of(w, of->category));
    brands->outside_sales_fen[b] = fl_round(sales);
    brands->outside_fen[b] = fl_outside_leaves(&w->params, brands, b, brands->outside_sales_fen[b], of->minutes / 60);
  }
}

static fl_status emit_channels(fl_world *w) {
  const fl_brands *brands = &w->agents.brands;
  const own_range own = own_of(w);
  fl_status status = FL_OK;
  look_at_rooms(w);
  for (uint32_t b = own.first; status == FL_OK && b < own.end; b++) {
    const fl_channel *of = &w->channels[b - own.first];
    if (of->category == FL_CATEGORIES) continue;
    const fl_row_channel_day row = {.date = w->step.date,
                                    .brand = b,
                                    .effort = brands->effort[b],
                                    .gmv_here_fen = of->here,
                                    .gmv_outside_fen = brands->outside_sales_fen[b],
                                    .profit_outside_fen = brands->outside_fen[b]};
    status = fl_emit(w, FL_T_channel_day, &row, 1);
  }
  return status;
}

// ---- The day ----------------------------------------------------------------------------------------------------------------------

void fl_fill_outside(fl_world *w) {
  fl_outside_memory *m = &w->outside_memory;
  const uint32_t at = w->step.day % FL_OUTSIDE_DAYS;
  const double weight = m->rival ? 1 : w->params.outside_price;
  m->here = weight > 0 ? fl_outside_price_here(&w->agents, w->category_price) : 0;
  m->price[at] = weight * m->here - m->there;
  const bool any = fl_outside_fill(&w->params, &w->levers, m, w->step.day, w->category_price, anybody_sells_there(w), &w->outside);
  w->step.outside = any ? &w->outside : NULL;
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
