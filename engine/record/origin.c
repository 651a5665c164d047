#include "record/origin.h"

#include "base/utf8.h"
#include "record/provenance.h"
#include "record/schema.h"

#include <stdlib.h>
#include <string.h>

typedef struct reader {
  fl_result *result;
  const char *path;
  fl_messages *messages;
  fl_origin *out;
  const fl_provenance_table *tables; // of this kind of file
  size_t table_count;
  size_t bytes;            // of the texts so far
  int64_t edited;          // texts that are not those that were run
  const char *edited_path; // of the first
} reader;

static fl_status refuse(const reader *r, const char *what) {
  fl_messages_add(r->messages, true, "%s: %s", r->path, what);
  return FL_BAD_SCENARIO;
}

static fl_status cannot_read(const reader *r, const char *why) {
  fl_messages_add(r->messages, true, "%s: %s", r->path, why[0] ? why : "out of memory");
  return FL_ENVIRONMENT;
}

// The bytes of a column and a zero behind them; NULL when memory is out.
static char *copy_text(fl_query *query, int column) {
  const size_t size = fl_query_bytes(query, column);
  char *copy = malloc(size + 1);
  if (!copy) return NULL;
  memcpy(copy, fl_query_text(query, column), size);
  copy[size] = '\0';
  return copy;
}

// ---- The tables -------------------------------------------------------------------------------------------------------------

// A table that was made otherwise could be a view without an end, or compute what it holds.
static fl_status check_table(const reader *r, const fl_provenance_table *table) {
  char *sql = fl_schema_provenance_sql(table);
  const char *const parameters[] = {table->name, sql, NULL};
  fl_query *query =
      sql ? fl_result_query(r->result, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 AND sql = ?2", parameters)
          : NULL;
  const bool same = query && fl_query_next(query);
  fl_query_end(query);
  fl_schema_free(sql);
  if (same) return FL_OK;
  if (!query || fl_result_error(r->result)[0]) return cannot_read(r, fl_result_error(r->result));
  fl_messages_add(r->messages, true, "%s: its table %s is missing or not as fanloop makes it; without it nothing can be made again",
                  r->path, table->name);
  return FL_BAD_SCENARIO;
}

// Pages that several places lead to would be read without an end: this reads each page once.
static fl_status check_pages(const reader *r, const char *table) {
  char sql[64], why[256] = "";
  sqlite3_snprintf(sizeof sql, sql, "PRAGMA integrity_check('%q')", table);
  fl_query *query = fl_result_query(r->result, sql, NULL);
  if (query && fl_query_next(query)) sqlite3_snprintf(sizeof why, why, "%s", fl_query_text(query, 0));
  fl_query_end(query);
  if (!query || !why[0]) return cannot_read(r, fl_result_error(r->result));
  if (strcmp(why, "ok") == 0) return FL_OK;
  fl_messages_add(r->messages, true, "%s: its table %s is damaged: %s", r->path, table, why);
  return FL_ENVIRONMENT;
}

static fl_status check_tables(const reader *r) {
  static const char *const needed[] = {"experiment", "run", "source_file", "run_set"};
  fl_status status = FL_OK;
  for (size_t i = 0; i < r->table_count && status == FL_OK; i++) {
    bool need = false;
    for (size_t k = 0; k < sizeof needed / sizeof *needed; k++) need |= strcmp(r->tables[i].name, needed[k]) == 0;
    if (need) status = check_table(r, &r->tables[i]);
    if (need && status == FL_OK) status = check_pages(r, r->tables[i].name);
  }
  return status;
}

// ---- The run ----------------------------------------------------------------------------------------------------------------

static fl_status check_status(const reader *r, const char *status, const char *command) {
  if (strcmp(status, "done") == 0) return FL_OK;
  char text[512];
  fl_utf8_copy(text, sizeof text, command);
  fl_utf8_clean(text, true);
  const char *how = strcmp(status, "running") == 0   ? "is under way, or was cut off"
                    : strcmp(status, "stopped") == 0 ? "was stopped"
                    : strcmp(status, "failed") == 0  ? "failed"
                                                     : NULL;
  if (!how) return refuse(r, "its status is unknown: it is no result of fanloop");
  fl_messages_add(r->messages, true, "%s: its run %s (status %s); only a finished run can be made again. It was begun with: %s",
                  r->path, how, status, text);
  return FL_BAD_SCENARIO;
}

static fl_status check_engine(const reader *r, const char *version, int64_t slots, const char *engine_version) {
  char text[64];
  fl_utf8_copy(text, sizeof text, version);
  fl_utf8_clean(text, true);
  if (strcmp(version, engine_version) != 0) {
    fl_messages_add(r->messages, true, "%s: was made by fanloop %s, this is %s: another version is another model; use that one",
                    r->path, text, engine_version);
    return FL_BAD_SCENARIO;
  }
  if (slots == FL_SLOTS) return FL_OK;
  fl_messages_add(r->messages, true,
                  "%s: was made with %lld slots a fan, this build has %d: use one that was built with -D FL_SLOTS=%lld", r->path,
                  (long long)slots, FL_SLOTS, (long long)slots);
  return FL_BAD_SCENARIO;
}

static fl_status read_run(reader *r, const char *engine_version) {
  fl_query *query = fl_result_query(
      r->result, "SELECT status, engine_version, slots, all_orders, digest, command FROM run NOT INDEXED ORDER BY id LIMIT 1",
      NULL);
  if (!query) return cannot_read(r, fl_result_error(r->result));
  fl_status status;
  if (fl_query_next(query)) {
    status = check_status(r, fl_query_text(query, 0), fl_query_text(query, 5));
    if (status == FL_OK) status = check_engine(r, fl_query_text(query, 1), fl_query_int(query, 2), engine_version);
    r->out->all_orders = fl_query_int(query, 3) != 0;
    fl_utf8_copy(r->out->digest, sizeof r->out->digest, fl_query_text(query, 4));
    fl_utf8_clean(r->out->digest, true);
  } else {
    status = fl_result_error(r->result)[0] ? cannot_read(r, fl_result_error(r->result)) : refuse(r, "its table run is empty");
  }
  fl_query_end(query);
  return status;
}

// ---- Texts ------------------------------------------------------------------------------------------------------------------

// Whether there is room for one more text of the query's row.
static fl_status take_bytes(reader *r, fl_query *query, int column) {
  r->bytes += fl_query_bytes(query, column);
  if (r->bytes <= FL_ORIGIN_BYTES_MAX) return FL_OK;
  fl_messages_add(r->messages, true, "%s: its sources and changes are larger than %d MiB together", r->path,
                  FL_ORIGIN_BYTES_MAX >> 20);
  return FL_BAD_SCENARIO;
}

enum { PATH, MODULE, TEXT, DIGEST, FILE_NUMBER };

// It is run all the same: what comes of an edited text, verification tells.
static void look_for_edits(reader *r, const fl_source_text *source, const char *recorded) {
  char digest[33];
  fl_provenance_text_digest(source->text, source->size, digest);
  if (strcmp(digest, recorded) != 0 && r->edited++ == 0) r->edited_path = source->path;
}

static void warn_of_edits(const reader *r) {
  if (r->edited == 0) return;
  fl_messages_add(
      r->messages, false,
      "%s: %lld of its texts are not those that were run (they do not give the digests recorded with them), the first is %s",
      r->path, (long long)r->edited, r->edited_path);
}

static fl_status read_source(reader *r, fl_origin_file *file, fl_query *query) {
  fl_status status = take_bytes(r, query, TEXT);
  if (status != FL_OK) return status;
  if (fl_query_bytes(query, PATH) > FL_ORIGIN_PATH_MAX || fl_query_bytes(query, MODULE) > FL_ORIGIN_PATH_MAX)
    return refuse(r, "the path of a source is too long");
  const size_t size = fl_query_bytes(query, TEXT);
  char *text = copy_text(query, TEXT), *path = copy_text(query, PATH), *module = copy_text(query, MODULE);
  if (path) fl_utf8_clean(path, false); // it names the text in messages
  file->sources[file->source_count++] = (fl_source_text){path, text, size, module};
  if (!path || !text || !module) return cannot_read(r, "");
  look_for_edits(r, &file->sources[file->source_count - 1], fl_query_text(query, DIGEST));
  return FL_OK;
}

// The file of the query's row, with room for one more source: the last one, or the one behind it.
static fl_status find_file(reader *r, int64_t number, fl_origin_file **file) {
  fl_origin *out = r->out;
  const int64_t last = (int64_t)out->file_count - 1;
  if (number < 0 || (number != last && number != last + 1))
    return refuse(r, "its scenario files are not numbered from 0 on, one by one");
  if (number == FL_ORIGIN_FILES_MAX) {
    fl_messages_add(r->messages, true, "%s: holds more than %d scenario files", r->path, FL_ORIGIN_FILES_MAX);
    return FL_BAD_SCENARIO;
  }
  *file = &out->files[number];
  if (number > last) {
    out->file_count++;
    (*file)->sources = calloc(FL_ORIGIN_SOURCES_MAX, sizeof *(*file)->sources);
    return (*file)->sources ? FL_OK : cannot_read(r, "");
  }
  if ((*file)->source_count < FL_ORIGIN_SOURCES_MAX) return FL_OK;
  fl_messages_add(r->messages, true, "%s: holds more than %d sources, the most that a scenario may have", r->path,
                  FL_ORIGIN_SOURCES_MAX);
  return FL_BAD_SCENARIO;
}

// `sql` gives the columns PATH to FILE_NUMBER, in order of files and sources.
static fl_status read_sources(reader *r, const char *sql) {
  fl_query *query = fl_result_query(r->result, sql, NULL);
  if (!query) return cannot_read(r, fl_result_error(r->result));
  r->out->files = calloc(FL_ORIGIN_FILES_MAX, sizeof *r->out->files);
  fl_status status = r->out->files ? FL_OK : cannot_read(r, "");
  while (status == FL_OK && fl_query_next(query)) {
    fl_origin_file *file = NULL;
    status = find_file(r, fl_query_int(query, FILE_NUMBER), &file);
    if (status == FL_OK) status = read_source(r, file, query);
  }
  fl_query_end(query);
  if (status == FL_OK && fl_result_error(r->result)[0]) return cannot_read(r, fl_result_error(r->result));
  return status == FL_OK && r->out->file_count == 0 ? refuse(r, "holds no scenario: its table source_file is empty") : status;
}

// One place more for a text; false when memory is out.
static bool grow_sets(fl_origin *out, size_t *capacity) {
  if (out->set_count < *capacity) return true;
  *capacity = *capacity ? 2 * *capacity : 16;
  char **sets = realloc(out->sets, *capacity * sizeof *sets);
  if (sets) out->sets = sets;
  return sets != NULL;
}

static fl_status read_sets(reader *r) {
  fl_query *query = fl_result_query(r->result, "SELECT key_value FROM run_set NOT INDEXED ORDER BY number", NULL);
  if (!query) return cannot_read(r, fl_result_error(r->result));
  size_t capacity = 0;
  fl_status status = FL_OK;
  while (status == FL_OK && fl_query_next(query)) {
    status = take_bytes(r, query, 0);
    if (status == FL_OK && r->out->set_count == FL_ORIGIN_SETS_MAX)
      status = refuse(r, "holds more changes than a command line can");
    if (status != FL_OK) break;
    char *text = grow_sets(r->out, &capacity) ? copy_text(query, 0) : NULL;
    if (text)
      r->out->sets[r->out->set_count++] = text;
    else
      status = cannot_read(r, "");
  }
  fl_query_end(query);
  return status == FL_OK && fl_result_error(r->result)[0] ? cannot_read(r, fl_result_error(r->result)) : status;
}

// Reads a file whose head is read by `read_head`, and whose sources are the rows of `sources`.
static fl_status read_all(reader *r, fl_status (*read_head)(reader *r, const char *engine_version), const char *engine_version,
                          const char *sources) {
  *r->out = (fl_origin){0};
  fl_status status = check_tables(r);
  if (status == FL_OK) status = read_head(r, engine_version);
  if (status == FL_OK) status = read_sources(r, sources);
  if (status == FL_OK) warn_of_edits(r);
  return status == FL_OK ? read_sets(r) : status;
}

fl_status fl_origin_read(fl_result *result, const char *path, const char *engine_version, fl_messages *messages, fl_origin *out) {
  reader r = {result, path, messages, out, fl_provenance_tables, fl_provenance_table_count, 0, 0, NULL};
  return read_all(&r, read_run, engine_version,
                  "SELECT path, module, text, digest, 0 FROM source_file NOT INDEXED ORDER BY source");
}

// ---- An experiment ----------------------------------------------------------------------------------------------------------

static fl_status check_experiment_status(const reader *r, const char *status, const char *command) {
  if (strcmp(status, "done") == 0 || strcmp(status, "failed") == 0) return FL_OK;
  if (strcmp(status, "stopped") != 0) return refuse(r, "its status is unknown: it is no comparison of fanloop");
  char text[512];
  fl_utf8_copy(text, sizeof text, command);
  fl_utf8_clean(text, true);
  fl_messages_add(r->messages, true,
                  "%s: its comparison was stopped (status stopped); only a finished one can be made again. It was begun with: %s",
                  r->path, text);
  return FL_BAD_SCENARIO;
}

enum { STATUS, COMMAND, VERSION, SLOTS, RUNS, RUN_ROWS, BASELINE, LEVEL, ALL_BRANDS, UNTIL_CI, UNTIL_KPI, AFTER_DAYS };

// What a comparison could not have been made with is no difference to be told: there is nothing to compare with.
static fl_status read_numbers(reader *r, fl_query *query) {
  fl_origin *out = r->out;
  const int64_t runs = fl_query_int(query, RUNS), baseline = fl_query_int(query, BASELINE);
  out->level = fl_query_real(query, LEVEL);
  out->all_brands = fl_query_int(query, ALL_BRANDS) == 1;
  out->until_ci = fl_query_real(query, UNTIL_CI);
  if (runs < 1 || runs > FL_EXPERIMENT_RUNS_MAX) return refuse(r, "its number of run numbers is not one of a comparison");
  // Work without an end for a file without rows. Each variant has a row of each run number, and there are two at least.
  if (runs > fl_query_int(query, RUN_ROWS)) return refuse(r, "says that there were more runs than its table run holds");
  if (baseline < 0) return refuse(r, "its baseline is no variant");
  if (!(out->level > 0 && out->level < 1)) return refuse(r, "its level of the intervals is not between 0 and 1");
  if (!(out->until_ci >= 0 && out->until_ci <= 1)) return refuse(r, "its until_ci is not a share");
  out->runs = runs;
  out->baseline = (size_t)baseline;
  fl_status status = take_bytes(r, query, UNTIL_KPI);
  if (status == FL_OK) status = take_bytes(r, query, AFTER_DAYS);
  if (status != FL_OK) return status;
  out->until_kpis = copy_text(query, UNTIL_KPI);
  out->after_days = copy_text(query, AFTER_DAYS);
  return out->until_kpis && out->after_days ? FL_OK : cannot_read(r, "");
}

static fl_status read_experiment(reader *r, const char *engine_version) {
  fl_query *query = fl_result_query(
      r->result,
      "SELECT status, command, engine_version, slots, runs, (SELECT count(*) FROM run NOT INDEXED), baseline, level,"
      " all_brands, until_ci, until_kpi, after_days FROM experiment NOT INDEXED ORDER BY id LIMIT 1",
      NULL);
  if (!query) return cannot_read(r, fl_result_error(r->result));
  fl_status status;
  if (fl_query_next(query)) {
    status = check_experiment_status(r, fl_query_text(query, STATUS), fl_query_text(query, COMMAND));
    if (status == FL_OK) status = check_engine(r, fl_query_text(query, VERSION), fl_query_int(query, SLOTS), engine_version);
    if (status == FL_OK) status = read_numbers(r, query);
  } else {
    status =
        fl_result_error(r->result)[0] ? cannot_read(r, fl_result_error(r->result)) : refuse(r, "its table experiment is empty");
  }
  fl_query_end(query);
  return status;
}

fl_status fl_origin_read_experiment(fl_result *result, const char *path, const char *engine_version, fl_messages *messages,
                                    fl_origin *out) {
  reader r = {result, path, messages, out, fl_experiment_tables, fl_experiment_table_count, 0, 0, NULL};
  return read_all(&r, read_experiment, engine_version,
                  "SELECT path, module, text, digest, file FROM source_file NOT INDEXED ORDER BY file, source");
}

void fl_origin_free(fl_origin *origin) {
  for (size_t f = 0; f < origin->file_count; f++) {
    const fl_origin_file *file = &origin->files[f];
    for (size_t i = 0; i < file->source_count; i++) {
      free((char *)(uintptr_t)file->sources[i].path);
      free((char *)(uintptr_t)file->sources[i].text);
      free((char *)(uintptr_t)file->sources[i].module);
    }
    free(file->sources);
  }
  for (size_t i = 0; i < origin->set_count; i++) free(origin->sets[i]);
  free(origin->files);
  free(origin->sets);
  free(origin->until_kpis);
  free(origin->after_days);
  *origin = (fl_origin){0};
}
