#include "record/whole.h"

#include "base/date.h"
#include "base/utf8.h"
#include "fanloop/rows.h"
#include "fanloop/scenario.h"
#include "record/schema.h"

#include <stdio.h>
#include <string.h>

static fl_status cannot_read(const fl_result *result, const char *path, fl_messages *messages) {
  fl_messages_add(messages, true, "%s: %s", path, fl_result_error(result)[0] ? fl_result_error(result) : "out of memory");
  return FL_ENVIRONMENT;
}

static bool is_digest(const char *text) {
  return strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32;
}

enum { STATUS, SCHEMA, ENGINE, DIGEST, FANS, DAYS, WARMUP, FROM, TO };

// What the row of a finished run says that no run can be; NULL when all is well.
static const char *find_odd(fl_query *q) {
  int64_t from, to;
  const int64_t days = fl_query_int(q, DAYS), warmup = fl_query_int(q, WARMUP), fans = fl_query_int(q, FANS);
  const fl_field *most = fl_field_find(&fl_setup_fields, "fans");
  if (fl_query_int(q, SCHEMA) != FL_SCHEMA_VERSION) return "schema_version";
  if (!is_digest(fl_query_text(q, DIGEST))) return "digest";
  if (fans < 1 || (double)fans > most->max) return "fans";
  if (!fl_date_parse(fl_query_text(q, FROM), &from)) return "from_date";
  if (!fl_date_parse(fl_query_text(q, TO), &to) || to < from) return "to_date";
  if (warmup < 0 || warmup > days || days - warmup != to - from + 1) return "days";
  return NULL;
}

static fl_status check_run(fl_result *result, const char *path, const char *engine_version, fl_messages *messages, bool *done) {
  fl_query *q = fl_result_query(
      result, "SELECT status, schema_version, engine_version, digest, fans, days, warmup, from_date, to_date FROM run", NULL);
  if (!q) return cannot_read(result, path, messages);
  const bool there = fl_query_next(q);
  *done = there && strcmp(fl_query_text(q, STATUS), "done") == 0;
  const char *odd = *done ? find_odd(q) : NULL;
  if (odd) fl_messages_add(messages, true, "%s: run.%s is not what a finished run has: the file was changed", path, odd);
  if (*done && !odd && strcmp(fl_query_text(q, ENGINE), engine_version) != 0) {
    char version[64];
    fl_utf8_copy(version, sizeof version, fl_query_text(q, ENGINE));
    fl_utf8_clean(version, true);
    fl_messages_add(messages, false, "%s: was made by fanloop %s, this is %s: another version is another model", path, version,
                    engine_version);
  }
  fl_query_end(q);
  if (!there && fl_result_error(result)[0]) return cannot_read(result, path, messages);
  return odd ? FL_BAD_SCENARIO : FL_OK;
}

static fl_status check_table(fl_result *result, const char *path, const char *table, fl_messages *messages) {
  char sql[256];
  snprintf(sql, sizeof sql, "SELECT (SELECT count(*) FROM %s), (SELECT rows FROM table_digest WHERE name = '%s')", table, table);
  fl_query *q = fl_result_query(result, sql, NULL);
  fl_status status = q && fl_query_next(q) ? FL_OK : cannot_read(result, path, messages);
  if (status == FL_OK && fl_query_int(q, 0) != (fl_query_holds(q, 1) == FL_QUERY_NULL ? -1 : fl_query_int(q, 1))) {
    fl_messages_add(messages, true, "%s: its table %s has %lld rows, and table_digest says %s: the file was changed", path, table,
                    (long long)fl_query_int(q, 0), fl_query_holds(q, 1) == FL_QUERY_NULL ? "nothing of it" : fl_query_text(q, 1));
    status = FL_BAD_SCENARIO;
  }
  fl_query_end(q);
  return status;
}

fl_status fl_result_whole(fl_result *result, const char *path, const char *engine_version, fl_messages *messages) {
  bool done = false;
  fl_status status = fl_result_schema(result, path, FL_FILE_RUN, messages);
  if (status == FL_OK) status = check_run(result, path, engine_version, messages, &done);
  for (int t = 0; done && status == FL_OK && t < FL_TABLES; t++) status = check_table(result, path, fl_tables[t].name, messages);
  return status;
}
