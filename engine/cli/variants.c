#include "cli/variants.h"

#include "experiment/sums.h"
#include "report/summary.h"
#include "report/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_NAME = 21, COLUMNS_CHANGE = 22, MOST_ROOMS = 4 };

// One row of the table: the scenario itself (variant NULL) or a variant.
typedef struct row {
  const fl_variant *variant;
  fl_sums sums;
  fl_room_sums *rooms; // the scenario's own
} row;

struct fl_variants {
  const fl_scenario *scenario;
  size_t count;
  row *rows;
};

// How far all rows together are.
typedef struct rows_progress {
  fl_progress bar;
  int64_t row, rows;
} rows_progress;

static void show_evening(void *ctx, int64_t done, int64_t days, int64_t date) {
  rows_progress *p = ctx;
  fl_progress_show(&p->bar, p->row * days + done, p->rows * days, date);
}

static rows_progress begin_progress(const fl_args *args, const fl_scenario *scenario) {
  const int64_t fans = scenario->setup.fans < FL_VARIANT_FANS ? scenario->setup.fans : FL_VARIANT_FANS;
  char text[256], number[FL_NUMBER];
  snprintf(text, sizeof text, fl_word(FL_W_variants_running), scenario->variant_count, fl_text_count(fans, number));
  fflush(stdout); // the summary stands above the bar
  return (rows_progress){.bar = fl_progress_begin_with(!args->given[FL_OPTION_quiet], args->given[FL_OPTION_ascii] != NULL, text),
                         .rows = (int64_t)scenario->variant_count + 1};
}

// Hooks may keep state between days, so every row gets a Lua state of its own.
static fl_status run_row(const fl_args *args, const fl_scenario *scenario, row *out, uint32_t threads, rows_progress *progress) {
  fl_messages messages = {0};
  fl_lua *lua = NULL;
  fl_scenario varied = {0};
  char why[FL_TEXT_MAX * 2];
  static const fl_variant unchanged;
  const fl_sums_watch watch = {progress, show_evening};
  const int code = fl_session_load(args, &messages, &lua);
  fl_status status = code == FL_EXIT_DONE ? FL_OK : code == FL_EXIT_WRONG ? FL_BAD_SCENARIO : FL_ENVIRONMENT;
  const bool fits =
      status == FL_OK && fl_scenario_vary(scenario, out->variant ? out->variant : &unchanged, &varied, why, sizeof why);
  if (fits) fl_session_shrink(&varied, FL_VARIANT_FANS);
  if (status == FL_OK && !fits) {
    fl_tell("%s", why);
    status = FL_BAD_SCENARIO;
  }
  if (status == FL_OK) {
    const fl_hooks hooks = fl_lua_hooks(lua);
    status = fl_sums_run(&varied, &hooks, fl_parallel_openmp(threads), &watch, &out->sums, out->rooms, &messages);
    if (status != FL_OK) {
      fl_progress_end(&progress->bar);
      fl_session_refuse(&messages, status);
    }
  }
  fl_scenario_free(&varied);
  fl_lua_close(lua);
  fl_messages_free(&messages);
  return status;
}

static double ratio(int64_t a, int64_t b) {
  return b ? (double)a / (double)b : 0;
}

static double change(int64_t variant, int64_t scenario) {
  return scenario ? (double)variant / (double)scenario - 1 : (double)NAN;
}

// With a sign; `out` takes FL_NUMBER bytes.
static const char *change_text(int64_t variant, int64_t scenario, char *out) {
  out[0] = '+';
  const bool rises = scenario && variant >= scenario;
  fl_text_percent(change(variant, scenario), out + rises);
  return out;
}

static void print_row(const row *r, const fl_sums *scenario) {
  char text[FL_NUMBER];
  fputs("  ", stdout);
  fl_text_left(stdout, r->variant ? r->variant->name : fl_word(FL_W_variant_scenario), COLUMNS_NAME);
  fl_text_right(stdout, fl_text_amount((double)r->sums.gmv_fen / 100, text), 11);
  if (r->variant)
    fl_text_right(stdout, change_text(r->sums.gmv_fen, scenario->gmv_fen, text), COLUMNS_CHANGE);
  else
    fl_text_right(stdout, "", COLUMNS_CHANGE);
  fl_text_right(stdout, fl_text_percent(ratio(r->sums.private_gmv_fen, r->sums.gmv_fen), text), 9);
  fl_text_right(stdout, fl_text_amount((double)r->sums.platform_fen / 100, text), 14);
  fputc('\n', stdout);
}

static void print_heads(void) {
  fputs("  ", stdout);
  fl_text_left(stdout, fl_word(FL_W_variant_name), COLUMNS_NAME);
  fl_text_right(stdout, fl_word(FL_W_variant_gmv), 11);
  fl_text_right(stdout, fl_word(FL_W_variant_against), COLUMNS_CHANGE);
  fl_text_right(stdout, fl_word(FL_W_variant_private), 9);
  fl_text_right(stdout, fl_word(FL_W_variant_paid), 14);
  fputc('\n', stdout);
}

static size_t left_out(const fl_variant *v) {
  size_t n = 0;
  for (size_t c = 0; c < v->change_count; c++) n += v->changes[c].kind == FL_CHANGE_WITHOUT;
  return n == v->change_count ? n : 0;
}

// The row in which only `id` runs of the two policies that `neither` leaves out: the one that leaves out the other.
static const row *only(const row *rows, size_t count, const fl_variant *neither, size_t which) {
  for (size_t i = 1; i < count; i++)
    if (left_out(rows[i].variant) == 1 && strcmp(rows[i].variant->changes[0].key, neither->changes[1 - which].key) == 0)
      return &rows[i];
  return NULL;
}

static void print_effect(const char *label, int64_t fen, int64_t base) {
  char text[FL_NUMBER], percent[FL_NUMBER];
  fputs("  ", stdout);
  fl_text_left(stdout, label, 34);
  fl_text_right(stdout, fl_text_amount((double)fen / 100, text), 14);
  fl_text_right(stdout, fl_text_percent(ratio(fen, base), percent), 12);
  fputc('\n', stdout);
}

static fl_policy_kind kind_of(const fl_scenario *scenario, const char *id) {
  const fl_policy *policy = fl_scenario_policy(scenario, id, strlen(id));
  return policy ? policy->kind : FL_POLICY_KINDS;
}

// What a subsidy adds on top of a festival, and for how much: the usual question, in a sentence. `base` ran the festival alone.
static void print_answer(const fl_sums *both, const fl_sums *base, const char *festival, const char *subsidy) {
  char gmv[FL_NUMBER], percent[FL_NUMBER], paid[FL_NUMBER], per_yuan[FL_NUMBER], line[512 + 2 * FL_NAME_MAX];
  const int64_t more = both->gmv_fen - base->gmv_fen, cost = both->platform_fen - base->platform_fen;
  fl_text_amount((double)more / 100, gmv);
  fl_text_percent(ratio(more, base->gmv_fen), percent);
  if (cost > 0)
    snprintf(line, sizeof line, fl_word(FL_W_variant_answer), festival, subsidy, gmv, percent,
             fl_text_amount((double)cost / 100, paid), fl_text_real(ratio(more, cost), 2, per_yuan));
  else
    snprintf(line, sizeof line, fl_word(FL_W_variant_answer_free), festival, subsidy, gmv, percent);
  fl_text_wrap(stdout, line, 2);
}

// The 2 x 2 of two policies: each alone, both, and what they do to one another.
static void print_two_by_two(const fl_scenario *scenario, const row *rows, size_t count, bool colour) {
  const row *neither = NULL;
  for (size_t i = 1; i < count; i++)
    if (left_out(rows[i].variant) == 2) neither = &rows[i];
  const row *first = neither ? only(rows, count, neither->variant, 0) : NULL,
            *second = neither ? only(rows, count, neither->variant, 1) : NULL;
  if (!first || !second) return;
  const int64_t base = neither->sums.gmv_fen, a = first->sums.gmv_fen - base, b = second->sums.gmv_fen - base;
  const int64_t both = rows[0].sums.gmv_fen - base;
  char label[2 * FL_NAME_MAX];
  fl_text_heading(stdout, fl_word(FL_W_two_by_two), colour);
  for (size_t which = 0; which < 2; which++) {
    snprintf(label, sizeof label, fl_word(FL_W_alone), neither->variant->changes[which].key);
    print_effect(label, which ? b : a, base);
  }
  print_effect(fl_word(FL_W_together), both, base);
  print_effect(fl_word(FL_W_interplay), both - a - b, base);
  if (rows[0].sums.days > 28) // what is left when the policies are over
    print_effect(fl_word(FL_W_left_over), rows[0].sums.last_28_gmv_fen - neither->sums.last_28_gmv_fen,
                 neither->sums.last_28_gmv_fen);
  for (int which = 0; which < 2; which++) {
    const char *festival = neither->variant->changes[which].key, *subsidy = neither->variant->changes[1 - which].key;
    if (kind_of(scenario, festival) == FL_FESTIVAL && kind_of(scenario, subsidy) == FL_SUBSIDY)
      print_answer(&rows[0].sums, which ? &second->sums : &first->sums, festival, subsidy);
  }
}

// The own room with the next lower GMV than that of `last` in the scenario; of equal ones the next in order. `last` is room_count before
// the first.
static size_t next_room(const fl_variants *v, size_t last) {
  const fl_room_sums *rooms = v->rows[0].rooms;
  const size_t count = v->scenario->room_count;
  size_t best = count;
  for (size_t r = 0; r < count; r++) {
    const bool after =
        last == count || rooms[r].gmv_fen < rooms[last].gmv_fen || (rooms[r].gmv_fen == rooms[last].gmv_fen && r > last);
    if (after && (best == count || rooms[r].gmv_fen > rooms[best].gmv_fen)) best = r;
  }
  return best;
}

static int64_t simulated_orders(const row *r, size_t room) {
  return r->sums.own_weight ? llround(ratio(r->rooms[room].orders, r->sums.own_weight)) : 0;
}

// One room in all rows; `line` takes `size` bytes.
static void print_room(const fl_variants *v, size_t room, char *line, size_t size) {
  char gmv[FL_NUMBER], other[FL_NUMBER];
  const int64_t scenario = v->rows[0].rooms[room].gmv_fen;
  size_t used =
      (size_t)snprintf(line, size, fl_word(FL_W_variants_room), v->scenario->rooms[room].id,
                       fl_text_count(simulated_orders(&v->rows[0], room), other), fl_text_amount((double)scenario / 100, gmv));
  for (size_t i = 1; i < v->count; i++) {
    const int64_t fen = v->rows[i].rooms[room].gmv_fen;
    used += (size_t)snprintf(line + used, size - used, fl_word(FL_W_variants_room_in), v->rows[i].variant->name,
                             fl_text_amount((double)fen / 100, gmv), change_text(fen, scenario, other));
  }
  fl_text_wrap(stdout, line, 2);
}

static void print_rooms(const fl_variants *v, bool colour) {
  const size_t count = v->scenario->room_count, size = 256 + v->count * (FL_NAME_MAX + 2 * FL_NUMBER + 16);
  char *line = count ? malloc(size) : NULL, few[FL_NUMBER];
  int64_t fewest = FL_FEW_ORDERS;
  size_t shown = 0;
  if (!line) return;
  fl_text_heading(stdout, fl_word(FL_W_variants_rooms), colour);
  for (size_t room = next_room(v, count); room < count && shown < MOST_ROOMS; room = next_room(v, room), shown++) {
    print_room(v, room, line, size);
    const int64_t orders = simulated_orders(&v->rows[0], room);
    if (orders < fewest) fewest = orders;
  }
  if (shown < count) {
    snprintf(line, size, fl_word(FL_W_variants_more_rooms), count - shown);
    fl_text_wrap(stdout, line, 2);
  }
  if (fewest < FL_FEW_ORDERS) {
    snprintf(line, size, fl_word(FL_W_o_few), fl_text_count(FL_FEW_ORDERS, few));
    fl_text_wrap(stdout, line + (line[0] == ' '), 2);
  }
  free(line);
}

void fl_variants_print(const fl_variants *v) {
  char days[FL_NUMBER], fans[FL_NUMBER], all[FL_NUMBER], line[256];
  const bool colour = fl_terminal_colour(stdout);
  snprintf(line, sizeof line, fl_word(FL_W_variants), fl_text_count(v->rows[0].sums.days, days));
  fl_text_heading(stdout, line, colour);
  print_heads();
  for (size_t i = 0; i < v->count; i++) print_row(&v->rows[i], &v->rows[0].sums);
  if (v->scenario->setup.fans > FL_VARIANT_FANS) {
    snprintf(line, sizeof line, fl_word(FL_W_variants_scale), fl_text_count(FL_VARIANT_FANS, fans),
             fl_text_count(v->scenario->setup.fans, all));
    fl_text_wrap(stdout, line, 2);
  }
  print_rooms(v, colour);
  print_two_by_two(v->scenario, v->rows, v->count, colour);
}

static void json_room(fl_json *json, const fl_variants *v, const row *r, size_t room) {
  fl_json_open(json, NULL, '{');
  fl_json_text(json, "id", v->scenario->rooms[room].id);
  fl_json_int(json, "orders", r->rooms[room].orders);
  fl_json_int(json, "simulated_orders", simulated_orders(r, room));
  fl_json_real(json, "gmv_yuan", (double)r->rooms[room].gmv_fen / 100);
  fl_json_real(json, "gmv_over_scenario", change(r->rooms[room].gmv_fen, v->rows[0].rooms[room].gmv_fen));
  fl_json_close(json, '}');
}

static void json_row(fl_json *json, const fl_variants *v, const row *r) {
  fl_json_open(json, NULL, '{');
  if (r->variant)
    fl_json_text(json, "name", r->variant->name);
  else
    fl_json_null(json, "name");
  fl_json_int(json, "fans", v->scenario->setup.fans < FL_VARIANT_FANS ? v->scenario->setup.fans : FL_VARIANT_FANS);
  fl_json_int(json, "orders", r->sums.orders);
  fl_json_real(json, "gmv_yuan", (double)r->sums.gmv_fen / 100);
  fl_json_real(json, "gmv_over_scenario", change(r->sums.gmv_fen, v->rows[0].sums.gmv_fen));
  fl_json_real(json, "private_gmv_share", r->sums.gmv_fen ? ratio(r->sums.private_gmv_fen, r->sums.gmv_fen) : (double)NAN);
  fl_json_real(json, "platform_yuan", (double)r->sums.platform_fen / 100);
  fl_json_open(json, "rooms", '[');
  for (size_t room = 0; room < v->scenario->room_count; room++) json_room(json, v, r, room);
  fl_json_close(json, ']');
  fl_json_close(json, '}');
}

void fl_variants_json(fl_json *json, const fl_variants *v) {
  fl_json_open(json, "variants", '[');
  for (size_t i = 0; v && i < v->count; i++) json_row(json, v, &v->rows[i]);
  fl_json_close(json, ']');
}

void fl_variants_free(fl_variants *v) {
  if (!v) return;
  for (size_t i = 0; v->rows && i < v->count; i++) free(v->rows[i].rooms);
  free(v->rows);
  free(v);
}

static fl_variants *create(const fl_scenario *scenario) {
  fl_variants *v = calloc(1, sizeof *v);
  if (!v) return NULL;
  *v = (fl_variants){scenario, scenario->variant_count + 1, calloc(scenario->variant_count + 1, sizeof *v->rows)};
  bool good = v->rows;
  for (size_t i = 0; good && i < v->count; i++) {
    v->rows[i].variant = i ? &scenario->variants[i - 1] : NULL;
    good = (v->rows[i].rooms = calloc(scenario->room_count + 1, sizeof *v->rows[i].rooms)) != NULL;
  }
  if (good) return v;
  fl_variants_free(v);
  return NULL;
}

int fl_variants_run(const fl_args *args, const fl_lua *lua, uint32_t threads, fl_variants **out) {
  const fl_scenario *scenario = fl_lua_scenario(lua);
  *out = NULL;
  if (scenario->variant_count == 0) return FL_EXIT_DONE;
  fl_variants *v = create(scenario);
  if (!v) {
    fl_tell("%s", fl_word(FL_W_no_memory));
    return FL_EXIT_FAILED;
  }
  fl_status status = FL_OK;
  rows_progress progress = begin_progress(args, scenario);
  for (size_t i = 0; status == FL_OK && i < v->count; i++) {
    progress.row = (int64_t)i;
    status = run_row(args, scenario, &v->rows[i], threads, &progress);
  }
  fl_progress_end(&progress.bar);
  if (status == FL_OK)
    *out = v;
  else
    fl_variants_free(v);
  return fl_session_exit(status);
}
