// Where one simulated fan is so large that a result would be grainy: told before a run, and beside its summary.
#include "cli/check.h"

#include "params/check.h"
#include "report/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Fewer simulated orders than this behind a stock, a budget or a threshold make a grainy answer; fewer simulated followers than that
// of an own room without a focus world make one that differs twofold between seeds.
enum { GRAIN = 30, GRAIN_ROOM = 100 };
// Where sellers hold stock (supply.form = chain): fewer simulated orders than this on a room's usual day make stock come in pieces so large
// that profits of sellers come out too low.
enum { GRAIN_SUPPLY = 10 };

fl_scale fl_check_scale(const fl_scenario *s) {
  return (fl_scale){s->setup.fans, fl_focus_fans(s->setup.focus_fans, s->setup.fans), s->setup.focus_weight, s->params.population};
}

// The usual price over all categories, weighted by their needs: the size of an order before a run can tell.
static double usual_price_yuan(const fl_scenario *s) {
  double sum = 0, needs = 0;
#define FL_CATEGORY(c, what, need, price, amplitude, peak, fit)                                                                    \
  sum += s->params.need_share_##c * s->params.price_##c;                                                                           \
  needs += s->params.need_share_##c;
#include "fanloop/categories.def"
#undef FL_CATEGORY
  return needs > 0 ? sum / needs : 0;
}

static void complain_if_few(fl_messages *messages, double count, int least, fl_word_id text, const char *id) {
  if (count < least) fl_messages_add(messages, false, fl_word(text), id, count, least);
}

// GMV of an ordinary day, in yuan, before a run can tell.
static double usual_day_yuan(const fl_check *check) {
  return check->scenario->params.population * check->scenario->params.start_orders_day * check->price_yuan;
}

static void grain_of_budget(const fl_check *check, const fl_policy *policy, fl_messages *messages) {
  const fl_subsidy *s = &policy->of.subsidy;
  const double per_order = fmin((double)s->cap / 100, s->share * check->price_yuan) * s->platform_part;
  const double a_day = (double)s->budget / 100 / (double)(s->to - s->from + 1), orders = a_day / (check->weight * per_order);
  char day[FL_NUMBER], least[FL_NUMBER];
  // A budget of nothing is a way to switch a policy off, not a mistake.
  if (s->budget <= 0 || !(per_order > 0)) return;
  if (orders < 1)
    fl_messages_add(messages, false, fl_word(FL_W_c_budget_small), policy->id, fl_text_amount(a_day, day),
                    fl_text_amount(check->weight * per_order, least));
  else
    complain_if_few(messages, orders, GRAIN, FL_W_c_grain_budget, policy->id);
  if (a_day > usual_day_yuan(check))
    fl_messages_add(messages, false, fl_word(FL_W_c_budget_large), policy->id, fl_text_amount(a_day, day),
                    fl_text_amount(usual_day_yuan(check), least));
}

// Own rooms of a focus world hold stock in pieces of their own weight.
static void grain_of_supply(const fl_check *check, fl_messages *messages) {
  const fl_scenario *s = check->scenario;
  if (!s->params.supply_form || s->setup.focus_fans > 0 || s->setup.rooms == 0) return;
  const double a_day = (double)s->setup.fans * s->params.start_orders_day / (double)s->setup.rooms;
  if (a_day < GRAIN_SUPPLY) fl_messages_add(messages, false, fl_word(FL_W_c_grain_supply), a_day, (int)GRAIN_SUPPLY);
}

// The feed shows so much an hour: what is paid takes some of its place.
static void too_many_ads(const fl_check *check, fl_messages *messages) {
  const fl_params *p = &check->scenario->params;
  const double unpaid = fmax(p->public_visits - p->ads_displacement * p->ads_load, 0);
  if (p->ads_load > unpaid) fl_messages_add(messages, false, fl_word(FL_W_c_many_ads), p->ads_load, unpaid);
}

static void grain_of_pool(const fl_check *check, const fl_policy *policy, fl_messages *messages) {
  const int64_t holds = *fl_policy_exposures(policy);
  const int64_t per_day = policy->kind == FL_TRAFFIC_POOL ? policy->of.traffic_pool.per_day : 0;
  int64_t first, last;
  fl_policy_dates(policy, &first, &last);
  const double a_day = per_day > 0 ? (double)per_day : (double)holds / (double)(last - first + 1);
  if (holds > 0) complain_if_few(messages, a_day / check->weight, GRAIN, FL_W_c_grain_pool, policy->id);
}

static void grain_of_star(const fl_check *check, const fl_policy *policy, fl_messages *messages) {
  const fl_setup *setup = &check->scenario->setup; // in an own room
  const double weight = setup->focus_fans > 0 ? (double)setup->focus_weight : check->weight;
  complain_if_few(messages, (double)policy->of.star_session.reach / weight, GRAIN, FL_W_c_grain_star, policy->id);
}

static void grain_of_festival(const fl_check *check, const fl_policy *policy, fl_messages *messages) {
  const fl_festival *f = &policy->of.festival;
  // The rooms with the best reputation may be any: the smallest room weight is the worst case of a stock.
  if (f->flash_rooms > 0)
    complain_if_few(messages, (double)f->flash_stock * check->middle_weight / check->weight, GRAIN, FL_W_c_grain_stock, policy->id);
  if (f->packets_per_day > 0)
    complain_if_few(messages, (double)f->packets_per_day / check->weight, GRAIN, FL_W_c_grain_packets, policy->id);
}

static void grain_of_policy(const fl_check *check, const fl_policy *policy, fl_messages *messages) {
  switch (policy->kind) {
#define FL_POLICY(...)
#define FL_POOL(kind, ...) case kind:
#include "fanloop/policies.def"
    grain_of_pool(check, policy, messages);
    break;
  case FL_FESTIVAL: grain_of_festival(check, policy, messages); break;
  case FL_SUBSIDY: grain_of_budget(check, policy, messages); break;
  case FL_STAR_SESSION: grain_of_star(check, policy, messages); break;
  case FL_RIGHTS_POLICY: // nothing that is handed out in parts
  case FL_RIVAL:
  case FL_DEPARTURE:
  case FL_DEFECT:
  case FL_PROVIDER:
  case FL_POLICY_KINDS: break;
  }
}

static void narrow_catchment(const fl_setup *setup, const fl_room_def *room, fl_messages *messages) {
  char followers[FL_NUMBER], catchment[FL_NUMBER], wanted[FL_NUMBER];
  const double most = fl_catchment_wanted(setup, room);
  if (most > 0)
    fl_messages_add(messages, false, fl_word(FL_W_c_catchment), room->id, fl_text_count(room->followers, followers),
                    fl_text_count(setup->focus_fans * setup->focus_weight, catchment), fl_text_count(llround(most), wanted));
}

static void find_grain(const fl_check *check, fl_messages *messages) {
  const fl_scenario *s = check->scenario;
  for (size_t i = 0; i < s->policy_count; i++)
    if (!s->policies[i].off) grain_of_policy(check, &s->policies[i], messages);
  grain_of_supply(check, messages);
  too_many_ads(check, messages);
  // Fans in the catchment of own rooms are simulated at their own weight.
  const bool focus = s->setup.focus_fans > 0;
  const double weight = focus ? (double)s->setup.focus_weight : check->weight;
  for (size_t i = 0; i < s->room_count; i++) {
    narrow_catchment(&s->setup, &s->rooms[i], messages);
    if (s->rooms[i].followers > 0)
      complain_if_few(messages, (double)s->rooms[i].followers / weight, focus ? GRAIN : GRAIN_ROOM, FL_W_c_grain_room,
                      s->rooms[i].id);
  }
}

// Rows of the world's rooms, taken from a world of very few fans: rooms do not depend on their number.
static fl_status take_rooms(void *ctx, fl_table_id table, const void *rows, size_t count) {
  fl_check *check = ctx;
  const fl_row_room *room = rows;
  if (table != FL_T_room) return FL_OK;
  const size_t own = check->scenario->room_count;
  const size_t generated = (size_t)check->scenario->setup.rooms;
  for (size_t i = 0; i < count && check->seen < generated + own; i++, check->seen++) {
    if (check->seen >= generated) continue;
    if (check->seen == 0) check->rooms[0] = room[i];
    if (check->seen == generated / 2) check->rooms[1] = room[i];
    check->rooms[2] = room[i];
  }
  return FL_OK;
}

// The world of few fans has nothing to say that the scenario itself has not said; why it failed is news.
static void pass_errors(const fl_messages *from, fl_messages *to) {
  for (size_t i = 0; i < from->count; i++)
    if (from->items[i].error) fl_messages_add(to, true, "%s", from->items[i].text);
}

fl_status fl_check_rooms(fl_check *check, fl_messages *messages) {
  enum { FEW = 1000 };
  fl_scenario small = *check->scenario;
  fl_messages own = {0};
  if (small.setup.fans > FEW) small.setup.fans = FEW;
  small.setup.focus_fans = 0;
  small.setup.empty_start = 1; // rooms only: no relations are needed
  fl_model *model = NULL;
  fl_world *world = NULL;
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_serial();
  options.sink = (fl_sink){check, take_rooms};
  fl_status status = fl_model_create(&small, &own, &model);
  if (status == FL_OK) status = fl_world_create(model, &options, &own, &world);
  if (status == FL_OK) status = fl_world_begin(world);
  if (world) fl_world_destroy(world);
  if (model) fl_model_destroy(model);
  pass_errors(&own, messages);
  fl_messages_free(&own);
  return status;
}

static bool has_flash(const fl_scenario *s) {
  for (size_t i = 0; i < s->policy_count; i++) {
    const fl_policy *policy = &s->policies[i];
    if (policy->kind == FL_FESTIVAL && !policy->off && policy->of.festival.flash_rooms > 0) return true;
  }
  return false;
}

fl_check fl_check_of(fl_lua *lua) {
  return (fl_check){.scenario = fl_lua_scenario(lua), .lua = lua, .hooks = fl_lua_has_hooks(lua)};
}

fl_status fl_check_grain(fl_check *check, fl_messages *messages) {
  if (!check->looked) {
    const fl_status status = fl_check_switches(check);
    if (status != FL_OK) return status;
    check->looked = true;
  }
  if (check->seen == 0 && has_flash(check->scenario)) {
    const fl_status status = fl_check_rooms(check, messages);
    if (status != FL_OK) return status;
  }
  const fl_scale scale = fl_check_scale(check->scenario);
  check->weight = fl_scale_other_weight(&scale);
  check->price_yuan = usual_price_yuan(check->scenario);
  check->middle_weight = check->seen ? (double)check->rooms[1].weight : 1;
  find_grain(check, messages);
  fl_check_idle(check, messages);
  return FL_OK;
}

// ---- Variants -----------------------------------------------------------------------------------------------------------------

// What is to be warned of variants: each text once, with the first variant that it is of and how many there are.
typedef struct of_variants {
  fl_messages texts;
  size_t *first, *count;
} of_variants;

static bool note(of_variants *all, size_t variant, const char *text) {
  const size_t at = fl_messages_find(&all->texts, text);
  if (at == all->texts.count) {
    size_t *first = realloc(all->first, (at + 1) * sizeof *first);
    if (first) all->first = first;
    size_t *count = realloc(all->count, (at + 1) * sizeof *count);
    if (count) all->count = count;
    if (!first || !count) return false;
    fl_messages_add(&all->texts, false, "%s", text);
    if (all->texts.count == at) return true; // as many as a list of messages keeps
    all->first[at] = variant;
    all->count[at] = 0;
  }
  all->count[at]++;
  return true;
}

// Rooms are looked at once, not for each variant.
static fl_status note_variant(fl_check *of, size_t number, const fl_messages *told, of_variants *all) {
  fl_scenario scenario;
  fl_check check = *of;
  fl_messages own = {0};
  char why[FL_TEXT_MAX * 2];
  const bool good = fl_scenario_vary(of->scenario, &of->scenario->variants[number], &scenario, why, sizeof why);
  check.scenario = &scenario;
  fl_status status = good ? fl_check_grain(&check, &own) : FL_ENVIRONMENT;
  for (size_t i = 0; status == FL_OK && i < own.count; i++)
    if (fl_messages_find(told, own.items[i].text) == told->count && !note(all, number, own.items[i].text)) status = FL_ENVIRONMENT;
  fl_messages_free(&own);
  fl_scenario_free(&scenario);
  memcpy(of->rooms, check.rooms, sizeof of->rooms);
  of->seen = check.seen;
  return status;
}

fl_status fl_check_variants(fl_check *check, fl_messages *messages) {
  const fl_scenario *s = check->scenario;
  of_variants all = {0};
  fl_status status = FL_OK;
  for (size_t v = 0; status == FL_OK && v < s->variant_count; v++) status = note_variant(check, v, messages, &all);
  for (size_t i = 0; status == FL_OK && i < all.texts.count; i++) {
    const char *name = s->variants[all.first[i]].name, *text = all.texts.items[i].text;
    if (all.count[i] == 1)
      fl_messages_add(messages, false, fl_word(FL_W_c_of_variant), name, text);
    else
      fl_messages_add(messages, false, fl_word(FL_W_c_of_variants), name, all.count[i] - 1, text);
  }
  fl_messages_free(&all.texts);
  free(all.first);
  free(all.count);
  return status;
}
