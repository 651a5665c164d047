// The three scores in the world: their night, and the rows that tell them. Serial; reads counts and sellers, writes scores and rows.
#include "mechanisms/scores.h"

#include "base/mathx.h"
#include "world/internal.h"

#include <stdlib.h>

enum { SCORE_DAYS = 7 }; // rows are told every so many days

void fl_keep_scores(fl_world *w) {
  if (fl_scores_kept(&w->agents.scores))
    fl_scores_night(&w->params, &w->agents, &w->counts, w->category_price, w->category_reference);
}

static fl_row_score_day score_row(const fl_world *w, uint32_t r) {
  const fl_scores *s = &w->agents.scores;
  const double *of = s->score[r], *part = s->part[r];
  return (fl_row_score_day){.date = w->step.date,
                            .room = r,
                            .score = of[FL_SCORE_ALL],
                            .shop = of[FL_SCORE_SHOP],
                            .host = of[FL_SCORE_HOST],
                            .goods = of[FL_SCORE_GOODS],
                            .shop_goods = part[FL_PART_goods],
                            .shop_logistics = part[FL_PART_logistics],
                            .shop_after_sales = part[FL_PART_after_sales],
                            .shop_stability = part[FL_PART_stability],
                            .host_content = part[FL_PART_host_content],
                            .host_goods = part[FL_PART_host_goods],
                            .goods_quality = part[FL_PART_quality],
                            .goods_price = part[FL_PART_price],
                            .goods_service = part[FL_PART_service]};
}

static fl_row_score_gap gap_row(const fl_world *w, uint32_t r, fl_score_part part) {
  const fl_score_gap gap = fl_score_diagnose(&w->params, &w->agents, r, part);
  const bool price = part == FL_PART_price, orders = !price && part != FL_PART_host_content;
  return (fl_row_score_gap){.date = w->step.date,
                            .room = r,
                            .part = part,
                            .score = gap.score,
                            .weight = gap.weight,
                            .level = price ? fl_exp(gap.level) : gap.level,
                            .peers = price ? fl_exp(gap.mean) : gap.mean,
                            .best = price ? fl_exp(gap.best) : gap.best,
                            .points = gap.points,
                            .bad_orders = orders ? fl_round(gap.bad) : 0,
                            .observed = fl_round(gap.all),
                            .fewer_orders = orders ? fl_round(gap.fewer < gap.bad ? gap.fewer : gap.bad) : 0,
                            .offer = gap.worst};
}

static fl_status emit_gaps(fl_world *w, uint32_t from, uint32_t rooms) {
  fl_row_score_gap *rows = calloc((size_t)rooms * FL_SCORE_PARTS + 1, sizeof *rows);
  if (!rows) return FL_ENVIRONMENT;
  size_t n = 0;
  for (uint32_t r = from; r < from + rooms; r++)
    for (int k = 0; k < FL_SCORE_PARTS; k++) rows[n++] = gap_row(w, r, (fl_score_part)k);
  const fl_status status = fl_emit(w, FL_T_score_gap, rows, n);
  free(rows);
  return status;
}

fl_status fl_emit_scores(fl_world *w) {
  const bool last = w->step.day + 1 == w->model->days;
  w->rows[FL_T_score_day].count = w->rows[FL_T_score_gap].count = 0;
  if (!fl_scores_kept(&w->agents.scores) || (w->step.day % SCORE_DAYS != SCORE_DAYS - 1 && !last)) return FL_OK;
  fl_row_score_day *rows = calloc((size_t)w->agents.rooms.count + 1, sizeof *rows);
  if (!rows) return FL_ENVIRONMENT;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) rows[r] = score_row(w, r);
  const fl_status status = fl_emit(w, FL_T_score_day, rows, w->agents.rooms.count);
  free(rows);
  if (status != FL_OK) return status;
  const fl_scenario *s = &w->model->scenario;
  return last ? emit_gaps(w, 0, w->agents.rooms.count) : emit_gaps(w, (uint32_t)s->setup.rooms, (uint32_t)s->room_count);
}
