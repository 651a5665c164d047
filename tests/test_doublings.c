// docs/doublings.md (tools/doublings): a row for each parameter, that can be run as it says and agrees with itself. No world is run here.
#include "fanloop/field.h"
#include "fanloop/rows.h"
#include "fanloop/scenario.h"
#include "lua/scenario_file.h"

#include "../tools/doubling/observable.h"
#include "check.h"

enum { MOST = 1 << 18, CELL = 256, CELLS = 8, SETS_MOST = 16 };
static const double LEVEL = 99.9;         // per cent, of the intervals
static const double CLEAR = 0.2;          // of the change: how far an interval ends from 0
static const double THREE_DIGITS = 1.011; // what rounding to three digits may have done to a ratio of two figures

typedef enum cell_id { PARAMETER, FROM, TO, SCENARIO, OBSERVABLE, BEFORE, CHANGE, INTERVAL } cell_id;

typedef struct row {
  char cell[CELLS][CELL];
  int line; // of the page
} row;

static char page[MOST];
static row rows[1024];
static int row_count;

static int faults;
static void fault(const row *of, const char *what, const char *which) {
  print_error("docs/doublings.md:%d: %s: %s\n", of ? of->line : 1, what, which);
  faults++;
}

// Cells of a row in Markdown, without what stands around them. False when they are not as many as there should be.
static bool read_row(const char *line, row *out) {
  for (int c = 0; c < CELLS; c++) {
    if (strncmp(line, "| ", 2) != 0) return false;
    const size_t length = strcspn(line += 2, "|\n");
    if (length < 2 || length >= CELL) return false;
    snprintf(out->cell[c], CELL, "%.*s", (int)length - 1, line);
    line += length;
  }
  return line[0] == '|' && line[1] == '\n';
}

static int read_page(void **state) {
  (void)state;
  FILE *in = fopen(FL_SOURCE_DIR "/docs/doublings.md", "rb");
  if (!in) return -1;
  page[fread(page, 1, MOST - 1, in)] = '\0';
  fclose(in);
  int line = 1;
  for (const char *at = page; *at && row_count < 1024; at += strcspn(at, "\n") + 1, line++) {
    if (strncmp(at, "| `", 3) != 0) continue;
    rows[row_count] = (row){.line = line};
    if (read_row(at, &rows[row_count]))
      row_count++;
    else
      fault(&rows[row_count], "not a row of the table", "");
  }
  return faults;
}

// Removes the back quotes around a name.
static const char *bare(const char *quoted, char out[CELL]) {
  snprintf(out, CELL, "%.*s", (int)strcspn(quoted + 1, "`"), quoted + 1);
  return out;
}

static void every_parameter_moves_something_when_it_is_doubled(void **state) {
  (void)state;
  faults = 0;
  char name[CELL];
  if (strstr(page, "Not shown yet")) fault(NULL, "says itself that rows are missing", "run tools/doublings --left");
  for (size_t i = 0; i < fl_param_fields.count; i++) {
    int found = 0;
    for (int r = 0; r < row_count; r++) found += strcmp(bare(rows[r].cell[PARAMETER], name), fl_param_fields.rows[i].name) == 0;
    if (found != 1) fault(NULL, found ? "more than one row" : "no row; run tools/doublings --left", fl_param_fields.rows[i].name);
  }
  if (row_count != (int)fl_param_fields.count) fault(NULL, "rows", "some are no parameter's");
  assert_int_equal(faults, 0);
}

// Loads a row's scenario with the settings that stand behind it and, unless NULL, `more`. NULL when it is refused.
static fl_lua *load(const row *of, const char *more) {
  char path[2 * CELL], settings[CELL];
  const char *sets[SETS_MOST + 1], *from = strchr(of->cell[SCENARIO], '`');
  size_t count = 0;
  snprintf(path, sizeof path, "%s/scenarios/%.*s.lua", FL_SOURCE_DIR, (int)strcspn(of->cell[SCENARIO], " @"), of->cell[SCENARIO]);
  bare(from ? from : "``", settings);
  for (char *at = strtok(settings, ","); at && count < SETS_MOST; at = strtok(NULL, ",")) sets[count++] = at;
  if (more) sets[count++] = more;
  const fl_lua_options options = {.library = FL_SOURCE_DIR "/scripts", .sets = sets, .set_count = count};
  fl_messages messages = {0};
  fl_lua *lua = NULL;
  if (fl_lua_load(&options, path, &messages, &lua) != FL_OK) lua = NULL;
  for (size_t i = 0; !lua && i < messages.count; i++) fault(of, "refused", messages.items[i].text);
  fl_messages_free(&messages);
  return lua;
}

// Twice or half of it, of a whole number to the next one, or something where it was 0.
static bool doubled(const char *from, const char *to, bool whole) {
  const double a = strtod(from, NULL), b = strtod(to, NULL);
  return b != 0 && (a == 0 || fabs(b - 2 * a) <= 1e-9 * fabs(b) || fabs(b - a / 2) <= (whole ? 0.5 : 1e-9 * fabs(a)));
}

static void check_values(const row *of) {
  char name[CELL], value[FL_TEXT_MAX], set[3 * CELL];
  const fl_field *field = fl_field_find(&fl_param_fields, bare(of->cell[PARAMETER], name));
  fl_lua *lua = field ? load(of, NULL) : NULL;
  if (!lua) {
    fault(of, "cannot be run", name);
    return;
  }
  fl_field_print(field, &fl_lua_scenario(lua)->params, value, sizeof value);
  if (strcmp(value, of->cell[FROM]) != 0) fault(of, "there it is another", value);
  fl_lua_close(lua);
  const bool number = field->kind == FL_KIND_REAL || field->kind == FL_KIND_INT || field->kind == FL_KIND_MONEY;
  if (number ? !doubled(of->cell[FROM], of->cell[TO], field->kind == FL_KIND_INT) : strcmp(of->cell[FROM], of->cell[TO]) == 0)
    fault(of, "not doubled", name);
  snprintf(set, sizeof set, "%s=%s", name, of->cell[TO]);
  lua = load(of, set);
  if (lua) fl_lua_close(lua);
}

static void each_row_is_of_a_scenario_that_takes_both_values(void **state) {
  (void)state;
  faults = 0;
  for (int r = 0; r < row_count; r++) check_values(&rows[r]);
  assert_int_equal(faults, 0);
}

static const fl_table *table_of(const char *observable) {
  const size_t length = strcspn(observable, ".");
  for (int t = 0; t < FL_TABLES; t++)
    if (strlen(fl_tables[t].name) == length && strncmp(fl_tables[t].name, observable, length) == 0) return &fl_tables[t];
  return NULL;
}

// Whether `name`, up to `length`, is one of "a|b|c", or "none".
static bool is_choice(const char *choices, const char *name, size_t length) {
  if (length == 4 && strncmp(name, "none", 4) == 0) return true;
  for (const char *at = choices; *at; at += strcspn(at, "|") + (at[strcspn(at, "|")] == '|'))
    if (strcspn(at, "|") == length && strncmp(at, name, length) == 0) return true;
  return false;
}

// `at`: "own, a, b)" of a table whose key holds a room or brand, and one choice after the other.
static bool names_choices(const fl_table *table, const char *at) {
  if (strncmp(at, "own", 3) == 0 && (at[3] == ')' || at[3] == ',')) {
    if (!in_key(table, "room") && !in_key(table, "brand")) return false;
    at += at[3] == ',' ? 5 : 3;
  }
  for (size_t c = 0; c < table->column_count; c++) {
    const fl_column *column = &table->columns[c];
    if (column->kind != FL_KIND_CHOICE || !in_key(table, column->name)) continue;
    const size_t length = strcspn(at, ",)");
    if (!is_choice(column->choices, at, length)) return false;
    at += length + (at[length] == ',' ? 2 : 0);
  }
  return strcmp(at, ")") == 0;
}

static size_t choices_in_key(const fl_table *table) {
  size_t count = 0;
  for (size_t c = 0; c < table->column_count; c++)
    count += table->columns[c].kind == FL_KIND_CHOICE && in_key(table, table->columns[c].name);
  return count;
}

// Whether a row names, behind its scenario, the table of its observable.
static bool names_table(const row *of, const fl_table *table) {
  const char *at = strchr(of->cell[SCENARIO], '@');
  const size_t length = strlen(table->name);
  return at && strcspn(at + 1, " ") == length && strncmp(at + 1, table->name, length) == 0;
}

// As the three digits of the page tell it: the same in all run numbers.
static bool changes_alike(const row *of) {
  double low, high;
  return sscanf(of->cell[INTERVAL], "%lf to %lf", &low, &high) == 2 && low == high;
}

// Echoes, and only they, are of a table that the row names.
static bool echoes_as_it_says(const row *of, const fl_table *table, const fl_column *column) {
  const bool says = strchr(of->cell[SCENARIO], '@') != NULL, echo = column && is_echo(table, column);
  return says ? names_table(of, table) && (echo || changes_alike(of)) : !echo;
}

// A column that adds up, of some output table, or its square where that tells of spread; or the rows of a log.
static bool is_observable(const row *of) {
  const char *text = of->cell[OBSERVABLE];
  const fl_table *table = table_of(text);
  if (!table || text[strlen(table->name)] != '.') return false;
  const char *name = text + strlen(table->name) + 1;
  const size_t length = strcspn(name, " ^");
  const bool squared = strncmp(name + length, "^2", 2) == 0;
  const char *behind = name + length + (squared ? 2 : 0);
  if (*behind && strncmp(behind, " (", 2) != 0) return false;
  if (*behind ? !names_choices(table, behind + 2) : choices_in_key(table) > 0) return false;
  if (!table->key[0]) return !squared && length == 4 && strncmp(name, "rows", length) == 0 && echoes_as_it_says(of, table, NULL);
  for (size_t c = 0; c < table->column_count; c++) {
    const fl_column *column = &table->columns[c];
    if (strlen(column->name) != length || strncmp(column->name, name, length) != 0) continue;
    return adds_up(table, column) && (!squared || has_squares(table, column)) && echoes_as_it_says(of, table, column);
  }
  return false;
}

static void each_row_names_an_observable_that_there_is(void **state) {
  (void)state;
  faults = 0;
  for (int r = 0; r < row_count; r++)
    if (!is_observable(&rows[r])) fault(&rows[r], "no such observable", rows[r].cell[OBSERVABLE]);
  assert_int_equal(faults, 0);
}

// The head names the rows that are echoes, in their order, and no other.
static void the_head_names_the_echoes(void **state) {
  (void)state;
  static const char before[] = "no more: ";
  const char *at = strstr(page, before);
  faults = 0;
  at = at ? at + strlen(before) : "";
  for (int r = 0; r < row_count; r++) {
    if (!strchr(rows[r].cell[SCENARIO], '@')) continue;
    const char *name = rows[r].cell[PARAMETER];
    const bool named = strncmp(at, name, strlen(name)) == 0;
    if (!named) fault(&rows[r], "the head does not name it, in its place, as an echo", name);
    if (named) at += strlen(name) + (strncmp(at + strlen(name), ", ", 2) == 0 ? 2 : 0);
  }
  if (*at == '`') fault(NULL, "the head names as echoes what has no such row", "");
  assert_int_equal(faults, 0);
}

// The change lies in its interval, whose nearer end is a fifth of it or more from 0. Both are in the same unit: in per cent only where
// the mean before is above 0.
static void each_row_is_clear(void **state) {
  (void)state;
  faults = 0;
  char wanted[CELL];
  snprintf(wanted, sizeof wanted, "| %g %% interval |\n", LEVEL);
  if (!strstr(page, wanted)) fault(NULL, "the head of the table does not name", wanted);
  for (int r = 0; r < row_count; r++) {
    double change, low, high, before;
    char unit[CELL] = "", of_ends[CELL] = "";
    const bool read = sscanf(rows[r].cell[CHANGE], "%lf %255s", &change, unit) >= 1 &&
                      sscanf(rows[r].cell[INTERVAL], "%lf to %lf %255s", &low, &high, of_ends) >= 2 &&
                      sscanf(rows[r].cell[BEFORE], "%lf", &before) == 1 && strcmp(unit, of_ends) == 0;
    if (!read || (unit[0] && (strcmp(unit, "%") != 0 || before <= 0))) {
      fault(&rows[r], "not a change and its interval", rows[r].cell[CHANGE]);
      continue;
    }
    const double nearer = change > 0 ? low : -high, size = fabs(change);
    if (!(low <= change && change <= high && nearer > 0 && nearer * THREE_DIGITS >= CLEAR * size))
      fault(&rows[r], "not clear of 0", rows[r].cell[INTERVAL]);
  }
  assert_int_equal(faults, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_parameter_moves_something_when_it_is_doubled),
      cmocka_unit_test(each_row_is_of_a_scenario_that_takes_both_values),
      cmocka_unit_test(each_row_names_an_observable_that_there_is),
      cmocka_unit_test(the_head_names_the_echoes),
      cmocka_unit_test(each_row_is_clear),
  };
  return cmocka_run_group_tests(tests, read_page, NULL);
}
