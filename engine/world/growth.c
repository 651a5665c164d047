// Service providers and growth levels in the world (M19): memory, what they do for sellers today, the evening, and rows. Serial.
#include "mechanisms/growth.h"

#include "base/mathx.h"
#include "mechanisms/provider.h"
#include "world/internal.h"

#include <stdlib.h>

bool fl_alloc_growth(fl_world *w) {
  fl_growth *all = &w->growth;
  const size_t brands = (size_t)w->agents.brands.count + 1;
  all->providers = 0;
  for (size_t p = 0; p < w->policy_count; p++) all->providers += w->policies[p].kind == FL_PROVIDER;
  if (all->providers == 0 && !w->params.growth_form) return true;
  bool ok = (all->help = calloc(brands, sizeof *all->help)) != NULL;
  ok = (all->followers = calloc(brands, sizeof *all->followers)) && ok;
  ok = (all->score = calloc(brands, sizeof *all->score)) && ok;
  ok = (all->sales = calloc(brands, sizeof *all->sales)) && ok;
  ok = (all->may = calloc(brands, sizeof *all->may)) && ok;
  if (w->params.growth_form) ok = (all->growing = calloc(brands, sizeof *all->growing)) && ok;
  for (size_t b = 0; all->growing && b < brands; b++) all->growing[b] = fl_growth_begin();
  if (all->providers == 0) return ok;
  ok = (all->clients = calloc(w->policy_count, sizeof *all->clients)) && ok;
  ok = (all->books = calloc(w->policy_count, sizeof *all->books)) && ok;
  for (size_t p = 0; ok && p < w->policy_count; p++) {
    if (w->policies[p].kind != FL_PROVIDER) continue;
    ok = (all->clients[p] = calloc(brands, sizeof **all->clients)) != NULL;
    for (size_t b = 0; ok && b < brands; b++) all->clients[p][b].since = -1;
  }
  return ok;
}

void fl_free_growth(fl_world *w) {
  fl_growth *all = &w->growth;
  for (size_t p = 0; all->clients && p < w->policy_count; p++) free(all->clients[p]);
  void *const owned[] = {all->help, all->followers, all->score, all->sales, all->may, all->growing, all->clients, all->books};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) free(owned[i]);
}

static bool runs(const fl_world *w, size_t p) {
  const fl_service_provider *of = &w->policies[p].of.service_provider;
  return w->policies[p].kind == FL_PROVIDER && !w->policies[p].off && w->step.date >= of->from && w->step.date <= of->to;
}

// Displayed followers and score of each brand's best real room.
static void look_at_brands(fl_world *w) {
  const fl_rooms *rooms = &w->agents.rooms;
  fl_growth *all = &w->growth;
  for (uint32_t b = 0; b < w->agents.brands.count; b++) all->followers[b] = all->score[b] = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const uint32_t b = rooms->brand[r];
    const double followers = (double)(rooms->active[r] + rooms->dormant[r]) / (double)rooms->weight[r];
    const double score =
        fl_scores_kept(&w->agents.scores) ? (double)w->agents.scores.score[r][FL_SCORE_SHOP] : rooms->reputation[r];
    if (followers > all->followers[b]) all->followers[b] = followers;
    if (score > all->score[b]) all->score[b] = score;
  }
}

// ---- The morning ----------------------------------------------------------------------------------------------------------------

void fl_growth_morning(fl_world *w) {
  fl_growth *all = &w->growth;
  const fl_rooms *rooms = &w->agents.rooms;
  if (!all->help) return;
  look_at_brands(w);
  for (uint32_t b = 0; b < w->agents.brands.count; b++) {
    const double gap = fl_provider_gap(&w->params, all->followers[b]), service = w->agents.brands.service[b];
    fl_help *help = &all->help[b];
    *help = (fl_help){.fit = 1, .price = 1, .cost = 1, .service = -1, .days = -1, .lane = 1};
    for (size_t p = 0; p < w->policy_count; p++) {
      if (w->policies[p].kind != FL_PROVIDER || w->policies[p].off || all->clients[p][b].skill <= 0) continue;
      const fl_service_provider *of = &w->policies[p].of.service_provider;
      const double match = fl_provider_match(of, &w->step.key, b, w->model->policy_salt[p]);
      fl_provider_help(of, &all->clients[p][b], gap, match, service, help);
    }
    if (all->growing) fl_growth_help(&w->params, w->step.day, gap, &all->growing[b], help);
  }
  for (uint32_t r = 0; r < rooms->count; r++) {
    w->content[r] *= fl_exp(all->help[rooms->brand[r]].content);
    w->boost[r] *= all->help[rooms->brand[r]].lane;
  }
}

void fl_growth_costs(fl_world *w) {
  fl_offers *offers = &w->agents.offers;
  for (uint32_t o = 0; w->growth.help && o < offers->count; o++) {
    const double factor = w->growth.help[fl_owner(&w->agents, o)].cost;
    const double fen = factor * offers->cost_fen[o];
    if (factor != 1) offers->cost_fen[o] = (uint32_t)fl_round(fen < 1 ? 1 : fen < 1e8 ? fen : 1e8);
  }
}

void fl_growth_returns(fl_world *w) {
  for (uint32_t o = 0; w->growth.help && o < w->agents.offers.count; o++)
    w->outcome.fit[o] = (float)((double)w->outcome.fit[o] * w->growth.help[w->agents.rooms.brand[o / FL_OFFERS]].fit);
}

// ---- The evening ----------------------------------------------------------------------------------------------------------------

static void add_up_sales(fl_world *w) {
  const fl_rooms *rooms = &w->agents.rooms;
  for (uint32_t b = 0; b < w->agents.brands.count; b++) w->growth.sales[b] = 0;
  for (uint32_t r = 0; r < rooms->count; r++) w->growth.sales[rooms->brand[r]] += fl_room_sum(w->counts.rooms[r].gmv);
}

static void count_lane(fl_world *w) {
  const fl_rooms *rooms = &w->agents.rooms;
  for (uint32_t r = 0; w->growth.growing && r < rooms->count; r++) {
    fl_growing *g = &w->growth.growing[rooms->brand[r]];
    if (fl_growth_in_lane(&w->params, w->step.day, g)) g->lane_uv += w->counts.rooms[r].uv[FL_PUBLIC];
  }
}

void fl_growth_evening(fl_world *w) {
  fl_growth *all = &w->growth;
  fl_agents *agents = &w->agents;
  if (!all->help) return;
  look_at_brands(w);
  add_up_sales(w);
  count_lane(w);
  for (uint32_t b = 0; b < agents->brands.count; b++) agents->brands.services_fen[b] = agents->brands.services_levy[b] = 0;
  for (size_t p = 0; all->clients && p < w->policy_count; p++) {
    if (!all->clients[p]) continue;
    if (!runs(w, p)) {
      fl_provider_rest(&w->params, agents->brands.count, all->clients[p]);
      continue;
    }
    const fl_service_provider *of = &w->policies[p].of.service_provider;
    const uint32_t own = fl_own_brand(&w->model->scenario, of->brand);
    for (uint32_t b = 0; b < agents->brands.count; b++) {
      all->may[b] = !of->brand[0] || b == own;
      for (size_t q = 0; q < w->policy_count; q++)
        if (q != p && all->clients[q] && all->clients[q][b].since >= 0) all->may[b] = 0;
    }
    fl_provider_night(&w->params, of, &w->step.key, w->model->policy_salt[p], w->step.day, all->followers, all->may, all->sales,
                      agents, all->clients[p], &all->books[p]);
  }
}

void fl_growth_rise(fl_world *w) {
  if (w->growth.growing) fl_growth_night(&w->params, w->step.day, w->growth.score, &w->agents.brands, w->growth.growing);
}

// ---- Rows -----------------------------------------------------------------------------------------------------------------------

static void fill_provider(fl_world *w, size_t p, fl_row_provider_month *rows) {
  const fl_brands *brands = &w->agents.brands;
  fl_provider_books *books = &w->growth.books[p];
  double skill[FL_BRAND_KINDS] = {0};
  for (int64_t k = 0; k < FL_BRAND_KINDS; k++)
    rows[k] = (fl_row_provider_month){.date = w->step.date,
                                      .policy = (int64_t)p,
                                      .kind = k,
                                      .gmv_fen = books->sales[k],
                                      .fees_fen = books->fees[k],
                                      .rebates_fen = books->rebates[k]};
  for (uint32_t b = 0; b < brands->count; b++) {
    fl_row_provider_month *row = &rows[brands->kind[b]];
    const fl_client *client = &w->growth.clients[p][b];
    if (brands->state[b] != FL_IN_BUSINESS) continue;
    row->sellers += brands->weight[b];
    if (client->since < 0) continue;
    row->clients += brands->weight[b];
    skill[brands->kind[b]] += client->skill * (double)brands->weight[b];
  }
  for (int k = 0; k < FL_BRAND_KINDS; k++) rows[k].skill = rows[k].clients > 0 ? skill[k] / (double)rows[k].clients : 0;
  *books = (fl_provider_books){0};
}

static fl_status emit_levels(fl_world *w) {
  const fl_brands *brands = &w->agents.brands;
  fl_row_growth_month rows[FL_BRAND_KINDS * FL_GROWTH_LEVELS];
  for (int k = 0; k < FL_BRAND_KINDS * FL_GROWTH_LEVELS; k++)
    rows[k] = (fl_row_growth_month){.date = w->step.date, .kind = k / FL_GROWTH_LEVELS, .level = k % FL_GROWTH_LEVELS};
  for (uint32_t b = 0; b < brands->count; b++) {
    fl_growing *g = &w->growth.growing[b];
    if (brands->state[b] != FL_IN_BUSINESS || g->best < 0) continue;
    fl_row_growth_month *row = &rows[brands->kind[b] * FL_GROWTH_LEVELS + g->level];
    row->sellers += brands->weight[b];
    row->earning += brands->turnover_rate[b] > brands->cost_rate[b] ? brands->weight[b] : 0;
    row->gmv_fen += fl_round(30 * brands->turnover_rate[b]);
    row->trained += g->trained * (double)brands->weight[b];
    row->lane_uv += g->lane_uv;
    g->lane_uv = 0;
    for (int k = 0; k < FL_GROWTH_LEVELS; k++) {
      rows[brands->kind[b] * FL_GROWTH_LEVELS + k].reached += g->reached[k] * brands->weight[b];
      g->reached[k] = 0;
    }
  }
  for (int k = 0; k < FL_BRAND_KINDS * FL_GROWTH_LEVELS; k++)
    rows[k].trained = rows[k].sellers > 0 ? rows[k].trained / (double)rows[k].sellers : 0;
  return fl_emit(w, FL_T_growth_month, rows, FL_BRAND_KINDS * FL_GROWTH_LEVELS);
}

fl_status fl_emit_growth(fl_world *w) {
  fl_growth *all = &w->growth;
  fl_status status = all->growing ? emit_levels(w) : FL_OK;
  if (!all->clients || status != FL_OK) return status;
  fl_row_provider_month *rows = calloc(all->providers * FL_BRAND_KINDS + 1, sizeof *rows);
  size_t n = 0;
  if (!rows) return FL_ENVIRONMENT;
  for (size_t p = 0; p < w->policy_count; p++) {
    if (!all->clients[p] || w->policies[p].off) continue;
    fill_provider(w, p, rows + n);
    n += FL_BRAND_KINDS;
  }
  status = fl_emit(w, FL_T_provider_month, rows, n);
  free(rows);
  return status;
}
