#include "cli/variants.h"

#include "experiment/sums.h"
#include "report/text.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS_NAME = 21, COLUMNS_CHANGE = 22 };

// One row of the table: the scenario itself (variant NULL) or a variant.
typedef struct row {
  const fl_variant *variant;
  fl_sums sums;
} row;

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
    status = fl_sums_run(&varied, &hooks, fl_parallel_openmp(threads), &watch, &out->sums, &messages);
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

static void print_change(int64_t variant, int64_t scenario, int columns) {
  char text[FL_NUMBER], signed_text[FL_NUMBER + 2];
  fl_text_percent(ratio(variant - scenario, scenario), text);
  snprintf(signed_text, sizeof signed_text, "%s%s", variant >= scenario ? "+" : "", text);
  fl_text_right(stdout, signed_text, columns);
}

static void print_row(const row *r, const fl_sums *scenario) {
  char text[FL_NUMBER];
  fputs("  ", stdout);
  fl_text_left(stdout, r->variant ? r->variant->name : fl_word(FL_W_variant_scenario), COLUMNS_NAME);
  fl_text_right(stdout, fl_text_amount((double)r->sums.gmv_fen / 100, text), 11);
  if (r->variant)
    print_change(r->sums.gmv_fen, scenario->gmv_fen, COLUMNS_CHANGE);
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
  for (size_t c = 0; c < v->change_count; c++) n += v->changes[c].without;
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
  for (size_t i = 0; i < scenario->policy_count; i++)
    if (strcmp(scenario->policies[i].id, id) == 0) return scenario->policies[i].kind;
  return FL_POLICY_KINDS;
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
  for (int which = 0; which < 2; which++) {
    const char *festival = neither->variant->changes[which].key, *subsidy = neither->variant->changes[1 - which].key;
    if (kind_of(scenario, festival) == FL_FESTIVAL && kind_of(scenario, subsidy) == FL_SUBSIDY)
      print_answer(&rows[0].sums, which ? &second->sums : &first->sums, festival, subsidy);
  }
}

static void print_table(const fl_scenario *scenario, const row *rows, size_t count, bool colour) {
  char days[FL_NUMBER], fans[FL_NUMBER], all[FL_NUMBER], line[256];
  snprintf(line, sizeof line, fl_word(FL_W_variants), fl_text_count(rows[0].sums.days, days));
  fl_text_heading(stdout, line, colour);
  print_heads();
  for (size_t i = 0; i < count; i++) print_row(&rows[i], &rows[0].sums);
  if (scenario->setup.fans > FL_VARIANT_FANS) {
    snprintf(line, sizeof line, fl_word(FL_W_variants_scale), fl_text_count(FL_VARIANT_FANS, fans),
             fl_text_count(scenario->setup.fans, all));
    fl_text_wrap(stdout, line, 2);
  }
  print_two_by_two(scenario, rows, count, colour);
}

int fl_variants_show(const fl_args *args, const fl_lua *lua, uint32_t threads) {
  const fl_scenario *scenario = fl_lua_scenario(lua);
  const size_t count = scenario->variant_count + 1;
  if (count == 1) return FL_EXIT_DONE;
  row *rows = calloc(count, sizeof *rows);
  if (!rows) {
    fl_tell("%s", fl_word(FL_W_no_memory));
    return FL_EXIT_FAILED;
  }
  fl_status status = FL_OK;
  rows_progress progress = begin_progress(args, scenario);
  for (size_t i = 0; status == FL_OK && i < count; i++) {
    rows[i].variant = i ? &scenario->variants[i - 1] : NULL;
    progress.row = (int64_t)i;
    status = run_row(args, scenario, &rows[i], threads, &progress);
  }
  fl_progress_end(&progress.bar);
  if (status == FL_OK) print_table(scenario, rows, count, fl_terminal_colour(stdout));
  free(rows);
  return fl_session_exit(status);
}
