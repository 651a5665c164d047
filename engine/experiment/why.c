// Where the differences of one run number come from: the cells of each arm, the decomposition against the baseline, and the books.
#include "experiment/study.h"

#include "params/choices.h"
#include "stats/divisia.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FACTORS = FL_CELL_COUNTS };

// The words of a column of an output table.
static const char *choice(fl_table_id table, const char *column, int64_t index, char out[FL_NAME_MAX]) {
  const fl_table *t = &fl_tables[table];
  out[0] = '\0';
  for (size_t c = 0; c < t->column_count; c++)
    if (strcmp(t->columns[c].name, column) == 0) fl_choice_name(t->columns[c].choices, index, out);
  return out;
}

static const char *source_name(size_t sources, size_t source, char out[FL_NAME_MAX]) {
  return sources == 1 ? strcpy(out, "") : choice(FL_T_source_day, "source", (int64_t)source, out);
}

static const char *cell_name(const fl_split_facts *split, size_t number, char out[FL_NAME_MAX]) {
  return split->column[0] ? choice(split->table, split->column, (int64_t)number, out) : strcpy(out, "total");
}

// Brands are many: generated ones stand together by kind, the scenario's own by name too, and all of them where the plan asks for every
// detail. A group is its number in a list: the kinds, then the brands of their own, then all other brands. Every brand is in two of them.
typedef struct groups {
  const fl_cells *cells;
  size_t kinds, first, own; // kinds of sellers; the first brand that is a group of its own, and how many are
  size_t count;
} groups;

static groups groups_of(const fl_study *s, size_t arm, const fl_cells *cells) {
  const fl_scenario *of = s->plan->arms[arm].scenario;
  groups g = {.cells = cells, .own = (size_t)cells->brands};
  if (!s->plan->detail) g.first = (size_t)of->setup.rooms, g.own = of->brand_count;
  char name[FL_NAME_MAX];
  while (choice(FL_T_brand, "kind", (int64_t)g.kinds, name)[0]) g.kinds++;
  g.count = g.kinds + (g.own > 0 ? g.own + 1 : 0);
  return g;
}

static size_t kind_of(const groups *g, size_t brand) {
  return (size_t)g->cells->kind[brand];
}

// The other group of a brand; g->count where there is none.
static size_t group_of(const groups *g, size_t brand) {
  return brand >= g->first && brand < g->first + g->own ? g->kinds + brand - g->first : g->count - (g->count > g->kinds);
}

static const char *group_split(const groups *g, size_t group) {
  return group < g->kinds ? "brand_kind" : "brand";
}

static const char *group_name(const groups *g, size_t group, char out[FL_NAME_MAX]) {
  if (group < g->kinds) return choice(FL_T_brand, "kind", (int64_t)group, out);
  return group + 1 < g->count ? g->cells->id[group - g->kinds + g->first] : strcpy(out, "generated");
}

// The last 28 days are a span of their own in windows that are longer.
static bool there(fl_span span, const fl_cells *cells) {
  return span != FL_SPAN_last_28 || cells->last_28[0] > cells->window[0];
}

// ---- Cells ------------------------------------------------------------------------------------------------------------------------

static bool empty(const fl_identity *i) {
  for (size_t k = 0; k < FACTORS; k++)
    if (i->count[k]) return false;
  return true;
}

static fl_status write_cell(fl_study *s, size_t arm, int64_t run, fl_span span, const char *split, const char *cell,
                            const char *source, const fl_identity *i) {
  if (empty(i)) return FL_OK;
  return fl_experiment_row(s->file, "cell", "iittttiiiii", (int64_t)arm, run, fl_span_names[span], split, cell, source, i->count[0],
                           i->count[1], i->count[2], i->count[3], i->count[4]);
}

static fl_status write_split(fl_study *s, size_t arm, int64_t run, const fl_cells *cells, fl_span span, fl_split split) {
  char cell[FL_NAME_MAX], source[FL_NAME_MAX];
  const fl_split_facts *facts = &fl_splits[split];
  fl_status status = FL_OK;
  for (size_t n = 0; n < facts->cells; n++)
    for (size_t k = 0; status == FL_OK && k < facts->sources; k++) {
      const fl_identity *i = fl_cells_get(cells, span, split, n, k);
      if (i)
        status = write_cell(s, arm, run, span, facts->name, cell_name(facts, n, cell), source_name(facts->sources, k, source), i);
    }
  return status;
}

static void add_counts(fl_identity *sum, const fl_identity *i) {
  for (size_t c = 0; c < FACTORS; c++) sum->count[c] += i->count[c];
}

static fl_status write_groups(fl_study *s, size_t arm, int64_t run, const fl_cells *cells, fl_span span) {
  const groups g = groups_of(s, arm, cells);
  char cell[FL_NAME_MAX], source[FL_NAME_MAX];
  fl_identity *sums = calloc((g.count + 1) * FL_CELL_SOURCES, sizeof *sums);
  fl_status status = sums ? FL_OK : FL_ENVIRONMENT;
  for (size_t b = 0; sums && b < (size_t)cells->brands; b++)
    for (size_t k = 0; k < FL_CELL_SOURCES; k++) {
      const fl_identity *i = fl_cells_brand(cells, span, b, k);
      add_counts(&sums[kind_of(&g, b) * FL_CELL_SOURCES + k], i);
      add_counts(&sums[group_of(&g, b) * FL_CELL_SOURCES + k], i);
    }
  for (size_t i = 0; status == FL_OK && i < g.count * FL_CELL_SOURCES; i++)
    status = write_cell(s, arm, run, span, group_split(&g, i / FL_CELL_SOURCES), group_name(&g, i / FL_CELL_SOURCES, cell),
                        source_name(FL_CELL_SOURCES, i % FL_CELL_SOURCES, source), &sums[i]);
  free(sums);
  return status;
}

static fl_status write_cells(fl_study *s, size_t arm, int64_t run, const fl_cells *cells) {
  fl_status status = FL_OK;
  for (int span = 0; span < FL_SPAN_COUNT; span++) {
    if (!there((fl_span)span, cells)) continue;
    for (int split = 0; status == FL_OK && split < FL_SPLIT_COUNT; split++)
      status = write_split(s, arm, run, cells, (fl_span)span, (fl_split)split);
    if (status == FL_OK && span != FL_SPAN_distinct) status = write_groups(s, arm, run, cells, (fl_span)span);
  }
  return status;
}

// ---- Decomposition ----------------------------------------------------------------------------------------------------------------

// A cell in both arms and the parts of its change.
typedef struct change {
  int64_t before, after, part[FACTORS];
} change;

static void add_change(change *sum, const change *c) {
  sum->before += c->before;
  sum->after += c->after;
  for (size_t k = 0; k < FACTORS; k++) sum->part[k] += c->part[k];
}

static change explain(const fl_identity *base, const fl_identity *variant) {
  change c = {.before = base->count[FACTORS - 1], .after = variant->count[FACTORS - 1]};
  fl_divisia(base->count, variant->count, 1, FACTORS, c.part);
  return c;
}

static fl_status write_change(fl_study *s, size_t arm, int64_t run, fl_span span, const char *split, const char *cell,
                              const char *source, const change *c) {
  if (c->before == 0 && c->after == 0) return FL_OK;
  return fl_experiment_row(s->file, "why", "iittttiiiiiii", (int64_t)arm, run, fl_span_names[span], split, cell, source, c->before,
                           c->after, c->part[0], c->part[1], c->part[2], c->part[3], c->part[4]);
}

static fl_status explain_split(fl_study *s, size_t arm, int64_t run, const fl_cells *base, const fl_cells *cells, fl_span span,
                               fl_split split) {
  char cell[FL_NAME_MAX], source[FL_NAME_MAX];
  const fl_split_facts *facts = &fl_splits[split];
  fl_status status = FL_OK;
  for (size_t n = 0; n < facts->cells; n++)
    for (size_t k = 0; status == FL_OK && k < facts->sources; k++) {
      const fl_identity *x = fl_cells_get(base, span, split, n, k), *y = fl_cells_get(cells, span, split, n, k);
      if (!x || !y) continue;
      const change c = explain(x, y);
      status = write_change(s, arm, run, span, facts->name, cell_name(facts, n, cell), source_name(facts->sources, k, source), &c);
    }
  return status;
}

// Each brand is explained by itself, and the parts of a group added up: so that brands which grow and brands which shrink are not taken
// for visitors who buy more.
static fl_status explain_brands(fl_study *s, size_t arm, int64_t run, const fl_cells *base, const fl_cells *cells, fl_span span) {
  const groups g = groups_of(s, arm, cells);
  char cell[FL_NAME_MAX], source[FL_NAME_MAX];
  change *sums = calloc((g.count + 1) * FL_CELL_SOURCES, sizeof *sums);
  fl_status status = sums ? FL_OK : FL_ENVIRONMENT;
  for (size_t b = 0; sums && b < (size_t)cells->brands; b++)
    for (size_t k = 0; k < FL_CELL_SOURCES; k++) {
      const change c = explain(fl_cells_brand(base, span, b, k), fl_cells_brand(cells, span, b, k));
      add_change(&sums[kind_of(&g, b) * FL_CELL_SOURCES + k], &c);
      add_change(&sums[group_of(&g, b) * FL_CELL_SOURCES + k], &c);
    }
  for (size_t i = 0; status == FL_OK && i < g.count * FL_CELL_SOURCES; i++)
    status = write_change(s, arm, run, span, group_split(&g, i / FL_CELL_SOURCES), group_name(&g, i / FL_CELL_SOURCES, cell),
                          source_name(FL_CELL_SOURCES, i % FL_CELL_SOURCES, source), &sums[i]);
  free(sums);
  return status;
}

// Arms of several files may have other brands: then they are not compared one by one.
static fl_status explain_arm(fl_study *s, size_t arm, int64_t run, const fl_cells *base, const fl_cells *cells) {
  const bool same_brands =
      base->brands == cells->brands && memcmp(base->kind, cells->kind, (size_t)cells->brands * sizeof *cells->kind) == 0;
  fl_status status = FL_OK;
  for (int span = 0; span < FL_SPAN_COUNT; span++) {
    if (!there((fl_span)span, cells)) continue;
    for (int split = 0; status == FL_OK && split < FL_SPLIT_COUNT; split++)
      status = explain_split(s, arm, run, base, cells, (fl_span)span, (fl_split)split);
    if (status == FL_OK && span != FL_SPAN_distinct && same_brands)
      status = explain_brands(s, arm, run, base, cells, (fl_span)span);
  }
  return status;
}

// ---- Books ------------------------------------------------------------------------------------------------------------------------

static void add_sums(fl_brand_sums *into, const fl_brand_sums *from) {
#define FL_BRAND_SUM(name) into->name += from->name;
  FL_BRAND_SUMS
#undef FL_BRAND_SUM
}

static fl_status write_purses(fl_study *s, size_t arm, int64_t run, const fl_cells *cells) {
  const groups g = groups_of(s, arm, cells);
  char cell[FL_NAME_MAX];
  fl_purse *sums = calloc(g.count + 1, sizeof *sums);
  fl_status status = sums ? FL_OK : FL_ENVIRONMENT;
  for (size_t b = 0; sums && b < (size_t)cells->brands; b++)
    for (size_t i = 0; i < FL_ACCOUNT_COUNT; i++) {
      sums[kind_of(&g, b)].fen[i] += cells->purses[b].fen[i];
      sums[group_of(&g, b)].fen[i] += cells->purses[b].fen[i];
    }
  for (size_t i = 0; status == FL_OK && i < g.count * FL_ACCOUNT_COUNT; i++) {
    const size_t group = i / FL_ACCOUNT_COUNT, account = i % FL_ACCOUNT_COUNT;
    if (sums[group].fen[account])
      status = fl_experiment_row(s->file, "purse", "iittti", (int64_t)arm, run, group_split(&g, group), group_name(&g, group, cell),
                                 fl_account_names[account], sums[group].fen[account]);
  }
  free(sums);
  return status;
}

static fl_status write_books(fl_study *s, size_t arm, int64_t run, const fl_cells *cells) {
  const groups g = groups_of(s, arm, cells);
  const double commission = s->plan->arms[arm].scenario->params.commission_share;
  char cell[FL_NAME_MAX];
  fl_brand_sums *sums = calloc(g.count + 1, sizeof *sums);
  fl_status status = sums ? FL_OK : FL_ENVIRONMENT;
  for (size_t b = 0; sums && b < (size_t)cells->brands; b++) {
    add_sums(&sums[kind_of(&g, b)], &cells->sums[b]);
    add_sums(&sums[group_of(&g, b)], &cells->sums[b]);
  }
  for (size_t i = 0; status == FL_OK && i < g.count; i++) {
    const fl_brand_sums *x = &sums[i];
    if (s->plan->detail && x->orders == 0 && x->returns == 0) continue; // most brands of a small world
    status = fl_experiment_row(s->file, "books", "iittiiiiiiiii", (int64_t)arm, run, group_split(&g, i), group_name(&g, i, cell),
                               x->orders, x->gmv_fen, x->paid_fen, x->platform_fen, x->seller_fen, x->returns, x->refund_fen,
                               (int64_t)llround(commission * (double)x->gmv_fen), x->ads_fen);
  }
  free(sums);
  return status;
}

// What the rooms for which the platform paid sold beyond what they would have, had they grown like the others since the days before:
// difference in differences, in yuan. NaN where nobody took part, everybody did, or nothing was sold before.
static double against_others(const fl_cells *cells, size_t span) {
  double before[2] = {0, 0}, during[2] = {0, 0};
  for (int64_t r = 0; r < cells->rooms; r++) {
    const fl_room_trial *t = &cells->trials[(int64_t)span * cells->rooms + r];
    before[t->platform_fen > 0] += (double)t->before_fen;
    during[t->platform_fen > 0] += (double)t->during_fen;
  }
  if (before[0] <= 0 || before[1] <= 0) return (double)NAN;
  return (during[1] - before[1] * during[0] / before[0]) / 100;
}

// Read from the side that has the policies. Where that has others too, it cannot be told for which of them a room was paid.
static fl_status write_others(fl_study *s, size_t arm, int64_t run, const fl_cells *base, const fl_cells *cells) {
  const fl_pairing *p = &s->pairings[arm];
  if (!fl_study_watched(s, p) || p->side == FL_SIDE_BOTH || !p->alone) return FL_OK;
  const bool own = p->side == FL_SIDE_VARIANT;
  const double yuan = against_others(own ? cells : base, p->span);
  if (!isfinite(yuan)) return FL_OK;
  return fl_experiment_row(s->file, "naive", "iitr", (int64_t)arm, run, "others", own ? yuan : -yuan);
}

// ---- A run number -------------------------------------------------------------------------------------------------------------------

static bool is_done(const fl_study *s, size_t arm, int64_t run) {
  return *fl_study_fate(s, arm, run) == FL_FATE_DONE;
}

static fl_status load(fl_study *s, size_t arm, int64_t run, fl_cells *cells) {
  char *path = fl_experiment_part(s->file, (int64_t)arm, run, "cells");
  const bool good = path && fl_cells_load(cells, path);
  if (good) unlink(path);
  if (!good) fl_messages_add(s->messages, true, "%s: cannot be read", path ? path : "a part");
  fl_experiment_free(path);
  return good ? FL_OK : FL_ENVIRONMENT;
}

fl_status fl_study_why(fl_study *s, int64_t run) {
  const size_t baseline = s->plan->baseline;
  fl_cells base = {0};
  const bool paired = is_done(s, baseline, run);
  fl_status status = paired ? load(s, baseline, run, &base) : FL_OK;
  for (size_t a = 0; status == FL_OK && a < s->plan->arm_count; a++) {
    fl_cells own = {0};
    if (!is_done(s, a, run)) continue;
    if (a != baseline) status = load(s, a, run, &own);
    const fl_cells *cells = a == baseline ? &base : &own;
    if (status == FL_OK) status = write_cells(s, a, run, cells);
    if (status == FL_OK) status = write_books(s, a, run, cells);
    if (status == FL_OK) status = write_purses(s, a, run, cells);
    if (status == FL_OK && paired && a != baseline) status = explain_arm(s, a, run, &base, cells);
    if (status == FL_OK && paired && a != baseline) status = write_others(s, a, run, &base, cells);
    fl_cells_end(&own);
  }
  fl_cells_end(&base);
  return status;
}
