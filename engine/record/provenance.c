#include "record/provenance.h"

#include "base/date.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "record/bind.h"
#include "record/clock.h"
#include "record/schema.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

// Prepares `sql`, binds as fl_bind_list and runs it.
static int run(sqlite3 *db, const char *sql, const char *types, ...) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
  va_list args;
  va_start(args, types);
  if (rc == SQLITE_OK) rc = fl_bind_list(stmt, types, args);
  va_end(args);
  if (rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) rc = SQLITE_OK;
  return fl_bind_end(stmt, rc);
}

static const char *text_or_empty(const char *text) {
  return text ? text : "";
}

static const double no_number = __builtin_nan(""); // bound as NULL

// The value as a number, in the unit of the user; NaN for words and dates.
static double as_number(const fl_field *field, const void *base) {
  switch (field->kind) {
  case FL_KIND_REAL: return fl_field_real(field, base);
  case FL_KIND_MONEY: {
    int64_t fen = fl_field_int(field, base);
    return fen == FL_UNLIMITED ? no_number : (double)fen / 100;
  }
  case FL_KIND_INT:
  case FL_KIND_BOOL: {
    int64_t value = fl_field_int(field, base);
    return value == FL_UNLIMITED ? no_number : (double)value;
  }
  case FL_KIND_DATE:
  case FL_KIND_CHOICE:
  case FL_KIND_SET:
  case FL_KIND_TEXT:
  case FL_KIND_LINE: break;
  }
  return no_number;
}

static int insert_run(sqlite3 *db, const fl_record_options *o, const fl_scenario *s) {
  char from[FL_DATE_TEXT], to[FL_DATE_TEXT];
  fl_date_text(s->setup.from, from);
  fl_date_text(s->setup.to, to);
  double weight = s->setup.fans > 0 ? s->params.population / (double)s->setup.fans : 0;
  return run(db,
             "INSERT INTO run (id, schema_version, engine_version, build, command, name, title, title_zh, question, question_zh, "
             "world, seed, run, fans, fan_weight,"
             " days, warmup, from_date, to_date, all_orders, slots, status, reason, digest)"
             " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', '', '')",
             "itttttttttiiiiiittii", (int64_t)FL_SCHEMA_VERSION, text_or_empty(o->engine_version), text_or_empty(o->build),
             text_or_empty(o->command), s->name, s->title, s->title_zh, s->question, s->question_zh, s->world, s->setup.seed,
             s->setup.run, s->setup.fans, (int64_t)(weight + 0.5), s->setup.warmup + s->setup.to - s->setup.from + 1,
             s->setup.warmup, from, to, (int64_t)o->all_orders, (int64_t)FL_SLOTS);
}

// As it is, byte for byte.
static int bind_bytes(sqlite3_stmt *stmt, int at, const char *text, size_t size) {
  return sqlite3_bind_text64(stmt, at, text, size, SQLITE_TRANSIENT, SQLITE_UTF8);
}

// An edited text shows, unless its digest was edited too.
void fl_provenance_text_digest(const char *text, size_t size, char out[33]) {
  uint64_t lanes[2];
  fl_absorb_begin(lanes);
  fl_absorb_text(lanes, text, size);
  const uint64_t high = fl_avalanche(lanes[0] + lanes[1]);
  sqlite3_snprintf(33, out, "%016llx%016llx", high, fl_avalanche(lanes[1] ^ high));
}

static int insert_sources(sqlite3 *db, const fl_record_options *o) {
  int rc = SQLITE_OK;
  for (size_t i = 0; rc == SQLITE_OK && i < o->source_count; i++) {
    const fl_source_text *source = &o->sources[i];
    char digest[33];
    sqlite3_stmt *stmt = NULL;
    fl_provenance_text_digest(text_or_empty(source->text), source->size, digest);
    rc = sqlite3_prepare_v2(db, "INSERT INTO source_file (source, path, module, text, digest) VALUES (?, ?, ?, ?, ?)", -1, &stmt,
                            NULL);
    if (rc == SQLITE_OK) rc = sqlite3_bind_int64(stmt, 1, (int64_t)i);
    if (rc == SQLITE_OK) rc = fl_bind_text(stmt, 2, source->path);
    if (rc == SQLITE_OK) rc = fl_bind_text(stmt, 3, text_or_empty(source->module));
    if (rc == SQLITE_OK) rc = bind_bytes(stmt, 4, text_or_empty(source->text), source->size);
    if (rc == SQLITE_OK) rc = fl_bind_text(stmt, 5, digest);
    if (rc == SQLITE_OK) sqlite3_step(stmt);
    rc = fl_bind_end(stmt, rc);
  }
  return rc;
}

// What is not UTF-8 no field takes: a run is not begun with it.
static int insert_sets(sqlite3 *db, const fl_record_options *o) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(db, "INSERT INTO run_set (number, key_value) VALUES (?, ?)", -1, &stmt, NULL);
  for (size_t i = 0; rc == SQLITE_OK && i < o->set_count; i++) {
    rc = sqlite3_bind_int64(stmt, 1, (int64_t)i);
    if (rc == SQLITE_OK) rc = bind_bytes(stmt, 2, o->sets[i], strlen(o->sets[i]));
    if (rc == SQLITE_OK) sqlite3_step(stmt);
    const int reset = sqlite3_reset(stmt);
    if (rc == SQLITE_OK) rc = reset;
  }
  sqlite3_finalize(stmt);
  return rc;
}

static int insert_parameters(sqlite3 *db, const char *part, const fl_fields *fields, const void *base) {
  void *defaults = calloc(1, fields->struct_size);
  if (!defaults) return SQLITE_NOMEM;
  fl_fields_defaults(fields, defaults);
  int rc = SQLITE_OK;
  for (size_t i = 0; rc == SQLITE_OK && i < fields->count; i++) {
    const fl_field *f = &fields->rows[i];
    char value[FL_TEXT_MAX], dflt[FL_TEXT_MAX] = "";
    fl_field_print(f, base, value, sizeof value);
    if (!fl_field_required(f)) fl_field_print(f, defaults, dflt, sizeof dflt);
    rc = run(db, "INSERT INTO parameter (name, part, value, number, unit, dflt, meaning, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
             "tttrtttt", f->name, part, value, as_number(f, base), f->unit, dflt, f->meaning, f->source);
  }
  free(defaults);
  return rc;
}

static int insert_policies(sqlite3 *db, const fl_scenario *s) {
  int rc = SQLITE_OK;
  for (size_t p = 0; rc == SQLITE_OK && p < s->policy_count; p++) {
    const fl_policy *policy = &s->policies[p];
    if (policy->off) continue;
    const fl_fields *fields = fl_policy_fields(policy->kind);
    for (size_t i = 0; rc == SQLITE_OK && i < fields->count; i++) {
      char value[FL_TEXT_MAX];
      fl_field_print(&fields->rows[i], &policy->of, value, sizeof value);
      rc = run(db, "INSERT INTO policy_field (policy, id, kind, name, value, number, unit) VALUES (?, ?, ?, ?, ?, ?, ?)", "ittttrt",
               (int64_t)p, policy->id, fl_policy_kind_name(policy->kind), fields->rows[i].name, value,
               as_number(&fields->rows[i], &policy->of), fields->rows[i].unit);
    }
  }
  return rc;
}

static int insert_added(sqlite3 *db, const fl_fields *fields, const void *items, size_t count) {
  const fl_field *name = fl_field_find(fields, "id");
  int rc = SQLITE_OK;
  for (size_t item = 0; rc == SQLITE_OK && item < count; item++) {
    const char *base = (const char *)items + item * fields->struct_size;
    for (size_t i = 0; rc == SQLITE_OK && i < fields->count; i++) {
      char value[FL_TEXT_MAX];
      fl_field_print(&fields->rows[i], base, value, sizeof value);
      rc = run(db, "INSERT INTO added_field (what, item, id, name, value, number, unit) VALUES (?, ?, ?, ?, ?, ?, ?)", "titttrt",
               fields->what, (int64_t)item, name ? fl_field_text(name, base) : "", fields->rows[i].name, value,
               as_number(&fields->rows[i], base), fields->rows[i].unit);
    }
  }
  return rc;
}

void fl_provenance_mark(char mark[FL_NAME_MAX]) {
  unsigned char bytes[16];
  sqlite3_randomness(sizeof bytes, bytes);
  for (size_t i = 0; i < sizeof bytes; i++) sqlite3_snprintf(3, mark + 2 * i, "%02x", bytes[i]);
}

int fl_provenance_begin(sqlite3 *db, const fl_record_options *options, const char *mark, const fl_scenario *scenario) {
  char started[FL_UTC_TEXT];
  fl_clock_utc(time(NULL), started);
  int rc = insert_run(db, options, scenario);
  if (rc == SQLITE_OK) rc = insert_sources(db, options);
  if (rc == SQLITE_OK) rc = insert_sets(db, options);
  if (rc == SQLITE_OK) rc = insert_parameters(db, "setup", &fl_setup_fields, &scenario->setup);
  if (rc == SQLITE_OK) rc = insert_parameters(db, "parameter", &fl_param_fields, &scenario->params);
  if (rc == SQLITE_OK) rc = insert_policies(db, scenario);
  if (rc == SQLITE_OK) rc = insert_added(db, &fl_brand_fields, scenario->brands, scenario->brand_count);
  if (rc == SQLITE_OK) rc = insert_added(db, &fl_room_fields, scenario->rooms, scenario->room_count);
  if (rc == SQLITE_OK) rc = insert_added(db, &fl_host_fields, scenario->hosts, scenario->host_count);
  if (rc == SQLITE_OK)
    rc = run(
        db, "INSERT INTO run_timing (id, started_at, threads, mark, checkpoint_days, resumed) VALUES (1, ?, ?, ?, nullif(?, 0), 0)",
        "titi", started, options->threads, mark, options->checkpoint_days);
  return rc;
}

// ---- A file that is there ---------------------------------------------------------------------------------------------------

int fl_provenance_version(sqlite3 *db, int64_t *version) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &stmt, NULL);
  *version = rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : -1;
  return fl_bind_end(stmt, rc);
}

static int compare_sources(sqlite3 *db, const fl_record_options *o, bool *same) {
  sqlite3_stmt *stmt = NULL;
  size_t count = 0;
  int rc = sqlite3_prepare_v2(db, "SELECT text FROM source_file ORDER BY source", -1, &stmt, NULL);
  *same = true;
  for (; rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW; count++) {
    const void *text = sqlite3_column_text(stmt, 0);
    const size_t size = (size_t)sqlite3_column_bytes(stmt, 0);
    *same = *same && count < o->source_count && size == o->sources[count].size &&
            (size == 0 || memcmp(text, o->sources[count].text, size) == 0);
  }
  *same = *same && count == o->source_count;
  return fl_bind_end(stmt, rc);
}

static int compare_sets(sqlite3 *db, const fl_record_options *o, bool *same) {
  sqlite3_stmt *stmt = NULL;
  size_t count = 0;
  int rc = sqlite3_prepare_v2(db, "SELECT key_value, all_orders FROM run LEFT JOIN run_set ORDER BY number", -1, &stmt, NULL);
  while (rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) {
    const char *set = (const char *)sqlite3_column_text(stmt, 0);
    *same = *same && sqlite3_column_int(stmt, 1) == o->all_orders &&
            (!set || (count < o->set_count && strcmp(set, o->sets[count]) == 0));
    count += set != NULL;
  }
  *same = *same && count == o->set_count;
  return fl_bind_end(stmt, rc);
}

int fl_provenance_found(sqlite3 *db, const fl_record_options *options, fl_record_found *found, bool *done) {
  sqlite3_stmt *stmt = NULL;
  bool there = false;
  int rc = sqlite3_prepare_v2(db,
                              "SELECT mark, checkpoint_days, status, (SELECT count(*) FROM platform_day) > checkpoint_days FROM "
                              "run_timing JOIN run USING (id)",
                              -1, &stmt, NULL);
  if (rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) {
    const char *mark = (const char *)sqlite3_column_text(stmt, 0), *status = (const char *)sqlite3_column_text(stmt, 2);
    there = mark && status;
    sqlite3_snprintf(sizeof found->mark, found->mark, "%s", text_or_empty(mark));
    found->checkpoints = sqlite3_column_type(stmt, 1) != SQLITE_NULL;
    found->passed = sqlite3_column_int(stmt, 3) == 1;
    *done = strcmp(text_or_empty(status), "done") == 0;
  }
  rc = fl_bind_end(stmt, rc);
  if (rc == SQLITE_OK && !there) rc = SQLITE_CORRUPT;
  if (rc == SQLITE_OK) rc = compare_sources(db, options, &found->same_sources);
  found->complete = *done && found->same_sources;
  return rc == SQLITE_OK && *done ? compare_sets(db, options, &found->complete) : rc;
}

int fl_provenance_resumed(sqlite3 *db, const fl_record_options *options) {
  int rc = run(db, "UPDATE run SET status = 'running', reason = ''", "");
  if (rc == SQLITE_OK)
    rc = run(db, "UPDATE run_timing SET finished_at = NULL, threads = ?, checkpoint_days = nullif(?, 0), resumed = resumed + 1",
             "ii", options->threads, options->checkpoint_days);
  return rc;
}

int fl_provenance_digests(sqlite3 *db, const fl_digest *digest) {
  char text[33];
  int rc = SQLITE_OK;
  for (int t = 0; rc == SQLITE_OK && t < FL_TABLES; t++) {
    fl_digest_text(digest, (fl_table_id)t, text);
    rc = run(db, "INSERT INTO table_digest (name, rows, digest) VALUES (?, ?, ?)", "tit", fl_tables[t].name,
             (int64_t)digest->rows[t], text);
  }
  fl_digest_text(digest, FL_TABLES, text);
  if (rc == SQLITE_OK) rc = run(db, "UPDATE run SET digest = ?", "t", text);
  return rc;
}

static int insert_stages(sqlite3 *db, const fl_world_stats *stats) {
  int rc = SQLITE_OK;
  const int stages = (int)(sizeof stats->stage_seconds / sizeof stats->stage_seconds[0]);
  for (int i = 0; rc == SQLITE_OK && i < stages; i++) {
    const char *name = fl_world_stage_name(i);
    if (!name) break;
    rc = run(db, "INSERT INTO run_stage (stage, seconds) VALUES (?, ?)", "tr", name, stats->stage_seconds[i]);
  }
  return rc;
}

int fl_provenance_timing(sqlite3 *db, const fl_world_stats *stats, double seconds, double record_seconds, double waited_seconds) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  int rc = run(db, "UPDATE run_timing SET seconds = ?, record_seconds = ?, record_wait_seconds = ?, peak_rss_bytes = ?", "rrri",
               seconds, record_seconds, waited_seconds, (int64_t)usage.ru_maxrss * 1024);
  if (rc != SQLITE_OK || !stats) return rc;
  rc = run(db,
           "UPDATE run_timing SET world_bytes_peak = ?, fan_bytes = ?, queue_bytes_peak = ?, fan_days = ?, active_fan_days = ?,"
           " visits = ?",
           "iiiiii", stats->total_bytes_peak, stats->fan_bytes, stats->queue_bytes_peak, stats->fan_days, stats->active_fan_days,
           stats->visits);
  return rc == SQLITE_OK ? insert_stages(db, stats) : rc;
}

int fl_provenance_status(sqlite3 *db, const char *status, const char *reason) {
  char finished[FL_UTC_TEXT];
  fl_clock_utc(time(NULL), finished);
  int rc = run(db, "UPDATE run SET status = ?, reason = ?", "tt", status, reason);
  return rc == SQLITE_OK ? run(db, "UPDATE run_timing SET finished_at = ?", "t", finished) : rc;
}
