// Measures: turns the day's counts into rows of the output tables. Serial; reads counts and sellers, writes rows and digest.
#include "base/date.h"
#include "base/mathx.h"
#include "mechanisms/festival.h"
#include "world/internal.h"

#include <stdlib.h>

// Rows of one day stand together, those of earlier days make way.
fl_status fl_emit(fl_world *w, fl_table_id table, const void *rows, size_t count) {
  fl_rows *store = &w->rows[table];
  const size_t bytes = fl_tables[table].row_size, kept = store->emitted == w->step.day + 1 ? store->count : 0;
  if (kept + count > store->capacity) {
    const size_t doubled = kept > 0 ? 2 * store->capacity : 0, capacity = doubled > kept + count ? doubled : kept + count;
    void *items = realloc(store->items, capacity * bytes);
    if (!items) return FL_ENVIRONMENT;
    store->items = items;
    store->capacity = capacity;
  }
  if (count) memcpy((char *)store->items + kept * bytes, rows, count * bytes);
  store->count = kept + count;
  store->emitted = w->step.day + 1;
  if (count == 0) return FL_OK;
  fl_digest_rows(&w->digest, table, rows, count);
  return w->options.sink.rows ? w->options.sink.rows(w->options.sink.ctx, table, rows, count) : FL_OK;
}

static void name_generated(char *out, const char *what, uint32_t number) {
  size_t n = strlen(what);
  memcpy(out, what, n);
  for (uint32_t digit = 1000000; digit; digit /= 10) out[n++] = (char)('0' + number / digit % 10);
  out[n] = 0;
}

static fl_status emit_sellers(fl_world *w) {
  const fl_scenario *s = &w->model->scenario;
  const fl_rooms *rooms = &w->agents.rooms;
  const fl_brands *brands = &w->agents.brands;
  const uint32_t generated = (uint32_t)s->setup.rooms;
  fl_row_brand *b = calloc(brands->count + 1, sizeof *b);
  fl_row_room *r = calloc(rooms->count + 1, sizeof *r);
  fl_status status = b && r ? FL_OK : FL_ENVIRONMENT;
  for (uint32_t i = 0; status == FL_OK && i < brands->count; i++) {
    b[i] = (fl_row_brand){.brand = i,
                          .own = i >= generated && i < generated + s->brand_count,
                          .kind = brands->kind[i],
                          .quality = brands->quality[i],
                          .service = brands->service[i],
                          .price_level = brands->price_level[i],
                          .honesty = brands->honesty[i],
                          .outside_trust = brands->outside[i]};
    if (i < generated)
      name_generated(b[i].id, "brand-", i);
    else if (i >= generated + s->brand_count)
      name_generated(b[i].id, "entrant-", i - generated - (uint32_t)s->brand_count);
    else
      memcpy(b[i].id, s->brands[i - generated].id, FL_NAME_MAX);
  }
  for (uint32_t i = 0; status == FL_OK && i < rooms->count; i++) {
    r[i] = (fl_row_room){.room = i,
                         .own = i >= generated && i < generated + s->room_count,
                         .brand = rooms->brand[i],
                         .category = rooms->category[i],
                         .tier = rooms->tier[i],
                         .weight = rooms->weight[i],
                         .followers = rooms->first_followers[i],
                         .content = rooms->content[i],
                         .live_prob = rooms->live_prob[i],
                         .start_minute = rooms->start_minute[i],
                         .live_minutes = rooms->usual_minutes[i]};
    if (i < generated)
      name_generated(r[i].id, "room-", i);
    else if (i >= generated + s->room_count)
      name_generated(r[i].id, "entrant-", i - generated - (uint32_t)s->room_count);
    else
      memcpy(r[i].id, s->rooms[i - generated].id, FL_NAME_MAX);
  }
  if (status == FL_OK) status = fl_emit(w, FL_T_brand, b, brands->count);
  if (status == FL_OK) status = fl_emit(w, FL_T_room, r, rooms->count);
  free(b);
  free(r);
  return status;
}

fl_status fl_emit_policies(fl_world *w) {
  fl_row_policy *rows = calloc(w->policy_count + 1, sizeof *rows);
  size_t n = 0;
  if (!rows) return FL_ENVIRONMENT;
  for (size_t p = 0; p < w->policy_count; p++) {
    const fl_policy *policy = &w->policies[p];
    const int64_t *budget = fl_policy_budget(policy);
    int64_t first, last;
    if (policy->off) continue;
    fl_policy_dates(policy, &first, &last);
    rows[n] = (fl_row_policy){
        .policy = (int64_t)p, .kind = policy->kind, .from_date = first, .to_date = last, .budget_fen = budget ? *budget : -1};
    memcpy(rows[n++].id, policy->id, FL_NAME_MAX);
  }
  const fl_status status = fl_emit(w, FL_T_policy, rows, n);
  free(rows);
  return status;
}

fl_status fl_emit_dimensions(fl_world *w) {
  const fl_status status = emit_sellers(w);
  return status == FL_OK ? fl_emit_policies(w) : status;
}

#define IDENTITY(cell)                                                                                                             \
  .uv = (cell).uv, .live_seconds = (cell).seconds, .buyers = (cell).buyers, .orders = (cell).orders, .gmv_fen = (cell).gmv,        \
  .paid_fen = (cell).paid, .platform_fen = (cell).platform, .seller_fen = (cell).seller

static fl_cell total_of(const fl_tally *t) {
  fl_cell sum = {0};
  for (int s = 0; s < FL_SOURCES; s++) {
    const fl_cell *c = &t->source[s];
    sum.seconds += c->seconds;
    sum.orders += c->orders;
    sum.gmv += c->gmv;
    sum.paid += c->paid;
    sum.platform += c->platform;
    sum.seller += c->seller;
  }
  sum.uv = t->uv;
  sum.buyers = t->buyers;
  return sum;
}

// Of the day, fen; 0 where nobody can buy traffic.
static int64_t ads_income(const fl_world *w) {
  int64_t fen = 0;
  for (uint32_t r = 0; w->step.flows > 1 && r < w->agents.rooms.count; r++) fen += w->agents.rooms.ad_spend[r];
  return fen;
}

static fl_status emit_ads(fl_world *w) {
  if (!w->source_open[FL_PAID]) return FL_OK;
  const fl_rooms *rooms = &w->agents.rooms;
  fl_row_ads_day rows[FL_BRAND_KINDS] = {0};
  for (int64_t k = 0; k < FL_BRAND_KINDS; k++) rows[k] = (fl_row_ads_day){.date = w->step.date, .kind = k};
  for (uint32_t r = 0; r < rooms->count; r++) {
    const fl_room_tally *t = &w->counts.rooms[r];
    fl_row_ads_day *row = &rows[w->agents.brands.kind[rooms->brand[r]]];
    const bool sold = w->step.flows > 1; // else the columns hold what was true when traffic was last sold
    row->rooms += sold && rooms->ad_money[r] > 0 ? rooms->weight[r] : 0;
    row->budget_fen += sold ? rooms->ad_money[r] : 0;
    row->spend_fen += sold ? rooms->ad_spend[r] : 0;
    row->visits += t->uv[FL_PAID];
    row->orders += t->orders[FL_PAID];
    row->gmv_fen += t->gmv[FL_PAID];
    row->follows += t->follows_bought;
    row->later_gmv_fen += t->gmv_bought;
  }
  return fl_emit(w, FL_T_ads_day, rows, FL_BRAND_KINDS);
}

static fl_status emit_shelf(fl_world *w) {
  if (!w->source_open[FL_SHELF]) return FL_OK;
  fl_row_shelf_day rows[FL_SHELF_FIELDS];
  for (int f = 0; f < FL_SHELF_FIELDS; f++) {
    const int64_t *t = w->counts.fixed->shelf[f];
    rows[f] = (fl_row_shelf_day){w->step.date, f, t[0], t[1], t[2], t[3], t[4], t[5]};
  }
  return fl_emit(w, FL_T_shelf_day, rows, FL_SHELF_FIELDS);
}

static fl_status emit_platform(fl_world *w) {
  const fl_tally *t = w->counts.fixed;
  const fl_cell all = total_of(t);
  int64_t active = 0, dormant = 0, sellers = 0;
  for (uint32_t b = 0; b < w->agents.brands.count; b++)
    sellers += w->agents.brands.state[b] == FL_IN_BUSINESS ? w->agents.brands.weight[b] : 0;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    active += w->agents.rooms.active[r];
    dormant += w->agents.rooms.dormant[r];
  }
  const fl_row_platform_day row = {.date = w->step.date,
                                   .phase = w->step.in_window,
                                   .active_fans = t->active_fans,
                                   .content_seconds = t->content_seconds,
                                   .visits = t->visits,
                                   IDENTITY(all),
                                   .new_buyers = t->new_buyers,
                                   .impulse_orders = t->impulse_orders,
                                   .needs_arrived = t->needs_arrived,
                                   .needs_leaked = t->needs_leaked,
                                   .claims = t->claims,
                                   .unsubsidised = t->unsubsidised,
                                   .switched = t->switched,
                                   .stocked_out = t->stocked_out,
                                   .priced_out = t->priced_out,
                                   .delivered = t->delivered,
                                   .promoters = t->promoters,
                                   .detractors = t->detractors,
                                   .complaints = t->complaints,
                                   .fakes_found = t->fakes_found,
                                   .returns_fit = t->returns_fit,
                                   .returns_described = t->returns_described,
                                   .returns_fake = t->returns_fake,
                                   .returns_late = t->returns_late,
                                   .refund_fen = t->refund,
                                   .follows = t->follows,
                                   .reactivations = t->reactivations,
                                   .unfollows = t->unfollows,
                                   .evictions = t->evictions,
                                   .active_followers = active,
                                   .dormant_followers = dormant,
                                   .ads_fen = ads_income(w),
                                   .commission_fen = w->books.commission_fen,
                                   .sellers = sellers,
                                   .sellers_entered = w->turn.entered,
                                   .sellers_left = w->turn.left,
                                   .price_image = w->price_image};
  fl_status status = fl_emit(w, FL_T_platform_day, &row, 1);
  fl_row_source_day sources[FL_SOURCES];
  size_t n = 0;
  for (int s = 0; s < FL_SOURCES; s++)
    if (w->source_open[s]) sources[n++] = (fl_row_source_day){.date = w->step.date, .source = s, IDENTITY(t->source[s])};
  return status == FL_OK ? fl_emit(w, FL_T_source_day, sources, n) : status;
}

static fl_status emit_tiers(fl_world *w) {
  const fl_tally *t = w->counts.fixed;
  int64_t rooms[FL_ROOM_TIERS] = {0};
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) rooms[w->hot[r].tier] += w->agents.rooms.weight[r];
  fl_row_tier_day tiers[FL_ROOM_TIERS * FL_SOURCES];
  size_t n = 0;
  for (int tier = 0; tier < FL_ROOM_TIERS; tier++)
    for (int s = 0; s < FL_SOURCES; s++)
      if (w->source_open[s])
        tiers[n++] =
            (fl_row_tier_day){.date = w->step.date, .tier = tier, .source = s, IDENTITY(t->tier[tier][s]), .rooms = rooms[tier]};
  fl_status status = fl_emit(w, FL_T_tier_day, tiers, n);
  fl_row_category_day categories[FL_CATEGORIES];
  for (int c = 0; c < FL_CATEGORIES; c++)
    categories[c] = (fl_row_category_day){.date = w->step.date,
                                          .category = c,
                                          .orders = t->category[c][0],
                                          .gmv_fen = t->category[c][1],
                                          .delivered = t->category[c][2],
                                          .returns = t->category[c][3],
                                          .reference_price = fl_exp(w->category_reference[c])};
  if (status == FL_OK) status = fl_emit(w, FL_T_category_day, categories, FL_CATEGORIES);
  fl_row_fan_tier_day fans[FL_FAN_TIERS];
  for (int f = 0; f < FL_FAN_TIERS; f++)
    fans[f] = (fl_row_fan_tier_day){.date = w->step.date, .fan_tier = f, .visits = t->fan_tier_visits[f], IDENTITY(t->fan_tier[f])};
  if (status == FL_OK) status = fl_emit(w, FL_T_fan_tier_day, fans, FL_FAN_TIERS);
  fl_row_trust_day bands[FL_TRUST_BANDS];
  for (int b = 0; b < FL_TRUST_BANDS; b++)
    bands[b] = (fl_row_trust_day){.date = w->step.date, .band = b, .visits = t->trust_band[b][0], .orders = t->trust_band[b][1]};
  return status == FL_OK ? fl_emit(w, FL_T_trust_day, bands, FL_TRUST_BANDS) : status;
}

#define BY_SOURCE(t, name, s)                                                                                                      \
  .uv_##name = (t)->uv[s], .live_seconds_##name = (t)->seconds[s], .buyers_##name = (t)->buyers[s],                                \
  .orders_##name = (t)->orders[s], .gmv_##name##_fen = (t)->gmv[s]

static fl_row_room_day room_row(const fl_world *w, uint32_t r) {
  const fl_room_tally *t = &w->counts.rooms[r];
  const fl_rooms *rooms = &w->agents.rooms;
  double reference = 0;
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) reference += (double)w->agents.offers.reference[o] / FL_OFFERS;
  return (fl_row_room_day){.date = w->step.date,
                           .room = r,
                           .tier = w->hot[r].tier,
                           BY_SOURCE(t, private, FL_PRIVATE),
                           BY_SOURCE(t, public, FL_PUBLIC),
                           BY_SOURCE(t, paid, FL_PAID),
                           .uv_shelf = t->shelf_views,
                           .live_seconds_shelf = t->shelf_seconds,
                           .buyers_shelf = t->buyers[FL_SHELF],
                           .orders_shelf = t->orders[FL_SHELF],
                           .gmv_shelf_fen = t->gmv[FL_SHELF],
                           .paid_fen = t->paid,
                           .platform_fen = t->platform,
                           .seller_fen = t->seller,
                           .returning_orders = t->returning,
                           .stocked_out = t->stocked_out,
                           .delivered = t->delivered,
                           .promoters = t->promoters,
                           .detractors = t->detractors,
                           .quality_returns = t->quality_returns,
                           .returns = t->returns,
                           .refund_fen = t->refund,
                           .follows = t->follows,
                           .follows_bought = t->follows_bought,
                           .ads_fen = w->step.flows > 1 ? rooms->ad_spend[r] : 0,
                           .gmv_bought_fen = t->gmv_bought,
                           .unfollows = t->unfollows,
                           .active_followers = rooms->active[r],
                           .dormant_followers = rooms->dormant[r],
                           .reputation = rooms->reputation[r],
                           .reference_price = fl_exp(reference),
                           .host_share = rooms->host_share[r]};
}

static fl_status emit_rooms(fl_world *w) {
  fl_row_room_day *rows = w->room_rows;
  size_t n = 0;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    const fl_room_tally *t = &w->counts.rooms[r];
    if (w->agents.rooms.live[r] || t->delivered || t->shelf_views || fl_room_sum(t->orders)) rows[n++] = room_row(w, r);
  }
  fl_status status = fl_emit(w, FL_T_room_day, rows, n);
  for (uint32_t b = 0; status == FL_OK && w->counts.overlap && b < w->agents.brands.count; b++) {
    const int64_t *o = w->counts.overlap[b];
    const fl_row_brand_overlap_day row = {w->step.date, b, o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7]};
    int64_t any = 0;
    for (int i = 0; i < 2 * FL_SOURCES; i++) any |= o[i];
    if (any) status = fl_emit(w, FL_T_brand_overlap_day, &row, 1);
  }
  return status;
}

static bool runs_today(const fl_policy *policy, int64_t date) {
  if (policy->off) return false;
  if (policy->kind == FL_SUBSIDY) return date >= policy->of.subsidy.from && date <= policy->of.subsidy.to;
  if (policy->kind == FL_FESTIVAL) return fl_festival_phase(&policy->of.festival, date) != FL_PHASE_NONE;
  const fl_rights *right = &policy->of.rights; // tells how many rooms show it, where they are asked for a score
  if (policy->kind == FL_RIGHTS_POLICY) return right->least_score > 0 && date >= right->from && date <= right->to;
  return false; // others have ledgers of their own
}

static fl_status emit_ledger(fl_world *w, size_t p) {
  fl_row_subsidy_day rows[FL_BRAND_KINDS * FL_FAN_TIERS];
  size_t n = 0;
  for (int k = 0; k < FL_BRAND_KINDS; k++)
    for (int f = 0; f < FL_FAN_TIERS; f++) {
      const int64_t *l = w->counts.policies[p].ledger[k][f];
      if (l[0]) rows[n++] = (fl_row_subsidy_day){w->step.date, (int64_t)p, k, f, l[0], l[1], l[2]};
    }
  return fl_emit(w, FL_T_subsidy_day, rows, n);
}

static fl_status emit_brand_ledger(fl_world *w, size_t p) {
  const fl_scenario *scenario = &w->model->scenario;
  fl_status status = FL_OK;
  for (size_t own = 0; status == FL_OK && w->counts.ledgers && own < scenario->brand_count; own++)
    for (int f = 0; status == FL_OK && f < FL_FAN_TIERS; f++) {
      const int64_t *l = w->counts.ledgers[p * scenario->brand_count + own][f], brand = scenario->setup.rooms + (int64_t)own;
      const fl_row_subsidy_brand_day row = {w->step.date, (int64_t)p, brand, f, l[0], l[1], l[2], l[3]};
      if (l[0]) status = fl_emit(w, FL_T_subsidy_brand_day, &row, 1);
    }
  return status;
}

// Red packets are used on days after the last phase of their festival, too.
static bool has_posted(const fl_policy_tally *t) {
  static const fl_policy_tally nothing;
  return memcmp(t, &nothing, sizeof nothing) != 0;
}

// A subsidy without money posts nothing: a world with its budget at 0 is the world without it.
static fl_status emit_policies(fl_world *w) {
  fl_status status = FL_OK;
  size_t n = 0;
  for (size_t p = 0; status == FL_OK && p < w->policy_count; p++) {
    const fl_policy *policy = &w->policies[p];
    const bool subsidy = policy->kind == FL_SUBSIDY;
    const fl_policy_tally *t = &w->counts.policies[p];
    if (!has_posted(t) && (!runs_today(policy, w->step.date) || (subsidy && policy->of.subsidy.budget == 0))) continue;
    w->policy_rows[n++] = (fl_row_policy_day){.date = w->step.date,
                                              .policy = (int64_t)p,
                                              .platform_fen = t->platform_fen,
                                              .seller_fen = t->seller_fen,
                                              .left_fen = w->accounts[p].left_fen,
                                              .orders = t->orders,
                                              .gmv_fen = t->gmv,
                                              .resale_orders = t->resale_orders,
                                              .resale_gmv_fen = t->resale_gmv,
                                              .resale_fen = t->resale_fen,
                                              .refused = t->refused,
                                              .exhausted_minute = w->exhausted_minute[p],
                                              .packets_granted = t->packets_granted,
                                              .packets_used = t->packets_used,
                                              .rooms_admitted = w->admitted[p]};
    if (subsidy) status = emit_ledger(w, p);
    if (subsidy && status == FL_OK) status = emit_brand_ledger(w, p);
  }
  return status == FL_OK ? fl_emit(w, FL_T_policy_day, w->policy_rows, n) : status;
}

static fl_status emit_event(fl_world *w, int64_t minute, int what, int64_t policy, int64_t offer, int64_t value) {
  const fl_row_event row = {.date = w->step.date,
                            .minute = minute,
                            .what = what,
                            .policy = policy,
                            .room = offer < 0 ? -1 : offer / FL_OFFERS,
                            .offer = offer < 0 ? -1 : offer % FL_OFFERS,
                            .value = value};
  return fl_emit(w, FL_T_event, &row, 1);
}

// When money is gone for good.
static fl_status emit_exhaustion(fl_world *w, size_t p, const fl_subsidy *subsidy) {
  const bool last = subsidy->pacing != 0 || w->step.date == subsidy->to;
  if (!last || w->exhausted_minute[p] < 0 || subsidy->budget <= 0) return FL_OK;
  return emit_event(w, w->exhausted_minute[p], 1, (int64_t)p, -1, subsidy->budget - w->accounts[p].left_fen);
}

static fl_status emit_phase(fl_world *w, size_t p, const fl_festival *festival) {
  const fl_phase now = fl_festival_phase(festival, w->step.date);
  const bool new = now != fl_festival_phase(festival, w->step.date - 1);
  return new ? emit_event(w, -1, 2, (int64_t)p, -1, (int64_t)now) : FL_OK;
}

static fl_status emit_events(fl_world *w) {
  fl_status status = FL_OK;
  for (uint32_t o = 0; status == FL_OK && o < w->agents.offers.count; o++)
    if (w->offer_cut[o] >= 0)
      status = emit_event(w, (int64_t)fl_key_minute(w->cuts.items[w->offer_cut[o]].key), 0,
                          w->agents.offers.flash[o] ? w->agents.offers.flash_policy[o] : -1, o, w->counts.sold[o]);
  for (size_t p = 0; status == FL_OK && p < w->policy_count; p++) {
    const fl_policy *policy = &w->policies[p];
    if (!policy->off && policy->kind == FL_SUBSIDY) status = emit_exhaustion(w, p, &policy->of.subsidy);
    if (!policy->off && policy->kind == FL_FESTIVAL) status = emit_phase(w, p, &policy->of.festival);
  }
  return status;
}

static fl_status emit_sources_of(fl_world *w, int period, int64_t from, const fl_tally *sum, const int64_t *uv,
                                 const int64_t *buyers) {
  fl_row_period rows[FL_SOURCES];
  size_t n = 0;
  for (int s = 0; s < FL_SOURCES; s++) {
    if (!w->source_open[s]) continue;
    fl_cell cell = sum->source[s];
    cell.uv = uv[s];
    cell.buyers = buyers[s];
    rows[n++] = (fl_row_period){.period = period, .from_date = from, .to_date = w->step.date, .source = s, IDENTITY(cell)};
  }
  return fl_emit(w, FL_T_period, rows, n);
}

static fl_status emit_cohorts(fl_world *w, int64_t month) {
  fl_row_cohort rows[FL_COHORTS];
  size_t n = 0;
  for (int k = 0; k < FL_COHORTS - 1; k++) {
    const int64_t *c = w->month.cohort[k];
    if (c[1])
      rows[n++] = (fl_row_cohort){.cohort_date = k ? w->month_dates[k - 1] : w->month_dates[0] - 1,
                                  .month_date = month,
                                  .buyers = c[0],
                                  .orders = c[1],
                                  .gmv_fen = c[2]};
  }
  return fl_emit(w, FL_T_cohort, rows, n);
}

static fl_status emit_month(fl_world *w) {
  const fl_tally *m = &w->month;
  const int64_t from = w->step.date - (w->step.day - w->step.month_first_day);
  const fl_row_repurchase row = {.period = 0,
                                 .from_date = from,
                                 .to_date = w->step.date,
                                 .active_fans = m->month_active,
                                 .buyers = m->month_buyers,
                                 .buying_days = m->month_buying_days,
                                 .orders = total_of(m).orders,
                                 .repeat_buyers = m->month_repeat,
                                 .kept_buyers = m->month_kept,
                                 .former_buyers = m->month_former};
  fl_status status = fl_emit(w, FL_T_repurchase, &row, 1);
  if (status == FL_OK) status = emit_sources_of(w, 0, from, m, m->month_uv, m->month_source_buyers);
  if (status == FL_OK) status = emit_cohorts(w, from);
  return status == FL_OK ? fl_emit_segments(w, from) : status;
}

// Rooms have rows on the days on which they were live or sold; what they hold changes on all days.
static fl_status emit_followers(fl_world *w) {
  const fl_rooms *rooms = &w->agents.rooms;
  fl_row_room_window *rows = calloc(rooms->count + 1, sizeof *rows);
  if (!rows) return FL_ENVIRONMENT;
  for (uint32_t r = 0; r < rooms->count; r++)
    rows[r] = (fl_row_room_window){
        .room = r, .followers_before = rooms->before_window[r], .followers_after = rooms->active[r] + rooms->dormant[r]};
  const fl_status status = fl_emit(w, FL_T_room_window, rows, rooms->count);
  free(rows);
  return status;
}

static fl_status emit_window(fl_world *w) {
  const fl_tally *m = &w->window;
  const int64_t from = w->step.date - (w->step.day - w->step.window_first_day);
  const fl_row_repurchase row = {.period = 1,
                                 .from_date = from,
                                 .to_date = w->step.date,
                                 .active_fans = m->window_active,
                                 .buyers = m->window_buyers,
                                 .buying_days = m->window_buying_days,
                                 .orders = total_of(m).orders,
                                 .repeat_buyers = m->window_repeat,
                                 .kept_buyers = 0,
                                 .former_buyers = m->window_former};
  fl_status status = fl_emit(w, FL_T_repurchase, &row, 1);
  if (status == FL_OK) status = emit_sources_of(w, 1, from, m, m->window_uv, m->window_source_buyers);
  return status == FL_OK ? emit_followers(w) : status;
}

// Prices are capped so that a day's money is a number (FL_PRICE_MOST); a month's or a window's need not be.
static fl_status add_tally(fl_world *w, fl_tally *into, const fl_tally *from) {
  int64_t *a = (int64_t *)into;
  const int64_t *b = (const int64_t *)from;
  bool over = false;
  for (size_t i = 0; i < sizeof *into / 8; i++) over |= __builtin_add_overflow(a[i], b[i], &a[i]);
  if (!over) return FL_OK;
  fl_world_fail(w, "day %u: the sums of the month or the window have left the range of 64-bit numbers (9.2e16 yuan)", w->step.day);
  return FL_BROKEN;
}

static int by_place(const void *a, const void *b) {
  const fl_order_row *x = a, *y = b;
  return (x->place > y->place) - (x->place < y->place);
}

// Orders of the sampled fans, by fan: the same whoever worked on which block.
static fl_status emit_orders(fl_world *w) {
  fl_worker *first = &w->workers[0];
  for (uint32_t k = 1; k < w->options.parallel.workers; k++) {
    fl_worker *other = &w->workers[k];
    if (other->order_count == 0) continue;
    fl_order_row *rows = realloc(first->orders, (first->order_count + other->order_count) * sizeof *rows);
    if (!rows) return FL_ENVIRONMENT;
    first->orders = rows;
    first->order_capacity = first->order_count + other->order_count;
    memcpy(&rows[first->order_count], other->orders, other->order_count * sizeof *rows);
    first->order_count += other->order_count;
    other->order_count = 0;
  }
  if (first->order_count) qsort(first->orders, first->order_count, sizeof *first->orders, by_place);
  fl_status status = FL_OK;
  for (size_t i = 0; status == FL_OK && i < first->order_count; i++)
    status = fl_emit(w, FL_T_sample_order, &first->orders[i].row, 1);
  first->order_count = 0;
  return status;
}

fl_status fl_stage_record(fl_world *w) {
  typedef fl_status emitter(fl_world *);
  static emitter *const daily[] = {emit_platform,  emit_tiers,         emit_rooms,      emit_ads,         emit_shelf,
                                   fl_emit_scores, fl_emit_pools,      emit_policies,   emit_events,      emit_orders,
                                   fl_emit_rights, fl_emit_governance, fl_emit_word,    fl_emit_votes,    fl_emit_outside,
                                   fl_emit_hosts,  fl_emit_stars,      fl_emit_recalls, fl_emit_winback,  fl_emit_distribution,
                                   fl_emit_supply, fl_emit_seeding,    fl_emit_giving,  fl_emit_decisions};
  fl_status status = FL_OK;
  w->rows[FL_T_event].count = w->rows[FL_T_metric].count = 0;
  for (size_t i = 0; status == FL_OK && i < sizeof daily / sizeof *daily; i++) status = daily[i](w);
  if (w->step.month_starts) {
    memset(&w->month, 0, sizeof w->month);
    if (w->step.month < FL_COHORTS) w->month_dates[w->step.month] = w->step.date;
  }
  if (status == FL_OK) status = add_tally(w, &w->month, w->counts.fixed);
  if (w->step.window_starts) memset(&w->window, 0, sizeof w->window);
  if (status == FL_OK && w->step.in_window) status = add_tally(w, &w->window, w->counts.fixed);
  const fl_tally *t = w->counts.fixed;
  w->last_28[0] += total_of(t).gmv;
  w->last_28[1] += t->source[FL_PRIVATE].gmv;
  const bool last = w->step.day + 1 == w->model->days;
  const bool month_ends = last || fl_date_civil(w->step.date + 1).day == 1;
  if (status == FL_OK && month_ends) status = emit_month(w);
  if (month_ends || w->step.day + 1 == w->model->warmup) {
    if (status == FL_OK) status = fl_emit_sellers(w);
    if (status == FL_OK) status = fl_emit_programmes(w);
    if (status == FL_OK) status = fl_emit_growth(w);
  }
  if (status == FL_OK && last) status = emit_window(w);
  if (status == FL_OK && (w->step.day % 28 == 27 || last)) status = fl_emit_census(w);
  return status;
}
