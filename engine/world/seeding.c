// Seeding in the world (M21): memory, the morning's table, what an order harvests, and rows.
#include "mechanisms/seeding.h"

#include "world/internal.h"

#include <stdlib.h>

bool fl_alloc_seeding(fl_world *w) {
  if (!w->params.seeding_form) return true;
  w->wishes = calloc(w->agents.fan_count + 1u, sizeof *w->wishes);
  if (!w->params.word_form || !fl_distributed(&w->agents.distribution)) return w->wishes != NULL;
  w->seed_owner = calloc(w->agents.offers.count + 1u, sizeof *w->seed_owner);
  return w->wishes && w->seed_owner;
}

void fl_fill_seeding(fl_world *w) {
  w->step.seeds = NULL;
  if (!w->wishes) return;
  fl_seeding_today(&w->params, &w->levers, &w->seeding);
  w->seeding.fans = w->wishes;
  for (uint32_t o = 0; w->seed_owner && o < w->agents.offers.count; o++) w->seed_owner[o] = fl_owner(&w->agents, o);
  w->seeding.owner = w->seed_owner;
  w->step.seeds = &w->seeding;
}

// ---- The day --------------------------------------------------------------------------------------------------------------------

void fl_post_harvest(const fl_world *w, fl_counts *counts, const fl_seed *seed, uint32_t room, bool shelf, int64_t orders,
                     int64_t gmv) {
  fl_seed_count *t = counts->seeds;
  const uint32_t planter = fl_seed_room(seed), lag = (uint16_t)(w->step.day - seed->planted);
  const int place = shelf ? FL_HARVEST_SHELF : planter == room ? FL_HARVEST_ROOM : FL_HARVEST_OTHER;
  int64_t *const into[3] = {t->harvest[place][fl_seeding_band(lag)],
                            planter == room ? counts->seed_rooms[room].here : counts->seed_rooms[planter].away,
                            planter == room ? NULL : counts->seed_rooms[room].others};
  for (int i = 0; i < 3; i++) {
    if (!into[i]) continue;
    into[i][0] += orders;
    into[i][1] += gmv;
  }
  t->lag_days += orders * lag;
  t->forward_orders += seed->what & FL_SEED_FORWARD ? orders : 0;
}

// ---- Rows -----------------------------------------------------------------------------------------------------------------------

static fl_status emit_platform(fl_world *w) {
  const fl_seed_count *t = w->counts.seeds;
  fl_row_seeding_day row = {.date = w->step.date,
                            .planted = t->planted,
                            .capped = t->capped,
                            .crowded = t->crowded,
                            .bought = t->bought,
                            .forgotten = t->forgotten,
                            .met_outside = t->met,
                            .standing = w->seeds_standing,
                            .forward_orders = t->forward_orders,
                            .repaid = t->repaid};
  fl_row_seeding_harvest rows[FL_HARVESTS * FL_HARVEST_LAGS];
  for (int k = 0; k < FL_HARVESTS * FL_HARVEST_LAGS; k++) {
    const int64_t *harvest = t->harvest[k / FL_HARVEST_LAGS][k % FL_HARVEST_LAGS];
    rows[k] = (fl_row_seeding_harvest){.date = w->step.date,
                                       .place = k / FL_HARVEST_LAGS,
                                       .lag = k % FL_HARVEST_LAGS,
                                       .orders = harvest[0],
                                       .gmv_fen = harvest[1]};
    row.orders += harvest[0];
    row.gmv_fen += harvest[1];
  }
  row.lag_days = row.orders > 0 ? (double)t->lag_days / (double)row.orders : 0;
  const fl_status status = fl_emit(w, FL_T_seeding_day, &row, 1);
  return status == FL_OK ? fl_emit(w, FL_T_seeding_harvest, rows, FL_HARVESTS * FL_HARVEST_LAGS) : status;
}

static fl_status emit_rooms(fl_world *w) {
  const uint32_t first = (uint32_t)w->model->scenario.setup.rooms, own = (uint32_t)w->model->scenario.room_count;
  fl_row_seeding_room *rows = calloc(own + 1u, sizeof *rows);
  if (!rows) return FL_ENVIRONMENT;
  for (uint32_t i = 0; i < own; i++) {
    const fl_seed_tally *s = &w->counts.seed_rooms[first + i];
    rows[i] = (fl_row_seeding_room){.date = w->step.date,
                                    .room = first + i,
                                    .planted = s->planted,
                                    .orders_here = s->here[0],
                                    .gmv_here_fen = s->here[1],
                                    .orders_elsewhere = s->away[0],
                                    .gmv_elsewhere_fen = s->away[1],
                                    .orders_of_others = s->others[0],
                                    .gmv_of_others_fen = s->others[1]};
  }
  const fl_status status = fl_emit(w, FL_T_seeding_room, rows, own);
  free(rows);
  return status;
}

fl_status fl_emit_seeding(fl_world *w) {
  if (!w->wishes) return FL_OK;
  const fl_seed_count *t = w->counts.seeds;
  w->seeds_standing += t->planted - t->bought - t->forgotten - t->met;
  const fl_status status = emit_platform(w);
  return status == FL_OK ? emit_rooms(w) : status;
}
