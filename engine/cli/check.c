// fanloop check: what a scenario will do, without running it.
#include "cli/check.h"

#include "base/date.h"
#include "cli/lab.h"
#include "cli/memory.h"
#include "cli/plans.h"
#include "cli/session.h"
#include "params/choices.h"
#include "params/number.h"
#include "report/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = FL_CHECK_LABEL, MOST_OWN = 12 };

static void label(fl_word_id word) {
  fl_text_left(stdout, fl_word(word), LABEL);
}

// Brands without a room, among the first few: with thousands nobody reads on. `shown`: lines that stand above.
static void print_idle_brands(const fl_scenario *s, size_t shown) {
  for (size_t b = 0; b < s->brand_count && b < MOST_OWN; b++) {
    bool idle = true;
    for (size_t r = 0; idle && r < s->room_count; r++) idle = strcmp(s->rooms[r].brand, s->brands[b].id) != 0;
    if (!idle) continue;
    label(shown++ ? FL_W_c_nothing : FL_W_c_own);
    printf(fl_word(FL_W_c_own_idle), s->brands[b].id);
    putchar('\n');
  }
}

// Hosts of the scenario's own, the first few by name.
static void print_hosts(const fl_scenario *s) {
  enum { NAMED = 6 };
  char names[(NAMED + 1) * (FL_NAME_MAX + 4)] = "";
  size_t used = 0;
  if (!s->host_count) return;
  for (size_t h = 0; h < s->host_count && h <= NAMED; h++)
    used +=
        (size_t)snprintf(names + used, sizeof names - used, "%s%s", h ? fl_word(FL_W_comma) : "", h < NAMED ? s->hosts[h].id : "…");
  label(FL_W_c_nothing);
  printf(fl_word(FL_W_c_own_hosts), s->host_count, names);
  putchar('\n');
}

// The scenario's own rooms, and how many simulated fans their followers are: a handful makes a grainy answer.
static void print_own(const fl_check *check) {
  const fl_scenario *s = check->scenario;
  const double weight = s->setup.focus_fans > 0 ? (double)s->setup.focus_weight : check->weight;
  char followers[FL_NUMBER], fans[FL_NUMBER];
  size_t shown = 0;
  for (; shown < s->room_count && shown < MOST_OWN; shown++) {
    const fl_room_def *room = &s->rooms[shown];
    label(shown ? FL_W_c_nothing : FL_W_c_own);
    if (room->followers > 0)
      printf(fl_word(FL_W_c_own_room), room->id, room->brand, fl_text_amount((double)room->followers, followers),
             fl_text_amount((double)room->followers / weight, fans));
    else
      printf(fl_word(FL_W_c_own_new), room->id, room->brand);
    putchar('\n');
  }
  if (shown < s->room_count) {
    label(FL_W_c_nothing);
    fl_text_say(stdout, FL_W_c_own_more, (long long)(s->room_count - shown));
  }
  print_hosts(s);
  print_idle_brands(s, shown);
}

static void print_scale(const fl_check *check) {
  const fl_scenario *s = check->scenario;
  const fl_scale scale = fl_check_scale(s);
  char from[FL_DATE_TEXT], to[FL_DATE_TEXT], a[FL_NUMBER], b[FL_NUMBER], text[FL_SAID], line[FL_SAID + 64];
  label(FL_W_c_period);
  fl_text_say(stdout, FL_W_c_period_text, fl_date_text(s->setup.from, from), fl_date_text(s->setup.to, to),
              (long long)(s->setup.to - s->setup.from + 1));
  label(FL_W_c_warmup);
  fl_text_say(stdout, FL_W_c_warmup_text, (long long)s->setup.warmup, fl_date_text(s->setup.from - s->setup.warmup, from));
  snprintf(line, sizeof line, fl_word(FL_W_c_agents_text), fl_scale_text(&scale, text), fl_text_amount(s->params.population, a));
  fl_text_wrap_under(stdout, fl_word(FL_W_c_agents), line, LABEL);
  label(FL_W_c_rooms);
  printf(fl_word(FL_W_c_rooms_text), fl_text_count(s->setup.rooms, a), fl_text_amount(s->params.real_rooms, b));
  putchar('\n');
  print_own(check);
}

static void print_quantum(const fl_check *check) {
  char weight[FL_NUMBER], followers[3][FL_NUMBER], fans[3][FL_NUMBER], yuan[3][FL_NUMBER], text[1024];
  if (check->seen == 0 || check->scenario->setup.rooms == 0) return;
  for (int i = 0; i < 3; i++) {
    const double per_room = check->weight / (double)(check->rooms[i].weight > 0 ? check->rooms[i].weight : 1);
    fl_text_amount((double)check->rooms[i].followers, followers[i]);
    fl_text_amount(per_room, fans[i]);
    fl_text_amount(per_room * check->price_yuan, yuan[i]);
  }
  const fl_word_id fan = check->scenario->setup.focus_fans > 0 ? FL_W_c_quantum_outside : FL_W_c_quantum_fan;
  snprintf(text, sizeof text, fl_word(FL_W_c_quantum_text), fl_word(fan), fl_text_amount(check->weight, weight), followers[0],
           fans[0], yuan[0], followers[1], fans[1], yuan[1], followers[2], fans[2], yuan[2]);
  fl_text_wrap_under(stdout, fl_word(FL_W_c_quantum), text, LABEL);
}

static void print_memory(const fl_scenario *s) {
  const fl_memory m = fl_memory_of(s);
  char a[FL_NUMBER], b[FL_NUMBER], c[FL_NUMBER];
  label(FL_W_c_memory);
  printf(fl_word(FL_W_c_memory_text), (double)m.all / 1e6, fl_text_count(m.fan, a), fl_text_count(m.parcels, b),
         fl_text_count(m.wishes, c), (double)m.rooms / 1e6);
  putchar('\n');
}

static void print_festival(const fl_policy *policy) {
  const fl_festival *f = &policy->of.festival;
  char heat[FL_DATE_TEXT], from[FL_DATE_TEXT], to[FL_DATE_TEXT], a[FL_NUMBER], b[FL_NUMBER];
  printf(fl_word(FL_W_c_festival), policy->id, fl_date_text(f->from - f->heat_days, heat), fl_date_text(f->from, from),
         fl_date_text(f->to, to));
  putchar('\n');
  if (f->peak_from == FL_NO_DATE) return;
  label(FL_W_c_nothing);
  printf(fl_word(FL_W_c_peak), fl_date_text(f->peak_from, from), fl_date_text(f->peak_to, to));
  putchar('\n');
  if (f->flash_rooms > 0) {
    label(FL_W_c_nothing);
    fl_text_say(stdout, FL_W_c_flash, (int)(f->flash_minute / 60), (int)(f->flash_minute % 60), (long long)f->flash_rooms,
                (long long)f->flash_stock);
  }
  if (f->packets_per_day > 0) {
    label(FL_W_c_nothing);
    printf(fl_word(FL_W_c_packets), fl_text_amount((double)f->packets_per_day, a),
           fl_text_real((double)f->packet_value / 100, 2, b));
    putchar('\n');
  }
}

// Terms of a policy, on lines below it.
static void say_below(fl_word_id word, ...) {
  enum { MARGIN = 4 };
  char line[FL_SAID];
  va_list arguments;
  va_start(arguments, word);
  vsnprintf(line, sizeof line, fl_word(word), arguments);
  va_end(arguments);
  fl_text_wrap(stdout, line + strspn(line, " "), LABEL + MARGIN);
}

static void print_subsidy(const fl_policy *policy) {
  const fl_subsidy *s = &policy->of.subsidy;
  char from[FL_DATE_TEXT], to[FL_DATE_TEXT], all[FL_NUMBER], day[FL_NUMBER];
  const double budget = (double)s->budget / 100;
  printf(fl_word(FL_W_c_subsidy), policy->id, fl_date_text(s->from, from), fl_date_text(s->to, to));
  putchar('\n');
  label(FL_W_c_nothing);
  printf(fl_word(FL_W_c_budget), fl_text_amount(budget, all), fl_text_amount(budget / (double)(s->to - s->from + 1), day),
         fl_word(s->pacing == 0 ? FL_W_c_even : FL_W_c_unpaced));
  putchar('\n');
  say_below(FL_W_c_subsidy_terms, 100 * s->share, fl_text_amount((double)s->cap / 100, all), 100 * s->list_share);
  if (s->platform_part < 1) say_below(FL_W_c_subsidy_part, 100 * s->platform_part);
}

// `per_day` 0: what it holds, in equal parts.
static void print_pool(const fl_policy *policy, fl_word_id title, int64_t per_day) {
  const int64_t exposures = *fl_policy_exposures(policy);
  char from[FL_DATE_TEXT], to[FL_DATE_TEXT], all[FL_NUMBER], day[FL_NUMBER];
  int64_t first, last;
  fl_policy_dates(policy, &first, &last);
  const double a_day = per_day > 0 ? (double)per_day : (double)exposures / (double)(last - first + 1);
  printf(fl_word(title), policy->id, fl_date_text(first, from), fl_date_text(last, to));
  putchar('\n');
  label(FL_W_c_nothing);
  printf(fl_word(FL_W_c_pool_size), fl_text_amount((double)exposures, all), fl_text_amount(a_day, day));
  putchar('\n');
}

static void print_traffic_pool(const fl_policy *policy) {
  print_pool(policy, FL_W_c_pool, policy->of.traffic_pool.per_day);
}

static void print_kuai_programme(const fl_policy *policy) {
  print_pool(policy, FL_W_c_kuai, 0);
}

static void print_cold_start(const fl_policy *policy) {
  print_pool(policy, FL_W_c_cold, 0);
}

static void print_stream_plan(const fl_policy *policy) {
  print_pool(policy, FL_W_c_stream, 0);
}

static void print_rights(const fl_policy *policy) {
  const fl_rights *r = &policy->of.rights;
  char from[FL_DATE_TEXT], to[FL_DATE_TEXT], right[FL_TEXT_MAX];
  fl_field_print(fl_field_find(&fl_rights_fields, "right"), r, right, sizeof right);
  printf(fl_word(FL_W_c_rights), policy->id, right, 100 * r->coverage, fl_date_text(r->from, from), fl_date_text(r->to, to));
  putchar('\n');
}

static void print_rival_festival(const fl_policy *policy) {
  char from[FL_DATE_TEXT], to[FL_DATE_TEXT];
  printf(fl_word(FL_W_c_rival), policy->id, fl_date_text(policy->of.rival_festival.from, from),
         fl_date_text(policy->of.rival_festival.to, to));
  putchar('\n');
}

static void print_departure(const fl_policy *policy) {
  const fl_departure *d = &policy->of.departure;
  char from[FL_DATE_TEXT];
  fl_date_text(d->from, from);
  double place;
  if (d->host[0] && !fl_number_parse(d->host, &place))
    printf(fl_word(d->rival[0] ? FL_W_c_departure_own_to : FL_W_c_departure_own), policy->id, d->room, d->host, from, d->rival);
  else
    printf(fl_word(d->rival[0] ? FL_W_c_departure_to : FL_W_c_departure), policy->id, d->room, from, d->rival);
  putchar('\n');
}

static void print_star_session(const fl_policy *policy) {
  const fl_star_session *s = &policy->of.star_session;
  char from[FL_DATE_TEXT], to[FL_DATE_TEXT], reach[FL_NUMBER], fee[FL_NUMBER];
  printf(fl_word(FL_W_c_star), policy->id, s->room, fl_date_text(s->from, from), fl_date_text(s->to, to),
         fl_text_amount((double)s->reach, reach), fl_text_amount((double)s->fee / 100, fee));
  putchar('\n');
}

static void print_defect(const fl_policy *policy) {
  const fl_defect *d = &policy->of.defect;
  char from[FL_DATE_TEXT], to[FL_DATE_TEXT];
  printf(fl_word(d->response ? FL_W_c_recall : FL_W_c_defect), policy->id, 100 * d->rate, d->brand, fl_date_text(d->from, from),
         fl_date_text(d->to, to));
  putchar('\n');
}

static void print_service_provider(const fl_policy *policy) {
  const fl_service_provider *of = &policy->of.service_provider;
  char from[FL_DATE_TEXT], to[FL_DATE_TEXT];
  printf(fl_word(FL_W_c_provider), policy->id, fl_date_text(of->from, from), fl_date_text(of->to, to), 100 * of->fee,
         100 * of->rebate);
  putchar('\n');
}

// Who pays for a right: as the policy says, or as rights.<right>.payer of the scenario does.
static void print_payer(const fl_scenario *s, const fl_policy *policy) {
  static const fl_word_id payers[] = {FL_W_c_payer_seller, FL_W_c_payer_platform, FL_W_c_payer_insurance};
  char right[FL_NAME_MAX], name[FL_TEXT_MAX];
  if (policy->kind != FL_RIGHTS_POLICY) return;
  const fl_rights *r = &policy->of.rights;
  fl_field_print(fl_field_find(&fl_rights_fields, "right"), r, right, sizeof right);
  snprintf(name, sizeof name, "rights.%s.payer", right);
  const int64_t usual = fl_field_int(fl_field_find(&fl_param_fields, name), &s->params);
  say_below(FL_W_c_payer, fl_word(payers[r->payer ? r->payer - 1 : usual]));
}

// Whom a policy lets in, of any kind that asks for a score.
static void print_gate(const fl_policy *policy) {
  const fl_fields *fields = fl_policy_fields(policy->kind);
  const bool festival = policy->kind == FL_FESTIVAL;
  const fl_field *least = fl_field_find(fields, festival ? "admission_score" : "least_score"),
                 *by = fl_field_find(fields, festival ? "admission_by" : "score_by");
  if (!least || !by || !(fl_field_real(least, &policy->of) > 0)) return;
  char name[FL_TEXT_MAX];
  fl_field_print(by, &policy->of, name, sizeof name);
  label(FL_W_c_nothing);
  printf(fl_word(FL_W_c_gate), fl_word((fl_word_id)(FL_W_c_gate_reputation + fl_choice_find(by->choices, name))),
         fl_field_real(least, &policy->of));
  putchar('\n');
}

// Returns how many there are.
static size_t print_policies(const fl_scenario *s) {
  size_t shown = 0;
  label(FL_W_c_policies);
  for (size_t i = 0; i < s->policy_count; i++) {
    const fl_policy *policy = &s->policies[i];
    if (policy->off && !policy->absent) continue;
    if (shown++ > 0) label(FL_W_c_nothing);
    if (policy->absent) {
      printf(fl_word(FL_W_c_absent), policy->id);
      putchar('\n');
      continue;
    }
    switch (policy->kind) {
#define FL_POLICY(kind, name, ...)                                                                                                 \
  case kind:                                                                                                                       \
    print_##name(policy);                                                                                                          \
    break;
#include "fanloop/policies.def"
    case FL_POLICY_KINDS: break;
    }
    print_payer(s, policy);
    print_gate(policy);
  }
  if (shown == 0) printf("%s\n", fl_word(FL_W_c_none));
  return shown;
}

// `format` has one %s, for the scenario's file.
static void show_hint(const char *format, const char *path) {
  char *shown = fl_session_shown(path);
  printf(format, shown ? shown : ""), putchar('\n');
  free(shown);
}

// Whether the strategy of this name ("brand soy") is heeded; `word`: how its seller is told.
static bool is_heeded(const fl_scenario *s, const char *what, const char *id, fl_word_id *word) {
  *word = FL_W_c_strategy_kind;
  if (strcmp(what, "kind") == 0)
    return s->params.seller_scripted >> fl_choice_find(fl_field_find(&fl_brand_fields, "kind")->choices, id) & 1;
  const bool brand = strcmp(what, "brand") == 0;
  *word = brand ? FL_W_c_strategy_brand : FL_W_c_strategy_room;
  const size_t number = brand ? fl_scenario_brand(s, id) : fl_scenario_room(s, id);
  return number != SIZE_MAX && (brand ? s->brands[number].scripted : s->rooms[number].scripted);
}

typedef struct strategies {
  const fl_scenario *scenario;
  fl_json *json; // NULL: lines of text
  size_t shown;
} strategies;

static void tell_strategy(void *ctx, const char *name) {
  strategies *told = ctx;
  char what[16], who[2 * FL_NAME_MAX], line[4 * FL_NAME_MAX];
  const char *id = strchr(name, ' ') + 1;
  fl_word_id word;
  snprintf(what, sizeof what, "%.*s", (int)(id - name) - 1, name);
  const bool heeded = is_heeded(told->scenario, what, id, &word);
  if (told->json) {
    if (heeded) fl_json_text(told->json, NULL, name);
    return;
  }
  if (told->shown == MOST_OWN) return;
  label(told->shown++ ? FL_W_c_nothing : FL_W_c_strategies);
  snprintf(who, sizeof who, fl_word(word), id);
  snprintf(line, sizeof line, heeded ? "%s" : fl_word(FL_W_c_strategy_off), who);
  puts(line);
}

static void print_strategies(const fl_check *check) {
  strategies told = {.scenario = check->scenario};
  const size_t count = fl_lua_strategies(check->lua, tell_strategy, &told);
  if (count <= told.shown) return;
  label(FL_W_c_nothing);
  fl_text_say(stdout, FL_W_c_strategies_more, (long long)(count - told.shown));
}

static void print_text(const fl_check *check, const char *path) {
  const fl_scenario *s = check->scenario;
  char line[512];
  const char *title = fl_get_lang() == FL_LANG_ZH && s->title_zh[0] ? s->title_zh : s->title;
  snprintf(line, sizeof line, "%s%s%s", s->name, title[0] ? " · " : "", title);
  fl_text_wrap(stdout, line, 0);
  print_scale(check);
  print_quantum(check);
  print_memory(s);
  print_strategies(check);
  fl_check_print_terms(check);
  const size_t policies = print_policies(s);
  fl_check_print_study(check);
  fl_plans_print(check->lua, FL_CHECK_LABEL);
  if (check->piloted)
    fl_pilot_print(&check->pilot, s);
  else if (policies)
    show_hint(fl_word(FL_W_c_hint), path);
  if (check->hooks && !check->piloted) show_hint(fl_word(FL_W_c_hooks), path);
}

static void json_policies(fl_json *json, const fl_check *check) {
  char text[FL_NAME_MAX * 8];
  fl_json_open(json, "policies", '[');
  for (size_t i = 0; i < check->scenario->policy_count; i++) {
    const fl_policy *policy = &check->scenario->policies[i];
    const fl_fields *fields = fl_policy_fields(policy->kind);
    if (policy->off) continue;
    fl_json_open(json, NULL, '{');
    fl_json_text(json, "id", policy->id);
    fl_json_text(json, "kind", fl_policy_kind_name(policy->kind));
    for (size_t f = 0; f < fields->count; f++)
      fl_json_text(json, fields->rows[f].name, fl_field_print(&fields->rows[f], &policy->of, text, sizeof text));
    if (check->piloted) fl_pilot_json(&check->pilot, i, json);
    fl_json_close(json, '}');
  }
  fl_json_close(json, ']');
}

static void print_json(const fl_check *check, const fl_messages *messages) {
  static const char *const names[] = {"largest", "middle", "smallest"};
  const fl_scenario *s = check->scenario;
  char date[FL_DATE_TEXT];
  fl_json json = {.out = stdout};
  fl_json_open(&json, NULL, '{');
  fl_json_text(&json, "name", s->name);
  fl_json_text(&json, "title", s->title);
  fl_json_text(&json, "from", fl_date_text(s->setup.from, date));
  fl_json_text(&json, "to", fl_date_text(s->setup.to, date));
  fl_json_int(&json, "warmup", s->setup.warmup);
  fl_json_int(&json, "days", s->setup.warmup + s->setup.to - s->setup.from + 1);
  const fl_scale scale = fl_check_scale(s);
  fl_scale_json(&json, &scale);
  fl_json_int(&json, "rooms", s->setup.rooms + (int64_t)s->room_count);
  fl_json_int(&json, "memory_bytes", fl_memory_of(s).all);
  fl_json_open(&json, "quantum", '[');
  for (int i = 0; i < 3 && check->seen > 0; i++) {
    const double per_room = check->weight / (double)(check->rooms[i].weight > 0 ? check->rooms[i].weight : 1);
    fl_json_open(&json, NULL, '{');
    fl_json_text(&json, "room", names[i]);
    fl_json_int(&json, "room_followers", check->rooms[i].followers);
    fl_json_real(&json, "followers", per_room);
    fl_json_real(&json, "yuan", per_room * check->price_yuan);
    fl_json_close(&json, '}');
  }
  fl_json_close(&json, ']');
  json_policies(&json, check);
  fl_check_json_terms(&json, check);
  fl_plans_json(&json, check->lua);
  strategies told = {.scenario = s, .json = &json};
  fl_json_open(&json, "strategies", '[');
  fl_lua_strategies(check->lua, tell_strategy, &told);
  fl_json_close(&json, ']');
  fl_json_open(&json, "warnings", '[');
  for (size_t i = 0; i < messages->count; i++) fl_json_text(&json, NULL, messages->items[i].text);
  fl_json_close(&json, ']');
  fl_json_close(&json, '}');
}

static fl_status fill_in(fl_check *check, const fl_args *args, fl_lua *lua, uint32_t threads, fl_messages *messages) {
  fl_model *model = NULL;
  // The model's own checks are part of what can be wrong.
  fl_status status = fl_model_create(check->scenario, messages, &model);
  if (model) fl_model_destroy(model);
  if (status != FL_OK) return status;
  for (int kind = 0; kind < FL_PLAN_KINDS; kind++) {
    const fl_plan *plan = fl_lua_plan(lua, (fl_plan_kind)kind);
    if (plan->given && fl_bench_check(args, (fl_plan_kind)kind, messages) != FL_EXIT_DONE) status = FL_BAD_SCENARIO;
  }
  if (status != FL_OK) return status;
  status = fl_check_rooms(check, messages);
  if (status == FL_OK) status = fl_check_grain(check, messages);
  if (status == FL_OK) status = fl_check_variants(check, messages);
  if (status != FL_OK) return status;
  if (!args->given[FL_OPTION_pilot]) return FL_OK;
  check->piloted = true;
  status = fl_pilot_run(check->scenario, lua, threads, args->given[FL_OPTION_quiet] != NULL, messages, &check->pilot);
  fl_check_unread(check, messages);
  return status;
}

int fl_command_check(const fl_args *args) {
  fl_messages messages = {0};
  fl_lua *lua = NULL;
  uint32_t threads;
  if (!fl_session_threads(args, &threads)) return FL_EXIT_WRONG;
  int code = fl_session_load(args, &messages, &lua);
  if (code == FL_EXIT_DONE) {
    fl_check check = fl_check_of(lua);
    const fl_status status = fill_in(&check, args, lua, threads, &messages);
    const bool json = args->given[FL_OPTION_json] != NULL;
    code = fl_session_exit(status);
    if (status != FL_OK && (messages.count || status != FL_BAD_SCENARIO)) // points that were refused have been told
      fl_session_refuse(&messages, status);
    else if (status == FL_OK && !json)
      fl_session_print(&messages, true);
    if (status == FL_OK && json)
      print_json(&check, &messages);
    else if (status == FL_OK && !args->given[FL_OPTION_quiet])
      print_text(&check, args->operands[0]);
    fl_pilot_free(&check.pilot);
    fl_lua_close(lua);
  }
  fl_messages_free(&messages);
  return code;
}
