// The stationary start: relations, trust, needs, wallets and parcels as a running platform has them, drawn from the distributions
// that start.* hold. Parallel over blocks.
#include "base/mathx.h"
#include "mechanisms/fan_life.h"
#include "world/internal.h"

#include <stdlib.h>

typedef struct starting {
  fl_world *world;
  const fl_alias *rooms[FL_STRATA]; // by active followers: in the catchment, and elsewhere
  uint32_t room_count[FL_STRATA];
  float trust_logit[FL_QUANTILES]; // quantiles of the relation's own part
  float *room_logit;               // the room's part
  double dormant;                  // share of fans who sleep
  double orders_per_quantum;       // of need that arrives
} starting;

static double clip_share(double x) {
  return fl_clip(x, 0.001, 0.999);
}

static uint32_t pick_room(const starting *s, uint32_t stratum, uint32_t u) {
  return fl_alias_pick(s->rooms[stratum], s->room_count[stratum], u);
}

// The room's part of the logit of trust on the first day.
static double room_logit(const fl_world *w, uint32_t room) {
  const fl_params *p = &w->params;
  const fl_rooms *rooms = &w->agents.rooms;
  const double live = clip_share(rooms->live_prob[room]);
  return p->start_trust_quality * (w->agents.brands.quality[rooms->brand[room]] - p->start_quality) +
         p->start_trust_content * fl_log(rooms->content[room]) + p->start_trust_live * fl_log(live / (1 - live));
}

static double fan_logit(const fl_world *w, const fl_traits *traits, bool shopper) {
  return w->params.start_trust_activity * (double)w->levers.activity_logit[shopper][traits->activity] +
         w->params.start_trust_minutes * fl_log((double)w->levers.minutes_fan[traits->minutes] / w->params.minutes);
}

// Who buys has come to know rooms that sell what the segment likes: rejection by taste, three times at most.
static uint32_t pick_by_taste(const starting *s, uint32_t stratum, uint32_t id, uint32_t k, const fl_traits *traits,
                              uint32_t first) {
  const fl_world *w = s->world;
  const double *taste = w->levers.taste[fl_city_tier(&w->levers, traits->city) * 16 + traits->age_taste];
  double most = 0;
  for (int c = 0; c < FL_CATEGORIES; c++) most = taste[c] > most ? taste[c] : most;
  const fl_block accept = fl_draw(&w->model->key, FL_STREAM_START, 5, id, k),
                 again = fl_draw(&w->model->key, FL_STREAM_START, 6, id, k);
  uint32_t room = pick_room(s, stratum, first);
  for (int i = 0; i < 3 && fl_unit(accept.u[i]) * most > taste[w->agents.rooms.category[room]]; i++)
    room = pick_room(s, stratum, again.u[i]);
  return room;
}

// Days since the last visit: visits of a fan of this trust are a Poisson process, and who stayed away too long is dormant.
static uint32_t age_of(const fl_world *w, const fl_traits *traits, bool shopper, uint32_t room, double trust, double u) {
  const double active = fl_logistic((double)w->levers.activity_logit[shopper][traits->activity]);
  const double comes = (double)w->levers.visit_below[(uint32_t)(255 * trust)] / 65536.0;
  const double days = w->params.dormant_after, rate = active * w->agents.rooms.live_prob[room] * comes;
  if (rate * days < 1e-3) return (uint32_t)(u * days);
  return (uint32_t)(-fl_log(1 - u * (1 - fl_exp(-rate * days))) / rate);
}

static void start_relations(const starting *s, uint32_t stratum, fl_fan *fan, uint32_t id, const fl_traits *traits, int64_t weight,
                            fl_counts *counts) {
  const fl_world *w = s->world;
  const fl_params *p = &w->params;
  const uint32_t capacity = w->levers.capacity;
  const bool shopper = fl_is_shopper(&w->levers, traits);
  const double own = fan_logit(w, traits, shopper);
  // Who buys much knows many rooms.
  const double quanta = shopper ? (double)w->levers.need_rate[traits->need] : 0;
  const double empty = (1 - p->start_relations / (capacity ? capacity : 1)) * fl_exp(-p->start_relations_need * quanta);
  for (uint32_t i = 0; i < capacity && s->room_count[stratum] > 0; i++) {
    const fl_block b = fl_draw(&w->model->key, FL_STREAM_START, 0, id, 8 + i);
    if (fl_unit(b.u[0]) < empty) continue;
    const uint32_t room = shopper ? pick_by_taste(s, stratum, id, 8 + i, traits, b.u[1]) : pick_room(s, stratum, b.u[1]);
    if (fl_slot_find(fan, room) >= 0) continue;
    const double logit = own + (double)s->trust_logit[b.u[2] & (FL_QUANTILES - 1)] + (double)s->room_logit[room];
    const double now = fl_logistic(logit);
    const uint32_t age = age_of(w, traits, shopper, room, now, fl_unit(b.u[3]));
    // Trust is stored as of the last visit, and read with what has been forgotten since.
    const double then = now * fl_exp((double)age / p->trust_memory);
    const uint32_t trust = (uint32_t)(FL_TRUST_ONE * (then < 1 ? then : 1));
    // Orders of late: those of the fan's need, with the rooms it trusts (twice the mean at full trust; assumed, the warm-up corrects it).
    const double lately = shopper ? s->orders_per_quantum * (double)w->levers.need_rate[traits->need] * p->orders_memory : 0;
    const double here = lately * 2 * trust / FL_TRUST_ONE / (p->start_relations > 1 ? p->start_relations : 1);
    const uint32_t mean = (uint32_t)(here + fl_unit(b.u[2])), orders = mean < 15 ? mean : 15;
    fan->room_low[i] = (uint16_t)room;
    fan->room_high[i] = (uint8_t)(room >> 16 | FL_FOLLOWED | (orders ? FL_BOUGHT : 0));
    fan->bond[i] = (uint16_t)(trust << 4 | orders);
    fan->age[i] = (uint8_t)age;
    counts->rooms[room].active_delta += weight;
  }
}

static void start_needs(const starting *s, fl_fan *fan, uint32_t id, const fl_traits *traits) {
  // What arrived in the last days stands, spread evenly over the categories (assumed; the warm-up corrects it).
  const double mean = s->world->params.start_need_days * (double)s->world->levers.need_rate[traits->need] / FL_CATEGORIES;
  uint64_t needs = 0;
  for (uint32_t i = 0; i < FL_CATEGORIES; i++) {
    const fl_block b = fl_draw(&s->world->model->key, FL_STREAM_START, 1, id, i);
    const double level = mean * (fl_unit(b.u[0]) + fl_unit(b.u[1])) + fl_unit(b.u[2]); // rounded at random
    needs |= (uint64_t)(level < FL_NEED_MAX ? level : FL_NEED_MAX) << (4 * i);
  }
  fl_put_needs(fan, needs);
}

// Parcels on their way: of the orders of the last days those that are not due yet.
static bool start_parcels(const starting *s, uint32_t stratum, fl_fan *fan, uint32_t id, uint32_t index, int64_t weight,
                          fl_queue *queue) {
  const fl_world *w = s->world;
  const fl_params *p = &w->params;
  const double span = 2 * p->delivery_days - 1;
  const double per_day = s->orders_per_quantum * (double)w->levers.need_rate[fl_traits_of(&w->model->key, id, 0).need];
  for (uint32_t due = 0; due < span && s->room_count[stratum] > 0; due++) {
    const fl_block b = fl_draw(&w->model->key, FL_STREAM_START, 2, id, due);
    const double lambda = per_day * (span - due) / span;
    if (fl_unit(b.u[0]) >= lambda) continue;
    const int slot = (int)(b.u[1] % FL_SLOTS);
    const uint32_t known = fl_slot_room(fan, slot), room = known != FL_ROOM_NONE ? known : pick_room(s, stratum, b.u[1]);
    const uint32_t offer = b.u[2] & (FL_OFFERS - 1);
    const uint32_t c = w->agents.offers.category[room * FL_OFFERS + offer];
    const uint32_t fen = (uint32_t)(100.0 * w->category_price[c]);
    if (!fl_queue_reserve(queue, 1)) return false;
    fan->repeat |= FL_HAS_BOUGHT;
    fan->cohort = 0;
    queue->posts[queue->count++] =
        (fl_post){(uint16_t)index, (uint16_t)due, room | offer << FL_POST_OFFER | FL_PARCEL_OWN | (due + 1) << FL_PARCEL_LAG, fen,
                  (uint32_t)weight};
  }
  return true;
}

static void start_block(void *arg, uint32_t block, uint32_t worker_index) {
  const starting *s = arg;
  fl_world *w = s->world;
  fl_worker *worker = &w->workers[worker_index];
  fl_agents *agents = &w->agents;
  const int64_t weight = fl_weight_of(agents, block);
  const bool empty = w->model->scenario.setup.empty_start;
  const uint32_t n = fl_block_size(agents, block), stratum = block < agents->focus_blocks ? 0 : 1;
  // Room for a typical day's claims and parcels, so that the kernel seldom has to grow the queue.
  const double expected = w->params.start_orders_day * (w->params.delivery_days + 1.5) * n;
  if (!fl_queue_reserve(&agents->queues[block], (uint32_t)expected + 8)) worker->out_of_memory = true;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t id = fl_fan_id(agents, block, i);
    fl_fan *fan = &agents->fans[(size_t)block * FL_BLOCK_FANS + i];
    *fan = (fl_fan){.platform_trust = (uint16_t)(65535.0 * (empty ? w->params.platform_anchor : w->params.start_platform_trust)),
                    .cohort = 255};
    for (int slot = 0; slot < FL_SLOTS; slot++) fl_slot_clear(fan, slot);
    if (empty) continue;
    const fl_traits traits = fl_traits_of(&w->model->key, id, 0);
    if (fl_unit(fl_draw(&w->model->key, FL_STREAM_START, 4, id, 0).u[0]) < s->dormant) fan->repeat = FL_DORMANT;
    const bool shopper = fl_is_shopper(&w->levers, &traits);
    start_relations(s, stratum, fan, id, &traits, weight, &worker->counts);
    if (!shopper) continue;
    const fl_block b = fl_draw(&w->model->key, FL_STREAM_START, 3, id, 0);
    start_needs(s, fan, id, &traits);
    const double orders = s->orders_per_quantum * (double)w->levers.need_rate[traits.need]; // a day
    const double relative = w->params.need_per_day > 0 ? (double)w->levers.need_rate[traits.need] / w->params.need_per_day : 0;
    fan->wallet = (uint8_t)(255.0 * (1 - fl_exp(-w->params.start_wallet * 2 * fl_unit(b.u[0]) * relative)));
    // Bought within two years, and last month: once at least at that rate. The first morning turns the month, so that the day counted
    // here becomes one of last month.
    if (fl_unit(b.u[1]) > fl_exp(-730 * orders)) {
      fan->repeat |= (uint8_t)(FL_HAS_BOUGHT | (fl_unit(b.u[2]) > fl_exp(-30 * orders) ? 1 : 0));
      fan->cohort = 0;
    }
    if (!start_parcels(s, stratum, fan, id, i, weight, &agents->queues[block])) worker->out_of_memory = true;
  }
}

// Rooms by displayed followers and by how well they keep them; followers of focus rooms live in the catchment.
static uint32_t fill_rooms(fl_world *w, bool catchment, fl_alias *out) {
  const fl_rooms *rooms = &w->agents.rooms;
  fl_allocation *a = &w->allocation;
  double total = 0, own = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    a->scaled[r] = (double)rooms->first_followers[r] * (double)rooms->weight[r] * fl_start_match(w, r);
    total += a->scaled[r];
    own += rooms->focus[r] ? a->scaled[r] : 0;
  }
  const double share = total > 0 ? own / total : 0;
  const fl_concentrated c = fl_concentrate(&w->agents, share, catchment);
  if (catchment) w->crowd = share * w->agents.population;
  for (uint32_t r = 0; r < rooms->count; r++) a->scaled[r] *= rooms->focus[r] ? c.focus : c.others;
  return fl_alias_build(rooms->count, a->scaled, NULL, a->stack, out);
}

bool fl_start_fans(fl_world *w) {
  const fl_params *p = &w->params;
  fl_rooms *rooms = &w->agents.rooms;
  starting s = {.world = w};
  for (uint32_t stratum = w->agents.focus_blocks ? 0 : 1; stratum < FL_STRATA; stratum++) {
    s.rooms[stratum] = w->allocation.alias[0][stratum][0];
    s.room_count[stratum] = fill_rooms(w, stratum == 0, w->allocation.alias[0][stratum][0]);
  }
  const double quanta = p->shopper_share * p->need_per_day;
  s.orders_per_quantum = quanta > 0 ? p->start_orders_day / quanta : 0;
  s.dormant = p->dormancy_per_year > 0 ? p->dormancy_per_year / (p->dormancy_per_year + p->waking_per_year) : 0;
  const double centre = fl_log(clip_share(p->start_trust) / (1 - clip_share(p->start_trust)));
  for (uint32_t i = 0; i < FL_QUANTILES; i++)
    s.trust_logit[i] = (float)(centre + p->start_trust_sd * fl_normal_quantile(fl_midpoint(i, FL_QUANTILES)));
  s.room_logit = w->outcome.expected; // scratch until the first morning
  for (uint32_t r = 0; r < rooms->count; r++) s.room_logit[r] = (float)room_logit(w, r);
  fl_zero_workers(w);
  w->options.parallel.run(w->options.parallel.workers, w->agents.block_count, start_block, &s);
  fl_add_up(w);
  bool ok = true;
  for (uint32_t k = 0; k < w->options.parallel.workers; k++) ok = ok && !w->workers[k].out_of_memory;
  for (uint32_t r = 0; r < rooms->count; r++) {
    rooms->active[r] = w->counts.rooms[r].active_delta;
    const int64_t displayed = rooms->first_followers[r] * rooms->weight[r];
    rooms->dormant[r] = displayed > rooms->active[r] && !w->model->scenario.setup.empty_start ? displayed - rooms->active[r] : 0;
  }
  return ok;
}
