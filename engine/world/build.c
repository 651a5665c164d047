// Builds the sellers of a world: rooms as a sample of the platform's real rooms by size, their owners and offers, and the user's own.
#include "base/date.h"
#include "base/mathx.h"
#include "mechanisms/hosts.h"
#include "mechanisms/scores.h"
#include "mechanisms/shelf.h"
#include "mechanisms/trust.h"
#include "world/internal.h"

#include <stdlib.h>
#include <string.h>

static double normal(const fl_model *m, uint32_t agent, uint32_t k, int word) {
  return fl_normal_quantile(fl_unit(fl_draw(&m->key, FL_STREAM_BUILD, 1, agent, k).u[word]));
}

// Followers of the real room of this rank (0 = largest) among `rooms`: a truncated double Pareto law (Reed 2001), whose density falls
// as f^-b up to the knee and as f^-e above it. With A and B the masses below and above the knee k, both over its density there,
//   A = ((min/k)^(1-b) - 1) / (b - 1)        B = (1 - (max/k)^(1-e)) / (e - 1)
// the room at share s = rank / rooms from the top lies above the knee when s (A + B) < B.
static double followers_of_rank(const fl_params *p, double rank, double rooms) {
  const double knee =
      fl_clip(p->followers_knee, p->followers_min, p->followers_max > p->followers_min ? p->followers_max : p->followers_min);
  const double b = p->followers_body - 1, e = p->followers_exponent - 1;
  const double above = fl_pow(p->followers_max / knee, -e);
  const double A = (fl_pow(p->followers_min / knee, -b) - 1) / b, B = (1 - above) / e;
  const double mass = (rank + 0.5) / rooms * (A + B);
  return mass < B ? knee * fl_pow(above + mass * e, -1 / e) : knee * fl_pow(1 + (mass - B) * b, -1 / b);
}

// Spreads of traits of brands within their kind (assumed): of log age; of own goods, and of other channels.
static const double age_spread = 0.8, trait_spread = 0.2;

static void usual_prices(const fl_params *p, double *price, double *share) {
  int c = 0;
  double total = 0;
#define FL_CATEGORY(name, what, need, yuan, amplitude, peak, fit)                                                                  \
  price[c] = p->price_##name;                                                                                                      \
  share[c] = p->need_share_##name;                                                                                                 \
  total += share[c++];
#include "fanloop/categories.def"
#undef FL_CATEGORY
  for (c = 0; c < FL_CATEGORIES; c++) share[c] = total > 0 ? share[c] / total : 1.0 / FL_CATEGORIES;
}

typedef struct kind_facts {
  double share, quality, service, price, outside, honesty, margin;
} kind_facts;

static void kinds_of(const fl_params *p, kind_facts *kinds) {
  int k = 0;
  double total = 0;
#define FL_BRAND_KIND(name, what, share_, quality_, service_, price_, outside_, honesty_, margin_)                                 \
  kinds[k++] = (kind_facts){p->kind_share_##name,   p->kind_quality_##name, p->kind_service_##name, p->kind_price_##name,          \
                            p->kind_outside_##name, p->kind_honesty_##name, p->kind_margin_##name};
#include "fanloop/kinds.def"
#undef FL_BRAND_KIND
  for (k = 0; k < FL_BRAND_KINDS; k++) total += kinds[k].share;
  for (k = 0; k < FL_BRAND_KINDS; k++) kinds[k].share = total > 0 ? kinds[k].share / total : 1.0 / FL_BRAND_KINDS;
}

static uint32_t pick(const double *share, uint32_t n, double u) {
  uint32_t i = 0;
  while (i < n - 1 && u >= share[i]) u -= share[i++];
  return i;
}

static uint32_t kind_of(const fl_model *m, uint32_t b, const kind_facts *kinds, double followers) {
  double share[FL_BRAND_KINDS];
  for (int k = 0; k < FL_BRAND_KINDS; k++) share[k] = kinds[k].share;
  const uint32_t kind = pick(share, FL_BRAND_KINDS, fl_unit(fl_draw(&m->key, FL_STREAM_BUILD, 1, b, 0).u[0]));
  if (kind == FL_KIND_NEW && followers >= FL_LEAST_waist)
    return FL_KIND_KUAI; // a new seller with followers has become a brand of the platform
  if (kind == FL_KIND_COUNTERFEITER && followers >= FL_LEAST_1m)
    return FL_KIND_BELT; // nobody sells fakes to a million followers for long
  return kind;
}

static void build_brand(fl_world *w, uint32_t b, uint32_t kind, const kind_facts *f, double followers) {
  const fl_model *m = w->model;
  const fl_params *p = &w->params;
  fl_brands *brands = &w->agents.brands;
  const double chosen = p->quality_followers * fl_log((followers + 100) / 2e4);
  brands->kind[b] = (uint8_t)kind;
  brands->quality[b] = fl_clip(f->quality + chosen + p->quality_sd * normal(m, b, 1, 0), 0.02, 0.98);
  brands->service[b] = fl_clip(f->service + chosen + p->quality_sd * normal(m, b, 1, 1), 0.02, 0.98);
  brands->price_level[b] = f->price * fl_exp(p->price_sd * normal(m, b, 1, 2));
  brands->outside[b] = fl_clip(f->outside, 0, 1);
  brands->honesty[b] = fl_clip(f->honesty + 0.1 * normal(m, b, 1, 3), 0, 1);
  brands->size_guidance[b] = fl_clip(0.3 + 0.2 * normal(m, b, 2, 0), 0, 1);
  const double own = fl_clip(p->start_brand_trust + p->start_brand_quality * (brands->quality[b] - p->start_quality), 0, 0.98);
  fl_brand_trust_begin(brands, b, own);
  brands->rooms[b] = 1;
  brands->cost_share[b] = 1 - f->margin;
  brands->invest_share[b] = brands->loss_horizon[b] = -1;
  brands->ad_share[b] = -1;
  brands->opening_cash[b] = -1;
  brands->effort[b] = 1;
  brands->alliance_commission[b] = -1;
}

static void build_hours(fl_world *w, uint32_t r, double followers) {
  const fl_model *m = w->model;
  const fl_params *p = &w->params;
  fl_rooms *rooms = &w->agents.rooms;
  const fl_block b = fl_draw(&m->key, FL_STREAM_BUILD, 1, r, 10);
  // Larger rooms are live more often: one logit per factor e^4 of followers (assumed).
  const double odds = p->live_prob / (1 - fl_clip(p->live_prob, 0, 0.999)) * fl_pow(followers / 2e4, 0.25);
  rooms->live_prob[r] = odds / (1 + odds);
  const double hours = p->live_hours * fl_exp(0.4 * fl_normal_quantile(fl_unit(b.u[0])));
  rooms->usual_minutes[r] = (uint16_t)fl_clip(60 * hours, 30, 960);
  rooms->full_minutes[r] = rooms->usual_minutes[r];
  // Three in five rooms start in the evening, the rest by day (assumed).
  const double u = fl_unit(b.u[1]), spread = fl_normal_quantile(fl_unit(b.u[2]));
  const double start = u < 0.6 ? 1130 + 60 * spread : u < 0.85 ? 840 + 90 * spread : 540 + 60 * spread;
  rooms->start_minute[r] = (uint16_t)fl_clip(start, 0, 1410);
}

static void build_room(fl_world *w, uint32_t r, double followers) {
  const fl_model *m = w->model;
  const fl_params *p = &w->params;
  fl_rooms *rooms = &w->agents.rooms;
  rooms->content[r] = fl_exp(p->content_sd * normal(m, r, 12, 0) + p->content_followers * fl_log((followers + 100) / 2e4));
  rooms->host_share[r] = fl_clip(0.5 + 0.15 * normal(m, r, 12, 1), 0, 1);
  rooms->stock_days[r] = p->stock_days;
  rooms->ad_budget[r] = -1;
}

static void build_offers(fl_world *w, uint32_t r, const double *category_share) {
  const fl_model *m = w->model;
  fl_offers *offers = &w->agents.offers;
  const uint32_t b = w->agents.rooms.brand[r];
  for (uint32_t j = 0; j < FL_OFFERS; j++) {
    const uint32_t o = r * FL_OFFERS + j;
    const fl_block d = fl_draw(&m->key, FL_STREAM_BUILD, 2, o, 0);
    // The last offer of one room in three is from another category.
    const bool other = j == FL_OFFERS - 1 && d.u[0] < UINT32_MAX / 3;
    offers->category[o] = other ? (uint8_t)pick(category_share, FL_CATEGORIES, fl_unit(d.u[1])) : w->agents.rooms.category[r];
    const double spread = w->params.offer_price_sd * fl_normal_quantile(fl_unit(d.u[2]));
    offers->log_price[o] = (float)(fl_log(w->agents.brands.price_level[b]) + spread);
    offers->reference[o] = offers->log_price[o];
    offers->fake[o] = w->agents.brands.kind[b] == FL_KIND_COUNTERFEITER && fl_unit(d.u[3]) < w->params.fake_share;
    offers->open[o] = 1;
    offers->subsidy[o] = FL_NO_POLICY;
  }
}

// A user who writes a price level means what the room asks for on the whole: four draws of the default spread would miss it by a sixth,
// another way with every seed. The offers keep their distances; the mean of their prices becomes the level.
static void level_offers(fl_world *w, uint32_t r) {
  fl_offers *offers = &w->agents.offers;
  const uint32_t first = r * FL_OFFERS;
  double mean = 0;
  for (uint32_t o = first; o < first + FL_OFFERS; o++) mean += fl_exp((double)offers->log_price[o]) / FL_OFFERS;
  const double shift = fl_log(w->agents.brands.price_level[w->agents.rooms.brand[r]] / mean);
  for (uint32_t o = first; o < first + FL_OFFERS; o++)
    offers->reference[o] = offers->log_price[o] = (float)((double)offers->log_price[o] + shift);
}

// What every room has on its first day, once followers, hours and owner are known.
static void build_stocks(fl_world *w, uint32_t r, double mean_size) {
  fl_rooms *rooms = &w->agents.rooms;
  const double orders = w->params.start_orders_day * (double)w->model->population;
  static const double mean_price_fen = 6000; // only the relative size of `value` matters
  const double per_room = orders / (w->params.real_rooms > 1 ? w->params.real_rooms : 1);
  rooms->size[r] = rooms->size[r] / mean_size;
  rooms->value[r] = per_room * mean_price_fen * rooms->size[r];
  const bool waits = w->agents.brands.state[rooms->brand[r]] == FL_WAITS;
  fl_outcome_begin(&w->params, &w->agents, r, waits ? 0 : per_room * rooms->size[r]);
  rooms->content_seen[r] = rooms->content[r];
  rooms->tier[r] = (uint8_t)fl_room_tier(rooms->first_followers[r]);
  const double on_air = rooms->live_prob[r] > 0 ? per_room / rooms->live_prob[r] : 0; // usual sales are those of a day on air
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++)
    w->agents.offers.sales[o] = on_air * rooms->size[r] * (double)rooms->weight[r] / FL_OFFERS;
}

static void build_generated(fl_world *w) {
  const fl_model *m = w->model;
  const fl_params *p = &w->params;
  fl_rooms *rooms = &w->agents.rooms;
  const uint32_t n = (uint32_t)m->scenario.setup.rooms;
  double share[FL_CATEGORIES];
  kind_facts kinds[FL_BRAND_KINDS];
  usual_prices(p, w->category_price, share);
  kinds_of(p, kinds);
  // Simulated room i stands for the real ranks [N (i/n)^e, N ((i+1)/n)^e): the largest rooms one by one, the tail in bulk.
  const double real = p->real_rooms > n ? p->real_rooms : n;
  const double e = n > 1 ? fl_clip(fl_log(real) / fl_log(n), 1, 4) : 1;
  double rank = 0;
  for (uint32_t r = 0; r < n; r++) {
    double next = (double)fl_round(real * fl_pow((double)(r + 1) / n, e));
    if (next < rank + 1) next = rank + 1;
    const double followers = followers_of_rank(p, 0.5 * (rank + next - 1), next > real ? next : real);
    rooms->weight[r] = w->agents.brands.weight[r] = (int64_t)(next - rank);
    rooms->first_followers[r] = (int64_t)followers;
    rooms->brand[r] = r;
    rooms->category[r] = (uint8_t)pick(share, FL_CATEGORIES, fl_unit(fl_draw(&m->key, FL_STREAM_BUILD, 1, r, 11).u[0]));
    build_room(w, r, followers);
    const uint32_t kind = kind_of(m, r, kinds, followers);
    build_brand(w, r, kind, &kinds[kind], followers);
    build_hours(w, r, followers);
    build_offers(w, r, share);
    rank = next;
  }
}

static void wait_until(fl_brands *brands, uint32_t b, uint32_t day) {
  brands->state[b] = FL_WAITS;
  brands->enters[b] = day;
}

static void build_own_brand(fl_world *w, uint32_t b, const fl_brand_def *def) {
  fl_brands *brands = &w->agents.brands;
  brands->kind[b] = (uint8_t)def->kind;
  brands->quality[b] = def->quality;
  brands->service[b] = def->service;
  brands->price_level[b] = def->price_level;
  brands->outside[b] = def->outside_trust;
  brands->honesty[b] = def->honesty;
  brands->size_guidance[b] = def->size_guidance;
  brands->effort[b] = def->effort;
  brands->alliance_commission[b] = def->alliance_commission;
  brands->outside_share[b] = def->outside_share;
  fl_brand_trust_begin(brands, b, 0.5);
  brands->weight[b] = 1;
  brands->cost_share[b] = 1 - def->gross_margin;
  brands->invest_share[b] = def->invest_share;
  brands->ad_share[b] = -1;
  brands->loss_horizon[b] = (int32_t)def->loss_horizon;
  brands->opening_cash[b] = def->cash < 0 ? -1 : fl_round(100 * def->cash);
  brands->owner_funding[b] = def->owner_funding;
  brands->capacity[b] = def->capacity < 0 ? 0 : def->capacity;
  if (def->enters != FL_NO_DATE && def->enters > w->model->first_date)
    wait_until(brands, b, (uint32_t)(def->enters - w->model->first_date));
}

uint32_t fl_own_brand(const fl_scenario *s, const char *id) {
  const size_t number = fl_scenario_brand(s, id);
  return number == SIZE_MAX ? UINT32_MAX : (uint32_t)s->setup.rooms + (uint32_t)number;
}

uint32_t fl_own_room(const fl_scenario *s, const char *id) {
  const size_t number = fl_scenario_room(s, id);
  return number == SIZE_MAX ? UINT32_MAX : (uint32_t)s->setup.rooms + (uint32_t)number;
}

// The scenario's brands by id: a list of rooms may be as long as the list of brands.
typedef struct brand_ref {
  const char *id;
  uint32_t brand;
} brand_ref;

static int by_id(const void *a, const void *b) {
  return strcmp(((const brand_ref *)a)->id, ((const brand_ref *)b)->id);
}

static brand_ref *sort_brands(const fl_scenario *s) {
  brand_ref *refs = malloc((s->brand_count + 1) * sizeof *refs);
  for (size_t i = 0; refs && i < s->brand_count; i++)
    refs[i] = (brand_ref){s->brands[i].id, (uint32_t)(s->setup.rooms + (int64_t)i)};
  if (refs) qsort(refs, s->brand_count, sizeof *refs, by_id);
  return refs;
}

static void build_own_room(fl_world *w, uint32_t r, const fl_room_def *def, const brand_ref *brands) {
  const fl_model *m = w->model;
  fl_rooms *rooms = &w->agents.rooms;
  double share[FL_CATEGORIES] = {0};
  share[def->category] = 1;
  // A brand that sells elsewhere too is live for less long, with less care for content, and lays in less.
  const brand_ref *brand = bsearch(&(brand_ref){.id = def->brand}, brands, m->scenario.brand_count, sizeof *brands, by_id);
  if (brand) rooms->brand[r] = brand->brand;
  w->agents.brands.rooms[rooms->brand[r]]++;
  rooms->weight[r] = 1;
  rooms->first_followers[r] = def->followers;
  rooms->category[r] = (uint8_t)def->category;
  const double effort = brand ? w->agents.brands.effort[brand->brand] : 1;
  rooms->content[r] = def->content * fl_pow(effort, w->params.outside_effort_content);
  rooms->live_prob[r] = def->live_prob;
  rooms->full_minutes[r] = 60 * def->live_hours;
  rooms->usual_minutes[r] = (uint16_t)(rooms->full_minutes[r] * effort);
  rooms->start_minute[r] = (uint16_t)def->start_minute;
  rooms->host_share[r] = def->host_share;
  rooms->stock_days[r] = def->stock_days * effort;
  rooms->ad_budget[r] = 100 * def->ads_budget;
  rooms->ad_roi[r] = def->ads_roi;
  rooms->focus[r] = w->agents.focus_blocks > 0;
  build_offers(w, r, share);
  level_offers(w, r);
}

double fl_start_match(const fl_world *w, uint32_t r) {
  const double quality = w->agents.brands.quality[w->agents.rooms.brand[r]] - w->params.start_quality;
  return fl_exp(w->params.start_match_quality * quality + w->params.start_match_content * fl_log(w->agents.rooms.content[r]));
}

// Sellers who enter in the window, evenly over it: new ones without followers, each for as many real ones.
static void build_entrants(fl_world *w) {
  const fl_model *m = w->model;
  const fl_params *p = &w->params;
  fl_rooms *rooms = &w->agents.rooms;
  fl_brands *brands = &w->agents.brands;
  double share[FL_CATEGORIES];
  kind_facts kinds[FL_BRAND_KINDS];
  usual_prices(p, w->category_price, share);
  kinds_of(p, kinds);
  for (uint32_t i = 0; i < m->entrants; i++) {
    const uint32_t r = m->room_count - m->entrants + i, b = m->brand_count - m->entrants + i;
    const double at = (i + fl_unit(fl_draw(&m->key, FL_STREAM_BUILD, 1, b, 14).u[0])) / m->entrants;
    rooms->weight[r] = brands->weight[b] = m->entrant_weight;
    rooms->brand[r] = b;
    rooms->category[r] = (uint8_t)pick(share, FL_CATEGORIES, fl_unit(fl_draw(&m->key, FL_STREAM_BUILD, 1, r, 11).u[0]));
    build_room(w, r, 0);
    build_brand(w, b, FL_KIND_NEW, &kinds[FL_KIND_NEW], 0);
    build_hours(w, r, p->followers_min); // who has no followers is on air like the smallest
    build_offers(w, r, share);
    wait_until(brands, b, m->warmup + 1 + (uint32_t)(at * (m->days - m->warmup - 1)));
  }
}

// Age, own brand and other channels of sellers, by their kind; the year that an owner writes begins on its first day.
static void build_brand_traits(fl_world *w) {
  const fl_model *m = w->model;
  const fl_params *p = &w->params;
  const fl_scenario *s = &m->scenario;
  fl_brands *brands = &w->agents.brands;
  const double kinds[FL_BRAND_KINDS][3] = {
#define FL_KIND_BRAND(name, what, age, own, other) {p->kind_age_##name, p->kind_own_##name, p->kind_other_##name},
#include "fanloop/kind_brands.def"
#undef FL_KIND_BRAND
  };
  for (uint32_t b = 0; b < brands->count; b++) {
    const double *kind = kinds[brands->kind[b]];
    const double other = fl_clip(kind[2] + trait_spread * normal(m, b, 2, 3), 0, 0.99);
    brands->founded[b] = (double)m->first_date - 365.25 * kind[0] * fl_exp(age_spread * normal(m, b, 2, 1));
    brands->own_share[b] = fl_clip(kind[1] + trait_spread * normal(m, b, 2, 2), 0, 1);
    if (b < (uint32_t)s->setup.rooms) // rooms have the numbers of their brands
      brands->other_fen[b] = w->agents.rooms.value[b] * other / (1 - other);
  }
  for (size_t i = 0; i < s->brand_count; i++) {
    const uint32_t b = (uint32_t)s->setup.rooms + (uint32_t)i;
    brands->founded[b] = (double)fl_date_from_civil((fl_civil){(int)s->brands[i].founded, 1, 1});
    brands->own_share[b] = s->brands[i].own_share;
    brands->other_fen[b] = (double)s->brands[i].other_sales / 30;
  }
}

// What the first night and the first morning read of every seller.
static void begin_business(fl_world *w) {
  fl_brands *brands = &w->agents.brands;
  for (uint32_t b = 0; b < brands->count; b++) {
    brands->built_quality[b] = brands->aim_quality[b] = brands->quality[b];
    brands->built_service[b] = brands->aim_service[b] = brands->service[b];
  }
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    w->agents.rooms.closed[r] = brands->state[w->agents.rooms.brand[r]] != FL_IN_BUSINESS;
  }
}

bool fl_build_sellers(fl_world *w) {
  const fl_scenario *s = &w->model->scenario;
  fl_rooms *rooms = &w->agents.rooms;
  const uint32_t generated = (uint32_t)s->setup.rooms;
  build_generated(w);
  for (size_t i = 0; i < s->brand_count; i++) build_own_brand(w, generated + (uint32_t)i, &s->brands[i]);
  brand_ref *brands = sort_brands(s);
  if (!brands) return false;
  for (size_t i = 0; i < s->room_count; i++) build_own_room(w, generated + (uint32_t)i, &s->rooms[i], brands);
  free(brands);
  build_entrants(w);
  begin_business(w);
  // Sales of a room on its first day: a little less than in proportion to its followers (assumed; the run corrects it).
  double size = 0, weight = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (rooms->closed[r]) continue;
    rooms->size[r] = fl_pow((double)rooms->first_followers[r] + 100, 0.9) * fl_start_match(w, r);
    size += rooms->size[r] * (double)rooms->weight[r];
    weight += (double)rooms->weight[r];
  }
  for (uint32_t r = 0; r < rooms->count; r++) build_stocks(w, r, size / weight);
  build_brand_traits(w);
  fl_shelf_start(&w->params, &w->model->key, &w->agents);
  fl_ads_start(&w->params, &w->model->key, &w->agents, &w->ads);
  if (fl_scores_kept(&w->agents.scores)) fl_scores_start(&w->agents);
  fl_start_word(w);
  if (fl_distributed(&w->agents.distribution))
    fl_distribution_start(&w->params, &w->model->key, &w->agents, s->rooms, generated, (uint32_t)s->room_count);
  if (!fl_start_hosts(w)) return false;
  if (fl_supply_kept(&w->agents.supply))
    fl_supply_start(&w->params, &w->model->key, &w->agents, s->brands, generated, (uint32_t)s->brand_count);
  return true;
}
