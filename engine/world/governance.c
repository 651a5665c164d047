// Governance in the world (M06): the morning's listings, reports of what is delivered, and the night's bans, which end relations.
#include "base/mathx.h"
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
  for (uint32_t o = 0; o < a->offers.count; o++) a->offers.fake[o] = fl_given_fake(&w->params, &w->step.key, a, o);
  w->governance.on = 0;
}

void fl_govern_morning(fl_world *w) {
  w->governed = (fl_governance_day){0};
  w->refund_relief = 1;
  if (!governed(w)) {
    if (w->governance.on) leave_off(w);
    return;
  }
  if (!w->governance.on) w->governance = (fl_governance_state){w->params.governance_start, 1};
  const double days = fl_refund_days(&w->params);
  w->refund_relief = (float)fl_refund_relief(&w->params, days);
  w->governed.interception = fl_interception(&w->params);
  w->governed.refund_days = days;
  w->governed.cost_fen = fl_governance_cost(&w->params);
  fl_governance_list(&w->params, &w->step, &w->agents, w->governance.cheating, &w->governed);
  fl_rooms *rooms = &w->agents.rooms;
  for (uint32_t r = 0; r < rooms->count; r++)
    if (rooms->banned[r]) rooms->live[r] = w->live[r] = rooms->admitted[r] = 0, rooms->open[r] = rooms->close[r] = 0;
}

// Reports in real orders, rounded at random.
void fl_report_fakes(const fl_world *w, fl_counts *counts, uint32_t room, bool fake, const fl_outcome *o, int64_t orders,
                     fl_block draw) {
  fl_govern_tally *t = &counts->govern[room];
  t->found += o->fake_found ? orders : 0;
  if (o->fake_found)
    t->reports += (int64_t)((double)orders * w->params.governance_report_rate + fl_unit(draw.u[0]));
  else if (o->satisfaction < w->outcome.detractor_below && !fake)
    t->false_reports += (int64_t)((double)orders * w->params.governance_false_reports + fl_unit(draw.u[1]));
}

// ---- The night ------------------------------------------------------------------------------------------------------------------

// Relations to a room that is banned end: who comes back under another name begins without followers.
static void forget_banned(void *arg, uint32_t block, uint32_t worker) {
  fl_world *w = arg;
  (void)worker;
  fl_fan *fans = &w->agents.fans[(size_t)block * FL_BLOCK_FANS];
  for (uint32_t i = 0; i < fl_block_size(&w->agents, block); i++)
    for (int s = 0; s < FL_SLOTS && fl_any_room(&fans[i], w->gone); s++)
      if (w->gone[fl_slot_room(&fans[i], s)] == FL_ROOM_BANNED) fl_slot_clear(&fans[i], s);
}

// A seller who was banned, under another name: the same goods, and nobody who knows them.
static void begin_again(fl_world *w, uint32_t r) {
  fl_rooms *rooms = &w->agents.rooms;
  const fl_params *p = &w->params;
  const uint32_t b = rooms->brand[r];
  const double quality = p->start_reputation + p->start_reputation_quality * (w->agents.brands.quality[b] - p->start_quality);
  rooms->reputation[r] = quality < 0.02 ? 0.02 : quality > 0.98 ? 0.98 : quality;
  rooms->content_seen[r] = rooms->content[r];
  rooms->value[r] = rooms->ad_uv[r] = rooms->ad_gmv[r] = 0;
  w->agents.brands.trust[b] = fl_brand_trust(w->agents.brands.outside[b], 0.5);
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) w->agents.offers.sales[o] = 0;
}

// What a fake is to be expected to cost its seller where buyers are paid several times the price.
static double liability(const fl_world *w) {
  if (!w->rights_open) return 0;
  const fl_rights_terms *today = &w->rights_terms[w->step.day % FL_RIGHTS_DAYS];
  double covered = 0;
  for (int k = 0; k < FL_BRAND_KINDS; k++)
    for (int c = 0; c < FL_CATEGORIES; c++)
      if ((today->who[FL_RIGHT_fake_nine][k][c] & FL_TERMS_PAYER) == FL_SELLER_PAYS)
        covered += (double)today->below[FL_RIGHT_fake_nine][k][c] / (FL_COVER_ALL * FL_BRAND_KINDS * FL_CATEGORIES);
  return covered * w->params.fake_found * w->params.claim_fake_nine * w->params.cost_fake_nine;
}

void fl_govern_night(fl_world *w) {
  if (!governed(w)) return;
  fl_rooms *rooms = &w->agents.rooms;
  fl_governance_judge(&w->params, &w->step, &w->agents, &w->counts, w->gone, &w->governed);
  if (w->governed.bans > 0) w->options.parallel.run(w->options.parallel.workers, w->agents.block_count, forget_banned, w);
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (w->gone[r] == FL_ROOM_BANNED) rooms->active[r] = rooms->dormant[r] = 0;
    if (w->gone[r] == FL_ROOM_BACK) begin_again(w, r);
  }
  w->governance.cheating = fl_cheating_night(&w->params, w->governance.cheating, liability(w));
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
                                     .cheating = w->governance.cheating,
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
                                     .cost_fen = g->cost_fen};
  return fl_emit(w, FL_T_governance_day, &row, 1);
}
