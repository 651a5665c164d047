#include "cli/pilot.h"

#include "base/date.h"
#include "cli/session.h"
#include "report/text.h"

#include <stdlib.h>

static void note_policy_day(fl_pilot *pilot, const fl_row_policy_day *row) {
  if (row->policy < 0 || (size_t)row->policy >= pilot->policy_count) return;
  fl_pilot_policy *p = &pilot->policies[row->policy];
  // A day that begins with what the whole budget left behind is no further day on which money ran out.
  const bool over = p->gone != FL_NO_DATE && p->gone < row->date && row->left_fen + row->platform_fen <= p->left_fen;
  p->spent_fen += row->platform_fen;
  p->left_fen = row->left_fen;
  if (row->exhausted_minute < 0 || over) return;
  if (p->days_out++ == 0) {
    p->first_out = row->date;
    p->first_out_minute = row->exhausted_minute;
  }
}

// Indices into the choices of event.what.
enum { SOLD_OUT = 0, BUDGET_GONE = 1 };

static fl_status note_event(fl_pilot *pilot, const fl_row_event *row) {
  if (row->what == BUDGET_GONE && pilot->policies[row->policy].gone == FL_NO_DATE) {
    pilot->policies[row->policy].gone = row->date;
    pilot->policies[row->policy].gone_minute = row->minute;
  }
  if (row->what != SOLD_OUT) return FL_OK;
  pilot->sold_out++;
  if (row->policy < 0 || pilot->scenario->policies[row->policy].kind != FL_FESTIVAL) return FL_OK;
  const size_t count = (size_t)pilot->flash_sold_out;
  if (count == pilot->capacity) {
    const size_t capacity = count ? 2 * count : 64;
    int64_t *minutes = realloc(pilot->minutes, capacity * sizeof *minutes);
    if (!minutes) return FL_ENVIRONMENT;
    pilot->minutes = minutes;
    pilot->capacity = capacity;
  }
  pilot->minutes[pilot->flash_sold_out++] = row->minute - pilot->scenario->policies[row->policy].of.festival.flash_minute;
  return FL_OK;
}

static fl_status take_rows(void *ctx, fl_table_id table, const void *rows, size_t count) {
  fl_pilot *pilot = ctx;
  fl_status status = FL_OK;
  for (size_t i = 0; i < count && status == FL_OK; i++) {
    if (table == FL_T_policy_day)
      note_policy_day(pilot, (const fl_row_policy_day *)rows + i);
    else if (table == FL_T_event)
      status = note_event(pilot, (const fl_row_event *)rows + i);
  }
  return status;
}

static int by_size(const void *a, const void *b) {
  const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static fl_status run_days(fl_world *world, bool quiet) {
  fl_progress progress = fl_progress_begin(!quiet, false);
  fl_status status = fl_world_begin(world);
  const int64_t days = fl_world_days(world);
  for (int64_t day = 0; day < days && status == FL_OK; day++) {
    const int64_t date = fl_world_date(world);
    status = fl_world_step(world);
    if (status == FL_OK) fl_progress_show(&progress, day + 1, days, date);
  }
  if (status == FL_OK) status = fl_world_finish(world);
  fl_progress_end(&progress);
  return status;
}

fl_status fl_pilot_run(const fl_scenario *scenario, fl_lua *lua, uint32_t threads, bool quiet, fl_messages *messages,
                       fl_pilot *out) {
  fl_scenario small = *scenario;
  fl_session_shrink(&small, FL_PILOT_FANS);
  *out = (fl_pilot){.policies = calloc(scenario->policy_count + 1, sizeof *out->policies),
                    .policy_count = scenario->policy_count,
                    .fans = small.setup.fans,
                    .scenario = scenario};
  if (!out->policies) return FL_ENVIRONMENT;
  for (size_t i = 0; i < out->policy_count; i++) out->policies[i].first_out = out->policies[i].gone = FL_NO_DATE;
  fl_model *model = NULL;
  fl_world *world = NULL;
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(threads);
  options.hooks = fl_lua_hooks(lua);
  options.sink = (fl_sink){out, take_rows};
  fl_status status = fl_model_create(&small, messages, &model);
  if (status == FL_OK) status = fl_world_create(model, &options, messages, &world);
  if (status == FL_OK) {
    status = run_days(world, quiet);
    if (status != FL_OK) fl_messages_add(messages, true, "%s", fl_world_failure(world));
  }
  if (world) fl_world_destroy(world);
  if (model) fl_model_destroy(model);
  if (out->flash_sold_out > 0) {
    qsort(out->minutes, (size_t)out->flash_sold_out, sizeof *out->minutes, by_size);
    out->flash_minutes_median = out->minutes[(out->flash_sold_out - 1) / 2];
  }
  // A hook that fails is the run's failure, not a wrong file.
  return status == FL_BAD_SCENARIO && world ? FL_BROKEN : status;
}

static const char *clock_text(int64_t minute, char out[16]) {
  snprintf(out, 16, "%02d:%02d", (int)(minute / 60 % 100), (int)(minute % 60));
  return out;
}

// One line under the label of the pilot.
static void indent(void) {
  fl_text_left(stdout, "", 14);
}

static void print_policy(const fl_pilot_policy *p, const char *id) {
  char a[FL_NUMBER], b[FL_NUMBER], date[FL_DATE_TEXT], time[16];
  indent();
  fl_text_amount((double)p->spent_fen / 100, a);
  if (p->left_fen < 0)
    printf(fl_word(FL_W_c_pilot_spent), id, a);
  else
    printf(fl_word(FL_W_c_pilot_budget), id, a, fl_text_amount((double)p->left_fen / 100, b));
  putchar('\n');
  if (p->first_out != FL_NO_DATE) {
    indent();
    printf(fl_word(FL_W_c_pilot_first), (long long)p->days_out, fl_date_text(p->first_out, date),
           clock_text(p->first_out_minute, time));
    putchar('\n');
  }
  if (p->gone != FL_NO_DATE) {
    indent();
    printf(fl_word(FL_W_c_pilot_gone), fl_date_text(p->gone, date), clock_text(p->gone_minute, time));
    putchar('\n');
  }
}

void fl_pilot_print(const fl_pilot *pilot, const fl_scenario *scenario) {
  char fans[FL_NUMBER];
  fl_text_left(stdout, fl_word(FL_W_c_pilot), 14);
  printf(fl_word(FL_W_c_pilot_text), fl_text_count(pilot->fans, fans));
  putchar('\n');
  for (size_t i = 0; i < pilot->policy_count; i++) print_policy(&pilot->policies[i], scenario->policies[i].id);
  indent();
  printf(fl_word(FL_W_c_pilot_sold), (long long)pilot->sold_out, (long long)pilot->flash_sold_out);
  putchar('\n');
  if (pilot->flash_sold_out > 0) {
    indent();
    printf(fl_word(FL_W_c_pilot_flash), (long long)pilot->flash_minutes_median + 1);
    putchar('\n');
  }
}

void fl_pilot_json(const fl_pilot *pilot, size_t index, fl_json *json) {
  const fl_pilot_policy *p = &pilot->policies[index];
  char date[FL_DATE_TEXT], time[16];
  fl_json_open(json, "pilot", '{');
  fl_json_int(json, "fans", pilot->fans);
  fl_json_real(json, "spent_yuan", (double)p->spent_fen / 100);
  if (p->left_fen >= 0) fl_json_real(json, "left_yuan", (double)p->left_fen / 100);
  fl_json_int(json, "days_exhausted", p->days_out);
  if (p->first_out != FL_NO_DATE) {
    fl_json_text(json, "first_exhausted_date", fl_date_text(p->first_out, date));
    fl_json_text(json, "first_exhausted_time", clock_text(p->first_out_minute, time));
  }
  if (p->gone != FL_NO_DATE) {
    fl_json_text(json, "budget_gone_date", fl_date_text(p->gone, date));
    fl_json_text(json, "budget_gone_time", clock_text(p->gone_minute, time));
  }
  fl_json_close(json, '}');
}

void fl_pilot_free(fl_pilot *pilot) {
  free(pilot->policies);
  free(pilot->minutes);
  *pilot = (fl_pilot){0};
}
