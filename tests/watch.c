#include "watch.h"

static watched *looking; // the clock knows no context

fl_scenario watch_plan(const char *const *set) {
  fl_scenario s = fl_default_scenario();
  strcpy(s.name, "watched");
  s.setup.from = small_date("2022-03-01");
  for (; *set; set += 2) small_set(&s, set[0], set[1]);
  return s;
}

// Twenty rooms, all but one of one brand.
static void add_rooms(fl_scenario *s) {
  static const char *const brands[] = {"one", "two"};
  for (int i = 0; i < 2; i++) strcpy(fl_scenario_add_brand(s)->id, brands[i]);
  for (int i = 0; i < 20; i++) {
    fl_room_def *room = fl_scenario_add_room(s);
    snprintf(room->id, sizeof room->id, "own %d", i);
    strcpy(room->brand, brands[i > 0]);
    room->category = i % FL_CATEGORIES;
    room->followers = 60000;
  }
}

fl_scenario watch_eventful(void) {
  fl_scenario s = WATCH_PLAN("fans", "5120", "focus_fans", "4096", "focus_weight", "20", "platform.population", "150000",
                             "platform.rooms", "100", "rooms", "20", "warmup", "20", "from", "2022-05-20", "days", "45",
                             "fan.churn_per_year", "1.5", "room.stock_least", "2", "fan.budget", "900", "start.orders_per_fan_day",
                             "0.1", "ads.load", "1", "ads.participation", "0.8");
  add_rooms(&s);
  fl_festival *f = small_add_festival(&s);
  f->packets_per_day = 1500;
  f->flash_stock = 50;
  small_add_subsidy(&s, 12000000);
  return s;
}

static void *grown(void *items, size_t *capacity, size_t count, size_t size) {
  if (count < *capacity) return items;
  *capacity = *capacity ? 2 * *capacity : 1024;
  items = realloc(items, *capacity * size);
  assert_non_null(items);
  return items;
}

static void keep_post(watched_posts *posts, uint32_t block, fl_post post) {
  posts->items = grown(posts->items, &posts->capacity, posts->count, sizeof *posts->items);
  posts->items[posts->count++] = (watched_post){block * FL_BLOCK_FANS + post.fan, post};
}

static void keep_claims(watched *x) {
  x->due.count = x->claims.count = 0;
  for (uint32_t b = 0; b < x->world->agents.block_count; b++) {
    const fl_queue *q = &x->world->agents.queues[b];
    for (uint32_t i = 0; i < q->parcels; i++)
      if (q->posts[i].when == x->day) keep_post(&x->due, b, q->posts[i]);
    for (uint32_t i = q->parcels; i < q->count; i++) keep_post(&x->claims, b, q->posts[i]);
  }
}

// Parcels stand in the queue in order of sending: those of today are the last ones.
static void keep_sent(watched *x, const uint32_t *old) {
  x->sent.count = 0;
  for (uint32_t b = 0; b < x->world->agents.block_count; b++) {
    const fl_queue *q = &x->world->agents.queues[b];
    for (uint32_t i = old[b]; i < q->count; i++) keep_post(&x->sent, b, q->posts[i]);
  }
}

// The clock is asked when a stage begins and when it ends; the fans' stage is number 3.
static double look(void) {
  watched *x = looking;
  const size_t bytes = x->fans * sizeof(fl_fan);
  const int call = x->calls++;
  if (call == 6) memcpy(x->before, x->world->agents.fans, bytes);
  if (call == 7) {
    memcpy(x->lived, x->world->agents.fans, bytes);
    keep_claims(x);
  }
  return 0;
}

static fl_status keep_orders(void *ctx, fl_table_id table, const void *rows, size_t count) {
  watched *x = ctx;
  if (table != FL_T_sample_order) return FL_OK;
  for (size_t i = 0; i < count; i++) {
    x->orders = grown(x->orders, &x->order_capacity, x->order_count, sizeof *x->orders);
    x->orders[x->order_count++] = ((const fl_row_sample_order *)rows)[i];
  }
  return FL_OK;
}

watched *watch(fl_scenario scenario) {
  watched *x = calloc(1, sizeof *x);
  assert_non_null(x);
  x->scenario = scenario;
  fl_messages messages = {0};
  fl_world_options options = fl_default_world_options();
  options.all_orders = options.check = true;
  options.sink = (fl_sink){x, keep_orders};
  const fl_status status = fl_model_create(&scenario, &messages, &x->model);
  for (size_t i = 0; i < messages.count; i++)
    if (messages.items[i].error) print_error("%s\n", messages.items[i].text);
  assert_int_equal(status, FL_OK);
  assert_int_equal(fl_world_create(x->model, &options, &messages, &x->world), FL_OK);
  fl_messages_free(&messages);
  x->fans = x->world->agents.fan_count;
  x->before = calloc(x->fans, sizeof(fl_fan));
  x->lived = calloc(x->fans, sizeof(fl_fan));
  assert_true(x->before && x->lived);
  x->settled = x->world->agents.fans;
  fl_world_clock(x->world, look);
  assert_int_equal(fl_world_begin(x->world), FL_OK);
  return x;
}

const fl_tally *watch_day(watched *x) {
  fl_world *w = x->world;
  uint32_t *old = calloc(w->agents.block_count, sizeof *old);
  assert_non_null(old);
  x->day = (uint32_t)fl_world_day(w);
  for (uint32_t b = 0; b < w->agents.block_count; b++)
    for (uint32_t i = 0; i < w->agents.queues[b].count; i++) old[b] += w->agents.queues[b].posts[i].when != x->day;
  x->calls = 0;
  x->order_count = 0;
  looking = x;
  if (fl_world_step(w) != FL_OK) fail_msg("day %u: %s", x->day, fl_world_failure(w));
  keep_sent(x, old);
  free(old);
  return w->counts.fixed;
}

bool watch_more(const watched *x) {
  return fl_world_day(x->world) < fl_world_days(x->world);
}

void watch_close(watched *x) {
  fl_world_destroy(x->world);
  fl_model_destroy(x->model);
  fl_scenario_free(&x->scenario);
  free(x->before);
  free(x->lived);
  free(x->due.items);
  free(x->claims.items);
  free(x->sent.items);
  free(x->orders);
  free(x);
}

int64_t watch_weight(const watched *x, uint32_t fan) {
  return fl_weight_of(&x->world->agents, fan / FL_BLOCK_FANS);
}
bool watch_newcomer(const watched *x, uint32_t fan) {
  return (x->before[fan].repeat ^ x->lived[fan].repeat) & FL_GENERATION;
}
bool watch_active(const watched *x, uint32_t fan) {
  return x->lived[fan].last_active == x->day + 1 && !watch_newcomer(x, fan);
}
