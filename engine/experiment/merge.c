// The files of all shards of a sweep become one, byte for byte that of a sweep that was never divided.
#include "experiment/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What the files say of themselves.
typedef struct shard_facts {
  char *plan;
  int64_t points, first_run, runs; // runs: that all of them have together
} shard_facts;

static fl_status look(const char *path, fl_messages *messages, shard_facts *facts) {
  fl_result *result = NULL;
  fl_status status = fl_result_open_kind(path, FL_FILE_SWEEP, messages, &result);
  if (status == FL_OK) status = fl_result_sound(result, path, messages);
  if (status == FL_OK) status = fl_result_schema(result, path, FL_FILE_SWEEP, messages);
  fl_query *query = status == FL_OK
                        ? fl_result_query(result, "SELECT plan, points * runs, kind, points, first_run FROM sweep WHERE points > 0",
                                          (const char *const[]){NULL})
                        : NULL;
  if (status == FL_OK && !(query && fl_query_next(query) && strcmp(fl_query_text(query, 2), "sweep") == 0)) {
    fl_messages_add(messages, true, "%s: is no sweep", path);
    status = FL_BAD_SCENARIO;
  }
  if (status == FL_OK && !facts->plan) {
    facts->plan = strdup(fl_query_text(query, 0));
    facts->runs = fl_query_int(query, 1);
    facts->points = fl_query_int(query, 3);
    facts->first_run = fl_query_int(query, 4);
    if (!facts->plan) status = FL_ENVIRONMENT;
  } else if (status == FL_OK && strcmp(facts->plan, fl_query_text(query, 0)) != 0) {
    fl_messages_add(messages, true, "%s: is of another plan than the first file", path);
    status = FL_BAD_SCENARIO;
  }
  fl_query_end(query);
  fl_result_close(result);
  return status;
}

static int64_t count_of(fl_experiment *file, const char *sql, const shard_facts *facts) {
  char text[512];
  snprintf(text, sizeof text, sql, (long long)facts->points, (long long)facts->first_run,
           (long long)(facts->first_run + facts->runs / facts->points));
  fl_query *query = fl_result_query(fl_experiment_read(file), text, (const char *const[]){NULL});
  const int64_t count = query && fl_query_next(query) ? fl_query_int(query, 0) : 1;
  fl_query_end(query);
  return count;
}

static fl_status check_whole(fl_experiment *file, const char *path, const shard_facts *facts, int64_t there,
                             fl_messages *messages) {
  const int64_t wanted = facts->runs;
  const bool others =
      count_of(file, "SELECT count(*) FROM run WHERE NOT (point BETWEEN 1 AND %lld AND run >= %lld AND run < %lld)", facts) > 0 ||
      count_of(file,
               "SELECT count(*) FROM run AS r WHERE status = 'done' AND point <= %lld AND run BETWEEN %lld AND %lld AND NOT EXISTS "
               "(SELECT 1 FROM kpi_run AS k WHERE k.point = r.point AND k.run = r.run)",
               facts) > 0;
  if (others) {
    fl_messages_add(messages, true, "%s: the files have runs that are not of this sweep, or have lost their figures", path);
    return FL_BAD_SCENARIO;
  }
  if (there == wanted) return FL_OK;
  fl_messages_add(messages, true, "%s: %lld of %lld runs are missing: name the files of all shards", path,
                  (long long)(wanted - there), (long long)wanted);
  return FL_BAD_SCENARIO;
}

// Whether an experiment that is not done keeps its runs beside `path`: they would go when the file is there.
static bool is_under_way(const char *path) {
  char *folder = fl_experiment_folder(path), *plan = folder ? malloc(strlen(folder) + sizeof "/plan") : NULL;
  if (plan) sprintf(plan, "%s/plan", folder);
  const bool there = plan && access(plan, F_OK) == 0;
  free(plan);
  fl_experiment_free(folder);
  return there;
}

fl_status fl_lab_merge(const char *path, bool force, const char *const *shards, size_t count, fl_messages *messages, int64_t *done,
                       int64_t *failed) {
  shard_facts facts = {0};
  fl_experiment *file = NULL;
  fl_status status = FL_OK;
  for (size_t i = 0; i < count; i++) {
    const fl_status one = look(shards[i], messages, &facts);
    if (status == FL_OK) status = one;
  }
  for (size_t i = 0; status == FL_OK && i < count; i++)
    if (strcmp(shards[i], path) == 0) {
      fl_messages_add(messages, true, "%s: is one of the files that are put together; give the whole another name", path);
      status = FL_BAD_SCENARIO;
    }
  if (status == FL_OK && !force && is_under_way(path)) {
    fl_messages_add(messages, true, "%s: an experiment that is not done has its runs there; take another name, or --force", path);
    status = FL_BAD_SCENARIO;
  }
  if (status == FL_OK) status = fl_experiment_create(path, FL_FILE_SWEEP, force, messages, &file);
  for (size_t i = 0; status == FL_OK && i < count; i++) status = fl_experiment_gather(file, shards[i]);
  if (status == FL_OK) status = fl_experiment_settle(file, NULL, 0, done, failed);
  if (status == FL_OK && (status = check_whole(file, path, &facts, *done + *failed, messages)) != FL_OK) {
    fl_experiment_close(file);
    free(facts.plan);
    return status;
  }
  if (status == FL_OK) status = fl_experiment_adopt(file, shards[0], *failed);
  if (status == FL_OK) status = fl_experiment_finish(file);
  if (status != FL_OK && file) fl_messages_add(messages, true, "%s", fl_experiment_error(file));
  fl_experiment_close(file);
  free(facts.plan);
  return status;
}
