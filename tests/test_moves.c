// Levers at work: what a hook may move, moves something; what is read when the world is built cannot be moved, and says so.
#include "small_world.h"
#include "watch.h"

typedef struct move {
  const fl_field *field;
  double to;   // NaN: as it is
  int64_t now; // of a choice
  bool refused;
  char why[FL_TEXT_MAX * 2];
} move;

static fl_status pull(void *ctx, fl_world *world) {
  move *m = ctx;
  if (fl_world_day(world) != 12 || m->to != m->to) return FL_OK;
  char text[64];
  fl_value value = {.type = FL_VALUE_NUMBER, .number = m->to};
  if (m->field->kind == FL_KIND_CHOICE) {
    // The next choice, or the first after the last.
    const char *other = m->field->choices;
    for (int64_t i = 0; other && i <= m->now; i++) other = (other = strchr(other, '|')) ? other + 1 : NULL;
    if (!other) other = m->field->choices;
    snprintf(text, sizeof text, "%.*s", (int)strcspn(other, "|"), other);
    value = (fl_value){.type = FL_VALUE_TEXT, .text = text};
  }
  m->refused = !fl_world_set(world, m->field->name, &value, m->why, sizeof m->why);
  return FL_OK;
}

static small_run run_with(const fl_model *model, move *m) {
  small_run run = {0};
  fl_world *world = NULL;
  fl_messages messages = {0};
  fl_world_options options = fl_default_world_options();
  options.hooks = (fl_hooks){.ctx = m, .on_day = pull};
  assert_int_equal(fl_world_create(model, &options, &messages, &world), FL_OK);
  assert_int_equal(fl_world_begin(world), FL_OK);
  while (fl_world_day(world) < fl_world_days(world))
    if (fl_world_step(world) != FL_OK) fail_msg("%s: %s", m->field ? m->field->name : "", fl_world_failure(world));
  fl_world_digest(world, &run.digest);
  fl_world_destroy(world);
  fl_messages_free(&messages);
  return run;
}

// In all tables but the list of changes.
static bool same_run(const small_run *a, const small_run *b) {
  bool same = true;
  for (int t = 0; t < FL_TABLES; t++)
    same = same && (t == FL_T_lever_change || memcmp(a->digest.table[t], b->digest.table[t], sizeof a->digest.table[t]) == 0);
  return same;
}

// What the second world has besides.
static const char *const more[][2] = {{"seller.invest_share", "0.3"},
                                      {"seller.strain_quality", "0.3"},
                                      {"seller.strain_service", "0.3"},
                                      {"seller.price_learning", "0.3"},
                                      {"seller.review_days", "7"},
                                      {"seller.quality_response", "0.5"},
                                      {"seller.hours_response", "0.3"},
                                      {"seller.cash_days", "1"},
                                      {"seller.loss_horizon", "15"},
                                      {"seller.entry_per_year", "0.5"},
                                      {"scores.kept", "on"},
                                      {"rights.seven_day.coverage", "0.5"},
                                      {"rights.shipping_cover.coverage", "0.5"},
                                      {"rights.refund_only.coverage", "0.5"},
                                      {"rights.fake_nine.coverage", "0.5"},
                                      {"rights.certificate.coverage", "0.5"},
                                      {"rights.first_order.coverage", "0.5"},
                                      {"rights.phone_warranty.coverage", "0.5"},
                                      {"rights.bad_faith", "0.2"},
                                      {"governance.form", "game"},
                                      {"governance.start", "0.5"},
                                      {"governance.staff", "1000"},
                                      {"governance.money", "100000"},
                                      {"governance.ban_after", "3"},
                                      {"governance.ban_rate", "0.0001"},
                                      {"governance.false_reports", "0.1"},
                                      {"governance.return_days", "3"},
                                      {"governance.block", "0.5"},
                                      {"governance.event_review", "0.6"},
                                      {"hosts.kept", "on"},
                                      {"hosts.leave_per_year", "2"},
                                      {"distribution.share", "0.5"},
                                      {"distribution.brands", "0.5"},
                                      {"distribution.review_days", "7"},
                                      {"distribution.automatic", "100"},
                                      {"distribution.memory_days", "2"},
                                      {"supply.form", "chain"},
                                      {"supply.direct_share", "0.5"},
                                      {"supply.lead_days", "6"},
                                      {"supply.direct_lead_days", "3"},
                                      {"supply.review_days", "3"},
                                      {"supply.forecast_memory", "4"},
                                      {"supply.batch", "20"},
                                      {"supply.new_days", "4"},
                                      {"supply.hit_days", "4"},
                                      {"supply.daily_days", "12"},
                                      {"supply.clearance_days", "5"},
                                      {"supply.presale_share", "0.5"},
                                      {"supply.presale_wait_days", "10"},
                                      {"supply.cancel_per_day", "0.1"},
                                      {"providers.review_days", "3"},
                                      {"winback.rule_share", "0.3"},
                                      {"seller.ads_response", "0.3"},
                                      {"seller.presale_response", "0.5"}};

static void govern(fl_scenario *s) {
  for (size_t i = 0; i < sizeof more / sizeof *more; i++) small_set(s, more[i][0], more[i][1]);
  fl_defect *batch = &fl_scenario_add_policy(s, FL_DEFECT, "batch")->of.defect;
  batch->from = s->setup.from - 8; // the levers move on day 12, the recall comes later
  batch->to = s->setup.from - 2;
  batch->response = 1;
  batch->found_after = 7;
  batch->rate = 1;
  batch->front_line = 0;
  strcpy(batch->brand, "two");
  s->brands[1].chain = 0; // nobody between the makers and its rooms
  // A provider that leaves its clients in time for what they have learnt to fade.
  fl_service_provider *help = &fl_scenario_add_policy(s, FL_PROVIDER, "help")->of.service_provider;
  help->from = s->setup.from - s->setup.warmup;
  help->to = s->setup.to - 7;
  s->rooms[0].broadcast = 1;                      // a store, so that the brand counts
  s->rooms[1].origin = 3;                         // a star
  s->rooms[2].origin = 2;                         // an entrepreneur
  s->rooms[3].team = 3, s->rooms[3].rotation = 3; // who are chosen by score
  s->rooms[4].team = 2;                           // by the rule for all
  s->policies[0].of.festival.admission_score = 0; // that fakes are in the event that is reviewed
}

// Two eventful worlds, since what is rare in one of them may not happen in the other: one with subsidised fakes, so that what is lost by
// them can be seen, a shelf, word of mouth and a rival; and the same where sellers decide, scores are kept, rights cover and fakes are
// governed.
static fl_scenario world_of(bool governed) {
  fl_scenario s = watch_eventful();
  static const char *const both[][2] = {{"kind.counterfeiter.share", "5"},
                                        {"brand.fake_share", "1"},
                                        {"brand.fake_certified_share", "1"},
                                        {"brand.fake_found", "1"},
                                        {"shelf.search", "0.5"},
                                        {"shelf.browse", "0.3"},
                                        {"shelf.shop", "0.05"},
                                        {"word.form", "segments"},
                                        {"seeding.form", "on"},
                                        {"growth.form", "on"},
                                        {"growth.first_gmv", "4000"},
                                        {"growth.step", "2"},
                                        {"growth.least_score", "0.3"},
                                        {"growth.grace_days", "7"},
                                        {"growth.fast_days", "4"}};
  for (size_t i = 0; i < sizeof both / sizeof *both; i++) small_set(&s, both[i][0], both[i][1]);
  fl_rival_festival *rival = &fl_scenario_add_policy(&s, FL_RIVAL, "rival")->of.rival_festival;
  rival->from = s.setup.from + 2;
  rival->to = s.setup.from + 11;
  s.brands[0].effort = 0.5;
  if (governed) govern(&s);
  return s;
}

enum { WORLDS = 2 };
typedef struct lever_world {
  fl_scenario scenario;
  fl_model *model;
  small_run as_it_is;
} lever_world;

static void open_world(lever_world *w, bool governed) {
  fl_messages messages = {0};
  w->scenario = world_of(governed);
  assert_int_equal(fl_model_create(&w->scenario, &messages, &w->model), FL_OK);
  move nothing = {.to = __builtin_nan("")};
  w->as_it_is = run_with(w->model, &nothing);
  fl_messages_free(&messages);
}

// Whether the field does in this world what it says: it moves something, or it is fixed and moves nothing.
static bool does(const lever_world *w, const fl_field *field, move *m) {
  // The end of the range that is farther away.
  const fl_params *p = &w->scenario.params;
  const double now = field->kind == FL_KIND_REAL ? fl_field_real(field, p) : (double)fl_field_int(field, p);
  *m = (move){.field = field, .to = field->max - now > now - field->min ? field->max : field->min, .now = (int64_t)now};
  const small_run moved = run_with(w->model, m);
  const bool same = same_run(&moved, &w->as_it_is);
  return m->refused ? strstr(m->why, "when the world is built") && same : !same;
}

static void a_lever_moves_something_or_says_that_it_is_fixed(void **state) {
  (void)state;
  lever_world worlds[WORLDS];
  for (int k = 0; k < WORLDS; k++) open_world(&worlds[k], k > 0);
  bool all = true;
  for (size_t i = 0; i < fl_param_fields.count; i++) {
    move m;
    int k = WORLDS - 1;
    while (k >= 0 && !does(&worlds[k], &fl_param_fields.rows[i], &m)) k--;
    if (k >= 0) continue;
    print_error("%s to %g: %s\n", m.field->name, m.to, m.refused ? m.why : "nothing happens");
    all = false;
  }
  assert_true(all);
  for (int k = 0; k < WORLDS; k++) {
    fl_model_destroy(worlds[k].model);
    fl_scenario_free(&worlds[k].scenario);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_lever_moves_something_or_says_that_it_is_fixed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
