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

// Flash offers run on the days of the peak, in as many real rooms as the festival wants and admission leaves.
static void note_flash_day(fl_pilot *pilot, const fl_row_policy_day *row) {
  const fl_policy *policy = &pilot->scenario->policies[row->policy];
  const fl_festival *f = &policy->of.festival;
  if (policy->kind != FL_FESTIVAL || f->peak_from == FL_NO_DATE || row->date < f->peak_from || row->date > f->peak_to) return;
  pilot->policies[row->policy].flash_offered += row->rooms_admitted < f->flash_rooms ? row->rooms_admitted : f->flash_rooms;
}

static fl_status add_flash(fl_pilot *pilot, fl_pilot_flash flash) {
  if (pilot->flash_count == pilot->flash_capacity) {
    const size_t capacity = pilot->flash_count ? 2 * pilot->flash_count : 64;
    fl_pilot_flash *grown = realloc(pilot->flash, capacity * sizeof *grown);
    if (!grown) return FL_ENVIRONMENT;
    pilot->flash = grown;
    pilot->flash_capacity = capacity;
  }
  pilot->flash[pilot->flash_count++] = flash;
  return FL_OK;
}

// Real rooms that ran a flash offer of which so many pieces were sold: the stock is so much for each of them.
static int64_t flash_rooms(const fl_festival *f, int64_t pieces, int64_t weight) {
  if (f->flash_stock <= 0) return weight;
  const int64_t rooms = (2 * pieces + f->flash_stock) / (2 * f->flash_stock); // rounded
  return rooms < 1 ? 1 : rooms < weight ? rooms : weight;
}

// Indices into the choices of event.what.
enum { SOLD_OUT = 0, BUDGET_GONE = 1 };

static fl_status note_event(fl_pilot *pilot, const fl_row_event *row) {
  if (row->what == BUDGET_GONE && pilot->policies[row->policy].gone == FL_NO_DATE) {
    pilot->policies[row->policy].gone = row->date;
    pilot->policies[row->policy].gone_minute = row->minute;
  }
  if (row->what != SOLD_OUT) return FL_OK;
  const int64_t weight = row->room >= 0 && (size_t)row->room < pilot->room_count ? pilot->room_weight[row->room] : 1;
  if (row->policy < 0 || pilot->scenario->policies[row->policy].kind != FL_FESTIVAL) {
    pilot->sold_out += weight;
    return FL_OK;
  }
  const fl_festival *f = &pilot->scenario->policies[row->policy].of.festival;
  return add_flash(pilot, (fl_pilot_flash){row->policy, row->minute - f->flash_minute, flash_rooms(f, row->value, weight)});
}

static fl_status note_rooms(fl_pilot *pilot, const fl_row_room *rows, size_t count) {
  pilot->room_weight = calloc(count + 1, sizeof *pilot->room_weight);
  if (!pilot->room_weight) return FL_ENVIRONMENT;
  for (size_t i = 0; i < count; i++) pilot->room_weight[i] = rows[i].weight;
  pilot->room_count = count;
  return FL_OK;
}

static fl_status take_rows(void *ctx, fl_table_id table, const void *rows, size_t count) {
  fl_pilot *pilot = ctx;
  fl_status status = FL_OK;
  if (table == FL_T_room) return note_rooms(pilot, rows, count);
  for (size_t i = 0; i < count && status == FL_OK; i++) {
    if (table == FL_T_policy_day) {
      note_policy_day(pilot, (const fl_row_policy_day *)rows + i);
      note_flash_day(pilot, (const fl_row_policy_day *)rows + i);
    } else if (table == FL_T_event) {
      status = note_event(pilot, (const fl_row_event *)rows + i);
    }
  }
  return status;
}

static int by_policy_and_minutes(const void *a, const void *b) {
  const fl_pilot_flash *x = a, *y = b;
  if (x->policy != y->policy) return x->policy < y->policy ? -1 : 1;
  return (x->minutes > y->minutes) - (x->minutes < y->minutes);
}

// Sums and medians over real rooms.
static void sum_flash(fl_pilot *pilot) {
  if (pilot->flash_count) qsort(pilot->flash, pilot->flash_count, sizeof *pilot->flash, by_policy_and_minutes);
  for (size_t i = 0; i < pilot->flash_count; i++) pilot->policies[pilot->flash[i].policy].flash_sold_out += pilot->flash[i].rooms;
  int64_t so_far = 0;
  for (size_t i = 0; i < pilot->flash_count; i++) {
    const fl_pilot_flash *flash = &pilot->flash[i];
    fl_pilot_policy *policy = &pilot->policies[flash->policy];
    if (i == 0 || pilot->flash[i - 1].policy != flash->policy) so_far = 0;
    if (2 * so_far < policy->flash_sold_out) policy->flash_minutes_median = flash->minutes;
    so_far += flash->rooms;
  }
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

// What failed, as the run would say it, and that it was the pilot.
static void tell_failure(const fl_world *world, fl_messages *messages) {
  char date[FL_DATE_TEXT];
  const char *why = fl_world_failure(world);
  fl_messages_add(messages, true, "%s", why[0] ? why : fl_word(FL_W_no_memory));
  fl_messages_add(messages, true, fl_word(FL_W_c_pilot_failed), (long long)fl_world_day(world) + 1,
                  fl_date_text(fl_world_date(world), date));
}

void fl_tell_saturation(const fl_world *world, fl_messages *messages) {
  double share;
  for (int high = 0; high < 2; high++)
    if (fl_world_saturates(world, high, &share))
      fl_messages_add(messages, false, fl_word(FL_W_saturated), 100 * share,
                      fl_word(high ? FL_W_saturated_high : FL_W_saturated_low));
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
    if (status != FL_OK) tell_failure(world, messages);
  }
  if (status == FL_OK) fl_tell_saturation(world, messages);
  if (world) fl_world_destroy(world);
  if (model) fl_model_destroy(model);
  sum_flash(out);
  // A hook that fails is the run's failure, not a wrong file.
  return status == FL_BAD_SCENARIO && world ? FL_BROKEN : status;
}

// One line under the label of the pilot.
static void indent(void) {
  fl_text_left(stdout, "", 14);
}

static void print_flash(const fl_pilot_policy *p) {
  char sold[FL_NUMBER], offered[FL_NUMBER];
  if (p->flash_offered == 0) return;
  indent();
  fl_text_count(p->flash_offered, offered);
  if (p->flash_sold_out > 0) // minutes are counted from 0: what sells out in the first of them is gone within one
    fl_text_say(stdout, FL_W_c_pilot_flash, fl_text_count(p->flash_sold_out, sold), offered,
                (long long)p->flash_minutes_median + 1);
  else
    fl_text_say(stdout, FL_W_c_pilot_flash_none, offered);
}

static void print_policy(const fl_pilot_policy *p, const char *id) {
  char a[FL_NUMBER], b[FL_NUMBER], date[FL_DATE_TEXT], time[FL_NUMBER];
  indent();
  fl_text_amount((double)p->spent_fen / 100, a);
  if (p->left_fen < 0)
    printf(fl_word(FL_W_c_pilot_spent), id, a);
  else
    printf(fl_word(FL_W_c_pilot_budget), id, a, fl_text_amount((double)p->left_fen / 100, b));
  putchar('\n');
  if (p->first_out != FL_NO_DATE) {
    indent();
    fl_text_say(stdout, FL_W_c_pilot_first, (long long)p->days_out, fl_date_text(p->first_out, date),
                fl_text_clock(p->first_out_minute, time));
  }
  if (p->gone != FL_NO_DATE) {
    indent();
    printf(fl_word(FL_W_c_pilot_gone), fl_date_text(p->gone, date), fl_text_clock(p->gone_minute, time));
    putchar('\n');
  }
  print_flash(p);
}

void fl_pilot_print(const fl_pilot *pilot, const fl_scenario *scenario) {
  char fans[FL_NUMBER];
  fl_text_left(stdout, fl_word(FL_W_c_pilot), 14);
  printf(fl_word(FL_W_c_pilot_text), fl_text_count(pilot->fans, fans));
  putchar('\n');
  for (size_t i = 0; i < pilot->policy_count; i++)
    if (!scenario->policies[i].off && (scenario->policies[i].kind == FL_FESTIVAL || scenario->policies[i].kind == FL_SUBSIDY))
      print_policy(&pilot->policies[i], scenario->policies[i].id);
  indent();
  fl_text_say(stdout, FL_W_c_pilot_sold, fl_text_count(pilot->sold_out, fans));
}

void fl_pilot_json(const fl_pilot *pilot, size_t index, fl_json *json) {
  const fl_pilot_policy *p = &pilot->policies[index];
  char date[FL_DATE_TEXT], time[FL_NUMBER];
  fl_json_open(json, "pilot", '{');
  fl_json_int(json, "fans", pilot->fans);
  fl_json_real(json, "spent_yuan", (double)p->spent_fen / 100);
  if (p->left_fen >= 0) fl_json_real(json, "left_yuan", (double)p->left_fen / 100);
  fl_json_int(json, "days_exhausted", p->days_out);
  if (p->first_out != FL_NO_DATE) {
    fl_json_text(json, "first_exhausted_date", fl_date_text(p->first_out, date));
    fl_json_text(json, "first_exhausted_time", fl_text_clock(p->first_out_minute, time));
  }
  if (p->gone != FL_NO_DATE) {
    fl_json_text(json, "budget_gone_date", fl_date_text(p->gone, date));
    fl_json_text(json, "budget_gone_time", fl_text_clock(p->gone_minute, time));
  }
  if (p->flash_offered > 0) {
    fl_json_int(json, "flash_room_days", p->flash_offered);
    fl_json_int(json, "flash_room_days_sold_out", p->flash_sold_out);
  }
  if (p->flash_sold_out > 0) fl_json_int(json, "flash_minutes_median", p->flash_minutes_median + 1);
  fl_json_close(json, '}');
}

void fl_pilot_free(fl_pilot *pilot) {
  free(pilot->policies);
  free(pilot->room_weight);
  free(pilot->flash);
  *pilot = (fl_pilot){0};
}
