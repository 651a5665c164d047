#include "small_world.h"

#include "base/date.h"

int64_t small_date(const char *text) {
  int64_t date = 0;
  assert_true(fl_date_parse(text, &date));
  return date;
}

fl_scenario small_scenario(void) {
  fl_scenario s = fl_default_scenario();
  strcpy(s.name, "small");
  s.setup.seed = 20220616;
  s.setup.fans = 8192;
  s.setup.rooms = 200;
  s.setup.warmup = 15;
  s.setup.from = small_date("2022-05-17");
  s.setup.to = small_date("2022-06-15");
  return s;
}

fl_festival *small_add_festival(fl_scenario *scenario) {
  fl_festival *f = &fl_scenario_add_policy(scenario, FL_FESTIVAL, "sale")->of.festival;
  f->from = scenario->setup.to - 13;
  f->to = scenario->setup.to - 2;
  f->peak_from = scenario->setup.to - 5;
  f->peak_to = scenario->setup.to - 3;
  f->packets_per_day = 3000000;
  f->flash_rooms = 5;
  return f;
}

fl_subsidy *small_add_subsidy(fl_scenario *scenario, int64_t budget_fen) {
  fl_subsidy *s = &fl_scenario_add_policy(scenario, FL_SUBSIDY, "subsidy")->of.subsidy;
  s->from = scenario->setup.to - 13;
  s->to = scenario->setup.to - 2;
  s->budget = budget_fen;
  s->list_share = 0.5;
  return s;
}

static fl_status gather(void *ctx, fl_table_id table, const void *rows, size_t count) {
  small_run *run = ctx;
  for (size_t i = 0; i < count; i++) {
    if (table == FL_T_platform_day) {
      const fl_row_platform_day *r = (const fl_row_platform_day *)rows + i;
      run->active_fans += r->active_fans;
      run->visits += r->visits;
      run->orders += r->orders;
      run->buyers += r->buyers;
      run->gmv_fen += r->gmv_fen;
      run->paid_fen += r->paid_fen;
      run->platform_fen += r->platform_fen;
      run->seller_fen += r->seller_fen;
      run->impulse_orders += r->impulse_orders;
      run->follows += r->follows;
      assert_true(r->gmv_fen == r->paid_fen + r->platform_fen + r->seller_fen);
    } else if (table == FL_T_source_day) {
      const fl_row_source_day *r = (const fl_row_source_day *)rows + i;
      if (r->source == 0) run->private_gmv_fen += r->gmv_fen;
      if (r->source == 1) run->public_gmv_fen += r->gmv_fen;
    } else if (table == FL_T_policy_day) {
      const fl_row_policy_day *r = (const fl_row_policy_day *)rows + i;
      assert_true(r->platform_fen >= 0 && r->seller_fen >= 0 && r->packets_used >= 0);
      if (r->left_fen >= 0)
        run->left_fen = r->left_fen;
      else
        assert_int_equal(r->left_fen, -1);
      run->policy_platform_fen += r->platform_fen;
      run->policy_refused += r->refused;
      run->packets_granted += r->packets_granted;
      run->packets_used += r->packets_used;
    } else if (table == FL_T_event) {
      const fl_row_event *r = (const fl_row_event *)rows + i;
      run->flash_sold_out += r->what == 0 && r->offer == FL_OFFERS - 1;
      run->budget_gone += r->what == 1;
    }
  }
  return FL_OK;
}

small_live small_open(const fl_scenario *scenario, fl_world_options options) {
  small_live x = {0};
  fl_messages messages = {0};
  const fl_status status = fl_model_create(scenario, &messages, &x.model);
  if (status != FL_OK) fail_msg("%s", messages.count ? messages.items[0].text : "no message");
  assert_int_equal(fl_world_create(x.model, &options, &messages, &x.world), FL_OK);
  assert_int_equal(fl_world_begin(x.world), FL_OK);
  fl_messages_free(&messages);
  return x;
}

static small_live open_run(const fl_scenario *plan, int64_t run, const small_setting *sets, fl_world_options options) {
  fl_scenario s;
  assert_true(fl_scenario_copy(plan, &s));
  s.setup.run = run;
  for (; sets && (*sets)[0]; sets++) small_set(&s, (*sets)[0], (*sets)[1]);
  options.check = run == 0;
  small_live x = small_open(&s, options);
  x.scenario = s;
  return x;
}

small_live small_open_run(const fl_scenario *plan, int64_t run, const small_setting *sets) {
  return open_run(plan, run, sets, fl_default_world_options());
}

small_live small_open_parallel(const fl_scenario *plan, int64_t run, const small_setting *sets) {
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(2);
  return open_run(plan, run, sets, options);
}

void small_add(void *sum, const void *figures, size_t size, double weight) {
  double *to = sum;
  const double *from = figures;
  for (size_t i = 0; i < size / sizeof(double); i++) to[i] += weight * from[i];
}

const fl_row_platform_day *small_step(small_live *x) {
  if (fl_world_step(x->world) != FL_OK) fail_msg("%s", fl_world_failure(x->world));
  size_t n;
  return fl_world_rows(x->world, FL_T_platform_day, &n);
}

bool small_more(const small_live *x) {
  return fl_world_day(x->world) < fl_world_days(x->world);
}

void small_close(small_live *x) {
  fl_world_destroy(x->world);
  fl_model_destroy(x->model);
  fl_scenario_free(&x->scenario);
  *x = (small_live){0};
}

small_run small_go_with(const fl_scenario *scenario, fl_world_options options) {
  small_run run = {.left_fen = -1};
  fl_messages messages = {0};
  fl_model *model = NULL;
  fl_world *world = NULL;
  options.sink = (fl_sink){&run, gather};
  options.check = true;
  fl_status status = fl_model_create(scenario, &messages, &model);
  if (status == FL_OK) status = fl_world_create(model, &options, &messages, &world);
  for (size_t i = 0; i < messages.count; i++)
    if (messages.items[i].error) print_error("%s\n", messages.items[i].text);
  assert_int_equal(status, FL_OK);
  status = fl_world_begin(world);
  while (status == FL_OK && fl_world_day(world) < fl_world_days(world)) status = fl_world_step(world);
  if (status == FL_OK) status = fl_world_finish(world);
  if (status != FL_OK) fail_msg("the run stopped with status %d: %s", (int)status, fl_world_failure(world));
  fl_world_digest(world, &run.digest);
  fl_digest_text(&run.digest, FL_TABLES, run.text);
  fl_world_destroy(world);
  fl_model_destroy(model);
  fl_messages_free(&messages);
  return run;
}

small_run small_go_branched(const fl_scenario *from, const fl_scenario *to, uint32_t day) {
  small_live x = small_open(from, fl_default_world_options());
  fl_model *other = NULL;
  fl_messages messages = {0};
  assert_int_equal(fl_model_create(to, &messages, &other), FL_OK);
  assert_int_equal(fl_model_differs(x.model, other), day);
  while (fl_world_day(x.world) < day) small_step(&x);
  assert_int_equal(fl_world_turn(x.world, other), FL_OK);
  while (small_more(&x)) small_step(&x);
  small_run run = {0};
  fl_world_digest(x.world, &run.digest);
  small_close(&x);
  fl_model_destroy(other);
  fl_messages_free(&messages);
  return run;
}

small_run small_go(const fl_scenario *scenario) {
  return small_go_with(scenario, fl_default_world_options());
}

void small_set(fl_scenario *scenario, const char *key, const char *value) {
  char why[512] = "";
  if (!fl_scenario_set(scenario, key, value, why, sizeof why)) fail_msg("%s = %s: %s", key, value, why);
}

small_run small_go_set(const fl_scenario *scenario, const char *key, const char *value) {
  fl_scenario changed = *scenario; // `--set` touches the parameters only: the arrays are shared
  small_set(&changed, key, value);
  return small_go(&changed);
}

void small_check_same(const small_run *a, const small_run *b, fl_table_id except) {
  bool same = true;
  for (int t = 0; t < FL_TABLES; t++) {
    if (t == (int)except) continue;
    if (memcmp(a->digest.table[t], b->digest.table[t], sizeof a->digest.table[t]) == 0) continue;
    print_error("table %s differs (%lld and %lld rows)\n", fl_tables[t].name, (long long)a->digest.rows[t],
                (long long)b->digest.rows[t]);
    same = false;
  }
  assert_true(same);
}

small_run small_check_order(const fl_scenario *scenario) {
  const small_run serial = small_go(scenario);
  for (int way = 0; way < 3; way++) {
    fl_world_options options = fl_default_world_options();
    if (way == 0) options.parallel = fl_parallel_openmp(3);
    options.reversed = way == 1;
    options.plain_kernel = way == 2;
    const small_run other = small_go_with(scenario, options);
    small_check_same(&serial, &other, FL_TABLES);
  }
  return serial;
}

small_run small_check_branch(fl_scenario *plan, uint32_t day) {
  fl_scenario with;
  char why[FL_TEXT_MAX * 2];
  fl_variant *variant = fl_scenario_add_variant(plan, "with");
  assert_true(fl_variant_add_policy(variant, plan, 0, ""));
  assert_true(fl_scenario_vary(plan, variant, &with, why, sizeof why));
  const small_run straight = small_go(&with), branched = small_go_branched(plan, &with, day);
  small_check_same(&straight, &branched, FL_TABLES);
  fl_scenario_free(&with);
  return branched;
}
