// fanloop check: what a scenario will do, without running it.
#include "cli/check.h"

#include "base/date.h"
#include "cli/session.h"
#include "report/text.h"

#include <stdlib.h>
#include <string.h>

static void label(fl_word_id word) {
  fl_text_left(stdout, fl_word(word), 14);
}

static void print_scale(const fl_check *check) {
  const fl_scenario *s = check->scenario;
  char from[FL_DATE_TEXT], to[FL_DATE_TEXT], a[FL_NUMBER], b[FL_NUMBER], c[FL_NUMBER];
  label(FL_W_c_period);
  printf(fl_word(FL_W_c_period_text), fl_date_text(s->setup.from, from), fl_date_text(s->setup.to, to),
         (long long)(s->setup.to - s->setup.from + 1));
  putchar('\n');
  label(FL_W_c_warmup);
  printf(fl_word(FL_W_c_warmup_text), (long long)s->setup.warmup, fl_date_text(s->setup.from - s->setup.warmup, from));
  putchar('\n');
  label(FL_W_c_agents);
  printf(fl_word(FL_W_c_agents_text), fl_text_count(s->setup.fans, a), fl_text_amount(check->weight, b),
         fl_text_amount(s->params.population, c));
  putchar('\n');
  label(FL_W_c_rooms);
  printf(fl_word(FL_W_c_rooms_text), fl_text_count(s->setup.rooms, a), fl_text_amount(s->params.real_rooms, b));
  putchar('\n');
  if (s->brand_count || s->room_count)
    label(FL_W_c_own), printf(fl_word(FL_W_c_own_text), s->brand_count, s->room_count), putchar('\n');
  if (s->setup.focus_fans > 0) {
    label(FL_W_c_weight);
    printf(fl_word(FL_W_c_focus_text), fl_text_count(s->setup.focus_fans, a), (long long)s->setup.focus_weight);
    putchar('\n');
  }
}

static void print_quantum(const fl_check *check) {
  static const fl_word_id names[] = {FL_W_c_head, FL_W_c_middle, FL_W_c_tail};
  char followers[FL_NUMBER], fans[FL_NUMBER], yuan[FL_NUMBER];
  if (check->seen == 0 || check->scenario->setup.rooms == 0) return;
  label(FL_W_c_quantum);
  printf("%s\n", fl_word(FL_W_c_quantum_text));
  for (int i = 0; i < 3; i++) {
    const double per_room = check->weight / (double)(check->rooms[i].weight > 0 ? check->rooms[i].weight : 1);
    label(FL_W_c_nothing);
    printf(fl_word(FL_W_c_quantum_row), fl_word(names[i]), fl_text_amount((double)check->rooms[i].followers, followers),
           fl_text_amount(per_room, fans), fl_text_amount(per_room * check->price_yuan, yuan));
    putchar('\n');
  }
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
    printf(fl_word(FL_W_c_flash), (int)(f->flash_minute / 60), (int)(f->flash_minute % 60), (long long)f->flash_rooms,
           (long long)f->flash_stock);
    putchar('\n');
  }
  if (f->packets_per_day > 0) {
    label(FL_W_c_nothing);
    printf(fl_word(FL_W_c_packets), fl_text_amount((double)f->packets_per_day, a),
           fl_text_real((double)f->packet_value / 100, 2, b));
    putchar('\n');
  }
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
}

static void print_policies(const fl_scenario *s) {
  label(FL_W_c_policies);
  if (s->policy_count == 0) printf("%s\n", fl_word(FL_W_c_none));
  for (size_t i = 0; i < s->policy_count; i++) {
    if (i > 0) label(FL_W_c_nothing);
    if (s->policies[i].kind == FL_FESTIVAL)
      print_festival(&s->policies[i]);
    else
      print_subsidy(&s->policies[i]);
  }
}

static void print_text(const fl_check *check, const char *path) {
  const fl_scenario *s = check->scenario;
  char line[512];
  const char *title = fl_get_lang() == FL_LANG_ZH && s->title_zh[0] ? s->title_zh : s->title;
  snprintf(line, sizeof line, "%s%s%s", s->name, title[0] ? " · " : "", title);
  fl_text_wrap(stdout, line, 0);
  print_scale(check);
  print_quantum(check);
  print_policies(s);
  if (check->piloted) {
    fl_pilot_print(&check->pilot, s);
  } else if (s->policy_count) {
    char *shown = fl_session_shown(path);
    printf(fl_word(FL_W_c_hint), shown ? shown : ""), putchar('\n');
    free(shown);
  }
}

static void json_policies(fl_json *json, const fl_check *check) {
  char text[FL_NAME_MAX * 8];
  fl_json_open(json, "policies", '[');
  for (size_t i = 0; i < check->scenario->policy_count; i++) {
    const fl_policy *policy = &check->scenario->policies[i];
    const fl_fields *fields = fl_policy_fields(policy->kind);
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
  fl_json_int(&json, "fans", s->setup.fans);
  fl_json_real(&json, "weight", check->weight);
  fl_json_int(&json, "rooms", s->setup.rooms + (int64_t)s->room_count);
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
  status = fl_check_rooms(check, messages);
  if (status == FL_OK) status = fl_check_grain(check, messages);
  if (status != FL_OK) return status;
  if (!args->given[FL_OPTION_pilot]) return FL_OK;
  check->piloted = true;
  return fl_pilot_run(check->scenario, lua, threads, args->given[FL_OPTION_quiet] != NULL, messages, &check->pilot);
}

int fl_command_check(const fl_args *args) {
  fl_messages messages = {0};
  fl_lua *lua = NULL;
  uint32_t threads;
  if (!fl_session_threads(args, &threads)) return FL_EXIT_WRONG;
  int code = fl_session_load(args, &messages, &lua);
  if (code == FL_EXIT_DONE) {
    fl_check check = {.scenario = fl_lua_scenario(lua)};
    const fl_status status = fill_in(&check, args, lua, threads, &messages);
    const bool json = args->given[FL_OPTION_json] != NULL;
    code = fl_session_exit(status);
    if (status != FL_OK)
      fl_session_refuse(&messages, status);
    else if (!json)
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
