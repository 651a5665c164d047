// Lapsed followers who are called back (M14): how many there are; whom those sellers call who decided so this morning, by a strategy or by the
// rule; what it costs; rows. What a call does to a visit: mechanisms/winback.h.
#include "mechanisms/winback.h"

#include "world/internal.h"

#include <stdlib.h>

bool fl_winback_possible(const fl_world *w) {
  const fl_hooks *hooks = &w->options.hooks;
  return w->params.winback_rule > 0 || hooks->on_sellers || hooks->on_start || hooks->on_day;
}

bool fl_alloc_winback(fl_world *w) {
  const size_t brands = w->agents.brands.count + 1;
  if (!fl_winback_possible(w)) return true;
  bool ok = (w->lapsed = calloc(w->options.parallel.workers * brands, sizeof *w->lapsed)) != NULL;
  ok = (w->call_below = calloc(brands, sizeof *w->call_below)) && ok;
  return (w->call_kind = calloc(brands, sizeof *w->call_kind)) && ok;
}

static void count_block(void *arg, uint32_t block, uint32_t worker) {
  const fl_world *w = arg;
  int64_t *lapsed = w->lapsed + (size_t)worker * w->agents.brands.count;
  const int64_t weight = fl_weight_of(&w->agents, block);
  const fl_fan *fans = &w->agents.fans[(size_t)block * FL_BLOCK_FANS];
  for (uint32_t i = 0; i < fl_block_size(&w->agents, block); i++) {
    if (fans[i].repeat & FL_DORMANT || !fl_wallet_empty(w, &fans[i])) continue;
    for (int s = 0; s < FL_SLOTS; s++)
      if (fl_winback_lapsed(&w->params, &fans[i], s, w->step.day))
        lapsed[w->agents.rooms.brand[fl_slot_room(&fans[i], s)]] += weight;
  }
}

void fl_count_lapsed(fl_world *w) {
  const size_t brands = w->agents.brands.count, workers = w->options.parallel.workers;
  if (!w->lapsed || w->lapsed_day == w->day + 1) return;
  w->lapsed_day = w->day + 1;
  memset(w->lapsed, 0, workers * brands * sizeof *w->lapsed);
  w->options.parallel.run((uint32_t)workers, w->agents.block_count, count_block, w);
  for (size_t k = 1; k < workers; k++)
    for (size_t b = 0; b < brands; b++) w->lapsed[b] += w->lapsed[k * brands + b];
}

void fl_winback_morning(fl_world *w) {
  bool out = false; // orders of today may use a voucher: their row tells how many have lapsed
  for (int kind = 1; kind < 256; kind++) {
    const fl_packet *p = &w->packets[kind];
    out |= p->brand > 0 && p->policy == FL_NO_POLICY && p->last_day >= (int32_t)w->day;
  }
  if (out) fl_count_lapsed(w);
}

void fl_winback_rule(fl_world *w) {
  fl_brands *brands = &w->agents.brands;
  if (!w->lapsed || w->params.winback_rule == 0) return;
  fl_count_lapsed(w);
  for (uint32_t b = 0; b < brands->count; b++) {
    if (brands->scripted[b] || brands->state[b] != FL_IN_BUSINESS) continue;
    const bool reviews = (w->step.day + b) % (uint32_t)w->params.seller_review_days == 0;
    brands->recall_size[b] = reviews ? w->params.winback_rule * (double)w->lapsed[b] / (double)brands->weight[b] : 0;
  }
}

double fl_winback_voucher(const fl_world *w, uint32_t b) {
  return w->agents.brands.recall_voucher[b] > 0 ? w->agents.brands.recall_voucher[b] : w->params.winback_voucher;
}

// Sends out the vouchers of one brand, if it has anybody to call.
static bool calls(fl_world *w, uint32_t b) {
  const fl_brands *brands = &w->agents.brands;
  const double orders = brands->sales_rate[b] * (double)brands->weight[b], fen = 100 * fl_winback_voucher(w, b);
  const double wanted = brands->recall_size[b] * (double)brands->weight[b], there = (double)w->lapsed[b];
  w->call_below[b] = 0;
  if (brands->state[b] != FL_IN_BUSINESS || !(wanted > 0) || there <= 0 || orders <= 0 || brands->turnover_rate[b] <= 0)
    return false;
  const int32_t last = (int32_t)w->step.day + (int32_t)w->params.winback_expiry;
  const uint32_t kind = fl_give_out(w, (fl_packet){(uint32_t)fl_round(fen < 1 ? 1 : fen), 0, last, FL_NO_POLICY, 1 + b});
  if (kind == 0) return false;
  w->calls.worth[kind] = (float)(fen * orders / brands->turnover_rate[b]);
  w->call_kind[b] = (uint8_t)kind;
  w->call_below[b] = wanted < there ? (uint32_t)(wanted / there * 0x1p32) : UINT32_MAX;
  return true;
}

static void call_block(void *arg, uint32_t block, uint32_t worker) {
  const fl_world *w = arg;
  fl_counts *counts = &w->workers[worker].counts;
  const int64_t weight = fl_weight_of(&w->agents, block);
  fl_fan *fans = &w->agents.fans[(size_t)block * FL_BLOCK_FANS];
  for (uint32_t i = 0; i < fl_block_size(&w->agents, block); i++) {
    fl_fan *fan = &fans[i];
    if (fan->repeat & FL_DORMANT) continue;
    for (int s = 0; s < FL_SLOTS && fl_wallet_empty(w, fan); s++) {
      if (!fl_winback_lapsed(&w->params, fan, s, w->step.day)) continue;
      const uint32_t b = w->agents.rooms.brand[fl_slot_room(fan, s)];
      if (w->call_below[b] == 0) continue;
      const fl_block draw = fl_draw(&w->step.key, FL_STREAM_WINBACK, w->step.day, fl_fan_id(&w->agents, block, i), (uint32_t)s / 4);
      if (draw.u[s % 4] >= w->call_below[b]) continue;
      fan->voucher = w->call_kind[b];
      counts->wallets[fan->voucher].granted += weight;
      counts->calls[b].called += weight;
    }
  }
}

void fl_call_followers(fl_world *w) {
  fl_brands *brands = &w->agents.brands;
  bool any = false;
  w->step.calls = NULL;
  if (!w->lapsed || !w->step.in_window) return;
  memset(w->calls.worth, 0, sizeof w->calls.worth);
  for (uint32_t b = 0; b < brands->count; b++) {
    any |= calls(w, b);
    brands->recall_size[b] = 0; // of this day alone
  }
  if (!any) return;
  w->calls.opened = (float)w->params.winback_opened;
  w->calls.scale = (float)w->params.winback_scale;
  w->step.calls = &w->calls;
  w->options.parallel.run(w->options.parallel.workers, w->agents.block_count, call_block, w);
}

static int64_t message_fen(const fl_world *w, uint32_t b) {
  return fl_round(100 * w->params.winback_message * (double)w->counts.calls[b].called);
}

void fl_winback_evening(fl_world *w) {
  fl_brands *brands = &w->agents.brands;
  if (!w->lapsed) return;
  for (uint32_t b = 0; b < brands->count; b++) {
    if (!w->growth.help) brands->services_fen[b] = 0;
    brands->services_fen[b] += message_fen(w, b);
  }
}

void fl_see_winback(const fl_world *w, uint32_t b, fl_seller_view *v) {
  const fl_row_winback_day *rows = w->rows[FL_T_winback_day].items;
  const double real = (double)w->agents.brands.weight[b];
  size_t low = 0, high = w->rows[FL_T_winback_day].count;
  v->recall_voucher = fl_winback_voucher(w, b);
  while (low < high) { // rows stand in the order of brands
    const size_t middle = low + (high - low) / 2;
    if (rows[middle].brand < b)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == w->rows[FL_T_winback_day].count || rows[low].brand != b) return;
  v->called = (double)rows[low].called / real;
  v->recalled = (double)rows[low].came / real;
}

fl_status fl_emit_winback(fl_world *w) {
  w->rows[FL_T_winback_day].count = 0;
  fl_status status = FL_OK;
  for (uint32_t b = 0; w->lapsed && status == FL_OK && b < w->agents.brands.count; b++) {
    const fl_call_tally *t = &w->counts.calls[b];
    if (t->called == 0 && t->redeemed == 0) continue;
    const fl_row_winback_day row = {.date = w->step.date,
                                    .brand = b,
                                    .lapsed = w->lapsed[b],
                                    .called = t->called,
                                    .voucher_fen = fl_round(100 * fl_winback_voucher(w, b)),
                                    .came = t->came,
                                    .message_fen = message_fen(w, b),
                                    .redeemed = t->redeemed,
                                    .redeemed_fen = t->redeemed_fen};
    status = fl_emit(w, FL_T_winback_day, &row, 1);
  }
  return status;
}
