// Life of a model and of a world, and the day loop.
#include "base/date.h"
#include "base/mathx.h"
#include "world/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

fl_world_options fl_default_world_options(void) {
  return (fl_world_options){.cookie = FL_COOKIE, .parallel = fl_parallel_serial()};
}

static uint32_t hash_text(const char *text) { // FNV-1a
  uint32_t h = 2166136261u;
  for (; *text; text++) h = (h ^ (unsigned char)*text) * 16777619u;
  return h;
}

static bool copy_array(void **out, const void *from, size_t count, size_t size) {
  *out = calloc(count + 1, size);
  if (*out && count) memcpy(*out, from, count * size);
  return *out != NULL;
}

static int by_id(const void *a, const void *b) {
  const fl_policy *const *x = a, *const *y = b;
  const int order = strcmp((*x)->id, (*y)->id);
  return order ? order : (*x > *y) - (*x < *y);
}

// What stands for a policy in draws hangs on its id: one that takes the place of another under its id has the other's random numbers.
static bool name_policies(fl_model *m) {
  const fl_policy *policies = m->scenario.policies;
  const size_t count = m->scenario.policy_count;
  const fl_policy **sorted = calloc(count + 1, sizeof *sorted);
  m->policy_salt = calloc(count + 1, sizeof *m->policy_salt);
  m->policy_queue = calloc(count + 1, sizeof *m->policy_queue);
  const bool ok = sorted && m->policy_salt && m->policy_queue;
  for (size_t p = 0; ok && p < count; p++) sorted[p] = &policies[p];
  if (ok && count) qsort(sorted, count, sizeof *sorted, by_id);
  for (size_t i = 0; ok && i < count; i++) {
    const size_t p = (size_t)(sorted[i] - policies);
    const bool named = i > 0 && strcmp(sorted[i]->id, sorted[i - 1]->id) == 0;
    m->policy_salt[p] = hash_text(policies[p].id);
    m->policy_queue[p] = named ? m->policy_queue[sorted[i - 1] - policies] : (uint32_t)p;
  }
  free(sorted);
  return ok;
}

void fl_model_number(fl_model *m, int64_t run) {
  const uint64_t seed = (uint64_t)m->scenario.setup.seed;
  m->scenario.setup.run = run;
  m->key = (fl_key){(uint32_t)seed, (uint32_t)(seed >> 32), (uint32_t)run};
}

// Those who enter later are a share of the simulated ones, and together the same share of the real ones.
static void count_sellers(fl_model *m) {
  const fl_setup *s = &m->scenario.setup;
  const double years = (double)(m->days - m->warmup) / 365, share = m->scenario.params.seller_entry * years;
  m->entrants = (uint32_t)fl_round(share * (double)s->rooms);
  const double real = share * (m->scenario.params.real_rooms > (double)s->rooms ? m->scenario.params.real_rooms : (double)s->rooms);
  m->entrant_weight = m->entrants && real > m->entrants ? fl_round(real / m->entrants) : 1;
  m->room_count = (uint32_t)(s->rooms + (int64_t)m->scenario.room_count) + m->entrants;
  m->brand_count = (uint32_t)(s->rooms + (int64_t)m->scenario.brand_count) + m->entrants;
}

fl_status fl_model_create(const fl_scenario *scenario, fl_messages *messages, fl_model **out) {
  *out = NULL;
  fl_scenario_check(scenario, messages);
  if (messages->errors) return FL_BAD_SCENARIO;
  fl_model *m = calloc(1, sizeof *m);
  if (!m || !fl_scenario_copy(scenario, &m->scenario)) {
    fl_model_destroy(m);
    return FL_ENVIRONMENT;
  }
  const fl_setup *s = &m->scenario.setup;
  fl_model_number(m, s->run);
  m->first_date = s->from - s->warmup;
  fl_scenario_date_policies(&m->scenario);
  m->warmup = (uint32_t)s->warmup;
  m->days = (uint32_t)(s->to - m->first_date + 1);
  m->fans = (uint32_t)s->fans;
  // The catchment fills whole blocks, so that a block has one weight.
  static_assert((int)FL_FOCUS_BLOCK == (int)FL_BLOCK_FANS, "a block has one weight");
  m->focus_fans = (uint32_t)fl_focus_fans(s->focus_fans, s->fans);
  m->focus_weight = s->focus_weight;
  const double rest = m->scenario.params.population - (double)m->focus_fans * (double)m->focus_weight;
  const uint32_t others = m->fans - m->focus_fans;
  m->weight = others ? fl_round(rest / others) : 1;
  if (m->weight < 1) m->weight = 1;
  m->population = (int64_t)m->focus_fans * m->focus_weight + (int64_t)others * m->weight;
  count_sellers(m);
  if (!name_policies(m)) {
    fl_model_destroy(m);
    return FL_ENVIRONMENT;
  }
  *out = m;
  return FL_OK;
}

void fl_model_destroy(fl_model *m) {
  if (!m) return;
  fl_scenario_free(&m->scenario);
  free(m->policy_salt);
  free(m->policy_queue);
  free(m);
}

const fl_scenario *fl_model_scenario(const fl_model *m) {
  return &m->scenario;
}

static bool alloc_workers(fl_world *w) {
  const uint32_t workers = w->options.parallel.workers;
  const bool overlap = w->model->scenario.room_count > 0; // own brands may have several rooms
  const size_t pages = (size_t)FL_STRATA * w->step.page_count;
  w->workers = calloc(workers, sizeof *w->workers);
  bool votes = false, subsidies = false;
  for (size_t p = 0; p < w->policy_count; p++) {
    votes |= w->policies[p].kind == FL_FESTIVAL;
    subsidies |= w->policies[p].kind == FL_SUBSIDY;
  }
  bool ok = w->workers && fl_counts_alloc(&w->counts, &w->agents, w->policy_count, overlap, pages);
  const fl_more more = {.rights = fl_rights_possible(w),
                        .govern = fl_govern_possible(w),
                        .word = w->params.word_form != 0,
                        .votes = votes,
                        .aimed = fl_aimed_most(w),
                        .stage = fl_hosts_kept(&w->agents.hosts) || w->star_count > 0,
                        .recalls = w->defect_count > 0 ? w->policy_count : 0,
                        .calls = fl_winback_possible(w),
                        .wallets = votes || w->defect_count > 0 || fl_winback_possible(w),
                        .ledgers = subsidies ? w->policy_count * w->model->scenario.brand_count : 0,
                        .deals = fl_distributed(&w->agents.distribution),
                        .supply = fl_supply_kept(&w->agents.supply),
                        .seeds = w->params.seeding_form != 0};
  ok = ok && fl_counts_more(&w->counts, &w->agents, more);
  for (uint32_t k = 0; ok && k < workers; k++) {
    fl_worker *worker = &w->workers[k];
    worker->claims = malloc((size_t)FL_BLOCK_FANS * FL_MAX_DAY_CLAIMS * sizeof(fl_post));
    worker->census = calloc(FL_CENSUS_WORDS, sizeof *worker->census);
    ok = worker->claims && worker->census && fl_counts_alloc(&worker->counts, &w->agents, w->policy_count, overlap, pages);
    ok = ok && fl_counts_more(&worker->counts, &w->agents, more);
  }
  return ok;
}

static bool alloc_tables(fl_world *w) {
  const size_t rooms = w->agents.rooms.count + 1, offers = w->agents.offers.count + 1, policies = w->policy_count + 1;
  const size_t most = rooms > policies ? rooms : policies, pages = (size_t)FL_STRATA * w->step.page_count;
  bool ok = (w->hot = aligned_alloc(64, rooms * sizeof *w->hot)) != NULL;
  ok = (w->live = calloc((size_t)FL_ROOM_NONE + 1, 1)) && ok;
  ok = (w->boost = calloc(rooms, sizeof(double))) && ok;
  ok = (w->content = calloc(rooms, sizeof(double))) && ok;
  ok = (w->discount = calloc(rooms, sizeof(double))) && ok;
  ok = (w->usual_fen = calloc(offers, sizeof *w->usual_fen)) && ok;
  ok = (w->rank = calloc(rooms, sizeof *w->rank)) && ok;
  ok = (w->outcome.expected = calloc(offers, sizeof(float))) && ok;
  ok = (w->outcome.fit = calloc(offers, sizeof(float))) && ok;
  for (int f = 0; f < FL_PAGE_FIELDS; f++) ok = (w->listing.weight[f] = calloc(offers, sizeof(double))) && ok;
  ok = (w->listing.listed = calloc(offers, sizeof *w->listing.listed)) && ok;
  ok = (w->pages = aligned_alloc(64, pages * sizeof *w->pages)) && ok;
  ok = (w->places = calloc(pages * FL_OFFERS, sizeof *w->places)) && ok;
  for (int c = 0; c < FL_COVERS; c++) ok = (w->rights.cover[c] = calloc(offers, sizeof(float))) && ok;
  ok = (w->rights.covered = calloc(offers, 1)) && ok;
  bool rights = false; // hooks may ask for a score at any time
  for (size_t p = 0; p < w->policy_count; p++) rights |= w->policies[p].kind == FL_RIGHTS_POLICY;
  if (rights) ok = (w->rights_passed = calloc(FL_RIGHTS_DAYS * rooms, sizeof *w->rights_passed)) && ok;
  ok = (w->barred = calloc(w->agents.fan_count / 16 + 1, sizeof *w->barred)) && ok;
  ok = (w->gone = calloc((size_t)FL_ROOM_NONE + 1, sizeof *w->gone)) && ok;
  ok = (w->allocation.weight = calloc(rooms, sizeof(double))) && ok;
  ok = (w->allocation.paid = calloc(rooms, sizeof(double))) && ok;
  ok = (w->allocation.scaled = calloc(most, sizeof(double))) && ok;
  ok = (w->allocation.stack = calloc(2 * rooms + 2, sizeof(uint32_t))) && ok;
  ok = (w->allocation.members = calloc(rooms, sizeof(uint32_t))) && ok;
  for (int f = 0; f < FL_FLOWS; f++)
    for (int s = w->agents.focus_blocks ? 0 : 1; s < FL_STRATA; s++)
      for (int d = 0; d < FL_DAYPARTS; d++) ok = (w->allocation.alias[f][s][d] = calloc(rooms + 1, sizeof(fl_alias))) && ok;
  ok = (w->channels = calloc(w->model->scenario.brand_count + 1, sizeof *w->channels)) && ok;
  ok = (w->accounts = calloc(policies, sizeof *w->accounts)) && ok;
  ok = (w->admitted = calloc(policies, sizeof(int64_t))) && ok;
  ok = (w->exhausted_minute = calloc(policies, sizeof(int64_t))) && ok;
  ok = (w->money_cut = calloc(policies, sizeof(int32_t))) && ok;
  ok = (w->packet_cut = calloc(policies, sizeof(int32_t))) && ok;
  ok = (w->offer_cut = calloc(offers, sizeof(int32_t))) && ok;
  ok = (w->next_cut = calloc(offers, sizeof(int32_t))) && ok;
  ok = (w->room_rows = calloc(rooms, sizeof *w->room_rows)) && ok;
  ok = (w->policy_rows = calloc(policies, sizeof *w->policy_rows)) && ok;
  return ok;
}

static bool alloc_all(fl_world *w) {
  const fl_model *m = w->model;
  w->params = w->params_told = m->scenario.params;
  w->policy_count = m->scenario.policy_count;
  bool ok = copy_array((void **)&w->policies, m->scenario.policies, w->policy_count, sizeof *w->policies);
  ok = ok && copy_array((void **)&w->policies_told, m->scenario.policies, w->policy_count, sizeof *w->policies_told);
  ok = ok && fl_agents_alloc(&w->agents, m->fans, m->room_count, m->brand_count);
  if (ok && w->params.scores_kept) ok = fl_scores_alloc(&w->agents);
  if (ok && w->params.supply_form) ok = fl_supply_alloc(&w->agents);
  w->agents.weight = m->weight;
  w->agents.focus_weight = m->focus_weight;
  w->agents.focus_blocks = m->focus_fans / FL_BLOCK_FANS;
  w->agents.population = (double)m->population;
  w->agents.catchment = (double)m->focus_fans * (double)m->focus_weight;
  w->step.page_bits = fl_shelf_page_bits(w->agents.offers.count);
  w->step.page_count = (uint32_t)(FL_PAGE_FIELDS * FL_CATEGORIES) << w->step.page_bits;
  return ok && fl_alloc_hosts(w) && fl_alloc_stars(w) && fl_alloc_recalls(w) && fl_alloc_distribution(w) && alloc_workers(w) &&
         alloc_tables(w) && fl_alloc_pools(w) && fl_alloc_word(w) && fl_alloc_programmes(w) && fl_alloc_seeding(w) &&
         fl_alloc_growth(w) && fl_alloc_winback(w);
}

static void prepare(fl_world *w) {
  const fl_model *m = w->model;
  for (size_t p = 0; p < w->policy_count; p++)
    w->accounts[p].left_fen = fl_policy_budget(&w->policies[p]) ? *fl_policy_budget(&w->policies[p]) : -1;
  w->step = (fl_step){.key = m->key,
                      .date = m->first_date,
                      .levers = &w->levers,
                      .hot = w->hot,
                      .live = w->live,
                      .bytes = &w->bytes,
                      .packets = w->packets,
                      .all_orders = w->options.all_orders,
                      .flows = 1,
                      .page_bits = w->step.page_bits,
                      .page_count = w->step.page_count};
  w->books_from = m->first_date;
  w->source_open[FL_PRIVATE] = w->source_open[FL_PUBLIC] = true;
  fl_byte_tables_fill(&w->bytes);
  fl_fill_levers(w);
  fl_digest_begin(&w->digest);
  w->agents.reversed = w->options.reversed;
}

static void say_no_memory(const fl_model *model, fl_messages *messages) {
  fl_messages_add(messages, true, "not enough memory for %u fans and %u rooms", model->fans, model->room_count);
}

fl_world *fl_world_alloc(const fl_model *model, const fl_world_options *options, fl_messages *messages) {
  fl_world *w = calloc(1, sizeof *w);
  if (w) {
    w->model = model;
    w->options = *options;
    if (alloc_all(w)) {
      prepare(w);
      return w;
    }
  }
  say_no_memory(model, messages);
  fl_world_destroy(w);
  return NULL;
}

fl_status fl_world_create(const fl_model *model, const fl_world_options *options, fl_messages *messages, fl_world **out) {
  *out = NULL;
  if (options->cookie != FL_COOKIE) {
    fl_messages_add(messages, true, "the options of the world were not made by fl_default_world_options");
    return FL_BAD_SCENARIO;
  }
  fl_world *w = fl_world_alloc(model, options, messages);
  if (!w) return FL_ENVIRONMENT;
  if (!fl_build_sellers(w) || !fl_start_fans(w)) {
    say_no_memory(model, messages);
    fl_world_destroy(w);
    return FL_ENVIRONMENT;
  }
  *out = w;
  return FL_OK;
}

// ---- What goes with a world: arrays by their lines of world.def, and what holds more than one of them here or in its own file ----------

void fl_free_agents(fl_world *w) {
  fl_agents_free(&w->agents);
}

void fl_free_workers(fl_world *w) {
  for (uint32_t k = 0; w->workers && k < w->options.parallel.workers; k++) {
    fl_counts_free(&w->workers[k].counts);
    free(w->workers[k].claims);
    free(w->workers[k].census);
    free(w->workers[k].orders);
  }
  free(w->workers);
}

void fl_free_counts(fl_world *w) {
  fl_counts_free(&w->counts);
}

void fl_free_allocation(fl_world *w) {
  fl_allocation *x = &w->allocation;
  for (int f = 0; f < FL_FLOWS; f++)
    for (int s = 0; s < FL_STRATA; s++)
      for (int d = 0; d < FL_DAYPARTS; d++) free(x->alias[f][s][d]);
  void *const owned[] = {x->weight, x->paid, x->scaled, x->stack, x->members};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) free(owned[i]);
}

void fl_free_listing(fl_world *w) {
  for (int f = 0; f < FL_PAGE_FIELDS; f++) free(w->listing.weight[f]);
  free(w->listing.listed);
}

void fl_free_outcome(fl_world *w) {
  free(w->outcome.expected);
  free(w->outcome.fit);
}

void fl_free_rights(fl_world *w) {
  for (int c = 0; c < FL_COVERS; c++) free(w->rights.cover[c]);
  free(w->rights.covered);
}

void fl_free_cuts(fl_world *w) {
  free(w->cuts.items);
}

void fl_free_gather(fl_world *w) {
  free(w->gather.items);
}

void fl_free_rows(fl_world *w) {
  for (int t = 0; t < FL_TABLES; t++) free(w->rows[t].items);
}

void fl_world_destroy(fl_world *w) {
  if (!w) return;
#define FL_OWNED(kind, type, member, doc)        free(w->member);
#define FL_HOLDS(kind, type, member, array, doc) fl_free_##member(w);
#include "world/world.def"
  free(w);
}

void fl_world_fail(fl_world *w, const char *format, ...) {
  va_list args;
  va_start(args, format);
  if (!w->failure[0]) vsnprintf(w->failure, sizeof w->failure, format, args);
  va_end(args);
}

static fl_status call(fl_world *w, fl_status (*hook)(void *, fl_world *), bool may_set) {
  if (!hook) return FL_OK;
  w->may_set = may_set;
  const fl_status status = hook(w->options.hooks.ctx, w);
  w->may_set = false;
  return status;
}

fl_status fl_world_begin(fl_world *w) {
  w->status = call(w, w->options.hooks.on_start, true);
  if (w->status == FL_OK) w->status = fl_emit_dimensions(w);
  return w->status;
}

// ---- The day: the table of contents of the model (docs/model.md, process overview) --------------------------------------------

static const char *const stage_names[] = {"morning", "supply", "exposure", "fans", "clearing", "settle", "night", "record"};
enum { MORNING, SUPPLY, EXPOSURE, FANS, CLEARING, SETTLE, NIGHT, RECORD, STAGES };

const char *fl_world_stage_name(int stage) {
  return stage >= 0 && stage < STAGES ? stage_names[stage] : NULL;
}

static bool short_of_memory(const fl_world *w) {
  bool any = false;
  for (uint32_t k = 0; k < w->options.parallel.workers; k++) any |= w->workers[k].out_of_memory;
  return any;
}

static fl_status run_stage(fl_world *w, int stage) {
  switch (stage) {
  case MORNING: { // the scenario's on_day: levers, policies -> rows of what it moved; strategies of sellers
    const fl_status status = call(w, w->options.hooks.on_day, true);
    const fl_status told = status == FL_OK ? fl_tell_levers(w) : status;
    return told == FL_OK ? fl_stage_sellers(w) : told;
  }
  case SUPPLY: // calendar, who is live, prices, stock, festivals, subsidies -> offers, fan tables
    fl_stage_calendar(w);
    fl_hold_trust(w);
    fl_stage_supply(w);
    return FL_OK;
  case EXPOSURE: // sellers, offers -> the kernel's room table, alias tables of public allocation
    fl_stage_exposure(w);
    return FL_OK;
  case FANS: // pass 1: fans live their day -> fans, claims, counts
    fl_zero_workers(w);
    fl_hosts_learn(w);
    fl_stars_after(w);
    fl_call_followers(w);
    fl_stage_fans(w);
    fl_post_shelf(w);
    fl_add_up_claims(w);
    return short_of_memory(w) ? FL_ENVIRONMENT : FL_OK;
  case CLEARING: // claims, stock, accounts -> cuts
    return fl_stage_clearing(w) ? FL_OK : FL_ENVIRONMENT;
  case SETTLE: // pass 2: claims, cuts, parcels -> fans, money, parcels, counts
    fl_stage_settle(w);
    fl_add_up(w);
    return short_of_memory(w) ? FL_ENVIRONMENT : FL_OK;
  case NIGHT: // counts -> accounts, sellers' slow stocks
    return fl_stage_night(w);
  default: { // counts, stocks -> rows; the scenario's metrics
    const fl_status status = fl_stage_record(w);
    return status == FL_OK ? call(w, w->options.hooks.on_night, false) : status;
  }
  }
}

static void watch_memory(fl_world *w) {
  const int64_t wishes = w->wishes ? (int64_t)(w->agents.fan_count * sizeof *w->wishes) : 0;
  const int64_t queues = fl_queue_bytes(&w->agents), all = fl_agents_bytes(&w->agents) + wishes;
  if (queues > w->stats.queue_bytes_peak) w->stats.queue_bytes_peak = queues;
  if (all > w->stats.total_bytes_peak) w->stats.total_bytes_peak = all;
}

fl_status fl_world_step(fl_world *w) {
  w->step.day = w->day;
  w->step.date = w->model->first_date + w->day;
  for (int stage = 0; stage < STAGES && w->status == FL_OK; stage++) {
    const double begin = w->clock ? w->clock() : 0;
    w->status = run_stage(w, stage);
    if (w->clock) w->stats.stage_seconds[stage] += w->clock() - begin;
    if (w->status == FL_OK && w->options.check && !fl_check_invariants(w, stage_names[stage])) w->status = FL_BROKEN;
  }
  if (w->status != FL_OK) return w->status;
  fl_watch_drift(w);
  watch_memory(w);
  w->stats.fan_days += w->agents.fan_count;
  w->stats.active_fan_days += w->counts.fixed->active_agents;
  w->stats.visits += w->counts.fixed->visits_agents;
  w->day++;
  return FL_OK;
}

fl_status fl_world_finish(fl_world *w) {
  if (w->status == FL_OK) w->status = call(w, w->options.hooks.on_end, false);
  return w->status;
}
