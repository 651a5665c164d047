#include "snapshot_help.h"

#include "agents/agents.h"

fl_scenario busy_scenario(void) {
  fl_scenario s = small_scenario();
  static const char *const brands[] = {"own", "own", "other"};
  s.setup.focus_fans = FL_BLOCK_FANS;
  s.setup.focus_weight = 2000;
  small_set(&s, "record.sample_share", "0.1");
  small_set(&s, "ads.load", "0.5");
  small_set(&s, "scores.kept", "on");
  small_add_festival(&s)->gala_date = s.setup.to - 8;
  small_add_subsidy(&s, 2000000000);
  fl_kuai_programme *kuai = &fl_scenario_add_policy(&s, FL_KUAI_PROGRAMME, "kuai-brands")->of.kuai_programme;
  kuai->from = s.setup.to - 12;
  kuai->to = s.setup.to;
  kuai->window_days = 7;
  kuai->month_gmv = 1000000;
  fl_cold_start *cold = &fl_scenario_add_policy(&s, FL_COLD_START, "cold")->of.cold_start;
  cold->from = s.setup.to - 12;
  cold->to = s.setup.to;
  cold->followers = 3000;
  cold->explore_days = 5;
  // Rights of buyers, one by a policy that begins under way, fans who lose the trust card, and sellers who are banned and come back.
  static const char *const more[][2] = {{"rights.refund_only.coverage", "0.5"},
                                        {"rights.shipping_cover.coverage", "0.5"},
                                        {"rights.bad_faith", "0.3"},
                                        {"governance.form", "game"},
                                        {"governance.staff", "3000"},
                                        {"governance.ban_after", "0.05"},
                                        {"governance.return_days", "4"},
                                        {"seller.price_learning", "0.3"},
                                        {"seller.review_days", "5"},
                                        {"seller.quality_response", "0.5"},
                                        {"seller.strain_quality", "0.5"},
                                        {"seller.cash_days", "1"},
                                        {"seller.loss_horizon", "5"},
                                        {"seller.entry_per_year", "1"}};
  for (size_t i = 0; i < sizeof more / sizeof *more; i++) small_set(&s, more[i][0], more[i][1]);
  small_set(&s, "word.form", "segments");
  small_set(&s, "seeding.form", "on");
  fl_traffic_pool *pool = &fl_scenario_add_policy(&s, FL_TRAFFIC_POOL, "pool")->of.traffic_pool;
  pool->from = s.setup.to - 12;
  pool->to = s.setup.to;
  pool->exposures = 500000000;
  pool->brand_kinds = 1 << 4;
  fl_rights *rights = &fl_scenario_add_policy(&s, FL_RIGHTS_POLICY, "seven")->of.rights;
  rights->from = s.setup.to - 12;
  rights->to = s.setup.to - 3;
  rights->payer = 3;
  // Styles that come and go, batches on the way, and fans who wait.
  static const char *const supply[][2] = {{"supply.form", "chain"},          {"supply.direct_share", "0.5"},
                                          {"supply.new_days", "5"},          {"supply.daily_days", "10"},
                                          {"supply.lead_days", "8"},         {"supply.presale_share", "0.5"},
                                          {"supply.presale_wait_days", "9"}, {"supply.cancel_per_day", "0.1"}};
  for (size_t i = 0; i < sizeof supply / sizeof *supply; i++) small_set(&s, supply[i][0], supply[i][1]);
  // A service provider with clients, and levels.
  small_set(&s, "growth.form", "on");
  small_set(&s, "providers.review_days", "3");
  fl_service_provider *help = &fl_scenario_add_policy(&s, FL_PROVIDER, "help")->of.service_provider;
  help->from = s.setup.to - 12;
  help->to = s.setup.to - 4;
  help->chain = 1;
  // A recall under way, with vouchers.
  fl_defect *batch = &fl_scenario_add_policy(&s, FL_DEFECT, "batch")->of.defect;
  batch->from = s.setup.to - 13;
  batch->to = s.setup.to - 6;
  batch->response = 1;
  batch->found_after = 9;
  batch->rate = 1;
  strcpy(batch->brand, "own");
  // Hosts who leave, one of the scenario's own by date and others by chance, and a star.
  small_set(&s, "hosts.kept", "on");
  small_set(&s, "hosts.leave_per_year", "2");
  fl_departure *departure = &fl_scenario_add_policy(&s, FL_DEPARTURE, "goes")->of.departure;
  departure->from = s.setup.to - 12;
  departure->to = s.setup.to - 4;
  strcpy(departure->host, "Li");
  strcpy(departure->room, "room 1");
  strcpy(departure->rival, "room 0");
  fl_host_def *li = fl_scenario_add_host(&s);
  strcpy(li->id, "Li");
  strcpy(li->room, "room 1");
  li->skill = 1.2;
  li->fatigue = 0.1;
  li->leave = 0;
  fl_star_session *star = &fl_scenario_add_policy(&s, FL_STAR_SESSION, "star")->of.star_session;
  star->from = s.setup.to - 8;
  star->to = s.setup.to - 7;
  star->reach = 2000000;
  star->fee = 100000;
  strcpy(star->room, "room 1");
  // Goods of others, which change often, and exposures owed for them.
  small_set(&s, "distribution.share", "0.4");
  small_set(&s, "distribution.brands", "0.5");
  small_set(&s, "distribution.review_days", "7");
  fl_stream_plan *stream = &fl_scenario_add_policy(&s, FL_STREAM_PLAN, "stream")->of.stream_plan;
  stream->from = s.setup.to - 12;
  stream->to = s.setup.to - 2;
  for (int i = 0; i < 2; i++) strcpy(fl_scenario_add_brand(&s)->id, brands[i + 1]);
  for (int i = 0; i < 3; i++) {
    fl_room_def *room = fl_scenario_add_room(&s);
    snprintf(room->id, sizeof room->id, "room %d", i);
    strcpy(room->brand, brands[i]);
    room->followers = 3000000;
    room->live_prob = 0.9;
  }
  return s;
}

fl_model *busy_model(const fl_scenario *scenario) {
  fl_messages messages = {0};
  fl_model *model = NULL;
  if (fl_model_create(scenario, &messages, &model) != FL_OK) fail_msg("%s", messages.count ? messages.items[0].text : "no message");
  fl_messages_free(&messages);
  return model;
}

fl_world *busy_begin(const fl_model *model, fl_world_options options) {
  fl_messages messages = {0};
  fl_world *world = NULL;
  assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_OK);
  assert_int_equal(fl_world_begin(world), FL_OK);
  fl_messages_free(&messages);
  return world;
}

void busy_step(fl_world *world) {
  if (fl_world_step(world) != FL_OK) fail_msg("day %lld: %s", (long long)fl_world_day(world), fl_world_failure(world));
}

void busy_until(fl_world *world, int64_t day) {
  while (fl_world_day(world) < day) busy_step(world);
}

static bool put(void *ctx, const void *from, size_t size) {
  snapshot *to = ctx;
  if (to->size + size > to->most) return false;
  if (to->size + size > to->capacity) {
    to->capacity = 2 * (to->size + size);
    to->bytes = realloc(to->bytes, to->capacity);
    assert_non_null(to->bytes);
  }
  memcpy(to->bytes + to->size, from, size);
  to->size += size;
  return true;
}

static bool get(void *ctx, void *to, size_t size) {
  snapshot *from = ctx;
  if (size > from->size - from->at) return false;
  memcpy(to, from->bytes + from->at, size);
  from->at += size;
  return true;
}

fl_bytes_out snapshot_out(snapshot *to) {
  return (fl_bytes_out){to, put};
}

fl_bytes_in snapshot_in(snapshot *from) {
  from->at = 0;
  return (fl_bytes_in){from, get};
}

snapshot snapshot_save(const fl_world *world) {
  snapshot s = {.most = SIZE_MAX};
  assert_int_equal(fl_world_save(world, snapshot_out(&s)), FL_OK);
  return s;
}

fl_world *snapshot_load(const fl_model *model, fl_world_options options, snapshot *from) {
  fl_messages messages = {0};
  fl_world *world = NULL;
  const fl_status status = fl_world_load(model, &options, snapshot_in(from), &messages, &world);
  if (status != FL_OK) fail_msg("%s", messages.count ? messages.items[0].text : "no message");
  assert_int_equal(messages.count, 0);
  assert_int_equal(from->at, from->size);
  fl_messages_free(&messages);
  return world;
}

bool snapshot_same(const snapshot *a, const snapshot *b) {
  return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}
