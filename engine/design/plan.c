#include "design/plan.h"

#include "base/mathx.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fl_plan_names[FL_PLAN_KINDS] = {"sweep", "calibrate", "optimise"};

// ---- Fields ---------------------------------------------------------------------------------------------------------------------

static const char design_choices[] =
#define FL_DESIGN(name, ...) "|" #name
#define FL_DESIGN_STATUS(...)
#include "design/designs.def"
#undef FL_DESIGN
#undef FL_DESIGN_STATUS
    "|list";

#define FIELD(kind, member, unit, low, high, usual, choices, meaning)                                                              \
  { #member, FL_KIND_##kind, unit, low, high, usual, choices, meaning, "", offsetof(fl_plan, member), false }

static const fl_field sweep_fields[] = {
    FIELD(CHOICE, design, "", 0, FL_DESIGNS, 0, design_choices + 1,
          "Which points: grid every combination of levels; list those of `list`; random, lhs, sobol, halton so many as `points`; "
          "morris "
          "trajectories and saltelli base points, so many as `points`"),
    FIELD(INT, points, "points", 1, FL_RUNS_MOST, 0, "", "Points; of morris trajectories, of saltelli base points"),
    FIELD(INT, runs, "run numbers", 1, 100000, 1, "",
          "Run numbers of each point, the same at all: they share their random numbers"),
    FIELD(INT, levels, "levels", 2, 100, 4, "", "Of morris: levels of the grid on which it steps, an even number"),
};
static const fl_field calibrate_fields[] = {
    FIELD(CHOICE, method, "", 0, 1, 0, "posterior|nearest",
          "posterior: a sample of settings that lead to the targets, by approximate Bayesian computation; nearest: the one that "
          "comes closest"),
    FIELD(INT, budget, "runs", 10, FL_RUNS_MOST, 2000, "", "Runs of the search, the confirmation apart"),
    FIELD(INT, runs, "run numbers", 1, 1000, 4, "", "Of nearest: run numbers of each point"),
    FIELD(INT, confirm, "run numbers", 2, 10000, 40, "",
          "Fresh run numbers in which what was found is held against the targets, on top of the budget"),
};
static const fl_field optimise_fields[] = {
    FIELD(INT, budget, "runs", 10, FL_RUNS_MOST, 400, "", "Runs of the search, the confirmation apart"),
    FIELD(INT, runs, "run numbers", 1, 1000, 4, "", "Run numbers of each point, the same at all"),
    FIELD(INT, confirm, "run numbers", 2, 10000, 20, "",
          "Fresh run numbers in which the best setting is held against the scenario as it is"),
};
#define FIELDS(name, rows)                                                                                                         \
  { name, rows, sizeof rows / sizeof *rows, sizeof(fl_plan) }
const fl_fields fl_plan_fields[FL_PLAN_KINDS] = {FIELDS("sweep", sweep_fields), FIELDS("calibrate", calibrate_fields),
                                                 FIELDS("optimise", optimise_fields)};

const char *fl_plan_design(const fl_plan *plan, fl_plan_kind kind) {
  if (kind == FL_PLAN_optimise) return "optimise";
  if (kind == FL_PLAN_calibrate) return plan->method == FL_METHOD_nearest ? "nearest" : "posterior";
  return plan->design == FL_PLAN_LISTED ? "list" : fl_design_about((fl_design_kind)plan->design)->name;
}

void fl_plan_free(fl_plan *plan) {
  for (size_t f = 0; f < plan->factor_count; f++) free(plan->factors[f].level);
  free(plan->factors);
  free(plan->list);
  free(plan->targets);
  free(plan->limits);
  *plan = (fl_plan){0};
}

// ---- Values ---------------------------------------------------------------------------------------------------------------------

size_t fl_factor_levels(const fl_factor *factor) {
  return factor->level ? factor->spread.levels : 0;
}

static size_t level_at(const fl_factor *factor, double u) {
  const size_t count = factor->spread.levels;
  const double at = u * (double)count;
  return at < 1 ? 0 : at >= (double)count ? count - 1 : (size_t)at;
}

// Nine digits are more than any lever tells apart, and the same text from every compiler.
const char *fl_factor_text(const fl_factor *factor, double u, char out[FL_TEXT_MAX]) {
  if (factor->level) {
    snprintf(out, FL_TEXT_MAX, "%s", factor->level[level_at(factor, u)]);
    return out;
  }
  const double value = fl_spread_value(&factor->spread, u);
  switch (factor->rounding) {
  case FL_ROUND_WHOLE: snprintf(out, FL_TEXT_MAX, "%lld", (long long)fl_round(value)); break;
  case FL_ROUND_FEN: {
    const long long fen = (long long)fl_round(100 * value);
    snprintf(out, FL_TEXT_MAX, fen % 100 ? "%s%lld.%02lld" : "%s%lld", fen < 0 ? "-" : "", llabs(fen) / 100, llabs(fen) % 100);
    break;
  }
  case FL_ROUND_NONE: snprintf(out, FL_TEXT_MAX, "%.9g", value); break;
  }
  return out;
}

double fl_factor_number(const fl_factor *factor, double u) {
  char text[FL_TEXT_MAX], *end;
  const double value = strtod(fl_factor_text(factor, u, text), &end);
  return *end || end == text ? (double)level_at(factor, u) : value;
}

static bool find_level(const fl_factor *factor, const char *text, double *u) {
  char *end, *other;
  const double wanted = strtod(text, &end);
  for (size_t i = 0; i < factor->spread.levels; i++) {
    const double value = strtod(factor->level[i], &other);
    const bool numbers = end != text && !*end && other != factor->level[i] && !*other;
    if (strcmp(factor->level[i], text) != 0 && !(numbers && value == wanted)) continue;
    *u = ((double)i + 0.5) / (double)factor->spread.levels;
    return true;
  }
  return false;
}

bool fl_factor_find(const fl_factor *factor, const char *text, double *u) {
  char *end;
  if (factor->level) return find_level(factor, text, u);
  const double value = strtod(text, &end);
  if (end == text || *end || !isfinite(value)) return false;
  const double first = fl_factor_number(factor, 0), last = fl_factor_number(factor, 1);
  if (isfinite(first) && isfinite(last) && (value < first || value > last)) return false;
  *u = fl_spread_place(&factor->spread, value);
  // So far out in a tail that no place tells it from the end, it would become another value.
  const double back = fl_factor_number(factor, *u), size = isfinite(first) && isfinite(last) ? fabs(first) + fabs(last) : 1,
               step = factor->rounding == FL_ROUND_WHOLE ? 0.5
                      : factor->rounding == FL_ROUND_FEN ? 0.005
                                                         : 0;
  return fabs(back - value) <= step + 1e-6 * fabs(value) + 1e-9 * size;
}

double fl_factor_snap(const fl_factor *factor, double u) {
  double place;
  char text[FL_TEXT_MAX];
  return fl_factor_find(factor, fl_factor_text(factor, u, text), &place) ? place : u;
}

// ---- Words ----------------------------------------------------------------------------------------------------------------------

static size_t add(char *out, size_t size, size_t used, const char *text) {
  const int length = used < size ? snprintf(out + used, size - used, "%s", text) : 0;
  return used + (size_t)length;
}

const char *fl_factor_words(const fl_factor *factor, char *out, size_t size) {
  const fl_spread *s = &factor->spread;
  const fl_spread_info *about = fl_spread_about(s->kind);
  const double arguments[] = {s->a, s->b, s->c};
  char number[40];
  size_t used = add(out, size, 0, about->name);
  if (factor->level) {
    for (size_t i = 0; i < s->levels; i++) {
      used = add(out, size, used, i ? ", " : " ");
      used = add(out, size, used, factor->level[i]);
    }
    return out;
  }
  for (size_t i = 0; i < about->arguments; i++) {
    snprintf(number, sizeof number, " %.9g", arguments[i]);
    used = add(out, size, used, number);
  }
  for (int end = 0; about->cut && end < 2; end++) {
    const double bound = end ? s->high : s->low;
    if (!isfinite(bound)) continue;
    snprintf(number, sizeof number, end ? " to %.9g" : " from %.9g", bound);
    used = add(out, size, used, number);
  }
  return out;
}

// ---- Points ---------------------------------------------------------------------------------------------------------------------

// Those of a list that are kept.
static fl_design_made take_list(const fl_plan *plan, bool (*keep)(void *, const double *), void *ctx) {
  const size_t width = plan->factor_count;
  fl_design_made made = {.u = calloc(plan->list_count * width + 1, sizeof *made.u)};
  if (!made.u) return (fl_design_made){.status = FL_DESIGN_MEMORY};
  for (size_t i = 0; i < plan->list_count; i++) {
    const double *point = plan->list + i * width;
    if (!keep || keep(ctx, point)) memcpy(made.u + made.count++ * width, point, width * sizeof *point);
  }
  made.status = made.count ? FL_DESIGN_DONE : plan->list_count ? FL_DESIGN_FEW : FL_DESIGN_EMPTY;
  return made;
}

fl_design_made fl_plan_points(const fl_plan *plan, uint64_t seed, bool (*keep)(void *ctx, const double *u), void *ctx) {
  if (plan->design == FL_PLAN_LISTED) return take_list(plan, keep, ctx);
  size_t *levels = calloc(plan->factor_count + 1, sizeof *levels);
  if (!levels) return (fl_design_made){.status = FL_DESIGN_MEMORY};
  for (size_t f = 0; f < plan->factor_count; f++) levels[f] = fl_factor_levels(&plan->factors[f]);
  const fl_design design = {.kind = (fl_design_kind)plan->design,
                            .factors = plan->factor_count,
                            .levels = levels,
                            .points = (size_t)plan->points,
                            .morris_levels = (size_t)plan->levels,
                            .key = {(uint32_t)seed, (uint32_t)(seed >> 32), 0},
                            .keep = keep,
                            .ctx = ctx};
  const fl_design_made made = fl_design_make(&design);
  free(levels);
  return made;
}
