// Governance in the world (M06): the morning's listings, reports of what is delivered, and the night's bans, which end relations.
#include "base/mathx.h"
#include "mechanisms/hosts.h"
#include "mechanisms/scores.h"
#include "mechanisms/trust.h"
#include "world/internal.h"

bool fl_govern_possible(const fl_world *w) {
  return w->params.governance_form != 0 || w->options.hooks.on_start || w->options.hooks.on_day;
}

static bool governed(const fl_world *w) {
  return w->params.governance_form != 0 && w->counts.govern;
}

// As if nobody had ever looked.
static void leave_off(fl_world *w) {
  fl_agents *a = &w->agents;
  for (uint32_t r = 0; r < a->rooms.count; r++) a->rooms.banned[r] = 0;
  for (uint32_t b = 0; b < a->brands.count; b++) a->brands.penalties_fen[b] = 0;
  for (uint32_t o = 0; o < a->offers.count; o++) a->offers.caught[o] = 0, a->offers.reviewed[o] = 0;
  for (uint32_t o = 0; o < a->offers.count; o++) a->offers.fake[o] = fl_given_fake(&w->params, &w->step.key, a, o);
  w->governance.on = 0;
}

static void begin_game(fl_world *w) {
  w->governance = (fl_governance_state){.on = 1};
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) w->agents.rooms.cheating[r] = w->params.governance_start;
}

void fl_govern_morning(fl_world *w) {
  w->governed = (fl_governance_day){0};
  w->refund_relief = 1;
  if (!governed(w)) {
    if (w->governance.on) leave_off(w);
    return;
  }
  if (!w->governance.on) begin_game(w);
  const double days = fl_refund_days(&w->params);
  w->refund_relief = (float)fl_refund_relief(&w->params, days);
  w->governed.interception = fl_interception(&w->params);
  w->governed.refund_days = days;
  w->governed.cost_fen = fl_governance_cost(&w->params);
  fl_governance_list(&w->params, &w->step, &w->agents, &w->governed);
  fl_rooms *rooms = &w->agents.rooms;
  for (uint32_t r = 0; r < rooms->count; r++)
    if (rooms->banned[r]) rooms->live[r] = w->live[r] = rooms->admitted[r] = 0, rooms->open[r] = rooms->close[r] = 0;
}

// Reports in real orders, rounded at random.
void fl_report_fakes(const fl_world *w, fl_counts *counts, const fl_parcel_case *p, const fl_outcome *o) {
  fl_govern_tally *t = &counts->govern[p->offer / FL_OFFERS];
  const fl_goods *goods = p->goods;
  const int64_t orders = p->post->count;
  int64_t reports = 0, false_reports = 0;
  if (o->fake_found || o->satisfaction < w->outcome.detractor_below) {
    const fl_block draw = fl_draw(&w->step.key, FL_STREAM_GOVERN, p->ordered, p->fan, p->number);
    if (o->fake_found)
      reports = (int64_t)((double)orders * w->params.governance_report_rate + fl_unit(draw.u[0]));
    else if (!goods->fake)
      false_reports = (int64_t)((double)orders * w->params.governance_false_reports + fl_unit(draw.u[1]));
  }
  t->found += o->fake_found ? orders : 0;
  t->reports += reports;
  t->false_reports += false_reports;
  if (!goods->others) return;
  int64_t *owner = counts->govern[goods->origin / FL_OFFERS].passed_on;
  owner[0] += orders;
  owner[1] += reports;
  owner[2] += false_reports;
}

// ---- The night ------------------------------------------------------------------------------------------------------------------

// Brands that are banned tonight, few at a time, and UINT32_MAX behind them.
static void list_banned(fl_world *w) {
  uint32_t n = 0;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++)
    if (w->gone[r] == FL_ROOM_BANNED) w->rank[n++] = w->agents.rooms.brand[r];
  w->rank[n] = UINT32_MAX;
}

// M12: goods of the seller, bought in a room of another one.
static void forget_goods(const fl_world *w, fl_met_goods *met) {
  const uint32_t brand = (met->brand & ~(1u << 31)) - 1;
  for (const uint32_t *banned = w->rank; brand != UINT32_MAX && *banned != UINT32_MAX; banned++)
    if (*banned == brand) *met = (fl_met_goods){0};
}

// Relations to a room that is banned end: who comes back under another name begins without followers.
static void forget_banned(void *arg, uint32_t block, uint32_t worker) {
  fl_world *w = arg;
  (void)worker;
  fl_fan *fans = &w->agents.fans[(size_t)block * FL_BLOCK_FANS];
  fl_met_goods *met = w->agents.distribution.met;
  for (uint32_t i = 0; i < fl_block_size(&w->agents, block); i++) {
    for (int s = 0; s < FL_SLOTS && fl_any_room(&fans[i], w->gone); s++)
      if (w->gone[fl_slot_room(&fans[i], s)] == FL_ROOM_BANNED) fl_slot_clear(&fans[i], s);
    if (met) forget_goods(w, &met[(size_t)block * FL_BLOCK_FANS + i]);
  }
}

// What others keep of a seller's name: word of mouth, scores, levels, bonds with hosts.
static void forget_name(fl_world *w, uint32_t r, uint32_t b) {
  if (fl_scores_kept(&w->agents.scores)) fl_scores_begin(&w->agents, r);
  if (fl_hosts_kept(&w->agents.hosts)) fl_hosts_begin(&w->agents, r);
  if (w->growth.growing) w->growth.growing[b] = fl_growth_begin();
  if (w->word.brands) fl_word_begin(w, b);
}

// A seller who was banned, under another name: the same goods and people, and nobody who knows them.
static void begin_again(fl_world *w, uint32_t r) {
  fl_rooms *rooms = &w->agents.rooms;
  fl_brands *brands = &w->agents.brands;
  const fl_params *p = &w->params;
  const uint32_t b = rooms->brand[r];
  fl_outcome_begin(p, &w->agents, r, 0);
  rooms->content_seen[r] = rooms->content[r];
  rooms->value[r] = rooms->ad_uv[r] = rooms->ad_gmv[r] = 0;
  rooms->gmv_28[r] = rooms->exposure_28[r] = rooms->votes[r] = rooms->private_visits[r] = 0;
  rooms->upheld[r] = rooms->judged[r] = 0;
  fl_brand_trust_begin(brands, b, 0.5);
  brands->founded[b] = (double)w->step.date;
  if (brands->rooms[b] == 1) brands->turnover_rate[b] = 0; // the level goes by what is sold under the name
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) w->agents.offers.sales[o] = 0;
  forget_name(w, r, b);
}

// What a fake is to be expected to cost its seller where buyers are paid several times the price.
static double liability(const fl_world *w, uint32_t room) {
  if (!w->rights_open) return 0;
  const uint32_t kind = w->agents.brands.kind[w->agents.rooms.brand[room]];
  const fl_cover cover = fl_right_cover(w, w->step.day, FL_RIGHT_fake_nine, room, kind, w->agents.rooms.category[room]);
  if ((cover.who & FL_TERMS_PAYER) != FL_SELLER_PAYS) return 0;
  const double covered = (double)cover.below / FL_COVER_ALL;
  return covered * w->params.fake_found * w->params.claim_fake_nine * w->params.cost_fake_nine;
}

// Each seller answers to what a fake would cost it.
static void play(fl_world *w) {
  fl_rooms *rooms = &w->agents.rooms;
  fl_governance_remember(&w->params, &w->agents, &w->counts, w->gone, &w->governance);
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (!fl_may_turn(&w->agents, r)) continue;
    const double afterwards = liability(w, r) + fl_ban_loss(&w->params, &w->agents, &w->governance, r);
    rooms->cheating[r] = fl_cheating_night(&w->params, rooms->cheating[r], afterwards);
  }
}

void fl_govern_night(fl_world *w) {
  if (!governed(w)) return;
  for (uint32_t b = 0; b < w->agents.brands.count; b++) w->agents.brands.penalties_fen[b] = 0;
  w->governed.penalties_fen = fl_governance_penalties(&w->params, &w->agents);
  fl_rooms *rooms = &w->agents.rooms;
  fl_governance_judge(&w->params, &w->step, &w->agents, &w->counts, w->gone, &w->governed);
  if (w->governed.bans > 0) {
    list_banned(w);
    w->options.parallel.run(w->options.parallel.workers, w->agents.block_count, forget_banned, w);
  }
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (w->gone[r] == FL_ROOM_BANNED) rooms->active[r] = rooms->dormant[r] = 0;
    if (w->gone[r] == FL_ROOM_BACK) begin_again(w, r);
  }
  play(w);
}

fl_status fl_emit_governance(fl_world *w) {
  if (!governed(w)) return FL_OK;
  const fl_governance_day *g = &w->governed;
  fl_govern_tally t = {0};
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    const fl_govern_tally *room = &w->counts.govern[r];
    t.bought += room->bought;
    t.found += room->found;
    t.reports += room->reports;
    t.false_reports += room->false_reports;
  }
  const fl_row_governance_day row = {.date = w->step.date,
                                     .cheating = fl_cheating_mean(&w->agents),
                                     .interception = g->interception,
                                     .refund_days = g->refund_days,
                                     .fakes_listed = g->listed,
                                     .intercepted = g->intercepted,
                                     .fakes_bought = t.bought,
                                     .fakes_found = t.found,
                                     .reports = t.reports,
                                     .false_reports = t.false_reports,
                                     .bans = g->bans,
                                     .banned = g->banned,
                                     .attempts = g->attempts,
                                     .blocked = g->blocked,
                                     .cost_fen = g->cost_fen,
                                     .rooms_banned = g->rooms,
                                     .reviewed = g->reviewed,
                                     .kept_out = g->kept_out,
                                     .review_fen = g->review_fen,
                                     .penalties_fen = g->penalties_fen};
  return fl_emit(w, FL_T_governance_day, &row, 1);
}
