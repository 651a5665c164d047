// docs/glossary.md has the words of tables and terms, names what there is, and each term finds its levers.
#include "check.h"
#include "cli/command.h"
#include "fanloop/rows.h"
#include "fanloop/scenario.h"
#include "params/choices.h"

#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST = 1 << 18, NAME = 256 };

static char glossary[MOST], mechanisms[MOST], pages[4][MOST];

static void read_page(const char *name, char out[MOST]) {
  char path[4096];
  snprintf(path, sizeof path, "%s/docs/%s", FL_SOURCE_DIR, name);
  FILE *in = fopen(path, "rb");
  if (!in) fail_msg("%s cannot be read", path);
  const size_t size = fread(out, 1, MOST - 1, in);
  out[size] = '\0';
  assert_true(feof(in));
  fclose(in);
}

static int load(void **state) {
  (void)state;
  static const char *const names[] = {"parameters.md", "output.md", "compare.md", "lua.md"};
  read_page("glossary.md", glossary);
  read_page("mechanisms.md", mechanisms);
  for (int i = 0; i < 4; i++) read_page(names[i], pages[i]);
  return 0;
}

static void fault(int *faults, const char *what, const char *name) {
  print_error("%s: %s\n", name, what);
  ++*faults;
}

// Letters in capitals or not.
static bool holds(const char *text, const char *part) {
  for (; *text; text++) {
    size_t i = 0;
    while (part[i] && tolower((unsigned char)text[i]) == tolower((unsigned char)part[i])) i++;
    if (!part[i]) return true;
  }
  return false;
}

static const struct {
  const char *term, *names;
} terms[] = {
#define FL_TERM(term, names) {term, names},
#include "fanloop/terms.def"
#undef FL_TERM
};
enum { TERMS = sizeof terms / sizeof *terms };

// ---- What there is stands in it --------------------------------------------------------------------------------------------------------

static bool about_people(const fl_column *column) {
  static const char *const names[] = {"source", "tier", "fan_tier", "city_tier", "tenure", "field", "right_name", "kind"};
  bool one = false;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) one |= strcmp(column->name, names[i]) == 0;
  return one && (strcmp(column->name, "kind") != 0 || strncmp(column->choices, "belt|", strlen("belt|")) == 0);
}

static void choices_of_tiers_kinds_and_sources_are_in_it(void **state) {
  (void)state;
  char name[FL_NAME_MAX], quoted[FL_NAME_MAX + 2];
  int faults = 0, seen = 0;
  for (int t = 0; t < FL_TABLES; t++)
    for (size_t c = 0; c < fl_tables[t].column_count; c++) {
      const fl_column *column = &fl_tables[t].columns[c];
      if (!column->choices[0] || !about_people(column)) continue;
      for (int64_t i = 0; fl_choice_name(column->choices, i, name); i++, seen++) {
        snprintf(quoted, sizeof quoted, "`%s`", name);
        if (!strstr(glossary, quoted)) fault(&faults, "not in docs/glossary.md", name);
      }
    }
  assert_true(seen > 100);
  assert_int_equal(faults, 0);
}

static void terms_are_in_it_or_in_the_table_of_mechanisms(void **state) {
  (void)state;
  int faults = 0;
  for (int i = 0; i < TERMS; i++)
    if (!holds(glossary, terms[i].term) && !holds(mechanisms, terms[i].term))
      fault(&faults, "neither in docs/glossary.md nor in docs/mechanisms.md", terms[i].term);
  assert_int_equal(faults, 0);
}

// The name of a mechanism, up to a comma or colon, is a term of its own.
static void mechanisms_are_found_by_their_names(void **state) {
  (void)state;
  int faults = 0, rows = 0;
  const char *end = strstr(mechanisms, "| id | observable |");
  assert_non_null(end);
  for (const char *row = strstr(mechanisms, "|---|"); row && row < end; row = strchr(row, '\n')) {
    row += strspn(row, "\n");
    if (strncmp(row, "| M", 3) != 0 && strncmp(row, "| – ", strlen("| – ")) != 0) {
      if (row[0] != '|') break;
      continue;
    }
    const char *from = strstr(row + 2, "| ") + 2;
    char name[NAME];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(from, ",:|"), from);
    while (name[0] && name[strlen(name) - 1] == ' ') name[strlen(name) - 1] = '\0';
    bool found = false;
    for (int i = 0; i < TERMS; i++) found |= strlen(name) == strlen(terms[i].term) && holds(terms[i].term, name);
    if (!found) fault(&faults, "a mechanism that is no term of terms.def", name);
    rows++;
  }
  assert_true(rows > 24);
  assert_int_equal(faults, 0);
}

// ---- What it names there is ------------------------------------------------------------------------------------------------------------

// A heading of output.md or compare.md, with `column` below it before the next one.
static bool has_column(const char *page, const char *table, const char *column) {
  char heading[NAME + 8], quoted[NAME + 8];
  snprintf(heading, sizeof heading, "\n### %s\n", table);
  snprintf(quoted, sizeof quoted, "`%s`", column);
  const char *at = strstr(page, heading);
  if (!at) return false;
  const char *next = strstr(at + 1, "\n### "), *found = strstr(at, quoted);
  return !column[0] || (found && (!next || found < next));
}

static bool is_choice(const char *name) {
  char one[FL_NAME_MAX];
  for (int t = 0; t < FL_TABLES; t++)
    for (size_t c = 0; c < fl_tables[t].column_count; c++)
      for (int64_t i = 0; fl_choice_name(fl_tables[t].columns[c].choices, i, one); i++)
        if (strcmp(one, name) == 0) return true;
  return false;
}

static bool exists(const char *name) {
  char quoted[NAME + 8], table[NAME];
  snprintf(quoted, sizeof quoted, "`%s`", name);
  for (int i = 0; i < 4; i++)
    if (strstr(pages[i], quoted)) return true;
  const char *dot = strchr(name, '.');
  snprintf(table, sizeof table, "%.*s", dot ? (int)(dot - name) : (int)strlen(name), name);
  if (dot && strcmp(dot, ".*") == 0) {
    snprintf(quoted, sizeof quoted, "| `%s.", table);
    return strstr(pages[0], quoted);
  }
  if (has_column(pages[1], table, dot ? dot + 1 : "") || has_column(pages[2], table, dot ? dot + 1 : "")) return true;
  snprintf(quoted, sizeof quoted, "\"%s\"", name); // a module
  return strstr(pages[3], quoted) || (!dot && is_choice(name));
}

static void names_between_back_quotes_exist(void **state) {
  (void)state;
  int faults = 0, seen = 0;
  char name[NAME];
  const char *table = strstr(glossary, "\n| ");
  assert_non_null(table);
  for (const char *at = strchr(table, '`'); at; at = strchr(at, '`')) {
    const size_t length = strcspn(++at, "`");
    snprintf(name, sizeof name, "%.*s", (int)length, at);
    if (strncmp(name, "fanloop ", strlen("fanloop ")) != 0 && !exists(name))
      fault(&faults, "named in docs/glossary.md, is nowhere", name);
    at += length + 1;
    seen++;
  }
  assert_true(seen > 150);
  assert_int_equal(faults, 0);
}

// ---- What fanloop params finds ---------------------------------------------------------------------------------------------------------

// How many parameters the command says it found; in this process, since there are some hundreds of patterns.
static int parameters_of(const char *pattern) {
  fl_args args = {.operands = &pattern, .operand_count = 1};
  FILE *file = tmpfile();
  assert_non_null(file);
  fflush(stdout);
  const int before = dup(STDOUT_FILENO);
  dup2(fileno(file), STDOUT_FILENO);
  const int code = fl_command_params(&args);
  fflush(stdout);
  dup2(before, STDOUT_FILENO);
  close(before);
  char tail[64] = "";
  fseek(file, 0, SEEK_END);
  const long size = ftell(file), from = size > 60 ? size - 60 : 0;
  fseek(file, from, SEEK_SET);
  tail[fread(tail, 1, 60, file)] = '\0';
  fclose(file);
  if (code != FL_EXIT_DONE || size < 2) return 0;
  tail[strlen(tail) - 1] = '\0'; // "20 of 801" is the last line
  const char *line = strrchr(tail, '\n');
  return atoi(line ? line + 1 : tail);
}

// A pattern that has lost its levers is found here, and so is a term that does not reach those of its patterns.
static void each_term_finds_the_levers_of_all_its_patterns(void **state) {
  (void)state;
  int faults = 0;
  char one[NAME];
  for (int i = 0; i < TERMS; i++) {
    const int all = parameters_of(terms[i].term);
    for (const char *at = terms[i].names; *at; at += strcspn(at, "+"), at += *at == '+') {
      snprintf(one, sizeof one, "%.*s", (int)strcspn(at, "+"), at);
      const int part = parameters_of(one);
      if (part == 0) fault(&faults, "a pattern of terms.def that finds nothing", one);
      if (part > all) fault(&faults, "finds less than one of its patterns", terms[i].term);
    }
  }
  assert_int_equal(faults, 0);
}

static void english_terms_are_found_in_any_writing(void **state) {
  (void)state;
  assert_int_equal(parameters_of("trust-buy"), parameters_of("Trust Buy"));
  assert_int_equal(parameters_of("TRUST BUY"), parameters_of("Trust Buy"));
  assert_int_equal(parameters_of("Trust Buy"), parameters_of("信任购"));
  assert_true(parameters_of("Cold Start") == parameters_of("cold-start") && parameters_of("cold start") > 17);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(choices_of_tiers_kinds_and_sources_are_in_it),
      cmocka_unit_test(terms_are_in_it_or_in_the_table_of_mechanisms),
      cmocka_unit_test(mechanisms_are_found_by_their_names),
      cmocka_unit_test(names_between_back_quotes_exist),
      cmocka_unit_test(each_term_finds_the_levers_of_all_its_patterns),
      cmocka_unit_test(english_terms_are_found_in_any_writing),
  };
  return cmocka_run_group_tests(tests, load, NULL);
}
