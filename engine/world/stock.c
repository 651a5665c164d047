// Stock and styles in the world (M13): what the kernel sees of them, and the rows that show them. mechanisms/supply.c has the rules.
#include "base/mathx.h"
#include "world/internal.h"

#include <stdlib.h>

// What there is to sell shares the host's minutes, which are as many as ever.
void fl_share_air(const fl_world *w, uint32_t r, fl_hot *hot) {
  const fl_supply *s = &w->agents.supply;
  double all = 0;
  int open = 0;
  for (uint32_t j = 0; j < FL_OFFERS; j++) {
    if ((uint32_t)hot->closed >> j & 1u) continue;
    all += s->air[s->stage[w->agents.offers.origin[r * FL_OFFERS + j]]];
    open++;
  }
  for (uint32_t j = 0; j < FL_OFFERS && all > 0; j++)
    if (!((uint32_t)hot->closed >> j & 1u))
      hot->base[j] += (float)fl_log(s->air[s->stage[w->agents.offers.origin[r * FL_OFFERS + j]]] * open / all);
}

void fl_fill_presale(fl_world *w) {
  const fl_supply *s = &w->agents.supply;
  bool any = false;
  for (uint32_t o = 0; fl_supply_kept(s) && !any && o < w->agents.offers.count; o++) any = s->wait[o] > 0.0f;
  w->step.wait = any ? s->wait : NULL;
  w->step.wait_trust = (float)w->params.supply_wait_trust;
}

// ---- Rows -----------------------------------------------------------------------------------------------------------------------

static void add_brand(const fl_world *w, uint32_t b, fl_row_supply_day *row) {
  const fl_supply_day *day = &w->agents.supply.day[b];
  const fl_presale_brand *presale = &w->counts.presale[b];
  const fl_brands *brands = &w->agents.brands;
  row->tied_up_fen += brands->book_batches[b] - brands->book_drawn[b];
  row->batches += day->batches;
  row->batch_pieces += day->batch_pieces;
  row->paid_fen += day->paid;
  row->goods_fen += day->goods;
  row->demand += day->demand;
  row->sold += day->sold;
  row->turned_away += day->turned_away;
  row->empty_offers += day->empty;
  row->marked_down += day->marked;
  row->markdown_fen += day->markdown;
  row->waste += day->waste;
  row->written_off_fen += day->written_off;
  row->stocking_fen += day->stocking;
  row->offers_new += day->stage[FL_STAGE_NEW];
  row->offers_hit += day->stage[FL_STAGE_HIT];
  row->offers_daily += day->stage[FL_STAGE_DAILY];
  row->offers_clearance += day->stage[FL_STAGE_CLEARANCE];
  row->presale_orders += presale->orders;
  row->presale_fen += presale->gmv;
  row->shipped += presale->shipped;
  row->cancelled += presale->cancelled;
  row->forfeited_fen += presale->forfeited;
}

static void add_offer(const fl_world *w, uint32_t o, fl_row_supply_day *row) {
  const fl_supply *s = &w->agents.supply;
  row->stock += s->held[o];
  row->stock_fen += s->value[o];
  row->on_way += s->next_pieces[o];
  for (int k = 0; k < FL_BATCHES; k++) row->on_way += s->due[o][k] > 0 ? s->pieces[o][k] : 0;
}

// A row of a brand has the same columns behind its key.
static fl_row_supply_brand_day brand_row(const fl_world *w, uint32_t b, const fl_row_supply_day *of) {
  fl_row_supply_brand_day row = {.date = w->step.date, .brand = b};
#define FL_TABLE(table, key, doc)
#define FL_TABLE_END(table)
#define FL_COLUMN(table, kind, member, choices, doc) row.member = of->member;
  FL_SUPPLY_COLUMNS(supply_brand_day)
#undef FL_TABLE
#undef FL_TABLE_END
#undef FL_COLUMN
  return row;
}

static fl_status emit_presale(fl_world *w) {
  fl_row_presale_day rows[FL_PRESALE_BANDS * FL_FAN_TIERS];
  size_t n = 0;
  for (int band = 0; band < FL_PRESALE_BANDS; band++)
    for (int tier = 0; tier < FL_FAN_TIERS; tier++) {
      const fl_presale_band *t = &w->counts.presale_bands[band][tier];
      if (t->orders + t->ready + t->shipped + t->cancelled == 0) continue;
      rows[n++] = (fl_row_presale_day){.date = w->step.date,
                                       .trust_band = band,
                                       .fan_tier = tier,
                                       .orders = t->orders,
                                       .gmv_fen = t->gmv,
                                       .wait_days = t->waited,
                                       .ready_orders = t->ready,
                                       .shipped = t->shipped,
                                       .cancelled = t->cancelled,
                                       .refund_fen = t->refund};
    }
  return fl_emit(w, FL_T_presale_day, rows, n);
}

fl_status fl_emit_supply(fl_world *w) {
  const uint32_t first = (uint32_t)w->model->scenario.setup.rooms, own = (uint32_t)w->model->scenario.brand_count;
  w->rows[FL_T_supply_day].count = w->rows[FL_T_supply_brand_day].count = w->rows[FL_T_presale_day].count = 0;
  if (!fl_supply_kept(&w->agents.supply)) return FL_OK;
  fl_row_supply_day kinds[FL_BRAND_KINDS] = {{0}};
  fl_row_supply_day *brands = calloc((size_t)own + 1, sizeof *brands);
  if (!brands) return FL_ENVIRONMENT;
  for (int k = 0; k < FL_BRAND_KINDS; k++) kinds[k] = (fl_row_supply_day){.date = w->step.date, .kind = k};
  for (uint32_t b = 0; b < w->agents.brands.count; b++) {
    add_brand(w, b, &kinds[w->agents.brands.kind[b]]);
    if (b >= first && b < first + own) add_brand(w, b, &brands[b - first]);
  }
  for (uint32_t o = 0; o < w->agents.offers.count; o++) {
    const uint32_t b = w->agents.rooms.brand[o / FL_OFFERS];
    add_offer(w, o, &kinds[w->agents.brands.kind[b]]);
    if (b >= first && b < first + own) add_offer(w, o, &brands[b - first]);
  }
  fl_status status = fl_emit(w, FL_T_supply_day, kinds, FL_BRAND_KINDS);
  fl_row_supply_brand_day *rows = calloc((size_t)own + 1, sizeof *rows);
  if (!rows) status = FL_ENVIRONMENT;
  for (uint32_t i = 0; status == FL_OK && i < own; i++) rows[i] = brand_row(w, first + i, &brands[i]);
  if (status == FL_OK) status = fl_emit(w, FL_T_supply_brand_day, rows, own);
  free(brands);
  free(rows);
  return status == FL_OK ? emit_presale(w) : status;
}
