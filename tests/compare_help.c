#define _GNU_SOURCE // mkdtemp
#include "compare_help.h"

#include <sys/wait.h>
#include <unistd.h>

char folder[PATH];

int compare_begin(void **state) {
  (void)state;
  snprintf(folder, sizeof folder, "/tmp/fanloop-compare-XXXXXX");
  return mkdtemp(folder) ? 0 : -1;
}

int compare_end(void **state) {
  (void)state;
  char command[LINE];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command);
}

int run(const char *format, ...) {
  char command[LINE];
  size_t used = (size_t)snprintf(command, sizeof command, "cd '%s' && ", folder);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(command + used, sizeof command - used, format, arguments);
  va_end(arguments);
  const int status = system(command);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void write_scenario(const char *name, const char *rest) {
  char path[2 * PATH];
  snprintf(path, sizeof path, "%s/%s.lua", folder, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fprintf(
      file,
      "local fl = require \"fanloop\"\n"
      "return fl.scenario {\n"
      "  world = fl.world(\"kuaishou-2022-core\", { fans = 2000, rooms = 200 }),\n"
      "  calendar = { warmup = 10, from = \"2022-06-01\", to = \"2022-07-10\" },\n"
      "  brands = { fl.brand { id = \"soy\", kind = \"kuai\" } },\n"
      "  rooms = { fl.room { id = \"soy-1\", brand = \"soy\", category = \"food\", followers = fl.wan(3000) } },\n"
      "  policies = {\n"
      "    fl.festival { id = \"june\", from = \"2022-06-05\", to = \"2022-06-12\", peak = { \"2022-06-11\", \"2022-06-12\" } },\n"
      "    fl.subsidy { id = \"cash\", from = \"2022-06-08\", to = \"2022-06-14\", budget = fl.yi(1), share = 0.2, cap = 30 },\n"
      "  },\n"
      "  variants = {\n"
      "    neither = { without = { \"june\", \"cash\" } }, no_cash = { without = \"cash\" }, no_june = { without = \"june\" },\n"
      "    patient = { set = { [\"trust.memory\"] = 90 } },\n"
      "  },\n"
      "%s}\n",
      rest);
  assert_int_equal(fclose(file), 0);
}

fl_result *open_file(const char *name) {
  char path[2 * PATH];
  fl_messages messages = {0};
  fl_result *result = NULL;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  if (fl_result_open_kind(path, FL_FILE_COMPARISON, &messages, &result) != FL_OK) fail_msg("%s", messages.items[0].text);
  fl_messages_free(&messages);
  return result;
}

double number(fl_result *result, const char *sql) {
  fl_query *q = fl_result_query(result, sql, (const char *[]){NULL});
  if (!q || !fl_query_next(q)) fail_msg("%s: %s", sql, fl_result_error(result));
  const double value = fl_query_holds(q, 0) == FL_QUERY_NULL ? (double)NAN : fl_query_real(q, 0);
  fl_query_end(q);
  return value;
}

void check_zero(fl_result *result, const char *sql) {
  const double got = number(result, sql);
  if (got != 0) fail_msg("%g: %s", got, sql);
}

static bool add_hash(void *ctx, const char *text, size_t size) {
  uint64_t *hash = ctx;
  for (size_t i = 0; i < size; i++) *hash = (*hash ^ (unsigned char)text[i]) * 0x100000001b3u;
  return true;
}

static uint64_t content(fl_result *result, const char *table) {
  uint64_t hash = 0xcbf29ce484222325u;
  assert_int_equal(fl_result_csv(result, table, add_hash, &hash), FL_OK);
  return hash;
}

void check_same_files(const char *one, const char *other) {
  fl_result *a = open_file(one), *b = open_file(other);
  fl_query *q = fl_result_query(a, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name <> 'experiment_timing'",
                                (const char *[]){NULL});
  int tables = 0;
  assert_non_null(q);
  for (; fl_query_next(q); tables++) {
    const char *table = fl_query_text(q, 0);
    if (strcmp(table, "experiment") == 0) continue; // holds the command line
    if (content(a, table) != content(b, table)) fail_msg("%s and %s differ in %s", one, other, table);
  }
  assert_true(tables > 30);
  fl_query_end(q);
  fl_result_close(a);
  fl_result_close(b);
}
