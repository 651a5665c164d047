// What sellers decide, for the table decision_day: each change by a strategy in the morning, and of the scenario's own brands each change by
// the rules at night. Rows wait here until the day is recorded.
#include "base/mathx.h"
#include "world/internal.h"

#include <stdlib.h>

enum { BY_STRATEGY, BY_RULE };

static void note(fl_world *w, uint32_t b, int64_t room, fl_decides what, double before, double after, int by) {
  if (before == after) return;
  if (w->decision_count == w->decision_capacity) {
    const size_t capacity = w->decision_capacity ? 2 * w->decision_capacity : 64;
    fl_row_decision_day *rows = realloc(w->decisions, capacity * sizeof *rows);
    if (!rows) {
      w->decisions_lost = true;
      return;
    }
    w->decisions = rows;
    w->decision_capacity = capacity;
  }
  w->decisions[w->decision_count++] = (fl_row_decision_day){
      .date = w->step.date, .brand = b, .room = room, .decision = what, .before = before, .after = after, .by = by};
}

// What holds now, in the units of decision.def; of `r` where it is of a room.
static double now_of(const fl_world *w, uint32_t b, uint32_t r, fl_decides what) {
  const fl_brands *brands = &w->agents.brands;
  const fl_rooms *rooms = &w->agents.rooms;
  int on_air = 0;
  switch (what) {
  case FL_DECIDES_price: return fl_exp(brands->price_move[b]);
  case FL_DECIDES_quality: return brands->aim_quality[b];
  case FL_DECIDES_service: return brands->aim_service[b];
  case FL_DECIDES_invest_share: return brands->invest_share[b];
  case FL_DECIDES_presale: return fl_supply_kept(&w->agents.supply) ? w->agents.supply.own_presale[b] : 0;
  case FL_DECIDES_recall: return brands->recall_size[b];
  case FL_DECIDES_recall_voucher: return fl_winback_voucher(w, b);
  case FL_DECIDES_ads_share: return brands->ad_share[b] < 0 ? w->params.ads_budget_share : brands->ad_share[b];
  case FL_DECIDES_effort: return brands->effort[b];
  default: break;
  }
  if (r == FL_ROOM_NONE) return 0;
  switch (what) {
  case FL_DECIDES_live_prob: return rooms->live_prob[r];
  case FL_DECIDES_live_hours: return rooms->usual_minutes[r] / 60.0;
  case FL_DECIDES_start_minute: return rooms->start_minute[r];
  case FL_DECIDES_ads_budget: return rooms->ad_budget[r] < 0 ? -1 : rooms->ad_budget[r] / 100;
  case FL_DECIDES_ads_roi: return rooms->ad_roi[r];
  case FL_DECIDES_stock_days: return rooms->stock_days[r];
  default: break;
  }
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) on_air += w->agents.offers.withheld[o] == 0;
  return on_air;
}

void fl_before_decision(const fl_world *w, uint32_t b, uint32_t r, double now[FL_DECISIONS]) {
  for (int k = 0; k < FL_DECISIONS; k++) now[k] = now_of(w, b, r, (fl_decides)k);
}

void fl_after_decision(fl_world *w, uint32_t b, uint32_t r, int64_t room, uint64_t given, const double before[FL_DECISIONS]) {
  for (int k = 0; k < FL_DECISIONS; k++)
    if (given >> k & 1) note(w, b, room, (fl_decides)k, before[k], now_of(w, b, r, (fl_decides)k), BY_STRATEGY);
}

// ---- Rules of own brands --------------------------------------------------------------------------------------------------------

static const fl_decides of_rules[FL_RULED] = {FL_DECIDES_price, FL_DECIDES_quality, FL_DECIDES_service, FL_DECIDES_presale,
                                              FL_DECIDES_ads_share};

typedef struct own_range {
  uint32_t first, brands, rooms; // of the scenario: brands and rooms begin at the same index
} own_range;

static own_range own_of(const fl_world *w) {
  const fl_scenario *s = &w->model->scenario;
  return (own_range){(uint32_t)s->setup.rooms, (uint32_t)s->brand_count, (uint32_t)s->room_count};
}

void fl_rules_before(fl_world *w) {
  const own_range own = own_of(w);
  if (own.brands + own.rooms == 0 || !w->step.in_window) return;
  if (!w->ruled) w->ruled = calloc(own.brands + 1, sizeof *w->ruled);
  if (!w->ruled_hours) w->ruled_hours = calloc(own.rooms + 1, sizeof *w->ruled_hours);
  w->decisions_lost |= !w->ruled || !w->ruled_hours;
  if (w->decisions_lost) return;
  for (uint32_t i = 0; i < own.brands; i++)
    for (int k = 0; k < FL_RULED; k++) w->ruled[i][k] = now_of(w, own.first + i, FL_ROOM_NONE, of_rules[k]);
  for (uint32_t i = 0; i < own.rooms; i++) w->ruled_hours[i] = w->agents.rooms.live_prob[own.first + i];
}

void fl_rules_after(fl_world *w) {
  const own_range own = own_of(w);
  if (!w->ruled || !w->ruled_hours || !w->step.in_window) return;
  for (uint32_t i = 0; i < own.brands; i++)
    for (int k = 0; k < FL_RULED; k++)
      note(w, own.first + i, -1, of_rules[k], w->ruled[i][k], now_of(w, own.first + i, FL_ROOM_NONE, of_rules[k]), BY_RULE);
  for (uint32_t i = 0; i < own.rooms; i++) {
    const uint32_t r = own.first + i;
    note(w, w->agents.rooms.brand[r], r, FL_DECIDES_live_prob, w->ruled_hours[i], w->agents.rooms.live_prob[r], BY_RULE);
  }
}

fl_status fl_emit_decisions(fl_world *w) {
  w->rows[FL_T_decision_day].count = 0;
  if (w->decisions_lost) return FL_ENVIRONMENT;
  const fl_status status = fl_emit(w, FL_T_decision_day, w->decisions, w->decision_count);
  w->decision_count = 0;
  return status;
}
