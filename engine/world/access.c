// What hooks and callers may see of a world.
#include "base/mathx.h"
#include "mechanisms/trust.h"
#include "world/internal.h"

#include <stdio.h>

int64_t fl_world_date(const fl_world *w) {
  return w->model->first_date + (w->day < w->model->days ? w->day : w->model->days - 1);
}
int64_t fl_world_day(const fl_world *w) {
  return w->day;
}
int64_t fl_world_days(const fl_world *w) {
  return w->model->days;
}
bool fl_world_in_window(const fl_world *w) {
  return w->day >= w->model->warmup;
}
const char *fl_world_failure(const fl_world *w) {
  return w->failure;
}
const fl_model *fl_world_model(const fl_world *w) {
  return w->model;
}
bool fl_world_crowded(const fl_world *w, double *catchment, double *crowd) {
  *catchment = w->agents.catchment;
  *crowd = w->crowd;
  return w->agents.focus_blocks && w->crowd > 0.5 * w->agents.catchment;
}
int64_t fl_world_fans(const fl_world *w) {
  return w->agents.fan_count;
}
void fl_world_digest(const fl_world *w, fl_digest *out) {
  *out = w->digest;
}
void fl_world_clock(fl_world *w, double (*seconds)(void)) {
  w->clock = seconds;
}

const void *fl_world_rows(const fl_world *w, fl_table_id table, size_t *count) {
  *count = w->rows[table].count;
  return w->rows[table].items;
}

fl_status fl_world_metric(fl_world *w, const char *name, double value) {
  fl_row_metric row = {.date = w->step.date, .value = value};
  snprintf(row.name, sizeof row.name, "%s", name);
  return fl_emit(w, FL_T_metric, &row, 1);
}

static void view_relation(const fl_world *w, const fl_fan *fan, int s, fl_fan_view *out) {
  const uint32_t room = fl_slot_room(fan, s);
  out->relations[s].room = room == FL_ROOM_NONE ? -1 : (int64_t)room;
  if (room == FL_ROOM_NONE) return;
  out->relations[s].followed = fan->room_high[s] & FL_FOLLOWED;
  out->relations[s].bought = fan->room_high[s] & FL_BOUGHT;
  out->relations[s].trust = (double)fl_trust_now(&w->levers, fan, s) / FL_TRUST_ONE;
  out->relations[s].orders_recent = fl_slot_orders(fan, s);
  out->relations[s].days_since_visit = fan->age[s];
  out->relations[s].tier = fl_tier_of(fl_slot_orders(fan, s), w->levers.heavy_orders);
}

bool fl_world_fan(const fl_world *w, int64_t id, fl_fan_view *out) {
  if (id < 0 || id >= w->agents.fan_count) return false;
  const uint32_t index = w->agents.reversed ? w->agents.fan_count - 1 - (uint32_t)id : (uint32_t)id;
  const fl_fan *fan = &w->agents.fans[index];
  const fl_levers *l = &w->levers;
  const fl_traits t = fl_traits_of(&w->step.key, (uint32_t)id, fan->repeat & FL_GENERATION ? 1 : 0);
  const bool shopper = t.shopper < l->shopper_below;
  const uint32_t city = fl_city_tier(l, t.city);
  *out = (fl_fan_view){.id = id,
                       .weight = fl_weight_of(&w->agents, index / FL_BLOCK_FANS),
                       .city_tier = city,
                       .age_group = t.age_taste / 4,
                       .taste = t.age_taste % 4,
                       .shopper = shopper,
                       .dormant = fan->repeat & FL_DORMANT,
                       .activity_prob = fl_logistic((double)l->activity_logit[shopper][t.activity]),
                       .minutes_per_day = (double)l->minutes_fan[t.minutes],
                       .price_sensitivity = (double)l->price_sensitivity[t.price],
                       .budget_yuan_per_month = (double)l->budget_fen[city][t.budget] / 100,
                       .budget_spent_share = fan->wallet / 255.0,
                       .platform_trust = fan->platform_trust / 65535.0};
  for (int s = 0; s < FL_SLOTS; s++) view_relation(w, fan, s, out);
  return true;
}

void fl_world_get_stats(const fl_world *w, fl_world_stats *out) {
  *out = w->stats;
  out->fans = w->agents.fan_count;
  out->rooms = w->agents.rooms.count;
  out->days = w->day;
  out->fan_bytes = sizeof(fl_fan);
}
