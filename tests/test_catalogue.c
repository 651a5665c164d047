// docs/mechanisms.md names what there is, and all of it: parameters, policies, tables, scenarios, tests.
#include "effect_worlds.h"
#include "effects.h"
#include "fanloop/rows.h"
#include "fanloop/scenario.h"
#include "params/switches.h"
#include "small_world.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

enum { MECHANISMS = 24, MOST = 1 << 18, NAME = 128, LINE = 4096 };

static char document[MOST];

// The rows of the first table, in which levers are declared, and those of the second, of observables.
static const char *levers_from(void) {
  return strstr(document, "| id | mechanism |");
}
static const char *observables_from(void) {
  return strstr(document, "| id | observable |");
}
static const char *observables_to(void) {
  return strstr(document, "Tests by mechanism");
}

static void read_document(const char *path, char text[MOST]) {
  char full[4096];
  snprintf(full, sizeof full, "%s/%s", FL_SOURCE_DIR, path);
  FILE *in = fopen(full, "rb");
  assert_non_null(in);
  text[fread(text, 1, MOST - 1, in)] = '\0';
  fclose(in);
}

static int load(void **state) {
  (void)state;
  read_document("docs/mechanisms.md", document);
  return !levers_from() || levers_from() > observables_from() || observables_from() > observables_to();
}

static void fault(int *faults, const char *what, const char *name) {
  print_error("docs/mechanisms.md: %s: %s\n", what, name);
  ++*faults;
}

static bool exists(const char *path) {
  char full[4096];
  snprintf(full, sizeof full, "%s/%s", FL_SOURCE_DIR, path);
  return access(full, R_OK) == 0;
}

static bool word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '/' || c == '*';
}

// The next name of the kind used in this document: letters, digits and _ . / *, as long as they come.
static const char *next_name(const char *at, char out[NAME]) {
  while (*at && !word_char(*at)) at++;
  size_t n = 0;
  for (; word_char(at[n]); n++)
    if (n + 1 < NAME) out[n] = at[n];
  out[n + 1 < NAME ? n : NAME - 1] = '\0';
  while (n > 0 && out[0] && out[strlen(out) - 1] == '.') out[strlen(out) - 1] = '\0';
  return n ? at + n : NULL;
}

// Whether some name of the document, from `from` up to `to` and between back quotes if so asked, is `full`. With `tables`, what stands before
// its first dot counts: `table.column`.
static bool named(const char *from, const char *to, bool quotes, bool tables, const char *full) {
  bool inside = false;
  for (const char *at = from; at < to && *at; at++) {
    if (*at == '`') inside = !inside;
    if ((quotes && !inside) || !word_char(*at) || (at > from && word_char(at[-1]))) continue;
    char name[NAME];
    next_name(at, name);
    if (tables) name[strcspn(name, ".")] = '\0';
    if (strcmp(full, name) == 0) return true;
  }
  return false;
}

// `pattern`: a name, or a group, in which each * stands for one letter or more.
static bool covers(const char *pattern, const char *name) {
  for (; *pattern; pattern++, name++) {
    if (*pattern == '*') {
      while (*name)
        if (covers(pattern + 1, ++name)) return true;
      return false;
    }
    if (*pattern != *name) return false;
  }
  return *name == '\0';
}

// How many rows of the first table declare this lever: those that have its name; where none has, those with the longest group that covers it.
static int rows_that_declare(const char *lever) {
  size_t longest = 0;
  int rows = 0;
  for (const char *row = levers_from(); row < observables_from(); row += strcspn(row, "\n") + 1) {
    const char *end = row + strcspn(row, "\n");
    size_t best = 0;
    bool inside = false;
    for (const char *at = row; at < end; at++) {
      if (*at == '`') inside = !inside;
      if (!inside || !word_char(*at) || word_char(at[-1])) continue;
      char name[NAME];
      next_name(at, name);
      const size_t worth = strchr(name, '*') ? strlen(name) : NAME;
      if (covers(name, lever) && worth > best) best = worth;
    }
    if (best > longest) longest = best, rows = 0;
    rows += best > 0 && best == longest;
  }
  return rows;
}

// ---- All that there is ----------------------------------------------------------------------------------------------------------------

static void every_mechanism_of_the_charter_has_its_rows(void **state) {
  (void)state;
  int faults = 0;
  const char *unbuilt = strstr(document, "Not built yet:");
  for (int m = 1; m <= MECHANISMS; m++) {
    char row[NAME];
    snprintf(row, sizeof row, "M%02d ", m);
    const char *named = unbuilt ? strstr(unbuilt, row) : NULL;
    if (named && named < unbuilt + strcspn(unbuilt, "\n")) continue;
    snprintf(row, sizeof row, "\n| M%02d |", m);
    const char *levers = strstr(document, row), *observables = levers ? strstr(levers, "| id | observable |") : NULL;
    if (!levers || !observables || !strstr(observables, row)) fault(&faults, "no row for levers and one for observables", row + 1);
    snprintf(row, sizeof row, "**M%02d**", m);
    if (!strstr(document, row)) fault(&faults, "no tests", row);
  }
  assert_int_equal(faults, 0);
}

static void every_lever_belongs_to_a_mechanism(void **state) {
  (void)state;
  int faults = 0;
  for (size_t i = 0; i < fl_param_fields.count; i++)
    if (rows_that_declare(fl_param_fields.rows[i].name) != 1)
      fault(&faults, "parameter that not one row declares", fl_param_fields.rows[i].name);
  static const char *const policies[] = {
#define FL_POLICY(kind, name, ...) "fl." #name,
#include "fanloop/policies.def"
  };
  for (size_t i = 0; i < sizeof policies / sizeof *policies; i++)
    if (!named(levers_from(), observables_from(), true, false, policies[i])) fault(&faults, "missing policy", policies[i]);
  assert_int_equal(faults, 0);
}

static void every_table_shows_some_mechanism(void **state) {
  (void)state;
  int faults = 0;
  for (int t = 0; t < FL_TABLES; t++)
    if (!named(observables_from(), observables_to(), true, true, fl_tables[t].name))
      fault(&faults, "missing table", fl_tables[t].name);
  assert_int_equal(faults, 0);
}

static void every_scenario_is_listed(void **state) {
  (void)state;
  int faults = 0;
  DIR *folder = opendir(FL_SOURCE_DIR "/scenarios");
  assert_non_null(folder);
  for (const struct dirent *entry; (entry = readdir(folder));) {
    char path[NAME + 256];
    const size_t n = strlen(entry->d_name);
    if (n < 4 || strcmp(entry->d_name + n - 4, ".lua") != 0) continue;
    snprintf(path, sizeof path, "scenarios/%s", entry->d_name);
    if (!named(levers_from(), observables_from(), false, false, path)) fault(&faults, "missing scenario", path);
  }
  closedir(folder);
  assert_int_equal(faults, 0);
}

// Of a row of the first table, whether it has the group of this lever ("hosts.*", or the name itself), and says what switches it on.
static void says_switch(int *faults, const char *lever, const char *on) {
  char group[NAME], row[4096];
  const char *dot = strchr(lever, '.'), *end = strstr(document, "| id | observable |");
  snprintf(group, sizeof group, dot ? "`%.*s.*`" : "`%.*s`", dot ? (int)(dot - lever) : (int)strlen(lever), lever);
  for (const char *at = strstr(document, "\n| M"); at && at < end; at = strstr(at + 1, "\n| M")) {
    snprintf(row, sizeof row, "%.*s", (int)strcspn(at + 1, "\n"), at + 1);
    if (strstr(row, group) && strstr(row, on)) return;
  }
  fault(faults, "does not say what switches it on", lever);
}

static void every_switched_lever_says_what_switches_it_on(void **state) {
  (void)state;
  static const fl_fields *const tables[] = {&fl_param_fields, &fl_brand_fields, &fl_room_fields, &fl_host_fields};
  int faults = 0, levers = 0;
  for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
    for (size_t i = 0; i < tables[t]->count; i++) {
      const fl_switch_id id = fl_switch_of(tables[t], &tables[t]->rows[i]);
      if (id == FL_SWITCHES) continue;
      says_switch(&faults, tables[t]->rows[i].name, fl_switches[id].on);
      levers++;
    }
  assert_true(levers > 150);
  assert_int_equal(faults, 0);
}

// Cells of a row that hold a range of numbers: "+8…+28 %", "× .45….57".
static int ranges_in(const char *row, const char *end) {
  int ranges = 0;
  for (const char *at = row; (at = strstr(at, "…")) && at < end; at++) {
    const char *to = at + strlen("…");
    if (strncmp(to, "−", strlen("−")) == 0) to += strlen("−");
    to += *to == '+' || *to == '.';
    ranges += at[-1] >= '0' && at[-1] <= '9' && *to >= '0' && *to <= '9';
  }
  return ranges;
}

// Each mechanism has a section with a lever, an observable and a range in numbers on either side: rows of a table with four cells and more.
static void every_mechanism_has_effects_with_ranges_in_numbers(void **state) {
  (void)state;
  int rows[MECHANISMS + 1] = {0}, last = 0, faults = 0;
  for (const char *at = strstr(document, "\n### M"); at; at = strstr(at + 1, "\n### M")) {
    const int m = atoi(at + strlen("\n### M"));
    if (m < last || m > MECHANISMS) fail_msg("docs/mechanisms.md: the section of M%02d comes behind that of M%02d", m, last);
    last = m;
    const char *next = strstr(at + 1, "\n### "), *end = next ? next : at + strlen(at);
    for (const char *row = strstr(at, "\n| "); row && row < end; row = strstr(row + 1, "\n| ")) {
      const char *stop = row + 1 + strcspn(row + 1, "\n");
      rows[m] += ranges_in(row, stop) > 0;
    }
  }
  for (int m = 1; m <= MECHANISMS; m++) {
    char name[16];
    snprintf(name, sizeof name, "M%02d", m);
    if (rows[m] == 0) fault(&faults, "no effects with ranges in numbers", name);
  }
  assert_int_equal(faults, 0);
}

// "yes", "in part; no" …: each part up to the end of the cell is an answer.
static bool answered(const char *at) {
  static const char *const answers[] = {"yes", "no", "in part", "by construction"};
  for (;; at += strspn(at, "; ")) {
    const size_t length = strcspn(at, ";|");
    bool known = false;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
      const size_t n = strlen(answers[i]);
      known |= strncmp(at, answers[i], n) == 0 && (length == n || (length == n + 1 && at[n] == ' '));
    }
    if (!known) return false;
    at += length;
    if (*at != ';') return true;
  }
}

// Each mechanism says what must come out of it, whether it does, and where that is seen.
static void every_mechanism_says_what_emerges(void **state) {
  (void)state;
  const char *const from = strstr(document, "## What must emerge");
  assert_non_null(from);
  const char *const next = strstr(from + 1, "\n## "), *const to = next ? next : from + strlen(from);
  int faults = 0;
  for (int m = 1; m <= MECHANISMS; m++) {
    char name[32];
    snprintf(name, sizeof name, "\n| M%02d | ", m);
    const char *row = strstr(from, name);
    const char *answer = row && row < to ? strstr(row + strlen(name), " | ") : NULL;
    if (!answer) {
      fault(&faults, "nothing must emerge", name + 1);
      continue;
    }
    answer += strlen(" | ");
    if (!answered(answer)) fault(&faults, "neither yes nor no nor in part nor by construction", name + 1);
    const char *where = strstr(answer, " | ");
    const size_t length = where ? strcspn(where, "\n") : 0;
    char text[LINE];
    snprintf(text, sizeof text, "%.*s", (int)length, where ? where : "");
    if (!strstr(text, "tests/") && !strstr(text, "scenarios/") && !strstr(text, "docs/")) fault(&faults, "seen nowhere", name + 1);
  }
  assert_int_equal(faults, 0);
}

static void tables_of_effects_have_the_rows_of_their_tests(void **state) {
  (void)state;
  assert_int_equal(effects_faults(), 0);
}

// The terms by which `fanloop params` finds levers are those of the first table, and each finds some.
static void chinese_terms_are_those_of_the_table(void **state) {
  (void)state;
  static const char *const terms[] = {
#define FL_TERM(term, names) term,
#define FL_ALIAS(term, names)
#include "fanloop/terms.def"
#undef FL_TERM
  };
  int faults = 0;
  char *end = strstr(document, "| id | observable |");
  assert_non_null(end);
  *end = '\0';
  for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
    if (!strstr(document, terms[i])) fault(&faults, "no such Chinese term in the first table", terms[i]);
  *end = '|';
  assert_int_equal(faults, 0);
}

// What the tests above hang on: a name is not found in another that has it as a part, and a lever is told apart from its neighbours.
static void names_are_whole(void **state) {
  (void)state;
  static const char text[] = "`brand_word_day.talk`, `supply.batch`; word.talk_days, `trust_day.mean`";
  const char *end = text + strlen(text);
  assert_false(named(text, end, true, true, "word_day"));
  assert_true(named(text, end, true, true, "brand_word_day"));
  assert_false(named(text, end, true, false, "supply"));
  assert_false(named(text, end, true, false, "word.talk_days"));
  assert_true(named(text, end, false, false, "word.talk_days"));
  assert_true(covers("kind.*.age", "kind.belt.age") && covers("supply.*", "supply.batch") &&
              covers("supply.batch", "supply.batch"));
  assert_false(covers("kind.*.age", "kind.belt.share") || covers("supply.*", "supply.") || covers("supply", "supply.batch"));
  assert_int_equal(rows_that_declare("supply.batch"), 1);
  assert_int_equal(rows_that_declare("seller.scripted"), 1); // by name, although another row has its group
  assert_int_equal(rows_that_declare("nothing.of_this_kind"), 0);
}

// ---- Nothing that there is not ----------------------------------------------------------------------------------------------------------

// The text of a test program; empty where it cannot be read.
static const char *program(const char *path) {
  static char text[MOST];
  char full[4096];
  snprintf(full, sizeof full, "%s/%s", FL_SOURCE_DIR, path);
  FILE *in = fopen(full, "rb");
  text[in ? fread(text, 1, sizeof text - 1, in) : 0] = '\0';
  if (in) fclose(in);
  return text;
}

static void files_and_tests_that_are_named_exist(void **state) {
  (void)state;
  int faults = 0;
  char name[NAME], last[NAME] = "";
  bool inside = false;
  for (const char *at = document; at && *at;) {
    for (; *at && !word_char(*at); at++) inside ^= *at == '`';
    const char *end = next_name(at, name);
    if (!end) break;
    const bool folder = strncmp(name, "scenarios/", 10) == 0 || strncmp(name, "tests/", 6) == 0;
    if (folder && !strchr(name, '*') && !exists(name)) fault(&faults, "no such file", name);
    if (strncmp(name, "tests/test_", 11) == 0) strcpy(last, name);
    // A test: a sentence of three words at least; where the name goes on with an ellipsis, its beginning.
    const bool sentence = inside && !folder && !strpbrk(name, "./*") && strncmp(name, "test_", 5) != 0 && last[0];
    int words = 1;
    for (const char *c = name; *c; c++) words += *c == '_';
    char whole[NAME + 8];
    snprintf(whole, sizeof whole, strncmp(end, "…", 3) == 0 ? " %s" : " %s(void", name);
    if (sentence && words >= 4 && !strstr(program(last), whole)) {
      char text[2 * NAME + 8];
      snprintf(text, sizeof text, "%s in %s", name, last);
      fault(&faults, "no such test", text);
    }
    at = end;
  }
  assert_int_equal(faults, 0);
}

// A group of the first table that has no lever left, or a lever that is none.
static void levers_that_are_declared_exist(void **state) {
  (void)state;
  int faults = 0;
  bool inside = false;
  for (const char *at = levers_from(); at < observables_from(); at++) {
    if (*at == '`') inside = !inside;
    if (!inside || !word_char(*at) || word_char(at[-1])) continue;
    char name[NAME];
    next_name(at, name);
    bool any = !strchr(name, '.') || strncmp(name, "fl.", 3) == 0;
    for (size_t i = 0; i < fl_param_fields.count && !any; i++) any = covers(name, fl_param_fields.rows[i].name);
    if (!any) fault(&faults, "no such lever", name);
  }
  assert_int_equal(faults, 0);
}

static const fl_table *table_named(const char *name, size_t length) {
  for (int t = 0; t < FL_TABLES; t++)
    if (strlen(fl_tables[t].name) == length && strncmp(fl_tables[t].name, name, length) == 0) return &fl_tables[t];
  return NULL;
}

static bool has_column(const fl_table *table, const char *name) {
  const size_t n = strlen(name), same = n > 0 && name[n - 1] == '*' ? n - 1 : n + 1;
  for (size_t c = 0; c < table->column_count; c++)
    if (strncmp(table->columns[c].name, name, same) == 0) return true;
  return false;
}

// `table.column, column`: columns without a table are of the last one that was named.
static void columns_that_are_named_exist(void **state) {
  (void)state;
  int faults = 0;
  const char *from = observables_from(), *to = observables_to();
  for (const char *quote = strchr(from, '`'); quote && quote < to; quote = strchr(quote, '`')) {
    const char *end = strchr(quote + 1, '`');
    const fl_table *table = NULL;
    char name[NAME];
    for (const char *at = quote + 1; (at = next_name(at, name)) && at <= end;) {
      const char *dot = strchr(name, '.'), *column = dot ? dot + 1 : name;
      const fl_table *named = table_named(name, dot ? (size_t)(dot - name) : strlen(name));
      if (named) table = named;
      if (strncmp(name, "v_", 2) == 0 || (named && !dot)) continue;
      if (!table || !has_column(table, column)) fault(&faults, "no such column", name);
    }
    quote = end + 1;
  }
  assert_int_equal(faults, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_whole),
      cmocka_unit_test(every_mechanism_of_the_charter_has_its_rows),
      cmocka_unit_test(every_lever_belongs_to_a_mechanism),
      cmocka_unit_test(every_switched_lever_says_what_switches_it_on),
      cmocka_unit_test(every_mechanism_has_effects_with_ranges_in_numbers),
      cmocka_unit_test(every_mechanism_says_what_emerges),
      cmocka_unit_test(tables_of_effects_have_the_rows_of_their_tests),
      cmocka_unit_test(chinese_terms_are_those_of_the_table),
      cmocka_unit_test(every_table_shows_some_mechanism),
      cmocka_unit_test(every_scenario_is_listed),
      cmocka_unit_test(files_and_tests_that_are_named_exist),
      cmocka_unit_test(levers_that_are_declared_exist),
      cmocka_unit_test(columns_that_are_named_exist),
  };
  return cmocka_run_group_tests(tests, load, NULL);
}
