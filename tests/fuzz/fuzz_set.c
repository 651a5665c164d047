// Fuzz target: lines of "key=value" as --set takes them, on a scenario with a festival, a subsidy, a brand and a room; and every value
// as a number and a date. What is accepted is in range, and reads back as it was printed.
#include "base/date.h"
#include "base/utf8.h"
#include "fanloop/scenario.h"
#include "params/check.h"
#include "params/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good) {
  if (!good) abort();
}

static void number_reads_back(const char *text) {
  double value, again;
  char printed[FL_NUMBER_TEXT];
  if (!fl_number_parse(text, &value)) return;
  check(!isnan(value));
  if (!isfinite(value)) return; // too large: every field refuses it by its range
  check(fl_number_parse(fl_number_text(value, printed), &again) && again == value);
  int64_t fen;
  if (!fl_yuan_to_fen(value, &fen)) return;
  check(strlen(fl_fen_text(fen, printed)) < FL_NUMBER_TEXT);
  check(fl_number_parse(printed, &again) && fl_yuan_to_fen(again, &fen));
}

static void date_reads_back(const char *text) {
  int64_t date;
  char printed[FL_DATE_TEXT];
  if (fl_date_parse(text, &date)) check(strcmp(fl_date_text(date, printed), text) == 0);
}

static void field_reads_back(const fl_field *field, const void *base) {
  int64_t place[FL_NAME_MAX / 8]; // room for a member of any kind
  fl_field here = *field;
  here.offset = 0;
  char printed[FL_TEXT_MAX], again[FL_TEXT_MAX], why[FL_TEXT_MAX];
  fl_field_print(field, base, printed, sizeof printed);
  if (!printed[0]) return; // an optional date that is not set
  check(fl_field_parse(&here, place, printed, why, sizeof why));
  check(strcmp(fl_field_print(&here, place, again, sizeof again), printed) == 0);
}

static void fields_read_back(const fl_fields *fields, const void *base) {
  for (size_t i = 0; i < fields->count; i++) field_reads_back(&fields->rows[i], base);
}

static void count_finding(void *ctx, const fl_finding *finding) {
  check(finding->text[0] && fl_utf8_check(finding->text, strlen(finding->text)) == strlen(finding->text));
  ++*(size_t *)ctx;
}

static void set(fl_scenario *scenario, const char *line) {
  char key[200], why[FL_TEXT_MAX * 2];
  const char *equals = strchr(line, '=');
  const size_t length = equals ? (size_t)(equals - line) : strlen(line);
  if (length >= sizeof key) return;
  memcpy(key, line, length);
  key[length] = 0;
  why[0] = 0;
  const char *value = equals ? equals + 1 : "";
  const bool accepted = fl_scenario_set(scenario, key, value, why, sizeof why);
  check(accepted || why[0]);
  const fl_field *param = accepted ? fl_field_find(&fl_param_fields, key) : NULL;
  if (param) field_reads_back(param, &scenario->params);
  number_reads_back(value);
  date_reads_back(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fl_scenario scenario = fl_default_scenario();
  fl_policy policies[2] = {{.kind = FL_FESTIVAL, .id = "f"}, {.kind = FL_SUBSIDY, .id = "s"}};
  fl_fields_defaults(fl_policy_fields(FL_FESTIVAL), &policies[0].of);
  fl_fields_defaults(fl_policy_fields(FL_SUBSIDY), &policies[1].of);
  scenario.policies = policies;
  scenario.policy_count = 2;
  char *text = malloc(size + 1);
  check(text != NULL);
  if (size) memcpy(text, data, size);
  text[size] = 0;
  char *end = text + size;
  for (char *line = text; line < end;) {
    char *stop = memchr(line, '\n', (size_t)(end - line));
    if (stop) *stop = 0;
    set(&scenario, line);
    line = stop ? stop + 1 : end;
  }
  size_t findings = 0;
  fl_scenario_examine(&scenario, count_finding, &findings);
  fields_read_back(&fl_setup_fields, &scenario.setup);
  fields_read_back(fl_policy_fields(FL_FESTIVAL), &policies[0].of);
  fields_read_back(fl_policy_fields(FL_SUBSIDY), &policies[1].of);
  free(text);
  return 0;
}
