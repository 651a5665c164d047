// Snapshots: a world written down between two days, to go on later as if nothing had been (tests/test_snapshot.c). world.def says which
// members are kept; each carry_<member> below carries one that has a section of its own, out as well as in.
#include "base/digest.h"
#include "world/internal.h"
#include "world/match.h"

#include <stdlib.h>

static_assert(offsetof(fl_step, levers) == sizeof(fl_key) + sizeof(int64_t) + 4 * sizeof(uint32_t) + 4 * sizeof(bool),
              "no padding in the part of a step that is kept: its bytes go out as they are");
static_assert(sizeof(fl_agents) == sizeof(fl_rooms) + sizeof(fl_offers) + sizeof(fl_brands) + sizeof(fl_scores) + sizeof(fl_hosts) +
                                       sizeof(fl_distribution) + sizeof(fl_supply) + 2 * sizeof(void *) + 2 * sizeof(int64_t) +
                                       2 * sizeof(double) + 4 * sizeof(uint32_t) + sizeof(int64_t),
              "who adds something to the agents carries it in carry_agents");
static_assert(sizeof(fl_account) == 2 * sizeof(int64_t) && sizeof(fl_packet) == 5 * sizeof(uint32_t), "no padding to be kept");

static bool loading(const fl_transfer *t) {
  return t->way == FL_LOADING;
}

static void carry_state(fl_transfer *t, void *world) {
  fl_world *w = world;
#define FL_STATE(type, member, array, doc) fl_carry(t, &w->member, sizeof w->member);
#include "world/world.def"
}

// Ids and kinds are the model's.
static void carry_list(fl_transfer *t, fl_policy *policies, size_t count) {
  for (size_t p = 0; p < count; p++) {
    uint64_t off = policies[p].off;
    fl_carry(t, &off, sizeof off);
    fl_carry(t, &policies[p].of, fl_policy_fields(policies[p].kind)->struct_size);
    if (loading(t)) policies[p].off = off != 0;
  }
}
static void carry_policies(fl_transfer *t, void *world) {
  fl_world *w = world;
  carry_list(t, w->policies, w->policy_count);
}
static void carry_policies_told(fl_transfer *t, void *world) {
  fl_world *w = world;
  carry_list(t, w->policies_told, w->policy_count);
}

static void carry_accounts(fl_transfer *t, void *world) {
  fl_world *w = world;
  fl_carry(t, w->accounts, w->policy_count * sizeof *w->accounts);
}

static void carry_pools(fl_transfer *t, void *world) {
  fl_world *w = world;
  for (size_t p = 0; w->pool_count > 0 && p < w->policy_count; p++) fl_carry(t, &w->pools[p].left, sizeof w->pools[p].left);
}
static void carry_word(fl_transfer *t, void *world) {
  fl_world *w = world;
  if (!w->word.brands) return;
  fl_carry(t, w->word.brands, w->agents.brands.count * sizeof *w->word.brands);
  if (w->word.bought) fl_carry(t, w->word.bought, w->model->scenario.brand_count * w->word.day.bought_bytes);
}

static void carry_programmes(fl_transfer *t, void *world) {
  fl_world *w = world;
  fl_programmes *now = &w->programmes;
  const size_t rooms = w->agents.rooms.count, brands = w->agents.brands.count;
  if (now->sales.all) fl_carry(t, now->sales.all, rooms * sizeof *now->sales.all);
  if (now->sales.own) fl_carry(t, now->sales.own, rooms * sizeof *now->sales.own);
  if (now->sales.elsewhere) fl_carry(t, now->sales.elsewhere, brands * sizeof *now->sales.elsewhere);
  for (size_t p = 0; now->kuai && p < w->policy_count; p++)
    if (now->kuai[p]) fl_carry(t, now->kuai[p], brands * sizeof *now->kuai[p]);
  for (size_t p = 0; now->cold && p < w->policy_count; p++)
    if (now->cold[p]) fl_carry(t, now->cold[p], rooms * sizeof *now->cold[p]);
  if (now->known.room) fl_carry(t, now->known.room, rooms * sizeof *now->known.room);
  if (now->known.category) fl_carry(t, now->known.category, FL_CATEGORIES * sizeof *now->known.category);
}

static void carry_partings(fl_transfer *t, void *world) {
  fl_world *w = world;
  if (w->partings) fl_carry(t, w->partings, w->policy_count * sizeof *w->partings);
}

static void carry_stars(fl_transfer *t, void *world) {
  fl_world *w = world;
  for (size_t p = 0; w->star_count > 0 && p < w->policy_count; p++) fl_carry(t, &w->stars[p].kept, sizeof w->stars[p].kept);
}

static void carry_recalls(fl_transfer *t, void *world) {
  fl_world *w = world;
  if (w->recalls) fl_carry(t, w->recalls, w->policy_count * sizeof *w->recalls);
}

static void carry_owed(fl_transfer *t, void *world) {
  fl_world *w = world;
  if (w->owed) fl_carry(t, w->owed, w->policy_count * w->agents.brands.count * sizeof *w->owed);
}

static void carry_growth(fl_transfer *t, void *world) {
  fl_world *w = world;
  fl_growth *now = &w->growth;
  const size_t brands = w->agents.brands.count;
  if (now->growing) fl_carry(t, now->growing, brands * sizeof *now->growing);
  for (size_t p = 0; now->clients && p < w->policy_count; p++)
    if (now->clients[p]) fl_carry(t, now->clients[p], brands * sizeof *now->clients[p]);
  if (now->books) fl_carry(t, now->books, w->policy_count * sizeof *now->books);
}

static void carry_wishes(fl_transfer *t, void *world) {
  fl_world *w = world;
  if (w->wishes) fl_carry(t, w->wishes, w->agents.fan_count * sizeof *w->wishes);
}

// What follows from the parameters is filled again; trust on hold does not. Levers that on_start moved are not in the tables yet.
static void carry_levers(fl_transfer *t, void *world) {
  fl_world *w = world;
  fl_levers *l = &w->levers;
  if (loading(t) && t->status == FL_OK && !w->levers_moved) fl_fill_levers(w);
  uint64_t learns = l->trust_learns;
  fl_carry(t, &learns, sizeof learns);
  fl_carry(t, l->trust_new, sizeof l->trust_new);
  if (loading(t)) l->trust_learns = learns != 0;
}

static void carry_barred(fl_transfer *t, void *world) {
  fl_world *w = world;
  fl_carry(t, w->barred, (w->agents.fan_count / 16 + 1) * sizeof *w->barred);
}

static void carry_rights_passed(fl_transfer *t, void *world) {
  fl_world *w = world;
  if (w->rights_passed) fl_carry(t, w->rights_passed, FL_RIGHTS_DAYS * (size_t)w->agents.rooms.count * sizeof *w->rights_passed);
}

static void carry_step(fl_transfer *t, void *world) {
  fl_world *w = world;
  fl_carry(t, &w->step, offsetof(fl_step, levers));
}

// ---- Agents ---------------------------------------------------------------------------------------------------------------------

// The most that a block can hold: every fan claims as often as can be, every claim is split, and every parcel is on its way for as long
// as can be; and the most memory that fl_queue_reserve takes for that. No more is taken here, whatever the bytes say.
enum {
  MOST_POSTS = FL_BLOCK_FANS * (FL_MAX_DAY_CLAIMS + 1) * 3 * (FL_WAIT_MOST + 1), // of presales, which wait longest
  MOST_CAPACITY = MOST_POSTS + MOST_POSTS / 16 + 16
};

typedef struct queue_size {
  uint32_t count, capacity; // the memory held is told too: what a run is said to have needed must not hang on its breaks
} queue_size;

static void take_queue(fl_transfer *t, fl_queue *q) {
  const queue_size size = {q->count, q->capacity};
  *q = (fl_queue){0};
  if (size.count > size.capacity || size.capacity > MOST_CAPACITY) {
    fl_refuse(t, FL_BAD_SCENARIO, "the snapshot holds more parcels than can be on their way");
    return;
  }
  if (size.capacity == 0) return;
  q->posts = malloc(size.capacity * sizeof *q->posts);
  if (!q->posts) {
    fl_refuse(t, FL_ENVIRONMENT, "not enough memory for the parcels that are on their way");
    return;
  }
  q->count = q->parcels = size.count; // in the morning there are no claims
  q->capacity = size.capacity;
}

static void carry_queues(fl_transfer *t, fl_queue *queues, uint32_t count) {
  for (uint32_t b = 0; b < count; b++) {
    queue_size size = {queues[b].count, queues[b].capacity};
    fl_carry(t, &size, sizeof size);
    if (loading(t)) queues[b] = (fl_queue){.count = size.count, .capacity = size.capacity};
  }
  fl_seal(t); // no memory is taken for sizes that are damaged
  for (uint32_t b = 0; b < count && t->status == FL_OK; b++) {
    if (loading(t)) take_queue(t, &queues[b]);
    fl_carry(t, queues[b].posts, queues[b].count * sizeof(fl_post));
  }
}

static void carry_supply(fl_transfer *t, fl_agents *a) {
  fl_supply *s = &a->supply;
#define FL_STYLE(type, name, doc) fl_carry(t, s->name, a->offers.count * sizeof *s->name);
#define FL_BATCH(type, name, doc) FL_STYLE(type, name, doc)
#define FL_CHAIN(type, name, doc) fl_carry(t, s->name, a->brands.count * sizeof *s->name);
#define FL_TODAY(type, name, doc)
#include "agents/supply.def"
#undef FL_STYLE
#undef FL_BATCH
#undef FL_CHAIN
#undef FL_TODAY
  fl_carry(t, s->cost_share, a->brands.count * sizeof *s->cost_share);
  carry_queues(t, s->waits, a->block_count);
}

static void carry_agents(fl_transfer *t, void *world) {
  fl_agents *a = &((fl_world *)world)->agents;
#define FL_ROOM(type, name, doc) fl_carry(t, a->rooms.name, a->rooms.count * sizeof(type));
#include "agents/rooms.def"
#undef FL_ROOM
#define FL_OFFER(type, name, doc) fl_carry(t, a->offers.name, a->offers.count * sizeof(type));
#include "agents/offers.def"
#undef FL_OFFER
#define FL_BRAND(type, name, doc) fl_carry(t, a->brands.name, a->brands.count * sizeof(type));
#include "agents/brands.def"
#undef FL_BRAND
  if (fl_scores_kept(&a->scores)) { // whether they are kept is the scenario's; levels and parts are made anew each night
    fl_carry(t, a->scores.sum, a->rooms.count * sizeof *a->scores.sum);
    fl_carry(t, a->scores.trouble, a->offers.count * sizeof *a->scores.trouble);
    fl_carry(t, a->scores.score, a->rooms.count * sizeof *a->scores.score);
  }
  if (fl_hosts_kept(&a->hosts)) {
#define FL_HOST(type, name, doc) fl_carry(t, a->hosts.name, (size_t)a->rooms.count *FL_TEAM_MOST * sizeof(type));
#define FL_TEAM(type, name, doc) fl_carry(t, a->hosts.name, a->rooms.count * sizeof(type));
#define FL_TODAY(type, name, doc)
#include "agents/hosts.def"
#undef FL_HOST
#undef FL_TEAM
#undef FL_TODAY
  }
  if (fl_distributed(&a->distribution)) { // commissions are made anew each morning
    fl_carry(t, a->distribution.talent, a->rooms.count * sizeof *a->distribution.talent);
    fl_carry(t, a->distribution.own, a->offers.count * sizeof *a->distribution.own);
    fl_carry(t, a->distribution.past, a->offers.count * sizeof *a->distribution.past);
    fl_carry(t, a->distribution.met, a->fan_count * sizeof *a->distribution.met);
  }
  if (fl_supply_kept(&a->supply)) carry_supply(t, a);
  fl_carry(t, a->fans, a->fan_count * sizeof *a->fans);
  carry_queues(t, a->queues, a->block_count);
}

// ---- Rows, costs ----------------------------------------------------------------------------------------------------------------

typedef union any_row {
#define FL_TABLE(table, key, doc) fl_row_##table table;
#define FL_COLUMN(table, kind, member, choices, doc)
#define FL_TABLE_END(table)
#include "fanloop/output.def"
#undef FL_TABLE
#undef FL_COLUMN
#undef FL_TABLE_END
} any_row;

// Nothing is kept of what stands behind the end of a text.
static void carry_row(fl_transfer *t, const fl_table *table, void *row) {
  any_row copy;
  memcpy(&copy, row, table->row_size);
  for (size_t c = 0; c < table->column_count; c++) {
    const fl_kind kind = table->columns[c].kind;
    const size_t size = kind == FL_KIND_TEXT ? FL_NAME_MAX : kind == FL_KIND_LINE ? FL_TEXT_MAX : 0;
    char *text = (char *)&copy + table->columns[c].offset;
    const size_t length = strnlen(text, size);
    memset(text + length, 0, size - length);
  }
  fl_carry(t, &copy, table->row_size);
  if (loading(t)) memcpy(row, &copy, table->row_size);
}

static void take_rows(fl_transfer *t, const fl_world *w, fl_rows *rows, const fl_table *table) {
  // No table has more rows a day than there are sellers and levers, or cohorts and bands; or parts of scores.
  uint64_t most = (uint64_t)w->agents.rooms.count * FL_SCORE_PARTS + w->agents.brands.count + fl_param_fields.count + FL_COHORTS;
  for (size_t p = 0; p < w->policy_count; p++) most += fl_policy_fields(w->policies[p].kind)->count;
  most += w->policy_count * w->agents.brands.count; // rows by programme and brand
  if (table == &fl_tables[FL_T_sample_order]) most += (uint64_t)w->agents.fan_count * FL_MAX_DAY_CLAIMS;
  const size_t count = rows->count;
  *rows = (fl_rows){0};
  if (count > most) {
    fl_refuse(t, FL_BAD_SCENARIO, "the snapshot holds more rows of table %s than there can be", table->name);
    return;
  }
  if (count == 0) return;
  rows->items = calloc(count, table->row_size);
  if (!rows->items) {
    fl_refuse(t, FL_ENVIRONMENT, "not enough memory for yesterday's rows");
    return;
  }
  rows->count = rows->capacity = count;
}

static void carry_rows(fl_transfer *t, void *world) {
  fl_world *w = world;
  for (int table = 0; table < FL_TABLES; table++) {
    uint64_t count = w->rows[table].count;
    fl_carry(t, &count, sizeof count);
    if (loading(t)) w->rows[table].count = count;
  }
  fl_seal(t);
  for (int table = 0; table < FL_TABLES && t->status == FL_OK; table++) {
    fl_rows *rows = &w->rows[table];
    if (loading(t)) take_rows(t, w, rows, &fl_tables[table]);
    for (size_t i = 0; i < rows->count; i++) carry_row(t, &fl_tables[table], (char *)rows->items + i * fl_tables[table].row_size);
  }
}

static void carry_stats(fl_transfer *t, void *world) {
  fl_world_stats *s = &((fl_world *)world)->stats;
  int64_t *const kept[] = {&s->queue_bytes_peak, &s->total_bytes_peak, &s->fan_days, &s->active_fan_days, &s->visits};
  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) fl_carry(t, kept[i], sizeof *kept[i]);
}

// ---- The whole ------------------------------------------------------------------------------------------------------------------

static void carry_world(fl_transfer *t, fl_world *w) {
  fl_section(t, "state", carry_state, w);
#define FL_PART(type, member, array, doc) fl_section(t, #member, carry_##member, w);
#include "world/world.def"
}

static fl_transfer begin(fl_way way) {
  fl_transfer t = {.way = way};
  fl_absorb_begin(t.lanes);
  return t;
}

fl_status fl_world_save(const fl_world *w, fl_bytes_out out) {
  fl_transfer t = begin(FL_SAVING);
  t.out = out;
  assert(!w->may_set);
  if (w->status != FL_OK) return FL_BROKEN;
  fl_carry_head(&t, &w->options);
  fl_carry_scenario(&t, &w->model->scenario);
  carry_world(&t, (fl_world *)w); // what goes out stays as it is
  return t.status;
}

fl_status fl_world_load(const fl_model *model, const fl_world_options *options, fl_bytes_in in, fl_messages *messages,
                        fl_world **out) {
  fl_transfer t = begin(FL_LOADING);
  t.in = in;
  t.messages = messages;
  *out = NULL;
  fl_carry_head(&t, options);
  fl_carry_scenario(&t, &model->scenario);
  if (t.status != FL_OK) return t.status;
  fl_world *w = fl_world_alloc(model, options, messages);
  if (!w) return FL_ENVIRONMENT;
  carry_world(&t, w);
  if (t.status == FL_OK)
    *out = w;
  else
    fl_world_destroy(w);
  return t.status;
}
