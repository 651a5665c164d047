// Whether a parameter that is doubled moves anything that a scenario reports, beyond chance: `tools/doublings` says how to call it.
//
// An observable is the sum of a column of an output table over the window, apart for each value of a choice in its key (source_day.gmv_fen of
// source "shelf") and for the scenario's own rooms or brands; or the number of rows of a log; or, where no such sum answers clearly, the sum
// of a column's squares over rooms, brands or hosts, which tells of spread. It counts where it is there before and after: that a mechanism's
// own table appears says nothing. Half of the run numbers choose the observable that answers most clearly; the other half, run only where
// that answers at all, says by how much, with Student's interval at 99.9 % of the paired differences. That it was the clearest of some
// thousand does therefore not widen what the interval promises. A parameter moves it if the interval ends a fifth of the difference or more
// from 0, which is beyond what 99.9 % ask for. What echoes a parameter does not count, or, behind @TABLE, alone does.
#include "fanloop/field.h"
#include "fanloop/world.h"
#include "fit/paired.h"
#include "lua/scenario_file.h"
#include "observable.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS_MOST = 64, SETS_MOST = 16, COLUMNS_MOST = 128 };
static const double LEVEL = 0.999;
static const double CLEAR = 0.2;  // of the difference: the interval's distance from 0
static const double HOPELESS = 3; // |t| of the clearest below which the other half is not worth its time
static const double PLAIN = 8;    // |t| of a plain column from which no square is looked at: that changes twice as much by itself
static const double SAME = 1e-9;  // relative: how far relative changes that are called the same may lie apart

// What a row is of, by its key.
typedef enum keeper { NOBODY, ROOM, BRAND, KEEPERS } keeper;

// The observables of a table: `column_count` of them for each of `cells` combinations of the choices in its key, from place `first` on; first
// all of the others, then all of the scenario's own rooms or brands, where rows are of either. Behind them the number of its rows.
typedef struct part {
  size_t first, cells;
  keeper keeper;
  size_t keeper_column;
  size_t choice[8], choices[8], choice_count;
  size_t column[COLUMNS_MOST], column_count; // of a log one, which stands for its rows
  bool squared[COLUMNS_MOST], echo[COLUMNS_MOST];
  bool log;
} part;

static size_t rows_of(const part *p) {
  return p->first + p->cells * p->column_count;
}

static part parts[FL_TABLES];
static size_t observables;
static bool echoing; // whether echoes alone count, those of one table

static keeper keeper_of(const fl_column *column) {
  if (column->kind != FL_KIND_INT) return NOBODY;
  return strcmp(column->name, "room") == 0 ? ROOM : strcmp(column->name, "brand") == 0 ? BRAND : NOBODY;
}

static size_t count_choices(const char *choices) {
  size_t count = 1;
  for (; *choices; choices++) count += *choices == '|';
  return count;
}

// Tables that say what happened, not what the scenario or the world is: those of days, months and periods.
static bool observed(const fl_table *table) {
  return in_key(table, "date") || in_key(table, "from_date") || in_key(table, "cohort_date");
}

static void observe(part *p, size_t column, bool echo, bool squared) {
  if (p->column_count == COLUMNS_MOST) fputs("doubling: too many columns in a table\n", stderr), exit(2);
  p->squared[p->column_count] = squared;
  p->echo[p->column_count] = echo;
  p->column[p->column_count++] = column;
}

// `of`: the table whose echoes count, or "".
static void lay_out(const char *of) {
  echoing = of[0] != '\0';
  for (size_t t = 0; t < FL_TABLES; t++) {
    const fl_table *table = &fl_tables[t];
    part *p = &parts[t];
    p->first = observables;
    p->cells = 1;
    if (echoing && strcmp(table->name, of) != 0) continue;
    p->log = !table->key[0];
    p->column_count = p->log;
    if (p->log) observables += 2;
    if (p->log || t == FL_T_lever_change || t == FL_T_metric || !observed(table)) continue;
    for (size_t c = 0; c < table->column_count; c++) {
      const fl_column *column = &table->columns[c];
      const bool key = in_key(table, column->name);
      if (key && column->kind == FL_KIND_CHOICE && p->choice_count < 8) {
        p->choices[p->choice_count] = count_choices(column->choices) + 1; // and one for none
        p->cells *= p->choices[p->choice_count];
        p->choice[p->choice_count++] = c;
      }
      if (key && p->keeper == NOBODY && (p->keeper = keeper_of(column)) != NOBODY) {
        p->keeper_column = c;
        p->cells *= 2;
      }
      const bool echo = is_echo(table, column);
      if (!adds_up(table, column) || (echo && !echoing)) continue;
      observe(p, c, echo, false);
      if (has_squares(table, column)) observe(p, c, echo, true);
    }
    observables += p->cells * p->column_count + 1;
  }
}

static int64_t whole(const fl_column *column, const char *row) {
  int64_t value;
  memcpy(&value, row + column->offset, sizeof value);
  return value;
}

static double number(const fl_column *column, const char *row) {
  if (column->kind != FL_KIND_REAL) return (double)whole(column, row);
  double value;
  memcpy(&value, row + column->offset, sizeof value);
  return value == value ? value : 0;
}

typedef struct sums {
  fl_world *world;
  double *sum; // of each observable
  int64_t first_own[KEEPERS], last_own[KEEPERS];
} sums;

static const fl_column *column_named(const fl_table *table, const char *name) {
  size_t c = 0;
  while (strcmp(table->columns[c].name, name) != 0) c++;
  return &table->columns[c];
}

// The scenario's own stand together: behind the generated ones, before those that enter.
static void note_own(sums *s, keeper of, const fl_table *table, const char *row) {
  const int64_t index = whole(column_named(table, of == ROOM ? "room" : "brand"), row);
  if (!whole(column_named(table, "own"), row)) return;
  if (index < s->first_own[of]) s->first_own[of] = index;
  if (index > s->last_own[of]) s->last_own[of] = index;
}

static bool is_own(const sums *s, const part *p, const fl_table *table, const char *row) {
  const int64_t index = p->keeper ? whole(&table->columns[p->keeper_column], row) : -1;
  return index >= s->first_own[p->keeper] && index <= s->last_own[p->keeper];
}

static fl_status add_rows(void *ctx, fl_table_id id, const void *rows, size_t count) {
  sums *s = ctx;
  const fl_table *table = &fl_tables[id];
  const part *p = &parts[id];
  for (size_t i = 0; i < count && (id == FL_T_room || id == FL_T_brand); i++)
    note_own(s, id == FL_T_room ? ROOM : BRAND, table, (const char *)rows + i * table->row_size);
  if (!s->world || !fl_world_in_window(s->world)) return FL_OK;
  if (!p->column_count) return FL_OK; // not observed: it has no place in the layout
  s->sum[rows_of(p)] += (double)count;
  if (p->log) s->sum[p->first] += (double)count;
  if (p->log) return FL_OK;
  for (size_t i = 0; i < count; i++) {
    const char *row = (const char *)rows + i * table->row_size;
    size_t cell = is_own(s, p, table, row);
    for (size_t k = 0; k < p->choice_count; k++)
      cell = cell * p->choices[k] + (size_t)(whole(&table->columns[p->choice[k]], row) + 1) % p->choices[k];
    double *sum = s->sum + p->first + cell * p->column_count;
    for (size_t c = 0; c < p->column_count; c++) {
      const double value = number(&table->columns[p->column[c]], row);
      sum[c] += p->squared[c] ? value * value : value;
    }
  }
  return FL_OK;
}

// What is run: a scenario file with settings, of which the last is the parameter's.
typedef struct study {
  const char *path;
  const char *sets[SETS_MOST + 1];
  size_t set_count;
} study;

// NULL when it is wrong: said, if `aloud`.
static fl_lua *load(const study *x, bool aloud) {
  const fl_lua_options options = {.library = FL_SOURCE_DIR "/scripts", .sets = x->sets, .set_count = x->set_count};
  fl_messages messages = {0};
  fl_lua *lua = NULL;
  if (fl_lua_load(&options, x->path, &messages, &lua) != FL_OK) {
    for (size_t i = 0; aloud && i < messages.count; i++)
      if (messages.items[i].error) fprintf(stderr, "doubling: %s\n", messages.items[i].text);
    lua = NULL;
  }
  fl_messages_free(&messages);
  return lua;
}

// A run with its own interpreter, so that hooks and strategies do what they do. False when it is refused or fails.
static bool run_it(const study *x, int64_t run, double *sum) {
  fl_lua *lua = load(x, true);
  if (!lua) return false;
  fl_model *model = NULL;
  fl_messages messages = {0};
  sums s = {NULL, sum, {INT64_MAX, INT64_MAX, INT64_MAX}, {-1, -1, -1}};
  fl_world_options options = fl_default_world_options();
  options.hooks = fl_lua_hooks(lua);
  options.sink = (fl_sink){&s, add_rows};
  bool good = fl_model_create(fl_lua_scenario(lua), &messages, &model) == FL_OK;
  if (good) {
    fl_model_number(model, run);
    good = fl_world_create(model, &options, &messages, &s.world) == FL_OK && fl_world_begin(s.world) == FL_OK;
    while (good && fl_world_day(s.world) < fl_world_days(s.world)) good = fl_world_step(s.world) == FL_OK;
    good = good && fl_world_finish(s.world) == FL_OK;
    if (!good) fprintf(stderr, "doubling: run %lld: %s\n", (long long)run, s.world ? fl_world_failure(s.world) : "no world");
  }
  fl_messages_free(&messages);
  fl_world_destroy(s.world);
  fl_model_destroy(model);
  fl_lua_close(lua);
  return good;
}

// What an observable is called: table.column (choice, choice), or table.column^2.
static void name_observable(size_t which, char *out, size_t size) {
  size_t t = 0;
  while (which >= parts[t].first + parts[t].cells * parts[t].column_count) t++;
  const part *p = &parts[t];
  const size_t column = (which - p->first) % p->column_count;
  size_t cell = (which - p->first) / p->column_count, stride = p->cells;
  size_t used = (size_t)snprintf(out, size, "%s.%s%s", fl_tables[t].name,
                                 p->log ? "rows" : fl_tables[t].columns[p->column[column]].name, p->squared[column] ? "^2" : "");
  const char *before = " (";
  if (p->keeper) {
    stride /= 2;
    if (cell / stride) used += (size_t)snprintf(out + used, size - used, " (own"), before = ", ";
    cell %= stride;
  }
  for (size_t k = 0; k < p->choice_count && used < size; k++, before = ", ") {
    stride /= p->choices[k];
    const size_t choice = cell / stride;
    cell %= stride;
    const char *at = choice ? fl_tables[t].columns[p->choice[k]].choices : "none";
    for (size_t i = 1; i < choice; i++) at = strchr(at, '|') + 1;
    used += (size_t)snprintf(out + used, size - used, "%s%.*s", before, (int)strcspn(at, "|"), at);
  }
  if (before[0] == ',' && used < size) snprintf(out + used, size - used, ")");
}

// Writes the value that attempt number `attempt` gives a parameter: twice what it is, or else half, from 0 to 1 or a quarter of a short
// range; the next choice, or the one after; of a set the first of its choices alone. False when there is nothing more to try.
static bool other_value(const fl_field *field, const fl_params *p, int attempt, char *value, size_t size) {
  if (field->kind == FL_KIND_CHOICE) {
    const int64_t now = fl_field_int(field, p), count = (int64_t)count_choices(field->choices);
    if (attempt >= count - 1) return false;
    const char *at = field->choices;
    for (int64_t i = 0; i < (now + 1 + attempt) % count; i++) at = strchr(at, '|') + 1;
    snprintf(value, size, "%.*s", (int)strcspn(at, "|"), at);
    return true;
  }
  if (field->kind == FL_KIND_SET) {
    snprintf(value, size, "%.*s", (int)strcspn(field->choices, "|"), field->choices);
    return attempt == 0;
  }
  const double unit = field->kind == FL_KIND_MONEY ? 100 : 1;
  const double now = field->kind == FL_KIND_REAL ? fl_field_real(field, p) : (double)fl_field_int(field, p) / unit;
  const double values[] = {now == 0 ? (field->max < 10 ? field->max / 4 : 1) : 2 * now, now / 2};
  if (attempt >= 2) return false;
  snprintf(value, size, field->kind == FL_KIND_INT ? "%.0f" : "%.10g", values[attempt]);
  return true;
}

// Gives the study the parameter's other value as its last setting, in `text`, and tells both values. False when none is accepted.
static bool move(study *x, const fl_field *field, char *text, size_t size, char *from, char *to, size_t value_size) {
  fl_lua *lua = load(x, true);
  if (!lua) return false;
  const fl_params *p = &fl_lua_scenario(lua)->params;
  fl_field_print(field, p, from, value_size);
  bool good = false;
  x->set_count++;
  for (int attempt = 0; !good && other_value(field, p, attempt, to, value_size); attempt++) {
    snprintf(text, size, "%s=%s", field->name, to);
    x->sets[x->set_count - 1] = text;
    fl_lua *moved = load(x, false);
    good = moved != NULL;
    if (moved) fl_lua_close(moved);
  }
  x->set_count -= !good;
  fl_lua_close(lua);
  return good;
}

// |t| of the mean difference over run numbers [0, half); infinite where all differ by the same.
static double clarity(const double *base, const double *moved, size_t half, size_t which) {
  double sum = 0, squares = 0;
  for (size_t r = 0; r < half; r++) sum += moved[r * observables + which] - base[r * observables + which];
  for (size_t r = 0; r < half; r++) {
    const double d = moved[r * observables + which] - base[r * observables + which] - sum / (double)half;
    squares += d * d;
  }
  const double freedom = (double)(half - 1);
  return sum == 0 ? 0 : fabs(sum) / (double)half / sqrt(squares / freedom / (double)half + 1e-18 * sum * sum);
}

// Of run numbers [0, half): the sums before and after.
typedef struct sides {
  double before, after;
} sides;

static sides sides_of(const double *base, const double *moved, size_t half, size_t which) {
  sides out = {0, 0};
  for (size_t r = 0; r < half; r++) out.before += base[r * observables + which], out.after += moved[r * observables + which];
  return out;
}

static bool on_both(sides of) {
  return of.before != 0 && of.after != 0;
}

// Whether it changes by the same part in all run numbers in which it is there: then chance has no hand in it, and what the fans do hardly any.
static bool changes_alike(const double *base, const double *moved, size_t half, size_t which) {
  double share = 0;
  for (size_t r = 0, seen = 0; r < half; r++) {
    const double before = base[r * observables + which], after = moved[r * observables + which];
    if (before == 0 && after == 0) continue;
    if (before == 0) return false;
    const double now = (after - before) / before;
    if (seen++ == 0) share = now;
    if (fabs(now - share) > SAME * fabs(share)) return false;
  }
  return true;
}

// |t|; of those beyond all doubt, by the relative change. 0 where it does not count.
static double answers(const part *p, size_t which, const double *base, const double *moved, size_t half) {
  const sides of = sides_of(base, moved, half, which);
  if (!on_both(of)) return 0;
  const double t = clarity(base, moved, half, which), beyond = 20;
  if (t < HOPELESS) return 0;
  if (echoing != (p->echo[(which - p->first) % p->column_count] || changes_alike(base, moved, half, which))) return 0;
  return t < beyond ? t : beyond * (1 + fabs(of.after - of.before) / (fabs(of.after) + fabs(of.before)));
}

// The observable, plain or squared, that answers more than `most`, which it sets; else `best`.
static size_t clearest_of(bool squared, const double *base, const double *moved, size_t half, size_t best, double *most) {
  for (size_t t = 0; t < FL_TABLES; t++) {
    const part *p = &parts[t];
    if (!p->column_count || !on_both(sides_of(base, moved, half, rows_of(p)))) continue;
    for (size_t i = p->first; i < rows_of(p); i++) {
      if (p->squared[(i - p->first) % p->column_count] != squared) continue;
      const double now = answers(p, i, base, moved, half);
      if (now > *most) *most = now, best = i;
    }
  }
  return best;
}

// The observable that answers most clearly, SIZE_MAX: none does. A square does where no plain one is clear.
static size_t clearest(const double *base, const double *moved, size_t half) {
  double most = 0;
  const size_t plain = clearest_of(false, base, moved, half, SIZE_MAX, &most);
  return most < PLAIN ? clearest_of(true, base, moved, half, plain, &most) : plain;
}

// A line of the answer, with tabs between: parameter, from, to, observable, mean of the base, change, its interval, verdict.
static void answer(const char *name, const char *from, const char *to, const double *base, const double *moved, size_t runs,
                   size_t best) {
  const size_t half = runs / 2;
  double b[RUNS_MOST], v[RUNS_MOST], difference[RUNS_MOST];
  for (size_t r = half; r < runs; r++) b[r - half] = base[r * observables + best], v[r - half] = moved[r * observables + best];
  const fl_paired pair = fl_paired_compare(b, v, runs - half, LEVEL, difference);
  // Relative, where the mean of the base is above 0 and can be told from it.
  const bool relative = pair.base_mean > 0 && isfinite(pair.relative.low) && isfinite(pair.relative.high);
  const fl_interval d = relative ? pair.relative : pair.difference;
  const bool moves = d.mean > 0 ? d.low >= CLEAR * d.mean : d.high <= CLEAR * d.mean && d.high < 0;
  const double unit = relative ? 100 : 1;
  const char *sign = relative ? " %" : "";
  char what[512];
  name_observable(best, what, sizeof what);
  printf("%s\t%s\t%s\t%s\t%.4g\t", name, from, to, what, pair.base_mean);
  printf("%+.3g%s\t%+.3g to %+.3g%s", unit * d.mean, sign, unit * d.low, unit * d.high, sign);
  printf("\t%s\n", moves ? "moves" : "nothing");
  fflush(stdout);
}

// Run numbers `first` to `end`, counted from 0; `sum` has room for all.
static bool run_some(const study *x, size_t first, size_t end, double *sum) {
  bool good = true;
#pragma omp parallel for schedule(dynamic) reduction(&& : good)
  for (size_t r = first; r < end; r++) good = good && run_it(x, (int64_t)r + 1, sum + r * observables);
  return good;
}

// False when the parameter could not be moved.
static bool double_one(study x, const char *name, const double *base, double *sum, size_t runs) {
  const fl_field *field = fl_field_find(&fl_param_fields, name);
  char text[2 * FL_TEXT_MAX], from[FL_TEXT_MAX], to[FL_TEXT_MAX];
  if (!field || !move(&x, field, text, sizeof text, from, to, sizeof to)) {
    fprintf(stderr, "doubling: %s: %s\n", name, field ? "no other value is accepted" : "no such parameter");
    return false;
  }
  memset(sum, 0, runs * observables * sizeof *sum);
  if (!run_some(&x, 0, runs / 2, sum)) return false;
  const size_t best = clearest(base, sum, runs / 2);
  if (best == SIZE_MAX) return true;
  if (!run_some(&x, runs / 2, runs, sum)) return false;
  answer(field->name, from, to, base, sum, runs, best);
  return true;
}

static int list_names(void) {
  for (size_t i = 0; i < fl_param_fields.count; i++) puts(fl_param_fields.rows[i].name);
  return 0;
}

static bool is_table(const char *name) {
  for (size_t t = 0; t < FL_TABLES; t++)
    if (strcmp(fl_tables[t].name, name) == 0) return true;
  return false;
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--names") == 0) return list_names();
  const size_t runs = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
  if (runs < 4 || runs > RUNS_MOST) {
    fprintf(stderr, "usage: doubling SCENARIO[@TABLE] KEY=VALUE,... RUNS PARAMETER...   (4 to %d runs), or doubling --names\n",
            RUNS_MOST);
    return 2;
  }
  char *const at_table = strchr(argv[1], '@'), *const table = at_table ? at_table + 1 : "";
  if (at_table && !is_table(table)) return fprintf(stderr, "doubling: no table '%s'\n", table), 2;
  if (at_table) *at_table = '\0';
  study x = {.path = argv[1]};
  for (char *at = strtok(argv[2], ","); at; at = strtok(NULL, ",")) {
    if (x.set_count == SETS_MOST) return fprintf(stderr, "doubling: more than %d settings\n", SETS_MOST), 2;
    x.sets[x.set_count++] = at;
  }
  lay_out(table);
  double *base = calloc(2 * runs * observables, sizeof *base);
  int status = base && run_some(&x, 0, runs, base) ? 0 : 2;
  for (int i = 4; status < 2 && i < argc; i++)
    if (!double_one(x, argv[i], base, base + runs * observables, runs)) status = 1;
  free(base);
  return status;
}
