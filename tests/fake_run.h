// A made-up run: a stream of rows whose books balance, without a world behind it.
#ifndef FAKE_RUN_H
#define FAKE_RUN_H

#include "fanloop/rows.h"
#include "fanloop/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAKE_SOURCES = 4, FAKE_CATEGORIES = FL_CATEGORIES };

typedef struct fake_run {
  int64_t rooms, first_day, days,
      window_from; // days since 1970-01-01; two rooms to a brand; `window_from`: first day after warm-up
  uint64_t state;
  int64_t left_fen, budget_fen;
  fl_row_room_day *room_rows;
  // Sums for the period tables.
  fl_row_period window[FAKE_SOURCES];
} fake_run;

static inline int64_t fake_number(fake_run *run, int64_t below) {
  run->state = run->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (int64_t)((run->state >> 33) % (uint64_t)below);
}

static inline fake_run fake_begin(int64_t rooms, int64_t first_day, int64_t warmup, int64_t days) {
  fake_run run = {.rooms = rooms, .first_day = first_day, .days = days, .window_from = first_day + warmup, .state = 7};
  run.budget_fen = run.left_fen = INT64_C(100000000000);
  run.room_rows = calloc((size_t)rooms, sizeof *run.room_rows);
  return run;
}

static inline void fake_end(fake_run *run) {
  free(run->room_rows);
}

// Sends rows to the sink and into the digest, as a world does.
static inline fl_status fake_send(fl_sink sink, fl_digest *digest, fl_table_id table, const void *rows, size_t count) {
  fl_digest_rows(digest, table, rows, count);
  return sink.rows(sink.ctx, table, rows, count);
}

static inline fl_status fake_dimensions(fake_run *run, fl_sink sink, fl_digest *digest) {
  fl_status status = FL_OK;
  for (int64_t b = 0; b < (run->rooms + 1) / 2 && status == FL_OK; b++) {
    fl_row_brand row = {.brand = b, .kind = b % 5, .quality = 0.5, .honesty = 1};
    snprintf(row.id, sizeof row.id, b == 0 ? "O'Neill \"老铁\" 🙂; --" : "brand %d", (int)b);
    status = fake_send(sink, digest, FL_T_brand, &row, 1);
  }
  for (int64_t r = 0; r < run->rooms && status == FL_OK; r++) {
    fl_row_room row = {.room = r,
                       .own = r + 1 == run->rooms,
                       .brand = r / 2,
                       .category = r % FAKE_CATEGORIES,
                       .tier = r % FL_ROOM_TIERS,
                       .weight = 10,
                       .start_minute = 1140};
    snprintf(row.id, sizeof row.id, "room %d", (int)r);
    status = fake_send(sink, digest, FL_T_room, &row, 1);
  }
  fl_row_policy policies[2] = {{.policy = 0, .id = "616", .kind = 0, .budget_fen = -1}, {.policy = 1, .id = "subsidy", .kind = 1}};
  policies[1].budget_fen = run->budget_fen;
  policies[0].from_date = policies[1].from_date = run->first_day;
  policies[0].to_date = policies[1].to_date = run->first_day + run->days - 1;
  return status == FL_OK ? fake_send(sink, digest, FL_T_policy, policies, 2) : status;
}

// One cell of the identity: what a room sold from one source.
typedef struct fake_cell {
  int64_t uv, seconds, buyers, orders, paid, platform, seller;
} fake_cell;

static inline fake_cell fake_sales(fake_run *run) {
  fake_cell c = {0};
  c.uv = 1 + fake_number(run, 5000);
  c.seconds = c.uv * (5 + fake_number(run, 90));
  c.buyers = fake_number(run, c.uv / 10 + 1);
  c.orders = c.buyers ? c.buyers + fake_number(run, c.buyers) : 0;
  for (int64_t i = 0; i < 2 && c.orders; i++) {
    c.paid += c.orders * fake_number(run, 4000);
    c.platform += c.orders * fake_number(run, 100);
    c.seller += fake_number(run, 100);
  }
  return c;
}

#define FAKE_ADD(row, c)                                                                                                           \
  ((row)->uv += (c).uv, (row)->live_seconds += (c).seconds, (row)->buyers += (c).buyers, (row)->orders += (c).orders,              \
   (row)->paid_fen += (c).paid, (row)->platform_fen += (c).platform, (row)->seller_fen += (c).seller,                              \
   (row)->gmv_fen += (c).paid + (c).platform + (c).seller)

// What one day adds up to.
typedef struct fake_day {
  fl_row_platform_day platform;
  fl_row_source_day source[FAKE_SOURCES];
  fl_row_tier_day tier[FL_ROOM_TIERS * FAKE_SOURCES];
  fl_row_category_day category[FAKE_CATEGORIES];
  fl_row_fan_tier_day fan_tier[3];
  fl_row_policy_day policy[2];
  fl_row_trust_day trust[21];
} fake_day;

static inline void fake_room(fake_run *run, fake_day *day, int64_t date, int64_t r) {
  fl_row_room_day *row = &run->room_rows[r];
  fake_cell cells[2] = {fake_sales(run), fake_sales(run)};
  *row = (fl_row_room_day){.date = date,
                           .room = r,
                           .tier = r % FL_ROOM_TIERS,
                           .reputation = 0.5 + 1e-3 * (double)r,
                           .reference_price = 1.0 / 3,
                           .host_share = 0.25};
  row->uv_private = cells[0].uv, row->uv_public = cells[1].uv;
  row->live_seconds_private = cells[0].seconds, row->live_seconds_public = cells[1].seconds;
  row->buyers_private = cells[0].buyers, row->buyers_public = cells[1].buyers;
  row->orders_private = cells[0].orders, row->orders_public = cells[1].orders;
  row->gmv_private_fen = cells[0].paid + cells[0].platform + cells[0].seller;
  row->gmv_public_fen = cells[1].paid + cells[1].platform + cells[1].seller;
  row->paid_fen = cells[0].paid + cells[1].paid;
  row->platform_fen = cells[0].platform + cells[1].platform;
  row->seller_fen = cells[0].seller + cells[1].seller;
  row->delivered = row->orders_private + row->orders_public;
  row->active_followers = 100000 + r, row->dormant_followers = 5000 + r;
  for (int s = 0; s < 2; s++) {
    FAKE_ADD(&day->platform, cells[s]);
    FAKE_ADD(&day->source[s], cells[s]);
    FAKE_ADD(&day->tier[row->tier * FAKE_SOURCES + s], cells[s]);
    FAKE_ADD(&day->fan_tier[r % 3], cells[s]);
    FAKE_ADD(&run->window[s], cells[s]);
    day->category[r % FAKE_CATEGORIES].orders += cells[s].orders;
    day->category[r % FAKE_CATEGORIES].gmv_fen += cells[s].paid + cells[s].platform + cells[s].seller;
  }
}

static inline void fake_totals(fake_run *run, fake_day *day, int64_t date) {
  fl_row_platform_day *p = &day->platform;
  p->date = date, p->phase = date >= run->window_from;
  p->visits = p->uv * 2, p->active_fans = p->uv + 1000, p->content_seconds = p->active_fans * 7200;
  p->delivered = p->orders, p->promoters = p->orders / 2, p->detractors = p->orders / 10;
  p->returns_fit = p->orders / 20, p->returns_described = p->orders / 50;
  for (int i = 0; i < FAKE_SOURCES; i++) day->source[i].date = date, day->source[i].source = i;
  for (int i = 0; i < FL_ROOM_TIERS * FAKE_SOURCES; i++)
    day->tier[i].date = date, day->tier[i].tier = i / FAKE_SOURCES, day->tier[i].source = i % FAKE_SOURCES,
    day->tier[i].rooms = 1000;
  for (int i = 0; i < FAKE_CATEGORIES; i++) {
    fl_row_category_day *c = &day->category[i];
    c->date = date, c->category = i, c->delivered = c->orders, c->returns = c->orders / 9, c->reference_price = 1;
  }
  for (int i = 0; i < 3; i++)
    day->fan_tier[i].date = date, day->fan_tier[i].fan_tier = i, day->fan_tier[i].visits = day->fan_tier[i].uv * 2;
  for (int i = 0; i < 21; i++) day->trust[i].date = date, day->trust[i].band = i;
  run->left_fen -= p->platform_fen;
  day->policy[0] = (fl_row_policy_day){.date = date, .policy = 0, .left_fen = -1, .exhausted_minute = -1, .rooms_admitted = 10};
  day->policy[1] =
      (fl_row_policy_day){.date = date, .policy = 1, .left_fen = run->left_fen, .exhausted_minute = 700, .orders = p->orders};
  day->policy[1].platform_fen = p->platform_fen, day->policy[1].seller_fen = p->seller_fen, day->policy[1].gmv_fen = p->gmv_fen;
}

static inline fl_status fake_log(fake_run *run, int64_t date, fl_sink sink, fl_digest *digest) {
  fl_status status = FL_OK;
  for (int64_t i = 0; i < run->rooms / 8 && status == FL_OK; i++) {
    fl_row_sample_order row = {.date = date,
                               .minute = 1200,
                               .fan = i,
                               .room = i,
                               .category = 2,
                               .source = 1,
                               .orders = 30,
                               .price_fen = 9900,
                               .paid_fen = 9000,
                               .platform_fen = 900,
                               .trust = 0.3};
    status = fake_send(sink, digest, FL_T_sample_order, &row, 1);
  }
  fl_row_event events[2] = {{.date = date, .minute = 1202, .what = 0, .policy = 0, .room = 1, .offer = 0, .value = 200},
                            {.date = date, .minute = -1, .what = 2, .policy = 0, .room = -1, .offer = -1, .value = 2}};
  return status == FL_OK ? fake_send(sink, digest, FL_T_event, events, 2) : status;
}

// The rows of day `day` (0 = first of the warm-up).
static inline fl_status fake_step(fake_run *run, int64_t day, fl_sink sink, fl_digest *digest) {
  int64_t date = run->first_day + day;
  fake_day sums = {0};
  for (int64_t r = 0; r < run->rooms; r++) fake_room(run, &sums, date, r);
  fake_totals(run, &sums, date);
  const fl_row_score_gap gap = {
      .date = date, .score = 1, .weight = 0.4, .level = 0.2, .peers = 0.1, .best = 0.05, .points = 0.1, .offer = -1};
  const struct {
    fl_table_id table;
    const void *rows;
    size_t count;
  } parts[] = {{FL_T_platform_day, &sums.platform, 1},
               {FL_T_source_day, sums.source, FAKE_SOURCES},
               {FL_T_tier_day, sums.tier, FL_ROOM_TIERS * FAKE_SOURCES},
               {FL_T_room_day, run->room_rows, (size_t)run->rooms},
               {FL_T_category_day, sums.category, FAKE_CATEGORIES},
               {FL_T_fan_tier_day, sums.fan_tier, 3},
               {FL_T_trust_day, sums.trust, 21},
               {FL_T_policy_day, sums.policy, 2},
               {FL_T_score_gap, &gap, 1}};
  fl_status status = FL_OK;
  for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == FL_OK; i++)
    status = fake_send(sink, digest, parts[i].table, parts[i].rows, parts[i].count);
  return status == FL_OK ? fake_log(run, date, sink, digest) : status;
}

// The rows that come after the last day.
static inline fl_status fake_periods(fake_run *run, fl_sink sink, fl_digest *digest) {
  for (int i = 0; i < FAKE_SOURCES; i++) {
    fl_row_period *p = &run->window[i];
    p->period = 1, p->source = i, p->from_date = run->first_day, p->to_date = run->first_day + run->days - 1;
  }
  fl_row_repurchase rates[2] = {{.period = 0,
                                 .from_date = run->first_day,
                                 .to_date = run->first_day + run->days - 1,
                                 .active_fans = 1000,
                                 .buyers = 160,
                                 .buying_days = 300,
                                 .orders = 320,
                                 .repeat_buyers = 60,
                                 .kept_buyers = 80,
                                 .former_buyers = 100}};
  rates[1] = rates[0], rates[1].period = 1;
  fl_row_metric metrics[2] = {{.date = run->first_day, .name = "waist \"share\"", .value = 0.4},
                              {.date = run->first_day, .name = "nothing", .value = __builtin_nan("")}};
  fl_status status = FL_OK;
  for (int64_t r = 0; r < run->rooms && status == FL_OK; r++) {
    const fl_row_room_window row = {.room = r, .followers_before = 104000, .followers_after = 105000 + 2 * r};
    status = fake_send(sink, digest, FL_T_room_window, &row, 1);
  }
  const fl_row_brand_month brand = {.from_date = run->window_from, .to_date = run->first_day + run->days - 1, .sales_fen = 100};
  const fl_row_room_month room = {.from_date = run->window_from, .to_date = run->first_day + run->days - 1, .sales_fen = 100};
  if (status == FL_OK) status = fake_send(sink, digest, FL_T_brand_month, &brand, 1);
  if (status == FL_OK) status = fake_send(sink, digest, FL_T_room_month, &room, 1);
  if (status == FL_OK) status = fake_send(sink, digest, FL_T_period, run->window, FAKE_SOURCES);
  if (status == FL_OK) status = fake_send(sink, digest, FL_T_repurchase, rates, 2);
  return status == FL_OK ? fake_send(sink, digest, FL_T_metric, metrics, 2) : status;
}

#endif
