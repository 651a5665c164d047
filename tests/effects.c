#include "effects.h"

#include "effect_worlds.h"
#include "page.h"
#include "small_world.h"

enum { RUNS = 8, FAR = 100000, TERMS_MOST = 4, FILTERS_MOST = 2 };
static const double STUDENT = 1.895; // within it lie 90 % of seven degrees of freedom
static const double factors[2] = {0.5, 1.5};

// ---- Rows ----------------------------------------------------------------------------------------------------------------------------

typedef struct range {
  double low, high; // per cent
} range;

typedef enum observable_id {
#define FL_OBSERVABLE(id, ...) OBSERVES_##id,
#include "effects.def"
  OBSERVABLES
} observable_id;

static const struct {
  const char *says, *side[2]; // what is added up above and below the line
} observables[OBSERVABLES] = {
#define FL_OBSERVABLE(id, says, above, below) {says, {above, below}},
#include "effects.def"
};

typedef struct effect {
  const char *mechanism, *lever;
  effect_world_id world;
  observable_id observable;
  range expected[2], demanded[2]; // at half the lever, and at one and a half
  const char *why;                // the two differ; NULL: they do not
} effect;

// clang-format off
#define R(low, high) {low, high}
// clang-format on
static const effect effects[] = {
#define FL_EFFECT(mechanism, world, lever, seen, half, more)                                                                       \
  {#mechanism, lever, EFFECT_WORLD_##world, OBSERVES_##seen, {half, more}, {half, more}, NULL},
#define FL_OUTSIDE(mechanism, world, lever, seen, half, more, half_found, more_found, why)                                         \
  {#mechanism, lever, EFFECT_WORLD_##world, OBSERVES_##seen, {half, more}, {half_found, more_found}, why},
#include "effects.def"
};
enum { EFFECTS = sizeof effects / sizeof *effects };

// ---- Sums of columns -----------------------------------------------------------------------------------------------------------------

// The sum of a column over days of the window, of rows whose other columns lie within bounds; or the number of these rows.
typedef struct term {
  double sign;
  int table;
  size_t date;             // offset of the day in a row
  const fl_column *column; // NULL: rows are counted
  int filters;
  struct {
    size_t offset;
    int64_t low, high;
  } filter[FILTERS_MOST];
  int64_t from, to; // days of the window, the last one excluded
} term;

static struct {
  term term[TERMS_MOST];
  int count;
} sides[OBSERVABLES][2];

static const struct {
  const char *name;
  int64_t from, to;
} parts[] = {{"wait", 31, 35}, {"sale", 28, 35}, {"peak", 35, 38}, {"after", 38, 56}, {"left", 27, 56}, {"last", 55, 56}};

// Cuts off what stands in front of one of the characters, and the character, into `out`; returns which it was.
static char cut(const char **text, const char *ends, char out[FL_NAME_MAX]) {
  const size_t length = strcspn(*text, ends);
  assert_true(length < FL_NAME_MAX);
  snprintf(out, FL_NAME_MAX, "%.*s", (int)length, *text);
  const char end = (*text)[length];
  *text += length + (end != '\0');
  return end;
}

static const fl_column *column_of(int table, const char *name) {
  for (size_t c = 0; c < fl_tables[table].column_count; c++)
    if (strcmp(name, fl_tables[table].columns[c].name) == 0) return &fl_tables[table].columns[c];
  fail_msg("effects.def: no column %s in %s", name, fl_tables[table].name);
  return NULL;
}

// The number of a choice; the rooms of a brand; a number.
static void read_bounds(const fl_column *column, const char *value, int64_t *low, int64_t *high) {
  if (strcmp(value, "first") == 0 || strcmp(value, "second") == 0) {
    *low = EFFECT_ROOMS + (*value == 'f' ? 0 : EFFECT_TWINS);
    *high = *low + EFFECT_TWINS - 1;
    return;
  }
  *low = *high = atoi(value);
  if (column->kind != FL_KIND_CHOICE) return;
  char choice[FL_NAME_MAX];
  const char *at = column->choices;
  for (*low = 0; cut(&at, "|", choice), strcmp(choice, value) != 0; ++*low)
    if (!*at) fail_msg("effects.def: no %s in %s", value, column->name);
  *high = *low;
}

// table.column[key=value&key=value]@part
static term read_term(const char *text) {
  term t = {.sign = 1, .to = FAR};
  char name[FL_NAME_MAX], value[FL_NAME_MAX];
  cut(&text, ".", name);
  while (t.table < FL_TABLES && strcmp(fl_tables[t.table].name, name) != 0) t.table++;
  if (t.table == FL_TABLES) fail_msg("effects.def: no table %s", name);
  t.date = column_of(t.table, "date")->offset;
  char end = cut(&text, "[@", name);
  t.column = strcmp(name, "rows") == 0 ? NULL : column_of(t.table, name);
  if (end == '[')
    for (end = '&'; end == '&'; t.filters++) {
      cut(&text, "=", name);
      end = cut(&text, "&]", value);
      assert_true(t.filters < FILTERS_MOST);
      t.filter[t.filters].offset = column_of(t.table, name)->offset;
      read_bounds(column_of(t.table, name), value, &t.filter[t.filters].low, &t.filter[t.filters].high);
    }
  if (*text == '@') text++;
  size_t p = 0;
  while (*text && p < sizeof parts / sizeof *parts && strcmp(parts[p].name, text) != 0) p++;
  if (p == sizeof parts / sizeof *parts) fail_msg("effects.def: no days called %s", text);
  if (*text) t.from = parts[p].from, t.to = parts[p].to;
  return t;
}

static void read_observables(void) {
  for (int o = 0; o < OBSERVABLES; o++)
    for (int side = 0; side < 2; side++) {
      sides[o][side].count = 0;
      double sign = 1;
      char word[4 * FL_NAME_MAX];
      for (const char *at = observables[o].side[side]; *at; at += strspn(at, " ")) {
        const size_t length = strcspn(at, " ");
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        at += length;
        if (strcmp(word, "+") == 0 || strcmp(word, "-") == 0) {
          sign = *word == '+' ? 1 : -1;
          continue;
        }
        assert_true(sides[o][side].count < TERMS_MOST);
        sides[o][side].term[sides[o][side].count] = read_term(word);
        sides[o][side].term[sides[o][side].count++].sign = sign;
      }
    }
}

static int64_t whole(size_t offset, const char *row) {
  int64_t value;
  memcpy(&value, row + offset, sizeof value);
  return value;
}

static double number(const fl_column *column, const char *row) {
  double value = 1;
  if (column && column->kind != FL_KIND_REAL) return (double)whole(column->offset, row);
  if (column) memcpy(&value, row + column->offset, sizeof value);
  return value;
}

static bool counts(const term *t, int64_t from, const char *row) {
  const int64_t day = whole(t->date, row) - from;
  bool good = day >= t->from && day < t->to;
  for (int i = 0; i < t->filters; i++) {
    const int64_t value = whole(t->filter[i].offset, row);
    good = good && value >= t->filter[i].low && value <= t->filter[i].high;
  }
  return good;
}

// What a run comes to: of each observable, the sums above and below the line (1 where nothing stands there).
typedef struct lived {
  int64_t from; // first day of the window
  double sum[OBSERVABLES][2];
} lived;

static fl_status add_rows(void *ctx, fl_table_id table, const void *rows, size_t count) {
  lived *l = ctx;
  for (int o = 0; o < OBSERVABLES; o++)
    for (int side = 0; side < 2; side++)
      for (int k = 0; k < sides[o][side].count; k++) {
        const term *t = &sides[o][side].term[k];
        if (t->table != (int)table) continue;
        for (size_t i = 0; i < count; i++) {
          const char *row = (const char *)rows + i * fl_tables[table].row_size;
          if (counts(t, l->from, row)) l->sum[o][side] += t->sign * number(t->column, row);
        }
      }
  return FL_OK;
}

// ---- Runs ----------------------------------------------------------------------------------------------------------------------------

// A lever: "parameter", or "policy.field".
static double value_of(const fl_scenario *s, const char *lever, bool *is_whole) {
  const fl_field *field = fl_field_find(&fl_param_fields, lever);
  const void *base = &s->params;
  const char *dot = strchr(lever, '.');
  const fl_policy *policy = !field && dot ? fl_scenario_policy(s, lever, (size_t)(dot - lever)) : NULL;
  if (policy) {
    field = fl_field_find(fl_policy_fields(policy->kind), dot + 1);
    base = &policy->of;
  }
  if (!field) fail_msg("effects.def: no lever %s", lever);
  *is_whole = field->kind == FL_KIND_INT;
  if (field->kind == FL_KIND_REAL) return fl_field_real(field, base);
  return (double)fl_field_int(field, base) / (field->kind == FL_KIND_MONEY ? 100 : 1);
}

// `lever` NULL: the world as it is.
static void live(effect_world_id world, const char *lever, double factor, lived out[RUNS]) {
  for (int64_t run = 0; run < RUNS; run++) {
    fl_scenario s = effect_world(world);
    s.setup.run = run;
    if (lever) {
      char text[64];
      bool is_whole;
      const double value = value_of(&s, lever, &is_whole);
      assert_true(value > 0);
      snprintf(text, sizeof text, is_whole ? "%.0f" : "%.12g", value * factor);
      small_set(&s, lever, text);
    }
    out[run] = (lived){.from = s.setup.from};
    for (int o = 0; o < OBSERVABLES; o++) out[run].sum[o][1] = sides[o][1].count == 0;
    fl_world_options options = fl_default_world_options();
    options.sink = (fl_sink){&out[run], add_rows};
    small_live x = small_open(&s, options);
    x.scenario = s;
    while (small_more(&x)) small_step(&x);
    assert_int_equal(fl_world_finish(x.world), FL_OK);
    small_close(&x);
  }
}

static const lived *base_of(effect_world_id world) {
  static lived bases[EFFECT_WORLDS][RUNS];
  static bool known_base[EFFECT_WORLDS];
  if (!known_base[world]) live(world, NULL, 1, bases[world]);
  known_base[world] = true;
  return bases[world];
}

// The last lever that was moved is kept: rows of one lever stand together.
static const lived *moved_of(const effect *e, int k) {
  static lived moved[2][RUNS];
  static const char *lever[2];
  static effect_world_id world[2];
  if (!lever[k] || strcmp(lever[k], e->lever) != 0 || world[k] != e->world) live(e->world, e->lever, factors[k], moved[k]);
  lever[k] = e->lever;
  world[k] = e->world;
  return moved[k];
}

// ---- Sizes ---------------------------------------------------------------------------------------------------------------------------

typedef struct answer {
  double mean, half; // relative change, per cent, and half of its 90 % interval
} answer;

// Change of the ratio of the sums over all runs but one (-1: over all), per cent.
static double change_without(const lived *base, const lived *moved, observable_id observable, int without) {
  double sum[2][2] = {{0}};
  for (int run = 0; run < RUNS; run++)
    for (int side = 0; side < 2; side++) {
      sum[0][side] += run == without ? 0 : base[run].sum[observable][side];
      sum[1][side] += run == without ? 0 : moved[run].sum[observable][side];
    }
  return 100 * (sum[1][0] / sum[1][1] / (sum[0][0] / sum[0][1]) - 1);
}

// With the jackknife's interval.
static answer measure(const effect *e, int k) {
  const lived *base = base_of(e->world), *moved = moved_of(e, k);
  const answer all = {change_without(base, moved, e->observable, -1), 0};
  double mean = 0, squares = 0, part[RUNS];
  for (int run = 0; run < RUNS; run++) mean += (part[run] = change_without(base, moved, e->observable, run)) / RUNS;
  for (int run = 0; run < RUNS; run++) squares += (part[run] - mean) * (part[run] - mean);
  return (answer){all.mean, STUDENT * sqrt(squares * (RUNS - 1) / RUNS)};
}

// ---- The tables of docs/mechanisms.md ------------------------------------------------------------------------------------------------

static void put_signed(page_text *t, const char *format, double value) {
  put(t, "%s", value < 0 ? "−" : "+");
  put_number(t, format, fabs(value));
}

// The end nearer to none first.
static void put_range(page_text *t, range r) {
  put_signed(t, "%g", r.high < 0 ? r.high : r.low);
  put(t, "…");
  put_signed(t, "%g", r.high < 0 ? r.low : r.high);
  put(t, " %%");
}

static void put_row(page_text *t, const effect *e) {
  put(t, "| `%s` | %s | ", e->lever, observables[e->observable].says);
  for (int k = 0; k < 2; k++) {
    put_range(t, e->expected[k]);
    put(t, " | ");
  }
}

static void put_measured(page_text *t, answer a) {
  put_signed(t, "%.1f", a.mean);
  put(t, " ± %.1f %% |", a.half);
}

static void put_why(page_text *t, const effect *e) {
  put(t, "\n`%s` (%s) outside expectation: %s. The test demands ", e->lever, observables[e->observable].says, e->why);
  for (int k = 0; k < 2; k++) {
    put_range(t, e->demanded[k]);
    put(t, k ? ".\n" : " and ");
  }
}

static void put_head(page_text *t) {
  put(t, "| lever | observable | expected × .5 | expected × 1.5 | measured × .5 | measured × 1.5 |\n|---|---|---|---|---|---|\n");
}

static const char *document_path = FL_SOURCE_DIR "/docs/mechanisms.md";

static const char table_ends[] = "<!-- End of effects -->";

// The table of a mechanism stands between two marks; this begins the first.
static const char *table_begins(const char *mechanism) {
  static char mark[64];
  snprintf(mark, sizeof mark, "<!-- Effects of %s, ", mechanism);
  return mark;
}

// ---- Checks --------------------------------------------------------------------------------------------------------------------------

static bool within(const effect *e, int k, answer a) {
  const range r = e->demanded[k];
  const bool good = a.mean >= r.low && a.mean <= r.high && fabs(a.mean) > a.half;
  print_message("%s%s %s x %.1f, %s: %+.2f +- %.2f %%, demanded %+g to %+g\n", good ? "" : "!! ", e->mechanism, e->lever,
                factors[k], observables[e->observable].says, a.mean, a.half, r.low, r.high);
  return good;
}

void effects_check(const char *mechanism) {
  static page_text table;
  table.size = 0;
  int faults = 0;
  read_observables();
  put_head(&table);
  for (int i = 0; i < EFFECTS; i++) {
    const effect *e = &effects[i];
    if (strcmp(e->mechanism, mechanism) != 0) continue;
    put_row(&table, e);
    for (int k = 0; k < 2; k++) {
      const answer a = measure(e, k);
      faults += !within(e, k, a);
      put_measured(&table, a);
      put(&table, k ? "\n" : " ");
    }
  }
  for (int i = 0; i < EFFECTS; i++)
    if (strcmp(effects[i].mechanism, mechanism) == 0 && effects[i].why) put_why(&table, &effects[i]);
  if (getenv("FL_REGENERATE"))
    write_block(document_path, table_begins(mechanism), table_ends, &table);
  else if (faults == 0)
    check_block(document_path, table_begins(mechanism), table_ends, &table);
  assert_int_equal(faults, 0);
}

static int range_faults(const effect *e) {
  int faults = 0;
  for (int k = 0; k < 2; k++)
    for (int which = 0; which < 2; which++) {
      const range r = which ? e->demanded[k] : e->expected[k];
      if (r.low < r.high && (r.low > 0 || (r.high < 0 && r.low >= -100))) continue;
      print_error("effects.def: %s x %.1f: a range that holds no effect, or nothing\n", e->lever, factors[k]);
      faults++;
    }
  return faults;
}

int effects_faults(void) {
  int faults = 0;
  read_observables();
  char *document = read_page(document_path);
  for (int i = 0; i < EFFECTS; i++) {
    const effect *e = &effects[i];
    static page_text row;
    row.size = 0;
    faults += range_faults(e);
    put_row(&row, e);
    char *end, *at = find_block(document, table_begins(e->mechanism), table_ends, &end), *found = at ? strstr(at, row.data) : NULL;
    if (found && found < end) continue;
    print_error("docs/mechanisms.md: the table of %s has no row %s\n", e->mechanism, row.data);
    faults++;
  }
  return faults;
}
